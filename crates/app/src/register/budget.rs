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
use std::sync::{Mutex, MutexGuard, PoisonError};

/// People in a day for a grid worker whose area is no grid (must-hold A14).
pub const GRID_ROWS_PER_DAY: usize = 200;
/// People in a day for whoever keeps several communities: a large community.
pub const WIDE_ROWS_PER_DAY: usize = 5_000;

/// Whom somebody has seen today. Answered from memory; kept in the store with the entry of the read
/// log, before anything is shown, and read again where the server starts anew.
#[derive(Default)]
pub struct Seen {
    today: Mutex<HashMap<AccountId, DaySeen>>,
}

/// Whom one account has seen on a day.
struct DaySeen {
    day: CityDay,
    people: HashSet<PersonId>,
    /// Those of them whom the store does not keep yet.
    unsaved: HashSet<PersonId>,
}

impl DaySeen {
    fn on(day: CityDay) -> DaySeen {
        DaySeen { day, people: HashSet::new(), unsaved: HashSet::new() }
    }
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
        | Role::Sampler
        | Role::Courier
        | Role::LabReporter
        | Role::LabSigner
        | Role::CodeProposer
        | Role::CodeApprover
        | Role::AppealOfficer
        | Role::Hotline
        | Role::StationWorker
        | Role::Tracer
        | Role::IsolationWorker
        | Role::TransferDriver
        | Role::CommunityDoctor
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
        let mut today = self.today();
        today.retain(|_, known| known.day == day);
        let seen = today.entry(req.caller.account).or_insert_with(|| DaySeen::on(day));
        let fresh: HashSet<PersonId> =
            people.into_iter().filter(|person| !seen.people.contains(person)).collect();
        if seen.people.len() + fresh.len() > limit {
            return Err(Refusal::BudgetSpent(limit));
        }
        seen.unsaved.extend(&fresh);
        seen.people.extend(fresh);
        Ok(())
    }

    /// Whom an account has seen and the store does not keep yet. They stay unsaved until
    /// [`Seen::saved`] is told of them: whoever shows somebody keeps him first, even where another
    /// request of the same account is about to.
    pub(super) fn unsaved(&self, account: AccountId) -> Option<(CityDay, Vec<PersonId>)> {
        let today = self.today();
        let seen = today.get(&account).filter(|seen| !seen.unsaved.is_empty())?;
        Some((seen.day, seen.unsaved.iter().copied().collect()))
    }

    /// The store keeps these now.
    pub(super) fn saved(&self, account: AccountId, people: &[PersonId]) {
        if let Some(seen) = self.today().get_mut(&account) {
            people.iter().for_each(|person| {
                seen.unsaved.remove(person);
            });
        }
    }

    /// From the store, where the server starts.
    pub(crate) fn restored(day: CityDay, kept: Vec<(AccountId, PersonId)>) -> Seen {
        let mut today: HashMap<AccountId, DaySeen> = HashMap::new();
        for (account, person) in kept {
            today.entry(account).or_insert_with(|| DaySeen::on(day)).people.insert(person);
        }
        Seen { today: Mutex::new(today) }
    }

    fn today(&self) -> MutexGuard<'_, HashMap<AccountId, DaySeen>> {
        self.today.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
