//! Orders as a scope reaches them: one, a page, and their counts.

use super::{COLUMNS, StoredOrder, order_of};
use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::ids::{OrderId, ZoneId};
use fangxian_core::orders::OrderState;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Scope;
use fangxian_core::{CityDay, Moment};

/// One order, if the scope reaches the place that answers for it.
pub async fn order_by_id(
    tx: &Tx,
    scope: &Scope,
    id: OrderId,
) -> Result<Option<StoredOrder>, StoreError> {
    let mut reach = Reach::new(scope);
    let reached = reach.sql();
    let id = reach.bind(V::from(id));
    let sql = format!("select {COLUMNS} from work_order where {reached} and order_id = {id}");
    tx.query_opt(&sql, reach.values()).await?.as_ref().map(order_of).transpose()
}

/// Which orders to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct OrderFilter<'a> {
    /// Only of this zone.
    pub zone: Option<ZoneId>,
    /// Only of this grid or place.
    pub locus: Option<&'a PlaceCode>,
    /// Only in one of these states; every state where it is empty.
    pub states: &'a [OrderState],
    /// Only those that were due before this moment and are unfinished.
    pub overdue_at: Option<Moment>,
    /// Only those for this day.
    pub for_day: Option<CityDay>,
    /// Only those that were closed on this day.
    pub closed_on: Option<CityDay>,
    /// After this one, in the order of the list.
    pub after: Option<(Moment, OrderId)>,
}

/// Orders that the scope reaches, the soonest due first.
pub async fn orders_page(
    tx: &Tx,
    scope: &Scope,
    filter: OrderFilter<'_>,
    limit: i64,
) -> Result<Vec<StoredOrder>, StoreError> {
    let mut reach = Reach::new(scope);
    let mut sql = format!("select {COLUMNS} from work_order where {}", reach.sql());
    if let Some(zone) = filter.zone {
        sql += &format!(" and zone_id = {}", reach.bind(V::from(zone)));
    }
    if let Some(locus) = filter.locus {
        sql += &format!(" and locus = {}", reach.bind(V::from(locus)));
    }
    if let Some(at) = filter.overdue_at {
        sql +=
            &format!(" and state in ('open', 'claimed') and due_at < {}", reach.bind(V::from(at)));
    }
    if let Some(day) = filter.for_day {
        sql += &format!(" and for_day = {}", reach.bind(V::from(day)));
    }
    if let Some(day) = filter.closed_on {
        let start = reach.bind(V::from(day.starts_at()));
        let end = reach.bind(V::from(day.ends_at()));
        sql += &format!(" and closed_at >= {start} and closed_at <= {end}");
    }
    if !filter.states.is_empty() {
        let states: Vec<String> =
            filter.states.iter().map(|state| reach.bind(V::from(state.code()))).collect();
        sql += &format!(" and state in ({})", states.join(", "));
    }
    if let Some((due_at, id)) = filter.after {
        let due_at = reach.bind(V::from(due_at));
        let id = reach.bind(V::from(id));
        sql += &format!(" and (due_at, order_id) > ({due_at}, {id})");
    }
    sql += &format!(" order by due_at, order_id limit {}", reach.bind(V::from(limit)));
    tx.query(&sql, reach.values()).await?.iter().map(order_of).collect()
}

/// These orders, in the order asked for; one that is not there is left out.
pub async fn orders_by_ids(
    tx: &Tx,
    wanted: &[(PlaceCode, OrderId)],
) -> Result<Vec<StoredOrder>, StoreError> {
    let mut orders = Vec::with_capacity(wanted.len());
    for (county, id) in wanted {
        let sql = format!("select {COLUMNS} from work_order where county = $1 and order_id = $2");
        let row = tx.query_opt(&sql, &v![county, *id]).await?;
        orders.extend(row.as_ref().map(order_of).transpose()?);
    }
    Ok(orders)
}

/// Where an order stands: what it takes to count it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderStanding {
    /// Which order.
    pub id: OrderId,
    /// The county of the zone.
    pub county: PlaceCode,
    /// The place that answers for it.
    pub locus: PlaceCode,
    /// Where it is.
    pub state: OrderState,
    /// By when.
    pub due_at: Moment,
    /// When it was done or called off.
    pub closed_at: Option<Moment>,
    /// Counts the changes of the order.
    pub version: i64,
}

const STANDING: &str = "county, order_id, locus, state, due_at, closed_at, version";

/// Every order that is unfinished or was closed since a moment, the soonest due first.
pub async fn orders_standing(tx: &Tx, since: Moment) -> Result<Vec<OrderStanding>, StoreError> {
    let sql = format!(
        "select {STANDING} from work_order
         where state in ('open', 'claimed') or closed_at >= $1
         order by due_at, order_id"
    );
    tx.query(&sql, &v![since]).await?.iter().map(standing_of).collect()
}

/// Where these orders of one county stand.
pub async fn orders_standing_of(
    tx: &Tx,
    county: &PlaceCode,
    ids: &[OrderId],
) -> Result<Vec<OrderStanding>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = vec![V::from(county)];
    values.extend(ids.iter().map(|id| V::from(*id)));
    let sql = format!(
        "select {STANDING} from work_order where county = $1 and order_id in ({})",
        holes(2, ids.len())
    );
    tx.query(&sql, &values).await?.iter().map(standing_of).collect()
}

fn standing_of(row: &Row) -> Result<OrderStanding, StoreError> {
    Ok(OrderStanding {
        id: row.id("order_id", OrderId::from_uuid)?,
        county: row.place("county")?,
        locus: row.place("locus")?,
        state: row.word("state", OrderState::from_code)?,
        due_at: row.moment("due_at")?,
        closed_at: row.opt_moment("closed_at")?,
        version: row.int("version")?,
    })
}

/// The condition that keeps a statement within a scope, and the values bound so far. Only column
/// names and `$n` enter the text; every value is bound.
struct Reach {
    values: Vec<V>,
    conditions: Vec<String>,
}

impl Reach {
    fn new(scope: &Scope) -> Reach {
        let mut reach = Reach { values: Vec::new(), conditions: Vec::new() };
        for place in scope.jurisdictions() {
            let code = place.as_str();
            // Digits nest by length; after the twelfth a part ends with a hyphen, so that building
            // 1 does not reach building 11. ':' follows '9' and '.' follows '-' in the byte order.
            let (from, to) = if code.len() < 12 {
                (code.to_owned(), format!("{code}:"))
            } else {
                (format!("{code}-"), format!("{code}."))
            };
            let own = reach.bind(V::from(place));
            let (from, to) = (reach.bind(V::from(from)), reach.bind(V::from(to)));
            let mut condition = format!("(locus = {own} or (locus >= {from} and locus < {to}))");
            if code.len() >= 6 {
                let county = reach.bind(V::from(place.county()));
                condition = format!("(county = {county} and {condition})");
            }
            reach.conditions.push(condition);
        }
        reach
    }

    fn sql(&self) -> String {
        if self.conditions.is_empty() {
            return "1 = 0".to_owned();
        }
        format!("({})", self.conditions.join(" or "))
    }

    fn bind(&mut self, value: V) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn values(&self) -> &[V] {
        &self.values
    }
}
