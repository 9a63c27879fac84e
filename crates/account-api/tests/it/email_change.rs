//! A person takes another address.

use crate::directory::{provision, try_provision, update};
use crate::http::{password_grant, refresh_grant};
use crate::mailbox::Mailbox;
use crate::office::{Office, refusal};
use crate::people::{PASSWORD, client, sign_up};
use crate::support::{Setup, start, start_with};
use account_client::{Invitation, MemberRole, Session};
use application::{CommandError, FindMember, InvitationToken};
use domain::{Member, Refusal};
use std::time::Duration;
use testkit::app::{App, Engine};

const DORA: &str = "dora@example.test";
const NEW: &str = "dora.new@example.test";

/// Has a code mailed and takes the address.
async fn change(mailbox: &Mailbox, session: &Session, email: &str) -> Result<(), account_client::ClientError> {
    session.request_email_change(email).await?;
    let code = mailbox.next_code(email).await;
    session.change_email(email, PASSWORD, &code).await.map(drop)
}

async fn start_mailing(engine: Engine, mailbox: &Mailbox) -> App {
    start_with(engine, Setup { mail: mailbox.options(), ..Setup::default() }).await
}

#[tokio::test]
async fn the_new_address_signs_in_with_the_same_password_and_keys() {
    for engine in Engine::ALL {
        let mailbox = Mailbox::new();
        let app = start_mailing(engine, &mailbox).await;
        let session = sign_up(&app, DORA).await;
        let hash = session.credentials().authentication_hash().reveal();
        let before = password_grant(&app, DORA, hash, &[]).await.1;
        change(&mailbox, &session, NEW).await.unwrap();
        let mail = mailbox.next().await;
        assert!(mail.contains(&format!("\r\nTo: {DORA}\r\n")) && mail.contains("was changed"), "{mail}");
        assert_eq!(refresh_grant(&app, before["refresh_token"].as_str().unwrap()).await.0, 400);
        assert_eq!(password_grant(&app, DORA, hash, &[]).await.0, 400);
        let again = client(&app).log_in(NEW, PASSWORD).await.unwrap();
        assert_eq!(again.keys().user_key, session.keys().user_key);
        assert_eq!((again.account_id(), again.profile().await.unwrap().email.as_str()), (session.account_id(), NEW));
        // The old address is free.
        sign_up(&app, DORA).await;
    }
}

#[tokio::test]
async fn the_code_is_for_one_address_and_one_time() {
    let mailbox = Mailbox::new();
    let app = start_mailing(Engine::Sqlite, &mailbox).await;
    let session = sign_up(&app, DORA).await;
    session.request_email_change(NEW).await.unwrap();
    let code = mailbox.next_code(NEW).await;
    let wrong = (400, "The code is wrong or has expired. Have another one sent.".to_owned());
    assert_eq!(refusal(session.change_email(NEW, PASSWORD, "x").await), wrong);
    assert_eq!(refusal(session.change_email("third@example.test", PASSWORD, &code).await), wrong);
    assert_eq!(refusal(session.change_email(NEW, PASSWORD, &code).await), wrong, "it was used up");
    change(&mailbox, &session, NEW).await.unwrap();
}

#[tokio::test]
async fn an_address_that_has_an_account_is_not_told_of() {
    let mailbox = Mailbox::new();
    let app = start_mailing(Engine::Sqlite, &mailbox).await;
    let session = sign_up(&app, DORA).await;
    session.request_email_change(NEW).await.unwrap();
    let code = mailbox.next_code(NEW).await;
    // Somebody else is faster.
    sign_up(&app, NEW).await;
    let taken = refusal(session.change_email(NEW, PASSWORD, &code).await);
    assert_eq!(taken, (400, "An account with this address exists already. Sign in instead.".to_owned()));
    assert_eq!(refusal(session.change_email(NEW, PASSWORD, &code).await), taken, "the code is not used up");
    app.clock.advance(Duration::from_secs(30));
    session.request_email_change(NEW).await.unwrap();
    let mail = mailbox.next().await;
    assert!(mail.contains("You have an account already"), "{mail}");
    mailbox.expect_none().await;
    // It is too soon for another one, as with any other address.
    assert_eq!(refusal(session.request_email_change(NEW).await).0, 429);
}

async fn member(app: &App, member: &Member) -> Member {
    let find = FindMember { organization_id: member.organization_id, id: member.id };
    app.application.read(&find).await.unwrap().unwrap().member
}

#[tokio::test]
async fn an_organization_finds_its_member_by_both_addresses() {
    for engine in Engine::ALL {
        let mailbox = Mailbox::new();
        let app = start_mailing(engine, &mailbox).await;
        let provisioned = provision(&app, DORA).await;
        let session = sign_up(&app, DORA).await;
        let invitation = Invitation {
            server: app.origin.clone(),
            organization_id: app.organization.id.uuid(),
            member_id: provisioned.id.uuid(),
            email: DORA.to_owned(),
            organization_name: "Acme".to_owned(),
            has_account: true,
            brings_keys: false,
            token: InvitationToken::of(&provisioned).unwrap().sign(app.application.tokens()).unwrap(),
        };
        session.accept(&invitation, None).await.unwrap();
        change(&mailbox, &session, NEW).await.unwrap();
        let changed = member(&app, &provisioned).await;
        assert_eq!(changed.account_email.as_ref().unwrap().text(), NEW);
        assert_eq!(changed.profile.email.text(), DORA, "the directory's address is its own");
        for taken in [DORA, NEW] {
            let refused = try_provision(&app, taken).await.unwrap_err();
            assert!(matches!(refused, CommandError::Refused(Refusal::UserNameTaken(_))), "{taken}: {refused}");
        }
        // Then the directory learns of it: still one member.
        let updated = update(&app, &provisioned, NEW, true).await;
        assert_eq!((updated.id, updated.profile.email.text()), (provisioned.id, NEW));
        try_provision(&app, DORA).await.unwrap();
    }
}

#[tokio::test]
async fn an_address_of_another_member_is_refused_with_a_way_out() {
    for engine in Engine::ALL {
        let mailbox = Mailbox::new();
        let app = start_mailing(engine, &mailbox).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, DORA, MemberRole::User).await;
        office.invite(NEW, MemberRole::User).await;
        let (status, message) = refusal(change(&mailbox, &dora.session, NEW).await);
        assert_eq!(status, 400);
        assert!(message.starts_with("Somebody else is a member of \"Office\" with this address."), "{message}");
        app.clock.advance(Duration::from_secs(30));
        let other = "dora.other@example.test";
        change(&mailbox, &dora.session, other).await.unwrap();
        let event = office.last_event(&app, 1502).await;
        assert_eq!(event["changes"][0]["field"], "accountEmail");
        assert_eq!((&event["changes"][0]["before"], &event["changes"][0]["after"]), (&DORA.into(), &other.into()));
        client(&app).log_in(other, PASSWORD).await.unwrap();
    }
}

#[tokio::test]
async fn where_no_mail_is_sent_no_address_is_changed() {
    let app = start(Engine::Sqlite).await;
    let session = sign_up(&app, DORA).await;
    let (status, message) = refusal(session.request_email_change(NEW).await);
    assert!(status == 400 && message.contains("sends no mails"), "{message}");
}
