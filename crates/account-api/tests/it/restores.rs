//! Whom a policy keeps out stays out, whoever restores them.

use crate::directory::try_update;
use crate::office::{Office, call};
use crate::support::start;
use account_client::{MemberRole, Method};
use application::{CommandError, EditError};
use domain::{MemberStatus, Refusal};
use serde_json::json;
use testkit::app::Engine;

#[tokio::test]
async fn a_directory_does_not_restore_whom_a_policy_revoked() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let other = Office::open(&app, "oskar@example.test").await;
        let email = "dora@example.test";
        let dora = office.confirmed(&app, email, MemberRole::User).await;
        let elsewhere = other.invite(email, MemberRole::User).await;
        dora.session.accept(&other.invitation(&app, elsewhere).await, None).await.unwrap();

        for (policy, refusal) in [(0, Refusal::NoTwoStepLogin), (3, Refusal::InAnotherOrganization)] {
            let path = office.path(&format!("/policies/{policy}"));
            let switch = async |enabled: bool| {
                call(&office.owner, Method::PUT, &path, json!({"enabled": enabled, "data": null})).await.unwrap();
            };
            switch(true).await;
            let member = office.member(&app, dora.id).await.unwrap();
            assert_eq!(member.status, MemberStatus::Revoked);
            let refused = try_update(&app, &member, email, true).await;
            assert_eq!(refused, Err(EditError::Command(CommandError::Refused(refusal))));
            assert_eq!(dora.session.profile().await.unwrap().organizations.len(), 0);

            switch(false).await;
            let restored = try_update(&app, &member, email, true).await.unwrap();
            assert_eq!(restored.status, MemberStatus::Confirmed);
            assert_eq!(dora.session.profile().await.unwrap().organizations.len(), 1);
        }
    }
}

#[tokio::test]
async fn a_directory_that_repeats_active_asks_no_policy() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "olga@example.test").await;
    let body = json!({"enabled": true, "data": null});
    call(&office.owner, Method::PUT, &office.path("/policies/3"), body.clone()).await.unwrap();
    let other = Office::open(&app, "oskar@example.test").await;
    // Owners are not bound; as an admin made User again, somebody is in the organization whom the policy would not let in.
    let adam = office.confirmed(&app, "adam@example.test", MemberRole::Admin).await;
    let elsewhere = other.invite("adam@example.test", MemberRole::User).await;
    let accepted = adam.session.accept(&other.invitation(&app, elsewhere).await, None).await;
    accepted.unwrap();
    let edit = json!({"type": 2, "groups": [], "collections": []});
    call(&office.owner, Method::PUT, &office.path(&format!("/users/{}", adam.id)), edit).await.unwrap();
    let member = office.member(&app, adam.id).await.unwrap();
    assert_eq!(try_update(&app, &member, "adam@example.test", true).await.unwrap(), member);
}
