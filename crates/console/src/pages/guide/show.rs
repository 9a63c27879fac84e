//! `/guide/{page}`: a page of the guide, with the contents beside it.

use super::book::{Chapter, GuidePage, book};
use crate::error::PageError;
use crate::layout::{Layout, PageResult, page};
use crate::texts::Texts;
use crate::visit::Visit;
use askama::Template;
use askama::filters::Safe;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;

#[derive(Template)]
#[template(path = "guide/show.html")]
struct Show {
    t: Texts,
    layout: Layout,
    chapters: &'static [Chapter],
    current: &'static GuidePage,
    next: Option<&'static GuidePage>,
}

impl Show {
    /// The page itself: made of files of this project alone, without their HTML.
    fn html(&self) -> Safe<&'static str> {
        Safe(&self.current.html)
    }
}

pub(crate) async fn handle(visit: Visit, name: Result<Path<String>, PathRejection>) -> PageResult {
    let Path(name) = name.map_err(|_| PageError::NotFound)?;
    let pages = &book().pages;
    let place = pages.iter().position(|page| page.name == name).ok_or(PageError::NotFound)?;
    let current = pages.get(place).ok_or(PageError::NotFound)?;
    page(&Show {
        t: visit.t,
        layout: Layout::public(&visit, current.title.as_str()),
        chapters: &book().chapters,
        current,
        next: pages.get(place + 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn every_page_has_one_heading_and_the_contents() {
        let pages = &book().pages;
        assert!(pages.len() > 15, "{}", pages.len());
        for current in pages {
            let t = Texts::sample(Timestamp::from_micros(0));
            let layout = Layout::sample(&current.title);
            let html = Show { t, layout, chapters: &book().chapters, current, next: pages.first() }.render().unwrap();
            assert_eq!(html.matches("<h1").count(), 1, "{}", current.name);
            assert!(html.contains(&format!(r#"<a href="/guide/{}" aria-current="page""#, current.name)));
            assert!(!html.contains("style=") && !html.contains(".md\""), "{}", current.name);
        }
    }
}
