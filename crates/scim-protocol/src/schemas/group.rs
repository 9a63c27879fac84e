use crate::schema::{
    AttributeDefinition as Attribute, Mutability::Immutable, ResourceSchema, Schema, Uniqueness::Server,
};
use crate::urn;

/// The resource type Group.
///
/// `members` is detached: it is in the schema, for filters and projections, but not in the document.
pub static GROUP: ResourceSchema = ResourceSchema {
    name: "Group",
    endpoint: "/Groups",
    description: "A set of users.",
    core: &GROUP_SCHEMA,
    extensions: &[],
    detached: &["members"],
};

/// The core Group schema (RFC 7643 §4.2). `displayName` is required, as in the text of the RFC; members are users.
pub static GROUP_SCHEMA: Schema = Schema {
    id: urn::GROUP,
    name: "Group",
    description: "A set of users.",
    attributes: &[
        Attribute::string("displayName", "The name of the group, for people.").required().unique(Server).enforced(),
        MEMBERS,
    ],
};

const MEMBERS: Attribute = Attribute::complex("members", "The users in the group.", MEMBER).multi_valued().enforced();

const MEMBER: &[Attribute] = &[
    Attribute::string("value", "The id of the member.").mutability(Immutable).enforced(),
    Attribute::reference("$ref", "The location of the member.", &["User"]).mutability(Immutable),
    Attribute::string("type", "The resource type of the member.").mutability(Immutable).suggested(&["User"]),
];
