//! What providers were recorded to send is taken, all of it that is not recorded as refused.

#![expect(clippy::unwrap_used, reason = "the helpers of a test are not in a test function")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use scim_protocol::{
    Filter, GROUP, PatchRequest, Projection, Quirk, ResourceSchema, SearchRequest, USER, apply, lower_group_operations,
    normalize, take_members,
};
use serde_json::{Map, Value, json};

struct Step {
    name: String,
    method: String,
    path: String,
    body: Value,
    is_refused: bool,
}

/// The steps of every recording, as far as they are addressed to users or groups.
fn steps() -> Vec<Step> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../recorded");
    let mut steps = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let recording: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        for step in recording.get("steps").and_then(Value::as_array).into_iter().flatten() {
            let text = |name: &str| step.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let statuses = step.pointer("/expect/status").and_then(Value::as_array).into_iter().flatten();
            steps.push(Step {
                name: format!("{}: {}", path.file_stem().unwrap().display(), text("name")),
                method: text("method"),
                path: text("path"),
                body: step.get("body").cloned().unwrap_or_default(),
                is_refused: statuses.filter_map(Value::as_u64).all(|status| status == 400),
            });
        }
    }
    steps
}

fn schema(step: &Step) -> Option<&'static ResourceSchema> {
    [&USER, &GROUP].into_iter().find(|schema| step.path.starts_with(schema.endpoint))
}

fn decoded(text: &str) -> String {
    [("+", " "), ("%20", " "), ("%22", "\""), ("%40", "@")]
        .iter()
        .fold(text.to_owned(), |text, (encoded, plain)| text.replace(encoded, plain))
}

#[test]
fn queries() {
    let mut seen = 0;
    for step in steps() {
        let (Some(schema), Some((_, query))) = (schema(&step), step.path.split_once('?')) else { continue };
        let pairs: Vec<(String, String)> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect();
        let parsed = SearchRequest::from_query(pairs.iter().map(|(name, value)| (&**name, &**value)));
        let checked = parsed.and_then(|request| {
            request.projection(schema)?;
            request.filter.as_ref().map_or(Ok(()), |filter: &Filter| filter.check(schema))
        });
        if query.contains("filter") && step.is_refused {
            assert!(checked.is_err(), "{}", step.name);
        } else if !step.is_refused {
            checked.unwrap_or_else(|error| panic!("{}: {error}", step.name));
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen} queries");
}

#[test]
fn resources() {
    let mut seen = 0;
    for step in steps() {
        let (Some(schema), "POST" | "PUT") = (schema(&step), &*step.method) else { continue };
        if step.path.contains(".search") || step.is_refused || step.body.is_null() {
            continue;
        }
        let document = normalize(&step.body, schema).unwrap_or_else(|error| panic!("{}: {error}", step.name));
        let mut body = step.body.as_object().cloned().unwrap_or_default();
        take_members(&mut body);
        for name in ["userName", "displayName", "externalId", "active"] {
            assert_eq!(document.get(name), body.get(name).filter(|value| !value.is_null()), "{}", step.name);
        }
        let shown = Projection::all(schema).apply(Value::Object(document.clone()));
        assert_eq!(shown, Value::Object(document), "{}", step.name);
        seen += 1;
    }
    assert!(seen > 80, "{seen} resources");
}

#[test]
fn patches() {
    let user = json!({"userName": "a", "active": true, "emails": [{"value": "a@x", "type": "work", "primary": true}]});
    let mut seen = 0;
    for step in steps() {
        let (Some(schema), "PATCH") = (schema(&step), &*step.method) else { continue };
        let result = PatchRequest::parse(step.body.clone(), 100).and_then(|request| {
            if schema.name == "Group" {
                let patch = lower_group_operations(request.operations)?;
                apply(&mut Map::from_iter([("displayName".to_owned(), "g".into())]), &patch.document_operations, schema)
            } else {
                apply(&mut user.as_object().unwrap().clone(), &request.operations, schema)
            }
        });
        assert_eq!(result.is_err(), step.is_refused, "{}: {result:?}", step.name);
        seen += 1;
    }
    assert!(seen > 60, "{seen} patches");
}

#[test]
fn every_quirk_names_a_recording_that_is_there() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../recorded");
    let named: BTreeSet<&str> = Quirk::ALL.iter().filter_map(|quirk| quirk.recording()).collect();
    for recording in named {
        assert!(directory.join(format!("{recording}.json")).is_file(), "{recording}");
    }
}
