//! Damaged texts: nothing appears that was not there, nothing panics, nothing takes long.

use super::city::{CASES, CITY, counties, doubts, read_here, rules, told};
use super::drafted::{drafted, signed};
use fangxian_core::notices::{ReadNotice, TEXT_MAX, Unreadable, read};
use proptest::prelude::*;
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// Every span must point at the words that the reader says it read.
fn spans_hold(text: &str, notice: &ReadNotice) -> Result<(), TestCaseError> {
    let letters: Vec<char> = text.chars().collect();
    let bare = |words: String| words.split_whitespace().collect::<String>();
    for change in &notice.changes {
        let words = letters.get(change.span.start..change.span.end);
        let words = words.ok_or_else(|| TestCaseError::fail("a span lies outside the text"))?;
        let words = bare(words.iter().collect());
        prop_assert!(!words.is_empty());
        prop_assert_eq!(&words, &bare(change.as_written.clone()));
        prop_assert!(bare(change.area.clone()).chars().count() <= words.chars().count());
    }
    Ok(())
}

fn names(notice: &ReadNotice) -> HashSet<(Option<String>, String, Option<String>)> {
    let name = |one: &fangxian_core::notices::AreaChange| {
        (one.county.clone(), one.area.clone(), one.except.clone())
    };
    notice.changes.iter().map(name).collect()
}

/// How a newspaper and a scanner change a text without changing what it says.
fn reprinted(text: &str, breaks: &[usize], look: u8) -> String {
    let mut page = String::new();
    if look & 1 == 1 {
        page.push('\u{feff}');
    }
    let end = if look & 2 == 2 { "\r\n" } else { "\n" };
    for (at, letter) in text.chars().enumerate() {
        // A break next to another, or inside the lines that stand alone, is no newspaper's.
        match letter {
            '\n' => page.push_str(end),
            '，' if look & 4 == 4 => page.push(','),
            '（' if look & 8 == 8 => page.push('('),
            '）' if look & 8 == 8 => page.push(')'),
            '：' if look & 16 == 16 => page.push(':'),
            letter => page.push(letter),
        }
        if look & 32 == 32 && letter == '、' {
            page.push('\u{200b}');
        }
        if breaks.contains(&at) {
            page.push_str("  ");
            page.push_str(end);
            page.push_str(end);
        }
    }
    page
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(CASES) })]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*|[一二、。：（）()小店区高中低风险区号楼0-9\n除外不含,;#* ]{0,400}") {
        if let Ok(notice) = read(&text, &counties(), CITY, &rules()) {
            spans_hold(&text, &notice)?;
        }
    }

    #[test]
    fn without_one_line_no_area_appears((date, changes) in signed(), at in any::<prop::sample::Index>()) {
        let text = drafted(date, 7, &changes);
        let whole = names(&read_here(&text));
        let lines: Vec<&str> = text.lines().collect();
        let gone = at.index(lines.len());
        let kept: Vec<&str> =
            lines.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, line)| *line).collect();
        let rest = kept.join("\n");
        let read = read_here(&rest);
        spans_hold(&rest, &read)?;
        let new: Vec<_> = names(&read).difference(&whole).cloned().collect();
        prop_assert!(new.is_empty(), "{:?} appeared without “{}”", new, lines[gone]);
    }

    /// Where names run over the ends of lines, the ends of two names may meet; but no area is
    /// read from words that were not printed.
    #[test]
    fn without_one_line_of_a_broken_page_nothing_is_invented(
        (date, changes) in signed(),
        width in 6_usize..30,
        at in any::<prop::sample::Index>(),
    ) {
        let text = drafted(date, 7, &changes);
        let letters: Vec<char> = text.chars().collect();
        let page: Vec<String> = letters
            .split(|letter| *letter == '\n')
            .flat_map(|line| line.chunks(width).map(|part| part.iter().collect::<String>()))
            .collect();
        let gone = at.index(page.len());
        let lines = page.iter().enumerate().filter(|(at, _)| *at != gone);
        let rest: Vec<&str> = lines.map(|(_, line)| line.as_str()).collect();
        let rest = rest.join("\n");
        let read = read_here(&rest);
        spans_hold(&rest, &read)?;
        for change in &read.changes {
            // The name is what was written, less a clause in its middle.
            let written: String = change.as_written.split(' ').collect();
            let mut letters = written.chars();
            let in_order = change.area.split(' ').collect::<String>().chars()
                .all(|wanted| letters.any(|letter| letter == wanted));
            prop_assert!(in_order, "“{}” was read from\n{rest}", change.area);
            if let Some(except) = &change.except {
                prop_assert!(written.contains(&except.replace(' ', "")), "{except} in\n{rest}");
            }
        }
    }

    #[test]
    fn a_damaged_notice_never_panics(
        (date, changes) in signed(),
        wounds in prop::collection::vec((any::<prop::sample::Index>(), any::<char>(), 0_u8..3), 1..30),
    ) {
        let mut letters: Vec<char> = drafted(date, 7, &changes).chars().collect();
        for (at, letter, kind) in wounds {
            let at = at.index(letters.len());
            match kind {
                0 => { letters.remove(at); }
                1 => letters[at] = letter,
                _ => letters.insert(at, letter),
            }
        }
        let text: String = letters.into_iter().collect();
        if let Ok(notice) = read(&text, &counties(), CITY, &rules()) {
            spans_hold(&text, &notice)?;
        }
    }

    #[test]
    fn a_newspaper_s_breaks_change_nothing(
        (date, changes) in signed(),
        breaks in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        look in any::<u8>(),
    ) {
        let text = drafted(date, 7, &changes);
        let body = text.find("我市").map_or(0, |at| text[..at].chars().count());
        let body = text[text.find("根据当前").unwrap_or(0)..].chars().count().max(1).min(
            text.chars().count() - body);
        let from = text.chars().count() - body;
        let until = text.chars().count() - 30;
        let breaks: Vec<usize> =
            breaks.iter().map(|at| from + at.index(until - from)).collect();
        let page = reprinted(&text, &breaks, look);
        let printed = read_here(&page);
        spans_hold(&page, &printed)?;
        let plain = |notice: &ReadNotice| -> Vec<String> {
            let half = |line: String| line
                .replace('（', "(").replace('）', ")").replace('，', ",").replace('：', ":").replace(' ', "");
            told(notice).into_iter().map(half).collect()
        };
        prop_assert_eq!(plain(&printed), plain(&read_here(&text)), "{}", page);
        prop_assert_eq!(doubts(&printed), Vec::<String>::new(), "{}", page);
    }
}

#[test]
fn what_is_no_text_is_refused_at_once() {
    let refused = |text: &str| read(text, &counties(), CITY, &rules()).unwrap_err();
    assert_eq!(refused(""), Unreadable::Empty);
    assert_eq!(refused(" \r\n\u{feff}\t　"), Unreadable::Empty);
    assert!(matches!(refused("PK\u{3}\u{4}\0\0\u{8}\0一、高风险区"), Unreadable::NotText { .. }));
    assert!(matches!(refused(&"\u{fffd}\u{fffd}年".repeat(9)), Unreadable::NotText { .. }));
    let begun = Instant::now();
    assert_eq!(
        refused(&"一、高风险区\n小店区：白桦小区5号楼。\n".repeat(250_000)),
        Unreadable::TooLong
    );
    assert!(begun.elapsed() < Duration::from_secs(1));
}

#[test]
fn the_longest_text_is_read_in_a_moment() {
    for unit in [
        "一、",
        "(",
        "（2022年第",
        "小店区：",
        "高风险区",
        "5号楼、",
        "除",
        "关于",
        "2022年1月",
        "&#x",
        "<b ",
        "一、高风险区\n",
        "小店区(",
        "连续",
        "，",
        "办公室\n",
        "除外",
        "1、1号",
        "甲小区",
        "高风险区连续7天",
        "新增1个高风险区",
        "将",
        "将小店区甲调整为高风险区、",
        "小店区(甲",
        "甲除外，",
        "小店区(9个)：甲。",
    ] {
        let text: String = unit.chars().cycle().take(TEXT_MAX).collect();
        let begun = Instant::now();
        let _ = read(&text, &counties(), CITY, &rules());
        let took = begun.elapsed();
        // Against what never ends, on however busy a machine; how fast it is the benchmark says.
        assert!(took < Duration::from_secs(60), "“{unit}” without end took {took:?}");
        eprintln!("“{unit}” without end: {took:?}");
    }
}
