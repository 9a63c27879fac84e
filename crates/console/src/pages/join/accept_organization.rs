//! `/accept-organization`: where the link of an invitation leads.
//!
//! Who reads it is found out by the script: the session's cookie does not come with a link in a mail. What is said of the
//! invitation is what its token says, whatever else stands in the link.

use crate::Console;
use crate::asked::Asked;
use crate::error::PageError;
use crate::layout::{Layout, PageResult, page};
use crate::texts::Texts;
use crate::visit::Visit;
use application::{FindAccountByEmail, FindMember, FindOrganization, InvitationToken, TokenError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use domain::{Organization, Refusal, fold};

#[derive(Template)]
#[template(path = "join/accept_organization.html")]
struct AcceptOrganization {
    t: Texts,
    layout: Layout,
    invitation: Invitation,
}

/// An invitation that can be read.
struct Invitation {
    organization_id: String,
    member_id: String,
    organization_name: String,
    email: String,
    token: String,
    /// Whether there is an account with the address.
    has_account: bool,
    /// Whether whoever accepts brings the organization's keys.
    brings_keys: bool,
}

/// An invitation that is good no more, or never was.
#[derive(Template)]
#[template(path = "join/invitation_over.html")]
struct InvitationOver {
    t: Texts,
    layout: Layout,
    why: String,
}

pub(crate) async fn handle(State(console): State<Console>, visit: Visit, asked: Asked) -> PageResult {
    let t = visit.t;
    match find(&console, asked.get("token")).await {
        Ok(invitation) => {
            let title = t.say("accept-title").with("organization", &invitation.organization_name);
            page(&AcceptOrganization { t, layout: Layout::public(&visit, title), invitation })
        }
        Err(PageError::Refused(why)) => {
            let over = InvitationOver { t, layout: Layout::public(&visit, t.say("accept-over-title")), why };
            Ok((StatusCode::BAD_REQUEST, page(&over)?).into_response())
        }
        Err(error) => Err(error),
    }
}

/// The invitation of a token. Whether it is the newest one is asked by the script, which also knows who reads it.
async fn find(console: &Console, token: &str) -> Result<Invitation, PageError> {
    let application = &console.application;
    let read = InvitationToken::read(application.tokens(), application.now(), token).map_err(|error| match error {
        TokenError::Expired => Refusal::InvitationExpired,
        TokenError::Invalid => Refusal::InvitationInvalid,
    })?;
    let (organization_id, id) = (read.organization_id, read.member_id);
    let found = application.read(&FindOrganization(organization_id)).await?;
    let (organization, _) = found.ok_or(Refusal::InvitationInvalid)?;
    let found = application.read(&FindMember { organization_id, id }).await?;
    let member = found.ok_or(Refusal::InvitationInvalid)?.member;
    let account = application.read(&FindAccountByEmail(fold(&read.email))).await?;
    let Organization { name: organization_name, .. } = organization.clone();
    Ok(Invitation {
        organization_id: organization_id.to_string(),
        member_id: id.to_string(),
        organization_name,
        email: read.email,
        token: token.to_owned(),
        has_account: account.is_some(),
        brings_keys: member.brings_keys(&organization),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    fn html(name: &str, brings_keys: bool) -> String {
        let t = Texts::sample(Timestamp::from_micros(0));
        let invitation = Invitation {
            organization_id: "a71c6574-52f1-4b98-9c4d-fd09703195e4".to_owned(),
            member_id: "5d38ed12-9b5c-4a0d-8a28-4bd0a0d2b1b6".to_owned(),
            organization_name: name.to_owned(),
            email: "dora@example.com".to_owned(),
            token: "a.b.c".to_owned(),
            has_account: false,
            brings_keys,
        };
        AcceptOrganization { t, layout: Layout::sample("Join"), invitation }.render().unwrap()
    }

    #[test]
    fn the_script_is_told_what_the_invitation_is() {
        let html = html("Acme", true);
        for told in [
            r#"data-organization-id="a71c6574-52f1-4b98-9c4d-fd09703195e4""#,
            r#"data-email="dora@example.com""#,
            r#"data-has-account="false""#,
            r#"data-brings-keys="true""#,
            r#"data-collection-name="Default collection""#,
        ] {
            assert!(html.contains(told), "{told} in {html}");
        }
    }

    #[test]
    fn a_name_is_escaped_wherever_it_stands() {
        let html = html(&"<img src=x onerror=alert(1)>\"".repeat(300), false);
        assert!(!html.contains("<img") && html.contains("&#60;img src=x"));
    }

    #[test]
    fn one_that_is_over_says_why() {
        let t = Texts::sample(Timestamp::from_micros(0));
        let why = Refusal::InvitationExpired.to_string();
        let html = InvitationOver { t, layout: Layout::sample("Over"), why: why.clone() }.render().unwrap();
        assert!(html.contains(&why), "{html}");
    }
}
