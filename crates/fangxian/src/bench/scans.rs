//! Scans at a city's rush hour: over HTTP, durable before they are answered, with everybody loaded, and
//! beside them the fastest answer there is and the same handler on PostgreSQL.

use super::Folder;
use super::areas::areas;
use super::cold::starts;
use super::load::{Load, Nginx, Requests, free_port, is_there};
use super::overload::{Gates, Overload, request};
use super::report::Figure;
use super::scans_codes::Codes;
use super::scans_peer::{Keeping, keeper, peer_fill, peer_router};
use super::scans_places::{gates, venues};
use super::scans_told::{Loads, Measured, told};
use crate::city::{self, fill, person_id};
use crate::clock;
use crate::serve::intake;
use crate::store_commands::StoreArg;
use anyhow::{Context, Result, ensure};
use fangxian_app::City;
use fangxian_app::cases::tracing_feed;
use fangxian_app::passes::{Followed, passes_follow};
use fangxian_app::scans::drain_scans;
use fangxian_app::venues::venues_load;
use fangxian_core::codes::HealthColor;
use fangxian_core::passes::{Alias, Pass, PassKind};
use fangxian_core::places::PlaceCode;
use fangxian_core::scans::{Check, GateRecord, ScanId, Why};
use fangxian_core::{CityDay, Moment};
use fangxian_http::{Cookies, HttpState, router};
use fangxian_intake::Options;
use fangxian_store::Db;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

const DAY: &str = "2022-11-24";
const SEED: u64 = 1;
/// Places of a city as large (Shanghai had 53 codes for a thousand people in 2022).
pub(super) const N_VENUES: u32 = 300_000;
pub(super) const N_GATES: u32 = 1_000;
/// Each request is of another person.
const N_REQUESTS: u64 = 60_000;
pub(super) const CONNECTIONS: usize = 64;
/// Gates that had no network send so many scans at once, over so many connections.
pub(super) const BATCH: usize = 100;
pub(super) const BATCH_CONNECTIONS: usize = 16;
const N_BATCHES: u64 = 2_000;
pub(super) const ROUNDS: usize = 5;
pub(super) const ROUND_S: u64 = 8;
const DRAIN_EVERY: Duration = Duration::from_secs(2);

fn say(what: &str) -> Result<()> {
    crate::failure::print(&format!("  {what} …\n"))
}

pub(super) async fn measure(people: u64, postgres: Option<&str>) -> Result<Vec<Figure>> {
    if !is_there() {
        crate::failure::print("  跳过：没有安装 wrk 和 nginx\n")?;
        return Ok(Vec::new());
    }
    let folder = Folder::make()?;
    let day = CityDay::parse(DAY)?;
    let code = PlaceCode::parse("1401")?;
    let store = folder.0.join("city.sqlite");
    let store = store.to_str().context("路径")?;
    let key_file = folder.0.join("key");
    let arg = StoreArg::given(store);
    let plan = Arc::new(city::plan(&code, people, SEED, day)?);
    let keys = Arc::new(city::prepared(&arg, &code, &key_file, day).await?);
    say("filling")?;
    fill::fill(store, &keys, &plan, |_| {}).await?;
    let city = city::opened(&arg, &key_file, code).await?;
    say("gates and places")?;
    let secrets = gates(&city).await?;
    let first = plan.head(0).context("社区")?.code.clone();
    venues(&city, &first).await?;
    let loading = Instant::now();
    intake::open(&city, &folder.0.join("scans"), Options::default()).await?;
    venues_load(&city).await?;
    let loading = loading.elapsed();
    let bytes = city.passes.bytes() as f64 / city.passes.len() as f64;
    say(&format!(
        "{} people in memory after {loading:.2?}, {bytes:.1} bytes each",
        city.passes.len()
    ))?;

    let who = Who { city: &city, people, secrets: &secrets, day };
    let loads = rounds(&who, &folder.0, postgres).await?;
    say("an area and an edition")?;
    let areas = areas(&city, &first, person_id(0, SEED, day.starts_at())).await?;
    let edition = Instant::now();
    passes_follow(&city, &mut Followed::default(), clock::wall()).await?;
    let edition = edition.elapsed();
    say("starts")?;
    let starts = starts((store, &key_file, &folder.0), |round| {
        let alone = who.scan(round as u64, u64::MAX, PassKind::Screen)?;
        let (secret, body) = alone.split_once(' ').context("扫码")?;
        Ok((secret.to_owned(), body.to_owned()))
    })?;
    Ok(told(&Measured { starts, people, loads, bytes, loading, areas, edition }))
}

/// Sends to everybody in turn, round by round; the round in the middle of each.
async fn rounds(who: &Who<'_>, folder: &Path, postgres: Option<&str>) -> Result<Loads> {
    let city = who.city;
    let state =
        HttpState { city: Arc::clone(city), wall: Arc::new(clock::wall), cookies: Cookies::Plain };
    let (port, listener) = listening().await?;
    tokio::spawn(fangxian_http::serve(listener, router(state), std::future::pending()));
    let peers = match postgres {
        Some(database) => Some(peers(city, database, who.people, who.day).await?),
        None => None,
    };
    let codes = Codes::ready(who, folder).await?;
    let answer = r#"{"verdict":"pass","why":"fine","says":"可以进入。"}"#;
    let nginx = Nginx::start(folder, answer, codes.bytes)?;
    let draining = Draining::begin(city);
    let (mut ours, mut fastest, mut batches) = (Vec::new(), Vec::new(), Vec::new());
    let (mut one, mut many) = (Vec::new(), Vec::new());
    let (mut shown, mut shown_fastest) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        say(&format!("round {} of {ROUNDS}", round + 1))?;
        let requests =
            Requests::write(folder, "scans", &who.scans(round as u64, PassKind::Screen)?)?;
        fastest.push(requests.send((nginx.port, "/gate/scans"), CONNECTIONS, ROUND_S).await?);
        ours.push(requests.send((port, "/gate/scans"), CONNECTIONS, ROUND_S).await?);
        if let Some((by_one, by_many)) = peers {
            one.push(requests.send((by_one, "/gate/scans"), CONNECTIONS, ROUND_S).await?);
            many.push(requests.send((by_many, "/gate/scans"), CONNECTIONS, ROUND_S).await?);
        }
        let requests = Requests::write(folder, "batches", &who.batches(round as u64)?)?;
        let path = "/gate/scans/later";
        batches.push(requests.send((port, path), BATCH_CONNECTIONS, ROUND_S).await?);
        let (ours, fastest) = codes.round(port, &nginx).await?;
        shown.push(ours);
        shown_fastest.push(fastest);
    }
    say("ten times as many as can be answered")?;
    draining.end().await?;
    let overload = overload(who, port).await?;
    Ok(Loads {
        ours: median(ours),
        fastest: median(fastest),
        peers: peers.is_some().then(|| (median(one), median(many))),
        batches: median(batches),
        codes: (median(shown), median(shown_fastest)),
        overload,
    })
}

fn median(mut loads: Vec<Load>) -> Load {
    loads.sort_by(|a, b| a.per_s.total_cmp(&b.per_s));
    let middle = loads.get(loads.len() / 2).copied();
    middle.unwrap_or(Load { per_s: 0.0, p50_ms: 0.0, p99_ms: 0.0 })
}

/// What waits is drained into the store from time to time, and counted; the tracing index follows, as it
/// does in a server.
struct Draining {
    is_over: Arc<AtomicBool>,
    task: JoinHandle<Result<u64>>,
    following: JoinHandle<Result<()>>,
}

impl Draining {
    fn begin(city: &Arc<City>) -> Draining {
        let is_over = Arc::new(AtomicBool::new(false));
        let (of_index, until) = (Arc::clone(city), Arc::clone(&is_over));
        let following = tokio::spawn(async move {
            while !until.load(Ordering::Acquire) {
                tracing_feed(&of_index, clock::wall()).await?;
                tokio::time::sleep(DRAIN_EVERY).await;
            }
            Ok(())
        });
        let (city, told) = (Arc::clone(city), Arc::clone(&is_over));
        let task = tokio::spawn(async move {
            let mut n_drained = 0;
            loop {
                // Asked before: what was answered by then is drained in this turn.
                let is_last = told.load(Ordering::Acquire);
                let today = city.now(clock::wall()).city_day();
                n_drained += drain_scans(&city, today).await?;
                if is_last {
                    return Ok(n_drained);
                }
                tokio::time::sleep(DRAIN_EVERY).await;
            }
        });
        Draining { is_over, task, following }
    }

    /// How many were drained, the last included.
    async fn end(self) -> Result<u64> {
        self.is_over.store(true, Ordering::Release);
        self.following.await??;
        self.task.await?
    }
}

/// Ten times as many as can be answered: and each that was answered is in the store.
async fn overload(who: &Who<'_>, port: u16) -> Result<Overload> {
    // It takes longer than a code on a screen is good.
    let scans = who.scans(ROUNDS as u64, PassKind::Paper)?;
    let requests = scans.iter().map(|line| request(line)).collect::<Result<Vec<_>>>()?;
    let gates = Gates { port, requests: Arc::new(requests) };
    let draining = Draining::begin(who.city);
    let (overload, n_answered) = gates.overload().await?;
    let n_drained = draining.end().await?;
    ensure!(n_drained == n_answered, "答了{n_answered}条，落库{n_drained}条");
    Ok(overload)
}

async fn listening() -> Result<(u16, TcpListener)> {
    let port = free_port()?;
    Ok((port, TcpListener::bind(("127.0.0.1", port)).await?))
}

/// A peer on a port of its own.
async fn serve(peer: axum::Router) -> Result<u16> {
    let (port, listener) = listening().await?;
    tokio::spawn(async move { axum::serve(listener, peer).await });
    Ok(port)
}

/// The ports of the two peers, whose database knows the same people.
async fn peers(city: &Arc<City>, url: &str, people: u64, day: CityDay) -> Result<(u16, u16)> {
    let db = Db::open(url).await?;
    let alias = |n| city.keys.passes.alias(person_id(n, SEED, day.starts_at()));
    peer_fill(&db, &(0..people).map(alias).collect::<Vec<_>>()).await?;
    let now = |city: &City| city.now(clock::wall());
    let one = peer_router(city, Keeping::One(db.clone()), now);
    let many = peer_router(city, Keeping::Many(keeper(db)), now);
    let (one, many) = (serve(one).await?, serve(many).await?);
    Ok((one, many))
}

/// Whose scans are sent, and by which gates.
pub(super) struct Who<'a> {
    pub(super) city: &'a Arc<City>,
    pub(super) people: u64,
    secrets: &'a [String],
    day: CityDay,
}

impl Who<'_> {
    /// The alias of somebody: one after another they are spread over the whole register.
    pub(super) fn alias(&self, n: u64) -> Alias {
        // A prime, which has no divisor in common with the number of people.
        let number = n.wrapping_mul(2_654_435_761) % self.people;
        self.city.keys.passes.alias(person_id(number, SEED, self.day.starts_at()))
    }

    fn secret(&self, n: u64) -> Result<&str> {
        let at = usize::try_from(n)? % self.secrets.len();
        self.secrets.get(at).map(String::as_str).context("门岗")
    }

    /// Scans one by one, whose passes were made at this moment.
    fn scans(&self, round: u64, kind: PassKind) -> Result<Vec<String>> {
        let all = 0..N_REQUESTS.min(self.people);
        all.map(|n| self.scan(n + round * N_REQUESTS, round, kind)).collect()
    }

    /// One scan, whose pass was made at this moment.
    fn scan(&self, n: u64, round: u64, kind: PassKind) -> Result<String> {
        let now = self.city.now(clock::wall());
        let made_at = Moment(now.0 - now.0.rem_euclid(1_000));
        let (city, keys) = (self.city.code.as_str(), &self.city.keys.passes);
        let alias = self.alias(n);
        let color = self.city.passes.color(alias, now);
        ensure!(color == Some(HealthColor::Green), "造出的人不在索引里");
        let pass = Pass { kind, alias, color: HealthColor::Green, made_at, mark: None };
        let body = serde_json::json!({
            "id": Uuid::from_u128(u128::from(round) << 64 | u128::from(n)),
            "pass": keys.sign(pass, city).text(city),
            "temperature": 365,
            "has_mask": true,
        });
        Ok(format!("{} {body}", self.secret(n)?))
    }

    /// Scans that gates send later, many at once.
    fn batches(&self, round: u64) -> Result<Vec<String>> {
        let now = self.city.now(clock::wall());
        let mut lines = Vec::new();
        for batch in 0..N_BATCHES {
            let mut bytes = Vec::with_capacity(BATCH * GateRecord::BYTES);
            for n in 0..BATCH as u64 {
                let n = (round * N_BATCHES + batch) * BATCH as u64 + n;
                let record = GateRecord {
                    id: ScanId((u128::from(n) | 1 << 100).to_be_bytes()),
                    alias: self.alias(n),
                    at: now.plus_ms(-3_600_000),
                    why: Why::Fine,
                    color: Some(HealthColor::Green),
                    checks: vec![Check::Code, Check::Mask],
                    temperature: Some(365),
                };
                bytes.extend_from_slice(&record.to_bytes());
            }
            lines.push(format!("{} {}", self.secret(batch)?, hex::encode(bytes)));
        }
        Ok(lines)
    }
}
