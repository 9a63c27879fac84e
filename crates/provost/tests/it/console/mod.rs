//! The Admin Console in a real browser, against the whole program.

mod chromium;
mod events;
mod furnished;
mod joining;
mod organization;
mod own_account;
mod pages;
mod people;
mod recovery;
mod second_step;
mod sign_in;
mod story;
mod watched;

use crate::confirm::people::People;
use chromium::{Chromium, Tab};

/// The page that a signed-in owner begins on.
fn overview(people: &People) -> String {
    format!("/organizations/{}/overview", people.organization.id)
}

/// An owner who has just signed in.
fn signed_in<'c>(chromium: &'c Chromium, people: &People) -> Tab<'c> {
    let olga = chromium.tab("olga");
    olga.go("/");
    olga.signs_in(&people.email, &people.password());
    olga.arrives(&overview(people));
    olga.finds("heading", "Overview");
    olga
}
