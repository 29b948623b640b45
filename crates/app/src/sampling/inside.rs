//! The tubes of a round, and who is in one.

use crate::caller::Request;
use crate::pools::{Tubes, people_in_tubes};
use crate::register::{counties, log_people, record};
use crate::rounds::round_within;
use crate::{Refusal, register};
use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, RoundId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::pools::{TubeStanding, tube_standing};
use fangxian_core::sampling::TubeCode;
use fangxian_store::people::people_in_by_ids;
use fangxian_store::sampling::{StoredTube, tubes_by_codes, tubes_of_round};

/// A tube as the round's page shows it.
#[derive(Clone, Debug)]
pub struct TubeSeen {
    /// The tube.
    pub tube: StoredTube,
    /// How many were taken down.
    pub n_inside: usize,
    /// How it stands.
    pub standing: TubeStanding,
}

/// Somebody in a tube.
#[derive(Clone, Debug)]
pub struct TubePerson {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// The household.
    pub door: PlaceCode,
    /// When he was sampled.
    pub taken_at: Moment,
}

/// The most tubes on one page.
const TUBES_MAX: usize = 2_000;

/// The tubes of a round within the caller's jurisdiction, by code.
pub async fn round_tubes(req: &Request, id: RoundId) -> Result<Vec<TubeSeen>, Refusal> {
    let scope = req.authorize(Act::SamplingSee)?;
    let round = round_within(req, &scope, id).await?;
    let (within, all) = (scope.covered_of(&round.place), counties(&req.city));
    let read: Result<Vec<TubeSeen>, Refusal> = req
        .city
        .db
        .read(move |tx| async move {
            let mut tubes = Vec::new();
            for county in all {
                for place in &within {
                    tubes.extend(tubes_of_round(&tx, &county, id, Some(place)).await?);
                }
            }
            tubes.truncate(TUBES_MAX);
            let known = Tubes::read(&tx, tubes.iter().map(|tube| tube.code)).await?;
            let seen = |tube: StoredTube| TubeSeen {
                n_inside: known.n_inside(tube.code),
                standing: tube_standing(&known.results(tube.code)),
                tube,
            };
            Ok::<_, Refusal>(tubes.into_iter().map(seen).collect())
        })
        .await;
    read
}

/// Who is in a tube, of those whom the caller's jurisdiction reaches, and how many are in no
/// register.
pub async fn tube_people(
    req: &Request,
    code: TubeCode,
) -> Result<(StoredTube, Vec<TubePerson>, usize), Refusal> {
    let scope = req.authorize(Act::TubePeopleSee)?;
    let (city, reach) = (req.city.clone(), scope.clone());
    let read: Result<_, Refusal> = req
        .city
        .db
        .read(move |tx| async move {
            let tube = tubes_by_codes(&tx, &[code]).await?.into_iter().next();
            let tube = tube.filter(|tube| reach.touches(&tube.place)).ok_or(Refusal::NotFound)?;
            let known = Tubes::read(&tx, std::iter::once(code)).await?;
            let inside = people_in_tubes(&tx, &city, &[code]).await?.remove(&code);
            let inside = inside.unwrap_or_default();
            let ids: Vec<PersonId> = inside.keys().copied().collect();
            let stored = people_in_by_ids(&tx, &register::counties(&city), &ids).await?;
            let n_unknown = known.n_inside(code).saturating_sub(inside.len());
            let mut people = Vec::new();
            for one in stored.into_iter().filter(|one| reach.covers(&one.door)) {
                people.push(TubePerson {
                    person: one.id,
                    name: record::open(&city.keys.seals, &one)?.name.as_str().to_owned(),
                    taken_at: inside.get(&one.id).copied().unwrap_or(Moment(0)),
                    door: one.door,
                });
            }
            people.sort_by_key(|one| one.taken_at);
            Ok((tube, people, n_unknown))
        })
        .await;
    let (tube, people, n_unknown) = read?;
    let ids = people.iter().map(|one| one.person);
    log_people(req, &scope, &tube.place, &format!("tube/{code}"), ids).await?;
    Ok((tube, people, n_unknown))
}
