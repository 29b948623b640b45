//! Health codes in the rules' own words for every edition, and what no fact and no order of facts
//! may do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use fangxian_core::antigen::{AntigenCase, AntigenOutcome, AntigenStep, AntigenTest};
use fangxian_core::codes::{
    ArrivalCode, ArrivalKind, EvidenceKind, HealthCode, HealthColor, Lived, ManualReason,
    PersonalFacts, Reason, ReasonSource, Strength, arrival_by_overlay, arrival_by_text, color_at,
    personal_reasons, reason_sentence, zone_reason,
};
use fangxian_core::ids::{AntigenReportId, ArrivalReportId, CodeReasonId, ZoneId};
use fangxian_core::places::PlaceCode;
use fangxian_core::pools::{PersonSample, TubeOutcome, TubeStanding};
use fangxian_core::rules::{
    CodeCause, CodeColor, ColorIs, Confidence, LiftedBy, Longest, Origin, RuleBook,
};
use fangxian_core::sampling::{Pool, TubeCode};
use fangxian_core::{CityDay, Level, Moment};
use proptest::prelude::*;
use std::sync::LazyLock;
use uuid::Uuid;

static RULES: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::built_in().unwrap());
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

fn day(text: &str) -> CityDay {
    CityDay::parse(&format!("2022-{text}")).unwrap()
}

/// `10-08 12`: that hour of that day of 2022.
fn at(text: &str) -> Moment {
    let (on, hour) = text.split_once(' ').unwrap();
    day(on).starts_at().plus_ms(hour.parse::<i64>().unwrap() * HOUR)
}

fn tube(serial: u32) -> TubeCode {
    TubeCode::of(&PlaceCode::parse("140105").unwrap(), serial).unwrap()
}

/// `1 of 10, 10-08 09, positive 10-08 20`.
fn sample(text: &str) -> PersonSample {
    let parts: Vec<&str> = text.split(", ").collect();
    let (serial, n_inside) = parts[0].split_once(" of ").unwrap();
    let standing = match parts[2].split_once(' ') {
        None => TubeStanding::Waiting,
        Some((outcome, known)) => {
            TubeStanding::Known(TubeOutcome::from_code(outcome).unwrap(), at(known))
        }
    };
    PersonSample {
        tube: tube(serial.parse().unwrap()),
        pool: Pool::Ten,
        n_inside: n_inside.parse().unwrap(),
        taken_at: at(parts[1]),
        standing,
    }
}

fn tested(samples: &[&str]) -> PersonalFacts {
    PersonalFacts::of_samples(&samples.iter().map(|one| sample(one)).collect::<Vec<_>>())
}

fn manual(cause: CodeCause, counted: &str, approved: &str, until: &str) -> ManualReason {
    ManualReason {
        id: CodeReasonId::from_uuid(Uuid::from_u128(1)),
        cause,
        counted_from: at(counted),
        approved_at: at(approved),
        until: at(until),
        evidence: EvidenceKind::Investigation,
        said: "调查记录第1号".to_owned(),
        ended_at: None,
    }
}

fn lived(level: Level, since: &str) -> Lived {
    let zone = ZoneId::from_uuid(Uuid::from_u128(7));
    Lived { zone, level, since: day(since), strength: Strength::Strong }
}

fn code(facts: &PersonalFacts, zones: &[Lived], now: Moment) -> HealthCode {
    let zones = zones.iter().filter_map(|one| zone_reason(&RULES, *one, now));
    HealthCode::of(personal_reasons(&RULES, facts, now).into_iter().chain(zones), now)
}

fn told(code: &HealthCode) -> String {
    let causes: Vec<&str> = code.reasons.iter().map(|one| one.cause.code()).collect();
    format!("{} {}", code.color.code(), causes.join(" ")).trim_end().to_owned()
}

/// What somebody's own samples come to at a moment.
fn check(now: &str, samples: &[&str], expected: &str) {
    assert_eq!(told(&code(&tested(samples), &[], at(now))), expected, "{now} {samples:?}");
}

#[test]
fn a_test_of_his_own_colors_and_a_shared_tube_holds_until_his_own_is_negative() {
    let pool = "1 of 10, 10-08 09, positive 10-08 20";
    check("10-08 19", &[pool], "green");
    check("10-08 20", &[pool], "yellow pool_hold");
    // Taken before it was known, or shared again: lifts nothing.
    let before = "2 of 1, 10-08 19, negative 10-09 01";
    let shared = "3 of 2, 10-08 21, negative 10-09 02";
    check("10-09 03", &[pool, before, shared], "yellow pool_hold");
    let own = "4 of 1, 10-08 22, negative 10-09 05";
    check("10-09 04", &[pool, own], "yellow pool_hold");
    check("10-09 05", &[pool, own], "green");
    let positive = "4 of 1, 10-08 22, positive 10-09 05";
    check("10-09 05", &[pool, positive], "red positive pool_hold");
    check("10-09 05", &["4 of 1, 10-08 22, unclear 10-09 05"], "red unclear");
    check("10-09 05", &["4 of 1, 10-08 22, invalid 10-09 05"], "green");
    // 黄码满7天的，系统将自动解码
    check("10-15 19", &[pool], "yellow pool_hold");
    check("10-15 20", &[pool], "green");
}

#[test]
fn the_color_of_a_hold_was_chosen_and_says_so() {
    let now = at("10-09 05");
    let held = code(&tested(&["1 of 10, 10-08 09, positive 10-08 20"]), &[], now);
    let reason = &held.reasons[0];
    assert_eq!((reason.color_is, reason.clause.confidence), (ColorIs::ChosenMilder, Confidence::C));
    assert!(reason.clause.note.as_ref().unwrap().contains("条文没有写赋什么颜色"));
    assert!(reason.clause.as_written.contains("暂时单独隔离"));
    assert_eq!(reason.lifted_by, LiftedBy::OwnNegative);
}

/// Whoever lives under a level on a day.
fn check_zone(on: &str, level: Level, expected: &str) {
    let now = day(on).starts_at().plus_ms(12 * HOUR);
    let found = code(&PersonalFacts::default(), &[lived(level, on)], now);
    assert_eq!(found.color.code(), expected, "{on} {level:?}");
}

#[test]
fn whoever_lives_in_an_area_has_the_color_of_its_level_in_each_edition() {
    // 第八版：封控区红，管控区、防范区黄；街道评级的中高风险红。
    for (level, color) in [
        (Level::Locked, "red"),
        (Level::Controlled, "yellow"),
        (Level::Guarded, "yellow"),
        (Level::High, "red"),
        (Level::Medium, "red"),
        (Level::Low, "green"),
    ] {
        check_zone("05-10", level, color);
    }
    // 第九版：高风险区红，中风险区黄，不加码；低风险区不赋码。
    for (level, color) in [(Level::High, "red"), (Level::Medium, "yellow"), (Level::Low, "green")] {
        check_zone("10-08", level, color);
    }
    // 二十条：高风险区红；尚未调整的中风险区仍黄。
    for (level, color) in [(Level::High, "red"), (Level::Medium, "yellow"), (Level::Low, "green")] {
        check_zone("11-24", level, color);
    }
    // 新十条：不赋码。
    for level in Level::ALL {
        check_zone("12-07", level, "green");
        check_zone("12-20", level, "green");
    }
    // Before anything was written.
    check_zone("02-24", Level::Locked, "green");
}

#[test]
fn whatever_is_known_nothing_is_colored_under_the_ten_measures() {
    let mut facts = tested(&["4 of 1, 12-05 22, positive 12-06 05"]);
    facts.manual = vec![manual(CodeCause::CloseContact, "12-05 00", "12-05 10", "12-13 00")];
    let zones = [lived(Level::High, "12-04")];
    let before = code(&facts, &zones, Moment(day("12-07").starts_at().0 - 1));
    assert_eq!(told(&before), "red positive lives_in_zone close_contact");
    // The same reasons, kept from the day before: the clock alone ends them on the second.
    assert_eq!(color_at(&before.reasons, day("12-07").starts_at()), HealthColor::Green);
    assert_eq!(told(&code(&facts, &zones, day("12-07").starts_at())), "green");
}

/// How long people may hold somebody by a manual reason, on a day.
fn check_longest(on: &str, cause: CodeCause, days: Option<u16>) {
    let edition = RULES.edition_on(day(on)).unwrap();
    let rule = RULES.code_rules_on(day(on)).find(|(_, rule)| rule.cause == cause);
    let found = rule.and_then(|(_, rule)| rule.longest.as_ref()?.days(edition));
    assert_eq!(found, days, "{on} {cause:?}");
}

#[test]
fn a_manual_reason_lasts_no_longer_than_the_edition_keeps_such_people_apart() {
    for (cause, eighth, ninth, twenty) in [
        (CodeCause::CloseContact, 14, 7, Some(8)),
        (CodeCause::SecondaryContact, 7, 7, None),
        (CodeCause::Isolation, 14, 7, Some(8)),
        (CodeCause::CaseElsewhere, 14, 14, Some(14)),
    ] {
        check_longest("05-10", cause, Some(eighth));
        check_longest("10-08", cause, Some(ninth));
        check_longest("11-24", cause, twenty);
        check_longest("12-07", cause, None);
    }
    // Whatever was decided, it ends with the rule: seven days from the contact, and not a second
    // more; it colors nobody before two people had signed.
    let facts = PersonalFacts {
        manual: vec![manual(CodeCause::CloseContact, "10-08 00", "10-09 15", "11-08 00")],
        ..PersonalFacts::default()
    };
    let told_at = |now: Moment| told(&code(&facts, &[], now));
    assert_eq!(told_at(at("10-09 14")), "green");
    assert_eq!(told_at(at("10-09 15")), "red close_contact");
    assert_eq!(told_at(Moment(at("10-15 00").0 - 1)), "red close_contact");
    assert_eq!(told_at(at("10-15 00")), "green");
}

#[test]
fn an_isolated_contact_stays_isolated_whatever_his_tests_say() {
    let mut facts = tested(&[
        "1 of 10, 10-08 09, positive 10-08 20",
        "2 of 1, 10-09 09, negative 10-09 15",
        "3 of 1, 10-10 09, negative 10-10 15",
    ]);
    facts.manual = vec![manual(CodeCause::CloseContact, "10-08 00", "10-08 22", "10-15 00")];
    assert_eq!(told(&code(&facts, &[], at("10-11 00"))), "red close_contact");
}

#[test]
fn nobody_is_colored_for_a_test_that_he_did_not_make() {
    // No cause, no rule and no field of a rule speaks of it: whoever was never tested is green.
    assert_eq!(told(&code(&PersonalFacts::default(), &[], at("10-08 12"))), "green");
    check("10-30 12", &["1 of 10, 10-02 09, negative 10-02 20"], "green");
    for (text, rule) in RULES.codes().iter().flat_map(|one| one.rules.iter().map(move |r| (one, r)))
    {
        for word in ["频次", "超期", "逾期", "未按时", "应检"] {
            assert!(!rule.clause.as_written.contains(word), "{} {}", text.id, rule.number);
        }
    }
}

#[test]
fn the_rules_know_no_debt_no_petition_and_no_origin() {
    let (_, text) = fangxian_core::rules::BUILT_IN
        .iter()
        .find(|(name, _)| *name == "shanxi-codes.toml")
        .unwrap();
    for word in ["信访", "上访", "欠", "债", "储户", "存款", "民族", "籍贯", "户籍", "警", "公安"]
    {
        assert!(!text.contains(word), "{word}");
    }
    let causes: Vec<&str> = CodeCause::ALL.iter().map(|one| one.code()).collect();
    assert_eq!(
        causes,
        [
            "positive",
            "unclear",
            "pool_hold",
            "antigen_hold",
            "lives_in_zone",
            "close_contact",
            "secondary_contact",
            "isolation",
            "case_elsewhere",
            "arrival"
        ]
    );
    for text in RULES.codes() {
        for rule in &text.rules {
            assert!(rule.clause.is_enforced(), "{}", rule.number);
            assert!(rule.in_force_to.is_some_and(|last| last <= day("12-06")), "{}", rule.number);
            if let Some(Longest::Days { clause, .. }) = &rule.longest {
                assert!(clause.is_enforced());
            }
        }
    }
}

fn antigen(step: AntigenStep) -> AntigenCase {
    let test = AntigenTest {
        report: AntigenReportId::from_uuid(Uuid::from_u128(3)),
        outcome: AntigenOutcome::Positive,
        tested_at: at("10-08 09"),
        reported_at: at("10-08 10"),
        withdrawn_at: None,
    };
    AntigenCase { test, step }
}

#[test]
fn an_antigen_test_holds_weakly_until_a_nucleic_one_speaks() {
    let known = at("10-09 12");
    for (step, before, after) in [
        (AntigenStep::Waiting { retaken_at: None }, "yellow", "yellow"),
        (AntigenStep::Refuted { at: known, tube: tube(9) }, "yellow", "green"),
        (AntigenStep::Withdrawn(known), "yellow", "green"),
        (AntigenStep::PositiveBefore(known), "green", "green"),
    ] {
        let facts = PersonalFacts { antigen: vec![antigen(step)], ..PersonalFacts::default() };
        assert_eq!(code(&facts, &[], at("10-09 11")).color.code(), before, "{step:?}");
        assert_eq!(code(&facts, &[], known).color.code(), after, "{step:?}");
    }
    let facts = PersonalFacts {
        antigen: vec![antigen(AntigenStep::Waiting { retaken_at: None })],
        ..PersonalFacts::default()
    };
    assert_eq!(code(&facts, &[], known).reasons[0].strength, Strength::Weak);
}

/// Whoever arrives on a day from such a place: the colors with their kinds.
fn check_arrival(on: &str, origin: Origin, expected: &[(ArrivalKind, CodeColor)]) {
    let of = (ArrivalReportId::from_uuid(Uuid::from_u128(4)), day(on).starts_at());
    let mut found = arrival_by_overlay(&RULES, origin, of, (None, None));
    found.extend(arrival_by_text(&RULES, origin, of));
    let found: Vec<(ArrivalKind, CodeColor)> =
        found.iter().map(|one| (one.kind, one.color)).collect();
    assert_eq!(found, expected, "{on} {origin:?}");
}

#[test]
fn whoever_arrives_has_the_code_of_the_rule_of_his_day() {
    use ArrivalKind::{Origin as From, UntilTested};
    // 第八版时期，省细则：14天内中高风险地区、所在县区、尚未调级的县区，红码。
    for origin in [Origin::MediumOrHigh, Origin::CountyOfMediumOrHigh, Origin::CountyNotYetRated] {
        check_arrival("05-10", origin, &[(From, CodeColor::Red)]);
        check_arrival("10-08", origin, &[]);
    }
    check_arrival("05-10", Origin::Elsewhere, &[]);
    // 第九版时期，太原市：高风险红码，中风险黄码；即采即走和绿标未按要求检测的黄码。
    for (origin, expected) in [
        (Origin::High, vec![(From, CodeColor::Red)]),
        (Origin::Medium, vec![(From, CodeColor::Yellow)]),
        (Origin::LowOrNotYetRated, vec![]),
        (Origin::CountyWithoutRiskOfCity, vec![(UntilTested, CodeColor::Yellow)]),
        (Origin::Elsewhere, vec![(UntilTested, CodeColor::Yellow)]),
    ] {
        check_arrival("10-08", origin, &expected);
        check_arrival("11-24", origin, &[]);
        check_arrival("12-07", origin, &[]);
    }
}

#[test]
fn no_sentence_names_another_person_or_a_tube() {
    let mut facts =
        tested(&["1 of 10, 10-08 09, positive 10-08 20", "4 of 1, 10-08 22, positive 10-09 05"]);
    facts.manual = vec![manual(CodeCause::SecondaryContact, "10-08 00", "10-08 22", "10-15 00")];
    let found = code(&facts, &[lived(Level::High, "10-08")], at("10-09 06"));
    assert_eq!(found.reasons.len(), 4);
    for reason in &found.reasons {
        let (zh, en) = reason_sentence(reason);
        assert!(!zh.is_empty() && !en.is_empty());
        assert!(!zh.contains(&tube(1).to_string()));
    }
}

fn sources() -> impl Strategy<Value = ReasonSource> {
    (0_u32..5, 1_u128..1000).prop_map(|(kind, id)| {
        let uuid = Uuid::from_u128(id);
        match kind {
            0 => ReasonSource::Tube(tube(u32::try_from(id).unwrap())),
            1 => ReasonSource::Antigen(AntigenReportId::from_uuid(uuid)),
            2 => ReasonSource::Zone(ZoneId::from_uuid(uuid)),
            3 => ReasonSource::Manual(CodeReasonId::from_uuid(uuid)),
            _ => ReasonSource::Arrival(ArrivalReportId::from_uuid(uuid)),
        }
    })
}

fn samples() -> impl Strategy<Value = Vec<PersonSample>> {
    let known = (0_usize..5, 0_i64..200 * HOUR);
    let one = (1_u32..9, 0_usize..4, 0_i64..200 * HOUR, known).prop_map(
        |(serial, n_inside, taken, (outcome, later))| PersonSample {
            tube: tube(serial),
            pool: Pool::Ten,
            n_inside,
            taken_at: at("10-01 00").plus_ms(taken),
            standing: match TubeOutcome::ALL.get(outcome) {
                Some(outcome) => {
                    TubeStanding::Known(*outcome, at("10-01 00").plus_ms(taken + later))
                }
                None => TubeStanding::Waiting,
            },
        },
    );
    proptest::collection::vec(one, 0..6)
}

fn manuals() -> impl Strategy<Value = Vec<ManualReason>> {
    let one = (1_u128..9, 0..CodeCause::ALL.len(), 0_i64..60, 0_i64..60, 0_i64..40).prop_map(
        |(id, cause, counted, approved, days)| ManualReason {
            id: CodeReasonId::from_uuid(Uuid::from_u128(id)),
            cause: CodeCause::ALL[cause],
            counted_from: day("10-01").plus(counted).starts_at(),
            approved_at: day("10-01").plus(approved).starts_at(),
            until: day("10-01").plus(counted + days).starts_at(),
            evidence: EvidenceKind::LetterFromElsewhere,
            said: "函".to_owned(),
            ended_at: (days % 3 == 0).then(|| day("10-01").plus(counted + 1).starts_at()),
        },
    );
    proptest::collection::vec(one, 0..4)
}

fn arrivals() -> impl Strategy<Value = Vec<ArrivalCode>> {
    let origins = [Origin::High, Origin::Medium, Origin::Elsewhere, Origin::MediumOrHigh];
    let one = (1_u128..9, 0..origins.len(), 0_i64..70, 0_i64..20).prop_map(
        move |(id, origin, on, days)| {
            let since = day("10-01").plus(on).starts_at();
            let of = (ArrivalReportId::from_uuid(Uuid::from_u128(id)), since);
            let ends = Some(since.plus_ms(days * DAY));
            arrival_by_overlay(&RULES, origins[origin], of, (ends, ends))
        },
    );
    proptest::collection::vec(one, 0..3).prop_map(|all| all.into_iter().flatten().collect())
}

fn facts() -> impl Strategy<Value = PersonalFacts> {
    (samples(), manuals(), arrivals()).prop_map(|(samples, manual, arrivals)| PersonalFacts {
        manual,
        arrivals,
        ..PersonalFacts::of_samples(&samples)
    })
}

fn zones() -> impl Strategy<Value = Vec<Lived>> {
    let one = (1_u128..9, 0..Level::ALL.len(), 0_i64..60).prop_map(|(id, level, since)| Lived {
        zone: ZoneId::from_uuid(Uuid::from_u128(id)),
        level: Level::ALL[level],
        since: day("10-01").plus(since),
        strength: Strength::Strong,
    });
    proptest::collection::vec(one, 0..3)
}

fn moments() -> impl Strategy<Value = Moment> {
    (0_i64..80 * DAY).prop_map(|ms| day("10-01").starts_at().plus_ms(ms))
}

fn all_reasons(facts: &PersonalFacts, zones: &[Lived], now: Moment) -> Vec<Reason> {
    let zones = zones.iter().filter_map(|one| zone_reason(&RULES, *one, now));
    personal_reasons(&RULES, facts, now).into_iter().chain(zones).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn one_reason_more_never_makes_a_color_better(
        facts in facts(), zones in zones(), more in facts(), now in moments(),
    ) {
        let own = all_reasons(&facts, &zones, now);
        let before = HealthCode::of(own.clone(), now);
        let after = HealthCode::of(own.into_iter().chain(all_reasons(&more, &[], now)), now);
        prop_assert!(after.color >= before.color);
    }

    #[test]
    fn what_is_not_green_has_a_live_reason_with_an_enforced_clause_and_a_rule(
        facts in facts(), zones in zones(), now in moments(),
    ) {
        let code = code(&facts, &zones, now);
        prop_assert_eq!(code.color == HealthColor::Green, code.reasons.is_empty());
        for reason in &code.reasons {
            prop_assert!(reason.is_live(now) && reason.clause.is_enforced());
            prop_assert!(!reason.clause.as_written.is_empty() && reason.rule.number > 0);
            prop_assert!(reason.color > HealthColor::Green && reason.color <= code.color);
            // 新十条
            prop_assert!(now < day("12-07").starts_at());
        }
    }

    #[test]
    fn the_order_of_facts_does_not_matter(
        facts in facts(), zones in zones(), now in moments(), turn in 0_usize..8,
    ) {
        let own = all_reasons(&facts, &zones, now);
        let mut turned = own.clone();
        turned.rotate_left(turn % own.len().max(1));
        turned.reverse();
        prop_assert_eq!(HealthCode::of(own, now), HealthCode::of(turned, now));
        let mut facts_turned = facts.clone();
        facts_turned.manual.reverse();
        facts_turned.arrivals.reverse();
        let zones_turned: Vec<Lived> = zones.iter().rev().copied().collect();
        prop_assert_eq!(code(&facts, &zones, now), code(&facts_turned, &zones_turned, now));
    }

    #[test]
    fn a_reason_ends_on_the_second_by_the_clock_alone(
        facts in facts(), zones in zones(), now in moments(),
    ) {
        for reason in all_reasons(&facts, &zones, now) {
            for end in [reason.until, reason.rule_until].into_iter().flatten() {
                prop_assert!(!reason.is_live(end) && !reason.is_live(end.plus_ms(DAY)));
            }
            // Between two moments at which it says that it turns, it does not.
            let turns = reason.turns_at(now).unwrap_or(Moment(i64::MAX));
            let before = Moment(turns.0 - 1);
            prop_assert_eq!(reason.is_live(now), reason.is_live(before));
        }
    }

    #[test]
    fn no_manual_reason_outlasts_its_rule(facts in facts(), now in moments()) {
        let edition = RULES.edition_on(now.city_day()).unwrap();
        for reason in personal_reasons(&RULES, &facts, now) {
            if reason.cause.is_manual() {
                let mut rules = RULES.code_rules_on(now.city_day());
                let (_, rule) = rules.find(|(_, rule)| rule.number == reason.rule.number).unwrap();
                let longest = rule.longest.as_ref().unwrap().days(edition).unwrap();
                let until = reason.until.unwrap();
                prop_assert!(until.0 - reason.since.0 <= i64::from(longest) * DAY);
            }
        }
    }

    #[test]
    fn where_a_reason_comes_from_is_read_as_it_is_written(source in sources()) {
        prop_assert_eq!(ReasonSource::from_code(&source.code()), Some(source));
    }

    #[test]
    fn no_text_is_a_source_by_accident(text in "\\PC{0,40}") {
        let read = ReasonSource::from_code(&text);
        prop_assert!(read.is_none_or(|source| source.code() == text));
    }
}
