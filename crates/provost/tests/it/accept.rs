//! `provost accept`: from the mail of an invitation to what is shared, by the program alone.

use crate::confirm::people::{PASSWORD, People};
use crate::faults::clock;
use crate::mail::wait_for_files;
use crate::place::Place;
use account_client::{CollectionAccess, Invitation, LoginItem, MemberStatus, Method};
use serde_json::json;
use std::path::Path;
use testkit::app::Engine;
use vault_crypto::KdfSettings;

#[tokio::test]
async fn who_was_provisioned_joins_is_confirmed_and_reads() {
    for engine in Engine::ALL {
        let people = People::new(engine, true).await;
        people.provision("dora@example.com");
        let link = people.link_for("dora@example.com", 1);
        let words = ["accept", "--password-stdin", "--ca-cert", "data/ca.pem", "--name", "Dora Demo"];
        let ended = people.program(&words, &format!("{link}\n{PASSWORD}\n"));
        assert_eq!(ended.code, Some(0), "{ended:?}");

        let dora = people.client.another_device().log_in("dora@example.com", PASSWORD).await.unwrap();
        let phrase = dora.own_phrase().unwrap().to_string();
        let server = people.client.server();
        for told in [&phrase, "accepted the invitation to Demo", &format!("bw config server {server}"), "data/ca.pem"] {
            assert!(ended.stdout.contains(told), "{told}: {ended:?}");
        }
        let token = Invitation::from_link(&link).unwrap().token;
        for secret in [PASSWORD, &token] {
            assert!(!ended.stdout.contains(secret) && !ended.stderr.contains(secret), "{ended:?}");
        }
        assert_eq!(people.client.prelogin("dora@example.com").await.unwrap().kdf, KdfSettings::default());

        let again = people.program(&["accept", &link, "--ca-cert", "data/ca.pem"], "");
        assert!(again.code == Some(1) && again.stderr.contains("accepted already"), "{again:?}");

        let confirmed = people.json(&["--all", "--yes"]);
        assert_eq!([&confirmed[1]["result"], &confirmed[1]["fingerprint"]], ["confirmed", &phrase]);
        assert_eq!(confirmed[1]["name"], "Dora Demo");
        let (owner, organization) = (&people.owner, &people.organization);
        let users = [CollectionAccess::edit(confirmed[1]["memberId"].as_str().unwrap().parse().unwrap())];
        let kitchen = owner.create_collection(organization, "Kitchen", &users, &[]).await.unwrap();
        let kettle = LoginItem::new("Kettle", "olga", "blue");
        owner.create_shared_item(organization, &[kitchen.id], &kettle).await.unwrap();
        let vault = dora.sync().await.unwrap();
        let [item] = dora.open_items(&vault).unwrap().try_into().unwrap();
        assert_eq!((vault.profile.organizations[0].id, item.login), (organization.id, kettle));
        let log = people.server.log();
        assert!(log.is_empty(), "{log}");
    }
}

#[tokio::test]
async fn who_has_an_account_signs_in_to_it() {
    let people = People::new(Engine::Sqlite, false).await;
    people.provision("emil@example.com");
    let (emil, first) = people.registered("emil@example.com").await;
    let first_link = people.link_for("emil@example.com", 1);
    // A minute goes by: until then it is not sent again.
    people.owner.reinvite(people.organization.id, first.member_id).await.unwrap();
    people.place.sql("UPDATE member SET invited_at = invited_at - 60000000 WHERE user_name = 'emil@example.com'");
    people.owner.reinvite(people.organization.id, first.member_id).await.unwrap();
    let link = people.link_for("emil@example.com", 2);
    assert!(Invitation::from_link(&link).unwrap().has_account);

    let wrong = people.program(&["accept", &link, "--password-stdin"], "another password\n");
    assert!(wrong.code == Some(1) && wrong.stdout.is_empty(), "{wrong:?}");
    assert!(
        wrong.stderr.contains("has an account") && wrong.stderr.contains("Check the address and the master password")
    );
    assert!(!wrong.stderr.contains("another password"));
    let replaced = people.program(&["accept", &first_link, "--password-stdin"], PASSWORD);
    assert!(replaced.code == Some(1) && replaced.stderr.contains("newest invitation"), "{replaced:?}");

    let with_fragment = link.replace("/accept-organization", "/#/accept-organization");
    let joined = people.program(&["accept", &with_fragment, "--password-stdin"], PASSWORD);
    assert_eq!(joined.code, Some(0), "{joined:?}");
    assert!(joined.stdout.contains(&emil.own_phrase().unwrap().to_string()), "{joined:?}");
    let member = people.owner.member(people.organization.id, first.member_id).await.unwrap();
    assert_eq!((member.status, member.user_id), (MemberStatus::Accepted, Some(emil.account_id())));
}

/// As after a registration whose answer was lost: the link still says that there is no account.
#[tokio::test]
async fn who_has_made_the_account_meanwhile_goes_on_with_it() {
    let people = People::new(Engine::Sqlite, false).await;
    people.provision("fay@example.com");
    let (fay, _) = people.registered("fay@example.com").await;
    let link = people.link_for("fay@example.com", 1);
    let wrong = people.program(&["accept", &link, "--password-stdin"], "another password");
    assert!(wrong.code == Some(1) && wrong.stderr.contains("signing in to it failed"), "{wrong:?}");
    let joined = people.program(&["accept", &link, "--password-stdin"], PASSWORD);
    assert!(joined.code == Some(0) && joined.stderr.contains("has an account already"), "{joined:?}");
    assert!(joined.stdout.contains(&fay.own_phrase().unwrap().to_string()), "{joined:?}");
}

#[tokio::test]
async fn who_joins_where_admins_recover_accounts_is_enrolled_and_told() {
    let people = People::new(Engine::Sqlite, false).await;
    let id = people.organization.id;
    for (policy, settings) in [(3, json!(null)), (8, json!({"autoEnrollEnabled": true}))] {
        let body = json!({"enabled": true, "data": settings});
        let path = format!("/api/organizations/{id}/policies/{policy}");
        people.owner.call(Method::PUT, &path, Some(&body)).await.unwrap();
    }
    people.provision("dora@example.com");
    let link = people.link_for("dora@example.com", 1);
    let joined = people.program(&["accept", &link, "--password-stdin", "--kdf", "argon2id"], PASSWORD);
    assert_eq!(joined.code, Some(0), "{joined:?}");
    assert!(joined.stderr.contains("its admins can give your account another master password"), "{joined:?}");
    assert_eq!(people.place.count("SELECT count(*) FROM member_key WHERE recovery_key IS NOT NULL"), 1);
    let argon2id = KdfSettings::Argon2id { iterations: 6, memory: 32, parallelism: 4 };
    assert_eq!(people.client.prelogin("dora@example.com").await.unwrap().kdf, argon2id);
}

#[tokio::test]
async fn a_master_password_has_what_the_organization_wants() {
    let people = People::new(Engine::Sqlite, false).await;
    let settings = json!({"minLength": 14, "requireUpper": true, "requireNumbers": true, "minComplexity": 3});
    let path = format!("/api/organizations/{}/policies/1", people.organization.id);
    people.owner.call(Method::PUT, &path, Some(&json!({"enabled": true, "data": settings}))).await.unwrap();
    people.provision("dora@example.com");
    let link = people.link_for("dora@example.com", 1);
    let refused = people.program(&["accept", &link, "--password-stdin"], "a lonely kettle");
    assert_eq!(refused.code, Some(1), "{refused:?}");
    for told in [
        "Demo wants a master password that has at least 14 characters, an upper-case letter, a digit.",
        "the master password lacks what Demo wants it to have: an upper-case letter, a digit",
    ] {
        assert!(refused.stderr.contains(told), "{told}: {refused:?}");
    }
    assert!(!refused.stderr.contains("lonely"), "{refused:?}");
    let joined = people.program(&["accept", &link, "--password-stdin"], "Some 4 lonely kettles");
    assert_eq!(joined.code, Some(0), "{joined:?}");
}

#[test]
fn who_comes_too_late_is_told_to_ask_for_a_new_invitation() {
    if !Path::new(clock::LIBRARY).exists() {
        return testkit::skipped("expired invitations: the Debian package libfaketime is not installed");
    }
    let place = Place::new(Engine::Sqlite);
    let server = place.demo(&[]);
    server.client().succeed("POST", "/Users", Some(&json!({"userName": "dora@example.com"})));
    let mail = wait_for_files(&place, 1).remove(0);
    let link = mail.lines().find(|line| line.contains("/accept-organization?")).unwrap().to_owned();
    server.terminate();
    let mut command = place.command(&["serve", "--port", "0", "--scim-port", "0", "--management-port", "0"]);
    command.env("LD_PRELOAD", clock::LIBRARY).env("FAKETIME", "+121h").env("DONT_FAKE_MONOTONIC", "1");
    command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let later = crate::server::Server::start(command, place.scratch());
    let complaint = place.fail(&["accept", &link, "--server", &later.listening().main]);
    assert!(complaint.contains("expired") && complaint.contains("send it again"), "{complaint}");
}

#[test]
fn what_is_no_link_and_what_is_too_short_is_told_at_once() {
    let place = Place::new(Engine::Sqlite);
    for (link, words) in [
        ("https://vault.example.com/accept-organization?organizationId=x", "Put it in quotes"),
        ("https://vault.example.com/", "not the link of an invitation"),
        ("dora", "not the link of an invitation"),
    ] {
        let complaint = place.fail(&["accept", link]);
        assert!(complaint.contains(words), "{complaint}");
    }
    let complaint = place.fail(&["accept"]);
    assert!(complaint.contains("no line with the link"), "{complaint}");

    let server = place.demo(&[]);
    server.client().succeed("POST", "/Users", Some(&json!({"userName": "dora@example.com"})));
    let mail = wait_for_files(&place, 1).remove(0);
    let link = mail.lines().find(|line| line.contains("/accept-organization?")).unwrap();
    std::fs::write(place.scratch().join("password"), "eleven char\n").unwrap();
    let complaint = place.fail(&["accept", link, "--password-file", "password"]);
    assert!(complaint.contains("at least 12 characters"), "{complaint}");
    assert_eq!(place.count("SELECT count(*) FROM account"), 1, "the owner alone");
    let forged = link.replace("token=", "token=x");
    let complaint = place.fail(&["accept", &forged, "--password-file", "password"]);
    assert!(complaint.contains("not valid"), "{complaint}");
}
