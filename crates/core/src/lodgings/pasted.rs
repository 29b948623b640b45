//! A house's own list of guests, pasted: a line a guest, the columns in any order under their headings.

use crate::CityDay;
use crate::arrivals::ArrivalMeans;
use crate::journeys::{CodeShown, StayedIn};
use crate::people::DocumentKind;
use crate::{Moment, places::PlaceCode};

/// So many lines are taken at once.
pub const LINES_MAX: usize = 200;
/// And so many signs.
pub const PASTED_CHARS_MAX: usize = 40_000;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    DocumentKind,
    Document,
    Phone,
    Room,
    From,
    Means,
    Arrived,
    Since,
    Tested,
    Code,
    Risk,
}

const HEADINGS: [(Column, &[&str]); 12] = [
    (Column::Name, &["姓名", "名字", "旅客姓名", "客人姓名", "客人", "旅客", "name"]),
    (Column::DocumentKind, &["证件类型", "证件类别", "证件种类", "document type", "id type"]),
    (
        Column::Document,
        &[
            "证件号码",
            "证件号",
            "身份证号",
            "身份证号码",
            "身份证",
            "护照号",
            "护照号码",
            "id number",
            "passport",
            "id",
        ],
    ),
    (
        Column::Phone,
        &["联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "phone", "mobile", "tel"],
    ),
    (Column::Room, &["房号", "房间", "房间号", "房间号码", "room"]),
    (Column::From, &["从哪里来", "来自", "来源地", "出发地", "何地来", "从何地来", "from"]),
    (Column::Means, &["怎么来的", "交通工具", "交通方式", "车次", "by"]),
    (Column::Arrived, &["到本市时间", "到并时间", "抵并时间", "到达时间", "来并时间", "arrived"]),
    (Column::Since, &["入住时间", "入住日期", "登记时间", "check in", "check-in"]),
    (Column::Tested, &["核酸采样时间", "核酸时间", "采样时间", "核酸", "test"]),
    (Column::Code, &["健康码", "健康码颜色", "code"]),
    (Column::Risk, &["中高风险旅居史", "风险区旅居史", "旅居史"]),
];

/// A guest as his line says.
#[derive(Clone, PartialEq, Eq)]
pub struct PastedGuest {
    /// The name.
    pub name: String,
    /// Of which kind the document is.
    pub document_kind: DocumentKind,
    /// Its number.
    pub document: String,
    /// The phone.
    pub phone: String,
    /// The room.
    pub room: String,
    /// Whence, as it was written.
    pub from: String,
    /// By what.
    pub means: ArrivalMeans,
    /// By what, as it was written: the name of a station may stand in it.
    pub means_text: String,
    /// When he came into the city; none where it is not said.
    pub arrived_at: Option<Moment>,
    /// When he came in; none where it is not said.
    pub since: Option<Moment>,
    /// When the test was taken.
    pub tested_at: Option<Moment>,
    /// The code.
    pub code: CodeShown,
    /// Risk areas.
    pub stayed: StayedIn,
}

impl std::fmt::Debug for PastedGuest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PastedGuest(…)")
    }
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedLine {
    /// The how-many-th of the text, its first being 1.
    pub number: usize,
    /// As it was pasted.
    pub text: String,
    /// Who, or what is wrong with it.
    pub read: Result<PastedGuest, String>,
}

/// A text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedText {
    /// The line of the headings, as it was pasted.
    pub headings: String,
    /// Headings that nobody knows: what stands under them is not kept.
    pub unknown: Vec<String>,
    /// The lines with something in them.
    pub lines: Vec<PastedLine>,
}

/// Reads a list. `today` gives the year where a day is written without one.
///
/// # Errors
/// It is none: too long, or without headings that tell names from numbers.
pub fn pasted(text: &str, today: CityDay) -> Result<PastedText, String> {
    if text.chars().count() > PASTED_CHARS_MAX {
        return Err(format!("一次最多粘贴{LINES_MAX}行，请分几次粘贴。"));
    }
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let Some((_, headings)) = lines.next() else {
        return Err("没有内容，请把名单连同第一行的列名一起粘贴。".to_owned());
    };
    let columns: Vec<Option<Column>> = headings.split('\t').map(column_of).collect();
    let has = |wanted: Column| columns.contains(&Some(wanted));
    if !has(Column::Name) || !has(Column::Document) {
        return Err("第一行要有列名，至少有“姓名”和“证件号码”，列与列之间用制表符隔开（从表格里复制就是这样）。".to_owned());
    }
    for (at, column) in columns.iter().enumerate() {
        if column.is_some() && columns.iter().skip(at + 1).any(|other| other == column) {
            let title = headings.split('\t').nth(at).unwrap_or_default();
            return Err(format!("有两列都是“{}”，请只留一列。", title.trim()));
        }
    }
    let unknown = headings
        .split('\t')
        .zip(&columns)
        .filter(|(title, column)| column.is_none() && !title.trim().is_empty());
    let unknown = unknown.map(|(title, _)| title.trim().to_owned()).collect();
    let lines: Vec<PastedLine> = lines
        .map(|(at, line)| PastedLine {
            number: at + 1,
            text: line.to_owned(),
            read: guest(line, &columns, today),
        })
        .collect();
    if lines.len() > LINES_MAX {
        return Err(format!("一共{}行，一次最多{LINES_MAX}行，请分几次粘贴。", lines.len()));
    }
    Ok(PastedText { headings: headings.to_owned(), unknown, lines })
}

fn column_of(title: &str) -> Option<Column> {
    let title: String = title
        .trim()
        .trim_matches(['*', '＊', '"', '“', '”'])
        .chars()
        .take_while(|sign| !matches!(sign, '（' | '('))
        .collect();
    let title = title.trim().to_lowercase();
    let bare: String = title.chars().filter(|sign| !sign.is_whitespace()).collect();
    let is_it = |word: &&str| **word == title || **word == bare;
    HEADINGS.iter().find(|(_, words)| words.iter().any(&is_it)).map(|(one, _)| *one)
}

fn guest(line: &str, columns: &[Option<Column>], today: CityDay) -> Result<PastedGuest, String> {
    let cells: Vec<&str> =
        line.split('\t').map(|cell| cell.trim().trim_matches('"').trim()).collect();
    if cells.len() > columns.len() && cells.iter().skip(columns.len()).any(|cell| !cell.is_empty())
    {
        return Err(format!("这一行有{}列，列名只有{}个", cells.len(), columns.len()));
    }
    let cell = |wanted: Column| {
        let at = columns.iter().position(|one| *one == Some(wanted));
        at.and_then(|at| cells.get(at)).copied().unwrap_or_default()
    };
    let document = cell(Column::Document).to_owned();
    let moment = |wanted: Column, what: &str| match cell(wanted) {
        "" | "无" | "没有" => Ok(None),
        text => moment_of(text, today)
            .map(Some)
            .ok_or_else(|| format!("{what}“{text}”没有认出来，请写成 2022-04-29 18:30")),
    };
    Ok(PastedGuest {
        name: cell(Column::Name).to_owned(),
        document_kind: kind_of(cell(Column::DocumentKind), &document)?,
        phone: cell(Column::Phone).to_owned(),
        room: cell(Column::Room).to_owned(),
        from: cell(Column::From).to_owned(),
        means: means_of(cell(Column::Means)),
        means_text: cell(Column::Means).to_owned(),
        arrived_at: moment(Column::Arrived, "到本市时间")?,
        since: moment(Column::Since, "入住时间")?,
        tested_at: moment(Column::Tested, "核酸采样时间")?,
        code: code_of(cell(Column::Code)),
        stayed: risk_of(cell(Column::Risk)),
        document,
    })
}

/// Where no kind is written, eighteen signs are a resident ID, and anything else is asked for: nobody
/// guesses whether it is a passport.
fn kind_of(words: &str, document: &str) -> Result<DocumentKind, String> {
    if words.is_empty() {
        let n_signs = document.chars().filter(|sign| !sign.is_whitespace()).count();
        let is_id = n_signs == 18 && document.chars().any(|sign| sign.is_ascii_digit());
        return if is_id || document.chars().all(|sign| sign.is_ascii_digit()) {
            Ok(DocumentKind::ResidentId)
        } else {
            Err("没有写证件类型，请加一列“证件类型”，写身份证、护照等".to_owned())
        };
    }
    DocumentKind::from_words(words).ok_or_else(|| format!("证件类型“{words}”没有认出来"))
}

fn means_of(words: &str) -> ArrivalMeans {
    let has = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    if has(&["火车", "高铁", "动车", "列车", "南站"]) {
        ArrivalMeans::Train
    } else if has(&["飞机", "航班", "机场"]) {
        ArrivalMeans::Air
    } else if has(&["客车", "大巴", "班车", "汽车站"]) {
        ArrivalMeans::Coach
    } else if has(&["自驾", "开车", "私家车", "货车", "公路"]) {
        ArrivalMeans::Car
    } else {
        ArrivalMeans::Other
    }
}

fn code_of(words: &str) -> CodeShown {
    if words.contains(['黄', '红', '非', '不']) {
        CodeShown::NotGreen
    } else if words.contains('绿') {
        CodeShown::Green
    } else {
        CodeShown::Unsaid
    }
}

fn risk_of(words: &str) -> StayedIn {
    if words.contains('高') {
        StayedIn::High
    } else if words.contains('中') {
        StayedIn::Medium
    } else if matches!(words, "无" | "没有" | "否") {
        StayedIn::Nowhere
    } else {
        StayedIn::Unsaid
    }
}

/// Reads 2022-04-29 18:30, 2022/4/29, 2022.4.29 8:05, 4月29日18时. A day without an hour is its noon.
fn moment_of(text: &str, today: CityDay) -> Option<Moment> {
    let numbers: Vec<i64> = text
        .split(|sign: char| !sign.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let year: i64 = today.to_string().get(..4)?.parse().ok()?;
    let (year, rest) = match numbers.as_slice() {
        [year, rest @ ..] if *year >= 2000 => (*year, rest),
        rest => (year, rest),
    };
    let (month, day, time) = match rest {
        [month, day] => (*month, *day, (12, 0)),
        [month, day, hour] => (*month, *day, (*hour, 0)),
        [month, day, hour, minute] | [month, day, hour, minute, _] => {
            (*month, *day, (*hour, *minute))
        }
        _ => return None,
    };
    let day = CityDay::parse(&format!("{year:04}-{month:02}-{day:02}")).ok()?;
    let is_time = (0..24).contains(&time.0) && (0..60).contains(&time.1);
    is_time.then(|| day.starts_at().plus_ms((time.0 * 60 + time.1) * 60_000))
}

impl PastedGuest {
    /// The station that stands in the words, or the first of the means.
    pub fn station(&self, city: &PlaceCode) -> Option<String> {
        let all = crate::arrivals::stations(city);
        let named = all.iter().filter(|one| self.means_text.contains(&one.name));
        let named = named.max_by_key(|one| one.name.len());
        let named = named.or_else(|| all.iter().find(|one| one.means == self.means));
        named.map(|one| one.code.clone())
    }
}
