//! What each clause is about, in words, so that two clauses on one thing are found.

use super::super::{Clause, Condition, Edition, Guide, Level, LocalMeasure, RaiseCause};

/// A clause and what it is about. Two claims of one edition with one subject contradict.
pub(super) struct Claim<'a> {
    pub(super) subject: String,
    pub(super) clause: &'a Clause,
}

fn claim(subject: impl Into<String>, clause: &Clause) -> Claim<'_> {
    Claim { subject: subject.into(), clause }
}

pub(super) fn of_edition(edition: &Edition) -> Vec<Claim<'_>> {
    let mut claims: Vec<Claim<'_>> = Vec::new();
    claims
        .extend(edition.levels.iter().map(|rule| claim(rule.level.title(), &rule.measure_clause)));
    for rule in &edition.step_downs {
        let after =
            rule.after.map_or_else(String::new, |level| format!("（由{}降来）", level.title()));
        let subject = format!("{}{after}怎样结束", rule.from.title());
        claims.extend(rule.conditions.iter().map(|also| {
            claim(format!("{subject}：{}", condition_kind(also.condition)), &also.clause)
        }));
        claims.push(claim(subject, &rule.clause));
    }
    claims.extend(edition.raises.iter().map(|rule| {
        claim(format!("{}因{}升级", rule.from.title(), raise_cause(rule.on)), &rule.clause)
    }));
    claims.extend(edition.street_ratings.iter().map(|rule| {
        let ground = (rule.cases_over, rule.cases_at_most, rule.sign);
        claim(format!("街道评级（{ground:?}）"), &rule.clause)
    }));
    claims.extend(
        edition.bans.iter().map(|rule| claim(format!("禁令 {:?}", rule.ban), &rule.clause)),
    );
    claims.extend(
        edition
            .look_backs
            .iter()
            .map(|rule| claim(format!("密接追溯到多久以前（{:?}）", rule.of), &rule.clause)),
    );
    for rule in &edition.contact_kinds {
        claims.push(claim(format!("密接的第{}种", rule.number), &rule.clause));
        claims.push(claim(format!("密接的一种（{:?}）", rule.kind), &rule.clause));
    }
    claims.extend(edition.schedules.iter().map(|rule| claim(rule.whom.title(), &rule.clause)));
    claims.extend(edition.dropped.iter().map(|rule| claim(rule.whom.title(), &rule.clause)));
    claims.extend(
        edition
            .area_testing
            .iter()
            .map(|rule| claim(format!("{}的区域核酸", rule.city.title()), &rule.clause)),
    );
    claims
}

fn raise_cause(cause: RaiseCause) -> &'static str {
    match cause {
        RaiseCause::PositiveFound => "发现阳性",
    }
}

/// What kind of condition it is, whatever its number: two of one kind contradict.
fn condition_kind(condition: Condition) -> &'static str {
    match condition {
        Condition::AreaTest { .. } => "区域内全员核酸",
        Condition::AreaTestWithin { .. } => "解除前全员核酸",
        Condition::LastContactClear { .. } => "最后一名密接",
        Condition::CountyClear => "全县其他区域",
    }
}

pub(super) fn of_guide(guide: &Guide) -> Vec<Claim<'_>> {
    let mut claims: Vec<Claim<'_>> = Vec::new();
    claims.extend(
        guide
            .tubes
            .iter()
            .map(|rule| claim(format!("{}几人一管", rule.setting.title()), &rule.clause)),
    );
    claims.extend(
        guide
            .pool_results
            .iter()
            .map(|rule| claim(format!("混采结果（{:?}）怎样处理", rule.result), &rule.clause)),
    );
    claims.extend(
        guide
            .frequencies
            .iter()
            .map(|rule| claim(format!("{}多久检测一次", rule.area.title()), &rule.clause)),
    );
    claims.extend(
        guide
            .round_limits
            .iter()
            .map(|rule| claim(format!("{}一轮检测的时限", rule.city.title()), &rule.clause)),
    );
    claims.extend(guide.report_times.iter().map(|rule| {
        claim(format!("{}时前采样的报告时限", rule.sampled_before_hour), &rule.clause)
    }));
    claims
}

/// What a local rule is about.
pub(super) fn local_subject(says: &LocalMeasure) -> String {
    let leaving = |level: Level| format!("从{}离开本市", level.title());
    match says {
        LocalMeasure::Color(rule) => format!("来自{}的人员", rule.origin.title()),
        LocalMeasure::LeaveCity(local) => leaving(local.level),
        LocalMeasure::ScreeningLookBack(_) => "来人排查到多久以前".to_owned(),
        LocalMeasure::ArrivalProof(_) => "来人须持的证明".to_owned(),
        LocalMeasure::Passage(rule) => format!("{}的出行要求", rule.traveller.title()),
        LocalMeasure::Tube(rule) => format!("{}几人一管", rule.setting.title()),
        LocalMeasure::BoothSize(_) => "一个采样点服务多少人".to_owned(),
        LocalMeasure::Frequency(rule) => format!("{}多久检测一次", rule.area.title()),
        LocalMeasure::VenueShare(_) => "场所最多接待多少人".to_owned(),
        LocalMeasure::Filing(rule) => rule.says(),
        LocalMeasure::Disinfection(rule) => rule.says(),
    }
}
