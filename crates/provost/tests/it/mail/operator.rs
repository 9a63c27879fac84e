//! What an operator sees of the mail settings.

use crate::place::Place;
use std::path::PathBuf;
use tempfile::TempDir;
use testkit::app::Engine;
use testkit::smtp::{SmtpOptions, SmtpServer, SmtpTls, Treatment};
use testkit::tls::Authority;

/// Settings that cannot work, and what is said of them.
const WRONG: &[(&[&str], &str)] = &[
    (&["--smtp-host", "mail.example.com"], "--mail-from is missing"),
    (&["--mail-transport", "smtp", "--mail-from", "a@example.com"], "--smtp-host is missing"),
    (
        &["--smtp-host", "mail.example.com", "--mail-from", "a@example.com", "--smtp-username", "a"],
        "--smtp-username has no password",
    ),
    (
        &["--smtp-host", "mail.example.com", "--mail-from", "a@example.com", "--smtp-password", "x"],
        "no --smtp-username",
    ),
    (
        &[
            "--smtp-host",
            "mail.example.com",
            "--mail-from",
            "a@example.com",
            "--smtp-username",
            "a",
            "--smtp-password",
            "x",
            "--smtp-security",
            "none",
        ],
        "would travel unencrypted",
    ),
    (&["--smtp-host", "two words", "--mail-from", "a@example.com"], "not the name of a host"),
    (&["--mail-transport", "file", "--mail-directory", "/dev/null/mail"], "could not be made"),
];

#[test]
fn settings_that_cannot_work_are_told_before_anything_is_done() {
    let place = Place::new(Engine::Sqlite);
    for (settings, complaint) in WRONG {
        for command in [
            &["serve", "--port", "0", "--scim-port", "0", "--management-port", "0"][..],
            &["mail", "test", "o@example.com"],
        ] {
            let said = place.fail(&[command, settings].concat());
            assert!(said.contains(complaint), "{settings:?}: {said}");
        }
        assert!(!place.data().join("provost.db").exists());
    }
    let said = place.fail(&["mail", "test", "o@example.com"]);
    assert!(said.contains("--smtp-host"), "{said}");
}

#[test]
fn a_server_that_sends_no_mails_says_so() {
    let place = Place::new(Engine::Sqlite);
    let server = place.serve(&[]);
    assert!(server.log().contains("no mails are sent"), "{}", server.log());
    server.terminate();
    let server = place.serve(&["--mail-transport", "file"]);
    assert!(!server.log().contains("no mails are sent"), "{}", server.log());
}

/// A mail server with TLS and a password, and the options that reach it.
struct Guarded {
    smtp: SmtpServer,
    password: PathBuf,
    authority: PathBuf,
    _directory: TempDir,
}

impl Guarded {
    fn start(tls: impl FnOnce(testkit::tls::Certificate) -> SmtpTls) -> Self {
        let directory = TempDir::new().unwrap();
        let authority = Authority::new(directory.path()).unwrap();
        let tls = Some(tls(authority.certificate("mail").unwrap()));
        let login = Some(("provost".to_owned(), "secret".to_owned()));
        let smtp = SmtpServer::start(&SmtpOptions { tls, login, ..SmtpOptions::default() }).unwrap();
        let password = directory.path().join("password");
        std::fs::write(&password, "secret\n").unwrap();
        Self { smtp, password, authority: authority.file(), _directory: directory }
    }

    fn words(&self, security: &str) -> Vec<String> {
        let port = self.smtp.address().port().to_string();
        let (password, authority) = (self.password.to_str().unwrap(), self.authority.to_str().unwrap());
        [
            ["--smtp-host", "localhost"],
            ["--smtp-port", &port],
            ["--smtp-security", security],
            ["--smtp-username", "provost"],
            ["--smtp-password-file", password],
            ["--smtp-ca-cert", authority],
            ["--mail-from", "Acme IT <it@acme.example>"],
        ]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect()
    }
}

/// What it complains, whatever it has said before.
#[track_caller]
fn failed(place: &Place, words: &[&str]) -> String {
    let ended = place.run(words);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    ended.stderr
}

fn test_words(words: &[String]) -> Vec<&str> {
    ["mail", "test", "olga@example.com"].into_iter().chain(words.iter().map(String::as_str)).collect()
}

#[test]
fn a_test_mail_tells_how_far_it_comes() {
    let place = Place::new(Engine::Sqlite);
    let starttls = Guarded::start(SmtpTls::StartTls);
    let implicit = Guarded::start(SmtpTls::Implicit);
    for (guarded, security) in [(&starttls, "starttls"), (&implicit, "tls")] {
        let said = place.succeed(&test_words(&guarded.words(security)));
        for stage in ["reached", "encrypted", "logged in", "sender taken", "recipient taken", "delivered", "spam"] {
            assert!(said.contains(stage), "{stage}\n{said}");
        }
        let mail = &guarded.smtp.wait_for_mails(1).unwrap()[0];
        assert_eq!((mail.encrypted, mail.login.as_deref()), (true, Some("provost")));
        assert_eq!(mail.header("From"), Some("Acme IT <it@acme.example>"));
    }
    assert!(!place.data().join("provost.db").exists(), "a test makes no database");
}

#[test]
fn a_test_mail_that_does_not_arrive_says_what_to_do() {
    let place = Place::new(Engine::Sqlite);
    let guarded = Guarded::start(SmtpTls::StartTls);
    let said = |words: &[String]| {
        let ended = place.run(&test_words(words));
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(!ended.stderr.contains("secret"), "{ended:?}");
        ended.stderr
    };
    std::fs::write(&guarded.password, "wrong secret").unwrap();
    let told = said(&guarded.words("starttls"));
    assert!(told.contains("log in at the mail server") && told.contains("--smtp-username"), "{told}");
    std::fs::write(&guarded.password, "secret").unwrap();
    // Its CA is not trusted.
    let mut words = guarded.words("starttls");
    words.retain(|word| word != "--smtp-ca-cert" && !word.contains("authority"));
    let told = said(&words);
    assert!(told.contains("encrypt the connection") && told.contains("--smtp-ca-cert"), "{told}");
    guarded.smtp.treat(&Treatment::RefuseRecipient("554 5.7.1 Relay access denied".to_owned())).unwrap();
    let told = said(&guarded.words("starttls"));
    assert!(told.contains("Relay access denied") && told.contains("relaying"), "{told}");
    assert!(guarded.smtp.mails().unwrap().is_empty());
    // Nobody there.
    let mut words = guarded.words("starttls");
    drop(guarded);
    words.retain(|word| !word.contains("password") && word != "--smtp-username" && word != "provost");
    let nobody = ["--smtp-host", "127.0.0.1", "--smtp-port", "1", "--mail-from", "it@acme.example"].map(str::to_owned);
    let told = said(&nobody);
    assert!(told.contains("reach the mail server") && told.contains("--smtp-port"), "{told}");
}

#[test]
fn each_refusal_of_a_mail_server_has_its_own_advice() {
    let place = Place::new(Engine::Sqlite);
    let smtp = SmtpServer::start(&SmtpOptions::default()).unwrap();
    let port = smtp.address().port().to_string();
    let settings = ["mail", "test", "o@example.com", "--smtp-host", "127.0.0.1", "--smtp-port", &port];
    let test = |more: &[&str]| failed(&place, &[&settings[..], &["--mail-from", "a@example.com"], more].concat());
    smtp.treat(&Treatment::Refuse("451 4.7.1 Greylisted".to_owned())).unwrap();
    let told = test(&[]);
    assert!(told.contains("Greylisted") && told.contains("asks to be tried again later"), "{told}");
    smtp.treat(&Treatment::Refuse("554 5.7.1 No".to_owned())).unwrap();
    let told = test(&[]);
    assert!(told.contains("5.7.1 No") && !told.contains("tried again later"), "{told}");
    let told = test(&["--smtp-security", "tls"]);
    assert!(told.contains("does not speak TLS from the first byte"), "{told}");
    let told = test(&["--smtp-security", "starttls"]);
    assert!(told.contains("does not offer STARTTLS"), "{told}");
    let implicit = Guarded::start(SmtpTls::Implicit);
    let told = failed(&place, &test_words(&implicit.words("starttls")));
    assert!(told.contains("said nothing") && told.contains("--smtp-security tls"), "{told}");
}

#[test]
fn a_test_mail_as_a_file_says_which() {
    let place = Place::new(Engine::Sqlite);
    let said = place.succeed(&["mail", "test", "o@example.com", "--mail-transport", "file"]);
    let file =
        said.lines().last().unwrap().strip_prefix("It is ").unwrap().split(". No mail").next().unwrap().to_owned();
    assert!(std::fs::read_to_string(&file).unwrap().contains("To: o@example.com"), "{said}");
}

#[test]
fn a_data_directory_that_cannot_be_made_is_told_with_what_to_do() {
    let place = Place::new(Engine::Sqlite);
    let told = place.fail(&["org", "create", "Acme", "--data", "/proc/x"]);
    assert!(told.contains("/proc/x could not be made") && told.contains("name another place, with --data"), "{told}");
}
