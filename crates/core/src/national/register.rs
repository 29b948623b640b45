//! What snapshots amount to: the time that each area stood at each level.

use super::snapshot::{ListedArea, Snapshot, SnapshotTime};
use std::collections::{BTreeMap, BTreeSet};

/// The time that one area stood at one level without a break.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interval {
    /// Which area, at which level.
    pub area: ListedArea,
    /// The first snapshot that has it.
    pub first_seen: SnapshotTime,
    /// The last snapshot that has it.
    pub last_seen: SnapshotTime,
    /// The first snapshot after that, which has it no more; none while it stands.
    pub first_absent: Option<SnapshotTime>,
}

/// The intervals of a series of snapshots, in the order in which they began. The snapshots must be
/// in the order of time.
pub fn intervals(snapshots: &[Snapshot]) -> Vec<Interval> {
    let mut standing: BTreeMap<&ListedArea, (SnapshotTime, SnapshotTime)> = BTreeMap::new();
    let mut ended: Vec<Interval> = Vec::new();
    for snapshot in snapshots {
        let now: BTreeSet<&ListedArea> = snapshot.areas.iter().collect();
        standing.retain(|area, (first_seen, last_seen)| {
            let stays = now.contains(area);
            if !stays {
                ended.push(Interval {
                    area: (*area).clone(),
                    first_seen: *first_seen,
                    last_seen: *last_seen,
                    first_absent: Some(snapshot.time),
                });
            }
            stays
        });
        for area in now {
            standing.entry(area).or_insert((snapshot.time, snapshot.time)).1 = snapshot.time;
        }
    }
    ended.extend(standing.into_iter().map(|(area, (first_seen, last_seen))| Interval {
        area: area.clone(),
        first_seen,
        last_seen,
        first_absent: None,
    }));
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
