//! The register and the 清楼表 with a whole city in them: 5.3 million invented people, of whom all
//! but a few were tested today, on SQLite and on PostgreSQL.

use super::Folder;
use super::client::{Client, number};
use super::register_told::figures;
use super::report::Figure;
use super::timing::Timing;
use crate::city::{self, fill};
use crate::clock;
use crate::store_commands::StoreArg;
use anyhow::{Context, Result, ensure};
use fangxian_app::City;
use fangxian_app::demo::{DemoPerson, demo_person};
use fangxian_app::mint;
use fangxian_app::rounds::rounds_warm;
use fangxian_core::ids::{PersonId, RoundFactId, RoundId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Role;
use fangxian_core::rounds::{Means, Outcome, RoundKind, Tick};
use fangxian_core::{CityDay, Moment};
use fangxian_store::load::{Load, LoadRows, LoadTable};
use fangxian_store::rounds::{StoredRound, StoredTick, round_insert};
use fangxian_store::{StoreError, V};
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};

const DAY: &str = "2022-11-24";
const SEED: u64 = 1;
/// One of so many has not been tested yet.
const MISSING_ONE_OF: u64 = 50;
/// The community whose list is asked for again and again, and how often.
const N_LISTS: usize = 300;
const N_ALL: usize = 100;
const N_SEARCHES: usize = 600;
const N_PEER: usize = 30;

/// Registers whom the demonstration does not have: of the whole city, and of one community.
const OF_CITY: DemoPerson = DemoPerson {
    login: "quanshi",
    name: "测速·全市登记员",
    role: Role::CommunityRegistrar,
    place: "1401",
};

/// What was measured on one engine.
pub(super) struct Measured {
    pub(super) engine: &'static str,
    pub(super) people: u64,
    pub(super) load: Duration,
    pub(super) ticks: u64,
    pub(super) tick_load: Duration,
    pub(super) list_people: u64,
    pub(super) list_after_tick: Timing,
    pub(super) list_again: Timing,
    pub(super) missing_list: Timing,
    pub(super) missing_people: u64,
    pub(super) all_first: Duration,
    pub(super) all_after_tick: Timing,
    pub(super) n_communities: usize,
    pub(super) search_grid: Timing,
    pub(super) search_city_first: Duration,
    pub(super) search_city: Timing,
    pub(super) memory_mib: u64,
    pub(super) list_by_sql: Timing,
    pub(super) missing_by_sql: Timing,
    pub(super) all_by_sql: Timing,
}

/// Fills both engines and asks them.
pub(super) async fn measure(people: u64, postgres: Option<&str>) -> Result<Vec<Figure>> {
    let folder = Folder::make()?;
    let path = folder.0.join("city.sqlite");
    let on_sqlite = measure_one("SQLite", path.to_str().context("路径")?, people).await?;
    let on_postgres = match postgres {
        Some(url) => Some(measure_one("PostgreSQL", url, people).await?),
        None => None,
    };
    Ok(figures(&on_sqlite, on_postgres.as_ref()))
}

async fn measure_one(engine: &'static str, store: &str, people: u64) -> Result<Measured> {
    let say = |what: &str| crate::failure::print(&format!("  {engine}: {what} …\n"));
    let folder = Folder::make()?;
    let day = CityDay::parse(DAY)?;
    let code = PlaceCode::parse("1401")?;
    let plan = Arc::new(city::plan(&code, people, SEED, day)?);
    let arg = StoreArg::given(store);
    let key_file = folder.0.join("key");
    let keys = Arc::new(city::prepared(&arg, &code, &key_file, day).await?);
    say("filling")?;
    let start = Instant::now();
    fill::fill(store, &keys, &plan, |_| {}).await?;
    let load = start.elapsed();

    say("ticking")?;
    let round = RoundId::from_uuid(mint::uuid(clock::wall())?);
    let start = Instant::now();
    let ticks = tick_all(store, &arg, &plan, round, day).await?;
    let tick_load = start.elapsed();

    say("asking")?;
    let city = city::opened(&arg, &key_file, code).await?;
    demo_person(&city, &OF_CITY, clock::wall()).await?;
    let asked = Asked::open(&city, &plan, round).await?;
    let all_first = asked.count_first().await?;
    let (list_people, list_after_tick, list_again) = asked.lists().await?;
    let (missing_people, missing_list) = asked.missing().await?;
    let all_after_tick = asked.all().await?;
    let search_grid = asked.search("wangge", "140110003001", N_SEARCHES).await?;
    let start = Instant::now();
    asked.search(OF_CITY.login, "1401", 1).await?;
    let search_city_first = start.elapsed();
    let search_city = asked.search(OF_CITY.login, "1401", N_SEARCHES / 4).await?;
    say("asking by SQL")?;
    Ok(Measured {
        engine,
        people,
        load,
        ticks,
        tick_load,
        list_people,
        list_after_tick,
        list_again,
        missing_list,
        missing_people,
        all_first,
        all_after_tick,
        n_communities: plan.n_communities(),
        search_grid,
        search_city_first,
        search_city,
        memory_mib: memory_mib(),
        list_by_sql: asked.by_sql(include_str!("list_by_sql.sql"), true).await?,
        missing_by_sql: asked.by_sql(include_str!("missing_by_sql.sql"), true).await?,
        all_by_sql: asked.by_sql(include_str!("missing_all_by_sql.sql"), false).await?,
    })
}

/// Ticks nearly everybody of the city off, at the engine's own speed.
async fn tick_all(
    store: &str,
    arg: &StoreArg,
    plan: &fangxian_invent::City,
    round: RoundId,
    day: CityDay,
) -> Result<u64> {
    let opened_at = day.starts_at().plus_ms(6 * 3_600_000);
    {
        let db = arg.open(crate::store_commands::Absent::Refused).await?;
        let opened = StoredRound {
            id: round,
            place: PlaceCode::parse("1401")?,
            name: "全市核酸检测".to_owned(),
            kind: RoundKind::Sampling,
            opened_at,
            opened_by: "zhihui".to_owned(),
            closed: None,
            version: 1,
        };
        let put: Result<(), StoreError> =
            db.write(move |tx| async move { round_insert(&tx, &opened).await }).await;
        put?;
    }
    let mut load = Load::begin(store, &[LoadTable::Ticks]).await?;
    let (mut n_ticks, mut first) = (0, 0);
    let registered_at = day.starts_at();
    for index in 0..plan.n_communities() {
        let n = plan.n_people_of(index).unwrap_or_default();
        let community = plan.head(index).context("没有这个社区")?.code.clone();
        let mut ticks = Vec::new();
        for number in (first..first + n).filter(|number| !number.is_multiple_of(MISSING_ONE_OF)) {
            let person = city::person_id(number, SEED, registered_at);
            let at = opened_at.plus_ms(i64::try_from(number % 36_000_000)?);
            ticks.push(tick(round, &community, person, at));
        }
        n_ticks += ticks.len() as u64;
        first += n;
        load.put(&LoadRows::ticks(&ticks)).await?;
    }
    load.finish().await?;
    Ok(n_ticks)
}

fn tick(round: RoundId, community: &PlaceCode, person: PersonId, at: Moment) -> StoredTick {
    StoredTick {
        round,
        community: community.clone(),
        tick: Tick {
            id: RoundFactId::from_uuid(person.uuid()),
            person,
            outcome: Outcome::Done,
            back_on: None,
            replaces: Vec::new(),
            seen_at: at,
            by: "shequ".to_owned(),
            means: Means::Phone,
        },
        note: None,
        received_at: at,
        body_mac: person.uuid().as_bytes().repeat(2),
    }
}

/// A city that is asked.
struct Asked {
    city: Arc<City>,
    round: RoundId,
    registrar: Client,
    command: Client,
    /// About four thousand people, and the numbers of its people in the city.
    community: PlaceCode,
    numbers: std::ops::Range<u64>,
    n_communities: usize,
    at: Moment,
}

impl Asked {
    async fn open(city: &Arc<City>, plan: &fangxian_invent::City, round: RoundId) -> Result<Asked> {
        let sizes = (0..plan.n_communities()).map(|at| plan.n_people_of(at).unwrap_or_default());
        let sizes: Vec<u64> = sizes.collect();
        let near = sizes.iter().enumerate().min_by_key(|(_, n)| n.abs_diff(4_000));
        let (index, n) = near.context("没有社区")?;
        let first: u64 = sizes.iter().take(index).sum();
        Ok(Asked {
            city: Arc::clone(city),
            round,
            registrar: Client::sign_in(city, OF_CITY.login, clock::wall).await?,
            command: Client::sign_in(city, "zhihui", clock::wall).await?,
            community: plan.head(index).context("没有这个社区")?.code.clone(),
            numbers: first..first + n,
            n_communities: sizes.iter().filter(|n| **n > 0).count(),
            at: CityDay::parse(DAY)?.starts_at(),
        })
    }

    /// The counts of the whole city, for the first time after a start.
    async fn count_first(&self) -> Result<Duration> {
        let start = Instant::now();
        rounds_warm(&self.city).await?;
        Ok(start.elapsed())
    }

    /// Somebody of the community who was missing is ticked off; then he is not missing any more.
    async fn tick_one(&self, turn: usize) -> Result<()> {
        let mut missing = self.numbers.clone().filter(|n| n.is_multiple_of(MISSING_ONE_OF));
        let n_missing = missing.clone().count();
        // Half of them stay missing, so that there is somebody to be asked for.
        let number = missing.nth(turn % (n_missing / 2).max(1)).context("没有缺的人")?;
        let now = clock::wall();
        let body = json!({ "ticks": [{
            "fact_id": mint::uuid(now)?,
            "person_id": city::person_id(number, SEED, self.at).uuid(),
            "outcome": "done",
            "note": "",
            "seen_at": self.city.now(now).0,
            "means": "phone",
        }]});
        let path = format!("/rounds/{}/ticks", self.round);
        let answer = self.registrar.post(&path, "order_work", &body).await?.json()?;
        ensure!(answer[0]["fate"] == "kept", "没有记上：{answer}");
        Ok(())
    }

    async fn lists(&self) -> Result<(u64, Timing, Timing)> {
        let path = format!("/rounds/{}/list?place={}", self.round, self.community);
        let whole = self.registrar.get(&path, "order_work").await?.json()?;
        let people = whole["people"].as_array().context("没有名单")?.len() as u64;
        ensure!(people == self.numbers.end - self.numbers.start, "名单有{people}人");
        let (mut after, mut again) = (Vec::new(), Vec::new());
        for turn in 0..N_LISTS {
            self.tick_one(turn).await?;
            after.push(self.registrar.get(&path, "order_work").await?.took);
            again.push(self.registrar.get(&path, "order_work").await?.took);
        }
        Ok((people, Timing::of(after), Timing::of(again)))
    }

    async fn missing(&self) -> Result<(u64, Timing)> {
        let path = format!("/rounds/{}/missing?place={}", self.round, self.community);
        let people = number(&self.registrar.get(&path, "order_work").await?.json()?, "/people")?;
        let mut times = Vec::new();
        for _ in 0..N_LISTS {
            times.push(self.registrar.get(&path, "order_work").await?.took);
        }
        Ok((people, Timing::of(times)))
    }

    async fn all(&self) -> Result<Timing> {
        let path = format!("/rounds/{}/parts", self.round);
        let mut times = Vec::new();
        for turn in 0..N_ALL {
            self.tick_one(N_LISTS + turn).await?;
            let answer = self.command.get(&path, "command").await?;
            times.push(answer.took);
            if turn == 0 {
                let n = answer.json()?.as_array().map_or(0, Vec::len);
                ensure!(n == self.n_communities, "只有{n}个社区");
            }
        }
        Ok(Timing::of(times))
    }

    /// Names, sounds, initials, ends of numbers and doors, found and not found.
    async fn search(&self, login: &str, place: &str, n: usize) -> Result<Timing> {
        let client = Client::sign_in(&self.city, login, clock::wall).await?;
        let purpose = if login == "wangge" { "order_work" } else { "register" };
        let words = [
            "王伟",
            "zhangwei",
            "lj",
            "1234",
            "3-2-101",
            "欧阳",
            "xqzk",
            "阿不都",
            "0000",
            "99-9-9901",
        ];
        let mut times = Vec::new();
        for words in words.iter().cycle().take(n) {
            let body = json!({ "within": place, "words": words });
            times.push(client.post("/people/searches", purpose, &body).await?.took);
        }
        Ok(Timing::of(times))
    }

    /// The same asked of the engine by SQL, its rows taken to this process.
    async fn by_sql(&self, sql: &'static str, of_community: bool) -> Result<Timing> {
        let mut times = Vec::new();
        for _ in 0..if of_community { N_PEER } else { 3 } {
            let mut values = vec![V::from(self.round.uuid())];
            if of_community {
                values.extend([V::from(self.community.county()), V::from(&self.community)]);
            }
            let start = Instant::now();
            let rows = self.city.db.read(move |tx| async move { tx.query(sql, &values).await });
            let rows: Result<_, StoreError> = rows.await;
            times.push(start.elapsed());
            ensure!(!rows?.is_empty(), "SQL 没有答复");
        }
        Ok(Timing::of(times))
    }
}

/// What this process holds in memory.
fn memory_mib() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}
