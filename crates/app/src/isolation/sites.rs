//! Sites, vehicles and points of the map, and how full and how busy they are: numbers, nobody's name.

use super::drive::{RunStopSeen, stops_seen};
use super::kept::{Book, RunKnown, SiteKnown};
use super::say::{Saying, in_country};
use super::waiting::may_see;
use crate::Refusal;
use crate::caller::Request;
use crate::refusal::IsolationRefusal;
use crate::register::{counties, reason_of};
use crate::zones::note_of;
use fangxian_core::Moment;
use fangxian_core::ids::{IsolationFactId, IsolationSiteId, TransferRunId};
use fangxian_core::isolation::{
    CheckItem, GuestClass, GuestStateKind, IsolationAbout, IsolationSays, Room, RoomZone, RunState,
    SiteAbout, Spot, check_missing, check_rooms,
};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_store::Tx;
use fangxian_store::isolation::isolation_facts_about;
use std::collections::BTreeMap;

/// A site has so many people who work there at most. Our own bound.
const STAFF_MAX: usize = 60;
/// No vehicle seats more. Our own bound.
const SEATS_MAX: u16 = 60;

/// A site in numbers.
#[derive(Clone, Debug)]
pub struct SiteSeen {
    /// Which.
    pub id: IsolationSiteId,
    /// What it is.
    pub about: SiteAbout,
    /// Its rooms, with how many of the beds of each are taken.
    pub rooms: Vec<(Room, u16)>,
    /// Who works there, by sign-in name.
    pub staff: Vec<String>,
    /// Whether nobody is brought there any more.
    pub is_closed: bool,
    /// How many there are, are on their way, and wait to be fetched.
    pub counts: BTreeMap<GuestStateKind, usize>,
    /// What it did not do today; none while it has not looked.
    pub lacks: Option<Vec<CheckItem>>,
    /// What whoever says more must have seen.
    pub n_facts: i64,
}

/// A vehicle.
#[derive(Clone, Debug)]
pub struct VehicleSeen {
    /// Its plate.
    pub plate: String,
    /// Seats besides the driver's; none while it is out of use.
    pub seats: u16,
    /// Who drives it, by sign-in name.
    pub driver: String,
    /// Whether it is under way, or about to be.
    pub is_driving: bool,
    /// What whoever says more must have seen.
    pub n_facts: i64,
}

/// A run.
#[derive(Clone, Debug)]
pub struct RunSeen {
    /// Which.
    pub id: TransferRunId,
    /// To which site.
    pub site: IsolationSiteId,
    /// By which vehicle.
    pub plate: String,
    /// Who drives, by sign-in name.
    pub driver: String,
    /// As what its people are isolated.
    pub class: GuestClass,
    /// How far it is.
    pub state: RunState,
    /// When it is at the site, as planned.
    pub arrives_at: Moment,
    /// Metres as the crow flies, minutes by which windows are missed, ways of which the time is assumed.
    pub route: (u64, i64, usize),
    /// The doors, in their order.
    pub stops: Vec<RunStopSeen>,
}

/// Everything in numbers.
#[derive(Clone, Debug)]
pub struct OverviewSeen {
    /// By name.
    pub sites: Vec<SiteSeen>,
    /// By plate.
    pub vehicles: Vec<VehicleSeen>,
    /// Those of the last three days and those that are not over, the newest first.
    pub runs: Vec<RunSeen>,
}

const RUNS_SHOWN_MS: i64 = 3 * 86_400_000;

/// Sites, vehicles and runs within the caller's jurisdiction.
pub async fn isolation_overview(req: &Request) -> Result<OverviewSeen, Refusal> {
    let scope = req.authorize(Act::IsolationSee)?;
    let asked = req.clone();
    let read = req.city.db.read(move |tx| async move {
        let book = Book::read(&tx, &asked.city, asked.now).await?;
        let checks = checks_of(&tx, &asked).await?;
        let is_within = |known: &SiteKnown| scope.covers(&known.site.about.place);
        let mut sites: Vec<SiteSeen> = book
            .sites
            .values()
            .filter(|known| is_within(known))
            .map(|known| site_seen(&book, known, checks.get(&known.id)))
            .collect();
        sites.sort_by(|one, other| {
            (one.is_closed, &one.about.name).cmp(&(other.is_closed, &other.about.name))
        });
        // The door of a run of cases is where one lives: only a tracer sees it.
        let is_here = |one: &RunKnown| {
            may_see(&scope, one.stored.class)
                && book.sites.get(&one.stored.site).is_some_and(is_within)
        };
        let since = asked.now.plus_ms(-RUNS_SHOWN_MS);
        let runs = book
            .runs
            .iter()
            .filter(|one| is_here(one) && (one.run.is_unfinished() || one.stored.at >= since))
            .map(run_seen);
        let vehicles = book.vehicles.iter().filter(|(_, one)| reaches(&scope, &one.county)).map(
            |(plate, one)| VehicleSeen {
                plate: plate.clone(),
                seats: one.seats,
                driver: one.driver.clone(),
                is_driving: book.is_driving(plate),
                n_facts: one.n_facts,
            },
        );
        let (runs, vehicles) = (runs.collect(), vehicles.collect());
        Ok::<_, Refusal>(OverviewSeen { sites, vehicles, runs })
    });
    read.await
}

/// Whether a scope reaches into a county.
pub(super) fn reaches(scope: &Scope, county: &str) -> bool {
    PlaceCode::parse(county).is_ok_and(|county| scope.touches(&county))
}

/// What each site did not do today, of those that looked.
pub(super) async fn checks_of(
    tx: &Tx,
    req: &Request,
) -> Result<BTreeMap<IsolationSiteId, Vec<CheckItem>>, Refusal> {
    let (all, today) = (counties(&req.city), req.today());
    let rules = super::isolation_rules()?;
    let since = today.starts_at();
    let mut found = BTreeMap::new();
    for fact in isolation_facts_about(tx, &all, IsolationAbout::Check, since).await? {
        let IsolationSays::Checked { day, answers } = &fact.says else { continue };
        if let Some(site) = IsolationSiteId::parse(&fact.subject).filter(|_| *day == today) {
            let lacks = check_missing(&rules, answers).into_iter().map(|rule| rule.item).collect();
            found.insert(site, lacks);
        }
    }
    Ok(found)
}

fn site_seen(book: &Book, known: &SiteKnown, lacks: Option<&Vec<CheckItem>>) -> SiteSeen {
    let mut counts = BTreeMap::new();
    let mut taken: BTreeMap<&str, u16> = BTreeMap::new();
    for stay in book.holders(known.id) {
        if let Some(kind) = stay.kind() {
            *counts.entry(kind).or_default() += 1;
        }
        *taken.entry(stay.stored.room.as_str()).or_default() += 1;
    }
    let rooms = known.site.rooms.iter().map(|room| {
        let n_taken = taken.get(room.label.as_str()).copied().unwrap_or_default();
        (room.clone(), n_taken)
    });
    SiteSeen {
        id: known.id,
        about: known.site.about.clone(),
        rooms: rooms.collect(),
        staff: known.site.staff.clone(),
        is_closed: known.site.is_closed,
        counts,
        lacks: lacks.cloned(),
        n_facts: known.n_facts,
    }
}

fn run_seen(known: &RunKnown) -> RunSeen {
    let stored = &known.stored;
    RunSeen {
        id: stored.id,
        site: stored.site,
        plate: stored.plate.clone(),
        driver: stored.driver.clone(),
        class: stored.class,
        state: known.run.state(),
        arrives_at: stored.arrives_at,
        route: stored.route,
        stops: stops_seen(known),
    }
}

/// Opens a site. The same again changes nothing.
pub async fn site_open(
    req: &Request,
    (id, fact): (IsolationSiteId, IsolationFactId),
    about: SiteAbout,
) -> Result<(), Refusal> {
    let act = Act::IsolationKeep;
    let scope = req.authorize(act)?;
    about.check().map_err(IsolationRefusal::Site)?;
    if !scope.covers(&about.place) {
        return Err(Refusal::NotFound);
    }
    if about.spot.is_some_and(|spot| spot.on_map().is_none()) {
        return Err(Refusal::BadInput("坐标不在国内，请核对。".to_owned()));
    }
    let about = SiteAbout { name: note_of(&about.name)?, ..about };
    let saying = Saying {
        county: about.place.county(),
        about: IsolationAbout::Site,
        subject: id.to_string(),
        fact,
        seen: Some(0),
        says: IsolationSays::SiteOpened(about),
        words: None,
    };
    said(req, act, saying).await
}

/// What is said of a site that is open.
#[derive(Clone, Debug)]
pub enum SiteSaying {
    /// It has these rooms, all of them.
    Rooms(Vec<Room>),
    /// These work there, all of them, by sign-in name.
    Staff(Vec<String>),
    /// It is there on the map.
    Spot(Spot),
    /// Nobody is brought there any more.
    Close(String),
}

/// Says which rooms a site has, who works there, or that it takes nobody any more.
pub async fn site_say(
    req: &Request,
    (id, fact): (IsolationSiteId, IsolationFactId),
    seen: i64,
    saying: SiteSaying,
) -> Result<(), Refusal> {
    let act = Act::IsolationKeep;
    let scope = req.authorize(act)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let book = Book::read(&tx, &asked.city, asked.now).await?;
        let known = book.sites.get(&id).ok_or(Refusal::NotFound)?;
        if !scope.covers(&known.site.about.place) {
            return Err(Refusal::NotFound);
        }
        let says = site_says(&book, known, saying)?;
        let saying = Saying {
            county: known.county.clone(),
            about: IsolationAbout::Site,
            subject: id.to_string(),
            fact,
            seen: Some(seen),
            says,
            words: None,
        };
        match saying.is_said(&tx, &asked).await? {
            true => Ok(()),
            false => saying.keep(&tx, &asked, act).await,
        }
    });
    write.await?;
    req.city.catch_up().await
}

fn site_says(book: &Book, known: &SiteKnown, saying: SiteSaying) -> Result<IsolationSays, Refusal> {
    match saying {
        SiteSaying::Rooms(rooms) => {
            check_rooms(&book.rules, &rooms).map_err(IsolationRefusal::Site)?;
            for stay in book.holders(known.id) {
                // Whoever is in a room stays in it: it is not taken from under him.
                let is_kept = rooms.iter().any(|room| {
                    room.label == stay.stored.room
                        && i64::from(room.beds) >= stay.stored.bed
                        && room.zone == RoomZone::Dirty
                });
                if !is_kept {
                    return Err(IsolationRefusal::Room(stay.stored.room.clone()).into());
                }
            }
            Ok(IsolationSays::SiteRooms { rooms })
        }
        SiteSaying::Staff(mut staff) => {
            staff.sort();
            staff.dedup();
            let is_name = |login: &String| (1..=40).contains(&login.trim().chars().count());
            match staff.len() <= STAFF_MAX && staff.iter().all(is_name) {
                true => Ok(IsolationSays::SiteStaff { staff }),
                false => Err(Refusal::BadInput("工作人员账号空着、太长或太多。".to_owned())),
            }
        }
        SiteSaying::Spot(spot) => Ok(IsolationSays::SiteSpot { spot: in_country(spot)? }),
        SiteSaying::Close(reason) => {
            Ok(IsolationSays::SiteClosed { reason: reason_of(&note_of(&reason)?)? })
        }
    }
}

/// What is said of a vehicle.
#[derive(Clone, Debug)]
pub struct VehicleSaying {
    /// Made by the client.
    pub fact: IsolationFactId,
    /// How many facts of it were seen.
    pub seen: i64,
    /// Its plate.
    pub plate: String,
    /// Where it stands: of this county.
    pub place: PlaceCode,
    /// Seats besides the driver's; none to put it out of use.
    pub seats: u16,
    /// Who drives it, by sign-in name.
    pub driver: String,
}

/// Enters a vehicle, or says that it has other seats, another driver, or is out of use.
pub async fn vehicle_say(req: &Request, vehicle: VehicleSaying) -> Result<(), Refusal> {
    let act = Act::IsolationKeep;
    let scope = req.authorize(act)?;
    let plate: String = vehicle.plate.chars().filter(|sign| !sign.is_whitespace()).collect();
    let driver = vehicle.driver.trim().to_owned();
    let is_plate = (5..=12).contains(&plate.chars().count());
    if !is_plate || vehicle.seats > SEATS_MAX || !(1..=40).contains(&driver.chars().count()) {
        return Err(Refusal::BadInput("请填车牌、座位数和司机账号。".to_owned()));
    }
    let county = vehicle.place.county();
    if !scope.covers(&vehicle.place) || !counties(&req.city).contains(&county) {
        return Err(Refusal::NotFound);
    }
    let saying = Saying {
        county,
        about: IsolationAbout::Vehicle,
        subject: plate,
        fact: vehicle.fact,
        seen: Some(vehicle.seen),
        says: IsolationSays::Vehicle { seats: vehicle.seats, driver },
        words: None,
    };
    said(req, act, saying).await
}

/// Says where a place is on the map: ways from every door of it are reckoned from there.
pub async fn point_say(
    req: &Request,
    fact: IsolationFactId,
    (place, spot): (PlaceCode, Spot),
) -> Result<(), Refusal> {
    let act = Act::IsolationKeep;
    let scope = req.authorize(act)?;
    if !scope.covers(&place) || !counties(&req.city).contains(&place.county()) {
        return Err(Refusal::NotFound);
    }
    let spot = in_country(spot)?;
    let saying = Saying {
        county: place.county(),
        about: IsolationAbout::Point,
        subject: place.to_string(),
        fact,
        seen: None,
        says: IsolationSays::Point { spot },
        words: None,
    };
    said(req, act, saying).await
}

/// Says something that rests on nothing else.
pub(super) async fn said(req: &Request, act: Act, saying: Saying) -> Result<(), Refusal> {
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        match saying.is_said(&tx, &asked).await? {
            true => Ok(()),
            false => saying.keep(&tx, &asked, act).await,
        }
    });
    write.await?;
    req.city.catch_up().await
}
