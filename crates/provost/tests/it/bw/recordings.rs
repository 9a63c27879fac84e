//! `recorded/bw/`: what another server answers the same clients. Ours has every field that theirs has, of the same type:
//! what `bw` passes over, another client may read.

use super::recorder::Exchange;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Fields of theirs that are not needed, by the end of their place, and why not.
const NOT_OURS: &[(&str, &str)] = &[
    ("/featureStates/pm-19148-innovation-archive", "a feature that we lack"),
    ("/settings/suppressOnboardingInterstitials", "absent means no"),
    ("/profile/_status", "nothing that clients know"),
    ("/login/uri", "the first of the `uris`, which clients read"),
    ("/seats", "null means no limit"),
    ("/maxStorageGb", "null means no limit"),
    ("/api/organizations/useDisableSMAdsForUsers", "absent means no"),
    ("/api/organizations/useInviteLinks", "absent means no"),
    ("/api/organizations/useMyItems", "absent means no"),
    ("/api/organizations/useOrganizationDomains", "nothing that clients read there"),
    ("/api/organizations/usePam", "absent means no"),
    ("/api/organizations/usePhishingBlocker", "absent means no"),
];

/// The exchanges that were recorded.
fn recorded() -> Vec<Exchange> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../recorded/bw");
    let mut files: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let exchanges = |file: &std::path::PathBuf| {
        let recording: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        recording["exchanges"].as_array().unwrap().iter().map(exchange).collect::<Vec<_>>()
    };
    files.iter().flat_map(exchanges).collect()
}

fn exchange(recorded: &Value) -> Exchange {
    let (request, response) = (&recorded["request"], &recorded["response"]);
    let form = request["form"].as_object().into_iter().flatten();
    let form: Vec<_> = form.map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default())).collect();
    Exchange {
        method: request["method"].as_str().unwrap().to_owned(),
        path: request["path"].as_str().unwrap().to_owned(),
        authorized: request["headers"].get("authorization").is_some(),
        body: form.join("&"),
        status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
        answer: response["body"].clone(),
    }
}

/// What is asked, without whose: the method, the path with `{}` for each id, and the kind of token.
fn question(exchange: &Exchange) -> String {
    let path = exchange.path.trim_end_matches('?').split('/');
    let is_id = |part: &str| part.len() == 36 && part.matches('-').count() == 4;
    let path: Vec<_> = path.map(|part| if is_id(part) { "{}" } else { part }).collect();
    let grant = exchange.body.split('&').find_map(|field| field.strip_prefix("grant_type="));
    format!("{} {} {}", exchange.method, path.join("/"), grant.unwrap_or_default()).trim_end().to_owned()
}

/// What was recorded and answered there, and was not asked here.
pub(crate) fn unasked(ours: &[Exchange]) -> Vec<String> {
    let asked: BTreeSet<_> = ours.iter().map(question).collect();
    let recorded = recorded().into_iter().filter(|exchange| exchange.status == 200);
    recorded.map(|exchange| question(&exchange)).filter(|question| !asked.contains(question)).collect()
}

/// Everything that our answers lack and theirs to the same question have.
pub(crate) fn lacking(ours: &[Exchange]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for theirs in recorded().iter().filter(|exchange| exchange.status == 200) {
        let asked = question(theirs);
        for own in ours.iter().filter(|own| own.status == 200 && question(own) == asked) {
            found.extend(missing(&theirs.answer, &own.answer, &asked));
        }
    }
    found
}

fn missing(theirs: &Value, ours: &Value, place: &str) -> Vec<String> {
    if NOT_OURS.iter().any(|(end, _)| place.ends_with(end)) {
        return vec![];
    }
    match (theirs, ours) {
        // What is absent there may be present here; what is said in words may be left open.
        (Value::Null, _)
        | (Value::Bool(_), Value::Bool(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::String(_), Value::String(_) | Value::Null) => vec![],
        (Value::Object(theirs), Value::Object(ours)) => {
            let own = |name: &str| ours.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
            let compared = |(name, value): (&String, &Value)| match own(name) {
                Some((_, own)) => missing(value, own, &format!("{place}/{name}")),
                None if value.is_null() => vec![],
                None => missing(&json!({}), &Value::Null, &format!("{place}/{name}")),
            };
            theirs.iter().flat_map(compared).collect()
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            let pairs = theirs.first().into_iter().flat_map(|first| ours.iter().map(move |own| (first, own)));
            pairs.flat_map(|(first, own)| missing(first, own, &format!("{place}/-"))).collect()
        }
        (_, Value::Null) => vec![format!("{place} is missing")],
        (theirs, ours) => vec![format!("{place} is {ours}, theirs is {theirs}")],
    }
}
