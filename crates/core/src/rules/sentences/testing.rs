//! Tests, tubes and checks, in words.

use super::super::{
    AreaTesting, CodeCheck, Edition, Guide, PoolResult, PoolThen, SampleMeasure, SiteSize,
    TestFrequency, Tube, TubeRule,
};
use super::Sentence;

pub(super) fn of_edition(edition: &Edition) -> Vec<Sentence<'_>> {
    let mut found: Vec<Sentence<'_>> = edition.area_testing.iter().map(area_testing).collect();
    if let Some(check) = &edition.code_check {
        found.extend(code_check(check));
    }
    found
}

fn area_testing(rule: &AreaTesting) -> Sentence<'_> {
    let since = rule.since.map_or_else(String::new, |day| format!("自{}起，", day.written()));
    let stop = match rule.pause_days {
        Some(days) => format!("间隔{days}天再开展1次，仍无的停止"),
        None => "停止".to_owned(),
    };
    let text = format!(
        "{}：{since}{}每日全员核酸检测{}次，连续{}次无社会面感染者后，{stop}",
        rule.city.title(),
        rule.scope,
        rule.rounds_per_day,
        rule.quiet_rounds,
    );
    Sentence::new(text, vec![&rule.clause])
}

fn code_check(check: &CodeCheck) -> Vec<Sentence<'_>> {
    let places: Vec<&str> = check.places.iter().map(|place| place.title()).collect();
    let text = format!("除{}等特殊场所外，不查验核酸检测证明和健康码", places.join("、"));
    let mut found = vec![Sentence::new(text, vec![&check.clause])];
    found.extend(check.travel_clause.iter().map(|clause| {
        Sentence::new("跨地区流动不查验核酸检测证明和健康码，不开展落地检", vec![clause])
    }));
    found
}

pub(super) fn tube(rule: &TubeRule) -> String {
    let size = match &rule.tube {
        Tube::Household => "1户1管".to_owned(),
        Tube::SingleOrHousehold => "单采单检或1户1管".to_owned(),
        Tube::People(sizes) if sizes.as_slice() == [1] => "单采单检".to_owned(),
        Tube::People(sizes) => {
            let sizes: Vec<String> = sizes.iter().map(|size| format!("{size}混1")).collect();
            sizes.join("或")
        }
    };
    format!("{}：采样{size}", rule.setting.title())
}

pub(super) fn frequency(rule: &TestFrequency) -> String {
    let days = match rule.every_days {
        1 => "天".to_owned(),
        days => format!("{days}天"),
    };
    format!("{}：每{days}检测1次", rule.area.title())
}

pub(super) fn site_size(rule: &SiteSize, site: &str) -> String {
    format!("每{}至{}人设1个{site}", rule.people_min, rule.people_max)
}

pub(super) fn of_guide(guide: &Guide) -> Vec<Sentence<'_>> {
    let mut found: Vec<Sentence<'_>> =
        guide.tubes.iter().map(|rule| Sentence::new(tube(rule), vec![&rule.clause])).collect();
    found.extend(guide.pool_results.iter().map(|rule| {
        let result = match rule.result {
            PoolResult::Positive => "阳性",
            PoolResult::Negative => "阴性",
        };
        let then = match rule.then {
            PoolThen::HoldApartAndRetestSingly => "管内人员暂时单独隔离，逐一单管复核",
            PoolThen::AllNegative => "管内人员均视为阴性",
        };
        Sentence::new(format!("混采管{result}的，{then}"), vec![&rule.clause])
    }));
    found.extend(
        guide.no_repooling.iter().map(|clause| Sentence::new("混采管不得再多管混检", vec![clause])),
    );
    found.extend(guide.dilution.iter().map(|rule| {
        let share = f64::from(rule.positive_per_100k_below) / 1000.0;
        let text = format!("稀释混样仅用于总体阳性率低于{share}%的人群筛查，不作确诊依据");
        Sentence::new(text, vec![&rule.clause])
    }));
    found.extend(
        guide.frequencies.iter().map(|rule| Sentence::new(frequency(rule), vec![&rule.clause])),
    );
    found.extend(guide.round_limits.iter().map(|rule| {
        let text = format!("{}：{}小时内完成一轮检测", rule.city.title(), rule.within_hours);
        Sentence::new(text, vec![&rule.clause])
    }));
    found.extend(
        guide
            .site_size
            .iter()
            .map(|rule| Sentence::new(site_size(rule, "采样点"), vec![&rule.clause])),
    );
    found.extend(guide.sampler_load.iter().map(|rule| {
        let text = format!("每{}人配1名采样人员", rule.people_per_sampler);
        Sentence::new(text, vec![&rule.clause])
    }));
    found.extend(guide.sample_limits.iter().map(|rule| {
        let text = match rule.what {
            SampleMeasure::SealedToReceivedMinutes => {
                format!("封管后{}分钟内送到实验室", rule.at_most)
            }
            SampleMeasure::TemperatureTenths => format!(
                "运送温度{}至{}℃",
                rule.at_least.map_or("不限".to_owned(), |least| (least / 10).to_string()),
                rule.at_most / 10
            ),
        };
        Sentence::new(text, vec![&rule.clause])
    }));
    found.extend(guide.report_times.iter().map(|rule| {
        let day = match rule.days_later {
            0 => "当日".to_owned(),
            1 => "次日".to_owned(),
            days => format!("{days}天后"),
        };
        let text = format!(
            "每日{}时前采样的，{day}{}时出报告",
            rule.sampled_before_hour, rule.reported_by_hour
        );
        Sentence::new(text, vec![&rule.clause])
    }));
    found.extend(
        guide.not_found.iter().map(|clause| Sentence::new(clause.as_written.clone(), vec![clause])),
    );
    found
}
