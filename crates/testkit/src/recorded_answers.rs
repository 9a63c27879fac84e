//! `recorded/bw/`: what another server answers Bitwarden's clients. Ours has every field that theirs has, of the same type:
//! what one client passes over, another may read.

use anyhow::Context as _;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Fields of theirs that are not needed, by the end of their place, and why not.
const NOT_OURS: &[(&str, &str)] = &[
    ("/featureStates/pm-19148-innovation-archive", "a feature that we lack"),
    ("/settings/suppressOnboardingInterstitials", "absent means no"),
    ("/profile/_status", "nothing that clients know"),
    ("/login/uri", "the first of the `uris`, which clients read"),
    ("/seats", "null means no limit"),
    ("/maxStorageGb", "null means no limit"),
];

/// A request and its answer.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The method.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// Whether it came with a token.
    pub authorized: bool,
    /// The body as it came.
    pub body: String,
    /// The status of the answer.
    pub status: u16,
    /// The answer; null where there is no JSON.
    pub answer: Value,
}

impl Exchange {
    /// What is asked, without whose: the method, the path with `{}` for each id, and the kind of token.
    fn question(&self) -> String {
        let path = self.path.trim_end_matches('?').split('/');
        let is_id = |part: &str| part.len() == 36 && part.matches('-').count() == 4;
        let path: Vec<_> = path.map(|part| if is_id(part) { "{}" } else { part }).collect();
        let grant = self.body.split('&').find_map(|field| field.strip_prefix("grant_type="));
        format!("{} {} {}", self.method, path.join("/"), grant.unwrap_or_default()).trim_end().to_owned()
    }
}

/// The exchanges that were recorded and went well.
fn recorded() -> anyhow::Result<Vec<Exchange>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../recorded/bw");
    let files =
        fs::read_dir(directory)?.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<BTreeSet<PathBuf>>>()?;
    let mut all = Vec::new();
    for file in files {
        let recording: Value = serde_json::from_slice(&fs::read(&file)?)?;
        for entry in recording.get("exchanges").and_then(Value::as_array).into_iter().flatten() {
            let exchange = exchange(entry).with_context(|| format!("an exchange of {}", file.display()))?;
            all.extend((exchange.status == 200).then_some(exchange));
        }
    }
    Ok(all)
}

fn exchange(recorded: &Value) -> Option<Exchange> {
    let (request, response) = (recorded.get("request")?, recorded.get("response")?);
    let form = request.get("form").and_then(Value::as_object).into_iter().flatten();
    let form: Vec<_> = form.map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default())).collect();
    Some(Exchange {
        method: request.get("method")?.as_str()?.to_owned(),
        path: request.get("path")?.as_str()?.to_owned(),
        authorized: request.get("headers")?.get("authorization").is_some(),
        body: form.join("&"),
        status: response.get("status")?.as_u64()?.try_into().ok()?,
        answer: response.get("body").cloned().unwrap_or_default(),
    })
}

/// What was recorded and answered there, and was not asked here.
///
/// # Errors
/// Where a recording cannot be read.
pub fn unasked(ours: &[Exchange]) -> anyhow::Result<Vec<String>> {
    let asked: BTreeSet<_> = ours.iter().map(Exchange::question).collect();
    let recorded = recorded()?;
    Ok(recorded.iter().map(Exchange::question).filter(|question| !asked.contains(question)).collect())
}

/// Everything that our answers lack and theirs to the same question have.
///
/// # Errors
/// Where a recording cannot be read.
pub fn lacking(ours: &[Exchange]) -> anyhow::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for theirs in recorded()? {
        let asked = theirs.question();
        for own in ours.iter().filter(|own| own.status == 200 && own.question() == asked) {
            compare(&theirs.answer, &own.answer, &asked, &mut found);
        }
    }
    Ok(found)
}

fn compare(theirs: &Value, ours: &Value, place: &str, lacking: &mut BTreeSet<String>) {
    if NOT_OURS.iter().any(|(end, _)| place.ends_with(end)) {
        return;
    }
    match (theirs, ours) {
        // What is absent there may be present here; what is said in words may be left open.
        (Value::Null, _)
        | (Value::Bool(_), Value::Bool(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::String(_), Value::String(_) | Value::Null) => {}
        (Value::Object(theirs), Value::Object(ours)) => {
            for (name, value) in theirs {
                let place = format!("{place}/{name}");
                match ours.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)) {
                    Some((_, own)) => compare(value, own, &place, lacking),
                    None if NOT_OURS.iter().any(|(end, _)| place.ends_with(end)) => {}
                    None => drop(lacking.insert(format!("{place} is missing"))),
                }
            }
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            for own in ours {
                theirs.first().into_iter().for_each(|first| compare(first, own, &format!("{place}/-"), lacking));
            }
        }
        (theirs, ours) => drop(lacking.insert(format!("{place} is {ours}, theirs is {theirs}"))),
    }
}
