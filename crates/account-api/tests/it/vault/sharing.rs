//! Items come to an organization, and move between its collections.

use super::{OTHER, access, collection, id_of, login, own_item, shared_item, status, sync, synced};
use crate::office::{Office, call, refusal};
use crate::support::start;
use account_client::{MemberRole, Method, Session, Uuid};
use serde_json::{Value, json};
use testkit::app::Engine;

fn share(office: &Office, collections: &[Uuid]) -> Value {
    let mut cipher = login(Some(office.id()));
    cipher["name"] = json!(OTHER);
    cipher["favorite"] = json!(true);
    json!({"cipher": cipher, "collectionIds": collections})
}

#[tokio::test]
async fn a_person_gives_an_item_to_the_organization() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let (dora, dave) = (
            office.confirmed(&app, "dora@example.test", MemberRole::User).await,
            office.confirmed(&app, "dave@example.test", MemberRole::User).await,
        );
        let id = collection(&office, &[access(dora.id, "edit"), access(dave.id, "view")], &[]).await;
        let viewed = super::with_access(&office, &dora, "view").await;
        let item = own_item(&dora.session).await;
        let path = format!("/api/ciphers/{item}/share");
        for (collections, code) in [(vec![viewed], 404), (vec![id, Uuid::nil()], 404), (vec![], 400)] {
            assert_eq!(status(&dora.session, Method::PUT, &path, share(&office, &collections)).await, code);
        }
        let mut stale = share(&office, &[id]);
        stale["cipher"]["lastKnownRevisionDate"] = json!("2020-01-01T00:00:00.000Z");
        assert_eq!(status(&dora.session, Method::PUT, &path, stale).await, 400);

        let shared = call(&dora.session, Method::PUT, &path, share(&office, &[id])).await.unwrap();
        assert_eq!((id_of(&shared), &shared["name"]), (item, &json!(OTHER)));
        assert_eq!((&shared["organizationId"], &shared["favorite"]), (&json!(office.id()), &json!(true)));
        assert_eq!(synced(&dave.session, "ciphers").await, [item]);
        assert_eq!(synced(&dora.session, "ciphers").await, [item]);
        assert_eq!(office.events(&app).await.last().unwrap().event_type, 1105);
        // It is no longer the person's to give.
        assert_eq!(status(&dora.session, Method::PUT, &path, share(&office, &[id])).await, 404);
    }
}

#[tokio::test]
async fn several_items_are_given_or_none() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let id = collection(&office, &[], &[]).await;
        let mut items = [own_item(&office.owner).await, own_item(&office.owner).await];
        items.sort_unstable();
        let stranger = crate::people::sign_up(&app, "eve@example.test").await;
        let theirs = own_item(&stranger).await;
        let body = |ids: &[Uuid]| {
            let cipher = |id: &Uuid| {
                let mut cipher = login(Some(office.id()));
                cipher["id"] = json!(id);
                cipher
            };
            json!({"ciphers": ids.iter().map(cipher).collect::<Vec<_>>(), "collectionIds": [id]})
        };
        let path = "/api/ciphers/share";
        assert_eq!(status(&office.owner, Method::PUT, path, body(&[items[0], theirs])).await, 404);
        assert_eq!(sync(&office.owner).await["ciphers"][0]["organizationId"], json!(null));
        let shared = call(&office.owner, Method::PUT, path, body(&items)).await.unwrap();
        let given: Vec<Uuid> = shared["data"].as_array().unwrap().iter().map(id_of).collect();
        assert_eq!(given, items);
        assert_eq!(synced(&stranger, "ciphers").await, [theirs]);
    }
}

/// Where an item is, for somebody who sees all collections.
async fn places(session: &Session, item: Uuid) -> Value {
    call(session, Method::GET, &format!("/api/ciphers/{item}/admin"), json!(null)).await.unwrap()["collectionIds"]
        .clone()
}

#[tokio::test]
async fn an_item_moves_within_what_its_mover_may_change() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let (first, second) =
            (super::with_access(&office, &dora, "edit").await, super::with_access(&office, &dora, "edit").await);
        let viewed = super::with_access(&office, &dora, "view").await;
        let hidden = collection(&office, &[], &[]).await;
        let item = shared_item(&office.owner, &office, &[first, viewed, hidden]).await;
        let path = format!("/api/ciphers/{item}/collections_v2");
        let moved = call(&dora.session, Method::PUT, &path, json!({"collectionIds": [second]})).await.unwrap();
        assert_eq!((&moved["unavailable"], &moved["object"]), (&json!(false), &json!("optionalCipherDetails")));
        assert_eq!(moved["cipher"]["collectionIds"], json!([second, viewed]));
        // Where the mover may not change items, the item stays.
        assert_eq!(places(&office.owner, item).await, json!([second, viewed, hidden]));
        let told = office.last_event(&app, 1106).await;
        let change = json!({"field": "collections", "before": first.to_string(), "after": second.to_string()});
        assert_eq!(told["changes"], json!([change]));
        for collections in [json!([hidden]), json!([Uuid::nil()])] {
            let body = json!({"collectionIds": collections});
            assert_eq!(status(&dora.session, Method::PUT, &path, body).await, 404);
        }
        // The older form answers the item itself.
        let older = format!("/api/ciphers/{item}/collections");
        let moved = call(&dora.session, Method::PUT, &older, json!({"collectionIds": [first, second]})).await.unwrap();
        assert_eq!(moved["collectionIds"], json!([first, second, viewed]));
    }
}

#[tokio::test]
async fn an_item_may_leave_the_sight_of_its_mover_but_not_every_collection() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let id = super::with_access(&office, &dora, "edit").await;
        let hidden = collection(&office, &[], &[]).await;
        let item = shared_item(&office.owner, &office, &[id]).await;
        let path = format!("/api/ciphers/{item}/collections_v2");
        let (code, message) = refusal(call(&dora.session, Method::PUT, &path, json!({"collectionIds": []})).await);
        assert!(code == 400 && message.contains("at least one collection"), "{message}");
        let admin = format!("/api/ciphers/{item}/collections-admin");
        call(&office.owner, Method::PUT, &admin, json!({"collectionIds": [id, hidden]})).await.unwrap();
        let left = call(&dora.session, Method::PUT, &path, json!({"collectionIds": []})).await.unwrap();
        assert_eq!((&left["unavailable"], &left["cipher"]), (&json!(true), &json!(null)));
        assert!(synced(&dora.session, "ciphers").await.is_empty());
        assert_eq!(places(&office.owner, item).await, json!([hidden]));
        // An administrator may take it out of all.
        call(&office.owner, Method::PUT, &admin, json!({"collectionIds": []})).await.unwrap();
        assert_eq!(places(&office.owner, item).await, json!([]));
    }
}

#[tokio::test]
async fn several_items_come_into_collections_and_leave_them() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let (first, second) = (collection(&office, &[], &[]).await, collection(&office, &[], &[]).await);
        let items =
            [shared_item(&office.owner, &office, &[first]).await, shared_item(&office.owner, &office, &[second]).await];
        let body = |collections: &[Uuid], remove: bool| {
            json!({"organizationId": office.id(), "cipherIds": items, "collectionIds": collections,
                "removeCollections": remove})
        };
        let path = "/api/ciphers/bulk-collections";
        call(&office.owner, Method::POST, path, body(&[first, second], false)).await.unwrap();
        for item in items {
            assert_eq!(places(&office.owner, item).await, json!([first, second]));
        }
        call(&office.owner, Method::POST, path, body(&[second], true)).await.unwrap();
        for item in items {
            assert_eq!(places(&office.owner, item).await, json!([first]));
        }
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        assert_eq!(status(&dora.session, Method::POST, path, body(&[second], false)).await, 404);
    }
}

#[tokio::test]
async fn a_member_whose_organization_owns_all_items_has_none_of_their_own() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let before = own_item(&dora.session).await;
        let policy = json!({"enabled": true, "data": null});
        call(&office.owner, Method::PUT, &office.path("/policies/5"), policy).await.unwrap();
        let (code, message) = refusal(call(&dora.session, Method::POST, "/api/ciphers", login(None)).await);
        assert!(code == 400 && message.contains("owns its members' items"), "{message}");
        // Owners are not bound, and what was there before stays.
        own_item(&office.owner).await;
        assert_eq!(synced(&dora.session, "ciphers").await, [before]);
        assert_eq!(sync(&dora.session).await["policies"][0]["type"], json!(5));
    }
}
