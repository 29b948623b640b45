//! The sentences that officials read and sign. The snapshots are plain text; to accept a change,
//! run with `FANGXIAN_BLESS=1` and read the difference.

use super::words::{book, day};
use fangxian_core::rules::*;
use std::path::Path;

fn check_snapshot(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("FANGXIAN_BLESS").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    assert!(found == expected, "{name} changed; FANGXIAN_BLESS=1 accepts it:\n{found}");
}

#[test]
fn each_edition_is_printed_as_it_was_signed() {
    let book = book();
    for edition in book.editions() {
        let overlay = book.overlays().first();
        let name = format!("rules-{}.txt", edition.id);
        check_snapshot(&name, &edition_text(edition, overlay));
    }
    let guides: Vec<String> = book.guides().iter().map(guide_text).collect();
    check_snapshot("rules-guides.txt", &guides.join("\n"));
}

/// The sentences of a day that begin with `start`.
fn check(on: &str, start: &str, expected: &[&str]) {
    let book = book();
    let edition = book.edition_on(day(on)).unwrap();
    let sections = sentences(edition, book.overlay_on(day(on)), day(on));
    let found: Vec<String> = sections
        .into_iter()
        .flat_map(|section| section.sentences)
        .map(|sentence| sentence.text)
        .filter(|text| text.starts_with(start))
        .collect();
    assert_eq!(found, expected, "{on} {start}");
}

#[test]
fn a_step_down_reads_as_the_authority_would_say_it() {
    check(
        "2022-10-07",
        "高风险区：连续",
        &["高风险区：连续7天无新增感染者，且第7天区域内全员核酸检测均为阴性，降为中风险区。"],
    );
    check(
        "2022-10-07",
        "中风险区（由高风险区降来）",
        &["中风险区（由高风险区降来）：连续3天无新增感染者，降为低风险区。"],
    );
    check("2022-12-07", "高风险区：连续", &["高风险区：连续5天无新增感染者，予以解除。"]);
}

#[test]
fn what_is_unsure_says_so_and_stands_apart() {
    check("2022-11-24", "高风险区：连续", &["高风险区：连续5天无新增感染者，降为低风险区。"]);
    check(
        "2022-11-24",
        "高风险区：降为",
        &["高风险区：降为低风险区另须第5天区域内全员核酸检测均为阴性（待核实）。"],
    );
}

#[test]
fn the_citys_own_sentences_come_and_go_with_their_days() {
    let local = "低风险区：离开本市须持3天（72小时）内3次核酸检测阴性证明（从严，自2022年11月24日起至2022年12月6日）。";
    let national = "低风险区：离开本市须持48小时内1次核酸检测阴性证明。";
    check("2022-11-23", "低风险区：离开", &[national]);
    check("2022-11-24", "低风险区：离开", &[national, local]);
    check("2022-12-07", "低风险区：离开", &[]);
}

#[test]
fn every_sentence_rests_on_a_clause_and_marks_the_unsure() {
    let book = book();
    let mut n_sentences = 0;
    for edition in book.editions() {
        for section in sentences(edition, book.overlays().first(), edition.in_force_from) {
            for sentence in section.sentences {
                n_sentences += 1;
                assert!(!sentence.clauses.is_empty(), "{}", sentence.text);
                let is_unsure = sentence.confidence() == Confidence::U;
                assert_eq!(is_unsure, sentence.text.contains("（待核实）"), "{}", sentence.text);
            }
        }
    }
    assert!(n_sentences > 80, "{n_sentences}");
}
