//! What the console reads of an organization beside its members: its log, its provider's calls, what needs somebody.

use crate::calls::{both_engines, call, call_as, expect, group, patch};
use crate::member_pages::{member, person};
use application::{
    ActorFilter, AuditFinding, EventActor, EventExport, EventFilter, EventRow, EventsPage, ListScimKeys,
    ReadEventsPage, ReadTraceFailures, TraceFilter, TraceOutcome,
};
use domain::{EventSystemUser, EventType, GroupId, StatusCounts};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::App;
use testkit::rows;

async fn events(app: &App, filter: EventFilter, before: Option<i64>, limit: u16) -> EventsPage {
    let organization_id = app.organization.id;
    app.application.read(&ReadEventsPage { organization_id, filter, before, limit }).await.unwrap()
}

fn sequences(rows: &[EventRow]) -> Vec<i64> {
    rows.iter().map(|row| row.event.sequence).collect()
}

#[tokio::test]
async fn the_log_is_shown_with_names_and_narrowed() {
    for app in &both_engines().await {
        let start = app.clock.now();
        let dora = person(app, 1, "Dora Example").await;
        app.clock.advance(Duration::from_hours(48));
        let middle = app.clock.now();
        patch(app, &format!("/Users/{dora}"), json!([{"op": "replace", "path": "active", "value": false}])).await;
        app.clock.advance(Duration::from_hours(48));
        person(app, 2, "Ede Example").await;
        let whole = events(app, EventFilter::default(), None, 100).await;
        let last = whole.rows[0].event.sequence;
        assert_eq!(sequences(&whole.rows), (1..=last).rev().collect::<Vec<_>>());
        assert_eq!(whole.older, None);
        // Pages of two meet without a gap.
        let (mut paged, mut before) = (Vec::new(), None);
        loop {
            let page = events(app, EventFilter::default(), before, 2).await;
            paged.extend(sequences(&page.rows));
            before = page.older;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(paged, sequences(&whole.rows));
        let of = |filter: EventFilter| async move { events(app, filter, None, 100).await.rows };
        let dora_filter = EventFilter { member_id: Some(member(&dora)), ..EventFilter::default() };
        let rows = of(dora_filter.clone()).await;
        let types: Vec<_> = rows.iter().map(|row| row.event_type).collect();
        assert_eq!(types, [Some(EventType::MemberRevoked), Some(EventType::MemberInvited)]);
        assert!(rows.iter().all(EventRow::changes_status));
        assert_eq!(rows[0].subject.as_deref(), Some("Dora Example"));
        assert_eq!(rows[0].member.as_deref(), Some("Dora Example"));
        assert!(rows[0].cut_off_micros.is_some());
        let change = &rows[0].changes[0];
        assert_eq!((change.before.as_deref(), change.after.as_deref()), (Some("Invited"), Some("Revoked")));
        let EventActor::Scim { key_id: Some(key_id), key_name: Some(name) } = &rows[0].actor else {
            panic!("{:?}", rows[0].actor)
        };
        assert_eq!(name, "Test");
        // By actor, type and time, and by all together.
        let by_key = EventFilter { actor: Some(ActorFilter::ScimKey(*key_id)), ..EventFilter::default() };
        let scim = EventFilter { actor: Some(ActorFilter::System(EventSystemUser::Scim)), ..EventFilter::default() };
        let server =
            EventFilter { actor: Some(ActorFilter::System(EventSystemUser::Unknown)), ..EventFilter::default() };
        assert_eq!(of(by_key).await.len(), 3);
        assert_eq!(of(scim).await.len(), 3);
        assert_eq!(i64::try_from(of(server).await.len()).unwrap(), last - 3);
        let types = vec![EventType::MemberInvited, EventType::MemberStaged];
        assert_eq!(of(EventFilter { types: types.clone(), ..EventFilter::default() }).await.len(), 2);
        let later = EventFilter { from: Some(middle), ..EventFilter::default() };
        assert_eq!(sequences(&of(later.clone()).await), [last, last - 1]);
        let only = EventFilter { until: Some(app.clock.now()), ..later };
        assert_eq!(sequences(&of(only).await), [last - 1]);
        let earlier = EventFilter { from: Some(start), until: Some(middle), ..EventFilter::default() };
        assert_eq!(i64::try_from(of(earlier).await.len()).unwrap(), last - 2);
        let none = EventFilter { types, until: Some(start), ..dora_filter };
        assert_eq!(of(none).await, []);
    }
}

async fn export(app: &App, filter: EventFilter) -> Vec<EventRow> {
    let mut export = EventExport::new(app.organization.id, filter);
    let mut rows = Vec::new();
    while let Some(stretch) = export.next(&app.application).await.unwrap() {
        rows.extend(stretch);
    }
    rows
}

#[tokio::test]
async fn the_log_is_exported_from_its_beginning_to_its_end() {
    for app in &both_engines().await {
        person(app, 1, "=cmd()").await;
        let rows = export(app, EventFilter::default()).await;
        let stored = rows::events(&app.application, app.organization.id).await.unwrap();
        assert_eq!(sequences(&rows), stored.iter().map(|event| event.sequence).collect::<Vec<_>>());
        let line: Value = serde_json::from_str(&rows.last().unwrap().to_ndjson()).unwrap();
        assert_eq!((&line["typeName"], &line["actor"]), (&json!("MemberInvited"), &json!("SCIM (Test)")));
        assert_eq!(line["details"]["name"], "=cmd()");
        assert_eq!(line["time"], "2026-01-01T00:00:00.000000Z");
        let csv = rows.last().unwrap().to_csv();
        assert!(csv.contains(",\"'=cmd()\",") && csv.ends_with("\r\n"), "{csv}");
        assert_eq!(csv.matches("\",\"").count() + 1, EventRow::csv_header().split(',').count());
        let only = EventFilter { types: vec![EventType::MemberInvited], ..EventFilter::default() };
        assert_eq!(export(app, only).await.len(), 1);
        let nothing = EventFilter { until: Some(app.clock.now()), ..EventFilter::default() };
        assert_eq!(export(app, nothing).await, []);
    }
}

#[tokio::test]
async fn the_chain_is_checked_as_it_grows_and_a_break_is_told() {
    for app in &both_engines().await {
        let status = || async { app.application.chain_status(app.organization.id).await.unwrap() };
        let first = status().await;
        assert!(first.verified_to == first.last && first.last > 0 && first.finding.is_none(), "{first:?}");
        app.clock.advance(Duration::from_secs(9));
        person(app, 1, "Dora").await;
        let second = status().await;
        assert_eq!((second.verified_to, second.last), (first.last + 1, first.last + 1));
        assert_eq!((second.verified_at, &second.finding), (app.clock.now(), &None));
        person(app, 2, "Ede").await;
        let edit =
            format!("UPDATE event SET details = '{{}}' WHERE organization_id = $1 AND sequence = {}", second.last + 1);
        assert_eq!(rows::execute(&app.application, &edit, app.organization.id).await.unwrap(), 1);
        let broken = status().await;
        assert_eq!(broken.finding, Some(AuditFinding::Altered { sequence: second.last + 1 }));
        assert_eq!(broken.verified_to, second.last);
        assert_eq!(status().await.finding, broken.finding);
    }
}

#[tokio::test]
async fn a_log_without_its_tail_or_with_something_before_its_head_is_broken() {
    for app in &both_engines().await {
        let status = || async { app.application.chain_status(app.organization.id).await.unwrap() };
        let last = status().await.last;
        person(app, 1, "Dora").await;
        let cut = format!("DELETE FROM event WHERE organization_id = $1 AND sequence > {last}");
        assert_eq!(rows::execute(&app.application, &cut, app.organization.id).await.unwrap(), 1);
        let broken = status().await;
        assert_eq!(broken.finding, Some(AuditFinding::TipDiffers { last, ledger: last + 1 }));
        assert_eq!(broken.verified_to, last);
        let other = testkit::app::make_organization(&app.application, "Elsewhere").await.unwrap().id;
        let put = "INSERT INTO event SELECT organization_id, 0, event_type, occurred_at, system_user, acting_account_id, \
            scim_key_id, device_type, address, request_id, member_id, account_id, group_id, details, hash, collection_id, \
            item_id, policy_id FROM event WHERE organization_id = $1 AND sequence = 1";
        assert_eq!(rows::execute(&app.application, put, other).await.unwrap(), 1);
        let finding = app.application.chain_status(other).await.unwrap().finding;
        assert_eq!(finding, Some(AuditFinding::Altered { sequence: 0 }));
    }
}

async fn calls_of(app: &App, filter: TraceFilter) -> Vec<u16> {
    app.application.trace().flush().await;
    let page = app.application.trace_page(app.organization.id, filter, None, 100).await.unwrap();
    assert_eq!(page.older, None);
    page.rows.iter().map(|row| row.entry.status).collect()
}

#[tokio::test]
async fn calls_of_the_provider_are_listed_counted_and_explained() {
    for app in &both_engines().await {
        let report = app.application.provisioning_report(app.organization.id).await.unwrap();
        assert_eq!((report.last_call, report.first_call_at, report.arrived), (None, None, 0));
        let dora = person(app, 1, "Dora").await;
        app.clock.advance(Duration::from_hours(2));
        let staff = group(app, "Staff", &[&dora]).await;
        let okta = app.target().unwrap();
        for name in ["person1@example.com", "PERSON1@example.com"] {
            app.clock.advance(Duration::from_millis(1));
            let body = json!({"userName": name});
            call_as(&okta, "POST", "/Users", &[("User-Agent", "Okta SCIM Client 1.0.0")], Some(&body)).await;
        }
        app.clock.advance(Duration::from_millis(1));
        expect(&call(app, "GET", "/Users/0199f6a0-7c00-7000-8000-000000000000", None).await, 404);
        let of = |filter: TraceFilter| calls_of(app, filter);
        assert_eq!(of(TraceFilter::default()).await, [404, 409, 409, 201, 201]);
        let some = TraceFilter::default;
        assert_eq!(of(TraceFilter { outcome: Some(TraceOutcome::Refused), ..some() }).await, [404, 409, 409]);
        assert_eq!(of(TraceFilter { outcome: Some(TraceOutcome::Succeeded), ..some() }).await, [201, 201]);
        assert_eq!(of(TraceFilter { outcome: Some(TraceOutcome::Failed), ..some() }).await, [0; 0]);
        assert_eq!(of(TraceFilter { provider: Some("Okta".to_owned()), ..some() }).await, [409, 409]);
        assert_eq!(of(TraceFilter { method: Some("GET".to_owned()), ..some() }).await, [404]);
        assert_eq!(of(TraceFilter { group_id: GroupId::parse(&staff), ..some() }).await, [201]);
        let hour_ago = app.clock.now().before(Duration::from_hours(1));
        assert_eq!(of(TraceFilter { from: Some(hour_ago), ..some() }).await, [404, 409, 409, 201]);
        assert_eq!(of(TraceFilter { until: Some(hour_ago), ..some() }).await, [201]);
        let of_dora = TraceFilter { member_id: Some(member(&dora)), ..some() };
        let page = app.application.trace_page(app.organization.id, of_dora, None, 1).await.unwrap();
        assert_eq!(page.rows[0].member.as_deref(), Some("Dora"));
        // One call, with what was sent.
        let page = app.application.trace_page(app.organization.id, some(), None, 2).await.unwrap();
        let refused = &page.rows[1].entry;
        assert_eq!((page.older, refused.request.as_deref()), (Some(refused.id), None));
        let whole = app.application.trace_entry(app.organization.id, refused.id).await.unwrap().unwrap();
        assert!(whole.entry.request.unwrap().contains("PERSON1@example.com"));
        let rest = app.application.trace_page(app.organization.id, some(), page.older, 100).await.unwrap();
        assert_eq!(rest.rows.len(), 3);
        // By cause: names do not make two of one.
        let since = app.clock.now().before(Duration::from_hours(24));
        let failures = ReadTraceFailures { organization_id: app.organization.id, since };
        let found = app.application.read_trace(&failures).await.unwrap();
        let counted: Vec<_> = found.groups.iter().map(|group| (group.status, group.count)).collect();
        assert_eq!((counted, found.calls, found.has_more), (vec![(404, 1), (409, 2)], 3, false));
        assert!(found.groups[1].cause.contains("\"…\""), "{}", found.groups[1].cause);
        // By hour.
        let report = app.application.provisioning_report(app.organization.id).await.unwrap();
        let hours: Vec<_> = report.hours.iter().filter(|hour| hour.succeeded + hour.refused > 0).collect();
        assert_eq!(report.hours.len(), 48);
        assert_eq!(hours.iter().map(|hour| (hour.succeeded, hour.refused)).collect::<Vec<_>>(), [(1, 0), (1, 3)]);
        assert_eq!((report.arrived, report.last_call.unwrap().status), (1, 404));
        assert_eq!(report.first_call_at, Some(testkit::app::START));
    }
}

#[tokio::test]
async fn the_overview_says_how_it_stands_and_what_needs_somebody() {
    for app in &both_engines().await {
        let (application, id) = (&app.application, app.organization.id);
        person(app, 1, "Dora").await;
        application.trace().flush().await;
        let overview = application.overview(id).await.unwrap().unwrap();
        assert_eq!(overview.people, StatusCounts { invited: 1, confirmed: 1, ..StatusCounts::NONE });
        assert_eq!((overview.seats.limit, overview.seats.used, overview.seats.foreseen), (None, 2, 2));
        assert_eq!((overview.days.len(), overview.provisioning.arrived_last_minute), (1, 2));
        assert_eq!(overview.needs.silent_since, None);
        application.write_member_days().await;
        // Five days later the invitation has run out, and nobody called.
        app.clock.advance(Duration::from_hours(24 * 4 + 12));
        let overview = application.overview(id).await.unwrap().unwrap();
        assert_eq!((overview.needs.expiring_invitations, overview.needs.expired_invitations), (1, 0));
        assert_eq!(overview.needs.silent_since, Some(testkit::app::START));
        assert_eq!(overview.days.len(), 5);
        assert!(overview.days.iter().all(|day| day.people == overview.people));
        app.clock.advance(Duration::from_hours(24));
        let body = json!({"userName": "person1@example.com"});
        expect(&call(app, "POST", "/Users", Some(&body)).await, 409);
        application.trace().flush().await;
        let overview = application.overview(id).await.unwrap().unwrap();
        assert_eq!((overview.needs.expiring_invitations, overview.needs.expired_invitations), (0, 1));
        assert_eq!((overview.needs.refused_calls, overview.needs.failed_calls), (1, 0));
        assert_eq!(overview.needs.silent_since, None);
        assert_eq!(overview.needs.expiring_keys, []);
        assert_eq!(application.read(&ListScimKeys(id)).await.unwrap().len(), 1);
    }
}
