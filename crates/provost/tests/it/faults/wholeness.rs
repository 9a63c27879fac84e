//! Nothing is half done: a change, its event and its mail are there together or not at all.

use crate::place::Place;
use std::collections::HashSet;

/// What must never be found, with a statement that counts it. The owner of the demo was not made by SCIM.
const HALVES: &[(&str, &str)] = &[
    (
        "members whose making no event tells of",
        "SELECT count(*) FROM member m WHERE m.user_name NOT LIKE 'olga@%' AND NOT EXISTS (SELECT 1 FROM event e \
         WHERE e.organization_id = m.organization_id AND e.member_id = m.id AND e.event_type = 1500)",
    ),
    (
        "members that events tell of and that are not there",
        "SELECT count(*) FROM event e WHERE e.event_type = 1500 \
         AND NOT EXISTS (SELECT 1 FROM member m WHERE m.organization_id = e.organization_id AND m.id = e.member_id) \
         AND NOT EXISTS (SELECT 1 FROM event r WHERE r.organization_id = e.organization_id \
                         AND r.member_id = e.member_id AND r.event_type = 1503)",
    ),
    (
        "members that were removed and are there",
        "SELECT count(*) FROM event e JOIN member m ON m.organization_id = e.organization_id AND m.id = e.member_id \
         WHERE e.event_type = 1503",
    ),
    (
        "members whose status is not what the events say",
        "SELECT count(*) FROM member m WHERE (m.status = -1) <> \
         ((SELECT count(*) FROM event e WHERE e.organization_id = m.organization_id AND e.member_id = m.id \
           AND e.event_type IN (1511, 1512)) % 2 = 1)",
    ),
    (
        "members whose title is not what the events say",
        "SELECT count(*) FROM member m WHERE m.user_name NOT LIKE 'olga@%' AND (m.attributes LIKE '%Changed%') <> \
         EXISTS (SELECT 1 FROM event e WHERE e.organization_id = m.organization_id AND e.member_id = m.id \
                 AND e.event_type = 1502 AND e.details LIKE '%\"title\"%')",
    ),
    (
        "memberships that are not what the events say",
        "SELECT count(*) FROM member m WHERE \
         (SELECT count(*) FROM group_membership g WHERE g.organization_id = m.organization_id AND g.member_id = m.id) <> \
         (SELECT count(*) FROM event e WHERE e.organization_id = m.organization_id AND e.member_id = m.id \
          AND e.event_type = 1504) % 2",
    ),
    (
        "invited members with more than one mail that waits",
        "SELECT count(*) FROM member m WHERE m.status = 0 AND 1 < (SELECT count(*) FROM outbox o \
         WHERE o.organization_id = m.organization_id AND o.member_id = m.id)",
    ),
    (
        "mails to nobody who is invited",
        "SELECT count(*) FROM outbox o WHERE NOT EXISTS (SELECT 1 FROM member m \
         WHERE m.organization_id = o.organization_id AND m.id = o.member_id AND m.status = 0)",
    ),
    (
        "addresses of nobody",
        "SELECT count(*) FROM member_address a WHERE NOT EXISTS (SELECT 1 FROM member m \
         WHERE m.organization_id = a.organization_id AND m.id = a.member_id)",
    ),
    (
        "ledgers that do not count the events",
        "SELECT count(*) FROM ledger l WHERE l.sequence <> \
         (SELECT count(*) FROM event e WHERE e.organization_id = l.organization_id)",
    ),
    (
        "ledgers that do not count the members",
        "SELECT count(*) FROM ledger l WHERE l.members <> \
         (SELECT count(*) FROM member m WHERE m.organization_id = l.organization_id)",
    ),
    (
        "ledgers that do not count the groups",
        "SELECT count(*) FROM ledger l WHERE l.member_groups <> \
         (SELECT count(*) FROM member_group g WHERE g.organization_id = l.organization_id)",
    ),
    (
        "ledgers that do not count the seats",
        "SELECT count(*) FROM ledger l WHERE l.occupied_seats <> \
         (SELECT count(*) FROM member m WHERE m.organization_id = l.organization_id AND m.status IN (0, 1, 2))",
    ),
    (
        "ledgers that do not count the members by status",
        "SELECT count(*) FROM ledger l WHERE \
         l.staged <> (SELECT count(*) FROM member m WHERE m.organization_id = l.organization_id AND m.status = 3) OR \
         l.invited <> (SELECT count(*) FROM member m WHERE m.organization_id = l.organization_id AND m.status = 0) OR \
         l.accepted <> (SELECT count(*) FROM member m WHERE m.organization_id = l.organization_id AND m.status = 1) OR \
         l.confirmed <> (SELECT count(*) FROM member m WHERE m.organization_id = l.organization_id AND m.status = 2) OR \
         l.revoked <> (SELECT count(*) FROM member m WHERE m.organization_id = l.organization_id AND m.status = -1)",
    ),
];

/// Looks at the database and at the event chain. Call it while nobody writes.
#[track_caller]
pub(crate) fn check(place: &Place) {
    // The program never looks events up by member and counts; without an index thousands of them take minutes.
    place.sql("CREATE INDEX IF NOT EXISTS checker ON event (organization_id, member_id, event_type)");
    let found: Vec<String> = HALVES
        .iter()
        .map(|(what, statement)| (what, place.count(statement)))
        .filter(|(_, count)| *count > 0)
        .map(|(what, count)| format!("{count} {what}"))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    check_invitations(place);
    let verified = place.run(&["audit", "verify"]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
}

/// Whoever is invited has a mail: it waits, or it is a file of the demo's.
#[track_caller]
fn check_invitations(place: &Place) {
    let unmailed = place.sql(
        "SELECT m.email FROM member m WHERE m.status = 0 AND NOT EXISTS (SELECT 1 FROM outbox o \
         WHERE o.organization_id = m.organization_id AND o.member_id = m.id)",
    );
    if unmailed.is_empty() {
        return;
    }
    let mails = std::fs::read_dir(place.data().join("mail")).unwrap().map(|entry| {
        let mail = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        mail.lines().find_map(|line| line.strip_prefix("To: ")).unwrap().to_owned()
    });
    let mailed: HashSet<String> = mails.collect();
    for row in &unmailed {
        assert!(mailed.contains(&row[0]), "there is no mail to {row:?}");
    }
}
