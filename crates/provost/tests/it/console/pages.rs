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
/// The narrowest and the widest screens on which nothing may stick out.
const EXTREMES: [Look; 2] = [Look(360, "light"), Look(2560, "light")];
/// What is answered to a GET and is no page.
const NO_PAGES: [&str; 6] = [
    "/assets/{hash}/{*name}",
    "/organizations/{organization}/events.csv",
    "/organizations/{organization}/events.ndjson",
    "/organizations/{organization}/members/live",
    "/organizations/{organization}/settings/scim/live",
    "/session",
];
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

/// What tells one page from another: its route and the names in its query, and which tab it is where that is all of it.
fn kind(address: &str) -> Option<String> {
    let query = address.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap());
    let is_tab = query.starts_with("tab=") && !query.contains('&');
    let mut names: Vec<&str> = query.split('&').map(|pair| pair.split('=').next().unwrap()).collect();
    if is_tab {
        names = vec![query];
    }
    names.sort_unstable();
    Some(format!("{}?{}", route(address)?, names.join("&")).trim_end_matches('?').to_owned())
}

/// Follows links from these addresses until no new kind of page is found, and looks at each, told whether it is the first one
/// of its route; gives the routes that were met.
fn explore(tab: Tab<'_>, from: &[String], mut look: impl FnMut(&str, bool)) -> Vec<&'static str> {
    let mut seen = BTreeMap::new();
    let mut waiting: VecDeque<String> = from.iter().cloned().collect();
    while let Some(address) = waiting.pop_front() {
        let found = kind(&address).unwrap_or_else(|| panic!("a link leads to {address}, and nothing is there"));
        let route = route(&address).unwrap();
        let is_first = !seen.values().any(|known| *known == route);
        if NO_PAGES.contains(&route) || seen.insert(found, route).is_some() {
            continue;
        }
        let status = tab.go(&address);
        assert_eq!(status, 200, "{address}");
        tab.rests();
        let links = tab.run(
            "[...document.links].filter((link) => link.origin === origin).map((link) => link.pathname + link.search)",
        );
        waiting.extend(links.as_array().unwrap().iter().map(|link| link.as_str().unwrap().to_owned()));
        if !ELSEWHERE.contains(&route) {
            look(&address, is_first);
        }
    }
    seen.into_values().collect()
}

/// Where pictures are wanted, the file of one: `cargo xtask screenshots` names the directory.
fn picture(address: &str, Look(width, scheme): Look) -> Option<PathBuf> {
    let directory = std::env::var_os("PROVOST_SCREENSHOTS")?;
    let path = route(address)?.trim_start_matches("/organizations/{organization}").trim_matches('/');
    let words: Vec<&str> = path.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let file = PathBuf::from(directory).join(format!("{}-{scheme}-{width}.webp", words.join("-")));
    // The first address of a page shows it as it is usually met.
    (!file.exists()).then_some(file)
}

/// Gathers what is wrong with the page that is open, in each look.
fn judge(tab: Tab<'_>, address: &str, is_first: bool, wrong: &mut BTreeMap<String, Vec<String>>) {
    // A page in another state, such as a list that is sorted otherwise, has not much more to it: dark, on a desk and in a
    // hand, is enough.
    let looks = if is_first { &LOOKS[..] } else { &LOOKS[1..3] };
    for &look in EXTREMES.iter().filter(|_| is_first) {
        tab.looks(look);
        if sticks_out(tab) {
            wrong.entry("sticks out".to_owned()).or_default().push(format!("{address} {look:?}"));
        }
    }
    for &look in looks {
        tab.looks(look);
        let mut found = tab.hindrances();
        if sticks_out(tab) {
            found.push("sticks out".to_owned());
        }
        for what in found {
            wrong.entry(what).or_default().push(format!("{address} {look:?}"));
        }
        if let Some(file) = picture(address, look) {
            tab.takes_picture(&file);
        }
    }
}

/// Whether the page is wider than the window, or what is in a frame wider than the frame.
fn sticks_out(tab: Tab<'_>) -> bool {
    tab.run(
        "document.documentElement.scrollWidth > innerWidth || \
         [...document.querySelectorAll('.card')].some((card) => card.scrollWidth > card.clientWidth)",
    ) == true
}

#[tokio::test]
async fn each_is_for_everybody_light_and_dark_on_a_desk_and_in_a_hand() {
    let people = People::new(Engine::Sqlite, false).await;
    let start = furnish(&people).await;
    let chromium = Chromium::at(people.client.server());
    let olga = signed_in(&chromium, &people);
    let (mut met, mut wrong) = (Vec::new(), BTreeMap::new());
    for (tab, from) in [(olga, &start.inside), (chromium.tab("nobody"), &start.outside)] {
        met.extend(explore(tab, from, |address, is_first| judge(tab, address, is_first, &mut wrong)));
    }
    let wrong: Vec<_> = wrong.into_iter().map(|(what, places)| format!("{what}\n    {}", places.join(", "))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    met.extend(NO_PAGES);
    let routes = console::ROUTES.into_iter().flatten().filter(|(_, methods)| methods.contains(&"GET"));
    let missed: Vec<_> = routes.map(|(route, _)| *route).filter(|route| !met.contains(route)).collect();
    assert!(missed.is_empty(), "no link leads to {missed:?}: where that is right, furnished.rs names an address");
}

/// How much markup there is that is none of ours. The guide has pictures.
const FOREIGN: &str = "document.querySelectorAll(\"img:not([src^='/assets/']), [onerror], main script\").length";

#[tokio::test]
async fn what_a_directory_sends_is_text() {
    let people = People::new(Engine::Postgres, false).await;
    let start = hostile(&people).await;
    let chromium = Chromium::at(people.client.server());
    let olga = signed_in(&chromium, &people);
    explore(olga, &start.inside, |address, _| {
        assert_eq!(olga.run(FOREIGN), 0, "{address}");
        assert_eq!(olga.run("window.isHurt ?? null"), serde_json::Value::Null, "{address}");
    });
}
