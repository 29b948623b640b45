//! Orders that are steps of an operation.

use super::{COLUMNS, StoredOrder, order_of};
use crate::db::many::holes;
use crate::{StoreError, Tx, V};
use fangxian_core::ids::OperationId;

/// The steps of these operations, whatever became of them, in the order of their terms.
pub async fn orders_of_operations(
    tx: &Tx,
    counties: &[String],
    operations: &[OperationId],
) -> Result<Vec<StoredOrder>, StoreError> {
    let mut found = Vec::new();
    for part in operations.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from work_order where county in ({}) and operation_id in ({})
             order by operation_id, due_at, order_id",
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
