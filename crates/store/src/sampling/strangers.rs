//! Whom no register knew when his sample was taken, and who he was found to be.

use super::{Taken, code_of};
use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, RoundId, TubePartId};
use fangxian_core::places::PlaceCode;
use fangxian_core::sampling::TubeCode;
use uuid::Uuid;

/// Somebody whom no register knew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredStranger {
    /// The part that holds what was taken down of him, sealed.
    pub part: TubePartId,
    /// His place in the tube, from 0.
    pub position: i64,
    /// The tube.
    pub tube: TubeCode,
    /// Where the table stood: who looks him up.
    pub community: PlaceCode,
    /// The keyed index of his document.
    pub document_index: Option<Vec<u8>>,
    /// For which round.
    pub round: RoundId,
    /// When the swab was taken, by our clock.
    pub taken_at: Moment,
    /// When we heard of it.
    pub received_at: Moment,
    /// Whether somebody has said who he is.
    pub is_matched: bool,
}

/// That a stranger is somebody of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMatch {
    /// Which fact.
    pub id: Uuid,
    /// Where that person is counted.
    pub community: PlaceCode,
    /// The sample, of that person.
    pub taken: Taken,
    /// Who says so, by sign-in name.
    pub by: String,
    /// Why.
    pub reason: String,
}

const COLUMNS: &str = "county, part_id, position, tube_code, community, document_index, round_id, \
     taken_at, received_at, is_matched";

/// Adds strangers. One that is known is passed over.
pub async fn strangers_insert(tx: &Tx, strangers: &[StoredStranger]) -> Result<u64, StoreError> {
    let row = |one: &StoredStranger| -> [V; 10] {
        v![
            one.community.county(),
            one.part.uuid(),
            one.position,
            one.tube.to_string(),
            &one.community,
            one.document_index.clone(),
            one.round.uuid(),
            one.taken_at,
            one.received_at,
            i64::from(one.is_matched),
        ]
    };
    tx.exec_rows(
        "insert into stranger (county, part_id, position, tube_code, community, document_index,
             round_id, taken_at, received_at, is_matched)
         values {rows}
         on conflict (county, part_id, position) do nothing",
        strangers.iter().map(row).collect(),
    )
    .await
}

/// The strangers of a community's tables that were received from `since` on.
pub async fn strangers_of_community(
    tx: &Tx,
    community: &PlaceCode,
    since: Moment,
) -> Result<Vec<StoredStranger>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from stranger
         where county = $1 and community = $2 and received_at >= $3
         order by received_at, part_id, position"
    );
    tx.query(&sql, &v![community.county(), community, since])
        .await?
        .iter()
        .map(stranger_of)
        .collect()
}

/// The strangers with this document in these counties.
pub async fn strangers_by_document(
    tx: &Tx,
    counties: &[String],
    index: &[u8],
) -> Result<Vec<StoredStranger>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from stranger where document_index = $1 and county in ({})
         order by taken_at",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(index.to_vec())];
    values.extend(counties.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(stranger_of).collect()
}

/// The strangers of whom nobody has said who they are, with one of these documents, in these
/// counties.
pub async fn strangers_by_documents(
    tx: &Tx,
    counties: &[String],
    indexes: &[Vec<u8>],
) -> Result<Vec<StoredStranger>, StoreError> {
    let of = indexes.iter().map(|index| V::from(index.clone())).collect();
    strangers_by(tx, counties, "document_index", of).await
}

/// The same of these parts.
pub async fn strangers_of_parts(
    tx: &Tx,
    counties: &[String],
    parts: &[TubePartId],
) -> Result<Vec<StoredStranger>, StoreError> {
    let of = parts.iter().map(|part| V::from(part.uuid())).collect();
    strangers_by(tx, counties, "part_id", of).await
}

async fn strangers_by(
    tx: &Tx,
    counties: &[String],
    column: &str,
    of: Vec<V>,
) -> Result<Vec<StoredStranger>, StoreError> {
    let mut found = Vec::new();
    for some in of.chunks(500) {
        let sql = format!(
            "select {COLUMNS} from stranger
             where is_matched = 0 and county in ({}) and {column} in ({})
             order by taken_at, part_id, position",
            holes(1, counties.len()),
            holes(1 + counties.len(), some.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(some.iter().cloned());
        for row in &tx.query(&sql, &values).await? {
            found.push(stranger_of(row)?);
        }
    }
    Ok(found)
}

/// Notes who strangers were found to be. Returns how many nobody had said anything of.
pub async fn strangers_match(tx: &Tx, matches: &[StoredMatch]) -> Result<u64, StoreError> {
    let row = |one: &StoredMatch| -> [V; 12] {
        let taken = &one.taken;
        v![
            one.community.county(),
            one.id,
            &one.community,
            taken.person.uuid(),
            taken.part.uuid(),
            taken.position,
            taken.tube.to_string(),
            taken.round.uuid(),
            taken.taken_at,
            taken.received_at,
            &one.by,
            &one.reason,
        ]
    };
    tx.exec_rows(
        "insert into stranger_fact (county, fact_id, community, person_id, part_id, position,
             tube_code, round_id, taken_at, received_at, by_login, reason)
         values {rows}
         on conflict do nothing",
        matches.iter().map(row).collect(),
    )
    .await
}

/// Takes a stranger off the list of those whom nobody knows. Returns whether he was on it.
pub async fn stranger_known(tx: &Tx, stranger: &StoredStranger) -> Result<bool, StoreError> {
    let n = tx
        .exec(
            "update stranger set is_matched = 1
             where county = $1 and part_id = $2 and position = $3 and is_matched = 0",
            &v![stranger.community.county(), stranger.part.uuid(), stranger.position],
        )
        .await?;
    Ok(n == 1)
}

/// The samples of strangers who were found to be counted in a community, noted from `since` on;
/// those of one round, where it is given. With each the sign-in name of who said so.
pub async fn matched_of_community(
    tx: &Tx,
    community: &PlaceCode,
    round: Option<RoundId>,
    since: Moment,
) -> Result<Vec<(Taken, String)>, StoreError> {
    let mut sql = "select part_id, position, tube_code, round_id, person_id, taken_at, received_at,
             by_login
         from stranger_fact where county = $1 and community = $2 and received_at >= $3"
        .to_owned();
    let mut values: Vec<V> = v![community.county(), community, since].into();
    if let Some(round) = round {
        sql.push_str(" and round_id = $4");
        values.push(V::from(round.uuid()));
    }
    let row = |row: &Row| {
        let taken = Taken {
            part: row.id("part_id", TubePartId::from_uuid)?,
            position: row.int("position")?,
            tube: code_of(row)?,
            round: row.id("round_id", RoundId::from_uuid)?,
            person: row.id("person_id", PersonId::from_uuid)?,
            taken_at: row.moment("taken_at")?,
            received_at: row.moment("received_at")?,
        };
        Ok((taken, row.text("by_login")?.to_owned()))
    };
    tx.query(&sql, &values).await?.iter().map(row).collect()
}

/// Who the strangers of these tubes were found to be, in these counties.
pub async fn matched_of_tubes(
    tx: &Tx,
    counties: &[String],
    codes: &[TubeCode],
) -> Result<Vec<(TubeCode, PersonId, i64)>, StoreError> {
    let sql = format!(
        "select tube_code, person_id, position from stranger_fact
         where county in ({}) and tube_code in ({})",
        holes(1, counties.len()),
        holes(1 + counties.len(), codes.len())
    );
    let mut values: Vec<V> = counties.iter().map(V::from).collect();
    values.extend(codes.iter().map(|code| V::from(code.to_string())));
    let rows = tx.query(&sql, &values).await?;
    let row = |row: &Row| {
        Ok((code_of(row)?, row.id("person_id", PersonId::from_uuid)?, row.int("position")?))
    };
    rows.iter().map(row).collect()
}

fn stranger_of(row: &Row) -> Result<StoredStranger, StoreError> {
    Ok(StoredStranger {
        part: row.id("part_id", TubePartId::from_uuid)?,
        position: row.int("position")?,
        tube: code_of(row)?,
        community: row.place("community")?,
        document_index: row.opt_bytes("document_index")?.map(<[u8]>::to_vec),
        round: row.id("round_id", RoundId::from_uuid)?,
        taken_at: row.moment("taken_at")?,
        received_at: row.moment("received_at")?,
        is_matched: row.flag("is_matched")?,
    })
}
