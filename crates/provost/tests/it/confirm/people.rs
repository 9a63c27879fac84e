//! Who waits for a confirmation, and who confirms.

use crate::mail::wait_for_files;
use crate::place::{Ended, Place};
use crate::server::{Server, wait_for};
use account_client::{
    Client, Invitation, MemberRole, NewAccount, RegistrationProof, Session, UnlockedOrganization, Uuid,
};
use serde_json::{Value, json};
use testkit::app::Engine;
use vault_crypto::KdfSettings;

/// The master password of whoever is invited.
pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// The least that clients take, so that a login is quick.
const KDF: KdfSettings = KdfSettings::Argon2id { iterations: 2, memory: 16, parallelism: 1 };

/// A demo, its owner, and the way in which the owner's `provost confirm` reaches it.
pub(crate) struct People {
    pub(crate) place: Place,
    pub(crate) server: Server,
    pub(crate) client: Client,
    pub(crate) owner: Session,
    pub(crate) organization: UnlockedOrganization,
    pub(crate) email: String,
    server_url: String,
}

impl People {
    /// Starts a demo. The owner's master password is the first line of the file `password`.
    pub(crate) async fn new(engine: Engine, tls: bool) -> Self {
        let place = Place::new(engine);
        let server = place.demo(if tls { &["--tls"] } else { &[] });
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let demo = &server.announcement["organizations"][0];
        let (email, password) = (text(&demo["ownerEmail"]), text(&demo["ownerPassword"]));
        std::fs::write(place.scratch().join("password"), format!("{password}\n")).unwrap();
        let server_url = text(&server.announcement["consoleUrl"]);
        let authority = tls.then(|| std::fs::read(place.data().join("ca.pem")).unwrap());
        let client = Client::new(&server_url, authority.as_deref()).unwrap();
        let owner = client.log_in(&email, &password).await.unwrap();
        let id: Uuid = demo["id"].as_str().unwrap().parse().unwrap();
        let organization = owner.organization(id).await.unwrap().unwrap();
        Self { place, server, client, owner, organization, email, server_url }
    }

    /// The owner's master password.
    pub(crate) fn password(&self) -> String {
        std::fs::read_to_string(self.place.scratch().join("password")).unwrap().trim_end().to_owned()
    }

    /// Reaches the server by another way from now on.
    pub(crate) fn by_way_of(&mut self, url: String) {
        self.server_url = url;
    }

    /// Somebody whom the directory made a member, and who has accepted.
    pub(crate) async fn provisioned(&self, email: &str) -> Session {
        self.provision(email);
        self.accepted(email).await
    }

    /// Has the directory make somebody a member.
    pub(crate) fn provision(&self, email: &str) {
        let user = json!({"userName": email, "externalId": format!("id of {email}")});
        let mut scim = self.server.client();
        if self.client.server().starts_with("https") {
            scim = scim.trusting(&self.place.data().join("ca.pem"));
        }
        scim.succeed("POST", "/Users", Some(&user));
    }

    /// Somebody whom the owner invited, and who has accepted.
    pub(crate) async fn invited(&self, email: &str) -> Session {
        self.owner.invite(self.organization.id, &[email], MemberRole::User).await.unwrap();
        self.accepted(email).await
    }

    /// The link in the mail of the invitation; in the newest one, where there are several.
    #[track_caller]
    pub(crate) fn link_for(&self, email: &str, mails: usize) -> String {
        let mail = wait_for("the invitation", || {
            let to = format!("\r\nTo: {email}\r\n");
            let mut found = wait_for_files(&self.place, 1);
            found.retain(|mail| mail.contains(&to));
            (found.len() == mails).then(|| found.pop()).flatten()
        });
        mail.lines().find(|line| line.contains("/accept-organization?")).unwrap().trim().to_owned()
    }

    /// Registers with the mail of the invitation.
    pub(crate) async fn registered(&self, email: &str) -> (Session, Invitation) {
        let invitation = Invitation::from_link(&self.link_for(email, 1)).unwrap();
        let account = NewAccount::generate(email, PASSWORD, KDF).unwrap();
        let (member_id, token) = (invitation.member_id, invitation.token.clone());
        self.client.register(&account, &RegistrationProof::Invitation { member_id, token }).await.unwrap();
        (self.client.another_device().log_in(email, PASSWORD).await.unwrap(), invitation)
    }

    /// Registers, and accepts.
    pub(crate) async fn accepted(&self, email: &str) -> Session {
        let (session, invitation) = self.registered(email).await;
        session.accept(&invitation, None).await.unwrap();
        session
    }

    /// Whether somebody has the organization's key.
    pub(crate) async fn has_key(&self, session: &Session) -> bool {
        match session.organization(self.organization.id).await.unwrap() {
            Some(found) => {
                assert_eq!(found.key, self.organization.key);
                true
            }
            None => false,
        }
    }

    fn words<'w>(&'w self, more: &[&'w str]) -> Vec<&'w str> {
        let mut words = vec!["confirm", "--server", &self.server_url, "--password-file", "password"];
        if !more.contains(&"--email") {
            words.extend(["--email", &self.email]);
        }
        if self.server_url.starts_with("https") {
            words.extend(["--ca-cert", "data/ca.pem"]);
        }
        [&words, more].concat()
    }

    /// Runs `provost confirm` with these answers on stdin.
    pub(crate) fn run(&self, more: &[&str], answers: &str) -> Ended {
        self.program(&self.words(more), answers)
    }

    /// Runs the program with these lines on stdin.
    pub(crate) fn program(&self, words: &[&str], answers: &str) -> Ended {
        self.place.run_with(words, answers)
    }

    /// Runs it, which must succeed, and gives the objects that it printed.
    #[track_caller]
    pub(crate) fn json(&self, more: &[&str]) -> Vec<Value> {
        let ended = self.run(&[&["--json"], more].concat(), "");
        assert_eq!(ended.code, Some(0), "{ended:?}");
        objects(&ended.stdout)
    }

    /// Starts `--watch --json` with these rules, looking every second.
    pub(crate) fn watch(&self, rules: &[&str]) -> Server {
        let words = self.words(&[&["--watch", "--interval", "1s", "--json"], rules].concat());
        Server::start(self.place.command(&words), self.place.scratch())
    }
}

/// One object a line.
pub(crate) fn objects(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Whose line it is and what it says.
pub(crate) fn results(lines: &[Value]) -> Vec<String> {
    let text = |line: &Value, field: &str| line[field].as_str().unwrap().to_owned();
    lines.iter().map(|line| format!("{} {}", text(line, "email"), text(line, "result"))).collect()
}
