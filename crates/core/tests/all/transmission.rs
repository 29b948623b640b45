//! Chains on cases that nobody here made: who infected whom in Korea in 2020, and MERS there in 2015. The
//! files lie beside the project; where they do not, that is said.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "what fails here fails the test, and what is skipped says so"
)]

use fangxian_core::CityDay;
use fangxian_core::cases::Known;
use fangxian_core::contacts::Setting;
use fangxian_core::transmission::{
    ChainCase, ChainRules, Evidence, Link, LinkGround, Waits, cohort, serial_intervals, tree,
    wallinga_teunis,
};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The rows of a table by their heads; none, loudly, where it is not there.
fn rows(name: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let shared = std::env::var_os("FANGXIAN_SHARED")
        .map_or_else(|| PathBuf::from("../../../shared"), PathBuf::from);
    let Ok(text) = std::fs::read_to_string(shared.join("data/linelists").join(name)) else {
        eprintln!("SKIPPED: no data/linelists/{name} in ../shared or FANGXIAN_SHARED");
        return None;
    };
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let heads = cells(lines.next()?);
    let row = |line: &str| heads.iter().cloned().zip(cells(line)).collect();
    Some(lines.map(row).collect())
}

/// The cells of one line; a quoted one may hold commas.
fn cells(line: &str) -> Vec<String> {
    let (mut found, mut cell, mut is_quoted) = (Vec::new(), String::new(), false);
    for sign in line.chars() {
        match sign {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => found.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    found.push(cell);
    found
}

fn stated(from: usize, to: usize) -> Link {
    let evidence = Evidence {
        ground: LinkGround::Stated,
        setting: Setting::Passing,
        known: Known::Told,
        met: None,
    };
    Link { from, to, evidence: vec![evidence] }
}

fn waits(id: &str) -> Waits {
    let rules = ChainRules::built_in().unwrap();
    let waiting = rules.waiting(id).unwrap();
    Waits::gamma(waiting.mean_days, waiting.sd_days).unwrap()
}

#[test]
fn mers_in_korea() {
    let Some(list) = rows("mers_korea_2015__linelist.csv") else { return };
    let Some(contacts) = rows("mers_korea_2015__contacts.csv") else { return };
    let at: BTreeMap<&str, usize> =
        list.iter().enumerate().map(|(at, row)| (row["id"].as_str(), at)).collect();
    let cases: Vec<ChainCase> = list
        .iter()
        .map(|row| ChainCase {
            onset: CityDay::parse(&row["dt_onset"]).ok(),
            sampled: CityDay::parse(&row["dt_diag"]).ok(),
            is_imported: false,
        })
        .collect();
    let links: Vec<Link> = contacts
        .iter()
        .map(|row| stated(at[row["from"].as_str()], at[row["to"].as_str()]))
        .collect();
    let rules = ChainRules::built_in().unwrap();
    let found = tree(&cases, &links, &[], &waits("mers"), &rules).unwrap();
    // Nearly every infected has one stated infector in this list, and the tree has the same.
    let mut n_same = 0;
    for (link, row) in links.iter().zip(&contacts) {
        n_same += usize::from(found.infectors[link.to] == Some(link.from));
        // The days between onsets are what the list itself says they are.
        let of = found.candidates[link.to].iter().find(|one| one.from == link.from).unwrap();
        let both = cases[link.from].onset.is_some() && cases[link.to].onset.is_some();
        if both && let Ok(days) = row["diff_dt_onset"].parse::<i64>() {
            assert_eq!(of.interval_days, Some(days), "{row:?}");
        }
    }
    eprintln!("MERS: {n_same} of {} stated links are those of the tree", links.len());
    // The others lie so many days apart, or fell ill in the other order, that the days speak for nobody.
    assert!(n_same * 100 >= links.len() * 80, "{n_same} of {}", links.len());
    // SK_14 infected the most, as everybody who wrote of that outbreak says.
    let mut n_by: BTreeMap<usize, usize> = BTreeMap::new();
    for from in found.infectors.iter().flatten() {
        *n_by.entry(*from).or_default() += 1;
    }
    let most = n_by.iter().max_by_key(|(_, n)| **n).unwrap();
    assert_eq!(*most.0, at["SK_14"], "{n_by:?}");
    let intervals = serial_intervals(&cases, &found.infectors);
    eprintln!("MERS: serial interval {intervals:?}");
    assert!((9.0..15.0).contains(&intervals.mean.unwrap()), "{intervals:?}");
}

#[test]
fn korea_in_2020() {
    let Some(list) = rows("ds4c_PatientInfo.csv") else { return };
    let at: BTreeMap<&str, usize> =
        list.iter().enumerate().map(|(at, row)| (row["patient_id"].as_str(), at)).collect();
    let day = |row: &BTreeMap<String, String>, column: &str| {
        row.get(column).and_then(|text| CityDay::parse(text.trim()).ok())
    };
    let cases: Vec<ChainCase> = list
        .iter()
        .map(|row| ChainCase {
            onset: day(row, "symptom_onset_date"),
            sampled: day(row, "confirmed_date"),
            is_imported: row["infection_case"].contains("overseas"),
        })
        .collect();
    let stated_links: Vec<Link> = list
        .iter()
        .enumerate()
        .filter_map(|(to, row)| {
            let from = *at.get(row.get("infected_by")?.split(',').next()?.trim())?;
            (from != to).then(|| stated(from, to))
        })
        .collect();
    assert!(stated_links.len() > 800, "{}", stated_links.len());
    let rules = ChainRules::built_in().unwrap();
    let waits = waits("original");
    // Plainly: pairs with two onsets, and the days between.
    let onsets = |link: &Link| cases[link.from].onset.zip(cases[link.to].onset);
    let plain: Vec<i64> = stated_links
        .iter()
        .filter_map(|link| onsets(link).map(|(first, then)| then.days_since(first)))
        .collect();
    let mut infectors = vec![None; cases.len()];
    for link in &stated_links {
        infectors[link.to] = Some(link.from);
    }
    let intervals = serial_intervals(&cases, &infectors);
    assert_eq!(usize::try_from(intervals.n_pairs).unwrap(), plain.len());
    let mean = plain.iter().sum::<i64>() as f64 / plain.len() as f64;
    assert!((intervals.mean.unwrap() - mean).abs() < 1e-9);
    eprintln!(
        "Korea: {} links, {} with two onsets, mean {:.2}, median {:?}, sd {:.2}",
        stated_links.len(),
        plain.len(),
        mean,
        intervals.median,
        intervals.sd.unwrap()
    );
    assert!((3.0..7.0).contains(&mean), "{mean}");

    // The infector is hidden among all who are of one named cluster and city: by days alone, how often is
    // he found, against drawing one of them?
    let group = |at: usize| {
        let row = &list[at];
        (row["infection_case"].clone(), row["province"].clone(), row["city"].clone())
    };
    let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for one in 0..cases.len() {
        groups.entry(group(one)).or_default().push(one);
    }
    let (mut n_asked, mut n_first, mut n_three, mut by_chance) = (0.0, 0.0, 0.0, 0.0);
    for link in &stated_links {
        if onsets(link).is_none() {
            continue;
        }
        let mut others: Vec<usize> = groups[&group(link.from)]
            .iter()
            .copied()
            .filter(|one| *one != link.to && cases[*one].onset.is_some())
            .collect();
        others.truncate(60);
        if !others.contains(&link.from) || others.len() < 2 {
            continue;
        }
        let hidden: Vec<Link> = others.iter().map(|from| stated(*from, link.to)).collect();
        let found = tree(&cases, &hidden, &[], &waits, &rules).unwrap();
        let place = found.candidates[link.to].iter().position(|one| one.from == link.from).unwrap();
        n_asked += 1.0;
        n_first += f64::from(u8::from(place == 0));
        n_three += f64::from(u8::from(place < 3));
        by_chance += 1.0 / others.len() as f64;
        if n_asked >= 60.0 {
            break;
        }
    }
    eprintln!(
        "Korea: of {n_asked} hidden infectors {n_first} are the first, {n_three} among the first three; \
         by chance {by_chance:.1} would be"
    );
    assert!(n_asked >= 10.0 && n_first > by_chance, "{n_asked} {n_first} {by_chance}");

    let until = CityDay::parse("2020-06-30").unwrap();
    let numbers = wallinga_teunis(&cases, &waits, until);
    let shared: f64 = numbers
        .iter()
        .filter(|one| one.seen >= 0.95)
        .map(|one| one.number.unwrap() * f64::from(one.n_cases))
        .sum();
    let n_local = cases.iter().filter(|case| case.day().is_some() && !case.is_imported).count();
    assert!(shared <= n_local as f64 + 1e-6 && shared > 0.9 * n_local as f64, "{shared} {n_local}");
    let counted = cohort(&cases, &infectors, &waits, until);
    let sum: f64 =
        counted.iter().filter_map(|one| Some(one.number? * f64::from(one.n_cases))).sum();
    let dated = stated_links.iter().filter(|link| cases[link.from].day().is_some()).count();
    assert!((sum - dated as f64).abs() < 1e-6, "{sum} {dated}");
}
