//! What the service provider knows about a resource: RFC 7643 §3.1.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::etag::EntityTag;

/// The complex attribute `meta`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceMeta {
    /// The name of the resource type, such as `User`.
    pub resource_type: &'static str,
    /// When the resource was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub last_modified: Timestamp,
    /// Its absolute URI.
    pub location: String,
    /// Its version.
    pub version: Option<EntityTag>,
}

impl ResourceMeta {
    /// As JSON; times are in UTC, to the millisecond.
    pub fn to_value(&self) -> Value {
        let mut meta = Map::new();
        let mut put = |key: &str, value: String| meta.insert(key.to_owned(), Value::String(value));
        put("resourceType", self.resource_type.to_owned());
        put("created", format!("{:.3}", self.created));
        put("lastModified", format!("{:.3}", self.last_modified));
        put("location", self.location.clone());
        if let Some(version) = &self.version {
            put("version", version.to_string());
        }
        Value::Object(meta)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn is_rendered_with_milliseconds() {
        let meta = ResourceMeta {
            resource_type: "User",
            created: "2026-01-31T08:00:00Z".parse().unwrap(),
            last_modified: "2026-01-31T08:00:00.123456Z".parse().unwrap(),
            location: "https://x/Users/1".to_owned(),
            version: Some(EntityTag::weak("7")),
        };
        assert_eq!(
            meta.to_value(),
            json!({
                "resourceType": "User",
                "created": "2026-01-31T08:00:00.000Z",
                "lastModified": "2026-01-31T08:00:00.123Z",
                "location": "https://x/Users/1",
                "version": "W/\"7\""
            })
        );
    }
}
