//! The reminder on the evening before: a message to whoever has a phone in the register, once for a
//! day that he is due; whoever has none is told at the door.

use super::held::{Community, of_place};
use super::home_of;
use crate::caller::Request;
use crate::register::{opened, stored_person};
use crate::results::reminder_put;
use crate::{City, Refusal};
use fangxian_core::frequency::{Requirement, StandingKind, TestStanding, reminder};
use fangxian_core::ids::PersonId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::{CityDay, Moment};
use fangxian_store::feed;
use fangxian_store::frequency::{ReminderWay, reminded, reminders_insert};
use fangxian_store::people::people_in_by_ids;
use fangxian_store::places::doors_lock;
use std::collections::HashMap;
use std::sync::Arc;

/// How far ahead somebody may be told at the door, in days.
const TOLD_AHEAD_DAYS: i64 = 1;

/// Reminds whoever of a community is due on the next day, and has not been. How many messages went
/// into the outbox.
pub(super) async fn remind(
    city: &Arc<City>,
    community: &PlaceCode,
    requirements: &[Requirement],
    (now, wall): (Moment, Moment),
) -> Result<usize, Refusal> {
    let due = now.city_day().plus(1);
    let rules = of_place(requirements, community);
    let ask = |own: &mut Community| own.who(&rules, due, StandingKind::Due);
    let who = city.frequency.with(city, (community, wall), ask).await?;
    if who.is_empty() {
        return Ok(0);
    }
    let every: HashMap<PersonId, u8> = who
        .iter()
        .filter_map(|(id, standing)| match standing {
            TestStanding::Owed { by, .. } => Some((*id, rules.get(*by)?.every_days)),
            TestStanding::NotCovered | TestStanding::Exempt { .. } => None,
        })
        .collect();
    let name = city.place_name(community);
    let (of_city, home) = (Arc::clone(city), community.clone());
    let write = city.db.write(move |tx| async move {
        // Two servers at once: the second sees whom the first has reminded.
        doors_lock(&tx, &home).await?;
        let county = home.county();
        let mut ids: Vec<PersonId> = every.keys().copied().collect();
        ids.sort_unstable();
        let known = reminded(&tx, &county, &ids, due).await?;
        ids.retain(|id| !known.contains(id));
        let mut phones = HashMap::new();
        for stored in people_in_by_ids(&tx, std::slice::from_ref(&county), &ids).await? {
            if stored.phone.is_some() && stored.gone_at.is_none() {
                let person = opened(&of_city.keys.seals, &stored)?;
                phones.extend(person.phone.map(|phone| (stored.id, phone)));
            }
        }
        ids.retain(|id| phones.contains_key(id));
        let fresh =
            reminders_insert(&tx, &county, &ids, due, (ReminderWay::Sms, now, None)).await?;
        for id in &fresh {
            let (Some(phone), Some(days)) = (phones.get(id), every.get(id)) else { continue };
            reminder_put(&tx, &of_city, phone, reminder(*days, due, &name), wall).await?;
        }
        Ok::<_, Refusal>(fresh.len())
    });
    write.await
}

/// Notes that somebody was told at his door that he is due on a day. Twice is once.
pub async fn told_at_door(req: &Request, person: PersonId, due: CityDay) -> Result<(), Refusal> {
    let scope = req.authorize(Act::FrequencyListSee)?;
    let stored = stored_person(req, &scope, person).await?;
    if !(0..=TOLD_AHEAD_DAYS).contains(&due.days_since(req.today())) {
        return Err(Refusal::BadInput("只能登记今天或明天应检的告知。".to_owned()));
    }
    let home = home_of(&stored.door)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        doors_lock(&tx, &home).await?;
        let how = (ReminderWay::Door, asked.now, Some(asked.caller.login.as_str()));
        let fresh = reminders_insert(&tx, &home.county(), &[person], due, how).await?;
        if !fresh.is_empty() {
            asked.deed(&tx, Act::FrequencyListSee, &person.to_string(), "told")?;
            let told = crate::city::change(&asked.city.key(), asked.now, "reminder", home.as_str());
            feed::append(&tx, told)?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}
