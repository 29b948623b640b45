//! What writes into a store: places in, backup, restore.

use crate::{Ran, path, refused, run};
use fangxian_store::Db;
use fangxian_store::places::divisions_all;
use std::fs;
use std::path::{Path, PathBuf};

fn built_in() -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../data/divisions/140100.csv")
        .to_str()
        .unwrap()
        .to_owned()
}

fn import(store: &str, files: &[&str]) -> Ran {
    let mut arguments = vec!["places", "import", "--store", store];
    arguments.extend(files);
    run(&arguments)
}

/// Every division as `code name in_list`.
fn divisions(store: &str) -> Vec<String> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let all = runtime.block_on(async {
        let db = Db::open(store).await.unwrap();
        db.read(|tx| async move { divisions_all(&tx).await }).await.unwrap()
    });
    all.iter().map(|one| format!("{} {} {}", one.code, one.name, one.in_national_list)).collect()
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = path(folder, name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn every_row_is_taken_or_refused_and_a_second_time_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = path(folder.path(), "a.sqlite");
    let first = import(&store, &[&built_in()]);
    assert_eq!(first.code, 0, "{first:?}");
    assert!(
        first.out.contains("1521行 = 新增1521 + 更名0 + 已有0 + 外市0 + 拒绝0"),
        "{}",
        first.out
    );
    let before = divisions(&store);
    let again = import(&store, &[&built_in()]);
    assert!(
        again.out.contains("1521行 = 新增0 + 更名0 + 已有1521 + 外市0 + 拒绝0"),
        "{}",
        again.out
    );
    assert_eq!(divisions(&store), before);

    let bad = write(
        folder.path(),
        "bad.csv",
        "code,name,areaCode\n14010,短,1401\n140105001,,140105\n140105999,新街道,140105\n\
         140105999,又一个,140105\n140199001001,没有上级,\n110101,东城区,1101\n",
    );
    let ran = import(&store, &[&bad]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("6行 = 新增1 + 更名0 + 已有0 + 外市1 + 拒绝4"), "{}", ran.out);
    for line in ["第2行", "第3行", "第5行", "第6行"] {
        assert!(ran.out.contains(line), "{line}: {}", ran.out);
    }
    assert_eq!(divisions(&store).len(), before.len() + 1);
}

#[test]
fn lists_of_the_statistics_office_come_in_whatever_order_they_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let areas = write(
        folder.path(),
        "areas.csv",
        "code,name,cityCode,provinceCode\n140105,\"小店区\",1401,14\n\
         140171,\"山西转型综合改革示范区\",1401,14\n110101,\"东城区\",1101,11\n",
    );
    let streets = write(
        folder.path(),
        "streets.csv",
        "code,name,areaCode,provinceCode,cityCode\n140105001,\"坞城街道\",140105,14,1401\n",
    );
    let villages = write(
        folder.path(),
        "villages.csv",
        "code,name,streetCode,provinceCode,cityCode,areaCode\n\
         140105001001,\"师范街社区居委会\",140105001,14,1401,140105\n",
    );
    let store = path(folder.path(), "a.sqlite");
    let ran = import(&store, &[&villages, &streets, &areas]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(
        divisions(&store),
        [
            "140105 小店区 true",
            "140105001 坞城街道 true",
            "140105001001 师范街社区居委会 true",
            "140171 综改示范区 false",
        ]
    );
    let ran = run(&["places", "import", &areas, "--all", "--store", &store]);
    assert!(ran.out.contains("3行 = 新增1 + 更名0 + 已有2 + 外市0 + 拒绝0"), "{}", ran.out);
    refused(
        &["places", "import", &folder.path().join("x").to_string_lossy(), "--store", &store],
        b"",
        "打不开",
    );
    let no_heading = write(folder.path(), "no.csv", "小店区,140105\n");
    refused(&["places", "import", &no_heading, "--store", &store], b"", "标题行");
}

#[test]
fn a_backup_is_restored_into_an_empty_store_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| path(folder.path(), name);
    let (a, b, kept) = (at("a.sqlite"), at("b.sqlite"), at("kept"));
    import(&a, &[&built_in()]);
    let ran = run(&["backup", "--store", &a, "--to", &kept]);
    assert_eq!(ran.code, 0, "{ran:?}");
    refused(&["backup", "--store", &a, "--to", &kept], b"", "从不覆盖");
    refused(&["backup", "--store", &at("none"), "--to", &at("k2")], b"", "没有这个存储");
    assert!(!Path::new(&at("none")).exists());

    let ran = run(&["restore", "--from", &kept, "--store", &b]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(divisions(&b), divisions(&a));
    refused(&["restore", "--from", &kept, "--store", &b], b"", "不是空的");
    assert!(run(&["migrate", "--store", &b]).out.contains("已是最新"));

    let bytes = fs::read(&kept).unwrap();
    fs::write(&kept, &bytes[..bytes.len() / 2]).unwrap();
    refused(&["restore", "--from", &kept, "--store", &at("c.sqlite")], b"", "损坏或被截断");
    fs::write(&kept, "hello\n").unwrap();
    refused(&["restore", "--from", &kept, "--store", &at("c.sqlite")], b"", "不是防线的备份");
    refused(&["restore", "--from", &at("none"), "--store", &at("c.sqlite")], b"", "没有这个备份");
    refused(&["distribute", "--store", &a], b"", "PostgreSQL");
}
