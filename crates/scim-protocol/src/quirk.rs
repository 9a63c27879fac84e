//! Every leniency towards a provider, in one place.
//!
//! RFC 7644 asks a service provider to be forgiving in what it accepts. What this crate forgives is listed here, each
//! with the recorded traffic that needs it; the code that honors it names it. A form that is not in this list is refused.

use serde_json::{Map, Value};

use crate::document::get;
use crate::schema::ResourceSchema;
use crate::urn;

macro_rules! quirks {
    ($($(#[doc = $description:literal])+ $name:ident: $recording:expr;)+) => {
        /// A form that some provider sends and a strict reading of the RFC would refuse.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Quirk {
            $($(#[doc = $description])+ $name,)+
        }

        impl Quirk {
            /// All of them.
            pub const ALL: &'static [Quirk] = &[$(Quirk::$name,)+];

            /// The recorded scenario that needs it; `None` where only a published report tells of it.
            pub const fn recording(self) -> Option<&'static str> {
                match self {
                    $(Quirk::$name => $recording,)+
                }
            }
        }
    };
}

quirks! {
    /// `"op": "Replace"`: operation names in any letter case. Entra ID.
    OperationLetterCase: Some("entra-group-lifecycle-legacy");
    /// Attribute names and message members (`operations`, `UserName`, `username`) in any letter case. Entra ID, `PingOne`.
    NameLetterCase: Some("pingone-user-sync");
    /// Booleans as `"True"` and `"False"`, in any letter case, wherever a boolean stands. Entra ID, Keycloak.
    BooleanText: Some("entra-incremental-cycle");
    /// A value object whose keys are paths: `name.givenName`, `urn:…:User:department`, `emails[type eq "work"].value`.
    /// Entra ID.
    FlattenedKeys: Some("entra-user-patch-aadoptscim062020");
    /// A value object that carries the whole resource, `id`, `schemas` and `meta` included: what the client may not
    /// write is ignored. authentik, Okta.
    ReadOnlyInObject: Some("okta-group-push-patch");
    /// A value path that matches nothing makes the value, with `add` and with `replace`. Entra ID.
    ValuePathCreates: Some("entra-user-quirks");
    /// `manager` as a bare string, as a list of one object, as a mere `$ref`, or emptied by `{"value": ""}`. Entra ID.
    ManagerForms: Some("entra-user-quirks");
    /// An attribute of an extension named without the URN, in a path, a filter or a body. Entra ID.
    BareExtensionAttribute: Some("entra-user-quirks");
    /// URNs of SCIM 1.1 and of drafts. `OneLogin`.
    OldSchemaUrn: Some("onelogin-user-lifecycle");
    /// The URN of the enterprise extension with a typing error of the documentation (`2.0User`). Entra ID.
    MistypedSchemaUrn: Some("entra-user-quirks");
    /// One object where a list of objects belongs. `OneLogin`.
    ObjectForList: None;
    /// `null` for an attribute that has no value. Entra ID, `JumpCloud`.
    NullForAbsent: Some("entra-user-quirks");
    /// `password`, taken and dropped. Okta.
    Password: Some("okta-user-lifecycle-patch");
    /// Attributes that no schema has: stored, or ignored under a URN that nobody knows. Entra ID.
    UnknownAttribute: Some("generic-errors");
    /// Operations on `schemas`, which follows from the content and is never written.
    SchemasInPatch: Some("authentik-full-sync");
    /// Filter values without quotes, right of `eq`. authentik.
    UnquotedFilterValue: Some("generic-filters");
    /// A `&` or blanks after the filter. `OneLogin`.
    TrailingAmpersand: Some("onelogin-user-lifecycle");
    /// `emails[type eq "work"].value eq "x"` as a filter. Entra ID.
    ComparisonAfterValueFilter: None;
    /// Members removed by a list of values beside the path `members`, also with `"$ref": null`. Entra ID.
    RemoveByValueList: Some("entra-group-lifecycle-legacy");
    /// All members removed by a null value. Keycloak.
    RemoveWithNull: Some("keycloak-extension-sync");
    /// `members` in a value object, next to `displayName` or alone. Okta.
    MembersInObject: Some("generic-rfc7644-groups");
    /// Members as bare strings or as one object.
    MemberForms: None;
    /// An empty list of operations. Entra ID's validator.
    NoOperations: None;
    /// `"path": ""` for no path.
    EmptyPath: None;
}

/// [`Quirk::BooleanText`]
pub(crate) fn boolean_text(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// The URN of a schema of `schema` as the RFC writes it: [`Quirk::OldSchemaUrn`], [`Quirk::MistypedSchemaUrn`].
pub(crate) fn canonical_urn(schema: &ResourceSchema, sent: &str) -> Option<&'static str> {
    let is = |known: &&str| known.eq_ignore_ascii_case(sent);
    if is(&schema.core.id) || OLD_CORE.iter().any(is) {
        return Some(schema.core.id);
    }
    let enterprise = OLD_ENTERPRISE.iter().any(is);
    schema
        .extensions
        .iter()
        .map(|extension| extension.id)
        .find(|id| is(id) || (enterprise && *id == urn::ENTERPRISE_USER))
}

/// Whether this is the URN of a schema rather than of an attribute.
pub(crate) fn is_schema_urn(sent: &str) -> bool {
    [urn::USER, urn::GROUP, urn::ENTERPRISE_USER]
        .iter()
        .chain(&OLD_CORE)
        .chain(&OLD_ENTERPRISE)
        .any(|known| known.eq_ignore_ascii_case(sent))
}

const OLD_CORE: [&str; 2] = ["urn:scim:schemas:core:1.0", "urn:scim:schemas:core:2.0"];

const OLD_ENTERPRISE: [&str; 5] = [
    "urn:scim:schemas:extension:enterprise:1.0",
    "urn:scim:schemas:extension:enterprise:2.0",
    "urn:scim:schemas:extension:enterprise:1.0:User",
    "urn:scim:schemas:extension:enterprise:2.0:User",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0User",
];

/// The object that a reference to another resource stands for, whatever its form; `None` where it says that there is
/// none: [`Quirk::ManagerForms`].
pub(crate) fn reference_object(sent: Value) -> Option<Value> {
    let object = match sent {
        Value::Array(mut list) if list.len() <= 1 => return reference_object(list.pop()?),
        Value::String(id) if id.is_empty() => return None,
        Value::String(id) => return Some(Value::Object(Map::from_iter([("value".to_owned(), id.into())]))),
        Value::Null => return None,
        Value::Object(object) => object,
        other => return Some(other),
    };
    let id = match get(&object, "value") {
        Some(Value::String(id)) if id.is_empty() => return None,
        None | Some(Value::Null) => last_segment(get(&object, "$ref")),
        Some(_) => return Some(Value::Object(object)),
    };
    let mut object = object;
    object.insert("value".to_owned(), id?.into());
    Some(Value::Object(object))
}

/// The id at the end of a reference.
pub(crate) fn last_segment(reference: Option<&Value>) -> Option<String> {
    let segment = reference?.as_str()?.rsplit('/').next()?;
    (!segment.is_empty()).then(|| segment.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reference_has_many_forms() {
        for (sent, expected) in [
            (json!({"value": "7"}), Some(json!({"value": "7"}))),
            (json!("7"), Some(json!({"value": "7"}))),
            (json!([{"$ref": "x/Users/7", "value": "7"}]), Some(json!({"$ref": "x/Users/7", "value": "7"}))),
            (json!({"$ref": "x/Users/7"}), Some(json!({"$ref": "x/Users/7", "value": "7"}))),
            (json!({"value": ""}), None),
            (json!({"value": null}), None),
            (json!({}), None),
            (json!(""), None),
            (json!([]), None),
            (json!(null), None),
            (json!(7), Some(json!(7))),
        ] {
            assert_eq!(reference_object(sent.clone()), expected, "{sent}");
        }
    }

    #[test]
    fn recordings_are_named_without_path_and_ending() {
        for recording in Quirk::ALL.iter().filter_map(|quirk| quirk.recording()) {
            assert!(recording.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-'), "{recording}");
        }
    }
}
