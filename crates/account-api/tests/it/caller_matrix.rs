//! Who may do what: every route and method by every kind of caller, against the table in `generated/`.

use crate::http::send;
use crate::office::{Office, call};
use crate::people::{register, sign_up};
use crate::support::start;
use account_api::ROUTES;
use account_client::{MemberRole, Method, Session};
use application::ProvisionMember;
use domain::{CaseInsensitiveText, EmailAddress, MemberProfile, NewMember, Origin};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;
use testkit::app::{App, Engine};
use testkit::{caller_matrix, rows};

/// What a caller does to themselves or gains by comes last, so that everybody is what their name says until then.
const LAST: [&str; 2] = ["/api/organizations", "/api/organizations/{organization}/leave"];
/// Routes that need no token.
const PUBLIC: [&str; 12] = [
    "/identity/accounts/prelogin",
    "/identity/accounts/prelogin/password",
    "/identity/accounts/register/send-verification-email",
    "/identity/accounts/register/finish",
    "/identity/connect/token",
    "/api/config",
    // The invitation is the proof.
    "/api/organizations/{organization}/policies/token",
    "/api/accounts/password-hint",
    "/api/accounts/resend-new-device-otp",
    "/api/devices/knowndevice",
    "/api/two-factor/recover",
    "/api/two-factor/send-email-login",
];
const SEALED: &str = "2.EZJnDTycvmI2llBlMZl7QA==|+Zp9wQQ6YW+rwmJjklrBCQ==|GdgHp+tGiPDtRPPPzhIYBGU92aoxWtjTrC5uLPIVwK0=";
const UNKNOWN: &str = "0199f6a0-7c00-7000-8000-00000000000a";

/// Somebody who calls.
struct Caller {
    name: &'static str,
    token: Option<String>,
    /// Whether the token is good.
    is_live: bool,
}

/// An organization with everybody who may call.
struct World {
    app: App,
    office: Office,
    collection: String,
    item: String,
    folder: String,
    callers: Vec<Caller>,
}

async fn token(session: &Session) -> Option<String> {
    Some(session.access_token().await.reveal().to_owned())
}

impl World {
    async fn build(engine: Engine) -> Self {
        let app = start(engine).await;
        let expired = sign_up(&app, "expired@example.test").await;
        app.clock.advance(Duration::from_hours(2));
        let office = Office::open(&app, "owner@example.test").await;
        let custom = office.confirmed(&app, "custom@example.test", MemberRole::Custom).await;
        let admin = office.confirmed(&app, "admin@example.test", MemberRole::Admin).await;
        let user = office.confirmed(&app, "user@example.test", MemberRole::User).await;
        let accepted = office.accepted(&app, "accepted@example.test", MemberRole::User).await;
        let revoked = office.confirmed(&app, "revoked@example.test", MemberRole::User).await;
        office.owner.revoke(office.id(), revoked.id).await.unwrap();
        let deleted = office.confirmed(&app, "deleted@example.test", MemberRole::User).await.session;
        let token_of_deleted = token(&deleted).await;
        deleted.delete_account().await.unwrap();
        let stale = office.confirmed(&app, "stale@example.test", MemberRole::User).await.session;
        let stale_token = token(&stale).await;
        stale.end_all_sessions().await.unwrap();
        office.invite("invited@example.test", MemberRole::User).await;
        let invited = sign_up(&app, "invited@example.test").await;
        let stranger = sign_up(&app, "stranger@example.test").await;
        let other = Office::open(&app, "other@example.test").await.owner;
        register(&app, "refresh@example.test").await;
        let hash = crate::people::client(&app).credentials("refresh@example.test", crate::people::PASSWORD).await;
        let hash = hash.unwrap().authentication_hash().reveal().to_owned();
        let tokens = crate::http::password_grant(&app, "refresh@example.test", &hash, &[]).await.1;
        let refresh_token = tokens["refresh_token"].as_str().map(str::to_owned);
        let caller = |name, token, is_live| Caller { name, token, is_live };
        let callers = vec![
            caller("nobody", None, false),
            caller("malformed token", Some("a.b.c".to_owned()), false),
            caller("expired token", token(&expired).await, false),
            caller("token of a deleted account", token_of_deleted, false),
            caller("token of an older security stamp", stale_token, false),
            caller("refresh token as an access token", refresh_token, false),
            caller("signed in, no member", token(&stranger).await, true),
            caller("invited", token(&invited).await, true),
            caller("accepted", token(&accepted.session).await, true),
            caller("revoked", token(&revoked.session).await, true),
            caller("user", token(&user.session).await, true),
            caller("custom without permissions", token(&custom.session).await, true),
            caller("admin", token(&admin.session).await, true),
            caller("owner", token(&office.owner).await, true),
            caller("owner of another organization", token(&other).await, true),
        ];
        let (collection, folder) = (String::new(), String::new());
        let mut world = Self { app, office, collection, item: String::new(), folder, callers };
        world.collection = world.new_collection().await;
        world.item = world.new_item().await;
        world.folder = world.new_folder().await;
        world
    }

    async fn made(&self, path: &str, body: Value) -> String {
        let made = call(&self.office.owner, Method::POST, path, body).await.unwrap();
        made["id"].as_str().unwrap().to_owned()
    }

    async fn new_collection(&self) -> String {
        let body = json!({"name": SEALED, "externalId": null, "users": [], "groups": []});
        self.made(&self.office.path("/collections"), body).await
    }

    async fn new_item(&self) -> String {
        let body = json!({"cipher": self.item_body(true), "collectionIds": [self.collection]});
        self.made("/api/ciphers/create", body).await
    }

    async fn new_folder(&self) -> String {
        self.made("/api/folders", json!({"name": SEALED})).await
    }

    /// Somebody who is invited.
    async fn new_member(&self, number: usize) -> String {
        let email = format!("user{number}@example.test");
        let profile = MemberProfile {
            user_name: CaseInsensitiveText::new(email.as_str()),
            email: EmailAddress::parse(&email).unwrap(),
            other_email_keys: Vec::new(),
            external_id: None,
            display_name: None,
            attributes: None,
        };
        let new = NewMember { profile, active: true, origin: Origin::Scim };
        let call = self.app.application.system_call();
        let provision = ProvisionMember { call, organization_id: self.office.organization_id(), new };
        self.app.application.run(provision).await.unwrap().view.member.id.to_string()
    }

    fn item_body(&self, is_shared: bool) -> Value {
        let login = json!({"username": SEALED, "password": SEALED, "uris": []});
        let organization_id = is_shared.then_some(self.office.id());
        json!({"type": 1, "name": SEALED, "organizationId": organization_id, "login": login})
    }

    /// What a route's variables become. What a call may change is made for it alone.
    async fn path(&self, route: &str, method: &str, caller: &Caller, number: usize) -> String {
        let changes = caller.is_live && method != "GET";
        let mut path = route.replace("{organization}", &self.office.id().to_string());
        path = path.replace("{account}", &self.office.owner.account_id().to_string()).replace("{type}", "1");
        path = path.replace("{device}", UNKNOWN).replace("{identifier}", "unknown");
        if path.contains("{member}") {
            path = path.replace("{member}", &self.new_member(number).await);
        }
        if path.contains("{collection}") {
            let fresh = if changes { self.new_collection().await } else { self.collection.clone() };
            path = path.replace("{collection}", &fresh);
        }
        if path.contains("{item}") {
            let fresh = if changes { self.new_item().await } else { self.item.clone() };
            path = path.replace("{item}", &fresh);
        }
        if path.contains("{folder}") {
            let fresh = if changes { self.new_folder().await } else { self.folder.clone() };
            path = path.replace("{folder}", &fresh);
        }
        if path.contains("organization-details") {
            write!(path, "?organizationId={}", self.office.id()).unwrap();
        }
        path
    }

    /// A body with which an owner's call would succeed, but for the master password, which is wrong where one is asked for.
    async fn body(&self, route: &str, method: &str, number: usize) -> Value {
        let collections = json!([self.collection]);
        let keys = json!({"publicKey": "x", "encryptedPrivateKey": SEALED});
        match route.strip_prefix("/api").unwrap_or(route).trim_start_matches("/organizations/{organization}") {
            "/organizations" => json!({
                "name": "New", "billingEmail": "x@example.test", "key": sealed_key(), "collectionName": SEALED,
                "keys": {"publicKey": self.office.owner.keys().public_key().unwrap().to_string(), "encryptedPrivateKey": SEALED},
            }),
            "" if method == "PUT" => json!({"name": "Office", "billingEmail": "x@example.test"}),
            "/collection-management" => json!({
                "limitCollectionCreation": true, "limitCollectionDeletion": true, "limitItemDeletion": false,
                "allowAdminAccessToAllCollectionItems": true,
            }),
            "/keys" | "/accounts/keys" => keys,
            "/policies/{type}" => json!({"enabled": true, "data": null}),
            "/users/invite" => json!({
                "emails": [format!("invited{number}@example.test")], "type": 2, "collections": [], "groups": [],
                "permissions": {},
            }),
            "/users/confirm" => json!({"keys": [{"id": self.new_member(number).await, "key": sealed_key()}]}),
            "/users/{member}/confirm" => json!({"key": sealed_key()}),
            "/users/{member}/accept" | "/users/{member}/accept-init" => json!({
                "token": "a.b.c", "key": sealed_key(), "keys": keys, "collectionName": SEALED,
            }),
            "/users/{member}" => json!({"type": 2, "collections": [], "groups": [], "permissions": {}}),
            "/users" | "/users/public-keys" | "/users/reinvite" | "/users/revoke" | "/users/restore"
            | "/users/remove" => {
                json!({"ids": [self.new_member(number).await]})
            }
            "/collections" if method == "DELETE" => json!({"ids": [self.new_collection().await]}),
            "/collections" | "/collections/{collection}" => {
                json!({"name": SEALED, "externalId": null, "users": [], "groups": []})
            }
            "/collections/bulk-access" => json!({"collectionIds": collections, "users": [], "groups": []}),
            "/collections/{collection}/users" | "/events/collect" => json!([]),
            "/folders" if method == "DELETE" => json!({"ids": [self.new_folder().await]}),
            "/folders" | "/folders/{folder}" => json!({"name": SEALED}),
            "/ciphers" if method == "POST" => self.item_body(false),
            "/ciphers/admin" if method != "POST" => json!({
                "ids": [self.new_item().await], "folderId": null, "organizationId": self.office.id(),
                "masterPasswordHash": "x",
            }),
            "/ciphers/create" | "/ciphers/admin" | "/ciphers/{item}/share" => {
                json!({"cipher": self.item_body(true), "collectionIds": collections})
            }
            "/ciphers/share" => {
                json!({"ciphers": [{"id": self.new_item().await}], "collectionIds": collections})
            }
            "/ciphers/bulk-collections" => json!({
                "organizationId": self.office.id(), "cipherIds": [self.new_item().await], "collectionIds": collections,
                "removeCollections": false,
            }),
            "/ciphers/{item}" | "/ciphers/{item}/admin" => self.item_body(true),
            "/ciphers/{item}/partial" => json!({"folderId": null, "favorite": true}),
            "/ciphers/{item}/collections" | "/ciphers/{item}/collections_v2" | "/ciphers/{item}/collections-admin" => {
                json!({"collectionIds": collections})
            }
            rest if rest.starts_with("/ciphers") => json!({
                "ids": [self.new_item().await], "folderId": null, "organizationId": self.office.id(),
                "masterPasswordHash": "x",
            }),
            "/accounts/profile" => json!({"name": "Somebody"}),
            "/accounts/avatar" => json!({"avatarColor": null}),
            "/accounts/key-management/user-key-id" => json!({"userKeyId": "00112233445566778899aabbccddeeff"}),
            _ => json!({
                "email": format!("unknown{number}@example.test"), "newEmail": "unknown@example.test",
                "masterPasswordHash": "x", "newMasterPasswordHash": sealed_hash(), "key": SEALED, "token": "123456",
                "recoveryCode": "x", "type": 0, "userAsymmetricKeys": keys,
                "kdf": 0, "kdfIterations": 600_000, "emailVerificationToken": "a.b.c",
            }),
        }
    }

    async fn call(&self, route: &str, method: &str, caller: &Caller, number: usize) -> u16 {
        let path = self.path(route, method, caller, number).await;
        let body = if method == "GET" { None } else { Some(self.body(route, method, number).await) };
        let before = rows::ledgers(&self.app.application).await.unwrap();
        let name: Method = method.parse().unwrap();
        let (status, answer) = send(&self.app, name, &path, caller.token.as_deref(), body.as_ref()).await;
        let what = format!("{}: {method} {route}: {status} {answer}", caller.name);
        if status >= 400 {
            assert_eq!(
                rows::ledgers(&self.app.application).await.unwrap(),
                before,
                "refused, and yet something changed: {what}"
            );
            let has_form = answer["object"] == "error" && answer["message"].is_string() || answer["error"].is_string();
            assert!(has_form && answer.get("validationErrors").is_none_or(Value::is_null), "{what}");
        }
        assert!(status < 500, "{what}");
        if PUBLIC.contains(&route) {
            assert!(![401, 403].contains(&status), "{what}");
        } else if caller.is_live {
            // Official clients would sign out and forget everything.
            assert!(![401, 403].contains(&status), "{what}");
        } else {
            assert_eq!(status, 401, "{what}");
        }
        status
    }
}

/// A ciphertext of type 4, which opens to nothing.
fn sealed_key() -> String {
    use base64::Engine as _;
    format!("4.{}", base64::engine::general_purpose::STANDARD.encode([7; 256]))
}

fn sealed_hash() -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode([7; 32])
}

async fn check(engine: Engine) {
    let world = World::build(engine).await;
    let mut rows = caller_matrix::rows(&ROUTES, &LAST);
    let mut number = 0;
    for row in &mut rows {
        for caller in &world.callers {
            number += 1;
            row.statuses.push(world.call(row.route, row.method, caller, number).await);
        }
        if PUBLIC.contains(&row.route) {
            let different: BTreeSet<_> = row.statuses.iter().collect();
            assert_eq!(
                different.len(),
                1,
                "{} {} needs no token, and yet it makes a difference",
                row.method,
                row.route
            );
        }
    }
    let names: Vec<_> = world.callers.iter().map(|caller| caller.name).collect();
    caller_matrix::check("account-caller-matrix.txt", &names, rows).unwrap();
}

#[tokio::test]
async fn every_route_answers_every_caller_as_the_table_says_on_sqlite() {
    check(Engine::Sqlite).await;
}

#[tokio::test]
async fn every_route_answers_every_caller_as_the_table_says_on_postgresql() {
    check(Engine::Postgres).await;
}
