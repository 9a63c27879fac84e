//! Who shows a SCIM key, and when it was used.

use super::Application;
use crate::ScimScope;
use crate::queries::authenticate_scim_key::AuthenticateScimKey;
use domain::{OrganizationId, ScimKeyDigest};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};
use storage::StorageError;

/// How long a key that was looked up is taken for live: a revoked one lets nobody in after this on any node.
const KEY_CACHE_LIFE: Duration = Duration::from_secs(2);
/// Keys remembered at most.
const KEY_CACHE_SIZE: usize = 10_000;
/// Keys that were looked up, and when.
pub(super) type KeyCache = HashMap<(OrganizationId, [u8; 32]), (Instant, Arc<ScimScope>)>;

impl Application {
    /// What a key with this digest may do in this organization; none where it is not the organization's, has ended, or
    /// the organization takes no SCIM.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn authenticate(
        &self,
        organization_id: OrganizationId,
        digest: &ScimKeyDigest,
    ) -> Result<Option<Arc<ScimScope>>, StorageError> {
        let found = match self.remembered(organization_id, digest) {
            Some(scope) => Some(scope),
            None => self.look_up(organization_id, digest).await?,
        };
        let now = self.now();
        Ok(found.filter(|scope| scope.key.is_live(now) && scope.organization.accepts_scim()))
    }

    fn remembered(&self, organization_id: OrganizationId, digest: &ScimKeyDigest) -> Option<Arc<ScimScope>> {
        let cache = self.0.key_cache.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, scope) = cache.get(&(organization_id, *digest.as_bytes()))?;
        (since.elapsed() < KEY_CACHE_LIFE).then(|| Arc::clone(scope))
    }

    async fn look_up(
        &self,
        organization_id: OrganizationId,
        digest: &ScimKeyDigest,
    ) -> Result<Option<Arc<ScimScope>>, StorageError> {
        let started = Instant::now();
        let query = AuthenticateScimKey { organization_id, digest: *digest };
        let found = self.read(&query).await?.map(Arc::new);
        if let (Some(cache), Some(scope)) = (&self.0.key_cache, &found) {
            let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
            if cache.len() >= KEY_CACHE_SIZE {
                cache.clear();
            }
            cache.insert((organization_id, *digest.as_bytes()), (started, Arc::clone(scope)));
        }
        Ok(found)
    }

    /// Notes that a key was used.
    pub fn note_key_use(
        &self,
        scope: &ScimScope,
        address: impl FnOnce() -> String,
        agent: impl FnOnce() -> Option<String>,
    ) {
        self.0.key_uses.note(scope.organization.id, scope.key.id, self.now(), address, agent);
    }
}
