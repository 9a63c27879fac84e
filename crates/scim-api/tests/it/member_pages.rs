//! The console's lists of members: page by page, found by tab, search and filter, and one of them alone.

use crate::calls::{both_engines, group, patch, post, user};
use application::{
    FindSelectedMembers, MemberAction, MemberOrder, MemberSelection, MembersPage, PreviewMemberChange, ReadMemberPage,
    ReadMembersPage, RemoveMembers, RevokeMembers,
};
use domain::{
    Authority, EventType, GroupId, MemberId, MemberRole, MemberStatus, Origin, Refusal, SortOrder, StatusCounts,
};
use serde_json::json;
use std::time::Duration;
use testkit::app::App;

pub(crate) fn member(id: &str) -> MemberId {
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

pub(crate) async fn person(app: &App, number: u32, name: &str) -> String {
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
