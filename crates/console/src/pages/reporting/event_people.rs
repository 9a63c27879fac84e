//! Whom somebody means by what they type into the event log's form.

use super::event_address::EventAddress;
use crate::Console;
use crate::error::PageError;
use crate::organization_session::OrganizationSession;
use crate::person_search::{CHOICES, Candidate, Meant, find_person};

/// What was typed does not say who is meant.
pub(crate) struct Unclear {
    pub(crate) text: String,
    /// Those who may be meant: their names and addresses, and where to read about each.
    pub(crate) people: Vec<(String, String, String)>,
    /// The text that says why there are none.
    pub(crate) why: &'static str,
}

/// Makes an address one about a person, if they can be in it.
type Narrow = fn(&EventAddress, &Candidate) -> Option<EventAddress>;

/// Puts those who were typed into an address, where it can be nobody else.
pub(crate) async fn resolve(
    console: &Console,
    session: &OrganizationSession,
    address: &mut EventAddress,
) -> Result<Option<Unclear>, PageError> {
    if address.member.is_some() {
        address.person.clear();
    }
    let searches: [(String, Narrow); 2] = [
        (address.person.clone(), |address, person| Some(address.about(person.id))),
        // Only who has an account can have done anything.
        (address.by.clone(), |address, person| Some(address.done_by(format!("account:{}", person.account_id?)))),
    ];
    for (text, narrow) in searches.into_iter().filter(|(text, _)| !text.is_empty()) {
        let (people, why) = match find_person(console, session.organization.id, &text).await? {
            Meant::One(only) => {
                let Some(narrowed) = narrow(address, &only) else {
                    return Ok(Some(Unclear { text, people: Vec::new(), why: "events-no-account" }));
                };
                *address = EventAddress { before: address.before, ..narrowed };
                continue;
            }
            Meant::Several(people) => (people, "events-no-account"),
            Meant::Nobody => (Vec::new(), "events-nobody"),
        };
        let choice = |one: Candidate| {
            let query = narrow(address, &one)?.query();
            Some((one.name, one.email, format!("{}{query}", session.path("/events"))))
        };
        let people = people.into_iter().filter_map(choice).take(CHOICES).collect();
        return Ok(Some(Unclear { text, people, why }));
    }
    Ok(None)
}
