//! Gates: enrolled by whoever answers for the place, signing in with a secret that is shown once.

use crate::caller::Request;
use crate::city::change;
use crate::zones::note_of;
use crate::{City, Refusal, mint};
use fangxian_core::ids::GateId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_store::feed::{advance, append};
use fangxian_store::scans::{StoredGate, gate_end_insert, gate_insert, gates_all};
use fangxian_store::{StoreError, Tx};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The topic of the feed; the subject is the gate.
pub(crate) const TOPIC: &str = "gate";

/// A gate that signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    /// Its number.
    pub number: u32,
    /// The number of its place.
    pub venue: u32,
}

type BySecret = HashMap<[u8; 32], Gate>;

/// The gates by the hashes of their secrets; none in a command that takes no scans.
#[derive(Default)]
pub(super) struct GateBook(RwLock<Option<Arc<BySecret>>>);

impl GateBook {
    /// Reads the gates that stand. Called at the start, and in the turn that follows a change: one at
    /// a time, so that what was read before an end is never put over what was read after it, and
    /// nobody at a gate waits for the store.
    pub(super) async fn read(&self, city: &City) -> Result<(), Refusal> {
        let all = city.db.read(|tx| async move { gates_all(&tx).await });
        let all: Vec<StoredGate> = all.await?;
        let standing = all.into_iter().filter(|gate| gate.ended_at.is_none());
        let by_secret: BySecret = standing
            .filter_map(|gate| {
                let hash = gate.secret_hash.try_into().ok()?;
                let number = u32::try_from(gate.number).ok()?;
                Some((hash, Gate { number, venue: u32::try_from(gate.venue).ok()? }))
            })
            .collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(by_secret));
        Ok(())
    }

    pub(super) fn is_read(&self) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }
}

/// What is kept of a secret. It is drawn from 2^256: a plain sum of it says nothing.
pub fn gate_secret_hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// The gate that signs in with this secret; none where it is none of ours, or has ended.
pub fn gate_by_secret(city: &City, secret: &str) -> Option<Gate> {
    let held = city.scans.gates.0.read().unwrap_or_else(PoisonError::into_inner);
    held.as_ref()?.get(&gate_secret_hash(secret)).copied()
}

/// Enrolls a gate of a place and returns its secret, which is shown once. The same again is told apart
/// by its id, and shows nothing a second time.
pub(crate) async fn gate_enroll(
    req: &Request,
    id: GateId,
    (venue, place): (u32, &PlaceCode),
    label: &str,
) -> Result<String, Refusal> {
    let scope = req.authorize(Act::GateKeep)?;
    if !scope.covers(place) {
        return Err(Refusal::NotFound);
    }
    let label = note_of(label)?;
    if label.is_empty() || label.chars().count() > 20 {
        return Err(Refusal::BadInput("请写门岗名称，不超过20字，如“南门”。".to_owned()));
    }
    let secret = hex::encode(mint::random::<32>()?);
    let mut gate = StoredGate {
        id,
        county: place.county(),
        number: 0,
        venue: i64::from(venue),
        label,
        secret_hash: gate_secret_hash(&secret).to_vec(),
        made_at: req.now,
        by: req.caller.login.clone(),
        ended_at: None,
    };
    let asked = req.clone();
    let put = req.city.db.write(move |tx| async move {
        if gates_all(&tx).await?.iter().any(|known| known.id == id) {
            return Err(Refusal::IdReused);
        }
        gate.number = advance(&tx, &asked.city.key(), TOPIC, 1).await?;
        gate_insert(&tx, &gate).await?;
        changed(&asked, &tx, id)?;
        asked.deed(&tx, Act::GateKeep, &id.to_string(), "enrolled")?;
        Ok(())
    });
    put.await?;
    req.city.catch_up().await?;
    Ok(secret)
}

/// Ends a gate whose phone is lost or that is no longer used: from now on it signs in no more.
pub(crate) async fn gate_lost(req: &Request, id: GateId, reason: &str) -> Result<(), Refusal> {
    let scope = req.authorize(Act::GateKeep)?;
    let reason = crate::register::reason_of(reason)?;
    let asked = req.clone();
    let ended = req.city.db.write(move |tx| async move {
        let all = gates_all(&tx).await?;
        let gate = all.into_iter().find(|gate| gate.id == id).ok_or(Refusal::NotFound)?;
        let county = PlaceCode::parse(&gate.county).map_err(|_| Refusal::NotFound)?;
        if !scope.touches(&county) {
            return Err(Refusal::NotFound);
        }
        gate_end_insert(&tx, &gate, (asked.now, &asked.caller.login, &reason)).await?;
        changed(&asked, &tx, id)?;
        asked.deed(&tx, Act::GateKeep, &id.to_string(), "ended")?;
        Ok(())
    });
    ended.await?;
    req.city.catch_up().await
}

/// The gates of a place, those that ended included.
pub(crate) async fn gates_list(req: &Request, venue: u32) -> Result<Vec<StoredGate>, Refusal> {
    let scope = req.authorize(Act::GateKeep)?;
    let all: Result<Vec<StoredGate>, StoreError> =
        req.city.db.read(|tx| async move { gates_all(&tx).await }).await;
    let is_shown = |gate: &StoredGate| {
        let county = PlaceCode::parse(&gate.county);
        gate.venue == i64::from(venue) && county.is_ok_and(|county| scope.touches(&county))
    };
    Ok(all?.into_iter().filter(is_shown).collect())
}

fn changed(req: &Request, tx: &Tx, id: GateId) -> Result<(), StoreError> {
    append(tx, change(&req.city.key(), req.now, TOPIC, &id.to_string()))
}
