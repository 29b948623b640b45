//! Who asks, what for and when.

use crate::{City, Refusal};
use fangxian_core::audit::Deed;
use fangxian_core::ids::AccountId;
use fangxian_core::policy::{Act, Assignment, Purpose, Scope, authorize, authorize_own};
use fangxian_core::{CityDay, Moment};
use fangxian_store::accounts::{Standing, stands_at_end};
use fangxian_store::{StoreError, Tx, audit};
use std::sync::Arc;

/// A person who is signed in.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account.
    pub account: AccountId,
    /// The sign-in name, which facts and the audit trail carry.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The roles held, past and future ones included.
    pub assignments: Vec<Assignment>,
    /// Whether the first password is still in use.
    pub must_change_password: bool,
    /// Whether a second person has vouched for the account.
    pub trust: Trust,
    /// SHA-256 of the session's id.
    pub session_hash: String,
}

/// Whether an account is known to be in the right hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// A second person has vouched for it.
    Vouched,
    /// Nobody has: it gives no right. The owner tells the code to whoever vouches.
    Waits {
        /// Eight digits that only the holder of the password can see.
        code: String,
    },
}

/// One request: who, what for, when, in which city.
#[derive(Clone)]
pub struct Request {
    /// The city.
    pub city: Arc<City>,
    /// Who asks.
    pub caller: Arc<Caller>,
    /// What for.
    pub purpose: Purpose,
    /// The city's now: in a drill, the time of day on the drill's day.
    pub now: Moment,
    /// The clock on the wall, for sessions and the audit trail.
    pub wall: Moment,
}

impl Request {
    /// The city's day.
    pub fn today(&self) -> CityDay {
        self.now.city_day()
    }

    /// Where the caller may do this for the purpose stated. A denial looks like not-found.
    pub fn authorize(&self, act: Act) -> Result<Scope, Refusal> {
        if self.caller.must_change_password && act != Act::OwnKeep {
            return Err(Refusal::PasswordMustChange);
        }
        match self.caller.trust {
            Trust::Waits { .. } if act != Act::OwnKeep => return Err(Refusal::AccountUnvouched),
            Trust::Waits { .. } | Trust::Vouched => {}
        }
        // Roles are dated by the wall: a drill does not lengthen anybody's term.
        authorize(&self.caller.assignments, act, self.purpose, self.wall.city_day())
            .map_err(|_| Refusal::NotFound)
    }

    /// Whether the caller may keep his own account, with a role or without.
    pub fn authorize_own(&self) -> Result<(), Refusal> {
        authorize_own(self.purpose).map_err(|_| Refusal::NotFound)
    }

    /// The same for what concerns the city as a whole: a notice, the national list, accounts, the
    /// trail, the clock. A role that is held in a part of the city does not reach it.
    pub fn authorize_city(&self, act: Act) -> Result<Scope, Refusal> {
        let scope = self.authorize(act)?;
        if scope.covers(&self.city.code) { Ok(scope) } else { Err(Refusal::NotFound) }
    }

    /// Keeps what was done in the audit trail, in the transaction of the deed itself, which is
    /// refused where the caller's right was taken away while it ran.
    pub(crate) fn deed(
        &self,
        tx: &Tx,
        act: Act,
        subject: &str,
        detail: &str,
    ) -> Result<(), StoreError> {
        // Whoever ends his own session or role does it by the right that he then gives up.
        if subject != self.caller.account.to_string() {
            let day = self.wall.city_day();
            let held = self.caller.assignments.iter().filter(|held| held.holds_on(day));
            let standing = Standing {
                session_hash: self.caller.session_hash.clone(),
                day,
                n_roles: i64::try_from(held.count()).unwrap_or(i64::MAX),
            };
            stands_at_end(tx, standing)?;
        }
        audit::append(
            tx,
            &self.city.key(),
            Deed {
                at: self.wall,
                account: Some(self.caller.account),
                act: act.code().to_owned(),
                purpose: Some(self.purpose.code().to_owned()),
                subject: subject.to_owned(),
                detail: detail.to_owned(),
            },
        )
    }
}
