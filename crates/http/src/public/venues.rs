//! The pages of places that have a code: what a poster leads to, the screen of a place, the form with
//! which a place applies.

use super::frame::Frame;
use super::venues_page::{
    ApplyForm, OwnFilled, Said, applied_page, apply_page, place_page, screen_page, told_page,
};
use super::{AskedQuery, asked_of, frame_of, is_from_elsewhere, private};
use crate::HttpState;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use fangxian_app::Refusal;
use fangxian_app::codes::code_alias;
use fangxian_app::venues::{
    OwnRefused, OwnScan, OwnWho, VenueAnswers, VenueApply, communities_of, own_scan,
    venue_apply_public, venue_fresh_ids, venue_public, venue_screen,
};
use fangxian_core::places::PlaceCode;
use fangxian_core::venues::{VenueAbout, VenueKind};
use serde::Deserialize;
use uuid::Uuid;

/// Somebody's scan of a poster, as his page sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnForm {
    /// Made with the page: what is sent twice is one scan.
    #[serde(default)]
    id: Option<Uuid>,
    /// The text of his pass.
    #[serde(default)]
    pass: String,
    /// The pass of the page of his code, and for whom of those whom it names.
    #[serde(default)]
    sealed: String,
    #[serde(default)]
    who: usize,
    /// The digits of the minute.
    #[serde(default)]
    digits: String,
    /// Whether he has seen the place and goes in. The page of the code sends the pass alone.
    #[serde(default)]
    go: String,
}

/// A place, by its poster.
pub(super) async fn place(
    State(state): State<HttpState>,
    Path(code): Path<String>,
    asked: AskedQuery,
) -> Response {
    let asked = asked_of(asked);
    let path = format!("/v/{}", super::frame::escaped(&code));
    let frame = frame_of(&state, &path, &asked);
    match venue_public(&state.city, &code, state.wall()).await {
        Ok(seen) => {
            let filled = OwnFilled::new(fresh(&state));
            private(StatusCode::OK, place_page(&frame, &seen, &filled, None))
        }
        Err(refusal) => refused(&frame, &refusal),
    }
}

fn fresh(state: &HttpState) -> Uuid {
    fangxian_app::mint::uuid(state.wall()).unwrap_or_default()
}

fn refused(frame: &Frame<'_>, refusal: &Refusal) -> Response {
    if matches!(refusal, Refusal::NotFound) {
        return private(StatusCode::NOT_FOUND, frame.missing());
    }
    super::results::failed(frame, refusal, refusal.code())
}

/// Takes somebody's scan.
pub(super) async fn scanned(
    State(state): State<HttpState>,
    Path(code): Path<String>,
    headers: HeaderMap,
    asked: AskedQuery,
    form: Result<Form<OwnForm>, FormRejection>,
) -> Response {
    let asked = asked_of(asked);
    let path = format!("/v/{}", super::frame::escaped(&code));
    let frame = frame_of(&state, &path, &asked);
    let wall = state.wall();
    let seen = match venue_public(&state.city, &code, wall).await {
        Ok(seen) => seen,
        Err(refusal) => return refused(&frame, &refusal),
    };
    let form = match form {
        Ok(Form(form)) if !is_from_elsewhere(&headers) => form,
        Ok(_) | Err(_) => {
            let filled = OwnFilled::new(fresh(&state));
            let page = place_page(&frame, &seen, &filled, Some(Said::Unreadable));
            return private(StatusCode::BAD_REQUEST, page);
        }
    };
    let id = form.id.unwrap_or_else(|| fresh(&state));
    let filled = OwnFilled { id, pass: form.pass, sealed: form.sealed, who: form.who };
    let again = |status, said| private(status, place_page(&frame, &seen, &filled, said));
    if form.go.is_empty() {
        return again(StatusCode::OK, None);
    }
    // Whose pass is not believed begins anew.
    let anew = |said| {
        let page = place_page(&frame, &seen, &OwnFilled::new(fresh(&state)), Some(said));
        private(StatusCode::BAD_REQUEST, page)
    };
    let who = match filled.sealed.is_empty() {
        true => OwnWho::Pass(&filled.pass),
        false => match code_alias(&state.city, &filled.sealed, filled.who, wall).await {
            Ok(handle) => OwnWho::Proven(handle),
            Err(Refusal::NotFound) => return anew(Said::Over),
            Err(refusal) => return refused(&frame, &refusal),
        },
    };
    let scan = OwnScan { id: id.into_bytes(), who, digits: &form.digits };
    match own_scan(&state.city, &seen, &scan, wall).await {
        Ok(told) => private(StatusCode::OK, told_page(&frame, &seen, &told)),
        Err(OwnRefused::Pass(why)) => anew(Said::Pass(why)),
        Err(OwnRefused::Digits) => again(StatusCode::BAD_REQUEST, Some(Said::Digits)),
        Err(OwnRefused::TooOften) => again(StatusCode::TOO_MANY_REQUESTS, Some(Said::TooOften)),
        Err(OwnRefused::Refused(Refusal::Busy)) => {
            again(StatusCode::SERVICE_UNAVAILABLE, Some(Said::Busy))
        }
        Err(OwnRefused::Refused(refusal)) => refused(&frame, &refusal),
    }
}

/// The screen of a place. It is asked for anew when the minute turns.
pub(super) async fn screen(
    State(state): State<HttpState>,
    Path((code, key)): Path<(String, String)>,
    asked: AskedQuery,
) -> Response {
    let asked = asked_of(asked);
    let frame = frame_of(&state, "/v", &asked);
    match venue_screen(&state.city, (&code, &key), state.wall()).await {
        Ok(screen) => {
            let mut response = private(StatusCode::OK, screen_page(&frame, &screen));
            // Without a script, the browser is told to come again.
            let again = (screen.seconds_left + 1).clamp(2, 61).min(15);
            if let Ok(value) = HeaderValue::from_str(&again.to_string()) {
                response.headers_mut().insert(HeaderName::from_static("refresh"), value);
            }
            response
        }
        Err(refusal) => refused(&frame, &refusal),
    }
}

/// The empty form of a place that applies.
pub(super) async fn apply_form(State(state): State<HttpState>, asked: AskedQuery) -> Response {
    let asked = asked_of(asked);
    let frame = frame_of(&state, "/venues/apply", &asked);
    let county = county_of(&state, asked.county.as_deref());
    let communities = communities_of(&state.city, county.as_ref());
    let page = apply_page(&frame, (county.as_ref(), &communities), &ApplyForm::default(), None);
    private(StatusCode::OK, page)
}

fn county_of(state: &HttpState, code: Option<&str>) -> Option<PlaceCode> {
    let tree = state.city.tree();
    let county = tree.counties.iter().find(|county| Some(county.code.as_str()) == code)?;
    Some(county.code.clone())
}

/// Takes an application. Nothing follows from it before two people of the government said so.
pub(super) async fn applied(
    State(state): State<HttpState>,
    headers: HeaderMap,
    asked: AskedQuery,
    form: Result<Form<ApplyForm>, FormRejection>,
) -> Response {
    let asked = asked_of(asked);
    let frame = frame_of(&state, "/venues/apply", &asked);
    let (form, is_readable) = match form {
        Ok(Form(form)) if !is_from_elsewhere(&headers) => (form, true),
        Ok(_) | Err(_) => (ApplyForm::default(), false),
    };
    let place = PlaceCode::parse(&form.place).ok();
    let county = place.as_ref().and_then(|place| PlaceCode::parse(&place.county()).ok());
    let county = county_of(&state, county.as_ref().map(PlaceCode::as_str));
    let communities = communities_of(&state.city, county.as_ref());
    let again = |status, said: &str| {
        let page = apply_page(&frame, (county.as_ref(), &communities), &form, Some(said));
        private(status, page)
    };
    if !is_readable {
        return again(StatusCode::BAD_REQUEST, "表格没有读出来，请重新填写。");
    }
    let new = match application(&state, &form, place) {
        Ok(new) => new,
        Err(said) => return again(StatusCode::BAD_REQUEST, said),
    };
    match venue_apply_public(&state.city, new, state.wall()).await {
        Ok(()) => private(StatusCode::OK, applied_page(&frame, &form.name)),
        Err(Refusal::BadInput(said)) => again(StatusCode::BAD_REQUEST, &said),
        Err(Refusal::PlaceUnknown) => again(StatusCode::BAD_REQUEST, "请选择所在的社区（村）。"),
        Err(Refusal::Busy) => {
            let said = "今天网上申请的太多，请明天再试，或到社区办理。";
            again(StatusCode::TOO_MANY_REQUESTS, said)
        }
        Err(refusal) => refused(&frame, &refusal),
    }
}

fn application(
    state: &HttpState,
    form: &ApplyForm,
    place: Option<PlaceCode>,
) -> Result<VenueApply, &'static str> {
    let kind = VenueKind::from_code(&form.kind).ok_or("请选择场所类别。")?;
    let place = place.ok_or("请选择所在的社区（村）。")?;
    let capacity = match form.capacity.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| "最多容纳人数请填数字。")?),
    };
    let fresh = venue_fresh_ids(state.wall());
    let (id, fact) = match fresh {
        Ok(ids) => ids,
        Err(_) => return Err("系统繁忙，请稍后再试。"),
    };
    // One page is one application, however often it is sent.
    let id = form.id.map_or(id, fangxian_core::ids::VenueId::from_uuid);
    let fact = form.id.map_or(fact, fangxian_core::ids::VenueFactId::from_uuid);
    let entrances = form.entrances.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(VenueApply {
        id,
        fact,
        about: VenueAbout {
            kind,
            name: form.name.trim().to_owned(),
            place,
            address: form.address.trim().to_owned(),
            entrances: entrances.map(ToOwned::to_owned).collect(),
            capacity,
        },
        answers: VenueAnswers {
            name: form.answers_name.clone(),
            phone: form.answers_phone.clone(),
        },
    })
}
