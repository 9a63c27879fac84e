//! Plays a trace and reports what did not hold.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use serde_json::Value;

use super::client::{Answer, Target};
use super::expectation::{Expectations, Rule};
use super::format::{Step, Trace};
use super::variables::{Variables, as_text, fill, substitute};

/// How many expectations held, and a line for each that did not.
#[derive(Debug, Default)]
pub struct Report {
    pub passed: usize,
    /// `FAIL okta-test-connection · probe [/totalResults]: expected type "integer", got "12"`
    pub failures: Vec<String>,
}

impl Report {
    /// Panics with every failure where there is one.
    #[track_caller]
    pub fn assert_clean(&self) {
        assert!(self.failures.is_empty(), "{self}");
    }

    fn check(&mut self, label: &str, held: bool, expected: impl fmt::Display, got: impl fmt::Display) {
        if held {
            self.passed += 1;
        } else {
            self.failures.push(format!("FAIL {label}: expected {expected}, got {got}"));
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in &self.failures {
            writeln!(formatter, "{failure}")?;
        }
        write!(formatter, "{} passed, {} failed", self.passed, self.failures.len())
    }
}

/// Plays one trace: all steps in order, then the teardown. Names carry a random part, so that traces do not meet each
/// other's data in one organization.
pub async fn play(trace: &Trace, target: &Target) -> Report {
    let mut report = Report::default();
    let mut variables = given(target);
    for (name, value) in &trace.vars {
        match substitute(value, &variables) {
            Ok(value) => drop(variables.entry(name.clone()).or_insert(value)),
            Err(lack) => report.check(&format!("{} · vars", trace.name), false, lack, "no such value"),
        }
    }
    for step in &trace.steps {
        let label = format!("{} · {}", trace.name, step.name);
        match send(step, trace, target, &variables).await {
            Ok((expectations, answer)) => {
                judge(&mut report, &label, &expectations, &answer);
                capture(&mut report, &label, step, &answer, &mut variables);
            }
            Err(Obstacle::Undefined(lack)) => report.check(&label, false, lack, "no such value"),
            Err(Obstacle::Transport(trouble)) => report.check(&label, false, "an HTTP response", trouble),
        }
    }
    for step in &trace.teardown {
        let _ = send(step, trace, target, &variables).await; // cleaning up is best effort
    }
    report
}

enum Obstacle {
    Undefined(anyhow::Error),
    Transport(anyhow::Error),
}

fn given(target: &Target) -> Variables {
    let run = RandomState::new().hash_one(0_u8) & 0xffff_ffff;
    let mut variables: Variables = target.variables.iter().cloned().collect();
    for (name, value) in [("base", &target.base), ("token", &target.token), ("run", &format!("{run:08x}"))] {
        variables.entry(name.to_owned()).or_insert_with(|| Value::String(value.clone()));
    }
    variables
}

async fn send(
    step: &Step,
    trace: &Trace,
    target: &Target,
    variables: &Variables,
) -> Result<(Expectations, Answer), Obstacle> {
    let undefined = Obstacle::Undefined;
    let expectations = substitute(&step.expect, variables).and_then(Expectations::parse).map_err(undefined)?;
    let body = body_of(step, variables).map_err(undefined)?;
    let headers = headers_of(step, trace, variables, body.is_some()).map_err(undefined)?;
    let path = fill(&step.path, variables).map_err(undefined)?;
    let sent = target.send(&step.method, &path, &headers, body.as_deref().map(str::as_bytes)).await;
    Ok((expectations, sent.map_err(Obstacle::Transport)?))
}

fn body_of(step: &Step, variables: &Variables) -> anyhow::Result<Option<String>> {
    match (&step.raw, &step.body) {
        (Some(raw), _) => fill(raw, variables).map(Some),
        (None, Some(body)) => Ok(Some(as_text(&substitute(body, variables)?))),
        (None, None) => Ok(None),
    }
}

/// The defaults, then the trace's own, then the step's; `null` takes one away.
fn headers_of(
    step: &Step,
    trace: &Trace,
    variables: &Variables,
    has_body: bool,
) -> anyhow::Result<Vec<(String, String)>> {
    let mut headers: BTreeMap<String, (&str, Option<String>)> = BTreeMap::new();
    let media_type = Some("application/scim+json".to_owned());
    headers.insert("accept".to_owned(), ("Accept", media_type.clone()));
    headers.insert("content-type".to_owned(), ("Content-Type", media_type));
    let authorization = match step.auth.as_deref().unwrap_or("Bearer ${token}") {
        "none" => None,
        value => Some(fill(value, variables)?),
    };
    headers.insert("authorization".to_owned(), ("Authorization", authorization));
    for (name, value) in trace.headers.iter().chain(&step.headers) {
        let value = if value.is_null() { None } else { Some(fill(&as_text(value), variables)?) };
        headers.insert(name.to_lowercase(), (name, value));
    }
    if !has_body {
        headers.remove("content-type");
    }
    Ok(headers.into_values().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
}

fn judge(report: &mut Report, label: &str, expect: &Expectations, answer: &Answer) {
    let body = clip(&String::from_utf8_lossy(&answer.body));
    if let Some(allowed) = &expect.status {
        let held = allowed.contains(&answer.status);
        report.check(label, held, format!("status in {allowed:?}"), format!("{} {body}", answer.status));
    }
    if let Some(no_body) = expect.no_body {
        let got = if body.is_empty() { "no body" } else { &body };
        report.check(label, answer.body.is_empty() == no_body, format!("noBody {no_body}"), got);
    }
    if let Some(most) = expect.max_millis {
        let millis = answer.elapsed.as_millis();
        report.check(label, millis <= u128::from(most), format!("under {most} ms"), format!("{millis} ms"));
    }
    for rule in &expect.headers {
        let value = answer.header(rule.place()).map(|value| Value::String(value.to_owned()));
        apply(report, label, rule, value.as_ref());
    }
    let document = answer.json();
    let if_body = if answer.body.is_empty() { &[] } else { expect.json_if_body.as_slice() };
    for rule in expect.json.iter().chain(if_body) {
        apply(report, label, rule, document.as_ref().and_then(|document| document.pointer(rule.place())));
    }
}

fn apply(report: &mut Report, label: &str, rule: &Rule, value: Option<&Value>) {
    for outcome in rule.check(value) {
        let got = value.map_or_else(|| "nothing".to_owned(), |value| clip(&value.to_string()));
        let label = format!("{label} [{}]", rule.place());
        report.check(&label, outcome.is_none(), outcome.unwrap_or_default(), got);
    }
}

fn capture(report: &mut Report, label: &str, step: &Step, answer: &Answer, variables: &mut Variables) {
    let document = answer.json();
    for (name, source) in &step.capture {
        let value = match source.strip_prefix("header:") {
            Some(header) => answer.header(header).map(|value| Value::String(value.to_owned())),
            None => document.as_ref().and_then(|document| document.pointer(source)).cloned(),
        };
        let got = || format!("{} {}", answer.status, clip(&String::from_utf8_lossy(&answer.body)));
        report.check(label, value.is_some(), format!("a value at {source}"), got());
        if let Some(value) = value {
            variables.insert(name.clone(), value);
        }
    }
}

/// One line of at most 200 characters.
fn clip(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Bytes;
    use axum::http::{HeaderMap, StatusCode, Uri};
    use axum::routing::any;

    use super::*;
    use crate::server::Server;

    /// Answers with what it was asked, as JSON; `/empty` with nothing; `/login` only with the right key.
    async fn echo() -> (Server, Target) {
        async fn show(
            uri: Uri,
            headers: HeaderMap,
            body: Bytes,
        ) -> (StatusCode, [(&'static str, &'static str); 1], String) {
            let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok().map(str::to_owned));
            let answer = serde_json::json!({
                "uri": uri.to_string(), "accept": header("accept"), "type": header("content-type"),
                "authorization": header("authorization"), "agent": header("user-agent"),
                "body": String::from_utf8_lossy(&body), "numbers": [1, 2],
            });
            (StatusCode::CREATED, [("content-type", "application/scim+json")], answer.to_string())
        }
        let router = Router::new().route("/base/empty", any(|| async { StatusCode::NO_CONTENT })).fallback(any(show));
        let server = Server::start(router).await.unwrap();
        let target = Target::new(&format!("{}/base", server.url()), "secret").unwrap();
        (server, target)
    }

    async fn report(steps: Value, teardown: Value) -> Report {
        let trace = serde_json::json!({
            "format": 1, "idp": "i", "scenario": "s", "title": "t", "headers": {"User-Agent": "Echo 1"},
            "vars": {"name": "n.${run}", "twice": "${name}-${name|upper}"}, "steps": steps, "teardown": teardown,
        });
        let (_server, target) = echo().await;
        play(&Trace::parse("trace", &trace.to_string()).unwrap(), &target).await
    }

    #[tokio::test]
    async fn what_holds_is_counted() {
        let steps = serde_json::json!([
            {"name": "defaults", "method": "POST", "path": "/Users?a=${twice}&b=\"", "body": {"k": "${name}"}, "expect": {
                "status": [200, 201], "noBody": false, "maxMillis": 30000,
                "headers": [{"name": "Content-Type", "matches": "scim\\+json"}],
                "json": [
                    {"path": "/uri", "matches": "^/base/Users\\?a=n\\.[0-9a-f]{8}-N\\.[0-9A-F]{8}&b=%22$"},
                    {"path": "/accept", "equals": "application/scim+json"},
                    {"path": "/type", "equals": "application/scim+json"},
                    {"path": "/authorization", "equals": "Bearer secret"},
                    {"path": "/agent", "equals": "Echo 1"},
                    {"path": "/body", "equals": "{\"k\":\"${name}\"}"}]},
             "capture": {"number": "/numbers/1", "media": "header:content-type"}},
            {"name": "overridden", "method": "PUT", "path": "/x", "raw": "{${media}", "auth": "none",
             "headers": {"accept": null, "CONTENT-TYPE": "text/plain"}, "expect": {"json": [
                {"path": "/accept", "exists": false}, {"path": "/authorization", "absent": true},
                {"path": "/type", "equals": "text/plain"}, {"path": "/body", "equals": "{application/scim+json"},
                {"path": "/numbers", "contains": "${number}"}, {"path": "/none", "equals": 1, "ifPresent": true}]}},
            {"name": "empty", "method": "DELETE", "path": "/empty", "expect": {
                "status": [204], "noBody": true, "jsonIfBody": [{"path": "/id", "exists": true}]}}
        ]);
        let report = report(steps, serde_json::json!([])).await;
        assert_eq!(report.to_string(), "19 passed, 0 failed");
    }

    #[tokio::test]
    async fn what_does_not_hold_is_reported_line_by_line() {
        let steps = serde_json::json!([
            {"name": "wrong", "method": "GET", "path": "/x", "expect": {"status": [200], "noBody": true,
                "headers": [{"name": "ETag", "exists": true}],
                "json": [{"path": "/numbers", "length": 3, "type": "array"}, {"path": "/none", "type": "string"}]},
             "capture": {"id": "/id", "uri": "/uri"}},
            {"name": "follows", "method": "GET", "path": "/Users/${id}", "expect": {"status": [200]}}
        ]);
        let report = report(steps, serde_json::json!([{"name": "clean", "method": "DELETE", "path": "/${id}"}])).await;
        assert_eq!(report.passed, 2, "the type of numbers and the capture of uri");
        let expected = [
            "FAIL trace · wrong: expected status in [200], got 201 {",
            "FAIL trace · wrong: expected noBody true, got {",
            "FAIL trace · wrong [ETag]: expected exists true, got nothing",
            "FAIL trace · wrong [/numbers]: expected length 3, got [1,2]",
            "FAIL trace · wrong [/none]: expected type \"string\", got nothing",
            "FAIL trace · wrong: expected a value at /id, got 201 {",
            "FAIL trace · follows: expected ${id} from an earlier step, got no such value",
        ];
        assert_eq!(report.failures.len(), expected.len(), "{report}");
        for (failure, expected) in report.failures.iter().zip(expected) {
            assert!(failure.starts_with(expected), "{failure}");
        }
        assert!(report.to_string().ends_with("\n2 passed, 7 failed"));
    }

    #[tokio::test]
    async fn a_server_that_is_gone_fails_every_step() {
        let (server, target) = echo().await;
        drop(server);
        tokio::task::yield_now().await;
        let step = r#"{"name": "s", "method": "GET", "path": "/", "expect": {"status": [200]}}"#;
        let text = format!(r#"{{"format": 1, "idp": "i", "scenario": "s", "title": "t", "steps": [{step}, {step}]}}"#);
        let report = play(&Trace::parse("gone", &text).unwrap(), &target).await;
        assert_eq!((report.passed, report.failures.len()), (0, 2), "{report}");
    }
}
