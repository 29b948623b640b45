//! The division codes that the program ships, and lists of them in CSV.

use anyhow::Result;
use fangxian_core::places::{County, PlaceCode, PlaceKind};
use fangxian_store::places::Division;

/// Taiyuan, from the city down to the community.
const TAIYUAN: &str = include_str!("../../../data/divisions/140100.csv");

/// A county-level area that statistics count and GB/T 2260 does not know, under the name by which
/// the city's notices call it. Lists of codes have 山西转型综合改革示范区.
const EXTENSION: (&str, &str) = ("140171", "综改示范区");

/// A row that cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadRow {
    /// Its line in the file, from 1.
    pub(crate) line: u64,
    /// What is wrong, in a sentence.
    pub(crate) why: String,
}

/// A list as it was read: every row is in one of the two.
#[derive(Debug, Default)]
pub(crate) struct ReadList {
    /// Those that can be used, each with its line.
    pub(crate) divisions: Vec<(u64, Division)>,
    /// The others.
    pub(crate) rejected: Vec<BadRow>,
}

/// The divisions that the program ships.
pub(crate) fn built_in() -> Result<Vec<Division>> {
    let list =
        read(TAIYUAN).map_err(|why| anyhow::anyhow!("随程序提供的行政区划表无法读取：{why}"))?;
    anyhow::ensure!(list.rejected.is_empty(), "随程序提供的行政区划表有误");
    Ok(list.divisions.into_iter().map(|(_, division)| division).collect())
}

/// The city of the built-in list with its counties, by the city's four or six digits. None where
/// the list has no such city.
pub(crate) fn built_in_city(code: &str) -> Result<Option<(String, Vec<County>)>> {
    let code = code.strip_suffix("00").filter(|short| short.len() == 4).unwrap_or(code);
    let divisions = built_in()?;
    let city = divisions
        .iter()
        .find(|one| one.code.kind() == PlaceKind::City && one.code.as_str() == code);
    let Some(city) = city else { return Ok(None) };
    let counties = divisions
        .iter()
        .filter(|one| one.code.kind() == PlaceKind::County && one.code.lies_within(&city.code))
        .map(|one| County { code: one.code.clone(), name: one.name.clone() })
        .collect();
    Ok(Some((city.name.clone(), counties)))
}

/// Reads a list with a heading line that names at least `code` and `name`. What kind of place a
/// row is follows from the length of its code.
pub(crate) fn read(text: &str) -> Result<ReadList, String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let heading = reader.headers().map_err(|_| "没有标题行。".to_owned())?.clone();
    let column = |name: &str| heading.iter().position(|one| one.trim() == name);
    let (Some(code), Some(name)) = (column("code"), column("name")) else {
        return Err("标题行须有 code 和 name 两列。".to_owned());
    };
    let (kind, in_list) = (column("kind"), column("in_national_list"));
    let mut list = ReadList::default();
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                list.rejected.push(BadRow { line, why: "不是CSV。".to_owned() });
                continue;
            }
        };
        let line = row.position().map_or(0, csv::Position::line);
        let field = |column: Option<usize>| column.and_then(|at| row.get(at)).map(str::trim);
        let read = division(field(Some(code)), field(Some(name)), field(kind), field(in_list));
        match read {
            Ok(division) => list.divisions.push((line, division)),
            Err(why) => list.rejected.push(BadRow { line, why }),
        }
    }
    Ok(list)
}

fn division(
    code: Option<&str>,
    name: Option<&str>,
    kind: Option<&str>,
    in_list: Option<&str>,
) -> Result<Division, String> {
    let shown = code.unwrap_or_default();
    let code =
        PlaceCode::parse(shown).map_err(|_| format!("“{shown}”不是4、6、9或12位的区划代码。"))?;
    let own_kind = match code.kind() {
        PlaceKind::City => "city",
        PlaceKind::County => "county",
        PlaceKind::Street => "street",
        PlaceKind::Community => "community",
        PlaceKind::Compound | PlaceKind::Building | PlaceKind::Unit | PlaceKind::Household => {
            return Err(format!("“{shown}”在社区以下，不是行政区划。"));
        }
    };
    if let Some(kind) = kind.filter(|kind| *kind != own_kind) {
        return Err(format!("kind 写的是“{kind}”，按代码的位数应为“{own_kind}”。"));
    }
    let name = name.unwrap_or_default();
    if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
        return Err("名称为空、超过80字或含有控制字符。".to_owned());
    }
    let in_national_list = match in_list {
        Some("1") => true,
        Some("0") => false,
        None => !code.as_str().starts_with(EXTENSION.0),
        Some(other) => return Err(format!("in_national_list 应为1或0，不是“{other}”。")),
    };
    let name = if in_list.is_none() && code.as_str() == EXTENSION.0 { EXTENSION.1 } else { name };
    Ok(Division { code, name: name.to_owned(), in_national_list })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_city_has_ten_counties_and_an_extension() {
        let (name, counties) = built_in_city("140100").unwrap().unwrap();
        assert_eq!((name.as_str(), counties.len()), ("太原市", 11));
        assert!(built_in_city("1401").unwrap().is_some());
        assert!(built_in_city("110100").unwrap().is_none());
        let extension: Vec<Division> =
            built_in().unwrap().into_iter().filter(|one| !one.in_national_list).collect();
        assert!(extension.iter().all(|one| one.code.as_str().starts_with(EXTENSION.0)));
        assert!(!extension.is_empty());
    }

    fn check(row: &str, expected: Result<(&str, bool), &str>) {
        let list = read(&format!("code,name,areaCode\n{row}\n")).unwrap();
        let told = match (list.divisions.as_slice(), list.rejected.as_slice()) {
            ([(2, one)], []) => Ok((one.name.as_str(), one.in_national_list)),
            ([], [bad]) => {
                assert_eq!(bad.line, 2);
                Err(bad.why.as_str())
            }
            _ => panic!("{row}: {list:?}"),
        };
        assert_eq!(told, expected, "{row}");
    }

    #[test]
    fn a_row_is_taken_or_refused_with_its_reason() {
        check("140105,\"小店区\",1401", Ok(("小店区", true)));
        check("140171,山西转型综合改革示范区,1401", Ok(("综改示范区", false)));
        check("140171001,科技创新城,1401", Ok(("科技创新城", false)));
        check("14010,小店区,1401", Err("“14010”不是4、6、9或12位的区划代码。"));
        check("140105,,1401", Err("名称为空、超过80字或含有控制字符。"));
        check("140105", Err("名称为空、超过80字或含有控制字符。"));
        check("140105001003-02,甲院,", Err("“140105001003-02”在社区以下，不是行政区划。"));
    }

    #[test]
    fn a_list_without_its_columns_is_refused() {
        assert!(read("代码,名称\n140105,小店区\n").is_err());
        assert!(read("").is_err());
    }

    /// The bar of R8 for this reader: whatever the file, each of its rows is read or refused with
    /// a reason, and none is left out of the count.
    #[test]
    fn every_row_of_three_hundred_bad_lists_is_read_or_refused() {
        let good =
            "code,name,in_national_list\n140105,小店区,1\n140106,迎泽区,1\n140107,杏花岭区,0\n";
        let (mut n_files, mut n_rows, mut n_refused) = (0, 0, 0);
        let mut check = |text: &str| {
            n_files += 1;
            let Ok(list) = read(text) else { return };
            // As any reader of CSV counts them: the lines with something on them, less the heading.
            let rows = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
            let due = rows.into_records().count();
            assert_eq!(list.divisions.len() + list.rejected.len(), due, "{text:?}");
            n_rows += due;
            n_refused += list.rejected.len();
        };
        // Cut off at every byte that ends a sign.
        for (at, _) in good.char_indices() {
            check(&good[..at]);
        }
        // One sign in another's place, at every place.
        let signs: Vec<char> = good.chars().collect();
        for at in 0..signs.len() {
            for strange in ['"', ',', '\u{0}', '\r', '😀'] {
                let mut text = signs.clone();
                text[at] = strange;
                check(&text.into_iter().collect::<String>());
            }
        }
        let long = "9".repeat(100_000);
        for row in [
            "",
            ",",
            ",,,,,,,,",
            "1401051,某,1",
            "999999,某,1",
            "140105,,1",
            "140105,某,2",
            "140105,某",
            "140105",
            "=cmd|' /C calc'!A1,某,1",
            "１４０１０５,某,1",
            "140105,\u{202e}某,1",
            "\"140105",
            "\"140105\"x,某,1",
            "140105\t,某,1",
            "-1,某,1",
            "NaN,某,1",
            &long,
        ] {
            check(&format!("{good}{row}\n"));
            check(&format!("{}{row}\n", good.replace(',', ";")));
            check(&format!("\u{feff}{good}{row}"));
        }
        assert!(
            n_files >= 300 && n_rows > 500 && n_refused > 100,
            "{n_files} {n_rows} {n_refused}"
        );
    }
}
