//! A superior's form: filled, and otherwise as it was.

use crate::kit::{Xlsx, lines, read, said};
use fangxian_sheets::{Cell, Filling, FormText, fill_form};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// A form as offices send them: a title over merged cells, a line for the unit and the day, a
/// heading, three rows with borders and numbers, and a line to sign below them.
fn form() -> Xlsx {
    let rows = r#"<row r="1" ht="30" customHeight="1"><c r="A1" s="1" t="inlineStr"><is><t>核酸检测人员统计表</t></is></c><c r="B1" s="1"/><c r="C1" s="1"/></row>
<row r="2"><c r="A2" t="inlineStr"><is><t>单位：</t></is></c><c r="C2" s="2"/></row>
<row r="3" spans="1:4"><c r="A3" s="3" t="inlineStr"><is><t>序号</t></is></c><c r="B3" s="3" t="inlineStr"><is><t>姓名</t></is></c><c r="C3" s="3" t="inlineStr"><is><t>年龄</t></is></c></row>
<row r="4" spans="1:4" ht="22"><c r="A4" s="4"><v>1</v></c><c r="B4" s="3"/><c r="C4" s="4"/><c r="D4" s="4"><f>C4+1</f><v>1</v></c></row>
<row r="5"><c r="A5" s="4"><v>2</v></c></row>
<row r="7"><c r="A7" t="inlineStr"><is><t>填表人：</t></is></c></row>"#;
    Xlsx::new(&format!(
        r#"<worksheet xmlns="x"><sheetPr/><cols><col min="1" max="3" width="12.5"/></cols><sheetData>{rows}</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells><pageSetup orientation="landscape" paperSize="9"/></worksheet>"#
    ))
}

fn text(text: &str) -> FormText {
    FormText::Text(text.to_owned())
}

fn filling(n_rows: i64) -> Filling {
    Filling {
        sheet: 0,
        header_row: 3,
        columns: vec![0, 1, 2],
        rows: (1..=n_rows)
            .map(|n| {
                vec![FormText::Count(n), text(&format!("=居民{n}&<")), FormText::Count(30 + n)]
            })
            .collect(),
        // B1 lies within the title's merged cells.
        cells: vec![(0, 2, text("单位：演示社区")), (1, 1, text("统计表"))],
    }
}

/// The parts of an archive by name.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut read = |name: &String| {
        let mut content = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut content).unwrap();
        content
    };
    names.iter().map(|name| (name.clone(), read(name))).collect()
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

#[test]
fn a_form_is_filled_and_keeps_what_it_is() {
    let whole = form().bytes();
    let filled = fill_form(whole.clone(), &filling(3)).unwrap();
    assert_eq!(
        lines(filled.clone()),
        [
            "1: 统计表",
            "2: 单位：演示社区",
            "3: 序号|姓名|年龄",
            "4: 1«1»|=居民1&<|31«31»|1«1»",
            "5: 2«2»|=居民2&<|32«32»",
            "6: 3«3»|=居民3&<|33«33»",
            "7: 填表人：",
        ]
    );
    let (mut before, mut after) = (parts(&whole), parts(&filled));
    let (old, new) = (before.remove(SHEET).unwrap(), after.remove(SHEET).unwrap());
    assert_eq!(before, after, "the other parts");
    let (old, new) = (String::from_utf8(old).unwrap(), String::from_utf8(new).unwrap());
    for (end, at) in [("<sheetData>", 0), ("</sheetData>", 1)] {
        let cut = |xml: &str| xml.split(end).nth(at).unwrap().to_owned();
        assert_eq!(cut(&old), cut(&new), "before and after the rows");
    }
    // The form's own formula stays, and none is made of what was written.
    assert_eq!(new.matches("<f>").count(), 1);
    // A row that the form has not written looks like its first row: height and styles.
    assert!(
        new.contains(
            r#"<row r="6" ht="22"><c r="A6" s="4"><v>3</v></c><c r="B6" s="3" t="inlineStr">"#
        ),
        "{new}"
    );
    // A row that it has written keeps its own.
    assert!(new.contains(r#"<row r="5"><c r="A5" s="4"><v>2</v></c><c r="B5" s="3" t="#), "{new}");
    assert!(new.contains(r#"<row r="1" ht="30" customHeight="1">"#));
}

#[test]
fn what_does_not_fit_a_form_is_refused_and_says_why() {
    let check = |form: Xlsx, filling: &Filling, code: &str| {
        let refused = fill_form(form.bytes(), filling).unwrap_err();
        assert_eq!(refused.code(), code, "{refused}");
    };
    check(form(), &filling(4), "form_no_room");
    let refused = fill_form(form().bytes(), &filling(4)).unwrap_err().to_string();
    assert!(refused.contains("只空了 3 行") && refused.contains("第 7 行"), "{refused}");
    check(form(), &Filling { columns: vec![0, 1, 3], ..filling(1) }, "form_formula");
    let merged = form();
    let sheet = merged.sheet.replace("A1:C1", "B5:B6");
    check(Xlsx { sheet, ..merged }, &filling(2), "form_merged");
    check(form(), &Filling { sheet: 1, ..filling(1) }, "sheet_no_such_sheet");
    let far = Filling { header_row: 1_048_576, ..filling(1) };
    check(form(), &far, "form_no_room");
    let doctype = form();
    let sheet = format!("<!DOCTYPE x>{}", doctype.sheet);
    check(Xlsx { sheet, ..doctype }, &filling(1), "sheet_doctype");

    let mut with_macros: Vec<_> = form().parts().iter().map(|p| (p.0, p.1.to_vec())).collect();
    with_macros.push(("xl/vbaProject.bin", b"x".to_vec()));
    let with_macros: Vec<_> = with_macros.iter().map(|p| (p.0, p.1.as_slice())).collect();
    let refused = fill_form(crate::kit::zip(&with_macros), &filling(1)).unwrap_err();
    assert_eq!(refused.code(), "form_macros");
    let refused = fill_form("姓名,年龄\n".as_bytes().to_vec(), &Filling::default()).unwrap_err();
    assert_eq!(refused.code(), "form_not_xlsx");
    let ods = crate::kit::ods_rows("");
    assert_eq!(fill_form(ods, &Filling::default()).unwrap_err().code(), "form_not_xlsx");
}

#[test]
fn a_poisoned_form_is_refused_within_the_bounds() {
    let check = |name: &str, sheet: String, code: &str| {
        let started = std::time::Instant::now();
        let refused = fill_form(Xlsx::new(&sheet).bytes(), &filling(1)).map(|_| ());
        assert_eq!(refused.unwrap_err().code(), code, "{name}");
        assert!(started.elapsed().as_secs() < 30, "{name}: {:?}", started.elapsed());
    };
    let sheet = |rows: &str| format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    check("64 MiB of spaces", sheet(&" ".repeat(64 << 20)), "sheet_swollen");
    let blank: String = (0..2_000_000).map(|n| format!("<!--{}-->", n % 977)).collect();
    check("17 MiB of comments", sheet(&blank), "sheet_swollen");
    let rows: String = (1..=20_001).map(|n| format!("<row r=\"{n}\"/>")).collect();
    check("too many rows", sheet(&rows), "sheet_crafted");
    check("XFD", sheet(r#"<row r="1"><c r="XFE1"/></row>"#), "sheet_damaged");
    check("cut", "<worksheet><sheetData><row r=\"1\">".to_owned(), "sheet_damaged");
}

#[test]
fn a_form_without_places_and_with_a_prefix_is_filled() {
    let sheet = r#"<x:worksheet xmlns:x="x"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>姓名</x:t></x:is></x:c></x:row><x:row s="2"><x:c s="4"/></x:row></x:sheetData></x:worksheet>"#;
    let filling = Filling {
        header_row: 1,
        columns: vec![0],
        rows: vec![vec![text("甲")], vec![text("乙")]],
        ..Filling::default()
    };
    let filled = fill_form(Xlsx::new(sheet).bytes(), &filling).unwrap();
    assert_eq!(lines(filled), ["1: 姓名", "2: 甲", "3: 乙"]);
    let sheet = "<worksheet><sheetData/></worksheet>";
    let filled = fill_form(Xlsx::new(sheet).bytes(), &filling).unwrap();
    assert_eq!(lines(filled), ["2: 甲", "3: 乙"]);
}

proptest! {
    #[test]
    fn what_was_filled_reads_back_equal(rows in prop::collection::vec((any::<i32>(), any::<String>()), 0..40)) {
        let mut form = form();
        form.sheet = form.sheet.split("<row r=\"7\">").next().unwrap().to_owned()
            + "</sheetData></worksheet>";
        let whole = form.bytes();
        let filling = Filling {
            columns: vec![2, 1],
            rows: rows.iter().map(|(n, said)| vec![FormText::Count((*n).into()), text(said)]).collect(),
            cells: Vec::new(),
            ..filling(0)
        };
        let filled = fill_form(whole.clone(), &filling).unwrap();
        let (read, _) = read(filled.clone()).unwrap();
        for (at, (n, written)) in rows.iter().enumerate() {
            let number = at as u32 + 4;
            let cells = read.iter().find(|row| row.number == number).unwrap();
            let plain: String = written
                .chars()
                .filter(|c| !((*c < ' ' && !"\t\n".contains(*c)) || matches!(c, '\u{7F}' | '\u{FFFE}' | '\u{FFFF}')))
                .collect();
            prop_assert_eq!(said(&cells.cells[2]), format!("{n}«{n}»"));
            // An empty text is an empty cell, and a text is never taken for one.
            let wanted = if plain.is_empty() { Cell::Empty } else { Cell::Text(plain) };
            prop_assert_eq!(&cells.cells[1], &wanted);
        }
        let (mut before, mut after) = (parts(&whole), parts(&filled));
        before.remove(SHEET);
        let sheet = String::from_utf8(after.remove(SHEET).unwrap()).unwrap();
        prop_assert_eq!(before, after);
        prop_assert_eq!(sheet.matches("<f>").count(), 1);
    }
}
