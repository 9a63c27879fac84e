//! `provost scim-key`

use crate::installation::Installation;
use crate::options::{DataOptions, duration, organization_id};
use crate::output::{self, optional_moment};
use anyhow::{Context as _, bail};
use application::{CreateScimKey, CreatedScimKey, ListScimKeys, RevokeScimKey, RotateScimKey};
use clap::{Args, Subcommand, ValueEnum};
use domain::{KeyScope, Organization, OrganizationId, ScimKey, ScimKeyRecord};
use serde_json::{Value, json};
use std::process::ExitCode;
use std::time::Duration;

/// Make, list, rotate and revoke SCIM keys.
#[derive(Debug, Subcommand)]
pub(crate) enum ScimKeyCommand {
    /// Make a key and print it.
    Create(Create),
    /// List the keys, without the secrets.
    List(List),
    /// Replace a key; the old one goes on working for a while.
    Rotate(Rotate),
    /// End a key at once.
    Revoke(Revoke),
}

#[derive(Debug, Args)]
struct Target {
    /// The organization; not needed where there is only one.
    #[arg(long, value_parser = organization_id)]
    organization: Option<OrganizationId>,
    #[command(flatten)]
    data: DataOptions,
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// What to call the key, such as the identity provider that gets it.
    #[arg(long, default_value = "SCIM")]
    name: String,
    /// What the key may be used for.
    #[arg(long, value_enum, default_value_t = ScopeName::UsersAndGroups)]
    scope: ScopeName,
    /// How long it works, such as 365d; for ever unless given.
    #[arg(long, value_parser = duration)]
    expires_in: Option<Duration>,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
pub(crate) struct Rotate {
    /// The key: its id, its prefix, or its name where only one that works has it.
    key: String,
    /// How long the old key goes on working.
    #[arg(long, value_parser = duration, default_value = "24h")]
    overlap: Duration,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// The key: its id, its prefix, or its name where only one that works has it.
    key: String,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ScopeName {
    /// Reading only.
    Read,
    /// Reading, and changing users.
    Users,
    /// Reading, and changing users and groups.
    UsersAndGroups,
}

impl ScimKeyCommand {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let target = match &self {
            Self::Create(create) => &create.target,
            Self::List(list) => &list.target,
            Self::Rotate(rotate) => &rotate.target,
            Self::Revoke(revoke) => &revoke.target,
        };
        let installation = Installation::open_existing(&target.data).await?;
        let organization = installation.organization(target.organization).await?;
        match self {
            Self::Create(create) => create.run(&installation, &organization).await?,
            Self::List(list) => list.run(&installation, &organization).await?,
            Self::Rotate(rotate) => rotate.run(&installation, &organization).await?,
            Self::Revoke(revoke) => revoke.run(&installation, &organization).await?,
        }
        installation.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

impl Create {
    async fn run(self, installation: &Installation, organization: &Organization) -> anyhow::Result<()> {
        let application = &installation.application;
        let scope = match self.scope {
            ScopeName::Read => KeyScope::Read,
            ScopeName::Users => KeyScope::Users,
            ScopeName::UsersAndGroups => KeyScope::UsersAndGroups,
        };
        let create = CreateScimKey {
            call: application.system_call(),
            organization_id: organization.id,
            name: self.name,
            scope,
            expires_at: self.expires_in.map(|life| application.now().after(life)),
            key: ScimKey::generate(application.entropy()),
        };
        print_key(&application.run(create).await?, organization);
        Ok(())
    }
}

impl List {
    async fn run(self, installation: &Installation, organization: &Organization) -> anyhow::Result<()> {
        let keys = installation.application.read(&ListScimKeys(organization.id)).await?;
        if self.json {
            output::line(&Value::from(keys.iter().map(as_json).collect::<Vec<_>>()).to_string());
            return Ok(());
        }
        let now = installation.application.now();
        let row = |key: &ScimKeyRecord| {
            let state = match (key.revoked_at, key.is_live(now)) {
                (Some(_), _) => "revoked",
                (None, true) => "works",
                (None, false) => "expired",
            };
            vec![
                format!("{}…", key.visible_prefix),
                key.name.clone(),
                key.scope.name().to_owned(),
                state.to_owned(),
                optional_moment(key.expires_at),
                optional_moment(key.last_used_at),
                key.last_used_address.clone().unwrap_or_else(|| "-".to_owned()),
            ]
        };
        let headings = ["KEY", "NAME", "SCOPE", "STATE", "EXPIRES", "LAST USED", "FROM"];
        output::table(&headings, &keys.iter().map(row).collect::<Vec<_>>());
        Ok(())
    }
}

impl Rotate {
    async fn run(self, installation: &Installation, organization: &Organization) -> anyhow::Result<()> {
        let application = &installation.application;
        let old = find(installation, organization, &self.key).await?;
        let rotate = RotateScimKey {
            call: application.system_call(),
            organization_id: organization.id,
            id: old.id,
            overlap: self.overlap,
            key: ScimKey::generate(application.entropy()),
        };
        let made = application.run(rotate).await?;
        let end = output::moment(application.now().after(self.overlap));
        print_key(&made, organization);
        eprintln!(
            "The old key {}… works until {end}. Give the new one to the identity provider before that.",
            old.visible_prefix
        );
        Ok(())
    }
}

impl Revoke {
    async fn run(self, installation: &Installation, organization: &Organization) -> anyhow::Result<()> {
        let application = &installation.application;
        let key = find(installation, organization, &self.key).await?;
        let revoke = RevokeScimKey { call: application.system_call(), organization_id: organization.id, id: key.id };
        application.run(revoke).await?;
        output::line(&format!(
            "Revoked {}… ({}). A running server follows within 2 seconds.",
            key.visible_prefix, key.name
        ));
        Ok(())
    }
}

/// The key that a text means.
async fn find(installation: &Installation, organization: &Organization, text: &str) -> anyhow::Result<ScimKeyRecord> {
    let now = installation.application.now();
    let keys = installation.application.read(&ListScimKeys(organization.id)).await?;
    let wanted = text.trim_end_matches('…');
    let named = |key: &&ScimKeyRecord| {
        key.id.to_string() == wanted || key.visible_prefix == wanted || (key.name == wanted && key.is_live(now))
    };
    let mut found = keys.iter().filter(named);
    let key = found.next().cloned();
    if found.next().is_some() {
        bail!("several keys are called {text:?}: name one by its prefix (see `provost scim-key list`)");
    }
    key.with_context(|| format!("there is no key {text:?} (see `provost scim-key list`)"))
}

fn print_key(made: &CreatedScimKey, organization: &Organization) {
    output::line(made.key.reveal());
    eprintln!(
        "A key with the scope {} for {}. Keep it secret: whoever has it can change the organization's members.",
        made.record.scope.name(),
        organization.name
    );
    if !organization.accepts_scim() {
        eprintln!("SCIM is off for this organization: switch it on with `provost scim enable {}`.", organization.id);
    }
}

fn as_json(key: &ScimKeyRecord) -> Value {
    json!({
        "id": key.id,
        "name": key.name,
        "prefix": key.visible_prefix,
        "scope": key.scope.name(),
        "created": output::moment(key.created_at),
        "expires": key.expires_at.map(output::moment),
        "revoked": key.revoked_at.map(output::moment),
        "lastUsed": key.last_used_at.map(output::moment),
        "lastUsedFrom": key.last_used_address,
        "lastUsedBy": key.last_used_agent,
    })
}
