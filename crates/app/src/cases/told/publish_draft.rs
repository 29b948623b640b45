//! What could be told of the open cases: where they were, who else was there, and what is held back.

use super::publish::{alone_before, risk_rules};
use crate::caller::Request;
use crate::cases::feed::{know_people, know_places};
use crate::cases::line::{is_known, line_of};
use crate::cases::memory::second_of;
use crate::cases::open::open_cases;
use crate::cases::see::logged;
use crate::register::counties;
use crate::venues::venues_asked_for;
use crate::{City, Refusal};
use fangxian_core::cases::{Episode, EpisodeSource};
use fangxian_core::ids::{CaseId, PersonId, VenueId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Scope};
use fangxian_core::publication::{
    Around, Earlier, Judged, Presence, PublicPlace, PublicWindow, PublicationRules, Stretch, judge,
    stretches,
};
use fangxian_core::venues::{VenueKind, venue_of};
use fangxian_store::StoreError;
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use fangxian_store::venues::{venue_by_number, venue_facts_of};
use fangxian_trace::{Span, visitors};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Up to so many visitors their homes are counted; where there are more, nobody can think of one family.
const HOMES_COUNTED_MAX: usize = 200;
/// So many cases are looked at in one draft.
const CASES_MAX: usize = 500;

/// How many other people were at a place, as somebody states it who asked there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedCount {
    /// Where and when: a window of the draft.
    pub window: PublicWindow,
    /// How many other people.
    pub n_people: u32,
    /// Of how many homes; none where nobody knows.
    pub n_homes: Option<u32>,
}

/// What a draft is made with besides what is known.
#[derive(Clone, Debug, Default)]
pub struct Asking {
    /// Cases who work or learn at a place, by its name as the draft has it.
    pub workplaces: Vec<(CaseId, String)>,
    /// Names of places that have no code, as they were told and as they are to be published.
    pub names: Vec<(String, String)>,
    /// Counts that somebody states.
    pub stated: Vec<StatedCount>,
}

pub(super) struct Draft {
    pub(super) judged: Vec<Judged>,
    /// The doors of homes, by the number that the draft gives them.
    pub(super) doors: Vec<String>,
    /// The cases, by the number that the draft gives them.
    pub(super) cases: Vec<CaseId>,
}

struct Known {
    case: CaseId,
    person: PersonId,
    name: String,
    door: PlaceCode,
    episodes: Vec<Episode>,
}

/// The draft of everything within the caller's reach.
pub(super) async fn drafted(req: &Request, act: Act, asking: &Asking) -> Result<Draft, Refusal> {
    let scope = req.authorize(act)?;
    let rules = risk_rules()?;
    let cases = known_cases(req, &rules, &scope).await?;
    let at = scope.jurisdictions().first().cloned().unwrap_or_else(|| req.city.code.clone());
    let people: Vec<PersonId> = cases.iter().map(|one| one.person).collect();
    logged(req, &scope, &at, &subject_of(LookKind::Cases, &at), &people).await?;
    let numbers: BTreeSet<u32> =
        cases.iter().flat_map(|one| &one.episodes).filter_map(|one| one.venue).collect();
    let venues = venues_known(&req.city, numbers).await?;
    // Every way to the scans of a place says that it was asked for.
    venues_asked_for(req, act, venues.values().map(|one| one.id)).await?;
    let mut doors: Vec<String> = Vec::new();
    let mut presences = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let home = number_of(&mut doors, case.door.as_str());
        let own = case
            .episodes
            .iter()
            .filter_map(|one| presence(one, (number, home), case, &venues, asking));
        presences.extend(own);
    }
    let earlier: Vec<Earlier> = alone_before(&req.city, req.now)
        .await?
        .into_iter()
        .map(|one| Earlier { home: number_of(&mut doors, &one.home), window: one.window })
        .collect();
    let mut counted = Vec::new();
    for stretch in stretches(&presences, &rules) {
        let around = around(&req.city, &stretch, &people, asking).await?;
        counted.push((stretch, around));
    }
    let secrets: Vec<String> = cases.iter().map(|one| one.name.clone()).collect();
    let judged = judge(counted, &earlier, &secrets, req.now, &rules);
    Ok(Draft { judged, doors, cases: cases.iter().map(|one| one.case).collect() })
}

fn number_of(doors: &mut Vec<String>, door: &str) -> usize {
    doors.iter().position(|known| known == door).unwrap_or_else(|| {
        doors.push(door.to_owned());
        doors.len() - 1
    })
}

/// The open cases within reach, with where they were in the days that are published.
async fn known_cases(
    req: &Request,
    rules: &PublicationRules,
    scope: &Scope,
) -> Result<Vec<Known>, Refusal> {
    let days = i64::from(rules.numbers.days_back_max);
    let span = (req.now.plus_ms(-(days + 1) * 86_400_000), req.now);
    let mut found = Vec::new();
    for reached in open_cases(req, scope).await?.at_most(CASES_MAX)?.cases {
        let line = line_of(req, &reached, span).await?;
        // A printed code can be scanned from anywhere: nobody is told of a place for that.
        let episodes = line.into_iter().filter(is_known).map(|one| one.episode);
        found.push(Known {
            case: reached.case.id,
            person: reached.case.person,
            name: reached.person(&req.city)?.name.as_str().to_owned(),
            door: reached.stored.door.clone(),
            episodes: episodes.collect(),
        });
    }
    Ok(found)
}

struct VenueKnown {
    id: VenueId,
    name: String,
    kind: VenueKind,
    place: PlaceCode,
}

async fn venues_known(
    city: &Arc<City>,
    numbers: BTreeSet<u32>,
) -> Result<BTreeMap<u32, VenueKnown>, Refusal> {
    know_places(city, numbers.iter().copied()).await?;
    let read = city.db.read(move |tx| async move {
        let mut found = Vec::new();
        for number in numbers {
            if let Some(id) = venue_by_number(&tx, number).await? {
                found.push((number, id, venue_facts_of(&tx, id).await?));
            }
        }
        Ok::<_, StoreError>(found)
    });
    let known = read.await?.into_iter().filter_map(|(number, id, facts)| {
        let venue = venue_of(&facts.iter().map(|one| one.fact.clone()).collect::<Vec<_>>())?;
        let about = venue.about;
        Some((number, VenueKnown { id, name: about.name, kind: about.kind, place: about.place }))
    });
    Ok(known.collect())
}

/// Where a case was, as a list would know it.
fn presence(
    episode: &Episode,
    (case, home): (usize, usize),
    known: &Known,
    venues: &BTreeMap<u32, VenueKnown>,
    asking: &Asking,
) -> Option<Presence> {
    let venue = episode.venue.and_then(|number| venues.get(&number));
    let place = match (venue, episode.venue) {
        (Some(venue), number) => PublicPlace {
            county: venue.place.county(),
            name: venue.name.clone(),
            venue: number,
            kind: Some(venue.kind),
        },
        (None, _) => {
            let told = episode.words.trim();
            let renamed = asking.names.iter().find(|(as_told, _)| as_told.trim() == told);
            let name = renamed.map_or(told, |(_, public)| public.trim());
            PublicPlace { county: String::new(), name: name.to_owned(), venue: None, kind: None }
        }
    };
    if place.name.is_empty() {
        return None;
    }
    let lives = venue.is_some_and(|venue| is_lived_in(&venue.place, &known.door));
    let said_home = ["家中", "家里", "住所", "住处", "居住地", "暂住地"];
    // Where somebody lodges he lives, for that time.
    let is_home = lives
        || episode.source == EpisodeSource::Lodging
        || place.name == "家"
        || said_home.iter().any(|word| place.name.contains(word) || episode.words.contains(word));
    let is_workplace =
        asking.workplaces.iter().any(|(of, name)| *of == known.case && *name == place.name);
    let (from, to) = (episode.from, episode.to);
    Some(Presence { case, home, place, from, to, is_home, is_workplace })
}

/// Whether a place is what a door lies in, from the compound down.
fn is_lived_in(place: &PlaceCode, door: &PlaceCode) -> bool {
    let is_home = matches!(
        place.kind(),
        PlaceKind::Compound | PlaceKind::Building | PlaceKind::Unit | PlaceKind::Household
    );
    is_home && door.lies_within(place)
}

/// Who else was there: counted from scans, or as somebody states it; the larger of both is taken only
/// where a person stands for it.
async fn around(
    city: &Arc<City>,
    stretch: &Stretch,
    cases: &[PersonId],
    asking: &Asking,
) -> Result<Around, Refusal> {
    let stated = asking.stated.iter().find(|one| one.window == stretch.window);
    let counted = match stretch.window.place.venue {
        Some(number) => counted(city, number, &stretch.window, cases).await?,
        None => Around::default(),
    };
    let Some(stated) = stated else { return Ok(counted) };
    let n_people = counted.n_people.unwrap_or(0).max(stated.n_people);
    Ok(Around { n_people: Some(n_people), n_homes: stated.n_homes.or(counted.n_homes) })
}

/// How many people scanned at a place in a window, without the cases; and of how many homes, where they
/// are few.
async fn counted(
    city: &Arc<City>,
    number: u32,
    window: &PublicWindow,
    cases: &[PersonId],
) -> Result<Around, Refusal> {
    if !city.tracing.is_filled() {
        return Ok(Around::default());
    }
    let keys = &city.keys.passes;
    know_people(city, cases.iter().map(|person| keys.alias(*person))).await?;
    let span = Span { since: second_of(window.from), until: second_of(window.to) };
    let there = visitors(&city.tracing.index(), number, span);
    let people: Vec<PersonId> = city
        .tracing
        .ids(there.into_iter())
        .into_iter()
        .flatten()
        .filter(|person| !cases.contains(person))
        .collect();
    let n_people = u32::try_from(people.len()).unwrap_or(u32::MAX);
    if people.len() > HOMES_COUNTED_MAX {
        return Ok(Around { n_people: Some(n_people), n_homes: None });
    }
    let within = counties(city);
    let read = city.db.read(move |tx| async move { people_in_by_ids(&tx, &within, &people).await });
    let stored: Vec<StoredPerson> = read.await?;
    let homes: BTreeSet<&PlaceCode> = stored.iter().map(|one| &one.door).collect();
    let n_homes = u32::try_from(homes.len()).unwrap_or(u32::MAX);
    Ok(Around { n_people: Some(n_people), n_homes: Some(n_homes) })
}
