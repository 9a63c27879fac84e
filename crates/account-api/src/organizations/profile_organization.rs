//! An organization as a member's clients see it in their profile and sync.

use application::ConfirmedMembership;
use domain::AccountId;
use serde_json::{Value, json};

/// An entry of `profile.organizations`. Clients crash on a number or truth value that is null, so none is.
pub(crate) fn profile_organization(account_id: AccountId, membership: &ConfirmedMembership) -> Value {
    let ConfirmedMembership { organization, member, sealed_key, is_recoverable } = membership;
    let (directory, enterprise) =
        (organization.plan.has_directory_features(), organization.plan.has_enterprise_features());
    json!({
        "id": organization.id,
        "userId": account_id,
        "organizationUserId": member.id,
        "name": organization.name,
        "identifier": null,
        "key": sealed_key,
        "status": member.status.number(),
        "type": member.role.number(),
        "permissions": member.permissions,
        "enabled": organization.enabled,
        "productTierType": organization.plan.number(),
        "seats": organization.seats,
        "maxCollections": null,
        "maxStorageGb": null,
        "use2fa": true,
        "useActivateAutofillPolicy": false,
        "useAdminSponsoredFamilies": false,
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
        "useRiskInsights": false,
        "useScim": directory,
        "useSecretsManager": false,
        "useSso": false,
        "useTotp": true,
        "usersGetPremium": true,
        "selfHost": true,
        "hasPublicAndPrivateKeys": organization.has_keys,
        "resetPasswordEnrolled": is_recoverable,
        "ssoBound": false,
        "accessSecretsManager": false,
        "limitCollectionCreation": organization.collections.limit_creation,
        "limitCollectionDeletion": organization.collections.limit_deletion,
        "limitItemDeletion": organization.collections.limit_item_deletion,
        "allowAdminAccessToAllCollectionItems": organization.collections.admins_access_all,
        "userIsManagedByOrganization": false,
        "userIsClaimedByOrganization": false,
        "keyConnectorEnabled": false,
        "keyConnectorUrl": null,
        "providerId": null,
        "providerName": null,
        "providerType": null,
        "familySponsorshipAvailable": false,
        "familySponsorshipFriendlyName": null,
        "familySponsorshipLastSyncDate": null,
        "familySponsorshipToDelete": null,
        "familySponsorshipValidUntil": null,
        "object": "profileOrganization",
    })
}
