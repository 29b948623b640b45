//! Empty tables filled at once.

use crate::both::{Fresh, NOW, wait};
use fangxian_core::ids::{PersonFactId, PersonId, RoundFactId, RoundId};
use fangxian_core::people::{DocumentKind, Origin, PersonFactKind, Stay};
use fangxian_core::places::PlaceCode;
use fangxian_core::rounds::{Means, Outcome, Tick};
use fangxian_store::db::Engine;
use fangxian_store::load::{Load, LoadRows, LoadTable};
use fangxian_store::people::{
    Sealed, StoredPerson, StoredPersonFact, people_of_community, person_facts,
};
use fangxian_store::places::{Grid, Place, grids_of_community, places_of_grid, places_within};
use fangxian_store::rounds::{StoredTick, ticks_of_community};
use fangxian_store::schema::Schema;
use fangxian_store::{Db, StoreError, migrate};
use uuid::Uuid;

const TABLES: [LoadTable; 6] = [
    LoadTable::Places,
    LoadTable::Grids,
    LoadTable::GridPlaces,
    LoadTable::People,
    LoadTable::PersonFacts,
    LoadTable::Ticks,
];

fn code(text: &str) -> PlaceCode {
    PlaceCode::parse(text).unwrap()
}

fn community() -> PlaceCode {
    code("140105001003")
}

fn person(n: u128) -> StoredPerson {
    let sealed = |byte: u8| Sealed { sealed: vec![byte; 40], index: n.to_be_bytes().to_vec() };
    StoredPerson {
        id: PersonId::from_uuid(Uuid::from_u128(n)),
        door: code("140105001003-01-5-2-302"),
        name: vec![1, 0, 255],
        document_kind: DocumentKind::ResidentId,
        document: Some(sealed(2)),
        phone: n.is_multiple_of(2).then(|| sealed(3)),
        particulars: vec![4; 30],
        stay: Stay::Permanent,
        origin: Origin::Invented,
        gone_at: None,
        created_at: NOW,
        version: 1,
    }
}

fn fact(n: u128) -> StoredPersonFact {
    StoredPersonFact {
        id: PersonFactId::from_uuid(Uuid::from_u128(n)),
        county: "140105".to_owned(),
        person: PersonId::from_uuid(Uuid::from_u128(n)),
        kind: PersonFactKind::Registered,
        at: NOW,
        by: "somebody".to_owned(),
        reason: "一个、两个\t三个".to_owned(),
        assumed_version: 0,
        record: vec![9; 20],
        body_mac: vec![8; 32],
    }
}

fn tick(n: u128) -> StoredTick {
    StoredTick {
        round: RoundId::from_uuid(Uuid::from_u128(7)),
        community: community(),
        tick: Tick {
            id: RoundFactId::from_uuid(Uuid::from_u128(n)),
            person: PersonId::from_uuid(Uuid::from_u128(n)),
            outcome: Outcome::Away,
            back_on: Some(fangxian_core::CityDay::parse("2022-11-30").unwrap()),
            replaces: vec![RoundFactId::from_uuid(Uuid::from_u128(n + 1))],
            seen_at: NOW,
            by: "somebody".to_owned(),
            means: Means::Paper,
        },
        note: Some(vec![5; 10]),
        received_at: NOW,
        body_mac: vec![6; 32],
    }
}

/// The schema, and besides the names of all indexes.
async fn shape(db: &Db) -> (Schema, Vec<String>) {
    let names = match db.engine() {
        Engine::Sqlite => "select name from sqlite_master where type = 'index' order by name",
        Engine::Postgres => {
            "select cast(indexname as text) as name from pg_indexes
             where schemaname = current_schema() order by indexname"
        }
    };
    db.read(move |tx| async move {
        let schema = Schema::read(&tx).await?;
        let rows = tx.query(names, &[]).await?;
        let names = rows.iter().map(|row| Ok(row.text("name")?.to_owned()));
        Ok::<_, StoreError>((schema, names.collect::<Result<_, StoreError>>()?))
    })
    .await
    .unwrap()
}

fn on_each(body: impl AsyncFn(String, (Schema, Vec<String>))) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(fresh) = Fresh::new(engine) else { continue };
        wait(async {
            let db = fresh.open().await;
            migrate::migrate(&db, NOW).await.unwrap();
            let before = shape(&db).await;
            drop(db);
            body(fresh.url(), before).await;
        });
    }
}

#[test]
fn what_is_loaded_is_there_and_the_schema_is_as_it_was() {
    on_each(async |url, before| {
        let place = |text: &str| Place { code: code(text), name: "5号楼".to_owned(), ordinal: 5 };
        let places =
            ["140105001003-01", "140105001003-01-5", "140105001003-01-5-2"].map(place).to_vec();
        let grid = code("140105001003-G01");
        let grids = vec![Grid {
            code: grid.clone(),
            community: community(),
            name: "第1网格".to_owned(),
            n_households: 40,
        }];
        let pairs = vec![(grid.clone(), code("140105001003-01-5-2"))];
        let people: Vec<StoredPerson> = (1..=2_000).map(person).collect();
        let facts: Vec<StoredPersonFact> = (1..=2_000).map(fact).collect();
        let ticks: Vec<StoredTick> = (1..=500).map(tick).collect();

        let mut load = Load::begin(&url, &TABLES).await.unwrap();
        load.put(&LoadRows::places(&places).unwrap()).await.unwrap();
        load.put(&LoadRows::grids(&grids)).await.unwrap();
        load.put(&LoadRows::grid_places(&pairs)).await.unwrap();
        for (people, facts) in people.chunks(300).zip(facts.chunks(300)) {
            load.put(&LoadRows::people(people)).await.unwrap();
            load.put(&LoadRows::person_facts(facts)).await.unwrap();
        }
        load.put(&LoadRows::ticks(&ticks)).await.unwrap();
        load.finish().await.unwrap();

        let db = Db::open(&url).await.unwrap();
        assert_eq!(shape(&db).await, before);
        db.read(move |tx| async move {
            let mut read = people_of_community(&tx, &community()).await?;
            read.sort_by_key(|one| one.id);
            assert_eq!(read, people);
            assert_eq!(person_facts(&tx, "140105", people[7].id).await?, [fact(8)]);
            assert_eq!(places_within(&tx, &community()).await?, places);
            assert_eq!(grids_of_community(&tx, &community()).await?, grids);
            assert_eq!(places_of_grid(&tx, &grid).await?, [pairs[0].1.clone()]);
            let any = fangxian_core::Moment(i64::MIN);
            let mut read = ticks_of_community(&tx, tick(1).round, &community(), any).await?;
            read.sort_by_key(|one| one.tick.id);
            assert_eq!(read, ticks);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        // A table that has rows is not loaded over.
        drop(db);
        let again = Load::begin(&url, &TABLES).await.map(drop);
        assert!(matches!(again, Err(StoreError::Refused { .. })), "{again:?}");
    });
}

#[test]
fn a_load_that_breaks_a_rule_is_refused() {
    on_each(async |url, before| {
        let is_file = !url.contains("://");
        // A fact of somebody who is not there.
        let mut load = Load::begin(&url, &TABLES).await.unwrap();
        load.put(&LoadRows::people(&[person(1)])).await.unwrap();
        load.put(&LoadRows::person_facts(&[fact(1), fact(2)])).await.unwrap();
        let broken = load.finish().await;
        assert!(matches!(broken, Err(StoreError::Refused { .. })), "{broken:?}");
        if is_file {
            return;
        }
        // On a server nothing of it stands. A file is thrown away.
        let db = Db::open(&url).await.unwrap();
        assert_eq!(shape(&db).await, before);
        let people = db.read(|tx| async move { people_of_community(&tx, &community()).await });
        assert_eq!(people.await.unwrap(), []);
        drop(db);
        // The same document twice in one community.
        let mut load = Load::begin(&url, &TABLES).await.unwrap();
        let other = StoredPerson { id: person(2).id, ..person(1) };
        load.put(&LoadRows::people(&[person(1), other])).await.unwrap();
        let broken = load.finish().await;
        assert!(matches!(broken, Err(StoreError::Conflict { .. })), "{broken:?}");
    });
}
