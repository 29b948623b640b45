//! Those who are asked about: the list of a community, one opened to be called, what was found.

use super::code::{
    AskedFactKindCode, AskedFlawCode, CaseStateCode, Code, PlacedByCode, SenderKindCode,
    VerifyAnswerCode, VerifyMeansCode,
};
use super::people::place;
use super::verifications::VerificationsQuery;
use super::wire::day_of;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::Request;
use fangxian_app::verifications::{
    CaseDoing, CaseOpened, CasePast, CaseRow, Doing, case_place, case_say, case_see,
    cases_unplaced, work_list,
};
use fangxian_core::coded;
use fangxian_core::ids::{VerificationCaseId, VerificationFactId};
use fangxian_core::verifications::{Answer, AskedAbout, CaseSays, answer_words};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Somebody who is asked about, as a list shows him.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationCaseRow {
    case_id: Uuid,
    /// How many facts of the case there are: what is said next has to have seen them.
    facts: i64,
    /// Masked, as phone and document are.
    name: String,
    phone: String,
    document: String,
    state: CaseStateCode,
    place: String,
    place_name: String,
    /// By what he was given there; null where a desk has him.
    placed_by: Option<PlacedByCode>,
    senders: Vec<String>,
    sender_kinds: Vec<SenderKindCode>,
    /// How many lines ask about him.
    lines: usize,
    due_at: i64,
    late: bool,
    tries: usize,
    tried_at: Option<i64>,
    /// Whether a list says that he may have met a case.
    exposed: bool,
    /// Whether his lines name two documents.
    differs: bool,
    flaws: Vec<VerificationFlawView>,
    answer: Option<VerifyAnswerCode>,
    answered_at: Option<i64>,
    /// How many answers were given: more than one is a correction.
    answers: usize,
}

/// What is wrong with a line.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationFlawView {
    code: AskedFlawCode,
    sentence: &'static str,
}

fn row(req: &Request, one: &CaseRow) -> VerificationCaseRow {
    let standing = &one.standing;
    let answered = standing.answered.as_ref();
    let answer = answered.and_then(|(says, _, _)| match says {
        CaseSays::Answered { answer, .. } => Some(Code(*answer)),
        CaseSays::Opened
        | CaseSays::Placed { .. }
        | CaseSays::Joined { .. }
        | CaseSays::Tried { .. }
        | CaseSays::HandedBack => None,
    });
    let flaw = |flaw: &fangxian_core::verifications::AskedFlaw| VerificationFlawView {
        code: Code(*flaw),
        sentence: flaw.sentence(),
    };
    VerificationCaseRow {
        case_id: one.id.uuid(),
        facts: one.n_facts,
        name: one.name.clone(),
        phone: one.phone.clone(),
        document: one.document.clone(),
        state: Code(standing.state),
        place: standing.place.to_string(),
        place_name: req.city.place_name(&standing.place),
        placed_by: standing.placed_by.map(Code),
        senders: one.senders.iter().map(|(name, _)| name.clone()).collect(),
        sender_kinds: one.senders.iter().map(|(_, kind)| Code(*kind)).collect(),
        lines: one.n_lines,
        due_at: one.due_at.0,
        late: one.is_late,
        tries: standing.n_tries,
        tried_at: standing.tried_at.map(|at| at.0),
        exposed: one.is_exposed,
        differs: one.differs,
        flaws: one.flaws.iter().map(flaw).collect(),
        answer,
        answered_at: answered.map(|(_, at, _)| at.0),
        answers: standing.n_answers,
    }
}

/// Those of whom nobody knows whose they are.
#[utoipa::path(get, path = "/api/v1/verifications/unplaced", tag = "verifications",
    params(VerificationsQuery),
    responses((status = 200, body = Vec<VerificationCaseRow>), (status = 404, body = ErrorBody)))]
pub(crate) async fn case_unplaced(
    Asked(req): Asked,
    Asking(query): Asking<VerificationsQuery>,
) -> Result<Json<Vec<VerificationCaseRow>>, ApiError> {
    let rows = cases_unplaced(&req, &place(&query.within)?).await?;
    Ok(Json(rows.iter().map(|one| row(&req, one)).collect()))
}

/// To which community somebody is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerificationPlaceBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    /// How many facts of the case were seen.
    facts: i64,
    /// A community of the city.
    place: String,
}

/// Give somebody to a community.
#[utoipa::path(post, path = "/api/v1/verifications/cases/{asked_id}/place", tag = "verifications",
    params(("asked_id" = Uuid, Path)), request_body = VerificationPlaceBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn case_given(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<VerificationPlaceBody>,
) -> Result<StatusCode, ApiError> {
    let seen = (VerificationFactId::from_uuid(body.fact_id), body.facts);
    case_place(&req, VerificationCaseId::from_uuid(id), seen, place(&body.place)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerificationWorkQuery {
    /// The code of a community.
    community: String,
}

/// The list of a community.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationWorkView {
    rows: Vec<VerificationCaseRow>,
    open: usize,
    late: usize,
    answered: usize,
}

/// Everybody of a community who is asked about.
#[utoipa::path(get, path = "/api/v1/verifications/work", tag = "verifications",
    params(VerificationWorkQuery),
    responses((status = 200, body = VerificationWorkView), (status = 404, body = ErrorBody)))]
pub(crate) async fn verification_work(
    Asked(req): Asked,
    Asking(query): Asking<VerificationWorkQuery>,
) -> Result<Json<VerificationWorkView>, ApiError> {
    let list = work_list(&req, place(&query.community)?).await?;
    Ok(Json(VerificationWorkView {
        rows: list.rows.iter().map(|one| row(&req, one)).collect(),
        open: list.n_open,
        late: list.n_late,
        answered: list.n_answered,
    }))
}

/// Whom a line asks about, whole.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationLineView {
    sender: String,
    row: i64,
    name: String,
    document: String,
    phone: String,
    address: String,
    exposure_place: String,
    exposure_time: String,
    reference: String,
    note: String,
}

fn line(sender: String, number: i64, asked: AskedAbout) -> VerificationLineView {
    VerificationLineView {
        sender,
        row: number,
        name: asked.name,
        document: asked.document,
        phone: asked.phone,
        address: asked.address,
        exposure_place: asked.exposure.place,
        exposure_time: asked.exposure.time,
        reference: asked.reference,
        note: asked.note,
    }
}

/// What was said of a case.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationPastView {
    kind: AskedFactKindCode,
    at: i64,
    /// Null where a rule did it.
    by_name: Option<String>,
    place_name: String,
    means: Option<VerifyMeansCode>,
    /// What was answered, or said besides.
    words: String,
}

fn past(req: &Request, one: CasePast) -> VerificationPastView {
    let (fact, words) = (one.fact, one.words);
    let (means, said) = match &fact.fact.says {
        CaseSays::Answered { answer, since, means } => {
            let said = answer_words(*answer, *since, &words.place, &words.remark);
            (Some(Code(*means)), said)
        }
        CaseSays::Tried { means } => (Some(Code(*means)), words.remark),
        CaseSays::Opened
        | CaseSays::Placed { .. }
        | CaseSays::Joined { .. }
        | CaseSays::HandedBack => (None, words.remark),
    };
    VerificationPastView {
        kind: Code(fact.fact.says.kind()),
        at: fact.fact.at.0,
        by_name: fact.by.as_ref().map(|login| req.city.people.by_login(login)),
        place_name: req.city.place_name(&fact.fact.place),
        means,
        words: said,
    }
}

/// Somebody who is asked about, opened to be called.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationCaseView {
    row: VerificationCaseRow,
    name: String,
    document: String,
    phone: String,
    address: String,
    lines: Vec<VerificationLineView>,
    past: Vec<VerificationPastView>,
}

/// One of them with whole numbers. That stands in the log before it is shown.
#[utoipa::path(get, path = "/api/v1/verifications/cases/{asked_id}", tag = "verifications",
    params(("asked_id" = Uuid, Path)),
    responses((status = 200, body = VerificationCaseView), (status = 404, body = ErrorBody)))]
pub(crate) async fn asked_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<VerificationCaseView>, ApiError> {
    let seen: CaseOpened = case_see(&req, VerificationCaseId::from_uuid(id)).await?;
    let lines = seen.lines.into_iter();
    Ok(Json(VerificationCaseView {
        row: row(&req, &seen.row),
        name: seen.who.name,
        document: seen.who.document,
        phone: seen.who.phone,
        address: seen.who.address,
        lines: lines.map(|(sender, number, asked)| line(sender, number, asked)).collect(),
        past: seen.past.into_iter().map(|one| past(&req, one)).collect(),
    }))
}

coded! {
    /// What is done about a case.
    VerifyDoes {
        /// He was not reached.
        Tried = "tried",
        /// He is not of this community.
        HandBack = "hand_back",
        /// What was found.
        Answer = "answer",
        /// What was answered is wrong.
        Correct = "correct",
    }
}

/// The description names a list by its own word.
type VerifyDoesCode = Code<VerifyDoes>;

/// What was done about a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerificationFactBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    /// How many facts of the case were seen.
    facts: i64,
    does: VerifyDoesCode,
    /// By what means; not asked for where he is handed back.
    #[serde(default)]
    means: Option<VerifyMeansCode>,
    /// What was found; with an answer or a correction.
    #[serde(default)]
    answer: Option<VerifyAnswerCode>,
    /// Since which day.
    #[serde(default)]
    since: Option<String>,
    /// Whither he left, or where he is isolated.
    #[serde(default)]
    place: String,
    /// What there is to say besides; why, of what is handed back or put right.
    #[serde(default)]
    remark: String,
}

fn doing(body: VerificationFactBody) -> Result<Doing, ApiError> {
    let means = body.means.map(|means| means.0);
    let means = || means.ok_or_else(|| bad_input("请选择怎么核实的：电话、上门或查登记。"));
    let answer = || -> Result<Answer, ApiError> {
        let answer = body.answer.ok_or_else(|| bad_input("请选择答复。"))?;
        Ok(Answer {
            answer: answer.0,
            since: body.since.as_deref().map(day_of).transpose()?,
            place: body.place.clone(),
            remark: body.remark.clone(),
            means: means()?,
        })
    };
    Ok(match body.does.0 {
        VerifyDoes::Tried => Doing::Tried { means: means()?, remark: body.remark },
        VerifyDoes::HandBack => Doing::HandBack { reason: body.remark },
        VerifyDoes::Answer => Doing::Answer(answer()?),
        VerifyDoes::Correct => Doing::Correct(answer()?),
    })
}

/// Say that somebody was tried in vain, is not of this community, or what was found.
#[utoipa::path(post, path = "/api/v1/verifications/cases/{asked_id}/facts", tag = "verifications",
    params(("asked_id" = Uuid, Path)), request_body = VerificationFactBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn case_said(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<VerificationFactBody>,
) -> Result<StatusCode, ApiError> {
    let (fact, seen) = (VerificationFactId::from_uuid(body.fact_id), body.facts);
    let said = CaseDoing { fact, seen, doing: doing(body)? };
    case_say(&req, VerificationCaseId::from_uuid(id), said).await?;
    Ok(StatusCode::NO_CONTENT)
}
