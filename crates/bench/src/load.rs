//! Runs a number of requests over a number of connections and measures them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use tokio::task::JoinSet;

use crate::http::Connection;
use crate::process::Process;
use crate::requests::{Request, Service, id_of};

/// Which request is to be made: its number, and the connection that sends it.
#[derive(Clone, Copy)]
pub(crate) struct Turn {
    pub(crate) index: usize,
    pub(crate) connection: usize,
}

/// What happened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Measurement {
    pub(crate) requests: usize,
    /// Answers that were not the expected ones, and the first of them.
    pub(crate) errors: usize,
    pub(crate) first_error: Option<String>,
    pub(crate) elapsed: Duration,
    /// The server's CPU time.
    pub(crate) cpu: Duration,
    /// Of each request, in the order of the answers.
    pub(crate) latencies: Vec<Duration>,
}

impl Measurement {
    pub(crate) fn rate(&self) -> f64 {
        ratio(self.requests, 1) / self.elapsed.as_secs_f64()
    }

    /// Milliseconds of the server's CPU for a request.
    pub(crate) fn cpu_per_request(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e3 / ratio(self.requests, 1)
    }

    /// The latency below which this share of the requests stayed.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        percentile(&self.latencies, percent)
    }

    /// Median of the last tenth of the requests in terms of the first tenth's.
    pub(crate) fn drift(&self) -> f64 {
        let tenth = (self.latencies.len() / 10).max(1);
        let first = percentile(self.latencies.get(..tenth).unwrap_or_default(), 50);
        let last = percentile(self.latencies.get(self.latencies.len().saturating_sub(tenth)..).unwrap_or_default(), 50);
        last.as_secs_f64() / first.as_secs_f64()
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of requests are far below 2^52")]
pub(crate) fn ratio(numerator: usize, denominator: usize) -> f64 {
    numerator as f64 / denominator as f64
}

fn percentile(latencies: &[Duration], percent: usize) -> Duration {
    let mut sorted = latencies.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(rank).copied().unwrap_or_default()
}

type Make = Box<dyn Fn(Turn) -> Request>;
type Seen = Box<dyn Fn(Turn, &[u8])>;

/// The work of all connections.
struct Job {
    count: usize,
    next: Cell<usize>,
    make: Make,
    seen: Seen,
    result: RefCell<Measurement>,
}

/// Sends `count` requests. `make` builds each one, `seen` gets the body of each expected answer.
pub(crate) async fn run(
    service: &Service,
    process: &Process,
    connections: usize,
    count: usize,
    make: impl Fn(Turn) -> Request + 'static,
    seen: impl Fn(Turn, &[u8]) + 'static,
) -> anyhow::Result<Measurement> {
    let result = Measurement { latencies: Vec::with_capacity(count), ..Measurement::default() };
    let (make, seen): (Make, Seen) = (Box::new(make), Box::new(seen));
    let job = Rc::new(Job { count, next: Cell::new(0), make, seen, result: RefCell::new(result) });
    let before = process.cpu()?;
    let started = Instant::now();
    let mut workers = JoinSet::new();
    for connection in 0..connections {
        workers.spawn_local(work(Rc::clone(&job), service.clone(), connection));
    }
    while let Some(worker) = workers.join_next().await {
        worker?;
    }
    let elapsed = started.elapsed();
    let cpu = process.cpu()?.saturating_sub(before);
    let mut result = job.result.take();
    result.elapsed = elapsed;
    result.cpu = cpu;
    Ok(result)
}

/// Connections that fill.
const FILLING: usize = 32;

/// Sends requests that make things, and answers the ids of these in the order of the requests. Each must succeed.
pub(crate) async fn make(
    service: &Service,
    process: &Process,
    count: usize,
    make: impl Fn(Turn) -> Request + 'static,
) -> anyhow::Result<Vec<String>> {
    let ids = Rc::new(RefCell::new(vec![String::new(); count]));
    let found = Rc::clone(&ids);
    let seen = move |turn: Turn, body: &[u8]| {
        if let (Some(id), Some(place)) = (id_of(body), found.borrow_mut().get_mut(turn.index)) {
            *place = id;
        }
    };
    let measured = run(service, process, FILLING, count, make, seen).await?;
    let lost = measured.first_error.as_deref().unwrap_or_default();
    ensure!(measured.errors == 0, "{} of {count} failed; the first: {lost}", measured.errors);
    Ok(ids.take())
}

async fn work(job: Rc<Job>, service: Service, connection: usize) {
    let mut link = Connection::new(service.address);
    loop {
        let index = job.next.get();
        if index >= job.count {
            return;
        }
        job.next.set(index + 1);
        let turn = Turn { index, connection };
        let request = (job.make)(turn);
        let bytes = service.bytes(&request);
        let started = Instant::now();
        let outcome = match link.exchange(&bytes).await {
            Ok(answer) => request.judge(answer.status, answer.body).map(|()| (job.seen)(turn, answer.body)),
            Err(error) => Err(format!("{} {}: {error}", request.method, request.path)),
        };
        let latency = started.elapsed();
        let mut result = job.result.borrow_mut();
        result.requests += 1;
        result.latencies.push(latency);
        if let Err(error) = outcome {
            result.errors += 1;
            result.first_error.get_or_insert(error);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_and_drift() {
        let latencies: Vec<_> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(percentile(&latencies, 50), Duration::from_millis(50));
        assert_eq!(percentile(&latencies, 99), Duration::from_millis(99));
        assert_eq!(percentile(&latencies, 100), Duration::from_millis(100));
        let measurement = Measurement { latencies, ..Measurement::default() };
        assert!((measurement.drift() - 95.0 / 5.0).abs() < 1e-9);
    }
}
