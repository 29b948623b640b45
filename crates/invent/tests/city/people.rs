//! People hang together: ages, families, needs, doors.

use crate::city;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_invent::{
    Household, InventedCommunity, Need, Person, Relation, Settlement, Sex, Stay,
};
use std::collections::HashSet;

fn everybody(mut check: impl FnMut(&InventedCommunity, &Household, &Person)) {
    for community in city().communities() {
        for (household, person) in community.people() {
            check(&community, household, person);
        }
    }
}

fn check_share(what: &str, n: usize, of: usize, low: f64, high: f64) {
    let share = n as f64 / of as f64;
    assert!((low..=high).contains(&share), "{what}: {share:.4}, not {low} to {high}");
}

#[test]
fn ages_are_those_of_the_city() {
    let mut ages: Vec<i16> = Vec::new();
    let mut n_men = 0;
    let mut n_temporary = 0;
    everybody(|community, _, person| {
        ages.push(person.age_on(community.reference_day));
        n_men += usize::from(person.sex == Sex::Male);
        n_temporary += usize::from(person.stay == Stay::Temporary);
    });
    let n = |low: i16, high: i16| ages.iter().filter(|age| (low..=high).contains(age)).count();
    let decades: Vec<usize> = (0..11).map(|decade| n(decade * 10, decade * 10 + 9)).collect();
    println!("decades {decades:?}, 0–14 {}, 60+ {}", n(0, 14), n(60, 120));
    check_share("0–14", n(0, 14), ages.len(), 0.13, 0.155);
    check_share("15–59", n(15, 59), ages.len(), 0.68, 0.72);
    check_share("60+", n(60, 120), ages.len(), 0.15, 0.175);
    check_share("80+", n(80, 120), ages.len(), 0.015, 0.03);
    check_share("below 1", n(0, 0), ages.len(), 0.004, 0.012);
    check_share("men", n_men, ages.len(), 0.48, 0.53);
    check_share("temporary", n_temporary, ages.len(), 0.15, 0.3);
    assert_eq!(n(-9, -1), 0);
}

#[test]
fn households_are_of_plausible_sizes() {
    let mut sizes = [0_usize; 9];
    let mut n_people = 0;
    for community in city().communities() {
        for household in &community.households {
            sizes[household.members.len()] += 1;
            n_people += household.members.len();
        }
    }
    println!("sizes {sizes:?}");
    let n: usize = sizes.iter().sum();
    check_share("mean size", n_people, n, 2.4, 2.7);
    assert_eq!(sizes[0], 0);
    check_share("one", sizes[1], n, 0.18, 0.28);
    check_share("two", sizes[2], n, 0.26, 0.36);
    check_share("five and more", sizes[5..].iter().sum(), n, 0.02, 0.1);
}

/// Years by which the one was born before the other.
fn years_older(elder: &Person, younger: &Person) -> f64 {
    let days = younger.born.since(elder.born).unwrap().get_days();
    f64::from(days) / 365.2425
}

fn check_family(household: &Household, adult: impl Fn(&Person) -> bool) {
    let of = |relation: Relation| {
        household.members.iter().filter(move |person| person.relation == relation)
    };
    let (head, rest) = household.members.split_first().unwrap();
    assert_eq!(head.relation, Relation::Head);
    assert!(adult(head), "{household:?}");
    assert!(rest.iter().all(|person| person.relation != Relation::Head));
    assert!(of(Relation::Spouse).count() <= 1);
    for spouse in of(Relation::Spouse) {
        assert_ne!(spouse.sex, head.sex);
        assert!(years_older(head, spouse).abs() < 8.0 && adult(spouse), "{household:?}");
    }
    let couple = || std::iter::once(head).chain(of(Relation::Spouse));
    for child in of(Relation::Child) {
        for parent in couple() {
            let years = years_older(parent, child);
            assert!((20.0..48.0).contains(&years), "{years}: {household:?}");
        }
    }
    for parent in of(Relation::Parent) {
        let years = years_older(parent, head);
        assert!((20.0..43.0).contains(&years), "{years}: {household:?}");
    }
    for grandchild in of(Relation::Grandchild) {
        assert!(years_older(head, grandchild) > 40.0, "{household:?}");
        for parent in of(Relation::Child).chain(of(Relation::ChildInLaw)) {
            assert!((19.0..44.0).contains(&years_older(parent, grandchild)), "{household:?}");
        }
    }
}

#[test]
fn families_are_families() {
    for community in city().communities() {
        let day = community.reference_day;
        for household in &community.households {
            check_family(household, |person| person.age_on(day) >= 18);
        }
    }
}

#[test]
fn children_bear_the_name_of_a_parent() {
    let (mut n_same, mut n_children) = (0, 0);
    everybody(|_, household, person| {
        if person.relation == Relation::Child && household.members.len() >= 3 {
            n_children += 1;
            let first = |person: &Person| person.name.chars().next();
            let couple = household.members.iter().take(2);
            n_same += usize::from(couple.clone().any(|parent| first(parent) == first(person)));
        }
    });
    assert!(n_children > 5_000);
    check_share("name of a parent", n_same, n_children, 0.97, 1.0);
}

#[test]
fn needs_are_as_frequent_as_communities_count() {
    let mut counts = [0_usize; 8];
    let mut n_people = 0;
    let mut n_pupils = 0;
    everybody(|community, household, person| {
        n_people += 1;
        let age = person.age_on(community.reference_day);
        n_pupils += usize::from((6..=17).contains(&age));
        for need in &person.needs {
            let index = match need {
                Need::LivingAlone => {
                    assert!(age >= 80 && household.members.len() == 1);
                    0
                }
                Need::Bedridden => 1,
                Need::Pregnant { due } => {
                    assert!(person.sex == Sex::Female && *due > community.reference_day);
                    2
                }
                Need::Dialysis { .. } => 3,
                Need::Chemotherapy => 4,
                Need::Infant => {
                    assert_eq!(age, 0);
                    5
                }
                Need::Disability => 6,
                Need::OnlineClass => {
                    assert!((6..=17).contains(&age));
                    7
                }
            };
            counts[index] += 1;
        }
    });
    println!("needs {counts:?} of {n_people}");
    check_share("living alone", counts[0], n_people, 0.002, 0.012);
    check_share("bedridden", counts[1], n_people, 0.001, 0.005);
    check_share("pregnant", counts[2], n_people, 0.002, 0.008);
    check_share("dialysis", counts[3], n_people, 0.0003, 0.0015);
    check_share("chemotherapy", counts[4], n_people, 0.0003, 0.0015);
    check_share("disability", counts[6], n_people, 0.015, 0.035);
    check_share("online class", counts[7], n_pupils, 0.8, 0.9);
}

#[test]
fn every_door_is_a_household_of_its_community_and_no_door_comes_twice() {
    for community in city().communities() {
        let mut doors = HashSet::new();
        for household in &community.households {
            let door = PlaceCode::parse(household.door.as_str()).unwrap();
            assert_eq!(door.kind(), PlaceKind::Household);
            assert!(door.lies_within(&community.code));
            let path = household.unit;
            let compound = &community.compounds[path.compound];
            let building = &compound.buildings[path.building];
            let unit = &building.units[path.unit];
            assert_eq!(door.parent().as_ref(), Some(&unit.code));
            assert_eq!(unit.code.parent().as_ref(), Some(&building.code));
            assert_eq!(building.code.parent().as_ref(), Some(&compound.code));
            assert_eq!(compound.code.parent().as_ref(), Some(&community.code));
            let [.., written] = community.address(household).unwrap();
            assert_eq!(written, household.door_name);
            assert!(doors.insert(door));
        }
    }
}

#[test]
fn communities_look_like_those_of_the_newspaper() {
    // 36 buildings, 10 compounds, 4,000 people in town; 167 households, 387 people in a village.
    for community in city().communities() {
        let n_people = community.n_people() as f64;
        let n_buildings: usize = community.compounds.iter().map(|c| c.buildings.len()).sum();
        let (low, high) = match community.settlement {
            Settlement::Urban => (40.0, 320.0),
            Settlement::Village => (12.0, 40.0),
        };
        let people_per_building = n_people / n_buildings as f64;
        println!("{} {n_people} {n_buildings} {}", community.name, community.compounds.len());
        assert!((low..high).contains(&people_per_building), "{people_per_building}");
    }
}
