//! E: one member into a group and out of it again, with groups of very different sizes.

use std::cell::RefCell;
use std::rc::Rc;

use super::Bench;
use crate::load::{self, Turn};
use crate::requests::{Request, add_members, create, create_group, id_of, remove_member};

/// The groups that are measured, and members that are in none of them.
pub(super) struct Groups {
    /// Ten members, whatever the size of the organization.
    pub(super) small: Group,
    /// Every member but the spare ones.
    large: Group,
    in_large: usize,
}

/// A group, and one spare member for each connection: the connection puts its own member in and takes it out by turns,
/// so that every request is a change.
#[derive(Clone)]
pub(super) struct Group {
    id: String,
    spare: Rc<Vec<String>>,
    /// Which of the spare members are in it.
    is_in: Rc<RefCell<Vec<bool>>>,
}

/// Numbers of spare members start here, above all others.
const FIRST_SPARE: usize = 99_000_000;
/// What an identity provider sends at once at most.
const MEMBERS_PER_PATCH: usize = 1_000;

impl Groups {
    /// Creates two empty groups and the spare members.
    pub(super) async fn new(bench: &Bench) -> anyhow::Result<Self> {
        let spare = (0..bench.connections()).map(|number| create(FIRST_SPARE + number)).collect();
        let spare = Rc::new(created(bench, spare).await?);
        let groups = created(bench, ["small", "large"].map(create_group).into()).await?;
        let [small, large] = <[String; 2]>::try_from(groups).map_err(|_| anyhow::anyhow!("two groups"))?;
        let group = |id| Group { id, spare: Rc::clone(&spare), is_in: Rc::new(RefCell::new(vec![false; spare.len()])) };
        Ok(Self { small: group(small), large: group(large), in_large: 0 })
    }

    /// Fills the groups and measures both.
    pub(super) async fn measure(&mut self, bench: &mut Bench) -> anyhow::Result<()> {
        let members = bench.ids.borrow().clone();
        if self.in_large == 0 {
            send(bench, vec![add_members(&self.small.id, members.get(..10).unwrap_or(&members))]).await?;
        }
        let new = members.get(self.in_large..).unwrap_or_default();
        let requests = new.chunks(MEMBERS_PER_PATCH).map(|chunk| add_members(&self.large.id, chunk)).collect();
        send(bench, requests).await?;
        self.in_large = members.len();

        let (connections, count) = (bench.connections(), bench.count(500, 5_000));
        for (label, group) in [("E member, group of 10", &self.small), ("E member, group of all", &self.large)] {
            bench.phase(label, connections, count, group.in_and_out()).await?;
        }
        Ok(())
    }
}

impl Group {
    /// The connection's next request: its member goes in, or out again.
    pub(super) fn in_and_out(&self) -> impl Fn(Turn) -> Request + 'static {
        let group = self.clone();
        move |turn| {
            let mut is_in = group.is_in.borrow_mut();
            let was_in = is_in.get_mut(turn.connection).is_some_and(|now| std::mem::replace(now, !*now));
            let id = group.spare.get(turn.connection).map(String::as_str).unwrap_or_default();
            if was_in { remove_member(&group.id, id) } else { add_members(&group.id, &[id.to_owned()]) }
        }
    }
}

/// Sends requests one after the other; each must succeed. Answers the ids of what was created.
async fn created(bench: &Bench, requests: Vec<Request>) -> anyhow::Result<Vec<String>> {
    let count = requests.len();
    let requests = RefCell::new(requests.into_iter());
    let ids: Rc<RefCell<Vec<String>>> = Rc::default();
    let seen = {
        let ids = Rc::clone(&ids);
        move |_: Turn, body: &[u8]| ids.borrow_mut().extend(id_of(body))
    };
    let make = move |_: Turn| requests.borrow_mut().next().unwrap_or_else(|| Request::get("/".to_owned()));
    let measured = load::run(&bench.service, &bench.process, 1, count, make, seen).await?;
    let lost = measured.first_error.as_deref().unwrap_or_default();
    anyhow::ensure!(measured.errors == 0, "{} requests failed; the first: {lost}", measured.errors);
    Ok(ids.take())
}

async fn send(bench: &Bench, requests: Vec<Request>) -> anyhow::Result<()> {
    created(bench, requests).await.map(drop)
}
