//! Confirming whom somebody chooses now.

use super::handshake::{Handshake, Outcome};
use super::report::{Report, named};
use super::rule::Rule;
use crate::commands::account::prompt::{self, Reply};
use crate::commands::account::trouble::explained;
use crate::output::printable;
use account_client::{ClientError, Member, MemberKey, MemberStatus};
use anyhow::bail;
use std::process::ExitCode;

/// Whom a run is about.
#[derive(Debug)]
pub(crate) enum Choice {
    /// Nobody is confirmed: who waits is listed.
    List(Rule),
    /// Each one is asked about.
    OneByOne(Rule),
    /// All of them.
    All(Rule),
    /// These members, by id or address.
    These(Vec<String>),
}

impl Choice {
    /// Shows and confirms them, after a question if `ask`.
    pub(crate) async fn run(self, handshake: &Handshake, report: Report, ask: bool) -> anyhow::Result<ExitCode> {
        let members = handshake.members().await.map_err(explained)?;
        let (Self::List(rule) | Self::OneByOne(rule) | Self::All(rule)) = &self else {
            let Self::These(names) = &self else { return Ok(ExitCode::SUCCESS) };
            let chosen = names.iter().map(|name| find(&members, name)).collect::<anyhow::Result<Vec<_>>>()?;
            return together(handshake, report, &chosen, ask).await;
        };
        let waiting: Vec<_> = members.iter().filter(|member| member.is_waiting() && rule.matches(member)).collect();
        if waiting.is_empty() {
            let who = if members.iter().any(Member::is_waiting) { "Nobody who matches the rules" } else { "Nobody" };
            eprintln!("{who} waits for a confirmation in {}.", printable(handshake.organization_name()));
            return Ok(ExitCode::SUCCESS);
        }
        match self {
            Self::OneByOne(_) => one_by_one(handshake, report, &waiting).await,
            Self::All(_) => together(handshake, report, &waiting, ask).await,
            Self::List(_) | Self::These(_) => {
                shown(handshake, report, &waiting).await?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn find<'m>(members: &'m [Member], name: &str) -> anyhow::Result<&'m Member> {
    let is_meant = |member: &&Member| {
        member.id.to_string().eq_ignore_ascii_case(name) || member.email.to_lowercase() == name.to_lowercase()
    };
    let Some(member) = members.iter().find(is_meant) else {
        bail!("there is no member {name:?} in the organization: use the id or the address of the membership");
    };
    match member.status {
        MemberStatus::Accepted => Ok(member),
        MemberStatus::Confirmed => bail!("{} is confirmed already", named(member)),
        MemberStatus::Revoked => bail!("{} is revoked: restore them first", named(member)),
        _ => bail!("{} has not accepted the invitation yet", named(member)),
    }
}

/// Shows each member. Those whose key cannot be had are reported and left out.
async fn shown<'m>(
    handshake: &Handshake,
    report: Report,
    members: &[&'m Member],
) -> anyhow::Result<Vec<(&'m Member, MemberKey)>> {
    let mut found = Vec::new();
    for member in members {
        if let Some(key) = show(handshake, report, member).await? {
            found.push((*member, key));
        }
    }
    Ok(found)
}

async fn show(handshake: &Handshake, report: Report, member: &Member) -> anyhow::Result<Option<MemberKey>> {
    match handshake.key_of(member).await {
        Ok(key) => {
            report.waiting(member, &key);
            Ok(Some(key))
        }
        Err(error) if is_about_the_member(&error) => {
            report.refused(member, &error.to_string());
            Ok(None)
        }
        Err(error) => Err(explained(error)),
    }
}

/// Whether an error concerns one member, so that the others can go on.
pub(crate) fn is_about_the_member(error: &ClientError) -> bool {
    let is_refusal = matches!(error, ClientError::Refused { .. } | ClientError::Answer { .. } | ClientError::Crypto(_));
    is_refusal && !error.is_temporary()
}

async fn one_by_one(handshake: &Handshake, report: Report, members: &[&Member]) -> anyhow::Result<ExitCode> {
    let mut all = true;
    for member in members {
        let Some(key) = show(handshake, report, member).await? else {
            all = false;
            continue;
        };
        match prompt::confirm(&format!("Confirm {}?", named(member)))? {
            Reply::Yes => all &= confirm(handshake, report, member, &key).await?,
            Reply::No => {}
            Reply::Quit => break,
        }
    }
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn together(handshake: &Handshake, report: Report, members: &[&Member], ask: bool) -> anyhow::Result<ExitCode> {
    let found = shown(handshake, report, members).await?;
    let mut all = found.len() == members.len();
    if ask && !found.is_empty() {
        let whom = if found.len() == 1 { "this member".to_owned() } else { format!("these {} members", found.len()) };
        if prompt::confirm(&format!("Confirm {whom}?"))? != Reply::Yes {
            eprintln!("Nobody was confirmed.");
            return Ok(ExitCode::SUCCESS);
        }
    }
    for (member, key) in found {
        all &= confirm(handshake, report, member, &key).await?;
    }
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether the member has the key now.
async fn confirm(handshake: &Handshake, report: Report, member: &Member, key: &MemberKey) -> anyhow::Result<bool> {
    match handshake.confirm(member, key).await.map_err(explained)? {
        Outcome::Confirmed => report.confirmed(member, &key.phrase),
        Outcome::NoLongerWaiting(status) => {
            report.no_longer_waiting(member, status);
            return Ok(status == Some(MemberStatus::Confirmed));
        }
        Outcome::Refused(message) => {
            report.refused(member, &message);
            return Ok(false);
        }
    }
    Ok(true)
}
