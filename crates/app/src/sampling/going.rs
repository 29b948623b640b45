//! The rounds for which a list can be taken along.

use crate::Refusal;
use crate::caller::Request;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::rounds::RoundKind;
use fangxian_store::rounds::{StoredRound, rounds_all};

/// A round of sampling that goes on, and where of it the caller's tables may stand.
#[derive(Clone, Debug)]
pub struct GoingRound {
    /// The round.
    pub round: StoredRound,
    /// The places of the caller's jurisdiction that lie in it, or hold it.
    pub places: Vec<PlaceCode>,
}

/// The rounds of sampling that go on within the caller's jurisdiction, the latest first.
pub async fn rounds_going(req: &Request) -> Result<Vec<GoingRound>, Refusal> {
    let scope = req.authorize(Act::SamplingSee)?;
    let rounds = req.city.db.read(|tx| async move { rounds_all(&tx).await }).await?;
    let mut going: Vec<GoingRound> = rounds
        .into_iter()
        .filter(|round| round.kind == RoundKind::Sampling && round.closed.is_none())
        .filter(|round| scope.touches(&round.place))
        .map(|round| GoingRound { places: scope.covered_of(&round.place), round })
        .collect();
    going.sort_by_key(|one| std::cmp::Reverse((one.round.opened_at, one.round.id)));
    Ok(going)
}
