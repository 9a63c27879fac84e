//! Why calls of the identity provider failed lately: those of one cause together.

use super::trace_page::first_id_of;
use domain::{OrganizationId, Timestamp};
use std::collections::BTreeMap;
use storage::tables::trace::TraceEntry;
use storage::tables::trace_page::{self, TraceLead};
use storage::{Query, QueryCost, Snapshot, StorageError};

/// Failed calls that are looked at, the newest.
const MOST: i64 = 2_000;

/// The causes for which calls failed since a moment.
#[derive(Debug, Clone, Copy)]
pub struct ReadTraceFailures {
    /// Where.
    pub organization_id: OrganizationId,
    /// Since when.
    pub since: Timestamp,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceFailures {
    /// The causes, that of the newest call first.
    pub groups: Vec<FailureGroup>,
    /// Failed calls that were looked at.
    pub calls: u64,
    /// Whether there were more, older ones, which were not looked at.
    pub has_more: bool,
}

/// Calls that failed for one cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailureGroup {
    /// The cause, with an ellipsis in place of what differs from call to call: names in quotes, ids, numbers.
    pub cause: String,
    /// What to do about it, as the newest call has it.
    pub fix: Option<String>,
    /// The status of the answers.
    pub status: u16,
    /// How many calls.
    pub count: u64,
    /// When it happened first, as far as was looked.
    pub first_at: Timestamp,
    /// The newest call: its own cause names names.
    pub newest: TraceEntry,
}

impl Query for ReadTraceFailures {
    type Output = TraceFailures;
    type Error = StorageError;
    const SINGLE_STATEMENT: bool = true;

    async fn run(&self, at: &mut Snapshot<'_>) -> Result<TraceFailures, StorageError> {
        let (from, before) = (first_id_of(self.since), uuid::Uuid::max());
        let mut calls = trace_page::list(at, self.organization_id, TraceLead::Failures, before, MOST + 1).await?;
        calls.retain(|call| call.id >= from);
        let has_more = calls.len() as u64 > MOST.unsigned_abs();
        calls.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
        let count = calls.len() as u64;
        Ok(TraceFailures { groups: group(calls), calls: count, has_more })
    }

    fn cost(&self) -> QueryCost {
        QueryCost::Scan
    }
}

/// Puts calls, the newest of which comes first, together by cause.
fn group(calls: Vec<TraceEntry>) -> Vec<FailureGroup> {
    let mut groups: BTreeMap<(u16, String), FailureGroup> = BTreeMap::new();
    for call in calls {
        let cause = shape(call.cause.as_deref().unwrap_or_default());
        groups
            .entry((call.status, cause.clone()))
            .and_modify(|group| {
                group.count += 1;
                group.first_at = call.occurred_at;
            })
            .or_insert_with(|| FailureGroup {
                cause,
                fix: call.fix.clone(),
                status: call.status,
                count: 1,
                first_at: call.occurred_at,
                newest: call,
            });
    }
    let mut groups: Vec<FailureGroup> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.newest.id));
    groups
}

/// A cause without what differs from call to call.
fn shape(cause: &str) -> String {
    let mut shape = String::with_capacity(cause.len());
    for (place, part) in cause.split('"').enumerate() {
        if place % 2 == 1 {
            shape.push_str("\"…\"");
            continue;
        }
        for word in part.split_inclusive(char::is_whitespace) {
            let text = word.trim_end();
            let is_value = text.chars().any(|letter| letter.is_ascii_digit()) && text.len() > 1;
            if is_value {
                shape.push('…');
                shape.push_str(word.get(text.len()..).unwrap_or_default());
            } else {
                shape.push_str(word);
            }
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_that_differ_in_names_alone_are_one() {
        let of = |name: &str| shape(&format!("A member with userName \"{name}\" exists already. Look it up."));
        assert_eq!(of("dora"), "A member with userName \"…\" exists already. Look it up.");
        assert_eq!(of("dora"), of("the \u{1f600} 5th"));
        assert_eq!(shape("No user 0199f6a0-7c00 here\nat all"), "No user … here\nat all");
        assert_eq!(shape(""), "");
    }
}
