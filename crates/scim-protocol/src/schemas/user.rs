use crate::schema::{
    AttributeDefinition as Attribute,
    Mutability::{ReadOnly, WriteOnly},
    ResourceSchema,
    Returned::Never,
    Schema,
    Uniqueness::Server,
};
use crate::schemas::ENTERPRISE_USER_SCHEMA;
use crate::urn;

/// The resource type User.
pub static USER: ResourceSchema = ResourceSchema {
    name: "User",
    endpoint: "/Users",
    description: "A person's account.",
    core: &USER_SCHEMA,
    extensions: &[&ENTERPRISE_USER_SCHEMA],
    detached: &[],
};

/// The core User schema (RFC 7643 §4.1).
///
/// `active`, `emails` and `emails.value` are required here beyond the RFC: the resource stands for somebody
/// who can be reached, and always is either active or not.
pub static USER_SCHEMA: Schema = Schema {
    id: urn::USER,
    name: "User",
    description: "A person's account.",
    attributes: &[
        Attribute::string("userName", "The name by which the person is known to the service provider.")
            .required()
            .unique(Server)
            .enforced(),
        Attribute::complex("name", "The parts of the person's name.", NAME).enforced(),
        Attribute::string("displayName", "The name of the person, for people.").enforced(),
        Attribute::string("nickName", "The casual way to address the person."),
        Attribute::reference("profileUrl", "The location of the person's online profile.", &["external"]),
        Attribute::string("title", "The person's title, such as \"Vice President\"."),
        Attribute::string("userType", "How the person relates to the organization, such as \"Contractor\"."),
        Attribute::string("preferredLanguage", "The person's preferred languages, as in Accept-Language."),
        Attribute::string("locale", "The person's place for formats of currency, dates and numbers, such as en-US."),
        Attribute::string("timezone", "The person's time zone, such as \"America/Los_Angeles\"."),
        Attribute::boolean("active", "Whether the person may use the service.").required().enforced(),
        Attribute::string("password", "Taken, and never stored or returned.").mutability(WriteOnly).returned(Never),
        Attribute::complex("emails", "The person's addresses.", EMAILS).multi_valued().required().enforced(),
        Attribute::complex("phoneNumbers", "The person's telephone numbers.", PHONE_NUMBERS).multi_valued(),
        Attribute::complex("ims", "The person's instant messaging addresses.", IMS).multi_valued(),
        Attribute::complex("photos", "Pictures of the person.", PHOTOS).multi_valued(),
        Attribute::complex("addresses", "The person's postal addresses.", ADDRESSES).multi_valued(),
        Attribute::complex("groups", "The groups that the person belongs to.", GROUPS)
            .multi_valued()
            .mutability(ReadOnly),
        Attribute::complex("entitlements", "What the person is entitled to.", VALUES).multi_valued(),
        Attribute::complex("roles", "What the person is, such as \"Student\".", VALUES).multi_valued(),
        Attribute::complex("x509Certificates", "The person's certificates.", CERTIFICATES).multi_valued(),
    ],
};

const NAME: &[Attribute] = &[
    Attribute::string("formatted", "The full name, ready for display.").enforced(),
    Attribute::string("familyName", "The family name, or last name.").enforced(),
    Attribute::string("givenName", "The given name, or first name.").enforced(),
    Attribute::string("middleName", "The middle names."),
    Attribute::string("honorificPrefix", "The honorific prefix, such as \"Ms.\"."),
    Attribute::string("honorificSuffix", "The honorific suffix, such as \"III\"."),
];

const DISPLAY: Attribute = Attribute::string("display", "The value, for people to read.");
const PRIMARY: Attribute = Attribute::boolean("primary", "Whether this is the preferred value; at most one is.");

const EMAILS: &[Attribute] = &[
    Attribute::string("value", "An e-mail address.").required().enforced(),
    DISPLAY,
    Attribute::string("type", "What the address is for.").suggested(&["work", "home", "other"]).enforced(),
    PRIMARY,
];

const PHONE_NUMBERS: &[Attribute] = &[
    Attribute::string("value", "A telephone number."),
    DISPLAY,
    Attribute::string("type", "What the number is for.")
        .suggested(&["work", "home", "mobile", "fax", "pager", "other"]),
    PRIMARY,
];

const IMS: &[Attribute] = &[
    Attribute::string("value", "An instant messaging address."),
    DISPLAY,
    Attribute::string("type", "The service that the address belongs to.")
        .suggested(&["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"]),
    PRIMARY,
];

const PHOTOS: &[Attribute] = &[
    Attribute::reference("value", "The location of a picture.", &["external"]),
    DISPLAY,
    Attribute::string("type", "What the picture is.").suggested(&["photo", "thumbnail"]),
    PRIMARY,
];

const ADDRESSES: &[Attribute] = &[
    Attribute::string("formatted", "The full address, ready for display or a label."),
    Attribute::string("streetAddress", "Street, house number and what else stands there."),
    Attribute::string("locality", "The city."),
    Attribute::string("region", "The state or region."),
    Attribute::string("postalCode", "The postal code."),
    Attribute::string("country", "The country, in the two letters of ISO 3166-1."),
    Attribute::string("type", "What the address is for.").suggested(&["work", "home", "other"]),
    PRIMARY,
];

const GROUPS: &[Attribute] = &[
    Attribute::string("value", "The id of the group.").mutability(ReadOnly),
    Attribute::reference("$ref", "The location of the group.", &["Group"]).mutability(ReadOnly),
    Attribute::string("display", "The name of the group.").mutability(ReadOnly),
    Attribute::string("type", "How the person belongs to it.").mutability(ReadOnly).suggested(&["direct", "indirect"]),
];

const VALUES: &[Attribute] = &[
    Attribute::string("value", "The value."),
    DISPLAY,
    Attribute::string("type", "What kind of value it is."),
    PRIMARY,
];

const CERTIFICATES: &[Attribute] = &[
    Attribute::binary("value", "A certificate, DER in base64."),
    DISPLAY,
    Attribute::string("type", "What the certificate is for."),
    PRIMARY,
];
