//! The open cases within somebody's reach, whole.

use super::kept::{Reached, standing_of};
use crate::Refusal;
use crate::caller::Request;
use crate::register::counties;
use fangxian_core::Moment;
use fangxian_core::cases::CaseState;
use fangxian_core::ids::{CaseId, PersonId};
use fangxian_core::policy::Scope;
use fangxian_store::StoreError;
use fangxian_store::cases::{StoredCaseFact, case_facts_of, cases_since};
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use std::collections::HashMap;

/// Cases are looked at that were opened so many days ago at most. Our own bound.
const OPENED_DAYS: i64 = 90;

pub(super) struct OpenCases {
    /// Those that are open, by id.
    pub(super) cases: Vec<Reached>,
    /// How many within reach are closed: nothing else is said of them.
    pub(super) n_closed: usize,
}

impl OpenCases {
    /// The same, refused where they are more than what is asked for can take.
    pub(super) fn at_most(self, max: usize) -> Result<OpenCases, Refusal> {
        if self.cases.len() > max {
            return Err(Refusal::BadInput(format!("病例太多，一次最多{max}个。")));
        }
        Ok(self)
    }
}

/// The open cases within a scope that were opened lately, the newest first.
pub(super) async fn open_cases(req: &Request, scope: &Scope) -> Result<OpenCases, Refusal> {
    open_cases_since(req, scope, req.now.plus_ms(-OPENED_DAYS * 86_400_000)).await
}

/// The open cases within a scope that were opened since a moment, the newest first.
pub(super) async fn open_cases_since(
    req: &Request,
    scope: &Scope,
    since: Moment,
) -> Result<OpenCases, Refusal> {
    let all = counties(&req.city);
    let read = req.city.db.read(move |tx| async move {
        let cases = cases_since(&tx, &all, since).await?;
        let ids: Vec<CaseId> = cases.iter().map(|one| one.id).collect();
        let of: Vec<PersonId> = cases.iter().map(|one| one.person).collect();
        let facts = case_facts_of(&tx, &all, &ids).await?;
        Ok::<_, StoreError>((cases, facts, people_in_by_ids(&tx, &all, &of).await?))
    });
    let (cases, facts, stored) = read.await?;
    let stored: HashMap<PersonId, StoredPerson> =
        stored.into_iter().map(|one| (one.id, one)).collect();
    let mut facts_of: HashMap<CaseId, Vec<StoredCaseFact>> = HashMap::new();
    for fact in facts {
        facts_of.entry(fact.case).or_default().push(fact);
    }
    let mut found = OpenCases { cases: Vec::new(), n_closed: 0 };
    for case in cases {
        let facts = facts_of.remove(&case.id).unwrap_or_default();
        let person = stored.get(&case.person).filter(|one| scope.covers(&one.door)).cloned();
        let (Some(standing), Some(stored)) = (standing_of(&facts), person) else { continue };
        match standing.state {
            CaseState::Closed => found.n_closed += 1,
            CaseState::Open => {
                let scope = scope.clone();
                found.cases.push(Reached { scope, case, facts, standing, stored });
            }
        }
    }
    Ok(found)
}
