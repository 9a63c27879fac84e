//! What concerns a whole organization, or many of its members, takes as many statements whatever the organization's size; and
//! commands about the same people do not get into each other's way.

use crate::support::start;
use application::{ConfirmMembers, DeleteOrganization, SetPolicy};
use domain::{MemberId, OrganizationId, PolicyType};
use std::ops::Range;
use testkit::app::{App, Engine, make_organization};
use testkit::rows;
use uuid::Uuid;

/// Statements that the server may run beside a call.
const BESIDE: u64 = 10;

/// The status of members, in the database.
const ACCEPTED: i64 = 1;
const CONFIRMED: i64 = 2;

fn id(number: u32) -> Uuid {
    Uuid::from_u128(u128::from(number))
}

/// `numbers` of people have accounts.
async fn people(app: &App, engine: Engine, numbers: Range<u32>) {
    let (uuid, text) = (uuid_of(engine), "'person' || i || '@a.example'");
    insert(app, engine, app.organization.id, numbers, &format!(
        "account (id, email, email_key, email_verified, password_hash, kdf_type, kdf_iterations, wrapped_user_key, public_key, \
         wrapped_private_key, security_stamp, must_change_password, created_at, revised_at) SELECT {uuid}, {text}, {text}, TRUE, \
         'x', 0, 600000, 'x', 'x', 'x', {uuid}, FALSE, i, i FROM n WHERE EXISTS \
         (SELECT 1 FROM ledger WHERE organization_id = $1)"
    ))
    .await;
}

/// And are members of an organization.
async fn members(app: &App, engine: Engine, organization: OrganizationId, numbers: Range<u32>, status: i64) {
    let (uuid, text) = (uuid_of(engine), "'person' || i || '@a.example'");
    let member = format!(
        "member (organization_id, id, account_id, account_email, account_email_key, status, role, user_name, user_name_key, \
         email, email_key, origin, is_break_glass, version, created_at, revised_at) SELECT $1, {uuid}, {uuid}, {text}, {text}, \
         {status}, 2, {text}, {text}, {text}, {text}, 1, FALSE, 1, i, i FROM n"
    );
    insert(app, engine, organization, numbers.clone(), &member).await;
    let tie = format!("account_membership (organization_id, account_id, member_id) SELECT $1, {uuid}, {uuid} FROM n");
    insert(app, engine, organization, numbers, &tie).await;
}

const fn uuid_of(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "unhex(printf('%032x', i))",
        Engine::Postgres => "CAST(lpad(to_hex(i), 32, '0') AS UUID)",
    }
}

async fn insert(app: &App, engine: Engine, organization: OrganizationId, numbers: Range<u32>, what: &str) {
    let kind = if engine == Engine::Sqlite { "INTEGER" } else { "BIGINT" };
    let (table, rest) = what.split_once(" SELECT ").unwrap();
    let sql = format!(
        "INSERT INTO {table} WITH RECURSIVE n(i) AS (SELECT CAST({} AS {kind}) UNION ALL SELECT i + 1 FROM n \
         WHERE i + 1 < {}) SELECT {rest}",
        numbers.start, numbers.end
    );
    rows::execute(&app.application, &sql, organization).await.unwrap();
}

/// Statements so far.
fn statements(app: &App) -> u64 {
    app.application.storage().metrics().statements
}

async fn switch(app: &App, organization_id: OrganizationId, policy_type: PolicyType, enabled: bool) -> u64 {
    let before = statements(app);
    let call = app.application.system_call();
    app.application.run(SetPolicy { call, organization_id, policy_type, enabled, settings: None }).await.unwrap();
    statements(app) - before
}

async fn confirm(app: &App, organization_id: OrganizationId, numbers: impl Iterator<Item = u32>) -> u64 {
    let before = statements(app);
    let call = app.application.system_call();
    let keys = numbers.map(|number| (MemberId::from_uuid(id(number)), "4.x".to_owned())).collect();
    let outcomes = app.application.run(ConfirmMembers { call, organization_id, keys }).await.unwrap();
    assert!(outcomes.iter().all(|(_, outcome)| outcome.is_ok()), "{outcomes:?}");
    statements(app) - before
}

#[tokio::test]
async fn a_policy_that_is_switched_on_asks_for_all_members_at_once() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let other = make_organization(&app.application, "Other").await.unwrap().id;
        let here = app.organization.id;
        people(&app, engine, 1..2_000).await;
        members(&app, engine, here, 1..10, CONFIRMED).await;
        let single = PolicyType::SingleOrganization;
        let few = switch(&app, here, single, true).await;
        switch(&app, here, single, false).await;
        members(&app, engine, here, 10..2_000, CONFIRMED).await;
        let many = switch(&app, here, single, true).await;
        assert!(many <= few + BESIDE, "{many} after {few}");
        switch(&app, here, single, false).await;

        // Four hundred are in another organization, a hundred of them only invited or cut off there.
        members(&app, engine, other, 100..400, CONFIRMED).await;
        members(&app, engine, other, 400..450, 0).await;
        members(&app, engine, other, 450..500, -1).await;
        let with_offenders = switch(&app, here, single, true).await;
        let revoked = "SELECT COUNT(*) FROM member WHERE organization_id = $1 AND status = -1 AND revocation_reason = 4 \
            AND status_before_revocation = 2 AND version = 2";
        assert_eq!(rows::number(&app.application, revoked, here).await.unwrap(), 300);
        let told = "SELECT COUNT(*) FROM event WHERE organization_id = $1 AND event_type = 1521";
        assert_eq!(rows::number(&app.application, told, here).await.unwrap(), 300);
        assert!(with_offenders <= few + 80, "{with_offenders} after {few}, for 300 who are revoked");
        let two_step = switch(&app, here, PolicyType::TwoStepLogin, true).await;
        assert!(two_step < 400, "{two_step} for 1700 who are revoked");
    }
}

#[tokio::test]
async fn an_organization_of_any_size_is_deleted_at_once() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let small = make_organization(&app.application, "Small").await.unwrap().id;
        people(&app, engine, 1..2_000).await;
        members(&app, engine, small, 1..10, CONFIRMED).await;
        members(&app, engine, app.organization.id, 1..2_000, CONFIRMED).await;
        let mut costs = Vec::new();
        for organization_id in [small, app.organization.id] {
            let before = statements(&app);
            let call = app.application.system_call();
            app.application.run(DeleteOrganization { call, organization_id }).await.unwrap();
            costs.push(statements(&app) - before);
            let ties = "SELECT COUNT(*) FROM account_membership WHERE organization_id = $1";
            assert_eq!(rows::number(&app.application, ties, organization_id).await.unwrap(), 0);
        }
        assert!(costs[1] <= costs[0] + BESIDE, "{costs:?}");
    }
}

#[tokio::test]
async fn the_rules_are_read_once_for_all_who_are_confirmed() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let here = app.organization.id;
        people(&app, engine, 1..200).await;
        members(&app, engine, here, 1..200, ACCEPTED).await;
        let few = confirm(&app, here, 1..21).await;
        let many = confirm(&app, here, 21..101).await;
        // The member, the key, the status and a mail in place of another: what each of them needs.
        assert!(many <= few + 60 * 5 + 2 * BESIDE, "{many} after {few}");
    }
}

#[tokio::test]
async fn commands_about_the_same_people_lock_them_in_one_order() {
    const PEOPLE: u32 = 300;
    let engine = Engine::Postgres;
    let app = start(engine).await;
    let other = make_organization(&app.application, "Other").await.unwrap().id;
    let here = app.organization.id;
    people(&app, engine, 1..PEOPLE).await;
    for organization in [here, other] {
        members(&app, engine, organization, 1..PEOPLE, ACCEPTED).await;
    }
    let retries = || app.application.storage().metrics().retries;
    tokio::join!(confirm(&app, here, 1..PEOPLE), confirm(&app, other, (1..PEOPLE).rev()));
    let delete = async |organization_id: OrganizationId| {
        let call = app.application.system_call();
        app.application.run(DeleteOrganization { call, organization_id }).await.unwrap();
    };
    tokio::join!(delete(here), delete(other));
    assert_eq!(retries(), 0, "a deadlock was broken");
}
