//! The table of arrows, checked against what cargo resolves.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use serde_json::Value;

/// What one of our crates may link.
struct Rule {
    name: &'static str,
    /// Ours that it may depend on.
    ours: &'static [&'static str],
    /// Foreign crates that it must not even reach through others.
    never_reached: &'static [&'static str],
    /// Foreign crates that it must not name itself.
    never_named: &'static [&'static str],
}

const ASYNC: [&str; 5] = ["tokio", "async-trait", "futures-util", "futures-core", "smol"];
const HTTP: [&str; 6] = ["axum", "http", "hyper", "hyper-util", "tower", "reqwest"];
const SQL: [&str; 4] = ["rusqlite", "tokio-postgres", "deadpool-postgres", "sqlx"];
const PURE: [&str; 15] = concat3(ASYNC, HTTP, SQL);

const RULES: &[Rule] = &[
    Rule { name: "scim-protocol", ours: &[], never_reached: &PURE, never_named: &[] },
    Rule { name: "vault-crypto", ours: &[], never_reached: &PURE, never_named: &[] },
    Rule { name: "domain", ours: &[], never_reached: &PURE, never_named: &[] },
    Rule { name: "storage", ours: &["domain"], never_reached: &["axum", "hyper"], never_named: &HTTP },
    Rule { name: "http-kit", ours: &["domain"], never_reached: &SQL, never_named: &[] },
    Rule {
        name: "application",
        ours: &["domain", "storage", "vault-crypto"],
        never_reached: &["axum", "hyper"],
        never_named: &SQL,
    },
    Rule {
        name: "scim-api",
        ours: &["scim-protocol", "domain", "application", "http-kit"],
        never_reached: &[],
        never_named: &SQL,
    },
    // It checks the form of ciphertexts, which it cannot open.
    Rule {
        name: "account-api",
        ours: &["domain", "application", "http-kit", "vault-crypto"],
        never_reached: &[],
        never_named: &SQL,
    },
    Rule { name: "console", ours: UPPER, never_reached: &[], never_named: &SQL },
    Rule { name: "public-api", ours: UPPER, never_reached: &[], never_named: &SQL },
    Rule { name: "account-client", ours: &["vault-crypto"], never_reached: &SQL, never_named: &[] },
    Rule { name: "directory-connector", ours: &[], never_reached: &SQL, never_named: &[] },
    Rule {
        name: "provost",
        ours: &[
            "scim-protocol",
            "domain",
            "vault-crypto",
            "storage",
            "http-kit",
            "application",
            "scim-api",
            "account-api",
            "account-client",
            "console",
            "public-api",
            "directory-connector",
        ],
        never_reached: &[],
        never_named: &SQL,
    },
    Rule {
        name: "testkit",
        ours: &["domain", "storage", "application", "vault-crypto"],
        never_reached: &[],
        never_named: &[],
    },
    // Both start the programs that they test and measure; linking them would make every `cargo xtask` wait for a build.
    Rule { name: "xtask", ours: &[], never_reached: &PURE, never_named: &[] },
    Rule { name: "bench", ours: &["account-client", "vault-crypto"], never_reached: &[], never_named: &[] },
];
const UPPER: &[&str] = &["domain", "application", "http-kit"];

/// Crates whose tests may use testkit. Those that testkit itself links are not among them: they would be built twice.
const TESTED_WITH_TESTKIT: &[&str] =
    &["http-kit", "scim-api", "account-api", "console", "public-api", "directory-connector", "provost"];

/// Crates whose tests may log in like a person. The server must not see what a client can do, beyond its tests.
const TESTED_WITH_A_CLIENT: &[&str] = &["account-api", "console"];

const fn concat3(a: [&'static str; 5], b: [&'static str; 6], c: [&'static str; 4]) -> [&'static str; 15] {
    let [a0, a1, a2, a3, a4] = a;
    let [b0, b1, b2, b3, b4, b5] = b;
    let [c0, c1, c2, c3] = c;
    [a0, a1, a2, a3, a4, b0, b1, b2, b3, b4, b5, c0, c1, c2, c3]
}

/// Every forbidden edge in the output of `cargo metadata`.
pub(crate) fn breaches(metadata: &Value) -> anyhow::Result<Vec<String>> {
    let graph = Graph::read(metadata)?;
    let mut found = Vec::new();
    for id in &graph.members {
        let name = graph.name(id);
        let Some(rule) = RULES.iter().find(|rule| rule.name == name) else {
            found.push(format!("{name}: unknown crate; give it a line in docs/ARCHITECTURE.md and in layers/edges.rs"));
            continue;
        };
        for (to, kind) in graph.edges.get(id).into_iter().flatten() {
            let target = graph.name(to);
            if graph.members.contains(to) && !is_allowed(rule, target, *kind) {
                found.push(format!("{name} -> {target}: forbidden, see the table in docs/ARCHITECTURE.md"));
            }
            if *kind == Kind::Linked && rule.never_named.contains(&target) {
                found.push(format!("{name} -> {target}: {name} must not name it; ask a crate below to do the work"));
            }
        }
        for path in graph.reached(id, rule.never_reached) {
            found.push(format!("{path}: {name} must not reach it"));
        }
    }
    Ok(found)
}

fn is_allowed(rule: &Rule, target: &str, kind: Kind) -> bool {
    let users = match target {
        "testkit" => TESTED_WITH_TESTKIT,
        "account-client" => TESTED_WITH_A_CLIENT,
        // People sign in to the console by the client API, with keys of their own.
        "account-api" | "vault-crypto" => &["console"],
        _ => &[],
    };
    rule.ours.contains(&target) || (kind == Kind::Tests && users.contains(&rule.name))
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Linked,
    Tests,
}

/// Package ids and who depends on whom.
struct Graph<'m> {
    names: BTreeMap<&'m str, &'m str>,
    members: BTreeSet<&'m str>,
    edges: BTreeMap<&'m str, Vec<(&'m str, Kind)>>,
}

impl<'m> Graph<'m> {
    fn read(metadata: &'m Value) -> anyhow::Result<Self> {
        let list = |value: &'m Value| value.as_array().map(Vec::as_slice).unwrap_or_default();
        let text = |value: &'m Value| value.as_str().context("cargo metadata has another shape");
        let mut graph = Self { names: BTreeMap::new(), members: BTreeSet::new(), edges: BTreeMap::new() };
        for package in list(&metadata["packages"]) {
            graph.names.insert(text(&package["id"])?, text(&package["name"])?);
        }
        for id in list(&metadata["workspace_members"]) {
            graph.members.insert(text(id)?);
        }
        for node in metadata.pointer("/resolve/nodes").map(list).unwrap_or_default() {
            let edges = graph.edges.entry(text(&node["id"])?).or_default();
            for dependency in list(&node["deps"]) {
                for kind in list(&dependency["dep_kinds"]) {
                    let kind = if kind["kind"] == "dev" { Kind::Tests } else { Kind::Linked };
                    edges.push((text(&dependency["pkg"])?, kind));
                }
            }
        }
        for edges in graph.edges.values_mut() {
            edges.sort_unstable();
            edges.dedup();
        }
        anyhow::ensure!(!graph.members.is_empty() && !graph.edges.is_empty(), "cargo metadata has no graph");
        Ok(graph)
    }

    fn name(&self, id: &str) -> &'m str {
        self.names.get(id).copied().unwrap_or("?")
    }

    /// `domain -> uuid -> tokio` for each forbidden crate that is linked, however far down.
    fn reached(&self, from: &'m str, forbidden: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::from([from]);
        let mut open = vec![(from, self.name(from).to_owned())];
        while let Some((id, path)) = open.pop() {
            for (to, kind) in self.edges.get(id).into_iter().flatten() {
                if *kind == Kind::Linked && seen.insert(to) {
                    let path = format!("{path} -> {}", self.name(to));
                    if forbidden.contains(&self.name(to)) {
                        found.push(path.clone());
                    }
                    open.push((to, path));
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A workspace of these edges; a name with a star is foreign, a target with a question mark is used by tests only.
    fn breaches_of(edges: &[(&str, &[&str])]) -> Vec<String> {
        let clean = |name: &str| name.trim_end_matches(['*', '?']).to_owned();
        let mut packages = BTreeSet::new();
        let mut nodes = Vec::new();
        for (from, targets) in edges {
            packages.insert(clean(from));
            packages.extend(targets.iter().map(|target| clean(target)));
            let dependency = |target: &&str| {
                let kind = if target.ends_with('?') { json!("dev") } else { Value::Null };
                json!({"pkg": clean(target), "dep_kinds": [{"kind": kind}]})
            };
            nodes.push(json!({"id": clean(from), "deps": targets.iter().map(dependency).collect::<Vec<_>>()}));
        }
        let members: Vec<_> = edges.iter().filter(|(from, _)| !from.ends_with('*')).map(|(from, _)| from).collect();
        let packages: Vec<_> = packages.iter().map(|name| json!({"id": name, "name": name})).collect();
        let metadata = json!({"packages": packages, "workspace_members": members, "resolve": {"nodes": nodes}});
        breaches(&metadata).unwrap()
    }

    #[test]
    fn allowed_edges_pass() {
        let edges: &[(&str, &[&str])] = &[
            ("domain", &["uuid", "tokio?"]),
            ("storage", &["domain", "rusqlite"]),
            ("application", &["domain", "storage"]),
            ("scim-protocol", &[]),
            ("scim-api", &["scim-protocol", "application", "axum", "testkit?"]),
            ("testkit", &["storage", "application"]),
            ("account-api", &["application", "account-client?"]),
            ("account-client", &["reqwest"]),
        ];
        assert_eq!(breaches_of(edges), Vec::<String>::new());
    }

    #[test]
    fn each_forbidden_edge_is_named() {
        for (from, to, expected) in [
            ("domain", "storage", "domain -> storage: forbidden"),
            ("application", "scim-protocol", "application -> scim-protocol: forbidden"),
            ("application", "testkit?", "application -> testkit: forbidden"),
            ("scim-api", "testkit", "scim-api -> testkit: forbidden"),
            ("account-api", "account-client", "account-api -> account-client: forbidden"),
            ("scim-api", "storage", "scim-api -> storage: forbidden"),
            ("scim-api", "rusqlite", "scim-api -> rusqlite: scim-api must not name it"),
            ("scim-protocol", "http", "scim-protocol -> http: scim-protocol must not reach it"),
            ("xtask", "tokio", "xtask -> tokio: xtask must not reach it"),
            ("helper", "domain", "helper: unknown crate"),
        ] {
            let edge: (&str, &[&str]) = (from, &[to]);
            let found = breaches_of(&[
                ("storage", &[]),
                ("testkit", &[]),
                ("domain", &[]),
                ("scim-protocol", &[]),
                ("account-client", &[]),
                edge,
            ]);
            assert_eq!(found.len(), 1, "{from} -> {to}: {found:?}");
            assert!(found[0].starts_with(expected), "{}", found[0]);
        }
    }

    #[test]
    fn what_is_reached_through_others_is_found() {
        let found = breaches_of(&[("domain", &["uuid"]), ("uuid*", &["rand"]), ("rand*", &["tokio"])]);
        assert_eq!(found, ["domain -> uuid -> rand -> tokio: domain must not reach it"]);
    }
}
