//! What a group is to be, as clients send it.

use crate::AccountApi;
use crate::access_body::{self, AccessBody};
use crate::error::ApiError;
use crate::organization_call::OrganizationCall;
use crate::path_id::ids;
use application::SaveGroup;
use domain::{CollectionId, ExternalId, GroupId, MemberId};
use serde::Deserialize;

/// Members of a large group.
pub(super) const LIMIT: usize = 8 * 1024 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupBody {
    name: Option<String>,
    external_id: Option<String>,
    users: Option<Vec<String>>,
    collections: Option<Vec<AccessBody>>,
}

impl GroupBody {
    /// The command that makes the group, or changes it to this.
    pub(super) fn save(
        self,
        api: &AccountApi,
        call: &OrganizationCall,
        id: Option<GroupId>,
    ) -> Result<SaveGroup, ApiError> {
        let external_id = self.external_id.as_deref().map(ExternalId::parse).transpose()?.flatten();
        Ok(SaveGroup {
            call: call.command(api),
            organization_id: call.organization.id,
            id,
            name: self.name,
            external_id,
            members: self.users.map(|texts| ids("users", &texts, MemberId::parse)).transpose()?,
            collections: self
                .collections
                .map(|sent| access_body::read("collections", &sent, CollectionId::parse))
                .transpose()?
                .map(Into::into),
        })
    }
}
