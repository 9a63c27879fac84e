//! The order of a sorted list: RFC 7644 §3.4.2.3.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::attribute::AttributePath;
use crate::document::get;
use crate::evaluate::{compare_numbers, instant};
use crate::fold::fold;
use crate::schema::{AttributeDefinition, AttributeType, ResourceSchema};

/// How two resources are ordered by an attribute, ascending; the reverse is the descending order.
///
/// Of several values the primary one counts, or else the first. Resources without a value come last. Text is ordered as
/// the attribute's `caseExact` says, dates as instants.
pub fn compare_by(
    path: &AttributePath,
    left: &Map<String, Value>,
    right: &Map<String, Value>,
    schema: &ResourceSchema,
) -> Ordering {
    let (left, definition) = sort_value(left, path, schema);
    let (right, _) = sort_value(right, path, schema);
    match (left, right) {
        (Some(left), Some(right)) => compare(left, right, definition),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

fn sort_value<'a>(
    document: &'a Map<String, Value>,
    path: &AttributePath,
    schema: &ResourceSchema,
) -> (Option<&'a Value>, Option<&'static AttributeDefinition>) {
    let (value, definition) = schema.find(document, path);
    let value = match value {
        Some(Value::Array(list)) => {
            list.iter().find(|value| value.get("primary") == Some(&Value::Bool(true))).or_else(|| list.first())
        }
        value => value,
    };
    let name = path.sub_attribute.as_deref().unwrap_or("value");
    let value = match value {
        Some(Value::Object(object)) => get(object, name),
        value => value.filter(|_| path.sub_attribute.is_none()),
    };
    let definition = definition.and_then(|definition| match definition.kind {
        AttributeType::Complex => definition.sub_attribute(name),
        _ => Some(definition),
    });
    (value.filter(|value| !value.is_null()), definition)
}

fn compare(left: &Value, right: &Value, definition: Option<&'static AttributeDefinition>) -> Ordering {
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Number(left), Value::Number(right)) => compare_numbers(left, right).unwrap_or(Ordering::Equal),
        (Value::String(left), Value::String(right)) => compare_texts(left, right, definition),
        // Values that were kept as sent may be of different types: these stand apart.
        (left, right) => rank(left).cmp(&rank(right)),
    }
}

fn compare_texts(left: &str, right: &str, definition: Option<&'static AttributeDefinition>) -> Ordering {
    if definition.is_some_and(|definition| definition.kind == AttributeType::DateTime)
        && let (Some(left), Some(right)) = (instant(left), instant(right))
    {
        return left.cmp(&right);
    }
    if definition.is_some_and(|definition| definition.case_exact) {
        left.cmp(right)
    } else {
        fold(left).cmp(&fold(right))
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Bool(_) => 0,
        Value::Number(_) => 1,
        Value::String(_) => 2,
        Value::Array(_) => 3,
        Value::Object(_) => 4,
        Value::Null => 5,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::USER;

    #[test]
    fn orders_by_value_case_and_absence() {
        let user = |value: Value| value.as_object().unwrap().clone();
        for (path, left, right, expected) in [
            ("userName", json!({"userName": "b"}), json!({"userName": "A"}), Ordering::Greater),
            ("userName", json!({"userName": "a"}), json!({"userName": "A"}), Ordering::Equal),
            ("externalId", json!({"externalId": "b"}), json!({"externalId": "A"}), Ordering::Greater),
            ("externalId", json!({"externalId": "a"}), json!({"externalId": "B"}), Ordering::Greater),
            ("title", json!({"title": "z"}), json!({}), Ordering::Less),
            ("title", json!({}), json!({}), Ordering::Equal),
            (
                "name.familyName",
                json!({"name": {"familyName": "a"}}),
                json!({"name": {"familyName": "b"}}),
                Ordering::Less,
            ),
            (
                "emails",
                json!({"emails": [{"value": "z"}, {"value": "a", "primary": true}]}),
                json!({"emails": [{"value": "b"}]}),
                Ordering::Less,
            ),
            ("active", json!({"active": false}), json!({"active": true}), Ordering::Less),
            (
                "meta.created",
                json!({"meta": {"created": "2026-01-31T09:00:00+02:00"}}),
                json!({"meta": {"created": "2026-01-31T08:00:00Z"}}),
                Ordering::Less,
            ),
            (
                "department",
                json!({"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "a"}}),
                json!({"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "B"}}),
                Ordering::Less,
            ),
        ] {
            let path = AttributePath::parse(path).unwrap();
            let (left, right) = (user(left), user(right));
            assert_eq!(compare_by(&path, &left, &right, &USER), expected, "{path}");
            assert_eq!(compare_by(&path, &right, &left, &USER), expected.reverse(), "{path}");
        }
    }
}
