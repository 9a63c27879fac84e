//! What the console shows and needs more than one query for: the provisioning trace lies in a file of its own.

use super::Application;
use crate::commands::write_member_days::WriteMemberDays;
use crate::queries::chain_status::{ChainStatus, VerifyMoreEvents};
use crate::queries::event_rows::distinct;
use crate::queries::find_names::FindNames;
use crate::queries::overview::{DAY, Overview, ReadOverview};
use crate::queries::trace_page::{ReadTracePage, TraceFilter};
use crate::queries::trace_report::{CountArrivals, ProvisioningReport, ReadTraceReport};
use crate::{FindTraceEntry, ListOrganizations, PublishedTip, TraceEntry};
use domain::{ChainHash, OrganizationId};
use std::sync::{Arc, PoisonError};
use storage::StorageError;
use uuid::Uuid;

/// Events that are checked while a page waits.
const SOME: i64 = 1_000;
/// Events of one log that a round in the background checks.
const MANY: i64 = 100_000;

/// A call of the identity provider, with the names of what it was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceRow {
    /// The call.
    pub entry: TraceEntry,
    /// The name that the member goes by now; none where the call was about none, or they are gone.
    pub member: Option<String>,
    /// The name of the group.
    pub group: Option<String>,
}

/// A page of calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TracePage {
    /// The calls, the newest first, without what was sent and answered.
    pub rows: Vec<TraceRow>,
    /// The id before which the next page begins; none where there is nothing older. The next page may be empty, and this
    /// one too, where few calls match among many.
    pub older: Option<Uuid>,
}

impl Application {
    /// A page of the provisioning log: up to `limit` calls, the newest first, from before the one of this id.
    ///
    /// # Errors
    /// Where a database fails.
    pub async fn trace_page(
        &self,
        organization_id: OrganizationId,
        filter: TraceFilter,
        before: Option<Uuid>,
        limit: u16,
    ) -> Result<TracePage, StorageError> {
        let (entries, older) = self.read_trace(&ReadTracePage { organization_id, filter, before, limit }).await?;
        Ok(TracePage { rows: self.name_calls(organization_id, entries).await?, older })
    }

    /// One call, with all that is kept of it.
    ///
    /// # Errors
    /// Where a database fails.
    pub async fn trace_entry(
        &self,
        organization_id: OrganizationId,
        id: Uuid,
    ) -> Result<Option<TraceRow>, StorageError> {
        let found = self.read_trace(&FindTraceEntry { organization_id, id }).await?;
        Ok(self.name_calls(organization_id, found.into_iter().collect()).await?.pop())
    }

    async fn name_calls(
        &self,
        organization_id: OrganizationId,
        entries: Vec<TraceEntry>,
    ) -> Result<Vec<TraceRow>, StorageError> {
        let members = distinct(entries.iter().filter_map(|entry| entry.member_id));
        let groups = distinct(entries.iter().filter_map(|entry| entry.group_id));
        let names = self.read(&FindNames { organization_id, members, groups }).await?;
        let row = |entry: TraceEntry| TraceRow {
            member: entry.member_id.and_then(|id| names.members.get(&id).cloned()),
            group: entry.group_id.and_then(|id| names.groups.get(&id).cloned()),
            entry,
        };
        Ok(entries.into_iter().map(row).collect())
    }

    /// How an organization's identity provider gets on.
    ///
    /// # Errors
    /// Where a database fails.
    pub async fn provisioning_report(&self, id: OrganizationId) -> Result<ProvisioningReport, StorageError> {
        let (organization_id, now) = (id, self.now());
        let report = self.read_trace(&ReadTraceReport { organization_id, now }).await?;
        let arrived_last_minute = self.read(&CountArrivals { organization_id, now }).await?;
        Ok(ProvisioningReport { arrived_last_minute, ..report })
    }

    /// What an organization's administrators see first; none where there is no such organization.
    ///
    /// # Errors
    /// Where a database fails.
    pub async fn overview(&self, id: OrganizationId) -> Result<Option<Overview>, StorageError> {
        let provisioning = self.provisioning_report(id).await?;
        self.read(&ReadOverview { organization_id: id, now: self.now(), provisioning }).await
    }

    /// Checks some more of an organization's event log, and answers how far it is known to be whole. What was checked once
    /// on this server is not read again: `provost audit verify` reads it all, and compares with the published tip.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn chain_status(&self, id: OrganizationId) -> Result<ChainStatus, StorageError> {
        self.verify_more(id, SOME).await
    }

    async fn verify_more(&self, id: OrganizationId, limit: i64) -> Result<ChainStatus, StorageError> {
        let known = self.0.verified.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        let tip = match &known {
            // A broken log stays broken.
            Some((_, status)) if status.finding.is_some() => return Ok(status.clone()),
            Some((tip, _)) => *tip,
            None => PublishedTip { sequence: 0, head: ChainHash::START },
        };
        let more = VerifyMoreEvents { organization_id: id, known: tip, limit, data_key: Arc::clone(&self.0.data_key) };
        let reached = self.read(&more).await?;
        let status = ChainStatus {
            verified_to: reached.tip.sequence,
            last: reached.last,
            verified_at: self.now(),
            finding: reached.finding,
        };
        let mut verified = self.0.verified.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = verified.entry(id).or_insert_with(|| (reached.tip, status.clone()));
        if reached.tip.sequence >= kept.0.sequence {
            *kept = (reached.tip, status.clone());
        }
        Ok(status)
    }

    /// Checks the event logs as far as they have grown.
    pub async fn verify_logs(&self) {
        let Ok(organizations) = self.read(&ListOrganizations).await else { return };
        for organization in organizations {
            for _ in 0..MANY / SOME {
                match self.verify_more(organization.id, SOME).await {
                    Ok(status) if status.finding.is_none() && status.verified_to < status.last => {}
                    Ok(ChainStatus { finding: Some(finding), .. }) => {
                        self.tell_broken(organization.id, &finding.to_string());
                        break;
                    }
                    _ => break,
                }
            }
        }
    }

    /// Writes down how many members the organizations have today.
    pub async fn write_member_days(&self) {
        let day = self.now().micros().div_euclid(DAY);
        if let Err(error) = self.0.storage.run(WriteMemberDays { day }).await {
            tracing::warn!(%error, "the numbers of members were not written down");
        }
    }
}
