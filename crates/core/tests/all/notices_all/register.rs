//! A reading held against the register.

use super::city::{day, read_here, told};
use super::drafted::{change, drafted};
use fangxian_core::Level::{self, High, Medium};
use fangxian_core::notices::ChangeAction::{self, Added, Lowered, Raised, Released};
use fangxian_core::notices::{Listed, area_key, check_against};

/// One change of 2022-10-14 to 白桦小区5号楼 in 小店区, where the register holds `registered`.
#[track_caller]
fn check(
    (action, from, to): (ChangeAction, Option<Level>, Option<Level>),
    registered: Option<(&str, Level, &str)>,
    flags: &str,
) {
    let text =
        drafted("2022-10-14", 9, &[change(action, from, to, "小店区", "白桦小区5号楼", None)]);
    let mut reading = read_here(&text);
    check_against(&mut reading, &|county, key| {
        let (area, level, earliest) = registered?;
        (county == "140105" && key == area_key(area, None))
            .then(|| Listed { level, earliest_step_down: Some(day(earliest)) })
    });
    let told = told(&reading).remove(0);
    let found: Vec<&str> = told.split(" !").skip(1).collect();
    assert_eq!(found.join(" "), flags, "{action:?} {from:?} {to:?}");
}

#[test]
fn what_the_register_holds_is_held_against_the_notice() {
    let here = "白桦小区5号楼";
    let lowered = (Lowered, Some(High), Some(Medium));
    let released = (Released, Some(Medium), None);
    check((Added, None, Some(High)), None, "");
    check((Added, None, Some(High)), Some((here, High, "2022-10-20")), "listed_already");
    check((Added, None, Some(High)), Some((here, Medium, "2022-10-20")), "listed_at_another_level");
    check((Raised, Some(Medium), Some(High)), Some((here, Medium, "2022-10-20")), "");
    check(lowered, None, "not_listed");
    check(lowered, Some((here, High, "2022-10-14")), "");
    check(lowered, Some((here, High, "2022-10-15")), "step_down_too_early");
    check(lowered, Some((here, High, "2022-10-12")), "step_down_late");
    check(lowered, Some((here, Medium, "2022-10-14")), "listed_already");
    check(released, Some((here, Medium, "2022-10-14")), "");
    check(
        released,
        Some((here, High, "2022-10-21")),
        "listed_at_another_level step_down_too_early",
    );
    check(released, None, "not_listed");
}

#[test]
fn another_way_of_writing_finds_the_same_area() {
    let lowered = (Lowered, Some(High), Some(Medium));
    for written in [
        "白桦小区 5 号楼",
        "白桦小区５号楼",
        "小店区白桦小区5号楼",
        "太原市小店区白桦小区（5号楼）",
    ] {
        check(lowered, Some((written, High, "2022-10-14")), "");
    }
    for other in ["白桦小区", "白桦小区（不含5号楼）", "白桦小区15号楼", "白桦小区5号楼2单元"]
    {
        check(lowered, Some((other, High, "2022-10-14")), "not_listed");
    }
}

#[test]
fn the_json_has_the_agreed_shape() {
    let text = drafted(
        "2022-10-14",
        9,
        &[change(Added, None, Some(Medium), "小店区", "白桦小区3-4号楼", Some("4号楼2单元"))],
    );
    insta::assert_snapshot!(serde_json::to_string_pretty(&read_here(&text)).unwrap());
}
