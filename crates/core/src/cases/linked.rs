//! What the first tests of a close contact make of whoever is a contact through him.

use crate::CityDay;
use crate::coded;
use crate::contacts::{Kept, Ring, kept};
use crate::rules::{LinkedPositive, ReleaseCondition, RuleBook};

coded! {
    /// What came of a test.
    LinkedTest {
        /// Nothing is known yet.
        Waits = "waits",
        /// Negative.
        Negative = "negative",
        /// Positive.
        Positive = "positive",
    }
}

/// What they make of him.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Linked<'a> {
    /// He is kept as a close contact from here on, by these words.
    Raised(&'a LinkedPositive),
    /// The tests that the edition names are negative: his days end as they are counted.
    Clear,
    /// Not all of them are there.
    Waits,
    /// The edition names no such tests, or does not keep him.
    Unstated,
}

/// What the tests of a close contact, in their order, make of a secondary contact through him, by the edition
/// in force on a day.
pub fn linked<'a>(rules: &'a RuleBook, day: CityDay, tests: &[LinkedTest]) -> Linked<'a> {
    let Kept::By { schedule, .. } = kept(rules, day, Ring::Secondary) else {
        return Linked::Unstated;
    };
    if let Some(rule) = &schedule.becomes_close_contact {
        let mut first = tests.iter().take(usize::from(rule.linked_first_tests));
        if first.any(|test| *test == LinkedTest::Positive) {
            return Linked::Raised(rule);
        }
    }
    let asked = schedule.releases.iter().find_map(|release| match release.condition {
        ReleaseCondition::OwnAndLinkedNegative { linked_first_tests } => Some(linked_first_tests),
        ReleaseCondition::DoubleTest
        | ReleaseCondition::NegativeOn { .. }
        | ReleaseCondition::CtAtLeast { .. } => None,
    });
    let Some(asked) = asked.map(usize::from) else { return Linked::Unstated };
    let n_negative = tests.iter().take(asked).filter(|test| **test == LinkedTest::Negative).count();
    if n_negative >= asked { Linked::Clear } else { Linked::Waits }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// On which day, with which tests (`-` negative, `+` positive, `?` none yet), what it comes to.
    fn check(on: &str, tests: &str, expected: &str) {
        let rules = RuleBook::built_in().unwrap();
        let tests: Vec<LinkedTest> = tests
            .chars()
            .map(|sign| match sign {
                '+' => LinkedTest::Positive,
                '-' => LinkedTest::Negative,
                _ => LinkedTest::Waits,
            })
            .collect();
        let told = match linked(&rules, CityDay::parse(on).unwrap(), &tests) {
            Linked::Raised(rule) => {
                assert!(!rule.clause.as_written.is_empty());
                "raised"
            }
            Linked::Clear => "clear",
            Linked::Waits => "waits",
            Linked::Unstated => "unstated",
        };
        assert_eq!(told, expected, "{on} {tests:?}");
    }

    #[test]
    fn the_ninth_edition_asks_for_the_first_two_tests_and_the_others_for_none() {
        let ninth = "2022-10-07";
        for (tests, expected) in [
            ("", "waits"),
            ("-", "waits"),
            ("-?", "waits"),
            ("--", "clear"),
            ("+", "raised"),
            ("-+", "raised"),
            ("?+", "raised"),
            ("--+", "clear"),
        ] {
            check(ninth, tests, expected);
        }
        // The eighth edition counts days alone; the twenty and the ten measures keep nobody of this ring.
        for other in ["2021-06-01", "2022-11-24", "2022-12-10", "2020-01-01"] {
            check(other, "-+", "unstated");
        }
    }
}
