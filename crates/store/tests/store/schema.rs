//! What grows can be spread by county: read from the schema that an engine really has.

use crate::both::on_both;
use fangxian_store::distribute::distribute_statements;
use fangxian_store::migrate::{MIGRATIONS, Migration};
use fangxian_store::schema::{MIGRATION_TABLE, Schema, reference_tables};
use fangxian_store::{Db, StoreError};
use std::sync::Mutex;

async fn schema_of(db: &Db) -> Schema {
    db.read(|tx| async move { Schema::read(&tx).await }).await.unwrap()
}

#[test]
fn every_growing_table_is_led_by_its_county() {
    on_both(async |db| {
        let references = reference_tables(MIGRATIONS);
        let schema = schema_of(&db).await;
        assert_eq!(schema.county_breaches(&references), Vec::<String>::new());
        // The reader of the schema sees what is there: otherwise there is nothing to refuse.
        let growing =
            schema.tables.iter().filter(|table| !references.contains(&table.name)).count();
        assert!(growing >= 17, "{growing}");
        let fact = schema.tables.iter().find(|table| table.name == "zone_fact").unwrap();
        assert_eq!(fact.primary_key, ["county", "fact_id"]);
        assert_eq!(fact.unique, [["county", "withdraws"]]);
        assert_eq!(fact.foreign.len(), 1);
        assert_eq!(fact.foreign[0].columns, ["county", "zone_id"]);
        assert_eq!(fact.foreign[0].table, "zone");
    });
}

#[test]
fn a_table_that_cannot_be_spread_is_refused() {
    on_both(async |db| {
        for (sql, breach) in REFUSED {
            let breaches: Result<(), Breaches> = db
                .write(move |tx| async move {
                    for statement in sql.split(';') {
                        tx.exec(statement, &[]).await?;
                    }
                    let schema = Schema::read(&tx).await?;
                    // Given back as an error, so that the table is gone again.
                    Err(Breaches(Ok(schema.county_breaches(&reference_tables(MIGRATIONS)))))
                })
                .await;
            assert_eq!(breaches, Err(Breaches(Ok(vec![breach.to_owned()]))), "{sql}");
        }
    });
}

/// What a transaction found before it was undone.
#[derive(Debug, PartialEq)]
struct Breaches(Result<Vec<String>, StoreError>);

impl From<StoreError> for Breaches {
    fn from(error: StoreError) -> Breaches {
        Breaches(Err(error))
    }
}

const REFUSED: [(&str, &str); 6] = [
    (
        "create table visit (visit_id text not null primary key, county text not null)",
        "visit: the primary key (visit_id) does not begin with county",
    ),
    (
        "create table visit (n bigint not null, county text not null, primary key (n, county))",
        "visit: the primary key (n, county) does not begin with county",
    ),
    (
        "create table visit (county text not null)",
        "visit: the primary key () does not begin with county",
    ),
    (
        "create table visit (county text not null, n bigint not null unique,
             primary key (county, n))",
        "visit: the unique key (n) does not begin with county",
    ),
    (
        "create table visit (county text not null, n bigint not null, primary key (county, n));
         create unique index visit_once on visit (n, county)",
        "visit: the unique key (n, county) does not begin with county",
    ),
    (
        "create table visit (county text not null, account_id text references account (account_id),
             primary key (county, account_id))",
        "visit: the foreign key (account_id) to account does not begin with county",
    ),
];

#[test]
fn a_reference_table_is_known_by_its_mark_alone() {
    let marked = Migration {
        name: "0001",
        sql: "create table a ( -- reference\n  x text\n);\ncreate table b (\n  -- reference\n);",
    };
    let names: Vec<String> = reference_tables(&[marked]).into_iter().collect();
    assert_eq!(names, ["a", MIGRATION_TABLE]);
}

#[test]
fn citus_is_told_of_every_table_once_parents_first() {
    let said = Mutex::new(Vec::new());
    on_both(async |db| {
        let schema = schema_of(&db).await;
        let statements = distribute_statements(&schema, &reference_tables(MIGRATIONS));
        assert_eq!(statements[0], "create extension if not exists citus");
        assert_eq!(statements.len(), schema.tables.len() + 1);
        let place = |name: &str| {
            let all: Vec<usize> = (0..statements.len())
                .filter(|place| statements[*place].contains(&format!("table('{name}'")))
                .collect();
            assert_eq!(all.len(), 1, "{name}: {statements:#?}");
            all[0]
        };
        for table in &schema.tables {
            for foreign in &table.foreign {
                assert!(place(&foreign.table) < place(&table.name), "{}", table.name);
            }
        }
        assert!(statements.contains(&"select create_reference_table('division')".to_owned()));
        let first = statements.iter().find(|one| one.contains("distributed")).unwrap().clone();
        assert!(first.ends_with("'county', colocate_with => 'none')"), "{first}");
        let zone_fact = &statements[place("zone_fact")];
        assert_eq!(
            zone_fact,
            "select create_distributed_table('zone_fact', 'county', \
             colocate_with => 'antigen_mark')"
        );
        said.lock().unwrap().push(statements);
    });
    // Both engines have the same tables, so they say the same.
    let said = said.into_inner().unwrap();
    assert!(said.windows(2).all(|pair| pair[0] == pair[1]));
}
