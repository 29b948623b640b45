//! Rules on health codes that cannot hold, by themselves or beside another.

use super::{Contradiction, Quote, Source, ends_before_start, overlap};
use crate::rules::{CodeCause, CodeRule, CodeText, Edition};

pub(super) fn find(texts: &[Source<CodeText>], editions: &[Source<Edition>]) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for text in texts {
        let (file, value) = (&text.file, &text.value);
        found.extend(ends_before_start(file, &value.title, value.in_force_from, value.in_force_to));
        for (at, rule) in value.rules.iter().enumerate() {
            found.extend(alone(file, value, rule, editions));
            for other in value.rules.iter().skip(at + 1) {
                found.extend(twice(file, rule, other));
            }
        }
    }
    found
}

fn quote(file: &str, rule: &CodeRule, what: String) -> Contradiction {
    Contradiction { what, first: Quote::of(file, &rule.clause), second: None }
}

fn alone(
    file: &str,
    text: &CodeText,
    rule: &CodeRule,
    editions: &[Source<Edition>],
) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let words = &rule.clause.as_written;
    found.extend(ends_before_start(file, words, rule.in_force_from, rule.in_force_to));
    let outlives = match (rule.in_force_to, text.in_force_to) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(rule_to), Some(to)) => rule_to > to,
    };
    if rule.in_force_from < text.in_force_from || outlives {
        found.push(quote(file, rule, "赋码规则的一条超出了整份规定的施行期".to_owned()));
    }
    if rule.level.is_some() != (rule.cause == CodeCause::LivesInZone) {
        let what = format!("“{}”写的风险等级不对", rule.cause.title());
        found.push(quote(file, rule, what));
    }
    if rule.origins.is_empty() == (rule.cause == CodeCause::Arrival) {
        found.push(quote(file, rule, format!("“{}”写的来处不对", rule.cause.title())));
    }
    if rule.cause.is_manual() && rule.longest.is_none() {
        let what = format!("“{}”由人登记，却没有写最长多久", rule.cause.title());
        found.push(quote(file, rule, what));
    }
    for id in &rule.with {
        let Some(edition) = editions.iter().find(|one| one.value.id == *id) else {
            found.push(quote(file, rule, format!("赋码规则配合{id}，而这里没有这一版")));
            continue;
        };
        let (edition, days) = (&edition.value, (rule.in_force_from, rule.in_force_to));
        if !overlap(days, (edition.in_force_from, edition.in_force_to)) {
            let what = format!("赋码规则配合{id}，但没有一天与它同时施行");
            found.push(quote(file, rule, what));
        }
        if rule.longest.as_ref().is_some_and(|longest| longest.days(edition).is_none()) {
            let what = format!("最长多久看{id}，而{id}没有写“{}”几天", rule.cause.title());
            found.push(quote(file, rule, what));
        }
    }
    found
}

/// Two rules of one text that share a number, or speak of the same people on the same day.
fn twice(file: &str, rule: &CodeRule, other: &CodeRule) -> Option<Contradiction> {
    let days = |rule: &CodeRule| (rule.in_force_from, rule.in_force_to);
    let same_people = rule.cause == other.cause
        && rule.level == other.level
        && (rule.origins.is_empty() || rule.origins.iter().any(|one| other.origins.contains(one)))
        && rule.with.iter().any(|id| other.with.contains(id))
        && overlap(days(rule), days(other));
    let what = match (rule.number == other.number, same_people) {
        (true, _) => format!("有两条赋码规则都是第{}条", rule.number),
        (false, true) => format!("同一天有两条赋码规则都规定了“{}”", rule.cause.title()),
        (false, false) => return None,
    };
    Some(Contradiction {
        what,
        first: Quote::of(file, &rule.clause),
        second: Some(Quote::of(file, &other.clause)),
    })
}
