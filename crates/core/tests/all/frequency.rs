//! How often people are tested, in the rule's own words, and what no sample and no exemption may do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use fangxian_core::CityDay;
use fangxian_core::frequency::{
    Decided, DecidedFlaw, Entry, Known, NotApplied, Requirement, RequirementSource,
    RequirementState, StandingKind, TestStanding, Trade, decision_state, late_instruction,
    reminder, requirements_of_rules, standing,
};
use fangxian_core::ids::{PersonId, TestEntryId, TestRequirementId};
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::{Clause, Confidence, RuleBook};
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> CityDay {
    CityDay::parse(&format!("2022-{text}")).unwrap()
}

fn place(code: &str) -> PlaceCode {
    PlaceCode::parse(code).unwrap()
}

fn requirement(every_days: u8, first: CityDay, trade: Option<Trade>) -> Requirement {
    Requirement {
        source: RequirementSource::Rules,
        places: vec![place("1401")],
        trade,
        every_days,
        first,
        last: None,
        clause: Clause {
            as_written: format!("{every_days}日1次"),
            source: "测试".to_owned(),
            confidence: Confidence::A,
            note: None,
        },
        not_applied: None,
    }
}

fn entry(trade: Option<Trade>, first: CityDay, last: Option<CityDay>) -> Entry {
    let (id, person) = (TestEntryId::from_uuid(Uuid::nil()), PersonId::from_uuid(Uuid::nil()));
    Entry { id, person, trade, first, last }
}

/// 3日1次 from the 1st of September: how somebody stands on a day, by his last sample, his record,
/// his exemption. Days are `09-07`; `-` is none.
fn check(today: &str, sampled: &str, since: &str, exempt: &str, expected: &str) {
    let one = |text: &str| (text != "-").then(|| day(text));
    let known = Known { last_sample: one(sampled), since: one(since) };
    let exempt =
        exempt.split_once("..").map(|(first, last)| vec![entry(None, day(first), Some(day(last)))]);
    let rules = [requirement(3, day("09-01"), None)];
    let today = day(today);
    let stands = standing(&rules, &exempt.unwrap_or_default(), known, today);
    let told = match stands {
        TestStanding::NotCovered => "not covered".to_owned(),
        TestStanding::Exempt { until } => format!("exempt until {until}"),
        TestStanding::Owed { due, .. } => format!("{} {due}", stands.kind(today).code()),
    };
    assert_eq!(told.replace("2022-", ""), expected, "{today:?} {sampled} {since}");
}

#[test]
fn three_days_are_counted_from_the_sample() {
    // Nobody is late before he has had the whole interval.
    check("09-01", "-", "-", "-", "not_yet 09-03");
    check("09-03", "-", "-", "-", "due 09-03");
    check("09-04", "-", "-", "-", "late 09-03");
    check("09-20", "-", "-", "-", "late 09-03");
    // A sample of the days before counts.
    check("09-01", "08-31", "-", "-", "not_yet 09-03");
    check("09-03", "09-02", "-", "-", "not_yet 09-05");
    check("09-05", "09-02", "-", "-", "due 09-05");
    check("09-06", "09-02", "-", "-", "late 09-05");
    check("09-05", "09-05", "-", "-", "not_yet 09-08");
    // A sample a day early moves the next one with it.
    check("09-05", "09-04", "-", "-", "not_yet 09-07");
    // A clock that ran ahead.
    check("09-05", "10-05", "-", "-", "not_yet 09-08");
}

#[test]
fn whoever_came_later_has_his_own_interval() {
    check("09-10", "-", "09-10", "-", "not_yet 09-12");
    check("09-12", "-", "09-10", "-", "due 09-12");
    check("09-13", "-", "09-10", "-", "late 09-12");
    // A record that a drill's clock has not come to.
    check("09-04", "-", "12-01", "-", "late 09-03");
}

#[test]
fn an_exemption_ends_by_itself() {
    check("09-04", "-", "-", "09-02..09-10", "exempt until 09-10");
    check("09-10", "-", "-", "09-02..09-10", "exempt until 09-10");
    check("09-11", "-", "-", "09-02..09-10", "not_yet 09-13");
    check("09-13", "-", "-", "09-02..09-10", "due 09-13");
    check("09-14", "-", "-", "09-02..09-10", "late 09-13");
    // Not begun yet; ended before it began.
    check("09-04", "-", "-", "09-06..09-10", "late 09-03");
    check("09-04", "-", "-", "09-03..09-02", "late 09-03");
}

#[test]
fn the_gravest_that_covers_somebody_is_his_class() {
    let rules = [
        requirement(3, day("09-01"), None),
        requirement(1, day("09-01"), Some(Trade::Delivery)),
        requirement(2, day("09-01"), Some(Trade::Market)),
    ];
    let known = Known { last_sample: Some(day("09-09")), since: None };
    let of = |entries: &[Entry], today: &str| match standing(&rules, entries, known, day(today)) {
        TestStanding::Owed { by, due } => (rules[by].every_days, due),
        other @ (TestStanding::NotCovered | TestStanding::Exempt { .. }) => panic!("{other:?}"),
    };
    assert_eq!(of(&[], "09-10"), (3, day("09-12")));
    let courier = entry(Some(Trade::Delivery), day("09-02"), None);
    let market = entry(Some(Trade::Market), day("09-02"), None);
    assert_eq!(of(&[courier], "09-10"), (1, day("09-10")));
    assert_eq!(of(&[market], "09-10"), (2, day("09-11")));
    assert_eq!(of(&[market, courier], "09-10"), (1, day("09-10")));
    // He began today: daily from today on.
    let fresh = entry(Some(Trade::Delivery), day("09-10"), None);
    assert_eq!(of(&[fresh], "09-10"), (1, day("09-10")));
    // He no longer works there.
    let over = entry(Some(Trade::Delivery), day("09-02"), Some(day("09-09")));
    assert_eq!(of(&[over], "09-10"), (3, day("09-12")));
    assert_eq!(standing(&[], &[], known, day("09-10")), TestStanding::NotCovered);
    let only_trade = [requirement(1, day("09-01"), Some(Trade::Delivery))];
    assert_eq!(standing(&only_trade, &[], known, day("09-10")), TestStanding::NotCovered);
}

#[test]
fn the_rules_say_three_days_in_the_six_districts_and_nowhere_else() {
    let rules = RuleBook::built_in().unwrap();
    let on = |text: &str| requirements_of_rules(&rules, &place("1401"), day(text));
    let [three] = <[Requirement; 1]>::try_from(on("08-29")).unwrap();
    assert_eq!((three.every_days, three.not_applied), (3, None));
    assert_eq!((three.first, three.last), (day("08-29"), Some(day("11-10"))));
    assert!(three.clause.as_written.contains("六城区"));
    for (code, binds) in [
        ("140105001001", true),
        ("140110003001", true),
        ("140121100001", false),
        ("140181001001", false),
        ("140171001001", false),
    ] {
        assert_eq!(three.binds(&place(code), day("09-01")), binds, "{code}");
    }
    assert!(!three.binds(&place("140105001001"), day("11-11")));
    assert_eq!(on("08-28"), []);
    assert_eq!(on("11-11"), []);
    // By where cases were found: shown, and left to a decision.
    let early =
        requirements_of_rules(&rules, &place("1401"), CityDay::parse("2022-01-10").unwrap());
    assert!(!early.is_empty());
    assert!(early.iter().all(|one| one.not_applied == Some(NotApplied::NeedsCases)));
    assert!(early.iter().all(|one| !one.binds(&place("140105001001"), day("01-10"))));
}

fn decided() -> Decided {
    Decided {
        place: place("140110"),
        trade: Some(Trade::Delivery),
        every_days: 1,
        first: day("09-05"),
        last: Some(day("09-20")),
        as_written: "快递外卖从业人员每日1检".to_owned(),
        source: "市疫情防控办通告".to_owned(),
    }
}

#[test]
fn what_cannot_be_decided_is_refused() {
    let today = day("09-01");
    assert_eq!(decided().check(today), Ok(()));
    let flaw = |change: fn(&mut Decided)| {
        let mut one = decided();
        change(&mut one);
        one.check(today)
    };
    assert_eq!(flaw(|one| one.every_days = 0), Err(DecidedFlaw::EveryDays));
    assert_eq!(flaw(|one| one.every_days = 15), Err(DecidedFlaw::EveryDays));
    assert_eq!(flaw(|one| one.first = day("08-31")), Err(DecidedFlaw::FirstDay));
    assert_eq!(flaw(|one| one.last = Some(day("09-04"))), Err(DecidedFlaw::LastDay));
    assert_eq!(flaw(|one| one.as_written = " ".to_owned()), Err(DecidedFlaw::Words));
    assert_eq!(flaw(|one| one.source.clear()), Err(DecidedFlaw::Words));
    assert_eq!(flaw(|one| one.place = place("140110003001-01")), Err(DecidedFlaw::TooSmall));
}

#[test]
fn a_decision_holds_once_it_is_signed_and_until_it_ends() {
    let state = |signed, ended: Option<&str>, today| {
        decision_state(&decided(), signed, ended.map(day), day(today))
    };
    assert_eq!(state(None, None, "09-01"), RequirementState::Waiting);
    assert_eq!(state(Some(false), None, "09-01"), RequirementState::Declined);
    assert_eq!(state(Some(true), None, "09-01"), RequirementState::Coming);
    assert_eq!(state(Some(true), None, "09-05"), RequirementState::InForce);
    assert_eq!(state(Some(true), None, "09-20"), RequirementState::InForce);
    assert_eq!(state(Some(true), None, "09-21"), RequirementState::Over);
    assert_eq!(state(Some(true), Some("09-10"), "09-11"), RequirementState::Over);
    assert_eq!(state(None, None, "09-21"), RequirementState::Over);
    let id = TestRequirementId::from_uuid(Uuid::nil());
    // Nobody owes anything for the days before it was signed.
    let late = decided().requirement(id, day("09-08"), Some(day("09-10")));
    assert_eq!((late.first, late.last), (day("09-08"), Some(day("09-10"))));
    assert!(!late.holds_on(day("09-07")) && late.holds_on(day("09-10")));
}

#[test]
fn people_are_told_in_plain_words() {
    let told = reminder(3, day("09-04"), "鼎新社区");
    assert!(
        told.contains("每3日1次") && told.contains("9月4日") && told.contains("鼎新社区"),
        "{told}"
    );
    assert!(reminder(1, day("09-04"), "x").contains("每日1次"));
    assert!(late_instruction(7, day("09-04")).starts_with("截至9月4日早上，本网格7人"));
}

#[test]
fn a_trade_is_read_from_what_people_write() {
    for (words, trade) in [
        ("外卖骑手", Some(Trade::Delivery)),
        ("朝阳农贸市场", Some(Trade::Market)),
        ("公交司机", Some(Trade::Transit)),
        ("冷链仓库", Some(Trade::ColdChain)),
        ("退休", None),
    ] {
        assert_eq!(Trade::from_words(words), trade, "{words}");
    }
}

fn days() -> impl Strategy<Value = CityDay> {
    (0i64..60).prop_map(|n| day("08-01").plus(n))
}

fn gravity(kind: StandingKind) -> u8 {
    match kind {
        StandingKind::NotCovered | StandingKind::Exempt | StandingKind::NotYet => 0,
        StandingKind::Due => 1,
        StandingKind::Late => 2,
    }
}

proptest! {
    /// Of any history: one sample more makes nobody later, and never brings a due day forward.
    #[test]
    fn a_sample_never_makes_anybody_later(
        every in 1u8..=14, other in 1u8..=14, first in days(), since in prop::option::of(days()),
        last in prop::option::of(days()), more in days(), today in days(),
    ) {
        let rules = [requirement(every, first, None), requirement(other, first, None)];
        let known = Known { last_sample: last, since };
        let after = Known { last_sample: last.max(Some(more)), since };
        let (before, then) =
            (standing(&rules, &[], known, today), standing(&rules, &[], after, today));
        prop_assert!(gravity(then.kind(today)) <= gravity(before.kind(today)));
        prop_assert!(then.due() >= before.due());
    }

    /// An exemption, whenever it is, makes nobody late who was not.
    #[test]
    fn an_exemption_never_makes_anybody_late(
        every in 1u8..=14, first in days(), last in prop::option::of(days()), from in days(),
        length in -1i64..90, today in days(),
    ) {
        let rules = [requirement(every, first, None)];
        let known = Known { last_sample: last, since: None };
        let exempt = [entry(None, from, Some(from.plus(length)))];
        let (without, with) =
            (standing(&rules, &[], known, today), standing(&rules, &exempt, known, today));
        prop_assert!(gravity(with.kind(today)) <= gravity(without.kind(today)));
    }

    /// Of requirements that begin on one day the one with the fewest days decides.
    #[test]
    fn the_smallest_interval_wins(
        every in prop::collection::vec(1u8..=14, 1..5), first in days(),
        last in prop::option::of(days()), today in days(),
    ) {
        let rules: Vec<Requirement> =
            every.iter().map(|days| requirement(*days, first, None)).collect();
        let known = Known { last_sample: last, since: None };
        let least = *every.iter().min().unwrap();
        let alone = [requirement(least, first, None)];
        match (standing(&rules, &[], known, today), standing(&alone, &[], known, today)) {
            (TestStanding::Owed { by, due }, TestStanding::Owed { due: own, .. }) => {
                prop_assert_eq!(rules[by].every_days, least);
                prop_assert_eq!(due, own);
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }

    /// Nobody is late before the first day and the interval have passed.
    #[test]
    fn nobody_is_late_in_the_first_interval(
        every in 1u8..=14, first in days(), last in prop::option::of(days()), after in 0i64..14,
    ) {
        let rules = [requirement(every, first, None)];
        let known = Known { last_sample: last, since: None };
        let today = first.plus(after.min(i64::from(every) - 1));
        let stands = standing(&rules, &[], known, today);
        prop_assert_ne!(stands.kind(today), StandingKind::Late);
    }
}
