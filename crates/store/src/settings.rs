//! What the installation knows of itself: the city, the day that a drill was set to.

use crate::{StoreError, Tx, v};

/// The setting that names this history of the store. A store that was put back to an earlier state gets
/// another, so that phones offer again what was lost with it.
pub const HISTORY: &str = "history";

/// The value of a setting.
pub async fn setting_get(tx: &Tx, name: &str) -> Result<Option<String>, StoreError> {
    let row = tx.query_opt("select value from setting where name = $1", &v![name]).await?;
    row.map(|row| row.text("value").map(str::to_owned)).transpose()
}

/// Every setting, by name.
pub async fn settings_all(tx: &Tx) -> Result<Vec<(String, String)>, StoreError> {
    let rows = tx.query("select name, value from setting order by name", &[]).await?;
    let read = |row: &crate::Row| Ok((row.text("name")?.to_owned(), row.text("value")?.to_owned()));
    rows.iter().map(read).collect()
}

/// Sets a setting.
pub async fn setting_put(tx: &Tx, name: &str, value: &str) -> Result<(), StoreError> {
    let sql = "insert into setting (name, value) values ($1, $2)
               on conflict (name) do update set value = excluded.value";
    tx.exec(sql, &v![name, value]).await.map(drop)
}

/// Sets a setting where it has no value yet. Returns whether it had none.
pub async fn setting_put_first(tx: &Tx, name: &str, value: &str) -> Result<bool, StoreError> {
    let sql = "insert into setting (name, value) values ($1, $2) on conflict (name) do nothing";
    Ok(tx.exec(sql, &v![name, value]).await? == 1)
}

/// Removes a setting. Removing one that is not there changes nothing.
pub async fn setting_remove(tx: &Tx, name: &str) -> Result<(), StoreError> {
    tx.exec("delete from setting where name = $1", &v![name]).await.map(drop)
}
