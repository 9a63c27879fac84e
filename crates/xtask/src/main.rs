//! The workbench: `cargo xtask --help` says what there is. It links nothing of ours, so it builds in seconds.

mod command;
mod guide;
#[expect(unreachable_pub, reason = "what is public in testkit is not here")]
#[path = "../../testkit/src/installed.rs"]
mod installed; // the file, for the reason below
mod layers;
#[expect(dead_code, unreachable_pub, reason = "of what tests share, only the server is used here")]
#[path = "../../testkit/src/postgres.rs"]
mod postgres; // the file, because the whole crate would make every `cargo xtask` wait for its build
mod statements;
mod suite;
mod tools;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

use postgres::Cluster;

/// Build, check and measure Provost.
///
/// Everything that the continuous integration does is `cargo xtask test`; if that is green here, it is green there.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", version, max_term_width = 120)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    Test(suite::Options),
    /// Check the arrows between the crates, and that SQL and foreign words stand only where they may.
    ///
    /// Prints each breach with its place and exits with 1 where there is one. The table is in docs/ARCHITECTURE.md, the
    /// rules are in crates/xtask/src/layers/: a new crate needs a line in both. A breach is mended by moving code to the
    /// crate that may hold it, seldom by a new line in the rules.
    Layers,
    /// Write the plan of every SQL statement on both engines anew: generated/statements.txt.
    ///
    /// The tests fail where a plan is not the committed one. After a change of a statement, an index or an engine's
    /// version, run this, read the difference, and commit it with the change.
    Statements,
    /// Check the guide, and make the book of it: target/guide/index.html.
    ///
    /// Its quotes of the program must be what the program says, its links must lead somewhere, and it must keep to the
    /// Markdown that the console renders. Builds mdBook first where it is not there yet.
    Docs,
    /// Look at every page of the Admin Console, light and dark, wide and narrow: docs/screenshots/.
    ///
    /// The pictures are taken by the test that looks whether everybody can use the pages, so it must be green. Look at what
    /// changed, and commit it with the change.
    Screenshots,
    Bench(BenchOptions),
}

/// Measure the release build over HTTP and compare it with the limits of the machine.
///
/// Builds `provost` and the load generator in release mode, then runs the generator with the rest of the arguments;
/// `cargo xtask bench --help` says what can be measured. For the console it also builds what fills a large organization.
#[derive(clap::Args)]
#[command(disable_help_flag = true)]
struct BenchOptions {
    /// What to measure, and how: passed to the generator.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Test(options) => suite::run(&options),
        Task::Layers => layers::run(),
        Task::Statements => statements::run(),
        Task::Docs => guide::run(),
        Task::Screenshots => screenshots(),
        Task::Bench(options) => bench(&options),
    };
    result.unwrap_or_else(|error| {
        eprintln!("xtask: {error:#}");
        ExitCode::from(2)
    })
}

fn screenshots() -> anyhow::Result<ExitCode> {
    tools::install_bw()?;
    tools::install_chromium()?;
    let (taken, kept) = (command::root().join("target/screenshots"), command::root().join("docs/screenshots"));
    remove(&taken)?;
    std::fs::create_dir_all(&taken)?;
    let test =
        ["test", "--quiet", "--package", "provost", "--test", "it", "--", "console::pages::each_is_for_everybody"];
    command::cargo(test).env("PROVOST_SCREENSHOTS", &taken).succeed()?;
    // Only now, since the guide in the program shows some of the older ones. None stays of a page that is no more.
    remove(&kept)?;
    std::fs::rename(&taken, &kept)?;
    Ok(ExitCode::SUCCESS)
}

/// Removes a directory, if it is there.
fn remove(directory: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(directory) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn bench(options: &BenchOptions) -> anyhow::Result<ExitCode> {
    let mut arguments = options.arguments.clone();
    let help = arguments.iter().any(|argument| argument == "--help" || argument == "-h");
    if !help {
        let mut build = vec!["build", "--release", "--package", "provost"];
        if arguments.first().is_some_and(|subject| subject == "console") {
            build.extend(["--package", "testkit", "--bin", "provost", "--bin", "people-arrive"]);
        }
        command::cargo(build).succeed()?;
    }
    let directory = command::root().join("target/bench/postgres");
    let mut server = None;
    for argument in arguments.iter_mut().filter(|argument| *argument == "postgres") {
        tools::install_packages()?;
        let cluster = fresh_cluster(&directory)?;
        *argument = cluster.url("postgres");
        server = Some(cluster);
    }
    let run = ["run", "--quiet", "--release", "--package", "bench", "--"].map(str::to_owned);
    let success = command::cargo(run.into_iter().chain(arguments)).passes()?;
    if let Some(cluster) = server {
        cluster.stop()?;
        std::fs::remove_dir_all(&directory)?;
    }
    Ok(if success { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A server with durable commits. One that an interrupted run has left behind is stopped and deleted.
fn fresh_cluster(directory: &Path) -> anyhow::Result<Cluster> {
    if let Ok(text) = std::fs::read_to_string(directory.join("data/postmaster.pid")) {
        let id = text.lines().next().unwrap_or_default();
        let words = std::fs::read_to_string(format!("/proc/{id}/cmdline")).unwrap_or_default();
        // The number may be another program's by now.
        if words.contains(&*directory.to_string_lossy()) {
            command::program("kill", ["-QUIT", id]).succeed()?;
        }
    }
    if directory.exists() {
        std::fs::remove_dir_all(directory)?;
    }
    if let Some(above) = directory.parent() {
        std::fs::create_dir_all(above)?; // the cluster would make it for one user; its server may be another
    }
    Cluster::start(directory, true).context("cannot start PostgreSQL")
}
