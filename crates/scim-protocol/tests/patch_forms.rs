//! Every form of user PATCH that RFC 7644 and the providers use, by table.

#![expect(clippy::panic, clippy::unwrap_used, reason = "the helpers of a test are not in a test function")]

use scim_protocol::{PatchRequest, ScimError, ScimType, USER, apply, urn};
use serde_json::{Map, Value, json};

const ENTERPRISE: &str = urn::ENTERPRISE_USER;

fn user() -> Value {
    json!({
        "userName": "ann",
        "externalId": "x1",
        "active": true,
        "displayName": "Ann Lee",
        "nickName": "Annie",
        "name": {"givenName": "Ann", "familyName": "Lee"},
        "emails": [
            {"value": "ann@work.example", "type": "work", "primary": true},
            {"value": "ann@home.example", "type": "home"}
        ],
        "roles": [{"value": "ops"}],
        (ENTERPRISE): {"department": "Keys", "manager": {"value": "m1", "$ref": "https://x/Users/m1"}}
    })
}

fn patched(document: &Value, operations: &Value) -> Result<Value, ScimError> {
    let mut document: Map<String, Value> = document.as_object().unwrap().clone();
    let before = document.clone();
    let request = PatchRequest::parse(json!({"Operations": operations}), 100)?;
    match apply(&mut document, &request.operations, &USER) {
        Ok(()) => Ok(Value::Object(document)),
        Err(error) => {
            assert_eq!(document, before, "an error leaves the document as it was");
            Err(error)
        }
    }
}

/// Applies operations to the user and looks at one member of the result; null where it is not there.
#[track_caller]
fn expect(operations: &Value, pointer: &str, expected: &Value) {
    let result = patched(&user(), operations).unwrap_or_else(|error| panic!("{operations}: {error}"));
    let found = result.pointer(pointer).cloned().unwrap_or_default();
    assert_eq!(found, *expected, "{operations} at {pointer}");
}

#[track_caller]
fn refused(operations: &Value, expected: ScimType) {
    match patched(&user(), operations) {
        Ok(result) => panic!("{operations} gave {result}"),
        Err(error) => assert_eq!(error.scim_type, Some(expected), "{operations}: {error}"),
    }
}

#[test]
fn single_values() {
    for (operations, pointer, expected) in [
        // generic-rfc7644-users
        (json!([{"op": "replace", "path": "displayName", "value": "A"}]), "/displayName", json!("A")),
        (json!([{"op": "remove", "path": "displayName"}]), "/displayName", json!(null)),
        (json!([{"op": "replace", "value": {"active": false, "displayName": "B"}}]), "/active", json!(false)),
        (
            json!([{"op": "add", "value": {"name": {"givenName": "M"}}}]),
            "/name",
            json!({"givenName": "M", "familyName": "Lee"}),
        ),
        // entra-user-patch-aadoptscim062020
        (json!([{"op": "add", "path": "nickName", "value": "Babs"}]), "/nickName", json!("Babs")),
        // entra-user-lifecycle
        (json!([{"op": "Replace", "path": "name.familyName", "value": "K"}]), "/name/familyName", json!("K")),
        // pingdatasync-patch-destination
        (json!([{"op": "remove", "path": "nickName"}]), "/nickName", json!(null)),
        (json!([{"op": "remove", "path": "title"}]), "/title", json!(null)),
        (json!([{"op": "replace", "path": "USERNAME", "value": "b"}]), "/userName", json!("b")),
        (json!([{"op": "replace", "path": "externalId", "value": null}]), "/externalId", json!(null)),
        (json!([{"op": "replace", "value": {"externalId": null}}]), "/externalId", json!(null)),
        (json!([{"op": "add", "path": "nickName", "value": null}]), "/nickName", json!(null)),
        (
            json!([{"op": "replace", "path": "name", "value": {"givenName": null}}]),
            "/name",
            json!({"familyName": "Lee"}),
        ),
        (json!([{"op": "remove", "path": "name.givenName"}]), "/name", json!({"familyName": "Lee"})),
        (
            json!([{"op": "remove", "path": "name.givenName"}, {"op": "remove", "path": "name.familyName"}]),
            "/name",
            json!(null),
        ),
        (json!([{"op": "remove", "path": "name"}]), "/name", json!(null)),
        (
            json!([{"op": "replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:displayName", "value": "C"}]),
            "/displayName",
            json!("C"),
        ),
        (json!([]), "/displayName", json!("Ann Lee")),
    ] {
        expect(&operations, pointer, &expected);
    }
}

#[test]
fn booleans_in_every_form() {
    for (sent, expected) in [
        (json!("False"), false), // entra-incremental-cycle
        (json!("True"), true),
        (json!("false"), false), // keycloak-extension-sync
        (json!("TRUE"), true),
        (json!(false), false),
    ] {
        for operations in [
            json!([{"op": "replace", "path": "active", "value": sent}]),
            json!([{"op": "add", "path": "active", "value": sent}]),
            json!([{"op": "replace", "value": {"active": sent}}]),
            json!([{"op": "replace", "value": {"Active": sent}}]),
        ] {
            expect(&operations, "/active", &json!(expected));
        }
        expect(
            &json!([{"op": "add", "path": "roles", "value": [{"value": "x", "primary": sent}]}]),
            "/roles/1/primary",
            &json!(expected),
        );
    }
    for wrong in [json!("perhaps"), json!(1), json!(""), json!({}), json!([true])] {
        refused(&json!([{"op": "replace", "path": "active", "value": wrong}]), ScimType::InvalidValue);
        refused(&json!([{"op": "replace", "value": {"active": wrong}}]), ScimType::InvalidValue);
        let role = json!([{"op": "add", "path": "roles", "value": {"value": "x", "primary": wrong}}]);
        refused(&role, ScimType::InvalidValue);
    }
}

#[test]
fn flattened_keys_and_urns() {
    // entra-user-patch-aadoptscim062020
    let operations = json!([{"op": "replace", "value": {
        "displayName": "Bjork",
        "name.givenName": "B",
        (format!("{ENTERPRISE}:employeeNumber")): "4711",
        (format!("{ENTERPRISE}:department")): "Vaults",
        "emails[type eq \"work\"].value": "b@x.example"
    }}]);
    expect(&operations, "/name", &json!({"givenName": "B", "familyName": "Lee"}));
    expect(&operations, "/emails/0/value", &json!("b@x.example"));
    let result = patched(&user(), &operations).unwrap();
    assert_eq!(result[ENTERPRISE]["employeeNumber"], "4711");
    assert_eq!(result[ENTERPRISE]["department"], "Vaults");
    assert_eq!(result[ENTERPRISE]["manager"]["value"], "m1");
}

#[test]
fn extension_objects_and_paths() {
    let extension = |operations: Value| patched(&user(), &operations).unwrap()[ENTERPRISE].clone();
    let manager = json!({"value": "m1", "$ref": "https://x/Users/m1"});
    for (operations, expected) in [
        // entra-user-quirks
        (
            json!([{"op": "Add", "path": format!("{ENTERPRISE}:department"), "value": "Locks"}]),
            json!({"department": "Locks", "manager": manager}),
        ),
        (
            json!([{"op": "Replace", "path": format!("{ENTERPRISE}:costCenter"), "value": "77"}]),
            json!({"department": "Keys", "manager": manager, "costCenter": "77"}),
        ),
        (
            json!([{"op": "replace", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0User:department", "value": "L"}]),
            json!({"department": "L", "manager": manager}),
        ),
        // A bare URN is a path, and its value the object.
        (
            json!([{"op": "replace", "path": ENTERPRISE, "value": {"department": "L"}}]),
            json!({"department": "L", "manager": manager}),
        ),
        (
            json!([{"op": "add", "value": {(ENTERPRISE): {"Division": "D"}}}]),
            json!({"department": "Keys", "manager": manager, "division": "D"}),
        ),
        (
            json!([{"op": "replace", "value": {"urn:scim:schemas:extension:enterprise:1.0": {"department": "L"}}}]),
            json!({"department": "L", "manager": manager}),
        ),
        (json!([{"op": "remove", "path": ENTERPRISE}]), json!(null)),
        (json!([{"op": "replace", "value": {(ENTERPRISE): null}}]), json!(null)),
        // It goes with its last attribute.
        (
            json!([{"op": "remove", "path": format!("{ENTERPRISE}:department")}, {"op": "remove", "path": format!("{ENTERPRISE}:manager")}]),
            json!(null),
        ),
        // What no schema has is stored under a URN that is known.
        (
            json!([{"op": "add", "path": format!("{ENTERPRISE}:badge"), "value": "7"}]),
            json!({"department": "Keys", "manager": manager, "badge": "7"}),
        ),
    ] {
        assert_eq!(extension(operations.clone()), expected, "{operations}");
    }
    refused(&json!([{"op": "replace", "path": ENTERPRISE, "value": "x"}]), ScimType::InvalidValue);
    refused(&json!([{"op": "remove", "path": urn::USER}]), ScimType::Mutability);
}

#[test]
fn manager_in_every_form() {
    let path = format!("{ENTERPRISE}:manager");
    // entra-user-quirks
    for (sent, expected) in [
        (json!({"value": "7"}), json!({"value": "7"})),
        (json!("7"), json!({"value": "7"})),
        (json!([{"$ref": "https://x/Users/7", "value": "7"}]), json!({"$ref": "https://x/Users/7", "value": "7"})),
        (json!({"$ref": "https://x/Users/7"}), json!({"$ref": "https://x/Users/7", "value": "7"})),
        (json!({"value": "7", "displayName": "read-only"}), json!({"value": "7"})),
        (json!({"value": ""}), json!(null)),
        (json!(""), json!(null)),
        (json!([]), json!(null)),
        (json!(null), json!(null)),
    ] {
        for op in ["Add", "Replace"] {
            for path in [&*path, "manager"] {
                let operations = json!([{"op": op, "path": path, "value": sent}]);
                let result = patched(&user(), &operations).unwrap();
                assert_eq!(result[ENTERPRISE].get("manager").cloned().unwrap_or_default(), expected, "{operations}");
            }
        }
    }
    let operations = json!([{"op": "replace", "path": format!("{path}.value"), "value": "8"}]);
    assert_eq!(patched(&user(), &operations).unwrap()[ENTERPRISE]["manager"]["value"], "8");
    refused(&json!([{"op": "replace", "path": format!("{path}.displayName"), "value": "8"}]), ScimType::Mutability);
}

#[test]
fn value_paths_change_what_they_find() {
    for (operations, pointer, expected) in [
        // entra-email-change
        (
            json!([{"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "n@x"}]),
            "/emails/0",
            json!({"value": "n@x", "type": "work", "primary": true}),
        ),
        (
            json!([{"op": "replace", "path": "emails[TYPE EQ \"WORK\"].Value", "value": "n@x"}]),
            "/emails/0/value",
            json!("n@x"),
        ),
        (
            json!([{"op": "replace", "path": "emails[primary eq true].value", "value": "n@x"}]),
            "/emails/0/value",
            json!("n@x"),
        ),
        (
            json!([{"op": "add", "path": "emails[type eq \"home\"]", "value": {"display": "H"}}]),
            "/emails/1",
            json!({"value": "ann@home.example", "type": "home", "display": "H"}),
        ),
        // A replaced value is the new one, and still what the filter finds.
        (
            json!([{"op": "replace", "path": "emails[type eq \"work\"]", "value": {"value": "n@x"}}]),
            "/emails/0",
            json!({"type": "work", "value": "n@x"}),
        ),
        (
            json!([{"op": "replace", "path": "emails[value eq \"ann@home.example\"]", "value": "n@x"}]),
            "/emails/1",
            json!({"value": "n@x"}),
        ),
        (
            json!([{"op": "remove", "path": "emails[type eq \"work\"]"}]),
            "/emails",
            json!([{"value": "ann@home.example", "type": "home"}]),
        ),
        (
            json!([{"op": "remove", "path": "emails[type eq \"home\"].type"}]),
            "/emails/1",
            json!({"value": "ann@home.example"}),
        ),
        (json!([{"op": "remove", "path": "roles[value eq \"ops\"]"}]), "/roles", json!(null)),
        (json!([{"op": "remove", "path": "roles[value eq \"ops\"].value"}]), "/roles", json!(null)),
        // A removal that finds nothing is no error.
        (json!([{"op": "remove", "path": "emails[type eq \"other\"]"}]), "/emails/1/type", json!("home")),
        (json!([{"op": "remove", "path": "emails[type eq \"other\"].value"}]), "/emails/1/type", json!("home")),
        (json!([{"op": "remove", "path": "phoneNumbers[type eq \"other\"]"}]), "/phoneNumbers", json!(null)),
    ] {
        expect(&operations, pointer, &expected);
    }
}

#[test]
fn value_paths_make_what_they_do_not_find() {
    for op in ["Add", "replace"] {
        for (path, value, pointer, expected) in [
            // entra-user-quirks
            (
                "addresses[type eq \"work\"].streetAddress",
                json!("1 Way"),
                "/addresses",
                json!([{"type": "work", "streetAddress": "1 Way"}]),
            ),
            (
                "phoneNumbers[type eq \"mobile\"].value",
                json!("+45"),
                "/phoneNumbers",
                json!([{"type": "mobile", "value": "+45"}]),
            ),
            (
                "roles[primary eq \"True\"].value",
                json!("Admin"),
                "/roles/1",
                json!({"primary": true, "value": "Admin"}),
            ),
            (
                "emails[type eq \"other\"]",
                json!({"value": "o@x"}),
                "/emails/2",
                json!({"type": "other", "value": "o@x"}),
            ),
            ("emails[type eq \"other\"]", json!("o@x"), "/emails/2", json!({"type": "other", "value": "o@x"})),
            (
                "addresses[type eq \"work\" and primary eq true].country",
                json!("DK"),
                "/addresses/0",
                json!({"type": "work", "primary": true, "country": "DK"}),
            ),
            ("ims[type eq xmpp].value", json!("a"), "/ims", json!([{"type": "xmpp", "value": "a"}])),
            ("pets[kind eq \"cat\"].name", json!("Tom"), "/pets", json!([{"kind": "cat", "name": "Tom"}])),
        ] {
            expect(&json!([{"op": op, "path": path, "value": value}]), pointer, &expected);
        }
        for path in [
            "emails[type ne \"work\" and type ne \"home\"].value",
            "emails[type eq \"a\" or type eq \"b\"].value",
            "emails[not (type pr)].value",
            "emails[type pr and type eq \"x\"].value",
        ] {
            refused(&json!([{"op": op, "path": path, "value": "x"}]), ScimType::NoTarget);
        }
    }
    // entra-user-quirks: two parts of one address
    expect(
        &json!([
            {"op": "Add", "path": "addresses[type eq \"work\"].streetAddress", "value": "1 Vault Way"},
            {"op": "Add", "path": "addresses[type eq \"work\"].postalCode", "value": "9000"}
        ]),
        "/addresses",
        &json!([{"type": "work", "streetAddress": "1 Vault Way", "postalCode": "9000"}]),
    );
}

#[test]
fn lists() {
    let work = json!({"value": "ann@work.example", "type": "work", "primary": true});
    let home = json!({"value": "ann@home.example", "type": "home"});
    for (operations, pointer, expected) in [
        (
            json!([{"op": "add", "path": "emails", "value": [{"value": "n@x"}]}]),
            "/emails",
            json!([work, home, {"value": "n@x"}]),
        ),
        (json!([{"op": "add", "path": "emails", "value": {"value": "n@x"}}]), "/emails/2", json!({"value": "n@x"})),
        (json!([{"op": "add", "value": {"emails": [{"value": "n@x"}]}}]), "/emails/2", json!({"value": "n@x"})),
        (
            json!([{"op": "replace", "path": "emails", "value": [{"value": "n@x"}]}]),
            "/emails",
            json!([{"value": "n@x"}]),
        ),
        (json!([{"op": "replace", "path": "emails", "value": {"value": "n@x"}}]), "/emails", json!([{"value": "n@x"}])),
        (
            json!([{"op": "replace", "value": {"emails": [{"Value": "n@x", "Primary": "True"}]}}]),
            "/emails",
            json!([{"value": "n@x", "primary": true}]),
        ),
        // What is there is not added again.
        (json!([{"op": "add", "path": "emails", "value": [home]}]), "/emails", json!([work, home])),
        (
            json!([{"op": "add", "path": "emails", "value": [{"value": "ann@work.example"}]}]),
            "/emails",
            json!([work, home]),
        ),
        (
            json!([{"op": "add", "path": "roles", "value": [{"value": "ops"}, {"value": "ops"}]}]),
            "/roles",
            json!([{"value": "ops"}]),
        ),
        (json!([{"op": "add", "path": "emails", "value": []}]), "/emails", json!([work, home])),
        (json!([{"op": "add", "path": "emails", "value": null}]), "/emails", json!([work, home])),
        // Only one value is primary.
        (
            json!([{"op": "add", "path": "emails", "value": [{"value": "n@x", "primary": true}]}]),
            "/emails",
            json!([{"value": "ann@work.example", "type": "work", "primary": false}, home, {"value": "n@x", "primary": true}]),
        ),
        (
            json!([{"op": "replace", "path": "emails[type eq \"home\"].primary", "value": "True"}]),
            "/emails",
            json!([
                {"value": "ann@work.example", "type": "work", "primary": false},
                {"value": "ann@home.example", "type": "home", "primary": true}
            ]),
        ),
        (
            json!([{"op": "add", "path": "emails", "value": [{"value": "ann@home.example", "type": "home", "primary": true}]}]),
            "/emails/0/primary",
            json!(false),
        ),
        // Without a filter a sub-attribute is that of the primary value.
        (json!([{"op": "replace", "path": "emails.value", "value": "n@x"}]), "/emails/0/value", json!("n@x")),
        (
            json!([{"op": "replace", "path": "phoneNumbers.value", "value": "5"}]),
            "/phoneNumbers",
            json!([{"value": "5"}]),
        ),
        (json!([{"op": "remove", "path": "roles.value"}]), "/roles", json!(null)),
        (json!([{"op": "remove", "path": "roles"}]), "/roles", json!(null)),
        (json!([{"op": "replace", "path": "roles", "value": []}]), "/roles", json!(null)),
        // With a value only the values like it are removed.
        (
            json!([{"op": "remove", "path": "emails", "value": [{"value": "ann@home.example", "$ref": null}]}]),
            "/emails",
            json!([work]),
        ),
        (json!([{"op": "remove", "path": "emails", "value": "ann@home.example"}]), "/emails", json!([work])),
        (json!([{"op": "remove", "path": "emails", "value": [{"type": "home"}]}]), "/emails", json!([work])),
        (json!([{"op": "remove", "path": "emails", "value": []}]), "/emails", json!([work, home])),
        (json!([{"op": "remove", "path": "emails", "value": [{}]}]), "/emails", json!([work, home])),
        // One that is merely stored is kept as it was sent.
        (json!([{"op": "replace", "path": "roles", "value": "ops,admins"}]), "/roles", json!("ops,admins")),
        (
            json!([{"op": "replace", "path": "roles", "value": "ops"}, {"op": "add", "path": "roles", "value": {"value": "x"}}]),
            "/roles",
            json!(["ops", {"value": "x"}]),
        ),
    ] {
        expect(&operations, pointer, &expected);
    }
}

#[test]
fn what_the_client_may_not_write() {
    // okta-group-push-patch, authentik-full-sync: ignored inside an object
    let operations = json!([{"op": "replace", "value": {
        "id": "other", "schemas": [urn::USER], "meta": {"resourceType": "User"}, "groups": [], "displayName": "New"
    }}]);
    let mut expected = user();
    expected["displayName"] = json!("New");
    assert_eq!(patched(&user(), &operations).unwrap(), expected);
    // okta-user-lifecycle-patch
    assert_eq!(patched(&user(), &json!([{"op": "replace", "value": {"password": "x"}}])).unwrap(), user());
    assert_eq!(patched(&user(), &json!([{"op": "add", "path": "password", "value": "x"}])).unwrap(), user());
    assert_eq!(patched(&user(), &json!([{"op": "add", "path": "schemas", "value": [ENTERPRISE]}])).unwrap(), user());
    for path in ["id", "meta", "meta.version", "groups", "groups[value eq \"g\"]", "GROUPS.value"] {
        for op in ["add", "replace", "remove"] {
            refused(&json!([{"op": op, "path": path, "value": "x"}]), ScimType::Mutability);
        }
    }
}

#[test]
fn what_is_required_stays() {
    for operation in [
        json!({"op": "remove", "path": "userName"}),
        json!({"op": "remove", "path": "active"}),
        json!({"op": "remove", "path": "emails"}),
        json!({"op": "remove", "path": "emails.value"}),
        json!({"op": "remove", "path": "emails[type eq \"work\"].value"}),
        json!({"op": "remove", "path": "emails[value pr]"}),
        json!({"op": "replace", "path": "userName", "value": null}),
        json!({"op": "replace", "path": "emails", "value": []}),
        json!({"op": "replace", "path": "emails[type eq \"work\"].value", "value": []}),
        json!({"op": "replace", "value": {"active": null}}),
    ] {
        refused(&json!([operation]), ScimType::Mutability);
    }
    // Also where it is not there to be removed.
    for path in ["userName", "emails", "emails.value"] {
        let error = patched(&json!({}), &json!([{"op": "remove", "path": path}])).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::Mutability), "{path}");
    }
}

#[test]
fn wrong_types_and_paths() {
    for (operation, expected) in [
        (json!({"op": "replace", "path": "userName", "value": 5}), ScimType::InvalidValue),
        (json!({"op": "replace", "path": "displayName", "value": {"a": 1}}), ScimType::InvalidValue),
        (json!({"op": "replace", "path": "externalId", "value": true}), ScimType::InvalidValue),
        (json!({"op": "replace", "path": "name", "value": "Ann"}), ScimType::InvalidValue),
        (json!({"op": "replace", "path": "name.givenName", "value": ["Ann"]}), ScimType::InvalidValue),
        (json!({"op": "replace", "path": "emails", "value": "a@x"}), ScimType::InvalidValue),
        (json!({"op": "add", "path": "emails", "value": ["a@x"]}), ScimType::InvalidValue),
        (json!({"op": "add", "path": "emails", "value": [{"value": 5}]}), ScimType::InvalidValue),
        (json!({"op": "replace", "path": "emails[type eq \"work\"].value", "value": {}}), ScimType::InvalidValue),
        (json!({"op": "replace", "path": "emails[type eq \"work\"]", "value": 5}), ScimType::InvalidValue),
        (json!({"op": "replace", "path": "userName.x", "value": "y"}), ScimType::InvalidPath),
        (json!({"op": "replace", "path": "userName[value eq \"x\"]", "value": "y"}), ScimType::InvalidPath),
        (json!({"op": "replace", "path": "name[givenName eq \"x\"]", "value": "y"}), ScimType::InvalidPath),
        (json!({"op": "replace", "value": {"emails[type eq": "y"}}), ScimType::InvalidPath),
        (json!({"op": "remove", "path": "emails[primary gt true]"}), ScimType::InvalidFilter),
        (json!({"op": "replace", "value": {"title": "a", "Title": "b"}}), ScimType::InvalidSyntax),
    ] {
        refused(&json!([operation]), expected);
    }
    let many: Vec<Value> = (0..=scim_protocol::MAX_VALUES).map(|at| json!({"value": at.to_string()})).collect();
    refused(&json!([{"op": "add", "path": "roles", "value": many}]), ScimType::InvalidValue);
}

#[test]
fn attributes_without_a_schema_are_stored_or_ignored() {
    for (operations, pointer, expected) in [
        // generic-errors
        (json!([{"op": "add", "path": "companyName", "value": "Keys Ltd"}]), "/companyName", json!("Keys Ltd")),
        (json!([{"op": "add", "value": {"shoe": {"size": [1]}}}]), "/shoe", json!({"size": [1]})),
        (
            json!([{"op": "add", "path": "shoe.size", "value": 4}, {"op": "replace", "path": "SHOE.Size", "value": 5}]),
            "/shoe",
            json!({"size": 5}),
        ),
        (json!([{"op": "add", "path": "a", "value": 1}, {"op": "remove", "path": "A"}]), "/a", json!(null)),
        (
            json!([{"op": "add", "path": "a", "value": [1]}, {"op": "add", "path": "a", "value": [1, 2]}]),
            "/a",
            json!([1, 2]),
        ),
        (json!([{"op": "add", "path": "title", "value": 7}]), "/title", json!(7)),
        (json!([{"op": "add", "path": "name.nick", "value": "x"}]), "/name/nick", json!("x")),
        (json!([{"op": "add", "path": "urn:example:2.0:User:badge", "value": 7}]), "/badge", json!(null)),
        (json!([{"op": "add", "value": {"http://example.com/x": 7}}]), "/userName", json!("ann")),
    ] {
        expect(&operations, pointer, &expected);
    }
}

#[test]
fn every_stored_attribute_survives_every_operation() {
    for (path, value) in [
        ("x509Certificates", json!([{"value": "MII="}])),
        ("ims", json!([{"value": "a", "type": "xmpp"}])),
        ("entitlements", json!([{"value": "e"}])),
        ("photos", json!([{"value": "https://x/p", "type": "photo"}])),
        ("profileUrl", json!("https://x")),
        ("preferredLanguage", json!("en")),
        ("timezone", json!("Europe/Copenhagen")),
        ("userType", json!("Employee")),
    ] {
        for op in ["add", "replace"] {
            expect(&json!([{"op": op, "path": path, "value": value}]), &format!("/{path}"), &value);
            expect(&json!([{"op": op, "value": {(path): value}}]), &format!("/{path}"), &value);
        }
        let removed = json!([{"op": "add", "path": path, "value": value}, {"op": "remove", "path": path}]);
        expect(&removed, &format!("/{path}"), &json!(null));
    }
}

#[test]
fn all_or_nothing() {
    // generic-errors
    refused(
        &json!([
            {"op": "replace", "path": "displayName", "value": "Half done"},
            {"op": "replace", "path": "active", "value": "perhaps"}
        ]),
        ScimType::InvalidValue,
    );
}
