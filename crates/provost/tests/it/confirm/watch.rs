//! Confirming members as they accept.

use super::gate::Gate;
use super::people::{People, objects, results};
use crate::server::{PATIENCE, wait_for};
use account_client::Session;
use std::time::Duration;
use testkit::app::Engine;
use tokio::time::{Instant, sleep};

async fn wait_for_key(people: &People, session: &Session) {
    let deadline = Instant::now() + PATIENCE;
    while !people.has_key(session).await {
        assert!(Instant::now() < deadline, "nobody confirmed {}", session.credentials().email());
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn who_matches_is_confirmed_as_they_accept_and_nobody_else() {
    for engine in Engine::ALL {
        let people = People::new(engine, true).await;
        let early = people.provisioned("early@example.com").await;
        let watch = people.watch(&["--if-scim", "--if-domain", "example.com", "--if-role", "user"]);
        wait_for_key(&people, &early).await;
        let by_hand = people.invited("emil@example.com").await;
        let elsewhere = people.provisioned("fay@elsewhere.example").await;
        let late = people.provisioned("late@example.com").await;
        wait_for_key(&people, &late).await;
        assert!(!people.has_key(&by_hand).await && !people.has_key(&elsewhere).await);
        let (status, printed) = watch.terminate();
        assert!(status.success(), "{status}");
        let mut printed = results(&objects(&printed));
        printed.sort();
        let expected = [
            "early@example.com confirmed",
            "emil@example.com passedOver",
            "fay@elsewhere.example passedOver",
            "late@example.com confirmed",
        ];
        assert_eq!(printed, expected, "each once");
    }
}

/// The server is away and comes back at another place, the session is ended meanwhile, and the answer to a confirmation
/// gets lost: everybody is confirmed and told of once.
#[tokio::test]
async fn it_goes_on_through_whatever_happens_to_the_server_and_the_session() {
    let mut people = People::new(Engine::Sqlite, false).await;
    let gate = Gate::to(people.client.server());
    people.by_way_of(gate.url());
    let watch = people.watch(&["--if-domain", "example.com"]);
    let first = people.provisioned("first@example.com").await;
    wait_for_key(&people, &first).await;

    gate.close();
    wait_for("the notice", || watch.log().contains("Trying again in 1 s").then_some(()));
    people.owner.end_all_sessions().await.unwrap();
    let second = people.provisioned("second@example.com").await;
    gate.lead_to(people.client.server());
    wait_for_key(&people, &second).await;
    wait_for("the notice", || watch.log().contains("The server answers again").then_some(()));

    gate.lose_answer_to("/confirm HTTP");
    let third = people.provisioned("third@example.com").await;
    wait_for_key(&people, &third).await;
    assert!(gate.has_lost());
    let fourth = people.provisioned("fourth@example.com").await;
    wait_for_key(&people, &fourth).await;

    let (status, printed) = watch.terminate();
    assert!(status.success(), "{status}");
    let expected = ["first", "second", "third", "fourth"].map(|name| format!("{name}@example.com confirmed"));
    assert_eq!(results(&objects(&printed)), expected);
}

#[tokio::test]
async fn it_ends_with_the_reason_when_the_password_is_another_one() {
    let people = People::new(Engine::Sqlite, false).await;
    let mut watch = people.watch(&["--if-scim"]);
    let first = people.provisioned("first@example.com").await;
    wait_for_key(&people, &first).await;
    people.owner.change_password("another password altogether").await.unwrap();
    let (status, _) = watch.wait();
    assert_eq!(status.code(), Some(1));
    let log = watch.log();
    assert!(log.contains("incorrect") && log.contains("Check the address and the master password"), "{log}");
}
