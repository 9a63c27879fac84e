//! The ledger of an organization: its counters, its place in the event chain, and its newest id.

use crate::{
    ChainHash, Entropy, Member, MemberRole, MemberStatus, Organization, OrganizationId, Refusal, StatusCounts,
    Timestamp,
};
use uuid::Uuid;

/// One row per organization, locked by every command that changes it. Rules over several rows (seats, last owner) read
/// it instead of counting rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// Whose ledger it is.
    pub organization_id: OrganizationId,
    /// Number of the newest event; events are numbered from 1 without gaps.
    pub sequence: i64,
    /// Hash of the newest event.
    pub head: ChainHash,
    /// Members, in every status.
    pub members: i64,
    /// Members ever removed: positions remembered for paging hold while it stands still.
    pub members_removed: i64,
    /// Groups.
    pub groups: i64,
    /// Groups ever removed.
    pub groups_removed: i64,
    /// Members who take a seat.
    pub occupied_seats: i64,
    /// Owners who are confirmed.
    pub confirmed_owners: i64,
    /// Members by status.
    pub people: StatusCounts,
    /// The greatest id given out, so that ids of an organization only grow, whatever the clocks of its servers do.
    pub last_id: Uuid,
}

impl Ledger {
    /// The ledger of an organization that has nothing yet.
    pub const fn new(organization_id: OrganizationId) -> Self {
        Self {
            organization_id,
            sequence: 0,
            head: ChainHash::START,
            members: 0,
            members_removed: 0,
            groups: 0,
            groups_removed: 0,
            occupied_seats: 0,
            confirmed_owners: 0,
            people: StatusCounts::NONE,
            last_id: Uuid::nil(),
        }
    }

    /// The next id: a UUID v7 of this moment, greater than every id given before, so that the order of ids is the order
    /// of creation.
    pub fn next_id(&mut self, now: Timestamp, entropy: &Entropy) -> Uuid {
        let millis = u64::try_from(now.micros() / 1000).unwrap_or(0);
        let fresh = uuid::Builder::from_unix_timestamp_millis(millis, &entropy.bytes()).into_uuid();
        self.last_id = if fresh > self.last_id { fresh } else { successor(self.last_id) };
        self.last_id
    }

    /// Counts a member who joins.
    pub fn add_member(&mut self, member: &Member) {
        self.members += 1;
        self.enter(member.status, member.role);
    }

    /// Counts a member who is removed for good.
    pub fn remove_member(&mut self, member: &Member) {
        self.members -= 1;
        self.members_removed += 1;
        self.leave(member.status, member.role);
    }

    /// Counts nobody and nothing any more: the organization ends.
    pub const fn empty(&mut self) {
        self.members_removed += self.members;
        self.groups_removed += self.groups;
        self.members = 0;
        self.groups = 0;
        self.occupied_seats = 0;
        self.confirmed_owners = 0;
        self.people = StatusCounts::NONE;
    }

    /// Counts a member of this role who is now in this status.
    pub(crate) fn enter(&mut self, status: MemberStatus, role: MemberRole) {
        self.people.add(status, 1);
        self.occupied_seats += i64::from(status.occupies_seat());
        self.confirmed_owners += i64::from(is_confirmed_owner(status, role));
    }

    /// Counts a member of this role who is in this status no longer.
    pub(crate) fn leave(&mut self, status: MemberStatus, role: MemberRole) {
        self.people.add(status, -1);
        self.occupied_seats -= i64::from(status.occupies_seat());
        self.confirmed_owners -= i64::from(is_confirmed_owner(status, role));
    }

    /// Refuses where a further member would find no seat.
    pub fn require_seat(&self, organization: &Organization) -> Result<(), Refusal> {
        match organization.seats {
            Some(seats) if self.occupied_seats >= seats => Err(Refusal::NoSeatLeft { seats }),
            _ => Ok(()),
        }
    }

    /// Refuses to take access from the last confirmed owner.
    pub fn require_another_owner(&self, member: &Member) -> Result<(), Refusal> {
        if is_confirmed_owner(member.status, member.role) && self.confirmed_owners <= 1 {
            return Err(Refusal::LastConfirmedOwner);
        }
        Ok(())
    }
}

const fn is_confirmed_owner(status: MemberStatus, role: MemberRole) -> bool {
    matches!((status, role), (MemberStatus::Confirmed, MemberRole::Owner))
}

/// The next UUID in order that is still a v7: a carry out of the random bits goes into the time.
fn successor(id: Uuid) -> Uuid {
    const RANDOM_BITS: u128 = (1 << 62) - 1;
    const MILLIS: u128 = 1 << 80;
    let value = id.as_u128();
    if value & RANDOM_BITS == RANDOM_BITS {
        Uuid::from_u128((value & !RANDOM_BITS) + MILLIS)
    } else {
        Uuid::from_u128(value + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_goes_back() {
        let mut ledger = Ledger::new(OrganizationId::from_uuid(Uuid::nil()));
        let entropy = Entropy::seeded(7);
        let mut last = Uuid::nil();
        for micros in [5_000_000, 5_000_000, 4_000_000, 5_001_000, 0, -9] {
            let next = ledger.next_id(Timestamp::from_micros(micros), &entropy);
            assert!(next > last);
            assert_eq!(next.get_version_num(), 7);
            last = next;
        }
    }

    #[test]
    fn a_carry_keeps_version_and_variant() {
        let full = Uuid::parse_str("0199f6a0-7c00-7000-bfff-ffffffffffff").unwrap();
        let next = successor(full);
        assert_eq!(next.to_string(), "0199f6a0-7c01-7000-8000-000000000000");
        assert_eq!((next.get_version_num(), next.get_variant()), (7, uuid::Variant::RFC4122));
    }
}
