//! An organization as its owners' clients see it.

use domain::{Organization, Plan};
use serde_json::{Value, json};

/// Bitwarden's number of a plan that somebody set by hand, and of the free one.
const fn plan_type(plan: Plan) -> i64 {
    match plan {
        Plan::Free => 0,
        Plan::Families | Plan::Teams | Plan::Enterprise => 6,
    }
}

pub(super) fn organization(organization: &Organization) -> Value {
    let (directory, enterprise) =
        (organization.plan.has_directory_features(), organization.plan.has_enterprise_features());
    json!({
        "id": organization.id,
        "name": organization.name,
        "businessName": organization.name,
        "businessAddress1": null,
        "businessAddress2": null,
        "businessAddress3": null,
        "businessCountry": null,
        "businessTaxNumber": null,
        "billingEmail": organization.billing_email,
        "planType": plan_type(organization.plan),
        "productTierType": organization.plan.number(),
        "enabled": organization.enabled,
        "seats": organization.seats,
        "maxAutoscaleSeats": null,
        "maxAutoscaleSmSeats": null,
        "maxAutoscaleSmServiceAccounts": null,
        "maxCollections": null,
        "maxStorageGb": null,
        "secretsManagerPlan": null,
        "smSeats": null,
        "smServiceAccounts": null,
        "use2fa": true,
        "useApi": directory,
        "useCustomPermissions": enterprise,
        "useDirectory": directory,
        "useDisableSMAdsForUsers": true,
        "useEvents": directory,
        "useGroups": directory,
        "useInviteLinks": false,
        "useKeyConnector": false,
        "useMyItems": false,
        "useOrganizationDomains": false,
        "usePam": false,
        "usePasswordManager": true,
        "usePhishingBlocker": false,
        "usePolicies": enterprise,
        "useResetPassword": enterprise,
        "useScim": directory,
        "useSecretsManager": false,
        "useSso": false,
        "useTotp": true,
        "usersGetPremium": true,
        "selfHost": true,
        "hasPublicAndPrivateKeys": organization.has_keys,
        "allowAdminAccessToAllCollectionItems": organization.collections.admins_access_all,
        "limitCollectionCreation": organization.collections.limit_creation,
        "limitCollectionDeletion": organization.collections.limit_deletion,
        "limitItemDeletion": organization.collections.limit_item_deletion,
        "object": "organization",
    })
}
