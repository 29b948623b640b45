//! Who works in a key trade, and who need not be tested for a while: begun and ended by facts.

use super::sealed::{Said, seal_said};
use super::{changed, entries_of, fingerprint, home_of, near};
use crate::Refusal;
use crate::caller::Request;
use crate::refusal::TestingRefusal;
use crate::register::{counties, reason_of, stored_person};
use crate::zones::note_of;
use fangxian_core::CityDay;
use fangxian_core::frequency::{EXEMPT_DAYS_MAX, EntryKind, ExemptReason, Trade};
use fangxian_core::ids::{FrequencyFactId, PersonId, TestEntryId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_store::frequency::{
    StoredEntryFact, entry_fact_macs, entry_facts_insert, entry_facts_of, entry_facts_of_people,
};
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use fangxian_store::places::doors_lock;
use fangxian_store::{Tx, feed};
use std::collections::{BTreeMap, HashMap};

/// So many are entered at once: a company's list for one community.
const AT_ONCE: usize = 200;
/// A trade may have begun years ago, and its first day may be typed in ahead.
const TRADE_DAYS_FAR: i64 = 3_700;
/// Somebody is put off from about now on.
const EXEMPT_DAYS_BACK: i64 = 30;

/// What is said of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntrySays {
    /// He works in this trade.
    Trade(Trade),
    /// He need not be tested for a while.
    Exempt(ExemptReason),
}

/// An entry that is to begin.
#[derive(Clone, Debug)]
pub struct EntryBegin {
    /// Made by the client.
    pub id: TestEntryId,
    /// Made by the client: the same again is the same act.
    pub fact: FrequencyFactId,
    /// Of whom.
    pub person: PersonId,
    /// What.
    pub says: EntrySays,
    /// The first day.
    pub first: CityDay,
    /// The last day; only a trade may be open.
    pub last: Option<CityDay>,
    /// Where he works; what is noted.
    pub words: String,
}

/// Says of people that they work in a trade, or need not be tested for a while: of all or of none.
pub async fn entries_begin(req: &Request, begun: Vec<EntryBegin>) -> Result<(), Refusal> {
    let scope = req.authorize(Act::FrequencyKeep)?;
    if begun.is_empty() || begun.len() > AT_ONCE {
        return Err(Refusal::BadInput(format!("请选好人，一次最多{AT_ONCE}人。")));
    }
    let mut by_home: BTreeMap<PlaceCode, Vec<StoredEntryFact>> = BTreeMap::new();
    let (all, ids) = (counties(&req.city), begun.iter().map(|one| one.person).collect::<Vec<_>>());
    let read = req.city.db.read(move |tx| async move { people_in_by_ids(&tx, &all, &ids).await });
    let people: HashMap<PersonId, StoredPerson> =
        read.await?.into_iter().map(|person| (person.id, person)).collect();
    for one in begun {
        let person = people.get(&one.person).filter(|person| scope.covers(&person.door));
        let person = person.ok_or(Refusal::NotFound)?;
        if person.gone_at.is_some() {
            return Err(Refusal::PersonGone);
        }
        let fact = begin(req, person.door.county(), one)?;
        by_home.entry(home_of(&person.door)?).or_default().push(fact);
    }
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        for (home, facts) in by_home {
            // Two who say the same at once: the second sees what the first has written.
            doors_lock(&tx, &home).await?;
            keep(&tx, &asked, &home, facts).await?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

fn begin(req: &Request, county: String, one: EntryBegin) -> Result<StoredEntryFact, Refusal> {
    let body_mac = fingerprint(req, &format!("begin\n{one:?}"));
    let words = note_of(&one.words)?;
    let bad = |say: String| Err(Refusal::BadInput(say));
    if one.last.is_some_and(|last| last < one.first) {
        return bad("最后一天不能早于第一天。".to_owned());
    }
    let (kind, trade, reason) = match one.says {
        EntrySays::Trade(trade) => {
            near(req, one.first, TRADE_DAYS_FAR)?;
            one.last.map(|last| near(req, last, TRADE_DAYS_FAR)).transpose()?;
            (EntryKind::Trade, Some(trade), None)
        }
        EntrySays::Exempt(reason) => {
            let Some(last) = one.last else {
                return bad("暂缓检测要写明最后一天。".to_owned());
            };
            if last.days_since(one.first) >= EXEMPT_DAYS_MAX {
                return bad(format!("暂缓检测一次最多{EXEMPT_DAYS_MAX}天，到期再看。"));
            }
            if last < req.today() || one.first.days_since(req.today()).abs() > EXEMPT_DAYS_BACK {
                return bad("暂缓检测的日期应在最近，最后一天不能已过。".to_owned());
            }
            if reason == ExemptReason::Other && words.is_empty() {
                return bad("请写明暂缓检测的原因。".to_owned());
            }
            (EntryKind::Exempt, None, Some(reason))
        }
    };
    let said = Said { reason, words };
    Ok(StoredEntryFact {
        county,
        id: one.fact,
        entry: one.id,
        ordinal: 0,
        person: one.person,
        kind,
        trade,
        first: Some(one.first),
        last: one.last,
        at: req.now,
        by: req.caller.login.clone(),
        body: seal_said(&req.city.keys.seals, one.fact, &said)?,
        body_mac,
    })
}

async fn keep(
    tx: &Tx,
    asked: &Request,
    home: &PlaceCode,
    mut facts: Vec<StoredEntryFact>,
) -> Result<(), Refusal> {
    let ids: Vec<FrequencyFactId> = facts.iter().map(|one| one.id).collect();
    let known = entry_fact_macs(tx, &home.county(), &ids).await?;
    for (id, mac) in &known {
        if !facts.iter().any(|one| one.id == *id && one.body_mac == *mac) {
            return Err(Refusal::IdReused);
        }
    }
    facts.retain(|one| !known.iter().any(|(id, _)| *id == one.id));
    if facts.is_empty() {
        return Ok(());
    }
    let people: Vec<PersonId> = facts.iter().map(|one| one.person).collect();
    let before = entry_facts_of_people(tx, &[home.county()], &people).await?;
    for (n, fact) in facts.iter().enumerate() {
        let among = facts.get(..n).unwrap_or_default();
        let own: Vec<StoredEntryFact> = [fact.clone()].into();
        let Some(fresh) = entries_of(&own).into_iter().next() else { continue };
        let is_same = |other: &fangxian_core::frequency::Entry| {
            let meets = fresh.last.is_none_or(|last| other.first <= last)
                && other.last.is_none_or(|last| fresh.first <= last)
                && other.last.is_none_or(|last| other.first <= last);
            other.person == fresh.person && other.trade == fresh.trade && meets
        };
        if entries_of(&before).iter().any(is_same) || entries_of(among).iter().any(is_same) {
            return Err(TestingRefusal::TestEntryKnown.into());
        }
    }
    let subject = match facts.as_slice() {
        [only] => only.person.to_string(),
        _ => home.to_string(),
    };
    entry_facts_insert(tx, &facts).await.map_err(|error| {
        if error.conflicts_with("test_entry_fact") { Refusal::IdReused } else { error.into() }
    })?;
    feed::append(tx, changed(asked, home.as_str()))?;
    asked.deed(tx, Act::FrequencyKeep, &subject, &format!("begin {}", facts.len()))?;
    Ok(())
}

/// Ends an entry: `last` is its last day; the day before its first where it never held.
pub async fn entry_end(
    req: &Request,
    (id, fact): (TestEntryId, FrequencyFactId),
    last: CityDay,
    reason: &str,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::FrequencyKeep)?;
    let reason = reason_of(reason)?;
    let body_mac = fingerprint(req, &format!("end\n{id}\n{last}\n{reason}"));
    let all = counties(&req.city);
    let read = req.city.db.read(move |tx| async move { entry_facts_of(&tx, &all, id).await });
    let facts: Vec<StoredEntryFact> = read.await?;
    let first = facts.first().cloned().ok_or(Refusal::NotFound)?;
    let person = stored_person(req, &scope, first.person).await?;
    if let Some(known) = facts.iter().find(|one| one.id == fact) {
        return if known.body_mac == body_mac { Ok(()) } else { Err(Refusal::IdReused) };
    }
    if facts.len() > 1 {
        return Err(Refusal::Stale);
    }
    let earliest = first.first.map(|first| first.plus(-1));
    let is_early = earliest.is_some_and(|earliest| last < earliest);
    if is_early || first.last.is_some_and(|own| own <= last) || last > req.today() {
        let say = "结束的日子应在开始之后、原定最后一天之前，也不能晚于今天。";
        return Err(Refusal::BadInput(say.to_owned()));
    }
    let said = Said { reason: None, words: reason };
    let ended = StoredEntryFact {
        id: fact,
        ordinal: 1,
        trade: None,
        first: None,
        last: Some(last),
        at: req.now,
        by: req.caller.login.clone(),
        body: seal_said(&req.city.keys.seals, fact, &said)?,
        body_mac,
        ..first
    };
    let home = home_of(&person.door)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let person = ended.person;
        entry_facts_insert(&tx, &[ended]).await.map_err(|error| {
            if error.conflicts_with("test_entry_fact") { Refusal::Stale } else { error.into() }
        })?;
        feed::append(&tx, changed(&asked, home.as_str()))?;
        asked.deed(&tx, Act::FrequencyKeep, &person.to_string(), "end")?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}
