//! Trades are closed by notice: one proposes, another signs, and they open again by themselves.

use super::CLOSINGS;
use super::load::closing_of;
use crate::Refusal;
use crate::caller::Request;
use crate::city::change;
use crate::register::reason_of;
use crate::zones::note_of;
use fangxian_core::CityDay;
use fangxian_core::ids::{ClosingId, VenueFactId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::venues::{Closing, ClosingFact, ClosingSays, ClosingStanding, ClosingState};
use fangxian_store::feed::append;
use fangxian_store::places::division_by_code;
use fangxian_store::venues::{
    StoredClosingFact, closing_fact_insert, closing_facts_all, closing_facts_of,
};

/// A closing as it is shown.
#[derive(Clone, Debug)]
pub struct ClosingSeen {
    /// Which.
    pub id: ClosingId,
    /// How it stands.
    pub standing: ClosingStanding,
    /// What was said of it, in its order.
    pub past: Vec<ClosingFact>,
}

impl ClosingSeen {
    /// How many facts there are of it.
    pub fn n_facts(&self) -> i64 {
        i64::try_from(self.past.len()).unwrap_or(i64::MAX)
    }
}

/// Every closing that touches what the caller may see.
pub async fn closings_list(req: &Request) -> Result<Vec<ClosingSeen>, Refusal> {
    let scope = req.authorize(Act::VenueSee)?;
    let all = req.city.db.read(|tx| async move { closing_facts_all(&tx).await }).await?;
    let seen = |own: &[StoredClosingFact]| {
        let past = own.iter().map(|one| one.fact.clone()).collect();
        Some(ClosingSeen { id: own.first()?.closing, standing: closing_of(own)?, past })
    };
    let by_closing = all.chunk_by(|one, next| one.closing == next.closing);
    let mut seen: Vec<ClosingSeen> = by_closing.filter_map(seen).collect();
    seen.retain(|one| scope.touches(&one.standing.closing.place));
    seen.sort_by_key(|one| std::cmp::Reverse(one.past.first().map(|past| past.at)));
    Ok(seen)
}

/// Proposes a closing. It closes nothing before another signs it.
pub async fn closing_make(
    req: &Request,
    (id, fact): (ClosingId, VenueFactId),
    mut closing: Closing,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::VenueClose)?;
    if !scope.covers(&closing.place) {
        return Err(Refusal::NotFound);
    }
    closing.as_written = note_of(&closing.as_written)?;
    closing.source = note_of(&closing.source)?;
    closing.check(req.today()).map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    let place = closing.place.clone();
    let says = ClosingSays::Made(Box::new(closing));
    let fact = stored(req, (id, fact, 0), &place, says, String::new());
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        if let Some(first) = closing_facts_of(&tx, id).await?.first() {
            let is_same = first.id == fact.id && first.body_mac == fact.body_mac;
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        if place != asked.city.code {
            division_by_code(&tx, &place).await?.ok_or(Refusal::PlaceUnknown)?;
        }
        closing_fact_insert(&tx, &fact).await.map_err(|error| {
            let is_taken = error.conflicts_with("venue_closing_fact");
            if is_taken { Refusal::IdReused } else { error.into() }
        })?;
        append(&tx, change(&asked.city.key(), asked.now, CLOSINGS, &id.to_string()))?;
        asked.deed(&tx, Act::VenueClose, &id.to_string(), "made")?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Signs a closing as the second person, or declines it and says why.
pub async fn closing_decide(
    req: &Request,
    (id, fact): (ClosingId, VenueFactId),
    seen: i64,
    is_signed: bool,
    reason: &str,
) -> Result<(), Refusal> {
    let reason = if is_signed { note_of(reason)? } else { reason_of(reason)? };
    let says = if is_signed { ClosingSays::Signed } else { ClosingSays::Declined };
    let today = req.today();
    let by = req.caller.login.clone();
    advance(req, (id, fact, seen), (says, reason), move |one| {
        if one.made_by == by {
            return Err(Refusal::SamePerson);
        }
        match one.state(today) {
            ClosingState::Waiting => Ok(()),
            ClosingState::Declined
            | ClosingState::Coming
            | ClosingState::InForce
            | ClosingState::Over => Err(Refusal::Stale),
        }
    })
    .await
}

/// Opens again earlier than was said: `last` is the last day on which it is closed.
pub async fn closing_end(
    req: &Request,
    (id, fact): (ClosingId, VenueFactId),
    seen: i64,
    last: CityDay,
    reason: &str,
) -> Result<(), Refusal> {
    let reason = reason_of(reason)?;
    let today = req.today();
    advance(req, (id, fact, seen), (ClosingSays::Ended { last }, reason), move |one| {
        let holds = match one.state(today) {
            ClosingState::Coming | ClosingState::InForce => true,
            ClosingState::Waiting | ClosingState::Declined | ClosingState::Over => false,
        };
        if !holds {
            return Err(Refusal::Stale);
        }
        let is_later = one.last.is_some_and(|own| own <= last);
        if last < today.plus(-1) || is_later {
            let say = "最后一天不能早于昨天，也要早于原定的最后一天。";
            return Err(Refusal::BadInput(say.to_owned()));
        }
        Ok(())
    })
    .await
}

fn stored(
    req: &Request,
    (closing, id, ordinal): (ClosingId, VenueFactId, i64),
    place: &PlaceCode,
    says: ClosingSays,
    reason: String,
) -> StoredClosingFact {
    let by = req.caller.login.clone();
    let asked_for = format!("closing\n{closing}\n{says:?}\n{ordinal}\n{reason}\n{by}");
    StoredClosingFact {
        county: place.county(),
        id,
        closing,
        ordinal,
        fact: ClosingFact { says, at: req.now, by, reason },
        body_mac: req.city.keys.seals.fingerprint(asked_for.as_bytes()),
    }
}

async fn advance(
    req: &Request,
    (id, fact, seen): (ClosingId, VenueFactId, i64),
    (says, reason): (ClosingSays, String),
    decide: impl FnOnce(&ClosingStanding) -> Result<(), Refusal> + Send + 'static,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::VenueCloseSign)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let facts = closing_facts_of(&tx, id).await?;
        let one = closing_of(&facts).ok_or(Refusal::NotFound)?;
        let place = &one.closing.place;
        if !scope.covers(place) {
            return Err(Refusal::NotFound);
        }
        let next = stored(&asked, (id, fact, seen), place, says, reason);
        if let Some(known) = facts.iter().find(|one| one.id == fact) {
            let is_same = known.body_mac == next.body_mac;
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        decide(&one)?;
        if i64::try_from(facts.len()).unwrap_or(i64::MAX) != seen {
            return Err(Refusal::Stale);
        }
        let kind = next.fact.says.kind().code();
        closing_fact_insert(&tx, &next).await.map_err(|error| {
            let is_taken = error.conflicts_with("venue_closing_fact");
            if is_taken { Refusal::Stale } else { error.into() }
        })?;
        append(&tx, change(&asked.city.key(), asked.now, CLOSINGS, &id.to_string()))?;
        asked.deed(&tx, Act::VenueCloseSign, &id.to_string(), kind)?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}
