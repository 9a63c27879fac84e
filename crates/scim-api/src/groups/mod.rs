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

/// The values that can be ids of members. Others are ignored, and the trace is told: Entra sends the ids of nested
/// groups, and an error would send its job into quarantine.
fn member_ids(call: &ScimCall, values: Vec<String>) -> Vec<MemberId> {
    let mut ids = Vec::with_capacity(values.len());
    for value in values {
        match MemberId::parse(&value) {
            Some(id) => ids.push(id),
            None => call.notes.stranger(value),
        }
    }
    ids
}

/// Tells the trace what became of a group.
fn note(call: &ScimCall, outcome: &GroupOutcome, rule: &str) {
    call.notes.group(outcome.view.group.id);
    call.notes.changes(&outcome.changes);
    let strangers = call.notes.take_strangers();
    let ignored = outcome.ignored.len() + strangers.len();
    if ignored == 0 {
        call.notes.rule(rule);
    } else {
        let ids = outcome.ignored.iter().map(ToString::to_string);
        let shown: Vec<String> = ids.chain(strangers).take(5).collect();
        let text =
            format!("{rule}; {ignored} sent as members are no users here and were ignored: {}", shown.join(", "));
        call.notes.rule(text);
    }
}
