//! What people meant by a cell. Only formats are known here, nobody's field.

use crate::cell::Cell;
use crate::days::{Epoch, day_of_serial};
use jiff::civil::Date;

/// Numbers from here on have more digits than the 15 that a spreadsheet keeps.
const EXACT_BELOW: f64 = 1e15;
/// A number between these is read as the serial number of a day (1910-01-01 to 2099-12-31); below
/// it is more likely an age or a year.
const SERIAL_DAYS: std::ops::Range<f64> = 3_654.0..73_051.0;
/// Years that a register can mean.
const YEARS: std::ops::RangeInclusive<i16> = 1850..=2199;

/// Why a cell is not a number of digits. The sentence is for the person who filled it in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberTrouble {
    /// A spreadsheet keeps 15 digits; the others became zeros and cannot be had back from it.
    #[error(
        "“{shown}”的后几位已经丢失：表格软件只保留 15 位数字。请把这一列设为“文本”格式，再重新填写完整号码。"
    )]
    LostDigits {
        /// As the cell shows it.
        shown: String,
    },
    /// A fraction, or less than nothing.
    #[error("“{shown}”不是号码。")]
    NotDigits {
        /// As the cell shows it.
        shown: String,
    },
    /// The cell has the format of a date.
    #[error("这一格是日期（{shown}），不是号码。")]
    IsADay {
        /// The day.
        shown: String,
    },
}

impl NumberTrouble {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            NumberTrouble::LostDigits { .. } => "number_lost_digits",
            NumberTrouble::NotDigits { .. } => "number_not_digits",
            NumberTrouble::IsADay { .. } => "number_is_a_day",
        }
    }
}

/// Why a cell is not a day. The sentence is for the person who filled it in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DayTrouble {
    /// A year or a month alone.
    #[error("“{shown}”不是完整的日期，请写明年、月、日。")]
    PartOfDay {
        /// As the cell shows it.
        shown: String,
    },
    /// Whose century is a guess.
    #[error("“{shown}”的年份只有两位，请写四位年份。")]
    TwoDigitYear {
        /// As the cell shows it.
        shown: String,
    },
    /// Day and month can stand either way.
    #[error("“{shown}”分不清哪个是月、哪个是日，请按“年-月-日”填写。")]
    Ambiguous {
        /// As the cell shows it.
        shown: String,
    },
    /// Nothing that is known here, or a day that the calendar does not have.
    #[error("“{shown}”不是日期，请按“2022-08-30”的样子填写。")]
    NotADay {
        /// As the cell shows it.
        shown: String,
    },
}

impl DayTrouble {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            DayTrouble::PartOfDay { .. } => "day_part",
            DayTrouble::TwoDigitYear { .. } => "day_two_digit_year",
            DayTrouble::Ambiguous { .. } => "day_ambiguous",
            DayTrouble::NotADay { .. } => "day_not_a_day",
        }
    }
}

/// The text of a cell, cleaned: no spaces around it, no wide or invisible ones in it, letters and
/// digits narrow, no leading quote. Chinese punctuation and rare characters stand as they are. A
/// whole number has no point; a failed formula is its own sign, such as `#N/A`.
pub fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => clean(text),
        Cell::Number { value, written } => shown_number(*value, written),
        Cell::Day(day) => day.to_string(),
        Cell::Flag(true) => "TRUE".to_owned(),
        Cell::Flag(false) => "FALSE".to_owned(),
        Cell::Fault(fault) => fault.clone(),
    }
}

/// The digits of a document or a telephone, as text and without spaces. What a spreadsheet has
/// already rounded is refused. Whether the text is a right number is not judged here.
pub fn digits_text(cell: &Cell) -> Result<String, NumberTrouble> {
    match cell {
        Cell::Empty => Ok(String::new()),
        Cell::Number { value, written } if value.abs() >= EXACT_BELOW => {
            Err(NumberTrouble::LostDigits { shown: written.clone() })
        }
        Cell::Number { value, .. } if *value >= 0.0 && value.fract() == 0.0 => {
            Ok(format!("{value:.0}"))
        }
        Cell::Number { written, .. } => Err(NumberTrouble::NotDigits { shown: written.clone() }),
        Cell::Day(day) => Err(NumberTrouble::IsADay { shown: day.to_string() }),
        Cell::Flag(_) | Cell::Fault(_) => Err(NumberTrouble::NotDigits { shown: text(cell) }),
        Cell::Text(raw) => {
            let shown: String = clean(raw).chars().filter(|c| !c.is_whitespace()).collect();
            if is_scientific(&shown) {
                return Err(NumberTrouble::LostDigits { shown });
            }
            Ok(whole_part(&shown).unwrap_or(&shown).to_owned())
        }
    }
}

/// The day that a cell means, or `None` where it is empty. A time of day is left out.
pub fn day(cell: &Cell) -> Result<Option<Date>, DayTrouble> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Day(day) => Ok(Some(*day)),
        Cell::Number { value, written } => {
            let shown = shown_number(*value, written);
            if SERIAL_DAYS.contains(value) {
                let day = day_of_serial(*value, Epoch::From1900);
                return day.map(Some).ok_or(DayTrouble::NotADay { shown });
            }
            day_of_text(&shown).map(Some)
        }
        Cell::Text(raw) => match clean(raw) {
            shown if shown.is_empty() => Ok(None),
            shown => day_of_text(&shown).map(Some),
        },
        Cell::Flag(_) | Cell::Fault(_) => Err(DayTrouble::NotADay { shown: text(cell) }),
    }
}

/// Letters and digits of the wide forms as the narrow ones.
pub(crate) fn narrow(letter: char) -> char {
    match letter {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter)
        }
        _ => letter,
    }
}

pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{3000}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}')
}

fn clean(text: &str) -> String {
    let plain: String = text.chars().filter(|letter| !is_invisible(*letter)).map(narrow).collect();
    let trimmed = plain.trim();
    trimmed.trim_start_matches('\'').trim().to_owned()
}

fn shown_number(value: f64, written: &str) -> String {
    if value.abs() >= EXACT_BELOW { written.to_owned() } else { format!("{value}") }
}

/// `1.40105E+17`: how a spreadsheet shows a long number in a narrow column.
fn is_scientific(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else { return false };
    let power = power.strip_prefix(['+', '-']).unwrap_or(power);
    let numeric = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    numeric(whole) && numeric(fraction) && numeric(power)
}

/// `13800000000.0` less what a program added to it.
fn whole_part(text: &str) -> Option<&str> {
    let (whole, fraction) = text.split_once('.')?;
    let digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    (digits && !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0')).then_some(whole)
}

fn day_of_text(text: &str) -> Result<Date, DayTrouble> {
    let shown = || text.to_owned();
    let wrong = || DayTrouble::NotADay { shown: shown() };
    let parts = split_day(text).ok_or_else(wrong)?;
    let date = |year: &str, month: &str, day: &str| -> Result<Date, DayTrouble> {
        let year: i16 = year.parse().map_err(|_| wrong())?;
        let (month, day) = (month.parse().map_err(|_| wrong())?, day.parse().map_err(|_| wrong())?);
        let known = Date::new(year, month, day).map_err(|_| wrong())?;
        if YEARS.contains(&year) { Ok(known) } else { Err(wrong()) }
    };
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    match (lengths.as_slice(), parts.as_slice()) {
        ([8], [all]) => date(&all[..4], &all[4..6], &all[6..]),
        ([4 | 6], _) | ([4, 1..=2], _) => Err(DayTrouble::PartOfDay { shown: shown() }),
        ([4, 1..=2, 1..=2], [year, month, day]) => date(year, month, day),
        ([1..=2, 1..=2, 4], [first, second, year]) => {
            let number = |part: &str| part.parse::<u8>().map_err(|_| wrong());
            match (number(first)?, number(second)?) {
                (month, day) if month == day => date(year, first, second),
                (..=12, 13..) => date(year, first, second),
                (13.., ..=12) => date(year, second, first),
                (..=12, ..=12) => Err(DayTrouble::Ambiguous { shown: shown() }),
                (13.., 13..) => Err(wrong()),
            }
        }
        ([1..=2, 1..=2, 1..=2], _) => Err(DayTrouble::TwoDigitYear { shown: shown() }),
        ([1..=2, 1..=2], _) => Err(DayTrouble::PartOfDay { shown: shown() }),
        _ => Err(wrong()),
    }
}

/// The numbers of a date, less a time of day after it. `None` where something else stands there.
fn split_day(text: &str) -> Option<Vec<&str>> {
    let date = match text.split_once([' ', 'T']) {
        Some((date, time)) if is_clock(time) => date,
        Some(_) => return None,
        None => text,
    };
    let date = date.trim_end_matches(['日', '号', '月', '年']);
    let marks = ['-', '/', '.', '年', '月', '．', '／', '－', '、'];
    let parts: Vec<&str> = date.split(marks).map(str::trim).collect();
    let numeric = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    parts.iter().all(numeric).then_some(parts)
}

fn is_clock(time: &str) -> bool {
    let time = time.trim_end_matches('Z');
    time.contains(':') && time.chars().all(|c| c.is_ascii_digit() || c == ':' || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    fn number(value: f64, written: &str) -> Cell {
        Cell::Number { value, written: written.to_owned() }
    }

    #[test]
    fn text_is_cleaned() {
        let check = |raw: &str, clean: &str| assert_eq!(text(&typed(raw)), clean, "{raw:?}");
        check("  张三\u{3000}", "张三");
        check("张\u{3000}三", "张三");
        check("'140105", "140105");
        check("１４０１０５Ｘ", "140105X");
        check("阿依古丽·买买提", "阿依古丽·买买提");
        check("𠮷\u{200B}田", "𠮷田");
        check("白云小区（东区），5号楼", "白云小区（东区），5号楼");
        check("葛\u{E0100}", "葛\u{E0100}");
        check("\u{FEFF}", "");
        check("Mary Ann", "Mary Ann");
        assert_eq!(text(&number(5.0, "5")), "5");
        assert_eq!(text(&number(0.5, "0.5")), "0.5");
        assert_eq!(text(&number(1.401e17, "1.401E17")), "1.401E17");
        assert_eq!(text(&Cell::Fault("#N/A".to_owned())), "#N/A");
    }

    #[test]
    fn lost_digits_are_refused() {
        let fine = |cell: Cell, digits: &str| {
            assert_eq!(digits_text(&cell).as_deref(), Ok(digits));
        };
        fine(number(13_800_000_000.0, "13800000000.0"), "13800000000");
        fine(number(13_800_000_000.0, "1.38E10"), "13800000000");
        fine(typed("13800000000.0"), "13800000000");
        fine(typed(" 138 0000 0000 "), "13800000000");
        fine(typed("'140105198703051234"), "140105198703051234");
        fine(typed("14010519870305123Ｘ"), "14010519870305123X");
        fine(typed("0351-1234567"), "0351-1234567");
        fine(typed("E12345678"), "E12345678");
        fine(number(999_999_999_999_999.0, "999999999999999"), "999999999999999");
        fine(Cell::Empty, "");
        let refused = |cell: Cell, code: &str| {
            assert_eq!(digits_text(&cell).unwrap_err().code(), code);
        };
        refused(number(1.401_05e17, "1.40105E+17"), "number_lost_digits");
        refused(number(1.401_05e17, "140105000000000000"), "number_lost_digits");
        refused(number(1e15, "1000000000000000"), "number_lost_digits");
        refused(typed("1.40105E+17"), "number_lost_digits");
        refused(typed("1.4e+17"), "number_lost_digits");
        refused(typed("1E17"), "number_lost_digits");
        refused(number(1.5, "1.5"), "number_not_digits");
        refused(number(-1.0, "-1"), "number_not_digits");
        refused(Cell::Flag(true), "number_not_digits");
        refused(Cell::Day(Date::constant(2022, 8, 30)), "number_is_a_day");
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        let fine = |cell: Cell, expected: &str| {
            let read = day(&cell).map(|day| day.map(|day| day.to_string()));
            assert_eq!(read, Ok(Some(expected.to_owned())), "{}", text(&cell));
        };
        for written in [
            "2022-8-30",
            "2022/8/30",
            "2022.8.30",
            "20220830",
            "2022年8月30日",
            "2022年8月30号",
            "2022-08-30 14:30:00",
            "2022-08-30T00:00:00",
            "8/30/2022",
            "30.8.2022",
            " 2022-08-30 ",
            "２０２２年８月３０日",
            "2022年08月30",
            "2022/8/30 9:05",
        ] {
            fine(typed(written), "2022-08-30");
        }
        fine(typed("8/8/2022"), "2022-08-08");
        fine(number(44_803.0, "44803"), "2022-08-30");
        fine(number(44_803.5, "44803.5"), "2022-08-30");
        fine(number(20_220_830.0, "20220830"), "2022-08-30");
        fine(Cell::Day(Date::constant(2022, 8, 30)), "2022-08-30");
        assert_eq!(day(&typed(" ")), Ok(None));
        assert_eq!(day(&Cell::Empty), Ok(None));
    }

    #[test]
    fn what_is_no_day_says_why() {
        let check = |cell: Cell, code: &str| {
            assert_eq!(day(&cell).unwrap_err().code(), code, "{}", text(&cell));
        };
        for part in ["1987年3月", "1987", "1987-3", "198703", "1987.03", "3月5日"] {
            check(typed(part), "day_part");
        }
        check(number(1987.0, "1987"), "day_part");
        check(number(2022.8, "2022.8"), "day_part");
        check(typed("87年3月5日"), "day_two_digit_year");
        check(typed("8/30/22"), "day_two_digit_year");
        check(typed("3/4/2022"), "day_ambiguous");
        for wrong in [
            "2022-02-30",
            "30/30/2022",
            "不详",
            "0000-01-01",
            "2022-13-01",
            "无 2022",
            "9999-12-31",
            "2022-8-30-1",
            "-",
            "44803",
            "2022--08",
        ] {
            check(typed(wrong), "day_not_a_day");
        }
        check(number(45.0, "45"), "day_not_a_day");
        check(number(1e300, "1E+300"), "day_not_a_day");
        check(Cell::Fault("#N/A".to_owned()), "day_not_a_day");
    }
}
