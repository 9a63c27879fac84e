//! https: with a certificate of the operator's, and with one of the demo's own CA.

use crate::client::Client;
use crate::guidance::demo_text;
use crate::place::Place;
use crate::server::{Server, wait_for};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use testkit::app::Engine;

/// The file of the CA that a demo announces.
fn ca(server: &Server) -> PathBuf {
    PathBuf::from(server.announcement["caCertificate"].as_str().unwrap())
}

/// A certificate that signs itself, in files of a directory.
struct OwnCertificate {
    certificate: PathBuf,
    key: PathBuf,
}

impl OwnCertificate {
    fn in_directory(directory: &Path) -> Self {
        let own = Self { certificate: directory.join("cert.pem"), key: directory.join("key.pem") };
        own.renew();
        own
    }

    fn renew(&self) {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        fs::write(&self.certificate, made.cert.pem()).unwrap();
        fs::write(&self.key, made.signing_key.serialize_pem()).unwrap();
    }

    fn options(&self) -> [&str; 4] {
        ["--tls-cert", self.certificate.to_str().unwrap(), "--tls-key", self.key.to_str().unwrap()]
    }
}

#[test]
fn a_demo_over_tls_is_reached_by_whom_trusts_its_ca() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        let server = place.demo(&["--tls", "--management-port", "0"]);
        let keys: Vec<_> = server.announcement.as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, ["consoleUrl", "caCertificate", "organizations"]);
        let organization = server.organizations()[0].clone();
        assert!(organization.url.starts_with("https://127.0.0.1:"), "{}", organization.url);
        let mut client = server.client().trusting(&ca(&server));
        let made = client.succeed("POST", "/Users", Some(&json!({"userName": "dora@example.com"})));
        let location = made["meta"]["location"].as_str().unwrap();
        assert!(location.starts_with(&organization.url), "{location}");
        // The same tree on the main listener.
        let console = server.announcement["consoleUrl"].as_str().unwrap();
        assert!(console.starts_with("https://127.0.0.1:"), "{console}");
        let main = format!("{console}/scim/v2/{}", organization.id);
        assert_eq!(Client::new(&main, &organization.key).trusting(&ca(&server)).everybody().len(), 2);
        // And the commands beside it.
        let shown: Value = serde_json::from_str(&place.succeed(&["org", "show", "--json"])).unwrap();
        assert_eq!(shown["scimUrl"], organization.url.as_str());
        assert_eq!(server.log(), "", "a demo that is well has nothing to log");
        let (status, rest) = server.terminate();
        assert!(status.success() && rest.is_empty(), "{status} {rest}");
    }
}

#[test]
fn a_client_that_trusts_another_ca_or_no_tls_gets_nowhere() {
    let (place, other) = (Place::new(Engine::Sqlite), Place::new(Engine::Sqlite));
    let server = place.demo(&["--tls"]);
    let stranger = ca(&other.demo(&["--tls"]));
    let refused = server.client().trusting(&stranger).try_call("GET", "/Users", None).unwrap_err();
    assert!(refused.to_string().contains("UnknownIssuer"), "{refused}");
    let answer = server.client().call("GET", "/Users", None);
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("https://"), "{answer:?}");
    let key = &server.organizations()[0].key;
    assert!(!answer.text().contains(key) && !server.log().contains(key));
}

#[test]
fn the_ca_is_made_once_and_its_key_is_nobody_elses() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&["--tls"]);
    let (file, key) = (ca(&server), place.data().join("ca-key.pem"));
    assert!(file.is_absolute() && file == place.data().join("ca.pem"), "{}", file.display());
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    server.terminate();
    // What a client was given stays good, also when the file is lost and made again.
    let given = place.scratch().join("given.pem");
    fs::copy(&file, &given).unwrap();
    for (more, lose) in [(["--tls"].as_slice(), false), (&["--tls", "--reset"], false), (&["--tls"], true)] {
        if lose {
            fs::remove_file(&file).unwrap();
        }
        let server = place.demo(more);
        assert_eq!(fs::read(&file).unwrap() == fs::read(&given).unwrap(), !lose);
        for trusted in [&file, &given] {
            server.client().trusting(trusted).everybody();
        }
        server.terminate();
    }
    // With another key the file is another one.
    fs::remove_file(&key).unwrap();
    let server = place.demo(&["--tls"]);
    server.client().trusting(&file).everybody();
    assert!(server.client().trusting(&given).try_call("GET", "/Users", None).is_err());
}

#[test]
fn a_key_of_the_ca_that_others_read_or_that_is_damaged_is_refused() {
    let place = Place::new(Engine::Sqlite);
    place.demo(&["--tls"]).terminate();
    let key = place.data().join("ca-key.pem");
    let words = ["demo", "--json", "--tls", "--port", "0", "--scim-port", "0"];
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let complaint = place.fail(&words);
    assert!(complaint.contains("chmod 600") && complaint.contains("ca-key.pem"), "{complaint}");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let secret = fs::read_to_string(&key).unwrap().lines().nth(1).unwrap().to_owned();
    fs::write(&key, format!("-----BEGIN {secret}\n")).unwrap();
    let complaint = place.fail(&words);
    assert!(complaint.contains("Remove it") && !complaint.contains(&secret), "{complaint}");
}

#[test]
fn a_demo_has_a_certificate_for_every_name_it_is_reached_by() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&["--tls", "--public-url", "https://provost.example:8443/"]);
    assert_eq!(server.announcement["consoleUrl"], "https://provost.example:8443");
    let client = || server.client().trusting(&ca(&server));
    for name in ["localhost", "127.0.0.1", "::1", "provost.example"] {
        assert_eq!(client().expecting(name).call("GET", "/Users", None).status, 200, "{name}");
    }
    for name in ["scim.example", "example", "www.localhost", "127.0.0.2"] {
        assert!(client().expecting(name).try_call("GET", "/Users", None).is_err(), "{name}");
    }
    server.terminate();
    let server = place.demo(&["--tls", "--scim-public-url", "https://scim.example"]);
    let console = server.announcement["consoleUrl"].as_str().unwrap();
    let mut client = Client::anonymous(console).trusting(&ca(&server)).expecting("scim.example");
    assert_eq!(client.call("GET", "/scim/alive", None).status, 200);
}

#[test]
fn people_are_told_what_to_trust() {
    let place = Place::new(Engine::Sqlite);
    let text = demo_text(&place, &["--tls"]);
    let ca = place.data().join("ca.pem").display().to_string();
    assert!(text.contains(&format!("\n    export NODE_EXTRA_CA_CERTS={ca}\n    bw config server https://127.0.0.1:")));
    assert!(text.contains(&format!("curl --cacert {ca} -H 'Authorization: Bearer ")), "{text}");
    assert!(text.contains("SCIM URL      https://127.0.0.1:") && !text.contains("http://"), "{text}");
    let plain = demo_text(&Place::new(Engine::Sqlite), &[]);
    assert!(!plain.contains("NODE_EXTRA_CA_CERTS") && !plain.contains("--cacert"), "{plain}");
}

#[test]
fn an_operators_certificate_is_served_on_both_listeners_and_renewed() {
    let place = Place::new(Engine::Sqlite);
    let own = OwnCertificate::in_directory(place.scratch());
    let server = place.serve(&own.options());
    let organization = place.make_organization(&server);
    assert!(organization.url.starts_with("https://"), "{}", organization.url);
    let enabled = place.succeed(&["scim", "enable"]);
    assert!(enabled.contains(&format!("SCIM URL: {}", organization.url)), "{enabled}");
    let main = format!("{}/scim/v2/{}", server.listening().main, organization.id);
    let mut clients =
        [&organization.url, &main].map(|url| Client::new(url, &organization.key).trusting(&own.certificate));
    for client in &mut clients {
        client.succeed("GET", "/Users", None);
    }
    let mut management = Client::anonymous(&server.listening().management);
    assert_eq!(management.call("GET", "/healthz", None).status, 200, "plain, on loopback");

    let shown = |client: &mut Client| client.connect().unwrap().get_ref().certificate().unwrap();
    let before = shown(&mut clients[0]);
    own.renew();
    let renewed = CertificateDer::from_pem_file(&own.certificate).unwrap();
    server.logged("a new certificate is served from now on");
    for client in &mut clients {
        let mut another = client.another().trusting(&own.certificate);
        another.succeed("GET", "/Users", None);
        assert_eq!(shown(&mut another), renewed);
        client.succeed("GET", "/Users", None);
        assert_eq!(shown(client), before, "an open connection goes on");
    }

    let key = fs::read_to_string(&own.key).unwrap();
    fs::write(&own.key, "half a ke").unwrap();
    let warning =
        server.logged("the certificate files have changed and cannot be used; the certificate before is still served");
    assert!(warning["error"].as_str().unwrap().contains("holds no private key"), "{warning}");
    clients[0].another().trusting(&own.certificate).succeed("GET", "/Users", None);
    let secret = key.lines().nth(1).unwrap();
    assert!(!server.log().contains(secret));
    let (status, rest) = server.terminate();
    assert!(status.success() && rest.is_empty(), "{status} {rest}");
}

#[test]
fn a_certificate_that_cannot_be_served_is_told_before_anything_is_made() {
    let place = Place::new(Engine::Sqlite);
    let own = OwnCertificate::in_directory(place.scratch());
    let other = place.scratch().join("other.pem");
    fs::write(&other, rcgen::KeyPair::generate().unwrap().serialize_pem()).unwrap();
    let [_, certificate, _, key] = own.options();
    let missing = place.scratch().join("missing.pem");
    let (missing, other) = (missing.to_str().unwrap(), other.to_str().unwrap());
    for (certificate, key, file, hint) in [
        (missing, key, missing, "the user running the server may read"),
        (certificate, missing, missing, "the user running the server may read"),
        (key, key, key, "BEGIN CERTIFICATE"),
        (certificate, certificate, certificate, "BEGIN PRIVATE KEY"),
        (certificate, other, other, "does not fit the certificate"),
    ] {
        let ports = ["--port", "0", "--scim-port", "0", "--management-port", "0"];
        for command in ["serve", "demo"] {
            let words = [[command, "--tls-cert", certificate, "--tls-key", key].as_slice(), &ports].concat();
            let complaint = place.fail(&words);
            assert!(complaint.contains(file) && complaint.contains(hint), "{complaint}");
            assert!(complaint.contains("--tls-cert"), "which options: {complaint}");
        }
    }
    let mut command = place.command(&["serve", "--port", "0", "--scim-port", "0", "--management-port", "0"]);
    let output = command.env("PROVOST_TLS_CERT", certificate).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("--tls-key"));
    assert!(!place.data().exists(), "nothing is made");
}

#[test]
fn what_runs_is_finished_over_tls_too() {
    let place = Place::new(Engine::Sqlite);
    let mut server = place.demo(&["--tls"]);
    let mut slow = server.client().trusting(&ca(&server));
    let request = slow.request("POST", "/Users", Some(&json!({"userName": "slow@example.com"})));
    let (first, second) = request.split_at(request.len() - 10);
    slow.send(first).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(100));
    server.signal("TERM");
    let address = slow.address();
    wait_for("connections being refused", || std::net::TcpStream::connect(address).is_err().then_some(()));
    assert!(server.is_running(), "it waits for the slow request");
    slow.send(second).unwrap();
    let answer = slow.receive().unwrap();
    assert_eq!((answer.status, answer.complete), (201, true), "{answer:?}");
    assert!(server.wait().0.success());
}
