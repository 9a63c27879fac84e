//! The Admin Console: pages for people who run an organization, and for their own account.
//!
//! Pages are rendered here and work without script; htmx makes them quicker, and only what handles keys needs script. One
//! page, one file under `pages/`, with a template of the same name: `docs/ADDING-A-PAGE.md` says how one is made.

mod asked;
mod assets;
mod cookie;
mod error;
mod finish;
mod flash;
mod form;
mod layout;
mod live;
mod organization_session;
mod pages;
mod path_id;
mod person_search;
mod rail;
mod router;
mod script_call;
mod sealed_name;
mod session;
mod show;
mod streams;
mod texts;
mod verified_form;
mod visit;

pub use router::{Console, ConsoleOptions, ROUTES};
