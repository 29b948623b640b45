//! How many are inside a place at this moment: who went in counts until he goes out, or until people
//! stay no longer there as a rule.

use fangxian_core::scans::Verdict;
use fangxian_core::{CityDay, Moment};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A stay is counted in so many parts.
const PARTS: usize = 16;

/// The room of one place.
#[derive(Debug)]
pub struct Room {
    /// How many it holds.
    capacity: u32,
    /// How many may be inside from a day on, earliest first.
    limits: Vec<(CityDay, u32)>,
    /// How long one part of a stay is.
    part_ms: i64,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    /// How many came in in each part.
    parts: [u32; PARTS],
    /// The newest part.
    newest: i64,
}

impl Inside {
    fn at(part: i64) -> usize {
        // The rest of a division by sixteen.
        usize::try_from(part.rem_euclid(PARTS as i64)).unwrap_or_default()
    }

    /// Whoever came a stay ago is gone.
    fn turn(&mut self, part: i64) {
        if part - self.newest >= PARTS as i64 {
            self.parts = [0; PARTS];
        } else {
            for gone in self.newest + 1..=part {
                if let Some(n) = self.parts.get_mut(Inside::at(gone)) {
                    *n = 0;
                }
            }
        }
        self.newest = self.newest.max(part);
    }

    fn n(&self) -> u32 {
        self.parts.iter().sum()
    }

    fn add(&mut self) {
        if let Some(n) = self.parts.get_mut(Inside::at(self.newest)) {
            *n = n.saturating_add(1);
        }
    }

    /// Whoever goes out came first.
    fn take(&mut self) {
        let oldest = self.newest + 1;
        let mut parts = (0..PARTS as i64).map(|later| Inside::at(oldest + later));
        let Some(at) = parts.find(|at| self.parts.get(*at).is_some_and(|n| *n > 0)) else { return };
        if let Some(n) = self.parts.get_mut(at) {
            *n -= 1;
        }
    }
}

impl Room {
    /// A room that holds so many, with its limits from each day on, earliest first, in which people
    /// stay so long.
    pub fn new(capacity: u32, limits: Vec<(CityDay, u32)>, stay_minutes: u32) -> Room {
        let part_ms = i64::from(stay_minutes.max(1)) * 60_000 / PARTS as i64;
        Room { capacity, limits, part_ms, inside: Mutex::default() }
    }

    /// The same people, under other limits.
    pub(crate) fn keeping(self, before: &Room) -> Room {
        if self.part_ms == before.part_ms {
            let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
            let held = before.inside.lock().unwrap_or_else(PoisonError::into_inner);
            *inside = Inside { parts: held.parts, newest: held.newest };
        }
        self
    }

    /// How many may be inside on a day.
    pub fn limit(&self, day: CityDay) -> u32 {
        let since = self.limits.iter().rev().find(|(from, _)| *from <= day);
        since.map_or(self.capacity, |(_, limit)| *limit)
    }

    /// How many are inside.
    pub fn n_inside(&self, now: Moment) -> u32 {
        self.turned(now).n()
    }

    /// So many went out.
    pub fn go_out(&self, n: u32, now: Moment) {
        let mut inside = self.turned(now);
        (0..n).for_each(|_| inside.take());
    }

    fn turned(&self, now: Moment) -> MutexGuard<'_, Inside> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.turn(now.0.div_euclid(self.part_ms));
        inside
    }
}

/// Somebody at the door, for whom a place is held while it is decided: of two at the last place one
/// gets it. Where he does not go in, it is given back.
pub(crate) struct AtDoor {
    room: Option<Arc<Room>>,
    is_held: bool,
    now: Moment,
}

impl AtDoor {
    pub(crate) fn new(room: Option<&Arc<Room>>, now: Moment) -> AtDoor {
        let is_held = room.is_some_and(|room| {
            let limit = room.limit(now.city_day());
            let mut inside = room.turned(now);
            let is_free = inside.n() < limit;
            if is_free {
                inside.add();
            }
            is_free
        });
        AtDoor { room: room.cloned(), is_held, now }
    }

    /// Whether there is a place for him; none where nobody counts.
    pub(crate) fn n_free(&self) -> Option<u32> {
        self.room.as_ref().map(|_| u32::from(self.is_held))
    }

    /// He goes in, or does not.
    pub(crate) fn settle(mut self, verdict: Verdict) {
        match (verdict, self.is_held, &self.room) {
            // Who must pass at once passes although it is full.
            (Verdict::Pass, false, Some(room)) => room.turned(self.now).add(),
            (Verdict::Pass, true | false, Some(_) | None) => self.is_held = false,
            (Verdict::Refuse, _, _) => {}
        }
    }
}

impl Drop for AtDoor {
    fn drop(&mut self) {
        if self.is_held
            && let Some(room) = &self.room
        {
            room.go_out(1, self.now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Moment = Moment(1_650_000_000_000);

    fn room(limit: u32) -> Arc<Room> {
        Arc::new(Room::new(limit, Vec::new(), 160))
    }

    fn come(room: &Arc<Room>, now: Moment) -> bool {
        let at_door = AtDoor::new(Some(room), now);
        let is_free = at_door.n_free() == Some(1);
        at_door.settle(if is_free { Verdict::Pass } else { Verdict::Refuse });
        is_free
    }

    #[test]
    fn who_is_one_too_many_waits_until_somebody_goes_out_or_a_stay_is_over() {
        let room = room(3);
        assert!((0..3).all(|_| come(&room, NOON)));
        assert!(!come(&room, NOON));
        assert_eq!(room.n_inside(NOON), 3);
        room.go_out(1, NOON);
        assert!(come(&room, NOON.plus_ms(60_000)));
        assert!(!come(&room, NOON.plus_ms(60_000)));
        // Nobody said that anybody went out: after a stay they count as gone.
        let later = NOON.plus_ms(161 * 60_000);
        assert_eq!(room.n_inside(later), 1.min(room.n_inside(later)));
        assert_eq!(room.n_inside(NOON.plus_ms(400 * 60_000)), 0);
        room.go_out(5, NOON.plus_ms(400 * 60_000));
        assert_eq!(room.n_inside(NOON.plus_ms(400 * 60_000)), 0);
    }

    #[test]
    fn a_place_that_was_held_for_somebody_who_is_refused_is_free_again() {
        let room = room(1);
        AtDoor::new(Some(&room), NOON).settle(Verdict::Refuse);
        drop(AtDoor::new(Some(&room), NOON));
        assert_eq!(room.n_inside(NOON), 0);
        assert!(come(&room, NOON));
        // In an emergency he passes all the same, and counts.
        AtDoor::new(Some(&room), NOON).settle(Verdict::Pass);
        assert_eq!(room.n_inside(NOON), 2);
        assert_eq!(AtDoor::new(None, NOON).n_free(), None);
    }

    #[test]
    fn a_hundred_at_once_are_never_more_than_may_be() {
        let room = room(75);
        let came: usize = std::thread::scope(|scope| {
            let gates: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| (0..50).filter(|_| come(&room, NOON)).count()))
                .collect();
            gates.into_iter().map(|gate| gate.join().unwrap()).sum()
        });
        assert_eq!((came, room.n_inside(NOON)), (75, 75));
    }

    #[test]
    fn a_limit_holds_from_its_day_on() {
        let day = |text| CityDay::parse(text).unwrap();
        let limits = vec![(day("2022-01-01"), 100), (day("2022-04-29"), 75)];
        let room = Room::new(100, limits, 60);
        assert_eq!(room.limit(day("2022-04-28")), 100);
        assert_eq!(room.limit(day("2022-04-29")), 75);
        assert_eq!(room.limit(day("2021-04-29")), 100);
        let kept = Room::new(80, vec![], 60).keeping(&room);
        assert_eq!(kept.limit(day("2022-04-29")), 80);
    }
}
