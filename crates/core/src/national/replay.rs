//! A series of snapshots, put in one after another: which of them would have been applied, and
//! which held because too much vanished without reason.

use super::register::{Assessment, assess};
use super::snapshot::{ListedArea, Snapshot, SnapshotTime};
use crate::rules::RuleBook;
use crate::zones::{Listing, Proposal, Surroundings, zone_clock};
use crate::{CityDay, Level};
use std::collections::BTreeMap;

/// A snapshot from which too much had vanished.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldSnapshot {
    /// Which one.
    pub time: SnapshotTime,
    /// The areas that vanished without the rules allowing it.
    pub unexplained: Vec<ListedArea>,
}

/// What became of each snapshot of a series.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Replay {
    /// How many changed the register.
    pub n_applied: usize,
    /// How many said what the register said already.
    pub n_unchanged: usize,
    /// Those that were held.
    pub held: Vec<HeldSnapshot>,
}

/// Puts the snapshots into an empty register, in their order. A held one changes nothing, and the
/// next is compared with the register as it was before.
pub fn replay(rules: &RuleBook, snapshots: &[Snapshot]) -> Replay {
    let mut register = Register { rules, listed: BTreeMap::new() };
    let mut replay = Replay::default();
    let mut last_day = None;
    for snapshot in snapshots {
        let day = snapshot.time.shows_day();
        // What is new was rated at some hour since the snapshot before.
        let rated_on = last_day.replace(day).unwrap_or(day);
        let may_leave = |area: &ListedArea| register.may_leave(area, day);
        match assess(&register.areas(), snapshot, may_leave) {
            Assessment::Unchanged => replay.n_unchanged += 1,
            Assessment::Apply { .. } => {
                replay.n_applied += 1;
                register.take(snapshot, rated_on);
            }
            Assessment::Hold { unexplained } => {
                replay.held.push(HeldSnapshot { time: snapshot.time, unexplained });
            }
        }
    }
    replay
}

/// Whether the rules allow a listed area to leave the list by `day`: its days have passed, by the
/// edition that it was rated under or by the one in force now, or that one no longer knows its
/// level. Under no edition, no rule stands against it.
pub fn may_leave(rules: &RuleBook, listing: &Listing, day: CityDay) -> bool {
    let Some(edition) = rules.edition_on(day) else { return true };
    if edition.level_rule(listing.level).is_none() {
        return true;
    }
    let as_of_now = Listing { edition: edition.id.clone(), ..listing.clone() };
    [listing, &as_of_now].into_iter().any(|listing| {
        match zone_clock(rules, listing, Surroundings::NoGraverZone, day).proposal {
            Proposal::StepDown { .. } | Proposal::AwaitConditions => true,
            Proposal::Keep { .. } | Proposal::Raise { .. } => false,
        }
    })
}

/// An area without its level.
type Name = (String, String, String, String);

struct Register<'a> {
    rules: &'a RuleBook,
    listed: BTreeMap<Name, Vec<(ListedArea, Option<Listing>)>>,
}

impl Register<'_> {
    fn areas(&self) -> Vec<ListedArea> {
        self.listed.values().flatten().map(|(area, _)| area.clone()).collect()
    }

    /// Whether the rules allow the area to leave the list by `day`: its days have passed, by the
    /// edition that it was rated under or by the one in force now, or that one no longer knows
    /// its level.
    fn may_leave(&self, area: &ListedArea, day: CityDay) -> bool {
        let listed = self.listed.get(&name(area)).into_iter().flatten();
        let listing =
            listed.filter(|(one, _)| one == area).find_map(|(_, listing)| listing.as_ref());
        listing.is_none_or(|listing| may_leave(self.rules, listing, day))
    }

    fn take(&mut self, snapshot: &Snapshot, day: CityDay) {
        let mut listed: BTreeMap<Name, Vec<(ListedArea, Option<Listing>)>> = BTreeMap::new();
        for area in &snapshot.areas {
            let before = self.listed.get(&name(area)).map(Vec::as_slice).unwrap_or_default();
            let listing = match before.iter().find(|(one, _)| one == area) {
                Some((_, listing)) => listing.clone(),
                None => self.listing(area.level, before, day),
            };
            let same_name = listed.entry(name(area)).or_default();
            if !same_name.iter().any(|(one, _)| one == area) {
                same_name.push((area.clone(), listing));
            }
        }
        self.listed = listed;
    }

    /// A listing that begins on `day`; none where no edition is in force.
    fn listing(
        &self,
        level: Level,
        before: &[(ListedArea, Option<Listing>)],
        day: CityDay,
    ) -> Option<Listing> {
        let after = before
            .iter()
            .map(|(area, _)| area.level)
            .find(|before| before.gravity() > level.gravity());
        Some(Listing {
            level,
            since: day,
            after,
            edition: self.rules.edition_on(day)?.id.clone(),
            latest_case: None,
            latest_clear_test: None,
            contacts_cleared: None,
            positive_since: None,
        })
    }
}

fn name(area: &ListedArea) -> Name {
    (area.province.clone(), area.city.clone(), area.county.clone(), area.area.clone())
}
