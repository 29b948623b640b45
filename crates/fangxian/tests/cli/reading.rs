//! What reads and writes nothing: rules, notices, the national list.

use crate::{path, refused, run, run_with};
use fangxian_core::rules::BUILT_IN;
use serde_json::Value;
use std::fs;

const NOTICE: &str = "太原市疫情防控领导小组办公室通告\n\n（2022年第300号）\n\n\
    关于我市新增高风险区的通告\n\n根据第九版方案，我市新增高风险区2个，从即日起实行分类管理。具体如下：\n\n\
    一、高风险区\n\n小店区（2个）：白桦小区5号楼；红杉家园。\n\n\
    太原市疫情防控领导小组办公室\n\n2022年10月9日\n";

#[test]
fn the_rules_are_printed_as_sentences_to_be_signed() {
    let ran = run(&["rules", "check"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    for words in ["第八版", "第九版", "二十条", "新十条", "条文：“", "可信度：", "核对人签字"]
    {
        assert!(ran.out.contains(words), "{words}");
    }
}

#[test]
fn rules_that_contradict_each_other_are_refused_with_both_clauses() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    for (name, text) in BUILT_IN {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let whole = run(&["rules", "check", "--dir", dir]);
    assert_eq!((whole.code, &whole.out), (0, &run(&["rules", "check"]).out));

    // A step-down of the edition again, with other days in other words.
    let (name, text) = BUILT_IN.iter().find(|(name, _)| name.starts_with("p9")).unwrap();
    let old = "高风险区连续7天无新增感染者降为中风险区";
    assert!(text.contains(old));
    let other = "\n[[step_down]]\nfrom = \"high\"\nto = \"medium\"\ncase_free_days = 5\n\
                 clause = { as_written = \"另一条说法\", source = \"测试\", confidence = \"A\" }\n";
    fs::write(folder.path().join(name), format!("{text}{other}")).unwrap();
    let ran = run(&["rules", "check", "--dir", dir]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{ran:?}");
    assert!(ran.err.contains("另一条说法"), "{}", ran.err);
    assert!(ran.err.contains(old), "{old}: {}", ran.err);

    fs::write(folder.path().join(name), "level = 1\n").unwrap();
    let ran = run(&["rules", "check", "--dir", dir]);
    assert_eq!((ran.code, ran.err.contains(name)), (1, true), "{ran:?}");
    refused(&["rules", "check", "--dir", &path(folder.path(), "none")], b"", "打不开规则文件夹");
}

#[test]
fn a_notice_as_json_stands_alone_on_standard_output() {
    let ran = run_with(&["notice", "read", "-", "--json"], NOTICE.as_bytes());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let read: Value = serde_json::from_str(&ran.out).unwrap();
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(
        keys(&read),
        ["authority", "number", "date", "edition", "changes", "stated", "found", "flags"]
    );
    let changes = read["changes"].as_array().unwrap();
    assert_eq!(
        keys(&changes[0]),
        [
            "action",
            "from",
            "to",
            "county",
            "county_code",
            "area",
            "except",
            "parts",
            "as_written",
            "flags"
        ]
    );
    assert_eq!(changes.len(), 2);
    assert_eq!(read["number"], "2022年第300号");
    assert_eq!(read["date"], "2022-10-09");
    assert_eq!(
        (&changes[0]["action"], &changes[0]["from"], &changes[0]["to"]),
        (&Value::from("added"), &Value::Null, &Value::from("high"))
    );
    assert_eq!(changes[0]["county_code"], "140105");
    assert_eq!((&read["stated"]["high"], &read["found"]["high"]), (&2.into(), &2.into()));
}

#[test]
fn a_notice_is_read_alike_in_every_encoding_and_shown_to_a_person() {
    let utf8 = run_with(&["notice", "read", "-"], NOTICE.as_bytes());
    for words in
        ["2022年第300号", "新增", "高风险区", "小店区白桦小区5号楼", "原文写明：高风险区2个"]
    {
        assert!(utf8.out.contains(words), "{words}: {}", utf8.out);
    }
    let (gb18030, _, _) = encoding_rs::GB18030.encode(NOTICE);
    assert_eq!(run_with(&["notice", "read", "-"], &gb18030).out, utf8.out);
    let marked = format!("\u{feff}{NOTICE}");
    assert_eq!(run_with(&["notice", "read", "-"], marked.as_bytes()).out, utf8.out);
}

#[test]
fn bad_input_is_refused_with_a_sentence() {
    let read = ["notice", "read", "-"];
    refused(&read, b"", "没有文字");
    refused(&read, b" \n\t\n", "没有文字");
    refused(&read, b"\x7fELF\x02\x01\x01\0\0\0\0", "不是文字");
    refused(&read, &vec![b'a'; 6 << 20], "太大");
    refused(&read, &"高风险区".repeat(400_000).into_bytes(), "文字太长");
    refused(&["notice", "read", "/no/such/notice.txt"], b"", "打不开");
    refused(&["notice", "read", "-", "--city", "110100"], NOTICE.as_bytes(), "没有“110100”");
    refused(&["notice", "read"], b"", "缺少参数");
    refused(&["notice", "write"], b"", "没有“write”这个命令");
    refused(&["zones", "replay", "-"], b"", "没有快照");
    refused(&["zones", "replay", "-"], b"{}\n", "第1行");
    refused(&["zones", "replay", "-"], br#"{"end_update_time": "2022-02-30 9"}"#, "无法识别");
}

#[test]
fn snapshots_that_are_packed_or_cut_off_are_read_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let line = |time: &str, areas: &str| {
        format!(
            r#"{{"data": {{"end_update_time": "{time}时", "highlist": [{{"province": "某省", "city": "某市", "county": "甲区", "communitys": [{areas}]}}]}}}}"#
        )
    };
    let lines = [
        line("2022-10-07 17", r#""甲村", "乙村", "丙村", "丁村""#),
        line("2022-10-08 9", r#""甲村""#),
        line("2022-10-08 11", r#""甲村", "乙村", "丙村", "丁村""#),
    ]
    .join("\n");
    let packed = path(folder.path(), "list.jsonl.gz");
    let mut gz =
        flate2::write::GzEncoder::new(fs::File::create(&packed).unwrap(), Default::default());
    std::io::Write::write_all(&mut gz, lines.as_bytes()).unwrap();
    gz.finish().unwrap();
    let ran = run(&["zones", "replay", &packed, "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["snapshots"]["n"], 3);
    assert_eq!(told["snapshots"]["held"][0]["time"], "2022-10-08T09");
    assert_eq!(told["snapshots"]["held"][0]["unexplained"].as_array().unwrap().len(), 3);
    assert_eq!(told["zones"].as_array().unwrap().len(), 7);
    let ran = run(&["zones", "replay", &packed]);
    assert!(ran.out.contains("2022-10-08T09 搁置：3个区域未到期而消失"), "{}", ran.out);

    // A small file that unpacks to more than is taken.
    let bomb = path(folder.path(), "bomb.jsonl.gz");
    let mut gz =
        flate2::write::GzEncoder::new(fs::File::create(&bomb).unwrap(), Default::default());
    for _ in 0..65 {
        std::io::Write::write_all(&mut gz, &vec![b' '; 1 << 20]).unwrap();
    }
    gz.finish().unwrap();
    refused(&["zones", "replay", &bomb], b"", "太大");
    let cut = fs::read(&packed).unwrap();
    fs::write(&packed, &cut[..cut.len() / 2]).unwrap();
    refused(&["zones", "replay", &packed], b"", "读不了");
}
