//! The counter: somebody's results told, his report and his card printed, who may look for whom.

use super::antigen::{AntigenOwnRow, own_row};
use super::code::{Code, ConsentCode, PoolCode, ShownCode, TubeOutcomeCode};
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::results::{
    BindingAsked, BindingSeen, TestShown, binding_begin, binding_end, card_pdf, card_renew,
    cards_pdf, person_report_pdf, person_results,
};
use fangxian_core::CityDay;
use fangxian_core::ids::{BindingFactId, BindingId, PersonId};
use fangxian_core::places::PlaceCode;
use fangxian_core::results::{Shown, ShownKind};
use fangxian_core::sampling::TubeCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// One test of somebody; never who else was in the tube.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonTestRow {
    tube: String,
    /// The code in groups, to be read aloud.
    tube_spaced: String,
    pool: PoolCode,
    taken_at: i64,
    place_name: String,
    shown: ShownCode,
    outcome: Option<TubeOutcomeCode>,
    reported_at: Option<i64>,
    /// By when it was promised, while it is awaited.
    promised_at: Option<i64>,
    late: bool,
    /// Whether a report can be printed.
    has_report: bool,
}

/// Who may look for whom.
#[derive(Serialize, ToSchema)]
pub(crate) struct BindingRow {
    binding_id: Uuid,
    /// Whether this person looks; else he is looked at.
    is_proxy: bool,
    other_id: Uuid,
    /// Masked.
    other_name: String,
    consent: ConsentCode,
    first_day: String,
    last_day: String,
}

/// Somebody's results, as they are told at the counter.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonResultsPage {
    person_id: Uuid,
    name: String,
    /// Masked but for its end.
    document: String,
    card_number: i64,
    tests: Vec<PersonTestRow>,
    bindings: Vec<BindingRow>,
    /// Antigen tests of the last thirty days, the latest first.
    antigen: Vec<AntigenOwnRow>,
}

fn test_row(test: TestShown) -> PersonTestRow {
    let (promised_at, late) = match test.shown {
        Shown::Waiting { promised_at, is_late } => (promised_at, is_late),
        Shown::Negative(_)
        | Shown::Held(_)
        | Shown::Lifted(_)
        | Shown::ToBeContacted(_)
        | Shown::Again(_) => (None, false),
    };
    PersonTestRow {
        has_report: test.has_report(),
        tube: test.tube.to_string(),
        tube_spaced: test.tube.spaced(),
        pool: Code(test.pool),
        taken_at: test.taken_at.0,
        place_name: test.place,
        shown: Code(ShownKind::of(test.shown)),
        outcome: test.outcome.map(Code),
        reported_at: test.reported_at.map(|at| at.0),
        promised_at: promised_at.map(|at| at.0),
        late,
    }
}

fn binding_row(one: BindingSeen) -> BindingRow {
    BindingRow {
        binding_id: one.binding.uuid(),
        is_proxy: one.is_proxy,
        other_id: one.other.uuid(),
        other_name: one.other_name,
        consent: Code(one.consent),
        first_day: one.first_day.to_string(),
        last_day: one.last_day.to_string(),
    }
}

/// Somebody's tests of the last thirty days, told to him at the counter.
#[utoipa::path(get, path = "/api/v1/people/{person_id}/results", tag = "results",
    params(("person_id" = Uuid, Path)),
    responses((status = 200, body = PersonResultsPage), (status = 404, body = ErrorBody)))]
pub(crate) async fn results_told(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<PersonResultsPage>, ApiError> {
    let seen = person_results(&req, PersonId::from_uuid(id)).await?;
    Ok(Json(PersonResultsPage {
        person_id: seen.person.uuid(),
        name: seen.name,
        document: seen.document,
        card_number: seen.card_number,
        tests: seen.tests.into_iter().map(test_row).collect(),
        bindings: seen.bindings.into_iter().map(binding_row).collect(),
        antigen: seen.antigen.into_iter().map(own_row).collect(),
    }))
}

pub(crate) fn pdf(bytes: Vec<u8>, name: &'static str) -> Response {
    let kind = HeaderValue::from_static("application/pdf");
    let name = HeaderValue::from_static(name);
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes).into_response()
}

/// The report of one test on paper, for the person.
#[utoipa::path(get, path = "/api/v1/people/{person_id}/results/{tube}/pdf", tag = "results",
    params(("person_id" = Uuid, Path), ("tube" = String, Path)),
    responses((status = 200, content_type = "application/pdf"),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn report_printed(
    Asked(req): Asked,
    At((id, tube)): At<(Uuid, String)>,
) -> Result<Response, ApiError> {
    let tube = TubeCode::parse(&tube).map_err(|flaw| bad_input(&flaw.to_string()))?;
    let bytes = person_report_pdf(&req, PersonId::from_uuid(id), tube).await?;
    Ok(pdf(bytes, "inline; filename=\"report.pdf\""))
}

/// The card of one person.
#[utoipa::path(get, path = "/api/v1/people/{person_id}/card/pdf", tag = "results",
    params(("person_id" = Uuid, Path)),
    responses((status = 200, content_type = "application/pdf"),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn card_printed(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Response, ApiError> {
    let bytes = card_pdf(&req, PersonId::from_uuid(id)).await?;
    Ok(pdf(bytes, "inline; filename=\"card.pdf\""))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardNew {
    /// One more than the card that was seen.
    card_number: i64,
}

/// Gives somebody a new card; the receipt code of the one before holds no more.
#[utoipa::path(post, path = "/api/v1/people/{person_id}/cards", tag = "results",
    params(("person_id" = Uuid, Path)), request_body = CardNew,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn card_replaced(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<CardNew>,
) -> Result<StatusCode, ApiError> {
    card_renew(&req, PersonId::from_uuid(id), body.card_number).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardsQuery {
    /// A community or a place in it.
    within: String,
}

/// The cards of everybody of a place, on sheets to be cut.
#[utoipa::path(get, path = "/api/v1/people/cards/pdf", tag = "results", params(CardsQuery),
    responses((status = 200, content_type = "application/pdf"),
        (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(crate) async fn cards_printed(
    Asked(req): Asked,
    Asking(query): Asking<CardsQuery>,
) -> Result<Response, ApiError> {
    let within = PlaceCode::parse(&query.within).map_err(|_| bad_input("地点代码不对。"))?;
    let bytes = cards_pdf(&req, within).await?;
    Ok(pdf(bytes, "inline; filename=\"cards.pdf\""))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BindingNew {
    binding_id: Uuid,
    fact_id: Uuid,
    /// Whose results.
    person_id: Uuid,
    /// Who looks.
    proxy_id: Uuid,
    consent: ConsentCode,
    first_day: String,
    last_day: String,
}

/// Writes down that somebody agreed that another may look at his results.
#[utoipa::path(post, path = "/api/v1/people/result-bindings", tag = "results",
    request_body = BindingNew,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn binding_new(
    Asked(req): Asked,
    Body(body): Body<BindingNew>,
) -> Result<StatusCode, ApiError> {
    let day = |text: &str| CityDay::parse(text).map_err(|_| bad_input("日期不对。"));
    let asked = BindingAsked {
        binding: BindingId::from_uuid(body.binding_id),
        fact: BindingFactId::from_uuid(body.fact_id),
        person: PersonId::from_uuid(body.person_id),
        proxy: PersonId::from_uuid(body.proxy_id),
        consent: body.consent.0,
        first_day: day(&body.first_day)?,
        last_day: day(&body.last_day)?,
    };
    binding_begin(&req, asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BindingOver {
    fact_id: Uuid,
}

/// Ends it.
#[utoipa::path(post, path = "/api/v1/people/result-bindings/{binding_id}/end", tag = "results",
    params(("binding_id" = Uuid, Path)), request_body = BindingOver,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn binding_over(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<BindingOver>,
) -> Result<StatusCode, ApiError> {
    let fact = BindingFactId::from_uuid(body.fact_id);
    binding_end(&req, BindingId::from_uuid(id), fact).await?;
    Ok(StatusCode::NO_CONTENT)
}
