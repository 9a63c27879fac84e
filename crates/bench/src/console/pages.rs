//! The pages, by what somebody does with them.

use anyhow::Context;

use super::Bench;
use super::fill::Fill;

impl Bench {
    /// What each page is called, and its path.
    pub(super) async fn pages(&self, fill: &Fill) -> anyhow::Result<Vec<(&'static str, String)>> {
        let member = fill.members.get(fill.staged + fill.confirmed / 2).context("no member")?;
        let (large, small) = (fill.groups.first().context("no group")?, fill.groups.last().context("no group")?);
        let collection = fill.collections.first().context("no collection")?;
        let log = self.browser.text(&self.path("/provisioning?outcome=refused")).await?;
        let call = first_id(&log, &self.path("/provisioning/")).context("no refused call")?;
        let of = |rest: &str| self.path(rest);
        Ok(vec![
            ("overview", of("/overview")),
            ("members", of("/members")),
            ("members, page 1000", of("/members?page=1000")),
            ("members, last page", of("/members?page=1000000")),
            ("members, confirmed, page 900", of("/members?tab=confirmed&page=900")),
            ("members, revoked", of("/members?tab=revoked")),
            ("members, by address, page 1000", of("/members?sort=email&page=1000")),
            ("members, newest first", of("/members?sort=-created")),
            ("members, by status, page 1000", of("/members?sort=status&page=1000")),
            ("members, search: one", of("/members?search=member-0054321")),
            ("members, search: many", of("/members?search=given")),
            ("members, search: nobody", of("/members?search=nobody-at-all")),
            ("members, search: two letters", of("/members?search=gi")),
            ("members, search among revoked", of("/members?tab=revoked&search=family")),
            ("members of the large group", of(&format!("/members?group={large}"))),
            ("members of the large group, page 100", of(&format!("/members?group={large}&page=100"))),
            ("members, owners", of("/members?role=owner")),
            ("members, made in the console", of("/members?origin=console")),
            ("member", of(&format!("/members/{member}"))),
            ("members to confirm", of("/members/confirm")),
            ("members to invite", of("/members/invite")),
            ("revoking 50 members", of(&format!("/members/change?action=revoke{}", chosen(fill, 50)))),
            ("revoking 500 members", of("/members/change?action=revoke&all=on&tab=confirmed")),
            ("groups", of("/groups")),
            ("groups, last page", of("/groups?page=1000000")),
            ("groups, search", of("/groups?search=0777")),
            ("group, large", of(&format!("/groups/{large}"))),
            ("group, large, page 300", of(&format!("/groups/{large}?page=300"))),
            ("group, large, search: nobody", of(&format!("/groups/{large}?search=nobody-at-all"))),
            ("group, large, finding people", of(&format!("/groups/{large}?find=given"))),
            ("group, small", of(&format!("/groups/{small}"))),
            ("collections", of("/collections")),
            ("collection", of(&format!("/collections/{collection}"))),
            ("policies", of("/policies")),
            ("roles", of("/roles")),
            ("organization", of("/settings/organization")),
            ("SCIM settings", of("/settings/scim")),
            ("API keys", of("/settings/api-keys")),
            ("provisioning log", of("/provisioning")),
            ("provisioning log, refused", of("/provisioning?outcome=refused")),
            ("provisioning log, failed: none", of("/provisioning?outcome=failed")),
            ("provisioning log, Okta: none", of("/provisioning?idp=Okta")),
            ("provisioning log, a person", of(&format!("/provisioning?person={member}"))),
            ("provisioning log, causes", of("/provisioning?tab=causes")),
            ("provisioning log, a call", of(&format!("/provisioning/{call}"))),
            ("event log", of("/events")),
            ("event log, far back", of("/events?before=1000")),
            ("event log, a person", of(&format!("/events?member={member}"))),
            ("event log, finding a person", of("/events?person=given")),
            ("event log, by SCIM", of("/events?actor=scim")),
            ("event log, by the Public API: none", of("/events?actor=api")),
            ("event log, invitations: far back", of("/events?what=1500")),
            ("event log, removals: none", of("/events?what=1503")),
            ("event log, a day", of("/events?from=2026-01-01&until=2027-01-01")),
            ("outbox", of("/outbox")),
            ("outbox, failed", of("/outbox?tab=failed")),
            ("outbox, sent", of("/outbox?tab=sent")),
            ("operator", "/operator".to_owned()),
            ("account", "/account".to_owned()),
            ("devices", "/account/devices".to_owned()),
        ])
    }
}

/// Confirmed members, as the fields of a form.
fn chosen(fill: &Fill, count: usize) -> String {
    let members: Vec<_> = fill.members.iter().skip(fill.staged).take(count).map(String::as_str).collect();
    format!("&member={}", members.join("&member="))
}

/// The identifier behind the first link that begins so.
fn first_id<'p>(page: &'p str, path: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!("href=\"{path}"))?;
    rest.split(['"', '?']).next()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_first_link_counts() {
        let page =
            r#"<a href="/a/provisioning?x">…</a><a href="/a/provisioning/77?y">…</a><a href="/a/provisioning/8">"#;
        assert_eq!(super::first_id(page, "/a/provisioning/"), Some("77"));
        assert_eq!(super::first_id(page, "/b/"), None);
    }
}
