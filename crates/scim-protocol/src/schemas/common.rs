use crate::schema::{
    AttributeDefinition as Attribute,
    Mutability::ReadOnly,
    Returned::Always,
    Uniqueness::{Global, Server},
};

/// The attributes that every resource has (RFC 7643 §3.1), and `schemas` (§3).
pub(crate) static ATTRIBUTES: &[Attribute] = &[
    Attribute::reference("schemas", "The URNs of the schemas that the resource uses.", &["uri"])
        .multi_valued()
        .required()
        .mutability(ReadOnly)
        .returned(Always),
    Attribute::string("id", "The identifier that the service provider gave the resource.")
        .required()
        .case_exact()
        .mutability(ReadOnly)
        .returned(Always)
        .unique(Global),
    Attribute::string("externalId", "The identifier that the client gave the resource.")
        .case_exact()
        .unique(Server)
        .enforced(),
    Attribute::complex("meta", "What the service provider knows about the resource.", META).mutability(ReadOnly),
];

const META: &[Attribute] = &[
    Attribute::string("resourceType", "The name of the resource type.").case_exact().mutability(ReadOnly),
    Attribute::date_time("created", "When the resource was made.").mutability(ReadOnly),
    Attribute::date_time("lastModified", "When the resource was last changed.").mutability(ReadOnly),
    Attribute::reference("location", "Where the resource is.", &["uri"]).mutability(ReadOnly),
    Attribute::string("version", "The version of the resource, an entity tag.").case_exact().mutability(ReadOnly),
];
