//! Logs: to stderr, since stdout is for answers.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Starts logging. `PROVOST_LOG` chooses what is logged (`info`, `debug`, `storage=trace`, …).
pub(crate) fn start(json: bool) {
    let default = if json { LevelFilter::INFO } else { LevelFilter::WARN };
    let filter =
        EnvFilter::builder().with_default_directive(default.into()).with_env_var("PROVOST_LOG").from_env_lossy();
    let terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json && !terminal {
        builder.json().flatten_event(true).init();
    } else {
        builder.with_target(false).with_ansi(terminal).init();
    }
}
