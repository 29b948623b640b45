//! 健康码停用: the city command says in one act that codes are down, and every gate goes by document and
//! paper list until the moment that it named: gates with a network at once, others by the list that they
//! take along. It ends by the clock, whoever works or does not.

use super::manual::fingerprint;
use crate::caller::Request;
use crate::city::change;
use crate::zones::note_of;
use crate::{City, PassageRefusal, Refusal};
use fangxian_core::Moment;
use fangxian_core::codes::{OUTAGE_MS_MAX, Outage, outage_may};
use fangxian_core::ids::CodeOutageId;
use fangxian_core::policy::Act;
use fangxian_store::codes::{
    StoredOutage, outage_by_id, outage_end_insert, outage_insert, outages_last,
};
use fangxian_store::{StoreError, feed};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// The topic of the feed; the subject is the act.
pub(crate) const OUTAGE: &str = "code_outage";
/// So many of the past are shown.
const SHOWN: i64 = 20;
const MINUTE_MS: i64 = 60_000;

/// The last such act. None before it can hold again. A gate asks at each scan: where there is none it costs
/// one look.
#[derive(Default)]
pub(crate) struct OutageBook {
    some: AtomicBool,
    last: RwLock<Option<Arc<StoredOutage>>>,
}

/// An act as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutageSeen {
    /// Which.
    pub id: CodeOutageId,
    /// What was said.
    pub outage: Outage,
    /// The name of whoever said it.
    pub by: String,
    /// The name of whoever ended it before its time.
    pub ended_by: Option<String>,
}

impl City {
    /// The act that holds now; none while codes are asked for.
    pub fn outage(&self, now: Moment) -> Option<Outage> {
        self.outage_held(now).map(|held| held.outage.clone())
    }

    /// Whether codes are down now.
    pub fn is_down(&self, now: Moment) -> bool {
        self.outage_held(now).is_some()
    }

    fn outage_held(&self, now: Moment) -> Option<Arc<StoredOutage>> {
        if !self.outages.some.load(Ordering::Acquire) {
            return None;
        }
        let last = self.outages.last.read().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|one| one.outage.holds(now)).cloned()
    }
}

/// Reads the last act. Called at the start, and in the turn that follows a change.
pub(crate) async fn outage_read(city: &City) -> Result<(), Refusal> {
    let key = city.key();
    let read = city.db.read(move |tx| async move { outages_last(&tx, &key, 1).await });
    let last: Option<StoredOutage> = read.await?.pop();
    let is_some = last.is_some();
    *city.outages.last.write().unwrap_or_else(PoisonError::into_inner) = last.map(Arc::new);
    city.outages.some.store(is_some, Ordering::Release);
    Ok(())
}

/// The same where one was said or ended.
pub(crate) async fn outage_follow(city: &City, changed: bool) -> Result<(), Refusal> {
    if changed { outage_read(city).await } else { Ok(()) }
}

/// The last acts, the newest first. Everybody who works here may see them: he is asked about them.
pub async fn outages_list(req: &Request) -> Result<Vec<OutageSeen>, Refusal> {
    req.authorize(Act::CodeOutageSee)?;
    let key = req.city.key();
    let read = req.city.db.read(move |tx| async move { outages_last(&tx, &key, SHOWN).await });
    let all: Result<Vec<StoredOutage>, StoreError> = read.await;
    let name = |login: &str| req.city.people.by_login(login);
    let seen = |one: StoredOutage| OutageSeen {
        id: one.id,
        by: name(&one.by),
        ended_by: one.ended_by.as_deref().map(name),
        outage: one.outage,
    };
    Ok(all?.into_iter().map(seen).collect())
}

/// Says that codes are down, from now on for so many minutes. `last` is the place in the order of the last
/// act that the page showed, 0 where it showed none: of two who act at once one is told. The same again is
/// the same.
///
/// # Errors
/// Who asks may not; another was first; it is too long, or says nothing of its own.
pub async fn outage_begin(
    req: &Request,
    (id, last): (CodeOutageId, i64),
    minutes: i64,
    reason: &str,
) -> Result<(), Refusal> {
    let act = Act::CodeOutageKeep;
    let scope = req.authorize_city(act)?;
    let reason = line_of(reason)?;
    let what = format!("code outage\n{id}\n{minutes}\n{reason}");
    // Whatever is too long is refused below, by the rule.
    let ms = minutes.clamp(0, OUTAGE_MS_MAX / MINUTE_MS + 1) * MINUTE_MS;
    let row = StoredOutage {
        county: req.city.key(),
        id,
        outage: Outage {
            ordinal: last.saturating_add(1),
            reason,
            since: req.now,
            until: req.now.plus_ms(ms),
            ended: None,
        },
        by: req.caller.login.clone(),
        role: scope.role(),
        ended_by: None,
        body_mac: fingerprint(req, &what),
    };
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let key = &row.county;
        if let Some(known) = outage_by_id(&tx, (key, id)).await? {
            let is_same = known.body_mac == row.body_mac;
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let stands = outages_last(&tx, key, 1).await?.pop();
        if stands.as_ref().map_or(0, |one| one.outage.ordinal) != last {
            return Err(Refusal::Stale);
        }
        let Outage { since, until, reason, .. } = &row.outage;
        outage_may(stands.as_ref().map(|one| &one.outage), (*since, *until), reason)
            .map_err(PassageRefusal::Outage)?;
        if !outage_insert(&tx, &row).await? {
            return Err(Refusal::Stale);
        }
        let minutes = (until.0 - since.0) / MINUTE_MS;
        asked.deed(&tx, act, &id.to_string(), &format!("down for {minutes} minutes: {reason}"))?;
        feed::append(&tx, change(key, asked.now, OUTAGE, &id.to_string()))?;
        Ok(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Ends it before its time: codes are asked for again. Ended twice is ended once.
///
/// # Errors
/// Who asks may not; it is not the one that holds.
pub async fn outage_end(req: &Request, id: CodeOutageId) -> Result<(), Refusal> {
    let act = Act::CodeOutageKeep;
    req.authorize_city(act)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let key = asked.city.key();
        let one = outage_by_id(&tx, (&key, id)).await?.ok_or(Refusal::NotFound)?;
        if one.outage.ended.is_some() {
            return Ok(());
        }
        let last = outages_last(&tx, &key, 1).await?.pop();
        if last.is_none_or(|last| last.id != id) || !one.outage.holds(asked.now) {
            return Err(Refusal::Stale);
        }
        if outage_end_insert(&tx, (&key, id), (asked.now, &asked.caller.login)).await? {
            asked.deed(&tx, act, &id.to_string(), "ended")?;
            feed::append(&tx, change(&key, asked.now, OUTAGE, &id.to_string()))?;
        }
        Ok(())
    });
    write.await?;
    req.city.catch_up().await
}

/// A reason as it stands above a camera: one line.
fn line_of(reason: &str) -> Result<String, Refusal> {
    let reason = note_of(reason)?;
    Ok(reason.split_whitespace().collect::<Vec<_>>().join(" "))
}
