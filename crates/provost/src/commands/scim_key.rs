//! `provost scim-key`

use crate::installation::Installation;
use crate::options::{DataOptions, ScimUrlOptions, life, organization_id, overlap};
use crate::output::{self, optional_moment};
use anyhow::{Context as _, bail};
use application::{CreateScimKey, CreatedScimKey, ListScimKeys, RevokeScimKey, RotateScimKey};
use clap::{Args, Subcommand, ValueEnum};
use domain::{KeyScope, Organization, OrganizationId, ScimKey, ScimKeyRecord, Timestamp};
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
    #[arg(long, value_parser = life)]
    expires_in: Option<Duration>,
    #[command(flatten)]
    scim_url: ScimUrlOptions,
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
    /// The key: its id, its prefix, or its name where only one that works and is not replaced yet has it.
    key: String,
    /// How long the old key goes on working.
    #[arg(long, value_parser = overlap, default_value = "24h")]
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
        let now = application.now();
        let keys = application.read(&ListScimKeys(organization.id)).await?;
        if let Some(other) = keys.iter().find(|key| key.name == self.name && key.is_live(now)) {
            eprintln!(
                "Warning: another key that works has this name, {}…. To replace it: {}; both are told apart by their ids.",
                other.visible_prefix,
                self.target.data.command(&format!("scim-key rotate {}", other.id))
            );
        }
        let create = CreateScimKey {
            call: application.system_call(),
            organization_id: organization.id,
            name: self.name,
            scope,
            expires_at: self.expires_in.map(|life| now.after(life)),
            key: ScimKey::generate(application.entropy()),
        };
        print_key(&application.run(create).await?, installation, organization);
        eprintln!("SCIM URL: {}", self.scim_url.of(organization.id, &installation.options));
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
        let mut found = find(installation, organization, &self.key).await?;
        // While an overlap runs there are several of one name, and all but one are replaced already.
        let several = found.len() > 1;
        if found.iter().any(|key| key.replaced_at.is_none()) {
            found.retain(|key| key.replaced_at.is_none());
        }
        let old = only(found, installation, organization)?;
        if let Some(end) = ended(&old, application.now()) {
            bail!(
                "the key {}… ({}) has ended: it {end}. Make a new one with `{}`",
                old.visible_prefix,
                old.name,
                installation.options.command(&format!("scim-key create --organization {}", organization.id))
            );
        }
        if several {
            eprintln!(
                "Several keys are called {:?}: replacing {}…, which is not replaced yet.",
                self.key, old.visible_prefix
            );
        }
        let rotate = RotateScimKey {
            call: application.system_call(),
            organization_id: organization.id,
            id: old.id,
            overlap: self.overlap,
            key: ScimKey::generate(application.entropy()),
        };
        let made = application.run(rotate).await?;
        let end = application.now().after(self.overlap);
        let end = output::moment(old.expires_at.map_or(end, |earlier| earlier.min(end)));
        print_key(&made, installation, organization);
        eprintln!(
            "The old key {}… works until {end}. Give the new one to the identity provider before that.",
            old.visible_prefix
        );
        if let Some(end) = made.record.expires_at {
            eprintln!("The new key works until {}.", output::moment(end));
        }
        Ok(())
    }
}

impl Revoke {
    async fn run(self, installation: &Installation, organization: &Organization) -> anyhow::Result<()> {
        let application = &installation.application;
        let found = find(installation, organization, &self.key).await?;
        let key = only(found, installation, organization)?;
        if let Some(time) = key.revoked_at {
            let time = output::moment(time);
            output::line(&format!("{}… ({}) was revoked already, at {time}.", key.visible_prefix, key.name));
            return Ok(());
        }
        let revoke = RevokeScimKey { call: application.system_call(), organization_id: organization.id, id: key.id };
        application.run(revoke).await?;
        output::line(&format!(
            "Revoked {}… ({}). A running server follows within 2 seconds.",
            key.visible_prefix, key.name
        ));
        Ok(())
    }
}

/// The keys that a text means, at least one: by id or prefix; by name those that work, else those that have ended.
async fn find(
    installation: &Installation,
    organization: &Organization,
    text: &str,
) -> anyhow::Result<Vec<ScimKeyRecord>> {
    let now = installation.application.now();
    let mut keys = installation.application.read(&ListScimKeys(organization.id)).await?;
    let wanted = text.trim_end_matches('…');
    let exact = |key: &ScimKeyRecord| key.id.to_string() == wanted || key.visible_prefix == wanted;
    let live = |key: &ScimKeyRecord| key.name == wanted && key.is_live(now);
    if keys.iter().any(exact) {
        keys.retain(exact);
    } else if keys.iter().any(live) {
        keys.retain(live);
    } else {
        keys.retain(|key| key.name == wanted);
    }
    if keys.is_empty() {
        bail!("there is no key {text:?} (see `{}`)", list_command(installation, organization));
    }
    Ok(keys)
}

/// The only one of these keys; where all have ended, the newest.
fn only(
    keys: Vec<ScimKeyRecord>,
    installation: &Installation,
    organization: &Organization,
) -> anyhow::Result<ScimKeyRecord> {
    let now = installation.application.now();
    let several = keys.len() > 1 && keys.iter().any(|key| key.is_live(now));
    let key = keys.into_iter().max_by_key(|key| key.created_at).context("there is no such key")?;
    if several {
        let list = list_command(installation, organization);
        bail!("several keys are called {:?}: name one by its prefix (see `{list}`)", key.name);
    }
    Ok(key)
}

/// How a key has ended, if it has.
fn ended(key: &ScimKeyRecord, now: Timestamp) -> Option<String> {
    match (key.revoked_at, key.expires_at) {
        (Some(time), _) => Some(format!("was revoked at {}", output::moment(time))),
        (None, Some(time)) if !key.is_live(now) => Some(format!("expired at {}", output::moment(time))),
        _ => None,
    }
}

fn list_command(installation: &Installation, organization: &Organization) -> String {
    installation.options.command(&format!("scim-key list --organization {}", organization.id))
}

fn print_key(made: &CreatedScimKey, installation: &Installation, organization: &Organization) {
    output::line(made.key.reveal());
    let power = match made.record.scope {
        KeyScope::Read => "read the organization's members and groups",
        KeyScope::Users => "change the organization's members",
        KeyScope::UsersAndGroups => "change the organization's members and groups",
    };
    eprintln!(
        "A key with the scope {} for {}. Keep it secret: whoever has it can {power}.",
        made.record.scope.name(),
        organization.name
    );
    if !organization.accepts_scim() {
        let enable = installation.options.command(&format!("scim enable {}", organization.id));
        eprintln!("SCIM is off for this organization: switch it on with `{enable}`.");
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
