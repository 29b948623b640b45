//! Who is in charge of what: facts as they came, the names and phones in them under their seals.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::charges::{ChargeFactKind, ReachKind};
use fangxian_core::ids::{ChargeFactId, ChargeId};
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};

/// What a charge begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReach {
    /// A place, some doors, or the doors around a household.
    pub kind: ReachKind,
    /// The place, or the doors.
    pub places: Vec<PlaceCode>,
    /// The door of an anchor household.
    pub home: Option<PlaceCode>,
    /// The first day.
    pub first_day: CityDay,
    /// The charge that it was taken over from.
    pub takes_over: Option<ChargeId>,
}

/// A phone under its seal, with its keyed index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPhone {
    /// The number, sealed.
    pub sealed: Vec<u8>,
    /// The same for the same number only.
    pub index: Vec<u8>,
}

/// What was done to a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredChargeFact {
    /// Made where it was done.
    pub id: ChargeFactId,
    /// To which charge.
    pub charge: ChargeId,
    /// The how-many-th fact of it, from 0.
    pub ordinal: i64,
    /// Of which community.
    pub community: PlaceCode,
    /// What.
    pub kind: ChargeFactKind,
    /// Of what and from when; only where it begins.
    pub reach: Option<StoredReach>,
    /// The last day, where one is known or was set.
    pub last_day: Option<CityDay>,
    /// When.
    pub at: Moment,
    /// Who did it, by sign-in name.
    pub by: String,
    /// Who is in charge, where it begins, and why: sealed.
    pub body: Vec<u8>,
    /// The phone, where it begins and one is known.
    pub phone: Option<StoredPhone>,
    /// The keyed fingerprint of what was asked for: the same id with another is refused.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str = "county, fact_id, charge_id, ordinal, community, kind, reach, places, home, \
     first_day, last_day, takes_over, at, by_login, body_sealed, phone_sealed, phone_index, \
     body_mac";

/// Adds what was done. A fact that another has come before is refused by a unique index.
pub async fn charge_facts_insert(tx: &Tx, facts: &[StoredChargeFact]) -> Result<(), StoreError> {
    let rows: Vec<[V; 18]> = facts.iter().map(row_of).collect();
    let sql = format!("insert into charge_fact ({COLUMNS}) values {{rows}}");
    tx.exec_rows(&sql, rows).await?;
    Ok(())
}

fn row_of(fact: &StoredChargeFact) -> [V; 18] {
    let reach = fact.reach.as_ref();
    let places =
        reach.map(|reach| reach.places.iter().map(PlaceCode::as_str).collect::<Vec<_>>().join(","));
    v![
        fact.community.county(),
        fact.id.uuid(),
        fact.charge.uuid(),
        fact.ordinal,
        &fact.community,
        fact.kind.code(),
        reach.map(|reach| reach.kind.code()),
        places,
        reach.and_then(|reach| reach.home.clone()),
        reach.map(|reach| reach.first_day),
        fact.last_day,
        reach.and_then(|reach| reach.takes_over).map(ChargeId::uuid),
        fact.at,
        &fact.by,
        fact.body.clone(),
        fact.phone.as_ref().map(|phone| phone.sealed.clone()),
        fact.phone.as_ref().map(|phone| phone.index.clone()),
        fact.body_mac.clone(),
    ]
}

/// All facts of a community, those of one charge together and in their order.
pub async fn charge_facts_of_community(
    tx: &Tx,
    community: &PlaceCode,
) -> Result<Vec<StoredChargeFact>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from charge_fact where county = $1 and community = $2
         order by charge_id, ordinal"
    );
    tx.query(&sql, &v![community.county(), community]).await?.iter().map(fact_of).collect()
}

/// The facts of one charge in their order, wherever in these counties it is.
pub async fn charge_facts_by_charge(
    tx: &Tx,
    counties: &[String],
    id: ChargeId,
) -> Result<Vec<StoredChargeFact>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from charge_fact where charge_id = $1 and county in ({})
         order by ordinal",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(id.uuid())];
    values.extend(counties.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(fact_of).collect()
}

/// Which of these facts are known already, with the fingerprints of what was asked for.
pub async fn charge_fact_macs(
    tx: &Tx,
    county: &str,
    ids: &[ChargeFactId],
) -> Result<Vec<(ChargeFactId, Vec<u8>)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select fact_id, body_mac from charge_fact where county = $1 and fact_id in ({})",
        holes(2, ids.len())
    );
    let mut values = v![county].to_vec();
    values.extend(ids.iter().map(|id| V::from(id.uuid())));
    let known = |row: &Row| {
        Ok((row.id("fact_id", ChargeFactId::from_uuid)?, row.bytes("body_mac")?.to_vec()))
    };
    tx.query(&sql, &values).await?.iter().map(known).collect()
}

fn fact_of(row: &Row) -> Result<StoredChargeFact, StoreError> {
    let reach = row.opt_word("reach", ReachKind::from_code)?.map(|kind| reach_of(row, kind));
    let phone = match (row.opt_bytes("phone_sealed")?, row.opt_bytes("phone_index")?) {
        (Some(sealed), Some(index)) => {
            Some(StoredPhone { sealed: sealed.to_vec(), index: index.to_vec() })
        }
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(row.damaged("phone_index")),
    };
    Ok(StoredChargeFact {
        id: row.id("fact_id", ChargeFactId::from_uuid)?,
        charge: row.id("charge_id", ChargeId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        community: row.place("community")?,
        kind: row.word("kind", ChargeFactKind::from_code)?,
        reach: reach.transpose()?,
        last_day: row.opt_day("last_day")?,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body: row.bytes("body_sealed")?.to_vec(),
        phone,
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

fn reach_of(row: &Row, kind: ReachKind) -> Result<StoredReach, StoreError> {
    let places: Result<Vec<PlaceCode>, StoreError> = row
        .text("places")?
        .split(',')
        .map(|code| PlaceCode::parse(code).map_err(|_| row.damaged("places")))
        .collect();
    Ok(StoredReach {
        kind,
        places: places?,
        home: row.opt_place("home")?,
        first_day: row.day("first_day")?,
        takes_over: row.opt_id("takes_over", ChargeId::from_uuid)?,
    })
}
