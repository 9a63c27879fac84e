//! Two organizations, some people, and random changes of what they can see.

use super::{OTHER, SEALED, access, id_of, login, sync};
use crate::office::{Office, call};
use crate::people::sign_up;
use crate::support::start;
use account_client::{MemberRole, Method, Session, Uuid};
use application::{CreateGroup, DeleteGroup, GroupEdit, NewGroup, UpdateGroup};
use domain::{CaseInsensitiveText, Entropy, Group, GroupId, GroupProfile, MemberId, MembershipChange};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use testkit::app::{App, Engine};

const WORDS: [&str; 4] = ["view", "edit", "hidden", "manage"];

/// One organization as the changes have left it.
struct Place {
    office: Office,
    /// Who is a member here: the person's number and the membership's id.
    members: Vec<(usize, Uuid)>,
    revoked: BTreeSet<usize>,
    groups: BTreeMap<Uuid, BTreeSet<usize>>,
    collections: BTreeMap<Uuid, Ways>,
    items: Vec<Uuid>,
}

/// Who reaches a collection, by what word.
#[derive(Clone, Default, PartialEq)]
struct Ways {
    people: BTreeMap<usize, &'static str>,
    groups: BTreeMap<Uuid, &'static str>,
}

/// What a change was, and who may be told of it in vain.
pub(super) struct Change {
    pub(super) what: String,
    pub(super) coarse: BTreeSet<usize>,
}

pub(super) struct World {
    pub(super) app: App,
    random: Entropy,
    people: Vec<Session>,
    places: [Place; 2],
}

impl World {
    /// Two organizations with an owner each; one person in both, an admin, one in the first alone, one who is not
    /// confirmed yet, and one who is in none.
    pub(super) async fn new(engine: Engine, seed: u64) -> Self {
        let app = start(engine).await;
        let first = Office::open(&app, "olga@example.test").await;
        let second = Office::open(&app, "oskar@example.test").await;
        let mut people = Vec::new();
        let mut places = [Place::of(first), Place::of(second)];
        for place in &places {
            people.push(crate::office::sign_in(&app, place.office.owner.credentials().email()).await);
        }
        for (name, role, where_to) in [
            ("anna", MemberRole::Admin, &[0, 1][..]),
            ("dora", MemberRole::User, &[0, 1]),
            ("dave", MemberRole::User, &[0]),
            ("wanda", MemberRole::User, &[]),
            ("eve", MemberRole::User, &[]),
        ] {
            let email = format!("{name}@example.test");
            let session = sign_up(&app, &email).await;
            for number in where_to {
                let office = &places[*number].office;
                let id = office.invite(&email, role).await;
                session.accept(&office.invitation(&app, id).await, None).await.unwrap();
                office.confirm(id).await.unwrap();
                places[*number].members.push((people.len(), id));
            }
            if name == "wanda" {
                let id = places[0].office.invite(&email, role).await;
                session.accept(&places[0].office.invitation(&app, id).await, None).await.unwrap();
            }
            people.push(session);
        }
        Self { app, random: Entropy::seeded(seed), people, places }
    }

    fn below(&self, limit: usize) -> usize {
        usize::try_from(u32::from_be_bytes(self.random.bytes())).unwrap() % limit.max(1)
    }

    fn pick<T: Clone>(&self, from: impl IntoIterator<Item = T>) -> Option<T> {
        let all: Vec<T> = from.into_iter().collect();
        all.get(self.below(all.len())).cloned()
    }

    /// Random ways to a collection; the owner always manages it, so that the rules allow every step.
    fn ways(&self, place: &Place) -> Ways {
        let mut ways = Ways::default();
        for (person, _) in &place.members {
            if self.below(3) == 0 {
                ways.people.insert(*person, WORDS[self.below(WORDS.len())]);
            }
        }
        for group in place.groups.keys() {
            if self.below(3) == 0 {
                ways.groups.insert(*group, WORDS[self.below(WORDS.len())]);
            }
        }
        ways
    }

    /// Makes one random change; none where there is nothing to change.
    pub(super) async fn step(&mut self) -> Option<Change> {
        let number = self.below(2);
        let (what, coarse) = match self.below(17) {
            kind @ 0..=5 => self.collection_step(number, kind).await?,
            kind @ 6..=11 => (self.item_step(number, kind).await?, BTreeSet::new()),
            kind @ 12..=14 => self.group_step(number, kind).await?,
            15 => (self.member_step(number).await?, BTreeSet::new()),
            _ => (self.own_step().await, BTreeSet::new()),
        };
        Some(Change { what: format!("in {number}: {what}"), coarse })
    }

    async fn collection_step(&mut self, number: usize, kind: usize) -> Option<(String, BTreeSet<usize>)> {
        let place = &self.places[number];
        let owner = &place.office.owner;
        let path = |rest: &str| place.office.path(&format!("/collections{rest}"));
        if kind < 2 {
            let ways = self.ways(place);
            let mut body = place.body(&ways);
            body["name"] = json!(SEALED);
            let made = id_of(&call(owner, Method::POST, &path(""), body).await.unwrap());
            self.places[number].collections.insert(made, ways);
            return Some((format!("collection {made} made"), BTreeSet::new()));
        }
        let (id, before) = self.pick(place.collections.clone())?;
        let path = path(&format!("/{id}"));
        match kind {
            2 | 3 => {
                let ways = self.ways(place);
                // Another way that changes nothing for who has a better one.
                let coarse = place.concerned(&before, &ways);
                call(owner, Method::PUT, &path, place.body(&ways)).await.unwrap();
                self.places[number].collections.insert(id, ways);
                Some((format!("collection {id} opened to others"), coarse))
            }
            4 => {
                let name = if self.below(2) == 0 { SEALED } else { OTHER };
                call(owner, Method::PUT, &path, json!({"name": name})).await.unwrap();
                Some((format!("collection {id} named"), BTreeSet::new()))
            }
            _ => {
                call(owner, Method::DELETE, &path, json!(null)).await.unwrap();
                self.places[number].collections.remove(&id);
                Some((format!("collection {id} removed"), BTreeSet::new()))
            }
        }
    }

    async fn item_step(&mut self, number: usize, kind: usize) -> Option<String> {
        let place = &self.places[number];
        let owner = &place.office.owner;
        if kind < 8 {
            let (id, _) = self.pick(place.collections.clone())?;
            let body = json!({"cipher": login(Some(place.office.id())), "collectionIds": [id]});
            let made = id_of(&call(owner, Method::POST, "/api/ciphers/admin", body).await.unwrap());
            self.places[number].items.push(made);
            return Some(format!("item {made} made in {id}"));
        }
        let id = self.pick(place.items.clone())?;
        let path = |rest: &str| format!("/api/ciphers/{id}/{rest}");
        match kind {
            8 => {
                call(owner, Method::PUT, &path("admin"), login(Some(place.office.id()))).await.unwrap();
                Some(format!("item {id} changed"))
            }
            9 => {
                let rest = if self.below(2) == 0 { "delete-admin" } else { "restore-admin" };
                call(owner, Method::PUT, &path(rest), json!(null)).await.unwrap();
                Some(format!("item {id} {rest}"))
            }
            10 => {
                call(owner, Method::DELETE, &path("admin"), json!(null)).await.unwrap();
                self.places[number].items.retain(|item| *item != id);
                Some(format!("item {id} removed"))
            }
            _ => {
                let wanted: Vec<Uuid> = place.collections.keys().filter(|_| self.below(2) == 0).copied().collect();
                let body = json!({"collectionIds": wanted});
                call(owner, Method::PUT, &path("collections-admin"), body).await.unwrap();
                Some(format!("item {id} moved to {wanted:?}"))
            }
        }
    }

    async fn group_step(&mut self, number: usize, kind: usize) -> Option<(String, BTreeSet<usize>)> {
        let place = &self.places[number];
        let members: BTreeSet<usize> =
            place.members.iter().filter(|_| self.below(2) == 0).map(|(person, _)| *person).collect();
        if kind == 12 {
            let made = self.make_group(place, &members).await;
            self.places[number].groups.insert(made, members);
            return Some((format!("group {made} made"), BTreeSet::new()));
        }
        let (id, before) = self.pick(place.groups.clone())?;
        if kind == 13 {
            let coarse = before.symmetric_difference(&members).copied().collect();
            self.set_group(place, id, &members).await;
            self.places[number].groups.insert(id, members);
            return Some((format!("group {id} has other members"), coarse));
        }
        self.delete_group(place, id).await;
        self.places[number].groups.remove(&id);
        for ways in self.places[number].collections.values_mut() {
            ways.groups.remove(&id);
        }
        Some((format!("group {id} removed"), before))
    }

    async fn member_step(&mut self, number: usize) -> Option<String> {
        let place = &self.places[number];
        let (person, id) = self.pick(place.members.clone())?;
        let revoked = place.revoked.contains(&person);
        let rest = if revoked { "restore" } else { "revoke" };
        let path = place.office.path(&format!("/users/{id}/{rest}"));
        call(&place.office.owner, Method::PUT, &path, json!({})).await.unwrap();
        let place = &mut self.places[number];
        if revoked {
            place.revoked.remove(&person)
        } else {
            place.revoked.insert(person)
        };
        Some(format!("member {person}: {rest}"))
    }

    /// A change of what is somebody's own.
    async fn own_step(&self) -> String {
        let person = self.below(self.people.len());
        let session = &self.people[person];
        if self.below(2) == 0 {
            call(session, Method::POST, "/api/folders", json!({"name": SEALED})).await.unwrap();
            return format!("{person} made a folder");
        }
        call(session, Method::POST, "/api/ciphers", login(None)).await.unwrap();
        format!("{person} made an item")
    }

    async fn make_group(&self, place: &Place, members: &BTreeSet<usize>) -> Uuid {
        let name = CaseInsensitiveText::new(format!("Group {}", self.app.application.fresh_uuid()));
        let profile = GroupProfile { name, external_id: None, attributes: None };
        let new = NewGroup { profile, members: place.ids(members) };
        let (call, organization_id) = (self.app.application.system_call(), place.office.organization_id());
        let create = CreateGroup { call, organization_id, new, with_members: false };
        self.app.application.run(create).await.unwrap().view.group.id.uuid()
    }

    async fn set_group(&self, place: &Place, id: Uuid, members: &BTreeSet<usize>) {
        let ids = place.ids(members);
        let edit = move |group: &Group| {
            let changes = vec![
                MembershipChange::RemoveWhere(std::sync::Arc::new({
                    let ids = ids.clone();
                    move |id| !ids.contains(&id)
                })),
                MembershipChange::Add(ids.clone()),
            ];
            Ok::<_, Infallible>(GroupEdit { profile: group.profile.clone(), members: changes })
        };
        let (call, organization_id) = (self.app.application.system_call(), place.office.organization_id());
        let update = UpdateGroup { call, organization_id, id: GroupId::from_uuid(id), edit, with_members: false };
        self.app.application.run(update).await.unwrap();
    }

    async fn delete_group(&self, place: &Place, id: Uuid) {
        let (call, organization_id) = (self.app.application.system_call(), place.office.organization_id());
        let check = |_: &Group| Ok::<_, Infallible>(());
        let delete = DeleteGroup { call, organization_id, id: GroupId::from_uuid(id), check };
        self.app.application.run(delete).await.unwrap();
    }

    /// What everybody is shown, and since when.
    pub(super) async fn sights(&self) -> Vec<(Value, i64)> {
        let mut sights = Vec::new();
        for session in &self.people {
            sights.push((sync(session).await, session.revision_date().await.unwrap()));
        }
        sights
    }
}

impl Place {
    fn of(office: Office) -> Self {
        Self {
            office,
            members: Vec::new(),
            revoked: BTreeSet::new(),
            groups: BTreeMap::new(),
            collections: BTreeMap::new(),
            items: Vec::new(),
        }
    }

    fn ids(&self, people: &BTreeSet<usize>) -> Vec<MemberId> {
        let members = self.members.iter().filter(|(person, _)| people.contains(person));
        members.map(|(_, id)| MemberId::from_uuid(*id)).collect()
    }

    fn body(&self, ways: &Ways) -> Value {
        let users: Vec<Value> = self
            .members
            .iter()
            .filter_map(|(person, id)| ways.people.get(person).map(|word| access(*id, word)))
            .collect();
        let groups: Vec<Value> = ways.groups.iter().map(|(id, word)| access(*id, word)).collect();
        json!({"users": users, "groups": groups})
    }

    /// Whose ways differ.
    fn concerned(&self, before: &Ways, after: &Ways) -> BTreeSet<usize> {
        let mut concerned = BTreeSet::new();
        for person in before.people.keys().chain(after.people.keys()) {
            if before.people.get(person) != after.people.get(person) {
                concerned.insert(*person);
            }
        }
        for group in before.groups.keys().chain(after.groups.keys()) {
            if before.groups.get(group) != after.groups.get(group) {
                concerned.extend(self.groups.get(group).into_iter().flatten());
            }
        }
        concerned
    }
}
