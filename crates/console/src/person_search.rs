//! Whom somebody means by what they type: into the search of a log, or where people are added to something.

use crate::Console;
use crate::error::PageError;
use crate::show::clipped;
use application::{FindMemberByEmail, MemberOrder, MemberRow, MemberSelection, ReadMembersPage};
use domain::{AccountId, Member, MemberId, OrganizationId, SortOrder};

/// People among whom one may choose.
pub(crate) const CHOICES: usize = 8;

/// Who is meant.
pub(crate) enum Meant {
    /// It can be nobody else.
    One(Candidate),
    /// Those who fit, by name; at most a page of them.
    Several(Vec<Candidate>),
    Nobody,
}

/// Somebody who may be meant.
pub(crate) struct Candidate {
    pub(crate) id: MemberId,
    pub(crate) name: String,
    pub(crate) email: String,
    /// Their account, once they have one here.
    pub(crate) account_id: Option<AccountId>,
}

/// Finds the members of an organization whose name, userName, address or external id contains a text. Who has just this
/// address is meant, whoever else fits.
pub(crate) async fn find_person(
    console: &Console,
    organization_id: OrganizationId,
    text: &str,
) -> Result<Meant, PageError> {
    if text.contains('@') {
        let find = FindMemberByEmail { organization_id, email_key: domain::fold(text) };
        if let Some(member) = console.application.read(&find).await? {
            return Ok(Meant::One(candidate(&member)));
        }
    }
    let found = find_people(console, organization_id, text).await?;
    Ok(match found.as_slice() {
        [] => Meant::Nobody,
        [only] => Meant::One(candidate(&only.member)),
        several => Meant::Several(several.iter().map(|row| candidate(&row.member)).collect()),
    })
}

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

fn candidate(member: &Member) -> Candidate {
    Candidate {
        id: member.id,
        name: clipped(member.label()),
        email: member.profile.email.text().to_owned(),
        account_id: member.account_id,
    }
}
