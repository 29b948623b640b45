//! A letter comes from another installation: a list, which is taken as a file would be, or answers to one of
//! ours. Whoever has no key that was entered here is told nothing.

use super::TOPIC;
use super::kept::heard_sealed;
use super::letters::{Letter, LetterAnswer, LetterSays, Unproven};
use super::put_in::{drafted, keep_draft};
use super::table::table_of_letter;
use super::take::{lines_read, taken};
use crate::audit::deed_of_nobody;
use crate::city::change;
use crate::refusal::VerificationRefusal;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::VerificationListId;
use fangxian_core::verifications::{
    DUE_HOURS, DUE_HOURS_MAX, LINES_MAX, ListDirection, ListState, ListWay, SAID_CHARS_MAX,
};
use fangxian_store::feed::append;
use fangxian_store::verifications::{
    StoredHeard, StoredSenderFact, heard_insert, list_by_id, list_known, rows_of_list, senders_now,
};
use fangxian_store::{StoreError, Tx};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What other installations did, in the trail.
const TAKEN: &str = "letter_taken";

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterTaken {
    /// Whether it said anything new: the same letter again says nothing.
    pub is_new: bool,
}

/// Takes a letter.
///
/// # Errors
/// It is forged, for somebody else, too old, or says what cannot be.
pub async fn letter_take(
    city: &Arc<City>,
    text: &str,
    wall: Moment,
) -> Result<LetterTaken, Refusal> {
    let unproven = Unproven::read(text)?;
    let read: Result<Vec<StoredSenderFact>, StoreError> =
        city.db.read(|tx| async move { senders_now(&tx).await }).await;
    let mut senders = read?.into_iter();
    let sender = senders.find(|one| !one.says.is_ended && one.says.key == unproven.from());
    let sender = sender.filter(|one| !one.says.key.is_empty()).ok_or(Refusal::NotFound)?;
    let Letter { says, .. } =
        unproven.proven(&sender.says.key, &city.keys.letters.public(), wall)?;
    let is_new = match says {
        LetterSays::List { list_id, name, due_hours, titles, rows } => {
            let id = VerificationListId::from_uuid(list_id);
            let came = Came { id, name, due_hours, titles, rows };
            list_came(city, sender, came, wall).await?
        }
        LetterSays::Answers { list_id, answers } => {
            let id = VerificationListId::from_uuid(list_id);
            answers_came(city, sender, (id, answers), wall).await?
        }
    };
    city.catch_up().await?;
    Ok(LetterTaken { is_new })
}

/// A list as a letter has it.
struct Came {
    id: VerificationListId,
    name: String,
    due_hours: i64,
    titles: Vec<String>,
    rows: Vec<(i64, Vec<String>)>,
}

/// Keeps a list that came, and takes it where its columns say enough and it did not come before. Else it
/// waits for the desk, as a file does.
async fn list_came(
    city: &Arc<City>,
    sender: StoredSenderFact,
    came: Came,
    wall: Moment,
) -> Result<bool, Refusal> {
    let (now, id) = (city.now(wall), came.id);
    let numbers: BTreeSet<i64> = came.rows.iter().map(|(number, _)| *number).collect();
    if numbers.len() != came.rows.len() || numbers.first().is_some_and(|first| *first < 1) {
        return Err(VerificationRefusal::LetterUnreadable.into());
    }
    let table = table_of_letter(&came.titles, &came.rows)?;
    let direction = (ListDirection::In, ListWay::Letter);
    let draft = drafted(city, (id, &sender), direction, (&came.name, None), &table, now)?;
    let here = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        let is_new = keep_draft(&tx, &here, &draft, now).await?;
        if is_new {
            deed_of_nobody(&tx, &here, wall, (TAKEN, &id.to_string(), "list"))?;
        }
        Ok::<_, Refusal>(is_new)
    });
    let is_new = write.await?;
    let read = city.db.read(move |tx| async move {
        let list = list_by_id(&tx, id).await?;
        let known = match &list {
            Some(list) => list_known(&tx, &list.body_mac, id).await?,
            None => None,
        };
        Ok::<_, StoreError>((list, known))
    });
    let (list, known) = read.await?;
    let waits = list.filter(|list| list.state == ListState::Draft && known.is_none());
    let Some(list) = waits else { return Ok(is_new) };
    let lines = match lines_read(city, &list, now.city_day()).await {
        // A person says what its columns are.
        Err(Refusal::Verification(VerificationRefusal::Columns)) => return Ok(is_new),
        lines => lines?,
    };
    let hours = if came.due_hours < 1 { DUE_HOURS } else { came.due_hours.min(DUE_HOURS_MAX) };
    let due_at = now.plus_ms(hours * super::HOUR_MS);
    let here = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        taken(&tx, (&here, now, wall), list, (&lines, due_at)).await
    });
    match write.await {
        // Somebody at the desk was faster.
        Err(Refusal::Stale) | Ok(()) => Ok(is_new),
        Err(refusal) => Err(refusal),
    }
}

/// Keeps answers to lines of a list that was sent there.
async fn answers_came(
    city: &Arc<City>,
    sender: StoredSenderFact,
    (id, answers): (VerificationListId, Vec<LetterAnswer>),
    wall: Moment,
) -> Result<bool, Refusal> {
    if answers.len() > LINES_MAX {
        return Err(VerificationRefusal::LetterUnreadable.into());
    }
    let (now, here) = (city.now(wall), Arc::clone(city));
    let write = city.db.write(move |tx| async move {
        let list = list_by_id(&tx, id).await?;
        let list = list.filter(|list| {
            let is_sent = list.direction == ListDirection::Out && list.state == ListState::Taken;
            is_sent && list.sender == sender.sender
        });
        let list = list.ok_or(Refusal::NotFound)?;
        let numbers = numbers_of(&tx, &list.county, id).await?;
        let mut heard = Vec::with_capacity(answers.len());
        for one in answers {
            if !numbers.contains(&one.row) || one.said.chars().count() > SAID_CHARS_MAX {
                return Err(VerificationRefusal::LetterUnreadable.into());
            }
            heard.push(StoredHeard {
                number: one.row,
                fact: one.fact_id,
                ordinal: one.ordinal,
                answer: Some(one.answer),
                words: heard_sealed(&here, (id, one.row), &one.said)?,
                answered_at: one.at,
                heard_at: now,
            });
        }
        let n_new = heard_insert(&tx, (&list.county, id), &heard).await?;
        if n_new > 0 {
            append(&tx, change(&here.key(), now, TOPIC, &id.to_string()))?;
            let detail = format!("answers {n_new}");
            deed_of_nobody(&tx, &here, wall, (TAKEN, &id.to_string(), &detail))?;
        }
        Ok::<_, Refusal>(n_new > 0)
    });
    write.await
}

async fn numbers_of(
    tx: &Tx,
    county: &str,
    list: VerificationListId,
) -> Result<BTreeSet<i64>, StoreError> {
    Ok(rows_of_list(tx, county, list).await?.into_iter().map(|row| row.number).collect())
}
