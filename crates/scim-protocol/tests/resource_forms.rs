//! Every form in which a body of POST or PUT comes, by table.

#![expect(clippy::panic, reason = "the helpers of a test are not in a test function")]

use scim_protocol::{GROUP, ScimType, USER, normalize, urn};
use serde_json::{Value, json};

#[track_caller]
fn expect(sent: &Value, expected: &Value) {
    let found = normalize(sent, &USER).unwrap_or_else(|error| panic!("{sent}: {error}"));
    assert_eq!(Value::Object(found), *expected, "{sent}");
}

#[test]
fn users() {
    let enterprise = urn::ENTERPRISE_USER;
    for (sent, expected) in [
        // entra-user-quirks
        (
            json!({
                "schemas": [urn::USER, "urn:ietf:params:scim:schemas:extension:enterprise:2.0User"],
                "externalId": "q1", "userName": "a@x", "active": true, "addresses": null,
                "emails": [{"type": "work", "value": "a@x", "primary": true}], "meta": {"resourceType": "User"},
                "preferredLanguage": null, "department": null, "manager": null,
                "roles": [{"primary": "True", "type": "T", "value": "{}"}]
            }),
            json!({
                "externalId": "q1", "userName": "a@x", "active": true,
                "emails": [{"type": "work", "value": "a@x", "primary": true}],
                "roles": [{"primary": true, "type": "T", "value": "{}"}]
            }),
        ),
        // okta-user-lifecycle-put
        (
            json!({"userName": "a", "groups": [], "password": "x", "id": "1", "active": true, "roles": []}),
            json!({"userName": "a", "active": true}),
        ),
        // jumpcloud: a minimal PUT
        (json!({"active": false, "emails": null, "userName": "a"}), json!({"active": false, "userName": "a"})),
        (json!({"emails": [], "userName": "a"}), json!({"userName": "a"})),
        // jumpcloud-suspend-activate
        (json!({(enterprise): {"department": "C"}}), json!({(enterprise): {"department": "C"}})),
        (json!({(enterprise): {}}), json!({})),
        (
            json!({"urn:ietf:params:scim:schemas:extension:enterprise:2.0User": {"Department": "C", "manager": "7"}}),
            json!({(enterprise): {"department": "C", "manager": {"value": "7"}}}),
        ),
        // onelogin: old URNs, one object for a list, a text for a list that is merely stored
        (
            json!({
                "schemas": ["urn:scim:schemas:core:1.0"],
                "urn:scim:schemas:extension:enterprise:1.0": {"department": "C"},
                "emails": {"value": "a@x"},
                "roles": "ops,admins"
            }),
            json!({(enterprise): {"department": "C"}, "emails": [{"value": "a@x"}], "roles": "ops,admins"}),
        ),
        // letter case, flattened keys and URNs
        (
            json!({"USERNAME": "A", "Emails": [{"Value": "a@x", "Primary": "true"}], "name.givenName": "G",
                "urn:ietf:params:scim:schemas:core:2.0:User:title": "T"}),
            json!({"userName": "A", "emails": [{"value": "a@x", "primary": true}], "name": {"givenName": "G"}, "title": "T"}),
        ),
        // generic-errors: unknown members
        (
            json!({"shoeSize": 44, "nested": {"a": [1, 2]}, "urn:example:x": {"a": 1}, "http://x/y": 1}),
            json!({"shoeSize": 44, "nested": {"a": [1, 2]}}),
        ),
        // Of two primary values the first stays so.
        (
            json!({"emails": [{"value": "a", "primary": true}, {"value": "b", "primary": true}, null]}),
            json!({"emails": [{"value": "a", "primary": true}, {"value": "b", "primary": false}]}),
        ),
        (json!({"name": {"givenName": null, "familyName": "L"}}), json!({"name": {"familyName": "L"}})),
        (json!({"title": 5, "phoneNumbers": [5]}), json!({"title": 5, "phoneNumbers": [5]})),
        (json!({}), json!({})),
    ] {
        expect(&sent, &expected);
    }
}

#[test]
fn a_document_is_normal_already() {
    let sent = json!({
        "userName": "a", "name": {"givenName": "G"}, "emails": [{"value": "a@x", "primary": true}], "shoeSize": 4,
        (urn::ENTERPRISE_USER): {"manager": {"value": "7", "$ref": "https://x/Users/7"}}
    });
    expect(&sent, &sent);
}

#[test]
fn groups_leave_their_members_outside() {
    let sent = json!({"displayName": "G", "externalId": "e", "members": [{"value": "1"}], "extra": true});
    let document = normalize(&sent, &GROUP).unwrap();
    assert_eq!(Value::Object(document), json!({"displayName": "G", "externalId": "e", "extra": true}));
    // A list that is no part of the document is not looked into either.
    assert!(
        normalize(&json!({"urn:ietf:params:scim:schemas:core:2.0:Group:Members": "\0"}), &GROUP).unwrap().is_empty()
    );
}

#[test]
fn refusals() {
    let deep = (0..40).fold(json!(1), |inner, _| json!([inner]));
    for (sent, expected) in [
        (json!([]), ScimType::InvalidSyntax),
        (json!("x"), ScimType::InvalidSyntax),
        (json!({"userName": "a", "USERNAME": "b"}), ScimType::InvalidSyntax),
        (json!({"userName": 5}), ScimType::InvalidValue),
        (json!({"active": "perhaps"}), ScimType::InvalidValue),
        (json!({"roles": [{"primary": "perhaps"}]}), ScimType::InvalidValue),
        (json!({"emails": "a@x"}), ScimType::InvalidValue),
        (json!({"emails": ["a@x"]}), ScimType::InvalidValue),
        (json!({"name": "Ann"}), ScimType::InvalidValue),
        (json!({"title": "a\0b"}), ScimType::InvalidValue),
        (json!({"extra": {"a\0": 1}}), ScimType::InvalidValue),
        (json!({"ex\0tra": 1}), ScimType::InvalidValue),
        (json!({"extra": deep}), ScimType::InvalidValue),
        (json!({(urn::ENTERPRISE_USER): "x"}), ScimType::InvalidValue),
    ] {
        assert_eq!(normalize(&sent, &USER).unwrap_err().scim_type, Some(expected), "{sent}");
    }
}
