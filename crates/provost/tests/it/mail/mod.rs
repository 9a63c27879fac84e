//! Mails, from the call that causes one to the mail server that takes it.

mod files;
mod operator;
mod outbox;
mod smtp;

use crate::place::Place;
use crate::server::wait_for;
use std::path::PathBuf;

/// The files of mails, in the order of their names.
fn files(place: &Place) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(place.data().join("mail")) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
    files
}

/// Waits until there are so many mails as files, and reads them.
#[track_caller]
pub(crate) fn wait_for_files(place: &Place, count: usize) -> Vec<String> {
    let files = wait_for("mails as files", || Some(files(place)).filter(|files| files.len() >= count));
    files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

/// Waits until no mail waits any more.
#[track_caller]
fn wait_for_rest(place: &Place) {
    wait_for("an empty outbox", || (place.count("SELECT count(*) FROM outbox") == 0).then_some(()));
}

/// The link of an invitation, and what it carries, decoded.
#[track_caller]
pub(crate) fn link(text: &str) -> (String, Vec<(String, String)>) {
    let link = text.lines().find(|line| line.contains("/accept-organization?")).unwrap();
    let (page, query) = link.split_once('?').unwrap();
    let parameters = query.split('&').map(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap();
        (name.to_owned(), decoded(value))
    });
    (page.to_owned(), parameters.collect())
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        rest = others;
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&others[..2]).unwrap(), 16).unwrap());
            rest = &others[2..];
        } else {
            assert!(first.is_ascii_alphanumeric() || b"-._~".contains(first), "{text} is not all encoded");
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).unwrap()
}
