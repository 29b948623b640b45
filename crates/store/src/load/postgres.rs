//! A load into a PostgreSQL server, by COPY.

use super::{LoadRows, LoadTable, not_empty};
use crate::StoreError;
use crate::engine::postgres::store_error;
use std::collections::HashMap;
use std::pin::pin;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error, NoTls};

const SET_UP: &str = "
    begin;
    set local maintenance_work_mem = '1GB';
    set local timezone = 'UTC'";

/// The keys and indexes of a table, and the foreign keys from it and to it: how to take each away
/// and how to make it again.
const KEYS: &str = "
    select c.contype = 'f' as is_foreign,
           format('alter table %I drop constraint %I', t.relname, c.conname) as away,
           format('alter table %I add constraint %I %s', t.relname, c.conname,
                  pg_get_constraintdef(c.oid)) as back
    from pg_constraint c
    join pg_class t on t.oid = c.conrelid
    join pg_namespace n on n.oid = t.relnamespace
    left join pg_class o on o.oid = c.confrelid
    where n.nspname = current_schema()
      and (c.contype = 'f' and $1 in (t.relname, o.relname)
           or c.contype in ('p', 'u') and t.relname = $1)
    union all
    select false, format('drop index %I', i.relname), pg_get_indexdef(x.indexrelid)
    from pg_index x
    join pg_class t on t.oid = x.indrelid
    join pg_class i on i.oid = x.indexrelid
    join pg_namespace n on n.oid = t.relnamespace
    where n.nspname = current_schema() and t.relname = $1
      and not exists (select 1 from pg_constraint c where c.conindid = x.indexrelid)";

/// A load into a server: one transaction on a connection of its own.
pub struct PostgresLoad {
    client: Client,
    types: HashMap<&'static str, Vec<Type>>,
    tables: Vec<&'static str>,
    /// How to make again what was taken away: keys and indexes, and the foreign keys after them.
    keys: Vec<String>,
    foreign_keys: Vec<String>,
}

impl PostgresLoad {
    pub(super) async fn begin(url: &str, tables: &[LoadTable]) -> Result<PostgresLoad, StoreError> {
        let connected = tokio_postgres::connect(url, NoTls).await;
        let (client, connection) = connected.map_err(|error| store_error(&error, "connect"))?;
        tokio::spawn(connection);
        let mut load = PostgresLoad {
            client,
            types: HashMap::new(),
            tables: tables.iter().map(|table| table.name()).collect(),
            keys: Vec::new(),
            foreign_keys: Vec::new(),
        };
        match load.clear_the_way(tables).await {
            Ok(None) => Ok(load),
            Ok(Some(table)) => Err(not_empty(table)),
            Err(error) => Err(store_error(&error, "begin to load")),
        }
    }

    /// The table that is not empty, if there is one.
    async fn clear_the_way(&mut self, tables: &[LoadTable]) -> Result<Option<&'static str>, Error> {
        self.client.batch_execute(SET_UP).await?;
        // Before anybody looks whether they are empty: they are emptied below, and what somebody
        // wrote in between would be lost.
        let names = self.tables.join(", ");
        self.client.batch_execute(&format!("lock table {names} in access exclusive mode")).await?;
        for table in tables {
            let (name, columns) = (table.name(), table.columns());
            let any = format!("select exists (select 1 from {name})");
            if self.client.query_one(&any, &[]).await?.try_get(0)? {
                return Ok(Some(name));
            }
            let shape = self.client.prepare(&format!("select {columns} from {name}")).await?;
            let types = shape.columns().iter().map(|column| column.type_().clone()).collect();
            self.types.insert(name, types);
        }
        // Foreign keys of all tables first: a key that another table names cannot be taken away.
        for is_foreign in [true, false] {
            for table in tables {
                for row in self.client.query(KEYS, &[&table.name()]).await? {
                    if row.try_get::<_, bool>("is_foreign")? != is_foreign {
                        continue;
                    }
                    self.client.batch_execute(row.try_get("away")?).await?;
                    let back = if is_foreign { &mut self.foreign_keys } else { &mut self.keys };
                    back.push(row.try_get("back")?);
                }
            }
        }
        // What is written to a table that this transaction made empty need not go to the log, and
        // counts as seen by everybody from the commit on: nobody has to look at each row again.
        self.client.batch_execute(&format!("truncate {names}")).await?;
        Ok(None)
    }

    pub(super) async fn put(&mut self, rows: &LoadRows) -> Result<(), StoreError> {
        let (table, columns) = (rows.table.name(), rows.table.columns());
        let types = self.types.get(table).map(Vec::as_slice).unwrap_or_default();
        let sql = format!("copy {table} ({columns}) from stdin (format binary, freeze)");
        let put = async {
            let sink = self.client.copy_in(&sql).await?;
            let mut writer = pin!(BinaryCopyInWriter::new(sink, types));
            for row in rows.values.chunks_exact(rows.table.n_columns()) {
                writer.as_mut().write_raw(row).await?;
            }
            writer.finish().await
        };
        put.await.map(drop).map_err(|error| store_error(&error, &sql))
    }

    pub(super) async fn finish(self) -> Result<(), StoreError> {
        let finish = async {
            for statement in self.keys.iter().chain(&self.foreign_keys) {
                self.client.batch_execute(statement).await?;
            }
            for table in &self.tables {
                self.client.batch_execute(&format!("analyze {table}")).await?;
            }
            self.client.batch_execute("commit").await
        };
        finish.await.map_err(|error| store_error(&error, "finish the load"))
    }
}
