//! PostgreSQL loses its power under load, several times, and comes back.

use super::load::{Load, WhenBroken};
use super::wholeness;
use crate::client::Client;
use crate::place::Place;
use crate::server::wait_for;
use std::path::Path;
use std::thread;
use std::time::Duration;
use testkit::postgres::Cluster;

/// Removes a directory that PostgreSQL's own user must be able to enter, unlike one of `tempfile`.
struct OpenDirectory(std::path::PathBuf);

impl OpenDirectory {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("provost-restarted-postgres-{}", std::process::id())))
    }
}

impl Drop for OpenDirectory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A cluster that is stopped before its directory goes.
struct Stopped(Cluster);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.stop();
    }
}

#[test]
fn a_restart_of_postgresql_costs_503_and_nothing_else() {
    let directory = OpenDirectory::new();
    let cluster = Stopped(Cluster::start(Path::new(&directory.0), true).unwrap());
    let place = Place::with(Some(cluster.0.url("postgres")), None);
    let mut server = place.serve(&[]);
    let management = server.listening().management;
    let organization = place.make_organization(&server);
    let readiness = |status| {
        wait_for("readiness", || {
            (Client::anonymous(&management).call("GET", "/readyz", None).status == status).then_some(())
        });
    };
    readiness(200);
    let load = Load::start(&organization, 8, "restart", WhenBroken::GoOn);
    for _ in 0..if testkit::long() { 6 } else { 3 } {
        load.wait_for_more(20);
        cluster.0.stop().unwrap();
        readiness(503);
        let healthy = Client::anonymous(&management).call("GET", "/healthz", None);
        assert_eq!(healthy.status, 200, "liveness does not depend on the database");
        let answer = Client::new(&organization.url, &organization.key).call("GET", "/Users?count=1", None);
        assert_eq!((answer.status, answer.header("retry-after").is_some()), (503, true), "{answer:?}");
        thread::sleep(Duration::from_millis(300));
        cluster.0.resume().unwrap();
        readiness(200);
    }
    load.wait_for_more(20);
    let findings = load.end();
    assert!(findings.unavailable > 0 && findings.unanswered == 0, "{findings:?}");
    assert!(server.is_running(), "{}", server.log());
    findings.book.check(&mut Client::new(&organization.url, &organization.key));
    wholeness::check(&place);
    let (status, _) = server.terminate();
    assert!(status.success());
}
