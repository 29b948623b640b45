//! Grids: the smallest areas that have a worker of their own.

use super::code_range;
use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::places::PlaceCode;

/// A grid of a community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// The community's digits and our own suffix: 140105001003-G01. It nests like a place, so that
    /// a jurisdiction can be a grid.
    pub code: PlaceCode,
    /// The community in which it lies.
    pub community: PlaceCode,
    /// 第三网格
    pub name: String,
    /// How many households.
    pub n_households: i64,
}

pub(crate) const GRID_COLUMNS: &str = "county, grid_code, community, name, households";

/// A grid as its row, in the order of [`GRID_COLUMNS`].
pub(crate) fn grid_row(one: &Grid) -> [V; 5] {
    v![one.community.county(), &one.code, &one.community, &one.name, one.n_households]
}

pub(crate) const GRID_PLACE_COLUMNS: &str = "county, grid_code, place";

/// A place of a grid as its row, in the order of [`GRID_PLACE_COLUMNS`].
pub(crate) fn grid_place_row(grid: &PlaceCode, place: &PlaceCode) -> [V; 3] {
    v![place.county(), grid, place]
}

/// Adds grids, or takes over their new names and counts. Returns how many rows were written.
pub async fn grids_upsert(tx: &Tx, grids: &[Grid]) -> Result<u64, StoreError> {
    let rows: Vec<_> = grids.iter().map(grid_row).collect();
    tx.exec_rows(
        "insert into grid (county, grid_code, community, name, households)
         values {rows}
         on conflict (county, grid_code) do update
         set community = excluded.community, name = excluded.name,
             households = excluded.households",
        rows,
    )
    .await
}

/// Says that grids cover places: pairs of a grid's code and a place.
pub async fn grid_places_put(tx: &Tx, pairs: &[(PlaceCode, PlaceCode)]) -> Result<u64, StoreError> {
    let rows = pairs.iter().map(|(grid, place)| grid_place_row(grid, place)).collect();
    tx.exec_rows(
        "insert into grid_place (county, grid_code, place)
         values {rows}
         on conflict (county, grid_code, place) do nothing",
        rows,
    )
    .await
}

/// Takes all places from the grids of a community, before they are given out anew.
pub async fn grid_places_clear(tx: &Tx, community: &PlaceCode) -> Result<u64, StoreError> {
    tx.exec(
        "delete from grid_place where county = $1 and grid_code in (
             select grid_code from grid where county = $1 and community = $2)",
        &v![community.county(), community],
    )
    .await
}

/// What a grid covers, by code; nothing where it is none.
pub async fn places_of_grid(tx: &Tx, grid: &PlaceCode) -> Result<Vec<PlaceCode>, StoreError> {
    let sql = "select place from grid_place where county = $1 and grid_code = $2 order by place";
    let rows = tx.query(sql, &v![grid.county(), grid]).await?;
    rows.iter().map(|row| row.place("place")).collect()
}

/// What the grids of a community cover: pairs of a grid's code and a place.
pub async fn grid_places_of_community(
    tx: &Tx,
    community: &PlaceCode,
) -> Result<Vec<(PlaceCode, PlaceCode)>, StoreError> {
    let sql = "select grid_code, place from grid_place
               where county = $1 and grid_code in (
                   select grid_code from grid where county = $1 and community = $2)
               order by grid_code, place";
    let rows = tx.query(sql, &v![community.county(), community]).await?;
    rows.iter().map(|row| Ok((row.place("grid_code")?, row.place("place")?))).collect()
}

/// The grids of a community, by code.
pub async fn grids_of_community(tx: &Tx, community: &PlaceCode) -> Result<Vec<Grid>, StoreError> {
    let sql = "select grid_code, community, name, households
               from grid
               where county = $1 and community = $2
               order by grid_code";
    tx.query(sql, &v![community.county(), community]).await?.iter().map(grid).collect()
}

/// The grids that work at a place of a county: those that cover it, something around it or a part
/// of it; and for a division all grids of its communities. None where no grid was drawn there.
pub async fn grids_of_place(tx: &Tx, place: &PlaceCode) -> Result<Vec<Grid>, StoreError> {
    let around: Vec<PlaceCode> =
        std::iter::successors(Some(place.clone()), PlaceCode::parent).collect();
    let sql = format!(
        "select grid_code, community, name, households
         from grid
         where county = $1 and ((community >= $2 and community < $3) or grid_code in (
             select grid_code
             from grid_place
             where county = $1 and (place in ({}) or (place > $4 and place < $3))))
         order by grid_code",
        holes(5, around.len())
    );
    let (first, end) = code_range(place);
    // Building 1 does not contain building 11: below a place, codes go on with `-`.
    let within = if place.as_str().len() < 12 { first.clone() } else { format!("{place}-") };
    let end = if place.as_str().len() < 12 { end } else { format!("{place}-~") };
    let mut values = Vec::from(v![place.county(), first, end, within]);
    values.extend(around.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(grid).collect()
}

fn grid(row: &Row) -> Result<Grid, StoreError> {
    Ok(Grid {
        code: row.place("grid_code")?,
        community: row.place("community")?,
        name: row.text("name")?.to_owned(),
        n_households: row.int("households")?,
    })
}
