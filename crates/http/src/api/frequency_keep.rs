//! How often people are tested: decisions made, signed and ended; trades and exemptions; who was told.

use super::code::{Code, ExemptReasonCode, TradeCode, TradeLineFlawCode};
use super::people::place;
use super::wire::{day_of, opt_day};
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::frequency::{
    EntryBegin, EntrySays, TradeLine, entries_begin, entry_end, requirement_decide,
    requirement_end, requirement_make, told_at_door, trade_lines_read,
};
use fangxian_core::frequency::Decided;
use fangxian_core::ids::{FrequencyFactId, PersonId, TestEntryId, TestRequirementId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A decision that is to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequirementBody {
    /// Made by the client.
    requirement_id: Uuid,
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    /// The city, a county, a street or a community.
    place: String,
    /// Only for a trade; for everybody where it is left out.
    #[serde(default)]
    trade: Option<TradeCode>,
    /// 1 to 14.
    every_days: u8,
    first_day: String,
    #[serde(default)]
    last_day: Option<String>,
    /// The authority's words.
    as_written: String,
    /// Where they stand.
    source: String,
}

/// Make a decision on how often people are tested. It binds nobody before another signs it.
#[utoipa::path(post, path = "/api/v1/frequency/requirements", tag = "frequency",
    request_body = RequirementBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn requirement_new(
    Asked(req): Asked,
    Body(body): Body<RequirementBody>,
) -> Result<StatusCode, ApiError> {
    let decided = Decided {
        place: place(&body.place)?,
        trade: body.trade.map(|code| code.0),
        every_days: body.every_days,
        first: day_of(&body.first_day)?,
        last: opt_day(body.last_day.as_deref())?,
        as_written: body.as_written.trim().to_owned(),
        source: body.source.trim().to_owned(),
    };
    let ids = (
        TestRequirementId::from_uuid(body.requirement_id),
        FrequencyFactId::from_uuid(body.fact_id),
    );
    requirement_make(&req, ids, decided).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the second person says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequirementDecisionBody {
    fact_id: Uuid,
    /// How many facts were seen.
    facts: i64,
    sign: bool,
    /// Needed where it is declined.
    #[serde(default)]
    reason: String,
}

/// Sign a decision as the second person, or decline it.
#[utoipa::path(post, path = "/api/v1/frequency/requirements/{requirement_id}/decision",
    tag = "frequency", params(("requirement_id" = Uuid, Path)),
    request_body = RequirementDecisionBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn requirement_signed(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<RequirementDecisionBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (TestRequirementId::from_uuid(id), FrequencyFactId::from_uuid(body.fact_id));
    requirement_decide(&req, ids, body.facts, body.sign, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// When a decision ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequirementEndBody {
    fact_id: Uuid,
    facts: i64,
    /// Its last day.
    last_day: String,
    reason: String,
}

/// End a decision that holds.
#[utoipa::path(post, path = "/api/v1/frequency/requirements/{requirement_id}/end",
    tag = "frequency", params(("requirement_id" = Uuid, Path)), request_body = RequirementEndBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn requirement_over(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<RequirementEndBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (TestRequirementId::from_uuid(id), FrequencyFactId::from_uuid(body.fact_id));
    let last = day_of(&body.last_day)?;
    requirement_end(&req, ids, body.facts, last, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That somebody works in a trade, or need not be tested for a while: one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestEntryNew {
    /// Made by the client.
    test_entry_id: Uuid,
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    person_id: Uuid,
    #[serde(default)]
    trade: Option<TradeCode>,
    /// Why he is put off.
    #[serde(default)]
    reason: Option<ExemptReasonCode>,
    first_day: String,
    /// Needed where he is put off.
    #[serde(default)]
    last_day: Option<String>,
    /// Where he works; what is noted.
    #[serde(default)]
    words: String,
}

impl TestEntryNew {
    fn begin(self) -> Result<EntryBegin, ApiError> {
        let says = match (self.trade, self.reason) {
            (Some(trade), None) => EntrySays::Trade(trade.0),
            (None, Some(reason)) => EntrySays::Exempt(reason.0),
            (None, None) | (Some(_), Some(_)) => {
                return Err(bad_input("请选行业，或选暂缓检测的原因，两者选一。"));
            }
        };
        Ok(EntryBegin {
            id: TestEntryId::from_uuid(self.test_entry_id),
            fact: FrequencyFactId::from_uuid(self.fact_id),
            person: PersonId::from_uuid(self.person_id),
            says,
            first: day_of(&self.first_day)?,
            last: opt_day(self.last_day.as_deref())?,
            words: self.words,
        })
    }
}

/// Trades and exemptions of people, up to two hundred at once.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestEntriesBody {
    entries: Vec<TestEntryNew>,
}

/// Say of people that they work in a key trade, or need not be tested for a while: of all or none.
#[utoipa::path(post, path = "/api/v1/frequency/entries", tag = "frequency",
    request_body = TestEntriesBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn test_entries_new(
    Asked(req): Asked,
    Body(body): Body<TestEntriesBody>,
) -> Result<StatusCode, ApiError> {
    let begun: Result<Vec<EntryBegin>, ApiError> =
        body.entries.into_iter().map(TestEntryNew::begin).collect();
    entries_begin(&req, begun?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// When an entry ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestEntryEndBody {
    fact_id: Uuid,
    /// Its last day, today at the latest; the day before its first where it never held.
    last_day: String,
    reason: String,
}

/// End an entry early.
#[utoipa::path(post, path = "/api/v1/frequency/entries/{test_entry_id}/end", tag = "frequency",
    params(("test_entry_id" = Uuid, Path)), request_body = TestEntryEndBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn test_entry_over(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<TestEntryEndBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (TestEntryId::from_uuid(id), FrequencyFactId::from_uuid(body.fact_id));
    entry_end(&req, ids, day_of(&body.last_day)?, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// For which day somebody was told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestToldBody {
    due_day: String,
}

/// Note that somebody was told at his door that he is due on a day. Twice is once.
#[utoipa::path(post, path = "/api/v1/frequency/people/{person_id}/told", tag = "frequency",
    params(("person_id" = Uuid, Path)), request_body = TestToldBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub(crate) async fn frequency_told(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<TestToldBody>,
) -> Result<StatusCode, ApiError> {
    told_at_door(&req, PersonId::from_uuid(id), day_of(&body.due_day)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lines that a company sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TradeLinesBody {
    community: String,
    /// A line a person: name or document, trade and workplace.
    text: String,
}

/// A line as it was understood. The name is masked.
#[derive(Serialize, ToSchema)]
pub(crate) struct TradeLineView {
    /// Which line, from 1.
    line: usize,
    person_id: Option<Uuid>,
    name: String,
    door_name: String,
    trade: Option<TradeCode>,
    workplace: String,
    flaw: Option<TradeLineFlawCode>,
}

fn line_view(one: TradeLine) -> TradeLineView {
    let (person, name, door_name) = match one.person {
        Some((person, name, door)) => (Some(person), name, door),
        None => (None, String::new(), String::new()),
    };
    TradeLineView {
        line: one.number,
        person_id: person.map(PersonId::uuid),
        name,
        door_name,
        trade: one.trade.map(Code),
        workplace: one.workplace,
        flaw: one.flaw.map(Code),
    }
}

/// Read who of a community is meant by lines that a company sent. Nothing is kept.
#[utoipa::path(post, path = "/api/v1/frequency/trade-readings", tag = "frequency",
    request_body = TradeLinesBody,
    responses((status = 200, body = Vec<TradeLineView>), (status = 400, body = ErrorBody)))]
pub(crate) async fn trade_lines(
    Asked(req): Asked,
    Body(body): Body<TradeLinesBody>,
) -> Result<Json<Vec<TradeLineView>>, ApiError> {
    let read = trade_lines_read(&req, place(&body.community)?, &body.text).await?;
    Ok(Json(read.into_iter().map(line_view).collect()))
}
