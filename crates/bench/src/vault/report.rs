//! The report: aims against what was measured, then everything that was measured.

use std::fmt::Write as _;

use super::{Run, SEEN, Size, Storm};
use crate::SyncOptions;
use crate::load::{Measurement, ratio};
use crate::report::{commit, machine, millis, verdict};

/// Milliseconds that a sync may take.
const SYNC: f64 = 20.0;
/// How much more it may cost in the largest organization than in the smallest.
const GROWTH: f64 = 1.3;
/// How much longer SCIM's slowest percent may take while others sign in.
const STORM: f64 = 3.0;

/// The whole report in Markdown.
pub(crate) fn markdown(options: &SyncOptions, runs: &[Run]) -> String {
    let mut sections = vec![head(options)];
    for run in runs {
        sections.push(format!("## {}, sync\n\n{}", run.engine, sync_table(run)));
        sections.push(format!("## {}, SCIM while others sign in\n\n{}", run.engine, storm_table(&run.storm)));
    }
    sections.join("\n")
}

fn head(options: &SyncOptions) -> String {
    let quick = if options.common.quick { " **Quick run: too few requests for a comparison.**" } else { "" };
    format!(
        "# Benchmarks of the client API\n\n\
         Made by `cargo xtask bench sync`; see its `--help` for what is measured. Release build. One person sees {SEEN} items \
         in ten collections, however large the organization is. CPU is the server process's own, of all threads.{quick}\n\n\
         Machine: {}. Commit: {}.\n",
        machine(),
        commit(),
    )
}

fn sync_table(run: &Run) -> String {
    let mut table = "| | p50 ms | p99 ms | max ms | rate | CPU ms | errors |\n".to_owned();
    table += "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n";
    for size in &run.sizes {
        for (label, measured) in &size.phases {
            let _ = writeln!(table, "| {label}, {} members | {} |", size.members, cells(measured));
        }
    }
    table += "\n| members | collections | items | answer | RSS |\n| ---: | ---: | ---: | ---: | ---: |\n";
    for Size { members, collections, items, bytes, resident, .. } in &run.sizes {
        let kilobytes = ratio(*bytes, 1000);
        let _ = writeln!(table, "| {members} | {collections} | {items} | {kilobytes:.0} kB | {resident:.0} MB |");
    }
    table += "\n| | measured | aim | |\n| --- | ---: | ---: | --- |\n";
    let (Some(first), Some(last)) = (run.sizes.first(), run.sizes.last()) else { return table };
    let label = "sync, one at a time";
    let (Some(small), Some(large)) = (first.phase(label), last.phase(label)) else { return table };
    for percent in [50, 99] {
        let took = millis(large.percentile(percent));
        let name = format!("sync among {} members, p{percent}", last.members);
        let _ = writeln!(table, "| {name} | {took:.1} ms | ≤ {SYNC} ms | {} |", verdict(took <= SYNC));
    }
    for (what, growth) in [
        ("CPU", large.cpu_per_request() / small.cpu_per_request()),
        ("p50", millis(large.percentile(50)) / millis(small.percentile(50))),
    ] {
        let name = format!("its {what}, {} members : {}", last.members, first.members);
        let _ = writeln!(table, "| {name} | {growth:.2} × | ≤ {GROWTH} × | {} |", verdict(growth <= GROWTH));
    }
    table
}

fn storm_table(storm: &Storm) -> String {
    let mut table = "| | p50 ms | p99 ms | max ms | rate | CPU ms | errors |\n".to_owned();
    table += "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n";
    for (label, measured) in [
        ("look-ups before", &storm.before),
        ("look-ups while others sign in", &storm.during),
        ("look-ups after", &storm.after),
    ] {
        let _ = writeln!(table, "| {label} | {} |", cells(measured));
    }
    let sign_ins = Measurement {
        requests: storm.sign_ins.latencies.len(),
        errors: usize::from(storm.sign_ins.first_error.is_some()),
        elapsed: storm.sign_ins.elapsed,
        latencies: storm.sign_ins.latencies.clone(),
        ..Measurement::default()
    };
    let _ = writeln!(table, "| the sign-ins | {} |", cells(&sign_ins));
    let without = millis(storm.before.percentile(99)).max(millis(storm.after.percentile(99)));
    let growth = millis(storm.during.percentile(99)) / without;
    table += "\n| | measured | aim | |\n| --- | ---: | ---: | --- |\n";
    let _ = writeln!(
        table,
        "| p99 of look-ups in the storm : without | {growth:.2} × | ≤ {STORM} × | {} |",
        verdict(growth <= STORM)
    );
    table
}

fn cells(measured: &Measurement) -> String {
    let at = |percent| millis(measured.percentile(percent));
    format!(
        "{:.2} | {:.2} | {:.1} | {:.0}/s | {:.3} | {}",
        at(50),
        at(99),
        at(100),
        measured.rate(),
        measured.cpu_per_request(),
        measured.errors
    )
}
