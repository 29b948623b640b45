//! Whether tubes get lost on their way (must-hold R21): whoever answers for the place of a table hears
//! of tubes that are without a result for too long, before anybody asks.

use crate::messages::tell_of_tubes;
use crate::orders::Within;
use crate::register::counties;
use crate::sampling::landing_rounds;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::custody::OPEN_HOURS;
use fangxian_core::places::PlaceCode;
use fangxian_core::rounds::RoundKind;
use fangxian_store::rounds::{StoredRound, rounds_all};
use fangxian_store::tube_alarms::{tube_alarm_first, tubes_overdue};
use std::sync::Arc;

/// Rounds that were opened within so many days are watched. Our own choice: a tube that was not found
/// by then is on the list of its round, and is not found by another message.
const DAYS: i64 = 4;

/// Looks after the tubes of the rounds of the last days, and tells who answers for them: once a day for
/// a round and a place. How many places somebody was told of.
pub async fn tubes_watch(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    let now = city.now(wall);
    let since = now.plus_ms(-DAYS * 86_400_000);
    let rounds = city.db.read(|tx| async move { rounds_all(&tx).await }).await?;
    let is_watched = |one: &&StoredRound| one.kind == RoundKind::Sampling && one.opened_at >= since;
    let mut n_told = 0;
    let of_stations: Vec<StoredRound> = landing_rounds(city, now.city_day(), DAYS).collect();
    for round in rounds.iter().chain(&of_stations).filter(is_watched) {
        for county in counties(city) {
            let area = PlaceCode::parse(&county).map_err(|_| Refusal::PlaceUnknown)?;
            if !round.place.lies_within(&area) && !area.lies_within(&round.place) {
                continue;
            }
            let before = now.plus_ms(-OPEN_HOURS * 3_600_000);
            let (id, of_county) = (round.id, county.clone());
            let read = city
                .db
                .read(move |tx| async move { tubes_overdue(&tx, &of_county, id, before).await });
            for (place, n_tubes) in read.await? {
                let own = Arc::clone(city);
                let write = city.db.write(move |tx| async move {
                    let day = now.city_day();
                    if !tube_alarm_first(&tx, (id, &place), day, n_tubes, now).await? {
                        return Ok(false);
                    }
                    let at = Within { city: &own, now, wall, by: None };
                    tell_of_tubes(&tx, at, id, place, n_tubes).await?;
                    Ok::<_, Refusal>(true)
                });
                n_told += usize::from(write.await?);
            }
        }
    }
    Ok(n_told)
}
