//! How many people somebody may see in a day. Whoever keeps one community or one grid cannot see
//! more than live there; whoever reaches further is stopped where no work needs more, however
//! slowly he goes through the pages.

use crate::Refusal;
use crate::caller::Request;
use fangxian_core::CityDay;
use fangxian_core::ids::{AccountId, PersonId};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Role, Scope};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// People in a day for a grid worker whose area is no grid (must-hold A14).
pub const GRID_ROWS_PER_DAY: usize = 200;
/// People in a day for whoever keeps several communities: a large community.
pub const WIDE_ROWS_PER_DAY: usize = 5_000;

/// Whom somebody has seen today. Kept in memory: a server that starts anew begins anew, which at
/// most doubles a day.
#[derive(Default)]
pub struct Seen {
    today: Mutex<HashMap<AccountId, (CityDay, HashSet<PersonId>)>>,
}

/// How many people a scope may see in a day; none where it is bounded by what lives there.
fn limit(scope: &Scope) -> Option<usize> {
    let is_grid = |place: &PlaceCode| {
        let last = place.as_str().rsplit('-').next().unwrap_or_default();
        place.as_str().contains('-') && last.starts_with('G')
    };
    let is_small = |place: &PlaceCode| place.kind() >= PlaceKind::Community;
    let all = |fits: &dyn Fn(&PlaceCode) -> bool| scope.jurisdictions().iter().all(fits);
    match scope.role() {
        Role::GridWorker if all(&is_grid) => None,
        Role::GridWorker => Some(GRID_ROWS_PER_DAY),
        Role::CommunityRegistrar
        | Role::CityCommand
        | Role::ZoneDrafter
        | Role::ZoneSigner
        | Role::Auditor
        | Role::Administrator => (!all(&is_small)).then_some(WIDE_ROWS_PER_DAY),
    }
}

impl Seen {
    /// Notes that these people are about to be shown. Refuses where that is more than a day's work
    /// needs; whom somebody has seen today already does not count again.
    pub(crate) fn spend(
        &self,
        req: &Request,
        scope: &Scope,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<(), Refusal> {
        let Some(limit) = limit(scope) else { return Ok(()) };
        let day = req.wall.city_day();
        let mut today = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        today.retain(|_, (known, _)| *known == day);
        let (_, seen) = today.entry(req.caller.account).or_insert_with(|| (day, HashSet::new()));
        let fresh: HashSet<PersonId> =
            people.into_iter().filter(|person| !seen.contains(person)).collect();
        if seen.len() + fresh.len() > limit {
            return Err(Refusal::BudgetSpent(limit));
        }
        seen.extend(fresh);
        Ok(())
    }
}
