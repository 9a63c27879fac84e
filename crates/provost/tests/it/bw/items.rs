//! Items, folders and collections.

use super::stage::{Owned, Stage};
use super::{id, login};
use serde_json::{Value, json};
use testkit::app::Engine;
use testkit::bw::Bw;

fn ids(list: &[Value]) -> Vec<&str> {
    list.iter().map(id).collect()
}

#[tokio::test]
async fn an_item_of_ones_own_is_filed_edited_thrown_away_and_fetched_back() {
    let stage = Stage::demo(Engine::Sqlite);
    stage.person("olga@example.com").await;
    let bw = stage.bw_of("olga@example.com");
    let folder = bw.create("folder", &json!({"name": "Home"}), &[]).unwrap();
    let folder = bw.edit("folder", id(&folder), &json!({"name": "House"}), &[]).unwrap();
    let mut item = bw.create("item", &login("Kettle", "blue"), &[]).unwrap();
    item["name"] = json!("Teapot");
    item["folderId"] = json!(id(&folder));
    let item = bw.edit("item", id(&item), &item, &[]).unwrap();
    // Another device sees the same.
    let other = stage.bw_of("olga@example.com");
    let seen = other.list("items", &["--folderid", id(&folder)]).unwrap();
    assert_eq!((ids(&seen), &seen[0]["name"]), (vec![id(&item)], &json!("Teapot")));
    assert_eq!(other.password("Teapot").unwrap(), "blue");
    bw.succeed(&["delete", "item", id(&item)]).unwrap();
    other.sync().unwrap();
    assert_eq!(other.list("items", &[]).unwrap().len(), 0);
    assert_eq!(ids(&other.list("items", &["--trash"]).unwrap()), [id(&item)]);
    other.succeed(&["restore", "item", id(&item)]).unwrap();
    bw.succeed(&["delete", "folder", id(&folder)]).unwrap();
    bw.sync().unwrap();
    let left = bw.list("items", &[]).unwrap();
    assert_eq!((ids(&left), &left[0]["folderId"]), (vec![id(&item)], &Value::Null));
    bw.succeed(&["delete", "item", id(&item), "--permanent"]).unwrap();
    other.sync().unwrap();
    assert_eq!(other.list("items", &[]).unwrap().len() + other.list("items", &["--trash"]).unwrap().len(), 0);
}

fn collection(bw: &Bw, owned: &Owned, name: &str) -> Value {
    let document = json!({"organizationId": owned.id(), "name": name, "externalId": null});
    bw.create("org-collection", &document, &["--organizationid", &owned.id()]).unwrap()
}

#[tokio::test]
async fn an_item_moves_into_an_organization_and_between_its_collections() {
    let stage = Stage::demo(Engine::Postgres);
    let owned = stage.organization("olga@example.com").await;
    let (organization, bw) = (owned.id(), stage.bw_of("olga@example.com"));
    let of_it = ["--organizationid", &organization];
    let (kitchen, cellar) = (collection(&bw, &owned, "Kitchen"), collection(&bw, &owned, "Cellar"));
    bw.sync().unwrap();
    let item = bw.create("item", &login("Kettle", "blue"), &[]).unwrap();
    let moved = bw.move_item(id(&item), &organization, &[id(&kitchen)]).unwrap();
    assert_eq!((id(&moved), &moved["organizationId"]), (id(&item), &json!(organization)));
    let moved = bw.edit("item-collections", id(&item), &json!([id(&kitchen), id(&cellar)]), &[]).unwrap();
    assert_eq!(moved["collectionIds"].as_array().unwrap().len(), 2);
    assert_eq!(bw.password(id(&item)).unwrap(), "blue");

    // Its collections are shown, renamed and removed; the item stays in the one that is left.
    let mut shown = bw.json(&[&["get", "org-collection", id(&kitchen)][..], &of_it].concat()).unwrap();
    assert_eq!((&shown["name"], shown["users"].as_array().unwrap().len()), (&json!("Kitchen"), 1));
    shown["name"] = json!("Pantry");
    bw.edit("org-collection", id(&kitchen), &shown, &of_it).unwrap();
    let names = |list: &[Value]| {
        let mut names: Vec<_> = list.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&bw.list("org-collections", &of_it).unwrap()), ["Cellar", "Default collection", "Pantry"]);
    bw.succeed(&[&["delete", "org-collection", id(&cellar)][..], &of_it].concat()).unwrap();
    bw.sync().unwrap();
    assert_eq!(names(&bw.list("collections", &[]).unwrap()), ["Default collection", "Pantry"]);
    let left = bw.list("items", &["--collectionid", id(&kitchen)]).unwrap();
    assert_eq!((ids(&left), &left[0]["collectionIds"]), (vec![id(&item)], &json!([id(&kitchen)])));
    bw.succeed(&["delete", "item", id(&item)]).unwrap();
    bw.succeed(&["restore", "item", id(&item)]).unwrap();
    bw.succeed(&["delete", "item", id(&item), "--permanent"]).unwrap();
    bw.sync().unwrap();
    assert_eq!(bw.list("items", &[]).unwrap().len(), 0);
}

#[tokio::test]
async fn what_there_is_not_is_refused_in_words_and_ends_no_session() {
    let stage = Stage::demo(Engine::Sqlite);
    let owned = stage.organization("olga@example.com").await;
    let bw = stage.bw_of("olga@example.com");
    let mut item = login("Kettle", "blue");
    item["organizationId"] = json!(owned.id());
    item["collectionIds"] = json!([id(&collection(&bw, &owned, "Kitchen"))]);
    let item = bw.create("item", &item, &[]).unwrap();
    let file = stage.place.scratch().join("file.txt");
    std::fs::write(&file, "text").unwrap();
    for words in [
        ["create", "attachment", "--itemid", id(&item), "--file", file.to_str().unwrap()].as_slice(),
        &["send", "a text"],
        &["device-approval", "list", "--organizationid", &owned.id()],
    ] {
        let ended = bw.run(words).unwrap();
        assert!(!ended.stderr.contains("undefined") && !ended.stderr.contains("TypeError"), "{ended}");
        assert_eq!(bw.status().unwrap(), "unlocked", "{ended}");
    }
}
