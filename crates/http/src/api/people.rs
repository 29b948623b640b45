//! The register: people listed masked, found, revealed for a reason, registered and put right.

use super::code::{
    Code, DocumentKindCode, PersonFactKindCode, PersonOriginCode, RelationCode, SexCode, StayCode,
};
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use fangxian_app::codes::paper_code_ended;
use fangxian_app::register::{
    PAGE_MAX, PersonSeen, people_list, people_search, person_history, person_reveal, person_see,
    person_stays, register_overview,
};
use fangxian_app::{Refusal, Request};
use fangxian_core::CityDay;
use fangxian_core::ids::PersonId;
use fangxian_core::people::{Document, DocumentKind};
use fangxian_core::places::PlaceCode;
use fangxian_core::rounds::AGED_YEARS;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct WithinQuery {
    /// The code of a place.
    within: String,
}

/// A place and how many live there.
#[derive(Serialize, ToSchema)]
pub(crate) struct RegisterPlace {
    place: String,
    name: String,
    people: usize,
    /// Not counted above the community.
    households: usize,
    /// Seventy years and more; not counted above the community.
    aged: usize,
}

/// The places right below one, with how many people are registered there.
#[utoipa::path(get, path = "/api/v1/register", tag = "register", params(WithinQuery),
    responses((status = 200, body = Vec<RegisterPlace>), (status = 404, body = ErrorBody)))]
pub(crate) async fn register_places(
    Asked(req): Asked,
    Asking(query): Asking<WithinQuery>,
) -> Result<Json<Vec<RegisterPlace>>, ApiError> {
    let places = register_overview(&req, place(&query.within)?).await?;
    let row = |one: fangxian_app::register::PlaceCount| RegisterPlace {
        place: one.place.to_string(),
        name: one.name,
        people: one.n_people,
        households: one.n_households,
        aged: one.n_aged,
    };
    Ok(Json(places.into_iter().map(row).collect()))
}

pub(crate) fn document_of(
    kind: DocumentKind,
    number: &str,
    today: CityDay,
) -> Result<Document, ApiError> {
    let flaw = |flaw| ApiError(Refusal::BadInput(format!("{flaw}。")));
    Document::parse(kind, number, today).map_err(flaw)
}

pub(crate) fn place(code: &str) -> Result<PlaceCode, ApiError> {
    PlaceCode::parse(code).map_err(|_| ApiError(Refusal::PlaceUnknown))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeopleQuery {
    /// The code of a community or of a place in it.
    within: String,
    /// How many to pass over.
    offset: Option<usize>,
    limit: Option<usize>,
}

/// Somebody on a list: of numbers only the ends.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonRow {
    person_id: Uuid,
    community: String,
    /// The place of the household.
    door: String,
    compound: String,
    /// 5号楼2单元302
    door_name: String,
    /// 王**
    name: String,
    document_kind: DocumentKindCode,
    document_tail: String,
    phone_tail: Option<String>,
    relation: RelationCode,
    sex: Option<SexCode>,
    age: Option<i16>,
    stay: StayCode,
    origin: PersonOriginCode,
    version: i64,
}

impl PersonRow {
    pub(crate) fn new(one: PersonSeen, today: CityDay) -> PersonRow {
        let resident = one.resident;
        PersonRow {
            person_id: resident.id.uuid(),
            community: one.community.to_string(),
            door: one.door.code.to_string(),
            compound: one.door.compound.clone(),
            door_name: one.door.within.clone(),
            age: resident.age_on(today),
            name: resident.name.masked(),
            document_kind: Code(resident.document_kind),
            document_tail: resident.document_tail.clone(),
            phone_tail: resident.phone_tail.clone(),
            relation: Code(resident.relation),
            sex: resident.sex.map(Code),
            stay: Code(resident.stay),
            origin: Code(resident.origin),
            version: resident.version,
        }
    }
}

/// A page of people, in the order of their doors.
#[derive(Serialize, ToSchema)]
pub(crate) struct PeoplePage {
    rows: Vec<PersonRow>,
    people: usize,
    households: usize,
}

/// The people of a place, masked.
#[utoipa::path(get, path = "/api/v1/people", tag = "register", params(PeopleQuery),
    responses((status = 200, body = PeoplePage), (status = 404, body = ErrorBody)))]
pub(crate) async fn person_list(
    Asked(req): Asked,
    Asking(query): Asking<PeopleQuery>,
) -> Result<Json<PeoplePage>, ApiError> {
    let (offset, limit) = (query.offset.unwrap_or(0), query.limit.unwrap_or(50));
    let page = people_list(&req, place(&query.within)?, offset, limit.clamp(1, PAGE_MAX)).await?;
    Ok(Json(PeoplePage {
        rows: rows(&req, page.rows),
        people: page.n_people,
        households: page.n_households,
    }))
}

pub(crate) fn rows(req: &Request, people: Vec<PersonSeen>) -> Vec<PersonRow> {
    people.into_iter().map(|one| PersonRow::new(one, req.today())).collect()
}

/// What to look for. In the body, because an address is written into logs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchBody {
    /// The code of a place.
    within: String,
    /// A name, its pinyin or initials, the last four of a document or a phone, a door.
    words: String,
}

/// Find somebody.
#[utoipa::path(post, path = "/api/v1/people/searches", tag = "register", request_body = SearchBody,
    responses((status = 200, body = Vec<PersonRow>), (status = 400, body = ErrorBody)))]
pub(crate) async fn person_search(
    Asked(req): Asked,
    Body(body): Body<SearchBody>,
) -> Result<Json<Vec<PersonRow>>, ApiError> {
    if body.words.chars().count() > 60 {
        return Err(bad_input("查找的内容太长。"));
    }
    let found = people_search(&req, place(&body.within)?, &body.words).await?;
    Ok(Json(rows(&req, found)))
}

/// One person, with all but the middle of the numbers.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonView {
    person_id: Uuid,
    /// The place of the household.
    door: String,
    compound: String,
    door_name: String,
    name: String,
    document_kind: DocumentKindCode,
    /// All but the last four hidden.
    document: String,
    /// All but the last four hidden.
    phone: Option<String>,
    sex: Option<SexCode>,
    born: Option<String>,
    age: Option<i16>,
    /// Seventy years and more: called on at the door.
    aged: bool,
    relation: RelationCode,
    stay: StayCode,
    note: String,
    origin: PersonOriginCode,
    /// Since when no longer counted here.
    gone_at: Option<i64>,
    /// The record that counts for this one, where two of one person were merged.
    merged_into: Option<Uuid>,
    /// When his codes on paper were ended last, because one was lost.
    paper_ended_at: Option<i64>,
    /// By whom.
    paper_ended_by: Option<String>,
    version: i64,
}

/// One person.
#[utoipa::path(get, path = "/api/v1/people/{person_id}", tag = "register",
    params(("person_id" = Uuid, Path)),
    responses((status = 200, body = PersonView), (status = 404, body = ErrorBody)))]
pub(crate) async fn person_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<PersonView>, ApiError> {
    let (person, stored, door) = person_see(&req, PersonId::from_uuid(id)).await?;
    let age = person.age_on(req.today());
    let stays = person_stays(&req, &stored).await?;
    let (paper_ended_at, paper_ended_by) = paper_code_ended(&req, &stored).await?.unzip();
    Ok(Json(PersonView {
        person_id: id,
        door: person.door.to_string(),
        compound: door.compound,
        door_name: door.within,
        name: person.name.as_str().to_owned(),
        document_kind: Code(person.document.kind()),
        document: person.document.masked(),
        phone: person.phone.map(|phone| phone.masked()),
        sex: person.particulars.sex.map(Code),
        born: person.particulars.born.map(|born| born.to_string()),
        age,
        aged: age.is_some_and(|age| age >= AGED_YEARS),
        relation: Code(person.particulars.relation),
        stay: Code(person.stay),
        note: person.particulars.note,
        origin: Code(stored.origin),
        gone_at: stored.gone_at.map(|at| at.0),
        merged_into: stays.map(PersonId::uuid),
        paper_ended_at: paper_ended_at.map(|at| at.0),
        paper_ended_by,
        version: stored.version,
    }))
}

/// Why the whole numbers are asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevealBody {
    reason: String,
}

/// The whole numbers of somebody.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonRevealed {
    document: String,
    phone: Option<String>,
}

/// Show the whole document and phone. The reason is kept, and whoever looked is known.
#[utoipa::path(post, path = "/api/v1/people/{person_id}/reveal", tag = "register",
    params(("person_id" = Uuid, Path)), request_body = RevealBody,
    responses((status = 200, body = PersonRevealed), (status = 404, body = ErrorBody)))]
pub(crate) async fn person_whole(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<RevealBody>,
) -> Result<Json<PersonRevealed>, ApiError> {
    let person = person_reveal(&req, PersonId::from_uuid(id), &body.reason).await?;
    let phone = person.phone.map(|phone| phone.as_str().to_owned());
    Ok(Json(PersonRevealed { document: person.document.number().to_owned(), phone }))
}

/// What was done to a record. What a field was before and is now is not shown here.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonChangeRow {
    kind: PersonFactKindCode,
    at: i64,
    by_name: String,
    reason: String,
    version: i64,
    /// The fields that are different from before.
    fields: Vec<&'static str>,
    /// It was done to a record that was merged into this one.
    of_other: bool,
    /// The other record, where two were merged or a merge was undone.
    other_id: Option<Uuid>,
    /// The merge that this is, where it stands and can be undone from here.
    merge_id: Option<Uuid>,
    /// The version of the record that was merged away, to be sent back with an undoing.
    other_version: Option<i64>,
}

/// The history of a record, oldest first.
#[utoipa::path(get, path = "/api/v1/people/{person_id}/history", tag = "register",
    params(("person_id" = Uuid, Path)),
    responses((status = 200, body = Vec<PersonChangeRow>), (status = 404, body = ErrorBody)))]
pub(crate) async fn person_past(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<Vec<PersonChangeRow>>, ApiError> {
    let changes = person_history(&req, PersonId::from_uuid(id)).await?;
    let row = |one: fangxian_app::register::PersonChange| PersonChangeRow {
        of_other: one.record.uuid() != id,
        other_id: one.other.map(PersonId::uuid),
        merge_id: one.merge.map(|merge| merge.id.uuid()),
        other_version: one.merge.map(|merge| merge.other_version),
        kind: Code(one.kind),
        at: one.at.0,
        by_name: req.city.people.by_login(&one.by),
        reason: one.reason,
        version: one.version,
        fields: one.fields,
    };
    Ok(Json(changes.into_iter().map(row).collect()))
}
