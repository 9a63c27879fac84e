//! `/organizations/{organization}/members/{member}/recover`: a member who forgot the master password is given another one. The
//! browser does that with the organization's keys; the page says what it means, or why it cannot be.

use super::member_path::MemberPath;
use crate::Console;
use crate::error::PageError;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::show::password_demands;
use crate::texts::Texts;
use application::{CommandError, FindMember, FindPolicy, FindRecoveryDetails};
use askama::Template;
use axum::extract::State;
use domain::{MemberId, Policy, PolicyType, Refusal};
use serde_json::{Map, Value};

#[derive(Template)]
#[template(path = "members/recover.html")]
struct Recover {
    t: Texts,
    layout: Layout,
    organization: String,
    member: String,
    name: String,
    /// Of whoever does this.
    email: String,
    /// The member's page, for whoever may see it.
    back: Option<String>,
    /// Why this member cannot be given one.
    refusal: Option<String>,
    /// What the organization wants of it, as the script reads it; empty where it wants nothing.
    policy: String,
    wanted: Vec<String>,
}

pub(crate) async fn show(
    State(console): State<Console>,
    session: OrganizationSession,
    MemberPath(id): MemberPath,
) -> PageResult {
    session.require(|permissions| permissions.manage_reset_password)?;
    let organization_id = session.organization.id;
    let found = console.application.read(&FindMember { organization_id, id }).await?;
    let member = found.ok_or(PageError::NotFound)?.member;
    let refusal = refusal(&console, &session, id).await?.map(|refusal| refusal.to_string());
    let find = FindPolicy { organization_id, policy_type: PolicyType::MasterPassword };
    let policy = console.application.read(&find).await?.and_then(|policy| settings(&policy));
    let (t, name) = (session.t(), member.label().to_owned());
    page(&Recover {
        t,
        layout: session.layout(t.say("recover-title").with("name", &name), Entry::Members),
        organization: organization_id.to_string(),
        member: id.to_string(),
        email: session.person.account.email.text().to_owned(),
        back: session
            .require(|permissions| permissions.manage_users)
            .ok()
            .map(|()| session.path(&format!("/members/{id}?tab=devices"))),
        name,
        refusal,
        wanted: policy.as_ref().map(|policy| password_demands(t, policy)).unwrap_or_default(),
        policy: policy.map(|policy| Value::Object(policy).to_string()).unwrap_or_default(),
    })
}

/// Why this person cannot give that member a new master password; none where they can.
pub(super) async fn refusal(
    console: &Console,
    session: &OrganizationSession,
    id: MemberId,
) -> Result<Option<Refusal>, PageError> {
    let details =
        FindRecoveryDetails { asked_by: session.member.clone(), organization: session.organization.clone(), id };
    match console.application.read(&details).await {
        Ok(_) => Ok(None),
        Err(CommandError::Refused(refusal)) => Ok(Some(refusal)),
        Err(error) => Err(error.into()),
    }
}

/// What a policy that is on was set to.
fn settings(policy: &Policy) -> Option<Map<String, Value>> {
    policy.settings.as_deref().filter(|_| policy.enabled).and_then(|text| serde_json::from_str(text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use serde_json::json;

    const HOSTILE: &str = "<img src=x onerror=alert(1)>";

    fn html(refusal: Option<&str>) -> String {
        let (t, policy) = (Texts::sample(Timestamp::from_micros(0)), json!({"minLength": 16}));
        let recover = Recover {
            t,
            layout: Layout::sample("New master password"),
            organization: "o1".to_owned(),
            member: "m1".to_owned(),
            name: HOSTILE.to_owned(),
            email: "olga@example.test".to_owned(),
            back: Some("/members/m1?tab=devices".to_owned()),
            refusal: refusal.map(str::to_owned),
            wanted: password_demands(t, policy.as_object().unwrap()),
            policy: policy.to_string(),
        };
        let html = recover.render().unwrap();
        assert!(!html.contains("<img"), "{html}");
        html
    }

    #[test]
    fn the_script_is_told_whose_it_is_and_what_is_wanted() {
        let html = html(None);
        for shown in ["data-member=\"m1\"", "{&#34;minLength&#34;:16}", "<li>16 characters or more</li>", "Your own"] {
            assert!(html.contains(shown), "{shown} is missing in {html}");
        }
    }

    #[test]
    fn why_it_cannot_be_stands_in_place_of_the_form() {
        let html = html(Some("Not enrolled."));
        assert!(html.contains("Not enrolled.") && !html.contains("data-module=\"recover\""), "{html}");
    }
}
