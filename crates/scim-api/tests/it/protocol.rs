//! What RFC 7643, RFC 7644 and RFC 9865 offer a client beyond reading and writing a resource.

use crate::calls::{
    ENTERPRISE, both_engines, call, call_as, delete, escape, expect, expect_error, get, group, id, operations_body,
    patch, post, put, refused, user,
};
use crate::support::{Setup, start_with};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::app::{App, Engine};
use testkit::trace::Answer;

fn etag(answer: &Answer) -> String {
    answer.header("etag").unwrap().to_owned()
}

async fn conditional(app: &App, method: &str, path: &str, header: (&str, &str), body: Option<&Value>) -> Answer {
    call_as(&app.target().unwrap(), method, path, &[header], body).await
}

// Versions.

#[tokio::test]
async fn a_change_of_another_version_is_refused_with_412() {
    for app in &both_engines().await {
        let made = [
            (format!("/Users/{}", user(app, "dora").await), json!({"userName": "dora@acme.example"})),
            (format!("/Groups/{}", group(app, "Climbers", &[]).await), json!({"displayName": "Climbers"})),
        ];
        for (path, mut body) in made {
            let first = etag(&call(app, "GET", &path, None).await);
            assert_eq!(get(app, &path).await["meta"]["version"], json!(first));
            body["displayName"] = json!("New name");
            let operations = operations_body(&json!([{"op": "replace", "path": "displayName", "value": "Newer name"}]));
            let changed = conditional(app, "PUT", &path, ("If-Match", &first), Some(&body)).await;
            assert_eq!(changed.status, 200);
            let second = etag(&changed);
            assert_ne!(first, second);
            for (method, body) in [("PUT", Some(&body)), ("PATCH", Some(&operations)), ("DELETE", None)] {
                let refused = conditional(app, method, &path, ("If-Match", &first), body).await;
                expect_error(&refused, 412, None, method);
            }
            let strong = second.trim_start_matches("W/").to_owned();
            for condition in [second.clone(), format!("\"x\", {second}"), strong, "*".to_owned()] {
                let current = etag(&call(app, "GET", &path, None).await);
                let condition = if condition == "*" { condition } else { condition.replace(&second, &current) };
                if !condition.contains(current.trim_start_matches("W/")) && condition != "*" {
                    continue;
                }
                let answer = conditional(app, "PATCH", &path, ("If-Match", &condition), Some(&operations)).await;
                assert!(answer.status < 300, "{condition}: {}", answer.status);
            }
            let current = etag(&call(app, "GET", &path, None).await);
            assert_eq!(conditional(app, "DELETE", &path, ("If-Match", &current), None).await.status, 204);
        }
    }
}

#[tokio::test]
async fn small_print_of_the_rfcs() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        let path = format!("/Users/{dora}");
        // RFC 9110 §13.1.2: a condition that the resource must not fulfill.
        let body = json!({"userName": "dora@acme.example"});
        let written = conditional(app, "PUT", &path, ("If-None-Match", "*"), Some(&body)).await;
        expect_error(&written, 412, None, "If-None-Match: *");
        // RFC 7644 §4
        for discovered in ["/Schemas?filter=id+pr", "/ResourceTypes?Filter=id+pr"] {
            expect_error(&call(app, "GET", discovered, None).await, 403, None, discovered);
        }
        // RFC 7644 §3.4.2.3: what has no single value, or is not shown, gives no order.
        for unsortable in ["name", "password", "nonsense"] {
            let answer = call(app, "GET", &format!("/Users?sortBy={unsortable}"), None).await;
            expect_error(&answer, 400, Some("invalidValue"), unsortable);
        }
        let blank = operations_body(&json!([{"op": "replace", "path": "userName", "value": " "}]));
        expect_error(&call(app, "PATCH", &path, Some(&blank)).await, 400, Some("invalidValue"), "a blank userName");
        // A blank externalId is none, in a PUT as in a PATCH.
        let linked = json!({"userName": "dora@acme.example", "externalId": "x"});
        assert_eq!(put(app, &path, linked).await["externalId"], "x");
        let unlinked = json!({"userName": "dora@acme.example", "externalId": " "});
        assert_eq!(put(app, &path, unlinked).await.get("externalId"), None);
        let query = format!("/Users?filter=id+eq+%22{}%22+and+not+(title+pr)", dora.to_uppercase());
        assert_eq!(get(app, &query).await["totalResults"], 1, "ids are taken in any letter case");
    }
}

#[tokio::test]
async fn a_version_that_the_client_has_already_is_not_sent_again() {
    for app in &both_engines().await {
        for path in
            [format!("/Users/{}", user(app, "dora").await), format!("/Groups/{}", group(app, "Climbers", &[]).await)]
        {
            let version = etag(&call(app, "GET", &path, None).await);
            for condition in [version.as_str(), "*", &format!("\"other\", {version}")] {
                let answer = conditional(app, "GET", &path, ("If-None-Match", condition), None).await;
                assert_eq!((answer.status, answer.body.len(), etag(&answer)), (304, 0, version.clone()));
            }
            patch(app, &path, json!([{"op": "replace", "path": "displayName", "value": "New"}])).await;
            assert_eq!(conditional(app, "GET", &path, ("If-None-Match", &version), None).await.status, 200);
        }
    }
}

#[tokio::test]
async fn a_version_moves_with_everything_that_a_client_reads_and_with_nothing_else() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        let path = format!("/Users/{dora}");
        let group = group(app, "Climbers", &[]).await;
        let group_path = format!("/Groups/{group}");
        let mut seen = BTreeSet::from([etag(&call(app, "GET", &path, None).await)]);
        let mut group_seen = BTreeSet::from([etag(&call(app, "GET", &group_path, None).await)]);
        let add = json!([{"op": "add", "path": "members", "value": [{"value": dora}]}]);
        patch(app, &group_path, add.clone()).await;
        assert!(seen.insert(etag(&call(app, "GET", &path, None).await)), "joined a group");
        assert!(group_seen.insert(etag(&call(app, "GET", &group_path, None).await)), "got a member");
        patch(app, &group_path, json!([{"op": "replace", "path": "displayName", "value": "Runners"}])).await;
        assert!(seen.insert(etag(&call(app, "GET", &path, None).await)), "its group was renamed");
        assert!(group_seen.insert(etag(&call(app, "GET", &group_path, None).await)), "renamed");
        // Nothing changes: the versions stand.
        patch(app, &group_path, add).await;
        put(app, &group_path, json!({"displayName": "Runners", "members": [{"value": dora}]})).await;
        patch(app, &path, json!([{"op": "replace", "path": "active", "value": "True"}])).await;
        put(app, &path, json!({"userName": "dora@acme.example"})).await;
        assert!(!seen.insert(etag(&call(app, "GET", &path, None).await)));
        assert!(!group_seen.insert(etag(&call(app, "GET", &group_path, None).await)));
        patch(app, &path, json!([{"op": "replace", "path": "active", "value": false}])).await;
        assert!(seen.insert(etag(&call(app, "GET", &path, None).await)), "revoked");
        let listed = get(app, &format!("/Users?filter={}", escape(&format!("id eq \"{dora}\"")))).await;
        assert_eq!(listed["Resources"][0]["meta"]["version"], json!(etag(&call(app, "GET", &path, None).await)));
        delete(app, &path).await;
        assert!(group_seen.insert(etag(&call(app, "GET", &group_path, None).await)), "its member is gone");
    }
}

// Attributes.

#[tokio::test]
async fn a_client_chooses_the_attributes_it_is_shown() {
    for app in &both_engines().await {
        let body = json!({"userName": "dora@acme.example", "title": "Guide", "name": {"givenName": "Dora", "familyName": "Huber"}, ENTERPRISE: {"department": "Alps"}});
        let dora = id(&post(app, "/Users", body).await);
        group(app, "Climbers", &[&dora]).await;
        let path = format!("/Users/{dora}");
        let keys = |resource: &Value| resource.as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>();
        let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<BTreeSet<String>>();
        let everything = keys(&get(app, &path).await);
        assert_eq!(
            everything,
            set(&["schemas", "id", "userName", "title", "name", ENTERPRISE, "active", "groups", "meta"])
        );
        for (query, expected) in [
            ("attributes=userName", set(&["schemas", "id", "userName"])),
            ("attributes=USERNAME,title", set(&["schemas", "id", "userName", "title"])),
            ("attributes=name.givenName", set(&["schemas", "id", "name"])),
            ("attributes=urn:ietf:params:scim:schemas:core:2.0:User:title", set(&["schemas", "id", "title"])),
            (
                "attributes=urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                set(&["schemas", "id", ENTERPRISE]),
            ),
            ("attributes=password", set(&["schemas", "id"])),
            ("excludedAttributes=groups,name,meta", set(&["schemas", "id", "userName", "title", ENTERPRISE, "active"])),
            (
                "excludedAttributes=id,schemas,userName",
                set(&["schemas", "id", "title", "name", ENTERPRISE, "active", "groups", "meta"]),
            ),
        ] {
            // schemas and id are always returned; whether schemas is shown beside a choice is the answer's own affair.
            let with =
                |names: BTreeSet<String>| names.into_iter().filter(|name| name != "schemas").collect::<BTreeSet<_>>();
            assert_eq!(with(keys(&get(app, &format!("{path}?{query}")).await)), with(expected.clone()), "{query}");
            let list = get(app, &format!("/Users?filter=title+eq+%22Guide%22&{query}")).await;
            assert_eq!(with(keys(&list["Resources"][0])), with(expected), "{query}");
        }
        assert_eq!(get(app, &format!("{path}?attributes=name.givenName")).await["name"], json!({"givenName": "Dora"}));
        let replaced = call(
            app,
            "PUT",
            &format!("{path}?attributes=title"),
            Some(&json!({"userName": "dora@acme.example", "title": "Cook"})),
        )
        .await;
        assert_eq!(expect(&replaced, 200).get("active"), None);
    }
}

#[tokio::test]
async fn members_of_groups_and_groups_of_users_are_shown_unless_excluded() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        let group = group(app, "Climbers", &[&dora]).await;
        let (user_url, group_url) = (format!("{}/Users/{dora}", app.base()), format!("{}/Groups/{group}", app.base()));
        let shown = get(app, &format!("/Groups/{group}")).await;
        assert_eq!(shown["members"], json!([{"value": dora, "$ref": user_url, "type": "User"}]));
        let user = get(app, &format!("/Users/{dora}")).await;
        assert_eq!(
            user["groups"],
            json!([{"value": group, "$ref": group_url, "display": "Climbers", "type": "direct"}])
        );
        assert_eq!(user["meta"]["location"], user_url);
        for path in [format!("/Groups/{group}?"), "/Groups?".to_owned()] {
            let resource =
                |body: Value| if body.get("Resources").is_some() { body["Resources"][0].clone() } else { body };
            assert_eq!(resource(get(app, &format!("{path}excludedAttributes=members")).await).get("members"), None);
            assert_eq!(resource(get(app, &format!("{path}attributes=displayName")).await).get("members"), None);
            assert!(resource(get(app, &format!("{path}attributes=members")).await).get("members").is_some());
        }
    }
}

#[tokio::test]
async fn attributes_without_a_meaning_here_survive_post_put_and_every_patch() {
    for app in &both_engines().await {
        let kept = json!({
            "x509Certificates": [{"value": "MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEFBQAwTjELMAkGA1UEBhMCVVMx", "type": "mail"}],
            "ims": [{"value": "someaimhandle", "type": "aim"}],
            "photos": [{"value": "https://photos.example/1.jpg", "type": "photo", "primary": true}],
            "entitlements": [{"value": "e-1", "display": "One"}],
            "roles": [{"value": "Student"}],
            "phoneNumbers": [{"value": "555-555-5555", "type": "work"}],
            "addresses": [{"type": "work", "locality": "Graz", "primary": true}],
            "nickName": "D.", "profileUrl": "https://people.example/d", "preferredLanguage": "de-AT",
            "locale": "de-AT", "timezone": "Europe/Vienna", "userType": "Guide",
            ENTERPRISE: {"employeeNumber": "701984", "costCenter": "4130", "manager": {"value": "26118915"}},
            "vendorAttribute": {"deep": [1, 2, {"deeper": null}]},
        });
        let mut body = kept.clone();
        body["userName"] = json!("dora@acme.example");
        body["password"] = json!("t1meMa$heen");
        let path = format!("/Users/{}", id(&post(app, "/Users", body.clone()).await));
        let check = async |why: &str| {
            let shown = get(app, &path).await;
            for (name, value) in kept.as_object().unwrap() {
                assert_eq!(&shown[name], value, "{name} after {why}");
            }
            assert_eq!(shown.get("password"), None);
        };
        check("POST").await;
        put(app, &path, body).await;
        check("PUT").await;
        for operations in [
            json!([{"op": "replace", "path": "active", "value": false}]),
            json!([{"op": "add", "path": "title", "value": "Guide"}]),
            json!([{"op": "remove", "path": "title"}]),
            json!([{"op": "replace", "value": {"displayName": "Dora", "name.givenName": "Dora"}}]),
            json!([{"op": "add", "value": {"emails": [{"value": "dora@acme.example", "type": "work"}]}}]),
            json!([{"op": "replace", "path": "emails[type eq \"work\"].value", "value": "d@acme.example"}]),
            json!([{"op": "replace", "path": "password", "value": "an0ther-secret"}]),
        ] {
            patch(app, &path, operations.clone()).await;
            check(&operations.to_string()).await;
        }
        // And they are changed by every operation.
        for (operations, name, value) in [
            (
                json!([{"op": "add", "path": "ims", "value": [{"value": "x", "type": "xmpp"}]}]),
                "ims",
                json!([{"value": "someaimhandle", "type": "aim"}, {"value": "x", "type": "xmpp"}]),
            ),
            (
                json!([{"op": "replace", "path": "ims[type eq \"aim\"].value", "value": "y"}]),
                "ims",
                json!([{"value": "y", "type": "aim"}, {"value": "x", "type": "xmpp"}]),
            ),
            (json!([{"op": "remove", "path": "ims[type eq \"aim\"]"}]), "ims", json!([{"value": "x", "type": "xmpp"}])),
            (json!([{"op": "remove", "path": "x509Certificates"}]), "x509Certificates", Value::Null),
            (
                json!([{"op": "replace", "path": "entitlements", "value": [{"value": "e-2"}]}]),
                "entitlements",
                json!([{"value": "e-2"}]),
            ),
        ] {
            patch(app, &path, operations).await;
            assert_eq!(get(app, &path).await[name], value);
        }
    }
}

#[tokio::test]
async fn a_password_is_taken_and_neither_returned_nor_kept_anywhere() {
    for app in &both_engines().await {
        let secret = "Correct-Horse-Battery-Staple-9";
        let made = post(app, "/Users", json!({"userName": "dora@acme.example", "password": secret})).await;
        let path = format!("/Users/{}", id(&made));
        put(app, &path, json!({"userName": "dora@acme.example", "PassWord": secret})).await;
        for operations in [
            json!([{"op": "replace", "path": "password", "value": secret}]),
            json!([{"op": "add", "path": "urn:ietf:params:scim:schemas:core:2.0:User:password", "value": secret}]),
            json!([{"op": "replace", "value": {"password": secret, "title": "Guide"}}]),
        ] {
            let shown = patch(app, &path, operations).await;
            assert!(!shown.to_string().contains(secret));
        }
        let bulk = json!({"Operations": [{"method": "POST", "bulkId": "1", "path": "/Users", "data": {"userName": "e@acme.example", "password": secret}}]});
        let answer = call(app, "POST", "/Bulk", Some(&bulk)).await;
        assert!(!String::from_utf8_lossy(&answer.body).contains(secret));
        refused(app, "POST", "/Users", Some(&json!({"userName": 7, "password": secret})), 400, Some("invalidValue"))
            .await;
        let changed = get(app, &path).await["meta"]["version"].clone();
        patch(app, &path, json!([{"op": "replace", "path": "password", "value": "Other-Secret-10"}])).await;
        assert_eq!(get(app, &path).await["meta"]["version"], changed, "a password changes nothing");
        app.application.trace().flush().await;
        let everything = app.stored_text().unwrap();
        assert!(everything.contains("e@acme.example"), "the search does not see what is stored");
        assert!(!everything.contains(secret), "the password was stored");
    }
}

// Discovery.

#[tokio::test]
async fn what_the_service_can_do_is_told_whole_and_by_name() {
    for app in &both_engines().await {
        let configuration = get(app, "/ServiceProviderConfig").await;
        for feature in ["patch", "bulk", "filter", "sort", "etag"] {
            assert_eq!(configuration[feature]["supported"], true, "{feature}");
        }
        assert_eq!(configuration["changePassword"]["supported"], false);
        assert_eq!(configuration["filter"]["maxResults"], 1000);
        assert_eq!(configuration["pagination"]["cursor"], true);
        for (list, key) in [("/ResourceTypes", "name"), ("/Schemas", "id")] {
            let resources = get(app, list).await["Resources"].as_array().unwrap().clone();
            assert!(resources.len() >= 2, "{list}");
            for resource in resources {
                let name = resource[key].as_str().unwrap();
                for name in [name.to_owned(), name.to_uppercase()] {
                    assert_eq!(get(app, &format!("{list}/{name}")).await, resource);
                }
                let location = resource["meta"]["location"].as_str().unwrap().to_owned();
                assert!(location.starts_with(&app.base()), "{location}");
                assert_eq!(get(app, location.strip_prefix(&app.base()).unwrap()).await, resource);
            }
        }
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let body = matches!(method, "POST" | "PUT" | "PATCH").then(|| json!({}));
            refused(app, method, "/Me", body.as_ref(), 501, None).await;
        }
    }
}

#[tokio::test]
async fn path_segments_match_in_any_letter_case() {
    for app in &both_engines().await {
        let dora = user(app, "dora").await;
        for path in [
            "/users",
            "/USERS",
            "/uSeRs/",
            &format!("/users/{}", dora.to_uppercase()),
            "/serviceproviderconfig",
            "/resourcetypes/user",
            "/SCHEMAS",
            "/groups",
        ] {
            expect(&call(app, "GET", path, None).await, 200);
        }
        for path in ["/USERS/.SEARCH", "/.Search", "/groups/.search"] {
            expect(&call(app, "POST", path, Some(&json!({}))).await, 200);
        }
    }
}

// Where the service is.

#[tokio::test]
async fn locations_are_absolute_behind_a_trusted_proxy_a_public_url_and_neither() {
    let forwarded =
        [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "id.example"), ("X-Forwarded-Prefix", "/provost")];
    for (setup, expected) in [
        (Setup::default(), None),
        (Setup { trusted_proxies: "127.0.0.1", ..Setup::default() }, Some("https://id.example/provost")),
        (Setup { trusted_proxies: "192.0.2.0/24", ..Setup::default() }, None),
        (Setup { public_url: Some("https://scim.example/x"), ..Setup::default() }, Some("https://scim.example/x")),
    ] {
        let app = start_with(Engine::Sqlite, setup).await;
        let base = format!("{}/v2/{}", expected.unwrap_or(&app.origin), app.organization.id);
        let body = json!({"userName": "dora@acme.example"});
        let made = call_as(&app.target().unwrap(), "POST", "/Users", &forwarded, Some(&body)).await;
        let user = expect(&made, 201);
        let location = format!("{base}/Users/{}", id(&user));
        assert_eq!(made.header("location"), Some(location.as_str()));
        assert_eq!(user["meta"]["location"], location);
        let body = json!({"displayName": "Climbers", "members": [{"value": id(&user)}]});
        let group = expect(&call_as(&app.target().unwrap(), "POST", "/Groups", &forwarded, Some(&body)).await, 201);
        assert_eq!(group["members"][0]["$ref"], location);
        let list = call_as(&app.target().unwrap(), "GET", "/Users", &forwarded, None).await;
        assert_eq!(expect(&list, 200)["Resources"][1]["meta"]["location"], location);
    }
}

#[tokio::test]
async fn http_2_is_spoken_in_the_clear_by_prior_knowledge() {
    for app in &both_engines().await {
        let host = app.origin.trim_start_matches("http://");
        let stream = TokioIo::new(tokio::net::TcpStream::connect(host).await.unwrap());
        let (sender, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), stream).await.unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        tasks.spawn(connection);
        let names = ["dora", "ella", "fred"];
        let answers = names.map(|name| {
            let request = hyper::Request::post(format!("{}/Users", app.base()))
                .header("authorization", format!("Bearer {}", app.key.reveal()))
                .header("content-type", "application/scim+json")
                .body(Full::<bytes::Bytes>::from(json!({"userName": format!("{name}@acme.example")}).to_string()));
            let mut sender = sender.clone();
            async move { sender.send_request(request.unwrap()).await.unwrap() }
        });
        // At the same time, on one connection.
        let (first, second, third) = {
            let [a, b, c] = answers;
            tokio::join!(a, b, c)
        };
        for answer in [first, second, third] {
            assert_eq!((answer.version(), answer.status().as_u16()), (hyper::Version::HTTP_2, 201));
            assert!(answer.headers().contains_key("x-request-id"));
            let body = answer.into_body().collect().await.unwrap().to_bytes();
            let made: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(made["meta"]["location"], format!("{}/Users/{}", app.base(), id(&made)));
        }
        assert_eq!(get(app, "/Users").await["totalResults"], 4);
    }
}
