//! G: what a cycle of Entra ID is made of.

use std::cell::Cell;
use std::rc::Rc;

use super::groups::Groups;
use super::{Bench, pick, scattered};
use crate::load::Turn;
use crate::requests::{Key, create, find_group, get_user, look_up, set_active, set_display_name};

/// Numbers of members created by the mix start here, below the spare ones.
const FIRST_CREATED: usize = 90_000_000;
/// Entra ID works with few requests at a time.
const CONNECTIONS: usize = 8;

impl Bench {
    /// Of 20 requests: 8 look-ups by userName that hit and 2 that miss, 3 gets, 2 changes of displayName, 1 of active,
    /// 1 look-up of a group, 2 of a member going into it or out of it, 1 create.
    pub(super) async fn mix(&mut self, groups: &Groups) -> anyhow::Result<()> {
        let ids = Rc::clone(&self.ids);
        let members = ids.borrow().len();
        let in_and_out = groups.small.in_and_out();
        let created = Cell::new(members); // differs at each size, so that no name comes twice
        let make = move |turn: Turn| {
            let member = scattered(turn.index, members);
            match turn.index % 20 {
                0..8 => look_up(Key::UserName, member, true),
                8 | 9 => look_up(Key::UserName, member, false),
                10..13 => get_user(&pick(&ids, turn.index)),
                13 | 14 => set_display_name(&pick(&ids, turn.index), &format!("Renamed {}", turn.index)),
                // A member goes and comes back 20 requests later, so that both are changes.
                15 => set_active(&pick(&ids, turn.index / 40), turn.index % 40 == 35),
                16 => find_group("small"),
                17 | 18 => in_and_out(turn),
                _ => {
                    created.set(created.get() + 1);
                    create(FIRST_CREATED + created.get())
                }
            }
        };
        let count = self.count(1_000, 20_000);
        self.phase("G mix of Entra ID", CONNECTIONS.min(self.connections()), count, make).await
    }
}
