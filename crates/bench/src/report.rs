//! The report: aims against what was measured, then everything that was measured.

use std::fmt::Write as _;
use std::process::Command;
use std::time::Duration;

use crate::Options;
use crate::limits::Limits;
use crate::load::{Measurement, ratio};
use crate::phases::{Run, Size};

/// The aims of one phase. A limit that is not set is not judged.
struct Aim {
    label: &'static str,
    /// Milliseconds of CPU for a request, at the largest size.
    cpu: f64,
    /// The same in terms of the bare endpoint's.
    bare: Option<f64>,
    /// The largest size's in terms of the smallest's.
    growth: f64,
}

const fn aim(label: &'static str, cpu: f64, bare: Option<f64>, growth: f64) -> Aim {
    Aim { label, cpu, bare, growth }
}

const SQLITE: &[Aim] = &[
    aim("C get", 0.09, Some(3.0), 1.2),
    aim("B look-up userName, hit", 0.11, Some(4.0), 1.2),
    aim("B look-up externalId, hit", 0.11, Some(4.0), 1.2),
    aim("B look-up e-mail, hit", 0.11, Some(4.0), 1.2),
    aim("A create", 0.18, None, 1.3),
    aim("D active", 0.18, None, 1.3),
    aim("E member, group of 10", 0.2, None, 1.3),
    aim("E member, group of all", 0.2, None, 1.3),
    aim("F page of 100", 0.8, None, 1.3),
    aim("G mix of Entra ID", 0.2, None, 1.3),
];
const POSTGRESQL: &[Aim] = &[aim("C get", 0.2, None, 1.3), aim("D active", 0.7, None, 1.3)];

/// The whole report in Markdown.
pub(crate) fn markdown(options: &Options, limits: &Limits, runs: &[Run]) -> String {
    let mut sections = vec![head(options)];
    sections.push(limits_table(limits));
    for run in runs {
        sections.push(format!("## {}, aims\n\n{}", run.engine, aims_table(run, limits)));
        for size in &run.sizes {
            sections.push(format!("## {}, {} members\n\n{}", run.engine, size.members, size_table(size)));
        }
    }
    sections.join("\n")
}

fn head(options: &Options) -> String {
    let quick = if options.common.quick { " **Quick run: too few requests for a comparison.**" } else { "" };
    format!(
        "# Benchmarks\n\n\
         Made by `cargo xtask bench scim`; see its `--help` for what each phase does. Release build, provisioning trace \
         and events on, rate limits off, every commit on the disk before its answer. {} connections, G {}, F 1. CPU is \
         the server process's own, of all threads, counted in steps of 10 ms.{quick}\n\n\
         Machine: {}. Commit: {}.\n",
        options.connections,
        options.connections.min(8),
        machine(),
        commit(),
    )
}

pub(crate) fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = read("/proc/sys/kernel/osrelease");
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or_default();
    format!(
        "{cores} cores, {}, Linux {}, load at the end {load}",
        model.trim_start_matches(['\t', ' ', ':']),
        kernel.trim()
    )
}

pub(crate) fn commit() -> String {
    let shown = Command::new("git").args(["show", "--no-patch", "--format=%h of %cs"]).output();
    let text = shown.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    if text.is_empty() { "none".to_owned() } else { text }
}

fn limits_table(limits: &Limits) -> String {
    let bare = &limits.bare_get;
    let mut table = "## The limits of this machine, in the same run\n\n".to_owned();
    table += "| | rate | CPU, ms |\n| --- | ---: | ---: |\n";
    let _ = writeln!(table, "| bare axum JSON endpoint | {:.0}/s | {:.3} |", bare.rate(), bare.cpu_per_request());
    for inserts in [&limits.one_commit_each, &limits.batched] {
        let (batch, rate, cpu) = (inserts.batch, inserts.rate(), inserts.cpu_per_row());
        let _ = writeln!(table, "| rusqlite, rows of {batch} creates in a commit | {rate:.0}/s | {cpu:.3} |");
    }
    table
}

fn aims_table(run: &Run, limits: &Limits) -> String {
    let (Some(first), Some(last)) = (run.sizes.first(), run.sizes.last()) else { return String::new() };
    let sqlite = run.engine == "SQLite";
    let mut table = format!(
        "| | CPU, ms | aim | × bare axum | aim | growth {} → {} | aim | |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n",
        first.members, last.members
    );
    for aim in if sqlite { SQLITE } else { POSTGRESQL } {
        let (Some(small), Some(large)) = (first.phase(aim.label), last.phase(aim.label)) else { continue };
        // Groups of all members are compared with the small group of the smallest organization.
        let small =
            if aim.label == "E member, group of all" { first.phase("E member, group of 10") } else { Some(small) };
        let cpu = large.cpu_per_request();
        let bare = cpu / limits.bare_get.cpu_per_request();
        let growth = cpu / small.map_or(cpu, Measurement::cpu_per_request);
        let held = cpu <= aim.cpu && growth <= aim.growth && aim.bare.is_none_or(|most| bare <= most);
        let bare_aim = aim.bare.map_or(String::new(), |most| format!("≤ {most}"));
        let _ = writeln!(
            table,
            "| {} | {cpu:.3} | ≤ {} | {bare:.1} | {bare_aim} | {growth:.2} | ≤ {} | {} |",
            aim.label,
            aim.cpu,
            aim.growth,
            verdict(held)
        );
    }
    table += "\n| | measured | aim | |\n| --- | ---: | ---: | --- |\n";
    for (name, measured, limit, held) in single_aims(sqlite, first, last, limits) {
        let _ = writeln!(table, "| {name} | {measured} | {limit} | {} |", verdict(held));
    }
    table
}

fn single_aims(sqlite: bool, first: &Size, last: &Size, limits: &Limits) -> Vec<(String, String, &'static str, bool)> {
    let mut aims = Vec::new();
    let members = last.members;
    if sqlite {
        let one_each = limits.one_commit_each.rate();
        for label in ["A create", "D active"] {
            let times = last.phase(label).map_or(0.0, Measurement::rate) / one_each;
            let name = format!("{label}, rate in terms of one commit per request");
            aims.push((name, format!("{times:.1} ×"), "≥ 5 ×", times >= 5.0));
        }
        let median = |label: &str| last.phase(label).map_or(0.0, |phase| phase.percentile(50).as_secs_f64());
        let pages = median("F last tenth") / median("F first tenth");
        aims.push(("F last tenth of the pages : first".to_owned(), format!("{pages:.2} ×"), "≤ 1.5 ×", pages <= 1.5));
        let resident = last.resident;
        aims.push((format!("RSS at {members} members"), format!("{resident:.0} MB"), "≤ 60 MB", resident <= 60.0));
        let start = last.start;
        let name = format!("start to first answer at {members} members");
        aims.push((name, format!("{} ms", start.as_millis()), "≤ 100 ms", start <= Duration::from_millis(100)));
    } else {
        let (rate, drift) = (first.fill.rate(), first.fill.drift());
        aims.push(("creates from an empty database".to_owned(), format!("{rate:.0}/s"), "≥ 300/s", rate >= 300.0));
        let name = "p50 of their last tenth : first".to_owned();
        aims.push((name, format!("{drift:.2} ×"), "≤ 1.5 ×", drift <= 1.5));
    }
    aims
}

pub(crate) fn verdict(held: bool) -> &'static str {
    if held { "ok" } else { "**missed**" }
}

pub(crate) fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn size_table(size: &Size) -> String {
    let mut table = "| | rate | p50 ms | p99 ms | max ms | CPU ms | requests | errors |\n".to_owned();
    table += "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n";
    let fill = ("A creates since the size before".to_owned(), size.fill.clone());
    for (label, measured) in std::iter::once(&fill).chain(&size.phases) {
        let at = |percent| millis(measured.percentile(percent));
        let _ = writeln!(
            table,
            "| {label} | {:.0}/s | {:.2} | {:.2} | {:.1} | {:.3} | {} | {} |",
            measured.rate(),
            at(50),
            at(99),
            at(100),
            measured.cpu_per_request(),
            measured.requests,
            measured.errors
        );
    }
    let errors: usize = size.phases.iter().map(|(_, measured)| measured.errors).sum();
    let requests: usize = size.phases.iter().map(|(_, measured)| measured.requests).sum();
    let share = ratio(errors, requests.max(1)) * 100.0;
    let (resident, start) = (size.resident, size.start.as_millis());
    let _ = writeln!(table, "\nRSS {resident:.0} MB, start to first answer {start} ms, {share:.2} % errors.");
    table
}
