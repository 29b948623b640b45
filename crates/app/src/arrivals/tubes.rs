//! The tube of a landing test: whose it is, and that a laboratory finds him by it.

use super::kept::who_of;
use crate::Refusal;
use crate::caller::Request;
use crate::sampling::{LandingTube, landing_take};
use fangxian_core::arrivals::{ArrivalSays, ArrivalStanding, LandingSample};
use fangxian_core::ids::ArrivalFactId;
use fangxian_store::Tx;
use fangxian_store::arrivals::StoredArrivalFact;

/// Makes plain whose sample it is: where one comes alone, his; of several a tube says whose.
pub(super) fn whose(n_people: usize, says: &mut ArrivalSays) -> Result<(), Refusal> {
    let ArrivalSays::Sampled(sample) = says else { return Ok(()) };
    sample.of.sort_unstable();
    sample.of.dedup();
    match (n_people, sample.of.is_empty(), sample.tube) {
        (1, true, _) => sample.of = vec![0],
        (_, true, Some(_)) => {
            return Err(Refusal::BadInput("请勾选管子里是谁的样本。".to_owned()));
        }
        (_, true, None) | (_, false, _) => {}
    }
    match sample.of.iter().all(|number| *number < n_people) {
        true => Ok(()),
        false => Err(Refusal::NotFound),
    }
}

/// Takes down who is in the tube whose code was typed.
pub(super) async fn landed(
    tx: &Tx,
    req: &Request,
    (stored, standing): (&[StoredArrivalFact], &ArrivalStanding),
    (fact, sample): (ArrivalFactId, &LandingSample),
) -> Result<(), Refusal> {
    let Some(code) = sample.tube else { return Ok(()) };
    let who = who_of(&req.city, stored)?;
    let numbered = who.everybody().enumerate();
    let landing = LandingTube {
        said: fact.uuid(),
        code,
        station: &standing.coming.station,
        stays: standing.place(),
        people: numbered.filter(|(n, _)| sample.is_of(*n)).map(|(_, one)| one).collect(),
        phone: &who.phone,
    };
    landing_take(tx, req, landing).await
}
