//! Which rounds of sampling the rules ask for. A proposal: somebody opens the round, or does not.

use super::plan::{NextRound, RoundDone, closing_days, next_round};
use crate::frequency::Requirement;
use crate::orders::area_test_day;
use crate::places::{PlaceCode, PlaceKind};
use crate::rules::{AreaTesting, CityClass, Clause, Edition, RuleBook};
use crate::zones::{Listing, ZoneClock};
use crate::{CityDay, coded};

/// For so many days a round that was missed is still asked for. Our own choice: afterwards another
/// test has taken its place.
const MISSED_DAYS: i64 = 2;

coded! {
    /// What asks for a round.
    RoundGround {
        /// 封控后前几天: the days after an area was closed.
        Closing = "closing",
        /// 解除前: the test of the whole area that a step-down waits for.
        Lifting = "lifting",
        /// 区域筛查: daily until enough rounds in a row are clean, then a pause and one more.
        Screening = "screening",
        /// 检测频次: everybody of an area, every so many days.
        Frequency = "frequency",
    }
}

/// A round that a rule asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundAsked {
    /// Of whom: everybody within this place.
    pub place: PlaceCode,
    /// On which day.
    pub on: CityDay,
    /// What asks for it.
    pub ground: RoundGround,
    /// The day after the closing, where that asks; the clean rounds in a row, where a screening does;
    /// every how many days, where a frequency does.
    pub n: u16,
    /// The words.
    pub clause: Clause,
}

/// The rounds that a listed zone asks for on `today`, with those that it asked for a day or two ago.
pub fn rounds_of_zone(
    rules: &RuleBook,
    place: &PlaceCode,
    listing: &Listing,
    clock: &ZoneClock<'_>,
    today: CityDay,
) -> Vec<RoundAsked> {
    let edition = rules.edition(&listing.edition);
    let level = edition.and_then(|edition| edition.level_rule(listing.level));
    let mut asked = Vec::new();
    if let Some(tests) = level.and_then(|level| level.closing_tests.as_ref()) {
        let days = closing_days(tests, listing.since).into_iter().zip(&tests.on_days);
        let is_asked = |on: CityDay| on <= today && today.days_since(on) <= MISSED_DAYS;
        for (on, n) in days.filter(|(on, _)| is_asked(*on)) {
            asked.push(RoundAsked {
                place: place.clone(),
                on,
                ground: RoundGround::Closing,
                n: *n,
                clause: tests.clause.clone(),
            });
        }
    }
    for also in clock.rule.into_iter().flat_map(|rule| &rule.conditions) {
        // The test that was clear is done, whichever day it was.
        let Some(on) = area_test_day(also.condition, clock) else { continue };
        if on > today || listing.latest_clear_test.is_some_and(|tested| tested >= on) {
            continue;
        }
        asked.push(RoundAsked {
            place: place.clone(),
            on,
            ground: RoundGround::Lifting,
            n: 0,
            clause: also.clause.clone(),
        });
    }
    asked.retain(|one| one.clause.is_enforced());
    asked
}

/// The next round of a place whose people are all tested every so many days; `last` is the day of the
/// latest round since the requirement began. None where it binds nobody there on `today`, or only a
/// trade: who works in one is on a list of his own.
pub fn round_of_frequency(
    required: &Requirement,
    place: &PlaceCode,
    last: Option<CityDay>,
    today: CityDay,
) -> Option<RoundAsked> {
    if required.trade.is_some() || !required.binds(place, today) {
        return None;
    }
    let every = i64::from(required.every_days);
    Some(RoundAsked {
        place: place.clone(),
        on: last.map_or(required.first, |last| last.plus(every)),
        ground: RoundGround::Frequency,
        n: u16::from(required.every_days),
        clause: required.clause.clone(),
    })
}

/// The rule by which an area is screened on `day`; none where the edition has none. A whole county of
/// a provincial capital follows the rule of such cities, a smaller area that of a drawn one.
pub fn area_rule<'a>(
    edition: &'a Edition,
    place: &PlaceCode,
    day: CityDay,
) -> Option<&'a AreaTesting> {
    let class = match place.kind() {
        PlaceKind::City | PlaceKind::County => CityClass::CapitalOrTenMillion,
        PlaceKind::Street
        | PlaceKind::Community
        | PlaceKind::Compound
        | PlaceKind::Building
        | PlaceKind::Unit
        | PlaceKind::Household => CityClass::DrawnArea,
    };
    let is_in_force = |rule: &&AreaTesting| rule.since.is_none_or(|since| since <= day);
    let fits = |rule: &&AreaTesting| rule.city == class && rule.clause.is_enforced();
    edition.area_testing.iter().filter(is_in_force).find(fits)
}

/// The next round of the screening of an area; none where it is finished. `begun` is its first day;
/// the rounds are in the order of their days.
pub fn round_of_area(
    rule: &AreaTesting,
    place: &PlaceCode,
    begun: CityDay,
    done: &[RoundDone],
) -> Option<RoundAsked> {
    let NextRound::Due(on) = next_round(rule, begun, done) else { return None };
    let n_clean = done.iter().rev().take_while(|one| one.is_clean).count();
    Some(RoundAsked {
        place: place.clone(),
        on,
        ground: RoundGround::Screening,
        n: u16::try_from(n_clean).unwrap_or(u16::MAX),
        clause: rule.clause.clone(),
    })
}
