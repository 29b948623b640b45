//! How long a whole city takes. Run in release:
//! `cargo nextest run -p fangxian-invent --release --run-ignored only --no-capture`

use crate::heads;
use fangxian_invent::{City, messy_roster};
use jiff::civil::date;
use std::time::Instant;

fn report(what: &str, n: u64, since: Instant) -> f64 {
    let seconds = since.elapsed().as_secs_f64();
    let per_second = n as f64 / seconds;
    println!("{what}: {n} in {seconds:.2} s, {per_second:.0} per second");
    per_second
}

#[test]
#[ignore = "5.3 million people: run in release"]
fn a_city_of_5_300_000_is_invented_faster_than_500_000_people_per_second() {
    let begun = Instant::now();
    let city = City::plan(&heads(1_401), 5_300_000, 3).unwrap();
    let mut n_people = 0;
    let mut n_households = 0;
    for community in city.communities() {
        n_people += community.n_people() as u64;
        n_households += community.households.len();
    }
    assert_eq!(n_people, 5_300_000);
    println!("{n_households} households");
    assert!(report("people", n_people, begun) > 500_000.0);
}

#[test]
#[ignore = "measures: run in release"]
fn days_and_rosters_of_a_city() {
    let city = City::plan(&heads(100), 400_000, 3).unwrap();
    let communities: Vec<_> = city.communities().collect();
    let begun = Instant::now();
    let visits = |community| city.day_of(community, date(2022, 11, 2)).count() as u64;
    report("visits", communities.iter().map(visits).sum(), begun);
    let begun = Instant::now();
    let rows = |community| messy_roster(community, 1).rows.len() as u64;
    report("roster rows", communities.iter().map(rows).sum(), begun);
}
