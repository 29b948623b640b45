//! Sheets are printed and read back with the tools that anybody has: `pdftotext`, `pdffonts`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on fails, and one that is skipped says so"
)]

use fangxian_core::CityDay;
use fangxian_core::codes::HealthColor;
use fangxian_paper::{
    CardLine, CardsPaper, HoldLetterPaper, HoldLetterPart, JourneyAsk, JourneyClause, JourneyPaper,
    JourneyPart, Letterhead, LookLine, LooksPaper, NoticePaper, OrderGroup, OrderLine,
    OrderListPaper, PaperError, Paragraph, PassLine, PassesPaper, PrintedPass, ReportPaper,
    RoundListPaper, RoundListPerson, RoundListUnit, Templates, TubeLabelsPaper, Typesetter,
    debian_font_dirs,
};
use std::process::Command;
use std::sync::OnceLock;

fn typesetter() -> &'static Typesetter {
    static MADE: OnceLock<Typesetter> = OnceLock::new();
    MADE.get_or_init(|| Typesetter::new(&debian_font_dirs(), Templates::built_in()).unwrap())
}

/// What a poppler program says about the PDF; none, loudly, where poppler is not installed.
fn poppler(test: &str, program: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    // FANGXIAN_KEEP_PDF=DIR keeps the sheets, so that a person can look at them.
    if let Some(dir) = std::env::var_os("FANGXIAN_KEEP_PDF") {
        std::fs::write(std::path::Path::new(&dir).join(format!("{test}.pdf")), pdf).unwrap();
    }
    let mut command = Command::new(program);
    let (before, after): (Vec<&str>, Vec<&str>) = arguments.iter().partition(|a| **a != "-");
    match command.args(before).arg(file.path()).args(after).output() {
        Ok(output) => {
            assert!(output.status.success(), "{program}: {output:?}");
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(error) => {
            eprintln!("SKIPPED {test}: {program} ({error}); apt-get install poppler-utils");
            None
        }
    }
}

fn words(test: &str, pdf: &[u8]) -> Option<String> {
    poppler(test, "pdftotext", &["-enc", "UTF-8", "-"], pdf)
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn assert_all_embedded(test: &str, pdf: &[u8]) {
    let Some(fonts) = poppler(test, "pdffonts", &[], pdf) else { return };
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!rows.is_empty(), "{fonts}");
    for row in rows {
        // … emb sub uni object id
        let columns: Vec<&str> = row.split_whitespace().rev().collect();
        assert_eq!(columns[2..5], ["yes", "yes", "yes"], "{fonts}");
    }
}

fn notice() -> NoticePaper {
    NoticePaper {
        letterhead: Letterhead::Plain,
        authority: "太原市新冠肺炎疫情防控工作领导小组办公室通告".to_owned(),
        number: "2022年第901号".to_owned(),
        title: "关于我市新增高、中风险区域的通告".to_owned(),
        body: Paragraph::split(
            "根据当前疫情防控工作需要，经综合研判，我市新增高风险区1个、中风险区2个，\
             从即日起实行分类管理。具体如下：\n\
             一、高风险区\n\
             小店区：演练小区5号楼。\n\
             高风险区内实行“足不出户、上门服务”封控措施。前3天连续开展3次核酸检测，\
             后续检测频次根据检测结果确定。\n\
             二、中风险区\n\
             小店区：演练小区（不含5号楼）。\n\
             万柏林区：示例苑-东区。\n\
             中风险区内实行“人不出区、错峰取物”管控措施。",
        ),
        signature: "太原市疫情防控领导小组办公室".to_owned(),
        date: CityDay::parse("2022-10-07").unwrap(),
    }
}

fn all_words(notice: &NoticePaper) -> String {
    let body: String = notice.body.iter().map(Paragraph::text).collect();
    without_spaces(&format!(
        "{}（{}）{}{body}{}{}",
        notice.authority,
        notice.number,
        notice.title,
        notice.signature,
        notice.date.written()
    ))
}

#[test]
fn a_notice_read_back_says_the_same_words() {
    let test = "a_notice_read_back_says_the_same_words";
    let pdf = typesetter().notice_pdf(&notice()).unwrap();
    assert_all_embedded(test, &pdf);
    let Some(read) = words(test, &pdf) else { return };
    let read = without_spaces(&read).replace("—1/1—", "");
    assert_eq!(read, all_words(&notice()));
}

#[test]
fn a_long_notice_under_red_letterhead_counts_its_pages_and_keeps_every_word() {
    let test = "a_long_notice_under_red_letterhead";
    let mut long = notice();
    long.letterhead = Letterhead::Red;
    for n in 1..=60 {
        long.body.push(Paragraph::Text(format!("第{n}段：请居民做好个人防护，非必要不外出。")));
    }
    let pdf = typesetter().notice_pdf(&long).unwrap();
    assert_all_embedded(test, &pdf);
    let Some(read) = words(test, &pdf) else { return };
    let pages = read.matches('\u{c}').count();
    assert!(pages >= 3, "{pages} pages");
    let mut read = without_spaces(&read);
    for page in 1..=pages {
        let footer = format!("—{page}/{pages}—");
        assert_eq!(read.matches(&footer).count(), 1, "{footer}");
        read = read.replace(&footer, "");
    }
    assert_eq!(read, all_words(&long));
}

#[test]
fn the_same_notice_gives_the_same_bytes() {
    let other = Typesetter::new(&debian_font_dirs(), Templates::built_in()).unwrap();
    let pdf = typesetter().notice_pdf(&notice()).unwrap();
    assert!(pdf == other.notice_pdf(&notice()).unwrap());
}

#[test]
fn marks_of_the_template_language_print_as_they_stand() {
    let test = "marks_of_the_template_language";
    let marks = "#let x = 1 $a^2$ *粗* _斜_ \\ `code` @ref <label> = 标题 // 注 /* */ #{ ] [ \"引\" '号' ~ -- ... https://a.cn";
    let mut marked = notice();
    marked.title = "#title $x$ *y*".to_owned();
    marked.signature = "\\sign[#]".to_owned();
    marked.body = vec![Paragraph::Text(marks.to_owned()), Paragraph::Heading(marks.to_owned())];
    let pdf = typesetter().notice_pdf(&marked).unwrap();
    let Some(read) = words(test, &pdf) else { return };
    assert_eq!(without_spaces(&read).replace("—1/1—", ""), all_words(&marked));
}

/// The corpus of the whole-city tests, which the browser is held against too.
fn corpus() -> Vec<String> {
    let list: serde_json::Value =
        serde_json::from_str(include_str!("../../../web/e2e/payloads.json")).unwrap();
    let texts = list.as_array().unwrap().iter();
    texts.map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn five_hundred_texts_that_are_commands_elsewhere_print_as_they_stand() {
    let test = "five_hundred_texts";
    let texts = corpus();
    assert!(texts.len() >= 500);
    // Signs that take no room, and those that turn the writing around, are not read back as they
    // were set; what is of them is that the paper comes out.
    let is_plain = |text: &str| {
        text.chars()
            .all(|sign| (' '..='~').contains(&sign) || ('\u{4e00}'..='\u{9fa5}').contains(&sign))
    };
    let mut marked = notice();
    let fits = |text: &&String| typesetter().missing_characters(text).is_empty();
    marked.body = texts.iter().filter(fits).cloned().map(Paragraph::Text).collect();
    assert!(marked.body.len() >= 500, "{} can be set", marked.body.len());
    let pdf = typesetter().notice_pdf(&marked).unwrap();
    let mut list = order_list(1);
    list.groups[0].orders = texts
        .iter()
        .map(|text| OrderLine {
            reference: "1".to_owned(),
            whom: text.clone(),
            instruction: text.clone(),
            ground: text.clone(),
            due: CityDay::parse("2022-10-08").unwrap().ends_at(),
        })
        .collect();
    let sheets = typesetter().order_list_pdf(&list).unwrap();
    for pdf in [&pdf, &sheets] {
        let Some(about) = poppler(test, "pdfinfo", &[], pdf) else { return };
        assert!(about.contains("JavaScript:      no"), "{about}");
        let file = String::from_utf8_lossy(pdf);
        for action in ["/JavaScript", "/Launch", "/URI", "/EmbeddedFile", "/OpenAction"] {
            assert!(!file.contains(action), "{action}");
        }
    }
    // A hyphen at the end of a line is taken for one of the setter's, and left out.
    let plain = |text: &str| without_spaces(text).replace('-', "");
    let read = plain(&words(test, &pdf).unwrap());
    let lost: Vec<&String> = texts
        .iter()
        .filter(|text| is_plain(text) && text.len() < 40)
        .filter(|text| !read.contains(&plain(text)))
        .collect();
    assert!(lost.is_empty(), "{} are not printed: {lost:#?}", lost.len());
    // The control: a template that takes its text for its own language computes it.
    let folder = tempfile::tempdir().unwrap();
    let open = "#let v = json(\"/paper.json\")\n#set text(font: v.fonts.text)\n\
                #eval(v.paper.title, mode: \"markup\")";
    std::fs::write(folder.path().join("notice.typ"), open).unwrap();
    let templates = Templates::from_dir(folder.path()).unwrap();
    let careless = Typesetter::new(&debian_font_dirs(), templates).unwrap();
    let mut sum = notice();
    sum.title = "#(7 * 6 + 600)".to_owned();
    let pdf = careless.notice_pdf(&sum).unwrap();
    assert!(words(test, &pdf).unwrap().contains("642"));
}

#[test]
fn rare_characters_of_names_are_printed_and_embedded() {
    let test = "rare_characters_of_names";
    // 通用规范汉字表 and its additions hold these; all stand in Noto Serif CJK SC.
    let rare = "㻧䶮𬍛𬭎𬱖𪟝𫖯𬘡𫄧";
    let mut named = notice();
    named.body = vec![Paragraph::Text(format!("姓名：{rare}。"))];
    assert_eq!(typesetter().missing_characters(rare).into_iter().collect::<String>(), "");
    let pdf = typesetter().notice_pdf(&named).unwrap();
    assert_all_embedded(test, &pdf);
    let Some(read) = words(test, &pdf) else { return };
    assert!(without_spaces(&read).contains(rare), "{read}");
}

#[test]
fn a_notice_with_a_character_that_no_font_has_is_refused_and_a_list_prints_its_code() {
    let test = "a_character_that_no_font_has";
    let lost = "\u{10fffd}"; // Private use: no font has it.
    let mut holed = notice();
    holed.body.push(Paragraph::Text(format!("姓名：{lost}{lost}")));
    let error = typesetter().notice_pdf(&holed).unwrap_err();
    assert!(matches!(&error, PaperError::NoGlyph { characters } if characters == lost));
    assert!(error.to_string().contains("U+10FFFD"), "{error}");

    let mut list = order_list(1);
    list.groups[0].orders[0].instruction = format!("找李{lost}");
    let pdf = typesetter().order_list_pdf(&list).unwrap();
    let Some(read) = words(test, &pdf) else { return };
    assert!(without_spaces(&read).contains("找李〔U+10FFFD〕"), "{read}");
}

fn order_list(n: usize) -> OrderListPaper {
    let day = CityDay::parse("2022-10-08").unwrap();
    let group = |building: usize| OrderGroup {
        place: format!("演练小区{building}号楼1单元"),
        orders: (1..=n)
            .map(|floor| OrderLine {
                reference: format!("K7{building}-{floor:03}"),
                whom: format!("{floor}01室"),
                instruction: "上门告知封控措施，登记人数与就医、用药需要".to_owned(),
                ground: "2022年第901号 高风险区".to_owned(),
                due: if floor % 2 == 0 {
                    day.ends_at()
                } else {
                    day.starts_at().plus_ms(43_200_000)
                },
            })
            .collect(),
    };
    OrderListPaper {
        title: "工单清单".to_owned(),
        unit: "演练街道 演练社区 第3网格".to_owned(),
        day,
        printed_by: "演练员甲".to_owned(),
        printed_at: day.starts_at().plus_ms(7 * 3_600_000 + 30 * 60_000),
        groups: vec![group(5), group(6)],
    }
}

#[test]
fn an_order_list_names_its_unit_printer_and_page_on_every_page_and_every_order_once() {
    let test = "an_order_list";
    let list = order_list(18);
    let pdf = typesetter().order_list_pdf(&list).unwrap();
    assert_all_embedded(test, &pdf);
    let Some(read) = words(test, &pdf) else { return };
    let pages: Vec<String> =
        read.trim_end_matches('\u{c}').split('\u{c}').map(without_spaces).collect();
    assert!(pages.len() >= 2, "{} pages", pages.len());
    for (index, page) in pages.iter().enumerate() {
        let footer = format!("第{}页共{}页", index + 1, pages.len());
        for line in [&footer, "工单清单", "第3网格", "打印：演练员甲", "2022年10月8日07:30"]
        {
            assert!(page.contains(line), "page {} lacks {line}: {page}", index + 1);
        }
    }
    let all = pages.concat();
    for order in list.groups.iter().flat_map(|group| &group.orders) {
        assert_eq!(all.matches(&order.reference).count(), 1, "{}", order.reference);
    }
    assert!(all.contains("24:00") && all.contains("12:00"), "{all}");
}

#[test]
fn a_round_s_list_has_a_sheet_for_each_unit_and_everybody_on_it_once() {
    let test = "a_round_s_list";
    let person = |unit: usize, n: usize| RoundListPerson {
        door: format!("{}02", 1 + n / 3),
        name: format!("演练{unit}阿卜杜拉·𠮷{n:03}"),
        age: n.is_multiple_of(2).then_some(81),
        phone_tail: format!("{:04}", 7_000 + n),
        remark: "独居 = # $ * \\".to_owned(),
        outcome: String::new(),
    };
    let unit = |unit: usize| RoundListUnit {
        name: format!("演练小区 5号楼{unit}单元"),
        code: format!(
            "fangxian:round:00000000-0000-7000-8000-000000000000:140105001003-01-5-{unit}"
        ),
        people: (0..60).map(|n| person(unit, n)).collect(),
    };
    let day = CityDay::parse("2022-11-08").unwrap();
    let list = RoundListPaper {
        round: "11月8日核酸检测".to_owned(),
        done: "已采".to_owned(),
        community: "演练社区".to_owned(),
        day,
        printed_by: "演练员甲".to_owned(),
        printed_at: day.starts_at().plus_ms(7 * 3_600_000),
        units: vec![unit(1), unit(2)],
    };
    let pdf = typesetter().round_list_pdf(&list).unwrap();
    assert_all_embedded(test, &pdf);
    let Some(read) = words(test, &pdf) else { return };
    let pages: Vec<String> =
        read.trim_end_matches('\u{c}').split('\u{c}').map(without_spaces).collect();
    assert!(pages.len() >= 4, "{} pages", pages.len());
    for page in &pages {
        let of = [1, 2].map(|n| page.contains(&format!("5号楼{n}单元")));
        assert!(of[0] != of[1], "a page is of one unit: {page}");
        assert!(page.contains("11月8日核酸检测") && page.contains("打印：演练员甲"), "{page}");
    }
    let all = pages.concat();
    for one in list.units.iter().flat_map(|unit| &unit.people) {
        assert_eq!(all.matches(&one.name).count(), 1, "{}", one.name);
    }
}

#[test]
fn who_looked_is_said_on_a_sheet_for_the_person_himself() {
    let test = "who_looked";
    let day = CityDay::parse("2022-11-24").unwrap();
    let line = |n: i64, what: &str, is_possible| LookLine {
        day: day.plus(-n),
        at: day.plus(-n).starts_at().plus_ms(9 * 3_600_000),
        n_times: if n == 0 { 3 } else { 1 },
        who: "网格员".to_owned(),
        unit: format!("演练社区第{}网格", 1 + n),
        purpose: "办理工单".to_owned(),
        what: what.to_owned(),
        is_possible,
    };
    let mut sheet = LooksPaper {
        name: "演练·阿卜杜拉 # $ * \\".to_owned(),
        door: "演练小区 5号楼2单元302".to_owned(),
        community: "演练社区".to_owned(),
        printed_by: "演练员甲".to_owned(),
        printed_at: day.starts_at().plus_ms(10 * 3_600_000),
        lines: vec![
            line(0, "清楼表（上门名单）", true),
            line(1, "看了您完整的证件号码和电话", false),
        ],
        is_cut: true,
    };
    let pdf = typesetter().looks_pdf(&sheet).unwrap();
    assert_all_embedded(test, &pdf);
    let Some(read) = words(test, &pdf) else { return };
    let read = without_spaces(&read);
    for said in [
        "谁看过您的登记",
        "演练·阿卜杜拉#$*\\",
        "5号楼2单元302",
        "共4次",
        "其中3次标着“可能”",
        "更早的记录没有印在这张纸上",
        "起3次",
        "看了您完整的证件号码和电话",
        "演练社区第2网格",
        "打印：演练社区演练员甲",
    ] {
        assert!(read.contains(said), "{said} in {read}");
    }
    // Many lines go on over the pages, each with its head.
    sheet.lines = (0..120).map(|n| line(n, "居民名单", true)).collect();
    let Some(read) = words("who_looked_often", &typesetter().looks_pdf(&sheet).unwrap()) else {
        return;
    };
    let pages: Vec<&str> = read.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() >= 4, "{}", pages.len());
    assert!(pages[..pages.len() - 1].iter().all(|page| page.contains("为了什么")), "{read}");
    sheet.lines.clear();
    let Some(read) = words("who_looked_never", &typesetter().looks_pdf(&sheet).unwrap()) else {
        return;
    };
    assert!(without_spaces(&read).contains("到现在为止没有人看过"), "{read}");
}

#[test]
fn a_letter_to_somebody_who_is_kept_says_all_of_it_in_his_words() {
    let test = "hold_letter";
    let day = CityDay::parse("2022-11-24").unwrap();
    let part = |title: &str, lines: &[&str]| HoldLetterPart {
        title: title.to_owned(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
    };
    let mut letter = HoldLetterPaper {
        title: "隔离告知书".to_owned(),
        name: "演练·阿卜杜拉 # $ * \\".to_owned(),
        door: "演练小区 5号楼2单元302".to_owned(),
        community: "演练社区".to_owned(),
        what: "密切接触者".to_owned(),
        span: "从2022年11月24日起，到2022年12月2日24时止".to_owned(),
        parts: vec![
            part("为什么", &["调查发现，您与一名感染者有过接触。", "不能告诉您是谁。"]),
            part("您的权利", &["觉得弄错了，可以申诉。"]),
            part("有事找谁", &["社区电话：0351-0000001。"]),
        ],
        clause: "5天集中隔离+3天居家隔离（二十条）".to_owned(),
        printed_by: "演练员甲".to_owned(),
        printed_at: day.starts_at().plus_ms(10 * 3_600_000),
    };
    let pdf = typesetter().hold_letter_pdf(&letter).unwrap();
    assert_all_embedded(test, &pdf);
    let Some(read) = words(test, &pdf) else { return };
    let read = without_spaces(&read);
    for said in [
        "隔离告知书",
        "演练·阿卜杜拉#$*\\",
        "5号楼2单元302",
        "密切接触者",
        "到2022年12月2日24时止",
        "为什么",
        "不能告诉您是谁",
        "可以申诉",
        "社区电话：0351-0000001",
        "规定原文：5天集中隔离+3天居家隔离",
        "本人（签字）",
        "打印：演练社区演练员甲2022年11月24日10:00",
    ] {
        assert!(read.contains(said), "{said} in {read}");
    }
    // Of whoever is free there is no kind and no clause.
    (letter.what, letter.clause) = (String::new(), String::new());
    letter.title = "解除隔离告知书".to_owned();
    let Some(read) = words("hold_letter_free", &typesetter().hold_letter_pdf(&letter).unwrap())
    else {
        return;
    };
    let read = without_spaces(&read);
    assert!(read.contains("解除隔离告知书") && !read.contains("规定原文"), "{read}");
}

#[test]
fn an_empty_list_says_that_there_is_nothing_to_do() {
    let mut list = order_list(1);
    list.groups.clear();
    let pdf = typesetter().order_list_pdf(&list).unwrap();
    let Some(read) = words("an_empty_list", &pdf) else { return };
    assert!(without_spaces(&read).contains("今日无工单"), "{read}");
}

#[test]
fn a_list_that_nobody_could_walk_by_is_refused() {
    let refused = typesetter().order_list_pdf(&order_list(1_001));
    assert!(matches!(refused, Err(PaperError::TooLong { n_orders: 2_002 })), "{refused:?}");
}

#[test]
fn a_city_s_own_template_is_used_and_a_wrong_one_is_named_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let set = |source: &str| {
        std::fs::write(dir.path().join("notice.typ"), source).unwrap();
        let templates = Templates::from_dir(dir.path()).unwrap();
        Typesetter::new(&debian_font_dirs(), templates).unwrap().notice_pdf(&notice())
    };
    let own = "#let v = json(\"/paper.json\")\n#set text(font: v.fonts.text)\n本市 #v.paper.number";
    let pdf = set(own).unwrap();
    if let Some(read) = words("a_city_s_own_template", &pdf) {
        assert_eq!(without_spaces(&read), "本市2022年第901号");
    }
    let error = set("#let x = 1\n#nothing").unwrap_err().to_string();
    assert!(error.contains("notice.typ: line 2: unknown variable: nothing"), "{error}");
    let error = set("#read(\"/etc/passwd\")").unwrap_err().to_string();
    assert!(error.contains("not found"), "{error}");
    let error = set("#import \"@preview/cetz:0.3.0\"").unwrap_err().to_string();
    assert!(error.contains("not found"), "{error}");
}

/// A page as a picture of greys; none, loudly, where poppler is not installed.
fn picture(test: &str, pdf: &[u8], dpi: &str) -> Option<(Vec<u8>, u32, u32)> {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("sheet.pdf"), folder.path().join("sheet"));
    std::fs::write(&file, pdf).unwrap();
    let mut command = Command::new("pdftoppm");
    command.args(["-gray", "-singlefile", "-r", dpi]).arg(&file).arg(&out);
    if let Err(error) = command.output() {
        eprintln!("SKIPPED {test}: pdftoppm ({error}); apt-get install poppler-utils");
        return None;
    }
    let bytes = std::fs::read(out.with_extension("pgm")).unwrap();
    // P5, width, height, 255, then a byte for each dot.
    let mut words = bytes.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut word = || String::from_utf8_lossy(words.next().unwrap()).into_owned();
    assert_eq!(word(), "P5");
    let (width, height): (u32, u32) = (word().parse().unwrap(), word().parse().unwrap());
    let dots = bytes.len() - usize::try_from(width * height).unwrap();
    Some((bytes[dots..].to_vec(), width, height))
}

/// Every code of one kind in a cut of a picture.
fn codes_in(
    (dots, width, _): &(Vec<u8>, u32, u32),
    (left, top, wide, high): (u32, u32, u32, u32),
    kind: rxing::BarcodeFormat,
) -> Option<String> {
    let row = |y: u32| {
        let from = usize::try_from(y * width + left).unwrap();
        &dots[from..from + usize::try_from(wide).unwrap()]
    };
    let cut: Vec<u8> = (top..top + high).flat_map(row).copied().collect();
    let found = rxing::helpers::detect_in_luma(cut, wide, high, Some(kind));
    found.ok().map(|found| found.getText().to_owned())
}

#[test]
fn labels_of_tubes_are_read_back_from_paper() {
    let test = "labels_of_tubes_are_read_back_from_paper";
    let county = fangxian_core::places::PlaceCode::parse("140110").unwrap();
    let first = fangxian_core::sampling::TubeCode::of(&county, 1).unwrap();
    let labels = TubeLabelsPaper {
        first,
        n_tubes: 60,
        pool: fangxian_core::sampling::Pool::Ten,
        place: "晋源社区".to_owned(),
        printed_by: "王登记".to_owned(),
        printed_at: CityDay::parse("2022-11-24").unwrap().starts_at(),
    };
    let pdf = typesetter().tube_labels_pdf(&labels).unwrap();
    assert_all_embedded(test, &pdf);
    let codes = labels.codes();
    if let Some(read) = words(test, &pdf) {
        assert_eq!(read.matches('\u{c}').count(), 2, "two sheets");
        let read = without_spaces(&read);
        for code in &codes {
            assert!(read.contains(&code.to_string()), "{code}");
        }
    }
    // As a cheap printer and a phone have it.
    let Some(sheet) = picture(test, &pdf, "200") else { return };
    let mm = |mm: f64| (mm * 200.0 / 25.4) as u32;
    let (mut n_read, (wide, high)) = (0, (mm(48.5), mm(13.0)));
    for (at, code) in codes.iter().take(56).enumerate() {
        let (column, row) = (at % 4, at / 4);
        let left = mm(8.0 + 48.5 * column as f64);
        let top = mm(8.5 + 20.0 * row as f64);
        let read = codes_in(&sheet, (left, top, wide, high), rxing::BarcodeFormat::CODE_128);
        assert_eq!(read.as_deref(), Some(code.to_string().as_str()), "label {at}");
        n_read += 1;
    }
    assert_eq!(n_read, 56);
    let more = TubeLabelsPaper { n_tubes: 2_001, ..labels };
    assert!(matches!(typesetter().tube_labels_pdf(&more), Err(PaperError::TooLong { .. })));
}

fn card(name: &str, door: &str) -> CardLine {
    CardLine {
        name: name.to_owned(),
        door: door.to_owned(),
        code: "FX1:0191f2a0-0000-7000-8000-000000000001".to_owned(),
        receipt: "7KQ2M 94XTB".to_owned(),
        number: 1,
    }
}

#[test]
fn cards_say_the_door_and_their_square_is_read_back() {
    let test = "cards_say_the_door_and_their_square_is_read_back";
    let mut cards = vec![
        card("张三", "演练小区 5号楼2单元302"),
        card("Maximiliane Anna Theresia von Hohenstein-Beispiel", "演练小区 5号楼2单元303"),
        card("阿卜杜拉·买买提", "示例新村社区第三居民小组北二巷十七号院东厢房二层"),
    ];
    cards[2].number = 3;
    cards.extend((0..11).map(|n| card("李四#*$", &format!("演练小区 6号楼1单元{n}01"))));
    let paper = CardsPaper {
        community: "晋源社区居委会".to_owned(),
        printed_by: "王登记".to_owned(),
        printed_at: CityDay::parse("2022-11-24").unwrap().starts_at(),
        cards,
    };
    let pdf = typesetter().cards_pdf(&paper).unwrap();
    assert_all_embedded(test, &pdf);
    if let Some(read) = words(test, &pdf) {
        assert_eq!(read.matches('\u{c}').count(), 2, "ten on a sheet");
        let read = without_spaces(&read);
        for said in ["张三", "5号楼2单元302", "7KQ2M94XTB", "李四#*$", "第3张，以前的作废"]
        {
            assert!(read.contains(said), "{said} in {read}");
        }
    }
    let Some(sheet) = picture(test, &pdf, "150") else { return };
    let mm = |mm: f64| (mm * 150.0 / 25.4) as u32;
    for n in 0..10_u32 {
        let left = mm(19.0 + 86.0 * f64::from(n % 2));
        let top = mm(11.0 + 54.0 * f64::from(n / 2));
        let cut = (left, top, mm(42.0), mm(42.0));
        let read = codes_in(&sheet, cut, rxing::BarcodeFormat::QR_CODE);
        assert_eq!(read.as_deref(), Some(paper.cards[0].code.as_str()), "card {n}");
    }
}

fn pass_line(name: &str, n: u8) -> PassLine {
    // As long as a real one.
    let code = format!("FX1:{}{n}", "6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDE".repeat(6));
    PassLine {
        name: name.to_owned(),
        pass: Some(PrintedPass { mark: format!("{name} 00{n}X"), code }),
        color: HealthColor::Green,
        reasons: Vec::new(),
    }
}

#[test]
fn codes_on_paper_are_read_back_from_the_sheet_of_one_and_of_a_household() {
    let test = "codes_on_paper_are_read_back_from_the_sheet_of_one_and_of_a_household";
    let mut people: Vec<PassLine> = ["李**", "王*", "欧阳**", "赵*", "Maximiliane******"]
        .into_iter()
        .zip(1..)
        .map(|(name, n)| pass_line(name, n))
        .collect();
    people[1].color = HealthColor::Yellow;
    people[1].reasons = ["居住在管控区", "密切接触者", "混管待复检"].map(str::to_owned).to_vec();
    people[2].pass = None;
    let at = CityDay::parse("2022-11-24").unwrap().starts_at();
    let paper = PassesPaper {
        city: "太原市".to_owned(),
        printed_by: "王登记".to_owned(),
        printed_at: at,
        ends_at: at.plus_ms(86_400_000),
        people,
    };
    let one = PassesPaper { people: vec![paper.people[0].clone()], ..paper.clone() };
    for (sheets, paper) in [(2, paper), (1, one)] {
        let pdf = typesetter().passes_pdf(&paper).unwrap();
        assert_all_embedded(test, &pdf);
        if let Some(read) = words(test, &pdf) {
            assert_eq!(read.matches('\u{c}').count(), sheets);
            let read = without_spaces(&read);
            let due = ["有效到", "12345", "李**001X", "●绿码", "120", "核对证件"];
            for said in due {
                assert!(read.contains(said), "{said} in {read}");
            }
            if sheets == 2 {
                for said in ["▲黄码", "居住在管控区", "还有1条", "没有登记证件号码"]
                {
                    assert!(read.contains(said), "{said} in {read}");
                }
            }
        }
        let Some(sheet) = picture(test, &pdf, "150") else { return };
        let (_, wide, high) = sheet;
        let cuts = match sheets {
            1 => vec![((0, 0, wide, high), 0)],
            _ => vec![((0, 0, wide / 2, high / 2), 0), ((wide / 2, 0, wide / 2, high / 2), 1)],
        };
        for (cut, n) in cuts {
            let read = codes_in(&sheet, cut, rxing::BarcodeFormat::QR_CODE);
            assert_eq!(read, paper.people[n].pass.as_ref().map(|pass| pass.code.clone()), "{n}");
        }
    }
}

#[test]
fn a_report_says_what_was_found_and_its_square_holds_the_statement() {
    let test = "a_report_says_what_was_found";
    let at = CityDay::parse("2022-11-24").unwrap().starts_at();
    // As long as a statement with its signature.
    let code = format!("FXR1:{}", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".repeat(6).get(..170).unwrap());
    let report = ReportPaper {
        city: "太原市".to_owned(),
        name: "Anna Maria Müller".to_owned(),
        document_kind: fangxian_core::people::DocumentKind::Passport,
        document: "*****0T47".to_owned(),
        pool: "10混1".to_owned(),
        tube: "140110 0000001 K".to_owned(),
        place: "晋源区 晋源街道 演练社区".to_owned(),
        laboratory: String::new(),
        sampled_at: at.plus_ms(9 * 3_600_000),
        reported_at: at.plus_ms(16 * 3_600_000),
        issued_at: at.plus_ms(17 * 3_600_000),
        outcome: fangxian_core::pools::TubeOutcome::Negative,
        code: code.clone(),
        printed_by: String::new(),
        is_drill: true,
    };
    let pdf = typesetter().report_pdf(&report).unwrap();
    assert_all_embedded(test, &pdf);
    if let Some(read) = words(test, &pdf) {
        assert_eq!(read.matches('\u{c}').count(), 1, "one sheet");
        for said in [
            "Anna Maria Müller",
            "*****0T47",
            "阴性",
            "NEGATIVE",
            "2022-11-24 09:00",
            "2022-11-24 16:00",
            "140110 0000001 K",
        ] {
            assert!(read.contains(said), "{said} in {read}");
        }
    }
    let Some(sheet) = picture(test, &pdf, "150") else { return };
    let (_, wide, high) = sheet;
    let read = codes_in(&sheet, (0, high / 2, wide / 2, high / 2), rxing::BarcodeFormat::QR_CODE);
    assert_eq!(read, Some(code));
}

#[test]
fn what_a_journey_takes_is_printed_with_its_clauses() {
    let test = "what_a_journey_takes_is_printed_with_its_clauses";
    let day = CityDay::parse("2022-04-29").unwrap();
    let ask = |text: &str, standing: &str| JourneyAsk {
        text: text.to_owned(),
        standing: standing.to_owned(),
        clause: 1,
    };
    let sheet = JourneyPaper {
        city: "太原市".to_owned(),
        way: "朔州市应县 → 太原市（火车） → 广东省广州市（飞机）".to_owned(),
        day,
        verdict: "下面的都符合，就直接放行".to_owned(),
        parts: vec![JourneyPart {
            title: "出发以前".to_owned(),
            asks: vec![ask("带48小时内核酸检测阴性证明", "已有"), ask("# $ * \\", "")],
        }],
        unknown: vec!["广东省广州市要查什么，由当地规定。".to_owned()],
        grounds: vec!["朔州市应县最后一例病例2022年4月19日报告。".to_owned()],
        clauses: vec![JourneyClause {
            as_written: "从应县乘坐火车到太原需携带48小时内核酸检测阴性证明".to_owned(),
            source: "热线答复".to_owned(),
            confidence: "单一来源".to_owned(),
            note: "止日推定".to_owned(),
        }],
        printed_at: day.starts_at().plus_ms(10 * 3_600_000),
    };
    let pdf = typesetter().journey_pdf(&sheet).unwrap();
    assert_all_embedded(test, &pdf);
    let Some(read) = words(test, &pdf) else { return };
    let read = without_spaces(&read);
    for said in [
        "出行须知",
        "朔州市应县→太原市（火车）→广东省广州市（飞机）",
        "2022年4月29日",
        "下面的都符合，就直接放行",
        "带48小时内核酸检测阴性证明（已有）〔1〕",
        "#$*\\",
        "还不清楚的，请打电话问",
        "〔1〕“从应县乘坐火车到太原需携带48小时内核酸检测阴性证明”",
        "说明：止日推定",
        "12345",
        "打印：2022年4月29日10:00",
    ] {
        assert!(read.contains(said), "{said} in {read}");
    }
}

#[test]
fn a_poster_says_what_to_do_and_its_square_is_read_back() {
    let test = "a_poster_says_what_to_do";
    let poster = |entrance: &str, at: u8| fangxian_paper::VenuePoster {
        entrance: entrance.to_owned(),
        address: format!("https://fangxian.example.cn/v/1234-ab3d5f-{at}"),
    };
    let paper = fangxian_paper::VenuePaper {
        city: "太原市".to_owned(),
        kind: "商场超市".to_owned(),
        name: "演练商场（长风街#*$店）".to_owned(),
        number: 1_234,
        limit: Some(750),
        posters: vec![poster("南门", 1), poster("地下停车场入口", 2)],
        printed_by: "王登记".to_owned(),
        printed_at: CityDay::parse("2022-04-29").unwrap().starts_at(),
    };
    let pdf = typesetter().venue_poster_pdf(&paper).unwrap();
    assert_all_embedded(test, &pdf);
    if let Some(read) = words(test, &pdf) {
        assert_eq!(read.matches('\u{c}').count(), 2, "a page for each entrance");
        let read = without_spaces(&read);
        for said in [
            "演练商场（长风街#*$店）",
            "地下停车场入口",
            "6位数字",
            "没有手机，一样可以进",
            "24小时内打印的纸质健康码",
            "不超过750人",
            "编号1234",
        ] {
            assert!(read.contains(said), "{said} in {read}");
        }
    }
    if let Some(sheet) = picture(test, &pdf, "100") {
        let read = codes_in(&sheet, (0, 0, sheet.1, sheet.2), rxing::BarcodeFormat::QR_CODE);
        assert_eq!(read.as_deref(), Some(paper.posters[0].address.as_str()));
    }
    let blank = typesetter().venue_register_pdf(&paper).unwrap();
    assert_all_embedded(test, &blank);
    if let Some(read) = words(test, &blank) {
        assert_eq!(read.matches('\u{c}').count(), 1, "one sheet");
        let read = without_spaces(&read);
        assert!(read.contains("没有手机人员手工登记表") && read.contains("14天后销毁"), "{read}");
    }
    if let Some(folder) = std::env::var_os("FANGXIAN_SHEETS") {
        let folder = std::path::PathBuf::from(folder);
        std::fs::write(folder.join("poster.pdf"), &pdf).unwrap();
        std::fs::write(folder.join("hand.pdf"), &blank).unwrap();
    }
}
