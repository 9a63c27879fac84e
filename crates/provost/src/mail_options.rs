//! How mails are sent, as options.

use crate::options::{DataOptions, Secret};
use anyhow::{Context as _, bail};
use application::mail::{
    InvalidSmtpOptions, MailDirectory, MailOptions, MailSender, MailTransport, SmtpLogin, SmtpOptions, SmtpRelay,
    SmtpSecurity, SmtpTimeouts, is_loopback,
};
use clap::{Args, ValueEnum};
use std::num::NonZeroU32;
use std::path::PathBuf;

/// How mails are sent.
#[derive(Debug, Clone, Args)]
pub(crate) struct MailArguments {
    /// How mails leave: over a mail server, into a directory (one .eml file each), or not at all. Said by --smtp-host alone,
    /// too.
    #[arg(long, env = "PROVOST_MAIL_TRANSPORT", value_enum, value_name = "WAY")]
    mail_transport: Option<TransportChoice>,
    /// Who mails are from: provost@example.com, or "Acme IT <it@example.com>".
    #[arg(long, env = "PROVOST_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<MailSender>,
    /// The directory that mails are put into, in place of DIR/mail.
    #[arg(long, env = "PROVOST_MAIL_DIRECTORY", value_name = "DIR")]
    mail_directory: Option<PathBuf>,
    /// The mail server that takes our mails.
    #[arg(long, env = "PROVOST_SMTP_HOST", value_name = "HOST")]
    smtp_host: Option<String>,
    /// Its port; 587 unless said, 465 with `tls`, 25 with `none`.
    #[arg(long, env = "PROVOST_SMTP_PORT", value_name = "PORT")]
    smtp_port: Option<u16>,
    /// How the connection to it is protected: `starttls` unless said, or `none` where it is on this machine. Without what
    /// is said here no mail leaves.
    #[arg(long, env = "PROVOST_SMTP_SECURITY", value_enum, value_name = "HOW")]
    smtp_security: Option<SecurityChoice>,
    /// Who we are there, if it asks.
    #[arg(long, env = "PROVOST_SMTP_USERNAME", value_name = "USER")]
    smtp_username: Option<String>,
    /// The file with the password; PROVOST_SMTP_PASSWORD may hold it instead.
    #[arg(long, env = "PROVOST_SMTP_PASSWORD_FILE", value_name = "FILE", conflicts_with = "smtp_password")]
    smtp_password_file: Option<PathBuf>,
    /// The password itself. Better kept in the environment.
    #[arg(long, env = "PROVOST_SMTP_PASSWORD", value_name = "PASSWORD", hide = true, hide_env_values = true)]
    smtp_password: Option<Secret>,
    /// Certificates (PEM) that are trusted beside the system's, for a mail server with a CA of its own.
    #[arg(long, env = "PROVOST_SMTP_CA_CERT", value_name = "FILE")]
    smtp_ca_cert: Option<PathBuf>,
    /// How many mails of organizations the mail server is given in a minute at most: invitations of thousands leave one
    /// after another. Codes that people wait for are not held up.
    #[arg(long, env = "PROVOST_MAIL_RATE", value_name = "MAILS", default_value = "1000")]
    mail_rate: NonZeroU32,
    /// How long the mail server is waited for.
    #[arg(skip)]
    pub(crate) timeouts: SmtpTimeouts,
}

/// A way for mails to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TransportChoice {
    /// Over a mail server.
    Smtp,
    /// Into a directory.
    File,
    /// Not at all.
    None,
}

/// How the connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SecurityChoice {
    /// Encrypted after STARTTLS.
    Starttls,
    /// Encrypted from the first byte.
    Tls,
    /// Not at all.
    None,
}

impl MailArguments {
    /// How mails leave where nothing is said.
    pub(crate) fn or_else(&self, usual: TransportChoice) -> TransportChoice {
        let by_host = self.smtp_host.as_ref().map(|_| TransportChoice::Smtp);
        self.mail_transport.or(by_host).unwrap_or(usual)
    }

    /// How mails are sent. `site` is where their links lead, `own_name` the name of this machine that others know.
    pub(crate) fn options(
        &self,
        way: TransportChoice,
        data: &DataOptions,
        site: String,
        own_name: Option<&str>,
    ) -> anyhow::Result<MailOptions> {
        let (transport, sender, rate) = match way {
            TransportChoice::Smtp => {
                let sender = self.mail_from.clone().context(
                    "--mail-from is missing: say who mails are from, an address that the mail server sends for, such as \
                     --mail-from provost@example.com",
                )?;
                (MailTransport::Smtp(Box::new(self.relay(own_name)?)), sender, Some(self.mail_rate))
            }
            TransportChoice::File => {
                let path = self.mail_directory.clone().unwrap_or_else(|| data.data.join("mail"));
                let directory = MailDirectory::open(&path);
                let directory = directory
                    .with_context(|| format!("the directory for mails {} could not be made", path.display()))?;
                (MailTransport::File(directory), self.mail_from.clone().unwrap_or_default(), None)
            }
            TransportChoice::None => return Ok(MailOptions { site, ..MailOptions::none() }),
        };
        Ok(MailOptions { transport, sender, site, rate })
    }

    fn relay(&self, own_name: Option<&str>) -> anyhow::Result<SmtpRelay> {
        let host = self.smtp_host.clone().context(
            "--smtp-host is missing: name the mail server that takes our mails, or say --mail-transport file or none",
        )?;
        let security = self.security(&host);
        let trusted = self.smtp_ca_cert.as_ref().map(|file| {
            std::fs::read(file).with_context(|| format!("--smtp-ca-cert {} cannot be read", file.display()))
        });
        let port = self.smtp_port.unwrap_or(security.usual_port());
        if security == SmtpSecurity::None && !is_loopback(&host) {
            tracing::warn!(
                host,
                port,
                "mails to the mail server are not encrypted: whoever listens can accept invitations"
            );
        }
        let options = SmtpOptions {
            port,
            security,
            login: self.login()?,
            trusted: trusted.transpose()?,
            own_name: own_name.map(str::to_owned),
            timeouts: self.timeouts,
            host,
        };
        SmtpRelay::new(options).map_err(|error| match error {
            InvalidSmtpOptions::PasswordInClear => anyhow::anyhow!(
                "the password for the mail server would travel unencrypted: say --smtp-security starttls or tls, or leave \
                 --smtp-username out"
            ),
            error => anyhow::Error::new(error).context("the mail server"),
        })
    }

    fn security(&self, host: &str) -> SmtpSecurity {
        match self.smtp_security {
            Some(SecurityChoice::Tls) => SmtpSecurity::Tls,
            Some(SecurityChoice::None) => SmtpSecurity::None,
            None if is_loopback(host) => SmtpSecurity::None,
            None if self.smtp_port == Some(SmtpSecurity::Tls.usual_port()) => SmtpSecurity::Tls,
            Some(SecurityChoice::Starttls) | None => SmtpSecurity::StartTls,
        }
    }

    fn login(&self) -> anyhow::Result<Option<SmtpLogin>> {
        let password = match (&self.smtp_password, &self.smtp_password_file) {
            (Some(password), _) => Some(password.reveal().to_owned()),
            (None, Some(file)) => {
                let text = std::fs::read_to_string(file)
                    .with_context(|| format!("--smtp-password-file {} cannot be read", file.display()))?;
                Some(text.trim_end_matches(['\r', '\n']).to_owned())
            }
            (None, None) => None,
        };
        match (self.smtp_username.clone(), password) {
            (Some(user), Some(password)) => Ok(Some(SmtpLogin { user, password })),
            (None, None) => Ok(None),
            (Some(_), None) => bail!(
                "--smtp-username has no password: name its file with --smtp-password-file, or set PROVOST_SMTP_PASSWORD"
            ),
            (None, Some(_)) => bail!("there is a password for the mail server, but no --smtp-username"),
        }
    }
}
