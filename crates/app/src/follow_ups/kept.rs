//! Who is kept where, how his days are counted, and what was taken down of them.

use crate::cases::{contact_people, contacts_standing};
use crate::isolation::{Lodged, lodged};
use crate::register::counties;
use crate::seals::Spot;
use crate::{City, Refusal};
use fangxian_core::cases::{ContactStanding, keeping};
use fangxian_core::codes::ContactHold;
use fangxian_core::follow_ups::{
    DayStanding, FollowFact, FollowKind, FollowSays, Following, Measure,
};
use fangxian_core::ids::{CaseId, FollowFactId, PersonId};
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};
use fangxian_store::follow_ups::{StoredFollow, follows_of};
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use fangxian_store::{StoreError, Tx};
use std::collections::HashMap;

const BODY: &str = "follow_fact.body_sealed";

/// Somebody who is kept now.
pub(super) struct KeptPerson {
    pub(super) stored: StoredPerson,
    pub(super) hold: ContactHold,
    pub(super) following: Following,
    /// Where he is, unless he is at home.
    pub(super) lodged: Option<Lodged>,
}

impl KeptPerson {
    /// Whose work it is, or was, at a moment: of the community of the site since he is there, of his own before.
    pub(super) fn place_at(&self, at: Moment) -> &PlaceCode {
        match &self.lodged {
            Some(lodged) if lodged.since <= at => &lodged.place,
            Some(_) | None => &self.stored.door,
        }
    }
}

/// Everybody of these people who is kept at a moment; some of them lie at sites.
pub(super) async fn kept_of(
    tx: &Tx,
    city: &City,
    (people, lodged): (&[PersonId], &HashMap<PersonId, Lodged>),
    now: Moment,
) -> Result<Vec<KeptPerson>, StoreError> {
    let mut holds = contacts_standing(tx, city, people).await?;
    holds.retain(|_, (hold, _)| hold.until.is_none_or(|until| until > now));
    let ids: Vec<PersonId> = holds.keys().copied().collect();
    let mut found = Vec::with_capacity(ids.len());
    for stored in people_in_by_ids(tx, &counties(city), &ids).await? {
        let Some((hold, standing)) = holds.remove(&stored.id) else { continue };
        if stored.gone_at.is_none() {
            let following = following(city, &hold, &standing);
            let lodged = lodged.get(&stored.id).cloned();
            found.push(KeptPerson { stored, hold, following, lodged });
        }
    }
    let order =
        |one: &KeptPerson| (one.place_at(now).clone(), one.stored.door.clone(), one.stored.id);
    found.sort_by_key(order);
    Ok(found)
}

/// Everybody of the city who is kept at a moment.
pub(super) async fn kept_all(
    tx: &Tx,
    city: &City,
    now: Moment,
) -> Result<Vec<KeptPerson>, Refusal> {
    let people = contact_people(tx, &counties(city), now.city_day()).await?;
    let lodged = lodged(tx, city, now).await?;
    Ok(kept_of(tx, city, (&people, &lodged), now).await?)
}

fn following(city: &City, hold: &ContactHold, standing: &ContactStanding) -> Following {
    let day = standing.since.city_day();
    let kept = keeping(&city.rules, day, hold.ring, standing.says.last_at);
    Following {
        since: hold.since,
        until: hold.until,
        test_days: kept.map(|kept| kept.test_days).unwrap_or_default(),
    }
}

/// How the days of somebody stand.
pub(super) type Days = HashMap<(PersonId, CityDay), Vec<StoredFollow>>;

/// What was taken down of these people since a day.
pub(super) async fn days_of(
    tx: &Tx,
    city: &City,
    people: &[PersonId],
    since: CityDay,
) -> Result<Days, StoreError> {
    let mut days: Days = HashMap::new();
    for fact in follows_of(tx, &counties(city), people, since).await? {
        days.entry((fact.person, fact.day)).or_default().push(fact);
    }
    Ok(days)
}

/// How a day stands by its rows.
pub(super) fn day_standing(
    city: &City,
    stored: &[StoredFollow],
) -> Result<DayStanding, StoreError> {
    let facts = stored
        .iter()
        .map(|one| Ok(FollowFact { says: says_of(city, one)?, at: one.at, by: one.by.clone() }));
    Ok(DayStanding::of(&facts.collect::<Result<Vec<_>, StoreError>>()?))
}

fn says_of(city: &City, one: &StoredFollow) -> Result<FollowSays, StoreError> {
    let measure = || {
        let spot = Spot { column: BODY, record: one.id.uuid() };
        let plain = city.record_open(one.case.uuid(), spot, &one.body)?;
        serde_json::from_slice::<Measure>(&plain).map_err(|_| spot.damaged())
    };
    Ok(match one.kind {
        FollowKind::Morning => FollowSays::Morning(measure()?),
        FollowKind::Evening => FollowSays::Evening(measure()?),
        FollowKind::Tested => FollowSays::Tested,
        FollowKind::Doctor => FollowSays::Doctor,
        FollowKind::Community => FollowSays::Community,
    })
}

/// What was measured, sealed for its row under the key of the case; empty of what has nothing to hide.
pub(super) fn body_sealed(
    city: &City,
    (case, id): (CaseId, FollowFactId),
    says: &FollowSays,
) -> Result<Vec<u8>, Refusal> {
    let Some(measure) = says.measure() else { return Ok(Vec::new()) };
    let spot = Spot { column: BODY, record: id.uuid() };
    let plain = serde_json::to_vec(measure).unwrap_or_default();
    city.record_seals(case.uuid())?.seal(spot, &plain)
}
