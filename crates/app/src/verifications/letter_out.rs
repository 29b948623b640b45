//! Letters leave by the outbox: they are noted in the transaction of what they tell of, written and signed
//! when they go, and tried again until the other side has them. Taking one twice changes nothing there.

use super::kept::{cells_of, columns_of, head_of, name_of};
use super::letters::{Letter, LetterAnswer, LetterSays};
use super::put_in::list_within;
use super::reply::answers_of;
use super::table::shown;
use super::{HOUR_MS, TOPIC};
use crate::caller::Request;
use crate::city::change;
use crate::refusal::VerificationRefusal;
use crate::{City, Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::ids::{VerificationFactId, VerificationListId};
use fangxian_core::policy::Act;
use fangxian_core::verifications::{DUE_HOURS, ListDirection, ListState, Sender};
use fangxian_store::feed::append;
use fangxian_store::outbox::{
    Claimed, Message, outbox_claim_due, outbox_give_up, outbox_mark_sent, outbox_put,
};
use fangxian_store::verifications::{
    ReplyFormat, StoredList, StoredReply, list_by_id, reply_insert, rows_of_list, sender_facts_of,
    told_insert, told_of_list,
};
use fangxian_store::{StoreError, Tx};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::Arc;

/// The way on which a letter goes: to another installation.
const TO_PEER: &str = "peer";
/// One that did not arrive is tried again after this.
const RETRY_MS: i64 = 60_000;
/// A letter is given up after so long, and waits for a person: the desk sends a file.
const HOLDS_MS: i64 = 72 * HOUR_MS;
/// How many are written in one turn.
const RELAY_BATCH: i64 = 20;

/// Carries letters to other installations: a program of the city's choice, which speaks TLS.
pub trait PeerPost: Send + Sync {
    /// Hands a letter to the installation at this address. It has arrived once that says so.
    fn post(&self, address: &str, letter: &str) -> Result<(), PeerFailure>;
}

/// A letter did not arrive. It says nothing of what stands in it.
#[derive(Debug, thiserror::Error)]
#[error("a letter to another installation did not arrive: {0}")]
pub struct PeerFailure(pub String);

/// What a message of the outbox tells of.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum About {
    List(VerificationListId),
    Answers(VerificationListId),
}

async fn put(tx: &Tx, city: &City, about: About, wall: Moment) -> Result<(), Refusal> {
    let message = Message {
        county: city.key(),
        id: mint::uuid(wall)?,
        kind: TO_PEER.to_owned(),
        recipient: String::new(),
        body: serde_json::to_string(&about).map_err(|_| damaged())?,
        created_at: wall,
    };
    Ok(outbox_put(tx, &[message]).await?)
}

fn damaged() -> StoreError {
    super::kept::damaged("outbox", "body")
}

/// Lets whatever the sender of a list has not heard go to his installation.
pub(super) async fn answers_put(
    tx: &Tx,
    city: &City,
    list: VerificationListId,
    wall: Moment,
) -> Result<(), Refusal> {
    put(tx, city, About::Answers(list), wall).await
}

/// Sends a list of ours to the installation that it is for. Again sends it again, and is taken once.
pub async fn list_send(req: &Request, id: VerificationListId) -> Result<(), Refusal> {
    let act = Act::VerificationKeep;
    let (_, list) = list_within(req, id).await?;
    if list.state != ListState::Taken || list.direction != ListDirection::Out {
        return Err(VerificationRefusal::ListState.into());
    }
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let sender = sender_facts_of(&tx, list.sender).await?.pop();
        if !sender.is_some_and(|one| one.says.takes_letters()) {
            return Err(VerificationRefusal::NoLetters.into());
        }
        put(&tx, &asked.city, About::List(id), asked.wall).await?;
        append(&tx, change(&asked.city.key(), asked.now, TOPIC, &id.to_string()))?;
        asked.deed(&tx, act, &id.to_string(), "list sent").map_err(Refusal::from)
    });
    write.await?;
    req.city.catch_up().await
}

/// A letter that is about to go, and what it will have told.
struct Written {
    list: StoredList,
    address: String,
    text: String,
    n_lines: usize,
    n_answered: usize,
    told: Vec<(i64, VerificationFactId)>,
}

/// Writes and carries the letters that are due. Each is claimed before it goes; one that was claimed by a
/// server that died goes again. Returns how many arrived.
pub async fn letters_relay(
    city: &Arc<City>,
    post: &Arc<dyn PeerPost>,
    wall: Moment,
) -> Result<usize, Refusal> {
    let key = city.key();
    let claim = city.db.write(move |tx| async move {
        let retry_at = wall.plus_ms(RETRY_MS);
        outbox_claim_due(&tx, (&key, TO_PEER), wall, retry_at, RELAY_BATCH).await
    });
    let claimed: Vec<Claimed> = claim.await?;
    let mut n_sent = 0;
    for one in claimed {
        let message = one.message;
        let about: About = serde_json::from_str(&message.body).map_err(|_| damaged())?;
        let here = Arc::clone(city);
        let read = city.db.read(move |tx| async move { written(&tx, &here, about, wall).await });
        let letter: Option<Written> = read.await?;
        let is_old = message.created_at.plus_ms(HOLDS_MS) <= wall;
        let Some(letter) = letter.filter(|_| !is_old) else {
            end(city, &message, is_old, wall).await?;
            continue;
        };
        let (carrier, address, text) =
            (Arc::clone(post), letter.address.clone(), letter.text.clone());
        let posted = tokio::task::spawn_blocking(move || carrier.post(&address, &text)).await;
        if !matches!(posted, Ok(Ok(()))) {
            continue;
        }
        arrived(city, message, letter, wall).await?;
        n_sent += 1;
    }
    Ok(n_sent)
}

/// Nothing is left to tell, or it is too late to.
async fn end(
    city: &Arc<City>,
    message: &Message,
    is_old: bool,
    wall: Moment,
) -> Result<(), Refusal> {
    let message = message.clone();
    let write = city.db.write(move |tx| async move {
        match is_old {
            true => outbox_give_up(&tx, &message.county, message.id, wall).await,
            false => outbox_mark_sent(&tx, &message.county, message.id, wall).await,
        }
    });
    let ended: Result<bool, StoreError> = write.await;
    ended.map(drop).map_err(Refusal::from)
}

/// Notes that a letter arrived, with which answers its reader has heard by it.
async fn arrived(
    city: &Arc<City>,
    message: Message,
    letter: Written,
    wall: Moment,
) -> Result<(), Refusal> {
    let (now, here) = (city.now(wall), Arc::clone(city));
    let write = city.db.write(move |tx| async move {
        let is_first = outbox_mark_sent(&tx, &message.county, message.id, wall).await?;
        let list = &letter.list;
        if is_first && !letter.told.is_empty() {
            let one = StoredReply {
                county: list.county.clone(),
                id: message.id,
                list: list.id,
                format: ReplyFormat::Letter,
                n_lines: i64::try_from(letter.n_lines).unwrap_or(i64::MAX),
                n_answered: i64::try_from(letter.n_answered).unwrap_or(i64::MAX),
                at: now,
                by: None,
                body_mac: here.keys.seals.fingerprint(letter.text.as_bytes()),
            };
            reply_insert(&tx, &one).await?;
            told_insert(&tx, (&list.county, list.id, message.id), &letter.told).await?;
        }
        append(&tx, change(&here.key(), now, TOPIC, &list.id.to_string()))?;
        Ok::<_, StoreError>(())
    });
    write.await?;
    city.catch_up().await
}

/// The letter that is to go now; none where nothing is left to tell, or nobody takes letters there.
async fn written(
    tx: &Tx,
    city: &City,
    about: About,
    wall: Moment,
) -> Result<Option<Written>, Refusal> {
    let (About::List(id) | About::Answers(id)) = about;
    let Some(list) = list_by_id(tx, id).await? else { return Ok(None) };
    let sender = sender_facts_of(tx, list.sender).await?.pop().map(|one| one.says);
    let Some(sender) = sender.filter(Sender::takes_letters) else { return Ok(None) };
    let (says, n_lines, n_answered, told) = match about {
        About::List(_) => (list_says(tx, city, &list).await?, 0, 0, Vec::new()),
        About::Answers(_) => {
            let told = told_of_list(tx, &list.county, id).await?;
            let told: HashSet<(i64, VerificationFactId)> = told.into_iter().collect();
            let (n_lines, answers) = answers_of(tx, city, id).await?;
            let n_answered = answers.len();
            let untold: Vec<_> =
                answers.into_iter().filter(|one| !told.contains(&(one.number, one.fact))).collect();
            if untold.is_empty() {
                return Ok(None);
            }
            let tells = untold.iter().map(|one| (one.number, one.fact)).collect();
            let answers = untold.into_iter().map(|one| LetterAnswer {
                row: one.number,
                fact_id: one.fact.uuid(),
                ordinal: one.ordinal,
                answer: one.answer,
                said: one.said,
                at: one.at,
            });
            let says = LetterSays::Answers { list_id: id.uuid(), answers: answers.collect() };
            (says, n_lines, n_answered, tells)
        }
    };
    let from = city.keys.letters.public();
    let letter = Letter { from, to: sender.key.clone(), sent_at: wall, says };
    let text = city.keys.letters.seal(&letter)?;
    Ok(Some(Written { list, address: sender.address, text, n_lines, n_answered, told }))
}

async fn list_says(tx: &Tx, city: &City, list: &StoredList) -> Result<LetterSays, Refusal> {
    // One row of headings, however many the file had.
    let columns = columns_of(list)?;
    let width = columns.iter().map(|one| one.index + 1).max().unwrap_or_default();
    let mut titles = vec![String::new(); width];
    for column in &columns {
        if let Some(title) = titles.get_mut(column.index) {
            title.clone_from(&column.title);
        }
    }
    if columns.is_empty() {
        let head = head_of(city, list)?;
        titles = head.last().map(|row| row.cells.iter().map(shown).collect()).unwrap_or_default();
    }
    let mut rows = Vec::new();
    for row in rows_of_list(tx, &list.county, list.id).await? {
        let cells = cells_of(city, list.id, &row)?;
        rows.push((row.number, cells.iter().map(shown).collect()));
    }
    let due_hours = list.taken.map_or(DUE_HOURS, |(taken, due)| (due.0 - taken.0) / HOUR_MS);
    let name = name_of(city, list)?;
    Ok(LetterSays::List { list_id: list.id.uuid(), name, due_hours, titles, rows })
}
