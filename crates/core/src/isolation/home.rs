//! 居家隔离条件: whether somebody can be isolated at home, and what is missing there.

use super::GuestClass;
use super::rules::{HomeRule, IsolationRules};
use crate::coded;
use crate::rules::{AlternativeWhen, Clause, Schedule, Stay};
use std::collections::BTreeMap;

coded! {
    /// What is looked at in a home.
    HomeCondition {
        /// 单间
        OwnRoom = "own_room",
        /// 没有脆弱的同住人
        NobodyFrail = "nobody_frail",
        /// 能自理或有人照护
        LooksAfterHimself = "looks_after_himself",
        /// 联系得上
        CanBeCalled = "can_be_called",
        /// 单独卫生间
        OwnToilet = "own_toilet",
        /// 不共用空调、新风
        NoSharedAir = "no_shared_air",
    }
}

/// What was found at a home: whether each holds.
pub type HomeAnswers = BTreeMap<HomeCondition, bool>;

/// Whether a home is fit, and what is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeVerdict<'a> {
    /// What it is unfit without: does not hold, or nobody asked.
    pub missing: Vec<&'a HomeRule>,
    /// What would be better.
    pub better: Vec<&'a HomeRule>,
}

impl HomeVerdict<'_> {
    /// Whether somebody can be isolated there.
    pub fn is_fit(&self) -> bool {
        self.missing.is_empty()
    }
}

/// Whether a home is fit for isolation.
pub fn home_fit<'a>(rules: &'a IsolationRules, answers: &HomeAnswers) -> HomeVerdict<'a> {
    let holds = |rule: &&HomeRule| answers.get(&rule.condition).copied().unwrap_or_default();
    let lacking = rules.home.iter().filter(|rule| !holds(rule));
    let (missing, better) = lacking.partition(|rule| rule.is_needed);
    HomeVerdict { missing, better }
}

/// Where somebody is isolated.
#[derive(Clone, Debug, PartialEq)]
pub enum Whereto<'a> {
    /// At a site, by these words.
    Site(&'a Clause),
    /// At home, by these words.
    Home(&'a Clause),
    /// At home where it is fit, by these words: nobody has looked at the home, or it lacks something.
    AskHome(&'a Clause),
    /// The edition isolates nobody like him.
    Nowhere,
}

/// Where an edition isolates somebody first, as far as his home is known.
pub fn whereto<'a>(schedule: &'a Schedule, home: Option<&HomeVerdict<'_>>) -> Whereto<'a> {
    let Some(first) = schedule.phases.first() else { return Whereto::Nowhere };
    match (first.stay, home) {
        (Stay::Central | Stay::CentralCare, _) => Whereto::Site(&first.clause),
        (Stay::HomeMonitor, _) => Whereto::Nowhere,
        (Stay::HomeIsolation, Some(home)) if home.is_fit() => Whereto::Home(&first.clause),
        (Stay::HomeIsolation, Some(_)) => match &first.instead {
            // The edition says itself that an unfit home is no place.
            Some(other) if other.when == AlternativeWhen::HomeUnfit => Whereto::Site(&other.clause),
            Some(_) | None => Whereto::AskHome(&first.clause),
        },
        (Stay::HomeIsolation, None) => Whereto::AskHome(&first.clause),
    }
}

impl GuestClass {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            GuestClass::Case => "阳性人员",
            GuestClass::Contact => "密切接触者",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CityDay;
    use crate::contacts::{Kept, Ring, kept};
    use crate::rules::RuleBook;

    /// What holds, and what is missing and would be better.
    fn check(holds: &[HomeCondition], expected: &str) {
        let rules = IsolationRules::built_in().unwrap();
        let verdict = home_fit(&rules, &holds.iter().map(|one| (*one, true)).collect());
        let codes = |rules: &[&HomeRule]| {
            let codes: Vec<&str> = rules.iter().map(|rule| rule.condition.code()).collect();
            codes.join(",")
        };
        assert_eq!(format!("{}|{}", codes(&verdict.missing), codes(&verdict.better)), expected);
    }

    #[test]
    fn a_home_says_what_it_lacks() {
        use HomeCondition::{CanBeCalled, LooksAfterHimself, NoSharedAir, NobodyFrail, OwnRoom};
        check(HomeCondition::ALL, "|");
        check(&[OwnRoom, NobodyFrail, LooksAfterHimself, CanBeCalled], "|own_toilet,no_shared_air");
        check(&[OwnRoom, LooksAfterHimself, CanBeCalled, NoSharedAir], "nobody_frail|own_toilet");
        let none =
            "own_room,nobody_frail,looks_after_himself,can_be_called|own_toilet,no_shared_air";
        check(&[], none);
    }

    fn check_where(on: &str, ring: Ring, holds: Option<&[HomeCondition]>, expected: &str) {
        let (rules, own) = (RuleBook::built_in().unwrap(), IsolationRules::built_in().unwrap());
        let answers = holds.map(|holds| holds.iter().map(|one| (*one, true)).collect());
        let home = answers.as_ref().map(|answers| home_fit(&own, answers));
        let Kept::By { schedule, .. } = kept(&rules, CityDay::parse(on).unwrap(), ring) else {
            panic!("{on} {ring:?} is not kept");
        };
        let told = match whereto(schedule, home.as_ref()) {
            Whereto::Site(_) => "site",
            Whereto::Home(_) => "home",
            Whereto::AskHome(_) => "ask",
            Whereto::Nowhere => "nowhere",
        };
        assert_eq!(told, expected, "{on} {ring:?}");
    }

    #[test]
    fn the_edition_of_the_day_says_where() {
        let fit = Some(HomeCondition::ALL);
        check_where("2022-10-07", Ring::Close, fit, "site");
        check_where("2022-10-07", Ring::Secondary, fit, "home");
        check_where("2022-10-07", Ring::Secondary, Some(&[]), "ask");
        check_where("2022-11-24", Ring::Close, None, "site");
        check_where("2022-12-10", Ring::Close, fit, "home");
        check_where("2022-12-10", Ring::Close, None, "ask");
    }
}
