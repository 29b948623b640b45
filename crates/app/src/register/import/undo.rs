//! An import that was taken in is taken back, as long as nobody built on it: who was added leaves,
//! who was changed is as before. Whoever was changed or ticked since stays, and is listed.

use super::import_within;
use crate::Refusal;
use crate::caller::Request;
use crate::ledgers::tours_follow;
use crate::mint;
use crate::register::keep::{known_by_index, reason_of};
use crate::register::{log_reading, people_changed, record};
use fangxian_core::ids::{ImportId, PersonFactId, PersonId};
use fangxian_core::people::{Person, PersonFactKind};
use fangxian_core::policy::Act;
use fangxian_store::people::{
    ImportState, RosterImport, RosterUndo, StoredPerson, StoredPersonFact, last_ticked,
    people_in_by_ids, person_facts_insert, person_facts_of_import, person_facts_of_people,
    person_update, roster_undo_insert, roster_undos,
};
use fangxian_store::{StoreError, Tx, feed};
use std::collections::HashMap;

/// What taking an import back would do.
#[derive(Clone, Debug, Default)]
pub struct UndoSeen {
    /// How many of those whom it added leave.
    pub n_left: usize,
    /// How many of those whom it changed are as before.
    pub n_restored: usize,
    /// Who stays as he is, because somebody changed or ticked him since.
    pub kept: Vec<PersonId>,
}

/// What is to be written.
#[derive(Default)]
struct Plan {
    /// Who leaves, with the record as it is.
    leaving: Vec<(StoredPerson, Person)>,
    /// Who is as before, with that record.
    restored: Vec<(StoredPerson, Person)>,
    kept: Vec<PersonId>,
}

impl Plan {
    async fn of(tx: &Tx, req: &Request, one: &RosterImport) -> Result<Plan, Refusal> {
        let seals = &req.city.keys.seals;
        let county = one.community.county();
        let mac = seals.fingerprint(one.id.to_string().as_bytes());
        let written = person_facts_of_import(tx, &one.community, mac).await?;
        // Of each person the last that the import wrote.
        let last: HashMap<PersonId, &StoredPersonFact> =
            written.iter().map(|fact| (fact.person, fact)).collect();
        let mut ids: Vec<PersonId> = last.keys().copied().collect();
        ids.sort();
        let people = people_in_by_ids(tx, std::slice::from_ref(&county), &ids).await?;
        let ticked: HashMap<PersonId, fangxian_core::Moment> =
            last_ticked(tx, &county, &ids).await?.into_iter().collect();
        let past = person_facts_of_people(tx, &county, &ids).await?;
        let made: HashMap<(PersonId, i64), &StoredPersonFact> =
            past.iter().map(|fact| ((fact.person, fact.assumed_version + 1), fact)).collect();
        let first = |id: PersonId| written.iter().find(|fact| fact.person == id);
        let mut plan = Plan::default();
        for stored in people {
            let (Some(fact), Some(first)) = (last.get(&stored.id), first(stored.id)) else {
                continue;
            };
            let was_ticked = ticked.get(&stored.id).is_some_and(|at| *at >= first.at);
            let is_as_written = stored.version == fact.assumed_version + 1;
            if !is_as_written || was_ticked || stored.gone_at.is_some() {
                plan.kept.push(stored.id);
                continue;
            }
            match made.get(&(stored.id, first.assumed_version)) {
                None => {
                    let person = record::open(seals, &stored)?;
                    plan.leaving.push((stored, person));
                }
                Some(before) => {
                    let person = record::open_whole(seals, before.id, stored.id, &before.record)?;
                    plan.restored.push((stored, person));
                }
            }
        }
        Ok(plan)
    }

    fn seen(&self) -> UndoSeen {
        UndoSeen {
            n_left: self.leaving.len(),
            n_restored: self.restored.len(),
            kept: self.kept.clone(),
        }
    }

    async fn write(self, tx: &Tx, req: &Request, reason: &str, mac: &[u8]) -> Result<(), Refusal> {
        let seals = &req.city.keys.seals;
        let mut facts = Vec::new();
        let leaving = self.leaving.into_iter().map(|one| (one, true));
        let restored = self.restored.into_iter().map(|one| (one, false));
        // Who leaves first: his document is free then.
        for ((stored, person), is_gone) in leaving.chain(restored) {
            let times = (is_gone.then_some(req.wall), stored.created_at);
            let sealed = record::seal(seals, &person, stored.origin, times, stored.version)?;
            person_update(tx, &sealed).await.map_err(known_by_index)?;
            let id = PersonFactId::from_uuid(mint::uuid(req.wall)?);
            facts.push(StoredPersonFact {
                id,
                county: person.door.county(),
                person: person.id,
                kind: PersonFactKind::ImportUndone,
                at: req.wall,
                by: req.caller.login.clone(),
                reason: reason.to_owned(),
                assumed_version: stored.version,
                record: record::seal_whole(seals, id, &person, is_gone)?,
                body_mac: mac.to_vec(),
            });
        }
        person_facts_insert(tx, &facts).await?;
        Ok(())
    }
}

/// An import that can be taken back, or what it was taken back as.
async fn undoable(
    req: &Request,
    id: ImportId,
) -> Result<(RosterImport, Option<RosterUndo>), Refusal> {
    let (_, one) = import_within(req, id).await?;
    let county = one.community.county();
    let undone =
        req.city.db.read(move |tx| async move { roster_undos(&tx, &county, &[id]).await }).await?;
    let is_over = matches!(one.state, ImportState::Applied | ImportState::Cancelled);
    if !is_over || req.city.imports.is_running(id) {
        return Err(Refusal::ImportState);
    }
    Ok((one, undone.into_iter().next()))
}

/// What taking an import back would do, now.
pub async fn import_undo_see(req: &Request, id: ImportId) -> Result<UndoSeen, Refusal> {
    let scope = req.authorize(Act::RosterImport)?;
    let (one, undone) = undoable(req, id).await?;
    if undone.is_some() {
        return Err(Refusal::ImportState);
    }
    let asked = req.clone();
    let community = one.community.clone();
    let plan = req.city.db.read(move |tx| async move { Plan::of(&tx, &asked, &one).await }).await?;
    log_reading(req, &scope, &community, &format!("import-undo/{id}"), plan.kept.len()).await?;
    Ok(plan.seen())
}

/// Takes an import back, once. The same again of the same person changes nothing.
pub async fn import_undo(req: &Request, id: ImportId, reason: &str) -> Result<(), Refusal> {
    req.authorize(Act::RosterImport)?;
    let (one, undone) = undoable(req, id).await?;
    let reason = reason_of(reason)?;
    let body = format!("undo\n{id}\n{reason}\n{}", req.caller.login);
    let mac = req.city.keys.seals.fingerprint(body.as_bytes());
    if let Some(undone) = undone {
        return if undone.body_mac == mac { Ok(()) } else { Err(Refusal::ImportState) };
    }
    let asked = req.clone();
    let twice = |error: StoreError| match error.conflicts_with("roster_undo") {
        true => Refusal::ImportState,
        false => Refusal::from(error),
    };
    req.city
        .db
        .write(move |tx| async move {
            let plan = Plan::of(&tx, &asked, &one).await?;
            let seen = plan.seen();
            let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            let undo = RosterUndo {
                id,
                at: asked.wall,
                by: asked.caller.login.clone(),
                reason: reason.clone(),
                n_left: count(seen.n_left),
                n_restored: count(seen.n_restored),
                n_kept: count(seen.kept.len()),
                body_mac: mac.clone(),
            };
            roster_undo_insert(&tx, &one.community.county(), &undo).await.map_err(twice)?;
            plan.write(&tx, &asked, &reason, &mac).await?;
            tours_follow(&tx, &asked.city, (asked.now, asked.wall), &one.community).await?;
            feed::append(&tx, people_changed(&asked, &one.community))?;
            let detail = format!("undone {} {}", undo.n_left, undo.n_restored);
            asked.deed(&tx, Act::RosterImport, &id.to_string(), &detail)?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}
