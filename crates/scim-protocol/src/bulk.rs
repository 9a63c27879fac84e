//! Many requests in one: RFC 7644 §3.7.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use crate::document::take;
use crate::error::ScimError;
use crate::urn;

/// The method of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BulkMethod {
    /// Creates a resource.
    Post,
    /// Replaces a resource.
    Put,
    /// Modifies a resource.
    Patch,
    /// Deletes a resource.
    Delete,
}

impl BulkMethod {
    const ALL: [Self; 4] = [Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The method in capitals.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// One request of many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkOperation {
    /// What to do.
    pub method: BulkMethod,
    /// The client's name for a resource that the request creates.
    pub bulk_id: Option<String>,
    /// The version that the resource must have, as `If-Match` would say it.
    pub version: Option<String>,
    /// Where, relative to the base URI: `/Users` or `/Users/{id}`.
    pub path: String,
    /// The body; there is one unless the method is DELETE.
    pub data: Option<Value>,
}

/// The body of a bulk request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkRequest {
    /// After how many errors to stop; `None` to go on.
    pub fail_on_errors: Option<u64>,
    /// The operations, in the order in which they were sent.
    pub operations: Vec<BulkOperation>,
}

impl BulkRequest {
    /// Reads the body of a bulk request, and takes its values out of it rather than copying them.
    ///
    /// # Errors
    /// * status 413 for more than `max_operations`;
    /// * `invalidSyntax` for what is not shaped like the message: an unknown method, a missing path, a POST without
    ///   `bulkId`, a `bulkId` given twice, no data where there must be some;
    /// * `invalidValue` for `failOnErrors` that is no number above 0.
    pub fn parse(body: Value, max_operations: usize) -> Result<Self, ScimError> {
        let Value::Object(mut body) = body else {
            return Err(ScimError::invalid_syntax("The body of a bulk request is a JSON object."));
        };
        let fail_on_errors = match take(&mut body, "failOnErrors") {
            None | Some(Value::Null) => None,
            Some(number) => match number.as_u64() {
                Some(number) if number > 0 => Some(number),
                _ => return Err(ScimError::invalid_value("\"failOnErrors\" is a whole number above 0.")),
            },
        };
        let Some(Value::Array(operations)) = take(&mut body, "Operations") else {
            return Err(ScimError::invalid_syntax("The body of a bulk request has a list \"Operations\"."));
        };
        if operations.len() > max_operations {
            let count = operations.len();
            let detail = format!("The request has {count} operations; send at most {max_operations} at a time.");
            return Err(ScimError::new(413, detail));
        }
        let operations: Vec<BulkOperation> = operations.into_iter().map(operation).collect::<Result<_, _>>()?;
        let mut seen = HashSet::new();
        for id in operations.iter().filter_map(|operation| operation.bulk_id.as_deref()) {
            if !seen.insert(id) {
                return Err(ScimError::invalid_syntax(format!("The bulkId {id:?} is given twice.")));
            }
        }
        Ok(Self { fail_on_errors, operations })
    }
}

fn operation(sent: Value) -> Result<BulkOperation, ScimError> {
    let wrong = |what: &str| ScimError::invalid_syntax(format!("A bulk operation {what}."));
    let Value::Object(mut sent) = sent else { return Err(wrong("is a JSON object")) };
    let mut text = |name: &str| match take(&mut sent, name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(wrong(&format!("has a string as \"{name}\""))),
    };
    let method = text("method")?.unwrap_or_default();
    let bulk_id = text("bulkId")?.filter(|id| !id.is_empty());
    let version = text("version")?;
    let path = text("path")?.ok_or_else(|| wrong("has a \"path\""))?;
    let method = BulkMethod::ALL
        .into_iter()
        .find(|known| known.as_str().eq_ignore_ascii_case(&method))
        .ok_or_else(|| wrong("has as \"method\" POST, PUT, PATCH or DELETE"))?;
    let data = take(&mut sent, "data").filter(|data| !data.is_null());
    if method == BulkMethod::Post && bulk_id.is_none() {
        return Err(wrong("with the method POST has a \"bulkId\""));
    }
    if method != BulkMethod::Delete && data.is_none() {
        return Err(wrong("has \"data\" unless its method is DELETE"));
    }
    Ok(BulkOperation { method, bulk_id, version, path, data })
}

const REFERENCE: &str = "bulkId:";

impl BulkOperation {
    /// The `bulkId`s that the operation refers to as `bulkId:…`, in its path or in its data, also inside a PATCH path.
    pub fn references(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut collect = |text: &str| {
            substitute(text, |id| {
                found.insert(id.to_owned());
                None
            });
        };
        collect(&self.path);
        if let Some(data) = &self.data {
            walk(data, &mut collect);
        }
        found
    }

    /// Puts ids in the place of references, where `id_of` knows one.
    pub fn resolve(&mut self, id_of: impl Fn(&str) -> Option<String>) {
        if let Some(path) = substitute(&self.path, &id_of) {
            self.path = path;
        }
        if let Some(data) = &mut self.data {
            replace(data, &id_of);
        }
    }
}

fn walk(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(list) => list.iter().for_each(|value| walk(value, visit)),
        Value::Object(object) => object.iter().for_each(|(key, value)| {
            visit(key);
            walk(value, visit);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn replace(value: &mut Value, id_of: &impl Fn(&str) -> Option<String>) {
    match value {
        Value::String(text) => {
            if let Some(new) = substitute(text, id_of) {
                *text = new;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| replace(value, id_of)),
        Value::Object(object) => {
            for (key, mut value) in std::mem::take(object) {
                replace(&mut value, id_of);
                object.insert(substitute(&key, id_of).unwrap_or(key), value);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text with ids in the place of references; `None` where nothing changes. A reference is a text of its own, a
/// segment of a path, or a string inside a filter.
fn substitute(text: &str, mut id_of: impl FnMut(&str) -> Option<String>) -> Option<String> {
    let mut result = String::new();
    let mut copied = 0;
    for (start, _) in text.match_indices(REFERENCE) {
        let before = text.get(..start).unwrap_or_default();
        let rest = text.get(start + REFERENCE.len()..).unwrap_or_default();
        let id = rest.get(..rest.find(['"', '/']).unwrap_or(rest.len())).unwrap_or_default();
        let is_reference = before.is_empty() || before.ends_with(['"', '/']);
        if id.is_empty() || !is_reference {
            continue;
        }
        if let Some(new) = id_of(id) {
            result.push_str(text.get(copied..start).unwrap_or_default());
            result.push_str(&new);
            copied = start + REFERENCE.len() + id.len();
        }
    }
    (copied > 0).then(|| result + text.get(copied..).unwrap_or_default())
}

/// What became of one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkOperationResponse {
    /// The method of the operation.
    pub method: BulkMethod,
    /// The `bulkId` of the operation, where it had one.
    pub bulk_id: Option<String>,
    /// The version of the resource now.
    pub version: Option<String>,
    /// The absolute URI of the resource; absent only for a POST that failed.
    pub location: Option<String>,
    /// The status that the request alone would have had.
    pub status: u16,
    /// The body that it would have had; required for errors.
    pub response: Option<Value>,
}

/// The answer to a bulk request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BulkResponse {
    /// What became of each operation that was carried out, in order.
    pub operations: Vec<BulkOperationResponse>,
}

impl BulkResponse {
    /// The message of RFC 7644 §3.7; each `status` is a string.
    pub fn to_value(&self) -> Value {
        let operations: Vec<Value> = self.operations.iter().map(BulkOperationResponse::to_value).collect();
        json!({"schemas": [urn::BULK_RESPONSE], "Operations": operations})
    }
}

impl BulkOperationResponse {
    fn to_value(&self) -> Value {
        let mut value = Map::new();
        let mut put = |key: &str, member: Option<Value>| {
            if let Some(member) = member {
                value.insert(key.to_owned(), member);
            }
        };
        put("location", self.location.clone().map(Value::from));
        put("method", Some(self.method.as_str().into()));
        put("bulkId", self.bulk_id.clone().map(Value::from));
        put("version", self.version.clone().map(Value::from));
        put("status", Some(self.status.to_string().into()));
        put("response", self.response.clone());
        Value::Object(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ScimType;

    fn parse(operations: &Value) -> Result<BulkRequest, ScimError> {
        BulkRequest::parse(json!({"Operations": operations}), 2)
    }

    #[test]
    fn finds_and_resolves_references() {
        let mut operation = BulkOperation {
            method: BulkMethod::Patch,
            bulk_id: None,
            version: None,
            path: "/Groups/bulkId:g".to_owned(),
            data: Some(json!({"Operations": [
                {"op": "add", "path": "members", "value": [{"value": "bulkId:a", "$ref": "../Users/bulkId:a"}]},
                {"op": "remove", "path": "members[value eq \"bulkId:b\"]"},
                {"op": "replace", "path": "displayName", "value": "see bulkId:c or bulkId:"}
            ]})),
        };
        assert_eq!(operation.references(), BTreeSet::from(["a", "b", "g"].map(str::to_owned)));
        operation.resolve(|id| (id != "b").then(|| id.to_uppercase()));
        assert_eq!(operation.path, "/Groups/G");
        assert_eq!(
            operation.data.unwrap()["Operations"],
            json!([
                {"op": "add", "path": "members", "value": [{"value": "A", "$ref": "../Users/A"}]},
                {"op": "remove", "path": "members[value eq \"bulkId:b\"]"},
                {"op": "replace", "path": "displayName", "value": "see bulkId:c or bulkId:"}
            ])
        );
    }

    #[test]
    fn reads_the_message_and_refuses_the_rest() {
        let body =
            json!({"failonerrors": 1, "operations": [{"METHOD": "post", "bulkId": "q", "path": "/Users", "data": {}}]});
        let request = BulkRequest::parse(body, 1).unwrap();
        assert_eq!(request.fail_on_errors, Some(1));
        assert_eq!(request.operations[0].method, BulkMethod::Post);
        for operations in [
            json!({}),
            json!(["x"]),
            json!([{"method": "GET", "path": "/Users"}]),
            json!([{"path": "/Users"}]),
            json!([{"method": "DELETE"}]),
            json!([{"method": "DELETE", "path": 1}]),
            json!([{"method": "POST", "path": "/Users", "data": {}}]),
            json!([{"method": "PUT", "path": "/Users/1"}]),
            json!([{"method": "DELETE", "path": "/Users/1", "bulkId": "x"}, {"method": "DELETE", "path": "/Users/1", "bulkId": "x"}]),
        ] {
            assert_eq!(parse(&operations).unwrap_err().scim_type, Some(ScimType::InvalidSyntax), "{operations}");
        }
        assert_eq!(parse(&json!([1, 2, 3])).unwrap_err().status, 413);
        for wrong in [json!(0), json!(-1), json!("1"), json!(1.5)] {
            let body = json!({"failOnErrors": wrong, "Operations": []});
            assert_eq!(BulkRequest::parse(body, 1).unwrap_err().scim_type, Some(ScimType::InvalidValue));
        }
    }

    #[test]
    fn answers_with_statuses_as_strings() {
        let response = BulkResponse {
            operations: vec![BulkOperationResponse {
                method: BulkMethod::Post,
                bulk_id: Some("q".to_owned()),
                version: None,
                location: Some("https://x/Users/1".to_owned()),
                status: 201,
                response: None,
            }],
        };
        let expected = json!([{"location": "https://x/Users/1", "method": "POST", "bulkId": "q", "status": "201"}]);
        assert_eq!(response.to_value()["Operations"], expected);
    }
}
