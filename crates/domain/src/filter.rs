//! Conditions over members and groups that storage can answer from columns.

use crate::Timestamp;
use uuid::Uuid;

/// What a list of members can be filtered and sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberAttribute {
    /// The member's id.
    Id,
    /// The folded userName.
    UserName,
    /// What a look-up by userName asks for: the folded userName, or the folded address of the member's account. Only `Eq` is
    /// answered.
    Login,
    /// The external id.
    ExternalId,
    /// The folded displayName.
    DisplayName,
    /// The beginning of the name that the member goes by, folded.
    Label,
    /// The folded address that the directory, or whoever invited them, chose.
    Email,
    /// The number of the status.
    Status,
    /// The number of the role.
    Role,
    /// The number of who made the member.
    Origin,
    /// Whether the member is not Revoked.
    Active,
    /// When the member was made.
    Created,
    /// When the member last changed.
    LastModified,
    /// Any of the folded addresses, that of the member's account among them. Only `Eq` is answered.
    AnyEmail,
    /// A group that the member is in. Only `Eq` is answered.
    Group,
}

/// What a list of groups can be filtered and sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupAttribute {
    /// The group's id.
    Id,
    /// The folded name.
    DisplayName,
    /// The external id.
    ExternalId,
    /// When the group was made.
    Created,
    /// When the group last changed.
    LastModified,
    /// A member of the group. Only `Eq` is answered.
    Member,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOperator {
    /// Equal.
    Eq,
    /// Not equal, or absent.
    Ne,
    /// Contains.
    Co,
    /// Starts with.
    Sw,
    /// Ends with.
    Ew,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
}

/// What an attribute is compared with. Texts are folded already where the attribute ignores letter case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterValue {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// An id.
    Id(Uuid),
    /// True or false.
    Bool(bool),
    /// A moment.
    Time(Timestamp),
}

/// A condition over attributes `A`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter<A> {
    /// Holds for every row.
    Everything,
    /// Holds for none.
    Nothing,
    /// All hold.
    And(Vec<Self>),
    /// One holds.
    Or(Vec<Self>),
    /// Does not hold.
    Not(Box<Self>),
    /// The attribute compares so with the value.
    Compare(A, CompareOperator, FilterValue),
    /// The attribute has a value.
    Present(A),
}

/// The direction of a sorted list (RFC 7644 §3.4.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortOrder {
    /// Small to great; rows without a value last.
    #[default]
    Ascending,
    /// Great to small; rows without a value first.
    Descending,
}
