//! Whom each free vehicle could fetch, all of them planned at once.

use super::kept::Book;
use super::runs::points;
use super::sites::reaches;
use super::waiting::{RiderSeen, waiter};
use crate::Refusal;
use crate::caller::Request;
use fangxian_core::Moment;
use fangxian_core::ids::{IsolationSiteId, IsolationStayId};
use fangxian_core::isolation::{FleetAsk, FleetRun, FleetVehicle, Spot, Waiter, fleet};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Scope;
use fangxian_store::Tx;
use std::collections::BTreeSet;

const MINUTE_MS: i64 = 60_000;

/// A door to which a vehicle could drive.
#[derive(Clone, Debug)]
pub struct LoadStop {
    /// Where.
    pub door: PlaceCode,
    /// Who gets on.
    pub stays: Vec<IsolationStayId>,
    /// When, in minutes after the vehicle was at its first door.
    pub after_minutes: i64,
}

/// Whom a vehicle could fetch.
#[derive(Clone, Debug)]
pub struct LoadProposed {
    /// Which.
    pub plate: String,
    /// To which site.
    pub site: IsolationSiteId,
    /// The doors, in their order.
    pub stops: Vec<LoadStop>,
    /// When it is at the site, in minutes after it was at its first door.
    pub arrives_after_minutes: i64,
    /// Of how many ways the minutes are assumed.
    pub n_assumed: usize,
}

/// Who waits and which vehicles stand, as the planning of all of them needs it.
pub(super) async fn fleet_ask(
    tx: &Tx,
    req: &Request,
    (scope, book): (&Scope, &Book),
    riders: &[RiderSeen],
) -> Result<FleetAsk, Refusal> {
    let waiting: Vec<Waiter> = riders.iter().filter_map(|one| waiter(book, one.stay)).collect();
    let doors: BTreeSet<&PlaceCode> = waiting.iter().map(|one| &one.door).collect();
    let doors = points(tx, req, doors.into_iter()).await?;
    let standing = book.vehicles.iter().filter(|(plate, one)| {
        one.seats > 0 && reaches(scope, &one.county) && !book.is_driving(plate)
    });
    let vehicles = standing
        .map(|(plate, one)| FleetVehicle { plate: plate.clone(), seats: usize::from(one.seats) });
    let sites = book
        .sites
        .iter()
        .filter_map(|(id, one)| Some((*id, one.site.about.spot.and_then(Spot::on_map)?)));
    Ok(FleetAsk {
        rules: book.rules.ride.clone(),
        vehicles: vehicles.collect(),
        waiting,
        doors,
        sites: sites.collect(),
        departs_at: req.now,
    })
}

/// Whom each vehicle could fetch, how many people wait even so, and how many households were not looked at.
pub(super) async fn loads(ask: FleetAsk) -> Result<(Vec<LoadProposed>, usize, usize), Refusal> {
    let departs_at = ask.departs_at;
    let planned = tokio::task::spawn_blocking(move || fleet(&ask));
    let plan = planned.await.map_err(|_| Refusal::Busy)?;
    let loads = plan.runs.into_iter().map(|run| proposed(run, departs_at)).collect();
    Ok((loads, plan.n_left, plan.n_cut))
}

fn proposed(run: FleetRun, departs_at: Moment) -> LoadProposed {
    let after = |at: Moment| (at.0 - departs_at.0) / MINUTE_MS;
    let stops = run.stops.into_iter().map(|(door, stays, due_at)| LoadStop {
        door,
        stays,
        after_minutes: after(due_at),
    });
    LoadProposed {
        stops: stops.collect(),
        plate: run.plate,
        site: run.site,
        arrives_after_minutes: after(run.route.arrives_at),
        n_assumed: run.route.n_assumed,
    }
}
