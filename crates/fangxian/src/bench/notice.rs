//! How long a page takes to be read.

use super::report::Figure;
use super::timing::Timing;
use crate::divisions;
use anyhow::{Context, Result, anyhow, ensure};
use fangxian_core::notices::{ChangeAction, DraftChange, DraftNotice, draft, read};
use fangxian_core::places::County;
use fangxian_core::rules::RuleBook;
use fangxian_core::{CityDay, Level};
use std::hint::black_box;
use std::time::Instant;

const N_AREAS: usize = 60;
const N_WARM: usize = 50;
const N_TIMES: usize = 1_000;
/// Characters in a line of a newspaper column.
const COLUMN: usize = 18;

/// Reads a drafted notice of sixty areas, and the same as a newspaper prints it.
pub(super) fn measure() -> Result<Figure> {
    let rules = RuleBook::built_in()?;
    let (city, counties) = divisions::built_in_city("1401")?.context("没有内置的城市")?;
    let page = drafted(&rules, &city, &counties)?;
    let printed = as_printed(&page);
    let mut told = String::new();
    let mut slowest = Timing::of(Vec::new());
    for (name, text) in [("drafted", &page), ("as a newspaper prints it", &printed)] {
        let timing = time(text, &rules, &city, &counties)?;
        let n_chars = text.chars().count();
        told.push_str(&format!(
            "- {N_AREAS} areas, {name}, {n_chars} characters: {}\n",
            timing.told()
        ));
        if timing.ms(50) > slowest.ms(50) {
            slowest = timing;
        }
    }
    let value = slowest.ms(50);
    told.push_str("\nThe figure is the slower page's p50. No peer reads these notices.\n");
    Ok(Figure { name: "notice_read_ms", value, unit: "ms", peer: None, told })
}

fn time(text: &str, rules: &RuleBook, city: &str, counties: &[County]) -> Result<Timing> {
    let mut times = Vec::with_capacity(N_TIMES);
    for turn in 0..N_WARM + N_TIMES {
        let start = Instant::now();
        let notice = read(black_box(text), counties, city, rules);
        let took = start.elapsed();
        let notice = notice.map_err(|why| anyhow!("{why}"))?;
        ensure!(notice.changes.len() == N_AREAS, "读到{}处，应为{N_AREAS}处", notice.changes.len());
        if turn >= N_WARM {
            times.push(took);
        }
    }
    Ok(Timing::of(times))
}

fn drafted(rules: &RuleBook, city: &str, counties: &[County]) -> Result<String> {
    let date = CityDay::parse("2022-10-14")?;
    let edition = rules.edition_on(date).context("这一天没有方案")?;
    let names = ["白桦", "青槐", "红杉", "银杏", "丹枫", "翠柏"];
    let changes: Vec<DraftChange> = (0..N_AREAS)
        .zip(counties.iter().cycle())
        .map(|(at, county)| {
            let (action, from, to) = match at % 3 {
                0 => (ChangeAction::Added, None, Some(Level::High)),
                1 => (ChangeAction::Added, None, Some(Level::Medium)),
                _ => (ChangeAction::Lowered, Some(Level::High), Some(Level::Medium)),
            };
            let name = names.get(at % names.len()).copied().unwrap_or_default();
            DraftChange {
                action,
                from,
                to,
                county: county.name.clone(),
                area: format!("{name}苑{}期{}号楼", at / 6 + 1, at % 9 + 1),
                except: None,
            }
        })
        .collect();
    Ok(draft(&DraftNotice {
        city,
        authority: "太原市疫情防控领导小组办公室",
        year: date.year(),
        number: 112,
        date,
        edition,
        changes: &changes,
    }))
}

/// Broken into the lines of a column, with half-width punctuation: what a scan gives.
fn as_printed(page: &str) -> String {
    let half = |c: char| match c {
        '，' => ',',
        '；' => ';',
        '（' => '(',
        '）' => ')',
        '：' => ':',
        _ => c,
    };
    let mut printed = String::new();
    for paragraph in page.lines() {
        let letters: Vec<char> = paragraph.chars().map(half).collect();
        for line in letters.chunks(COLUMN) {
            printed.extend(line);
            printed.push('\n');
        }
        if letters.is_empty() {
            printed.push('\n');
        }
    }
    printed
}
