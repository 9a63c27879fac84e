//! The charts of the overview, with their numbers.

use crate::show::Bars;
use crate::texts::Texts;
use application::{DayOfMembers, HourOfCalls, ProvisioningReport};
use domain::{StatusCounts, Timestamp};

/// Days of the chart.
const DAYS: usize = 30;
/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// People by status, day by day.
pub(crate) struct People {
    pub(crate) chart: Bars,
    /// The days, the newest first.
    pub(crate) days: Vec<DayOfMembers>,
}

impl People {
    pub(crate) fn new(t: Texts, days: &[DayOfMembers]) -> Self {
        let bar = |day: &DayOfMembers| {
            let StatusCounts { staged, invited, accepted, confirmed, revoked } = day.people;
            vec![("bar", confirmed), ("todo", accepted), ("wait", invited), ("idle", staged), ("bad", revoked)]
        };
        let confirmed = |day: Option<&DayOfMembers>| day.map_or(0, |day| day.people.confirmed);
        let label = t.say("overview-people-label").with("days", days.len());
        let label = label.with("from", confirmed(days.first())).with("to", confirmed(days.last()));
        let ends = [t.say("overview-days-ago").with("n", DAYS - 1), t.say("overview-today")];
        // Nobody looked on the days before.
        let unknown = std::iter::repeat_n(Vec::new(), DAYS.saturating_sub(days.len()));
        let chart = Bars::new(label, unknown.chain(days.iter().map(bar)).collect(), ends);
        Self { chart, days: days.iter().rev().copied().collect() }
    }
}

/// Calls of the identity provider, hour by hour.
pub(crate) struct Calls {
    pub(crate) chart: Bars,
    /// The hours in which somebody called, the newest first.
    pub(crate) hours: Vec<Hour>,
    /// Calls of the last day.
    pub(crate) last_day: i64,
    /// How many of a thousand of them were refused or failed; none where there were none.
    per_mille: Option<i64>,
}

/// An hour with calls.
pub(crate) struct Hour {
    pub(crate) begin: Timestamp,
    pub(crate) calls: HourOfCalls,
}

impl Calls {
    pub(crate) fn new(t: Texts, report: &ProvisioningReport) -> Self {
        let bad = |hour: &HourOfCalls| hour.refused + hour.failed;
        let all = |hour: &HourOfCalls| hour.succeeded + bad(hour);
        let bars = report.hours.iter().map(|hour| vec![("bar", hour.succeeded), ("bad", bad(hour))]);
        let label = t.say("overview-calls-label").with("hours", report.hours.len());
        let label = label.with("calls", report.hours.iter().map(all).sum::<i64>());
        let label = label.with("bad", report.hours.iter().map(bad).sum::<i64>());
        let first = t.say("overview-hours-ago").with("n", report.hours.len());
        let chart = Bars::new(label, bars.collect(), [first.to_string(), t.say("overview-now").to_string()]);
        let day = report.last_day();
        let hours = report.hours.iter().rev().filter(|hour| all(hour) > 0);
        let begin = |hour: &HourOfCalls| Timestamp::from_micros(hour.hour.saturating_mul(HOUR));
        Self {
            chart,
            hours: hours.map(|hour| Hour { begin: begin(hour), calls: *hour }).collect(),
            last_day: all(&day),
            per_mille: (bad(&day) * 1_000).checked_div(all(&day)),
        }
    }

    /// How many in a hundred were refused or failed: `0.4`.
    pub(crate) fn percent(&self) -> Option<String> {
        self.per_mille.map(|share| format!("{}.{}", share / 10, share % 10))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::show::sample_call;
    use application::TraceEntry;

    /// A call.
    pub(in super::super) fn call(occurred_at: Timestamp) -> TraceEntry {
        TraceEntry { occurred_at, ..sample_call("GET", "/v2/x/Users", 200, None).entry }
    }

    #[test]
    fn a_share_has_one_digit_behind_the_point() {
        let t = Texts::sample(Timestamp::from_micros(0));
        let hour = HourOfCalls { hour: 0, succeeded: 993, refused: 5, failed: 2, people: 0 };
        let report = |hours| ProvisioningReport {
            hours,
            last_call: None,
            first_call_at: None,
            arrived: 0,
            arrived_last_minute: 0,
        };
        let calls = Calls::new(t, &report(vec![HourOfCalls::default(), hour]));
        assert_eq!((calls.last_day, calls.percent().as_deref(), calls.hours.len()), (1_000, Some("0.7"), 1));
        assert_eq!(Calls::new(t, &report(Vec::new())).percent(), None);
    }
}
