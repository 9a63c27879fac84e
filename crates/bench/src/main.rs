//! The load generator: measures a release build over HTTP, and beside it, in the same run, what the machine can do at
//! best. It links nothing of ours, so that what it measures is only what it starts. Started by `cargo xtask bench`.

mod api;
mod console;
mod demo;
mod http;
mod limits;
mod load;
mod person;
mod phases;
mod process;
mod report;
mod requests;
mod vault;

use std::path::PathBuf;

use anyhow::{Context, ensure};
use clap::{Parser, Subcommand};

/// Measure Provost over HTTP.
#[derive(Parser)]
#[command(bin_name = "cargo xtask bench", max_term_width = 120)]
struct Arguments {
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Subcommand)]
enum Subject {
    Scim(Options),
    Sync(SyncOptions),
    Console(ConsoleOptions),
    /// The bare endpoint that the service is compared with; started by the generator itself
    #[command(hide = true)]
    BareEndpoint,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask bench scim --quick --members 1k
  cargo xtask bench scim --database sqlite --database postgres --output docs/BENCHMARKS.md";

const SYNC_EXAMPLES: &str = "\
Examples:
  cargo xtask bench sync --quick
  cargo xtask bench sync --database sqlite --database postgres --output docs/BENCHMARKS.md";

/// Measure the client API: what a person's sync costs in a small and in a large organization, and whether SCIM suffers while
/// many people sign in.
///
/// It fills an organization with members, a collection for every twenty of them, and two items for each. One person reaches
/// ten collections with 200 items in all, however many there are. Measured at each size: the sync of that person, alone and
/// from several connections, and the question whether there is anything new. At the last size: SCIM look-ups, by themselves
/// and while others sign in as fast as the server lets them.
#[derive(clap::Args, Clone)]
#[command(after_help = SYNC_EXAMPLES)]
struct SyncOptions {
    /// As in `bench scim`; may be given twice
    #[arg(long = "database", value_name = "DATABASE", default_value = "sqlite")]
    databases: Vec<String>,
    /// Numbers of members at which to measure, growing
    #[arg(long, default_value = "1k,10k", value_delimiter = ',', value_parser = number)]
    members: Vec<usize>,
    #[command(flatten)]
    common: Common,
}

const CONSOLE_EXAMPLES: &str = "\
Examples:
  cargo xtask bench console --quick --members 10k
  cargo xtask bench console --database sqlite --database postgres --members 100k,10k --output docs/BENCHMARKS.md";

/// Measure the pages of the Admin Console in a large organization.
///
/// It fills an organization over SCIM: members, a thousand groups, some calls that are refused. Then three fifths of the
/// members make accounts, accept and are confirmed, while no server runs, by the program `people-arrive` of the tests: by
/// the client API the hashes of their passwords would take an hour. Mails wait in the outbox. Then an owner's browser asks
/// for every page that reads, first pages and late ones, searches and filters that find much, little and nothing.
#[derive(clap::Args, Clone)]
#[command(after_help = CONSOLE_EXAMPLES)]
struct ConsoleOptions {
    /// As in `bench scim`; may be given twice
    #[arg(long = "database", value_name = "DATABASE", default_value = "sqlite")]
    databases: Vec<String>,
    /// Number of members, 100k at most; may be one for each database
    #[arg(long, default_value = "100k", value_delimiter = ',', value_parser = number)]
    members: Vec<usize>,
    /// The program that lets people arrive
    #[arg(long, value_name = "FILE", default_value = "target/release/people-arrive")]
    arrivals: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// Measure the SCIM service at growing numbers of members, and compare it with the limits of the machine.
///
/// It fills an organization by SCIM creates and measures at each size: A create, B look-up by userName, externalId and
/// e-mail value path (hit and miss), C get by id, D change of active, E one member into and out of a group, F paging
/// through all members, G the mix of a cycle of Entra ID. Beside it, in the same run: a bare axum JSON endpoint, and bare
/// rusqlite inserts of such rows with one commit per row and with one commit per batch.
///
/// CPU per request is the server's own, of all its threads, and the number to trust on a noisy machine. Ratios compare
/// machines better than milliseconds do.
#[derive(clap::Args, Clone)]
#[command(after_help = EXAMPLES)]
struct Options {
    /// Where the data are: sqlite, postgres (a server that is started and thrown away, with durable commits) or the
    /// URL of an empty database; may be given twice
    #[arg(long = "database", value_name = "DATABASE", default_value = "sqlite")]
    databases: Vec<String>,
    /// Numbers of members at which to measure, growing
    #[arg(long, default_value = "1k,10k,100k", value_delimiter = ',', value_parser = number)]
    members: Vec<usize>,
    /// Connections of all phases but F (1) and G (8)
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=256))]
    connections: u16,
    #[command(flatten)]
    common: Common,
}

/// What every subject has.
#[derive(clap::Args, Clone)]
struct Common {
    /// Fewer requests: for a first look, too few for a comparison
    #[arg(long)]
    quick: bool,
    /// Write the report to this file as well, in place of its part that an earlier run wrote; notes below that part, under
    /// the heading `What holds the missed aims`, stay
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The program to measure
    #[arg(long, value_name = "FILE", default_value = "target/release/provost")]
    binary: PathBuf,
    /// Where databases are put while measuring; must be on a disk, not in memory
    #[arg(long, value_name = "DIRECTORY", default_value = "target/bench")]
    scratch: PathBuf,
}

/// `1000`, `10k`, `1M`.
fn number(text: &str) -> anyhow::Result<usize> {
    let (digits, factor) = match text.strip_suffix('k') {
        Some(digits) => (digits, 1_000),
        None => text.strip_suffix('M').map_or((text, 1), |digits| (digits, 1_000_000)),
    };
    let number = digits.parse::<usize>().ok().and_then(|number| number.checked_mul(factor));
    let number = number.with_context(|| format!("{text}: not a number like 1000, 10k or 1M"))?;
    ensure!((100..=10_000_000).contains(&number), "{text}: not between 100 and 10M");
    Ok(number)
}

fn main() -> anyhow::Result<()> {
    // One thread: the generator must leave the other core to the server.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = tokio::task::LocalSet::new();
    match Arguments::parse().subject {
        Subject::Scim(options) => local.block_on(&runtime, scim(&options)),
        Subject::Sync(options) => local.block_on(&runtime, sync(&options)),
        Subject::Console(options) => local.block_on(&runtime, console(&options)),
        Subject::BareEndpoint => limits::serve_bare_endpoint(),
    }
}

async fn scim(options: &Options) -> anyhow::Result<()> {
    ensure!(options.members.is_sorted_by(|a, b| a < b), "--members must grow");
    std::fs::create_dir_all(&options.common.scratch)?;
    let limits = limits::measure(options).await?;
    let mut runs = Vec::new();
    for database in &options.databases {
        runs.push(phases::run(options, database).await.with_context(|| format!("measuring on {database}"))?);
    }
    tell(&options.common, &report::markdown(options, &limits, &runs))
}

async fn sync(options: &SyncOptions) -> anyhow::Result<()> {
    ensure!(options.members.is_sorted_by(|a, b| a < b), "--members must grow");
    std::fs::create_dir_all(&options.common.scratch)?;
    let mut runs = Vec::new();
    for database in &options.databases {
        runs.push(vault::run(options, database).await.with_context(|| format!("measuring on {database}"))?);
    }
    tell(&options.common, &vault::report::markdown(options, &runs))
}

async fn console(options: &ConsoleOptions) -> anyhow::Result<()> {
    let members = for_each(&options.databases, &options.members)?;
    ensure!(members.iter().all(|count| *count <= 100_000), "--members must not be above 100k");
    std::fs::create_dir_all(&options.common.scratch)?;
    let mut runs = Vec::new();
    for (database, members) in options.databases.iter().zip(members) {
        runs.push(console::run(options, database, members).await.with_context(|| format!("measuring on {database}"))?);
    }
    tell(&options.common, &console::report::markdown(options, &runs))
}

/// The number for each of the databases: its own, or the one for all of them.
fn for_each(databases: &[String], members: &[usize]) -> anyhow::Result<Vec<usize>> {
    if let [one] = members {
        return Ok(vec![*one; databases.len()]);
    }
    ensure!(members.len() == databases.len(), "--members must be one number, or one for each --database");
    Ok(members.to_vec())
}

/// The heading of what people wrote below the figures of a part.
const NOTES: &str = "\n## What holds the missed aims\n";

/// Prints a report, and writes it in place of the part of the file that has the same title.
fn tell(options: &Common, report: &str) -> anyhow::Result<()> {
    print!("{report}");
    let Some(output) = &options.output else { return Ok(()) };
    let earlier = std::fs::read_to_string(output).unwrap_or_default();
    std::fs::write(output, with_part(&earlier, report)).with_context(|| output.display().to_string())
}

/// The text with this part, which begins with a title, in place of the one with the same title, or at the end. The notes of
/// the one whose place it takes stay.
fn with_part(text: &str, part: &str) -> String {
    let title = part.lines().next().unwrap_or_default();
    let mut parts: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.starts_with("# ") || parts.is_empty() {
            parts.push(String::new());
        }
        if let Some(last) = parts.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    match parts.iter_mut().find(|known| known.lines().next() == Some(title)) {
        Some(known) => {
            let notes = known.find(NOTES).and_then(|at| known.get(at..)).unwrap_or_default();
            *known = format!("{}\n{notes}", part.trim_end());
        }
        None => parts.push(part.to_owned()),
    }
    let parts: Vec<&str> = parts.iter().map(|part| part.trim_end()).collect();
    format!("{}\n", parts.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_takes_the_place_of_its_older_self() {
        let text = "# One\n\nfirst\n\n## More\n\n# Two\n\nsecond\n";
        assert_eq!(with_part(text, "# One\nnew\n"), "# One\nnew\n\n# Two\n\nsecond\n");
        assert_eq!(with_part(text, "# Three\nnew\n"), format!("{text}\n# Three\nnew\n"));
        assert_eq!(with_part("", "# One\nnew\n"), "# One\nnew\n");
    }

    #[test]
    fn notes_below_a_part_stay() {
        let notes = "## What holds the missed aims\n\nThe disk.\n\n### And\n\nmore.\n";
        let text = format!("# One\n\nfirst\n\n{notes}\n# Two\n\nsecond\n");
        assert_eq!(with_part(&text, "# One\nnew\n"), format!("# One\nnew\n\n{notes}\n# Two\n\nsecond\n"));
        assert_eq!(with_part(&text, "# Two\nnew\n"), format!("# One\n\nfirst\n\n{notes}\n# Two\nnew\n"));
    }

    #[test]
    fn each_database_has_its_number_of_members() {
        let databases = ["sqlite", "postgres"].map(str::to_owned);
        assert_eq!(for_each(&databases, &[1_000]).unwrap(), [1_000, 1_000]);
        assert_eq!(for_each(&databases, &[1_000, 100]).unwrap(), [1_000, 100]);
        assert!(for_each(&databases[..1], &[1_000, 100]).is_err());
        assert!(for_each(&databases, &[]).is_err());
    }

    #[test]
    fn numbers_have_units() {
        assert_eq!(number("1000").unwrap(), 1_000);
        assert_eq!(number("10k").unwrap(), 10_000);
        assert_eq!(number("1M").unwrap(), 1_000_000);
        for wrong in ["", "k", "1.5k", "10", "99M", "-1k"] {
            assert!(number(wrong).is_err(), "{wrong}");
        }
    }
}
