//! The audit trail: read, verified, and witnessed by signed checkpoints.

use crate::caller::Request;
use crate::secrets::Keys;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::audit::{Checkpoint, Deed, Entry, Flaw, Verdict, Walk};
use fangxian_core::policy::Act;
use fangxian_store::audit::{
    SignedCheckpoint, TrailRow, append, checkpoint_insert, checkpoints, entries_after, last_entry,
    trail_before,
};
pub use fangxian_store::read_log::Reading;
use fangxian_store::read_log::readings_page;
use fangxian_store::{Db, StoreError, Tx};
use uuid::Uuid;

/// How many entries are read at once.
const BATCH: i64 = 1_000;

/// Notes in the trail what was done by nobody who signs in: a person on a public page, a house, the clock.
pub(crate) fn deed_of_nobody(
    tx: &Tx,
    city: &City,
    wall: Moment,
    (act, subject, detail): (&str, &str, &str),
) -> Result<(), StoreError> {
    let (act, subject, detail) = (act.to_owned(), subject.to_owned(), detail.to_owned());
    let deed = Deed { at: wall, account: None, act, purpose: None, subject, detail };
    append(tx, &city.key(), deed)
}

/// Entries before a number, newest first, the damaged ones in their places.
pub async fn audit_list(
    req: &Request,
    before_seq: i64,
    limit: i64,
) -> Result<Vec<TrailRow>, Refusal> {
    req.authorize_city(Act::AuditSee)?;
    let (key, limit) = (req.city.key(), limit.clamp(1, 200));
    Ok(req
        .city
        .db
        .read(move |tx| async move { trail_before(&tx, &key, before_seq, limit).await })
        .await?)
}

/// Who read personal data and what for, newest first, before a reading; the latest where none is
/// given. Only that it was read is shown, never what.
pub async fn readings_list(
    req: &Request,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Reading>, Refusal> {
    req.authorize_city(Act::ReadLogSee)?;
    let mut counties: Vec<String> =
        req.city.tree().counties.iter().map(|county| county.code.to_string()).collect();
    counties.push(req.city.key());
    let (before, limit) = (before.unwrap_or(Uuid::max()), limit.clamp(1, 200));
    Ok(req
        .city
        .db
        .read(move |tx| async move { readings_page(&tx, &counties, before, limit).await })
        .await?)
}

/// What a verification came to.
pub struct Verified {
    /// The verdict on the chain.
    pub verdict: Verdict,
    /// How many checkpoints there are.
    pub n_checkpoints: usize,
    /// The first checkpoint whose signature is not of this installation.
    pub bad_signature: Option<i64>,
}

/// Verifies the whole trail, as a request of the auditor.
pub async fn audit_verify(req: &Request) -> Result<Verified, Refusal> {
    req.authorize_city(Act::AuditSee)?;
    verify(&req.city).await
}

/// Verifies the whole trail.
pub async fn verify(city: &City) -> Result<Verified, Refusal> {
    verify_chain(&city.db, &city.keys, &city.key(), Vec::new()).await
}

/// Verifies one chain of a store, against its own checkpoints and those that a witness kept, whose
/// signatures the caller has checked. Needs nothing of the store but its trail.
pub async fn verify_chain(
    db: &Db,
    keys: &Keys,
    key: &str,
    witnessed: Vec<Checkpoint>,
) -> Result<Verified, Refusal> {
    let of_chain = key.to_owned();
    let signed = db.read(move |tx| async move { checkpoints(&tx, &of_chain).await }).await?;
    let bad_signature = signed
        .iter()
        .find(|signed| !keys.verifies(&signed.checkpoint.message(), &signed.signature))
        .map(|signed| signed.checkpoint.seq);
    let n_checkpoints = signed.len();
    let mut points: Vec<Checkpoint> = signed.into_iter().map(|signed| signed.checkpoint).collect();
    points.extend(witnessed);
    let mut walk = Walk::new(key, &points);
    let mut after = 0;
    let mut batch = BATCH;
    loop {
        let of_chain = key.to_owned();
        let entries: Result<Vec<Entry>, StoreError> = db
            .read(move |tx| async move { entries_after(&tx, &of_chain, after, batch).await })
            .await;
        let entries = match entries {
            Ok(entries) => entries,
            // One of them is damaged: one by one, the first such is found.
            Err(StoreError::Damaged { .. }) if batch > 1 => {
                batch = 1;
                continue;
            }
            Err(StoreError::Damaged { .. }) => {
                let verdict = match walk.finish() {
                    Verdict::Broken { seq, why } if seq <= after => Verdict::Broken { seq, why },
                    Verdict::Intact { .. } | Verdict::Broken { .. } => {
                        Verdict::Broken { seq: after + 1, why: Flaw::Changed }
                    }
                };
                return Ok(Verified { verdict, n_checkpoints, bad_signature });
            }
            Err(error) => return Err(error.into()),
        };
        let Some(last) = entries.last() else { break };
        after = last.seq;
        entries.iter().for_each(|entry| walk.step(entry));
    }
    Ok(Verified { verdict: walk.finish(), n_checkpoints, bad_signature })
}

/// Signs a checkpoint over the last entry, unless the last checkpoint is over it already. Returns
/// it, for the witnesses outside.
pub async fn checkpoint_sign(
    city: &City,
    wall: Moment,
) -> Result<Option<SignedCheckpoint>, Refusal> {
    let key = city.key();
    let (last, known) = {
        let key = key.clone();
        city.db
            .read(move |tx| async move {
                let last = last_entry(&tx, &key).await?;
                Ok::<_, Refusal>((last, checkpoints(&tx, &key).await?))
            })
            .await?
    };
    let Some(last) = last else { return Ok(None) };
    if known.last().is_some_and(|known| known.checkpoint.seq >= last.seq) {
        return Ok(None);
    }
    let checkpoint = Checkpoint { county: key, seq: last.seq, hash: last.hash, signed_at: wall };
    let signature = city.keys.sign(&checkpoint.message());
    let signed = SignedCheckpoint { checkpoint, signature };
    let kept = signed.clone();
    city.db.write(move |tx| async move { checkpoint_insert(&tx, &kept).await }).await?;
    Ok(Some(signed))
}
