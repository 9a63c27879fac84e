//! One file per table: its SQL and the mapping between rows and the domain's values.

#[macro_use]
mod access_rows;

pub mod account;
pub mod account_api_key;
pub mod account_brief;
pub mod account_code;
pub mod account_membership;
pub mod account_session;
pub mod browser_session;
pub mod collection;
pub mod collection_access;
pub mod collection_group;
pub mod collection_member;
pub mod device;
pub mod event;
pub mod folder;
pub mod group_membership;
pub mod installation;
pub mod item;
pub mod item_collection;
pub mod item_placement;
pub mod last_shown;
pub mod ledger;
pub mod member;
pub mod member_access;
pub mod member_address;
pub mod member_day;
pub mod member_group;
pub mod member_key;
pub mod organization;
pub mod organization_api_key;
pub mod other_membership;
pub mod outbox;
pub mod personal_item;
pub mod policy;
pub mod scim_key;
pub mod sent_mail;
pub mod trace;
pub mod trace_hour;
pub mod trace_page;
pub mod two_step;
mod values;
pub mod whole_organization;

use crate::Statement;

/// Every statement, table by table.
pub(crate) static STATEMENTS: &[&[&Statement]] = &[
    organization::STATEMENTS,
    organization_api_key::STATEMENTS,
    ledger::STATEMENTS,
    member::STATEMENTS,
    member_access::STATEMENTS,
    member_address::STATEMENTS,
    member_key::STATEMENTS,
    member_group::STATEMENTS,
    group_membership::STATEMENTS,
    scim_key::STATEMENTS,
    account::STATEMENTS,
    account_api_key::STATEMENTS,
    account_code::STATEMENTS,
    account_membership::STATEMENTS,
    other_membership::STATEMENTS,
    last_shown::STATEMENTS,
    collection::STATEMENTS,
    collection_member::STATEMENTS,
    collection_group::STATEMENTS,
    account_session::STATEMENTS,
    browser_session::STATEMENTS,
    device::STATEMENTS,
    two_step::STATEMENTS,
    collection_access::STATEMENTS,
    item::STATEMENTS,
    item_collection::STATEMENTS,
    personal_item::STATEMENTS,
    item_placement::STATEMENTS,
    folder::STATEMENTS,
    event::STATEMENTS,
    outbox::STATEMENTS,
    sent_mail::STATEMENTS,
    member_day::STATEMENTS,
    policy::STATEMENTS,
    whole_organization::STATEMENTS,
    installation::STATEMENTS,
    trace::STATEMENTS,
    trace_page::STATEMENTS,
    trace_hour::STATEMENTS,
];

/// The texts that the tables make at run time.
#[cfg(test)]
pub(crate) fn generated() -> Vec<values::Generated> {
    [
        account::generated(),
        account_brief::generated(),
        browser_session::generated(),
        account_membership::generated(),
        member::generated(),
        member_access::generated(),
        member_group::generated(),
        member_key::generated(),
        other_membership::generated(),
        outbox::generated(),
        two_step::generated(),
        group_membership::generated(),
        collection::generated(),
        collection_member::generated(),
        collection_group::generated(),
        collection_access::generated(),
        item::generated(),
        item_collection::generated(),
        personal_item::generated(),
        item_placement::generated(),
        event::generated(),
        trace::generated(),
    ]
    .concat()
}
