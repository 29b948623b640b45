//! The audit trail in the store: a chain of hashes for each county.

use crate::feed::advance;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::audit::{Checkpoint, Deed, Entry, Fingerprint};
use fangxian_core::ids::AccountId;
use std::collections::BTreeMap;

/// A deed on its way into the chain of a county.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    county: String,
    deed: Deed,
}

/// Adds a deed to a county's chain when the transaction commits, or not at all.
pub fn append(tx: &Tx, county: &str, deed: Deed) -> Result<(), StoreError> {
    tx.audit_at_end(Pending { county: county.to_owned(), deed })
}

/// The entries of a chain after a number, in order, for reading or for checking. A stored hash
/// that is none is reported as damaged: to a check, that is a broken chain.
pub async fn entries_after(
    tx: &Tx,
    county: &str,
    after_seq: i64,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let rows = tx
        .query(
            "select county, seq, at, account_id, act, purpose, subject, detail,
                    previous_hash, entry_hash
             from audit_entry
             where county = $1 and seq > $2
             order by seq
             limit $3",
            &v![county, after_seq, limit],
        )
        .await?;
    rows.iter().map(entry).collect()
}

/// The entries of a chain before a number, newest first: a page of the trail.
pub async fn entries_before(
    tx: &Tx,
    county: &str,
    before_seq: i64,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let rows = tx
        .query(
            "select county, seq, at, account_id, act, purpose, subject, detail,
                    previous_hash, entry_hash
             from audit_entry
             where county = $1 and seq < $2
             order by seq desc
             limit $3",
            &v![county, before_seq, limit],
        )
        .await?;
    rows.iter().map(entry).collect()
}

/// A row of the trail, as far as it can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "nearly every row is whole, and a page has 200")]
pub enum TrailRow {
    /// An entry whose hash is that of its words.
    Whole(Entry),
    /// An entry that is not as it was written: it cannot be read, or its hash is not its own.
    Damaged {
        /// Which one.
        seq: i64,
    },
}

impl TrailRow {
    /// Its number in the chain.
    pub fn seq(&self) -> i64 {
        match self {
            TrailRow::Whole(entry) => entry.seq,
            TrailRow::Damaged { seq } => *seq,
        }
    }
}

/// A page of the trail before a number, newest first, with the damaged entries in their places:
/// they are what an auditor must see.
pub async fn trail_before(
    tx: &Tx,
    county: &str,
    before_seq: i64,
    limit: i64,
) -> Result<Vec<TrailRow>, StoreError> {
    let rows = tx
        .query(
            "select county, seq, at, account_id, act, purpose, subject, detail,
                    previous_hash, entry_hash
             from audit_entry
             where county = $1 and seq < $2
             order by seq desc
             limit $3",
            &v![county, before_seq, limit],
        )
        .await?;
    let read = |row: &Row| match entry(row) {
        Ok(entry) if entry.is_whole() => Ok(TrailRow::Whole(entry)),
        Ok(entry) => Ok(TrailRow::Damaged { seq: entry.seq }),
        Err(StoreError::Damaged { .. }) => Ok(TrailRow::Damaged { seq: row.int("seq")? }),
        Err(error) => Err(error),
    };
    rows.iter().map(read).collect()
}

/// The last entry of a chain.
pub async fn last_entry(tx: &Tx, county: &str) -> Result<Option<Entry>, StoreError> {
    Ok(entries_before(tx, county, i64::MAX, 1).await?.pop())
}

/// The counties that have a chain.
pub async fn chains(tx: &Tx) -> Result<Vec<String>, StoreError> {
    let sql = "select county from counter where name = $1
               union
               select distinct county from audit_entry
               union
               select distinct county from audit_checkpoint
               order by county";
    let rows = tx.query(sql, &v!["audit"]).await?;
    rows.iter().map(|row| Ok(row.text("county")?.to_owned())).collect()
}

/// A checkpoint as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What was signed.
    pub checkpoint: Checkpoint,
    /// Ed25519 over [`Checkpoint::message`], in hexadecimal.
    pub signature: String,
}

/// Keeps a checkpoint.
pub async fn checkpoint_insert(tx: &Tx, signed: &SignedCheckpoint) -> Result<(), StoreError> {
    let Checkpoint { county, seq, hash, signed_at } = &signed.checkpoint;
    tx.exec(
        "insert into audit_checkpoint (county, seq, entry_hash, signed_at, signature)
         values ($1, $2, $3, $4, $5)",
        &v![county, *seq, hash.to_string(), *signed_at, &signed.signature],
    )
    .await?;
    Ok(())
}

/// The checkpoints of a chain, in order.
pub async fn checkpoints(tx: &Tx, county: &str) -> Result<Vec<SignedCheckpoint>, StoreError> {
    let rows = tx
        .query(
            "select county, seq, entry_hash, signed_at, signature
             from audit_checkpoint
             where county = $1
             order by seq",
            &v![county],
        )
        .await?;
    let read = |row: &Row| {
        Ok(SignedCheckpoint {
            checkpoint: Checkpoint {
                county: row.text("county")?.to_owned(),
                seq: row.int("seq")?,
                hash: row.word("entry_hash", Fingerprint::parse)?,
                signed_at: row.moment("signed_at")?,
            },
            signature: row.text("signature")?.to_owned(),
        })
    };
    rows.iter().map(read).collect()
}

/// Writes the deeds of a transaction as the next links of their chains. The lock on the county's
/// number, held until the commit, keeps the link before from changing meanwhile.
pub(crate) async fn write(tx: &Tx, pending: Vec<Pending>) -> Result<(), StoreError> {
    let mut by_county: BTreeMap<String, Vec<Deed>> = BTreeMap::new();
    for Pending { county, deed } in pending {
        by_county.entry(county).or_default().push(deed);
    }
    for (county, deeds) in by_county {
        let last_seq = advance(tx, &county, "audit", deeds.len()).await?;
        let first_seq = last_seq - deeds.len() as i64 + 1;
        let mut previous = hash_before(tx, &county, first_seq).await?;
        let mut rows = Vec::with_capacity(deeds.len());
        for (deed, seq) in deeds.into_iter().zip(first_seq..) {
            let entry = Entry::follow(&county, seq, previous, deed);
            previous = entry.hash;
            rows.push(entry_values(entry));
        }
        let sql = "insert into audit_entry (county, seq, at, account_id, act, purpose, subject,
                       detail, previous_hash, entry_hash)
                   values {rows}";
        tx.exec_rows(sql, rows).await?;
    }
    Ok(())
}

/// The hash that the entry `seq` must carry. Where entries were taken off the end by hand, the
/// chain goes on from the last one that is left, and a check finds the gap.
async fn hash_before(tx: &Tx, county: &str, seq: i64) -> Result<Fingerprint, StoreError> {
    let sql = "select entry_hash from audit_entry where county = $1 and seq < $2
               order by seq desc limit 1";
    match tx.query_opt(sql, &v![county, seq]).await? {
        Some(row) => row.word("entry_hash", Fingerprint::parse),
        None => Ok(Fingerprint::start(county)),
    }
}

fn entry_values(entry: Entry) -> [V; 10] {
    let Entry { county, seq, deed, previous, hash } = entry;
    let Deed { at, account, act, purpose, subject, detail } = deed;
    let (previous, hash) = (previous.to_string(), hash.to_string());
    v![county, seq, at, account, act, purpose, subject, detail, previous, hash]
}

fn entry(row: &Row) -> Result<Entry, StoreError> {
    Ok(Entry {
        county: row.text("county")?.to_owned(),
        seq: row.int("seq")?,
        deed: Deed {
            at: row.moment("at")?,
            account: row.opt_id("account_id", AccountId::from_uuid)?,
            act: row.text("act")?.to_owned(),
            purpose: row.opt_text("purpose")?.map(str::to_owned),
            subject: row.text("subject")?.to_owned(),
            detail: row.text("detail")?.to_owned(),
        },
        previous: row.word("previous_hash", Fingerprint::parse)?,
        hash: row.word("entry_hash", Fingerprint::parse)?,
    })
}
