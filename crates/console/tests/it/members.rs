//! The people of an organization: lists, changes, invitations, one person.

use crate::browser::{Browser, Page};
use crate::office::Office;
use crate::support::start;
use account_client::MemberRole;
use application::{ProvisionMember, TraceEntry};
use domain::{
    Actor, CaseInsensitiveText, EmailAddress, ExternalId, MemberId, MemberProfile, MemberStatus, NewMember, Origin,
};
use serde_json::json;
use std::time::Duration;
use testkit::app::{App, Engine};
use uuid::Uuid;

const HOSTILE: &str = "<img src=x onerror=alert(1)>";

/// Somebody whom a directory sends.
async fn provision(app: &App, office: &Office, email: &str, name: &str) -> MemberId {
    let attributes = json!({"displayName": name, "title": "Head of <b>", "emails": [{"value": email}]});
    let profile = MemberProfile {
        user_name: CaseInsensitiveText::new(email),
        email: EmailAddress::parse(email).unwrap(),
        other_email_keys: Vec::new(),
        external_id: ExternalId::parse(&format!("ext-{email}")).unwrap(),
        display_name: Some(CaseInsensitiveText::new(name)),
        attributes: Some(attributes.to_string()),
    };
    let call = app.application.call(Actor::System, Origin::Scim, None, None);
    let new = NewMember { profile, active: true, origin: Origin::Scim };
    let made = ProvisionMember { call, organization_id: office.organization_id(), new };
    app.application.run(made).await.unwrap().view.member.id
}

async fn status(app: &App, office: &Office, id: MemberId) -> MemberStatus {
    office.member(app, id.uuid()).await.status
}

fn id_of(colleague: &crate::office::Colleague) -> String {
    colleague.id.to_string()
}

/// Looks at what an action would do, and does it with the fields that the page has.
async fn change(browser: &mut Browser, office: &Office, action: &str, ids: &[&str]) -> (Page, Page) {
    let members: String = ids.iter().flat_map(|id| ["&member=", id]).collect();
    let preview = browser.get(&office.path(&format!("/members/change?action={action}{members}"))).await;
    assert_eq!(preview.status, 200, "{preview:?}");
    let mut fields = vec![("action", action)];
    fields.extend(ids.iter().map(|id| ("member", *id)));
    let done = browser.submit(&preview, &office.path("/members/change"), &fields).await;
    (preview, done)
}

#[tokio::test]
async fn people_are_listed_searched_and_narrowed() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        provision(&app, &office, "zoe@example.test", HOSTILE).await;
        for number in 0..55 {
            provision(&app, &office, &format!("p{number:02}@example.test"), &format!("Person {number:02}")).await;
        }
        let mut browser = office.browser(&app).await;
        let all = browser.get(&office.path("/members")).await;
        all.shows("57 people.")
            .shows("1–50 of 57")
            .shows(r#"rel="next""#)
            .shows("&#60;img src=x onerror=alert(1)&#62;");
        assert!(!all.text.contains("<img"));
        let next = browser.get(&office.path("/members?page=2")).await;
        next.shows("51–57 of 57").shows(r#"rel="prev""#);
        let tab = browser.get(&office.path("/members?tab=confirmed")).await;
        tab.shows("1–1 of 1").shows("owner@example.test");
        let found = browser.get(&office.path("/members?search=Person+0&origin=scim&role=user&sort=-name")).await;
        found.shows("1–10 of 10").shows(r#"aria-sort="descending""#);
        assert!(found.text.find("Person 09").unwrap() < found.text.find("Person 00").unwrap());
        browser.get(&office.path("/members?search=nobody-at-all")).await.shows("Nobody matches");
        browser.get(&office.path("/members?tab=revoked")).await.shows("Nobody is in this status");
        let chosen = browser.get(&office.path("/members?choose=page")).await;
        assert_eq!(chosen.text.matches("checked").count(), 50);
        let request = browser.request(reqwest::Method::GET, &office.path("/members?search=&group=&role=user&page=1"));
        let page = browser.send(request.header("hx-request", "true")).await;
        assert_eq!(page.headers["hx-push-url"].to_str().unwrap(), office.path("/members?role=user"));
    }
}

#[tokio::test]
async fn people_are_revoked_and_restored_after_a_look() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let (zoe, max) = (
            provision(&app, &office, "zoe@example.test", HOSTILE).await,
            provision(&app, &office, "max@example.test", "Max").await,
        );
        let (zoe_id, max_id) = (zoe.to_string(), max.to_string());
        let mut browser = office.browser(&app).await;
        let (preview, done) = change(&mut browser, &office, "revoke", &[&zoe_id, &max_id]).await;
        preview.shows("Revoke 2 people?").shows("3 → 1").shows("2 of 2 would change");
        assert_eq!(status(&app, &office, zoe).await, MemberStatus::Revoked);
        let list = browser.get(&done.location.unwrap()).await;
        list.shows("2 people were revoked.").shows("Undo").shows(r#"name="action" value="restore""#);
        let fields = [("action", "restore"), ("member", zoe_id.as_str()), ("member", max_id.as_str())];
        let undone = browser.submit(&list, &office.path("/members/change"), &fields).await;
        browser.get(&undone.location.unwrap()).await.shows("2 people were restored.");
        assert_eq!(status(&app, &office, max).await, MemberStatus::Invited);
        // Of one who is what they are to become, the reason is told; the other one is changed.
        change(&mut browser, &office, "revoke", &[&max_id]).await;
        let (preview, done) = change(&mut browser, &office, "revoke", &[&zoe_id, &max_id]).await;
        preview.shows("Revoke one person?").shows("This member is revoked already.");
        assert_eq!(done.status, 200);
        done.shows("1 of 2 done").shows("This member is revoked already.").shows("Undo");
        // Everybody in the list.
        let all = browser.get(&office.path("/members/change?action=restore&all=1&tab=revoked")).await;
        all.shows("Restore 2 people?").shows(&zoe_id).shows(&max_id);
        let nobody = browser.get(&office.path("/members/change?action=restore&tab=invited")).await;
        assert_eq!(nobody.location.as_deref(), Some(&*office.path("/members?tab=invited")));
        browser.get(&nobody.location.unwrap()).await.shows("Choose somebody first");
    }
}

#[tokio::test]
async fn owners_are_changed_and_several_removed_only_with_the_master_password() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let other = office.confirmed(&app, "other@example.test", MemberRole::Owner).await;
    let ids = [
        provision(&app, &office, "a@example.test", "A").await.to_string(),
        provision(&app, &office, "b@example.test", "B").await.to_string(),
    ];
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut browser = office.browser(&app).await;
    let (preview, asked) = change(&mut browser, &office, "remove", &ids).await;
    preview.shows("Remove 2 people for good?").shows("This cannot be undone");
    asked.shows("Master password").shows(ids[0]).shows(ids[1]);
    let (_, asked) = change(&mut browser, &office, "revoke", &[&id_of(&other)]).await;
    asked.shows("Master password");
    let path = office.path(&format!("/members/{}/role", other.id));
    let page = browser.get(&office.path(&format!("/members/{}?tab=access", other.id))).await;
    browser.submit(&page, &path, &[("role", "user")]).await.shows("Master password");
    let flag = office.path(&format!("/members/{}/break-glass", other.id));
    browser.submit(&page, &flag, &[("flag", "1")]).await.shows("Master password");
    assert_eq!(office.member(&app, other.id).await.role, domain::MemberRole::Owner);

    browser.verify(&app, &office.owner).await;
    let (_, done) = change(&mut browser, &office, "remove", &ids).await;
    browser.get(&done.location.unwrap()).await.shows("2 people were removed.");
    let (_, done) = change(&mut browser, &office, "revoke", &[&id_of(&other)]).await;
    browser.get(&done.location.unwrap()).await.shows("One person was revoked.").shows("Without access since");
    app.clock.advance(Duration::from_mins(6));
    let (_, asked) = change(&mut browser, &office, "restore", &[&id_of(&other)]).await;
    asked.shows("Master password");
}

#[tokio::test]
async fn the_last_owner_and_oneself_are_out_of_reach() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let admin = office.confirmed(&app, "admin@example.test", MemberRole::Admin).await;
    let members = office.owner.members(office.organization.id).await.unwrap();
    let owner = members.iter().find(|member| member.email == "owner@example.test").unwrap().id.to_string();
    let mut browser = Browser::of(&app, &admin.session).await;
    let query = format!("/members/change?action=revoke&member={owner}&member={}", admin.id);
    let preview = browser.get(&office.path(&query)).await;
    preview.shows("Nothing would change").shows("You cannot do this to yourself").shows("Only an owner can");
    assert!(!preview.text.contains(r#"<button class="button danger" type="submit""#));
    let page = browser.get(&office.path(&format!("/members/{owner}?tab=access"))).await;
    page.shows("You cannot change somebody whose role is above yours.").shows("Owners alone can change this.");
    let flag = office.path(&format!("/members/{owner}/break-glass"));
    assert_eq!(browser.submit(&page, &flag, &[("flag", "1")]).await.status, 404);
}

#[tokio::test]
async fn people_are_invited_after_a_look() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let mut browser = office.browser(&app).await;
        let path = office.path("/members/invite");
        let page = browser.get(&path).await;
        page.shows("See what happens").shows(r#"value="custom""#);
        let wrong = browser.submit(&page, &path, &[("emails", "a@example.test nonsense"), ("role", "user")]).await;
        wrong.shows("&#34;nonsense&#34; is not an e-mail address.").shows("a@example.test nonsense");
        browser.submit(&page, &path, &[("emails", " "), ("role", "user")]).await.shows("Name at least one address.");
        let text = "Dora <dora@example.test>, DORA@example.test\nmax@example.test";
        let fields = [("emails", text), ("role", "custom"), ("permission", "manageUsers")];
        let preview = browser.submit(&page, &path, &fields).await;
        preview.shows("Send 2 invitations?").shows("1 → 3").shows("Custom").shows(r#"value="manageUsers""#);
        let sent = browser.submit(&preview, &path, &[&fields[..], &[("step", "send")]].concat()).await;
        browser.get(&sent.location.unwrap()).await.shows("2 invitations were sent.").shows("max@example.test");
        let again = [("emails", "max@example.test eva@example.test"), ("role", "user")];
        browser.submit(&page, &path, &again).await.shows("Send one invitation?").shows("Is here already:");
        let sent = browser.submit(&page, &path, &[&again[..], &[("step", "send")]].concat()).await;
        sent.shows("One invitation was sent").shows("Is here already:");
        let none = [("emails", "max@example.test"), ("role", "user")];
        browser.submit(&page, &path, &none).await.shows("Everybody you named is a member already");
        // An invitation is sent again, but not within a minute.
        app.clock.advance(Duration::from_mins(2));
        let members = office.owner.members(office.organization.id).await.unwrap();
        let max = members.iter().find(|member| member.email == "max@example.test").unwrap().id.to_string();
        let (preview, done) = change(&mut browser, &office, "invite", &[&max]).await;
        preview.shows("Send one invitation?");
        browser.get(&done.location.unwrap()).await.shows("The invitation was sent.");
    }
}

#[tokio::test]
async fn who_accepted_is_listed_to_be_confirmed() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let zoe = provision(&app, &office, "zoe@example.test", HOSTILE).await;
        let mut browser = office.browser(&app).await;
        let path = office.path("/members/confirm");
        browser.get(&path).await.shows("Nobody waits");
        office.accepted(&app, zoe.uuid(), "zoe@example.test").await;
        let page = browser.get(&path).await;
        page.shows(&format!(r#"data-member="{zoe}""#)).shows("data-phrase").shows("&#60;img src=x");
        page.shows("provost confirm --server");
        browser.get(&office.path("/members")).await.shows("One person accepted").shows("Confirm 1");
        let max = provision(&app, &office, "max@example.test", "Max").await;
        let one = browser.get(&format!("{path}?member={max}")).await;
        one.shows("This member has not accepted the invitation");
        assert!(!one.text.contains("data-member") && !one.text.contains("zoe@"));
    }
}

#[tokio::test]
async fn a_person_is_shown_with_all_that_is_known() {
    for engine in Engine::ALL {
        let app = start(engine).await;
        let office = Office::open(&app, "owner@example.test").await;
        let zoe = provision(&app, &office, "zoe@example.test", HOSTILE).await;
        trace(&app, &office, zoe).await;
        let mut browser = office.browser(&app).await;
        let base = office.path(&format!("/members/{zoe}"));
        let calls = browser.get(&base).await;
        calls
            .shows("&#60;img src=x onerror=alert(1)&#62;")
            .shows("found by id")
            .shows("The value &#60;b&#62; is taken.");
        calls.shows("Map it &#60;i&#62;.").shows("<del>Old &#60;b&#62;</del>");
        assert!(!calls.text.contains("<img"));
        browser.get(&format!("{base}?tab=profile")).await.shows("emails[0].value").shows("Head of &#60;b&#62;");
        browser.get(&format!("{base}?tab=devices")).await.shows("No account yet");
        browser
            .get(&format!("{base}?tab=history"))
            .await
            .shows("invited <b>&#60;img src=x")
            .shows("<b class=\"any\">Server</b>");
        let access = browser.get(&format!("{base}?tab=access")).await;
        access.shows("In no group.").shows("Reaches none");
        assert_eq!(browser.get(&format!("{base}?tab=nothing")).await.status, 404);
        // Another role, and the way back.
        let fields = [("role", "custom"), ("permission", "manageGroups")];
        let done = browser.submit(&access, &format!("{base}/role"), &fields).await;
        let page = browser.get(&done.location.unwrap()).await;
        page.shows("The role is Custom now.").shows(r#"name="role" value="user""#);
        assert!(office.member(&app, zoe.uuid()).await.permissions.manage_groups);
        browser.submit(&page, &format!("{base}/role"), &[("role", "user")]).await;
        assert!(!office.member(&app, zoe.uuid()).await.permissions.manage_groups);
        browser.verify(&app, &office.owner).await;
        let done = browser.submit(&page, &format!("{base}/break-glass"), &[("flag", "1")]).await;
        browser.get(&done.location.unwrap()).await.shows("no directory can cut them off").shows("Take the flag away");
        assert!(office.member(&app, zoe.uuid()).await.is_break_glass);
        browser.get(&format!("{base}?tab=history")).await.shows("breakGlass");
        let done = browser.submit(&page, &format!("{base}/break-glass"), &[]).await;
        browser.get(&done.location.unwrap()).await.shows("The break-glass flag is taken away");
    }
}

/// A call that changed a member, and one that failed.
async fn trace(app: &App, office: &Office, member: MemberId) {
    let entry = |status: u16| TraceEntry {
        organization_id: office.organization_id(),
        id: app.application.fresh_uuid(),
        occurred_at: app.clock.now(),
        scim_key_id: None,
        request_id: "r".to_owned(),
        address: "203.0.113.7".to_owned(),
        agent: None,
        provider: Some("Okta".to_owned()),
        method: "PATCH".to_owned(),
        target: format!("/v2/o/Users/{member}"),
        request: None,
        status,
        answer: None,
        member_id: Some(member),
        group_id: None,
        rule: Some("found by id".to_owned()),
        changes: (status == 200).then(|| r#"[{"field":"title","before":"Old <b>","after":"New"}]"#.to_owned()),
        cause: (status == 409).then(|| "The value <b> is taken.".to_owned()),
        fix: (status == 409).then(|| "Map it <i>.".to_owned()),
        micros: 900,
    };
    app.application.trace().write(entry(200));
    app.application.trace().write(entry(409));
    app.application.trace().flush().await;
}

#[tokio::test]
async fn who_manages_users_alone_sees_neither_calls_nor_events() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let zoe = provision(&app, &office, "zoe@example.test", "Zoe").await;
    let manager = office.confirmed(&app, "manager@example.test", MemberRole::Custom).await;
    office.permit(manager.id, &json!({"manageUsers": true})).await;
    let mut browser = Browser::of(&app, &manager.session).await;
    let base = office.path(&format!("/members/{zoe}"));
    let page = browser.get(&base).await;
    page.shows("What the directory sent");
    assert!(!page.text.contains("tab=provisioning") && !page.text.contains("tab=history"));
    for tab in ["provisioning", "history"] {
        assert_eq!(browser.get(&format!("{base}?tab={tab}")).await.status, 404, "{tab}");
    }
    let access = browser.get(&format!("{base}?tab=access")).await;
    assert!(!access.text.contains(r#"value="manageGroups""#) && access.text.contains(r#"value="manageUsers""#));
    let given = [("role", "custom"), ("permission", "manageScim")];
    let refused = browser.submit(&access, &format!("{base}/role"), &given).await;
    browser.get(&refused.location.unwrap()).await.shows("You can only give permissions that you have yourself.");
}

#[tokio::test]
async fn another_organization_has_none_of_these_people() {
    let app = start(Engine::Sqlite).await;
    let office = Office::open(&app, "owner@example.test").await;
    let zoe = provision(&app, &office, "zoe@example.test", "Zoe").await.to_string();
    let other = Office::open(&app, "other@example.test").await;
    let mut browser = other.browser(&app).await;
    assert_eq!(browser.get(&other.path(&format!("/members/{zoe}"))).await.status, 404);
    let (preview, done) = change(&mut browser, &other, "revoke", &[&zoe]).await;
    preview.shows("Nothing would change").shows("User not found.");
    assert!(!preview.text.contains("zoe@example.test"));
    done.shows("0 of 1 done");
    let page = browser.get(&other.path("/members")).await;
    for path in ["role", "break-glass"] {
        let path = other.path(&format!("/members/{zoe}/{path}"));
        browser.verify(&app, &other.owner).await;
        assert_eq!(browser.submit(&page, &path, &[("role", "admin"), ("flag", "1")]).await.status, 404, "{path}");
    }
    assert_eq!(status(&app, &office, MemberId::from_uuid(Uuid::parse_str(&zoe).unwrap())).await, MemberStatus::Invited);
}
