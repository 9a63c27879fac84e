//! Who may do what with collections, through the switches of the organization.

use super::{SEALED, access, collection, shared_item, status, synced};
use crate::office::{Colleague, Office, call};
use crate::support::start;
use account_client::{MemberRole, Method, Session, Uuid};
use serde_json::{Value, json};
use testkit::app::{App, Engine};

async fn switches(office: &Office, switches: Value) {
    call(&office.owner, Method::PUT, &office.path("/collection-management"), switches).await.unwrap();
}

async fn custom(app: &App, office: &Office, email: &str, permission: &str) -> Colleague {
    let colleague = office.confirmed(app, email, MemberRole::User).await;
    let body = json!({"type": 4, "permissions": {permission: true}, "collections": [], "groups": []});
    let path = office.path(&format!("/users/{}", colleague.id));
    call(&office.owner, Method::PUT, &path, body).await.unwrap();
    colleague
}

/// Whether somebody may make a collection for themselves.
async fn creates(office: &Office, who: &Colleague) -> bool {
    let body = json!({"name": SEALED, "users": [access(who.id, "manage")], "groups": []});
    call(&who.session, Method::POST, &office.path("/collections"), body).await.is_ok()
}

async fn renames(office: &Office, who: &Session, id: Uuid) -> bool {
    let path = office.path(&format!("/collections/{id}"));
    call(who, Method::PUT, &path, json!({"name": super::OTHER})).await.is_ok()
}

async fn removes(office: &Office, who: &Session, id: Uuid) -> bool {
    call(who, Method::DELETE, &office.path(&format!("/collections/{id}")), json!(null)).await.is_ok()
}

#[tokio::test]
async fn the_switches_say_who_makes_and_removes_collections() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let user = office.confirmed(&app, "ute@example.test", MemberRole::User).await;
        let creator = custom(&app, &office, "carl@example.test", "createNewCollections").await;
        let remover = custom(&app, &office, "rita@example.test", "deleteAnyCollection").await;
        let editor = custom(&app, &office, "ed@example.test", "editAnyCollection").await;

        let managed = super::with_access(&office, &user, "manage").await;
        let free = collection(&office, &[], &[]).await;
        assert!(renames(&office, &user.session, managed).await && renames(&office, &editor.session, free).await);
        assert!(!renames(&office, &user.session, free).await && !renames(&office, &remover.session, free).await);
        assert!(!removes(&office, &editor.session, free).await && removes(&office, &remover.session, free).await);
        assert!(creates(&office, &user).await && removes(&office, &user.session, managed).await);

        switches(
            &office,
            json!({"limitCollectionCreation": true, "limitCollectionDeletion": true,
            "limitItemDeletion": false, "allowAdminAccessToAllCollectionItems": true}),
        )
        .await;
        let managed = super::with_access(&office, &user, "manage").await;
        assert!(!creates(&office, &user).await && creates(&office, &creator).await);
        assert!(!removes(&office, &user.session, managed).await && removes(&office, &office.owner, managed).await);
    }
}

#[tokio::test]
async fn admins_reach_what_they_were_given_where_the_organization_says_so() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let admin = office.confirmed(&app, "anna@example.test", MemberRole::Admin).await;
        let user = office.confirmed(&app, "ute@example.test", MemberRole::User).await;
        let managed = super::with_access(&office, &user, "manage").await;
        let item = shared_item(&user.session, &office, &[managed]).await;
        assert_eq!(synced(&admin.session, "ciphers").await, [item]);
        let path = format!("/api/ciphers/organization-details?organizationId={}", office.id());
        assert_eq!(status(&user.session, Method::GET, &path, json!(null)).await, 404);

        switches(
            &office,
            json!({"limitCollectionCreation": false, "limitCollectionDeletion": false,
            "limitItemDeletion": false, "allowAdminAccessToAllCollectionItems": false}),
        )
        .await;
        assert!(synced(&admin.session, "ciphers").await.is_empty());
        assert!(synced(&admin.session, "collections").await.is_empty());
        for rest in ["", "/admin"] {
            assert_eq!(
                status(&admin.session, Method::GET, &format!("/api/ciphers/{item}{rest}"), json!(null)).await,
                404
            );
        }
        assert!(!renames(&office, &admin.session, managed).await && !removes(&office, &admin.session, managed).await);
        // What nobody manages is theirs to take care of; a collection that nobody would manage is not made.
        let body = json!({"name": SEALED, "users": [access(user.id, "edit")], "groups": []});
        assert_eq!(status(&office.owner, Method::POST, &office.path("/collections"), body).await, 400);
        let path = office.path(&format!("/collections/{managed}"));
        let nobody = json!({"users": [access(user.id, "edit")]});
        assert_eq!(status(&user.session, Method::PUT, &path, nobody).await, 400);
        let grant = json!({"collectionIds": [managed], "users": [access(user.id, "edit")], "groups": []});
        assert_eq!(status(&user.session, Method::POST, &office.path("/collections/bulk-access"), grant).await, 400);
        call(&office.owner, Method::DELETE, &office.path(&format!("/users/{}", user.id)), json!(null)).await.unwrap();
        assert!(renames(&office, &admin.session, managed).await);
        // The item in it is out of sight until somebody is given the collection.
        assert!(synced(&admin.session, "ciphers").await.is_empty());
        let given = json!({"users": [access(admin.id, "manage")]});
        call(&admin.session, Method::PUT, &path, given).await.unwrap();
        assert_eq!(synced(&admin.session, "ciphers").await, [item]);
    }
}

#[tokio::test]
async fn items_are_removed_by_who_manages_them_where_that_is_limited() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let (ute, max) = (
            office.confirmed(&app, "ute@example.test", MemberRole::User).await,
            office.confirmed(&app, "max@example.test", MemberRole::User).await,
        );
        let id = collection(&office, &[access(ute.id, "edit"), access(max.id, "manage")], &[]).await;
        let item = shared_item(&ute.session, &office, &[id]).await;
        switches(
            &office,
            json!({"limitCollectionCreation": false, "limitCollectionDeletion": false,
            "limitItemDeletion": true, "allowAdminAccessToAllCollectionItems": true}),
        )
        .await;
        let path = format!("/api/ciphers/{item}");
        let seen = call(&ute.session, Method::GET, &path, json!(null)).await.unwrap();
        assert_eq!((&seen["edit"], &seen["permissions"]), (&json!(true), &json!({"delete": false, "restore": false})));
        assert_eq!(status(&ute.session, Method::DELETE, &path, json!(null)).await, 404);
        assert_eq!(status(&ute.session, Method::PUT, &format!("{path}/delete"), json!(null)).await, 404);
        call(&max.session, Method::PUT, &format!("{path}/delete"), json!(null)).await.unwrap();
        assert_eq!(status(&ute.session, Method::PUT, &format!("{path}/restore"), json!(null)).await, 404);
        call(&max.session, Method::DELETE, &path, json!(null)).await.unwrap();
    }
}

#[tokio::test]
async fn who_edits_an_item_gains_nothing_by_moving_it() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let ute = office.confirmed(&app, "ute@example.test", MemberRole::User).await;
        let shared = collection(&office, &[access(ute.id, "edit")], &[]).await;
        let hidden = collection(&office, &[access(ute.id, "hidden")], &[]).await;
        let own = super::with_access(&office, &ute, "manage").await;
        let (open, secret) = (
            shared_item(&office.owner, &office, &[shared]).await,
            shared_item(&office.owner, &office, &[hidden]).await,
        );
        let moved =
            |item: Uuid, to: Vec<Uuid>| (format!("/api/ciphers/{item}/collections"), json!({"collectionIds": to}));
        // What she may not see stays where it is.
        let (path, body) = moved(secret, vec![hidden, own]);
        assert_eq!(status(&ute.session, Method::PUT, &path, body).await, 404);
        // She may move what she may also remove, but not out of sight of everybody.
        for (path, body) in [
            (format!("/api/ciphers/{open}/collections-admin"), json!({"collectionIds": []})),
            (
                "/api/ciphers/bulk-collections".to_owned(),
                json!({"organizationId": office.id(), "cipherIds": [open], "collectionIds": [shared],
                    "removeCollections": true}),
            ),
        ] {
            let method = if path.ends_with("bulk-collections") { Method::POST } else { Method::PUT };
            assert_eq!(status(&ute.session, method, &path, body).await, 400, "{path}");
        }
        let (path, body) = moved(open, vec![shared, own]);
        call(&ute.session, Method::PUT, &path, body).await.unwrap();
        // Where removing takes who manages, so does moving.
        let other = shared_item(&office.owner, &office, &[shared]).await;
        switches(
            &office,
            json!({"limitCollectionCreation": false, "limitCollectionDeletion": false,
            "limitItemDeletion": true, "allowAdminAccessToAllCollectionItems": true}),
        )
        .await;
        let (path, body) = moved(other, vec![shared, own]);
        assert_eq!(status(&ute.session, Method::PUT, &path, body).await, 404);
        // An owner takes an item out of every collection, and still finds it.
        let path = format!("/api/ciphers/{other}/collections-admin");
        call(&office.owner, Method::PUT, &path, json!({"collectionIds": []})).await.unwrap();
        call(&office.owner, Method::GET, &format!("/api/ciphers/{other}/admin"), json!(null)).await.unwrap();
    }
}
