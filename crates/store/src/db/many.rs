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
    pub async fn exec_rows<const N: usize>(
        &self,
        sql: &str,
        rows: impl IntoIterator<Item = [V; N]>,
    ) -> Result<u64, StoreError> {
        let rows_max = (VALUES_MAX / N.max(1)).clamp(1, ROWS_MAX);
        let mut touched = 0;
        let mut values = Vec::new();
        for row in rows {
            values.extend(row);
            if values.len() == rows_max * N {
                touched += self.exec(&sql.replace("{rows}", &groups(rows_max, N)), &values).await?;
                values.clear();
            }
        }
        if !values.is_empty() {
            let n_rows = values.len() / N.max(1);
            touched += self.exec(&sql.replace("{rows}", &groups(n_rows, N)), &values).await?;
        }
        Ok(touched)
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
