//! The report: every page with what it takes.

use std::fmt::Write as _;

use super::{Page, Run};
use crate::ConsoleOptions;
use crate::load::ratio;
use crate::report::{commit, machine, millis, verdict};

/// Milliseconds of server time that a page may take.
const TIME: f64 = 100.0;
/// Bytes of assets that the first page may load.
const ASSETS: usize = 60_000;

/// The whole report in Markdown.
pub(crate) fn markdown(options: &ConsoleOptions, runs: &[Run]) -> String {
    let mut sections = vec![head(options), aims(runs)];
    for run in runs {
        sections.push(format!("## {}, pages\n\n{}\n{}", run.engine, store(run), pages(run)));
    }
    sections.join("\n")
}

fn head(options: &ConsoleOptions) -> String {
    let quick = if options.common.quick { " **Quick run: too few requests for a comparison.**" } else { "" };
    format!(
        "# Console\n\n\
         Made by `cargo xtask bench console`; see its `--help` for what is measured. Release build. Each page is asked for by \
         one browser of an owner, again and again, over HTTP/1.1 without TLS: from the request to the last byte. CPU is the \
         server process's own, of all threads, and the number to trust on a noisy machine; PostgreSQL's own is not in it. \
         Pages are not compressed, since each carries a secret of the session beside what others wrote; assets are (brotli), \
         and a browser keeps them.{quick}\n\n\
         Machine: {}. Commit: {}.\n",
        machine(),
        commit(),
    )
}

fn store(run: &Run) -> String {
    let fill = &run.fill;
    let waiting = fill.accepting - fill.confirmed;
    let invited = fill.members.len() - fill.staged - fill.accepting - fill.revoked;
    format!(
        "{} members and the owner: {} confirmed, {waiting} accepted, {invited} invited, {} staged, {} revoked. {} groups, the \
         large one with {} members. {} collections. All of it is in the event log and, as far as it came over SCIM, in the \
         provisioning log; the mails wait in the outbox.\n",
        fill.members.len(),
        fill.confirmed,
        fill.staged,
        fill.revoked,
        fill.groups.len(),
        fill.in_large,
        fill.collections.len(),
    )
}

fn aims(runs: &[Run]) -> String {
    let mut table = "| | measured | aim | |\n| --- | ---: | ---: | --- |\n".to_owned();
    for run in runs {
        for percent in [50, 99] {
            let slowest = run.pages.iter().max_by_key(|page| page.measured.percentile(percent));
            let Some(page) = slowest else { continue };
            let took = millis(page.measured.percentile(percent));
            let name = format!("{}, slowest page by p{percent}: {}", run.engine, page.label);
            let _ = writeln!(table, "| {name} | {took:.1} ms | < {TIME} ms | {} |", verdict(took < TIME));
        }
        let cpu = |page: &Page| page.measured.cpu_per_request();
        if let Some(page) = run.pages.iter().max_by(|a, b| cpu(a).total_cmp(&cpu(b))) {
            let (name, cpu) = (format!("{}, slowest page by CPU: {}", run.engine, page.label), cpu(page));
            let _ = writeln!(table, "| {name} | {cpu:.1} ms | < {TIME} ms | {} |", verdict(cpu < TIME));
        }
        let (files, bytes) = run.assets;
        let kilobytes = ratio(bytes, 1000);
        let name = format!("{}, assets of the first page, {files} files", run.engine);
        let _ = writeln!(table, "| {name} | {kilobytes:.1} kB | < 60 kB | {} |", verdict(bytes < ASSETS));
        let (before, after) = run.resident;
        let _ = writeln!(
            table,
            "| {}, RSS after the start : after all pages | {before:.0} : {after:.0} MB | | |",
            run.engine
        );
    }
    table
}

fn pages(run: &Run) -> String {
    let mut table = "| | p50 ms | p99 ms | CPU ms | kB | errors |\n".to_owned();
    table += "| --- | ---: | ---: | ---: | ---: | ---: |\n";
    for Page { label, bytes, measured } in &run.pages {
        let at = |percent| millis(measured.percentile(percent));
        let (p50, p99, cpu) = (at(50), at(99), measured.cpu_per_request());
        let (kilobytes, errors) = (ratio(*bytes, 1000), measured.errors);
        let _ = writeln!(table, "| {label} | {p50:.1} | {p99:.1} | {cpu:.1} | {kilobytes:.0} | {errors} |");
    }
    table
}
