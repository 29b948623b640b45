//! What is known of the communities of the city: how many people each has, who they are, and where
//! somebody asked for it the whole roster. A cache of the store: what the feed says has changed is
//! forgotten, and read again when it is next asked for.

use super::finder::{Findable, Finder};
use super::merged::traits_merged;
use super::record;
use super::roster::{Roster, doors};
use crate::seals::Seals;
use fangxian_core::ids::PersonId;
use fangxian_core::places::PlaceCode;
use fangxian_store::people::{
    people_count, people_counts, people_ids_of_community, people_of_community,
};
use fangxian_store::places::places_within;
use fangxian_store::{Db, StoreError};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Who is counted in a community: ids in their order, and nothing else of anybody. A city of five
/// million takes eighty-five megabytes.
#[derive(Debug)]
pub(crate) struct Members {
    ids: Box<[PersonId]>,
}

impl Members {
    /// These, in any order.
    pub(crate) fn of(mut ids: Vec<PersonId>) -> Members {
        ids.sort_unstable();
        Members { ids: ids.into_boxed_slice() }
    }

    /// Everybody, by id.
    pub(crate) fn ids(&self) -> &[PersonId] {
        &self.ids
    }

    /// Where somebody stands among them.
    pub(crate) fn place_of(&self, id: PersonId) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }
}

/// The communities as far as they are known.
#[derive(Default)]
pub struct Rosters {
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    /// Whether everybody was counted once, so that a community that is not here has nobody.
    is_counted: bool,
    communities: BTreeMap<PlaceCode, Community>,
}

#[derive(Default)]
struct Community {
    /// How often it changed, as far as we were told.
    changes: u64,
    n_people: Option<usize>,
    members: Option<Arc<Members>>,
    roster: Option<Arc<Roster>>,
    finder: Option<Arc<Finder>>,
}

impl Rosters {
    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_mut(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn changes(&self, community: &PlaceCode) -> u64 {
        self.known().communities.get(community).map_or(0, |own| own.changes)
    }

    /// Keeps what was read, unless the community changed since: then the next one who asks reads
    /// again.
    fn keep(&self, community: &PlaceCode, changes: u64, keep: impl FnOnce(&mut Community)) {
        let mut known = self.known_mut();
        let own = known.communities.entry(community.clone()).or_default();
        if own.changes == changes {
            keep(own);
        }
    }

    /// The roster of a community as the store has it.
    pub(crate) async fn get(
        &self,
        db: &Db,
        seals: &Seals,
        community: &PlaceCode,
    ) -> Result<Arc<Roster>, StoreError> {
        let kept = |own: &Community| own.roster.clone();
        if let Some(roster) = self.known().communities.get(community).and_then(kept) {
            return Ok(roster);
        }
        let changes = self.changes(community);
        let (wanted, keys) = (community.clone(), seals.clone());
        let (places, stored, merged) = db
            .read(move |tx| async move {
                let places = places_within(&tx, &wanted).await?;
                let stored = people_of_community(&tx, &wanted).await?;
                let merged = traits_merged(&tx, &keys, &wanted).await?;
                Ok::<_, StoreError>((places, stored, merged))
            })
            .await?;
        let roster = Arc::new(Roster::new(community, places, &stored, merged, seals)?);
        self.keep(community, changes, |own| own.roster = Some(Arc::clone(&roster)));
        Ok(roster)
    }

    /// A community, to be searched.
    pub(crate) async fn finder(
        &self,
        db: &Db,
        seals: &Seals,
        community: &PlaceCode,
    ) -> Result<Arc<Finder>, StoreError> {
        let (changes, roster) = {
            let known = self.known();
            let own = known.communities.get(community);
            if let Some(finder) = own.and_then(|own| own.finder.clone()) {
                return Ok(finder);
            }
            (own.map_or(0, |own| own.changes), own.and_then(|own| own.roster.clone()))
        };
        let finder = match roster {
            Some(roster) => Finder::new(roster.doors.clone(), roster.findable()),
            None => read_finder(db, seals, community).await?,
        };
        let finder = Arc::new(finder);
        self.keep(community, changes, |own| own.finder = Some(Arc::clone(&finder)));
        Ok(finder)
    }

    /// The same, where they were read before.
    pub(crate) fn members_known(&self, community: &PlaceCode) -> Option<Arc<Members>> {
        let known = self.known();
        known.communities.get(community).and_then(|own| own.members.clone())
    }

    /// Who is counted in a community.
    pub(crate) async fn members(
        &self,
        db: &Db,
        community: &PlaceCode,
    ) -> Result<Arc<Members>, StoreError> {
        if let Some(members) = self.members_known(community) {
            return Ok(members);
        }
        let changes = self.changes(community);
        let wanted = community.clone();
        let ids = db.read(move |tx| async move { people_ids_of_community(&tx, &wanted).await });
        let members = Arc::new(Members::of(ids.await?));
        self.keep(community, changes, |own| own.members = Some(Arc::clone(&members)));
        Ok(members)
    }

    /// The communities that have anybody, by code, and how many each has.
    pub(crate) async fn census(&self, db: &Db) -> Result<Vec<(PlaceCode, usize)>, StoreError> {
        if !self.known().is_counted {
            let before: BTreeMap<PlaceCode, u64> = {
                let known = self.known();
                known.communities.iter().map(|(code, own)| (code.clone(), own.changes)).collect()
            };
            let counts = db.read(|tx| async move { people_counts(&tx).await }).await?;
            for (code, n_people) in counts {
                let changes = before.get(&code).copied().unwrap_or_default();
                self.keep(&code, changes, |own| own.n_people = Some(n_people));
            }
            self.known_mut().is_counted = true;
        }
        let mut counts = Vec::new();
        let mut uncounted = Vec::new();
        for (code, own) in &self.known().communities {
            match own.n_people {
                Some(n_people) => counts.push((code.clone(), n_people)),
                None => uncounted.push((code.clone(), own.changes)),
            }
        }
        for (code, changes) in uncounted {
            let wanted = code.clone();
            let count = db.read(move |tx| async move { people_count(&tx, &wanted).await });
            let n_people = count.await?;
            self.keep(&code, changes, |own| own.n_people = Some(n_people));
            counts.push((code, n_people));
        }
        counts.retain(|(_, n_people)| *n_people > 0);
        counts.sort_unstable();
        Ok(counts)
    }

    /// Forgets a community that changed.
    pub(crate) fn forget(&self, community: &PlaceCode) {
        let mut known = self.known_mut();
        let own = known.communities.entry(community.clone()).or_default();
        *own = Community { changes: own.changes + 1, ..Community::default() };
    }
}

async fn read_finder(db: &Db, seals: &Seals, community: &PlaceCode) -> Result<Finder, StoreError> {
    let wanted = community.clone();
    let (places, stored) = db
        .read(move |tx| async move {
            let places = places_within(&tx, &wanted).await?;
            Ok::<_, StoreError>((places, people_of_community(&tx, &wanted).await?))
        })
        .await?;
    let mut codes: Vec<PlaceCode> = stored.iter().map(|one| one.door.clone()).collect();
    let (_, doors) = doors(places, &mut codes);
    let places_of: HashMap<&PlaceCode, usize> =
        doors.iter().enumerate().map(|(n, door)| (&door.code, n)).collect();
    let mut people = Vec::with_capacity(stored.len());
    for one in &stored {
        let door = places_of.get(&one.door).copied().unwrap_or_default();
        people.push((door, one.id, record::open_findable(seals, one)?));
    }
    people.sort_unstable_by_key(|(door, id, _)| (*door, *id));
    let findable = people.iter().map(|(door, id, [name, document_tail, phone_tail])| Findable {
        id: *id,
        name,
        door: *door,
        document_tail,
        phone_tail,
    });
    Ok(Finder::new(doors.clone(), findable))
}
