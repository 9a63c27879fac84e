//! Every page that links lead to: whether everybody can use it, and how it looks.

use super::chromium::{Chromium, Look, Tab};
use super::furnished::{furnish, hostile};
use super::signed_in;
use crate::confirm::people::People;
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use testkit::app::Engine;

/// Light and dark, on a desk and in a hand.
const LOOKS: [Look; 4] = [Look(1280, "light"), Look(1280, "dark"), Look(390, "dark"), Look(390, "light")];
/// What is answered to a GET and is no page.
const NO_PAGES: [&str; 2] = ["/assets/{hash}/{*name}", "/session"];
/// Those that go on to another at once.
const ELSEWHERE: [&str; 2] = ["/", "/organizations/{organization}"];

/// The route of an address: the one with the fewest variables, where several fit.
fn route(address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next().unwrap();
    let fits = |route: &str| {
        let mut segments = path.split('/');
        let mut parts = route.split('/');
        loop {
            match (parts.next(), segments.next()) {
                (None, None) => return true,
                (Some(part), Some(_)) if part.starts_with("{*") => return true,
                (Some(part), Some(segment)) if part == segment || part.starts_with('{') && !segment.is_empty() => {}
                _ => return false,
            }
        }
    };
    let served = console::ROUTES.into_iter().flatten().filter(|(_, methods)| methods.contains(&"GET"));
    served.map(|(route, _)| *route).filter(|route| fits(route)).min_by_key(|route| route.matches('{').count())
}

/// What tells one page from another: its route and the names in its query.
fn kind(address: &str) -> Option<String> {
    let query = address.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap());
    let mut names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    names.sort_unstable();
    Some(format!("{}?{}", route(address)?, names.join("&")).trim_end_matches('?').to_owned())
}

/// Follows links from these addresses until no new kind of page is found, and looks at each; gives the routes that were met.
fn explore(tab: Tab<'_>, from: &[String], mut look: impl FnMut(&str, &str)) -> Vec<&'static str> {
    let mut seen = BTreeMap::new();
    let mut waiting: VecDeque<String> = from.iter().cloned().collect();
    while let Some(address) = waiting.pop_front() {
        let found = kind(&address).unwrap_or_else(|| panic!("a link leads to {address}, and nothing is there"));
        let route = route(&address).unwrap();
        if NO_PAGES.contains(&route) || seen.insert(found.clone(), route).is_some() {
            continue;
        }
        let status = tab.go(&address);
        assert_eq!(status, 200, "{address}");
        let links = tab.run("[...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))");
        let links = links.as_array().unwrap().iter().map(|link| link.as_str().unwrap().to_owned());
        waiting.extend(links.filter(|link| link.starts_with('/')));
        if !ELSEWHERE.contains(&route) {
            look(&found, &address);
        }
    }
    seen.into_values().collect()
}

/// Where pictures are wanted, the file of one: `cargo xtask screenshots` names the directory.
fn picture(kind: &str, Look(width, scheme): Look) -> Option<PathBuf> {
    let directory = std::env::var_os("PROVOST_SCREENSHOTS")?;
    if kind.contains('?') {
        return None;
    }
    let path = kind.trim_start_matches("/organizations/{organization}").trim_matches('/');
    let words: Vec<&str> = path.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    Some(PathBuf::from(directory).join(format!("{}-{scheme}-{width}.webp", words.join("-"))))
}

#[tokio::test]
async fn each_is_for_everybody_light_and_dark_on_a_desk_and_in_a_hand() {
    let people = People::new(Engine::Sqlite, false).await;
    let start = furnish(&people).await;
    let chromium = Chromium::at(people.client.server());
    let olga = signed_in(&chromium, &people);
    let mut wrong = Vec::new();
    let mut met = explore(olga, &start, |kind, address| {
        for look in LOOKS {
            olga.looks(look);
            wrong.extend(olga.hindrances().into_iter().map(|found| format!("{address} {look:?}: {found}")));
            let sideways = olga.run("document.documentElement.scrollWidth - innerWidth");
            if sideways.as_i64().unwrap() > 0 {
                wrong.push(format!("{address} {look:?}: scrolls sideways by {sideways} px"));
            }
            if let Some(file) = picture(kind, look) {
                olga.takes_picture(&file);
            }
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    met.extend(NO_PAGES);
    let routes = console::ROUTES.into_iter().flatten().filter(|(_, methods)| methods.contains(&"GET"));
    let missed: Vec<_> = routes.map(|(route, _)| *route).filter(|route| !met.contains(route)).collect();
    assert!(missed.is_empty(), "no link leads to {missed:?}: where that is right, furnished.rs names an address");
}

#[tokio::test]
async fn what_a_directory_sends_is_text() {
    let people = People::new(Engine::Postgres, false).await;
    let start = hostile(&people).await;
    let chromium = Chromium::at(people.client.server());
    let olga = signed_in(&chromium, &people);
    explore(olga, &start, |_, address| {
        assert_eq!(olga.run("document.querySelectorAll('img, [onerror], main script').length"), 0, "{address}");
        assert_eq!(olga.run("window.isHurt ?? null"), serde_json::Value::Null, "{address}");
    });
}
