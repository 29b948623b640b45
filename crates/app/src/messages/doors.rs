//! What those hear who go from door to door: which door, and nobody's name.

use super::{Said, send_from};
use crate::Refusal;
use crate::orders::Within;
use fangxian_core::orders::{OrderKind, OrderSource};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Role;
use fangxian_store::Tx;
use fangxian_store::accounts::accounts_answering;
use fangxian_store::orders::StoredOrder;

/// Tells whoever answers for a door that somebody must go there at once.
pub(crate) async fn tell_of_retest(
    tx: &Tx,
    at: Within<'_>,
    order: &StoredOrder,
) -> Result<(), Refusal> {
    let around: Vec<PlaceCode> =
        std::iter::successors(Some(order.locus().clone()), PlaceCode::parent).collect();
    let mut roles = vec![Role::CommunityRegistrar, Role::GridWorker];
    if order.kind == OrderKind::FollowAlarm {
        roles.push(Role::CommunityDoctor);
    }
    let readers = accounts_answering(tx, &roles, &around, None, at.wall.city_day()).await?;
    let (id, locus) = (order.id, order.locus().clone());
    let said = match order.source {
        OrderSource::Antigen(_) => Said::AntigenDue { order: id, locus },
        OrderSource::Code => Said::CodeTellDue { order: id, locus },
        // The squad has one message for all steps of its operation.
        OrderSource::Operation(_) if order.kind != OrderKind::CaseDoor => return Ok(()),
        OrderSource::Operation(_) => Said::CaseDoorDue { order: id, locus },
        OrderSource::Verification => Said::ContactCheckDue { order: id, locus },
        OrderSource::Contact => Said::ContactDue { order: id, locus },
        OrderSource::Zone { .. }
        | OrderSource::Ledgers
        | OrderSource::Frequency
        | OrderSource::Tube(_) => Said::RetestDue { order: id, locus },
    };
    send_from(tx, at, readers, said).await
}
