//! Where an organization's event log ends.

use crate::PublishedTip;
use domain::OrganizationId;
use storage::tables::{event, ledger};
use storage::{Query, QueryCost, Snapshot, StorageError};

/// Where the log of every organization ends now.
pub(crate) struct ListTips;

impl Query for ListTips {
    type Output = Vec<(OrganizationId, PublishedTip)>;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Self::Output, StorageError> {
        let ends = ledger::list_ends(at).await?;
        Ok(ends.into_iter().map(|(id, sequence, head)| (id, PublishedTip { sequence, head })).collect())
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

/// The end of a log, if the log still holds the event that was published last.
pub(crate) struct FindTip {
    pub(crate) organization_id: OrganizationId,
    pub(crate) published: Option<PublishedTip>,
}

/// What became of a log since its tip was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TipState {
    /// It goes on from the published event, or was never published.
    EndsAt(PublishedTip),
    /// It does not hold the published event any more. Publishing its end would cover that up.
    LostPublished,
}

impl Query for FindTip {
    type Output = Option<TipState>;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<Option<TipState>, StorageError> {
        if let Some(published) = self.published.filter(|published| published.sequence > 0) {
            let hash = event::hash_of(at, self.organization_id, published.sequence).await?;
            if hash != Some(published.head) {
                return Ok(Some(TipState::LostPublished));
            }
        }
        let ledger = ledger::find(at, self.organization_id).await?;
        Ok(ledger.map(|ledger| TipState::EndsAt(PublishedTip { sequence: ledger.sequence, head: ledger.head })))
    }
}
