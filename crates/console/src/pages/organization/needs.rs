//! What needs somebody, as sentences with what to do about each.

use crate::organization_session::OrganizationSession;
use crate::router::is_served;
use application::{Needs, Overview, Seats};
use domain::Timestamp;

/// Something that needs somebody.
pub(crate) struct Need {
    /// The color of its mark.
    pub(crate) tone: &'static str,
    /// What it is.
    pub(crate) text: String,
    /// The moment that the sentence ends with.
    pub(crate) at: Option<Timestamp>,
    /// Where to go, and the text of that link.
    pub(crate) link: Option<(String, &'static str)>,
}

impl Need {
    fn new(tone: &'static str, text: impl Into<String>) -> Self {
        Self { tone, text: text.into(), at: None, link: None }
    }

    fn at(self, at: Timestamp) -> Self {
        Self { at: Some(at), ..self }
    }

    /// Leads to a page of the organization, which must be served without its query.
    fn link(self, session: &OrganizationSession, path: &str, text: &'static str) -> Self {
        let page = path.split('?').next().unwrap_or(path);
        let is_there = is_served(&format!("/organizations/{{organization}}{page}"));
        Self { link: is_there.then(|| (session.path(path), text)), ..self }
    }

    #[cfg(test)]
    pub(crate) fn sample(text: &str, href: &str) -> Self {
        Self { tone: "todo", text: text.to_owned(), at: None, link: Some((href.to_owned(), "overview-see-why")) }
    }
}

/// What needs this person: of what they may do.
pub(crate) fn needs(session: &OrganizationSession, found: &Overview) -> Vec<Need> {
    let mut list = Vec::new();
    if session.member.may(|may| may.manage_users) {
        people(session, &found.needs, found.seats, &mut list);
    }
    if session.member.may(|may| may.manage_scim) {
        provisioning(session, &found.needs, &mut list);
    }
    list
}

fn people(session: &OrganizationSession, needs: &Needs, seats: Seats, list: &mut Vec<Need>) {
    let t = session.t();
    if needs.waiting > 0 {
        let need = Need::new("todo", t.say("overview-need-confirm").with("n", needs.waiting));
        list.push(need.link(session, "/members?tab=waiting", "overview-confirm-them"));
    }
    if let Some(limit) = seats.limit.filter(|limit| seats.foreseen > *limit) {
        let need = t.say("overview-need-seats").with("foreseen", seats.foreseen).with("limit", limit);
        list.push(Need::new("wait", need).link(session, "/settings/organization", "overview-see-seats"));
    }
    for (id, count) in
        [("overview-need-expired", needs.expired_invitations), ("overview-need-expiring", needs.expiring_invitations)]
    {
        if count > 0 {
            let need = Need::new("wait", t.say(id).with("n", count));
            list.push(need.link(session, "/members?tab=invited", "overview-send-again"));
        }
    }
    if needs.dead_mails > 0 {
        let need = Need::new("bad", t.say("overview-need-mails").with("n", needs.dead_mails));
        list.push(need.link(session, "/outbox?tab=failed", "overview-see-mails"));
    }
}

fn provisioning(session: &OrganizationSession, needs: &Needs, list: &mut Vec<Need>) {
    let t = session.t();
    for (id, count, path) in [
        ("overview-need-refused", needs.refused_calls, "/provisioning?outcome=refused"),
        ("overview-need-failed", needs.failed_calls, "/provisioning?outcome=failed"),
    ] {
        if count > 0 {
            let need = Need::new("bad", t.say(id).with("n", count));
            list.push(need.link(session, path, "overview-see-why"));
        }
    }
    for key in &needs.expiring_keys {
        let need = Need::new("wait", t.say("overview-need-key").with("name", &key.name));
        let need = key.expires_at.into_iter().fold(need, Need::at);
        list.push(need.link(session, "/settings/scim", "overview-replace-key"));
    }
    if let Some(since) = needs.silent_since {
        let need = Need::new("wait", t.say("overview-need-silent")).at(since);
        list.push(need.link(session, "/provisioning", "overview-see-calls"));
    }
}
