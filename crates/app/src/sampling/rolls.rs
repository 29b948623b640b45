//! Codes of tubes, given out to be printed.

use crate::Refusal;
use crate::caller::Request;
use crate::city::change;
use fangxian_core::ids::RollId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::sampling::{Pool, Roll, SERIAL_END, TubeCode};
use fangxian_paper::{TUBE_LABELS_MAX, TubeLabelsPaper};
use fangxian_store::sampling::{StoredRoll, roll_by_id, roll_insert, roll_next_serial, rolls_all};
use fangxian_store::{StoreError, feed};

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

/// The labels of a roll on paper, from the `from`-th code on, as many as are typeset at once. That
/// they were printed stands in the trail: a code that is printed twice can be stuck on two tubes.
pub async fn roll_labels_pdf(req: &Request, id: RollId, from: u32) -> Result<Vec<u8>, Refusal> {
    let scope = req.authorize(Act::SamplingKeep)?;
    let found = req.city.db.read(move |tx| async move { roll_by_id(&tx, id).await }).await?;
    let known = found.filter(|one| scope.covers(&one.place)).ok_or(Refusal::NotFound)?;
    let first = known.roll.codes().nth(usize::try_from(from).unwrap_or(usize::MAX));
    let first = first
        .ok_or_else(|| Refusal::BadInput(format!("这一段只有{}个管码。", known.roll.n_tubes)))?;
    let paper = TubeLabelsPaper {
        first,
        n_tubes: (known.roll.n_tubes - from).min(TUBE_LABELS_MAX),
        pool: known.roll.pool,
        place: req.city.place_name(&known.place),
        printed_by: req.caller.name.clone(),
        printed_at: req.now,
    };
    let city = req.city.clone();
    let set = tokio::task::spawn_blocking(move || {
        let typesetter = city.typesetter.as_ref().ok_or(Refusal::NoFont)?;
        typesetter.tube_labels_pdf(&paper).map_err(Refusal::Paper)
    });
    let pdf = set.await.map_err(|_| Refusal::NoFont)??;
    let asked = req.clone();
    let told: Result<(), StoreError> = req
        .city
        .db
        .write(
            move |tx| async move { asked.deed(&tx, Act::SamplingKeep, &id.to_string(), "labels") },
        )
        .await;
    Ok(told.map(|()| pdf)?)
}

/// The codes that were given out within the caller's jurisdiction.
pub async fn rolls_list(req: &Request) -> Result<Vec<StoredRoll>, Refusal> {
    let scope = req.authorize(Act::SamplingSee)?;
    let rolls = req.city.db.read(|tx| async move { rolls_all(&tx).await }).await?;
    Ok(rolls.into_iter().filter(|one| scope.touches(&one.place)).collect())
}
