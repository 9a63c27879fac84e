//! Inviting, accepting, confirming; and what ends it.

use crate::directory;
use crate::office::{Office, call, refusal, sign_in};
use crate::people::sign_up;
use crate::support::start;
use account_client::{Invitation, MemberRole, MemberStatus, Method, Session};
use serde_json::json;
use std::time::Duration;
use testkit::app::Engine;

#[tokio::test]
async fn an_invited_person_joins_and_is_given_the_organizations_key() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let id = office.invite("Dora@Example.test", MemberRole::User).await;
        let dora = sign_up(&app, "dora@example.test").await;
        assert_eq!(dora.profile().await.unwrap().organizations.len(), 0);

        dora.accept(&office.invitation(&app, id).await, None).await.unwrap();
        let waiting = office.owner.member(office.id(), id).await.unwrap();
        assert_eq!((waiting.status, waiting.email.as_str()), (MemberStatus::Accepted, "dora@example.test"));
        assert_eq!(waiting.user_id, Some(dora.account_id()));
        assert_eq!(waiting.origin.as_deref(), Some("console"));
        // Who only waits has no key, and a client that is shown the organization would crash.
        assert_eq!(dora.profile().await.unwrap().organizations.len(), 0);

        office.confirm(id).await.unwrap();
        let opened = dora.organization(office.id()).await.unwrap().unwrap();
        assert_eq!(opened.key, office.organization.key);
        let numbers: Vec<i64> = office.events(&app).await.iter().map(|event| event.event_type).collect();
        assert_eq!(numbers, [1600, 1501, 1300, 1500, 1502, 1501]);
        let events = office.events(&app).await;
        let confirmed = events.last().unwrap();
        assert_eq!(confirmed.acting_account_id.unwrap().uuid(), office.owner.account_id());
        assert_eq!(confirmed.subject.account_id.unwrap().uuid(), dora.account_id());
    }
}

#[tokio::test]
async fn an_invitation_is_good_for_one_person_once_and_for_120_hours() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let other = Office::open(&app, "oskar@example.test").await;
        let id = office.invite("dora@example.test", MemberRole::User).await;
        let elsewhere = other.invite("dora@example.test", MemberRole::User).await;
        let (dora, eve) = (sign_up(&app, "dora@example.test").await, sign_up(&app, "eve@example.test").await);
        let good = office.invitation(&app, id).await;
        let accept = async |who: &Session, invitation: &Invitation| refusal(who.accept(invitation, None).await);

        // Of another membership, of nothing, and by somebody else.
        let foreign = Invitation { token: other.invitation(&app, elsewhere).await.token, ..good.clone() };
        let forged = Invitation { token: format!("{}x", good.token), ..good.clone() };
        for wrong in [&foreign, &forged] {
            let (status, message) = accept(&dora, wrong).await;
            assert!(status == 400 && message.contains("not valid"), "{message}");
        }
        let (status, message) = accept(&eve, &good).await;
        assert!(status == 400 && message.contains("another address"), "{message}");

        // Sent a moment ago, it is not sent again; then it is replaced by a newer one.
        office.owner.reinvite(office.id(), id).await.unwrap();
        assert_eq!(office.invitation(&app, id).await, good);
        app.clock.advance(Duration::from_mins(1));
        office.owner.reinvite(office.id(), id).await.unwrap();
        let (status, message) = accept(&dora, &good).await;
        assert!(status == 400 && message.contains("newer invitation"), "{message}");

        // Too old.
        app.clock.advance(Duration::from_hours(120));
        office.owner.renew().await.unwrap();
        dora.renew().await.unwrap();
        let newest = office.invitation(&app, id).await;
        let (status, message) = accept(&dora, &newest).await;
        assert!(status == 400 && message.contains("expired"), "{message}");
        assert_eq!(office.owner.member(office.id(), id).await.unwrap().status, MemberStatus::Invited);

        // Good, and then used.
        office.owner.reinvite(office.id(), id).await.unwrap();
        let newest = office.invitation(&app, id).await;
        dora.accept(&newest, None).await.unwrap();
        let (status, message) = accept(&dora, &newest).await;
        assert!(status == 400 && message.contains("accepted already"), "{message}");
        assert_eq!(refusal(office.owner.reinvite(office.id(), id).await).0, 400);
    }
}

#[tokio::test]
async fn a_revoked_invitation_is_no_good_until_it_is_restored() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "olga@example.test").await;
    let id = office.invite("dora@example.test", MemberRole::User).await;
    let dora = sign_up(&app, "dora@example.test").await;
    let invitation = office.invitation(&app, id).await;
    office.owner.revoke(office.id(), id).await.unwrap();
    let (status, message) = refusal(dora.accept(&invitation, None).await);
    assert!(status == 400 && message.contains("revoked"), "{message}");
    office.owner.restore(office.id(), id).await.unwrap();
    // It was never mailed, so a new one was written.
    dora.accept(&office.invitation(&app, id).await, None).await.unwrap();
}

#[tokio::test]
async fn only_who_has_accepted_is_confirmed() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let invited = office.invite("ivo@example.test", MemberRole::User).await;
        let accepted = office.accepted(&app, "dora@example.test", MemberRole::User).await;
        let key = office.organization.key.seal_for(&accepted.session.keys().public_key().unwrap()).unwrap().to_string();
        let confirm = office.path(&format!("/users/{invited}/confirm"));
        let (status, message) = refusal(call(&office.owner, Method::POST, &confirm, json!({"key": key})).await);
        assert!(status == 400 && message.contains("not accepted"), "{message}");

        for malformed in ["", "4.", "2.AAAA|AAAA|AAAA", "4.AAAA", &key[..key.len() - 5]] {
            let path = office.path(&format!("/users/{}/confirm", accepted.id));
            let (status, message) = refusal(call(&office.owner, Method::POST, &path, json!({"key": malformed})).await);
            assert!(status == 400 && message.contains("EncString"), "{malformed}: {message}");
        }

        // Several at once: each has its own outcome, and who is not here has none.
        let stranger = account_client::Uuid::from_u128(7);
        let keys = json!({"keys": [
            {"id": invited, "key": key}, {"id": accepted.id, "key": key}, {"id": stranger, "key": key},
        ]});
        let answer = call(&office.owner, Method::POST, &office.path("/users/confirm"), keys).await.unwrap();
        let entries = answer["data"].as_array().unwrap();
        assert_eq!(entries.len(), 2);
        assert!(entries[0]["id"] == invited.to_string() && entries[0]["error"].as_str().unwrap().contains("accepted"));
        assert!(entries[1]["id"] == accepted.id.to_string() && entries[1]["error"] == "");
        assert_eq!(office.owner.member(office.id(), accepted.id).await.unwrap().status, MemberStatus::Confirmed);
        let (status, _) = refusal(office.confirm(accepted.id).await);
        assert_eq!(status, 400, "confirmed already");
    }
}

#[tokio::test]
async fn a_revocation_is_at_once_and_a_restore_needs_no_new_confirmation() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let admin = office.confirmed(&app, "adam@example.test", MemberRole::Admin).await;
        let list = office.path("/users");
        assert!(admin.session.members(office.id()).await.is_ok());
        let sealed = admin.session.profile().await.unwrap().organizations[0].key.clone();

        office.owner.revoke(office.id(), admin.id).await.unwrap();
        assert_eq!(refusal(call(&admin.session, Method::GET, &list, json!(null)).await).0, 404);
        assert_eq!(admin.session.profile().await.unwrap().organizations.len(), 0);
        let event = office.last_event(&app, 1511).await;
        assert!(event["cutOffMicros"].as_u64().unwrap() < 60_000_000, "{event}");
        assert_eq!(event["changes"][0]["before"], "Confirmed");
        assert_eq!(refusal(office.owner.revoke(office.id(), admin.id).await).0, 400);
        let shown = call(&office.owner, Method::GET, &office.path(&format!("/users/{}", admin.id)), json!(null)).await;
        assert_eq!(shown.unwrap()["revocationReason"], 1);

        office.owner.restore(office.id(), admin.id).await.unwrap();
        assert_eq!(admin.session.profile().await.unwrap().organizations[0].key, sealed);
        assert_eq!(refusal(office.owner.restore(office.id(), admin.id).await).0, 400);

        office.owner.remove(office.id(), admin.id).await.unwrap();
        assert_eq!(refusal(call(&admin.session, Method::GET, &list, json!(null)).await).0, 404);
        assert!(office.last_event(&app, 1503).await["cutOffMicros"].is_u64());
        assert!(office.member(&app, admin.id).await.is_none());
        // The account stays, and the address can be invited anew.
        let again = sign_in(&app, "adam@example.test").await;
        let id = office.invite("adam@example.test", MemberRole::User).await;
        again.accept(&office.invitation(&app, id).await, None).await.unwrap();
    }
}

#[tokio::test]
async fn a_member_leaves_and_the_last_owner_cannot() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let leave = office.path("/leave");
        call(&dora.session, Method::POST, &leave, json!(null)).await.unwrap();
        assert!(office.member(&app, dora.id).await.is_none());
        office.last_event(&app, 1516).await;
        assert_eq!(refusal(call(&dora.session, Method::POST, &leave, json!(null)).await).0, 404);
        let (status, message) = refusal(call(&office.owner, Method::POST, &leave, json!(null)).await);
        assert!(status == 400 && message.contains("last confirmed owner"), "{message}");

        let second = office.confirmed(&app, "otto@example.test", MemberRole::Owner).await;
        call(&office.owner, Method::POST, &leave, json!(null)).await.unwrap();
        assert_eq!(second.session.members(office.id()).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_public_key_is_told_to_who_shares_an_organization() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let stranger = sign_up(&app, "sam@example.test").await;
        let waiting = office.accepted(&app, "dora@example.test", MemberRole::User).await;
        let path = |session: &Session| format!("/api/users/{}/public-key", session.account_id());
        let of_dora = call(&office.owner, Method::GET, &path(&waiting.session), json!(null)).await.unwrap();
        assert_eq!(of_dora["publicKey"], waiting.session.keys().public_key().unwrap().to_string());
        assert_eq!(of_dora["userId"], waiting.session.account_id().to_string());
        // Who only waits is in nothing yet; strangers share nothing; and there may be nobody.
        for (asking, of) in
            [(&waiting.session, &office.owner), (&stranger, &waiting.session), (&office.owner, &stranger)]
        {
            assert_eq!(refusal(call(asking, Method::GET, &path(of), json!(null)).await).0, 404);
        }
        let nobody = "/api/users/00000000-0000-7000-8000-000000000000/public-key";
        assert_eq!(refusal(call(&stranger, Method::GET, nobody, json!(null)).await).0, 404);
        assert!(call(&stranger, Method::GET, &path(&stranger), json!(null)).await.is_ok(), "one's own");

        let ids = json!({"ids": [waiting.id, account_client::Uuid::from_u128(5)]});
        let keys = call(&office.owner, Method::POST, &office.path("/users/public-keys"), ids).await.unwrap();
        assert_eq!(keys["data"].as_array().unwrap().len(), 1);
        assert_eq!(keys["data"][0]["key"], of_dora["publicKey"]);
    }
}

#[tokio::test]
async fn a_directorys_word_cuts_off_like_an_admins() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::Admin).await;
        let (organization_id, id) = (office.organization_id(), domain::MemberId::from_uuid(dora.id));
        let sees = async || dora.session.members(office.id()).await.is_ok();
        assert!(sees().await);
        let dates = async || dora.session.revision_date().await.unwrap();

        let before = dates().await;
        app.clock.advance(Duration::from_secs(1));
        directory::set_active(&app, organization_id, id, false).await.unwrap();
        assert!(!sees().await && dora.session.profile().await.unwrap().organizations.is_empty());
        let revoked = dates().await;
        assert!(revoked > before, "clients ask for news");
        assert!(office.last_event(&app, 1511).await["cutOffMicros"].is_u64());

        app.clock.advance(Duration::from_secs(1));
        directory::set_active(&app, organization_id, id, true).await.unwrap();
        assert!(sees().await);
        let restored = dates().await;
        assert!(restored > revoked);

        app.clock.advance(Duration::from_secs(1));
        directory::remove(&app, organization_id, id).await;
        assert!(!sees().await);
        assert!(dates().await > restored);
        assert!(office.last_event(&app, 1503).await["cutOffMicros"].is_u64());
        // Nothing is left of it, and the person is free to be invited again.
        let again = office.invite("dora@example.test", MemberRole::User).await;
        dora.session.accept(&office.invitation(&app, again).await, None).await.unwrap();
    }
}

#[tokio::test]
async fn who_may_not_change_an_owner_does_not_invite_them_anew() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "olga@example.test").await;
        let carla = office.confirmed(&app, "carla@example.test", MemberRole::User).await;
        let edit = json!({"type": 4, "permissions": {"manageUsers": true}});
        call(&office.owner, Method::PUT, &office.path(&format!("/users/{}", carla.id)), edit).await.unwrap();
        let owner = office.invite("otto@example.test", MemberRole::Owner).await;
        let user = office.invite("dora@example.test", MemberRole::User).await;
        let before = office.member(&app, owner).await;
        let (status, message) = refusal(carla.session.reinvite(office.id(), owner).await);
        assert!(status == 400 && message.contains("Only an owner"), "{message}");
        assert_eq!(office.member(&app, owner).await, before);
        carla.session.reinvite(office.id(), user).await.unwrap();
        office.owner.reinvite(office.id(), owner).await.unwrap();
    }
}

#[tokio::test]
async fn one_call_does_not_write_a_row_for_each_of_many_and_much() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "olga@example.test").await;
    let ids = |count: u128| -> Vec<String> {
        (0..count).map(|number| account_client::Uuid::from_u128(number).to_string()).collect()
    };
    let entries = |count| -> Vec<_> { ids(count).into_iter().map(|id| json!({"id": id})).collect() };
    let emails: Vec<_> = (0..500).map(|number| format!("p{number}@example.test")).collect();
    let invite = json!({"emails": emails, "type": 2, "groups": ids(20), "collections": entries(21)});
    let grant = json!({"collectionIds": ids(500), "users": entries(20), "groups": entries(21)});
    for (path, body) in [("/users/invite", invite), ("/collections/bulk-access", grant)] {
        let (status, message) = refusal(call(&office.owner, Method::POST, &office.path(path), body).await);
        assert!(status == 400 && message.contains("more than 20000 entries"), "{path}: {message}");
    }
}
