//! How often people are tested: what is required, how many stand how, who is due and who is late.

use super::code::{
    Code, ConfidenceCode, DueViewCode, ExemptReasonCode, NotAppliedCode, RequirementFactCode,
    RequirementStateCode, TestStandingCode, TradeCode,
};
use super::people::place;
use crate::caller::{Asked, Asking, At};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use fangxian_app::Request;
use fangxian_app::frequency::{
    DecisionPast, DecisionSeen, DuePage, DuePerson, DueView, DueWanted, EntrySeen, FrequencyAt,
    FrequencySeen, PersonFrequency, due_list, frequency_person, frequency_see,
};
use fangxian_core::frequency::{FrequencyCounts, Requirement, TestStanding};
use fangxian_core::ids::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// How many are shown where nobody says how many.
const PAGE_USUAL: usize = 50;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrequencyQuery {
    /// The city, a county, a street or a community; the city where it is left out.
    within: Option<String>,
}

/// Something that was said of a decision.
#[derive(Serialize, ToSchema)]
pub(crate) struct DecisionPastView {
    kind: RequirementFactCode,
    at: i64,
    /// The name of who said it.
    by: String,
    reason: String,
}

/// A decision of the city on how often people are tested.
#[derive(Serialize, ToSchema)]
pub(crate) struct DecisionView {
    requirement_id: Uuid,
    place: String,
    place_name: String,
    /// Only who works in this trade; null where it is for everybody.
    trade: Option<TradeCode>,
    every_days: u8,
    first_day: String,
    /// The last day as it now stands.
    last_day: Option<String>,
    as_written: String,
    source: String,
    state: RequirementStateCode,
    /// Whether the caller made it: another must sign it.
    own: bool,
    /// How many facts there are of it.
    facts: i64,
    past: Vec<DecisionPastView>,
}

/// What a rule says, as data.
#[derive(Serialize, ToSchema)]
pub(crate) struct FrequencyRuleView {
    places: Vec<String>,
    place_names: Vec<String>,
    every_days: u8,
    first_day: String,
    last_day: Option<String>,
    as_written: String,
    source: String,
    confidence: ConfidenceCode,
    note: Option<String>,
    /// Why nobody is held to it; null where people are.
    not_applied: Option<NotAppliedCode>,
}

/// How many people stand how.
#[derive(Serialize, ToSchema)]
pub(crate) struct FrequencyCountsView {
    not_covered: usize,
    exempt: usize,
    not_yet: usize,
    due: usize,
    late: usize,
}

/// A part of the place that was asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct FrequencyPlaceView {
    place: String,
    name: String,
    counts: FrequencyCountsView,
}

/// What is required within a place, and how many stand how today.
#[derive(Serialize, ToSchema)]
pub(crate) struct FrequencyView {
    within: String,
    name: String,
    today: String,
    decisions: Vec<DecisionView>,
    rules: Vec<FrequencyRuleView>,
    places: Vec<FrequencyPlaceView>,
    counts: FrequencyCountsView,
}

fn counts_view(counts: FrequencyCounts) -> FrequencyCountsView {
    FrequencyCountsView {
        not_covered: counts.n_not_covered,
        exempt: counts.n_exempt,
        not_yet: counts.n_not_yet,
        due: counts.n_due,
        late: counts.n_late,
    }
}

fn past_view(req: &Request, past: &DecisionPast) -> DecisionPastView {
    DecisionPastView {
        kind: Code(past.kind),
        at: past.at.0,
        by: req.city.people.by_login(&past.by),
        reason: past.reason.clone(),
    }
}

fn decision_view(req: &Request, one: &DecisionSeen) -> DecisionView {
    let decided = &one.decided;
    let last = match (decided.last, one.ended) {
        (Some(last), Some(ended)) => Some(last.min(ended)),
        (last, ended) => last.or(ended),
    };
    DecisionView {
        requirement_id: one.id.uuid(),
        place_name: req.city.place_name(&decided.place),
        place: decided.place.to_string(),
        trade: decided.trade.map(Code),
        every_days: decided.every_days,
        first_day: decided.first.to_string(),
        last_day: last.map(|day| day.to_string()),
        as_written: decided.as_written.clone(),
        source: decided.source.clone(),
        state: Code(one.state(req.today())),
        own: one.past.first().is_some_and(|made| made.by == req.caller.login),
        facts: one.n_facts(),
        past: one.past.iter().map(|past| past_view(req, past)).collect(),
    }
}

fn rule_view(req: &Request, one: &Requirement) -> FrequencyRuleView {
    FrequencyRuleView {
        places: one.places.iter().map(ToString::to_string).collect(),
        place_names: one.places.iter().map(|place| req.city.place_name(place)).collect(),
        every_days: one.every_days,
        first_day: one.first.to_string(),
        last_day: one.last.map(|day| day.to_string()),
        as_written: one.clause.as_written.clone(),
        source: one.clause.source.clone(),
        confidence: Code(one.clause.confidence),
        note: one.clause.note.clone(),
        not_applied: one.not_applied.map(Code),
    }
}

fn frequency_view(req: &Request, seen: &FrequencySeen) -> FrequencyView {
    let part = |one: &FrequencyAt| FrequencyPlaceView {
        place: one.place.to_string(),
        name: req.city.place_name(&one.place),
        counts: counts_view(one.counts),
    };
    FrequencyView {
        within: seen.within.to_string(),
        name: req.city.place_name(&seen.within),
        today: req.today().to_string(),
        decisions: seen.decisions.iter().map(|one| decision_view(req, one)).collect(),
        rules: seen.rules.iter().map(|one| rule_view(req, one)).collect(),
        places: seen.places.iter().map(part).collect(),
        counts: counts_view(seen.counts),
    }
}

/// What is required within a place, by whose words, and how many stand how.
#[utoipa::path(get, path = "/api/v1/frequency", tag = "frequency", params(FrequencyQuery),
    responses((status = 200, body = FrequencyView), (status = 404, body = ErrorBody)))]
pub(crate) async fn frequency_all(
    Asked(req): Asked,
    Asking(query): Asking<FrequencyQuery>,
) -> Result<Json<FrequencyView>, ApiError> {
    let within = query.within.as_deref().map(place).transpose()?;
    let seen = frequency_see(&req, within).await?;
    Ok(Json(frequency_view(&req, &seen)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct DueQuery {
    /// A community, or a place or a grid in it.
    within: String,
    /// late (also where it is left out), due, to_tell, exempt, trade, all.
    view: Option<String>,
    /// How many to pass over.
    offset: Option<usize>,
    limit: Option<usize>,
}

/// That somebody works in a key trade, or need not be tested for a while.
#[derive(Serialize, ToSchema)]
pub(crate) struct TestEntryView {
    test_entry_id: Uuid,
    /// Null where he is put off.
    trade: Option<TradeCode>,
    /// Why he is put off; null for whoever does not keep the register.
    reason: Option<ExemptReasonCode>,
    /// Where he works, or what is noted; empty for whoever does not keep the register.
    words: String,
    first_day: String,
    last_day: Option<String>,
    /// The name of who said so.
    by: String,
    /// Whether it holds today.
    holds: bool,
    facts: i64,
}

fn entry_view(req: &Request, one: EntrySeen) -> TestEntryView {
    TestEntryView {
        test_entry_id: one.id.uuid(),
        trade: one.trade.map(Code),
        reason: one.reason.map(Code),
        words: one.words,
        first_day: one.first.to_string(),
        last_day: one.last.map(|day| day.to_string()),
        by: req.city.people.by_login(&one.by),
        holds: one.holds,
        facts: one.n_facts,
    }
}

/// Somebody of the list, the name masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct DueRow {
    person_id: Uuid,
    name: String,
    door: String,
    door_name: String,
    phone_tail: Option<String>,
    standing: TestStandingCode,
    /// The day by which he must be tested; until when he is put off.
    day: Option<String>,
    /// Days since that day, where he is late.
    days_late: i64,
    /// Every so many days.
    every_days: Option<u8>,
    /// The day of his last sample in the last thirty days.
    last_sample: Option<String>,
    entries: Vec<TestEntryView>,
}

/// How many are in a view.
#[derive(Serialize, ToSchema)]
pub(crate) struct DueViewCount {
    view: DueViewCode,
    n: usize,
}

/// A page of the list, door by door.
#[derive(Serialize, ToSchema)]
pub(crate) struct DuePageView {
    rows: Vec<DueRow>,
    /// How many there are in all.
    people: usize,
    counts: Vec<DueViewCount>,
    /// The city's day.
    today: String,
}

fn day_of_standing(standing: TestStanding) -> Option<fangxian_core::CityDay> {
    match standing {
        TestStanding::NotCovered => None,
        TestStanding::Exempt { until } => Some(until),
        TestStanding::Owed { due, .. } => Some(due),
    }
}

fn row_view(req: &Request, one: DuePerson) -> DueRow {
    let late = one.standing.due().map_or(0, |due| req.today().days_since(due).max(0));
    DueRow {
        person_id: one.person.uuid(),
        name: one.name,
        door: one.door.to_string(),
        door_name: one.door_name,
        phone_tail: one.phone_tail,
        standing: Code(one.kind),
        day: day_of_standing(one.standing).map(|day| day.to_string()),
        days_late: late,
        every_days: one.every_days,
        last_sample: one.last_sample.map(|day| day.to_string()),
        entries: one.entries.into_iter().map(|entry| entry_view(req, entry)).collect(),
    }
}

fn page_view(req: &Request, page: DuePage) -> DuePageView {
    let n_of = |view: &DueView| page.n_of_view.get(view).copied().unwrap_or_default();
    DuePageView {
        counts: DueView::ALL
            .iter()
            .map(|view| DueViewCount { view: Code(*view), n: n_of(view) })
            .collect(),
        people: page.n_people,
        rows: page.rows.into_iter().map(|one| row_view(req, one)).collect(),
        today: req.today().to_string(),
    }
}

/// Who is due for a test, who is late, who is put off, who is to be told at the door.
#[utoipa::path(get, path = "/api/v1/frequency/people", tag = "frequency", params(DueQuery),
    responses((status = 200, body = DuePageView), (status = 404, body = ErrorBody)))]
pub(crate) async fn frequency_people(
    Asked(req): Asked,
    Asking(query): Asking<DueQuery>,
) -> Result<Json<DuePageView>, ApiError> {
    let view = match query.view.as_deref() {
        None => DueView::Late,
        Some(code) => DueView::from_code(code).ok_or_else(|| bad_input("没有这一类名单。"))?,
    };
    let wanted = DueWanted {
        within: place(&query.within)?,
        view,
        offset: query.offset.unwrap_or_default(),
        limit: query.limit.unwrap_or(PAGE_USUAL),
    };
    let page = due_list(&req, wanted).await?;
    Ok(Json(page_view(&req, page)))
}

/// How often one person is to be tested.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonFrequencyView {
    standing: TestStandingCode,
    /// The day by which he must be tested; until when he is put off.
    day: Option<String>,
    days_late: i64,
    /// The gravest requirement that covers him.
    requirement: Option<FrequencyRuleView>,
    /// The trade that it is for; null where it is for everybody.
    requirement_trade: Option<TradeCode>,
    last_sample: Option<String>,
    /// What was said of him, what holds first.
    entries: Vec<TestEntryView>,
}

fn person_view(req: &Request, one: PersonFrequency) -> PersonFrequencyView {
    let late = one.standing.due().map_or(0, |due| req.today().days_since(due).max(0));
    PersonFrequencyView {
        standing: Code(one.kind),
        day: day_of_standing(one.standing).map(|day| day.to_string()),
        days_late: late,
        requirement_trade: one.requirement.as_ref().and_then(|one| one.trade).map(Code),
        requirement: one.requirement.as_ref().map(|one| rule_view(req, one)),
        last_sample: one.last_sample.map(|day| day.to_string()),
        entries: one.entries.into_iter().map(|entry| entry_view(req, entry)).collect(),
    }
}

/// How often one person is to be tested, when he was last and when he is due.
#[utoipa::path(get, path = "/api/v1/frequency/people/{person_id}", tag = "frequency",
    params(("person_id" = Uuid, Path)),
    responses((status = 200, body = PersonFrequencyView), (status = 404, body = ErrorBody)))]
pub(crate) async fn frequency_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<PersonFrequencyView>, ApiError> {
    let one = frequency_person(&req, PersonId::from_uuid(id)).await?;
    Ok(Json(person_view(&req, one)))
}
