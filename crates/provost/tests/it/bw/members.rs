//! What a plain member's client may ask, and what is written down of what it reads.

use super::stage::{Owned, Stage, Tls};
use super::{id, login};
use account_client::{CollectionAccess, LoginItem, MemberRole};
use serde_json::json;
use testkit::app::Engine;

#[tokio::test]
async fn a_plain_member_reads_what_is_shared_and_is_refused_the_rest() {
    let stage = Stage::serve(Engine::Sqlite, Tls::Own);
    let owned = &stage.organization("olga@example.com").await;
    let Owned { owner, organization } = owned;
    owner.invite(organization.id, &["dora@example.com"], MemberRole::User).await.unwrap();
    let dora = stage.invited(&stage.mails("dora@example.com", 1)[0]).await;
    let members = owner.members(organization.id).await.unwrap();
    let member = members.iter().find(|member| member.is_waiting()).unwrap();
    let key = owner.member_key(member).await.unwrap();

    // Both see the same phrase, and so does the official client.
    let olga = stage.bw_of("olga@example.com");
    let bw = stage.bw_of("dora@example.com");
    let phrase = key.phrase.to_string();
    assert_eq!(dora.own_phrase().unwrap().to_string(), phrase);
    assert_eq!(bw.succeed(&["get", "fingerprint", "me"]).unwrap(), phrase);
    assert_eq!(olga.succeed(&["get", "fingerprint", &dora.account_id().to_string()]).unwrap(), phrase);

    owner.confirm(organization.id, &organization.key, member.id, &key.public_key).await.unwrap();
    let read_only = CollectionAccess { read_only: true, ..CollectionAccess::edit(member.id) };
    let shared = owner.create_collection(organization, "Shared", &[read_only], &[]).await.unwrap();
    let kettle = LoginItem::new("Kettle", "olga", "blue");
    let item = owner.create_shared_item(organization, &[shared.id], &kettle).await.unwrap().id.to_string();
    bw.sync().unwrap();
    assert_eq!(bw.password(&item).unwrap(), "blue");

    // Reading is an event.
    let seen = "SELECT count(*) FROM event WHERE event_type = 1107";
    crate::server::wait_for("the event", || (stage.place.count(seen) >= 1).then_some(()));

    // Refused by the server, in words; the login stays.
    let id_of = organization.id.to_string();
    let refused = bw.fail(&["list", "org-members", "--organizationid", &id_of]).unwrap();
    assert!(refused.contains("not found"), "{refused}");
    // Who has told no name is shown by the directory's, whichever parts of it there are.
    let directory = stage.directory(owned);
    let scim = || directory.another();
    scim().succeed(
        "POST",
        "/Users",
        Some(&json!({"userName": "fay@example.com", "name": {"givenName": "Fay", "familyName": "Fox"}})),
    );
    scim().succeed("POST", "/Users", Some(&json!({"userName": "gil@example.com"})));
    let shown = olga.org_members(&id_of).unwrap();
    let name = |email: &str| shown.iter().find(|member| member["email"] == email).unwrap()["name"].clone();
    assert_eq!((name("fay@example.com"), name("gil@example.com")), (json!("Fay Fox"), json!(null)));
    bw.fail(&["confirm", "org-member", &member.id.to_string(), "--organizationid", &id_of]).unwrap();
    bw.fail(&["delete", "org-collection", &shared.id.to_string(), "--organizationid", &id_of]).unwrap();
    assert_eq!(bw.list("org-collections", &["--organizationid", &id_of]).unwrap().len(), 1);
    let mut copy = bw.json(&["get", "item", &item]).unwrap();
    copy["name"] = json!("Mine");
    let refused = bw.fail(&["edit", "item", &item, &testkit::bw::encoded(&copy)]).unwrap();
    assert_eq!(refused, "You do not have permission to edit this item");
    bw.fail(&["delete", "item", &item]).unwrap();
    assert_eq!(bw.status().unwrap(), "unlocked");

    // Revoked by hand, restored by hand.
    owner.revoke(organization.id, member.id).await.unwrap();
    assert_eq!(bw.password(&item).unwrap(), "blue", "until it asks, a client shows its own copy");
    bw.sync().unwrap();
    assert_eq!(bw.list("items", &[]).unwrap().len(), 0);
    let own = bw.create("item", &login("Own", "mine"), &[]).unwrap();
    owner.restore(organization.id, member.id).await.unwrap();
    bw.sync().unwrap();
    assert_eq!(bw.password(&item).unwrap(), "blue");
    owner.remove(organization.id, member.id).await.unwrap();
    bw.sync().unwrap();
    assert_eq!(bw.password(id(&own)).unwrap(), "mine");
    assert_eq!(bw.list("items", &[]).unwrap().len(), 1);
}
