//! A whole city on its way into a store: made and sealed on every core, written in the order of
//! its communities, a few of them in memory at a time.

use super::people::{Rows, rows};
use anyhow::{Context, Result};
use fangxian_app::secrets::Keys;
use fangxian_core::{CityDay, Moment};
use fangxian_invent::City;
use fangxian_store::load::{Load, LoadRows, LoadTable};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::mpsc;

/// Communities that may wait to be written.
const WAITING_MAX: usize = 8;
const TABLES: [LoadTable; 5] = [
    LoadTable::Places,
    LoadTable::Grids,
    LoadTable::GridPlaces,
    LoadTable::People,
    LoadTable::PersonFacts,
];

/// How much was made.
#[derive(Clone, Copy, Default)]
pub(crate) struct Made {
    /// People.
    pub(crate) people: u64,
    /// Households.
    pub(crate) households: u64,
}

/// A community as rows of each table.
struct Batch {
    made: Made,
    tables: Vec<LoadRows>,
}

/// Fills a store that has its schema and nobody in it.
pub(crate) async fn fill(
    store: &str,
    keys: &Arc<Keys>,
    plan: &Arc<City>,
    mut tell: impl FnMut(Made),
) -> Result<Made> {
    let mut load = Load::begin(store, &TABLES).await.context("存储里已经有人了，或打不开")?;
    let mut batches = batches(keys, plan)?;
    let (mut waiting, mut next) = (BTreeMap::new(), 0);
    let mut made = Made::default();
    while let Some((index, batch)) = batches.recv().await {
        waiting.insert(index, batch?);
        while let Some(Batch { made: own, tables }) = waiting.remove(&next) {
            for rows in &tables {
                load.put(rows).await?;
            }
            next += 1;
            made.people += own.people;
            made.households += own.households;
            tell(made);
        }
    }
    anyhow::ensure!(next == plan.n_communities(), "只造了{next}个社区");
    load.finish().await?;
    Ok(made)
}

/// The communities as rows, by their places in the plan, in about that order.
fn batches(keys: &Arc<Keys>, plan: &Arc<City>) -> Result<mpsc::Receiver<(usize, Result<Batch>)>> {
    let mut firsts = Vec::with_capacity(plan.n_communities());
    let mut first = 0;
    for index in 0..plan.n_communities() {
        firsts.push(first);
        first += plan.n_people_of(index).unwrap_or_default();
    }
    let (sender, receiver) = mpsc::channel(WAITING_MAX);
    let (next, firsts) = (Arc::new(AtomicUsize::new(0)), Arc::new(firsts));
    let n_cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    for _ in 0..n_cores {
        let (sender, next, firsts) = (sender.clone(), Arc::clone(&next), Arc::clone(&firsts));
        let (keys, plan) = (Arc::clone(keys), Arc::clone(plan));
        std::thread::Builder::new().name("invent".to_owned()).spawn(move || {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(first) = firsts.get(index) else { return };
                let batch = batch(&keys, &plan, index, *first);
                // Whoever writes has gone: there was an error, which he tells.
                if sender.blocking_send((index, batch)).is_err() {
                    return;
                }
            }
        })?;
    }
    Ok(receiver)
}

fn batch(keys: &Keys, plan: &City, index: usize, first: u64) -> Result<Batch> {
    let community = plan.community(index).context("没有这个社区")?;
    let day = community.reference_day;
    let at: Moment = CityDay::new(day.year(), day.month(), day.day())?.starts_at();
    let Rows { places, grids, grid_places, people, facts } =
        rows(keys, &community, (first, plan.seed()), at)?;
    let made = Made { people: people.len() as u64, households: community.households.len() as u64 };
    let tables = vec![
        LoadRows::places(&places)?,
        LoadRows::grids(&grids),
        LoadRows::grid_places(&grid_places),
        LoadRows::people(&people),
        LoadRows::person_facts(&facts),
    ];
    Ok(Batch { made, tables })
}
