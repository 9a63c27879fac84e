//! The phases A to G, at each size.

mod fill;
mod groups;
mod mix;

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use anyhow::ensure;

use crate::Options;
use crate::demo::{WITHOUT_MAILS, demo};
use crate::http::Connection;
use crate::load::{self, Measurement, Turn};
use crate::process::Process;
use crate::requests::{Key, Request, Service, get_user, look_up, page, set_active};

/// Everything measured on one engine.
pub(crate) struct Run {
    pub(crate) engine: &'static str,
    pub(crate) sizes: Vec<Size>,
}

/// Everything measured at one number of members.
pub(crate) struct Size {
    pub(crate) members: usize,
    /// In the order of measuring, by label.
    pub(crate) phases: Vec<(String, Measurement)>,
    /// All creates since the size before.
    pub(crate) fill: Measurement,
    /// MB, after all phases.
    pub(crate) resident: f64,
    /// From starting the program on these data until its first answer.
    pub(crate) start: Duration,
}

impl Size {
    /// The phase of this label.
    pub(crate) fn phase(&self, label: &str) -> Option<&Measurement> {
        self.phases.iter().find(|(known, _)| known == label).map(|(_, measurement)| measurement)
    }
}

/// A server and what is known of its data.
struct Bench {
    options: Options,
    process: Process,
    service: Service,
    /// Ids of the members, by number.
    ids: Rc<RefCell<Vec<String>>>,
    phases: Vec<(String, Measurement)>,
}

/// Measures all phases at all sizes on one database, which must be empty.
pub(crate) async fn run(options: &Options, database: &str) -> anyhow::Result<Run> {
    let data = options.common.scratch.join(format!("data-{}", std::process::id()));
    std::fs::create_dir_all(&data)?;
    let run = run_in(options, database, &data).await;
    if run.is_ok() {
        std::fs::remove_dir_all(&data)?;
    } // else what it wrote is kept, to look at
    run
}

async fn run_in(options: &Options, database: &str, data: &Path) -> anyhow::Result<Run> {
    let engine = if database == "sqlite" { "SQLite" } else { "PostgreSQL" };
    let (process, service, _) = start(options, database, data).await?;
    let mut bench = Bench { options: options.clone(), process, service, ids: Rc::default(), phases: Vec::new() };
    let mut groups = groups::Groups::new(&bench).await?;
    let mut sizes = Vec::new();
    for members in options.members.iter().copied() {
        let fill = bench.fill(members).await?;
        bench.reads().await?;
        bench.active().await?;
        groups.measure(&mut bench).await?;
        bench.pages(members).await?;
        bench.mix(&groups).await?;
        let resident = bench.process.resident()?;
        bench.process.stop()?;
        let (process, service, start) = start(options, database, data).await?;
        (bench.process, bench.service) = (process, service);
        let phases = std::mem::take(&mut bench.phases);
        sizes.push(Size { members, phases, fill, resident, start });
    }
    bench.process.stop()?;
    Ok(Run { engine, sizes })
}

/// Starts the demo on these data and waits for its first answer to a SCIM request.
async fn start(options: &Options, database: &str, data: &Path) -> anyhow::Result<(Process, Service, Duration)> {
    let (process, ready) = demo(&options.common, database, data, &WITHOUT_MAILS)?;
    let service = ready.scim()?;
    let request = service.bytes(&Request::get("/Users?count=1".to_owned()));
    let status = Connection::new(service.address).exchange(&request).await?.status;
    ensure!(status == 200, "the first answer was {status}");
    let elapsed = process.started().elapsed();
    Ok((process, service, elapsed))
}

impl Bench {
    fn connections(&self) -> usize {
        usize::from(self.options.connections)
    }

    fn count(&self, quick: usize, full: usize) -> usize {
        if self.options.common.quick { quick } else { full }
    }

    /// Runs a phase and keeps what was measured under this label.
    async fn phase(
        &mut self,
        label: &str,
        connections: usize,
        count: usize,
        make: impl Fn(Turn) -> Request + 'static,
    ) -> anyhow::Result<()> {
        let measured = load::run(&self.service, &self.process, connections, count, make, |_, _| ()).await?;
        self.keep(label, measured);
        Ok(())
    }

    fn keep(&mut self, label: &str, measured: Measurement) {
        let (rate, cpu) = (measured.rate(), measured.cpu_per_request());
        let members = self.ids.borrow().len();
        eprintln!("{members:>8} members  {label:<32} {rate:>8.0}/s  {cpu:.3} ms CPU  {} errors", measured.errors);
        if let Some(error) = &measured.first_error {
            eprintln!("         first error: {error}");
        }
        self.phases.push((label.to_owned(), measured));
    }

    /// B and C.
    async fn reads(&mut self) -> anyhow::Result<()> {
        let (connections, count) = (self.connections(), self.count(1_000, 20_000));
        for (name, key) in [("userName", Key::UserName), ("externalId", Key::ExternalId), ("e-mail", Key::Email)] {
            for (outcome, hit) in [("hit", true), ("miss", false)] {
                let members = self.ids.borrow().len();
                let make = move |turn: Turn| look_up(key, scattered(turn.index, members), hit);
                self.phase(&format!("B look-up {name}, {outcome}"), connections, count, make).await?;
            }
        }
        let ids = Rc::clone(&self.ids);
        self.phase("C get", connections, count, move |turn| get_user(&pick(&ids, turn.index))).await
    }

    /// D: each of some members is made inactive, then each is made active again, so that every request is a change.
    async fn active(&mut self) -> anyhow::Result<()> {
        let half = self.count(500, 5_000);
        let ids = Rc::clone(&self.ids);
        // With fewer members than that, the same ones are switched several times over.
        let span = half.min(ids.borrow().len());
        let make = move |turn: Turn| set_active(&pick(&ids, turn.index % span), (turn.index / span) % 2 == 1);
        let count = half / span * span * 2;
        self.phase("D active", self.connections(), count, make).await
    }

    /// F: from the first page to the last, one after the other, until there are enough requests.
    async fn pages(&mut self, members: usize) -> anyhow::Result<()> {
        let pages = members.div_ceil(100);
        let passes = self.count(100, 1_000).div_ceil(pages);
        self.phase("F page of 100", 1, pages * passes, move |turn| page(turn.index % pages)).await?;
        let (first, last) = ((pages / 10).max(1), pages - (pages / 10).max(1));
        let share = self.count(50, 500);
        self.phase("F first tenth", 1, share, move |turn| page(turn.index % first)).await?;
        self.phase("F last tenth", 1, share, move |turn| page(last + turn.index % first)).await
    }
}

/// A member's number for a request: all over the range, in an order that no cache foresees.
fn scattered(index: usize, members: usize) -> usize {
    index.wrapping_mul(2_654_435_761) % members.max(1)
}

fn pick(ids: &RefCell<Vec<String>>, index: usize) -> String {
    let ids = ids.borrow();
    ids.get(scattered(index, ids.len())).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// D relies on it: as long as the factor and the number of members have no common divisor, the first `members`
    /// requests meet `members` different ones.
    #[test]
    fn scattered_numbers_do_not_meet() {
        for members in [100, 1_000, 10_000, 100_000, 1_000_000] {
            let seen: HashSet<_> = (0..members.min(10_000)).map(|index| scattered(index, members)).collect();
            assert_eq!(seen.len(), members.min(10_000));
        }
    }
}
