//! What an answer must hold, and the operators that decide it.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use regex::Regex;
use serde::Deserialize;
use serde_json::Value;

use super::variables::as_text;

/// The `expect` of a step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Expectations {
    pub(super) status: Option<Vec<u16>>,
    pub(super) no_body: Option<bool>,
    pub(super) max_millis: Option<u64>,
    #[serde(default)]
    pub(super) headers: Vec<Rule>,
    #[serde(default)]
    pub(super) json: Vec<Rule>,
    #[serde(default)]
    pub(super) json_if_body: Vec<Rule>,
}

/// What one place of the answer must hold: a JSON pointer (RFC 6901) or a header's name, and operators.
#[derive(Debug, Deserialize)]
pub(super) struct Rule {
    path: Option<String>,
    name: Option<String>,
    #[serde(default, rename = "ifPresent")]
    if_present: bool,
    #[serde(rename = "why")]
    _why: Option<String>,
    /// Whatever else stands in the rule; a key that is no operator fails here.
    #[serde(flatten)]
    operators: BTreeMap<Operator, Value>,
}

/// In alphabetical order, which is the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Operator {
    Absent,
    Contains,
    Empty,
    Equals,
    Exists,
    Length,
    Matches,
    Max,
    Min,
    MinLength,
    NotContains,
    NotEquals,
    OneOf,
    Type,
}

const TYPES: [&str; 7] = ["string", "number", "integer", "boolean", "array", "object", "null"];

impl Expectations {
    /// Reads them; fails on a word that the format does not have.
    pub(super) fn parse(expect: Value) -> anyhow::Result<Self> {
        let expectations: Self = serde_json::from_value(expect).context("expect")?;
        for rule in &expectations.headers {
            ensure!(rule.name.is_some() && rule.path.is_none(), "a rule on headers has a name and no path");
        }
        for rule in expectations.json.iter().chain(&expectations.json_if_body) {
            ensure!(rule.path.is_some() && rule.name.is_none(), "a rule on the body has a path and no name");
        }
        for kind in expectations.values_of(Operator::Type) {
            ensure!(TYPES.iter().any(|known| kind == known), "{kind} is no JSON type");
        }
        Ok(expectations)
    }

    /// How many expectations these are.
    pub(super) fn count(&self) -> usize {
        usize::from(self.status.is_some())
            + usize::from(self.no_body.is_some())
            + usize::from(self.max_millis.is_some())
            + self.rules().map(|rule| rule.operators.len()).sum::<usize>()
    }

    /// The regular expressions in them.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &str> {
        self.values_of(Operator::Matches).filter_map(Value::as_str)
    }

    fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.headers.iter().chain(&self.json).chain(&self.json_if_body)
    }

    fn values_of(&self, operator: Operator) -> impl Iterator<Item = &Value> {
        self.rules().filter_map(move |rule| rule.operators.get(&operator))
    }
}

impl Rule {
    /// The pointer or the header's name.
    pub(super) fn place(&self) -> &str {
        self.path.as_deref().or(self.name.as_deref()).unwrap_or_default()
    }

    /// One outcome for each operator: `None` where it holds, else what was expected. Nothing at all where the rule
    /// only speaks of a present value and there is none.
    pub(super) fn check(&self, got: Option<&Value>) -> Vec<Option<String>> {
        if self.if_present && got.is_none() {
            return Vec::new();
        }
        let outcome = |(operator, want): (&Operator, &Value)| {
            let name = format!("{operator:?}");
            let name = name.get(..1).unwrap_or_default().to_lowercase() + name.get(1..).unwrap_or_default();
            (!operator.holds(got, want)).then(|| format!("{name} {want}"))
        };
        self.operators.iter().map(outcome).collect()
    }
}

impl Operator {
    fn holds(self, got: Option<&Value>, want: &Value) -> bool {
        let flag = |state: bool| Some(state) == want.as_bool();
        match self {
            Self::Equals => got.is_some_and(|got| same(got, want)),
            Self::NotEquals => !got.is_some_and(|got| same(got, want)),
            Self::OneOf => {
                want.as_array().is_some_and(|all| all.iter().any(|one| got.is_some_and(|got| same(got, one))))
            }
            Self::Exists => flag(got.is_some_and(|got| !got.is_null())),
            Self::Absent => flag(got.is_none_or(Value::is_null)),
            Self::Empty => flag(got.is_none_or(|got| got.is_null() || size(got) == Some(0))),
            Self::Matches => {
                let pattern = want.as_str().and_then(|pattern| Regex::new(pattern).ok());
                got.zip(pattern).is_some_and(|(got, pattern)| pattern.is_match(&as_text(got)))
            }
            Self::Type => got.is_some_and(|got| want.as_str().is_some_and(|kind| has_type(got, kind))),
            Self::Length => got.and_then(size).is_some_and(|size| Some(size) == want.as_u64()),
            Self::MinLength => got.and_then(size).is_some_and(|size| want.as_u64().is_some_and(|least| size >= least)),
            Self::Contains => got.is_some_and(|got| contains(got, want)),
            Self::NotContains => !got.is_some_and(|got| contains(got, want)),
            Self::Min => bounds(got, want).is_some_and(|(got, least)| got >= least),
            Self::Max => bounds(got, want).is_some_and(|(got, most)| got <= most),
        }
    }
}

/// Equality of JSON values; numbers by value, so that 1 is 1.0, but never a boolean.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, item)| b.get(key).is_some_and(|other| same(item, other)))
        }
        _ => left == right,
    }
}

/// True where `got` equals `want`, or is an object that has all of its members.
fn covers(got: &Value, want: &Value) -> bool {
    match (got, want) {
        (Value::Object(got), Value::Object(want)) => {
            want.iter().all(|(key, item)| got.get(key).is_some_and(|found| covers(found, item)))
        }
        _ => same(got, want),
    }
}

fn contains(got: &Value, want: &Value) -> bool {
    match (got, want) {
        (Value::String(text), Value::String(part)) => text.contains(part),
        (Value::Array(items), _) => items.iter().any(|item| covers(item, want)),
        _ => false,
    }
}

/// Members of an object or array, characters of a string.
fn size(value: &Value) -> Option<u64> {
    let size = match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => return None,
    };
    u64::try_from(size).ok()
}

fn has_type(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => false,
    }
}

fn bounds(got: Option<&Value>, want: &Value) -> Option<(f64, f64)> {
    Some((got?.as_f64()?, want.as_f64()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn holds(rule: &Value, got: Option<&Value>) -> bool {
        let rule: Rule = serde_json::from_value(rule.clone()).unwrap();
        rule.check(got).iter().all(Option::is_none)
    }

    /// Operator, operand, a value for which it holds, one for which it does not; `"MISSING"` stands for no value.
    #[test]
    fn each_operator_holds_and_fails() {
        let cases = [
            ("equals", json!(1), json!(1.0), json!(true)),
            ("equals", json!({"a": [1]}), json!({"a": [1]}), json!({"a": [1], "b": 2})),
            ("equals", json!(null), json!(null), json!("MISSING")),
            ("notEquals", json!(true), json!(1), json!(true)),
            ("notEquals", json!(true), json!("MISSING"), json!(true)),
            ("oneOf", json!([1, "x"]), json!("x"), json!("y")),
            ("exists", json!(true), json!(0), json!(null)),
            ("exists", json!(false), json!("MISSING"), json!("")),
            ("absent", json!(true), json!(null), json!([])),
            ("absent", json!(false), json!([]), json!("MISSING")),
            ("empty", json!(true), json!({}), json!({"a": 1})),
            ("empty", json!(true), json!("MISSING"), json!(false)),
            ("empty", json!(false), json!(0), json!("")),
            ("matches", json!("^a.c$"), json!("abc"), json!("abcd")),
            ("matches", json!("1"), json!(213), json!("MISSING")),
            ("type", json!("integer"), json!(3), json!(3.5)),
            ("type", json!("number"), json!(3.5), json!(true)),
            ("type", json!("null"), json!(null), json!("MISSING")),
            ("length", json!(2), json!("äö"), json!([1])),
            ("length", json!(0), json!([]), json!(null)),
            ("minLength", json!(1), json!({"a": 1}), json!("")),
            ("contains", json!({"value": "u"}), json!([{"value": "u", "type": "User"}]), json!([{"type": "User"}])),
            ("contains", json!("ell"), json!("hello"), json!("MISSING")),
            ("notContains", json!("x"), json!("MISSING"), json!(["x"])),
            ("min", json!(3), json!(3), json!(2.9)),
            ("max", json!(3), json!(3), json!("2")),
        ];
        for (operator, want, good, bad) in cases {
            let rule = json!({"path": "/x", operator: want});
            let value = |v: &Value| (v != "MISSING").then(|| v.clone());
            assert!(holds(&rule, value(&good).as_ref()), "{rule} must hold for {good}");
            assert!(!holds(&rule, value(&bad).as_ref()), "{rule} must fail for {bad}");
        }
    }

    #[test]
    fn if_present_skips_only_what_is_missing() {
        let rule = json!({"path": "/x", "equals": 1, "ifPresent": true});
        assert!(holds(&rule, None));
        assert!(!holds(&rule, Some(&json!(null))));
    }

    #[test]
    fn the_report_names_the_operator_as_the_format_does() {
        let rule: Rule = serde_json::from_value(json!({"path": "/x", "minLength": 2, "type": "string"})).unwrap();
        assert_eq!(rule.check(Some(&json!("a"))), [Some("minLength 2".to_owned()), None]);
    }
}
