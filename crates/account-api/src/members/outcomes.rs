//! Calls about one member, and about several.

use crate::api_json::list;
use crate::error::ApiError;
use application::MemberOutcomes;
use domain::{MemberId, Refusal};
use serde::Deserialize;
use serde_json::{Value, json};

/// Most members that one call names.
const MOST: usize = 2_000;

/// The body of a call about several members.
#[derive(Deserialize)]
pub(super) struct IdsBody {
    ids: Vec<String>,
}

impl IdsBody {
    /// Each of them once. What is no id names nobody.
    pub(super) fn read(&self) -> Result<Vec<MemberId>, ApiError> {
        unique(self.ids.iter().filter_map(|text| MemberId::parse(text)).map(|id| (id, ())))
            .map(|ids| ids.into_iter().map(|(id, ())| id).collect())
    }
}

/// The first of each member, in order, and no more than a call may name.
pub(super) fn unique<T>(named: impl Iterator<Item = (MemberId, T)>) -> Result<Vec<(MemberId, T)>, ApiError> {
    let mut seen = std::collections::HashSet::new();
    let unique: Vec<(MemberId, T)> = named.filter(|(id, _)| seen.insert(*id)).collect();
    if unique.len() > MOST {
        return Err(ApiError::invalid(format!(
            "More than {MOST} members cannot be named at once. Send several calls."
        )));
    }
    Ok(unique)
}

/// The outcome of a call about one member.
pub(super) fn of_one(outcomes: MemberOutcomes) -> Result<(), ApiError> {
    match outcomes.into_iter().next() {
        Some((_, outcome)) => Ok(outcome?),
        None => Err(ApiError::not_found()),
    }
}

/// The outcome of a call about several: an entry for each who is a member here, whose error is empty where it went well.
pub(super) fn of_several(outcomes: MemberOutcomes) -> Value {
    let is_here = |outcome: &Result<(), Refusal>| *outcome != Err(Refusal::MemberNotFound);
    let entries: Vec<Value> = outcomes
        .into_iter()
        .filter(|(_, outcome)| is_here(outcome))
        .map(|(id, outcome)| {
            let error = outcome.err().map(|refusal| refusal.to_string()).unwrap_or_default();
            json!({"id": id, "error": error, "object": "OrganizationBulkConfirmResponseModel"})
        })
        .collect();
    list(&entries)
}
