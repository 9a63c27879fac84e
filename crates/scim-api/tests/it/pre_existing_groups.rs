//! Groups that were here before the directory came: adopted or linked, and what people put into them stays.

use crate::calls::{both_engines, delete, find, get, group, id, members, patch, post, put, refused, user};
use crate::people::{change, console_group, join_by_hand};
use application::OrganizationChange;
use serde_json::json;

#[tokio::test]
async fn a_console_group_is_adopted_by_post_and_keeps_its_members() {
    for app in &both_engines().await {
        let (dora, ella) = (user(app, "dora").await, user(app, "ella").await);
        let group = console_group(app, "Climbers", &[&dora]).await;
        let body = json!({"displayName": "climbers", "externalId": "g-1", "members": [{"value": ella}]});
        let adopted = post(app, "/Groups", body.clone()).await;
        assert_eq!(id(&adopted), group);
        assert_eq!((&adopted["displayName"], &adopted["externalId"]), (&json!("climbers"), &json!("g-1")));
        let mut both = vec![dora, ella];
        both.sort();
        assert_eq!(members(app, &group).await, both);
        refused(app, "POST", "/Groups", Some(&body), 409, Some("uniqueness")).await;
    }
}

#[tokio::test]
async fn a_console_group_is_adopted_once_also_without_an_external_id() {
    for app in &both_engines().await {
        let group = console_group(app, "Climbers", &[]).await;
        let body = json!({"displayName": "Climbers"});
        assert_eq!(id(&post(app, "/Groups", body.clone()).await), group);
        refused(app, "POST", "/Groups", Some(&body), 409, Some("uniqueness")).await;
    }
}

#[tokio::test]
async fn a_linked_group_of_the_same_name_gets_a_namesake_only_with_another_external_id() {
    for app in &both_engines().await {
        let first = id(&post(app, "/Groups", json!({"displayName": "Climbers", "externalId": "1"})).await);
        for body in [
            json!({"displayName": "Climbers"}),
            json!({"displayName": "CLIMBERS", "externalId": "1"}),
            json!({"displayName": "Other", "externalId": "1"}),
        ] {
            refused(app, "POST", "/Groups", Some(&body), 409, Some("uniqueness")).await;
        }
        let second = id(&post(app, "/Groups", json!({"displayName": "Climbers", "externalId": "2"})).await);
        assert_eq!(find(app, "Groups", r#"displayName eq "climbers""#).await, [first, second]);
    }
}

#[tokio::test]
async fn a_group_that_scim_made_without_an_external_id_is_not_adopted() {
    for app in &both_engines().await {
        group(app, "Climbers", &[]).await;
        for body in [json!({"displayName": "climbers"}), json!({"displayName": "Climbers", "externalId": "1"})] {
            let detail = refused(app, "POST", "/Groups", Some(&body), 409, Some("uniqueness")).await;
            assert!(detail.contains("displayName eq"), "{detail}");
        }
    }
}

#[tokio::test]
async fn a_console_group_is_linked_by_filter_and_patch_or_put() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        for (name, by_put) in [("By patch", false), ("By put", true)] {
            let group = console_group(app, name, &[&dora]).await;
            assert_eq!(
                find(app, "Groups", &format!("displayName eq \"{}\"", name.to_uppercase())).await,
                std::slice::from_ref(&group)
            );
            let path = format!("/Groups/{group}");
            if by_put {
                put(app, &path, json!({"displayName": name, "externalId": name})).await;
            } else {
                patch(app, &path, json!([{"op": "add", "path": "externalId", "value": name}])).await;
            }
            assert_eq!(find(app, "Groups", &format!("externalId eq \"{name}\"")).await, std::slice::from_ref(&group));
            assert_eq!(members(app, &group).await, std::slice::from_ref(&dora));
            let namesake = json!({"displayName": name});
            refused(app, "POST", "/Groups", Some(&namesake), 409, Some("uniqueness")).await;
        }
    }
}

#[tokio::test]
async fn a_console_group_that_the_directory_does_not_know_is_left_alone() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        let group = console_group(app, "Climbers", &[&dora]).await;
        let before = get(app, &format!("/Groups/{group}")).await;
        let other = crate::calls::group(app, "Runners", &[&dora]).await;
        put(app, &format!("/Groups/{other}"), json!({"displayName": "Runners", "members": []})).await;
        delete(app, &format!("/Groups/{other}")).await;
        assert_eq!(get(app, &format!("/Groups/{group}")).await, before);
    }
}

#[tokio::test]
async fn replace_keeps_memberships_made_in_the_console() {
    for app in &both_engines().await {
        let (dora, ella, fred) = (user(app, "dora").await, user(app, "ella").await, user(app, "fred").await);
        let group = group(app, "Climbers", &[&dora]).await;
        join_by_hand(app, &group, &ella).await;
        let path = format!("/Groups/{group}");
        let kept_and = |id: &String| {
            let mut both = vec![ella.clone(), id.clone()];
            both.sort();
            both
        };
        put(app, &path, json!({"displayName": "Climbers", "members": [{"value": fred}]})).await;
        assert_eq!(members(app, &group).await, kept_and(&fred));
        patch(app, &path, json!([{"op": "replace", "path": "members", "value": [{"value": dora}]}])).await;
        assert_eq!(members(app, &group).await, kept_and(&dora));
        patch(app, &path, json!([{"op": "replace", "value": {"members": [{"value": fred}]}}])).await;
        assert_eq!(members(app, &group).await, kept_and(&fred));
        put(app, &path, json!({"displayName": "Climbers"})).await;
        assert_eq!(members(app, &group).await, kept_and(&fred), "absent members stay");
        put(app, &path, json!({"displayName": "Climbers", "members": []})).await;
        assert_eq!(members(app, &group).await, std::slice::from_ref(&ella), "an empty list empties the directory's");
        // Who was put in by hand stays so, even when the directory names the person too for a while.
        put(app, &path, json!({"displayName": "Climbers", "members": [{"value": ella}]})).await;
        put(app, &path, json!({"displayName": "Climbers", "members": []})).await;
        assert_eq!(members(app, &group).await, [ella]);
    }
}

#[tokio::test]
async fn an_explicit_remove_removes_whoever_made_the_membership() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        let group = group(app, "Climbers", &[]).await;
        for operations in [
            json!([{"op": "remove", "path": format!("members[value eq \"{dora}\"]")}]),
            json!([{"op": "remove", "path": "members", "value": [{"value": dora}]}]),
            json!([{"op": "remove", "path": "members"}]),
        ] {
            join_by_hand(app, &group, &dora).await;
            patch(app, &format!("/Groups/{group}"), operations.clone()).await;
            assert_eq!(members(app, &group).await, Vec::<String>::new(), "{operations}");
        }
    }
}

#[tokio::test]
async fn directory_is_authoritative_replaces_everything() {
    for app in &both_engines().await {
        change(app, OrganizationChange { directory_is_authoritative: Some(true), ..Default::default() }).await;
        let (dora, ella) = (user(app, "dora").await, user(app, "ella").await);
        let group = group(app, "Climbers", &[]).await;
        let path = format!("/Groups/{group}");
        for replace_by_put in [true, false] {
            join_by_hand(app, &group, &ella).await;
            if replace_by_put {
                put(app, &path, json!({"displayName": "Climbers", "members": [{"value": dora}]})).await;
            } else {
                patch(app, &path, json!([{"op": "replace", "path": "members", "value": [{"value": dora}]}])).await;
            }
            assert_eq!(members(app, &group).await, std::slice::from_ref(&dora));
        }
    }
}

#[tokio::test]
async fn a_rename_in_the_directory_overwrites_one_made_here() {
    for app in &both_engines().await {
        let group = console_group(app, "Climbers of the console", &[]).await;
        patch(app, &format!("/Groups/{group}"), json!([{"op": "replace", "path": "displayName", "value": "Climbers"}]))
            .await;
        assert_eq!(get(app, &format!("/Groups/{group}")).await["displayName"], "Climbers");
    }
}

#[tokio::test]
async fn members_of_another_organization_and_nested_groups_stay_out_whatever_the_form() {
    for app in &both_engines().await {
        let nested = group(app, "Nested", &[]).await;
        let stranger = app.application.fresh_uuid().to_string();
        let dora = user(app, "dora").await;
        let group = group(app, "Climbers", &[&nested, &stranger, "no id at all", &dora]).await;
        let path = format!("/Groups/{group}");
        let list = json!([{"value": nested, "type": "Group"}, {"value": stranger}, {"value": dora}]);
        patch(app, &path, json!([{"op": "add", "path": "members", "value": list}])).await;
        patch(app, &path, json!([{"op": "replace", "path": "members", "value": list}])).await;
        patch(app, &path, json!([{"op": "add", "path": format!("members[value eq \"{stranger}\"]"), "value": {}}]))
            .await;
        patch(app, &path, json!([{"op": "add", "value": {"members": list}}])).await;
        put(app, &path, json!({"displayName": "Climbers", "members": list})).await;
        assert_eq!(members(app, &group).await, [dora]);
    }
}
