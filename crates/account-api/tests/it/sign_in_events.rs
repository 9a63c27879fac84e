//! What organizations learn of their members' sign-ins.

use crate::http::password_grant;
use crate::office::{Office, sign_in};
use crate::support::start;
use account_client::{MemberRole, Method, Session, TwoStepProvider};
use application::{
    ChangeMasterPassword, DisableTwoStep, EnableTwoStep, FindAccountByEmail, RecoveryCode, StartSession, TwoStepSecret,
};
use domain::{Actor, Device, DeviceId, DeviceType, Origin, RecordedEvent};
use std::time::Duration;
use testkit::app::{App, Engine};

const DORA: &str = "dora@example.test";

/// The events about sign-ins that an organization has beyond those before; failures are written down after the answer.
async fn since(app: &App, office: &Office, before: usize, expected: usize) -> Vec<RecordedEvent> {
    for _ in 0..1_000 {
        let events: Vec<_> = office.events(app).await.into_iter().skip(before).collect();
        if events.len() >= expected {
            return events;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{:?}", office.events(app).await);
}

fn numbers(events: &[RecordedEvent]) -> Vec<i64> {
    events.iter().map(|event| event.event_type).collect()
}

fn code(app: &App, key: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(key).unwrap();
    let seconds = u64::try_from(app.clock.now().micros() / 1_000_000).unwrap();
    totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(seconds).to_string()
}

#[tokio::test]
async fn what_is_refused_because_the_proof_is_outdated_is_in_no_log() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, DORA, MemberRole::User).await;
        let find = FindAccountByEmail(DORA.to_owned());
        let account = app.application.read(&find).await.unwrap().unwrap();
        dora.session.end_all_sessions().await.unwrap();
        let before = office.events(&app).await.len();
        let call = app.application.call(Actor::Account(account.id), Origin::Console, None, None);
        let device_id = DeviceId::from_uuid(app.application.fresh_uuid());
        let device = Device::new(account.id, device_id, "late", "late", DeviceType::UNKNOWN_BROWSER, call.now).unwrap();
        let sign_in =
            StartSession { call: call.clone(), account: account.clone(), device, session: None, remember: None };
        assert!(app.application.run(sign_in).await.unwrap().is_none());
        let password = ChangeMasterPassword {
            call: call.clone(),
            account: account.clone(),
            password_hash: "x".to_owned(),
            hint: None,
            kdf: account.kdf,
            wrapped_user_key: "x".to_owned(),
            stamp: app.application.random_uuid(),
        };
        assert!(app.application.run(password).await.unwrap().is_none());
        let enable = EnableTwoStep {
            call: call.clone(),
            account: account.clone(),
            provider: domain::TwoStepProvider::Email,
            secret: TwoStepSecret::new(DORA),
            last_step: 0,
            recovery_code: RecoveryCode::generate(app.application.entropy()),
        };
        assert!(!app.application.run(enable).await.unwrap());
        assert!(!app.application.run(DisableTwoStep { call, account, provider: None }).await.unwrap());
        assert_eq!(numbers(&office.events(&app).await[before..]), [0_i64; 0]);
    }
}

#[tokio::test]
async fn sign_ins_are_in_the_log_of_each_organization_where_the_person_is_confirmed() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, DORA, MemberRole::User).await;
        office.accepted(&app, "eve@example.test", MemberRole::User).await;
        let before = office.events(&app).await.len();
        let hash = |session: &Session| session.credentials().authentication_hash().reveal().to_owned();
        assert_eq!(password_grant(&app, DORA, &hash(&dora.session), &[]).await.0, 200);
        assert_eq!(password_grant(&app, DORA, "x", &[]).await.0, 400);
        let events = since(&app, &office, before, 2).await;
        assert_eq!(numbers(&events), [1000, 1005]);
        for event in &events {
            assert_eq!(event.acting_account_id.map(domain::AccountId::uuid), Some(dora.session.account_id()));
            assert_eq!(event.subject.member_id.map(domain::MemberId::uuid), Some(dora.id));
            assert_eq!(event.address.as_deref(), Some("127.0.0.1"));
        }
        sign_in(&app, "eve@example.test").await;
        assert_eq!(password_grant(&app, "nobody@example.test", "x", &[]).await.0, 400);
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(office.events(&app).await.len(), before + 2, "who is not confirmed yet is nobody's business");
    }
}

#[tokio::test]
async fn changes_of_the_password_and_the_second_step_are_in_the_log() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, DORA, MemberRole::User).await;
        let before = office.events(&app).await.len();
        let session = &dora.session;
        let secret = session.authenticator_secret().await.unwrap();
        session.enable_authenticator(&secret, &code(&app, secret.key.reveal())).await.unwrap();
        let hash = session.credentials().authentication_hash().reveal();
        let wrong = [("twoFactorProvider", "0"), ("twoFactorToken", "x")];
        assert_eq!(password_grant(&app, DORA, hash, &wrong).await.0, 400);
        assert_eq!(numbers(&since(&app, &office, before, 2).await), [1002, 1006]);
        session.disable_two_step(TwoStepProvider::Authenticator).await.unwrap();
        session.enable_authenticator(&secret, &code(&app, secret.key.reveal())).await.unwrap();
        let recovery = session.recovery_code().await.unwrap().unwrap();
        let recovered = [("twoFactorProvider", "8"), ("twoFactorToken", recovery.reveal())];
        assert_eq!(password_grant(&app, DORA, hash, &recovered).await.0, 200);
        session.change_password("another password").await.unwrap();
        assert_eq!(numbers(&since(&app, &office, before + 2, 5).await), [1003, 1002, 1004, 1000, 1001]);
    }
}

#[tokio::test]
async fn an_organization_that_asks_for_two_step_login_cuts_off_who_switches_it_off() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, DORA, MemberRole::User).await;
        let secret = dora.session.authenticator_secret().await.unwrap();
        dora.session.enable_authenticator(&secret, &code(&app, secret.key.reveal())).await.unwrap();
        let body = serde_json::json!({"enabled": true, "data": null});
        office.owner.call(Method::PUT, &office.path("/policies/0"), Some(&body)).await.unwrap();
        assert_eq!(dora.session.profile().await.unwrap().organizations.len(), 1);
        dora.session.disable_two_step(TwoStepProvider::Authenticator).await.unwrap();
        assert_eq!(dora.session.profile().await.unwrap().organizations.len(), 0);
        let events = office.events(&app).await;
        assert_eq!(numbers(&events[events.len() - 2..]), [1003, 1520]);
        // An owner is not bound.
        let secret = office.owner.authenticator_secret().await.unwrap();
        office.owner.enable_authenticator(&secret, &code(&app, secret.key.reveal())).await.unwrap();
        office.owner.disable_two_step(TwoStepProvider::Authenticator).await.unwrap();
        assert_eq!(office.owner.profile().await.unwrap().organizations.len(), 1);
    }
}
