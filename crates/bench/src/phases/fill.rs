//! A: members are created until there are enough; the last ones are measured.

use std::rc::Rc;

use super::Bench;
use crate::load::{self, Measurement, Turn};
use crate::requests::{create, id_of};

impl Bench {
    /// Creates members up to this number. What it returns covers all of them; phase A is the last of them alone, so that
    /// it tells what a create costs at this size.
    pub(super) async fn fill(&mut self, members: usize) -> anyhow::Result<Measurement> {
        let missing = members.saturating_sub(self.ids.borrow().len());
        let sample = missing.min(self.count(1_000, 5_000));
        let mut all = self.create(missing - sample).await?;
        let last = self.create(sample).await?;
        all.requests += last.requests;
        all.errors += last.errors;
        all.elapsed += last.elapsed;
        all.cpu += last.cpu;
        all.latencies.extend(&last.latencies);
        self.keep("A create", last);
        Ok(all)
    }

    async fn create(&mut self, count: usize) -> anyhow::Result<Measurement> {
        let start = self.ids.borrow().len();
        self.ids.borrow_mut().resize(start + count, String::new());
        let ids = Rc::clone(&self.ids);
        let seen = move |turn: Turn, body: &[u8]| {
            if let (Some(id), Some(place)) = (id_of(body), ids.borrow_mut().get_mut(start + turn.index)) {
                *place = id;
            }
        };
        let make = move |turn: Turn| create(start + turn.index);
        let measured = load::run(&self.service, &self.process, self.connections(), count, make, seen).await?;
        let lost = measured.first_error.as_deref().unwrap_or_default();
        anyhow::ensure!(measured.errors == 0, "{} creates failed; the first: {lost}", measured.errors);
        Ok(measured)
    }
}
