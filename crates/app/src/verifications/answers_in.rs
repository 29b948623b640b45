//! A list of ours comes back as a file: its answers are looked through first and kept when somebody has
//! seen what they come to. The file itself is not kept, and the same file again changes nothing.

use super::TOPIC;
use super::kept::{ListColumn, cells_of, columns_of, heard_sealed, heard_words};
use super::put_in::{list_within, read_as, reading};
use super::table::{Table, line_of, said_in, samples, shown, table_of_file};
use super::work::masked_name;
use crate::caller::Request;
use crate::city::change;
use crate::refusal::VerificationRefusal;
use crate::register::FILE_BYTES_MAX;
use crate::{City, Refusal};
use fangxian_core::ids::VerificationListId;
use fangxian_core::policy::Act;
use fangxian_core::verifications::{
    Answered, AskedAbout, BackRow, BackState, ListDirection, ListState, VerifyColumn, answer_in,
    answers_back,
};
use fangxian_core::{CityDay, Moment};
use fangxian_sheets::{Cell, SheetRow};
use fangxian_store::Tx;
use fangxian_store::feed::append;
use fangxian_store::verifications::{
    StoredHeard, StoredList, heard_insert, heard_of_list, rows_of_list,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// So many rows are told of that are not simply kept.
const TOLD_MAX: usize = 200;
/// So many rows are looked at for samples.
const SAMPLED_ROWS: usize = 20;

/// A file that answers a list of ours.
pub struct AnswersNew {
    /// Which list.
    pub list: VerificationListId,
    /// The file.
    pub bytes: Vec<u8>,
    /// What was said of its columns, besides what their headings say.
    pub columns: Vec<(usize, Option<VerifyColumn>)>,
    /// The sum of what was seen, by whoever keeps it; none while it is looked through.
    pub seen: Option<String>,
}

/// A row of the file that somebody has to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackSeen {
    /// As the spreadsheet numbers it.
    pub number: i64,
    /// Whom it is about, masked.
    pub name: String,
    /// What is the matter with it.
    pub state: BackState,
}

/// What a file of answers comes to.
#[derive(Clone, Debug)]
pub struct AnswersSeen {
    /// Its columns.
    pub columns: Vec<ListColumn>,
    /// The first values of each.
    pub samples: Vec<Vec<String>>,
    /// Whether one of them holds the answers.
    pub has_answers: bool,
    /// How many rows come to what.
    pub counts: Vec<(BackState, usize)>,
    /// The rows that are not simply kept, the first first.
    pub told: Vec<BackSeen>,
    /// How many lines the list has.
    pub n_lines: i64,
    /// How many of them are answered, with this file.
    pub n_answered: usize,
    /// The sum over what was read: whoever keeps it says that he saw this.
    pub sum: String,
    /// Whether it was kept.
    pub is_kept: bool,
}

/// A file as it was read.
struct Read {
    numbers: Vec<i64>,
    rows: Vec<BackRow>,
}

/// What the rows of a file come to, beside the list.
struct Compared {
    /// The lines of the list, as it numbers them.
    lines: Vec<i64>,
    answered: Vec<Answered>,
    n_answered: usize,
}

/// Looks a file of answers through; keeps its answers where whoever sends it has seen what they come to.
pub async fn answers_put_in(req: &Request, new: AnswersNew) -> Result<AnswersSeen, Refusal> {
    let (_, list) = list_within(req, new.list).await?;
    if list.direction != ListDirection::Out || list.state != ListState::Taken {
        return Err(VerificationRefusal::ListState.into());
    }
    if new.bytes.len() > FILE_BYTES_MAX {
        return Err(Refusal::BadInput("文件太大，最多30MB，请分成几个文件。".to_owned()));
    }
    let bytes = new.bytes;
    let mut table = req.city.sheets.with(move |reader| table_of_file(reader, bytes)).await??;
    let has_answers = read_as(&mut table.columns, &new.columns)?.contains(&VerifyColumn::Result);
    let sum = sum_of(&req.city, &list, &table)?;
    let is_kept = new.seen.is_some();
    if is_kept && !has_answers {
        return Err(VerificationRefusal::AnswerColumn.into());
    }
    if new.seen.is_some_and(|seen| seen != sum) {
        return Err(Refusal::Stale);
    }
    let read = rows_of(&table, req.today());
    let n_lines = list.n_lines;
    let asked = req.clone();
    let done = match is_kept {
        false => {
            let look = req.city.db.read(move |tx| async move {
                let compared = compared(&tx, &asked.city, &list, (&read, asked.today())).await?;
                Ok::<_, Refusal>((compared, read))
            });
            look.await
        }
        true => {
            let write = req.city.db.write(move |tx| async move {
                let compared = compared(&tx, &asked.city, &list, (&read, asked.today())).await?;
                keep(&tx, &asked, &list, (&read, &compared)).await?;
                Ok::<_, Refusal>((compared, read))
            });
            write.await
        }
    };
    let (compared, read) = done?;
    if is_kept {
        req.city.catch_up().await?;
    }
    let cells: Vec<Vec<Cell>> =
        table.rows.iter().take(SAMPLED_ROWS).map(|row| row.cells.clone()).collect();
    Ok(AnswersSeen {
        samples: samples(&table.columns, &cells),
        columns: table.columns,
        has_answers,
        counts: counts(&compared.answered),
        told: told(&read, &compared.answered),
        n_lines,
        n_answered: compared.n_answered,
        sum,
        is_kept,
    })
}

/// The sum over what a file says and how it was read.
fn sum_of(city: &City, list: &StoredList, table: &Table) -> Result<String, Refusal> {
    let said = format!("answers\n{}\n{}\n{}", list.id, reading(&table.columns)?, said_in(table));
    Ok(hex::encode(city.keys.seals.fingerprint(said.as_bytes())))
}

fn rows_of(table: &Table, today: CityDay) -> Read {
    let column = |wanted| table.columns.iter().find(|one| one.column == Some(wanted));
    let words = |row: &SheetRow, wanted: VerifyColumn| -> String {
        let cell = column(wanted).and_then(|one| row.cells.get(one.index));
        cell.map(shown).unwrap_or_default().trim().to_owned()
    };
    let mut read = Read { numbers: Vec::new(), rows: Vec::new() };
    for row in &table.rows {
        let (who, _) = line_of(&row.cells, &table.columns, today);
        let more = [words(row, VerifyColumn::AnsweredAt), words(row, VerifyColumn::AnsweredBy)];
        let more: Vec<String> = more.into_iter().filter(|text| !text.is_empty()).collect();
        read.numbers.push(i64::from(row.number));
        read.rows.push(BackRow {
            who,
            said: words(row, VerifyColumn::Result),
            more: more.join("，"),
        });
    }
    read
}

async fn compared(
    tx: &Tx,
    city: &City,
    list: &StoredList,
    (read, today): (&Read, CityDay),
) -> Result<Compared, Refusal> {
    let columns = columns_of(list)?;
    let (mut lines, mut asked): (Vec<i64>, Vec<AskedAbout>) = (Vec::new(), Vec::new());
    for row in rows_of_list(tx, &list.county, list.id).await? {
        lines.push(row.number);
        asked.push(line_of(&cells_of(city, list.id, &row)?, &columns, today).0);
    }
    let mut heard: HashMap<i64, Vec<String>> = HashMap::new();
    for StoredHeard { number, words, .. } in heard_of_list(tx, list.id).await? {
        let words = heard_words(city, (list.id, number), &words)?;
        heard.entry(number).or_default().push(words);
    }
    let held: Vec<Vec<String>> =
        lines.iter().map(|number| heard.get(number).cloned().unwrap_or_default()).collect();
    let answered = answers_back(&asked, &held, &read.rows);
    let before = held.iter().enumerate().filter(|(_, own)| !own.is_empty()).map(|(n, _)| n);
    let kept = answered.iter().filter(|one| one.state.is_kept());
    let kept = kept.flat_map(|one| one.lines.iter().copied());
    let n_answered = before.chain(kept).collect::<BTreeSet<usize>>().len();
    Ok(Compared { lines, answered, n_answered })
}

/// Keeps the answers that are new. That the same is the same follows from line and words.
async fn keep(
    tx: &Tx,
    req: &Request,
    list: &StoredList,
    (read, compared): (&Read, &Compared),
) -> Result<(), Refusal> {
    let now: Moment = req.now;
    let mut heard: BTreeMap<(i64, Uuid), StoredHeard> = BTreeMap::new();
    for (row, one) in read.rows.iter().zip(&compared.answered) {
        if !one.state.is_kept() {
            continue;
        }
        let words = row.words();
        for number in one.lines.iter().filter_map(|line| compared.lines.get(*line)).copied() {
            let fact = fact_of(&req.city, list.id, (number, &words));
            let stored = StoredHeard {
                number,
                fact,
                ordinal: 0,
                answer: answer_in(&row.said),
                words: heard_sealed(&req.city, (list.id, number), &words)?,
                // What the sheet says of the time stands in its words.
                answered_at: now,
                heard_at: now,
            };
            heard.insert((number, fact), stored);
        }
    }
    let heard: Vec<StoredHeard> = heard.into_values().collect();
    let n_new = heard_insert(tx, (&list.county, list.id), &heard).await?;
    if n_new > 0 {
        append(tx, change(&req.city.key(), now, TOPIC, &list.id.to_string()))?;
    }
    let what = format!("answers in {n_new}");
    req.deed(tx, Act::VerificationKeep, &list.id.to_string(), &what)?;
    Ok(())
}

/// The id of an answer that came in a file.
fn fact_of(city: &City, list: VerificationListId, (number, words): (i64, &str)) -> Uuid {
    let said = format!("answer in a file\n{list}\n{number}\n{words}");
    let mac = city.keys.seals.fingerprint(said.as_bytes());
    let first = mac.iter().take(16);
    Uuid::from_u128(first.fold(0, |sum: u128, byte| (sum << 8) | u128::from(*byte)))
}

fn counts(answered: &[Answered]) -> Vec<(BackState, usize)> {
    let of = |state: BackState| answered.iter().filter(|one| one.state == state).count();
    let all = BackState::ALL.iter().map(|state| (*state, of(*state)));
    all.filter(|(_, n)| *n > 0).collect()
}

fn told(read: &Read, answered: &[Answered]) -> Vec<BackSeen> {
    let rows = read.numbers.iter().zip(&read.rows).zip(answered);
    let rows = rows.filter(|(_, one)| one.state != BackState::New && one.state != BackState::Known);
    let told = rows.map(|((number, row), one)| BackSeen {
        number: *number,
        name: masked_name(&row.who.name),
        state: one.state,
    });
    told.take(TOLD_MAX).collect()
}
