//! Somebody's tests, as they are shown to him.

use super::promise_rule;
use crate::pools::{PersonTest, person_tests, stranger_tests};
use crate::sampling::landed_at;
use crate::{City, Refusal, places};
use fangxian_core::Moment;
use fangxian_core::ids::{LaboratoryId, PersonId, SiteId};
use fangxian_core::places::PlaceCode;
use fangxian_core::pools::{PersonSample, TubeOutcome, TubeStanding, person_standing};
use fangxian_core::results::{DAYS_SHOWN, Shown, is_same_name, shown};
use fangxian_core::sampling::{Pool, TubeCode};
use fangxian_core::sites::ReportRule;
use fangxian_store::StoreError;
use fangxian_store::labs::labs_all;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A test as its person sees it.
#[derive(Clone, Debug)]
pub struct TestShown {
    /// The tube.
    pub tube: TubeCode,
    /// For how many it is, never who they are.
    pub pool: Pool,
    /// When the sample was taken.
    pub taken_at: Moment,
    /// Where, in words.
    pub place: String,
    /// The laboratory whose result stands; empty where none does.
    pub laboratory: String,
    /// How it stands for him.
    pub shown: Shown,
    /// What the tube's result is, where there is one.
    pub outcome: Option<TubeOutcome>,
    /// When that was signed.
    pub reported_at: Option<Moment>,
}

impl TestShown {
    /// Whether a report can be printed that says this: the tube's outcome is his own. Of a shared
    /// tube that holds him nothing is stated until his own test.
    pub fn has_report(&self) -> bool {
        match self.shown {
            Shown::Negative(_) | Shown::ToBeContacted(_) => self.reported_at.is_some(),
            Shown::Waiting { .. } | Shown::Held(_) | Shown::Lifted(_) | Shown::Again(_) => false,
        }
    }
}

/// The tests of records that are one person, the latest first: those of the register, and those
/// that a table took down for somebody of no register with the same document and name. Samples and
/// results bear the city's moments, which in a drill are not those of the wall.
pub(crate) async fn tests_of(
    city: &Arc<City>,
    records: &[PersonId],
    document: Option<(Vec<u8>, &str)>,
    wall: Moment,
) -> Result<Vec<TestShown>, Refusal> {
    let mut by_tube: BTreeMap<TubeCode, PersonTest> = BTreeMap::new();
    for record in records {
        let tests = person_tests(city, *record, wall).await?;
        by_tube.extend(tests.into_iter().map(|test| (test.sample.tube, test)));
    }
    if let Some((index, name)) = document {
        let strangers = stranger_tests(city, index).await?;
        let own = strangers.into_iter().filter(|one| is_same_name(&one.stranger.name, name));
        for one in own {
            by_tube.entry(one.test.sample.tube).or_insert(one.test);
        }
    }
    let mut tests: Vec<PersonTest> = by_tube.into_values().collect();
    tests.sort_by_key(|test| (std::cmp::Reverse(test.sample.taken_at), test.sample.tube));
    let named = Named::read(city, &tests).await?;
    let samples: Vec<PersonSample> = tests.iter().map(|test| test.sample).collect();
    let stands = person_standing(&samples);
    let now = city.now(wall);
    let first = now.city_day().plus(-DAYS_SHOWN).starts_at();
    let shown_of = |test: &PersonTest| {
        let sample = &test.sample;
        let site = test.site.and_then(|site| named.sites.get(&site));
        // A site's own clock goes before the city's.
        let own = site.and_then(|(_, rule)| rule.as_ref());
        let rule = own.cloned().or_else(|| promise_rule(city, sample.taken_at.city_day()));
        let promised_at = rule.and_then(|rule| rule.promised(sample.taken_at));
        let place = named.places.get(&test.place).cloned().unwrap_or_default();
        let (outcome, reported_at) = match sample.standing {
            TubeStanding::Waiting => (None, None),
            TubeStanding::Known(outcome, at) => (Some(outcome), Some(at)),
        };
        TestShown {
            tube: sample.tube,
            pool: sample.pool,
            taken_at: sample.taken_at,
            place: match (site, landed_at(city, test.round, sample.taken_at)) {
                (Some((name, _)), _) => format!("{place} {name}"),
                (None, Some(station)) => format!("{station}（落地检）"),
                (None, None) => place,
            },
            laboratory: test
                .laboratory
                .and_then(|lab| named.laboratories.get(&lab).cloned())
                .unwrap_or_default(),
            shown: shown(sample, &stands, promised_at, now),
            outcome,
            reported_at,
        }
    };
    Ok(tests.iter().filter(|test| test.sample.taken_at >= first).map(shown_of).collect())
}

/// What places, sites and laboratories are called, and what sites promise.
struct Named {
    places: BTreeMap<PlaceCode, String>,
    sites: BTreeMap<SiteId, (String, Option<ReportRule>)>,
    laboratories: BTreeMap<LaboratoryId, String>,
}

impl Named {
    async fn read(city: &Arc<City>, tests: &[PersonTest]) -> Result<Named, Refusal> {
        let wanted: BTreeSet<PlaceCode> = tests.iter().map(|test| test.place.clone()).collect();
        let has_results = tests.iter().any(|test| test.laboratory.is_some());
        let read = city.db.read(move |tx| async move {
            let mut places = BTreeMap::new();
            for place in wanted {
                let name = places::path_of(&tx, &place).await?;
                places.insert(place, name);
            }
            let labs = if has_results { labs_all(&tx).await? } else { Vec::new() };
            Ok::<_, StoreError>((places, labs))
        });
        let (places, labs) = read.await?;
        let known = city.sites.sites(city).await?;
        let mut sites = BTreeMap::new();
        for test in tests {
            let Some(id) = test.site else { continue };
            let one = known.iter().find(|one| one.id == id);
            // As it stood when the sample was taken.
            let stood = one.and_then(|one| one.standing(test.sample.taken_at));
            if let Some(site) = stood {
                sites.insert(id, (site.name, site.offers.reports));
            }
        }
        let laboratories = labs.into_iter().map(|lab| (lab.id, lab.name)).collect();
        Ok(Named { places, sites, laboratories })
    }
}
