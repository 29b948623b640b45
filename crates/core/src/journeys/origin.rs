//! From where somebody comes, by the marks of the day.

use super::question::{Facts, Question, StayedIn};
use crate::places::PlaceCode;
use crate::rules::{Arrivals, ColorRule, LocalRule, Origin, RuleBook};
use crate::{CityDay, Level};

/// A place from which the journey comes: outside the city.
pub(super) struct Whence<'q> {
    pub(super) place: &'q PlaceCode,
    pub(super) is_other_province: bool,
}

/// Every place outside the city that the journey comes from or stayed at.
pub(super) fn whences<'q>(q: &'q Question, city: &PlaceCode) -> Vec<Whence<'q>> {
    let province = city.as_str().get(..2).unwrap_or_default();
    std::iter::once(&q.from)
        .chain(&q.via)
        .filter(|place| !place.lies_within(city))
        .map(|place| {
            let is_other_province = !place.as_str().starts_with(province);
            Whence { place, is_other_province }
        })
        .collect()
}

/// The gravest mark that the rules of the day give to whoever comes from these places. What is
/// unsure gives none.
pub(super) fn mark<'a>(
    rules: &[&'a LocalRule],
    (q, facts): (&Question, &Facts),
    whences: &[Whence<'_>],
) -> Option<&'a ColorRule> {
    let colors =
        || rules.iter().filter_map(|rule| rule.says.color()).filter(|one| one.clause.is_enforced());
    // A mark that names no days is one of a scheme that does.
    let of_scheme = colors().filter_map(|color| color.stay_within_days).max();
    // The rules stand from the gravest to the lightest, and so do the colors; within one color the
    // first that fits is the one that asks more.
    let fits = |color: &&ColorRule| {
        let days = color.stay_within_days.or(of_scheme).map(i64::from);
        whences.iter().any(|whence| {
            let is_meant = match color.arrivals {
                Arrivals::Everybody => true,
                Arrivals::OtherProvince => whence.is_other_province,
            };
            is_meant && is_from(color.origin, (q, facts), whence.place, days)
        })
    };
    let mut fitting: Vec<&ColorRule> = colors().filter(fits).collect();
    fitting.sort_by_key(|color| color.color);
    fitting.first().copied()
}

/// Every origin that a journey has on its day, where no mark of the city says which is asked for; cases
/// count where they are no older than `days`.
pub fn origins_of((q, facts): (&Question, &Facts), city: &PlaceCode, days: i64) -> Vec<Origin> {
    let all = [
        Origin::MediumOrHigh,
        Origin::CountyOfMediumOrHigh,
        Origin::CountyNotYetRated,
        Origin::OtherCountyOfCity,
        Origin::High,
        Origin::Medium,
        Origin::LowOrNotYetRated,
        Origin::CountyWithoutRiskOfCity,
    ];
    let whences = whences(q, city);
    let is_it = |origin: &Origin| {
        whences.iter().any(|whence| is_from(*origin, (q, facts), whence.place, Some(days)))
    };
    all.into_iter().filter(is_it).collect()
}

/// Whether a place is such an origin on the day; cases count where they are no older than `days`.
fn is_from(
    origin: Origin,
    (q, facts): (&Question, &Facts),
    place: &PlaceCode,
    days: Option<i64>,
) -> bool {
    let stayed = q.stayed;
    let gravest = facts.gravest(place);
    let is_rated = gravest.is_some_and(|level| level.gravity() >= 2);
    let has_case = facts
        .last_case(place, q.day)
        .is_some_and(|case| days.is_some_and(|days| q.day.days_since(case.last_on) <= days));
    match origin {
        Origin::MediumOrHigh => matches!(stayed, StayedIn::Medium | StayedIn::High),
        Origin::High => stayed == StayedIn::High,
        Origin::Medium => stayed == StayedIn::Medium,
        Origin::CountyOfMediumOrHigh => is_rated,
        Origin::CountyNotYetRated => has_case && !is_rated,
        Origin::LowOrNotYetRated => gravest.is_some() || has_case,
        Origin::OtherCountyOfCity | Origin::CountyWithoutRiskOfCity => {
            days.is_some_and(|days| facts.city_is_touched(place, q.day, days))
        }
        Origin::Elsewhere => true,
    }
}

/// Within how many days before the journey a stay in a risk area matters, by the marks and the
/// schedules of the day; none where none of them says.
pub fn stay_days(book: &RuleBook, day: CityDay) -> Option<u16> {
    let edition = book.edition_on(day)?;
    let marks = book.overlay_on(day).into_iter().flat_map(|own| own.rules_on(day, &edition.id));
    let marks = marks.filter_map(|rule| rule.says.color()?.stay_within_days);
    marks.chain(edition.schedules.iter().filter_map(|one| one.stay_within_days)).max()
}

/// Whether a mark is given for having been in a risk area or in its county.
pub(super) fn is_of_risk(origin: Origin) -> bool {
    match origin {
        Origin::MediumOrHigh | Origin::CountyOfMediumOrHigh | Origin::High | Origin::Medium => true,
        Origin::CountyNotYetRated
        | Origin::OtherCountyOfCity
        | Origin::LowOrNotYetRated
        | Origin::CountyWithoutRiskOfCity
        | Origin::Elsewhere => false,
    }
}

/// The level of the stay that the national schedules ask about, where no mark holds.
pub(super) fn level_of_stay(q: &Question, facts: &Facts, places: &[Whence<'_>]) -> Option<Level> {
    match q.stayed {
        StayedIn::High => Some(Level::High),
        StayedIn::Medium => Some(Level::Medium),
        StayedIn::Unsaid | StayedIn::Nowhere => {
            // Where there is a graver area, the rest of its county is the low one.
            let is_listed = |whence: &Whence<'_>| facts.gravest(whence.place).is_some();
            places.iter().any(is_listed).then_some(Level::Low)
        }
    }
}
