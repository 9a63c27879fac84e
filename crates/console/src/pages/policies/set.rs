//! `POST …/policies/{policy}`: switches a policy on or off, with what it wants exactly.

use super::PolicyPath;
use super::show::switches;
use crate::Console;
use crate::error::PageError;
use crate::flash::Flash;
use crate::form::Form;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;
use crate::verified_form::VerifiedForm;
use application::{FindPolicy, SetPolicy};
use axum::extract::State;
use axum::response::Response;
use domain::PolicyType;
use serde_json::{Map, Value};

pub(crate) async fn handle(
    State(console): State<Console>,
    session: OrganizationSession,
    PolicyPath(row): PolicyPath,
    form: Result<VerifiedForm, Response>,
) -> PageResult {
    // Before anybody is asked for a password.
    session.require(|permissions| permissions.manage_policies)?;
    let form = match form {
        Ok(VerifiedForm(form)) => form,
        Err(asks) => return Ok(asks),
    };
    let (organization_id, policy_type) = (session.organization.id, row.policy_type);
    let before = console.application.read(&FindPolicy { organization_id, policy_type }).await?;
    let before = before.and_then(|policy| policy.settings);
    let enabled = form.get("enabled") == "true";
    let settings = settings(policy_type, before.as_deref(), &form);
    let set = SetPolicy { call: session.command(&console), organization_id, policy_type, enabled, settings };
    let path = session.path(&format!("/policies/{}", row.slug));
    match console.application.run(set).await.map_err(PageError::from) {
        Ok(policy) if policy.enabled => Ok(Flash::good("policy-is-on").then(&path)),
        Ok(_) => Ok(Flash::good("policy-is-off").then(&path)),
        Err(error) => error.said_on(&path),
    }
}

/// What the policy wants from now on. What the form does not know stays as a client set it.
fn settings(policy_type: PolicyType, before: Option<&str>, form: &Form) -> Option<String> {
    let known = switches(policy_type);
    if known.is_empty() {
        return before.map(str::to_owned);
    }
    let mut settings: Map<String, Value> = before.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    for (name, _) in known {
        settings.insert((*name).to_owned(), Value::Bool(form.is_set(name)));
    }
    if let Ok(length) = form.get("minLength").parse::<u32>() {
        settings.insert("minLength".to_owned(), Value::from(length.clamp(12, 128)));
    }
    Some(Value::Object(settings).to_string())
}
