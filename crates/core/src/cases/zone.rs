//! The area that a positive proposes to close: a person signs it, or does not.

use crate::places::{PlaceCode, PlaceKind};
use crate::rules::{AreaUnit, EditionId, LevelRule, RuleBook};
use crate::{CityDay, Level};

/// What is proposed.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneProposal<'a> {
    /// The area.
    pub place: PlaceCode,
    /// The rule of its level: what it may cover, and what holds there, in the authority's words.
    pub rule: &'a LevelRule,
    /// The edition in force.
    pub edition: &'a EditionId,
}

/// The smallest area around a unit that the edition of a day lets be high-risk: 不得随意扩大. None where it
/// lets none of them.
pub fn zone_proposed<'a>(
    rules: &'a RuleBook,
    day: CityDay,
    unit: &PlaceCode,
) -> Option<ZoneProposal<'a>> {
    let edition = rules.edition_on(day)?;
    let rule = edition.level_rule(Level::High)?;
    let around = std::iter::successors(Some(unit.clone()), PlaceCode::parent);
    let is_let = |place: &PlaceCode| match place.kind() {
        PlaceKind::Household => rule.covers.contains(&AreaUnit::Household),
        PlaceKind::Unit => rule.covers.contains(&AreaUnit::Unit),
        PlaceKind::Building => rule.covers.contains(&AreaUnit::Building),
        PlaceKind::Compound => {
            rule.covers.contains(&AreaUnit::Compound) || rule.covers.contains(&AreaUnit::Village)
        }
        PlaceKind::Community | PlaceKind::Street | PlaceKind::County | PlaceKind::City => false,
    };
    let place = around.into_iter().find(is_let)?;
    Some(ZoneProposal { place, rule, edition: &edition.id })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(on: &str, unit: &str, expected: &str) {
        let rules = RuleBook::built_in().unwrap();
        let unit = PlaceCode::parse(unit).unwrap();
        let proposed = zone_proposed(&rules, CityDay::parse(on).unwrap(), &unit);
        let told = proposed.map_or(String::new(), |one| one.place.to_string());
        assert_eq!(told, expected, "{on} {unit}");
    }

    #[test]
    fn the_smallest_area_that_the_edition_lets_be_closed() {
        check("2022-10-07", "140105001001-01-5-2", "140105001001-01");
        check("2022-11-24", "140105001001-01-5-2", "140105001001-01-5-2");
        check("2022-11-24", "140105001001-01-5", "140105001001-01-5");
        check("2022-12-10", "140105001001-01-5-2", "140105001001-01-5-2");
        check("2020-01-01", "140105001001-01-5-2", "");
    }
}
