//! Moments, as people say them.

use crate::texts::Texts;
use askama::filters::HtmlSafe;
use domain::Timestamp;
use std::fmt;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// From here on a date says more.
const LONG: i64 = 30 * DAY;

/// `<time>` with the distance from now as its text. The moment itself is shown on hover: in UTC, and in the reader's zone
/// once the script has run.
pub(crate) struct TimeTag {
    t: Texts,
    at: Timestamp,
}

impl TimeTag {
    pub(crate) const fn new(t: Texts, at: Timestamp) -> Self {
        Self { t, at }
    }

    fn text(&self, exact: &str) -> String {
        let seconds = (self.t.now().micros() - self.at.micros()).div_euclid(1_000_000);
        let say = |id: &str, number: i64| self.t.say(id).with("n", number).to_string();
        match seconds {
            0..5 => self.t.say("time-now").to_string(),
            5..MINUTE => say("time-seconds-ago", seconds),
            MINUTE..HOUR => say("time-minutes-ago", seconds / MINUTE),
            HOUR..DAY => say("time-hours-ago", seconds / HOUR),
            DAY..LONG => say("time-days-ago", seconds / DAY),
            -59..0 => self.t.say("time-soon").to_string(),
            _ if seconds < 0 && seconds > -HOUR => say("time-in-minutes", -seconds / MINUTE),
            _ if seconds < 0 && seconds > -DAY => say("time-in-hours", -seconds / HOUR),
            _ if seconds < 0 && seconds > -LONG => say("time-in-days", -seconds / DAY),
            _ => exact.get(..10).unwrap_or(exact).to_owned(),
        }
    }
}

impl fmt::Display for TimeTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = jiff::Timestamp::from_microsecond(self.at.micros()).map_err(|_| fmt::Error)?;
        let exact = moment.strftime("%Y-%m-%d %H:%M:%S").to_string();
        let text = self.text(&exact);
        let machine = moment.strftime("%Y-%m-%dT%H:%M:%SZ");
        write!(f, r#"<time datetime="{machine}" title="{exact} UTC">{text}</time>"#)
    }
}

impl HtmlSafe for TimeTag {}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(seconds_ago: i64) -> String {
        let now = Timestamp::from_micros(1_767_225_600_000_000);
        let at = Timestamp::from_micros(now.micros() - seconds_ago * 1_000_000);
        let tag = Texts::sample(now).time(&at).to_string();
        tag.split(['>', '<']).nth(2).unwrap().to_owned()
    }

    #[test]
    fn moments_are_said_as_people_say_them() {
        for (seconds, text) in [
            (0, "just now"),
            (12, "12 s ago"),
            (120, "2 min ago"),
            (3_600, "1 h ago"),
            (3 * DAY, "3 d ago"),
            (31 * DAY, "2025-12-01"),
            (-5, "in a moment"),
            (-90, "in 1 min"),
            (-2 * HOUR, "in 2 h"),
            (-2 * DAY, "in 2 d"),
            (-40 * DAY, "2026-02-10"),
        ] {
            assert_eq!(shown(seconds), text);
        }
    }

    #[test]
    fn the_moment_itself_is_on_hover() {
        let at = Timestamp::from_micros(1_767_225_600_000_000);
        assert_eq!(
            Texts::sample(at).time(&at).to_string(),
            r#"<time datetime="2026-01-01T00:00:00Z" title="2026-01-01 00:00:00 UTC">just now</time>"#
        );
    }
}
