//! From the directory to the vault and out again, with everybody's real client.

use super::stage::{Owned, PASSWORD, Stage, Tls, code};
use super::{id, login};
use account_client::MemberRole;
use serde_json::{Value, json};
use testkit::app::Engine;
use testkit::bw::Bw;
use testkit::recorded_answers::{lacking, unasked};

const SECRET: &str = "blue-Kettle 42";

/// How many organizations, collections and items a client shows.
fn seen(bw: &Bw) -> [usize; 3] {
    ["organizations", "collections", "items"].map(|objects| bw.list(objects, &[]).unwrap().len())
}

/// What is left at the end: the owner and her client, and the item that she shared.
struct Left {
    owned: Owned,
    olga: Bw,
    item: String,
}

async fn story(stage: &Stage) -> Left {
    let owned = stage.organization("olga@example.com").await;
    let organization = owned.id();
    let directory = stage.directory(&owned);
    // It calls now and then, and a connection is not kept for that long.
    let scim = || directory.another();
    let active = |active: bool| {
        let operation = json!({"op": "replace", "path": "active", "value": active});
        json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]})
    };

    // The directory makes her a member, and she gets a mail.
    let dora = json!({"userName": "dora@example.com", "externalId": "d-1", "displayName": "Dora Doe"});
    let member = scim().succeed("POST", "/Users", Some(&dora));
    let path = format!("/Users/{}", id(&member));
    let mail = &stage.mails("dora@example.com", 1)[0];
    assert!(mail.header("subject").unwrap().contains("Acme & Sons"), "{mail:?}");

    // She registers with what is in it, accepts, and has an item of her own.
    let session = stage.invited(mail).await;
    let bw = stage.bw_of("dora@example.com");
    bw.create("item", &login("My own", "nobody else's"), &[]).unwrap();
    assert_eq!(seen(&bw), [0, 0, 1], "nothing of an organization that has not confirmed her");

    // The owner confirms her: her client alone can, because it has the key.
    let olga = stage.bw_of("olga@example.com");
    let members = olga.org_members(&organization).unwrap();
    let waiting: Vec<_> = members.iter().filter(|member| member["status"] == 1).collect();
    assert_eq!((waiting.len(), &waiting[0]["email"], id(waiting[0])), (1, &json!("dora@example.com"), id(&member)));
    olga.confirm_org_member(id(&member), &organization).unwrap();
    let again = olga.fail(&["confirm", "org-member", id(&member), "--organizationid", &organization]).unwrap();
    assert!(again.contains("already confirmed"), "{again}");

    // She shares a secret with her.
    let own = members.iter().find(|member| member["type"] == 0).unwrap();
    let access = |member: &Value, manage: bool| json!({"id": id(member), "readOnly": false, "hidePasswords": false, "manage": manage});
    let users = [access(own, true), access(&member, false)];
    let collection =
        json!({"organizationId": organization, "name": "Kitchen", "externalId": null, "groups": [], "users": users});
    let collection = olga.create("org-collection", &collection, &["--organizationid", &organization]).unwrap();
    let mut item = login("Kettle", SECRET);
    item["organizationId"] = json!(organization);
    item["collectionIds"] = json!([id(&collection)]);
    let item = olga.create("item", &item, &[]).unwrap();

    // It is news to her client, which opens it.
    bw.sync().unwrap();
    assert_eq!(seen(&bw), [1, 1, 2]);
    assert_eq!(bw.password(id(&item)).unwrap(), SECRET);
    let everything = stage.place.stored_text();
    for secret in [SECRET, "Kettle", "Kitchen", "My own", "nobody else's", PASSWORD] {
        assert!(!everything.contains(secret), "{secret:?} is stored in clear");
    }

    // The directory shuts her out: of that organization and of nothing else.
    scim().succeed("PATCH", &path, Some(&active(false)));
    bw.sync().unwrap();
    assert_eq!(seen(&bw), [0, 0, 1]);
    assert_eq!(bw.password("My own").unwrap(), "nobody else's");

    // And lets her in again, with the key that she had.
    scim().succeed("PATCH", &path, Some(&active(true)));
    bw.sync().unwrap();
    assert_eq!(bw.password(id(&item)).unwrap(), SECRET);

    // She changes her address here, then the directory sends it: still one member.
    session.request_email_change("dora.doe@example.com").await.unwrap();
    let proof = code(&stage.mails("dora.doe@example.com", 1)[0]);
    session.change_email("dora.doe@example.com", PASSWORD, &proof).await.unwrap();
    bw.fail(&["sync", "--force"]).unwrap();
    assert_eq!(bw.status().unwrap(), "unauthenticated", "the salt was the old address");
    let mut bw = stage.bw();
    bw.login("dora.doe@example.com", PASSWORD).unwrap();
    assert_eq!(bw.password(id(&item)).unwrap(), SECRET);
    let renamed = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "value": {"userName": "dora.doe@example.com"}}]});
    scim().succeed("PATCH", &path, Some(&renamed));
    let found = scim().succeed("GET", "/Users?filter=userName%20eq%20%22dora.doe@example.com%22", None);
    assert_eq!((&found["totalResults"], id(&found["Resources"][0])), (&json!(1), id(&member)));
    assert_eq!(scim().everybody().len(), 2);

    // She leaves. What is hers stays hers.
    assert_eq!(scim().call("DELETE", &path, None).status, 204);
    bw.sync().unwrap();
    assert_eq!(seen(&bw), [0, 0, 1]);
    assert_eq!(bw.password("My own").unwrap(), "nobody else's");
    assert_eq!(scim().everybody().len(), 1);
    Left { owned, olga, item: id(&item).to_owned() }
}

#[tokio::test]
async fn a_person_of_the_directory_is_confirmed_reads_and_is_shut_out() {
    story(&Stage::serve(Engine::Postgres, Tls::Own)).await;
}

#[tokio::test]
async fn the_same_behind_a_proxy_with_answers_that_lack_nothing_recorded() {
    let stage = Stage::serve(Engine::Sqlite, Tls::Recorder);
    let Left { owned: Owned { owner, organization }, olga, item } = story(&stage).await;
    // What was recorded and has no place in the story.
    olga.list("org-collections", &["--organizationid", &organization.id.to_string()]).unwrap();
    let document = olga.json(&["get", "item", &item]).unwrap();
    olga.edit("item", &item, &document, &[]).unwrap();
    owner.invite(organization.id, &["emil@example.com"], MemberRole::User).await.unwrap();
    owner.organization_api_key(organization.id).await.unwrap();
    let key = owner.api_key().await.unwrap();
    stage.bw().login_with_key(&key.client_id, key.client_secret.reveal()).unwrap().success().unwrap();

    let exchanges = stage.recorder.as_ref().unwrap().exchanges();
    let refused: Vec<_> = exchanges.iter().filter(|one| one.authorized && matches!(one.status, 401 | 403)).collect();
    assert!(refused.is_empty(), "a client that is answered so forgets its login: {refused:#?}");
    assert_eq!(unasked(&exchanges).unwrap(), Vec::<String>::new());
    let lacking = lacking(&exchanges).unwrap();
    assert!(lacking.is_empty(), "{lacking:#?}");
}
