//! Ledgers, as sealed as they came: the store does not know what anybody is on a ledger for.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::ids::{LedgerEntryId, LedgerFactId, OwnLedgerId, PersonId};
use fangxian_core::ledgers::{EntryOrigin, LedgerFactKind, Visited};
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};

/// A ledger that a community keeps under a name of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLedger {
    /// Which ledger.
    pub id: OwnLedgerId,
    /// Whose.
    pub community: PlaceCode,
    /// What it is called.
    pub name: String,
    /// When it was made.
    pub opened_at: Moment,
    /// By whom, by sign-in name.
    pub opened_by: String,
    /// When it was closed.
    pub closed_at: Option<Moment>,
    /// One more with each change.
    pub version: i64,
}

/// Somebody on a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// Which entry.
    pub id: LedgerEntryId,
    /// On the ledger of which community.
    pub community: PlaceCode,
    /// Who.
    pub person: PersonId,
    /// The keyed index of the person and the matter.
    pub matter_index: Vec<u8>,
    /// What it says, sealed.
    pub content: Vec<u8>,
    /// How it came about.
    pub origin: EntryOrigin,
    /// When it was made.
    pub entered_at: Moment,
    /// When somebody ended it.
    pub ended_at: Option<Moment>,
    /// One more with each change.
    pub version: i64,
}

/// What was done to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLedgerFact {
    /// Made where it was done.
    pub id: LedgerFactId,
    /// Which entry.
    pub entry: LedgerEntryId,
    /// On the ledger of which community.
    pub community: PlaceCode,
    /// What.
    pub kind: LedgerFactKind,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// The version that it assumed.
    pub assumed_version: i64,
    /// The whole entry afterwards and the reason, sealed.
    pub body: Vec<u8>,
    /// The keyed fingerprint of what was asked for: the same id with another is refused.
    pub body_mac: Vec<u8>,
}

/// That a candidate was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPass {
    /// Made where it was done.
    pub id: LedgerFactId,
    /// Of which community.
    pub community: PlaceCode,
    /// Who was passed over.
    pub person: PersonId,
    /// The keyed index of the person, the category and what the rule rests on.
    pub ground_index: Vec<u8>,
    /// When.
    pub at: Moment,
    /// Who did it, by sign-in name.
    pub by: String,
    /// Why, sealed.
    pub reason: Vec<u8>,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const OWN_COLUMNS: &str = "county, ledger_id, community, name, opened_at, opened_by, closed_at, \
     version";

/// Makes a ledger of a community's own.
pub async fn own_ledger_insert(tx: &Tx, one: &OwnLedger) -> Result<(), StoreError> {
    tx.exec(
        "insert into own_ledger (county, ledger_id, community, name, opened_at, opened_by)
         values ($1, $2, $3, $4, $5, $6)",
        &v![
            one.community.county(),
            one.id.uuid(),
            &one.community,
            &one.name,
            one.opened_at,
            &one.opened_by,
        ],
    )
    .await?;
    Ok(())
}

/// Renames or closes one, if the row is still at the version that was read.
pub async fn own_ledger_update(tx: &Tx, one: &OwnLedger) -> Result<(), StoreError> {
    tx.exec_versioned(
        "own_ledger",
        "update own_ledger set name = $1, closed_at = $2, version = version + 1
         where county = $3 and ledger_id = $4 and version = $5",
        &v![&one.name, one.closed_at, one.community.county(), one.id.uuid(), one.version],
    )
    .await
}

/// The own ledgers of a community, the oldest first.
pub async fn own_ledgers(tx: &Tx, community: &PlaceCode) -> Result<Vec<OwnLedger>, StoreError> {
    let sql = format!(
        "select {OWN_COLUMNS} from own_ledger where county = $1 and community = $2
         order by opened_at, ledger_id"
    );
    tx.query(&sql, &v![community.county(), community]).await?.iter().map(own_of).collect()
}

const ENTRY_COLUMNS: &str = "county, entry_id, community, person_id, matter_index, \
     content_sealed, origin, entered_at, ended_at, version";

/// Puts somebody on a ledger. Who stands there for the same already is refused by a unique index.
pub async fn entry_insert(tx: &Tx, one: &StoredEntry) -> Result<(), StoreError> {
    tx.exec(
        "insert into ledger_entry (county, entry_id, community, person_id, matter_index,
             content_sealed, origin, entered_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &v![
            one.community.county(),
            one.id.uuid(),
            &one.community,
            one.person.uuid(),
            one.matter_index.clone(),
            one.content.clone(),
            one.origin.code(),
            one.entered_at,
        ],
    )
    .await?;
    Ok(())
}

/// Writes an entry anew, if the row is still at the version that was read.
pub async fn entry_update(tx: &Tx, one: &StoredEntry) -> Result<(), StoreError> {
    tx.exec_versioned(
        "ledger_entry",
        "update ledger_entry
         set matter_index = $1, content_sealed = $2, ended_at = $3, version = version + 1
         where county = $4 and entry_id = $5 and version = $6",
        &v![
            one.matter_index.clone(),
            one.content.clone(),
            one.ended_at,
            one.community.county(),
            one.id.uuid(),
            one.version,
        ],
    )
    .await
}

/// An entry by its id, in these counties.
pub async fn entry_by_id(
    tx: &Tx,
    counties: &[String],
    id: LedgerEntryId,
) -> Result<Option<StoredEntry>, StoreError> {
    let sql = format!(
        "select {ENTRY_COLUMNS} from ledger_entry where entry_id = $1 and county in ({})",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(id.uuid())];
    values.extend(counties.iter().map(V::from));
    tx.query_opt(&sql, &values).await?.as_ref().map(entry_of).transpose()
}

/// The entries of a community that nobody ended, or that were ended since a moment.
pub async fn entries_of_community(
    tx: &Tx,
    community: &PlaceCode,
    ended_since: Moment,
) -> Result<Vec<StoredEntry>, StoreError> {
    let sql = format!(
        "select {ENTRY_COLUMNS} from ledger_entry
         where county = $1 and community = $2 and (ended_at is null or ended_at >= $3)
         order by entered_at, entry_id"
    );
    let values = v![community.county(), community, ended_since];
    tx.query(&sql, &values).await?.iter().map(entry_of).collect()
}

/// The communities that have anybody on a ledger.
pub async fn communities_with_entries(tx: &Tx) -> Result<Vec<PlaceCode>, StoreError> {
    let sql = "select distinct community from ledger_entry where ended_at is null
               order by community";
    tx.query(sql, &[]).await?.iter().map(|row| row.place("community")).collect()
}

const FACT_COLUMNS: &str = "county, fact_id, entry_id, community, kind, at, by_login, \
     assumed_version, body_sealed, body_mac";

/// Adds what was done to an entry.
pub async fn ledger_fact_insert(tx: &Tx, fact: &StoredLedgerFact) -> Result<(), StoreError> {
    tx.exec(
        "insert into ledger_fact (county, fact_id, entry_id, community, kind, at, by_login,
             assumed_version, body_sealed, body_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &v![
            fact.community.county(),
            fact.id.uuid(),
            fact.entry.uuid(),
            &fact.community,
            fact.kind.code(),
            fact.at,
            &fact.by,
            fact.assumed_version,
            fact.body.clone(),
            fact.body_mac.clone(),
        ],
    )
    .await?;
    Ok(())
}

/// One fact by its id.
pub async fn ledger_fact_by_id(
    tx: &Tx,
    county: &str,
    id: LedgerFactId,
) -> Result<Option<StoredLedgerFact>, StoreError> {
    let sql = format!("select {FACT_COLUMNS} from ledger_fact where county = $1 and fact_id = $2");
    tx.query_opt(&sql, &v![county, id.uuid()]).await?.as_ref().map(fact_of).transpose()
}

/// What was done to an entry, oldest first.
pub async fn ledger_facts(
    tx: &Tx,
    entry: &StoredEntry,
) -> Result<Vec<StoredLedgerFact>, StoreError> {
    let sql = format!(
        "select {FACT_COLUMNS} from ledger_fact where county = $1 and entry_id = $2
         order by at, assumed_version, fact_id"
    );
    let values = v![entry.community.county(), entry.id.uuid()];
    tx.query(&sql, &values).await?.iter().map(fact_of).collect()
}

/// What is known of the visits to each entry of a community as of a day.
pub async fn visits_by_entry(
    tx: &Tx,
    community: &PlaceCode,
    today: CityDay,
) -> Result<Vec<(LedgerEntryId, Visited)>, StoreError> {
    let sql = "select entry_id, max(case when at < $3 then at end) as last_before,
                   sum(case when at >= $3 then 1 else 0 end) as n_today
               from ledger_fact
               where county = $1 and community = $2 and kind = 'visited' and at <= $4
               group by entry_id";
    let values = v![community.county(), community, today.starts_at(), today.ends_at()];
    tx.query(sql, &values)
        .await?
        .iter()
        .map(|row| {
            let visited = Visited {
                last_before: row.opt_moment("last_before")?.map(Moment::city_day),
                n_today: u8::try_from(row.int("n_today")?).unwrap_or(u8::MAX),
            };
            Ok((row.id("entry_id", LedgerEntryId::from_uuid)?, visited))
        })
        .collect()
}

/// Keeps that a candidate was passed over.
pub async fn pass_insert(tx: &Tx, one: &StoredPass) -> Result<(), StoreError> {
    tx.exec(
        "insert into ledger_pass (county, fact_id, community, person_id, ground_index, at,
             by_login, reason_sealed, body_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &v![
            one.community.county(),
            one.id.uuid(),
            &one.community,
            one.person.uuid(),
            one.ground_index.clone(),
            one.at,
            &one.by,
            one.reason.clone(),
            one.body_mac.clone(),
        ],
    )
    .await?;
    Ok(())
}

/// The keyed fingerprint of what was asked for under an id, where a candidate was passed over by it.
pub async fn pass_mac(
    tx: &Tx,
    county: &str,
    id: LedgerFactId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "select body_mac from ledger_pass where county = $1 and fact_id = $2";
    let row = tx.query_opt(sql, &v![county, id.uuid()]).await?;
    row.map(|row| Ok(row.bytes("body_mac")?.to_vec())).transpose()
}

/// On what those of a community were passed over: keyed indexes.
pub async fn passed_grounds(tx: &Tx, community: &PlaceCode) -> Result<Vec<Vec<u8>>, StoreError> {
    let sql = "select ground_index from ledger_pass where county = $1 and community = $2";
    let rows = tx.query(sql, &v![community.county(), community]).await?;
    rows.iter().map(|row| Ok(row.bytes("ground_index")?.to_vec())).collect()
}

fn own_of(row: &Row) -> Result<OwnLedger, StoreError> {
    Ok(OwnLedger {
        id: row.id("ledger_id", OwnLedgerId::from_uuid)?,
        community: row.place("community")?,
        name: row.text("name")?.to_owned(),
        opened_at: row.moment("opened_at")?,
        opened_by: row.text("opened_by")?.to_owned(),
        closed_at: row.opt_moment("closed_at")?,
        version: row.int("version")?,
    })
}

fn entry_of(row: &Row) -> Result<StoredEntry, StoreError> {
    Ok(StoredEntry {
        id: row.id("entry_id", LedgerEntryId::from_uuid)?,
        community: row.place("community")?,
        person: row.id("person_id", PersonId::from_uuid)?,
        matter_index: row.bytes("matter_index")?.to_vec(),
        content: row.bytes("content_sealed")?.to_vec(),
        origin: row.word("origin", EntryOrigin::from_code)?,
        entered_at: row.moment("entered_at")?,
        ended_at: row.opt_moment("ended_at")?,
        version: row.int("version")?,
    })
}

fn fact_of(row: &Row) -> Result<StoredLedgerFact, StoreError> {
    Ok(StoredLedgerFact {
        id: row.id("fact_id", LedgerFactId::from_uuid)?,
        entry: row.id("entry_id", LedgerEntryId::from_uuid)?,
        community: row.place("community")?,
        kind: row.word("kind", LedgerFactKind::from_code)?,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        assumed_version: row.int("assumed_version")?,
        body: row.bytes("body_sealed")?.to_vec(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}
