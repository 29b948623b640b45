//! Where what a case said and what was seen do not go together. Facts, and nothing that follows from them.

use super::code::{Code, EpisodeSourceCode, KnownCode};
use super::told_codes::{ContradictionFactCode, ContradictionStandingCode, DifferenceKindCode};
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::Refusal;
use fangxian_app::cases::{
    ContradictionFact, ContradictionFound, ContradictionFoundAs, ContradictionSeen,
    contradiction_record, contradiction_say, contradictions_see,
};
use fangxian_core::Moment;
use fangxian_core::contradictions::{ContradictionSays, Side};
use fangxian_core::ids::{CaseId, ContradictionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// One side: where, when, and how it is known.
#[derive(Serialize, ToSchema)]
pub(crate) struct SideView {
    place: String,
    from: i64,
    to: i64,
    source: EpisodeSourceCode,
    known: KnownCode,
    /// The words of the report that it was told in.
    words: String,
    entered_by: String,
    entered_at: i64,
}

/// Something that was found, and nobody has recorded.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContradictionFoundView {
    kind: DifferenceKindCode,
    said: Option<SideView>,
    seen: SideView,
}

/// A fact of a record.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContradictionFactView {
    kind: ContradictionFactCode,
    at: i64,
    by: String,
    /// What was said: a note, his own words, the office, why it is none.
    words: String,
    /// The number of the letter, where it was handed to an office.
    letter: String,
}

/// A record.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContradictionView {
    contradiction_id: Uuid,
    standing: ContradictionStandingCode,
    kind: DifferenceKindCode,
    said: Option<SideView>,
    seen: SideView,
    facts: Vec<ContradictionFactView>,
}

/// What does not go together in the line of a case.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContradictionsView {
    found: Vec<ContradictionFoundView>,
    records: Vec<ContradictionView>,
}

fn side(one: &Side) -> SideView {
    SideView {
        place: one.place.clone(),
        from: one.from.0,
        to: one.to.0,
        source: Code(one.source),
        known: Code(one.known),
        words: one.words.clone(),
        entered_by: one.entered_by.clone(),
        entered_at: one.entered_at.0,
    }
}

fn found(one: &ContradictionFound) -> ContradictionFoundView {
    ContradictionFoundView {
        kind: Code(one.kind),
        said: one.said.as_ref().map(side),
        seen: side(&one.seen),
    }
}

fn fact(one: &ContradictionFact) -> ContradictionFactView {
    let (words, letter) = match &one.says {
        ContradictionSays::Recorded { note, .. } => (note, ""),
        ContradictionSays::Explained { words } => (words, ""),
        ContradictionSays::Handed { office, letter } => (office, letter.as_str()),
        ContradictionSays::Withdrawn { reason } => (reason, ""),
    };
    ContradictionFactView {
        kind: Code(one.says.kind()),
        at: one.at.0,
        by: one.by.clone(),
        words: words.clone(),
        letter: letter.to_owned(),
    }
}

fn record(one: &ContradictionSeen) -> Option<ContradictionView> {
    let ContradictionSays::Recorded { kind, said, seen, .. } = &one.facts.first()?.says else {
        return None;
    };
    Some(ContradictionView {
        contradiction_id: one.id.uuid(),
        standing: Code(one.standing),
        kind: Code(*kind),
        said: said.as_ref().map(side),
        seen: side(seen),
        facts: one.facts.iter().map(fact).collect(),
    })
}

/// What does not go together in the line of a case, and what was recorded of that.
#[utoipa::path(get, path = "/api/v1/cases/{case_id}/contradictions", tag = "cases",
    params(("case_id" = Uuid, Path)),
    responses((status = 200, body = ContradictionsView), (status = 404, body = ErrorBody)))]
pub(crate) async fn contradiction_all(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<ContradictionsView>, ApiError> {
    let seen = contradictions_see(&req, CaseId::from_uuid(id)).await?;
    Ok(Json(ContradictionsView {
        found: seen.found.iter().map(found).collect(),
        records: seen.records.iter().filter_map(record).collect(),
    }))
}

/// Which of what was found is recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContradictionBody {
    /// Made by the client; the same again is the same act.
    contradiction_id: Uuid,
    kind: DifferenceKindCode,
    seen_place: String,
    seen_from: i64,
    seen_to: i64,
    /// What else is known; facts.
    #[serde(default)]
    note: String,
}

/// Record what was found, with both sides as they are known now.
#[utoipa::path(post, path = "/api/v1/cases/{case_id}/contradictions", tag = "cases",
    params(("case_id" = Uuid, Path)), request_body = ContradictionBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn contradiction_new(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ContradictionBody>,
) -> Result<StatusCode, ApiError> {
    let found_as = ContradictionFoundAs {
        kind: body.kind.0,
        seen_place: body.seen_place,
        seen_from: Moment(body.seen_from),
        seen_to: Moment(body.seen_to),
    };
    let contradiction = ContradictionId::from_uuid(body.contradiction_id);
    contradiction_record(&req, CaseId::from_uuid(id), contradiction, &found_as, &body.note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was said of a record since.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContradictionSayBody {
    /// How many facts the page showed.
    seen: i64,
    kind: ContradictionFactCode,
    /// His own words, the office, or why it is none.
    words: String,
    /// The number of the letter, where it was handed to an office.
    #[serde(default)]
    letter: String,
}

/// Add what was said of a record: his own words, to whom it was handed, or that it is none.
#[utoipa::path(post, path = "/api/v1/cases/{case_id}/contradictions/{contradiction_id}",
    tag = "cases", params(("case_id" = Uuid, Path), ("contradiction_id" = Uuid, Path)),
    request_body = ContradictionSayBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn contradiction_said(
    Asked(req): Asked,
    At((id, contradiction)): At<(Uuid, Uuid)>,
    Body(body): Body<ContradictionSayBody>,
) -> Result<StatusCode, ApiError> {
    use fangxian_core::contradictions::ContradictionFactKind as Kind;
    let words = body.words.trim().to_owned();
    let says = match body.kind.0 {
        Kind::Recorded => return Err(Refusal::NotFound.into()),
        Kind::Explained => ContradictionSays::Explained { words },
        Kind::Handed => {
            ContradictionSays::Handed { office: words, letter: body.letter.trim().to_owned() }
        }
        Kind::Withdrawn => ContradictionSays::Withdrawn { reason: words },
    };
    let ids = (ContradictionId::from_uuid(contradiction), body.seen);
    contradiction_say(&req, CaseId::from_uuid(id), ids, says).await?;
    Ok(StatusCode::NO_CONTENT)
}
