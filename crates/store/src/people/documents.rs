//! People by what names them: documents and phones, by keyed indexes.

use super::{COLUMNS, StoredPerson, person_of};
use crate::db::many::holes;
use crate::{StoreError, Tx, V};

/// Who holds one of these documents, by their keyed indexes, in these counties.
pub async fn people_by_documents(
    tx: &Tx,
    counties: &[String],
    indexes: &[Vec<u8>],
) -> Result<Vec<StoredPerson>, StoreError> {
    by_documents(tx, counties, indexes, "and gone_at is null").await
}

async fn by_documents(
    tx: &Tx,
    counties: &[String],
    indexes: &[Vec<u8>],
    counted: &str,
) -> Result<Vec<StoredPerson>, StoreError> {
    let mut found = Vec::new();
    for part in indexes.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from person
             where county in ({}) {counted} and document_index in ({})",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|index| V::from(index.clone())));
        for row in &tx.query(&sql, &values).await? {
            found.push(person_of(row)?);
        }
    }
    Ok(found)
}

/// The same with those who are no longer counted here: what was found of somebody stays his when he
/// moves to another community.
pub async fn people_ever_by_documents(
    tx: &Tx,
    counties: &[String],
    indexes: &[Vec<u8>],
) -> Result<Vec<StoredPerson>, StoreError> {
    by_documents(tx, counties, indexes, "").await
}

/// Who holds one of these documents or answers one of these phones, by their keyed indexes, in
/// these counties.
pub async fn people_by_numbers(
    tx: &Tx,
    counties: &[String],
    indexes: &[Vec<u8>],
) -> Result<Vec<StoredPerson>, StoreError> {
    let mut found = people_by_documents(tx, counties, indexes).await?;
    let sql = format!(
        "select {COLUMNS} from person
         where county in ({}) and gone_at is null and phone_index in ({})",
        holes(1, counties.len()),
        holes(1 + counties.len(), indexes.len())
    );
    let mut values: Vec<V> = counties.iter().map(V::from).collect();
    values.extend(indexes.iter().map(|index| V::from(index.clone())));
    for row in &tx.query(&sql, &values).await? {
        found.push(person_of(row)?);
    }
    Ok(found)
}
