//! A trace as a file: read strictly, so that a misspelled word is an error and not an expectation that always holds.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};
use regex::Regex;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::expectation::Expectations;

/// One scenario of one identity provider.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    /// The file's name without `.json`; it leads every reported failure.
    #[serde(skip)]
    pub name: String,
    format: u32,
    #[serde(rename = "level")]
    _level: Option<String>,
    /// The identity provider, `okta`.
    pub idp: String,
    /// What it does, `user-lifecycle-put`.
    pub scenario: String,
    /// One line for people.
    pub title: String,
    #[serde(rename = "sources", default)]
    _sources: Vec<String>,
    #[serde(rename = "notes", default)]
    _notes: Vec<String>,
    /// Sent with every step; `null` takes a header away.
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Value>,
    /// Further variables, filled in the order of the file.
    #[serde(default)]
    pub(super) vars: Map<String, Value>,
    /// Played in order; a failing step does not stop the trace.
    pub steps: Vec<Step>,
    /// Sent at the end whatever happened, never counted.
    #[serde(default)]
    pub(super) teardown: Vec<Step>,
}

/// One request and what its answer must hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub name: String,
    pub method: String,
    pub path: String,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Value>,
    pub(super) auth: Option<String>,
    pub(super) body: Option<Value>,
    pub(super) raw: Option<String>,
    /// Kept as JSON because variables are filled in when the step is played, keys included.
    #[serde(default = "no_expectations")]
    pub(super) expect: Value,
    #[serde(default)]
    pub(super) capture: BTreeMap<String, String>,
    #[serde(rename = "why")]
    _why: Option<String>,
}

impl Trace {
    /// The same without what it sends at the end: whom it makes, it leaves.
    #[must_use]
    pub fn left_standing(self) -> Self {
        Self { teardown: Vec::new(), ..self }
    }
}

fn no_expectations() -> Value {
    Value::Object(Map::new())
}

impl Trace {
    /// Reads a trace; fails on a word that the format does not have and on a pattern that does not compile.
    pub fn parse(name: &str, text: &str) -> anyhow::Result<Self> {
        let mut trace: Self = serde_json::from_str(text).with_context(|| format!("{name}: not a trace"))?;
        ensure!(trace.format == 1, "{name}: format {} is not known", trace.format);
        for step in trace.steps.iter().chain(&trace.teardown) {
            let context = || format!("{name} · {}", step.name);
            ensure!(step.path.starts_with('/'), "{}: path must start with /", context());
            for pattern in step.expectations().with_context(context)?.patterns() {
                Regex::new(pattern).with_context(context)?;
            }
        }
        name.clone_into(&mut trace.name);
        Ok(trace)
    }

    /// Reads a trace from a file, see [`Trace::parse`].
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Self::parse(&path.file_stem().unwrap_or_default().to_string_lossy(), &text)
    }

    /// How many expectations the trace states: each status list, `noBody`, `maxMillis`, operator and capture is one.
    pub fn expectations(&self) -> anyhow::Result<usize> {
        self.steps.iter().map(|step| Ok(step.expectations()?.count() + step.capture.len())).sum()
    }
}

impl Step {
    fn expectations(&self) -> anyhow::Result<Expectations> {
        Expectations::parse(self.expect.clone())
    }
}

/// Every trace of `recorded/`, in the order of their names.
pub fn recorded() -> anyhow::Result<Vec<Trace>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../recorded");
    let entries = std::fs::read_dir(&directory).with_context(|| directory.display().to_string())?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    ensure!(!paths.is_empty(), "{}: no traces", directory.display());
    paths.iter().map(|path| Trace::load(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counted once by the reference player that the traces came with. A smaller number would mean that this driver
    /// skips expectations, so that a green run proves less than it says; change it only together with `recorded/`.
    #[test]
    fn every_recorded_expectation_is_seen() {
        let traces = recorded().unwrap();
        let steps: usize = traces.iter().map(|trace| trace.steps.len()).sum();
        let expectations: usize = traces.iter().map(|trace| trace.expectations().unwrap()).sum();
        assert_eq!((traces.len(), steps, expectations), (38, 448, 1853));
    }

    #[test]
    fn unknown_words_are_refused() {
        let trace = |step: &str| {
            let head = r#""format": 1, "idp": "x", "scenario": "y", "title": "z""#;
            Trace::parse("t", &format!(r#"{{{head}, "steps": [{{"name": "s", "method": "GET", {step}}}]}}"#))
        };
        trace(r#""path": "/", "expect": {"json": [{"path": "/a", "equals": 1, "why": "w"}]}"#).unwrap();
        for wrong in [
            r#""path": "/", "expects": {}"#,
            r#""path": "Users""#,
            r#""path": "/", "expect": {"state": [200]}"#,
            r#""path": "/", "expect": {"status": 200}"#,
            r#""path": "/", "expect": {"json": [{"path": "/a", "equal": 1}]}"#,
            r#""path": "/", "expect": {"json": [{"path": "/a", "type": "text"}]}"#,
            r#""path": "/", "expect": {"json": [{"equals": 1}]}"#,
            r#""path": "/", "expect": {"headers": [{"path": "ETag", "exists": true}]}"#,
            r#""path": "/", "expect": {"json": [{"path": "/a", "matches": "("}]}"#,
        ] {
            assert!(trace(wrong).is_err(), "accepted: {wrong}");
        }
    }
}
