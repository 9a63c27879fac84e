//! Text to [`Filter`], by recursive descent: `not` binds closer than `and`, `and` closer than `or`.

use crate::attribute::AttributePath;
use crate::filter::{CompareOperator, Comparison, Filter, FilterError};
use crate::lexer::{Lexer, is_name};

/// The longest filter, in bytes.
pub const MAX_FILTER_LENGTH: usize = 8 * 1024;
/// The deepest nesting of groups, negations and value paths.
pub const MAX_FILTER_DEPTH: usize = 64;
/// The most comparisons in one filter.
pub const MAX_FILTER_TERMS: usize = 256;

impl Filter {
    /// Reads a filter.
    ///
    /// Operators and attribute names may be in any letter case. What providers send beyond the grammar is taken as
    /// [`Quirk`](crate::Quirk) lists it.
    ///
    /// # Errors
    /// Where the text leaves the grammar of RFC 7644 §3.4.2.2, or is larger than [`MAX_FILTER_LENGTH`],
    /// [`MAX_FILTER_DEPTH`] or [`MAX_FILTER_TERMS`] allow.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        if text.len() > MAX_FILTER_LENGTH {
            let expected = format!("the end of the filter, which has at most {MAX_FILTER_LENGTH} bytes");
            return Err(FilterError { offset: MAX_FILTER_LENGTH, expected });
        }
        // Quirk::TrailingAmpersand
        let mut parser = Parser::new(text.trim_end_matches([' ', '\t', '&']));
        let filter = parser.disjunction(Place::Resource)?;
        parser.lexer.blanks();
        if parser.lexer.at_end() { Ok(filter) } else { Err(parser.lexer.expected("\"and\", \"or\" or the end")) }
    }
}

/// Whether names are those of a resource, or of one value of a complex attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Resource,
    Value,
}

pub(crate) struct Parser<'a> {
    pub(crate) lexer: Lexer<'a>,
    depth: usize,
    terms: usize,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { lexer: Lexer::new(text), depth: 0, terms: 0 }
    }

    fn disjunction(&mut self, place: Place) -> Result<Filter, FilterError> {
        let first = self.conjunction(place)?;
        let mut filters = vec![first];
        while self.keyword("or") {
            filters.push(self.conjunction(place)?);
        }
        Ok(one_or(filters, Filter::Or))
    }

    fn conjunction(&mut self, place: Place) -> Result<Filter, FilterError> {
        let first = self.term(place)?;
        let mut filters = vec![first];
        while self.keyword("and") {
            filters.push(self.term(place)?);
        }
        Ok(one_or(filters, Filter::And))
    }

    /// Takes `word` if it comes next.
    fn keyword(&mut self, word: &str) -> bool {
        self.lexer.blanks();
        let found = self.lexer.peek_word().eq_ignore_ascii_case(word);
        if found {
            self.lexer.word();
        }
        found
    }

    fn term(&mut self, place: Place) -> Result<Filter, FilterError> {
        self.lexer.blanks();
        if self.lexer.peek() == Some('(') {
            return self.group(place);
        }
        if self.lexer.peek_word().eq_ignore_ascii_case("not") {
            self.lexer.word();
            self.lexer.blanks();
            if self.lexer.peek() == Some('(') {
                return Ok(Filter::Not(Box::new(self.group(place)?)));
            }
            return Err(self.lexer.expected("\"(\" after \"not\""));
        }
        let path = self.lexer.attribute_path()?;
        if self.lexer.peek() != Some('[') {
            return self.comparison(path);
        }
        if place == Place::Value {
            return Err(self.lexer.expected("an operator: a value filter holds no other value filter"));
        }
        let filter = self.value_filter(&path)?;
        self.after_value_filter(path, filter)
    }

    fn group(&mut self, place: Place) -> Result<Filter, FilterError> {
        self.deeper()?;
        self.lexer.take('(');
        let filter = self.disjunction(place)?;
        self.lexer.blanks();
        if !self.lexer.take(')') {
            return Err(self.lexer.expected("\"and\", \"or\" or \")\""));
        }
        self.depth -= 1;
        Ok(filter)
    }

    /// `"[" filter "]"` after `path`, which must then be an attribute as a whole.
    pub(crate) fn value_filter(&mut self, path: &AttributePath) -> Result<Filter, FilterError> {
        if path.sub_attribute.is_some() {
            return Err(self.lexer.expected("no \"[\" after a sub-attribute"));
        }
        self.deeper()?;
        self.lexer.take('[');
        let filter = self.disjunction(Place::Value)?;
        self.lexer.blanks();
        if !self.lexer.take(']') {
            return Err(self.lexer.expected("\"and\", \"or\" or \"]\""));
        }
        self.depth -= 1;
        Ok(filter)
    }

    /// [`Quirk::ComparisonAfterValueFilter`](crate::Quirk::ComparisonAfterValueFilter)
    fn after_value_filter(&mut self, attribute: AttributePath, filter: Filter) -> Result<Filter, FilterError> {
        if self.lexer.peek() != Some('.') {
            return Ok(Filter::ValuePath { attribute, filter: Box::new(filter) });
        }
        let comparison = {
            let name = self.sub_attribute()?;
            self.comparison(AttributePath::named(name))?
        };
        let mut filters = match filter {
            Filter::And(filters) => filters,
            filter => vec![filter],
        };
        filters.push(comparison);
        Ok(Filter::ValuePath { attribute, filter: Box::new(Filter::And(filters)) })
    }

    /// `"." name`
    pub(crate) fn sub_attribute(&mut self) -> Result<&'a str, FilterError> {
        self.lexer.take('.');
        let name = self.lexer.peek_word();
        if !is_name(name) {
            return Err(self.lexer.expected("the name of a sub-attribute"));
        }
        Ok(self.lexer.word())
    }

    fn comparison(&mut self, path: AttributePath) -> Result<Filter, FilterError> {
        self.terms += 1;
        if self.terms > MAX_FILTER_TERMS {
            return Err(self.lexer.expected(format!("the end: a filter has at most {MAX_FILTER_TERMS} comparisons")));
        }
        if !self.lexer.blanks() {
            return Err(self.lexer.expected("a blank and an operator"));
        }
        let word = self.lexer.peek_word();
        if word.eq_ignore_ascii_case("pr") {
            self.lexer.word();
            return Ok(Filter::Present(path));
        }
        let Some(operator) = CompareOperator::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(word))
        else {
            return Err(self.lexer.expected("one of the operators eq, ne, co, sw, ew, pr, gt, ge, lt, le"));
        };
        self.lexer.word();
        if !self.lexer.blanks() {
            return Err(self.lexer.expected("a blank and a value"));
        }
        let value = self.lexer.literal(operator == CompareOperator::Equal)?;
        Ok(Filter::Compare(Comparison { path, operator, value }))
    }

    fn deeper(&mut self) -> Result<(), FilterError> {
        self.depth += 1;
        if self.depth > MAX_FILTER_DEPTH {
            return Err(self.lexer.expected(format!("less nesting: at most {MAX_FILTER_DEPTH} levels")));
        }
        Ok(())
    }
}

fn one_or(mut filters: Vec<Filter>, many: fn(Vec<Filter>) -> Filter) -> Filter {
    match filters.pop() {
        Some(only) if filters.is_empty() => only,
        Some(last) => {
            filters.push(last);
            many(filters)
        }
        None => many(filters),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        Filter::parse(text).map_or_else(|error| format!("{text}: {error}"), |filter| filter.to_string())
    }

    #[test]
    fn takes_the_grammar_and_what_providers_send() {
        for (text, expected) in [
            // RFC 7644, figure 2
            (r#"userName eq "bjensen""#, r#"userName eq "bjensen""#),
            (r#"name.familyName co "O'Malley""#, r#"name.familyName co "O'Malley""#),
            (
                r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J""#,
                r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J""#,
            ),
            ("title pr", "title pr"),
            (r#"meta.lastModified gt "2011-05-13T04:42:34Z""#, r#"meta.lastModified gt "2011-05-13T04:42:34Z""#),
            (r#"schemas eq "urn:x""#, r#"schemas eq "urn:x""#),
            (r#"title pr and userType eq "Employee""#, r#"title pr and userType eq "Employee""#),
            (r#"title pr or userType eq "Intern""#, r#"title pr or userType eq "Intern""#),
            (
                r#"userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")"#,
                r#"userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")"#,
            ),
            (
                r#"userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")"#,
                r#"userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")"#,
            ),
            (
                r#"emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]"#,
                r#"emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]"#,
            ),
            // precedence and grouping
            ("a pr or b pr and c pr", "a pr or b pr and c pr"),
            ("(a pr or b pr) and c pr", "(a pr or b pr) and c pr"),
            ("a pr and (b pr and c pr)", "a pr and (b pr and c pr)"),
            ("((a pr))", "a pr"),
            ("not(a pr) AND NOT (b pr)", "not (a pr) and not (b pr)"),
            ("(a pr)and(b pr)", "a pr and b pr"),
            // JSON literals
            (r#"a eq "q\"\\\u00e9""#, r#"a eq "q\"\\é""#),
            ("a eq true", "a eq true"),
            ("a ne null", "a ne null"),
            ("a gt -1.5", "a gt -1.5"),
            ("a eq 12345", "a eq 12345"),
            // letter case: pingone-user-sync, keycloak-extension-sync
            (r#"username Eq "x""#, r#"username eq "x""#),
            // unquoted: authentik before 2025.8, generic-filters
            ("userName eq anna@example.com", r#"userName eq "anna@example.com""#),
            ("(userName eq anna and active eq true)", r#"userName eq "anna" and active eq true"#),
            ("emails[type eq work]", r#"emails[type eq "work"]"#),
            ("externalId eq 0042", r#"externalId eq "0042""#),
            ("externalId eq 123456789012345678901234567890", r#"externalId eq "123456789012345678901234567890""#),
            ("active eq True", r#"active eq "True""#),
            // onelogin-user-lifecycle
            (r#"userName eq "x"&"#, r#"userName eq "x""#),
            (r#"  userName   eq  "x"  "#, r#"userName eq "x""#),
            // entra, idp-profiles "Lookups"
            (r#"emails[type eq "work"].value eq "x""#, r#"emails[type eq "work" and value eq "x"]"#),
            (
                r#"emails[type eq "a" or primary eq true].value pr"#,
                r#"emails[(type eq "a" or primary eq true) and value pr]"#,
            ),
        ] {
            assert_eq!(canonical(text), expected);
        }
    }

    #[test]
    fn refuses_with_offset_and_expectation() {
        for (text, offset, expected) in [
            ("", 0, "an attribute name"),
            ("userName", 8, "a blank and an operator"),
            ("userName eq", 11, "a blank and a value"),
            (r#"userName near "x""#, 9, "one of the operators"),
            (r#"userName eq "x" userName pr"#, 16, "\"and\", \"or\" or the end"),
            (r#"userName eq "x"#, 14, "a closing double quote"),
            ("userName eq 'x'", 12, "plain double quotes"),
            ("userName eq “x”", 12, "plain double quotes"),
            (r#"userName eq \"x\""#, 12, "plain double quotes"),
            ("userName sw x", 12, "a JSON string"),
            (r#"userName eq "\u0000""#, 12, "without control characters"),
            (r#"userName eq "\ud800""#, 12, "a JSON string"),
            (r#"userName eq "\q""#, 12, "a JSON string"),
            ("(a pr", 5, "\")\""),
            ("a pr)", 4, "the end"),
            ("not a pr", 4, "\"(\" after \"not\""),
            ("a[b pr", 6, "\"]\""),
            ("a[b[c pr]]", 3, "no other value filter"),
            ("a.b[c pr]", 3, "after a sub-attribute"),
            ("a[b pr].1 pr", 8, "the name of a sub-attribute"),
            ("a pr and", 8, "an attribute name"),
            ("a[]", 2, "an attribute name"),
            ("a eq )", 5, "a value"),
        ] {
            let error = Filter::parse(text).expect_err(text);
            assert_eq!(error.offset, offset, "{text}: {error}");
            assert!(error.expected.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn caps_length_depth_and_terms() {
        assert!(Filter::parse(&format!("{}a pr{}", "(".repeat(64), ")".repeat(64))).is_ok());
        assert!(Filter::parse(&format!("{}a pr{}", "(".repeat(65), ")".repeat(65))).is_err());
        assert!(Filter::parse(&"not(".repeat(2000)).is_err());
        let terms = |count| vec!["a pr"; count].join(" or ");
        assert!(Filter::parse(&terms(256)).is_ok());
        assert!(Filter::parse(&terms(257)).is_err());
        assert!(Filter::parse(&format!("a eq \"{}\"", "x".repeat(MAX_FILTER_LENGTH))).is_err());
        // After a group has closed, its depth is free again.
        assert!(Filter::parse(&vec!["(a pr)"; 100].join(" and ")).is_ok());
    }
}
