//! Every number of every edition, in the rules' own words.

use super::words::{book, day, says};
use fangxian_core::rules::*;
use fangxian_core::{CityDay, Level};

fn check(edition: &str, subject: &str, expected: &str) {
    let book = book();
    let found = says(book.edition(&EditionId(edition.to_owned())).unwrap(), subject);
    assert_eq!(found, expected, "{edition} {subject}");
}

#[test]
fn the_eighth_edition_locks_controls_and_guards() {
    check("P8", "封控区 措施", "区域封闭、足不出户、服务上门");
    check("P8", "管控区 措施", "人不出区、严禁聚集");
    check("P8", "防范区 措施", "强化社会面管控，严格限制人员聚集");
    check("P8", "封控区 降级", "14天 + 末密接14天阴性 + 前2天全员核酸 → 解除");
    check("P8", "管控区 降级", "14天 + 末密接14天阴性 + 前2天全员核酸 → 解除");
    check("P8", "防范区 降级", "全县解除 → 解除");
    check("P8", "管控区 转级", "发现阳性 → 封控区");
    check("P8", "封控区 检测", "1,4,7,10,14");
}

#[test]
fn the_eighth_edition_keeps_contacts_three_weeks() {
    check("P8", "追溯", "2天或4天？");
    check("P8", "密接", "自暴露 集中14天(1,4,7,14)鼻 + 监测7天(2,7) 双采双检");
    check("P8", "次密接", "自暴露 集中7天");
    check("P8", "入境", "自抵达 集中14天 + 监测7天");
    check("P8", "轻症", "自隔离 收治？");
}

#[test]
fn streets_were_rated_beside_the_zones_of_the_eighth_edition() {
    let book = book();
    let edition = book.edition_on(day("2022-06-01")).unwrap();
    let found: Vec<_> = edition
        .street_ratings
        .iter()
        .map(|rule| (rule.rating, rule.cases_over, rule.cases_at_most, rule.sign))
        .collect();
    assert_eq!(
        found,
        [
            (Level::High, Some(50), None, Some(StreetSign::Cluster { days: 14 })),
            (Level::Medium, None, Some(50), Some(StreetSign::NewCase { days: 14 })),
            (Level::Medium, Some(50), None, Some(StreetSign::NoCluster { days: 14 })),
            (Level::Low, None, Some(0), None),
            (Level::Low, None, None, Some(StreetSign::NoNewCase { days: 14 })),
        ]
    );
    assert!(edition.street_ratings.iter().all(|r| r.clause.confidence == Confidence::C));
}

#[test]
fn the_ninth_edition_has_high_medium_and_low_areas() {
    check("P9", "高风险区 范围", "小区、村");
    check("P9", "高风险区 可扩大", "可");
    check("P9", "高风险区 措施", "足不出户、上门服务");
    check("P9", "高风险区 检测", "1,2,3");
    check("P9", "高风险区 降级", "7天 + 第7天全员核酸 → 中风险区");
    check("P9", "高风险区 新增", "按照“一区一策”要求，可将原封控区域全部或部分延长封控时间");
    check("P9", "中风险区 措施", "人不出区、错峰取物");
    check("P9", "中风险区 检测", "1,2,3");
    check("P9", "中风险区 取物", "每户每天1人");
    check("P9", "中风险区 降级 自高风险区", "3天 → 低风险区");
    check("P9", "中风险区 降级", "7天 + 第7天全员核酸 → 低风险区");
    check("P9", "中风险区 降级 自低风险区", "7天 + 第7天全员核酸 → 低风险区");
    check("P9", "低风险区 措施", "个人防护、避免聚集");
    check("P9", "低风险区 离市", "48小时1次");
    check("P9", "低风险区 降级", "全县解除 → 解除");
    check("P9", "高风险区 取物", "无");
    check("P9", "高风险区 离市", "无");
}

#[test]
fn the_ninth_edition_keeps_contacts_ten_days() {
    check("P9", "追溯", "2天");
    check("P9", "追溯 常测", "末次阴性");
    check("P9", "密接", "自暴露 集中7天(1,2,3,5,7)口 + 监测3天(3)口");
    check("P9", "次密接", "自暴露 居家7天(1,4,7) 本人全阴且密接前2次阴 密接前2次有阳转密接");
    check("P9", "高风险区来", "近7天 自离开 集中7天(1,2,3,5,7)");
    check("P9", "中风险区来", "近7天 自离开 居家7天(1,4,7)/无条件集中");
    check("P9", "低风险区来", "近7天 自抵达 3天2检");
    check("P9", "入境", "自抵达 集中7天(1,2,3,5,7) + 监测3天(3)");
    check("P9", "闭环", "自下岗 集中7天/或居家");
    check("P9", "轻症", "自隔离 收治？");
}

#[test]
fn the_ninth_edition_names_nine_kinds_of_close_contact() {
    let book = book();
    let edition = book.edition_on(day("2022-10-07")).unwrap();
    let found: Vec<_> = edition
        .contact_kinds
        .iter()
        .map(|rule| (rule.number, rule.kind, rule.within_meters))
        .collect();
    assert_eq!(
        found,
        [
            (1, ContactKind::LivesTogether, None),
            (2, ContactKind::CaresFor, None),
            (3, ContactKind::Visits, None),
            (4, ContactKind::AerosolTreatment, None),
            (5, ContactKind::SharesRoom, None),
            (6, ContactKind::SharesClosedAir, None),
            (7, ContactKind::SharesVehicle, Some(1)),
            (8, ContactKind::SoiledSurroundings, None),
            (9, ContactKind::InvestigatorFinds, None),
        ]
    );
}

#[test]
fn the_twenty_measures_have_high_and_low_areas() {
    check("P20", "高风险区 范围", "单元、楼栋");
    check("P20", "高风险区 可扩大", "可");
    check("P20", "高风险区 措施", "足不出户、上门服务");
    check("P20", "高风险区 检测", "1,2,3");
    check("P20", "高风险区 降级", "5天 + 第5天全员核酸？ → 低风险区");
    check("P20", "低风险区 措施", "个人防护、避免聚集");
    check("P20", "低风险区 离市", "48小时1次");
    check("P20", "低风险区 降级", "全县解除 → 解除");
    check("P20", "中风险区 降级", "无");
}

#[test]
fn the_twenty_measures_keep_contacts_eight_days() {
    check("P20", "追溯", "2天？");
    check("P20", "密接", "自暴露 集中5天(1,2,3,5) + 居家3天(1,3) 赋码 不外出");
    check("P20", "次密接", "不再管理");
    check("P20", "高风险区来", "自离开 居家7天(1,3,5,7) 赋码 不外出");
    check("P20", "闭环", "自下岗 监测5天(1,3,5) 赋码 少外出");
    check("P20", "入境", "自抵达 集中5天(1,2,3,5) + 居家3天(1,3)");
    check("P20", "轻症", "自隔离 收治？");
}

#[test]
fn the_twenty_measures_bound_entry_and_area_tests() {
    let book = book();
    let edition = book.edition_on(day("2022-11-24")).unwrap();
    let entry = edition.entry.as_ref().unwrap();
    assert_eq!(entry.positive_below_ct.as_ref().unwrap().ct, 35);
    let boarding = entry.boarding.as_ref().unwrap();
    assert_eq!((boarding.tests, boarding.within_hours), (1, 48));
    let found: Vec<_> = edition
        .area_testing
        .iter()
        .map(|rule| (rule.city, rule.rounds_per_day, rule.quiet_rounds, rule.pause_days))
        .collect();
    assert_eq!(
        found,
        [
            (CityClass::CapitalOrTenMillion, 1, 3, Some(3)),
            (CityClass::Ordinary, 1, 3, Some(3)),
            (CityClass::Rural, 1, 3, Some(3)),
            (CityClass::DrawnArea, 1, 3, None),
        ]
    );
    assert!(edition.area_testing.iter().all(|rule| rule.since == Some(day("2022-11-21"))));
}

#[test]
fn the_ten_measures_have_high_areas_only() {
    check("P10", "高风险区 范围", "楼栋、单元、楼层、住户");
    check("P10", "高风险区 不得扩大", "小区、村、街道（乡镇）、县（市、区）");
    check("P10", "高风险区 降级", "5天 → 解除，同住人不计");
    check("P10", "高风险区 离市", "无");
    check("P10", "密接", "自隔离 居家5天(5)/自愿集中 第5天阴");
    check("P10", "次密接", "无");
    check("P10", "轻症", "自隔离 居家(6,7)/自愿集中 6,7天Ct≥35");
    check("P10", "高风险区来", "不再管理");
    let book = book();
    let edition = book.edition_on(day("2022-12-07")).unwrap();
    assert_eq!(edition.levels.len(), 1);
    assert_eq!(
        edition.bans.iter().map(|rule| rule.ban).collect::<Vec<_>>(),
        [
            Ban::TemporaryLock,
            Ban::RestrictMovementOutsideHigh,
            Ban::StopWorkOutsideHigh,
            Ban::BlockExits
        ]
    );
    let check = edition.code_check.as_ref().unwrap();
    assert_eq!(
        check.places,
        [
            CheckedPlace::NursingHome,
            CheckedPlace::WelfareHome,
            CheckedPlace::Clinic,
            CheckedPlace::Nursery,
            CheckedPlace::School
        ]
    );
    assert!(check.travel_clause.is_some());
}

#[test]
fn one_edition_is_in_force_on_each_day() {
    let book = book();
    let on = |text: &str| book.edition_on(day(text)).map(|edition| edition.id.to_string());
    for (text, expected) in [
        ("2021-05-13", None),
        ("2021-05-14", Some("P8")),
        ("2022-06-27", Some("P8")),
        ("2022-06-28", Some("P9")),
        ("2022-11-10", Some("P9")),
        ("2022-11-11", Some("P20")),
        ("2022-12-06", Some("P20")),
        ("2022-12-07", Some("P10")),
        ("2023-06-01", Some("P10")),
    ] {
        assert_eq!(on(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn no_day_is_left_without_an_edition_between_the_first_and_the_last() {
    let book = book();
    let mut today = day("2021-05-14");
    while today < day("2023-01-08") {
        let in_force = book.editions().iter().filter(|edition| edition.is_in_force(today)).count();
        assert_eq!(in_force, 1, "{today}");
        today = CityDay::plus(today, 1);
    }
}

#[test]
fn tests_are_counted_through_the_parts_of_a_schedule() {
    let book = book();
    let contact = |text: &str| {
        let schedule = book.edition_on(day(text)).unwrap().schedule(Whom::CloseContact).unwrap();
        (schedule.total_days(), schedule.test_days())
    };
    assert_eq!(contact("2022-06-27"), (Some(21), vec![1, 4, 7, 14, 16, 21]));
    assert_eq!(contact("2022-06-28"), (Some(10), vec![1, 2, 3, 5, 7, 10]));
    assert_eq!(contact("2022-11-11"), (Some(8), vec![1, 2, 3, 5, 6, 8]));
    assert_eq!(contact("2022-12-07"), (Some(5), vec![5]));
    let mild = book.edition_on(day("2022-12-07")).unwrap().schedule(Whom::MildOrAsymptomatic);
    assert_eq!(mild.unwrap().total_days(), None);
}
