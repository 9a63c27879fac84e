#![no_main]

use libfuzzer_sys::fuzz_target;
use scim_protocol::{Filter, USER};
use serde_json::{Map, Value, json};

fuzz_target!(|text: &str| {
    let filter = match Filter::parse(text) {
        Ok(filter) => filter,
        Err(error) => {
            assert!(text.is_char_boundary(error.offset), "{error}");
            return;
        }
    };
    let printed = filter.to_string();
    if printed.len() <= scim_protocol::MAX_FILTER_LENGTH {
        assert_eq!(Filter::parse(&printed).as_ref(), Ok(&filter), "{printed}");
    }
    let _ = filter.check(&USER);
    let negation = Filter::Not(Box::new(filter.clone()));
    assert_ne!(filter.matches(&user(), &USER), negation.matches(&user(), &USER));
});

fn user() -> Map<String, Value> {
    let user = json!({
        "userName": "ann",
        "active": true,
        "emails": [{"value": "a@x", "type": "work", "primary": true}, {"value": "b@x"}],
        "meta": {"lastModified": "2026-01-31T08:00:00Z"},
        "extra": [1, "a", null]
    });
    user.as_object().cloned().unwrap_or_default()
}
