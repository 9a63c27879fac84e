//! Organizations: making, changing and deleting them.

use crate::office::{Office, call, refusal};
use crate::people::sign_up;
use crate::support::{Setup, start, start_with};
use account_api::OrganizationCreation;
use account_client::{MemberRole, Method, NewOrganization};
use application::{CreateOrganization, NewOwner, VerifyEvents};
use domain::{EmailAddress, Organization, OrganizationId};
use serde_json::json;
use std::time::Duration;
use testkit::app::Engine;

#[tokio::test]
async fn whoever_makes_an_organization_owns_it_and_its_first_collection() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let olga = sign_up(&app, "olga@example.test").await;
        let new = NewOrganization::generate(&olga.keys().public_key().unwrap()).unwrap();
        let body = new.creation(" Acme ", "billing@example.test");
        let made = call(&olga, Method::POST, "/api/organizations", body.clone()).await.unwrap();
        assert_eq!(made["name"], "Acme");
        assert_eq!(made["billingEmail"], "billing@example.test");
        assert_eq!(
            (&made["seats"], &made["useScim"], &made["usePolicies"]),
            (&json!(null), &json!(true), &json!(true))
        );
        assert_eq!(made["hasPublicAndPrivateKeys"], true);
        assert_eq!(made["object"], "organization");

        let profile = call(&olga, Method::GET, "/api/accounts/profile", json!(null)).await.unwrap();
        let entry = &profile["organizations"][0];
        assert_eq!((&entry["status"], &entry["type"]), (&json!(2), &json!(0)));
        // What clients read as a number or a truth value is never null.
        for name in ["enabled", "usePolicies", "useEvents", "useGroups", "useTotp", "status", "type", "productTierType"]
        {
            assert!(entry[name].is_boolean() || entry[name].is_u64(), "{name}: {entry}");
        }
        assert!(entry["permissions"].as_object().unwrap().values().all(serde_json::Value::is_boolean));
        let path = format!("/api/organizations/{}", made["id"].as_str().unwrap());
        let keys = call(&olga, Method::GET, &format!("{path}/keys"), json!(null)).await.unwrap();
        assert_eq!(keys["publicKey"], body["keys"]["publicKey"]);
        assert_eq!(keys["privateKey"], body["keys"]["encryptedPrivateKey"]);
        let again = call(&olga, Method::POST, &format!("{path}/keys"), body["keys"].clone()).await;
        assert_eq!(refusal(again).0, 400, "keys are not replaced");
    }
}

#[tokio::test]
async fn a_creation_that_is_not_whole_makes_nothing() {
    let app = start(Engine::Sqlite).await;
    let olga = sign_up(&app, "olga@example.test").await;
    let good =
        NewOrganization::generate(&olga.keys().public_key().unwrap()).unwrap().creation("Acme", "o@example.test");
    for (pointer, value) in [
        ("/name", json!(" ")),
        ("/name", json!("x".repeat(51))),
        ("/billingEmail", json!("nowhere")),
        ("/key", json!("4.AAAA")),
        ("/keys/publicKey", json!("AAAA")),
        ("/keys/encryptedPrivateKey", json!("2.a|b|c")),
        ("/collectionName", json!("Clear text")),
    ] {
        let mut body = good.clone();
        *body.pointer_mut(pointer).unwrap() = value;
        let (status, message) = refusal(call(&olga, Method::POST, "/api/organizations", body).await);
        assert_eq!(status, 400, "{pointer}: {message}");
    }
    assert_eq!(olga.profile().await.unwrap().organizations.len(), 0);
}

#[tokio::test]
async fn where_operators_make_organizations_people_are_told_so() {
    let operators = Setup { organization_creation: OrganizationCreation::Operators, ..Setup::default() };
    let app = start_with(Engine::Sqlite, operators).await;
    let olga = sign_up(&app, "olga@example.test").await;
    let (status, message) = refusal(olga.create_organization("Acme").await);
    assert!(status == 400 && message.contains("provost org create"), "{message}");
}

#[tokio::test]
async fn an_owner_whom_an_operator_named_brings_the_keys() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let application = &app.application;
        let id = OrganizationId::from_uuid(application.fresh_uuid());
        let organization = Organization::new(id, "Made", application.now()).unwrap();
        let owner = NewOwner {
            email: EmailAddress::parse("olga@example.test").unwrap(),
            name: "Olga".to_owned(),
            account: None,
        };
        let call_by_operator = application.system_call();
        let create = CreateOrganization { call: call_by_operator, organization, owner: Some(owner) };
        application.run(create).await.unwrap();
        let page = application.list_members(id, everything(), false);
        let olga_member = application.read(&page).await.unwrap().items.remove(0).member;
        assert_eq!(olga_member.status, domain::MemberStatus::Invited);
        let token = application::InvitationToken::of(&olga_member).unwrap().sign(application.tokens()).unwrap();

        let olga = sign_up(&app, "olga@example.test").await;
        let new = NewOrganization::generate(&olga.keys().public_key().unwrap()).unwrap();
        let mut body = new.creation("Made", "olga@example.test");
        body["token"] = json!(token);
        let path = format!("/api/organizations/{id}/users/{}/accept", olga_member.id);
        let (status, message) = refusal(call(&olga, Method::POST, &path, json!({"token": token})).await);
        assert!(
            status == 400 && message.contains("`provost accept`") && !message.contains("accept-init"),
            "nobody could confirm them: {message}"
        );
        let path = format!("{path}-init");
        call(&olga, Method::POST, &path, body.clone()).await.unwrap();
        let opened = olga.organization(id.uuid()).await.unwrap().unwrap();
        assert_eq!(opened.key, new.key);
        assert_eq!(refusal(call(&olga, Method::POST, &path, body).await).0, 400, "once");
    }
}

#[tokio::test]
async fn who_is_bound_to_one_organization_makes_no_other() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let email = "dora@example.test";
        let dora = office.confirmed(&app, email, MemberRole::User).await;
        let switch = async |enabled: bool| {
            let body = json!({"enabled": enabled, "data": null});
            call(&office.owner, Method::PUT, &office.path("/policies/3"), body).await.unwrap();
        };
        switch(true).await;
        let (status, message) = refusal(dora.session.create_organization("Own").await);
        assert!(status == 400 && message.contains("does not allow membership in another"), "{message}");

        let application = &app.application;
        let id = OrganizationId::from_uuid(application.fresh_uuid());
        let organization = Organization::new(id, "Made", application.now()).unwrap();
        let owner = NewOwner { email: EmailAddress::parse(email).unwrap(), name: "Dora".to_owned(), account: None };
        let create = CreateOrganization { call: application.system_call(), organization, owner: Some(owner) };
        application.run(create).await.unwrap();
        let page = application.list_members(id, everything(), false);
        let invited = application.read(&page).await.unwrap().items.remove(0).member;
        let new = NewOrganization::generate(&dora.session.keys().public_key().unwrap()).unwrap();
        let mut body = new.creation("Made", email);
        let token = application::InvitationToken::of(&invited).unwrap().sign(application.tokens()).unwrap();
        body["token"] = json!(token);
        let path = format!("/api/organizations/{id}/users/{}/accept-init", invited.id);
        let (status, message) = refusal(call(&dora.session, Method::POST, &path, body.clone()).await);
        assert!(status == 400 && message.contains("does not allow membership in another"), "{message}");
        assert_eq!(dora.session.profile().await.unwrap().organizations.len(), 1);

        switch(false).await;
        call(&dora.session, Method::POST, &path, body).await.unwrap();
        dora.session.create_organization("Own").await.unwrap();
        assert_eq!(dora.session.profile().await.unwrap().organizations.len(), 3);
    }
}

fn everything<A, V>() -> application::Listing<A, V> {
    let page = domain::PageRequest { start: domain::Position::Index(1), count: 100 };
    application::Listing { filter: domain::Filter::Everything, recheck: None, sort: None, order: None, page }
}

#[tokio::test]
async fn an_owner_changes_the_organization_and_nobody_else_does() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let admin = office.confirmed(&app, "adam@example.test", MemberRole::Admin).await;
        let user = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let wanted = json!({"name": "Bureau", "billingEmail": "pay@example.test"});
        let changed = call(&office.owner, Method::PUT, &office.path(""), wanted.clone()).await.unwrap();
        assert_eq!((&changed["name"], &changed["billingEmail"]), (&json!("Bureau"), &json!("pay@example.test")));
        let settings = json!({
            "limitCollectionCreation": true, "limitCollectionDeletion": true, "limitItemDeletion": true,
            "allowAdminAccessToAllCollectionItems": false,
        });
        let path = office.path("/collection-management");
        let changed = call(&office.owner, Method::PUT, &path, settings.clone()).await.unwrap();
        assert_eq!(changed["allowAdminAccessToAllCollectionItems"], false);
        assert!(call(&admin.session, Method::GET, &office.path(""), json!(null)).await.is_ok());
        for (session, method, path, body) in [
            (&admin.session, Method::PUT, office.path(""), wanted.clone()),
            (&admin.session, Method::PUT, path.clone(), settings.clone()),
            (&admin.session, Method::DELETE, office.path(""), json!({"masterPasswordHash": "x"})),
            (&user.session, Method::GET, office.path(""), json!(null)),
            (&user.session, Method::PUT, office.path(""), wanted.clone()),
        ] {
            assert_eq!(refusal(call(session, method, &path, body).await).0, 404, "{path}");
        }
        let shown = user.session.profile().await.unwrap();
        assert_eq!(shown.organizations[0].name, "Bureau");
    }
}

#[tokio::test]
async fn a_deleted_organization_is_gone_for_everybody_and_its_log_stays_whole() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let hash = office.owner.credentials().authentication_hash().reveal().to_owned();
        let wrong = call(&office.owner, Method::DELETE, &office.path(""), json!({"masterPasswordHash": "AAAA"})).await;
        assert_eq!(refusal(wrong).0, 400);
        let before = dora.session.revision_date().await.unwrap();
        app.clock.advance(Duration::from_secs(1));
        call(&office.owner, Method::DELETE, &office.path(""), json!({"masterPasswordHash": hash})).await.unwrap();
        for session in [&office.owner, &dora.session] {
            assert_eq!(session.profile().await.unwrap().organizations.len(), 0);
            assert_eq!(refusal(call(session, Method::GET, &office.path("/users"), json!(null)).await).0, 404);
        }
        assert!(dora.session.revision_date().await.unwrap() > before, "their clients are told");
        let verify: VerifyEvents = app.application.verify_events(office.organization_id()).unwrap();
        let report = app.application.read(&verify).await.unwrap();
        assert_eq!((report.finding, report.is_deleted), (None, true));
        assert!(report.events > 5);
    }
}

#[tokio::test]
async fn programs_get_a_token_for_the_organization_by_its_key() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let admin = office.confirmed(&app, "adam@example.test", MemberRole::Admin).await;
        let key = office.owner.organization_api_key(office.id()).await.unwrap();
        assert_eq!(key.reveal().len(), 30);
        assert_eq!(office.owner.organization_api_key(office.id()).await.unwrap(), key, "it is shown again");
        assert_eq!(refusal(admin.session.organization_api_key(office.id()).await).0, 404);
        assert!(!app.stored_text().unwrap().contains(key.reveal()));
        let client_id = format!("organization.{}", office.id());
        let grant = async |client_id: &str, secret: &str| {
            let form = [
                ("grant_type", "client_credentials"),
                ("scope", "api.organization"),
                ("client_id", client_id),
                ("client_secret", secret),
                ("deviceType", "8"),
                ("deviceName", "linux"),
                ("deviceIdentifier", "213a0f42-9d43-45ed-b351-48a297aca3e5"),
            ];
            crate::http::token(&app, &form).await
        };
        let (status, answer) = grant(&client_id, key.reveal()).await;
        assert_eq!((status, &answer["scope"], answer.get("refresh_token")), (200, &json!("api.organization"), None));
        let token = answer["access_token"].as_str().unwrap();
        assert_eq!(token.split('.').count(), 3, "connectors read its end");
        // It is no person's.
        let profile = crate::http::send(&app, Method::GET, "/api/accounts/profile", Some(token), None).await;
        assert_eq!(profile.0, 401);

        let hash = office.owner.credentials().authentication_hash().reveal().to_owned();
        let rotate = office.path("/rotate-api-key");
        let new = call(&office.owner, Method::POST, &rotate, json!({"masterPasswordHash": hash})).await.unwrap();
        for (client_id, secret) in [
            (client_id.as_str(), key.reveal()),
            (client_id.as_str(), "x"),
            ("organization.x", key.reveal()),
            (&format!("organization.{}", app.organization.id), key.reveal()),
        ] {
            let (status, answer) = grant(client_id, secret).await;
            assert_eq!((status, &answer["error"]), (400, &json!("invalid_client")));
            assert!(answer["ErrorModel"]["Message"].is_string(), "{answer}");
        }
        assert_eq!(grant(&client_id, new["apiKey"].as_str().unwrap()).await.0, 200);
    }
}
