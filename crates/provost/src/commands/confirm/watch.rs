//! Confirming members as they accept.

use super::choice::is_about_the_member;
use super::handshake::{Handshake, Outcome};
use super::report::Report;
use super::rule::Rule;
use crate::commands::account::trouble::explained;
use crate::output::printable;
use account_client::{ClientError, Member, MemberStatus, Uuid};
use anyhow::Context as _;
use http_kit::shutdown;
use std::collections::{HashMap, HashSet};
use std::pin::pin;
use std::process::ExitCode;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use vault_crypto::FingerprintPhrase;

/// The longest pause, however often something has failed.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// How long a call that runs may go on after a signal.
const GRACE: Duration = Duration::from_secs(5);

/// Confirms whoever matches the rule, until a signal.
pub(crate) async fn watch(
    handshake: &Handshake,
    rule: &Rule,
    interval: Duration,
    report: Report,
) -> anyhow::Result<ExitCode> {
    let tracker = TaskTracker::new();
    let stop = shutdown::token_on_signal(&tracker).context("signals")?;
    let name = printable(handshake.organization_name());
    eprintln!("Watching {name}: who accepts and matches the rules is confirmed. SIGINT or SIGTERM ends it.");
    let mut watch = Watch {
        handshake,
        rule,
        interval,
        report,
        unsure: HashMap::new(),
        refused: HashMap::new(),
        passed_over: HashSet::new(),
    };
    let mut failures = 0;
    while !stop.is_cancelled() {
        let Some(round) = finished(watch.round(&stop), &stop).await else { break };
        let pause = match round {
            Ok(()) => {
                if failures > 0 {
                    eprintln!("The server answers again.");
                }
                failures = 0;
                interval
            }
            Err(error) if error.is_temporary() => {
                let pause = backoff(interval, failures);
                failures += 1;
                eprintln!("{}. Trying again in {} s.", printable(&error.to_string()), pause.as_secs());
                pause
            }
            Err(error) => return Err(explained(error)),
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = sleep(pause) => {}
        }
    }
    eprintln!("Stopped.");
    Ok(ExitCode::SUCCESS)
}

/// Lets a round come to its end soon after a signal, so that what was done is told.
async fn finished<T>(round: impl Future<Output = T>, stop: &CancellationToken) -> Option<T> {
    let mut round = pin!(round);
    tokio::select! {
        result = &mut round => Some(result),
        () = stop.cancelled() => timeout(GRACE, round).await.ok(),
    }
}

/// The pause after so many failures in a row.
fn backoff(interval: Duration, failures: u32) -> Duration {
    interval.saturating_mul(2_u32.saturating_pow(failures)).min(LONGEST_PAUSE.max(interval))
}

struct Watch<'w> {
    handshake: &'w Handshake,
    rule: &'w Rule,
    interval: Duration,
    report: Report,
    /// Confirmations whose answer was lost: the next list tells whether they took place.
    unsure: HashMap<Uuid, FingerprintPhrase>,
    /// Members whom the server refuses for now.
    refused: HashMap<Uuid, Refused>,
    /// Members whom no rule lets in, and who were mentioned.
    passed_over: HashSet<Uuid>,
}

struct Refused {
    times: u32,
    next: Instant,
    message: String,
}

impl Watch<'_> {
    /// Looks once, and confirms.
    async fn round(&mut self, stop: &CancellationToken) -> Result<(), ClientError> {
        let members = self.handshake.members().await?;
        self.settle(&members);
        for member in members.iter().filter(|member| member.is_waiting()) {
            if stop.is_cancelled() {
                break;
            }
            if self.rule.matches(member) {
                self.admit(member).await?;
            } else if self.passed_over.insert(member.id) {
                self.report.passed_over(member);
            }
        }
        Ok(())
    }

    /// Tells what became of confirmations whose answer was lost, and forgets who does not wait any more.
    fn settle(&mut self, members: &[Member]) {
        for member in members {
            if let Some(phrase) = self.unsure.remove(&member.id)
                && member.status == MemberStatus::Confirmed
            {
                self.report.confirmed(member, &phrase);
            }
        }
        self.unsure.clear();
        let waiting: HashSet<_> = members.iter().filter(|member| member.is_waiting()).map(|member| member.id).collect();
        self.refused.retain(|id, _| waiting.contains(id));
        self.passed_over.retain(|id| waiting.contains(id));
    }

    async fn admit(&mut self, member: &Member) -> Result<(), ClientError> {
        if self.refused.get(&member.id).is_some_and(|refused| Instant::now() < refused.next) {
            return Ok(());
        }
        let key = match self.handshake.key_of(member).await {
            Ok(key) => key,
            Err(error) if is_about_the_member(&error) => {
                self.put_off(member, error.to_string());
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        match self.handshake.confirm(member, &key).await {
            Ok(Outcome::Confirmed) => self.report.confirmed(member, &key.phrase),
            Ok(Outcome::NoLongerWaiting(status)) => self.report.no_longer_waiting(member, status),
            Ok(Outcome::Refused(message)) => self.put_off(member, message),
            Err(error) => {
                self.unsure.insert(member.id, key.phrase);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Tries again later and later, and says why once.
    fn put_off(&mut self, member: &Member, message: String) {
        let before = self.refused.remove(&member.id);
        let times = before.as_ref().map_or(0, |refused| refused.times);
        if before.is_none_or(|refused| refused.message != message) {
            self.report.refused(member, &message);
        }
        let next = Instant::now() + backoff(self.interval, times);
        self.refused.insert(member.id, Refused { times: times + 1, next, message });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_five_minutes() {
        let ten = Duration::from_secs(10);
        assert_eq!(backoff(ten, 0), ten);
        assert_eq!(backoff(ten, 3), Duration::from_secs(80));
        assert_eq!(backoff(ten, 99), LONGEST_PAUSE);
        let hour = Duration::from_hours(1);
        assert_eq!(backoff(hour, 5), hour, "never shorter than what was asked for");
    }
}
