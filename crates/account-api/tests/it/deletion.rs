//! A person deletes their account.

use crate::http::{refresh_grant, send};
use crate::mailbox::Mailbox;
use crate::office::{Office, refusal};
use crate::people::{PASSWORD, client, sign_up};
use crate::support::{Setup, start, start_with};
use account_client::{MemberRole, Method, TwoStepProvider};
use serde_json::json;
use testkit::app::Engine;
use testkit::rows;

const DORA: &str = "dora@example.test";

#[tokio::test]
async fn the_account_goes_with_its_memberships_and_the_address_is_invited_anew() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, DORA, MemberRole::User).await;
        let access = dora.session.access_token().await;
        let hash = dora.session.credentials().authentication_hash().reveal();
        let refresh = crate::http::password_grant(&app, DORA, hash, &[]).await.1["refresh_token"].clone();
        dora.session.delete_account().await.unwrap();
        assert_eq!(send(&app, Method::GET, "/api/accounts/profile", Some(access.reveal()), None).await.0, 401);
        assert_eq!(refresh_grant(&app, refresh.as_str().unwrap()).await.0, 400);
        assert!(client(&app).log_in(DORA, PASSWORD).await.is_err());
        assert_eq!(office.member(&app, dora.id).await, None);
        let events = office.events(&app).await;
        let last = events.last().unwrap();
        assert_eq!(
            (last.event_type, last.acting_account_id.map(domain::AccountId::uuid)),
            (1515, Some(dora.session.account_id()))
        );
        let again = office.confirmed(&app, DORA, MemberRole::User).await;
        assert_ne!(again.session.account_id(), dora.session.account_id());
    }
}

#[tokio::test]
async fn the_password_is_asked_for() {
    let app = start(Engine::Sqlite).await;
    let session = sign_up(&app, DORA).await;
    for (method, path) in [(Method::DELETE, "/api/accounts"), (Method::POST, "/api/accounts/delete")] {
        let body = json!({"masterPasswordHash": "d3Jvbmc="});
        let wrong = (400, "The master password is wrong.".to_owned());
        assert_eq!(refusal(session.call(method, path, Some(&body)).await), wrong);
    }
    let body = json!({"masterPasswordHash": session.credentials().authentication_hash().reveal()});
    session.call(Method::POST, "/api/accounts/delete", Some(&body)).await.unwrap();
    assert!(client(&app).log_in(DORA, PASSWORD).await.is_err());
}

#[tokio::test]
async fn the_last_owner_is_told_what_to_do_first() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let (status, message) = refusal(office.owner.delete_account().await);
        assert_eq!(status, 400);
        assert_eq!(
            message,
            "You are the last confirmed owner of \"Office\". Confirm another owner there, or delete the organization, then try again."
        );
        office.confirmed(&app, DORA, MemberRole::Owner).await;
        office.owner.delete_account().await.unwrap();
        assert!(client(&app).log_in("olga@example.test", PASSWORD).await.is_err());
    }
}

/// What is left of a membership whose other half is gone, as a restore of a part of the database leaves it, keeps nobody
/// from their account.
#[tokio::test]
async fn a_membership_of_which_only_the_tie_is_left_is_passed_over() {
    const GONE: [&str; 2] = [
        "DELETE FROM member WHERE organization_id = $1 AND email <> 'olga@example.test'",
        "DELETE FROM organization WHERE id = $1",
    ];
    const TIES: &str = "SELECT COUNT(*) FROM account_membership WHERE organization_id = $1";
    for engine in Engine::ALL {
        for gone in GONE {
            let mailbox = Mailbox::new();
            let app = start_with(engine, Setup { mail: mailbox.options(), ..Setup::default() }).await;
            let office = Office::open(&app, "olga@example.test").await;
            let dora = office.confirmed(&app, DORA, MemberRole::User).await;
            rows::execute(&app.application, gone, office.organization_id()).await.unwrap();
            let new = "dora.new@example.test";
            dora.session.request_email_change(new).await.unwrap();
            let code = mailbox.next_code(new).await;
            dora.session.change_email(new, PASSWORD, &code).await.unwrap();
            let session = client(&app).log_in(new, PASSWORD).await.unwrap();
            let secret = session.authenticator_secret().await.unwrap();
            let code = crate::two_step::code(&app, secret.key.reveal());
            session.enable_authenticator(&secret, &code).await.unwrap();
            session.disable_two_step(TwoStepProvider::Authenticator).await.unwrap();
            session.delete_account().await.unwrap();
            let ties = rows::number(&app.application, TIES, office.organization_id()).await.unwrap();
            assert_eq!(ties, 1, "the owner's: {gone}");
        }
    }
}
