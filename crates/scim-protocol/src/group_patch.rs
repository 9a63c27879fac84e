//! PATCH of a group without its members: RFC 7644 §3.5.2 on a list that may be very long.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::attribute::AttributePath;
use crate::document::{get, take};
use crate::edit::described_by;
use crate::error::ScimError;
use crate::evaluate::check_strict_value_filter;
use crate::filter::{CompareOperator, Comparison, Filter};
use crate::patch::{PatchOp, PatchOperation};
use crate::patch_path::PatchPath;
use crate::quirk::last_segment;
use crate::schemas::GROUP;
use crate::value::refuse_nul;

/// What a PATCH does to a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupPatch {
    /// What it does to everything but the members, for [`apply`](crate::apply).
    pub document_operations: Vec<PatchOperation>,
    /// What it does to the members, in this order.
    pub members: Vec<MemberChange>,
}

/// One change of the members of a group. The texts are the `value`s of members as they were sent, each once; they need
/// not be ids of anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberChange {
    /// These are members, whether or not they were.
    Add(Vec<String>),
    /// These are no members, whether or not they were.
    Remove(Vec<String>),
    /// Nobody is a member.
    RemoveAll,
    /// These are the members, and nobody else.
    Replace(Vec<String>),
    /// Those are no members who fulfill the filter, whose names are `value`, `$ref` and `type`.
    RemoveWhere(Filter),
}

/// Separates what a PATCH does to the members of a group from what it does to the rest.
///
/// The members themselves are not needed for it: adding one to a group of any size is one [`MemberChange::Add`].
///
/// # Errors
/// * `invalidValue`: a member without a value;
/// * `invalidFilter`: a filter on something that members do not have;
/// * `noTarget`: `add` or `replace` of members by a filter that does not name them.
pub fn lower_group_operations(operations: Vec<PatchOperation>) -> Result<GroupPatch, ScimError> {
    let mut patch = GroupPatch::default();
    for operation in operations {
        patch.operation(operation)?;
    }
    Ok(patch)
}

/// The `value` of each member in a list, one object or one string; none for null.
///
/// # Errors
/// `invalidValue` for a member without a value.
pub fn member_values(members: &Value) -> Result<Vec<String>, ScimError> {
    let sent = match members {
        Value::Null => return Ok(Vec::new()),
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut seen = HashSet::with_capacity(sent.len());
    let mut values = Vec::with_capacity(sent.len());
    for member in sent {
        let value = member_value(member)?;
        if seen.insert(value.clone()) {
            values.push(value);
        }
    }
    Ok(values)
}

/// Takes `members` out of the body of a POST or PUT, whatever its letter case or URN. `None` where the body does not
/// speak of members, or says null.
pub fn take_members(group: &mut Map<String, Value>) -> Option<Value> {
    let key = group.keys().find(|key| AttributePath::parse(key).is_ok_and(|path| is_members(&path)))?.clone();
    group.shift_remove(&key).filter(|members| !members.is_null())
}

/// [`Quirk::MemberForms`](crate::Quirk::MemberForms)
fn member_value(member: &Value) -> Result<String, ScimError> {
    let value = match member {
        Value::String(value) => Some(value.clone()),
        Value::Object(object) => match get(object, "value") {
            Some(Value::String(value)) => Some(value.clone()),
            None => last_segment(get(object, "$ref")),
            Some(_) => None,
        },
        _ => None,
    };
    let value = value.ok_or_else(|| {
        ScimError::invalid_value("A member is an object with the id of a user as \"value\", which is a string.")
    })?;
    refuse_nul(&value)?;
    Ok(value)
}

fn is_members(path: &AttributePath) -> bool {
    path.name.eq_ignore_ascii_case("members") && path.schema.as_deref().is_none_or(|urn| GROUP.is_core(urn))
}

impl GroupPatch {
    fn operation(&mut self, mut operation: PatchOperation) -> Result<(), ScimError> {
        match &operation.path {
            Some(PatchPath::Attribute(path)) if is_members(path) => {
                let sub_attribute = path.sub_attribute.clone();
                self.members(operation.op, sub_attribute.as_deref(), operation.value.as_ref())
            }
            Some(PatchPath::Value { attribute, filter, sub_attribute }) if is_members(attribute) => {
                self.selected(operation.op, filter, sub_attribute.as_deref(), operation.value.as_ref())
            }
            Some(PatchPath::Schema(urn)) if !GROUP.is_core(urn) => Ok(()),
            None | Some(PatchPath::Schema(_)) => {
                // Quirk::MembersInObject
                if let Some(Value::Object(object)) = &mut operation.value {
                    self.object(operation.op, object)?;
                    if object.is_empty() {
                        return Ok(());
                    }
                }
                self.document_operations.push(operation);
                Ok(())
            }
            Some(_) => {
                self.document_operations.push(operation);
                Ok(())
            }
        }
    }

    /// Takes what is said about members out of a value object. Null says nothing there: clients send the group as they
    /// read it, and may have read it without its members.
    fn object(&mut self, op: PatchOp, object: &mut Map<String, Value>) -> Result<(), ScimError> {
        let keys: Vec<String> = object.keys().filter(|key| may_be_members(key)).cloned().collect();
        for key in keys {
            if GROUP.is_core(&key) {
                if let Some(Value::Object(inside)) = object.get_mut(&key) {
                    self.object(op, inside)?;
                    if inside.is_empty() {
                        object.shift_remove(&key);
                    }
                }
                continue;
            }
            let path = PatchPath::parse(&key)?;
            let (PatchPath::Attribute(attribute) | PatchPath::Value { attribute, .. }) = &path else { continue };
            if !is_members(attribute) {
                continue;
            }
            let Some(value) = take(object, &key).filter(|value| !value.is_null()) else { continue };
            self.operation(PatchOperation { op, path: Some(path), value: Some(value) })?;
        }
        Ok(())
    }

    fn members(&mut self, op: PatchOp, sub_attribute: Option<&str>, value: Option<&Value>) -> Result<(), ScimError> {
        if !is_identity(sub_attribute) {
            return Ok(());
        }
        match (op, value) {
            // Quirk::RemoveWithNull
            (PatchOp::Remove, None | Some(Value::Null)) => self.members.push(MemberChange::RemoveAll),
            // Quirk::RemoveByValueList. A list of nobody removes nobody.
            (PatchOp::Remove, Some(value)) => self.push(MemberChange::Remove, member_values(value)?),
            (PatchOp::Add, Some(value)) => self.push(MemberChange::Add, member_values(value)?),
            (PatchOp::Replace, Some(value)) => self.members.push(MemberChange::Replace(member_values(value)?)),
            (PatchOp::Add | PatchOp::Replace, None) => {}
        }
        Ok(())
    }

    fn selected(
        &mut self,
        op: PatchOp,
        filter: &Filter,
        sub_attribute: Option<&str>,
        value: Option<&Value>,
    ) -> Result<(), ScimError> {
        if let Some((_, members)) = GROUP.lookup(None, "members") {
            check_strict_value_filter(filter, members)?;
        }
        if !is_identity(sub_attribute) {
            return Ok(());
        }
        let named = named_by(filter);
        match (op, named) {
            (PatchOp::Remove, Some(named)) if names_only(filter) => self.push(MemberChange::Remove, named),
            (PatchOp::Remove, _) => self.members.push(MemberChange::RemoveWhere(filter.clone())),
            (_, None) => {
                return Err(ScimError::no_target(format!(
                    "{filter} does not name the members to {}; use value eq \"…\".",
                    op.as_str()
                )));
            }
            (PatchOp::Add, Some(named)) => self.push(MemberChange::Add, named),
            (PatchOp::Replace, Some(named)) => {
                let new = value.filter(|value| value.is_string() || value.get("value").is_some());
                match new.map(member_values).transpose()? {
                    Some(new) if new != named => {
                        self.push(MemberChange::Remove, named);
                        self.push(MemberChange::Add, new);
                    }
                    _ => self.push(MemberChange::Add, named),
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, change: fn(Vec<String>) -> MemberChange, values: Vec<String>) {
        if !values.is_empty() {
            self.members.push(change(values));
        }
    }
}

fn may_be_members(key: &str) -> bool {
    GROUP.is_core(key) || key.to_ascii_lowercase().contains("members")
}

/// Whether a member as a whole is meant: `value` is who it is. What else clients write about a member is theirs.
fn is_identity(sub_attribute: Option<&str>) -> bool {
    sub_attribute.is_none_or(|name| name.eq_ignore_ascii_case("value"))
}

/// The values that a filter asks for by `value eq`, alone, or-ed, or and-ed with other equalities.
fn named_by(filter: &Filter) -> Option<Vec<String>> {
    if let Filter::Or(filters) = filter {
        let named: Option<Vec<Vec<String>>> = filters.iter().map(named_by).collect();
        return named.map(|named| named.concat());
    }
    let described = described_by(filter)?;
    let mut values = described.into_iter().filter(|(name, _)| name.eq_ignore_ascii_case("value"));
    match (values.next(), values.next()) {
        (Some((_, value)), None) => match value {
            Value::String(value) => Some(vec![value]),
            Value::Number(number) => Some(vec![number.to_string()]),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the filter asks for nothing but values.
fn names_only(filter: &Filter) -> bool {
    match filter {
        Filter::Or(filters) => filters.iter().all(names_only),
        Filter::Compare(Comparison { path, operator: CompareOperator::Equal, .. }) => {
            path.name.eq_ignore_ascii_case("value")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{PatchRequest, ScimType};

    fn lower(operations: &Value) -> Result<GroupPatch, ScimError> {
        lower_group_operations(PatchRequest::parse(json!({"Operations": operations}), 100)?.operations)
    }

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    fn add(values: &[&str]) -> MemberChange {
        MemberChange::Add(texts(values))
    }

    fn remove(values: &[&str]) -> MemberChange {
        MemberChange::Remove(texts(values))
    }

    fn replace(values: &[&str]) -> MemberChange {
        MemberChange::Replace(texts(values))
    }

    #[test]
    fn every_form_of_member_change_is_lowered() {
        for (operations, expected) in [
            // authentik-full-sync: one operation per user
            (
                json!([{"op": "add", "path": "members", "value": [{"value": "a"}]},
                       {"op": "add", "path": "members", "value": [{"value": "b"}]}]),
                vec![add(&["a"]), add(&["b"])],
            ),
            // entra-group-lifecycle-legacy
            (json!([{"op": "Add", "path": "members", "value": [{"$ref": null, "value": "a"}]}]), vec![add(&["a"])]),
            (
                json!([{"op": "Remove", "path": "members", "value": [{"$ref": null, "value": "a"}]}]),
                vec![remove(&["a"])],
            ),
            // entra-group-lifecycle-aadoptscim062020
            (
                json!([{"op": "remove", "path": r#"members[value eq "a"]"#}, {"op": "remove", "path": r#"members[value eq "b"]"#}]),
                vec![remove(&["a"]), remove(&["b"])],
            ),
            // okta-group-push-patch
            (
                json!([{"op": "remove", "path": r#"members[value eq "a"]"#},
                       {"op": "add", "path": "members", "value": [{"value": "b", "display": "b@example.com"}]}]),
                vec![remove(&["a"]), add(&["b"])],
            ),
            (json!([{"op": "replace", "path": "members", "value": []}]), vec![replace(&[])]),
            // generic-rfc7644-groups
            (json!([{"op": "add", "value": {"members": [{"value": "a"}]}}]), vec![add(&["a"])]),
            (json!([{"op": "replace", "path": "members", "value": [{"value": "a"}]}]), vec![replace(&["a"])]),
            (json!([{"op": "remove", "path": "members"}]), vec![MemberChange::RemoveAll]),
            // keycloak-extension-sync
            (json!([{"op": "remove", "path": "members", "value": null}]), vec![MemberChange::RemoveAll]),
            // further forms of idp-profiles and of careless clients
            (json!([{"op": "remove", "path": "members", "value": []}]), vec![]),
            (json!([{"op": "add", "path": "members", "value": []}]), vec![]),
            (json!([{"op": "add", "path": "members", "value": null}]), vec![]),
            (json!([{"op": "replace", "path": "members", "value": null}]), vec![replace(&[])]),
            (json!([{"op": "replace", "value": {"members": null}}]), vec![]),
            (json!([{"op": "add", "path": "members", "value": {"value": "a"}}]), vec![add(&["a"])]),
            (json!([{"op": "add", "path": "members", "value": "a"}]), vec![add(&["a"])]),
            (json!([{"op": "add", "path": "Members", "value": ["a", {"VALUE": "b"}, "a"]}]), vec![add(&["a", "b"])]),
            (json!([{"op": "add", "path": "members", "value": [{"$ref": "https://x/Users/a"}]}]), vec![add(&["a"])]),
            (json!([{"op": "remove", "path": "members.value", "value": "a"}]), vec![remove(&["a"])]),
            (json!([{"op": "add", "path": r#"members[value eq "a"]"#, "value": {"display": "x"}}]), vec![add(&["a"])]),
            (json!([{"op": "add", "path": r#"members[value eq "a"].display"#, "value": "x"}]), vec![]),
            (
                json!([{"op": "replace", "path": r#"members[value eq "a"]"#, "value": {"value": "a"}}]),
                vec![add(&["a"])],
            ),
            (
                json!([{"op": "replace", "path": r#"members[value eq "a"].value"#, "value": "b"}]),
                vec![remove(&["a"]), add(&["b"])],
            ),
            (json!([{"op": "remove", "path": r#"members[value eq "a" or value eq "b"]"#}]), vec![remove(&["a", "b"])]),
            (json!([{"op": "remove", "path": "members[value eq a]"}]), vec![remove(&["a"])]),
            (
                json!([{"op": "remove", "path": r#"members[type eq "User"]"#}]),
                vec![MemberChange::RemoveWhere(Filter::parse(r#"type eq "User""#).unwrap())],
            ),
            (
                json!([{"op": "remove", "path": r#"members[value eq "a" and type eq "User"]"#}]),
                vec![MemberChange::RemoveWhere(Filter::parse(r#"value eq "a" and type eq "User""#).unwrap())],
            ),
            (
                json!([{"op": "remove", "path": r#"urn:ietf:params:scim:schemas:core:2.0:Group:members[value eq "a"]"#}]),
                vec![remove(&["a"])],
            ),
            (
                json!([{"op": "add", "value": {"urn:ietf:params:scim:schemas:core:2.0:Group": {"members": ["a"]}}}]),
                vec![add(&["a"])],
            ),
        ] {
            let patch = lower(&operations).unwrap();
            assert_eq!(patch.members, expected, "{operations}");
            assert_eq!(patch.document_operations, [], "{operations}");
        }
    }

    #[test]
    fn a_rename_keeps_its_other_attributes_and_the_members_beside_it_are_lowered() {
        let rename = json!({"id": "g", "displayName": "New"});
        let patch = lower(&json!([
            {"op": "replace", "value": {"id": "g", "displayName": "New", "members": [{"value": "a"}]}},
            {"op": "replace", "path": "externalId", "value": "x"}
        ]))
        .unwrap();
        assert_eq!(patch.members, [replace(&["a"])]);
        assert_eq!(patch.document_operations.len(), 2);
        assert_eq!(patch.document_operations[0].value, Some(rename));
    }

    #[test]
    fn refuses_with_the_right_keyword() {
        for (operations, expected) in [
            (json!([{"op": "add", "path": "members", "value": [{"display": "x"}]}]), ScimType::InvalidValue),
            (json!([{"op": "add", "path": "members", "value": [{"value": null}]}]), ScimType::InvalidValue),
            (json!([{"op": "add", "path": "members", "value": [5]}]), ScimType::InvalidValue),
            (json!([{"op": "add", "path": "members", "value": [["a"]]}]), ScimType::InvalidValue),
            (json!([{"op": "replace", "value": {"members": true}}]), ScimType::InvalidValue),
            (json!([{"op": "add", "path": r#"members[type eq "User"]"#, "value": {}}]), ScimType::NoTarget),
            (json!([{"op": "replace", "path": r#"members[value ne "a"]"#, "value": {}}]), ScimType::NoTarget),
            (json!([{"op": "remove", "path": r#"members[nonsense eq "a"]"#}]), ScimType::InvalidFilter),
            (json!([{"op": "replace", "value": {"members[value eq": []}}]), ScimType::InvalidPath),
        ] {
            assert_eq!(lower(&operations).unwrap_err().scim_type, Some(expected), "{operations}");
        }
    }

    #[test]
    fn members_are_taken_out_of_a_body() {
        let mut body = json!({"displayName": "x", "Members": [{"value": "a"}]});
        let members = take_members(body.as_object_mut().unwrap()).unwrap();
        assert_eq!(member_values(&members).unwrap(), ["a"]);
        assert_eq!(body, json!({"displayName": "x"}));
        assert_eq!(take_members(body.as_object_mut().unwrap()), None);
        assert_eq!(take_members(json!({"members": null}).as_object_mut().unwrap()), None);
    }
}
