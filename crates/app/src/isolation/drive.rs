//! A run as its driver sees it, without a name; and as the communities see it at whose doors it stops.

use super::kept::{Book, RunKnown};
use super::waiting::logged;
use crate::Refusal;
use crate::caller::Request;
use crate::register::{counties, opened};
use fangxian_core::Moment;
use fangxian_core::ids::{IsolationStayId, PersonId, TransferRunId};
use fangxian_core::isolation::{GuestClass, Hand, RunState, SiteAbout};
use fangxian_core::looks::LookKind;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_store::people::people_in_by_ids;
use std::collections::{BTreeSet, HashMap};

/// A run stays in sight for so long after its last signature. Our own.
const OVER_SHOWN_MS: i64 = 6 * 3_600_000;

/// A door of a run.
#[derive(Clone, Debug)]
pub struct RunStopSeen {
    /// Where.
    pub door: PlaceCode,
    /// When the vehicle is there, as planned.
    pub due_at: Moment,
    /// Who gets on, as planned.
    pub stays: BTreeSet<IsolationStayId>,
    /// For whom the community signed.
    pub gave: Option<(BTreeSet<IsolationStayId>, Moment)>,
    /// For whom the driver signed.
    pub took: Option<(BTreeSet<IsolationStayId>, Moment)>,
}

/// A run as its driver sees it.
#[derive(Clone, Debug)]
pub struct DriverRun {
    /// Which.
    pub id: TransferRunId,
    /// By which vehicle.
    pub plate: String,
    /// As what the people are isolated: what he wears depends on it.
    pub class: GuestClass,
    /// How far it is.
    pub state: RunState,
    /// The site.
    pub site: SiteAbout,
    /// When he is there, as planned.
    pub arrives_at: Moment,
    /// The doors, in their order.
    pub stops: Vec<RunStopSeen>,
    /// Who is on board, or was.
    pub taken: BTreeSet<IsolationStayId>,
    /// Whether he signed that he handed them over, and whether the site signed.
    pub signed: (bool, bool),
}

/// A stop at a door, as its community sees it.
#[derive(Clone, Debug)]
pub struct DoorRun {
    /// Which run.
    pub id: TransferRunId,
    /// Which stop of it, from 0.
    pub stop: usize,
    /// By which vehicle.
    pub plate: String,
    /// What was planned and signed.
    pub seen: RunStopSeen,
    /// Who is fetched, by stay, masked.
    pub names: Vec<(IsolationStayId, String)>,
}

pub(super) fn stops_seen(known: &RunKnown) -> Vec<RunStopSeen> {
    let signed = |hand, at| {
        known.run.signature(hand, Some(at)).map(|(named, signed)| (named.clone(), signed.at))
    };
    let stops = known.run.stops.iter().enumerate();
    stops
        .map(|(at, stop)| RunStopSeen {
            door: stop.door.clone(),
            due_at: stop.due_at,
            stays: stop.stays.clone(),
            gave: signed(Hand::Gave, at),
            took: signed(Hand::Took, at),
        })
        .collect()
}

/// Whether somebody who is part of a run still looks at it.
fn is_in_sight(known: &RunKnown, now: Moment) -> bool {
    let last = known.run.facts.iter().map(|fact| fact.signed.at).max();
    known.run.is_unfinished() || last.is_some_and(|last| last >= now.plus_ms(-OVER_SHOWN_MS))
}

/// The runs that the caller drives, the first to begin first.
pub async fn driver_runs(req: &Request) -> Result<Vec<DriverRun>, Refusal> {
    req.authorize(Act::IsolationDrive)?;
    let asked = req.clone();
    let read = req.city.db.read(move |tx| async move {
        let book = Book::read(&tx, &asked.city, asked.now).await?;
        let own = book.runs.iter().filter(|one| one.stored.driver == asked.caller.login);
        let mut runs: Vec<(Moment, DriverRun)> = own
            .filter(|one| is_in_sight(one, asked.now))
            .filter_map(|one| {
                let site = book.sites.get(&one.stored.site)?.site.about.clone();
                Some((one.stored.departs_at, driver_run(one, site)))
            })
            .collect();
        runs.sort_by_key(|(departs_at, run)| (*departs_at, run.id));
        Ok::<_, Refusal>(runs.into_iter().map(|(_, run)| run).collect())
    });
    read.await
}

fn driver_run(known: &RunKnown, site: SiteAbout) -> DriverRun {
    let is_signed = |hand| known.run.signature(hand, None).is_some();
    DriverRun {
        id: known.stored.id,
        plate: known.stored.plate.clone(),
        class: known.stored.class,
        state: known.run.state(),
        site,
        arrives_at: known.stored.arrives_at,
        stops: stops_seen(known),
        taken: known.run.taken(),
        signed: (is_signed(Hand::Delivered), is_signed(Hand::Received)),
    }
}

/// The stops of runs at doors of the caller, the first first. Everybody who is fetched is named in the log.
pub async fn door_runs(req: &Request) -> Result<Vec<DoorRun>, Refusal> {
    let scope = req.authorize(Act::IsolationDoor)?;
    let (asked, own) = (req.clone(), scope.clone());
    let read = req.city.db.read(move |tx| async move {
        let book = Book::read(&tx, &asked.city, asked.now).await?;
        let mut found = Vec::new();
        // Nobody comes with a run that was called off: a door does not sign for it.
        let coming = |one: &&RunKnown| one.run.state() != RunState::CalledOff;
        for run in book.runs.iter().filter(|one| is_in_sight(one, asked.now)).filter(coming) {
            let stops = stops_seen(run).into_iter().enumerate();
            for (stop, seen) in stops.filter(|(_, seen)| own.covers(&seen.door)) {
                let (id, plate) = (run.stored.id, run.stored.plate.clone());
                found.push(DoorRun { id, stop, plate, seen, names: Vec::new() });
            }
        }
        found.sort_by_key(|one| (one.seen.due_at, one.id, one.stop));
        let person_of: HashMap<IsolationStayId, PersonId> =
            book.stays.iter().map(|one| (one.stored.id, one.stored.person)).collect();
        let shown: BTreeSet<PersonId> = found
            .iter()
            .flat_map(|one| &one.seen.stays)
            .filter_map(|stay| person_of.get(stay).copied())
            .collect();
        let ids: Vec<PersonId> = shown.iter().copied().collect();
        let mut names: HashMap<PersonId, String> = HashMap::new();
        for stored in people_in_by_ids(&tx, &counties(&asked.city), &ids).await? {
            let person = opened(&asked.city.keys.seals, &stored)?;
            names.insert(stored.id, person.name.masked());
        }
        for one in &mut found {
            let named = one.seen.stays.iter().map(|stay| {
                let name = person_of.get(stay).and_then(|person| names.get(person)).cloned();
                (*stay, name.unwrap_or_default())
            });
            one.names = named.collect();
        }
        Ok::<_, Refusal>((found, shown))
    });
    let (found, shown) = read.await?;
    let at = scope.jurisdictions().first().cloned().unwrap_or_else(|| req.city.code.clone());
    logged(req, &scope, (LookKind::IsolationDoor, &at), shown).await?;
    Ok(found)
}
