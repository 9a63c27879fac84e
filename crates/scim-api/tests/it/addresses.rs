//! Which address and name a member has, and what becomes of them when a directory changes them.

use crate::calls::{
    both_engines, call, expect_error, find, get, id, operations_body, patch, post, put, refused, set_active, user,
};
use crate::people::{console_member, invitations, member, store};
use application::{MemberEdit, UpdateMember};
use domain::{EmailAddress, MemberId, MemberStatus};
use serde_json::json;

#[tokio::test]
async fn emails_null_or_empty_in_put_keep_the_address() {
    for app in &both_engines().await {
        let body =
            json!({"userName": "dora", "emails": [{"value": "dora@acme.example", "type": "work", "primary": true}]});
        let path = format!("/Users/{}", id(&post(app, "/Users", body.clone()).await));
        for emails in [json!(null), json!([])] {
            let shown = put(app, &path, json!({"userName": "dora", "emails": emails})).await;
            assert_eq!(shown["emails"], body["emails"]);
        }
        assert_eq!(put(app, &path, json!({"userName": "dora"})).await["emails"], body["emails"]);
        for operations in
            [json!([{"op": "remove", "path": "emails"}]), json!([{"op": "remove", "path": "emails[type eq \"work\"]"}])]
        {
            refused(app, "PATCH", &path, Some(&operations_body(&operations)), 400, Some("mutability")).await;
        }
    }
}

#[tokio::test]
async fn the_address_is_the_primary_one_else_work_else_the_first_else_the_user_name() {
    for app in &both_engines().await {
        for (body, expected) in [
            (
                json!({"userName": "u1", "emails": [{"value": "a1@x.example", "type": "work"}, {"value": "b1@x.example", "primary": "True"}]}),
                "b1@x.example",
            ),
            (
                json!({"userName": "u2", "emails": [{"value": "", "primary": true}, {"value": "a2@x.example"}, {"value": "b2@x.example", "type": "Work"}]}),
                "b2@x.example",
            ),
            (
                json!({"userName": "u3", "emails": [{"value": "a3@x.example", "type": "home"}, {"value": "b3@x.example"}]}),
                "a3@x.example",
            ),
            (json!({"userName": "u4@x.example", "emails": []}), "u4@x.example"),
            (json!({"emails": [{"value": "u5@x.example"}]}), "u5@x.example"),
        ] {
            let made = post(app, "/Users", body.clone()).await;
            assert_eq!(invitations(app, &id(&made)).await, [expected], "{body}");
        }
        let unreachable = json!({"userName": "dora"});
        refused(app, "POST", "/Users", Some(&unreachable), 400, Some("invalidValue")).await;
    }
}

#[tokio::test]
async fn a_changed_address_moves_an_open_invitation() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        let operations = json!([
            {"op": "replace", "path": "userName", "value": "d.huber@acme.example"},
            {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "d.huber@acme.example"},
        ]);
        patch(app, &format!("/Users/{dora}"), operations).await;
        assert_eq!(invitations(app, &dora).await, ["d.huber@acme.example"]);
        assert_eq!(find(app, "Users", r#"userName eq "d.huber@acme.example""#).await, [dora]);
        assert_eq!(find(app, "Users", r#"userName eq "dora@acme.example""#).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn an_address_changed_while_revoked_is_invited_on_restore() {
    for app in &both_engines().await {
        let cora = store(app, console_member(app, "cora@acme.example", MemberStatus::Invited)).await;
        set_active(app, &cora, false).await;
        let body = json!({"userName": "cc@acme.example", "emails": [{"value": "cc@acme.example"}]});
        put(app, &format!("/Users/{cora}"), body).await;
        assert_eq!(invitations(app, &cora).await, Vec::<String>::new());
        set_active(app, &cora, true).await;
        assert_eq!(invitations(app, &cora).await, ["cc@acme.example"]);
    }
}

#[tokio::test]
async fn a_changed_address_of_somebody_who_joined_is_the_same_member_without_a_mail() {
    for app in &both_engines().await {
        for status in [MemberStatus::Accepted, MemberStatus::Confirmed, MemberStatus::Staged] {
            let old = format!("{}@acme.example", status.name());
            let id = store(app, console_member(app, &old, status)).await;
            let new = format!("{}@new.example", status.name());
            let body = json!({"userName": new, "emails": [{"value": new, "type": "work", "primary": true}]});
            put(app, &format!("/Users/{id}"), body).await;
            assert_eq!(member(app, &id).await.status, status);
            assert_eq!(invitations(app, &id).await, Vec::<String>::new());
            assert_eq!(find(app, "Users", &format!("userName eq \"{new}\"")).await, [id]);
        }
    }
}

#[tokio::test]
async fn an_address_changed_here_first_and_then_in_the_directory_is_one_member() {
    for app in &both_engines().await {
        let dora = id(&post(app, "/Users", json!({"userName": "dora@acme.example", "externalId": "7"})).await);
        let email = EmailAddress::parse("d.huber@acme.example").unwrap();
        let edit = move |view: &application::MemberView| {
            let mut profile = view.member.profile.clone();
            profile.email = email.clone();
            profile.attributes = None;
            Ok::<_, std::convert::Infallible>(MemberEdit { profile, active: None })
        };
        let (call_, organization_id) = (app.application.system_call(), app.organization.id);
        let update = UpdateMember { call: call_, organization_id, id: MemberId::parse(&dora).unwrap(), edit };
        app.application.run(update).await.unwrap();
        assert_eq!(find(app, "Users", r#"emails.value eq "d.huber@acme.example""#).await, std::slice::from_ref(&dora));
        let body = json!({"userName": "d.huber@acme.example", "externalId": "7", "emails": [{"value": "d.huber@acme.example"}]});
        assert_eq!(id(&put(app, &format!("/Users/{dora}"), body).await), dora);
        assert_eq!(get(app, "/Users").await["totalResults"], 2);
    }
}

#[tokio::test]
async fn an_address_changed_in_the_directory_first_finds_no_second_member_by_the_same_external_id() {
    for app in &both_engines().await {
        post(app, "/Users", json!({"userName": "dora@acme.example", "externalId": "7"})).await;
        let again = json!({"userName": "d.huber@acme.example", "externalId": "7"});
        let answer = call(app, "POST", "/Users", Some(&again)).await;
        let detail = expect_error(&answer, 409, Some("uniqueness"), "POST");
        assert!(detail.contains("externalId"), "{detail}");
    }
}

#[tokio::test]
async fn the_user_name_and_the_address_are_both_kept_and_both_find_the_member() {
    for app in &both_engines().await {
        let body = json!({"userName": "DHuber", "emails": [{"value": "Dora@Acme.example"}, {"value": "old@acme.example", "type": "home"}]});
        let dora = post(app, "/Users", body).await;
        assert_eq!((&dora["userName"], &dora["emails"][0]["value"]), (&json!("DHuber"), &json!("Dora@Acme.example")));
        for filter in [
            r#"userName eq "dhuber""#,
            r#"emails.value eq "dora@acme.example""#,
            r#"emails eq "old@acme.example""#,
            r#"userName eq "x" or emails[value eq "OLD@acme.example"]"#,
        ] {
            assert_eq!(find(app, "Users", filter).await, [id(&dora)], "{filter}");
        }
    }
}

#[tokio::test]
async fn names_and_addresses_are_unique_on_put_and_patch_too() {
    for app in &both_engines().await {
        user(app, "dora").await;
        let path = format!("/Users/{}", user(app, "ella").await);
        let taken = json!({"userName": "DORA@acme.example"});
        refused(app, "PUT", &path, Some(&taken), 409, Some("uniqueness")).await;
        for operations in [
            json!([{"op": "replace", "path": "userName", "value": "Dora@acme.example"}]),
            json!([{"op": "add", "path": "emails", "value": [{"value": "dora@acme.example", "primary": true}]}]),
        ] {
            refused(app, "PATCH", &path, Some(&operations_body(&operations)), 409, Some("uniqueness")).await;
        }
        put(app, &path, json!({"userName": "ELLA@acme.example"})).await;
    }
}

#[tokio::test]
async fn letter_case_folds_without_compatibility() {
    for app in &both_engines().await {
        post(app, "/Users", json!({"userName": "straße@acme.example"})).await;
        post(app, "/Users", json!({"userName": "strasse@acme.example"})).await;
        post(app, "/Users", json!({"userName": "дора@пример.рф"})).await;
        let taken = json!({"userName": "ДОРА@ПРИМЕР.РФ"});
        refused(app, "POST", "/Users", Some(&taken), 409, Some("uniqueness")).await;
        let composed = json!({"userName": "jos\u{e9}@acme.example"});
        post(app, "/Users", composed).await;
        let decomposed = json!({"userName": "jose\u{301}@acme.example"});
        refused(app, "POST", "/Users", Some(&decomposed), 409, Some("uniqueness")).await;
    }
}
