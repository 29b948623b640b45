//! Hand-overs of tubes as they came, and what is known of each tube on its way.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::custody::{HandoverKind, Holder};
use fangxian_core::ids::{HandoverId, LaboratoryId};
use fangxian_core::sampling::TubeCode;

/// Somebody gave tubes away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredHandover {
    /// Made where it was done.
    pub id: HandoverId,
    /// Under which county it is kept, six digits.
    pub county: String,
    /// Between whom.
    pub kind: HandoverKind,
    /// Who gave, by sign-in name.
    pub from: String,
    /// To whom.
    pub to: Holder,
    /// What he counted.
    pub n_stated: i64,
    /// Of the box, in tenths of a degree Celsius.
    pub temperature: Option<i64>,
    /// When.
    pub at: Moment,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
    /// What the other side found, once it has counted.
    pub receipt: Option<StoredReceipt>,
}

/// The other side has counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReceipt {
    /// Who, by sign-in name.
    pub by: String,
    /// What he counted.
    pub n_found: i64,
    /// Of the box, in tenths of a degree Celsius.
    pub temperature: Option<i64>,
    /// When.
    pub at: Moment,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

/// Which side scanned a tube.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Who gave.
    Given,
    /// Who found.
    Found,
}

impl Side {
    fn code(self) -> &'static str {
        match self {
            Side::Given => "given",
            Side::Found => "found",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Side> {
        [Side::Given, Side::Found].into_iter().find(|one| one.code() == code)
    }
}

/// Keeps that tubes were given, with each that was scanned.
pub async fn handover_insert(
    tx: &Tx,
    one: &StoredHandover,
    tubes: &[TubeCode],
) -> Result<(), StoreError> {
    let (login, laboratory) = match &one.to {
        Holder::Courier(login) => (Some(login.clone()), None),
        Holder::Laboratory(id) => (None, Some(id.uuid())),
    };
    tx.exec(
        "insert into handover (county, handover_id, kind, from_login, to_login, laboratory_id,
             n_stated, temperature, at, body_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &v![
            &one.county,
            one.id.uuid(),
            one.kind.code(),
            &one.from,
            login,
            laboratory,
            one.n_stated,
            one.temperature,
            one.at,
            one.body_mac.clone(),
        ],
    )
    .await?;
    scanned_insert(tx, one, Side::Given, one.at, tubes).await
}

/// Keeps what the other side found. A second time is refused by the key.
pub async fn receipt_insert(
    tx: &Tx,
    one: &StoredHandover,
    receipt: &StoredReceipt,
    tubes: &[TubeCode],
) -> Result<(), StoreError> {
    tx.exec(
        "insert into handover_receipt (county, handover_id, by_login, n_found, temperature, at,
             body_mac)
         values ($1, $2, $3, $4, $5, $6, $7)",
        &v![
            &one.county,
            one.id.uuid(),
            &receipt.by,
            receipt.n_found,
            receipt.temperature,
            receipt.at,
            receipt.body_mac.clone(),
        ],
    )
    .await?;
    scanned_insert(tx, one, Side::Found, receipt.at, tubes).await
}

async fn scanned_insert(
    tx: &Tx,
    one: &StoredHandover,
    side: Side,
    at: Moment,
    tubes: &[TubeCode],
) -> Result<(), StoreError> {
    let rows: Vec<[V; 7]> = tubes
        .iter()
        .map(|code| {
            v![
                code.county(),
                code.to_string(),
                one.id.uuid(),
                side.code(),
                one.kind.code(),
                &one.county,
                at,
            ]
        })
        .collect();
    let sql = "insert into handover_tube (county, tube_code, handover_id, side, kind,
                   handover_county, at) values {rows}";
    tx.exec_rows(sql, rows).await?;
    Ok(())
}

const COLUMNS: &str = "h.county, h.handover_id, h.kind, h.from_login, h.to_login, h.laboratory_id, \
     h.n_stated, h.temperature, h.at, h.body_mac, r.by_login, r.n_found, \
     r.temperature as found_temperature, r.at as found_at, r.body_mac as found_mac";
const JOINED: &str = "handover h left join handover_receipt r
     on r.county = h.county and r.handover_id = h.handover_id";

/// A hand-over, wherever in these counties it was begun.
pub async fn handover_by_id(
    tx: &Tx,
    counties: &[String],
    id: HandoverId,
) -> Result<Option<StoredHandover>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from {JOINED} where h.handover_id = $1 and h.county in ({})",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(id.uuid())];
    values.extend(counties.iter().map(V::from));
    tx.query_opt(&sql, &values).await?.as_ref().map(handover_of).transpose()
}

/// The hand-overs of these counties since a moment, the latest first.
pub async fn handovers_since(
    tx: &Tx,
    counties: &[String],
    since: Moment,
    limit: i64,
) -> Result<Vec<StoredHandover>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from {JOINED} where h.at >= $1 and h.county in ({})
         order by h.at desc, h.handover_id limit ${}",
        holes(2, counties.len()),
        counties.len() + 2
    );
    let mut values = vec![V::from(since)];
    values.extend(counties.iter().map(V::from));
    values.push(V::from(limit));
    tx.query(&sql, &values).await?.iter().map(handover_of).collect()
}

fn handover_of(row: &Row) -> Result<StoredHandover, StoreError> {
    let receipt = match row.opt_moment("found_at")? {
        Some(at) => Some(StoredReceipt {
            by: row.text("by_login")?.to_owned(),
            n_found: row.int("n_found")?,
            temperature: row.opt_int("found_temperature")?,
            at,
            body_mac: row.bytes("found_mac")?.to_vec(),
        }),
        None => None,
    };
    Ok(StoredHandover {
        id: row.id("handover_id", HandoverId::from_uuid)?,
        county: row.text("county")?.to_owned(),
        kind: row.word("kind", HandoverKind::from_code)?,
        from: row.text("from_login")?.to_owned(),
        to: holder_of(row)?,
        n_stated: row.int("n_stated")?,
        temperature: row.opt_int("temperature")?,
        at: row.moment("at")?,
        body_mac: row.bytes("body_mac")?.to_vec(),
        receipt,
    })
}

pub(crate) fn holder_of(row: &Row) -> Result<Holder, StoreError> {
    match (row.opt_text("to_login")?, row.opt_id("laboratory_id", LaboratoryId::from_uuid)?) {
        (Some(login), None) => Ok(Holder::Courier(login.to_owned())),
        (None, Some(id)) => Ok(Holder::Laboratory(id)),
        (Some(_), Some(_)) | (None, None) => Err(row.damaged("to_login")),
    }
}

pub(crate) fn code_of(row: &Row, column: &str) -> Result<TubeCode, StoreError> {
    TubeCode::parse(row.text(column)?).map_err(|_| row.damaged(column))
}

/// What each side scanned in some hand-overs, by code.
pub async fn scanned_of(
    tx: &Tx,
    counties: &[String],
    ids: &[HandoverId],
) -> Result<Vec<(HandoverId, Side, TubeCode)>, StoreError> {
    if ids.is_empty() || counties.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select handover_id, side, tube_code from handover_tube
         where county in ({}) and handover_id in ({}) order by tube_code",
        holes(1, counties.len()),
        holes(counties.len() + 1, ids.len())
    );
    let mut values: Vec<V> = counties.iter().map(V::from).collect();
    values.extend(ids.iter().map(|id| V::from(id.uuid())));
    let read = |row: &Row| {
        let side = row.word("side", Side::from_code)?;
        Ok((row.id("handover_id", HandoverId::from_uuid)?, side, code_of(row, "tube_code")?))
    };
    tx.query(&sql, &values).await?.iter().map(read).collect()
}
