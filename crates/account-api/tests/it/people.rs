//! People with accounts, for tests.

use crate::mailbox::Mailbox;
use account_client::{Client, NewAccount, RegistrationProof, Session};
use testkit::app::App;
use vault_crypto::KdfSettings;

/// The master password of everybody here.
pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// The least that may be chosen, since tests have many accounts.
pub(crate) const KDF: KdfSettings = KdfSettings::Argon2id { iterations: 2, memory: 16, parallelism: 1 };

/// A new device.
pub(crate) fn client(app: &App) -> Client {
    Client::new(&app.origin, None).unwrap()
}

/// Makes an account, where everybody may.
pub(crate) async fn register(app: &App, email: &str) {
    let client = client(app);
    let account = NewAccount::generate(email, PASSWORD, KDF).unwrap();
    let token = client.send_verification_email(email, Some("Dora Doe")).await.unwrap().unwrap();
    client.register(&account, &RegistrationProof::EmailVerification { token }).await.unwrap();
}

/// Makes an account and signs in.
pub(crate) async fn sign_up(app: &App, email: &str) -> Session {
    register(app, email).await;
    client(app).log_in(email, PASSWORD).await.unwrap()
}

/// Makes an account where the address is verified by mail.
pub(crate) async fn register_by_mail(app: &App, mailbox: &Mailbox, email: &str) {
    let client = client(app);
    assert_eq!(
        client.send_verification_email(email, Some("Dora Doe")).await.unwrap(),
        None,
        "the token is in the mail"
    );
    let mail = mailbox.next().await;
    assert!(mail.contains(&format!("\r\nTo: {email}\r\n")), "{mail}");
    let link = "https://vault.example.test/finish-signup?token=";
    let token = mail.split_once(link).unwrap().1.split('&').next().unwrap().to_owned();
    let account = NewAccount::generate(email, PASSWORD, KDF).unwrap();
    client.register(&account, &RegistrationProof::EmailVerification { token }).await.unwrap();
}
