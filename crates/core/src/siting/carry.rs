//! Who goes to which of the chosen sites: everybody to the nearest, and where one is full, those
//! elsewhere who lose least by it. Successive shortest paths between the sites, which is exact: to
//! begin with nobody could be nearer, and no path that is taken makes a cycle that would gain.

use super::{Goes, Siting};

/// Who goes where, at the least sum.
pub(super) fn carry(siting: &Siting, chosen: &[usize]) -> Vec<Goes> {
    let mut loads = Loads::nearest(siting, chosen);
    if let Some(capacity) = siting.capacity {
        while let Some(over) = loads.fullest(capacity) {
            if !loads.relieve(over, capacity) {
                break;
            }
        }
    }
    loads.goes(chosen)
}

/// What all of them walk in sum.
pub(super) fn cost(siting: &Siting, goes: &[Goes]) -> u64 {
    goes.iter().map(|one| one.people * siting.far(one.place, one.to)).sum()
}

struct Loads<'a> {
    siting: &'a Siting,
    chosen: &'a [usize],
    /// Of each place, how many go to each site.
    by_place: Vec<Vec<u64>>,
    /// How many go to each site.
    sum: Vec<u64>,
}

/// The cheapest move between two sites: what one person more walks, and who.
#[derive(Clone, Copy)]
struct Step {
    more: i64,
    place: usize,
}

impl<'a> Loads<'a> {
    fn nearest(siting: &'a Siting, chosen: &'a [usize]) -> Loads<'a> {
        let mut by_place = vec![vec![0; chosen.len()]; siting.n_places()];
        let mut sum = vec![0; chosen.len()];
        for (place, row) in by_place.iter_mut().enumerate() {
            let far = |(_, candidate): &(usize, &usize)| siting.far(place, **candidate);
            let Some((site, _)) = chosen.iter().enumerate().min_by_key(far) else { continue };
            let people = siting.people_of(place);
            add(row, site, people);
            add(&mut sum, site, people);
        }
        Loads { siting, chosen, by_place, sum }
    }

    fn fullest(&self, capacity: u64) -> Option<usize> {
        let over = self.sum.iter().enumerate().filter(|(_, load)| **load > capacity);
        over.max_by_key(|(_, load)| **load).map(|(site, _)| site)
    }

    /// Moves people from a site that is too full along the cheapest path to one that has room.
    fn relieve(&mut self, from: usize, capacity: u64) -> bool {
        let steps = self.steps();
        let Some(path) = self.cheapest_path(&steps, from, capacity) else { return false };
        let mut people = self.sum.get(from).map_or(0, |load| load - capacity);
        let last = path.last().map_or(from, |(_, to, _)| *to);
        people = people.min(self.sum.get(last).map_or(0, |load| capacity.saturating_sub(*load)));
        for (a, _, step) in &path {
            let goes = self.by_place.get(step.place).and_then(|row| row.get(*a));
            people = people.min(goes.copied().unwrap_or(0));
        }
        for (a, b, step) in path {
            if let Some(row) = self.by_place.get_mut(step.place) {
                take(row, a, people);
                add(row, b, people);
            }
            take(&mut self.sum, a, people);
            add(&mut self.sum, b, people);
        }
        people > 0
    }

    fn steps(&self) -> Vec<Vec<Option<Step>>> {
        let n = self.chosen.len();
        let mut steps: Vec<Vec<Option<Step>>> = vec![vec![None; n]; n];
        for (place, row) in self.by_place.iter().enumerate() {
            let far = |site: usize| self.chosen.get(site).map_or(0, |c| self.siting.far(place, *c));
            for (a, out) in steps.iter_mut().enumerate() {
                if row.get(a).is_none_or(|goes| *goes == 0) {
                    continue;
                }
                for (b, best) in out.iter_mut().enumerate().filter(|(b, _)| *b != a) {
                    let more = signed(far(b)) - signed(far(a));
                    if best.is_none_or(|best| more < best.more) {
                        *best = Some(Step { more, place });
                    }
                }
            }
        }
        steps
    }

    /// Bellman and Ford: a step may save, a cycle never does.
    fn cheapest_path(
        &self,
        steps: &[Vec<Option<Step>>],
        from: usize,
        capacity: u64,
    ) -> Option<Vec<(usize, usize, Step)>> {
        let n = self.chosen.len();
        let mut cost: Vec<Option<i64>> = vec![None; n];
        let mut came: Vec<Option<(usize, Step)>> = vec![None; n];
        *cost.get_mut(from)? = Some(0);
        for _ in 0..n {
            let mut is_better = false;
            for (a, row) in steps.iter().enumerate() {
                let Some(so_far) = cost.get(a).copied().flatten() else { continue };
                for (b, step) in row.iter().enumerate() {
                    let Some(step) = step else { continue };
                    let sum = so_far + step.more;
                    if cost.get(b).copied().flatten().is_none_or(|known| sum < known) {
                        *cost.get_mut(b)? = Some(sum);
                        *came.get_mut(b)? = Some((a, *step));
                        is_better = true;
                    }
                }
            }
            if !is_better {
                break;
            }
        }
        let has_room = |site: &usize| self.sum.get(*site).is_some_and(|load| *load < capacity);
        let reached = (0..n).filter(has_room).filter_map(|b| Some((cost.get(b)?.as_ref()?, b)));
        let (_, mut at) = reached.min()?;
        let mut path = Vec::new();
        while at != from && path.len() <= n {
            let (before, step) = came.get(at).copied().flatten()?;
            path.push((before, at, step));
            at = before;
        }
        path.reverse();
        Some(path)
    }

    fn goes(&self, chosen: &[usize]) -> Vec<Goes> {
        let mut goes = Vec::new();
        for (place, row) in self.by_place.iter().enumerate() {
            for (people, to) in row.iter().zip(chosen) {
                if *people > 0 {
                    goes.push(Goes { place, to: *to, people: *people });
                }
            }
        }
        goes
    }
}

fn signed(far: u64) -> i64 {
    i64::try_from(far).unwrap_or(i64::MAX)
}

fn add(to: &mut [u64], site: usize, people: u64) {
    if let Some(load) = to.get_mut(site) {
        *load += people;
    }
}

fn take(from: &mut [u64], site: usize, people: u64) {
    if let Some(load) = from.get_mut(site) {
        *load = load.saturating_sub(people);
    }
}
