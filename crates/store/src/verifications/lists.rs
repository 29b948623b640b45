//! Lists with their rows, and whom each row asks about.

use crate::db::many::holes;
use crate::places::code_range;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, VerificationCaseId, VerificationListId, VerificationSenderId};
use fangxian_core::places::PlaceCode;
use fangxian_core::verifications::{ListDirection, ListState, ListWay};

/// A list, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredList {
    /// Six digits.
    pub county: String,
    /// Made by whoever puts it in.
    pub id: VerificationListId,
    /// Whose it is, or to whom it goes.
    pub sender: VerificationSenderId,
    /// The jurisdiction of the desk.
    pub place: PlaceCode,
    /// Whither it goes.
    pub direction: ListDirection,
    /// How it came.
    pub way: ListWay,
    /// The name of the file, sealed.
    pub name: Vec<u8>,
    /// The rows above the lines, sealed.
    pub head: Vec<u8>,
    /// The keyed fingerprint of what stands in it, with whose it is.
    pub body_mac: Vec<u8>,
    /// Which column is what: JSON.
    pub reading: String,
    /// How far it is.
    pub state: ListState,
    /// How many lines it has.
    pub n_lines: i64,
    /// When it came.
    pub received_at: Moment,
    /// When it was taken, and by when it is due; none while it is not.
    pub taken: Option<(Moment, Moment)>,
    /// Who put it in, by sign-in name; none where it came as a letter.
    pub by: Option<String>,
    /// One more with each change.
    pub version: i64,
}

/// A row of a list, all of its cells sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRow {
    /// As the spreadsheet numbers it.
    pub number: i64,
    /// Its cells, sealed.
    pub cells: Vec<u8>,
}

/// Whom a row asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLine {
    /// Six digits, of the list.
    pub county: String,
    /// Of which list.
    pub list: VerificationListId,
    /// As the spreadsheet numbers it.
    pub number: i64,
    /// The case of the person.
    pub case: VerificationCaseId,
    /// Who, sealed.
    pub who: Vec<u8>,
    /// The keyed index of the document.
    pub document: Option<Vec<u8>>,
    /// The keyed index of name and phone.
    pub contact: Option<Vec<u8>>,
    /// Who of the register.
    pub person: Option<PersonId>,
    /// Codes of what is wrong with it, separated by commas.
    pub flaws: String,
}

/// Lets one transaction at a time say who is whose: of two lists that ask about one person at once the
/// second finds the case of the first.
pub async fn verifications_lock(tx: &Tx, key: &str) -> Result<(), StoreError> {
    let sql = "insert into counter (county, name, value) values ($1, 'verifications', 1)
               on conflict (county, name) do update set value = counter.value + 1";
    tx.exec(sql, &v![key]).await.map(drop)
}

const COLUMNS: &str = "county, list_id, sender_id, place, direction, way, name_sealed, head_sealed, \
     body_mac, reading, state, n_lines, received_at, taken_at, due_at, by_login, version";

/// Adds a list.
pub async fn list_insert(tx: &Tx, one: &StoredList) -> Result<(), StoreError> {
    let (taken_at, due_at) = one.taken.unzip();
    let sql = format!(
        "insert into verification_list ({COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
    );
    let values = v![
        &one.county,
        one.id.uuid(),
        one.sender.uuid(),
        &one.place,
        one.direction.code(),
        one.way.code(),
        one.name.clone(),
        one.head.clone(),
        one.body_mac.clone(),
        &one.reading,
        one.state.code(),
        one.n_lines,
        one.received_at,
        taken_at,
        due_at,
        one.by.clone(),
        one.version,
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// Writes reading and state of a list anew, if it is still at the version that was read.
pub async fn list_set(tx: &Tx, one: &StoredList) -> Result<(), StoreError> {
    let (taken_at, due_at) = one.taken.unzip();
    tx.exec_versioned(
        "verification_list",
        "update verification_list
         set reading = $1, state = $2, taken_at = $3, due_at = $4, version = version + 1
         where county = $5 and list_id = $6 and version = $7",
        &v![
            &one.reading,
            one.state.code(),
            taken_at,
            due_at,
            &one.county,
            one.id.uuid(),
            one.version,
        ],
    )
    .await
}

/// One list, wherever in the city.
pub async fn list_by_id(tx: &Tx, id: VerificationListId) -> Result<Option<StoredList>, StoreError> {
    let found = lists_by_ids(tx, &[id]).await?;
    Ok(found.into_iter().next())
}

/// Some lists.
pub async fn lists_by_ids(
    tx: &Tx,
    ids: &[VerificationListId],
) -> Result<Vec<StoredList>, StoreError> {
    let mut found = Vec::new();
    for part in ids.chunks(500) {
        let these = holes(1, part.len());
        let sql = format!("select {COLUMNS} from verification_list where list_id in ({these})");
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        for row in &tx.query(&sql, &values).await? {
            found.push(list_of(row)?);
        }
    }
    Ok(found)
}

/// The lists of the desks within a place since a moment, the latest first.
pub async fn lists_within(
    tx: &Tx,
    within: &PlaceCode,
    since: Moment,
    n_most: i64,
) -> Result<Vec<StoredList>, StoreError> {
    let (first, end) = code_range(within);
    let sql = format!(
        "select {COLUMNS} from verification_list
         where place >= $1 and place < $2 and received_at >= $3
         order by received_at desc, list_id desc limit $4"
    );
    tx.query(&sql, &v![first, end, since, n_most]).await?.iter().map(list_of).collect()
}

/// The list of the same sender that says the very same and was taken, where there is one.
pub async fn list_known(
    tx: &Tx,
    mac: &[u8],
    besides: VerificationListId,
) -> Result<Option<StoredList>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from verification_list
         where body_mac = $1 and list_id <> $2 and state = 'taken'
         order by received_at limit 1"
    );
    let row = tx.query_opt(&sql, &v![mac.to_vec(), besides.uuid()]).await?;
    row.as_ref().map(list_of).transpose()
}

fn list_of(row: &Row) -> Result<StoredList, StoreError> {
    Ok(StoredList {
        county: row.text("county")?.to_owned(),
        id: row.id("list_id", VerificationListId::from_uuid)?,
        sender: row.id("sender_id", VerificationSenderId::from_uuid)?,
        place: row.place("place")?,
        direction: row.word("direction", ListDirection::from_code)?,
        way: row.word("way", ListWay::from_code)?,
        name: row.bytes("name_sealed")?.to_vec(),
        head: row.bytes("head_sealed")?.to_vec(),
        body_mac: row.bytes("body_mac")?.to_vec(),
        reading: row.text("reading")?.to_owned(),
        state: row.word("state", ListState::from_code)?,
        n_lines: row.int("n_lines")?,
        received_at: row.moment("received_at")?,
        taken: row.opt_moment("taken_at")?.zip(row.opt_moment("due_at")?),
        by: row.opt_text("by_login")?.map(ToOwned::to_owned),
        version: row.int("version")?,
    })
}

/// Adds the rows of a list.
pub async fn rows_insert(tx: &Tx, list: &StoredList, rows: &[StoredRow]) -> Result<(), StoreError> {
    let rows = rows
        .iter()
        .map(|one| v![&list.county, list.id.uuid(), one.number, one.cells.clone()])
        .collect();
    let sql = "insert into verification_row (county, list_id, row_number, cells_sealed)
               values {rows}";
    tx.exec_rows(sql, rows).await.map(drop)
}

/// The rows of a list in their order.
pub async fn rows_of_list(
    tx: &Tx,
    county: &str,
    list: VerificationListId,
) -> Result<Vec<StoredRow>, StoreError> {
    let sql = "select row_number, cells_sealed from verification_row
               where county = $1 and list_id = $2 order by row_number";
    let rows = tx.query(sql, &v![county, list.uuid()]).await?;
    rows.iter()
        .map(|row| {
            let cells = row.bytes("cells_sealed")?.to_vec();
            Ok(StoredRow { number: row.int("row_number")?, cells })
        })
        .collect()
}

const LINE_COLUMNS: &str = "county, list_id, row_number, case_id, who_sealed, document_index, \
     contact_index, person_id, flaws";

/// Adds whom the rows of a list ask about.
pub async fn lines_insert(tx: &Tx, lines: &[StoredLine]) -> Result<(), StoreError> {
    let rows = lines
        .iter()
        .map(|one| {
            v![
                &one.county,
                one.list.uuid(),
                one.number,
                one.case.uuid(),
                one.who.clone(),
                one.document.clone(),
                one.contact.clone(),
                one.person.map(PersonId::uuid),
                &one.flaws,
            ]
        })
        .collect();
    let sql = format!("insert into verification_line ({LINE_COLUMNS}) values {{rows}}");
    tx.exec_rows(&sql, rows).await.map(drop)
}

/// The lines of a list in their order.
pub async fn lines_of_list(
    tx: &Tx,
    list: VerificationListId,
) -> Result<Vec<StoredLine>, StoreError> {
    let sql = format!(
        "select {LINE_COLUMNS} from verification_line where list_id = $1 order by row_number"
    );
    tx.query(&sql, &v![list.uuid()]).await?.iter().map(line_of).collect()
}

/// The lines of some cases, in the order in which their lists were made.
pub async fn lines_of_cases(
    tx: &Tx,
    cases: &[VerificationCaseId],
) -> Result<Vec<StoredLine>, StoreError> {
    let mut found = Vec::new();
    for part in cases.chunks(500) {
        let sql = format!(
            "select {LINE_COLUMNS} from verification_line where case_id in ({})
             order by list_id, row_number",
            holes(1, part.len())
        );
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        for row in &tx.query(&sql, &values).await? {
            found.push(line_of(row)?);
        }
    }
    Ok(found)
}

/// The lines of any list that share a document, a contact, or a record of the register with these.
pub async fn lines_by_keys(
    tx: &Tx,
    documents: &[Vec<u8>],
    contacts: &[Vec<u8>],
    people: &[PersonId],
) -> Result<Vec<StoredLine>, StoreError> {
    let mut found = Vec::new();
    let bytes = |keys: &[Vec<u8>]| keys.iter().cloned().map(V::from).collect::<Vec<V>>();
    let asked = [
        ("document_index", bytes(documents)),
        ("contact_index", bytes(contacts)),
        ("person_id", people.iter().map(|id| V::from(id.uuid())).collect()),
    ];
    for (column, keys) in asked {
        for part in keys.chunks(500) {
            let sql = format!(
                "select {LINE_COLUMNS} from verification_line where {column} in ({})",
                holes(1, part.len())
            );
            for row in &tx.query(&sql, part).await? {
                found.push(line_of(row)?);
            }
        }
    }
    Ok(found)
}

/// How many of the lines of each of these lists have an answer, and how many of those answers its sender
/// has not heard: list, answered, to be told.
pub async fn line_counts_of(
    tx: &Tx,
    lists: &[VerificationListId],
) -> Result<Vec<(VerificationListId, i64, i64)>, StoreError> {
    let mut found = Vec::new();
    for part in lists.chunks(500) {
        let sql = format!(
            "select line.list_id, count(*) as n_answered,
                 sum(case when told.fact_id is null then 1 else 0 end) as n_to_tell
             from verification_line line
             join verification_fact fact on fact.case_id = line.case_id and fact.kind = 'answered'
                 and not exists (select 1 from verification_fact later
                     where later.case_id = fact.case_id and later.kind = 'answered'
                         and later.ordinal > fact.ordinal)
             left join verification_told told on told.county = line.county
                 and told.list_id = line.list_id and told.row_number = line.row_number
                 and told.fact_id = fact.fact_id
             where line.list_id in ({})
             group by line.list_id",
            holes(1, part.len())
        );
        let values: Vec<V> = part.iter().map(|id| V::from(id.uuid())).collect();
        for row in &tx.query(&sql, &values).await? {
            let id = row.id("list_id", VerificationListId::from_uuid)?;
            found.push((id, row.int("n_answered")?, row.int("n_to_tell")?));
        }
    }
    Ok(found)
}

fn line_of(row: &Row) -> Result<StoredLine, StoreError> {
    let bytes = |column| Ok::<_, StoreError>(row.opt_bytes(column)?.map(<[u8]>::to_vec));
    Ok(StoredLine {
        county: row.text("county")?.to_owned(),
        list: row.id("list_id", VerificationListId::from_uuid)?,
        number: row.int("row_number")?,
        case: row.id("case_id", VerificationCaseId::from_uuid)?,
        who: row.bytes("who_sealed")?.to_vec(),
        document: bytes("document_index")?,
        contact: bytes("contact_index")?,
        person: row.opt_id("person_id", PersonId::from_uuid)?,
        flaws: row.text("flaws")?.to_owned(),
    })
}
