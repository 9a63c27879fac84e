//! One value under its definition: coerced where a leniency says so, refused or kept as sent otherwise.

use serde_json::{Map, Value};

use crate::document::key_of;
use crate::error::ScimError;
use crate::quirk;
use crate::schema::{AttributeDefinition, AttributeType, Mutability};

/// The most values of one multi-valued attribute in a document.
pub const MAX_VALUES: usize = 1_000;
/// The deepest nesting of a value.
const MAX_VALUE_DEPTH: usize = 32;

/// Refuses NUL, which not every store can keep, and bottomless nesting.
pub(crate) fn refuse_unstorable(value: &Value) -> Result<(), ScimError> {
    fn walk(value: &Value, depth: usize) -> Result<(), ScimError> {
        if depth > MAX_VALUE_DEPTH {
            return Err(ScimError::invalid_value(format!("A value is nested at most {MAX_VALUE_DEPTH} levels deep.")));
        }
        match value {
            Value::String(text) => refuse_nul(text),
            Value::Array(list) => list.iter().try_for_each(|value| walk(value, depth + 1)),
            Value::Object(object) => object.iter().try_for_each(|(key, value)| {
                refuse_nul(key)?;
                walk(value, depth + 1)
            }),
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
        }
    }
    walk(value, 0)
}

pub(crate) fn refuse_nul(text: &str) -> Result<(), ScimError> {
    if text.contains('\0') {
        return Err(ScimError::invalid_value("A text holds the character NUL, which cannot be stored."));
    }
    Ok(())
}

/// The value to store for an attribute; `None` where it is unassigned (RFC 7643 §2.5).
///
/// `label` names the attribute in errors.
pub(crate) fn coerce(
    definition: Option<&'static AttributeDefinition>,
    value: Value,
    label: &str,
) -> Result<Option<Value>, ScimError> {
    // Quirk::NullForAbsent
    if value.is_null() || value.as_array().is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    let Some(definition) = definition else { return Ok(Some(value)) };
    if definition.multi_valued { list(definition, value, label) } else { single(definition, value, label) }
}

fn list(definition: &'static AttributeDefinition, value: Value, label: &str) -> Result<Option<Value>, ScimError> {
    let sent = match value {
        Value::Array(sent) => sent,
        // Quirk::ObjectForList
        Value::Object(_) => vec![value],
        other if definition.enforced => return Err(wrong_type(definition, label, &other)),
        other => return Ok(Some(other)),
    };
    refuse_too_many(sent.len(), label)?;
    let mut values = Vec::with_capacity(sent.len());
    for value in sent {
        if value.is_null() {
            continue;
        }
        values.extend(single(definition, value, label)?);
    }
    keep_one_primary(&mut values, |_| true);
    Ok((!values.is_empty()).then_some(Value::Array(values)))
}

/// One value, of a multi-valued attribute or of a singular one.
pub(crate) fn single(
    definition: &'static AttributeDefinition,
    value: Value,
    label: &str,
) -> Result<Option<Value>, ScimError> {
    match (definition.kind, value) {
        (_, Value::Null) => Ok(None),
        (AttributeType::Complex, Value::Object(object)) => {
            let object = complex(definition, object, label)?;
            Ok((!object.is_empty()).then_some(Value::Object(object)))
        }
        (AttributeType::Boolean, Value::Bool(boolean)) => Ok(Some(boolean.into())),
        (AttributeType::Boolean, Value::String(text)) if quirk::boolean_text(&text).is_some() => {
            Ok(quirk::boolean_text(&text).map(Value::Bool))
        }
        (AttributeType::Boolean, other) => Err(wrong_type(definition, label, &other)),
        (AttributeType::Complex, other) if definition.enforced => Err(wrong_type(definition, label, &other)),
        (AttributeType::Complex, other) => Ok(Some(other)),
        (_, Value::String(text)) => Ok(Some(Value::String(text))),
        (_, other) if definition.enforced => Err(wrong_type(definition, label, &other)),
        (_, other) => Ok(Some(other)),
    }
}

/// The members of a complex value in the spelling of the RFC, without what the client may not write.
fn complex(
    definition: &'static AttributeDefinition,
    sent: Map<String, Value>,
    label: &str,
) -> Result<Map<String, Value>, ScimError> {
    let mut object = Map::new();
    for (key, value) in sent {
        let sub_attribute = definition.sub_attribute(&key);
        // Quirk::ReadOnlyInObject
        if sub_attribute.is_some_and(|known| known.mutability == Mutability::ReadOnly) {
            continue;
        }
        let key = sub_attribute.map_or(key, |known| known.name.to_owned());
        if let Some(value) = coerce(sub_attribute, value, &format!("{label}.{key}"))? {
            object.insert(key, value);
        }
    }
    Ok(object)
}

fn wrong_type(definition: &AttributeDefinition, label: &str, value: &Value) -> ScimError {
    let wanted = match definition.kind {
        AttributeType::Boolean => "true or false",
        AttributeType::Complex if definition.multi_valued => "a list of objects",
        AttributeType::Complex => "an object",
        AttributeType::Decimal | AttributeType::Integer => "a number",
        _ => "a string",
    };
    let sent = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) if definition.kind == AttributeType::Boolean => "another string",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    ScimError::invalid_value(format!("\"{label}\" must be {wanted}, not {sent}."))
}

pub(crate) fn refuse_too_many(count: usize, label: &str) -> Result<(), ScimError> {
    if count > MAX_VALUES {
        return Err(ScimError::invalid_value(format!("\"{label}\" has more than {MAX_VALUES} values.")));
    }
    Ok(())
}

/// Of several primary values only one stays so (RFC 7643 §2.4): the first among those that were `touched`, by position.
pub(crate) fn keep_one_primary(values: &mut [Value], touched: impl Fn(usize) -> bool) {
    let is_primary = |value: &Value| value.get("primary") == Some(&Value::Bool(true));
    let Some(kept) = values.iter().enumerate().position(|(at, value)| touched(at) && is_primary(value)) else { return };
    for (at, value) in values.iter_mut().enumerate() {
        if at != kept
            && is_primary(value)
            && let Some(primary) = value.get_mut("primary")
        {
            *primary = Value::Bool(false);
        }
    }
}

/// Puts `value` under `name` in an object, in the spelling that is there or in that of the schema; removes it where the
/// value is unassigned. Says whether there is a value now.
pub(crate) fn put(
    object: &mut Map<String, Value>,
    definition: Option<&'static AttributeDefinition>,
    name: &str,
    value: Value,
    label: &str,
) -> Result<bool, ScimError> {
    let key = key_of(object, definition.map_or(name, |known| known.name));
    let value = coerce(definition, value, label)?;
    let is_stored = value.is_some();
    match value {
        Some(value) => object.insert(key, value),
        None => object.shift_remove(&key),
    };
    Ok(is_stored)
}
