//! The clock of the machine jumps; the order of events does not.

use super::wholeness;
use crate::place::Place;
use crate::server::Server;
use serde_json::json;
use std::path::Path;
use testkit::app::Engine;

/// The library that tells a program another time, where it is installed.
pub(crate) const LIBRARY: &str = if cfg!(target_arch = "aarch64") {
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"
} else {
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
};

#[test]
fn events_stay_in_order_when_the_clock_jumps() {
    if !Path::new(LIBRARY).exists() {
        return testkit::skipped("clock jumps: the Debian package libfaketime is not installed");
    }
    let place = Place::new(Engine::Sqlite);
    let offset = place.scratch().join("offset");
    let set = |text: &str| {
        // Replaced as a whole: a file that is half written would be read as another time.
        let next = place.scratch().join("next");
        std::fs::write(&next, text).unwrap();
        std::fs::rename(&next, &offset).unwrap();
    };
    set("+0");
    // Invitations stay where they are: years later they have run out.
    let words = ["--port", "0", "--scim-port", "0", "--rate-limits", "off", "--mail-transport", "none"];
    let mut command = place.command(&[&["demo", "--json"], &words[..]].concat());
    command.env("LD_PRELOAD", LIBRARY).env("FAKETIME_TIMESTAMP_FILE", &offset);
    command.env("FAKETIME_NO_CACHE", "1").env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env("DONT_FAKE_MONOTONIC", "1");
    let server = Server::demo(command, place.scratch());
    let mut client = server.client();
    let mut made = Vec::new();
    let mut created = Vec::new();
    for (number, jump) in ["+0", "-1h", "+3d", "-400d", "+10y", "+0"].iter().enumerate() {
        set(jump);
        for turn in 0..5 {
            let user = json!({"userName": format!("clock-{number}-{turn}@example.com")});
            let answer = client.succeed("POST", "/Users", Some(&user));
            made.push(answer["id"].as_str().unwrap().to_owned());
            created.push(answer["meta"]["created"].as_str().unwrap()[..4].to_owned());
        }
    }
    created.dedup();
    assert!(created.len() >= 4, "the clock did not jump: {created:?}");
    // Lists are in the order of creation, whatever the clock said.
    let listed = client.everybody().into_iter().map(|user| user["id"].as_str().unwrap().to_owned());
    assert_eq!(listed.skip(1).collect::<Vec<_>>(), made);
    // So are the events, without a gap.
    let events = place.sql("SELECT sequence, member_id FROM event WHERE event_type = 1500 ORDER BY sequence");
    let of_members: Vec<String> = events.iter().map(|row| row[1].clone()).collect();
    let wanted: Vec<String> = made.iter().map(|id| id.replace('-', "")).collect();
    assert!(of_members.ends_with(&wanted), "{of_members:?}");
    wholeness::check(&place);
}
