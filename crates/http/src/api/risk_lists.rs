//! Places and times for everybody: drafted, proposed, signed by somebody else.

use super::code::{Code, VenueKindCode};
use super::told_codes::{HeldCode, RiskListFactCode, RiskListStateCode};
use super::wire::Clause;
use crate::caller::{Asked, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::cases::{
    RiskAsking, RiskDeciding, RiskDrafted, RiskListSeen, StatedCount, risk_decide, risk_draft,
    risk_lists, risk_propose, risk_rules,
};
use fangxian_core::Moment;
use fangxian_core::ids::{CaseId, RiskListFactId, RiskListId};
use fangxian_core::publication::{PublicPlace, PublicWindow, PublicationRules};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A place and a stretch of time: all that is ever told.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RiskWindow {
    /// Six digits; empty where the place lies in none.
    county: String,
    name: String,
    #[serde(default)]
    venue: Option<u32>,
    #[serde(default)]
    kind: Option<VenueKindCode>,
    from: i64,
    to: i64,
}

impl RiskWindow {
    fn of(one: &PublicWindow) -> RiskWindow {
        RiskWindow {
            county: one.place.county.clone(),
            name: one.place.name.clone(),
            venue: one.place.venue,
            kind: one.place.kind.map(Code),
            from: one.from.0,
            to: one.to.0,
        }
    }

    fn read(self) -> PublicWindow {
        let kind = self.kind.map(|kind| kind.0);
        let place = PublicPlace { county: self.county, name: self.name, venue: self.venue, kind };
        PublicWindow { place, from: Moment(self.from), to: Moment(self.to) }
    }
}

/// A case who works or learns at a place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkplaceBody {
    case_id: Uuid,
    name: String,
}

/// The name of a place without a code: as it was told, and as it is to be published.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RenamedBody {
    told: String,
    public: String,
}

/// How many other people were at a place, as somebody states it who asked there.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatedBody {
    window: RiskWindow,
    n_people: u32,
    #[serde(default)]
    n_homes: Option<u32>,
}

/// What a draft is made with besides what is known.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RiskAskingBody {
    #[serde(default)]
    workplaces: Vec<WorkplaceBody>,
    #[serde(default)]
    names: Vec<RenamedBody>,
    #[serde(default)]
    stated: Vec<StatedBody>,
}

impl RiskAskingBody {
    fn read(self) -> RiskAsking {
        let work = |one: WorkplaceBody| (CaseId::from_uuid(one.case_id), one.name);
        RiskAsking {
            workplaces: self.workplaces.into_iter().map(work).collect(),
            names: self.names.into_iter().map(|one| (one.told, one.public)).collect(),
            stated: self
                .stated
                .into_iter()
                .map(|one| StatedCount {
                    window: one.window.read(),
                    n_people: one.n_people,
                    n_homes: one.n_homes,
                })
                .collect(),
        }
    }
}

/// Why something is held back.
#[derive(Serialize, ToSchema)]
pub(crate) struct HeldView {
    code: HeldCode,
    /// In a sentence without its end. It says nothing of whom.
    says: String,
}

/// A stretch of the draft.
#[derive(Serialize, ToSchema)]
pub(crate) struct RiskDraftRow {
    window: RiskWindow,
    /// The cases that were there: for whoever follows them alone.
    case_ids: Vec<Uuid>,
    /// How many other people were there; none where nobody knows.
    n_people: Option<u32>,
    n_homes: Option<u32>,
    /// Why it is held back; empty where it may be told.
    held: Vec<HeldView>,
}

/// What could be told, and by which rules.
#[derive(Serialize, ToSchema)]
pub(crate) struct RiskDraftView {
    rows: Vec<RiskDraftRow>,
    /// The authority's words; the numbers are our own.
    clause: Clause,
    people_min: u32,
    homes_min: u32,
    alone_max: u32,
    alone_of_day_max: u32,
}

fn drafted(one: &RiskDrafted, rules: &PublicationRules) -> RiskDraftRow {
    let judged = &one.judged;
    let held = |held: &fangxian_core::publication::Held| HeldView {
        code: Code(*held),
        says: held.says(rules),
    };
    RiskDraftRow {
        window: RiskWindow::of(&judged.stretch.window),
        case_ids: one.cases.iter().map(|id| id.uuid()).collect(),
        n_people: judged.around.n_people,
        n_homes: judged.around.n_homes,
        held: judged.held.iter().map(held).collect(),
    }
}

/// What could be told of the open cases within reach. Keeps nothing.
#[utoipa::path(post, path = "/api/v1/risk-lists/draft", tag = "risk-lists",
    request_body = RiskAskingBody,
    responses((status = 200, body = RiskDraftView), (status = 404, body = ErrorBody)))]
pub(crate) async fn risk_drafted(
    Asked(req): Asked,
    Body(body): Body<RiskAskingBody>,
) -> Result<Json<RiskDraftView>, ApiError> {
    let rules = risk_rules()?;
    let draft = risk_draft(&req, &body.read()).await?;
    let numbers = rules.numbers;
    Ok(Json(RiskDraftView {
        rows: draft.iter().map(|one| drafted(one, &rules)).collect(),
        clause: Clause::from(&rules.clause),
        people_min: numbers.people_min,
        homes_min: numbers.homes_min,
        alone_max: numbers.alone_max,
        alone_of_day_max: numbers.alone_of_day_max,
    }))
}

/// A list that is proposed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RiskListBody {
    /// Made by the client.
    list_id: Uuid,
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    /// What the draft was made with.
    asking: RiskAskingBody,
    /// What is to be told: windows of the draft, none of them held back.
    windows: Vec<RiskWindow>,
}

/// Propose a list. Nobody is told before another signs it.
#[utoipa::path(post, path = "/api/v1/risk-lists", tag = "risk-lists", request_body = RiskListBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn risk_new(
    Asked(req): Asked,
    Body(body): Body<RiskListBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (RiskListId::from_uuid(body.list_id), RiskListFactId::from_uuid(body.fact_id));
    let windows = body.windows.into_iter().map(RiskWindow::read).collect();
    risk_propose(&req, ids, &body.asking.read(), windows).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was said of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct RiskFactView {
    kind: RiskListFactCode,
    reason: String,
    at: i64,
    by: String,
}

/// A list. It has no case in it.
#[derive(Serialize, ToSchema)]
pub(crate) struct RiskListView {
    list_id: Uuid,
    state: RiskListStateCode,
    windows: Vec<RiskWindow>,
    facts: Vec<RiskFactView>,
}

fn list(one: &RiskListSeen) -> RiskListView {
    RiskListView {
        list_id: one.id.uuid(),
        state: Code(one.state),
        windows: one.windows.iter().map(RiskWindow::of).collect(),
        facts: one
            .facts
            .iter()
            .map(|fact| RiskFactView {
                kind: Code(fact.kind),
                reason: fact.reason.clone(),
                at: fact.at.0,
                by: fact.by.clone(),
            })
            .collect(),
    }
}

/// The lists of the last weeks, the newest first.
#[utoipa::path(get, path = "/api/v1/risk-lists", tag = "risk-lists",
    responses((status = 200, body = Vec<RiskListView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn risk_all(Asked(req): Asked) -> Result<Json<Vec<RiskListView>>, ApiError> {
    Ok(Json(risk_lists(&req).await?.iter().map(list).collect()))
}

/// What somebody decides of a list.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RiskDecision {
    Sign,
    Decline,
    Withdraw,
}

/// A decision of a list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RiskDecideBody {
    fact_id: Uuid,
    /// How many facts the page showed.
    seen: i64,
    decision: RiskDecision,
    /// Why; of all but a signature.
    #[serde(default)]
    reason: String,
}

/// Sign a list, decline it, or withdraw one that was told.
#[utoipa::path(post, path = "/api/v1/risk-lists/{risk_list_id}/decide", tag = "risk-lists",
    params(("risk_list_id" = Uuid, Path)), request_body = RiskDecideBody,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub(crate) async fn risk_decided(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<RiskDecideBody>,
) -> Result<StatusCode, ApiError> {
    let ids = (RiskListId::from_uuid(id), RiskListFactId::from_uuid(body.fact_id));
    let deciding = match body.decision {
        RiskDecision::Sign => RiskDeciding::Sign,
        RiskDecision::Decline => RiskDeciding::Decline,
        RiskDecision::Withdraw => RiskDeciding::Withdraw,
    };
    risk_decide(&req, ids, body.seen, deciding, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
