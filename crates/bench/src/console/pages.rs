//! The pages, by what somebody does with them.

use std::time::SystemTime;

use anyhow::Context;

use super::Bench;
use super::fill::Fill;
use crate::requests::user_name;

impl Bench {
    /// What each page is called, and its path.
    pub(super) async fn pages(&self, fill: &Fill) -> anyhow::Result<Vec<(&'static str, String)>> {
        let member = fill.members.get(fill.staged + fill.confirmed / 2).context("no member")?;
        let (large, small) = (fill.groups.first().context("no group")?, fill.groups.last().context("no group")?);
        let collection = fill.collections.first().context("no collection")?;
        let log = self.browser.text(&self.path("/provisioning?outcome=refused")).await?;
        let call = first_id(&log, &self.path("/provisioning/")).context("no refused call")?;
        let (half, half_confirmed) = (middle(fill.members.len()), middle(fill.confirmed));
        let (half_large, one) = (middle(fill.in_large), user_name(fill.members.len() / 2));
        let year = year();
        let of = |rest: &str| self.path(rest);
        Ok(vec![
            ("overview", of("/overview")),
            ("members", of("/members")),
            ("members, page in the middle", of(&format!("/members?page={half}"))),
            ("members, last page", of("/members?page=1000000")),
            ("members, confirmed, page in the middle", of(&format!("/members?tab=confirmed&page={half_confirmed}"))),
            ("members, revoked", of("/members?tab=revoked")),
            ("members, by address, page in the middle", of(&format!("/members?sort=email&page={half}"))),
            ("members, newest first", of("/members?sort=-created")),
            ("members, by status, page in the middle", of(&format!("/members?sort=status&page={half}"))),
            ("members, search: one", of(&format!("/members?search={one}"))),
            ("members, search: many", of("/members?search=given")),
            ("members, search: nobody", of("/members?search=nobody-at-all")),
            ("members, search: two letters", of("/members?search=gi")),
            ("members, search among revoked", of("/members?tab=revoked&search=family")),
            ("members of the large group", of(&format!("/members?group={large}"))),
            (
                "members of the large group, page in the middle",
                of(&format!("/members?group={large}&page={half_large}")),
            ),
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
            ("group, large, page in the middle", of(&format!("/groups/{large}?page={half_large}"))),
            ("group, large, search: nobody", of(&format!("/groups/{large}?search=nobody-at-all"))),
            ("group, large, finding people", of(&format!("/groups/{large}?find=given"))),
            ("group, small", of(&format!("/groups/{small}"))),
            ("collections", of("/collections")),
            ("collections, last page", of("/collections?page=1000000")),
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
            ("event log, a year", of(&format!("/events?from={year}-01-01&until={year}-12-31"))),
            ("outbox", of("/outbox")),
            ("outbox, failed", of("/outbox?tab=failed")),
            ("outbox, sent", of("/outbox?tab=sent")),
            ("operator", "/operator".to_owned()),
            ("account", "/account".to_owned()),
            ("devices", "/account/devices".to_owned()),
        ])
    }
}

/// The page in the middle of a list of so many, which shows fifty at once.
fn middle(count: usize) -> usize {
    (count / 100).max(1)
}

/// This year, but for some hours at its ends.
fn year() -> u64 {
    1970 + SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs() / 31_556_952
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
