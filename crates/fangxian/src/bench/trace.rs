//! Who was with whom, over fifty million visits: how large the index is, how fast it is made and kept
//! current, and how fast both rings are found beside PostgreSQL and DuckDB, with the same answers.

use super::Folder;
use super::report::Figure;
use super::timing::Timing;
use super::trace_duckdb::DuckDb;
use super::trace_peer::{Answer, Peer};
use super::trace_visits::{DAYS, FIRST_DAY, Visits};
use anyhow::{Context, Result, ensure};
use fangxian_trace::{Index, Live, SecondRule, Seeker, Span, Visit, Window, second_ring};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Of so many people the first ring is asked, three times each.
const N_FIRST: usize = 300;
/// Of so many of them it is asked of PostgreSQL as well.
const N_FIRST_PEER: usize = 200;
/// Of so many the second ring.
const N_SECOND: usize = 9;
const N_SECOND_PEER: usize = 3;
const ROUNDS: usize = 3;
const N_FIRST_DUCKDB: usize = 20;
/// So many visits come at once while it is searched.
const FEED_AT_ONCE: usize = 20_000;
const N_FEEDS: usize = 150;
/// Of a second ring that leaves places out.
const ENTRIES_MAX: u32 = 200;
const ALWAYS: Span = Span { since: 0, until: u32::MAX };

/// What is asked: as many visits as were given, a fiftieth as many people and a thousandth as many
/// places; with `is_city`, a city's fortnight.
pub(super) async fn measure(
    n_visits: u64,
    is_city: bool,
    peers: (Option<String>, Option<PathBuf>),
) -> Result<Vec<Figure>> {
    let size = |part: u64| u32::try_from((n_visits / part).max(1)).context("--visits");
    let visits = Visits::of(n_visits, size(50)?, size(1_000)?);
    let mut made = Made::of(&visits)?;
    let mut figures = made.figures(&visits)?;
    figures.extend(rings(&made.index, &visits, peers).await?);
    // It takes nine gigabytes: what was made before must be gone.
    made.index = Index::default();
    if is_city {
        figures.push(city()?);
    }
    Ok(figures)
}

/// An index, and how it was made.
struct Made {
    index: Index,
    n: u64,
    building: Duration,
}

impl Made {
    /// Two days at a time, one on each core. Inventing the visits is not counted.
    fn of(visits: &Visits) -> Result<Made> {
        let mut made = Made { index: Index::default(), n: 0, building: Duration::ZERO };
        for first in (0..DAYS).step_by(2) {
            let days = first..DAYS.min(first + 2);
            let of_days: Vec<Visit> = days.flat_map(|day| visits.of_day(day)).collect();
            made.n += of_days.len() as u64;
            let start = Instant::now();
            made.index.add(of_days)?;
            made.building += start.elapsed();
        }
        Ok(made)
    }

    fn figures(&self, visits: &Visits) -> Result<Vec<Figure>> {
        let folder = Folder::make()?;
        let start = Instant::now();
        let n_bytes = self.index.write_to(&folder.0.join("index"))?;
        let writing = start.elapsed();
        let start = Instant::now();
        let again = Index::read_from(&folder.0.join("index"))?;
        let reading = start.elapsed();
        ensure!(again == self.index, "读回的索引不同");
        let per_visit = n_bytes as f64 / self.n as f64;
        let per_s = self.n as f64 / (self.building + writing).as_secs_f64();
        let (feed_per_s, asked) = kept_current(again, visits)?;
        let told = format!(
            "{} visits in {DAYS} days, places by Zipf 0.7, from six to ten. On disk in both orders, with \
             directories and sums. Written and forced to the disk in {writing:.2?}, read and checked in \
             {reading:.2?}.",
            self.n
        );
        let build = format!(
            "On two cores from visits in memory, two days at a time: {:.1} million a second; with writing and \
             forcing to the disk {:.1}. While another thread searched, {N_FEEDS} batches of \
             {FEED_AT_ONCE} came to one more day: {:.2} million a second, first rings meanwhile {}. A day \
             is dropped by dropping its segments.",
            self.n as f64 / self.building.as_secs_f64() / 1e6,
            per_s / 1e6,
            feed_per_s / 1e6,
            asked.told()
        );
        Ok(vec![
            figure("trace_bytes_per_visit", per_visit, "bytes", told),
            figure("trace_build_visits_per_s", per_s.round(), "visits/s", build),
        ])
    }
}

/// Adds another day in batches while somebody searches: how many visits a second, and how long the
/// searches took.
fn kept_current(index: Index, visits: &Visits) -> Result<(f64, Timing)> {
    let live = Live::from(index);
    let batches: Vec<Vec<Visit>> = {
        let mut coming = visits.of_day(DAYS);
        let batch = |_| coming.by_ref().take(FEED_AT_ONCE).collect();
        (0..N_FEEDS).map(batch).collect()
    };
    let n: usize = batches.iter().map(Vec::len).sum();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let searching = scope.spawn(|| {
            let (mut seeker, mut times) = (Seeker::default(), Vec::new());
            for person in visits.people(N_FIRST).into_iter().cycle() {
                let start = Instant::now();
                seeker.first_ring(&live.now(), person, ALWAYS, window());
                times.push(start.elapsed());
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
            }
            Timing::of(times)
        });
        let start = Instant::now();
        let added = batches.into_iter().try_for_each(|batch| live.add(batch));
        let took = start.elapsed();
        is_over.store(true, Ordering::Relaxed);
        added?;
        let searching = searching.join().map_err(|_| anyhow::anyhow!("查找的线程停了"))?;
        Ok((n as f64 / took.as_secs_f64(), searching))
    })
}

fn window() -> Window {
    Window::minutes_around(30)
}

/// A count of people, and the sum of their numbers.
fn answer(people: impl Iterator<Item = u32>) -> Answer {
    people.fold((0, 0), |(n, sum), person| (n + 1, sum + i64::from(person)))
}

/// Both rings, here and there.
async fn rings(
    index: &Index,
    visits: &Visits,
    (postgres, duckdb): (Option<String>, Option<PathBuf>),
) -> Result<Vec<Figure>> {
    let people = visits.people(N_FIRST);
    let mut seeker = Seeker::default();
    let (first, n_mean) = first_rings(index, &people, &mut seeker);
    let second = Seconds::of(index, &people, &mut seeker);
    let Some(database) = postgres else {
        crate::failure::print("  跳过对照：没有给 PostgreSQL\n")?;
        return Ok(Vec::new());
    };
    let peer = Peer::filled(&database, visits).await?;
    let (peer_first, peer_second) =
        beside_postgres(&peer, &people, &second.answers, (index, &mut seeker)).await?;
    let duck =
        duckdb.map(|program| beside_duckdb(program, visits, (&people, &second.answers), index));
    let duck = duck.transpose()?.unwrap_or_default();
    let beside = format!(
        "PostgreSQL with a covering index for each order, vacuumed, nested loops over the indexes alone, \
         warm, asked for the count and a sum alone where ours lists everybody; {} bytes a visit, filled \
         in {:.0?}. The same answers.",
        peer.n_bytes as u64 / (index.n_rows() as u64).max(1),
        peer.filled
    );
    let told_first = format!(
        "{n_mean} contacts in the mean within ±30 minutes. Ours {}, the last of {ROUNDS} rounds; PostgreSQL \
         {}. {beside}{}",
        first.told(),
        peer_first.told(),
        duck.0
    );
    let told_second = format!(
        "Whom they met after their first exposure. Ours on one thread {}, on two {}; PostgreSQL {}. {beside}{} \
         Of {} people for the first asked there are {} where no place is followed with more than \
         {ENTRIES_MAX} entries a day; {} places and days are left out.",
        second.one.told(),
        second.two.told(),
        peer_second.told(),
        duck.1,
        second.answers.first().map_or(0, |(n, _)| *n),
        second.ruled.0,
        second.ruled.1,
    );
    let ratio = |theirs: &Timing, ours: &Timing| theirs.ms(50) / ours.ms(50).max(0.001);
    Ok(vec![
        figure(
            "trace_first_ring_vs_postgres_ratio",
            ratio(&peer_first, &first),
            "times",
            told_first,
        ),
        figure(
            "trace_second_ring_vs_postgres_ratio",
            ratio(&peer_second, &second.one),
            "times",
            told_second,
        ),
    ])
}

/// How long PostgreSQL takes for the first rings of people and for the second rings of a few: each with the
/// same answer.
async fn beside_postgres(
    peer: &Peer,
    people: &[u32],
    seconds: &[Answer],
    (index, seeker): (&Index, &mut Seeker),
) -> Result<(Timing, Timing)> {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        times.clear();
        for &person in people.iter().take(N_FIRST_PEER) {
            let (theirs, took) = peer.first_ring(person).await?;
            let ours = seeker.first_ring(index, person, ALWAYS, window());
            ensure!(theirs == answer(ours.iter().copied()), "第一圈不同：{person}");
            times.push(took);
        }
    }
    let first = Timing::of(times);
    let mut times = Vec::new();
    for (person, ours) in people.iter().zip(seconds).take(N_SECOND_PEER) {
        let (theirs, took) = peer.second_ring(*person).await?;
        ensure!(theirs == *ours, "第二圈不同：{person}");
        times.push(took);
    }
    Ok((first, Timing::of(times)))
}

/// What is to be said of DuckDB at the first ring and at the second.
fn beside_duckdb(
    program: PathBuf,
    visits: &Visits,
    (people, seconds): (&[u32], &[Answer]),
    index: &Index,
) -> Result<(String, String)> {
    let duck = DuckDb::filled(program, visits)?;
    let people = people.get(..N_FIRST_DUCKDB).unwrap_or(people);
    let (theirs, first) = duck.first_rings(people)?;
    let mut seeker = Seeker::default();
    for (&person, theirs) in people.iter().zip(theirs) {
        let ours = seeker.first_ring(index, person, ALWAYS, window());
        ensure!(theirs == answer(ours.iter().copied()), "第一圈与DuckDB不同：{person}");
    }
    let few = people.get(..N_SECOND_PEER).unwrap_or(people);
    let (theirs, second) = duck.second_rings(few)?;
    ensure!(theirs.iter().zip(seconds).all(|(one, other)| one == other), "第二圈与DuckDB不同");
    let n_bytes = duck.n_bytes / (index.n_rows() as u64).max(1);
    let told = |timing: &Timing| {
        format!(
            " DuckDB on both cores, by person and by place, {n_bytes} bytes a visit, filled in {:.0?}: {}, \
             the same answers.",
            duck.filled,
            timing.told()
        )
    };
    Ok((told(&first), told(&second)))
}

/// First rings of people, each in turn, the last of some rounds; and how many they met in the mean.
fn first_rings(index: &Index, people: &[u32], seeker: &mut Seeker) -> (Timing, usize) {
    let (mut times, mut n_met) = (Vec::new(), 0);
    for _ in 0..ROUNDS {
        (times, n_met) = (Vec::new(), 0);
        for &person in people {
            let start = Instant::now();
            n_met += seeker.first_ring(index, person, ALWAYS, window()).len();
            times.push(start.elapsed());
        }
    }
    (Timing::of(times), n_met / people.len().max(1))
}

/// Second rings.
struct Seconds {
    one: Timing,
    two: Timing,
    answers: Vec<Answer>,
    /// Of the first asked, with places left out: how many people, and how many places and days.
    ruled: (usize, usize),
}

impl Seconds {
    /// From the person to the set, with the first ring and its exposures.
    fn of(index: &Index, people: &[u32], seeker: &mut Seeker) -> Seconds {
        let rule = SecondRule { window: window(), ..SecondRule::default() };
        let mut answers = Vec::new();
        let mut timed = |n_threads: usize| {
            answers.clear();
            let mut times = Vec::new();
            for &person in people.iter().take(N_SECOND) {
                let start = Instant::now();
                let exposures = seeker.exposures(index, person, ALWAYS, window());
                let ring = second_ring(index, person, &exposures, u32::MAX, &rule, n_threads);
                times.push(start.elapsed());
                answers.push(answer(ring.people.iter()));
            }
            Timing::of(times)
        };
        let (one, two) = (timed(1), timed(2));
        let ruled = SecondRule { entries_max: Some(ENTRIES_MAX), ..rule };
        let ruled = people.first().map(|&person| {
            let exposures = seeker.exposures(index, person, ALWAYS, window());
            let ring = second_ring(index, person, &exposures, u32::MAX, &ruled, 1);
            (ring.people.len(), ring.cut.len())
        });
        Seconds { one, two, answers, ruled: ruled.unwrap_or_default() }
    }
}

/// A city's fortnight: 742 million visits of 5.3 million people to 300,000 places.
fn city() -> Result<Figure> {
    let visits = Visits::of(742_000_000, 5_300_000, 300_000);
    let made = Made::of(&visits)?;
    let mut seeker = Seeker::default();
    let people = visits.people(N_FIRST);
    let (first, n_mean) = first_rings(&made.index, &people, &mut seeker);
    let person = people.first().copied().unwrap_or_default();
    let exposures = seeker.exposures(&made.index, person, ALWAYS, window());
    let rule = SecondRule { window: window(), together_s: 0, entries_max: Some(1_000) };
    let start = Instant::now();
    let ring = second_ring(&made.index, person, &exposures, u32::MAX, &rule, 2);
    let cut = start.elapsed();
    let told = format!(
        "{} visits, 5.3 million people, 300,000 places, {DAYS} days from day {FIRST_DAY}, {:.2} bytes a \
         visit in memory, built in {:.0?}: {:.1} million a second. {n_mean} contacts in the mean, {}. A \
         second ring that follows no place with more than 1,000 entries a day names {} people and cuts {} \
         places and days, in {cut:.2?}.",
        made.n,
        made.index.bytes() as f64 / made.n as f64,
        made.building,
        made.n as f64 / made.building.as_secs_f64() / 1e6,
        first.told(),
        ring.people.len(),
        ring.cut.len(),
    );
    ensure!(made.index.days().all(|day| day < FIRST_DAY + DAYS), "日期");
    Ok(figure("trace_city_first_ring_p99_ms", first.ms(99), "ms", told))
}

fn figure(name: &'static str, value: f64, unit: &'static str, told: String) -> Figure {
    Figure { name, value: (value * 1_000.0).round() / 1_000.0, unit, peer: None, told }
}
