//! Rounds: opened, worked from the 清楼表, closed when nobody is missing.

use super::code::{Code, MeansCode, OutcomeCode, RelationCode, RoundKindCode, SexCode, StayCode};
use super::people::place;
use super::wire::opt_day;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::rounds::{
    ListRow, MissingDoor, RoundSeen, TICKS_MAX, TickSent, TickVerdict, round_end, round_list,
    round_missing, round_open, round_parts, round_pdf, round_see, rounds_list, ticks_take,
};
use fangxian_app::{Refusal, Request};
use fangxian_core::Moment;
use fangxian_core::ids::{PersonId, RoundFactId, RoundId};
use fangxian_core::rounds::{RoundCounts, Standing, door_text, loudspeaker_text};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// How many stand how.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoundCountsView {
    people: usize,
    done: usize,
    refused: usize,
    away: usize,
    moved: usize,
    exempt: usize,
    /// Two say different things.
    disputed: usize,
    missing: usize,
}

impl From<RoundCounts> for RoundCountsView {
    fn from(counts: RoundCounts) -> RoundCountsView {
        RoundCountsView {
            people: counts.people,
            done: counts.done,
            refused: counts.refused,
            away: counts.away,
            moved: counts.moved,
            exempt: counts.exempt,
            disputed: counts.disputed,
            missing: counts.missing,
        }
    }
}

/// A round, with the counts of the caller's own jurisdiction.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoundRow {
    round_id: Uuid,
    place: String,
    place_name: String,
    name: String,
    kind: RoundKindCode,
    opened_at: i64,
    opened_by_name: String,
    closed_at: Option<i64>,
    closed_by_name: Option<String>,
    version: i64,
    counts: RoundCountsView,
}

fn round_row(req: &Request, seen: RoundSeen) -> RoundRow {
    let round = seen.round;
    let name = |login: &str| req.city.people.by_login(login);
    RoundRow {
        round_id: round.id.uuid(),
        place_name: req.city.place_name(&round.place),
        place: round.place.to_string(),
        name: round.name,
        kind: Code(round.kind),
        opened_at: round.opened_at.0,
        opened_by_name: name(&round.opened_by),
        closed_at: round.closed.as_ref().map(|(at, _)| at.0),
        closed_by_name: round.closed.as_ref().map(|(_, by)| name(by)),
        version: round.version,
        counts: seen.counts.into(),
    }
}

/// The rounds that touch the caller's jurisdiction, the latest first.
#[utoipa::path(get, path = "/api/v1/rounds", tag = "rounds",
    responses((status = 200, body = Vec<RoundRow>)))]
pub(crate) async fn round_all(Asked(req): Asked) -> Result<Json<Vec<RoundRow>>, ApiError> {
    let rounds = rounds_list(&req).await?;
    Ok(Json(rounds.into_iter().map(|seen| round_row(&req, seen)).collect()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoundBody {
    /// Made by the client.
    round_id: Uuid,
    /// Of whom: everybody within this place.
    place: String,
    kind: RoundKindCode,
    /// 11月8日核酸检测
    name: String,
}

/// Open a round.
#[utoipa::path(post, path = "/api/v1/rounds", tag = "rounds", request_body = RoundBody,
    responses((status = 200, body = RoundRow), (status = 400, body = ErrorBody)))]
pub(crate) async fn round_new(
    Asked(req): Asked,
    Body(body): Body<RoundBody>,
) -> Result<Json<RoundRow>, ApiError> {
    let id = RoundId::from_uuid(body.round_id);
    round_open(&req, id, place(&body.place)?, body.kind.0, &body.name).await?;
    Ok(Json(round_row(&req, round_see(&req, id).await?)))
}

/// One round.
#[utoipa::path(get, path = "/api/v1/rounds/{round_id}", tag = "rounds",
    params(("round_id" = Uuid, Path)),
    responses((status = 200, body = RoundRow), (status = 404, body = ErrorBody)))]
pub(crate) async fn round_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<RoundRow>, ApiError> {
    let seen = round_see(&req, RoundId::from_uuid(id)).await?;
    Ok(Json(round_row(&req, seen)))
}

/// A part of a round's area.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoundPartRow {
    place: String,
    name: String,
    counts: RoundCountsView,
}

/// How far each part of the area is: by community, or within one by unit.
#[utoipa::path(get, path = "/api/v1/rounds/{round_id}/parts", tag = "rounds",
    params(("round_id" = Uuid, Path)),
    responses((status = 200, body = Vec<RoundPartRow>), (status = 404, body = ErrorBody)))]
pub(crate) async fn round_by_part(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<Vec<RoundPartRow>>, ApiError> {
    let parts = round_parts(&req, RoundId::from_uuid(id)).await?;
    let row = |part: fangxian_app::rounds::RoundPart| RoundPartRow {
        place: part.place.to_string(),
        name: part.name,
        counts: part.counts.into(),
    };
    Ok(Json(parts.into_iter().map(row).collect()))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoundListQuery {
    /// Only within this place.
    place: Option<String>,
    /// Only those who are missing or disputed. For paper.
    #[serde(default)]
    missing: bool,
}

impl RoundListQuery {
    fn place(&self) -> Result<Option<fangxian_core::places::PlaceCode>, ApiError> {
        self.place.as_deref().map(place).transpose()
    }
}

/// How somebody stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StandingWord {
    Missing,
    Disputed,
    Done,
    Refused,
    Away,
    Moved,
    Exempt,
}

impl From<Standing> for StandingWord {
    fn from(standing: Standing) -> StandingWord {
        use fangxian_core::rounds::Outcome;
        match standing {
            Standing::Missing | Standing::Settled(Outcome::Unticked) => StandingWord::Missing,
            Standing::Disputed => StandingWord::Disputed,
            Standing::Settled(Outcome::Done) => StandingWord::Done,
            Standing::Settled(Outcome::Refused) => StandingWord::Refused,
            Standing::Settled(Outcome::Away) => StandingWord::Away,
            Standing::Settled(Outcome::Moved) => StandingWord::Moved,
            Standing::Settled(Outcome::Exempt) => StandingWord::Exempt,
        }
    }
}

/// A tick that stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct TickRow {
    fact_id: Uuid,
    outcome: OutcomeCode,
    note: String,
    back_on: Option<String>,
    by_name: String,
    seen_at: i64,
    means: MeansCode,
}

/// Somebody on the list.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoundPerson {
    person_id: Uuid,
    /// The place of the household.
    door: String,
    /// 302
    door_name: String,
    /// The place whose people stand on one sheet with him.
    sheet: String,
    /// 迎泽小区 5号楼2单元
    sheet_name: String,
    name: String,
    age: Option<i16>,
    sex: Option<SexCode>,
    relation: RelationCode,
    stay: StayCode,
    phone_tail: Option<String>,
    note: String,
    standing: StandingWord,
    ticks: Vec<TickRow>,
}

fn person_row(req: &Request, row: ListRow) -> RoundPerson {
    let one = row.resident;
    let ticks = row
        .ticks
        .into_iter()
        .map(|(tick, note)| TickRow {
            fact_id: tick.id.uuid(),
            outcome: Code(tick.outcome),
            note,
            back_on: tick.back_on.map(|day| day.to_string()),
            by_name: req.city.people.by_login(&tick.by),
            seen_at: tick.seen_at.0,
            means: Code(tick.means),
        })
        .collect();
    RoundPerson {
        person_id: one.id.uuid(),
        door: row.door.code.to_string(),
        door_name: row.door_name,
        sheet: row.sheet.to_string(),
        sheet_name: row.sheet_name,
        name: one.name.as_str().to_owned(),
        age: row.age,
        sex: one.sex.map(Code),
        relation: Code(one.relation),
        stay: Code(one.stay),
        phone_tail: one.phone_tail,
        note: one.note,
        standing: row.standing.into(),
        ticks,
    }
}

/// The list of a round.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoundListView {
    round_id: Uuid,
    name: String,
    kind: RoundKindCode,
    place: String,
    closed_at: Option<i64>,
    /// When this was true.
    as_of: i64,
    /// In the order of the walk.
    people: Vec<RoundPerson>,
}

/// The 清楼表: everybody by building, unit and door, with what became of each.
#[utoipa::path(get, path = "/api/v1/rounds/{round_id}/list", tag = "rounds",
    params(("round_id" = Uuid, Path), RoundListQuery),
    responses((status = 200, body = RoundListView), (status = 404, body = ErrorBody)))]
pub(crate) async fn round_people(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Asking(query): Asking<RoundListQuery>,
) -> Result<Json<RoundListView>, ApiError> {
    let (round, rows) = round_list(&req, RoundId::from_uuid(id), query.place()?).await?;
    Ok(Json(RoundListView {
        round_id: id,
        name: round.name,
        kind: Code(round.kind),
        place: round.place.to_string(),
        closed_at: round.closed.map(|(at, _)| at.0),
        as_of: req.now.0,
        people: rows.into_iter().map(|row| person_row(&req, row)).collect(),
    }))
}

/// A household of which somebody is missing.
#[derive(Serialize, ToSchema)]
pub(crate) struct MissingDoorRow {
    door: String,
    sheet_name: String,
    door_name: String,
    people: Vec<RoundPerson>,
    /// Nobody has a phone, or all who are missing are old: somebody must go there.
    by_door: bool,
    /// What to write to the household.
    text: String,
}

/// Who is missing, and what to say to them.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoundMissingView {
    people: usize,
    households: usize,
    doors: Vec<MissingDoorRow>,
    /// For the loudspeaker: doors, and nobody's name.
    loudspeaker: String,
}

/// Who is missing, by household, with the words to remind them.
#[utoipa::path(get, path = "/api/v1/rounds/{round_id}/missing", tag = "rounds",
    params(("round_id" = Uuid, Path), RoundListQuery),
    responses((status = 200, body = RoundMissingView), (status = 404, body = ErrorBody)))]
pub(crate) async fn round_who_is_missing(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Asking(query): Asking<RoundListQuery>,
) -> Result<Json<RoundMissingView>, ApiError> {
    let (round, doors) = round_missing(&req, RoundId::from_uuid(id), query.place()?).await?;
    let community = req.city.place_name(&round.place);
    let named = |door: &MissingDoor| {
        let first = door.people.first();
        first.map(|row| (row.sheet_name.clone(), row.door_name.clone())).unwrap_or_default()
    };
    let spoken: Vec<(String, String)> = doors.iter().map(&named).collect();
    let loudspeaker = loudspeaker_text(&community, round.kind, &round.name, &spoken);
    let row = |door: MissingDoor| {
        let (sheet_name, door_name) = named(&door);
        MissingDoorRow {
            door: door.door.code.to_string(),
            text: door_text(&community, round.kind, &round.name, door.people.len()),
            sheet_name,
            door_name,
            by_door: door.by_door,
            people: door.people.into_iter().map(|row| person_row(&req, row)).collect(),
        }
    };
    Ok(Json(RoundMissingView {
        people: doors.iter().map(|door| door.people.len()).sum(),
        households: doors.len(),
        doors: doors.into_iter().map(row).collect(),
        loudspeaker,
    }))
}

/// The list on paper, a sheet for each unit.
#[utoipa::path(get, path = "/api/v1/rounds/{round_id}/pdf", tag = "rounds",
    params(("round_id" = Uuid, Path), RoundListQuery),
    responses((status = 200, content_type = "application/pdf")))]
pub(crate) async fn round_print(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Asking(query): Asking<RoundListQuery>,
) -> Result<Response, ApiError> {
    let pdf = round_pdf(&req, RoundId::from_uuid(id), query.place()?, query.missing).await?;
    let kind = HeaderValue::from_static("application/pdf");
    let name = HeaderValue::from_static("inline; filename=\"round.pdf\"");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], pdf).into_response())
}

/// What somebody ticked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TickBody {
    /// Made where it was ticked; sent again, it is the same tick.
    fact_id: Uuid,
    person_id: Uuid,
    outcome: OutcomeCode,
    /// Where to, or why.
    #[serde(default)]
    note: String,
    #[serde(default)]
    back_on: Option<String>,
    /// The ticks that stood on the screen when it was ticked.
    #[serde(default)]
    replaces: Vec<Uuid>,
    /// By the clock of the device.
    seen_at: i64,
    means: MeansCode,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TicksBody {
    ticks: Vec<TickBody>,
}

/// What became of a tick.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TickFate {
    Kept,
    /// The id stands for something else; a person will look at it.
    SetAside,
    Refused,
}

/// What became of a tick that was sent.
#[derive(Serialize, ToSchema)]
pub(crate) struct TickAnswer {
    fact_id: Uuid,
    fate: TickFate,
    /// Why it was refused.
    code: Option<&'static str>,
    message: Option<String>,
}

/// Send ticks, up to five hundred at once. Each is answered for on its own.
#[utoipa::path(post, path = "/api/v1/rounds/{round_id}/ticks", tag = "rounds",
    params(("round_id" = Uuid, Path)), request_body = TicksBody,
    responses((status = 200, body = Vec<TickAnswer>), (status = 400, body = ErrorBody)))]
pub(crate) async fn round_ticks(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<TicksBody>,
) -> Result<Json<Vec<TickAnswer>>, ApiError> {
    if body.ticks.len() > TICKS_MAX {
        return Err(bad_input("一次最多上传500条。"));
    }
    let mut sent = Vec::with_capacity(body.ticks.len());
    for tick in body.ticks {
        sent.push(TickSent {
            id: RoundFactId::from_uuid(tick.fact_id),
            person: PersonId::from_uuid(tick.person_id),
            outcome: tick.outcome.0,
            note: tick.note,
            back_on: opt_day(tick.back_on.as_deref())?,
            replaces: tick.replaces.into_iter().map(RoundFactId::from_uuid).collect(),
            seen_at: Moment(tick.seen_at),
            means: tick.means.0,
        });
    }
    let verdicts = ticks_take(&req, RoundId::from_uuid(id), sent).await?;
    let answer = |(id, verdict): (RoundFactId, TickVerdict)| {
        let (fate, refusal): (TickFate, Option<Refusal>) = match verdict {
            TickVerdict::Kept => (TickFate::Kept, None),
            TickVerdict::SetAside => (TickFate::SetAside, None),
            TickVerdict::Refused(refusal) => (TickFate::Refused, Some(refusal)),
        };
        TickAnswer {
            fact_id: id.uuid(),
            fate,
            code: refusal.as_ref().map(Refusal::code),
            message: refusal.map(|refusal| refusal.to_string()),
        }
    };
    Ok(Json(verdicts.into_iter().map(answer).collect()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoundEndBody {
    /// The version that was seen.
    version: i64,
}

/// Close a round: only when everybody has an outcome.
#[utoipa::path(post, path = "/api/v1/rounds/{round_id}/close", tag = "rounds",
    params(("round_id" = Uuid, Path)), request_body = RoundEndBody,
    responses((status = 204), (status = 409, body = ErrorBody)))]
pub(crate) async fn round_over(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<RoundEndBody>,
) -> Result<StatusCode, ApiError> {
    round_end(&req, RoundId::from_uuid(id), body.version).await?;
    Ok(StatusCode::NO_CONTENT)
}
