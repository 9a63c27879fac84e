//! `/organizations/{organization}/events`: the event log.

use super::event_address::{EventAddress, actor_filter};
use super::event_people::{self, Unclear};
use super::event_row::{Row, person_name};
use super::event_words::{self, KINDS};
use crate::Console;
use crate::layout::{Layout, PageResult, page};
use crate::organization_session::OrganizationSession;
use crate::rail::Entry;
use crate::show::clipped;
use crate::texts::Texts;
use application::{
    ActorFilter, ChainStatus, EventActor, EventRow, EventsPage, FindMember, FindMembership, ListScimKeys,
    ReadEventsPage, StorageError,
};
use askama::Template;
use axum::extract::{RawQuery, State};

/// Events of a page.
const LIMIT: u16 = 50;

#[derive(Template)]
#[template(path = "reporting/events.html")]
struct Events {
    t: Texts,
    layout: Layout,
    /// The path of the list.
    path: String,
    address: EventAddress,
    chain: ChainStatus,
    about: Option<About>,
    unclear: Option<Unclear>,
    actors: Vec<Choice>,
    kinds: Vec<Types>,
    rows: Vec<Row>,
    older: Option<String>,
    newest: Option<String>,
    /// What the exports are narrowed by.
    export: String,
}

/// A choice of a form: its value, its text, and whether it is chosen.
struct Choice {
    value: String,
    text: String,
    is_chosen: bool,
}

/// The types of one kind.
struct Types {
    name: String,
    choices: Vec<Choice>,
}

/// The one person whom the events are about.
struct About {
    /// Their name, if they are still here.
    name: Option<String>,
    /// The address of events about everybody.
    without: String,
}

pub(crate) async fn handle(
    State(console): State<Console>,
    session: OrganizationSession,
    RawQuery(query): RawQuery,
) -> PageResult {
    session.require(|permissions| permissions.access_event_logs)?;
    let mut address = EventAddress::read(&query.unwrap_or_default());
    let unclear = event_people::resolve(&console, &session, &mut address).await?;
    let organization_id = session.organization.id;
    let found = if unclear.is_some() {
        EventsPage { rows: Vec::new(), older: None }
    } else {
        let read = ReadEventsPage { organization_id, filter: address.filter(), before: address.before, limit: LIMIT };
        console.application.read(&read).await?
    };
    let path = session.path("/events");
    let (t, at) = (session.t(), |address: EventAddress| format!("{path}{}", address.query()));
    page(&Events {
        t,
        layout: session.layout(t.say("events-title"), Entry::Events),
        chain: chain_status(&console, &session).await?,
        about: about(&console, &session, &address).await?,
        unclear,
        actors: actors(&console, &session, &address, &found.rows).await?,
        kinds: kinds(t, &address),
        rows: found.rows.into_iter().map(|row| Row::new(&session, &address, row)).collect(),
        older: found.older.map(|before| at(EventAddress { before: Some(before), ..address.clone() })),
        newest: address.before.map(|_| at(EventAddress { before: None, ..address.clone() })),
        export: EventAddress { before: None, ..address.clone() }.query(),
        path: path.clone(),
        address,
    })
}

/// How far the log is known to be whole, as of the moment to which the page's times are relative.
async fn chain_status(console: &Console, session: &OrganizationSession) -> Result<ChainStatus, StorageError> {
    let status = console.application.chain_status(session.organization.id).await?;
    Ok(ChainStatus { verified_at: status.verified_at.min(session.t().now()), ..status })
}

async fn about(
    console: &Console,
    session: &OrganizationSession,
    address: &EventAddress,
) -> Result<Option<About>, StorageError> {
    let Some(id) = address.member else { return Ok(None) };
    let found = console.application.read(&FindMember { organization_id: session.organization.id, id }).await?;
    let name = found.map(|found| clipped(found.member.label()));
    Ok(Some(About { name, without: format!("{}{}", session.path("/events"), address.about_all().query()) }))
}

/// Who may have acted: programs, SCIM keys, and the person who is chosen by a link or by name.
async fn actors(
    console: &Console,
    session: &OrganizationSession,
    address: &EventAddress,
    rows: &[EventRow],
) -> Result<Vec<Choice>, StorageError> {
    let t = session.t();
    let choice = |value: String, text: String| Choice { is_chosen: value == address.actor, value, text };
    let mut choices = vec![choice("scim".to_owned(), t.say("events-actor-scim").to_string())];
    for key in console.application.read(&ListScimKeys(session.organization.id)).await? {
        choices.push(choice(format!("key:{}", key.id), t.say("events-actor-key").with("name", &key.name).to_string()));
    }
    choices.push(choice("api".to_owned(), t.say("events-actor-api").to_string()));
    choices.push(choice("server".to_owned(), t.say("events-actor-server").to_string()));
    if !choices.iter().any(|choice| choice.is_chosen)
        && let Some(actor) = actor_filter(&address.actor)
    {
        let name = actor_name(console, session, actor, rows).await?;
        choices.push(choice(address.actor.clone(), name.unwrap_or_else(|| t.say("events-actor-person").to_string())));
    }
    Ok(choices)
}

/// The name of the person who acted: as the list has it, or as a member's where they did nothing.
async fn actor_name(
    console: &Console,
    session: &OrganizationSession,
    actor: ActorFilter,
    rows: &[EventRow],
) -> Result<Option<String>, StorageError> {
    let ActorFilter::Account(account_id) = actor else { return Ok(None) };
    let listed = rows.iter().find_map(|row| match &row.actor {
        EventActor::Person { person: Some(person), .. } => Some(person_name(person)),
        _ => None,
    });
    if listed.is_some() {
        return Ok(listed);
    }
    let organization_id = session.organization.id;
    let found = console.application.read(&FindMembership { account_id, organization_id }).await?;
    Ok(found.map(|found| clipped(found.member.label())))
}

fn kinds(t: Texts, address: &EventAddress) -> Vec<Types> {
    let choice = |value: String, text: String| Choice { is_chosen: value == address.what, value, text };
    KINDS
        .iter()
        .map(|kind| {
            let name = t.say(kind.text).to_string();
            let all = choice(kind.word.to_owned(), t.say("events-all-of").with("kind", &name).to_string());
            let one = |event_type: domain::EventType| {
                let text = t.say(event_words::text(event_type)).with("whom", t.say(kind.one));
                choice(event_type.number().to_string(), text.to_string())
            };
            Types { name, choices: std::iter::once(all).chain(kind.types().map(one)).collect() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::event_row::tests::samples;
    use super::*;
    use application::AuditFinding;
    use domain::Timestamp;

    const HOSTILE: &str = "<img src=x onerror=alert(1)>";

    fn sample() -> Events {
        let t = Texts::sample(Timestamp::from_micros(60_000_000));
        Events {
            t,
            layout: Layout::sample("Event log"),
            path: "/organizations/o/events".to_owned(),
            address: EventAddress::default(),
            chain: ChainStatus { verified_to: 12, last: 12, verified_at: Timestamp::from_micros(0), finding: None },
            about: None,
            unclear: None,
            actors: vec![Choice { value: "key:1".to_owned(), text: HOSTILE.to_owned(), is_chosen: true }],
            kinds: kinds(t, &EventAddress::default()),
            rows: samples().into(),
            older: Some("/organizations/o/events?before=3".to_owned()),
            newest: None,
            export: "?what=members".to_owned(),
        }
    }

    #[test]
    fn events_are_sentences_and_names_of_others_are_escaped() {
        let html = sample().render().unwrap();
        assert!(!html.contains("<img"), "{html}");
        for shown in [
            "Verified up to event 12",
            "1 min ago",
            r#"href="/organizations/o/events.csv?what=members""#,
            "<del>true</del>",
            "&#60;img src=x onerror=alert(1)&#62;",
            "Access ended 1.2 ms after it was asked for.",
            r#"<option value="1500">invited somebody</option>"#,
        ] {
            assert!(html.contains(shown), "{shown} is missing in {html}");
        }
    }

    #[test]
    fn an_empty_log_teaches_and_an_empty_search_says_so() {
        let html = Events { rows: Vec::new(), older: None, ..sample() }.render().unwrap();
        assert!(html.contains("Nothing has happened yet"), "{html}");
        let address = EventAddress::read("what=items");
        let html = Events { rows: Vec::new(), older: None, address, ..sample() }.render().unwrap();
        assert!(html.contains("Nothing like this was found"), "{html}");
        let html = Events { rows: Vec::new(), ..sample() }.render().unwrap();
        assert!(html.contains("There are older ones."), "{html}");
    }

    #[test]
    fn a_log_that_was_tampered_with_says_so_loudly() {
        let finding = Some(AuditFinding::Altered { sequence: 7 });
        let chain = ChainStatus { finding, ..sample().chain };
        let html = Events { chain, ..sample() }.render().unwrap();
        assert!(
            html.contains(r#"<p class="note bad" role="alert">"#) && html.contains("event 7 does not fit"),
            "{html}"
        );
    }

    #[test]
    fn people_are_chosen_among_those_of_a_name() {
        let people = vec![(HOSTILE.repeat(400), "dora@example.test".to_owned(), "/a".to_owned())];
        let unclear = |people| Some(Unclear { text: HOSTILE.to_owned(), people, why: "events-nobody" });
        let address = EventAddress { person: HOSTILE.to_owned(), by: HOSTILE.to_owned(), ..EventAddress::default() };
        let page = Events { unclear: unclear(people), rows: Vec::new(), older: None, address, ..sample() };
        let html = page.render().unwrap();
        assert!(!html.contains("<img") && html.contains("Whom do you mean?"), "{html}");
        let html = Events { unclear: unclear(Vec::new()), ..page }.render().unwrap();
        assert!(!html.contains("<img") && html.contains("Nobody here is called"), "{html}");
        let about = Some(About { name: None, without: "/b".to_owned() });
        let html = Events { about, ..sample() }.render().unwrap();
        assert!(html.contains("Only about one person"), "{html}");
    }

    #[test]
    fn days_are_the_readers_unless_the_address_says_whose() {
        let page = |query| Events { address: EventAddress::read(query), ..sample() }.render().unwrap();
        let own = r#"<input type="hidden" name="zone" value="" data-zone>"#;
        assert!(page("").contains(own) && page("").contains("<b data-zone>UTC</b>"), "{}", page(""));
        let html = page("from=2026-01-01&zone=Europe/Berlin");
        assert!(
            html.contains(r#"name="zone" value="Europe/Berlin">"#) && html.contains("<b>Europe/Berlin</b>"),
            "{html}"
        );
        assert!(page("from=2026-01-01").contains("<b>UTC</b>"), "as it was read");
    }
}
