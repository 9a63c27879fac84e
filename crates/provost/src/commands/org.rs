//! `provost org`

mod delete;

use crate::installation::Installation;
use crate::options::{ChosenOrganization, DataOptions, ScimUrlOptions, email_address, not_blank, organization_id};
use crate::output;
use anyhow::Context as _;
use application::mail::MailOptions;
use application::{
    ChangeOrganization, CreateOrganization, FindOrganization, InviteOwner as InviteOwnerTo, InvitedOwner,
    ListOrganizations, NewOwner, OrganizationChange,
};
use clap::{Args, Subcommand, ValueEnum};
use domain::{EmailAddress, Ledger, Organization, OrganizationId, Plan};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Make, list and change organizations.
#[derive(Debug, Subcommand)]
pub(crate) enum Org {
    /// Make an organization.
    Create(Create),
    /// List the organizations.
    List(List),
    /// Show one organization with its counters.
    Show(Show),
    /// Change an organization's plan, seats or provisioning settings.
    Set(Set),
    /// Invite an owner, or send the invitation again.
    InviteOwner(InviteOwner),
    // What it explains stands at its own type.
    Delete(delete::Delete),
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// The organization's name.
    name: String,
    /// The address of its first owner, who is invited by mail and brings the organization's keys when they accept.
    #[arg(long, value_name = "ADDRESS", requires = "owner_name")]
    owner: Option<String>,
    /// The name of its first owner, given and family.
    #[arg(long, value_name = "NAME", requires = "owner", value_parser = not_blank)]
    owner_name: Option<String>,
    #[command(flatten)]
    data: DataOptions,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataOptions,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    #[command(flatten)]
    organization: ChosenOrganization,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    scim_url: ScimUrlOptions,
    #[command(flatten)]
    data: DataOptions,
}

#[derive(Debug, Args)]
pub(crate) struct Set {
    #[command(flatten)]
    organization: ChosenOrganization,
    /// The plan. SCIM needs teams or enterprise.
    #[arg(long, value_enum)]
    plan: Option<PlanName>,
    /// The number of seats, or `unlimited`.
    #[arg(long, value_parser = seats)]
    seats: Option<Seats>,
    /// Whether provisioned members are invited at once; false makes them Staged, without mail and seat.
    #[arg(long, value_name = "BOOL")]
    invite_users_after_provisioning: Option<bool>,
    /// Whether a replaced member list also drops memberships that people made by hand.
    #[arg(long, value_name = "BOOL")]
    directory_is_authoritative: Option<bool>,
    /// Whether the organization is in use.
    #[arg(long, value_name = "BOOL")]
    enabled: Option<bool>,
    #[command(flatten)]
    data: DataOptions,
}

/// The invitation goes out by mail while the server runs. The owner of an organization that nobody has joined yet brings its
/// keys when they accept; any other is confirmed by an owner who is there.
#[derive(Debug, Args)]
pub(crate) struct InviteOwner {
    /// The owner's address.
    #[arg(value_parser = email_address)]
    address: EmailAddress,
    /// The organization; not needed where there is only one.
    #[arg(long, value_name = "ID", value_parser = organization_id)]
    organization: Option<OrganizationId>,
    #[command(flatten)]
    data: DataOptions,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PlanName {
    Free,
    Families,
    Teams,
    Enterprise,
}

#[derive(Debug, Clone, Copy)]
struct Seats(Option<i64>);

fn seats(text: &str) -> Result<Seats, String> {
    if text == "unlimited" {
        return Ok(Seats(None));
    }
    text.parse().map(|seats| Seats(Some(seats))).map_err(|_| "expected a number, or `unlimited`".to_owned())
}

impl Org {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Create(create) => create.run().await,
            Self::List(list) => list.run().await,
            Self::Show(show) => show.run().await,
            Self::Set(set) => set.run().await,
            Self::InviteOwner(invite) => invite.run().await,
            Self::Delete(delete) => delete.run().await,
        }
    }
}

impl Create {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let owner = match (self.owner, self.owner_name) {
            (Some(email), Some(name)) => Some(NewOwner { email: EmailAddress::require(&email)?, name, account: None }),
            _ => None,
        };
        let installation =
            Installation::open(&self.data, true, std::time::Duration::from_hours(24 * 30), MailOptions::none()).await?;
        let application = &installation.application;
        let id = OrganizationId::from_uuid(application.fresh_uuid());
        let organization = Organization::new(id, &self.name, application.now())?;
        let others = application.read(&ListOrganizations).await?;
        let email = owner.as_ref().map(|owner| owner.email.text().to_owned());
        let create = CreateOrganization { call: application.system_call(), organization, owner };
        let made = application.run(create).await?;
        output::line(&made.id.to_string());
        if let Some(other) = others.iter().find(|other| domain::fold(&other.name) == domain::fold(&made.name)) {
            eprintln!(
                "Warning: another organization has this name, {}. If one is enough: {}",
                other.id,
                self.data.command(&format!("org delete {}", made.id))
            );
        }
        if let Some(email) = email {
            eprintln!("{email} is invited by mail, once a server runs that sends mails, and joins by the link in it.");
        }
        eprintln!(
            "Made. Next: {}, then {}",
            self.data.command(&format!("scim enable {}", made.id)),
            self.data.command(&format!("scim-key create --organization {}", made.id))
        );
        installation.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let installation = Installation::open_existing(&self.data).await?;
        let mut found = Vec::new();
        for organization in installation.application.read(&ListOrganizations).await? {
            found.extend(installation.application.read(&FindOrganization(organization.id)).await?);
        }
        if self.json {
            output::line(&Value::from(found.iter().map(as_json).collect::<Vec<_>>()).to_string());
        } else {
            let row = |(organization, ledger): &(Organization, Ledger)| {
                vec![
                    organization.id.to_string(),
                    organization.name.clone(),
                    organization.plan.name().to_owned(),
                    ledger.members.to_string(),
                    ledger.groups.to_string(),
                    if organization.accepts_scim() { "on" } else { "off" }.to_owned(),
                ]
            };
            output::table(
                &["ID", "NAME", "PLAN", "MEMBERS", "GROUPS", "SCIM"],
                &found.iter().map(row).collect::<Vec<_>>(),
            );
        }
        installation.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

impl Show {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let installation = Installation::open_existing(&self.data).await?;
        let id = installation.organization(self.organization.id()).await?.id;
        let found = installation.application.read(&FindOrganization(id)).await?.context("the organization is gone")?;
        let url = self.scim_url.of(id, &self.data);
        if self.json {
            let mut value = as_json(&found);
            if let Some(object) = value.as_object_mut() {
                object.insert("scimUrl".to_owned(), url.into());
            }
            output::line(&value.to_string());
        } else {
            show(&found);
            output::line(&format!("SCIM URL: {url}"));
        }
        installation.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

impl Set {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let installation = Installation::open_existing(&self.data).await?;
        let application = &installation.application;
        let id = installation.organization(self.organization.id()).await?.id;
        let plan = self.plan.map(|plan| match plan {
            PlanName::Free => Plan::Free,
            PlanName::Families => Plan::Families,
            PlanName::Teams => Plan::Teams,
            PlanName::Enterprise => Plan::Enterprise,
        });
        let change = OrganizationChange {
            invite_users_after_provisioning: self.invite_users_after_provisioning,
            directory_is_authoritative: self.directory_is_authoritative,
            plan,
            seats: self.seats.map(|seats| seats.0),
            enabled: self.enabled,
            ..OrganizationChange::default()
        };
        application.run(ChangeOrganization { call: application.system_call(), organization_id: id, change }).await?;
        let found = application.read(&FindOrganization(id)).await?.context("the organization is gone")?;
        show(&found);
        installation.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

impl InviteOwner {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let installation = Installation::open_existing(&self.data).await?;
        let application = &installation.application;
        let organization = installation.organization(self.organization).await?;
        let invite =
            InviteOwnerTo { call: application.system_call(), organization_id: organization.id, email: self.address };
        let InvitedOwner { member, former_role } = application.run(invite).await?;
        let email = member.profile.email.text();
        output::line(&match former_role {
            None => format!("{email} is invited to {} as an owner.", organization.name),
            Some(role) => {
                format!("{email} is invited to {} as an owner, no longer as {}.", organization.name, role.name())
            }
        });
        installation.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

fn show(found: &(Organization, Ledger)) {
    for (name, value) in as_json(found).as_object().into_iter().flatten() {
        let text = match value {
            Value::Null => "-".to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        output::line(&format!("{name:<30}{text}"));
    }
}

fn as_json((organization, ledger): &(Organization, Ledger)) -> Value {
    json!({
        "id": organization.id,
        "name": organization.name,
        "plan": organization.plan.name(),
        "seats": organization.seats,
        "occupiedSeats": ledger.occupied_seats,
        "enabled": organization.enabled,
        "scimEnabled": organization.scim.enabled,
        "inviteUsersAfterProvisioning": organization.scim.invite_users_after_provisioning,
        "directoryIsAuthoritative": organization.scim.directory_is_authoritative,
        "members": ledger.members,
        "groups": ledger.groups,
        "confirmedOwners": ledger.confirmed_owners,
        "events": ledger.sequence,
        "created": output::moment(organization.created_at),
    })
}
