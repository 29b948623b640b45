//! What is required, and how many stand how, place by place.

use super::decide::DecisionSeen;
use super::held::of_place;
use crate::caller::Request;
use crate::register::communities;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::frequency::{FrequencyCounts, Requirement, requirements_of_rules};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::Act;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::task::JoinSet;

/// How many communities are read at once where the whole city is asked for.
const AT_ONCE: usize = 4;

/// How many people of a place stand how today.
#[derive(Clone, Debug)]
pub struct FrequencyAt {
    /// A county of the city, a street of the county, a community of the street.
    pub place: PlaceCode,
    /// How many.
    pub counts: FrequencyCounts,
}

/// What is required within a place, and how many stand how.
#[derive(Clone, Debug)]
pub struct FrequencySeen {
    /// The place.
    pub within: PlaceCode,
    /// Decisions that reach it, or a part of it; the latest first.
    pub decisions: Vec<DecisionSeen>,
    /// What the rules say today, those too that bind nobody.
    pub rules: Vec<Requirement>,
    /// Its parts; itself where it is a community.
    pub places: Vec<FrequencyAt>,
    /// All of them together.
    pub counts: FrequencyCounts,
}

/// What is required within a place that the caller's jurisdiction reaches, and how many stand how.
pub async fn frequency_see(
    req: &Request,
    within: Option<PlaceCode>,
) -> Result<FrequencySeen, Refusal> {
    let scope = req.authorize(Act::FrequencySee)?;
    let within = within.unwrap_or_else(|| req.city.code.clone());
    if !within.lies_within(&req.city.code)
        || within.kind() > PlaceKind::Community
        || !scope.touches(&within)
    {
        return Err(Refusal::NotFound);
    }
    let reaches = |place: &PlaceCode| place.lies_within(&within) || within.lies_within(place);
    let all = req.city.frequency.decisions(&req.city).await?;
    let mut decisions: Vec<DecisionSeen> =
        all.iter().filter(|one| reaches(&one.decided.place)).cloned().collect();
    decisions.reverse();
    let rules = requirements_of_rules(&req.city.rules, &req.city.code, req.today());
    let rules = rules.into_iter().filter(|one| one.places.iter().any(reaches)).collect();
    let own = communities(&req.city, &scope, &within).await?;
    let counted = counted(&req.city, own, (req.now, req.wall)).await?;
    let mut places: BTreeMap<PlaceCode, FrequencyCounts> = BTreeMap::new();
    let mut counts = FrequencyCounts::default();
    for (community, own) in counted {
        counts.add(own);
        places.entry(part_of(&within, &community)).or_default().add(own);
    }
    let places = places.into_iter().map(|(place, counts)| FrequencyAt { place, counts }).collect();
    Ok(FrequencySeen { within, decisions, rules, places, counts })
}

/// The part of a place in which a community lies.
fn part_of(within: &PlaceCode, community: &PlaceCode) -> PlaceCode {
    let signs = match within.kind() {
        PlaceKind::City => 6,
        PlaceKind::County => 9,
        PlaceKind::Street
        | PlaceKind::Community
        | PlaceKind::Compound
        | PlaceKind::Building
        | PlaceKind::Unit
        | PlaceKind::Household => 12,
    };
    let code = community.as_str().get(..signs).unwrap_or_default();
    PlaceCode::parse(code).unwrap_or_else(|_| community.clone())
}

/// How many people of each of these communities stand how today. Of a community that nothing binds
/// nothing is read but how many live there.
pub(super) async fn counted(
    city: &Arc<City>,
    own: Vec<PlaceCode>,
    (now, wall): (Moment, Moment),
) -> Result<Vec<(PlaceCode, FrequencyCounts)>, Refusal> {
    let today = now.city_day();
    let requirements: Arc<[Requirement]> = city.frequency.requirements(city, today).await?.into();
    let census: BTreeMap<PlaceCode, usize> =
        city.rosters.census(&city.db).await?.into_iter().collect();
    let (bound, free): (Vec<PlaceCode>, Vec<PlaceCode>) =
        own.into_iter().partition(|one| requirements.iter().any(|rule| rule.covers(one)));
    let n_of = |one: &PlaceCode| census.get(one).copied().unwrap_or_default();
    let none = |one: PlaceCode| {
        let counts = FrequencyCounts { n_not_covered: n_of(&one), ..FrequencyCounts::default() };
        (one, counts)
    };
    let mut counted: Vec<(PlaceCode, FrequencyCounts)> = free.into_iter().map(none).collect();
    let mut tasks = JoinSet::new();
    for part in bound.chunks(bound.len().div_ceil(AT_ONCE).max(1)) {
        let (city, part) = (Arc::clone(city), part.to_vec());
        let requirements = Arc::clone(&requirements);
        tasks.spawn(async move {
            let mut counted = Vec::with_capacity(part.len());
            for one in part {
                let rules = of_place(&requirements, &one);
                let ask = |own: &mut super::held::Community| own.counts(&rules, today);
                let counts = city.frequency.with(&city, (&one, wall), ask).await?;
                counted.push((one, counts));
            }
            Ok::<_, Refusal>(counted)
        });
    }
    while let Some(part) = tasks.join_next().await {
        counted.extend(part.map_err(|_| Refusal::Busy)??);
    }
    Ok(counted)
}
