//! Collections, items, folders and the sync.

mod access;
mod bad_items;
mod collections;
mod cost;
mod events;
mod folders;
mod items;
mod revision_date;
mod rights;
mod sharing;
mod sync;
mod world;

use crate::office::{Colleague, Office, call, refusal};
use account_client::{Method, Session, Uuid};
use serde_json::{Value, json};

/// A ciphertext of the right form, which opens to nothing.
const SEALED: &str = "2.EZJnDTycvmI2llBlMZl7QA==|+Zp9wQQ6YW+rwmJjklrBCQ==|GdgHp+tGiPDtRPPPzhIYBGU92aoxWtjTrC5uLPIVwK0=";
/// Another one.
const OTHER: &str = "2.i3QX0ls4jkRO/SJ9KLWLNw==|pkqTVmDegWkZoTmYo5EboQ==|LZ4nBamfJ7RKhBbTHKT6S42XbY1Aq+uOis2wUjjzeeY=";

/// A login as `bw` sends it; of nobody in particular.
fn login(organization_id: Option<Uuid>) -> Value {
    json!({
        "type": 1,
        "organizationId": organization_id,
        "name": SEALED,
        "notes": null,
        "favorite": false,
        "reprompt": 0,
        "login": {
            "response": null,
            "uris": [{"response": null, "match": null, "uri": SEALED, "uriChecksum": OTHER}],
            "username": SEALED,
            "password": SEALED,
            "passwordRevisionDate": null,
            "totp": null,
        },
        "fields": [{"response": null, "type": 1, "name": SEALED, "value": OTHER}],
        "attachments": {},
        "attachments2": {},
    })
}

/// Access as clients send it: `view`, `edit`, `hidden` or `manage`.
fn access(id: Uuid, name: &str) -> Value {
    json!({
        "id": id,
        "readOnly": name == "view",
        "hidePasswords": name == "hidden",
        "manage": name == "manage",
    })
}

/// Makes a collection and answers its id.
async fn collection(office: &Office, users: &[Value], groups: &[Value]) -> Uuid {
    let body = json!({"name": SEALED, "externalId": null, "users": users, "groups": groups});
    let made = call(&office.owner, Method::POST, &office.path("/collections"), body).await.unwrap();
    id_of(&made)
}

/// Makes an item in collections and answers its id.
async fn shared_item(session: &Session, office: &Office, collections: &[Uuid]) -> Uuid {
    let body = json!({"cipher": login(Some(office.id())), "collectionIds": collections});
    id_of(&call(session, Method::POST, "/api/ciphers/create", body).await.unwrap())
}

/// Makes an item of one's own and answers its id.
async fn own_item(session: &Session) -> Uuid {
    id_of(&call(session, Method::POST, "/api/ciphers", login(None)).await.unwrap())
}

fn id_of(value: &Value) -> Uuid {
    value["id"].as_str().unwrap().parse().unwrap()
}

/// Everything that somebody can see.
async fn sync(session: &Session) -> Value {
    call(session, Method::GET, "/api/sync?excludeDomains=true", json!(null)).await.unwrap()
}

/// The ids in a list of the sync, in their order.
async fn synced(session: &Session, list: &str) -> Vec<Uuid> {
    sync(session).await[list].as_array().unwrap().iter().map(id_of).collect()
}

/// Status of a refused call.
async fn status(session: &Session, method: Method, path: &str, body: Value) -> u16 {
    refusal(call(session, method, path, body).await).0
}

/// Somebody who reaches a collection, by a word of [`access`].
async fn with_access(office: &Office, colleague: &Colleague, name: &str) -> Uuid {
    collection(office, &[access(colleague.id, name)], &[]).await
}
