//! How many arrived on a day, and how long they waited to be received. Numbers alone.

use super::kept::standing_of;
use crate::Refusal;
use crate::caller::Request;
use crate::journeys::journey_facts_each;
use fangxian_core::CityDay;
use fangxian_core::arrivals::{ArrivalState, MarkFound, marked};
use fangxian_core::journeys::Question;
use fangxian_core::policy::Act;
use fangxian_store::arrivals::{ArrivalsAsked, arrival_facts_between};
use std::collections::BTreeMap;

/// The arrivals of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArrivalNumbers {
    /// How many people, those who come along counted.
    pub people: u64,
    /// Of each color; `none` where no mark is given.
    pub colors: BTreeMap<String, u64>,
    /// By the province or city that they come from: its first two digits.
    pub provinces: BTreeMap<String, u64>,
    /// At each station, by its code.
    pub stations: BTreeMap<String, u64>,
    /// How they stand.
    pub states: BTreeMap<String, u64>,
    /// How many of the people were seen, at the station or where they stay.
    pub came: u64,
    /// How many were handed over to a community.
    pub handed: u64,
    /// How many of those the community received.
    pub received: u64,
    /// How many of those in its time.
    pub in_time: u64,
    /// The middle one of the waits, in minutes.
    pub middle_minutes: Option<i64>,
    /// The longest wait, in minutes.
    pub longest_minutes: Option<i64>,
    /// How many wait beyond their time now.
    pub late: u64,
}

const MINUTE_MS: i64 = 60_000;

/// The arrivals of a day in numbers.
pub async fn arrival_numbers(req: &Request, day: CityDay) -> Result<ArrivalNumbers, Refusal> {
    req.authorize_city(Act::ArrivalCount)?;
    let span = (day.starts_at(), day.ends_at());
    let read = req.city.db.read(move |tx| async move {
        arrival_facts_between(&tx, ArrivalsAsked::All, span, usize::MAX).await
    });
    let stored = read.await?;
    let mut all = Vec::new();
    for own in stored.chunk_by(|one, next| one.report == next.report) {
        let standing = standing_of(own)?;
        all.extend(standing.filter(|one| one.coming.arrives_at.city_day() == day));
    }
    let (city, now) = (&req.city, req.now);
    let questions: Vec<Question> = all.iter().map(|one| one.coming.question(&city.code)).collect();
    let facts = journey_facts_each(city, &questions).await?;
    let mut numbers = ArrivalNumbers::default();
    let mut waits = Vec::new();
    for (one, facts) in all.iter().zip(&facts) {
        let marked = marked(&one.coming, &city.code, &city.rules, facts);
        let state = one.state(now, marked.days_kept());
        let n_people = u64::from(one.coming.n_companions) + 1;
        let add = |counts: &mut BTreeMap<String, u64>, key: &str| {
            *counts.entry(key.to_owned()).or_default() += n_people;
        };
        add(&mut numbers.states, state.code());
        if state == ArrivalState::Withdrawn {
            continue;
        }
        let color = match marked.found {
            MarkFound::Given(rule) => rule.color.code(),
            MarkFound::Beside(_) | MarkFound::NothingAsked | MarkFound::Silent => "none",
        };
        add(&mut numbers.colors, color);
        add(&mut numbers.provinces, one.coming.from.as_str().get(..2).unwrap_or_default());
        add(&mut numbers.stations, &one.coming.station);
        numbers.people += n_people;
        numbers.late += u64::from(one.is_late(now));
        numbers.came += if one.has_come() { n_people } else { 0 };
        numbers.handed += u64::from(one.handed.is_some());
        numbers.in_time += u64::from(one.was_in_time() == Some(true));
        if let (Some((_, handed)), Some(received)) = (&one.handed, one.received_at) {
            waits.push((received.0 - handed.0) / MINUTE_MS);
        }
    }
    waits.sort_unstable();
    numbers.received = u64::try_from(waits.len()).unwrap_or(u64::MAX);
    numbers.middle_minutes = waits.get(waits.len() / 2).copied();
    numbers.longest_minutes = waits.last().copied();
    Ok(numbers)
}
