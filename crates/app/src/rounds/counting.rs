//! How many stand how. Of many communities it is counted in the background, so that nobody's question
//! waits for a whole city to be read, and who asks twice does not have it read twice.

use crate::register::{communities, roster};
use crate::{City, Refusal};
use fangxian_core::ids::RoundId;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::Scope;
use fangxian_core::rounds::RoundCounts;
use fangxian_store::rounds::{StoredRound, rounds_all};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// How many communities are counted at the same time, where they were not counted before: as many
/// as the store has readers. So few are counted while the question waits.
const AT_ONCE: usize = 4;
/// How long a question waits for counts of many communities that are not in memory yet.
const COUNT_WAIT: Duration = Duration::from_secs(2);

/// How many stand how, of those whom the scope covers; none while they are being counted.
pub(super) async fn counts_so_far(
    city: &Arc<City>,
    scope: &Scope,
    round: &StoredRound,
) -> Result<Option<RoundCounts>, Refusal> {
    match counts(city, scope, round).await {
        Ok(counts) => Ok(Some(counts)),
        Err(Refusal::Counting) => Ok(None),
        Err(refusal) => Err(refusal),
    }
}

/// The same where it takes no counting: a list of rounds has a whole city counted for no closed one.
pub(super) async fn counts_at_hand(
    city: &Arc<City>,
    scope: &Scope,
    round: &StoredRound,
) -> Result<Option<RoundCounts>, Refusal> {
    let all = communities(city, scope, &round.place).await?;
    if uncounted(city, round.id, &all).len() > AT_ONCE {
        return Ok(None);
    }
    counts_so_far(city, scope, round).await
}

/// How many stand how, of those whom the scope covers.
///
/// # Errors
/// [`Refusal::Counting`] while that is still being counted.
pub(crate) async fn counts(
    city: &Arc<City>,
    scope: &Scope,
    round: &StoredRound,
) -> Result<RoundCounts, Refusal> {
    let mut sum = RoundCounts::default();
    for (_, counts) in counts_by_community(city, scope, round).await? {
        sum.add(counts);
    }
    Ok(sum)
}

/// The same for each community that has anybody, by code.
///
/// # Errors
/// [`Refusal::Counting`] while that is still being counted.
pub(crate) async fn counts_by_community(
    city: &Arc<City>,
    scope: &Scope,
    round: &StoredRound,
) -> Result<Vec<(PlaceCode, RoundCounts)>, Refusal> {
    let all = communities(city, scope, &round.place).await?;
    let cold = uncounted(city, round.id, &all);
    if cold.len() > AT_ONCE {
        // It goes on when nobody waits for it any more.
        let counted = tokio::spawn(count(Arc::clone(city), round.id, cold));
        match tokio::time::timeout(COUNT_WAIT, counted).await {
            // A task that was stopped counted less than all: the rest is counted below.
            Ok(counted) => counted.unwrap_or(Ok(()))?,
            Err(_) => return Err(Refusal::Counting),
        }
    }
    let mut counts = Vec::with_capacity(all.len());
    for own in all {
        let of_own = match own.lies_within(&round.place) && scope.covers(&own) {
            true => city.round_marks.counts(city, round.id, &own).await?,
            false => counts_of_part(city, scope, round, &own).await?,
        };
        counts.push((own, of_own));
    }
    Ok(counts)
}

/// Of a community of which the round or the scope covers a part only.
async fn counts_of_part(
    city: &City,
    scope: &Scope,
    round: &StoredRound,
    community: &PlaceCode,
) -> Result<RoundCounts, Refusal> {
    let mut counts = RoundCounts::default();
    let roster = roster(city, community).await?;
    let held = city.round_marks.get(city, round.id, community).await?;
    let marks = held.read().unwrap_or_else(PoisonError::into_inner);
    for (one, door) in roster.within(&round.place) {
        if scope.covers(&door.code) {
            counts.count(marks.standing(one.id));
        }
    }
    Ok(counts)
}

fn uncounted(city: &City, round: RoundId, communities: &[PlaceCode]) -> Vec<PlaceCode> {
    let is_cold = |own: &&PlaceCode| !city.round_marks.is_counted(city, round, own);
    communities.iter().filter(is_cold).cloned().collect()
}

/// Counts a round in these communities, so that whoever asks then is answered from memory. One round
/// after another: what a second question asks for meanwhile is there when its turn comes.
async fn count(city: Arc<City>, round: RoundId, cold: Vec<PlaceCode>) -> Result<(), Refusal> {
    let _turn = city.round_marks.turn().await;
    let cold = uncounted(&city, round, &cold);
    let mut tasks = tokio::task::JoinSet::new();
    for part in cold.chunks(cold.len().div_ceil(AT_ONCE).max(1)) {
        let (city, part) = (Arc::clone(&city), part.to_vec());
        tasks.spawn(async move {
            for own in part {
                city.round_marks.counts(&city, round, &own).await?;
            }
            Ok::<(), Refusal>(())
        });
    }
    while let Some(counted) = tasks.join_next().await {
        counted.unwrap_or(Ok(()))?;
    }
    Ok(())
}

/// Counts every open round that covers several communities, so that whoever asks first after a
/// start need not wait.
pub async fn rounds_warm(city: &Arc<City>) -> Result<(), Refusal> {
    let rounds = city.db.read(|tx| async move { rounds_all(&tx).await }).await?;
    let wide = |one: &StoredRound| one.place.kind() < PlaceKind::Community && one.closed.is_none();
    for round in rounds.into_iter().filter(wide) {
        round_warm(city, &round).await?;
    }
    Ok(())
}

/// Counts a round.
pub(super) async fn round_warm(city: &Arc<City>, round: &StoredRound) -> Result<(), Refusal> {
    let census = city.rosters.census(&city.db).await?;
    let own = census.into_iter().map(|(code, _)| code);
    let own: Vec<PlaceCode> = own.filter(|code| code.lies_within(&round.place)).collect();
    count(Arc::clone(city), round.id, own).await
}
