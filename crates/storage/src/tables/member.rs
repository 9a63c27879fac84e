//! Members.

#[cfg(test)]
use super::values::Generated;
use super::values::{lists, numbered};
#[cfg(test)]
use crate::Cost;
use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
use domain::{
    AccountId, CaseInsensitiveText, EmailAddress, ExternalId, Member, MemberId, MemberProfile, MemberRole,
    MemberStatus, OrganizationId, Origin, Permissions, RevocationReason, Timestamp,
};

macro_rules! columns {
    () => {
        "id, account_id, status, status_before_revocation, role, user_name, email, external_id, display_name, name, \
         attributes, origin, is_break_glass, invited_at, version, created_at, revised_at, account_email, permissions, \
         revocation_reason"
    };
}

/// A moment of change that is at least a millisecond after the last one: clients compare milliseconds.
macro_rules! newer {
    ($now:literal) => {
        concat!("CASE WHEN access_revised_at + 1000 > ", $now, " THEN access_revised_at + 1000 ELSE ", $now, " END")
    };
}

/// The columns that [`read`] expects, for `where_clause`.
pub(crate) const COLUMNS: &str = columns!();

statements! {
    /// One member.
    BY_ID: Point = concat!("SELECT ", columns!(), " FROM member WHERE organization_id = $1 AND id = $2");
    /// The member at an address that the directory, or whoever invited them, chose.
    BY_EMAIL: Point = concat!("SELECT ", columns!(), " FROM member WHERE organization_id = $1 AND email_key = $2");
    /// Who holds a userName, an address or an external id.
    HOLDERS: Point = "SELECT id, 1 FROM member WHERE organization_id = $1 AND user_name_key = $2 \
        UNION ALL SELECT id, 2 FROM member WHERE organization_id = $1 AND email_key = $3 \
        UNION ALL SELECT id, 2 FROM member WHERE organization_id = $1 AND account_email_key = $3 \
        UNION ALL SELECT id, 1 FROM member WHERE organization_id = $1 AND account_email_key = $2 \
        UNION ALL SELECT id, 3 FROM member WHERE organization_id = $1 AND external_id = $4";
    /// The addresses of an organization's confirmed owners and admins: those of their accounts, where they have one.
    ADMINISTRATORS: Range = "SELECT COALESCE(account_email, email) FROM member WHERE organization_id = $1 \
        AND role >= 0 AND role < 2 AND status = 2 ORDER BY role, id";
    /// When a directory import last made a member.
    LAST_IMPORTED: Point = "SELECT created_at FROM member WHERE organization_id = $1 AND origin > 3 AND origin = 4 \
        ORDER BY id DESC LIMIT 1";
    /// Makes a member.
    INSERT: Write = "INSERT INTO member (organization_id, id, account_id, status, status_before_revocation, role, \
        user_name, user_name_key, email, email_key, external_id, display_name, display_name_key, name, attributes, \
        origin, is_break_glass, invited_at, version, created_at, revised_at, account_email, account_email_key, \
        permissions, revocation_reason, label_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
        $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)";
    /// Writes the directory's view of a member, with the status.
    UPDATE: Write = "UPDATE member SET status = $3, status_before_revocation = $4, user_name = $5, \
        user_name_key = $6, email = $7, email_key = $8, external_id = $9, display_name = $10, display_name_key = $11, \
        attributes = $12, invited_at = $13, version = $14, revised_at = $15, revocation_reason = $16, label_key = $17 \
        WHERE organization_id = $1 AND id = $2";
    /// Writes the status alone, so that no index is looked at but those that hold it, and that the access changed.
    UPDATE_STATUS: Write = concat!(
        "UPDATE member SET status = $3, status_before_revocation = $4, invited_at = $5, version = $6, revised_at = $7, \
         revocation_reason = $8, access_revised_at = ", newer!("$9"), " WHERE organization_id = $1 AND id = $2"
    );
    /// Writes the tie to an account, the role and the status, and that the access changed.
    UPDATE_MEMBERSHIP: Write = concat!(
        "UPDATE member SET account_id = $3, account_email = $4, account_email_key = $5, role = $6, permissions = $7, \
         status = $8, status_before_revocation = $9, invited_at = $10, version = $11, revised_at = $12, \
         revocation_reason = $13, name = $14, label_key = $15, access_revised_at = ", newer!("$12"),
        " WHERE organization_id = $1 AND id = $2"
    );
    /// Writes the address of the member's account.
    UPDATE_ACCOUNT_EMAIL: Write = "UPDATE member SET account_email = $3, account_email_key = $4, version = $5, \
        revised_at = $6 WHERE organization_id = $1 AND id = $2";
    /// Writes the break-glass flag.
    UPDATE_BREAK_GLASS: Write = "UPDATE member SET is_break_glass = $3, version = $4, revised_at = $5 \
        WHERE organization_id = $1 AND id = $2";
    /// Writes that the member's access changed.
    TOUCH_ACCESS: Write = concat!(
        "UPDATE member SET access_revised_at = ", newer!("$3"), " WHERE organization_id = $1 AND id = $2"
    );
    /// Those who have joined and are not cut off.
    JOINED: Scan = concat!("SELECT ", columns!(), " FROM member WHERE organization_id = $1 AND status IN (1, 2) ORDER BY id");
    /// When the member's access last changed.
    ACCESS_REVISED: Point = "SELECT access_revised_at FROM member WHERE organization_id = $1 AND id = $2";
    /// How many members were made from an id on.
    COUNT_FROM: Scan = "SELECT COUNT(*) FROM member WHERE organization_id = $1 AND id >= $2";
    /// When those were invited who are, and were made before an id: the newest of them first.
    INVITED_BEFORE: Range = "SELECT invited_at FROM member WHERE organization_id = $1 AND status = 0 AND id < $2 \
        ORDER BY id DESC LIMIT $3";
    /// Removes a member; memberships and addresses go with it.
    DELETE: Write = "DELETE FROM member WHERE organization_id = $1 AND id = $2";
}

/// Who, other than the member at hand, holds a value that must be unique.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Holders {
    /// The holder of the userName.
    pub user_name: Option<MemberId>,
    /// The holder of the address.
    pub email: Option<MemberId>,
    /// The holder of the external id.
    pub external_id: Option<MemberId>,
}

/// The member with this id.
pub async fn find(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MemberId,
) -> Result<Option<Member>, StorageError> {
    at.fetch_optional(&BY_ID, &[organization_id.uuid().into(), id.uuid().into()], |row| read(row, organization_id))
        .await
}

/// The member whose chosen address has this folded key.
pub async fn find_by_email(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    email_key: &str,
) -> Result<Option<Member>, StorageError> {
    at.fetch_optional(&BY_EMAIL, &[organization_id.uuid().into(), email_key.into()], |row| read(row, organization_id))
        .await
}

/// When a directory import last made a member who is still here.
pub async fn last_imported(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
) -> Result<Option<Timestamp>, StorageError> {
    at.fetch_optional(&LAST_IMPORTED, &[organization_id.uuid().into()], |row| Ok(Timestamp::from_micros(row.int(0)?)))
        .await
}

/// Those of these ids that are members of the organization, in no particular order.
pub async fn find_all(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    ids: &[MemberId],
) -> Result<Vec<Member>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for list in lists(ids) {
        let mut params = vec![Param::from(organization_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        let sql = find_all_text(list.len());
        found.extend(at.fetch_dynamic(&sql, &params, |row| read(row, organization_id)).await?);
    }
    Ok(found)
}

/// How many members were made from an id on: for a stretch of time that is short.
pub async fn count_from(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MemberId,
) -> Result<i64, StorageError> {
    let params = [organization_id.uuid().into(), id.uuid().into()];
    Ok(at.fetch_optional(&COUNT_FROM, &params, |row| row.int(0)).await?.unwrap_or(0))
}

/// When Invited members were invited, of those who were made before an id: the newest `limit` of them.
pub async fn invited_before(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MemberId,
    limit: i64,
) -> Result<Vec<Timestamp>, StorageError> {
    let params = [organization_id.uuid().into(), id.uuid().into(), limit.into()];
    let found = at.fetch(&INVITED_BEFORE, &params, |row| Ok(row.opt_int(0)?.map(Timestamp::from_micros)));
    Ok(found.await?.into_iter().flatten().collect())
}

/// Who, other than `own`, holds the unique values of this profile. The address of a member's account counts as an address
/// and as a userName: look-ups find the member by it.
pub async fn find_holders(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    profile: &MemberProfile,
    own: Option<MemberId>,
) -> Result<Holders, StorageError> {
    let params = [
        organization_id.uuid().into(),
        profile.user_name.key().into(),
        profile.email.key().into(),
        profile.external_id.as_ref().map(ExternalId::as_str).into(),
    ];
    let mut holders = Holders::default();
    let found = at.fetch(&HOLDERS, &params, |row| Ok((MemberId::from_uuid(row.uuid(0)?), row.int(1)?))).await?;
    for (id, what) in found.into_iter().filter(|(id, _)| Some(*id) != own) {
        match what {
            1 => holders.user_name = Some(id),
            2 => holders.email = Some(id),
            _ => holders.external_id = Some(id),
        }
    }
    Ok(holders)
}

/// The addresses of the confirmed owners and admins.
pub async fn administrators(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
) -> Result<Vec<String>, StorageError> {
    at.fetch(&ADMINISTRATORS, &[organization_id.uuid().into()], |row| Ok(row.text(0)?.to_owned())).await
}

/// Those of these ids that are members of the organization, each with its [`Member::label`], in no particular order.
pub async fn labels(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    ids: &[MemberId],
) -> Result<Vec<(MemberId, String)>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for list in lists(ids) {
        let sql = labels_text(list.len());
        let mut params = vec![Param::from(organization_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        let rows =
            at.fetch_dynamic(&sql, &params, |row| Ok((MemberId::from_uuid(row.uuid(0)?), row.text(1)?.to_owned())));
        found.extend(rows.await?);
    }
    Ok(found)
}

/// Stores a new member.
pub async fn insert(tx: &mut Transaction<'_>, member: &Member) -> Result<(), StorageError> {
    let profile = &member.profile;
    let (permissions, label_key) = (permissions_text(member), member.label_key());
    let params = [
        member.organization_id.uuid().into(),
        member.id.uuid().into(),
        member.account_id.map(AccountId::uuid).into(),
        member.status.number().into(),
        member.status_before_revocation.map(MemberStatus::number).into(),
        member.role.number().into(),
        profile.user_name.text().into(),
        profile.user_name.key().into(),
        profile.email.text().into(),
        profile.email.key().into(),
        profile.external_id.as_ref().map(ExternalId::as_str).into(),
        profile.display_name.as_ref().map(CaseInsensitiveText::text).into(),
        profile.display_name.as_ref().map(CaseInsensitiveText::key).into(),
        member.name.as_ref().into(),
        profile.attributes.as_ref().into(),
        member.origin.number().into(),
        member.is_break_glass.into(),
        member.invited_at.map(Timestamp::micros).into(),
        member.version.into(),
        member.created_at.micros().into(),
        member.revised_at.micros().into(),
        member.account_email.as_ref().map(EmailAddress::text).into(),
        member.account_email.as_ref().map(EmailAddress::key).into(),
        permissions.as_ref().into(),
        reason(member),
        (&label_key).into(),
    ];
    tx.execute(&INSERT, &params).await.map(drop)
}

/// Stores a member whose profile, and perhaps status, changed. What the member can reach is told by
/// [`touch_access`].
pub async fn update(tx: &mut Transaction<'_>, member: &Member) -> Result<(), StorageError> {
    let (profile, label_key) = (&member.profile, member.label_key());
    let params = [
        member.organization_id.uuid().into(),
        member.id.uuid().into(),
        member.status.number().into(),
        member.status_before_revocation.map(MemberStatus::number).into(),
        profile.user_name.text().into(),
        profile.user_name.key().into(),
        profile.email.text().into(),
        profile.email.key().into(),
        profile.external_id.as_ref().map(ExternalId::as_str).into(),
        profile.display_name.as_ref().map(CaseInsensitiveText::text).into(),
        profile.display_name.as_ref().map(CaseInsensitiveText::key).into(),
        profile.attributes.as_ref().into(),
        member.invited_at.map(Timestamp::micros).into(),
        member.version.into(),
        member.revised_at.micros().into(),
        reason(member),
        (&label_key).into(),
    ];
    tx.execute(&UPDATE, &params).await.map(drop)
}

/// Stores a member whose status alone changed, and with it what they can reach, which their clients see by the moment `told`.
pub async fn update_status(tx: &mut Transaction<'_>, member: &Member, told: Timestamp) -> Result<(), StorageError> {
    let params = [
        member.organization_id.uuid().into(),
        member.id.uuid().into(),
        member.status.number().into(),
        member.status_before_revocation.map(MemberStatus::number).into(),
        member.invited_at.map(Timestamp::micros).into(),
        member.version.into(),
        member.revised_at.micros().into(),
        reason(member),
        told.micros().into(),
    ];
    tx.execute(&UPDATE_STATUS, &params).await.map(drop)
}

/// Stores a member whose account, role or status changed, and that what they can reach did.
pub async fn update_membership(tx: &mut Transaction<'_>, member: &Member) -> Result<(), StorageError> {
    let (permissions, label_key) = (permissions_text(member), member.label_key());
    let params = [
        member.organization_id.uuid().into(),
        member.id.uuid().into(),
        member.account_id.map(AccountId::uuid).into(),
        member.account_email.as_ref().map(EmailAddress::text).into(),
        member.account_email.as_ref().map(EmailAddress::key).into(),
        member.role.number().into(),
        permissions.as_ref().into(),
        member.status.number().into(),
        member.status_before_revocation.map(MemberStatus::number).into(),
        member.invited_at.map(Timestamp::micros).into(),
        member.version.into(),
        member.revised_at.micros().into(),
        reason(member),
        member.name.as_ref().into(),
        (&label_key).into(),
    ];
    tx.execute(&UPDATE_MEMBERSHIP, &params).await.map(drop)
}

/// Stores a member whose account has another address.
pub async fn update_account_email(tx: &mut Transaction<'_>, member: &Member) -> Result<(), StorageError> {
    let params = [
        member.organization_id.uuid().into(),
        member.id.uuid().into(),
        member.account_email.as_ref().map(EmailAddress::text).into(),
        member.account_email.as_ref().map(EmailAddress::key).into(),
        member.version.into(),
        member.revised_at.micros().into(),
    ];
    tx.execute(&UPDATE_ACCOUNT_EMAIL, &params).await.map(drop)
}

/// Stores a member whose break-glass flag changed.
pub async fn update_break_glass(tx: &mut Transaction<'_>, member: &Member) -> Result<(), StorageError> {
    let params = [
        member.organization_id.uuid().into(),
        member.id.uuid().into(),
        member.is_break_glass.into(),
        member.version.into(),
        member.revised_at.micros().into(),
    ];
    tx.execute(&UPDATE_BREAK_GLASS, &params).await.map(drop)
}

/// Stores that what a member can reach has changed now: their clients then ask for news.
pub async fn touch_access(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    id: MemberId,
    now: Timestamp,
) -> Result<(), StorageError> {
    let params = [organization_id.uuid().into(), id.uuid().into(), now.micros().into()];
    tx.execute(&TOUCH_ACCESS, &params).await.map(drop)
}

/// The people behind these members, in no particular order.
pub async fn accounts_of(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    ids: &[MemberId],
) -> Result<Vec<AccountId>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for list in lists(ids) {
        let mut params = vec![Param::from(organization_id.uuid())];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        let text = accounts_of_text(list.len());
        found.extend(at.fetch_dynamic(&text, &params, |row| Ok(AccountId::from_uuid(row.uuid(0)?))).await?);
    }
    Ok(found)
}

/// Stores that these members, who were not before, are revoked now for a reason, which their clients see by the moment
/// `told`.
pub async fn revoke_all(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    ids: &[MemberId],
    reason: RevocationReason,
    (now, told): (Timestamp, Timestamp),
) -> Result<(), StorageError> {
    for list in lists(ids) {
        let mut params = vec![
            Param::from(organization_id.uuid()),
            reason.number().into(),
            now.micros().into(),
            told.micros().into(),
        ];
        params.extend(list.iter().map(|id| Param::from(id.uuid())));
        tx.execute_dynamic(&revoke_all_text(list.len()), &params).await?;
    }
    Ok(())
}

/// The members who have accepted or are confirmed, in the order of creation.
pub async fn joined(at: &mut Snapshot<'_>, organization_id: OrganizationId) -> Result<Vec<Member>, StorageError> {
    at.fetch(&JOINED, &[organization_id.uuid().into()], |row| read(row, organization_id)).await
}

fn reason(member: &Member) -> Param<'static> {
    member.revocation_reason.map(RevocationReason::number).into()
}

/// When what a member can reach last changed; the beginning of time where there is no such member.
pub async fn access_revised(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    id: MemberId,
) -> Result<Timestamp, StorageError> {
    let params = [organization_id.uuid().into(), id.uuid().into()];
    let found = at.fetch_optional(&ACCESS_REVISED, &params, |row| Ok(Timestamp::from_micros(row.int(0)?))).await?;
    Ok(found.unwrap_or(Timestamp::from_micros(0)))
}

fn permissions_text(member: &Member) -> Option<String> {
    (member.role == MemberRole::Custom).then(|| member.permissions.to_json())
}

/// Removes a member, with everything that belongs to the membership.
pub async fn delete(
    tx: &mut Transaction<'_>,
    organization_id: OrganizationId,
    id: MemberId,
) -> Result<(), StorageError> {
    tx.execute(&DELETE, &[organization_id.uuid().into(), id.uuid().into()]).await.map(drop)
}

/// Reads a member from [`COLUMNS`]. Further addresses are not read: they are written anew with each profile.
pub(crate) fn read(row: &dyn Row, organization_id: OrganizationId) -> Result<Member, StorageError> {
    let permissions = row.opt_text(18)?.map(|json| Permissions::from_json(json).ok_or_else(|| row.corrupt(18)));
    let account_email = row.opt_text(17)?.map(|text| EmailAddress::parse(text).ok_or_else(|| row.corrupt(17)));
    Ok(Member {
        organization_id,
        id: MemberId::from_uuid(row.uuid(0)?),
        account_id: row.opt_uuid(1)?.map(AccountId::from_uuid),
        account_email: account_email.transpose()?,
        status: MemberStatus::from_number(row.int(2)?).ok_or_else(|| row.corrupt(2))?,
        status_before_revocation: row
            .opt_int(3)?
            .map(|number| MemberStatus::from_number(number).ok_or_else(|| row.corrupt(3)))
            .transpose()?,
        role: MemberRole::from_number(row.int(4)?).ok_or_else(|| row.corrupt(4))?,
        revocation_reason: row.opt_int(19)?.and_then(RevocationReason::from_number),
        permissions: permissions.transpose()?.unwrap_or_default(),
        profile: MemberProfile {
            user_name: CaseInsensitiveText::new(row.text(5)?),
            email: EmailAddress::parse(row.text(6)?).ok_or_else(|| row.corrupt(6))?,
            other_email_keys: Vec::new(),
            external_id: row.opt_text(7)?.map(ExternalId::from_stored),
            display_name: row.opt_text(8)?.map(CaseInsensitiveText::new),
            attributes: row.opt_text(10)?.map(str::to_owned),
        },
        name: row.opt_text(9)?.map(str::to_owned),
        origin: Origin::from_number(row.int(11)?).ok_or_else(|| row.corrupt(11))?,
        is_break_glass: row.bool(12)?,
        invited_at: row.opt_int(13)?.map(Timestamp::from_micros),
        version: row.int(14)?,
        created_at: Timestamp::from_micros(row.int(15)?),
        revised_at: Timestamp::from_micros(row.int(16)?),
    })
}

fn find_all_text(members: usize) -> String {
    format!(
        concat!("SELECT ", columns!(), " FROM member WHERE organization_id = $1 AND id IN ({})"),
        numbered(2, members)
    )
}

fn labels_text(members: usize) -> String {
    format!(
        "SELECT id, COALESCE(CASE WHEN TRIM(display_name) <> '' THEN display_name END, name, user_name) FROM member \
         WHERE organization_id = $1 AND id IN ({})",
        numbered(2, members)
    )
}

fn accounts_of_text(members: usize) -> String {
    format!(
        "SELECT account_id FROM member WHERE organization_id = $1 AND id IN ({}) AND account_id IS NOT NULL",
        numbered(2, members)
    )
}

/// Whoever is not revoked has no status before it. That is asked too, since no index holds it: SQLite would else read all of
/// the organization's statuses from one that holds them.
fn revoke_all_text(members: usize) -> String {
    format!(
        concat!(
            "UPDATE member SET status_before_revocation = status, status = -1, revocation_reason = $2, \
             version = version + 1, revised_at = $3, access_revised_at = ",
            newer!("$4"),
            " WHERE organization_id = $1 AND status <> -1 AND status_before_revocation IS NULL AND id IN ({})"
        ),
        numbered(5, members)
    )
}

/// The texts made at run time, for the catalogue's test.
#[cfg(test)]
pub(crate) fn generated() -> Vec<Generated> {
    [
        Generated::with_list("member.labels", Cost::Point, labels_text),
        Generated::with_list("member.accounts_of", Cost::Point, accounts_of_text),
        Generated::with_list("member.revoke_all", Cost::Write, revoke_all_text),
        Generated::with_list("member.find_all", Cost::Point, find_all_text),
    ]
    .concat()
}
