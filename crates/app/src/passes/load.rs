//! The index is read from the store at the start, and follows what changes.

use super::{Followed, PassIndex, passes_follow};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::passes::Alias;
use fangxian_core::places::PlaceCode;
use fangxian_store::StoreError;
use fangxian_store::people::{people_counts, people_ids_of_community};
use std::sync::Arc;

/// So many read at once.
const READERS: usize = 2;

/// Reads everybody of the city, and what colors them. Called before the first scan is taken, or soon
/// after it where a copy serves meanwhile.
///
/// # Errors
/// The store cannot be read.
pub async fn passes_load(city: &Arc<City>, wall: Moment) -> Result<(), Refusal> {
    city.passes.note_changes();
    let counts = city.db.read(|tx| async move { people_counts(&tx).await });
    let counts: Vec<(PlaceCode, usize)> = counts.await?;
    let n_people = counts.iter().map(|(_, n)| n).sum();
    let n_each = counts.len().div_ceil(READERS).max(1);
    let parts = counts.chunks(n_each).map(|part| {
        let (city, part) = (Arc::clone(city), part.to_vec());
        tokio::spawn(async move { read(&city, part).await })
    });
    let mut everybody = Vec::with_capacity(counts.len());
    for part in parts.collect::<Vec<_>>() {
        everybody.extend(part.await.map_err(|_| StoreError::Panicked)??);
    }
    city.passes.put_all(n_people, everybody.into_iter());
    // What changed while it was read is read again, lest it be put back to what it was.
    for community in city.passes.noted() {
        city.passes.refresh(city, &community).await?;
    }
    passes_follow(city, &mut Followed::default(), wall).await
}

/// The aliases of these communities' people.
async fn read(
    city: &City,
    communities: Vec<(PlaceCode, usize)>,
) -> Result<Vec<(String, Vec<Alias>)>, StoreError> {
    let mut everybody = Vec::with_capacity(communities.len());
    for (community, _) in communities {
        let aliases = aliases_of(city, &community).await?;
        everybody.push((community.to_string(), aliases));
    }
    Ok(everybody)
}

impl PassIndex {
    /// Reads the people of a community anew, once something of them changed.
    pub(crate) async fn refresh(&self, city: &City, community: &PlaceCode) -> Result<(), Refusal> {
        self.note(community);
        if !self.is_loaded() {
            return Ok(());
        }
        let aliases = aliases_of(city, community).await?;
        self.put_community(community.as_str(), &aliases);
        Ok(())
    }
}

async fn aliases_of(city: &City, community: &PlaceCode) -> Result<Vec<Alias>, StoreError> {
    let of = community.clone();
    let people = city.db.read(move |tx| async move { people_ids_of_community(&tx, &of).await });
    let people: Vec<_> = people.await?;
    Ok(people.into_iter().map(|person| city.keys.passes.alias(person)).collect())
}
