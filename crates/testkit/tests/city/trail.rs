//! The bar of A18: whoever has the database in hand edits, deletes or reorders the trail a
//! thousand times, and is found a thousand times by a witness outside who holds nothing but
//! checkpoints. Half of the intruders know the recipe, write every later number and hash anew, and
//! take the checkpoints of the database away.

use crate::policy::{Dice, TODAY};
use fangxian_core::audit::{Checkpoint, Deed, Entry, Fingerprint, Verdict, verify};
use fangxian_core::ids::AccountId;
use fangxian_core::{CityDay, Moment};
use fangxian_store::audit::{self, SignedCheckpoint};
use fangxian_store::{Db, StoreError, Tx, v};
use fangxian_testkit::bars::n_tries;
use fangxian_testkit::{Bar, Engine, TestCity};
use uuid::Uuid;

fn tries() -> usize {
    n_tries(250, 1_000)
}
/// Entries besides those that the demonstration has.
const ENTRIES: i64 = 150;

/// What the witness and, for the control, somebody without one make of a trail that was edited.
/// Given back as an error, so that the edit is undone and the next one meets the honest trail.
#[derive(Debug)]
enum Seen {
    /// Whether each of them found it, and whether anything was changed at all.
    Tampered { by_witness: bool, by_nobody: bool, is_changed: bool },
    #[expect(dead_code, reason = "shown where the test fails")]
    Failed(StoreError),
}

impl From<StoreError> for Seen {
    fn from(error: StoreError) -> Seen {
        Seen::Failed(error)
    }
}

fn deed(n: i64) -> Deed {
    Deed {
        at: CityDay::parse(TODAY).unwrap().starts_at().plus_ms(n),
        account: (n % 3 != 0).then(|| AccountId::from_uuid(Uuid::from_u128(n as u128))),
        act: "zone_step_down_sign".to_owned(),
        purpose: (n % 2 == 0).then(|| "zone_decision".to_owned()),
        subject: format!("zone {n}"),
        detail: format!("{{\"n\":{n}}}"),
    }
}

/// One edit as statements; the second step turns back the numbers that were out of the way.
/// Whoever writes every hash anew need not edit one.
fn tampering(dice: &mut Dice, last: i64, knows_the_recipe: bool) -> Vec<String> {
    let mut any =
        |sides: i64| 1 + i64::try_from(dice.roll(usize::try_from(sides).unwrap())).unwrap();
    let (one, other) = (any(last), any(last - 1));
    let other = if other >= one { other + 1 } else { other };
    let set = |what: &str| vec![format!("update audit_entry set {what} where seq = {one}")];
    let back = || "update audit_entry set seq = -seq where seq < 0".to_owned();
    let kind = match any(12) {
        7 | 8 if knows_the_recipe => 5,
        kind => kind,
    };
    match kind {
        1 => set("at = at + 1"),
        2 => set("account_id = '00000000-0000-7000-8000-00000000ffff'"),
        3 => set("account_id = 'nobody'"),
        4 => set("purpose = 'statistics'"),
        5 => set("act = act || 'x'"),
        6 => set("subject = subject || 'x', detail = detail || ' '"),
        7 => set("previous_hash = entry_hash"),
        8 => set("entry_hash = 'z' || substr(entry_hash, 2)"),
        9 => vec![format!("delete from audit_entry where seq = {one}")],
        10 => vec![format!("delete from audit_entry where seq >= {one}")],
        11 => {
            let swap = format!(
                "update audit_entry set seq = case seq when {one} then -{other} else -{one} end
                 where seq in ({one}, {other})"
            );
            vec![swap, back()]
        }
        _ => {
            // Told twice, with everything after it moved on by one.
            let apart = format!("update audit_entry set seq = -seq - 1 where seq > {one}");
            let twice = format!(
                "insert into audit_entry select county, {one} + 1, at, account_id, act, purpose,
                     subject, detail, previous_hash, entry_hash
                 from audit_entry where seq = {one}"
            );
            vec![apart, back(), twice]
        }
    }
}

/// Writes every number and hash anew, as somebody does who has read `core::audit`, and removes
/// what the database itself had witnessed. Nothing where an edit left a row that cannot be read.
async fn write_anew(tx: &Tx, county: &str) -> Result<(), StoreError> {
    let Ok(entries) = audit::entries_after(tx, county, 0, i64::MAX).await else { return Ok(()) };
    let mut previous = Fingerprint::start(county);
    let mut rows = Vec::with_capacity(entries.len());
    for (entry, seq) in entries.into_iter().zip(1_i64..) {
        let Entry { county, deed, hash, previous: before, .. } =
            Entry::follow(county, seq, previous, entry.deed);
        previous = hash;
        let Deed { at, account, act, purpose, subject, detail } = deed;
        let (before, hash) = (before.to_string(), hash.to_string());
        rows.push(v![county, seq, at, account, act, purpose, subject, detail, before, hash]);
    }
    tx.exec("delete from audit_entry where county = $1", &v![county]).await?;
    let sql = "insert into audit_entry (county, seq, at, account_id, act, purpose, subject, detail,
                   previous_hash, entry_hash)
               values {rows}";
    tx.exec_rows(sql, rows).await?;
    tx.exec("delete from audit_checkpoint", &[]).await?;
    Ok(())
}

/// Whether a check finds the trail broken; an entry that cannot be read is found by reading it.
async fn is_found(tx: &Tx, county: &str, witness: &[Checkpoint]) -> Result<bool, StoreError> {
    match audit::entries_after(tx, county, 0, i64::MAX).await {
        Ok(entries) => Ok(matches!(verify(county, &entries, witness), Verdict::Broken { .. })),
        Err(StoreError::Damaged { .. }) => Ok(true),
        Err(error) => Err(error),
    }
}

async fn try_once(
    db: &Db,
    statements: Vec<String>,
    knows_the_recipe: bool,
    county: String,
    witness: Vec<Checkpoint>,
    honest: Vec<Entry>,
) -> (bool, bool) {
    let tried: Result<(), Seen> = db
        .write(move |tx| async move {
            for statement in statements {
                tx.exec(&statement, &[]).await?;
            }
            if knows_the_recipe {
                write_anew(&tx, &county).await?;
            }
            let is_changed = audit::entries_after(&tx, &county, 0, i64::MAX).await != Ok(honest);
            Err(Seen::Tampered {
                by_witness: is_found(&tx, &county, &witness).await?,
                by_nobody: is_found(&tx, &county, &[]).await?,
                is_changed,
            })
        })
        .await;
    match tried {
        Err(Seen::Tampered { by_witness, by_nobody, is_changed: true }) => (by_witness, by_nobody),
        other => panic!("the edit changed nothing: {other:?}"),
    }
}

/// A trail with checkpoints that were handed out on the way, as the minute hand does it.
async fn witnessed_trail(city: &TestCity) -> Vec<Checkpoint> {
    let county = city.city.key();
    let mut witness = Vec::new();
    for n in 0..ENTRIES {
        let county = county.clone();
        let added: Result<(), StoreError> =
            city.city.db.write(move |tx| async move { audit::append(&tx, &county, deed(n)) }).await;
        added.unwrap();
        if n % 10 == 9 {
            let now = Moment(city.wall().0 + n);
            let SignedCheckpoint { checkpoint, signature } =
                fangxian_app::audit::checkpoint_sign(&city.city, now).await.unwrap().unwrap();
            assert!(city.city.keys.verifies(&checkpoint.message(), &signature));
            witness.push(checkpoint);
        }
    }
    witness
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_edits_of_the_stored_trail_are_found_by_a_witness_outside() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(city) = TestCity::on_engine(engine, TODAY).await else {
            eprintln!("SKIPPED the witness on {engine:?}: no PostgreSQL on this machine");
            continue;
        };
        let bar = Bar::begins("A18", "edits of the stored trail, found by a witness's checkpoints");
        let witness = witnessed_trail(&city).await;
        let (db, county) = (&city.city.db, city.city.key());
        let honest = {
            let county = county.clone();
            db.read(move |tx| async move { audit::entries_after(&tx, &county, 0, i64::MAX).await })
                .await
                .unwrap()
        };
        let last = honest.len() as i64;
        let intact = Verdict::Intact { last_seq: last, witnessed_seq: last };
        assert_eq!(verify(&county, &honest, &witness), intact);
        let mut dice = Dice(0x5eed_0018);
        let (mut unseen, mut unseen_without) = (Vec::new(), 0);
        for n in 0..tries() {
            let knows_the_recipe = n % 2 == 1;
            let statements = tampering(&mut dice, last, knows_the_recipe);
            let words = statements.join("; ");
            let (county, witness, honest) = (county.clone(), witness.clone(), honest.clone());
            let seen = try_once(db, statements, knows_the_recipe, county, witness, honest).await;
            if !seen.0 {
                unseen.push(words);
            }
            unseen_without += usize::from(!seen.1);
        }
        assert!(unseen.is_empty(), "{engine:?}: {} went unseen: {unseen:#?}", unseen.len());
        bar.held(format!("{engine:?}"), tries());
        bar.control(format!("{engine:?} (control: no witness)"), tries(), unseen_without);
        assert!(unseen_without > tries() / 4, "{engine:?}: only {unseen_without} need a witness");
    }
}
