//! The server, its mail server, and the people.

use super::recorder::Recorder;
use super::tunnel;
use crate::client::Client as Scim;
use crate::place::Place;
use crate::server::{Server, wait_for};
use account_client::{Client, NewAccount, RegistrationProof, Session, UnlockedOrganization};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;
use testkit::app::Engine;
use testkit::bw::Bw;
use testkit::smtp::{Mail, SmtpOptions, SmtpServer, SmtpTls};
use testkit::tls::Authority;
use vault_crypto::KdfSettings;

/// The master password of everybody.
pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// The least that clients take, so that a login is quick.
pub(crate) const KDF: KdfSettings = KdfSettings::Argon2id { iterations: 2, memory: 16, parallelism: 1 };

/// Who speaks TLS for `provost serve`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tls {
    /// The server.
    Own,
    /// A proxy before it, which writes down what goes through.
    Recorder,
    /// A proxy before it, which passes on what goes through as it comes.
    Tunnel,
}

/// A server that clients reach by https and on which everybody may register.
pub(crate) struct Stage {
    pub(crate) place: Place,
    pub(crate) server: Server,
    /// A web vault on the server.
    pub(crate) client: Client,
    pub(crate) recorder: Option<Recorder>,
    mail: Option<SmtpServer>,
    /// The file of the authority that signed the server's certificate.
    authority: PathBuf,
    _directory: TempDir,
}

/// An organization with its owner, as a web vault has them unlocked.
pub(crate) struct Owned {
    pub(crate) owner: Session,
    pub(crate) organization: UnlockedOrganization,
}

impl Owned {
    pub(crate) fn id(&self) -> String {
        self.organization.id.to_string()
    }
}

impl Stage {
    /// Starts `provost demo`, with the authority that it makes for itself. No mail is needed to register.
    pub(crate) fn demo(engine: Engine) -> Self {
        let place = Place::new(engine);
        let server = place.demo(&["--tls", "--open-registration"]);
        let url = server.announcement["consoleUrl"].as_str().unwrap().to_owned();
        let authority = server.announcement["caCertificate"].as_str().unwrap().into();
        Self::new(place, server, &url, authority)
    }

    /// Starts `provost serve` with a mail server.
    pub(crate) fn serve(engine: Engine, tls: Tls) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let authority = Authority::new(directory.path()).unwrap();
        let certificate = authority.certificate("server").unwrap();
        let mail = SmtpServer::start(&SmtpOptions {
            tls: Some(SmtpTls::StartTls(authority.certificate("mail").unwrap())),
            login: Some(("provost".to_owned(), "mail secret".to_owned())),
            ..SmtpOptions::default()
        });
        let mail = mail.unwrap();
        let password = directory.path().join("password");
        fs::write(&password, "mail secret").unwrap();
        let place = Place::new(engine);
        let (port, authority) = (mail.address().port().to_string(), authority.file());
        let options = [
            ["--registration", "open"],
            ["--organization-creation", "everyone"],
            ["--smtp-host", "localhost"],
            ["--smtp-port", &port],
            ["--smtp-security", "starttls"],
            ["--smtp-ca-cert", authority.to_str().unwrap()],
            ["--smtp-username", "provost"],
            ["--smtp-password-file", password.to_str().unwrap()],
            ["--mail-from", "provost@example.com"],
        ]
        .concat();
        let (server, url, recorder) = match tls {
            Tls::Own => {
                let [certificate, key] =
                    [&certificate.certificate, &certificate.key].map(|file| file.to_str().unwrap());
                let server = place.serve(&[&options[..], &["--tls-cert", certificate, "--tls-key", key]].concat());
                let url = server.listening().main;
                (server, url, None)
            }
            Tls::Recorder => {
                let (listener, url) = Recorder::bind();
                let server = place.serve(&[&options[..], &["--public-url", &url]].concat());
                let recorder = Recorder::serve(listener, &certificate, &server.listening().main);
                (server, url, Some(recorder))
            }
            Tls::Tunnel => {
                let (listener, url) = Recorder::bind();
                let server = place.serve(&[&options[..], &["--public-url", &url]].concat());
                tunnel::serve(listener, &certificate, &server.listening().main);
                (server, url, None)
            }
        };
        let stage = Self::new(place, server, &url, authority);
        Self { recorder, mail: Some(mail), _directory: directory, ..stage }
    }

    fn new(place: Place, server: Server, url: &str, authority: PathBuf) -> Self {
        let client = Client::new(url, Some(&fs::read(&authority).unwrap())).unwrap();
        let directory = tempfile::tempdir().unwrap();
        Self { place, server, client, recorder: None, mail: None, authority, _directory: directory }
    }

    /// Waits for so many mails to this address, since the start.
    pub(crate) fn mails(&self, to: &str, count: usize) -> Vec<Mail> {
        let mail = self.mail.as_ref().unwrap();
        wait_for(&format!("{count} mails to {to}"), || {
            let mut mails = mail.mails().unwrap();
            mails.retain(|mail| mail.recipients == [to]);
            (mails.len() >= count).then_some(mails)
        })
    }

    /// A `bw` with a profile of its own.
    pub(crate) fn bw(&self) -> Bw {
        Bw::new(self.client.server(), &self.authority).unwrap()
    }

    /// A `bw` of somebody who has an account.
    pub(crate) fn bw_of(&self, email: &str) -> Bw {
        let mut bw = self.bw();
        bw.login(email, PASSWORD).unwrap();
        bw
    }

    /// Registers with an address that nobody invited.
    pub(crate) async fn person(&self, email: &str) -> Session {
        let account = NewAccount::generate(email, PASSWORD, KDF).unwrap();
        let told = self.client.send_verification_email(email, None).await.unwrap();
        let token = told.unwrap_or_else(|| {
            let mails = self.mails(email, 1);
            link(&mails[0], "token=").split_once("token=").unwrap().1.split('&').next().unwrap().to_owned()
        });
        self.client.register(&account, &RegistrationProof::EmailVerification { token }).await.unwrap();
        self.client.log_in(email, PASSWORD).await.unwrap()
    }

    /// Registers with the mail of an invitation, and accepts it.
    pub(crate) async fn invited(&self, mail: &Mail) -> Session {
        let invitation = invitation(mail);
        let account = NewAccount::generate(&invitation.email, PASSWORD, KDF).unwrap();
        let (member_id, token) = (invitation.member_id, invitation.token.clone());
        self.client.register(&account, &RegistrationProof::Invitation { member_id, token }).await.unwrap();
        let session = self.client.log_in(&invitation.email, PASSWORD).await.unwrap();
        session.accept(&invitation, None).await.unwrap();
        session
    }

    /// An organization of a new person.
    pub(crate) async fn organization(&self, owner: &str) -> Owned {
        let owner = self.person(owner).await;
        let organization = owner.create_organization("Acme & Sons").await.unwrap();
        Owned { owner, organization }
    }

    /// The directory of an organization, as an operator connects it.
    pub(crate) fn directory(&self, owned: &Owned) -> Scim {
        let id = owned.id();
        self.place.succeed(&["scim", "enable", &id]);
        let key = self.place.succeed(&["scim-key", "create", "--organization", &id]);
        let scim = Scim::new(&format!("{}/v2/{id}", self.server.listening().scim), key.trim());
        if self.recorder.is_some() { scim } else { scim.trusting(&self.authority) }
    }
}

/// What the link of an invitation's mail says.
pub(crate) fn invitation(mail: &Mail) -> account_client::Invitation {
    account_client::Invitation::from_link(link(mail, "/accept-organization?")).unwrap()
}

/// The link in a mail that has these words in it.
pub(crate) fn link<'m>(mail: &'m Mail, words: &str) -> &'m str {
    mail.text.as_deref().unwrap().split_whitespace().find(|word| word.contains(words)).unwrap()
}

/// The code of six digits in a mail.
pub(crate) fn code(mail: &Mail) -> String {
    let text = mail.text.as_deref().unwrap();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.into_iter().find(|word| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit())).unwrap().to_owned()
}
