//! Tubes, what tables took down for them, and what laboratories said of them.

mod devices;
mod parts;
mod results;
mod rolls;
mod strangers;

pub use devices::{
    StoredDevice, device_by_id, device_heard, device_insert, device_revoke, device_stands,
    devices_all,
};
pub use parts::{
    MemberTaken, StoredPart, Taken, n_inside_of, part_aside, part_macs, parts_insert,
    parts_of_community, parts_of_tubes, sampled_in_insert,
};
pub use results::{
    StoredResult, results_grave_since, results_insert, results_of_tubes, tubes_known_between,
};
pub use rolls::{StoredRoll, roll_by_id, roll_insert, roll_next_serial, roll_with, rolls_all};
pub use strangers::{
    StoredMatch, StoredStranger, matched_of_community, matched_of_tubes, stranger_known,
    strangers_by_document, strangers_by_documents, strangers_insert, strangers_match,
    strangers_of_community, strangers_of_parts,
};

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{DeviceId, RoundId, SiteId, TubeUseId};
use fangxian_core::places::PlaceCode;
use fangxian_core::sampling::{Pool, TubeCode, TubeFlag};
use std::collections::BTreeMap;

/// A tube in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTube {
    /// Its code.
    pub code: TubeCode,
    /// This use of it.
    pub use_id: TubeUseId,
    /// For which round.
    pub round: RoundId,
    /// Where the table stands.
    pub place: PlaceCode,
    /// At which site, where it is one.
    pub site: Option<SiteId>,
    /// The phone that opened it.
    pub device: DeviceId,
    /// For how many it is.
    pub pool: Pool,
    /// When it was opened, by the corrected clock of the table.
    pub opened_at: Moment,
    /// When we first heard of it.
    pub received_at: Moment,
    /// Who opened it, by sign-in name.
    pub by: String,
    /// When it was sealed, and how many swabs the table counted then.
    pub sealed: Option<(Moment, i64)>,
    /// What a person must look at.
    pub flags: Vec<TubeFlag>,
}

const COLUMNS: &str = "county, tube_code, use_id, round_id, place, site_id, device_id, pool, \
     opened_at, received_at, by_login, sealed_at, n_stated, flags";

/// Adds tubes. One whose code is in use is passed over: compare first.
pub async fn tubes_insert(tx: &Tx, tubes: &[StoredTube]) -> Result<u64, StoreError> {
    let row = |one: &StoredTube| -> [V; 14] {
        let (sealed_at, n_stated) = one.sealed.unzip();
        v![
            one.code.county(),
            one.code.to_string(),
            one.use_id.uuid(),
            one.round.uuid(),
            &one.place,
            one.site.map(SiteId::uuid),
            one.device.uuid(),
            one.pool.code(),
            one.opened_at,
            one.received_at,
            &one.by,
            sealed_at,
            n_stated,
            flags_written(&one.flags),
        ]
    };
    tx.exec_rows(
        "insert into tube (county, tube_code, use_id, round_id, place, site_id, device_id, pool,
             opened_at, received_at, by_login, sealed_at, n_stated, flags)
         values {rows}
         on conflict (county, tube_code) do nothing",
        tubes.iter().map(row).collect(),
    )
    .await
}

/// Notes that a tube was sealed, and what a person must look at in it.
pub async fn tube_told(tx: &Tx, tube: &StoredTube) -> Result<(), StoreError> {
    let (sealed_at, n_stated) = tube.sealed.unzip();
    tx.exec(
        "update tube set sealed_at = $1, n_stated = $2, flags = $3
         where county = $4 and tube_code = $5",
        &v![
            sealed_at,
            n_stated,
            flags_written(&tube.flags),
            tube.code.county(),
            tube.code.to_string()
        ],
    )
    .await
    .map(drop)
}

/// Those of these tubes that are in use.
pub async fn tubes_by_codes(tx: &Tx, codes: &[TubeCode]) -> Result<Vec<StoredTube>, StoreError> {
    let mut found = Vec::new();
    for (county, part) in by_county(codes) {
        let sql = format!(
            "select {COLUMNS} from tube where county = $1 and tube_code in ({})
             order by tube_code",
            holes(2, part.len())
        );
        for row in &tx.query(&sql, &values(&county, &part)).await? {
            found.push(tube_of(row)?);
        }
    }
    Ok(found)
}

/// The tubes of a round that lie under this county, by code; those of one place, where it is given.
pub async fn tubes_of_round(
    tx: &Tx,
    county: &str,
    round: RoundId,
    place: Option<&PlaceCode>,
) -> Result<Vec<StoredTube>, StoreError> {
    let mut sql = format!("select {COLUMNS} from tube where county = $1 and round_id = $2");
    let mut values: Vec<V> = v![county, round.uuid()].into();
    if let Some(place) = place {
        let (first, end) = crate::places::code_range(place);
        sql.push_str(" and place >= $3 and place < $4");
        values.extend(v![first, end]);
    }
    sql.push_str(" order by tube_code");
    tx.query(&sql, &values).await?.iter().map(tube_of).collect()
}

/// Codes by county, in parts of a few hundred.
fn by_county(codes: &[TubeCode]) -> Vec<(String, Vec<TubeCode>)> {
    let mut counties: BTreeMap<String, Vec<TubeCode>> = BTreeMap::new();
    for code in codes {
        counties.entry(code.county()).or_default().push(*code);
    }
    let parts = counties.into_iter().flat_map(|(county, codes)| {
        let parts: Vec<_> = codes.chunks(500).map(|part| (county.clone(), part.to_vec())).collect();
        parts
    });
    parts.collect()
}

/// A county and codes, as the values of a statement.
fn values(county: &str, codes: &[TubeCode]) -> Vec<V> {
    let mut values = vec![V::from(county)];
    values.extend(codes.iter().map(|code| V::from(code.to_string())));
    values
}

fn flags_written(flags: &[TubeFlag]) -> String {
    let codes: Vec<&str> = flags.iter().map(|flag| flag.code()).collect();
    codes.join(",")
}

fn code_of(row: &Row) -> Result<TubeCode, StoreError> {
    TubeCode::parse(row.text("tube_code")?).map_err(|_| row.damaged("tube_code"))
}

fn tube_of(row: &Row) -> Result<StoredTube, StoreError> {
    let flags = row.text("flags")?.split(',').filter(|code| !code.is_empty());
    let flags: Option<Vec<TubeFlag>> = flags.map(TubeFlag::from_code).collect();
    Ok(StoredTube {
        code: code_of(row)?,
        use_id: row.id("use_id", TubeUseId::from_uuid)?,
        round: row.id("round_id", RoundId::from_uuid)?,
        place: row.place("place")?,
        site: row.opt_id("site_id", SiteId::from_uuid)?,
        device: row.id("device_id", DeviceId::from_uuid)?,
        pool: row.word("pool", Pool::from_code)?,
        opened_at: row.moment("opened_at")?,
        received_at: row.moment("received_at")?,
        by: row.text("by_login")?.to_owned(),
        sealed: row.opt_moment("sealed_at")?.zip(row.opt_int("n_stated")?),
        flags: flags.ok_or_else(|| row.damaged("flags"))?,
    })
}
