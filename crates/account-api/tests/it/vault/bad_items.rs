//! Items that would break the lists of everybody who has them, or fill the disk, are refused at the door.

use super::{SEALED, collection, login, own_item, status, sync};
use crate::office::{Office, call, refusal};
use crate::people::sign_up;
use crate::support::start;
use account_client::{Method, Uuid};
use serde_json::{Value, json};
use testkit::app::Engine;

/// A ciphertext with this many bytes of base64 in it, a multiple of 64.
fn sealed(length: usize) -> String {
    format!("2.EZJnDTycvmI2llBlMZl7QA==|{}|GdgHp+tGiPDtRPPPzhIYBGU92aoxWtjTrC5uLPIVwK0=", "A".repeat(length))
}

fn with(pointer: &str, value: Value) -> Value {
    let mut body = login(None);
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = if parent.is_empty() { &mut body } else { body.pointer_mut(parent).unwrap() };
    parent[name] = value;
    body
}

#[tokio::test]
async fn malformed_and_oversized_items_are_refused() {
    let app = start(Engine::Sqlite).await;
    let dora = sign_up(&app, "dora@example.test").await;
    let item = own_item(&dora).await;
    let before = sync(&dora).await;
    let mut bodies = vec![
        ("type", with("/type", json!(0))),
        ("type", with("/type", json!(9))),
        ("type", with("/type", json!("1"))),
        ("name", with("/name", json!(null))),
        ("secureNote", with("/type", json!(2))),
        ("login", with("/login", json!(null))),
        ("reprompt", with("/reprompt", json!(2))),
        ("login.passwordRevisionDate", with("/login/passwordRevisionDate", json!("yesterday"))),
        ("lastKnownRevisionDate", with("/lastKnownRevisionDate", json!("soon"))),
        ("fields[0].type", with("/fields/0/type", json!(4))),
        ("fields[0].type", with("/fields/0/type", json!(-1))),
        ("fields[0].linkedId", with("/fields/0/linkedId", json!(-1))),
        ("login.uris[0].match", with("/login/uris/0/match", json!(6))),
        ("login.passwordRevisionDate", with("/login/passwordRevisionDate", json!("2026-01-01 00:00:00Z"))),
        ("folderId", with("/folderId", json!("mine"))),
        ("encryptedByKeyId", with("/encryptedByKeyId", json!("mine"))),
        ("another account", with("/encryptedFor", json!(Uuid::nil()))),
        ("name", with("/name", json!(sealed(1_024)))),
        ("notes", with("/notes", json!(sealed(10_048)))),
        ("login.username", with("/login/username", json!(sealed(1_024)))),
        ("login.password", with("/login/password", json!(sealed(5_056)))),
        ("fields[0].value", with("/fields/0/value", json!(sealed(5_056)))),
        ("The item", with("/fields", json!(vec![json!({"type": 0, "name": SEALED, "value": sealed(4_800)}); 30]))),
    ];
    for pointer in ["/name", "/notes", "/key", "/login/username", "/login/password", "/login/totp", "/login/uris/0/uri"]
        .into_iter()
        .chain(["/login/uris/0/uriChecksum", "/fields/0/name", "/fields/0/value"])
    {
        for bad in [json!("clear text"), json!(""), json!(&SEALED[..80]), json!(SEALED.replacen('2', "0", 1)), json!(7)]
        {
            let place = pointer[1..].replace("/0", "[0]").replace('/', ".");
            bodies.push((Box::leak(place.into_boxed_str()), with(pointer, bad)));
        }
    }
    for (place, body) in bodies {
        for (method, path) in [(Method::POST, "/api/ciphers".to_owned()), (Method::PUT, format!("/api/ciphers/{item}"))]
        {
            let (code, message) = refusal(call(&dora, method, &path, body.clone()).await);
            assert!(code == 400 && message.contains(place), "{place}: {code} {message}");
        }
    }
    assert_eq!(sync(&dora).await, before);
    // As long as they may be.
    for (pointer, length) in [("/name", 896), ("/notes", 9_856), ("/login/password", 4_864)] {
        call(&dora, Method::POST, "/api/ciphers", with(pointer, json!(sealed(length)))).await.unwrap();
    }
}

#[tokio::test]
async fn a_shared_item_needs_an_organization_and_a_collection() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "olga@example.test").await;
    let id = collection(&office, &[], &[]).await;
    let item = |organization: Value, collections: Value| {
        let mut cipher = login(None);
        cipher["organizationId"] = organization;
        json!({"cipher": cipher, "collectionIds": collections})
    };
    for (body, code) in [
        (item(json!(null), json!([id])), 400),
        (item(json!("acme"), json!([id])), 400),
        (item(json!(Uuid::nil()), json!([id])), 404),
        (item(json!(office.id()), json!([])), 400),
        (item(json!(office.id()), json!(["mine"])), 400),
        (item(json!(office.id()), json!([Uuid::nil()])), 404),
        (item(json!(office.id()), json!(vec![id; 501])), 400),
        (json!({"collectionIds": [id]}), 400),
    ] {
        assert_eq!(status(&office.owner, Method::POST, "/api/ciphers/create", body.clone()).await, code, "{body}");
    }
    // A personal item, named for an organization.
    assert_eq!(status(&office.owner, Method::POST, "/api/ciphers", login(Some(office.id()))).await, 400);
}

#[tokio::test]
async fn an_item_under_an_older_key_of_the_person_is_refused() {
    let app = start(Engine::Sqlite).await;
    let dora = sign_up(&app, "dora@example.test").await;
    let key = "0123456789abcdef0123456789abcdef";
    call(&dora, Method::POST, "/api/accounts/key-management/user-key-id", json!({"userKeyId": key})).await.unwrap();
    let mut body = login(None);
    body["encryptedByKeyId"] = json!(key.to_uppercase());
    let made = call(&dora, Method::POST, "/api/ciphers", body.clone()).await.unwrap();
    assert_eq!(made["encryptedByKeyId"], json!(key.to_uppercase()));
    body["encryptedByKeyId"] = json!(key.replace('0', "f"));
    assert_eq!(status(&dora, Method::POST, "/api/ciphers", body).await, 400);
}

#[tokio::test]
async fn attachments_and_sends_are_not_here() {
    let app = start(Engine::Sqlite).await;
    let dora = sign_up(&app, "dora@example.test").await;
    let item = own_item(&dora).await;
    let attachment = json!({"key": SEALED, "fileName": SEALED, "fileSize": 1, "adminRequest": false});
    let path = format!("/api/ciphers/{item}/attachment/v2");
    assert_eq!(status(&dora, Method::POST, &path, attachment).await, 404);
    assert_eq!(status(&dora, Method::POST, "/api/sends", json!({})).await, 404);
    assert_eq!(sync(&dora).await["sends"], json!([]));
}
