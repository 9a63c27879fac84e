//! What a client knows about the members it made: what was acknowledged, and where it cannot know.

use crate::client::Client;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a client can see of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) title: Option<String>,
    pub(crate) active: bool,
    pub(crate) in_group: bool,
}

/// For each userName the states that the answers allow: one where the last request was answered, the one before and
/// the one after where it was not. None is a member that is not there.
#[derive(Debug, Default)]
pub(crate) struct Book(BTreeMap<String, Vec<Option<Person>>>);

impl Book {
    /// The member is in this state: the server said so.
    pub(crate) fn acknowledged(&mut self, user_name: &str, state: Option<Person>) {
        self.0.insert(user_name.to_owned(), vec![state]);
    }

    /// The member may be in this state, or in one that was possible before.
    pub(crate) fn in_doubt(&mut self, user_name: &str, state: Option<Person>) {
        self.0.entry(user_name.to_owned()).or_insert_with(|| vec![None]).push(state);
    }

    /// Only what was there before a request without an answer is allowed.
    pub(crate) fn unanswered_did_not_happen(&mut self) {
        for possible in self.0.values_mut() {
            possible.truncate(1);
        }
    }

    /// Takes another client's knowledge over.
    pub(crate) fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many members it knows about.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Reads everything over HTTP and panics with each member that is not as it must be.
    #[track_caller]
    pub(crate) fn check(&self, client: &mut Client) {
        let found = people(client);
        let wrong: Vec<String> = self
            .0
            .iter()
            .filter(|(user_name, possible)| !possible.contains(&found.get(*user_name).cloned()))
            .map(|(user_name, possible)| format!("{user_name}: {:?}, must be {possible:?}", found.get(user_name)))
            .chain(
                found.keys().filter(|name| !self.0.contains_key(*name)).map(|name| format!("{name}: nobody made it")),
            )
            .collect();
        assert!(wrong.is_empty(), "{} of {} members:\n{}", wrong.len(), self.0.len(), wrong.join("\n"));
    }
}

/// All members but the owner, as the user endpoint shows them; the group endpoint must agree on who is in a group.
#[track_caller]
fn people(client: &mut Client) -> BTreeMap<String, Person> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut by_user = Vec::new();
    let mut found = BTreeMap::new();
    for user in client.everybody() {
        let user_name = text(&user["userName"]).unwrap();
        if user_name.starts_with("olga@") {
            continue;
        }
        let groups = user["groups"].as_array().into_iter().flatten().map(|group| text(&group["value"]).unwrap());
        by_user.extend(groups.map(|group| (group, text(&user["id"]).unwrap())));
        let in_group = user["groups"].as_array().is_some_and(|groups| !groups.is_empty());
        let person = Person { title: text(&user["title"]), active: user["active"] == true, in_group };
        assert_eq!(found.insert(user_name, person), None, "twice");
    }
    let mut by_group = Vec::new();
    let groups = client.succeed("GET", "/Groups?count=1000", None);
    for group in groups["Resources"].as_array().unwrap() {
        let members = group["members"].as_array().into_iter().flatten().map(|member| text(&member["value"]).unwrap());
        by_group.extend(members.map(|member| (text(&group["id"]).unwrap(), member)));
    }
    by_user.sort();
    by_group.sort();
    assert_eq!(by_user, by_group, "users and groups disagree on who is in which group");
    found
}
