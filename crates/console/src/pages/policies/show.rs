//! `/organizations/{organization}/policies/{policy}`: what a policy wants, whom it would cut off, and its switch.

use super::{PolicyPath, PolicyRow};
use crate::Console;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::texts::Texts;
use application::{FindPolicy, ListPolicyOffenders};
use askama::Template;
use axum::extract::State;
use domain::{PolicyType, Timestamp};
use serde_json::{Map, Value};

/// Most people who are named.
const NAMED: usize = 20;

#[derive(Template)]
#[template(path = "policies/show.html")]
struct Show {
    t: Texts,
    layout: Layout,
    path: String,
    list_path: String,
    row: PolicyRow,
    is_on: bool,
    revised_at: Option<Timestamp>,
    /// Least characters of a master password, where that policy is shown.
    length: Option<i64>,
    /// The switches within the policy: name of the field, text, whether it is set.
    switches: Vec<(&'static str, &'static str, bool)>,
    /// Who would be revoked: the first of them, and how many there are.
    offenders: Vec<String>,
    offending: usize,
    has_policies: bool,
}

/// The switches of the master password policy, in the clients' names.
pub(super) const PASSWORD_SWITCHES: [(&str, &str); 5] = [
    ("requireUpper", "policy-password-upper"),
    ("requireLower", "policy-password-lower"),
    ("requireNumbers", "policy-password-numbers"),
    ("requireSpecial", "policy-password-special"),
    ("enforceOnLogin", "policy-password-existing"),
];
/// The switch of the account recovery policy.
pub(super) const RECOVERY_SWITCHES: [(&str, &str); 1] = [("autoEnrollEnabled", "policy-recovery-enroll")];

/// The switches within a policy.
pub(super) const fn switches(policy_type: PolicyType) -> &'static [(&'static str, &'static str)] {
    match policy_type {
        PolicyType::MasterPassword => &PASSWORD_SWITCHES,
        PolicyType::AccountRecovery => &RECOVERY_SWITCHES,
        _ => &[],
    }
}

pub(crate) async fn handle(
    State(console): State<Console>,
    session: OrganizationSession,
    PolicyPath(row): PolicyPath,
) -> PageResult {
    session.require(|permissions| permissions.manage_policies)?;
    let (organization_id, policy_type) = (session.organization.id, row.policy_type);
    let policy = console.application.read(&FindPolicy { organization_id, policy_type }).await?;
    let is_on = policy.as_ref().is_some_and(|policy| policy.enabled);
    let offenders = if is_on {
        Vec::new()
    } else {
        console.application.read(&ListPolicyOffenders { organization_id, policy_type }).await?
    };
    let settings = policy.as_ref().and_then(|policy| policy.settings.as_deref());
    let settings: Map<String, Value> = settings.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let is_set = |name: &str| settings.get(name) == Some(&Value::Bool(true));
    let t = session.t();
    page(&Show {
        t,
        layout: session.layout(t.say(row.name), Entry::Policies),
        path: session.path(&format!("/policies/{}", row.slug)),
        list_path: session.path("/policies"),
        row,
        is_on,
        revised_at: policy.map(|policy| policy.revised_at),
        length: (policy_type == PolicyType::MasterPassword)
            .then(|| settings.get("minLength").and_then(Value::as_i64).unwrap_or(12)),
        switches: switches(policy_type).iter().map(|(name, text)| (*name, *text, is_set(name))).collect(),
        offending: offenders.len(),
        offenders: offenders.iter().take(NAMED).map(|member| member.label().to_owned()).collect(),
        has_policies: session.organization.plan.has_enterprise_features(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::POLICIES;
    use super::*;

    fn html(number: usize, offenders: Vec<String>) -> String {
        let row = POLICIES[number];
        let switches = switches(row.policy_type).iter().map(|(name, text)| (*name, *text, true)).collect();
        let (t, layout) = (Texts::sample(Timestamp::from_micros(0)), Layout::sample("A policy"));
        let (path, list_path) = (format!("/p/{}", row.slug), "/p".to_owned());
        let (length, offending) = ((number == 1).then_some(14), offenders.len());
        let revised_at = Some(Timestamp::from_micros(0));
        let is_on = false;
        let has_policies = true;
        Show {
            t,
            layout,
            path,
            list_path,
            row,
            is_on,
            revised_at,
            length,
            switches,
            offenders,
            offending,
            has_policies,
        }
        .render()
        .unwrap()
    }

    #[test]
    fn whom_it_would_cut_off_is_said() {
        let html = html(0, vec!["<img src=x onerror=alert(1)>".to_owned(), "Dora".to_owned()]);
        assert!(html.contains("2 people would be revoked") && html.contains("<li>Dora</li>"), "{html}");
        assert!(!html.contains("<img"));
    }

    #[test]
    fn a_master_password_has_its_settings() {
        let html = html(1, Vec::new());
        assert!(html.contains(r#"name="minLength" type="number" min="12" max="128" value="14""#), "{html}");
        assert_eq!(html.matches("checked").count(), 5);
    }
}
