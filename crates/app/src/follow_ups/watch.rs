//! What was not taken down, or not signed, when its hour had struck: whoever has to see to it hears of it, the
//! community first, a day later the street, then the county, then the city, as with orders.

use super::LATE_DAYS;
use super::kept::{days_of, kept_all};
use super::list::day_left;
use crate::messages::{AnswerWaits, tell_of_late};
use crate::orders::Within;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::PersonId;
use fangxian_core::orders::rises_to;
use fangxian_core::places::PlaceCode;
use fangxian_store::follow_ups::{FollowLate, follow_late_insert};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Looks after those who are kept, and tells once of each part that is late, at each level that it rises to.
/// Returns of how many people. Called every minute.
///
/// # Errors
/// The store cannot be read or written: it is tried again.
pub async fn follow_ups_watch(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    let now = city.now(wall);
    let mut by_place: BTreeMap<PlaceCode, Vec<FollowLate>> = BTreeMap::new();
    for one in late(city, now).await? {
        by_place.entry(one.place.clone()).or_default().push(one);
    }
    let mut n_told = 0;
    for (place, own) in by_place {
        let here = Arc::clone(city);
        let write = city.db.write(move |tx| async move {
            let mut people: BTreeSet<PersonId> = BTreeSet::new();
            for one in own {
                if follow_late_insert(&tx, &one, now).await? {
                    people.insert(one.person);
                }
            }
            let n = people.len();
            if n > 0 {
                let at = Within { city: &here, now, wall, by: None };
                let n = i64::try_from(n).unwrap_or(i64::MAX);
                tell_of_late(&tx, at, AnswerWaits::FollowUps, place, n).await?;
            }
            Ok::<_, Refusal>(n)
        });
        n_told += write.await?;
    }
    Ok(n_told)
}

/// Every part that is late, with who has to see to it by now.
async fn late(city: &Arc<City>, now: Moment) -> Result<Vec<FollowLate>, Refusal> {
    let of = Arc::clone(city);
    let today = now.city_day();
    let read = city.db.read(move |tx| async move {
        let kept = kept_all(&tx, &of, now).await?;
        let ids: Vec<PersonId> = kept.iter().map(|one| one.stored.id).collect();
        let days = days_of(&tx, &of, &ids, today.plus(-LATE_DAYS)).await?;
        let mut found = Vec::new();
        for one in &kept {
            for back in 0..=LATE_DAYS {
                let (_, left) = day_left(&of, one, &days, today.plus(-back))?;
                // Both signatures are due at one hour, and are one message.
                let dues: BTreeSet<Moment> = left.into_iter().map(|(_, due)| due).collect();
                found.extend(dues.into_iter().filter_map(|due_at| {
                    Some(FollowLate {
                        county: one.stored.door.county(),
                        person: one.stored.id,
                        case: one.hold.case,
                        due_at,
                        place: rises_to(one.place_at(due_at), due_at, now)?,
                    })
                }));
            }
        }
        Ok::<_, Refusal>(found)
    });
    read.await
}
