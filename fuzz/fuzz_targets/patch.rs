#![no_main]

use libfuzzer_sys::fuzz_target;
use scim_protocol::{GROUP, PatchRequest, USER, apply, lower_group_operations, normalize};
use serde_json::{Map, Value, json};

fuzz_target!(|body: &[u8]| {
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return };
    let Ok(request) = PatchRequest::parse(body, 100) else { return };
    let before = user();
    let mut document = before.clone();
    if apply(&mut document, &request.operations, &USER).is_err() {
        assert_eq!(document, before);
    } else {
        assert!(
            document.contains_key("userName") && document.contains_key("active") && document.contains_key("emails")
        );
        assert!(!document.contains_key("id") && !document.contains_key("groups"));
        assert!(normalize(&Value::Object(document), &USER).is_ok());
    }
    if let Ok(patch) = lower_group_operations(request.operations) {
        let mut group = Map::from_iter([("displayName".to_owned(), Value::from("g"))]);
        let _ = apply(&mut group, &patch.document_operations, &GROUP);
        assert!(group.contains_key("displayName") && !group.contains_key("members"));
    }
});

fn user() -> Map<String, Value> {
    let user = json!({
        "userName": "ann",
        "active": true,
        "name": {"givenName": "Ann"},
        "emails": [{"value": "a@x", "type": "work", "primary": true}, {"value": "b@x", "type": "home"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Keys"}
    });
    user.as_object().cloned().unwrap_or_default()
}
