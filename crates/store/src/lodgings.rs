//! Houses that lodge people, what they say each day, and who stays there.

use crate::db::many::holes;
use crate::places::code_range;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::ids::{HouseFactId, StayFactId, StayId, VenueId};
use fangxian_core::lodgings::{HouseFactKind, HouseSays, StayFact, StayFactKind, StaySays};
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};

/// Something that was said of a house, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredHouseFact {
    /// Six digits.
    pub county: String,
    /// Made by whoever says it.
    pub id: HouseFactId,
    /// Of which house.
    pub venue: VenueId,
    /// What.
    pub says: HouseSays,
    /// Where the house is.
    pub place: PlaceCode,
    /// The day that it counts for.
    pub day: CityDay,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name; none where the house did.
    pub by: Option<String>,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const HOUSE_COLUMNS: &str =
    "county, fact_id, venue_id, kind, says, turn, place, day, at, by_login, body_mac";

fn damaged(table: &str, column: &str) -> StoreError {
    StoreError::Damaged { table: table.to_owned(), column: column.to_owned() }
}

/// Adds what was said of a house.
pub async fn house_fact_insert(tx: &Tx, one: &StoredHouseFact) -> Result<(), StoreError> {
    let says = serde_json::to_string(&one.says);
    let says = says.map_err(|_| damaged("lodging_house_fact", "says"))?;
    let turn = match one.says {
        HouseSays::Given { turn } => Some(i64::from(turn)),
        HouseSays::Disinfected { .. } | HouseSays::NoGuests => None,
    };
    let sql = format!(
        "insert into lodging_house_fact ({HOUSE_COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let values = v![
        &one.county,
        one.id.uuid(),
        one.venue.uuid(),
        one.says.kind().code(),
        says,
        turn,
        one.place.clone(),
        one.day,
        one.at,
        one.by.clone(),
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// One fact of a house.
pub async fn house_fact_by_id(
    tx: &Tx,
    county: &str,
    id: HouseFactId,
) -> Result<Option<StoredHouseFact>, StoreError> {
    let sql = format!(
        "select {HOUSE_COLUMNS} from lodging_house_fact where county = $1 and fact_id = $2"
    );
    let row = tx.query_opt(&sql, &v![county, id.uuid()]).await?;
    row.map(|row| house_fact_of(&row)).transpose()
}

/// What one house said of the days from one on; and every address that it was given, on whatever day.
pub async fn house_facts_of(
    tx: &Tx,
    venue: VenueId,
    since: CityDay,
) -> Result<Vec<StoredHouseFact>, StoreError> {
    let sql = format!(
        "select {HOUSE_COLUMNS} from lodging_house_fact
         where venue_id = $1 and (day >= $2 or kind = 'given') order by at, fact_id"
    );
    tx.query(&sql, &v![venue.uuid(), since]).await?.iter().map(house_fact_of).collect()
}

/// The same of every house within a division, those of one together.
pub async fn house_facts_within(
    tx: &Tx,
    within: &PlaceCode,
    since: CityDay,
) -> Result<Vec<StoredHouseFact>, StoreError> {
    let (first, end) = code_range(within);
    let sql = format!(
        "select {HOUSE_COLUMNS} from lodging_house_fact
         where place >= $1 and place < $2 and (day >= $3 or kind = 'given')
         order by venue_id, at, fact_id"
    );
    tx.query(&sql, &v![first, end, since]).await?.iter().map(house_fact_of).collect()
}

fn house_fact_of(row: &Row) -> Result<StoredHouseFact, StoreError> {
    let says: HouseSays =
        serde_json::from_str(row.text("says")?).map_err(|_| row.damaged("says"))?;
    if says.kind() != row.word("kind", HouseFactKind::from_code)? {
        return Err(row.damaged("kind"));
    }
    Ok(StoredHouseFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", HouseFactId::from_uuid)?,
        venue: row.id("venue_id", VenueId::from_uuid)?,
        says,
        place: row.place("place")?,
        day: row.day("day")?,
        at: row.moment("at")?,
        by: row.opt_text("by_login")?.map(ToOwned::to_owned),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// Something that was said of a stay, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredStayFact {
    /// Six digits.
    pub county: String,
    /// Made by whoever says it.
    pub id: StayFactId,
    /// Of which stay.
    pub stay: StayId,
    /// At which house.
    pub venue: VenueId,
    /// The how-many-th fact of it, from 0.
    pub ordinal: i64,
    /// What and when.
    pub fact: StayFact,
    /// Who, in which room, sealed, and the keyed index of his document; with the first, and with what puts
    /// it right.
    pub who: Option<(Vec<u8>, Vec<u8>)>,
    /// Where the house is.
    pub place: PlaceCode,
    /// The day on which he came in, or left.
    pub day: CityDay,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const STAY_COLUMNS: &str = "county, fact_id, stay_id, venue_id, ordinal, kind, says, who_sealed, \
     document_index, place, day, at, body_mac";

/// What was said of stays, and how they were put right, as one chain. The kind and what is said of the
/// latter stand in no column: there is one of each.
const STAY_FACTS: &str = "(select county, fact_id, stay_id, venue_id, ordinal, kind, says, who_sealed,
         document_index, place, day, at, body_mac from lodging_stay_fact where stay_id in ({these})
     union all
     select county, fact_id, stay_id, venue_id, ordinal, 'corrected' as kind, '\"corrected\"' as says,
         who_sealed, document_index, place, day, at, body_mac
     from lodging_stay_fix where stay_id in ({these})) as chain";

/// Adds how a stay was put right.
async fn stay_fix_insert(tx: &Tx, one: &StoredStayFact) -> Result<(), StoreError> {
    let (who, index) = one.who.clone().unzip();
    let sql =
        "insert into lodging_stay_fix (county, fact_id, stay_id, venue_id, ordinal, who_sealed,
                   document_index, place, day, at, body_mac)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = v![
        &one.county,
        one.id.uuid(),
        one.stay.uuid(),
        one.venue.uuid(),
        one.ordinal,
        who,
        index,
        one.place.clone(),
        one.day,
        one.fact.at,
        one.body_mac.clone(),
    ];
    tx.exec(sql, &values).await.map(drop)
}

/// Adds what was said of a stay. A fact that another has come before is refused by a unique index.
pub async fn stay_fact_insert(tx: &Tx, one: &StoredStayFact) -> Result<(), StoreError> {
    if one.fact.says == StaySays::Corrected {
        return stay_fix_insert(tx, one).await;
    }
    let says = serde_json::to_string(&one.fact.says);
    let says = says.map_err(|_| damaged("lodging_stay_fact", "says"))?;
    let (who, index) = one.who.clone().unzip();
    let sql = format!(
        "insert into lodging_stay_fact ({STAY_COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    let values = v![
        &one.county,
        one.id.uuid(),
        one.stay.uuid(),
        one.venue.uuid(),
        one.ordinal,
        one.fact.says.kind().code(),
        says,
        who,
        index,
        one.place.clone(),
        one.day,
        one.fact.at,
        one.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// The facts of one stay in their order.
pub async fn stay_facts_of(tx: &Tx, stay: StayId) -> Result<Vec<StoredStayFact>, StoreError> {
    stay_facts_of_many(tx, &[stay]).await
}

/// The facts of some stays: those of one together and in their order.
pub async fn stay_facts_of_many(
    tx: &Tx,
    stays: &[StayId],
) -> Result<Vec<StoredStayFact>, StoreError> {
    let mut found = Vec::new();
    for part in stays.chunks(500) {
        let sql = format!(
            "select {STAY_COLUMNS} from {} order by stay_id, ordinal, at",
            STAY_FACTS.replace("{these}", &holes(1, part.len()))
        );
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        for row in &tx.query(&sql, &values).await? {
            found.push(stay_fact_of(row)?);
        }
    }
    Ok(found)
}

fn ids_of(rows: &[Row]) -> Result<Vec<StayId>, StoreError> {
    rows.iter().map(|row| row.id("stay_id", StayId::from_uuid)).collect()
}

/// The stays of a house in which somebody has not left, the latest first, and at most so many.
pub async fn stays_open_of(
    tx: &Tx,
    venue: VenueId,
    n_most: usize,
) -> Result<Vec<StayId>, StoreError> {
    let limit = i64::try_from(n_most).unwrap_or(i64::MAX);
    let sql = "select stay_id from lodging_stay_fact where venue_id = $1
               group by stay_id
               having sum(case when kind = 'left' then 1 when kind = 'returned' then -1 else 0 end) = 0
               order by stay_id desc limit $2";
    ids_of(&tx.query(sql, &v![venue.uuid(), limit]).await?)
}

/// The stays of a house that somebody ended since a day, the latest first, and at most so many.
pub async fn stays_left_of(
    tx: &Tx,
    venue: VenueId,
    since: CityDay,
    n_most: usize,
) -> Result<Vec<StayId>, StoreError> {
    let limit = i64::try_from(n_most).unwrap_or(i64::MAX);
    let sql = "select distinct stay_id from lodging_stay_fact
               where venue_id = $1 and kind = 'left' and day >= $2
               order by stay_id desc limit $3";
    ids_of(&tx.query(sql, &v![venue.uuid(), since, limit]).await?)
}

/// How many stays of a house were entered on a day.
pub async fn stays_entered_on(tx: &Tx, venue: VenueId, day: CityDay) -> Result<i64, StoreError> {
    let sql = "select count(*) as n from lodging_stay_fact
               where venue_id = $1 and kind = 'checked_in' and at >= $2 and at < $3";
    let values = v![venue.uuid(), day.starts_at(), day.ends_at()];
    tx.query_one(sql, &values).await?.int("n")
}

/// How many stay at each house within a division, and how many were entered on a day.
pub async fn stays_counted_within(
    tx: &Tx,
    within: &PlaceCode,
    day: CityDay,
) -> Result<Vec<(VenueId, i64, i64)>, StoreError> {
    let (first, end) = code_range(within);
    let sql = "select venue_id,
                   sum(case when kind = 'left' then -1 else 1 end) as n_stay,
                   sum(case when kind = 'checked_in' and at >= $3 and at < $4 then 1 else 0 end)
                       as n_came
               from lodging_stay_fact where place >= $1 and place < $2 group by venue_id";
    let values = v![first, end, day.starts_at(), day.ends_at()];
    let rows = tx.query(sql, &values).await?;
    let count = |row: &Row| {
        Ok((row.id("venue_id", VenueId::from_uuid)?, row.int("n_stay")?, row.int("n_came")?))
    };
    rows.iter().map(count).collect()
}

/// At most so many stays that somebody ended before a day, and of which nothing was said after.
pub async fn stays_left_before(
    tx: &Tx,
    day: CityDay,
    n_most: i64,
) -> Result<Vec<StayId>, StoreError> {
    let sql = "select ended.stay_id from lodging_stay_fact ended
               where ended.kind = 'left' and ended.day < $1 and not exists (
                   select 1 from lodging_stay_fact later
                   where later.stay_id = ended.stay_id and later.ordinal > ended.ordinal)
               order by ended.day limit $2";
    ids_of(&tx.query(sql, &v![day, n_most]).await?)
}

/// The places and moments at which somebody with this document came in, by its keyed index: for whoever
/// traces, and for nobody else.
pub async fn stays_by_document(tx: &Tx, index: &[u8]) -> Result<Vec<StayId>, StoreError> {
    let sql = "select stay_id from lodging_stay_fact where document_index = $1
               union select stay_id from lodging_stay_fix where document_index = $1 order by stay_id";
    ids_of(&tx.query(sql, &v![index.to_vec()]).await?)
}

/// Removes every fact of these stays.
pub async fn stays_remove(tx: &Tx, stays: &[StayId]) -> Result<(), StoreError> {
    for part in stays.chunks(500) {
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        for table in ["lodging_stay_fix", "lodging_stay_fact"] {
            let sql = format!("delete from {table} where stay_id in ({})", holes(1, part.len()));
            tx.exec(&sql, &values).await?;
        }
    }
    Ok(())
}

fn stay_fact_of(row: &Row) -> Result<StoredStayFact, StoreError> {
    let says: StaySays =
        serde_json::from_str(row.text("says")?).map_err(|_| row.damaged("says"))?;
    if says.kind() != row.word("kind", StayFactKind::from_code)? {
        return Err(row.damaged("kind"));
    }
    let sealed = row.opt_bytes("who_sealed")?.map(<[u8]>::to_vec);
    let index = row.opt_bytes("document_index")?.map(<[u8]>::to_vec);
    Ok(StoredStayFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", StayFactId::from_uuid)?,
        stay: row.id("stay_id", StayId::from_uuid)?,
        venue: row.id("venue_id", VenueId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        fact: StayFact { says, at: row.moment("at")? },
        who: sealed.zip(index),
        place: row.place("place")?,
        day: row.day("day")?,
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
