//! A member whose account has another address than the directory knows.

use crate::calls::{both_engines, get, operations_body, put, refused};
use crate::people::{console_member, member, store};
use domain::{AccountId, EmailAddress, MemberStatus};
use serde_json::json;
use testkit::app::App;

/// Dora: the directory calls her dora@acme.example, and she signs in as dora@home.example.
async fn dora(app: &App) -> String {
    let mut dora = console_member(app, "dora@acme.example", MemberStatus::Confirmed);
    dora.account_id = Some(AccountId::from_uuid(app.application.fresh_uuid()));
    dora.account_email = EmailAddress::parse("Dora@Home.example");
    store(app, dora).await
}

async fn found(app: &App, filter: &str) -> Vec<String> {
    let query = format!("/Users?filter={}", filter.replace(' ', "%20").replace('"', "%22"));
    let list = get(app, &query).await;
    list["Resources"].as_array().unwrap().iter().map(|user| user["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn both_addresses_find_the_member() {
    for app in &both_engines().await {
        let dora = dora(app).await;
        let other = store(app, console_member(app, "other@acme.example", MemberStatus::Confirmed)).await;
        for address in ["dora@acme.example", "dora@home.example", "DORA@home.example"] {
            for filter in [
                format!(r#"userName eq "{address}""#),
                format!(r#"emails eq "{address}""#),
                format!(r#"emails.value eq "{address}""#),
                format!(r#"emails[type eq "work" and value eq "{address}"]"#),
                format!(r#"userName eq "{address}" and active eq true"#),
                format!(r#"userName eq "{address}" and emails pr"#),
                format!(r#"userName eq "{address}" or emails.value eq "{address}""#),
            ] {
                assert_eq!(found(app, &filter).await, [dora.as_str()], "{filter}");
            }
        }
        assert_eq!(found(app, r#"emails[type eq "home" and value eq "dora@home.example"]"#).await, [""; 0]);
        // What is shown is the directory's, and what is shown is what a negation speaks of.
        assert_eq!(get(app, &format!("/Users/{dora}")).await["userName"], "dora@acme.example");
        assert!(!found(app, r#"not (userName eq "dora@acme.example")"#).await.contains(&dora));
        let others = found(app, r#"userName ne "dora@home.example""#).await;
        assert!(others.contains(&dora) && others.contains(&other));
        assert_eq!(found(app, r#"userName eq "dora@home.example" and active eq false"#).await, [""; 0]);
    }
}

#[tokio::test]
async fn both_addresses_are_taken() {
    for app in &both_engines().await {
        let dora = dora(app).await;
        let other = store(app, console_member(app, "other@acme.example", MemberStatus::Confirmed)).await;
        for body in [
            json!({"userName": "dora@home.example"}),
            json!({"userName": "new", "emails": [{"value": "dora@home.example"}]}),
        ] {
            refused(app, "POST", "/Users", Some(&body), 409, Some("uniqueness")).await;
        }
        let take = operations_body(&json!([{"op": "replace", "path": "userName", "value": "dora@home.example"}]));
        refused(app, "PATCH", &format!("/Users/{other}"), Some(&take), 409, Some("uniqueness")).await;
        // One's own address is free: the directory follows the person.
        let path = format!("/Users/{dora}");
        let body = json!({"userName": "dora@home.example", "emails": [{"value": "dora@home.example"}]});
        put(app, &path, body).await;
        assert_eq!(found(app, r#"userName eq "dora@home.example""#).await, [dora.as_str()]);
        let now = member(app, &dora).await;
        assert_eq!(now.account_email.unwrap().text(), "Dora@Home.example");
        assert_eq!(now.profile.email.text(), "dora@home.example");
    }
}

#[tokio::test]
async fn the_directory_changes_its_own_address_alone() {
    for app in &both_engines().await {
        let dora = dora(app).await;
        let body = json!({"userName": "doe@acme.example", "emails": [{"value": "doe@acme.example"}]});
        put(app, &format!("/Users/{dora}"), body).await;
        let now = member(app, &dora).await;
        assert_eq!(now.status, MemberStatus::Confirmed);
        assert_eq!(now.account_email.unwrap().text(), "Dora@Home.example");
        for address in ["doe@acme.example", "dora@home.example"] {
            assert_eq!(found(app, &format!(r#"userName eq "{address}""#)).await, [dora.as_str()]);
        }
        assert_eq!(found(app, r#"userName eq "dora@acme.example""#).await, [""; 0]);
    }
}
