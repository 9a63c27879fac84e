//! The SCIM 2.0 endpoint (RFC 7644): requests in, use cases called, answers out. It holds no rule and no SQL.
//!
//! One route, one file. A handler decodes, calls one use case of [`application`], and encodes.

mod answer;
mod body;
mod bulk;
mod call;
mod conditional;
mod cursor;
mod discovery;
mod error;
mod filter_lowering;
mod fingerprint;
mod groups;
mod health;
mod list;
mod notes;
mod provider;
mod router;
mod search;
mod trace;
mod users;

pub use error::render_rejection;
pub use router::{ROUTES, ScimApi, ScimApiOptions};
