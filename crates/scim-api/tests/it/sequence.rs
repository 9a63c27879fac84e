//! Sequences of random calls of one organization, with the ids that its answers bring.

use crate::calls::{call_as, escape, target};
use crate::people;
use crate::random::Call;
use domain::{KeyScope, MemberStatus, Organization};
use serde_json::Value;
use std::time::Duration;
use testkit::app::{App, make_key, make_organization};
use testkit::trace::{Answer, Target};

/// An id that nothing has.
const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

/// An organization of its own in a shared installation.
pub(crate) struct Tenant<'a> {
    pub(crate) app: &'a App,
    pub(crate) organization: Organization,
    pub(crate) target: Target,
    users: Vec<String>,
    groups: Vec<String>,
    /// Every id in the order in which an answer showed it.
    seen: Vec<String>,
}

impl<'a> Tenant<'a> {
    pub(crate) async fn new(app: &'a App) -> Self {
        let organization = make_organization(&app.application, "Acme").await.unwrap();
        let key = make_key(&app.application, organization.id, KeyScope::UsersAndGroups).await.unwrap();
        let target = target(app, &organization, &key);
        let seen = vec![organization.id.to_string()];
        Self { app, organization, target, users: Vec::new(), groups: Vec::new(), seen }
    }

    /// A member whom an admin made, whom references find like the directory's own.
    pub(crate) async fn add_by_hand(&mut self, address: &str, status: MemberStatus) {
        // An id of its own millisecond, so that the order of ids is the order of these calls.
        self.app.clock.advance(Duration::from_millis(1));
        let mut member = people::console_member(self.app, address, status);
        member.organization_id = self.organization.id;
        self.users.push(people::store(self.app, member).await);
    }

    /// Fills references in: the n-th thing made, counted round.
    pub(crate) fn fill(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (letter, ids) in [('u', &self.users), ('g', &self.groups)] {
            for number in 0..5 {
                let id = ids.get(number % ids.len().max(1)).map_or(NOBODY, String::as_str);
                text = text.replace(&format!("{{{letter}{number}}}"), id);
            }
        }
        text
    }

    pub(crate) async fn play(&mut self, call: &Call) -> Answer {
        self.app.clock.advance(Duration::from_micros(call.micros));
        let path = self.fill(&call.path);
        let path = match path.split_once('?') {
            Some((path, query)) => format!("{path}?{}", escape_values(query)),
            None => path,
        };
        let body: Option<Value> =
            call.body.as_ref().map(|body| serde_json::from_str(&self.fill(&body.to_string())).unwrap());
        let headers: Vec<(&str, &str)> = call.if_match.iter().map(|version| ("If-Match", *version)).collect();
        let answer = call_as(&self.target, call.method, &path, &headers, body.as_ref()).await;
        self.remember(call, &answer);
        answer
    }

    fn remember(&mut self, call: &Call, answer: &Answer) {
        let Some(body) = answer.json() else { return };
        let mut made = |location: &Value| {
            let Some((path, id)) = location.as_str().and_then(|location| location.rsplit_once('/')) else { return };
            let ids = if path.ends_with("/Users") { &mut self.users } else { &mut self.groups };
            if !ids.iter().any(|known| known == id) {
                ids.push(id.to_owned());
            }
        };
        match (call.path.as_str(), answer.status) {
            ("/Users" | "/Groups", 201) => made(&body["meta"]["location"]),
            ("/Bulk", 200) => {
                let operations = body["Operations"].as_array().unwrap();
                let posts = operations.iter().filter(|operation| operation["status"] == "201");
                posts.for_each(|operation| made(&operation["location"]));
            }
            _ => {}
        }
    }

    /// What of an answer must be the same on both engines: ids by the order in which they came, without this server's
    /// address, and without what is computed from ids.
    pub(crate) fn comparable(&mut self, answer: &Answer) -> String {
        let headers = ["content-type", "location", "etag"];
        let headers: Vec<String> =
            headers.iter().filter_map(|name| Some(format!("{name}: {}", answer.header(name)?))).collect();
        let text = format!("{} {}\n{}", answer.status, headers.join(", "), String::from_utf8_lossy(&answer.body));
        let text = text.replace(&self.app.origin, "");
        let ids = regex::Regex::new("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").unwrap();
        let text = ids.replace_all(&text, |found: &regex::Captures<'_>| {
            let place = self.seen.iter().position(|id| *id == found[0]).unwrap_or_else(|| {
                self.seen.push(found[0].to_owned());
                self.seen.len() - 1
            });
            format!("#{place}")
        });
        let hashes = regex::Regex::new(r#"(W/\\?"[0-9]+-)[0-9a-f]+|("nextCursor":")[^"]+"#).unwrap();
        hashes.replace_all(&text, "$1$2*").into_owned()
    }
}

/// Escapes the values of a query.
fn escape_values(query: &str) -> String {
    let mut out = Vec::new();
    for part in query.split('&') {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        out.push(format!("{name}={}", escape(value)));
    }
    out.join("&")
}
