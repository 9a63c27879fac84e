//! A client asks for everything anew when the revision date has grown. So the date must grow for whoever would be shown
//! something else, and for nobody else: found out with two organizations, some people and random changes.

use super::world::World;
use super::{access, collection, shared_item};
use crate::office::{Office, call};
use crate::support::start;
use account_client::{MemberRole, Method};
use serde_json::json;
use std::time::Duration;
use testkit::app::Engine;

async fn dates_grow_with_what_is_shown(engine: Engine, seed: u64, steps: usize) {
    let mut world = World::new(engine, seed).await;
    let mut before = world.sights().await;
    let mut told = 0;
    for step in 0..steps {
        world.app.clock.advance(Duration::from_secs(1));
        let Some(change) = world.step().await else { continue };
        let after = world.sights().await;
        for (person, ((old, since), (new, now))) in before.iter().zip(&after).enumerate() {
            let place = format!("seed {seed}, step {step}, {}, person {person}", change.what);
            if old == new {
                assert!(now == since || change.coarse.contains(&person), "{place}: told in vain");
            } else {
                assert!(now > since, "{place}: not told");
                told += 1;
            }
        }
        before = after;
    }
    assert!(told > steps / 2, "too little happened");
}

#[tokio::test]
async fn dates_grow_exactly_for_those_who_are_shown_something_else_on_sqlite() {
    for seed in 0..if testkit::long() { 20 } else { 2 } {
        dates_grow_with_what_is_shown(Engine::Sqlite, seed, 100).await;
    }
}

#[tokio::test]
async fn dates_grow_exactly_for_those_who_are_shown_something_else_on_postgresql() {
    dates_grow_with_what_is_shown(Engine::Postgres, 100, if testkit::long() { 400 } else { 60 }).await;
}

#[tokio::test]
async fn what_an_organization_changes_for_all_tells_all() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let other = Office::open(&app, "oskar@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let settings = json!({"limitCollectionCreation": true, "limitCollectionDeletion": true,
            "limitItemDeletion": true, "allowAdminAccessToAllCollectionItems": false});
        let person = office.path(&format!("/users/{}", dora.id));
        for (method, path, body, tells) in [
            (Method::PUT, office.path("/policies/1"), json!({"enabled": true, "data": {"minLength": 12}}), true),
            (Method::PUT, office.path("/collection-management"), settings, true),
            (Method::PUT, office.path(""), json!({"name": "Bureau", "billingEmail": "olga@example.test"}), true),
            (Method::PUT, person.clone(), json!({"type": 1, "collections": [], "groups": []}), true),
            (Method::DELETE, person, json!(null), true),
        ] {
            app.clock.advance(Duration::from_secs(1));
            let before = (dora.session.revision_date().await.unwrap(), other.owner.revision_date().await.unwrap());
            call(&office.owner, method, &path, body).await.unwrap();
            assert_eq!(dora.session.revision_date().await.unwrap() > before.0, tells, "{path}");
            assert_eq!(other.owner.revision_date().await.unwrap(), before.1, "{path}");
        }
    }
}

/// Who loses an organization loses the dates of all that was seen in it, which may be ahead of the clock: many changes within
/// a millisecond, or another server's clock.
#[tokio::test]
async fn what_is_taken_away_within_a_millisecond_is_told() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let leaver = office.confirmed(&app, "lea@example.test", MemberRole::User).await;
        let last = office.confirmed(&app, "udo@example.test", MemberRole::User).await;
        let everybody = [&dora, &leaver, &last].map(|colleague| access(colleague.id, "edit"));
        let id = collection(&office, &everybody, &[]).await;
        let change_much = async || {
            for _ in 0..8 {
                shared_item(&office.owner, &office, &[id]).await;
            }
        };
        let member = |rest: &str| office.path(&format!("/users/{}{rest}", dora.id));
        let hash = office.owner.credentials().authentication_hash().reveal();
        for (person, by, method, path, body) in [
            (&dora, &office.owner, Method::PUT, member("/revoke"), json!(null)),
            (&dora, &office.owner, Method::PUT, member("/restore"), json!(null)),
            (&dora, &office.owner, Method::DELETE, member(""), json!(null)),
            (&leaver, &leaver.session, Method::POST, office.path("/leave"), json!(null)),
            (&last, &office.owner, Method::PUT, office.path("/policies/0"), json!({"enabled": true, "data": null})),
            (&last, &office.owner, Method::PUT, office.path("/policies/0"), json!({"enabled": false, "data": null})),
            (&last, &office.owner, Method::PUT, office.path(&format!("/users/{}/restore", last.id)), json!(null)),
            (&last, &office.owner, Method::DELETE, office.path(""), json!({"masterPasswordHash": hash})),
        ] {
            change_much().await;
            let before = person.session.revision_date().await.unwrap();
            call(by, method.clone(), &path, body.clone()).await.unwrap();
            let after = person.session.revision_date().await.unwrap();
            let shows = body["enabled"] != json!(false);
            assert!(after > before || !shows, "{method} {path}: {before} is followed by {after}");
        }
    }
}
