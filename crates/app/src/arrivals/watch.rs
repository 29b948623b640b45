//! Who was handed over and is received by nobody: whoever answers for his community hears of it, and the
//! command, before anybody asks.

use super::kept::standing_of;
use crate::messages::{AnswerWaits, tell_of_late};
use crate::orders::Within;
use crate::register::community;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::arrivals::TAKEN_OVER_HOURS;
use fangxian_core::ids::ArrivalReportId;
use fangxian_core::places::PlaceCode;
use fangxian_store::arrivals::arrival_facts_of_many;
use fangxian_store::late::{Waiting, arrivals_untold, late_told_first};
use std::collections::BTreeMap;
use std::sync::Arc;

const HOUR_MS: i64 = 3_600_000;
/// What ran out longer ago stands on the lists, and is told to nobody any more.
const HOURS_BACK: i64 = 24;
/// So many are told of at a turn; the rest at the next.
const TOLD_MAX: i64 = 500;

/// Looks after those who were handed over, and tells once for each clock that ran out: how many.
pub async fn handovers_watch(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    let now = city.now(wall);
    let clock_ms = TAKEN_OVER_HOURS * HOUR_MS;
    let end = now.plus_ms(1 - clock_ms);
    let read = city.db.read(move |tx| async move {
        let span = (end.plus_ms(-HOURS_BACK * HOUR_MS), end);
        let found = arrivals_untold(&tx, span, clock_ms, TOLD_MAX).await?;
        arrival_facts_of_many(&tx, &found).await
    });
    let mut late: BTreeMap<PlaceCode, Vec<(ArrivalReportId, Moment)>> = BTreeMap::new();
    for own in read.await?.chunk_by(|one, next| one.report == next.report) {
        let (Some(first), Some(one)) = (own.first(), standing_of(own)?) else { continue };
        if let (Some(place), Some(due), true) = (one.place(), one.due_at(), one.is_late(now)) {
            let place = community(place).unwrap_or_else(|| place.clone());
            late.entry(place).or_default().push((first.report, due));
        }
    }
    let mut n_told = 0;
    for (place, own) in late {
        let here = Arc::clone(city);
        let write = city.db.write(move |tx| async move {
            let mut n = 0;
            for (id, due) in &own {
                let what = (Waiting::Arrival, id.uuid());
                n += i64::from(late_told_first(&tx, what, (&place, *due), now).await?);
            }
            if n > 0 {
                let at = Within { city: &here, now, wall, by: None };
                tell_of_late(&tx, at, AnswerWaits::Arrivals, place, n).await?;
            }
            Ok::<_, Refusal>(n)
        });
        n_told += usize::try_from(write.await?).unwrap_or_default();
    }
    Ok(n_told)
}
