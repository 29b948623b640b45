//! The pages of a house that lodges people: its day, its guests, its list. Whoever knows the address
//! keeps the register; every look at a guest stands in the trail.

use super::filings::{UNREADABLE, fresh, refused, said_of};
use super::frame::{Frame, escaped};
use super::lodging_form::LodgingForm;
use super::lodging_page::{guest_page, house_page_of, new_page, paste_page, pasted_page};
use super::{AskedQuery, FORM_BYTES_MAX, asked_of, frame_of, is_from_elsewhere, private};
use crate::HttpState;
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Form, Router};
use fangxian_app::Refusal;
use fangxian_app::lodgings::{
    House, guest_check_in, guest_correct, guest_say, guest_see, guests_paste, house_opened,
    house_page, house_say,
};
use fangxian_core::ids::{HouseFactId, StayFactId, StayId};
use fangxian_core::lodgings::{HouseSays, PASTED_CHARS_MAX, StaySays};
use maud::Markup;

/// A list as a form sends it: nine bytes for a Chinese sign, and the other fields.
const LIST_BYTES_MAX: usize = PASTED_CHARS_MAX * 9 + 16 * 1024;

type At = Path<(String, String)>;
type Sent = Result<Form<LodgingForm>, FormRejection>;

/// The pages of a house.
pub(super) fn lodging_router() -> Router<HttpState> {
    let list = DefaultBodyLimit::max(LIST_BYTES_MAX);
    Router::new()
        .route("/lodging/{code}/{key}", get(house).post(house_said))
        .route("/lodging/{code}/{key}/new", get(new_form).post(new_posted))
        .route("/lodging/{code}/{key}/guests/{stay}", get(guest))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .route("/lodging/{code}/{key}/list", get(list_form).post(list_posted).layer(list))
}

fn path_of((code, key): (&str, &str), rest: &str) -> String {
    format!("/lodging/{}/{}{rest}", escaped(code), escaped(key))
}

fn to(path: String) -> Response {
    let headers = [(header::LOCATION, path), (header::CACHE_CONTROL, "no-store".to_owned())];
    (StatusCode::SEE_OTHER, headers).into_response()
}

fn read(headers: &HeaderMap, form: Sent) -> Option<LodgingForm> {
    match form {
        Ok(Form(form)) if !is_from_elsewhere(headers) => Some(form),
        Ok(_) | Err(_) => None,
    }
}

/// The page that follows upon what was sent; where it was refused for what was written, the form again.
fn next(
    frame: &Frame<'_>,
    done: Result<String, Refusal>,
    again: impl FnOnce(StatusCode, &str) -> Response,
) -> Response {
    match done {
        Ok(path) => to(path),
        Err(refusal) => match said_of(&refusal) {
            Some((status, said)) => again(status, &said),
            None => refused(frame, &refusal),
        },
    }
}

/// A form of a house that lodges people.
async fn form_shown(
    state: &HttpState,
    (at, rest): ((&str, &str), &str),
    asked: AskedQuery,
    page: impl FnOnce(&Frame<'_>, (&House, &str)) -> Markup + Send,
) -> Response {
    let asked = asked_of(asked);
    let path = path_of(at, rest);
    let frame = frame_of(state, &path, &asked);
    match house_opened(&state.city, at, state.wall()).await {
        Ok(house) if house.is_lodging() => {
            private(StatusCode::OK, page(&frame, (&house, &path_of(at, ""))))
        }
        Ok(_) => refused(&frame, &Refusal::NotFound),
        Err(refusal) => refused(&frame, &refusal),
    }
}

/// The day of a house and its guests.
async fn house(
    State(state): State<HttpState>,
    Path((code, key)): At,
    asked: AskedQuery,
) -> Response {
    let asked = asked_of(asked);
    let path = path_of((&code, &key), "");
    let frame = frame_of(&state, &path, &asked);
    shown(&state, &frame, (&code, &key), (StatusCode::OK, None)).await
}

async fn shown(
    state: &HttpState,
    frame: &Frame<'_>,
    at: (&str, &str),
    (status, said): (StatusCode, Option<&str>),
) -> Response {
    let wall = state.wall();
    match house_page(&state.city, at, wall).await {
        Ok(page) => {
            let now = state.city.now(wall);
            let path = path_of(at, "");
            private(status, house_page_of(frame, (&page, &path), (fresh(state), now), said))
        }
        Err(refusal) => refused(frame, &refusal),
    }
}

/// What a house says of its day, and that somebody left.
async fn house_said(
    State(state): State<HttpState>,
    Path((code, key)): At,
    headers: HeaderMap,
    asked: AskedQuery,
    form: Sent,
) -> Response {
    let asked = asked_of(asked);
    let path = path_of((&code, &key), "");
    let frame = frame_of(&state, &path, &asked);
    let at = (code.as_str(), key.as_str());
    let done = match read(&headers, form) {
        Some(form) => say(&state, at, &form).await,
        None => Err(Refusal::BadInput(UNREADABLE.to_owned())),
    };
    match done {
        Ok(()) => to(path.clone()),
        Err(refusal) => match said_of(&refusal) {
            Some((status, said)) => shown(&state, &frame, at, (status, Some(&said))).await,
            None => refused(&frame, &refusal),
        },
    }
}

async fn say(state: &HttpState, at: (&str, &str), form: &LodgingForm) -> Result<(), Refusal> {
    let bad = |said: &str| Refusal::BadInput(said.to_owned());
    let id = form.id.ok_or_else(|| bad(UNREADABLE))?;
    let wall = state.wall();
    let of_stay = |says: StaySays| async move {
        let stay = form.stay.map(StayId::from_uuid).ok_or_else(|| bad(UNREADABLE))?;
        let fact = StayFactId::from_uuid(id);
        guest_say(&state.city, at, (stay, fact), (says, form.facts), wall).await
    };
    let fact = HouseFactId::from_uuid(id);
    match form.act.as_str() {
        "none" => house_say(&state.city, at, (fact, HouseSays::NoGuests), wall).await,
        "disinfect" => {
            let done_at = form.done_at(state.city.now(wall)).map_err(Refusal::BadInput)?;
            let says = HouseSays::Disinfected { done_at, areas: form.areas() };
            house_say(&state.city, at, (fact, says), wall).await
        }
        "correct" => {
            let stay = form.stay.map(StayId::from_uuid).ok_or_else(|| bad(UNREADABLE))?;
            let of = (stay, StayFactId::from_uuid(id));
            guest_correct(&state.city, at, of, (form.fix(), form.facts), wall).await
        }
        "left" => of_stay(StaySays::Left).await,
        "returned" => of_stay(StaySays::Returned).await,
        _other => Err(bad(UNREADABLE)),
    }
}

/// The empty form of a guest.
async fn new_form(
    State(state): State<HttpState>,
    Path((code, key)): At,
    asked: AskedQuery,
) -> Response {
    let form = LodgingForm::now(fresh(&state), state.city.now(state.wall()));
    let page = |frame: &Frame<'_>, of: (&House, &str)| new_page(frame, of, &form, None);
    form_shown(&state, ((&code, &key), "/new"), asked, page).await
}

/// Enters a guest, and shows what is asked of him.
async fn new_posted(
    State(state): State<HttpState>,
    Path((code, key)): At,
    headers: HeaderMap,
    asked: AskedQuery,
    form: Sent,
) -> Response {
    let asked = asked_of(asked);
    let path = path_of((&code, &key), "/new");
    let frame = frame_of(&state, &path, &asked);
    let at = (code.as_str(), key.as_str());
    let wall = state.wall();
    let house = match house_opened(&state.city, at, wall).await {
        Ok(house) => house,
        Err(refusal) => return refused(&frame, &refusal),
    };
    let base = path_of(at, "");
    let form = read(&headers, form);
    let is_readable = form.is_some();
    let form = form.unwrap_or_else(|| LodgingForm::now(fresh(&state), state.city.now(wall)));
    let again =
        |status, said: &str| private(status, new_page(&frame, (&house, &base), &form, Some(said)));
    let id = match form.id {
        Some(id) if is_readable => id,
        Some(_) | None => return again(StatusCode::BAD_REQUEST, UNREADABLE),
    };
    let new = match form.check_in(&state.city, id) {
        Ok(new) => new,
        Err(said) => return again(StatusCode::BAD_REQUEST, &said),
    };
    let done = guest_check_in(&state.city, at, new, wall).await;
    next(&frame, done.map(|()| format!("{base}/guests/{id}")), again)
}

/// One guest who stays there now.
async fn guest(
    State(state): State<HttpState>,
    Path((code, key, stay)): Path<(String, String, String)>,
    asked: AskedQuery,
) -> Response {
    let asked = asked_of(asked);
    let path = path_of((&code, &key), &format!("/guests/{}", escaped(&stay)));
    let frame = frame_of(&state, &path, &asked);
    let Some(stay) = StayId::parse(&stay) else { return refused(&frame, &Refusal::NotFound) };
    match guest_see(&state.city, (&code, &key), stay, state.wall()).await {
        Ok(found) => {
            let base = path_of((&code, &key), "");
            private(StatusCode::OK, guest_page(&frame, (&found, &base), fresh(&state)))
        }
        Err(refusal) => refused(&frame, &refusal),
    }
}

/// The field into which a list is pasted.
async fn list_form(
    State(state): State<HttpState>,
    Path((code, key)): At,
    asked: AskedQuery,
) -> Response {
    let id = fresh(&state);
    let page = |frame: &Frame<'_>, of: (&House, &str)| paste_page(frame, of, (id, ""), None);
    form_shown(&state, ((&code, &key), "/list"), asked, page).await
}

/// Enters the guests of a list; the lines that were not taken come back.
async fn list_posted(
    State(state): State<HttpState>,
    Path((code, key)): At,
    headers: HeaderMap,
    asked: AskedQuery,
    form: Sent,
) -> Response {
    let asked = asked_of(asked);
    let path = path_of((&code, &key), "/list");
    let frame = frame_of(&state, &path, &asked);
    let at = (code.as_str(), key.as_str());
    let wall = state.wall();
    let house = match house_opened(&state.city, at, wall).await {
        Ok(house) => house,
        Err(refusal) => return refused(&frame, &refusal),
    };
    let base = path_of(at, "");
    let again = |status, text: &str, said: &str| {
        private(status, paste_page(&frame, (&house, &base), (fresh(&state), text), Some(said)))
    };
    let Some(form) = read(&headers, form) else {
        return again(StatusCode::BAD_REQUEST, "", "内容太长或没有读出来，请分几次粘贴。");
    };
    let Some(id) = form.id else { return again(StatusCode::BAD_REQUEST, &form.list, UNREADABLE) };
    match guests_paste(&state.city, at, (id, &form.list), wall).await {
        Ok(back) => {
            private(StatusCode::OK, pasted_page(&frame, (&house, &base), &back, fresh(&state)))
        }
        Err(refusal) => next(&frame, Err(refusal), |status, said| again(status, &form.list, said)),
    }
}
