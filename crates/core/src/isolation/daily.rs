//! What a site looks at each day.

use super::rules::{CheckRule, IsolationRules};
use crate::coded;
use std::collections::BTreeMap;

coded! {
    /// What is looked at.
    CheckItem {
        /// 通风
        Aired = "aired",
        /// 消毒
        Disinfected = "disinfected",
        /// 工作人员核酸
        StaffTested = "staff_tested",
        /// 测温
        Temperatures = "temperatures",
        /// 医疗废物
        Waste = "waste",
        /// 送餐送药
        Meals = "meals",
    }
}

/// What was found: whether each was done.
pub type CheckAnswers = BTreeMap<CheckItem, bool>;

/// What is not done, or was not answered, in the order of the list.
pub fn check_missing<'a>(rules: &'a IsolationRules, answers: &CheckAnswers) -> Vec<&'a CheckRule> {
    let is_done = |rule: &&CheckRule| answers.get(&rule.item).copied().unwrap_or_default();
    rules.check.iter().filter(|rule| !is_done(rule)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_answered_is_missing_too() {
        let rules = IsolationRules::built_in().unwrap();
        let check = |answers: &[(CheckItem, bool)], expected: &[CheckItem]| {
            let missing = check_missing(&rules, &answers.iter().copied().collect());
            let found: Vec<CheckItem> = missing.iter().map(|rule| rule.item).collect();
            assert_eq!(found, expected);
        };
        check(&[], CheckItem::ALL);
        let all: Vec<(CheckItem, bool)> = CheckItem::ALL.iter().map(|one| (*one, true)).collect();
        check(&all, &[]);
        check(&all[1..], &[CheckItem::Aired]);
        let mut some = all.clone();
        some.push((CheckItem::Waste, false));
        check(&some, &[CheckItem::Waste]);
    }
}
