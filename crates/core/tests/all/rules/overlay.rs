//! What Taiyuan added, the guides on testing, and how they stand to the editions.

use super::words::{book, day, phases};
use fangxian_core::Level;
use fangxian_core::rules::*;

fn colors(on: &str) -> Vec<String> {
    let book = book();
    let edition = book.edition_on(day(on)).unwrap().id.clone();
    let overlay = book.overlay_on(day(on)).unwrap();
    let mut found = Vec::new();
    for rule in overlay.rules_on(day(on), &edition) {
        if let LocalMeasure::Color(color) = &rule.says {
            let tests = color
                .tests_within
                .as_ref()
                .map_or_else(String::new, |within| format!("{}天{}检", within.days, within.tests));
            let code = color.code.map_or("", CodeColor::title);
            found.push(format!(
                "{} {} {}{}{code}",
                color.color.title(),
                color.origin.title(),
                phases(&color.phases),
                tests
            ));
        }
    }
    found
}

#[test]
fn four_colors_mark_arrivals_from_april_2022() {
    assert_eq!(colors("2022-03-31"), Vec::<String>::new());
    assert_eq!(
        colors("2022-04-01"),
        [
            "红标 中高风险地区 集中14天(1,2,3,5,7,10,14) + 监测7天？",
            "黄标 中高风险地区所在县 居家14天(1,2,3,5,7,10,14) + 监测7天？",
            "黄标 有病例报告但尚未调整风险等级的县 居家7天(1,2,3,5,7) + 监测5天？",
            "蓝标 疫情发生地所在市的其他低风险县 ",
            "绿标 其他地区 ",
        ]
    );
    assert_eq!(colors("2022-06-27").len(), 5);
}

#[test]
fn the_colors_change_with_the_ninth_edition() {
    assert_eq!(
        colors("2022-06-28"),
        [
            "红标 高风险区 集中7天(5次)红码",
            "黄标 中风险区 居家7天(3次)黄码",
            "蓝标 低风险区、有外溢风险而尚未调级的县 监测3天(3次)",
            "蓝标 疫情发生所在市的无风险县 3天3检",
            "绿标 其他地区 3天3检",
        ]
    );
    assert_eq!(colors("2022-11-11"), Vec::<String>::new());
}

#[test]
fn leaving_the_city_takes_three_tests_from_november_24() {
    let book = book();
    for (on, expected) in [
        ("2022-06-27", None),
        ("2022-10-07", Some((1, 48))),
        ("2022-11-11", Some((1, 48))),
        ("2022-11-23", Some((1, 48))),
        ("2022-11-24", Some((3, 72))),
        ("2022-12-06", Some((3, 72))),
        ("2022-12-07", None),
    ] {
        let found = book.leave_city_on(day(on), Level::Low);
        assert_eq!(found.map(|rule| (rule.tests, rule.within_hours)), expected, "{on}");
    }
    assert_eq!(book.leave_city_on(day("2022-11-24"), Level::High), None);
}

#[test]
fn what_was_never_found_in_taiyuans_own_words_is_unsure() {
    let book = book();
    let overlay = book.overlays().first().unwrap();
    let mut unsure = Vec::new();
    for rule in &overlay.rules {
        if !rule.says.clause().is_enforced() {
            unsure.push(rule.says.clause().source.split('（').next().unwrap().to_owned());
        }
    }
    assert_eq!(unsure, ["大同市疫情防控文字", "晋中邮政的要求"]);
    let back = overlay.rules.iter().find_map(|rule| {
        if let LocalMeasure::ScreeningLookBack(back) = &rule.says { Some(back.days) } else { None }
    });
    assert_eq!(back, Some(7));
}

fn guide(id: &str) -> Guide {
    book().guides().iter().find(|guide| guide.id == id).unwrap().clone()
}

#[test]
fn tubes_are_pooled_by_the_guides() {
    let sizes = |id: &str| -> Vec<(TubeSetting, Tube)> {
        guide(id).tubes.into_iter().map(|rule| (rule.setting, rule.tube)).collect()
    };
    assert_eq!(
        sizes("pooling"),
        [
            (TubeSetting::Low, Tube::People(vec![10])),
            (TubeSetting::Medium, Tube::People(vec![5])),
            (TubeSetting::High, Tube::People(vec![1])),
        ]
    );
    assert_eq!(
        sizes("testing-2021-09"),
        [
            (TubeSetting::IsolationSiteOrKeyPeople, Tube::People(vec![1])),
            (TubeSetting::SealedCompound, Tube::Household),
            (TubeSetting::Elsewhere, Tube::People(vec![5, 10])),
        ]
    );
    assert_eq!(
        sizes("langfang-2022-09"),
        [
            (TubeSetting::Locked, Tube::SingleOrHousehold),
            (TubeSetting::Controlled, Tube::People(vec![10])),
            (TubeSetting::Guarded, Tube::People(vec![20])),
        ]
    );
    assert!(guide("langfang-2022-09").tubes.iter().all(|rule| !rule.clause.is_enforced()));
    let pooling = guide("pooling");
    let results: Vec<_> = pooling.pool_results.iter().map(|r| (r.result, r.then)).collect();
    assert_eq!(
        results,
        [
            (PoolResult::Positive, PoolThen::HoldApartAndRetestSingly),
            (PoolResult::Negative, PoolThen::AllNegative)
        ]
    );
    assert!(pooling.no_repooling.unwrap().is_enforced());
    assert_eq!(pooling.dilution.unwrap().positive_per_100k_below, 100);
    assert_eq!(pooling.not_found.len(), 1);
    assert!(!pooling.not_found.first().unwrap().is_enforced());
}

#[test]
fn the_guides_say_how_often_how_fast_and_by_how_many() {
    let often: Vec<_> = guide("testing-2021-09")
        .frequencies
        .iter()
        .map(|rule| (rule.area, rule.every_days))
        .collect();
    assert_eq!(
        often,
        [
            (TestedArea::CaseInLastThreeRounds, 1),
            (TestedArea::CaseIn14Days, 2),
            (TestedArea::NoCaseIn14Days, 5)
        ]
    );
    let limits = |id: &str| -> Vec<(RoundCity, u16)> {
        guide(id).round_limits.iter().map(|rule| (rule.city, rule.within_hours)).collect()
    };
    assert_eq!(
        limits("testing-2021-09"),
        [(RoundCity::UnderFiveMillion, 48), (RoundCity::FiveMillionUp, 72)]
    );
    assert_eq!(limits("testing-2022-03"), [(RoundCity::Any, 24)]);
    let third = guide("testing-2022-03");
    let site = third.site_size.unwrap();
    assert_eq!((site.people_min, site.people_max), (2000, 3000));
    assert_eq!(third.sampler_load.unwrap().people_per_sampler, 360);
    let on = |text: &str| -> Vec<String> {
        book().guides_on(day(text)).map(|guide| guide.id.clone()).collect()
    };
    assert_eq!(on("2022-03-21"), ["pooling", "testing-2021-09", "samples-2020-12"]);
    assert_eq!(on("2022-03-22"), ["pooling", "testing-2022-03", "samples-2020-12"]);
}
