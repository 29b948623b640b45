//! The city: its rules, its store, its index, and the feed that keeps the index current.

use crate::Refusal;
use crate::index::ZoneIndex;
use crate::secrets::Keys;
use crate::tree::Tree;
use fangxian_core::ids::ZoneId;
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::RuleBook;
use fangxian_core::{CityDay, Moment};
use fangxian_paper::Typesetter;
use fangxian_store::feed::{Change, FeedRow};
use fangxian_store::{Db, StoreError, Tx, feed, settings};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
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
    /// Its zones.
    pub zones: ZoneIndex,
    /// The keys of this installation.
    pub keys: Keys,
    /// Sets paper; none where no Chinese font is installed.
    pub typesetter: Option<Typesetter>,
    /// Whether the clock may be turned.
    pub clockwork: Clockwork,
    /// Days that a drill is ahead of the wall; negative where it plays in the past.
    drill_shift_days: AtomicI64,
    feed_seq: AtomicI64,
    feed_turn: Mutex<()>,
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
    /// Whether the clock may be turned.
    pub clockwork: Clockwork,
}

impl City {
    /// Opens a city whose store has its schema and its divisions.
    pub async fn open(db: Db, parts: CityParts, wall: Moment) -> Result<City, Refusal> {
        let code = parts.code.clone();
        let (tree, zones, seq, drill_day) = db
            .read(move |tx| async move {
                let tree = Tree::read(&tx, &code).await?;
                let zones = ZoneIndex::load(&tx).await?;
                let seq = last_seq(&tx, &code).await?;
                let drill_day = settings::setting_get(&tx, DRILL_DAY).await?;
                Ok::<_, StoreError>((tree, zones, seq, drill_day))
            })
            .await?;
        let drill_day = drill_day.and_then(|day| CityDay::parse(&day).ok());
        let shift = match (parts.clockwork, drill_day) {
            (Clockwork::Drill, Some(day)) => day.days_since(wall.city_day()),
            (Clockwork::Drill, None) | (Clockwork::Real, _) => 0,
        };
        let name = tree.city_name(&parts.code)?;
        Ok(City {
            db,
            rules: parts.rules,
            name,
            code: parts.code,
            tree: RwLock::new(Arc::new(tree)),
            zones,
            keys: parts.keys,
            typesetter: parts.typesetter,
            clockwork: parts.clockwork,
            drill_shift_days: AtomicI64::new(shift),
            feed_seq: AtomicI64::new(seq),
            feed_turn: Mutex::new(()),
            feed: broadcast::channel(FEED_BACKLOG).0,
            stopping: watch::channel(false).0,
        })
    }

    /// The city's now: in a drill, the time of day of the wall on the day of the drill.
    pub fn now(&self, wall: Moment) -> Moment {
        wall.plus_ms(self.drill_shift_days.load(Ordering::Acquire) * 86_400_000)
    }

    /// The code under which the city itself stands in the store: its digits and `00`.
    pub fn key(&self) -> String {
        self.code.county()
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
        loop {
            let from = self.seen_seq();
            let key = self.key();
            let rows = self
                .db
                .read(move |tx| async move { feed::after(&tx, &key, from, FEED_BATCH_MAX).await });
            let rows: Vec<FeedRow> = rows.await?;
            let Some(last) = rows.last().map(|row| row.seq) else { return Ok(()) };
            let changed: Vec<(PlaceCode, ZoneId)> =
                rows.iter().filter_map(|row| zone_of_subject(&row.change)).collect();
            let tree_changed = rows.iter().any(|row| row.change.topic == feed::PLACES);
            let code = self.code.clone();
            let read = self.db.read(move |tx| async move {
                let tree = match tree_changed {
                    true => Some(Tree::read(&tx, &code).await?),
                    false => None,
                };
                Ok::<_, StoreError>((tree, ZoneIndex::read(&tx, &changed).await?))
            });
            let (tree, entries) = read.await?;
            // Two writers may catch up at once: the feed is told once, in order.
            let _turn = self.feed_turn.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            self.zones.replace(entries);
            if let Some(tree) = tree {
                *self.tree.write().unwrap_or_else(|poisoned| poisoned.into_inner()) =
                    Arc::new(tree);
            }
            let told = self.feed_seq.fetch_max(last, Ordering::AcqRel);
            for row in rows.into_iter().filter(|row| row.seq > told) {
                // Nobody following is no fault.
                let _ = self.feed.send(row);
            }
        }
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

/// A change of anything else.
pub(crate) fn change(key: &str, at: Moment, topic: &str, subject: &str) -> Change {
    Change { county: key.to_owned(), at, topic: topic.to_owned(), subject: subject.to_owned() }
}

fn zone_of_subject(change: &Change) -> Option<(PlaceCode, ZoneId)> {
    if change.topic != "zone" {
        return None;
    }
    let (county, zone) = change.subject.split_once('/')?;
    Some((PlaceCode::parse(county).ok()?, ZoneId::parse(zone)?))
}

/// The setting that remembers the day of a drill.
pub(crate) const fn drill_day_setting() -> &'static str {
    DRILL_DAY
}
