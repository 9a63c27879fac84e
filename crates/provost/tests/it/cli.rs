//! The command line as a whole: help that teaches, errors that say what to do next.

use crate::place::Place;
use testkit::app::Engine;

/// Every subcommand, and what its help must explain.
const HELP: &[(&[&str], &[&str])] = &[
    (&[], &["provost demo", "provost serve", "scim-key", "confirm", "audit", "trace"]),
    (
        &["demo"],
        &[
            "continues with the same data",
            "--reset",
            "--organizations",
            "--json",
            "--data",
            "--database",
            "--port",
            "--scim-port",
            "--rate-limits",
            "--tls",
            "ca.pem",
        ],
    ),
    (
        &["serve"],
        &[
            "The first start makes",
            "--data",
            "PROVOST_DATA",
            "PROVOST_DATA_KEY",
            "--public-url",
            "--trusted-proxies",
            "--management-port",
            "--trace-days",
            "--tls-cert",
            "PROVOST_TLS_KEY",
            "read again when it changes",
            "--mail-transport",
            "--smtp-host",
            "PROVOST_SMTP_PASSWORD",
            "--mail-from",
        ],
    ),
    (&["mail"], &["list", "retry", "test"]),
    (&["mail", "list"], &["--dead", "--json", "given up at once"]),
    (&["mail", "retry"], &["--dead", "within a second"]),
    (&["mail", "test"], &["<ADDRESS>", "--smtp-host", "how far it comes"]),
    (&["org"], &["create", "list", "show", "set", "invite-owner", "delete"]),
    (&["org", "create"], &["<NAME>", "--owner", "--owner-name"]),
    (&["org", "list"], &["--json"]),
    (&["org", "show"], &["--json"]),
    (&["org", "invite-owner"], &["<ADDRESS>", "--organization"]),
    (&["org", "delete"], &["--yes", "event log"]),
    (&["org", "set"], &["--plan", "--seats", "--invite-users-after-provisioning", "--directory-is-authoritative"]),
    (&["scim"], &["enable", "disable"]),
    (&["scim", "enable"], &["[ORGANIZATION]"]),
    (&["scim", "disable"], &["keys and members stay"]),
    (&["scim-key"], &["create", "list", "rotate", "revoke"]),
    (&["scim-key", "create"], &["--name", "--scope", "--expires-in", "users-and-groups"]),
    (&["scim-key", "list"], &["--json"]),
    (&["scim-key", "rotate"], &["--overlap", "24h"]),
    (&["scim-key", "revoke"], &["<KEY>"]),
    (
        &["accept"],
        &[
            "[LINK]",
            "fingerprint",
            "--server",
            "--ca-cert",
            "--password-file",
            "--password-stdin",
            "PROVOST_MASTER_PASSWORD",
            "--name",
            "--kdf",
            "Examples",
            "Exit status",
        ],
    ),
    (
        &["confirm"],
        &[
            "fingerprint",
            "there the server is trusted",
            "--server",
            "--ca-cert",
            "--password-file",
            "PROVOST_MASTER_PASSWORD",
            "--member",
            "--all",
            "--watch",
            "--if-scim",
            "--if-domain",
            "--if-role",
            "--json",
            "Exit status",
        ],
    ),
    (&["trace"], &["list"]),
    (&["trace", "list"], &["--member", "--failed", "--limit", "--json"]),
    (&["audit"], &["verify"]),
    (&["audit", "verify"], &["event-tips", "Exit status"]),
];

#[test]
fn every_subcommand_explains_itself() {
    let place = Place::new(Engine::Sqlite);
    for (words, phrases) in HELP {
        let help = place.succeed(&[words, ["--help"].as_slice()].concat());
        for phrase in *phrases {
            assert!(help.contains(phrase), "{words:?}: {phrase:?} is missing:\n{help}");
        }
        for line in help.lines() {
            assert!(line.chars().count() <= 120, "{words:?}: too wide: {line}");
        }
    }
}

#[test]
fn no_subcommand_is_without_a_row() {
    let place = Place::new(Engine::Sqlite);
    for (words, _) in HELP {
        let help = place.succeed(&[words, ["--help"].as_slice()].concat());
        let Some((_, commands)) = help.split_once("Commands:\n") else { continue };
        for line in commands.lines().take_while(|line| !line.is_empty()) {
            let name = line.split_whitespace().next().unwrap();
            let path = [words, [name].as_slice()].concat();
            assert!(name == "help" || HELP.iter().any(|(words, _)| *words == path.as_slice()), "{path:?} has no row");
        }
    }
}

#[test]
fn the_version_is_told() {
    let version = Place::new(Engine::Sqlite).succeed(&["--version"]);
    assert_eq!(version.trim(), format!("provost {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_wrong_word_is_refused_with_usage() {
    let place = Place::new(Engine::Sqlite);
    for words in [
        ["demoo"].as_slice(),
        &["org"],
        &["scim-key", "create", "--expires-in", "soon"],
        &["scim-key", "create", "--expires-in", "0d"],
        &["scim-key", "create", "--expires-in", "3651d"],
        &["scim-key", "create", "--expires-in", "99999999999d"],
        &["scim-key", "rotate", "SCIM", "--overlap", "99999999999d"],
        &["org", "set", "--seats", "many"],
        &["org", "create", "Acme", "--owner", "olga@acme.example"],
        &["demo", "--organizations", "0"],
        &["serve", "--trusted-proxies", "everybody"],
        &["serve", "--public-url", "example"],
        &["serve", "--database", "mysql://localhost/provost"],
        &["scim", "enable", "not-an-id"],
        &["serve", "--port", "65536"],
        &["serve", "--operator", "olga@acme.example,olga"],
        &["serve", "--tls-cert", "cert.pem"],
        &["serve", "--tls-key", "key.pem"],
        &["demo", "--tls", "--tls-cert", "cert.pem", "--tls-key", "key.pem"],
        &["accept", "--kdf", "md5"],
        &["accept", "--password", "secret"],
        &["confirm", "--email", "olga@example.com"],
        &["confirm", "--server", "http://127.0.0.1:1"],
        &["confirm", "--server", "http://127.0.0.1:1", "--email", "olga@example.com", "--if-domain", "@example.com"],
        &["confirm", "--server", "http://127.0.0.1:1", "--email", "olga@example.com", "--if-role", "boss"],
        &["confirm", "--server", "http://127.0.0.1:1", "--email", "olga@example.com", "--interval", "0s"],
        &["confirm", "--server", "http://127.0.0.1:1", "--email", "olga@example.com", "--all", "--watch"],
        &["confirm", "--server", "http://127.0.0.1:1", "--email", "olga@example.com", "--password", "secret"],
    ] {
        let ended = place.run(words);
        assert_eq!(ended.code, Some(2), "{words:?}: {ended:?}");
        assert!(ended.stdout.is_empty() && ended.stderr.len() > 20, "{words:?}: {ended:?}");
        assert!(!place.data().exists(), "{words:?}: nothing is made");
    }
}

#[test]
fn a_missing_data_directory_is_explained() {
    let place = Place::new(Engine::Sqlite);
    for words in [
        ["org", "list"].as_slice(),
        &["org", "show"],
        &["org", "set", "--seats", "3"],
        &["scim", "enable"],
        &["scim", "disable"],
        &["scim-key", "create"],
        &["scim-key", "list"],
        &["scim-key", "rotate", "SCIM"],
        &["scim-key", "revoke", "SCIM"],
        &["trace", "list"],
        &["audit", "verify"],
    ] {
        let complaint = place.fail(words);
        assert!(complaint.contains("there is no data directory"), "{words:?}: {complaint}");
        assert!(complaint.contains("provost serve --data"), "{words:?}: what to do: {complaint}");
        assert!(!place.data().exists(), "{words:?}: looking makes nothing");
    }
}

#[test]
fn an_unknown_organization_is_explained() {
    let place = Place::new(Engine::Sqlite);
    place.demo(&["--organizations", "2"]).terminate();
    let unknown = "00000000-0000-4000-8000-000000000000";
    for words in [
        ["org", "show", unknown].as_slice(),
        &["org", "set", unknown, "--seats", "3"],
        &["scim", "enable", unknown],
        &["scim-key", "create", "--organization", unknown],
        &["trace", "list", "--organization", unknown],
        &["audit", "verify", "--organization", unknown],
    ] {
        let complaint = place.fail(words);
        assert!(complaint.contains(unknown) && complaint.contains("provost org list"), "{words:?}: {complaint}");
    }
    for words in [["org", "show"].as_slice(), &["scim", "enable"], &["scim-key", "list"], &["trace", "list"]] {
        let complaint = place.fail(words);
        assert!(complaint.contains("several organizations"), "{words:?}: {complaint}");
        assert!(complaint.contains("provost org list"), "{words:?}: {complaint}");
    }
}

#[test]
fn no_organization_yet_is_explained() {
    let place = Place::new(Engine::Sqlite);
    place.serve(&[]).terminate();
    let complaint = place.fail(&["scim-key", "create"]);
    assert!(complaint.contains("provost org create"), "{complaint}");
    assert_eq!(place.succeed(&["audit", "verify"]), "", "nothing to check is no error");
}

#[test]
fn a_data_key_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new(Engine::Sqlite);
    place.demo(&[]).terminate();
    let key = place.data().join("data-key");
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&key), mode(place.data())), (0o600, 0o700), "made private");
    assert_eq!(mode(&place.data().join("provost.db")), 0o600);
    for readable in [0o640, 0o604, 0o644] {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(readable)).unwrap();
        for words in
            [["org", "list"].as_slice(), &["serve", "--port", "0", "--scim-port", "0", "--management-port", "0"]]
        {
            let complaint = place.fail(words);
            assert!(complaint.contains("chmod 600"), "{complaint}");
        }
    }
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o400)).unwrap();
    place.succeed(&["org", "list"]);
}

#[test]
fn another_data_key_is_refused() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        place.demo(&[]).terminate();
        let path = place.data().join("data-key");
        let own = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n").unwrap();
        let serve = ["serve", "--port", "0", "--scim-port", "0", "--management-port", "0"];
        for words in [["org", "list"].as_slice(), &["audit", "verify"], &serve] {
            let complaint = place.fail(words);
            assert!(complaint.contains("the data key is not the one of this database"), "{complaint}");
            assert!(complaint.contains("PROVOST_DATA_KEY"), "{complaint}");
        }
        std::fs::write(&path, "no key\n").unwrap();
        let complaint = place.fail(&["org", "list"]);
        assert!(complaint.contains("32 bytes in base64") && complaint.contains("data-key"), "{complaint}");
        // From the environment it needs no file.
        std::fs::remove_file(&path).unwrap();
        let complaint = place.fail(&["org", "list"]);
        assert!(complaint.contains("there is no data key"), "{complaint}");
        let output = place.command(&["org", "list"]).env("PROVOST_DATA_KEY", own.trim()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        assert!(!path.exists(), "and writes none");
    }
}

#[test]
fn a_database_that_is_away_is_explained_without_its_password() {
    let place = Place::with(Some("postgres://provost:hunter2@127.0.0.1:1/provost".to_owned()), None);
    let complaint = place.fail(&["serve", "--port", "0", "--scim-port", "0", "--management-port", "0"]);
    assert!(!complaint.contains("hunter2"), "{complaint}");
    assert!(complaint.contains("127.0.0.1"), "which one: {complaint}");
}

#[test]
fn a_newer_schema_is_refused_by_name() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        place.demo(&[]).terminate();
        place.sql(
            "INSERT INTO schema_migration (version, name, checksum, applied_at) \
                   SELECT 99, '0099_from_the_future', checksum, applied_at FROM schema_migration WHERE version = 1",
        );
        let complaint = place.fail(&["org", "list"]);
        assert!(complaint.contains("0099_from_the_future"), "{complaint}");
        assert!(complaint.contains("newer"), "{complaint}");
    }
}
