//! People who were here before the directory came: linked, never made twice, never asked to join again.

use crate::calls::{
    both_engines, delete, find, get, group, id, members, operations_body, patch, post, put, refused, set_active, user,
};
use crate::people::{change, console_group, console_member, invitations, member, occupied_seats, store};
use application::OrganizationChange;
use domain::{MemberRole, MemberStatus};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::rows;

const EVERY_STATUS: [MemberStatus; 5] = MemberStatus::ALL;

fn user_body(name: &str) -> Value {
    json!({"userName": format!("{name}@acme.example"), "active": true})
}

// Matching.

#[tokio::test]
async fn a_console_member_is_found_by_filter_and_not_asked_to_rejoin() {
    for app in &both_engines().await {
        let mut cora = console_member(app, "Cora@Acme.example", MemberStatus::Confirmed);
        cora.role = MemberRole::Admin;
        let cora = store(app, cora).await;
        let group = console_group(app, "Climbers", &[&cora]).await;
        for filter in [
            r#"userName eq "cora@acme.example""#,
            r#"emails.value eq "CORA@ACME.EXAMPLE""#,
            r#"emails[type eq "work"].value eq "cora@acme.example""#,
        ] {
            assert_eq!(find(app, "Users", filter).await, std::slice::from_ref(&cora), "{filter}");
        }
        let operations = json!([
            {"op": "add", "path": "externalId", "value": "object-7"},
            {"op": "replace", "path": "displayName", "value": "Cora C."},
            {"op": "replace", "path": "active", "value": true},
        ]);
        let linked = patch(app, &format!("/Users/{cora}"), operations).await;
        assert_eq!(linked["externalId"], "object-7");
        let after = member(app, &cora).await;
        assert_eq!((after.status, after.role), (MemberStatus::Confirmed, MemberRole::Admin));
        assert_eq!(invitations(app, &cora).await, Vec::<String>::new());
        assert_eq!(members(app, &group).await, std::slice::from_ref(&cora));
        assert_eq!(find(app, "Users", r#"externalId eq "object-7""#).await, [cora]);
    }
}

#[tokio::test]
async fn a_console_member_is_shown_with_what_is_known_of_the_person() {
    for app in &both_engines().await {
        let cora = store(app, console_member(app, "cora@acme.example", MemberStatus::Accepted)).await;
        let shown = get(app, &format!("/Users/{cora}")).await;
        assert_eq!(shown["userName"], "cora@acme.example");
        assert_eq!(shown["emails"], json!([{"value": "cora@acme.example", "type": "work", "primary": true}]));
        assert_eq!(shown["name"], json!({"formatted": "Cora Console", "givenName": "Cora", "familyName": "Console"}));
        assert_eq!(shown["active"], true);
    }
}

#[tokio::test]
async fn a_change_of_status_or_link_alone_writes_no_profile_for_a_console_member() {
    for app in &both_engines().await {
        let cora = store(app, console_member(app, "cora@acme.example", MemberStatus::Confirmed)).await;
        set_active(app, &cora, false).await;
        patch(app, &format!("/Users/{cora}"), json!([{"op": "add", "path": "externalId", "value": "object-7"}])).await;
        set_active(app, &cora, true).await;
        assert_eq!(member(app, &cora).await.profile.attributes, None);
        let events = rows::events(&app.application, app.organization.id).await.unwrap();
        let of_cora = events.iter().filter(|event| event.subject.member_id.is_some_and(|id| id.to_string() == cora));
        assert_eq!(of_cora.map(|event| event.event_type).collect::<Vec<_>>(), [1511, 1502, 1512]);
    }
}

#[tokio::test]
async fn a_console_member_without_a_name_can_be_given_a_second_address() {
    for app in &both_engines().await {
        let mut cora = console_member(app, "cora@acme.example", MemberStatus::Confirmed);
        cora.name = None;
        let cora = store(app, cora).await;
        let second =
            json!([{"op": "add", "path": "emails", "value": [{"value": "cora@home.example", "type": "home"}]}]);
        let answer = patch(app, &format!("/Users/{cora}"), second).await;
        assert_eq!(answer["emails"][1]["value"], "cora@home.example");
        assert_eq!(find(app, "Users", r#"emails eq "cora@home.example""#).await, [cora]);
    }
}

#[tokio::test]
async fn the_owner_is_in_the_list() {
    for app in &both_engines().await {
        assert_eq!(find(app, "Users", r#"userName eq "OLGA@acme.example""#).await.len(), 1);
        assert_eq!(get(app, "/Users").await["totalResults"], 1);
    }
}

#[tokio::test]
async fn a_member_in_any_status_is_found_and_only_a_revoked_one_is_inactive() {
    for app in &both_engines().await {
        for status in EVERY_STATUS {
            let address = format!("{}@acme.example", status.name());
            let id = store(app, console_member(app, &address, status)).await;
            assert_eq!(find(app, "Users", &format!("userName eq \"{address}\"")).await, std::slice::from_ref(&id));
            let active = get(app, &format!("/Users/{id}")).await["active"].clone();
            assert_eq!(active, json!(status != MemberStatus::Revoked), "{}", status.name());
        }
    }
}

#[tokio::test]
async fn post_of_a_known_person_is_a_conflict_in_every_status() {
    for app in &both_engines().await {
        for status in EVERY_STATUS {
            let address = format!("{}@acme.example", status.name());
            let mut known = console_member(app, &address, status);
            known.profile.external_id = domain::ExternalId::parse(status.name()).unwrap();
            let id = store(app, known).await;
            for body in [
                json!({"userName": address.to_uppercase()}),
                json!({"userName": "another", "emails": [{"value": address, "type": "work"}]}),
                json!({"userName": format!("x{address}"), "externalId": status.name()}),
            ] {
                let detail = refused(app, "POST", "/Users", Some(&body), 409, Some("uniqueness")).await;
                assert!(detail.contains("Look it up"), "{detail}");
            }
            assert_eq!(member(app, &id).await.status, status);
            assert_eq!(invitations(app, &id).await, Vec::<String>::new());
        }
    }
}

#[tokio::test]
async fn a_member_whom_the_directory_does_not_know_is_left_alone() {
    for app in &both_engines().await {
        let cora = store(app, console_member(app, "cora@acme.example", MemberStatus::Confirmed)).await;
        let before = member(app, &cora).await;
        let dora = user(app, "dora").await;
        set_active(app, &dora, false).await;
        delete(app, &format!("/Users/{dora}")).await;
        assert_eq!(member(app, &cora).await, before);
    }
}

#[tokio::test]
async fn linking_changes_nothing_by_itself() {
    for app in &both_engines().await {
        let cora = store(app, console_member(app, "cora@acme.example", MemberStatus::Confirmed)).await;
        let before = member(app, &cora).await;
        let shown = get(app, &format!("/Users/{cora}")).await;
        put(app, &format!("/Users/{cora}"), shown).await;
        set_active(app, &cora, true).await;
        assert_eq!(member(app, &cora).await, before);
    }
}

// External ids.

#[tokio::test]
async fn an_external_id_belongs_to_one_member_and_is_compared_exactly() {
    for app in &both_engines().await {
        let first = id(&post(app, "/Users", json!({"userName": "a@acme.example", "externalId": "Key"})).await);
        let second = user(app, "b").await;
        let path = format!("/Users/{second}");
        let operations = operations_body(&json!([{"op": "add", "path": "externalId", "value": "Key"}]));
        refused(app, "PATCH", &path, Some(&operations), 409, Some("uniqueness")).await;
        let body = json!({"userName": "b@acme.example", "externalId": "Key"});
        refused(app, "PUT", &path, Some(&body), 409, Some("uniqueness")).await;
        refused(
            app,
            "POST",
            "/Users",
            Some(&json!({"userName": "c@acme.example", "externalId": "Key"})),
            409,
            Some("uniqueness"),
        )
        .await;
        patch(app, &path, json!([{"op": "add", "path": "externalId", "value": "key"}])).await;
        patch(app, &format!("/Users/{first}"), json!([{"op": "replace", "path": "externalId", "value": "Key"}])).await;
        assert_eq!(find(app, "Users", r#"externalId eq "key""#).await, [second]);
        assert_eq!(find(app, "Users", r#"externalId eq "Key""#).await, [first]);
    }
}

#[tokio::test]
async fn an_absent_external_id_stays_absent_and_none_is_invented() {
    for app in &both_engines().await {
        let id = user(app, "dora").await;
        assert_eq!(get(app, &format!("/Users/{id}")).await.get("externalId"), None);
        let group = group(app, "Group", &[]).await;
        assert_eq!(get(app, &format!("/Groups/{group}")).await.get("externalId"), None);
    }
}

#[tokio::test]
async fn a_null_external_id_unlinks_by_put_and_by_patch_and_an_absent_one_keeps() {
    for app in &both_engines().await {
        let user = id(&post(app, "/Users", json!({"userName": "a@acme.example", "externalId": "u"})).await);
        let group = id(&post(app, "/Groups", json!({"displayName": "G", "externalId": "g"})).await);
        for (path, body) in [
            (format!("/Users/{user}"), json!({"userName": "a@acme.example"})),
            (format!("/Groups/{group}"), json!({"displayName": "G"})),
        ] {
            let external_id = get(app, &path).await["externalId"].clone();
            let linked = |external_id: &Value| {
                let mut body = body.clone();
                body["externalId"] = external_id.clone();
                body
            };
            put(app, &path, body.clone()).await;
            assert_eq!(get(app, &path).await["externalId"], external_id, "{path}: absent keeps");
            let removals = [
                json!([{"op": "replace", "path": "externalId", "value": null}]),
                json!([{"op": "remove", "path": "externalId"}]),
                json!([{"op": "replace", "value": {"externalId": null}}]),
                json!([{"op": "replace", "path": "externalId", "value": ""}]),
            ];
            put(app, &path, linked(&Value::Null)).await;
            assert_eq!(get(app, &path).await.get("externalId"), None, "{path}: null by PUT");
            for operations in removals {
                put(app, &path, linked(&external_id)).await;
                patch(app, &path, operations.clone()).await;
                assert_eq!(get(app, &path).await.get("externalId"), None, "{path}: {operations}");
            }
        }
    }
}

// The status.

#[tokio::test]
async fn an_absent_active_is_true_on_post_and_changes_nothing_on_put_and_patch() {
    for app in &both_engines().await {
        let id = user(app, "dora").await;
        let path = format!("/Users/{id}");
        assert_eq!(get(app, &path).await["active"], true);
        for active in [true, false] {
            set_active(app, &id, active).await;
            let body = json!({"userName": "dora@acme.example", "displayName": format!("Dora {active}")});
            assert_eq!(put(app, &path, body).await["active"], active);
            let operations = json!([{"op": "replace", "path": "title", "value": format!("{active}")}]);
            assert_eq!(patch(app, &path, operations).await["active"], active);
        }
    }
}

#[tokio::test]
async fn post_of_an_inactive_person_takes_no_seat_and_sends_no_mail_until_activation() {
    for app in &both_engines().await {
        let seats = occupied_seats(app).await;
        let body = json!({"userName": "dora@acme.example", "active": false});
        let dora = post(app, "/Users", body).await;
        let dora_id = id(&dora);
        assert_eq!(dora["active"], false);
        assert_eq!(member(app, &dora_id).await.status, MemberStatus::Revoked);
        assert_eq!((occupied_seats(app).await, invitations(app, &dora_id).await.len()), (seats, 0));
        assert_eq!(set_active(app, &dora_id, true).await["active"], true);
        assert_eq!(member(app, &dora_id).await.status, MemberStatus::Invited);
        assert_eq!(occupied_seats(app).await, seats + 1);
        assert_eq!(invitations(app, &dora_id).await, ["dora@acme.example"]);
    }
}

#[tokio::test]
async fn the_staged_setting_makes_members_without_mail_and_seat() {
    for app in &both_engines().await {
        let staged = OrganizationChange { invite_users_after_provisioning: Some(false), ..Default::default() };
        change(app, staged).await;
        let seats = occupied_seats(app).await;
        let dora = user(app, "dora").await;
        assert_eq!(member(app, &dora).await.status, MemberStatus::Staged);
        let ella = id(&post(app, "/Users", json!({"userName": "ella@acme.example", "active": false})).await);
        for id in [&dora, &ella] {
            set_active(app, id, false).await;
            assert_eq!(member(app, id).await.status, MemberStatus::Revoked);
            set_active(app, id, true).await;
            assert_eq!(member(app, id).await.status, MemberStatus::Staged);
            assert_eq!(invitations(app, id).await, Vec::<String>::new());
        }
        assert_eq!(occupied_seats(app).await, seats);
    }
}

#[tokio::test]
async fn restore_leads_back_to_the_status_before() {
    for app in &both_engines().await {
        for status in EVERY_STATUS.into_iter().filter(|status| *status != MemberStatus::Revoked) {
            let id = store(app, console_member(app, &format!("{}@acme.example", status.name()), status)).await;
            set_active(app, &id, false).await;
            assert_eq!(member(app, &id).await.status, MemberStatus::Revoked);
            set_active(app, &id, false).await;
            set_active(app, &id, true).await;
            assert_eq!(member(app, &id).await.status, status);
            assert_eq!(invitations(app, &id).await, Vec::<String>::new(), "{}", status.name());
        }
    }
}

#[tokio::test]
async fn an_invitation_that_has_run_out_is_sent_again_on_restore() {
    for app in &both_engines().await {
        let id = store(app, console_member(app, "cora@acme.example", MemberStatus::Invited)).await;
        set_active(app, &id, false).await;
        app.clock.advance(Duration::from_hours(domain::INVITATION_LIFETIME_HOURS));
        set_active(app, &id, true).await;
        assert_eq!(invitations(app, &id).await, ["cora@acme.example"]);
    }
}

#[tokio::test]
async fn an_invitation_that_revocation_took_back_before_it_was_sent_is_written_again_on_restore() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        assert_eq!(invitations(app, &dora).await, ["dora@acme.example"]);
        set_active(app, &dora, false).await;
        assert_eq!(invitations(app, &dora).await, Vec::<String>::new());
        set_active(app, &dora, true).await;
        assert_eq!(invitations(app, &dora).await, ["dora@acme.example"]);
    }
}

#[tokio::test]
async fn every_seat_is_counted_and_a_full_organization_refuses_with_the_way_out() {
    for app in &both_engines().await {
        change(app, OrganizationChange { seats: Some(Some(2)), ..Default::default() }).await;
        let dora = user(app, "dora").await;
        let detail = refused(app, "POST", "/Users", Some(&user_body("ella")), 400, None).await;
        assert!(detail.contains("seats"), "{detail}");
        let ella = id(&post(app, "/Users", json!({"userName": "ella@acme.example", "active": false})).await);
        let activate = operations_body(&json!([{"op": "replace", "path": "active", "value": true}]));
        let detail = refused(app, "PATCH", &format!("/Users/{ella}"), Some(&activate), 400, None).await;
        assert!(detail.contains("seats"), "{detail}");
        set_active(app, &dora, false).await;
        set_active(app, &ella, true).await;
        refused(app, "PATCH", &format!("/Users/{dora}"), Some(&activate), 400, None).await;
        delete(app, &format!("/Users/{ella}")).await;
        set_active(app, &dora, true).await;
        assert_eq!(occupied_seats(app).await, 2);
    }
}

#[tokio::test]
async fn a_deleted_user_is_gone_for_good_and_may_come_again_as_somebody_new() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        let group = group(app, "Group", &[&dora]).await;
        let path = format!("/Users/{dora}");
        delete(app, &path).await;
        for method in ["DELETE", "GET"] {
            refused(app, method, &path, None, 404, None).await;
        }
        assert_eq!(members(app, &group).await, Vec::<String>::new());
        assert_ne!(user(app, "dora").await, dora);
    }
}

// Owners and break-glass.

#[tokio::test]
async fn the_last_confirmed_owner_is_neither_revoked_nor_removed() {
    for app in &both_engines().await {
        let olga = find(app, "Users", r#"userName eq "olga@acme.example""#).await.pop().unwrap();
        let path = format!("/Users/{olga}");
        let off = operations_body(&json!([{"op": "replace", "path": "active", "value": false}]));
        let put_off = json!({"userName": "olga@acme.example", "active": false});
        let mut invited_owner = console_member(app, "second@acme.example", MemberStatus::Invited);
        invited_owner.role = MemberRole::Owner;
        store(app, invited_owner).await;
        for (method, body) in [("PATCH", Some(&off)), ("PUT", Some(&put_off)), ("DELETE", None)] {
            let detail = refused(app, method, &path, body, 400, Some("mutability")).await;
            assert!(detail.contains("last confirmed owner"), "{detail}");
        }
        let mut third = console_member(app, "third@acme.example", MemberStatus::Confirmed);
        third.role = MemberRole::Owner;
        let third = store(app, third).await;
        assert_eq!(set_active(app, &olga, false).await["active"], false);
        refused(app, "DELETE", &format!("/Users/{third}"), None, 400, Some("mutability")).await;
        set_active(app, &olga, true).await;
        delete(app, &format!("/Users/{third}")).await;
    }
}

#[tokio::test]
async fn a_break_glass_member_is_out_of_the_directorys_reach() {
    for app in &both_engines().await {
        let mut cora = console_member(app, "cora@acme.example", MemberStatus::Confirmed);
        cora.is_break_glass = true;
        let cora = store(app, cora).await;
        let path = format!("/Users/{cora}");
        let off = operations_body(&json!([
            {"op": "replace", "path": "displayName", "value": "Half done"},
            {"op": "replace", "path": "active", "value": false},
        ]));
        let put_off = json!({"userName": "cora@acme.example", "active": false});
        for (method, body) in [("PATCH", Some(&off)), ("PUT", Some(&put_off)), ("DELETE", None)] {
            let detail = refused(app, method, &path, body, 400, Some("mutability")).await;
            assert!(detail.contains("break-glass"), "{detail}");
        }
        assert_eq!(get(app, &path).await.get("displayName"), None, "a refused call did half of its work");
        patch(app, &path, json!([{"op": "add", "path": "externalId", "value": "still linked"}])).await;
    }
}

#[tokio::test]
async fn an_invitation_that_no_directory_could_have_written_stays_with_its_address() {
    for app in &both_engines().await {
        let mut admin = console_member(app, "adam@acme.example", MemberStatus::Invited);
        admin.role = MemberRole::Admin;
        let mut guarded = console_member(app, "gesa@acme.example", MemberStatus::Invited);
        guarded.is_break_glass = true;
        let mut revoked = console_member(app, "rosa@acme.example", MemberStatus::Revoked);
        (revoked.role, revoked.status_before_revocation) = (MemberRole::Owner, Some(MemberStatus::Invited));
        for invited in [admin, guarded, revoked] {
            let address = invited.profile.email.text().to_owned();
            let id = store(app, invited).await;
            let path = format!("/Users/{id}");
            let before = member(app, &id).await;
            let moved =
                json!([{"op": "replace", "path": "emails[type eq \"work\"].value", "value": "evil@acme.example"}]);
            let moved = operations_body(&moved);
            let put = json!({"userName": address, "emails": [{"value": "evil@acme.example"}]});
            for (method, body) in [("PATCH", &moved), ("PUT", &put)] {
                let detail = refused(app, method, &path, Some(body), 400, Some("mutability")).await;
                assert!(detail.contains("stays with the address"), "{detail}");
            }
            assert_eq!(member(app, &id).await, before);
            assert_eq!(invitations(app, &id).await, Vec::<String>::new());
            patch(app, &path, json!([{"op": "add", "path": "externalId", "value": address}])).await;
        }
    }
}
