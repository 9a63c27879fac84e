//! Commands: each changes one organization, in one transaction, with its events.

mod account_events;
pub(crate) mod bind_data_key;
pub(crate) mod change_organization;
pub(crate) mod claim_mails;
mod collection_access;
pub(crate) mod create_group;
pub(crate) mod create_organization;
pub(crate) mod create_scim_key;
pub(crate) mod delete_group;
pub(crate) mod drop_trace;
mod group_members;
mod member_changes;
pub(crate) mod provision_member;
pub(crate) mod record_key_use;
pub(crate) mod refresh_session;
pub(crate) mod register_account;
pub(crate) mod remove_member;
pub(crate) mod retry_mail;
pub(crate) mod revoke_scim_key;
pub(crate) mod rotate_scim_key;
pub(crate) mod settle_mail;
pub(crate) mod start_session;
pub(crate) mod update_account;
pub(crate) mod update_group;
pub(crate) mod update_member;
