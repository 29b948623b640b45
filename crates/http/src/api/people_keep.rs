//! The register kept: somebody is registered, put right, leaves, is back.

use super::code::{Code, DocumentKindCode, RelationCode, SexCode, StayCode};
use super::people::{PersonRow, place, rows};
use super::wire::opt_day;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::register::{
    PersonEntry, people_alike, person_add, person_change, person_leave, person_see,
};
use fangxian_core::CityDay;
use fangxian_core::ids::{PersonFactId, PersonId};
use fangxian_core::people::{
    Document, DocumentKind, DoorFlaw, DoorWords, Name, Origin, Particulars, Phone,
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What is said of a person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonBody {
    name: String,
    document_kind: DocumentKindCode,
    /// Empty where there is no document yet.
    document: String,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    sex: Option<SexCode>,
    #[serde(default)]
    born: Option<String>,
    relation: RelationCode,
    stay: StayCode,
    #[serde(default)]
    note: String,
    /// The door in words; a village's courtyard is a building without unit and room.
    #[serde(default)]
    compound: String,
    #[serde(default)]
    building: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    room: String,
}

impl PersonBody {
    fn entry(self, today: CityDay) -> Result<PersonEntry, ApiError> {
        let say = |flaw: String| bad_input(&format!("{flaw}。"));
        let name = Name::parse(&self.name).map_err(|flaw| say(flaw.to_string()))?;
        let document = Document::parse(self.document_kind.0, &self.document, today)
            .map_err(|flaw| say(flaw.to_string()))?;
        let is_resident = document.kind() == DocumentKind::ResidentId;
        let held = if is_resident { document.resident_id(today) } else { None };
        let phone = self.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty());
        let phone = phone.map(Phone::parse).transpose().map_err(|flaw| say(flaw.to_string()))?;
        let born = opt_day(self.born.as_deref())?.or(held.map(|held| held.born));
        let sex = self.sex.map(|sex| sex.0).or(held.map(|held| held.sex));
        if held.is_some_and(|held| born != Some(held.born) || sex != Some(held.sex)) {
            return Err(bad_input("出生日期或性别与身份证号里的不一致，请核对。"));
        }
        if born.is_some_and(|born| born > today) || self.note.chars().count() > 200 {
            return Err(bad_input("出生日期不能晚于今天；备注不超过200字。"));
        }
        let door = DoorWords::read(&self.compound, &self.building, &self.unit, &self.room, "")
            .map_err(|flaw| {
                bad_input(match flaw {
                    DoorFlaw::Missing => "请写明住在哪里：楼号和房号，或院落的门牌号。",
                    DoorFlaw::Unreadable | DoorFlaw::TooLong => {
                        "门牌看不懂，请写成“5号楼 2单元 302”的样子。"
                    }
                })
            })?;
        let particulars =
            Particulars { sex, born, relation: self.relation.0, note: self.note.trim().to_owned() };
        Ok(PersonEntry { name, document, phone, particulars, stay: self.stay.0, door })
    }
}

/// Somebody who is to be registered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonAddBody {
    /// Made by the client.
    person_id: Uuid,
    /// Made by the client; a phone may send it twice.
    fact_id: Uuid,
    community: String,
    /// Whether the person was found at the door while a list was worked.
    found: bool,
    person: PersonBody,
}

/// Register somebody.
#[utoipa::path(post, path = "/api/v1/people", tag = "register", request_body = PersonAddBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn person_new(
    Asked(req): Asked,
    Body(body): Body<PersonAddBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (PersonId::from_uuid(body.person_id), PersonFactId::from_uuid(body.fact_id));
    let origin = if body.found { Origin::Found } else { Origin::Entered };
    let entry = body.person.entry(req.today())?;
    person_add(&req, ids, place(&body.community)?, entry, origin).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody who may be registered already.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AlikeBody {
    community: String,
    person: PersonBody,
}

/// Who may be the same person: by document, by name and birth, by name or its sound and phone.
#[utoipa::path(post, path = "/api/v1/people/alike", tag = "register", request_body = AlikeBody,
    responses((status = 200, body = Vec<PersonRow>), (status = 400, body = ErrorBody)))]
pub(crate) async fn person_alike(
    Asked(req): Asked,
    Body(body): Body<AlikeBody>,
) -> Result<Json<Vec<PersonRow>>, ApiError> {
    let entry = body.person.entry(req.today())?;
    let found = people_alike(&req, place(&body.community)?, &entry).await?;
    Ok(Json(rows(&req, found)))
}

/// A record put right.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonChangeBody {
    fact_id: Uuid,
    /// The version that was seen.
    version: i64,
    reason: String,
    person: PersonBody,
    /// Left out, the document stays: a page that shows only its end cannot send it back.
    #[serde(default)]
    keep_document: bool,
    /// The same for the phone.
    #[serde(default)]
    keep_phone: bool,
}

/// Put a record right.
#[utoipa::path(put, path = "/api/v1/people/{person_id}", tag = "register",
    params(("person_id" = Uuid, Path)), request_body = PersonChangeBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn person_put_right(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(mut body): Body<PersonChangeBody>,
) -> Result<StatusCode, ApiError> {
    let id = PersonId::from_uuid(id);
    if body.keep_document || body.keep_phone {
        let (known, _, _) = person_see(&req, id).await?;
        if body.keep_document {
            body.person.document_kind = Code(known.document.kind());
            body.person.document = known.document.number().to_owned();
        }
        if body.keep_phone {
            body.person.phone = known.phone.map(|phone| phone.as_str().to_owned());
        }
    }
    let entry = body.person.entry(req.today())?;
    let ids = (id, PersonFactId::from_uuid(body.fact_id));
    person_change(&req, ids, body.version, entry, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That somebody is no longer counted here, or is again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonLeaveBody {
    fact_id: Uuid,
    version: i64,
    /// Counted again.
    back: bool,
    reason: String,
}

/// Say that somebody left, or is back.
#[utoipa::path(post, path = "/api/v1/people/{person_id}/leave", tag = "register",
    params(("person_id" = Uuid, Path)), request_body = PersonLeaveBody,
    responses((status = 204), (status = 409, body = ErrorBody)))]
pub(crate) async fn person_gone(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<PersonLeaveBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (PersonId::from_uuid(id), PersonFactId::from_uuid(body.fact_id));
    person_leave(&req, ids, body.version, body.back, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
