//! A round of sampling as the desk sees it: codes given out, tubes, who is in one, strangers, the
//! figures and the bulletin.

use super::code::{Code, DocumentKindCode, PoolCode, TubeFlagCode, TubeOutcomeCode};
use super::people::place;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::sampling::{
    SampledCounts, StrangerSeen, TubeSeen, roll_give_out, roll_labels_pdf, rolls_list, round_tubes,
    sampling_bulletin, sampling_bulletin_pdf, stranger_is, strangers_list, tube_people,
};
use fangxian_app::{Refusal, Request};
use fangxian_core::ids::{PersonId, RollId, RoundId, SiteId, TubePartId};
use fangxian_core::pools::TubeStanding;
use fangxian_core::sampling::TubeCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Codes of tubes that were given out together.
#[derive(Serialize, ToSchema)]
pub(crate) struct RollRow {
    roll_id: Uuid,
    first: String,
    last: String,
    n_tubes: u32,
    pool: PoolCode,
    place: String,
    place_name: String,
    made_at: i64,
    made_by_name: String,
}

fn roll_row(req: &Request, one: fangxian_app::records::StoredRoll) -> RollRow {
    let last = one.roll.last();
    RollRow {
        roll_id: one.id.uuid(),
        first: one.roll.first.to_string(),
        last: last.to_string(),
        n_tubes: one.roll.n_tubes,
        pool: Code(one.roll.pool),
        place_name: req.city.place_name(&one.place),
        place: one.place.to_string(),
        made_at: one.made_at.0,
        made_by_name: req.city.people.by_login(&one.made_by),
    }
}

/// The codes that were given out.
#[utoipa::path(get, path = "/api/v1/sampling/rolls", tag = "sampling",
    responses((status = 200, body = Vec<RollRow>)))]
pub(crate) async fn roll_all(Asked(req): Asked) -> Result<Json<Vec<RollRow>>, ApiError> {
    let rolls = rolls_list(&req).await?;
    Ok(Json(rolls.into_iter().map(|one| roll_row(&req, one)).collect()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RollBody {
    /// Made by the client.
    roll_id: Uuid,
    /// For whom.
    place: String,
    pool: PoolCode,
    n_tubes: u32,
}

/// Give out the next codes of a county.
#[utoipa::path(post, path = "/api/v1/sampling/rolls", tag = "sampling", request_body = RollBody,
    responses((status = 200, body = RollRow), (status = 400, body = ErrorBody)))]
pub(crate) async fn roll_new(
    Asked(req): Asked,
    Body(body): Body<RollBody>,
) -> Result<Json<RollRow>, ApiError> {
    let id = RollId::from_uuid(body.roll_id);
    let roll = roll_give_out(&req, id, place(&body.place)?, body.pool.0, body.n_tubes).await?;
    Ok(Json(roll_row(&req, roll)))
}

/// Which labels.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LabelsQuery {
    /// From the how manyth code of the roll on, from 0.
    #[serde(default)]
    from: u32,
}

/// The labels of a roll on paper, up to two thousand at once.
#[utoipa::path(get, path = "/api/v1/sampling/rolls/{roll_id}/labels", tag = "sampling",
    params(("roll_id" = Uuid, Path), LabelsQuery),
    responses((status = 200, content_type = "application/pdf"), (status = 404, body = ErrorBody)))]
pub(crate) async fn roll_labels(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Asking(query): Asking<LabelsQuery>,
) -> Result<Response, ApiError> {
    let pdf = roll_labels_pdf(&req, RollId::from_uuid(id), query.from).await?;
    let kind = HeaderValue::from_static("application/pdf");
    let name = HeaderValue::from_static("inline; filename=\"labels.pdf\"");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], pdf).into_response())
}

/// A number of tubes that a person must look at.
#[derive(Serialize, ToSchema)]
pub(crate) struct FlaggedView {
    flag: TubeFlagCode,
    n_tubes: usize,
}

/// How far a round of sampling is.
#[derive(Serialize, ToSchema)]
pub(crate) struct SampledView {
    /// Which of the place's rounds it is, from 1.
    ordinal: usize,
    people: usize,
    sampled: usize,
    samples: usize,
    tubes: usize,
    tubes_open: usize,
    tubes_known: usize,
    sites: usize,
    tables: usize,
    samplers: usize,
    laboratories: usize,
    pools_positive: usize,
    people_positive: usize,
    people_held: usize,
    flagged: Vec<FlaggedView>,
    last_at: Option<i64>,
    /// When those who are missing will be through, at the pace of the last hour.
    forecast_at: Option<i64>,
    /// The closing figures, in the city's form of words.
    bulletin: String,
}

fn sampled_view(counts: SampledCounts) -> SampledView {
    let f = counts.figures;
    let flagged = |(flag, n_tubes)| FlaggedView { flag: Code(flag), n_tubes };
    SampledView {
        ordinal: counts.ordinal,
        people: f.people,
        sampled: f.sampled,
        samples: f.samples,
        tubes: f.tubes,
        tubes_open: counts.tubes_open,
        tubes_known: f.tubes_known,
        sites: f.sites,
        tables: f.tables,
        samplers: f.samplers,
        laboratories: f.laboratories,
        pools_positive: f.pools_positive,
        people_positive: f.people_positive,
        people_held: f.people_held,
        flagged: counts.flagged.into_iter().map(flagged).collect(),
        last_at: counts.last_at.map(|at| at.0),
        forecast_at: counts.forecast.map(|at| at.0),
        bulletin: counts.bulletin,
    }
}

/// How far a round of sampling is, and its bulletin.
#[utoipa::path(get, path = "/api/v1/sampling/rounds/{round_id}", tag = "sampling",
    params(("round_id" = Uuid, Path)),
    responses((status = 200, body = SampledView), (status = 404, body = ErrorBody)))]
pub(crate) async fn sampled_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<SampledView>, ApiError> {
    Ok(Json(sampled_view(sampling_bulletin(&req, RoundId::from_uuid(id)).await?)))
}

/// The bulletin of a round on paper.
#[utoipa::path(get, path = "/api/v1/sampling/rounds/{round_id}/bulletin", tag = "sampling",
    params(("round_id" = Uuid, Path)),
    responses((status = 200, content_type = "application/pdf"), (status = 404, body = ErrorBody)))]
pub(crate) async fn bulletin_print(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Response, ApiError> {
    let pdf = sampling_bulletin_pdf(&req, RoundId::from_uuid(id)).await?;
    let kind = HeaderValue::from_static("application/pdf");
    let name = HeaderValue::from_static("inline; filename=\"bulletin.pdf\"");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], pdf).into_response())
}

/// A tube of a round.
#[derive(Serialize, ToSchema)]
pub(crate) struct TubeRow {
    tube: String,
    pool: PoolCode,
    place: String,
    place_name: String,
    site_id: Option<Uuid>,
    by_name: String,
    opened_at: i64,
    sealed_at: Option<i64>,
    /// How many swabs the table counted when it sealed.
    n_stated: Option<i64>,
    n_inside: usize,
    flags: Vec<TubeFlagCode>,
    /// What stands; null while nothing does.
    outcome: Option<TubeOutcomeCode>,
    outcome_at: Option<i64>,
}

fn tube_row(req: &Request, seen: TubeSeen) -> TubeRow {
    let (outcome, outcome_at) = match seen.standing {
        TubeStanding::Waiting => (None, None),
        TubeStanding::Known(outcome, at) => (Some(Code(outcome)), Some(at.0)),
    };
    let tube = seen.tube;
    TubeRow {
        tube: tube.code.to_string(),
        pool: Code(tube.pool),
        place_name: req.city.place_name(&tube.place),
        place: tube.place.to_string(),
        site_id: tube.site.map(SiteId::uuid),
        by_name: req.city.people.by_login(&tube.by),
        opened_at: tube.opened_at.0,
        sealed_at: tube.sealed.map(|(at, _)| at.0),
        n_stated: tube.sealed.map(|(_, stated)| stated),
        n_inside: seen.n_inside,
        flags: tube.flags.into_iter().map(Code).collect(),
        outcome,
        outcome_at,
    }
}

/// The tubes of a round, by code.
#[utoipa::path(get, path = "/api/v1/sampling/rounds/{round_id}/tubes", tag = "sampling",
    params(("round_id" = Uuid, Path)),
    responses((status = 200, body = Vec<TubeRow>), (status = 404, body = ErrorBody)))]
pub(crate) async fn tube_all(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<Vec<TubeRow>>, ApiError> {
    let tubes = round_tubes(&req, RoundId::from_uuid(id)).await?;
    Ok(Json(tubes.into_iter().map(|one| tube_row(&req, one)).collect()))
}

/// Somebody in a tube.
#[derive(Serialize, ToSchema)]
pub(crate) struct TubePersonView {
    person_id: Uuid,
    name: String,
    door_name: String,
    taken_at: i64,
}

/// Who is in a tube.
#[derive(Serialize, ToSchema)]
pub(crate) struct TubePeopleView {
    tube: String,
    people: Vec<TubePersonView>,
    /// How many are in no register.
    n_unknown: usize,
}

/// Who is in a tube.
#[utoipa::path(get, path = "/api/v1/sampling/tubes/{tube}/people", tag = "sampling",
    params(("tube" = String, Path)),
    responses((status = 200, body = TubePeopleView), (status = 404, body = ErrorBody)))]
pub(crate) async fn tube_inside(
    Asked(req): Asked,
    At(tube): At<String>,
) -> Result<Json<TubePeopleView>, ApiError> {
    let code = TubeCode::parse(&tube).map_err(|_| ApiError(Refusal::NotFound))?;
    let (_, people, n_unknown) = tube_people(&req, code).await?;
    let view = |one: fangxian_app::sampling::TubePerson| TubePersonView {
        person_id: one.person.uuid(),
        name: one.name,
        door_name: req.city.place_name(&one.door),
        taken_at: one.taken_at.0,
    };
    let people = people.into_iter().map(view).collect();
    Ok(Json(TubePeopleView { tube: code.to_string(), people, n_unknown }))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StrangersQuery {
    /// The community whose tables took them down.
    place: String,
}

/// Somebody whom no register knew, as he was taken down.
#[derive(Serialize, ToSchema)]
pub(crate) struct StrangerRow {
    part_id: Uuid,
    position: i64,
    tube: String,
    taken_at: i64,
    document_kind: Option<DocumentKindCode>,
    document: String,
    name: String,
    phone: String,
}

fn stranger_row(seen: StrangerSeen) -> StrangerRow {
    let told = seen.stranger;
    let text = |of: fn(&fangxian_app::sampling::StrangerSent) -> &str| {
        told.as_ref().map(|one| of(one).to_owned()).unwrap_or_default()
    };
    StrangerRow {
        part_id: seen.row.part.uuid(),
        position: seen.row.position,
        tube: seen.row.tube.to_string(),
        taken_at: seen.row.taken_at.0,
        document: text(|one| &one.document),
        name: text(|one| &one.name),
        phone: text(|one| &one.phone),
        document_kind: told.map(|one| Code(one.document_kind)),
    }
}

/// Whom no register knew, of the tables of a community.
#[utoipa::path(get, path = "/api/v1/sampling/strangers", tag = "sampling",
    params(StrangersQuery),
    responses((status = 200, body = Vec<StrangerRow>), (status = 404, body = ErrorBody)))]
pub(crate) async fn stranger_all(
    Asked(req): Asked,
    Asking(query): Asking<StrangersQuery>,
) -> Result<Json<Vec<StrangerRow>>, ApiError> {
    let seen = strangers_list(&req, place(&query.place)?).await?;
    Ok(Json(seen.into_iter().map(stranger_row).collect()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MatchBody {
    place: String,
    part_id: Uuid,
    position: i64,
    person_id: Uuid,
    reason: String,
}

/// Say that a stranger is somebody of the register.
#[utoipa::path(post, path = "/api/v1/sampling/strangers", tag = "sampling",
    request_body = MatchBody,
    responses((status = 204), (status = 409, body = ErrorBody)))]
pub(crate) async fn stranger_match(
    Asked(req): Asked,
    Body(body): Body<MatchBody>,
) -> Result<StatusCode, ApiError> {
    if body.position < 0 {
        return Err(bad_input("没有这一条。"));
    }
    let which = (TubePartId::from_uuid(body.part_id), body.position);
    let person = PersonId::from_uuid(body.person_id);
    stranger_is(&req, place(&body.place)?, which, person, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
