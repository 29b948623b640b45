//! Levels and how they change, in words.

use super::super::{
    AreaUnit, Ban, Clause, Condition, Edition, LevelRule, RaiseCause, StepDownRule, StreetSign,
    UncountedKind,
};
use super::{Sentence, tests_on, within_hours};

/// 小区、村
fn units(units: &[AreaUnit]) -> String {
    units.iter().map(|unit| unit.title()).collect::<Vec<_>>().join("、")
}

pub(super) fn levels(edition: &Edition) -> Vec<Sentence<'_>> {
    edition.levels.iter().flat_map(level).collect()
}

fn level(rule: &LevelRule) -> Vec<Sentence<'_>> {
    let title = rule.level.title();
    let mut found = Vec::new();
    let mut say = |text: String, clause| {
        found.push(Sentence::new(format!("{title}：{text}"), vec![clause]));
    };
    // The county is what is left over by the graver levels; the words say so, a unit does not.
    let covers = if rule.covers.contains(&AreaUnit::County) {
        format!("指{}", rule.covers_clause.as_written)
    } else {
        format!("划定单位为{}", units(&rule.covers))
    };
    say(covers, &rule.covers_clause);
    if let Some(clause) = &rule.wider_clause {
        say(clause.as_written.clone(), clause);
    }
    if let Some(never) = &rule.never_covers {
        say(format!("不得扩大到{}", units(&never.units)), &never.clause);
    }
    say(format!("实行“{}”", rule.measure), &rule.measure_clause);
    if let Some(tests) = &rule.closing_tests {
        say(format!("封控后{}", tests_on(&tests.on_days)), &tests.clause);
    }
    if let Some(quota) = &rule.quota {
        let people = quota.people_per_household_per_day;
        say(format!("每天每户可安排{people}人外出购买或取物"), &quota.clause);
    }
    if let Some(leave) = &rule.leave_city {
        let hours = within_hours(leave.within_hours);
        let text = match leave.tests {
            0 => "离开本市不要求核酸检测证明".to_owned(),
            tests => format!("离开本市须持{hours}{tests}次核酸检测阴性证明"),
        };
        say(text, &leave.clause);
    }
    if let Some(clause) = &rule.new_case_clause {
        say(format!("区内发现新的感染者，{}", clause.as_written), clause);
    }
    found
}

pub(super) fn changes(edition: &Edition) -> Vec<Sentence<'_>> {
    let mut found: Vec<Sentence<'_>> = edition.step_downs.iter().flat_map(step_down).collect();
    found.extend(edition.raises.iter().map(|rule| {
        let cause = match rule.on {
            RaiseCause::PositiveFound => "区内发现核酸检测阳性者",
        };
        let text = format!("{}：{cause}，立即转为{}", rule.from.title(), rule.to.title());
        Sentence::new(text, vec![&rule.clause])
    }));
    found
}

/// What must hold, in words.
fn condition(condition: Condition) -> String {
    match condition {
        Condition::AreaTest { from_day } => {
            format!("第{from_day}天区域内全员核酸检测均为阴性")
        }
        Condition::AreaTestWithin { last_days } => {
            format!("解除前{last_days}天内区域内全员核酸检测均为阴性")
        }
        Condition::LastContactClear { days } => {
            format!("区域内最后一名密切接触者自末次暴露超过{days}天且核酸检测为阴性")
        }
        Condition::CountyClear => "所在县（市、区）更高等级的区域已全部解除".to_owned(),
    }
}

fn step_down(rule: &StepDownRule) -> Vec<Sentence<'_>> {
    let mut title = rule.from.title().to_owned();
    if let Some(after) = rule.after {
        title = format!("{title}（由{}降来）", after.title());
    }
    let end = match rule.to {
        Some(to) => format!("降为{}", to.title()),
        None => "予以解除".to_owned(),
    };
    let (sure, unsure): (Vec<_>, Vec<_>) =
        rule.conditions.iter().partition(|also| also.clause.is_enforced());
    let mut needs: Vec<String> =
        rule.case_free_days.map(|days| format!("连续{days}天无新增感染者")).into_iter().collect();
    needs.extend(sure.iter().map(|also| condition(also.condition)));
    let mut clauses: Vec<&Clause> = vec![&rule.clause];
    clauses.extend(sure.iter().map(|also| &also.clause));
    clauses.dedup_by(|one, other| one.as_written == other.as_written);
    let mut found = vec![Sentence::new(format!("{title}：{}，{end}", needs.join("，且")), clauses)];
    found.extend(unsure.iter().map(|also| {
        let text = format!("{title}：{end}另须{}", condition(also.condition));
        Sentence::new(text, vec![&also.clause])
    }));
    found.extend(rule.not_counted.iter().map(|uncounted| {
        let case = match uncounted.case {
            UncountedKind::HouseholdOfStrictlyIsolated => {
                "严格居家隔离阳性人员的同住人员、密切接触者，经评估无家庭外传播风险的"
            }
        };
        let text = format!("{title}：新增感染者为{case}，不影响解除时间");
        Sentence::new(text, vec![&uncounted.clause])
    }));
    found
}

pub(super) fn street_ratings(edition: &Edition) -> Vec<Sentence<'_>> {
    let ground = |sign: StreetSign| match sign {
        StreetSign::NewCase { days } => format!("{days}天内有新增病例"),
        StreetSign::NoNewCase { days } => format!("连续{days}天无新增病例"),
        StreetSign::Cluster { days } => format!("{days}天内有聚集性疫情"),
        StreetSign::NoCluster { days } => format!("{days}天内无聚集性疫情"),
    };
    edition
        .street_ratings
        .iter()
        .map(|rule| {
            let mut needs: Vec<String> = Vec::new();
            needs.extend(rule.cases_over.map(|cases| format!("累计病例超过{cases}例")));
            needs.extend(rule.cases_at_most.map(|cases| match cases {
                0 => "无确诊病例".to_owned(),
                _ => format!("累计病例不超过{cases}例"),
            }));
            needs.extend(rule.sign.map(ground));
            let text = format!("{}，定为{}", needs.join("且"), rule.rating.title());
            Sentence::new(format!("街道（乡镇）{text}"), vec![&rule.clause])
        })
        .collect()
}

pub(super) fn bans(edition: &Edition) -> Vec<Sentence<'_>> {
    edition
        .bans
        .iter()
        .map(|rule| {
            let text = match rule.ban {
                Ban::TemporaryLock => "不得采取各种形式的临时封控",
                Ban::RestrictMovementOutsideHigh => "非高风险区不得限制人员流动",
                Ban::StopWorkOutsideHigh => "非高风险区不得停工、停产、停业",
                Ban::BlockExits => "不得封堵消防通道、单元门、小区门",
            };
            Sentence::new(text, vec![&rule.clause])
        })
        .collect()
}
