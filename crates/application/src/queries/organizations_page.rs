//! A page of the organizations of the installation, for the operator.

use super::page_place::PagePlace;
use domain::Organization;
use storage::tables::organization;
use storage::{Query, QueryCost, Snapshot, StorageError};

/// A page of all organizations, the newest first.
#[derive(Debug, Clone, Copy)]
pub struct ReadOrganizationsPage {
    /// Which page, from 1; after the last one comes the last one again.
    pub page: u64,
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationsPage {
    /// The organizations, each with how many members it has.
    pub rows: Vec<(Organization, i64)>,
    /// How many there are.
    pub total: u64,
    /// Which page it is, from 1.
    pub page: u64,
    /// How many pages there are, 1 at least.
    pub pages: u64,
}

impl OrganizationsPage {
    /// Organizations of a page.
    pub const SIZE: u64 = 50;
}

impl Query for ReadOrganizationsPage {
    type Output = OrganizationsPage;
    type Error = StorageError;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<OrganizationsPage, StorageError> {
        let total = organization::count(at).await?.unsigned_abs();
        let PagePlace { page, pages, offset } = PagePlace::of(self.page, total, OrganizationsPage::SIZE);
        let rows = organization::list_newest(at, OrganizationsPage::SIZE, offset).await?;
        Ok(OrganizationsPage { rows, total, page, pages })
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}
