//! What a command says is to be done next can be done so, and says nothing that is secret.

use crate::client::Client;
use crate::place::{Ended, Place};
use crate::server::wait_for;
use std::process::Stdio;
use testkit::app::Engine;

#[test]
fn a_wrong_secret_is_never_repeated() {
    let place = Place::new(Engine::Sqlite);
    for url in
        ["postgres://u:SECRET@h/x?sslmode=verify", "postgres://u:SECRET@h:port/x", "mysql://u:SECRET@h/x", "u:SECRET@h"]
    {
        let ended = place.run(&["serve", "--database", url]);
        let from_environment =
            Ended::of(&place.command(&["org", "list"]).env("PROVOST_DATABASE", url).output().unwrap());
        for ended in [ended, from_environment] {
            assert_eq!(ended.code, Some(2), "{ended:?}");
            assert!(!ended.stderr.contains("SECRET"), "{}", ended.stderr);
            assert!(
                ended.stderr.contains("--database") && ended.stderr.contains("PROVOST_DATABASE"),
                "{}",
                ended.stderr
            );
        }
    }
    // Nor where it stands in the wrong place.
    for words in [
        ["serve", "postgres://u:SECRET@h/x"].as_slice(),
        &["serve", "--postgres://u:SECRET@h/x"],
        &["postgres://u:SECRET@h/x"],
        &["serve", "--port", "postgres://u:SECRET@h/x"],
        &["serve", "--public-url=postgres://u:SE\"SECRET@h/x"],
        &["org", "show", "pvscim_SECRET"],
    ] {
        let ended = place.run(words);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(!ended.stderr.contains("SECRET") && ended.stderr.contains('…'), "{words:?}: {}", ended.stderr);
    }
    let output = place.command(&["serve"]).env("PROVOST_PORT", "postgres://u:SECRET@h/x").output().unwrap();
    let ended = Ended::of(&output);
    assert!(ended.code == Some(2) && !ended.stderr.contains("SECRET"), "{ended:?}");
    let ended =
        place.run(&["serve", "--port", "0", "--scim-port", "0", "--management-port", "0", "--data-key", "SECRET"]);
    assert!(ended.code == Some(1) && !ended.stderr.contains("SECRET"), "{ended:?}");
    assert!(ended.stderr.contains("PROVOST_DATA_KEY"), "{ended:?}");
}

#[test]
fn the_console_is_at_the_root_of_a_host() {
    let place = Place::new(Engine::Sqlite);
    let below = ["--public-url", "https://example.com/vault"];
    for word in ["serve", "demo"] {
        let complaint = place.fail(&[&[word][..], &below, &["--port", "0", "--scim-port", "0"]].concat());
        assert!(complaint.contains("https://example.com/vault has a path"), "{complaint}");
        assert!(complaint.contains("--no-console"), "{complaint}");
        assert!(!place.data().exists(), "nothing is made");
    }
    place.serve(&["--no-console", "--public-url", "https://example.com/vault"]).terminate();
}

#[test]
fn an_organization_may_be_named_in_either_form() {
    let place = Place::new(Engine::Sqlite);
    place.succeed(&["org", "create", "Acme"]);
    let id = place.succeed(&["org", "create", "Other"]).trim().to_owned();
    for words in [["scim", "enable"].as_slice(), &["scim", "disable"], &["org", "show"], &["org", "set"]] {
        let complaint = place.fail(words);
        assert!(complaint.contains("--organization ID"), "{complaint}");
        place.succeed(&[words, &["--organization", &id]].concat());
        place.succeed(&[words, &[id.as_str()]].concat());
        assert_eq!(place.run(&[words, &[id.as_str(), "--organization", &id]].concat()).code, Some(2));
    }
}

#[test]
fn hints_repeat_where_the_data_are() {
    let place = Place::new(Engine::Sqlite);
    let data = place.scratch().join("my data");
    let data = data.to_str().unwrap();
    let file = format!("sqlite:{}", place.scratch().join("x.db").display());
    let made = place.run(&["org", "create", "Acme", "--data", data, "--database", &file]);
    let id = made.stdout.trim();
    let again = format!("--data '{data}' --database {file}");
    assert!(made.stderr.contains(&format!("provost scim enable {id} {again}")), "{}", made.stderr);
    assert!(made.stderr.contains(&format!("--organization {id} {again}")), "{}", made.stderr);
    let key = place.run(&["scim-key", "create", "--data", data, "--database", &file]);
    assert!(key.stderr.contains(&format!("provost scim enable {id} {again}")), "{}", key.stderr);
    let complaint = place.fail(&["scim-key", "revoke", "Okta", "--data", data, "--database", &file]);
    assert!(complaint.contains(&format!("provost scim-key list --organization {id} {again}")), "{complaint}");
}

#[test]
fn hints_hide_the_password() {
    let place = Place::new(Engine::Postgres);
    let made = place.run(&["org", "create", "Acme", "--database", place.database().unwrap()]);
    assert!(!made.stderr.contains("postgres://"), "{}", made.stderr);
    let mut command = place.command(&["org", "create", "Other", "--database", place.database().unwrap()]);
    let other = Ended::of(&command.env_remove("PROVOST_DATABASE").output().unwrap());
    assert!(other.stderr.contains("--database …") && !other.stderr.contains("postgres://"), "{}", other.stderr);
}

/// What a demo for people says.
pub(crate) fn demo_text(place: &Place, more: &[&str]) -> String {
    let log = place.scratch().join("demo.txt");
    let mut command = place.command(&[&["demo", "--port", "0", "--scim-port", "0"], more].concat());
    let mut child = command.stdout(std::fs::File::create(&log).unwrap()).stderr(Stdio::null()).spawn().unwrap();
    let text = wait_for("the last line", || {
        let text = std::fs::read_to_string(&log).unwrap();
        text.lines().any(|line| line.contains("Ctrl-C") && text.ends_with('\n')).then_some(text)
    });
    child.kill().unwrap();
    child.wait().unwrap();
    text
}

#[test]
fn a_demo_promises_a_reset_only_where_it_may() {
    let place = Place::new(Engine::Sqlite);
    let text = demo_text(&place, &[]);
    let data = place.data().display();
    assert!(text.contains(&format!("provost demo --reset --data {data}")), "{text}");
    assert!(text.contains(&format!("provost trace list --data {data}")), "{text}");
    assert!(!demo_text(&Place::new(Engine::Postgres), &[]).contains("--reset"));
}

#[test]
fn an_address_that_is_not_here_is_the_fault_of_listen() {
    let place = Place::new(Engine::Sqlite);
    let complaint = place.fail(&["demo", "--listen", "192.0.2.1", "--port", "0", "--scim-port", "0"]);
    assert!(complaint.contains("--listen") && complaint.contains("192.0.2.1"), "{complaint}");
    assert!(!complaint.contains("--port"), "{complaint}");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let complaint = place.fail(&["demo", "--port", &port, "--scim-port", &port]);
    assert!(complaint.contains("--port and --scim-port are both"), "{complaint}");
    assert!(!place.data().exists());
}

#[test]
fn the_scim_url_is_shown_where_it_is_wanted() {
    let place = Place::new(Engine::Sqlite);
    let id = place.succeed(&["org", "create", "Acme"]).trim().to_owned();
    let shown = |words: &[&str]| {
        let ended = place.run(words);
        let mut lines = ended.stdout.lines().chain(ended.stderr.lines());
        lines.find_map(|line| line.strip_prefix("SCIM URL: ")).map(str::to_owned)
    };
    assert_eq!(shown(&["org", "show"]), Some(format!("http://127.0.0.1:44559/v2/{id}")), "where one usually is");
    // A server notes where it is reached, and that stays the best guess when it has stopped.
    let server = place.serve(&["--listen", "0.0.0.0"]);
    let url = format!("{}/v2/{id}", server.listening().scim.replace("0.0.0.0", "127.0.0.1"));
    assert_eq!(shown(&["scim", "enable"]).as_ref(), Some(&url));
    assert_eq!(shown(&["scim", "disable"]), None);
    assert_eq!(shown(&["scim-key", "create"]).as_ref(), Some(&url));
    place.succeed(&["scim", "enable"]);
    let key = place.run(&["scim-key", "create", "--name", "Another"]);
    assert_eq!(Client::new(&url, key.stdout.trim()).call("GET", "/Users", None).status, 200, "it is the right one");
    server.terminate();
    assert_eq!(shown(&["org", "show"]).as_ref(), Some(&url));
    let json: serde_json::Value = serde_json::from_str(&place.succeed(&["org", "show", "--json"])).unwrap();
    assert_eq!(json["scimUrl"], url);
    // What a command is told itself comes first.
    let outside = "https://scim.example.com";
    for words in [["scim", "enable"], ["org", "show"]] {
        let mut command = place.command(&words);
        let output = command.env("PROVOST_SCIM_PUBLIC_URL", outside).output().unwrap();
        assert!(Ended::of(&output).stdout.contains(&format!("SCIM URL: {outside}/v2/{id}")));
    }
    assert_eq!(shown(&["org", "show", "--scim-public-url", outside]), Some(format!("{outside}/v2/{id}")));
    place.serve(&["--scim-public-url", outside]).terminate();
    assert_eq!(shown(&["org", "show"]), Some(format!("{outside}/v2/{id}")));
    // Only the main listener is reached from outside, and the console shows the same.
    place.serve(&["--public-url", "https://provost.example.com"]).terminate();
    assert_eq!(shown(&["org", "show"]), Some(format!("https://provost.example.com/scim/v2/{id}")));
    let place = Place::new(Engine::Sqlite);
    place.demo(&["--public-url", "https://provost.example.com"]).terminate();
    let told = place.succeed(&["org", "show"]);
    assert!(told.contains("SCIM URL: https://provost.example.com/scim/v2/"), "{told}");
}
