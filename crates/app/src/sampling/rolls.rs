//! Codes of tubes, given out to be printed.

use crate::Refusal;
use crate::caller::Request;
use crate::city::change;
use fangxian_core::ids::RollId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::sampling::{Pool, Roll, SERIAL_END, TubeCode};
use fangxian_store::feed;
use fangxian_store::sampling::{StoredRoll, roll_by_id, roll_insert, roll_next_serial, rolls_all};

/// How many codes are given out at once.
const TUBES_MAX: u32 = 100_000;

/// Gives out the next codes of a place's county. The same id with the same content again gives the
/// same codes.
pub async fn roll_give_out(
    req: &Request,
    id: RollId,
    place: PlaceCode,
    pool: Pool,
    n_tubes: u32,
) -> Result<StoredRoll, Refusal> {
    let scope = req.authorize(Act::SamplingKeep)?;
    if !scope.covers(&place) {
        return Err(Refusal::NotFound);
    }
    if !(1..=TUBES_MAX).contains(&n_tubes) {
        return Err(Refusal::BadInput(format!("一次请发放1至{TUBES_MAX}个管码。")));
    }
    let asked = req.clone();
    let roll = req
        .city
        .db
        .write(move |tx| async move {
            if let Some(known) = roll_by_id(&tx, id).await? {
                let is_same =
                    (&known.place, known.roll.pool, known.roll.n_tubes) == (&place, pool, n_tubes);
                return if is_same { Ok(known) } else { Err(Refusal::IdReused) };
            }
            let county = place.county();
            let next = u32::try_from(roll_next_serial(&tx, &county).await?).unwrap_or(SERIAL_END);
            let own = PlaceCode::parse(&county).map_err(|_| Refusal::PlaceUnknown)?;
            let fits = next.checked_add(n_tubes).is_some_and(|end| end <= SERIAL_END);
            let first = TubeCode::of(&own, next).filter(|_| fits);
            let first = first.ok_or_else(|| {
                Refusal::BadInput("这个县（市、区）的管码号段已经用完。".to_owned())
            })?;
            let roll = StoredRoll {
                id,
                roll: Roll { first, n_tubes, pool },
                place,
                made_at: asked.now,
                made_by: asked.caller.login.clone(),
            };
            roll_insert(&tx, &roll).await?;
            feed::append(&tx, change(&asked.city.key(), asked.now, "roll", &id.to_string()))?;
            asked.deed(&tx, Act::SamplingKeep, &id.to_string(), "roll")?;
            Ok::<_, Refusal>(roll)
        })
        .await?;
    req.city.catch_up().await?;
    Ok(roll)
}

/// The codes that were given out within the caller's jurisdiction.
pub async fn rolls_list(req: &Request) -> Result<Vec<StoredRoll>, Refusal> {
    let scope = req.authorize(Act::SamplingSee)?;
    let rolls = req.city.db.read(|tx| async move { rolls_all(&tx).await }).await?;
    Ok(rolls.into_iter().filter(|one| scope.touches(&one.place)).collect())
}
