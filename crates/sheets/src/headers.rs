//! Which rows are the heading of a table, and what each column holds.

use crate::cell::{MergedRange, SheetRow};
use crate::values::{is_invisible, narrow, text};

/// A heading begins within so many rows of the sheet's first.
const SEARCHED_ROWS: usize = 30;
/// No heading is deeper.
const DEPTH_MAX: usize = 3;

/// A column that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What the caller calls it.
    pub key: &'static str,
    /// What people call it, the usual name first.
    pub synonyms: &'static [&'static str],
}

/// The heading of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its upper row as Excel shows it.
    pub first_row: u32,
    /// Its lower row, included; what follows is content.
    pub last_row: u32,
    /// The columns that have a title, from the left.
    pub columns: Vec<HeaderColumn>,
}

/// A column with its title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderColumn {
    /// From 0, as in [`SheetRow::cells`].
    pub index: usize,
    /// As it stands there; where one title stands over another, `联系方式/手机`.
    pub title: String,
    /// The wanted column that it is, of which there is never a second.
    pub key: Option<&'static str>,
}

/// Finds the heading among the first rows: the rows whose titles name the most wanted columns, and
/// at least two (one, where one is wanted). A title of the whole table above it is passed over.
///
/// `None` where no row does; then a person has to say which row it is.
pub fn find_header(
    first_rows: &[SheetRow],
    merged: &[MergedRange],
    wanted: &[Wanted],
) -> Option<Header> {
    let needed = wanted.len().min(2);
    let mut best: Option<(usize, Header)> = None;
    for (at, row) in first_rows.iter().enumerate().take(SEARCHED_ROWS) {
        if n_texts(row) < needed {
            continue;
        }
        let depth = depth_of(&first_rows[at..], merged);
        let rows = &first_rows[at..at + depth];
        let columns = name_columns(rows, merged, wanted);
        let n_known = columns.iter().filter(|column| column.key.is_some()).count();
        let better = best.as_ref().is_none_or(|(n_best, _)| n_known > *n_best);
        if n_known >= needed.max(1) && better {
            let last_row = rows.last().map_or(row.number, |row| row.number);
            best = Some((n_known, Header { first_row: row.number, last_row, columns }));
        }
    }
    best.map(|(_, header)| header)
}

fn n_texts(row: &SheetRow) -> usize {
    row.cells.iter().filter(|cell| !text(cell).is_empty()).count()
}

/// How many rows the heading takes that begins with the first of these.
fn depth_of(rows: &[SheetRow], merged: &[MergedRange]) -> usize {
    let first = rows[0].number;
    let follows = |depth: usize| {
        rows.get(depth).is_some_and(|row| row.number == first + depth as u32) && depth < DEPTH_MAX
    };
    let deepest = merged
        .iter()
        .filter(|range| range.first_row == first)
        .map(|range| (range.last_row - range.first_row) as usize + 1)
        .max()
        .unwrap_or(1);
    let mut depth = 1;
    while follows(depth) && (depth < deepest || is_below_a_group(&rows[depth - 1], &rows[depth])) {
        depth += 1;
    }
    depth
}

/// Whether each title of the lower row stands under a gap of the upper one or begins such a gap:
/// 手机 and 座机 under 联系方式, and nothing under 姓名. So it looks where ranges are not known.
fn is_below_a_group(upper: &SheetRow, lower: &SheetRow) -> bool {
    let width = upper.cells.len().max(lower.cells.len());
    let blank = |row: &SheetRow, at: usize| title(row, at).is_empty();
    let is_group = |at: usize| {
        let gap = blank(upper, at);
        let begins = !gap && at + 1 < width && blank(upper, at + 1) && !blank(lower, at + 1);
        at > 0 && gap || begins
    };
    let mut under_a_gap = false;
    for at in 0..width {
        let filled = !blank(lower, at);
        if filled && !is_group(at) {
            return false;
        }
        under_a_gap |= filled && blank(upper, at);
    }
    under_a_gap && blank(lower, 0)
}

fn title(row: &SheetRow, at: usize) -> String {
    row.cells.get(at).map(text).unwrap_or_default()
}

fn name_columns(rows: &[SheetRow], merged: &[MergedRange], wanted: &[Wanted]) -> Vec<HeaderColumn> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let titles: Vec<Vec<String>> =
        (0..width).map(|column| titles_of(column, rows, merged)).collect();
    let mut columns: Vec<HeaderColumn> = titles
        .iter()
        .enumerate()
        .filter(|(_, titles)| !titles.is_empty())
        .map(|(index, titles)| HeaderColumn { index, title: titles.join("/"), key: None })
        .collect();
    let mut pairs = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        for (order, one) in wanted.iter().enumerate() {
            if let Some(distance) = distance(&titles[column.index], one) {
                pairs.push((distance, order, at));
            }
        }
    }
    // The nearest first, so that “姓名” is the name and “户主姓名” is not.
    pairs.sort_unstable();
    for (_, order, at) in pairs {
        let key = wanted[order].key;
        let taken = columns.iter().any(|column| column.key == Some(key));
        if !taken && columns[at].key.is_none() {
            columns[at].key = Some(key);
        }
    }
    columns
}

/// The titles that stand over a column, from above, each once.
fn titles_of(column: usize, rows: &[SheetRow], merged: &[MergedRange]) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    let mut seen = Vec::new();
    for (depth, row) in rows.iter().enumerate() {
        let at = column as u32;
        let range = merged.iter().find(|range| {
            (range.first_column..=range.last_column).contains(&at)
                && (range.first_row..=range.last_row).contains(&row.number)
        });
        let (anchor_row, anchor) = match range {
            Some(range) => {
                let anchor_row = rows.iter().find(|row| row.number == range.first_row);
                (anchor_row.unwrap_or(row), range.first_column as usize)
            }
            None => (row, gap_begins(column, depth, rows, merged)),
        };
        let found = title(anchor_row, anchor);
        if !found.is_empty() && !seen.contains(&(anchor_row.number, anchor)) {
            seen.push((anchor_row.number, anchor));
            titles.push(found.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    titles
}

/// Where ranges are not known, an upper title reaches over the gap to its right that has titles
/// below it.
fn gap_begins(column: usize, depth: usize, rows: &[SheetRow], merged: &[MergedRange]) -> usize {
    let Some(lower) = rows.get(depth + 1) else { return column };
    let first = rows[0].number;
    let last = first + rows.len() as u32;
    let known = merged.iter().any(|range| (first..last).contains(&range.first_row));
    let mut from = column;
    while !known
        && from > 0
        && title(&rows[depth], from).is_empty()
        && !title(lower, from).is_empty()
    {
        from -= 1;
    }
    from
}

/// How far a column's titles are from a wanted one, smaller for nearer. `None`: it is another.
fn distance(titles: &[String], wanted: &Wanted) -> Option<(u8, usize)> {
    let whole = plain(&titles.join(""));
    let last = plain(titles.last()?);
    let mut nearest = None;
    for (order, synonym) in wanted.synonyms.iter().enumerate() {
        let synonym = plain(synonym);
        let n_more = whole.chars().count().saturating_sub(synonym.chars().count());
        let found = if synonym.is_empty() {
            None
        } else if whole == synonym {
            Some((0, order))
        } else if last == synonym {
            Some((1, order))
        } else if last.contains(&synonym) && synonym.chars().count() > 1 {
            Some((2, n_more))
        } else if whole.contains(&synonym) && synonym.chars().count() > 1 {
            Some((3, n_more))
        } else {
            None
        };
        nearest = match (nearest, found) {
            (Some(old), Some(new)) => Some(std::cmp::min::<(u8, usize)>(old, new)),
            (old, new) => old.or(new),
        };
    }
    nearest
}

/// A title as it is compared: narrow, small letters, without spaces, marks and notes in brackets.
fn plain(title: &str) -> String {
    let without_notes = compared(&drop_notes(title));
    if without_notes.is_empty() { compared(title) } else { without_notes }
}

fn compared(title: &str) -> String {
    title
        .chars()
        .map(narrow)
        .filter(|letter| !letter.is_whitespace() && !is_invisible(*letter))
        .filter(|letter| {
            !matches!(letter, '*' | '＊' | ':' | '：' | '\'' | '"' | '★' | '※' | '_' | '/' | '、')
                && !matches!(
                    letter,
                    '(' | ')' | '（' | '）' | '[' | ']' | '【' | '】' | '〔' | '〕'
                )
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn drop_notes(title: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for letter in title.chars() {
        match letter {
            '(' | '（' | '[' | '【' | '〔' => depth += 1,
            ')' | '）' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(letter),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cell;

    const WANTED: [Wanted; 5] = [
        Wanted { key: "name", synonyms: &["姓名", "名字"] },
        Wanted {
            key: "id_number", synonyms: &["身份证号", "身份证", "证件号", "身份证号码"]
        },
        Wanted { key: "phone", synonyms: &["手机", "电话", "联系方式", "联系电话"] },
        Wanted { key: "landline", synonyms: &["座机", "固定电话"] },
        Wanted { key: "building", synonyms: &["楼号", "楼栋"] },
    ];

    fn row(number: u32, titles: &[&str]) -> SheetRow {
        let cell = |title: &&str| match *title {
            "" => Cell::Empty,
            title => Cell::Text(title.to_owned()),
        };
        SheetRow { number, cells: titles.iter().map(cell).collect() }
    }

    fn range(first_row: u32, last_row: u32, first_column: u32, last_column: u32) -> MergedRange {
        MergedRange { first_row, last_row, first_column, last_column }
    }

    /// The rows of the heading, and `key=title` of its columns.
    fn check(rows: &[SheetRow], merged: &[MergedRange], lines: (u32, u32), columns: &str) {
        let header = find_header(rows, merged, &WANTED).unwrap();
        assert_eq!((header.first_row, header.last_row), lines);
        let said: Vec<String> = header
            .columns
            .iter()
            .map(|column| {
                format!("{}:{}={}", column.index, column.key.unwrap_or("-"), column.title)
            })
            .collect();
        assert_eq!(said.join(" "), columns);
    }

    #[test]
    fn a_title_of_the_table_is_passed_over() {
        let rows = [
            row(1, &["××社区居民登记表", "", "", ""]),
            row(3, &["序号", "姓 名", "身份证号（必填）", "*手机\n号码", "楼栋"]),
            row(4, &["1", "张三", "140105198703051234", "13800000000", "5"]),
        ];
        let columns = "0:-=序号 1:name=姓 名 2:id_number=身份证号（必填） \
                       3:phone=*手机 号码 4:building=楼栋";
        check(&rows, &[range(1, 1, 0, 4)], (3, 3), columns);
        check(&rows, &[], (3, 3), columns);
    }

    #[test]
    fn two_rows_of_titles_are_joined() {
        let rows = [
            row(1, &["姓名", "联系方式", "", "楼号"]),
            row(2, &["", "手机", "座机", ""]),
            row(3, &["张三", "13800000000", "0351-1234567", "5"]),
        ];
        let columns = "0:name=姓名 1:phone=联系方式/手机 2:landline=联系方式/座机 3:building=楼号";
        let merged = [range(1, 2, 0, 0), range(1, 1, 1, 2), range(1, 2, 3, 3)];
        check(&rows, &merged, (1, 2), columns);
        check(&rows, &merged[1..2], (1, 2), columns);
        // As CSV has it: without ranges.
        check(&rows, &[], (1, 2), columns);
    }

    #[test]
    fn content_is_no_second_row_of_titles() {
        let rows = [
            row(1, &["姓名", "身份证号", "", "备注"]),
            row(2, &["张三", "140105198703051234", "x", ""]),
        ];
        check(&rows, &[], (1, 1), "0:name=姓名 1:id_number=身份证号 3:-=备注");
        let rows = [row(1, &["姓名", "电话", ""]), row(2, &["", "13800000000", ""])];
        check(&rows, &[], (1, 1), "0:name=姓名 1:phone=电话");
    }

    #[test]
    fn the_nearest_title_has_the_key_and_no_other() {
        let rows = [row(1, &["户主姓名", "名字", "姓名", "家长电话", "联系电话", "ＩＤ证件号"])];
        let columns = "0:-=户主姓名 1:-=名字 2:name=姓名 3:-=家长电话 4:phone=联系电话 \
                       5:id_number=ID证件号";
        check(&rows, &[], (1, 1), columns);
        let rows = [row(2, &["户主姓名", "（手机）"])];
        check(&rows, &[], (2, 2), "0:name=户主姓名 1:phone=（手机）");
    }

    #[test]
    fn without_known_titles_there_is_no_header() {
        let rows = [row(1, &["a", "b"]), row(2, &["姓名", "c"])];
        assert_eq!(find_header(&rows, &[], &WANTED), None);
        assert_eq!(find_header(&[], &[], &WANTED), None);
        assert!(find_header(&rows, &[], &WANTED[..1]).is_some());
        assert_eq!(find_header(&rows, &[], &[]), None);
    }
}
