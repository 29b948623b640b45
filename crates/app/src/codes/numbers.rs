//! What the city tells of its codes each week, whole-city numbers that name nobody (must-hold P19):
//! how many reasons live by cause, how many appeals came, what became of them, how many are overdue.

use super::appeals::reason_of;
use super::live::{live_known, zone_reasons};
use crate::register::counties;
use crate::{City, Refusal};
use fangxian_core::codes::{AppealOutcome, AppealStateKind, HealthCode, OutsideAsker};
use fangxian_core::rules::CodeCause;
use fangxian_core::{CityDay, Moment};
use fangxian_store::codes::{StoredOutage, appeals_since, outages_since, outside_requests_since};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// So many weeks are told.
const WEEKS: i64 = 4;

/// One week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeWeek {
    /// Appeals that came.
    pub n_appeals: usize,
    /// Those of them that ended a reason, by an answer.
    pub n_voided: usize,
    /// Those that were answered, and the reason left.
    pub n_upheld: usize,
    /// Those that nobody answered in time, so that a weak reason lapsed.
    pub n_lapsed: usize,
    /// Those that are overdue.
    pub n_overdue: usize,
    /// Half of those that were answered were answered within this, in milliseconds.
    pub median_ms: Option<i64>,
}

/// The numbers.
#[derive(Clone, Debug)]
pub struct CodeNumbers {
    /// Live reasons by cause, those of living in an area left out: they follow from the list.
    pub reasons: BTreeMap<CodeCause, usize>,
    /// How many areas color whoever lives there.
    pub n_areas: usize,
    /// How often somebody from outside asked for scans, codes or results in these weeks: each was refused.
    pub n_outside: usize,
    /// Of these, the police.
    pub n_police: usize,
    /// How often codes were down in these weeks, by the word of the city command.
    pub n_outages: usize,
    /// For how long together until now, in milliseconds.
    pub outage_ms: i64,
    /// By the first day of the week, a Monday; the newest first.
    pub weeks: Vec<(CityDay, CodeWeek)>,
}

/// The numbers as they stand.
pub async fn code_numbers(city: &Arc<City>, wall: Moment) -> Result<CodeNumbers, Refusal> {
    let now = city.now(wall);
    let live = live_known(city, (now, wall)).await?;
    let mut reasons: BTreeMap<CodeCause, usize> = BTreeMap::new();
    let mut states: HashMap<_, AppealStateKind> = HashMap::new();
    for one in &live {
        for reason in HealthCode::of(one.reasons.iter().cloned(), now).reasons {
            *reasons.entry(reason.cause).or_default() += 1;
        }
        for appeal in &one.appeals {
            states.insert(appeal.id, appeal.state(reason_of(&one.all, appeal), now));
        }
    }
    let monday = |day: CityDay| day.plus(1 - i64::from(day.weekday()));
    let this = monday(now.city_day());
    let first = this.plus(-7 * (WEEKS - 1));
    let (all, since) = (counties(city), first.starts_at());
    let read = city.db.read(move |tx| async move { outside_requests_since(&tx, since).await });
    let outside: Vec<(Moment, OutsideAsker)> = read.await?;
    let key = city.key();
    let read = city.db.read(move |tx| async move { outages_since(&tx, &key, since).await });
    let outages: Vec<StoredOutage> = read.await?;
    let read = city.db.read(move |tx| async move { appeals_since(&tx, &all, since).await });
    let mut weeks: BTreeMap<CityDay, (CodeWeek, Vec<i64>)> =
        (0..WEEKS).map(|n| (this.plus(-7 * n), Default::default())).collect();
    for one in read.await? {
        let appeal = one.appeal;
        let Some((week, took)) = weeks.get_mut(&monday(appeal.at.city_day())) else { continue };
        week.n_appeals += 1;
        if let Some((outcome, at)) = appeal.decided {
            took.push(at.0 - appeal.at.0);
            match outcome {
                AppealOutcome::Voided => week.n_voided += 1,
                AppealOutcome::Upheld => week.n_upheld += 1,
            }
        }
        match states.get(&appeal.id) {
            Some(AppealStateKind::Lapsed) => week.n_lapsed += 1,
            Some(AppealStateKind::Overdue) => week.n_overdue += 1,
            Some(
                AppealStateKind::Open
                | AppealStateKind::Upheld
                | AppealStateKind::Voided
                | AppealStateKind::Moot,
            )
            | None => {}
        }
    }
    let told = |(day, (week, mut took)): (CityDay, (CodeWeek, Vec<i64>))| {
        took.sort_unstable();
        let median_ms = took.get(took.len().saturating_sub(1) / 2).copied();
        (day, CodeWeek { median_ms, ..week })
    };
    let weeks = weeks.into_iter().rev().map(told).collect();
    let is_police = |(_, asker): &&(Moment, OutsideAsker)| *asker == OutsideAsker::Police;
    Ok(CodeNumbers {
        reasons,
        n_areas: zone_reasons(city, now).len(),
        n_outside: outside.len(),
        n_police: outside.iter().filter(is_police).count(),
        n_outages: outages.len(),
        outage_ms: together_ms(&outages, now),
        weeks,
    })
}

/// How long acts that follow each other held together until now: each until its end, or until the next one
/// took its place.
fn together_ms(outages: &[StoredOutage], now: Moment) -> i64 {
    let nexts = outages.iter().skip(1).map(|next| next.outage.since).chain([now]);
    let of = |(one, next): (&StoredOutage, Moment)| {
        one.outage.ends_at().min(next).0.saturating_sub(one.outage.since.0).max(0)
    };
    outages.iter().zip(nexts).map(of).sum()
}
