//! Who looked at somebody's record: at the desk, for whoever asks on his behalf or audits, and on
//! paper for himself. Roles, places and purposes, never names of those who work and never what the
//! record says.

mod paper;

pub use paper::person_looks_pdf;
pub(crate) use paper::{OwnLook, looks_own};

use super::history::gathered;
use super::reading::log_people;
use super::{counties, person_within, record};
use crate::caller::Request;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::PersonId;
use fangxian_core::looks::{Extent, LookKind, Stay, Sureness, above, stays, subject_of};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_store::StoreError;
use fangxian_store::people::{StoredPerson, person_facts};
use fangxian_store::read_log::{Reading, readings_of};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many entries a page holds at most.
const PAGE_MAX: usize = 200;

/// One time that somebody's record was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The entry of the read log.
    pub id: Uuid,
    /// When.
    pub at: Moment,
    /// In which role, as a code.
    pub role: String,
    /// Where that role was held; empty where nobody noted it.
    pub units: Vec<PlaceCode>,
    /// What for, as a code.
    pub purpose: String,
    /// What was looked at.
    pub kind: LookKind,
    /// How sure it is that he was among those who were shown.
    pub sureness: Sureness,
}

/// A page of them.
#[derive(Clone, Debug)]
pub struct LooksPage {
    /// The newest first.
    pub rows: Vec<Look>,
    /// Before which entry the next page begins; none where this is the last.
    pub next: Option<Uuid>,
}

/// A record, and when it was counted where.
struct Known {
    id: PersonId,
    stays: Vec<Stay>,
}

/// Who looked at somebody's record, or at a record that was merged into it: the newest first,
/// before an entry. That this was asked is itself an entry.
pub async fn person_looks(
    req: &Request,
    id: PersonId,
    before: Option<Uuid>,
    limit: usize,
) -> Result<LooksPage, Refusal> {
    let (scope, stored) = person_within(req, Act::LookSee, id).await?;
    let page = page_of(&req.city, &stored, before, limit.clamp(1, PAGE_MAX)).await?;
    logged(req, &scope, &stored, LookKind::Looks).await?;
    Ok(page)
}

async fn logged(
    req: &Request,
    scope: &Scope,
    stored: &StoredPerson,
    kind: LookKind,
) -> Result<(), Refusal> {
    let subject = subject_of(kind, stored.id);
    log_people(req, scope, &stored.door, &subject, [stored.id]).await
}

async fn page_of(
    city: &City,
    stored: &StoredPerson,
    before: Option<Uuid>,
    limit: usize,
) -> Result<LooksPage, Refusal> {
    let known = known_records(city, stored).await?;
    let before = before.unwrap_or(Uuid::max());
    let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut counties = counties(city);
    counties.push(city.key());
    let read = city.db.read(move |tx| async move {
        let mut found: Vec<(Reading, Sureness)> = Vec::new();
        let always = (Moment(i64::MIN), Moment(i64::MAX));
        let names: Vec<String> = known.iter().map(|one| one.id.to_string()).collect();
        let named = readings_of(&tx, (&counties, &names), always, before, most).await?;
        found.extend(named.into_iter().map(|(reading, _, _)| (reading, Sureness::Certain)));
        for stay in known.iter().flat_map(|one| &one.stays) {
            let places: Vec<String> = above(&stay.door).iter().map(PlaceCode::to_string).collect();
            // Each entry may come once for each of the places; the limit is of entries.
            let rows = most.saturating_mul(i64::try_from(places.len()).unwrap_or(1));
            let of_places = readings_of(&tx, (&counties, &places), stay.reached(), before, rows);
            let sure = |(reading, extent, as_of): (Reading, Extent, Moment)| {
                (reading, stay.sureness(extent, as_of))
            };
            found.extend(of_places.await?.into_iter().map(sure));
        }
        Ok::<_, StoreError>(found)
    });
    let mut by_id: BTreeMap<Uuid, Look> = BTreeMap::new();
    for (reading, sureness) in read.await? {
        let Some(look) = look_of(reading, sureness) else { continue };
        let kept = by_id.entry(look.id).or_insert_with(|| look.clone());
        if look.sureness == Sureness::Certain {
            kept.sureness = Sureness::Certain;
        }
    }
    let mut rows: Vec<Look> = by_id.into_values().rev().collect();
    let is_more = rows.len() > limit;
    rows.truncate(limit);
    Ok(LooksPage { next: rows.last().filter(|_| is_more).map(|last| last.id), rows })
}

/// The record and those that were merged into it, each with the doors at which it was counted.
async fn known_records(city: &City, stored: &StoredPerson) -> Result<Vec<Known>, Refusal> {
    let (county, id, all) = (stored.door.county(), stored.id, counties(city));
    let read = city.db.read(move |tx| async move {
        let (records, _, _) = gathered(&tx, &all, county, id).await?;
        let mut facts = Vec::with_capacity(records.len());
        for (county, record) in records {
            facts.push((record, person_facts(&tx, &county, record).await?));
        }
        Ok::<_, StoreError>(facts)
    });
    let mut known = Vec::new();
    for (id, facts) in read.await? {
        let mut changes = Vec::with_capacity(facts.len());
        for fact in facts {
            let counted = record::open_counted(&city.keys.seals, fact.id, &fact.record)?;
            changes.push((fact.at, counted.0, counted.1));
        }
        known.push(Known { id, stays: stays(&changes) });
    }
    Ok(known)
}

/// None where the entry is of nothing that the register keeps.
fn look_of(reading: Reading, sureness: Sureness) -> Option<Look> {
    Some(Look {
        kind: LookKind::of_subject(&reading.subject)?,
        id: reading.id,
        at: reading.at,
        role: reading.role,
        units: reading.unit.split(',').filter_map(|code| PlaceCode::parse(code).ok()).collect(),
        purpose: reading.purpose,
        sureness,
    })
}
