//! What a journey takes, and what counties elsewhere reported.

use super::code::{
    AskStandingCode, Code, CodeShownCode, JourneyStepCode, ProofCode, ResidenceCode, StayedInCode,
    TravelMeansCode, TripCode, VerdictKindCode,
};
use super::people::place;
use super::sites_wire::day_of;
use super::wire::Clause;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::journeys::{
    CaseReport, case_elsewhere_report, case_elsewhere_withdraw, cases_elsewhere_list, country_see,
    journey_known, journey_way,
};
use fangxian_app::records::StoredCaseElsewhere;
use fangxian_app::{City, Request};
use fangxian_core::ids::{ElsewhereCaseId, ElsewhereFactId};
use fangxian_core::journeys::{
    Answer, CodeShown, Proof, Question, Residence, StayedIn, asked as journey_asked,
};
use fangxian_core::national::{Named, country};
use fangxian_core::places::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The most places that one name leads to.
const PLACES_MAX: usize = 30;

/// One demand.
#[derive(Serialize, ToSchema)]
pub(crate) struct JourneyAskView {
    /// In plain words.
    text: String,
    standing: AskStandingCode,
    clause: Clause,
}

/// What is asked at one step.
#[derive(Serialize, ToSchema)]
pub(crate) struct JourneyStepView {
    step: JourneyStepCode,
    title: String,
    asks: Vec<JourneyAskView>,
}

/// What a journey takes.
#[derive(Serialize, ToSchema)]
pub(crate) struct JourneyAnswerView {
    day: String,
    /// 朔州市应县 → 太原市（火车） → 广东省广州市（飞机）
    way: String,
    trip: TripCode,
    verdict: VerdictKindCode,
    /// The verdict in plain words.
    says: String,
    verdict_clauses: Vec<Clause>,
    steps: Vec<JourneyStepView>,
    /// What is not known, in sentences.
    unknown: Vec<String>,
    /// What the answer rests on, in sentences.
    grounds: Vec<String>,
}

impl JourneyAnswerView {
    pub(crate) fn new(city: &City, q: &Question, answer: &Answer<'_>) -> JourneyAnswerView {
        let steps = answer.steps.iter().map(|step| JourneyStepView {
            step: Code(step.at),
            title: step.at.title().to_owned(),
            asks: step
                .asks
                .iter()
                .map(|ask| JourneyAskView {
                    text: ask.says(),
                    standing: Code(ask.standing),
                    clause: ask.clause.into(),
                })
                .collect(),
        });
        JourneyAnswerView {
            day: answer.day.to_string(),
            way: journey_way(city, q),
            trip: Code(answer.trip),
            verdict: Code(answer.verdict.kind),
            says: answer.says().to_owned(),
            verdict_clauses: answer.verdict.clauses.iter().map(|one| (*one).into()).collect(),
            steps: steps.collect(),
            unknown: answer.unknown.iter().map(|one| one.says(&city.code)).collect(),
            grounds: answer.grounds.iter().map(|one| one.says(&city.code)).collect(),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct JourneyQuery {
    /// The code of the county or city where the journey begins.
    from: String,
    /// The code of a county where the traveller stayed on the way.
    via: Option<String>,
    /// The code of the county or city where it ends.
    to: String,
    /// The day on which it touches the city; today where it is left out.
    day: Option<String>,
    means: TravelMeansCode,
    /// By what it goes on from this city.
    onward: Option<TravelMeansCode>,
    proof: Option<ProofCode>,
    code: Option<CodeShownCode>,
    stayed: Option<StayedInCode>,
    residence: Option<ResidenceCode>,
}

fn known_place(code: &str) -> Result<PlaceCode, ApiError> {
    let place = place(code)?;
    if country().knows(&place) {
        Ok(place)
    } else {
        Err(bad_input("没有这个地方的代码。"))
    }
}

impl JourneyQuery {
    fn question(self, req: &Request) -> Result<Question, ApiError> {
        let via = self.via.as_deref().map(known_place).transpose()?;
        let day = self.day.as_deref().map(day_of).transpose()?;
        Ok(Question {
            from: known_place(&self.from)?,
            via: via.into_iter().collect(),
            to: known_place(&self.to)?,
            day: day.unwrap_or(req.today()),
            means: self.means.0,
            onward: self.onward.map(|means| means.0),
            proof: self.proof.map_or(Proof::Unsaid, |code| code.0),
            code: self.code.map_or(CodeShown::Unsaid, |code| code.0),
            stayed: self.stayed.map_or(StayedIn::Unsaid, |code| code.0),
            residence: self.residence.map_or(Residence::Unsaid, |code| code.0),
        })
    }
}

/// What a journey takes, step by step.
#[utoipa::path(get, path = "/api/v1/journeys", tag = "journeys", params(JourneyQuery),
    responses((status = 200, body = JourneyAnswerView), (status = 400, body = ErrorBody)))]
pub(crate) async fn journey_answer(
    Asked(req): Asked,
    Asking(query): Asking<JourneyQuery>,
) -> Result<Json<JourneyAnswerView>, ApiError> {
    let q = query.question(&req)?;
    let facts = journey_known(&req, &q).await?;
    let answer = journey_asked(&q, &req.city.code, &req.city.rules, &facts);
    Ok(Json(JourneyAnswerView::new(&req.city, &q, &answer)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountryQuery {
    /// The name of a county or a city, as people write it.
    q: String,
}

/// A county or a city of the country.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountryPlaceView {
    code: String,
    /// 山西省朔州市应县, without the province where it is the city's own.
    title: String,
}

/// Counties and cities of a name.
#[utoipa::path(get, path = "/api/v1/country-places", tag = "journeys", params(CountryQuery),
    responses((status = 200, body = Vec<CountryPlaceView>)))]
pub(crate) async fn country_found(
    Asked(req): Asked,
    Asking(query): Asking<CountryQuery>,
) -> Result<Json<Vec<CountryPlaceView>>, ApiError> {
    country_see(&req)?;
    let mut codes = match country().find(&query.q) {
        Named::County(code) => vec![code],
        Named::City(code) => country().counties_of(&code),
        Named::Several(codes) => codes,
        Named::Unknown => Vec::new(),
    };
    codes.truncate(PLACES_MAX);
    let view = |code: &PlaceCode| CountryPlaceView {
        code: code.to_string(),
        title: country().title(code, &req.city.code),
    };
    Ok(Json(codes.iter().map(view).collect()))
}

/// The last case of a county elsewhere, as it was entered.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseElsewhereView {
    case_id: Uuid,
    place: String,
    place_name: String,
    /// The day on which its last case was reported.
    last_on: String,
    source: String,
    note: String,
    at: i64,
    by_name: String,
    /// Null while it stands.
    withdrawn: Option<CaseWithdrawnView>,
}

/// That it was withdrawn.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseWithdrawnView {
    reason: String,
    at: i64,
    by_name: String,
}

impl CaseElsewhereView {
    fn new(req: &Request, one: StoredCaseElsewhere) -> CaseElsewhereView {
        CaseElsewhereView {
            case_id: one.id.uuid(),
            place: one.place.to_string(),
            place_name: country().title(&one.place, &req.city.code),
            last_on: one.last_on.to_string(),
            source: one.source,
            note: one.note,
            at: one.at.0,
            by_name: req.city.people.by_login(&one.by),
            withdrawn: one.withdrawn.map(|gone| CaseWithdrawnView {
                reason: gone.reason,
                at: gone.at.0,
                by_name: req.city.people.by_login(&gone.by),
            }),
        }
    }
}

/// What counties elsewhere reported, the newest entry first.
#[utoipa::path(get, path = "/api/v1/elsewhere-cases", tag = "journeys",
    responses((status = 200, body = Vec<CaseElsewhereView>)))]
pub(crate) async fn elsewhere_all(
    Asked(req): Asked,
) -> Result<Json<Vec<CaseElsewhereView>>, ApiError> {
    let cases = cases_elsewhere_list(&req).await?;
    Ok(Json(cases.into_iter().map(|one| CaseElsewhereView::new(&req, one)).collect()))
}

/// The last case of a county elsewhere.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseElsewhereNew {
    /// Made by the client; the same again is the same act.
    case_id: Uuid,
    /// Six digits.
    place: String,
    last_on: String,
    source: String,
    #[serde(default)]
    note: String,
}

/// Enter the last case of a county elsewhere.
#[utoipa::path(post, path = "/api/v1/elsewhere-cases", tag = "journeys",
    request_body = CaseElsewhereNew,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn elsewhere_new(
    Asked(req): Asked,
    Body(body): Body<CaseElsewhereNew>,
) -> Result<StatusCode, ApiError> {
    let report = CaseReport {
        id: ElsewhereCaseId::from_uuid(body.case_id),
        place: place(&body.place)?,
        last_on: day_of(&body.last_on)?,
        source: body.source,
        note: body.note,
    };
    case_elsewhere_report(&req, report).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why it is withdrawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseElsewhereGone {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    reason: String,
}

/// Withdraw what was entered wrongly.
#[utoipa::path(post, path = "/api/v1/elsewhere-cases/{elsewhere_id}/withdrawal", tag = "journeys",
    params(("elsewhere_id" = Uuid, Path)), request_body = CaseElsewhereGone,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn elsewhere_gone(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<CaseElsewhereGone>,
) -> Result<StatusCode, ApiError> {
    let (id, fact) = (ElsewhereCaseId::from_uuid(id), ElsewhereFactId::from_uuid(body.fact_id));
    case_elsewhere_withdraw(&req, id, fact, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
