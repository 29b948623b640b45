//! The shipped rules in the shorthand of the tables: what a reader of the protocol would jot down.

use fangxian_core::rules::*;
use fangxian_core::{CityDay, Level};

pub(crate) fn book() -> RuleBook {
    RuleBook::built_in().unwrap()
}

pub(crate) fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

fn list(days: &[u16]) -> String {
    days.iter().map(u16::to_string).collect::<Vec<_>>().join(",")
}

fn sure(clause: &Clause) -> &'static str {
    if clause.is_enforced() { "" } else { "？" }
}

fn level(title: &str) -> Level {
    Level::ALL.into_iter().find(|level| level.title() == title).unwrap()
}

/// `7天 + 第7天全员核酸 → 中风险区`
pub(crate) fn step_down(edition: &Edition, from: &str, after: Option<&str>) -> String {
    let Some(rule) = edition.step_down_rule(level(from), after.map(level)) else {
        return "无".to_owned();
    };
    let mut needs: Vec<String> = Vec::new();
    needs.extend(rule.case_free_days.map(|days| format!("{days}天{}", sure(&rule.clause))));
    needs.extend(rule.conditions.iter().map(|also| {
        let words = match also.condition {
            Condition::AreaTest { from_day } => format!("第{from_day}天全员核酸"),
            Condition::AreaTestWithin { last_days } => format!("前{last_days}天全员核酸"),
            Condition::LastContactClear { days } => format!("末密接{days}天阴性"),
            Condition::CountyClear => "全县解除".to_owned(),
        };
        format!("{words}{}", sure(&also.clause))
    }));
    let end = rule.to.map_or("解除", Level::title);
    let uncounted = match rule.not_counted.first().map(|one| one.case) {
        Some(UncountedKind::HouseholdOfStrictlyIsolated) => "，同住人不计",
        None => "",
    };
    format!("{} → {end}{uncounted}", needs.join(" + "))
}

/// `集中7天(1,2,3,5,7) + 监测3天(3)`
pub(crate) fn phases(phases: &[Phase]) -> String {
    let one = |phase: &Phase| {
        let stay = match phase.stay {
            Stay::Central => "集中",
            Stay::HomeIsolation => "居家",
            Stay::HomeMonitor => "监测",
            Stay::CentralCare => "收治",
        };
        let days = phase.days.map_or_else(String::new, |days| format!("{days}天"));
        let tests = match (phase.tests, phase.test_days.as_slice()) {
            (Some(tests), []) => format!("({tests}次)"),
            (None, []) => String::new(),
            (_, days) => format!("({})", list(days)),
        };
        let swab = phase.swab.map_or("", |swab| match swab {
            Swab::Nose => "鼻",
            Swab::Throat => "口",
        });
        let instead = phase.instead.as_ref().map_or("", |other| match other.when {
            AlternativeWhen::ByChoice => "/自愿集中",
            AlternativeWhen::HomeUnfit => "/无条件集中",
            AlternativeWhen::EitherWay => "/或居家",
        });
        format!("{stay}{days}{tests}{swab}{instead}{}", sure(&phase.clause))
    };
    phases.iter().map(one).collect::<Vec<_>>().join(" + ")
}

/// A schedule, from its window to its release.
pub(crate) fn schedule(edition: &Edition, whom: Whom) -> String {
    let Some(rule) = edition.schedule(whom) else {
        let is_dropped = edition.dropped.iter().any(|dropped| dropped.whom == whom);
        return if is_dropped { "不再管理" } else { "无" }.to_owned();
    };
    let mut parts: Vec<String> = Vec::new();
    parts.extend(rule.stay_within_days.map(|days| format!("近{days}天")));
    parts.push(match rule.counted_from {
        CountedFrom::LastExposure => "自暴露".to_owned(),
        CountedFrom::LeavingArea => "自离开".to_owned(),
        CountedFrom::Arrival => "自抵达".to_owned(),
        CountedFrom::EndOfShift => "自下岗".to_owned(),
        CountedFrom::StartOfIsolation => "自隔离".to_owned(),
    });
    if !rule.phases.is_empty() {
        parts.push(phases(&rule.phases));
    }
    parts
        .extend(rule.tests_within.iter().map(|tests| format!("{}天{}检", tests.days, tests.tests)));
    parts.extend(rule.duties.iter().map(|duty| {
        match duty.duty {
            Duty::StayIn => "不外出",
            Duty::CodeAssigned => "赋码",
            Duty::OutOnlyIfNeeded => "少外出",
        }
        .to_owned()
    }));
    parts.extend(rule.releases.iter().map(|release| match &release.condition {
        ReleaseCondition::DoubleTest => "双采双检".to_owned(),
        ReleaseCondition::NegativeOn { day } => format!("第{day}天阴"),
        ReleaseCondition::CtAtLeast { ct, on_days } => format!("{}天Ct≥{ct}", list(on_days)),
        ReleaseCondition::OwnAndLinkedNegative { linked_first_tests } => {
            format!("本人全阴且密接前{linked_first_tests}次阴")
        }
    }));
    parts.extend(
        rule.becomes_close_contact
            .iter()
            .map(|linked| format!("密接前{}次有阳转密接", linked.linked_first_tests)),
    );
    parts.join(" ")
}

fn look_back(edition: &Edition, of: TestedHow) -> String {
    let Some(rule) = edition.look_backs.iter().find(|rule| rule.of == of) else {
        return "无".to_owned();
    };
    let others: String = rule.also_read.iter().map(|days| format!("或{days}天")).collect();
    let from = match rule.from {
        LookBackStart::DaysBefore { days } => format!("{days}天"),
        LookBackStart::LastNegativeSample => "末次阴性".to_owned(),
    };
    format!("{from}{others}{}", sure(&rule.clause))
}

fn of_level(edition: &Edition, title: &str, what: &str) -> String {
    let rule = edition.level_rule(level(title)).unwrap();
    let units =
        |units: &[AreaUnit]| units.iter().map(|unit| unit.title()).collect::<Vec<_>>().join("、");
    match what {
        "范围" => units(&rule.covers),
        "不得扩大" => {
            rule.never_covers.as_ref().map_or("无".to_owned(), |never| units(&never.units))
        }
        "可扩大" => rule.wider_clause.as_ref().map_or("否", |_| "可").to_owned(),
        "措施" => rule.measure.clone(),
        "新增" => rule.new_case_clause.as_ref().unwrap().as_written.clone(),
        "检测" => {
            rule.closing_tests.as_ref().map_or("无".to_owned(), |tests| list(&tests.on_days))
        }
        "取物" => rule.quota.as_ref().map_or("无".to_owned(), |quota| {
            format!("每户每天{}人", quota.people_per_household_per_day)
        }),
        "离市" => rule.leave_city.as_ref().map_or("无".to_owned(), |leave| {
            format!("{}小时{}次", leave.within_hours, leave.tests)
        }),
        "转级" => {
            let raise = edition.raises.iter().find(|raise| raise.from == rule.level).unwrap();
            match raise.on {
                RaiseCause::PositiveFound => format!("发现阳性 → {}", raise.to.title()),
            }
        }
        other => panic!("the tables do not know {other}"),
    }
}

fn whom(title: &str) -> Option<Whom> {
    Some(match title {
        "密接" => Whom::CloseContact,
        "次密接" => Whom::SecondaryContact,
        "高风险区来" => Whom::FromHigh,
        "中风险区来" => Whom::FromMedium,
        "低风险区来" => Whom::FromLow,
        "入境" => Whom::Inbound,
        "闭环" => Whom::ClosedLoopStaff,
        "轻症" => Whom::MildOrAsymptomatic,
        _ => return None,
    })
}

/// What the edition says of `subject`, in shorthand.
pub(crate) fn says(edition: &Edition, subject: &str) -> String {
    let words: Vec<&str> = subject.split(' ').collect();
    match words.as_slice() {
        [from, "降级"] => step_down(edition, from, None),
        [from, "降级", after] => step_down(edition, from, after.strip_prefix("自")),
        ["追溯"] => look_back(edition, TestedHow::Any),
        ["追溯", "常测"] => look_back(edition, TestedHow::RegularlyTested),
        [one] => schedule(edition, whom(one).unwrap()),
        [title, what] => of_level(edition, title, what),
        other => panic!("the tables do not know {other:?}"),
    }
}
