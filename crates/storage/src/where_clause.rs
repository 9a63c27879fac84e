//! Lists of members and groups: conditions, order and pages as SQL, for either dialect.
//!
//! A condition is written so that it is true or false for every row, never NULL: negation is pushed down to the
//! comparisons, where an absent value counts as "not equal". Texts are compared in byte order on both engines.

use crate::tables::{member, member_group};
use crate::{Dialect, Param, Row, Snapshot, StorageError};
use domain::{
    CompareOperator, Filter, FilterValue, Group, GroupAttribute, Member, MemberAttribute, OrganizationId, SortOrder,
};
use std::fmt::Write;
use uuid::Uuid;

/// Which rows of a list, and in which order.
#[derive(Debug, Clone)]
pub struct ListRequest<'f, A> {
    /// What the rows must satisfy.
    pub filter: &'f Filter<A>,
    /// The order; none is the order of creation.
    pub sort: Option<(A, SortOrder)>,
    /// Rows after this id alone.
    pub after: Option<Uuid>,
    /// How many rows to pass over.
    pub offset: u64,
    /// How many rows at most.
    pub limit: u64,
}

/// The members that a request asks for.
pub async fn list_members(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    request: &ListRequest<'_, MemberAttribute>,
) -> Result<Vec<Member>, StorageError> {
    list(at, organization_id, request, member::COLUMNS, |row| member::read(row, organization_id)).await
}

/// The groups that a request asks for.
pub async fn list_groups(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    request: &ListRequest<'_, GroupAttribute>,
) -> Result<Vec<Group>, StorageError> {
    list(at, organization_id, request, member_group::COLUMNS, |row| member_group::read(row, organization_id)).await
}

/// The ids alone of the rows that a request asks for: read from an index where a page lies deep.
pub async fn list_ids<A: Attribute>(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    request: &ListRequest<'_, A>,
) -> Result<Vec<Uuid>, StorageError> {
    list(at, organization_id, request, "id", |row| row.uuid(0)).await
}

/// How many rows satisfy a filter.
pub async fn count<A: Attribute>(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    filter: &Filter<A>,
) -> Result<u64, StorageError> {
    let mut clause = Clause::new(at.dialect(), organization_id);
    let sql = clause.count(filter);
    let rows = at.fetch_dynamic(&sql, &clause.params(), |row| row.int(0)).await?;
    Ok(rows.first().and_then(|count| u64::try_from(*count).ok()).unwrap_or(0))
}

async fn list<A: Attribute, T: Send>(
    at: &mut Snapshot<'_>,
    organization_id: OrganizationId,
    request: &ListRequest<'_, A>,
    columns: &str,
    read: impl FnMut(&dyn Row) -> Result<T, StorageError> + Send,
) -> Result<Vec<T>, StorageError> {
    let mut clause = Clause::new(at.dialect(), organization_id);
    let sql = clause.select(request, columns);
    at.fetch_dynamic(&sql, &clause.params(), read).await
}

fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// How an attribute is stored.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The column, or an expression over columns, that gives the value.
    expression: &'static str,
    /// Whether the value may be absent.
    nullable: bool,
    /// For attributes with many values: a subquery for the ids of the rows that have the value `{}`.
    owners: Option<&'static str>,
}

const fn column(expression: &'static str, nullable: bool) -> Column {
    Column { expression, nullable, owners: None }
}

const fn owned(owners: &'static str) -> Column {
    Column { expression: "id", nullable: false, owners: Some(owners) }
}

/// An attribute that a list can be filtered by.
pub trait Attribute: Copy + PartialEq + Send + Sync + 'static {
    /// The table of the list.
    const TABLE: &'static str;
    /// Where the attribute is stored.
    fn column(self) -> Column;
    /// Whether an index leads from a value to the few rows that have it.
    fn is_indexed(self) -> bool;
}

impl Attribute for MemberAttribute {
    const TABLE: &'static str = "member";

    fn column(self) -> Column {
        match self {
            Self::Id => column("id", false),
            Self::UserName => column("user_name_key", false),
            Self::ExternalId => column("external_id", true),
            Self::DisplayName => column("display_name_key", true),
            Self::Label => column("label_key", false),
            Self::Email => column("email_key", false),
            Self::Status => column("status", false),
            Self::Role => column("role", false),
            Self::Origin => column("origin", false),
            Self::Active => column("(status <> -1)", false),
            Self::Created => column("created_at", false),
            Self::LastModified => column("revised_at", false),
            Self::AnyEmail => owned(
                "SELECT id FROM member WHERE organization_id = $1 AND email_key = {} UNION ALL \
                 SELECT id FROM member WHERE organization_id = $1 AND account_email_key = {} UNION ALL \
                 SELECT member_id FROM member_address WHERE organization_id = $1 AND email_key = {}",
            ),
            Self::Login => owned(
                "SELECT id FROM member WHERE organization_id = $1 AND user_name_key = {} UNION ALL \
                 SELECT id FROM member WHERE organization_id = $1 AND account_email_key = {}",
            ),
            Self::Group => owned("SELECT member_id FROM group_membership WHERE organization_id = $1 AND group_id = {}"),
        }
    }

    fn is_indexed(self) -> bool {
        !matches!(
            self,
            Self::DisplayName
                | Self::Label
                | Self::Status
                | Self::Role
                | Self::Origin
                | Self::Active
                | Self::Created
                | Self::LastModified
        )
    }
}

impl Attribute for GroupAttribute {
    const TABLE: &'static str = "member_group";

    fn column(self) -> Column {
        match self {
            Self::Id => column("id", false),
            Self::DisplayName => column("name_key", false),
            Self::ExternalId => column("external_id", true),
            Self::Created => column("created_at", false),
            Self::LastModified => column("revised_at", false),
            Self::Member => {
                owned("SELECT group_id FROM group_membership WHERE organization_id = $1 AND member_id = {}")
            }
        }
    }

    fn is_indexed(self) -> bool {
        !matches!(self, Self::Created | Self::LastModified)
    }
}

/// A condition in the making, with the values it binds.
struct Clause<'f> {
    dialect: Dialect,
    params: Vec<Bound<'f>>,
}

/// A bound value: the caller's, or a text made here.
enum Bound<'f> {
    Given(Param<'f>),
    Text(String),
}

impl<'f> Clause<'f> {
    fn new(dialect: Dialect, organization_id: OrganizationId) -> Self {
        Self { dialect, params: vec![Bound::Given(organization_id.uuid().into())] }
    }

    fn params(&self) -> Vec<Param<'_>> {
        self.params
            .iter()
            .map(|bound| match bound {
                Bound::Given(param) => *param,
                Bound::Text(text) => Param::Text(text),
            })
            .collect()
    }

    fn bind(&mut self, value: Param<'f>) -> String {
        self.params.push(Bound::Given(value));
        format!("${}", self.params.len())
    }

    /// The text of a list.
    fn select<A: Attribute>(&mut self, request: &ListRequest<'f, A>, columns: &str) -> String {
        let mut sql = format!("SELECT {columns} FROM {} WHERE organization_id = $1", A::TABLE);
        if let Some(after) = request.after {
            let _ = write!(sql, " AND id > {}", self.bind(after.into()));
        }
        if *request.filter != Filter::Everything {
            let _ = write!(sql, " AND {}", self.condition(request.filter, false));
        }
        match request.sort {
            None => sql.push_str(" ORDER BY id"),
            Some((attribute, order)) => sql.push_str(&order_by(attribute.column(), order)),
        }
        let _ = write!(sql, " LIMIT {}", self.bind(number(request.limit).into()));
        if request.offset > 0 {
            let _ = write!(sql, " OFFSET {}", self.bind(number(request.offset).into()));
        }
        sql
    }

    /// The text that counts what satisfies a filter.
    fn count<A: Attribute>(&mut self, filter: &'f Filter<A>) -> String {
        let condition = self.condition(filter, false);
        format!("SELECT COUNT(*) FROM {} WHERE organization_id = $1 AND {condition}", A::TABLE)
    }

    fn condition<A: Attribute>(&mut self, filter: &'f Filter<A>, negated: bool) -> String {
        match filter {
            Filter::Everything => truth(!negated),
            Filter::Nothing => truth(negated),
            Filter::Not(inner) => self.condition(inner, !negated),
            Filter::And(parts) => self.join(parts, negated, if negated { " OR " } else { " AND " }),
            Filter::Or(parts) => self.join(parts, negated, if negated { " AND " } else { " OR " }),
            Filter::Present(attribute) => {
                let column = attribute.column();
                let test = if negated { "IS NULL" } else { "IS NOT NULL" };
                if column.nullable { format!("{} {test}", column.expression) } else { truth(!negated) }
            }
            Filter::Compare(attribute, operator, value) => self.compare(attribute.column(), *operator, value, negated),
        }
    }

    fn join<A: Attribute>(&mut self, parts: &'f [Filter<A>], negated: bool, operator: &str) -> String {
        if parts.is_empty() {
            return truth(operator == " AND ");
        }
        let parts: Vec<String> = parts.iter().map(|part| self.condition(part, negated)).collect();
        format!("({})", parts.join(operator))
    }

    fn compare(&mut self, column: Column, operator: CompareOperator, value: &'f FilterValue, negated: bool) -> String {
        let negated = negated != (operator == CompareOperator::Ne);
        let condition = match column.owners {
            Some(owners) => {
                let bound = self.bind_value(value);
                return format!("id {} ({})", if negated { "NOT IN" } else { "IN" }, owners.replace("{}", &bound));
            }
            None => self.positive(column.expression, operator, value),
        };
        match (negated, column.nullable) {
            (false, _) => condition,
            (true, false) => format!("NOT ({condition})"),
            (true, true) => format!("({} IS NULL OR NOT ({condition}))", column.expression),
        }
    }

    /// The comparison itself; `Ne` is `Eq`, which the caller negates.
    fn positive(&mut self, column: &str, operator: CompareOperator, value: &'f FilterValue) -> String {
        let symbol = match operator {
            CompareOperator::Eq | CompareOperator::Ne => "=",
            CompareOperator::Gt => ">",
            CompareOperator::Ge => ">=",
            CompareOperator::Lt => "<",
            CompareOperator::Le => "<=",
            CompareOperator::Co | CompareOperator::Sw | CompareOperator::Ew => {
                return match value {
                    FilterValue::Text(text) => self.text_part(column, operator, text),
                    _ => truth(false),
                };
            }
        };
        let bound = self.bind_value(value);
        format!("{column} {symbol} {bound}")
    }

    fn text_part(&mut self, column: &str, operator: CompareOperator, text: &'f str) -> String {
        if text.is_empty() {
            return format!("{column} IS NOT NULL");
        }
        match operator {
            CompareOperator::Co => {
                let function = if self.dialect == Dialect::Sqlite { "instr" } else { "strpos" };
                format!("{function}({column}, {}) > 0", self.bind(text.into()))
            }
            CompareOperator::Ew => {
                let length = self.bind(number(text.chars().count() as u64).into());
                let part = match self.dialect {
                    Dialect::Sqlite => format!("substr({column}, -{length})"),
                    Dialect::Postgres => format!("right({column}, {length})"),
                };
                format!("{part} = {}", self.bind(text.into()))
            }
            // A range of the index: from the text itself to the first text that does not begin with it.
            _ => {
                let from = self.bind(text.into());
                match successor(text) {
                    None => format!("{column} >= {from}"),
                    Some(end) => {
                        self.params.push(Bound::Text(end));
                        format!("({column} >= {from} AND {column} < ${})", self.params.len())
                    }
                }
            }
        }
    }

    fn bind_value(&mut self, value: &'f FilterValue) -> String {
        self.bind(match value {
            FilterValue::Text(text) => text.into(),
            FilterValue::Number(number) => (*number).into(),
            FilterValue::Id(id) => (*id).into(),
            FilterValue::Bool(value) => (*value).into(),
            FilterValue::Time(time) => time.micros().into(),
        })
    }
}

/// Columns whose index goes on with the id: it is read forwards or backwards, ties included.
const LEADING_TO_ID: [&str; 3] = ["label_key", "email_key", "status"];

/// An order. Ties stand in the order of creation, but where an index is read backwards.
fn order_by(column: Column, order: SortOrder) -> String {
    let (direction, nulls) = match order {
        SortOrder::Ascending => ("ASC", "LAST"),
        SortOrder::Descending => ("DESC", "FIRST"),
    };
    let nulls = if column.nullable { format!(" NULLS {nulls}") } else { String::new() };
    match column.expression {
        "id" => format!(" ORDER BY id {direction}"),
        expression if LEADING_TO_ID.contains(&expression) => {
            format!(" ORDER BY {expression} {direction}, id {direction}")
        }
        expression => format!(" ORDER BY {expression} {direction}{nulls}, id"),
    }
}

fn truth(value: bool) -> String {
    if value { "1 = 1".to_owned() } else { "1 = 0".to_owned() }
}

/// The smallest text, in byte order, that is greater than every text beginning with `prefix`; none where there is none.
fn successor(prefix: &str) -> Option<String> {
    let mut text = prefix.to_owned();
    while let Some(last) = text.pop() {
        if let Some(next) = (u32::from(last) + 1..=0x0010_ffff).find_map(char::from_u32) {
            text.push(next);
            return Some(text);
        }
    }
    None
}

/// The texts of the lists that identity providers ask for, for the catalogue's test: a name, the text, and how many terms
/// of an index must lead to its rows, 0 where it may read all rows of the organization.
#[cfg(test)]
pub(crate) fn common_lists(dialect: Dialect) -> Vec<(String, String, usize)> {
    use CompareOperator::{Co, Eq, Ew, Sw};
    use FilterValue::{Bool, Id, Text};
    let text = || Text("a".to_owned());
    let key = || Id(Uuid::nil());
    let members = [
        ("id eq", MemberAttribute::Id, Eq, key(), 2),
        ("userName eq", MemberAttribute::Login, Eq, text(), 2),
        ("userName sw", MemberAttribute::UserName, Sw, text(), 2),
        ("userName co", MemberAttribute::UserName, Co, text(), 0),
        ("userName ew", MemberAttribute::UserName, Ew, text(), 0),
        ("externalId eq", MemberAttribute::ExternalId, Eq, text(), 2),
        ("emails eq", MemberAttribute::AnyEmail, Eq, text(), 2),
        ("groups eq", MemberAttribute::Group, Eq, key(), 2),
        ("displayName eq", MemberAttribute::DisplayName, Eq, text(), 0),
        ("active eq", MemberAttribute::Active, Eq, Bool(true), 0),
    ];
    let groups = [
        ("id eq", GroupAttribute::Id, Eq, key(), 2),
        ("displayName eq", GroupAttribute::DisplayName, Eq, text(), 2),
        ("displayName sw", GroupAttribute::DisplayName, Sw, text(), 2),
        ("externalId eq", GroupAttribute::ExternalId, Eq, text(), 2),
        ("members eq", GroupAttribute::Member, Eq, key(), 2),
    ];
    let mut texts = Vec::new();
    lists_of(dialect, "member", member::COLUMNS, &members, &mut texts);
    lists_of(dialect, "member_group", member_group::COLUMNS, &groups, &mut texts);
    console_lists(dialect, &mut texts);
    texts
}

/// Pages of the console: ids alone, deep, in an order, narrowed or not.
#[cfg(test)]
fn console_lists(dialect: Dialect, texts: &mut Vec<(String, String, usize)>) {
    let of_status = Filter::Compare(MemberAttribute::Status, CompareOperator::Eq, FilterValue::Number(1));
    let orders = [
        ("label", MemberAttribute::Label),
        ("email", MemberAttribute::Email),
        ("status", MemberAttribute::Status),
        ("id", MemberAttribute::Id),
    ];
    for (order, attribute) in orders {
        for (which, filter) in [("all", &Filter::Everything), ("of a status", &of_status)] {
            let sort = Some((attribute, SortOrder::Descending));
            let request = ListRequest { filter, sort, after: None, offset: 50, limit: 50 };
            let text = Clause::new(dialect, OrganizationId::from_uuid(Uuid::nil())).select(&request, "id");
            texts.push((format!("member: {which} by {order}"), text, 0));
        }
    }
}

#[cfg(test)]
fn lists_of<A: Attribute>(
    dialect: Dialect,
    table: &str,
    columns: &str,
    filters: &[(&str, A, CompareOperator, FilterValue, usize)],
    texts: &mut Vec<(String, String, usize)>,
) {
    let clause = || Clause::new(dialect, OrganizationId::from_uuid(Uuid::nil()));
    let page = ListRequest { filter: &Filter::Everything, sort: None, after: None, offset: 0, limit: 100 };
    let after = ListRequest { after: Some(Uuid::nil()), ..page.clone() };
    let seek = ListRequest { offset: 1, limit: 1, ..after.clone() };
    texts.push((format!("{table}: page"), clause().select(&page, columns), 1));
    texts.push((format!("{table}: page after an id"), clause().select(&after, columns), 2));
    texts.push((format!("{table}: id at a distance from an id"), clause().select(&seek, "id"), 2));
    for (name, attribute, operator, value, terms) in filters {
        assert_eq!(*operator == CompareOperator::Eq && attribute.is_indexed(), name.ends_with("eq") && *terms == 2);
        let filter = Filter::Compare(*attribute, *operator, value.clone());
        let request = ListRequest { filter: &filter, ..page.clone() };
        texts.push((format!("{table}: {name}"), clause().select(&request, columns), *terms));
        texts.push((format!("{table}: {name}, counted"), clause().count(&filter), *terms));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_successor_ends_the_range_of_a_prefix() {
        assert_eq!(successor("ab").as_deref(), Some("ac"));
        assert_eq!(successor("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(successor("\u{d7ff}").as_deref(), Some("\u{e000}"));
        assert_eq!(successor("\u{10ffff}"), None);
    }
}
