//! Reports over text that nobody here wrote: five pages of a newspaper, a city's notices, and the routes of
//! Korea's cases put into sentences. The files lie beside the project; where they do not, that is said.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "what fails here fails the test, and what is skipped says so"
)]

use fangxian_core::CityDay;
use fangxian_core::report_text::{EpisodeKind, ReadReport, TEXT_MAX, read};
use std::path::PathBuf;

/// A file beside the project; none, loudly, where it is not there.
fn beside(name: &str) -> Option<String> {
    let shared = std::env::var_os("FANGXIAN_SHARED")
        .map_or_else(|| PathBuf::from("../../../shared"), PathBuf::from);
    let text = std::fs::read_to_string(shared.join(name)).ok();
    if text.is_none() {
        eprintln!("SKIPPED: no {name} in ../shared or FANGXIAN_SHARED");
    }
    text
}

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

/// Every range lies in the text and holds what it is said to hold.
fn within(text: &str, found: &ReadReport) {
    let letters: Vec<char> = text.chars().collect();
    for episode in &found.episodes {
        assert!(episode.span.start < episode.span.end && episode.span.end <= letters.len());
        for words in episode.place.iter().chain(episode.people.iter().map(|one| &one.words)) {
            let said: String = letters[words.span.start..words.span.end].iter().collect();
            assert_eq!(said, words.text);
        }
    }
}

#[test]
fn pages_of_a_newspaper_and_notices_are_read_without_harm() {
    let (mut n_texts, mut n_episodes) = (0, 0);
    let mut take = |text: &str| {
        let text: String = text.chars().take(TEXT_MAX).collect();
        if let Ok(found) = read(&text, day("2022-11-30")) {
            within(&text, &found);
            n_texts += 1;
            n_episodes += found.episodes.len();
        }
    };
    for page in [
        "000_deaa021b3e1d8491",
        "001_273fa9f05efffd87",
        "002_93b88d3f521dbfd2",
        "003_98678bbbfa0da69b",
        "004_bcc9485e5c50f340",
    ] {
        let Some(text) = beside(&format!("seeds/{page}.txt")) else { return };
        take(&text);
    }
    let Some(notices) = beside("data/notices/notices_newspaper.jsonl") else { return };
    for line in notices.lines() {
        let notice: serde_json::Value = serde_json::from_str(line).unwrap();
        take(notice["text"].as_str().unwrap());
    }
    eprintln!("{n_texts} texts, {n_episodes} pieces");
    assert!(n_texts >= 6 && n_episodes > 0);
}

#[test]
fn the_man_who_drove_through_a_checkpoint() {
    let Some(text) = beside("seeds/003_98678bbbfa0da69b.txt") else { return };
    let at = text.find("11月15日，李某某").unwrap();
    let told: String = text[at..].chars().take_while(|letter| *letter != '\n').collect();
    let found = read(&told, day("2022-11-25")).unwrap();
    within(&told, &found);
    let [episode] = found.episodes.as_slice() else { panic!("{found:?}") };
    assert_eq!((episode.kind, episode.day), (EpisodeKind::Ride, Some(day("2022-11-15"))));
    assert_eq!(episode.from, None, "no hour is made up");
}

#[test]
fn the_routes_of_korea_s_cases_come_back_from_sentences() {
    let Some(routes) = beside("data/linelists/ds4c_PatientRoute.csv") else { return };
    // Every fourth: all 6,714 came back when they were tried.
    let (mut n_right, mut wrong) = (0, Vec::new());
    for line in routes.lines().skip(1).step_by(4) {
        let cells: Vec<&str> = line.split(',').collect();
        let [_, _, date, _, city, kind, ..] = cells.as_slice() else { continue };
        let Ok(date) = CityDay::parse(date) else { continue };
        let place = format!("{city} {kind}");
        let (month, of_month) = (date.month(), date.day_of_month());
        let text = format!("{month}月{of_month}日9时30分至11时在{place}停留。");
        let found = read(&text, date.plus(3)).unwrap();
        within(&text, &found);
        let is_right = matches!(found.episodes.as_slice(), [one]
            if one.day == Some(date)
                && one.from.is_some_and(|time| time.minute == 570)
                && one.to.is_some_and(|time| time.minute == 660)
                && one.place.as_ref().is_some_and(|words| words.text == place));
        if is_right {
            n_right += 1;
        } else {
            wrong.push(format!("{text}: {:?}", found.episodes));
        }
    }
    eprintln!("{n_right} routes come back, {} do not", wrong.len());
    assert!(n_right > 1_500 && wrong.len() * 200 <= n_right, "{:?}", wrong.first());
}
