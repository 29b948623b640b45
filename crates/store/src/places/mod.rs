//! The tree of places: divisions from the city to the community, places below, and grids.

mod grids;
mod tree;

pub(crate) use grids::{GRID_COLUMNS, GRID_PLACE_COLUMNS, grid_place_row, grid_row};
pub use grids::{
    Grid, grid_places_clear, grid_places_of_community, grid_places_put, grids_of_community,
    grids_of_place, grids_upsert, places_of_grid,
};
pub use tree::{
    Place, doors_lock, place_by_code, place_children, place_names, place_path, places_add,
    places_named, places_upsert, places_within,
};

pub(crate) use tree::{PLACE_COLUMNS, rows_of};

use crate::{Row, StoreError, Tx, v};
use fangxian_core::places::{PlaceCode, PlaceKind};

/// A division of the national list, or of the city's own extension to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Four to twelve digits.
    pub code: PlaceCode,
    /// The official name.
    pub name: String,
    /// Whether the national list has it. 140171 is an extension.
    pub in_national_list: bool,
}

/// Adds divisions, or takes over their new names. Returns how many rows were written.
pub async fn divisions_upsert(tx: &Tx, divisions: &[Division]) -> Result<u64, StoreError> {
    let mut rows = Vec::with_capacity(divisions.len());
    for one in divisions {
        let kind = division_kind(&one.code).ok_or_else(|| StoreError::Refused {
            rule: format!("{} is below a community, and no division", one.code),
        })?;
        rows.push(v![&one.code, one.code.parent(), kind, &one.name, one.in_national_list]);
    }
    tx.exec_rows(
        "insert into division (code, parent, kind, name, in_national_list)
         values {rows}
         on conflict (code) do update
         set name = excluded.name, in_national_list = excluded.in_national_list",
        rows,
    )
    .await
}

/// The division with this code.
pub async fn division_by_code(tx: &Tx, code: &PlaceCode) -> Result<Option<Division>, StoreError> {
    let sql = "select code, name, in_national_list from division where code = $1";
    tx.query_opt(sql, &v![code]).await?.as_ref().map(division).transpose()
}

/// All divisions by code, for an index in memory. A city has a few thousand.
pub async fn divisions_all(tx: &Tx) -> Result<Vec<Division>, StoreError> {
    let sql = "select code, name, in_national_list from division order by code";
    tx.query(sql, &[]).await?.iter().map(division).collect()
}

/// The divisions right below one, by code.
pub async fn division_children(tx: &Tx, parent: &PlaceCode) -> Result<Vec<Division>, StoreError> {
    let sql = "select code, name, in_national_list from division where parent = $1 order by code";
    tx.query(sql, &v![parent]).await?.iter().map(division).collect()
}

/// The divisions within one, itself included, by code.
pub async fn divisions_within(tx: &Tx, within: &PlaceCode) -> Result<Vec<Division>, StoreError> {
    let (first, end) = code_range(within);
    let sql = "select code, name, in_national_list from division
               where code >= $1 and code < $2 order by code";
    tx.query(sql, &v![first, end]).await?.iter().map(division).collect()
}

/// The divisions within a jurisdiction whose name holds these words, shortest names first.
pub async fn divisions_search(
    tx: &Tx,
    words: &str,
    within: &PlaceCode,
    limit: i64,
) -> Result<Vec<Division>, StoreError> {
    let (first, end) = code_range(within);
    let rows = tx
        .query(
            "select code, name, in_national_list
             from division
             where code >= $1 and code < $2 and lower(name) like $3 escape '!'
             order by length(name), code
             limit $4",
            &v![first, end, pattern(words), limit],
        )
        .await?;
    rows.iter().map(division).collect()
}

/// The divisions from the city down to this place's own, itself included where it is one. Levels
/// that were never imported are missing.
pub async fn division_path(tx: &Tx, code: &PlaceCode) -> Result<Vec<Division>, StoreError> {
    let line: Vec<PlaceCode> =
        std::iter::successors(Some(code.clone()), PlaceCode::parent).collect();
    let sql = format!(
        "select code, name, in_national_list from division where code in ({}) order by code",
        crate::db::many::holes(1, line.len())
    );
    let values: Vec<crate::V> = line.iter().map(crate::V::from).collect();
    tx.query(&sql, &values).await?.iter().map(division).collect()
}

/// The codes from the first up to but without the second begin with `within`: codes hold digits,
/// letters and `-`, and `~` stands behind them all. Text compares by bytes on both engines.
pub(crate) fn code_range(within: &PlaceCode) -> (String, String) {
    (within.to_string(), format!("{within}~"))
}

/// `%words%` for `like`, with the signs that mean something there taken as they are.
fn pattern(words: &str) -> String {
    let mut pattern = String::from("%");
    for letter in words.trim().to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

fn division_kind(code: &PlaceCode) -> Option<&'static str> {
    match code.kind() {
        PlaceKind::City => Some("city"),
        PlaceKind::County => Some("county"),
        PlaceKind::Street => Some("street"),
        PlaceKind::Community => Some("community"),
        PlaceKind::Compound | PlaceKind::Building | PlaceKind::Unit | PlaceKind::Household => None,
    }
}

fn division(row: &Row) -> Result<Division, StoreError> {
    Ok(Division {
        code: row.place("code")?,
        name: row.text("name")?.to_owned(),
        in_national_list: row.flag("in_national_list")?,
    })
}
