//! What is said of answers that wait beyond their time.

use super::{Said, send_from};
use crate::Refusal;
use crate::orders::Within;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::Role;
use fangxian_store::Tx;
use fangxian_store::accounts::accounts_answering;
use serde::{Deserialize, Serialize};

/// What a community has not answered in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerWaits {
    /// Somebody was handed over, and nobody said that the community has him.
    Arrivals,
    /// A gathering was filed, and nobody answered.
    Gatherings,
    /// A list asked about people, and nobody answered.
    Verifications,
    /// Somebody who is kept was not asked after, or his day was not signed.
    FollowUps,
    /// A case has nothing left to do, and nobody closed it.
    Cases,
}

/// Tells the registrars of a community that answers wait beyond their time; of people who were handed over,
/// or whom a list asks about, the command hears, too. Of a case that nobody closes its tracers alone hear.
pub(crate) async fn tell_of_late(
    tx: &Tx,
    at: Within<'_>,
    what: AnswerWaits,
    place: PlaceCode,
    n: i64,
) -> Result<(), Refusal> {
    let around: Vec<PlaceCode> =
        std::iter::successors(Some(place.clone()), PlaceCode::parent).collect();
    let roles: &[Role] = match what {
        AnswerWaits::Arrivals | AnswerWaits::Verifications => {
            &[Role::CommunityRegistrar, Role::CityCommand]
        }
        AnswerWaits::FollowUps => match place.kind() {
            PlaceKind::Community
            | PlaceKind::Compound
            | PlaceKind::Building
            | PlaceKind::Unit
            | PlaceKind::Household => &[Role::CommunityRegistrar, Role::CommunityDoctor],
            // It has risen above the community.
            PlaceKind::City | PlaceKind::County | PlaceKind::Street => &[Role::CityCommand],
        },
        AnswerWaits::Gatherings => &[Role::CommunityRegistrar],
        // Nobody else may know that there is a case.
        AnswerWaits::Cases => &[Role::Tracer],
    };
    let readers = accounts_answering(tx, roles, &around, None, at.wall.city_day()).await?;
    send_from(tx, at, readers, Said::AnswersLate { what, place, n }).await
}
