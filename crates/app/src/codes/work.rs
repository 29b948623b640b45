//! What a community has to do about the codes of its people: look into each that is not green,
//! answer whoever it is of, and ask that it be cleared where it is wrong. Hundreds in a day.

use super::appeals::taken;
use super::known::Times;
use super::live::{live_known, zone_reasons};
use super::manual::fingerprint;
use crate::caller::Request;
use crate::register::{NAMED_MAX, community, counties, log_people, opened, person_within};
use crate::{City, Refusal};
use fangxian_core::codes::{Appeal, AppealStateKind, AppealWay, HealthCode, Reason, ReasonSource};
use fangxian_core::ids::{CodeAppealId, PersonId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_store::codes::{StoredWork, WorkKind, work_insert, work_of_people};
use fangxian_store::people::people_of_community;
use fangxian_store::{StoreError, feed};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// So many rows a list holds; the rest is counted.
const ROWS_MAX: usize = 500;

/// One reason of one person of the community.
#[derive(Clone, Debug)]
pub struct WorkRow {
    /// Whose.
    pub person: PersonId,
    /// The door.
    pub door: PlaceCode,
    /// His name.
    pub name: String,
    /// His phone, the end of it; none where the register has none.
    pub phone: Option<String>,
    /// The reason.
    pub reason: Reason,
    /// Who looked into it, and what was found.
    pub verified: Option<StoredWork>,
    /// Who told him.
    pub answered: Option<StoredWork>,
    /// How the last appeal against it stands.
    pub appeal: Option<(Appeal, AppealStateKind)>,
}

/// The list of a community.
#[derive(Clone, Debug)]
pub struct WorkList {
    /// The rows: what nobody has looked into first, the gravest and the oldest first.
    pub rows: Vec<WorkRow>,
    /// How many there are in all.
    pub n_rows: usize,
    /// How many of them nobody has looked into.
    pub n_to_verify: usize,
    /// How many of them nobody has been told.
    pub n_to_answer: usize,
    /// How many live in an area under a level, whose reason is the area: they are told by the
    /// notice, and are no rows.
    pub n_by_area: usize,
}

/// Everybody of a community whose code is not green for a reason of his own.
pub async fn code_work(req: &Request, place: PlaceCode) -> Result<WorkList, Refusal> {
    let scope = req.authorize(Act::CodeWork)?;
    let own = community(&place).filter(|own| scope.covers(own)).ok_or(Refusal::NotFound)?;
    let times: Times = (req.now, req.wall);
    let (city, here) = (req.city.clone(), own.clone());
    let live = live_known(&city, times).await?;
    let (people, work) = {
        let ids: Vec<PersonId> = live.iter().map(|one| one.person).collect();
        let all = counties(&city);
        let read = city.db.read(move |tx| async move {
            let people = people_of_community(&tx, &here).await?;
            Ok::<_, StoreError>((people, work_of_people(&tx, &all, &ids).await?))
        });
        read.await?
    };
    let n_by_area = n_by_area(&city, &people.iter().map(|one| &one.door).collect::<Vec<_>>(), req);
    let here: HashMap<PersonId, _> = people.into_iter().map(|one| (one.id, one)).collect();
    let mut rows = Vec::new();
    for one in live {
        let Some(stored) = here.get(&one.person) else { continue };
        let person = opened(&city.keys.seals, stored)?;
        for reason in HealthCode::of(one.reasons.clone(), req.now).reasons {
            let done = |kind| {
                let own = |work: &&StoredWork| {
                    work.person == one.person && work.source == reason.source && work.kind == kind
                };
                work.iter().find(own).cloned()
            };
            let against = |appeal: &&Appeal| appeal.source == reason.source;
            let appeal = one.appeals.iter().filter(against).max_by_key(|appeal| appeal.at);
            rows.push(WorkRow {
                person: one.person,
                door: stored.door.clone(),
                name: person.name.as_str().to_owned(),
                phone: person.phone.as_ref().map(|phone| phone.masked()),
                verified: done(WorkKind::Verified),
                answered: done(WorkKind::Answered),
                appeal: appeal.map(|appeal| (*appeal, appeal.state(Some(&reason), req.now))),
                reason,
            });
        }
    }
    let (n_rows, n_to_verify) =
        (rows.len(), rows.iter().filter(|row| row.verified.is_none()).count());
    let n_to_answer = rows.iter().filter(|row| row.answered.is_none()).count();
    rows.sort_by(|one, other| {
        let key = |row: &WorkRow| {
            let is_done = row.answered.is_some() || row.appeal.is_some();
            (is_done, row.verified.is_some(), std::cmp::Reverse(row.reason.color), row.reason.since)
        };
        (key(one), &one.door, one.person).cmp(&(key(other), &other.door, other.person))
    });
    rows.truncate(ROWS_MAX);
    let named: HashSet<PersonId> = rows.iter().map(|row| row.person).collect();
    req.city.seen.spend(req, &scope, named.iter().copied())?;
    let subject = subject_of(LookKind::CodeWork, &own);
    let named: Vec<PersonId> = named.into_iter().collect();
    // Each is named in the log: his own says for certain that he was looked into.
    for some in named.chunks(NAMED_MAX) {
        log_people(req, &scope, &own, &subject, some.iter().copied()).await?;
    }
    Ok(WorkList { rows, n_rows, n_to_verify, n_to_answer, n_by_area })
}

fn n_by_area(city: &City, doors: &[&PlaceCode], req: &Request) -> usize {
    let zones = zone_reasons(city, req.now);
    let is_in = |door: &&&PlaceCode| zones.iter().any(|(place, _)| door.lies_within(place));
    doors.iter().filter(is_in).count()
}

/// What somebody of the community did about a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkDone {
    /// Looked into it, or told him.
    Noted(WorkKind),
    /// Found it wrong: asks that it be cleared, which another office decides.
    AskedToClear,
}

/// Notes what somebody of the community did. The same again changes nothing.
pub async fn code_work_note(
    req: &Request,
    id: Uuid,
    (person, source): (PersonId, ReasonSource),
    done: WorkDone,
    note: &str,
) -> Result<(), Refusal> {
    let act = Act::CodeWork;
    let (_, stored) = person_within(req, act, person).await?;
    let note = crate::zones::note_of(note)?;
    let kind = match done {
        WorkDone::Noted(kind) => kind,
        WorkDone::AskedToClear => {
            let asked = super::AppealAsked {
                id: CodeAppealId::from_uuid(id),
                source,
                is_medical: false,
                said: note,
            };
            let times = (req.now, req.wall);
            let way = (AppealWay::Community, asked);
            return taken(&req.city, &stored, way, Some(req), times).await.map(drop);
        }
    };
    let body = format!("work\n{person}\n{}\n{}\n{note}", source.code(), kind.code());
    let row = StoredWork {
        county: stored.door.county(),
        id,
        person,
        source,
        kind,
        note,
        at: req.now,
        by: req.caller.login.clone(),
        body_mac: fingerprint(req, &body),
    };
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let all = counties(&asked.city);
        let known = work_of_people(&tx, &all, &[person]).await?;
        let before = known.iter().find(|one| one.id == row.id);
        if let Some(before) = before {
            return if before.body_mac == row.body_mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        if !work_insert(&tx, &row).await? {
            return Err(Refusal::Stale);
        }
        asked.deed(&tx, act, &person.to_string(), row.kind.code())?;
        feed::append(&tx, super::changed(&asked))?;
        Ok(())
    });
    write.await?;
    req.city.catch_up().await
}
