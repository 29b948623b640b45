//! Places below the community: compounds, buildings, units, households.

use super::{code_range, pattern};
use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::places::{PlaceCode, PlaceKind};

/// A place below the community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The community's twelve digits and our own suffix.
    pub code: PlaceCode,
    /// 白云小区, 5号楼, 2单元, 302.
    pub name: String,
    /// Where it stands among its siblings: 9号楼 before 10号楼.
    pub ordinal: i64,
}

/// Adds places, or takes over their new names. Returns how many rows were written.
pub async fn places_upsert(tx: &Tx, places: &[Place]) -> Result<u64, StoreError> {
    tx.exec_rows(
        "insert into place (county, code, parent, kind, name, ordinal)
         values {rows}
         on conflict (county, code) do update
         set name = excluded.name, ordinal = excluded.ordinal",
        rows_of(places)?,
    )
    .await
}

/// Adds places that are new. One whose code is taken is refused.
pub async fn places_add(tx: &Tx, places: &[Place]) -> Result<u64, StoreError> {
    tx.exec_rows(
        "insert into place (county, code, parent, kind, name, ordinal) values {rows}",
        rows_of(places)?,
    )
    .await
}

pub(crate) const PLACE_COLUMNS: &str = "county, code, parent, kind, name, ordinal";

/// Places as rows, in the order of [`PLACE_COLUMNS`].
pub(crate) fn rows_of(places: &[Place]) -> Result<Vec<[V; 6]>, StoreError> {
    let mut rows = Vec::with_capacity(places.len());
    for one in places {
        let refused = || StoreError::Refused {
            rule: format!("{} is a division, and no place below one", one.code),
        };
        let kind = place_kind(&one.code).ok_or_else(refused)?;
        let parent = one.code.parent().ok_or_else(refused)?;
        rows.push(v![one.code.county(), &one.code, parent, kind, &one.name, one.ordinal]);
    }
    Ok(rows)
}

/// The place with this code.
pub async fn place_by_code(tx: &Tx, code: &PlaceCode) -> Result<Option<Place>, StoreError> {
    let sql = "select code, name, ordinal from place where county = $1 and code = $2";
    tx.query_opt(sql, &v![code.county(), code]).await?.as_ref().map(place).transpose()
}

/// The places right below one, or below a community, in the order that people expect.
pub async fn place_children(tx: &Tx, parent: &PlaceCode) -> Result<Vec<Place>, StoreError> {
    let sql = "select code, name, ordinal
               from place
               where county = $1 and parent = $2
               order by ordinal, code";
    tx.query(sql, &v![parent.county(), parent]).await?.iter().map(place).collect()
}

/// Every place within one, from the compound to the household, by code.
pub async fn places_within(tx: &Tx, within: &PlaceCode) -> Result<Vec<Place>, StoreError> {
    let (first, end) = code_range(within);
    let sql = "select code, name, ordinal from place
               where county = $1 and code >= $2 and code < $3 order by code";
    tx.query(sql, &v![within.county(), first, end]).await?.iter().map(place).collect()
}

/// Lets one transaction at a time give new doors of a community their codes.
pub async fn doors_lock(tx: &Tx, community: &PlaceCode) -> Result<(), StoreError> {
    tx.exec(
        "insert into counter (county, name, value) values ($1, $2, 1)
         on conflict (county, name) do update set value = counter.value + 1",
        &v![community.county(), format!("doors:{community}")],
    )
    .await?;
    Ok(())
}

/// The places in a county or within a smaller jurisdiction whose name holds these words,
/// shortest names first.
pub async fn places_named(
    tx: &Tx,
    words: &str,
    within: &PlaceCode,
    limit: i64,
) -> Result<Vec<Place>, StoreError> {
    let (first, end) = code_range(within);
    // A city's own code names no county: its places lie in all of them.
    let (first_county, last_county) = match within.kind() {
        PlaceKind::City => (first.clone(), end.clone()),
        PlaceKind::County
        | PlaceKind::Street
        | PlaceKind::Community
        | PlaceKind::Compound
        | PlaceKind::Building
        | PlaceKind::Unit
        | PlaceKind::Household => (within.county(), within.county()),
    };
    let rows = tx
        .query(
            "select code, name, ordinal
             from place
             where county >= $1 and county <= $2 and code >= $3 and code < $4
               and lower(name) like $5 escape '!'
             order by length(name), code
             limit $6",
            &v![first_county, last_county, first, end, pattern(words), limit],
        )
        .await?;
    rows.iter().map(place).collect()
}

/// Every place between the community and the household and every grid, of one community or of
/// all, with its name: what screens call them.
pub async fn place_names(
    tx: &Tx,
    community: Option<&PlaceCode>,
) -> Result<Vec<(PlaceCode, String)>, StoreError> {
    let all = "select code, name from place where kind <> 'household'
               union all
               select grid_code as code, name from grid";
    let own = "select code, name from place
               where county = $1 and code > $2 and code < $3 and kind <> 'household'
               union all
               select grid_code as code, name from grid where county = $1 and community = $2";
    let rows = match community {
        None => tx.query(all, &[]).await?,
        Some(community) => {
            let (first, end) = code_range(community);
            tx.query(own, &v![community.county(), first, end]).await?
        }
    };
    rows.iter().map(|row| Ok((row.place("code")?, row.text("name")?.to_owned()))).collect()
}

/// The places from the compound down to this one, itself included.
pub async fn place_path(tx: &Tx, code: &PlaceCode) -> Result<Vec<Place>, StoreError> {
    let line: Vec<PlaceCode> = std::iter::successors(Some(code.clone()), PlaceCode::parent)
        .filter(|code| place_kind(code).is_some())
        .collect();
    if line.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select code, name, ordinal from place
         where county = $1 and code in ({})
         order by code",
        holes(2, line.len())
    );
    let mut values = vec![V::from(code.county())];
    values.extend(line.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(place).collect()
}

fn place_kind(code: &PlaceCode) -> Option<&'static str> {
    match code.kind() {
        PlaceKind::City | PlaceKind::County | PlaceKind::Street | PlaceKind::Community => None,
        PlaceKind::Compound => Some("compound"),
        PlaceKind::Building => Some("building"),
        PlaceKind::Unit => Some("unit"),
        PlaceKind::Household => Some("household"),
    }
}

fn place(row: &Row) -> Result<Place, StoreError> {
    Ok(Place {
        code: row.place("code")?,
        name: row.text("name")?.to_owned(),
        ordinal: row.int("ordinal")?,
    })
}
