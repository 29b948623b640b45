//! Trees and numbers by hand.

use super::*;
use crate::cases::CaseKind;
use proptest::prelude::*;

fn day(n: i64) -> CityDay {
    CityDay::parse("2022-10-01").unwrap().plus(n)
}

fn case(onset: i64) -> ChainCase {
    ChainCase { onset: Some(day(onset)), sampled: None, is_imported: false }
}

fn link(from: usize, to: usize, setting: Setting, met: i64) -> Link {
    let evidence = Evidence {
        ground: LinkGround::Contact,
        setting,
        known: Known::Seen,
        met: Some((day(met), day(met))),
    };
    Link { from, to, evidence: vec![evidence] }
}

fn rules() -> ChainRules {
    ChainRules::built_in().unwrap()
}

fn waits() -> Waits {
    Waits::given(&[0.0, 0.5, 0.3, 0.2]).unwrap()
}

fn made(cases: &[ChainCase], links: &[Link], choices: &[Choice]) -> Tree {
    tree(cases, links, choices, &waits(), &rules()).unwrap()
}

#[test]
fn the_most_plausible_by_days_and_by_place() {
    // 2 met both 0 and 1: the home weighs more than the meal, the days are alike.
    let cases = [case(0), case(0), case(1)];
    let links = [link(0, 2, Setting::Meal, 0), link(1, 2, Setting::Home, 0)];
    let found = made(&cases, &links, &[]);
    assert_eq!(found.infectors, [None, None, Some(1)]);
    assert_eq!(found.generations, [1, 1, 2]);
    assert_eq!(found.clusters, [1, 0, 0]);
    let shares: Vec<(usize, i64)> = found.candidates[2]
        .iter()
        .map(|one| (one.from, (one.share * 1000.0).round() as i64))
        .collect();
    // 0.5 × 0.9 × 1.0 and 0.5 × 0.9 × 0.6, beside 0.002 for nobody: 0.45, 0.27 of 0.722.
    assert_eq!(shares, [(1, 623), (0, 374)]);
}

#[test]
fn the_days_between_decide_where_places_are_alike() {
    let cases = [case(0), case(2), case(3)];
    let links = [link(0, 2, Setting::Home, 1), link(1, 2, Setting::Home, 1)];
    let found = made(&cases, &links, &[]);
    // After one day 0.5, after three 0.2.
    assert_eq!(found.infectors[2], Some(1));
    assert_eq!(found.candidates[2][0].why, [InfectorWhy::Usual]);
}

#[test]
fn who_was_met_too_late_or_falls_ill_long_after_is_not_it() {
    let cases = [case(0), case(2), case(9)];
    let found = made(&cases, &[link(0, 1, Setting::Home, 4)], &[]);
    assert_eq!(found.infectors[1], None);
    assert!(found.candidates[1][0].why.contains(&InfectorWhy::MetAfter));
    let found = made(&cases, &[link(2, 1, Setting::Home, 1)], &[]);
    assert_eq!((found.infectors[1], found.candidates[1][0].share), (None, 0.0));
    assert!(found.candidates[1][0].why.contains(&InfectorWhy::IllAfter));
}

#[test]
fn a_person_s_choice_stands_and_the_others_are_kept() {
    let cases = [case(0), case(0), case(1)];
    let links = [link(0, 2, Setting::Meal, 0), link(1, 2, Setting::Home, 0)];
    let choice = |infector| Choice { of: 2, infector };
    let found = made(&cases, &links, &[choice(Some(0))]);
    assert_eq!(found.infectors[2], Some(0));
    assert_eq!(found.is_chosen, [false, false, true]);
    assert_eq!(found.candidates[2].len(), 2);
    assert!(found.candidates[2][0].why.contains(&InfectorWhy::Passed));
    assert!(found.candidates[2][1].why.contains(&InfectorWhy::Chosen));
    let found = made(&cases, &links, &[choice(None)]);
    assert_eq!((found.infectors[2], found.is_chosen[2]), (None, true));
}

#[test]
fn choices_that_infect_each_other_are_refused() {
    let cases = [case(0), case(1), case(2)];
    let choose = |of, infector| Choice { of, infector: Some(infector) };
    let made = |choices: &[Choice]| tree(&cases, &[], choices, &waits(), &rules()).map(|_| ());
    assert_eq!(made(&[choose(0, 1), choose(1, 2), choose(2, 0)]), Err(ChainFlaw::Circle));
    assert_eq!(made(&[choose(0, 1), choose(1, 2)]), Ok(()));
    assert_eq!(made(&[choose(0, 9)]), Err(ChainFlaw::Unknown));
}

#[test]
fn two_who_could_have_infected_each_other_did_not_both() {
    let cases = [case(0), case(1), case(1)];
    let links = [
        link(1, 2, Setting::Home, 0),
        link(2, 1, Setting::Home, 0),
        link(0, 1, Setting::Passing, 0),
    ];
    // Both on one day: no share of day 0, so that nobody infected the other.
    assert_eq!(made(&cases, &links, &[]).infectors, [None, Some(0), None]);
    let waits = Waits::given(&[0.5, 0.3, 0.2]).unwrap();
    let found = tree(&cases, &links, &[], &waits, &rules()).unwrap();
    assert_eq!(found.infectors, [None, Some(0), Some(1)]);
    assert!(found.candidates[1][0].why.contains(&InfectorWhy::WouldCircle));
}

#[test]
fn who_came_from_elsewhere_was_infected_elsewhere() {
    let cases = [case(0), ChainCase { is_imported: true, ..case(1) }];
    assert_eq!(made(&cases, &[link(0, 1, Setting::Home, 0)], &[]).infectors, [None, None]);
}

#[test]
fn the_number_by_days_alone_is_that_of_the_hand() {
    // One on day 0, two on day 1, one on day 3. Both of day 1 fall to day 0. Of day 3, day 0 pulls with
    // 0.2 and day 1 with 2 × 0.3: a quarter and three quarters.
    let cases = [case(0), case(1), case(1), case(3)];
    let found = wallinga_teunis(&cases, &waits(), day(30));
    let told: Vec<(i64, u32, f64)> = found
        .iter()
        .map(|one| (one.day.days_since(day(0)), one.n_cases, one.number.unwrap()))
        .collect();
    let expected = [(0, 1, 2.25), (1, 2, 0.375), (3, 1, 0.0)];
    for ((day, n, number), (day_due, n_due, due)) in told.iter().zip(expected) {
        assert_eq!((*day, *n), (day_due, n_due));
        assert!((number - due).abs() < 1e-12, "{told:?}");
    }
    // Day 0: certain of two, and a quarter of the last: variance 3/16.
    let (low, high) = found[0].bounds.unwrap();
    let wide = 1.96 * (3.0_f64 / 16.0).sqrt();
    assert!((low - (2.25 - wide)).abs() < 1e-12 && (high - (2.25 + wide)).abs() < 1e-12);
}

#[test]
fn the_last_days_are_put_right_or_not_told() {
    let cases = [case(0), case(1), case(1)];
    // On day 1 half of what day 0 infects can have come to light; of day 1 nothing.
    let found = wallinga_teunis(&cases, &waits(), day(1));
    assert_eq!(found[0].number, Some(4.0));
    assert_eq!((found[0].seen, found[1].seen), (0.5, 0.0));
    assert_eq!(found[1].number, None);
}

#[test]
fn the_number_counted_in_the_tree_and_over_seven_days() {
    let cases = [case(0), case(1), case(1), case(3)];
    let infectors = [None, Some(0), Some(0), Some(1)];
    let found = cohort(&cases, &infectors, &waits(), day(30));
    let numbers: Vec<Option<f64>> = found.iter().map(|one| one.number).collect();
    assert_eq!(numbers, [Some(2.0), Some(0.5), Some(0.0)]);
    let means: Vec<Option<f64>> = seven_days(&found).into_iter().map(|(_, mean)| mean).collect();
    assert_eq!(means, [Some(2.0), Some(1.0), Some(0.75)]);
}

#[test]
fn intervals_are_counted_between_onsets_alone() {
    let by_sample = ChainCase { onset: None, sampled: Some(day(9)), is_imported: false };
    let cases = [case(0), case(2), case(4), case(9), by_sample];
    let found = serial_intervals(&cases, &[None, Some(0), Some(0), Some(2), Some(0)]);
    let counts: Vec<(i64, u32)> = found.counts.into_iter().collect();
    assert_eq!(counts, [(2, 1), (4, 1), (5, 1)]);
    assert_eq!((found.n_pairs, found.n_without), (3, 1));
    assert_eq!((found.mean, found.median), (Some(11.0 / 3.0), Some(4.0)));
    let sd = found.sd.unwrap();
    assert!((sd - (7.0_f64 / 3.0).sqrt()).abs() < 1e-12, "{sd}");
    assert_eq!(serial_intervals(&cases, &[None; 5]), Intervals::default());
}

#[test]
fn links_are_counted_by_where_they_were() {
    let cases = [case(0), case(1), case(1), case(2)];
    let links =
        [link(0, 1, Setting::Home, 0), link(0, 2, Setting::Home, 0), link(1, 3, Setting::Meal, 1)];
    let found = by_setting(&made(&cases, &links, &[Choice { of: 2, infector: Some(1) }]));
    let told: Vec<(Option<Setting>, u32)> =
        found.iter().map(|one| (one.setting, one.n_links)).collect();
    assert_eq!(told, [(None, 1), (Some(Setting::Home), 1), (Some(Setting::Meal), 1)]);
}

fn exported() -> (Tree, Vec<ExportCase>) {
    let cases = [case(0), case(1), case(2)];
    let links = [
        link(0, 1, Setting::Home, 0),
        link(1, 2, Setting::Meal, 1),
        link(0, 2, Setting::Passing, 0),
    ];
    let of = |number: &str, onset| ExportCase {
        number: number.to_owned(),
        kind: CaseKind::Confirmed,
        onset: Some(day(onset)),
        sampled: Some(day(onset + 1)),
        county: "140105".to_owned(),
    };
    (made(&cases, &links, &[]), vec![of("BL-0001", 0), of("BL-0002", 1), of("BL<&\"3", 2)])
}

#[test]
fn what_other_programs_get() {
    let (tree, cases) = exported();
    let table = links_table(&tree, &cases);
    assert_eq!(table.len(), 4);
    assert_eq!(table[1][..4], ["BL-0001", "BL-0002", "是", "否"]);
    let xml = graphml(&tree, &cases);
    assert_eq!(xml.matches("<node ").count(), 3);
    assert_eq!(xml.matches("<edge ").count(), 3);
    assert!(xml.contains("BL&lt;&amp;&quot;3") && !xml.contains("BL<&"));
    assert_eq!(sormas(&tree, &cases).len(), 3);
    assert_eq!(godata_cases(&cases).len(), 4);
    assert_eq!(godata_links(&tree, &cases).len(), 3);
    let bundle = fhir(&tree, &cases);
    let kinds: Vec<&str> = bundle["entry"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["resource"]["resourceType"].as_str().unwrap())
        .collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "Patient").count(), 3);
    assert_eq!(kinds.iter().filter(|kind| **kind == "Condition").count(), 3);
    assert_eq!(kinds.iter().filter(|kind| **kind == "Observation").count(), 2);
    // Whatever is referred to stands in the bundle, under that very name.
    let entries = bundle["entry"].as_array().unwrap();
    let named: Vec<&str> = entries.iter().map(|entry| entry["fullUrl"].as_str().unwrap()).collect();
    let subjects = entries.iter().map(|entry| &entry["resource"]["subject"]["reference"]);
    let focuses = entries.iter().map(|entry| &entry["resource"]["focus"][0]["reference"]);
    let referred: Vec<&str> = subjects.chain(focuses).filter_map(|one| one.as_str()).collect();
    assert_eq!(referred.len(), 7);
    assert!(referred.iter().all(|one| named.contains(one)), "{referred:?} {named:?}");
    // A patient has an id and nothing else.
    assert_eq!(bundle["entry"][0]["resource"].as_object().unwrap().len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_is_a_tree_and_always_the_same(
        days in proptest::collection::vec(proptest::option::of(0..12_i64), 1..12),
        pairs in proptest::collection::vec((0..12_usize, 0..12_usize, 0..8_usize, 0..12_i64), 0..40),
        pick in proptest::option::of((0..12_usize, 0..12_usize)),
    ) {
        let n = days.len();
        let cases: Vec<ChainCase> = days
            .iter()
            .map(|onset| ChainCase { onset: onset.map(day), sampled: None, is_imported: false })
            .collect();
        let mut links: Vec<Link> = pairs
            .iter()
            .filter(|(from, to, ..)| *from < n && *to < n && from != to)
            .map(|(from, to, setting, met)| link(*from, *to, Setting::ALL[*setting], *met))
            .collect();
        let choices: Vec<Choice> = pick
            .filter(|(of, from)| *of < n && *from < n && of != from)
            .map(|(of, from)| Choice { of, infector: Some(from) })
            .into_iter()
            .collect();
        let found = made(&cases, &links, &choices);
        for choice in &choices {
            prop_assert_eq!(found.infectors[choice.of], choice.infector);
        }
        for start in 0..n {
            let mut at = start;
            for _ in 0..n {
                at = found.infectors[at].unwrap_or(at);
            }
            prop_assert_eq!(found.infectors[at], None);
            let sum: f64 = found.candidates[start].iter().map(|one| one.share).sum();
            prop_assert!((0.0..=1.0).contains(&sum));
        }
        links.reverse();
        prop_assert_eq!(&made(&cases, &links, &choices).infectors, &found.infectors);
        // All who fell ill here are shared out once.
        let numbers = wallinga_teunis(&cases, &waits(), day(90));
        let sum: f64 = numbers.iter().map(|one| one.number.unwrap() * f64::from(one.n_cases)).sum();
        prop_assert!(sum <= days.iter().flatten().count() as f64 + 1e-9);
    }
}
