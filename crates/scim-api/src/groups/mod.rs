//! `/Groups`: one route, one file.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod patch;
pub(crate) mod replace;
mod representation;

use crate::call::ScimCall;
use crate::error::ApiError;
use application::GroupOutcome;
use domain::{GroupId, MemberId};

pub(crate) use representation::document;

/// The id in the path; whatever is none of ours is not found.
fn group_id(text: &str) -> Result<GroupId, ApiError> {
    GroupId::parse(text).ok_or_else(ApiError::group_not_found)
}

/// The values that can be ids of members. Others are ignored: Entra sends the ids of nested groups, and an error would
/// send its job into quarantine.
fn member_ids(values: &[String]) -> Vec<MemberId> {
    values.iter().filter_map(|value| MemberId::parse(value)).collect()
}

/// Tells the trace what became of a group.
fn note(call: &ScimCall, outcome: &GroupOutcome, rule: &str) {
    call.notes.group(outcome.view.group.id);
    call.notes.changes(&outcome.changes);
    let ignored = outcome.ignored.len();
    if ignored == 0 {
        call.notes.rule(rule);
    } else {
        let shown: Vec<String> = outcome.ignored.iter().take(5).map(ToString::to_string).collect();
        let text =
            format!("{rule}; {ignored} sent as members are no users here and were ignored: {}", shown.join(", "));
        call.notes.rule(text);
    }
}
