//! Runs are planned: one vehicle, to one site, with people who may ride together, its doors in the best order.

use super::TOPIC;
use super::kept::Book;
use super::say::{Saying, fingerprint, stale};
use super::sites::reaches;
use super::waiting::{may_see, waiter};
use crate::Refusal;
use crate::caller::Request;
use crate::city::change;
use crate::refusal::IsolationRefusal;
use crate::register::{counties, reason_of};
use crate::zones::note_of;
use fangxian_core::Moment;
use fangxian_core::ids::{IsolationFactId, IsolationSiteId, IsolationStayId, TransferRunId};
use fangxian_core::isolation::{
    IsolationAbout, IsolationSays, RideFlaw, Route, RouteFlaw, RunStop, Spot, StopAsk, Waiter,
    Window, may_ride, route,
};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Scope};
use fangxian_core::siting::points::OnMap;
use fangxian_store::isolation::{StoredRun, isolation_facts_of, run_insert, run_turn};
use fangxian_store::{StoreError, Tx, feed};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Runs are planned for two days ahead at most, and an hour back. Our own bound.
const AHEAD_MS: i64 = 2 * 86_400_000;
const BACK_MS: i64 = 3_600_000;

/// When somebody can be fetched at a door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopWindow {
    /// Where.
    pub door: PlaceCode,
    /// Not before.
    pub from: Moment,
    /// Not after.
    pub to: Moment,
}

/// A run that is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunPlanning {
    /// Made by the client: the same again is the same act.
    pub id: TransferRunId,
    /// By which vehicle.
    pub plate: String,
    /// When it is at its first door.
    pub departs_at: Moment,
    /// Who rides.
    pub stays: BTreeSet<IsolationStayId>,
    /// When they can be fetched, where that matters.
    pub windows: Vec<StopWindow>,
}

/// Plans a run. Who may not ride together does not; the order of the doors is found.
pub async fn run_plan(req: &Request, plan: RunPlanning) -> Result<(), Refusal> {
    let act = Act::IsolationAssign;
    let scope = req.authorize(act)?;
    if plan.departs_at < req.now.plus_ms(-BACK_MS) || plan.departs_at > req.now.plus_ms(AHEAD_MS) {
        return Err(Refusal::BadInput("出发时间要在两天之内。".to_owned()));
    }
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let body_mac = fingerprint(&asked, &format!("run\n{plan:?}"));
        let book = Book::read(&tx, &asked.city, asked.now).await?;
        if let Some(known) = book.run(plan.id) {
            let is_same = known.stored.body_mac == body_mac;
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let riders = riders(&scope, &book, &plan)?;
        let row = planned(&tx, &asked, (&scope, &book), &plan, &riders, body_mac).await?;
        let turns: Vec<(IsolationStayId, i64)> = riders
            .iter()
            .map(|one| (one.stay, book.stay(one.stay).map_or(0, |stay| stay.n_runs)))
            .collect();
        run_insert(&tx, &row, &turns).await.map_err(stale)?;
        let subject = format!("{}/{}", row.county, row.id);
        asked.deed(&tx, act, &subject, &format!("run of {} people", riders.len()))?;
        feed::append(&tx, change(&asked.city.key(), asked.now, TOPIC, &subject))?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Those who ride, each of whom waits within the caller's jurisdiction.
fn riders(scope: &Scope, book: &Book, plan: &RunPlanning) -> Result<Vec<Waiter>, Refusal> {
    let mut found = Vec::new();
    for id in &plan.stays {
        let one = waiter(book, *id).ok_or(IsolationRefusal::NotWaiting)?;
        if !scope.covers(&one.door) || !may_see(scope, one.exposure.class) {
            return Err(IsolationRefusal::NotWaiting.into());
        }
        found.push(one);
    }
    Ok(found)
}

async fn planned(
    tx: &Tx,
    req: &Request,
    (scope, book): (&Scope, &Book),
    plan: &RunPlanning,
    riders: &[Waiter],
    body_mac: Vec<u8>,
) -> Result<StoredRun, Refusal> {
    let vehicle = book.vehicles.get(&plan.plate).ok_or(Refusal::NotFound)?;
    if !reaches(scope, &vehicle.county) {
        return Err(Refusal::NotFound);
    }
    if vehicle.seats == 0 || book.is_driving(&plan.plate) {
        return Err(IsolationRefusal::Vehicle.into());
    }
    may_ride(riders, usize::from(vehicle.seats), book.rules.ride.stops_max)
        .map_err(IsolationRefusal::Ride)?;
    let first = riders.first().ok_or(IsolationRefusal::Ride(RideFlaw::Nobody))?;
    if riders.iter().any(|one| one.site != first.site) {
        return Err(Refusal::BadInput("一趟车只送一个隔离点，请分车。".to_owned()));
    }
    let (stops, route) = ordered(tx, req, book, (plan, first.site), riders).await?;
    let county = book.sites.get(&first.site).map(|one| one.county.clone());
    let county = county.ok_or(Refusal::NotFound)?;
    let turn = run_turn(tx, &county, &plan.plate).await?;
    // Asked once more behind the turn: whoever sent the vehicle between the two stands in the book now, and
    // whoever sends it later meets the key.
    if Book::read(tx, &req.city, req.now).await?.is_driving(&plan.plate) {
        return Err(IsolationRefusal::Vehicle.into());
    }
    Ok(StoredRun {
        turn,
        county,
        id: plan.id,
        site: first.site,
        plate: plan.plate.clone(),
        seats: i64::from(vehicle.seats),
        driver: vehicle.driver.clone(),
        class: first.exposure.class,
        departs_at: plan.departs_at,
        arrives_at: route.arrives_at,
        stops,
        route: (route.metres, route.late_minutes, route.n_assumed),
        at: req.now,
        by: req.caller.login.clone(),
        body_mac,
    })
}

/// The doors in the order in which they are driven to.
async fn ordered(
    tx: &Tx,
    req: &Request,
    book: &Book,
    (plan, site): (&RunPlanning, IsolationSiteId),
    riders: &[Waiter],
) -> Result<(Vec<RunStop>, Route), Refusal> {
    let mut doors: BTreeMap<PlaceCode, Vec<&Waiter>> = BTreeMap::new();
    for one in riders {
        doors.entry(one.door.clone()).or_default().push(one);
    }
    let points = points(tx, req, doors.keys()).await?;
    let asks: Vec<StopAsk> = doors
        .iter()
        .map(|(door, own)| StopAsk {
            spot: points.get(door).copied(),
            window: plan
                .windows
                .iter()
                .find(|one| one.door == *door)
                .map(|one| Window { from: one.from, to: one.to }),
            is_first: own.iter().any(|one| one.is_first),
        })
        .collect();
    let at_site = book.sites.get(&site).and_then(|one| one.site.about.spot);
    let at_site = at_site.and_then(Spot::on_map);
    let route = route(&book.rules.ride, &asks, at_site, plan.departs_at).map_err(flawed)?;
    let by_place: Vec<(PlaceCode, Vec<&Waiter>)> = doors.into_iter().collect();
    let stops = route.stops.iter().filter_map(|(at, due_at)| {
        let (door, own) = by_place.get(*at)?;
        let stays = own.iter().map(|one| one.stay).collect();
        Some(RunStop { door: door.clone(), stays, due_at: *due_at })
    });
    let stops = stops.collect();
    Ok((stops, route))
}

fn flawed(flaw: RouteFlaw) -> Refusal {
    match flaw {
        RouteFlaw::NoStop => IsolationRefusal::Ride(RideFlaw::Nobody).into(),
        RouteFlaw::TooMany => IsolationRefusal::Ride(RideFlaw::Stops).into(),
        RouteFlaw::Window => Refusal::BadInput("时间窗的结束不能早于开始。".to_owned()),
    }
}

/// Where doors are: at their own point, or at that of the nearest place around them that has one.
pub(super) async fn points(
    tx: &Tx,
    req: &Request,
    doors: impl Iterator<Item = &PlaceCode>,
) -> Result<HashMap<PlaceCode, OnMap>, StoreError> {
    let around = |door: &PlaceCode| -> Vec<PlaceCode> {
        // A county is no point.
        let up = std::iter::successors(Some(door.clone()), PlaceCode::parent);
        up.take_while(|place| place.as_str().len() > 6).collect()
    };
    let doors: Vec<PlaceCode> = doors.cloned().collect();
    let wanted: BTreeSet<String> =
        doors.iter().flat_map(&around).map(|place| place.to_string()).collect();
    let wanted: Vec<String> = wanted.into_iter().collect();
    let all = counties(&req.city);
    let mut spots: HashMap<String, OnMap> = HashMap::new();
    for fact in isolation_facts_of(tx, &all, IsolationAbout::Point, &wanted).await? {
        if let IsolationSays::Point { spot } = &fact.says
            && let Some(spot) = spot.on_map()
        {
            spots.insert(fact.subject.clone(), spot);
        }
    }
    let found = doors.into_iter().filter_map(|door| {
        let spot = around(&door).iter().find_map(|place| spots.get(place.as_str()).copied())?;
        Some((door, spot))
    });
    Ok(found.collect())
}

/// The buildings of these doors, and of the doors of runs that go on, of which nothing around has a point on
/// the map: ways from there are assumed. Who enters a point need not know which home it is for.
pub(super) async fn lacking(
    tx: &Tx,
    req: &Request,
    (scope, book): (&Scope, &Book),
    mut doors: BTreeSet<PlaceCode>,
) -> Result<Vec<PlaceCode>, Refusal> {
    let going = book.runs.iter().filter(|one| one.run.is_unfinished());
    let going = going.filter(|one| may_see(scope, one.stored.class));
    let stops = going.flat_map(|one| &one.stored.stops).map(|stop| stop.door.clone());
    doors.extend(stops.filter(|door| scope.covers(door)));
    let known = points(tx, req, doors.iter()).await?;
    let unknown = doors.iter().filter(|door| !known.contains_key(*door));
    let places: BTreeSet<PlaceCode> = unknown.map(building).collect();
    Ok(places.into_iter().collect())
}

fn building(door: &PlaceCode) -> PlaceCode {
    let is_within = |place: &PlaceCode| match place.kind() {
        PlaceKind::Household | PlaceKind::Unit => true,
        PlaceKind::City
        | PlaceKind::County
        | PlaceKind::Street
        | PlaceKind::Community
        | PlaceKind::Compound
        | PlaceKind::Building => false,
    };
    let mut up = std::iter::successors(Some(door.clone()), PlaceCode::parent);
    up.find(|place| !is_within(place)).unwrap_or_else(|| door.clone())
}

/// Calls a run off before anybody is on board: who was to ride waits again.
pub async fn run_call_off(
    req: &Request,
    (id, fact): (TransferRunId, IsolationFactId),
    reason: &str,
) -> Result<(), Refusal> {
    let act = Act::IsolationAssign;
    let scope = req.authorize(act)?;
    let reason = reason_of(&note_of(reason)?)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let book = Book::read(&tx, &asked.city, asked.now).await?;
        let known = book.run(id).ok_or(Refusal::NotFound)?;
        let site = book.sites.get(&known.stored.site).ok_or(Refusal::NotFound)?;
        let is_seen = may_see(&scope, known.stored.class);
        if !scope.covers(&site.site.about.place) || !is_seen {
            return Err(Refusal::NotFound);
        }
        let saying = Saying {
            county: known.stored.county.clone(),
            about: IsolationAbout::Run,
            subject: id.to_string(),
            fact,
            seen: None,
            says: IsolationSays::CalledOff { reason },
            words: None,
        };
        if saying.is_said(&tx, &asked).await? {
            return Ok(());
        }
        known.run.check_call_off().map_err(IsolationRefusal::Hand)?;
        saying.keep(&tx, &asked, act).await
    });
    write.await?;
    req.city.catch_up().await
}
