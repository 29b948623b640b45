//! How long a division takes. Run by hand, in release:
//! `cargo test --release -p fangxian-core --test grids_bench -- --ignored --nocapture`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what fails here fails the test"
)]

use fangxian_core::grids::{Aim, Block, divide};
use fangxian_core::places::PlaceCode;
use std::time::Instant;

const COMMUNITY: &str = "140110003001";

/// Counts that look uneven and are the same on every machine.
fn uneven(seed: u64) -> u64 {
    let mixed = (seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 40
}

fn block(place: &str, seed: u64, n_households: u64) -> Block {
    Block {
        place: PlaceCode::parse(&format!("{COMMUNITY}-{place}")).unwrap(),
        n_households: n_households as u32,
        n_people: (0..n_households).map(|i| 1 + uneven(seed * 97 + i) % 4).sum::<u64>() as u32,
        n_special_care: (0..n_households)
            .filter(|i| uneven(seed * 89 + i).is_multiple_of(15))
            .count() as u32,
    }
}

fn buildings(n_compounds: u64, n_buildings: u64, n_units: u64, around: u64) -> Vec<Block> {
    let mut blocks = Vec::new();
    for compound in 1..=n_compounds {
        for building in 1..=n_buildings {
            for unit in 1..=n_units {
                let seed = (compound * 1000 + building) * 100 + unit;
                let n_households = around - around / 4 + uneven(seed) % (around / 2 + 1);
                blocks.push(block(&format!("{compound}-{building}-{unit}"), seed, n_households));
            }
        }
    }
    blocks
}

fn courtyards(n_compounds: u64, n_courtyards: u64) -> Vec<Block> {
    let mut blocks = Vec::new();
    for compound in 1..=n_compounds {
        for courtyard in 1..=n_courtyards {
            blocks.push(block(&format!("{compound}-{courtyard}"), compound * 5000 + courtyard, 1));
        }
    }
    blocks
}

fn measured(name: &str, blocks: &[Block], aim: Aim) -> String {
    let begun = Instant::now();
    let division = divide(blocks, aim);
    let took_ms = begun.elapsed().as_millis();
    match division {
        Ok(it) => format!(
            "{name}: {took_ms} ms, {} grids, gap {} of {}, households {} to {} ({} to {} ‰), \
             people {} to {} ‰, care {} to {}, {} splits",
            it.grids.len(),
            it.gap.found - it.gap.bound,
            it.gap.found,
            it.imbalance.households.smallest,
            it.imbalance.households.largest,
            it.imbalance.households.smallest_per_mille,
            it.imbalance.households.largest_per_mille,
            it.imbalance.people.smallest_per_mille,
            it.imbalance.people.largest_per_mille,
            it.imbalance.special_care.smallest,
            it.imbalance.special_care.largest,
            it.splits.len(),
        ),
        Err(refusal) => format!("{name}: {took_ms} ms, {refusal}"),
    }
}

#[test]
#[ignore = "a measurement: minutes in a debug build"]
fn grids_are_drawn_in_bounded_time() {
    let count = |n_grids| Aim::Count { n_grids };
    let cases = [
        ("36 buildings × 3 units into 5", buildings(9, 4, 3, 14), count(5)),
        ("167 courtyards into 5", courtyards(1, 167), count(5)),
        ("5 × 20 buildings × 20 units into 61", buildings(5, 20, 20, 6), count(61)),
        ("5 × 20 buildings × 20 units, 30–50", buildings(5, 20, 20, 6), Aim::MICRO_GRID),
        ("2000 buildings of about 6 into 61", buildings(1, 2000, 1, 6), count(61)),
        ("2000 courtyards into 61", courtyards(1, 2000), count(61)),
        ("10 × 200 courtyards into 61", courtyards(10, 200), count(61)),
        ("2000 courtyards, 30–50", courtyards(1, 2000), Aim::MICRO_GRID),
        ("10 × 200 courtyards, 30–50", courtyards(10, 200), Aim::MICRO_GRID),
        ("2000 courtyards, 10–15", courtyards(1, 2000), Aim::ANCHOR_HOUSEHOLD),
        ("6000 courtyards, 10–15", courtyards(1, 6000), Aim::ANCHOR_HOUSEHOLD),
        ("10 × 200 courtyards into 20", courtyards(10, 200), count(20)),
        ("10 × 400 courtyards into 200", courtyards(10, 400), count(200)),
        ("7000 courtyards, 10–15", courtyards(1, 7000), Aim::ANCHOR_HOUSEHOLD),
    ];
    for (name, blocks, aim) in cases {
        println!("{}", measured(name, &blocks, aim));
    }
}
