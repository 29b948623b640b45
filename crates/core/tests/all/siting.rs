//! The p-median instances of the OR-Library: our choice costs what the best is known to cost, and
//! our bound proves it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

use fangxian_core::siting::{Siting, place};
use std::path::PathBuf;

fn instances() -> Option<PathBuf> {
    let shared = std::env::var_os("FANGXIAN_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let folder = shared.join("data/siting");
    folder.is_dir().then_some(folder)
}

fn read(text: &str) -> Siting {
    let mut numbers = text.split_ascii_whitespace().map(|word| word.parse::<usize>().unwrap());
    let mut next = || numbers.next().unwrap();
    let (n, m, p) = (next(), next(), next());
    let mut far = vec![vec![1_000_000_u32; n]; n];
    for (at, row) in far.iter_mut().enumerate() {
        row[at] = 0;
    }
    for _ in 0..m {
        // Where a road is named twice, the last holds: the library's own rule.
        let (from, to, long) = (next() - 1, next() - 1, u32::try_from(next()).unwrap());
        far[from][to] = long;
        far[to][from] = long;
    }
    for by in 0..n {
        for from in 0..n {
            for to in 0..n {
                far[from][to] = far[from][to].min(far[from][by] + far[by][to]);
            }
        }
    }
    Siting { people: vec![1; n], far, n_sites: p, capacity: None }
}

#[test]
fn the_known_optima_of_the_library_are_found_and_proven() {
    let Some(folder) = instances() else {
        eprintln!(
            "SKIPPED the_known_optima_of_the_library_are_found_and_proven: no data/siting; set \
             FANGXIAN_SHARED to the folder that has it"
        );
        return;
    };
    let optima = std::fs::read_to_string(folder.join("pmed_optima.tsv")).unwrap();
    let mut n_checked = 0;
    for line in optima.lines().skip(1) {
        let mut cells = line.split('\t');
        let (name, optimum) = (cells.next().unwrap(), cells.next().unwrap());
        let optimum: u64 = optimum.parse().unwrap();
        let siting = read(&std::fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap());
        let begun = std::time::Instant::now();
        let placed = place(&siting).unwrap();
        println!(
            "{name}: found {} proven {} known {optimum}, {} ms",
            placed.gap.found,
            placed.gap.bound,
            begun.elapsed().as_millis()
        );
        assert_eq!((placed.gap.found, placed.gap.bound), (optimum, optimum), "{name}");
        n_checked += 1;
    }
    assert_eq!(n_checked, 10);
}

/// A county of 240 communities, of which every third could have a kiosk: places and people from a
/// fixed sequence, so that the same county comes out everywhere.
fn county(capacity: Option<u64>) -> Siting {
    let mut state = 20_221_124_u64;
    let mut next = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let at: Vec<(i64, i64)> = (0..240).map(|_| (next(12_000) as i64, next(9_000) as i64)).collect();
    let people: Vec<u64> = at.iter().map(|_| 300 + next(1_400)).collect();
    let far = |one: &(i64, i64), other: &(i64, i64)| {
        let (x, y) = ((one.0 - other.0) as f64, (one.1 - other.1) as f64);
        x.hypot(y).round() as u32
    };
    let candidates: Vec<(i64, i64)> = at.iter().step_by(2).copied().collect();
    let rows = at.iter().map(|home| candidates.iter().map(|site| far(home, site)).collect());
    let n_people: u64 = people.iter().sum();
    let n_sites = usize::try_from(n_people.div_ceil(4_500)).unwrap();
    Siting { far: rows.collect(), people, n_sites, capacity }
}

#[test]
fn a_county_is_sited_near_the_bound() {
    for capacity in [None, Some(5_000)] {
        let siting = county(capacity);
        let begun = std::time::Instant::now();
        let placed = place(&siting).unwrap();
        println!(
            "a county of 240, {} kiosks, {capacity:?}: found {} proven {}, gap {}‰, {} ms",
            siting.n_sites,
            placed.gap.found,
            placed.gap.bound,
            placed.gap.per_mille(),
            begun.elapsed().as_millis()
        );
        assert!(placed.gap.per_mille() <= 40, "{:?}", placed.gap);
        for site in &placed.chosen {
            let load: u64 =
                placed.goes.iter().filter(|one| one.to == *site).map(|one| one.people).sum();
            assert!(capacity.is_none_or(|most| load <= most));
        }
    }
}
