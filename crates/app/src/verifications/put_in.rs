//! A list is put in, and it is said which column is what. Nobody is asked before it is taken.

use super::kept::{ListColumn, columns_of, head_sealed, name_sealed, row_sealed};
use super::see::{ListSeen, list_see};
use super::senders::sender_within;
use super::table::{Table, said_in, table_of_file};
use crate::caller::Request;
use crate::city::change;
use crate::refusal::VerificationRefusal;
use crate::register::FILE_BYTES_MAX;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::{VerificationListId, VerificationSenderId};
use fangxian_core::policy::{Act, Scope};
use fangxian_core::verifications::{ListDirection, ListState, ListWay, VerifyColumn, is_enough};
use fangxian_store::feed::append;
use fangxian_store::verifications::{
    StoredList, StoredRow, StoredSenderFact, list_by_id, list_insert, list_set, rows_insert,
};
use fangxian_store::{StoreError, Tx};
use std::collections::BTreeSet;

/// The longest name of a file that is kept, in signs.
const NAME_CHARS_MAX: usize = 120;

/// A list that is put in.
pub struct ListNew {
    /// Made by the client: the same again is the same act.
    pub id: VerificationListId,
    /// Whose it is, or to whom it goes.
    pub sender: VerificationSenderId,
    /// Whither it goes.
    pub direction: ListDirection,
    /// The name of the file.
    pub file_name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A list with its rows, as it is kept.
pub(super) struct Drafted {
    pub(super) list: StoredList,
    pub(super) rows: Vec<StoredRow>,
}

/// Puts a list in. The same id with the same list again changes nothing.
pub async fn list_put_in(req: &Request, new: ListNew) -> Result<ListSeen, Refusal> {
    let act = Act::VerificationKeep;
    let scope = req.authorize(act)?;
    if new.bytes.len() > FILE_BYTES_MAX {
        return Err(Refusal::BadInput("文件太大，最多30MB，请分成几个文件。".to_owned()));
    }
    let (id, sender, within) = (new.id, new.sender, scope.clone());
    let read = req.city.db.read(move |tx| async move { sender_within(&tx, &within, sender).await });
    let sender: StoredSenderFact = read.await?;
    if sender.says.is_ended {
        return Err(VerificationRefusal::SenderEnded.into());
    }
    let bytes = new.bytes;
    let table = req.city.sheets.with(move |reader| table_of_file(reader, bytes)).await??;
    let drafted = drafted(
        &req.city,
        (id, &sender),
        (new.direction, ListWay::File),
        (&new.file_name, Some(req.caller.login.clone())),
        &table,
        req.now,
    )?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        if keep_draft(&tx, &asked.city, &drafted, asked.now).await? {
            asked.deed(&tx, act, &id.to_string(), "list put in")?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await?;
    list_see(req, id).await
}

/// A list as it is kept before it is taken.
pub(super) fn drafted(
    city: &City,
    (id, sender): (VerificationListId, &StoredSenderFact),
    (direction, way): (ListDirection, ListWay),
    (name, by): (&str, Option<String>),
    table: &Table,
    now: Moment,
) -> Result<Drafted, Refusal> {
    let name: String = name.trim().chars().take(NAME_CHARS_MAX).collect();
    let said = format!("list\n{}\n{}\n{}", sender.sender, direction.code(), said_in(table));
    let rows: Result<Vec<StoredRow>, Refusal> =
        table.rows.iter().map(|row| row_sealed(city, id, row)).collect();
    let list = StoredList {
        county: sender.place.county(),
        id,
        sender: sender.sender,
        place: sender.place.clone(),
        direction,
        way,
        name: name_sealed(city, id, &name)?,
        head: head_sealed(city, id, &table.head)?,
        body_mac: city.keys.seals.fingerprint(said.as_bytes()),
        reading: reading(&table.columns)?,
        state: ListState::Draft,
        n_lines: i64::try_from(table.rows.len()).unwrap_or(i64::MAX),
        received_at: now,
        taken: None,
        by,
        version: 1,
    };
    Ok(Drafted { list, rows: rows? })
}

pub(super) fn reading(columns: &[ListColumn]) -> Result<String, Refusal> {
    let damaged = |_| super::kept::damaged("verification_list", "reading");
    Ok(serde_json::to_string(columns).map_err(damaged)?)
}

/// Keeps a draft. False where the very list was put in under this id before.
pub(super) async fn keep_draft(
    tx: &Tx,
    city: &City,
    drafted: &Drafted,
    now: Moment,
) -> Result<bool, Refusal> {
    let list = &drafted.list;
    if let Some(known) = list_by_id(tx, list.id).await? {
        let is_same = known.body_mac == list.body_mac;
        return if is_same { Ok(false) } else { Err(Refusal::IdReused) };
    }
    list_insert(tx, list).await?;
    rows_insert(tx, list, &drafted.rows).await?;
    append(tx, change(&city.key(), now, super::TOPIC, &list.id.to_string()))?;
    Ok(true)
}

/// A list by its id, of a desk that the caller answers for.
pub(super) async fn list_within(
    req: &Request,
    id: VerificationListId,
) -> Result<(Scope, StoredList), Refusal> {
    let scope = req.authorize(Act::VerificationKeep)?;
    let read: Result<Option<StoredList>, StoreError> =
        req.city.db.read(move |tx| async move { list_by_id(&tx, id).await }).await;
    let list = read?.filter(|one| scope.covers(&one.place)).ok_or(Refusal::NotFound)?;
    Ok((scope, list))
}

/// Says what the columns of a draft hold.
pub async fn list_read_as(
    req: &Request,
    id: VerificationListId,
    version: i64,
    said: Vec<(usize, Option<VerifyColumn>)>,
) -> Result<ListSeen, Refusal> {
    let (_, list) = list_within(req, id).await?;
    if list.state != ListState::Draft {
        return Err(VerificationRefusal::ListState.into());
    }
    let mut columns = columns_of(&list)?;
    let taken = read_as(&mut columns, &said)?;
    if !is_enough(&taken.into_iter().collect::<Vec<_>>()) {
        return Err(VerificationRefusal::Columns.into());
    }
    set(req, StoredList { reading: reading(&columns)?, version, ..list }, "list read").await?;
    list_see(req, id).await
}

/// Lets columns hold what was said of them. Returns all that is held by one.
pub(super) fn read_as(
    columns: &mut [ListColumn],
    said: &[(usize, Option<VerifyColumn>)],
) -> Result<BTreeSet<VerifyColumn>, Refusal> {
    for column in columns.iter_mut() {
        if let Some((_, own)) = said.iter().find(|(index, _)| *index == column.index) {
            column.column = *own;
        }
    }
    let mut taken = BTreeSet::new();
    if columns.iter().any(|one| one.column.is_some_and(|column| !taken.insert(column))) {
        return Err(Refusal::BadInput("有两列指成了同一项，请改正。".to_owned()));
    }
    Ok(taken)
}

/// Sets a draft aside: nobody is asked.
pub async fn list_drop(
    req: &Request,
    id: VerificationListId,
    version: i64,
) -> Result<ListSeen, Refusal> {
    let (_, list) = list_within(req, id).await?;
    if list.state != ListState::Draft {
        return Err(VerificationRefusal::ListState.into());
    }
    set(req, StoredList { state: ListState::Dropped, version, ..list }, "list dropped").await?;
    list_see(req, id).await
}

async fn set(req: &Request, list: StoredList, what: &'static str) -> Result<(), Refusal> {
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        list_set(&tx, &list).await?;
        let id = list.id.to_string();
        append(&tx, change(&asked.city.key(), asked.now, super::TOPIC, &id))?;
        asked.deed(&tx, Act::VerificationKeep, &id, what)?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}
