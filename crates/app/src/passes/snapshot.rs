//! A copy of the index, so that a server that is started again answers at once. It is a cache of a
//! cache: where anything of it is not as it should be, everybody is read from the store instead; and
//! where it serves, everybody is read from the store a little later all the same.

use super::index::{Aliases, People};
use super::{Followed, passes_follow};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::PersonId;
use fangxian_core::places::PlaceCode;
use fangxian_store::StoreError;
use fangxian_store::feed::{self, FeedRow};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// How a copy begins.
const MAGIC: &[u8; 8] = b"FXINDEX1";
/// Each length is written in so many bytes, the last first.
const LENGTH: usize = 8;
/// Reading that many changes takes as long as reading everybody.
const CHANGES_MAX: i64 = 20_000;

/// What is to be known of a copy before it is believed.
#[derive(Serialize, Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
struct Head {
    /// Of whose store it is.
    history: Uuid,
    /// The alias of nobody: made with another key, it is another.
    nobody: u64,
    /// Up to which change of the feed.
    seq: i64,
    /// The sum of that change: after a restored backup another stands under its number.
    change: String,
    communities: Vec<String>,
}

/// The index as bytes, none where nobody was read into it.
///
/// # Errors
/// The store cannot be read.
pub async fn passes_copy(city: &City) -> Result<Option<Vec<u8>>, Refusal> {
    if !city.passes.is_loaded() {
        return Ok(None);
    }
    // What changes from here on is read again by whoever reads the copy.
    let seq = city.seen_seq();
    let change = change_sum(changes_after(city, seq - 1, 1).await?.first());
    let head = |communities: Vec<String>| Head {
        history: city.history(),
        nobody: nobody(city),
        seq,
        change,
        communities,
    };
    Ok(city.passes.people(|people| bytes_of(people, head)))
}

/// Puts everybody of a copy into the index, and reads what changed since. False where the copy is of
/// no use: it is damaged, of another store or another key, or too much changed.
///
/// # Errors
/// The store cannot be read.
pub async fn passes_put_copy(city: &Arc<City>, copy: &[u8], wall: Moment) -> Result<bool, Refusal> {
    let Some((head, people)) = people_of(copy) else { return Ok(false) };
    let own = (city.history(), nobody(city));
    if (head.history, head.nobody) != own || head.seq > city.seen_seq() {
        return Ok(false);
    }
    let changes = changes_after(city, head.seq - 1, CHANGES_MAX).await?;
    let (first, later) = match changes.split_first() {
        // Before the first change of all there is none.
        Some((first, later)) if first.seq == head.seq => (Some(first), later),
        Some(_) | None => (None, changes.as_slice()),
    };
    let is_all = changes.last().is_none_or(|last| last.seq >= city.seen_seq());
    if change_sum(first) != head.change || !is_all {
        return Ok(false);
    }
    let communities: BTreeSet<PlaceCode> = communities_of(later);
    city.passes.put_people(people);
    for community in &communities {
        city.passes.refresh(city, community).await?;
    }
    passes_follow(city, &mut Followed::default(), wall).await?;
    Ok(true)
}

/// The communities whose people changed.
pub(crate) fn communities_of(rows: &[FeedRow]) -> BTreeSet<PlaceCode> {
    let of_people = rows.iter().filter(|row| row.change.topic == feed::PEOPLE);
    of_people.filter_map(|row| PlaceCode::parse(&row.change.subject).ok()).collect()
}

async fn changes_after(city: &City, seq: i64, n: i64) -> Result<Vec<FeedRow>, StoreError> {
    let key = city.key();
    city.db.read(move |tx| async move { feed::after(&tx, &key, seq, n).await }).await
}

fn change_sum(row: Option<&FeedRow>) -> String {
    let Some(FeedRow { seq, change }) = row else { return String::new() };
    let said = format!("{seq} {} {} {}", change.at.0, change.topic, change.subject);
    hex::encode(Sha256::digest(said))
}

fn nobody(city: &City) -> u64 {
    city.keys.passes.alias(PersonId::from_uuid(Uuid::nil())).0
}

fn bytes_of(people: &People, head: impl FnOnce(Vec<String>) -> Head) -> Option<Vec<u8>> {
    let head = serde_json::to_vec(&head(people.communities.clone())).ok()?;
    let (keys, homes) = people.aliases.parts();
    let mut bytes = Vec::with_capacity(head.len() + keys.len() * 10 + 64);
    bytes.extend_from_slice(MAGIC);
    for length in [head.len(), keys.len()] {
        bytes.extend_from_slice(&u64::try_from(length).ok()?.to_le_bytes());
    }
    bytes.extend_from_slice(&head);
    bytes.extend(keys.iter().flat_map(|key| key.to_le_bytes()));
    bytes.extend(homes.iter().flat_map(|home| home.to_le_bytes()));
    bytes.extend_from_slice(&Sha256::digest(&bytes));
    Some(bytes)
}

fn people_of(copy: &[u8]) -> Option<(Head, People)> {
    let (said, sum) = copy.split_last_chunk::<32>()?;
    (Sha256::digest(said).as_slice() == sum).then_some(())?;
    let rest = said.strip_prefix(MAGIC)?;
    let length = |bytes: &[u8; LENGTH]| usize::try_from(u64::from_le_bytes(*bytes)).ok();
    let (head, rest) = rest.split_first_chunk::<LENGTH>()?;
    let (n, rest) = rest.split_first_chunk::<LENGTH>()?;
    let (head, rest) = rest.split_at_checked(length(head)?)?;
    let (keys, homes) = rest.split_at_checked(length(n)?.checked_mul(size_of::<u64>())?)?;
    let head: Head = serde_json::from_slice(head).ok()?;
    let (keys, no_key) = keys.as_chunks();
    let (homes, no_home) = homes.as_chunks();
    (no_key.is_empty() && no_home.is_empty()).then_some(())?;
    let aliases = Aliases::of_parts(
        keys.iter().map(|key| u64::from_le_bytes(*key)).collect(),
        homes.iter().map(|home| u16::from_le_bytes(*home)).collect(),
    )?;
    let communities = head.communities.clone();
    Some((head, People { aliases, communities }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passes::PassIndex;
    use fangxian_core::passes::Alias;

    fn copy() -> Vec<u8> {
        let index = PassIndex::default();
        let alias = |n: u64| Alias(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let of = |c: u64| (format!("community {c}"), (0..50).map(|p| alias(c * 50 + p)).collect());
        index.put_all(200, (0..4).map(of));
        index
            .people(|people| {
                bytes_of(people, |communities| Head {
                    history: Uuid::nil(),
                    nobody: 7,
                    seq: 3,
                    change: "sum".to_owned(),
                    communities,
                })
            })
            .unwrap()
    }

    #[test]
    fn what_was_copied_is_read_back_and_nothing_that_was_bent() {
        let copy = copy();
        let (head, people) = people_of(&copy).unwrap();
        assert_eq!((head.seq, people.communities.len()), (3, 4));
        let again = PassIndex::default();
        again.put_people(people);
        assert_eq!(again.len(), 200);
        let head = |_| Head { seq: 3, ..people_of(&copy).unwrap().0 };
        assert_eq!(again.people(|people| bytes_of(people, head)).unwrap(), copy);
        for at in 0..copy.len() {
            let mut bent = copy.clone();
            bent[at] ^= 1;
            assert!(people_of(&bent).is_none(), "{at}");
            assert!(people_of(&copy[..at]).is_none(), "{at}");
        }
    }
}
