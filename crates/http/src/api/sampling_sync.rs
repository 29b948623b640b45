//! What the app at the sampling table asks for: a list to take along, and what it took down sent in.

use super::code::{Code, DocumentKindCode, PoolCode, TubeFlagCode};
use super::people::place;
use crate::caller::{Asked, Asking, Signed};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fangxian_app::sampling::{
    BatchSent, MemberSent, PackPerson, PartSent, PartVerdict, Priority, StrangerSent, batch_take,
    sampling_pack,
};
use fangxian_core::Moment;
use fangxian_core::ids::{DeviceId, PersonId, RoundId, SiteId, TubePartId, TubeUseId};
use fangxian_core::sampling::TubeCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PackQuery {
    round_id: Uuid,
    /// Where the table stands.
    place: String,
}

/// The round that a pack is for.
#[derive(Serialize, ToSchema)]
pub(crate) struct PackRound {
    round_id: Uuid,
    name: String,
    place: String,
    place_name: String,
    /// Which of the place's rounds it is, from 1.
    ordinal: usize,
}

/// Codes of tubes that were given out together.
#[derive(Serialize, ToSchema)]
pub(crate) struct PackRoll {
    first: String,
    n_tubes: u32,
    pool: PoolCode,
}

/// Who is let through first.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PackPriority {
    Infant,
    Pregnant,
    Disabled,
    Aged,
}

/// Somebody on the phone's list: names masked, no numbers.
#[derive(Serialize, ToSchema)]
pub(crate) struct PackPersonView {
    person_id: Uuid,
    name: String,
    initials: String,
    door: String,
    door_name: String,
    sheet_name: String,
    last4: String,
    /// The first eight hex signs of HMAC-SHA-256 of the number under the key of the pack.
    tag: String,
    priority: Option<PackPriority>,
    /// Waits for a test of his own: a single tube.
    held: bool,
    /// When he was sampled in this round.
    sampled_at: Option<i64>,
}

fn pack_person(one: PackPerson) -> PackPersonView {
    let priority = |one| match one {
        Priority::Infant => PackPriority::Infant,
        Priority::Pregnant => PackPriority::Pregnant,
        Priority::Disabled => PackPriority::Disabled,
        Priority::Aged => PackPriority::Aged,
    };
    PackPersonView {
        person_id: one.id.uuid(),
        name: one.name,
        initials: one.initials,
        door: one.door.to_string(),
        door_name: one.door_name,
        sheet_name: one.sheet_name,
        last4: one.last4,
        tag: one.tag,
        priority: one.priority.map(priority),
        held: one.is_held,
        sampled_at: one.sampled_at.map(|at| at.0),
    }
}

/// What a phone takes along to its table.
#[derive(Serialize, ToSchema)]
pub(crate) struct PackView {
    round: PackRound,
    place: String,
    place_name: String,
    /// Six digits: under which codes of tubes are kept.
    county: String,
    server_now: i64,
    /// Which history of the store this is.
    epoch: Uuid,
    /// How far the history is.
    seq: i64,
    /// The tubes that are permitted there, the usual one first.
    pools: Vec<PoolCode>,
    /// By whose words.
    pools_clause: Option<String>,
    rolls: Vec<PackRoll>,
    /// Sixteen bytes, base64.
    tag_key: String,
    people: Vec<PackPersonView>,
}

/// The list to take along for a place of a round.
#[utoipa::path(get, path = "/api/v1/sampling/packs", tag = "sampling", params(PackQuery),
    responses((status = 200, body = PackView), (status = 404, body = ErrorBody)))]
pub(crate) async fn pack_one(
    Asked(req): Asked,
    Asking(query): Asking<PackQuery>,
) -> Result<Json<PackView>, ApiError> {
    let round = RoundId::from_uuid(query.round_id);
    let pack = sampling_pack(&req, round, place(&query.place)?).await?;
    let city = &req.city;
    let roll = |one: &fangxian_core::sampling::Roll| PackRoll {
        first: one.first.to_string(),
        n_tubes: one.n_tubes,
        pool: Code(one.pool),
    };
    Ok(Json(PackView {
        round: PackRound {
            round_id: pack.round.id.uuid(),
            place_name: city.place_name(&pack.round.place),
            place: pack.round.place.to_string(),
            name: pack.round.name,
            ordinal: pack.ordinal,
        },
        place_name: city.place_name(&pack.place),
        place: pack.place.to_string(),
        county: pack.place.county(),
        server_now: req.now.0,
        epoch: pack.history,
        seq: pack.seq,
        pools: pack.pools.pools.iter().map(|pool| Code(*pool)).collect(),
        pools_clause: pack.pools.clause.map(|clause| clause.as_written),
        rolls: pack.rolls.iter().map(roll).collect(),
        tag_key: STANDARD.encode(pack.tag_key),
        people: pack.people.into_iter().map(pack_person).collect(),
    }))
}

/// Somebody of no register that the table had.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StrangerBody {
    document_kind: DocumentKindCode,
    #[serde(default)]
    document: String,
    name: String,
    #[serde(default)]
    phone: String,
    /// The code of the receipt that he took along.
    #[serde(default)]
    card: String,
}

/// Somebody in a tube: a person of the register or a stranger, one of both.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberBody {
    #[serde(default)]
    person_id: Option<Uuid>,
    #[serde(default)]
    stranger: Option<StrangerBody>,
    /// By the clock of the phone.
    taken_at: i64,
}

/// That a tube was sealed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SealBody {
    at: i64,
    /// How many swabs the table counted.
    stated: usize,
}

/// What a table took down for a tube.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartBody {
    /// Made on the phone; sent again, it is the same part.
    part_id: Uuid,
    tube: String,
    use_id: Uuid,
    round_id: Uuid,
    place: String,
    #[serde(default)]
    site_id: Option<Uuid>,
    pool: PoolCode,
    opened_at: i64,
    /// The place of the first of these in the tube, from 0.
    first_position: usize,
    members: Vec<MemberBody>,
    #[serde(default)]
    sealed: Option<SealBody>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchBody {
    /// The clock of the phone when it sends.
    made_at: i64,
    /// By how much the phone put its own clock right in this and in every other time, in
    /// milliseconds.
    #[serde(default)]
    put_right_ms: i64,
    parts: Vec<PartBody>,
    /// How many captures it still has after these.
    #[serde(default)]
    n_unsent: i64,
}

/// What became of a part.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PartFate {
    Kept,
    /// The id stands for something else; a person will look at it.
    SetAside,
    Refused,
}

/// What became of a part that was sent.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartView {
    part_id: Uuid,
    fate: PartFate,
    /// Why it was refused.
    code: Option<&'static str>,
    message: Option<String>,
    /// What a person must look at in the tube.
    flags: Vec<TubeFlagCode>,
}

/// The answer to a batch: what is kept is durable.
#[derive(Serialize, ToSchema)]
pub(crate) struct BatchView {
    server_now: i64,
    epoch: Uuid,
    seq: i64,
    skew_ms: i64,
    answers: Vec<PartView>,
}

/// Send what the table took down, up to five hundred people at once, signed by the phone.
#[utoipa::path(post, path = "/api/v1/sampling/batches", tag = "sampling",
    request_body = BatchBody,
    params(("x-device" = Uuid, Header), ("x-signature" = String, Header)),
    responses((status = 200, body = BatchView), (status = 400, body = ErrorBody)))]
pub(crate) async fn batch_new(
    Asked(req): Asked,
    Signed { device, signature, bytes, body }: Signed<BatchBody>,
) -> Result<Json<BatchView>, ApiError> {
    let parts: Result<Vec<PartSent>, ApiError> = body.parts.into_iter().map(part).collect();
    let sent = BatchSent {
        device: DeviceId::from_uuid(device),
        made_at: Moment(body.made_at),
        put_right_ms: body.put_right_ms,
        n_unsent: body.n_unsent,
        parts: parts?,
    };
    let taken = batch_take(&req, sent, &bytes, &signature).await?;
    Ok(Json(BatchView {
        server_now: req.now.0,
        epoch: req.city.history(),
        seq: req.city.seen_seq(),
        skew_ms: taken.skew_ms,
        answers: taken.parts.into_iter().map(|(id, verdict)| answer(id, verdict)).collect(),
    }))
}

fn answer(id: TubePartId, verdict: PartVerdict) -> PartView {
    let mut view = PartView {
        part_id: id.uuid(),
        fate: PartFate::Kept,
        code: None,
        message: None,
        flags: Vec::new(),
    };
    match verdict {
        PartVerdict::Kept(flags) => view.flags = flags.into_iter().map(Code).collect(),
        PartVerdict::SetAside => view.fate = PartFate::SetAside,
        PartVerdict::Refused(refusal) => {
            view.fate = PartFate::Refused;
            view.code = Some(refusal.code());
            view.message = Some(refusal.to_string());
        }
    }
    view
}

fn part(body: PartBody) -> Result<PartSent, ApiError> {
    let members: Result<Vec<MemberSent>, ApiError> = body.members.into_iter().map(member).collect();
    Ok(PartSent {
        id: TubePartId::from_uuid(body.part_id),
        tube: TubeCode::parse(&body.tube),
        use_id: TubeUseId::from_uuid(body.use_id),
        round: RoundId::from_uuid(body.round_id),
        place: place(&body.place)?,
        site: body.site_id.map(SiteId::from_uuid),
        pool: body.pool.0,
        opened_at: Moment(body.opened_at),
        first_position: body.first_position,
        members: members?,
        sealed: body.sealed.map(|seal| (Moment(seal.at), seal.stated)),
    })
}

fn member(body: MemberBody) -> Result<MemberSent, ApiError> {
    let at = Moment(body.taken_at);
    match (body.person_id, body.stranger) {
        (Some(person), None) => Ok(MemberSent::Person(PersonId::from_uuid(person), at)),
        (None, Some(one)) => Ok(MemberSent::Stranger(
            StrangerSent {
                document_kind: one.document_kind.0,
                document: one.document,
                name: one.name,
                phone: one.phone,
                card: one.card,
            },
            at,
        )),
        (Some(_), Some(_)) | (None, None) => {
            Err(bad_input("每一人须是名单上的人，或是写明姓名的人，二者选一。"))
        }
    }
}
