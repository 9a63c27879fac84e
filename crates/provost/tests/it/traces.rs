//! What identity providers really send, through the real program.

use crate::place::Place;
use testkit::app::Engine;
use testkit::trace::{Target, Trace, play, recorded};

/// Plays recordings, an organization each: one of them counts all users.
fn play_all(engine: Engine, traces: &[Trace], url_of: impl Fn(&str, &str, &str) -> String) {
    let place = Place::new(engine);
    let server = place.demo(&["--organizations", &traces.len().to_string()]);
    let console = server.announcement["consoleUrl"].as_str().unwrap().to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut failures = Vec::new();
    for (trace, organization) in traces.iter().zip(server.organizations()) {
        let url = url_of(&organization.url, &console, &organization.id);
        let report = runtime.block_on(play(trace, &Target::new(&url, &organization.key).unwrap()));
        assert!(report.passed > 0, "{} expects nothing", trace.name);
        failures.extend(report.failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    server.terminate();
    place.succeed(&["audit", "verify"]);
}

#[test]
fn every_recording_plays_against_the_program_on_sqlite() {
    play_all(Engine::Sqlite, &recorded().unwrap(), |scim, _, _| scim.to_owned());
}

#[test]
fn every_recording_plays_against_the_program_on_postgresql() {
    play_all(Engine::Postgres, &recorded().unwrap(), |scim, _, _| scim.to_owned());
}

#[test]
fn recordings_play_under_scim_on_the_main_listener() {
    let mut traces = recorded().unwrap();
    traces.retain(|trace| {
        ["entra-user-lifecycle", "okta-group-push-patch", "generic-discovery", "generic-errors"]
            .contains(&trace.name.as_str())
    });
    assert_eq!(traces.len(), 4);
    play_all(Engine::Sqlite, &traces, |_, console, id| format!("{console}/scim/v2/{id}"));
}
