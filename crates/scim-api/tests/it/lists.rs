//! Lists: sorted, paged by index and by cursor, searched by POST (RFC 7644 §3.4.2 and §3.4.3, RFC 9865).

use crate::calls::{both_engines, call, delete, escape, expect, get, group, id, ids, post, refused, user};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::app::App;

/// Users of these titles and display names, in this order.
async fn titled(app: &App, count: usize) -> Vec<String> {
    let mut ids = vec![];
    for number in 0..count {
        let title = ["b", "A", "c", "B", ""][number % 5];
        let mut body = json!({"userName": format!("u{:02}@acme.example", (number * 7) % count), "displayName": format!("D{}", number % 3)});
        if !title.is_empty() {
            body["title"] = json!(title);
        }
        ids.push(id(&post(app, "/Users", body).await));
    }
    ids
}

async fn all_pages(app: &App, query: &str, count: usize) -> Vec<String> {
    let (mut found, mut start) = (vec![], 1);
    loop {
        let list = get(app, &format!("/Users?{query}&startIndex={start}&count={count}")).await;
        let page = ids(&list);
        assert_eq!(
            (list["itemsPerPage"].as_u64(), list["startIndex"].as_u64()),
            (Some(page.len() as u64), Some(start as u64))
        );
        if page.is_empty() {
            assert_eq!(list["totalResults"], found.len(), "{query}");
            return found;
        }
        start += page.len();
        found.extend(page);
    }
}

async fn all_cursors(app: &App, query: &str, count: usize) -> Vec<String> {
    let (mut found, mut cursor) = (vec![], String::new());
    loop {
        let list = get(app, &format!("/Users?{query}&cursor={cursor}&count={count}")).await;
        let page = ids(&list);
        assert!(page.len() <= count);
        found.extend(page);
        let Some(next) = list.get("nextCursor") else {
            assert_eq!(list["totalResults"], found.len(), "{query}");
            return found;
        };
        next.as_str().unwrap().clone_into(&mut cursor);
        assert!(found.len() < 100, "the cursors of {query} never end");
    }
}

const LISTS: [&str; 8] = [
    "",
    "filter=displayName+eq+%22D1%22",
    "filter=title+pr",
    "sortBy=userName",
    "sortBy=userName&sortOrder=descending",
    "sortBy=title",
    "sortBy=title&sortOrder=descending&filter=displayName+ne+%22D1%22",
    "sortBy=displayName&filter=title+pr",
];

#[tokio::test]
async fn pages_by_index_and_by_cursor_bring_everything_exactly_once_in_the_order_of_the_whole() {
    for app in &both_engines().await {
        titled(app, 23).await;
        for query in LISTS {
            let whole = ids(&get(app, &format!("/Users?{query}&count=1000")).await);
            assert!(whole.len() >= 7, "{query}");
            assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), whole.len(), "{query}");
            for count in [1, 5, 100] {
                assert_eq!(all_pages(app, query, count).await, whole, "{query} by {count}");
                assert_eq!(all_cursors(app, query, count).await, whole, "{query} by cursors of {count}");
            }
        }
    }
}

#[tokio::test]
async fn lists_are_sorted_by_columns_and_by_other_attributes_in_both_directions() {
    for app in &both_engines().await {
        titled(app, 15).await;
        let values = async |query: &str, name: &str| -> Vec<String> {
            let list = get(app, &format!("/Users?{query}")).await;
            let resources = list["Resources"].as_array().unwrap();
            resources.iter().map(|user| user[name].as_str().unwrap_or("~").to_lowercase()).collect()
        };
        for (attribute, nulls_last) in
            [("userName", true), ("displayName", true), ("title", true), ("externalId", true)]
        {
            // RFC 7644 §3.4.2.3: without a value last in ascending order, first in descending order.
            let mut expected = values("", attribute).await;
            expected.sort();
            assert!(nulls_last);
            assert_eq!(values(&format!("sortBy={attribute}"), attribute).await, expected, "{attribute}");
            expected.reverse();
            assert_eq!(
                values(&format!("sortBy={attribute}&sortOrder=descending"), attribute).await,
                expected,
                "{attribute}"
            );
        }
        let created = ids(&get(app, "/Users").await);
        assert_eq!(ids(&get(app, "/Users?sortBy=id").await), created);
        assert_eq!(ids(&get(app, "/Users?sortBy=meta.created").await), created);
        let mut reversed = created.clone();
        reversed.reverse();
        assert_eq!(ids(&get(app, "/Users?sortBy=id&sortOrder=descending").await), reversed);
    }
}

#[tokio::test]
async fn pages_by_index_stay_in_order_while_resources_go() {
    for app in &both_engines().await {
        let made = titled(app, 20).await;
        let owner = ids(&get(app, "/Users?count=1").await);
        let mut left: Vec<String> = owner.into_iter().chain(made.clone()).collect();
        assert_eq!(all_pages(app, "", 4).await, left, "in the order of creation");
        for gone in [3, 0, 15, 7] {
            delete(app, &format!("/Users/{}", made[gone])).await;
            left.retain(|id| *id != made[gone]);
            assert_eq!(all_pages(app, "", 4).await, left);
            assert_eq!(all_pages(app, "", 3).await, left);
        }
        left.push(user(app, "newest").await);
        assert_eq!(all_pages(app, "", 4).await, left);
        // A cursor goes on after its place even where the resource there is gone.
        let list = get(app, "/Users?cursor=&count=5").await;
        let cursor = list["nextCursor"].as_str().unwrap().to_owned();
        delete(app, &format!("/Users/{}", ids(&list)[4])).await;
        assert_eq!(ids(&get(app, &format!("/Users?cursor={cursor}&count=2")).await), left[5..7]);
    }
}

#[tokio::test]
async fn a_cursor_of_another_list_or_of_nobody_is_refused() {
    for app in &both_engines().await {
        titled(app, 5).await;
        let list = get(app, "/Users?cursor=&count=1").await;
        let cursor = list["nextCursor"].as_str().unwrap();
        for path in [
            format!("/Groups?cursor={cursor}"),
            format!("/Users?cursor={cursor}&filter=active+eq+true"),
            format!("/Users?cursor={cursor}&sortBy=userName"),
            "/Users?cursor=nonsense".to_owned(),
            "/Users?cursor=AAAA".to_owned(),
            format!("/Users?cursor={}", escape("ü%")),
            format!("/Users?cursor={cursor}A"),
        ] {
            refused(app, "GET", &path, None, 400, Some("invalidCursor")).await;
        }
        refused(app, "GET", &format!("/Users?cursor={cursor}&startIndex=1"), None, 400, Some("invalidValue")).await;
        expect(&call(app, "GET", &format!("/Users?cursor={cursor}&count=2&attributes=userName"), None).await, 200);
    }
}

#[tokio::test]
async fn count_zero_tells_the_total_alone_and_a_page_has_a_thousand_at_most() {
    for app in &both_engines().await {
        for batch in 0..2 {
            let operation = |number: usize| json!({"method": "POST", "bulkId": number.to_string(), "path": "/Users", "data": {"userName": format!("u{batch}-{number}@acme.example")}});
            let operations: Vec<Value> = (0..550).map(operation).collect();
            expect(&call(app, "POST", "/Bulk", Some(&json!({"Operations": operations}))).await, 200);
        }
        let shape = async |query: &str| {
            let list = get(app, &format!("/Users?{query}")).await;
            let rows = list["Resources"].as_array().map_or(0, Vec::len);
            assert_eq!(list["itemsPerPage"], rows, "{query}");
            (list["totalResults"].as_u64().unwrap(), rows)
        };
        for filter in ["", "filter=userName+co+%22acme%22&", "sortBy=title&"] {
            assert_eq!(shape(&format!("{filter}count=0")).await, (1101, 0));
            assert_eq!(shape(&format!("{filter}count=1000")).await, (1101, 1000));
            assert_eq!(shape(&format!("{filter}count=1001")).await, (1101, 1000));
            assert_eq!(shape(&format!("{filter}count=99999&startIndex=1001")).await, (1101, 101));
            assert_eq!(shape(filter).await, (1101, 100));
        }
    }
}

#[tokio::test]
async fn search_by_post_answers_as_the_query_does_and_the_root_knows_users_and_groups() {
    for app in &both_engines().await {
        let made = titled(app, 8).await;
        group(app, "Climbers", &[&made[0]]).await;
        group(app, "Runners", &[]).await;
        for resource in ["Users", "Groups"] {
            let query = "startIndex=2&count=3&sortBy=displayName&sortOrder=descending&attributes=displayName";
            let by_get = get(app, &format!("/{resource}?{query}")).await;
            let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "startIndex": 2, "count": 3, "sortBy": "displayName", "sortOrder": "descending", "attributes": ["displayName"]});
            let by_post = expect(&call(app, "POST", &format!("/{resource}/.search"), Some(&body)).await, 200);
            assert_eq!(by_get, by_post);
        }
        let search = async |body: Value| expect(&call(app, "POST", "/.search", Some(&body)).await, 200);
        let all = search(json!({})).await;
        assert_eq!((all["totalResults"].as_u64(), ids(&all).len()), (Some(11), 11));
        let kinds: BTreeSet<String> = all["Resources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["meta"]["resourceType"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(kinds, BTreeSet::from(["Group".to_owned(), "User".to_owned()]));
        assert_eq!(get(app, "").await, all, "the root answers a query as it answers a search");
        assert_eq!(get(app, "?filter=members+pr&attributes=id").await["totalResults"], 1);
        let mut paged = vec![];
        for start in [1, 5, 9] {
            paged.extend(ids(&search(json!({"startIndex": start, "count": 4})).await));
        }
        assert_eq!(paged, ids(&all));
        let names = search(json!({"sortBy": "displayName", "filter": "displayName pr"})).await;
        let names: Vec<&str> =
            names["Resources"].as_array().unwrap().iter().map(|one| one["displayName"].as_str().unwrap()).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        assert_eq!(names, sorted);
        assert_eq!(names.len(), 11);
        assert_eq!(search(json!({"filter": "userName sw \"u0\""})).await["totalResults"], 8);
        assert_eq!(search(json!({"filter": "members pr"})).await["totalResults"], 1);
        let (mut found, mut cursor) = (vec![], json!(""));
        while !cursor.is_null() {
            let page = search(json!({"cursor": cursor, "count": 3})).await;
            found.extend(ids(&page));
            cursor = page["nextCursor"].clone();
        }
        assert_eq!(found, ids(&all));
    }
}
