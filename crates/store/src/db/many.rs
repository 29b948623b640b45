//! Many rows by one statement.

use super::{Tx, V};
use crate::StoreError;
use std::fmt::Write;

/// The most values in one statement. SQLite allows 32,766 and PostgreSQL 65,535.
const VALUES_MAX: usize = 16_000;
/// The most rows in one statement: more makes no statement faster, and long ones are slow to plan.
const ROWS_MAX: usize = 500;

impl Tx {
    /// Writes many rows, a few hundred by each statement. `sql` holds `{rows}` where the rows go,
    /// and no parameters of its own:
    /// `insert into grid (county, grid_code) values {rows} on conflict do nothing`.
    /// Returns how many rows were touched.
    pub fn exec_rows<const N: usize>(
        &self,
        sql: &str,
        rows: Vec<[V; N]>,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send {
        // The rows are taken before anything waits: an iterator over borrowed rows, kept while
        // waiting, would make the caller's future one that the compiler cannot send to a thread.
        let rows: Vec<[V; N]> = rows.into_iter().collect();
        let mut batch = Batch::new(sql, N);
        async move {
            let mut touched = 0;
            for row in rows {
                touched += batch.push(self, row).await?;
            }
            Ok(touched + batch.flush(self).await?)
        }
    }
}

/// Rows on their way into one statement, for a number of columns that is known only at run time.
pub(crate) struct Batch {
    sql: String,
    n_columns: usize,
    rows_max: usize,
    values: Vec<V>,
}

impl Batch {
    pub(crate) fn new(sql: &str, n_columns: usize) -> Batch {
        let n_columns = n_columns.max(1);
        let rows_max = (VALUES_MAX / n_columns).clamp(1, ROWS_MAX);
        Batch { sql: sql.to_owned(), n_columns, rows_max, values: Vec::new() }
    }

    /// Takes a row, and writes all that are held once they are many.
    pub(crate) async fn push(
        &mut self,
        tx: &Tx,
        row: impl IntoIterator<Item = V> + Send,
    ) -> Result<u64, StoreError> {
        self.values.extend(row);
        match self.values.len() < self.rows_max * self.n_columns {
            true => Ok(0),
            false => self.flush(tx).await,
        }
    }

    /// Writes what is held.
    pub(crate) async fn flush(&mut self, tx: &Tx) -> Result<u64, StoreError> {
        let values = std::mem::take(&mut self.values);
        match values.len() / self.n_columns {
            0 => Ok(0),
            n_rows => {
                tx.exec(&self.sql.replace("{rows}", &groups(n_rows, self.n_columns)), &values).await
            }
        }
    }
}

/// `$3, $4, $5`: the holes of a list of `n` values, counted from `first`.
pub(crate) fn holes(first: usize, n: usize) -> String {
    let mut text = String::new();
    for hole in first..first + n {
        let comma = if hole == first { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = write!(text, "{comma}${hole}");
    }
    text
}

/// `($1, $2), ($3, $4)`.
pub(crate) fn groups(n_rows: usize, n_columns: usize) -> String {
    let groups: Vec<String> =
        (0..n_rows).map(|row| format!("({})", holes(row * n_columns + 1, n_columns))).collect();
    groups.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holes_are_numbered_through() {
        assert_eq!(groups(2, 3), "($1, $2, $3), ($4, $5, $6)");
        assert_eq!(holes(4, 2), "$4, $5");
        assert_eq!(holes(4, 0), "");
    }
}
