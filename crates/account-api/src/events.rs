//! `POST /events/collect`: a client tells what somebody did with items that it has.
//!
//! Always 200: a client that gets any other answer keeps what it tells and sends it again with every command.

use crate::AccountApi;
use crate::body::{self, USUAL_LIMIT};
use crate::call::AccountCall;
use crate::error::ApiError;
use crate::sealed_text::Date;
use application::{ClientEvent, CollectEvents, CommandError, LocateItems};
use axum::extract::{Request, State};
use domain::{EventType, ItemId, ItemOwner, OrganizationId};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Most events that one call tells.
const MOST: usize = 100;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    #[serde(rename = "type")]
    number: i64,
    cipher_id: Option<String>,
    organization_id: Option<String>,
    date: Option<Date>,
}

pub(crate) async fn handle(State(api): State<AccountApi>, call: AccountCall, request: Request) -> Result<(), ApiError> {
    // What is not understood is nothing to anybody.
    let told: Vec<Value> = body::read(request, USUAL_LIMIT).await.unwrap_or_default();
    let told: Vec<Told> = told.iter().take(MOST).filter_map(|told| Told::deserialize(told).ok()).collect();
    let account_id = call.account.id;
    let ids = told.iter().filter_map(Told::item_id).collect();
    let owners: BTreeMap<ItemId, ItemOwner> =
        api.application.read(&LocateItems { account_id, ids }).await?.into_iter().collect();
    let mut by_organization: BTreeMap<OrganizationId, Vec<ClientEvent>> = BTreeMap::new();
    for told in &told {
        if let Some((organization_id, event)) = told.event(&owners) {
            by_organization.entry(organization_id).or_default().push(event);
        }
    }
    for (organization_id, events) in by_organization {
        let collect = CollectEvents { call: call.command(&api), account_id, organization_id, events };
        match api.application.run(collect).await {
            Ok(()) | Err(CommandError::Refused(_)) => {}
            Err(error @ CommandError::Storage(_)) => return Err(error.into()),
        }
    }
    Ok(())
}

impl Told {
    fn item_id(&self) -> Option<ItemId> {
        self.cipher_id.as_deref().and_then(ItemId::parse)
    }

    /// The event, and the organization that it is about by its item, or by name where it is about all of them.
    fn event(&self, owners: &BTreeMap<ItemId, ItemOwner>) -> Option<(OrganizationId, ClientEvent)> {
        let occurred_at = self.date.as_ref().and_then(Date::moment);
        if self.number == EventType::OrganizationExported.number() {
            let id = self.organization_id.as_deref().and_then(OrganizationId::parse)?;
            let event_type = EventType::OrganizationExported;
            return Some((id, ClientEvent { event_type, item_id: None, occurred_at }));
        }
        let event_type = EventType::told_of_item(self.number)?;
        let item_id = self.item_id()?;
        let organization_id = owners.get(&item_id)?.organization_id()?;
        Some((organization_id, ClientEvent { event_type, item_id: Some(item_id), occurred_at }))
    }
}
