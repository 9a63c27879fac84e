//! One change of one attribute, in the object that holds it: RFC 7644 §3.5.2.1–3.

use serde_json::{Map, Value};

use crate::document::{get, key_of};
use crate::error::ScimError;
use crate::evaluate::{check_value_filter, value_matches};
use crate::filter::{CompareOperator, Comparison, Filter, Literal};
use crate::patch::PatchOp;
use crate::quirk;
use crate::schema::{AttributeDefinition, AttributeType};
use crate::value::{coerce, keep_one_primary, put, refuse_too_many, single};

/// Which values of the attribute are meant.
#[derive(Clone, Copy)]
pub(crate) enum Selection<'a> {
    All,
    Matching(&'a Filter),
}

pub(crate) struct Edit<'a> {
    pub(crate) op: PatchOp,
    pub(crate) name: &'a str,
    pub(crate) definition: Option<&'static AttributeDefinition>,
    pub(crate) sub_attribute: Option<(&'a str, Option<&'static AttributeDefinition>)>,
    /// Whether an unassigned value of a required attribute is taken as none at all.
    pub(crate) lenient: bool,
}

impl Edit<'_> {
    /// Carries out the change in the object that holds the attribute.
    pub(crate) fn run(
        mut self,
        container: &mut Map<String, Value>,
        selection: Selection<'_>,
        value: Option<Value>,
    ) -> Result<(), ScimError> {
        let key = key_of(container, self.name);
        self.check_shape(selection)?;
        let multi_valued = match self.definition {
            Some(definition) => definition.multi_valued,
            None => container.get(&key).is_some_and(Value::is_array) || matches!(selection, Selection::Matching(_)),
        };
        // Quirk::NullForAbsent: nothing is added to a list, and anything else is unassigned.
        if self.op != PatchOp::Remove && value.as_ref().is_none_or(Value::is_null) {
            if self.op == PatchOp::Add && multi_valued {
                return Ok(());
            }
            self.op = PatchOp::Remove;
        }
        let value = value.filter(|value| !value.is_null());
        match selection {
            Selection::Matching(filter) => self.selected(container, &key, filter, value),
            Selection::All if self.sub_attribute.is_some() => self.part(container, key, multi_valued, value),
            Selection::All => self.whole(container, key, multi_valued, value),
        }
    }

    fn check_shape(&self, selection: Selection<'_>) -> Result<(), ScimError> {
        let Some(definition) = self.definition else { return Ok(()) };
        let name = self.name;
        if matches!(selection, Selection::Matching(_)) && !definition.multi_valued {
            return Err(ScimError::invalid_path(format!(
                "\"{name}\" has one value only, no filter can choose among them."
            )));
        }
        let inside = self.sub_attribute.is_some() || matches!(selection, Selection::Matching(_));
        if inside && definition.kind != AttributeType::Complex {
            return Err(ScimError::invalid_path(format!("\"{name}\" has no sub-attributes.")));
        }
        Ok(())
    }

    /// The attribute and, where there is one, the sub-attribute, for errors.
    fn label(&self) -> String {
        match self.sub_attribute {
            Some((name, _)) => format!("{}.{name}", self.name),
            None => self.name.to_owned(),
        }
    }

    fn required(&self) -> ScimError {
        ScimError::mutability(format!("\"{}\" is required and cannot be removed.", self.label()))
    }

    fn is_required(&self) -> bool {
        self.definition.is_some_and(|definition| definition.required)
    }

    fn is_sub_attribute_required(&self) -> bool {
        self.sub_attribute.is_some_and(|(_, definition)| definition.is_some_and(|definition| definition.required))
    }

    /// The attribute as a whole.
    fn whole(
        &self,
        container: &mut Map<String, Value>,
        key: String,
        multi_valued: bool,
        value: Option<Value>,
    ) -> Result<(), ScimError> {
        let Some(value) = value else { return self.unassign(container, &key) };
        if multi_valued {
            return self.list(container, key, value);
        }
        if self.op == PatchOp::Remove {
            return self.unassign(container, &key);
        }
        let Some(definition) = self.definition.filter(|definition| definition.kind == AttributeType::Complex) else {
            let value = coerce(self.definition, value, self.name)?;
            return self.assign(container, key, value);
        };
        if definition.sub_attribute("value").is_some() {
            // Quirk::ManagerForms. What is said about one resource is not true of the next: nothing is merged.
            let value = match quirk::reference_object(value) {
                Some(value) => single(definition, value, self.name)?,
                None => None,
            };
            return self.assign(container, key, value);
        }
        match value {
            Value::Object(sent) => {
                for (name, value) in sent {
                    let sub_definition = definition.sub_attribute(&name);
                    let part = Edit { sub_attribute: Some((&name, sub_definition)), ..*self };
                    part.part(container, key.clone(), false, Some(value))?;
                }
                Ok(())
            }
            other => {
                let value = single(definition, other, self.name)?;
                self.assign(container, key, value)
            }
        }
    }

    /// Stores a value, or takes the attribute away where there is none.
    fn assign(&self, container: &mut Map<String, Value>, key: String, value: Option<Value>) -> Result<(), ScimError> {
        match value {
            Some(value) => {
                container.insert(key, value);
                Ok(())
            }
            None => self.unassign(container, &key),
        }
    }

    fn unassign(&self, container: &mut Map<String, Value>, key: &str) -> Result<(), ScimError> {
        if self.is_required() && !self.lenient {
            return Err(self.required());
        }
        container.shift_remove(key);
        Ok(())
    }

    /// The list of values of a multi-valued attribute.
    fn list(&self, container: &mut Map<String, Value>, key: String, value: Value) -> Result<(), ScimError> {
        if self.op == PatchOp::Remove {
            return self.remove_listed(container, &key, &value);
        }
        let sent = match (self.definition, value) {
            // Quirk::ObjectForList, for attributes that no schema has.
            (None, value) if !value.is_array() => coerce(None, Value::Array(vec![value]), self.name)?,
            (definition, value) => coerce(definition, value, self.name)?,
        };
        match (self.op, sent) {
            (PatchOp::Add, None) => Ok(()),
            (PatchOp::Add, Some(sent)) if container.contains_key(&key) => {
                let mut values = into_list(container.shift_remove(&key));
                let before = values.len();
                let mut touched = Vec::new();
                for value in into_list(Some(sent)) {
                    touched.push(add_to(&mut values, value));
                }
                refuse_too_many(values.len(), self.name)?;
                keep_one_primary(&mut values, |at| at >= before || touched.contains(&at));
                self.assign(container, key, Some(Value::Array(values)))
            }
            (_, sent) => self.assign(container, key, sent),
        }
    }

    /// [`Quirk::RemoveByValueList`](crate::Quirk::RemoveByValueList): with a value only the values like it go.
    fn remove_listed(&self, container: &mut Map<String, Value>, key: &str, value: &Value) -> Result<(), ScimError> {
        let unwanted: Vec<&Value> = match value {
            Value::Array(list) => list.iter().collect(),
            value => vec![value],
        };
        refuse_too_many(unwanted.len(), self.name)?;
        let values = into_list(container.get(key).cloned());
        let before = values.len();
        let kept: Vec<Value> =
            values.into_iter().filter(|value| !unwanted.iter().any(|unwanted| is_like(value, unwanted))).collect();
        if kept.len() == before {
            return Ok(());
        }
        self.store_list(container, key, kept)
    }

    fn store_list(&self, container: &mut Map<String, Value>, key: &str, values: Vec<Value>) -> Result<(), ScimError> {
        refuse_too_many(values.len(), self.name)?;
        self.assign(container, key.to_owned(), (!values.is_empty()).then_some(Value::Array(values)))
    }

    /// A sub-attribute, without a filter that says of which value.
    fn part(
        &self,
        container: &mut Map<String, Value>,
        key: String,
        multi_valued: bool,
        value: Option<Value>,
    ) -> Result<(), ScimError> {
        if self.op == PatchOp::Remove && self.is_sub_attribute_required() {
            return Err(self.required());
        }
        if multi_valued {
            return self.part_of_list(container, &key, value);
        }
        let mut object = match container.get(&key) {
            Some(Value::Object(object)) => object.clone(),
            _ if self.op == PatchOp::Remove => return Ok(()),
            _ => Map::new(),
        };
        self.put_part(&mut object, value)?;
        self.assign(container, key, (!object.is_empty()).then_some(Value::Object(object)))
    }

    /// Without a filter a sub-attribute is removed from all values, and written to the one that a client means when it
    /// names none: the primary one, else the first.
    fn part_of_list(
        &self,
        container: &mut Map<String, Value>,
        key: &str,
        value: Option<Value>,
    ) -> Result<(), ScimError> {
        let mut values = into_list(container.get(key).cloned());
        if self.op == PatchOp::Remove {
            for object in values.iter_mut().filter_map(Value::as_object_mut) {
                self.put_part(object, None)?;
            }
            values.retain(|value| !value.as_object().is_some_and(Map::is_empty));
            return self.store_list(container, key, values);
        }
        let objects = || values.iter().enumerate().filter(|(_, value)| value.is_object());
        let primary = objects().find(|(_, value)| value.get("primary") == Some(&Value::Bool(true)));
        let position = primary.or_else(|| objects().next()).map(|(at, _)| at);
        let position = position.unwrap_or_else(|| {
            values.push(Value::Object(Map::new()));
            values.len() - 1
        });
        if let Some(object) = values.get_mut(position).and_then(Value::as_object_mut) {
            self.put_part(object, value)?;
        }
        keep_one_primary(&mut values, |at| at == position);
        self.store_list(container, key, values)
    }

    /// Writes the sub-attribute into one value, or takes it out.
    fn put_part(&self, object: &mut Map<String, Value>, value: Option<Value>) -> Result<(), ScimError> {
        let Some((name, definition)) = self.sub_attribute else { return Ok(()) };
        let value = if self.op == PatchOp::Remove { Value::Null } else { value.unwrap_or(Value::Null) };
        let is_stored = put(object, definition, name, value, &self.label())?;
        if !is_stored && self.is_sub_attribute_required() { Err(self.required()) } else { Ok(()) }
    }

    /// The values that a filter selects, or a sub-attribute of each.
    fn selected(
        &self,
        container: &mut Map<String, Value>,
        key: &str,
        filter: &Filter,
        value: Option<Value>,
    ) -> Result<(), ScimError> {
        check_value_filter(filter, self.definition)?;
        let mut values = into_list(container.get(key).cloned());
        let matching: Vec<bool> = values.iter().map(|value| value_matches(filter, value, self.definition)).collect();
        let is_match = |at: usize| matching.get(at).copied().unwrap_or_default();
        let any = matching.contains(&true);
        if self.op == PatchOp::Remove {
            return if any { self.remove_selected(container, key, values, is_match) } else { Ok(()) };
        }
        let Some(value) = value else { return Ok(()) };
        if any {
            for value_at in values.iter_mut().enumerate().filter(|(at, _)| is_match(*at)).map(|(_, value)| value) {
                self.write_selected(value_at, filter, value.clone())?;
            }
            keep_one_primary(&mut values, is_match);
        } else {
            // Quirk::ValuePathCreates
            let described = described_by(filter)
                .ok_or_else(|| ScimError::no_target(format!("No value of \"{}\" matches {filter}.", self.name)))?;
            let created = self.create(&described, value)?;
            let position = values.len();
            values.push(Value::Object(created));
            keep_one_primary(&mut values, |at| at == position);
        }
        self.store_list(container, key, values)
    }

    fn remove_selected(
        &self,
        container: &mut Map<String, Value>,
        key: &str,
        mut values: Vec<Value>,
        is_match: impl Fn(usize) -> bool,
    ) -> Result<(), ScimError> {
        if self.sub_attribute.is_none() {
            let mut at = 0..;
            values.retain(|_| !at.next().is_some_and(&is_match));
            return self.store_list(container, key, values);
        }
        for (_, value) in values.iter_mut().enumerate().filter(|(at, _)| is_match(*at)) {
            if let Some(object) = value.as_object_mut() {
                self.put_part(object, None)?;
            }
        }
        values.retain(|value| !value.as_object().is_some_and(Map::is_empty));
        self.store_list(container, key, values)
    }

    /// Writes to one value that the filter selected.
    fn write_selected(&self, target: &mut Value, filter: &Filter, value: Value) -> Result<(), ScimError> {
        let mut object = match target {
            Value::Object(object) => std::mem::take(object),
            _ => Map::new(),
        };
        if self.sub_attribute.is_some() {
            self.put_part(&mut object, Some(value))?;
        } else {
            let sent = self.whole_value(value)?;
            if self.op == PatchOp::Replace {
                // A replaced value is still one that the filter finds, unless the new one says otherwise.
                object = self.create(&described_by(filter).unwrap_or_default(), Value::Object(sent))?;
            } else {
                self.overlay(&mut object, sent)?;
            }
        }
        *target = Value::Object(object);
        Ok(())
    }

    /// A new value, of what the filter says about it and of what is sent.
    fn create(&self, described: &[(String, Value)], value: Value) -> Result<Map<String, Value>, ScimError> {
        let mut object = Map::new();
        for (name, value) in described {
            self.put_member(&mut object, name, value.clone())?;
        }
        if self.sub_attribute.is_some() {
            self.put_part(&mut object, Some(value))?;
        } else {
            let sent = self.whole_value(value)?;
            self.overlay(&mut object, sent)?;
        }
        Ok(object)
    }

    fn overlay(&self, object: &mut Map<String, Value>, sent: Map<String, Value>) -> Result<(), ScimError> {
        for (name, value) in sent {
            self.put_member(object, &name, value)?;
        }
        Ok(())
    }

    fn put_member(&self, object: &mut Map<String, Value>, name: &str, value: Value) -> Result<(), ScimError> {
        let definition = self.definition.and_then(|definition| definition.sub_attribute(name));
        put(object, definition, name, value, &format!("{}.{name}", self.name)).map(drop)
    }

    /// What is sent for one value: an object, a list of one, or a mere text that stands for its `value`.
    fn whole_value(&self, value: Value) -> Result<Map<String, Value>, ScimError> {
        match value {
            Value::Object(object) => Ok(object),
            Value::Array(mut list) if list.len() == 1 => self.whole_value(list.pop().unwrap_or_default()),
            Value::String(text) => Ok(Map::from_iter([("value".to_owned(), text.into())])),
            _ => Err(ScimError::invalid_value(format!("A value of \"{}\" must be an object.", self.name))),
        }
    }
}

fn into_list(value: Option<Value>) -> Vec<Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values,
        Some(value) => vec![value],
    }
}

/// Adds a value to a list unless it is there, and says where it is. A value of the same `value` and `type` is the same
/// (RFC 7643 §2.4); what is sent about it beyond that is written to it.
fn add_to(values: &mut Vec<Value>, sent: Value) -> usize {
    let same = |value: &Value| {
        let equal = |name: &str| value.get(name) == sent.get(name);
        *value == sent
            || (sent.get("value").is_some() && equal("value") && (sent.get("type").is_none() || equal("type")))
    };
    let Some(position) = values.iter().position(same) else {
        values.push(sent);
        return values.len() - 1;
    };
    if let (Some(Value::Object(object)), Value::Object(sent)) = (values.get_mut(position), sent) {
        object.extend(sent);
    }
    position
}

/// Whether a value is one that a client lists for removal: by its `value`, and its `type` if it is given, or else by
/// everything that is given.
fn is_like(value: &Value, unwanted: &Value) -> bool {
    let Value::Object(unwanted) = unwanted else {
        return value == unwanted || value.get("value") == Some(unwanted);
    };
    let Value::Object(value) = value else { return get(unwanted, "value") == Some(value) };
    let by_value = get(unwanted, "value").is_some_and(|value| !value.is_null());
    let mut compared = unwanted
        .iter()
        .filter(|(_, wanted)| !wanted.is_null())
        .filter(|(name, _)| !by_value || ["value", "type"].iter().any(|known| known.eq_ignore_ascii_case(name)))
        .peekable();
    compared.peek().is_some() && compared.all(|(name, wanted)| get(value, name) == Some(wanted))
}

/// The sub-attributes that a filter describes: it is made of `eq` and `and` only. `None` otherwise.
pub(crate) fn described_by(filter: &Filter) -> Option<Vec<(String, Value)>> {
    match filter {
        Filter::And(filters) => {
            let parts: Option<Vec<_>> = filters.iter().map(described_by).collect();
            Some(parts?.into_iter().flatten().collect())
        }
        Filter::Compare(Comparison { path, operator: CompareOperator::Equal, value })
            if path.schema.is_none() && path.sub_attribute.is_none() =>
        {
            let value = match value {
                Literal::String(text) => Value::String(text.clone()),
                Literal::Number(number) => Value::Number(number.clone()),
                Literal::Boolean(boolean) => Value::Bool(*boolean),
                Literal::Null => Value::Null,
            };
            Some(vec![(path.name.clone(), value)])
        }
        _ => None,
    }
}
