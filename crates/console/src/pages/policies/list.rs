//! `/organizations/{organization}/policies`: which policies hold.

use super::POLICIES;
use crate::Console;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::texts::Texts;
use application::ListPolicies;
use askama::Template;
use axum::extract::State;

#[derive(Template)]
#[template(path = "policies/list.html")]
struct List {
    t: Texts,
    layout: Layout,
    path: String,
    rows: Vec<(super::PolicyRow, bool)>,
    /// Whether the plan has policies.
    has_policies: bool,
}

pub(crate) async fn handle(State(console): State<Console>, session: OrganizationSession) -> PageResult {
    session.require(|permissions| permissions.manage_policies)?;
    let set = console.application.read(&ListPolicies(session.organization.id)).await?;
    let is_on =
        |row: &super::PolicyRow| set.iter().any(|policy| policy.policy_type == row.policy_type && policy.enabled);
    let t = session.t();
    page(&List {
        t,
        layout: session.layout(t.say("policies-title"), Entry::Policies),
        path: session.path("/policies"),
        rows: POLICIES.into_iter().map(|row| (row, is_on(&row))).collect(),
        has_policies: session.organization.plan.has_enterprise_features(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn each_policy_says_whether_it_holds() {
        let rows = POLICIES.into_iter().enumerate().map(|(number, row)| (row, number == 0)).collect();
        let (t, path) = (Texts::sample(Timestamp::from_micros(0)), "/organizations/1/policies".to_owned());
        let html = List { t, layout: Layout::sample("Policies"), path, rows, has_policies: false }.render().unwrap();
        assert_eq!(html.matches(r#"<span class="badge good">On</span>"#).count(), 1);
        assert_eq!(html.matches(r#"<span class="badge ">Off</span>"#).count(), 5);
        assert!(
            html.contains("/organizations/1/policies/two-step-login") && html.contains("Enterprise plan"),
            "{html}"
        );
    }
}
