//! 码变告知: everybody hears of each reason that begins to color his code, and of its end, within a minute
//! (must-hold P8): by a short message, or, where no message reaches him, by somebody who is sent to his
//! door. What was told is written in the transaction that puts the message into the outbox or raises the
//! order: a server that dies has done both or neither. Of an area its grids are told, by its own orders.

use super::live::{known_of, live_known};
use super::told::{Turn, Turned, begins_words, ends_words, tell_one, to_the_door};
use crate::orders::Within;
use crate::register::counties;
use crate::{City, Refusal};
use fangxian_core::codes::ReasonSource;
use fangxian_core::ids::PersonId;
use fangxian_core::rules::CodeCause;
use fangxian_core::{CityDay, Moment};
use fangxian_store::codes::{StoredTold, ToldWay, told_first, told_last, told_unreached};
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What was told longer ago is not looked at: no rule colors for so long.
const DAYS_BACK: i64 = 60;
/// So many people are told in one transaction.
const PEOPLE_PER_WRITE: usize = 200;
/// A message that did not go out is looked for so long, and for so many in one turn.
const UNREACHED_HOURS: i64 = 24;
const UNREACHED_MAX: i64 = 500;

/// Up to what everybody was told.
#[derive(Debug, Default)]
pub struct Told {
    day: Option<CityDay>,
    seq: i64,
    /// When a reason begins or ends by the clock alone.
    turns_at: Option<Moment>,
}

/// Somebody's record, by its county.
type Whose = (String, PersonId);

/// Tells whoever is not told yet. Nothing is asked for where nothing changed and no clock ran out.
/// Returns how many people were told.
///
/// # Errors
/// The store cannot be read or written: it is tried again, and nobody is told twice.
pub async fn codes_tell(city: &Arc<City>, told: &mut Told, wall: Moment) -> Result<usize, Refusal> {
    let now = city.now(wall);
    let n_sent_for = unreached_told(city, (now, wall)).await?;
    let (day, seq) = (now.city_day(), city.seen_seq());
    let is_over = told.turns_at.is_some_and(|at| at <= now);
    if told.day == Some(day) && told.seq == seq && !is_over {
        return Ok(n_sent_for);
    }
    let (turns, turns_at) = turns(city, (now, wall)).await?;
    let mut n_told = 0;
    let turns: Vec<(Whose, Vec<Turn>)> = turns.into_iter().collect();
    for some in turns.chunks(PEOPLE_PER_WRITE) {
        n_told += tell(city, some.to_vec(), (now, wall)).await?;
    }
    *told = Told { day: Some(day), seq, turns_at };
    Ok(n_sent_for + n_told)
}

/// Of whom which reason began or ended since he was told last, and when the clock will next turn one.
async fn turns(
    city: &Arc<City>,
    (now, wall): (Moment, Moment),
) -> Result<(BTreeMap<Whose, Vec<Turn>>, Option<Moment>), Refusal> {
    let live = live_known(city, (now, wall)).await?;
    let (all, since) = (counties(city), now.plus_ms(-DAYS_BACK * 86_400_000));
    let read = city.db.read(move |tx| async move { told_last(&tx, &all, since).await });
    let last: Vec<StoredTold> = read.await?;
    let turns_at =
        live.iter().flat_map(|one| &one.reasons).filter_map(|one| one.turns_at(now)).min();
    let mut open: BTreeMap<(Whose, CodeCause, ReasonSource), i64> = BTreeMap::new();
    for one in last.into_iter().filter(|one| one.ordinal % 2 == 1) {
        open.insert(((one.county, one.person), one.cause, one.source), one.ordinal);
    }
    let mut turns: BTreeMap<Whose, Vec<Turn>> = BTreeMap::new();
    for one in &live {
        let whose = (one.county.clone(), one.person);
        for reason in one.reasons.iter().filter(|reason| reason.is_live(now)) {
            let key = (whose.clone(), reason.cause, reason.source);
            if open.remove(&key).is_none() {
                let words = begins_words(reason);
                let turn =
                    Turn { cause: reason.cause, source: reason.source, is: Turned::Began, words };
                turns.entry(whose.clone()).or_default().push(turn);
            }
        }
    }
    let moved = moved(city, &open.keys().cloned().collect::<Vec<_>>(), (now, wall)).await?;
    for (key, _) in open.into_iter().filter(|(key, _)| !moved.contains(key)) {
        let (whose, cause, source) = key;
        let turn = Turn { cause, source, is: Turned::Ended, words: ends_words(cause) };
        turns.entry(whose).or_default().push(turn);
    }
    Ok((turns, turns_at))
}

/// Which of these reasons live on under another record of the same person: he moved away.
async fn moved(
    city: &Arc<City>,
    over: &[(Whose, CodeCause, ReasonSource)],
    times: (Moment, Moment),
) -> Result<BTreeSet<(Whose, CodeCause, ReasonSource)>, Refusal> {
    let ids: BTreeSet<PersonId> = over.iter().map(|((_, person), ..)| *person).collect();
    let (all, ids) = (counties(city), ids.into_iter().collect::<Vec<_>>());
    let read = city.db.read(move |tx| async move { people_in_by_ids(&tx, &all, &ids).await });
    let stored: Vec<StoredPerson> = read.await?;
    let mut found = BTreeSet::new();
    for gone in stored.iter().filter(|one| one.gone_at.is_some()) {
        let code = known_of(city, &[gone.id], times).await?.code;
        let his = over.iter().filter(|((_, person), ..)| *person == gone.id);
        let lives = |cause, source| {
            code.reasons.iter().any(|one| (one.cause, one.source) == (cause, source))
        };
        found.extend(his.filter(|(_, cause, source)| lives(*cause, *source)).cloned());
    }
    Ok(found)
}

async fn tell(
    city: &Arc<City>,
    turns: Vec<(Whose, Vec<Turn>)>,
    (now, wall): (Moment, Moment),
) -> Result<usize, Refusal> {
    let here = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        let ids: Vec<PersonId> = turns.iter().map(|((_, person), _)| *person).collect();
        let stored = people_in_by_ids(&tx, &counties(&here), &ids).await?;
        let stored: HashMap<PersonId, StoredPerson> =
            stored.into_iter().map(|one| (one.id, one)).collect();
        let at = Within { city: &here, now, wall, by: None };
        let mut n_told = 0;
        for ((_, person), turns) in &turns {
            let Some(stored) = stored.get(person) else { continue };
            n_told += usize::from(tell_one(&tx, at, stored, turns).await?);
        }
        Ok::<_, Refusal>(n_told)
    });
    let n_told = write.await?;
    city.catch_up().await?;
    Ok(n_told)
}

/// Sends somebody to the doors of those for whom a message did not go out.
async fn unreached_told(city: &Arc<City>, (now, wall): (Moment, Moment)) -> Result<usize, Refusal> {
    let (key, since) = (city.key(), now.plus_ms(-UNREACHED_HOURS * 3_600_000));
    let read = city
        .db
        .read(move |tx| async move { told_unreached(&tx, &key, since, UNREACHED_MAX).await });
    let unreached: Vec<StoredTold> = read.await?;
    if unreached.is_empty() {
        return Ok(0);
    }
    let here = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        let ids: Vec<PersonId> = unreached.iter().map(|one| one.person).collect();
        let stored = people_in_by_ids(&tx, &counties(&here), &ids).await?;
        let at = Within { city: &here, now, wall, by: None };
        let mut n_told = 0;
        for one in stored {
            let sent = crate::mint::uuid(wall)?;
            let mut is_first = false;
            for told in unreached.iter().filter(|told| told.person == one.id) {
                let task = StoredTold { way: ToldWay::Task, sent, at: now, ..told.clone() };
                is_first |= told_first(&tx, &task).await?;
            }
            if is_first {
                to_the_door(&tx, at, &one, sent).await?;
                n_told += 1;
            }
        }
        Ok::<_, Refusal>(n_told)
    });
    let n_told = write.await?;
    city.catch_up().await?;
    Ok(n_told)
}
