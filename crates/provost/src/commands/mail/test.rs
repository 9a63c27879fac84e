//! `provost mail test`

use crate::mail_options::{MailArguments, TransportChoice};
use crate::options::{DataOptions, email_address};
use crate::output;
use anyhow::bail;
use application::mail::{Mail, MailStage, MailTransport, Mailer, SendError, SmtpTimeouts, letters};
use clap::Args;
use domain::{Clock, EmailAddress, Entropy};
use http_kit::PublicUrl;
use std::process::ExitCode;
use std::time::Duration;

/// Shorter than a server has: somebody sits before it.
const PATIENCE: SmtpTimeouts =
    SmtpTimeouts { connect: Duration::from_secs(10), command: Duration::from_secs(10), mail: Duration::from_secs(40) };

/// Send a mail to an address, with the settings of `serve`, and say how far it comes.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Where to.
    #[arg(value_parser = email_address)]
    address: EmailAddress,
    #[command(flatten)]
    mail: MailArguments,
    /// The URL under which the main listener is reached from outside, as for `serve`.
    #[arg(long, env = "PROVOST_PUBLIC_URL", value_name = "URL")]
    public_url: Option<PublicUrl>,
    #[command(flatten)]
    data: DataOptions,
}

impl Test {
    pub(super) async fn run(mut self) -> anyhow::Result<ExitCode> {
        let way = self.mail.or_else(TransportChoice::None);
        if way == TransportChoice::None {
            bail!(
                "no way to send mails is configured: name a mail server with --smtp-host and --mail-from, as for `serve`, or \
                 say --mail-transport file"
            );
        }
        let site = self.public_url.as_ref().map_or_else(|| "http://127.0.0.1:8080".to_owned(), ToString::to_string);
        let own_name = self.public_url.as_ref().and_then(PublicUrl::domain);
        self.mail.timeouts = PATIENCE;
        let options = self.mail.options(way, &self.data, site, own_name)?;
        let clock = Clock::system();
        let id = uuid::Builder::from_random_bytes(Entropy::system().bytes()).into_uuid();
        let mail = Mail::new(id, clock.now(), self.address.clone(), letters::Test);
        let (from, to) = (options.sender.to_string(), self.address.text());
        output::line(&match &options.transport {
            MailTransport::Smtp(relay) => {
                let seconds = PATIENCE.mail.as_secs();
                format!("A mail from {from} to {to} over {}, which has {seconds} s for it:", relay.name())
            }
            MailTransport::File(directory) => {
                format!("A mail from {from} to {to} into {}:", directory.path().display())
            }
            MailTransport::None => "No mail:".to_owned(),
        });
        let mailer = Mailer::new(options, clock);
        if let Err(error) = mailer.send(&mail, |stage| output::line(&format!("  {}", done(stage)))).await {
            bail!("{error}. {}", advice(&error));
        }
        match &mailer.options().transport {
            MailTransport::Smtp(_) => output::line(&format!(
                "The mail server has taken it. Look into the mailbox of {to}, also among the spam."
            )),
            MailTransport::File(directory) => {
                output::line(&format!("It is {}. No mail leaves this machine.", directory.file_of(&mail).display()));
            }
            MailTransport::None => {}
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn done(stage: MailStage) -> &'static str {
    match stage {
        MailStage::Write => "written",
        MailStage::Connect => "mail server reached",
        MailStage::Encrypt => "connection encrypted",
        MailStage::LogIn => "logged in",
        MailStage::Sender => "sender taken",
        MailStage::Recipient => "recipient taken",
        MailStage::Deliver => "delivered",
    }
}

/// What to do where a stage is not reached.
fn advice(error: &SendError) -> &'static str {
    let says = |words: &str| error.reason.to_lowercase().contains(words);
    match error.stage {
        _ if says("transient error") => {
            "The mail server asks to be tried again later, as many do with senders that they do not know yet: `serve` does so \
             by itself. Test again in some minutes; where it stays so, ask whoever runs the mail server."
        }
        MailStage::Connect if says("no answer") => {
            "It was reached and said nothing, like a server that speaks TLS from the first byte (usually port 465): it wants \
             --smtp-security tls."
        }
        MailStage::Connect if says("invalidcontenttype") || says("corrupt message") => {
            "It was reached and does not speak TLS from the first byte: it wants --smtp-security starttls (usually port 587), \
             or none if it is on this machine."
        }
        MailStage::LogIn if says("authentication mechanism") => {
            "The mail server takes no password here: leave --smtp-username and the password away, or name the port where it \
             does, usually 587 (--smtp-security starttls) or 465 (tls)."
        }
        MailStage::Write => "The address is none that a mail can be sent to.",
        MailStage::Connect => {
            "Check --smtp-host and --smtp-port, and that this machine may connect there. A server that speaks TLS from the \
             first byte (usually port 465) wants --smtp-security tls, one on port 587 starttls. A certificate of a CA of your \
             own is named with --smtp-ca-cert."
        }
        MailStage::Encrypt => {
            "The certificate must be made out to --smtp-host and come from a CA that this machine trusts, or that is named \
             with --smtp-ca-cert. A server without STARTTLS may speak TLS from the first byte: --smtp-security tls, usually \
             with --smtp-port 465."
        }
        MailStage::LogIn => {
            "Check --smtp-username and the password. Many providers want a password made for programs, not the one of the \
             mailbox."
        }
        MailStage::Sender => {
            "The mail server does not send for this address: check --mail-from. Or it wants to know who we are: \
             --smtp-username and --smtp-password-file."
        }
        MailStage::Recipient => {
            "Check the address. A server that speaks of relaying does not know us: it wants --smtp-username and \
             --smtp-password-file, or must be told to take mails from this machine."
        }
        MailStage::Deliver => "The mail server, or the directory, does not take the mail: its own words are above.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_takes_no_password_is_told_apart_from_who_refuses_it() {
        let advice_on = |reason: &str| {
            advice(&SendError { stage: MailStage::LogIn, is_permanent: false, reason: reason.to_owned() })
        };
        let none = advice_on("internal client error: No compatible authentication mechanism was found");
        assert!(none.contains("takes no password here"), "{none}");
        assert!(advice_on("permanent error (535): 5.7.8 wrong").contains("Check --smtp-username"));
        assert!(advice_on("transient error (454): 4.7.0 later").contains("tried again later"));
    }
}
