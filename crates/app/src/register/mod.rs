//! The register: who lives behind which door.

mod budget;
mod candidates;
mod decide;
mod doors;
mod export;
mod finder;
mod history;
mod import;
mod invented;
mod keep;
mod looks;
mod merge;
mod merged;
mod overview;
mod reading;
pub(crate) mod record;
mod roster;
mod rosters;
mod search;
mod sheet;

pub use budget::{GRID_ROWS_PER_DAY, Seen, WIDE_ROWS_PER_DAY};
pub use candidates::{CandidateSeen, people_candidates};
pub use doors::door_ordinal;
pub use export::{
    ExportAsked, ExportSeen, export_ask, export_decide, export_fetch, export_trace, exports_list,
};
pub use history::{MergeStanding, PersonChange, person_history};
pub use import::{
    FILE_BYTES_MAX, ImportRuns, ImportSeen, Problem, UndoSeen, import_apply, import_cancel,
    import_put_in, import_read_as, import_rejects, import_see, import_undo, import_undo_see,
    imports_list, roster_template,
};
pub use invented::invented_person;
pub(crate) use keep::reason_of;
pub use keep::{PersonEntry, person_add, person_change, person_leave};
pub use looks::{Look, LooksPage, person_looks, person_looks_pdf};
pub(crate) use looks::{OwnLook, looks_own};
pub use merge::{Pair, people_apart, people_merge, people_unmerge};
pub(crate) use merged::{Away, away_of_community, merged_into, stays_for};
pub use overview::{PlaceCount, register_overview};
pub(crate) use reading::{NAMED_MAX, Shown, log_people, log_reading, log_shown, unit_of};
pub use roster::{Door, Resident, Roster, Sheet};
pub(crate) use rosters::Members;
pub use rosters::Rosters;
pub use search::people_search;
pub use sheet::{MappedColumn, SheetReading};

use crate::caller::Request;
use crate::{City, Refusal};
use fangxian_core::ids::PersonId;
use fangxian_core::people::{Person, Traits, grounds};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Scope};
use fangxian_store::feed;
use fangxian_store::people::{StoredPerson, community_of, people_in_by_ids};
use std::sync::Arc;

/// How many people one page may hold.
pub const PAGE_MAX: usize = 200;
/// How many people a search shows.
const FOUND_MAX: usize = 50;

/// Somebody as a list shows him: the ends of numbers, never whole ones.
#[derive(Clone, Debug)]
pub struct PersonSeen {
    /// The record.
    pub resident: Arc<Resident>,
    /// The door.
    pub door: Arc<Door>,
    /// The community.
    pub community: PlaceCode,
}

/// A page of people.
#[derive(Clone, Debug)]
pub struct PeoplePage {
    /// The people.
    pub rows: Vec<PersonSeen>,
    /// How many there are in all.
    pub n_people: usize,
    /// How many households they live in.
    pub n_households: usize,
}

/// The community in which a place lies, where it is a community or below.
pub(crate) fn community(place: &PlaceCode) -> Option<PlaceCode> {
    let code: String = place.as_str().chars().take(12).collect();
    PlaceCode::parse(&code).ok().filter(|code| code.kind() == PlaceKind::Community)
}

/// The roster of a community.
pub(crate) async fn roster(city: &City, community: &PlaceCode) -> Result<Arc<Roster>, Refusal> {
    Ok(city.rosters.get(&city.db, &city.keys.seals, community).await?)
}

/// The communities that have anybody within a place that the scope touches.
pub(crate) async fn communities(
    city: &City,
    scope: &Scope,
    within: &PlaceCode,
) -> Result<Vec<PlaceCode>, Refusal> {
    if let Some(own) = community(within) {
        return Ok(if scope.touches(within) { vec![own] } else { Vec::new() });
    }
    let counts = city.rosters.census(&city.db).await?;
    let fits = |code: &PlaceCode| code.lies_within(within) && scope.touches(code);
    Ok(counts.into_iter().map(|(code, _)| code).filter(fits).collect())
}

/// The people within a place, in the order of their doors, from the `offset`-th on.
pub async fn people_list(
    req: &Request,
    within: PlaceCode,
    offset: usize,
    limit: usize,
) -> Result<PeoplePage, Refusal> {
    let scope = req.authorize(Act::PersonSee)?;
    let own = community(&within).filter(|_| scope.touches(&within)).ok_or(Refusal::NotFound)?;
    let roster = roster(&req.city, &own).await?;
    let mut page = PeoplePage { rows: Vec::new(), n_people: 0, n_households: 0 };
    let mut last_door = None;
    for (one, door) in roster.within(&within).filter(|(_, door)| scope.covers(&door.code)) {
        page.n_households += usize::from(last_door != Some(one.door));
        last_door = Some(one.door);
        if page.n_people >= offset && page.rows.len() < limit.min(PAGE_MAX) {
            page.rows.push(seen(&roster, one, door));
        }
        page.n_people += 1;
    }
    req.city.seen.spend(req, &scope, page.rows.iter().map(|one| one.resident.id))?;
    log_reading(req, &scope, &within, &format!("people/{within}"), page.rows.len()).await?;
    Ok(page)
}

fn seen(roster: &Roster, one: &Arc<Resident>, door: &Arc<Door>) -> PersonSeen {
    PersonSeen { resident: one.clone(), door: door.clone(), community: roster.community.clone() }
}

/// Who may be the same as somebody about to be registered: by document, by name and birth, by name
/// and phone, or by the sound of the name and the phone.
pub async fn people_alike(
    req: &Request,
    within: PlaceCode,
    entry: &PersonEntry,
) -> Result<Vec<PersonSeen>, Refusal> {
    let scope = req.authorize(Act::PersonAdd)?;
    let own = community(&within).filter(|_| scope.touches(&within)).ok_or(Refusal::NotFound)?;
    let roster = roster(&req.city, &own).await?;
    let entered = entered(&req.city, entry);
    // Whom a record was merged into is meant by what stood in that record too.
    let meant: Vec<PersonId> = roster
        .merged
        .iter()
        .filter(|(_, away)| !grounds(away, &entered).is_empty())
        .map(|(stays, _)| *stays)
        .collect();
    let alike =
        |one: &Resident| meant.contains(&one.id) || !grounds(&one.traits(), &entered).is_empty();
    let covered = roster.within(&own).filter(|(_, door)| scope.covers(&door.code));
    let found: Vec<PersonSeen> = covered
        .filter(|(one, _)| alike(one))
        .take(FOUND_MAX)
        .map(|(one, door)| seen(&roster, one, door))
        .collect();
    req.city.seen.spend(req, &scope, found.iter().map(|one| one.resident.id))?;
    let ids = found.iter().map(|one| one.resident.id);
    log_people(req, &scope, &own, "people/alike", ids).await?;
    Ok(found)
}

/// What an entry is compared by. It has no record yet.
fn entered(city: &City, entry: &PersonEntry) -> Traits {
    let seals = &city.keys.seals;
    Traits {
        id: PersonId::from_uuid(uuid::Uuid::nil()),
        name: entry.name.clone(),
        born: entry.particulars.born,
        document: record::document_index(seals, &entry.document),
        phone: entry.phone.as_ref().map(|phone| record::phone_index(seals, phone)),
    }
}

/// Whether the caller may do something with somebody's record, and where: whatever is asked of one
/// record by its id goes through here.
pub async fn person_within(
    req: &Request,
    act: Act,
    id: PersonId,
) -> Result<(Scope, StoredPerson), Refusal> {
    let scope = req.authorize(act)?;
    let stored = stored_person(req, &scope, id).await?;
    Ok((scope, stored))
}

/// A record by its id, within the caller's jurisdiction, and whether it is still counted.
pub(crate) async fn stored_person(
    req: &Request,
    scope: &Scope,
    id: PersonId,
) -> Result<StoredPerson, Refusal> {
    let counties = counties(&req.city);
    let found = req
        .city
        .db
        .read(move |tx| async move { people_in_by_ids(&tx, &counties, &[id]).await })
        .await?;
    let found = found.into_iter().next().filter(|one| scope.covers(&one.door));
    found.ok_or(Refusal::NotFound)
}

/// The counties of the city, as they lead every key.
pub(crate) fn counties(city: &City) -> Vec<String> {
    city.tree().counties.iter().map(|county| county.code.county()).collect()
}

/// One person with the door in words.
pub async fn person_see(
    req: &Request,
    id: PersonId,
) -> Result<(Person, StoredPerson, Door), Refusal> {
    let within = person_within(req, Act::PersonSee, id).await?;
    person_under(req, within, "person").await
}

/// The record that counts for this one, where it was merged into another.
pub async fn person_stays(
    req: &Request,
    stored: &StoredPerson,
) -> Result<Option<PersonId>, Refusal> {
    if stored.gone_at.is_none() {
        return Ok(None);
    }
    let (counties, id) = (counties(&req.city), stored.id);
    let stays = req
        .city
        .db
        .read(move |tx| async move { merged::stays_for(&tx, &counties, id).await })
        .await?;
    Ok((stays != id).then_some(stays))
}

async fn person_under(
    req: &Request,
    (scope, stored): (Scope, StoredPerson),
    subject: &str,
) -> Result<(Person, StoredPerson, Door), Refusal> {
    let id = stored.id;
    let person = record::open(&req.city.keys.seals, &stored)?;
    let door = door_named(req, &stored.door).await?;
    req.city.seen.spend(req, &scope, [id])?;
    log_people(req, &scope, &stored.door, &format!("{subject}/{id}"), [id]).await?;
    Ok((person, stored, door))
}

async fn door_named(req: &Request, code: &PlaceCode) -> Result<Door, Refusal> {
    let community = community(code).ok_or(Refusal::PlaceUnknown)?;
    let roster = roster(&req.city, &community).await?;
    let known = roster.doors.iter().find(|door| door.code == *code).map(|door| Door::clone(door));
    let line = || -> String {
        std::iter::successors(Some(code.clone()), PlaceCode::parent)
            .filter(|place| place.kind() > PlaceKind::Compound)
            .map(|place| roster.place_name(&place).to_owned())
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect()
    };
    Ok(known.unwrap_or_else(|| Door {
        code: code.clone(),
        compound: String::new(),
        within: line(),
    }))
}

/// The whole numbers of somebody, for a reason that is kept. The reading stands in the log and in
/// the audit trail before anything is shown.
pub async fn person_reveal(req: &Request, id: PersonId, reason: &str) -> Result<Person, Refusal> {
    let within = person_within(req, Act::PersonReveal, id).await?;
    let reason = reason_of(reason)?;
    let (person, _, _) = person_under(req, within, "person-revealed").await?;
    let asked = req.clone();
    let deed = req.city.db.write(move |tx| async move {
        asked.deed(&tx, Act::PersonReveal, &id.to_string(), &reason)
    });
    deed.await?;
    Ok(person)
}

/// A record of the store, opened.
pub(crate) fn opened(
    seals: &crate::seals::Seals,
    stored: &StoredPerson,
) -> Result<Person, fangxian_store::StoreError> {
    record::open(seals, stored)
}

/// What stands for a phone: the same for the same number only.
pub(crate) fn phone_key(city: &City, phone: &fangxian_core::people::Phone) -> Vec<u8> {
    record::phone_index(&city.keys.seals, phone)
}

/// Tells whoever follows that the people of a community changed.
pub(crate) fn people_changed(req: &Request, community: &PlaceCode) -> feed::Change {
    crate::city::change(&req.city.key(), req.now, feed::PEOPLE, community.as_str())
}

pub(crate) fn community_code(door: &PlaceCode) -> Result<PlaceCode, Refusal> {
    PlaceCode::parse(&community_of(door)).map_err(|_| Refusal::PlaceUnknown)
}
