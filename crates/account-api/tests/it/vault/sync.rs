//! The sync: everything that a person can see, in the shape that clients read.

use super::{collection, own_item, shared_item, sync};
use crate::office::{Office, call};
use crate::people::sign_up;
use crate::support::start;
use account_client::{MemberRole, Method};
use application::{ChangeOrganization, OrganizationChange};
use serde_json::{Value, json};
use testkit::app::Engine;
use testkit::rows;

fn members(value: &Value) -> Vec<&str> {
    let mut members: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    members.sort_unstable();
    members
}

#[tokio::test]
async fn a_sync_has_the_shape_that_clients_read() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let dora = sign_up(&app, "Dora@Example.test").await;
        let vault = sync(&dora).await;
        let expected = [
            "ciphers",
            "collections",
            "domains",
            "folders",
            "object",
            "policies",
            "profile",
            "sends",
            "userDecryption",
        ];
        assert_eq!(members(&vault), expected);
        for empty in ["ciphers", "collections", "folders", "policies", "sends"] {
            assert_eq!(vault[empty], json!([]), "{empty}");
        }
        assert_eq!((&vault["domains"], &vault["object"]), (&json!(null), &json!("sync")));
        let profile = call(&dora, Method::GET, "/api/accounts/profile", json!(null)).await.unwrap();
        assert_eq!(vault["profile"], profile);
        let unlock = &vault["userDecryption"]["masterPasswordUnlock"];
        assert_eq!(unlock["salt"], "dora@example.test");
        assert_eq!(unlock["kdf"], json!({"kdfType": 1, "iterations": 2, "memory": 16, "parallelism": 1}));
        assert_eq!(unlock["masterKeyEncryptedUserKey"], profile["key"]);
        assert_eq!(vault["userDecryption"]["userKeyId"], json!(null));
        let key = json!({"userKeyId": "0123456789abcdef0123456789abcdef"});
        call(&dora, Method::POST, "/api/accounts/key-management/user-key-id", key.clone()).await.unwrap();
        let decryption = sync(&dora).await["userDecryption"].clone();
        assert_eq!(decryption["userKeyId"], key["userKeyId"]);
        assert_eq!(decryption["masterPasswordUnlock"]["containedKeyId"], key["userKeyId"]);
        for (path, domains) in [("/api/sync", "domains"), ("/api/sync?excludeDomains=false", "domains")] {
            let vault = call(&dora, Method::GET, path, json!(null)).await.unwrap();
            assert_eq!(vault["domains"]["object"], domains);
        }
    }
}

#[tokio::test]
async fn what_clients_cannot_open_is_not_sent() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let id = collection(&office, &[], &[]).await;
        let (shared, own) = (shared_item(&office.owner, &office, &[id]).await, own_item(&office.owner).await);
        let shown = async || {
            let vault = sync(&office.owner).await;
            let count = |list: &Value| list.as_array().unwrap().len();
            (count(&vault["profile"]["organizations"]), count(&vault["collections"]), count(&vault["ciphers"]))
        };
        assert_eq!(shown().await, (1, 2, 2));
        let set_enabled = async |enabled: bool| {
            let change = OrganizationChange { enabled: Some(enabled), ..OrganizationChange::default() };
            let (call, organization_id) = (app.application.system_call(), office.organization_id());
            app.application.run(ChangeOrganization { call, organization_id, change }).await.unwrap();
        };
        set_enabled(false).await;
        assert_eq!(shown().await, (0, 0, 1));
        set_enabled(true).await;
        assert_eq!(shown().await, (1, 2, 2));
        let sql = "UPDATE member_key SET sealed_organization_key = NULL WHERE organization_id = $1";
        rows::execute(&app.application, sql, office.organization_id()).await.unwrap();
        assert_eq!(shown().await, (0, 0, 1));
        assert_ne!(shared, own);
    }
}

#[tokio::test]
async fn a_waiting_member_is_shown_nothing() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let wanda = office.accepted(&app, "wanda@example.test", MemberRole::Admin).await;
        let vault = sync(&wanda.session).await;
        for empty in ["ciphers", "collections", "policies"] {
            assert_eq!(vault[empty], json!([]), "{empty}");
        }
        assert_eq!(vault["profile"]["organizations"], json!([]));
    }
}
