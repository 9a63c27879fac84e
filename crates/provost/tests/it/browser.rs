//! What the console's scripts do with keys, against the real program: the worker runs in Node.js, as in a browser that has no
//! page.

use crate::confirm::people::{PASSWORD, People};
use crate::confirm::two_step::code;
use account_client::{CollectionAccess, Invitation, LoginItem, MemberStatus, Method};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use testkit::app::Engine;
use testkit::installed::BwProgram;

/// Somebody's browser. It ends with whoever holds it.
struct Browser {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Browser {
    fn of(people: &People) -> Self {
        Self::at(people.client.server(), &people.place.data().join("ca.pem"))
    }

    fn at(server: &str, authority: &Path) -> Self {
        let node = BwProgram::here().node();
        assert!(node.exists(), "{} is missing: `cargo xtask test` installs it", node.display());
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../console/tests/js/browser.mjs");
        let mut command = Command::new(node);
        command.args([script, server]).env("NODE_EXTRA_CA_CERTS", authority);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (questions, answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, questions, answers }
    }

    /// What a page asks for, and what it gets.
    fn ask(&mut self, name: &str, input: &Value) -> Result<Value, Value> {
        writeln!(self.questions, "{}", json!({"do": name, "input": input})).unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let mut answer: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("{name} is answered with {line:?}"));
        if answer["ok"] == true { Ok(answer["value"].take()) } else { Err(answer["error"].take()) }
    }

    /// The code of what goes wrong.
    #[track_caller]
    fn refused(&mut self, name: &str, input: &Value) -> String {
        self.ask(name, input).unwrap_err()["code"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    fn sign_in(&mut self, email: &str, password: &str) {
        let signed_in = self.ask("signIn", &json!({"login": {"email": email, "password": password}})).unwrap();
        assert_eq!(signed_in["email"], email);
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The fields of an invitation as the link has them.
fn fields(link: &str) -> Value {
    let Invitation { organization_id, member_id, email, token, .. } = Invitation::from_link(link).unwrap();
    json!({"organizationId": organization_id, "organizationUserId": member_id, "email": email, "token": token})
}

/// Makes an account with the invitation of a link and signs in.
fn registered(people: &People, link: &str) -> (Browser, Value) {
    let (mut browser, invitation) = (Browser::of(people), fields(link));
    let proof = json!({"organizationUserId": invitation["organizationUserId"], "orgInviteToken": invitation["token"]});
    let kdf = json!({"kdfType": 1, "iterations": 2, "memory": 16, "parallelism": 1});
    let email = invitation["email"].as_str().unwrap();
    let account = json!({"email": email, "password": PASSWORD, "hint": "the usual", "kdf": kdf, "proof": proof});
    browser.ask("createAccount", &account).unwrap();
    browser.sign_in(email, PASSWORD);
    (browser, invitation)
}

fn owner_browser(people: &People) -> Browser {
    let mut browser = Browser::of(people);
    browser.sign_in(&people.email, &people.password());
    browser
}

#[tokio::test]
async fn a_browser_joins_another_one_confirms_and_names_are_read() {
    for engine in Engine::ALL {
        let people = People::new(engine, true).await;
        people.provision("dora@example.com");
        let (mut dora, invitation) = registered(&people, &people.link_for("dora@example.com", 1));
        let joined = dora.ask("accept", &invitation).unwrap();
        assert_eq!(joined["organizationPhrase"], Value::Null);

        let mut owner = owner_browser(&people);
        let organization = people.organization.id;
        let member = json!([invitation["organizationUserId"]]);
        let found = owner.ask("memberKeys", &json!({"organization": organization, "members": member})).unwrap();
        assert_eq!(found[0]["phrase"], dora.ask("ownPhrase", &json!({})).unwrap());
        assert_eq!(dora.refused("encryptName", &json!({"organization": organization, "name": "x"})), "not-a-member");
        let confirm = json!({"organization": organization, "members": found});
        let outcome = owner.ask("confirm", &confirm).unwrap();
        assert_eq!(outcome, json!([{"id": invitation["organizationUserId"], "error": null}]));
        let again = owner.ask("confirm", &confirm).unwrap();
        assert!(again[0]["error"].as_str().is_some_and(|words| !words.is_empty()), "{again}");

        // What one browser encrypts, the other one and the command line read.
        let name = owner.ask("encryptName", &json!({"organization": organization, "name": "Küche"})).unwrap();
        let other = people.organization.key.symmetric_key().encrypt(b"Cellar").unwrap().to_string();
        let names = json!({"organization": organization, "names": [name, other, "2.no|ciphertext|x"]});
        assert_eq!(dora.ask("decryptNames", &names).unwrap(), json!(["Küche", "Cellar", null]));
        let session = people.client.another_device().log_in("dora@example.com", PASSWORD).await.unwrap();
        assert!(people.has_key(&session).await);
        let users = [CollectionAccess::edit(invitation["organizationUserId"].as_str().unwrap().parse().unwrap())];
        let kitchen = people.owner.create_collection(&people.organization, "Kitchen", &users, &[]).await.unwrap();
        let kettle = LoginItem::new("Kettle", "olga", "blue");
        people.owner.create_shared_item(&people.organization, &[kitchen.id], &kettle).await.unwrap();
        let vault = session.sync().await.unwrap();
        assert_eq!(session.open_items(&vault).unwrap().len(), 1);
        let log = people.server.log();
        assert!(log.is_empty(), "{log}");
    }
}

#[tokio::test]
async fn where_admins_recover_accounts_who_joins_is_enrolled() {
    let people = People::new(Engine::Sqlite, true).await;
    let id = people.organization.id;
    for (policy, settings) in [(1, json!({"minLength": 16})), (3, json!(null)), (8, json!({"autoEnrollEnabled": true}))]
    {
        let path = format!("/api/organizations/{id}/policies/{policy}");
        people.owner.call(Method::PUT, &path, Some(&json!({"enabled": true, "data": settings}))).await.unwrap();
    }
    people.provision("dora@example.com");
    let (mut dora, invitation) = registered(&people, &people.link_for("dora@example.com", 1));
    let policies = dora.ask("invitationPolicies", &invitation).unwrap();
    assert_eq!((&policies["password"]["minLength"], &policies["enrollsInRecovery"]), (&json!(16), &json!(true)));
    let phrase = dora.ask("accept", &invitation).unwrap()["organizationPhrase"].take();
    let key = people.owner.organization_public_key(id).await.unwrap();
    let expected = vault_crypto::FingerprintPhrase::new(&id.to_string(), &key).unwrap();
    assert_eq!(phrase, expected.to_string());
    assert_eq!(people.place.count("SELECT count(*) FROM member_key WHERE recovery_key IS NOT NULL"), 1);
    let over = dora.ask("invitationPolicies", &invitation).unwrap_err();
    assert!(over["words"].as_str().unwrap().contains("accepted already"), "{over}");
}

#[tokio::test]
async fn the_password_is_changed_in_a_browser_and_keys_stay() {
    let people = People::new(Engine::Sqlite, true).await;
    people.provision("dora@example.com");
    let (mut dora, invitation) = registered(&people, &people.link_for("dora@example.com", 1));
    dora.ask("accept", &invitation).unwrap();
    let before = dora.ask("ownPhrase", &json!({})).unwrap();

    dora.ask("lock", &json!({})).unwrap();
    assert_eq!(dora.refused("ownPhrase", &json!({})), "locked");
    assert_eq!(dora.refused("unlock", &json!({"password": "another password"})), "wrong-password");
    dora.ask("unlock", &json!({"password": PASSWORD})).unwrap();
    dora.ask("verify", &json!({"password": PASSWORD})).unwrap();

    let change = json!({"password": PASSWORD, "newPassword": "another pass phrase", "hint": ""});
    dora.ask("changePassword", &change).unwrap();
    assert_eq!(dora.refused("unlock", &json!({"password": PASSWORD})), "session-over");
    let login = |password: &str| json!({"login": {"email": "dora@example.com", "password": password}});
    assert_eq!(dora.refused("signIn", &login(PASSWORD)), "wrong-password");
    dora.ask("signIn", &login("another pass phrase")).unwrap();
    assert_eq!(dora.ask("ownPhrase", &json!({})).unwrap(), before);

    let kdf = json!({"kdfType": 0, "iterations": 600_000, "memory": null, "parallelism": null});
    dora.ask("changeKdf", &json!({"password": "another pass phrase", "kdf": kdf})).unwrap();
    dora.sign_in("dora@example.com", "another pass phrase");
    assert_eq!(dora.ask("ownPhrase", &json!({})).unwrap(), before);

    dora.ask("deleteAccount", &json!({"password": "another pass phrase"})).unwrap();
    assert_eq!(dora.refused("signIn", &login("another pass phrase")), "wrong-password");
    let member = people.owner.members(people.organization.id).await.unwrap();
    assert!(member.iter().all(|member| member.email != "dora@example.com" || member.status != MemberStatus::Accepted));
}

#[tokio::test]
async fn a_second_step_is_set_up_and_asked_for() {
    let people = People::new(Engine::Sqlite, true).await;
    people.provision("dora@example.com");
    let (mut dora, _) = registered(&people, &people.link_for("dora@example.com", 1));
    assert_eq!(dora.refused("enableAuthenticator", &json!({"key": "A", "code": "1"})), "locked");
    let setup = dora.ask("openTwoStep", &json!({"password": PASSWORD})).unwrap();
    assert_eq!((&setup["authenticator"]["enabled"], &setup["recoveryCode"]), (&json!(false), &Value::Null));
    let key = setup["authenticator"]["key"].as_str().unwrap();
    // As apps show it. The server takes the code after this one too, and no code twice.
    let grouped = code(key, 0);
    let grouped = format!("{} {}", &grouped[..3], &grouped[3..]);
    let recovery = dora.ask("enableAuthenticator", &json!({"key": key, "code": grouped})).unwrap();
    assert!(recovery.as_str().is_some_and(|code| code.len() >= 20), "{recovery}");

    let mut elsewhere = Browser::of(&people);
    let asked =
        elsewhere.ask("signIn", &json!({"login": {"email": "dora@example.com", "password": PASSWORD}})).unwrap_err();
    assert_eq!(asked["code"], "two-step");
    assert_eq!(asked["details"]["providers"], json!([{"number": 0, "email": null}]));
    let step = |code: &str| json!({"twoStep": {"provider": 0, "code": code}});
    assert_eq!(elsewhere.refused("signIn", &step("000000")), "wrong-two-step-code");
    elsewhere.ask("signIn", &step(&code(key, 1))).unwrap();
    assert_eq!(elsewhere.ask("viewer", &json!({})).unwrap()["email"], "dora@example.com");
    elsewhere.ask("openTwoStep", &json!({"password": PASSWORD})).unwrap();
    elsewhere.ask("disableTwoStep", &json!({"provider": 0})).unwrap();
    Browser::of(&people).sign_in("dora@example.com", PASSWORD);
}

#[tokio::test]
async fn the_first_owner_of_an_organization_makes_its_keys() {
    let people = People::new(Engine::Sqlite, true).await;
    let made = people.program(&["org", "create", "Second", "--owner", "olga@example.com", "--owner-name", "Olga"], "");
    assert_eq!(made.code, Some(0), "{made:?}");
    let link = people.link_for("olga@example.com", 1);
    let (mut olga, mut invitation) = registered(&people, &link);
    assert_ne!(olga.refused("accept", &invitation), "");
    invitation["collectionName"] = json!("First things");
    olga.ask("acceptInit", &invitation).unwrap();
    let session = people.client.another_device().log_in("olga@example.com", PASSWORD).await.unwrap();
    let organization = session.organization(invitation["organizationId"].as_str().unwrap().parse().unwrap()).await;
    let organization = organization.unwrap().unwrap();
    let collections = session.collections(organization.id).await.unwrap();
    assert_eq!(collections[0].open_name(&organization.key).unwrap(), "First things");
}

/// What goes wrong is told by a code, and repeats nothing secret.
#[test]
fn a_server_that_is_not_there_is_told_by_its_code() {
    let login = json!({"login": {"email": "a@example.com", "password": "hunter2 hunter2"}});
    let error = Browser::at("http://127.0.0.1:9", Path::new("")).ask("signIn", &login).unwrap_err();
    assert_eq!(error["code"], "unreachable");
    assert!(!error.to_string().contains("hunter2"), "{error}");
}
