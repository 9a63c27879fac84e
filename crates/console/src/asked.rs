//! What the address of a page asks for.

use crate::Console;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;

/// The parameters of an address: `asked.get("page")`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked(Vec<(String, String)>);

impl Asked {
    /// Reads what stands behind the `?`. What no database takes in a text is left out.
    pub(crate) fn read(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
        Self(pairs.filter(|(_, value)| !value.contains('\0')).collect())
    }

    /// The first value of a parameter, trimmed; empty where it is absent.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }

    /// All values of a parameter: of checkboxes that share a name.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Whether a parameter is there, whatever its value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(found, _)| found == name)
    }
}

impl FromRequestParts<Console> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Console) -> Result<Self, Infallible> {
        Ok(Self::read(parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::Asked;

    #[test]
    fn the_first_value_counts_decoded() {
        let asked = Asked::read("search=%20J%C3%B6rg+M&page=2&page=3&confirm&nul=a%00b");
        assert_eq!((asked.get("search"), asked.get("page"), asked.get("absent")), ("Jörg M", "2", ""));
        assert!(asked.has("confirm") && !asked.has("nul"));
    }
}
