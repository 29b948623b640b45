//! Places that have a code: what was said of each, and of trades that are closed by notice.

use crate::db::many::holes;
use crate::places::code_range;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::ids::{ClosingId, VenueFactId, VenueId};
use fangxian_core::places::PlaceCode;
use fangxian_core::venues::{
    ClosingFact, ClosingFactKind, ClosingSays, VenueFact, VenueFactKind, VenueSays,
};

/// Something that was said of a place, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredVenueFact {
    /// Six digits: the county of its place.
    pub county: String,
    /// Made by the client.
    pub id: VenueFactId,
    /// Of which place.
    pub venue: VenueId,
    /// The how-many-th fact of it, from 0.
    pub ordinal: i64,
    /// What, when and by whom.
    pub fact: VenueFact,
    /// Who answers for it, sealed; with the application only.
    pub answers: Option<Vec<u8>>,
    /// Why.
    pub reason: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str = "county, fact_id, venue_id, ordinal, kind, says, answers_sealed, \
     place, venue_number, reason, at, by_login, body_mac";

/// Adds what was said of a place. A fact that another has come before is refused by a unique index.
pub async fn venue_fact_insert(tx: &Tx, one: &StoredVenueFact) -> Result<(), StoreError> {
    let says = serde_json::to_string(&one.fact.says).map_err(|_| damaged("venue_fact"))?;
    let number = match &one.fact.says {
        VenueSays::Approved { number } => Some(i64::from(*number)),
        VenueSays::Applied(_)
        | VenueSays::Checked
        | VenueSays::Declined
        | VenueSays::Ended
        | VenueSays::Inspected { .. } => None,
    };
    let sql = format!(
        "insert into venue_fact ({COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    let place = match &one.fact.says {
        VenueSays::Applied(about) => Some(about.place.clone()),
        VenueSays::Checked
        | VenueSays::Approved { .. }
        | VenueSays::Declined
        | VenueSays::Ended
        | VenueSays::Inspected { .. } => None,
    };
    let values = v![
        &one.county,
        one.id.uuid(),
        one.venue.uuid(),
        one.ordinal,
        one.fact.says.kind().code(),
        says,
        one.answers.clone(),
        place,
        number,
        &one.reason,
        one.fact.at,
        one.fact.by.clone(),
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

fn damaged(table: &str) -> StoreError {
    StoreError::Damaged { table: table.to_owned(), column: "says".to_owned() }
}

/// The facts of every place of the city, those of one together and in their order.
pub async fn venue_facts_all(tx: &Tx) -> Result<Vec<StoredVenueFact>, StoreError> {
    let sql = format!("select {COLUMNS} from venue_fact order by county, venue_id, ordinal");
    tx.query(&sql, &[]).await?.iter().map(venue_fact_of).collect()
}

/// The facts of one place in their order, wherever in the city it is.
pub async fn venue_facts_of(tx: &Tx, venue: VenueId) -> Result<Vec<StoredVenueFact>, StoreError> {
    let sql = format!("select {COLUMNS} from venue_fact where venue_id = $1 order by ordinal");
    tx.query(&sql, &v![venue.uuid()]).await?.iter().map(venue_fact_of).collect()
}

/// The facts of these places, those of one together and in their order.
pub async fn venue_facts_of_many(
    tx: &Tx,
    venues: &[VenueId],
) -> Result<Vec<StoredVenueFact>, StoreError> {
    if venues.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select {COLUMNS} from venue_fact where venue_id in ({})
         order by venue_id desc, ordinal",
        holes(1, venues.len())
    );
    let values: Vec<V> = venues.iter().map(|id| V::from(id.uuid())).collect();
    tx.query(&sql, &values).await?.iter().map(venue_fact_of).collect()
}

/// The facts of the places within a division, those of one together and in their order: of at most so
/// many places, those after one of them first.
pub async fn venue_facts_within(
    tx: &Tx,
    within: &PlaceCode,
    after: Option<VenueId>,
    n_venues: usize,
) -> Result<Vec<StoredVenueFact>, StoreError> {
    let (first, end) = code_range(within);
    // The ids of places grow with time: the latest are first.
    let before = after.map_or_else(|| "~".to_owned(), |id| id.uuid().to_string());
    let limit = i64::try_from(n_venues).unwrap_or(i64::MAX);
    let sql = "select venue_id from venue_fact
               where place >= $1 and place < $2 and venue_id < $3 order by venue_id desc limit $4";
    let rows = tx.query(sql, &v![first, end, before, limit]).await?;
    let ids: Result<Vec<VenueId>, StoreError> =
        rows.iter().map(|row| row.id("venue_id", VenueId::from_uuid)).collect();
    venue_facts_of_many(tx, &ids?).await
}

/// How many places were sent in by themselves within a county since a moment.
pub async fn venues_sent_since(
    tx: &Tx,
    county: &str,
    since: fangxian_core::Moment,
) -> Result<i64, StoreError> {
    let sql = "select count(*) as n from venue_fact
               where county = $1 and ordinal = 0 and by_login is null and at >= $2";
    tx.query_one(sql, &v![county, since]).await?.int("n")
}

fn venue_fact_of(row: &Row) -> Result<StoredVenueFact, StoreError> {
    let says: VenueSays =
        serde_json::from_str(row.text("says")?).map_err(|_| row.damaged("says"))?;
    if says.kind() != row.word("kind", VenueFactKind::from_code)? {
        return Err(row.damaged("kind"));
    }
    let by = row.opt_text("by_login")?.map(ToOwned::to_owned);
    Ok(StoredVenueFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", VenueFactId::from_uuid)?,
        venue: row.id("venue_id", VenueId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        fact: VenueFact { says, at: row.moment("at")?, by },
        answers: row.opt_bytes("answers_sealed")?.map(<[u8]>::to_vec),
        reason: row.text("reason")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// Something that was said of a closing, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredClosingFact {
    /// Six digits: the county of its place.
    pub county: String,
    /// Made by the client.
    pub id: VenueFactId,
    /// Of which closing.
    pub closing: ClosingId,
    /// The how-many-th fact of it, from 0.
    pub ordinal: i64,
    /// What, when, by whom and why.
    pub fact: ClosingFact,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const CLOSING_COLUMNS: &str =
    "county, fact_id, closing_id, ordinal, kind, says, reason, at, by_login, body_mac";

/// Adds what was said of a closing. One that another has come before is refused by a unique index.
pub async fn closing_fact_insert(tx: &Tx, one: &StoredClosingFact) -> Result<(), StoreError> {
    let says = serde_json::to_string(&one.fact.says).map_err(|_| damaged("venue_closing_fact"))?;
    let sql = format!(
        "insert into venue_closing_fact ({CLOSING_COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let values = v![
        &one.county,
        one.id.uuid(),
        one.closing.uuid(),
        one.ordinal,
        one.fact.says.kind().code(),
        says,
        &one.fact.reason,
        one.fact.at,
        &one.fact.by,
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// All that was said of closings, those of one together and in their order.
pub async fn closing_facts_all(tx: &Tx) -> Result<Vec<StoredClosingFact>, StoreError> {
    let sql = format!(
        "select {CLOSING_COLUMNS} from venue_closing_fact order by county, closing_id, ordinal"
    );
    tx.query(&sql, &[]).await?.iter().map(closing_fact_of).collect()
}

/// What was said of one closing, in its order.
pub async fn closing_facts_of(
    tx: &Tx,
    closing: ClosingId,
) -> Result<Vec<StoredClosingFact>, StoreError> {
    let sql = format!(
        "select {CLOSING_COLUMNS} from venue_closing_fact where closing_id = $1 order by ordinal"
    );
    tx.query(&sql, &v![closing.uuid()]).await?.iter().map(closing_fact_of).collect()
}

fn closing_fact_of(row: &Row) -> Result<StoredClosingFact, StoreError> {
    let says: ClosingSays =
        serde_json::from_str(row.text("says")?).map_err(|_| row.damaged("says"))?;
    if says.kind() != row.word("kind", ClosingFactKind::from_code)? {
        return Err(row.damaged("kind"));
    }
    Ok(StoredClosingFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", VenueFactId::from_uuid)?,
        closing: row.id("closing_id", ClosingId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        fact: ClosingFact {
            says,
            at: row.moment("at")?,
            by: row.text("by_login")?.to_owned(),
            reason: row.text("reason")?.to_owned(),
        },
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// The place that was approved under a number.
pub async fn venue_by_number(tx: &Tx, number: u32) -> Result<Option<VenueId>, StoreError> {
    let sql = "select venue_id from venue_fact where venue_number = $1";
    let row = tx.query_opt(sql, &v![number]).await?;
    row.map(|row| row.id("venue_id", VenueId::from_uuid)).transpose()
}
