//! The PATCH message: RFC 7644 §3.5.2.

use serde_json::{Map, Value};

use crate::document::{get, take};
use crate::error::ScimError;
use crate::patch_path::PatchPath;
use crate::value::refuse_unstorable;

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PatchOp {
    /// RFC 7644 §3.5.2.1
    Add,
    /// RFC 7644 §3.5.2.2
    Remove,
    /// RFC 7644 §3.5.2.3
    Replace,
}

impl PatchOp {
    /// The name in the RFC.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Replace => "replace",
        }
    }
}

/// One operation. Without a path its value is an object, and each member of that is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatchOperation {
    /// What to do.
    pub op: PatchOp,
    /// What to change; only `remove` always has one.
    pub path: Option<PatchPath>,
    /// The value. `Some(Value::Null)` was sent as null.
    pub value: Option<Value>,
}

/// The body of a PATCH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatchRequest {
    /// The operations, in the order in which they apply; there may be none.
    pub operations: Vec<PatchOperation>,
}

impl PatchRequest {
    /// Reads the body of a PATCH, and takes its values out of it rather than copying them.
    ///
    /// # Errors
    /// * `invalidSyntax`: not shaped like the message, or an unknown `op`;
    /// * `tooMany`: more than `max_operations`;
    /// * `invalidPath`: a path that does not parse;
    /// * `invalidValue`: `add` or `replace` without a value, or without a path and not with an object;
    /// * `noTarget`: `remove` without a path.
    pub fn parse(body: Value, max_operations: usize) -> Result<Self, ScimError> {
        let Value::Object(mut body) = body else {
            return Err(ScimError::invalid_syntax("The body of a PATCH is a JSON object."));
        };
        let Some(Value::Array(operations)) = take(&mut body, "Operations") else {
            return Err(ScimError::invalid_syntax("The body of a PATCH has a list \"Operations\"."));
        };
        if operations.len() > max_operations {
            return Err(ScimError::too_many(format!(
                "The request has {} operations; send at most {max_operations} at a time.",
                operations.len()
            )));
        }
        // Quirk::NoOperations
        let operations = operations.into_iter().map(operation).collect::<Result<_, _>>()?;
        Ok(Self { operations })
    }
}

fn operation(sent: Value) -> Result<PatchOperation, ScimError> {
    let Value::Object(mut sent) = sent else {
        return Err(ScimError::invalid_syntax("Each of \"Operations\" is a JSON object."));
    };
    let op = op(&sent)?;
    let path = match take(&mut sent, "path") {
        None | Some(Value::Null) => None,
        // Quirk::EmptyPath
        Some(Value::String(text)) if text.is_empty() => None,
        Some(Value::String(text)) => Some(PatchPath::parse(&text)?),
        Some(_) => return Err(ScimError::invalid_path("The \"path\" of an operation is a string.")),
    };
    let value = take(&mut sent, "value");
    if let Some(value) = &value {
        refuse_unstorable(value)?;
    }
    match (op, &path, &value) {
        (PatchOp::Remove, None, _) => {
            Err(ScimError::no_target("\"remove\" needs a \"path\" that says what to remove."))
        }
        (PatchOp::Add | PatchOp::Replace, Some(_), None) => {
            Err(ScimError::invalid_value(format!("\"{}\" needs a \"value\".", op.as_str())))
        }
        (PatchOp::Add | PatchOp::Replace, None, value) if !matches!(value, Some(Value::Object(_))) => {
            Err(ScimError::invalid_value(format!(
                "\"{}\" without a \"path\" needs an object as \"value\", whose members are attributes.",
                op.as_str()
            )))
        }
        _ => Ok(PatchOperation { op, path, value }),
    }
}

fn op(sent: &Map<String, Value>) -> Result<PatchOp, ScimError> {
    let name = get(sent, "op").and_then(Value::as_str).unwrap_or_default();
    // Quirk::OperationLetterCase
    [PatchOp::Add, PatchOp::Remove, PatchOp::Replace]
        .into_iter()
        .find(|op| op.as_str().eq_ignore_ascii_case(name))
        .ok_or_else(|| ScimError::invalid_syntax("The \"op\" of an operation is \"add\", \"remove\" or \"replace\"."))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ScimType;

    fn parse(operations: &Value) -> Result<PatchRequest, ScimError> {
        PatchRequest::parse(json!({"Operations": operations}), 3)
    }

    #[test]
    fn takes_names_in_any_letter_case_and_no_operations() {
        // entra-group-lifecycle-legacy
        let sent = json!({"operations": [{"OP": "Replace", "Path": "active", "Value": "False"}]});
        let request = PatchRequest::parse(sent, 1).unwrap();
        let expected = PatchOperation {
            op: PatchOp::Replace,
            path: Some(PatchPath::parse("active").unwrap()),
            value: Some(json!("False")),
        };
        assert_eq!(request.operations, [expected]);
        assert_eq!(parse(&json!([])).unwrap().operations, []);
        assert_eq!(parse(&json!([{"op": "add", "path": "", "value": {}}])).unwrap().operations[0].path, None);
        assert_eq!(
            parse(&json!([{"op": "remove", "path": "a", "value": null}])).unwrap().operations[0].value,
            Some(Value::Null)
        );
    }

    #[test]
    fn refuses_with_the_right_keyword() {
        let nul = json!([{"op": "add", "path": "a", "value": {"b": ["\0"]}}]);
        for (operations, expected) in [
            (json!({"op": "add"}), ScimType::InvalidSyntax),
            (json!(null), ScimType::InvalidSyntax),
            (json!(["add"]), ScimType::InvalidSyntax),
            (json!([{"op": "increment", "path": "a", "value": 1}]), ScimType::InvalidSyntax),
            (json!([{"path": "a", "value": 1}]), ScimType::InvalidSyntax),
            (json!([{"op": 1, "path": "a", "value": 1}]), ScimType::InvalidSyntax),
            (json!([{"op": "add", "path": "a[", "value": 1}]), ScimType::InvalidPath),
            (json!([{"op": "add", "path": 1, "value": 1}]), ScimType::InvalidPath),
            (json!([{"op": "add", "path": "a"}]), ScimType::InvalidValue),
            (json!([{"op": "replace", "path": "a"}]), ScimType::InvalidValue),
            (json!([{"op": "replace"}]), ScimType::InvalidValue),
            (json!([{"op": "replace", "value": "x"}]), ScimType::InvalidValue),
            (json!([{"op": "remove"}]), ScimType::NoTarget),
            (nul, ScimType::InvalidValue),
            (json!([{}, {}, {}, {}]), ScimType::TooMany),
        ] {
            assert_eq!(parse(&operations).unwrap_err().scim_type, Some(expected), "{operations}");
        }
        assert_eq!(PatchRequest::parse(json!([]), 1).unwrap_err().scim_type, Some(ScimType::InvalidSyntax));
        assert_eq!(PatchRequest::parse(json!({}), 1).unwrap_err().scim_type, Some(ScimType::InvalidSyntax));
    }
}
