//! The public door: pages that the server renders and that need no script, for whoever wants to
//! know which areas are at risk today, what applies there and until when.

mod antigen;
mod antigen_page;
mod arrive;
mod arrive_page;
mod code_numbers;
mod codes;
mod codes_page;
mod filings;
mod filings_page;
mod frame;
mod headers;
mod home;
mod journey;
mod journey_words;
mod kept;
mod leavings;
mod leavings_page;
mod lodging;
mod lodging_form;
mod lodging_page;
mod notices;
mod proving;
mod results;
mod results_page;
mod risk;
mod sentences;
mod site_words;
mod sites;
mod style;
#[cfg(test)]
mod tests;
mod to_file;
mod venues;
mod venues_page;
mod verify;
mod words;
mod zone;

use crate::HttpState;
use crate::api::journeys::JourneyAnswerView;
use crate::error::ApiError;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use fangxian_app::Refusal;
use fangxian_app::journeys::{journey_facts, journey_pdf};
use fangxian_core::Moment;
use fangxian_core::journeys::asked;
use frame::{Asked, Frame};
use headers::{is_from_elsewhere, private, put_fixed, with_script};
use maud::Markup;
use std::error::Error;

/// How long a page may be kept before it is asked for anew.
const KEPT: &str = "public, max-age=30";
/// When to try again after a page that could not be made, in seconds.
const RETRY_AFTER: &str = "10";

/// The largest form that is taken.
const FORM_BYTES_MAX: usize = 16 * 1024;

type AskedQuery = Result<Query<Asked>, QueryRejection>;

/// The public pages: `/`, `/zones/{id}`, `/notices`, `/notices/{id}`, `/sites` and `/sites/{id}`.
pub fn public_router() -> Router<HttpState> {
    Router::new()
        .route("/", get(home))
        .route("/zones/{id}", get(zone))
        .route("/notices", get(notices))
        .route("/notices/{id}", get(notice))
        .merge(results_router())
        .merge(antigen_router())
        .merge(codes_router())
        .merge(journey_router())
        .merge(venues_router())
        .merge(filings::filings_router())
        .merge(lodging::lodging_router())
        .merge(risk::risk_router())
}

/// The pages of health codes: who somebody is, then his code with its reasons.
fn codes_router() -> Router<HttpState> {
    Router::new()
        .route("/code", get(codes::form).post(codes::look_up_posted))
        .route("/code/code", post(codes::code_posted))
        .route("/code/appeal", post(codes::appeal_posted))
        .route("/code/show", post(codes::show_posted))
        .route("/code/show.js", get(crate::assets::show))
        .route("/code/keep", post(kept::keep_posted))
        .route("/code/still", get(kept::still))
        .route("/code/sw.js", get(crate::assets::show_worker))
        .route("/code/paper", post(codes::paper_posted))
        .route("/code/numbers", get(code_numbers::numbers))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// What a journey takes: as a page, as JSON and as a sheet.
fn journey_router() -> Router<HttpState> {
    Router::new()
        .route("/journey", get(journey_asked))
        .route("/journey.json", get(journey_json))
        .route("/journey/sheet.pdf", get(journey_sheet))
}

/// The pages of antigen tests at home: who somebody is, then what he read off, with a photo.
fn antigen_router() -> Router<HttpState> {
    let photo = DefaultBodyLimit::max(antigen::BODY_BYTES_MAX);
    Router::new()
        .route("/antigen", get(antigen::form).post(antigen::proven_posted))
        .route("/antigen/code", post(antigen::code_posted))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .route("/antigen/report", post(antigen::report_posted).layer(photo))
}

/// The pages of places that have a code: what a poster leads to, the screen of a place, and the form
/// with which a place applies.
fn venues_router() -> Router<HttpState> {
    Router::new()
        .route("/v/{code}", get(venues::place).post(venues::scanned))
        .route("/v/{code}/screen/{key}", get(venues::screen))
        .route("/venues/apply", get(venues::apply_form).post(venues::applied))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// The pages of results: `/results`, `/results/verify`, and the key under which reports hold.
fn results_router() -> Router<HttpState> {
    Router::new()
        .route("/results", get(results::form).post(results::look_up_posted))
        .route("/results/code", post(results::code_posted))
        .route("/results/report", post(results::report_posted))
        .route("/results/verify", get(verify::form).post(verify::posted))
        .route("/.well-known/fangxian-report-key.json", get(verify::key))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .route("/sites", get(site_list))
        .route("/sites/{id}", get(site))
}

/// The page for an address that no route knows, in the same manner: the fallback of whoever
/// serves the public pages.
pub async fn not_found_page(State(state): State<HttpState>, uri: Uri) -> Response {
    let asked = asked_of(Query::try_from_uri(&uri));
    let frame = frame_of(&state, uri.path(), &asked);
    answer(&state, &frame, &HeaderMap::new(), "", Err(Refusal::NotFound))
}

async fn home(State(state): State<HttpState>, headers: HeaderMap, asked: AskedQuery) -> Response {
    let asked = asked_of(asked);
    let (frame, tag) = opened(&state, "/", &asked);
    let page = match (asked.q.as_deref().map(str::trim), asked.county.as_deref()) {
        (Some(typed), _) if !typed.is_empty() => Ok(home::found(&frame, typed)),
        (_, Some(county)) => home::of_county(&frame, county).ok_or(Refusal::NotFound),
        (_, None) => Ok(home::today(&frame)),
    };
    answer(&state, &frame, &headers, &tag, page)
}

async fn zone(
    State(state): State<HttpState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    asked: AskedQuery,
) -> Response {
    let asked = asked_of(asked);
    let path = format!("/zones/{}", frame::escaped(&id));
    let (frame, tag) = opened(&state, &path, &asked);
    let page = zone::zone(&frame, &id);
    answer(&state, &frame, &headers, &tag, page)
}

async fn notices(
    State(state): State<HttpState>,
    headers: HeaderMap,
    asked: AskedQuery,
) -> Response {
    let asked = asked_of(asked);
    let (frame, tag) = opened(&state, "/notices", &asked);
    let page = notices::list(&frame).await;
    answer(&state, &frame, &headers, &tag, page)
}

async fn notice(
    State(state): State<HttpState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    asked: AskedQuery,
) -> Response {
    let asked = asked_of(asked);
    let path = format!("/notices/{}", frame::escaped(&id));
    let (frame, tag) = opened(&state, &path, &asked);
    let page = notices::notice(&frame, &id).await;
    answer(&state, &frame, &headers, &tag, page)
}

async fn site_list(
    State(state): State<HttpState>,
    headers: HeaderMap,
    asked: AskedQuery,
) -> Response {
    let asked = asked_of(asked);
    let (frame, tag) = opened(&state, "/sites", &asked);
    let now = state.city.now(state.wall());
    let wanted = match (asked.q.as_deref().map(str::trim), asked.county.as_deref()) {
        (Some(typed), _) if !typed.is_empty() => sites::Wanted::Named(typed),
        (_, Some(county)) => sites::Wanted::County(county),
        (_, None) => sites::Wanted::Everything,
    };
    let page = sites::list(&frame, now, wanted).await;
    answer(&state, &frame, &headers, &by_the_minute(tag, now), page)
}

async fn site(
    State(state): State<HttpState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    asked: AskedQuery,
) -> Response {
    let asked = asked_of(asked);
    let path = format!("/sites/{}", frame::escaped(&id));
    let (frame, tag) = opened(&state, &path, &asked);
    let now = state.city.now(state.wall());
    let page = sites::site(&frame, now, &id).await;
    answer(&state, &frame, &headers, &by_the_minute(tag, now), page)
}

type JourneyTyped = Result<Query<journey::Typed>, QueryRejection>;

async fn journey_asked(
    State(state): State<HttpState>,
    headers: HeaderMap,
    typed: JourneyTyped,
) -> Response {
    let typed = typed.map(|Query(typed)| typed).unwrap_or_default();
    let asked = typed.asked();
    let (frame, tag) = opened(&state, "/journey", &asked);
    let page = journey::page(&frame, &typed).await;
    answer(&state, &frame, &headers, &tag, page)
}

/// The same answer for a program: `unclear` names the field where a place is not clear.
async fn journey_json(State(state): State<HttpState>, typed: JourneyTyped) -> Response {
    let typed = typed.map(|Query(typed)| typed).unwrap_or_default();
    let city = &state.city;
    let today = city.now(state.wall()).city_day();
    let (status, body) = match journey::question(city, &typed, today) {
        Err((field, why)) => {
            let body =
                serde_json::json!({ "unclear": field, "places": journey::choices(city, &why) });
            (StatusCode::BAD_REQUEST, body)
        }
        Ok(q) => match journey_facts(city, &q).await {
            Ok(facts) => {
                let answer = asked(&q, &city.code, &city.rules, &facts);
                let view = JourneyAnswerView::new(city, &q, &answer);
                (StatusCode::OK, serde_json::to_value(view).unwrap_or_default())
            }
            Err(refusal) => return ApiError(refusal).into_response(),
        },
    };
    let kept = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (status, kept, axum::Json(body)).into_response()
}

/// The same answer on paper.
async fn journey_sheet(State(state): State<HttpState>, typed: JourneyTyped) -> Response {
    let typed = typed.map(|Query(typed)| typed).unwrap_or_default();
    let asked = typed.asked();
    let (frame, tag) = opened(&state, "/journey", &asked);
    let now = state.city.now(state.wall());
    let pdf = match journey::question(&state.city, &typed, frame.day) {
        Ok(q) => journey_pdf(state.city.clone(), &q, now).await,
        // What is not clear is asked again where there is a form.
        Err(_) => {
            let page = journey::page(&frame, &typed).await;
            return answer(&state, &frame, &HeaderMap::new(), &tag, page);
        }
    };
    match pdf {
        Ok(pdf) => {
            let kind = HeaderValue::from_static("application/pdf");
            let name = HeaderValue::from_static("inline; filename=\"journey.pdf\"");
            let kept = HeaderValue::from_static("no-store");
            let headers = [
                (header::CONTENT_TYPE, kind),
                (header::CONTENT_DISPOSITION, name),
                (header::CACHE_CONTROL, kept),
            ];
            (headers, pdf).into_response()
        }
        Err(refusal) => answer(&state, &frame, &HeaderMap::new(), &tag, Err(refusal)),
    }
}

/// The tag of a page that says what is open now.
fn by_the_minute(tag: String, now: Moment) -> String {
    format!("{}-{}\"", tag.trim_end_matches('"'), now.0.div_euclid(60_000))
}

fn asked_of(asked: AskedQuery) -> Asked {
    // An address that was typed wrongly still leads to the page.
    asked.map(|Query(asked)| asked).unwrap_or_default()
}

/// The frame of a page with the tag that it goes out under.
fn opened<'a>(state: &'a HttpState, path: &'a str, asked: &'a Asked) -> (Frame<'a>, String) {
    let frame = frame_of(state, path, asked);
    let tag = tag_of(state, &frame);
    (frame, tag)
}

fn frame_of<'a>(state: &'a HttpState, path: &'a str, asked: &'a Asked) -> Frame<'a> {
    Frame::new(&state.city, state.city.now(state.wall()), path, asked)
}

/// Changes with every fact, with the day, with the end of an outage and with the program. Taken before the page is made, so
/// that a page is never kept under the tag of a later one.
fn tag_of(state: &HttpState, frame: &Frame<'_>) -> String {
    let down = frame.outage.as_ref().map_or_else(String::new, |one| format!("d{}-", one.ordinal));
    format!("W/\"{}-{}-{down}{}\"", state.city.seen_seq(), frame.day, style::EDITION.as_str())
}

fn answer(
    state: &HttpState,
    frame: &Frame<'_>,
    asked: &HeaderMap,
    tag: &str,
    page: Result<Markup, Refusal>,
) -> Response {
    let (status, page) = match page {
        Ok(_) if is_kept(asked, tag) => (StatusCode::NOT_MODIFIED, None),
        Ok(page) => (StatusCode::OK, Some(page)),
        Err(Refusal::NotFound) => (StatusCode::NOT_FOUND, Some(frame.missing())),
        Err(refusal) => {
            let cause: &dyn Error = &refusal;
            tracing::error!(
                error = cause,
                code = refusal.code(),
                city = state.city.code.as_str(),
                "a public page could not be made"
            );
            (StatusCode::SERVICE_UNAVAILABLE, Some(frame.failed()))
        }
    };
    let mut response = match page {
        Some(page) => (status, page.into_string()).into_response(),
        None => status.into_response(),
    };
    let headers = response.headers_mut();
    put_fixed(headers);
    match (status, HeaderValue::from_str(tag)) {
        (StatusCode::OK | StatusCode::NOT_MODIFIED, Ok(tag)) => {
            headers.insert(header::ETAG, tag);
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
        }
        (status, _) => {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            if status == StatusCode::SERVICE_UNAVAILABLE {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
            }
        }
    }
    response
}

/// Whether the browser has this very page already.
fn is_kept(asked: &HeaderMap, tag: &str) -> bool {
    let known = asked.get_all(header::IF_NONE_MATCH).iter();
    let mut tags = known.filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(','));
    // RFC 9110 compares weakly here: what a proxy did to the W/ does not matter.
    tags.any(|known| known.trim().trim_start_matches("W/") == tag.trim_start_matches("W/"))
}
