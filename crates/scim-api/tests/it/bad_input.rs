//! What nobody should send: a SCIM error with the right 4xx, never a 5xx, and nothing changed.

use crate::calls::{
    both_engines, call, call_as, check_form, escape, expect, expect_error, find, get, group, id, newest_event,
    operations_body, patch, post, refused, target, user,
};
use domain::KeyScope;
use serde_json::{Value, json};
use testkit::app::{App, make_key, make_organization};
use testkit::trace::Answer;

pub(crate) async fn send(app: &App, method: &str, path: &str, content_type: Option<&str>, body: &[u8]) -> Answer {
    let mut headers = vec![("Authorization".to_owned(), format!("Bearer {}", app.key.reveal()))];
    headers.extend(content_type.map(|value| ("Content-Type".to_owned(), value.to_owned())));
    let answer = app.target().unwrap().send(method, path, &headers, Some(body)).await.unwrap();
    check_form(&answer, &format!("{method} {path}"));
    answer
}

/// Every route that takes a body, with a user and a group to write to.
async fn routes_with_bodies(app: &App) -> Vec<(&'static str, String)> {
    let (user, group) = (user(app, "target").await, group(app, "Target", &[]).await);
    let at = |path: String| move |method| (method, path.clone());
    let mut routes = vec![];
    routes.extend(["POST"].map(at("/Users".to_owned())));
    routes.extend(["PUT", "PATCH"].map(at(format!("/Users/{user}"))));
    routes.extend(["POST"].map(at("/Groups".to_owned())));
    routes.extend(["PUT", "PATCH"].map(at(format!("/Groups/{group}"))));
    for path in ["/Bulk", "/.search", "/Users/.search", "/Groups/.search"] {
        routes.push(("POST", path.to_owned()));
    }
    routes
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_invalid_syntax_on_every_route() {
    for app in &both_engines().await {
        let routes = routes_with_bodies(app).await;
        let before = newest_event(app, app.organization.id).await;
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let deep_object = format!("{}1{}", r#"{"a":"#.repeat(70), "}".repeat(70));
        let bodies: [&[u8]; 19] = [
            b"",
            b"   ",
            b"{",
            b"}",
            b"nonsense",
            br#"{"userName": "a@b.c",}"#,
            br#"{"userName": "a@b.c"} {"userName": "d@e.f"}"#,
            b"{'userName': 'a@b.c'}",
            br#"{"userName": "a@b.c", "userName": "d@e.f"}"#,
            br#"{"name": {"x": 1, "x": 2}}"#,
            b"{\"userName\": \"a\xff\xfe@b.c\"}",
            br#"{"userName": "a\u0000@b.c"}"#,
            br#"{"a\u0000": 1}"#,
            br#"{"userName": "\ud800@b.c"}"#,
            b"[]",
            b"\"text\"",
            b"null",
            deep.as_bytes(),
            deep_object.as_bytes(),
        ];
        for (method, path) in &routes {
            for body in bodies {
                let answer = send(app, method, path, Some("application/scim+json"), body).await;
                let shown = String::from_utf8_lossy(body.get(..body.len().min(60)).unwrap()).into_owned();
                expect_error(&answer, 400, Some("invalidSyntax"), &format!("{method} {path} {shown}"));
            }
        }
        assert_eq!(newest_event(app, app.organization.id).await, before);
    }
}

#[tokio::test]
async fn any_json_media_type_is_taken_and_no_other() {
    for app in &both_engines().await {
        for (number, media_type) in
            ["application/json", "application/scim+json; charset=utf-8", "text/json", "Application/Foo+JSON"]
                .iter()
                .enumerate()
        {
            let body = json!({"userName": format!("m{number}@acme.example")}).to_string();
            assert_eq!(
                send(app, "POST", "/Users", Some(media_type), body.as_bytes()).await.status,
                201,
                "{media_type}"
            );
        }
        for (method, path) in routes_with_bodies(app).await {
            for media_type in
                [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/xml")]
            {
                let answer = send(app, method, &path, media_type, b"{}").await;
                expect_error(&answer, 415, None, &format!("{method} {path} {media_type:?}"));
            }
            let gzip = [("Content-Encoding", "gzip")];
            let answer = call_as(&app.target().unwrap(), method, &path, &gzip, Some(&json!({}))).await;
            expect_error(&answer, 415, None, &format!("{method} {path} gzip"));
        }
    }
}

#[tokio::test]
async fn a_wrong_type_of_an_attribute_with_a_meaning_is_invalid_value() {
    for app in &both_engines().await {
        let path = format!("/Users/{}", user(app, "dora").await);
        for (attribute, wrong) in [
            ("userName", json!(5)),
            ("userName", json!({})),
            ("userName", json!(["a@b.c"])),
            ("active", json!("maybe")),
            ("active", json!(1)),
            ("active", json!({})),
            ("externalId", json!(7)),
            ("externalId", json!({"value": "x"})),
            ("displayName", json!(7)),
            ("name", json!("Dora Huber")),
            ("name", json!({"givenName": 5})),
            ("emails", json!("dora@acme.example")),
            ("emails", json!(5)),
            ("emails", json!([5])),
            ("emails", json!([{"value": 5}])),
            ("emails", json!([{"value": "no address"}])),
            ("emails", json!([{"value": "a@b.c", "primary": "perhaps"}])),
        ] {
            let mut body = json!({"userName": "ella@acme.example"});
            body[attribute] = wrong.clone();
            refused(app, "POST", "/Users", Some(&body), 400, Some("invalidValue")).await;
            refused(app, "PUT", &path, Some(&body), 400, Some("invalidValue")).await;
            for operations in [
                json!([{"op": "replace", "path": attribute, "value": wrong}]),
                json!([{"op": "replace", "value": {attribute: wrong}}]),
            ] {
                let answer = call(app, "PATCH", &path, Some(&operations_body(&operations))).await;
                expect_error(&answer, 400, Some("invalidValue"), &operations.to_string());
            }
        }
        let group_path = format!("/Groups/{}", group(app, "Climbers", &[]).await);
        for body in [
            json!({"displayName": 5}),
            json!({"displayName": "  "}),
            json!({}),
            json!({"displayName": null}),
            json!({"displayName": "G", "members": [5]}),
            json!({"displayName": "G", "members": [{"value": 5}]}),
            json!({"displayName": "G", "externalId": {}}),
        ] {
            for (method, path) in [("POST", "/Groups"), ("PUT", group_path.as_str())] {
                refused(app, method, path, Some(&body), 400, Some("invalidValue")).await;
            }
        }
    }
}

#[tokio::test]
async fn what_is_merely_stored_is_kept_as_sent_whatever_its_type() {
    for app in &both_engines().await {
        let odd = json!({"roles": "ops,admins", "title": 7, "x509Certificates": {"value": "MII="}, "custom": [1, {"a": null}]});
        let mut body = odd.clone();
        body["userName"] = json!("dora@acme.example");
        let made = post(app, "/Users", body).await;
        let shown = get(app, &format!("/Users/{}", id(&made))).await;
        assert_eq!(
            (&shown["roles"], &shown["title"], &shown["custom"]),
            (&odd["roles"], &odd["title"], &odd["custom"])
        );
    }
}

#[tokio::test]
async fn patches_that_are_none_are_refused_by_kind_and_change_nothing() {
    for app in &both_engines().await {
        let users = format!("/Users/{}", user(app, "dora").await);
        let groups = format!("/Groups/{}", group(app, "Climbers", &[]).await);
        let before = newest_event(app, app.organization.id).await;
        let first = json!({"op": "replace", "path": "displayName", "value": "Half done"});
        for (operation, scim_type) in [
            (json!({"op": "frobnicate", "path": "title", "value": "x"}), "invalidSyntax"),
            (json!({"path": "title", "value": "x"}), "invalidSyntax"),
            (json!("replace"), "invalidSyntax"),
            (json!({"op": "replace", "path": 5, "value": "x"}), "invalidPath"),
            (json!({"op": "replace", "path": "emails[type eq", "value": "x"}), "invalidPath"),
            (json!({"op": "replace", "path": "emails[]", "value": "x"}), "invalidPath"),
            (json!({"op": "replace", "path": "a b", "value": "x"}), "invalidPath"),
            (json!({"op": "replace", "path": "..", "value": "x"}), "invalidPath"),
            (
                json!({"op": "replace", "path": format!("emails[{}value eq \"a\"{}]", "(".repeat(500), ")".repeat(500)), "value": "x"}),
                "invalidPath",
            ),
            (json!({"op": "remove"}), "noTarget"),
            (json!({"op": "replace", "value": "x"}), "invalidValue"),
            (json!({"op": "replace", "path": "id", "value": "x"}), "mutability"),
            (json!({"op": "replace", "path": "meta.created", "value": "x"}), "mutability"),
        ] {
            for path in [&users, &groups] {
                let answer = call(app, "PATCH", path, Some(&operations_body(&json!([first, operation])))).await;
                expect_error(&answer, 400, Some(scim_type), &format!("{path} {operation}"));
            }
        }
        for (operation, scim_type) in [
            (json!({"op": "replace", "path": "emails[type ne \"work\"].value", "value": "x@y.z"}), "noTarget"),
            (json!({"op": "remove", "path": "userName"}), "mutability"),
            (json!({"op": "remove", "path": "active"}), "mutability"),
            (json!({"op": "replace", "path": "groups", "value": []}), "mutability"),
            (json!({"op": "add", "path": "name", "value": "text"}), "invalidValue"),
        ] {
            let answer = call(app, "PATCH", &users, Some(&operations_body(&json!([first, operation])))).await;
            expect_error(&answer, 400, Some(scim_type), &operation.to_string());
        }
        for body in [json!({}), json!({"Operations": {}}), json!({"Operations": "x"}), json!({"Operations": null})] {
            refused(app, "PATCH", &users, Some(&body), 400, Some("invalidSyntax")).await;
            refused(app, "PATCH", &groups, Some(&body), 400, Some("invalidSyntax")).await;
        }
        let many = vec![json!({"op": "replace", "path": "title", "value": "x"}); 10_001];
        refused(app, "PATCH", &users, Some(&operations_body(&json!(many))), 400, Some("tooMany")).await;
        assert_eq!(newest_event(app, app.organization.id).await, before);
    }
}

#[tokio::test]
async fn lengths_are_counted_in_characters_and_one_too_many_is_invalid_value() {
    for app in &both_engines().await {
        let address = |length: usize| format!("{}@acme.example", "ö".repeat(length - "@acme.example".len()));
        let text = |length: usize| "ö".repeat(length);
        let users = format!("/Users/{}", user(app, "dora").await);
        let groups = format!("/Groups/{}", group(app, "Climbers", &[]).await);
        for (path, attribute, fits, too_long) in [
            (&users, "externalId", json!(text(300)), json!(text(301))),
            (&users, "userName", json!(text(256)), json!(text(257))),
            (&users, "displayName", json!(text(256)), json!(text(257))),
            (&users, "emails", json!([{"value": address(256)}]), json!([{"value": address(257)}])),
            (&groups, "externalId", json!(text(300)), json!(text(301))),
            (&groups, "displayName", json!(text(100)), json!(text(101))),
        ] {
            let mut body = if path == &users {
                json!({"userName": "x@acme.example", "emails": [{"value": "x@acme.example"}]})
            } else {
                json!({"displayName": "Other"})
            };
            let collection = path.rsplit_once('/').unwrap().0;
            body[attribute] = too_long.clone();
            refused(app, "POST", collection, Some(&body), 400, Some("invalidValue")).await;
            refused(app, "PUT", path, Some(&body), 400, Some("invalidValue")).await;
            let operations = |value: &Value| json!([{"op": "replace", "path": attribute, "value": value}]);
            refused(app, "PATCH", path, Some(&operations_body(&operations(&too_long))), 400, Some("invalidValue"))
                .await;
            patch(app, path, operations(&fits)).await;
            assert_eq!(get(app, path).await[attribute], fits, "{path} {attribute}");
        }
        // What is merely stored may be long, within the limit of the body.
        patch(app, &users, json!([{"op": "add", "path": "title", "value": text(100_000)}])).await;
    }
}

#[tokio::test]
async fn every_address_has_the_same_limit_and_one_beside_the_chosen_one_is_no_exception() {
    for app in &both_engines().await {
        let dora = format!("/Users/{}", user(app, "dora").await);
        // No two letters alike, so that no index can press it together.
        let long: String = (0..1200_u32).filter_map(|number| char::from_u32(0x4e00 + number * 7)).collect();
        let emails = json!([{"value": "x@acme.example", "primary": true}, {"value": long, "type": "other"}]);
        let body = json!({"userName": "x@acme.example", "emails": emails});
        refused(app, "POST", "/Users", Some(&body), 400, Some("invalidValue")).await;
        refused(app, "PUT", &dora, Some(&body), 400, Some("invalidValue")).await;
        let operations = operations_body(&json!([{"op": "replace", "path": "emails", "value": emails}]));
        refused(app, "PATCH", &dora, Some(&operations), 400, Some("invalidValue")).await;
    }
}

#[tokio::test]
async fn a_request_does_not_look_at_all_members_again_and_again() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        let climbers = format!("/Groups/{}", group(app, "Climbers", &[&dora]).await);
        for operation in [
            json!({"op": "remove", "path": "members[type eq \"x\"]"}),
            json!({"op": "replace", "path": "members", "value": [{"value": dora}]}),
        ] {
            let times = |count| operations_body(&Value::from(vec![operation.clone(); count]));
            expect(&call(app, "PATCH", &climbers, Some(&times(20))).await, 204);
            refused(app, "PATCH", &climbers, Some(&times(21)), 400, Some("tooMany")).await;
        }
        // Members that are named cost what they are.
        let named = vec![json!({"op": "remove", "path": format!("members[value eq \"{dora}\"]")}); 1000];
        patch(app, &climbers, Value::from(named)).await;
    }
}

#[tokio::test]
async fn a_resource_does_not_grow_without_end_by_small_steps() {
    for app in &both_engines().await {
        let dora = format!("/Users/{}", user(app, "dora").await);
        let climbers = format!("/Groups/{}", group(app, "Climbers", &[]).await);
        for path in [&dora, &climbers] {
            let mut answers = Vec::new();
            for step in 0..6 {
                let value = "x".repeat(500_000);
                let operations = json!([{"op": "add", "path": format!("note{step}"), "value": value}]);
                answers.push(call(app, "PATCH", path, Some(&operations_body(&operations))).await.status);
            }
            assert_eq!(answers.last(), Some(&400), "{path}: {answers:?}");
        }
        let user = json!({"userName": "x@acme.example", "note": "x".repeat(3_000_000)});
        let operation = json!({"method": "POST", "path": "/Users", "bulkId": "1", "data": user});
        let bulk = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [operation]});
        let answer = expect(&call(app, "POST", "/Bulk", Some(&bulk)).await, 200);
        assert_eq!(answer["Operations"][0]["status"], "400");
    }
}

#[tokio::test]
async fn filters_that_are_none_are_invalid_filter_and_bombs_do_not_go_off() {
    for app in &both_engines().await {
        let many_terms = vec!["userName eq \"a\""; 300].join(" or ");
        let nested = format!("{}userName eq \"a\"{}", "(".repeat(100), ")".repeat(100));
        let negated = format!("{}userName eq \"a\"{}", "not (".repeat(100), ")".repeat(100));
        let long = format!("userName eq \"{}\"", "a".repeat(9_000));
        for filter in [
            "userName",
            "userName eq",
            "userName xx \"a\"",
            "userName eq \"a",
            "userName eq \"a\" and",
            "(userName eq \"a\"",
            "noSuchAttribute eq \"a\"",
            "userName.noSuch eq \"a\"",
            "emails[noSuch eq \"a\"]",
            "urn:nobody:knows:userName eq \"a\"",
            "active gt true",
            "userName eq 'a'",
            "meta.created gt \"yesterday\"",
            "not",
            "userName eq \"\\uD800\"",
            &many_terms,
            &nested,
            &negated,
            &long,
        ] {
            for resource in ["Users", "Groups"] {
                let path = format!("/{resource}?filter={}", escape(filter));
                let filter = filter.replace("userName", if resource == "Users" { "userName" } else { "displayName" });
                let shown: String = filter.chars().take(60).collect();
                let answer = call(app, "GET", &path, None).await;
                expect_error(&answer, 400, Some("invalidFilter"), &format!("{resource} {shown}"));
                let search = json!({"filter": filter});
                refused(app, "POST", &format!("/{resource}/.search"), Some(&search), 400, Some("invalidFilter")).await;
            }
        }
        for resource in ["Users", "Groups"] {
            refused(app, "GET", &format!("/{resource}?filter=%00"), None, 400, Some("invalidFilter")).await;
        }
        // A text with U+0000 is found nowhere, since nothing can hold it; PostgreSQL cannot even be asked.
        for path in [
            format!("/Users?filter={}", escape("userName eq \"a\0b\"")),
            format!("/Users?filter={}", escape("emails.value sw \"a\0b\"")),
            format!("/Users?filter={}", escape("externalId ne \"\\u0000\"")),
            format!("/Users?filter={}", escape("id eq \"\0\"")),
            format!("/Groups?filter={}", escape("displayName co \"\0\"")),
            format!("/Users?sortBy={}", escape("user\0Name")),
            format!("/Users?attributes={}", escape("user\0Name")),
            format!("/Users?cursor={}", escape("\0")),
            format!("/Users/{}", escape("\0")),
            format!("/Schemas/{}", escape("\0")),
        ] {
            let answer = call(app, "GET", &path, None).await;
            assert!(matches!(answer.status, 200 | 400 | 404), "{path}: {}", answer.status);
        }
        app.application.trace().flush().await;
        assert_eq!(app.application.trace().dropped(), 0, "the trace lost calls");
    }
}

#[tokio::test]
async fn start_index_and_count_are_whole_numbers_of_any_size() {
    for app in &both_engines().await {
        user(app, "dora").await;
        for parameter in ["startIndex", "count"] {
            for wrong in ["1.5", "0x10", "abc", "1e3", "+1", "--1", "١٢", "１", "NaN", "1 2"] {
                for resource in ["Users", "Groups"] {
                    let path = format!("/{resource}?{parameter}={}", escape(wrong));
                    refused(app, "GET", &path, None, 400, Some("invalidValue")).await;
                }
            }
            for wrong in [json!(1.5), json!("1"), json!([]), json!({}), json!(true)] {
                for path in ["/.search", "/Users/.search", "/Groups/.search"] {
                    let body = json!({parameter: wrong});
                    refused(app, "POST", path, Some(&body), 400, Some("invalidValue")).await;
                }
            }
        }
        let huge = "9".repeat(40);
        for query in ["", "filter=userName+pr&", "sortBy=userName&", "sortBy=title&", "filter=title+pr+or+userName+pr&"]
        {
            for (numbers, found, start) in [
                (format!("startIndex={huge}"), 0, None),
                (format!("startIndex=-{huge}"), 2, Some(1)),
                ("startIndex=0".to_owned(), 2, Some(1)),
                (format!("count={huge}"), 2, Some(1)),
                (format!("count=-{huge}"), 0, Some(1)),
                ("count=0".to_owned(), 0, Some(1)),
                (format!("startIndex={huge}&count={huge}"), 0, None),
                ("startIndex=9223372036854775807&count=9223372036854775807".to_owned(), 0, None),
                ("startIndex=&count=".to_owned(), 2, Some(1)),
            ] {
                let list = get(app, &format!("/Users?{query}{numbers}")).await;
                assert_eq!(list["totalResults"], 2, "{query}{numbers}");
                assert_eq!(list["Resources"].as_array().map_or(0, Vec::len), found, "{query}{numbers}");
                assert_eq!(list["itemsPerPage"], found, "{query}{numbers}");
                if let Some(start) = start {
                    assert_eq!(list["startIndex"], start, "{query}{numbers}");
                }
            }
        }
        refused(app, "GET", "/Users?count=1&count=2", None, 400, Some("invalidValue")).await;
        refused(app, "GET", "/Users?sortOrder=sideways", None, 400, Some("invalidValue")).await;
        refused(app, "GET", "/Users?sortBy=noSuchAttribute", None, 400, Some("invalidValue")).await;
        for search in [json!({"startIndex": u64::MAX}), json!({"startIndex": i64::MIN, "count": u64::MAX})] {
            expect(&call(app, "POST", "/.search", Some(&search)).await, 200);
        }
    }
}

#[tokio::test]
async fn ids_in_other_forms_and_of_another_organization_are_not_found() {
    for app in &both_engines().await {
        let other = make_organization(&app.application, "Other").await.unwrap();
        let key = make_key(&app.application, other.id, KeyScope::UsersAndGroups).await.unwrap();
        let others = target(app, &other, &key);
        let make = async |resource: &str, body: Value| {
            id(&expect(&call_as(&others, "POST", resource, &[], Some(&body)).await, 201))
        };
        let their_user = make("/Users", json!({"userName": "theirs@other.example", "externalId": "theirs"})).await;
        let their_group = make("/Groups", json!({"displayName": "Theirs", "externalId": "theirs"})).await;
        let own = user(app, "dora").await;
        let before = newest_event(app, other.id).await;
        let bare = own.replace('-', "");
        let in_braces = escape(&format!("{{{own}}}"));
        let urn = format!("urn:uuid:{own}");
        for (resource, foreign, body) in [
            ("Users", &their_user, json!({"userName": "mine@acme.example"})),
            ("Groups", &their_group, json!({"displayName": "Mine"})),
        ] {
            let bad =
                [foreign.as_str(), "1", "me", "%00", "..", "%2e%2e", "%2F", &bare, &in_braces, &urn, &"9".repeat(5000)];
            for id in bad {
                let path = format!("/{resource}/{id}");
                let operations = operations_body(&json!([{"op": "replace", "path": "displayName", "value": "Mine"}]));
                for (method, body) in
                    [("GET", None), ("PUT", Some(&body)), ("PATCH", Some(&operations)), ("DELETE", None)]
                {
                    let detail = refused(app, method, &path, body, 404, None).await;
                    if id == foreign {
                        let unknown = format!("/{resource}/{}", app.application.fresh_uuid());
                        let same = refused(app, method, &unknown, body, 404, None).await;
                        assert_eq!(detail, same, "a foreign id is told from an unknown one");
                    }
                }
            }
        }
        for filter in
            ["externalId eq \"theirs\"", &format!("id eq \"{their_user}\""), "userName eq \"theirs@other.example\""]
        {
            assert_eq!(find(app, "Users", filter).await, Vec::<String>::new(), "{filter}");
        }
        // The same names may be used here.
        post(app, "/Users", json!({"userName": "theirs@other.example", "externalId": "theirs"})).await;
        let mine = post(
            app,
            "/Groups",
            json!({"displayName": "Theirs", "externalId": "theirs", "members": [{"value": their_user}]}),
        )
        .await;
        assert_eq!(mine.get("members"), None);
        assert_eq!(find(app, "Users", &format!("groups.value eq \"{their_group}\"")).await, Vec::<String>::new());
        assert_eq!(newest_event(app, other.id).await, before);
        assert_eq!(id(&get(app, &format!("/Users/{}", own.to_uppercase())).await), own);
    }
}

#[tokio::test]
async fn unknown_paths_are_not_found_in_scim_form() {
    for app in &both_engines().await {
        let root = testkit::trace::Target::new(&app.origin, app.key.reveal()).unwrap();
        let own = format!("/v2/{}", app.organization.id);
        for path in
            ["/", "/v2", "/v1", "/scim", &format!("{own}/Nothing"), &format!("{own}/Users/1/2"), "/%ff", "//", "/*"]
        {
            for method in ["GET", "POST", "DELETE"] {
                let answer = call_as(&root, method, path, &[], None).await;
                expect_error(&answer, 404, None, path);
            }
        }
        refused(app, "GET", "/ResourceTypes/Nothing", None, 404, None).await;
        refused(app, "GET", "/Schemas/urn:nothing", None, 404, None).await;
    }
}

#[tokio::test]
async fn a_condition_that_is_none_is_invalid_value() {
    for app in &both_engines().await {
        let path = format!("/Users/{}", user(app, "dora").await);
        for nonsense in ["1", "W/", "\"", "W/\"1\" W/\"2\"", ""] {
            for (method, header) in [("GET", "If-None-Match"), ("DELETE", "If-Match")] {
                let answer = call_as(&app.target().unwrap(), method, &path, &[(header, nonsense)], None).await;
                expect_error(&answer, 400, Some("invalidValue"), &format!("{header}: {nonsense}"));
            }
        }
    }
}
