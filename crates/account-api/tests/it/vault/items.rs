//! Items, one's own and shared ones: what goes in comes out.

use super::{OTHER, SEALED, collection, id_of, login, own_item, shared_item, status, sync, synced};
use crate::office::{Office, call, refusal};
use crate::people::sign_up;
use crate::support::start;
use account_client::{LoginItem, MemberRole, Method};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::Engine;
use testkit::rows;

/// The members of an item that clients were seen to be sent, in two servers' answers.
const MEMBERS: [&str; 31] = [
    "archivedDate",
    "attachments",
    "bankAccount",
    "card",
    "collectionIds",
    "creationDate",
    "deletedDate",
    "driversLicense",
    "edit",
    "encryptedByKeyId",
    "favorite",
    "fields",
    "folderId",
    "id",
    "identity",
    "key",
    "login",
    "name",
    "notes",
    "object",
    "organizationId",
    "organizationUseTotp",
    "passport",
    "passwordHistory",
    "permissions",
    "reprompt",
    "revisionDate",
    "secureNote",
    "sshKey",
    "type",
    "viewPassword",
];

fn members(value: &Value) -> Vec<&str> {
    let mut members: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    members.sort_unstable();
    members
}

#[tokio::test]
async fn an_item_comes_out_as_it_went_in() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let id = collection(&office, &[], &[]).await;
        let body = json!({"cipher": login(Some(office.id())), "collectionIds": [id]});
        let made = call(&office.owner, Method::POST, "/api/ciphers/create", body).await.unwrap();
        assert_eq!(members(&made), MEMBERS);
        assert_eq!(made["object"], "cipherDetails");
        assert_eq!(made["organizationId"], json!(office.id()));
        assert_eq!(made["collectionIds"], json!([id]));
        assert_eq!(made["permissions"], json!({"delete": true, "restore": true}));
        assert_eq!((&made["edit"], &made["viewPassword"]), (&json!(true), &json!(true)));
        assert_eq!(
            made["login"],
            json!({
                "uri": SEALED,
                "uris": [{"uri": SEALED, "uriChecksum": OTHER, "match": null}],
                "username": SEALED,
                "password": SEALED,
                "passwordRevisionDate": null,
                "totp": null,
                "autofillOnPageLoad": null,
                "fido2Credentials": null,
            })
        );
        assert_eq!(made["fields"], json!([{"type": 1, "name": SEALED, "value": OTHER, "linkedId": null}]));
        assert_eq!(made["passwordHistory"], json!([]));
        let vault = sync(&office.owner).await;
        assert_eq!(vault["ciphers"], json!([made]));
        for path in ["", "/details", "/admin"] {
            let path = format!("/api/ciphers/{}{path}", id_of(&made));
            assert_eq!(call(&office.owner, Method::GET, &path, json!(null)).await.unwrap(), made);
        }
        let listed = call(&office.owner, Method::GET, "/api/ciphers", json!(null)).await.unwrap();
        assert_eq!(listed["data"], json!([made]));
    }
}

#[tokio::test]
async fn every_type_of_item_is_kept() {
    let app = start(Engine::Sqlite).await;
    let dora = sign_up(&app, "dora@example.test").await;
    let credential = json!({
        "credentialId": SEALED, "keyType": SEALED, "keyAlgorithm": SEALED, "keyCurve": SEALED, "keyValue": SEALED,
        "rpId": SEALED, "rpName": null, "userHandle": SEALED, "userName": null, "userDisplayName": SEALED,
        "counter": SEALED, "discoverable": SEALED, "creationDate": "2026-01-01T00:00:00.000Z",
    });
    for (kind, part, value) in [
        (
            1,
            "login",
            json!({
                "uri": null, "uris": null, "username": null, "password": SEALED, "totp": OTHER, "autofillOnPageLoad": true,
                "passwordRevisionDate": "2026-01-01T00:00:00.5Z", "fido2Credentials": [credential],
            }),
        ),
        (2, "secureNote", json!({"type": 0})),
        (
            3,
            "card",
            json!({
                "cardholderName": SEALED, "brand": SEALED, "number": SEALED, "expMonth": OTHER, "expYear": null, "code": OTHER,
            }),
        ),
        (
            4,
            "identity",
            json!({
                "title": SEALED, "firstName": SEALED, "middleName": null, "lastName": SEALED, "address1": SEALED,
                "address2": null, "address3": null, "city": SEALED, "state": null, "postalCode": null, "country": OTHER,
                "company": null, "email": SEALED, "phone": null, "ssn": OTHER, "username": null, "passportNumber": SEALED,
                "licenseNumber": OTHER,
            }),
        ),
        (5, "sshKey", json!({"privateKey": SEALED, "publicKey": OTHER, "keyFingerprint": SEALED})),
    ] {
        let mut body = json!({
            "type": kind, "name": SEALED, "notes": OTHER, "reprompt": 1, "favorite": true, "key": OTHER,
            "passwordHistory": [{"lastUsedDate": "2026-01-01T00:00:00Z", "password": SEALED}],
            // Parts of other types are not this item's.
            "secureNote": {"type": 0}, "card": {},
        });
        body[part] = value.clone();
        let made = call(&dora, Method::POST, "/api/ciphers", body.clone()).await.unwrap();
        assert_eq!(members(&made), MEMBERS);
        for member in ["type", "name", "notes", "reprompt", "favorite", "key", "passwordHistory"] {
            assert_eq!(made[member], body[member], "{member} of {part}");
        }
        for other in ["login", "secureNote", "card", "identity", "sshKey"] {
            assert_eq!(made[other], if other == part { value.clone() } else { json!(null) }, "{other} of {part}");
        }
        assert_eq!((&made["organizationId"], &made["collectionIds"]), (&json!(null), &json!([])));
    }
    assert_eq!(synced(&dora, "ciphers").await.len(), 5);
}

#[tokio::test]
async fn a_change_is_taken_from_who_has_seen_the_last_one() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let id = collection(&office, &[], &[]).await;
        for (made, organization) in [
            (own_item(&office.owner).await, None),
            (shared_item(&office.owner, &office, &[id]).await, Some(office.id())),
        ] {
            let path = format!("/api/ciphers/{made}");
            let first = call(&office.owner, Method::GET, &path, json!(null)).await.unwrap();
            app.clock.advance(Duration::from_mins(1));
            let mut body = login(organization);
            body["name"] = json!(OTHER);
            // Clients keep milliseconds.
            body["lastKnownRevisionDate"] = json!(first["revisionDate"].as_str().unwrap().replace("000Z", "Z"));
            let changed = call(&office.owner, Method::PUT, &path, body.clone()).await.unwrap();
            assert_eq!((&changed["name"], &changed["creationDate"]), (&json!(OTHER), &first["creationDate"]));
            assert!(changed["revisionDate"].as_str() > first["revisionDate"].as_str());
            let (code, message) = refusal(call(&office.owner, Method::PUT, &path, body.clone()).await);
            assert!(code == 400 && message.contains("Sync the vault"), "{message}");
            body["lastKnownRevisionDate"] = json!(null);
            call(&office.owner, Method::PUT, &path, body.clone()).await.unwrap();
            // The item of another owner, in the client's eyes.
            body["organizationId"] = if organization.is_some() { json!(null) } else { json!(office.id()) };
            assert_eq!(status(&office.owner, Method::PUT, &path, body).await, 400);
        }
        let events = office.events(&app).await;
        let last: Vec<i64> = events.iter().rev().take(3).map(|event| event.event_type).collect();
        assert_eq!(last, [1101, 1101, 1100]);
        assert!(events.last().unwrap().subject.item_id.is_some());
    }
}

#[tokio::test]
async fn the_trash_gives_back_what_was_not_removed_for_good() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let owner = &office.owner;
        let id = collection(&office, &[], &[]).await;
        for item in [own_item(owner).await, shared_item(owner, &office, &[id]).await] {
            let path = |rest: &str| format!("/api/ciphers/{item}{rest}");
            call(owner, Method::PUT, &path("/delete"), json!(null)).await.unwrap();
            let trashed = call(owner, Method::GET, &path(""), json!(null)).await.unwrap();
            assert!(trashed["deletedDate"].is_string());
            assert!(synced(owner, "ciphers").await.contains(&item));
            let restored = call(owner, Method::PUT, &path("/restore"), json!(null)).await.unwrap();
            assert_eq!(restored["deletedDate"], json!(null));
            call(owner, Method::DELETE, &path(""), json!(null)).await.unwrap();
            for (method, rest) in [
                (Method::GET, ""),
                (Method::DELETE, ""),
                (Method::PUT, "/delete"),
                (Method::PUT, "/restore"),
                (Method::DELETE, "/admin"),
            ] {
                assert_eq!(status(owner, method, &path(rest), json!(null)).await, 404, "{rest}");
            }
        }
        let events = office.events(&app).await;
        let last: Vec<i64> = events.iter().rev().take(3).map(|event| event.event_type).collect();
        assert_eq!(last, [1102, 1116, 1115]);
    }
}

#[tokio::test]
async fn several_items_go_and_come_back_at_once() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let owner = &office.owner;
        let id = collection(&office, &[], &[]).await;
        let items = [own_item(owner).await, own_item(owner).await, shared_item(owner, &office, &[id]).await];
        let stays = own_item(owner).await;
        let stranger = sign_up(&app, "eve@example.test").await;
        let theirs = own_item(&stranger).await;
        let ids = json!({"ids": [items[0], items[1], items[2], theirs], "organizationId": null});
        call(owner, Method::PUT, "/api/ciphers/delete", ids.clone()).await.unwrap();
        assert_eq!(sync(&stranger).await["ciphers"][0]["deletedDate"], json!(null));
        let restored = call(owner, Method::PUT, "/api/ciphers/restore", ids.clone()).await.unwrap();
        assert_eq!((restored["data"].as_array().unwrap().len(), &restored["object"]), (3, &json!("list")));
        call(owner, Method::DELETE, "/api/ciphers", ids.clone()).await.unwrap();
        assert_eq!(synced(owner, "ciphers").await, [stays]);
        assert_eq!(synced(&stranger, "ciphers").await, [theirs]);
        assert_eq!(status(owner, Method::DELETE, "/api/ciphers", ids).await, 404);
        let many: Vec<String> = (0..501).map(|_| stays.to_string()).collect();
        assert_eq!(status(owner, Method::DELETE, "/api/ciphers", json!({"ids": many})).await, 400);
    }
}

#[tokio::test]
async fn a_purge_takes_what_is_ones_own_or_the_organizations() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let owner = &office.owner;
        let dora = office.confirmed(&app, "dora@example.test", account_client::MemberRole::User).await;
        let id = collection(&office, &[], &[]).await;
        let (own, shared) = (own_item(owner).await, shared_item(owner, &office, &[id]).await);
        call(owner, Method::POST, "/api/folders", json!({"name": SEALED})).await.unwrap();
        let wrong = json!({"masterPasswordHash": "AAAA"});
        assert_eq!(status(owner, Method::POST, "/api/ciphers/purge", wrong).await, 400);
        let hash = |session: &account_client::Session| json!({"masterPasswordHash": session.credentials().authentication_hash().reveal()});
        call(owner, Method::POST, "/api/ciphers/purge", hash(owner)).await.unwrap();
        assert_eq!(synced(owner, "ciphers").await, [shared]);
        assert!(synced(owner, "folders").await.is_empty());
        let path = format!("/api/ciphers/purge?organizationId={}", office.id());
        assert_eq!(status(&dora.session, Method::POST, &path, hash(&dora.session)).await, 404);
        call(owner, Method::POST, &path, hash(owner)).await.unwrap();
        assert!(synced(owner, "ciphers").await.is_empty());
        assert_eq!(office.last_event(&app, 1601).await["name"], "Office");
        assert_ne!(own, shared);
    }
}

#[tokio::test]
async fn a_client_that_holds_keys_reads_what_it_wrote() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", account_client::MemberRole::User).await;
        let access = [account_client::CollectionAccess::edit(dora.id)];
        let made = office.owner.create_collection(&office.organization, "Servers", &access, &[]).await.unwrap();
        assert_eq!(made.open_name(&office.organization.key).unwrap(), "Servers");
        let item = LoginItem::new("Router", "admin", "s3cret");
        office.owner.create_shared_item(&office.organization, &[made.id], &item).await.unwrap();
        dora.session.create_item(&LoginItem::new("Diary", "dora", "sesame")).await.unwrap();
        let vault = dora.session.sync().await.unwrap();
        let opened = dora.session.open_items(&vault).unwrap();
        let names: Vec<&str> = opened.iter().map(|item| item.login.name.as_str()).collect();
        assert_eq!(names, ["Diary", "Router"]);
        assert_eq!(opened[1].login, item);
        let stored = app.stored_text().unwrap();
        assert!(!stored.contains("s3cret") && !stored.contains("Router") && !stored.contains("Servers"));
    }
}

#[tokio::test]
async fn where_people_kept_a_shared_item_is_forgotten_with_it() {
    const PLACES: &str =
        "SELECT COUNT(*) FROM item_placement WHERE EXISTS (SELECT 1 FROM ledger WHERE organization_id = $1)";
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let id = super::collection(&office, &[super::access(dora.id, "view")], &[]).await;
        let places = async || rows::number(&app.application, PLACES, office.organization_id()).await.unwrap();
        let kept = own_item(&dora.session).await;
        let hash = office.owner.credentials().authentication_hash().reveal();
        let purge = format!("/api/ciphers/purge?organizationId={}", office.id());
        for (method, path, body) in [
            (Method::DELETE, None, json!(null)),
            (Method::POST, Some(purge), json!({"masterPasswordHash": hash})),
            (Method::DELETE, Some(office.path("")), json!({"masterPasswordHash": hash})),
        ] {
            let item = shared_item(&office.owner, &office, &[id]).await;
            for (session, item) in [(&dora.session, item), (&office.owner, item), (&dora.session, kept)] {
                let place = json!({"folderId": null, "favorite": true});
                call(session, Method::PUT, &format!("/api/ciphers/{item}/partial"), place).await.unwrap();
            }
            assert_eq!(places().await, 3);
            let path = path.unwrap_or_else(|| format!("/api/ciphers/{item}"));
            call(&office.owner, method, &path, body).await.unwrap();
            assert_eq!(places().await, 1, "{path}");
        }
    }
}
