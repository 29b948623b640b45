//! The pages on which somebody files that he leaves the city, and their receipts.

use super::filings::{
    UNREADABLE, chosen, chosen_by, fresh, ids_of, receipt_path, refused, said_of, to_receipt,
    told_again,
};
use super::frame::Frame;
use super::leavings_page::{LeavingForm, leaving_page, leaving_receipt_page};
use super::{AskedQuery, asked_of, frame_of, is_from_elsewhere, private};
use crate::HttpState;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use fangxian_app::Refusal;
use fangxian_app::filings::{
    FilingDoing, FilingWho, LeavingFile, leaving_file_public, leaving_public, leaving_say_public,
    whither,
};
use fangxian_core::CityDay;
use fangxian_core::filings::{Leaving, LeavingSays};
use fangxian_core::ids::{FilingFactId, FilingId};
use fangxian_core::journeys::TravelMeans;
use fangxian_core::places::PlaceCode;
use maud::Markup;

/// The empty form of somebody who leaves.
pub(super) async fn leaving_form(State(state): State<HttpState>, asked: AskedQuery) -> Response {
    let asked = asked_of(asked);
    let frame = frame_of(&state, "/leave", &asked);
    let chosen = chosen(&state, asked.county.as_deref());
    let form = LeavingForm { id: fresh(&state), ..LeavingForm::default() };
    private(StatusCode::OK, leaving_page(&frame, &chosen, &form, None))
}

/// Takes it that somebody leaves.
pub(super) async fn leaving_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    asked: AskedQuery,
    form: Result<Form<LeavingForm>, FormRejection>,
) -> Response {
    let asked = asked_of(asked);
    let frame = frame_of(&state, "/leave", &asked);
    let form = match form {
        Ok(Form(form)) if !is_from_elsewhere(&headers) => form,
        Ok(_) | Err(_) => {
            let page = leaving_page(
                &frame,
                &chosen(&state, None),
                &LeavingForm::default(),
                Some(UNREADABLE),
            );
            return private(StatusCode::BAD_REQUEST, page);
        }
    };
    let chosen = chosen_by(&state, &form.place);
    let again = |status, said: Option<&str>| -> Response {
        let page: Markup = leaving_page(&frame, &chosen, &form, said);
        private(status, page)
    };
    let (leaving, (id, fact)) =
        match leaving_of(&form).and_then(|leaving| Ok((leaving, ids_of(&state, form.id)?))) {
            Ok(read) => read,
            Err(said) => return again(StatusCode::BAD_REQUEST, Some(&said)),
        };
    let who = FilingWho { name: form.who_name.clone(), phone: form.who_phone.clone() };
    let new = LeavingFile { id, fact, leaving, who };
    match leaving_file_public(&state.city, new, state.wall()).await {
        Ok(_) => to_receipt(&state, "leave", id),
        Err(refusal) => told_again(&frame, &refusal, again),
    }
}

fn leaving_of(form: &LeavingForm) -> Result<Leaving, String> {
    let place = PlaceCode::parse(&form.place).map_err(|_| "请选择您住的社区（村）。")?;
    let to = whither(&form.to)
        .ok_or("没有查到要去的地方，或同名的有几处。请写全，例如“北京市朝阳区”。")?;
    let means = TravelMeans::from_code(&form.means).ok_or("请选择怎么去。")?;
    let leaves = CityDay::parse(&form.leaves).map_err(|_| "请填写出发日期。")?;
    let back = CityDay::parse(&form.back).map_err(|_| "请填写返回日期。")?;
    Ok(Leaving { place, to, means, leaves, back, why: form.why.clone() })
}

/// The receipt of somebody who leaves.
pub(super) async fn leaving(
    State(state): State<HttpState>,
    Path((id, key)): Path<(String, String)>,
    asked: AskedQuery,
) -> Response {
    let asked = asked_of(asked);
    let path = receipt_path("leave", &id, &key);
    let frame = frame_of(&state, &path, &asked);
    leaving_shown(&state, &frame, (&id, &key), (StatusCode::OK, None)).await
}

async fn leaving_shown(
    state: &HttpState,
    frame: &Frame<'_>,
    (id, key): (&str, &str),
    (status, said): (StatusCode, Option<&str>),
) -> Response {
    let Some(filing) = FilingId::parse(id) else { return refused(frame, &Refusal::NotFound) };
    match leaving_public(&state.city, (filing, key), state.wall()).await {
        Ok(seen) => {
            let again = fresh(state);
            private(status, leaving_receipt_page(frame, &seen, (key, again), said))
        }
        Err(refusal) => refused(frame, &refusal),
    }
}

/// Whoever left says that he is back, does not go, or goes on other days.
pub(super) async fn leaving_said(
    State(state): State<HttpState>,
    Path((id, key)): Path<(String, String)>,
    headers: HeaderMap,
    asked: AskedQuery,
    form: Result<Form<LeavingForm>, FormRejection>,
) -> Response {
    let asked = asked_of(asked);
    let path = receipt_path("leave", &id, &key);
    let frame = frame_of(&state, &path, &asked);
    let Some(filing) = FilingId::parse(&id) else { return refused(&frame, &Refusal::NotFound) };
    let at = (id.as_str(), key.as_str());
    let read = match form {
        Ok(Form(form)) if !is_from_elsewhere(&headers) => leaving_saying(&frame, form),
        Ok(_) | Err(_) => Err(UNREADABLE.to_owned()),
    };
    let (doing, says) = match read {
        Ok(read) => read,
        Err(said) => {
            let said = (StatusCode::BAD_REQUEST, Some(said.as_str()));
            return leaving_shown(&state, &frame, at, said).await;
        }
    };
    let said = leaving_say_public(&state.city, (filing, &key), doing, says, state.wall()).await;
    match said {
        Ok(()) => to_receipt(&state, "leave", filing),
        Err(refusal) => match said_of(&refusal) {
            Some((status, said)) => leaving_shown(&state, &frame, at, (status, Some(&said))).await,
            None => refused(&frame, &refusal),
        },
    }
}

type LeavingSaid = (FilingDoing, (LeavingSays, Option<FilingWho>));

fn leaving_saying(frame: &Frame<'_>, form: LeavingForm) -> Result<LeavingSaid, String> {
    let fact = form.id.map(FilingFactId::from_uuid).ok_or(UNREADABLE)?;
    let doing = FilingDoing { fact, seen: form.facts, reason: String::new() };
    let says = match form.act.as_str() {
        "return" => (LeavingSays::Returned { on: frame.day }, None),
        "cancel" => (LeavingSays::Cancelled, None),
        _change => {
            let new = leaving_of(&form)?;
            let who = FilingWho { name: form.who_name, phone: form.who_phone };
            (LeavingSays::Changed(Box::new(new)), Some(who))
        }
    };
    Ok((doing, says))
}
