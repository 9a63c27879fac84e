use crate::schema::{AttributeDefinition as Attribute, Mutability::ReadOnly, Schema};
use crate::urn;

/// The enterprise extension of User (RFC 7643 §4.3).
pub static ENTERPRISE_USER_SCHEMA: Schema = Schema {
    id: urn::ENTERPRISE_USER,
    name: "EnterpriseUser",
    description: "Attributes of people who belong to a company.",
    attributes: &[
        Attribute::string("employeeNumber", "The number or letters by which the company knows the person."),
        Attribute::string("costCenter", "The name of a cost center."),
        Attribute::string("organization", "The name of an organization."),
        Attribute::string("division", "The name of a division."),
        Attribute::string("department", "The name of a department."),
        Attribute::complex("manager", "The person's manager.", MANAGER),
    ],
};

const MANAGER: &[Attribute] = &[
    Attribute::string("value", "The id of the manager's User resource."),
    Attribute::reference("$ref", "The location of the manager's User resource.", &["User"]),
    Attribute::string("displayName", "The manager's display name.").mutability(ReadOnly),
];
