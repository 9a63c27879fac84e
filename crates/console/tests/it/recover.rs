//! A new master password for a member who forgot theirs: who is offered to give one, and to whom.

use crate::browser::Browser;
use crate::office::{Colleague, Office};
use crate::support::start;
use account_client::{MemberRole, Method};
use serde_json::{Value, json};
use testkit::app::Engine;

const FORM: &str = "data-module=\"recover\"";

#[tokio::test]
async fn who_may_recover_accounts_is_offered_those_of_whoever_is_enrolled() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let dora = office.confirmed(&app, "dora@example.test", MemberRole::User).await;
        let admin = office.confirmed(&app, "admin@example.test", MemberRole::Admin).await;
        let manager = office.confirmed(&app, "manager@example.test", MemberRole::Custom).await;
        office.permit(manager.id, &json!({"manageUsers": true})).await;
        let devices = office.path(&format!("/members/{}?tab=devices", dora.id));
        let recover = office.path(&format!("/members/{}/recover", dora.id));
        let mut admins = Browser::of(&app, &admin.session).await;
        let offer = format!("href=\"{recover}\"");
        assert!(!admins.get(&devices).await.text.contains(&offer), "nobody is enrolled");
        let page = admins.get(&recover).await;
        assert!(!page.shows("Account recovery is a policy.").text.contains(FORM));

        for (policy, settings) in [(3, Value::Null), (8, json!({"autoEnrollEnabled": false}))] {
            let path = format!("/api/organizations/{}/policies/{policy}", office.organization.id);
            let body = json!({"enabled": true, "data": settings});
            office.owner.call(Method::PUT, &path, Some(&body)).await.unwrap();
        }
        let key = dora.session.organization_public_key(office.organization.id).await.unwrap();
        let sealed = dora.session.keys().user_key.seal_for_recovery(&key).unwrap().to_string();
        let enrolls = |colleague: &Colleague| {
            let account = colleague.session.account_id();
            format!("/api/organizations/{}/users/{account}/reset-password-enrollment", office.organization.id)
        };
        let body = json!({"resetPasswordKey": sealed});
        dora.session.call(Method::PUT, &enrolls(&dora), Some(&body)).await.unwrap();
        admins.get(&devices).await.shows(&offer);
        admins.get(&recover).await.shows(FORM).shows(&format!("data-member=\"{}\"", dora.id));

        // Not where the policy is off, or the member shut out.
        let policy = format!("/api/organizations/{}/policies/8", office.organization.id);
        for enabled in [false, true] {
            let body = json!({"enabled": enabled, "data": null});
            office.owner.call(Method::PUT, &policy, Some(&body)).await.unwrap();
            assert_eq!(admins.get(&devices).await.text.contains(&offer), enabled);
        }

        // Not oneself, not somebody above, and not without the permission.
        admin.session.call(Method::PUT, &enrolls(&admin), Some(&body)).await.unwrap();
        for id in [admin.id, office.owner_id().await] {
            let page = admins.get(&office.path(&format!("/members/{id}/recover"))).await;
            assert!(page.status == 200 && !page.text.contains(FORM), "{page:?}");
        }
        let mut managers = Browser::of(&app, &manager.session).await;
        assert!(!managers.get(&devices).await.text.contains(&offer));
        assert_eq!(managers.get(&recover).await.status, 404);
        let other = Office::open(&app, "other@example.test").await;
        let mut others = other.browser(&app).await;
        assert_eq!(others.get(&other.path(&format!("/members/{}/recover", dora.id))).await.status, 404);
    }
}
