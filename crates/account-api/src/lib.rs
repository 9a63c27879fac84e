//! The client API: what the official Bitwarden clients call under `/identity`, `/api` and `/events`.
//!
//! A route decodes, calls one use case of [`application`] and encodes; it holds no rule. Names on the wire are Bitwarden's,
//! in camelCase; the token endpoint alone mixes cases, as its clients expect.

#![recursion_limit = "256"]

mod access_body;
mod accounts;
mod api_json;
mod api_query;
mod body;
mod bounded;
mod call;
mod collections;
mod config;
mod devices;
mod error;
mod events;
mod folders;
mod groups;
mod identity;
mod items;
mod kdf;
mod master_password;
mod members;
mod new_master_password;
mod organization_call;
mod organizations;
mod path_id;
mod policies;
mod profile;
mod remember_token;
mod router;
mod sealed_text;
mod sign_in;
mod sync;
mod two_factor;
mod users;

pub use error::render_rejection;
pub use organizations::create::OrganizationCreation;
pub use router::{AccountApi, AccountApiOptions, ROUTES, Registration};
