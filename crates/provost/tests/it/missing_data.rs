//! What is not there is neither guessed nor made by a command that only looks.

use crate::place::Place;
use testkit::app::Engine;

const SERVE: &[&str] = &["serve", "--port", "0", "--scim-port", "0", "--management-port", "0"];

/// One command of each kind that works on what is there.
const COMMANDS: &[&[&str]] = &[
    &["org", "list"],
    &["org", "show"],
    &["org", "set", "--seats", "3"],
    &["scim", "enable"],
    &["scim-key", "create"],
    &["trace", "list"],
    &["audit", "verify"],
];

#[test]
fn a_lost_data_key_is_not_replaced() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        place.demo(&[]).terminate();
        let path = place.data().join("data-key");
        let own = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        for words in [&["org", "list"], SERVE, &["org", "create", "Acme"], &["demo", "--port", "0", "--scim-port", "0"]]
        {
            let complaint = place.fail(words);
            assert!(complaint.contains("there is no data key"), "{words:?}: {complaint}");
            assert!(complaint.contains("Put the file data-key back"), "{words:?}: {complaint}");
            assert!(complaint.contains("PROVOST_DATA_KEY"), "{words:?}: {complaint}");
            assert!(!complaint.contains("provost serve"), "{words:?}: {complaint}");
            assert!(!path.exists(), "{words:?}: a wrong key was made");
        }
        std::fs::write(&path, own).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        place.succeed(&["audit", "verify"]);
    }
}

#[test]
fn an_empty_database_file_is_a_new_one() {
    let place = Place::new(Engine::Sqlite);
    std::fs::create_dir(place.data()).unwrap();
    std::fs::write(place.data().join("provost.db"), "").unwrap();
    let complaint = place.fail(&["org", "list"]);
    assert!(complaint.contains("there is no Provost database"), "{complaint}");
    place.serve(&[]).terminate();
    assert!(place.data().join("data-key").exists());
}

#[test]
fn looking_makes_no_database() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        std::fs::create_dir(place.data()).unwrap();
        for words in COMMANDS {
            let complaint = place.fail(words);
            assert!(complaint.contains("there is no Provost database at "), "{words:?}: {complaint}");
            assert!(complaint.contains("--data") && complaint.contains("--database"), "{words:?}: {complaint}");
            assert_eq!(std::fs::read_dir(place.data()).unwrap().count(), 0, "{words:?}: it made a file");
        }
        if engine == Engine::Postgres {
            assert_eq!(place.count("SELECT COUNT(*)::text FROM pg_tables WHERE schemaname = 'public'"), 0);
        }
        let file = format!("sqlite:{}", place.scratch().join("none.db").display());
        let complaint = place.fail(&["org", "list", "--database", &file]);
        assert!(complaint.contains(&file), "which one: {complaint}");
        assert!(!place.scratch().join("none.db").exists());
        // A key that is there changes nothing about that.
        place.succeed(&["org", "create", "Acme"]);
        place.fail(&["org", "list", "--database", &file]);
        place.succeed(&["org", "list"]);
    }
}

#[test]
fn a_data_directory_that_is_a_file_is_named_so() {
    let place = Place::new(Engine::Sqlite);
    std::fs::write(place.data(), "mine").unwrap();
    for words in [&["org", "list"], SERVE] {
        let complaint = place.fail(words);
        assert!(complaint.contains("is a file, not a directory") && complaint.contains("--data"), "{complaint}");
    }
}

#[test]
fn a_damaged_database_calls_for_a_backup() {
    let place = Place::new(Engine::Sqlite);
    place.demo(&[]).terminate();
    std::fs::write(place.data().join("provost.db"), "this is no database ".repeat(1000)).unwrap();
    let complaint = place.fail(&["org", "list"]);
    assert!(complaint.contains("not a database"), "{complaint}");
    assert!(complaint.contains("backup") && complaint.contains("Keep the damaged file"), "{complaint}");
}

#[test]
fn a_postgresql_database_that_is_not_there_is_made_by_hand() {
    let place = Place::new(Engine::Postgres);
    let url = place.database().unwrap();
    let (server, name) = url
        .split_once("://")
        .unwrap()
        .1
        .split_once('/')
        .map(|(host, rest)| (host, rest.split('?').next().unwrap()))
        .unwrap();
    let other = url.replace(&format!("{server}/{name}"), &format!("{server}/no_such_database"));
    assert!(other != url);
    let complaint = place.fail(&[SERVE, &["--database", &other]].concat());
    assert!(complaint.contains("CREATE DATABASE"), "{complaint}");
}

#[test]
fn a_postgresql_user_without_rights_is_given_them_by_hand() {
    let place = Place::new(Engine::Postgres);
    let url = place.database().unwrap();
    let name = url.split('?').next().unwrap().rsplit('/').next().unwrap();
    let role = format!("{name}_guest");
    place.sql(&format!("CREATE ROLE {role} LOGIN"));
    let host = url.split_once("://").unwrap().1.split('/').next().unwrap().rsplit('@').next().unwrap();
    let guest = format!("postgres://{role}@{host}/{name}?sslmode=disable");
    let complaint = place.fail(&[SERVE, &["--database", &guest]].concat());
    place.sql(&format!("DROP ROLE {role}"));
    assert!(complaint.contains("GRANT CREATE"), "{complaint}");
}
