//! Arrivals as the desk sees them, and as whoever reported one sees it by its receipt.

use super::find::{meant, of_station};
use super::kept::{ArrivalPast, ArrivalWho, past_of, receipt_checked, standing_of, who_of};
use super::say::{arrival_facts, is_of, is_of_station};
use super::told::ArrivalTold;
use crate::caller::Request;
use crate::journeys::journey_facts_each;
use crate::register::{NAMED_MAX, Shown, counties, log_shown};
use crate::{City, Refusal};
use fangxian_core::arrivals::{ArrivalStanding, ArrivalState, Station, marked, stations};
use fangxian_core::ids::{ArrivalReportId, PersonId};
use fangxian_core::journeys::Question;
use fangxian_core::people::{Document, DocumentKind, Phone};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Role, Scope};
use fangxian_core::{CityDay, Moment};
use fangxian_store::StoreError;
use fangxian_store::arrivals::{ArrivalsAsked, StoredArrivalFact, arrival_facts_between};
use fangxian_store::people::people_by_documents;

/// So many arrivals are listed at most, the latest first.
pub(super) const LISTED_MAX: usize = 400;
/// Who came so many days ago is no longer listed.
pub(super) const DAYS_BACK: i64 = 21;
const DAYS_AHEAD: i64 = 60;

/// Somebody of a report as he is shown.
#[derive(Clone, Debug)]
pub struct ArrivalPerson {
    /// The name.
    pub name: String,
    /// Of which kind the document is.
    pub document_kind: DocumentKind,
    /// `**************1234`
    pub document: String,
}

/// An arrival as it is shown.
#[derive(Clone, Debug)]
pub struct ArrivalSeen {
    /// Which.
    pub id: ArrivalReportId,
    /// How it stands.
    pub standing: ArrivalStanding,
    /// How far it is.
    pub state: ArrivalState,
    /// By when the community says that it has him.
    pub due_at: Option<Moment>,
    /// Whether that has passed.
    pub is_late: bool,
    /// What the rules of its day say.
    pub told: ArrivalTold,
    /// Himself first, then those who come along.
    pub people: Vec<ArrivalPerson>,
    /// The phone, its beginning starred.
    pub phone: String,
    /// The number of the train, of the flight, or the plate.
    pub number: String,
    /// The door in words, or the name of the lodging.
    pub address: String,
    /// The name of the station.
    pub station_name: String,
    /// What was said of it.
    pub past: Vec<ArrivalPast>,
}

/// The facts of one arrival, and how it stands by them.
pub(super) struct Opened {
    pub(super) stored: Vec<StoredArrivalFact>,
    pub(super) standing: ArrivalStanding,
}

impl Opened {
    pub(super) fn id(&self) -> Option<ArrivalReportId> {
        self.stored.first().map(|first| first.report)
    }
}

pub(super) fn opened_each(stored: Vec<StoredArrivalFact>) -> Result<Vec<Opened>, StoreError> {
    let mut all = Vec::new();
    for own in stored.chunk_by(|one, next| one.report == next.report) {
        all.extend(standing_of(own)?.map(|standing| Opened { stored: own.to_vec(), standing }));
    }
    Ok(all)
}

fn person_of((name, kind, number): (&str, DocumentKind, &str), today: CityDay) -> ArrivalPerson {
    let document = Document::parse(kind, number, today).map(|one| one.masked());
    let (name, document) = (name.to_owned(), document.unwrap_or_default());
    ArrivalPerson { name, document_kind: kind, document }
}

/// As they are shown, in their order.
async fn seen_each(
    (city, now): (&City, Moment),
    all: Vec<Opened>,
) -> Result<Vec<(ArrivalSeen, ArrivalWho)>, Refusal> {
    let questions: Vec<Question> =
        all.iter().map(|one| one.standing.coming.question(&city.code)).collect();
    let facts = journey_facts_each(city, &questions).await?;
    let mut shown = Vec::with_capacity(all.len());
    for (Opened { stored, standing }, facts) in all.into_iter().zip(&facts) {
        let Some(id) = stored.first().map(|first| first.report) else { continue };
        let marked = marked(&standing.coming, &city.code, &city.rules, facts);
        let told = ArrivalTold::of(&marked, &city.code);
        let who = who_of(city, &stored)?;
        let phone = Phone::parse(&who.phone).map(|phone| phone.masked()).unwrap_or_default();
        let station = stations(&city.code).iter().find(|one| one.code == standing.coming.station);
        let seen = ArrivalSeen {
            id,
            state: standing.state(now, told.days_kept),
            due_at: standing.due_at(),
            is_late: standing.is_late(now),
            told,
            people: who.everybody().map(|one| person_of(one, now.city_day())).collect(),
            phone,
            number: who.number.clone(),
            address: who.address.clone(),
            station_name: station.map_or_else(String::new, |one| one.name.clone()),
            past: past_of(&stored),
            standing,
        };
        shown.push((seen, who));
    }
    Ok(shown)
}

/// Logs that these were shown, before anything is: whoever of them stands in the register reads it.
async fn logged(
    req: &Request,
    (scope, at): (&Scope, &PlaceCode),
    subject: &str,
    shown: &[(ArrivalSeen, ArrivalWho)],
) -> Result<(), Refusal> {
    if shown.is_empty() {
        return Ok(());
    }
    let seals = &req.city.keys.seals;
    let everybody = shown.iter().flat_map(|(_, who)| who.everybody());
    let numbers = everybody.map(|(.., number)| number).filter(|number| !number.is_empty());
    let mut indexes: Vec<Vec<u8>> = numbers.map(|number| seals.index("document", number)).collect();
    indexes.sort_unstable();
    indexes.dedup();
    let all = counties(&req.city);
    let read =
        req.city.db.read(move |tx| async move { people_by_documents(&tx, &all, &indexes).await });
    let people: Vec<PersonId> = read.await?.into_iter().map(|one| one.id).collect();
    let subject = format!("arrivals/{subject}");
    for (n, named) in people.chunks(NAMED_MAX).enumerate() {
        let n_rows = if n == 0 { shown.len() } else { named.len() };
        let shown = Shown { named: named.to_vec(), of_place: None };
        log_shown(req, scope, at, (&subject, n_rows), shown).await?;
    }
    if people.is_empty() {
        let named = Shown { named: Vec::new(), of_place: None };
        log_shown(req, scope, at, (&subject, shown.len()), named).await?;
    }
    Ok(())
}

/// What waits for somebody comes first: late ones, those to be received, those who are missing.
fn sorted(mut shown: Vec<ArrivalSeen>) -> Vec<ArrivalSeen> {
    let turn = |state: ArrivalState| match state {
        ArrivalState::Unplaced => 0,
        ArrivalState::Handed => 1,
        ArrivalState::Missing => 2,
        ArrivalState::Arrived => 3,
        ArrivalState::Expected => 4,
        ArrivalState::Kept => 5,
        ArrivalState::Through => 6,
        ArrivalState::Done => 7,
        ArrivalState::Withdrawn => 8,
    };
    shown.sort_by_key(|one| {
        let due = one.due_at.unwrap_or(one.standing.coming.arrives_at);
        (!one.is_late, turn(one.state), due, one.id)
    });
    shown
}

fn only(shown: Vec<(ArrivalSeen, ArrivalWho)>) -> Vec<ArrivalSeen> {
    sorted(shown.into_iter().map(|(seen, _)| seen).collect())
}

fn listed(req: &Request) -> (Moment, Moment) {
    (req.today().plus(-DAYS_BACK).starts_at(), req.today().plus(DAYS_AHEAD).ends_at())
}

/// The stations of the city: of a worker at some, those.
pub fn stations_list(req: &Request) -> Result<Vec<Station>, Refusal> {
    let scope = req.authorize(Act::ArrivalSee)?;
    let all = stations(&req.city.code).iter();
    let is_station = scope.role() == Role::StationWorker;
    Ok(all.filter(|one| !is_station || scope.covers(&one.place)).cloned().collect())
}

/// Who comes to, was handed over to, or is kept in a community or what lies around it.
pub async fn arrivals_of_place(
    req: &Request,
    within: &PlaceCode,
) -> Result<Vec<ArrivalSeen>, Refusal> {
    let scope = req.authorize(Act::ArrivalKeep)?;
    if !scope.covers(within) {
        return Err(Refusal::NotFound);
    }
    let (of, span) = (within.clone(), listed(req));
    let read = req.city.db.read(move |tx| async move {
        arrival_facts_between(&tx, ArrivalsAsked::Within(&of), span, LISTED_MAX).await
    });
    let mut all = opened_each(read.await?)?;
    // One that was put right to be elsewhere is listed there.
    all.retain(|one| one.standing.place().is_some_and(|place| place.lies_within(within)));
    let shown = seen_each((&req.city, req.now), all).await?;
    logged(req, (&scope, within), &within.to_string(), &shown).await?;
    Ok(only(shown))
}

/// Who comes to a station on a day; or whoever is meant by what is typed: the number of a receipt, the
/// end or all of a document on any day; a name, or the number of a train, a flight or a plate on this one.
pub async fn arrivals_at_station(
    req: &Request,
    station: &str,
    day: CityDay,
    typed: Option<&str>,
) -> Result<Vec<ArrivalSeen>, Refusal> {
    let scope = req.authorize(Act::ArrivalStation)?;
    if !is_of_station(&scope, &req.city, station) {
        return Err(Refusal::NotFound);
    }
    let typed = typed.map(str::trim).filter(|typed| !typed.is_empty());
    let mut all = match typed {
        Some(typed) => meant(req, (station, day), typed).await?,
        None => opened_each(of_station(req, station, day).await?)?,
    };
    if typed.is_none() {
        all.retain(|one| {
            let coming = &one.standing.coming;
            coming.station == station && coming.arrives_at.city_day() == day
        });
    }
    all.retain(|one| is_of(&scope, &req.city, &one.standing));
    let shown = seen_each((&req.city, req.now), all).await?;
    logged(req, (&scope, &req.city.code), station, &shown).await?;
    Ok(only(shown))
}

/// Who has no place, is not where he was sent, or was not received in time: the tasks of the command.
pub async fn arrivals_to_direct(req: &Request) -> Result<Vec<ArrivalSeen>, Refusal> {
    let scope = req.authorize_city(Act::ArrivalDirect)?;
    let span = (req.today().plus(-DAYS_BACK).starts_at(), req.now.plus_ms(1));
    let read = req.city.db.read(move |tx| async move {
        arrival_facts_between(&tx, ArrivalsAsked::All, span, usize::MAX).await
    });
    let now = req.now;
    let mut all = opened_each(read.await?)?;
    all.retain(|one| {
        let is_unplaced = one.standing.state(now, 0) == ArrivalState::Unplaced;
        is_unplaced || one.standing.is_late(now)
    });
    all.truncate(LISTED_MAX);
    let shown = seen_each((&req.city, now), all).await?;
    logged(req, (&scope, &req.city.code), "tasks", &shown).await?;
    Ok(only(shown))
}

async fn one_of(
    req: &Request,
    id: ArrivalReportId,
) -> Result<(Scope, Vec<StoredArrivalFact>, ArrivalStanding), Refusal> {
    let scope = req.authorize(Act::ArrivalSee)?;
    let read = req.city.db.read(move |tx| async move { arrival_facts(&tx, id).await });
    let (stored, standing) = read.await?;
    if !is_of(&scope, &req.city, &standing) {
        return Err(Refusal::NotFound);
    }
    Ok((scope, stored, standing))
}

/// One arrival.
pub async fn arrival_see(req: &Request, id: ArrivalReportId) -> Result<ArrivalSeen, Refusal> {
    let (scope, stored, standing) = one_of(req, id).await?;
    let at = standing.place().unwrap_or(&req.city.code).clone();
    let shown = seen_each((&req.city, req.now), vec![Opened { stored, standing }]).await?;
    logged(req, (&scope, &at), &id.to_string(), &shown).await?;
    only(shown).into_iter().next().ok_or(Refusal::NotFound)
}

/// The whole phone of somebody who comes. That it was looked at stands in the trail.
pub async fn arrival_phone(req: &Request, id: ArrivalReportId) -> Result<String, Refusal> {
    let (_, stored, _) = one_of(req, id).await?;
    let who = who_of(&req.city, &stored)?;
    let asked = req.clone();
    let told: Result<(), StoreError> =
        req.city
            .db
            .write(move |tx| async move {
                asked.deed(&tx, Act::ArrivalSee, &id.to_string(), "phone shown")
            })
            .await;
    told?;
    Ok(who.phone)
}

/// The arrival of a receipt, with who it is of.
pub async fn arrival_public(
    city: &City,
    (id, key): (ArrivalReportId, &str),
    wall: Moment,
) -> Result<(ArrivalSeen, ArrivalWho), Refusal> {
    receipt_checked(city, id, key)?;
    let read = city.db.read(move |tx| async move { arrival_facts(&tx, id).await });
    let (stored, standing) = read.await?;
    let shown = seen_each((city, city.now(wall)), vec![Opened { stored, standing }]).await?;
    shown.into_iter().next().ok_or(Refusal::NotFound)
}
