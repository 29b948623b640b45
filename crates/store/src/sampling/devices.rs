//! Phones that take samples down.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::Moment;
use fangxian_core::ids::{DeviceId, SiteId};
use fangxian_core::places::PlaceCode;

/// A phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDevice {
    /// Which phone.
    pub id: DeviceId,
    /// The city under which it is kept.
    pub county: String,
    /// Who enrolled it, by sign-in name.
    pub by: String,
    /// What people call it.
    pub label: String,
    /// Its public key: the uncompressed point of P-256.
    pub public_key: Vec<u8>,
    /// When it was enrolled.
    pub enrolled_at: Moment,
    /// When and by whom it was revoked.
    pub revoked: Option<(Moment, String)>,
    /// How far its clock was ahead of ours when it last sent, in milliseconds.
    pub skew_ms: Option<i64>,
    /// When it last sent.
    pub last_sent_at: Option<Moment>,
    /// How many captures it said that it still had.
    pub n_unsent: Option<i64>,
    /// Where its table stood, and at which site, as the latest that arrived of it says.
    pub spot: Option<(PlaceCode, Option<SiteId>)>,
}

const COLUMNS: &str = "county, device_id, by_login, label, public_key, enrolled_at, revoked_at, \
     revoked_by, skew_ms, last_sent_at, n_unsent, place, site_id";

/// Enrolls a phone. One that is known is passed over: compare first.
pub async fn device_insert(tx: &Tx, device: &StoredDevice) -> Result<u64, StoreError> {
    tx.exec(
        "insert into sampling_device (county, device_id, by_login, label, public_key, enrolled_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (county, device_id) do nothing",
        &v![
            &device.county,
            device.id.uuid(),
            &device.by,
            &device.label,
            device.public_key.clone(),
            device.enrolled_at,
        ],
    )
    .await
}

/// A phone by its id.
pub async fn device_by_id(
    tx: &Tx,
    county: &str,
    id: DeviceId,
) -> Result<Option<StoredDevice>, StoreError> {
    let sql = format!("select {COLUMNS} from sampling_device where county = $1 and device_id = $2");
    tx.query_opt(&sql, &v![county, id.uuid()]).await?.as_ref().map(device_of).transpose()
}

/// Every phone of the city, the one that sent last first.
pub async fn devices_all(tx: &Tx, county: &str) -> Result<Vec<StoredDevice>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from sampling_device where county = $1
         order by last_sent_at desc, device_id"
    );
    tx.query(&sql, &v![county]).await?.iter().map(device_of).collect()
}

/// Revokes a phone that is lost. One that is revoked stays so.
pub async fn device_revoke(
    tx: &Tx,
    county: &str,
    id: DeviceId,
    at: Moment,
    by: &str,
) -> Result<u64, StoreError> {
    tx.exec(
        "update sampling_device set revoked_at = $1, revoked_by = $2
         where county = $3 and device_id = $4 and revoked_at is null",
        &v![at, by, county, id.uuid()],
    )
    .await
}

/// Notes what a phone said of itself when it sent.
pub async fn device_heard(
    tx: &Tx,
    (county, id): (&str, DeviceId),
    at: Moment,
    skew_ms: i64,
    n_unsent: i64,
) -> Result<(), StoreError> {
    tx.exec(
        "update sampling_device set skew_ms = $1, last_sent_at = $2, n_unsent = $3
         where county = $4 and device_id = $5",
        &v![skew_ms, at, n_unsent, county, id.uuid()],
    )
    .await
    .map(drop)
}

/// Notes where a phone's table stands.
pub async fn device_stands(
    tx: &Tx,
    (county, id): (&str, DeviceId),
    place: &PlaceCode,
    site: Option<SiteId>,
) -> Result<(), StoreError> {
    tx.exec(
        "update sampling_device set place = $1, site_id = $2
         where county = $3 and device_id = $4",
        &v![place, site.map(SiteId::uuid), county, id.uuid()],
    )
    .await
    .map(drop)
}

fn device_of(row: &Row) -> Result<StoredDevice, StoreError> {
    let revoked_by = row.opt_text("revoked_by")?.map(str::to_owned);
    Ok(StoredDevice {
        id: row.id("device_id", DeviceId::from_uuid)?,
        county: row.text("county")?.to_owned(),
        by: row.text("by_login")?.to_owned(),
        label: row.text("label")?.to_owned(),
        public_key: row.bytes("public_key")?.to_vec(),
        enrolled_at: row.moment("enrolled_at")?,
        revoked: row.opt_moment("revoked_at")?.zip(revoked_by),
        skew_ms: row.opt_int("skew_ms")?,
        last_sent_at: row.opt_moment("last_sent_at")?,
        n_unsent: row.opt_int("n_unsent")?,
        spot: match row.opt_place("place")? {
            Some(place) => Some((place, row.opt_id("site_id", SiteId::from_uuid)?)),
            None => None,
        },
    })
}
