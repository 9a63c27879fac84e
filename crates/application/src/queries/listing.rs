//! What every list has in common: a filter, an order, a page, and a second look at each row where columns cannot answer.

use crate::CommandError;
use crate::page_index::PageIndex;
use domain::{Filter, Page, PageRequest, Position, Refusal, SortOrder};
use std::cmp::Ordering;
use std::sync::Arc;
use std::time::{Duration, Instant};
use storage::{Attribute, ListRequest, Snapshot, StorageError};
use uuid::Uuid;

/// How long a list that must look at many rows may take.
const TIME_LIMIT: Duration = Duration::from_secs(5);
/// Most rows that a list may hold in memory to put them in order.
const SORT_LIMIT: usize = 100_000;
/// Rows read at once while looking at many.
const STRETCH: u64 = 500;

/// A second look at a row.
pub type Recheck<V> = Arc<dyn Fn(&V) -> bool + Send + Sync>;
/// An order of rows.
pub type RowOrder<V> = Arc<dyn Fn(&V, &V) -> Ordering + Send + Sync>;

/// Which rows `V` of a list over attributes `A`.
#[derive(Clone)]
pub struct Listing<A, V> {
    /// What columns can answer: every row of the list satisfies it.
    pub filter: Filter<A>,
    /// What columns cannot answer; none where `filter` is the whole condition.
    pub recheck: Option<Recheck<V>>,
    /// An order by a column; none is the order of creation.
    pub sort: Option<(A, SortOrder)>,
    /// An order that columns cannot give; it comes before `sort`.
    pub order: Option<RowOrder<V>>,
    /// The page.
    pub page: PageRequest,
}

/// How a list reads its rows: the one difference between members and groups.
pub(super) trait Rows<A, V> {
    /// The rows of a request, as the list answers them.
    fn fetch(
        &self,
        at: &mut Snapshot<'_>,
        request: &ListRequest<'_, A>,
    ) -> impl Future<Output = Result<Vec<V>, StorageError>> + Send;
    /// All rows, and how many were ever removed.
    fn totals(&self, at: &mut Snapshot<'_>) -> impl Future<Output = Result<(u64, i64), StorageError>> + Send;
    /// How many rows satisfy a filter.
    fn count(
        &self,
        at: &mut Snapshot<'_>,
        filter: &Filter<A>,
    ) -> impl Future<Output = Result<u64, StorageError>> + Send;
    /// The ids of a request.
    fn ids(
        &self,
        at: &mut Snapshot<'_>,
        request: &ListRequest<'_, A>,
    ) -> impl Future<Output = Result<Vec<Uuid>, StorageError>> + Send;
    /// The id of a row.
    fn id(row: &V) -> Uuid;
    /// Where pages of the unfiltered list begin.
    fn page_index(&self) -> &PageIndex;
}

/// Whether a listing may look at every row of its organization.
pub(super) fn looks_at_many<A: Attribute, V>(listing: &Listing<A, V>) -> bool {
    let unfiltered = listing.filter == Filter::Everything;
    listing.order.is_some()
        || listing.sort.is_some()
        || (unfiltered && listing.recheck.is_some())
        || !narrows(&listing.filter)
}

/// Whether a filter leads to a few rows by an index: an equation that every row must satisfy.
fn narrows<A: Attribute>(filter: &Filter<A>) -> bool {
    match filter {
        Filter::Everything | Filter::Nothing => true,
        Filter::Compare(attribute, domain::CompareOperator::Eq, _) => attribute.is_indexed(),
        Filter::And(parts) => parts.iter().any(|part| !matches!(part, Filter::Everything) && narrows(part)),
        Filter::Or(parts) => parts.iter().all(|part| !matches!(part, Filter::Everything) && narrows(part)),
        _ => false,
    }
}

/// Reads the page of a listing.
pub(super) async fn read<A, V: Send, R>(
    rows: &R,
    at: &mut Snapshot<'_>,
    listing: &Listing<A, V>,
) -> Result<Page<V>, CommandError>
where
    A: Attribute,
    R: Rows<A, V> + Sync,
{
    if listing.recheck.is_some() || listing.order.is_some() {
        return scan(rows, at, listing).await;
    }
    let simple = listing.filter == Filter::Everything && listing.sort.is_none();
    if simple { walk(rows, at, listing).await } else { select(rows, at, listing).await }
}

/// The unfiltered list in the order of creation: the total is a counter, and a page begins after a remembered id.
async fn walk<A: Attribute, V: Send, R: Rows<A, V> + Sync>(
    rows: &R,
    at: &mut Snapshot<'_>,
    listing: &Listing<A, V>,
) -> Result<Page<V>, CommandError> {
    let (total, removed) = rows.totals(at).await?;
    let mut request =
        ListRequest { filter: &listing.filter, sort: None, after: None, offset: 0, limit: listing.page.count };
    let passed_over = match listing.page.start {
        Position::After(id) => {
            request.after = Some(id);
            None
        }
        Position::Index(index) => {
            let passed_over = index.saturating_sub(1);
            if passed_over >= total || listing.page.count == 0 {
                return Ok(Page { items: Vec::new(), total, next: None });
            }
            request.after = seek(rows, at, &listing.filter, passed_over, removed).await?;
            Some(passed_over)
        }
    };
    let items = rows.fetch(at, &request).await?;
    let last = items.last().map(R::id);
    if let (Some(passed_over), Some(last)) = (passed_over, last) {
        rows.page_index().remember(removed, passed_over + items.len() as u64, last);
    }
    let full = items.len() as u64 == listing.page.count;
    let next = match passed_over {
        Some(passed_over) if passed_over + items.len() as u64 >= total => None,
        _ => last.filter(|_| full),
    };
    Ok(Page { items, total, next })
}

/// The id after which this many rows are passed over, from the nearest remembered place.
async fn seek<A: Attribute, V: Send, R: Rows<A, V> + Sync>(
    rows: &R,
    at: &mut Snapshot<'_>,
    filter: &Filter<A>,
    passed_over: u64,
    removed: i64,
) -> Result<Option<Uuid>, StorageError> {
    if passed_over == 0 {
        return Ok(None);
    }
    let (known, after) = rows.page_index().nearest(removed, passed_over);
    if known == passed_over {
        return Ok(after);
    }
    let request = ListRequest { filter, sort: None, after, offset: passed_over - known - 1, limit: 1 };
    Ok(rows.ids(at, &request).await?.pop())
}

/// A filtered or sorted list that columns answer wholly.
async fn select<A: Attribute, V: Send, R: Rows<A, V> + Sync>(
    rows: &R,
    at: &mut Snapshot<'_>,
    listing: &Listing<A, V>,
) -> Result<Page<V>, CommandError> {
    let (after, offset) = match listing.page.start {
        Position::After(id) => (Some(id), 0),
        Position::Index(index) => (None, index.saturating_sub(1)),
    };
    let limit = listing.page.count;
    let request = ListRequest { filter: &listing.filter, sort: listing.sort, after, offset, limit };
    let items = if limit == 0 { Vec::new() } else { rows.fetch(at, &request).await? };
    let whole = after.is_none() && offset == 0 && (items.len() as u64) < limit;
    let total = if whole { items.len() as u64 } else { rows.count(at, &listing.filter).await? };
    let next = items.last().map(R::id).filter(|_| limit > 0 && items.len() as u64 == limit);
    Ok(Page { items, total, next })
}

/// A list that needs a second look at its rows, or an order that columns cannot give.
async fn scan<A: Attribute, V: Send, R: Rows<A, V> + Sync>(
    rows: &R,
    at: &mut Snapshot<'_>,
    listing: &Listing<A, V>,
) -> Result<Page<V>, CommandError> {
    let started = Instant::now();
    let mut page = Scan::new(listing);
    let mut request =
        ListRequest { filter: &listing.filter, sort: listing.sort, after: None, offset: 0, limit: STRETCH };
    loop {
        let stretch = rows.fetch(at, &request).await?;
        let complete = (stretch.len() as u64) < STRETCH;
        if request.sort.is_some() {
            request.offset += STRETCH;
        } else {
            request.after = stretch.last().map(R::id);
        }
        for row in stretch {
            if listing.recheck.as_ref().is_none_or(|holds| holds(&row)) {
                page.take(row, R::id)?;
            }
        }
        if complete {
            return Ok(page.finish(R::id));
        }
        if started.elapsed() > TIME_LIMIT {
            let seconds = TIME_LIMIT.as_secs();
            let text = format!(
                "The filter had to look at more resources than {seconds} s allow. Add a condition with `eq` on id, \
                 externalId, a user's userName or emails, or a group's displayName."
            );
            return Err(Refusal::TooCostly(text).into());
        }
    }
}

/// The rows of a scan: all of them where they must be put in order, else those of the page alone.
struct Scan<'l, A, V> {
    listing: &'l Listing<A, V>,
    kept: Vec<V>,
    total: u64,
    more: bool,
}

impl<'l, A, V> Scan<'l, A, V> {
    fn new(listing: &'l Listing<A, V>) -> Self {
        Self { listing, kept: Vec::new(), total: 0, more: false }
    }

    fn take(&mut self, row: V, id: fn(&V) -> Uuid) -> Result<(), Refusal> {
        self.total += 1;
        if self.listing.order.is_some() {
            if self.kept.len() == SORT_LIMIT {
                let text =
                    format!("More than {SORT_LIMIT} resources cannot be sorted by this attribute. Add a filter.");
                return Err(Refusal::TooCostly(text));
            }
            self.kept.push(row);
            return Ok(());
        }
        let before_page = match self.listing.page.start {
            Position::Index(index) => self.total < index,
            Position::After(after) => id(&row) <= after,
        };
        if !before_page && (self.kept.len() as u64) < self.listing.page.count {
            self.kept.push(row);
        } else if !before_page {
            self.more = true;
        }
        Ok(())
    }

    fn finish(self, id: fn(&V) -> Uuid) -> Page<V> {
        let Self { listing, mut kept, total, mut more } = self;
        if let Some(order) = &listing.order {
            kept.sort_by(|a, b| order(a, b));
            let start = match listing.page.start {
                Position::Index(index) => usize::try_from(index.saturating_sub(1)).unwrap_or(usize::MAX),
                Position::After(after) => kept.iter().position(|row| id(row) == after).map_or(kept.len(), |i| i + 1),
            };
            let count = usize::try_from(listing.page.count).unwrap_or(usize::MAX);
            more = kept.len() > start.saturating_add(count);
            kept = kept.into_iter().skip(start).take(count).collect();
        }
        let next = kept.last().map(id).filter(|_| more);
        Page { items: kept, total, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{CompareOperator, FilterValue, MemberAttribute};

    #[test]
    fn only_an_equation_with_an_index_is_answered_beside_other_calls() {
        let equation = |attribute| Filter::Compare(attribute, CompareOperator::Eq, FilterValue::Text("a".to_owned()));
        let looks = |filter: Filter<MemberAttribute>| {
            let page = PageRequest { start: Position::Index(1), count: 1 };
            looks_at_many(&Listing::<_, ()> { filter, recheck: None, sort: None, order: None, page })
        };
        let (found, searched) = (equation(MemberAttribute::UserName), equation(MemberAttribute::DisplayName));
        assert!(!looks(found.clone()));
        assert!(looks(searched.clone()));
        assert!(!looks(Filter::And(vec![searched.clone(), found.clone()])));
        assert!(looks(Filter::Or(vec![searched, found])));
    }
}
