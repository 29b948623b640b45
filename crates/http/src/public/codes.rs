//! The health code of a person: a form in, a page out. What was typed stands in no address.

use super::codes_page::{form_page, found_page, receipt_page, shown_page};
use super::proving::Proving;
use super::results::{TypedForm, as_pdf, failed};
use super::results_page::Notice;
use super::{AskedQuery, asked_of, frame_of, is_from_elsewhere, private, with_script};
use crate::HttpState;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use fangxian_app::codes::{
    PageAppeal, appeal_on_page, code_look_up, code_shown, paper_code_of_page_pdf,
};
use fangxian_app::{PassageRefusal, Refusal};
use serde::Deserialize;

const UNREADABLE: (StatusCode, Notice) = (StatusCode::BAD_REQUEST, Notice::FormUnreadable);
const PAGE: Proving = Proving { path: "/code", form: form_page };

/// The empty form.
pub(super) async fn form(State(state): State<HttpState>, asked: AskedQuery) -> Response {
    PAGE.empty(&state, asked)
}

/// Shows the code of whoever is proven.
pub(super) async fn look_up_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    query: AskedQuery,
    typed: TypedForm,
) -> Response {
    let query = asked_of(query);
    let frame = frame_of(&state, "/code", &query);
    let (typed, asked, secret) = match PAGE.read(&frame, &headers, typed) {
        Ok(read) => read,
        Err(page) => return *page,
    };
    match code_look_up(&state.city, &asked, &secret, state.wall()).await {
        Ok(found) => private(StatusCode::OK, found_page(&frame, &found)),
        Err(error) => PAGE.refused(&frame, &typed, &error),
    }
}

/// Sends a code by a short message.
pub(super) async fn code_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    query: AskedQuery,
    typed: TypedForm,
) -> Response {
    PAGE.code_sent((&state, &headers), query, typed).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShowForm {
    pub(super) pass: String,
    pub(super) who: usize,
}

/// Shows the square that a gate reads, made at this moment.
pub(super) async fn show_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    query: AskedQuery,
    form: Result<Form<ShowForm>, FormRejection>,
) -> Response {
    let query = asked_of(query);
    let frame = frame_of(&state, "/code", &query);
    let Some(Form(form)) = form.ok().filter(|_| !is_from_elsewhere(&headers)) else {
        return PAGE.anew(&frame, UNREADABLE);
    };
    match code_shown(&state.city, &form.pass, form.who, state.wall()).await {
        Ok(shown) => with_script(shown_page(&frame, &shown, (&form.pass, form.who))),
        Err(Refusal::NotFound) => PAGE.anew(&frame, (StatusCode::NOT_FOUND, Notice::TicketOver)),
        Err(error) => failed(&frame, &error, error.code()),
    }
}

/// Prints the code of somebody, good for a day.
pub(super) async fn paper_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    query: AskedQuery,
    form: Result<Form<ShowForm>, FormRejection>,
) -> Response {
    let query = asked_of(query);
    let frame = frame_of(&state, "/code", &query);
    let Some(Form(form)) = form.ok().filter(|_| !is_from_elsewhere(&headers)) else {
        return PAGE.anew(&frame, UNREADABLE);
    };
    match paper_code_of_page_pdf(&state.city, &form.pass, form.who, state.wall()).await {
        Ok(pdf) => as_pdf(pdf, "attachment; filename=\"code.pdf\""),
        Err(Refusal::NotFound) => PAGE.anew(&frame, (StatusCode::NOT_FOUND, Notice::TicketOver)),
        Err(error) => failed(&frame, &error, error.code()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AppealForm {
    pass: String,
    who: usize,
    at: usize,
    #[serde(default)]
    medical: Option<String>,
    said: String,
}

/// Takes an appeal against one of the reasons that a page showed.
pub(super) async fn appeal_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    query: AskedQuery,
    form: Result<Form<AppealForm>, FormRejection>,
) -> Response {
    let query = asked_of(query);
    let frame = frame_of(&state, "/code", &query);
    let Some(Form(form)) = form.ok().filter(|_| !is_from_elsewhere(&headers)) else {
        return PAGE.anew(&frame, UNREADABLE);
    };
    let appeal = PageAppeal {
        who: form.who,
        at: form.at,
        is_medical: form.medical.is_some(),
        said: form.said,
    };
    match appeal_on_page(&state.city, &form.pass, appeal, state.wall()).await {
        Ok(given) => private(StatusCode::OK, receipt_page(&frame, Ok(&given))),
        Err(Refusal::NotFound) => PAGE.anew(&frame, (StatusCode::NOT_FOUND, Notice::TicketOver)),
        Err(
            error @ (Refusal::BadInput(_)
            | Refusal::IdReused
            | Refusal::Passage(
                PassageRefusal::NoSuchReason | PassageRefusal::AppealsTooMany,
            )),
        ) => private(StatusCode::BAD_REQUEST, receipt_page(&frame, Err(&error.to_string()))),
        Err(error) => failed(&frame, &error, error.code()),
    }
}
