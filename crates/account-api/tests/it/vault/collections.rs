//! Collections and who reaches them.

use super::{OTHER, SEALED, access, collection, id_of, shared_item, status, sync, synced};
use crate::office::{Office, call, refusal};
use crate::support::start;
use account_client::{MemberRole, Method, Uuid};
use serde_json::{Value, json};
use testkit::app::Engine;

fn ids(list: &Value) -> Vec<Uuid> {
    list["data"].as_array().unwrap().iter().map(id_of).collect()
}

#[tokio::test]
async fn a_collection_is_made_changed_and_removed() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let owner = &office.owner;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let users = [access(dora.id, "edit")];
        let body = json!({"name": SEALED, "externalId": "crew", "users": users, "groups": []});
        let made = call(owner, Method::POST, &office.path("/collections"), body).await.unwrap();
        assert_eq!((&made["name"], &made["externalId"]), (&json!(SEALED), &json!("crew")));
        assert_eq!((&made["users"], &made["groups"]), (&json!(users), &json!([])));
        assert_eq!(
            (&made["manage"], &made["assigned"], &made["unmanaged"]),
            (&json!(true), &json!(false), &json!(true))
        );
        let path = office.path(&format!("/collections/{}", id_of(&made)));
        let details = call(owner, Method::GET, &format!("{path}/details"), json!(null)).await.unwrap();
        assert_eq!(details, made);
        let reached = call(owner, Method::GET, &format!("{path}/users"), json!(null)).await.unwrap();
        assert_eq!(reached, json!(users));
        let theirs = sync(&dora.session).await["collections"].clone();
        let seen = json!({
            "id": made["id"], "organizationId": office.id(), "name": SEALED, "externalId": "crew", "type": 0,
            "defaultUserCollectionEmail": null, "object": "collectionDetails",
            "readOnly": false, "hidePasswords": false, "manage": false,
        });
        assert_eq!(theirs, json!([seen]));
        assert_eq!(call(&dora.session, Method::GET, &path, json!(null)).await.unwrap(), seen);

        // A name that is not sent stays, as do lists; an empty list is one.
        let change = json!({"name": null, "users": [access(dora.id, "manage")]});
        let changed = call(owner, Method::PUT, &path, change).await.unwrap();
        assert_eq!((&changed["name"], &changed["externalId"]), (&json!(SEALED), &json!("crew")));
        assert_eq!(changed["unmanaged"], json!(false));
        let told = office.last_event(&app, 1301).await;
        let change = json!({"field": format!("member {}", dora.id), "before": "edit", "after": "manage"});
        assert_eq!(told["changes"], json!([change]));
        let change = json!({"name": OTHER, "externalId": null, "users": [], "groups": []});
        let changed = call(&dora.session, Method::PUT, &path, change).await.unwrap();
        assert_eq!(
            (&changed["name"], &changed["externalId"], &changed["users"]),
            (&json!(OTHER), &json!(null), &json!([]))
        );
        assert!(synced(&dora.session, "collections").await.is_empty());
        assert_eq!(status(&dora.session, Method::GET, &path, json!(null)).await, 404);

        call(owner, Method::PUT, &format!("{path}/users"), json!([access(dora.id, "view")])).await.unwrap();
        assert_eq!(sync(&dora.session).await["collections"][0]["readOnly"], json!(true));
        call(owner, Method::DELETE, &path, json!(null)).await.unwrap();
        assert!(synced(&dora.session, "collections").await.is_empty());
        assert_eq!(status(owner, Method::DELETE, &path, json!(null)).await, 404);
        let numbers: Vec<i64> = office.events(&app).await.iter().map(|event| event.event_type).collect();
        assert_eq!(numbers[numbers.len() - 5..], [1300, 1301, 1301, 1301, 1302]);
    }
}

#[tokio::test]
async fn a_change_that_changes_nothing_is_no_event() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "olga@example.test").await;
    let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
    let id = collection(&office, &[access(dora.id, "edit")], &[]).await;
    let before = office.events(&app).await.len();
    let same = json!({"name": SEALED, "externalId": null, "users": [access(dora.id, "edit")], "groups": []});
    call(&office.owner, Method::PUT, &office.path(&format!("/collections/{id}")), same).await.unwrap();
    assert_eq!(office.events(&app).await.len(), before);
}

#[tokio::test]
async fn wrong_access_is_refused() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let other = Office::open(&app, "oskar@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let stranger = other.confirmed(&app, "eve@example.test", MemberRole::User).await;
        let path = office.path("/collections");
        let contradicting = json!({"id": dora.id, "readOnly": true, "hidePasswords": false, "manage": true});
        for (body, word) in [
            (json!({"name": SEALED, "users": [contradicting]}), "cannot be read-only"),
            (json!({"name": SEALED, "users": [access(stranger.id, "edit")]}), "member"),
            (json!({"name": SEALED, "users": [access(Uuid::nil(), "edit")]}), "member"),
            (json!({"name": SEALED, "groups": [access(Uuid::nil(), "edit")]}), "group"),
            (json!({"name": SEALED, "users": [{"id": "dora"}]}), "no id"),
            (json!({"name": "Servers"}), "EncString"),
            (json!({"name": format!("4.{}", "A".repeat(344))}), "EncString"),
            (json!({"users": []}), "name"),
            (json!({"name": SEALED, "externalId": "x".repeat(301)}), "externalId"),
        ] {
            let (code, message) = refusal(call(&office.owner, Method::POST, &path, body.clone()).await);
            assert!(code == 400 && message.contains(word), "{body}: {message}");
        }
        // Another organization's collection is nowhere here.
        let theirs = collection(&other, &[], &[]).await;
        for (method, rest, body) in [
            (Method::GET, "", json!(null)),
            (Method::GET, "/details", json!(null)),
            (Method::GET, "/users", json!(null)),
            (Method::PUT, "", json!({"name": OTHER})),
            (Method::PUT, "/users", json!([])),
            (Method::DELETE, "", json!(null)),
        ] {
            let path = office.path(&format!("/collections/{theirs}{rest}"));
            assert_eq!(status(&office.owner, method.clone(), &path, body.clone()).await, 404, "{method} {rest}");
            let path = other.path(&format!("/collections/{theirs}{rest}"));
            assert_eq!(status(&office.owner, method, &path, body).await, 404, "{rest}");
        }
        let before = synced(&other.owner, "collections").await;
        let body = json!({"ids": [theirs]});
        assert_eq!(status(&office.owner, Method::DELETE, &path, body).await, 404);
        assert_eq!(synced(&other.owner, "collections").await, before);
    }
}

#[tokio::test]
async fn several_collections_are_opened_and_removed_at_once() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let owner = &office.owner;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let dave = office.confirmed(&app, "dave@example.test", MemberRole::User).await;
        let first = collection(&office, &[access(dora.id, "view")], &[]).await;
        let second = collection(&office, &[access(dave.id, "view")], &[]).await;
        let grant = json!({"collectionIds": [first, second], "users": [access(dora.id, "edit")], "groups": []});
        call(owner, Method::POST, &office.path("/collections/bulk-access"), grant).await.unwrap();
        let theirs = sync(&dora.session).await["collections"].clone();
        let read_only: Vec<&Value> = theirs.as_array().unwrap().iter().map(|found| &found["readOnly"]).collect();
        assert_eq!(read_only, [false, false]);
        // What others have there already stays.
        assert_eq!(synced(&dave.session, "collections").await, [second]);
        let lone = json!({"collectionIds": [first], "users": [access(dave.id, "edit")]});
        assert_eq!(status(&dora.session, Method::POST, &office.path("/collections/bulk-access"), lone).await, 404);
        let item = shared_item(owner, &office, &[first]).await;
        let both = json!({"ids": [first, second]});
        assert_eq!(status(&dora.session, Method::DELETE, &office.path("/collections"), both.clone()).await, 404);
        call(owner, Method::DELETE, &office.path("/collections"), both).await.unwrap();
        assert!(synced(&dora.session, "collections").await.is_empty());
        // The item is in no collection now: it is the administrators' to put somewhere.
        assert!(synced(owner, "ciphers").await.is_empty());
        let path = format!("/api/ciphers/organization-details?organizationId={}", office.id());
        assert_eq!(ids(&call(owner, Method::GET, &path, json!(null)).await.unwrap()), [item]);
        let third = collection(&office, &[access(dora.id, "view")], &[]).await;
        let path = format!("/api/ciphers/{item}/collections-admin");
        call(owner, Method::PUT, &path, json!({"collectionIds": [third]})).await.unwrap();
        assert_eq!(synced(&dora.session, "ciphers").await, [item]);
    }
}

#[tokio::test]
async fn lists_show_everything_to_who_gives_access_and_what_is_in_reach_to_others() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        // The first one came with the organization.
        let first = synced(&office.owner, "collections").await[0];
        let (viewed, managed) =
            (super::with_access(&office, &dora, "view").await, super::with_access(&office, &dora, "manage").await);
        let hidden = collection(&office, &[], &[]).await;
        let list = async |session: &account_client::Session, path: &str| {
            ids(&call(session, Method::GET, path, json!(null)).await.unwrap())
        };
        let all = [first, viewed, managed, hidden];
        for (path, owners, doras) in [
            (office.path("/collections"), all.as_slice(), [viewed, managed].as_slice()),
            (office.path("/collections/details"), &all, &[managed]),
            ("/api/collections".to_owned(), &all, &[viewed, managed]),
        ] {
            assert_eq!(list(&office.owner, &path).await, owners, "{path}");
            assert_eq!(list(&dora.session, &path).await, doras, "{path}");
        }
        let details =
            call(&dora.session, Method::GET, &office.path("/collections/details"), json!(null)).await.unwrap();
        assert_eq!(details["data"][0]["users"], json!([access(dora.id, "manage")]));
        // Who reaches a collection is told to who manages it alone.
        let path = office.path(&format!("/collections/{viewed}/details"));
        assert_eq!(call(&dora.session, Method::GET, &path, json!(null)).await.unwrap()["users"], json!([]));
    }
}
