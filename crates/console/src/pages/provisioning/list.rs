//! `/organizations/{organization}/provisioning`: every call of the identity provider, and why some of them failed.

use crate::Console;
use crate::asked::Asked;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::pages::scim::ScimSession;
use crate::person_search::{CHOICES, Meant, find_person};
use crate::rail::Entry;
use crate::show::{call, clipped};
use crate::texts::{Phrase, Texts};
use application::{FailureGroup, ReadTraceFailures, TraceFailures, TraceFilter, TraceOutcome, TracePage, TraceRow};
use askama::Template;
use axum::extract::State;
use domain::{MemberId, Timestamp};
use std::time::Duration;
use uuid::Uuid;

/// Calls of a page.
const CALLS: u16 = 50;
/// Over how long causes are put together.
const LATELY: Duration = Duration::from_hours(7 * 24);
/// The providers by the names that the trace gives them.
const PROVIDERS: [&str; 7] = ["Entra ID", "Okta", "OneLogin", "JumpCloud", "authentik", "Rauthy", "SailPoint"];

#[derive(Template)]
#[template(path = "provisioning/list.html")]
struct List {
    t: Texts,
    layout: Layout,
    /// The path of the page.
    own: String,
    address: LogAddress,
    calls: Vec<CallRow>,
    /// The page of older calls.
    older: Option<String>,
    causes: Option<Causes>,
    /// Who may be meant by a name that means several: their names and addresses, and where to read about each.
    candidates: Vec<(String, String, String)>,
    /// Whether nobody is meant by it.
    is_nobody: bool,
}

/// A call in the list.
struct CallRow {
    at: Timestamp,
    status: u16,
    told: Phrase,
    cause: Option<String>,
    from: String,
    href: String,
}

/// Why calls failed lately.
struct Causes {
    groups: Vec<CauseRow>,
    calls: u64,
    has_more: bool,
}

/// Calls that failed for one cause.
struct CauseRow {
    status: u16,
    cause: String,
    fix: Option<String>,
    count: u64,
    last: Timestamp,
    /// The newest of them.
    href: String,
}

/// What the log shows, as its address says it.
#[derive(Debug, Clone, Default)]
struct LogAddress {
    /// `causes`, or the calls.
    tab: String,
    /// `ok`, `refused` or `failed`.
    outcome: String,
    /// The provider, as the trace names it.
    idp: String,
    /// The id of a member, or what one is found by.
    person: String,
    /// The call before which the page begins.
    before: String,
}

impl LogAddress {
    fn read(asked: &Asked) -> Self {
        let text = |name| asked.get(name).to_owned();
        Self {
            tab: text("tab"),
            outcome: text("outcome"),
            idp: text("idp"),
            person: text("person"),
            before: text("before"),
        }
    }

    fn is_about_causes(&self) -> bool {
        self.tab == "causes"
    }

    fn is_narrowed(&self) -> bool {
        [&self.outcome, &self.idp, &self.person].into_iter().any(|text| !text.is_empty())
    }

    fn filter(&self, member_id: Option<MemberId>) -> TraceFilter {
        let outcome = match self.outcome.as_str() {
            "ok" => Some(TraceOutcome::Succeeded),
            "refused" => Some(TraceOutcome::Refused),
            "failed" => Some(TraceOutcome::Failed),
            _ => None,
        };
        let provider = Some(self.idp.clone()).filter(|idp| !idp.is_empty());
        TraceFilter { outcome, provider, member_id, ..TraceFilter::default() }
    }

    /// The query of a page that asks for the same, but for a person and a place.
    fn query(&self, person: &str, before: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let all = [
            ("tab", &*self.tab),
            ("outcome", &self.outcome),
            ("idp", &self.idp),
            ("person", person),
            ("before", before),
        ];
        query.extend_pairs(all.iter().filter(|(_, value)| !value.is_empty()));
        query.finish()
    }
}

/// Whom the calls shall be about.
enum Person {
    Anybody,
    One(MemberId),
    /// None of those who may be meant.
    Unclear(Meant),
}

pub(crate) async fn handle(
    State(console): State<Console>,
    ScimSession(session): ScimSession,
    asked: Asked,
) -> PageResult {
    let t = session.t();
    let own = session.path("/provisioning");
    let address = LogAddress::read(&asked);
    let is_first = address.before.is_empty();
    // Who was removed is found by id alone.
    let person = match (address.person.as_str(), MemberId::parse(&address.person)) {
        ("", _) => Person::Anybody,
        (_, Some(id)) => Person::One(id),
        (text, None) => match find_person(&console, session.organization.id, text).await? {
            Meant::One(found) => Person::One(found.id),
            unclear => Person::Unclear(unclear),
        },
    };
    let member_id = match &person {
        Person::Anybody => Some(None),
        Person::One(id) => Some(Some(*id)),
        Person::Unclear(_) => None,
    };
    let found = match member_id.filter(|_| !address.is_about_causes()) {
        Some(member_id) => {
            let before = Uuid::parse_str(&address.before).ok();
            let filter = address.filter(member_id);
            console.application.trace_page(session.organization.id, filter, before, CALLS).await?
        }
        None => TracePage { rows: Vec::new(), older: None },
    };
    let causes = if address.is_about_causes() || (is_first && !address.is_narrowed()) {
        let since = console.application.now().before(LATELY);
        let read = ReadTraceFailures { organization_id: session.organization.id, since };
        Some(Causes::of(&session, console.application.read_trace(&read).await?))
    } else {
        None
    };
    let older = found.older.map(|before| format!("{own}?{}", address.query(&address.person, &before.to_string())));
    page(&List {
        t,
        layout: session.layout(t.say("provisioning-title"), Entry::Provisioning),
        calls: found.rows.iter().map(|row| CallRow::of(t, &session, row)).collect(),
        older,
        causes,
        is_nobody: matches!(person, Person::Unclear(Meant::Nobody)),
        candidates: match person {
            Person::Unclear(Meant::Several(people)) => people
                .into_iter()
                .take(CHOICES)
                .map(|one| (one.name, one.email, format!("{own}?{}", address.query(&one.id.to_string(), ""))))
                .collect(),
            _ => Vec::new(),
        },
        own,
        address,
    })
}

impl CallRow {
    fn of(t: Texts, session: &OrganizationSession, row: &TraceRow) -> Self {
        let entry = &row.entry;
        Self {
            at: entry.occurred_at,
            status: entry.status,
            told: call(t, row),
            cause: entry.cause.clone(),
            from: clipped(entry.provider.as_deref().or(entry.agent.as_deref()).unwrap_or(&entry.address)),
            href: session.path(&format!("/provisioning/{}", entry.id)),
        }
    }

    /// The tone of its status.
    const fn tone(&self) -> &'static str {
        if self.status < 400 { "good" } else { "bad" }
    }
}

impl Causes {
    fn of(session: &OrganizationSession, found: TraceFailures) -> Self {
        let row = |group: FailureGroup| CauseRow {
            status: group.status,
            // The newest call's own words name names.
            cause: group.newest.cause.clone().unwrap_or(group.cause),
            fix: group.fix,
            count: group.count,
            last: group.newest.occurred_at,
            href: session.path(&format!("/provisioning/{}", group.newest.id)),
        };
        Self { groups: found.groups.into_iter().map(row).collect(), calls: found.calls, has_more: found.has_more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample_call;

    const IMAGE: &str = "<img src=x onerror=alert(1)>";

    fn sample(calls: Vec<CallRow>, address: LogAddress) -> List {
        let t = Texts::sample(Timestamp::from_micros(1_767_225_600_000_000));
        List {
            t,
            layout: Layout::sample("Provisioning log"),
            own: "/organizations/x/provisioning".to_owned(),
            address,
            calls,
            older: None,
            causes: None,
            candidates: Vec::new(),
            is_nobody: false,
        }
    }

    fn row(name: &str) -> CallRow {
        let row = sample_call("POST", "/v2/x/Users", 201, Some(name));
        let told = call(Texts::sample(row.entry.occurred_at), &row);
        let (at, text) = (row.entry.occurred_at, Some(name.to_owned()));
        CallRow { at, status: 409, told, cause: text, from: clipped(name), href: "/x".to_owned() }
    }

    #[test]
    fn an_empty_log_says_what_comes_into_it() {
        assert!(sample(Vec::new(), LogAddress::default()).render().unwrap().contains("Nobody has called yet"));
        let narrowed = LogAddress { outcome: "failed".to_owned(), ..LogAddress::default() };
        assert!(sample(Vec::new(), narrowed).render().unwrap().contains("No call fits"));
    }

    #[test]
    fn whatever_is_sent_or_asked_is_escaped() {
        let address = LogAddress { person: IMAGE.to_owned(), idp: IMAGE.to_owned(), ..LogAddress::default() };
        let mut list = sample(vec![row(IMAGE), row(&"x".repeat(10_000))], address);
        list.candidates = vec![(IMAGE.to_owned(), IMAGE.to_owned(), "/x".to_owned())];
        let cause = CauseRow {
            status: 409,
            cause: IMAGE.to_owned(),
            fix: Some(IMAGE.to_owned()),
            count: 3,
            last: Timestamp::from_micros(0),
            href: "/x".to_owned(),
        };
        list.causes = Some(Causes { groups: vec![cause], calls: 3, has_more: false });
        let html = list.render().unwrap();
        assert!(!html.contains("<img") && html.contains("&#60;img src=x"), "{html}");
        list.address.tab = "causes".to_owned();
        let html = list.render().unwrap();
        assert!(!html.contains("<img") && html.contains("3 times"), "{html}");
    }

    #[test]
    fn links_ask_for_the_same() {
        let address = LogAddress { outcome: "refused".to_owned(), idp: "Entra ID".to_owned(), ..LogAddress::default() };
        assert_eq!(address.query("a&b", ""), "outcome=refused&idp=Entra+ID&person=a%26b");
        assert_eq!(LogAddress::default().query("", "1"), "before=1");
    }
}
