//! Whatever happens to the members of an organization, in whatever order, status and counters follow a small model.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use domain::{
    Authority, CaseInsensitiveText, EmailAddress, Ledger, Member, MemberId, MemberProfile, MemberRole, MemberStatus,
    NewMember, Organization, OrganizationId, Origin, Refusal, RevocationReason, Timestamp,
};
use proptest::prelude::*;
use std::time::Duration;
use uuid::Uuid;

#[derive(Debug, Clone, Copy)]
enum Step {
    Provision { active: bool },
    Revoke(usize),
    Restore(usize),
    Remove(usize),
    Confirm { member: usize, owner: bool },
    Wait,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => any::<bool>().prop_map(|active| Step::Provision { active }),
        2 => (0..6_usize).prop_map(Step::Revoke),
        2 => (0..6_usize).prop_map(Step::Restore),
        1 => (0..6_usize).prop_map(Step::Remove),
        1 => (0..6_usize, any::<bool>()).prop_map(|(member, owner)| Step::Confirm { member, owner }),
        1 => Just(Step::Wait),
    ]
}

fn profile(number: usize) -> MemberProfile {
    MemberProfile {
        user_name: CaseInsensitiveText::new(format!("u{number}@example.com")),
        email: EmailAddress::parse(&format!("u{number}@example.com")).unwrap(),
        other_email_keys: Vec::new(),
        external_id: None,
        display_name: None,
        attributes: None,
    }
}

const STATUSES: [MemberStatus; 5] = [
    MemberStatus::Staged,
    MemberStatus::Invited,
    MemberStatus::Accepted,
    MemberStatus::Confirmed,
    MemberStatus::Revoked,
];

/// What the model remembers of a member: the status, the one before a revocation, and the role.
type Modelled = (MemberStatus, Option<MemberStatus>, MemberRole);

fn seats(model: &[Modelled]) -> i64 {
    model.iter().filter(|(status, ..)| matches!(status.number(), 0..=2)).count().try_into().unwrap()
}

fn owners(model: &[Modelled]) -> i64 {
    let confirmed = |m: &&Modelled| m.0 == MemberStatus::Confirmed && m.2 == MemberRole::Owner;
    model.iter().filter(confirmed).count().try_into().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn status_and_counters_follow_the_model(
        steps in prop::collection::vec(step(), 1..40),
        limit in prop::option::of(0..4_i64),
        invites in any::<bool>(),
    ) {
        let mut now = Timestamp::from_micros(1_000_000);
        let mut organization = Organization::new(OrganizationId::from_uuid(Uuid::from_u128(1)), "Model", now).unwrap();
        organization.seats = limit;
        organization.scim.invite_users_after_provisioning = invites;
        let joined = if invites { MemberStatus::Invited } else { MemberStatus::Staged };
        let mut ledger = Ledger::new(organization.id);
        let (mut members, mut model): (Vec<Member>, Vec<Modelled>) = (Vec::new(), Vec::new());
        for (number, step) in steps.into_iter().enumerate() {
            let full = limit.is_some_and(|limit| seats(&model) >= limit);
            match step {
                Step::Provision { active } => {
                    let new = NewMember { profile: profile(number), active, origin: Origin::Scim };
                    let id = MemberId::from_uuid(Uuid::from_u128(number as u128));
                    let made = Member::provision(new, id, &organization, &mut ledger, now);
                    if active && joined.occupies_seat() && full {
                        prop_assert_eq!(made, Err(Refusal::NoSeatLeft { seats: limit.unwrap() }));
                    } else {
                        members.push(made.unwrap());
                        let revoked = (MemberStatus::Revoked, Some(joined), MemberRole::User);
                        model.push(if active { (joined, None, MemberRole::User) } else { revoked });
                    }
                }
                Step::Revoke(index) if index < members.len() => {
                    let (status, _, role) = model[index];
                    let last_owner =
                        status == MemberStatus::Confirmed && role == MemberRole::Owner && owners(&model) == 1;
                    let answer = members[index].revoke(&Authority::Scim, RevocationReason::Manual, &mut ledger);
                    if last_owner {
                        prop_assert_eq!(answer, Err(Refusal::LastConfirmedOwner));
                    } else {
                        prop_assert_eq!(answer, Ok(status != MemberStatus::Revoked));
                        if status != MemberStatus::Revoked {
                            model[index] = (MemberStatus::Revoked, Some(status), role);
                        }
                    }
                }
                Step::Restore(index) if index < members.len() => {
                    let (status, before, role) = model[index];
                    let answer = members[index].restore(&Authority::Scim, &organization, &mut ledger, now);
                    match (status, before) {
                        (MemberStatus::Revoked, Some(before)) if before.occupies_seat() && full => {
                            prop_assert_eq!(answer, Err(Refusal::NoSeatLeft { seats: limit.unwrap() }));
                        }
                        (MemberStatus::Revoked, Some(before)) => {
                            prop_assert!(answer.unwrap().is_some());
                            model[index] = (before, None, role);
                        }
                        _ => prop_assert_eq!(answer, Ok(None)),
                    }
                }
                Step::Remove(index) if index < members.len() => {
                    let (status, _, role) = model[index];
                    let last_owner =
                        status == MemberStatus::Confirmed && role == MemberRole::Owner && owners(&model) == 1;
                    let answer = members[index].require_removable(&Authority::Scim, &ledger);
                    prop_assert_eq!(answer.is_err(), last_owner);
                    if answer.is_ok() {
                        ledger.remove_member(&members.remove(index));
                        model.remove(index);
                    }
                }
                // Stands for the handshake: what a confirmed member looks like to the rules.
                Step::Confirm { member: index, owner } if index < members.len()
                    && model[index].0 == MemberStatus::Invited => {
                        let member = members.remove(index);
                        let confirmed = Member {
                            status: MemberStatus::Confirmed,
                            role: if owner { MemberRole::Owner } else { MemberRole::User },
                            ..member.clone()
                        };
                        let removed = ledger.members_removed;
                        ledger.remove_member(&member);
                        ledger.members_removed = removed;
                        ledger.add_member(&confirmed);
                        model[index] = (MemberStatus::Confirmed, None, confirmed.role);
                        members.insert(index, confirmed);
                    }
                Step::Wait => now = now.after(Duration::from_hours(72)),
                _ => {}
            }
            let statuses: Vec<_> = members.iter().map(|m| (m.status, m.status_before_revocation, m.role)).collect();
            prop_assert_eq!(&statuses, &model);
            prop_assert_eq!(ledger.occupied_seats, seats(&model));
            prop_assert_eq!(ledger.confirmed_owners, owners(&model));
            prop_assert_eq!(ledger.members, i64::try_from(model.len()).unwrap());
            for status in STATUSES {
                let count = model.iter().filter(|member| member.0 == status).count();
                prop_assert_eq!(ledger.people.of(status), i64::try_from(count).unwrap());
            }
            prop_assert_eq!(ledger.people.total(), ledger.members);
        }
    }
}

#[test]
fn an_invitation_that_has_run_out_is_sent_again_on_restore() {
    let start = Timestamp::from_micros(0);
    let organization = Organization::new(OrganizationId::from_uuid(Uuid::from_u128(1)), "Model", start).unwrap();
    let mut ledger = Ledger::new(organization.id);
    let new = NewMember { profile: profile(1), active: true, origin: Origin::Scim };
    let id = MemberId::from_uuid(Uuid::from_u128(5));
    let mut member = Member::provision(new, id, &organization, &mut ledger, start).unwrap();
    for (hours, needs_invitation) in [(119, false), (121, true), (122, false)] {
        member.revoke(&Authority::Scim, RevocationReason::Manual, &mut ledger).unwrap();
        let now = start.after(Duration::from_secs(hours * 3600));
        let restoration = member.restore(&Authority::Scim, &organization, &mut ledger, now).unwrap().unwrap();
        assert_eq!(restoration.needs_invitation, needs_invitation, "after {hours} hours");
    }
}

#[test]
fn a_break_glass_member_is_out_of_reach() {
    let start = Timestamp::from_micros(0);
    let organization = Organization::new(OrganizationId::from_uuid(Uuid::from_u128(1)), "Model", start).unwrap();
    let mut ledger = Ledger::new(organization.id);
    let new = NewMember { profile: profile(1), active: true, origin: Origin::Console };
    let id = MemberId::from_uuid(Uuid::from_u128(5));
    let mut member = Member::provision(new, id, &organization, &mut ledger, start).unwrap();
    member.is_break_glass = true;
    let revoked = member.revoke(&Authority::Scim, RevocationReason::Manual, &mut ledger);
    assert_eq!(revoked, Err(Refusal::BreakGlass));
    assert_eq!(member.require_removable(&Authority::Scim, &ledger), Err(Refusal::BreakGlass));
    assert_eq!(member.status, MemberStatus::Invited);
}
