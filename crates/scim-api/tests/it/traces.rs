//! What identity providers really send, every recording on both engines.

use crate::support::start;
use testkit::app::Engine;
use testkit::trace::{play, recorded};

async fn play_all(engine: Engine) {
    let mut failures = Vec::new();
    for trace in recorded().unwrap() {
        // An installation each: one of the recordings counts all users.
        let app = start(engine).await;
        let report = play(&trace, &app.target().unwrap()).await;
        assert!(report.passed > 0, "{} expects nothing", trace.name);
        failures.extend(report.failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn every_recording_plays_on_sqlite() {
    play_all(Engine::Sqlite).await;
}

#[tokio::test]
async fn every_recording_plays_on_postgresql() {
    play_all(Engine::Postgres).await;
}
