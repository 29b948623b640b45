//! The pages on which people file a gathering by themselves, and their receipts.

use super::filings_page::{GatheringForm, gathering_page, gathering_receipt_page};
use super::frame::Frame;
use super::{AskedQuery, asked_of, frame_of, is_from_elsewhere, private};
use super::{FORM_BYTES_MAX, arrive, leavings};
use crate::HttpState;
use axum::Form;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use fangxian_app::Refusal;
use fangxian_app::filings::{
    FilingDoing, FilingWho, GatheringFile, GatheringTold, filing_fresh_ids, filing_receipt,
    gathering_ask, gathering_file_public, gathering_public, gathering_say_public, venue_typed,
};
use fangxian_app::venues::{Community, communities_of};
use fangxian_core::CityDay;
use fangxian_core::filings::{
    Gathering, GatheringKind, GatheringSays, GatheringVerdict, Precaution,
};
use fangxian_core::ids::{FilingFactId, FilingId};
use fangxian_core::places::PlaceCode;
use uuid::Uuid;

/// The pages on which people file by themselves: a gathering, leaving the city; and their receipts.
pub(super) fn filings_router() -> Router<HttpState> {
    Router::new()
        .route("/gathering", get(gathering_form).post(gathering_posted))
        .route("/gathering/{id}/{key}", get(gathering).post(gathering_said))
        .route("/arrive", get(arrive::arrive_form).post(arrive::arrive_posted))
        .route("/arrive/{id}/{key}", get(arrive::arrival).post(arrive::arrival_said))
        .route("/leave", get(leavings::leaving_form).post(leavings::leaving_posted))
        .route("/leave/{id}/{key}", get(leavings::leaving).post(leavings::leaving_said))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

pub(super) const UNREADABLE: &str = "表格没有读出来，请重新填写。";
const BUSY: &str = "现在报备的人太多，请明天再试，或打电话给社区（村）。";

/// The county that was chosen and its communities.
pub(super) struct Chosen {
    pub(super) county: Option<PlaceCode>,
    pub(super) communities: Vec<Community>,
}

pub(super) fn chosen(state: &HttpState, code: Option<&str>) -> Chosen {
    let tree = state.city.tree();
    let county = tree.counties.iter().find(|county| Some(county.code.as_str()) == code);
    let county = county.map(|county| county.code.clone());
    Chosen { communities: communities_of(&state.city, county.as_ref()), county }
}

pub(super) fn chosen_by(state: &HttpState, place: &str) -> Chosen {
    let county = PlaceCode::parse(place).ok().map(|place| place.county());
    chosen(state, county.as_deref())
}

pub(super) fn refused(frame: &Frame<'_>, refusal: &Refusal) -> Response {
    if matches!(refusal, Refusal::NotFound) {
        return private(StatusCode::NOT_FOUND, frame.missing());
    }
    super::results::failed(frame, refusal, refusal.code())
}

/// What a refusal says above the form; none where the page itself could not be made.
pub(super) fn said_of(refusal: &Refusal) -> Option<(StatusCode, String)> {
    if let Refusal::BadInput(said) = refusal {
        return Some((StatusCode::BAD_REQUEST, said.clone()));
    }
    if let Refusal::Passage(own) = refusal {
        return Some((StatusCode::CONFLICT, own.to_string()));
    }
    let known = [
        (
            matches!(refusal, Refusal::PlaceUnknown),
            StatusCode::BAD_REQUEST,
            "请选择所在的社区（村）。",
        ),
        (matches!(refusal, Refusal::DayOutOfRange), StatusCode::BAD_REQUEST, "请核对日期。"),
        (
            matches!(refusal, Refusal::Stale | Refusal::IdReused),
            StatusCode::CONFLICT,
            "内容已经变了，请看最新情况再办。",
        ),
        (matches!(refusal, Refusal::Busy), StatusCode::TOO_MANY_REQUESTS, BUSY),
    ];
    let found = known.into_iter().find(|(is_it, ..)| *is_it);
    found.map(|(_, status, said)| (status, said.to_owned()))
}

pub(super) fn to_receipt(state: &HttpState, path: &str, id: FilingId) -> Response {
    let at = format!("/{path}/{id}/{}", filing_receipt(&state.city, id));
    (
        StatusCode::SEE_OTHER,
        [(header::LOCATION, at), (header::CACHE_CONTROL, "no-store".to_owned())],
    )
        .into_response()
}

pub(super) fn ids_of(
    state: &HttpState,
    id: Option<Uuid>,
) -> Result<(FilingId, FilingFactId), String> {
    let fresh = filing_fresh_ids(state.wall()).map_err(|_| BUSY.to_owned())?;
    // One page is one filing, however often it is sent.
    Ok((id.map_or(fresh.0, FilingId::from_uuid), id.map_or(fresh.1, FilingFactId::from_uuid)))
}

/// The empty form of a gathering.
pub(super) async fn gathering_form(State(state): State<HttpState>, asked: AskedQuery) -> Response {
    let asked = asked_of(asked);
    let frame = frame_of(&state, "/gathering", &asked);
    let chosen = chosen(&state, asked.county.as_deref());
    let form = GatheringForm { id: fresh(&state), ..GatheringForm::default() };
    private(StatusCode::OK, gathering_page(&frame, &chosen, &form, (None, None)))
}

pub(super) fn fresh(state: &HttpState) -> Option<Uuid> {
    fangxian_app::mint::uuid(state.wall()).ok()
}

/// Takes a gathering, or says what the rules say of it.
pub(super) async fn gathering_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    asked: AskedQuery,
    form: Result<Form<GatheringForm>, FormRejection>,
) -> Response {
    let asked = asked_of(asked);
    let frame = frame_of(&state, "/gathering", &asked);
    let form = match form {
        Ok(Form(form)) if !is_from_elsewhere(&headers) => form,
        Ok(_) | Err(_) => {
            let chosen = chosen(&state, None);
            let form = GatheringForm::default();
            let page = gathering_page(&frame, &chosen, &form, (Some(UNREADABLE), None));
            return private(StatusCode::BAD_REQUEST, page);
        }
    };
    let chosen = chosen_by(&state, &form.place);
    let again = |status, said: Option<&str>, told: Option<&GatheringTold>| {
        private(status, gathering_page(&frame, &chosen, &form, (said, told)))
    };
    let gathering = match gathering_of(&state, &form).await {
        Ok(gathering) => gathering,
        Err(said) => return again(StatusCode::BAD_REQUEST, Some(&said), None),
    };
    let told = match gathering_ask(&state.city, &gathering).await {
        Ok(told) => told,
        Err(refusal) => {
            return told_again(&frame, &refusal, |status, said| again(status, said, None));
        }
    };
    if form.act == "ask" || told.verdict == GatheringVerdict::NotAllowed {
        return again(StatusCode::OK, None, Some(&told));
    }
    let (id, fact) = match ids_of(&state, form.id) {
        Ok(ids) => ids,
        Err(said) => return again(StatusCode::SERVICE_UNAVAILABLE, Some(&said), None),
    };
    let who = FilingWho { name: form.who_name.clone(), phone: form.who_phone.clone() };
    let new = GatheringFile { id, fact, gathering, who };
    match gathering_file_public(&state.city, new, state.wall()).await {
        Ok(_) => to_receipt(&state, "gathering", id),
        Err(refusal) => told_again(&frame, &refusal, |status, said| again(status, said, None)),
    }
}

pub(super) fn told_again(
    frame: &Frame<'_>,
    refusal: &Refusal,
    again: impl Fn(StatusCode, Option<&str>) -> Response,
) -> Response {
    match said_of(refusal) {
        Some((status, said)) => again(status, Some(&said)),
        None => refused(frame, refusal),
    }
}

async fn gathering_of(state: &HttpState, form: &GatheringForm) -> Result<Gathering, String> {
    let kind = GatheringKind::from_code(&form.kind).ok_or("请选择是什么活动。")?;
    let place = PlaceCode::parse(&form.place).map_err(|_| "请选择所在的社区（村）。")?;
    let day = CityDay::parse(&form.day).map_err(|_| "请填写日期。")?;
    let starts_minute = minute_of(&form.starts).ok_or("请填写开始时间，例如 11:30。")?;
    let people = form.people.trim().parse().map_err(|_| "人数请填数字。")?;
    let venue = venue_typed(&state.city, &form.venue).await;
    let venue = venue.map_err(|refusal| {
        said_of(&refusal).map_or_else(|| "系统繁忙，请稍后再试。".to_owned(), |(_, said)| said)
    })?;
    let prepared = Precaution::ALL.iter().copied().filter(|one| form.is_prepared(*one)).collect();
    let address = form.address.clone();
    Ok(Gathering { kind, place, address, venue, day, starts_minute, people, prepared })
}

fn minute_of(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once([':', '：'])?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// The receipt of a gathering.
pub(super) async fn gathering(
    State(state): State<HttpState>,
    Path((id, key)): Path<(String, String)>,
    asked: AskedQuery,
) -> Response {
    let asked = asked_of(asked);
    let path = receipt_path("gathering", &id, &key);
    let frame = frame_of(&state, &path, &asked);
    gathering_shown(&state, &frame, (&id, &key), (StatusCode::OK, None)).await
}

pub(super) fn receipt_path(what: &str, id: &str, key: &str) -> String {
    format!("/{what}/{}/{}", super::frame::escaped(id), super::frame::escaped(key))
}

async fn gathering_shown(
    state: &HttpState,
    frame: &Frame<'_>,
    (id, key): (&str, &str),
    (status, said): (StatusCode, Option<&str>),
) -> Response {
    let Some(filing) = FilingId::parse(id) else { return refused(frame, &Refusal::NotFound) };
    match gathering_public(&state.city, (filing, key), state.wall()).await {
        Ok(seen) => {
            let now = state.city.now(state.wall());
            let again = fresh(state);
            private(status, gathering_receipt_page(frame, &seen, (key, again, now), said))
        }
        Err(refusal) => refused(frame, &refusal),
    }
}

/// Cancels or changes a gathering by its receipt.
pub(super) async fn gathering_said(
    State(state): State<HttpState>,
    Path((id, key)): Path<(String, String)>,
    headers: HeaderMap,
    asked: AskedQuery,
    form: Result<Form<GatheringForm>, FormRejection>,
) -> Response {
    let asked = asked_of(asked);
    let path = receipt_path("gathering", &id, &key);
    let frame = frame_of(&state, &path, &asked);
    let Some(filing) = FilingId::parse(&id) else { return refused(&frame, &Refusal::NotFound) };
    let at = (id.as_str(), key.as_str());
    let form = match form {
        Ok(Form(form)) if !is_from_elsewhere(&headers) => form,
        Ok(_) | Err(_) => {
            let said = (StatusCode::BAD_REQUEST, Some(UNREADABLE));
            return gathering_shown(&state, &frame, at, said).await;
        }
    };
    let says = match gathering_saying(&state, (filing, &key), &form).await {
        Ok(says) => says,
        Err(said) => {
            let said = (StatusCode::BAD_REQUEST, Some(said.as_str()));
            return gathering_shown(&state, &frame, at, said).await;
        }
    };
    let Some(fact) = form.id.map(FilingFactId::from_uuid) else {
        return gathering_shown(&state, &frame, at, (StatusCode::BAD_REQUEST, Some(UNREADABLE)))
            .await;
    };
    let doing = FilingDoing { fact, seen: form.facts, reason: String::new() };
    let said = gathering_say_public(&state.city, (filing, &key), doing, says, state.wall()).await;
    match said {
        Ok(()) => to_receipt(&state, "gathering", filing),
        Err(refusal) => match said_of(&refusal) {
            Some((status, said)) => {
                gathering_shown(&state, &frame, at, (status, Some(&said))).await
            }
            None => refused(&frame, &refusal),
        },
    }
}

async fn gathering_saying(
    state: &HttpState,
    at: (FilingId, &str),
    form: &GatheringForm,
) -> Result<(GatheringSays, Option<FilingWho>), String> {
    if form.act == "cancel" {
        return Ok((GatheringSays::Cancelled, None));
    }
    let mut new = gathering_of(state, form).await?;
    // The place with a code stays: it is not asked for again.
    if let Ok(seen) = gathering_public(&state.city, at, state.wall()).await {
        new.venue = seen.standing.gathering.venue;
    }
    let who = FilingWho { name: form.who_name.clone(), phone: form.who_phone.clone() };
    Ok((GatheringSays::Changed(Box::new(new)), Some(who)))
}
