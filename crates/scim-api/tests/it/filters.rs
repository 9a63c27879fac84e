//! What a list answers is what evaluating the filter over the resources themselves says: whether storage answers from its
//! columns or looks at every row must not be seen.

use crate::calls::{both_engines, id, ids};
use crate::random::{self, Call, GROUPS, USERS};
use crate::sequence::Tenant;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use scim_protocol::{AttributePath, Filter, GROUP, ResourceSchema, USER, compare_by};
use serde_json::{Map, Value};
use std::cmp::Ordering;
use testkit::app::App;

type Document = Map<String, Value>;

/// An organization and what is asked about it.
#[derive(Debug, Clone)]
struct Case {
    users: Vec<Value>,
    groups: Vec<Value>,
    changes: Vec<Call>,
    micros: Vec<u64>,
    user_filters: Vec<String>,
    group_filters: Vec<String>,
    user_order: &'static str,
    group_order: &'static str,
    descending: bool,
    page: usize,
}

fn users() -> impl Strategy<Value = Vec<Value>> {
    (1..9_usize)
        .prop_flat_map(|count| (0..count).map(|number| random::distinct_user(number).boxed()).collect::<Vec<_>>())
}

fn case() -> impl Strategy<Value = Case> {
    let resources = (users(), vec(random::group(), 0..5), vec(random::call(), 0..6), vec(0..2_000_u64, 16));
    let filters = (vec(random::filter(&USERS), 20), vec(random::filter(&GROUPS), 10));
    let orders = (select(USERS.sorted), select(GROUPS.sorted), any::<bool>(), 1..4_usize);
    (resources, filters, orders).prop_map(|(resources, filters, orders)| {
        let (users, groups, changes, micros) = resources;
        let (user_filters, group_filters) = filters;
        let (user_order, group_order, descending, page) = orders;
        Case { users, groups, changes, micros, user_filters, group_filters, user_order, group_order, descending, page }
    })
}

async fn holds(app: &App, case: &Case) -> Result<(), String> {
    let mut tenant = Tenant::new(app).await;
    let mut micros = case.micros.iter().copied().cycle();
    for user in &case.users {
        tenant.play(&Call { micros: micros.next().unwrap_or(0), ..Call::post("/Users", user.clone()) }).await;
    }
    for group in &case.groups {
        tenant.play(&Call { micros: micros.next().unwrap_or(0), ..Call::post("/Groups", group.clone()) }).await;
    }
    for change in &case.changes {
        tenant.play(change).await;
    }
    let result = async {
        let users = List { name: "Users", schema: &USER, by: case.user_order, case };
        users.check(&mut tenant, &case.user_filters, "excludedAttributes=groups").await?;
        let groups = List { name: "Groups", schema: &GROUP, by: case.group_order, case };
        groups.check(&mut tenant, &case.group_filters, "excludedAttributes=members").await
    };
    result.await.map_err(|error| format!("{}: {error}", app.application.storage().engine_name()))
}

/// The list under test.
struct List<'c> {
    name: &'static str,
    schema: &'static ResourceSchema,
    by: &'static str,
    case: &'c Case,
}

impl List<'_> {
    async fn check(&self, tenant: &mut Tenant<'_>, filters: &[String], less: &str) -> Result<(), String> {
        let documents = self.documents(tenant).await?;
        for (number, filter) in filters.iter().enumerate() {
            let filter = random::fill_values(filter, &documents);
            let text = tenant.fill(&filter);
            let parsed = Filter::parse(&text).map_err(|error| format!("{text} does not parse: {error}"))?;
            let query = format!("filter={filter}&count=1000");
            let answer = tenant.play(&Call::get(format!("/{}?{query}", self.name))).await;
            let body = answer.json().unwrap_or_default();
            if let Err(error) = parsed.check(self.schema) {
                require_equal(answer.status, 400, &format!("{text}: {error}"))?;
                require_equal(body["scimType"].as_str(), Some("invalidFilter"), &text)?;
                continue;
            }
            let found: Vec<&Document> =
                documents.iter().filter(|document| parsed.matches(document, self.schema)).collect();
            let expected: Vec<String> = found.iter().map(|document| id_of(document)).collect();
            require_equal(answer.status, 200, &format!("{text}: {body}"))?;
            require_equal(&ids(&body), &expected, &text)?;
            require_equal(body["totalResults"].as_u64(), Some(expected.len() as u64), &text)?;
            let leaner = self.list(tenant, &format!("{query}&{less}")).await?;
            require_equal(&ids(&leaner), &expected, &format!("{text} with {less}"))?;
            if number % 8 == 0 {
                self.pages(tenant, &format!("filter={filter}"), &expected).await?;
                self.order(tenant, &format!("filter={filter}"), &found).await?;
            }
        }
        let all: Vec<String> = documents.iter().map(id_of).collect();
        self.pages(tenant, "attributes=id", &all).await?;
        self.order(tenant, "attributes=id", &documents.iter().collect::<Vec<_>>()).await
    }

    /// Every resource as a GET of its own shows it, in the order of creation.
    async fn documents(&self, tenant: &mut Tenant<'_>) -> Result<Vec<Document>, String> {
        let all = self.list(tenant, "count=1000").await?;
        let mut documents = Vec::new();
        for listed in all["Resources"].as_array().unwrap() {
            let answer = tenant.play(&Call::get(format!("/{}/{}", self.name, id(listed)))).await;
            let single = answer.json().unwrap_or_default();
            require_equal(&single, listed, "a list shows what a GET shows")?;
            documents.push(single.as_object().unwrap().clone());
        }
        let sorted: Vec<String> = documents.iter().map(id_of).collect();
        require_equal(sorted.is_sorted(), true, "the order of creation")?;
        Ok(documents)
    }

    async fn list(&self, tenant: &mut Tenant<'_>, query: &str) -> Result<Value, String> {
        let answer = tenant.play(&Call::get(format!("/{}?{query}", self.name))).await;
        let body = answer.json().unwrap_or_default();
        require_equal(answer.status, 200, &format!("{query}: {body}"))?;
        Ok(body)
    }

    /// Pages by index and by cursor bring every resource exactly once and in order.
    async fn pages(&self, tenant: &mut Tenant<'_>, query: &str, expected: &[String]) -> Result<(), String> {
        let count = self.case.page;
        let mut by_index = Vec::new();
        for start in (1..=expected.len().max(1)).step_by(count) {
            let page = self.list(tenant, &format!("{query}&startIndex={start}&count={count}")).await?;
            require_equal(page["totalResults"].as_u64(), Some(expected.len() as u64), query)?;
            by_index.extend(ids(&page));
        }
        require_equal(by_index.as_slice(), expected, &format!("pages of {count} of {query}"))?;
        let (mut by_cursor, mut cursor) = (Vec::new(), String::new());
        for _ in 0..=expected.len() {
            let page = self.list(tenant, &format!("{query}&cursor={cursor}&count={count}")).await?;
            by_cursor.extend(ids(&page));
            match page["nextCursor"].as_str() {
                Some(next) => next.clone_into(&mut cursor),
                None => break,
            }
        }
        require_equal(by_cursor.as_slice(), expected, &format!("pages of {count} by cursor of {query}"))
    }

    /// A sorted list is in the order of its attribute, and of equal ones in the order of creation in all its pages.
    async fn order(&self, tenant: &mut Tenant<'_>, query: &str, found: &[&Document]) -> Result<(), String> {
        let path = AttributePath::parse(self.by).map_err(|error| error.to_string())?;
        let direction = if self.case.descending { "descending" } else { "ascending" };
        let query = format!("{query}&sortBy={}&sortOrder={direction}", self.by);
        let mut expected = found.to_vec();
        expected.sort_by(|a, b| {
            let order = compare_by(&path, a, b, self.schema);
            if self.case.descending { order.reverse() } else { order }
        });
        let listed = ids(&self.list(tenant, &format!("{query}&count=1000")).await?);
        let expected_ids: Vec<String> = expected.iter().map(|document| id_of(document)).collect();
        if listed != expected_ids {
            // Moments are stored finer than they are shown: what looks equal may be in another order than of creation.
            let in_order: Vec<&Document> =
                listed.iter().filter_map(|id| found.iter().find(|document| id_of(document) == *id).copied()).collect();
            let is_sorted = in_order.windows(2).all(|pair| {
                let order = compare_by(&path, pair[0], pair[1], self.schema);
                (if self.case.descending { order.reverse() } else { order }) != Ordering::Greater
            });
            let is_moment = self.by.starts_with("meta.");
            require_equal(
                is_moment && is_sorted && in_order.len() == found.len(),
                true,
                &format!("{query}: {listed:?} where {expected_ids:?} was expected"),
            )?;
        }
        self.pages(tenant, &query, &listed).await
    }
}

fn id_of(document: &Document) -> String {
    document["id"].as_str().unwrap().to_owned()
}

#[expect(clippy::needless_pass_by_value, reason = "a caller reads better without the sign")]
fn require_equal<A: PartialEq<B> + std::fmt::Debug, B: std::fmt::Debug>(a: A, b: B, what: &str) -> Result<(), String> {
    if a == b { Ok(()) } else { Err(format!("{what}\nfound    {a:?}\nexpected {b:?}")) }
}

#[test]
fn lists_answer_as_the_filter_evaluates() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let apps = runtime.block_on(both_engines());
    let cases = if testkit::long() { 300 } else { 40 };
    random::check(cases, &case(), |case| apps.iter().try_for_each(|app| runtime.block_on(holds(app, &case))));
}
