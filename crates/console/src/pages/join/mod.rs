//! How a person comes in: an account of their own, and invitations.

pub(crate) mod accept_organization;
pub(crate) mod create_account;
