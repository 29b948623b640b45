//! The notices that were printed. They are not part of this repository.

use super::city::{counties, doubts, read_here, told};
use super::drafted::{change, drafted};
use fangxian_core::Level;
use fangxian_core::notices::{ChangeAction, ReadNotice, area_key};
use std::collections::HashSet;
use std::path::PathBuf;

/// The folder of printed material, or none with a loud word about it.
fn shared(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("FANGXIAN_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    if folder.join("data/notices").is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED {test}: no printed notices in {}", folder.display());
    None
}

/// The printed notice in its two forms: as the newspaper broke it, and all in one line.
fn notice(test: &str, id: &str) -> Option<[ReadNotice; 2]> {
    let file = shared(test)?.join("data/notices/notices_newspaper.jsonl");
    let lines = std::fs::read_to_string(file).unwrap();
    let entry: serde_json::Value = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .find(|entry: &serde_json::Value| entry["id"] == id)
        .unwrap();
    Some(["text", "text_norm"].map(|form| read_here(entry[form].as_str().unwrap())))
}

#[test]
fn notice_65_changes_no_zone() {
    for read in notice("notice_65_changes_no_zone", "TY065").into_iter().flatten() {
        assert_eq!(told(&read), [""; 0]);
        assert_eq!(doubts(&read), ["no_changes"]);
        assert_eq!(read.number.as_deref(), Some("2022年第65号"));
        assert_eq!(read.edition.unwrap().0, "P8");
    }
}

#[test]
fn notice_108_gives_one_high_and_four_medium_zones() {
    let test = "notice_108_gives_one_high_and_four_medium_zones";
    for read in notice(test, "TY108").into_iter().flatten() {
        assert_eq!(
            told(&read),
            [
                "added ->high 小店区 白云小区5号楼 [5号楼]",
                "added ->medium 小店区 白云小区 less 5号楼",
                "added ->medium 万柏林区 融创长风壹号小区",
                "added ->medium 万柏林区 华清苑-东区",
                "added ->medium 万柏林区 南上庄西街小区",
            ]
        );
        assert_eq!(doubts(&read), [""; 0]);
        assert_eq!(read.authority.as_deref(), Some("太原市疫情防控领导小组办公室"));
        assert_eq!(read.number.as_deref(), Some("2022年第108号"));
        assert_eq!(read.date.unwrap().to_string(), "2022-10-07");
        assert_eq!(read.edition.unwrap().0, "P9");
        assert_eq!(read.stated.levels, read.found.levels);
        assert_eq!(
            read.stated.levels.into_iter().collect::<Vec<_>>(),
            [("high", 1), ("medium", 4)]
        );
    }
}

#[test]
fn notice_180_lacks_its_first_section() {
    for read in notice("notice_180_lacks_its_first_section", "TY180").into_iter().flatten() {
        assert_eq!(
            told(&read),
            [
                "lowered high>low 晋源区 牛家口村",
                "lowered high>low 古交市 东曲工人村17号楼 [17号楼]",
                "lowered high>low 古交市 屯乐苑1号楼 [1号楼]",
            ]
        );
        let codes: Vec<String> =
            doubts(&read).iter().map(|line| line.chars().take(20).collect()).collect();
        assert_eq!(codes, ["text_cut_off 高风险区内实行", "text_cut_off 二、调整为低风"]);
        assert_eq!(read.stated.by_county, read.found.by_county);
        assert_eq!(read.edition.unwrap().0, "P20");
    }
}

#[test]
fn notice_181_keeps_the_torn_list_and_flags_it() {
    let test = "notice_181_keeps_the_torn_list_and_flags_it";
    for read in notice(test, "TY181").into_iter().flatten() {
        let told = told(&read);
        assert_eq!(told.len(), 2 + 3 + 5 + 5 + 6);
        assert_eq!(
            told[..5],
            [
                "added ->high 晋源区 兰亭御湖城东区7号楼 [7号楼] !level_from_later_sentence",
                "added ->high 晋源区 当代MOMA沿湖城7号楼2单元 [7号楼2单元] !level_from_later_sentence",
                "lowered high>low 杏花岭区 金明里南三巷11号15楼 [15楼]",
                "lowered high>low 杏花岭区 太原市五育中学(羊市街校区)",
                "lowered high>low 杏花岭区 府西国际公寓2层外置教育",
            ]
        );
        assert_eq!(told[8], "lowered high>low 万柏林区 双华时代小区B座 [B座]");
        assert_eq!(told[20], "lowered high>low 阳曲县 阳曲县王婆大虾饭店");
        assert_eq!(doubts(&read), ["text_cut_off 2单元。", "text_cut_off 二、调整为低风险区"]);
        assert_eq!(read.stated.by_county, read.found.by_county);
    }
}

#[test]
fn a_whole_page_gives_its_first_notice_and_names_the_second() {
    let test = "a_whole_page_gives_its_first_notice_and_names_the_second";
    let Some(folder) = shared(test) else { return };
    let page = |number: &str| {
        let mut pages = std::fs::read_dir(folder.join("seeds")).unwrap();
        let file = pages.find_map(|entry| {
            let path = entry.unwrap().path();
            path.file_name().unwrap().to_str().unwrap().starts_with(number).then_some(path)
        });
        read_here(&std::fs::read_to_string(file.unwrap()).unwrap())
    };
    let read = page("003");
    assert_eq!(read.number.as_deref(), Some("2022年第180号"));
    assert_eq!(read.changes.len(), 3);
    assert_eq!(doubts(&read)[0], "several_notices (2022年第181号)");
    let read = page("004");
    assert_eq!(read.number.as_deref(), Some("2022年第108号"));
    assert_eq!((read.changes.len(), doubts(&read)), (5, vec![]));
}

#[test]
fn every_area_of_the_national_list_survives_a_draft() {
    let test = "every_area_of_the_national_list_survives_a_draft";
    let Some(folder) = shared(test) else { return };
    let file = folder.join("data/risk_areas/taiyuan_intervals_first_seen_to_2022-11-15.tsv");
    let known: Vec<String> = counties().into_iter().map(|county| county.name).collect();
    let mut areas: Vec<(String, String)> = std::fs::read_to_string(file)
        .unwrap()
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|row| known.iter().any(|county| county == row[2]))
        // Two entries are whole lists run together, which no notice prints as one area.
        .filter(|row| !row[3].contains('；') || row[3].contains('东'))
        .map(|row| (row[2].to_owned(), row[3].to_owned()))
        .collect();
    let mut seen = HashSet::new();
    areas.retain(|(county, area)| seen.insert((county.clone(), area_key(area, None))));
    assert!(areas.len() > 100, "{}", areas.len());
    let changes: Vec<_> = areas
        .iter()
        .map(|(county, area)| {
            change(ChangeAction::Added, None, Some(Level::High), county, area, None)
        })
        .collect();
    let text = drafted("2022-10-14", 9, &changes);
    let read = read_here(&text);
    let whole = |line: &String| line.contains('!');
    assert_eq!(told(&read).into_iter().filter(whole).collect::<Vec<_>>(), [""; 0]);
    assert_eq!(doubts(&read), [""; 0]);
    let mut keys: Vec<(String, String)> = read
        .changes
        .iter()
        .map(|one| (one.county.clone().unwrap(), area_key(&one.area, one.except.as_deref())))
        .collect();
    let mut expected: Vec<(String, String)> =
        areas.iter().map(|(county, area)| (county.clone(), area_key(area, None))).collect();
    keys.sort();
    expected.sort();
    assert_eq!(keys, expected);
}
