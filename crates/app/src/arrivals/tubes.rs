//! A tube whose code was typed at the station, against the codes that were given out and are in use.

use crate::PassageRefusal;
use crate::Refusal;
use fangxian_core::arrivals::ArrivalSays;
use fangxian_core::sampling::{Pool, TubeCode};
use fangxian_store::Tx;
use fangxian_store::arrivals::arrival_saying;
use fangxian_store::sampling::{roll_with, tubes_by_codes};
use fangxian_store::{StoreError, arrivals::StoredArrivalFact};

/// Refused where no such code was given out, where a table of a round has the tube in use, or where it is
/// for one person and another has it.
pub(super) async fn tube_fits(
    tx: &Tx,
    tube: TubeCode,
    stored: &[StoredArrivalFact],
) -> Result<(), Refusal> {
    let Some(given_out) = roll_with(tx, tube).await? else {
        return Err(PassageRefusal::TubeUnknown.into());
    };
    if !tubes_by_codes(tx, &[tube]).await?.is_empty() {
        return Err(PassageRefusal::TubeTaken.into());
    }
    if given_out.roll.pool == Pool::One {
        let says = serde_json::to_string(&ArrivalSays::Sampled(Some(tube)));
        let damaged =
            |_| StoreError::Damaged { table: "arrival_fact".to_owned(), column: "says".to_owned() };
        let other = arrival_saying(tx, &says.map_err(damaged)?).await?;
        if other.is_some() && other != stored.first().map(|first| first.report) {
            return Err(PassageRefusal::TubeTaken.into());
        }
    }
    Ok(())
}
