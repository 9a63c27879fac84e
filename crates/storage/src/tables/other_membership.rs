//! What people are in other organizations than one, which its policies may mind.
//!
//! These are the only statements that look at several organizations by what people are in them.

#[cfg(test)]
use super::values::Generated;
use super::values::{SHORTEST, numbered, short_lists};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Row, Snapshot, StorageError, statements};
use domain::{AccountId, MemberId, MemberRole, OrganizationId, PolicyType};
use std::collections::HashSet;

statements! {
    /// The members of an organization who have joined it and another one.
    MEMBERS_ELSEWHERE: Scan = "SELECT m.id FROM member m WHERE m.organization_id = $1 AND m.status IN (1, 2) AND EXISTS \
        (SELECT 1 FROM account_membership a JOIN member o ON o.organization_id = a.organization_id AND o.id = a.member_id \
        WHERE a.account_id = m.account_id AND a.organization_id <> $1 AND o.status IN (1, 2))";
}

/// A membership of somebody who has joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherMembership {
    /// The person.
    pub account_id: AccountId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// What they are there.
    pub role: MemberRole,
    /// Whether the policy that was asked for is on there.
    pub has_policy: bool,
}

/// Those members of an organization who have joined another one as well.
pub async fn members_elsewhere(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
) -> Result<HashSet<MemberId>, StorageError> {
    let read = |row: &dyn Row| Ok(MemberId::from_uuid(row.uuid(0)?));
    Ok(at.fetch(&MEMBERS_ELSEWHERE, &[organization_id.uuid().into()], read).await?.into_iter().collect())
}

/// The memberships of these people in all organizations but one, where they have joined, and whether a policy is on there.
pub async fn of_accounts(
    at: &mut Snapshot<'_>,
    ids: &[AccountId],
    except: OrganizationId,
    policy_type: PolicyType,
) -> Result<Vec<OtherMembership>, StorageError> {
    let mut found = Vec::new();
    for list in short_lists(ids, SHORTEST) {
        let mut params = vec![Param::from(except.uuid()), policy_type.number().into()];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        found.extend(at.fetch_dynamic(&of_accounts_text(list.len()), &params, read).await?);
    }
    Ok(found)
}

fn read(row: &dyn Row) -> Result<OtherMembership, StorageError> {
    Ok(OtherMembership {
        account_id: AccountId::from_uuid(row.uuid(0)?),
        organization_id: OrganizationId::from_uuid(row.uuid(1)?),
        role: MemberRole::from_number(row.int(2)?).ok_or_else(|| row.corrupt(2))?,
        has_policy: row.bool(3)?,
    })
}

/// The account is asked for once more, since no index holds it: SQLite would else read all members of an organization from
/// the one that lists are in the order of.
fn of_accounts_text(ids: usize) -> String {
    format!(
        "SELECT a.account_id, a.organization_id, m.role, EXISTS (SELECT 1 FROM policy p WHERE \
         p.organization_id = a.organization_id AND p.policy_type = $2 AND p.enabled) FROM account_membership a \
         JOIN member m ON m.organization_id = a.organization_id AND m.id = a.member_id AND m.account_id = a.account_id \
         WHERE a.account_id IN ({}) AND a.organization_id <> $1 AND m.status IN (1, 2)",
        numbered(3, ids)
    )
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    Generated::with_short_list("other_membership.of_accounts", Cost::Range, SHORTEST, of_accounts_text)
}
