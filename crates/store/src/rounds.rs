//! Rounds and what was ticked in them.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, RoundFactId, RoundId};
use fangxian_core::places::PlaceCode;
use fangxian_core::rounds::{Means, Outcome, RoundKind, Tick};
use uuid::Uuid;

/// A round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRound {
    /// Which round.
    pub id: RoundId,
    /// Of whom: everybody within this place.
    pub place: PlaceCode,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub kind: RoundKind,
    /// When it was opened.
    pub opened_at: Moment,
    /// By whom, by sign-in name.
    pub opened_by: String,
    /// When and by whom it was closed.
    pub closed: Option<(Moment, String)>,
    /// One more with each change.
    pub version: i64,
}

/// A tick as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTick {
    /// In which round.
    pub round: RoundId,
    /// The community of whom it is about.
    pub community: PlaceCode,
    /// What was ticked.
    pub tick: Tick,
    /// What was written beside it, sealed.
    pub note: Option<Vec<u8>>,
    /// By our clock.
    pub received_at: Moment,
    /// The keyed fingerprint of what was sent: the same id with another is kept aside.
    pub body_mac: Vec<u8>,
}

const COLUMNS: &str = "county, round_id, place, name, kind, opened_at, opened_by, closed_at, \
     closed_by, version";

/// Opens a round.
pub async fn round_insert(tx: &Tx, round: &StoredRound) -> Result<(), StoreError> {
    tx.exec(
        "insert into round (county, round_id, place, name, kind, opened_at, opened_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        &v![
            round.place.county(),
            round.id.uuid(),
            &round.place,
            &round.name,
            round.kind.code(),
            round.opened_at,
            &round.opened_by,
        ],
    )
    .await?;
    Ok(())
}

/// Closes a round, if nobody changed it meanwhile.
pub async fn round_close(tx: &Tx, round: &StoredRound) -> Result<(), StoreError> {
    let (at, by) = round.closed.clone().unzip();
    tx.exec_versioned(
        "round",
        "update round set closed_at = $1, closed_by = $2, version = version + 1
         where county = $3 and round_id = $4 and version = $5",
        &v![at, by, round.place.county(), round.id.uuid(), round.version],
    )
    .await
}

/// All rounds, the latest first. A city opens some thousands in a year; the caller keeps to his
/// own.
pub async fn rounds_all(tx: &Tx) -> Result<Vec<StoredRound>, StoreError> {
    let sql = format!("select {COLUMNS} from round order by opened_at desc, round_id desc");
    tx.query(&sql, &[]).await?.iter().map(round_of).collect()
}

/// A round by its id, in any county.
pub async fn round_by_id(tx: &Tx, id: RoundId) -> Result<Option<StoredRound>, StoreError> {
    let sql = format!("select {COLUMNS} from round where round_id = $1");
    tx.query_opt(&sql, &v![id.uuid()]).await?.as_ref().map(round_of).transpose()
}

/// A tick as its row, in the order of [`TICK_COLUMNS`].
pub(crate) fn tick_row(one: &StoredTick) -> [V; 14] {
    let tick = &one.tick;
    let replaces: Vec<String> = tick.replaces.iter().map(ToString::to_string).collect();
    v![
        one.community.county(),
        tick.id.uuid(),
        one.round.uuid(),
        &one.community,
        tick.person.uuid(),
        tick.outcome.code(),
        one.note.clone(),
        tick.back_on,
        replaces.join(","),
        tick.means.code(),
        tick.seen_at,
        one.received_at,
        &tick.by,
        one.body_mac.clone(),
    ]
}

pub(crate) const TICK_COLUMNS: &str = "county, fact_id, round_id, community, person_id, outcome, \
     note_sealed, back_on, replaces, means, seen_at, received_at, by_login, body_mac";

/// Adds ticks. One whose id is known is passed over: compare first.
pub async fn ticks_insert(tx: &Tx, ticks: &[StoredTick]) -> Result<u64, StoreError> {
    let rows = ticks.iter().map(tick_row).collect();
    tx.exec_rows(
        "insert into round_fact (county, fact_id, round_id, community, person_id, outcome,
             note_sealed, back_on, replaces, means, seen_at, received_at, by_login, body_mac)
         values {rows}
         on conflict (county, fact_id) do nothing",
        rows,
    )
    .await
}

/// Those of these ticks that are known.
pub async fn ticks_by_ids(
    tx: &Tx,
    county: &str,
    ids: &[RoundFactId],
) -> Result<Vec<StoredTick>, StoreError> {
    let mut found = Vec::new();
    for part in ids.chunks(500) {
        let sql = format!(
            "select {TICK_COLUMNS} from round_fact where county = $1 and fact_id in ({})",
            holes(2, part.len())
        );
        let mut values = vec![V::from(county)];
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push(tick_of(row)?);
        }
    }
    Ok(found)
}

/// What was ticked in a community in a round and received from `since` on.
pub async fn ticks_of_community(
    tx: &Tx,
    round: RoundId,
    community: &PlaceCode,
    since: Moment,
) -> Result<Vec<StoredTick>, StoreError> {
    let sql = format!(
        "select {TICK_COLUMNS} from round_fact
         where county = $1 and round_id = $2 and community = $3 and received_at >= $4"
    );
    let rows = tx.query(&sql, &v![community.county(), round.uuid(), community, since]).await?;
    rows.iter().map(tick_of).collect()
}

/// What was ticked of these people in a round and received from `since` on, wherever they were
/// counted then.
pub async fn ticks_of_people(
    tx: &Tx,
    round: RoundId,
    counties: &[String],
    people: &[PersonId],
    since: Moment,
) -> Result<Vec<StoredTick>, StoreError> {
    let mut found = Vec::new();
    for part in people.chunks(500) {
        let sql = format!(
            "select {TICK_COLUMNS} from round_fact
             where round_id = $1 and received_at >= $2 and county in ({}) and person_id in ({})",
            holes(3, counties.len()),
            holes(3 + counties.len(), part.len())
        );
        let mut values: Vec<V> = v![round.uuid(), since].into();
        values.extend(counties.iter().map(V::from));
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push(tick_of(row)?);
        }
    }
    Ok(found)
}

/// Keeps a capture aside that says something else under an id that is taken.
pub async fn tick_set_aside(
    tx: &Tx,
    county: &str,
    aside: Uuid,
    fact: RoundFactId,
    body: Vec<u8>,
    by: &str,
    at: Moment,
) -> Result<(), StoreError> {
    tx.exec(
        "insert into round_fact_aside (county, aside_id, fact_id, body_sealed, by_login,
             received_at)
         values ($1, $2, $3, $4, $5, $6)",
        &v![county, aside, fact.uuid(), body, by, at],
    )
    .await?;
    Ok(())
}

fn round_of(row: &Row) -> Result<StoredRound, StoreError> {
    let closed_by = row.opt_text("closed_by")?.map(str::to_owned);
    Ok(StoredRound {
        id: row.id("round_id", RoundId::from_uuid)?,
        place: row.place("place")?,
        name: row.text("name")?.to_owned(),
        kind: row.word("kind", RoundKind::from_code)?,
        opened_at: row.moment("opened_at")?,
        opened_by: row.text("opened_by")?.to_owned(),
        closed: row.opt_moment("closed_at")?.zip(closed_by),
        version: row.int("version")?,
    })
}

fn tick_of(row: &Row) -> Result<StoredTick, StoreError> {
    let replaces = row.text("replaces")?;
    let replaces: Option<Vec<RoundFactId>> =
        replaces.split(',').filter(|id| !id.is_empty()).map(RoundFactId::parse).collect();
    Ok(StoredTick {
        round: row.id("round_id", RoundId::from_uuid)?,
        community: row.place("community")?,
        tick: Tick {
            id: row.id("fact_id", RoundFactId::from_uuid)?,
            person: row.id("person_id", PersonId::from_uuid)?,
            outcome: row.word("outcome", Outcome::from_code)?,
            back_on: row.opt_day("back_on")?,
            replaces: replaces.ok_or_else(|| row.damaged("replaces"))?,
            seen_at: row.moment("seen_at")?,
            by: row.text("by_login")?.to_owned(),
            means: row.word("means", Means::from_code)?,
        },
        note: row.opt_bytes("note_sealed")?.map(<[u8]>::to_vec),
        received_at: row.moment("received_at")?,
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
