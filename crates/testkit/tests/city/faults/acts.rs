//! The acts that are cut short, and what must be found of them afterwards.
//!
//! An act is one transaction: a receipt under the act's own id, its rows (one, or a batch of
//! 10,000), one entry in the audit chain and one in the feed. Whoever was not told that it was
//! kept asks again with the same id, as every client does.

use fangxian_core::Moment;
use fangxian_core::audit::{Deed, Verdict, verify};
use fangxian_store::db::Engine;
use fangxian_store::feed::{self, Change};
use fangxian_store::outbox::{Message, inbox_deliver, outbox_put};
use fangxian_store::{Db, StoreError, Tx, audit, v};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The county of every act.
pub(super) const COUNTY: &str = "140106";
/// 2022-10-07 00:00 in the city.
pub(super) const NOW: Moment = Moment(1_665_072_000_000);
/// The rows of a batch.
const BATCH: i64 = 10_000;

/// How many rows an act writes: a batch every now and then.
pub(super) fn rows_of(act: i64) -> i64 {
    if act % 32 == 3 { BATCH } else { 1 }
}

/// The id of a row of an act; ids sort as acts do.
pub(super) fn row_id(act: i64, row: i64) -> Uuid {
    Uuid::from_u64_pair(act as u64, row as u64)
}

fn row(act: i64, row: i64) -> Message {
    Message {
        county: COUNTY.to_owned(),
        id: row_id(act, row),
        kind: "fault".to_owned(),
        recipient: act.to_string(),
        body: "{\"text\":\"东曲工人村17号楼自即日起降为低风险区\"}".to_owned(),
        created_at: NOW,
    }
}

/// Does an act, or finds that it was done. Returns whether it was new.
pub(super) async fn act_do(tx: &Tx, act: i64, n_rows: i64) -> Result<bool, StoreError> {
    if !inbox_deliver(tx, &row(act, 0), NOW).await? {
        return Ok(false);
    }
    let rows: Vec<Message> = (0..n_rows).map(|n| row(act, n)).collect();
    outbox_put(tx, &rows).await?;
    let (at, county) = (NOW, COUNTY.to_owned());
    let change = Change { county, at, topic: "fault".to_owned(), subject: act.to_string() };
    feed::append(tx, change)?;
    let deed = Deed {
        at,
        account: None,
        act: "fault_act".to_owned(),
        purpose: None,
        subject: act.to_string(),
        detail: "{}".to_owned(),
    };
    audit::append(tx, COUNTY, deed).map(|()| true)
}

/// The traces of one act in the store.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Traces {
    receipts: i64,
    rows: i64,
    entries: i64,
    changes: i64,
}

impl Traces {
    /// What a whole act leaves.
    fn whole(n_rows: i64) -> Traces {
        Traces { receipts: 1, rows: n_rows, entries: 1, changes: 1 }
    }
}

/// Everything that acts left in a store.
pub(super) struct Found {
    acts: BTreeMap<i64, Traces>,
}

/// What is wrong with a store after a cut, counted.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Harm {
    /// Acts whose success was shown, and that are not there.
    pub(super) lost: usize,
    /// Acts of which a part is there.
    pub(super) half: usize,
    /// Acts with an effect that stands twice.
    pub(super) doubled: usize,
}

impl Harm {
    pub(super) fn add(&mut self, other: Harm) {
        self.lost += other.lost;
        self.half += other.half;
        self.doubled += other.doubled;
    }
}

impl Found {
    /// Reads what the acts from `first` on left.
    pub(super) async fn in_store(db: &Db, first: i64) -> Found {
        Found::if_readable(db, first).await.expect("the traces can be read")
    }

    /// The same in a store that may just be going down.
    pub(super) async fn if_readable(db: &Db, first: i64) -> Result<Found, StoreError> {
        let mut acts: BTreeMap<i64, Traces> = BTreeMap::new();
        let counted: Vec<(usize, i64, i64)> =
            db.read(move |tx| async move { traces(&tx, first).await }).await?;
        for (kind, act, n) in counted {
            let traces = acts.entry(act).or_default();
            match kind {
                0 => traces.receipts = n,
                1 => traces.rows = n,
                2 => traces.entries = n,
                _ => traces.changes = n,
            }
        }
        Ok(Found { acts })
    }

    /// Compares with what was shown to have been kept.
    pub(super) fn harm(&self, acked: &[i64], n_rows: impl Fn(i64) -> i64) -> Harm {
        let is_doubled = |act: i64, found: &Traces| {
            found.receipts > 1 || found.rows > n_rows(act) || found.entries > 1 || found.changes > 1
        };
        let doubled = self.acts.iter().filter(|(act, found)| is_doubled(**act, found)).count();
        let not_whole =
            self.acts.iter().filter(|(act, found)| **found != Traces::whole(n_rows(**act))).count();
        let lost = acked.iter().filter(|act| !self.acts.contains_key(act)).count();
        Harm { lost, half: not_whole - doubled, doubled }
    }

    /// How many acts are there.
    pub(super) fn n_acts(&self) -> usize {
        self.acts.len()
    }
}

async fn traces(tx: &Tx, first: i64) -> Result<Vec<(usize, i64, i64)>, StoreError> {
    let from = row_id(first, 0);
    let kinds = [
        "select recipient as act, count(*) as n from inbox
         where county = $1 and message_id >= $2 group by recipient",
        "select recipient as act, count(*) as n from outbox
         where county = $1 and message_id >= $2 group by recipient",
        "select subject as act, count(*) as n from audit_entry
         where county = $1 and cast(subject as bigint) >= $2 group by subject",
        "select subject as act, count(*) as n from feed
         where county = $1 and cast(subject as bigint) >= $2 group by subject",
    ];
    let mut found = Vec::new();
    for (kind, sql) in kinds.into_iter().enumerate() {
        let values = match kind {
            0 | 1 => v![COUNTY, from],
            _ => v![COUNTY, first],
        };
        for row in tx.query(sql, &values).await? {
            found.push((kind, row.text("act")?.parse().expect("an act"), row.int("n")?));
        }
    }
    Ok(found)
}

/// Checks that the chain holds, that the feed has no gap, and that the engine finds its own file
/// sound.
pub(super) async fn assert_sound(db: &Db) {
    let (entries, changes) = db
        .read(|tx| async move {
            let entries = audit::entries_after(&tx, COUNTY, 0, i64::MAX).await?;
            Ok::<_, StoreError>((entries, feed::after(&tx, COUNTY, 0, i64::MAX).await?))
        })
        .await
        .expect("the chain can be read");
    let verdict = verify(COUNTY, &entries, &[]);
    assert!(matches!(verdict, Verdict::Intact { .. }), "{verdict:?}");
    assert!(changes.iter().map(|change| change.seq).eq(1..=changes.len() as i64));
    if db.engine() == Engine::Sqlite {
        let said = db
            .read(|tx| async move {
                let rows = tx.query("pragma integrity_check", &[]).await?;
                rows.iter().map(|row| Ok(row.text("integrity_check")?.to_owned())).collect::<Result<
                    Vec<String>,
                    StoreError,
                >>(
                )
            })
            .await
            .expect("the file can be checked");
        assert_eq!(said, ["ok"]);
    }
}
