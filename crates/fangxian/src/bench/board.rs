//! How long the board takes with as many zones as stood in the whole country on 2022-11-28.

use super::Folder;
use super::client::Client;
use super::report::Figure;
use super::timing::Timing;
use crate::{clock, divisions};
use anyhow::{Context, Result, anyhow, ensure};
use fangxian_app::accounts::sign_in;
use fangxian_app::city::{CityParts, Clockwork};
use fangxian_app::demo::{PASSWORD, demo_people};
use fangxian_app::orders::orders_follow_day;
use fangxian_app::secrets::Keys;
use fangxian_app::{City, mint};
use fangxian_core::ids::{ZoneFactId, ZoneId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, policy};
use fangxian_core::rules::{EditionId, RuleBook};
use fangxian_core::zones::{AreaTestOutcome, ZoneEvent, ZoneFact};
use fangxian_core::{CityDay, Level, Moment};
use fangxian_store::feed::{self, Change};
use fangxian_store::migrate::migrate;
use fangxian_store::orders::{OrderFilter, orders_page};
use fangxian_store::places::divisions_upsert;
use fangxian_store::settings::setting_put;
use fangxian_store::zones::{
    Ground, GroundKind, StoredZone, StoredZoneFact, zone_advance, zone_by_id, zone_fact_insert,
    zone_insert,
};
use fangxian_store::{Db, StoreError, V};
use std::sync::Arc;
use std::time::{Duration, Instant};

const N_ZONES: usize = 35_000;
const N_COUNTIES: usize = 10;
const ZONES_PER_BATCH: usize = 1_000;
const DAY: &str = "2022-11-28";
const N_COLD: usize = 200;
const N_REPEATED: usize = 500;
const N_PEER: usize = 40;

/// A zone with its facts.
type Made = (StoredZone, Vec<StoredZoneFact>);

/// Fills a store, opens the city on it and asks for the board through the router.
pub(super) async fn measure(wall: Moment) -> Result<Figure> {
    let folder = Folder::make()?;
    let path = folder.0.join("bench.sqlite");
    let db = Db::open(&path.to_string_lossy()).await?;
    let today = CityDay::parse(DAY)?;
    let zones = filled(&db, today, wall).await?;
    let n_facts: usize = zones.iter().map(|(_, facts)| facts.len()).sum();
    let parts = CityParts {
        rules: RuleBook::built_in()?,
        code: PlaceCode::parse("1401")?,
        keys: Keys::from_seed(&[0; 32]),
        typesetter: None,
        sheets: fangxian_app::sheets::reader_within(),
        clockwork: Clockwork::Drill,
    };
    let city = Arc::new(City::open(db.clone(), parts, wall).await?);
    demo_people(&city, wall).await?;
    let n_orders = orders_follow_day(&city, wall).await?;
    let board = Board::open(&city).await?;

    let (n_listed, n_unfinished) = board.counted().await?;
    let (mut cold, mut catching_up) = (Vec::new(), Vec::new());
    for (zone, _) in zones.iter().take(N_COLD) {
        add_case(&city, zone, wall).await?;
        let start = Instant::now();
        city.catch_up().await?;
        catching_up.push(start.elapsed());
        cold.push(board.ask().await?.0);
    }
    let mut repeated = Vec::new();
    for _ in 0..N_REPEATED {
        repeated.push(board.ask().await?.0);
    }
    let peer = peer(&city, today, wall).await?;
    let by_sql = (peer.n_zones, peer.n_orders);
    ensure!(
        (n_listed, n_unfinished) == by_sql,
        "页面有{n_listed}、{n_unfinished}，SQL 有{by_sql:?}"
    );
    let (cold, repeated) = (Timing::of(cold), Timing::of(repeated));
    let told = format!(
        "{N_ZONES} zones in {N_COUNTIES} counties, {n_listed} of them listed, {n_facts} facts, \
         {n_orders} orders, {n_unfinished} of them unfinished; `GET /api/v1/board` through the router in the same process, signed in \
         as the city command.\n\n\
         - cold, right after a new fact came in: {}\n\
         - repeated: {}\n\
         - bringing the index up to the new fact, before that: {}\n\
         - peer: {}\n\
         - of the peer, the two questions about orders: {}\n\n\
         The figure is the cold p50. The peer asks the same of the same SQLite file by SQL, in one \
         read transaction: the latest rating of each zone by a window over its facts, whether its \
         days have passed, how many orders of each county are open, late, done and due today, and \
         the twenty longest overdue.\n",
        cold.told(),
        repeated.told(),
        Timing::of(catching_up).told(),
        peer.whole.told(),
        peer.orders.told(),
    );
    Ok(Figure {
        name: "board_35k_zones_ms",
        value: cold.ms(50),
        unit: "ms",
        peer: Some(("SQL over the facts in SQLite, p50", peer.whole.ms(50))),
        told,
    })
}

/// The board as the city command sees it.
struct Board {
    client: Client,
    purpose: &'static str,
}

impl Board {
    async fn open(city: &Arc<City>) -> Result<Board> {
        let client = Client::sign_in(city, "zhihui", clock::wall).await?;
        let purpose = policy(Act::BoardSee).purposes.first().context("看板没有用途")?.code();
        Ok(Board { client, purpose })
    }

    /// Asks once: how long it took until the whole answer was there, and the answer.
    async fn ask(&self) -> Result<(Duration, serde_json::Value)> {
        let answer = self.client.get("/board", self.purpose).await?;
        Ok((answer.took, answer.json()?))
    }

    /// How many zones it counts, and how many unfinished orders.
    async fn counted(&self) -> Result<(i64, i64)> {
        let (_, answer) = self.ask().await?;
        let of = |name| answer.pointer(name).and_then(serde_json::Value::as_i64);
        let open = of("/orders/open").context("看板没有工单数目")?;
        let late = of("/orders/late").context("看板没有超时工单数目")?;
        let levels = answer.get("levels").and_then(serde_json::Value::as_object);
        let levels = levels.context("看板没有各级数目")?;
        Ok((levels.values().filter_map(serde_json::Value::as_i64).sum(), open + late))
    }
}

/// The same asked by SQL.
struct Peer {
    /// All of it.
    whole: Timing,
    /// Of that, the two questions about orders.
    orders: Timing,
    /// How many zones it counts.
    n_zones: i64,
    /// How many unfinished orders.
    n_orders: i64,
}

/// Asks the same by SQL.
async fn peer(city: &Arc<City>, today: CityDay, wall: Moment) -> Result<Peer> {
    let now = city.now(wall);
    let edition = city.rules.edition_on(today).context("这一天没有方案")?;
    let days = edition
        .step_down_rule(Level::High, None)
        .and_then(|rule| rule.case_free_days)
        .context("方案没有天数")?;
    let signed_in = sign_in(city, "zhihui", PASSWORD, wall).await?;
    let purpose = *policy(Act::BoardSee).purposes.first().context("看板没有用途")?;
    let assignments = &signed_in.caller.assignments;
    let scope =
        fangxian_core::policy::authorize(assignments, Act::BoardSee, purpose, wall.city_day())
            .map_err(|_| anyhow!("指挥部看不到看板"))?;
    let last = today.plus(-i64::from(days));
    let (mut whole, mut of_orders) = (Vec::new(), Vec::new());
    let (mut n_zones, mut n_orders) = (0, 0);
    for _ in 0..N_PEER {
        let scope = scope.clone();
        let start = Instant::now();
        let orders;
        (n_zones, n_orders, orders) = city
            .db
            .read(move |tx| async move {
                let values = [V::from(today), V::from(last)];
                let rows = tx.query(include_str!("board_by_sql.sql"), &values).await?;
                let start = Instant::now();
                let (first, last) = (today.starts_at(), today.ends_at());
                let counted = [V::from(now), V::from(first), V::from(last)];
                let counts = tx.query(include_str!("orders_by_sql.sql"), &counted).await?;
                let n_orders = counts.iter().map(|row| Ok(row.int("n_open")? + row.int("n_late")?));
                let n_orders = n_orders.sum::<Result<i64, StoreError>>()?;
                let late = OrderFilter { overdue_at: Some(now), ..OrderFilter::default() };
                orders_page(&tx, &scope, late, 20).await?;
                let orders = start.elapsed();
                let n_zones = rows.iter().map(|row| row.int("n_zones"));
                let n_zones = n_zones.sum::<Result<i64, StoreError>>()?;
                Ok::<_, StoreError>((n_zones, n_orders, orders))
            })
            .await?;
        whole.push(start.elapsed());
        of_orders.push(orders);
    }
    Ok(Peer { whole: Timing::of(whole), orders: Timing::of(of_orders), n_zones, n_orders })
}

async fn filled(db: &Db, today: CityDay, wall: Moment) -> Result<Vec<Made>> {
    migrate(db, wall).await?;
    let own = divisions::built_in()?;
    let counties: Vec<PlaceCode> = divisions::built_in_city("1401")?
        .context("没有内置的城市")?
        .1
        .into_iter()
        .map(|county| county.code)
        .take(N_COUNTIES)
        .collect();
    db.write(move |tx| async move {
        divisions_upsert(&tx, &own).await?;
        setting_put(&tx, "drill_day", DAY).await
    })
    .await?;
    let mut zones: Vec<Made> = Vec::with_capacity(N_ZONES);
    for (at, county) in (0..N_ZONES).zip(counties.iter().cycle()) {
        zones.push(made(at, county, today, wall)?);
    }
    for batch in zones.chunks(ZONES_PER_BATCH) {
        let batch = batch.to_vec();
        db.write(move |tx| async move {
            for (zone, facts) in batch {
                zone_insert(&tx, &zone, wall).await?;
                for fact in facts {
                    zone_fact_insert(&tx, &fact).await?;
                }
            }
            Ok::<(), StoreError>(())
        })
        .await?;
    }
    Ok(zones)
}

/// A zone with one to four facts: rated high, then by its number a case, an area test, a release
/// or a lower level.
fn made(at: usize, county: &PlaceCode, today: CityDay, wall: Moment) -> Result<Made> {
    let area = format!("第{}小区{}号楼", at / 20 + 1, at % 20 + 1);
    let zone = StoredZone {
        id: ZoneId::from_uuid(mint::uuid(wall)?),
        county: county.clone(),
        area_key: area.clone(),
        area,
        except: None,
        parts: Vec::new(),
        place: None,
        version: 1,
    };
    let edition = EditionId("P20".to_owned());
    let since = today.plus(-i64::try_from(at % 9)?);
    let mut events =
        vec![(since, ZoneEvent::Rated { level: Level::High, edition: edition.clone() })];
    if at.is_multiple_of(2) {
        events.push((since.plus(1).min(today), ZoneEvent::CaseFound));
    }
    if at.is_multiple_of(3) {
        let outcome = AreaTestOutcome::AllNegative;
        events.push((since.plus(2).min(today), ZoneEvent::AreaTested { outcome }));
    }
    if at.is_multiple_of(5) {
        let event = match at % 2 {
            0 => ZoneEvent::Released,
            _ => ZoneEvent::Rated { level: Level::Low, edition },
        };
        events.push((today, event));
    }
    let mut facts = Vec::with_capacity(events.len());
    for (hours, (on, event)) in (1..).zip(events) {
        facts.push(fact_of(&zone, on, on.starts_at().plus_ms(hours * 3_600_000), event, wall)?);
    }
    Ok((zone, facts))
}

fn fact_of(
    zone: &StoredZone,
    on: CityDay,
    recorded_at: Moment,
    event: ZoneEvent,
    wall: Moment,
) -> Result<StoredZoneFact> {
    Ok(StoredZoneFact {
        zone: zone.id,
        county: zone.county.clone(),
        fact: ZoneFact { id: ZoneFactId::from_uuid(mint::uuid(wall)?), on, recorded_at, event },
        proposed_by: Some("generated".to_owned()),
        signed_by: "bench".to_owned(),
        ground: Ground { kind: GroundKind::Snapshot, id: Some("generated".to_owned()) },
        as_written: "生成的".to_owned(),
    })
}

/// A case found at a zone: a fact and its line of the feed, as a use-case writes them.
async fn add_case(city: &Arc<City>, zone: &StoredZone, wall: Moment) -> Result<()> {
    let now = city.now(wall);
    let fact = fact_of(zone, now.city_day(), now, ZoneEvent::CaseFound, wall)?;
    let change = Change {
        county: city.key(),
        at: now,
        topic: "zone".to_owned(),
        subject: format!("{}/{}", zone.county, zone.id),
    };
    let (county, id) = (zone.county.clone(), zone.id);
    city.db
        .write(move |tx| async move {
            let missing = StoreError::Stale { what: "zone" };
            let zone = zone_by_id(&tx, &county, id).await?.ok_or(missing)?;
            zone_advance(&tx, &zone).await?;
            zone_fact_insert(&tx, &fact).await?;
            feed::append(&tx, change)
        })
        .await?;
    Ok(())
}
