//! How lists, their lines and what was said of their people are kept: sealed, each in its place.

use crate::seals::Spot;
use crate::{City, Refusal};
use fangxian_core::ids::{VerificationFactId, VerificationListId};
use fangxian_core::verifications::{AskedAbout, CaseFact, CaseStanding, VerifyColumn};
use fangxian_sheets::{Cell, SheetRow};
use fangxian_store::StoreError;
use fangxian_store::verifications::{StoredCaseFact, StoredLine, StoredList, StoredRow};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A column of a list and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListColumn {
    /// Counted from 0.
    pub index: usize,
    /// Its heading in the list.
    pub title: String,
    /// What it holds; none where it is only given back as it came.
    pub column: Option<VerifyColumn>,
}

/// What was said of a case in words. Hides itself.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseWords {
    /// Whither he left, or where he is isolated.
    pub place: String,
    /// What there is to say besides; why, of what is handed back or put right.
    pub remark: String,
}

impl std::fmt::Debug for CaseWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CaseWords(…)")
    }
}

pub(super) fn damaged(table: &str, column: &str) -> StoreError {
    StoreError::Damaged { table: table.to_owned(), column: column.to_owned() }
}

/// Where a value of a list stands: no other row of it has the same place.
fn spot(column: &'static str, list: VerificationListId, number: i64) -> Spot {
    let row = u128::from(number.unsigned_abs());
    Spot { column, record: Uuid::from_u128(list.uuid().as_u128() ^ row) }
}

const NAME: &str = "verification_list.name_sealed";
const HEAD: &str = "verification_list.head_sealed";
const CELLS: &str = "verification_row.cells_sealed";
const WHO: &str = "verification_line.who_sealed";
const WORDS: &str = "verification_fact.words_sealed";
const HEARD: &str = "verification_heard.words_sealed";

fn seal<T: Serialize>(city: &City, spot: Spot, value: &T) -> Result<Vec<u8>, Refusal> {
    let (table, column) = spot.column.split_once('.').unwrap_or(("", spot.column));
    let json = serde_json::to_vec(value).map_err(|_| damaged(table, column))?;
    city.keys.seals.seal(spot, &json)
}

fn open<T: DeserializeOwned>(city: &City, spot: Spot, sealed: &[u8]) -> Result<T, StoreError> {
    let (table, column) = spot.column.split_once('.').unwrap_or(("", spot.column));
    let json = city.keys.seals.open(spot, sealed)?;
    serde_json::from_slice(&json).map_err(|_| damaged(table, column))
}

pub(super) fn name_sealed(
    city: &City,
    list: VerificationListId,
    name: &str,
) -> Result<Vec<u8>, Refusal> {
    seal(city, spot(NAME, list, 0), &name)
}

pub(super) fn name_of(city: &City, list: &StoredList) -> Result<String, StoreError> {
    open(city, spot(NAME, list.id, 0), &list.name)
}

pub(super) fn head_sealed(
    city: &City,
    list: VerificationListId,
    head: &[SheetRow],
) -> Result<Vec<u8>, Refusal> {
    seal(city, spot(HEAD, list, 0), &head)
}

pub(super) fn head_of(city: &City, list: &StoredList) -> Result<Vec<SheetRow>, StoreError> {
    open(city, spot(HEAD, list.id, 0), &list.head)
}

pub(super) fn columns_of(list: &StoredList) -> Result<Vec<ListColumn>, StoreError> {
    serde_json::from_str(&list.reading).map_err(|_| damaged("verification_list", "reading"))
}

pub(super) fn row_sealed(
    city: &City,
    list: VerificationListId,
    row: &SheetRow,
) -> Result<StoredRow, Refusal> {
    let number = i64::from(row.number);
    Ok(StoredRow { number, cells: seal(city, spot(CELLS, list, number), &row.cells)? })
}

pub(super) fn cells_of(
    city: &City,
    list: VerificationListId,
    row: &StoredRow,
) -> Result<Vec<Cell>, StoreError> {
    open(city, spot(CELLS, list, row.number), &row.cells)
}

pub(super) fn who_sealed(
    city: &City,
    (list, number): (VerificationListId, i64),
    who: &AskedAbout,
) -> Result<Vec<u8>, Refusal> {
    seal(city, spot(WHO, list, number), who)
}

pub(super) fn who_of_line(city: &City, line: &StoredLine) -> Result<AskedAbout, StoreError> {
    open(city, spot(WHO, line.list, line.number), &line.who)
}

pub(super) fn words_sealed(
    city: &City,
    fact: VerificationFactId,
    words: &CaseWords,
) -> Result<Vec<u8>, Refusal> {
    seal(city, Spot { column: WORDS, record: fact.uuid() }, words)
}

pub(super) fn words_of(city: &City, fact: &StoredCaseFact) -> Result<CaseWords, StoreError> {
    match &fact.words {
        None => Ok(CaseWords::default()),
        Some(sealed) => open(city, Spot { column: WORDS, record: fact.id.uuid() }, sealed),
    }
}

pub(super) fn heard_sealed(
    city: &City,
    (list, number): (VerificationListId, i64),
    words: &str,
) -> Result<Vec<u8>, Refusal> {
    seal(city, spot(HEARD, list, number), &words)
}

pub(super) fn heard_words(
    city: &City,
    (list, number): (VerificationListId, i64),
    sealed: &[u8],
) -> Result<String, StoreError> {
    open(city, spot(HEARD, list, number), sealed)
}

/// How a case stands by what is kept of it.
pub(super) fn standing_of(facts: &[StoredCaseFact]) -> Option<CaseStanding> {
    let facts: Vec<CaseFact> = facts.iter().map(|one| one.fact.clone()).collect();
    CaseStanding::of(&facts)
}
