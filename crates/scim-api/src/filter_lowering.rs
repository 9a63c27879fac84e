//! From SCIM filters and orders to conditions that storage answers from its columns.
//!
//! What columns cannot answer is lowered to a wider condition, and each row gets a second look by the protocol's own
//! evaluation: [`Lowered::is_exact`] says whether that is needed.

use domain::{
    CompareOperator, Filter as Condition, FilterValue, GroupAttribute, GroupId, MemberAttribute, MemberId, Timestamp,
    fold,
};
use scim_protocol::{AttributePath, Comparison, Filter, Literal, ResourceSchema};
use serde_json::{Value, json};
use uuid::Uuid;

/// A condition that every row of the filter satisfies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lowered<A> {
    pub(crate) condition: Condition<A>,
    /// Whether every row that satisfies the condition also satisfies the filter.
    pub(crate) is_exact: bool,
}

/// How columns know an attribute.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Column<A> {
    /// A text, folded or not, that may be absent or not.
    Text { attribute: A, folded: bool, optional: bool },
    /// The resource's own id.
    Id(A),
    /// A moment, shown to the millisecond.
    Time(A),
    /// True or false.
    Bool(A),
    /// An address among several.
    Address(A),
    /// The id of something related.
    Related(A, fn(&str) -> Option<Uuid>),
}

/// A resource whose attributes are, in part, columns.
pub(crate) trait Columns: Copy + Sized {
    /// The schema.
    const SCHEMA: &'static ResourceSchema;
    /// The column of an attribute and sub-attribute.
    fn column(name: &str, sub_attribute: Option<&str>) -> Option<Column<Self>>;
    /// The column that an equation is looked up by, where it finds more than what is shown there.
    fn look_up_column(self) -> Option<Self> {
        None
    }
}

impl Columns for MemberAttribute {
    const SCHEMA: &'static ResourceSchema = &scim_protocol::USER;

    fn column(name: &str, sub_attribute: Option<&str>) -> Option<Column<Self>> {
        Some(match (name, sub_attribute) {
            ("id", None) => Column::Id(Self::Id),
            ("userName", None) => Column::Text { attribute: Self::UserName, folded: true, optional: false },
            ("displayName", None) => Column::Text { attribute: Self::DisplayName, folded: true, optional: true },
            ("externalId", None) => Column::Text { attribute: Self::ExternalId, folded: false, optional: true },
            ("active", None) => Column::Bool(Self::Active),
            ("meta", Some("created")) => Column::Time(Self::Created),
            ("meta", Some("lastModified")) => Column::Time(Self::LastModified),
            ("emails", None | Some("value")) => Column::Address(Self::AnyEmail),
            ("groups", None | Some("value")) => {
                Column::Related(Self::Group, |text| GroupId::parse(text).map(GroupId::uuid))
            }
            _ => return None,
        })
    }

    fn look_up_column(self) -> Option<Self> {
        (self == Self::UserName).then_some(Self::Login)
    }
}

impl Columns for GroupAttribute {
    const SCHEMA: &'static ResourceSchema = &scim_protocol::GROUP;

    fn column(name: &str, sub_attribute: Option<&str>) -> Option<Column<Self>> {
        Some(match (name, sub_attribute) {
            ("id", None) => Column::Id(Self::Id),
            ("displayName", None) => Column::Text { attribute: Self::DisplayName, folded: true, optional: false },
            ("externalId", None) => Column::Text { attribute: Self::ExternalId, folded: false, optional: true },
            ("meta", Some("created")) => Column::Time(Self::Created),
            ("meta", Some("lastModified")) => Column::Time(Self::LastModified),
            ("members", None | Some("value")) => {
                Column::Related(Self::Member, |text| MemberId::parse(text).map(MemberId::uuid))
            }
            _ => return None,
        })
    }
}

/// Lowers a filter that the schema has checked. An equation with a userName or an address is a look-up: it also finds the
/// member whose account has that address, unless it is negated.
pub(crate) fn lower<A: Columns>(filter: &Filter) -> Lowered<A> {
    match filter {
        Filter::And(parts) => join(parts, Condition::And),
        Filter::Or(parts) => join(parts, Condition::Or),
        Filter::Compare(comparison) if is_equation(comparison) => {
            let column = column_of::<A>(&comparison.path);
            compare(column.map(for_look_up), comparison)
        }
        negated_or_other => lower_as_shown(negated_or_other),
    }
}

fn for_look_up<A: Columns>(column: Column<A>) -> Column<A> {
    match column {
        Column::Text { attribute, folded, optional } => {
            Column::Text { attribute: attribute.look_up_column().unwrap_or(attribute), folded, optional }
        }
        other => other,
    }
}

/// The same without a thought of accounts.
fn lower_as_shown<A: Columns>(filter: &Filter) -> Lowered<A> {
    match filter {
        Filter::And(parts) => join_as_shown(parts, Condition::And),
        Filter::Or(parts) => join_as_shown(parts, Condition::Or),
        Filter::Not(inner) => {
            let inner = lower_as_shown::<A>(inner);
            if inner.is_exact { exact(Condition::Not(Box::new(inner.condition))) } else { anything() }
        }
        Filter::Present(path) => present(column_of(path)),
        Filter::Compare(comparison) => compare(column_of(&comparison.path), comparison),
        Filter::ValuePath { attribute, filter } => value_path(attribute, filter),
    }
}

/// The filter for the second look at a member whose account has this folded address: an equation with it holds, as if it
/// were the userName and a further address of the type work.
pub(crate) fn found_by_account<A: Columns>(filter: Filter, address: &str) -> Filter {
    let holds = || Filter::Present(AttributePath::named("id"));
    let is_address = |text: &str| fold(text.trim()) == address;
    match filter {
        Filter::And(parts) => Filter::And(parts.into_iter().map(|part| found_by_account::<A>(part, address)).collect()),
        Filter::Or(parts) => Filter::Or(parts.into_iter().map(|part| found_by_account::<A>(part, address)).collect()),
        Filter::Compare(comparison) if is_equation(&comparison) && is_looked_up::<A>(&comparison.path) => {
            match &comparison.value {
                Literal::String(text) if is_address(text) => holds(),
                _ => Filter::Compare(comparison),
            }
        }
        Filter::ValuePath { attribute, filter } if is_looked_up::<A>(&attribute) => {
            let equation = equation_on_value(&filter).filter(|text| is_address(text));
            let value_path = Filter::ValuePath { attribute, filter };
            let further = |text: String| json!({"emails": [{"value": text, "type": "work"}]});
            match equation.map(further) {
                Some(Value::Object(further)) if value_path.matches(&further, A::SCHEMA) => holds(),
                _ => value_path,
            }
        }
        other => other,
    }
}

/// Whether an equation with this attribute finds a member by the account's address too.
fn is_looked_up<A: Columns>(path: &AttributePath) -> bool {
    match column_of::<A>(path) {
        Some(Column::Text { attribute, .. }) => attribute.look_up_column().is_some(),
        Some(Column::Address(_)) => true,
        _ => false,
    }
}

fn is_equation(comparison: &Comparison) -> bool {
    comparison.operator == scim_protocol::CompareOperator::Equal
}

/// The filter with the ids it compares with in lower case, as they are shown: ids are taken in any letter case.
pub(crate) fn with_shown_ids<A: Columns>(filter: Filter) -> Filter {
    match filter {
        Filter::And(parts) => Filter::And(parts.into_iter().map(with_shown_ids::<A>).collect()),
        Filter::Or(parts) => Filter::Or(parts.into_iter().map(with_shown_ids::<A>).collect()),
        Filter::Not(inner) => Filter::Not(Box::new(with_shown_ids::<A>(*inner))),
        Filter::Compare(comparison) => {
            let is_id = matches!(column_of::<A>(&comparison.path), Some(Column::Id(_) | Column::Related(..)));
            Filter::Compare(if is_id { with_shown_id(comparison) } else { comparison })
        }
        Filter::ValuePath { attribute, filter } => {
            let is_related = matches!(column_of::<A>(&attribute), Some(Column::Related(..)));
            let filter = if is_related { Box::new(with_shown_values(*filter)) } else { filter };
            Filter::ValuePath { attribute, filter }
        }
        present @ Filter::Present(_) => present,
    }
}

/// The same inside brackets, where the id is called `value`.
fn with_shown_values(filter: Filter) -> Filter {
    match filter {
        Filter::And(parts) => Filter::And(parts.into_iter().map(with_shown_values).collect()),
        Filter::Or(parts) => Filter::Or(parts.into_iter().map(with_shown_values).collect()),
        Filter::Not(inner) => Filter::Not(Box::new(with_shown_values(*inner))),
        Filter::Compare(comparison) if comparison.path.name.eq_ignore_ascii_case("value") => {
            Filter::Compare(with_shown_id(comparison))
        }
        other => other,
    }
}

fn with_shown_id(comparison: Comparison) -> Comparison {
    match comparison.value {
        Literal::String(text) => Comparison { value: Literal::String(text.to_ascii_lowercase()), ..comparison },
        _ => comparison,
    }
}

/// The column by which a list can be sorted.
pub(crate) fn sort_column<A: Columns>(path: &AttributePath) -> Option<A> {
    match column_of(path)? {
        Column::Text { attribute, .. } | Column::Id(attribute) | Column::Time(attribute) => Some(attribute),
        Column::Bool(_) | Column::Address(_) | Column::Related(..) => None,
    }
}

fn column_of<A: Columns>(path: &AttributePath) -> Option<Column<A>> {
    let resolved = A::SCHEMA.resolve(path)?;
    let (name, sub_attribute) = resolved.names();
    if resolved.extension.is_some() { None } else { A::column(name, sub_attribute) }
}

fn join<A: Columns>(parts: &[Filter], join: fn(Vec<Condition<A>>) -> Condition<A>) -> Lowered<A> {
    together(parts.iter().map(lower).collect(), join)
}

fn join_as_shown<A: Columns>(parts: &[Filter], join: fn(Vec<Condition<A>>) -> Condition<A>) -> Lowered<A> {
    together(parts.iter().map(lower_as_shown).collect(), join)
}

fn together<A>(parts: Vec<Lowered<A>>, join: fn(Vec<Condition<A>>) -> Condition<A>) -> Lowered<A> {
    let is_exact = parts.iter().all(|part| part.is_exact);
    Lowered { condition: join(parts.into_iter().map(|part| part.condition).collect()), is_exact }
}

const fn exact<A>(condition: Condition<A>) -> Lowered<A> {
    Lowered { condition, is_exact: true }
}

const fn anything<A>() -> Lowered<A> {
    Lowered { condition: Condition::Everything, is_exact: false }
}

fn present<A>(column: Option<Column<A>>) -> Lowered<A> {
    match column {
        // An empty text is no value.
        Some(Column::Text { attribute, optional: true, .. }) => {
            exact(Condition::Compare(attribute, CompareOperator::Gt, FilterValue::Text(String::new())))
        }
        Some(Column::Text { .. } | Column::Id(_) | Column::Time(_) | Column::Bool(_)) => exact(Condition::Everything),
        Some(Column::Address(_) | Column::Related(..)) | None => anything(),
    }
}

fn compare<A: Columns>(column: Option<Column<A>>, comparison: &Comparison) -> Lowered<A> {
    let operator = operator(comparison.operator);
    let is_equal = operator == CompareOperator::Eq;
    match (column, &comparison.value) {
        (Some(Column::Bool(attribute)), value) => match value.as_boolean() {
            Some(value) => exact(Condition::Compare(attribute, operator, FilterValue::Bool(value))),
            None => anything(),
        },
        (_, Literal::Null | Literal::Boolean(_)) | (None, _) => anything(),
        (Some(column), value) => {
            let Some(text) = value.as_text() else { return anything() };
            match column {
                Column::Text { attribute, folded, .. } => {
                    let text = if folded { fold(&text) } else { text };
                    exact(Condition::Compare(attribute, operator, FilterValue::Text(text)))
                }
                Column::Id(attribute) if is_equal => equal(attribute, MemberId::parse(&text).map(MemberId::uuid), true),
                Column::Related(attribute, parse) if is_equal => equal(attribute, parse(&text), true),
                Column::Address(attribute) if is_equal => address(attribute, &text),
                Column::Time(attribute) => match text.parse::<jiff::Timestamp>() {
                    Ok(time) => exact(compare_time(attribute, operator, time.as_microsecond())),
                    Err(_) => anything(),
                },
                _ => anything(),
            }
        }
    }
}

fn equal<A>(attribute: A, id: Option<Uuid>, is_exact: bool) -> Lowered<A> {
    let condition =
        id.map_or(Condition::Nothing, |id| Condition::Compare(attribute, CompareOperator::Eq, FilterValue::Id(id)));
    Lowered { condition, is_exact }
}

/// Whoever has the address may have it in another role than the one asked for. Blank ones are not stored as addresses.
fn address<A>(attribute: A, text: &str) -> Lowered<A> {
    if text.trim().is_empty() {
        return anything();
    }
    let value = FilterValue::Text(fold(text));
    Lowered { condition: Condition::Compare(attribute, CompareOperator::Eq, value), is_exact: false }
}

/// Stored moments have microseconds, shown ones milliseconds: compared is what is shown.
fn compare_time<A: Copy>(attribute: A, operator: CompareOperator, micros: i64) -> Condition<A> {
    let shown = micros.div_euclid(1000) * 1000;
    let is_whole = shown == micros;
    let at_least =
        |micros| Condition::Compare(attribute, CompareOperator::Ge, FilterValue::Time(Timestamp::from_micros(micros)));
    let below =
        |micros| Condition::Compare(attribute, CompareOperator::Lt, FilterValue::Time(Timestamp::from_micros(micros)));
    let next = shown.saturating_add(1000);
    let same = || if is_whole { Condition::And(vec![at_least(shown), below(next)]) } else { Condition::Nothing };
    match operator {
        CompareOperator::Eq => same(),
        CompareOperator::Ne => Condition::Not(Box::new(same())),
        CompareOperator::Gt => at_least(next),
        CompareOperator::Ge => at_least(if is_whole { shown } else { next }),
        CompareOperator::Lt => below(if is_whole { shown } else { next }),
        CompareOperator::Le => below(next),
        // Moments are no texts; the schema's check has refused these.
        CompareOperator::Co | CompareOperator::Sw | CompareOperator::Ew => Condition::Nothing,
    }
}

/// `emails[type eq "work" and value eq "x"]`: the equation on the value leads to the rows, the rest is looked at again.
fn value_path<A: Columns>(attribute: &AttributePath, filter: &Filter) -> Lowered<A> {
    let column = column_of::<A>(attribute);
    match (column, equation_on_value(filter)) {
        (Some(Column::Address(attribute)), Some(text)) => address(attribute, &text),
        (Some(Column::Related(attribute, parse)), Some(text)) => equal(attribute, parse(&text), false),
        _ => anything(),
    }
}

fn equation_on_value(filter: &Filter) -> Option<String> {
    match filter {
        Filter::And(parts) => parts.iter().find_map(equation_on_value),
        Filter::Compare(comparison)
            if comparison.operator == scim_protocol::CompareOperator::Equal
                && comparison.path.name.eq_ignore_ascii_case("value") =>
        {
            match &comparison.value {
                Literal::String(text) => Some(text.clone()),
                _ => None,
            }
        }
        _ => None,
    }
}

const fn operator(operator: scim_protocol::CompareOperator) -> CompareOperator {
    match operator {
        scim_protocol::CompareOperator::Equal => CompareOperator::Eq,
        scim_protocol::CompareOperator::NotEqual => CompareOperator::Ne,
        scim_protocol::CompareOperator::Contains => CompareOperator::Co,
        scim_protocol::CompareOperator::StartsWith => CompareOperator::Sw,
        scim_protocol::CompareOperator::EndsWith => CompareOperator::Ew,
        scim_protocol::CompareOperator::GreaterThan => CompareOperator::Gt,
        scim_protocol::CompareOperator::GreaterOrEqual => CompareOperator::Ge,
        scim_protocol::CompareOperator::LessThan => CompareOperator::Lt,
        scim_protocol::CompareOperator::LessOrEqual => CompareOperator::Le,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(filter: &str) -> Lowered<MemberAttribute> {
        lower(&Filter::parse(filter).unwrap())
    }

    fn text(attribute: MemberAttribute, operator: CompareOperator, text: &str) -> Condition<MemberAttribute> {
        Condition::Compare(attribute, operator, FilterValue::Text(text.to_owned()))
    }

    #[test]
    fn look_ups_of_identity_providers_lead_to_an_index() {
        use CompareOperator::{Eq, Sw};
        use MemberAttribute::{AnyEmail, ExternalId, Login, UserName};
        for (filter, condition, is_exact) in [
            (r#"userName eq "A@b.c""#, text(Login, Eq, "a@b.c"), true),
            (r#"userName ne "A@b.c""#, text(UserName, CompareOperator::Ne, "a@b.c"), true),
            (r#"externalId eq "X""#, text(ExternalId, Eq, "X"), true),
            (r#"userName sw "A""#, text(UserName, Sw, "a"), true),
            (r#"emails eq "A@b.c""#, text(AnyEmail, Eq, "a@b.c"), false),
            (r#"emails.value eq "A@b.c""#, text(AnyEmail, Eq, "a@b.c"), false),
            (r#"emails[type eq "work" and value eq "A@b.c"]"#, text(AnyEmail, Eq, "a@b.c"), false),
            (r#"title eq "x""#, Condition::Everything, false),
            (r#"not (title eq "x")"#, Condition::Everything, false),
        ] {
            assert_eq!(user(filter), Lowered { condition, is_exact }, "{filter}");
        }
        let lowered = user(r#"emails[type eq "work"].value eq "A@b.c""#);
        assert_eq!(lowered.condition, text(AnyEmail, Eq, "a@b.c"));
    }

    #[test]
    fn ids_are_compared_as_they_are_shown() {
        for (filter, shown) in [
            (r#"id eq "AB" and title eq "AB""#, r#"id eq "ab" and title eq "AB""#),
            (r#"groups[value eq "AB" and display eq "AB"]"#, r#"groups[value eq "ab" and display eq "AB"]"#),
            (
                r#"not (groups.value eq "AB") or emails[value eq "AB"]"#,
                r#"not (groups.value eq "ab") or emails[value eq "AB"]"#,
            ),
        ] {
            let parsed = Filter::parse(filter).unwrap();
            assert_eq!(with_shown_ids::<MemberAttribute>(parsed), Filter::parse(shown).unwrap());
        }
    }

    #[test]
    fn what_is_wider_is_never_negated() {
        let lowered = user(r#"userName eq "a" and not (emails eq "x@y.z")"#);
        assert!(!lowered.is_exact);
        let Condition::And(parts) = lowered.condition else { panic!("not joined by and") };
        assert_eq!(parts[1], Condition::Everything);
    }

    #[test]
    fn moments_are_compared_as_they_are_shown() {
        let at_least = |micros| {
            let time = FilterValue::Time(Timestamp::from_micros(micros));
            Condition::Compare(MemberAttribute::Created, CompareOperator::Ge, time)
        };
        assert_eq!(user(r#"meta.created gt "1970-01-01T00:00:01Z""#).condition, at_least(1_001_000));
        assert_eq!(user(r#"meta.created ge "1970-01-01T00:00:01Z""#).condition, at_least(1_000_000));
        assert_eq!(user(r#"meta.created ge "1970-01-01T00:00:01.0001Z""#).condition, at_least(1_001_000));
        assert_eq!(user(r#"meta.created eq "1970-01-01T00:00:01.0001Z""#).condition, Condition::Nothing);
    }
}
