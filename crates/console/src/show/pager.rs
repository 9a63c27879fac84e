//! Which page of a list one is on, and the links to the others.

/// The pages of a list. Links keep what else the address asks for.
pub(crate) struct Pager {
    /// This page, from 1.
    pub(crate) page: u64,
    /// How many there are.
    pub(crate) pages: u64,
    /// The address of the list without the page, ending in `?` or `&`.
    base: String,
}

impl Pager {
    /// The pages of a list at a path, with these parameters beside the page; empty ones are left out.
    pub(crate) fn new(path: &str, asked: &[(&str, &str)], page: u64, pages: u64) -> Self {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(asked.iter().filter(|(_, value)| !value.is_empty()));
        let query = query.finish();
        let base = if query.is_empty() { format!("{path}?") } else { format!("{path}?{query}&") };
        Self { page, pages, base }
    }

    /// The page before.
    pub(crate) fn before(&self) -> Option<String> {
        (self.page > 1).then(|| format!("{}page={}", self.base, self.page - 1))
    }

    /// The page after.
    pub(crate) fn after(&self) -> Option<String> {
        (self.page < self.pages).then(|| format!("{}page={}", self.base, self.page + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::Pager;

    #[test]
    fn links_keep_what_is_asked_for() {
        let pager = Pager::new("/groups", &[("search", "R & D"), ("sort", "")], 2, 3);
        assert_eq!(pager.before().unwrap(), "/groups?search=R+%26+D&page=1");
        assert_eq!(pager.after().unwrap(), "/groups?search=R+%26+D&page=3");
        let alone = Pager::new("/groups", &[], 1, 1);
        assert!(alone.before().is_none() && alone.after().is_none());
    }
}
