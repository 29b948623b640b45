//! Orders and what was done to them.

mod operations;
mod reach;
mod row;

pub use operations::orders_of_operations;
pub use reach::{
    OrderFilter, OrderStanding, order_by_id, orders_by_ids, orders_page, orders_standing,
    orders_standing_of,
};

use row::order_of;

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::ids::{AntigenReportId, OrderFactId, OrderId, ZoneId};
use fangxian_core::orders::{OrderKind, OrderSource, OrderState};
use fangxian_core::places::PlaceCode;
use fangxian_core::sampling::TubeCode;
use fangxian_core::{CityDay, Moment, coded};

/// An order as the store has it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredOrder {
    /// Which order.
    pub id: OrderId,
    /// The county in which the work is.
    pub county: PlaceCode,
    /// What calls for it.
    pub source: OrderSource,
    /// The same cause raises one order.
    pub cause: String,
    /// What kind.
    pub kind: OrderKind,
    /// Where.
    pub place: PlaceCode,
    /// The grid that it goes to.
    pub grid: Option<PlaceCode>,
    /// The day it is for.
    pub for_day: CityDay,
    /// By when.
    pub due_at: Moment,
    /// What to do.
    pub instruction: String,
    /// Why, in the authority's words.
    pub ground: String,
    /// Where it is.
    pub state: OrderState,
    /// How often it was handed back.
    pub handed_back: i64,
    /// The sign-in name of who is at it, or did it.
    pub claimed_by: Option<String>,
    /// When it was done or called off.
    pub closed_at: Option<Moment>,
    /// When it was raised.
    pub created_at: Moment,
    /// Counts the changes of this row.
    pub version: i64,
}

impl StoredOrder {
    /// The place that answers for it: its grid, or where there is none, its place.
    pub fn locus(&self) -> &PlaceCode {
        self.grid.as_ref().unwrap_or(&self.place)
    }
}

/// What somebody did to an order.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredOrderFact {
    /// Which fact.
    pub id: OrderFactId,
    /// The county of the order.
    pub county: PlaceCode,
    /// The order.
    pub order: OrderId,
    /// raised, claimed, done, handed_back, called_off.
    pub kind: OrderFactKind,
    /// When.
    pub at: Moment,
    /// The sign-in name of who; none where the rules did it.
    pub by: Option<String>,
    /// Evidence, reason or note, as JSON.
    pub body: String,
    /// SHA-256 of who, what and the body, by which a repeat is known from another act with the
    /// same id.
    pub body_sha256: String,
}

coded! {
    /// The kinds of what can be done to an order.
    OrderFactKind {
        /// The rules called for it.
        Raised = "raised",
        /// Somebody took it.
        Claimed = "claimed",
        /// Done, with evidence.
        Done = "done",
        /// Given back, with a reason.
        HandedBack = "handed_back",
        /// The rules no longer call for it.
        CalledOff = "called_off",
    }
}

const COLUMNS: &str = "county, order_id, zone_id, cause, kind, level, since_day, place, grid_code, \
     for_day, due_at, instruction, ground, state, handed_back, claimed_by, closed_at, created_at, \
     version, tube_code, antigen_report, operation_id";

/// Adds an order unless its cause has raised one already. True where it was added.
pub async fn order_insert(tx: &Tx, order: &StoredOrder) -> Result<bool, StoreError> {
    let (zone, level, since) = match order.source {
        OrderSource::Zone { zone, level, since } => (Some(zone), Some(level), Some(since)),
        OrderSource::Ledgers
        | OrderSource::Frequency
        | OrderSource::Tube(_)
        | OrderSource::Antigen(_)
        | OrderSource::Code
        | OrderSource::Verification
        | OrderSource::Operation(_)
        | OrderSource::Contact => (None, None, None),
    };
    let (tube, antigen, operation) = match order.source {
        OrderSource::Tube(code) => (Some(code.to_string()), None, None),
        OrderSource::Antigen(report) => (None, Some(report.uuid()), None),
        OrderSource::Operation(operation) => (None, None, Some(operation.uuid())),
        OrderSource::Zone { .. }
        | OrderSource::Ledgers
        | OrderSource::Frequency
        | OrderSource::Code
        | OrderSource::Verification
        | OrderSource::Contact => (None, None, None),
    };
    let added = tx
        .exec(
            "insert into work_order (county, order_id, zone_id, cause, kind, level, since_day,
                 place, grid_code, locus, for_day, due_at, instruction, ground, state, created_at,
                 tube_code, antigen_report, operation_id)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'open', $15,
                 $16, $17, $18)
             on conflict (county, cause) do nothing",
            &v![
                &order.county,
                order.id,
                zone,
                order.cause.as_str(),
                order.kind.code(),
                level,
                since,
                &order.place,
                order.grid.as_ref(),
                order.locus(),
                order.for_day,
                order.due_at,
                order.instruction.as_str(),
                order.ground.as_str(),
                order.created_at,
                tube,
                antigen,
                operation,
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Writes where an order now is, if the row is still at the version that was read.
pub async fn order_set_state(tx: &Tx, order: &StoredOrder) -> Result<(), StoreError> {
    tx.exec_versioned(
        "order",
        "update work_order
             set state = $1, handed_back = $2, claimed_by = $3, closed_at = $4,
                 version = version + 1
             where county = $5 and order_id = $6 and version = $7",
        &v![
            order.state.code(),
            order.handed_back,
            order.claimed_by.as_deref(),
            order.closed_at,
            &order.county,
            order.id,
            order.version,
        ],
    )
    .await
}

/// Adds what somebody did.
pub async fn order_fact_insert(tx: &Tx, fact: &StoredOrderFact) -> Result<(), StoreError> {
    tx.exec(
        "insert into work_order_fact (county, fact_id, order_id, kind, at, by_account, body,
             body_sha256)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &v![
            &fact.county,
            fact.id,
            fact.order,
            fact.kind.code(),
            fact.at,
            fact.by.as_deref(),
            fact.body.as_str(),
            fact.body_sha256.as_str(),
        ],
    )
    .await?;
    Ok(())
}

/// One fact by its id, in any county: a phone that sends twice is answered with what it did.
pub async fn order_fact_by_id(
    tx: &Tx,
    county: &PlaceCode,
    id: OrderFactId,
) -> Result<Option<StoredOrderFact>, StoreError> {
    let row = tx
        .query_opt(
            "select county, fact_id, order_id, kind, at, by_account, body, body_sha256
             from work_order_fact where county = $1 and fact_id = $2",
            &v![county, id],
        )
        .await?;
    row.as_ref().map(fact_of).transpose()
}

/// What was done to an order, in order.
pub async fn order_facts(tx: &Tx, order: &StoredOrder) -> Result<Vec<StoredOrderFact>, StoreError> {
    tx.query(
        "select county, fact_id, order_id, kind, at, by_account, body, body_sha256
         from work_order_fact where county = $1 and order_id = $2 order by at, fact_id",
        &v![&order.county, order.id],
    )
    .await?
    .iter()
    .map(fact_of)
    .collect()
}

fn fact_of(row: &Row) -> Result<StoredOrderFact, StoreError> {
    Ok(StoredOrderFact {
        id: row.id("fact_id", OrderFactId::from_uuid)?,
        county: row.place("county")?,
        order: row.id("order_id", OrderId::from_uuid)?,
        kind: row.word("kind", OrderFactKind::from_code)?,
        at: row.moment("at")?,
        by: row.opt_text("by_account")?.map(str::to_owned),
        body: row.text("body")?.to_owned(),
        body_sha256: row.text("body_sha256")?.to_owned(),
    })
}

/// The unfinished orders of a zone, for the rules to call off.
pub async fn orders_unfinished(
    tx: &Tx,
    county: &PlaceCode,
    zone: ZoneId,
) -> Result<Vec<StoredOrder>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from work_order
         where county = $1 and zone_id = $2 and state in ('open', 'claimed')
         order by due_at, order_id"
    );
    tx.query(&sql, &v![county, zone]).await?.iter().map(order_of).collect()
}

/// The unfinished orders whose place lies within one.
pub async fn orders_unfinished_within(
    tx: &Tx,
    place: &PlaceCode,
) -> Result<Vec<StoredOrder>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from work_order
         where county = $1 and state in ('open', 'claimed') and place >= $2 and place < $3
         order by due_at, order_id"
    );
    let (first, end) = crate::places::code_range(place);
    tx.query(&sql, &v![place.county(), first, end]).await?.iter().map(order_of).collect()
}

/// The tours through the ledgers of a community on a day, whatever became of them.
pub async fn tours_of_day(
    tx: &Tx,
    community: &PlaceCode,
    day: CityDay,
) -> Result<Vec<StoredOrder>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from work_order
         where county = $1 and place = $2 and for_day = $3 and kind = $4
         order by order_id"
    );
    let kind = OrderKind::LedgerTour.code();
    let values = v![community.county(), community, day, kind];
    tx.query(&sql, &values).await?.iter().map(order_of).collect()
}

/// The orders of a community for who is late for a test: those of a day, whatever became of them,
/// and those of days before that are unfinished.
pub async fn late_orders(
    tx: &Tx,
    community: &PlaceCode,
    day: CityDay,
) -> Result<Vec<StoredOrder>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from work_order
         where county = $1 and place = $2 and kind = $4
             and (for_day = $3 or state in ('open', 'claimed'))
         order by for_day, order_id"
    );
    let kind = OrderKind::TestLate.code();
    let values = v![community.county(), community, day, kind];
    tx.query(&sql, &values).await?.iter().map(order_of).collect()
}

/// The communities of these counties that have such an order unfinished.
pub async fn late_order_places(tx: &Tx, counties: &[String]) -> Result<Vec<PlaceCode>, StoreError> {
    let sql = "select distinct place from work_order
               where county = $1 and state in ('open', 'claimed') and kind = $2 order by place";
    let mut places = Vec::new();
    for county in counties {
        for row in &tx.query(sql, &v![county, OrderKind::TestLate.code()]).await? {
            places.push(row.place("place")?);
        }
    }
    Ok(places)
}

/// The unfinished orders that a tube calls for.
pub async fn orders_of_tube(tx: &Tx, tube: TubeCode) -> Result<Vec<StoredOrder>, StoreError> {
    let mut orders = orders_of_tube_all(tx, tube).await?;
    orders.retain(|order| order.state.is_unfinished());
    Ok(orders)
}

/// The orders that a tube called for, whatever became of them.
pub async fn orders_of_tube_all(tx: &Tx, tube: TubeCode) -> Result<Vec<StoredOrder>, StoreError> {
    let sql = format!("select {COLUMNS} from work_order where tube_code = $1 order by order_id");
    tx.query(&sql, &v![tube.to_string()]).await?.iter().map(order_of).collect()
}

/// The orders that these antigen tests called for, whatever became of them.
pub async fn orders_of_antigen(
    tx: &Tx,
    counties: &[String],
    reports: &[AntigenReportId],
) -> Result<Vec<StoredOrder>, StoreError> {
    let mut found = Vec::new();
    for part in reports.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from work_order where county in ({}) and antigen_report in ({})
             order by order_id",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push(order_of(row)?);
        }
    }
    Ok(found)
}

/// Writes anew what an order says, if the row is still at the version that was read.
pub async fn order_set_instruction(
    tx: &Tx,
    order: &StoredOrder,
    instruction: &str,
) -> Result<(), StoreError> {
    tx.exec_versioned(
        "order",
        "update work_order set instruction = $1, version = version + 1
         where county = $2 and order_id = $3 and version = $4",
        &v![instruction, &order.county, order.id, order.version],
    )
    .await
}

/// Gives an order to a grid, if the row is still at the version that was read.
pub async fn order_set_locus(
    tx: &Tx,
    order: &StoredOrder,
    grid: &PlaceCode,
) -> Result<(), StoreError> {
    tx.exec_versioned(
        "order",
        "update work_order set grid_code = $1, locus = $1, version = version + 1
         where county = $2 and order_id = $3 and version = $4",
        &v![grid, &order.county, order.id, order.version],
    )
    .await
}
