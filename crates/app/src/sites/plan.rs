//! The plan of a round: from the register, the rules and what is at hand. Nothing is kept.

use crate::Refusal;
use crate::caller::Request;
use crate::register::{communities, roster};
use crate::rounds::round_within;
use fangxian_core::ids::RoundId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::sampling::Pool;
use fangxian_core::sampling::plan::{Need, Norms, PartWanted, Plan, plan};
use std::collections::BTreeSet;

/// A part of the plan, with the name of its place.
#[derive(Clone, Debug)]
pub struct PlanPart {
    /// Which community.
    pub place: PlaceCode,
    /// What it is called.
    pub name: String,
}

/// The plan of a round.
#[derive(Clone, Debug)]
pub struct PlanSeen {
    /// The parts by name, in the order of the plan.
    pub parts: Vec<PlanPart>,
    /// What it takes.
    pub plan: Plan,
}

/// The most communities of which one plan is made.
const PARTS_MAX: usize = 3_000;

/// What a round takes, in the caller's part of its area: by community and in sum.
pub async fn sampling_plan(
    req: &Request,
    round: RoundId,
    pool: Pool,
    at_hand: Vec<(Need, u64)>,
    at_hand_of: Vec<(PlaceCode, Need, u64)>,
) -> Result<PlanSeen, Refusal> {
    let scope = req.authorize(Act::SamplingSee)?;
    let round = round_within(req, &scope, round).await?;
    let own = communities(&req.city, &scope, &round.place).await?;
    if own.len() > PARTS_MAX {
        return Err(Refusal::BadInput("范围太大，请按县（市、区）分别计划。".to_owned()));
    }
    let census = req.city.rosters.census(&req.city.db).await?;
    let mut wanted = Vec::with_capacity(own.len());
    for community in own {
        let is_whole = community.lies_within(&round.place) && scope.covers(&community);
        // A tube for each household is counted by doors; else it is enough to know how many live there.
        let is_counted = is_whole && pool != Pool::Household;
        let (people, households) = match is_counted {
            true => {
                let known = census.iter().find(|(code, _)| *code == community);
                (known.map_or(0, |(_, n_people)| *n_people), 0)
            }
            false => {
                let roster = roster(&req.city, &community).await?;
                let within = roster.within(&round.place);
                let doors: Vec<usize> = within
                    .filter(|(_, door)| scope.covers(&door.code))
                    .map(|(one, _)| one.door)
                    .collect();
                (doors.len(), doors.iter().collect::<BTreeSet<_>>().len())
            }
        };
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        wanted.push(PartWanted {
            place: community,
            people: count(people),
            households: count(households),
        });
    }
    let n_people = census.iter().map(|(_, n)| u64::try_from(*n).unwrap_or(0)).sum();
    let norms = Norms::of(req.city.rules.guides().iter(), req.today(), n_people);
    let of = |place: &PlaceCode| {
        let own = at_hand_of.iter().filter(|(of, _, _)| of == place);
        own.map(|(_, need, n)| (*need, *n)).collect()
    };
    let plan = plan(&wanted, pool, &norms, &at_hand, &of);
    let part = |one: &PartWanted| PlanPart {
        place: one.place.clone(),
        name: req.city.place_name(&one.place),
    };
    Ok(PlanSeen { parts: wanted.iter().map(part).collect(), plan })
}
