//! Whom somebody may mean who wants to add people to something.

use crate::Console;
use crate::error::PageError;
use application::{MemberOrder, MemberRow, MemberSelection, ReadMembersPage};
use domain::{OrganizationId, SortOrder};

/// The first members whom a search finds, by name; nobody where nothing is searched.
pub(crate) async fn find_people(
    console: &Console,
    organization_id: OrganizationId,
    wanted: &str,
) -> Result<Vec<MemberRow>, PageError> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let selection = MemberSelection { search: Some(wanted.to_owned()), ..MemberSelection::default() };
    let (order, direction) = (MemberOrder::Name, SortOrder::Ascending);
    let read = ReadMembersPage { organization_id, selection, order, direction, page: 1 };
    Ok(console.application.read(&read).await?.rows)
}
