//! Where a page of a list is.

/// A page among the others of its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PagePlace {
    /// Which page it is, from 1.
    pub(super) page: u64,
    /// How many pages there are, 1 at least.
    pub(super) pages: u64,
    /// How many rows come before it.
    pub(super) offset: u64,
}

impl PagePlace {
    /// The page that is asked for, of a list of `total` rows with `size` on a page; after the last one comes the last one
    /// again.
    pub(super) fn of(asked: u64, total: u64, size: u64) -> Self {
        let pages = total.div_ceil(size).max(1);
        let page = asked.clamp(1, pages);
        Self { page, pages, offset: (page - 1) * size }
    }

    /// The rows of this page, of a list that is read whole.
    pub(super) fn cut<T>(self, all: Vec<T>, size: u64) -> Vec<T> {
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        all.into_iter().skip(number(self.offset)).take(number(size)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_leads_to_a_page() {
        let place = |asked, total| {
            let PagePlace { page, pages, offset } = PagePlace::of(asked, total, 50);
            (page, pages, offset)
        };
        assert_eq!(place(0, 0), (1, 1, 0));
        assert_eq!(place(u64::MAX, 0), (1, 1, 0));
        assert_eq!(place(2, 50), (1, 1, 0));
        assert_eq!(place(2, 51), (2, 2, 50));
        assert_eq!(place(u64::MAX, 101), (3, 3, 100));
    }

    #[test]
    fn a_page_is_cut_out_of_a_whole_list() {
        assert_eq!(PagePlace::of(2, 5, 2).cut(vec![1, 2, 3, 4, 5], 2), [3, 4]);
        assert_eq!(PagePlace::of(3, 5, 2).cut(vec![1, 2, 3, 4, 5], 2), [5]);
    }
}
