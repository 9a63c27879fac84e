//! Who may do what to whom, over the wire; and what members are shown as.

use crate::office::{Colleague, Office, call, refusal};
use crate::people::sign_up;
use crate::support::{Setup, start, start_with};
use account_client::{ClientError, MemberRole, MemberStatus, Method, Session, Uuid};
use serde_json::{Value, json};
use testkit::app::{App, Engine};

/// Everybody who may be in an office, each signed in.
struct Staff {
    office: Office,
    admin: Colleague,
    custom: Colleague,
    user: Colleague,
}

const MANAGE_USERS: [&str; 1] = ["manageUsers"];

fn permissions(granted: &[&str]) -> Value {
    granted.iter().map(|name| ((*name).to_owned(), Value::Bool(true))).collect::<serde_json::Map<_, _>>().into()
}

async fn make_custom(office: &Office, id: Uuid, granted: &[&str]) {
    let body = json!({"type": 4, "permissions": permissions(granted), "groups": [], "collections": []});
    call(&office.owner, Method::PUT, &office.path(&format!("/users/{id}")), body).await.unwrap();
}

async fn staff(app: &App) -> Staff {
    let office = Office::open(app, "olga@example.test").await;
    let admin = office.confirmed(app, "adam@example.test", MemberRole::Admin).await;
    let custom = office.confirmed(app, "cora@example.test", MemberRole::User).await;
    make_custom(&office, custom.id, &MANAGE_USERS).await;
    let user = office.confirmed(app, "dora@example.test", MemberRole::User).await;
    Staff { office, admin, custom, user }
}

fn status<T: std::fmt::Debug>(result: Result<T, ClientError>) -> u16 {
    match result {
        Ok(_) => 200,
        refused => refusal(refused).0,
    }
}

#[tokio::test]
async fn roles_reach_as_far_as_they_should() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let Staff { office, admin, custom, user } = staff(&app).await;
        let second = office.confirmed(&app, "otto@example.test", MemberRole::Owner).await;
        let own = office.owner.members(office.id()).await.unwrap();
        let own = own.iter().find(|member| member.user_id == Some(office.owner.account_id())).unwrap().id;
        let revoke = async |who: &Session, id: Uuid| {
            let outcome = status(who.revoke(office.id(), id).await);
            if outcome == 200 {
                who.restore(office.id(), id).await.unwrap();
            }
            outcome
        };
        // Rows: who acts. Columns: owner, admin, custom, user.
        let targets = [second.id, admin.id, custom.id, user.id];
        for (name, who, expected) in [
            ("owner", &office.owner, [200, 200, 200, 200]),
            ("admin", &admin.session, [400, 400, 200, 200]),
            ("custom", &custom.session, [400, 400, 400, 200]),
            ("user", &user.session, [404, 404, 404, 404]),
        ] {
            for (target, expected) in targets.into_iter().zip(expected) {
                assert_eq!(revoke(who, target).await, expected, "{name} revokes {target}");
            }
        }
        let (refused, message) = refusal(office.owner.revoke(office.id(), own).await);
        assert!(refused == 400 && message.contains("yourself"), "{message}");
        assert_eq!(status(admin.session.remove(office.id(), second.id).await), 400);
        assert_eq!(status(custom.session.remove(office.id(), admin.id).await), 400);
    }
}

#[tokio::test]
async fn roles_give_no_more_than_they_should() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let Staff { office, admin, custom, user } = staff(&app).await;
        let mut number = 0;
        let mut invite = async |who: &Session, role: i64, granted: &[&str]| {
            number += 1;
            let body = json!({
                "emails": [format!("new{number}@example.test")], "type": role, "permissions": permissions(granted),
                "groups": [], "collections": [], "accessSecretsManager": false,
            });
            status(call(who, Method::POST, &office.path("/users/invite"), body).await)
        };
        for (name, who, expected) in [
            ("owner", &office.owner, [200, 200, 200, 200, 200]),
            ("admin", &admin.session, [400, 200, 200, 200, 200]),
            ("custom", &custom.session, [400, 400, 200, 200, 400]),
            ("user", &user.session, [404, 404, 404, 404, 404]),
        ] {
            let kinds: [(i64, &[&str]); 5] =
                [(0, &[]), (1, &[]), (2, &[]), (4, &MANAGE_USERS), (4, &["manageUsers", "managePolicies"])];
            for ((role, granted), expected) in kinds.into_iter().zip(expected) {
                assert_eq!(invite(who, role, granted).await, expected, "{name} invites {role} {granted:?}");
            }
        }
        // The same for a role that is changed.
        let path = office.path(&format!("/users/{}", user.id));
        let edit = async |who: &Session, role: i64, granted: &[&str]| {
            let body = json!({"type": role, "permissions": permissions(granted), "groups": [], "collections": []});
            status(call(who, Method::PUT, &path, body).await)
        };
        assert_eq!(edit(&custom.session, 1, &[]).await, 400);
        assert_eq!(edit(&custom.session, 4, &["managePolicies"]).await, 400);
        assert_eq!(edit(&custom.session, 4, &MANAGE_USERS).await, 200);
        assert_eq!(edit(&admin.session, 0, &[]).await, 400);
        assert_eq!(edit(&office.owner, 9, &[]).await, 400);
        assert_eq!(edit(&office.owner, 1, &[]).await, 200);
        assert_eq!(office.owner.member(office.id(), user.id).await.unwrap().role, MemberRole::Admin);
        let event = office.last_event(&app, 1502).await;
        assert_eq!(
            (&event["changes"][0]["before"], &event["changes"][0]["after"]),
            (&json!("Custom"), &json!("Admin"))
        );
    }
}

#[tokio::test]
async fn the_last_confirmed_owner_stays_one() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let Staff { office, .. } = staff(&app).await;
        office.invite("otto@example.test", MemberRole::Owner).await;
        let members = office.owner.members(office.id()).await.unwrap();
        let own = members.iter().find(|member| member.user_id == Some(office.owner.account_id())).unwrap().id;
        let body = json!({"type": 2, "permissions": {}, "groups": [], "collections": []});
        let path = office.path(&format!("/users/{own}"));
        let (refused, message) = refusal(call(&office.owner, Method::PUT, &path, body).await);
        assert!(refused == 400 && message.contains("last confirmed owner"), "{message}");
        // The directory is told the same.
        let members = [own];
        for id in members {
            let member = office.member(&app, id).await.unwrap();
            assert!(member.is_confirmed_owner());
        }
    }
}

#[tokio::test]
async fn a_break_glass_member_is_for_owners_alone() {
    let app = start(Engine::Sqlite).await;
    let Staff { office, admin, user, .. } = staff(&app).await;
    let sql = format!(
        "UPDATE member SET is_break_glass = TRUE WHERE organization_id = $1 AND email_key = '{}'",
        "dora@example.test"
    );
    assert_eq!(testkit::rows::execute(&app.application, &sql, office.organization_id()).await.unwrap(), 1);
    let (refused, message) = refusal(admin.session.revoke(office.id(), user.id).await);
    assert!(refused == 400 && message.contains("break-glass"), "{message}");
    assert_eq!(status(admin.session.remove(office.id(), user.id).await), 400);
    office.owner.revoke(office.id(), user.id).await.unwrap();
    assert_eq!(status(admin.session.restore(office.id(), user.id).await), 400);
    office.owner.remove(office.id(), user.id).await.unwrap();
}

#[tokio::test]
async fn several_members_are_changed_at_once() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let Staff { office, admin, user, .. } = staff(&app).await;
        let invited = office.invite("ivo@example.test", MemberRole::User).await;
        let ids = json!({"ids": [user.id, invited, admin.id, user.id, "no id", Uuid::from_u128(9)]});
        let several = async |method: Method, rest: &str| {
            let answer = call(&admin.session, method, &office.path(rest), ids.clone()).await.unwrap();
            let entries = answer["data"].as_array().unwrap().clone();
            assert_eq!(entries.len(), 3, "each of the organization's once: {answer}");
            let error = |id: Uuid| {
                let entry = entries.iter().find(|entry| entry["id"] == id.to_string()).unwrap();
                entry["error"].as_str().unwrap().to_owned()
            };
            [error(user.id), error(invited), error(admin.id)]
        };
        let [of_user, of_invited, of_oneself] = several(Method::PUT, "/users/revoke").await;
        assert_eq!((of_user.as_str(), of_invited.as_str()), ("", ""));
        assert!(of_oneself.contains("yourself"), "{of_oneself}");
        let [of_user, of_invited, _] = several(Method::PUT, "/users/restore").await;
        assert_eq!((of_user.as_str(), of_invited.as_str()), ("", ""));
        let [of_user, of_invited, _] = several(Method::POST, "/users/reinvite").await;
        assert!(of_user.contains("joined already") && of_invited.is_empty(), "{of_user} {of_invited}");
        let [of_user, of_invited, of_oneself] = several(Method::DELETE, "/users").await;
        assert!(of_user.is_empty() && of_invited.is_empty() && of_oneself.contains("yourself"));
        assert_eq!(office.owner.members(office.id()).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn an_invitation_of_known_people_is_told() {
    let app = start(Engine::Sqlite).await;
    let Staff { office, .. } = staff(&app).await;
    let invite = async |emails: Value| {
        let body = json!({"emails": emails, "type": 2, "permissions": {}, "groups": [], "collections": []});
        call(&office.owner, Method::POST, &office.path("/users/invite"), body).await
    };
    invite(json!(["DORA@example.test", "new@example.test", "New@example.test"])).await.unwrap();
    let members = office.owner.members(office.id()).await.unwrap();
    assert_eq!(members.iter().filter(|member| member.status == MemberStatus::Invited).count(), 1);
    let (refused, message) = refusal(invite(json!(["dora@example.test"])).await);
    assert!(refused == 400 && message.contains("member already"), "{message}");
    for wrong in [json!([]), json!(["nowhere"]), json!(["a@b", 7])] {
        assert_eq!(refusal(invite(wrong.clone()).await).0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn an_organization_sends_so_many_invitations_and_no_more() {
    let limits = http_kit::RateLimits::new(None, None);
    let app = start_with(Engine::Sqlite, Setup { limits, ..Setup::default() }).await;
    let Staff { office, user, .. } = staff(&app).await;
    let other = Office::open(&app, "oskar@example.test").await;
    let invite = async |who: &Session, office: &Office, email: &str| {
        let body = json!({"emails": [email], "type": 2, "permissions": {}, "groups": [], "collections": []});
        status(call(who, Method::POST, &office.path("/users/invite"), body).await)
    };
    // Whom it names does not matter, but who asks does.
    let many: Vec<_> = (0..1_990).map(|number| Uuid::from_u128(number).to_string()).collect();
    let many = async |who: &Session| {
        status(call(who, Method::POST, &office.path("/users/reinvite"), json!({"ids": many})).await)
    };
    assert_eq!([many(&user.session).await, many(&user.session).await], [404, 404]);
    assert_eq!(many(&office.owner).await, 200);
    assert_eq!(many(&office.owner).await, 429);
    assert_eq!(invite(&office.owner, &office, "new@example.test").await, 200);
    let several: Vec<_> = (0..20).map(|number| format!("p{number}@example.test")).collect();
    let body = json!({"emails": several, "type": 2, "permissions": {}, "groups": [], "collections": []});
    let answer = call(&office.owner, Method::POST, &office.path("/users/invite"), body).await;
    assert_eq!(status(answer), 429);
    assert_eq!(invite(&other.owner, &other, "new@example.test").await, 200);
}

#[tokio::test]
async fn a_member_is_shown_as_clients_expect() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let Staff { office, custom, user, .. } = staff(&app).await;
        let answer = call(&office.owner, Method::GET, &office.path("/users?"), json!(null)).await.unwrap();
        assert_eq!((&answer["object"], &answer["continuationToken"]), (&json!("list"), &json!(null)));
        let entries = answer["data"].as_array().unwrap();
        assert_eq!(entries.len(), 4);
        let entry = entries.iter().find(|entry| entry["id"] == user.id.to_string()).unwrap();
        for (name, value) in [
            ("userId", json!(user.session.account_id())),
            ("name", json!("Dora Doe")),
            ("email", json!("dora@example.test")),
            ("externalId", json!(null)),
            ("groups", json!([])),
            ("collections", json!([])),
            ("status", json!(2)),
            ("type", json!(2)),
            ("accessAll", json!(false)),
            ("twoFactorEnabled", json!(false)),
            ("resetPasswordEnrolled", json!(false)),
            ("hasMasterPassword", json!(true)),
            ("permissions", json!(null)),
            ("origin", json!("console")),
            ("object", json!("organizationUserUserDetails")),
        ] {
            assert_eq!(entry[name], value, "{name}");
        }
        let shown = entries.iter().find(|entry| entry["id"] == custom.id.to_string()).unwrap();
        assert_eq!(shown["permissions"]["manageUsers"], true);
        assert_eq!(shown["permissions"]["manageScim"], false);
        let brief = call(&user.session, Method::GET, &office.path("/users/mini-details"), json!(null)).await.unwrap();
        assert_eq!(brief["data"].as_array().unwrap().len(), 4, "who may make collections gives access to them");
        assert_eq!(brief["data"][0]["object"], "organizationUserUserMiniDetails");
        let one = call(&office.owner, Method::GET, &office.path(&format!("/users/{}?", user.id)), json!(null)).await;
        assert_eq!(one.unwrap()["userId"], json!(user.session.account_id()));
    }
}

#[tokio::test]
async fn who_may_not_is_told_that_nothing_is_there() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let Staff { office, admin, user, .. } = staff(&app).await;
        let stranger = sign_up(&app, "sam@example.test").await;
        let elsewhere = Office::open(&app, "oskar@example.test").await;
        let id = admin.id;
        for (method, rest, body) in [
            (Method::GET, "/users".to_owned(), json!(null)),
            (Method::GET, format!("/users/{id}"), json!(null)),
            (Method::GET, format!("/users/{id}/groups"), json!(null)),
            (Method::PUT, format!("/users/{id}"), json!({"type": 2})),
            (Method::PUT, format!("/users/{id}/revoke"), json!(null)),
            (Method::PUT, format!("/users/{id}/restore"), json!(null)),
            (Method::DELETE, format!("/users/{id}"), json!(null)),
            (Method::POST, format!("/users/{id}/reinvite"), json!(null)),
            (Method::PUT, "/users/revoke".to_owned(), json!({"ids": [id]})),
            (Method::POST, "/users/public-keys".to_owned(), json!({"ids": [id]})),
            (Method::POST, "/users/invite".to_owned(), json!({"emails": ["x@example.test"], "type": 2})),
            (Method::GET, "/policies".to_owned(), json!(null)),
            (Method::PUT, "/policies/0".to_owned(), json!({"enabled": true})),
            (Method::GET, "/groups/details".to_owned(), json!(null)),
            (Method::POST, "/groups".to_owned(), json!({"name": "x"})),
        ] {
            for (who, session) in
                [("user", &user.session), ("stranger", &stranger), ("owner elsewhere", &elsewhere.owner)]
            {
                let (refused, message) =
                    refusal(call(session, method.clone(), &office.path(&rest), body.clone()).await);
                assert_eq!((refused, message.as_str()), (404, "Resource not found."), "{who} {method} {rest}");
            }
        }
        // A member of another organization is nobody here.
        let foreign = elsewhere.invite("dora@example.test", MemberRole::User).await;
        for (method, rest) in
            [(Method::GET, ""), (Method::PUT, "/revoke"), (Method::DELETE, ""), (Method::POST, "/reinvite")]
        {
            let path = office.path(&format!("/users/{foreign}{rest}"));
            assert_eq!(refusal(call(&office.owner, method, &path, json!(null)).await).0, 404);
        }
        assert!(elsewhere.member(&app, foreign).await.is_some());
    }
}
