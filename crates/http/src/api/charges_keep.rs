//! 包联 kept: lines read, people put in charge, a charge ended, handed over, taken back.

use super::charges::ChargePlace;
use super::code::{CapacityCode, Code, LineFlawCode, ReachKindCode};
use super::people::place;
use super::wire::opt_day;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::charges::{
    ChargeBegin, Doing, LineSeen, Successor, WhoWords, anchors_propose, charge_end,
    charge_hand_over, charge_lines_read, charge_undo, charges_begin,
};
use fangxian_core::CityDay;
use fangxian_core::charges::Known;
use fangxian_core::ids::{AccountId, ChargeFactId, ChargeId, PersonId};
use fangxian_core::people::{Name, Phone};
use fangxian_core::places::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Who is in charge.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChargeWho {
    name: String,
    /// Whence; may be empty.
    #[serde(default)]
    unit: String,
    capacity: CapacityCode,
    /// May be empty.
    #[serde(default)]
    phone: String,
    /// Where he signs in.
    #[serde(default)]
    account_id: Option<Uuid>,
    /// Where he stands in the register.
    #[serde(default)]
    person_id: Option<Uuid>,
}

impl ChargeWho {
    fn words(self) -> Result<WhoWords, ApiError> {
        let known = match (self.account_id, self.person_id) {
            (None, None) => Known::ByName,
            (Some(id), None) => Known::Account(AccountId::from_uuid(id)),
            (None, Some(id)) => Known::Person(PersonId::from_uuid(id)),
            (Some(_), Some(_)) => return Err(bad_input("账号和登记只能指明一个。")),
        };
        let (name, unit, phone) = (self.name, self.unit, self.phone);
        Ok(WhoWords { name, unit, capacity: self.capacity.0, phone, known })
    }
}

fn needed_day(text: &str) -> Result<CityDay, ApiError> {
    opt_day(Some(text))?.ok_or_else(|| bad_input("请写明日期。"))
}

/// A charge that begins.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChargeNew {
    /// Made by the client.
    charge_id: Uuid,
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    who: ChargeWho,
    reach: ReachKindCode,
    /// One place, or some doors.
    places: Vec<String>,
    /// The door of an anchor household.
    #[serde(default)]
    home: Option<String>,
    first_day: String,
    #[serde(default)]
    last_day: Option<String>,
}

impl ChargeNew {
    fn begin(self) -> Result<ChargeBegin, ApiError> {
        let places: Result<Vec<PlaceCode>, ApiError> =
            self.places.iter().map(|code| place(code)).collect();
        Ok(ChargeBegin {
            id: ChargeId::from_uuid(self.charge_id),
            fact: ChargeFactId::from_uuid(self.fact_id),
            who: self.who.words()?,
            kind: self.reach.0,
            places: places?,
            home: self.home.as_deref().map(place).transpose()?,
            from: needed_day(&self.first_day)?,
            to: opt_day(self.last_day.as_deref())?,
        })
    }
}

/// Charges that begin, all of them or none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChargesNewBody {
    community: String,
    charges: Vec<ChargeNew>,
    reason: String,
}

/// Put people in charge.
#[utoipa::path(post, path = "/api/v1/charges", tag = "charges", request_body = ChargesNewBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn charge_new(
    Asked(req): Asked,
    Body(body): Body<ChargesNewBody>,
) -> Result<StatusCode, ApiError> {
    let begun: Result<Vec<ChargeBegin>, ApiError> =
        body.charges.into_iter().map(ChargeNew::begin).collect();
    charges_begin(&req, place(&body.community)?, begun?, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The last day of a charge.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChargeEndBody {
    fact_id: Uuid,
    /// How many facts were seen.
    facts: i64,
    last_day: String,
    reason: String,
}

/// Give a charge a last day.
#[utoipa::path(post, path = "/api/v1/charges/{charge_id}/end", tag = "charges",
    params(("charge_id" = Uuid, Path)), request_body = ChargeEndBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn charge_over(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ChargeEndBody>,
) -> Result<StatusCode, ApiError> {
    let doing = doing(body.fact_id, body.facts, body.reason);
    charge_end(&req, ChargeId::from_uuid(id), doing, needed_day(&body.last_day)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn doing(fact: Uuid, seen: i64, reason: String) -> Doing {
    Doing { fact: ChargeFactId::from_uuid(fact), seen, reason }
}

/// Who takes a charge over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChargeHandOverBody {
    /// What ends the charge.
    fact_id: Uuid,
    /// How many facts were seen.
    facts: i64,
    /// The charge that begins, and what begins it.
    new_charge_id: Uuid,
    new_fact_id: Uuid,
    who: ChargeWho,
    /// From when; the one before answers until the day before.
    first_day: String,
    reason: String,
}

/// End a charge and begin the same for somebody else.
#[utoipa::path(post, path = "/api/v1/charges/{charge_id}/hand-over", tag = "charges",
    params(("charge_id" = Uuid, Path)), request_body = ChargeHandOverBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn charge_passed_on(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ChargeHandOverBody>,
) -> Result<StatusCode, ApiError> {
    let to = Successor {
        id: ChargeId::from_uuid(body.new_charge_id),
        fact: ChargeFactId::from_uuid(body.new_fact_id),
        who: body.who.words()?,
        from: needed_day(&body.first_day)?,
    };
    let doing = doing(body.fact_id, body.facts, body.reason);
    charge_hand_over(&req, ChargeId::from_uuid(id), doing, to).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That the last act was a mistake.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChargeUndoBody {
    fact_id: Uuid,
    /// How many facts were seen.
    facts: i64,
    reason: String,
}

/// Take the last act on a charge back: an end, a hand-over, or that it was begun at all.
#[utoipa::path(post, path = "/api/v1/charges/{charge_id}/undo", tag = "charges",
    params(("charge_id" = Uuid, Path)), request_body = ChargeUndoBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn charge_taken_back(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ChargeUndoBody>,
) -> Result<StatusCode, ApiError> {
    let doing = doing(body.fact_id, body.facts, body.reason);
    charge_undo(&req, ChargeId::from_uuid(id), doing).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lines as they were pasted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChargeLinesBody {
    community: String,
    text: String,
}

/// A line as it is understood.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChargeLine {
    number: usize,
    as_written: String,
    places: Vec<ChargePlace>,
    name: Option<String>,
    unit: String,
    capacity: CapacityCode,
    phone: Option<String>,
    /// Why it is not taken over; null where it is understood.
    flaw: Option<LineFlawCode>,
}

impl From<LineSeen> for ChargeLine {
    fn from(one: LineSeen) -> ChargeLine {
        ChargeLine {
            number: one.line.number,
            as_written: one.line.as_written,
            places: one.places.into_iter().map(ChargePlace::new).collect(),
            name: one.line.name.as_ref().map(Name::as_str).map(str::to_owned),
            unit: one.line.unit,
            capacity: Code(one.line.capacity),
            phone: one.line.phone.as_ref().map(Phone::as_str).map(str::to_owned),
            flaw: one.line.flaw.map(Code),
        }
    }
}

/// Read lines as people paste them from a chat or a table. Nothing is kept.
#[utoipa::path(post, path = "/api/v1/charges/readings", tag = "charges",
    request_body = ChargeLinesBody,
    responses((status = 200, body = Vec<ChargeLine>), (status = 400, body = ErrorBody)))]
pub(crate) async fn charge_lines(
    Asked(req): Asked,
    Body(body): Body<ChargeLinesBody>,
) -> Result<Json<Vec<ChargeLine>>, ApiError> {
    let lines = charge_lines_read(&req, place(&body.community)?, &body.text).await?;
    Ok(Json(lines.into_iter().map(ChargeLine::from).collect()))
}

/// Where anchor households are wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnchorProposalBody {
    /// A compound, a building or a unit.
    place: String,
}

/// Doors that one anchor household could answer for.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnchorRun {
    doors: Vec<ChargePlace>,
}

/// How doors could be divided among anchor households.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnchorProposalView {
    anchors: Vec<AnchorRun>,
    /// Doors that an anchor household holds already.
    held: usize,
}

/// Propose anchor households of ten to fifteen doors. Nothing is kept.
#[utoipa::path(post, path = "/api/v1/charges/proposals", tag = "charges",
    request_body = AnchorProposalBody,
    responses((status = 200, body = AnchorProposalView), (status = 400, body = ErrorBody)))]
pub(crate) async fn charge_proposal(
    Asked(req): Asked,
    Body(body): Body<AnchorProposalBody>,
) -> Result<Json<AnchorProposalView>, ApiError> {
    let proposal = anchors_propose(&req, place(&body.place)?).await?;
    let run = |doors: Vec<(PlaceCode, String)>| AnchorRun {
        doors: doors.into_iter().map(ChargePlace::new).collect(),
    };
    let anchors = proposal.anchors.into_iter().map(|one| run(one.doors)).collect();
    Ok(Json(AnchorProposalView { anchors, held: proposal.n_held }))
}
