//! A city that is made.

use crate::{path, refused, run};
use fangxian_core::people::Origin;
use fangxian_core::places::PlaceCode;
use fangxian_store::people::{StoredPerson, people_counts, people_of_community};
use fangxian_store::{Db, StoreError};
use std::fs;

fn make(store: &str, people: &str, seed: &str) -> crate::Ran {
    run(&["city", "make", "--store", store, "--people", people, "--seed", seed])
}

async fn everybody(store: &str) -> Vec<StoredPerson> {
    let db = Db::open(store).await.unwrap();
    db.read(|tx| async move {
        let mut all = Vec::new();
        for (community, n) in people_counts(&tx).await? {
            let own: PlaceCode = community;
            let people = people_of_community(&tx, &own).await?;
            assert_eq!(people.len(), n);
            all.extend(people);
        }
        all.sort_by_key(|one| one.id);
        Ok::<_, StoreError>(all)
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_city_is_made_the_same_from_the_same_seed_and_marked_as_invented() {
    let folder = tempfile::tempdir().unwrap();
    let stores = ["a.sqlite", "b.sqlite", "c.sqlite"].map(|name| path(folder.path(), name));
    for (store, seed) in stores.iter().zip(["5", "5", "6"]) {
        let made = make(store, "3000", seed);
        assert_eq!(made.code, 0, "{made:?}");
        assert!(made.out.contains("造好了：3000 人"), "{}", made.out);
    }
    let [first, same, other] = &stores;
    let (first, same, other) =
        (everybody(first).await, everybody(same).await, everybody(other).await);
    assert_eq!(first.len(), 3_000);
    assert!(first.iter().all(|one| one.origin == Origin::Invented));
    // Seals differ each time, because they must; who lives where does not.
    let who = |all: &[StoredPerson]| -> Vec<(String, String, &'static str)> {
        let one = |one: &StoredPerson| {
            (one.id.to_string(), one.door.to_string(), one.document_kind.code())
        };
        all.iter().map(one).collect()
    };
    assert_eq!(who(&first), who(&same));
    assert_ne!(who(&first), who(&other));
    // It may never be used in earnest, and is never made over another.
    refused(&["serve", "--store", &stores[0], "--listen", "127.0.0.1:0"], b"", "演示");
    let before = fs::read(&stores[1]).unwrap();
    refused(&["city", "make", "--store", &stores[1], "--people", "10"], b"", "已经有了");
    assert_eq!(fs::read(&stores[1]).unwrap(), before);
    refused(&["city", "make", "--store", &stores[0], "--people", "0"], b"", "0");
}
