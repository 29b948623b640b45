//! A list of visits as people have it: lines with a person, a place, from when and until when, under
//! any of the usual headers.

use crate::failure::bad_input;
use crate::files::{MIB, read_unpacked, text};
use anyhow::Result;
use fangxian_trace::{CitySecond, DAY_S, Strength, Visit};
use jiff::civil::{Date, DateTime};
use std::collections::HashMap;
use std::path::Path;

/// Unpacked, a list may be so large.
const BYTES_MAX: u64 = 1_024 * MIB;
/// So many signs of a cell are shown where it cannot be read.
const SHOWN_CHARS_MAX: usize = 40;
/// City time is so far ahead of UTC.
const CITY_OFFSET_S: i64 = 8 * 3_600;

const PERSON: [&str; 12] = [
    "person",
    "user",
    "userid",
    "patientid",
    "id",
    "姓名",
    "人员",
    "身份证号",
    "证件号码",
    "编号",
    "手机号",
    "人员编号",
];
const PLACE: [&str; 12] = [
    "place",
    "location",
    "locationid",
    "venue",
    "site",
    "地点",
    "场所",
    "场所名称",
    "位置",
    "场所码",
    "车牌号",
    "停留地点",
];
const FROM: [&str; 14] = [
    "from",
    "time",
    "at",
    "start",
    "checkin",
    "timestamp",
    "时间",
    "扫码时间",
    "进入时间",
    "到达时间",
    "开始时间",
    "登记时间",
    "入场时间",
    "到访时间",
];
const TO: [&str; 9] =
    ["to", "until", "end", "checkout", "离开时间", "结束时间", "离场时间", "退出时间", "离店时间"];
const HOW: [&str; 6] = ["how", "source", "方式", "来源", "登记方式", "扫码方式"];

/// Visits, with the names behind their numbers.
pub(super) struct VisitList {
    pub(super) visits: Vec<Visit>,
    pub(super) people: Names,
    pub(super) places: Names,
    /// How many of them did not say until when.
    pub(super) n_assumed: usize,
}

/// Names by number, and numbers by name.
#[derive(Default)]
pub(super) struct Names {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    fn number_of(&mut self, name: &str) -> u32 {
        if let Some(known) = self.numbers.get(name) {
            return *known;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    pub(super) fn known(&self, name: &str) -> Option<u32> {
        self.numbers.get(name.trim()).copied()
    }

    pub(super) fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map_or("", String::as_str)
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

/// Where what stands.
struct Columns {
    person: usize,
    place: usize,
    from: usize,
    to: Option<usize>,
    how: Option<usize>,
}

/// Reads a list. `header` stands for the first line of a list that has none; a visit without an end is
/// taken to last `dwell_s` seconds.
pub(super) fn read(path: &Path, header: Option<&str>, dwell_s: u32) -> Result<VisitList> {
    let shown = path.display();
    let words = text(&read_unpacked(path, BYTES_MAX)?, path)?;
    let first = header.or_else(|| words.lines().next()).unwrap_or_default();
    let delimiter = delimiter_of(words.lines().next().unwrap_or_default());
    let columns = columns(first, if header.is_some() { delimiter_of(first) } else { delimiter })
        .map_err(|missing| {
            let told = "第一行应是表头，要有人员、地点、时间三列，可有离开时间和方式；没有表头的用 --header 给出";
            bad_input(format!("{shown}没有{missing}这一列。{told}。"))
        })?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(header.is_none())
        .flexible(true)
        .from_reader(words.as_bytes());
    let (people, places) = (Names::default(), Names::default());
    let mut list = VisitList { visits: Vec::new(), people, places, n_assumed: 0 };
    let mut line = csv::StringRecord::new();
    while reader.read_record(&mut line).map_err(|error| bad_input(format!("{shown}：{error}")))? {
        let at = line.position().map_or(0, csv::Position::line);
        add(&mut list, &line, &columns, dwell_s)
            .map_err(|why| bad_input(format!("{shown}第{at}行：{why}。")))?;
    }
    Ok(list)
}

fn add(
    list: &mut VisitList,
    line: &csv::StringRecord,
    columns: &Columns,
    dwell_s: u32,
) -> Result<(), String> {
    let cell = |at: usize| line.get(at).unwrap_or_default().trim();
    let (person, place) = (cell(columns.person), cell(columns.place));
    if person.is_empty() || place.is_empty() {
        return Err("没有人员或地点".to_owned());
    }
    let from = city_second(cell(columns.from))?;
    let to = columns.to.map(cell).filter(|to| !to.is_empty()).map(city_second).transpose()?;
    let how = columns.how.map_or(Ok(Strength::Told), |at| strength(cell(at)))?;
    let (person, place) = (list.people.number_of(person), list.places.number_of(place));
    let visit = match to {
        Some(to) => Visit::until(person, place, from, to, how),
        None => {
            list.n_assumed += 1;
            Visit::scanned(person, place, from, dwell_s, how)
        }
    };
    if visit.to < visit.from {
        return Err("离开早于到达".to_owned());
    }
    list.visits.push(visit);
    Ok(())
}

/// The sign between the cells: whichever the first line has most.
fn delimiter_of(line: &str) -> u8 {
    let count = |sign: u8| line.bytes().filter(|byte| *byte == sign).count();
    [b',', b'\t', b';'].into_iter().max_by_key(|sign| (count(*sign), *sign == b',')).unwrap_or(b',')
}

fn columns(header: &str, delimiter: u8) -> Result<Columns, &'static str> {
    let plain = |title: &str| -> String {
        let signs = title.chars().filter(|sign| sign.is_alphanumeric());
        signs.flat_map(char::to_lowercase).collect()
    };
    let titles: Vec<String> = header.split(char::from(delimiter)).map(plain).collect();
    // The first of the known titles wins, wherever it stands: 人员编号 only where there is no name.
    let find =
        |known: &[&str]| known.iter().find_map(|one| titles.iter().position(|title| title == one));
    Ok(Columns {
        person: find(&PERSON).ok_or("人员")?,
        place: find(&PLACE).ok_or("地点")?,
        from: find(&FROM).ok_or("时间")?,
        to: find(&TO),
        how: find(&HOW),
    })
}

fn strength(words: &str) -> Result<Strength, String> {
    match words {
        "seen" | "所见" | "监控" | "视频" | "台账" => Ok(Strength::Seen),
        "" | "told" | "自述" | "流调" => Ok(Strength::Told),
        "rotating" | "轮换码" | "扫健康码" | "门岗" => Ok(Strength::RotatingCode),
        "static" | "静态码" | "扫场所码" => Ok(Strength::StaticCode),
        _ => Err(format!("“{}”不是方式：所见、自述、轮换码或静态码", short(words))),
    }
}

/// Reads a time: of the city's clock, or with an offset of its own, or as seconds or milliseconds
/// since 1970 in UTC.
pub(super) fn city_second(words: &str) -> Result<CitySecond, String> {
    let wrong = || format!("“{}”不是时间：如 2022-11-24 12:30", short(words));
    let of_city = |seconds: i64| CitySecond::try_from(seconds).map_err(|_| wrong());
    if let Ok(number) = words.parse::<i64>() {
        let seconds = if number >= 100_000_000_000 { number / 1_000 } else { number };
        return of_city(seconds.saturating_add(CITY_OFFSET_S));
    }
    if let Ok(at) = words.parse::<jiff::Timestamp>() {
        return of_city(at.as_second().saturating_add(CITY_OFFSET_S));
    }
    let words = words.replace('/', "-");
    let (day, clock) = words.split_once([' ', 'T']).unwrap_or((&words, "00:00"));
    let padded: Vec<String> = day.split('-').map(|part| format!("{part:0>2}")).collect();
    let clock = format!("{:0>5}", clock.trim());
    let at: DateTime = format!("{}T{clock}", padded.join("-")).parse().map_err(|_| wrong())?;
    let days = at.date().since(Date::constant(1970, 1, 1)).map_err(|_| wrong())?.get_days();
    let of_day = at.time().since(jiff::civil::Time::midnight()).map_err(|_| wrong())?;
    let of_day = of_day.total(jiff::Unit::Second).map_err(|_| wrong())? as i64;
    of_city(i64::from(days) * i64::from(DAY_S) + of_day)
}

/// A time as people read it.
pub(super) fn written(at: CitySecond) -> String {
    let days = jiff::Span::new().days(i64::from(at / DAY_S));
    let day = Date::constant(1970, 1, 1).saturating_add(days);
    let (hours, minutes, seconds) = (at % DAY_S / 3_600, at % 3_600 / 60, at % 60);
    if seconds == 0 {
        format!("{day} {hours:02}:{minutes:02}")
    } else {
        format!("{day} {hours:02}:{minutes:02}:{seconds:02}")
    }
}

fn short(words: &str) -> String {
    words.chars().take(SHOWN_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expected: &str) {
        let told = city_second(words).map_or_else(|why| why, written);
        assert_eq!(told, expected, "{words}");
    }

    #[test]
    fn times_as_they_are_written() {
        check("2022-11-24 12:30", "2022-11-24 12:30");
        check("2022/11/4 8:05", "2022-11-04 08:05");
        check("2022-11-24T12:30:20", "2022-11-24 12:30:20");
        check("2022-11-24", "2022-11-24 00:00");
        check("2022-11-24T12:30:00Z", "2022-11-24 20:30");
        check("2022-11-24T12:30:00+08:00", "2022-11-24 12:30");
        check("1669264200", "2022-11-24 12:30");
        check("1669264200000", "2022-11-24 12:30");
        check("昨天", "“昨天”不是时间：如 2022-11-24 12:30");
        check("2022-02-30 12:00", "“2022-02-30 12:00”不是时间：如 2022-11-24 12:30");
    }

    fn list(text: &str, header: Option<&str>) -> Result<VisitList, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        std::fs::write(&path, text).unwrap();
        read(&path, header, 3_600)
            .map_err(|error| format!("{error:#}").replace(&path.display().to_string(), "list"))
    }

    #[test]
    fn lists_as_people_have_them() {
        let text = "姓名,场所名称,进入时间,离开时间,方式\n甲,超市,2022-11-24 8:00,2022-11-24 8:30,所见\n乙,超市,2022-11-24 8:10,,\n";
        let read = list(text, None).unwrap();
        assert_eq!((read.visits.len(), read.n_assumed, read.people.len()), (2, 1, 2));
        assert_eq!(read.visits[1].to - read.visits[1].from, 3_600);
        assert!(read.visits[1].is_assumed && read.visits[0].strength == Strength::Seen);
        let (gbk, _, _) = encoding_rs::GB18030.encode(text);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("x"), gbk).unwrap();
        assert_eq!(super::read(&folder.path().join("x"), None, 1).unwrap().places.name(0), "超市");
        let tabs = "7\t2010-10-12T00:21:28Z\t40.6\t-73.7\t23261\n";
        let read = list(tabs, Some("user,time,lat,lon,location")).unwrap();
        assert_eq!((read.visits.len(), read.places.name(0)), (1, "23261"));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        let why = |text: &str| list(text, None).err().unwrap_or_default();
        assert!(why("姓名,地点\n").contains("没有时间这一列"));
        assert_eq!(
            why("person,place,time\n甲,乙,十点\n"),
            "list第2行：“十点”不是时间：如 2022-11-24 12:30。"
        );
        assert!(
            why("person,place,time,to\n甲,乙,2022-11-24 9:00,2022-11-24 8:00\n")
                .contains("离开早于到达")
        );
        assert!(why("person,place,time\n甲,,2022-11-24 9:00\n").contains("没有人员或地点"));
        assert!(why("").contains("没有人员这一列"));
    }
}
