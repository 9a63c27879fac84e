//! What holds for any input.

use proptest::prelude::*;
use scim_protocol::{
    AttributePath, CompareOperator, Comparison, Filter, GROUP, Literal, PatchPath, PatchRequest, USER, apply,
    lower_group_operations, normalize,
};
use serde_json::{Map, Value, json};

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec!["userName", "emails", "active", "value", "type", "primary", "$ref", "x-y_1"])
            .prop_map(str::to_owned),
        1 => "[a-zA-Z][a-zA-Z0-9_-]{0,8}".prop_filter("a keyword", |name| !name.eq_ignore_ascii_case("not")),
    ]
}

fn path() -> impl Strategy<Value = AttributePath> {
    let urn = prop::option::of(prop::sample::select(vec![scim_protocol::urn::USER, "urn:example:a:1.0"]));
    (urn, name(), prop::option::of(name())).prop_map(|(schema, name, sub_attribute)| AttributePath {
        schema: schema.map(str::to_owned),
        name,
        sub_attribute,
    })
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        any::<String>().prop_map(|text| Literal::String(text.replace('\0', ""))),
        any::<i64>().prop_map(|number| Literal::Number(number.into())),
        any::<bool>().prop_map(Literal::Boolean),
        Just(Literal::Null),
    ]
}

fn term(path: impl Strategy<Value = AttributePath> + Clone + 'static) -> impl Strategy<Value = Filter> {
    let operator = prop::sample::select(CompareOperator::ALL.to_vec());
    prop_oneof![
        (path.clone(), operator, literal()).prop_map(|(path, operator, value)| Filter::Compare(Comparison {
            path,
            operator,
            value
        })),
        path.prop_map(Filter::Present),
    ]
}

fn nested(leaf: BoxedStrategy<Filter>) -> BoxedStrategy<Filter> {
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::Or),
            inner.prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
    .boxed()
}

fn value_filter() -> BoxedStrategy<Filter> {
    nested(term(name().prop_map(AttributePath::named).boxed()).boxed())
}

fn filter() -> BoxedStrategy<Filter> {
    let value_path = (name(), value_filter()).prop_map(|(name, filter)| Filter::ValuePath {
        attribute: AttributePath::named(name),
        filter: Box::new(filter),
    });
    nested(prop_oneof![3 => term(path().boxed()), 1 => value_path].boxed())
}

fn json_value() -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        3 => name(),
        1 => Just("name.givenName".to_owned()),
        1 => Just(scim_protocol::urn::ENTERPRISE_USER.to_owned()),
        1 => any::<String>(),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(vec!["True", "work", "a@x", ""]).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec((key.clone(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn patch_path() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => path().prop_map(|path| path.to_string()),
        2 => (name(), value_filter(), prop::option::of(name())).prop_map(|(name, filter, sub_attribute)| {
            let end = sub_attribute.map(|name| format!(".{name}")).unwrap_or_default();
            format!("{name}[{filter}]{end}")
        }),
        1 => prop::sample::select(vec!["name.givenName", "manager", "members", "id", "emails[type eq \"work\"].value"])
            .prop_map(str::to_owned),
        1 => Just(scim_protocol::urn::ENTERPRISE_USER.to_owned()),
    ]
}

fn operation() -> impl Strategy<Value = Value> {
    let op = prop::sample::select(vec!["add", "Replace", "remove"]);
    (op, prop::option::of(patch_path()), prop::option::of(json_value())).prop_map(|(op, path, value)| {
        let members = [("op", Some(op.into())), ("path", path.map(Value::from)), ("value", value)];
        members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>().into()
    })
}

fn user() -> Map<String, Value> {
    let user = json!({
        "userName": "ann", "active": true, "name": {"givenName": "Ann"},
        "emails": [{"value": "a@x", "type": "work", "primary": true}, {"value": "b@x", "type": "home"}],
        (scim_protocol::urn::ENTERPRISE_USER): {"department": "Keys"}
    });
    user.as_object().cloned().unwrap_or_default()
}

proptest! {
    #[test]
    fn what_a_filter_prints_parses_to_it(filter in filter()) {
        let printed = filter.to_string();
        prop_assert_eq!(Filter::parse(&printed), Ok(filter), "{}", printed);
    }

    #[test]
    fn what_a_path_prints_parses_to_it(text in patch_path()) {
        let path = PatchPath::parse(&text).unwrap();
        prop_assert_eq!(PatchPath::parse(&path.to_string()), Ok(path));
    }

    #[test]
    fn any_text_parses_or_is_refused_inside(text in any::<String>(), tail in "[a-z \"()\\[\\].:&0-9]{0,30}") {
        for text in [text.clone(), format!("userName eq {text}"), format!("emails[{tail}"), tail] {
            if let Err(error) = Filter::parse(&text) {
                prop_assert!(error.offset <= text.len());
                prop_assert!(text.is_char_boundary(error.offset));
            }
            let _ = PatchPath::parse(&text);
        }
    }

    #[test]
    fn a_filter_or_its_negation_matches(filter in filter(), value in json_value()) {
        let mut document = user();
        document.insert("x-y_1".to_owned(), value);
        let negation = Filter::Not(Box::new(filter.clone()));
        prop_assert_ne!(filter.matches(&document, &USER), negation.matches(&document, &USER));
        let _ = filter.check(&USER);
    }

    #[test]
    fn a_patch_is_carried_out_wholly_or_not_at_all(operations in prop::collection::vec(operation(), 1..6)) {
        let Ok(request) = PatchRequest::parse(json!({"Operations": operations}), 100) else { return Ok(()) };
        let mut document = user();
        if apply(&mut document, &request.operations, &USER).is_err() {
            prop_assert_eq!(document, user());
        } else {
            for required in ["userName", "active", "emails"] {
                prop_assert!(document.contains_key(required), "{} is gone", required);
            }
            for read_only in ["id", "meta", "schemas", "groups", "password"] {
                prop_assert!(!document.contains_key(read_only), "{} was written", read_only);
            }
            let again = normalize(&Value::Object(document.clone()), &USER);
            prop_assert!(again.is_ok(), "{:?}", again);
            let primaries = document["emails"].as_array().map_or(0, |emails| {
                emails.iter().filter(|email| email.get("primary") == Some(&Value::Bool(true))).count()
            });
            prop_assert!(primaries <= 1);
        }
    }

    #[test]
    fn group_operations_keep_members_out_of_the_document(operations in prop::collection::vec(operation(), 1..4)) {
        let Ok(request) = PatchRequest::parse(json!({"Operations": operations}), 100) else { return Ok(()) };
        let Ok(patch) = lower_group_operations(request.operations) else { return Ok(()) };
        let mut document = Map::new();
        if apply(&mut document, &patch.document_operations, &GROUP).is_ok() {
            prop_assert!(!document.contains_key("members"));
        }
    }

    #[test]
    fn a_normal_document_stays_what_it_is(body in json_value()) {
        let Ok(document) = normalize(&body, &USER) else { return Ok(()) };
        let again = normalize(&Value::Object(document.clone()), &USER);
        prop_assert_eq!(again, Ok(document));
    }
}
