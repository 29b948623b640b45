//! What one city adds, in words.

use super::super::{
    Arrivals, Clause, ColorRule, JourneyStep, LocalMeasure, LocalRule, PassageRule,
};
use super::{Sentence, UNSURE, people, testing, within_hours};

pub(super) fn rules<'a>(rules: &[&'a LocalRule]) -> Vec<Sentence<'a>> {
    rules.iter().map(|rule| local(rule)).collect()
}

/// The days of the rule, whether it adds or tightens, and what it says.
fn local(rule: &LocalRule) -> Sentence<'_> {
    let to = rule.in_force_to.map_or_else(String::new, |day| format!("至{}", day.written()));
    let days = format!("自{}起{to}", rule.in_force_from.written());
    let (text, clauses) = match &rule.says {
        LocalMeasure::Color(color) => colored(color),
        LocalMeasure::LeaveCity(local) => {
            let hours = within_hours(local.rule.within_hours);
            let (level, tests) = (local.level.title(), local.rule.tests);
            let text = format!("{level}：离开本市须持{hours}{tests}次核酸检测阴性证明");
            (text, vec![&local.rule.clause])
        }
        LocalMeasure::ScreeningLookBack(back) => {
            let text = format!("排查从当地调整风险等级或报告病例之日回溯{}天", back.days);
            (text, vec![&back.clause])
        }
        LocalMeasure::ArrivalProof(proof) => {
            let hours = within_hours(proof.within_hours);
            let text = format!("省外返（抵）人员须持{hours}{}次核酸检测阴性证明", proof.tests);
            (text, vec![&proof.clause])
        }
        LocalMeasure::Passage(rule) => passage(rule),
        LocalMeasure::Tube(tube) => (testing::tube(tube), vec![&tube.clause]),
        LocalMeasure::BoothSize(size) => {
            (testing::site_size(size, "便民核酸采样亭"), vec![&size.clause])
        }
        LocalMeasure::Frequency(often) => (testing::frequency(often), vec![&often.clause]),
        LocalMeasure::VenueShare(share) => {
            let kinds: Vec<&str> = share.kinds.iter().map(|kind| kind.title()).collect();
            let text = format!("{}：接待量不超过最大承载量的{}%", kinds.join("、"), share.percent);
            (text, vec![&share.clause])
        }
        LocalMeasure::Filing(rule) => (rule.says(), vec![rule.clause()]),
        LocalMeasure::Disinfection(rule) => (rule.says(), vec![&rule.clause]),
    };
    Sentence::new(format!("{text}（{}，{days}）", rule.effect.title()), clauses)
}

fn colored(rule: &ColorRule) -> (String, Vec<&Clause>) {
    let mut clauses = vec![&rule.clause];
    let stay = rule.stay_within_days.map_or_else(String::new, |days| format!("{days}天内到过"));
    let mut parts = Vec::new();
    parts.extend(rule.code.map(|code| format!("赋{}", code.title())));
    parts.extend(rule.onward.map(|onward| onward.title().to_owned()));
    if !rule.phases.is_empty() {
        let (text, of_phases) = people::phases(&rule.phases);
        parts.push(text);
        clauses.extend(of_phases);
    }
    if let Some(tests) = &rule.tests_within {
        parts.push(format!("{}天内检测核酸{}次", tests.days, tests.tests));
        clauses.push(&tests.clause);
    }
    parts.extend(
        rule.code_until_tested.map(|code| format!("未按要求检测的赋{}，检毕转绿码", code.title())),
    );
    if parts.is_empty() {
        parts.push("按此标识登记".to_owned());
    }
    let arrivals = match rule.arrivals {
        Arrivals::Everybody => "",
        Arrivals::OtherProvince => "省外返（抵），",
    };
    let from = format!("{}：{arrivals}{stay}{}的人员", rule.color.title(), rule.origin.title());
    (format!("{from}，{}", parts.join("，")), clauses)
}

/// Who, then step by step what is asked, and whether whoever meets it goes on at once.
fn passage(rule: &PassageRule) -> (String, Vec<&Clause>) {
    let mut clauses = vec![&rule.clause];
    let mut text = rule.traveller.title().to_owned();
    if !rule.at.is_empty() {
        let at: Vec<&str> = rule.at.iter().map(|point| point.title()).collect();
        text.push_str(&format!("（{}）", at.join("、")));
    }
    if let Some(within) = &rule.cases_within {
        text.push_str(&format!("，最后一例病例报告在{}天以内的", within.days));
        clauses.push(&within.clause);
    }
    for step in JourneyStep::ALL {
        let of_step = rule.asks.iter().filter(|ask| ask.step == *step);
        let asks: Vec<String> =
            of_step.map(|ask| format!("{}{}", ask.when.title(), ask.what.says())).collect();
        if !asks.is_empty() {
            text.push_str(&format!("；{}：{}", step.title(), asks.join("；")));
        }
    }
    clauses.extend(rule.asks.iter().map(|ask| rule.clause_of(ask)));
    if let Some(passes) = &rule.passes {
        text.push_str("；符合的直接放行");
        clauses.push(passes);
    }
    if let Some(unclear) = &rule.cases_unclear_within {
        let from = rule.cases_within.as_ref().map_or(1, |within| within.days + 1);
        let to = unclear.days;
        text.push_str(&format!("；病例过去{from}至{to}天的，没有写明算不算{UNSURE}"));
        clauses.push(&unclear.clause);
    }
    let mut told: Vec<&Clause> = Vec::new();
    for clause in clauses {
        if !told.contains(&clause) {
            told.push(clause);
        }
    }
    (text, told)
}
