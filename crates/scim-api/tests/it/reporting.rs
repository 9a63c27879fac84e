//! What the console reads of an organization: its members page by page, its log, its provider's calls, what needs somebody.

use crate::calls::{both_engines, call, call_as, expect, group, patch, post, user};
use application::{
    ActorFilter, AuditFinding, EventActor, EventExport, EventFilter, EventRow, EventsPage, FindSelectedMembers,
    ListScimKeys, MemberAction, MemberOrder, MemberSelection, MembersPage, PreviewMemberChange, ReadEventsPage,
    ReadMemberPage, ReadMembersPage, ReadTraceFailures, RemoveMembers, RevokeMembers, TraceFilter, TraceOutcome,
};
use domain::{
    Authority, EventSystemUser, EventType, GroupId, MemberId, MemberRole, MemberStatus, Origin, Refusal, SortOrder,
    StatusCounts,
};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::app::App;
use testkit::rows;

fn member(id: &str) -> MemberId {
    MemberId::parse(id).unwrap()
}

fn all(app: &App) -> ReadMembersPage {
    ReadMembersPage {
        organization_id: app.organization.id,
        selection: MemberSelection::default(),
        order: MemberOrder::Name,
        direction: SortOrder::Ascending,
        page: 1,
    }
}

async fn page(app: &App, read: &ReadMembersPage) -> MembersPage {
    app.application.read(read).await.unwrap()
}

fn names(page: &MembersPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.member.label()).collect()
}

async fn search(app: &App, text: &str) -> Vec<String> {
    let selection = MemberSelection { search: Some(text.to_owned()), ..MemberSelection::default() };
    let found = page(app, &ReadMembersPage { selection, ..all(app) }).await;
    assert_eq!(found.total, found.rows.len() as u64);
    names(&found).into_iter().map(str::to_owned).collect()
}

async fn person(app: &App, number: u32, name: &str) -> String {
    let body = json!({"userName": format!("person{number}@example.com"), "externalId": format!("Ext-{number}"),
        "displayName": name, "emails": [{"value": format!("person{number}@example.com"), "primary": true}]});
    post(app, "/Users", body).await["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn members_are_found_by_tab_search_filter_and_order() {
    for app in &both_engines().await {
        let anna = person(app, 1, "anna Zeta").await;
        let bert = person(app, 2, "Bert Ypsilon").await;
        person(app, 3, "Émile Xi").await;
        patch(app, &format!("/Users/{bert}"), json!([{"op": "replace", "path": "active", "value": false}])).await;
        let found = page(app, &all(app)).await;
        assert_eq!(names(&found), ["anna Zeta", "Bert Ypsilon", "Olga Owner", "Émile Xi"]);
        let counts = StatusCounts { invited: 2, confirmed: 1, revoked: 1, ..StatusCounts::NONE };
        assert_eq!((found.counts, found.total, found.has_more), (counts, 4, false));
        assert_eq!((found.page, found.pages), (1, 1));
        // By order, forwards and backwards.
        for (order, expected) in [
            (MemberOrder::Name, ["Émile Xi", "Olga Owner", "Bert Ypsilon", "anna Zeta"]),
            (MemberOrder::Email, ["Émile Xi", "Bert Ypsilon", "anna Zeta", "Olga Owner"]),
            (MemberOrder::Status, ["Olga Owner", "Émile Xi", "anna Zeta", "Bert Ypsilon"]),
            (MemberOrder::Created, ["Émile Xi", "Bert Ypsilon", "anna Zeta", "Olga Owner"]),
        ] {
            let read = ReadMembersPage { order, direction: SortOrder::Descending, ..all(app) };
            assert_eq!(names(&page(app, &read).await), expected, "{order:?}");
            let mut forwards = expected;
            forwards.reverse();
            assert_eq!(names(&page(app, &ReadMembersPage { order, ..all(app) }).await), forwards, "{order:?}");
        }
        // By filter; the tabs count everybody all the same.
        let staff = group(app, "Staff", &[&anna, &bert]).await;
        let staff = GroupId::parse(&staff).unwrap();
        for (selection, expected) in [
            (
                MemberSelection { status: Some(MemberStatus::Revoked), ..MemberSelection::default() },
                vec!["Bert Ypsilon"],
            ),
            (MemberSelection { status: Some(MemberStatus::Accepted), ..MemberSelection::default() }, vec![]),
            (MemberSelection { role: Some(MemberRole::Owner), ..MemberSelection::default() }, vec!["Olga Owner"]),
            (MemberSelection { origin: Some(Origin::Console), ..MemberSelection::default() }, vec!["Olga Owner"]),
            (MemberSelection { group: Some(staff), ..MemberSelection::default() }, vec!["anna Zeta", "Bert Ypsilon"]),
            (
                MemberSelection {
                    group: Some(staff),
                    status: Some(MemberStatus::Invited),
                    search: Some("EXAMPLE.com".to_owned()),
                    ..MemberSelection::default()
                },
                vec!["anna Zeta"],
            ),
        ] {
            let found = page(app, &ReadMembersPage { selection: selection.clone(), ..all(app) }).await;
            assert_eq!(names(&found), expected, "{selection:?}");
            assert_eq!((found.total, found.counts), (expected.len() as u64, counts), "{selection:?}");
            let ids = FindSelectedMembers { organization_id: app.organization.id, selection, limit: 100 };
            assert_eq!(app.application.read(&ids).await.unwrap().len(), expected.len());
        }
        assert_eq!(page(app, &all(app)).await.rows[0].groups[0].name, "Staff");
        // By search: short texts at the beginning, longer ones anywhere; external ids as they are.
        assert_eq!(search(app, "  An ").await, ["anna Zeta"]);
        assert_eq!(search(app, "ZE").await, Vec::<String>::new());
        assert_eq!(search(app, "ZETA").await, ["anna Zeta"]);
        assert_eq!(search(app, "éMI").await, ["Émile Xi"]);
        assert_eq!(search(app, "Ext-2").await, ["Bert Ypsilon"]);
        assert_eq!(search(app, "ext-2").await, Vec::<String>::new());
        assert_eq!(search(app, "person").await, ["anna Zeta", "Bert Ypsilon", "Émile Xi"]);
        assert_eq!(search(app, "olga@acme.example").await, ["Olga Owner"]);
        assert_eq!(search(app, "%").await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn pages_hold_fifty_and_the_last_one_is_the_last() {
    for app in &both_engines().await {
        for number in 0..120 {
            user(app, &format!("u{number:03}")).await;
        }
        for (selection, total) in [
            (MemberSelection::default(), 121),
            (MemberSelection { status: Some(MemberStatus::Invited), ..MemberSelection::default() }, 120),
            (MemberSelection { search: Some("example".to_owned()), ..MemberSelection::default() }, 121),
        ] {
            for order in [MemberOrder::Name, MemberOrder::Email, MemberOrder::Status, MemberOrder::Created] {
                for direction in [SortOrder::Ascending, SortOrder::Descending] {
                    let mut seen = Vec::new();
                    for number in 1..=3 {
                        let read = ReadMembersPage {
                            selection: selection.clone(),
                            order,
                            direction,
                            page: number,
                            ..all(app)
                        };
                        let found = page(app, &read).await;
                        assert_eq!((found.total, found.page, found.pages), (total, number, 3));
                        seen.extend(found.rows.into_iter().map(|row| row.member.id));
                    }
                    assert_eq!(seen.len() as u64, total, "{selection:?} {order:?} {direction:?}");
                    let mut distinct = seen.clone();
                    distinct.sort_unstable();
                    distinct.dedup();
                    assert_eq!(distinct.len(), seen.len(), "{order:?} {direction:?}");
                }
            }
        }
        let beyond = page(app, &ReadMembersPage { page: 99, ..all(app) }).await;
        assert_eq!((beyond.page, beyond.rows.len()), (3, 21));
    }
}

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

#[tokio::test]
async fn a_preview_says_what_the_command_then_does() {
    for app in &both_engines().await {
        let (application, organization_id) = (&app.application, app.organization.id);
        let dora = member(&person(app, 1, "Dora").await);
        let ede = member(&person(app, 2, "Ede").await);
        patch(app, &format!("/Users/{ede}"), json!([{"op": "replace", "path": "active", "value": false}])).await;
        let olga = page(app, &ReadMembersPage { page: 1, ..all(app) }).await.rows.last().unwrap().member.id;
        let nobody = MemberId::from_uuid(application.fresh_uuid());
        let ids = vec![dora, ede, olga, nobody, dora];
        let preview = |action| PreviewMemberChange {
            organization_id,
            by: Authority::Server,
            ids: ids.clone(),
            action,
            now: app.clock.now(),
        };
        let revoke = application.read(&preview(MemberAction::Revoke)).await.unwrap();
        let outcomes: Vec<_> = revoke.rows.iter().map(|row| row.outcome.clone()).collect();
        let expected = [
            Ok(Some(MemberStatus::Revoked)),
            Err(Refusal::AlreadyRevoked),
            Err(Refusal::LastConfirmedOwner),
            Err(Refusal::MemberNotFound),
        ];
        assert_eq!(outcomes, expected);
        assert_eq!((revoke.changed, revoke.seats.used, revoke.seats_after), (1, 2, 1));
        assert_eq!((revoke.owners, revoke.owners_after, revoke.mails), (1, 1, 0));
        let restore = application.read(&preview(MemberAction::Restore)).await.unwrap();
        assert_eq!(restore.rows[0].outcome, Err(Refusal::NotRevoked));
        assert_eq!(restore.rows[1].outcome, Ok(Some(MemberStatus::Invited)));
        assert_eq!((restore.seats_after, restore.mails), (3, 1));
        let invite = application.read(&preview(MemberAction::Invite)).await.unwrap();
        assert_eq!(invite.rows[0].outcome, Ok(Some(MemberStatus::Invited)));
        // Dora was invited a moment ago: she gets no second mail now, and does in a while.
        assert_eq!((invite.rows[1].outcome.clone(), invite.mails), (Err(Refusal::NotInvited), 0));
        let later = app.clock.now().after(Duration::from_mins(2));
        let invite = PreviewMemberChange { now: later, ..preview(MemberAction::Invite) };
        assert_eq!(application.read(&invite).await.unwrap().mails, 1);
        let confirm = application.read(&preview(MemberAction::Confirm)).await.unwrap();
        assert_eq!((confirm.changed, &confirm.rows[0].outcome), (0, &Err(Refusal::NotAccepted)));
        let remove = application.read(&preview(MemberAction::Remove)).await.unwrap();
        assert_eq!((remove.changed, remove.seats_after, &remove.rows[1].outcome), (2, 1, &Ok(None)));
        // The commands agree.
        let (call, ids) = (application.system_call(), ids[..4].to_vec());
        let done =
            application.run(RevokeMembers { call: call.clone(), organization_id, ids: ids.clone() }).await.unwrap();
        let refusals: Vec<_> = done.into_iter().map(|(_, outcome)| outcome).collect();
        assert_eq!(refusals, expected.map(|outcome| outcome.map(drop)));
        let done = application.run(RemoveMembers { call, organization_id, ids }).await.unwrap();
        assert_eq!(done.iter().filter(|(_, outcome)| outcome.is_ok()).count(), remove.changed);
        let counts = page(app, &all(app)).await.counts;
        assert_eq!(counts, StatusCounts { confirmed: 1, ..StatusCounts::NONE });
    }
}

#[tokio::test]
async fn a_members_page_has_groups_and_history() {
    for app in &both_engines().await {
        let dora = person(app, 1, "Dora").await;
        group(app, "Staff", &[&dora]).await;
        let read = ReadMemberPage { organization_id: app.organization.id, id: member(&dora) };
        let found = app.application.read(&read).await.unwrap().unwrap();
        assert_eq!(found.details.member.label(), "Dora");
        assert_eq!((found.groups[0].name.as_str(), found.groups[0].origin), ("Staff", Origin::Scim));
        assert_eq!((found.collections.len(), found.devices.len(), found.mails.len()), (0, 0, 1));
        let types: Vec<_> = found.events.iter().map(|row| row.event_type.unwrap()).collect();
        assert_eq!(types.last(), Some(&EventType::MemberInvited));
        assert_eq!(found.older_events, None);
        let elsewhere = testkit::app::make_organization(&app.application, "Elsewhere").await.unwrap();
        let read = ReadMemberPage { organization_id: elsewhere.id, id: member(&dora) };
        assert_eq!(app.application.read(&read).await.unwrap(), None);
    }
}
