//! What changes for a zone when an edition comes into force.

use super::clock::{Surroundings, zone_clock};
use super::facts::Listing;
use crate::rules::{Edition, RuleBook};
use crate::{CityDay, Level};

/// What an edition that comes into force changes for one zone. A proposal: the zone keeps to the
/// edition that it was rated under until a person signs.
#[derive(Clone, Debug, PartialEq)]
pub struct EditionChangeRow {
    /// The level under the new edition; none where the area leaves the list.
    pub becomes: Option<Level>,
    /// The earliest end by the edition that it follows now.
    pub earliest_now: Option<CityDay>,
    /// The earliest end by the new edition; none where it ends at once, or no rule ends it.
    pub earliest_then: Option<CityDay>,
    /// Why.
    pub why: Why,
}

/// Why an edition changes a zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// The new edition knows the level: it stays, and its days are counted anew from the same
    /// day 0.
    LevelStays,
    /// The new edition has another name for it: 封控区 becomes 高风险区.
    LevelRenamed,
    /// The new edition does not know the level: the area leaves the list.
    LevelEnds,
}

/// What `to` changes for a zone that follows an earlier edition; none where it follows `to`
/// already.
pub fn edition_change(
    rules: &RuleBook,
    listing: &Listing,
    to: &Edition,
    surroundings: Surroundings,
    today: CityDay,
) -> Option<EditionChangeRow> {
    if listing.edition == to.id {
        return None;
    }
    let earliest_now = zone_clock(rules, listing, surroundings, today).earliest;
    let (becomes, why) = if to.level_rule(listing.level).is_some() {
        (Some(listing.level), Why::LevelStays)
    } else {
        let same_gravity = to.levels.iter().find(|r| r.level.gravity() == listing.level.gravity());
        match same_gravity {
            Some(rule) => (Some(rule.level), Why::LevelRenamed),
            None => (None, Why::LevelEnds),
        }
    };
    let earliest_then = becomes.and_then(|level| {
        let then = Listing { level, edition: to.id.clone(), ..listing.clone() };
        zone_clock(rules, &then, surroundings, today).earliest
    });
    Some(EditionChangeRow { becomes, earliest_now, earliest_then, why })
}
