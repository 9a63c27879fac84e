//! What Provost does: one use case, one file. Commands change an organization, queries read it; both run as one
//! transaction of [`storage`] and ask [`domain`] for every rule.

mod application;
mod call;
mod commands;
mod data_key;
mod error;
mod key_use;
mod page_index;
mod queries;
mod tip_file;
mod trace_writer;
mod view;
mod work;

pub use application::{Application, ApplicationOptions, BackgroundJobs, StartError};
pub use call::Call;
pub use commands::change_organization::{ChangeOrganization, OrganizationChange};
pub use commands::create_group::{CreateGroup, NewGroup};
pub use commands::create_organization::{CreateOrganization, NewOwner};
pub use commands::create_scim_key::{CreateScimKey, CreatedScimKey};
pub use commands::delete_group::DeleteGroup;
pub use commands::provision_member::ProvisionMember;
pub use commands::remove_member::RemoveMember;
pub use commands::revoke_scim_key::RevokeScimKey;
pub use commands::rotate_scim_key::RotateScimKey;
pub use commands::update_group::{GroupEdit, UpdateGroup};
pub use commands::update_member::{MemberEdit, UpdateMember};
pub use data_key::{DataKey, DataKeyError};
pub use error::{CommandError, EditError};
pub use key_use::KeyUse;
pub use queries::authenticate_scim_key::ScimScope;
pub use queries::find_group::FindGroup;
pub use queries::find_member::FindMember;
pub use queries::list_groups::ListGroups;
pub use queries::list_members::ListMembers;
pub use queries::list_organizations::{FindOrganization, ListOrganizations};
pub use queries::list_scim_keys::{ListScimKeys, RevealScimKey};
pub use queries::list_trace::ListTrace;
pub use queries::listing::{Listing, Recheck, RowOrder};
pub use queries::verify_events::{AuditFinding, AuditReport, VerifyEvents};
pub use storage::StorageError;
pub use storage::tables::group_membership::GroupOfMember;
pub use storage::tables::trace::TraceEntry;
pub use tip_file::{PublishedTip, TipFile};
pub use trace_writer::TraceWriter;
pub use view::{GroupOutcome, GroupView, MemberOutcome, MemberView};
