//! 包联: who is in charge of which place and which doors, and by which phone he is reached.

mod begin;
mod keep;
mod lines;
mod propose;
mod sealed;
mod see;
mod write;

pub use begin::{ChargeBegin, WhoWords, charges_begin};
pub use keep::{Doing, Successor, charge_end, charge_hand_over, charge_undo};
pub use lines::{LineSeen, charge_lines_read};
pub use propose::{AnchorProposal, ProposedAnchor, anchors_propose};
pub use see::{
    BuildingSeen, ChainSeen, ChargePast, ChargeSeen, ChargesSeen, CompoundSeen, DoorAsked,
    charge_call, charge_chain, charge_history, charges_see,
};

use crate::caller::Request;
use crate::register::counties;
use crate::seals::Seals;
use crate::{City, Refusal};
use fangxian_core::charges::{Charge, ChargeAct, ChargeFactKind, Reach, Term};
use fangxian_core::ids::ChargeId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_store::charges::{
    StoredChargeFact, charge_facts_by_charge, charge_facts_of_community,
};
use fangxian_store::feed::Change;
use fangxian_store::{StoreError, Tx};
use sealed::{damaged, open_said};
use std::collections::BTreeSet;

/// A charge with what was done to it.
#[derive(Clone, Debug)]
pub(crate) struct KnownCharge {
    /// As it is counted.
    pub(crate) charge: Charge,
    /// The end of the phone.
    pub(crate) phone_tail: Option<String>,
    /// The charge that it was taken over from.
    pub(crate) takes_over: Option<ChargeId>,
    /// What was done, the oldest first.
    pub(crate) facts: Vec<StoredChargeFact>,
}

impl KnownCharge {
    /// What whoever changes it must have seen.
    pub(crate) fn n_facts(&self) -> i64 {
        i64::try_from(self.facts.len()).unwrap_or(i64::MAX)
    }
}

/// The charges of a community, those that are over too.
pub(crate) async fn charges_of(
    tx: &Tx,
    seals: &Seals,
    community: &PlaceCode,
) -> Result<Vec<KnownCharge>, StoreError> {
    let facts = charge_facts_of_community(tx, community).await?;
    let mut all: Vec<Vec<StoredChargeFact>> = Vec::new();
    for fact in facts {
        match all.last_mut() {
            Some(own) if own.first().is_some_and(|first| first.charge == fact.charge) => {
                own.push(fact);
            }
            Some(_) | None => all.push(vec![fact]),
        }
    }
    all.into_iter().map(|facts| known(seals, facts)).collect()
}

fn known(seals: &Seals, facts: Vec<StoredChargeFact>) -> Result<KnownCharge, StoreError> {
    let missing = || damaged("charge_fact.reach");
    let first = facts.first().ok_or_else(missing)?;
    let begun = first.reach.clone().ok_or_else(missing)?;
    let doors = || begun.places.iter().cloned().collect::<BTreeSet<PlaceCode>>();
    // What is in the store was checked when it came.
    let reach = match (&begun.home, begun.kind) {
        (Some(home), _) => Reach::Anchor { home: home.clone(), doors: doors() },
        (None, fangxian_core::charges::ReachKind::Doors) => Reach::Doors(doors()),
        (None, _) => Reach::Place(begun.places.first().cloned().ok_or_else(missing)?),
    };
    let who = open_said(seals, first)?.who.ok_or_else(|| damaged("charge_fact.body_sealed"))?;
    let phone_tail = who.phone_tail.clone();
    let mut acts = Vec::with_capacity(facts.len());
    for fact in &facts {
        acts.push(match fact.kind {
            ChargeFactKind::Begun => ChargeAct::Begun { from: begun.first_day, to: fact.last_day },
            ChargeFactKind::Ended => {
                let last = fact.last_day.ok_or_else(|| damaged("charge_fact.last_day"))?;
                ChargeAct::Ended { last }
            }
            ChargeFactKind::Resumed => ChargeAct::Resumed,
            ChargeFactKind::Withdrawn => ChargeAct::Withdrawn,
        });
    }
    let who = who.answerer(first.phone.as_ref())?;
    let charge = Charge { id: first.charge, who, reach, term: Term::of(&acts) };
    Ok(KnownCharge { charge, phone_tail, takes_over: begun.takes_over, facts })
}

/// One charge, where the scope reaches what it is of.
async fn charge_within(
    req: &Request,
    scope: &Scope,
    id: ChargeId,
) -> Result<(PlaceCode, KnownCharge), Refusal> {
    let counties = counties(&req.city);
    let read =
        req.city.db.read(move |tx| async move { charge_facts_by_charge(&tx, &counties, id).await });
    let facts = read.await?;
    let community = facts.first().map(|fact| fact.community.clone()).ok_or(Refusal::NotFound)?;
    let one = known(&req.city.keys.seals, facts)?;
    // Whoever keeps a part of a community does not end what is of the whole.
    let reach = &one.charge.reach;
    let may = match scope.act() == Act::ChargeKeep {
        true => reach.places().iter().chain(reach.home()).all(|place| scope.covers(place)),
        false => is_touched(scope, reach),
    };
    if !may {
        return Err(Refusal::NotFound);
    }
    Ok((community, one))
}

/// Whether the scope reaches anything that this is of, or lies within it.
fn is_touched(scope: &Scope, reach: &Reach) -> bool {
    reach.places().iter().chain(reach.home()).any(|place| scope.touches(place))
}

/// Tells whoever follows that somebody is in charge, or no longer.
fn charges_changed(city: &City, now: fangxian_core::Moment, community: &PlaceCode) -> Change {
    crate::city::change(&city.key(), now, "charge", community.as_str())
}
