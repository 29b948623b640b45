//! Sites: what was decided of them and said of their queues, put in and read back.

use crate::both::{NOW, on_both};
use fangxian_core::ids::{SiteFactId, SiteId};
use fangxian_core::places::PlaceCode;
use fangxian_core::sites::{
    Hours, QueueSaid, SiteFact, SiteKind, SiteSays, Span, Spot, Wait, Week,
};
use fangxian_store::StoreError;
use fangxian_store::sites::{
    StoredQueue, StoredSiteFact, site_fact_by_id, site_fact_insert, site_facts_all, site_facts_of,
    site_queue_insert, site_queues_since,
};
use uuid::Uuid;

fn site(n: u128) -> SiteId {
    SiteId::from_uuid(Uuid::from_u128(n))
}

fn fact(n: u128, of: u128, ordinal: i64, says: SiteSays) -> StoredSiteFact {
    StoredSiteFact {
        county: "140110".to_owned(),
        id: SiteFactId::from_uuid(Uuid::from_u128(n)),
        site: site(of),
        ordinal,
        fact: SiteFact { says, at: NOW },
        reason: "街道商定".to_owned(),
        by: "shequ".to_owned(),
        body_mac: vec![1, 2],
    }
}

fn chosen() -> SiteSays {
    let place = PlaceCode::parse("140110003001").unwrap();
    SiteSays::Chosen {
        kind: SiteKind::Kiosk,
        name: "南门采样亭".to_owned(),
        spot: Spot { place, address: "南门东侧".to_owned() },
    }
}

#[test]
fn what_was_decided_of_sites_comes_back_in_order() {
    on_both(async |db| {
        let span = Span { from_min: 480, to_min: 690 };
        let hours = Hours { usual: Week::of(&[span], &[]), ..Hours::default() };
        let facts = [
            fact(1, 10, 0, chosen()),
            fact(2, 10, 1, SiteSays::HoursSet(Box::new(hours))),
            fact(3, 10, 2, SiteSays::Opened),
            fact(4, 11, 0, chosen()),
        ];
        let written = facts.to_vec();
        db.write(move |tx| async move {
            for one in written.iter().rev() {
                site_fact_insert(&tx, one).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let (all, own, one, none) = db
            .read(|tx| async move {
                let all = site_facts_all(&tx).await?;
                let own = site_facts_of(&tx, "140110", site(10)).await?;
                let id = SiteFactId::from_uuid(Uuid::from_u128(2));
                let one = site_fact_by_id(&tx, "140110", id).await?;
                let none = site_fact_by_id(&tx, "140105", id).await?;
                Ok::<_, StoreError>((all, own, one, none))
            })
            .await
            .unwrap();
        assert_eq!(all, facts);
        assert_eq!(own, facts[..3]);
        assert_eq!(one.as_ref(), facts.get(1));
        assert_eq!(none, None);

        // Of two that assume the same, the second is refused.
        let late = fact(5, 10, 2, SiteSays::Closed);
        let refused = db.write(move |tx| async move { site_fact_insert(&tx, &late).await }).await;
        assert!(refused.unwrap_err().conflicts_with("site_fact"));
    });
}

#[test]
fn the_last_word_on_a_queue_holds() {
    on_both(async |db| {
        let said = |n: u128, wait, later_ms| StoredQueue {
            county: "140110".to_owned(),
            site: site(10),
            id: SiteFactId::from_uuid(Uuid::from_u128(n)),
            said: QueueSaid { wait, at: NOW.plus_ms(later_ms) },
            by: "caiyang1".to_owned(),
        };
        let all = [said(1, Wait::HourUp, 0), said(2, Wait::None, 60_000), said(1, Wait::HourUp, 0)];
        let queues = db
            .write(move |tx| async move {
                for one in &all {
                    site_queue_insert(&tx, one).await?;
                }
                let since = site_queues_since(&tx, NOW).await?;
                let later = site_queues_since(&tx, NOW.plus_ms(60_001)).await?;
                assert!(later.is_empty(), "what is older is not read");
                Ok::<_, StoreError>(since)
            })
            .await
            .unwrap();
        assert_eq!(queues.len(), 1);
        assert_eq!(queues.get(&site(10)).map(|one| one.wait), Some(Wait::None));
    });
}
