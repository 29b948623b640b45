//! How cases are kept: who may reach one, and where it was, sealed.

use super::found::SearchTold;
use crate::caller::Request;
use crate::city::change;
use crate::register::{counties, opened};
use crate::seals::{Seals, Spot};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::cases::{
    CaseFact, CaseStanding, CaseState, Episode, EpisodeSource, Known, case_of,
};
use fangxian_core::contacts::Setting;
use fangxian_core::ids::{CaseId, EpisodeId, PersonId};
use fangxian_core::people::Person;
use fangxian_core::policy::{Act, Scope};
use fangxian_store::cases::{
    StoredCase, StoredCaseFact, StoredContact, StoredEpisode, StoredTraced, case_by_id,
    case_facts_of, contacts_of_case,
};
use fangxian_store::feed::Change;
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use fangxian_store::{StoreError, Tx};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

const EPISODE: &str = "case_episode.body_sealed";

/// A case that the caller may reach: open, and within his jurisdiction.
pub(super) struct Reached {
    pub(super) scope: Scope,
    pub(super) case: StoredCase,
    pub(super) facts: Vec<StoredCaseFact>,
    pub(super) standing: CaseStanding,
    pub(super) stored: StoredPerson,
}

impl Reached {
    /// What names the person.
    pub(super) fn person(&self, city: &City) -> Result<Person, StoreError> {
        opened(&city.keys.seals, &self.stored)
    }
}

/// An open case within the caller's jurisdiction. Another's, and a closed one, are not found.
pub(super) async fn case_within(req: &Request, act: Act, id: CaseId) -> Result<Reached, Refusal> {
    let scope = req.authorize(act)?;
    let all = counties(&req.city);
    let read = req.city.db.read(move |tx| async move { case_read(&tx, &all, id).await });
    let (case, facts, stored) = read.await?.ok_or(Refusal::NotFound)?;
    let standing = standing_of(&facts).filter(|one| one.state == CaseState::Open);
    let standing = standing.filter(|_| scope.covers(&stored.door)).ok_or(Refusal::NotFound)?;
    Ok(Reached { scope, case, facts, standing, stored })
}

/// Somebody who stands on the list of an open case within the caller's jurisdiction.
pub(crate) async fn contact_of_case(
    req: &Request,
    id: CaseId,
    person: PersonId,
) -> Result<(Scope, StoredPerson), Refusal> {
    let reached = case_within(req, Act::CaseSee, id).await?;
    let (all, county) = (counties(&req.city), reached.case.county.clone());
    let read = req.city.db.read(move |tx| async move {
        let listed = contacts_of_case(&tx, &county, id).await?;
        if !listed.iter().any(|one| one.person == person) {
            return Ok(None);
        }
        Ok::<_, StoreError>(people_in_by_ids(&tx, &all, &[person]).await?.into_iter().next())
    });
    let stored = read.await?.ok_or(Refusal::NotFound)?;
    Ok((reached.scope, stored))
}

type CaseRead = (StoredCase, Vec<StoredCaseFact>, StoredPerson);

/// A case with what was said of it and the record of its person.
pub(super) async fn case_read(
    tx: &Tx,
    all: &[String],
    id: CaseId,
) -> Result<Option<CaseRead>, StoreError> {
    let Some(case) = case_by_id(tx, all, id).await? else { return Ok(None) };
    let facts = case_facts_of(tx, std::slice::from_ref(&case.county), &[id]).await?;
    let stored = people_in_by_ids(tx, all, &[case.person]).await?.into_iter().next();
    Ok(stored.map(|stored| (case, facts, stored)))
}

/// How a case stands by what was said of it.
pub(super) fn standing_of(facts: &[StoredCaseFact]) -> Option<CaseStanding> {
    let facts: Vec<CaseFact> = facts.iter().map(|one| one.fact.clone()).collect();
    case_of(&facts)
}

/// What stands for what was asked for, by whom: the same for the same only.
pub(super) fn fingerprint(req: &Request, what: &str) -> Vec<u8> {
    req.city.keys.seals.fingerprint(format!("{what}\n{}", req.caller.login).as_bytes())
}

/// A change of a case, for the feed.
pub(super) fn case_change(city: &City, at: Moment, county: &str, id: CaseId) -> Change {
    change(&city.key(), at, super::TOPIC, &format!("{county}/{id}"))
}

/// One time that a case, or his contact, and somebody were at one place, as it is sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRow {
    /// The number of the place.
    #[serde(default)]
    pub venue: Option<u32>,
    /// What it is called.
    pub words: String,
    /// What people share there.
    pub setting: Setting,
    /// While both were there, or from when the one left until the other came.
    pub from: Moment,
    /// Until when.
    pub to: Moment,
    /// Seconds for which both were.
    pub overlap_s: u32,
    /// Seconds between them, where they were never there together.
    pub gap_s: u32,
    /// How well it is known.
    pub known: Known,
    /// Whether it rests on an assumed length of stay.
    pub is_assumed: bool,
    /// Through whom; none where it was the case himself.
    #[serde(default)]
    pub through: Option<PersonId>,
}

impl std::fmt::Debug for EvidenceRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EvidenceRow(…)")
    }
}

const EVIDENCE: &str = "case_contact.evidence_sealed";
const TRACED: &str = "case_traced.body_sealed";

/// A seal that opens for this case and this person alone.
fn evidence_spot(case: CaseId, person: PersonId) -> Spot {
    let record = Uuid::from_u128(case.uuid().as_u128() ^ person.uuid().as_u128());
    Spot { column: EVIDENCE, record }
}

pub(super) fn evidence_seal(
    seals: &Seals,
    (case, person): (CaseId, PersonId),
    rows: &[EvidenceRow],
) -> Result<Vec<u8>, Refusal> {
    let plain = serde_json::to_vec(rows).unwrap_or_default();
    seals.seal(evidence_spot(case, person), &plain)
}

pub(super) fn evidence_open(
    city: &City,
    stored: &StoredContact,
) -> Result<Vec<EvidenceRow>, StoreError> {
    if stored.evidence.is_empty() {
        return Ok(Vec::new());
    }
    let spot = evidence_spot(stored.case, stored.person);
    let plain = city.record_open(stored.case.uuid(), spot, &stored.evidence)?;
    serde_json::from_slice(&plain).map_err(|_| StoreError::Damaged {
        table: "case_contact".to_owned(),
        column: "evidence_sealed".to_owned(),
    })
}

pub(super) fn traced_seal(
    city: &City,
    case: CaseId,
    told: &SearchTold,
) -> Result<Vec<u8>, Refusal> {
    let spot = Spot { column: TRACED, record: case.uuid() };
    city.record_seals(case.uuid())?.seal(spot, &serde_json::to_vec(told).unwrap_or_default())
}

pub(super) fn traced_open(city: &City, stored: &StoredTraced) -> Result<SearchTold, StoreError> {
    let spot = Spot { column: TRACED, record: stored.case.uuid() };
    let plain = city.record_open(stored.case.uuid(), spot, &stored.body)?;
    serde_json::from_slice(&plain).map_err(|_| StoreError::Damaged {
        table: "case_traced".to_owned(),
        column: "body_sealed".to_owned(),
    })
}

/// Where and when a case was, as it is sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EpisodeKept {
    /// The number of the place.
    #[serde(default)]
    pub(super) venue: Option<u32>,
    /// What it is called.
    pub(super) words: String,
    /// Since when.
    pub(super) from: Moment,
    /// Until when.
    pub(super) to: Moment,
    /// How well it is known.
    pub(super) known: Known,
    /// Whether the end is assumed.
    pub(super) is_assumed: bool,
}

impl std::fmt::Debug for EpisodeKept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EpisodeKept(…)")
    }
}

impl EpisodeKept {
    pub(super) fn of(episode: &Episode) -> EpisodeKept {
        EpisodeKept {
            venue: episode.venue,
            words: episode.words.clone(),
            from: episode.from,
            to: episode.to,
            known: episode.known,
            is_assumed: episode.is_assumed,
        }
    }

    pub(super) fn seal(
        &self,
        city: &City,
        (case, id): (CaseId, EpisodeId),
    ) -> Result<Vec<u8>, Refusal> {
        let spot = Spot { column: EPISODE, record: id.uuid() };
        let plain = serde_json::to_vec(self).unwrap_or_default();
        city.record_seals(case.uuid())?.seal(spot, &plain)
    }

    pub(super) fn open(city: &City, stored: &StoredEpisode) -> Result<EpisodeKept, StoreError> {
        let spot = Spot { column: EPISODE, record: stored.id.uuid() };
        let plain = city.record_open(stored.case.uuid(), spot, &stored.body)?;
        serde_json::from_slice(&plain).map_err(|_| StoreError::Damaged {
            table: "case_episode".to_owned(),
            column: "body_sealed".to_owned(),
        })
    }

    fn episode(self, source: EpisodeSource) -> Episode {
        Episode {
            venue: self.venue,
            words: self.words,
            from: self.from,
            to: self.to,
            source,
            known: self.known,
            is_assumed: self.is_assumed,
        }
    }
}

/// The entries that stand: those that were withdrawn, and the withdrawals, are left out.
pub(super) fn episodes_standing(
    city: &City,
    stored: &[StoredEpisode],
) -> Result<Vec<(EpisodeId, Episode)>, StoreError> {
    let mut standing: BTreeMap<EpisodeId, &StoredEpisode> = BTreeMap::new();
    for one in stored.iter().filter(|one| one.withdraws.is_none()) {
        standing.insert(one.id, one);
    }
    for (withdrawn, _) in stored.iter().filter_map(|one| one.withdraws.as_ref()) {
        standing.remove(withdrawn);
    }
    let mut found = Vec::with_capacity(standing.len());
    for (id, one) in standing {
        found.push((id, EpisodeKept::open(city, one)?.episode(one.source)));
    }
    found.sort_by_key(|(id, one)| (one.from, one.to, *id));
    Ok(found)
}
