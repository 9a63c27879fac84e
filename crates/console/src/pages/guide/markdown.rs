//! Markdown to HTML, in the form that the console's pages have.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Renders a page of the guide. HTML in it is shown as text. Links to other pages lead to the console's, pictures are its own,
/// headings can be led to by their words, and nothing has a style of its own.
pub(crate) fn render(text: &str) -> String {
    let mut events: Vec<Event<'_>> = Parser::new_ext(text, Options::ENABLE_TABLES).map(own).collect();
    name_headings(&mut events);
    let mut page = String::with_capacity(text.len() * 2);
    html::push_html(&mut page, events.into_iter());
    page
}

fn own(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        // Alignment would be a style in the page, which its policy forbids.
        Event::Start(Tag::Table(columns)) => {
            Event::Start(Tag::Table(columns.iter().map(|_| pulldown_cmark::Alignment::None).collect()))
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: target(dest_url), title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: picture(&dest_url), title, id })
        }
        event => event,
    }
}

/// `pictures/events.webp` is in the binary as `guide/events.webp`.
fn picture(file: &str) -> CowStr<'static> {
    crate::assets::url(&file.replacen("pictures/", "guide/", 1)).into()
}

/// `okta.md#assign` is `/guide/okta#assign`.
fn target(link: CowStr<'_>) -> CowStr<'_> {
    let (file, place) = link.split_once('#').map_or((&*link, None), |(file, place)| (file, Some(place)));
    match (file.strip_suffix(".md"), place) {
        (Some(page), Some(place)) if !page.contains('/') => format!("/guide/{page}#{place}").into(),
        (Some(page), None) if !page.contains('/') => format!("/guide/{page}").into(),
        _ => link,
    }
}

/// Gives each heading but the page's own an id made of its words, as mdBook does.
fn name_headings(events: &mut [Event<'_>]) {
    let mut words = String::new();
    for place in (0..events.len()).rev() {
        match events.get_mut(place) {
            Some(Event::End(TagEnd::Heading(_))) => words.clear(),
            // Read backwards: what comes earlier goes in front.
            Some(Event::Text(text) | Event::Code(text)) => words.insert_str(0, text),
            Some(Event::Start(Tag::Heading { level, id, .. })) if *level != HeadingLevel::H1 => {
                *id = Some(slug(&words).into());
            }
            _ => {}
        }
    }
}

fn slug(words: &str) -> String {
    let letter = |letter: char| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        _ if letter.is_alphanumeric() => Some(letter),
        _ => None,
    };
    words.trim().chars().filter_map(letter).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn html_is_text() {
        let html = render("a <img src=x onerror=alert(1)> b\n\n<script>alert(1)</script>\n");
        assert!(!html.contains("<img") && !html.contains("<script"), "{html}");
        assert!(html.contains("&lt;img src=x"), "{html}");
    }

    #[test]
    fn links_lead_to_the_pages_of_the_console() {
        assert_eq!(render("[a](okta.md)"), "<p><a href=\"/guide/okta\">a</a></p>\n");
        assert_eq!(render("[a](okta.md#assign-people)"), "<p><a href=\"/guide/okta#assign-people\">a</a></p>\n");
        assert_eq!(render("[a](https://x.example/y)"), "<p><a href=\"https://x.example/y\">a</a></p>\n");
    }

    #[test]
    fn pictures_come_out_of_the_binary() {
        let html = render("![The *log*](pictures/events.webp)\n");
        let src = crate::assets::url("guide/events.webp");
        assert_eq!(html, format!("<p><img src=\"{src}\" alt=\"The log\" /></p>\n"));
    }

    #[test]
    fn headings_can_be_led_to() {
        assert_eq!(
            render("# A\n\n## Way A: the `bw` one\n"),
            "<h1>A</h1>\n<h2 id=\"way-a-the-bw-one\">Way A: the <code>bw</code> one</h2>\n"
        );
    }

    #[test]
    fn tables_have_no_style() {
        let html = render("| a | b |\n| --- | ---: |\n| 1 | 2 |\n");
        assert!(html.contains("<table>") && !html.contains("style"), "{html}");
    }
}
