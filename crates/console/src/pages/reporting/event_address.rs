//! What the event log shows, as its address says it.

use super::event_words::KINDS;
use application::{ActorFilter, EventFilter};
use domain::{AccountId, EventSystemUser, EventType, MemberId, ScimKeyId, Timestamp};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Most characters of a search.
const LONGEST_SEARCH: usize = 200;

/// The address of the event log. What it cannot read it leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct EventAddress {
    /// What somebody typed to find the person.
    pub(crate) person: String,
    /// The person.
    pub(crate) member: Option<MemberId>,
    /// Who acted, in the words of [`actor_filter`].
    pub(crate) actor: String,
    /// What somebody typed to find the person who acted.
    pub(crate) by: String,
    /// A number of a type, or the word of a kind.
    pub(crate) what: String,
    /// The first day, and the last one: `2026-01-31`.
    pub(crate) from: String,
    pub(crate) until: String,
    /// The time zone of these days, by its IANA name; empty for UTC, and where there are no days.
    pub(crate) zone: String,
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
                "person" => address.person = search(value),
                "by" => address.by = search(value),
                "member" => address.member = MemberId::parse(value),
                "actor" if actor_filter(value).is_some() => value.clone_into(&mut address.actor),
                "what" if !types(value).is_empty() => value.clone_into(&mut address.what),
                "from" if day(value).is_some() => value.clone_into(&mut address.from),
                "until" if day(value).is_some() => value.clone_into(&mut address.until),
                "zone" if zone(value).is_some() => value.clone_into(&mut address.zone),
                "before" => address.before = value.parse().ok(),
                _ => {}
            }
        }
        if !address.has_days() {
            address.zone.clear();
        }
        address
    }

    /// Which events are shown.
    pub(crate) fn filter(&self) -> EventFilter {
        EventFilter {
            member_id: self.member,
            actor: actor_filter(&self.actor),
            types: types(&self.what),
            from: day(&self.from).and_then(|day| self.beginning(day)),
            until: day(&self.until).and_then(|day| self.beginning(day.tomorrow().ok()?)),
        }
    }

    /// Whether it is about a range of days.
    pub(crate) fn has_days(&self) -> bool {
        !self.from.is_empty() || !self.until.is_empty()
    }

    /// The name of the zone of its days.
    pub(crate) fn zone_name(&self) -> &str {
        if self.zone.is_empty() { "UTC" } else { &self.zone }
    }

    /// When a day begins in the zone.
    fn beginning(&self, day: Date) -> Option<Timestamp> {
        let begin = zone(self.zone_name())?.to_timestamp(day.into()).ok()?;
        Some(Timestamp::from_micros(begin.as_microsecond()))
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
            ("by", self.by.clone()),
            ("what", self.what.clone()),
            ("from", self.from.clone()),
            ("until", self.until.clone()),
            ("zone", self.zone.clone()),
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
    pub(crate) fn done_by(&self, actor: String) -> Self {
        Self { actor, by: String::new(), before: None, ..self.clone() }
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

/// What somebody typed. Not every database takes NUL in a text.
fn search(text: &str) -> String {
    text.chars().filter(|letter| *letter != '\0').take(LONGEST_SEARCH).collect()
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written() {
        let id = "01a21599-cf45-7076-9bf7-795e095edd2e";
        let query = format!(
            "?person=D%C3%B6ra&member={id}&actor=key%3A{id}&by=Ann&what=members&from=2026-01-01\
                             &zone=Europe%2FBerlin&before=7"
        );
        assert_eq!(EventAddress::read(query.trim_start_matches('?')).query(), query);
        assert_eq!(EventAddress::read("").query(), "");
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let query = "member=x&actor=account:1&what=1&from=2026-13-01&until=today&before=x&other=1&person=%00a\
                     &zone=Europe/Berlin";
        assert_eq!(EventAddress::read(query), EventAddress { person: "a".to_owned(), ..EventAddress::default() });
    }

    #[test]
    fn a_range_of_days_has_its_last_day_in_it() {
        let filter = EventAddress::read("from=2026-01-01&until=2026-01-01&what=1500").filter();
        assert_eq!(filter.from, Some(Timestamp::from_micros(1_767_225_600_000_000)));
        assert_eq!(filter.until, Some(Timestamp::from_micros(1_767_225_600_000_000 + 86_400_000_000)));
        assert_eq!(filter.types, [EventType::MemberInvited]);
        let last = EventAddress::read("until=9999-12-31").filter();
        assert_eq!(last.until, None, "nothing comes after it");
        assert!(EventAddress::read("what=items").filter().types.contains(&EventType::ItemViewed));
    }

    #[test]
    fn days_are_those_of_a_zone() {
        const HOUR: i64 = 3_600_000_000;
        let long = |zone: &str, day: &str| {
            let filter = EventAddress::read(&format!("from={day}&until={day}&zone={zone}")).filter();
            let (from, until) = (filter.from.unwrap().micros(), filter.until.unwrap().micros());
            (from.rem_euclid(24 * HOUR) / HOUR, (until - from) / HOUR)
        };
        assert_eq!(long("Europe/Berlin", "2026-01-01"), (23, 24));
        assert_eq!(long("Europe/Berlin", "2026-03-29"), (23, 23), "clocks go forward");
        assert_eq!(long("Europe/Berlin", "2026-10-25"), (22, 25), "clocks go back");
        assert_eq!(long("America/Santiago", "2026-09-06"), (4, 23), "this day begins at one o'clock");
        for unknown in ["", "Europe/Atlantis", "../../etc/passwd", "%00", "+01:00"] {
            assert_eq!(long(unknown, "2026-01-01"), (0, 24), "{unknown} is read as UTC");
        }
    }
}
