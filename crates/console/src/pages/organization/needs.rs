//! What needs somebody, as sentences with what to do about each.

use crate::organization_session::OrganizationSession;
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
    pub(crate) link: (String, &'static str),
}

impl Need {
    fn new(tone: &'static str, text: impl Into<String>, link: (String, &'static str)) -> Self {
        Self { tone, text: text.into(), at: None, link }
    }

    #[cfg(test)]
    pub(crate) fn sample(text: &str, href: &str) -> Self {
        Self::new("todo", text, (href.to_owned(), "overview-see-why"))
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
        let link = (session.path("/members?tab=waiting"), "overview-confirm-them");
        list.push(Need::new("todo", t.say("overview-need-confirm").with("n", needs.waiting), link));
    }
    if let Some(limit) = seats.limit.filter(|limit| seats.foreseen > *limit) {
        let need = t.say("overview-need-seats").with("foreseen", seats.foreseen).with("limit", limit);
        list.push(Need::new("wait", need, (session.path("/settings/organization"), "overview-see-seats")));
    }
    for (id, count) in
        [("overview-need-expired", needs.expired_invitations), ("overview-need-expiring", needs.expiring_invitations)]
    {
        if count > 0 {
            let link = (session.path("/members?tab=invited"), "overview-send-again");
            list.push(Need::new("wait", t.say(id).with("n", count), link));
        }
    }
    if needs.dead_mails > 0 {
        let link = (session.path("/outbox?tab=failed"), "overview-see-mails");
        list.push(Need::new("bad", t.say("overview-need-mails").with("n", needs.dead_mails), link));
    }
}

fn provisioning(session: &OrganizationSession, needs: &Needs, list: &mut Vec<Need>) {
    let t = session.t();
    for (id, count, path) in [
        ("overview-need-refused", needs.refused_calls, "/provisioning?outcome=refused"),
        ("overview-need-failed", needs.failed_calls, "/provisioning?outcome=failed"),
    ] {
        if count > 0 {
            list.push(Need::new("bad", t.say(id).with("n", count), (session.path(path), "overview-see-why")));
        }
    }
    for key in &needs.expiring_keys {
        let link = (session.path("/settings/scim"), "overview-replace-key");
        let need = Need::new("wait", t.say("overview-need-key").with("name", &key.name), link);
        list.push(Need { at: key.expires_at, ..need });
    }
    if let Some(since) = needs.silent_since {
        let link = (session.path("/provisioning"), "overview-see-calls");
        list.push(Need { at: Some(since), ..Need::new("wait", t.say("overview-need-silent"), link) });
    }
}
