//! Whom somebody means by what they type into the search of a log.

use crate::Console;
use crate::error::PageError;
use crate::show::clipped;
use application::{MemberOrder, MemberRow, MemberSelection, ReadMembersPage};
use domain::{AccountId, MemberId, OrganizationId, SortOrder};

/// People among whom one may choose.
const CHOICES: usize = 8;

/// Who is meant.
pub(crate) enum Meant {
    /// It can be nobody else.
    One(Candidate),
    /// Some of those who fit.
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
    let selection = MemberSelection { search: Some(text.to_owned()), ..MemberSelection::default() };
    let (order, direction) = (MemberOrder::Name, SortOrder::Ascending);
    let read = ReadMembersPage { organization_id, selection, order, direction, page: 1 };
    let found = console.application.read(&read).await?.rows;
    let folded = domain::fold(text);
    let exact = found.iter().find(|row| row.member.profile.email.key() == folded);
    Ok(match (found.as_slice(), exact) {
        ([], _) => Meant::Nobody,
        ([only], _) | (_, Some(only)) => Meant::One(candidate(only)),
        (several, None) => Meant::Several(several.iter().take(CHOICES).map(candidate).collect()),
    })
}

fn candidate(row: &MemberRow) -> Candidate {
    let member = &row.member;
    Candidate {
        id: member.id,
        name: clipped(member.label()),
        email: member.profile.email.text().to_owned(),
        account_id: member.account_id,
    }
}
