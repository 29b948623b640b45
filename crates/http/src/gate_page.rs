//! What the page of a gate asks beside its scans: where it stands and what it takes along, and how many
//! are inside. It signs in as every gate does.

use crate::assets;
use crate::error::ApiError;
use crate::gate::{KeyAnswer, ListAnswer, key_answer, list_answer, signed_in};
use crate::state::HttpState;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use axum::{Json, Router};
use fangxian_app::passes::PaperEnded;
use fangxian_app::venues::{GateDay, gate_about, gate_inside};
use fangxian_core::codes::Outage;
use serde::Serialize;

/// The page and what it asks. The scans themselves stand in [`crate::gate`].
pub(crate) fn gate_page_router() -> Router<HttpState> {
    Router::new()
        .route("/gate", get(|| async { Redirect::permanent("/gate/") }))
        .route("/gate/", get(assets::gate))
        .route("/gate/{*path}", get(assets::gate))
        .route("/gate/about", get(about))
        .route("/gate/inside", get(inside))
}

/// What holds on a day.
#[derive(Serialize)]
struct DayAnswer {
    day: String,
    is_code_asked: bool,
    is_closed: bool,
    limit: Option<u32>,
}

/// A sheet of paper that is over before its time.
#[derive(Serialize)]
struct EndedAnswer {
    sum: String,
    before: i64,
}

/// That codes are down: it is gone by document and paper list.
#[derive(Serialize)]
struct OutageAnswer {
    reason: String,
    since: i64,
    /// Until before when.
    until: i64,
}

/// What a gate takes along, and decides by while it is alone.
#[derive(Serialize)]
struct GateList {
    /// No list of one kind is taken for another.
    kind: &'static str,
    city: String,
    made_at: i64,
    number: u32,
    venue: String,
    label: String,
    days: Vec<DayAnswer>,
    keys: Vec<KeyAnswer>,
    ended: Vec<EndedAnswer>,
    outage: Option<OutageAnswer>,
}

#[derive(Serialize)]
struct AboutAnswer {
    #[serde(flatten)]
    list: ListAnswer,
    inside: Option<u32>,
}

fn day_answer(day: &GateDay) -> DayAnswer {
    DayAnswer {
        day: day.day.to_string(),
        is_code_asked: day.is_code_asked,
        is_closed: day.is_closed,
        limit: day.limit,
    }
}

fn ended_answer(one: PaperEnded) -> EndedAnswer {
    EndedAnswer { sum: one.sum, before: one.before.0 }
}

fn outage_answer(outage: Outage) -> OutageAnswer {
    OutageAnswer { since: outage.since.0, until: outage.ends_at().0, reason: outage.reason }
}

/// Kept by nothing on the way: each gate is told what is its own.
fn fresh<Answer: Serialize>(answer: Answer) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(answer))
}

async fn about(
    State(state): State<HttpState>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    let gate = signed_in(&state, &headers)?;
    let now = state.city.now(state.wall());
    let told = gate_about(&state.city, gate, now).await?;
    let list = GateList {
        kind: "gate",
        city: state.city.code.to_string(),
        made_at: now.0,
        number: told.number,
        venue: told.venue,
        label: told.label,
        days: told.days.iter().map(day_answer).collect(),
        keys: told.keys.iter().map(key_answer).collect(),
        ended: told.ended.into_iter().map(ended_answer).collect(),
        outage: told.outage.map(outage_answer),
    };
    Ok(fresh(AboutAnswer { list: list_answer(&state, &list), inside: told.n_inside }))
}

#[derive(Serialize)]
struct NowInside {
    /// How many are inside; null where nobody counts.
    inside: Option<u32>,
    limit: Option<u32>,
    now: i64,
    /// Until before when codes are down; null while they are asked for. Unsigned: a gate whose list says
    /// something else takes a new list, and decides by that alone.
    down_until: Option<i64>,
}

async fn inside(
    State(state): State<HttpState>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    let gate = signed_in(&state, &headers)?;
    let now = state.city.now(state.wall());
    let (inside, limit) = gate_inside(&state.city, gate, now)?.unzip();
    let down_until = state.city.outage(now).map(|outage| outage.ends_at().0);
    Ok(fresh(NowInside { inside, limit, now: now.0, down_until }))
}
