//! What was seen or decided about a zone, and the listing that follows from it.

use crate::ids::ZoneFactId;
use crate::rules::EditionId;
use crate::{CityDay, Level, Moment, coded};
use std::collections::BTreeSet;

/// One fact about a zone. Never changed; withdrawn by another.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneFact {
    /// Which fact.
    pub id: ZoneFactId,
    /// The day that it is about.
    pub on: CityDay,
    /// When it became known to the system.
    pub recorded_at: Moment,
    /// What happened.
    pub event: ZoneEvent,
}

/// What can happen to a zone.
#[derive(Clone, Debug, PartialEq)]
pub enum ZoneEvent {
    /// Put under a level, under the rules of an edition. The same level again under a later
    /// edition changes the rules that the zone follows and leaves its clock alone.
    Rated {
        /// The level.
        level: Level,
        /// The edition whose rules it follows from now on.
        edition: EditionId,
    },
    /// Taken off the list.
    Released,
    /// An infection was found among those who live or stayed there.
    CaseFound,
    /// Everybody in the area was tested in one round.
    AreaTested {
        /// What came of it.
        outcome: AreaTestOutcome,
    },
    /// The last close contact is past the days that the edition asks for, and negative.
    ContactsCleared,
    /// An earlier fact was wrong.
    Withdrawn {
        /// The fact that no longer counts.
        fact: ZoneFactId,
    },
}

coded! {
    /// What a test of a whole area came to.
    AreaTestOutcome {
        /// 全员核酸检测均为阴性
        AllNegative = "all_negative",
        /// Somebody was positive. The case is a fact of its own.
        PositiveFound = "positive_found",
    }
}

/// A fact that cannot be withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotWithdrawable {
    /// The zone has no such fact.
    #[error("the zone has no such fact")]
    Unknown,
    /// It was withdrawn before.
    #[error("the fact is withdrawn already")]
    Already,
    /// It is itself a withdrawal: state the fact anew instead.
    #[error("a withdrawal cannot be withdrawn; state the fact anew")]
    IsWithdrawal,
}

/// Where a zone stands on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// Its level.
    pub level: Level,
    /// The first day at this level.
    pub since: CityDay,
    /// The graver level that it was stepped down from, if it came to this one that way.
    pub after: Option<Level>,
    /// The edition whose rules it follows.
    pub edition: EditionId,
    /// The day of the latest case found there, as far as it is known.
    pub latest_case: Option<CityDay>,
    /// The day of the latest test of the whole area in which nobody was positive.
    pub latest_clear_test: Option<CityDay>,
    /// The latest day on which its close contacts were confirmed clear.
    pub contacts_cleared: Option<CityDay>,
    /// The day of the latest positive, a case or a test of the area, that was found since it came
    /// under this level. What was known when the level was given is not counted: it is why.
    pub positive_since: Option<CityDay>,
}

/// The facts that no longer count, by what was known at `known_at`.
pub fn withdrawn_facts(facts: &[ZoneFact], known_at: Moment) -> BTreeSet<ZoneFactId> {
    facts
        .iter()
        .filter(|fact| fact.recorded_at <= known_at)
        .filter_map(|fact| match fact.event {
            ZoneEvent::Withdrawn { fact } => Some(fact),
            ZoneEvent::Rated { .. }
            | ZoneEvent::Released
            | ZoneEvent::CaseFound
            | ZoneEvent::AreaTested { .. }
            | ZoneEvent::ContactsCleared => None,
        })
        .collect()
}

/// Whether `fact` may be withdrawn.
pub fn withdrawable(facts: &[ZoneFact], fact: ZoneFactId) -> Result<(), NotWithdrawable> {
    let found = facts.iter().find(|known| known.id == fact).ok_or(NotWithdrawable::Unknown)?;
    if matches!(found.event, ZoneEvent::Withdrawn { .. }) {
        return Err(NotWithdrawable::IsWithdrawal);
    }
    if withdrawn_facts(facts, Moment(i64::MAX)).contains(&fact) {
        return Err(NotWithdrawable::Already);
    }
    Ok(())
}

/// Where the zone stands on `day`, by what was known at `known_at`; none where it is not listed.
///
/// Facts count in the order of the days that they are about, and on one day in the order in which
/// they became known.
pub fn listing_on(facts: &[ZoneFact], day: CityDay, known_at: Moment) -> Option<Listing> {
    let withdrawn = withdrawn_facts(facts, known_at);
    let mut counted: Vec<&ZoneFact> = facts
        .iter()
        .filter(|fact| {
            fact.on <= day && fact.recorded_at <= known_at && !withdrawn.contains(&fact.id)
        })
        .collect();
    counted.sort_by_key(|fact| (fact.on, fact.recorded_at, fact.id));

    let mut listing: Option<Listing> = None;
    let mut latest_case = None;
    for fact in counted {
        match &fact.event {
            ZoneEvent::Rated { level, edition } => {
                listing = Some(rated(listing.take(), *level, edition, fact.on));
            }
            ZoneEvent::Released => listing = None,
            ZoneEvent::CaseFound => {
                latest_case = latest_case.max(Some(fact.on));
                if let Some(listing) = &mut listing {
                    listing.positive_since = Some(fact.on);
                }
            }
            ZoneEvent::AreaTested { outcome: AreaTestOutcome::AllNegative } => {
                if let Some(listing) = &mut listing {
                    listing.latest_clear_test = Some(fact.on);
                }
            }
            ZoneEvent::AreaTested { outcome: AreaTestOutcome::PositiveFound } => {
                if let Some(listing) = &mut listing {
                    listing.latest_clear_test = None;
                    listing.positive_since = Some(fact.on);
                }
            }
            ZoneEvent::ContactsCleared => {
                if let Some(listing) = &mut listing {
                    listing.contacts_cleared = Some(fact.on);
                }
            }
            ZoneEvent::Withdrawn { .. } => {}
        }
    }
    listing.map(|listing| Listing { latest_case, ..listing })
}

fn rated(before: Option<Listing>, level: Level, edition: &EditionId, on: CityDay) -> Listing {
    match before {
        Some(before) if before.level == level => Listing { edition: edition.clone(), ..before },
        Some(before) => Listing {
            level,
            since: on,
            after: (before.level.gravity() > level.gravity()).then_some(before.level),
            edition: edition.clone(),
            latest_case: None,
            latest_clear_test: before.latest_clear_test,
            contacts_cleared: before.contacts_cleared,
            positive_since: None,
        },
        None => Listing {
            level,
            since: on,
            after: None,
            edition: edition.clone(),
            latest_case: None,
            latest_clear_test: None,
            contacts_cleared: None,
            positive_since: None,
        },
    }
}
