//! What stands in a file is what is read.

use crate::kit::{Xlsx, lines, ods, ods_rows, read, read_sheet, said_row, verdict, zip};
use fangxian_sheets::{Bounds, Ending, Unreadable, Wanted, Workbook, find_header};
use std::ops::ControlFlow;

#[test]
fn every_type_of_cell_of_excel_is_read() {
    let mut book = Xlsx::rows(
        r#"<row r="2" spans="1:12"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>1.5</v></c>
        <c r="C2" s="1"><v>44803</v></c><c r="D2" s="2"><v>44803.7</v></c><c r="E2" s="3"><v>31837</v></c>
        <c r="F2" t="b"><v>1</v></c><c r="G2" t="e"><v>#N/A</v></c>
        <c r="H2" t="str"><f>A1&amp;"x"</f><v>公式</v></c><c r="J2" t="inlineStr"><is><r><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r><rPh><t>jia</t></rPh></is></c>
        <c r="K2" s="4"><v>0.5</v></c><c r="L2" t="d"><v>2022-08-30T00:00:00</v></c><c r="M2" s="1"/></row>
        <row r="4"><c r="A4" s="2"/></row><row><c><v>140105198703051000</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row>"#,
    );
    book.strings = r#"<sst><si><t>张&lt;三&#x4E00;</t></si><si><r><rPr/><t>富</t></r><r><t>文本_x000D_</t></r><rPh sb="0" eb="1"><t>fu</t></rPh><phoneticPr/></si><si><t><![CDATA[a&b]]></t></si></sst>"#.to_owned();
    assert_eq!(
        lines(book.bytes()),
        [
            "2: 张<三一|1.5«1.5»|d2022-08-30|d2022-08-30|1987年3月|btrue|!#N/A|公式|·|甲 乙|0.5«0.5»|d2022-08-30",
            "5: 140105198703051000«140105198703051000»|富文本\r|a&b",
        ]
    );
}

#[test]
fn days_count_from_1904_where_the_workbook_says_so() {
    let mut book = Xlsx::rows(r#"<row r="1"><c r="A1" s="1"><v>43341</v></c></row>"#);
    book.book = book.book.replace("<sheets>", r#"<workbookPr date1904="1"/><sheets>"#);
    assert_eq!(lines(book.bytes()), ["1: d2022-08-30"]);
}

#[test]
fn prefixes_and_the_order_of_parts_do_not_matter() {
    let sheet = r#"<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>"#;
    let book = Xlsx::new(sheet);
    let mut parts = book.parts();
    parts.reverse();
    assert_eq!(lines(zip(&parts)), ["1: 张三"]);
}

#[test]
fn sheets_tell_their_names_and_whether_they_are_hidden() {
    let mut book = Xlsx::rows("");
    book.book = r#"<workbook xmlns:r="r"><sheets><sheet name="a&amp;b" sheetId="1" r:id="rId1"/><sheet name="图" sheetId="2" state="veryHidden" r:id="rId9"/></sheets></workbook>"#.to_owned();
    let open = Workbook::open(book.bytes(), &Bounds::default()).unwrap();
    let heads: Vec<_> = open.sheets().iter().map(|s| (s.name.as_str(), s.hidden)).collect();
    assert_eq!(heads, [("a&b", false), ("图", true)]);
    let refusal = open.rows(1, |_| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(refusal, Unreadable::NoSuchSheet { index: 1 });
    assert!(open.rows(7, |_| ControlFlow::Continue(())).is_err());

    let book = ods(
        r#"<table:tracked-changes><x><table:table table:name="no"/></x></table:tracked-changes><table:table table:name="表1" table:style-name="ta1"/><table:table table:name="表2" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="string"><text:p>乙</text:p></table:table-cell></table:table-row></table:table>"#,
    );
    let open = Workbook::open(book.clone(), &Bounds::default()).unwrap();
    let heads: Vec<_> = open.sheets().iter().map(|s| (s.name.as_str(), s.hidden)).collect();
    assert_eq!(heads, [("表1", false), ("表2", true)]);
    assert_eq!(said_row(&read_sheet(book, 1).unwrap().0[0]), "1: 乙");
}

#[test]
fn every_type_of_cell_of_libreoffice_is_read() {
    let book = ods_rows(
        r#"<table:table-column/><table:shapes><draw:frame><text:p>x</text:p></draw:frame></table:shapes>
        <table:table-header-rows><table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row></table:table-header-rows>
        <table:table-row><table:table-cell office:value-type="string"><text:p>张<text:span>三</text:span><text:s text:c="2"/>x
          y</text:p><text:p>二<text:ruby><text:ruby-base>行</text:ruby-base><text:ruby-text>hang</text:ruby-text></text:ruby></text:p><office:annotation><text:p>批注</text:p></office:annotation></table:table-cell>
        <table:table-cell office:value-type="float" office:value="1.40105E+017"><text:p>1.4E17</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2022-08-30"><text:p>2022年8月30日</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="1987-03-01"><text:p>1987年3月</text:p></table:table-cell>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>
        <table:table-cell table:number-columns-repeated="2" office:value-type="string" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>
        <table:table-cell office:value-type="time" office:time-value="PT1H"><text:p>01:00</text:p></table:table-cell>
        <table:covered-table-cell><text:p>盖住</text:p></table:covered-table-cell>
        <table:table-cell table:number-columns-repeated="16374"/></table:table-row>
        <table:table-row table:number-rows-repeated="3"><table:table-cell/><table:table-cell office:value-type="string"><text:p>同</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#,
    );
    assert_eq!(
        lines(book),
        [
            "3: 张三  x y\n二行|140105000000000000«1.40105E+017»|d2022-08-30|1987年3月|btrue|!#N/A|!#N/A|01:00",
            "4: ·|同",
            "5: ·|同",
            "6: ·|同",
        ]
    );
}

#[test]
fn text_is_read_in_each_encoding_and_with_each_delimiter() {
    let plain = "姓名,电话,备注\r\n张三,0351,\"a,\"\"b\"\"\n第二行\"\r\n\r\n李四,,\r\n";
    let expected = ["1: 姓名|电话|备注", "2: 张三|0351|a,\"b\"\n第二行", "4: 李四"];
    let check = |bytes: Vec<u8>| assert_eq!(lines(bytes), expected);
    check(plain.as_bytes().to_vec());
    check([b"\xEF\xBB\xBF", plain.as_bytes()].concat());
    check(encoding_rs::GB18030.encode(plain).0.into_owned());
    let utf16 = plain.encode_utf16();
    check(
        [&b"\xFF\xFE"[..], &utf16.clone().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat(),
    );
    check([&b"\xFE\xFF"[..], &utf16.flat_map(u16::to_be_bytes).collect::<Vec<_>>()].concat());
    check(plain.replace(',', ";").replace("a;", "a,").into_bytes());
    check(plain.replace(',', "\t").replace("a\t", "a,").into_bytes());
    check(plain.replace("\r\n", "\n").into_bytes());
    check(format!("sep=,\n{plain}").into_bytes());
    assert_eq!(lines("一列\n甲\n".into()), ["1: 一列", "2: 甲"]);
    // The four-byte range of GB18030.
    let rare = encoding_rs::GB18030.encode("𠮷,㐂\n").0.into_owned();
    assert_eq!(lines(rare), ["1: 𠮷|㐂"]);
}

#[test]
fn a_line_without_end_is_told() {
    let ending = |text: &str| read(text.into()).unwrap().1.ending;
    assert_eq!(ending("a,b\n1,2\n"), Ending::Whole);
    assert_eq!(ending("a,b\n1,2"), Ending::OpenLine);
    assert_eq!(verdict("a,b\n1,\"2\n3,4\n".into()), "sheet_cut");
    assert_eq!(verdict("姓名,电话\n张".as_bytes()[..15].to_vec()), "sheet_cut");
}

#[test]
fn the_reader_can_stop() {
    let row = |n: u32| format!(r#"<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>"#);
    let book = Xlsx::rows(&(1..=100).map(row).collect::<String>()).bytes();
    let csv: String = (1..=100).map(|n| format!("{n},x\n")).collect();
    let one = "<table:table-row><table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell></table:table-row>";
    for bytes in [book, csv.into_bytes(), ods_rows(&one.repeat(100))] {
        let open = Workbook::open(bytes, &Bounds::default()).unwrap();
        let mut n_seen = 0;
        let end = open
            .rows(0, |_| {
                n_seen += 1;
                if n_seen == 7 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
            .unwrap();
        assert_eq!((n_seen, end.n_rows, end.last_row, end.ending), (7, 7, 7, Ending::Stopped));
        let top = open.top(0, 3).unwrap();
        assert_eq!(top.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(open.top(0, 1000).unwrap().rows.len(), 100);
    }
}

#[test]
fn the_top_has_the_merged_ranges() {
    let book = Xlsx::new(
        r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:C2"/></mergeCells></worksheet>"#,
    );
    let ods = ods_rows(
        r#"<table:table-row><table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="2" office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row>"#,
    );
    for bytes in [book.bytes(), ods] {
        let top = Workbook::open(bytes, &Bounds::default()).unwrap().top(0, 1).unwrap();
        assert_eq!(top.rows.len(), 1);
        let range = top.merged[0];
        assert_eq!((range.first_row, range.last_row), (1, 2));
        assert_eq!((range.first_column, range.last_column), (0, 2));
    }
}

#[test]
fn a_workbook_goes_to_another_thread() {
    fn check<T: Send + Sync>() {}
    check::<Workbook>();
    check::<Unreadable>();
}

#[test]
fn the_heading_of_a_real_form_is_found() {
    let cell = |place: &str, text: &str| {
        format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    let rows = [
        format!(r#"<row r="1">{}</row>"#, cell("A1", "××社区居民登记表")),
        format!(
            r#"<row r="2">{}{}{}</row>"#,
            cell("A2", "姓 名"),
            cell("B2", "联系方式"),
            cell("D2", "身份证号（必填）")
        ),
        format!(r#"<row r="3">{}{}</row>"#, cell("B3", "手机"), cell("C3", "座机")),
        format!(r#"<row r="4">{}{}</row>"#, cell("A4", "张三"), cell("B4", "13800000000")),
    ];
    let sheet = format!(
        r#"<worksheet><sheetData>{}</sheetData><mergeCells><mergeCell ref="A1:D1"/><mergeCell ref="A2:A3"/><mergeCell ref="B2:C2"/><mergeCell ref="D2:D3"/></mergeCells></worksheet>"#,
        rows.concat()
    );
    let book = Workbook::open(Xlsx::new(&sheet).bytes(), &Bounds::default()).unwrap();
    let top = book.top(0, 20).unwrap();
    let wanted = [
        Wanted { key: "name", synonyms: &["姓名"] },
        Wanted { key: "phone", synonyms: &["手机", "电话"] },
        Wanted { key: "id_number", synonyms: &["身份证号"] },
    ];
    let header = find_header(&top.rows, &top.merged, &wanted).unwrap();
    assert_eq!((header.first_row, header.last_row), (2, 3));
    let keys: Vec<_> = header.columns.iter().map(|column| (column.index, column.key)).collect();
    assert_eq!(keys, [(0, Some("name")), (1, Some("phone")), (2, None), (3, Some("id_number"))]);
}
