//! Bodies of requests that share fields.

use serde_json::Value;

/// The fields of both objects; `more` counts where both name one.
pub(crate) fn joined(mut body: Value, more: Value) -> Value {
    if let (Value::Object(fields), Value::Object(more)) = (&mut body, more) {
        fields.extend(more);
    }
    body
}
