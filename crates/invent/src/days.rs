//! Where people are on a day: home, work, school, market, bus.

use crate::calendar::number_of;
use crate::chance::{Chance, Topic};
use crate::city::InventedCommunity;
use crate::needs::Need;
use crate::person::Person;
use crate::venues::{VenueId, VenueKind, Venues};
use jiff::civil::{Date, Weekday};

/// Where somebody is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    /// Behind his own door.
    Home,
    /// Elsewhere.
    Venue(VenueId),
}

/// Somebody stays somewhere for a while.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Visit {
    /// The person's place in [`InventedCommunity::people`].
    pub person: u32,
    /// Where.
    pub place: Place,
    /// When it begins, in minutes after midnight.
    pub from_minute: u16,
    /// How long it lasts; never 0.
    pub minutes: u16,
}

const DAY_MINUTES: u16 = 1_440;
/// Nobody is at more places a day.
const STOPS_MAX: usize = 12;

/// See [`crate::City::day_of`].
pub(crate) fn day<'a>(
    venues: &'a Venues,
    community: &'a InventedCommunity,
    rank: u64,
    code_number: u64,
    day: Date,
) -> impl Iterator<Item = Visit> + 'a {
    let day_number = u64::from(number_of(day).cast_unsigned()) << 32;
    community.people().enumerate().flat_map(move |(index, (_, person))| {
        let number = code_number.wrapping_add(day_number ^ index as u64);
        let mut walk = Walk {
            venues,
            rank,
            chance: Chance::of_number(code_number, Topic::Day, number),
            stops: [None; STOPS_MAX],
            n_stops: 0,
            minute: 0,
            person: index as u32,
        };
        walk.through(person, day);
        walk.stops.into_iter().flatten()
    })
}

struct Walk<'a> {
    venues: &'a Venues,
    rank: u64,
    chance: Chance,
    stops: [Option<Visit>; STOPS_MAX],
    n_stops: usize,
    minute: u16,
    person: u32,
}

impl Walk<'_> {
    fn through(&mut self, person: &Person, day: Date) {
        let age = person.age_on(day);
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let bedridden = person.needs.contains(&Need::Bedridden);
        let dialysis = person.needs.iter().any(|need| match need {
            Need::Dialysis { days } => days.weekdays().contains(&day.weekday()),
            Need::LivingAlone
            | Need::Bedridden
            | Need::Pregnant { .. }
            | Need::Chemotherapy
            | Need::Infant
            | Need::Disability
            | Need::OnlineClass => false,
        });
        if dialysis {
            let begins = self.span(7 * 60, 13 * 60);
            self.home_until(begins);
            let hospital = self.venues.near(VenueKind::Hospital, self.rank, &mut self.chance);
            self.stay(hospital, 240);
        } else if bedridden || age < 3 {
            // At home all day.
        } else if let Some(work) = person.work.filter(|_| !weekend) {
            self.working_day(work, age);
        } else {
            self.free_day(age);
        }
        self.home_until(DAY_MINUTES);
    }

    fn working_day(&mut self, work: VenueId, age: i16) {
        let pupil = age < 18;
        let leaves = if pupil { self.span(420, 450) } else { self.span(410, 540) };
        self.home_until(leaves);
        let rides = self.chance.in_100(if pupil { 12 } else { 42 });
        let line = self.venues.near(VenueKind::BusLine, self.rank, &mut self.chance);
        if rides {
            let minutes = self.span(10, 45);
            self.stay(line, minutes);
        }
        let worked = if pupil { self.span(480, 540) } else { self.span(450, 620) };
        if !pupil && self.chance.in_100(22) {
            let before_noon = worked / 2;
            self.stay(work, before_noon);
            let restaurant = self.venues.near(VenueKind::Restaurant, self.rank, &mut self.chance);
            let minutes = self.span(25, 60);
            self.stay(restaurant, minutes);
            self.stay(work, worked - before_noon);
        } else {
            self.stay(work, worked);
        }
        if rides {
            let minutes = self.span(10, 45);
            self.stay(line, minutes);
        }
        if !pupil && self.chance.in_100(28) {
            self.errand();
        }
    }

    fn free_day(&mut self, age: i16) {
        let (morning, afternoon) = match age {
            ..14 => (15, 30),
            14..60 => (40, 40),
            60..80 => (62, 25),
            _ => (22, 8),
        };
        if self.chance.in_100(morning) {
            let leaves = self.span(430, 640);
            self.home_until(leaves);
            self.errand();
        }
        if self.chance.in_100(afternoon) {
            let leaves = self.span(830, 1_080);
            self.home_until(leaves);
            self.errand();
        }
    }

    /// Mostly to the market close by, sometimes where everybody goes.
    fn errand(&mut self) {
        let kind = self.chance.weighted(&ERRANDS);
        let venue = if self.chance.in_100(70) {
            self.venues.near(kind, self.rank, &mut self.chance)
        } else {
            self.venues.popular(kind, &mut self.chance)
        };
        let minutes = self.span(15, 80);
        self.stay(venue, minutes);
    }

    fn span(&mut self, low: u16, high: u16) -> u16 {
        low + self.chance.below(u32::from(high - low) + 1) as u16
    }

    fn home_until(&mut self, minute: u16) {
        self.add(Place::Home, minute.saturating_sub(self.minute));
    }

    fn stay(&mut self, venue: VenueId, minutes: u16) {
        self.add(Place::Venue(venue), minutes);
    }

    fn add(&mut self, place: Place, minutes: u16) {
        let minutes = minutes.min(DAY_MINUTES - self.minute);
        if minutes > 0
            && let Some(stop) = self.stops.get_mut(self.n_stops)
        {
            *stop = Some(Visit { person: self.person, place, from_minute: self.minute, minutes });
            self.n_stops += 1;
            self.minute += minutes;
        }
    }
}

/// Of a hundred errands.
const ERRANDS: [(VenueKind, u32); 5] = [
    (VenueKind::Market, 38),
    (VenueKind::Supermarket, 28),
    (VenueKind::Shop, 16),
    (VenueKind::Restaurant, 14),
    (VenueKind::Hospital, 4),
];
