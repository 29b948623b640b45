//! Keeping facts of charges: under the lock of the community, once, nobody twice for the same.

use super::{KnownCharge, charges_changed, charges_of};
use crate::Refusal;
use crate::caller::Request;
use fangxian_core::charges::Charge;
use fangxian_core::ids::ChargeFactId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_store::charges::{StoredChargeFact, charge_fact_macs, charge_facts_insert};
use fangxian_store::places::doors_lock;
use fangxian_store::{StoreError, Tx, feed};

/// So far from today a first or a last day may lie, before or behind. Our own bound.
pub(super) const DAYS_MAX: i64 = 1_100;

/// A fact that is to be kept, and the charge that it begins.
pub(super) struct Fresh {
    pub(super) fact: StoredChargeFact,
    pub(super) charge: Option<Charge>,
}

/// Refuses that the same person has the same on the same day already.
pub(super) fn refuse_twice(all: &[KnownCharge], fresh: &[Charge]) -> Result<(), Refusal> {
    let known = |one: &Charge| all.iter().any(|other| one.repeats(&other.charge));
    let among = |one: &Charge| fresh.iter().any(|other| one.repeats(other));
    if fresh.iter().any(|one| known(one) || among(one)) {
        return Err(Refusal::ChargeKnown);
    }
    Ok(())
}

/// Decides under the lock of the community, keeps the facts, and tells whoever follows. What was
/// kept already under the same ids, asked for in the same words, is not kept twice.
pub(super) async fn write(
    req: &Request,
    own: PlaceCode,
    detail: &'static str,
    facts: Vec<(ChargeFactId, Vec<u8>)>,
    decide: impl FnOnce(&[KnownCharge]) -> Result<Vec<Fresh>, Refusal> + Send + 'static,
) -> Result<(), Refusal> {
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        // Two who enter at once: the second sees what the first has written.
        doors_lock(&tx, &own).await?;
        let known = known_facts(&tx, &own, &facts).await?;
        if known.len() == facts.len() {
            return Ok(());
        }
        let all = charges_of(&tx, &asked.city.keys.seals, &own).await?;
        let mut fresh = decide(&all)?;
        fresh.retain(|one| !known.contains(&one.fact.id));
        let begun: Vec<Charge> = fresh.iter().filter_map(|one| one.charge.clone()).collect();
        refuse_twice(&all, &begun)?;
        let facts: Vec<StoredChargeFact> = fresh.into_iter().map(|one| one.fact).collect();
        charge_facts_insert(&tx, &facts).await.map_err(taken)?;
        feed::append(&tx, charges_changed(&asked.city, asked.now, &own))?;
        let subject = match facts.as_slice() {
            [only] => only.charge.to_string(),
            _ => own.to_string(),
        };
        let detail = format!("{detail} {}", facts.len());
        asked.deed(&tx, Act::ChargeKeep, &subject, &detail)?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Those of these facts that are kept already. The same id with another content is refused.
async fn known_facts(
    tx: &Tx,
    own: &PlaceCode,
    facts: &[(ChargeFactId, Vec<u8>)],
) -> Result<Vec<ChargeFactId>, Refusal> {
    let ids: Vec<ChargeFactId> = facts.iter().map(|(id, _)| *id).collect();
    let known = charge_fact_macs(tx, &own.county(), &ids).await?;
    if !known.iter().all(|one| facts.contains(one)) {
        return Err(Refusal::IdReused);
    }
    Ok(known.into_iter().map(|(id, _)| id).collect())
}

fn taken(error: StoreError) -> Refusal {
    if error.conflicts_with("charge_fact") { Refusal::IdReused } else { error.into() }
}

/// What stands for what was asked for, by whom: the same for the same only.
pub(super) fn fingerprint(req: &Request, what: &str) -> Vec<u8> {
    let whole = format!("{what}\n{}", req.caller.login);
    req.city.keys.seals.fingerprint(whole.as_bytes())
}
