//! Many people sign in at once. Each sign-in is some tens of milliseconds of Argon2id, which nobody else should feel.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::Bench;
use super::fill::Fill;
use crate::http::Connection;
use crate::load::{self, Measurement, Turn};
use crate::person::Person;
use crate::requests::{Key, Request, look_up};

/// Connections that sign in, and that look up meanwhile.
const CONNECTIONS: usize = 8;

/// SCIM look-ups without a storm of sign-ins, in it, and after it.
pub(crate) struct Storm {
    pub(crate) before: Measurement,
    pub(crate) during: Measurement,
    pub(crate) after: Measurement,
    pub(crate) sign_ins: SignIns,
}

/// How the sign-ins went.
#[derive(Default)]
pub(crate) struct SignIns {
    pub(crate) elapsed: Duration,
    pub(crate) latencies: Vec<Duration>,
    pub(crate) first_error: Option<String>,
}

impl Bench {
    pub(super) async fn storm(&self, fill: &Fill) -> anyhow::Result<Storm> {
        let before = self.look_up(fill).await?;
        let over = Rc::new(Cell::new(false));
        let sign_ins = Rc::new(RefCell::new(SignIns::default()));
        let started = Instant::now();
        let mut people = JoinSet::new();
        for device in 1..=CONNECTIONS {
            let (service, request) = (Person::door(&self.api), self.person.sign_in(device));
            let (over, sign_ins) = (Rc::clone(&over), Rc::clone(&sign_ins));
            people.spawn_local(async move {
                let bytes = service.bytes(&request);
                let mut connection = Connection::new(service.address);
                while !over.get() {
                    let sent = Instant::now();
                    let outcome = sign_in(&mut connection, &request, &bytes).await;
                    let mut sign_ins = sign_ins.borrow_mut();
                    sign_ins.latencies.push(sent.elapsed());
                    if let Err(error) = outcome {
                        sign_ins.first_error.get_or_insert(error);
                    }
                }
            });
        }
        let during = self.look_up(fill).await?;
        over.set(true);
        while people.join_next().await.is_some() {}
        let mut sign_ins = sign_ins.take();
        sign_ins.elapsed = started.elapsed();
        if let Some(error) = &sign_ins.first_error {
            eprintln!("         a sign-in failed: {error}");
        }
        let after = self.look_up(fill).await?;
        Ok(Storm { before, during, after, sign_ins })
    }

    async fn look_up(&self, fill: &Fill) -> anyhow::Result<Measurement> {
        let members = fill.members;
        let make = move |turn: Turn| look_up(Key::UserName, turn.index.wrapping_mul(2_654_435_761) % members, true);
        let count = self.count(5_000, 50_000);
        let measured = load::run(&self.scim, &self.process, CONNECTIONS, count, make, |_, _| ()).await?;
        eprintln!("SCIM look-ups: {:.0}/s, p99 {:?}", measured.rate(), measured.percentile(99));
        Ok(measured)
    }
}

async fn sign_in(connection: &mut Connection, request: &Request, bytes: &[u8]) -> Result<(), String> {
    let answer = connection.exchange(bytes).await.map_err(|error| error.to_string())?;
    request.judge(answer.status, answer.body)
}
