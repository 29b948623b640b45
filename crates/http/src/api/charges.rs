//! 包联 read: who is in charge of what on a day, who answers for a door, by which phone.

use super::code::{CapacityCode, ChargeFactKindCode, ChargeRemarkCode, Code, ReachKindCode};
use super::people::place;
use super::wire::opt_day;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::Request;
use fangxian_app::charges::{
    BuildingSeen, ChargePast, ChargeSeen, CompoundSeen, DoorAsked, charge_call, charge_chain,
    charge_history, charges_see,
};
use fangxian_core::charges::{Known, Term};
use fangxian_core::ids::{AccountId, ChargeId, PersonId};
use fangxian_core::places::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChargesQuery {
    /// The code of a community.
    within: String,
    /// On this day; today where it is left out.
    on: Option<String>,
}

/// A place and its name.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChargePlace {
    place: String,
    /// 迎泽小区 5号楼
    name: String,
}

impl ChargePlace {
    pub(super) fn new((code, name): (PlaceCode, String)) -> ChargePlace {
        ChargePlace { place: code.to_string(), name }
    }
}

/// Somebody in charge of something. The phone is asked for by itself, which is logged.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChargeRow {
    charge_id: Uuid,
    name: String,
    /// Whence; may be empty.
    unit: String,
    capacity: CapacityCode,
    /// Null where no phone is known.
    phone_tail: Option<String>,
    account_id: Option<Uuid>,
    person_id: Option<Uuid>,
    reach: ReachKindCode,
    places: Vec<ChargePlace>,
    /// The anchor household's own door.
    home: Option<ChargePlace>,
    /// Null where it never held.
    first_day: Option<String>,
    last_day: Option<String>,
    holds: bool,
    remarks: Vec<ChargeRemarkCode>,
    /// Households that the person answers for as anchor in all.
    households: usize,
    /// Whether it was taken over from somebody.
    taken_over: bool,
    /// What whoever changes it states as seen.
    facts: i64,
}

impl ChargeRow {
    pub(super) fn new(one: ChargeSeen, on: fangxian_core::CityDay) -> ChargeRow {
        let (first_day, last_day) = match one.charge.term {
            Term::Days { from, to } => (Some(from.to_string()), to.map(|day| day.to_string())),
            Term::Never => (None, None),
        };
        let (account_id, person_id) = match one.charge.who.known {
            Known::ByName => (None, None),
            Known::Account(id) => (Some(AccountId::uuid(id)), None),
            Known::Person(id) => (None, Some(PersonId::uuid(id))),
        };
        ChargeRow {
            charge_id: one.charge.id.uuid(),
            name: one.charge.who.name.as_str().to_owned(),
            unit: one.charge.who.unit.clone(),
            capacity: Code(one.charge.who.capacity),
            phone_tail: one.phone_tail,
            account_id,
            person_id,
            reach: Code(one.charge.reach.kind()),
            places: one.places.into_iter().map(ChargePlace::new).collect(),
            home: one.home.map(ChargePlace::new),
            first_day,
            last_day,
            holds: one.charge.term.holds_on(on),
            remarks: one.remarks.into_iter().map(Code).collect(),
            households: one.n_households,
            taken_over: one.is_taken_over,
            facts: one.n_facts,
        }
    }
}

/// A building and how it is answered for.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChargeBuilding {
    place: String,
    /// 5号楼
    name: String,
    units: Vec<ChargePlace>,
    households: usize,
    /// For which nobody answers from nearer than the compound.
    unanswered: usize,
    /// Which no anchor household holds.
    without_anchor: usize,
    /// Nobody is in charge of it.
    gap: bool,
}

impl From<BuildingSeen> for ChargeBuilding {
    fn from(one: BuildingSeen) -> ChargeBuilding {
        ChargeBuilding {
            place: one.code.to_string(),
            name: one.name,
            units: one.units.into_iter().map(ChargePlace::new).collect(),
            households: one.n_households,
            unanswered: one.n_unanswered,
            without_anchor: one.n_without_anchor,
            gap: one.is_gap,
        }
    }
}

/// A compound.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChargeCompound {
    place: String,
    /// Empty where the community is one compound.
    name: String,
    /// Nobody is in charge of it as a whole.
    gap: bool,
    buildings: Vec<ChargeBuilding>,
    /// Households in courtyards, which are no buildings.
    courtyards: usize,
    courtyards_unanswered: usize,
}

impl From<CompoundSeen> for ChargeCompound {
    fn from(one: CompoundSeen) -> ChargeCompound {
        ChargeCompound {
            place: one.code.to_string(),
            name: one.name,
            gap: one.is_gap,
            buildings: one.buildings.into_iter().map(ChargeBuilding::from).collect(),
            courtyards: one.n_courtyards,
            courtyards_unanswered: one.n_courtyards_unanswered,
        }
    }
}

/// The charges of a community on a day.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChargesView {
    community: String,
    on: String,
    /// Those that hold on the day, and those that begin later.
    charges: Vec<ChargeRow>,
    compounds: Vec<ChargeCompound>,
    households: usize,
    /// Households for which nobody answers from nearer than the compound.
    unanswered: usize,
    /// Charges of people who answer for more households as anchor than is meant.
    overloaded: Vec<Uuid>,
}

/// Who is in charge of what in a community, or in the caller's part of it, on a day.
#[utoipa::path(get, path = "/api/v1/charges", tag = "charges", params(ChargesQuery),
    responses((status = 200, body = ChargesView), (status = 404, body = ErrorBody)))]
pub(crate) async fn charge_all(
    Asked(req): Asked,
    Asking(query): Asking<ChargesQuery>,
) -> Result<Json<ChargesView>, ApiError> {
    let page = charges_see(&req, place(&query.within)?, opt_day(query.on.as_deref())?).await?;
    Ok(Json(ChargesView {
        community: page.community.to_string(),
        on: page.on.to_string(),
        charges: page.charges.into_iter().map(|one| ChargeRow::new(one, page.on)).collect(),
        compounds: page.compounds.into_iter().map(ChargeCompound::from).collect(),
        households: page.n_households,
        unanswered: page.n_unanswered,
        overloaded: page.overloaded.into_iter().map(ChargeId::uuid).collect(),
    }))
}

/// Which door is meant: by its code, or by what people call it in a community.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChargeChainBody {
    /// The code of a door or a building, or of the community whose words follow.
    place: String,
    /// 5-2-302, 5号楼2单元302
    #[serde(default)]
    words: String,
    /// On this day; today where it is left out.
    #[serde(default)]
    on: Option<String>,
}

/// Who answers for a door, the nearest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChargeChainView {
    door: ChargePlace,
    on: String,
    charges: Vec<ChargeRow>,
}

/// Who answers for a door on a day, the nearest first. A door's words are no part of a path.
#[utoipa::path(post, path = "/api/v1/charges/chains", tag = "charges",
    request_body = ChargeChainBody,
    responses((status = 200, body = ChargeChainView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody)))]
pub(crate) async fn charge_of_door(
    Asked(req): Asked,
    Body(body): Body<ChargeChainBody>,
) -> Result<Json<ChargeChainView>, ApiError> {
    let at = place(&body.place)?;
    let asked = match body.words.trim() {
        "" => DoorAsked::Code(at),
        words => DoorAsked::Words { community: at, words: words.to_owned() },
    };
    let chain = charge_chain(&req, asked, opt_day(body.on.as_deref())?).await?;
    Ok(Json(ChargeChainView {
        door: ChargePlace::new(chain.door),
        on: chain.on.to_string(),
        charges: chain.charges.into_iter().map(|one| ChargeRow::new(one, chain.on)).collect(),
    }))
}

/// A whole phone.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChargePhone {
    phone: String,
}

/// The whole phone of somebody who is in charge, to call it. That it was read is logged.
#[utoipa::path(post, path = "/api/v1/charges/{charge_id}/calls", tag = "charges",
    params(("charge_id" = Uuid, Path)),
    responses((status = 200, body = ChargePhone), (status = 404, body = ErrorBody)))]
pub(crate) async fn charge_phone(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<ChargePhone>, ApiError> {
    let phone = charge_call(&req, ChargeId::from_uuid(id)).await?;
    Ok(Json(ChargePhone { phone: phone.as_str().to_owned() }))
}

/// What was done to a charge.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChargeFactRow {
    kind: ChargeFactKindCode,
    at: i64,
    by_name: String,
    reason: String,
    /// The last day as it was set.
    last_day: Option<String>,
}

impl ChargeFactRow {
    fn new(req: &Request, one: ChargePast) -> ChargeFactRow {
        ChargeFactRow {
            kind: Code(one.kind),
            at: one.at.0,
            by_name: req.city.people.by_login(&one.by),
            reason: one.reason,
            last_day: one.last_day.map(|day| day.to_string()),
        }
    }
}

/// A charge and what was done to it, the oldest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChargePastView {
    #[serde(flatten)]
    row: ChargeRow,
    past: Vec<ChargeFactRow>,
}

/// One charge and what was done to it.
#[utoipa::path(get, path = "/api/v1/charges/{charge_id}", tag = "charges",
    params(("charge_id" = Uuid, Path)),
    responses((status = 200, body = ChargePastView), (status = 404, body = ErrorBody)))]
pub(crate) async fn charge_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<ChargePastView>, ApiError> {
    let (seen, past) = charge_history(&req, ChargeId::from_uuid(id)).await?;
    Ok(Json(ChargePastView {
        row: ChargeRow::new(seen, req.today()),
        past: past.into_iter().map(|one| ChargeFactRow::new(&req, one)).collect(),
    }))
}
