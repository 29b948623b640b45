//! Days are whole, and the city's places are used as places are.

use crate::city;
use fangxian_invent::{Place, VenueKind};
use jiff::civil::date;
use std::collections::{HashMap, HashSet};

#[test]
fn everybody_is_somewhere_at_every_minute() {
    let city = city();
    let community = city.community(1).unwrap();
    for day in [date(2022, 11, 2), date(2022, 11, 5)] {
        let mut minutes: HashMap<u32, u16> = HashMap::new();
        for visit in city.day_of(&community, day) {
            let until = minutes.entry(visit.person).or_default();
            assert_eq!(*until, visit.from_minute);
            assert!(visit.minutes > 0);
            *until += visit.minutes;
            if let Place::Venue(id) = visit.place {
                assert!(city.venue(id).is_some());
            }
        }
        assert_eq!(minutes.len(), community.n_people());
        assert!(minutes.values().all(|until| *until == 1_440));
    }
}

#[test]
fn a_weekday_is_no_sunday_and_each_day_can_be_told_again() {
    let city = city();
    let community = city.community(0).unwrap();
    let hours = |day| -> u64 {
        let visits = city.day_of(&community, day);
        let away = visits.filter(|visit| visit.place != Place::Home);
        away.map(|visit| u64::from(visit.minutes)).sum::<u64>() / 60
    };
    let (wednesday, sunday) = (hours(date(2022, 11, 2)), hours(date(2022, 11, 6)));
    assert!(wednesday > 4 * sunday && sunday > 0, "{wednesday} {sunday}");
    let told = || city.day_of(&community, date(2022, 11, 2)).collect::<Vec<_>>();
    assert_eq!(told(), told());
}

#[test]
fn venues_have_names_of_their_own_and_a_few_are_known_to_everybody() {
    let city = city();
    let names: HashSet<String> = city.venues().map(|venue| venue.name).collect();
    assert_eq!(names.len(), city.venues().count());
    let mut workers: HashMap<u32, u32> = HashMap::new();
    for community in city.communities() {
        for (_, person) in community.people() {
            let office =
                |id: &fangxian_invent::VenueId| city.venue(*id).unwrap().kind == VenueKind::Office;
            if let Some(id) = person.work.filter(office) {
                *workers.entry(id.0).or_default() += 1;
            }
        }
    }
    let mut sizes: Vec<u32> = workers.into_values().collect();
    sizes.sort_unstable();
    let (median, largest) = (sizes[sizes.len() / 2], sizes[sizes.len() - 1]);
    println!("offices {}: median {median}, largest {largest}", sizes.len());
    assert!(largest > 4 * median && largest < 1_500, "{median} {largest}");
}
