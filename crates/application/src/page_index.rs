//! Where pages of the unfiltered lists begin, so that a deep page costs what the first one does.

use domain::OrganizationId;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Places remembered of one list at most.
const PLACES: usize = 4096;
/// Lists remembered at most.
const LISTS: usize = 4096;

/// How many rows lie before certain ids of one list. Rows only ever join at the end, so a place holds until a row is
/// removed: it is remembered together with the number of removals.
#[derive(Debug, Default)]
pub(crate) struct PageIndex(Mutex<Places>);

#[derive(Debug, Default)]
struct Places {
    removed: i64,
    ids: BTreeMap<u64, Uuid>,
}

impl PageIndex {
    /// The last known place at or before this number of rows: how many rows lie up to it, and its id.
    pub(crate) fn nearest(&self, removed: i64, rows: u64) -> (u64, Option<Uuid>) {
        let places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if places.removed != removed {
            return (0, None);
        }
        places.ids.range(..=rows).next_back().map_or((0, None), |(rows, id)| (*rows, Some(*id)))
    }

    /// Remembers that this many rows lie up to and with `id`.
    pub(crate) fn remember(&self, removed: i64, rows: u64, id: Uuid) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if places.removed > removed {
            return; // Read before a removal that others have seen already.
        }
        if places.removed < removed || places.ids.len() >= PLACES {
            places.ids.clear();
        }
        places.removed = removed;
        places.ids.insert(rows, id);
    }
}

/// The page indexes of all organizations.
#[derive(Debug, Default)]
pub(crate) struct PageIndexes(Mutex<HashMap<OrganizationId, Arc<PageIndex>>>);

impl PageIndexes {
    /// The index of an organization's list.
    pub(crate) fn of(&self, id: OrganizationId) -> Arc<PageIndex> {
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lists.len() >= LISTS && !lists.contains_key(&id) {
            lists.clear();
        }
        Arc::clone(lists.entry(id).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removal_forgets_all_places() {
        let index = PageIndex::default();
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        index.remember(0, 100, a);
        index.remember(0, 200, b);
        assert_eq!(index.nearest(0, 250), (200, Some(b)));
        assert_eq!(index.nearest(0, 150), (100, Some(a)));
        assert_eq!(index.nearest(0, 99), (0, None));
        assert_eq!(index.nearest(1, 250), (0, None));
        index.remember(1, 100, b);
        index.remember(0, 300, a);
        assert_eq!(index.nearest(1, 350), (100, Some(b)));
    }
}
