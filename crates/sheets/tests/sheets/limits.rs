//! No row is lost without a word: where sheets end, and where files are cut (R9).

use crate::kit::{Xlsx, ods_rows, read, verdict};
use fangxian_sheets::{Bounds, Ending, OutCell, OutSheet, Workbook, write_csv, write_xlsx};
use std::fmt::Write;
use std::ops::ControlFlow;
use std::time::Instant;

fn register(n_rows: u32) -> OutSheet {
    let rows = (2..=n_rows).map(|n| vec![OutCell::text(format!("张{n}"))]).collect();
    OutSheet { name: "居民".to_owned(), titles: vec!["姓名".to_owned()], rows }
}

fn ods_register(n_rows: u32) -> Vec<u8> {
    let mut rows = String::new();
    for n in 1..=n_rows {
        write!(rows, "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>张{n}</text:p></table:table-cell></table:table-row>").unwrap();
    }
    ods_rows(&rows)
}

fn check_rows(n_rows: u32, ending: Ending) {
    let sheet = register(n_rows);
    for bytes in
        [write_xlsx(std::slice::from_ref(&sheet)).unwrap(), write_csv(&sheet), ods_register(n_rows)]
    {
        let (rows, end) = read(bytes).unwrap();
        assert_eq!(rows.len() as u32, n_rows);
        assert_eq!((end.n_rows, end.last_row, end.ending), (n_rows, n_rows, ending));
        assert_eq!(end.ends_at_a_limit(), ending == Ending::AtALimit);
        assert!(rows.iter().enumerate().all(|(at, row)| row.number == at as u32 + 1));
    }
}

#[test]
fn as_many_rows_are_read_as_there_are() {
    check_rows(65_535, Ending::Whole);
    check_rows(65_536, Ending::AtALimit);
    check_rows(65_537, Ending::Whole);
    check_rows(70_000, Ending::Whole);
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let sheet = register(40_000);
    for whole in [write_xlsx(&[sheet]).unwrap(), ods_register(40_000)] {
        let mut n_cuts = 0;
        for at in (1..whole.len()).step_by(4096).chain(whole.len() - 2000..whole.len()) {
            let cut = verdict(whole[..at].to_vec());
            assert!(cut.starts_with("sheet_"), "cut at {at} of {}: {cut}", whole.len());
            n_cuts += 1;
        }
        assert!(n_cuts > 2000);
        assert_eq!(verdict(whole), "40000 rows");
    }
}

#[test]
fn a_sheet_larger_than_its_bounds_is_refused() {
    let bytes = write_xlsx(&[register(1000)]).unwrap();
    let check = |bounds: Bounds, code: &str| {
        let read = Workbook::open(bytes.clone(), &bounds)
            .and_then(|book| book.rows(0, |_| ControlFlow::Continue(())));
        assert_eq!(read.unwrap_err().code(), code);
    };
    let usual = Bounds::default();
    check(Bounds { bytes_max: 100, ..usual }, "sheet_too_large");
    check(Bounds { inflated_max: 1000, ..usual }, "sheet_swollen");
    check(Bounds { entries_max: 3, ..usual }, "sheet_crafted");
    check(Bounds { sheets_max: 0, ..usual }, "sheet_too_many_sheets");
    check(Bounds { rows_max: 999, ..usual }, "sheet_too_many_rows");
    check(Bounds { columns_max: 0, ..usual }, "sheet_too_many_columns");
    check(Bounds { cells_max: 999, ..usual }, "sheet_too_many_cells");
    check(Bounds { text_max: 2, ..usual }, "sheet_long_text");
    check(Bounds { texts_max: 100, ..usual }, "sheet_too_much_text");
    check(Bounds { strings_max: 100, ..usual }, "sheet_too_much_text");
}

/// The most memory this process has ever held, in MiB.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0_u64) / 1024
}

fn wide_register(n_rows: u32) -> OutSheet {
    let row = |n: u32| {
        let mut cells = vec![
            OutCell::text(format!("居民{n}")),
            OutCell::text(format!("1401051987{n:08}")),
            OutCell::text(format!("138{n:08}")),
            OutCell::count(i64::from(n)),
            OutCell::day(jiff::civil::date(2022, 8, 30)),
        ];
        cells.extend((0..10).map(|k| OutCell::text(format!("第{}栋{k}单元", n % 500))));
        cells
    };
    let titles = (0..15).map(|k| format!("列{k}")).collect();
    OutSheet { name: "居民".to_owned(), titles, rows: (0..n_rows).map(row).collect() }
}

#[test]
#[ignore = "measures; run in release with --ignored --nocapture"]
fn measured_a_hundred_thousand_rows() {
    let sheet = wide_register(100_000);
    println!("before writing: {} MiB", peak_mib());
    let started = Instant::now();
    let xlsx = write_xlsx(std::slice::from_ref(&sheet)).unwrap();
    println!("write xlsx: {:?}, {} KiB", started.elapsed(), xlsx.len() / 1024);
    println!("peak after writing xlsx: {} MiB", peak_mib());
    let started = Instant::now();
    let csv = write_csv(&sheet);
    println!("write csv: {:?}, {} KiB", started.elapsed(), csv.len() / 1024);
    for (kind, bytes) in [("xlsx", xlsx), ("csv", csv)] {
        let started = Instant::now();
        let book = Workbook::open(bytes, &Bounds::default()).unwrap();
        println!("open {kind}: {:?}", started.elapsed());
        let started = Instant::now();
        let end = book.rows(0, |_| ControlFlow::Continue(())).unwrap();
        println!("rows of {kind}: {:?}", started.elapsed());
        assert_eq!(end.n_rows, 100_001);
    }
}

#[test]
#[ignore = "measures; needs FANGXIAN_SHEET, a file, to be read in a process of its own"]
fn measured_memory_of_one_file() {
    let Some(path) = std::env::var_os("FANGXIAN_SHEET") else {
        println!("SKIPPED: set FANGXIAN_SHEET to a file");
        return;
    };
    let bytes = std::fs::read(path).unwrap();
    let started = Instant::now();
    let book = Workbook::open(bytes, &Bounds::default()).unwrap();
    println!("open: {:?}", started.elapsed());
    let started = Instant::now();
    let top = book.top(0, 20).unwrap();
    println!("top of {}: {:?}", top.rows.len(), started.elapsed());
    let started = Instant::now();
    let end = book.rows(0, |_| ControlFlow::Continue(())).unwrap();
    println!("rows: {:?}, {end:?}, peak {} MiB", started.elapsed(), peak_mib());
}

#[test]
#[ignore = "a million rows; run in release with --ignored --nocapture"]
fn a_million_rows_are_read_and_end_at_the_limit() {
    let sheet = register(1_048_576);
    let started = Instant::now();
    let bytes = write_xlsx(std::slice::from_ref(&sheet)).unwrap();
    println!("write: {:?}, {} KiB", started.elapsed(), bytes.len() / 1024);
    if let Some(path) = std::env::var_os("FANGXIAN_SHEET_OUT") {
        std::fs::write(path, &bytes).unwrap();
    }
    for bytes in [bytes, write_csv(&sheet)] {
        let started = Instant::now();
        let book = Workbook::open(bytes, &Bounds::default()).unwrap();
        let mut n_rows = 0;
        let end = book
            .rows(0, |row| {
                n_rows += 1;
                assert_eq!(row.number, n_rows);
                ControlFlow::Continue(())
            })
            .unwrap();
        println!("read: {:?}", started.elapsed());
        assert_eq!((end.n_rows, end.ending), (1_048_576, Ending::AtALimit));
    }
}

/// A sheet of cells that have a style and nothing in them, styles in no order, so that it packs as
/// badly as it can: some 25 MB that inflate to nearly what is allowed.
fn styled_and_empty(n_cells: u32, cell: impl Fn(u32) -> String) -> Vec<u8> {
    let mut rows = String::new();
    let mut seed = 1_u32;
    for at in 0..n_cells {
        if at % 100 == 0 {
            let close = if at > 0 { "</row>" } else { "" };
            write!(rows, "{close}<row r=\"{}\">", at / 100 + 1).unwrap();
        }
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        rows.push_str(&cell(seed >> 24));
    }
    rows.push_str("</row>");
    Xlsx::rows(&rows).bytes()
}

#[test]
#[ignore = "measures; run in release with --ignored --nocapture"]
fn measured_cells_with_a_style_and_nothing_in_them() {
    let bare = styled_and_empty(28_000_000, |style| format!("<c s=\"{}\"/>", style % 10));
    println!("{} MB", bare.len() / 1_000_000);
    let started = Instant::now();
    let verdict = verdict(bare);
    println!("{verdict}: {:?}", started.elapsed());
}
