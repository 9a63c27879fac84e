//! Filters against documents: what matches, and what can be asked at all.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::attribute::AttributePath;
use crate::document::get;
use crate::error::{ScimError, ScimType};
use crate::filter::{CompareOperator, Comparison, Filter, Literal};
use crate::fold::fold;
use crate::schema::{AttributeDefinition, AttributeType, ResourceSchema, Returned};

impl Filter {
    /// Whether a resource fulfills the filter.
    ///
    /// Text compares as the attribute's `caseExact` says, without regard to letter case by way of [`fold`], and is
    /// ordered by its bytes; dates compare as instants. An attribute of several values fulfills a comparison when one
    /// of them does. `ne` is the complement of `eq`, so that it holds, as `not` does, where there is no value.
    pub fn matches(&self, document: &Map<String, Value>, schema: &ResourceSchema) -> bool {
        holds(self, Scope::Resource { document, schema })
    }

    /// Whether the filter asks only what the schemas can answer.
    ///
    /// # Errors
    /// `invalidFilter` for an attribute or sub-attribute that the schemas do not have, and for an operator or a value
    /// that does not go with the attribute's type, such as `active gt true`; `sensitive` for one that is never returned.
    pub fn check(&self, schema: &ResourceSchema) -> Result<(), ScimError> {
        check(self, Names::Resource(schema))
    }
}

/// Whether one value of `attribute` fulfills the filter of a value path.
pub(crate) fn value_matches(filter: &Filter, value: &Value, attribute: Option<&'static AttributeDefinition>) -> bool {
    holds(filter, Scope::Value { value, attribute })
}

/// Like [`Filter::check`] for the filter of a value path, where unknown sub-attributes are those of the client.
pub(crate) fn check_value_filter(
    filter: &Filter,
    attribute: Option<&'static AttributeDefinition>,
) -> Result<(), ScimError> {
    check(filter, Names::Value { attribute, unknown_allowed: true })
}

/// [`Filter::check`] for the filter of a value path whose sub-attributes are all known.
pub(crate) fn check_strict_value_filter(
    filter: &Filter,
    attribute: &'static AttributeDefinition,
) -> Result<(), ScimError> {
    check(filter, Names::Value { attribute: Some(attribute), unknown_allowed: false })
}

#[derive(Clone, Copy)]
enum Scope<'a> {
    Resource { document: &'a Map<String, Value>, schema: &'a ResourceSchema },
    Value { value: &'a Value, attribute: Option<&'static AttributeDefinition> },
}

fn holds(filter: &Filter, scope: Scope<'_>) -> bool {
    match filter {
        Filter::And(filters) => filters.iter().all(|filter| holds(filter, scope)),
        Filter::Or(filters) => filters.iter().any(|filter| holds(filter, scope)),
        Filter::Not(filter) => !holds(filter, scope),
        Filter::Present(path) => values(scope, path).0.into_iter().any(is_present),
        Filter::Compare(comparison) => {
            let (values, definition) = compared_values(scope, &comparison.path);
            compare(&values, definition, comparison)
        }
        Filter::ValuePath { attribute, filter } => {
            let (values, definition) = values(scope, attribute);
            values.into_iter().any(|value| holds(filter, Scope::Value { value, attribute: definition }))
        }
    }
}

/// The values that a path leads to, one by one, and what the schema says about them.
fn values<'a>(scope: Scope<'a>, path: &AttributePath) -> (Vec<&'a Value>, Option<&'static AttributeDefinition>) {
    let (found, definition) = match scope {
        Scope::Resource { document, schema } => schema.find(document, path),
        Scope::Value { value: Value::Object(object), attribute } => {
            (get(object, &path.name), attribute.and_then(|attribute| attribute.sub_attribute(&path.name)))
        }
        // A simple value is its own `value`.
        Scope::Value { value, attribute } => (path.name.eq_ignore_ascii_case("value").then_some(value), attribute),
    };
    let values = each(found);
    match &path.sub_attribute {
        None => (values, definition),
        Some(name) => (
            values.into_iter().filter_map(Value::as_object).flat_map(|object| each(get(object, name))).collect(),
            definition.and_then(|definition| definition.sub_attribute(name)),
        ),
    }
}

/// [`values`], where a complex value stands for its `value` (RFC 7644 §3.4.2.2).
fn compared_values<'a>(
    scope: Scope<'a>,
    path: &AttributePath,
) -> (Vec<&'a Value>, Option<&'static AttributeDefinition>) {
    let (values, definition) = values(scope, path);
    let values = values
        .into_iter()
        .filter_map(|value| match value {
            Value::Object(object) => get(object, "value"),
            value => Some(value),
        })
        .filter(|value| !value.is_null())
        .collect();
    let definition = definition.map(|definition| definition.sub_attribute("value").unwrap_or(definition));
    (values, definition)
}

fn each(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None => Vec::new(),
        Some(Value::Array(list)) => list.iter().collect(),
        Some(value) => vec![value],
    }
}

fn is_present(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => list.iter().any(is_present),
        Value::Object(object) => object.values().any(is_present),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

fn compare(values: &[&Value], definition: Option<&'static AttributeDefinition>, comparison: &Comparison) -> bool {
    let Comparison { operator, value: literal, .. } = comparison;
    match (operator, literal) {
        (CompareOperator::Equal, Literal::Null) => values.is_empty(),
        (CompareOperator::NotEqual, Literal::Null) => !values.is_empty(),
        (_, Literal::Null) => false,
        (CompareOperator::NotEqual, _) => {
            !values.iter().any(|value| compare_one(value, definition, CompareOperator::Equal, literal))
        }
        _ => values.iter().any(|value| compare_one(value, definition, *operator, literal)),
    }
}

fn compare_one(
    value: &Value,
    definition: Option<&'static AttributeDefinition>,
    operator: CompareOperator,
    literal: &Literal,
) -> bool {
    match value {
        Value::Bool(boolean) => operator == CompareOperator::Equal && literal.as_boolean() == Some(*boolean),
        Value::Number(number) => match literal {
            Literal::Number(other) => compare_numbers(number, other).is_some_and(|order| ordered(operator, order)),
            _ => compare_text(&number.to_string(), definition, operator, literal),
        },
        Value::String(text) => compare_text(text, definition, operator, literal),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

pub(crate) fn compare_numbers(left: &serde_json::Number, right: &serde_json::Number) -> Option<Ordering> {
    match (left.as_i64(), right.as_i64()) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

fn compare_text(
    text: &str,
    definition: Option<&'static AttributeDefinition>,
    operator: CompareOperator,
    literal: &Literal,
) -> bool {
    let Some(wanted) = literal.as_text() else { return false };
    let is_date = definition.is_some_and(|definition| definition.kind == AttributeType::DateTime);
    if is_date && !matches_inside(operator) {
        return match (instant(text), instant(&wanted)) {
            (Some(left), Some(right)) => ordered(operator, left.cmp(&right)),
            _ => false,
        };
    }
    if definition.is_some_and(|definition| definition.case_exact) {
        compare_strings(text, operator, &wanted)
    } else {
        compare_strings(&fold(text), operator, &fold(&wanted))
    }
}

fn compare_strings(text: &str, operator: CompareOperator, wanted: &str) -> bool {
    match operator {
        CompareOperator::Contains => text.contains(wanted),
        CompareOperator::StartsWith => text.starts_with(wanted),
        CompareOperator::EndsWith => text.ends_with(wanted),
        _ => ordered(operator, text.cmp(wanted)),
    }
}

fn matches_inside(operator: CompareOperator) -> bool {
    matches!(operator, CompareOperator::Contains | CompareOperator::StartsWith | CompareOperator::EndsWith)
}

fn ordered(operator: CompareOperator, order: Ordering) -> bool {
    match operator {
        CompareOperator::Equal => order.is_eq(),
        CompareOperator::NotEqual => order.is_ne(),
        CompareOperator::GreaterThan => order.is_gt(),
        CompareOperator::GreaterOrEqual => order.is_ge(),
        CompareOperator::LessThan => order.is_lt(),
        CompareOperator::LessOrEqual => order.is_le(),
        CompareOperator::Contains | CompareOperator::StartsWith | CompareOperator::EndsWith => false,
    }
}

pub(crate) fn instant(text: &str) -> Option<jiff::Timestamp> {
    text.parse().ok()
}

/// Which names a filter may use.
#[derive(Clone, Copy)]
enum Names<'a> {
    Resource(&'a ResourceSchema),
    Value { attribute: Option<&'static AttributeDefinition>, unknown_allowed: bool },
}

impl Names<'_> {
    /// What a path names; `None` where that may be anything.
    fn find(self, path: &AttributePath) -> Result<Option<&'static AttributeDefinition>, ScimError> {
        let (found, unknown_allowed) = match self {
            Self::Resource(schema) => {
                let found = schema.resolve(path);
                if found.is_some_and(|found| found.attribute.returned == Returned::Never) {
                    let detail = format!("\"{path}\" is secret: it is never searched for, and never sent in a URL.");
                    return Err(ScimError::typed(ScimType::Sensitive, detail));
                }
                (found.map(|found| found.sub_attribute.unwrap_or(found.attribute)), false)
            }
            Self::Value { attribute: None, .. } => (None, true),
            Self::Value { attribute: Some(attribute), unknown_allowed } => {
                let is_plain = path.schema.is_none() && path.sub_attribute.is_none();
                let found = attribute.sub_attribute(&path.name).filter(|_| is_plain);
                (found, unknown_allowed && is_plain)
            }
        };
        if found.is_none() && !unknown_allowed {
            return Err(ScimError::invalid_filter(format!("There is no attribute \"{path}\" to filter by.")));
        }
        Ok(found)
    }
}

fn check(filter: &Filter, names: Names<'_>) -> Result<(), ScimError> {
    match filter {
        Filter::And(filters) | Filter::Or(filters) => filters.iter().try_for_each(|filter| check(filter, names)),
        Filter::Not(filter) => check(filter, names),
        Filter::Present(path) => names.find(path).map(drop),
        Filter::Compare(comparison) => match names.find(&comparison.path)? {
            Some(definition) => check_comparison(comparison, definition),
            None => Ok(()),
        },
        Filter::ValuePath { attribute, filter } => match names.find(attribute)? {
            Some(definition) if definition.kind != AttributeType::Complex => Err(ScimError::invalid_filter(format!(
                "\"{attribute}\" has no sub-attributes that a filter in brackets could ask for."
            ))),
            definition => check(filter, Names::Value { attribute: definition, unknown_allowed: definition.is_none() }),
        },
    }
}

fn check_comparison(comparison: &Comparison, definition: &'static AttributeDefinition) -> Result<(), ScimError> {
    use CompareOperator::{Contains, EndsWith, Equal, NotEqual, StartsWith};
    let Comparison { path, operator, value } = comparison;
    let compared = definition.sub_attribute("value").unwrap_or(definition);
    let is_equality = matches!(operator, Equal | NotEqual);
    let is_ordering = !is_equality && !matches!(operator, Contains | StartsWith | EndsWith);
    let refuse = |what: &str| Err(ScimError::invalid_filter(format!("\"{comparison}\" cannot be answered: {what}.")));
    if *value == Literal::Null {
        return if is_equality { Ok(()) } else { refuse("null goes only with eq and ne") };
    }
    match compared.kind {
        AttributeType::Complex => refuse(&format!("name a sub-attribute of \"{path}\"")),
        AttributeType::Boolean if !is_equality => refuse("a boolean goes only with eq and ne"),
        AttributeType::Boolean if value.as_boolean().is_none() => refuse("the value is neither true nor false"),
        AttributeType::Binary if is_ordering => refuse("binary data has no order"),
        AttributeType::DateTime if !matches_inside(*operator) => match value {
            Literal::String(text) if instant(text).is_some() => Ok(()),
            _ => refuse("the value is no date and time with an offset, such as \"2026-01-31T08:00:00Z\""),
        },
        AttributeType::Integer | AttributeType::Decimal if !matches!(value, Literal::Number(_)) => {
            refuse("the value is no number")
        }
        AttributeType::Integer | AttributeType::Decimal if matches_inside(*operator) => refuse("a number is no text"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{GROUP, USER};

    fn user() -> Map<String, Value> {
        let user = json!({
            "id": "2819c223",
            "externalId": "Abc",
            "userName": "Ann@Example.com",
            "active": true,
            "name": {"familyName": "Ärger", "givenName": ""},
            "emails": [
                {"value": "ann@work.example", "type": "work", "primary": true},
                {"value": "ann@home.example", "type": "home"}
            ],
            "roles": "ops,admins",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Keys", "manager": {"value": "26118915"}},
            "meta": {"resourceType": "User", "lastModified": "2026-01-31T08:00:00.500Z"},
            "shoeSize": 44
        });
        user.as_object().unwrap().clone()
    }

    #[test]
    fn matches_as_the_rfc_says() {
        for (filter, expected) in [
            (r#"userName eq "ann@example.COM""#, true),
            (r#"externalId eq "Abc""#, true),
            (r#"externalId eq "abc""#, false),
            (r#"name.familyName eq "a\u0308RGER""#, true),
            (r#"name.familyName sw "ä""#, true),
            (r#"userName co "@example""#, true),
            (r#"userName ew ".COM""#, true),
            (r#"userName gt "an""#, true),
            (r#"userName lt "an""#, false),
            ("active eq true", true),
            (r#"active eq "True""#, true),
            ("active ne true", false),
            ("active eq false", false),
            // several values
            (r#"emails eq "ANN@home.example""#, true),
            (r#"emails.value eq "ann@home.example""#, true),
            (r#"emails.type eq "home""#, true),
            (r#"emails.type ne "home""#, false),
            (r#"emails.type ne "other""#, true),
            // one value fulfills all of a value path
            (r#"emails[type eq "home" and value co "home"]"#, true),
            (r#"emails[type eq "home" and value co "work"]"#, false),
            (r#"emails[type eq "work"].value eq "ann@work.example""#, true),
            (r#"emails[primary eq "True"]"#, true),
            (r#"emails[not (type eq "work") and primary ne true]"#, true),
            // absence
            ("title pr", false),
            (r#"title ne "x""#, true),
            (r#"not (title eq "x")"#, true),
            ("title eq null", true),
            ("title ne null", false),
            ("userName ne null", true),
            ("emails pr", true),
            ("phoneNumbers pr", false),
            ("name pr", true),
            ("name.givenName pr", false),
            ("addresses[type pr]", false),
            // extension, with and without URN
            (r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "keys""#, true),
            (r#"department eq "keys""#, true),
            (r#"manager eq "26118915""#, true),
            (r#"id eq "2819c223" and manager eq "none""#, false),
            // instants
            (r#"meta.lastModified eq "2026-01-31T09:00:00.5+01:00""#, true),
            (r#"meta.lastModified gt "2026-01-31T08:00:00Z""#, true),
            (r#"meta.lastModified lt "2026-01-31T08:00:00Z""#, false),
            (r#"meta.resourceType eq "User""#, true),
            // what was kept as sent
            (r#"roles co "admins""#, true),
            (r#"roles.value co "admins""#, false),
            ("shoeSize gt 40", true),
            ("shoesize eq 44", true),
            (r#"userName eq "x" or active eq true"#, true),
        ] {
            assert_eq!(Filter::parse(filter).unwrap().matches(&user(), &USER), expected, "{filter}");
        }
    }

    #[test]
    fn check_refuses_what_no_schema_can_answer() {
        for filter in [
            r#"nonsense eq "x""#,
            "nonsense pr",
            r#"emails.nonsense eq "x""#,
            r#"emails[nonsense eq "x"]"#,
            r#"urn:example:unknown:userName eq "x""#,
            r#"userName[value eq "x"]"#,
            "active gt true",
            "active co true",
            r#"active eq "perhaps""#,
            "emails[primary ge true]",
            r#"name eq "x""#,
            r#"meta eq "x""#,
            r#"meta.created gt "yesterday""#,
            "meta.created gt 5",
            r#"x509Certificates.value gt "x""#,
            "userName gt null",
            r#"userName eq "a" or (active eq true and not (nonsense pr))"#,
        ] {
            let error = Filter::parse(filter).unwrap().check(&USER).expect_err(filter);
            assert_eq!(error.scim_type, Some(ScimType::InvalidFilter), "{filter}");
        }
        for filter in [r#"password eq "x""#, "not (password pr)"] {
            let error = Filter::parse(filter).unwrap().check(&USER).expect_err(filter);
            assert_eq!(error.scim_type, Some(ScimType::Sensitive), "{filter}");
        }
    }

    #[test]
    fn check_lets_pass_what_schemas_answer() {
        for filter in [
            r#"USERNAME eq "x""#,
            r#"id eq "x" and manager eq "y""#,
            r#"emails eq "x""#,
            r#"emails[type eq "work"].value eq "x""#,
            r#"meta.created ge "2026-01-31T08:00:00Z""#,
            r#"active eq "True""#,
            r#"schemas eq "urn:x""#,
            r#"groups.value eq "x""#,
            "externalId pr",
            "userName eq 5",
            "name eq null",
        ] {
            Filter::parse(filter).unwrap().check(&USER).expect(filter);
        }
        Filter::parse(r#"members[value eq "x"]"#).unwrap().check(&GROUP).unwrap();
        Filter::parse(r#"members.display eq "x""#).unwrap().check(&GROUP).unwrap_err();
    }
}
