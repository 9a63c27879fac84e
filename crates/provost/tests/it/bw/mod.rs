//! The official client, `bw`, against the whole program over TLS; a web vault's part is played by `account-client`.

mod items;
mod logins;
mod members;
mod recorder;
pub(crate) mod stage;
mod story;
mod tunnel;

use serde_json::{Value, json};

/// A login as `bw create item` takes it.
fn login(name: &str, password: &str) -> Value {
    json!({"type": 1, "name": name, "login": {"username": "dora", "password": password}})
}

fn id(document: &Value) -> &str {
    document["id"].as_str().unwrap()
}
