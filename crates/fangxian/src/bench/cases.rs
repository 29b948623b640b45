//! From a signed positive to contacts with evidence, holds, orders and boards, one after another, in a city
//! with everybody in the register and a fortnight of visits in the index.

use super::Folder;
use super::report::Figure;
use super::timing::Timing;
use super::trace_visits::{DAYS, FIRST_DAY, Visits};
use crate::city::{self, fill, person_id};
use crate::clock;
use crate::serve::intake;
use crate::store_commands::StoreArg;
use anyhow::{Context, Result, ensure};
use fangxian_app::accounts::{caller_by_secret, sign_in};
use fangxian_app::caller::Request;
use fangxian_app::cases::{cases_trace_due, operations_list, tracing_feed};
use fangxian_app::demo::PASSWORD;
use fangxian_app::pools::results_sign;
use fangxian_app::{City, mint};
use fangxian_core::CityDay;
use fangxian_core::ids::{
    DeviceId, LaboratoryId, PersonId, RoundId, TubePartId, TubeResultId, TubeUseId, VenueId,
};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Purpose;
use fangxian_core::pools::{TubeOutcome, TubeResult, TwoPeople};
use fangxian_core::sampling::{Pool, Sampled, TubeCode};
use fangxian_core::venues::VenueKind;
use fangxian_intake::Options;
use fangxian_store::StoreError;
use fangxian_store::people::people_in_by_ids;
use fangxian_store::sampling::{
    MemberTaken, StoredPart, StoredResult, StoredTube, parts_insert, sampled_in_insert,
    tubes_insert,
};
use fangxian_trace::{DAY_S, Strength, Visit};
use std::sync::Arc;
use std::time::{Duration, Instant};

const DAY: &str = "2022-10-07";
const SEED: u64 = 1;
/// So many positives are signed, one after another.
const N_CASES: u64 = 1_000;
/// The first and the last of them that are compared.
const N_ENDS: usize = 100;
/// What places there are, in turn.
const KINDS: [VenueKind; 5] = [
    VenueKind::Restaurant,
    VenueKind::Company,
    VenueKind::Mall,
    VenueKind::Bus,
    VenueKind::Compound,
];
/// How long people stay who are scanned, in minutes.
const STAY_MINUTES: u32 = 45;

/// Measures it with so many people and visits.
pub(super) async fn measure(people: u64, n_visits: u64) -> Result<Vec<Figure>> {
    let say = |what: &str| crate::failure::print(&format!("  {what} …\n"));
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
    intake::open(&city, &folder.0.join("scans"), Options::default()).await?;
    say("visits of a fortnight")?;
    visits(&city, people, n_visits, day)?;
    tracing_feed(&city, clock::wall()).await?;
    let (n_rows, n_bytes) = city.tracing.size();
    say(&format!("{n_rows} rows in {} MB; signing {N_CASES} positives", n_bytes >> 20))?;
    let signer = request(&city, "shenhe", Purpose::LabWork).await?;
    let mut times = Vec::new();
    for n in 0..N_CASES.min(people / 10) {
        let who = person_id(n * (people / N_CASES.min(people / 10)), SEED, day.starts_at());
        times.push(one(&city, &signer, who, n).await?);
    }
    check(&city, times.len()).await?;
    figures(&city, people, n_rows, times).await
}

/// Puts visits into the index, of everybody by the number that he has there.
fn visits(city: &Arc<City>, people: u64, n_visits: u64, day: CityDay) -> Result<()> {
    let n_people = u32::try_from(people)?;
    let n_places = u32::try_from((n_visits / 1_000).max(1))?;
    for number in 0..people {
        let id = person_id(number, SEED, day.starts_at());
        let given = city.tracing.number_for(city.keys.passes.alias(id), id);
        ensure!(given == u32::try_from(number).ok(), "编号不连续");
    }
    for number in 0..n_places {
        let kind = KINDS.get(number as usize % KINDS.len()).copied().unwrap_or(VenueKind::Other);
        let venue = VenueId::from_uuid(mint::uuid(clock::wall())?);
        city.tracing.add_place(number, venue, (kind, "测速场所"));
    }
    let invented = Visits::of(n_visits, n_people, n_places);
    let last = u32::try_from(day.days_since(CityDay::parse("1970-01-01")?))?;
    let shift_s = (last + 1 - DAYS - FIRST_DAY) * DAY_S;
    for of_day in 0..DAYS {
        let scans = invented.of_day(of_day).map(|one| {
            let from = one.from + shift_s;
            let how = Strength::RotatingCode;
            Visit::scanned(one.person, one.place, from, STAY_MINUTES * 60, how)
        });
        city.tracing.add(scans)?;
    }
    Ok(())
}

/// Signs the positive of one person, until everything that follows stands and is on the boards.
async fn one(city: &Arc<City>, signer: &Request, who: PersonId, n: u64) -> Result<Duration> {
    let now = clock::wall();
    let serial = u32::try_from(n)?;
    let tube = TubeCode::of(&PlaceCode::parse("140105")?, serial).context("管码")?;
    sampled(city, tube, who).await?;
    let result = StoredResult {
        tube,
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
    let signer = Request { now: city.now(now), wall: now, ..signer.clone() };
    let start = Instant::now();
    let signed =
        city.db.write(move |tx| async move { results_sign(&tx, &signer, vec![result]).await });
    signed.await?;
    city.catch_up().await?;
    let n_traced = cases_trace_due(city, now).await?;
    let took = start.elapsed();
    ensure!(n_traced == 1, "第{n}例没有追踪");
    Ok(took)
}

/// Takes a sample, as a table would have sent it.
async fn sampled(city: &Arc<City>, tube: TubeCode, who: PersonId) -> Result<()> {
    let counties: Vec<String> = city.tree().counties.iter().map(|one| one.code.county()).collect();
    let read =
        city.db.read(move |tx| async move { people_in_by_ids(&tx, &counties, &[who]).await });
    let stored: Result<_, StoreError> = read.await;
    let stored = stored?.into_iter().next().context("居民")?;
    let digits: String = stored.door.as_str().chars().take(12).collect();
    let place = PlaceCode::parse(&digits)?;
    let id = || mint::uuid(clock::wall());
    let (use_id, round) = (TubeUseId::from_uuid(id()?), RoundId::from_uuid(id()?));
    let device = DeviceId::from_uuid(id()?);
    let at = city.now(clock::wall()).plus_ms(-3_600_000);
    let one = StoredTube {
        code: tube,
        use_id,
        round,
        place: place.clone(),
        site: None,
        device,
        pool: Pool::One,
        opened_at: at,
        received_at: at,
        by: "caiyang1".to_owned(),
        sealed: Some((at, 1)),
        flags: Vec::new(),
    };
    let part = StoredPart {
        id: TubePartId::from_uuid(id()?),
        tube,
        use_id,
        round,
        first_position: 0,
        members: vec![MemberTaken { who: Sampled::Person(who), taken_at: at }],
        strangers: None,
        device,
        by: "caiyang1".to_owned(),
        received_at: at,
        skew_ms: 0,
        body_mac: vec![1],
    };
    let put: Result<(), StoreError> = city
        .db
        .write(move |tx| async move {
            tubes_insert(&tx, std::slice::from_ref(&one)).await?;
            parts_insert(&tx, std::slice::from_ref(&part)).await?;
            sampled_in_insert(&tx, round, at, &[(place, part.tube.county(), part.id)])
                .await
                .map(drop)
        })
        .await;
    Ok(put?)
}

/// Every positive has its case, and no unit two operations.
async fn check(city: &Arc<City>, n: usize) -> Result<()> {
    let command = request(city, "zhihui", Purpose::Command).await?;
    let operations = operations_list(&command).await?;
    let of_operations: usize = operations.iter().map(|one| one.n_cases).sum();
    ensure!(of_operations == n, "{n}个阳性，处置里有{of_operations}个");
    Ok(())
}

async fn request(city: &Arc<City>, login: &str, purpose: Purpose) -> Result<Request> {
    let wall = clock::wall();
    let signed_in = sign_in(city, login, PASSWORD, wall).await?;
    let caller = Arc::new(caller_by_secret(city, &signed_in.secret, wall).await?);
    Ok(Request { city: Arc::clone(city), caller, purpose, now: city.now(wall), wall })
}

async fn figures(
    city: &Arc<City>,
    people: u64,
    n_rows: usize,
    times: Vec<Duration>,
) -> Result<Vec<Figure>> {
    let sql = include_str!("cases_counts.sql");
    let read = city.db.read(move |tx| async move { tx.query(sql, &[]).await });
    let rows: Result<_, StoreError> = read.await;
    let rows = rows?;
    let row = rows.first().context("计数")?;
    let (n_contacts, n_held) = (row.int("n_contacts")?, row.int("n_held")?);
    let n_orders = row.int("n_orders")?;
    let first = Timing::of(times.iter().take(N_ENDS).copied().collect());
    let last = Timing::of(times.iter().rev().take(N_ENDS).copied().collect());
    let all = Timing::of(times);
    let told = format!(
        "{people} people in the register, {n_rows} rows of visits in the index, SQLite. A positive of \
         one person is signed; timed until its case, its operation with orders, its contacts with \
         sealed evidence and the orders to their doors stand in the store and the boards have \
         followed: {}. The first hundred {}, the last hundred {}. {n_contacts} contacts were listed, of \
         whom {n_held} are held by a clause, and {n_orders} orders raised.",
        all.told(),
        first.told(),
        last.told()
    );
    Ok(vec![Figure {
        name: "positive_to_orders_p99_ms",
        value: all.ms(99),
        unit: "ms",
        peer: None,
        told,
    }])
}
