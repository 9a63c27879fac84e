//! `/organizations/{organization}`: leads to the overview.

use crate::flash::see_other;
use crate::layout::PageResult;
use crate::organization_session::OrganizationSession;

pub(crate) async fn handle(session: OrganizationSession) -> PageResult {
    session.require_any()?;
    Ok(see_other(&session.path("/overview")))
}
