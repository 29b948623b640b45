//! The 清楼表 of a round: everybody, who is missing, and the same on paper.

use super::code::{Code, MeansCode, OutcomeCode, RelationCode, RoundKindCode, SexCode, StayCode};
use super::people::place;
use crate::caller::{Asked, Asking, At};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::Request;
use fangxian_app::rounds::{ListRow, round_list, round_missing, round_pdf, unwritable};
use fangxian_core::ids::RoundId;
use fangxian_core::rounds::{Standing, door_text, loudspeaker_text};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

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
pub(crate) struct RoundPerson<'a> {
    person_id: Uuid,
    /// The place of the household.
    door: &'a str,
    /// 302
    door_name: &'a str,
    /// The place whose people stand on one sheet with him.
    sheet: &'a str,
    /// 迎泽小区 5号楼2单元
    sheet_name: &'a str,
    name: &'a str,
    age: Option<i16>,
    sex: Option<SexCode>,
    relation: RelationCode,
    stay: StayCode,
    phone_tail: Option<&'a str>,
    note: &'a str,
    standing: StandingWord,
    ticks: Vec<TickRow>,
}

fn person_row<'a>(req: &Request, row: &'a ListRow) -> RoundPerson<'a> {
    let one = &row.resident;
    let ticks = row
        .ticks
        .iter()
        .map(|(tick, note)| TickRow {
            fact_id: tick.id.uuid(),
            outcome: Code(tick.outcome),
            note: note.clone(),
            back_on: tick.back_on.map(|day| day.to_string()),
            by_name: req.city.people.by_login(&tick.by),
            seen_at: tick.seen_at.0,
            means: Code(tick.means),
        })
        .collect();
    RoundPerson {
        person_id: one.id.uuid(),
        door: row.door.code.as_str(),
        door_name: &row.door_name,
        sheet: row.sheet.place.as_str(),
        sheet_name: &row.sheet.name,
        name: one.name.as_str(),
        age: row.age,
        sex: one.sex.map(Code),
        relation: Code(one.relation),
        stay: Code(one.stay),
        phone_tail: one.phone_tail.as_deref(),
        note: &one.note,
        standing: row.standing.into(),
        ticks,
    }
}

/// The list of a round.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoundListView<'a> {
    round_id: Uuid,
    name: &'a str,
    kind: RoundKindCode,
    place: &'a str,
    closed_at: Option<i64>,
    /// When this was true.
    as_of: i64,
    /// In the order of the walk.
    #[schema(value_type = Vec<RoundPerson>)]
    people: Vec<&'a RawValue>,
}

/// The 清楼表: everybody by building, unit and door, with what became of each.
#[utoipa::path(get, path = "/api/v1/rounds/{round_id}/list", tag = "rounds",
    params(("round_id" = Uuid, Path), RoundListQuery),
    responses((status = 200, body = RoundListView), (status = 404, body = ErrorBody)))]
pub(crate) async fn round_people(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Asking(query): Asking<RoundListQuery>,
) -> Result<Response, ApiError> {
    let write = |row: &ListRow| to_raw_value(&person_row(&req, row));
    let (round, rows) = round_list(&req, RoundId::from_uuid(id), query.place()?, write).await?;
    let view = RoundListView {
        round_id: id,
        name: &round.name,
        kind: Code(round.kind),
        place: round.place.as_str(),
        closed_at: round.closed.as_ref().map(|(at, _)| at.0),
        as_of: req.now.0,
        people: rows.iter().map(|row| &**row).collect(),
    };
    // Written at its full size at once: it would else be copied each time that it grows.
    let n_bytes: usize = rows.iter().map(|row| row.get().len() + 1).sum();
    let mut body = Vec::with_capacity(n_bytes + 1_024);
    serde_json::to_writer(&mut body, &view).map_err(unwritable)?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body)
        .into_response())
}

/// A household of which somebody is missing.
#[derive(Serialize, ToSchema)]
pub(crate) struct MissingDoorRow<'a> {
    door: &'a str,
    sheet_name: &'a str,
    door_name: &'a str,
    people: Vec<RoundPerson<'a>>,
    /// Nobody has a phone, or all who are missing are old: somebody must go there.
    by_door: bool,
    /// What to write to the household.
    text: String,
}

/// Who is missing, and what to say to them.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoundMissingView<'a> {
    people: usize,
    households: usize,
    doors: Vec<MissingDoorRow<'a>>,
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
) -> Result<Response, ApiError> {
    let (round, doors) = round_missing(&req, RoundId::from_uuid(id), query.place()?).await?;
    let community = req.city.place_name(&round.place);
    let rows: Vec<MissingDoorRow<'_>> = doors
        .iter()
        .filter_map(|door| door.people.first().map(|first| (door, first)))
        .map(|(door, first)| MissingDoorRow {
            door: door.door.code.as_str(),
            text: door_text(&community, round.kind, &round.name, door.people.len()),
            sheet_name: &first.sheet.name,
            door_name: &first.door_name,
            by_door: door.by_door,
            people: door.people.iter().map(|row| person_row(&req, row)).collect(),
        })
        .collect();
    let named = |row: &MissingDoorRow<'_>| (row.sheet_name.to_owned(), row.door_name.to_owned());
    let spoken: Vec<(String, String)> = rows.iter().map(named).collect();
    let view = RoundMissingView {
        people: rows.iter().map(|door| door.people.len()).sum(),
        households: rows.len(),
        loudspeaker: loudspeaker_text(&community, round.kind, &round.name, &spoken),
        doors: rows,
    };
    Ok(Json(view).into_response())
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
