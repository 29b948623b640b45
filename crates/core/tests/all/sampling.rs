//! Codes of tubes, what is said at the table, what a result means.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

use fangxian_core::ids::{PersonId, TubeResultId};
use fangxian_core::places::PlaceCode;
use fangxian_core::pools::{
    ChainStep, Member, PersonSample, ResultFlaw, TubeOutcome, TubeResult, TubeStanding, TwoPeople,
    chain, check_result, person_standing, tube_standing,
};
use fangxian_core::rules::RuleBook;
use fangxian_core::sampling::{
    CodeFlaw, Pool, Roll, RoundFigures, Sampled, TableFlaw, TubeCode, bulletin, check_character,
    check_swab, check_tube, pools_permitted,
};
use fangxian_core::{CityDay, Level, Moment};
use proptest::prelude::*;
use uuid::Uuid;

fn county() -> PlaceCode {
    PlaceCode::parse("140110").unwrap()
}

fn tube(n: u32) -> TubeCode {
    TubeCode::of(&county(), n).unwrap()
}

#[test]
fn the_check_character_is_that_of_the_standard() {
    // ISO/IEC 7064, MOD 37-2: the example of ISBT 128, the codes of blood bags.
    assert_eq!(check_character("G123498654321"), 'H');
}

#[test]
fn codes_are_read_as_people_scan_and_type_them() {
    let code = tube(1_234);
    let text = code.to_string();
    assert_eq!(text.len(), 14);
    let wide: String =
        text.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
    for typed in
        [text.clone(), text.to_lowercase(), code.spaced(), code.spaced().replace(' ', "-"), wide]
    {
        assert_eq!(TubeCode::parse(&typed), Ok(code), "{typed}");
    }
    for (typed, flaw) in [
        ("", CodeFlaw::Shape),
        ("1401100001234", CodeFlaw::Shape),
        (&format!("{text}1"), CodeFlaw::Shape),
        ("14011000012３4管", CodeFlaw::Shape),
        ("00000000000000000000", CodeFlaw::Shape),
    ] {
        assert_eq!(TubeCode::parse(typed), Err(flaw), "{typed}");
    }
    assert_eq!(TubeCode::of(&county(), 10_000_000), None);
    assert_eq!((code.county().as_str(), code.serial()), ("140110", 1_234));
}

/// R16: every single wrong character and every swap of two neighbors is refused.
#[test]
fn one_wrong_character_or_two_that_were_swapped_are_always_found() {
    const SIGNS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";
    let mut n_tried = 0;
    // Serials in a row, because those that lie beside each other are printed beside each other.
    for serial in (0..400).chain([99_999, 1_234_567, 9_999_999, 5_050_505, 7_319_284]) {
        let right: Vec<char> = tube(serial).to_string().chars().collect();
        for at in 0..right.len() {
            for sign in SIGNS.chars().filter(|sign| *sign != right[at]) {
                let mut wrong = right.clone();
                wrong[at] = sign;
                let wrong: String = wrong.into_iter().collect();
                assert!(TubeCode::parse(&wrong).is_err(), "{wrong}");
                n_tried += 1;
            }
            if at + 1 < right.len() && right[at] != right[at + 1] {
                let mut wrong = right.clone();
                wrong.swap(at, at + 1);
                let wrong: String = wrong.into_iter().collect();
                assert!(TubeCode::parse(&wrong).is_err(), "{wrong}");
                n_tried += 1;
            }
        }
    }
    assert!(n_tried > 200_000, "{n_tried}");
}

proptest! {
    #[test]
    fn any_code_is_read_back_and_any_swap_is_refused(serial in 0_u32..10_000_000, at in 0_usize..13) {
        let code = tube(serial);
        let text = code.to_string();
        prop_assert_eq!(TubeCode::parse(&text), Ok(code));
        let mut signs: Vec<char> = text.chars().collect();
        if signs[at] != signs[at + 1] {
            signs.swap(at, at + 1);
            let swapped: String = signs.into_iter().collect();
            prop_assert!(TubeCode::parse(&swapped).is_err());
        }
    }
}

#[test]
fn the_table_says_at_once_what_is_wrong() {
    let who = |n: u128| Sampled::Person(PersonId::from_uuid(Uuid::from_u128(n)));
    let ten: Vec<Sampled> = (1..=10).map(who).collect();
    let check = |pool, inside: &[Sampled], one, was, own, expected| {
        assert_eq!(check_swab(pool, inside, one, was, own), expected);
    };
    check(Pool::Ten, &ten[..9], who(10), false, false, Ok(()));
    check(Pool::Ten, &ten, who(11), false, false, Err(TableFlaw::Full));
    check(Pool::Ten, &ten, who(3), false, false, Err(TableFlaw::InThisTube));
    check(Pool::Ten, &ten[..2], who(9), true, false, Err(TableFlaw::SampledInRound));
    check(Pool::One, &ten[..1], who(2), false, false, Err(TableFlaw::Full));
    check(Pool::Household, &[], who(1), false, false, Ok(()));
    check(Pool::Household, &ten[..1], who(2), false, true, Ok(()));
    check(Pool::Household, &ten[..1], who(2), false, false, Err(TableFlaw::OtherHousehold));
    let roll = Roll { first: tube(100), n_tubes: 50, pool: Pool::Ten };
    assert_eq!(check_tube(&[roll], tube(149), Pool::Ten), Ok(()));
    assert_eq!(check_tube(&[roll], tube(100), Pool::Five), Err(TableFlaw::WrongPool(Pool::Ten)));
    assert_eq!(check_tube(&[roll], tube(150), Pool::Five), Ok(()), "of no roll");
    assert_eq!((roll.last(), roll.codes().count()), (tube(149), 50));
}

#[test]
fn tubes_follow_the_guide_of_the_day_and_the_level_of_the_place() {
    let rules = RuleBook::built_in().unwrap();
    let check = |level, day: &str, pools: &[Pool], words: &str| {
        let choice = pools_permitted(rules.guides(), level, CityDay::parse(day).unwrap());
        assert_eq!(choice.pools, pools, "{level:?} {day}");
        let clause = choice.clause.map(|clause| clause.as_written).unwrap_or_default();
        assert!(clause.contains(words), "{clause}");
    };
    check(Some(Level::High), "2022-10-08", &[Pool::One], "1:1");
    check(Some(Level::Medium), "2022-10-08", &[Pool::Five], "5:1");
    check(Some(Level::Low), "2022-10-08", &[Pool::Ten], "10:1");
    check(Some(Level::Locked), "2021-11-01", &[Pool::Household], "1户1管");
    check(None, "2021-11-01", &[Pool::Five, Pool::Ten], "5混1或10混1");
    // What another city did, kept as unsure, binds nobody.
    check(Some(Level::Guarded), "2022-09-10", &[Pool::Five, Pool::Ten], "");
}

fn moment(n: i64) -> Moment {
    Moment(1_664_900_000_000 + n * 60_000)
}

fn result(n: u128, outcome: TubeOutcome, at: i64, corrects: Option<u128>) -> TubeResult {
    let id = |n| TubeResultId::from_uuid(Uuid::from_u128(n));
    TubeResult {
        id: id(n),
        outcome,
        corrects: corrects.map(|n| (id(n), "看错孔位".to_owned())),
        by: TwoPeople::of("one", "other").unwrap(),
        signed_at: moment(at),
    }
}

#[test]
fn a_tube_stands_by_its_gravest_result_that_was_not_put_right() {
    use TubeOutcome::{Invalid, Negative, Positive, Unclear};
    let check = |results: &[TubeResult], expected: TubeStanding| {
        assert_eq!(tube_standing(results), expected);
        let turned: Vec<TubeResult> = results.iter().rev().cloned().collect();
        assert_eq!(tube_standing(&turned), expected, "whatever order they came in");
    };
    let known = |outcome, at| TubeStanding::Known(outcome, moment(at));
    check(&[], TubeStanding::Waiting);
    check(&[result(1, Negative, 1, None)], known(Negative, 1));
    check(&[result(1, Invalid, 1, None), result(2, Negative, 2, None)], known(Negative, 2));
    check(&[result(1, Positive, 1, None), result(2, Negative, 2, None)], known(Positive, 1));
    check(&[result(1, Negative, 1, None), result(2, Positive, 2, None)], known(Positive, 2));
    check(&[result(1, Unclear, 1, None), result(2, Negative, 2, None)], known(Unclear, 1));
    check(&[result(1, Positive, 1, None), result(2, Negative, 2, Some(1))], known(Negative, 2));
}

#[test]
fn a_result_that_would_hide_another_is_refused() {
    use TubeOutcome::{Invalid, Negative, Positive, Unclear};
    let check = |results: &[TubeResult], outcome, corrects: Option<u128>, expected| {
        let corrects = corrects.map(|n| TubeResultId::from_uuid(Uuid::from_u128(n)));
        assert_eq!(check_result(results, outcome, corrects), expected);
    };
    let positive = [result(1, Positive, 1, None)];
    check(&[], Negative, None, Ok(()));
    check(&positive, Negative, None, Err(ResultFlaw::WouldHide(Positive, Negative)));
    check(&positive, Invalid, None, Err(ResultFlaw::WouldHide(Positive, Invalid)));
    check(&positive, Positive, None, Err(ResultFlaw::Known));
    check(&positive, Negative, Some(1), Ok(()));
    check(&positive, Negative, Some(2), Err(ResultFlaw::NothingToCorrect));
    let corrected = [result(1, Positive, 1, None), result(2, Negative, 2, Some(1))];
    check(&corrected, Invalid, Some(1), Err(ResultFlaw::NothingToCorrect));
    check(&corrected, Positive, None, Ok(()));
    check(&[result(1, Invalid, 1, None)], Negative, None, Ok(()));
    check(&[result(1, Negative, 1, None)], Unclear, None, Ok(()));
}

fn outcome_of(n: u8) -> TubeOutcome {
    TubeOutcome::ALL[usize::from(n) % TubeOutcome::ALL.len()]
}

proptest! {
    /// R16: from any history no path leads from positive to negative without a correction by two
    /// people.
    #[test]
    fn no_history_of_a_tube_leads_from_positive_to_negative_without_two_signatures(
        steps in prop::collection::vec((0_u8..4, prop::option::of(0_usize..8)), 1..24)
    ) {
        let mut results: Vec<TubeResult> = Vec::new();
        let mut at = 0;
        for (outcome, corrects) in steps {
            let corrects = corrects.and_then(|n| results.get(n).map(|one| one.id));
            let outcome = outcome_of(outcome);
            let before = tube_standing(&results);
            if check_result(&results, outcome, corrects).is_err() {
                continue;
            }
            at += 1;
            let mut one = result(u128::from(at as u32), outcome, at, None);
            one.corrects = corrects.map(|id| (id, "理由".to_owned()));
            results.push(one);
            let after = tube_standing(&results);
            let held = |standing: TubeStanding| standing.outcome().is_some_and(TubeOutcome::holds);
            if held(before) && !held(after) {
                let last = results.last().unwrap();
                prop_assert!(last.corrects.is_some());
                prop_assert!(last.by.entered() != last.by.signed());
            }
        }
    }

    /// Nobody who shared a positive tube is free without a negative tube of his own that was taken
    /// after the result was known.
    #[test]
    fn nobody_is_lifted_without_a_test_of_his_own(
        samples in prop::collection::vec((0_i64..40, 1_usize..11, 0_u8..5, 0_i64..40), 1..10)
    ) {
        let samples: Vec<PersonSample> = samples.into_iter().zip(1..)
            .map(|((taken, n_inside, outcome, known_after), n)| PersonSample {
                tube: tube(n),
                pool: Pool::Ten,
                n_inside,
                taken_at: moment(taken),
                standing: match outcome {
                    4 => TubeStanding::Waiting,
                    n => TubeStanding::Known(outcome_of(n), moment(taken + known_after)),
                },
            })
            .collect();
        let stands = person_standing(&samples);
        for hold in &stands.holds {
            let own = samples.iter().any(|one| one.n_inside == 1 && one.taken_at > hold.since
                && matches!(one.standing, TubeStanding::Known(TubeOutcome::Negative, _)));
            prop_assert_eq!(hold.lifted_at.is_some(), own);
        }
        let turned: Vec<PersonSample> = samples.iter().rev().copied().collect();
        prop_assert_eq!(person_standing(&turned), stands);
    }
}

#[test]
fn a_chain_shows_where_everybody_is_and_closes_itself() {
    let sample = |n, inside, taken, standing| PersonSample {
        tube: tube(n),
        pool: if inside == 1 { Pool::One } else { Pool::Ten },
        n_inside: inside,
        taken_at: moment(taken),
        standing,
    };
    let positive = TubeStanding::Known(TubeOutcome::Positive, moment(10));
    let pool = sample(1, 10, 0, positive);
    let member = |n: u128, told: Option<i64>, own: Option<PersonSample>| Member {
        person: PersonId::from_uuid(Uuid::from_u128(n)),
        told_at: told.map(moment),
        samples: std::iter::once(pool).chain(own).collect(),
    };
    let known = |outcome, at| TubeStanding::Known(outcome, moment(at));
    let mut members = vec![
        member(1, None, None),
        member(2, Some(15), None),
        member(3, Some(15), Some(sample(2, 1, 20, TubeStanding::Waiting))),
        member(4, None, Some(sample(3, 1, 20, known(TubeOutcome::Negative, 40)))),
        member(5, None, Some(sample(4, 1, 20, known(TubeOutcome::Positive, 41)))),
        // Taken before the pool was known: it does not count.
        member(6, None, Some(sample(5, 1, 5, known(TubeOutcome::Negative, 42)))),
    ];
    let first = Some((TubeOutcome::Positive, moment(10)));
    let seen = chain(tube(1), first, positive, &members).unwrap();
    let steps: Vec<ChainStep> = seen.steps.iter().map(|(_, step)| *step).collect();
    assert_eq!(
        steps,
        [
            ChainStep::ToBeTold,
            ChainStep::Told(moment(15)),
            ChainStep::Retaken(moment(20)),
            ChainStep::Lifted(moment(40)),
            ChainStep::Positive(moment(41)),
            ChainStep::ToBeTold,
        ]
    );
    assert_eq!(seen.closed_at, None);
    members.drain(..3);
    members.pop();
    assert_eq!(chain(tube(1), first, positive, &members).unwrap().closed_at, Some(moment(41)));
    let freed = chain(tube(1), first, known(TubeOutcome::Negative, 50), &members).unwrap();
    assert!(freed.steps.iter().all(|(_, step)| *step == ChainStep::Freed));
    assert_eq!(freed.closed_at, Some(moment(50)));
    assert_eq!(chain(tube(1), None, TubeStanding::Waiting, &members), None);
}

#[test]
fn the_bulletin_says_no_more_than_is_known() {
    let day = |text: &str| CityDay::parse(text).unwrap().starts_at();
    let figures = RoundFigures {
        people: 6_200_000,
        sampled: 6_189_239,
        samples: 6_189_239,
        tubes: 620_000,
        tubes_known: 620_000,
        sites: 3_271,
        tables: 16_764,
        samplers: 15_545,
        laboratories: 18,
        ..RoundFigures::default()
    };
    let span = (day("2022-04-24"), day("2022-04-28"));
    let all = bulletin("太原市", "第一轮区域核酸检测", span, &figures);
    for words in
        ["3271个采样点、16764个采样台", "15545人次", "18所", "618.9239万人份", "检测结果均为阴性"]
    {
        assert!(all.contains(words), "{all}");
    }
    let waiting = RoundFigures { tubes_known: 619_000, ..figures.clone() };
    let said = bulletin("太原市", "第一轮", span, &waiting);
    assert!(said.contains("还有1000管待出结果") && !said.contains("检测结果均为阴性"), "{said}");
    let found = RoundFigures { pools_positive: 1, people_positive: 1, people_held: 9, ..figures };
    let said = bulletin("太原市", "第一轮", span, &found);
    assert!(
        said.contains("检出混管阳性1管；单采阳性1人；") && said.contains("9人正在等候"),
        "{said}"
    );
    assert!(!said.contains("均为阴性。9"), "{said}");
}
