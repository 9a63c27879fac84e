//! Policies and what they do to people.

use crate::directory;
use crate::mailbox::Mailbox;
use crate::office::{Office, call, refusal, sign_in};
use crate::people::{KDF, client, sign_up};
use crate::support::{Setup, start, start_with};
use account_client::{Credentials, MemberRole, MemberStatus, Method, Session};
use serde_json::{Value, json};
use testkit::app::{App, Engine};

async fn set(office: &Office, policy: i64, enabled: bool, data: Value) -> Result<Value, account_client::ClientError> {
    let path = office.path(&format!("/policies/{policy}"));
    call(&office.owner, Method::PUT, &path, json!({"type": policy, "enabled": enabled, "data": data})).await
}

#[tokio::test]
async fn a_policy_is_set_shown_and_told_to_invited_people() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let wanted = json!({"minLength": 14, "requireUpper": true, "enforceOnLogin": false});
        let unset = call(&office.owner, Method::GET, &office.path("/policies/1"), json!(null)).await.unwrap();
        assert_eq!((&unset["enabled"], &unset["data"]), (&json!(false), &json!(null)));
        let made = set(&office, 1, true, wanted.clone()).await.unwrap();
        assert_eq!((&made["type"], &made["enabled"], &made["data"]), (&json!(1), &json!(true), &wanted));
        assert_eq!(made["object"], "policy");
        let listed = call(&office.owner, Method::GET, &office.path("/policies"), json!(null)).await.unwrap();
        assert_eq!(listed["data"].as_array().unwrap().len(), 1);
        office.last_event(&app, 1700).await;
        let events = office.events(&app).await.len();
        set(&office, 1, true, wanted.clone()).await.unwrap();
        assert_eq!(office.events(&app).await.len(), events, "nothing changed");

        let id = office.invite("dora@example.test", MemberRole::User).await;
        let invitation = office.invitation(&app, id).await;
        let told = async |email: &str, token: &str| {
            let query = format!("token={token}&email={email}&organizationUserId={id}");
            crate::http::send(&app, Method::GET, &office.path(&format!("/policies/token?{query}")), None, None).await
        };
        let (status, body) = told("dora@example.test", &invitation.token).await;
        assert_eq!((status, &body["data"][0]["data"]), (200, &wanted));
        assert_eq!(told("eve@example.test", &invitation.token).await.0, 400);
        assert_eq!(told("dora@example.test", "x").await.0, 400);
        for unknown in ["/policies/2", "/policies/99", "/policies/x"] {
            assert_eq!(refusal(call(&office.owner, Method::GET, &office.path(unknown), json!(null)).await).0, 404);
        }
    }
}

#[tokio::test]
async fn a_single_organization_keeps_others_out_and_revokes_who_is_in_two() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let (office, other) =
            (Office::open(&app, "olga@example.test").await, Office::open(&app, "oskar@example.test").await);
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let admin = office.confirmed(&app, "adam@example.test", MemberRole::Admin).await;
        let loyal = office.confirmed(&app, "lea@example.test", MemberRole::User).await;
        for (session, email) in [(&dora.session, "dora@example.test"), (&admin.session, "adam@example.test")] {
            let id = other.invite(email, MemberRole::User).await;
            session.accept(&other.invitation(&app, id).await, None).await.unwrap();
        }
        set(&office, 3, true, json!(null)).await.unwrap();
        let status = async |id| office.owner.member(office.id(), id).await.unwrap().status;
        assert_eq!(status(dora.id).await, MemberStatus::Revoked);
        assert_eq!(status(admin.id).await, MemberStatus::Confirmed, "admins are not bound");
        assert_eq!(status(loyal.id).await, MemberStatus::Confirmed);
        assert!(office.last_event(&app, 1521).await["cutOffMicros"].is_u64());
        let shown = call(&office.owner, Method::GET, &office.path(&format!("/users/{}", dora.id)), json!(null)).await;
        assert_eq!(shown.unwrap()["revocationReason"], 4);
        let (refused, message) = refusal(office.owner.restore(office.id(), dora.id).await);
        assert!(refused == 400 && message.contains("other organizations"), "{message}");

        // Who is bound here does not join elsewhere; and who is elsewhere does not join here.
        let id = other.invite("lea@example.test", MemberRole::User).await;
        let (refused, message) = refusal(loyal.session.accept(&other.invitation(&app, id).await, None).await);
        assert!(refused == 400 && message.contains("does not allow membership in another"), "{message}");
        let outsider = other.confirmed(&app, "udo@example.test", MemberRole::User).await;
        let id = office.invite("udo@example.test", MemberRole::User).await;
        let (refused, _) = refusal(outsider.session.accept(&office.invitation(&app, id).await, None).await);
        assert_eq!(refused, 400);
        call(&outsider.session, Method::POST, &other.path("/leave"), json!(null)).await.unwrap();
        outsider.session.accept(&office.invitation(&app, id).await, None).await.unwrap();

        // What needs it comes after it and goes before it.
        set(&office, 4, true, json!(null)).await.unwrap();
        assert_eq!(refusal(set(&office, 3, false, json!(null)).await).0, 400);
        set(&office, 4, false, json!(null)).await.unwrap();
        set(&office, 3, false, json!(null)).await.unwrap();
        assert_eq!(refusal(set(&office, 8, true, json!(null)).await).0, 400);
        office.owner.restore(office.id(), dora.id).await.unwrap();
    }
}

#[tokio::test]
async fn two_step_login_is_asked_for_at_the_door_and_of_who_is_in() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let waiting = office.accepted(&app, "wim@example.test", MemberRole::User).await;
        set(&office, 0, true, json!(null)).await.unwrap();
        for id in [dora.id, waiting.id] {
            assert_eq!(office.owner.member(office.id(), id).await.unwrap().status, MemberStatus::Revoked);
        }
        office.last_event(&app, 1520).await;
        let id = office.invite("eve@example.test", MemberRole::User).await;
        let eve = sign_up(&app, "eve@example.test").await;
        let (refused, message) = refusal(eve.accept(&office.invitation(&app, id).await, None).await);
        assert!(refused == 400 && message.contains("two-step login"), "{message}");
        assert_eq!(refusal(office.owner.restore(office.id(), dora.id).await).0, 400);
        let dora_again = sign_in(&app, "dora@example.test").await;
        for session in [&eve, &dora_again] {
            switch_two_step_on(&app, session).await;
        }
        eve.accept(&office.invitation(&app, id).await, None).await.unwrap();
        office.owner.restore(office.id(), dora.id).await.unwrap();
        let shown = office.owner.members(office.id()).await.unwrap();
        assert_eq!(shown.iter().filter(|member| member.status == MemberStatus::Accepted).count(), 1);
        // The directory is held to it as well: Wim has no second step.
        let wim = domain::MemberId::from_uuid(waiting.id);
        let restored = directory::set_active(&app, office.organization_id(), wim, true).await;
        assert!(restored.unwrap_err().contains("two-step login"));
        // An admin is not bound.
        office.confirmed(&app, "adam@example.test", MemberRole::Admin).await;
    }
}

/// Sets an authenticator app up.
async fn switch_two_step_on(app: &App, session: &Session) {
    let secret = session.authenticator_secret().await.unwrap();
    let code = crate::two_step::code(app, secret.key.reveal());
    session.enable_authenticator(&secret, &code).await.unwrap();
}

#[tokio::test]
async fn an_admin_gives_an_enrolled_member_a_new_master_password() {
    for engine in Engine::ALL {
        let mailbox = Mailbox::new();
        let app = start_with(engine, Setup { mail: mailbox.options(), ..Setup::default() }).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let admin = office.confirmed(&app, "adam@example.test", MemberRole::Admin).await;
        let public_key = dora.session.organization_public_key(office.id()).await.unwrap();
        let sealed = dora.session.keys().user_key.seal_for_recovery(&public_key).unwrap().to_string();
        let own = office.path(&format!("/users/{}/reset-password-enrollment", dora.session.account_id()));
        let enroll = async |key: Value| call(&dora.session, Method::PUT, &own, json!({"resetPasswordKey": key})).await;
        let (refused, message) = refusal(enroll(json!(sealed)).await);
        assert!(refused == 400 && message.contains("account recovery"), "{message}");

        set(&office, 3, true, json!(null)).await.unwrap();
        set(&office, 8, true, json!({"autoEnrollEnabled": false})).await.unwrap();
        let details = office.path(&format!("/users/{}/reset-password-details", dora.id));
        assert_eq!(refusal(call(&admin.session, Method::GET, &details, json!(null)).await).0, 400, "not enrolled");
        enroll(json!(sealed)).await.unwrap();
        office.last_event(&app, 1506).await;
        let of_another = office.path(&format!("/users/{}/reset-password-enrollment", admin.session.account_id()));
        let body = json!({"resetPasswordKey": sealed});
        assert_eq!(refusal(call(&dora.session, Method::PUT, &of_another, body).await).0, 404);

        let found = call(&admin.session, Method::GET, &details, json!(null)).await.unwrap();
        assert_eq!(found["resetPasswordKey"], sealed);
        assert_eq!(found["kdf"], 1);
        assert_eq!(refusal(call(&dora.session, Method::GET, &details, json!(null)).await).0, 404);
        let of_owner = office.owner.members(office.id()).await.unwrap();
        let of_owner = of_owner.iter().find(|member| member.role == MemberRole::Owner).unwrap().id;
        let above = office.path(&format!("/users/{of_owner}/reset-password-details"));
        assert_eq!(refusal(call(&admin.session, Method::GET, &above, json!(null)).await).0, 400);

        // The admin's client opens the user key and wraps it again; a test has it at hand.
        let new = Credentials::derive("dora@example.test", "a new pass phrase", KDF, None).unwrap();
        let wrapped = dora.session.keys().user_key.wrap(new.master_key()).unwrap().to_string();
        let body = json!({"newMasterPasswordHash": new.authentication_hash().reveal(), "key": wrapped});
        let reset = office.path(&format!("/users/{}/reset-password", dora.id));
        assert_eq!(refusal(call(&dora.session, Method::PUT, &reset, body.clone()).await).0, 404);
        call(&admin.session, Method::PUT, &reset, body).await.unwrap();
        office.last_event(&app, 1508).await;
        mailbox.next_to("dora@example.test", "Subject: Your master password was reset\r\n").await;
        assert!(client(&app).log_in("dora@example.test", crate::people::PASSWORD).await.is_err());
        let again = client(&app).log_in("dora@example.test", "a new pass phrase").await.unwrap();
        assert_eq!(again.keys().user_key, dora.session.keys().user_key);
        let profile = call(&again, Method::GET, "/api/accounts/profile", json!(null)).await.unwrap();
        assert_eq!(profile["forcePasswordReset"], true);
        assert!(dora.session.profile().await.is_err(), "signed out everywhere");
    }
}

#[tokio::test]
async fn where_everybody_is_enrolled_nobody_joins_without_a_recovery_key() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "olga@example.test").await;
    set(&office, 3, true, json!(null)).await.unwrap();
    set(&office, 8, true, json!({"autoEnrollEnabled": true})).await.unwrap();
    let id = office.invite("dora@example.test", MemberRole::User).await;
    let dora = sign_up(&app, "dora@example.test").await;
    let invitation = office.invitation(&app, id).await;
    let (refused, message) = refusal(dora.accept(&invitation, None).await);
    assert!(refused == 400 && message.contains("resetPasswordKey"), "{message}");
    let key = dora.organization_public_key(office.id()).await.unwrap();
    dora.accept(&invitation, Some(&key)).await.unwrap();
    office.confirm(id).await.unwrap();
    let shown = call(&office.owner, Method::GET, &office.path(&format!("/users/{id}")), json!(null)).await.unwrap();
    assert_eq!(shown["resetPasswordEnrolled"], true);
    let own = office.path(&format!("/users/{}/reset-password-enrollment", dora.account_id()));
    let withdrawn = call(&dora, Method::PUT, &own, json!({"resetPasswordKey": null})).await;
    assert_eq!(refusal(withdrawn).0, 400, "everybody is enrolled");
    set(&office, 8, true, json!({"autoEnrollEnabled": false})).await.unwrap();
    call(&dora, Method::PUT, &own, json!({"resetPasswordKey": null})).await.unwrap();
    office.last_event(&app, 1507).await;
    // Signing in again works as before.
    sign_in(&app, "dora@example.test").await;
}

#[tokio::test]
async fn the_strictest_wish_for_a_master_password_comes_with_the_token() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "olga@example.test").await;
    let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
    set(&office, 1, true, json!({"minLength": 14, "enforceOnLogin": true})).await.unwrap();
    let answer = async |session: &account_client::Session, email: &str| {
        let hash = session.credentials().authentication_hash().reveal().to_owned();
        crate::http::password_grant(&app, email, &hash, &[]).await.1["MasterPasswordPolicy"].clone()
    };
    let wanted = json!({"minLength": 14, "enforceOnLogin": true, "Object": "masterPasswordPolicy"});
    assert_eq!(answer(&dora.session, "dora@example.test").await, wanted);
    assert_eq!(answer(&office.owner, "olga@example.test").await, json!({"Object": "masterPasswordPolicy"}));
}
