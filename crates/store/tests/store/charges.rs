//! Who is in charge of what: put in, read back, and of two who end a charge at once one is refused.

use crate::both::{Fresh, NOW, on_both, wait};
use fangxian_core::CityDay;
use fangxian_core::charges::{ChargeFactKind, ReachKind};
use fangxian_core::ids::{ChargeFactId, ChargeId};
use fangxian_core::places::PlaceCode;
use fangxian_store::backup::backup;
use fangxian_store::charges::{
    StoredChargeFact, StoredPhone, StoredReach, charge_fact_macs, charge_facts_by_charge,
    charge_facts_insert, charge_facts_of_community,
};
use fangxian_store::db::Engine;
use fangxian_store::migrate::migrate;
use fangxian_store::restore::restore;
use fangxian_store::{Db, StoreError};
use uuid::Uuid;

const COMMUNITY: &str = "140110003001";

fn place(code: &str) -> PlaceCode {
    PlaceCode::parse(code).unwrap()
}

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

fn begun(n: u128) -> StoredChargeFact {
    let door = |room: &str| place(&format!("{COMMUNITY}-01-5-1-{room}"));
    StoredChargeFact {
        id: ChargeFactId::from_uuid(Uuid::from_u128(n)),
        charge: ChargeId::from_uuid(Uuid::from_u128(1000 + n)),
        ordinal: 0,
        community: place(COMMUNITY),
        kind: ChargeFactKind::Begun,
        reach: Some(StoredReach {
            kind: ReachKind::Anchor,
            places: vec![door("101"), door("102")],
            home: Some(door("103")),
            first_day: day("2022-11-01"),
            takes_over: (n > 1).then(|| ChargeId::from_uuid(Uuid::from_u128(1001))),
        }),
        last_day: None,
        at: NOW,
        by: "shequ".into(),
        body: vec![1, 2, 3],
        phone: Some(StoredPhone { sealed: vec![4], index: vec![5] }),
        body_mac: vec![6],
    }
}

fn ended(of: &StoredChargeFact, n: u128, ordinal: i64) -> StoredChargeFact {
    StoredChargeFact {
        id: ChargeFactId::from_uuid(Uuid::from_u128(n)),
        ordinal,
        kind: ChargeFactKind::Ended,
        reach: None,
        last_day: Some(day("2022-11-08")),
        phone: None,
        ..of.clone()
    }
}

async fn insert(db: &Db, facts: Vec<StoredChargeFact>) -> Result<(), StoreError> {
    db.write(move |tx| async move { charge_facts_insert(&tx, &facts).await }).await
}

async fn all(db: &Db) -> Vec<StoredChargeFact> {
    let read = db.read(|tx| async move { charge_facts_of_community(&tx, &place(COMMUNITY)).await });
    read.await.unwrap()
}

#[test]
fn facts_come_back_as_they_were_and_in_their_order() {
    on_both(async |db| {
        let (one, two) = (begun(1), begun(2));
        let end = ended(&one, 3, 1);
        insert(&db, vec![end.clone(), two.clone(), one.clone()]).await.unwrap();
        assert_eq!(all(&db).await, [one.clone(), end.clone(), two.clone()]);
        let (id, other) = (one.charge, one.id);
        let found = db.read(move |tx| async move {
            let counties = ["140105".to_owned(), "140110".to_owned()];
            let nowhere = charge_facts_by_charge(&tx, &counties[..1], id).await?;
            assert_eq!(nowhere, [], "of another county");
            let unknown = ChargeFactId::from_uuid(Uuid::from_u128(9));
            let macs = charge_fact_macs(&tx, "140110", &[other, unknown]).await?;
            assert_eq!(macs, [(other, vec![6])]);
            charge_facts_by_charge(&tx, &counties, id).await
        });
        assert_eq!(found.await.unwrap(), [one, end]);
    });
}

#[test]
fn a_charge_is_ended_once_from_what_was_seen_and_nothing_half_is_kept() {
    on_both(async |db| {
        let one = begun(1);
        insert(&db, vec![one.clone(), ended(&one, 2, 1)]).await.unwrap();
        let late = insert(&db, vec![ended(&one, 3, 1)]).await.unwrap_err();
        assert!(late.conflicts_with("charge_fact"), "{late:?}");
        let again = insert(&db, vec![begun(1)]).await.unwrap_err();
        assert!(again.conflicts_with("charge_fact"), "{again:?}");
        // What begins says of what; what ends says when.
        let nothing = StoredChargeFact { reach: None, ..begun(5) };
        let no_day = StoredChargeFact { last_day: None, ..ended(&one, 6, 2) };
        let begun_late = StoredChargeFact { ordinal: 3, ..begun(7) };
        for broken in [nothing, no_day, begun_late] {
            let refused = insert(&db, vec![broken]).await;
            assert!(matches!(refused, Err(StoreError::Refused { .. })), "{refused:?}");
        }
        assert_eq!(all(&db).await.len(), 2);
    });
}

#[test]
fn a_backup_holds_who_is_in_charge() {
    for (from, to) in [(Engine::Sqlite, Engine::Postgres), (Engine::Postgres, Engine::Sqlite)] {
        let (Some(from), Some(to)) = (Fresh::new(from), Fresh::new(to)) else { return };
        let folder = tempfile::tempdir().unwrap();
        wait(async {
            let (before, after) = (from.open().await, to.open().await);
            migrate(&before, NOW).await.unwrap();
            let one = begun(1);
            insert(&before, vec![one.clone(), ended(&one, 2, 1)]).await.unwrap();
            let file = folder.path().join("city.backup");
            backup(&before, &file, NOW).await.unwrap();
            restore(&file, &after, NOW).await.unwrap();
            assert_eq!(all(&after).await, all(&before).await);
            assert_eq!(all(&after).await.len(), 2);
        });
    }
}
