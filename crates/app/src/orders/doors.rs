//! Orders that send somebody to a door at once: to which grid, raised and called off, whoever asks.

use super::note;
use crate::caller::Request;
use crate::city::order_change;
use crate::messages::tell_of_retest;
use crate::register::community;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::AccountId;
use fangxian_core::orders::OrderState;
use fangxian_core::places::PlaceCode;
use fangxian_store::orders::{OrderFactKind, StoredOrder, order_insert, order_set_state};
use fangxian_store::places::grid_places_of_community;
use fangxian_store::{Tx, feed};

/// In which city and when something happens: the city's now, and the wall's.
#[derive(Clone, Copy)]
pub(crate) struct Within<'a> {
    /// The city.
    pub(crate) city: &'a City,
    /// The city's now.
    pub(crate) now: Moment,
    /// The wall's.
    pub(crate) wall: Moment,
    /// Who does it, where it is one who works here.
    pub(crate) by: Option<AccountId>,
}

impl Within<'_> {
    /// Of a request.
    pub(crate) fn of(req: &Request) -> Within<'_> {
        Within { city: &req.city, now: req.now, wall: req.wall, by: Some(req.caller.account) }
    }
}

/// The grid that goes to a door.
pub(crate) async fn grid_of(tx: &Tx, door: &PlaceCode) -> Result<Option<PlaceCode>, Refusal> {
    let Some(own) = community(door) else { return Ok(None) };
    let grids = grid_places_of_community(tx, &own).await?;
    Ok(grids.into_iter().find(|(_, place)| door.lies_within(place)).map(|(grid, _)| grid))
}

/// Raises an order and tells whoever answers for the door; nothing, and false, where its cause raised one
/// before.
pub(crate) async fn raise(tx: &Tx, at: Within<'_>, order: &StoredOrder) -> Result<bool, Refusal> {
    let is_new = order_insert(tx, order).await?;
    if is_new {
        note(tx, order, OrderFactKind::Raised, at.now, at.wall).await?;
        feed::append(tx, order_change(&at.city.key(), at.now, &order.county, order.id))?;
        tell_of_retest(tx, at, order).await?;
    }
    Ok(is_new)
}

/// Calls an order off: nothing calls for it any more.
pub(crate) async fn call_off(
    tx: &Tx,
    at: Within<'_>,
    mut order: StoredOrder,
) -> Result<(), Refusal> {
    order.state = OrderState::CalledOff;
    order.closed_at = Some(at.now);
    order_set_state(tx, &order).await?;
    note(tx, &order, OrderFactKind::CalledOff, at.now, at.wall).await?;
    feed::append(tx, order_change(&at.city.key(), at.now, &order.county, order.id))?;
    Ok(())
}
