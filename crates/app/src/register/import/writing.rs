//! What a batch of rows writes, in one transaction.

use super::run::{Work, count, kept_row};
use crate::caller::Request;
use crate::city::change;
use crate::ledgers::tours_follow;
use crate::register::decide::Decision;
use crate::register::sheet::ReadRow;
use crate::register::{people_changed, record};
use crate::{Refusal, mint};
use fangxian_core::ids::{PersonFactId, PersonId};
use fangxian_core::people::{Origin, Person, PersonFactKind, RowRead};
use fangxian_core::policy::Act;
use fangxian_store::people::{
    RosterImport, RosterVerdict, StoredPerson, StoredPersonFact, import_rows_put, import_step,
    people_in_by_ids, people_insert, person_facts_insert, person_update,
};
use fangxian_store::places::{Place, places_add};
use fangxian_store::{StoreError, feed};
use std::collections::HashMap;

/// Everything that a batch writes.
pub(super) struct Writing {
    next: RosterImport,
    places: Vec<Place>,
    people: Vec<StoredPerson>,
    changed: Vec<StoredPerson>,
    facts: Vec<StoredPersonFact>,
    rows: Vec<(i64, RosterVerdict, String)>,
}

impl Writing {
    pub(super) async fn of(
        req: &Request,
        work: &mut Work,
        one: &RosterImport,
        batch: &[ReadRow],
        decisions: Vec<Decision>,
    ) -> Result<Writing, Refusal> {
        let known = changed_people(req, &decisions).await?;
        let mut writing = Writing {
            next: one.clone(),
            places: Vec::new(),
            people: Vec::new(),
            changed: Vec::new(),
            facts: Vec::new(),
            rows: Vec::new(),
        };
        for (row, decision) in batch.iter().zip(decisions) {
            count(&mut writing.next.counts, &decision);
            writing.rows.extend(kept_row(row.number, &decision));
            writing.next.last_row = i64::from(row.number);
            match (&row.read, decision) {
                (Ok(read), Decision::Add) => writing.add(req, work, read)?,
                (Ok(read), Decision::Change(id)) => {
                    let stored = known.get(&id).ok_or(Refusal::Stale)?;
                    writing.change(req, work, read, stored)?;
                }
                (_, _) => {}
            }
        }
        writing.places = work.doors.take_added();
        Ok(writing)
    }

    fn add(&mut self, req: &Request, work: &mut Work, read: &RowRead) -> Result<(), Refusal> {
        let door = work.doors.find_or_add(&read.door);
        let id = PersonId::from_uuid(mint::uuid(req.wall)?);
        let person = read.person(id, door.clone());
        let times = (None, req.wall);
        let seals = &req.city.keys.seals;
        self.people.push(record::seal(seals, &person, Origin::Imported, times, 1)?);
        self.fact(req, &person, PersonFactKind::Registered, 0)?;
        work.known.took(seals, id, read, door);
        Ok(())
    }

    fn change(
        &mut self,
        req: &Request,
        work: &mut Work,
        read: &RowRead,
        stored: &StoredPerson,
    ) -> Result<(), Refusal> {
        let seals = &req.city.keys.seals;
        let door = work.doors.find_or_add(&read.door);
        let person = read.person_over(&record::open(seals, stored)?, door.clone());
        let times = (stored.gone_at, stored.created_at);
        self.changed.push(record::seal(seals, &person, stored.origin, times, stored.version)?);
        self.fact(req, &person, PersonFactKind::Changed, stored.version)?;
        work.known.took(seals, stored.id, read, door);
        Ok(())
    }

    fn fact(
        &mut self,
        req: &Request,
        person: &Person,
        kind: PersonFactKind,
        assumed_version: i64,
    ) -> Result<(), Refusal> {
        let id = PersonFactId::from_uuid(mint::uuid(req.wall)?);
        let seals = &req.city.keys.seals;
        self.facts.push(StoredPersonFact {
            id,
            county: person.door.county(),
            person: person.id,
            kind,
            at: req.wall,
            by: req.caller.login.clone(),
            reason: format!("导入名单 {}", self.next.id),
            assumed_version,
            record: record::seal_whole(seals, id, person, false)?,
            body_mac: seals.fingerprint(self.next.id.to_string().as_bytes()),
        });
        Ok(())
    }

    /// As the import stands once this is written.
    pub(super) fn then(&self) -> RosterImport {
        RosterImport { version: self.next.version + 1, ..self.next.clone() }
    }

    pub(super) async fn write(self, req: &Request) -> Result<RosterImport, Refusal> {
        let asked = req.clone();
        let Writing { next, places, people, changed, facts, rows } = self;
        let taken = |error: StoreError| match error.conflicts_with("place") {
            true => Refusal::PlaceTaken,
            false => crate::register::keep::known_by_index(error),
        };
        let written = req
            .city
            .db
            .write(move |tx| async move {
                import_step(&tx, &next).await?;
                places_add(&tx, &places).await.map_err(taken)?;
                people_insert(&tx, &people).await.map_err(taken)?;
                for person in &changed {
                    person_update(&tx, person).await.map_err(taken)?;
                }
                person_facts_insert(&tx, &facts).await?;
                import_rows_put(&tx, &next, &rows).await?;
                let key = asked.city.key();
                if !places.is_empty() {
                    feed::append(
                        &tx,
                        change(&key, asked.now, feed::PLACES, next.community.as_str()),
                    )?;
                }
                let times = (asked.now, asked.wall);
                tours_follow(&tx, &asked.city, times, &next.community).await?;
                feed::append(&tx, people_changed(&asked, &next.community))?;
                let detail = format!("rows to {}", next.last_row);
                asked.deed(&tx, Act::RosterImport, &next.id.to_string(), &detail)?;
                Ok::<_, Refusal>(RosterImport { version: next.version + 1, ..next })
            })
            .await?;
        Ok(written)
    }
}

/// The records of those of whom something is new, by id.
async fn changed_people(
    req: &Request,
    decisions: &[Decision],
) -> Result<HashMap<PersonId, StoredPerson>, Refusal> {
    let ids: Vec<PersonId> = decisions
        .iter()
        .filter_map(|decision| match decision {
            Decision::Change(id) => Some(*id),
            Decision::Add | Decision::Unchanged | Decision::Aside(_) | Decision::Rejected(_) => {
                None
            }
        })
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let counties = super::super::counties(&req.city);
    let found = req
        .city
        .db
        .read(move |tx| async move { people_in_by_ids(&tx, &counties, &ids).await })
        .await?;
    Ok(found.into_iter().map(|one| (one.id, one)).collect())
}
