//! Sheets that were sent in, and how their rows were decided.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::ids::ImportId;
use fangxian_core::places::PlaceCode;
use fangxian_core::{Moment, coded};

coded! {
    /// How far a sheet is.
    ImportState {
        /// It lies here; nobody has said yet which column is what.
        Uploaded = "uploaded",
        /// It was read through, and what would happen is known.
        Checked = "checked",
        /// It is being taken in.
        Applying = "applying",
        /// It was taken in.
        Applied = "applied",
        /// Somebody stopped it; what was taken in before stays.
        Cancelled = "cancelled",
    }

    /// How a row was decided that was not simply taken.
    RosterVerdict {
        /// Something in it is wrong.
        Rejected = "rejected",
        /// A person must look at it.
        Aside = "aside",
    }
}

/// How the rows of a sheet were decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Rows that say anything.
    pub rows: i64,
    /// People who are new.
    pub added: i64,
    /// People of whom something was new.
    pub changed: i64,
    /// People of whom everything was known.
    pub unchanged: i64,
    /// Rows with something wrong.
    pub rejected: i64,
    /// Rows that a person must look at.
    pub aside: i64,
}

/// A sheet that was sent in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterImport {
    /// Made where it was sent.
    pub id: ImportId,
    /// Whose list it is.
    pub community: PlaceCode,
    /// The keyed fingerprint of the file.
    pub file_mac: Vec<u8>,
    /// The name of the file, sealed.
    pub file_name: Vec<u8>,
    /// Who sent it, by sign-in name.
    pub put_in_by: String,
    /// When.
    pub put_in_at: Moment,
    /// How far it is.
    pub state: ImportState,
    /// Which sheet and which column is what, as JSON.
    pub reading: String,
    /// The last row that was decided.
    pub last_row: i64,
    /// How they were decided.
    pub counts: ImportCounts,
    /// When it was over.
    pub closed_at: Option<Moment>,
    /// One more with each change.
    pub version: i64,
}

const COLUMNS: &str = "county, import_id, community, file_mac, file_name_sealed, put_in_by, \
     put_in_at, state, reading, last_row, n_rows, n_added, n_changed, n_unchanged, n_rejected, \
     n_aside, closed_at, version";

/// Keeps a sheet that was sent in.
pub async fn import_insert(tx: &Tx, one: &RosterImport, file: Vec<u8>) -> Result<(), StoreError> {
    tx.exec(
        "insert into roster_import (county, import_id, community, file_sealed, file_mac,
             file_name_sealed, put_in_by, put_in_at, state, reading)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &v![
            one.community.county(),
            one.id.uuid(),
            &one.community,
            file,
            one.file_mac.clone(),
            one.file_name.clone(),
            &one.put_in_by,
            one.put_in_at,
            one.state.code(),
            &one.reading,
        ],
    )
    .await?;
    Ok(())
}

/// One of them.
pub async fn import_by_id(
    tx: &Tx,
    county: &str,
    id: ImportId,
) -> Result<Option<RosterImport>, StoreError> {
    let sql = format!("select {COLUMNS} from roster_import where county = $1 and import_id = $2");
    tx.query_opt(&sql, &v![county, id.uuid()]).await?.as_ref().map(import_of).transpose()
}

/// The sheets of a community, the latest first.
pub async fn imports_of_community(
    tx: &Tx,
    community: &PlaceCode,
    limit: i64,
) -> Result<Vec<RosterImport>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from roster_import where county = $1 and community = $2
         order by put_in_at desc, import_id desc limit $3"
    );
    let rows = tx.query(&sql, &v![community.county(), community, limit]).await?;
    rows.iter().map(import_of).collect()
}

/// The file, sealed; none once it was cleared away.
pub async fn import_file(
    tx: &Tx,
    county: &str,
    id: ImportId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "select file_sealed from roster_import where county = $1 and import_id = $2";
    let row = tx.query_opt(sql, &v![county, id.uuid()]).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(row.opt_bytes("file_sealed")?.map(<[u8]>::to_vec))
}

/// Clears files away that were sent in before `before` and are over. Returns how many.
pub async fn import_file_clear(tx: &Tx, before: Moment) -> Result<u64, StoreError> {
    tx.exec(
        "update roster_import set file_sealed = null, version = version + 1
         where file_sealed is not null and put_in_at < $1 and state <> 'applying'",
        &v![before],
    )
    .await
}

/// Writes how far a sheet is, if nobody else did meanwhile.
pub async fn import_step(tx: &Tx, one: &RosterImport) -> Result<(), StoreError> {
    tx.exec_versioned(
        "import",
        "update roster_import
         set state = $1, reading = $2, last_row = $3, n_rows = $4, n_added = $5, n_changed = $6,
             n_unchanged = $7, n_rejected = $8, n_aside = $9, closed_at = $10,
             version = version + 1
         where county = $11 and import_id = $12 and version = $13",
        &v![
            one.state.code(),
            &one.reading,
            one.last_row,
            one.counts.rows,
            one.counts.added,
            one.counts.changed,
            one.counts.unchanged,
            one.counts.rejected,
            one.counts.aside,
            one.closed_at,
            one.community.county(),
            one.id.uuid(),
            one.version,
        ],
    )
    .await
}

/// Keeps rows that were not simply taken: the row's number, the verdict, the codes of its flaws.
pub async fn import_rows_put(
    tx: &Tx,
    one: &RosterImport,
    rows: &[(i64, RosterVerdict, String)],
) -> Result<u64, StoreError> {
    let rows = rows
        .iter()
        .map(|(number, verdict, flaws)| {
            v![one.community.county(), one.id.uuid(), *number, verdict.code(), flaws]
        })
        .collect();
    tx.exec_rows(
        "insert into roster_row (county, import_id, row_number, verdict, flaws)
         values {rows}
         on conflict (county, import_id, row_number) do nothing",
        rows,
    )
    .await
}

/// Forgets how rows were decided: the sheet is decided anew.
pub async fn import_rows_clear(tx: &Tx, one: &RosterImport) -> Result<u64, StoreError> {
    let sql = "delete from roster_row where county = $1 and import_id = $2";
    tx.exec(sql, &v![one.community.county(), one.id.uuid()]).await
}

/// The rows that were not simply taken, in the order of the sheet.
pub async fn import_rows(
    tx: &Tx,
    county: &str,
    id: ImportId,
) -> Result<Vec<(i64, RosterVerdict, String)>, StoreError> {
    let sql = "select row_number, verdict, flaws from roster_row
               where county = $1 and import_id = $2 order by row_number";
    tx.query(sql, &v![county, id.uuid()])
        .await?
        .iter()
        .map(|row| {
            let verdict = row.word("verdict", RosterVerdict::from_code)?;
            Ok((row.int("row_number")?, verdict, row.text("flaws")?.to_owned()))
        })
        .collect()
}

/// Remembers which column was what under this header.
pub async fn header_put(
    tx: &Tx,
    community: &PlaceCode,
    header_mac: Vec<u8>,
    reading: &str,
) -> Result<(), StoreError> {
    tx.exec(
        "insert into roster_header (county, community, header_mac, reading)
         values ($1, $2, $3, $4)
         on conflict (county, community, header_mac) do update set reading = excluded.reading",
        &v![community.county(), community, header_mac, reading],
    )
    .await?;
    Ok(())
}

/// What was remembered of a header.
pub async fn header_reading(
    tx: &Tx,
    community: &PlaceCode,
    header_mac: Vec<u8>,
) -> Result<Option<String>, StoreError> {
    let sql = "select reading from roster_header
               where county = $1 and community = $2 and header_mac = $3";
    let row = tx.query_opt(sql, &v![community.county(), community, header_mac]).await?;
    row.map(|row| Ok(row.text("reading")?.to_owned())).transpose()
}

fn import_of(row: &Row) -> Result<RosterImport, StoreError> {
    Ok(RosterImport {
        id: row.id("import_id", ImportId::from_uuid)?,
        community: row.place("community")?,
        file_mac: row.bytes("file_mac")?.to_vec(),
        file_name: row.bytes("file_name_sealed")?.to_vec(),
        put_in_by: row.text("put_in_by")?.to_owned(),
        put_in_at: row.moment("put_in_at")?,
        state: row.word("state", ImportState::from_code)?,
        reading: row.text("reading")?.to_owned(),
        last_row: row.int("last_row")?,
        counts: ImportCounts {
            rows: row.int("n_rows")?,
            added: row.int("n_added")?,
            changed: row.int("n_changed")?,
            unchanged: row.int("n_unchanged")?,
            rejected: row.int("n_rejected")?,
            aside: row.int("n_aside")?,
        },
        closed_at: row.opt_moment("closed_at")?,
        version: row.int("version")?,
    })
}
