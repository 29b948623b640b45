//! What may be published, in a table; and what no list ever tells, by property.

use super::*;
use crate::CityDay;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn rules() -> PublicationRules {
    PublicationRules::built_in().unwrap()
}

fn at(day: i64, minutes: i64) -> Moment {
    CityDay::parse("2022-10-01").unwrap().plus(day).starts_at().plus_ms(minutes * 60_000)
}

fn place(name: &str, kind: VenueKind) -> PublicPlace {
    PublicPlace {
        county: "140105".to_owned(),
        name: name.to_owned(),
        venue: None,
        kind: Some(kind),
    }
}

fn mall(case: usize, name: &str, day: i64, hour: i64) -> Presence {
    Presence {
        case,
        home: case,
        place: place(name, VenueKind::Mall),
        from: at(day, hour * 60 + 10),
        to: at(day, hour * 60 + 40),
        is_home: false,
        is_workplace: false,
    }
}

const MANY: Around = Around { n_people: Some(200), n_homes: Some(80) };

fn judged(presences: &[Presence], around: Around, earlier: &[Earlier]) -> Vec<Judged> {
    let all = stretches(presences, &rules()).into_iter().map(|one| (one, around)).collect();
    judge(all, earlier, &["张三丰".to_owned()], at(6, 720), &rules())
}

/// The codes by which one presence is held back.
fn check(change: impl FnOnce(&mut Presence), around: Around, expected: &[&str]) {
    let mut one = mall(0, "美特好超市（长风街店）", 2, 8);
    change(&mut one);
    let found = judged(&[one], around, &[]);
    let codes: Vec<&str> = found[0].held.iter().map(|held| held.code()).collect();
    assert_eq!(codes, expected, "{found:?}");
    for held in &found[0].held {
        assert!(!held.says(&rules()).is_empty());
    }
}

#[test]
fn what_could_point_at_one_person_is_held_back() {
    let around = |people, homes| Around { n_people: Some(people), n_homes: Some(homes) };
    check(|_| {}, MANY, &[]);
    check(|one| one.is_home = true, MANY, &["home"]);
    check(|one| one.is_workplace = true, MANY, &["workplace"]);
    check(|one| one.place.kind = Some(VenueKind::Compound), MANY, &["never_kind"]);
    check(|one| one.place.kind = Some(VenueKind::Company), MANY, &["never_kind"]);
    check(|_| {}, around(9, 9), &["too_few"]);
    check(|_| {}, around(10, 3), &[]);
    check(|_| {}, around(12, 2), &["one_family"]);
    check(|_| {}, Around::default(), &["uncounted"]);
    check(|one| one.place.name = "张三丰小吃".to_owned(), MANY, &["name_says"]);
    check(|one| one.from = at(-20, 0), MANY, &["routine"]);
    check(|one| (one.from, one.to) = (at(-20, 0), at(-20, 30)), MANY, &["too_old"]);
    check(|one| one.to = at(6, 700), MANY, &["routine", "not_over"]);
}

#[test]
fn what_the_name_of_a_place_may_not_say() {
    let none: [String; 0] = [];
    for (name, leak) in [
        ("美特好超市（长风街店）", None),
        ("G8087次列车", None),
        ("海底捞火锅", None),
        ("女人街服装城", None),
        ("五一广场", None),
        ("白云小区5号楼", Some(Leak::Door)),
        ("白云小区2单元", Some(Leak::Door)),
        ("5-2-302", Some(Leak::Door)),
        ("东巷12号302室", Some(Leak::Door)),
        ("王某家", Some(Leak::Person)),
        ("病例1所在超市", Some(Leak::Person)),
        ("小李家中", Some(Leak::Person)),
        ("棋牌室13800000000", Some(Leak::Number)),
        ("棋牌室１３８－００００", Some(Leak::Number)),
        ("  ", Some(Leak::Length)),
    ] {
        assert_eq!(leak_of(name, &none), leak, "{name}");
    }
    assert_eq!(leak_of("赵四饺子馆", &["赵四".to_owned()]), Some(Leak::Secret));
}

#[test]
fn times_are_widened_to_full_hours_and_places_of_several_are_one() {
    let found = judged(
        &[mall(0, "甲超市", 2, 8), mall(1, "甲超市", 2, 10), mall(1, "乙超市", 2, 20)],
        MANY,
        &[],
    );
    let told: Vec<(String, i64, i64, usize)> = found
        .iter()
        .map(|one| {
            let window = &one.stretch.window;
            let hour = |moment: Moment| moment.ms_of_day() / 3_600_000;
            (window.place.name.clone(), hour(window.from), hour(window.to), one.stretch.cases.len())
        })
        .collect();
    // 8:10–8:40 becomes 7–10, 10:10–10:40 becomes 9–12: one stretch.
    assert_eq!(told, [("乙超市".to_owned(), 19, 22, 1), ("甲超市".to_owned(), 7, 12, 2)]);
}

#[test]
fn one_person_s_day_is_not_drawn() {
    let day: Vec<Presence> = ["甲", "乙", "丙", "丁", "戊"]
        .iter()
        .zip([8, 10, 12, 15, 18])
        .map(|(name, hour)| mall(0, name, 2, hour))
        .collect();
    let free = |judged: &[Judged]| judged.iter().filter(|one| one.held.is_empty()).count();
    assert_eq!(free(&judged(&day, MANY, &[])), 2);
    // Over several days three.
    let days: Vec<Presence> = ["甲", "乙", "丙", "丁", "戊"]
        .iter()
        .zip(1..)
        .map(|(name, day)| mall(0, name, day, 8))
        .collect();
    let first = judged(&days, MANY, &[]);
    assert_eq!(free(&first), 3);
    // A second list adds nothing of what the first left out.
    let earlier: Vec<Earlier> = first
        .iter()
        .filter(|one| one.held.is_empty())
        .map(|one| Earlier { home: 0, window: one.stretch.window.clone() })
        .collect();
    let again = judged(&days, MANY, &earlier);
    assert_eq!(free(&again), 3);
    assert!(
        again
            .iter()
            .filter(|one| one.held.is_empty())
            .all(|one| { earlier.iter().any(|before| before.window == one.stretch.window) })
    );
    // A couple is one home: what both did together is as telling.
    let mut couple = days.clone();
    couple.extend(days.iter().map(|one| Presence { case: 1, ..one.clone() }));
    assert_eq!(free(&judged(&couple, MANY, &[])), 3);
}

#[test]
fn who_is_there_day_by_day_works_there() {
    let days: Vec<Presence> = (1..5).map(|day| mall(0, "甲", day, 8)).collect();
    assert!(judged(&days, MANY, &[]).iter().all(|one| one.held.contains(&Held::Routine)));
    // Somebody else who passed by makes his stretch safe, and only that.
    let mut mixed = days;
    mixed.push(mall(1, "甲", 2, 8));
    let found = judged(&mixed, MANY, &[]);
    let free: Vec<&Judged> = found.iter().filter(|one| one.held.is_empty()).collect();
    assert_eq!(free.len(), 1);
    assert_eq!(free[0].stretch.cases.len(), 2);
}

#[test]
fn rules_that_protect_nobody_are_refused() {
    let text = include_str!("../../../../rules/own/publication.toml");
    for (from, to) in [
        ("people_min = 10", "people_min = 1"),
        ("homes_min = 3", "homes_min = 1"),
        ("round_minutes = 60", "round_minutes = 7"),
        ("alone_max = 3", "alone_max = 9"),
        ("[numbers]", "[numbers]\nextra = 1"),
    ] {
        assert!(text.contains(from));
        assert!(PublicationRules::parse(&text.replacen(from, to, 1)).is_err(), "{to}");
    }
}

fn presences() -> impl Strategy<Value = Vec<Presence>> {
    let kinds = [VenueKind::Mall, VenueKind::Restaurant, VenueKind::Compound, VenueKind::Station];
    let one = (0..5_usize, 0..6_usize, 0..6_i64, 0..1_380_i64, 0..240_i64, 0..8_u8).prop_map(
        move |(case, at_place, day, minute, stay, flags)| Presence {
            case,
            // Cases 0 and 1 live together.
            home: case.max(1),
            place: place(&format!("场所{at_place}"), kinds[at_place % 4]),
            from: at(day, minute),
            to: at(day, minute + stay),
            is_home: flags == 1,
            is_workplace: flags == 2,
        },
    );
    proptest::collection::vec(one, 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Lists day after day, as cases become known; the attacker has all of them, and knows who the cases
    /// of each stretch were. Even so no home has more places to itself than the rules say.
    #[test]
    fn no_series_of_lists_draws_a_path(all in presences(), n_people in 0..40_u32) {
        let rules = rules();
        let mut earlier: Vec<Earlier> = Vec::new();
        for n_known in [all.len() / 3, all.len() * 2 / 3, all.len()] {
            let known = &all[..n_known];
            let around = Around { n_people: Some(n_people), n_homes: Some(n_people / 3) };
            let counted = stretches(known, &rules).into_iter().map(|one| (one, around)).collect();
            let judged = judge(counted, &earlier, &[], at(7, 0), &rules);
            for one in judged.iter().filter(|one| one.held.is_empty()) {
                let window = &one.stretch.window;
                prop_assert!(n_people >= rules.numbers.people_min);
                prop_assert!(!one.stretch.is_home);
                prop_assert!(window.to.0 - window.from.0 >= 3_600_000);
                prop_assert_eq!(window.from.ms_of_day() % 3_600_000, 0);
                prop_assert_eq!(window.to.ms_of_day() % 3_600_000, 0);
                for presence in known.iter().filter(|one| one.place == window.place) {
                    let (from, to) = (presence.from, presence.to);
                    let inside = from >= window.from && to <= window.to;
                    let outside = to < window.from || from > window.to;
                    prop_assert!(inside || outside);
                }
                if let [home] = one.stretch.homes.iter().copied().collect::<Vec<usize>>()[..] {
                    earlier.push(Earlier { home, window: window.clone() });
                }
            }
            let mut alone: BTreeMap<usize, BTreeSet<&PublicWindow>> = BTreeMap::new();
            for one in &earlier {
                alone.entry(one.home).or_default().insert(&one.window);
            }
            for windows in alone.values() {
                prop_assert!(windows.len() <= 3, "{windows:?}");
            }
        }
    }
}
