//! Who is asked about and answered by nobody in time: whoever answers for his community hears of it, and
//! the desk, before the sender asks again.

use super::HOUR_MS;
use super::kept::standing_of;
use super::work::Cases;
use crate::messages::{AnswerWaits, tell_of_late};
use crate::orders::Within;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::VerificationCaseId;
use fangxian_core::places::PlaceCode;
use fangxian_core::verifications::CaseState;
use fangxian_store::verifications::{cases_late_untold, late_told_insert};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What ran out longer ago stands on the lists, and is told to nobody any more.
const HOURS_BACK: i64 = 24;
/// So many are told of at a turn; the rest at the next.
const TOLD_MAX: i64 = 500;

/// Looks after those who are asked about, and tells once for each clock that ran out: how many.
pub async fn verifications_watch(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    let now = city.now(wall);
    let read = city.db.read(move |tx| async move {
        let span = (now.plus_ms(-HOURS_BACK * HOUR_MS), now);
        let late = cases_late_untold(&tx, span, TOLD_MAX).await?;
        let ids: Vec<VerificationCaseId> = late.iter().map(|(case, _)| *case).collect();
        Ok::<_, Refusal>((late, Cases::read(&tx, &ids).await?))
    });
    let (late, cases) = read.await?;
    let mut by_place: BTreeMap<PlaceCode, Vec<(VerificationCaseId, Moment)>> = BTreeMap::new();
    for (case, due_at) in late {
        let facts = cases.facts.get(&case).map_or(&[][..], Vec::as_slice);
        let Some(standing) = standing_of(facts) else { continue };
        if matches!(standing.state, CaseState::Desk | CaseState::Open) {
            by_place.entry(standing.place).or_default().push((case, due_at));
        }
    }
    let mut n_told = 0;
    for (place, own) in by_place {
        let here = Arc::clone(city);
        let write = city.db.write(move |tx| async move {
            let mut n = 0;
            for one in own {
                n += i64::from(late_told_insert(&tx, one, &place, now).await?);
            }
            if n > 0 {
                let at = Within { city: &here, now, wall, by: None };
                tell_of_late(&tx, at, AnswerWaits::Verifications, place, n).await?;
            }
            Ok::<_, Refusal>(n)
        });
        n_told += usize::try_from(write.await?).unwrap_or_default();
    }
    Ok(n_told)
}
