//! The national list: the register that its snapshots amount to, what the rules say of it, and
//! which snapshots are held.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

use fangxian_core::Level;
use fangxian_core::national::{
    Agreement, Assessment, Interval, ListedArea, Snapshot, Verdict, agreement, assess, intervals,
    parse, replay,
};
use fangxian_core::rules::RuleBook;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::PathBuf;

/// A snapshot in shorthand: `2022-10-07 17: 高 甲区 甲村; 中 甲区 乙村`.
fn snapshot(line: &str) -> Snapshot {
    let (time, areas) = line.split_once(':').unwrap();
    let areas = areas.split(';').map(str::trim).filter(|area| !area.is_empty()).map(|area| {
        let words: Vec<&str> = area.split(' ').collect();
        let [level, county, area] = words.as_slice() else { panic!("{area}") };
        ListedArea {
            province: "某省".to_owned(),
            city: "某市".to_owned(),
            county: (*county).to_owned(),
            area: (*area).to_owned(),
            level: level_of(level),
        }
    });
    let empty = parse(&format!(r#"{{"end_update_time": "{}时"}}"#, time.trim())).unwrap();
    Snapshot { areas: areas.collect(), ..empty }
}

fn level_of(word: &str) -> Level {
    match word {
        "高" => Level::High,
        "中" => Level::Medium,
        "低" => Level::Low,
        _ => panic!("{word}"),
    }
}

fn word(level: Level) -> &'static str {
    match level {
        Level::High => "高",
        Level::Medium => "中",
        Level::Low => "低",
        Level::Locked | Level::Controlled | Level::Guarded => panic!("{level:?}"),
    }
}

fn series(lines: &[&str]) -> Vec<Snapshot> {
    lines.iter().map(|line| snapshot(line)).collect()
}

fn told_interval(interval: &Interval) -> String {
    let absent = interval.first_absent.map_or("-".to_owned(), |time| time.to_string());
    format!(
        "{} {} {} {} {absent}",
        word(interval.area.level),
        interval.area.area,
        interval.first_seen,
        interval.last_seen
    )
}

fn told_verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::AsRuled { edition } => format!("as ruled by {edition}"),
        Verdict::Later { days } => format!("{days} later"),
        Verdict::Earlier { days } => format!("{days} earlier"),
        Verdict::EditionEnded { edition } => format!("ended by {edition}"),
        Verdict::EditionShortened { edition } => format!("shortened by {edition}"),
        Verdict::Raised => "raised".to_owned(),
        Verdict::Rewritten { into } => format!("rewritten into {into}"),
        Verdict::RestOfCounty => "rest of county".to_owned(),
        Verdict::NoRule => "no rule".to_owned(),
        Verdict::StillListed => "still listed".to_owned(),
    }
}

fn check(lines: &[&str], expected: &[&str]) {
    let rules = RuleBook::built_in().unwrap();
    let found = agreement(&rules, &intervals(&series(lines)));
    let told: Vec<String> = found
        .zones
        .iter()
        .map(|zone| {
            let area = &zone.interval.area;
            format!("{} {}: {}", word(area.level), area.area, told_verdict(&zone.verdict))
        })
        .collect();
    assert_eq!(told, expected, "{lines:?}");
}

#[test]
fn an_interval_lasts_from_the_first_snapshot_that_has_it_to_the_last() {
    let told = |lines: &[&str]| -> Vec<String> {
        intervals(&series(lines)).iter().map(told_interval).collect()
    };
    // It comes back: a second interval.
    assert_eq!(
        told(&[
            "2022-10-07 17: 高 甲区 甲村",
            "2022-10-08 9: ",
            "2022-10-08 11: 高 甲区 甲村",
            "2022-10-08 13: 高 甲区 甲村",
        ]),
        [
            "高 甲村 2022-10-07T17 2022-10-07T17 2022-10-08T09",
            "高 甲村 2022-10-08T11 2022-10-08T13 -",
        ]
    );
    // Two snapshots of one hour.
    assert_eq!(
        told(&["2022-10-07 17: 高 甲区 甲村", "2022-10-07 17: ", "2022-10-07 17: 高 甲区 甲村"]),
        [
            "高 甲村 2022-10-07T17 2022-10-07T17 2022-10-07T17",
            "高 甲村 2022-10-07T17 2022-10-07T17 -",
        ]
    );
    assert_eq!(told(&[]), Vec::<String>::new());
}

#[test]
fn an_end_is_judged_by_the_days_of_the_edition() {
    check(
        &[
            "2022-10-07 17: 高 甲区 甲村",
            "2022-10-14 0: 高 甲区 甲村",
            "2022-10-14 9: 中 甲区 甲村",
            "2022-10-17 13: 中 甲区 甲村",
            "2022-10-17 17: ",
        ],
        &["高 甲村: as ruled by P9", "中 甲村: as ruled by P9"],
    );
    check(
        &["2022-10-07 17: 高 甲区 甲村", "2022-10-11 10: 高 甲区 甲村", "2022-10-11 11: "],
        &["高 甲村: 3 earlier"],
    );
    check(
        &["2022-10-07 17: 高 甲区 甲村", "2022-10-16 10: 高 甲区 甲村", "2022-10-16 11: "],
        &["高 甲村: 2 later"],
    );
    // Nobody looked between the 13th and the 16th: it may have ended on its day.
    check(
        &["2022-10-07 17: 高 甲区 甲村", "2022-10-13 10: 高 甲区 甲村", "2022-10-16 11: "],
        &["高 甲村: as ruled by P9"],
    );
}

#[test]
fn an_end_that_is_none_is_told_apart() {
    check(
        &[
            "2022-10-07 17: 中 甲区 甲村",
            "2022-10-08 9: 高 甲区 甲村",
            "2022-10-08 11: 高 甲区 甲村",
        ],
        &["中 甲村: raised", "高 甲村: still listed"],
    );
    check(
        &["2022-10-07 17: 高 甲区 白杨小区", "2022-10-08 9: 高 甲区 白杨小区（1、2号楼）"],
        &[
            "高 白杨小区: rewritten into 白杨小区（1、2号楼）",
            "高 白杨小区（1、2号楼）: still listed",
        ],
    );
    // The building's own step-down is no new spelling of the compound around it.
    check(
        &[
            "2022-10-07 17: 高 甲区 白杨小区5号楼; 中 甲区 白杨小区（不含5号楼）",
            "2022-10-14 9: 中 甲区 白杨小区5号楼",
        ],
        &[
            "高 白杨小区5号楼: as ruled by P9",
            "中 白杨小区（不含5号楼）: as ruled by P9",
            "中 白杨小区5号楼: still listed",
        ],
    );
    check(
        &["2022-10-07 17: 低 甲区 甲区除高风险区外的其他地区", "2022-10-08 9: "],
        &["低 甲区除高风险区外的其他地区: rest of county"],
    );
    check(&["2022-04-15 11: 中 甲区 甲村", "2022-04-28 17: "], &["中 甲村: no rule"]);
}

#[test]
fn an_edition_that_comes_into_force_ends_a_level_or_shortens_its_days() {
    check(
        &[
            "2022-11-09 17: 中 甲区 甲村; 高 甲区 乙村",
            "2022-11-15 7: 中 甲区 甲村; 高 甲区 乙村",
            "2022-11-15 10: ",
        ],
        &["高 乙村: shortened by P20", "中 甲村: ended by P20"],
    );
}

/// What would have become of each snapshot but the first.
fn check_held(lines: &[&str], held: &[&str], n_applied: usize, n_unchanged: usize) {
    let rules = RuleBook::built_in().unwrap();
    let found = replay(&rules, &series(lines));
    let told: Vec<String> =
        found.held.iter().map(|held| format!("{} {}", held.time, held.unexplained.len())).collect();
    assert_eq!(told, held, "{lines:?}");
    assert_eq!((found.n_applied, found.n_unchanged), (n_applied, n_unchanged), "{lines:?}");
}

const FOUR: &str = "高 甲区 甲村; 高 甲区 乙村; 高 甲区 丙村; 中 甲区 丁村";

#[test]
fn a_snapshot_from_which_too_much_has_vanished_is_held_and_releases_nobody() {
    let first = format!("2022-10-07 17: {FOUR}");
    let again = format!("2022-10-08 12: {FOUR}");
    // Partial, then whole again.
    check_held(&[&first, "2022-10-08 9: 高 甲区 甲村", &again], &["2022-10-08T09 3"], 1, 1);
    check_held(&[&first, "2022-10-08 9: ", &again], &["2022-10-08T09 4"], 1, 1);
    // Two may leave by the city's own decision.
    check_held(&[&first, "2022-10-08 9: 高 甲区 甲村; 高 甲区 乙村"], &[], 2, 0);
    // The same hour put in again, in another order.
    let turned = "2022-10-07 17: 中 甲区 丁村; 高 甲区 丙村; 高 甲区 乙村; 高 甲区 甲村";
    check_held(&[&first, turned], &[], 1, 1);
    // A held snapshot changes nothing: what is new in it is not in the register either.
    check_held(&[&first, "2022-10-08 9: 高 甲区 新村", &again], &["2022-10-08T09 4"], 1, 1);
}

#[test]
fn what_the_rules_explain_is_not_held() {
    let first = format!("2022-10-07 17: {FOUR}");
    let last = format!("2022-10-14 9: {FOUR}");
    check_held(&[&first, &last, "2022-10-14 11: "], &[], 2, 1);
    // A day too early by either reading of the hours.
    check_held(&[&first, "2022-10-12 9: "], &["2022-10-12T09 4"], 1, 0);
    // The edition that does not know the level, and the one that asks for fewer days.
    let mediums = "中 甲区 甲村; 中 甲区 乙村; 中 甲区 丙村";
    check_held(&[&format!("2022-11-09 17: {mediums}"), "2022-11-11 9: "], &[], 2, 0);
    check_held(&[&format!("2022-11-09 17: {FOUR}"), "2022-11-14 9: "], &[], 2, 0);
    check_held(&[&format!("2022-11-09 17: {FOUR}"), "2022-11-13 9: "], &["2022-11-13T09 3"], 1, 0);
}

#[test]
fn one_or_two_departures_and_a_small_part_of_the_list_are_taken() {
    let areas = |range: std::ops::Range<usize>| {
        range.map(|n| format!("高 甲区 村{n}")).collect::<Vec<_>>().join("; ")
    };
    let before = snapshot(&format!("2022-10-07 17: {}", areas(0..12))).areas;
    let check = |left: usize, holds: bool| {
        let after = snapshot(&format!("2022-10-08 9: {}", areas(left..12)));
        let is_held = matches!(assess(&before, &after, |_| false), Assessment::Hold { .. });
        assert_eq!(is_held, holds, "{left} of 12 left");
    };
    check(2, false);
    check(3, false);
    check(4, true);
    check(12, true);
}

/// The folder of real snapshots; none where this machine does not have it.
fn real() -> Option<PathBuf> {
    let shared = std::env::var_os("FANGXIAN_SHARED")
        .map_or_else(|| PathBuf::from("../../../shared"), PathBuf::from);
    let folder = shared.join("data/risk_areas");
    folder.is_dir().then_some(folder)
}

/// A row of the recorded register.
type Row = (String, String, Level, String, String, Option<String>);

#[test]
fn the_real_snapshots_give_the_recorded_register() {
    let Some(folder) = real() else {
        eprintln!(
            "SKIPPED the_real_snapshots_give_the_recorded_register: no data/risk_areas in \
             ../shared or FANGXIAN_SHARED"
        );
        return;
    };
    let mut text = String::new();
    let packed =
        std::fs::File::open(folder.join("taiyuan_snapshots_2022-04-15_to_2022-11-15.jsonl.gz"));
    flate2::read::GzDecoder::new(packed.unwrap()).read_to_string(&mut text).unwrap();
    let snapshots: Vec<Snapshot> = text.lines().map(|line| parse(line).unwrap()).collect();
    assert_eq!(snapshots.len(), 1161);
    let last = snapshots.last().unwrap().time.to_string();

    let found = intervals(&snapshots);
    let ours: BTreeSet<Row> = found
        .iter()
        .map(|interval| {
            let area = &interval.area;
            let absent = interval.first_absent.map(|time| time.to_string());
            // Beyond the last snapshot the record goes on and ours ends.
            let seen = interval.last_seen.to_string();
            let (first, area) = (interval.first_seen.to_string(), area.clone());
            (area.county, area.area, area.level, first, seen, absent)
        })
        .collect();
    let recorded =
        std::fs::read_to_string(folder.join("taiyuan_intervals_first_seen_to_2022-11-15.tsv"));
    let recorded: BTreeSet<Row> = recorded
        .unwrap()
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [_, _, county, area, level, first, seen, absent] = fields.as_slice() else {
                panic!("{line}")
            };
            let own = |text: &str| text.to_owned();
            let ended = *absent <= last.as_str();
            let seen = if ended { own(seen) } else { last.clone() };
            let absent = ended.then(|| own(absent));
            (own(county), own(area), level_of(level), own(first), seen, absent)
        })
        .collect();
    assert_eq!((ours.len(), recorded.len(), found.len()), (145, 145, 145));
    let differing: Vec<&Row> = ours.symmetric_difference(&recorded).collect();
    assert!(differing.is_empty(), "{differing:#?}");

    let rules = RuleBook::built_in().unwrap();
    judged(&agreement(&rules, &found));
    let put_in = replay(&rules, &snapshots);
    assert!(put_in.held.is_empty(), "{:#?}", put_in.held);
    assert_eq!(put_in.n_applied + put_in.n_unchanged, 1161);
    println!("{} snapshots changed the register, none was held", put_in.n_applied);
}

/// What is known of the city's own step-downs, and the numbers in all.
fn judged(found: &Agreement) {
    let of = |area: &str, level: Level| -> Vec<String> {
        let zones = found.zones.iter().map(|zone| (&zone.interval.area, zone));
        zones
            .filter(|(one, _)| one.area == area && one.level == level)
            .map(|(_, zone)| told_verdict(&zone.verdict))
            .collect()
    };
    assert_eq!(of("白云小区5号楼", Level::High), ["as ruled by P9"]);
    assert_eq!(of("白云小区（不含5号楼）", Level::Medium), ["as ruled by P9"]);
    assert_eq!(of("白云小区5号楼", Level::Medium), ["as ruled by P9"]);
    let ended_at_once = found.zones.iter().filter(|zone| {
        zone.interval.area.level == Level::Medium
            && zone.interval.first_absent.is_some_and(|time| time.to_string() == "2022-11-15T10")
    });
    // The level ended for all sixteen at once; one of them stands as high from that hour on.
    let told: Vec<String> = ended_at_once.map(|zone| told_verdict(&zone.verdict)).collect();
    let n = |verdict: &str| told.iter().filter(|one| *one == verdict).count();
    assert_eq!((told.len(), n("ended by P20"), n("raised")), (16, 15, 1), "{told:?}");
    println!("agreement {} of {}", found.n_as_ruled(), found.n_predicted());
    for zone in found.disagreements() {
        let area = &zone.interval.area;
        println!(
            "  {} {}: {}",
            area.county,
            told_interval(&zone.interval),
            told_verdict(&zone.verdict)
        );
    }
    assert_eq!((found.n_as_ruled(), found.n_predicted()), (58, 84));
    assert_eq!(found.disagreements().count(), 26);
}
