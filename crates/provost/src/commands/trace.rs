//! `provost trace`

use crate::installation::Installation;
use crate::options::{DataOptions, organization_id};
use crate::output;
use anyhow::{Context as _, bail};
use application::{ListTrace, Listing, TraceEntry};
use clap::{Args, Subcommand};
use domain::{
    CompareOperator, Filter, FilterValue, MemberAttribute, MemberId, Organization, OrganizationId, PageRequest,
    Position, fold,
};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Read what identity providers sent and what became of it.
#[derive(Debug, Subcommand)]
pub(crate) enum Trace {
    /// List calls, newest first.
    List(List),
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// The organization; not needed where there is only one.
    #[arg(long, value_parser = organization_id)]
    organization: Option<OrganizationId>,
    /// Calls about this member alone: an id, a userName, an address or an externalId.
    #[arg(long)]
    member: Option<String>,
    /// Calls that failed alone.
    #[arg(long)]
    failed: bool,
    /// How many calls.
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// Print one line of JSON for each call.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataOptions,
}

impl Trace {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let Self::List(list) = self;
        let installation = Installation::open_existing(&list.data).await?;
        let organization = installation.organization(list.organization).await?;
        let member_id = match &list.member {
            Some(text) => Some(find_member(&installation, &organization, text).await?),
            None => None,
        };
        let query = ListTrace { organization_id: organization.id, member_id, failed: list.failed, limit: list.limit };
        let entries = installation.application.read_trace(&query).await?;
        for entry in &entries {
            if list.json { output::line(&as_json(entry).to_string()) } else { print(entry) }
        }
        if entries.is_empty() && !list.json {
            output::line("No calls are kept that fit. Calls appear here within a second of their answer.");
        }
        installation.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// The member that a text means. An id is taken as it is, since removed members have a trace too.
async fn find_member(installation: &Installation, organization: &Organization, text: &str) -> anyhow::Result<MemberId> {
    if let Some(id) = MemberId::parse(text) {
        return Ok(id);
    }
    let equals = |attribute, value: String| Filter::Compare(attribute, CompareOperator::Eq, FilterValue::Text(value));
    let filter = Filter::Or(vec![
        equals(MemberAttribute::UserName, fold(text)),
        equals(MemberAttribute::AnyEmail, fold(text)),
        equals(MemberAttribute::ExternalId, text.to_owned()),
    ]);
    let page = PageRequest { start: Position::Index(1), count: 2 };
    let listing = Listing { filter, recheck: None, sort: None, order: None, page };
    let list = installation.application.list_members(organization.id, listing, false);
    let found = installation.application.read(&list).await?.items;
    if found.len() > 1 {
        bail!("{text:?} means more than one member: use an id");
    }
    let only =
        found.first().with_context(|| format!("there is no member {text:?}; a removed one is found by id alone"))?;
    Ok(only.member.id)
}

fn print(entry: &TraceEntry) {
    let provider = entry.provider.as_deref().or(entry.agent.as_deref()).unwrap_or("-");
    output::line(&format!(
        "{}  {}  {} {}  ({provider}, {}, {:.1} ms)",
        output::moment(entry.occurred_at),
        entry.status,
        entry.method,
        entry.target,
        entry.address,
        micros_as_millis(entry.micros),
    ));
    let detail = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            output::line(&format!("    {name:<9}{value}"));
        }
    };
    detail("sent", entry.request.as_deref());
    detail("rule", entry.rule.as_deref());
    let changes: Vec<Value> =
        entry.changes.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    for change in &changes {
        let text = |name: &str| change.get(name).and_then(Value::as_str).unwrap_or("(nothing)").to_owned();
        detail("changed", Some(&format!("{}: {} -> {}", text("field"), text("before"), text("after"))));
    }
    detail("cause", entry.cause.as_deref());
    detail("fix", entry.fix.as_deref());
    detail("request", Some(&entry.request_id));
}

#[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
fn micros_as_millis(micros: i64) -> f64 {
    micros as f64 / 1000.0
}

fn as_json(entry: &TraceEntry) -> Value {
    let changes: Option<Value> = entry.changes.as_deref().and_then(|text| serde_json::from_str(text).ok());
    json!({
        "time": output::moment(entry.occurred_at),
        "requestId": entry.request_id,
        "organizationId": entry.organization_id,
        "keyId": entry.scim_key_id,
        "address": entry.address,
        "agent": entry.agent,
        "provider": entry.provider,
        "method": entry.method,
        "target": entry.target,
        "request": entry.request,
        "status": entry.status,
        "answer": entry.answer,
        "memberId": entry.member_id,
        "groupId": entry.group_id,
        "rule": entry.rule,
        "changes": changes,
        "cause": entry.cause,
        "fix": entry.fix,
        "micros": entry.micros,
    })
}
