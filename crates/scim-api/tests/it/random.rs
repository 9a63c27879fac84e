//! Random resources, changes, filters and calls, drawn from small pools so that they meet: names collide, filters find
//! something, and a reference to what was made before (`{u0}` a user, `{g0}` a group) leads somewhere.

use crate::calls::{ENTERPRISE, PATCH};
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Map, Value, json};

/// Cases in the same order at every run, unless `PROVOST_TEST_SEED` says otherwise.
pub(crate) fn runner(cases: u32) -> TestRunner {
    #[expect(clippy::disallowed_methods, reason = "tests have no command line to read it from")]
    let seed = std::env::var("PROVOST_TEST_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let config = Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        // A test that hangs is ended, and would not tell what it found.
        max_shrink_time: 60_000,
        ..Config::default()
    };
    TestRunner::new(config)
}

/// Runs a property on random input; a failure tells the seed and the smallest input that fails.
pub(crate) fn check<S: Strategy>(cases: u32, input: &S, property: impl Fn(S::Value) -> Result<(), String>) {
    let mut runner = runner(cases);
    let RngSeed::Fixed(seed) = runner.config().rng_seed else { unreachable!("the seed is fixed") };
    let outcome = runner.run(input, |input| property(input).map_err(TestCaseError::fail));
    let failure = outcome.err().map(|error| error.to_string());
    assert!(failure.is_none(), "with PROVOST_TEST_SEED={seed}: {}", failure.unwrap_or_default());
}

const NAMES: &[&str] =
    &["ann", "Ann", "bob@acme.example", "BOB@acme.example", "Zoë", "zoe", "ﬀ", "ß", "o'neil", "x\"y\\z"];
const ADDRESSES: &[&str] = &[
    "ann@acme.example",
    "Ann@ACME.example",
    "bob@acme.example",
    "cid@acme.example",
    "dan@acme.example",
    "eve@acme.example",
    "fay@acme.example",
    "gil@acme.example",
    "zoë@acme.example",
    "ZOË@acme.example",
    "olga@acme.example",
    "no address",
    "",
];
const EXTERNAL_IDS: &[&str] = &["1", "a", "A", "ext-1", "ext-2", "é"];
const TEXTS: &[&str] = &["", " ", "a", "A", "Ann", "ann lee", "Zoë", "ß", "b", "x\"y\\z", "10", "true"];
const KINDS: &[&str] = &["work", "Work", "home", "other"];
const GROUP_NAMES: &[&str] = &["Crew", "crew", "Staff", "Zoë's", "ops", " "];

fn text(pool: &'static [&'static str]) -> impl Strategy<Value = Value> {
    select(pool).prop_map(Value::from)
}

/// An object of those fields that were drawn.
fn object(fields: Vec<(&'static str, Option<Value>)>) -> Value {
    Value::Object(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>())
}

fn boolean() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => any::<bool>().prop_map(Value::from),
        4 => text(&["True", "False", "true", "false"]),
        1 => Just(Value::Null),
        1 => text(&["perhaps"]),
    ]
}

fn plural(values: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let one = (of(text(values)), of(text(KINDS)), weighted(0.3, boolean()), weighted(0.2, text(TEXTS))).prop_map(
        |(value, kind, primary, display)| {
            object(vec![("value", value), ("type", kind), ("primary", primary), ("display", display)])
        },
    );
    vec(one, 0..4).prop_map(Value::from)
}

fn emails() -> impl Strategy<Value = Value> {
    let usual = (text(&ADDRESSES[..10]), text(KINDS)).prop_map(|(value, kind)| json!([{"value": value, "type": kind}]));
    prop_oneof![12 => usual, 6 => plural(ADDRESSES), 1 => Just(Value::Null), 1 => text(ADDRESSES)]
}

fn name() -> impl Strategy<Value = Value> {
    (of(text(TEXTS)), of(text(TEXTS)), of(text(TEXTS))).prop_map(|(given, family, whole)| {
        object(vec![("givenName", given), ("familyName", family), ("formatted", whole)])
    })
}

fn enterprise() -> impl Strategy<Value = Value> {
    let manager = prop_oneof![Just(json!({"value": "{u0}"})), Just(json!("{u1}")), Just(json!({"displayName": "Ann"}))];
    (of(text(TEXTS)), of(text(TEXTS)), of(manager)).prop_map(|(department, number, manager)| {
        object(vec![("department", department), ("employeeNumber", number), ("manager", manager)])
    })
}

fn other_attribute() -> impl Strategy<Value = (&'static str, Value)> {
    prop_oneof![
        text(TEXTS).prop_map(|value| ("title", value)),
        text(TEXTS).prop_map(|value| ("nickName", value)),
        text(TEXTS).prop_map(|value| ("userType", value)),
        text(TEXTS).prop_map(|value| ("password", value)),
        plural(TEXTS).prop_map(|value| ("phoneNumbers", value)),
        plural(TEXTS).prop_map(|value| ("roles", value)),
        Just(("roles", json!("ops,admins"))),
        Just(("groups", json!([]))),
        enterprise().prop_map(|value| (ENTERPRISE, value)),
        Just(("shoeSize", json!(44))),
        Just(("addresses", json!([{"type": "work", "streetAddress": "1 Quay", "primary": true}, {"country": "NO"}]))),
    ]
}

/// A user as a client would write it; most are fit to be made.
pub(crate) fn user() -> impl Strategy<Value = Value> {
    let fields = (
        weighted(0.9, text(NAMES)),
        weighted(0.8, emails()),
        weighted(0.4, text(EXTERNAL_IDS)),
        weighted(0.5, text(TEXTS)),
        weighted(0.3, boolean()),
        weighted(0.4, name()),
        vec(other_attribute(), 0..4),
    );
    fields.prop_map(|(user_name, emails, external_id, display_name, active, name, others)| {
        let mut fields = vec![
            ("userName", user_name),
            ("emails", emails),
            ("externalId", external_id),
            ("displayName", display_name),
            ("active", active),
            ("name", name),
        ];
        fields.extend(others.into_iter().map(|(name, value)| (name, Some(value))));
        object(fields)
    })
}

/// A user that no other has the names of.
pub(crate) fn distinct_user(number: usize) -> impl Strategy<Value = Value> {
    (user(), weighted(0.2, select(vec![true, false]))).prop_map(move |(mut user, active)| {
        user["userName"] = format!("{}{number}", user["userName"].as_str().unwrap_or("user")).into();
        if let Some(external_id) = user.get_mut("externalId") {
            *external_id = format!("{}-{number}", external_id.as_str().unwrap_or_default()).into();
        }
        user["active"] = active.unwrap_or(true).into();
        let address = |(place, email): (usize, &mut Value)| {
            email["value"] = format!("p{place}.{number}@ACME.example").into();
            if !email["primary"].is_boolean() {
                email["primary"] = json!(false);
            }
        };
        match user["emails"].as_array_mut() {
            Some(emails) if !emails.is_empty() => emails.iter_mut().enumerate().for_each(address),
            _ => user["emails"] = json!([{"value": format!("n{number}@acme.example"), "type": "work"}]),
        }
        user
    })
}

fn members() -> impl Strategy<Value = Value> {
    let one =
        select(vec!["{u0}", "{u1}", "{u2}", "{u3}", "{u4}", "{g0}", "nonsense"]).prop_map(|id| json!({"value": id}));
    vec(one, 0..4).prop_map(Value::from)
}

/// A group as a client would write it.
pub(crate) fn group() -> impl Strategy<Value = Value> {
    (
        weighted(0.95, text(GROUP_NAMES)),
        weighted(0.4, text(EXTERNAL_IDS)),
        weighted(0.7, members()),
        weighted(0.1, text(TEXTS)),
    )
        .prop_map(|(name, external_id, members, other)| {
            object(vec![
                ("displayName", name),
                ("externalId", external_id),
                ("members", members),
                ("description", other),
            ])
        })
}

fn operation(name: &'static str, path: &str, value: Option<Value>) -> Value {
    let mut operation = json!({"op": name, "path": path});
    if let Some(value) = value {
        operation["value"] = value;
    }
    operation
}

fn verb() -> impl Strategy<Value = &'static str> {
    select(vec!["replace", "Replace", "add", "Add", "remove"])
}

fn user_operation() -> impl Strategy<Value = Value> {
    let at = |path: &'static str, value: BoxedStrategy<Value>| {
        (verb(), value).prop_map(move |(verb, value)| operation(verb, path, (verb != "remove").then_some(value)))
    };
    prop_oneof![
        6 => at("active", boolean().boxed()),
        3 => at("userName", text(NAMES).boxed()),
        3 => at("externalId", prop_oneof![4 => text(EXTERNAL_IDS), 1 => Just(Value::Null)].boxed()),
        3 => at("displayName", text(TEXTS).boxed()),
        2 => at("emails", emails().boxed()),
        3 => at("emails[type eq \"work\"].value", text(ADDRESSES).boxed()),
        1 => at("emails[primary eq true]", plural(ADDRESSES).prop_map(|list| list[0].clone()).boxed()),
        2 => at("name.familyName", text(TEXTS).boxed()),
        2 => at("name", name().boxed()),
        2 => at("phoneNumbers[type eq \"work\"].value", text(TEXTS).boxed()),
        1 => at("phoneNumbers[value co \"1\"]", plural(TEXTS).prop_map(|list| list[0].clone()).boxed()),
        2 => at("title", text(TEXTS).boxed()),
        2 => at("roles", plural(TEXTS).boxed()),
        1 => at(&*Box::leak(format!("{ENTERPRISE}:department").into_boxed_str()), text(TEXTS).boxed()),
        1 => at(ENTERPRISE, enterprise().boxed()),
        1 => at("shoeSize", Just(json!(45)).boxed()),
        1 => at("id", text(TEXTS).boxed()),
        1 => at("groups", members().boxed()),
        1 => at("emails[type eq", text(TEXTS).boxed()),
        3 => (verb(), user()).prop_map(|(verb, value)| json!({"op": verb, "value": value})),
        1 => Just(json!({"op": "move", "path": "active", "value": true})),
    ]
}

fn group_operation() -> impl Strategy<Value = Value> {
    prop_oneof![
        5 => (select(vec!["add", "Add"]), members()).prop_map(|(verb, value)| operation(verb, "members", Some(value))),
        2 => members().prop_map(|value| operation("replace", "members", Some(value))),
        2 => members().prop_map(|value| operation("remove", "members", Some(value))),
        3 => select(vec!["{u0}", "{u1}", "{u2}", "{u3}"])
            .prop_map(|id| operation("remove", &format!("members[value eq \"{id}\"]"), None)),
        1 => Just(operation("remove", "members", None)),
        2 => text(GROUP_NAMES).prop_map(|value| operation("replace", "displayName", Some(value))),
        2 => text(EXTERNAL_IDS).prop_map(|value| operation("replace", "externalId", Some(value))),
        1 => Just(operation("remove", "externalId", None)),
        1 => text(TEXTS).prop_map(|value| operation("add", "description", Some(value))),
        2 => (verb(), group()).prop_map(|(verb, value)| json!({"op": verb, "value": value})),
        1 => Just(operation("remove", "displayName", None)),
    ]
}

fn patch(operation: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    vec(operation, 1..4).prop_map(|operations| json!({"schemas": [PATCH], "Operations": operations}))
}

/// A resource to be filtered: its attributes by the type of their values.
pub(crate) struct Attributes {
    texts: &'static [&'static str],
    booleans: &'static [&'static str],
    moments: &'static [&'static str],
    references: &'static [&'static str],
    /// Complex attributes with their sub-attributes of text, by name and by path.
    complex: &'static [(&'static str, &'static [(&'static str, &'static str)])],
    pub(crate) sorted: &'static [&'static str],
}

pub(crate) const USERS: Attributes = Attributes {
    // What columns answer comes more often.
    texts: &[
        "userName",
        "userName",
        "USERNAME",
        "displayName",
        "displayName",
        "externalId",
        "externalId",
        "name.familyName",
        "name.givenName",
        "title",
        "nickName",
        "emails",
        "emails.value",
        "emails.type",
        "phoneNumbers.value",
        "roles",
        "groups.display",
        "department",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "urn:ietf:params:scim:schemas:core:2.0:User:userName",
        "meta.resourceType",
        "addresses.country",
    ],
    booleans: &["active", "emails.primary"],
    moments: &["meta.created", "meta.lastModified"],
    references: &["id", "groups", "groups.value", "manager.value"],
    complex: &[
        ("emails", &[("value", "emails.value"), ("type", "emails.type"), ("display", "emails.display")]),
        ("emails", &[("value", "emails.value"), ("type", "emails.type"), ("display", "emails.display")]),
        ("groups", &[("value", "groups.value"), ("display", "groups.display")]),
        ("phoneNumbers", &[("value", "phoneNumbers.value"), ("type", "phoneNumbers.type")]),
        ("addresses", &[("country", "addresses.country"), ("type", "addresses.type")]),
    ],
    sorted: &[
        "userName",
        "displayName",
        "externalId",
        "id",
        "active",
        "meta.created",
        "meta.lastModified",
        "emails",
        "emails.type",
        "name.familyName",
        "title",
        "department",
        "phoneNumbers.value",
    ],
};

pub(crate) const GROUPS: Attributes = Attributes {
    texts: &["displayName", "DisplayName", "externalId", "members.type", "meta.resourceType"],
    booleans: &[],
    moments: &["meta.created", "meta.lastModified"],
    references: &["id", "members", "members.value"],
    complex: &[("members", &[("value", "members.value"), ("type", "members.type")])],
    sorted: &["displayName", "externalId", "id", "meta.created", "meta.lastModified", "members.value"],
};

const ORDER: &[&str] = &["eq", "ne", "gt", "ge", "lt", "le"];
const OPERATORS: &[&str] = &["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];

fn literal() -> impl Strategy<Value = String> {
    let pools = [NAMES, ADDRESSES, EXTERNAL_IDS, TEXTS, KINDS, GROUP_NAMES].concat();
    let parts =
        vec!["acme", "@", "p0.1@acme.example", "n2@acme.example", "P1.0@acme.example", "User", "ann3", "a-2", "NO"];
    select([pools, parts].concat()).prop_map(|text| Value::from(text).to_string())
}

fn reference() -> impl Strategy<Value = String> {
    select(vec!["{u0}", "{u1}", "{u2}", "{g0}", "{g1}", "nonsense"]).prop_map(|id| format!("\"{id}\""))
}

/// A literal for an attribute: mostly a value that a resource has there, or a part of it, to be filled in by
/// [`fill_values`].
fn literal_of(name: &'static str, operator: &'static str) -> impl Strategy<Value = String> {
    let parts = match operator {
        "sw" => vec!["begin", "begin", "whole", "upper"],
        "ew" => vec!["end", "end", "whole", "upper"],
        "co" => vec!["middle", "begin", "end", "whole"],
        _ => vec!["whole", "whole", "upper", "begin"],
    };
    let found = (0..8_u8, select(parts)).prop_map(move |(number, part)| format!("\"{{v|{name}|{number}|{part}}}\""));
    prop_oneof![6 => found, 1 => literal()]
}

/// Fills in the values that resources have: of the attribute, of the n-th resource, and which part.
pub(crate) fn fill_values(filter: &str, documents: &[Map<String, Value>]) -> String {
    let token = regex::Regex::new(r#""\{v\|([^|]+)\|(\d)\|(\w+)\}""#).unwrap();
    let fill = |found: &regex::Captures<'_>| {
        let number: usize = found[2].parse().unwrap();
        let values: Vec<String> = documents.iter().flat_map(|document| values_of(document, &found[1])).collect();
        let whole = values.get(number % values.len().max(1)).cloned().unwrap_or_default();
        let half = whole.chars().count() / 2;
        let text: String = match &found[3] {
            // Ids are found in any letter case, which evaluation, by the schema's `caseExact`, does not know.
            "upper" if whole.len() != 36 => whole.to_uppercase(),
            "begin" => whole.chars().take(half).collect(),
            "end" => whole.chars().skip(half).collect(),
            "middle" => whole.chars().skip(half / 2).take(half).collect(),
            _ => whole,
        };
        Value::from(text).to_string()
    };
    token.replace_all(filter, fill).into_owned()
}

/// The texts that a document has under a name, which may be one of the enterprise extension.
fn values_of(document: &Map<String, Value>, name: &str) -> Vec<String> {
    let name = name.trim_start_matches("urn:ietf:params:scim:schemas:core:2.0:User:");
    let name = name.trim_start_matches(&format!("{ENTERPRISE}:"));
    let mut values: Vec<&Value> = vec![];
    let mut parts = name.split('.');
    let first = parts.next().unwrap_or_default();
    let extension = document.get(ENTERPRISE).and_then(Value::as_object);
    for object in std::iter::once(document).chain(extension) {
        values.extend(object.iter().filter(|(key, _)| key.eq_ignore_ascii_case(first)).map(|(_, value)| value));
    }
    let mut values: Vec<&Value> = values.into_iter().flat_map(one_by_one).collect();
    let part = parts.next().unwrap_or("value");
    for value in &mut values {
        if let Some(object) = value.as_object() {
            *value = object.get(part).unwrap_or(&Value::Null);
        }
    }
    values.into_iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

fn one_by_one(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |list| list.iter().collect())
}

fn moment() -> impl Strategy<Value = String> {
    select(vec![
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.001Z",
        "2026-01-01T00:00:00.0015Z",
        "2026-01-01T01:00:00.002+01:00",
        "2026-01-01T00:00:01Z",
        "2025-12-31T00:00:00Z",
    ])
    .prop_map(|time| format!("\"{time}\""))
}

fn comparison(attributes: &'static Attributes) -> BoxedStrategy<String> {
    let compared =
        |names: &'static [&'static str], operators: &'static [&'static str], value: BoxedStrategy<String>| {
            (select(names), select(operators), value)
                .prop_map(|(name, operator, value)| format!("{name} {operator} {value}"))
                .boxed()
        };
    let found = |names: &'static [&'static str], operators: &'static [&'static str]| {
        (select(names), select(operators))
            .prop_flat_map(|(name, operator)| {
                literal_of(name, operator).prop_map(move |value| format!("{name} {operator} {value}"))
            })
            .boxed()
    };
    let in_brackets = |(attribute, terms): (&'static str, &'static [(&'static str, &'static str)])| {
        let term = (select(terms), select(vec!["eq", "eq", "eq", "eq", "ne", "co", "sw", "ew"])).prop_flat_map(
            |((name, full), operator)| {
                literal_of(full, operator).prop_map(move |value| format!("{name} {operator} {value}"))
            },
        );
        (vec(term, 1..3), select(vec![" and ", " and ", " or "]), proptest::bool::weighted(0.2)).prop_map(
            move |(terms, join, negated)| {
                let inner = terms.join(join);
                if negated { format!("{attribute}[not ({inner})]") } else { format!("{attribute}[{inner}]") }
            },
        )
    };
    // The look-up that providers make: both terms of one value.
    let both = |(attribute, terms): (&'static str, &'static [(&'static str, &'static str)])| {
        let [(first, first_full), (second, second_full), ..] = terms else { unreachable!("two at least") };
        (literal_of(first_full, "eq"), literal_of(second_full, "eq"))
            .prop_map(move |(a, b)| format!("{attribute}[{second} eq {b} and {first} eq {a}]"))
    };
    let present = |names| select::<&'static str>(names).prop_map(|name| format!("{name} pr")).boxed();
    let mut kinds: Vec<(u32, BoxedStrategy<String>)> = vec![
        (12, found(attributes.texts, OPERATORS)),
        (2, found(attributes.moments, ORDER)),
        (2, compared(attributes.moments, ORDER, moment().boxed())),
        (2, found(attributes.references, &["eq", "ne", "sw", "gt", "co"])),
        (3, compared(attributes.references, &["eq", "ne"], reference().boxed())),
        (3, present(attributes.texts)),
        (1, compared(attributes.texts, &["eq", "ne"], Just("null".to_owned()).boxed())),
        (6, select(attributes.complex).prop_flat_map(in_brackets).boxed()),
        (5, select(attributes.complex).prop_flat_map(both).boxed()),
        (1, present(attributes.references)),
    ];
    if !attributes.booleans.is_empty() {
        let value = select(vec!["true", "false", "\"True\""]).prop_map(str::to_owned);
        kinds.push((3, compared(attributes.booleans, &["eq", "ne"], value.boxed())));
    }
    proptest::strategy::Union::new_weighted(kinds).boxed()
}

/// A filter of the whole grammar.
pub(crate) fn filter(attributes: &'static Attributes) -> impl Strategy<Value = String> {
    comparison(attributes).prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            3 => vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" and "))),
            3 => vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
            2 => inner.prop_map(|inner| format!("not ({inner})")),
        ]
    })
}

/// One call; what it refers to is filled in when it is made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Call {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
    pub(crate) if_match: Option<&'static str>,
    /// How long the clock moves on before.
    pub(crate) micros: u64,
}

impl Call {
    pub(crate) fn get(path: String) -> Self {
        Self { method: "GET", path, body: None, if_match: None, micros: 0 }
    }

    pub(crate) fn post(path: &str, body: Value) -> Self {
        Self { method: "POST", path: path.to_owned(), body: Some(body), if_match: None, micros: 0 }
    }
}

fn list(resource: &'static str, attributes: &'static Attributes) -> impl Strategy<Value = String> {
    let order = (select(attributes.sorted), select(vec!["", "ascending", "descending"]));
    let page = (weighted(0.4, 0..5_u8), weighted(0.5, 0..5_u8));
    let shown =
        select(vec!["", "", "attributes=userName,displayName", "excludedAttributes=members,groups,meta", "cursor="]);
    (weighted(0.7, filter(attributes)), weighted(0.4, order), page, shown).prop_map(
        move |(filter, order, page, shown)| {
            let mut query = vec![shown.to_owned()];
            query.extend(filter.map(|filter| format!("filter={filter}")));
            query.extend(order.map(|(by, order)| format!("sortBy={by}&sortOrder={order}")));
            query.extend(page.0.filter(|_| !shown.starts_with("cursor")).map(|start| format!("startIndex={start}")));
            query.extend(page.1.map(|count| format!("count={count}")));
            query.retain(|part| !part.is_empty() && !part.ends_with("sortOrder="));
            format!("/{resource}?{}", query.join("&"))
        },
    )
}

fn bulk() -> impl Strategy<Value = Value> {
    let one = prop_oneof![
        user().prop_map(|data| json!({"method": "POST", "path": "/Users", "bulkId": "u", "data": data})),
        group().prop_map(|mut data| {
            data["members"] = json!([{"value": "bulkId:u"}, {"value": "{u0}"}]);
            json!({"method": "POST", "path": "/Groups", "bulkId": "g", "data": data})
        }),
        patch(user_operation()).prop_map(|data| json!({"method": "PATCH", "path": "/Users/{u1}", "data": data})),
        patch(group_operation()).prop_map(|data| json!({"method": "PATCH", "path": "/Groups/{g0}", "data": data})),
        Just(json!({"method": "DELETE", "path": "/Users/{u2}"})),
        Just(json!({"method": "PATCH", "path": "/Groups/bulkId:g", "data": {"schemas": [PATCH], "Operations": [
            {"op": "add", "path": "members", "value": [{"value": "bulkId:u"}]}]}})),
    ];
    (vec(one, 1..5), of(1..3_u8)).prop_map(|(operations, limit)| {
        let mut body =
            json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations});
        if let Some(limit) = limit {
            body["failOnErrors"] = limit.into();
        }
        body
    })
}

/// A call of any kind.
pub(crate) fn call() -> impl Strategy<Value = Call> {
    let user_id = || select(vec!["{u0}", "{u1}", "{u2}", "{u3}", "{u4}", "{g0}", "nonsense"]);
    let group_id = || select(vec!["{g0}", "{g1}", "{g2}", "{u0}"]);
    let target = prop_oneof![
        10 => user().prop_map(|body| ("POST", "/Users".to_owned(), Some(body))),
        6 => group().prop_map(|body| ("POST", "/Groups".to_owned(), Some(body))),
        4 => (user_id(), user()).prop_map(|(id, body)| ("PUT", format!("/Users/{id}"), Some(body))),
        3 => (group_id(), group()).prop_map(|(id, body)| ("PUT", format!("/Groups/{id}"), Some(body))),
        10 => (user_id(), patch(user_operation())).prop_map(|(id, body)| ("PATCH", format!("/Users/{id}"), Some(body))),
        8 => (group_id(), patch(group_operation())).prop_map(|(id, body)| ("PATCH", format!("/Groups/{id}"), Some(body))),
        2 => (group_id(), patch(group_operation()))
            .prop_map(|(id, body)| ("PATCH", format!("/Groups/{id}?excludedAttributes=meta"), Some(body))),
        2 => user_id().prop_map(|id| ("DELETE", format!("/Users/{id}"), None)),
        1 => group_id().prop_map(|id| ("DELETE", format!("/Groups/{id}"), None)),
        3 => user_id().prop_map(|id| ("GET", format!("/Users/{id}"), None)),
        3 => group_id().prop_map(|id| ("GET", format!("/Groups/{id}"), None)),
        6 => list("Users", &USERS).prop_map(|path| ("GET", path, None)),
        4 => list("Groups", &GROUPS).prop_map(|path| ("GET", path, None)),
        2 => bulk().prop_map(|body| ("POST", "/Bulk".to_owned(), Some(body))),
        1 => Just(("POST", "/.search".to_owned(), Some(json!({"schemas":
            ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "sortBy": "displayName", "count": 7})))),
    ];
    let if_match = weighted(0.08, select(vec!["W/\"1\"", "W/\"2\"", "*"]));
    let micros = select(vec![0, 0, 300, 1_000, 1_700, 60_000_000]);
    (target, if_match, micros).prop_map(|((method, path, body), if_match, micros)| Call {
        method,
        path,
        body,
        if_match,
        micros,
    })
}
