//! The ledger keeps count of what is there, so that rules need not count rows: its numbers must be those of the rows.

use crate::calls::both_engines;
use crate::{differential, random};
use application::{ChangeOrganization, OrganizationChange};
use domain::{OrganizationId, StatusCounts};
use proptest::collection::vec;
use testkit::app::App;
use testkit::rows;

/// What the rows say: members, groups, occupied seats, confirmed owners, events; then the members of each status.
const COUNTS: [&str; 10] = [
    "SELECT COUNT(*) FROM member WHERE organization_id = $1",
    "SELECT COUNT(*) FROM member_group WHERE organization_id = $1",
    "SELECT COUNT(*) FROM member WHERE organization_id = $1 AND status IN (0, 1, 2)",
    "SELECT COUNT(*) FROM member WHERE organization_id = $1 AND status = 2 AND role = 0",
    "SELECT COUNT(*) FROM event WHERE organization_id = $1",
    "SELECT COUNT(*) FROM member WHERE organization_id = $1 AND status = 3",
    "SELECT COUNT(*) FROM member WHERE organization_id = $1 AND status = 0",
    "SELECT COUNT(*) FROM member WHERE organization_id = $1 AND status = 1",
    "SELECT COUNT(*) FROM member WHERE organization_id = $1 AND status = 2",
    "SELECT COUNT(*) FROM member WHERE organization_id = $1 AND status = -1",
];

/// Compares the ledger with the rows, and the log with its chain.
pub(crate) async fn check(app: &App, id: OrganizationId) -> Result<(), String> {
    let mut counted = Vec::new();
    for sql in COUNTS {
        counted.push(rows::number(&app.application, sql, id).await.unwrap());
    }
    let (ledger, _) = rows::ledger(&app.application, id).await.unwrap().unwrap();
    let StatusCounts { staged, invited, accepted, confirmed, revoked } = ledger.people;
    let kept = [
        ledger.members,
        ledger.groups,
        ledger.occupied_seats,
        ledger.confirmed_owners,
        ledger.sequence,
        staged,
        invited,
        accepted,
        confirmed,
        revoked,
    ];
    if counted != kept {
        return Err(format!(
            "{}: members, groups, seats, owners, events, members by status are {counted:?}, the ledger says {kept:?}",
            app.application.storage().engine_name()
        ));
    }
    let verify = app.application.verify_events(id).unwrap();
    let report = app.application.read(&verify).await.unwrap();
    report.finding.map_or(Ok(()), |finding| Err(finding.to_string()))
}

pub(crate) async fn change(app: &App, organization_id: OrganizationId, change: OrganizationChange) {
    let call = app.application.system_call();
    app.application.run(ChangeOrganization { call, organization_id, change }).await.unwrap();
}

/// Every call is followed by a count, so that a wrong number is found where it was made, and not evened out later.
#[test]
fn the_ledger_counts_what_is_there() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let apps = runtime.block_on(both_engines());
    let cases = if testkit::long() { 200 } else { 20 };
    let input = (differential::beginning(), vec(random::call(), 1..40));
    random::check(cases, &input, |(beginning, calls)| {
        apps.iter().try_for_each(|app| {
            runtime.block_on(async {
                let mut tenant = differential::begin(app, &beginning).await;
                for call in &calls {
                    tenant.play(call).await;
                    check(app, tenant.organization.id).await.map_err(|error| format!("after {call:?}: {error}"))?;
                }
                Ok(())
            })
        })
    });
}
