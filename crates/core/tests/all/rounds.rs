//! Whatever order ticks arrive in, and however often, the same stands.

use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, RoundFactId};
use fangxian_core::rounds::{
    Means, Outcome, RoundCounts, Standing, Tick, TickFlaw, Ticks, check_tick, is_reached_by_text,
};
use proptest::prelude::*;
use uuid::Uuid;

fn fact(n: u128) -> RoundFactId {
    RoundFactId::from_uuid(Uuid::from_u128(n))
}

fn tick(n: u128, outcome: Outcome, replaces: &[u128]) -> Tick {
    Tick {
        id: fact(n),
        person: PersonId::from_uuid(Uuid::from_u128(1)),
        outcome,
        back_on: None,
        replaces: replaces.iter().copied().map(fact).collect(),
        seen_at: Moment(0),
        by: "wangge".to_owned(),
        means: Means::Phone,
    }
}

fn check(ticks: &[Tick], expected: Standing) {
    let mut all = Ticks::default();
    for tick in ticks {
        assert!(all.add(tick.clone()), "each is new");
    }
    assert_eq!(all.standing(), expected, "{ticks:?}");
}

#[test]
fn who_is_told_at_the_door() {
    let reached = |missing: &[(i16, bool)]| {
        let missing: Vec<_> = missing.iter().map(|(age, phone)| (Some(*age), *phone)).collect();
        is_reached_by_text(&missing)
    };
    assert!(reached(&[(35, true)]));
    assert!(!reached(&[(35, false)]), "no phone");
    assert!(!reached(&[(83, true)]), "an old man by himself");
    assert!(!reached(&[(88, false), (68, true)]), "two old people");
    assert!(!reached(&[(75, true), (8, false)]), "a grandmother and a child");
    assert!(reached(&[(88, false), (45, true)]), "the daughter reads it");
    assert!(reached(&[(68, true)]));
    assert!(reached(&[(8, true)]), "a child's phone is that of its parents");
    assert!(is_reached_by_text(&[(None, true)]), "no age, a phone");
    assert!(!is_reached_by_text(&[]));
}

#[test]
fn who_is_missing() {
    check(&[], Standing::Missing);
    check(&[tick(1, Outcome::Done, &[])], Standing::Settled(Outcome::Done));
    // Taken back.
    check(&[tick(1, Outcome::Done, &[]), tick(2, Outcome::Unticked, &[1])], Standing::Missing);
    // Put right by the same worker, who saw his own tick.
    check(
        &[tick(1, Outcome::Done, &[]), tick(2, Outcome::Refused, &[1])],
        Standing::Settled(Outcome::Refused),
    );
    // Two workers without a network say the same, and it is said.
    check(
        &[tick(1, Outcome::Done, &[]), tick(2, Outcome::Done, &[])],
        Standing::Settled(Outcome::Done),
    );
    // They say different things: nobody guesses, whoever came last.
    check(&[tick(1, Outcome::Done, &[]), tick(2, Outcome::Away, &[])], Standing::Disputed);
    // One takes his tick back while the other ticks: that is a dispute too.
    check(
        &[
            tick(1, Outcome::Done, &[]),
            tick(2, Outcome::Unticked, &[1]),
            tick(3, Outcome::Away, &[1]),
        ],
        Standing::Disputed,
    );
    // Somebody asks at the door, and his tick replaces both.
    check(
        &[
            tick(1, Outcome::Done, &[]),
            tick(2, Outcome::Away, &[]),
            tick(3, Outcome::Done, &[1, 2]),
        ],
        Standing::Settled(Outcome::Done),
    );
    // The tick that it replaces is still on its way: it is replaced all the same.
    check(&[tick(3, Outcome::Done, &[1])], Standing::Settled(Outcome::Done));
}

#[test]
fn what_a_tick_must_say() {
    let check = |outcome, note: &str, expected| {
        assert_eq!(check_tick(outcome, note, None, Means::Phone), expected, "{outcome:?}");
    };
    check(Outcome::Done, "", Ok(()));
    check(Outcome::Moved, "", Ok(()));
    check(Outcome::Unticked, "", Ok(()));
    check(Outcome::Away, " ", Err(TickFlaw::WhereMissing));
    check(Outcome::Away, "北京", Ok(()));
    check(Outcome::Refused, "", Err(TickFlaw::ReasonMissing));
    check(Outcome::Exempt, "透析中", Ok(()));
    let day = fangxian_core::CityDay::parse("2022-11-01").unwrap();
    assert_eq!(
        check_tick(Outcome::Done, "", Some(day), Means::Desk),
        Err(TickFlaw::BackWithoutAway)
    );
    assert_eq!(check_tick(Outcome::Away, "北京", Some(day), Means::Paper), Ok(()));
}

#[test]
fn a_round_is_complete_when_everybody_has_an_outcome() {
    let mut counts = RoundCounts::default();
    assert!(counts.is_complete());
    for outcome in Outcome::ALL.iter().filter(|outcome| **outcome != Outcome::Unticked) {
        counts.count(Standing::Settled(*outcome));
    }
    assert!(counts.is_complete() && counts.people == 5);
    let mut missing = counts;
    missing.count(Standing::Missing);
    let mut disputed = counts;
    disputed.count(Standing::Disputed);
    assert!(!missing.is_complete() && !disputed.is_complete());
    missing.add(disputed);
    assert_eq!((missing.people, missing.missing, missing.disputed, missing.done), (12, 1, 1, 2));
}

/// Ticks as phones make them: each replaces some of those before it.
fn ticks() -> impl Strategy<Value = Vec<Tick>> {
    let one = (0..Outcome::ALL.len(), proptest::collection::vec(0usize..12, 0..3));
    proptest::collection::vec(one, 1..12).prop_map(|rows| {
        rows.into_iter()
            .enumerate()
            .map(|(n, (outcome, seen))| {
                let seen: Vec<u128> =
                    seen.into_iter().filter(|one| *one < n).map(|one| one as u128 + 1).collect();
                tick(n as u128 + 1, Outcome::ALL[outcome], &seen)
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn order_and_repetition_make_no_difference(
        ticks in ticks(),
        order in proptest::collection::vec(any::<prop::sample::Index>(), 0..60),
    ) {
        let mut straight = Ticks::default();
        let n_new = ticks.iter().filter(|tick| straight.add((*tick).clone())).count();
        let mut mixed = Ticks::default();
        let n_first = order.iter().filter(|at| mixed.add(at.get(&ticks).clone())).count();
        let n_rest = ticks.iter().rev().filter(|tick| mixed.add((*tick).clone())).count();
        prop_assert_eq!(n_first + n_rest, n_new, "each was new once");
        prop_assert_eq!(&straight, &mixed);
        prop_assert!(straight.standing_ticks().count() > 0);
    }
}
