//! Who of a place is kept, how his day stands, what is missing and to whom that has risen.

use super::LATE_DAYS;
use super::kept::{Days, KeptPerson, day_standing, days_of, kept_all};
use crate::caller::Request;
use crate::register::{NAMED_MAX, community, log_people, opened};
use crate::{City, Refusal};
use fangxian_core::contacts::Ring;
use fangxian_core::follow_ups::{DayStanding, FollowKind, Measure, missing, parts_of};
use fangxian_core::ids::PersonId;
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::orders::rises_to;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::{CityDay, Moment};
use fangxian_store::StoreError;
use fangxian_store::follow_ups::community_phone;

/// So many are on a list: those whose days are late first.
pub const FOLLOWED_MAX: usize = 500;

/// Somebody who is kept, as a list shows him. The name is masked.
#[derive(Clone, Debug)]
pub struct FollowedSeen {
    /// Who.
    pub person: PersonId,
    /// 张*
    pub name: String,
    /// The end of the phone; empty where there is none.
    pub phone: String,
    /// Where he lives.
    pub door: PlaceCode,
    /// At which site and in which room he is, unless he is at home.
    pub lodged: Option<(String, String)>,
    /// As what he is kept.
    pub ring: Ring,
    /// Since when.
    pub since: Moment,
    /// Until before when; none where only a release ends it.
    pub until: Option<Moment>,
    /// How this day stands.
    pub day: DayStanding,
    /// How many facts there are of it.
    pub n_facts: usize,
    /// What is missing of this day, and by when it is due.
    pub missing: Vec<(FollowKind, Moment)>,
    /// What was due first and is not there, of this day and those before.
    pub late_since: Option<Moment>,
    /// Who has to see to that by now.
    pub rises_to: Option<PlaceCode>,
    /// Whether fever or a symptom was taken down today.
    pub is_alarm: bool,
}

/// The list of a place.
#[derive(Clone, Debug)]
pub struct FollowList {
    /// Of which day.
    pub day: CityDay,
    /// Those whose days are late first, then door by door.
    pub rows: Vec<FollowedSeen>,
    /// How many are kept.
    pub n_kept: usize,
    /// How many of their days are whole.
    pub n_whole: usize,
    /// How many are late.
    pub n_late: usize,
    /// Whom of the community to call; none where nobody said, or where the place is no community.
    pub phone: Option<String>,
}

/// Those who are kept within a place, as far as the caller's jurisdiction covers their doors.
pub async fn follow_list(req: &Request, within: PlaceCode) -> Result<FollowList, Refusal> {
    let scope = req.authorize(Act::FollowSee)?;
    if !scope.touches(&within) {
        return Err(Refusal::NotFound);
    }
    let (city, now, today) = (req.city.clone(), req.now, req.today());
    let (covering, place) = (scope.clone(), within.clone());
    let read = req.city.db.read(move |tx| async move {
        let mut kept = kept_all(&tx, &city, now).await?;
        kept.retain(|one| {
            let here = one.place_at(now);
            covering.covers(here) && here.lies_within(&place)
        });
        let ids: Vec<PersonId> = kept.iter().map(|one| one.stored.id).collect();
        let days = days_of(&tx, &city, &ids, today.plus(-LATE_DAYS)).await?;
        let phone = match community(&place) {
            Some(own) => community_phone(&tx, &own.county(), &own).await?,
            None => None,
        };
        let rows = kept.iter().map(|one| followed(&city, one, &days, now));
        Ok::<_, Refusal>((rows.collect::<Result<Vec<_>, StoreError>>()?, phone))
    });
    let (mut rows, phone) = read.await?;
    let n_kept = rows.len();
    let n_whole = rows.iter().filter(|row| row.missing.is_empty()).count();
    let n_late = rows.iter().filter(|row| row.late_since.is_some()).count();
    rows.sort_by_key(|row| (!row.is_alarm, row.late_since.is_none(), row.late_since));
    rows.truncate(FOLLOWED_MAX);
    let shown: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    req.city.seen.spend(req, &scope, shown.iter().copied())?;
    let subject = subject_of(LookKind::FollowUps, &within);
    for some in shown.chunks(NAMED_MAX) {
        log_people(req, &scope, &within, &subject, some.iter().copied()).await?;
    }
    if shown.is_empty() {
        log_people(req, &scope, &within, &subject, []).await?;
    }
    Ok(FollowList { day: today, rows, n_kept, n_whole, n_late, phone })
}

/// Somebody with his day, and what is late of those before.
pub(super) fn followed(
    city: &City,
    kept: &KeptPerson,
    days: &Days,
    now: Moment,
) -> Result<FollowedSeen, StoreError> {
    let today = now.city_day();
    let person = opened(&city.keys.seals, &kept.stored)?;
    let mut late_since: Option<Moment> = None;
    for back in (0..=LATE_DAYS).rev() {
        let (_, left) = day_left(city, kept, days, today.plus(-back))?;
        let due = left.iter().map(|(_, due)| *due).filter(|due| *due <= now).min();
        late_since = late_since.or(due);
    }
    let own = days.get(&(kept.stored.id, today)).map_or(&[][..], Vec::as_slice);
    let (day, missing) = day_left(city, kept, days, today)?;
    let alarms = |measure: &Option<Measure>| measure.as_ref().is_some_and(Measure::is_alarm);
    Ok(FollowedSeen {
        person: kept.stored.id,
        name: person.name.masked(),
        phone: person.phone.as_ref().map(|phone| phone.masked()).unwrap_or_default(),
        door: kept.stored.door.clone(),
        lodged: kept.lodged.as_ref().map(|one| (one.site.clone(), one.room.clone())),
        ring: kept.hold.ring,
        since: kept.hold.since,
        until: kept.hold.until,
        is_alarm: alarms(&day.morning) || alarms(&day.evening),
        day,
        n_facts: own.len(),
        missing,
        rises_to: late_since.and_then(|due| rises_to(kept.place_at(due), due, now)),
        late_since,
    })
}

/// How a day of somebody stands, and what is missing of it.
pub(super) fn day_left(
    city: &City,
    kept: &KeptPerson,
    days: &Days,
    day: CityDay,
) -> Result<(DayStanding, Vec<(FollowKind, Moment)>), StoreError> {
    let own = days.get(&(kept.stored.id, day)).map_or(&[][..], Vec::as_slice);
    let standing = day_standing(city, own)?;
    let left = missing(&parts_of(&kept.following, day), &standing);
    Ok((standing, left))
}
