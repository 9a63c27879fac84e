//! Variables of the environment.

use crate::place::{Ended, Place};
use crate::server::Server;
use std::os::unix::fs::PermissionsExt as _;
use testkit::app::Engine;

#[test]
fn a_variable_that_is_set_to_nothing_counts_as_not_set() {
    let place = Place::new(Engine::Sqlite);
    let mut command = place.command(&["org", "create", "Acme"]);
    for name in ["PROVOST_DATABASE", "PROVOST_DATA_KEY"] {
        command.env(name, "");
    }
    let made = Ended::of(&command.output().unwrap());
    assert_eq!(made.code, Some(0), "{made:?}");
    assert!(place.data().join("data-key").exists());
    let mut command = place.command(&["serve", "--port", "0", "--scim-port", "0", "--management-port", "0"]);
    for name in [
        "PROVOST_SMTP_PASSWORD",
        "PROVOST_SMTP_USERNAME",
        "PROVOST_SMTP_HOST",
        "PROVOST_SMTP_PORT",
        "PROVOST_MAIL_TRANSPORT",
        "PROVOST_MAIL_FROM",
        "PROVOST_PUBLIC_URL",
        "PROVOST_TRUSTED_PROXIES",
        "PROVOST_TLS_CERT",
        "PROVOST_NO_CONSOLE",
        "PROVOST_OPERATORS",
        "PROVOST_LISTEN",
        "PROVOST_LOG",
    ] {
        command.env(name, "");
    }
    let server = Server::start(command, place.scratch());
    assert!(server.listening().main.starts_with("http://127.0.0.1:"));
}

#[test]
fn a_password_file_that_others_can_read_is_warned_about() {
    let place = Place::new(Engine::Sqlite);
    let file = place.scratch().join("password");
    std::fs::write(&file, "correct horse battery staple").unwrap();
    let words =
        ["confirm", "--server", "http://127.0.0.1:1", "--email", "o@acme.example", "--password-file", "password"];
    for (mode, is_warned) in [(0o644, true), (0o640, true), (0o600, false)] {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let complaint = place.fail(&words);
        assert_eq!(complaint.contains("others can read password"), is_warned, "{mode:o}: {complaint}");
    }
}
