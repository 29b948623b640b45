//! The line of time of a case: what the scans, the samples and the houses say, beside what he told.

use super::feed::know_people;
use super::found::known_of;
use super::kept::{Reached, episodes_standing};
use super::memory::{moment_of, second_of};
use super::see::EpisodeSeen;
use crate::Refusal;
use crate::caller::Request;
use crate::lodgings::stays_of_person;
use crate::pools::person_tests;
use crate::venues::venues_asked_for;
use fangxian_core::Moment;
use fangxian_core::cases::{Episode, EpisodeSource, Known};
use fangxian_core::ids::VenueId;
use fangxian_core::policy::Act;
use fangxian_core::venues::venue_of;
use fangxian_store::cases::episodes_of_case;
use fangxian_store::venues::venue_facts_of;
use fangxian_trace::{Seeker, Span, Visit};
use std::collections::BTreeSet;

/// Where a case was between two moments, the earliest first.
pub(super) async fn line_of(
    req: &Request,
    reached: &Reached,
    (since, until): (Moment, Moment),
) -> Result<Vec<EpisodeSeen>, Refusal> {
    let mut line = scanned(req, reached, (since, until)).await?;
    let (of_city, stored, case) = (req.city.clone(), reached.stored.clone(), reached.case.clone());
    let read = req.city.db.read(move |tx| async move {
        let entered = episodes_of_case(&tx, &case.county, case.id).await?;
        let mut seen: Vec<EpisodeSeen> = episodes_standing(&of_city, &entered)?
            .into_iter()
            .map(|(id, episode)| EpisodeSeen { id: Some(id), episode })
            .collect();
        for (venue, from, to) in stays_of_person(&tx, &stored, (since, until)).await? {
            let facts = venue_facts_of(&tx, venue).await?;
            let venue = venue_of(&facts.into_iter().map(|one| one.fact).collect::<Vec<_>>());
            let words = venue.as_ref().map(|one| one.about.name.clone()).unwrap_or_default();
            let venue = venue.and_then(|one| one.number);
            seen.push(said(EpisodeSource::Lodging, (venue, words), (from, to)));
        }
        Ok::<_, Refusal>(seen)
    });
    line.extend(read.await?);
    let tests = person_tests(&req.city, reached.case.person, req.wall).await?;
    let tests = tests.into_iter().filter(|test| (since..=until).contains(&test.sample.taken_at));
    line.extend(tests.map(|test| {
        let words = format!("{} 采样", req.city.place_name(&test.place));
        let at = test.sample.taken_at;
        said(EpisodeSource::Test, (None, words), (at, at))
    }));
    line.sort_by_key(|one| (one.episode.from, one.episode.to));
    Ok(line)
}

fn said(
    source: EpisodeSource,
    (venue, words): (Option<u32>, String),
    (from, to): (Moment, Moment),
) -> EpisodeSeen {
    let known = source.known();
    EpisodeSeen {
        id: None,
        episode: Episode { venue, words, from, to, source, known, is_assumed: false },
    }
}

/// What the scans say. Whoever asks for those of a place that is there to be asked for is told of.
async fn scanned(
    req: &Request,
    reached: &Reached,
    (since, until): (Moment, Moment),
) -> Result<Vec<EpisodeSeen>, Refusal> {
    let tracing = &req.city.tracing;
    let alias = req.city.keys.passes.alias(reached.case.person);
    know_people(&req.city, std::iter::once(alias)).await?;
    let Some(number) = tracing.number(alias) else { return Ok(Vec::new()) };
    let span = Span { since: second_of(since), until: second_of(until) };
    let mut visits = Seeker::default().visits(&tracing.index(), number, span);
    visits.sort_unstable_by_key(|one| (one.place, one.from, one.to));
    let stays = joined(visits);
    let venues: BTreeSet<VenueId> =
        stays.iter().filter_map(|one| Some(tracing.place(one.place)?.venue)).collect();
    venues_asked_for(req, Act::CaseSee, venues).await?;
    let seen = stays.into_iter().map(|one| {
        let place = tracing.place(one.place);
        EpisodeSeen {
            id: None,
            episode: Episode {
                venue: Some(one.place),
                words: place.map(|place| place.name.clone()).unwrap_or_default(),
                from: moment_of(one.from),
                to: moment_of(one.to),
                source: EpisodeSource::Scan,
                known: known_of(one.strength),
                is_assumed: one.is_assumed,
            },
        }
    });
    Ok(seen.collect())
}

/// Rows of one place that touch are one stay: no cut is seen.
fn joined(visits: Vec<Visit>) -> Vec<Visit> {
    let mut stays: Vec<Visit> = Vec::new();
    for visit in visits {
        match stays.last_mut() {
            Some(last) if last.place == visit.place && visit.from <= last.to => {
                last.to = last.to.max(visit.to);
                last.strength = last.strength.max(visit.strength);
            }
            Some(_) | None => stays.push(visit),
        }
    }
    stays
}

/// Whether an episode closes a gap: a sample is a moment, and says that he was there then.
pub(super) fn is_known(one: &EpisodeSeen) -> bool {
    one.episode.known != Known::StaticCode
}
