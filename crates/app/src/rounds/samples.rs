//! Whoever was sampled was reached: what the tables took down stands on the list of the round beside
//! what people ticked, and outweighs it.

use fangxian_core::Moment;
use fangxian_core::ids::{RoundFactId, RoundId, TubePartId};
use fangxian_core::places::PlaceCode;
use fangxian_core::rounds::{Means, Outcome, Tick};
use fangxian_store::rounds::StoredTick;
use fangxian_store::sampling::{Taken, matched_of_community, parts_of_community};
use fangxian_store::{StoreError, Tx};
use uuid::Uuid;

/// The samples of a community's people in a round that were received from `since` on.
pub(super) async fn samples_of_community(
    tx: &Tx,
    round: RoundId,
    community: &PlaceCode,
    since: Moment,
) -> Result<Vec<StoredTick>, StoreError> {
    let tick = |one: Taken, by: &str| StoredTick {
        round,
        community: community.clone(),
        tick: Tick {
            id: tick_id(one.part, one.position),
            person: one.person,
            outcome: Outcome::Done,
            back_on: None,
            replaces: Vec::new(),
            seen_at: one.taken_at,
            by: by.to_owned(),
            means: Means::Sample,
        },
        note: None,
        received_at: one.received_at,
        body_mac: Vec::new(),
    };
    let parts = parts_of_community(tx, community, Some(round), since).await?;
    let mut ticks = Vec::new();
    for part in parts {
        ticks.extend(part.taken().map(|one| tick(one, &part.by)));
    }
    let matched = matched_of_community(tx, community, Some(round), since).await?;
    ticks.extend(matched.into_iter().map(|(one, by)| tick(one, &by)));
    Ok(ticks)
}

/// The same for the same sample, however often it is read: the id of the part, with the position in
/// the tube in its last byte.
fn tick_id(part: TubePartId, position: i64) -> RoundFactId {
    let mut bytes = part.uuid().into_bytes();
    let [.., last] = &mut bytes;
    *last = last.wrapping_add(u8::try_from(position).unwrap_or_default());
    RoundFactId::from_uuid(Uuid::from_bytes(bytes))
}
