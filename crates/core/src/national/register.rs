//! What snapshots amount to: the time that each area stood at each level.

use super::snapshot::{ListedArea, Snapshot, SnapshotTime};
use crate::CityDay;
use std::collections::{BTreeMap, BTreeSet};

/// The time that one area stood at one level without a break.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interval {
    /// Which area, at which level.
    pub area: ListedArea,
    /// The snapshot before, which does not have it yet; none where the series begins with it.
    pub last_unseen: Option<SnapshotTime>,
    /// The first snapshot that has it.
    pub first_seen: SnapshotTime,
    /// The last snapshot that has it.
    pub last_seen: SnapshotTime,
    /// The first snapshot after that, which has it no more; none while it stands.
    pub first_absent: Option<SnapshotTime>,
}

impl Interval {
    /// The days on which it can have begun: it did so between two snapshots.
    pub fn began(&self) -> (CityDay, CityDay) {
        let first_seen = self.first_seen.shows_day();
        (self.last_unseen.map_or(first_seen, SnapshotTime::shows_day), first_seen)
    }

    /// The days on which it can have ended; none while it stands.
    pub fn ended(&self) -> Option<(CityDay, CityDay)> {
        Some((self.last_seen.shows_day(), self.first_absent?.shows_day()))
    }
}

/// An area that stands: when it was seen first and last, and the snapshot before that.
struct Standing {
    last_unseen: Option<SnapshotTime>,
    first_seen: SnapshotTime,
    last_seen: SnapshotTime,
}

impl Standing {
    fn interval(&self, area: &ListedArea, first_absent: Option<SnapshotTime>) -> Interval {
        let Standing { last_unseen, first_seen, last_seen } = *self;
        Interval { area: area.clone(), last_unseen, first_seen, last_seen, first_absent }
    }
}

/// The intervals of a series of snapshots, in the order in which they began. The snapshots must be
/// in the order of time.
pub fn intervals(snapshots: &[Snapshot]) -> Vec<Interval> {
    let mut standing: BTreeMap<&ListedArea, Standing> = BTreeMap::new();
    let mut ended: Vec<Interval> = Vec::new();
    let mut last_unseen = None;
    for snapshot in snapshots {
        let time = snapshot.time;
        let now: BTreeSet<&ListedArea> = snapshot.areas.iter().collect();
        standing.retain(|area, known| {
            let stays = now.contains(area);
            if !stays {
                ended.push(known.interval(area, Some(time)));
            }
            stays
        });
        for area in now {
            let begun = Standing { last_unseen, first_seen: time, last_seen: time };
            standing.entry(area).or_insert(begun).last_seen = time;
        }
        last_unseen = Some(time);
    }
    ended.extend(standing.into_iter().map(|(area, known)| known.interval(area, None)));
    ended.sort_by(|a, b| (a.first_seen, &a.area).cmp(&(b.first_seen, &b.area)));
    ended
}

/// What a new snapshot is worth beside the one before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Assessment {
    /// The same areas at the same levels.
    Unchanged,
    /// It can be applied.
    Apply {
        /// Areas that are new, or at another level.
        appeared: Vec<ListedArea>,
        /// Areas that left the list altogether.
        left: Vec<ListedArea>,
    },
    /// Too much has vanished for no reason. Nobody is released by it.
    Hold {
        /// The areas that vanished without the rules allowing it.
        unexplained: Vec<ListedArea>,
    },
}

/// A snapshot that takes this many areas off the list without reason is held.
const UNEXPLAINED_MIN: usize = 3;

/// Judges a snapshot. `may_leave` says whether the rules allow an area to leave the list by now;
/// an area that is still there at another level has not left.
///
/// One or two unexplained departures are a city's own decision. Three or more that are also a
/// third of the list are a list that was cut off: the national list is known to drop areas for
/// one snapshot and bring them back in the next.
pub fn assess(
    before: &[ListedArea],
    snapshot: &Snapshot,
    may_leave: impl Fn(&ListedArea) -> bool,
) -> Assessment {
    let old: BTreeSet<&ListedArea> = before.iter().collect();
    let new: BTreeSet<&ListedArea> = snapshot.areas.iter().collect();
    if old == new {
        return Assessment::Unchanged;
    }
    let name = |area: &ListedArea| (area.county.clone(), area.area.clone());
    let still_named: BTreeSet<(String, String)> = new.iter().map(|area| name(area)).collect();
    let left: Vec<ListedArea> = old
        .difference(&new)
        .filter(|area| !still_named.contains(&name(area)))
        .map(|area| (*area).clone())
        .collect();
    let unexplained: Vec<ListedArea> =
        left.iter().filter(|area| !may_leave(area)).cloned().collect();
    if unexplained.len() >= UNEXPLAINED_MIN && unexplained.len() * 3 >= old.len() {
        return Assessment::Hold { unexplained };
    }
    let appeared = new.difference(&old).map(|area| (*area).clone()).collect();
    Assessment::Apply { appeared, left }
}
