//! `provost audit verify`: what somebody does to the log behind the program's back is found.

use crate::place::Place;
use serde_json::json;
use testkit::app::Engine;

/// An installation with some history, not running.
fn with_history(engine: Engine) -> Place {
    let place = Place::new(engine);
    add_history(&place, 1..=5);
    place
}

fn add_history(place: &Place, numbers: std::ops::RangeInclusive<u32>) {
    let server = place.demo(&[]);
    for number in numbers {
        let user = json!({"userName": format!("member-{number}@example.com")});
        server.client().succeed("POST", "/Users", Some(&user));
    }
    let (status, _) = server.terminate();
    assert!(status.success());
}

#[track_caller]
fn found(place: &Place, finding: &str) {
    let ended = place.run(&["audit", "verify"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended.stdout.contains("BROKEN") && ended.stdout.contains(finding),
        "{finding:?} is not in {}",
        ended.stdout
    );
    // Looking at it does not heal it.
    assert_eq!(place.run(&["audit", "verify"]).stdout, ended.stdout);
}

fn last(place: &Place) -> i64 {
    place.count("SELECT max(sequence) FROM event")
}

#[test]
fn a_whole_log_is_whole() {
    for engine in Engine::ALL {
        let place = with_history(engine);
        let said = place.succeed(&["audit", "verify"]);
        assert!(said.contains(&format!("{} events, whole", last(&place))), "{said}");
        // Also beside a running server, which goes on writing.
        let server = place.demo(&[]);
        server.client().succeed("POST", "/Users", Some(&json!({"userName": "late@example.com"})));
        place.succeed(&["audit", "verify"]);
    }
}

#[test]
fn an_edited_event_is_found() {
    for engine in Engine::ALL {
        let changes = [
            "details = '{}'",
            "event_type = 1502",
            "occurred_at = occurred_at + 1",
            "address = '10.0.0.1'",
            "request_id = 'forged'",
            "member_id = NULL",
            "system_user = NULL",
            "device_type = 9",
        ];
        for change in changes {
            let place = with_history(engine);
            let sequence = last(&place) - 2;
            place.sql(&format!("UPDATE event SET {change} WHERE sequence = {sequence}"));
            found(&place, &format!("event {sequence} does not fit its hash"));
            if engine == Engine::Postgres {
                break; // The hash does not know the engine; one edit shows that the check runs.
            }
        }
    }
}

#[test]
fn an_inserted_event_is_found() {
    const COLUMNS: &str = "event_type, occurred_at, system_user, acting_account_id, scim_key_id, device_type, address, \
                           request_id, member_id, account_id, group_id, details, hash";
    for engine in Engine::ALL {
        let place = with_history(engine);
        let next = last(&place) + 1;
        place.sql(&format!(
            "INSERT INTO event (organization_id, sequence, {COLUMNS}) \
             SELECT organization_id, {next}, {COLUMNS} FROM event WHERE sequence = {}",
            next - 1
        ));
        found(&place, &format!("event {next} does not fit its hash"));
    }
}

#[test]
fn a_deleted_event_is_found() {
    for engine in Engine::ALL {
        let place = with_history(engine);
        place.sql("DELETE FROM event WHERE sequence = 3");
        found(&place, "events 3 to 3 are missing");
        let place = with_history(engine);
        place.sql("DELETE FROM event WHERE sequence = 1");
        found(&place, "events 1 to 1 are missing");
    }
}

#[test]
fn a_cut_tail_is_found() {
    for engine in Engine::ALL {
        let place = with_history(engine);
        let end = last(&place);
        place.sql(&format!("DELETE FROM event WHERE sequence > {}", end - 2));
        found(&place, &format!("the log ends at event {}, its tip says {end}", end - 2));
        // With a tip that was made to fit, but cannot be signed.
        place.sql(&format!(
            "UPDATE ledger SET sequence = {0}, head = (SELECT hash FROM event WHERE sequence = {0})",
            end - 2
        ));
        found(&place, "the tail was cut, events were added, or the tip was edited");
    }
}

/// Cuts the log back to where it was, together with its tip.
fn cut_with_tip(place: &Place) -> i64 {
    place.sql("CREATE TABLE kept AS SELECT sequence, head, tip FROM ledger");
    let before = last(place);
    add_history(place, 6..=8);
    let after = last(place);
    assert!(after > before);
    place.sql(&format!("DELETE FROM event WHERE sequence > {before}"));
    place.sql(
        "UPDATE ledger SET sequence = (SELECT sequence FROM kept), head = (SELECT head FROM kept), \
               tip = (SELECT tip FROM kept)",
    );
    after
}

#[test]
fn a_tail_cut_together_with_its_tip_is_found() {
    for engine in Engine::ALL {
        let place = with_history(engine);
        let published = cut_with_tip(&place);
        found(&place, &format!("does not contain event {published} as it was published outside the database"));
    }
}

#[test]
fn a_tail_cut_together_with_its_tip_is_found_after_the_log_grew_on() {
    for engine in Engine::ALL {
        let place = with_history(engine);
        let published = cut_with_tip(&place);
        place.sql("DELETE FROM member_address WHERE email_key LIKE 'member-6%'");
        // Past the number that was published: what was cut must not be forgotten over it.
        add_history(&place, 11..=18);
        assert!(last(&place) > published);
        found(&place, &format!("does not contain event {published} as it was published outside the database"));
    }
}

#[test]
fn an_older_database_file_put_back_is_found() {
    let place = with_history(Engine::Sqlite);
    let (file, kept) = (place.data().join("provost.db"), place.scratch().join("kept.db"));
    assert!(!place.data().join("provost.db-wal").exists(), "a server that was stopped leaves one file");
    std::fs::copy(&file, &kept).unwrap();
    add_history(&place, 6..=8);
    let published = last(&place);
    std::fs::copy(&kept, &file).unwrap();
    found(&place, &format!("does not contain event {published} as it was published outside the database"));
}

#[test]
fn a_removed_ledger_is_found() {
    for engine in Engine::ALL {
        let place = with_history(engine);
        place.sql("DELETE FROM ledger");
        found(&place, "the organization has no ledger");
    }
}

#[test]
fn an_organization_removed_with_its_log_is_found() {
    for engine in Engine::ALL {
        let place = with_history(engine);
        let all =
            ["event", "ledger", "outbox", "scim_key", "group_membership", "member_address", "member", "organization"];
        for table in all {
            place.sql(&format!("DELETE FROM {table}"));
        }
        found(&place, "the organization is gone, and its event log with it");
    }
}

#[test]
fn tips_that_are_gone_or_unreadable_are_told() {
    let place = with_history(Engine::Sqlite);
    let tips = place.data().join("event-tips");
    std::fs::remove_file(&tips).unwrap();
    assert!(place.succeed(&["audit", "verify"]).contains("its tip was never published"));
    assert!(!tips.exists(), "a check writes nothing");
    std::fs::write(&tips, "nonsense").unwrap();
    let complaint = place.fail(&["audit", "verify"]);
    assert!(complaint.contains("event-tips cannot be read. Put a copy of the file back"), "{complaint}");
}

#[test]
fn one_broken_log_does_not_hide_the_others() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&["--organizations", "3"]);
    let organizations = server.organizations();
    server.terminate();
    let id = organizations[1].id.replace('-', "");
    place.sql(&format!("UPDATE event SET details = '{{}}' WHERE sequence = 1 AND organization_id = x'{id}'"));
    let ended = place.run(&["audit", "verify"]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(
        (ended.stdout.matches("whole").count(), ended.stdout.matches("BROKEN").count()),
        (2, 1),
        "{}",
        ended.stdout
    );
    place.succeed(&["audit", "verify", "--organization", &organizations[0].id]);
    assert_eq!(place.run(&["audit", "verify", "--organization", &organizations[1].id]).code, Some(1));
}
