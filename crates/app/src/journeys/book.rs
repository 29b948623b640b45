//! What is known of places outside the city, in memory: read anew when somebody asks after it
//! changed.

use crate::kept::Kept;
use crate::{City, Refusal};
use fangxian_core::ids::SnapshotId;
use fangxian_core::journeys::{CaseElsewhere, Facts, ListedCounty, Question, RiskList};
use fangxian_core::national::{country, parse};
use fangxian_core::places::PlaceKind;
use fangxian_core::{CityDay, Level, Moment};
use fangxian_store::feed::FeedRow;
use fangxian_store::journeys::cases_elsewhere_since;
use fangxian_store::snapshots::{snapshot_body, snapshot_shown};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// The topic of a case elsewhere in the feed.
pub(crate) const TOPIC: &str = "case_elsewhere";
/// The most cases that are held: one for every county of the country, several times over.
const CASES_MAX: i64 = 20_000;
/// So many lists are held as they were read: a month of days.
const LISTS_MAX: usize = 32;

/// What was read of places outside the city.
#[derive(Default)]
pub struct JourneyBook {
    cases: Kept<Vec<CaseElsewhere>>,
    /// Newest read last. A list never changes.
    lists: Mutex<Vec<(SnapshotId, Arc<RiskList>)>>,
}

impl JourneyBook {
    /// Forgets what changed.
    pub(crate) fn forget_changed(&self, rows: &[FeedRow]) {
        if rows.iter().any(|row| row.change.topic == TOPIC) {
            self.cases.forget();
        }
    }

    async fn cases(&self, city: &City) -> Result<Arc<Vec<CaseElsewhere>>, Refusal> {
        let (turn, known) = self.cases.get();
        if let Some(known) = known {
            return Ok(known);
        }
        let key = city.key();
        // Of any day: a question may be asked of a day that has passed.
        let since = CityDay::new(2019, 12, 1).map_err(|_| Refusal::DayOutOfRange)?;
        let read = city.db.read(move |tx| async move {
            cases_elsewhere_since(&tx, &key, since, CASES_MAX).await
        });
        let cases = read.await?.into_iter().map(|one| CaseElsewhere {
            county: one.place,
            last_on: one.last_on,
            source: one.source,
        });
        let cases = Arc::new(cases.collect::<Vec<_>>());
        self.cases.keep(turn, Arc::clone(&cases));
        Ok(cases)
    }

    /// The national list of a day, or the last one before it.
    async fn list(&self, city: &City, day: CityDay) -> Result<Option<Arc<RiskList>>, Refusal> {
        // The list of midnight shows the day before.
        let (key, until) = (city.key(), format!("{}T00", day.plus(1)));
        let shown =
            city.db.read(move |tx| async move { snapshot_shown(&tx, &key, &until).await }).await?;
        let Some(id) = shown else { return Ok(None) };
        let held = |lists: &[(SnapshotId, Arc<RiskList>)]| {
            lists.iter().find(|(known, _)| *known == id).map(|(_, list)| Arc::clone(list))
        };
        if let Some(list) = held(&self.lists.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(Some(list));
        }
        let key = city.key();
        let body =
            city.db.read(move |tx| async move { snapshot_body(&tx, &key, id).await }).await?;
        // It was read when it was put in: one that no longer can be is damaged, and tells nothing.
        let Some(list) = body.as_deref().and_then(|body| listed(city, body)) else {
            return Ok(None);
        };
        let list = Arc::new(list);
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if held(&lists).is_none() {
            lists.push((id, Arc::clone(&list)));
            let n_over = lists.len().saturating_sub(LISTS_MAX);
            lists.drain(..n_over);
        }
        Ok(Some(list))
    }
}

/// Which counties outside the city stand on a list, and at which levels.
fn listed(city: &City, body: &str) -> Option<RiskList> {
    let snapshot = parse(body).ok()?;
    let counties: BTreeSet<(_, Level)> = snapshot
        .areas
        .iter()
        .filter_map(|area| {
            let place = country().of_names(&area.province, &area.city, &area.county)?;
            (!place.lies_within(&city.code)).then_some((place, area.level))
        })
        .collect();
    let counties =
        counties.into_iter().map(|(place, level)| ListedCounty { place, level }).collect();
    Some(RiskList { time: snapshot.time, counties })
}

/// What is known for a question, by all that is known now.
pub async fn journey_facts(city: &City, q: &Question) -> Result<Facts, Refusal> {
    let cases = city.journeys.cases(city).await?;
    let list = city.journeys.list(city, q.day).await?;
    Ok(narrowed(city, q, &cases, list.as_deref()))
}

/// The same for many questions, in their order: the list of a day is asked for once.
pub(crate) async fn journey_facts_each(
    city: &City,
    questions: &[Question],
) -> Result<Vec<Facts>, Refusal> {
    let cases = city.journeys.cases(city).await?;
    let days: BTreeSet<CityDay> = questions.iter().map(|q| q.day).collect();
    let mut lists = BTreeMap::new();
    for day in days {
        lists.insert(day, city.journeys.list(city, day).await?);
    }
    let list = |q: &Question| lists.get(&q.day).and_then(Option::as_deref);
    Ok(questions.iter().map(|q| narrowed(city, q, &cases, list(q))).collect())
}

/// What of it all bears on a question.
fn narrowed(city: &City, q: &Question, cases: &[CaseElsewhere], list: Option<&RiskList>) -> Facts {
    let places: Vec<_> = std::iter::once(&q.from).chain(&q.via).collect();
    let is_of_a_city = |county: &fangxian_core::places::PlaceCode| {
        places.iter().any(|place| county.as_str().get(..4) == place.as_str().get(..4))
    };
    let cases = cases.iter().filter(|case| is_of_a_city(&case.county)).cloned().collect();
    let list = list.map(|list| RiskList {
        time: list.time,
        counties: list.counties.iter().filter(|one| is_of_a_city(&one.place)).cloned().collect(),
    });
    let own_levels = own_levels(city, q);
    Facts { cases, list, own_levels }
}

/// The levels of the areas that are listed where the journey begins, within the city.
fn own_levels(city: &City, q: &Question) -> Vec<Level> {
    if !q.from.lies_within(&city.code) {
        return Vec::new();
    }
    let is_whole = q.from.kind() == PlaceKind::City;
    let on_day = city.zones.on_day(q.day, Moment(i64::MAX));
    let levels: BTreeSet<Level> = on_day
        .zones
        .iter()
        .filter(|zone| is_whole || zone.entry.zone.county == q.from)
        .filter_map(|zone| Some(zone.listing.as_ref()?.level))
        .collect();
    levels.into_iter().collect()
}
