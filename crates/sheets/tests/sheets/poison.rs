//! Files made to harm: each is refused, or read with the right numbers, in less than two seconds
//! and without a panic (R8, R10).

use crate::kit::{Xlsx, ods, ods_rows, verdict, zip};
use std::time::{Duration, Instant};

const EACH_AT_MOST: Duration = Duration::from_secs(2);

/// What becomes of a file, within its time.
fn judged(name: &str, bytes: Vec<u8>) -> String {
    let started = Instant::now();
    let verdict = verdict(bytes);
    let took = started.elapsed();
    assert!(took < EACH_AT_MOST, "{name}: {took:?}");
    verdict
}

fn check(name: &str, bytes: Vec<u8>, expected: &str) {
    assert_eq!(judged(name, bytes), expected, "{name}");
}

fn one_cell(cell: &str) -> Vec<u8> {
    Xlsx::rows(&format!(r#"<row r="1">{cell}</row>"#)).bytes()
}

fn good_xlsx() -> Vec<u8> {
    let row = |n: u32| format!(r#"<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>"#);
    Xlsx::rows(&(1..=50).map(row).collect::<String>()).bytes()
}

fn good_ods() -> Vec<u8> {
    let row = |n: u32| {
        format!(
            "<table:table-row><table:table-cell office:value-type='string'><text:p>张{n}</text:p></table:table-cell></table:table-row>"
        )
    };
    ods_rows(&(1..=50).map(row).collect::<String>())
}

#[test]
fn what_is_no_table_is_refused() {
    let ole = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", &[0; 504][..], &name].concat()
    };
    check("nothing", Vec::new(), "sheet_empty");
    check("spaces", b" \r\n ".to_vec(), "sheet_empty");
    check("a mark alone", b"\xEF\xBB\xBF".to_vec(), "sheet_empty");
    check("xls", ole("Workbook"), "sheet_old_xls");
    check("xls of Excel 5", ole("Book"), "sheet_old_xls");
    check("xlsx with a password", ole("EncryptedPackage"), "sheet_encrypted");
    check("doc", ole("WordDocument"), "sheet_not_a_table");
    check("html", b"<html><table><tr><td>1</td></tr></table>".to_vec(), "sheet_web_page");
    check("xml of Excel 2003", b"<?xml version=\"1.0\"?><Workbook/>".to_vec(), "sheet_web_page");
    check("pdf", b"%PDF-1.7\n\x00\x01\x02\xFF\xFF".to_vec(), "sheet_not_a_table");
    check("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "sheet_not_a_table");
    check("empty zip", [b"PK\x05\x06", &[0; 18][..]].concat(), "sheet_not_a_table");
    check("other zip", zip(&[("a.txt", b"x")]), "sheet_not_a_table");
    let word = Xlsx { rels: "<Relationships/>".to_owned(), ..Xlsx::rows("") };
    check("docx", word.bytes(), "sheet_not_a_table");
    let binary = Xlsx::rows("");
    let binary = Xlsx { rels: binary.rels.replace("workbook.xml", "workbook.bin"), ..binary };
    check("xlsb", binary.bytes(), "sheet_not_a_table");
    let hidden = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<m><manifest:encryption-data/></m>"),
        ("content.xml", b"junk"),
    ]);
    check("ods with a password", hidden, "sheet_encrypted");
    check("control characters", b"a,b\x07\n".to_vec(), "sheet_not_a_table");
    check("UTF-16 without mark", b"a\0,\0b\0\n\0".to_vec(), "sheet_not_a_table");
}

#[test]
fn a_crafted_archive_is_refused() {
    for name in ["../a", "/etc/passwd", "xl/../../a", "..\\a", "C:\\a", "a\0b"] {
        let mut parts =
            Xlsx::rows("").parts().iter().map(|p| (p.0, p.1.to_vec())).collect::<Vec<_>>();
        parts.push((name, b"x".to_vec()));
        check(name, raw_zip(&parts), "sheet_crafted");
    }
    let book = Xlsx::rows("");
    let mut parts: Vec<_> = book.parts().iter().map(|p| (p.0, p.1.to_vec())).collect();
    parts.push(("XL/workbook.xml", b"<workbook/>".to_vec()));
    check("the same name twice", raw_zip(&parts), "sheet_crafted");
    let parts: Vec<_> = (0..3000).map(|_| ("a", Vec::new())).collect();
    check("too many parts", raw_zip(&parts), "sheet_crafted");

    // Each of ten entries of the directory points at the same bytes, as David Fifield's bomb has it.
    let mut bomb = raw_zip(&[("kernel", vec![0; 1000]), ("b", Vec::new()), ("c", Vec::new())]);
    let kernel_at = [0; 4];
    let mut at = 0;
    while let Some(next) = find(&bomb[at..], b"PK\x01\x02") {
        at += next + 46;
        bomb[at - 4..at].copy_from_slice(&kernel_at);
    }
    assert!(judged("overlapping", bomb).starts_with("sheet_"));
    check("a part within a part", quine_like(), "sheet_crafted");
}

/// A zip whose second entry lies within the stored bytes of the first.
fn quine_like() -> Vec<u8> {
    let inner = raw_zip(&[("b", b"x".to_vec())]);
    let local = inner[..find(&inner, b"PK\x01\x02").unwrap()].to_vec();
    let mut outer = raw_zip(&[("a", local.clone()), ("b", b"x".to_vec())]);
    // The directory says that b stands where a's content is, which is a right header of b.
    let within = 30 + 1;
    let mut at = find(&outer, b"PK\x01\x02").unwrap();
    at += 46 + 1;
    assert!(outer[at..].starts_with(b"PK\x01\x02"));
    outer[at + 42..at + 46].copy_from_slice(&(within as u32).to_le_bytes());
    outer
}

fn find(bytes: &[u8], magic: &[u8]) -> Option<usize> {
    bytes.windows(magic.len()).position(|window| window == magic)
}

/// A zip of stored parts, without the care that the `zip` crate takes of names.
fn raw_zip(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in parts {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut fields = Vec::new();
        fields.extend([20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        fields.extend(crc.sum().to_le_bytes());
        fields.extend((content.len() as u32).to_le_bytes());
        fields.extend((content.len() as u32).to_le_bytes());
        fields.extend((name.len() as u16).to_le_bytes());
        fields.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&fields);
        directory.extend([0; 10]);
        directory.extend((bytes.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&fields);
        bytes.extend(name.as_bytes());
        bytes.extend(content);
    }
    let (at, length, n) = (bytes.len() as u32, directory.len() as u32, parts.len() as u16);
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([n.to_le_bytes(), n.to_le_bytes()].concat());
    bytes.extend(length.to_le_bytes());
    bytes.extend(at.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

#[test]
fn a_stored_archive_is_read() {
    let book = Xlsx::rows(r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#);
    let parts: Vec<_> = book.parts().iter().map(|p| (p.0, p.1.to_vec())).collect();
    check("stored", raw_zip(&parts), "1 rows");
}

#[test]
fn a_bomb_is_refused_before_it_swells() {
    let spaces = " ".repeat(64 << 20);
    let rows = Xlsx::rows(&spaces);
    check("64 MiB of spaces", rows.bytes(), "sheet_swollen");
    let strings =
        Xlsx { strings: format!("<sst><si><t>{spaces}</t></si></sst>"), ..Xlsx::rows("") };
    check("one string of 64 MiB", strings.bytes(), "sheet_swollen");
    // Sixteen layers of sixteen, as 42.zip has them: the inner zips are never opened.
    let mut layer = zip(&[("0.dll", &vec![0; 4 << 20])]);
    for _ in 0..5 {
        let names: Vec<String> = (0..16).map(|n| format!("{n}.zip")).collect();
        let parts: Vec<_> = names.iter().map(|name| (name.as_str(), layer.as_slice())).collect();
        layer = zip(&parts);
    }
    check("42.zip", layer, "sheet_not_a_table");
    // Just small enough for the ratio not to count: the length of a step does.
    let spaces = " ".repeat(7 << 20);
    check("7 MiB of spaces", Xlsx::rows(&spaces).bytes(), "sheet_swollen");
    let long = format!(r#"<row r="1"><c r="A1" t="str"><v>{}</v></c></row>"#, "x".repeat(900_000));
    check("a long text", Xlsx::rows(&long).bytes(), "sheet_long_text");
    let many = "<a>x</a>".repeat(900_000);
    check(
        "a text of many pieces",
        one_cell(&format!("<c t='str'><v>{many}</v></c>")),
        "sheet_long_text",
    );
    let attributes: String = (0..80_000).map(|n| format!(" a{n}='1'")).collect();
    check("80,000 attributes", one_cell(&format!("<c{attributes}/>")), "0 rows");
    let deep = format!("{}{}", "<a>".repeat(5000), "</a>".repeat(5000));
    check("5,000 deep", one_cell(&deep), "sheet_damaged");
    let comment = format!("<!--{}-->", "x".repeat(5 << 20));
    check("a long comment", one_cell(&comment), "sheet_swollen");
    let shared = "<c t='s'><v>0</v></c>".repeat(200);
    let rows: String = (0..1000).map(|_| format!("<row>{shared}</row>")).collect();
    let strings = format!("<sst><si><t>{}</t></si></sst>", "字".repeat(32_000));
    check(
        "a long text shared by 200,000 cells",
        Xlsx { strings, ..Xlsx::rows(&rows) }.bytes(),
        "sheet_too_much_text",
    );
}

#[test]
fn a_directory_that_lies_about_sizes_is_refused() {
    let good = good_xlsx();
    let mut at = 0;
    let mut n_lies = 0;
    while let Some(next) = find(&good[at..], b"PK\x01\x02") {
        at += next;
        // The checksum, the packed size and the inflated size of each part.
        for (field, change) in [(16, 1_i64), (20, 1), (20, -1), (24, 1), (24, -1), (24, 1 << 30)] {
            let mut lie = good.clone();
            let old = u32::from_le_bytes(lie[at + field..at + field + 4].try_into().unwrap());
            let new = (i64::from(old) + change) as u32;
            lie[at + field..at + field + 4].copy_from_slice(&new.to_le_bytes());
            let name_length = usize::from(good[at + 28]);
            let name = String::from_utf8_lossy(&good[at + 46..at + 46 + name_length]).into_owned();
            let verdict = judged("lie", lie);
            // Nobody reads the list of types.
            if name != "[Content_Types].xml" {
                assert!(verdict.starts_with("sheet_"), "{name} {field} {change}: {verdict}");
            }
            n_lies += 1;
        }
        at += 46;
    }
    assert!(n_lies >= 42);
}

#[test]
fn a_document_type_is_refused_wherever_it_stands() {
    let xxe = r#"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>"#;
    let laughs = r#"<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>"#;
    for dtd in [xxe, laughs, "<!DOCTYPE a>", "<!DOCTYPE a SYSTEM 'http://x.example/a.dtd'>"] {
        let good = Xlsx::rows("<row><c t='s'><v>0</v></c></row>");
        let parts: Vec<(&str, String)> = good
            .parts()
            .iter()
            .skip(1)
            .map(|(name, content)| (*name, String::from_utf8_lossy(content).into_owned()))
            .collect();
        for poisoned in 0..parts.len() {
            let parts: Vec<(&str, Vec<u8>)> = parts
                .iter()
                .enumerate()
                .map(|(at, (name, content))| {
                    let content =
                        content.trim_start_matches(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
                    let dtd = if at == poisoned { dtd } else { "" };
                    (*name, format!("{dtd}{content}").into_bytes())
                })
                .collect();
            check("dtd", raw_zip(&parts), "sheet_doctype");
        }
        let content = format!("{dtd}<a/>").into_bytes();
        let mime = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
        check("ods", raw_zip(&[("mimetype", mime), ("content.xml", content)]), "sheet_doctype");
    }
    check("entity", one_cell("<c t='str'><v>&x;</v></c>"), "sheet_damaged");
    check("no character", one_cell("<c t='str'><v>&#xD800;</v></c>"), "sheet_damaged");
}

#[test]
fn a_sheet_with_something_far_away_is_refused_and_with_nothing_there_is_read() {
    let far = |cell: &str| {
        Xlsx::rows(&format!(
            r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{cell}</row>"#
        ))
        .bytes()
    };
    check("XFD", far(r#"<c r="XFD1048576"><v>1</v></c>"#), "sheet_too_many_columns");
    check("XFD with a style", far(r#"<c r="XFD1048576" s="1"/>"#), "1 rows");
    check("A1048576", far(r#"<c r="A1048576"><v>1</v></c>"#), "2 rows");
    check("beyond", far(r#"<c r="XFE1048576"/>"#), "sheet_damaged");
    let merges: String =
        (1..=1_000_000).map(|n| format!(r#"<mergeCell ref="A{n}:B{n}"/>"#)).collect();
    let merged = format!("<worksheet><sheetData/><mergeCells>{merges}</mergeCells></worksheet>");
    check("a million merged ranges", Xlsx::new(&merged).bytes(), "sheet_too_many_merged");

    let cell = |attributes: &str| {
        format!(
            "<table:table-cell {attributes} office:value-type='string'><text:p>x</text:p></table:table-cell>"
        )
    };
    let rows = |n: u32, cell: &str| {
        ods_rows(&format!(
            "<table:table-row table:number-rows-repeated='{n}'>{cell}</table:table-row>"
        ))
    };
    let wide = "table:number-columns-repeated='16384'";
    check("all cells of a sheet", rows(1_048_576, &cell(wide)), "sheet_too_many_columns");
    check("a column of a sheet", rows(1_048_576, &cell("")), "1048576 rows");
    check(
        "200 columns",
        rows(1_048_576, &cell("table:number-columns-repeated='200'")),
        "sheet_too_many_cells",
    );
    check("more rows than there are", rows(1_048_577, &cell("")), "sheet_too_many_rows");
    check("4 billion rows", rows(u32::MAX, &cell("")), "sheet_too_many_rows");
    check("4 billion empty rows", rows(u32::MAX, "<table:table-cell/>"), "0 rows");
    check(
        "4 billion columns",
        rows(1, &cell("table:number-columns-repeated='4294967295'")),
        "sheet_too_many_columns",
    );
    check("0 columns", rows(1, &cell("table:number-columns-repeated='0'")), "sheet_damaged");
    check("-1 columns", rows(1, &cell("table:number-columns-repeated='-1'")), "sheet_damaged");
    check(
        "a spanned number",
        rows(1, &cell("table:number-rows-spanned='99999999999'")),
        "sheet_damaged",
    );
    let long = "<table:table-cell office:value-type='string'><text:p><text:s text:c='4000000000'/></text:p></table:table-cell>";
    check("4 billion spaces", rows(1, long), "sheet_long_text");
    let long = format!(
        "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>",
        "x".repeat(32_000)
    );
    check("a long text a million times", rows(1_048_576, &long), "sheet_too_much_text");
    let sheets = "<table:table table:name='a'/>".repeat(1000);
    check("1,000 sheets", ods(&sheets), "sheet_too_many_sheets");
}

#[test]
fn wrong_values_are_refused() {
    for cell in [
        "<c t='s'><v>1</v></c>",
        "<c t='s'><v>-1</v></c>",
        "<c t='s'><v>99999999999999999999</v></c>",
        "<c t='s'><v>x</v></c>",
        "<c t='x'><v>1</v></c>",
        "<c t='b'><v>2</v></c>",
        "<c t='d'><v>2022-13-01</v></c>",
        "<c t='d'><v>昨天</v></c>",
        "<c><v>abc</v></c>",
        "<c><v>nan</v></c>",
        "<c><v>inf</v></c>",
        "<c><v>1e999</v></c>",
        "<c><v>0x10</v></c>",
        "<c s='x'><v>1</v></c>",
        "<c s='-1'><v>1</v></c>",
        "<c r='A2'><v>1</v></c>",
        "<c r='1'><v>1</v></c>",
        "<c r='ZZZZ1'><v>1</v></c>",
        "<c r='B1'><v>1</v></c><c r='A1'><v>1</v></c>",
        "<c r='A1'><v>1</v></c><c r='A1'><v>2</v></c>",
        "<c r='A1'><v>1</v>",
        "<c r='A1'><v>1</c></v>",
        "<c r=A1><v>1</v></c>",
        "<c r='A1'",
        "</row></sheetData></worksheet></worksheet>",
        "</row><row r='1'>",
        "</row><row r='0'>",
        "</row><row r='-5'>",
        "</row><row r='1048577'>",
        "</row><row r='99999999999'>",
        "</row></sheetData><sheetData><row>",
        "</row></sheetData><mergeCell ref='B2:A1'/><x><y>",
        "<c t='str'><v>&amp</v></c>",
        "<c t='str'><v>]]&gt;<![CDATA[</v></c>",
        "<c t='str'><v><?x</v></c>",
    ] {
        assert!(judged(cell, one_cell(cell)).starts_with("sheet_"), "{cell}");
    }
    check("a style that is not there", one_cell("<c s='99'><v>1</v></c>"), "1 rows");
    check("a day that never was", one_cell("<c s='1'><v>60</v></c>"), "1 rows");
    check("a day after all days", one_cell("<c s='1'><v>1E+300</v></c>"), "1 rows");
    let broken = |change: fn(&mut Xlsx)| {
        let mut book = Xlsx::rows("<row><c t='s'><v>0</v></c></row>");
        change(&mut book);
        book.bytes()
    };
    check("no sheets", broken(|b| b.book = "<workbook/>".into()), "sheet_damaged");
    check("no name", broken(|b| b.book = "<workbook><sheet/></workbook>".into()), "sheet_damaged");
    check("no relations", broken(|b| b.book_rels = "<R/>".into()), "sheet_no_such_sheet");
    check("no target", broken(|b| b.book_rels = "<Relationship/>".into()), "sheet_damaged");
    check("no strings", broken(|b| b.strings = "<sst/>".into()), "sheet_damaged");
    check("junk styles", broken(|b| b.styles = "<a><b></a>".into()), "sheet_damaged");
    check(
        "style id",
        broken(|b| b.styles = "<cellXfs><xf numFmtId='x'/></cellXfs>".into()),
        "sheet_damaged",
    );
    check(
        "a part outside",
        broken(|b| b.rels = b.rels.replace("xl/", "../../")),
        "sheet_not_a_table",
    );
    check("an empty part", broken(|b| b.sheet = String::new()), "0 rows");
    check("not UTF-8", Xlsx::rows("").bytes(), "0 rows");
    let mut parts: Vec<_> = Xlsx::rows("").parts().iter().map(|p| (p.0, p.1.to_vec())).collect();
    parts[6].1 = b"<a>\xFF\xFE\xC0</a>".to_vec();
    check("not UTF-8", raw_zip(&parts), "sheet_damaged");
    for cell in [
        "office:value-type='float' office:value='x'",
        "office:value-type='float' office:value='NaN'",
        "office:value-type='date' office:date-value='x'",
        "office:value-type='date' office:date-value='2022-02-30'",
        "office:value-type='boolean' office:boolean-value='x'",
    ] {
        let rows = format!("<table:table-row><table:table-cell {cell}/></table:table-row>");
        check(cell, ods_rows(&rows), "sheet_damaged");
    }
}

/// A source of numbers that is the same on every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

fn mutated(good: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=dice.throw(4) {
        let at = dice.throw(bytes.len());
        match dice.throw(5) {
            0 => bytes[at] ^= 1 << dice.throw(8),
            1 => bytes[at] = [0, 0xFF, b'<', b'"', 0x7F][dice.throw(5)],
            2 => drop(bytes.drain(at..(at + 1 + dice.throw(40)).min(bytes.len()))),
            3 => {
                let from = dice.throw(bytes.len());
                let copied = bytes[from..(from + 30).min(bytes.len())].to_vec();
                bytes.splice(at..at, copied);
            }
            _ => bytes.truncate(at.max(1)),
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
    bytes
}

#[test]
fn a_mutated_file_is_refused_or_read_with_the_right_numbers() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for (kind, good) in [("xlsx", good_xlsx()), ("ods", good_ods())] {
        assert_eq!(verdict(good.clone()), "50 rows");
        for n in 0..10_000 {
            let bytes = mutated(&good, &mut dice);
            // What is left of two bytes is another file, and a right one: a text.
            let another = bytes.len() < 30 && !bytes.starts_with(b"PK\x03");
            let verdict = judged(kind, bytes);
            // Dates and attributes of the archive that nobody reads may change.
            let fine = verdict.starts_with("sheet_") || verdict == "50 rows" || another;
            assert!(fine, "{kind} {n}: {verdict}");
        }
    }
}

#[test]
fn mutated_xml_in_a_right_archive_never_panics() {
    let mut dice = Dice(0xD1B5_4A32_D192_ED03);
    let row = r#"<row r="7"><c r="A7" t="s"><v>0</v></c><c r="B7" s="1"><v>44803</v></c><c r="C7" t="inlineStr"><is><t>甲</t></is></c></row>"#;
    let book = Xlsx::rows(row);
    let good: Vec<(&str, Vec<u8>)> = book.parts().iter().map(|p| (p.0, p.1.to_vec())).collect();
    let one = br#"<d><b><s><table:table table:name="a"><table:table-row table:number-rows-repeated="3"><table:table-cell office:value-type="date" office:date-value="2022-08-30" table:number-columns-spanned="2"><text:p>x<text:s text:c="2"/></text:p></table:table-cell></table:table-row></table:table></s></b></d>"#;
    for n in 0..10_000 {
        let mut parts = good.clone();
        let at = 1 + n % (parts.len() - 1);
        parts[at].1 = mutated(&parts[at].1, &mut dice);
        judged("xlsx", raw_zip(&parts));
        let mime = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
        let content = mutated(one, &mut dice);
        judged("ods", raw_zip(&[("mimetype", mime), ("content.xml", content)]));
        let csv = "姓名,电话\r\n\"张\"\"三\",0351\r\n'=1,\t;x\n".as_bytes();
        judged("csv", mutated(csv, &mut dice));
    }
}
