//! Who may make an account, and what is taken for one.

use crate::directory::{provision, update};
use crate::http::post;
use crate::people::{KDF, PASSWORD, client, register};
use crate::support::{Setup, start, start_with};
use account_api::Registration;
use account_client::{NewAccount, RegistrationProof};
use application::InvitationToken;
use domain::Member;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::{App, Engine};

const FINISH: &str = "/identity/accounts/register/finish";
const VERIFY: &str = "/identity/accounts/register/send-verification-email";

fn invitation(app: &App, member: &Member) -> RegistrationProof {
    let token = InvitationToken::of(member).unwrap().sign(app.application.tokens()).unwrap();
    RegistrationProof::Invitation { member_id: member.id.uuid(), token }
}

fn invited() -> Setup {
    Setup { registration: Registration::Invited, ..Setup::default() }
}

fn account(email: &str) -> NewAccount {
    NewAccount::generate(email, PASSWORD, KDF).unwrap()
}

fn message(answer: &(u16, Value)) -> &str {
    assert_eq!(answer.0, 400, "{answer:?}");
    answer.1["message"].as_str().unwrap()
}

#[tokio::test]
async fn an_account_is_made_and_signed_in_to() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        register(&app, " Dora@Example.test ").await;
        let session = client(&app).log_in("dora@example.test", PASSWORD).await.unwrap();
        let profile = session.profile().await.unwrap();
        assert_eq!((profile.email.as_str(), profile.name.as_deref()), ("dora@example.test", Some("Dora Doe")));
        assert_eq!(profile.id, session.account_id());
        assert!(!app.stored_text().unwrap().contains(session.credentials().authentication_hash().reveal()));
    }
}

#[tokio::test]
async fn an_address_has_one_account() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        register(&app, "dora@example.test").await;
        let (status, token) = post(&app, VERIFY, &json!({"email": "DORA@example.test", "name": null})).await;
        assert_eq!(status, 200, "the address is told by nothing");
        let proof = RegistrationProof::EmailVerification { token: token.as_str().unwrap().to_owned() };
        let answer = post(&app, FINISH, &account("dora@example.test").registration(&proof)).await;
        assert_eq!(message(&answer), "An account with this address exists already. Sign in instead.");
    }
}

#[tokio::test]
async fn the_token_is_for_one_address_and_half_an_hour() {
    let app = start(Engine::Sqlite).await;
    let (_, token) = post(&app, VERIFY, &json!({"email": "dora@example.test"})).await;
    let proof = RegistrationProof::EmailVerification { token: token.as_str().unwrap().to_owned() };
    let other = post(&app, FINISH, &account("eve@example.test").registration(&proof)).await;
    assert!(message(&other).contains("for another address"), "{other:?}");
    app.clock.advance(Duration::from_mins(30));
    let late = post(&app, FINISH, &account("dora@example.test").registration(&proof)).await;
    assert!(message(&late).contains("has expired"), "{late:?}");
}

#[tokio::test]
async fn with_an_invitation_one_may_always_register() {
    for engine in Engine::ALL {
        let app = start_with(engine, invited()).await;
        let refused = post(&app, VERIFY, &json!({"email": "dora@example.test"})).await;
        assert!(message(&refused).contains("by invitation"), "{refused:?}");
        let member = provision(&app, "Dora@example.test").await;
        client(&app).register(&account("dora@example.test"), &invitation(&app, &member)).await.unwrap();
        client(&app).log_in("dora@example.test", PASSWORD).await.unwrap();
    }
}

#[tokio::test]
async fn an_invitation_is_for_one_address_and_good_while_it_is_the_newest() {
    for engine in Engine::ALL {
        let app = start_with(engine, invited()).await;
        let member = provision(&app, "dora@example.test").await;
        let proof = invitation(&app, &member);
        let body = account("dora@example.test").registration(&proof);
        let no_longer = "This invitation is no longer valid. Ask for a new one.";
        let other_address = post(&app, FINISH, &account("eve@example.test").registration(&proof)).await;
        assert_eq!(message(&other_address), no_longer);
        let mut other_member = body.clone();
        other_member["organizationUserId"] = json!(app.organization.id);
        assert_eq!(message(&post(&app, FINISH, &other_member).await), no_longer);
        let mut forged = body.clone();
        forged["orgInviteToken"] = json!("a.b.c");
        assert_eq!(message(&post(&app, FINISH, &forged).await), no_longer);
        // Its address changes, and with it the invitation.
        app.clock.advance(Duration::from_secs(1));
        update(&app, &member, "dora@example.com", true).await;
        assert_eq!(message(&post(&app, FINISH, &body).await), no_longer);
        app.clock.advance(Duration::from_hours(120));
        let expired = post(&app, FINISH, &body).await;
        assert_eq!(message(&expired), "This invitation has expired. Ask for a new one.");
    }
}

#[tokio::test]
async fn what_is_no_account_is_refused() {
    let app = start(Engine::Sqlite).await;
    let (_, token) = post(&app, VERIFY, &json!({"email": "dora@example.test"})).await;
    let proof = RegistrationProof::EmailVerification { token: token.as_str().unwrap().to_owned() };
    let good = account("dora@example.test").registration(&proof);
    for (pointer, value, expected) in [
        ("/email", json!("dora"), "is not an e-mail address"),
        ("/masterPasswordHash", json!("c2hvcnQ="), "two different master password hashes"),
        ("/masterPasswordUnlock/salt", json!("Dora@example.test"), "The salt is not"),
        ("/kdfMemory", json!(17), "two different key derivation settings"),
        ("/masterPasswordHint", json!("x".repeat(51)), "masterPasswordHint is longer than 50 characters"),
        ("/userAsymmetricKeys/publicKey", json!("AAAA"), "publicKey is not an RSA-2048 public key"),
        ("/userAsymmetricKeys/encryptedPrivateKey", json!("2.a|b|c"), "encryptedPrivateKey is not an EncString"),
        ("/emailVerificationToken", json!(null), "Send either"),
        ("/orgInviteToken", json!("a.b.c"), "Send either"),
    ] {
        let mut body = good.clone();
        match body.pointer_mut(pointer) {
            Some(field) => *field = value,
            None => body[&pointer[1..]] = value,
        }
        let answer = post(&app, FINISH, &body).await;
        assert!(message(&answer).contains(expected), "{pointer}: {answer:?}");
    }
    let mut heavy = good.clone();
    for kdf in ["/masterPasswordAuthentication/kdf", "/masterPasswordUnlock/kdf"] {
        *heavy.pointer_mut(kdf).unwrap() =
            json!({"kdfType": 1, "iterations": 3, "memory": 4_000_000, "parallelism": 4});
    }
    heavy["kdfIterations"] = json!(3);
    heavy["kdfMemory"] = json!(4_000_000);
    heavy["kdfParallelism"] = json!(4);
    assert!(message(&post(&app, FINISH, &heavy).await).contains("between 16 and 1,024 MiB"));
    let long_name = post(&app, VERIFY, &json!({"email": "dora@example.test", "name": "x".repeat(51)})).await;
    assert!(message(&long_name).contains("name is longer"), "{long_name:?}");
    assert_eq!(post(&app, FINISH, &good).await.0, 200);
}
