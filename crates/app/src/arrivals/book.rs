//! Arrivals of the last weeks in memory, by the documents of those who come: what codes are made of.

use super::TOPIC;
use super::kept::{standing_of, who_of};
use crate::journeys::{CASES, journey_facts_each};
use crate::kept::Kept;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::arrivals::{ArrivalStanding, arrival_codes};
use fangxian_core::codes::ArrivalCode;
use fangxian_core::ids::ArrivalReportId;
use fangxian_core::journeys::{Facts, Question};
use fangxian_core::pools::{PersonSample, TubeOutcome, TubeStanding};
use fangxian_core::results::is_same_name;
use fangxian_core::sampling::TubeCode;
use fangxian_store::arrivals::{ArrivalsAsked, arrival_facts_between};
use fangxian_store::feed::FeedRow;
use std::collections::HashMap;
use std::sync::Arc;

/// No rule colors anybody longer after he came.
const DAYS_BACK: i64 = 30;
const DAYS_AHEAD: i64 = 62;

struct Arrival {
    report: ArrivalReportId,
    standing: ArrivalStanding,
    facts: Facts,
}

/// What was read.
pub(crate) struct ArrivalsKnown {
    all: Vec<Arrival>,
    /// By the keyed index of a document: whose name it is, which arrival, and his place in it.
    by_document: HashMap<Vec<u8>, Vec<(String, usize, usize)>>,
}

impl ArrivalsKnown {
    /// The documents of whoever an arrival may color.
    pub(crate) fn documents(&self, city: &City) -> Vec<Vec<u8>> {
        let may_color =
            |at: usize| self.all.get(at).is_some_and(|one| !one.codes(city, 0, &[]).is_empty());
        let own = self.by_document.iter();
        let own = own.filter(|(_, arrivals)| arrivals.iter().any(|(_, at, _)| may_color(*at)));
        own.map(|(document, _)| document.clone()).collect()
    }

    /// What the journeys of somebody make of his code, by his document and name, and his samples.
    pub(crate) fn codes(
        &self,
        city: &City,
        (document, name): (&[u8], &str),
        sampled: &[PersonSample],
    ) -> Vec<ArrivalCode> {
        let own = self.by_document.get(document).map_or(&[][..], Vec::as_slice);
        let own = own.iter().filter(|(known, ..)| is_same_name(known, name));
        let own = own.filter_map(|(_, at, number)| Some((self.all.get(*at)?, *number)));
        own.flat_map(|(one, number)| one.codes(city, number, sampled)).collect()
    }
}

impl Arrival {
    /// The codes of whoever is the `number`-th of the report, 0 being whoever reported.
    fn codes(&self, city: &City, number: usize, sampled: &[PersonSample]) -> Vec<ArrivalCode> {
        let one = &self.standing;
        // Whoever was seen nowhere and is not where he said did not come, as far as anybody knows.
        let is_nowhere =
            one.absent_at.is_some() && one.checked.is_none() && one.received_at.is_none();
        if one.withdrawn_at.is_some() || is_nowhere {
            return Vec::new();
        }
        // A test that says nothing is none: 无效.
        let says_nothing = |sample: &PersonSample| {
            matches!(sample.standing, TubeStanding::Known(TubeOutcome::Invalid, _))
        };
        let invalid: Vec<TubeCode> =
            sampled.iter().filter(|one| says_nothing(one)).map(|one| one.tube).collect();
        let is_test = |tube: &Option<TubeCode>| tube.is_none_or(|tube| !invalid.contains(&tube));
        let own = one.samples.iter();
        let own = own.filter(|(_, sample)| sample.is_of(number) && is_test(&sample.tube));
        let others = sampled.iter().filter(|one| !says_nothing(one)).map(|one| one.taken_at);
        let tests: Vec<Moment> = own.map(|(at, _)| *at).chain(others).collect();
        let of = (&city.code, &city.rules, &self.facts);
        arrival_codes(&one.coming, of, (self.report, one.comes_at()), &tests)
    }
}

/// The arrivals of a city, as they were read.
#[derive(Default)]
pub(crate) struct ArrivalBook {
    known: Kept<ArrivalsKnown>,
}

impl ArrivalBook {
    /// Forgets what changed: arrivals, cases elsewhere, the national list, and what is as old as a day.
    pub(crate) fn forget_changed(&self, rows: &[FeedRow]) {
        let is_of = |row: &FeedRow| [TOPIC, CASES, "snapshot", "day"].contains(&&*row.change.topic);
        if rows.iter().any(is_of) {
            self.known.forget();
        }
    }

    /// The arrivals that may color a code.
    pub(crate) async fn known(
        &self,
        city: &City,
        now: Moment,
    ) -> Result<Arc<ArrivalsKnown>, Refusal> {
        let (turn, known) = self.known.get();
        if let Some(known) = known {
            return Ok(known);
        }
        let today = now.city_day();
        let span = (today.plus(-DAYS_BACK).starts_at(), today.plus(DAYS_AHEAD).ends_at());
        let read = city.db.read(move |tx| async move {
            arrival_facts_between(&tx, ArrivalsAsked::All, span, usize::MAX).await
        });
        let stored = read.await?;
        let mut standing = Vec::new();
        let mut by_document: HashMap<Vec<u8>, Vec<(String, usize, usize)>> = HashMap::new();
        for own in stored.chunk_by(|one, next| one.report == next.report) {
            let (Some(first), Some(one)) = (own.first(), standing_of(own)?) else { continue };
            for (at, (name, _, number)) in who_of(city, own)?.everybody().enumerate() {
                if number.is_empty() {
                    continue;
                }
                let index = city.keys.seals.index("document", number);
                by_document.entry(index).or_default().push((name.to_owned(), standing.len(), at));
            }
            standing.push((first.report, one));
        }
        let questions: Vec<Question> =
            standing.iter().map(|(_, one)| one.coming.question(&city.code)).collect();
        let facts = journey_facts_each(city, &questions).await?;
        let all = standing.into_iter().zip(facts);
        let all = all.map(|((report, standing), facts)| Arrival { report, standing, facts });
        let known = Arc::new(ArrivalsKnown { all: all.collect(), by_document });
        self.known.keep(turn, Arc::clone(&known));
        Ok(known)
    }
}
