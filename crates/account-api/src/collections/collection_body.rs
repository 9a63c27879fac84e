//! A collection as clients send it.

use crate::access_body::{self, AccessBody};
use crate::error::ApiError;
use crate::sealed_text::SealedText;
use application::{CollectionChange, CollectionDraft};
use domain::{ExternalId, GroupId, MemberId};
use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CollectionBody {
    name: Option<SealedText<2_000>>,
    #[serde(default)]
    external_id: ExternalIdBody,
    users: Option<Vec<AccessBody>>,
    groups: Option<Vec<AccessBody>>,
}

/// What is not sent stays; null removes.
#[derive(Default)]
enum ExternalIdBody {
    #[default]
    Absent,
    Sent(Option<String>),
}

impl<'de> Deserialize<'de> for ExternalIdBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::Sent)
    }
}

impl CollectionBody {
    /// A new collection: what is not sent, nobody has.
    pub(super) fn draft(self) -> Result<CollectionDraft, ApiError> {
        let CollectionChange { name, external_id, members, groups } = self.change()?;
        Ok(CollectionDraft {
            name: name.ok_or_else(|| ApiError::invalid("name is missing."))?,
            external_id: external_id.flatten(),
            members: members.unwrap_or_default(),
            groups: groups.unwrap_or_default(),
        })
    }

    /// A change: what is not sent stays as it is.
    pub(super) fn change(self) -> Result<CollectionChange, ApiError> {
        let external_id = match &self.external_id {
            ExternalIdBody::Absent => None,
            ExternalIdBody::Sent(id) => Some(ExternalId::parse(id.as_deref().unwrap_or_default())?),
        };
        let members = self.users.map(|list| access_body::read("users", &list, MemberId::parse));
        let groups = self.groups.map(|list| access_body::read("groups", &list, GroupId::parse));
        Ok(CollectionChange {
            name: self.name.map(SealedText::into_text),
            external_id,
            members: members.transpose()?,
            groups: groups.transpose()?,
        })
    }
}
