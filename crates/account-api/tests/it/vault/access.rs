//! What a person may do with an item, by the ways on which they reach it.

use super::{OTHER, SEALED, access, collection, login, own_item, shared_item, status, sync, synced};
use crate::office::{Office, call};
use crate::people::sign_up;
use crate::support::start;
use account_client::{MemberRole, Method, Session, Uuid};
use application::{CreateGroup, NewGroup};
use domain::{CaseInsensitiveText, GroupProfile, MemberId};
use serde_json::{Value, json};
use testkit::app::{App, Engine};

/// A group with a member, as a directory makes it.
async fn group(app: &App, office: &Office, member: Uuid) -> Uuid {
    let profile = GroupProfile { name: CaseInsensitiveText::new("Crew"), external_id: None, attributes: None };
    let new = NewGroup { profile, members: vec![MemberId::from_uuid(member)] };
    let call = app.application.system_call();
    let create = CreateGroup { call, organization_id: office.organization_id(), new, with_members: false };
    app.application.run(create).await.unwrap().view.group.id.uuid()
}

/// Every route that names an item, with a body that would be taken.
fn routes(office: &Office, owner: Option<Uuid>, collection: Uuid) -> Vec<(Method, &'static str, Value)> {
    let share = json!({"cipher": login(Some(office.id())), "collectionIds": [collection]});
    let collections = json!({"collectionIds": [collection]});
    vec![
        (Method::GET, "", json!(null)),
        (Method::GET, "/details", json!(null)),
        (Method::GET, "/admin", json!(null)),
        (Method::PUT, "", login(owner)),
        (Method::PUT, "/admin", login(owner)),
        (Method::PUT, "/partial", json!({"folderId": null, "favorite": true})),
        (Method::PUT, "/share", share),
        (Method::PUT, "/collections", collections.clone()),
        (Method::PUT, "/collections_v2", collections.clone()),
        (Method::PUT, "/collections-admin", collections),
        (Method::PUT, "/delete", json!(null)),
        (Method::PUT, "/delete-admin", json!(null)),
        (Method::PUT, "/restore", json!(null)),
        (Method::PUT, "/restore-admin", json!(null)),
        (Method::DELETE, "", json!(null)),
        (Method::DELETE, "/admin", json!(null)),
    ]
}

async fn reaches_nothing(who: &Session, item: Uuid, office: &Office, owner: Option<Uuid>, collection: Uuid) {
    for (method, rest, body) in routes(office, owner, collection) {
        let path = format!("/api/ciphers/{item}{rest}");
        assert_eq!(status(who, method.clone(), &path, body).await, 404, "{method} {rest}");
    }
    for (method, path, body) in [
        (Method::DELETE, "/api/ciphers", json!({"ids": [item]})),
        (Method::DELETE, "/api/ciphers/admin", json!({"ids": [item]})),
        (Method::PUT, "/api/ciphers/delete", json!({"ids": [item]})),
        (Method::PUT, "/api/ciphers/delete-admin", json!({"ids": [item]})),
        (Method::PUT, "/api/ciphers/restore", json!({"ids": [item]})),
        (Method::PUT, "/api/ciphers/restore-admin", json!({"ids": [item]})),
    ] {
        assert_eq!(status(who, method, path, body).await, 404, "{path}");
    }
}

#[tokio::test]
async fn what_is_not_shared_is_not_there() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let other = Office::open(&app, "oskar@example.test").await;
        let id = collection(&office, &[], &[]).await;
        let shared = shared_item(&office.owner, &office, &[id]).await;
        let own = own_item(&office.owner).await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let waiting = office.accepted(&app, "wanda@example.test", MemberRole::User).await;
        let stranger = sign_up(&app, "eve@example.test").await;
        for who in [&dora.session, &waiting.session, &stranger, &other.owner] {
            reaches_nothing(who, shared, &office, Some(office.id()), id).await;
            reaches_nothing(who, own, &office, None, id).await;
        }
        // Nor can anybody make something there.
        let create = json!({"cipher": login(Some(office.id())), "collectionIds": [id]});
        for who in [&dora.session, &waiting.session, &stranger, &other.owner] {
            for path in ["/api/ciphers/create", "/api/ciphers/admin"] {
                assert_eq!(status(who, Method::POST, path, create.clone()).await, 404);
            }
        }
        assert!(synced(&dora.session, "ciphers").await.is_empty());
        assert_eq!(synced(&office.owner, "ciphers").await, [own, shared]);
    }
}

#[tokio::test]
async fn who_may_look_may_not_touch() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let id = super::with_access(&office, &dora, "view").await;
        let item = shared_item(&office.owner, &office, &[id]).await;
        let seen = call(&dora.session, Method::GET, &format!("/api/ciphers/{item}"), json!(null)).await.unwrap();
        assert_eq!((&seen["edit"], &seen["permissions"]["delete"]), (&json!(false), &json!(false)));
        for (method, rest, body) in routes(&office, Some(office.id()), id) {
            if method != Method::GET && rest != "/partial" {
                let path = format!("/api/ciphers/{item}{rest}");
                assert_eq!(status(&dora.session, method, &path, body).await, 404, "{rest}");
            }
        }
        let create = json!({"cipher": login(Some(office.id())), "collectionIds": [id]});
        assert_eq!(status(&dora.session, Method::POST, "/api/ciphers/create", create).await, 404);
    }
}

#[tokio::test]
async fn hidden_passwords_stay_as_they_were() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let id = super::with_access(&office, &dora, "hidden").await;
        let item = shared_item(&office.owner, &office, &[id]).await;
        let mut body = login(Some(office.id()));
        body["name"] = json!(OTHER);
        body["login"]["password"] = json!(OTHER);
        let path = format!("/api/ciphers/{item}");
        let changed = call(&dora.session, Method::PUT, &path, body.clone()).await.unwrap();
        assert_eq!((&changed["edit"], &changed["viewPassword"]), (&json!(true), &json!(false)));
        assert_eq!((&changed["name"], &changed["login"]["password"]), (&json!(OTHER), &json!(SEALED)));
        body["key"] = json!(OTHER);
        assert_eq!(status(&dora.session, Method::PUT, &path, body).await, 400);
    }
}

#[tokio::test]
async fn several_ways_to_an_item_add_up() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let crew = group(&app, &office, dora.id).await;
        let alone = collection(&office, &[access(dora.id, "view")], &[]).await;
        let by_group = collection(&office, &[], &[access(crew, "hidden")]).await;
        let both = collection(&office, &[access(dora.id, "view")], &[access(crew, "hidden")]).await;
        let out_of_reach = collection(&office, &[], &[]).await;
        let item = |collections: Vec<Uuid>| {
            let (owner, office) = (&office.owner, &office);
            async move { shared_item(owner, office, &collections).await }
        };
        let items = [
            (item(vec![alone, out_of_reach]).await, vec![alone], (false, true)),
            (item(vec![by_group]).await, vec![by_group], (true, false)),
            (item(vec![both]).await, vec![both], (true, true)),
            (item(vec![alone, by_group]).await, vec![alone, by_group], (true, true)),
        ];
        let vault = sync(&dora.session).await;
        for (found, (id, collections, (edit, view_password))) in vault["ciphers"].as_array().unwrap().iter().zip(&items)
        {
            assert_eq!(found["id"], json!(id));
            assert_eq!(found["collectionIds"], json!(collections));
            assert_eq!((&found["edit"], &found["viewPassword"]), (&json!(edit), &json!(view_password)));
        }
        let access: Vec<(bool, bool)> = vault["collections"]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| (found["readOnly"].as_bool().unwrap(), found["hidePasswords"].as_bool().unwrap()))
            .collect();
        assert_eq!(access, [(true, false), (false, true), (false, false)]);
    }
}

#[tokio::test]
async fn a_revoked_member_has_nothing_at_once_and_all_of_it_again_when_restored() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let id = super::with_access(&office, &dora, "manage").await;
        let (shared, own) = (shared_item(&dora.session, &office, &[id]).await, own_item(&dora.session).await);
        let path = office.path(&format!("/users/{}", dora.id));
        call(&office.owner, Method::PUT, &format!("{path}/revoke"), json!(null)).await.unwrap();
        reaches_nothing(&dora.session, shared, &office, Some(office.id()), id).await;
        assert_eq!(synced(&dora.session, "ciphers").await, [own]);
        assert!(synced(&dora.session, "collections").await.is_empty());
        call(&office.owner, Method::PUT, &format!("{path}/restore"), json!({})).await.unwrap();
        assert_eq!(synced(&dora.session, "ciphers").await, [own, shared]);
        assert_eq!(synced(&dora.session, "collections").await, [id]);
    }
}
