//! What the page of a gate needs to know: where it stands, how many are inside, and what it decides by
//! while it has no network. Nothing of it names or stands for anybody.

use super::load::facts_of;
use crate::passes::{PaperEnded, PassKeyListed};
use crate::scans::Gate;
use crate::{City, Refusal};
use fangxian_core::codes::Outage;
use fangxian_core::venues::{VenueState, venue_of};
use fangxian_core::{CityDay, Moment};
use fangxian_store::StoreError;
use fangxian_store::scans::gate_label;
use fangxian_store::venues::{venue_by_number, venue_facts_of};

/// What holds at a gate on a day, as it is known now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GateDay {
    /// Which day.
    pub day: CityDay,
    /// Whether the rules of the day ask for a code at all.
    pub is_code_asked: bool,
    /// Whether the place is closed by notice.
    pub is_closed: bool,
    /// How many may be inside; none where nobody counts.
    pub limit: Option<u32>,
}

/// What a gate takes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateAbout {
    /// The number of its place.
    pub number: u32,
    /// What the place is called.
    pub venue: String,
    /// What the gate is called there.
    pub label: String,
    /// Today and tomorrow: what is a day old serves no more.
    pub days: [GateDay; 2],
    /// The keys with which passes are checked.
    pub keys: Vec<PassKeyListed>,
    /// Sheets of paper that are over before their time.
    pub ended: Vec<PaperEnded>,
    /// That codes are down, until when and why; none while they are asked for.
    pub outage: Option<Outage>,
    /// How many are inside; none where nobody counts.
    pub n_inside: Option<u32>,
}

/// What a gate takes along for the time in which it has no network.
///
/// # Errors
/// Its place has no code any more, or the store cannot be read.
pub async fn gate_about(city: &City, gate: Gate, now: Moment) -> Result<GateAbout, Refusal> {
    let at_gate = city.scans.venues.get(gate.venue).ok_or(Refusal::NotFound)?;
    let county = format!("{:06}", at_gate.county);
    let read = city.db.read(move |tx| async move {
        let label = gate_label(&tx, &county, gate.number).await?;
        let facts = match venue_by_number(&tx, gate.venue).await? {
            Some(id) => venue_facts_of(&tx, id).await?,
            None => Vec::new(),
        };
        Ok::<_, StoreError>((label, facts))
    });
    let (label, facts) = read.await?;
    let venue = venue_of(&facts_of(&facts)).filter(|venue| venue.state == VenueState::Approved);
    let today = now.city_day();
    let day = |day: CityDay| GateDay {
        day,
        is_code_asked: city.rules.code_rules_on(day).next().is_some(),
        is_closed: at_gate.is_closed(day),
        limit: at_gate.room.as_ref().map(|room| room.limit(day)),
    };
    Ok(GateAbout {
        number: gate.venue,
        venue: venue.ok_or(Refusal::NotFound)?.about.name,
        label: label.ok_or(Refusal::NotFound)?,
        days: [day(today), day(today.plus(1))],
        keys: city.keys.passes.listed(today),
        ended: city.passes.papers_ended(now),
        outage: city.outage(now),
        n_inside: at_gate.room.as_ref().map(|room| room.n_inside(now)),
    })
}

/// How many are inside the place of a gate, and how many may be; none where nobody counts.
///
/// # Errors
/// Its place has no code any more.
pub fn gate_inside(city: &City, gate: Gate, now: Moment) -> Result<Option<(u32, u32)>, Refusal> {
    let venue = city.scans.venues.get(gate.venue).ok_or(Refusal::NotFound)?;
    let room = venue.room.as_ref();
    Ok(room.map(|room| (room.n_inside(now), room.limit(now.city_day()))))
}
