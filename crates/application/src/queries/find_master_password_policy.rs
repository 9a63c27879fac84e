//! What a person's organizations want of the master password.

use super::list_memberships::confirmed_memberships;
use domain::{AccountId, PolicyType};
use serde_json::{Map, Value};
use storage::tables::policy;
use storage::{Query, Snapshot, StorageError};

/// What all organizations that bind a person want of the master password together, in the clients' names; none where no
/// organization wants anything.
#[derive(Debug, Clone, Copy)]
pub struct FindMasterPasswordPolicy(pub AccountId);

impl Query for FindMasterPasswordPolicy {
    type Output = Option<Map<String, Value>>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Self::Output, StorageError> {
        let mut together: Option<Map<String, Value>> = None;
        for membership in confirmed_memberships(at, self.0).await? {
            let bound =
                membership.member.is_bound_by_policies() && membership.organization.plan.has_enterprise_features();
            if !bound {
                continue;
            }
            let found = policy::find(at, membership.organization.id, PolicyType::MasterPassword).await?;
            if let Some(policy) = found.filter(|policy| policy.enabled) {
                let settings = policy.settings.as_deref().and_then(|text| serde_json::from_str(text).ok());
                combine(together.get_or_insert_with(Map::new), settings.unwrap_or_default());
            }
        }
        Ok(together)
    }
}

/// The stricter of both: the greater number, and whatever either requires.
fn combine(together: &mut Map<String, Value>, wanted: Map<String, Value>) {
    for (name, value) in wanted {
        let stricter = match (together.get(&name), &value) {
            (Some(Value::Number(known)), Value::Number(new)) => known.as_f64() < new.as_f64(),
            (Some(Value::Bool(known)), Value::Bool(new)) => !known && *new,
            (known, Value::Number(_) | Value::Bool(_)) => known.is_none(),
            _ => false,
        };
        if stricter {
            together.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_stricter_one_counts() {
        let mut together = Map::new();
        for wanted in [
            json!({"minLength": 12, "requireUpper": true, "enforceOnLogin": false, "odd": {"x": 1}, "none": null}),
            json!({"minLength": 8, "minComplexity": 3, "requireUpper": false, "enforceOnLogin": true}),
        ] {
            combine(&mut together, wanted.as_object().unwrap().clone());
        }
        let expected = json!({"minLength": 12, "requireUpper": true, "enforceOnLogin": true, "minComplexity": 3});
        assert_eq!(Value::Object(together), expected);
    }
}
