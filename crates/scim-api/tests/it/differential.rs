//! Both engines give the same answers to the same calls.

use crate::books;
use crate::calls::both_engines;
use crate::random::{self, Call};
use crate::sequence::Tenant;
use application::OrganizationChange;
use domain::MemberStatus;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;
use testkit::app::App;

/// What an organization is like when the calls begin.
#[derive(Debug, Clone)]
pub(crate) struct Beginning {
    seats: Option<i64>,
    staged: bool,
    authoritative: bool,
}

pub(crate) fn beginning() -> impl Strategy<Value = Beginning> {
    (proptest::option::weighted(0.2, 1..5_i64), proptest::bool::weighted(0.2), proptest::bool::weighted(0.2))
        .prop_map(|(seats, staged, authoritative)| Beginning { seats, staged, authoritative })
}

pub(crate) async fn begin<'a>(app: &'a App, beginning: &Beginning) -> Tenant<'a> {
    let mut tenant = Tenant::new(app).await;
    tenant.add_by_hand("cora@acme.example", MemberStatus::Confirmed).await;
    tenant.add_by_hand("abe@acme.example", MemberStatus::Accepted).await;
    let change = OrganizationChange {
        seats: beginning.seats.map(Some),
        invite_users_after_provisioning: Some(!beginning.staged),
        directory_is_authoritative: Some(beginning.authoritative),
        ..OrganizationChange::default()
    };
    books::change(app, tenant.organization.id, change).await;
    let crew = json!({"displayName": "Base", "members": [{"value": "{u0}"}, {"value": "{u1}"}]});
    tenant.play(&Call::post("/Groups", crew)).await;
    tenant
}

async fn compare(apps: &[App; 2], beginning: &Beginning, calls: &[Call]) -> Result<(), String> {
    let [mut first, mut second] = [begin(&apps[0], beginning).await, begin(&apps[1], beginning).await];
    for (number, call) in calls.iter().enumerate() {
        let (sqlite, postgres) = (first.play(call).await, second.play(call).await);
        let (sqlite, postgres) = (first.comparable(&sqlite), second.comparable(&postgres));
        if sqlite != postgres {
            return Err(format!("call {number}, {call:?}\nSQLite:     {sqlite}\nPostgreSQL: {postgres}"));
        }
    }
    for tenant in [&first, &second] {
        books::check(tenant.app, tenant.organization.id).await?;
    }
    Ok(())
}

#[test]
fn both_engines_give_the_same_answers() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let apps = runtime.block_on(both_engines());
    let cases = if testkit::long() { 1000 } else { 200 };
    let input = (beginning(), vec(random::call(), 1..40));
    random::check(cases, &input, |(beginning, calls)| runtime.block_on(compare(&apps, &beginning, &calls)));
}
