//! The runs of vehicles.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{IsolationSiteId, IsolationStayId, TransferRunId};
use fangxian_core::isolation::{GuestClass, RunStop};

/// The run of a vehicle to a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRun {
    /// The county of the site.
    pub county: String,
    /// Which run.
    pub id: TransferRunId,
    /// To which site.
    pub site: IsolationSiteId,
    /// By which vehicle.
    pub plate: String,
    /// The how-many-th run of it, from 0.
    pub turn: i64,
    /// How many it seats besides the driver.
    pub seats: i64,
    /// Who drives, by sign-in name.
    pub driver: String,
    /// As what its people are isolated.
    pub class: GuestClass,
    /// When it is at its first door.
    pub departs_at: Moment,
    /// When it is at the site, as planned.
    pub arrives_at: Moment,
    /// The doors, in their order.
    pub stops: Vec<RunStop>,
    /// Metres as the crow flies, minutes by which windows are missed, and of how many ways the time is assumed.
    pub route: (u64, i64, usize),
    /// When it was planned.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str = "county, run_id, site_id, plate, turn, seats, driver_login, class, \
     departs_at, arrives_at, stops, route, at, by_login, body_mac";

fn damaged(column: &str) -> StoreError {
    StoreError::Damaged { table: "isolation_run".to_owned(), column: column.to_owned() }
}

/// Plans a run, with who rides in it: each the how-many-th time. A vehicle or a rider that somebody else was
/// quicker with is refused by a unique index.
pub async fn run_insert(
    tx: &Tx,
    one: &StoredRun,
    riders: &[(IsolationStayId, i64)],
) -> Result<(), StoreError> {
    let sql = "insert into isolation_run
                   (county, run_id, site_id, plate, turn, seats, driver_login, class, departs_at,
                    arrives_at, stops, route, at, by_login, body_mac)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    let values = v![
        &one.county,
        one.id.uuid(),
        one.site.uuid(),
        &one.plate,
        one.turn,
        one.seats,
        &one.driver,
        one.class.code(),
        one.departs_at,
        one.arrives_at,
        serde_json::to_string(&one.stops).map_err(|_| damaged("stops"))?,
        serde_json::to_string(&one.route).map_err(|_| damaged("route"))?,
        one.at,
        &one.by,
        one.body_mac.clone(),
    ];
    tx.exec(sql, &values).await?;
    let rows: Vec<[V; 4]> = riders
        .iter()
        .map(|(stay, turn)| v![&one.county, stay.uuid(), *turn, one.id.uuid()])
        .collect();
    let sql = "insert into isolation_rider (county, stay_id, turn, run_id) values {rows}";
    tx.exec_rows(sql, rows).await.map(drop)
}

/// The runs that were planned since a moment, the newest first.
pub async fn runs_since(
    tx: &Tx,
    counties: &[String],
    since: Moment,
) -> Result<Vec<StoredRun>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from isolation_run where at >= $1 and county in ({})
         order by at desc, run_id",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(since)];
    values.extend(counties.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(run_of).collect()
}

/// The number of the next run of a vehicle in a county. Earlier ones may be destroyed.
pub async fn run_turn(tx: &Tx, county: &str, plate: &str) -> Result<i64, StoreError> {
    let sql = "select coalesce(max(turn) + 1, 0) as n from isolation_run
               where county = $1 and plate = $2";
    let row = tx.query_opt(sql, &v![county, plate]).await?;
    row.as_ref().map_or(Ok(0), |row| row.int("n"))
}

fn run_of(row: &Row) -> Result<StoredRun, StoreError> {
    Ok(StoredRun {
        county: row.text("county")?.to_owned(),
        id: row.id("run_id", TransferRunId::from_uuid)?,
        site: row.id("site_id", IsolationSiteId::from_uuid)?,
        plate: row.text("plate")?.to_owned(),
        turn: row.int("turn")?,
        seats: row.int("seats")?,
        driver: row.text("driver_login")?.to_owned(),
        class: row.word("class", GuestClass::from_code)?,
        departs_at: row.moment("departs_at")?,
        arrives_at: row.moment("arrives_at")?,
        stops: serde_json::from_str(row.text("stops")?).map_err(|_| row.damaged("stops"))?,
        route: serde_json::from_str(row.text("route")?).map_err(|_| row.damaged("route"))?,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
