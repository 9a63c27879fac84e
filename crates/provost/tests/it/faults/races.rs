//! A hundred clients want the same thing at the same time, and one can have it.

use super::wholeness;
use crate::client::{Answer, Client};
use crate::place::Place;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Barrier;
use std::thread;
use testkit::app::Engine;

const CLIENTS: usize = 100;

/// All clients send their request at once, each on a connection that is open already.
fn all_at_once(client: &Client, request: impl Fn(usize) -> (&'static str, String, Value) + Sync) -> Vec<Answer> {
    let barrier = Barrier::new(CLIENTS);
    let one = |number| {
        let mut client = client.another();
        let (method, path, body) = request(number);
        client.connect().unwrap();
        barrier.wait();
        client.call(method, &path, Some(&body))
    };
    thread::scope(|scope| {
        let one = &one;
        let clients: Vec<_> = (0..CLIENTS).map(|number| scope.spawn(move || one(number))).collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    })
}

/// How many got which status and scimType.
fn tally(answers: &[Answer]) -> BTreeMap<(u16, String), usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        let scim_type = answer.json()["scimType"].as_str().unwrap_or_default().to_owned();
        *tally.entry((answer.status, scim_type)).or_default() += 1;
    }
    tally
}

fn one_of(status: u16, others: u16, scim_type: &str) -> BTreeMap<(u16, String), usize> {
    BTreeMap::from([((status, String::new()), 1), ((others, scim_type.to_owned()), CLIENTS - 1)])
}

fn the_same_member(engine: Engine) {
    let place = Place::new(engine);
    let server = place.demo(&[]);
    let body = json!({"userName": "dora@example.com"});
    let answers = all_at_once(&server.client(), |_| ("POST", "/Users".to_owned(), body.clone()));
    assert_eq!(tally(&answers), one_of(201, 409, "uniqueness"));
    assert_eq!(server.client().everybody().len(), 2, "Olga and Dora");
    wholeness::check(&place);
}

fn the_last_seat(engine: Engine) {
    let place = Place::new(engine);
    let server = place.demo(&[]);
    place.succeed(&["org", "set", "--seats", "2"]);
    let request = |number| ("POST", "/Users".to_owned(), json!({"userName": format!("seat-{number}@example.com")}));
    let answers = all_at_once(&server.client(), request);
    assert_eq!(tally(&answers), one_of(201, 400, ""));
    let refused = answers.iter().find(|answer| answer.status == 400).unwrap();
    assert!(refused.text().contains("All 2 seats"), "{refused:?}");
    let shown: Value = serde_json::from_str(&place.succeed(&["org", "show", "--json"])).unwrap();
    assert_eq!(shown["occupiedSeats"], 2);
    wholeness::check(&place);
}

fn the_same_external_id(engine: Engine) {
    let place = Place::new(engine);
    let server = place.demo(&[]);
    let request = |number| {
        let body = json!({"userName": format!("twin-{number}@example.com"), "externalId": "one"});
        ("POST", "/Users".to_owned(), body)
    };
    assert_eq!(tally(&all_at_once(&server.client(), request)), one_of(201, 409, "uniqueness"));
    // And by PATCH, where the members are there already.
    let mut client = server.client();
    let ids: Vec<String> = (0..CLIENTS)
        .map(|number| {
            let made =
                client.succeed("POST", "/Users", Some(&json!({"userName": format!("late-{number}@example.com")})));
            made["id"].as_str().unwrap().to_owned()
        })
        .collect();
    let operation = json!({"op": "add", "path": "externalId", "value": "two"});
    let patch = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]});
    let answers = all_at_once(&client, |number| ("PATCH", format!("/Users/{}", ids[number]), patch.clone()));
    assert_eq!(tally(&answers), one_of(200, 409, "uniqueness"));
    for id in ["one", "two"] {
        let found = client.succeed("GET", &format!("/Users?filter=externalId%20eq%20%22{id}%22"), None);
        assert_eq!(found["totalResults"], 1, "{id}");
    }
    wholeness::check(&place);
}

#[test]
fn the_same_post_a_hundred_times_makes_one_member_on_sqlite() {
    the_same_member(Engine::Sqlite);
}

#[test]
fn the_same_post_a_hundred_times_makes_one_member_on_postgresql() {
    the_same_member(Engine::Postgres);
}

#[test]
fn the_last_seat_is_taken_once_on_sqlite() {
    the_last_seat(Engine::Sqlite);
}

#[test]
fn the_last_seat_is_taken_once_on_postgresql() {
    the_last_seat(Engine::Postgres);
}

#[test]
fn an_external_id_is_given_to_one_of_a_hundred_on_sqlite() {
    the_same_external_id(Engine::Sqlite);
}

#[test]
fn an_external_id_is_given_to_one_of_a_hundred_on_postgresql() {
    the_same_external_id(Engine::Postgres);
}
