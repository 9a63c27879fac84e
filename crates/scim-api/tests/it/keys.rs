//! SCIM keys: what they open, for how long, how often, and where they are not.

use crate::calls::{both_engines, call, call_as, check_form, expect, expect_error, target, user};
use crate::support::{Setup, start_with};
use application::{
    CommandError, CreateScimKey, DataKeyError, ListScimKeys, RevealScimKey, RevokeScimKey, RotateScimKey,
};
use domain::{KeyScope, OrganizationId, Refusal, ScimKey, ScimKeyId, ScimKeyRecord};
use http_kit::RateLimits;
use serde_json::json;
use std::num::NonZeroU32;
use std::time::Duration;
use testkit::app::{App, Engine, make_key};

const HOUR: Duration = Duration::from_hours(1);
const INSTANT: Duration = Duration::from_micros(1);

async fn status(app: &App, key: &ScimKey) -> u16 {
    call_as(&target(app, &app.organization, key), "GET", "/Users", &[], None).await.status
}

async fn create(app: &App, lives: Option<Duration>) -> (ScimKey, ScimKeyId) {
    let (call, key) = (app.application.system_call(), ScimKey::generate(app.application.entropy()));
    let expires_at = lives.map(|duration| call.now.after(duration));
    let (organization_id, name, scope) = (app.organization.id, "Entra".to_owned(), KeyScope::UsersAndGroups);
    let create = CreateScimKey { call, organization_id, name, scope, expires_at, key: key.clone() };
    (key, app.application.run(create).await.unwrap().record.id)
}

async fn record(app: &App, id: ScimKeyId) -> ScimKeyRecord {
    let keys = app.application.read(&ListScimKeys(app.organization.id)).await.unwrap();
    keys.into_iter().find(|key| key.id == id).unwrap()
}

async fn reveal(
    app: &App,
    organization_id: OrganizationId,
    id: ScimKeyId,
) -> Result<Result<ScimKey, DataKeyError>, CommandError> {
    app.application.run(RevealScimKey { call: app.application.system_call(), organization_id, id }).await
}

#[tokio::test]
async fn a_key_does_what_its_scope_says() {
    for app in &both_engines().await {
        for (scope, user_status, group_status) in
            [(KeyScope::Read, 403, 403), (KeyScope::Users, 201, 403), (KeyScope::UsersAndGroups, 201, 201)]
        {
            let key = make_key(&app.application, app.organization.id, scope).await.unwrap();
            let target = target(app, &app.organization, &key);
            expect(&call_as(&target, "GET", "/Users", &[], None).await, 200);
            expect(&call_as(&target, "POST", "/.search", &[], Some(&json!({}))).await, 200);
            let body = json!({"userName": format!("{}@acme.example", scope.name())});
            assert_eq!(call_as(&target, "POST", "/Users", &[], Some(&body)).await.status, user_status, "{scope:?}");
            let answer = call_as(&target, "POST", "/Groups", &[], Some(&json!({"displayName": scope.name()}))).await;
            assert_eq!(answer.status, group_status, "{scope:?}");
            if group_status == 403 {
                let detail = expect_error(&answer, 403, None, "scope");
                assert!(detail.contains("groups"), "{detail}");
            }
        }
    }
}

#[tokio::test]
async fn a_key_ends_at_the_moment_it_expires() {
    for app in &both_engines().await {
        let (key, _) = create(app, Some(HOUR)).await;
        app.clock.advance(HOUR.saturating_sub(INSTANT));
        assert_eq!(status(app, &key).await, 200);
        app.clock.advance(INSTANT);
        assert_eq!(status(app, &key).await, 401);
        assert_eq!(status(app, &app.key).await, 200, "others live on");
        let call = app.application.system_call();
        let past = CreateScimKey {
            expires_at: Some(call.now),
            call,
            organization_id: app.organization.id,
            name: "Late".to_owned(),
            scope: KeyScope::Read,
            key,
        };
        assert!(matches!(app.application.run(past).await, Err(CommandError::Refused(Refusal::InvalidSetting(_)))));
    }
}

#[tokio::test]
async fn a_rotated_key_works_beside_the_new_one_for_the_overlap() {
    for app in &both_engines().await {
        let (old, id) = create(app, None).await;
        let new = ScimKey::generate(app.application.entropy());
        let rotate = |overlap, id, key: &ScimKey| RotateScimKey {
            call: app.application.system_call(),
            organization_id: app.organization.id,
            id,
            overlap,
            key: key.clone(),
        };
        let made = app.application.run(rotate(24 * HOUR, id, &new)).await.unwrap().record;
        assert_eq!((made.name.as_str(), made.scope, made.expires_at), ("Entra", KeyScope::UsersAndGroups, None));
        assert_eq!((status(app, &old).await, status(app, &new).await), (200, 200));
        app.clock.advance(24 * HOUR);
        assert_eq!((status(app, &old).await, status(app, &new).await), (401, 200));
        let again = ScimKey::generate(app.application.entropy());
        let refused = app.application.run(rotate(HOUR, id, &again)).await;
        assert_eq!(refused.unwrap_err(), CommandError::Refused(Refusal::ScimKeyNotFound));
        // Without an overlap the old one ends at once, and an earlier end is not put off.
        app.application.run(rotate(Duration::ZERO, made.id, &again)).await.unwrap();
        assert_eq!((status(app, &new).await, status(app, &again).await), (401, 200));
        let (short, short_id) = create(app, Some(HOUR)).await;
        let third = || ScimKey::generate(app.application.entropy());
        let made = app.application.run(rotate(24 * HOUR, short_id, &third())).await.unwrap().record;
        assert_eq!(made.expires_at, Some(made.created_at.after(HOUR)), "it lives as long as the old one was meant to");
        let refused = app.application.run(rotate(24 * HOUR, short_id, &third())).await.unwrap_err();
        assert!(matches!(refused, CommandError::Refused(Refusal::InvalidSetting(_))), "{refused:?}");
        app.clock.advance(HOUR);
        assert_eq!(status(app, &short).await, 401);
    }
}

#[tokio::test]
async fn a_revoked_key_ends_at_once_and_for_good() {
    for app in &both_engines().await {
        let (key, id) = create(app, None).await;
        assert_eq!(status(app, &key).await, 200);
        for _ in 0..2 {
            let call = app.application.system_call();
            app.application.run(RevokeScimKey { call, organization_id: app.organization.id, id }).await.unwrap();
            assert_eq!(status(app, &key).await, 401);
        }
        assert_eq!(record(app, id).await.revoked_at, Some(app.clock.now()));
    }
}

#[tokio::test]
async fn the_last_use_is_kept_with_time_address_and_agent() {
    for app in &both_engines().await {
        let (key, id) = create(app, None).await;
        app.application.write_key_uses().await;
        assert_eq!(record(app, id).await.last_used_at, None);
        for agent in ["First/1", "Second/2"] {
            app.clock.advance(HOUR);
            let target = target(app, &app.organization, &key);
            expect(&call_as(&target, "GET", "/Users", &[("User-Agent", agent)], None).await, 200);
            app.application.write_key_uses().await;
            let record = record(app, id).await;
            assert_eq!(record.last_used_at, Some(app.clock.now()));
            assert_eq!(record.last_used_address.as_deref(), Some("127.0.0.1"));
            assert_eq!(record.last_used_agent.as_deref(), Some(agent));
        }
    }
}

#[tokio::test]
async fn a_key_is_sealed_at_rest_and_revealed_to_its_owner() {
    for app in &both_engines().await {
        let (key, id) = create(app, None).await;
        user(app, "dora").await;
        assert_eq!(status(app, &key).await, 200);
        app.application.write_key_uses().await;
        app.application.trace().flush().await;
        let everything = app.stored_text().unwrap();
        assert!(everything.contains(key.visible_prefix()), "the search does not see what is stored");
        let secret = key.reveal().get(key.visible_prefix().len()..).unwrap();
        assert!(!everything.contains(secret), "the key is stored in clear");
        assert!(!everything.contains(app.key.reveal()));
        assert_eq!(reveal(app, app.organization.id, id).await.unwrap().unwrap(), key);
        let other = testkit::app::make_organization(&app.application, "Other").await.unwrap();
        assert!(matches!(reveal(app, other.id, id).await, Err(CommandError::Refused(Refusal::ScimKeyNotFound))));
    }
}

#[tokio::test]
async fn a_sealed_key_moved_to_another_row_does_not_open() {
    for app in &both_engines().await {
        let (_, first) = create(app, None).await;
        let (_, second) = create(app, None).await;
        // One row's sealed text in every row: only the row it was sealed for opens it.
        let copy = "UPDATE scim_key SET sealed = (SELECT o.sealed FROM scim_key o WHERE o.organization_id = $1 \
                    ORDER BY o.id LIMIT 1) WHERE organization_id = $1";
        assert_eq!(testkit::rows::execute(&app.application, copy, app.organization.id).await.unwrap(), 3);
        for id in [first, second] {
            assert!(reveal(app, app.organization.id, id).await.unwrap().is_err());
        }
    }
}

#[tokio::test]
async fn a_key_that_asks_too_much_is_told_when_to_come_again_and_others_are_not() {
    for engine in Engine::ALL {
        let limits = RateLimits::new(NonZeroU32::new(3), None);
        let app = &start_with(engine, Setup { limits, ..Setup::default() }).await;
        let (other, _) = create(app, None).await;
        let target_ = app.target().unwrap();
        let calls = (0..40).map(|_| {
            let target = target_.clone();
            async move { call_as(&target, "GET", "/Users?count=0", &[], None).await }
        });
        let answers = calls.collect::<tokio::task::JoinSet<_>>().join_all().await;
        let passed = answers.iter().filter(|answer| answer.status == 200).count();
        assert!((3..40).contains(&passed), "{passed} of 40 passed");
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            expect_error(answer, 429, None, "limit");
            assert_whole_seconds(answer.header("retry-after"));
        }
        assert_eq!(status(app, &other).await, 200);
    }
}

#[tokio::test]
async fn an_address_with_wrong_keys_is_shut_out_for_a_while_and_right_keys_never_count() {
    for engine in Engine::ALL {
        let limits = RateLimits::new(None, NonZeroU32::new(4));
        let app = &start_with(engine, Setup { limits, ..Setup::default() }).await;
        for _ in 0..20 {
            expect(&call(app, "GET", "/Users?count=0", None).await, 200);
        }
        let wrong = ScimKey::generate(app.application.entropy());
        for _ in 0..4 {
            assert_eq!(status(app, &wrong).await, 401);
        }
        let answer = call_as(&target(app, &app.organization, &wrong), "GET", "/Users", &[], None).await;
        expect_error(&answer, 429, None, "fifth wrong key");
        assert_whole_seconds(answer.header("retry-after"));
        check_form(&answer, "429");
        let right = call(app, "GET", "/Users", None).await;
        assert_eq!(right.status, 200, "others behind the same proxy go on");
    }
}

#[track_caller]
fn assert_whole_seconds(value: Option<&str>) {
    let seconds: u64 = value.unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
}
