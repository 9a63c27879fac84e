//! What of a resource a client sees: `attributes` and `excludedAttributes`, RFC 7644 §3.9.

use serde_json::{Map, Value};

use crate::attribute::AttributePath;
use crate::error::ScimError;
use crate::schema::{AttributeDefinition, ResourceSchema, Returned};

/// A choice of attributes.
///
/// ```
/// use scim_protocol::{Projection, USER};
/// use serde_json::json;
///
/// let projection = Projection::parse(Some("userName,name.givenName"), None, &USER)?;
/// assert!(!projection.wants("groups"));
/// let user = json!({"id": "1", "userName": "ann", "active": true, "name": {"givenName": "Ann", "familyName": "Lee"}});
/// assert_eq!(projection.apply(user), json!({"id": "1", "userName": "ann", "name": {"givenName": "Ann"}}));
/// # Ok::<(), scim_protocol::ScimError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Projection {
    schema: &'static ResourceSchema,
    included: Option<Vec<Selector>>,
    excluded: Vec<Selector>,
}

#[derive(Debug, Clone)]
struct Selector {
    extension: Option<&'static str>,
    /// `None` for every attribute of the schema.
    attribute: Option<String>,
    sub_attribute: Option<String>,
}

impl Projection {
    /// Everything that is returned by default.
    pub const fn all(schema: &'static ResourceSchema) -> Self {
        Self { schema, included: None, excluded: Vec::new() }
    }

    /// Reads the parameters `attributes` and `excludedAttributes`, lists with commas.
    ///
    /// Names may be in any letter case, with and without URN, and may be the URN of a schema alone. Names that the
    /// schemas do not have choose what was stored under them, if anything. With both parameters an attribute must be
    /// in the one and not in the other.
    ///
    /// # Errors
    /// `invalidValue` for what is no attribute name.
    pub fn parse(
        attributes: Option<&str>,
        excluded: Option<&str>,
        schema: &'static ResourceSchema,
    ) -> Result<Self, ScimError> {
        let split = |names: Option<&str>| names.unwrap_or_default().split(',').map(str::to_owned).collect::<Vec<_>>();
        Self::from_names(&split(attributes), &split(excluded), schema)
    }

    /// The same from lists of names.
    ///
    /// # Errors
    /// `invalidValue` for what is no attribute name.
    pub fn from_names(
        attributes: &[String],
        excluded: &[String],
        schema: &'static ResourceSchema,
    ) -> Result<Self, ScimError> {
        let is_given = attributes.iter().any(|name| !name.trim().is_empty());
        let included = selectors(attributes, schema)?;
        Ok(Self { schema, included: is_given.then_some(included), excluded: selectors(excluded, schema)? })
    }

    /// Whether the client chose at all.
    pub fn is_default(&self) -> bool {
        self.included.is_none() && self.excluded.is_empty()
    }

    /// Whether any part of the top-level attribute of this name may be in the answer. What is not wanted need not be
    /// loaded.
    pub fn wants(&self, attribute: &str) -> bool {
        let definition = self.schema.lookup(None, attribute).map(|(_, definition)| definition);
        match definition.map(|definition| definition.returned) {
            Some(Returned::Always) => return true,
            Some(Returned::Never) => return false,
            Some(Returned::Request) if self.included.is_none() => return false,
            _ => {}
        }
        let is_excluded = self.excluded.iter().any(|selector| selector.is_whole(None, attribute));
        let is_included = self
            .included
            .as_ref()
            .is_none_or(|included| included.iter().any(|selector| selector.names(None, attribute)));
        is_included && !is_excluded
    }

    /// The resource without what the client does not see. What is always returned stays.
    pub fn apply(&self, resource: Value) -> Value {
        let Value::Object(resource) = resource else { return resource };
        let mut shown = Map::new();
        for (key, value) in resource {
            match (self.schema.extensions.iter().find(|extension| extension.id == key), value) {
                (Some(extension), Value::Object(object)) => {
                    let object: Map<String, Value> = object
                        .into_iter()
                        .filter_map(|(name, value)| {
                            let definition = extension.attribute(&name);
                            let value = self.attribute(Some(extension.id), &name, definition, value)?;
                            Some((name, value))
                        })
                        .collect();
                    if !object.is_empty() {
                        shown.insert(key, Value::Object(object));
                    }
                }
                (_, value) => {
                    let definition = self.schema.lookup(Some(self.schema.core.id), &key).map(|(_, found)| found);
                    if let Some(value) = self.attribute(None, &key, definition, value) {
                        shown.insert(key, value);
                    }
                }
            }
        }
        Value::Object(shown)
    }

    fn attribute(
        &self,
        extension: Option<&str>,
        name: &str,
        definition: Option<&'static AttributeDefinition>,
        mut value: Value,
    ) -> Option<Value> {
        let returned = definition.map_or(Returned::Default, |definition| definition.returned);
        match (returned, &self.included) {
            (Returned::Always, _) => return Some(value),
            (Returned::Never, _) | (Returned::Request, None) => return None,
            (Returned::Default, None) => {}
            (Returned::Default | Returned::Request, Some(included)) => {
                let chosen: Vec<&Selector> =
                    included.iter().filter(|selector| selector.names(extension, name)).collect();
                if chosen.is_empty() {
                    return None;
                }
                if !chosen.iter().any(|selector| selector.is_whole(extension, name)) {
                    retain(&mut value, |key| chosen.iter().any(|selector| selector.is_sub_attribute(key)));
                }
            }
        }
        if self.excluded.iter().any(|selector| selector.is_whole(extension, name)) {
            return None;
        }
        let excluded: Vec<&Selector> =
            self.excluded.iter().filter(|selector| selector.names(extension, name)).collect();
        if !excluded.is_empty() {
            retain(&mut value, |key| !excluded.iter().any(|selector| selector.is_sub_attribute(key)));
        }
        Some(value)
    }
}

impl Selector {
    fn names(&self, extension: Option<&str>, attribute: &str) -> bool {
        self.extension == extension && self.attribute.as_ref().is_none_or(|name| name.eq_ignore_ascii_case(attribute))
    }

    fn is_whole(&self, extension: Option<&str>, attribute: &str) -> bool {
        self.sub_attribute.is_none() && self.names(extension, attribute)
    }

    fn is_sub_attribute(&self, name: &str) -> bool {
        self.sub_attribute.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(name))
    }
}

/// Keeps some of the members of an object, or of each object in a list.
fn retain(value: &mut Value, keep: impl Fn(&str) -> bool) {
    let objects = match value {
        Value::Array(list) => list.as_mut_slice(),
        one => std::slice::from_mut(one),
    };
    for object in objects.iter_mut().filter_map(Value::as_object_mut) {
        object.retain(|key, _| keep(key));
    }
}

fn selectors(names: &[String], schema: &'static ResourceSchema) -> Result<Vec<Selector>, ScimError> {
    let mut selectors = Vec::new();
    for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        let extension = schema.extension(name).map(|extension| extension.id);
        if extension.is_some() || schema.is_core(name) {
            selectors.push(Selector { extension, attribute: None, sub_attribute: None });
            continue;
        }
        let path = AttributePath::parse(name)
            .map_err(|error| ScimError::invalid_value(format!("{name:?} is no attribute name {error}.")))?;
        let found = schema.lookup(path.schema.as_deref(), &path.name);
        let extension = match (found, path.schema.as_deref()) {
            (Some((extension, _)), _) => extension,
            (None, Some(urn)) if !schema.is_core(urn) => match schema.extension(urn) {
                Some(extension) => Some(extension.id),
                None => continue,
            },
            (None, _) => None,
        };
        selectors.push(Selector { extension, attribute: Some(path.name), sub_attribute: path.sub_attribute });
    }
    Ok(selectors)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{GROUP, USER, urn};

    fn user() -> Value {
        json!({
            "schemas": [urn::USER, urn::ENTERPRISE_USER],
            "id": "1",
            "userName": "ann",
            "name": {"givenName": "Ann", "familyName": "Lee"},
            "emails": [{"value": "a@x", "type": "work"}, {"value": "b@x", "type": "home"}],
            "shoeSize": 44,
            "password": "never",
            (urn::ENTERPRISE_USER): {"department": "Keys", "manager": {"value": "2"}},
            "meta": {"resourceType": "User"}
        })
    }

    fn keys(attributes: Option<&str>, excluded: Option<&str>) -> Vec<String> {
        let shown = Projection::parse(attributes, excluded, &USER).unwrap().apply(user());
        shown.as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn chooses_attributes() {
        let enterprise = urn::ENTERPRISE_USER;
        for (attributes, excluded, expected) in [
            (None, None, vec!["schemas", "id", "userName", "name", "emails", "shoeSize", enterprise, "meta"]),
            (
                Some(""),
                Some(" , "),
                vec!["schemas", "id", "userName", "name", "emails", "shoeSize", enterprise, "meta"],
            ),
            (Some("id"), None, vec!["schemas", "id"]),
            (Some("USERNAME, meta"), None, vec!["schemas", "id", "userName", "meta"]),
            (Some("nonsense"), None, vec!["schemas", "id"]),
            (Some("password"), None, vec!["schemas", "id"]),
            (Some("shoesize"), None, vec!["schemas", "id", "shoeSize"]),
            (Some("urn:ietf:params:scim:schemas:core:2.0:User:userName"), None, vec!["schemas", "id", "userName"]),
            (Some(enterprise), None, vec!["schemas", "id", enterprise]),
            (Some("department"), None, vec!["schemas", "id", enterprise]),
            (Some("urn:example:x:userName"), None, vec!["schemas", "id"]),
            (None, Some("id,schemas,emails,shoeSize"), vec!["schemas", "id", "userName", "name", enterprise, "meta"]),
            (None, Some(enterprise), vec!["schemas", "id", "userName", "name", "emails", "shoeSize", "meta"]),
            (Some("userName,name"), Some("name"), vec!["schemas", "id", "userName"]),
        ] {
            assert_eq!(keys(attributes, excluded), expected, "{attributes:?} {excluded:?}");
        }
    }

    #[test]
    fn chooses_sub_attributes() {
        let apply = |attributes, excluded| Projection::parse(attributes, excluded, &USER).unwrap().apply(user());
        let shown =
            apply(Some("emails.value,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"), None);
        assert_eq!(shown["emails"], json!([{"value": "a@x"}, {"value": "b@x"}]));
        assert_eq!(shown[urn::ENTERPRISE_USER], json!({"department": "Keys"}));
        assert_eq!(apply(None, Some("name.familyName"))["name"], json!({"givenName": "Ann"}));
    }

    #[test]
    fn says_what_need_not_be_loaded() {
        for (attributes, excluded, expected) in [
            (None, None, true),
            (None, Some("members"), false),
            (None, Some("MEMBERS,meta"), false),
            (None, Some("members.value"), true),
            (Some("displayName"), None, false),
            (Some("members.value"), None, true),
            (Some("members"), Some("members"), false),
            (Some(urn::GROUP), None, true),
        ] {
            let projection = Projection::parse(attributes, excluded, &GROUP).unwrap();
            assert_eq!(projection.wants("members"), expected, "{attributes:?} {excluded:?}");
        }
        assert!(Projection::parse(Some("a b"), None, &USER).is_err());
        assert!(Projection::all(&USER).is_default());
        assert!(!Projection::parse(None, Some("members"), &GROUP).unwrap().is_default());
    }
}
