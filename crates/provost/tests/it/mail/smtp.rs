//! One mail at a time, to a mail server of every kind.

use application::mail::{
    Mail, MailOptions, MailStage, MailTransport, Mailer, SendError, SmtpLogin, SmtpOptions, SmtpRelay, SmtpSecurity,
    SmtpTimeouts, letters,
};
use domain::{Clock, EmailAddress, Timestamp};
use std::time::Duration;
use tempfile::TempDir;
use testkit::smtp::{SmtpServer, SmtpTls, Treatment};
use testkit::tls::Authority;
use uuid::Uuid;

/// When the tests' clock starts.
const START: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

fn mailer(server: &SmtpServer, change: impl FnOnce(&mut SmtpOptions)) -> (Mailer, Clock) {
    let timeouts = SmtpTimeouts {
        connect: Duration::from_secs(10),
        command: Duration::from_secs(10),
        mail: Duration::from_secs(20),
    };
    let mut options = SmtpOptions {
        host: "localhost".to_owned(),
        port: server.address().port(),
        security: SmtpSecurity::None,
        login: None,
        trusted: None,
        own_name: None,
        timeouts,
    };
    change(&mut options);
    let clock = Clock::manual(START);
    let transport = MailTransport::Smtp(Box::new(SmtpRelay::new(options).unwrap()));
    let options = MailOptions {
        transport,
        sender: "us@example.com".parse().unwrap(),
        site: "https://p.example.com".to_owned(),
        rate: None,
    };
    (Mailer::new(options, clock.clone()), clock)
}

fn code(number: u128) -> Mail {
    let letter = letters::TwoStepCode { code: "123456", lifetime: Duration::from_mins(5), client_address: None };
    let recipient = EmailAddress::parse("ada@example.com").unwrap();
    Mail::new(Uuid::from_u128(number), START, recipient, letter)
}

async fn send(mailer: &Mailer) -> Result<Vec<MailStage>, SendError> {
    let mut stages = Vec::new();
    mailer.send(&code(1), |stage| stages.push(stage)).await?;
    Ok(stages)
}

fn start(options: &testkit::smtp::SmtpOptions) -> SmtpServer {
    SmtpServer::start(options).unwrap()
}

#[tokio::test]
async fn a_code_is_in_the_text_and_nowhere_else() {
    let server = start(&testkit::smtp::SmtpOptions::default());
    let (mailer, _) = mailer(&server, |_| {});
    let stages = send(&mailer).await.unwrap();
    assert_eq!(stages, [MailStage::Connect, MailStage::Sender, MailStage::Recipient, MailStage::Deliver]);
    let mail = &server.wait_for_mails(1).unwrap()[0];
    assert!(mail.text.as_deref().unwrap().contains("    123456"), "{mail:?}");
    assert!(mail.html.as_deref().unwrap().contains("123456"));
    assert!(!mail.header("Subject").unwrap().contains("123456"));
    assert!(!format!("{:?}", code(1)).contains("123456"));
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let server = start(&testkit::smtp::SmtpOptions::default());
    let (mailer, _) = mailer(&server, |_| {});
    send(&mailer).await.unwrap();
    let again = send(&mailer).await.unwrap();
    assert_eq!(again, [MailStage::Sender, MailStage::Recipient, MailStage::Deliver], "no new connection");
    assert_eq!(server.mails().unwrap().len(), 2);
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let server = start(&testkit::smtp::SmtpOptions::default());
    let (mailer, _) = mailer(&server, |_| {});
    for (treatment, stage, is_permanent) in [
        (Treatment::Refuse("451 Later".to_owned()), MailStage::Deliver, false),
        (Treatment::Refuse("554 No".to_owned()), MailStage::Deliver, true),
        (Treatment::RefuseRecipient("450 Later".to_owned()), MailStage::Recipient, false),
        (Treatment::RefuseRecipient("550 Nobody".to_owned()), MailStage::Recipient, true),
    ] {
        server.treat(&treatment).unwrap();
        let error = send(&mailer).await.unwrap_err();
        assert_eq!((error.stage, error.is_permanent), (stage, is_permanent), "{error}");
    }
    server.treat(&Treatment::Slow(Duration::from_millis(300))).unwrap();
    send(&mailer).await.unwrap();
    assert_eq!(server.mails().unwrap().len(), 1);
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_and_its_late_word_believed_by_nobody() {
    let server = start(&testkit::smtp::SmtpOptions::default());
    let (mailer, _) = mailer(&server, |options| options.timeouts.mail = Duration::from_millis(1500));
    send(&mailer).await.unwrap();
    server.treat(&Treatment::Hang).unwrap();
    let error = send(&mailer).await.unwrap_err();
    assert_eq!((error.stage, error.is_permanent), (MailStage::Deliver, false), "{error}");
    // The connection that hangs is not used again: the next mail begins with another one.
    server.treat(&Treatment::Refuse("451 Later".to_owned())).unwrap();
    assert!(send(&mailer).await.unwrap_err().reason.contains("Later"));
    server.treat(&Treatment::Accept).unwrap();
    assert_eq!(send(&mailer).await.unwrap().first(), Some(&MailStage::Connect));
}

#[tokio::test]
async fn without_tls_and_the_password_nothing_leaves() {
    let directory = TempDir::new().unwrap();
    let authority = Authority::new(directory.path()).unwrap();
    let pem = std::fs::read(authority.file()).unwrap();
    let certificate = authority.certificate("mail").unwrap();
    let login = |password: &str| Some(SmtpLogin { user: "provost".to_owned(), password: password.to_owned() });
    for (tls, security) in [
        (SmtpTls::StartTls(certificate.clone()), SmtpSecurity::StartTls),
        (SmtpTls::Implicit(certificate), SmtpSecurity::Tls),
    ] {
        let asks = Some(("provost".to_owned(), "secret".to_owned()));
        let server = start(&testkit::smtp::SmtpOptions { tls: Some(tls), login: asks, ..Default::default() });
        let stage = async |trusted: Option<Vec<u8>>, password: &str, security| {
            let login = login(password);
            let (mailer, _) =
                mailer(&server, |options| *options = SmtpOptions { security, login, trusted, ..options.clone() });
            send(&mailer).await.map(drop).map_err(|error| (error.stage, error.is_permanent))
        };
        let untrusted = if security == SmtpSecurity::Tls { MailStage::Connect } else { MailStage::Encrypt };
        assert_eq!(stage(None, "secret", security).await, Err((untrusted, false)));
        // A password that is wrong today may be right tomorrow: no mail is given up for it.
        assert_eq!(stage(Some(pem.clone()), "wrong", security).await, Err((MailStage::LogIn, false)));
        assert!(server.mails().unwrap().is_empty());
        assert_eq!(stage(Some(pem.clone()), "secret", security).await, Ok(()));
        assert!(server.wait_for_mails(1).unwrap()[0].encrypted);
    }
}

#[tokio::test]
async fn a_server_that_offers_no_encryption_gets_no_mail() {
    let server = start(&testkit::smtp::SmtpOptions::default());
    let (mailer, _) = mailer(&server, |options| options.security = SmtpSecurity::StartTls);
    let error = send(&mailer).await.unwrap_err();
    assert_eq!(error.stage, MailStage::Encrypt, "{error}");
    assert!(server.mails().unwrap().is_empty());
}

#[tokio::test]
async fn a_code_is_sent_again_until_it_would_come_too_late() {
    let server = start(&testkit::smtp::SmtpOptions::default());
    let (mailer, clock) = mailer(&server, |_| {});
    server.treat(&Treatment::Refuse("451 Later".to_owned())).unwrap();
    mailer.send_soon(code(1), START.after(Duration::from_mins(5)));
    while mailer.counts().failed == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    server.treat(&Treatment::Accept).unwrap();
    let server = tokio::task::spawn_blocking(move || {
        server.wait_for_mails(1).unwrap();
        server
    });
    let server = server.await.unwrap();
    server.treat(&Treatment::Refuse("451 Later".to_owned())).unwrap();
    mailer.send_soon(code(2), START.after(Duration::from_mins(5)));
    clock.advance(Duration::from_mins(5));
    while mailer.counts().dropped == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(server.mails().unwrap().len(), 1);
}
