//! The look-up of results: places for tries that no crowd gets more of, codes that are used once,
//! cards and bindings.

use crate::both::{NOW, on_both};
use fangxian_core::ids::{BindingFactId, BindingId, PersonId};
use fangxian_core::looks::PageLook;
use fangxian_core::results::{Consent, TryKind};
use fangxian_core::{CityDay, Moment};
use fangxian_store::results::{
    BindingSaid, StoredBindingFact, StoredCode, StoredLook, binding_fact_insert, binding_facts,
    bindings_by, bindings_of, card_insert, card_numbers, code_insert, code_open, code_use,
    looks_insert, looks_latest, tries_clear, try_give_back, try_take,
};
use fangxian_store::{Db, StoreError};
use std::sync::Arc;
use uuid::Uuid;

const COUNTY: &str = "140100";

async fn take(db: &Db, kind: TryKind, subject: &'static [u8], n: u128, now: Moment) -> bool {
    db.write(move |tx| async move {
        try_take(&tx, COUNTY, (kind, subject), Uuid::from_u128(n), now).await
    })
    .await
    .unwrap()
}

#[test]
fn five_are_tried_within_the_while_and_a_success_is_none() {
    on_both(async |db| {
        const DAY: i64 = 24 * 3_600_000;
        for n in 0..5 {
            assert!(take(&db, TryKind::LookUp, b"one", n, NOW.plus_ms(n as i64)).await, "{n}");
        }
        assert!(!take(&db, TryKind::LookUp, b"one", 6, NOW.plus_ms(DAY - 1)).await);
        // Somebody else's, and another kind, are not touched.
        assert!(take(&db, TryKind::LookUp, b"two", 7, NOW).await);
        assert!(take(&db, TryKind::Code, b"one", 8, NOW).await);
        // The first is over after a day, and only the first.
        assert!(take(&db, TryKind::LookUp, b"one", 9, NOW.plus_ms(DAY)).await);
        assert!(!take(&db, TryKind::LookUp, b"one", 10, NOW.plus_ms(DAY)).await);
        db.write(|tx| async move {
            let of = (TryKind::LookUp, b"one".as_slice());
            try_give_back(&tx, COUNTY, of, Uuid::from_u128(9)).await
        })
        .await
        .unwrap();
        assert!(take(&db, TryKind::LookUp, b"one", 11, NOW.plus_ms(DAY)).await);
        assert!(!take(&db, TryKind::LookUp, b"one", 12, NOW.plus_ms(DAY)).await);
        let cleared = db.write(|tx| async move { tries_clear(&tx, COUNTY, NOW.plus_ms(2)).await });
        assert_eq!(cleared.await.unwrap(), 3);
    });
}

#[test]
fn of_a_crowd_that_tries_at_once_five_get_a_place() {
    on_both(async |db| {
        let db = Arc::new(db);
        let tries = (0..40).map(|n| {
            let db = Arc::clone(&db);
            async move { take(&db, TryKind::LookUp, b"one", n, NOW).await }
        });
        let taken = futures_util::future::join_all(tries).await;
        assert_eq!(taken.into_iter().filter(|taken| *taken).count(), 5);
    });
}

#[test]
fn a_code_is_the_last_one_and_is_used_once() {
    on_both(async |db| {
        db.write(|tx| async move {
            let code = |n: u128| StoredCode {
                id: Uuid::from_u128(n),
                document_index: vec![1],
                mac: vec![n as u8],
                sent_at: NOW.plus_ms(n as i64),
            };
            code_insert(&tx, COUNTY, &code(1)).await?;
            code_insert(&tx, COUNTY, &code(2)).await?;
            let open = async |after: Moment| code_open(&tx, COUNTY, &[1], after).await;
            assert_eq!(open(NOW).await?, Some(code(2)));
            assert_eq!(open(NOW.plus_ms(2)).await?, None, "it has run out");
            assert_eq!(code_open(&tx, COUNTY, &[2], NOW).await?, None);
            let used = async || code_use(&tx, COUNTY, Uuid::from_u128(2), NOW).await;
            assert!(used().await?);
            assert!(!used().await?);
            // The one before does not come back.
            assert_eq!(open(NOW).await?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    });
}

fn binding(n: u128, said: BindingSaid) -> StoredBindingFact {
    StoredBindingFact {
        id: BindingFactId::from_uuid(Uuid::from_u128(n)),
        county: "140110".to_owned(),
        binding: BindingId::from_uuid(Uuid::from_u128(7)),
        person: PersonId::from_uuid(Uuid::from_u128(1)),
        proxy: PersonId::from_uuid(Uuid::from_u128(2)),
        said,
        at: NOW,
        by: "shequ".to_owned(),
        body_mac: vec![3],
    }
}

#[test]
fn cards_bindings_and_looks_come_back_as_they_were() {
    on_both(async |db| {
        db.write(|tx| async move {
            let day = |text| CityDay::parse(text).unwrap();
            let person = |n| PersonId::from_uuid(Uuid::from_u128(n));
            let counties = ["140105".to_owned(), "140110".to_owned()];
            assert!(card_insert(&tx, "140110", person(1), (2, NOW), "shequ").await?);
            assert!(!card_insert(&tx, "140110", person(1), (2, NOW), "shequ").await?);
            assert!(card_insert(&tx, "140110", person(1), (3, NOW), "shequ").await?);
            let numbers = card_numbers(&tx, &counties, &[person(1), person(2)]).await?;
            assert_eq!(numbers, [(person(1), 3)]);
            let begun = BindingSaid::Begun(Consent::OnPaper, day("2022-11-01"), day("2022-12-31"));
            let (one, two) = (binding(1, begun), binding(2, BindingSaid::Ended));
            binding_fact_insert(&tx, &two).await?;
            binding_fact_insert(&tx, &one).await?;
            let all = [one, two];
            assert_eq!(bindings_of(&tx, &counties, &[person(1)]).await?, all);
            assert_eq!(bindings_by(&tx, &counties, &[person(2)]).await?, all);
            assert_eq!(bindings_by(&tx, &counties, &[person(1)]).await?, []);
            assert_eq!(binding_facts(&tx, &counties, all[0].binding).await?, all);
            let look = |n: u128, proxy| StoredLook {
                id: Uuid::from_u128(n),
                county: "140110".to_owned(),
                person: person(1),
                proxy,
                at: NOW.plus_ms(n as i64),
                what: (n > 1).then_some(PageLook::Paper),
            };
            let (early, late) = (look(1, None), look(2, Some(person(2))));
            looks_insert(&tx, &[early.clone(), late.clone()]).await?;
            assert_eq!(looks_latest(&tx, "140110", person(1), 5).await?, [late.clone(), early]);
            assert_eq!(looks_latest(&tx, "140110", person(1), 1).await?, [late]);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let twice = db.write(|tx| async move {
            binding_fact_insert(&tx, &binding(3, BindingSaid::Ended)).await
        });
        assert!(twice.await.unwrap_err().conflicts_with("result_binding_fact"));
    });
}
