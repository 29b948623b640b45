//! Ledgers kept: somebody is entered, put right, visited, reviewed, ended; a candidate is passed
//! over; a community's own ledgers are made and closed.

use super::code::{CareCategoryCode, EntryOriginCode, LedgerKindCode};
use super::people::place;
use super::wire::opt_day;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::http::StatusCode;
use fangxian_app::ledgers::{
    EntryWords, entry_change, entry_end, entry_enter, entry_review, entry_visit, offer_pass,
    own_ledger_change, own_ledger_make,
};
use fangxian_core::ids::{LedgerEntryId, LedgerFactId, OwnLedgerId, PersonId};
use fangxian_core::ledgers::{MatterWords, Rhythm};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What is said of an entry.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerEntryBody {
    ledger: LedgerKindCode,
    /// For special care.
    #[serde(default)]
    category: Option<CareCategoryCode>,
    /// For a ledger of the community's own.
    #[serde(default)]
    own_ledger: Option<Uuid>,
    /// 预产期
    #[serde(default)]
    due_on: Option<String>,
    /// 透析日, 1 for Monday.
    #[serde(default)]
    weekdays: Vec<u8>,
    /// 下次化疗
    #[serde(default)]
    next_on: Option<String>,
    /// 隔离至
    #[serde(default)]
    until: Option<String>,
    /// 医生, together with the informant.
    #[serde(default)]
    doctor: String,
    /// 信息员
    #[serde(default)]
    informant: String,
    /// What he is visited for; as usual where it is empty.
    #[serde(default)]
    need: String,
    /// A visit once in so many days; 0 for none between reviews; left out, by the rules.
    #[serde(default)]
    every_days: Option<u8>,
    /// So many visits a day.
    #[serde(default)]
    times_a_day: Option<u8>,
    /// When it must be looked at again; by the rules where it is left out.
    #[serde(default)]
    review_on: Option<String>,
    /// Why he is entered, or the entry changed.
    reason: String,
}

impl LedgerEntryBody {
    fn words(self) -> Result<EntryWords, ApiError> {
        let rhythm = Rhythm::read(self.every_days, self.times_a_day)
            .map_err(|flaw| bad_input(&format!("{flaw}。")))?;
        Ok(EntryWords {
            kind: self.ledger.0,
            matter: MatterWords {
                category: self.category.map(|category| category.0),
                own: self.own_ledger.map(OwnLedgerId::from_uuid),
                due_on: opt_day(self.due_on.as_deref())?,
                weekdays: self.weekdays,
                next_on: opt_day(self.next_on.as_deref())?,
                until: opt_day(self.until.as_deref())?,
                doctor: self.doctor,
                informant: self.informant,
            },
            need: self.need,
            rhythm,
            review_on: opt_day(self.review_on.as_deref())?,
            reason: self.reason,
        })
    }
}

/// Somebody who is to be put on a ledger.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerEnterBody {
    /// Made by the client.
    entry_id: Uuid,
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    person_id: Uuid,
    origin: EntryOriginCode,
    entry: LedgerEntryBody,
}

/// Put somebody on a ledger.
#[utoipa::path(post, path = "/api/v1/ledgers/entries", tag = "ledgers",
    request_body = LedgerEnterBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn ledger_entry_new(
    Asked(req): Asked,
    Body(body): Body<LedgerEnterBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (LedgerEntryId::from_uuid(body.entry_id), LedgerFactId::from_uuid(body.fact_id));
    let person = PersonId::from_uuid(body.person_id);
    entry_enter(&req, ids, person, body.origin.0, body.entry.words()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An entry put right.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerChangeBody {
    fact_id: Uuid,
    /// The version that was seen.
    version: i64,
    entry: LedgerEntryBody,
}

/// Put an entry right.
#[utoipa::path(put, path = "/api/v1/ledgers/entries/{entry_id}", tag = "ledgers",
    params(("entry_id" = Uuid, Path)), request_body = LedgerChangeBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn ledger_entry_put_right(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<LedgerChangeBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (LedgerEntryId::from_uuid(id), LedgerFactId::from_uuid(body.fact_id));
    entry_change(&req, ids, body.version, body.entry.words()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That an entry was looked at and still holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerReviewBody {
    fact_id: Uuid,
    version: i64,
    /// The next review; by the rules where it is left out.
    #[serde(default)]
    review_on: Option<String>,
    #[serde(default)]
    note: String,
}

/// Say that an entry was looked at and still holds, until the next review.
#[utoipa::path(post, path = "/api/v1/ledgers/entries/{entry_id}/reviews", tag = "ledgers",
    params(("entry_id" = Uuid, Path)), request_body = LedgerReviewBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn ledger_entry_reviewed(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<LedgerReviewBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (LedgerEntryId::from_uuid(id), LedgerFactId::from_uuid(body.fact_id));
    let review_on = opt_day(body.review_on.as_deref())?;
    entry_review(&req, ids, body.version, review_on, &body.note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That somebody was visited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerVisitBody {
    /// Made by the client; a phone may send it twice.
    fact_id: Uuid,
    #[serde(default)]
    note: String,
}

/// Note that somebody on a ledger was visited.
#[utoipa::path(post, path = "/api/v1/ledgers/entries/{entry_id}/visits", tag = "ledgers",
    params(("entry_id" = Uuid, Path)), request_body = LedgerVisitBody,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn ledger_entry_visited(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<LedgerVisitBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (LedgerEntryId::from_uuid(id), LedgerFactId::from_uuid(body.fact_id));
    entry_visit(&req, ids, &body.note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That somebody is no longer on a ledger.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerEndBody {
    fact_id: Uuid,
    version: i64,
    reason: String,
}

/// Take somebody off a ledger. What was done before stays in the history.
#[utoipa::path(post, path = "/api/v1/ledgers/entries/{entry_id}/end", tag = "ledgers",
    params(("entry_id" = Uuid, Path)), request_body = LedgerEndBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn ledger_entry_over(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<LedgerEndBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (LedgerEntryId::from_uuid(id), LedgerFactId::from_uuid(body.fact_id));
    entry_end(&req, ids, body.version, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That somebody whom the register offers is not to be entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerPassBody {
    /// Made by the client.
    fact_id: Uuid,
    person_id: Uuid,
    category: CareCategoryCode,
    reason: String,
}

/// Pass over somebody whom the register offers; he is offered again when the register changes.
#[utoipa::path(post, path = "/api/v1/ledgers/offers/passes", tag = "ledgers",
    request_body = LedgerPassBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn ledger_offer_passed(
    Asked(req): Asked,
    Body(body): Body<LedgerPassBody>,
) -> Result<StatusCode, ApiError> {
    let person = PersonId::from_uuid(body.person_id);
    let fact = LedgerFactId::from_uuid(body.fact_id);
    offer_pass(&req, fact, person, body.category.0, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A ledger that a community wants of its own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnLedgerBody {
    /// Made by the client.
    ledger_id: Uuid,
    community: String,
    name: String,
}

/// Make a ledger of the community's own.
#[utoipa::path(post, path = "/api/v1/ledgers/own", tag = "ledgers", request_body = OwnLedgerBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn ledger_own_new(
    Asked(req): Asked,
    Body(body): Body<OwnLedgerBody>,
) -> Result<StatusCode, ApiError> {
    let id = OwnLedgerId::from_uuid(body.ledger_id);
    own_ledger_make(&req, id, place(&body.community)?, &body.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A new name, or that it is closed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnLedgerChangeBody {
    community: String,
    version: i64,
    name: String,
    /// Nobody is entered there any more; who stands there stays.
    closed: bool,
}

/// Rename a ledger of the community's own, close it, or open it again.
#[utoipa::path(put, path = "/api/v1/ledgers/own/{ledger_id}", tag = "ledgers",
    params(("ledger_id" = Uuid, Path)), request_body = OwnLedgerChangeBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn ledger_own_put_right(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<OwnLedgerChangeBody>,
) -> Result<StatusCode, ApiError> {
    let which = (place(&body.community)?, OwnLedgerId::from_uuid(id));
    own_ledger_change(&req, which, body.version, &body.name, body.closed).await?;
    Ok(StatusCode::NO_CONTENT)
}
