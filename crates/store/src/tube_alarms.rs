//! Tubes that are without a result for too long, and of which somebody was told.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::ids::RoundId;
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};

/// How many tubes of a round in a county were sealed before a moment and have no result, by the place
/// of their table.
pub async fn tubes_overdue(
    tx: &Tx,
    county: &str,
    round: RoundId,
    before: Moment,
) -> Result<Vec<(PlaceCode, i64)>, StoreError> {
    let rows = tx
        .query(
            "select t.place, count(*) as n_tubes from tube t
             where t.county = $1 and t.round_id = $2 and t.sealed_at < $3
                 and not exists (select 1 from tube_result r
                                 where r.county = t.county and r.tube_code = t.tube_code)
             group by t.place
             order by t.place",
            &v![county, round.uuid(), before],
        )
        .await?;
    let one = |row: &Row| Ok((row.place("place")?, row.int("n_tubes")?));
    rows.iter().map(one).collect()
}

/// Notes that somebody is told of tubes of a place on a day. False where that was noted before, by this
/// server or another.
pub async fn tube_alarm_first(
    tx: &Tx,
    (round, place): (RoundId, &PlaceCode),
    day: CityDay,
    n_tubes: i64,
    at: Moment,
) -> Result<bool, StoreError> {
    let n = tx
        .exec(
            "insert into tube_alarm (county, round_id, place, for_day, n_tubes, at)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (county, round_id, place, for_day) do nothing",
            &v![place.county(), round.uuid(), place, day, n_tubes, at],
        )
        .await?;
    Ok(n == 1)
}
