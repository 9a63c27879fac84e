//! The wish of the operator to stop.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A token that is cancelled by the first SIGTERM or SIGINT. The waiting task runs in `tracker` and ends with the
/// token, however that is cancelled. What a second signal does is the program's own matter.
///
/// # Errors
/// When the signal handlers cannot be installed.
pub fn token_on_signal(tracker: &TaskTracker) -> io::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let token = CancellationToken::new();
    let fired = token.clone();
    tracker.spawn(async move {
        let name = tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
            () = fired.cancelled() => return,
        };
        tracing::info!(signal = name, "stopping");
        fired.cancel();
    });
    Ok(token)
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn sigterm_cancels_the_token() {
        let tracker = TaskTracker::new();
        let token = token_on_signal(&tracker).unwrap();
        assert!(!token.is_cancelled());
        let status = Command::new("kill").args(["-TERM", &std::process::id().to_string()]).status().unwrap();
        assert!(status.success());
        tokio::time::timeout(Duration::from_secs(10), token.cancelled()).await.unwrap();
        tracker.close();
        tracker.wait().await;
    }

    #[tokio::test]
    async fn a_token_cancelled_otherwise_ends_the_waiting_task() {
        let tracker = TaskTracker::new();
        token_on_signal(&tracker).unwrap().cancel();
        tracker.close();
        tokio::time::timeout(Duration::from_secs(10), tracker.wait()).await.unwrap();
    }
}
