//! Members, collections and items, up to a size.

use anyhow::Context;
use serde_json::{Value, json};

use super::{Bench, SEEN};
use crate::load::{self, Turn};
use crate::requests::{Request, SEALED, create, create_collection};

/// Members for each collection.
const MEMBERS_PER_COLLECTION: usize = 20;
/// Items for each member.
const ITEMS_PER_MEMBER: usize = 2;
/// Collections that the person reaches.
const REACHED: usize = 10;

/// What there is.
#[derive(Default)]
pub(super) struct Fill {
    pub(super) members: usize,
    /// Those that the person reaches come first.
    pub(super) collections: Vec<String>,
    pub(super) items: usize,
}

impl Bench {
    /// Fills up to this number of members. The first items are the person's, and never become more.
    pub(super) async fn fill(&self, fill: &mut Fill, members: usize) -> anyhow::Result<()> {
        let start = fill.members;
        load::make(&self.scim, &self.process, members - start, move |turn| create(start + turn.index)).await?;
        fill.members = members;
        let (start, wanted) = (fill.collections.len(), (members / MEMBERS_PER_COLLECTION).max(REACHED + 1));
        let person = self.membership().await?;
        let organization = self.organization.clone();
        let collection = move |turn: Turn| {
            let reached = json!([{"id": person, "readOnly": false, "hidePasswords": false, "manage": true}]);
            let users = if start + turn.index < REACHED { reached } else { json!([]) };
            create_collection(&organization, &users)
        };
        fill.collections.extend(load::make(&self.api.service, &self.process, wanted - start, collection).await?);
        let (start, wanted) = (fill.items, members * ITEMS_PER_MEMBER);
        let (organization, collections) = (self.organization.clone(), fill.collections.clone());
        let item = move |turn: Turn| {
            let number = start + turn.index;
            let (from, among) = if number < SEEN { (0, REACHED) } else { (REACHED, collections.len() - REACHED) };
            let collection = collections.get(from + number % among).cloned().unwrap_or_default();
            let body = json!({"cipher": login(&organization), "collectionIds": [collection]});
            Request::new("POST", "/api/ciphers/create".to_owned(), Some(&body), &[200])
        };
        load::make(&self.api.service, &self.process, wanted - start, item).await?;
        fill.items = wanted;
        Ok(())
    }

    /// The id of the person's membership.
    async fn membership(&self) -> anyhow::Result<String> {
        let profile = self.api.json(Request::get("/api/accounts/profile".to_owned())).await?;
        let id = profile.pointer("/organizations/0/organizationUserId").and_then(Value::as_str);
        Ok(id.context("no membership")?.to_owned())
    }
}

/// A login of the size that `bw` makes: name, notes, user name, password, a URI with its checksum, a field.
fn login(organization: &str) -> Value {
    let uri = json!({"match": null, "uri": SEALED, "uriChecksum": SEALED});
    let field = json!({"type": 1, "name": SEALED, "value": SEALED});
    json!({
        "type": 1, "organizationId": organization, "name": SEALED, "notes": SEALED, "favorite": false, "reprompt": 0,
        "login": {"uris": [uri], "username": SEALED, "password": SEALED, "passwordRevisionDate": null, "totp": null},
        "fields": [field],
    })
}
