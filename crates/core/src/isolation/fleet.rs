//! Which of the free vehicles fetches whom, and in which order: all vehicles at once.
//!
//! First each vehicle is filled in its turn, household by household; that says who rides now. Then households are
//! moved between vehicles, or exchanged, as long as that is better, and who still waits gets on where a seat became
//! free. Nobody who would have ridden is left behind. There is no chance in it and no clock: the same question has
//! the same answer.

use super::ride::{Company, Waiter, company, households, load};
use super::route::{Route, StopAsk, route, way_minutes};
use super::rules::RideRules;
use crate::Moment;
use crate::ids::{IsolationSiteId, IsolationStayId};
use crate::places::PlaceCode;
use crate::siting::points::OnMap;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many households are planned at once, those first who come first. Our own bound.
pub const HOUSEHOLDS_MAX: usize = 200;
/// So many vehicles are planned at once. Our own bound.
pub const VEHICLES_MAX: usize = 40;
/// So often all vehicles are gone over at most. Our own bound: it ends by itself, as each change is better.
const ROUNDS_MAX: usize = 8;
const MINUTE_MS: i64 = 60_000;

/// A vehicle that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetVehicle {
    /// Its plate.
    pub plate: String,
    /// Seats besides the driver's.
    pub seats: usize,
}

/// Who waits, and what there is to fetch them.
#[derive(Clone, Debug, PartialEq)]
pub struct FleetAsk {
    /// What a way takes, and how many stops a run has.
    pub rules: RideRules,
    /// The vehicles that stand.
    pub vehicles: Vec<FleetVehicle>,
    /// Who waits.
    pub waiting: Vec<Waiter>,
    /// Where doors are, of those that have a point.
    pub doors: HashMap<PlaceCode, OnMap>,
    /// Where sites are, of those that have a point.
    pub sites: BTreeMap<IsolationSiteId, OnMap>,
    /// When each vehicle is at its first door.
    pub departs_at: Moment,
}

/// Whom one vehicle fetches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetRun {
    /// Its plate.
    pub plate: String,
    /// To which site.
    pub site: IsolationSiteId,
    /// The doors in their order, who gets on, and when.
    pub stops: Vec<(PlaceCode, Vec<IsolationStayId>, Moment)>,
    /// The way.
    pub route: Route,
}

/// Whom each vehicle fetches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetPlan {
    /// Of the vehicles that fetch somebody.
    pub runs: Vec<FleetRun>,
    /// How many people wait for another run.
    pub n_left: usize,
    /// How many households were not looked at, because they are too many at once.
    pub n_cut: usize,
}

/// Plans all vehicles: as many ride as fit, windows are kept, whoever comes first is a short time on the way, and
/// the vehicles are back soon.
pub fn fleet(ask: &FleetAsk) -> FleetPlan {
    let mut waiting = households(&ask.waiting);
    let n_cut = waiting.len().saturating_sub(HOUSEHOLDS_MAX);
    waiting.truncate(HOUSEHOLDS_MAX);
    let vehicles: Vec<&FleetVehicle> = ask.vehicles.iter().take(VEHICLES_MAX).collect();
    let (search, filled) = filled(ask, vehicles, waiting.concat());
    let mut better = filled.clone();
    search.improve(&mut better);
    let (first, second) = (search.planned(&filled, n_cut), search.planned(&better, n_cut));
    // What was moved was measured without trying every order: the one that is better in the end is taken.
    if worth(&second, ask.departs_at) <= worth(&first, ask.departs_at) { second } else { first }
}

/// The less the better: who is left, windows missed, minutes of those who come first, minutes of the vehicles.
fn worth(plan: &FleetPlan, departs_at: Moment) -> (usize, i64, i64, i64) {
    let sum = |of: fn(&Route) -> i64| plan.runs.iter().map(|run| of(&run.route)).sum::<i64>();
    let starts = departs_at.0 * i64::try_from(plan.runs.len()).unwrap_or(0);
    let minutes = (sum(|way| way.arrives_at.0) - starts) / MINUTE_MS;
    (plan.n_left, sum(|way| way.late_minutes), sum(|way| way.first_minutes), minutes)
}

/// Who rides in which vehicle, by their place among the parties, in their order.
#[derive(Clone)]
struct Loads {
    of_vehicles: Vec<Vec<usize>>,
    left: Vec<usize>,
}

struct Search<'a> {
    ask: &'a FleetAsk,
    vehicles: Vec<&'a FleetVehicle>,
    /// Households, or as many of one larger than every vehicle as ride together.
    parties: Vec<Vec<Waiter>>,
    companies: Vec<Option<Company>>,
    /// Minutes from each to each.
    ways: Vec<Vec<i64>>,
    /// Minutes from each to its site.
    ends: Vec<i64>,
}

/// Each vehicle filled in its turn.
fn filled<'a>(
    ask: &'a FleetAsk,
    vehicles: Vec<&'a FleetVehicle>,
    mut waiting: Vec<Waiter>,
) -> (Search<'a>, Loads) {
    let seats_max = vehicles.iter().map(|one| one.seats).max().unwrap_or(0);
    let mut parties: Vec<Vec<Waiter>> = Vec::new();
    let mut of_vehicles = Vec::new();
    for vehicle in &vehicles {
        let riding = load(&waiting, (vehicle.seats, seats_max), ask.rules.stops_max);
        let stays: BTreeSet<IsolationStayId> =
            riding.iter().flatten().map(|one| one.stay).collect();
        waiting.retain(|one| !stays.contains(&one.stay));
        let from = parties.len();
        parties.extend(riding);
        of_vehicles.push((from..parties.len()).collect());
    }
    let from = parties.len();
    parties.extend(households(&waiting));
    let loads = Loads { of_vehicles, left: (from..parties.len()).collect() };
    (Search::over(ask, vehicles, parties), loads)
}

impl<'a> Search<'a> {
    fn over(
        ask: &'a FleetAsk,
        vehicles: Vec<&'a FleetVehicle>,
        parties: Vec<Vec<Waiter>>,
    ) -> Search<'a> {
        let spot =
            |party: &[Waiter]| party.first().and_then(|one| ask.doors.get(&one.door).copied());
        let spots: Vec<Option<OnMap>> = parties.iter().map(|party| spot(party)).collect();
        let ways = spots
            .iter()
            .map(|from| spots.iter().map(|to| way_minutes(&ask.rules, *from, *to)).collect())
            .collect();
        let site =
            |party: &[Waiter]| party.first().and_then(|one| ask.sites.get(&one.site).copied());
        let ends = parties
            .iter()
            .zip(&spots)
            .map(|(party, from)| way_minutes(&ask.rules, *from, site(party)))
            .collect();
        let companies = parties.iter().map(|party| party.first().map(company)).collect();
        Search { ask, vehicles, parties, companies, ways, ends }
    }

    fn improve(&self, loads: &mut Loads) {
        for _ in 0..ROUNDS_MAX {
            let is_added = self.add(loads);
            if !self.shift(loads) && !is_added {
                return;
            }
        }
    }

    /// Who is left gets on where it costs least; whether anybody did.
    fn add(&self, loads: &mut Loads) -> bool {
        let n_before = loads.left.len();
        let Loads { of_vehicles, left } = loads;
        left.retain(|party| {
            let best = of_vehicles
                .iter()
                .enumerate()
                .map(|(at, own)| (at, self.with(own, *party), self.cost(own)))
                .filter(|(at, trial, _)| self.fits(*at, trial))
                .min_by_key(|(_, trial, before)| {
                    let after = self.cost(trial);
                    (after.0 - before.0, after.1 - before.1)
                });
            match best {
                Some((at, trial, _)) => {
                    if let Some(own) = of_vehicles.get_mut(at) {
                        *own = trial;
                    }
                    false
                }
                None => true,
            }
        });
        left.len() < n_before
    }

    /// Households change the vehicle where that is better; whether any did.
    fn shift(&self, loads: &mut Loads) -> bool {
        let mut is_changed = false;
        let n = loads.of_vehicles.len();
        for (from, to) in (0..n).flat_map(|from| (0..n).map(move |to| (from, to))) {
            if let Some((mine, theirs)) = self.better(&loads.of_vehicles, from, to) {
                for (at, order) in [(from, mine), (to, theirs)] {
                    if let Some(own) = loads.of_vehicles.get_mut(at) {
                        *own = order;
                    }
                }
                is_changed = true;
            }
        }
        is_changed
    }

    /// The best that one household can do by going from one vehicle to the other, alone or in exchange.
    fn better(
        &self,
        of_vehicles: &[Vec<usize>],
        from: usize,
        to: usize,
    ) -> Option<(Vec<usize>, Vec<usize>)> {
        let (mine, theirs) = (of_vehicles.get(from)?, of_vehicles.get(to)?);
        let (one, other) = (mine.first()?, theirs.first());
        let is_strange = other.is_some_and(|other| self.company(*one) != self.company(*other));
        if from == to || is_strange {
            return None;
        }
        let mut trials = Vec::new();
        for party in mine {
            let rest = without(mine, *party);
            trials.push((rest.clone(), self.with(theirs, *party)));
            for other in theirs {
                let theirs = without(theirs, *other);
                trials.push((self.with(&rest, *other), self.with(&theirs, *party)));
            }
        }
        let both = |mine: &[usize], theirs: &[usize]| {
            let (mine, theirs) = (self.cost(mine), self.cost(theirs));
            (mine.0 + theirs.0, mine.1 + theirs.1)
        };
        let before = both(mine, theirs);
        let better = trials
            .into_iter()
            .map(|trial| (both(&trial.0, &trial.1), trial))
            .filter(|(cost, trial)| {
                *cost < before && self.fits(from, &trial.0) && self.fits(to, &trial.1)
            })
            .min_by_key(|(cost, _)| *cost);
        better.map(|(_, trial)| trial)
    }

    fn company(&self, party: usize) -> Option<Company> {
        self.companies.get(party).copied().flatten()
    }

    /// The same with one more, where it costs least.
    fn with(&self, order: &[usize], party: usize) -> Vec<usize> {
        let trials = (0..=order.len()).map(|at| {
            let (before, after) = order.split_at(at);
            [before, &[party], after].concat()
        });
        trials.min_by_key(|trial| self.cost(trial)).unwrap_or_default()
    }

    /// Minutes that those who come first are on board, and that the vehicle needs.
    fn cost(&self, order: &[usize]) -> (i64, i64) {
        let (mut now, mut n_first, mut boarded) = (0_i64, 0_i64, 0_i64);
        let mut here: Option<usize> = None;
        for at in order {
            let way = here.and_then(|from| self.ways.get(from)).and_then(|to| to.get(*at));
            now += way.copied().unwrap_or(0);
            here = Some(*at);
            now += self.ask.rules.stop_minutes;
            if self.parties.get(*at).is_some_and(|party| party.iter().any(|one| one.is_first)) {
                n_first += 1;
                boarded += now;
            }
        }
        now += here.and_then(|at| self.ends.get(at)).copied().unwrap_or(0);
        (n_first * now - boarded, now)
    }

    /// Whether a vehicle may take them: one company, its seats, its stops, each door once.
    fn fits(&self, vehicle: usize, order: &[usize]) -> bool {
        let seats = self.vehicles.get(vehicle).map_or(0, |one| one.seats);
        let own = self.people(order);
        let doors: BTreeSet<&PlaceCode> =
            own.iter().filter_map(|party| party.first()).map(|one| &one.door).collect();
        let is_one_company = order.windows(2).all(|pair| match pair {
            [one, other] => self.company(*one) == self.company(*other),
            _ => true,
        });
        is_one_company
            && own.iter().map(|party| party.len()).sum::<usize>() <= seats
            && doors.len() == order.len()
            && order.len() <= self.ask.rules.stops_max
    }

    fn people(&self, order: &[usize]) -> Vec<&Vec<Waiter>> {
        order.iter().filter_map(|at| self.parties.get(*at)).collect()
    }

    /// The runs, each with its doors in the best order there is.
    fn planned(&self, loads: &Loads, n_cut: usize) -> FleetPlan {
        let runs: Vec<FleetRun> = self
            .vehicles
            .iter()
            .zip(&loads.of_vehicles)
            .filter_map(|(vehicle, order)| self.run(vehicle, &self.people(order)))
            .collect();
        let n_people: usize = self.parties.iter().map(Vec::len).sum();
        let n_riding: usize =
            runs.iter().flat_map(|run| &run.stops).map(|(_, stays, _)| stays.len()).sum();
        FleetPlan { runs, n_left: n_people.saturating_sub(n_riding), n_cut }
    }

    fn run(&self, vehicle: &FleetVehicle, parties: &[&Vec<Waiter>]) -> Option<FleetRun> {
        let site = parties.first()?.first()?.site;
        let asks: Vec<StopAsk> = parties
            .iter()
            .map(|party| StopAsk {
                spot: party.first().and_then(|one| self.ask.doors.get(&one.door).copied()),
                window: None,
                is_first: party.iter().any(|one| one.is_first),
            })
            .collect();
        let end = self.ask.sites.get(&site).copied();
        let route = route(&self.ask.rules, &asks, end, self.ask.departs_at).ok()?;
        let stops = route.stops.iter().filter_map(|(at, due_at)| {
            let party = parties.get(*at)?;
            let stays = party.iter().map(|one| one.stay).collect();
            Some((party.first()?.door.clone(), stays, *due_at))
        });
        let stops = stops.collect();
        Some(FleetRun { plate: vehicle.plate.clone(), site, stops, route })
    }
}

fn without(order: &[usize], party: usize) -> Vec<usize> {
    order.iter().copied().filter(|one| *one != party).collect()
}

#[cfg(test)]
mod tests {
    use super::super::ride::may_ride;
    use super::super::{Exposure, GuestClass, IsolationRules};
    use super::*;
    use crate::ids::CaseId;
    use proptest::prelude::*;
    use uuid::Uuid;

    /// A household: `3 contact 1 2!` are three contacts of case 1 at a door two hundredths of a degree north, of
    /// whom one comes first. Who stands first waits longest.
    fn household(n: u128, words: &str) -> (Vec<Waiter>, PlaceCode, Option<OnMap>) {
        let words: Vec<&str> = words.split(' ').collect();
        let north = words[3].trim_end_matches('!');
        let door = PlaceCode::parse(&format!("140105001001-01-5-1-{n}")).unwrap();
        let one = |at: u128| Waiter {
            stay: IsolationStayId::from_uuid(Uuid::from_u128(n * 100 + at)),
            site: IsolationSiteId::from_uuid(Uuid::from_u128(1)),
            exposure: Exposure {
                class: GuestClass::from_code(words[1]).unwrap(),
                case: CaseId::from_uuid(Uuid::from_u128(words[2].parse().unwrap())),
            },
            door: door.clone(),
            is_first: words[3].ends_with('!') && at == 0,
            since: Moment(i64::try_from(n).unwrap()),
        };
        let people = (0..words[0].parse::<u128>().unwrap()).map(one).collect();
        let spot = north.parse::<f64>().ok();
        (people, door, spot.and_then(|north| OnMap::of(112.5, 37.8 + north / 100.0)))
    }

    fn ask(seats: &[usize], households: &[&str]) -> FleetAsk {
        let all: Vec<_> = (1..).zip(households).map(|(n, words)| household(n, words)).collect();
        let vehicles = seats
            .iter()
            .zip(1..)
            .map(|(seats, n)| FleetVehicle { plate: n.to_string(), seats: *seats });
        let site = IsolationSiteId::from_uuid(Uuid::from_u128(1));
        FleetAsk {
            rules: IsolationRules::built_in().unwrap().ride,
            vehicles: vehicles.collect(),
            waiting: all.iter().flat_map(|(people, ..)| people.clone()).collect(),
            doors: all
                .iter()
                .filter_map(|(_, door, spot)| Some((door.clone(), (*spot)?)))
                .collect(),
            sites: BTreeMap::from([(site, OnMap::of(112.5, 37.8).unwrap())]),
            departs_at: Moment(0),
        }
    }

    /// A plan as it is told: `1: 3 2` is the first vehicle, with the third household and then the second.
    fn told(plan: &FleetPlan) -> String {
        let mut told: Vec<String> = Vec::new();
        for run in &plan.runs {
            let doors: Vec<String> = run
                .stops
                .iter()
                .map(|(_, stays, _)| (stays[0].uuid().as_u128() / 100).to_string())
                .collect();
            told.push(format!("{}: {}", run.plate, doors.join(" ")));
        }
        format!("{} +{}", told.join(", "), plan.n_left)
    }

    fn check(seats: &[usize], households: &[&str], expected: &str) {
        assert_eq!(told(&fleet(&ask(seats, households))), expected, "{seats:?} {households:?}");
    }

    #[test]
    fn all_vehicles_are_planned_at_once() {
        check(&[], &["1 contact 1 1"], " +1");
        check(&[4], &[], " +0");
        check(&[4], &["1 contact 1 1", "2 contact 1 3"], "1: 2 1 +0");
        // Two who live far apart to the north and the south do not wait for one another.
        let apart = ["1 contact 1 1", "1 contact 1 -9", "1 contact 1 2", "1 contact 1 -8"];
        check(&[2, 2], &apart, "1: 2 4, 2: 3 1 +0");
        // Strangers have a vehicle each, and wait where there is none.
        check(&[4, 4], &["1 contact 1 1", "1 contact 2 1", "1 case 1 1"], "1: 1, 2: 2 +1");
        // A household rides whole where any vehicle takes it whole.
        check(&[2, 3], &["3 contact 1 1"], "2: 1 +0");
        check(&[2, 2], &["3 contact 1 1"], "1: 1, 2: 1 +0");
    }

    #[test]
    fn a_larger_question_is_cut_and_said_to_be() {
        let all = ["1 contact 1 1"; HOUSEHOLDS_MAX + 5];
        let plan = fleet(&ask(&[9; 41], &all));
        assert_eq!((plan.n_cut, plan.runs.len()), (5, 29));
        assert_eq!(plan.n_left, 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn a_plan_keeps_the_rules_and_leaves_nobody_whom_filling_in_turn_takes(
            all in proptest::collection::vec((1_u8..5, 0_u8..2, 1_u8..3, -9_i8..9, 0_u8..2), 0..14),
            seats in proptest::collection::vec(1_usize..9, 0..5),
        ) {
            let words: Vec<String> = all.iter().map(|(n, class, case, north, first)| {
                let class = if *class == 0 { "case" } else { "contact" };
                format!("{n} {class} {case} {north}{}", if *first == 0 { "" } else { "!" })
            }).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let ask = ask(&seats, &words);
            let plan = fleet(&ask);
            prop_assert_eq!(&plan, &fleet(&ask), "the same question has the same answer");
            let mut seen = BTreeSet::new();
            for run in &plan.runs {
                let stays: Vec<IsolationStayId> =
                    run.stops.iter().flat_map(|(_, stays, _)| stays.clone()).collect();
                let riders: Vec<Waiter> =
                    ask.waiting.iter().filter(|one| stays.contains(&one.stay)).cloned().collect();
                let seats = ask.vehicles.iter().find(|one| one.plate == run.plate).unwrap().seats;
                prop_assert_eq!(may_ride(&riders, seats, ask.rules.stops_max), Ok(()));
                prop_assert_eq!(riders.len(), stays.len());
                prop_assert!(stays.into_iter().all(|stay| seen.insert(stay)), "nobody twice");
            }
            let (search, filled) =
                filled(&ask, ask.vehicles.iter().collect(), households(&ask.waiting).concat());
            let in_turn = search.planned(&filled, 0);
            prop_assert!(worth(&plan, ask.departs_at) <= worth(&in_turn, ask.departs_at));
            let mut riding = in_turn.runs.iter().flat_map(|run| &run.stops).flat_map(|stop| &stop.1);
            prop_assert!(riding.all(|stay| seen.contains(stay)));
        }
    }
}
