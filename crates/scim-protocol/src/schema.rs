//! What attributes there are and how they behave: RFC 7643 §2, §6 and §7.

use serde_json::{Map, Value, json};

use crate::attribute::AttributePath;
use crate::quirk;
use crate::schemas::common;
use crate::urn;

/// The data type of an attribute (RFC 7643 §2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeType {
    /// Unicode text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A number with a fraction.
    Decimal,
    /// A whole number.
    Integer,
    /// An instant, RFC 3339 with an offset.
    DateTime,
    /// Bytes in base64.
    Binary,
    /// A URI.
    Reference,
    /// An object of sub-attributes.
    Complex,
}

impl AttributeType {
    const fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Decimal => "decimal",
            Self::Integer => "integer",
            Self::DateTime => "dateTime",
            Self::Binary => "binary",
            Self::Reference => "reference",
            Self::Complex => "complex",
        }
    }
}

/// Who may change an attribute, and when (RFC 7643 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutability {
    /// Only the service provider.
    ReadOnly,
    /// Client and service provider, at any time.
    ReadWrite,
    /// Set once, then fixed.
    Immutable,
    /// Never read back.
    WriteOnly,
}

impl Mutability {
    const fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "readOnly",
            Self::ReadWrite => "readWrite",
            Self::Immutable => "immutable",
            Self::WriteOnly => "writeOnly",
        }
    }
}

/// When an attribute is in an answer (RFC 7643 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// Whatever the client asks for.
    Always,
    /// In no answer.
    Never,
    /// Unless the client asks for others, or for it to be left out.
    Default,
    /// Only when the client asks for it.
    Request,
}

impl Returned {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Never => "never",
            Self::Default => "default",
            Self::Request => "request",
        }
    }
}

/// Among whom a value is unique (RFC 7643 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uniqueness {
    /// Nobody.
    None,
    /// The resources of one base URI.
    Server,
    /// Everywhere.
    Global,
}

impl Uniqueness {
    const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Server => "server",
            Self::Global => "global",
        }
    }
}

/// One attribute and its characteristics (RFC 7643 §7).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "RFC 7643 §7 has these characteristics, each by itself")]
pub struct AttributeDefinition {
    /// The name in the spelling of the RFC.
    pub name: &'static str,
    /// What it is, for people.
    pub description: &'static str,
    /// Its data type.
    pub kind: AttributeType,
    /// Whether its value is a list.
    pub multi_valued: bool,
    /// Whether a resource must have it.
    pub required: bool,
    /// Whether letter case matters when values are compared.
    pub case_exact: bool,
    /// Who may change it.
    pub mutability: Mutability,
    /// When it is in an answer.
    pub returned: Returned,
    /// Among whom it is unique.
    pub uniqueness: Uniqueness,
    /// The values that the RFC suggests; others are taken too.
    pub canonical_values: &'static [&'static str],
    /// What a reference may point at.
    pub reference_types: &'static [&'static str],
    /// What a complex attribute is made of.
    pub sub_attributes: &'static [AttributeDefinition],
    /// Whether the service provider gives it meaning: a value of another JSON type is then refused.
    /// The value of any other attribute is kept as it was sent.
    pub enforced: bool,
}

impl AttributeDefinition {
    const fn new(kind: AttributeType, name: &'static str, description: &'static str) -> Self {
        Self {
            name,
            description,
            kind,
            multi_valued: false,
            required: false,
            case_exact: false,
            mutability: Mutability::ReadWrite,
            returned: Returned::Default,
            uniqueness: Uniqueness::None,
            canonical_values: &[],
            reference_types: &[],
            sub_attributes: &[],
            enforced: false,
        }
    }

    pub(crate) const fn string(name: &'static str, description: &'static str) -> Self {
        Self::new(AttributeType::String, name, description)
    }

    pub(crate) const fn boolean(name: &'static str, description: &'static str) -> Self {
        Self::new(AttributeType::Boolean, name, description)
    }

    pub(crate) const fn date_time(name: &'static str, description: &'static str) -> Self {
        Self::new(AttributeType::DateTime, name, description)
    }

    pub(crate) const fn binary(name: &'static str, description: &'static str) -> Self {
        Self { case_exact: true, ..Self::new(AttributeType::Binary, name, description) }
    }

    pub(crate) const fn reference(
        name: &'static str,
        description: &'static str,
        reference_types: &'static [&'static str],
    ) -> Self {
        Self { case_exact: true, reference_types, ..Self::new(AttributeType::Reference, name, description) }
    }

    pub(crate) const fn complex(
        name: &'static str,
        description: &'static str,
        sub_attributes: &'static [AttributeDefinition],
    ) -> Self {
        Self { sub_attributes, ..Self::new(AttributeType::Complex, name, description) }
    }

    pub(crate) const fn multi_valued(self) -> Self {
        Self { multi_valued: true, ..self }
    }

    pub(crate) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(crate) const fn case_exact(self) -> Self {
        Self { case_exact: true, ..self }
    }

    pub(crate) const fn enforced(self) -> Self {
        Self { enforced: true, ..self }
    }

    pub(crate) const fn mutability(self, mutability: Mutability) -> Self {
        Self { mutability, ..self }
    }

    pub(crate) const fn returned(self, returned: Returned) -> Self {
        Self { returned, ..self }
    }

    pub(crate) const fn unique(self, uniqueness: Uniqueness) -> Self {
        Self { uniqueness, ..self }
    }

    pub(crate) const fn suggested(self, canonical_values: &'static [&'static str]) -> Self {
        Self { canonical_values, ..self }
    }

    /// The sub-attribute of this name, in any letter case.
    pub fn sub_attribute(&self, name: &str) -> Option<&'static AttributeDefinition> {
        find(self.sub_attributes, name)
    }

    /// The rendering of RFC 7643 §7: camelCase, without nulls and without empty lists.
    pub fn to_value(&self) -> Value {
        let mut value = Map::new();
        let mut put = |key: &str, member: Value| value.insert(key.to_owned(), member);
        put("name", self.name.into());
        put("type", self.kind.as_str().into());
        if !self.sub_attributes.is_empty() {
            put("subAttributes", self.sub_attributes.iter().map(Self::to_value).collect());
        }
        put("multiValued", self.multi_valued.into());
        put("description", self.description.into());
        put("required", self.required.into());
        if !self.canonical_values.is_empty() {
            put("canonicalValues", json!(self.canonical_values));
        }
        if self.kind != AttributeType::Complex && self.kind != AttributeType::Boolean {
            put("caseExact", self.case_exact.into());
        }
        put("mutability", self.mutability.as_str().into());
        put("returned", self.returned.as_str().into());
        if self.kind != AttributeType::Boolean {
            put("uniqueness", self.uniqueness.as_str().into());
        }
        if !self.reference_types.is_empty() {
            put("referenceTypes", json!(self.reference_types));
        }
        Value::Object(value)
    }
}

fn find(attributes: &'static [AttributeDefinition], name: &str) -> Option<&'static AttributeDefinition> {
    attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}

/// A named set of attributes (RFC 7643 §7).
#[derive(Debug, PartialEq, Eq)]
pub struct Schema {
    /// Its URN.
    pub id: &'static str,
    /// Its name, for people.
    pub name: &'static str,
    /// What it describes, for people.
    pub description: &'static str,
    /// Its attributes, without the common ones of RFC 7643 §3.1.
    pub attributes: &'static [AttributeDefinition],
}

impl Schema {
    /// Every schema that this crate knows: User, Group and the enterprise extension.
    pub const ALL: [&'static Schema; 3] =
        [&crate::schemas::USER_SCHEMA, &crate::schemas::GROUP_SCHEMA, &crate::schemas::ENTERPRISE_USER_SCHEMA];

    /// The attribute of this name, in any letter case.
    pub fn attribute(&self, name: &str) -> Option<&'static AttributeDefinition> {
        find(self.attributes, name)
    }

    /// The resource of `/Schemas/{id}`; `base` is the base URI, without a trailing slash.
    pub fn to_value(&self, base: &str) -> Value {
        json!({
            "schemas": [urn::SCHEMA],
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "attributes": self.attributes.iter().map(AttributeDefinition::to_value).collect::<Vec<_>>(),
            "meta": {"resourceType": "Schema", "location": format!("{base}/Schemas/{}", self.id)},
        })
    }
}

/// A resource type with its core schema and its extensions (RFC 7643 §6).
#[derive(Debug, PartialEq, Eq)]
pub struct ResourceSchema {
    /// The name, such as `User`.
    pub name: &'static str,
    /// Where the resources are, relative to the base URI, such as `/Users`.
    pub endpoint: &'static str,
    /// What it is, for people.
    pub description: &'static str,
    /// The schema whose attributes stand at the top level.
    pub core: &'static Schema,
    /// The schemas whose attributes stand in an object under their URN; none is required.
    pub extensions: &'static [&'static Schema],
    /// Attributes that may have any number of values and therefore never live in the document:
    /// their changes are lowered instead (see [`lower_group_operations`](crate::lower_group_operations)).
    pub detached: &'static [&'static str],
}

/// Where an [`AttributePath`] leads under a [`ResourceSchema`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResolvedAttribute {
    /// The URN of the extension whose object holds the attribute; `None` at the top level.
    pub extension: Option<&'static str>,
    /// The attribute.
    pub attribute: &'static AttributeDefinition,
    /// The sub-attribute, where the path names one.
    pub sub_attribute: Option<&'static AttributeDefinition>,
}

impl ResolvedAttribute {
    /// The names, sub-attribute included, to match on: `("emails", Some("value"))`.
    pub fn names(&self) -> (&'static str, Option<&'static str>) {
        (self.attribute.name, self.sub_attribute.map(|sub_attribute| sub_attribute.name))
    }

    /// What a comparison compares: the sub-attribute, or the `value` of a complex attribute named
    /// without one (RFC 7644 §3.4.2.2), or the attribute itself.
    pub fn compared(&self) -> &'static AttributeDefinition {
        self.sub_attribute.or_else(|| self.attribute.sub_attribute("value")).unwrap_or(self.attribute)
    }
}

impl ResourceSchema {
    /// Finds what a path names, or `None` where the schemas do not have it.
    ///
    /// Names match in any letter case; a name without a URN is looked for in the core schema, then in
    /// the extensions ([`Quirk::BareExtensionAttribute`](crate::Quirk::BareExtensionAttribute)).
    pub fn resolve(&self, path: &AttributePath) -> Option<ResolvedAttribute> {
        let (extension, attribute) = self.lookup(path.schema.as_deref(), &path.name)?;
        let sub_attribute = match &path.sub_attribute {
            Some(name) => Some(attribute.sub_attribute(name)?),
            None => None,
        };
        Some(ResolvedAttribute { extension, attribute, sub_attribute })
    }

    pub(crate) fn lookup(
        &self,
        schema: Option<&str>,
        name: &str,
    ) -> Option<(Option<&'static str>, &'static AttributeDefinition)> {
        let top = || find(common::ATTRIBUTES, name).or_else(|| self.core.attribute(name)).map(|found| (None, found));
        match schema {
            Some(urn) if self.is_core(urn) => top(),
            Some(urn) => {
                let extension = self.extension(urn)?;
                Some((Some(extension.id), extension.attribute(name)?))
            }
            None => top().or_else(|| {
                self.extensions
                    .iter()
                    .find_map(|extension| extension.attribute(name).map(|found| (Some(extension.id), found)))
            }),
        }
    }

    /// Whether this is the URN of the core schema, in any letter case or in an old spelling.
    pub fn is_core(&self, urn: &str) -> bool {
        quirk::canonical_urn(self, urn) == Some(self.core.id)
    }

    /// The extension of this URN, in any letter case or in an old spelling.
    pub fn extension(&self, urn: &str) -> Option<&'static Schema> {
        let canonical = quirk::canonical_urn(self, urn)?;
        self.extensions.iter().copied().find(|extension| extension.id == canonical)
    }

    /// The value of `schemas` for a document: the core schema and the extensions that it uses.
    pub fn schemas_of(&self, document: &Map<String, Value>) -> Vec<&'static str> {
        let used = self.extensions.iter().map(|extension| extension.id).filter(|id| document.contains_key(*id));
        std::iter::once(self.core.id).chain(used).collect()
    }

    /// The same for a document in compact JSON text, without reading it: a key stands between a quote and a colon, and
    /// no text inside JSON can look like that.
    pub fn schemas_in(&self, text: &str) -> Vec<&'static str> {
        let is_used = |id: &&str| text.contains(&format!("\"{id}\":"));
        let used = self.extensions.iter().map(|extension| extension.id).filter(is_used);
        std::iter::once(self.core.id).chain(used).collect()
    }

    /// The resource of `/ResourceTypes/{name}`; `base` is the base URI, without a trailing slash.
    pub fn to_value(&self, base: &str) -> Value {
        let extensions: Vec<Value> =
            self.extensions.iter().map(|extension| json!({"schema": extension.id, "required": false})).collect();
        json!({
            "schemas": [urn::RESOURCE_TYPE],
            "id": self.name,
            "name": self.name,
            "endpoint": self.endpoint,
            "description": self.description,
            "schema": self.core.id,
            "schemaExtensions": extensions,
            "meta": {"resourceType": "ResourceType", "location": format!("{base}/ResourceTypes/{}", self.name)},
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GROUP, USER};

    fn resolved(path: &str) -> Option<(Option<&'static str>, &'static str, Option<&'static str>)> {
        let found = USER.resolve(&AttributePath::parse(path).unwrap())?;
        let (attribute, sub_attribute) = found.names();
        Some((found.extension, attribute, sub_attribute))
    }

    #[test]
    fn resolves_names_in_any_case_with_and_without_urn() {
        let enterprise = Some(urn::ENTERPRISE_USER);
        for (path, expected) in [
            ("userName", Some((None, "userName", None))),
            ("USERNAME", Some((None, "userName", None))),
            ("Emails.Value", Some((None, "emails", Some("value")))),
            ("urn:ietf:params:scim:schemas:core:2.0:User:userName", Some((None, "userName", None))),
            ("URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:USER:NAME.givenname", Some((None, "name", Some("givenName")))),
            ("urn:scim:schemas:core:1.0:userName", Some((None, "userName", None))),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                Some((enterprise, "department", None)),
            ),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0User:department",
                Some((enterprise, "department", None)),
            ),
            ("urn:scim:schemas:extension:enterprise:1.0:manager.value", Some((enterprise, "manager", Some("value")))),
            ("manager", Some((enterprise, "manager", None))),
            ("meta.lastModified", Some((None, "meta", Some("lastModified")))),
            ("nonsense", None),
            ("emails.nonsense", None),
            ("urn:example:unknown:userName", None),
            ("urn:ietf:params:scim:schemas:core:2.0:Group:displayName", None),
        ] {
            assert_eq!(resolved(path), expected, "{path}");
        }
    }

    #[test]
    fn schemas_follow_from_the_content() {
        let mut document = Map::new();
        assert_eq!(USER.schemas_of(&document), [urn::USER]);
        document.insert(urn::ENTERPRISE_USER.to_owned(), json!({"department": "Keys"}));
        assert_eq!(USER.schemas_of(&document), [urn::USER, urn::ENTERPRISE_USER]);
    }

    #[test]
    fn schemas_and_resource_types_are_rendered() {
        let base = "https://scim.example.com/v2";
        for schema in Schema::ALL {
            insta::assert_snapshot!(
                schema.id.replace([':', '.'], "-"),
                serde_json::to_string_pretty(&schema.to_value(base)).unwrap()
            );
        }
        let types = json!([USER.to_value(base), GROUP.to_value(base)]);
        insta::assert_snapshot!("resource-types", serde_json::to_string_pretty(&types).unwrap());
    }
}
