//! 急事放行: labour, dialysis, a rescue. The hotline, or whoever goes from door to door, says that
//! somebody must be let pass, whatever his code says (must-hold P9): at a gate with a network his code
//! passes from then on by itself, at one without the guard lets him pass by his own button. Nobody is
//! refused it: whom the register does not know gets a number to say.

use super::manual::fingerprint;
use crate::caller::Request;
use crate::city::change;
use crate::register::{counties, opened};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::CarePassageId;
use fangxian_core::passes::Alias;
use fangxian_core::people::Document;
use fangxian_core::policy::Act;
use fangxian_core::results::is_same_name;
use fangxian_core::scans::Emergency;
use fangxian_store::codes::{
    StoredCarePassage, care_passage_by_id, care_passage_insert, care_passages_after,
};
use fangxian_store::people::{StoredPerson, people_by_documents};
use fangxian_store::{StoreError, feed};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

/// The topic of the feed.
pub(crate) const CARE: &str = "care";
/// A passage is good for a day: the way there and back.
const HOLDS_MS: i64 = 24 * 3_600_000;

/// The passages that are good, by whose code passes. A gate asks at each scan: where there are none it
/// costs one look.
#[derive(Default)]
pub(crate) struct CareBook {
    some: AtomicBool,
    good: RwLock<HashMap<Alias, (Emergency, Moment)>>,
}

impl CareBook {
    /// For what somebody must be let pass now.
    pub(crate) fn of(&self, alias: Alias, now: Moment) -> Option<Emergency> {
        if !self.some.load(Ordering::Acquire) {
            return None;
        }
        let good = self.good.read().unwrap_or_else(PoisonError::into_inner);
        good.get(&alias).filter(|(_, until)| now < *until).map(|(need, _)| *need)
    }
}

/// Reads what is good. Called at the start, and in the turn that follows a change.
pub(crate) async fn care_read(city: &City, now: Moment) -> Result<(), Refusal> {
    let read = city.db.read(move |tx| async move { care_passages_after(&tx, now).await });
    let all: Vec<StoredCarePassage> = read.await?;
    let good: HashMap<Alias, (Emergency, Moment)> = all
        .iter()
        .filter_map(|one| Some((city.keys.passes.alias(one.person?), (one.need, one.until))))
        .collect();
    let is_some = !good.is_empty();
    *city.cares.good.write().unwrap_or_else(PoisonError::into_inner) = good;
    city.cares.some.store(is_some, Ordering::Release);
    Ok(())
}

impl City {
    /// For what somebody must be let pass now, whatever his code says.
    pub fn must_pass(&self, alias: Alias, now: Moment) -> Option<Emergency> {
        self.cares.of(alias, now)
    }
}

/// The same where one was given.
pub(crate) async fn care_follow(city: &City, changed: bool, now: Moment) -> Result<(), Refusal> {
    if changed { care_read(city, now).await } else { Ok(()) }
}

/// A passage that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CareGiven {
    /// What he says at a gate that has no network: the end of its id.
    pub number: String,
    /// Until before when it is good.
    pub until: Moment,
    /// Whether his code passes by itself; else the guard lets him pass.
    pub is_known: bool,
}

/// Gives a passage. The same again is the same.
pub async fn care_give(
    req: &Request,
    id: CarePassageId,
    need: Emergency,
    who: Option<(&Document, &str)>,
) -> Result<CareGiven, Refusal> {
    let act = Act::CareGive;
    let scope = req.authorize(act)?;
    let person = match who {
        Some((document, name)) => known(req, document, name).await?,
        None => None,
    };
    let what = format!("care\n{id}\n{}\n{:?}", need.code(), person.as_ref().map(|one| one.id));
    let row = StoredCarePassage {
        // Where somebody lives says nothing of where he is taken ill: the city keeps all of them.
        county: req.city.key(),
        id,
        person: person.as_ref().map(|one| one.id),
        need,
        at: req.now,
        until: req.now.plus_ms(HOLDS_MS),
        by: req.caller.login.clone(),
        role: scope.role(),
        body_mac: fingerprint(req, &what),
    };
    let (asked, now) = (req.clone(), req.now);
    let write = req.city.db.write(move |tx| async move {
        if care_passage_insert(&tx, &row).await? {
            asked.deed(&tx, act, &id.to_string(), row.need.code())?;
            feed::append(&tx, change(&asked.city.key(), now, CARE, &id.to_string()))?;
            return Ok(row);
        }
        let known = care_passage_by_id(&tx, (&row.county, id)).await?.ok_or(Refusal::NotFound)?;
        if known.body_mac == row.body_mac { Ok(known) } else { Err(Refusal::IdReused) }
    });
    let given = write.await?;
    req.city.catch_up().await?;
    Ok(CareGiven { number: number_of(id), until: given.until, is_known: given.person.is_some() })
}

/// A passage that is good, as whoever gave it sees it: not whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CareSeen {
    /// What he says at a gate that has no network.
    pub number: String,
    /// For what.
    pub need: Emergency,
    /// When it was given.
    pub at: Moment,
    /// Until before when it is good.
    pub until: Moment,
    /// Whether his code passes by itself.
    pub is_known: bool,
}

/// The passages that the caller gave himself and that are good, the newest first.
pub async fn cares_list(req: &Request) -> Result<Vec<CareSeen>, Refusal> {
    req.authorize(Act::CareGive)?;
    let now = req.now;
    let read = req.city.db.read(move |tx| async move { care_passages_after(&tx, now).await });
    let all: Vec<StoredCarePassage> = read.await?;
    let own = all.into_iter().filter(|one| one.by == req.caller.login);
    let mut seen: Vec<CareSeen> = own
        .map(|one| CareSeen {
            number: number_of(one.id),
            need: one.need,
            at: one.at,
            until: one.until,
            is_known: one.person.is_some(),
        })
        .collect();
    seen.sort_by(|one, other| (other.at, &other.number).cmp(&(one.at, &one.number)));
    Ok(seen)
}

/// What somebody says at a gate that has no network: the end of the id.
fn number_of(id: CarePassageId) -> String {
    id.uuid().simple().to_string().to_uppercase().chars().skip(24).collect()
}

/// Whoever has this document and this name, wherever he lives: he is taken ill where he is.
async fn known(
    req: &Request,
    document: &Document,
    name: &str,
) -> Result<Option<StoredPerson>, Refusal> {
    let seals = &req.city.keys.seals;
    let (all, index) = (counties(&req.city), seals.index("document", document.number()));
    let read =
        req.city.db.read(move |tx| async move { people_by_documents(&tx, &all, &[index]).await });
    let found: Result<Vec<StoredPerson>, StoreError> = read.await;
    for stored in found? {
        if is_same_name(name, opened(seals, &stored)?.name.as_str()) {
            return Ok(Some(stored));
        }
    }
    Ok(None)
}
