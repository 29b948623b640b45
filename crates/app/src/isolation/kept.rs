//! How isolation stands: every site, stay, vehicle and run of late, computed from what was said.

use super::isolation_rules;
use crate::register::counties;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::{IsolationSiteId, IsolationStayId, TransferRunId};
use fangxian_core::isolation::{
    FreeRoom, GuestState, GuestStateKind, IsolationAbout, IsolationRules, IsolationSays,
    IsolationSite, RunFact, Signed, TransferRun, Waiting, site_of,
};
use fangxian_store::Tx;
use fangxian_store::isolation::{
    StoredIsolationFact, StoredRun, StoredStay, isolation_facts_about, runs_since, stays_since,
};
use std::collections::{BTreeMap, HashMap};

/// Stays and runs are looked at that began so many days ago at most: no edition keeps anybody longer.
const DAYS_BACK: i64 = 60;

/// A site, as it stands.
pub(super) struct SiteKnown {
    pub(super) county: String,
    pub(super) id: IsolationSiteId,
    pub(super) site: IsolationSite,
    /// What was said of it: whoever says more must have seen it.
    pub(super) n_facts: i64,
}

/// A stay, as it stands.
pub(super) struct StayKnown {
    pub(super) stored: StoredStay,
    pub(super) facts: Vec<StoredIsolationFact>,
    /// Where he is; none where it was called off.
    pub(super) state: Option<GuestState>,
    /// The run in which he is, or that is to fetch him.
    pub(super) run: Option<TransferRunId>,
    /// In how many runs he stood.
    pub(super) n_runs: i64,
}

impl StayKnown {
    /// Which state; none where it was called off.
    pub(super) fn kind(&self) -> Option<GuestStateKind> {
        self.state.as_ref().map(GuestState::kind)
    }

    /// Whether the bed is his.
    pub(super) fn holds_bed(&self) -> bool {
        match self.kind() {
            Some(GuestStateKind::Waiting | GuestStateKind::OnBoard | GuestStateKind::Arrived) => {
                true
            }
            Some(GuestStateKind::Released) | None => false,
        }
    }

    /// Whether he waits, and no run is to fetch him.
    pub(super) fn waits_for_run(&self) -> bool {
        self.kind() == Some(GuestStateKind::Waiting) && self.run.is_none()
    }
}

/// A run, as it stands.
pub(super) struct RunKnown {
    pub(super) stored: StoredRun,
    pub(super) run: TransferRun,
}

/// A vehicle, as it stands.
pub(super) struct VehicleKnown {
    pub(super) county: String,
    pub(super) seats: u16,
    pub(super) driver: String,
    pub(super) n_facts: i64,
}

/// Everything.
pub(super) struct Book {
    pub(super) rules: IsolationRules,
    pub(super) sites: BTreeMap<IsolationSiteId, SiteKnown>,
    pub(super) stays: Vec<StayKnown>,
    pub(super) runs: Vec<RunKnown>,
    pub(super) vehicles: BTreeMap<String, VehicleKnown>,
}

type Facts = HashMap<String, Vec<StoredIsolationFact>>;

async fn facts(
    tx: &Tx,
    city: &City,
    about: IsolationAbout,
    since: Moment,
) -> Result<Facts, Refusal> {
    let mut found: Facts = HashMap::new();
    for fact in isolation_facts_about(tx, &counties(city), about, since).await? {
        found.entry(fact.subject.clone()).or_default().push(fact);
    }
    Ok(found)
}

fn count(facts: &[StoredIsolationFact]) -> i64 {
    i64::try_from(facts.len()).unwrap_or(i64::MAX)
}

impl Book {
    /// Reads it, in whatever transaction the caller is.
    pub(super) async fn read(tx: &Tx, city: &City, now: Moment) -> Result<Book, Refusal> {
        let (all, since) = (counties(city), now.plus_ms(-DAYS_BACK * 86_400_000));
        let ever = Moment(0);
        let mut of_runs = facts(tx, city, IsolationAbout::Run, since).await?;
        let runs: Vec<RunKnown> = runs_since(tx, &all, since)
            .await?
            .into_iter()
            .map(|stored| run_known(stored, &mut of_runs))
            .collect();
        let mut of_stays = facts(tx, city, IsolationAbout::Stay, since).await?;
        let stays = stays_since(tx, &all, since).await?.into_iter().map(|stored| {
            let own = of_stays.remove(&stored.id.to_string()).unwrap_or_default();
            stay_known(stored, own, &runs)
        });
        let stays: Vec<StayKnown> = stays.collect();
        let sites = facts(tx, city, IsolationAbout::Site, ever).await?;
        let vehicles = facts(tx, city, IsolationAbout::Vehicle, ever).await?;
        Ok(Book {
            rules: isolation_rules()?,
            sites: sites.into_iter().filter_map(site_known).collect(),
            stays,
            runs,
            vehicles: vehicles.into_iter().filter_map(vehicle_known).collect(),
        })
    }

    /// One stay.
    pub(super) fn stay(&self, id: IsolationStayId) -> Option<&StayKnown> {
        self.stays.iter().find(|one| one.stored.id == id)
    }

    /// One run.
    pub(super) fn run(&self, id: TransferRunId) -> Option<&RunKnown> {
        self.runs.iter().find(|one| one.stored.id == id)
    }

    /// Whether a vehicle is under way, or about to be.
    pub(super) fn is_driving(&self, plate: &str) -> bool {
        self.runs.iter().any(|one| one.stored.plate == plate && one.run.is_unfinished())
    }

    /// Who holds a bed at a site.
    pub(super) fn holders(&self, site: IsolationSiteId) -> impl Iterator<Item = &StayKnown> {
        self.stays.iter().filter(move |one| one.stored.site == site && one.holds_bed())
    }

    /// The rooms of the open sites, with how many beds of each are taken: sites that somebody may use.
    pub(super) fn rooms(&self, is_within: impl Fn(&SiteKnown) -> bool) -> Vec<FreeRoom> {
        let mut found = Vec::new();
        for (id, known) in
            self.sites.iter().filter(|(_, one)| !one.site.is_closed && is_within(one))
        {
            let mut taken: HashMap<&str, u16> = HashMap::new();
            for stay in self.holders(*id) {
                *taken.entry(stay.stored.room.as_str()).or_default() += 1;
            }
            found.extend(known.site.rooms.iter().enumerate().map(|(ordinal, room)| FreeRoom {
                site: *id,
                kind: known.site.about.kind,
                label: room.label.clone(),
                floor: room.floor,
                ordinal,
                zone: room.zone,
                beds: room.beds,
                n_taken: taken.get(room.label.as_str()).copied().unwrap_or_default(),
            }));
        }
        found
    }
}

fn run_known(stored: StoredRun, facts: &mut Facts) -> RunKnown {
    let own = facts.remove(&stored.id.to_string()).unwrap_or_default();
    let said = own
        .into_iter()
        .map(|fact| RunFact { says: fact.says, signed: Signed { by: fact.by, at: fact.at } });
    let run = TransferRun { id: stored.id, stops: stored.stops.clone(), facts: said.collect() };
    RunKnown { stored, run }
}

fn stay_known(stored: StoredStay, facts: Vec<StoredIsolationFact>, runs: &[RunKnown]) -> StayKnown {
    let is_in = |one: &&RunKnown| one.run.stops.iter().any(|stop| stop.stays.contains(&stored.id));
    let own: Vec<&RunKnown> = runs.iter().filter(is_in).collect();
    let n_runs = i64::try_from(own.len()).unwrap_or(i64::MAX);
    let waiting = Waiting::since(stored.at);
    let carried = own.iter().find_map(|one| {
        let state = one.run.carried(stored.id, waiting.clone());
        (state.kind() != GuestStateKind::Waiting).then_some((one.stored.id, state))
    });
    let planned = own.iter().find(|one| one.run.is_unfinished()).map(|one| one.stored.id);
    let (run, state) = match carried {
        Some((run, state)) => (Some(run), state),
        None => (planned, GuestState::Waiting(waiting)),
    };
    let is_off = facts.iter().any(|fact| matches!(fact.says, IsolationSays::CalledOff { .. }));
    let state = (!is_off).then(|| left(state, &facts));
    StayKnown { stored, facts, state, run, n_runs }
}

/// The same, gone where that was signed.
fn left(state: GuestState, facts: &[StoredIsolationFact]) -> GuestState {
    let signed = facts.iter().find_map(|fact| match &fact.says {
        IsolationSays::Released { why } => {
            Some((*why, Signed { by: fact.by.clone(), at: fact.at }))
        }
        IsolationSays::SiteOpened(_)
        | IsolationSays::SiteRooms { .. }
        | IsolationSays::SiteStaff { .. }
        | IsolationSays::SiteSpot { .. }
        | IsolationSays::SiteClosed { .. }
        | IsolationSays::Vehicle { .. }
        | IsolationSays::Point { .. }
        | IsolationSays::Home { .. }
        | IsolationSays::Checked { .. }
        | IsolationSays::Needs {}
        | IsolationSays::CalledOff { .. }
        | IsolationSays::Signed { .. } => None,
    });
    match (state, signed) {
        (GuestState::Arrived(arrived), Some((why, signed))) => {
            GuestState::Released(arrived.release(signed, why))
        }
        (state, _) => state,
    }
}

fn site_known(
    (subject, facts): (String, Vec<StoredIsolationFact>),
) -> Option<(IsolationSiteId, SiteKnown)> {
    let id = IsolationSiteId::parse(&subject)?;
    let site = site_of(facts.iter().map(|fact| &fact.says))?;
    let county = facts.first()?.county.clone();
    Some((id, SiteKnown { county, id, site, n_facts: count(&facts) }))
}

fn vehicle_known(
    (plate, facts): (String, Vec<StoredIsolationFact>),
) -> Option<(String, VehicleKnown)> {
    let last = facts.last()?;
    let IsolationSays::Vehicle { seats, driver } = &last.says else { return None };
    let (county, driver) = (last.county.clone(), driver.clone());
    Some((plate, VehicleKnown { county, seats: *seats, driver, n_facts: count(&facts) }))
}
