//! Passes that are over before their time: a sheet that was lost, and the ticket of whoever may look for
//! somebody no more. From memory: those of the last day, which are all that could still be shown.

use super::PassIndex;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::passes::{Alias, PAPER_SECONDS, Pass, PassKind};
use fangxian_core::scans::Why;
use fangxian_store::pass_ends::{PassEndKind, StoredPassEnd, pass_ends_since};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// The topic of the feed; the subject is nobody.
pub(crate) const TOPIC: &str = "pass_end";
/// No sheet and no ticket is good for longer.
const HELD_MS: i64 = PAPER_SECONDS * 1_000;
/// A gate is told so many bytes of a sum.
const SUM_BYTES: usize = 8;

/// By the alias: what was made before this moment is over.
#[derive(Debug, Default)]
pub(super) struct Ended(RwLock<HashMap<(u64, PassEndKind), Moment>>);

/// A sheet that is over, as a gate without a network is told it: whoever holds the sheet finds its sum,
/// and nobody finds a person by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperEnded {
    /// The sum over the alias, in hex.
    pub sum: String,
    /// Sheets that were made before this are over.
    pub before: Moment,
}

impl Ended {
    fn before(&self, alias: Alias, kind: PassEndKind) -> Option<Moment> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&(alias.0, kind)).copied()
    }
}

impl PassIndex {
    /// The pass, where it was not ended before its time.
    pub(crate) fn standing(&self, pass: Pass) -> Result<Pass, Why> {
        match pass.kind {
            PassKind::Screen => Ok(pass),
            PassKind::Paper => match self.ended.before(pass.alias, PassEndKind::Paper) {
                Some(before) if pass.made_at < before => Err(Why::PassEnded),
                Some(_) | None => Ok(pass),
            },
        }
    }

    /// Whether a ticket that was given at a moment is over.
    pub(super) fn is_ticket_ended(&self, alias: Alias, given_at: Moment) -> bool {
        self.ended.before(alias, PassEndKind::Ticket).is_some_and(|before| given_at < before)
    }

    /// The sheets that are over, for gates without a network.
    pub(crate) fn papers_ended(&self, now: Moment) -> Vec<PaperEnded> {
        let held = self.ended.0.read().unwrap_or_else(PoisonError::into_inner);
        let papers = held.iter().filter(|((_, kind), before)| {
            *kind == PassEndKind::Paper && before.0 > now.0 - HELD_MS
        });
        let mut told: Vec<PaperEnded> = papers
            .map(|((alias, _), before)| PaperEnded { sum: sum_of(Alias(*alias)), before: *before })
            .collect();
        told.sort_by(|one, other| one.sum.cmp(&other.sum));
        told
    }
}

/// What a sheet is known by on the list of a gate.
fn sum_of(alias: Alias) -> String {
    let sum = Sha256::digest(format!("ended paper\n{:016x}", alias.0).as_bytes());
    hex::encode(sum.get(..SUM_BYTES).unwrap_or_default())
}

/// Reads it anew where somebody ended a pass: in the turn that follows, before he is answered.
pub(crate) async fn ended_follow(city: &City, is_new: bool, now: Moment) -> Result<(), Refusal> {
    match is_new && city.passes.is_loaded() {
        true => ended_read(city, now).await,
        false => Ok(()),
    }
}

/// Reads what was ended in the last day.
pub(super) async fn ended_read(city: &City, now: Moment) -> Result<(), Refusal> {
    let since = now.plus_ms(-HELD_MS);
    let read = city.db.read(move |tx| async move { pass_ends_since(&tx, since).await });
    let all: Vec<StoredPassEnd> = read.await?;
    let of = |one: &StoredPassEnd| ((city.keys.passes.alias(one.person).0, one.kind), one.at);
    let held: HashMap<_, _> = all.iter().map(of).collect();
    *city.passes.ended.0.write().unwrap_or_else(PoisonError::into_inner) = held;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_known_by_a_sum_that_the_page_of_a_gate_makes_too() {
        // The same stands in web/src/gate/vectors.test.ts.
        assert_eq!(sum_of(Alias(0x0123_4567_89ab_cdef)), "4d03698bb80081ec");
    }
}
