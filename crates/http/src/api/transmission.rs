//! Who infected whom among open cases: the most plausible tree, numbers from it, and people's choices.

use super::code::{CaseKindCode, Code, KnownCode, SettingCode};
use super::told_codes::{ChainFormatCode, InfectorWhyCode, LinkGroundCode};
use super::wire::Clause;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::Refusal;
use fangxian_app::Request;
use fangxian_app::cases::{
    TransmissionAsking, TransmissionCase, TransmissionChoosing, TransmissionSeen,
    transmission_choose, transmission_export, transmission_see,
};
use fangxian_core::ids::{CaseId, ChainChoiceId};
use fangxian_core::transmission::{
    Candidate, ChainCase, Chosen, Evidence, Reproduction, Waiting, by_setting, cohort,
    serial_intervals, seven_days, wallinga_teunis,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// With what days between cases a tree is asked for.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TransmissionAskBody {
    /// A stated distribution; none takes the first.
    #[serde(default)]
    waiting: Option<String>,
    /// Another mean, in days; with `sd_days`.
    #[serde(default)]
    mean_days: Option<f64>,
    #[serde(default)]
    sd_days: Option<f64>,
}

impl TransmissionAskBody {
    fn read(self) -> TransmissionAsking {
        TransmissionAsking { waiting: self.waiting, days: self.mean_days.zip(self.sd_days) }
    }
}

/// Something that speaks for a link.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChainEvidence {
    ground: LinkGroundCode,
    setting: SettingCode,
    known: KnownCode,
    met_first: Option<String>,
    met_last: Option<String>,
}

/// Somebody who may have infected a case.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChainCandidate {
    /// His place in the list of cases.
    from: usize,
    /// His share among all who may have been, 0 to 1.
    share: f64,
    interval_days: Option<i64>,
    evidence: Vec<ChainEvidence>,
    why: Vec<ChainWhy>,
}

/// What speaks for or against it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChainWhy {
    code: InfectorWhyCode,
    says: String,
}

/// What a person chose.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChainChoiceView {
    /// The place of the chosen in the list; none where it was nobody of these.
    infector: Option<usize>,
    reason: String,
    by: String,
    at: i64,
}

/// A case of the tree. The name is masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChainCaseView {
    case_id: Uuid,
    name: String,
    door_name: String,
    kind: CaseKindCode,
    onset: Option<String>,
    sampled: Option<String>,
    /// Who infected him, by place in the list.
    infector: Option<usize>,
    generation: u16,
    /// The number of his cluster, the largest 0.
    cluster: usize,
    candidates: Vec<ChainCandidate>,
    choice: Option<ChainChoiceView>,
    /// How many choices there are of him.
    n_choices: i64,
}

/// A distribution of days between cases, by a study.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChainWaiting {
    id: String,
    title: String,
    mean_days: f64,
    sd_days: f64,
    clause: Clause,
}

/// How many each case of a day infects.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChainNumber {
    day: String,
    n_cases: u32,
    /// None where it is too early to say.
    number: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    /// The mean over seven days.
    seven_days: Option<f64>,
    /// The share of their infections that can have come to light by now.
    seen: f64,
}

/// How many pairs of the tree have so many days between onsets.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChainInterval {
    days: i64,
    n_pairs: u32,
}

/// Links of the tree in one kind of setting.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChainSetting {
    /// None where nothing says.
    setting: Option<SettingCode>,
    n_links: u32,
}

/// Who infected whom, with what it rests on.
#[derive(Serialize, ToSchema)]
pub(crate) struct TransmissionView {
    cases: Vec<ChainCaseView>,
    waiting: ChainWaiting,
    waitings: Vec<ChainWaiting>,
    /// Counted in the tree.
    counted: Vec<ChainNumber>,
    /// By days alone (Wallinga and Teunis).
    by_days: Vec<ChainNumber>,
    intervals: Vec<ChainInterval>,
    interval_mean: Option<f64>,
    interval_sd: Option<f64>,
    interval_median: Option<f64>,
    /// Pairs without two onsets, which are not counted.
    n_without: u32,
    settings: Vec<ChainSetting>,
    /// Closed cases that are left out.
    n_closed: usize,
}

fn evidence(one: &Evidence) -> ChainEvidence {
    ChainEvidence {
        ground: Code(one.ground),
        setting: Code(one.setting),
        known: Code(one.known),
        met_first: one.met.map(|(first, _)| first.to_string()),
        met_last: one.met.map(|(_, last)| last.to_string()),
    }
}

fn candidate(one: &Candidate) -> ChainCandidate {
    let why = one.why.iter();
    ChainCandidate {
        from: one.from,
        share: one.share,
        interval_days: one.interval_days,
        evidence: one.evidence.iter().map(evidence).collect(),
        why: why.map(|why| ChainWhy { code: Code(*why), says: why.says().to_owned() }).collect(),
    }
}

fn case(
    req: &Request,
    seen: &TransmissionSeen,
    at: usize,
    one: &TransmissionCase,
) -> ChainCaseView {
    let place = |id: CaseId| seen.cases.iter().position(|case| case.id == id);
    let choice = one.choice.as_ref().map(|choice| ChainChoiceView {
        infector: match choice.chosen {
            Chosen::Infector(id) => place(id),
            Chosen::Nobody | Chosen::Open => None,
        },
        reason: choice.reason.clone(),
        by: choice.by.clone(),
        at: choice.at.0,
    });
    let candidates = seen.tree.candidates.get(at).map(Vec::as_slice).unwrap_or_default();
    ChainCaseView {
        case_id: one.id.uuid(),
        name: one.name.clone(),
        door_name: req.city.place_name(&one.door),
        kind: Code(one.kind),
        onset: one.days.onset.map(|day| day.to_string()),
        sampled: one.days.sampled.map(|day| day.to_string()),
        infector: seen.tree.infectors.get(at).copied().flatten(),
        generation: seen.tree.generations.get(at).copied().unwrap_or(1),
        cluster: seen.tree.clusters.get(at).copied().unwrap_or_default(),
        candidates: candidates.iter().map(candidate).collect(),
        choice,
        n_choices: one.n_choices,
    }
}

fn waiting(one: &Waiting) -> ChainWaiting {
    ChainWaiting {
        id: one.id.clone(),
        title: one.title.clone(),
        mean_days: one.mean_days,
        sd_days: one.sd_days,
        clause: Clause::from(&one.clause),
    }
}

fn numbers(days: &[Reproduction]) -> Vec<ChainNumber> {
    let smooth = seven_days(days);
    days.iter()
        .zip(smooth)
        .map(|(one, (_, mean))| ChainNumber {
            day: one.day.to_string(),
            n_cases: one.n_cases,
            number: one.number,
            low: one.bounds.map(|(low, _)| low),
            high: one.bounds.map(|(_, high)| high),
            seven_days: mean,
            seen: one.seen,
        })
        .collect()
}

fn view(req: &Request, seen: &TransmissionSeen) -> TransmissionView {
    let days: Vec<ChainCase> = seen.cases.iter().map(|one| one.days).collect();
    let (waits, until) = (&seen.waits, req.today());
    let intervals = serial_intervals(&days, &seen.tree.infectors);
    let settings = by_setting(&seen.tree);
    let cases = seen.cases.iter().enumerate();
    TransmissionView {
        cases: cases.map(|(at, one)| case(req, seen, at, one)).collect(),
        waiting: waiting(&seen.waiting),
        waitings: seen.waitings.iter().map(waiting).collect(),
        counted: numbers(&cohort(&days, &seen.tree.infectors, waits, until)),
        by_days: numbers(&wallinga_teunis(&days, waits, until)),
        intervals: intervals
            .counts
            .iter()
            .map(|(days, n_pairs)| ChainInterval { days: *days, n_pairs: *n_pairs })
            .collect(),
        interval_mean: intervals.mean,
        interval_sd: intervals.sd,
        interval_median: intervals.median,
        n_without: intervals.n_without,
        settings: settings
            .iter()
            .map(|one| ChainSetting { setting: one.setting.map(Code), n_links: one.n_links })
            .collect(),
        n_closed: seen.n_closed,
    }
}

/// Who infected whom among the open cases within reach. Keeps nothing.
#[utoipa::path(post, path = "/api/v1/transmission", tag = "transmission",
    request_body = TransmissionAskBody,
    responses((status = 200, body = TransmissionView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn transmission_all(
    Asked(req): Asked,
    Body(body): Body<TransmissionAskBody>,
) -> Result<Json<TransmissionView>, ApiError> {
    let seen = transmission_see(&req, &body.read()).await?;
    Ok(Json(view(&req, &seen)))
}

/// What somebody chooses.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChainChooseBody {
    /// Made by the client; the same again is the same act.
    choice_id: Uuid,
    /// How many choices of the case the page showed.
    seen: i64,
    chosen: ChainChosen,
    /// The case that infected him, where one is chosen.
    #[serde(default)]
    infector: Option<Uuid>,
    reason: String,
}

/// What is chosen of who infected a case.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ChainChosen {
    Infector,
    Nobody,
    Open,
}

/// Choose who infected a case, with the reason. The alternatives are kept.
#[utoipa::path(post, path = "/api/v1/transmission/{case_id}/choices", tag = "transmission",
    params(("case_id" = Uuid, Path)), request_body = ChainChooseBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn transmission_chosen(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ChainChooseBody>,
) -> Result<StatusCode, ApiError> {
    let chosen = match (body.chosen, body.infector) {
        (ChainChosen::Infector, Some(infector)) => Chosen::Infector(CaseId::from_uuid(infector)),
        (ChainChosen::Nobody, None) => Chosen::Nobody,
        (ChainChosen::Open, None) => Chosen::Open,
        (ChainChosen::Infector, None) | (ChainChosen::Nobody | ChainChosen::Open, Some(_)) => {
            return Err(Refusal::BadInput("请选择传染者。".to_owned()).into());
        }
    };
    let choosing = TransmissionChoosing {
        id: ChainChoiceId::from_uuid(body.choice_id),
        case: CaseId::from_uuid(id),
        seen: body.seen,
        chosen,
        reason: body.reason,
    };
    transmission_choose(&req, choosing).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// As what a chain is taken out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChainExportBody {
    format: ChainFormatCode,
    #[serde(default)]
    asking: TransmissionAskBody,
}

/// Take a chain out for another program: cases by number, nobody by name.
#[utoipa::path(post, path = "/api/v1/transmission/export", tag = "transmission",
    request_body = ChainExportBody,
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(crate) async fn transmission_out(
    Asked(req): Asked,
    Body(body): Body<ChainExportBody>,
) -> Result<Response, ApiError> {
    let file = transmission_export(&req, &body.asking.read(), body.format.0).await?;
    let kind = HeaderValue::from_static(file.media_type);
    let name = format!("attachment; filename=\"{}\"", file.name);
    let name = HeaderValue::from_str(&name).map_err(|_| Refusal::Busy)?;
    let kept = HeaderValue::from_static("no-store");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, kept),
    ];
    Ok((headers, file.bytes).into_response())
}
