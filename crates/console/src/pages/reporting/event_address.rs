//! What the event log shows, as its address says it.

use super::event_words::KINDS;
use application::{ActorFilter, EventFilter};
use domain::{AccountId, EventSystemUser, EventType, MemberId, ScimKeyId, Timestamp};
use std::time::Duration;

/// Most characters of a search.
const LONGEST_SEARCH: usize = 200;
const DAY: Duration = Duration::from_hours(24);

/// The address of the event log. What it cannot read it leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct EventAddress {
    /// What somebody typed to find the person.
    pub(crate) person: String,
    /// The person.
    pub(crate) member: Option<MemberId>,
    /// Who acted, in the words of [`actor_filter`].
    pub(crate) actor: String,
    /// A number of a type, or the word of a kind.
    pub(crate) what: String,
    /// The first day, and the last one: `2026-01-31`.
    pub(crate) from: String,
    pub(crate) until: String,
    /// The number before which the page begins.
    pub(crate) before: Option<i64>,
}

impl EventAddress {
    /// Reads the query of an address.
    pub(crate) fn read(query: &str) -> Self {
        let mut address = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            match &*name {
                // Not every database takes NUL in a text.
                "person" => {
                    address.person = value.chars().filter(|letter| *letter != '\0').take(LONGEST_SEARCH).collect();
                }
                "member" => address.member = MemberId::parse(value),
                "actor" if actor_filter(value).is_some() => value.clone_into(&mut address.actor),
                "what" if !types(value).is_empty() => value.clone_into(&mut address.what),
                "from" if day(value).is_some() => value.clone_into(&mut address.from),
                "until" if day(value).is_some() => value.clone_into(&mut address.until),
                "before" => address.before = value.parse().ok(),
                _ => {}
            }
        }
        address
    }

    /// Which events are shown.
    pub(crate) fn filter(&self) -> EventFilter {
        EventFilter {
            member_id: self.member,
            actor: actor_filter(&self.actor),
            types: types(&self.what),
            from: day(&self.from),
            until: day(&self.until).map(|day| day.after(DAY)),
        }
    }

    /// Whether anything narrows it.
    pub(crate) fn is_narrowed(&self) -> bool {
        Self { before: None, ..self.clone() } != Self::default()
    }

    /// The query of this address, with its question mark; empty where it has no parts.
    pub(crate) fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("person", self.person.clone()),
            ("member", self.member.map(|id| id.to_string()).unwrap_or_default()),
            ("actor", self.actor.clone()),
            ("what", self.what.clone()),
            ("from", self.from.clone()),
            ("until", self.until.clone()),
            ("before", self.before.map(|number| number.to_string()).unwrap_or_default()),
        ] {
            if !value.is_empty() {
                query.append_pair(name, &value);
            }
        }
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// The same about one person.
    pub(crate) fn about(&self, member: MemberId) -> Self {
        Self { person: String::new(), member: Some(member), before: None, ..self.clone() }
    }

    /// The same about everybody.
    pub(crate) fn about_all(&self) -> Self {
        Self { person: String::new(), member: None, before: None, ..self.clone() }
    }

    /// The same by one actor.
    pub(crate) fn by(&self, actor: String) -> Self {
        Self { actor, before: None, ..self.clone() }
    }
}

/// `scim`, `api`, `server`, `key:ID` or `account:ID`.
pub(crate) fn actor_filter(word: &str) -> Option<ActorFilter> {
    match word.split_once(':') {
        Some(("key", id)) => ScimKeyId::parse(id).map(ActorFilter::ScimKey),
        Some(("account", id)) => AccountId::parse(id).map(ActorFilter::Account),
        Some(_) => None,
        None => Some(ActorFilter::System(match word {
            "scim" => EventSystemUser::Scim,
            "api" => EventSystemUser::PublicApi,
            "server" => EventSystemUser::Unknown,
            _ => return None,
        })),
    }
}

/// The types of a word: of a kind, or the one with this number.
fn types(word: &str) -> Vec<EventType> {
    match KINDS.iter().find(|kind| kind.word == word) {
        Some(kind) => kind.types().collect(),
        None => word.parse().ok().and_then(EventType::from_number).into_iter().collect(),
    }
}

/// The beginning of a day, in UTC.
fn day(text: &str) -> Option<Timestamp> {
    let date: jiff::civil::Date = text.parse().ok()?;
    let begin = jiff::tz::TimeZone::UTC.to_timestamp(date.into()).ok()?;
    Some(Timestamp::from_micros(begin.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written() {
        let id = "01a21599-cf45-7076-9bf7-795e095edd2e";
        let query = format!("?person=D%C3%B6ra&member={id}&actor=key%3A{id}&what=members&from=2026-01-01&before=7");
        assert_eq!(EventAddress::read(query.trim_start_matches('?')).query(), query);
        assert_eq!(EventAddress::read("").query(), "");
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let query = "member=x&actor=account:1&what=1&from=2026-13-01&until=today&before=x&other=1&person=%00a";
        assert_eq!(EventAddress::read(query), EventAddress { person: "a".to_owned(), ..EventAddress::default() });
    }

    #[test]
    fn a_range_of_days_has_its_last_day_in_it() {
        let filter = EventAddress::read("from=2026-01-01&until=2026-01-01&what=1500").filter();
        assert_eq!(filter.from, Some(Timestamp::from_micros(1_767_225_600_000_000)));
        assert_eq!(filter.until, Some(Timestamp::from_micros(1_767_225_600_000_000 + 86_400_000_000)));
        assert_eq!(filter.types, [EventType::MemberInvited]);
        assert!(EventAddress::read("what=items").filter().types.contains(&EventType::ItemViewed));
    }
}
