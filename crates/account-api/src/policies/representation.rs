//! Policies as clients see them.

use crate::api_json::date;
use domain::{OrganizationId, Policy, PolicyType};
use serde_json::{Value, json};

/// A policy, in lists and in the sync.
pub(crate) fn policy(policy: &Policy) -> Value {
    let settings = policy.settings.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    json!({
        "id": policy.id,
        "organizationId": policy.organization_id,
        "type": policy.policy_type.number(),
        "data": settings,
        "enabled": policy.enabled,
        "revisionDate": date(policy.revised_at),
        "canToggleState": true,
        "object": "policy",
    })
}

/// A policy that was never set.
pub(super) fn unset(organization_id: OrganizationId, policy_type: PolicyType) -> Value {
    json!({
        "id": null,
        "organizationId": organization_id,
        "type": policy_type.number(),
        "data": null,
        "enabled": false,
        "revisionDate": null,
        "canToggleState": true,
        "object": "policy",
    })
}
