//! Confirming whom somebody chooses.

use super::people::{PASSWORD, People, results};
use account_client::{CollectionAccess, LoginItem, MemberRole, MemberStatus};
use testkit::app::Engine;

#[tokio::test]
async fn who_waits_is_listed_with_the_phrase_and_reads_when_chosen() {
    for engine in Engine::ALL {
        let people = People::new(engine, true).await;
        let dora = people.provisioned("dora@example.com").await;
        let emil = people.invited("emil@example.com").await;

        let waiting = people.json(&[]);
        assert_eq!(results(&waiting), ["dora@example.com waiting", "emil@example.com waiting"]);
        let phrases = [&dora, &emil].map(|session| session.own_phrase().unwrap().to_string());
        assert_eq!([&waiting[0]["fingerprint"], &waiting[1]["fingerprint"]], [&phrases[0], &phrases[1]]);
        assert_eq!([&waiting[0]["origin"], &waiting[1]["origin"]], ["scim", "console"]);
        assert!(!people.has_key(&dora).await, "looking gives nobody the key");

        let confirmed = people.json(&["--all", "--if-scim", "--yes"]);
        assert_eq!(results(&confirmed), ["dora@example.com waiting", "dora@example.com confirmed"]);
        assert_eq!(confirmed[1]["fingerprint"], phrases[0]);
        assert!(people.has_key(&dora).await && !people.has_key(&emil).await);
        assert_eq!(people.json(&["--all", "--if-scim", "--yes"]).len(), 0, "nobody twice");

        let member_id = confirmed[1]["memberId"].as_str().unwrap().parse().unwrap();
        let (owner, organization) = (&people.owner, &people.organization);
        let users = [CollectionAccess::edit(member_id)];
        let kitchen = owner.create_collection(organization, "Kitchen", &users, &[]).await.unwrap();
        let kettle = LoginItem::new("Kettle", "olga", "blue");
        let item = owner.create_shared_item(organization, &[kitchen.id], &kettle).await.unwrap();
        let own = dora.create_item(&LoginItem::new("Own", "dora", "mine")).await.unwrap();
        let vault = dora.sync().await.unwrap();
        assert_eq!(vault.collections[0].open_name(&organization.key).unwrap(), "Kitchen");
        let mut items = dora.open_items(&vault).unwrap();
        items.sort_by_key(|item| item.organization_id);
        assert_eq!((items.len(), items[0].id, items[1].id), (2, own.id, item.id));
        assert_eq!(items[1].login, kettle);
        assert_eq!(dora.item(item.id).await.unwrap().open(organization.key.symmetric_key()).unwrap(), items[1]);
        let log = people.server.log();
        assert!(log.is_empty(), "{log}");
    }
}

#[tokio::test]
async fn each_one_is_asked_about() {
    let people = People::new(Engine::Sqlite, false).await;
    let dora = people.provisioned("dora@example.com").await;
    let emil = people.invited("emil@example.com").await;
    // The end of the answers is no yes, and neither is a yes after the end.
    for answers in ["", "what\n", "q\ny\n"] {
        let ended = people.run(&[], answers);
        assert!(ended.code == Some(0) && !ended.stdout.contains("Confirmed"), "{ended:?}");
    }
    let ended = people.run(&[], "n\ny\n");
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let phrase = dora.own_phrase().unwrap().to_string();
    for shown in
        ["dora@example.com", "SCIM (externalId id of dora@example.com)", &phrase, "Confirmed emil@example.com, User"]
    {
        assert!(ended.stdout.contains(shown), "{shown}: {ended:?}");
    }
    assert!(!people.has_key(&dora).await && people.has_key(&emil).await);
    let ended = people.run(&["--member", "Dora@Example.com"], "y\n");
    assert!(ended.code == Some(0) && ended.stdout.contains("Confirmed dora@example.com"), "{ended:?}");
    assert!(people.has_key(&dora).await);
    assert!(people.run(&[], "").stderr.contains("Nobody waits"), "all are done");
}

#[tokio::test]
async fn who_does_not_wait_is_not_confirmed_and_one_is_told_why() {
    let people = People::new(Engine::Sqlite, false).await;
    people.invited("emil@example.com").await;
    let id = people.organization.id;
    people.owner.invite(id, &["fay@example.com"], MemberRole::User).await.unwrap();
    let members = people.owner.members(id).await.unwrap();
    let emil = members.iter().find(|member| member.email == "emil@example.com").unwrap();
    people.owner.revoke(id, emil.id).await.unwrap();
    for (name, words) in [
        (people.email.as_str(), "is confirmed already"),
        ("fay@example.com", "has not accepted the invitation yet"),
        (&emil.id.to_string(), "is revoked"),
        ("nobody@example.com", "there is no member"),
    ] {
        let ended = people.run(&["--member", name, "--yes"], "");
        assert!(ended.code == Some(1) && ended.stdout.is_empty() && ended.stderr.contains(words), "{name}: {ended:?}");
    }
    let now = people.owner.member(id, emil.id).await.unwrap();
    assert_eq!(now.status, MemberStatus::Revoked);
}

#[tokio::test]
async fn who_may_not_confirm_is_told_so() {
    let people = People::new(Engine::Sqlite, false).await;
    people.provisioned("dora@example.com").await;
    std::fs::write(people.place.scratch().join("dora"), PASSWORD).unwrap();
    let as_dora = ["--email", "dora@example.com", "--json"];
    let word = |words: &str| {
        std::fs::write(people.place.scratch().join("password"), PASSWORD).unwrap();
        let ended = people.run(&as_dora, "");
        assert!(ended.code == Some(1) && ended.stdout.is_empty() && ended.stderr.contains(words), "{words}: {ended:?}");
    };
    let owners = std::fs::read(people.place.scratch().join("password")).unwrap();
    word("not a confirmed member of any organization");
    std::fs::write(people.place.scratch().join("password"), owners).unwrap();
    let other = people.run(&["--organization", "0197a549-3ff5-751f-9059-ee2f8402ad08"], "");
    assert!(other.code == Some(1) && other.stderr.contains("not a confirmed member of the organization"), "{other:?}");
    people.json(&["--all", "--yes"]);
    word("only owners, admins, and custom members with manageUsers confirm others");
}

#[tokio::test]
async fn an_authority_that_nobody_trusts_is_told_with_the_option_for_it() {
    let people = People::new(Engine::Sqlite, true).await;
    let server = people.client.server();
    let words = ["confirm", "--server", server, "--email", &people.email, "--password-file", "password"];
    let complaint = people.place.fail(&words);
    assert!(complaint.contains("--ca-cert"), "{complaint}");
}
