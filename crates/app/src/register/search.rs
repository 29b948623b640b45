//! Finding anybody: in a grid from its community's roster, in a larger area from the finders of
//! its communities, by a whole number from the store's keyed index.

use super::finder::Finder;
use super::roster::{Door, Resident};
use super::{
    FOUND_MAX, PersonSeen, communities, community, community_code, counties, door_named,
    log_people, roster, seen,
};
use crate::caller::Request;
use crate::{City, Refusal};
use fangxian_core::ids::PersonId;
use fangxian_core::people::Words;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_store::people::{StoredPerson, people_by_numbers, people_in_by_ids};
use std::collections::HashMap;
use std::sync::Arc;

/// How many communities are searched at once, before it is asked whether that is enough.
const AT_ONCE: usize = 512;
/// Threads that search.
const N_THREADS: usize = 2;

/// Those whom the words mean, within a place and the caller's jurisdiction.
pub async fn people_search(
    req: &Request,
    within: PlaceCode,
    words: &str,
) -> Result<Vec<PersonSeen>, Refusal> {
    let scope = req.authorize(Act::PersonSee)?;
    let words = Words::parse(words).ok_or_else(|| {
        Refusal::BadInput("请输入姓名、拼音、证件或电话后四位，或门牌。".to_owned())
    })?;
    if !scope.touches(&within) {
        return Err(Refusal::NotFound);
    }
    let (whole, partial): (Vec<PlaceCode>, Vec<PlaceCode>) =
        communities(&req.city, &scope, &within)
            .await?
            .into_iter()
            .partition(|own| community(&within).is_none() && scope.covers(own));
    let mut found = Vec::new();
    for own in partial {
        found.extend(in_roster(&req.city, &scope, (&own, &within), &words).await?);
    }
    found.extend(in_finders(req, &scope, &within, whole, &words).await?);
    found.truncate(FOUND_MAX);
    req.city.seen.spend(req, &scope, found.iter().map(|one| one.resident.id))?;
    let ids = found.iter().map(|one| one.resident.id);
    log_people(req, &scope, &within, "people/search", ids).await?;
    Ok(found)
}

/// The keyed indexes that a whole number would have.
fn indexes_of(city: &City, words: &Words) -> Vec<Vec<u8>> {
    let number = match words {
        Words::Digits(number) | Words::Door(number) if number.len() >= 5 => number.to_uppercase(),
        Words::Digits(_) | Words::Door(_) | Words::Name(_) | Words::Letters(_) => {
            return Vec::new();
        }
    };
    ["document", "phone"].map(|kind| city.keys.seals.index(kind, &number)).into()
}

/// In a community of which the place or the scope covers a part, or which is all that is asked for.
async fn in_roster(
    city: &City,
    scope: &Scope,
    (own, within): (&PlaceCode, &PlaceCode),
    words: &Words,
) -> Result<Vec<PersonSeen>, Refusal> {
    let indexes = indexes_of(city, words);
    let roster = roster(city, own).await?;
    let covered = roster.within(within).filter(|(_, door)| scope.covers(&door.code));
    let fitting = covered.filter(|(one, door)| one.fits(door, words, &indexes));
    Ok(fitting.take(FOUND_MAX).map(|(one, door)| seen(&roster, one, door)).collect())
}

/// In many communities, all of which may be seen whole.
async fn in_finders(
    req: &Request,
    scope: &Scope,
    within: &PlaceCode,
    all: Vec<PlaceCode>,
    words: &Words,
) -> Result<Vec<PersonSeen>, Refusal> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = by_number(req, scope, within, words).await?;
    for part in all.chunks(AT_ONCE) {
        if found.len() >= FOUND_MAX {
            break;
        }
        let hits = search(finders(&req.city, part).await?, words).await;
        let known: Vec<PersonId> = found.iter().map(|one: &PersonSeen| one.resident.id).collect();
        let fresh = hits.into_iter().filter(|(id, _)| !known.contains(id));
        let fresh: Vec<(PersonId, Arc<Door>)> = fresh.take(FOUND_MAX - found.len()).collect();
        found.extend(opened(req, fresh).await?);
    }
    Ok(found)
}

/// Who has this whole number.
async fn by_number(
    req: &Request,
    scope: &Scope,
    within: &PlaceCode,
    words: &Words,
) -> Result<Vec<PersonSeen>, Refusal> {
    let indexes = indexes_of(&req.city, words);
    if indexes.is_empty() {
        return Ok(Vec::new());
    }
    let counties = counties(&req.city);
    let stored = req
        .city
        .db
        .read(move |tx| async move { people_by_numbers(&tx, &counties, &indexes).await })
        .await?;
    let mut found = Vec::new();
    for one in stored {
        if one.door.lies_within(within) && scope.covers(&one.door) {
            let door = Arc::new(door_named(req, &one.door).await?);
            found.push(open(&req.city, &one, door)?);
        }
    }
    Ok(found)
}

/// The finders of communities; those that nobody asked for before are read, several at a time.
async fn finders(city: &Arc<City>, all: &[PlaceCode]) -> Result<Vec<Arc<Finder>>, Refusal> {
    let mut tasks = tokio::task::JoinSet::new();
    for part in all.chunks(all.len().div_ceil(4).max(1)) {
        let (city, part) = (Arc::clone(city), part.to_vec());
        tasks.spawn(async move {
            let mut found = Vec::with_capacity(part.len());
            for own in &part {
                found.push(city.rosters.finder(&city.db, &city.keys.seals, own).await?);
            }
            Ok::<_, Refusal>(found)
        });
    }
    let mut found = Vec::with_capacity(all.len());
    while let Some(part) = tasks.join_next().await {
        found.extend(part.unwrap_or(Err(Refusal::Stale))?);
    }
    Ok(found)
}

/// Looks through finders, off the threads that serve.
async fn search(finders: Vec<Arc<Finder>>, words: &Words) -> Vec<(PersonId, Arc<Door>)> {
    let mut parts = Vec::new();
    for part in finders.chunks(finders.len().div_ceil(N_THREADS).max(1)) {
        let (part, words) = (part.to_vec(), words.clone());
        parts.push(tokio::task::spawn_blocking(move || {
            let mut hits = Vec::new();
            for finder in part {
                let own = finder.find(&words, FOUND_MAX - hits.len());
                hits.extend(own.into_iter().map(|(id, door)| (id, Arc::clone(door))));
                if hits.len() >= FOUND_MAX {
                    break;
                }
            }
            hits
        }));
    }
    let mut hits = Vec::new();
    for part in parts {
        // A search that was stopped has found nobody.
        hits.extend(part.await.unwrap_or_default());
    }
    hits
}

/// The records of those who were found, as lists show them.
async fn opened(
    req: &Request,
    hits: Vec<(PersonId, Arc<Door>)>,
) -> Result<Vec<PersonSeen>, Refusal> {
    let ids: Vec<PersonId> = hits.iter().map(|(id, _)| *id).collect();
    let counties = counties(&req.city);
    let stored = req
        .city
        .db
        .read(move |tx| async move { people_in_by_ids(&tx, &counties, &ids).await })
        .await?;
    let stored: HashMap<PersonId, StoredPerson> =
        stored.into_iter().map(|one| (one.id, one)).collect();
    let mut found = Vec::with_capacity(hits.len());
    for (id, door) in hits {
        // Who has left or moved since is not shown where he is no more.
        let one = stored.get(&id).filter(|one| one.gone_at.is_none() && one.door == door.code);
        if let Some(one) = one {
            found.push(open(&req.city, one, door)?);
        }
    }
    Ok(found)
}

fn open(city: &City, stored: &StoredPerson, door: Arc<Door>) -> Result<PersonSeen, Refusal> {
    Ok(PersonSeen {
        resident: Arc::new(Resident::of(&city.keys.seals, stored, 0)?),
        community: community_code(&door.code)?,
        door,
    })
}
