//! The client API: the sync at growing numbers of members, and SCIM while others sign in.

mod fill;
pub(crate) mod report;
mod storm;

use std::path::Path;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use self::fill::Fill;
use self::storm::Storm;
use crate::SyncOptions;
use crate::api::Api;
use crate::demo::{WITHOUT_MAILS, demo};
use crate::load::{self, Measurement, Turn};
use crate::person::Person;
use crate::process::Process;
use crate::requests::{Request, Service};

/// Items that the person sees.
const SEEN: usize = 200;

/// Everything measured on one engine.
pub(crate) struct Run {
    pub(crate) engine: &'static str,
    pub(crate) sizes: Vec<Size>,
    pub(crate) storm: Storm,
}

/// Everything measured at one number of members.
pub(crate) struct Size {
    pub(crate) members: usize,
    pub(crate) collections: usize,
    pub(crate) items: usize,
    /// Bytes of the sync's answer.
    pub(crate) bytes: usize,
    pub(crate) phases: Vec<(&'static str, Measurement)>,
    /// MB, after all phases.
    pub(crate) resident: f64,
}

impl Size {
    pub(crate) fn phase(&self, label: &str) -> Option<&Measurement> {
        self.phases.iter().find(|(known, _)| *known == label).map(|(_, measurement)| measurement)
    }
}

/// A server, the person, and how much there is.
struct Bench {
    options: SyncOptions,
    process: Process,
    scim: Service,
    api: Api,
    person: Person,
    organization: String,
}

/// Measures at all sizes on one database, which must be empty.
pub(crate) async fn run(options: &SyncOptions, database: &str) -> anyhow::Result<Run> {
    let data = options.common.scratch.join(format!("data-{}", std::process::id()));
    std::fs::create_dir_all(&data)?;
    let run = run_in(options, database, &data).await;
    if run.is_ok() {
        std::fs::remove_dir_all(&data)?;
    } // else what it wrote is kept, to look at
    run
}

async fn run_in(options: &SyncOptions, database: &str, data: &Path) -> anyhow::Result<Run> {
    let engine = if database == "sqlite" { "SQLite" } else { "PostgreSQL" };
    let (process, ready) = demo(&options.common, database, data, &WITHOUT_MAILS)?;
    let nobody = Api::new(Service::new(ready.text("/consoleUrl")?, "")?.speaking("application/json", ""));
    let text = |name: &str| ready.text(&format!("/organizations/0/{name}"));
    let person = Person::new(&nobody, text("ownerEmail")?, text("ownerPassword")?).await?;
    let api = person.api(&nobody).await?;
    let organization = text("id")?.to_owned();
    let mut bench = Bench { options: options.clone(), process, scim: ready.scim()?, api, person, organization };
    let mut fill = Fill::default();
    let mut sizes = Vec::new();
    for members in options.members.iter().copied() {
        bench.set_access_to_all(true).await?;
        bench.fill(&mut fill, members).await?;
        bench.set_access_to_all(false).await?;
        sizes.push(bench.measure(&fill).await?);
    }
    let storm = bench.storm(&fill).await?;
    bench.process.stop()?;
    Ok(Run { engine, sizes, storm })
}

impl Bench {
    fn count(&self, quick: usize, full: usize) -> usize {
        if self.options.common.quick { quick } else { full }
    }

    /// Whether owners reach every collection: they do while it is filled, and see what they were given while it is measured.
    async fn set_access_to_all(&self, all: bool) -> anyhow::Result<()> {
        let body = json!({
            "limitCollectionCreation": false,
            "limitCollectionDeletion": false,
            "limitItemDeletion": false,
            "allowAdminAccessToAllCollectionItems": all,
        });
        let path = format!("/api/organizations/{}/collection-management", self.organization);
        self.api.json(Request::new("PUT", path, Some(&body), &[200])).await.map(drop)
    }

    async fn measure(&self, fill: &Fill) -> anyhow::Result<Size> {
        let sync = || Request::get("/api/sync?excludeDomains=true".to_owned());
        let vault = self.api.json(sync()).await?;
        let seen = vault.get("ciphers").and_then(Value::as_array).context("no items")?.len();
        ensure!(seen == SEEN, "the person sees {seen} items instead of {SEEN}");
        let date = || Request::get("/api/accounts/revision-date".to_owned());
        let mut phases = Vec::new();
        for (label, connections, count, of_sync) in [
            ("sync, one at a time", 1, self.count(100, 1_000), true),
            ("sync, 8 connections", 8, self.count(200, 2_000), true),
            ("revision date, 8 connections", 8, self.count(1_000, 10_000), false),
        ] {
            let make = move |_: Turn| if of_sync { sync() } else { date() };
            let measured = load::run(&self.api.service, &self.process, connections, count, make, |_, _| ()).await?;
            let (rate, cpu) = (measured.rate(), measured.cpu_per_request());
            eprintln!("{:>8} members  {label:<32} {rate:>8.0}/s  {cpu:.3} ms CPU", fill.members);
            if let Some(error) = &measured.first_error {
                eprintln!("         {} errors; the first: {error}", measured.errors);
            }
            phases.push((label, measured));
        }
        Ok(Size {
            members: fill.members,
            collections: fill.collections.len(),
            items: fill.items,
            bytes: vault.to_string().len(),
            phases,
            resident: self.process.resident()?,
        })
    }
}
