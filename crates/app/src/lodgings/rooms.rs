//! Who shared a room of a house with somebody: for whoever traces, and for nobody else.

use super::kept::{guest_of, stay_of};
use crate::register::{counties, opened};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, StayId};
use fangxian_core::results::is_same_name;
use fangxian_store::Tx;
use fangxian_store::lodgings::{
    StoredStayFact, stay_facts_of_many, stays_by_document, stays_left_of, stays_open_of,
};
use fangxian_store::people::{StoredPerson, people_by_documents};
use std::collections::BTreeSet;

/// So many guests of one house are looked at.
const GUESTS_MAX: usize = 2_000;

/// A stay of somebody at a house.
struct Spell {
    from: Moment,
    to: Moment,
}

/// Whoever stayed in the same room at the same time as somebody of the register, between two moments, as
/// far as the register has him by document and name.
pub(crate) async fn rooms_shared(
    tx: &Tx,
    city: &City,
    stored: &StoredPerson,
    (since, until): (Moment, Moment),
) -> Result<Vec<(PersonId, Moment, Moment)>, Refusal> {
    let Some(document) = &stored.document else { return Ok(Vec::new()) };
    let own = stays_by_document(tx, &document.index).await?;
    let facts = stay_facts_of_many(tx, &own).await?;
    let mut found = Vec::new();
    for his in facts.chunk_by(|one, next| one.stay == next.stay) {
        let Some(spell) = spell_of(his, (since, until)) else { continue };
        let Some(first) = his.first() else { continue };
        let room = guest_of(city, his)?.room;
        let mut others: BTreeSet<StayId> =
            stays_open_of(tx, first.venue, GUESTS_MAX).await?.into_iter().collect();
        others.extend(stays_left_of(tx, first.venue, since.city_day(), GUESTS_MAX).await?);
        others.remove(&first.stay);
        let others: Vec<StayId> = others.into_iter().collect();
        let facts = stay_facts_of_many(tx, &others).await?;
        for theirs in facts.chunk_by(|one, next| one.stay == next.stay) {
            let guest = guest_of(city, theirs)?;
            let both = spell_of(theirs, (spell.from, spell.to));
            let Some(both) = both.filter(|_| guest.room == room) else { continue };
            let index = guest.index(city);
            for known in people_by_documents(tx, &counties(city), &[index]).await? {
                let name = opened(&city.keys.seals, &known)?.name;
                if is_same_name(&guest.name, name.as_str()) {
                    found.push((known.id, both.from, both.to));
                }
            }
        }
    }
    Ok(found)
}

/// The part of a stay that lies between two moments.
fn spell_of(facts: &[StoredStayFact], (since, until): (Moment, Moment)) -> Option<Spell> {
    let stay = stay_of(facts)?;
    let from = stay.staying.since.max(since);
    let to = stay.left_at.unwrap_or(until).min(until);
    (from <= to).then_some(Spell { from, to })
}

/// Where somebody of the register stayed between two moments, by what houses wrote down.
pub(crate) async fn stays_of_person(
    tx: &Tx,
    stored: &StoredPerson,
    (since, until): (Moment, Moment),
) -> Result<Vec<(fangxian_core::ids::VenueId, Moment, Moment)>, Refusal> {
    let Some(document) = &stored.document else { return Ok(Vec::new()) };
    let own = stays_by_document(tx, &document.index).await?;
    let facts = stay_facts_of_many(tx, &own).await?;
    let spells = facts.chunk_by(|one, next| one.stay == next.stay).filter_map(|his| {
        let spell = spell_of(his, (since, until))?;
        Some((his.first()?.venue, spell.from, spell.to))
    });
    Ok(spells.collect())
}
