//! The clock of a zone: which day it is, what is still missing, and what may be proposed.

use super::facts::Listing;
use crate::rules::{
    Condition, Confidence, RaiseCause, RaiseRule, RuleBook, StepDownCondition, StepDownRule,
};
use crate::{CityDay, Level};

/// What the clock needs to know beyond the zone itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Surroundings {
    /// The county has a zone of a graver level.
    GraverZonesStand,
    /// The county has none.
    NoGraverZone,
}

/// What set the clock to day 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayZero {
    /// The rating itself.
    Rated(CityDay),
    /// A case found on or after the day of rating.
    Case(CityDay),
}

impl DayZero {
    /// The day that counts as day 0.
    pub fn day(self) -> CityDay {
        match self {
            DayZero::Rated(day) | DayZero::Case(day) => day,
        }
    }
}

/// A listed zone's clock on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneClock<'a> {
    /// What set day 0.
    pub day_zero: DayZero,
    /// Which day it is, day 0 being the first.
    pub day_n: i64,
    /// The day on which the level may end; none where the rule counts no days, or there is none.
    pub of_m: Option<u16>,
    /// How the level ends; none where the edition has no rule for it.
    pub rule: Option<&'a StepDownRule>,
    /// The earliest day on which the level may end, other conditions being met.
    pub earliest: Option<CityDay>,
    /// Conditions that are not met on this day and hold the step-down up.
    pub missing: Vec<&'a StepDownCondition>,
    /// Conditions that are not met, of which it is not sure that the authority asks for them.
    /// Shown; they hold nothing up.
    pub unsure: Vec<&'a StepDownCondition>,
    /// What the rules say should happen.
    pub proposal: Proposal<'a>,
}

/// What the rules say should happen. A proposal changes nothing until someone signs it.
#[derive(Clone, Debug, PartialEq)]
pub enum Proposal<'a> {
    /// Nothing yet. `earliest` is the day on which that may change; none where no rule ends it.
    Keep {
        /// The earliest day.
        earliest: Option<CityDay>,
    },
    /// The days have passed; something else is missing ([`ZoneClock::missing`]).
    AwaitConditions,
    /// The level may end.
    StepDown {
        /// The level that follows; none where the area leaves the list.
        to: Option<Level>,
        /// Why.
        rule: &'a StepDownRule,
    },
    /// The level is to be lifted at once. Goes before everything else.
    Raise {
        /// Why, and to which level.
        rule: &'a RaiseRule,
        /// The day of the positive that was found.
        found: CityDay,
    },
}

/// The clock of a listed zone on `today`, by the rules of the edition that it follows.
///
/// The day on which a zone changes level counts as day 0, and so does the day of its latest case:
/// whichever is later. So 白云小区5号楼, high on 2022-10-07 under a rule of seven days, may step
/// down on 2022-10-14.
pub fn zone_clock<'a>(
    rules: &'a RuleBook,
    listing: &Listing,
    surroundings: Surroundings,
    today: CityDay,
) -> ZoneClock<'a> {
    let day_zero = match listing.latest_case {
        Some(case) if case >= listing.since => DayZero::Case(case),
        Some(_) | None => DayZero::Rated(listing.since),
    };
    let edition = rules.edition(&listing.edition);
    let rule = edition.and_then(|edition| edition.step_down_rule(listing.level, listing.after));
    let raise = listing.positive_since.filter(|found| *found <= today).and_then(|found| {
        let rule = edition?.raise_rule(listing.level, RaiseCause::PositiveFound)?;
        Some(Proposal::Raise { rule, found })
    });
    let of_m = rule.and_then(|rule| rule.case_free_days);
    let earliest = of_m.map(|days| day_zero.day().plus(i64::from(days)));
    let (unsure, missing): (Vec<_>, Vec<_>) = rule
        .into_iter()
        .flat_map(|rule| &rule.conditions)
        .filter(|also| !is_met(also.condition, listing, day_zero.day(), surroundings, today))
        .partition(|also| also.clause.confidence == Confidence::U);
    let days_have_passed = earliest.is_none_or(|earliest| earliest <= today);
    let proposal = match (raise, rule) {
        (Some(raise), _) => raise,
        (None, None) => Proposal::Keep { earliest: None },
        (None, Some(_)) if !days_have_passed => Proposal::Keep { earliest },
        (None, Some(_)) if !missing.is_empty() => Proposal::AwaitConditions,
        (None, Some(rule)) => Proposal::StepDown { to: rule.to, rule },
    };
    let day_n = today.days_since(day_zero.day());
    ZoneClock { day_zero, day_n, of_m, rule, earliest, missing, unsure, proposal }
}

fn is_met(
    condition: Condition,
    listing: &Listing,
    day_zero: CityDay,
    surroundings: Surroundings,
    today: CityDay,
) -> bool {
    match condition {
        Condition::AreaTest { from_day } => {
            let from = day_zero.plus(i64::from(from_day));
            listing.latest_clear_test.is_some_and(|test| from <= test && test <= today)
        }
        Condition::AreaTestWithin { last_days } => {
            let from = today.plus(-i64::from(last_days)).max(day_zero);
            listing.latest_clear_test.is_some_and(|test| from <= test && test <= today)
        }
        Condition::LastContactClear { .. } => {
            listing.contacts_cleared.is_some_and(|day| day_zero <= day && day <= today)
        }
        Condition::CountyClear => surroundings == Surroundings::NoGraverZone,
    }
}
