//! Whoever signs a positive is killed anywhere between the result and the orders (R20): each case, its
//! operation, its search and its orders are there once.

use super::child::{Role, Running, say};
use super::{any_below, n_cuts, skipped, wait};
use crate::attempt::column;
use crate::cases::with_index;
use crate::policy::TODAY;
use crate::results::{foreigner, sampled};
use crate::sampling::{sign, tube};
use fangxian_app::cases::cases_trace_due;
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::Pool;
use fangxian_testkit::{Bar, Engine, TestCity};
use std::collections::BTreeMap;
use std::time::Duration;

/// The tube of the first, and his door.
const FIRST: usize = 1_001;
/// Positives before each kill.
const PER_KILL: usize = 4;
/// So long a signer works before it is killed, at most: some three positives.
const WORK_MS_MAX: u64 = 400;
const HOUR_MS: i64 = 3_600_000;

/// Signs what is not signed yet from the tube `first` on, does what follows, and ends.
pub(super) async fn run(url: &str, first: usize) {
    let city = TestCity::made_elsewhere(url, TODAY).await;
    with_index(&city).await;
    say("at work");
    sign_all(&city, first).await;
}

async fn sign_all(city: &TestCity, first: usize) {
    cases_trace_due(&city.city, city.wall()).await.expect("what was left");
    for n in first..first + PER_KILL {
        let code = tube(serial(n));
        let signed = format!("select tube_code as x from tube_result where tube_code = '{code}'");
        if column(city, &signed).await.is_empty() {
            sign(city, code, TubeOutcome::Positive, None).await.expect("a signature");
            say("signed");
            cases_trace_due(&city.city, city.wall()).await.expect("what follows");
        }
    }
}

fn serial(n: usize) -> u32 {
    u32::try_from(FIRST + n).expect("a serial")
}

/// What stands in a store, counted.
type Left = BTreeMap<String, usize>;

async fn left(city: &TestCity) -> Left {
    let things = "select 'cases' as x from trace_case union all
         select 'searches' from case_traced union all
         select 'contacts' from case_contact union all
         select 'operations' from trace_operation union all
         select 'of operations' from trace_operation_case union all
         select kind from work_order where operation_id is not null";
    let mut left = Left::new();
    for thing in column(city, things).await {
        *left.entry(thing).or_default() += 1;
    }
    left
}

/// Households, each of one whose sample waits for its result and one who lives with him.
async fn city_of(engine: Engine, n: usize) -> Option<TestCity> {
    let city = TestCity::on_engine(engine, TODAY).await?;
    let taken = city.city.now(city.wall()).plus_ms(-5 * HOUR_MS);
    for n in 0..n {
        let passport = |who: &str| format!("K{who}{n:06}");
        // A name has no digits.
        let letters: String = n.to_string().bytes().map(|digit| (digit + 17) as char).collect();
        let one = foreigner(&city, &format!("Cut {letters}"), &passport("1"), serial(n), "").await;
        foreigner(&city, &format!("Home {letters}"), &passport("2"), serial(n), "").await;
        sampled(&city, serial(n), Pool::One, &[&one], taken).await;
    }
    Some(city)
}

/// What a series of kills did.
#[derive(Debug, Default)]
struct Series {
    /// Kills that fell after a signature and before what follows on it.
    n_between: usize,
    /// Cases, searches, contacts, operations and orders that are not there, and that are there twice.
    missing: usize,
    doubled: usize,
}

async fn series(engine: Engine, kills: usize) -> Option<Series> {
    let n = kills * PER_KILL;
    // Nobody is killed here: so many there are to be.
    let whole = city_of(engine, n).await?;
    with_index(&whole).await;
    let mut due = Left::new();
    for first in (0..n).step_by(PER_KILL) {
        sign_all(&whole, first).await;
        due = left(&whole).await;
    }
    assert_eq!((due["cases"], due["searches"], due["contacts"]), (n, n, n), "{due:?}");
    let city = city_of(engine, n).await?;
    let mut series = Series::default();
    let not_sought = "select case_id as x from trace_case
         where case_id not in (select case_id from case_traced)";
    for kill in 0..kills {
        let role = Role::Signer { url: city.store_url(), first: kill * PER_KILL };
        let child = Running::start(&role);
        // At any moment, and each second time right after a signature.
        let within_ms = if kill % 2 == 0 { WORK_MS_MAX } else { 5 };
        if kill % 2 == 1 {
            child.hear("signed");
        }
        std::thread::sleep(Duration::from_millis(any_below(within_ms)));
        child.kill();
        series.n_between += usize::from(!column(&city, not_sought).await.is_empty());
        Running::start(&role).finish();
    }
    let found = left(&city).await;
    for (thing, due) in &due {
        let n = found.get(thing).copied().unwrap_or_default();
        series.missing += due.saturating_sub(n);
        series.doubled += n.saturating_sub(*due);
    }
    Some(series)
}

#[track_caller]
fn check(engine: Engine, kills: u32) {
    let bar = Bar::begins("R20", "kills between a signed positive and its orders");
    let Some(series) = wait(series(engine, kills as usize)) else {
        return skipped("PostgreSQL is not installed");
    };
    eprintln!("R20 {engine:?}: {kills} kills, {series:?}");
    assert_eq!((series.missing, series.doubled), (0, 0), "{series:?}");
    assert!(series.n_between > 0, "no kill fell between a signature and what follows");
    bar.held(format!("{engine:?}"), kills as usize);
}

#[test]
fn a_positive_is_followed_once_on_sqlite() {
    check(Engine::Sqlite, n_cuts(8, 100));
}

#[test]
fn a_positive_is_followed_once_on_postgresql() {
    check(Engine::Postgres, n_cuts(4, 100));
}
