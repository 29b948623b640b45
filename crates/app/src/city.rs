//! The city: its rules, its store, its index, and the feed that keeps the index current.

mod changed;

use changed::Changed;

use crate::Refusal;
use crate::arrivals::ArrivalBook;
use crate::cases::Tracing;
use crate::codes::{CareBook, OutageBook, care_read, outage_read};
use crate::frequency::FrequencyBook;
use crate::index::ZoneIndex;
use crate::journeys::JourneyBook;
use crate::order_tally::OrderTally;
use crate::passes::{PassIndex, ended_follow, zones_colored};
use crate::people::People;
use crate::record_keys::RecordKeys;
use crate::register::{ImportRuns, Rosters, Seen};
use crate::results::Guesses;
use crate::rounds::{RoundMarks, ShownRows};
use crate::sampling::Sampling;
use crate::scans::Scans;
use crate::secrets::Keys;
use crate::sheets::Sheets;
use crate::sites::SiteBook;
use crate::tree::Tree;
use fangxian_core::ids::{OrderId, ZoneId};
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::RuleBook;
use fangxian_core::{CityDay, Moment};
use fangxian_paper::Typesetter;
use fangxian_sheets::SheetReader;
use fangxian_store::feed::{Change, FeedRow};
use fangxian_store::read_log::day_seen;
use fangxian_store::{Db, StoreError, Tx, feed, settings};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, RwLock};
use tokio::sync::{broadcast, watch};

/// The setting that holds the day of a drill.
const DRILL_DAY: &str = "drill_day";
/// The most changes that are read from the feed at once.
const FEED_BATCH_MAX: i64 = 1_000;
/// How many changes a slow screen may fall behind before it must ask anew.
const FEED_BACKLOG: usize = 1_024;

/// Whether the clock may be turned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clockwork {
    /// The city's day is the day.
    Real,
    /// A drill: the day can be moved on.
    Drill,
}

/// A city that is being run.
pub struct City {
    /// The store.
    pub db: Db,
    /// The rules.
    pub rules: RuleBook,
    /// The city's code, four digits.
    pub code: PlaceCode,
    /// The city's name: 太原市.
    pub name: String,
    tree: RwLock<Arc<Tree>>,
    /// What its people are called.
    pub people: People,
    /// Its zones.
    pub zones: ZoneIndex,
    /// How many orders stand where.
    pub orders: OrderTally,
    /// The people of the communities that were asked for.
    pub rosters: Rosters,
    /// What was ticked in the rounds that were asked for.
    pub round_marks: RoundMarks,
    /// How often people are tested, and how they stand.
    pub frequency: FrequencyBook,
    /// The rows of the lists that were asked for, as they were shown.
    pub(crate) shown_rows: ShownRows,
    /// The sites of the city.
    pub sites: SiteBook,
    /// What is known of places outside the city.
    pub(crate) journeys: JourneyBook,
    /// Who arrived in the last weeks, or will.
    pub(crate) arrivals: ArrivalBook,
    /// Whom somebody has seen today, where his work is wide.
    pub seen: Seen,
    /// Sheets that are being read or taken in, and how far.
    pub imports: ImportRuns,
    /// Opens the files that people send in.
    pub sheets: Sheets,
    /// Phones that take samples, and the codes that were given out.
    pub sampling: Sampling,
    /// Everybody by his alias, with what colors him.
    pub passes: PassIndex,
    /// The scans that come in.
    pub scans: Scans,
    /// Who was where with whom, of the last fortnight.
    pub tracing: Tracing,
    /// How many codes by SMS were wrong today.
    pub(crate) guesses: Guesses,
    /// Who must be let pass at once.
    pub(crate) cares: CareBook,
    /// Whether codes are down.
    pub(crate) outages: OutageBook,
    /// The keys of this installation.
    pub keys: Keys,
    /// Where the keys of cases are.
    pub(crate) record_keys: RecordKeys,
    /// Sets paper; none where no Chinese font is installed.
    pub typesetter: Option<Typesetter>,
    /// Whether the clock may be turned.
    pub clockwork: Clockwork,
    /// Whether short messages go out from here.
    has_sms: AtomicBool,
    /// Days that a drill is ahead of the wall; negative where it plays in the past.
    drill_shift_days: AtomicI64,
    feed_seq: AtomicI64,
    feed_turn: tokio::sync::Mutex<()>,
    feed: broadcast::Sender<FeedRow>,
    stopping: watch::Sender<bool>,
}

/// What a city is made of besides its store.
pub struct CityParts {
    /// The rules.
    pub rules: RuleBook,
    /// The city's code, four digits.
    pub code: PlaceCode,
    /// The keys of this installation.
    pub keys: Keys,
    /// Sets paper.
    pub typesetter: Option<Typesetter>,
    /// Opens the files that people send in.
    pub sheets: Arc<dyn SheetReader>,
    /// Whether the clock may be turned.
    pub clockwork: Clockwork,
}

impl City {
    /// Opens a city whose store has its schema and its divisions.
    pub async fn open(db: Db, parts: CityParts, wall: Moment) -> Result<City, Refusal> {
        let code = parts.code.clone();
        let clockwork = parts.clockwork;
        let fresh = crate::mint::uuid(wall)?;
        let history =
            db.write(move |tx| async move { Sampling::history(&tx, fresh).await }).await?;
        let (tree, people, zones, orders, seq, shift, seen) = db
            .read(move |tx| async move {
                let tree = Tree::read(&tx, &code).await?;
                let people = People::load(&tx).await?;
                let zones = ZoneIndex::load(&tx).await?;
                let seq = last_seq(&tx, &code).await?;
                let drill_day = settings::setting_get(&tx, DRILL_DAY).await?;
                let drill_day = drill_day.and_then(|day| CityDay::parse(&day).ok());
                let shift = match (clockwork, drill_day) {
                    (Clockwork::Drill, Some(day)) => day.days_since(wall.city_day()),
                    (Clockwork::Drill, None) | (Clockwork::Real, _) => 0,
                };
                let orders = OrderTally::load(&tx, wall.city_day().plus(shift)).await?;
                // Budgets are of the day on the wall, as roles are.
                let seen = day_seen(&tx, &code.county(), wall.city_day()).await?;
                Ok::<_, StoreError>((tree, people, zones, orders, seq, shift, seen))
            })
            .await?;
        let name = tree.city_name(&parts.code)?;
        let city = City {
            db,
            rules: parts.rules,
            name,
            code: parts.code,
            tree: RwLock::new(Arc::new(tree)),
            people,
            zones,
            orders,
            rosters: Rosters::default(),
            round_marks: RoundMarks::default(),
            frequency: FrequencyBook::default(),
            shown_rows: ShownRows::default(),
            sites: SiteBook::default(),
            journeys: JourneyBook::default(),
            arrivals: ArrivalBook::default(),
            seen: Seen::restored(wall.city_day(), seen),
            imports: ImportRuns::default(),
            sheets: Sheets::new(parts.sheets),
            sampling: Sampling::new(history),
            passes: PassIndex::default(),
            scans: Scans::default(),
            tracing: Tracing::default(),
            guesses: Guesses::default(),
            cares: CareBook::default(),
            outages: OutageBook::default(),
            keys: parts.keys,
            record_keys: RecordKeys::default(),
            typesetter: parts.typesetter,
            clockwork: parts.clockwork,
            has_sms: AtomicBool::new(false),
            drill_shift_days: AtomicI64::new(shift),
            feed_seq: AtomicI64::new(seq),
            feed_turn: tokio::sync::Mutex::new(()),
            feed: broadcast::channel(FEED_BACKLOG).0,
            stopping: watch::channel(false).0,
        };
        care_read(&city, city.now(wall)).await?;
        outage_read(&city).await?;
        Ok(city)
    }

    /// The city's now: in a drill, the time of day of the wall on the day of the drill.
    pub fn now(&self, wall: Moment) -> Moment {
        wall.plus_ms(self.drill_shift_days.load(Ordering::Acquire) * 86_400_000)
    }

    /// The code under which the city itself stands in the store: its digits and `00`.
    pub fn key(&self) -> String {
        self.code.county()
    }

    /// Whether short messages go out from here: else nobody is offered a code by one.
    pub fn has_sms(&self) -> bool {
        self.has_sms.load(Ordering::Acquire)
    }

    /// Says that somebody hands short messages over.
    pub fn begin_sms(&self) {
        self.has_sms.store(true, Ordering::Release);
    }

    /// The tree as it stands; whoever holds it keeps what he took.
    pub fn tree(&self) -> Arc<Tree> {
        self.tree.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// The name of a county; its code where it is not of this city.
    pub fn county_name(&self, code: &PlaceCode) -> String {
        self.tree().county_name(code)
    }

    /// What a place is called, from its community down: 晋源社区居委会 兰亭御湖城东区 7号楼. A place
    /// above the community is called by its own name.
    pub fn place_name(&self, place: &PlaceCode) -> String {
        self.tree().place_name(place)
    }

    /// Which history of the store this is: another, once it was put back to an earlier state.
    pub fn history(&self) -> uuid::Uuid {
        self.sampling.history
    }

    /// Turns the clock of a drill to `day`. It only goes forward: what happened stays happened.
    pub(crate) fn turn_to(&self, day: CityDay, wall: Moment) {
        let shift = day.days_since(wall.city_day());
        self.drill_shift_days.store(shift, Ordering::Release);
    }

    /// Follows the changes as they are committed.
    pub fn follow(&self) -> broadcast::Receiver<FeedRow> {
        self.feed.subscribe()
    }

    /// Ends every stream of changes, so that the server can stop at once.
    pub fn stop_following(&self) {
        self.stopping.send_replace(true);
    }

    /// True once streams of changes are to end.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// The last change that the index has seen.
    pub fn seen_seq(&self) -> i64 {
        self.feed_seq.load(Ordering::Acquire)
    }

    /// Brings the index up to the feed, and tells whoever follows. Called after every write, and
    /// each second for what other servers wrote.
    pub async fn catch_up(&self) -> Result<(), Refusal> {
        // One at a time: whoever read earlier must not put what he read over what is newer, and the
        // feed is told once, in order. Whoever waited finds most of it done.
        let _turn = self.feed_turn.lock().await;
        while self.catch_up_some().await? {}
        Ok(())
    }

    /// The same for a write that comes by the thousand: where somebody is at it already, he or the
    /// next second sees to it, and whoever is first goes through it once and not to its end.
    pub(crate) async fn catch_up_a_turn(&self) -> Result<(), Refusal> {
        match self.feed_turn.try_lock() {
            Ok(_turn) => self.catch_up_some().await.map(drop),
            Err(_) => Ok(()),
        }
    }

    /// Reads the next changes. False where there are none.
    async fn catch_up_some(&self) -> Result<bool, Refusal> {
        {
            let from = self.seen_seq();
            let key = self.key();
            let rows = self
                .db
                .read(move |tx| async move { feed::after(&tx, &key, from, FEED_BATCH_MAX).await });
            let rows: Vec<FeedRow> = rows.await?;
            let Some((last, last_at)) = rows.last().map(|row| (row.seq, row.change.at)) else {
                return Ok(false);
            };
            let changed = Changed::of(&rows);
            let has_moved = !changed.communities.is_empty();
            self.sites.forget_changed(&rows);
            self.journeys.forget_changed(&rows);
            self.arrivals.forget_changed(&rows);
            let code = self.code.clone();
            changed.devices.iter().for_each(|device| self.sampling.forget_device(*device));
            if changed.rolls {
                self.sampling.forget_rolls();
            }
            crate::codes::care_follow(self, changed.cares, last_at).await?;
            crate::codes::outage_follow(self, changed.outages).await?;
            if changed.gates {
                self.scans.gates_changed(self).await?;
            }
            ended_follow(self, changed.ended, last_at).await?;
            crate::venues::follow(self, &changed.venues, changed.closings).await?;
            for community in &changed.communities {
                self.rosters.forget(community);
                self.frequency.forget(community);
                self.passes.refresh(self, community).await?;
            }
            for community in &changed.merged {
                self.round_marks.forget(community);
                self.frequency.forget(community);
            }
            for community in &changed.frequency {
                self.frequency.forget(community);
            }
            if changed.decisions {
                self.frequency.forget_decisions();
            }
            for (round, community) in &changed.ticked {
                self.frequency.sampled(community);
                self.round_marks.refresh(self, *round, community).await?;
            }
            let tree = self.tree();
            let now = self.db.read(move |tx| async move { changed.read(&tx, &code, &tree).await });
            let now = now.await?;
            for (account, login, name) in now.people {
                self.people.learn(account, &login, &name);
            }
            let is_recolored = !now.zones.is_empty() || has_moved;
            self.zones.replace(now.zones);
            if is_recolored && self.passes.is_loaded() {
                zones_colored(self, last_at).await?;
            }
            self.orders.replace(now.orders);
            if let Some(tree) = now.tree {
                *self.tree.write().unwrap_or_else(|poisoned| poisoned.into_inner()) =
                    Arc::new(tree);
            }
            let told = self.feed_seq.fetch_max(last, Ordering::AcqRel);
            for row in rows.into_iter().filter(|row| row.seq > told) {
                let _ = self.feed.send(row); // Nobody following is no fault.
            }
        }
        Ok(true)
    }
}

async fn last_seq(tx: &Tx, code: &PlaceCode) -> Result<i64, StoreError> {
    let key = code.county();
    let seqs = feed::last_seqs(tx).await?;
    Ok(seqs.into_iter().find(|(county, _)| *county == key).map_or(0, |(_, seq)| seq))
}

/// A change of a zone, for the feed. The feed is one for the city; its subject carries the county.
pub(crate) fn zone_change(key: &str, at: Moment, county: &PlaceCode, zone: ZoneId) -> Change {
    Change {
        county: key.to_owned(),
        at,
        topic: "zone".to_owned(),
        subject: format!("{county}/{zone}"),
    }
}

/// A change of an order.
pub(crate) fn order_change(key: &str, at: Moment, county: &PlaceCode, order: OrderId) -> Change {
    change(key, at, "order", &format!("{county}/{order}"))
}

/// A change of anything else.
pub(crate) fn change(key: &str, at: Moment, topic: &str, subject: &str) -> Change {
    Change { county: key.to_owned(), at, topic: topic.to_owned(), subject: subject.to_owned() }
}

/// The setting that remembers the day of a drill.
pub(crate) const fn drill_day_setting() -> &'static str {
    DRILL_DAY
}
