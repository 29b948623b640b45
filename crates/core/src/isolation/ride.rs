//! Who rides with whom, and who first.

use super::{Exposure, GuestClass};
use crate::ids::{CaseId, IsolationSiteId, IsolationStayId};
use crate::places::PlaceCode;
use crate::{Moment, coded};
use std::collections::{BTreeMap, BTreeSet};

coded! {
    /// Why people may not ride together.
    RideFlaw {
        /// 病例与密接不同车
        CaseWithContact = "case_with_contact",
        /// 不同病例的密接不同车
        OtherCase = "other_case",
        /// 坐不下
        Seats = "seats",
        /// 停靠点太多
        Stops = "stops",
        /// 没有人
        Nobody = "nobody",
    }
}

/// Somebody who has a bed and waits to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiter {
    /// His stay.
    pub stay: IsolationStayId,
    /// Where he is to be brought.
    pub site: IsolationSiteId,
    /// As what.
    pub exposure: Exposure,
    /// Where he is fetched.
    pub door: PlaceCode,
    /// Whether he is fetched before others.
    pub is_first: bool,
    /// Since when he waits.
    pub since: Moment,
}

/// Whether these may ride in one vehicle.
///
/// # Errors
/// Why not.
pub fn may_ride(riders: &[Waiter], seats: usize, stops_max: usize) -> Result<(), RideFlaw> {
    let Some(first) = riders.first() else { return Err(RideFlaw::Nobody) };
    if riders.iter().any(|one| one.exposure.class != first.exposure.class) {
        return Err(RideFlaw::CaseWithContact);
    }
    if riders.iter().any(|one| !one.exposure.may_meet(first.exposure)) {
        return Err(RideFlaw::OtherCase);
    }
    if riders.len() > seats {
        return Err(RideFlaw::Seats);
    }
    let doors: BTreeSet<&PlaceCode> = riders.iter().map(|one| &one.door).collect();
    match doors.len() > stops_max {
        true => Err(RideFlaw::Stops),
        false => Ok(()),
    }
}

/// The case with which somebody may ride; none for people who are ill, whatever their case.
fn case_of(one: &Waiter) -> Option<CaseId> {
    match one.exposure.class {
        GuestClass::Contact => Some(one.exposure.case),
        GuestClass::Case => None,
    }
}

/// With whom somebody may ride: to one site, as what, and of which case.
pub(super) type Company = (IsolationSiteId, GuestClass, Option<CaseId>);

/// With whom somebody may ride.
pub(super) fn company(one: &Waiter) -> Company {
    (one.site, one.exposure.class, case_of(one))
}

/// Those that wait, by household: first that of an infant, of somebody pregnant or on dialysis, then whoever
/// waits longest. None is without people.
pub(super) fn households(waiting: &[Waiter]) -> Vec<Vec<Waiter>> {
    let mut found: BTreeMap<_, Vec<Waiter>> = BTreeMap::new();
    for one in waiting {
        found.entry((company(one), one.door.clone())).or_default().push(one.clone());
    }
    let mut found: Vec<Vec<Waiter>> = found.into_values().collect();
    for household in &mut found {
        household.sort_by_key(|one| (!one.is_first, one.stay));
    }
    found.sort_by_key(|household| {
        let is_first = household.iter().any(|one| one.is_first);
        (!is_first, household.iter().map(|one| one.since).min())
    });
    found
}

/// Who of those that wait rides next in a vehicle with so many seats, and who may ride with them to the same
/// site, by household. None is torn apart; only one that is larger than every vehicle rides in parts.
pub(super) fn load(
    waiting: &[Waiter],
    (seats, seats_max): (usize, usize),
    stops_max: usize,
) -> Vec<Vec<Waiter>> {
    let mut riding: Vec<Vec<Waiter>> = Vec::new();
    for mut household in households(waiting) {
        let rest = seats.saturating_sub(riding.iter().map(Vec::len).sum());
        let is_larger = riding.is_empty() && household.len() > seats_max;
        if household.len() > rest && !is_larger {
            continue;
        }
        household.truncate(rest);
        let mut trial: Vec<Waiter> = riding.concat();
        trial.extend(household.iter().cloned());
        let is_one_company =
            trial.iter().all(|one| Some(company(one)) == trial.first().map(company));
        if is_one_company && may_ride(&trial, seats, stops_max).is_ok() {
            riding.push(household);
        }
    }
    riding
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    /// Somebody: `contact 1 2 0 5` of case 1, at door 2, not first, waiting since 5, and to which site.
    fn waiter(n: u128, words: &str) -> Waiter {
        let words: Vec<&str> = words.split(' ').collect();
        let number = |at: usize| words.get(at).and_then(|n| n.parse::<u128>().ok()).unwrap_or(1);
        Waiter {
            stay: IsolationStayId::from_uuid(Uuid::from_u128(n)),
            site: IsolationSiteId::from_uuid(Uuid::from_u128(number(5))),
            exposure: Exposure {
                class: GuestClass::from_code(words[0]).unwrap(),
                case: CaseId::from_uuid(Uuid::from_u128(number(1))),
            },
            door: PlaceCode::parse(&format!("140105001001-01-5-1-{}", words[2])).unwrap(),
            is_first: words[3] == "1",
            since: Moment(number(4) as i64),
        }
    }

    fn waiters(all: &[&str]) -> Vec<Waiter> {
        all.iter().zip(1..).map(|(words, n)| waiter(n, words)).collect()
    }

    fn check(all: &[&str], seats: usize, expected: &[u128]) {
        let riding = load(&waiters(all), (seats, seats), 3).concat();
        let told: Vec<u128> = riding.iter().map(|one| one.stay.uuid().as_u128()).collect();
        assert_eq!(told, expected, "{all:?}");
    }

    #[test]
    fn who_is_first_rides_first_and_nobody_with_strangers() {
        let all = ["contact 1 1 0 1", "contact 1 2 1 9", "contact 1 3 0 5"];
        check(&all, 9, &[2, 1, 3]);
        check(&all, 1, &[2]);
        check(&all, 0, &[]);
        check(&["contact 1 1 0 1", "contact 2 2 0 2", "case 1 3 0 3"], 9, &[1]);
        check(&["case 1 1 0 1", "case 2 2 0 2"], 9, &[1, 2]);
        // A household that does not fit waits; one that never fits rides in parts.
        check(&["contact 1 1 0 1", "contact 1 2 0 2", "contact 1 2 0 2"], 2, &[1]);
        check(&["contact 1 2 0 2", "contact 1 2 1 2", "contact 1 2 0 2"], 2, &[2, 1]);
        // It does not where another vehicle takes it whole.
        let torn = ["contact 1 2 0 2", "contact 1 2 1 2", "contact 1 2 0 2"];
        assert_eq!(load(&waiters(&torn), (2, 3), 3), Vec::<Vec<Waiter>>::new());
        // One run has one site, and so many stops.
        check(&["contact 1 1 0 1 1", "contact 1 2 0 2 2"], 9, &[1]);
        check(
            &["contact 1 1 0 1", "contact 1 2 0 2", "contact 1 3 0 3", "contact 1 4 0 4"],
            9,
            &[1, 2, 3],
        );
    }

    #[test]
    fn what_may_not_ride_together() {
        let check = |all: &[&str], expected: Option<RideFlaw>| {
            assert_eq!(may_ride(&waiters(all), 2, 1).err(), expected, "{all:?}");
        };
        check(&[], Some(RideFlaw::Nobody));
        check(&["contact 1 1 0 1", "contact 1 1 0 1"], None);
        check(&["contact 1 1 0 1", "case 1 1 0 1"], Some(RideFlaw::CaseWithContact));
        check(&["contact 1 1 0 1", "contact 2 1 0 1"], Some(RideFlaw::OtherCase));
        check(&["contact 1 1 0 1", "contact 1 1 0 1", "contact 1 1 0 1"], Some(RideFlaw::Seats));
        check(&["contact 1 1 0 1", "contact 1 2 0 1"], Some(RideFlaw::Stops));
    }

    proptest! {
        #[test]
        fn a_load_may_always_ride(
            all in proptest::collection::vec((0_u8..2, 1_u8..3, 1_u8..6, 0_u8..2, 0_u8..9, 1_u8..3), 1..20),
            seats in 1_usize..12,
        ) {
            let all: Vec<Waiter> = all.into_iter().zip(1_u128..)
                .map(|((class, case, door, first, since, site), n)| {
                    let class = if class == 0 { "case" } else { "contact" };
                    waiter(n, &format!("{class} {case} {door} {first} {since} {site}"))
                })
                .collect();
            let riders = load(&all, (seats, seats), 3).concat();
            let stays: BTreeSet<IsolationStayId> = riders.iter().map(|one| one.stay).collect();
            prop_assert_eq!(riders.len(), stays.len(), "nobody twice");
            prop_assert_eq!(may_ride(&riders, seats, 3), Ok(()));
            // Whoever is first anywhere leaves nobody else before him.
            let is_any_first = all.iter().any(|one| one.is_first);
            prop_assert!(!is_any_first || riders.iter().any(|one| one.is_first));
        }
    }
}
