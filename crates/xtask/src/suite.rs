//! `cargo xtask test`: everything that must be green.

mod counts;

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::command::{Run, cargo, program, root};
use crate::layers;
use crate::postgres::TestDatabase;
use crate::tools;
use counts::Counts;

const CARGO_DENY: &str = "0.20.2";
const CARGO_FUZZ: &str = "0.13.2";

const EXAMPLES: &str = "\
Examples:
  cargo xtask test                everything, some minutes
  cargo xtask test filter::       the tests of one module
  cargo xtask test --long         kills, random sequences and fuzzing in full length";

/// Run every check and test: what is green here is green in the continuous integration.
///
/// Installs what the tests need (Debian packages as root; cargo-deny, cargo-fuzz, TypeScript, the official Bitwarden
/// command line client and what drives Chromium into ~/.cache/provost-tools), then checks the format, the layers, the
/// lints, the dependencies and the types of the console's scripts, tests these scripts, and runs the tests on both
/// database engines (it starts a server and throws it away), the examples in the documentation, and every fuzz target
/// for 20 seconds. Nothing stops at the first failure. The last line is `N passed, N failed`, where a check and a fuzz
/// target count as one.
///
/// With a FILTER, only the tests whose name contains it are run, and no check.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    /// Run the long forms: more kills, more random sequences, longer fuzzing
    #[arg(long)]
    long: bool,
    /// Only tests whose name contains this
    filter: Option<String>,
}

/// Exit code 1 where anything failed.
pub(crate) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    tools::install_packages()?;
    tools::install_bw()?;
    tools::install_chromium()?;
    let mut summary = Summary::default();
    if options.filter.is_none() {
        summary.check("format", || cargo(["fmt", "--all", "--check"]).passes());
        summary.check("layers", check_layers);
        let clippy = ["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"];
        summary.check("lints", || cargo(clippy).passes());
        summary.check("dependencies", check_dependencies);
        summary.check("types of the scripts", tools::check_types);
        summary.check("scripts", tools::test_scripts);
    }
    summary.tests(options)?;
    if options.filter.is_none() {
        summary.fuzz(options.long);
    }
    println!("{summary}");
    Ok(if summary.total().failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn check_layers() -> anyhow::Result<bool> {
    Ok(layers::run()? == ExitCode::SUCCESS)
}

fn check_dependencies() -> anyhow::Result<bool> {
    let deny = tools::cargo_tool("cargo-deny", CARGO_DENY)?;
    program(deny, ["--log-level", "error", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"]).passes()
}

/// What tests read: whether the long forms are wanted, and where to say that one was skipped.
fn with_settings(run: Run, long: bool) -> Run {
    let run = run.env("PROVOST_TEST_SKIPPED", skipped_list());
    if long { run.env("PROVOST_TEST_LONG", "1") } else { run }
}

/// The file in which tests that this machine does not allow name themselves.
fn skipped_list() -> PathBuf {
    root().join("target").join(format!("skipped-tests-{}", std::process::id()))
}

/// How each step went and how long it took.
#[derive(Default)]
struct Summary {
    steps: Vec<(String, Duration, Counts)>,
    /// Why tests were skipped.
    skipped: Vec<String>,
}

impl Summary {
    fn step(&mut self, name: &str, work: impl FnOnce() -> anyhow::Result<Counts>) {
        println!("— {name}");
        let started = Instant::now();
        let counts = work().unwrap_or_else(|error| {
            println!("{name}: {error:#}");
            Counts { passed: 0, failed: 1 }
        });
        self.steps.push((name.to_owned(), started.elapsed(), counts));
    }

    fn check(&mut self, name: &str, work: impl FnOnce() -> anyhow::Result<bool>) {
        self.step(name, || Ok(Counts::of(work()?)));
    }

    fn tests(&mut self, options: &Options) -> anyhow::Result<()> {
        let nextest = tools::has_subcommand("nextest");
        let run: &[&str] = if nextest { &["nextest", "run"] } else { &["test", "--lib", "--bins", "--tests"] };
        let all = |more: &[&str]| cargo(run.iter().chain(&["--workspace"]).chain(more));
        let mut built = false;
        self.step("build", || {
            // Counted only where it fails: the tests themselves are counted next.
            built = all(&["--no-run", if nextest { "--cargo-quiet" } else { "--quiet" }]).passes()?;
            Ok(Counts { passed: 0, failed: usize::from(!built) })
        });
        if !built {
            return Ok(()); // they would all say the same
        }
        // The tests share one server, which lives as long as anyone uses it: from before the first test until the last.
        let in_use = TestDatabase::empty().context("cannot start PostgreSQL")?;
        self.step("tests", || {
            let mut counts = Counts::default();
            let profile: &[&str] = if nextest && options.long { &["--profile", "long"] } else { &[] };
            let tests = all(&[profile, options.filter.as_deref().as_slice()].concat());
            let passes = with_settings(tests, options.long).watch(|line| counts.read(line))?;
            Ok(counts.unless(passes))
        });
        drop(in_use);
        self.read_skipped();
        if options.filter.is_none() {
            self.step("examples", || {
                let mut counts = Counts::default();
                let examples = cargo(["test", "--workspace", "--doc"]);
                let passes = with_settings(examples, options.long).watch(|line| counts.read(line))?;
                Ok(counts.unless(passes))
            });
        }
        Ok(())
    }

    /// Takes the list over that the tests left behind.
    fn read_skipped(&mut self) {
        let file = skipped_list();
        if let Ok(list) = std::fs::read_to_string(&file) {
            self.skipped.extend(list.lines().map(str::to_owned));
            // A list that stays behind is in nobody's way: its name is this process's own.
            let _ = std::fs::remove_file(file);
        }
    }

    fn fuzz(&mut self, long: bool) {
        let mut targets = Vec::new();
        self.step("fuzz build", || {
            targets = fuzz_targets(&root().join("fuzz/fuzz_targets"))?;
            let built = targets.is_empty() || fuzz(["build"])?.passes()?;
            Ok(Counts { passed: 0, failed: usize::from(!built) })
        });
        let seconds = if long { 300 } else { 20 };
        for target in targets {
            self.check(&format!("fuzz {target}"), || {
                let corpus = format!("fuzz/corpus/{target}");
                std::fs::create_dir_all(root().join(&corpus))?;
                let seeds = format!("fuzz/seeds/{target}");
                let seeds = root().join(&seeds).is_dir().then_some(seeds);
                let limit = format!("-max_total_time={seconds}");
                let words = ["run".to_owned(), target.clone(), corpus].into_iter().chain(seeds);
                fuzz(words.chain(["--".to_owned(), "-verbosity=0".to_owned(), limit]))?.passes()
            });
        }
    }

    fn total(&self) -> Counts {
        self.steps.iter().fold(Counts::default(), |sum, (_, _, counts)| sum.and(*counts))
    }
}

/// The sanitizers and coverage that cargo-fuzz asks for are unstable; the stable compiler is told to allow them.
fn fuzz(arguments: impl IntoIterator<Item = impl AsRef<std::ffi::OsStr>>) -> anyhow::Result<Run> {
    let tool = tools::cargo_tool("cargo-fuzz", CARGO_FUZZ)?;
    let arguments: Vec<_> = arguments.into_iter().map(|argument| argument.as_ref().to_owned()).collect();
    Ok(program(tool, std::iter::once("fuzz".into()).chain(arguments)).env("RUSTC_BOOTSTRAP", "1"))
}

fn fuzz_targets(directory: &Path) -> anyhow::Result<Vec<String>> {
    if !directory.is_dir() {
        return Ok(Vec::new());
    }
    let mut targets = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            targets.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        }
    }
    targets.sort();
    Ok(targets)
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "— summary")?;
        for (name, time, counts) in &self.steps {
            let verdict = if counts.failed == 0 { "ok" } else { "FAILED" };
            writeln!(formatter, "{name:<24} {:>6.1} s  {verdict}", time.as_secs_f64())?;
        }
        let total: Duration = self.steps.iter().map(|(_, time, _)| *time).sum();
        writeln!(formatter, "{:<24} {:>6.1} s", "in all", total.as_secs_f64())?;
        for reason in &self.skipped {
            writeln!(formatter, "SKIPPED: {reason}")?;
        }
        write!(formatter, "{}", self.total())
    }
}
