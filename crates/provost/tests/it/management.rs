//! The operator's listener.

use crate::client::Client;
use crate::place::Place;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use testkit::app::Engine;

/// The samples of an `OpenMetrics` text: each series, its value. Panics where the text is none.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let mut samples = BTreeMap::new();
    let mut types: BTreeMap<&str, &str> = BTreeMap::new();
    let mut closed = BTreeSet::new();
    let mut family = "";
    let (last, lines) =
        text.lines().collect::<Vec<_>>().split_last().map(|(last, lines)| (*last, lines.to_vec())).unwrap();
    assert_eq!(last, "# EOF");
    for line in lines {
        if let Some(described) = line.strip_prefix("# ") {
            let (keyword, rest) = described.split_once(' ').unwrap();
            let (name, value) = rest.split_once(' ').unwrap();
            assert!(["HELP", "TYPE", "UNIT"].contains(&keyword), "{line}");
            if name != family {
                assert!(closed.insert(name), "a family in two pieces: {line}");
                family = name;
            }
            if keyword == "TYPE" {
                assert_eq!(types.insert(name, value), None, "{line}");
            }
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap();
        let name = series.split('{').next().unwrap();
        let suffix = name.strip_prefix(family).unwrap_or_else(|| panic!("{line} is not of {family}"));
        let allowed: &[&str] = match types[family] {
            "counter" => &["_total", "_created"],
            "histogram" => &["_bucket", "_sum", "_count", "_created"],
            "info" => &["_info"],
            _ => &[""],
        };
        assert!(allowed.contains(&suffix), "{line} in a {}", types[family]);
        assert!(samples.insert(series.to_owned(), value.parse().unwrap()).is_none(), "twice: {line}");
    }
    samples
}

#[test]
fn metrics_count_requests_by_route_and_tell_no_ids() {
    for engine in Engine::ALL {
        let place = Place::new(engine);
        let server = place.serve(&[]);
        let organization = place.make_organization(&server);
        let mut client = Client::new(&organization.url, &organization.key);
        let made = client.succeed("POST", "/Users", Some(&json!({"userName": "dora@example.com"})));
        let id = made["id"].as_str().unwrap();
        for _ in 0..3 {
            client.succeed("GET", &format!("/Users/{id}"), None);
        }
        client.call("GET", "/Users/00000000-0000-4000-8000-000000000000", None);
        client.call("GET", "/Nowhere/at-all", None);
        Client::new(&organization.url, "wrong").call("GET", "/Users", None);

        let mut management = Client::anonymous(&server.listening().management);
        let answer = management.call("GET", "/metrics", None);
        assert_eq!(answer.status, 200);
        assert!(answer.header("content-type").unwrap().starts_with("application/openmetrics-text; version=1.0.0"));
        let text = answer.text();
        let samples = samples(&text);
        let requests = |method: &str, class: &str, route: &str| {
            let labels = [format!("method=\"{method}\""), format!("status_class=\"{class}\"")];
            let fits = |series: &&String| {
                series.starts_with("provost_http_requests_total{")
                    && labels.iter().all(|label| series.contains(label))
                    && series.contains(route)
            };
            samples.iter().filter(|(series, _)| fits(series)).map(|(_, value)| *value).sum::<f64>()
        };
        let user = "/Users/{id}\"";
        assert!((requests("GET", "2xx", user) - 3.0).abs() < 0.1, "{text}");
        assert!((requests("GET", "4xx", user) - 1.0).abs() < 0.1, "{text}");
        assert!((requests("POST", "2xx", "/Users\"") - 1.0).abs() < 0.1, "{text}");
        assert!((requests("GET", "4xx", "/Users\"") - 1.0).abs() < 0.1, "the wrong key: {text}");
        for secret in [id, &organization.id, &organization.key, "dora", "Nowhere", "00000000-0000"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        for family in
            ["provost_http_panics_total", "provost_http_requests_total", "http_server_request_duration_seconds"]
        {
            assert!(text.contains(family), "{family}: {text}");
        }
    }
}

#[test]
fn health_and_readiness_are_told() {
    let place = Place::new(Engine::Sqlite);
    let server = place.serve(&[]);
    let mut management = Client::anonymous(&server.listening().management);
    assert_eq!(management.call("GET", "/healthz", None).status, 200);
    let ready = management.call("GET", "/readyz", None);
    assert_eq!((ready.status, ready.json()), (200, json!({"ready": true, "failing": []})));
    assert_eq!(management.call("GET", "/v2", None).status, 404, "nothing else is there");
}

#[test]
fn a_stopping_server_is_not_ready() {
    let place = Place::new(Engine::Sqlite);
    let server = place.serve(&[]);
    let organization = place.make_organization(&server);
    let mut slow = Client::new(&organization.url, &organization.key);
    let request = slow.request("POST", "/Users", Some(&json!({"userName": "slow@example.com"})));
    slow.send(&request[..request.len() - 1]).unwrap();
    let mut management = Client::anonymous(&server.listening().management);
    assert_eq!(management.call("GET", "/readyz", None).status, 200);
    std::thread::sleep(std::time::Duration::from_millis(100));
    server.signal("TERM");
    // A load balancer asks until the end; it must get an answer, and the answer is no.
    let url = server.listening().management;
    let answer = crate::server::wait_for("not ready", || {
        let answer = Client::anonymous(&url).try_call("GET", "/readyz", None).ok()?;
        (answer.status == 503).then_some(answer)
    });
    assert!(answer.text().contains("draining"), "{answer:?}");
    slow.send(&request[request.len() - 1..]).unwrap();
    assert_eq!(slow.receive().unwrap().status, 201);
}

#[test]
fn a_demo_opens_no_management_port_unless_asked() {
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&[]);
    let mut main = Client::anonymous(server.announcement["consoleUrl"].as_str().unwrap());
    assert_eq!(main.call("GET", "/metrics", None).status, 404, "metrics are for the operator alone");
}
