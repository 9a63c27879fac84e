//! PATCH operations on documents, and documents from request bodies: RFC 7644 §3.3, §3.5.1 and §3.5.2.

use serde_json::{Map, Value};

use crate::attribute::AttributePath;
use crate::edit::{Edit, Selection};
use crate::error::ScimError;
use crate::patch::{PatchOp, PatchOperation};
use crate::patch_path::PatchPath;
use crate::schema::{AttributeDefinition, Mutability, ResourceSchema, Returned};
use crate::value::refuse_unstorable;

/// Applies PATCH operations to a document, all of them or none: on an error the document is as it was.
///
/// The document holds what the client wrote, as [`normalize`] makes it. An operation without effect is no error.
///
/// # Errors
/// * `invalidValue`: a value of a type that the attribute cannot have;
/// * `invalidPath`: a path that leads into an attribute that has no such inside, or to a detached attribute;
/// * `invalidFilter`: a value filter that compares what cannot be compared;
/// * `noTarget`: `add` or `replace` of values that do not exist and that the filter does not describe;
/// * `mutability`: a path to a read-only attribute, or the removal of a required one.
///
/// ```
/// use scim_protocol::{PatchRequest, USER, apply};
/// use serde_json::{Map, json};
///
/// let mut user = json!({"userName": "ann"}).as_object().cloned().unwrap_or_default();
/// let body = json!({"Operations": [{"op": "Replace", "path": "name.givenName", "value": "Ann"}]});
/// apply(&mut user, &PatchRequest::parse(body, 100)?.operations, &USER)?;
/// assert_eq!(user["name"]["givenName"], "Ann");
/// # Ok::<(), scim_protocol::ScimError>(())
/// ```
pub fn apply(
    document: &mut Map<String, Value>,
    operations: &[PatchOperation],
    schema: &ResourceSchema,
) -> Result<(), ScimError> {
    let mut editor = Editor { document: document.clone(), schema, origin: Origin::Path };
    for operation in operations {
        match (&operation.path, &operation.value) {
            (Some(path), value) => {
                editor.origin = Origin::Path;
                editor.change(operation.op, path, value.clone())?;
            }
            (None, Some(Value::Object(object))) => {
                editor.origin = Origin::Object;
                editor.members(operation.op, object)?;
            }
            (None, _) => return Err(ScimError::no_target("An operation without a path needs an object as value.")),
        }
    }
    *document = editor.document;
    Ok(())
}

/// The document that the body of a POST or PUT stands for.
///
/// Attributes of the schemas are in the spelling of the RFC, whatever the letter case, the URN or the flattened key that
/// they came with; booleans are booleans; what is null, empty or not the client's to write is not there; neither is
/// `schemas` (see [`ResourceSchema::schemas_of`]), nor a detached attribute, nor what stands under an unknown URN.
/// Attributes that no schema has are kept as they were sent.
///
/// # Errors
/// * `invalidSyntax`: the body is no object, or names an attribute twice;
/// * `invalidValue`: a value of a type that the attribute cannot have.
pub fn normalize(resource: &Value, schema: &ResourceSchema) -> Result<Map<String, Value>, ScimError> {
    let Value::Object(resource) = resource else {
        return Err(ScimError::invalid_syntax(format!("A {} is a JSON object.", schema.name)));
    };
    let mut editor = Editor { document: Map::new(), schema, origin: Origin::Resource };
    editor.members(PatchOp::Replace, resource)?;
    Ok(editor.document)
}

/// Where a change is stated, which decides how strictly it is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// The path of an operation: the client means exactly this.
    Path,
    /// A member of the value object of an operation.
    Object,
    /// A member of a whole resource.
    Resource,
}

struct Editor<'a> {
    document: Map<String, Value>,
    schema: &'a ResourceSchema,
    origin: Origin,
}

impl Editor<'_> {
    /// Changes each member of an object; the keys are paths ([`Quirk::FlattenedKeys`](crate::Quirk::FlattenedKeys)).
    fn members(&mut self, op: PatchOp, object: &Map<String, Value>) -> Result<(), ScimError> {
        let mut names: Vec<String> = object.keys().map(|key| key.to_ascii_lowercase()).collect();
        names.sort_unstable();
        if let Some([double, _]) = names.array_windows().find(|[left, right]| left == right) {
            return Err(ScimError::invalid_syntax(format!("\"{double}\" is there twice, in different letter case.")));
        }
        for (key, value) in object {
            match PatchPath::parse(key) {
                Ok(path) => self.member(op, &path, value)?,
                Err(error) if self.origin == Origin::Object && key.contains(['[', ']']) => return Err(error),
                // Quirk::UnknownAttribute: a foreign URI is no name, anything else is one of the client's.
                Err(_) if key.contains(':') => {}
                Err(_) => {
                    refuse_unstorable(value)?;
                    crate::value::refuse_nul(key)?;
                    self.document.insert(key.clone(), value.clone());
                }
            }
        }
        Ok(())
    }

    fn member(&mut self, op: PatchOp, path: &PatchPath, value: &Value) -> Result<(), ScimError> {
        if self.origin == Origin::Resource {
            // A detached list can be long: it is neither walked nor copied.
            let detached = matches!(path, PatchPath::Attribute(path) if self.is_detached(path));
            if detached || value.is_null() {
                return Ok(());
            }
            refuse_unstorable(value)?;
        }
        self.change(op, path, Some(value.clone()))
    }

    fn is_detached(&self, path: &AttributePath) -> bool {
        self.schema
            .lookup(path.schema.as_deref(), &path.name)
            .is_some_and(|(_, attribute)| self.schema.detached.contains(&attribute.name))
    }

    fn change(&mut self, op: PatchOp, path: &PatchPath, value: Option<Value>) -> Result<(), ScimError> {
        match path {
            PatchPath::Schema(urn) => self.schema_object(op, urn, value),
            PatchPath::Attribute(path) => {
                let text = path.to_string();
                if self.schema.extension(&text).is_some() {
                    return self.schema_object(op, &text, value);
                }
                self.attribute(op, path, Selection::All, path.sub_attribute.as_deref(), value)
            }
            PatchPath::Value { attribute, filter, sub_attribute } => {
                self.attribute(op, attribute, Selection::Matching(filter), sub_attribute.as_deref(), value)
            }
        }
    }

    /// The object under the URN of a schema: its members are attributes of that schema.
    fn schema_object(&mut self, op: PatchOp, urn: &str, value: Option<Value>) -> Result<(), ScimError> {
        let extension = self.schema.extension(urn).map(|extension| extension.id);
        if extension.is_none() && !self.schema.is_core(urn) {
            return Ok(());
        }
        match (op, value, extension) {
            (PatchOp::Remove, _, Some(id)) | (PatchOp::Replace, None | Some(Value::Null), Some(id)) => {
                self.document.shift_remove(id);
                Ok(())
            }
            (PatchOp::Add, None | Some(Value::Null), _) => Ok(()),
            (PatchOp::Add | PatchOp::Replace, Some(Value::Object(object)), _) => {
                let origin = self.origin;
                self.origin = origin.inside();
                for (name, value) in object {
                    if let Ok(mut path) = AttributePath::parse(&name) {
                        path.schema.get_or_insert_with(|| urn.to_owned());
                        self.member(op, &PatchPath::Attribute(path), &value)?;
                    }
                }
                self.origin = origin;
                Ok(())
            }
            (PatchOp::Remove, _, None) | (PatchOp::Replace, None | Some(Value::Null), None) => {
                Err(ScimError::mutability(format!("The attributes of {urn} cannot be removed as a whole.")))
            }
            (_, Some(_), _) => Err(ScimError::invalid_value(format!("\"{urn}\" must be an object."))),
        }
    }

    fn attribute(
        &mut self,
        op: PatchOp,
        path: &AttributePath,
        selection: Selection<'_>,
        sub_attribute: Option<&str>,
        value: Option<Value>,
    ) -> Result<(), ScimError> {
        let extension = match path.schema.as_deref() {
            Some(urn) if !self.schema.is_core(urn) => match self.schema.extension(urn) {
                Some(extension) => Some(extension.id),
                // Quirk::UnknownAttribute
                None => return Ok(()),
            },
            _ => None,
        };
        let (extension, definition) = match self.schema.lookup(path.schema.as_deref(), &path.name) {
            Some((extension, definition)) => (extension, Some(definition)),
            None => (extension, None),
        };
        let sub_definition = match (definition, sub_attribute) {
            (Some(definition), Some(name)) => definition.sub_attribute(name),
            _ => None,
        };
        if let Some(definition) = definition
            && !self.is_writable(definition, sub_definition)?
        {
            return Ok(());
        }
        let edit = Edit {
            op,
            name: definition.map_or(path.name.as_str(), |definition| definition.name),
            definition,
            sub_attribute: sub_attribute.map(|name| (name, sub_definition)),
            lenient: self.origin == Origin::Resource,
        };
        let container = match extension {
            None => &mut self.document,
            Some(_) if op == PatchOp::Remove && extension.is_some_and(|urn| !self.document.contains_key(urn)) => {
                return Ok(());
            }
            Some(urn) => {
                let object = self.document.entry(urn).or_insert_with(|| Value::Object(Map::new()));
                if !object.is_object() {
                    *object = Value::Object(Map::new());
                }
                let Some(object) = object.as_object_mut() else { return Ok(()) };
                object
            }
        };
        edit.run(container, selection, value)?;
        if let Some(urn) = extension.filter(|_| container.is_empty()) {
            self.document.shift_remove(urn);
        }
        Ok(())
    }

    /// Whether a change of the attribute is carried out; if not it is ignored.
    fn is_writable(
        &self,
        definition: &'static AttributeDefinition,
        sub_definition: Option<&'static AttributeDefinition>,
    ) -> Result<bool, ScimError> {
        // Quirk::SchemasInPatch, Quirk::Password
        if definition.name == "schemas" || definition.returned == Returned::Never {
            return Ok(false);
        }
        if self.schema.detached.contains(&definition.name) {
            return match self.origin {
                Origin::Resource => Ok(false),
                _ => Err(ScimError::invalid_path(format!("\"{}\" is no part of the document.", definition.name))),
            };
        }
        let read_only = |definition: &AttributeDefinition| definition.mutability == Mutability::ReadOnly;
        if !read_only(definition) && !sub_definition.is_some_and(read_only) {
            return Ok(true);
        }
        match self.origin {
            // Quirk::ReadOnlyInObject
            Origin::Object | Origin::Resource => Ok(false),
            Origin::Path => {
                Err(ScimError::mutability(format!("\"{}\" cannot be written by a client.", definition.name)))
            }
        }
    }
}

impl Origin {
    fn inside(self) -> Self {
        match self {
            Self::Path => Self::Object,
            other => other,
        }
    }
}

/// The member of this name, in any letter case ([`Quirk::NameLetterCase`](crate::Quirk::NameLetterCase)).
pub(crate) fn get<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// The key under which the member of this name is, in any letter case, or would be.
pub(crate) fn key_of(object: &Map<String, Value>, name: &str) -> String {
    if object.contains_key(name) {
        return name.to_owned();
    }
    object.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned().unwrap_or_else(|| name.to_owned())
}

/// Takes out the member of this name, in any letter case.
pub(crate) fn take(object: &mut Map<String, Value>, name: &str) -> Option<Value> {
    let key = key_of(object, name);
    object.shift_remove(&key)
}

impl ResourceSchema {
    /// The value that stands in a document where the path says, sub-attribute aside, and its definition.
    pub(crate) fn find<'a>(
        &self,
        document: &'a Map<String, Value>,
        path: &AttributePath,
    ) -> (Option<&'a Value>, Option<&'static AttributeDefinition>) {
        match self.lookup(path.schema.as_deref(), &path.name) {
            Some((None, definition)) => (get(document, definition.name), Some(definition)),
            Some((Some(urn), definition)) => {
                let object = document.get(urn).and_then(Value::as_object);
                (object.and_then(|object| get(object, definition.name)), Some(definition))
            }
            None => {
                let container = match path.schema.as_deref() {
                    Some(urn) if !self.is_core(urn) => {
                        self.extension(urn).and_then(|extension| document.get(extension.id)?.as_object())
                    }
                    _ => Some(document),
                };
                (container.and_then(|container| get(container, &path.name)), None)
            }
        }
    }
}
