//! Groups, over the wire.

use crate::office::{Office, call, refusal};
use crate::support::start;
use account_client::{MemberRole, Method, Uuid};
use application::{ChangeOrganization, OrganizationChange};
use domain::Plan;
use serde_json::{Value, json};
use testkit::app::Engine;

#[tokio::test]
async fn a_group_is_made_changed_and_removed() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let get = async |rest: &str| call(&office.owner, Method::GET, &office.path(rest), json!(null)).await.unwrap();
        let collection = office.owner.collections(office.id()).await;
        let collections = collection.map(|found| found[0].id).ok();

        let body = json!({"name": " Engineering ", "externalId": null, "users": [dora.id], "collections": []});
        let made = call(&office.owner, Method::POST, &office.path("/groups"), body).await.unwrap();
        assert_eq!((&made["name"], &made["object"]), (&json!("Engineering"), &json!("group")));
        let id = made["id"].as_str().unwrap().to_owned();
        let path = office.path(&format!("/groups/{id}"));
        assert_eq!(get(&format!("/groups/{id}/users")).await, json!([dora.id]));
        assert_eq!(get(&format!("/users/{}/groups", dora.id)).await, json!([id]));
        let shown = get("/users?includeGroups=true").await;
        let entry = shown["data"].as_array().unwrap().iter().find(|entry| entry["id"] == dora.id.to_string()).unwrap();
        assert_eq!(entry["groups"], json!([id]));
        let again = call(&office.owner, Method::POST, &office.path("/groups"), json!({"name": "engineering"})).await;
        assert_eq!(refusal(again).0, 400, "the name is taken");

        let changed = json!({"name": "Engineers", "users": [], "collections": []});
        call(&office.owner, Method::PUT, &path, changed).await.unwrap();
        assert_eq!(get(&format!("/groups/{id}")).await["name"], "Engineers");
        assert_eq!(get(&format!("/groups/{id}/users")).await, json!([]));
        call(&office.owner, Method::PUT, &format!("{path}/users"), json!([dora.id])).await.unwrap();
        assert_eq!(get(&format!("/groups/{id}/users")).await, json!([dora.id]));
        let stranger = call(&office.owner, Method::PUT, &format!("{path}/users"), json!([Uuid::from_u128(3)])).await;
        assert_eq!(refusal(stranger).0, 400);
        assert_eq!(get(&format!("/groups/{id}/users")).await, json!([dora.id]), "a refused call did half of its work");

        if let Some(collection) = collections {
            let access = json!([{"id": collection, "readOnly": true, "hidePasswords": false, "manage": false}]);
            let body = json!({"name": "Engineers", "users": [dora.id], "collections": access});
            call(&office.owner, Method::PUT, &path, body).await.unwrap();
            assert_eq!(get(&format!("/groups/{id}/details")).await["collections"], access);
            assert_eq!(get("/groups/details").await["data"][0]["collections"], access);
        }
        let numbers: Vec<i64> = office.events(&app).await.iter().map(|event| event.event_type).collect();
        for wanted in [1400, 1401, 1504] {
            assert!(numbers.contains(&wanted), "{wanted} in {numbers:?}");
        }
        call(&office.owner, Method::DELETE, &path, json!(null)).await.unwrap();
        assert_eq!(refusal(call(&office.owner, Method::GET, &path, json!(null)).await).0, 404);
        office.last_event(&app, 1402).await;
        assert!(office.member(&app, dora.id).await.is_some());
    }
}

#[tokio::test]
async fn several_groups_are_removed_all_or_none() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "olga@example.test").await;
    let mut ids: Vec<Value> = Vec::new();
    for name in ["A", "B"] {
        let made = call(&office.owner, Method::POST, &office.path("/groups"), json!({"name": name})).await.unwrap();
        ids.push(made["id"].clone());
    }
    let list = async || call(&office.owner, Method::GET, &office.path("/groups"), json!(null)).await.unwrap();
    let with_stranger = json!({"ids": [ids[0], Uuid::from_u128(1)]});
    assert_eq!(refusal(call(&office.owner, Method::DELETE, &office.path("/groups"), with_stranger).await).0, 404);
    assert_eq!(list().await["data"].as_array().unwrap().len(), 2);
    call(&office.owner, Method::DELETE, &office.path("/groups"), json!({"ids": ids})).await.unwrap();
    assert_eq!(list().await["data"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn without_the_plan_there_are_no_new_groups() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let made = call(&office.owner, Method::POST, &office.path("/groups"), json!({"name": "A"})).await.unwrap();
        let group = office.path(&format!("/groups/{}", made["id"].as_str().unwrap()));
        let plan = async |plan: Plan| {
            let change = OrganizationChange { plan: Some(plan), ..OrganizationChange::default() };
            let (call, organization_id) = (app.application.system_call(), office.organization_id());
            app.application.run(ChangeOrganization { call, organization_id, change }).await.unwrap();
        };
        for without in [Plan::Free, Plan::Families] {
            plan(without).await;
            for (method, path) in [(Method::POST, office.path("/groups")), (Method::PUT, group.clone())] {
                let (status, message) = refusal(call(&office.owner, method, &path, json!({"name": "B"})).await);
                assert!(status == 400 && message.contains("Teams or Enterprise"), "{path}: {status} {message}");
            }
            let users = call(&office.owner, Method::PUT, &format!("{group}/users"), json!([])).await;
            assert_eq!(refusal(users).0, 400);
        }
        plan(Plan::Teams).await;
        call(&office.owner, Method::PUT, &group, json!({"name": "B"})).await.unwrap();
        plan(Plan::Free).await;
        call(&office.owner, Method::DELETE, &group, json!(null)).await.unwrap();
    }
}
