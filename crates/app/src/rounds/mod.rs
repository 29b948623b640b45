//! Rounds: everybody of an area is to be reached, and the list says who is not.

mod counting;
mod held;
mod list;
mod marks;
mod samples;
mod shown;
mod tally;
mod ticks;

pub use counting::rounds_warm;
pub(crate) use counting::{counts, counts_by_community};
pub use held::RoundMarks;
pub(crate) use list::round_rows;
pub use list::{
    ListRow, MissingDoor, RoundPart, round_list, round_missing, round_parts, round_pdf, unwritable,
};
pub use marks::Marks;
pub(crate) use shown::ShownRows;
pub use ticks::{TICKS_MAX, TickSent, TickVerdict, ticks_take};

use crate::Refusal;
use crate::caller::Request;
use crate::city::change;
use crate::zones::note_of;
use fangxian_core::ids::RoundId;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Scope};
use fangxian_core::rounds::{RoundCounts, RoundKind};
use fangxian_store::places::division_by_code;
use fangxian_store::rounds::{StoredRound, round_by_id, round_close, round_insert, rounds_all};
use fangxian_store::{feed, places};
use std::sync::Arc;

/// A round and how far it is, within the caller's jurisdiction.
#[derive(Clone, Debug)]
pub struct RoundSeen {
    /// The round.
    pub round: StoredRound,
    /// How many stand how; none while a round of many communities is being counted.
    pub counts: Option<RoundCounts>,
}

/// How many rounds a list shows.
const ROUNDS_MAX: usize = 50;

/// The rounds that touch the caller's jurisdiction, the latest first.
pub async fn rounds_list(req: &Request) -> Result<Vec<RoundSeen>, Refusal> {
    let scope = req.authorize(Act::RoundSee)?;
    let rounds = req.city.db.read(|tx| async move { rounds_all(&tx).await }).await?;
    let mut seen = Vec::new();
    for round in rounds.into_iter().filter(|one| scope.touches(&one.place)).take(ROUNDS_MAX) {
        let counts = counting::counts_at_hand(&req.city, &scope, &round).await?;
        seen.push(RoundSeen { round, counts });
    }
    Ok(seen)
}

/// One round.
pub async fn round_see(req: &Request, id: RoundId) -> Result<RoundSeen, Refusal> {
    let scope = req.authorize(Act::RoundSee)?;
    let round = round_within(req, &scope, id).await?;
    let counts = counting::counts_so_far(&req.city, &scope, &round).await?;
    Ok(RoundSeen { round, counts })
}

/// A round that touches the scope.
pub(crate) async fn round_within(
    req: &Request,
    scope: &Scope,
    id: RoundId,
) -> Result<StoredRound, Refusal> {
    let found = req.city.db.read(move |tx| async move { round_by_id(&tx, id).await }).await?;
    found.filter(|round| scope.touches(&round.place)).ok_or(Refusal::NotFound)
}

/// Opens a round over a place. The same id with the same content again changes nothing.
pub async fn round_open(
    req: &Request,
    id: RoundId,
    place: PlaceCode,
    kind: RoundKind,
    name: &str,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::RoundKeep)?;
    if !scope.covers(&place) {
        return Err(Refusal::NotFound);
    }
    let name = note_of(name)?;
    if name.is_empty() || name.chars().count() > 40 {
        return Err(Refusal::BadInput("请给这一轮起个名字，不超过40字。".to_owned()));
    }
    let round = StoredRound {
        id,
        place,
        name,
        kind,
        opened_at: req.now,
        opened_by: req.caller.login.clone(),
        closed: None,
        version: 1,
    };
    let (asked, opened) = (req.clone(), round.clone());
    req.city
        .db
        .write(move |tx| async move {
            if let Some(known) = round_by_id(&tx, id).await? {
                let is_same = (&known.place, &known.name, known.kind, &known.opened_by)
                    == (&round.place, &round.name, round.kind, &round.opened_by);
                return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
            }
            let is_there = match round.place.kind() {
                PlaceKind::City | PlaceKind::County | PlaceKind::Street | PlaceKind::Community => {
                    division_by_code(&tx, &round.place).await?.is_some()
                }
                PlaceKind::Compound
                | PlaceKind::Building
                | PlaceKind::Unit
                | PlaceKind::Household => places::place_by_code(&tx, &round.place).await?.is_some(),
            };
            if !is_there {
                return Err(Refusal::PlaceUnknown);
            }
            round_insert(&tx, &round).await?;
            let key = asked.city.key();
            feed::append(&tx, change(&key, asked.now, "round", &id.to_string()))?;
            asked.deed(&tx, Act::RoundKeep, &id.to_string(), "open")?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await?;
    if opened.place.kind() < PlaceKind::Community {
        // Counted before anybody asks. Where that fails, whoever asks has it counted.
        let city = Arc::clone(&req.city);
        tokio::spawn(async move { counting::round_warm(&city, &opened).await });
    }
    Ok(())
}

/// Closes a round: only when everybody has an outcome.
pub async fn round_end(req: &Request, id: RoundId, version: i64) -> Result<(), Refusal> {
    let scope = req.authorize(Act::RoundKeep)?;
    let round = round_within(req, &scope, id).await?;
    if !scope.covers(&round.place) {
        return Err(Refusal::NotFound);
    }
    if round.closed.is_some() {
        return Err(Refusal::RoundClosed);
    }
    let RoundCounts { missing, disputed, .. } = counts(&req.city, &scope, &round).await?;
    if missing + disputed > 0 {
        return Err(Refusal::RoundIncomplete { missing, disputed });
    }
    let closed = Some((req.now, req.caller.login.clone()));
    let round = StoredRound { closed, version, ..round };
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            round_close(&tx, &round).await?;
            let key = asked.city.key();
            feed::append(&tx, change(&key, asked.now, "round", &id.to_string()))?;
            asked.deed(&tx, Act::RoundKeep, &id.to_string(), "close")?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}
