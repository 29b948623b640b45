//! The answer to a list in its sender's own form: his rows above, his columns, his order, with what was
//! found filled in. Of a list of ours: the list, with what was answered elsewhere.

use super::kept::{ListColumn, cells_of, columns_of, head_of, heard_words, words_of};
use super::put_in::list_within;
use super::table::shown;
use crate::caller::Request;
use crate::city::change;
use crate::refusal::VerificationRefusal;
use crate::{City, Refusal};
use fangxian_core::ids::{VerificationCaseId, VerificationFactId, VerificationListId};
use fangxian_core::policy::Act;
use fangxian_core::verifications::{
    ANSWER_COLUMNS, CaseSays, ListDirection, ListState, VerifyAnswer, VerifyColumn, WAITS,
    answer_words,
};
use fangxian_core::{CityDay, Moment};
use fangxian_sheets::{OutCell, OutSheet, write_csv, write_xlsx};
use fangxian_store::feed::append;
use fangxian_store::verifications::{
    ReplyFormat, StoredCaseFact, StoredHeard, StoredList, StoredReply, StoredRow,
    case_facts_of_many, heard_of_list, lines_of_list, reply_by_id, reply_insert, rows_of_list,
    senders_now, told_insert,
};
use fangxian_store::{StoreError, Tx};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The answer to one line, as it holds now.
pub(super) struct LineAnswer {
    pub(super) number: i64,
    pub(super) fact: VerificationFactId,
    pub(super) ordinal: i64,
    pub(super) answer: VerifyAnswer,
    /// What the sender reads.
    pub(super) said: String,
    pub(super) at: Moment,
    /// The community, or the desk.
    pub(super) by: String,
}

/// The answers to the lines of a list that have one, in the order of the lines.
pub(super) async fn answers_of(
    tx: &Tx,
    city: &City,
    list: VerificationListId,
) -> Result<(usize, Vec<LineAnswer>), StoreError> {
    let lines = lines_of_list(tx, list).await?;
    let cases: BTreeSet<VerificationCaseId> = lines.iter().map(|line| line.case).collect();
    let cases: Vec<VerificationCaseId> = cases.into_iter().collect();
    let mut last: BTreeMap<VerificationCaseId, StoredCaseFact> = BTreeMap::new();
    for fact in case_facts_of_many(tx, &cases).await? {
        if matches!(fact.fact.says, CaseSays::Answered { .. }) {
            last.insert(fact.case, fact);
        }
    }
    let mut answers = Vec::new();
    for line in &lines {
        let Some(fact) = last.get(&line.case) else { continue };
        let CaseSays::Answered { answer, since, .. } = &fact.fact.says else { continue };
        let words = words_of(city, fact)?;
        answers.push(LineAnswer {
            number: line.number,
            fact: fact.id,
            ordinal: fact.ordinal,
            answer: *answer,
            said: answer_words(*answer, *since, &words.place, &words.remark),
            at: fact.fact.at,
            by: city.place_name(&fact.fact.place),
        });
    }
    Ok((lines.len(), answers))
}

/// What is filled into one line.
struct Filled {
    result: String,
    at: String,
    by: String,
}

/// The answer to a list as a file. That it went out is kept with what it said: an answer that is put right
/// later stands out as not told. The same id again gives the same list as it stands now.
pub async fn list_reply(
    req: &Request,
    id: VerificationListId,
    (reply, format): (Uuid, ReplyFormat),
) -> Result<Vec<u8>, Refusal> {
    let act = Act::VerificationKeep;
    let (_, list) = list_within(req, id).await?;
    if list.state != ListState::Taken || format == ReplyFormat::Letter {
        return Err(VerificationRefusal::ListState.into());
    }
    let (asked, of) = (req.clone(), list.clone());
    let write = req.city.db.write(move |tx| async move {
        let rows = rows_of_list(&tx, &of.county, id).await?;
        let filled = match of.direction {
            ListDirection::In => answered_here(&tx, &asked, &of, (reply, format)).await?,
            ListDirection::Out => answered_elsewhere(&tx, &asked.city, &of).await?,
        };
        append(&tx, change(&asked.city.key(), asked.now, super::TOPIC, &id.to_string()))?;
        asked.deed(&tx, act, &id.to_string(), &format!("list out {}", format.code()))?;
        Ok::<_, Refusal>((rows, filled))
    });
    let (rows, filled) = write.await?;
    req.city.catch_up().await?;
    let sheet = sheet(&req.city, &list, &rows, &filled)?;
    match format {
        ReplyFormat::Csv => Ok(write_csv(&sheet)),
        ReplyFormat::Xlsx | ReplyFormat::Letter => write_xlsx(&[sheet])
            .map_err(|_| Refusal::BadInput("内容太多，不能放进一个表格文件。".to_owned())),
    }
}

async fn answered_here(
    tx: &Tx,
    req: &Request,
    list: &StoredList,
    (reply, format): (Uuid, ReplyFormat),
) -> Result<BTreeMap<i64, Filled>, Refusal> {
    let (n_lines, answers) = answers_of(tx, &req.city, list.id).await?;
    let body = format!("reply\n{}\n{}\n{}", list.id, format.code(), req.caller.login);
    let body_mac = req.city.keys.seals.fingerprint(body.as_bytes());
    match reply_by_id(tx, &list.county, reply).await? {
        Some(known) if known.body_mac != body_mac => return Err(Refusal::IdReused),
        Some(_) => {}
        None => {
            let one = StoredReply {
                county: list.county.clone(),
                id: reply,
                list: list.id,
                format,
                n_lines: i64::try_from(n_lines).unwrap_or(i64::MAX),
                n_answered: i64::try_from(answers.len()).unwrap_or(i64::MAX),
                at: req.now,
                by: Some(req.caller.login.clone()),
                body_mac,
            };
            reply_insert(tx, &one).await?;
        }
    }
    let told: Vec<(i64, VerificationFactId)> =
        answers.iter().map(|one| (one.number, one.fact)).collect();
    told_insert(tx, (&list.county, list.id, reply), &told).await?;
    let filled = answers.into_iter().map(|one| {
        let filled = Filled { result: one.said, at: moment_words(one.at), by: one.by };
        (one.number, filled)
    });
    Ok(filled.collect())
}

async fn answered_elsewhere(
    tx: &Tx,
    city: &City,
    list: &StoredList,
) -> Result<BTreeMap<i64, Filled>, Refusal> {
    let senders = senders_now(tx).await?;
    let by = senders.into_iter().find(|one| one.sender == list.sender);
    let by = by.map(|one| one.says.name).unwrap_or_default();
    let mut filled = BTreeMap::new();
    for StoredHeard { number, words, answered_at, .. } in heard_of_list(tx, list.id).await? {
        let result = heard_words(city, (list.id, number), &words)?;
        let at = moment_words(answered_at);
        // Of one line the last holds.
        filled.insert(number, Filled { result, at, by: by.clone() });
    }
    Ok(filled)
}

/// Where each answer goes: into the sender's own column, else behind his last one.
fn answer_places(columns: &[ListColumn], width: usize) -> Vec<(VerifyColumn, usize)> {
    let own = |wanted: VerifyColumn| columns.iter().find(|one| one.column == Some(wanted));
    let has_result = own(VerifyColumn::Result).is_some();
    let mut next = width;
    let mut places = Vec::new();
    for column in ANSWER_COLUMNS {
        match own(column) {
            Some(one) => places.push((column, one.index)),
            // Whoever has a column for the result has said what he wants to know.
            None if has_result => {}
            None => {
                places.push((column, next));
                next += 1;
            }
        }
    }
    places
}

fn sheet(
    city: &City,
    list: &StoredList,
    rows: &[StoredRow],
    filled: &BTreeMap<i64, Filled>,
) -> Result<OutSheet, Refusal> {
    let columns = columns_of(list)?;
    let head = head_of(city, list)?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let cells = cells_of(city, list.id, row)?;
        lines.push((row.number, cells.iter().map(shown).collect::<Vec<String>>()));
    }
    let heads: Vec<Vec<String>> =
        head.iter().map(|row| row.cells.iter().map(shown).collect()).collect();
    let all = heads.iter().chain(lines.iter().map(|(_, texts)| texts));
    let width = all.map(Vec::len).max().unwrap_or_default();
    let places = answer_places(&columns, width);
    // Each row is as wide as the widest, as a table with lines around it is.
    let wide = places.iter().map(|(_, at)| at + 1).max().unwrap_or_default().max(width);
    let mut above: Vec<Vec<String>> = heads;
    above.iter_mut().for_each(|texts| texts.resize(wide, String::new()));
    if let Some(last) = above.last_mut() {
        for (column, at) in places.iter().filter(|(_, at)| *at >= width) {
            put(last, *at, column.title().to_owned());
        }
    }
    let mut below = Vec::with_capacity(lines.len());
    for (number, mut texts) in lines {
        texts.resize(wide, String::new());
        for (column, at) in &places {
            if let Some(said) = said(*column, filled.get(&number)) {
                put(&mut texts, *at, said);
            }
        }
        below.push(texts);
    }
    let mut above = above.into_iter();
    let titles = above.next().unwrap_or_default();
    let cells = |texts: Vec<String>| texts.into_iter().map(cell).collect::<Vec<OutCell>>();
    let rows = above.map(cells).chain(below.into_iter().map(cells)).collect();
    let name = match list.direction {
        ListDirection::In => "协查反馈",
        ListDirection::Out => "协查名单",
    };
    Ok(OutSheet { name: name.to_owned(), titles, rows })
}

/// What is put into a column of the answer; none leaves what the sender wrote there.
fn said(column: VerifyColumn, filled: Option<&Filled>) -> Option<String> {
    match column {
        VerifyColumn::Result => {
            Some(filled.map_or_else(|| WAITS.to_owned(), |own| own.result.clone()))
        }
        VerifyColumn::AnsweredAt => filled.map(|own| own.at.clone()),
        VerifyColumn::AnsweredBy => filled.map(|own| own.by.clone()),
        VerifyColumn::Name
        | VerifyColumn::DocumentKind
        | VerifyColumn::DocumentNumber
        | VerifyColumn::Phone
        | VerifyColumn::Address
        | VerifyColumn::ExposurePlace
        | VerifyColumn::ExposureTime
        | VerifyColumn::Reference
        | VerifyColumn::Note => None,
    }
}

fn cell(text: String) -> OutCell {
    if text.is_empty() { OutCell::empty() } else { OutCell::text(text) }
}

/// Puts a text at its place.
fn put(texts: &mut [String], at: usize, text: String) {
    if let Some(own) = texts.get_mut(at) {
        *own = text;
    }
}

/// When something was said, as a sheet shows it: 2022-10-07 09:05.
fn moment_words(at: Moment) -> String {
    let minutes = at.ms_of_day() / 60_000;
    let day: CityDay = at.city_day();
    format!("{day} {:02}:{:02}", minutes / 60, minutes % 60)
}
