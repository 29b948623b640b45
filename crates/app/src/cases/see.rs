//! What a tracer sees of cases: the list, and one with its line of time.

use super::feed::know_places;
use super::kept::{Reached, case_within};
use super::line::{is_known, line_of};
use super::open::open_cases_since;
use super::seats::{LinePlace, seats_of};
use super::unclosed::{Open, closings_due, last_said};
use crate::Refusal;
use crate::caller::Request;
use crate::register::{NAMED_MAX, log_people};
use fangxian_core::Moment;
use fangxian_core::cases::{CaseStanding, Episode, Gap, LINE_DAYS_MAX, gaps, look_back};
use fangxian_core::ids::{CaseId, EpisodeId, PersonId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_store::cases::StoredCaseFact;

/// A stretch of so many hours of which nobody knows is marked as a gap. Our own bound.
const GAP_HOURS: i64 = 4;

/// A case in a list. The name is masked.
#[derive(Clone, Debug)]
pub struct CaseRow {
    /// Which.
    pub id: CaseId,
    /// Of whom, masked.
    pub name: String,
    /// Where he lives.
    pub door: PlaceCode,
    /// How it stands.
    pub standing: CaseStanding,
    /// Since when it should be closed; none while something is left to do.
    pub unclosed_since: Option<Moment>,
}

/// Where a case was, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpisodeSeen {
    /// The entry; none of what the records say by themselves.
    pub id: Option<EpisodeId>,
    /// Where, when and how it is known.
    pub episode: Episode,
}

/// A case with what was said of it, and its line of time.
#[derive(Clone, Debug)]
pub struct CaseSeen {
    /// Which.
    pub id: CaseId,
    /// Of whom.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// `**************1234`
    pub document: String,
    /// The phone, its beginning starred; empty where there is none.
    pub phone: String,
    /// The age on this day, where it is known.
    pub age: Option<i16>,
    /// Where he lives.
    pub door: PlaceCode,
    /// How it stands.
    pub standing: CaseStanding,
    /// What was said of it, in its order.
    pub facts: Vec<StoredCaseFact>,
    /// Since when his contacts are sought, and by whose words; none where no edition says.
    pub look_back: Option<(Moment, fangxian_core::rules::Clause)>,
    /// Where he was, the earliest first.
    pub episodes: Vec<LinePlace>,
    /// Of which stretches nobody knows.
    pub gaps: Vec<Gap>,
}

/// The open cases of the caller's jurisdiction: first those that should be closed, the longest due before the
/// others, then the newest. However old: what nobody closes is kept.
pub async fn cases_list(req: &Request) -> Result<Vec<CaseRow>, Refusal> {
    let scope = req.authorize(Act::CaseSee)?;
    let mut rows = Vec::new();
    let mut shown = Vec::new();
    let open = open_cases_since(req, &scope, Moment(0)).await?.cases;
    let asked: Vec<Open> =
        open.iter().map(|one| (one.case.id, one.standing.clone(), last_said(&one.facts))).collect();
    let of_city = req.city.clone();
    let read = req.city.db.read(move |tx| async move { closings_due(&tx, &of_city, &asked).await });
    let due = read.await?;
    for one in open {
        let name = one.person(&req.city)?.name.masked();
        shown.push(one.case.person);
        let (id, door) = (one.case.id, one.stored.door);
        let unclosed_since = due.get(&id).copied().filter(|at| *at <= req.now);
        rows.push(CaseRow { id, name, door, standing: one.standing, unclosed_since });
    }
    rows.sort_by_key(|one| one.unclosed_since.unwrap_or(Moment(i64::MAX)));
    let at = scope.jurisdictions().first().cloned().unwrap_or_else(|| req.city.code.clone());
    logged(req, &scope, &at, &subject_of(LookKind::Cases, &at), &shown).await?;
    Ok(rows)
}

/// Logs whom a look was of, before anything is shown.
pub(super) async fn logged(
    req: &Request,
    scope: &Scope,
    at: &PlaceCode,
    subject: &str,
    people: &[PersonId],
) -> Result<(), Refusal> {
    req.city.seen.spend(req, scope, people.iter().copied())?;
    for named in people.chunks(NAMED_MAX) {
        log_people(req, scope, at, subject, named.iter().copied()).await?;
    }
    if people.is_empty() {
        log_people(req, scope, at, subject, []).await?;
    }
    Ok(())
}

/// One case. That it was looked at is logged before anything is shown.
pub async fn case_see(req: &Request, id: CaseId) -> Result<CaseSeen, Refusal> {
    let reached = case_within(req, Act::CaseSee, id).await?;
    let person = reached.person(&req.city)?;
    let subject = subject_of(LookKind::Case, id);
    let people = [reached.case.person];
    logged(req, &reached.scope, &reached.stored.door, &subject, &people).await?;
    let look_back = look_back(&req.city.rules, &reached.standing.about, req.today());
    let look_back = look_back.map(|(since, clause)| (since, clause.clone()));
    let span = span_of(&reached, req.now, look_back.as_ref().map(|(at, _)| *at));
    let episodes = line_of(req, &reached, span).await?;
    let known: Vec<Episode> =
        episodes.iter().filter(|one| is_known(one)).map(|one| one.episode.clone()).collect();
    let county = reached.case.county.clone();
    Ok(CaseSeen {
        id,
        person: reached.case.person,
        name: person.name.as_str().to_owned(),
        document: person.document.masked(),
        phone: person.phone.as_ref().map(|phone| phone.masked()).unwrap_or_default(),
        age: person.age_on(req.today()),
        door: reached.stored.door.clone(),
        gaps: gaps(&known, span, GAP_HOURS),
        standing: reached.standing,
        facts: reached.facts,
        look_back,
        episodes: seated(req, id, (county, episodes)).await?,
    })
}

/// The places of a line of time with the seats that the case had there.
async fn seated(
    req: &Request,
    id: CaseId,
    (county, episodes): (String, Vec<EpisodeSeen>),
) -> Result<Vec<LinePlace>, Refusal> {
    know_places(&req.city, episodes.iter().filter_map(|one| one.episode.venue)).await?;
    let of_city = req.city.clone();
    let read =
        req.city.db.read(move |tx| async move { seats_of(&tx, &of_city, (&county, id)).await });
    let seats = read.await?;
    let with_seat = |one: EpisodeSeen| {
        let place = one.episode.venue.and_then(|venue| req.city.tracing.place(venue));
        seats.of_place(one, place.as_deref())
    };
    Ok(episodes.into_iter().map(with_seat).collect())
}

/// From when to when a line of time is asked for: from the look-back until the sample, or now.
pub(super) fn span_of(reached: &Reached, now: Moment, since: Option<Moment>) -> (Moment, Moment) {
    let first = now.city_day().plus(-LINE_DAYS_MAX).starts_at();
    let since = since.unwrap_or(first).max(first);
    let until = reached.standing.opened_at.min(now);
    (since, until.max(since))
}
