//! Gatherings that were filed and not answered in time: whoever answers for the community hears of it once.

use super::see::gathering_facts;
use crate::messages::{AnswerWaits, tell_of_late};
use crate::orders::Within;
use crate::register::community;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::filings::ANSWER_HOURS;
use fangxian_core::ids::FilingId;
use fangxian_core::places::PlaceCode;
use fangxian_store::late::{Waiting, gatherings_untold, late_told_first};
use std::collections::BTreeMap;
use std::sync::Arc;

const HOUR_MS: i64 = 3_600_000;
/// What ran out longer ago stands on the lists, and is told to nobody any more.
const HOURS_BACK: i64 = 24;
/// So many are told of at a turn; the rest at the next.
const TOLD_MAX: i64 = 200;

/// Looks after the gatherings that were filed, and tells once for each version without an answer: how many.
pub async fn gatherings_watch(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    let now = city.now(wall);
    let since = now.plus_ms(-(ANSWER_HOURS + HOURS_BACK) * HOUR_MS);
    let read = city.db.read(move |tx| async move {
        let mut late: BTreeMap<PlaceCode, Vec<(FilingId, Moment)>> = BTreeMap::new();
        for id in gatherings_untold(&tx, (since, now), TOLD_MAX).await? {
            let (_, one) = gathering_facts(&tx, id).await?;
            if one.is_late(now) {
                let own = &one.gathering.place;
                let place = community(own).unwrap_or_else(|| own.clone());
                late.entry(place).or_default().push((id, one.answer_until));
            }
        }
        Ok::<_, Refusal>(late)
    });
    let mut n_told = 0;
    for (place, own) in read.await? {
        let here = Arc::clone(city);
        let write = city.db.write(move |tx| async move {
            let mut n = 0;
            for (id, due) in &own {
                let what = (Waiting::Gathering, id.uuid());
                n += i64::from(late_told_first(&tx, what, (&place, *due), now).await?);
            }
            if n > 0 {
                let at = Within { city: &here, now, wall, by: None };
                tell_of_late(&tx, at, AnswerWaits::Gatherings, place, n).await?;
            }
            Ok::<_, Refusal>(n)
        });
        n_told += usize::try_from(write.await?).unwrap_or_default();
    }
    Ok(n_told)
}
