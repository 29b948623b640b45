//! What is said of the measurements of scans.

use super::cold::Starts;
use super::load::Load;
use super::overload::{OVERLOAD_S, Overload, QUIET_GATES, TIMES};
use super::report::Figure;
use super::scans::{BATCH, BATCH_CONNECTIONS, CONNECTIONS, ROUND_S, ROUNDS};
use super::timing::Timing;
use fangxian_core::passes::GROUP_MAX;
use std::time::Duration;

/// What those who answer came to.
pub(super) struct Loads {
    pub(super) ours: Load,
    pub(super) fastest: Load,
    /// One transaction for each scan, and one for whatever waits.
    pub(super) peers: Option<(Load, Load)>,
    /// Ours, of gates that send many at once.
    pub(super) batches: Load,
    /// Ours and the fastest, of whoever shows his code.
    pub(super) codes: (Load, Load),
    /// Ten times as many as can be answered.
    pub(super) overload: Overload,
}

/// What was measured.
pub(super) struct Measured {
    pub(super) people: u64,
    pub(super) loads: Loads,
    pub(super) bytes: f64,
    pub(super) loading: Duration,
    pub(super) areas: Timing,
    pub(super) edition: Duration,
    pub(super) starts: Starts,
}

pub(super) fn told(one: &Measured) -> Vec<Figure> {
    let mut figures = of_loads(one);
    figures.push(of_codes(one));
    figures.extend(of_overload(one));
    figures.extend(of_memory(one));
    if let Some((by_one, by_many)) = &one.loads.peers {
        figures.extend(of_peers(one, by_one, by_many));
    }
    figures
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn said(load: &Load) -> String {
    format!("{:.0}/s, p50 {:.2} ms, p99 {:.2} ms", load.per_s, load.p50_ms, load.p99_ms)
}

impl Measured {
    fn figure(&self, name: &'static str, value: f64, unit: &'static str, told: String) -> Figure {
        let told = format!("{} invented people loaded. {told}", self.people);
        Figure { name, value, unit, peer: None, told }
    }
}

/// How many scans were answered.
fn of_loads(one: &Measured) -> Vec<Figure> {
    let Loads { ours, fastest, batches, .. } = &one.loads;
    let how = format!(
        "wrk with one thread and {CONNECTIONS} connections on the same two cores, {ROUNDS} rounds of \
         {ROUND_S} s in turn with nginx, which gets the same requests and answers each with the same \
         bytes; the round in the middle. Each scan is of another person: its pass is read, its tag \
         checked, its color looked up, sealed, and on the disk before the answer, while the log is \
         drained into the store and the tracing index follows. Ours: {}. nginx: {}.",
        said(ours),
        said(fastest)
    );
    let later = format!(
        "Batches of {BATCH} as gates send them that had no network, {BATCH_CONNECTIONS} connections, \
         durable before the answer: {} batches.",
        said(batches)
    );
    let n_later = (batches.per_s * BATCH as f64).round();
    vec![
        one.figure("scan_durable_per_s", ours.per_s.round(), "scans/s", how.clone()),
        one.figure("scan_p99_ms", rounded(ours.p99_ms), "ms", how.clone()),
        one.figure("scan_vs_nginx_ratio", rounded(ours.per_s / fastest.per_s), "times", how),
        one.figure("gate_batch_scans_per_s", n_later, "scans/s", later),
    ]
}

/// How many codes were shown.
fn of_codes(one: &Measured) -> Figure {
    let (ours, fastest) = &one.loads.codes;
    let how = format!(
        "Fresh passes for whoever holds a ticket, each another person: the color of the moment, signed \
         with Ed25519, up to {GROUP_MAX} that are asked for at once together. {CONNECTIONS} connections, \
         in turn with nginx, which answers with as many bytes. Ours: {}. nginx: {}.",
        said(ours),
        said(fastest)
    );
    one.figure("code_vs_nginx_ratio", rounded(ours.per_s / fastest.per_s), "times", how)
}

/// What came of ten times as many as can be answered.
fn of_overload(one: &Measured) -> Vec<Figure> {
    let over = &one.loads.overload;
    let ([came, sent, turned_away], [quiet, full, heavy]) = (over.n, over.p99_ms);
    let how = format!(
        "For {OVERLOAD_S} s {TIMES} times as many scans came by the clock as can be answered ({:.0}/s, \
         measured before with the same sender on {QUIET_GATES} connections): {came} at 2,000 gates, \
         each of which sends its next once it was answered. {sent} were sent; what came while no gate \
         was free was not. {turned_away} were told to come back in a second, and held for half of one. \
         {:.0}/s were let in and answered. All that were answered are in the store, and no more. The \
         sender runs on the same two cores. p99 of whoever was let in {heavy:.2} ms; {quiet:.2} ms at a \
         quarter of what can be answered, {full:.2} ms at all of it. The page of codes opened each \
         second, at worst in {:.0} ms.",
        over.capacity, over.useful, over.page_ms
    );
    let useful = rounded(over.useful / over.capacity);
    vec![
        one.figure("overload_useful_ratio", useful, "times", how.clone()),
        one.figure("overload_p99_ratio", rounded(heavy / quiet), "times", how.clone()),
        one.figure("overload_recovery_s", over.recovery_s, "s", how),
    ]
}

/// What is held of everybody, and how soon it changes.
fn of_memory(one: &Measured) -> Vec<Figure> {
    let loading = format!(
        "Read from the store, with what colors everybody and every place, in {:.2?}.",
        one.loading
    );
    let zone = format!(
        "From the fact that rates a community until the codes of its people have the color, the fact \
         durable: {}, worst {} ms.",
        one.areas.told(),
        one.areas.ms(100)
    );
    let edition = "What colors whom, computed anew for everybody as at the turn of an edition; nobody \
                   has a reason of his own here.";
    let edition_s = (one.edition.as_secs_f64() * 10_000.0).round() / 10_000.0;
    let starts = format!(
        "From the start of the server's process, with everybody and 300,000 places in a SQLite store \
         whose pages the system may still hold, to the answer of its first scan, after it was killed: \
         {}. Without the copy of everybody that it keeps, as at the very first start: {:.2?}.",
        one.starts.again.told(),
        one.starts.first
    );
    vec![
        one.figure("hot_bytes_per_person", rounded(one.bytes), "bytes", loading),
        one.figure("zone_change_ms", one.areas.ms(99), "ms", zone),
        one.figure("edition_switch_s", edition_s, "s", edition.to_owned()),
        one.figure("cold_start_s", rounded(one.starts.again.ms(50) / 1_000.0), "s", starts),
    ]
}

/// How ours compares with the same handler on PostgreSQL.
fn of_peers(one: &Measured, by_one: &Load, by_many: &Load) -> Vec<Figure> {
    let ours = &one.loads.ours;
    let beside = |how: &str, peer: &Load| {
        format!(
            "The same handler beside ours in turn, on PostgreSQL with two indexes, {how}: {}. Ours: \
             {}. A p99 of {:.2} of its.",
            said(peer),
            said(ours),
            ours.p99_ms / peer.p99_ms
        )
    };
    let each = beside("one transaction for each scan, which looks up the color too", by_one);
    let all = beside("one transaction for whatever waits, the color from our memory", by_many);
    let times = |peer: &Load| rounded(ours.per_s / peer.per_s);
    vec![
        one.figure("scan_vs_postgres_ratio", times(by_one), "times", each),
        one.figure("scan_vs_postgres_batched_ratio", times(by_many), "times", all),
    ]
}
