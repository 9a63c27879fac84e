//! What the organization has: people in every status, groups, collections, refused calls.

use serde_json::json;

use super::Bench;
use crate::load::{self, Turn};
use crate::requests::{Request, add_members, create, create_collection, create_group, set_active};

/// Groups, beside the large one.
const GROUPS: usize = 999;
/// Members of each of them.
const MEMBERS: usize = 100;
const COLLECTIONS: usize = 500;
/// Calls that are refused: users who are there already.
const REFUSED: usize = 2_000;
/// Members that an identity provider adds at once.
const AT_ONCE: usize = 1_000;

/// How much there is.
pub(super) struct Fill {
    /// In the order in which they were made: first those who are staged, then those who accept, last those who are revoked.
    pub(super) members: Vec<String>,
    pub(super) staged: usize,
    pub(super) revoked: usize,
    /// Those who accept, among them those who are confirmed.
    pub(super) accepting: usize,
    pub(super) confirmed: usize,
    /// The large one comes first.
    pub(super) groups: Vec<String>,
    /// Members of the large group.
    pub(super) in_large: usize,
    pub(super) collections: Vec<String>,
}

impl Bench {
    /// Fills the organization with so many members. Those who accept are invited yet.
    pub(super) async fn fill(&self, members: usize) -> anyhow::Result<Fill> {
        let (staged, revoked) = (members / 25, members / 33);
        // Both are below 65,536 for up to 100,000 members.
        let (accepting, confirmed) = (members * 62 / 100, members * 6 / 10);
        self.invite(false).await?;
        let mut ids = load::make(&self.scim, &self.process, staged, |turn| create(turn.index)).await?;
        self.invite(true).await?;
        let rest = move |turn: Turn| create(staged + turn.index);
        ids.extend(load::make(&self.scim, &self.process, members - staged, rest).await?);
        let last = ids.get(members - revoked..).unwrap_or_default().to_vec();
        self.send(last.iter().map(|id| set_active(id, false)).collect()).await?;
        let again = |turn: Turn| create(turn.index).refused(&[409]);
        load::make(&self.scim, &self.process, REFUSED.min(members), again).await?;
        let in_large = members / 5;
        let groups = self.groups(&ids, in_large).await?;
        let organization = self.organization.clone();
        let collection = move |_: Turn| create_collection(&organization, &json!([]));
        let collections = load::make(&self.api.service, &self.process, COLLECTIONS, collection).await?;
        Ok(Fill { members: ids, staged, revoked, accepting, confirmed, groups, in_large, collections })
    }

    /// Whether whom the directory makes is invited at once.
    async fn invite(&self, at_once: bool) -> anyhow::Result<()> {
        let fields: &[(&str, &str)] =
            if at_once { &[("enabled", "on"), ("invite", "on")] } else { &[("enabled", "on")] };
        self.browser.send(&self.path("/settings/scim"), fields).await
    }

    async fn groups(&self, members: &[String], in_large: usize) -> anyhow::Result<Vec<String>> {
        let make = |turn: Turn| create_group(&format!("Group {:04}", turn.index));
        let groups = load::make(&self.scim, &self.process, GROUPS + 1, make).await?;
        let mut additions = Vec::new();
        if let Some((large, others)) = groups.split_first() {
            let there = members.iter().skip(members.len() / 2).take(in_large).cloned().collect::<Vec<_>>();
            additions.extend(there.chunks(AT_ONCE).map(|chunk| add_members(large, chunk)));
            let chunks = members.chunks(MEMBERS).cycle();
            additions.extend(others.iter().zip(chunks).map(|(group, chunk)| add_members(group, chunk)));
        }
        self.send(additions).await?;
        Ok(groups)
    }

    /// Sends SCIM requests, which must succeed.
    async fn send(&self, requests: Vec<Request>) -> anyhow::Result<()> {
        let count = requests.len();
        let make = move |turn: Turn| requests.get(turn.index).cloned().unwrap_or_else(|| Request::get("/".to_owned()));
        load::make(&self.scim, &self.process, count, make).await.map(drop)
    }
}
