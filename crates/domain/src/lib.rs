//! The rules of Provost: organizations, members, groups, seats, events and keys as plain values.
//!
//! Nothing here reads a clock, a socket or a database, and nothing here knows SCIM, SQL or HTTP. Rules take values and
//! return changes and [`Event`]s; whoever calls them stores both in one transaction.
#![deny(missing_docs)]

mod access;
mod account;
mod actor;
mod browser_session;
mod change;
mod clock;
mod code_purpose;
mod collection;
mod collection_rights;
mod device;
mod email_address;
mod entropy;
mod event;
mod event_chain;
mod event_type;
mod external_id;
mod filter;
mod folder;
mod group;
mod id;
mod item;
mod kdf_settings;
mod ledger;
mod mail_kind;
mod member;
mod member_status;
mod organization;
mod origin;
mod page;
mod permissions;
mod policy;
mod refusal;
mod scim_key;
mod secret_digest;
mod status_counts;
mod text;
mod two_step_provider;

pub use access::Authority;
pub use account::{Account, AccountKeys, NewAccount};
pub use actor::{Actor, DeviceType, EventSystemUser};
pub use browser_session::BrowserSession;
pub use change::Change;
pub use clock::{Clock, Timestamp};
pub use code_purpose::CodePurpose;
pub use collection::{Collection, CollectionAccess};
pub use device::{AccountSession, Device};
pub use email_address::EmailAddress;
pub use entropy::Entropy;
pub use event::{Event, EventContext, EventSubject, RecordedEvent};
pub use event_chain::{ChainHash, ChainKey, ChainTip};
pub use event_type::EventType;
pub use external_id::ExternalId;
pub use filter::{CompareOperator, Filter, FilterValue, GroupAttribute, MemberAttribute, SortOrder};
pub use folder::Folder;
pub use group::{Group, GroupProfile, MembershipChange};
pub use id::{
    AccountId, BrowserSessionId, CollectionId, DeviceId, EventId, FolderId, GroupId, ItemId, MailId, MemberId,
    OrganizationId, PolicyId, ScimKeyId, SessionId,
};
pub use item::{Item, ItemAccess, ItemOwner, ItemPlacement, ItemType};
pub use kdf_settings::KdfSettings;
pub use ledger::Ledger;
pub use mail_kind::MailKind;
pub use member::{
    INVITATION_LIFETIME_HOURS, Member, MemberKeys, MemberProfile, MemberRole, NewMember, Restoration, RevocationReason,
};
pub use member_status::MemberStatus;
pub use organization::{CollectionSettings, Organization, OrganizationKeys, Plan, ScimSettings};
pub use origin::Origin;
pub use page::{Page, PageRequest, Position};
pub use permissions::Permissions;
pub use policy::{Policy, PolicyType};
pub use refusal::Refusal;
pub use scim_key::{KeyScope, ScimKey, ScimKeyDigest, ScimKeyRecord};
pub use secret_digest::SecretDigest;
pub use status_counts::StatusCounts;
pub use text::{CaseInsensitiveText, fold};
pub use two_step_provider::TwoStepProvider;
