//! What is said of the measurements of scans.

use super::load::Load;
use super::report::Figure;
use super::scans::{BATCH, BATCH_CONNECTIONS, CONNECTIONS, ROUND_S, ROUNDS};
use super::timing::Timing;
use std::time::Duration;

/// What was measured.
pub(super) struct Measured {
    pub(super) people: u64,
    pub(super) ours: Load,
    pub(super) fastest: Load,
    /// One transaction for each scan, and one for whatever waits.
    pub(super) peers: Option<(Load, Load)>,
    pub(super) batches: Load,
    pub(super) bytes: f64,
    pub(super) loading: Duration,
    pub(super) areas: Timing,
    pub(super) edition: Duration,
    pub(super) starts: Timing,
}

pub(super) fn told(one: &Measured) -> Vec<Figure> {
    let rounded = |value: f64| (value * 100.0).round() / 100.0;
    let figure = |name, value, unit, told: String| Figure {
        name,
        value,
        unit,
        peer: None,
        told: format!("{} invented people loaded. {told}", one.people),
    };
    let said = |load: &Load| {
        format!("{:.0}/s, p50 {:.2} ms, p99 {:.2} ms", load.per_s, load.p50_ms, load.p99_ms)
    };
    let how = format!(
        "wrk with one thread and {CONNECTIONS} connections on the same two cores, {ROUNDS} rounds of \
         {ROUND_S} s in turn with nginx, which gets the same requests and answers each with the same \
         bytes; the round in the middle. Each scan is of another person: its pass is read, its tag \
         checked, its color looked up, sealed, and on the disk before the answer, while the log is \
         drained into the store. Ours: {}. nginx: {}.",
        said(&one.ours),
        said(&one.fastest)
    );
    let mut figures = vec![
        figure("scan_durable_per_s", one.ours.per_s.round(), "scans/s", how.clone()),
        figure("scan_p99_ms", rounded(one.ours.p99_ms), "ms", how.clone()),
        figure("scan_vs_nginx_ratio", rounded(one.ours.per_s / one.fastest.per_s), "times", how),
        figure(
            "gate_batch_scans_per_s",
            (one.batches.per_s * BATCH as f64).round(),
            "scans/s",
            format!(
                "Batches of {BATCH} as gates send them that had no network, {BATCH_CONNECTIONS} \
                 connections, durable before the answer: {} batches.",
                said(&one.batches)
            ),
        ),
        figure(
            "hot_bytes_per_person",
            rounded(one.bytes),
            "bytes",
            format!("Read from the store, with what colors everybody, in {:.2?}.", one.loading),
        ),
        figure(
            "zone_change_ms",
            one.areas.ms(99),
            "ms",
            format!(
                "From the fact that rates a community until the codes of its people have the color, \
                 the fact durable: {}, worst {} ms.",
                one.areas.told(),
                one.areas.ms(100)
            ),
        ),
        figure(
            "edition_switch_s",
            (one.edition.as_secs_f64() * 10_000.0).round() / 10_000.0,
            "s",
            "What colors whom, computed anew for everybody as at the turn of an edition; nobody has \
             a reason of his own here."
                .to_owned(),
        ),
        figure(
            "cold_start_s",
            one.starts.ms(50) / 1_000.0,
            "s",
            format!(
                "From the start of the server's process, with everybody and 300,000 places in a SQLite \
                 store whose pages the system may still hold, to the answer of its first scan: {}.",
                one.starts.told()
            ),
        ),
    ];
    if let Some((by_one, by_many)) = &one.peers {
        let beside = |how: &str, peer: &Load| {
            format!(
                "The same handler beside ours in turn, on PostgreSQL with two indexes, {how}: {}. \
                 Ours: {}. A p99 of {:.2} of its.",
                said(peer),
                said(&one.ours),
                one.ours.p99_ms / peer.p99_ms
            )
        };
        figures.push(figure(
            "scan_vs_postgres_ratio",
            rounded(one.ours.per_s / by_one.per_s),
            "times",
            beside("one transaction for each scan, which looks up the color too", by_one),
        ));
        figures.push(figure(
            "scan_vs_postgres_batched_ratio",
            rounded(one.ours.per_s / by_many.per_s),
            "times",
            beside("one transaction for whatever waits, the color from our memory", by_many),
        ));
    }
    figures
}
