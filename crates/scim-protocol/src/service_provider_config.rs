//! What a service provider can do: RFC 7643 §5, and its paging: RFC 9865 §4.

use serde::Serialize;
use serde_json::{Value, json};

use crate::urn;

/// The resource `/ServiceProviderConfig`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "RFC 7643 §5 has these features, each by itself")]
pub struct ServiceProviderConfig {
    /// Where people read about the service.
    pub documentation_uri: Option<String>,
    /// Whether PATCH is supported.
    pub patch: bool,
    /// Bulk operations, where supported.
    pub bulk: Option<BulkConfig>,
    /// The most resources in an answer to a filter; `None` where filters are not supported.
    pub filter_max_results: Option<u32>,
    /// Whether passwords can be changed.
    pub change_password: bool,
    /// Whether lists can be sorted.
    pub sort: bool,
    /// Whether resources have versions.
    pub etag: bool,
    /// How lists are paged.
    pub pagination: PaginationConfig,
    /// How clients authenticate.
    pub authentication_schemes: Vec<AuthenticationScheme>,
}

/// The limits of bulk requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BulkConfig {
    /// The most operations in one request.
    pub max_operations: u32,
    /// The largest body, in bytes.
    pub max_payload_size: u64,
}

/// How lists are paged (RFC 9865 §4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaginationConfig {
    /// Whether by cursor.
    pub cursor: bool,
    /// Whether by index.
    pub index: bool,
    /// What a client gets that asks for neither: `index` or `cursor`.
    pub default_pagination_method: &'static str,
    /// The size of a page that a client gets that asks for none.
    pub default_page_size: u32,
    /// The largest page.
    pub max_page_size: u32,
    /// How long a cursor is good for, in seconds; `None` for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor_timeout: Option<u32>,
}

/// One way to authenticate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticationScheme {
    /// The keyword of RFC 7643 §5, such as `oauthbearertoken`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its name, for people.
    pub name: &'static str,
    /// What it is, for people.
    pub description: &'static str,
    /// Where it is specified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec_uri: Option<&'static str>,
    /// Whether it is the one to use.
    pub primary: bool,
}

impl ServiceProviderConfig {
    /// The resource; `base` is the base URI, without a trailing slash. Without nulls.
    pub fn to_value(&self, base: &str) -> Value {
        let supported = |supported: bool| json!({"supported": supported});
        let mut value = json!({
            "schemas": [urn::SERVICE_PROVIDER_CONFIG],
            "documentationUri": self.documentation_uri,
            "patch": supported(self.patch),
            "bulk": {
                "supported": self.bulk.is_some(),
                "maxOperations": self.bulk.map_or(0, |bulk| bulk.max_operations),
                "maxPayloadSize": self.bulk.map_or(0, |bulk| bulk.max_payload_size),
            },
            "filter": {
                "supported": self.filter_max_results.is_some(),
                "maxResults": self.filter_max_results.unwrap_or(0),
            },
            "changePassword": supported(self.change_password),
            "sort": supported(self.sort),
            "etag": supported(self.etag),
            "pagination": self.pagination,
            "authenticationSchemes": self.authentication_schemes,
            "meta": {
                "resourceType": "ServiceProviderConfig",
                "location": format!("{base}/ServiceProviderConfig"),
            },
        });
        if let Some(object) = value.as_object_mut() {
            object.retain(|_, member| !member.is_null());
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_rendered_as_the_rfcs_say() {
        let config = ServiceProviderConfig {
            documentation_uri: None,
            patch: true,
            bulk: Some(BulkConfig { max_operations: 1000, max_payload_size: 1_048_576 }),
            filter_max_results: Some(1000),
            change_password: false,
            sort: true,
            etag: true,
            pagination: PaginationConfig {
                cursor: true,
                index: true,
                default_pagination_method: "index",
                default_page_size: 100,
                max_page_size: 1000,
                cursor_timeout: Some(3600),
            },
            authentication_schemes: vec![AuthenticationScheme {
                kind: "oauthbearertoken",
                name: "Bearer token",
                description: "A key in the Authorization header.",
                spec_uri: Some("https://www.rfc-editor.org/info/rfc6750"),
                primary: true,
            }],
        };
        insta::assert_snapshot!(serde_json::to_string_pretty(&config.to_value("https://x/v2")).unwrap());
    }
}
