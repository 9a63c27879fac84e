//! The Admin Console: every page that an owner reads in a large organization.

mod assets;
mod browser;
mod fill;
mod pages;
pub(crate) mod report;

use std::cell::Cell;
use std::path::Path;
use std::process::Command;
use std::rc::Rc;

use anyhow::{Context, ensure};

use self::browser::Browser;
use self::fill::Fill;
use crate::ConsoleOptions;
use crate::api::Api;
use crate::demo::{Ready, demo};
use crate::load::{self, Measurement, Turn};
use crate::person::Person;
use crate::process::Process;
use crate::requests::{Request, Service};

/// Mails wait, as they do while a first import is on its way: nobody takes them at this port, and they are seldom tried.
const WAITING_MAILS: [&str; 6] = [
    "--smtp-host=127.0.0.1",
    "--smtp-port=9",
    "--smtp-security=none",
    "--mail-from=provost@demo.example",
    "--mail-rate=1",
    "--mail-transport=smtp",
];

/// Everything measured on one engine.
pub(crate) struct Run {
    engine: &'static str,
    fill: Fill,
    pages: Vec<Page>,
    /// Files of the first page, and their bytes.
    assets: (usize, usize),
    /// MB, after the start and after all pages.
    resident: (f64, f64),
}

/// A page.
struct Page {
    label: &'static str,
    /// Bytes of the last answer.
    bytes: usize,
    measured: Measurement,
}

/// Measures on one database, which must be empty, among so many members.
pub(crate) async fn run(options: &ConsoleOptions, database: &str, members: usize) -> anyhow::Result<Run> {
    let data = options.common.scratch.join(format!("data-{}", std::process::id()));
    std::fs::create_dir_all(&data)?;
    let run = run_in(options, database, members, &data).await;
    if run.is_ok() {
        std::fs::remove_dir_all(&data)?;
    } // else what it wrote is kept, to look at
    run
}

async fn run_in(options: &ConsoleOptions, database: &str, members: usize, data: &Path) -> anyhow::Result<Run> {
    let engine = if database == "sqlite" { "SQLite" } else { "PostgreSQL" };
    let mut bench = Bench::start(options, database, data).await?;
    let fill = bench.fill(members).await?;
    bench.process.stop()?;
    people_arrive(options, database, data, &fill)?;
    let bench = Bench::start(options, database, data).await?;
    let before = bench.process.resident()?;
    let mut pages = Vec::new();
    for (label, path) in bench.pages(&fill).await? {
        pages.push(bench.measure(label, &path).await?);
    }
    let assets = bench.browser.stranger().assets("/sign-in").await?;
    let resident = (before, bench.process.resident()?);
    let mut process = bench.process;
    process.stop()?;
    Ok(Run { engine, fill, pages, assets, resident })
}

/// Lets invited people accept, and be confirmed, while no server runs.
fn people_arrive(options: &ConsoleOptions, database: &str, data: &Path, fill: &Fill) -> anyhow::Result<()> {
    eprintln!("{} people accept, {} of them are confirmed", fill.accepting, fill.confirmed);
    let url = format!("sqlite:{}", data.join("provost.db").display());
    let mut command = Command::new(&options.arrivals);
    command.arg(data).arg(if database == "sqlite" { &url } else { database });
    command.args([fill.accepting, fill.confirmed].map(|count| count.to_string()));
    let status = command.status().with_context(|| format!("cannot start {}", options.arrivals.display()))?;
    ensure!(status.success(), "people did not arrive: {status}");
    Ok(())
}

/// A server, and its owner's browser.
struct Bench {
    options: ConsoleOptions,
    process: Process,
    scim: Service,
    api: Api,
    browser: Browser,
    organization: String,
}

impl Bench {
    async fn start(options: &ConsoleOptions, database: &str, data: &Path) -> anyhow::Result<Self> {
        let (process, ready) = demo(&options.common, database, data, &WAITING_MAILS)?;
        let text = |ready: &Ready, name: &str| ready.text(&format!("/organizations/0/{name}")).map(str::to_owned);
        let service = Service::new(ready.text("/consoleUrl")?, "")?.speaking("application/json", "");
        let nobody = Api::new(service);
        let person = Person::new(&nobody, &text(&ready, "ownerEmail")?, &text(&ready, "ownerPassword")?).await?;
        let token = person.token(&nobody).await?;
        let (api, browser) = (nobody.with(&token), Browser::new(&nobody.service, &token).await?);
        let organization = text(&ready, "id")?;
        Ok(Self { options: options.clone(), process, scim: ready.scim()?, api, browser, organization })
    }

    /// The path of a page of the organization.
    fn path(&self, rest: &str) -> String {
        format!("/organizations/{}{rest}", self.organization)
    }

    async fn measure(&self, label: &'static str, path: &str) -> anyhow::Result<Page> {
        let count = if self.options.common.quick { 5 } else { 100 };
        let bytes = Rc::new(Cell::new(0));
        let seen = Rc::clone(&bytes);
        let page = path.to_owned();
        let make = move |_: Turn| Request::get(page.clone());
        let see = move |_: Turn, body: &[u8]| seen.set(body.len());
        let measured = load::run(&self.browser.service, &self.process, 1, count, make, see).await?;
        if let Some(error) = &measured.first_error {
            eprintln!("         {} errors; the first: {error}", measured.errors);
        }
        let (p50, p99) = (measured.percentile(50), measured.percentile(99));
        eprintln!("{label:<48} p50 {p50:>10.2?}  p99 {p99:>10.2?}");
        Ok(Page { label, bytes: bytes.get(), measured })
    }
}
