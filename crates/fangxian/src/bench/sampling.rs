//! A day of mass testing: everybody of a city sampled, through the API, in batches as phones send
//! them; then every table of the city coming back at once after an outage; and one positive pool.

use super::Folder;
use super::phones::{Phones, TUBE_PEOPLE};
use super::report::Figure;
use super::sampling_peer::one_insert_per_sample;
use super::sampling_told::figures;
use super::timing::Timing;
use crate::city::{self, fill};
use crate::clock;
use crate::store_commands::StoreArg;
use anyhow::{Context, Result, ensure};
use fangxian_app::accounts::{caller_by_secret, sign_in};
use fangxian_app::caller::Request;
use fangxian_app::demo::{DemoPerson, PASSWORD, demo_person};
use fangxian_app::pools::{chains_list, results_sign};
use fangxian_app::rounds::rounds_warm;
use fangxian_app::{City, mint};
use fangxian_core::CityDay;
use fangxian_core::ids::{LaboratoryId, RoundId, TubeResultId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Purpose, Role};
use fangxian_core::pools::{TubeOutcome, TubeResult, TwoPeople};
use fangxian_core::rounds::RoundKind;
use fangxian_core::sampling::TubeCode;
use fangxian_store::rounds::{StoredRound, round_insert};
use fangxian_store::sampling::StoredResult;
use fangxian_store::{StoreError, V};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const DAY: &str = "2022-11-24";
const SEED: u64 = 1;
/// Tables of the city in April 2022, and how many captures each holds back in an outage.
pub(super) const N_DEVICES: usize = 16_764;
const HELD_BACK: usize = 370;
/// How many batches are on their way at once.
const AT_ONCE: usize = 48;
/// How many positive pools are signed, one after another.
const N_POOLS: usize = 20;

/// Whom the demonstration does not have: who takes samples everywhere.
const OF_CITY: DemoPerson =
    DemoPerson {
        login: "quancai", name: "测速·全市采样员", role: Role::Sampler, place: "1401"
    };

/// What was measured on one engine.
pub(super) struct Measured {
    pub(super) engine: &'static str,
    pub(super) people: u64,
    pub(super) day: Sent,
    pub(super) drain: Sent,
    /// The board and the counts of the round, asked for while the tables came back.
    pub(super) boards: Timing,
    /// From the opening of that round until the whole city was counted, in the background.
    pub(super) counted: Duration,
    pub(super) pools: Timing,
    pub(super) peer_per_s: f64,
    pub(super) n_peer: usize,
}

/// How much was sent, and how long it took.
pub(super) struct Sent {
    pub(super) samples: u64,
    pub(super) tubes: u64,
    pub(super) batches: u64,
    pub(super) again: u64,
    pub(super) took: Duration,
}

/// Fills both engines and samples everybody.
pub(super) async fn measure(people: u64, postgres: Option<&str>) -> Result<Vec<Figure>> {
    let folder = Folder::make()?;
    let path = folder.0.join("city.sqlite");
    let on_postgres = match postgres {
        Some(url) => Some(measure_one("PostgreSQL", url, people).await?),
        None => None,
    };
    let on_sqlite = measure_one("SQLite", path.to_str().context("路径")?, people).await?;
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
    fill::fill(store, &keys, &plan, |_| {}).await?;
    let city = city::opened(&arg, &key_file, code).await?;
    demo_person(&city, &OF_CITY, clock::wall()).await?;
    let signed_in = sign_in(&city, OF_CITY.login, PASSWORD, clock::wall()).await?;
    let phones = Phones::enrolled(&city, &signed_in.secret, N_DEVICES).await?;

    say("a day of samples")?;
    let round = open_round(&city, "全市核酸检测").await?;
    let batches = phones.day(&plan, SEED, day.starts_at(), round, HELD_BACK, 1);
    let day_sent = send(&city, &phones, batches).await?;
    check(&city, round, day_sent.samples).await?;

    say("every table comes back at once")?;
    let round = open_round(&city, "第二轮全市核酸检测").await?;
    let held = (N_DEVICES * HELD_BACK).min(usize::try_from(people)?);
    let batches = phones.day(&plan, SEED, day.starts_at(), round, HELD_BACK, 2);
    let batches = batches.into_iter().take(held.div_ceil(HELD_BACK)).collect();
    let is_over = Arc::new(AtomicBool::new(false));
    let watched = tokio::spawn(watch(Arc::clone(&city), round, Arc::clone(&is_over)));
    let drain = send(&city, &phones, batches).await?;
    is_over.store(true, Ordering::SeqCst);
    let (counted, boards) = watched.await.context("看板")??;
    check(&city, round, drain.samples).await?;

    say("positive pools")?;
    let pools = pools(&city, round).await?;
    say("one INSERT per sample")?;
    let (peer_per_s, n_peer) = one_insert_per_sample(&city.db, AT_ONCE).await?;
    Ok(Measured {
        engine,
        people,
        day: day_sent,
        drain,
        boards,
        counted,
        pools,
        peer_per_s,
        n_peer,
    })
}

async fn open_round(city: &Arc<City>, name: &str) -> Result<RoundId> {
    let id = RoundId::from_uuid(mint::uuid(clock::wall())?);
    let round = StoredRound {
        id,
        place: PlaceCode::parse("1401")?,
        name: name.to_owned(),
        kind: RoundKind::Sampling,
        opened_at: city.now(clock::wall()),
        opened_by: "zhihui".to_owned(),
        closed: None,
        version: 1,
    };
    let put: Result<(), StoreError> =
        city.db.write(move |tx| async move { round_insert(&tx, &round).await }).await;
    put?;
    // As the server does where a round is opened.
    let counting = Arc::clone(city);
    tokio::spawn(async move { rounds_warm(&counting).await });
    Ok(id)
}

/// Sends batches, some at once; one that is told to come back later does.
async fn send(
    city: &Arc<City>,
    phones: &Arc<Phones>,
    batches: Vec<super::phones::Planned>,
) -> Result<Sent> {
    let n_batches = batches.len() as u64;
    let samples = batches.iter().map(|batch| batch.people.end - batch.people.start).sum::<u64>();
    let queue = Arc::new(tokio::sync::Mutex::new(batches.into_iter()));
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..AT_ONCE {
        let (city, phones, queue) = (Arc::clone(city), Arc::clone(phones), Arc::clone(&queue));
        tasks.spawn(async move {
            let mut again = 0;
            loop {
                let Some(batch) = queue.lock().await.next() else { break };
                again += phones.send(&city, &batch).await?;
            }
            anyhow::Ok(again)
        });
    }
    let mut again = 0;
    while let Some(done) = tasks.join_next().await {
        again += done.context("一台手机停了")??;
    }
    let took = start.elapsed();
    Ok(Sent { samples, tubes: samples.div_ceil(TUBE_PEOPLE), batches: n_batches, again, took })
}

/// Exactly once: as many are in the tubes as were sent.
async fn check(city: &Arc<City>, round: RoundId, samples: u64) -> Result<()> {
    let sql = include_str!("sampled_count.sql");
    let read = city.db.read(move |tx| async move { tx.query(sql, &[V::from(round.uuid())]).await });
    let rows: Result<_, StoreError> = read.await;
    let n = rows?.first().map(|row| row.int("n")).transpose()?.unwrap_or_default();
    ensure!(u64::try_from(n)? == samples, "送了{samples}人份，记下{n}人份");
    Ok(())
}

/// Somebody looks at the board and at the round while the tables come back: how long it took until
/// the round was counted, and each look of all the time.
async fn watch(
    city: Arc<City>,
    round: RoundId,
    is_over: Arc<AtomicBool>,
) -> Result<(Duration, Timing)> {
    let client = super::client::Client::sign_in(&city, "zhihui", clock::wall).await?;
    // As the server's background does, whoever looks meanwhile.
    let (of_city, is_done) = (Arc::clone(&city), Arc::clone(&is_over));
    let following = tokio::spawn(async move {
        while !is_done.load(Ordering::SeqCst) {
            of_city.catch_up().await?;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        anyhow::Ok(())
    });
    let start = Instant::now();
    let (mut times, mut counted) = (Vec::new(), None);
    while counted.is_none() || !is_over.load(Ordering::SeqCst) {
        times.push(client.get("/board", "command").await?.took);
        let answer = client.get(&format!("/rounds/{round}"), "command").await?;
        if answer.json()?["counts"].is_null() {
            // It waited for the counting as long as it may; the page says so and asks again.
            continue;
        }
        match counted {
            // The first answer waited for the counting.
            None => counted = Some(start.elapsed()),
            Some(_) => times.push(answer.took),
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    following.await.context("跟进")??;
    Ok((counted.unwrap_or_default(), Timing::of(times)))
}

/// Signs positive pools: until everybody in each is held, told of on the chain, and the orders of the
/// grids are there.
async fn pools(city: &Arc<City>, round: RoundId) -> Result<Timing> {
    let sql = include_str!("last_tubes.sql");
    let read = city.db.read(move |tx| async move { tx.query(sql, &[V::from(round.uuid())]).await });
    let rows: Result<_, StoreError> = read.await;
    let mut times = Vec::new();
    for row in rows?.iter().take(N_POOLS) {
        let code = TubeCode::parse(row.text("tube_code")?)?;
        let now = clock::wall();
        let signer = request(city, "shenhe", Purpose::LabWork).await?;
        let command = request(city, "zhihui", Purpose::Command).await?;
        let result = StoredResult {
            tube: code,
            result: TubeResult {
                id: TubeResultId::from_uuid(mint::uuid(now)?),
                outcome: TubeOutcome::Positive,
                corrects: None,
                by: TwoPeople::of("jianyan", "shenhe").context("两人")?,
                signed_at: city.now(now),
            },
            ct_orf: Some(2_850),
            ct_n: Some(2_790),
            laboratory: LaboratoryId::from_uuid(mint::uuid(now)?),
            plate: None,
            entered_at: city.now(now),
        };
        let start = Instant::now();
        let signed =
            city.db.write(move |tx| async move { results_sign(&tx, &signer, vec![result]).await });
        signed.await?;
        city.catch_up().await?;
        let chains = chains_list(&command).await?;
        times.push(start.elapsed());
        let own = chains.iter().find(|one| one.chain.tube == code).context("没有链条")?;
        let held = own.members.iter().filter(|one| one.order.is_some()).count();
        ensure!(held == own.n_inside, "{held} 人有工单，管内 {} 人", own.n_inside);
    }
    Ok(Timing::of(times))
}

async fn request(city: &Arc<City>, login: &str, purpose: Purpose) -> Result<Request> {
    let wall = clock::wall();
    let signed_in = sign_in(city, login, PASSWORD, wall).await?;
    let caller = Arc::new(caller_by_secret(city, &signed_in.secret, wall).await?);
    Ok(Request { city: Arc::clone(city), caller, purpose, now: city.now(wall), wall })
}
