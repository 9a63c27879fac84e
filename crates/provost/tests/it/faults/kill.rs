//! `kill -9` under load, again and again.

use super::load::{Load, WhenBroken};
use super::wholeness;
use crate::place::Place;
use testkit::app::Engine;

fn nothing_is_lost(engine: Engine) {
    let place = Place::new(engine);
    let kills = if testkit::long() { 20 } else { 5 };
    let mut book = super::book::Book::default();
    let mut server = place.demo(&[]);
    for kill in 1..=kills {
        let load = Load::start(&server.organizations()[0], 12, &format!("kill-{kill}"), WhenBroken::Stop);
        // Each time at another moment, and in the long form also early in the server's life.
        load.wait_for(3 + kill * 137 % 700);
        server.kill();
        let findings = load.end();
        assert!(findings.acknowledged > 0 && findings.unavailable == 0, "{findings:?}");
        book.merge(findings.book);
        server = place.demo(&[]);
        book.check(&mut server.client());
        wholeness::check(&place);
    }
    assert!(book.len() > 5 * kills, "the load was none: {} members", book.len());
    let (status, rest) = server.terminate();
    assert!(status.success() && rest.is_empty(), "{status} {rest}");
    wholeness::check(&place);
}

#[test]
fn nothing_acknowledged_is_lost_by_kill_9_on_sqlite() {
    nothing_is_lost(Engine::Sqlite);
}

#[test]
fn nothing_acknowledged_is_lost_by_kill_9_on_postgresql() {
    nothing_is_lost(Engine::Postgres);
}
