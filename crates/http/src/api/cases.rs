//! Cases: opened upon a report, put right, followed on a line of time, closed.

use super::case_seats::{SeatEnteredView, SeatView, entered_view, seat_view};
use super::code::{
    CaseFactCode, CaseKindCode, CaseSourceCode, Code, DocumentKindCode, EpisodeSourceCode,
    KnownCode, SettingCode,
};
use super::people::document_of;
use super::wire::{Clause, day_of};
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::Request;
use fangxian_app::cases::{
    CaseOpening, CaseRow, CaseSeen, CaseWho, EpisodeAdding, LinePlace, case_close, case_correct,
    case_open, case_see, cases_list, episode_add, episode_withdraw,
};
use fangxian_core::Moment;
use fangxian_core::cases::{CaseAbout, CaseSays, CaseStanding, Episode};
use fangxian_core::ids::{CaseFactId, CaseId, EpisodeId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What is known of a case besides where he was.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseAboutBody {
    kind: CaseKindCode,
    source: CaseSourceCode,
    /// Under which number the report stands.
    report: String,
    /// The how-many-th of the chain.
    #[serde(default)]
    generation: Option<u8>,
    /// The case who infected him.
    #[serde(default)]
    infected_by: Option<Uuid>,
    /// The first day with symptoms.
    #[serde(default)]
    onset: Option<String>,
    /// When the positive sample was taken.
    #[serde(default)]
    sampled_at: Option<i64>,
    /// When the last negative sample before it was taken.
    #[serde(default)]
    last_negative_at: Option<i64>,
}

impl CaseAboutBody {
    fn read(self) -> Result<CaseAbout, ApiError> {
        Ok(CaseAbout {
            kind: self.kind.0,
            source: self.source.0,
            report: self.report,
            generation: self.generation,
            infected_by: self.infected_by.map(CaseId::from_uuid),
            onset: self.onset.as_deref().map(day_of).transpose()?,
            sampled_at: self.sampled_at.map(Moment),
            last_negative_at: self.last_negative_at.map(Moment),
        })
    }
}

/// What is known of a case, as it is shown.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseAboutView {
    kind: CaseKindCode,
    source: CaseSourceCode,
    report: String,
    generation: Option<u8>,
    infected_by: Option<Uuid>,
    onset: Option<String>,
    sampled_at: Option<i64>,
    last_negative_at: Option<i64>,
    opened_at: i64,
}

pub(crate) fn about_view(one: &CaseStanding) -> CaseAboutView {
    let about = &one.about;
    CaseAboutView {
        kind: Code(about.kind),
        source: Code(about.source),
        report: about.report.clone(),
        generation: about.generation,
        infected_by: about.infected_by.map(CaseId::uuid),
        onset: about.onset.map(|day| day.to_string()),
        sampled_at: about.sampled_at.map(|at| at.0),
        last_negative_at: about.last_negative_at.map(|at| at.0),
        opened_at: one.opened_at.0,
    }
}

/// A case in the list. The name is masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseRowView {
    case_id: Uuid,
    name: String,
    door_name: String,
    about: CaseAboutView,
    /// Since when it should be closed; none while something is left to do.
    unclosed_since: Option<i64>,
}

fn row_view(req: &Request, one: &CaseRow) -> CaseRowView {
    CaseRowView {
        case_id: one.id.uuid(),
        name: one.name.clone(),
        door_name: req.city.place_name(&one.door),
        about: about_view(&one.standing),
        unclosed_since: one.unclosed_since.map(|at| at.0),
    }
}

/// The open cases of the caller's jurisdiction.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases",
    responses((status = 200, body = Vec<CaseRowView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn case_all(Asked(req): Asked) -> Result<Json<Vec<CaseRowView>>, ApiError> {
    let rows = cases_list(&req).await?;
    Ok(Json(rows.iter().map(|one| row_view(&req, one)).collect()))
}

/// A case that is opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseBody {
    /// Made by the client.
    case_id: Uuid,
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    name: String,
    document_kind: DocumentKindCode,
    document: String,
    about: CaseAboutBody,
}

/// Open a case upon a report, of somebody of the register, by document and name.
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", request_body = CaseBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn case_new(
    Asked(req): Asked,
    Body(body): Body<CaseBody>,
) -> Result<StatusCode, ApiError> {
    let document = document_of(body.document_kind.0, &body.document, req.today())?;
    let opening = CaseOpening {
        id: CaseId::from_uuid(body.case_id),
        fact: CaseFactId::from_uuid(body.fact_id),
        who: CaseWho { document, name: body.name },
        about: body.about.read()?,
    };
    case_open(&req, opening).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where a case was.
#[derive(Serialize, ToSchema)]
pub(crate) struct EpisodeView {
    /// The entry, by which it is withdrawn; none of what the records say by themselves.
    episode_id: Option<Uuid>,
    /// The number of the place.
    venue: Option<u32>,
    /// What it is called.
    words: String,
    from: i64,
    to: i64,
    source: EpisodeSourceCode,
    known: KnownCode,
    /// Whether the end is what the kind of place lets assume.
    is_assumed: bool,
    /// What people share there; none where nobody knows.
    setting: Option<SettingCode>,
    /// Where he sat, as it was entered last.
    seat: Option<SeatEnteredView>,
    /// Where he sat by the words of the place: a proposal.
    said: Option<SeatView>,
}

/// A stretch of which nobody knows.
#[derive(Serialize, ToSchema)]
pub(crate) struct GapView {
    from: i64,
    to: i64,
}

/// What was said of a case.
#[derive(Serialize, ToSchema)]
pub(crate) struct CasePastRow {
    kind: CaseFactCode,
    at: i64,
    /// Who; none where it followed from a signed result.
    by: Option<String>,
    reason: String,
}

/// A case with its line of time.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseView {
    case_id: Uuid,
    name: String,
    document: String,
    phone: String,
    age: Option<i16>,
    door_name: String,
    about: CaseAboutView,
    /// How many facts there are: what whoever says something must have seen.
    seen: i64,
    past: Vec<CasePastRow>,
    /// Since when contacts are sought.
    look_back_from: Option<i64>,
    look_back_clause: Option<Clause>,
    episodes: Vec<EpisodeView>,
    gaps: Vec<GapView>,
}

fn episode_view(req: &Request, place: &LinePlace) -> EpisodeView {
    let episode = &place.seen.episode;
    EpisodeView {
        episode_id: place.seen.id.map(EpisodeId::uuid),
        venue: episode.venue,
        words: episode.words.clone(),
        from: episode.from.0,
        to: episode.to.0,
        source: Code(episode.source),
        known: Code(episode.known),
        is_assumed: episode.is_assumed,
        setting: place.setting.map(Code),
        seat: place.seat.as_ref().map(|seat| entered_view(req, seat)),
        said: place.said.as_ref().map(seat_view),
    }
}

fn case_view(req: &Request, one: &CaseSeen) -> CaseView {
    let past = one.facts.iter().map(|fact| CasePastRow {
        kind: Code(fact.fact.says.kind()),
        at: fact.fact.at.0,
        by: fact.fact.by.as_deref().map(|login| req.city.people.by_login(login)),
        reason: match &fact.fact.says {
            CaseSays::Closed { reason } => reason.clone(),
            CaseSays::Opened(_) | CaseSays::Corrected(_) => String::new(),
        },
    });
    let episodes = one.episodes.iter().map(|place| episode_view(req, place));
    CaseView {
        case_id: one.id.uuid(),
        name: one.name.clone(),
        document: one.document.clone(),
        phone: one.phone.clone(),
        age: one.age,
        door_name: req.city.place_name(&one.door),
        about: about_view(&one.standing),
        seen: i64::try_from(one.facts.len()).unwrap_or(i64::MAX),
        past: past.collect(),
        look_back_from: one.look_back.as_ref().map(|(since, _)| since.0),
        look_back_clause: one.look_back.as_ref().map(|(_, clause)| Clause::from(clause)),
        episodes: episodes.collect(),
        gaps: one.gaps.iter().map(|gap| GapView { from: gap.from.0, to: gap.to.0 }).collect(),
    }
}

/// One open case. That it was looked at is logged.
#[utoipa::path(get, path = "/api/v1/cases/{case_id}", tag = "cases",
    params(("case_id" = Uuid, Path)),
    responses((status = 200, body = CaseView), (status = 404, body = ErrorBody)))]
pub(crate) async fn case_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<CaseView>, ApiError> {
    let one = case_see(&req, CaseId::from_uuid(id)).await?;
    Ok(Json(case_view(&req, &one)))
}

/// What is put right of a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseCorrectBody {
    fact_id: Uuid,
    /// How many facts the page showed.
    seen: i64,
    about: CaseAboutBody,
}

/// Put right what is known of a case.
#[utoipa::path(post, path = "/api/v1/cases/{case_id}/correct", tag = "cases",
    params(("case_id" = Uuid, Path)), request_body = CaseCorrectBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn case_put_right(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<CaseCorrectBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (CaseId::from_uuid(id), CaseFactId::from_uuid(body.fact_id));
    case_correct(&req, ids, body.seen, body.about.read()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That a case is over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseCloseBody {
    fact_id: Uuid,
    /// How many facts the page showed.
    seen: i64,
    reason: String,
}

/// Close a case: from then on nobody sees it.
#[utoipa::path(post, path = "/api/v1/cases/{case_id}/close", tag = "cases",
    params(("case_id" = Uuid, Path)), request_body = CaseCloseBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn case_over(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<CaseCloseBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (CaseId::from_uuid(id), CaseFactId::from_uuid(body.fact_id));
    case_close(&req, ids, body.seen, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where a case was, as it is entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EpisodeBody {
    /// Made by the client; the same again is the same act.
    episode_id: Uuid,
    /// The number of the place.
    #[serde(default)]
    venue: Option<u32>,
    /// What it is called; needed where there is no number.
    #[serde(default)]
    words: String,
    from: i64,
    to: i64,
    source: EpisodeSourceCode,
}

/// Say where a case was.
#[utoipa::path(post, path = "/api/v1/cases/{case_id}/episodes", tag = "cases",
    params(("case_id" = Uuid, Path)), request_body = EpisodeBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn episode_new(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<EpisodeBody>,
) -> Result<StatusCode, ApiError> {
    let source = body.source.0;
    let episode = Episode {
        venue: body.venue,
        words: body.words,
        from: Moment(body.from),
        to: Moment(body.to),
        source,
        known: source.known(),
        is_assumed: false,
    };
    let adding = EpisodeAdding { id: EpisodeId::from_uuid(body.episode_id), episode };
    episode_add(&req, CaseId::from_uuid(id), adding).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why an entry is withdrawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EpisodeWithdrawBody {
    /// Made by the client: of the withdrawal.
    episode_id: Uuid,
    reason: String,
}

/// Withdraw where a case was said to have been.
#[utoipa::path(post, path = "/api/v1/cases/{case_id}/episodes/{episode_id}/withdraw", tag = "cases",
    params(("case_id" = Uuid, Path), ("episode_id" = Uuid, Path)),
    request_body = EpisodeWithdrawBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn episode_gone(
    Asked(req): Asked,
    At((id, episode)): At<(Uuid, Uuid)>,
    Body(body): Body<EpisodeWithdrawBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (EpisodeId::from_uuid(body.episode_id), EpisodeId::from_uuid(episode));
    episode_withdraw(&req, CaseId::from_uuid(id), ids, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
