//! Who is to be isolated, as what and until when: whoever has an open case, and whom the lists hold.

use super::holds::{contact_people, contacts_standing};
use super::kept::standing_of;
use crate::City;
use crate::register::counties;
use fangxian_core::cases::{CaseState, keeping};
use fangxian_core::codes::ContactHold;
use fangxian_core::contacts::Ring;
use fangxian_core::ids::{CaseId, PersonId};
use fangxian_core::isolation::{Exposure, GuestClass, central_until};
use fangxian_core::rules::{Schedule, Whom};
use fangxian_core::{CityDay, Moment};
use fangxian_store::cases::{StoredCaseFact, case_facts_of, cases_since};
use fangxian_store::{StoreError, Tx};
use std::collections::HashMap;

/// Cases are looked at that were opened so many days ago at most. Our own bound.
const OPENED_DAYS: i64 = 90;

/// Somebody who is to be isolated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Isolated {
    /// As what, and through which case.
    pub(crate) exposure: Exposure,
    /// Until before when he is held; none where only a release ends it.
    pub(crate) until: Option<Moment>,
    /// Until before when he is kept at a site, where the days have a number.
    pub(crate) central: Option<Moment>,
    /// By the schedule of which day he is kept, and as which ring; none of a case.
    kept: Option<(CityDay, Ring, Moment)>,
}

impl Isolated {
    /// Whether he is held now.
    pub(crate) fn is_held(&self, now: Moment) -> bool {
        self.until.is_none_or(|until| until > now)
    }
}

/// The schedule by which somebody is isolated; none where the edition has none.
pub(crate) fn schedule_of<'a>(
    city: &'a City,
    one: &Isolated,
    today: CityDay,
) -> Option<&'a Schedule> {
    match one.kept {
        Some((day, ring, last_at)) => {
            keeping(&city.rules, day, ring, last_at).map(|kept| kept.schedule)
        }
        None => {
            let schedules = &city.rules.edition_on(today)?.schedules;
            schedules.iter().find(|schedule| schedule.whom == Whom::MildOrAsymptomatic)
        }
    }
}

/// Everybody who is to be isolated, or was until lately: whoever has an open case counts as a case.
pub(crate) async fn isolated_people(
    tx: &Tx,
    city: &City,
    now: Moment,
) -> Result<HashMap<PersonId, Isolated>, StoreError> {
    let all = counties(city);
    let held = contact_people(tx, &all, now.city_day()).await?;
    let mut found = HashMap::new();
    for (person, (hold, standing)) in contacts_standing(tx, city, &held).await? {
        let ContactHold { case, ring, until, .. } = hold;
        let (day, last_at) = (standing.since.city_day(), standing.says.last_at);
        let central = keeping(&city.rules, day, ring, last_at).as_ref().and_then(central_until);
        let exposure = Exposure { class: GuestClass::Contact, case };
        found.insert(
            person,
            Isolated { exposure, until, central, kept: Some((day, ring, last_at)) },
        );
    }
    let cases = cases_since(tx, &all, now.plus_ms(-OPENED_DAYS * 86_400_000)).await?;
    let ids: Vec<CaseId> = cases.iter().map(|one| one.id).collect();
    let mut facts: HashMap<CaseId, Vec<StoredCaseFact>> = HashMap::new();
    for fact in case_facts_of(tx, &all, &ids).await? {
        facts.entry(fact.case).or_default().push(fact);
    }
    for case in cases {
        let own = facts.remove(&case.id).unwrap_or_default();
        if standing_of(&own).is_some_and(|one| one.state == CaseState::Open) {
            let exposure = Exposure { class: GuestClass::Case, case: case.id };
            let one = Isolated { exposure, until: None, central: None, kept: None };
            found.insert(case.person, one);
        }
    }
    Ok(found)
}
