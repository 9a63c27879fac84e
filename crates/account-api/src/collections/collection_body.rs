//! A collection as clients send it.

use crate::access_body::{self, AccessBody};
use crate::error::ApiError;
use crate::sealed_text::SealedText;
use application::{CollectionChange, CollectionDraft};
use domain::{CollectionAccess, ExternalId, GroupId, MemberId};
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
        Ok(CollectionDraft {
            members: read_list("users", self.users.as_deref(), MemberId::parse)?.unwrap_or_default(),
            groups: read_list("groups", self.groups.as_deref(), GroupId::parse)?.unwrap_or_default(),
            external_id: self.external_id.read()?.flatten(),
            name: self.name.map(SealedText::into_text).ok_or_else(|| ApiError::invalid("name is missing."))?,
        })
    }

    /// A change: what is not sent stays as it is.
    pub(super) fn change(self) -> Result<CollectionChange, ApiError> {
        Ok(CollectionChange {
            members: read_list("users", self.users.as_deref(), MemberId::parse)?.map(Into::into),
            groups: read_list("groups", self.groups.as_deref(), GroupId::parse)?.map(Into::into),
            external_id: self.external_id.read()?,
            name: self.name.map(SealedText::into_text),
        })
    }
}

impl ExternalIdBody {
    #[expect(clippy::option_option, reason = "what is not sent stays, and null removes it")]
    fn read(&self) -> Result<Option<Option<ExternalId>>, ApiError> {
        match self {
            Self::Absent => Ok(None),
            Self::Sent(id) => Ok(Some(ExternalId::parse(id.as_deref().unwrap_or_default())?)),
        }
    }
}

/// The wanted access of a list; none where it was not sent.
fn read_list<I>(
    list: &str,
    sent: Option<&[AccessBody]>,
    parse: fn(&str) -> Option<I>,
) -> Result<Option<Vec<(I, CollectionAccess)>>, ApiError> {
    sent.map(|sent| access_body::read(list, sent, parse)).transpose()
}
