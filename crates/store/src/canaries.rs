//! Places whose scans nobody has a reason to ask for.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::VenueId;

/// Makes a place one. The same again changes nothing.
pub async fn canary_insert(
    tx: &Tx,
    (county, venue): (&str, VenueId),
    (at, by): (Moment, &str),
) -> Result<(), StoreError> {
    let sql = "insert into venue_canary (county, venue_id, at, by_login) values ($1, $2, $3, $4)
               on conflict (county, venue_id) do nothing";
    tx.exec(sql, &v![county, venue.uuid(), at, by]).await.map(drop)
}

/// Whether a place is one.
pub async fn is_canary(tx: &Tx, venue: VenueId) -> Result<bool, StoreError> {
    let sql = "select count(*) as n from venue_canary where venue_id = $1";
    Ok(tx.query_one(sql, &v![venue.uuid()]).await?.int("n")? > 0)
}

/// Which of these places are such.
pub async fn canaries_among(tx: &Tx, venues: &[VenueId]) -> Result<Vec<VenueId>, StoreError> {
    let mut found = Vec::new();
    for part in venues.chunks(500) {
        let sql = format!(
            "select distinct venue_id from venue_canary where venue_id in ({})",
            holes(1, part.len())
        );
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        for row in &tx.query(&sql, &values).await? {
            found.push(row.id("venue_id", VenueId::from_uuid)?);
        }
    }
    Ok(found)
}

/// Every canary: which place, since when, by whose word; the newest first.
pub async fn canaries_all(tx: &Tx) -> Result<Vec<(VenueId, Moment, String)>, StoreError> {
    let sql = "select venue_id, at, by_login from venue_canary order by at desc, venue_id";
    let one = |row: &Row| {
        let venue = row.id("venue_id", VenueId::from_uuid)?;
        Ok((venue, row.moment("at")?, row.text("by_login")?.to_owned()))
    };
    tx.query(sql, &[]).await?.iter().map(one).collect()
}
