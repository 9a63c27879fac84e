//! People with accounts, for tests.

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
