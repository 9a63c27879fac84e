//! Somebody changes an organization's settings: an operator or owner, and those of provisioning whoever manages it.

use crate::work::Work;
use crate::{Call, CommandError};
use domain::{Change, CollectionSettings, Event, EventSubject, EventType, Organization, OrganizationId, Plan, Refusal};
use storage::tables::organization;
use storage::{Command, Transaction};

/// Which settings change; none leaves one alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganizationChange {
    /// The name.
    pub name: Option<String>,
    /// Where letters go.
    pub billing_email: Option<String>,
    /// Who may do what with collections.
    pub collections: Option<CollectionSettings>,
    /// Whether the SCIM endpoint answers.
    pub scim_enabled: Option<bool>,
    /// Whether provisioned members are invited at once.
    pub invite_users_after_provisioning: Option<bool>,
    /// Whether a replaced member list also drops memberships that people made.
    pub directory_is_authoritative: Option<bool>,
    /// The plan.
    pub plan: Option<Plan>,
    /// The seats; `Some(None)` is without limit.
    pub seats: Option<Option<i64>>,
    /// Whether the organization is in use.
    pub enabled: Option<bool>,
}

/// Changes an organization's settings; what is set already changes nothing.
#[derive(Debug, Clone)]
pub struct ChangeOrganization {
    /// Who asks.
    pub call: Call,
    /// Where.
    pub organization_id: OrganizationId,
    /// What changes.
    pub change: OrganizationChange,
}

impl Command for ChangeOrganization {
    type Output = Organization;
    type Error = CommandError;

    async fn run(&self, tx: &mut Transaction<'_>) -> Result<Organization, CommandError> {
        let mut work = Work::begin(tx, &self.call, self.organization_id).await?;
        let authority = work.authority().await?;
        if self.change.is_of_provisioning() {
            authority.require(|permissions| permissions.manage_scim)?;
        } else {
            authority.require_owner()?;
        }
        let before = settings(&work.organization);
        self.change.apply(&mut work.organization)?;
        let after = settings(&work.organization);
        let changes: Vec<Change> = before
            .iter()
            .zip(&after)
            .filter_map(|((field, old), (_, new))| Change::of(field, Some(old), Some(new)))
            .collect();
        if !changes.is_empty() {
            work.organization.revised_at = self.call.now;
        }
        let organization = work.organization.clone();
        if !changes.is_empty() {
            organization::update(work.tx, &organization).await?;
            let event =
                Event::new(EventType::OrganizationUpdated, EventSubject::default(), &organization.name, &changes);
            work.record(event);
        }
        work.finish().await?;
        Ok(organization)
    }
}

impl OrganizationChange {
    /// Whether it is about provisioning alone.
    fn is_of_provisioning(&self) -> bool {
        let provisioning = Self {
            scim_enabled: self.scim_enabled,
            invite_users_after_provisioning: self.invite_users_after_provisioning,
            directory_is_authoritative: self.directory_is_authoritative,
            ..Self::default()
        };
        *self == provisioning
    }

    fn apply(&self, organization: &mut Organization) -> Result<(), Refusal> {
        if let Some(Some(seats)) = self.seats.filter(|seats| seats.is_some_and(|seats| seats < 1)) {
            return Err(Refusal::InvalidSetting(format!("{seats} is no number of seats: it must be 1 or more.")));
        }
        if let Some(name) = &self.name {
            Organization::check_name(name)?.clone_into(&mut organization.name);
        }
        if let Some(email) = &self.billing_email {
            organization.billing_email = Some(email.clone());
        }
        organization.collections = self.collections.unwrap_or(organization.collections);
        let scim = &mut organization.scim;
        scim.enabled = self.scim_enabled.unwrap_or(scim.enabled);
        let invite = self.invite_users_after_provisioning;
        scim.invite_users_after_provisioning = invite.unwrap_or(scim.invite_users_after_provisioning);
        let authoritative = self.directory_is_authoritative;
        scim.directory_is_authoritative = authoritative.unwrap_or(scim.directory_is_authoritative);
        organization.plan = self.plan.unwrap_or(organization.plan);
        organization.seats = self.seats.unwrap_or(organization.seats);
        organization.enabled = self.enabled.unwrap_or(organization.enabled);
        if self.scim_enabled == Some(true) && !organization.plan.has_directory_features() {
            let text = format!(
                "SCIM needs the Teams or Enterprise plan; this organization is on the {} plan. Change the plan first.",
                organization.plan.name()
            );
            return Err(Refusal::InvalidSetting(text));
        }
        Ok(())
    }
}

fn settings(organization: &Organization) -> [(&'static str, String); 12] {
    let (scim, collections) = (organization.scim, organization.collections);
    [
        ("name", organization.name.clone()),
        ("billingEmail", organization.billing_email.clone().unwrap_or_default()),
        ("limitCollectionCreation", collections.limit_creation.to_string()),
        ("limitCollectionDeletion", collections.limit_deletion.to_string()),
        ("limitItemDeletion", collections.limit_item_deletion.to_string()),
        ("adminsAccessAllCollections", collections.admins_access_all.to_string()),
        ("scimEnabled", scim.enabled.to_string()),
        ("inviteUsersAfterProvisioning", scim.invite_users_after_provisioning.to_string()),
        ("directoryIsAuthoritative", scim.directory_is_authoritative.to_string()),
        ("plan", organization.plan.name().to_owned()),
        ("seats", organization.seats.map_or_else(|| "unlimited".to_owned(), |seats| seats.to_string())),
        ("enabled", organization.enabled.to_string()),
    ]
}
