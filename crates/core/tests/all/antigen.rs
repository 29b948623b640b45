//! Antigen tests at home: who is held and by what he is freed, what may be reported, which photo is
//! one, and who withdraws.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

use fangxian_core::Moment;
use fangxian_core::antigen::{
    AntigenCase, AntigenFollows, AntigenMark, AntigenMarkKind, AntigenOutcome, AntigenStep,
    AntigenStepKind, AntigenTest, Discordance, MarkFlaw, PHOTO_SIDE_MAX, PhotoFlaw, PhotoGiven,
    PhotoHead, REPORTS_A_DAY_MAX, ReportFlaw, Withdrawal, antigen_cases, antigen_follows,
    antigen_held, check_mark, check_photo, check_report, discordance, withdrawal,
};
use fangxian_core::ids::{AntigenReportId, LaboratoryId};
use fangxian_core::places::PlaceCode;
use fangxian_core::pools::{PersonSample, TubeOutcome, TubeStanding};
use fangxian_core::sampling::{Pool, TubeCode};
use proptest::prelude::*;
use uuid::Uuid;

const HOUR_MS: i64 = 3_600_000;

fn moment(hours: i64) -> Moment {
    Moment(hours * HOUR_MS)
}

fn test(n: u128, outcome: AntigenOutcome, tested: i64) -> AntigenTest {
    AntigenTest {
        report: AntigenReportId::from_uuid(Uuid::from_u128(n)),
        outcome,
        tested_at: moment(tested),
        reported_at: moment(tested + 1),
        withdrawn_at: None,
    }
}

fn tube(n: u32) -> TubeCode {
    TubeCode::of(&PlaceCode::parse("140110").unwrap(), n).unwrap()
}

fn sample(
    n: u32,
    n_inside: usize,
    taken: i64,
    outcome: Option<(TubeOutcome, i64)>,
) -> PersonSample {
    let known = |(outcome, at)| TubeStanding::Known(outcome, moment(at));
    PersonSample {
        tube: tube(n),
        pool: if n_inside == 1 { Pool::One } else { Pool::Ten },
        n_inside,
        taken_at: moment(taken),
        standing: outcome.map_or(TubeStanding::Waiting, known),
    }
}

/// A positive test at hour 10, and what each set of samples makes of it.
fn check(samples: &[PersonSample], expected: &str) {
    let cases = antigen_cases(&[test(1, AntigenOutcome::Positive, 10)], samples);
    let seen = cases[0].step.kind().code();
    assert_eq!(seen, expected, "{samples:?}");
    assert_eq!(antigen_held(&cases).is_some(), ["waiting", "retaken"].contains(&expected));
}

#[test]
fn a_positive_one_holds_until_a_test_of_his_own_sampled_later() {
    let negative = Some((TubeOutcome::Negative, 30));
    check(&[], "waiting");
    check(&[sample(1, 1, 12, None)], "retaken");
    check(&[sample(1, 1, 12, negative)], "refuted");
    check(&[sample(1, 1, 10, negative)], "waiting");
    check(&[sample(1, 1, 9, negative)], "waiting");
    check(&[sample(1, 2, 12, negative)], "waiting");
    check(&[sample(1, 10, 12, negative)], "waiting");
    check(&[sample(1, 1, 12, Some((TubeOutcome::Invalid, 30)))], "waiting");
    check(&[sample(1, 1, 12, Some((TubeOutcome::Positive, 30)))], "confirmed");
    check(&[sample(1, 1, 12, Some((TubeOutcome::Unclear, 30)))], "confirmed");
    check(&[sample(1, 1, 9, Some((TubeOutcome::Positive, 30)))], "positive_before");
    // A shared positive tube is the pool's matter and ends nothing here.
    check(&[sample(1, 10, 12, Some((TubeOutcome::Positive, 30)))], "waiting");
    // Of two the positive outweighs, whichever came first.
    let positive = sample(2, 1, 14, Some((TubeOutcome::Positive, 40)));
    check(&[sample(1, 1, 12, negative), positive], "confirmed");
    check(&[sample(1, 1, 12, None), sample(2, 1, 13, negative)], "refuted");
}

#[test]
fn a_negative_and_an_invalid_one_hold_nobody_and_free_nobody() {
    use AntigenOutcome::{Invalid, Negative, Positive};
    let cases = antigen_cases(&[test(1, Negative, 10), test(2, Invalid, 11)], &[]);
    assert_eq!(cases, []);
    let tests = [test(1, Positive, 10), test(2, Negative, 12), test(3, Negative, 14)];
    let cases = antigen_cases(&tests, &[]);
    assert_eq!((cases.len(), antigen_held(&cases).is_some()), (1, true));
    // A second positive after the sample that refuted the first holds by itself.
    let tests = [test(1, Positive, 10), test(2, Positive, 20)];
    let cases = antigen_cases(&tests, &[sample(1, 1, 15, Some((TubeOutcome::Negative, 18)))]);
    let kinds: Vec<AntigenStepKind> = cases.iter().map(|case| case.step.kind()).collect();
    assert_eq!(kinds, [AntigenStepKind::Refuted, AntigenStepKind::Waiting]);
    assert_eq!(antigen_held(&cases).map(|case| case.test), Some(tests[1]));
}

#[test]
fn what_follows_is_said_for_each_outcome() {
    let case = |samples: &[PersonSample]| -> AntigenCase {
        antigen_cases(&[test(1, AntigenOutcome::Positive, 10)], samples)[0]
    };
    for (outcome, case, follows) in [
        (AntigenOutcome::Negative, None, AntigenFollows::Noted),
        (AntigenOutcome::Invalid, None, AntigenFollows::Repeat),
        (AntigenOutcome::Positive, Some(case(&[])), AntigenFollows::Held),
        (
            AntigenOutcome::Positive,
            Some(case(&[sample(1, 1, 9, Some((TubeOutcome::Positive, 10)))])),
            AntigenFollows::PositiveBefore,
        ),
        (
            AntigenOutcome::Positive,
            Some(case(&[sample(1, 1, 12, Some((TubeOutcome::Negative, 13)))])),
            AntigenFollows::Refuted,
        ),
    ] {
        assert_eq!(antigen_follows(outcome, case.as_ref()), follows);
        assert!(!follows.says().is_empty() && follows.says_en().is_ascii());
    }
    assert!(AntigenFollows::Noted.says().contains("不能代替核酸"));
    assert!(AntigenFollows::Held.says().contains("单独采一次核酸"));
}

#[test]
fn a_report_is_of_the_last_day_and_a_positive_one_needs_no_photo() {
    use AntigenOutcome::{Invalid, Negative, Positive};
    let at =
        |outcome, tested, photo, n| check_report(outcome, (moment(tested), moment(100)), photo, n);
    for (outcome, tested, photo, n, expected) in [
        (Negative, 100, PhotoGiven::Shown, 0, Ok(())),
        (Negative, 76, PhotoGiven::Shown, 0, Ok(())),
        (Negative, 75, PhotoGiven::Shown, 0, Err(ReportFlaw::TooOld)),
        (Positive, 75, PhotoGiven::Shown, 0, Err(ReportFlaw::TooOld)),
        (Negative, 101, PhotoGiven::Shown, 0, Err(ReportFlaw::Future)),
        (Negative, 99, PhotoGiven::Missing, 0, Err(ReportFlaw::PhotoMissing)),
        (Negative, 99, PhotoGiven::Excused, 0, Ok(())),
        (Positive, 99, PhotoGiven::Missing, 0, Ok(())),
        (Invalid, 99, PhotoGiven::Missing, 0, Ok(())),
        (Negative, 99, PhotoGiven::Shown, REPORTS_A_DAY_MAX, Err(ReportFlaw::TooMany)),
        (Positive, 99, PhotoGiven::Missing, REPORTS_A_DAY_MAX, Ok(())),
        (Positive, 99, PhotoGiven::Missing, 2 * REPORTS_A_DAY_MAX, Err(ReportFlaw::TooMany)),
    ] {
        assert_eq!(at(outcome, tested, photo, n), expected, "{outcome:?} {tested} {photo:?} {n}");
    }
}

#[test]
fn a_photo_has_the_bounds_of_one() {
    let head = |width, height, pixel_bytes, file_bytes| {
        check_photo(PhotoHead { width, height, pixel_bytes, file_bytes })
    };
    assert_eq!(head(4_000, 3_000, 3, 2_000_000), Ok(()));
    assert_eq!(head(12_000, 9_000, 3, 4_000_000), Ok(()));
    assert_eq!(head(8, 8, 3, 300), Ok(()));
    for (width, height) in [(PHOTO_SIDE_MAX + 1, 10), (10, PHOTO_SIDE_MAX + 1), (0, 10), (10, 0)] {
        assert_eq!(head(width, height, 3, 4_000_000), Err(PhotoFlaw::Dimensions));
    }
    // 576 MB of pixels from a file of half a megabyte.
    assert_eq!(head(12_000, 12_000, 4, 560_000), Err(PhotoFlaw::Dimensions));
}

fn mark(kind: AntigenMarkKind, at: i64, by: &str) -> AntigenMark {
    AntigenMark { kind, at: moment(at), by: by.to_owned(), reason: "报错人".to_owned() }
}

#[test]
fn a_report_is_withdrawn_by_two() {
    use AntigenMarkKind::{PhotoUnreadable, WithdrawAgreed, WithdrawAsked};
    let asked = mark(WithdrawAsked, 1, "shequ");
    let own = mark(WithdrawAgreed, 2, "shequ");
    let other = mark(WithdrawAgreed, 3, "zhihui");
    assert_eq!(withdrawal(&[]), Withdrawal::None);
    assert_eq!(withdrawal(std::slice::from_ref(&other)), Withdrawal::None);
    let waits = Withdrawal::Asked { by: "shequ".to_owned(), reason: "报错人".to_owned() };
    assert_eq!(withdrawal(&[asked.clone(), own]), waits);
    assert_eq!(withdrawal(&[other.clone(), asked.clone()]), Withdrawal::Done(moment(3)));
    for (marks, kind, by, has_photo, expected) in [
        (&[][..], PhotoUnreadable, "shequ", true, Ok(())),
        (&[], PhotoUnreadable, "shequ", false, Err(MarkFlaw::NoPhoto)),
        (&[mark(PhotoUnreadable, 1, "x")], PhotoUnreadable, "x", true, Err(MarkFlaw::Known)),
        (&[], WithdrawAsked, "shequ", false, Ok(())),
        (&[], WithdrawAgreed, "shequ", false, Err(MarkFlaw::NotAsked)),
        (std::slice::from_ref(&asked), WithdrawAsked, "zhihui", false, Err(MarkFlaw::Known)),
        (std::slice::from_ref(&asked), WithdrawAgreed, "shequ", false, Err(MarkFlaw::SamePerson)),
        (std::slice::from_ref(&asked), WithdrawAgreed, "zhihui", false, Ok(())),
        (&[asked.clone(), other.clone()], WithdrawAsked, "x", false, Err(MarkFlaw::Known)),
    ] {
        assert_eq!(check_mark(marks, (kind, by), has_photo), expected, "{kind:?} {by}");
    }
}

#[test]
fn laboratories_are_counted_by_how_they_answered() {
    let lab = |n| LaboratoryId::from_uuid(Uuid::from_u128(n));
    let refuted = AntigenStep::Refuted { at: moment(1), tube: tube(1) };
    let confirmed = AntigenStep::Confirmed { at: moment(1), tube: tube(2) };
    let before = AntigenStep::PositiveBefore(moment(1));
    let counts = discordance([
        (refuted, lab(1)),
        (refuted, lab(1)),
        (confirmed, lab(1)),
        (confirmed, lab(2)),
        (before, lab(3)),
    ]);
    let first = Discordance { n_confirmed: 1, n_refuted: 2 };
    let second = Discordance { n_confirmed: 1, n_refuted: 0 };
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), [(lab(1), first), (lab(2), second)]);
    assert_eq!(first.refuted_percent(), Some(66));
    assert_eq!(Discordance::default().refuted_percent(), None);
}

fn outcome_of(n: u8) -> TubeOutcome {
    TubeOutcome::ALL[usize::from(n)]
}

proptest! {
    /// From no history does a way lead from an antigen test that is positive to being free, but by a
    /// negative tube of his own sampled later, or by two people; whoever is not held and not free so
    /// has a positive tube of his own.
    #[test]
    fn nobody_comes_free_but_by_a_single_negative_sampled_later_or_by_two_people(
        tests in prop::collection::vec((0_u8..3, 0_i64..60, any::<bool>()), 1..6),
        samples in prop::collection::vec((0_i64..80, 1_usize..4, 0_u8..5, 0_i64..40), 0..8)
    ) {
        let tests: Vec<AntigenTest> = tests.into_iter().zip(1..).map(|((outcome, at, gone), n)| {
            let withdrawn_at = (gone && n % 3 == 0).then(|| moment(at + 5));
            AntigenTest { withdrawn_at, ..test(n, AntigenOutcome::ALL[usize::from(outcome)], at) }
        }).collect();
        let samples: Vec<PersonSample> = samples.into_iter().zip(1..)
            .map(|((taken, inside, outcome, after), n)| {
                let known = (outcome < 4).then(|| (outcome_of(outcome), taken + after));
                sample(n, inside, taken, known)
            })
            .collect();
        let cases = antigen_cases(&tests, &samples);
        let positives = tests.iter().filter(|one| one.outcome == AntigenOutcome::Positive).count();
        prop_assert_eq!(cases.len(), positives);
        for case in &cases {
            let single = |wanted: fn(TubeOutcome) -> bool| samples.iter().any(|own| own.n_inside == 1
                && own.standing.outcome().is_some_and(wanted));
            let negative_later = samples.iter().any(|own| own.n_inside == 1
                && own.taken_at > case.test.tested_at
                && own.standing.outcome() == Some(TubeOutcome::Negative));
            let is_free = match case.step.kind() {
                AntigenStepKind::Refuted | AntigenStepKind::Withdrawn => true,
                AntigenStepKind::Confirmed | AntigenStepKind::PositiveBefore => {
                    prop_assert!(single(TubeOutcome::holds));
                    false
                }
                AntigenStepKind::Waiting | AntigenStepKind::Retaken => false,
            };
            let may = case.test.withdrawn_at.is_some()
                || (negative_later && !single(TubeOutcome::holds));
            prop_assert_eq!(is_free, may);
        }
        let turned: Vec<PersonSample> = samples.iter().rev().copied().collect();
        prop_assert_eq!(antigen_cases(&tests, &turned), cases);
        // Nothing that is reported later takes away what stood before.
        let mut more = tests.clone();
        more.push(test(99, AntigenOutcome::Negative, 70));
        prop_assert_eq!(antigen_cases(&more, &samples), antigen_cases(&tests, &samples));
    }
}
