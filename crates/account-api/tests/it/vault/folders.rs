//! Folders, favorites and the archive: a person's own order in what they have.

use super::{OTHER, SEALED, collection, id_of, login, own_item, shared_item, status, sync, synced};
use crate::office::{Office, call};
use crate::people::sign_up;
use crate::support::start;
use account_client::{MemberRole, Method, Session, Uuid};
use serde_json::{Value, json};
use testkit::app::Engine;

async fn folder(session: &Session) -> Uuid {
    id_of(&call(session, Method::POST, "/api/folders", json!({"name": SEALED})).await.unwrap())
}

/// An item in the sync.
async fn item(session: &Session, id: Uuid) -> Value {
    let vault = sync(session).await;
    vault["ciphers"].as_array().unwrap().iter().find(|item| id_of(item) == id).unwrap().clone()
}

#[tokio::test]
async fn folders_are_made_renamed_and_removed() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let (dora, eve) = (sign_up(&app, "dora@example.test").await, sign_up(&app, "eve@example.test").await);
        let id = folder(&dora).await;
        let path = format!("/api/folders/{id}");
        let renamed = call(&dora, Method::PUT, &path, json!({"name": OTHER})).await.unwrap();
        assert_eq!((&renamed["name"], &renamed["object"]), (&json!(OTHER), &json!("folder")));
        assert_eq!(call(&dora, Method::GET, &path, json!(null)).await.unwrap(), renamed);
        assert_eq!(sync(&dora).await["folders"], json!([renamed]));
        for (method, body) in
            [(Method::GET, json!(null)), (Method::PUT, json!({"name": SEALED})), (Method::DELETE, json!(null))]
        {
            assert_eq!(status(&eve, method, &path, body).await, 404);
        }
        for bad in [json!({"name": "clear"}), json!({"name": null}), json!({})] {
            assert_eq!(status(&dora, Method::POST, "/api/folders", bad).await, 400);
        }
        let more = [folder(&dora).await, folder(&dora).await];
        call(&dora, Method::DELETE, &path, json!(null)).await.unwrap();
        assert_eq!(synced(&dora, "folders").await, more);
        call(&dora, Method::DELETE, "/api/folders", json!({"ids": [more[0]]})).await.unwrap();
        call(&dora, Method::DELETE, "/api/folders/all", json!(null)).await.unwrap();
        assert_eq!(call(&dora, Method::GET, "/api/folders", json!(null)).await.unwrap()["data"], json!([]));
    }
}

#[tokio::test]
async fn where_an_item_lies_is_each_persons_own() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let id = collection(&office, &[super::access(dora.id, "view")], &[]).await;
        let shared = shared_item(&office.owner, &office, &[id]).await;
        let own = own_item(&dora.session).await;
        let mine = folder(&dora.session).await;
        for item_id in [shared, own] {
            let path = format!("/api/ciphers/{item_id}/partial");
            let place = json!({"folderId": mine, "favorite": true});
            let placed = call(&dora.session, Method::PUT, &path, place).await.unwrap();
            assert_eq!((&placed["folderId"], &placed["favorite"]), (&json!(mine), &json!(true)));
            assert_eq!(item(&dora.session, item_id).await, placed);
        }
        assert_eq!(item(&office.owner, shared).await["favorite"], json!(false));
        // Somebody else's folder, and one that never was.
        let theirs = folder(&office.owner).await;
        for folder_id in [theirs, Uuid::nil()] {
            let place = json!({"ids": [own], "folderId": folder_id});
            assert_eq!(status(&dora.session, Method::PUT, "/api/ciphers/move", place).await, 400);
        }
        // A change of the item by its owner leaves it where it was for others.
        let path = format!("/api/ciphers/{shared}");
        call(&office.owner, Method::PUT, &path, login(Some(office.id()))).await.unwrap();
        assert_eq!(item(&dora.session, shared).await["folderId"], json!(mine));
        // A folder that goes leaves what was in it.
        call(&dora.session, Method::DELETE, &format!("/api/folders/{mine}"), json!(null)).await.unwrap();
        for item_id in [shared, own] {
            let found = item(&dora.session, item_id).await;
            assert_eq!((&found["folderId"], &found["favorite"]), (&json!(null), &json!(true)));
        }
    }
}

#[tokio::test]
async fn items_move_and_rest_in_the_archive_together() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let dora = sign_up(&app, "dora@example.test").await;
        let items = [own_item(&dora).await, own_item(&dora).await];
        let id = folder(&dora).await;
        let ids = json!({"ids": items, "folderId": id});
        call(&dora, Method::PUT, "/api/ciphers/move", ids.clone()).await.unwrap();
        let archived = call(&dora, Method::PUT, "/api/ciphers/archive", ids.clone()).await.unwrap();
        assert_eq!(archived["data"].as_array().unwrap().len(), 2);
        for item_id in items {
            let found = item(&dora, item_id).await;
            assert_eq!(found["folderId"], json!(id));
            assert!(found["archivedDate"].is_string());
        }
        call(&dora, Method::PUT, "/api/ciphers/unarchive", ids).await.unwrap();
        call(&dora, Method::PUT, "/api/ciphers/move", json!({"ids": [items[0]], "folderId": null})).await.unwrap();
        assert_eq!(item(&dora, items[0]).await["folderId"], json!(null));
        assert_eq!(item(&dora, items[1]).await["archivedDate"], json!(null));
    }
}
