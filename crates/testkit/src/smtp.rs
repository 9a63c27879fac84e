//! A real mail server on the loopback, Debian's aiosmtpd in a child process. It takes mails and shows them, and it
//! treats them as badly as a test asks.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use parking_lot::{Condvar, Mutex};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::tls::Certificate;

/// Debian's, because the package is installed for no other.
const PYTHON: &str = "/usr/bin/python3";
const SCRIPT: &str = include_str!("smtp/server.py");
/// For what a healthy server does at once, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a server treats mails.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Treatment {
    /// It takes them.
    #[default]
    Accept,
    /// It takes them, and says so after a while; not those whose sender does not wait.
    Slow(Duration),
    /// It answers a mail with this line, `451 Try again later` or `554 No`.
    Refuse(String),
    /// It answers each recipient with this line.
    RefuseRecipient(String),
    /// It takes them and never says so: the sender cannot know.
    Hang,
}

/// How the connection is encrypted.
#[derive(Debug, Clone)]
pub enum SmtpTls {
    /// After STARTTLS, without which no mail is taken.
    StartTls(Certificate),
    /// From the first byte.
    Implicit(Certificate),
}

/// What a server asks of its clients, and what it does to them.
#[derive(Debug, Clone, Default)]
pub struct SmtpOptions {
    pub treatment: Treatment,
    /// Not encrypted where absent.
    pub tls: Option<SmtpTls>,
    /// The user and the password without which no mail is taken.
    pub login: Option<(String, String)>,
}

/// A mail that a server has taken.
#[derive(Debug, Clone, Deserialize)]
pub struct Mail {
    /// The sender of the envelope.
    pub sender: String,
    /// The recipients of the envelope.
    pub recipients: Vec<String>,
    /// Whether it came over TLS.
    pub encrypted: bool,
    /// The user that the client had logged in as.
    pub login: Option<String>,
    /// Names and decoded values, in their order.
    pub headers: Vec<(String, String)>,
    /// The text of the plain part, decoded.
    pub text: Option<String>,
    /// The text of the HTML part, decoded.
    pub html: Option<String>,
    /// All of it as it came.
    pub raw: String,
}

impl Mail {
    /// The first header of this name, in whatever case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// A server on a free port; it is gone when the value is dropped, and at the latest with the process of the test.
#[derive(Debug)]
pub struct SmtpServer {
    child: Child,
    orders: ChildStdin,
    answers: Receiver<Line>,
    taken: Arc<Taken>,
    port: u16,
}

/// A line that the server prints.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Port(u16),
    /// It has done what it was told.
    Done,
    Mail(Box<Mail>),
}

/// The mails so far, and the bell that rings with each one.
#[derive(Debug, Default)]
struct Taken(Mutex<Vec<Mail>>, Condvar);

impl SmtpServer {
    /// Starts a server and waits until it listens.
    pub fn start(options: &SmtpOptions) -> anyhow::Result<Self> {
        let settings = settings(options).to_string();
        let mut command = Command::new(PYTHON);
        // Isolated: nobody's own packages or variables change what it does.
        command.args(["-I", "-c", SCRIPT, &settings]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("{PYTHON}: `cargo xtask test` installs it"))?;
        let orders = child.stdin.take().context("its input")?;
        let stdout = child.stdout.take().context("its output")?;
        let (sender, answers) = mpsc::channel();
        let taken = Arc::new(Taken::default());
        let reader = Arc::clone(&taken);
        thread::spawn(move || read(stdout, &reader, &sender));
        let mut server = Self { child, orders, answers, taken, port: 0 };
        let Line::Port(port) = server.answer()? else { bail!("it did not begin with its port") };
        server.port = port;
        Ok(server)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// Treats mails another way from now on.
    pub fn treat(&self, treatment: &Treatment) -> anyhow::Result<()> {
        self.order(&order(treatment))
    }

    /// The mails that it has taken until now, in their order.
    pub fn mails(&self) -> anyhow::Result<Vec<Mail>> {
        // What it printed before its answer has been read when the answer is there.
        self.order(&Value::Null)?;
        Ok(self.taken.0.lock().clone())
    }

    /// Waits until it has taken so many mails and gives them; fails when they do not come.
    pub fn wait_for_mails(&self, count: usize) -> anyhow::Result<Vec<Mail>> {
        let mut mails = self.taken.0.lock();
        self.taken.1.wait_while_for(&mut mails, |mails| mails.len() < count, PATIENCE);
        ensure!(mails.len() >= count, "waited {PATIENCE:?} in vain for {count} mails: {mails:#?}");
        Ok(mails.clone())
    }

    fn order(&self, order: &Value) -> anyhow::Result<()> {
        writeln!(&self.orders, "{order}")?;
        let answer = self.answer()?;
        ensure!(matches!(answer, Line::Done), "it answered {answer:?}");
        Ok(())
    }

    fn answer(&self) -> anyhow::Result<Line> {
        self.answers.recv_timeout(PATIENCE).context("the mail server says nothing")
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        // Gone already: as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sorts what the server prints, until it ends.
fn read(stdout: ChildStdout, taken: &Taken, answers: &Sender<Line>) {
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        match serde_json::from_str(&line) {
            Ok(Line::Mail(mail)) => {
                taken.0.lock().push(*mail);
                taken.1.notify_all();
            }
            Ok(answer) => {
                // Where nobody waits any more, it is about to end.
                let _ = answers.send(answer);
            }
            Err(_) => break,
        }
    }
}

fn settings(options: &SmtpOptions) -> Value {
    let (mode, files) = match &options.tls {
        None => ("none", None),
        Some(SmtpTls::StartTls(files)) => ("starttls", Some(files)),
        Some(SmtpTls::Implicit(files)) => ("implicit", Some(files)),
    };
    json!({
        "treatment": order(&options.treatment),
        "login": options.login,
        "tls": mode,
        "certificate": files.map(|files| &files.certificate),
        "key": files.map(|files| &files.key),
    })
}

fn order(treatment: &Treatment) -> Value {
    match treatment {
        Treatment::Accept => json!({"kind": "accept"}),
        Treatment::Slow(time) => json!({"kind": "slow", "seconds": time.as_secs_f64()}),
        Treatment::Refuse(reply) => json!({"kind": "refuse", "reply": reply}),
        Treatment::RefuseRecipient(reply) => json!({"kind": "refuse_recipient", "reply": reply}),
        Treatment::Hang => json!({"kind": "hang"}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::Authority;
    use lettre::message::SinglePart;
    use lettre::transport::smtp::authentication::Credentials;
    use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
    use lettre::{Message, SmtpTransport, Transport as _, transport::smtp};
    use std::time::Instant;
    use tempfile::TempDir;

    fn transport(server: &SmtpServer, tls: Tls) -> smtp::SmtpTransportBuilder {
        SmtpTransport::builder_dangerous("localhost").port(server.address().port()).tls(tls)
    }

    fn send(transport: smtp::SmtpTransportBuilder) -> Result<(), smtp::Error> {
        let message = Message::builder().from("us@example.com".parse().unwrap()).to("ada@example.com".parse().unwrap());
        let text = message.subject("Grüße").singlepart(SinglePart::plain("Schöne Grüße\n".to_owned())).unwrap();
        transport.timeout(Some(PATIENCE)).build().send(&text).map(drop)
    }

    fn send_plainly(server: &SmtpServer) -> Result<(), smtp::Error> {
        send(transport(server, Tls::None))
    }

    #[test]
    fn what_is_taken_is_shown_decoded() {
        let server = SmtpServer::start(&SmtpOptions::default()).unwrap();
        send_plainly(&server).unwrap();
        let mail = &server.wait_for_mails(1).unwrap()[0];
        assert_eq!((mail.sender.as_str(), &*mail.recipients), ("us@example.com", &["ada@example.com".to_owned()][..]));
        assert_eq!(mail.header("subject"), Some("Grüße"));
        assert_eq!(mail.text.as_deref().map(str::trim_end), Some("Schöne Grüße"));
        assert_eq!((mail.encrypted, &mail.login, &mail.html), (false, &None, &None));
        assert!(mail.raw.contains("Subject: =?utf-8?"), "{}", mail.raw);
    }

    #[test]
    fn it_treats_mails_as_it_is_told_last() {
        let refuse = Treatment::Refuse("451 Try again later".to_owned());
        let options = SmtpOptions { treatment: refuse, ..SmtpOptions::default() };
        let server = SmtpServer::start(&options).unwrap();
        assert!(send_plainly(&server).unwrap_err().is_transient());
        server.treat(&Treatment::Refuse("554 No".to_owned())).unwrap();
        assert!(send_plainly(&server).unwrap_err().is_permanent());
        server.treat(&Treatment::RefuseRecipient("550 Nobody here".to_owned())).unwrap();
        assert!(send_plainly(&server).unwrap_err().to_string().contains("Nobody here"));
        assert!(server.mails().unwrap().is_empty());
        server.treat(&Treatment::Slow(Duration::from_millis(200))).unwrap();
        let started = Instant::now();
        send_plainly(&server).unwrap();
        assert!(started.elapsed() >= Duration::from_millis(200));
        assert_eq!(server.mails().unwrap().len(), 1);
        server.treat(&Treatment::Hang).unwrap();
        let timeout = Some(Duration::from_millis(200));
        let message = transport(&server, Tls::None).timeout(timeout).build();
        let envelope = "a@example.com".parse().unwrap();
        let envelope = lettre::address::Envelope::new(None, vec![envelope]).unwrap();
        message.send_raw(&envelope, b"Subject: twice?\r\n\r\nHi\r\n").unwrap_err();
        assert_eq!(server.wait_for_mails(2).unwrap()[1].header("Subject"), Some("twice?"));
    }

    #[test]
    fn without_tls_and_the_password_nothing_is_taken() {
        let directory = TempDir::new().unwrap();
        let authority = Authority::new(directory.path()).unwrap();
        let certificate = authority.certificate("mail").unwrap();
        let pem = std::fs::read(authority.file()).unwrap();
        let trust = TlsParameters::builder("localhost".to_owned());
        let trust = trust.add_root_certificate(Certificate::from_pem(&pem).unwrap()).build().unwrap();
        let credentials = |password: &str| Credentials::new("provost".to_owned(), password.to_owned());
        for (tls, client) in [
            (SmtpTls::StartTls(certificate.clone()), Tls::Required(trust.clone())),
            (SmtpTls::Implicit(certificate), Tls::Wrapper(trust)),
        ] {
            let login = Some(("provost".to_owned(), "secret".to_owned()));
            let options = SmtpOptions { tls: Some(tls), login, ..SmtpOptions::default() };
            let server = SmtpServer::start(&options).unwrap();
            send(transport(&server, client.clone())).unwrap_err();
            send(transport(&server, client.clone()).credentials(credentials("wrong"))).unwrap_err();
            assert!(server.mails().unwrap().is_empty());
            send(transport(&server, client).credentials(credentials("secret"))).unwrap();
            let mail = &server.wait_for_mails(1).unwrap()[0];
            assert_eq!((mail.encrypted, mail.login.as_deref()), (true, Some("provost")));
        }
    }
}
