//! What a client asks of a list, in a query or by POST: RFC 7644 §3.4.2 and §3.4.3, RFC 9865.

use serde_json::{Map, Value};

use crate::attribute::AttributePath;
use crate::document::take;
use crate::error::ScimError;
use crate::filter::Filter;
use crate::projection::Projection;
use crate::schema::ResourceSchema;

/// Ascending or descending (RFC 7644 §3.4.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortOrder {
    /// `ascending`, the default.
    #[default]
    Ascending,
    /// `descending`
    Descending,
}

/// A query for resources.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchRequest {
    /// The attributes to return.
    pub attributes: Vec<String>,
    /// The attributes not to return.
    pub excluded_attributes: Vec<String>,
    /// Which resources.
    pub filter: Option<Filter>,
    /// By what they are sorted.
    pub sort_by: Option<AttributePath>,
    /// In which direction.
    pub sort_order: SortOrder,
    /// The position of the first one, from 1; smaller numbers mean 1.
    pub start_index: Option<i64>,
    /// How many at most; negative numbers mean 0.
    pub count: Option<i64>,
    /// Where to go on (RFC 9865); empty for the first page.
    pub cursor: Option<String>,
}

const NAMES: [&str; 8] =
    ["attributes", "excludedAttributes", "filter", "sortBy", "sortOrder", "startIndex", "count", "cursor"];

impl SearchRequest {
    /// Reads the body of a POST to `/.search`.
    ///
    /// # Errors
    /// `invalidSyntax` for what is no object; `invalidFilter`; `invalidValue` for any other member that cannot be used.
    pub fn parse(body: Value) -> Result<Self, ScimError> {
        let Value::Object(mut body) = body else {
            return Err(ScimError::invalid_syntax("The body of a search is a JSON object."));
        };
        let mut request = Self {
            attributes: names(&mut body, "attributes")?,
            excluded_attributes: names(&mut body, "excludedAttributes")?,
            start_index: integer(&mut body, "startIndex")?,
            count: integer(&mut body, "count")?,
            ..Self::default()
        };
        for name in ["filter", "sortBy", "sortOrder", "cursor"] {
            if let Some(text) = text(&mut body, name)? {
                request.set(name, &text)?;
            }
        }
        Ok(request)
    }

    /// Reads the parameters of a query, decoded. Names may be in any letter case; others than these are not looked at.
    ///
    /// # Errors
    /// `invalidFilter`; `invalidValue` for any other value that cannot be used, or for one that is given twice.
    pub fn from_query<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, ScimError> {
        let mut request = Self::default();
        let mut given = Vec::new();
        for (name, value) in parameters {
            let Some(name) = NAMES.into_iter().find(|known| known.eq_ignore_ascii_case(name)) else { continue };
            if given.contains(&name) {
                return Err(ScimError::invalid_value(format!("\"{name}\" is given twice.")));
            }
            given.push(name);
            request.set(name, value)?;
        }
        Ok(request)
    }

    /// The choice of attributes.
    ///
    /// # Errors
    /// `invalidValue` for what is no attribute name.
    pub fn projection(&self, schema: &'static ResourceSchema) -> Result<Projection, ScimError> {
        Projection::from_names(&self.attributes, &self.excluded_attributes, schema)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), ScimError> {
        let list = || value.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        match name {
            "attributes" => self.attributes = list(),
            "excludedAttributes" => self.excluded_attributes = list(),
            "filter" => self.filter = Some(Filter::parse(value)?),
            "cursor" => self.cursor = Some(value.to_owned()),
            // A parameter without a value says nothing.
            _ if value.is_empty() => {}
            "startIndex" => self.start_index = Some(whole_number(name, value)?),
            "count" => self.count = Some(whole_number(name, value)?),
            "sortBy" => {
                let path = AttributePath::parse(value)
                    .map_err(|error| ScimError::invalid_value(format!("\"sortBy\" is no attribute name {error}.")))?;
                self.sort_by = Some(path);
            }
            "sortOrder" if value.eq_ignore_ascii_case("ascending") => self.sort_order = SortOrder::Ascending,
            "sortOrder" if value.eq_ignore_ascii_case("descending") => self.sort_order = SortOrder::Descending,
            _ => return Err(ScimError::invalid_value(format!("\"{name}\" is \"ascending\" or \"descending\"."))),
        }
        Ok(())
    }
}

/// A whole number in ASCII digits. One too large to be counted is as good as the largest.
fn whole_number(name: &str, text: &str) -> Result<i64, ScimError> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ScimError::invalid_value(format!("\"{name}\" is a whole number.")));
    }
    let limit = if is_negative { i64::MIN } else { i64::MAX };
    Ok(text.parse().unwrap_or(limit))
}

fn integer(body: &mut Map<String, Value>, name: &str) -> Result<Option<i64>, ScimError> {
    match take(body, name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) if number.is_i64() || number.is_u64() => {
            Ok(Some(number.as_i64().unwrap_or(i64::MAX)))
        }
        Some(_) => Err(ScimError::invalid_value(format!("\"{name}\" is a whole number."))),
    }
}

fn text(body: &mut Map<String, Value>, name: &str) -> Result<Option<String>, ScimError> {
    match take(body, name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(ScimError::invalid_value(format!("\"{name}\" is a string."))),
    }
}

/// A list of names, or one string of names with commas.
fn names(body: &mut Map<String, Value>, name: &str) -> Result<Vec<String>, ScimError> {
    let wrong = || ScimError::invalid_value(format!("\"{name}\" is a list of attribute names."));
    match take(body, name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(names)) => Ok(names.split(',').map(str::to_owned).collect()),
        Some(Value::Array(list)) => {
            list.into_iter().map(|name| name.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
        }
        Some(_) => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ScimType;

    #[test]
    fn query_and_body_say_the_same() {
        // pingdatasync-patch-destination
        let body = json!({
            "schemas": [crate::urn::SEARCH_REQUEST],
            "attributes": ["userName", "emails.value"],
            "excludedAttributes": null,
            "filter": "userName eq \"a\"",
            "sortBy": "userName",
            "sortOrder": "descending",
            "startIndex": 1,
            "count": 10
        });
        let query = SearchRequest::from_query([
            ("attributes", "userName, emails.value"),
            ("filter", "userName eq \"a\""),
            ("sortby", "userName"),
            ("sortOrder", "Descending"),
            ("startIndex", "1"),
            ("COUNT", "10"),
            ("aadOptscim062020", ""),
        ])
        .unwrap();
        assert_eq!(SearchRequest::parse(body).unwrap(), query);
        assert_eq!(query.count, Some(10));
    }

    #[test]
    fn numbers_are_whole_and_cannot_be_too_large() {
        let count = |text| SearchRequest::from_query([("count", text)]).map(|request| request.count);
        assert_eq!(count("0"), Ok(Some(0)));
        assert_eq!(count("-1"), Ok(Some(-1)));
        assert_eq!(count(""), Ok(None));
        assert_eq!(count("99999999999999999999999"), Ok(Some(i64::MAX)));
        for text in ["1.5", "0x10", "abc", "١", " 1", "1 ", "+1", "-", "1e3"] {
            assert_eq!(count(text).unwrap_err().scim_type, Some(ScimType::InvalidValue), "{text}");
        }
        for sent in [json!(1.5), json!("10"), json!(true), json!([])] {
            assert!(SearchRequest::parse(json!({"count": sent})).is_err());
        }
    }

    #[test]
    fn refuses_what_cannot_be_used() {
        for (name, value, expected) in [
            ("filter", "", ScimType::InvalidFilter),
            ("filter", "userName", ScimType::InvalidFilter),
            ("sortBy", "a b", ScimType::InvalidValue),
            ("sortOrder", "up", ScimType::InvalidValue),
        ] {
            let error = SearchRequest::from_query([(name, value)]).unwrap_err();
            assert_eq!(error.scim_type, Some(expected), "{name}={value}");
        }
        assert!(SearchRequest::from_query([("count", "1"), ("Count", "2")]).is_err());
        assert!(SearchRequest::parse(json!([])).is_err());
        assert!(SearchRequest::parse(json!({"filter": 5})).is_err());
    }
}
