//! Divisions into grids: what always holds, and the cases that a newspaper told.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what fails here fails the test"
)]

use fangxian_core::grids::{
    Aim, Block, Division, GridPlaces, NoDivision, Split, SplitReason, divide, hand_over,
    walking_order,
};
use fangxian_core::places::{PlaceCode, PlaceKind};
use proptest::prelude::*;

const COMMUNITY: &str = "140110003001";

fn code(suffix: &str) -> PlaceCode {
    PlaceCode::parse(&format!("{COMMUNITY}-{suffix}")).unwrap()
}

fn block(suffix: &str, n_households: u32) -> Block {
    Block { place: code(suffix), n_households, n_people: n_households * 2, n_special_care: 0 }
}

/// Reads `1-1-1:20 1-1-2:18`.
fn blocks(text: &str) -> Vec<Block> {
    let read = |word: &str| {
        let (suffix, n_households) = word.split_once(':').unwrap();
        block(suffix, n_households.parse().unwrap())
    };
    text.split_whitespace().map(read).collect()
}

fn count(n_grids: u32) -> Aim {
    Aim::Count { n_grids }
}

fn size(min_households: u32, max_households: u32) -> Aim {
    Aim::Size { min_households, max_households }
}

/// Writes `1 2-1 | 2-2 2-3`.
fn written(division: &Division) -> String {
    let grids = division.grids.iter().map(|grid| suffixes(&grid.places).join(" "));
    grids.collect::<Vec<_>>().join(" | ")
}

fn suffixes(places: &[PlaceCode]) -> Vec<&str> {
    places.iter().map(|place| &place.as_str()[COMMUNITY.len() + 1..]).collect()
}

#[test]
fn grids_follow_the_walk_and_name_the_widest_places() {
    let check = |text: &str, aim: Aim, expected: &str| {
        assert_eq!(written(&divide(&blocks(text), aim).unwrap()), expected, "{text} {aim:?}");
    };
    // Building 9 is passed before building 10.
    check("1-10:10 1-9:10 1-8:10 1-11:10", count(2), "1-8 1-9 | 1-10 1-11");
    check("1-1-1:5 1-1-2:5 1-2-1:5 1-2-2:5", count(2), "1-1 | 1-2");
    check("1-1-1:5 1-1-2:5 2-1-1:5 2-1-2:5 2-2-1:5", count(1), "1 2");
    // A compound is left whole although 30 and 30 households would be nearer to the mean.
    check("1-1:9 1-2:9 1-3:9 2-1:9 2-2:9 2-3:6 2-4:9", count(2), "1 | 2");
    // It is mixed where the grid would not reach its size otherwise.
    check("1-1:9 1-2:9 2-1:9 2-2:9 2-3:9 2-4:9", count(2), "1 2-1 | 2-2 2-3 2-4");
    check("1-1:10 1-2:10 2-1:10 2-2:10 3-1:10 3-2:10", size(30, 50), "1 2-1 | 2-2 3");
    // 中心户: ten to fifteen households, out of a unit that is named by its doors.
    check(
        "1-1-1-101:4 1-1-1-102:4 1-1-1-201:4 1-1-1-202:4 1-1-1-301:4 1-1-1-302:4",
        Aim::ANCHOR_HOUSEHOLD,
        "1-1-1-101 1-1-1-102 1-1-1-201 | 1-1-1-202 1-1-1-301 1-1-1-302",
    );
}

#[test]
fn a_division_into_grids_costs_what_lies_off_the_mean_what_is_mixed_and_what_is_cut() {
    let check = |text: &str, aim: Aim, expected: u64| {
        let gap = divide(&blocks(text), aim).unwrap().gap;
        assert_eq!((gap.found, gap.bound), (expected, expected), "{text} {aim:?}");
    };
    check("1-1:10 1-2:10", count(2), 0);
    // 100 ‰ too few and 100 ‰ too many, of the households and of the people.
    check("1-1:9 1-2:11", count(2), 4 * 100 * 100);
    check("1-1:40 1-2:44", Aim::MICRO_GRID, 2 * 100 * 100);
    // Two compounds in one grid; two courtyards that stand alone are not mixed by being neighbors.
    check("1-1:5 1-2:5 2-1:5 2-2:5", count(1), 300 * 300);
    check("1:5 2:5 3:5 4:5", count(2), 0);
    // A large building in two grids; one that had to be cut although it is not large.
    check("1-1-1:10 1-1-2:10", count(2), 200 * 200);
    check("1-1-1-101:10 1-1-1-102:10", count(2), 400 * 400);
}

#[test]
fn grids_share_out_the_special_care_where_the_households_allow_it() {
    // Six and six buildings would leave one grid all of the care.
    let care = [0, 0, 0, 4, 4, 4, 0, 0, 0, 0, 0, 0];
    let row: Vec<Block> = (1..)
        .zip(care)
        .map(|(i, n_special_care)| Block { n_special_care, ..block(&format!("1-{i}"), 10) })
        .collect();
    let households = |row: &[Block]| -> Vec<u64> {
        divide(row, count(2)).unwrap().grids.iter().map(|grid| grid.n_households).collect()
    };
    assert_eq!(households(&row), [50, 70]);
    let without: Vec<Block> = row.into_iter().map(|it| Block { n_special_care: 0, ..it }).collect();
    assert_eq!(households(&without), [60, 60]);
}

#[test]
fn ten_compounds_of_nearly_a_grid_each_are_ten_grids() {
    let mut village = Vec::new();
    for (compound, n_courtyards) in [30, 34, 33, 36, 31, 33, 32, 35, 34, 32].iter().enumerate() {
        let courtyards = 1..=*n_courtyards;
        village.extend(courtyards.map(|i| block(&format!("{}-{i}", compound + 1), 1)));
    }
    let division = divide(&village, count(10)).unwrap();
    assert_eq!(written(&division), "1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10");
    assert_eq!(division.gap.per_mille(), 0);
}

/// 贾村堡村, 清徐县, April 2022: “科学划分5个网格，管理167户387人，并对其中11户重点家庭进行动态监测”.
fn jiacunbu() -> Vec<Block> {
    let courtyards = (1..=167_u32).map(|i| {
        let even = 387 * i / 167 - 387 * (i - 1) / 167;
        let n_people = match (i, i % 2) {
            (167, _) => even,
            (_, 1) => even + 1,
            (_, _) => even - 1,
        };
        let n_special_care = u32::from(i % 16 == 5);
        Block { place: code(&i.to_string()), n_households: 1, n_people, n_special_care }
    });
    courtyards.collect()
}

#[test]
fn the_village_of_167_households_is_five_even_grids() {
    let village = jiacunbu();
    assert_eq!(village.iter().map(|it| it.n_people).sum::<u32>(), 387);
    assert_eq!(village.iter().map(|it| it.n_special_care).sum::<u32>(), 11);
    assert!(village.iter().all(|it| (1..=4).contains(&it.n_people)), "a village, not a dormitory");
    let division = divide(&village, count(5)).unwrap();
    let households = division.imbalance.households;
    assert_eq!((households.smallest, households.largest), (33, 34));
    assert_eq!((households.smallest_per_mille, households.largest_per_mille), (988, 1018));
    let people = division.imbalance.people;
    assert!(people.smallest >= 72 && people.largest <= 83, "{people:?}");
    let care = division.imbalance.special_care;
    assert_eq!((care.smallest, care.largest), (2, 3));
    assert_eq!(division.gap.found, division.gap.bound);
    assert_eq!(division.splits, []);
}

/// 槐园社区, 尖草坪区, September 2022: “有36栋楼，分为10个小区，居民4000余人”.
#[test]
fn thirty_six_buildings_in_ten_compounds_are_five_grids_of_whole_buildings() {
    let mut community = Vec::new();
    for building in 0..36_u32 {
        for unit in 1..=3_u32 {
            let suffix = format!("{}-{}-{unit}", building % 10 + 1, building / 10 + 1);
            community.push(block(&suffix, 14 + (building + unit) % 3));
        }
    }
    let division = divide(&community, count(5)).unwrap();
    assert_eq!(written(&division), "1 2 | 3 4 | 5 6 | 7 8 | 9 10");
    assert_eq!(division.splits, []);
    let micro_grids = divide(&community, Aim::MICRO_GRID).unwrap();
    assert_eq!(micro_grids.grids.len(), 36);
    assert_eq!(micro_grids.imbalance.households.largest, 45);
}

#[test]
fn a_grid_splits_a_building_only_for_a_reason_and_says_which() {
    let check = |text: &str, aim: Aim, expected: &str, splits: &[(&str, u64, u64, SplitReason)]| {
        let division = divide(&blocks(text), aim).unwrap();
        assert_eq!(written(&division), expected, "{text} {aim:?}");
        let of = |&(building, n_households, n_grids, why): &(&str, u64, u64, SplitReason)| Split {
            building: code(building),
            n_households,
            n_grids,
            why,
        };
        assert_eq!(division.splits, splits.iter().map(of).collect::<Vec<_>>(), "{text} {aim:?}");
    };
    let tower = "1-1-1:30 1-1-2:30 1-1-3:30 1-2-1:15 1-2-2:15";
    let too_large = SplitReason::LargerThanAGrid;
    check(tower, size(30, 50), "1-1-1 | 1-1-2 | 1-1-3 | 1-2", &[("1-1", 90, 3, too_large)]);
    check(tower, count(4), "1-1-1 | 1-1-2 | 1-1-3 | 1-2", &[("1-1", 90, 3, too_large)]);
    // 26 households are too few and 52 too many, so the middle building serves both sides.
    let needed = SplitReason::NoDivisionOfWholeBuildings;
    check(
        "1-1-1:13 1-1-2:13 1-2-1:13 1-2-2:13 1-3-1:13 1-3-2:13",
        size(30, 50),
        "1-1 1-2-1 | 1-2-2 1-3",
        &[("1-2", 26, 2, needed)],
    );
    check("1-1-1:6 1-1-2:6 1-2:12", count(3), "1-1-1 | 1-1-2 | 1-2", &[("1-1", 12, 2, needed)]);
}

#[test]
fn no_grids_are_drawn_where_there_can_be_none() {
    let check = |text: &str, aim: Aim, expected: NoDivision| {
        assert_eq!(divide(&blocks(text), aim), Err(expected), "{text} {aim:?}");
    };
    check("", count(1), NoDivision::NoHouseholds);
    check("1-1:0 1-2:0", size(1, 9), NoDivision::NoHouseholds);
    check("1-1:1", count(0), NoDivision::TooFewBlocks { n_blocks: 1, n_grids: 0 });
    check("1-1:9 1-2:0 1-3:9", count(3), NoDivision::TooFewBlocks { n_blocks: 2, n_grids: 3 });
    let too_large = NoDivision::OneBlockTooLarge { place: code("1-2"), n_households: 51 };
    check("1-1:9 1-2:51", size(30, 50), too_large);
    let impossible = |n_households, stuck_at: Option<&str>| NoDivision::SizeImpossible {
        n_households,
        stuck_at: stuck_at.map(code),
    };
    check("1-1:29", size(30, 50), impossible(29, None));
    check("1-1:29 1-2:29 1-3:1", size(30, 50), impossible(59, None));
    check("1-1:40", size(50, 30), impossible(40, None));
    check("1-1:30 1-2:26 1-3:26 1-4:26", size(30, 50), impossible(108, Some("1-2")));
    check(
        "1-1:9 1-1-1:9",
        count(1),
        NoDivision::Overlap { outer: code("1-1"), inner: code("1-1-1") },
    );
    check("1-1:9 1-1:9", count(1), NoDivision::Overlap { outer: code("1-1"), inner: code("1-1") });
    let community = PlaceCode::parse(COMMUNITY).unwrap();
    let whole = Block { place: community.clone(), ..block("1", 9) };
    assert_eq!(divide(&[whole], count(1)), Err(NoDivision::NotABlock(community)));
    let other = PlaceCode::parse("140110003002-1").unwrap();
    let abroad = Block { place: other.clone(), ..block("1", 9) };
    let two = NoDivision::TwoCommunities(code("1"), other);
    assert_eq!(divide(&[abroad, block("1", 9)], count(1)), Err(two));
    let many: Vec<Block> = (0..20_000).map(|i| block(&i.to_string(), 1)).collect();
    let refusal = divide(&many, Aim::MICRO_GRID);
    assert!(matches!(refusal, Err(NoDivision::TooLarge { n_runs: 50_001.. })), "{refusal:?}");
}

/// Where there are too many candidates to weigh, fewer sizes are, and the division says so.
#[test]
fn a_division_into_grids_says_which_sizes_were_weighed() {
    let weighed = |blocks: &[Block], aim: Aim| {
        let weighed = divide(blocks, aim).unwrap().weighed;
        (weighed.min_households, weighed.max_households)
    };
    assert_eq!(weighed(&jiacunbu(), count(5)), (33, 34));
    assert_eq!(weighed(&jiacunbu(), Aim::MICRO_GRID), (30, 50));
    let row = |n: u32| (0..n).map(|i| block(&format!("{}-{i}", i / 100), 1)).collect::<Vec<_>>();
    // A fifth of the mean of 100, and the one household of a courtyard.
    assert_eq!(weighed(&row(500), count(5)), (80, 120));
    assert_eq!(weighed(&row(4000), count(40)), (100, 100));
}

fn some_blocks() -> impl Strategy<Value = Vec<Block>> {
    let unit = (0_u32..30, 0_u32..4);
    let building = prop::collection::vec(unit, 1..5);
    let compound = prop::collection::vec(building, 1..6);
    let compounds = prop::collection::vec(compound, 1..5).prop_map(|compounds| {
        let mut blocks = Vec::new();
        for (c, buildings) in compounds.into_iter().enumerate() {
            for (b, units) in buildings.into_iter().enumerate() {
                for (u, (n_households, more)) in units.iter().enumerate() {
                    // A courtyard is a building without units.
                    let suffix = match units.len() {
                        1 => format!("{c}-{b}"),
                        _ => format!("{c}-{b}-{u}"),
                    };
                    blocks.push(Block {
                        n_people: n_households * 2 + more,
                        n_special_care: *more.min(n_households),
                        ..block(&suffix, *n_households)
                    });
                }
            }
        }
        blocks
    });
    compounds.prop_shuffle()
}

fn some_aim() -> impl Strategy<Value = Aim> {
    let some_size = (1_u32..40, 0_u32..40).prop_map(|(min, more)| size(min, min + more));
    prop_oneof![(1_u32..12).prop_map(count), some_size]
}

/// The place of this kind around a block, itself where there is none.
fn around(place: &PlaceCode, kind: PlaceKind) -> PlaceCode {
    let mut line = std::iter::successors(Some(place.clone()), PlaceCode::parent);
    line.find(|at| at.kind() == kind).unwrap_or_else(|| place.clone())
}

proptest! {
    #[test]
    fn every_block_lies_in_one_grid_and_grids_are_runs(
        blocks in some_blocks(), aim in some_aim()
    ) {
        let Ok(division) = divide(&blocks, aim) else { return Ok(()) };
        let mut walk = blocks.clone();
        walk.sort_by(|a, b| walking_order(&a.place, &b.place));
        let grids_of = |block: &Block| -> Vec<usize> {
            let holds = |(_, grid): &(usize, &fangxian_core::grids::ProposedGrid)| {
                grid.places.iter().any(|place| block.place.lies_within(place))
            };
            division.grids.iter().enumerate().filter(holds).map(|(n, _)| n).collect()
        };
        let mut line = Vec::new();
        for block in &walk {
            let grids = grids_of(block);
            prop_assert_eq!(grids.len(), 1, "{:?} in {:?}", block, grids);
            line.extend(grids);
        }
        prop_assert!(line.is_sorted(), "{line:?}");
        for (n, grid) in division.grids.iter().enumerate() {
            let own = || walk.iter().zip(&line).filter(|(_, at)| **at == n).map(|(it, _)| it);
            let sum = |of: fn(&Block) -> u32| own().map(|it| u64::from(of(it))).sum::<u64>();
            prop_assert_eq!(grid.n_households, sum(|it| it.n_households));
            prop_assert_eq!(grid.n_people, sum(|it| it.n_people));
            prop_assert_eq!(grid.n_special_care, sum(|it| it.n_special_care));
            // As few codes as possible: what is around a code holds blocks of other grids.
            for place in grid.places.iter().filter(|it| it.kind() > PlaceKind::Compound) {
                let wider = place.parent().unwrap();
                let mut within = walk.iter().zip(&line).filter(|(it, _)| {
                    it.place.lies_within(&wider)
                });
                prop_assert!(within.any(|(_, at)| *at != n), "{place} could be {wider}");
            }
        }
    }

    #[test]
    fn grids_keep_to_the_aim_and_buildings_stay_whole(blocks in some_blocks(), aim in some_aim()) {
        let Ok(division) = divide(&blocks, aim) else { return Ok(()) };
        prop_assert!(division.gap.bound <= division.gap.found);
        let households = division.imbalance.households;
        let max = match aim {
            Aim::Count { n_grids } => {
                prop_assert_eq!(division.grids.len(), n_grids as usize);
                prop_assert!(households.smallest > 0);
                None
            }
            Aim::Size { min_households, max_households } => {
                prop_assert!(households.smallest >= u64::from(min_households));
                prop_assert!(households.largest <= u64::from(max_households));
                Some(u64::from(max_households))
            }
        };
        for block in &blocks {
            let building = around(&block.place, PlaceKind::Building);
            let is_within = |place: &PlaceCode| place.lies_within(&building);
            let parts = division.grids.iter().filter(|grid| grid.places.iter().any(is_within));
            let split = division.splits.iter().find(|split| split.building == building);
            let n_parts = parts.count() as u64;
            prop_assert_eq!(split.map(|it| it.n_grids), (n_parts > 1).then_some(n_parts));
            if let (Some(split), Some(max)) = (split, max) {
                let too_large = split.n_households > max;
                prop_assert_eq!(split.why == SplitReason::LargerThanAGrid, too_large);
            }
        }
    }

    #[test]
    fn grids_do_not_depend_on_the_order_of_the_blocks(
        (blocks, shuffled) in some_blocks().prop_flat_map(|blocks| {
            (Just(blocks.clone()), Just(blocks).prop_shuffle())
        }),
        aim in some_aim(),
    ) {
        let first = divide(&blocks, aim);
        prop_assert_eq!(&first, &divide(&blocks, aim));
        prop_assert_eq!(first, divide(&shuffled, aim));
    }

    #[test]
    fn grids_of_single_households_differ_by_at_most_one(
        people in prop::collection::vec((1_u32..7, 0_u32..2), 1..120), n_grids in 1_u32..9
    ) {
        let blocks: Vec<Block> = people.iter().enumerate().map(|(i, (n_people, care))| Block {
            place: code(&format!("1-{i}")),
            n_households: 1,
            n_people: *n_people,
            n_special_care: *care,
        }).collect();
        let Ok(division) = divide(&blocks, count(n_grids)) else {
            prop_assert!(blocks.len() < n_grids as usize);
            return Ok(());
        };
        let households = division.imbalance.households;
        prop_assert!(households.largest - households.smallest <= 1);
    }
}

/// Reads `A=1,2-1 B=2-2`.
fn drawing(text: &str) -> Vec<GridPlaces> {
    let read = |word: &str| {
        let (grid, places) = word.split_once('=').unwrap();
        GridPlaces { grid: code(grid), places: places.split(',').map(code).collect() }
    };
    text.split_whitespace().map(read).collect()
}

#[test]
fn open_work_is_handed_over_from_grid_to_grid() {
    let check = |old: &str, new: &str, open: &str, expected: &str| {
        let open: Vec<PlaceCode> = open.split_whitespace().map(code).collect();
        let grid = |at: &Option<PlaceCode>| match at {
            Some(grid) => grid.as_str()[COMMUNITY.len() + 1..].to_owned(),
            None => "nobody".to_owned(),
        };
        let moved = hand_over(&drawing(old), &drawing(new), &open);
        let lines = moved.iter().map(|it| {
            format!(
                "{} {}>{}",
                suffixes(std::slice::from_ref(&it.place))[0],
                grid(&it.from),
                grid(&it.to)
            )
        });
        assert_eq!(lines.collect::<Vec<_>>().join(", "), expected, "{old} to {new}, open {open:?}");
    };
    check("A=1 B=2", "A=1 B=2", "1 2 2-1", "");
    check("A=1 B=2", "A=1,2-1 B=2-2,2-10", "2-1", "2-1 B>A");
    // The work of a household goes where its building goes.
    check("A=1 B=2", "A=1,2-1 B=2-2,2-10", "2-1-3-0302 2-10-1-0101", "2-1-3-0302 B>A");
    // The work of a whole compound goes in parts.
    check("A=1 B=2", "A=1,2-1,2-9 B=2-2,2-10", "2", "2-1 B>A, 2-9 B>A");
    check("A=1,2-1 B=2-2,2-10", "A=1 B=2", "2", "2-1 A>B");
    check("A=1-1,1-10 B=1-9", "C=1", "1", "1-1 A>C, 1-9 B>C, 1-10 A>C");
    // What nobody had, and what nobody has now, is seen.
    check("A=1", "A=1 B=2", "2-1", "2-1 nobody>B");
    check("A=1 B=2", "A=1", "2-1", "2-1 B>nobody");
    // Building 1 is not building 11.
    check("A=1-1 B=1-11", "B=1-1,1-11", "1-11-1 1-1-1", "1-1-1 A>B");
    check("A=1 B=2", "B=1 A=2", "2 1 1", "1 A>B, 2 B>A");
}

#[test]
fn a_grid_worker_passes_building_9_before_building_10() {
    let mut places: Vec<PlaceCode> =
        ["10-1", "9-2", "9-10-1", "9-10", "A2", "A10", "B", "02", "2"].map(code).to_vec();
    places.sort_by(walking_order);
    assert_eq!(suffixes(&places), ["02", "2", "9-2", "9-10", "9-10-1", "10-1", "A2", "A10", "B"]);
}
