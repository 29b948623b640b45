//! 居家隔离条件: what the community found at a home, and what it lacks.

use super::isolation_rules;
use super::say::Saying;
use super::sites::said;
use crate::Refusal;
use crate::caller::Request;
use crate::register::counties;
use fangxian_core::Moment;
use fangxian_core::ids::IsolationFactId;
use fangxian_core::isolation::{HomeAnswers, IsolationAbout, IsolationSays};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::Act;
use fangxian_store::isolation::isolation_facts_of;

/// What was found at a home.
#[derive(Clone, Debug)]
pub struct HomeSeen {
    /// What was answered, and when; none while nobody has looked.
    pub found: Option<(HomeAnswers, Moment)>,
    /// What whoever says more must have seen.
    pub n_facts: i64,
}

fn door_within(req: &Request, door: &PlaceCode) -> Result<(), Refusal> {
    let scope = req.authorize(Act::IsolationDoor)?;
    let is_home = door.kind() == PlaceKind::Household;
    match is_home && scope.covers(door) && counties(&req.city).contains(&door.county()) {
        true => Ok(()),
        false => Err(Refusal::NotFound),
    }
}

/// What was found at a home of the caller's jurisdiction.
pub async fn home_see(req: &Request, door: &PlaceCode) -> Result<HomeSeen, Refusal> {
    door_within(req, door)?;
    let (county, subject) = ([door.county()], [door.to_string()]);
    let read = req.city.db.read(move |tx| async move {
        isolation_facts_of(&tx, &county, IsolationAbout::Home, &subject).await
    });
    let facts = read.await?;
    let found = facts.last().and_then(|fact| match &fact.says {
        IsolationSays::Home { answers } => Some((answers.clone(), fact.at)),
        IsolationSays::SiteOpened(_)
        | IsolationSays::SiteRooms { .. }
        | IsolationSays::SiteStaff { .. }
        | IsolationSays::SiteSpot { .. }
        | IsolationSays::SiteClosed { .. }
        | IsolationSays::Vehicle { .. }
        | IsolationSays::Point { .. }
        | IsolationSays::Checked { .. }
        | IsolationSays::Needs {}
        | IsolationSays::Released { .. }
        | IsolationSays::CalledOff { .. }
        | IsolationSays::Signed { .. } => None,
    });
    Ok(HomeSeen { found, n_facts: i64::try_from(facts.len()).unwrap_or(i64::MAX) })
}

/// Says what was found at a home.
pub async fn home_say(
    req: &Request,
    (door, fact): (PlaceCode, IsolationFactId),
    seen: i64,
    answers: HomeAnswers,
) -> Result<(), Refusal> {
    door_within(req, &door)?;
    let rules = isolation_rules()?;
    // Half an answer would look like a home that lacks something.
    if rules.home.iter().any(|rule| !answers.contains_key(&rule.condition)) {
        return Err(Refusal::BadInput("请每一条都选“是”或“否”。".to_owned()));
    }
    let saying = Saying {
        county: door.county(),
        about: IsolationAbout::Home,
        subject: door.to_string(),
        fact,
        seen: Some(seen),
        says: IsolationSays::Home { answers },
        words: None,
    };
    said(req, Act::IsolationDoor, saying).await
}
