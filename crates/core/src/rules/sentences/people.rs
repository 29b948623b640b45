//! Contacts, travelers and everybody else who is kept or tested, in words.

use super::super::{
    AlternativeWhen, Clause, CountedFrom, Edition, LookBack, LookBackStart, Phase,
    ReleaseCondition, Schedule, TestedHow,
};
use super::{Sentence, UNSURE, nth_days, tests_on, within_hours};

pub(super) fn contacts(edition: &Edition) -> Vec<Sentence<'_>> {
    let mut found: Vec<Sentence<'_>> = edition.look_backs.iter().map(look_back).collect();
    found.extend(edition.contact_kinds.iter().map(|rule| {
        let text = format!("密切接触者（{}）：{}", rule.number, rule.clause.as_written);
        Sentence::new(text, vec![&rule.clause])
    }));
    found
}

fn look_back(rule: &LookBack) -> Sentence<'_> {
    let of = match rule.of {
        TestedHow::Any => "密切接触者的追溯",
        TestedHow::RegularlyTested => "多次核酸筛查发现的病例，密切接触者的追溯",
    };
    let from = match rule.from {
        LookBackStart::DaysBefore { days } => {
            format!("发病前{days}天（无症状感染者为采样前{days}天）")
        }
        LookBackStart::LastNegativeSample => "末次阴性采样时".to_owned(),
    };
    let others: String =
        rule.also_read.iter().map(|days| format!("，另有文本作{days}天")).collect();
    Sentence::new(format!("{of}，自{from}起，至隔离管理前{others}"), vec![&rule.clause])
}

pub(super) fn schedules(edition: &Edition) -> Vec<Sentence<'_>> {
    let mut found: Vec<Sentence<'_>> = edition.schedules.iter().flat_map(schedule).collect();
    found.extend(edition.dropped.iter().map(|rule| {
        let text = format!("{}：{}", rule.whom.title(), rule.clause.as_written);
        Sentence::new(text, vec![&rule.clause])
    }));
    if let Some(entry) = &edition.entry {
        found.extend(entry.positive_below_ct.iter().map(|bar| {
            let text = format!("入境人员：核酸检测Ct值低于{}判定为阳性", bar.ct);
            Sentence::new(text, vec![&bar.clause])
        }));
        found.extend(entry.boarding.iter().map(|test| {
            let hours = within_hours(test.within_hours);
            let text = format!("入境人员：登机前须持{hours}{}次核酸检测阴性证明", test.tests);
            Sentence::new(text, vec![&test.clause])
        }));
    }
    found
}

/// 7天集中隔离，第1、2、3、5、7天各检测核酸1次（口咽拭子）
pub(super) fn phase(phase: &Phase) -> String {
    let mut text = match phase.days {
        Some(days) => format!("{days}天{}", phase.stay.title()),
        None => phase.stay.title().to_owned(),
    };
    if !phase.test_days.is_empty() {
        text.push_str(&format!("，{}", tests_on(&phase.test_days)));
    } else if let Some(tests) = phase.tests {
        text.push_str(&format!("，检测核酸{tests}次"));
    }
    if let Some(swab) = phase.swab {
        text.push_str(&format!("（{}）", swab.title()));
    }
    if !phase.clause.is_enforced() {
        text.push_str(UNSURE);
    }
    text
}

/// The parts, one after the other, and their clauses.
pub(super) fn phases(all: &[Phase]) -> (String, Vec<&Clause>) {
    let text: Vec<String> = all.iter().map(phase).collect();
    (text.join("；随后"), all.iter().map(|phase| &phase.clause).collect())
}

fn schedule(rule: &Schedule) -> Vec<Sentence<'_>> {
    let title = rule.whom.title();
    let mut found = Vec::new();
    let mut say = |text: String, clauses: Vec<_>| {
        found.push(Sentence::new(format!("{title}：{text}"), clauses));
    };
    if let Some(clause) = &rule.who {
        say(format!("指{}", clause.as_written), vec![clause]);
    }
    let stay =
        rule.stay_within_days.map_or_else(String::new, |days| format!("近{days}天内到过的，"));
    if !rule.phases.is_empty() {
        let (text, of_phases) = phases(&rule.phases);
        let mut clauses = vec![&rule.clause];
        clauses.extend(of_phases);
        clauses.dedup_by(|one, other| one.as_written == other.as_written);
        say(format!("{stay}{}，{text}", rule.counted_from.title()), clauses);
    }
    if let Some(tests) = &rule.tests_within {
        let counted = match rule.counted_from {
            CountedFrom::Arrival => "抵达后",
            CountedFrom::LeavingArea => "离开风险区后",
            CountedFrom::LastExposure | CountedFrom::EndOfShift | CountedFrom::StartOfIsolation => {
                ""
            }
        };
        let text = format!("{stay}{counted}{}天内检测核酸{}次", tests.days, tests.tests);
        say(text, vec![&rule.clause, &tests.clause]);
    }
    for alternative in rule.phases.iter().filter_map(|phase| phase.instead.as_ref()) {
        let stay = alternative.stay.title();
        let text = match alternative.when {
            AlternativeWhen::ByChoice => format!("也可自愿选择{stay}"),
            AlternativeWhen::HomeUnfit => format!("没有居家隔离条件的实行{stay}"),
            AlternativeWhen::EitherWay => format!("也可{stay}"),
        };
        say(text, vec![&alternative.clause]);
    }
    for duty in &rule.duties {
        say(format!("期间{}", duty.duty.title()), vec![&duty.clause]);
    }
    for release in &rule.releases {
        say(release_text(&release.condition), vec![&release.clause]);
    }
    if let Some(linked) = &rule.becomes_close_contact {
        let tests = linked.linked_first_tests;
        say(format!("对应密接前{tests}次核酸检测有阳性的，转为密切接触者"), vec![&linked.clause]);
    }
    found
}

fn release_text(condition: &ReleaseCondition) -> String {
    match condition {
        ReleaseCondition::DoubleTest => "解除前双采双检，均为阴性".to_owned(),
        ReleaseCondition::NegativeOn { day } => format!("第{day}天核酸检测阴性后解除"),
        ReleaseCondition::CtAtLeast { ct, on_days } => {
            let (days, times) = (nth_days(on_days), on_days.len());
            format!("{days}连续{times}次核酸检测Ct值不低于{ct}后解除")
        }
        ReleaseCondition::OwnAndLinkedNegative { linked_first_tests } => {
            format!("本人核酸检测和对应密接前{linked_first_tests}次核酸检测均为阴性后解除")
        }
    }
}
