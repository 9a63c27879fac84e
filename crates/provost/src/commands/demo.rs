//! `provost demo`

use super::demo_owner::DemoOwner;
use crate::data_directory::DataDirectory;
use crate::installation::Installation;
use crate::local_ca::LocalCa;
use crate::mail_options::{MailArguments, TransportChoice};
use crate::options::{DataOptions, ListenOptions, quoted};
use crate::output;
use crate::server::{self, Sockets, Stop};
use anyhow::bail;
use application::mail::{MailOptions, MailTransport};
use application::{
    Application, ChangeOrganization, CreateOrganization, CreateScimKey, ListOrganizations, ListScimKeys,
    OrganizationChange, RevealScimKey,
};
use clap::Args;
use domain::{EmailAddress, KeyScope, Organization, OrganizationId, ScimKey};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Try Provost: make an organization, print its SCIM URL and key, and serve.
///
/// Running it again continues with the same data; --reset starts anew.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Demo {
    #[command(flatten)]
    data: DataOptions,
    #[command(flatten)]
    listen: ListenOptions,
    #[command(flatten)]
    mail: MailArguments,
    /// Drop what an earlier demo left in the data directory, and start anew.
    #[arg(long)]
    reset: bool,
    /// How many organizations there shall be.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    organizations: u32,
    /// Speak https with a certificate of a CA that this demo makes for itself, for clients that take nothing else, such as
    /// Bitwarden's `bw`. They must be told to trust DIR/ca.pem, which stays the same; its key, DIR/ca-key.pem, is for
    /// nobody else. The names are localhost, the addresses that are listened on, and those of the public URLs.
    #[arg(long, conflicts_with = "tls_cert")]
    tls: bool,
    /// Print one line of JSON for scripts once the server is ready, and nothing else.
    #[arg(long)]
    json: bool,
    /// Let everybody make an account, for any address and without a mail, and organizations.
    #[arg(long)]
    open_registration: bool,
    /// The port of /metrics, /healthz and /readyz on 127.0.0.1; none is opened unless asked for.
    #[arg(long, value_name = "PORT")]
    management_port: Option<u16>,
}

/// An organization of the demo, with its key.
struct DemoOrganization {
    organization: Organization,
    key: ScimKey,
    url: String,
    /// Its owner, if the demo made them.
    owner: Option<DemoOwner>,
}

impl DemoOrganization {
    fn owner_email(&self) -> Option<EmailAddress> {
        self.owner.as_ref().map(|owner| owner.email.clone())
    }
}

impl Demo {
    pub(crate) async fn run(mut self) -> anyhow::Result<ExitCode> {
        self.listen.accounts.open_registration = self.open_registration;
        self.listen.console.is_trial = true;
        let mut sockets = Sockets::bind(&self.listen, self.management_port).await?;
        let directory = DataDirectory::open(&self.data, true)?;
        let mut claim = directory.claim()?;
        directory.require_demo()?;
        if self.reset {
            // The data key alone would go, and without it the database is lost.
            if self.data.database.is_some() {
                bail!(
                    "--reset does not touch a database outside the data directory: remove both yourself, then start the demo again"
                );
            }
            directory.reset()?;
        }
        // A database that is elsewhere leaves no trace in the directory, where its key is given.
        if self.data.database.is_some() && !directory.is_demo() && Installation::exists(&self.data).await? {
            bail!("{}", directory.no_demo());
        }
        directory.mark_as_demo()?;
        let ca = self.secure(&mut sockets, &directory)?;
        let site = sockets.main_url(&self.listen)?;
        let way = self.mail.or_else(TransportChoice::File);
        let mail = self.mail.options(way, &self.data, site, self.listen.own_domain())?;
        let installation = Installation::open(&self.data, true, self.listen.trace_retention(), mail).await?;
        let (console_url, scim_url) = (sockets.main_url(&self.listen)?, sockets.scim_url(&self.listen)?);
        claim.note_scim_url(&sockets.told_scim_url(&self.listen)?);
        let organizations = prepare(&installation.application, &directory, self.organizations, &scim_url).await?;
        self.listen.console.operators.extend(organizations.iter().find_map(DemoOrganization::owner_email));
        let stop = Stop::heard()?;
        if self.json {
            output::line(&as_json(&console_url, ca.as_deref(), &organizations));
        } else {
            let mail = installation.application.mailer().options();
            output::line("Provost is ready.");
            if self.listen.console.operators().is_some() {
                point_to_console(&console_url, &organizations);
            }
            explain(&console_url, ca.as_deref(), &organizations, mail, &self.data, &directory);
        }
        server::run(installation, sockets, &self.listen, stop).await?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Demo {
    /// Lets the listeners speak TLS if that was asked for, and gives the file of what clients must trust.
    fn secure(&self, sockets: &mut Sockets, directory: &DataDirectory) -> anyhow::Result<Option<PathBuf>> {
        if !self.tls {
            return Ok(None);
        }
        let ca = LocalCa::open(directory)?;
        sockets.secure(ca.certify(self.listen.names())?);
        Ok(Some(ca.certificate_file().to_owned()))
    }
}

/// Makes the organizations that are not there yet.
async fn prepare(
    application: &Application,
    directory: &DataDirectory,
    count: u32,
    base: &str,
) -> anyhow::Result<Vec<DemoOrganization>> {
    let mut existing = application.read(&ListOrganizations).await?.into_iter();
    let mut organizations = Vec::new();
    for number in 1..=count {
        let owner = DemoOwner::of(number, directory)?;
        let organization = match existing.next() {
            Some(organization) => organization,
            None => create(application, number, &owner).await?,
        };
        let key = key_of(application, organization.id).await?;
        let url = format!("{base}/v2/{}", organization.id);
        let owner = if owner.exists(application).await? { Some(owner) } else { None };
        organizations.push(DemoOrganization { organization, key, url, owner });
    }
    Ok(organizations)
}

async fn create(application: &Application, number: u32, owner: &DemoOwner) -> anyhow::Result<Organization> {
    let name = if number == 1 { "Demo".to_owned() } else { format!("Demo {number}") };
    let id = OrganizationId::from_uuid(application.fresh_uuid());
    let organization = Organization::new(id, &name, application.now())?;
    let owner = owner.register(application).await?;
    application.run(CreateOrganization { call: application.system_call(), organization, owner: Some(owner) }).await?;
    let change = OrganizationChange { scim_enabled: Some(true), ..OrganizationChange::default() };
    Ok(application.run(ChangeOrganization { call: application.system_call(), organization_id: id, change }).await?)
}

/// The key of an organization: an earlier one that still works, else a new one.
async fn key_of(application: &Application, organization_id: OrganizationId) -> anyhow::Result<ScimKey> {
    let now = application.now();
    let keys = application.read(&ListScimKeys(organization_id)).await?;
    if let Some(record) = keys.iter().find(|key| key.is_live(now) && key.scope == KeyScope::UsersAndGroups) {
        let reveal = RevealScimKey { call: application.system_call(), organization_id, id: record.id };
        return Ok(application.run(reveal).await??);
    }
    let create = CreateScimKey {
        call: application.system_call(),
        organization_id,
        name: "Demo".to_owned(),
        scope: KeyScope::UsersAndGroups,
        expires_at: None,
        key: ScimKey::generate(application.entropy()),
    };
    Ok(application.run(create).await?.key)
}

fn as_json(console_url: &str, ca: Option<&Path>, organizations: &[DemoOrganization]) -> String {
    let organizations: Vec<_> = organizations
        .iter()
        .map(|demo| {
            json!({
                "id": demo.organization.id,
                "name": demo.organization.name,
                "scimUrl": demo.url,
                "scimKey": demo.key.reveal(),
                "ownerEmail": demo.owner.as_ref().map(|owner| owner.email.text()),
                "ownerPassword": demo.owner.as_ref().map(DemoOwner::password),
            })
        })
        .collect();
    match ca {
        Some(ca) => json!({"consoleUrl": console_url, "caCertificate": ca, "organizations": organizations}),
        None => json!({"consoleUrl": console_url, "organizations": organizations}),
    }
    .to_string()
}

fn explain(
    console_url: &str,
    ca: Option<&Path>,
    organizations: &[DemoOrganization],
    mail: &MailOptions,
    data: &DataOptions,
    directory: &DataDirectory,
) {
    for demo in organizations {
        output::line("");
        output::line(&format!("  Organization  {} ({})", demo.organization.name, demo.organization.id));
        output::line(&format!("  SCIM URL      {}", demo.url));
        output::line(&format!("  SCIM key      {}", demo.key.reveal()));
        if let Some(owner) = &demo.owner {
            output::line(&format!("  Owner         {}, master password {}", owner.email.text(), owner.password()));
        }
    }
    output::line("");
    output::line(&format!("  Mails         {}", place_of_mails(mail)));
    if let Some(ca) = ca {
        explain_trust(console_url, ca);
    }
    let Some(first) = organizations.first() else { return };
    let curl = match ca {
        Some(ca) => format!("curl --cacert {}", quoted(&ca.to_string_lossy())),
        None => "curl".to_owned(),
    };
    let (url, key) = (&first.url, first.key.reveal());
    let place = match &data.database {
        Some(database) => format!("{} and {database}", data.data.display()),
        None => data.data.display().to_string(),
    };
    let reset = if directory.may_be_reset() {
        format!(" `{}` starts anew.", data.command("demo --reset"))
    } else {
        String::new()
    };
    output::line(&format!(
        "
Next steps

  See who is there:

    {curl} -H 'Authorization: Bearer {key}' {url}/Users

  Make a member, as an identity provider would:

    {curl} -H 'Authorization: Bearer {key}' -H 'Content-Type: application/scim+json' {url}/Users \\
      -d '{{\"userName\": \"dora@example.com\", \"name\": {{\"givenName\": \"Dora\", \"familyName\": \"Doe\"}}}}'

  Connect an identity provider. It must reach this server by https with a certificate that it trusts: put a reverse
  proxy or a tunnel before port {port} and start again with --scim-public-url https://YOUR-HOST.

    Entra ID   Enterprise applications > your application > Provisioning > Admin credentials
               Tenant URL = the SCIM URL, Secret token = the SCIM key, then Test Connection
    Okta       Applications > your application > Provisioning > Integration > SCIM connection
               Base URL = the SCIM URL, Unique identifier = userName, Authentication = HTTP header,
               Authorization = the SCIM key

  See what it sent, and why something failed:

    {trace}

  Ctrl-C stops the server; the data stay in {place}.{reset}",
        trace = data.command("trace list"),
        port = url.rsplit(':').next().and_then(|rest| rest.split('/').next()).unwrap_or("44559"),
    ));
}

/// Says where the Admin Console is, and who signs in there.
fn point_to_console(url: &str, organizations: &[DemoOrganization]) {
    let Some(owner) = organizations.iter().find_map(|demo| demo.owner.as_ref()) else { return };
    let (email, password) = (owner.email.text(), owner.password());
    output::line("");
    output::line(&format!("  Admin Console: {url}/ — sign in as {email} / {password}"));
}

/// Says how clients come to trust a certificate of the demo's own CA.
fn explain_trust(console_url: &str, ca: &Path) {
    output::line(&format!(
        "
  The certificate is of this demo's own CA, {ca}. For Bitwarden's command line:

    export NODE_EXTRA_CA_CERTS={quoted}
    bw config server {console_url}",
        ca = ca.display(),
        quoted = quoted(&ca.to_string_lossy()),
    ));
}

/// Where mails are to be found.
fn place_of_mails(mail: &MailOptions) -> String {
    match &mail.transport {
        MailTransport::File(directory) => format!("{} (each is a file, none is sent)", directory.path().display()),
        MailTransport::Smtp(relay) => format!("sent over {}", relay.name()),
        MailTransport::None => "not sent; they wait in the database".to_owned(),
    }
}
