//! Collections as clients read them.

use crate::access_body::{self, AccessBody};
use application::{CollectionDetails, CollectionView};
use domain::{CollectionAccess, ExternalId};
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    id: String,
    organization_id: String,
    name: &'a str,
    external_id: Option<&'a str>,
    #[serde(rename = "type")]
    kind: i64,
    default_user_collection_email: Option<&'a str>,
    #[serde(flatten)]
    rights: Option<Rights>,
    #[serde(flatten)]
    access: Option<Access>,
    object: &'static str,
}

/// What the person may do in it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rights {
    read_only: bool,
    hide_passwords: bool,
    manage: bool,
}

/// Who reaches it.
#[derive(Serialize)]
struct Access {
    users: Vec<AccessBody>,
    groups: Vec<AccessBody>,
    /// Whether the person was given it.
    assigned: bool,
    unmanaged: bool,
}

/// A collection in the console's list, where most are known by name alone.
pub(super) fn collection(view: &CollectionView) -> Value {
    json!(shown(view, "collection"))
}

/// A collection with what the person may do in it.
pub(crate) fn details(view: &CollectionView) -> Value {
    json!(Shown { rights: Some(rights(view.access)), ..shown(view, "collectionDetails") })
}

/// The same with who reaches it.
pub(super) fn access_details(found: &CollectionDetails) -> Value {
    let access = Access {
        users: access_body::write(&found.members),
        groups: access_body::write(&found.groups),
        assigned: found.view.is_assigned,
        unmanaged: !found.is_managed(),
    };
    let rights = Some(rights(found.view.access));
    json!(Shown { rights, access: Some(access), ..shown(&found.view, "collectionAccessDetails") })
}

fn shown<'a>(view: &'a CollectionView, object: &'static str) -> Shown<'a> {
    let collection = &view.collection;
    Shown {
        id: collection.id.to_string(),
        organization_id: collection.organization_id.to_string(),
        name: &collection.name,
        external_id: collection.external_id.as_ref().map(ExternalId::as_str),
        kind: 0,
        default_user_collection_email: None,
        rights: None,
        access: None,
        object,
    }
}

/// Who has no access of their own is told the least.
fn rights(access: Option<CollectionAccess>) -> Rights {
    Rights {
        read_only: access.is_none_or(|access| access.read_only),
        hide_passwords: access.is_none_or(|access| access.hide_passwords),
        manage: access.is_some_and(|access| access.manage),
    }
}
