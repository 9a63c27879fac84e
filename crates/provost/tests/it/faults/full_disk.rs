//! The disk is full: reading goes on, and writing too once there is room.

use super::book::{Book, Person};
use super::wholeness;
use crate::client::{Answer, Client};
use crate::place::Place;
use crate::server::wait_for;
use serde_json::json;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A file system of a few megabytes.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// None where this user may not mount one.
    fn mount() -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=12m,mode=0700", "tmpfs"]).arg(directory.path());
        mount.stderr(Stdio::null()).status().is_ok_and(|status| status.success()).then(|| Self(directory))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }

    /// Leaves no byte free.
    fn fill(&self) {
        let mut file = OpenOptions::new().create(true).append(true).open(self.filler()).unwrap();
        for size in [1 << 20, 1 << 12] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn make_room(&self) {
        fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

fn create(client: &mut Client, book: &mut Book, number: usize) -> Answer {
    let name = format!("disk-{number}@example.com");
    // Long enough that a few of them do not fit into what is left of a page.
    let title = "T".repeat(100);
    let answer = client.call("POST", "/Users", Some(&json!({"userName": name, "title": title})));
    if answer.status == 201 {
        book.acknowledged(&name, Some(Person { title: Some(title), active: true, in_group: false }));
    } else {
        // Refused: it must not be there.
        book.acknowledged(&name, None);
    }
    answer
}

#[test]
fn a_full_disk_refuses_writes_with_507_and_nothing_else() {
    let Some(disk) = SmallDisk::mount() else {
        return testkit::skipped("full disk: this user may not mount a small file system");
    };
    let place = Place::with(None, Some(disk.path().join("data")));
    let mut server = place.demo(&[]);
    let mut client = server.client();
    let mut book = Book::default();
    let mut number = 0;
    let mut next = |client: &mut Client, book: &mut Book| {
        number += 1;
        create(client, book, number)
    };
    for round in 0..3 {
        for _ in 0..20 {
            assert_eq!(next(&mut client, &mut book).status, 201);
        }
        disk.fill();
        // The log has room in its last pages for a while.
        let refused =
            wait_for("a full disk", || Some(next(&mut client, &mut book)).filter(|answer| answer.status != 201));
        assert_eq!(refused.status, 507, "{refused:?}\n{}", server.log());
        let error = refused.json();
        assert_eq!(error["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
        assert_eq!(error["status"], "507");
        assert_eq!(refused.header("content-type"), Some("application/scim+json"));
        for _ in 0..5 {
            assert_eq!(next(&mut client, &mut book).status, 507);
        }
        book.check(&mut client);
        disk.make_room();
        assert_eq!(next(&mut client, &mut book).status, 201, "round {round}: it recovers by itself");
        assert!(server.is_running());
    }
    book.check(&mut client);
    wholeness::check(&place);
    let (status, _) = server.terminate();
    assert!(status.success());
    let server = place.demo(&[]);
    book.check(&mut server.client());
    wholeness::check(&place);
}

#[test]
fn a_server_killed_on_a_full_disk_has_everything_when_there_is_room() {
    let Some(disk) = SmallDisk::mount() else {
        return testkit::skipped("kill on a full disk: this user may not mount a small file system");
    };
    let place = Place::with(None, Some(disk.path().join("data")));
    let server = place.demo(&[]);
    let mut client = server.client();
    let mut book = Book::default();
    disk.fill();
    for number in 0..200 {
        create(&mut client, &mut book, number);
    }
    server.kill();
    disk.make_room();
    let server = place.demo(&[]);
    book.check(&mut server.client());
    wholeness::check(&place);
}

#[test]
fn a_first_start_on_a_full_disk_leaves_nothing_half_made() {
    let Some(disk) = SmallDisk::mount() else {
        return testkit::skipped("first start on a full disk: this user may not mount a small file system");
    };
    let place = Place::with(None, Some(disk.path().join("data")));
    fs::create_dir(place.data()).unwrap();
    disk.fill();
    let complaint = place.fail(&["org", "create", "Acme"]);
    assert!(complaint.contains("provost.db") && complaint.contains("disk is full"), "{complaint}");
    assert!(!place.data().join("data-key").exists(), "no key without its database");
    disk.make_room();
    place.succeed(&["org", "create", "Acme"]);
    place.succeed(&["audit", "verify"]);
}
