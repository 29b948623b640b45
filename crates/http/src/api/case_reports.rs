//! Reports of investigations: pasted, read, accepted one episode after the other.

use super::code::Code;
use super::told_codes::{DayPartCode, EpisodeKindCode, ReportDoubtCode, RideMeansCode};
use super::wire::day_of;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::cases::{
    EpisodeAdding, ReportAccepting, ReportPasting, ReportSeen, report_accept, report_paste,
    reports_see,
};
use fangxian_core::Moment;
use fangxian_core::cases::{EpisodeSource, Known};
use fangxian_core::ids::{CaseId, CaseReportId, EpisodeId};
use fangxian_core::notices::Span;
use fangxian_core::report_text::{Doubt, Episode, PeopleSaid, Ride, TimeSaid, Words};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A report that is pasted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseReportBody {
    /// Made by the client; the same again is the same act.
    report_id: Uuid,
    /// On which day it was written.
    written_on: String,
    /// Its words, at most 30,000 characters.
    text: String,
}

/// Keep a report of a case.
#[utoipa::path(post, path = "/api/v1/cases/{case_id}/reports", tag = "cases",
    params(("case_id" = Uuid, Path)), request_body = CaseReportBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn case_report_new(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<CaseReportBody>,
) -> Result<StatusCode, ApiError> {
    let pasting = ReportPasting {
        id: CaseReportId::from_uuid(body.report_id),
        written_on: day_of(&body.written_on)?,
        text: body.text,
    };
    report_paste(&req, CaseId::from_uuid(id), pasting).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Words of a report, counted in characters.
#[derive(Serialize, ToSchema)]
pub(crate) struct SaidWords {
    text: String,
    from_char: usize,
    to_char: usize,
}

/// What a person must look at.
#[derive(Serialize, ToSchema)]
pub(crate) struct SaidDoubt {
    code: ReportDoubtCode,
    /// In a sentence without its end.
    says: String,
    from_char: usize,
    to_char: usize,
}

/// A time of the day.
#[derive(Serialize, ToSchema)]
pub(crate) struct SaidTime {
    /// Minutes since midnight, 0 to 1,440.
    minute: u16,
    /// 许、左右: not to the minute.
    is_about: bool,
}

/// A way by something.
#[derive(Serialize, ToSchema)]
pub(crate) struct SaidRide {
    means: RideMeansCode,
    number: Option<String>,
    carriage: Option<String>,
    seat: Option<String>,
    from: Option<SaidWords>,
    to: Option<SaidWords>,
}

/// People who were there.
#[derive(Serialize, ToSchema)]
pub(crate) struct SaidPeople {
    words: SaidWords,
    n_people: Option<u16>,
}

/// One thing that somebody did, as it is read.
#[derive(Serialize, ToSchema)]
pub(crate) struct SaidEpisode {
    kind: EpisodeKindCode,
    from_char: usize,
    to_char: usize,
    day: Option<String>,
    until_day: Option<String>,
    from: Option<SaidTime>,
    to: Option<SaidTime>,
    part: Option<DayPartCode>,
    place: Option<SaidWords>,
    ride: Option<SaidRide>,
    people: Vec<SaidPeople>,
    symptoms: Vec<SaidWords>,
    of: Option<SaidWords>,
    doubts: Vec<SaidDoubt>,
    /// What it comes to, for whoever accepts it: where, in words.
    words: String,
    /// Since when; none where the text has no day or no hour.
    from_at: Option<i64>,
    to_at: Option<i64>,
}

/// An entry that was accepted from words of the report.
#[derive(Serialize, ToSchema)]
pub(crate) struct AcceptedWords {
    episode_id: Uuid,
    from_char: usize,
    to_char: usize,
}

/// A report with what is read of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseReportView {
    report_id: Uuid,
    written_on: String,
    at: i64,
    by: String,
    text: String,
    episodes: Vec<SaidEpisode>,
    doubts: Vec<SaidDoubt>,
    accepted: Vec<AcceptedWords>,
}

fn words(one: &Words) -> SaidWords {
    SaidWords { text: one.text.clone(), from_char: one.span.start, to_char: one.span.end }
}

fn doubt(one: &Doubt) -> SaidDoubt {
    SaidDoubt {
        code: Code(one.code),
        says: one.code.says().to_owned(),
        from_char: one.span.start,
        to_char: one.span.end,
    }
}

fn time(one: TimeSaid) -> SaidTime {
    SaidTime { minute: one.minute, is_about: one.is_about }
}

fn ride(one: &Ride) -> SaidRide {
    SaidRide {
        means: Code(one.means),
        number: one.number.clone(),
        carriage: one.carriage.clone(),
        seat: one.seat.clone(),
        from: one.from.as_ref().map(words),
        to: one.to.as_ref().map(words),
    }
}

fn people(one: &PeopleSaid) -> SaidPeople {
    SaidPeople { words: words(&one.words), n_people: one.n_people }
}

fn episode(one: &Episode) -> SaidEpisode {
    let proposed = one.proposed();
    SaidEpisode {
        kind: Code(one.kind),
        from_char: one.span.start,
        to_char: one.span.end,
        day: one.day.map(|day| day.to_string()),
        until_day: one.until_day.map(|day| day.to_string()),
        from: one.from.map(time),
        to: one.to.map(time),
        part: one.part.map(Code),
        place: one.place.as_ref().map(words),
        ride: one.ride.as_ref().map(ride),
        people: one.people.iter().map(people).collect(),
        symptoms: one.symptoms.iter().map(words).collect(),
        of: one.of.as_ref().map(words),
        doubts: one.doubts.iter().map(doubt).collect(),
        words: proposed.words,
        from_at: proposed.from.map(|at| at.0),
        to_at: proposed.to.map(|at| at.0),
    }
}

fn view(one: &ReportSeen) -> CaseReportView {
    let accepted = |(id, span): &(EpisodeId, Span)| AcceptedWords {
        episode_id: id.uuid(),
        from_char: span.start,
        to_char: span.end,
    };
    CaseReportView {
        report_id: one.id.uuid(),
        written_on: one.written_on.to_string(),
        at: one.at.0,
        by: one.by.clone(),
        text: one.text.clone(),
        episodes: one.read.episodes.iter().map(episode).collect(),
        doubts: one.read.doubts.iter().map(doubt).collect(),
        accepted: one.accepted.iter().map(accepted).collect(),
    }
}

/// The reports of a case, with what is read of them.
#[utoipa::path(get, path = "/api/v1/cases/{case_id}/reports", tag = "cases",
    params(("case_id" = Uuid, Path)),
    responses((status = 200, body = Vec<CaseReportView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn case_report_all(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<Vec<CaseReportView>>, ApiError> {
    let seen = reports_see(&req, CaseId::from_uuid(id)).await?;
    Ok(Json(seen.iter().map(view).collect()))
}

/// One episode that a person accepts, as he left it after looking.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptBody {
    /// Made by the client; the same again is the same act.
    episode_id: Uuid,
    /// The words of the report.
    from_char: usize,
    to_char: usize,
    /// The number of the place, where it has one.
    #[serde(default)]
    venue: Option<u32>,
    /// Where.
    words: String,
    from: i64,
    to: i64,
}

/// Accept an episode: it becomes an entry of the line of time.
#[utoipa::path(post, path = "/api/v1/cases/{case_id}/reports/{case_report_id}/accept", tag = "cases",
    params(("case_id" = Uuid, Path), ("case_report_id" = Uuid, Path)), request_body = AcceptBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn case_report_taken(
    Asked(req): Asked,
    At((id, report)): At<(Uuid, Uuid)>,
    Body(body): Body<AcceptBody>,
) -> Result<StatusCode, ApiError> {
    let episode = fangxian_core::cases::Episode {
        venue: body.venue,
        words: body.words,
        from: Moment(body.from),
        to: Moment(body.to),
        source: EpisodeSource::Told,
        known: Known::Told,
        is_assumed: false,
    };
    let accepting = ReportAccepting {
        report: CaseReportId::from_uuid(report),
        span: Span { start: body.from_char, end: body.to_char },
        adding: EpisodeAdding { id: EpisodeId::from_uuid(body.episode_id), episode },
    };
    report_accept(&req, CaseId::from_uuid(id), accepting).await?;
    Ok(StatusCode::NO_CONTENT)
}
