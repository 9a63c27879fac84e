//! `provost serve`

use crate::data_directory::DataDirectory;
use crate::installation::Installation;
use crate::mail_options::{MailArguments, TransportChoice};
use crate::options::{DataOptions, ListenOptions};
use crate::server::{self, Sockets, Stop};
use application::mail::{MailOptions, MailTransport};
use clap::Args;
use std::process::ExitCode;

/// Serve the organizations of a database.
///
/// The first start makes the data directory with an empty database and a data key; make organizations and SCIM keys with
/// `provost org create` and `provost scim-key create`, also while the server runs. Settings come from options or from
/// the environment variables beside them; PROVOST_DATA_KEY holds the data key (44 characters of base64) where the file
/// DIR/data-key is not wanted.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    data: DataOptions,
    #[command(flatten)]
    listen: ListenOptions,
    #[command(flatten)]
    mail: MailArguments,
    /// The port of /metrics, /healthz and /readyz on 127.0.0.1; 0 takes a free one.
    #[arg(long, env = "PROVOST_MANAGEMENT_PORT", default_value_t = 9464)]
    management_port: u16,
}

impl Serve {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let sockets = Sockets::bind(&self.listen, Some(self.management_port)).await?;
        let mut claim = DataDirectory::open(&self.data, true)?.claim()?;
        claim.note_scim_url(&sockets.told_scim_url(&self.listen)?);
        let mail = self.mail_options(&sockets)?;
        let installation = Installation::open(&self.data, true, self.listen.trace_retention(), mail).await?;
        let (main_address, scim_address) = (sockets.main_address()?, sockets.scim_address()?);
        let stop = Stop::heard()?;
        if self.listen.console.operators().is_some() {
            tracing::info!(url = sockets.main_url(&self.listen)?, "Admin Console");
        }
        let management = sockets.management_address()?.map(tracing::field::display);
        tracing::info!(main = %main_address, scim = %scim_address, management, tls = sockets.speak_tls(), "listening");
        server::run(installation, sockets, &self.listen, stop).await?;
        Ok(ExitCode::SUCCESS)
    }

    /// How mails are sent: not at all, unless it is said.
    fn mail_options(&self, sockets: &Sockets) -> anyhow::Result<MailOptions> {
        let (way, site) = (self.mail.or_else(TransportChoice::None), sockets.main_url(&self.listen)?);
        let options = self.mail.options(way, &self.data, site, self.listen.own_domain())?;
        match &options.transport {
            MailTransport::None => tracing::warn!(
                "no mails are sent: invitations wait in the database. Name a mail server with --smtp-host and --mail-from and \
                 try it with `provost mail test ADDRESS`, or put mails into files with --mail-transport file"
            ),
            MailTransport::Smtp(_) if self.listen.public_url.is_none() => tracing::warn!(
                site = options.site,
                "the links in mails lead to this machine alone: say with --public-url how the main listener is reached"
            ),
            _ => {}
        }
        Ok(options)
    }
}
