//! The same on visits that nobody here made: check-ins of New York, and who stood near whom in a
//! school, every twenty seconds. The files lie beside the project; where they do not, that is said.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "what fails here fails the test, and what is skipped says so"
)]

use fangxian_trace::{
    DAY_S, Index, SecondRule, Seeker, Span, Strength, Visit, Window, contacts, plain, second_ring,
};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;

const ALWAYS: Span = Span { since: 0, until: u32::MAX };

/// The text of a file of visits; none, loudly, where it is not there.
fn unpacked(name: &str) -> Option<String> {
    let shared = std::env::var_os("FANGXIAN_SHARED")
        .map_or_else(|| PathBuf::from("../../../shared"), PathBuf::from);
    let Ok(file) = std::fs::File::open(shared.join("data/visits").join(name)) else {
        eprintln!("SKIPPED: no data/visits/{name} in ../shared or FANGXIAN_SHARED");
        return None;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    Some(text)
}

/// Both rings of some people, by the index and plainly.
fn agree(visits: &[Visit], people: &[u32], window: Window, rule: &SecondRule) -> [usize; 2] {
    let index = Index::of(visits.iter().copied()).unwrap();
    let mut seeker = Seeker::default();
    let mut n_met = [0, 0];
    for &person in people {
        let met = plain::first_ring(visits, person, ALWAYS, window);
        let exposures = seeker.exposures(&index, person, ALWAYS, window);
        assert_eq!(exposures, met.clone().into_iter().collect::<Vec<_>>());
        let evidence = contacts(plain::meetings(visits, person, ALWAYS, window), window);
        assert_eq!(seeker.contacts(&index, person, ALWAYS, window), evidence);
        let (people, cut) = plain::second_ring(visits, person, &met, u32::MAX, rule);
        let ring = second_ring(&index, person, &exposures, u32::MAX, rule, 2);
        assert_eq!(ring.people.iter().collect::<BTreeSet<u32>>(), people);
        assert_eq!(ring.cut, cut);
        n_met[0] += met.len();
        n_met[1] += people.len();
    }
    n_met
}

#[test]
fn check_ins_of_new_york() {
    let Some(text) = unpacked("gowalla_nyc_even_users.tsv.gz") else { return };
    let mut places: BTreeMap<&str, u32> = BTreeMap::new();
    let visits: Vec<Visit> = text
        .lines()
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let n_places = places.len() as u32;
            let place = *places.entry(fields[4]).or_insert(n_places);
            let at: jiff::Timestamp = fields[1].parse().unwrap();
            let at = u32::try_from(at.as_second()).unwrap();
            Visit::scanned(fields[0].parse().unwrap(), place, at, 45 * 60, Strength::StaticCode)
        })
        .collect();
    assert_eq!(visits.len(), 73_610);
    // Those who came to the place where most came meet most.
    let busiest = visits.iter().fold(BTreeMap::new(), |mut counts, visit| {
        *counts.entry(visit.place).or_insert(0) += 1;
        counts
    });
    let busiest = *busiest.iter().max_by_key(|(_, n)| **n).unwrap().0;
    let people: Vec<u32> =
        visits.iter().filter(|visit| visit.place == busiest).map(|visit| visit.person).collect();
    let people: Vec<u32> = people.into_iter().step_by(60).take(6).collect();
    let rule = SecondRule { together_s: 900, entries_max: Some(40), ..SecondRule::default() };
    let [first, second] = agree(&visits, &people, Window::minutes_around(30), &rule);
    assert!(first > 20 && second > 0, "{first} {second}");
}

/// How long twenty seconds before each of these are together: not all are twenty seconds apart.
fn seconds(times: &BTreeSet<u32>) -> u32 {
    let gaps = times.iter().zip(times.iter().skip(1)).map(|(a, b)| (b - a).min(20));
    20 + gaps.sum::<u32>()
}

#[test]
fn twenty_seconds_of_a_school() {
    let Some(text) = unpacked("high_school_thiers_2011.csv.gz") else { return };
    // Who is near whom in the same twenty seconds: that pair is the place.
    let mut near: BTreeMap<(u32, u32), BTreeSet<u32>> = BTreeMap::new();
    let mut visits = Vec::new();
    for line in text.lines().skip(1) {
        let fields: Vec<u32> =
            line.split(';').take(3).map(|field| field.parse().unwrap()).collect();
        let [until, a, b] = fields[..] else { panic!("{line}") };
        if a == b {
            // Somebody near himself, once.
            continue;
        }
        let (a, b) = (a.min(b), a.max(b));
        // Some lines stand there twice.
        near.entry((a, b)).or_default().insert(until);
        let until = 15_000 * DAY_S + until;
        for person in [a, b] {
            visits.push(Visit::until(person, a * 1_000 + b, until - 20, until, Strength::Seen));
        }
    }
    assert_eq!(visits.len(), 2 * 28_560);
    let index = Index::of(visits.iter().copied()).unwrap();
    let mut seeker = Seeker::default();
    let everybody: BTreeSet<u32> = visits.iter().map(|visit| visit.person).collect();
    for &person in &everybody {
        let found = seeker.contacts(&index, person, ALWAYS, Window::TOGETHER);
        let found: BTreeMap<u32, u32> = found
            .iter()
            .map(|one| (one.person, one.evidence.iter().map(|e| e.overlap_s).sum()))
            .collect();
        let of_him = near.iter().filter(|((a, b), _)| [a, b].contains(&&person));
        let told: BTreeMap<u32, u32> =
            of_him.map(|((a, b), times)| (a + b - person, seconds(times))).collect();
        assert_eq!(found, told, "person {person}");
    }
    let people: Vec<u32> = everybody.into_iter().step_by(60).collect();
    let rule = SecondRule { together_s: 60, ..SecondRule::default() };
    let [first, second] = agree(&visits, &people, Window::TOGETHER, &rule);
    assert!(first > 20 && second > 10, "{first} {second}");
}
