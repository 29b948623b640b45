//! What cannot hold within one edition, or beside it.

use super::super::{
    Clause, Edition, Effect, Level, LevelRule, LocalMeasure, LocalRule, PassageRule, Phase,
    Schedule, StepDownRule,
};
use super::{Contradiction, Quote, Source};

/// Everything in one edition that cannot hold there.
pub(super) fn find(edition: &Source<Edition>) -> Vec<Contradiction> {
    let (file, value) = (edition.file.as_str(), &edition.value);
    let mut found = Vec::new();
    for rule in &value.levels {
        found.extend(level(file, value, rule));
    }
    for rule in &value.step_downs {
        found.extend(step_down(file, value, rule));
    }
    for rule in &value.raises {
        for one in [rule.from, rule.to] {
            found.extend(unknown_level(file, value, one, &rule.clause));
        }
        if rule.to.gravity() <= rule.from.gravity() {
            let what = format!("{}升为{}，并不更重", rule.from.title(), rule.to.title());
            found.push(alone(file, what, &rule.clause));
        }
    }
    for rule in &value.look_backs {
        if !rule.also_read.is_empty() && rule.clause.is_enforced() {
            let what = "各份副本的数字不同，而这一条没有标为存疑（U）";
            found.push(alone(file, what.to_owned(), &rule.clause));
        }
    }
    for rule in &value.schedules {
        found.extend(schedule(file, rule));
    }
    found
}

fn alone(file: &str, what: String, clause: &Clause) -> Contradiction {
    Contradiction { what, first: Quote::of(file, clause), second: None }
}

fn against(file: &str, what: String, first: &Clause, second: &Clause) -> Contradiction {
    Contradiction { what, first: Quote::of(file, first), second: Some(Quote::of(file, second)) }
}

fn unknown_level(
    file: &str,
    edition: &Edition,
    level: Level,
    clause: &Clause,
) -> Option<Contradiction> {
    if edition.level_rule(level).is_some() {
        return None;
    }
    let what = format!("{}没有{}，却有一条提到它", edition.id, level.title());
    Some(alone(file, what, clause))
}

fn level(file: &str, edition: &Edition, rule: &LevelRule) -> Vec<Contradiction> {
    let mut found = Vec::new();
    if !edition.step_downs.iter().any(|down| down.from == rule.level && down.after.is_none()) {
        let what = format!("{}里没有写{}怎样结束", edition.id, rule.level.title());
        found.push(alone(file, what, &rule.measure_clause));
    }
    if let Some(never) = &rule.never_covers
        && let Some(unit) = never.units.iter().find(|unit| rule.covers.contains(unit))
    {
        let what = format!("{}既可以又不得划到{}", rule.level.title(), unit.title());
        found.push(against(file, what, &rule.covers_clause, &never.clause));
    }
    if let Some(tests) = &rule.closing_tests {
        found.extend(days_out_of_order(file, &tests.on_days, None, &tests.clause));
    }
    found
}

fn step_down(file: &str, edition: &Edition, rule: &StepDownRule) -> Vec<Contradiction> {
    let mut found: Vec<Contradiction> = [Some(rule.from), rule.after, rule.to]
        .into_iter()
        .flatten()
        .filter_map(|level| unknown_level(file, edition, level, &rule.clause))
        .collect();
    if let Some(to) = rule.to.filter(|to| to.gravity() >= rule.from.gravity()) {
        let what = format!("{}降为{}，并不更轻", rule.from.title(), to.title());
        found.push(alone(file, what, &rule.clause));
    }
    if let Some(after) = rule.after.filter(|after| after.gravity() <= rule.from.gravity()) {
        let what = format!("{}不会由{}降来", rule.from.title(), after.title());
        found.push(alone(file, what, &rule.clause));
    }
    let waits = rule.conditions.iter().any(|also| also.clause.is_enforced());
    if (rule.case_free_days.is_none() || !rule.clause.is_enforced()) && !waits {
        let what = format!("{}会立刻结束：没有确实的条件", rule.from.title());
        found.push(alone(file, what, &rule.clause));
    }
    found
}

/// Days must be counted from 1, rise, and end within `limit`.
fn days_out_of_order(
    file: &str,
    days: &[u16],
    limit: Option<u16>,
    clause: &Clause,
) -> Option<Contradiction> {
    let rise = days.windows(2).all(|pair| pair.first() < pair.last());
    let from_one = days.first().is_none_or(|first| *first >= 1);
    let within = limit.is_none_or(|limit| days.last().is_none_or(|last| *last <= limit));
    if rise && from_one && within {
        return None;
    }
    let what = match limit {
        Some(limit) => format!("检测日{days:?}没有从第1天起递增，或超过第{limit}天"),
        None => format!("检测日{days:?}没有从第1天起递增"),
    };
    Some(alone(file, what, clause))
}

fn phase(file: &str, phase: &Phase) -> Option<Contradiction> {
    let count = u16::try_from(phase.test_days.len()).unwrap_or(u16::MAX);
    if let Some(tests) = phase.tests.filter(|tests| count > 0 && *tests != count) {
        let what = format!("检测{tests}次，却写了{count}天");
        return Some(alone(file, what, &phase.clause));
    }
    days_out_of_order(file, &phase.test_days, phase.days, &phase.clause)
}

fn schedule(file: &str, rule: &Schedule) -> Vec<Contradiction> {
    let mut found: Vec<Contradiction> =
        rule.phases.iter().filter_map(|one| phase(file, one)).collect();
    if rule.phases.is_empty() && rule.tests_within.is_none() {
        let what = format!("对{}没有任何要求", rule.whom.title());
        found.push(alone(file, what, &rule.clause));
    }
    if let Some(one) = rule.phases.iter().find(|phase| phase.days.is_none())
        && rule.releases.is_empty()
        && one.clause.is_enforced()
    {
        let what = format!("没有写{}何时结束", rule.whom.title());
        found.push(alone(file, what, &one.clause));
    }
    found
}

/// The days of a local rule, as those of an edition.
pub(super) fn local_days(file: &str, says: &LocalMeasure) -> Vec<Contradiction> {
    match says {
        LocalMeasure::Color(rule) => {
            rule.phases.iter().filter_map(|one| phase(file, one)).collect()
        }
        LocalMeasure::Passage(rule) => case_days(file, rule).into_iter().collect(),
        LocalMeasure::LeaveCity(_)
        | LocalMeasure::ScreeningLookBack(_)
        | LocalMeasure::ArrivalProof(_)
        | LocalMeasure::Tube(_)
        | LocalMeasure::BoothSize(_)
        | LocalMeasure::Frequency(_)
        | LocalMeasure::VenueShare(_)
        | LocalMeasure::Filing(_)
        | LocalMeasure::Disinfection(_) => Vec::new(),
    }
}

/// What is unclear must lie beyond what is clear.
fn case_days(file: &str, rule: &PassageRule) -> Option<Contradiction> {
    let unclear = rule.cases_unclear_within.as_ref()?;
    let clear = rule.cases_within.as_ref().map_or(0, |within| within.days);
    let what = format!("{}天以内算有病例，没有写明的却只到{}天", clear, unclear.days);
    (unclear.days <= clear).then(|| alone(file, what, &unclear.clause))
}

/// A local rule against the edition that it goes with: it lies within the edition's days, names
/// only its levels, adds only what is not there and tightens only what is looser.
pub(super) fn against_edition(
    file: &str,
    rule: &LocalRule,
    edition: &Source<Edition>,
) -> Vec<Contradiction> {
    let value = &edition.value;
    let mut found = Vec::new();
    let days = (rule.in_force_from, rule.in_force_to);
    if !super::overlap(days, (value.in_force_from, value.in_force_to)) {
        let what = format!("本市规定配合{}，但没有一天与它同时施行", value.id);
        found.push(alone(file, what, rule.says.clause()));
    }
    let LocalMeasure::LeaveCity(local) = &rule.says else {
        return found;
    };
    found.extend(unknown_level(file, value, local.level, &local.rule.clause));
    let national = value.level_rule(local.level).and_then(|level| level.leave_city.as_ref());
    let quarrel = match (rule.effect, national) {
        (Effect::Adds, None) => None,
        (Effect::Adds, Some(national)) => Some(("增加了方案已有的内容", national)),
        (Effect::Tightens, Some(national)) if local.rule.tests < national.tests => {
            Some(("说是从严，要求反而更低", national))
        }
        (Effect::Tightens, Some(_)) => None,
        (Effect::Tightens, None) => {
            let what = format!("本市规定从严的内容，{}里没有", value.id);
            found.push(alone(file, what, &local.rule.clause));
            None
        }
    };
    if let Some((quarrel, national)) = quarrel {
        found.push(Contradiction {
            what: format!("本市对{}的规定{quarrel}", local.level.title()),
            first: Quote::of(&edition.file, &national.clause),
            second: Some(Quote::of(file, &local.rule.clause)),
        });
    }
    found
}
