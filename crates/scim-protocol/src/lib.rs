//! SCIM 2.0 (RFC 7643, RFC 7644) as values.
//!
//! This crate reads and writes what the protocol sends: filters, PATCH requests, schemas, lists, errors. It does no
//! I/O and knows neither HTTP nor a store; a status is a number, a request body a [`serde_json::Value`].
//!
//! * A *document* is a JSON object, the attributes of one resource: [`normalize`] makes it of the body of a POST or
//!   PUT, [`apply`] changes it by a PATCH, [`Filter::matches`] asks about it, [`Projection`] chooses what of it a client
//!   sees. The attributes are those of a [`ResourceSchema`]: [`USER`] or [`GROUP`].
//! * The members of a group are not in its document, however many they are:
//!   [`lower_group_operations`] turns what a PATCH does to them into [`MemberChange`]s.
//! * What providers send beside the standard, and is taken all the same, is listed in [`Quirk`].
//! * Input is bounded while it is read; no input panics.

#![deny(missing_docs)]

mod attribute;
mod bulk;
mod document;
mod edit;
mod error;
mod etag;
mod evaluate;
mod filter;
mod filter_parser;
mod fold;
mod group_patch;
mod lexer;
mod list_response;
mod meta;
mod patch;
mod patch_path;
mod projection;
mod quirk;
mod schema;
mod schemas;
mod search_request;
mod service_provider_config;
mod sort;
pub mod urn;
mod value;

pub use attribute::AttributePath;
pub use bulk::{BulkMethod, BulkOperation, BulkOperationResponse, BulkRequest, BulkResponse};
pub use document::{apply, normalize};
pub use error::{ScimError, ScimType};
pub use etag::{EntityTag, EntityTagCondition};
pub use filter::{CompareOperator, Comparison, Filter, FilterError, Literal};
pub use filter_parser::{MAX_FILTER_DEPTH, MAX_FILTER_LENGTH, MAX_FILTER_TERMS};
pub use fold::fold;
pub use group_patch::{GroupPatch, MemberChange, lower_group_operations, member_values, take_members};
pub use list_response::ListResponse;
pub use meta::ResourceMeta;
pub use patch::{PatchOp, PatchOperation, PatchRequest};
pub use patch_path::PatchPath;
pub use projection::Projection;
pub use quirk::Quirk;
pub use schema::{
    AttributeDefinition, AttributeType, Mutability, ResolvedAttribute, ResourceSchema, Returned, Schema, Uniqueness,
};
pub use schemas::{ENTERPRISE_USER_SCHEMA, GROUP, GROUP_SCHEMA, USER, USER_SCHEMA};
pub use search_request::{SearchRequest, SortOrder};
pub use service_provider_config::{AuthenticationScheme, BulkConfig, PaginationConfig, ServiceProviderConfig};
pub use sort::compare_by;
pub use value::MAX_VALUES;
