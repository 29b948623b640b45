//! The pages on which somebody reports that he comes, and their receipts.

use super::arrive_page::{ArriveForm, NOWHERE, arrive_page, receipt_page};
use super::filings::{
    Chosen, UNREADABLE, chosen, chosen_by, fresh, receipt_path, refused, said_of, told_again,
};
use super::frame::Frame;
use super::{AskedQuery, asked_of, frame_of, is_from_elsewhere, private};
use crate::HttpState;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::Refusal;
use fangxian_app::arrivals::{
    ArrivalCompanion, ArrivalDoing, ArrivalReport, ArrivalWho, arrival_fresh_ids, arrival_public,
    arrival_receipt, arrival_report_public, arrival_say_public,
};
use fangxian_app::filings::whither;
use fangxian_core::arrivals::{ArrivalMeans, ArrivalSays, ArrivalWay, Coming, StayAt, StayKind};
use fangxian_core::ids::{ArrivalFactId, ArrivalReportId};
use fangxian_core::journeys::{CodeShown, Residence, StayedIn};
use fangxian_core::people::DocumentKind;
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};

const UNKNOWN_PLACE: &str = "没有查到从哪里来，或同名的有几处。请写全，例如“朔州市应县”。";

fn where_chosen(state: &HttpState, form: &ArriveForm) -> Chosen {
    match form.place.is_empty() {
        false => chosen_by(state, &form.place),
        true => chosen(state, Some(&form.county)),
    }
}

/// The empty form.
pub(super) async fn arrive_form(State(state): State<HttpState>, asked: AskedQuery) -> Response {
    let asked = asked_of(asked);
    let frame = frame_of(&state, "/arrive", &asked);
    let county = asked.county.clone().unwrap_or_default();
    let form = ArriveForm { id: fresh(&state), county, ..ArriveForm::default() };
    let chosen = chosen(&state, asked.county.as_deref());
    private(StatusCode::OK, arrive_page(&frame, &chosen, &form, None))
}

/// Takes a report.
pub(super) async fn arrive_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    asked: AskedQuery,
    form: Result<Form<ArriveForm>, FormRejection>,
) -> Response {
    let asked = asked_of(asked);
    let frame = frame_of(&state, "/arrive", &asked);
    let form = match form {
        Ok(Form(form)) if !is_from_elsewhere(&headers) => form,
        Ok(_) | Err(_) => {
            let (none, form) = (chosen(&state, None), ArriveForm::default());
            let page = arrive_page(&frame, &none, &form, Some(UNREADABLE));
            return private(StatusCode::BAD_REQUEST, page);
        }
    };
    let chosen = where_chosen(&state, &form);
    let again = |status, said: Option<&str>| -> Response {
        private(status, arrive_page(&frame, &chosen, &form, said))
    };
    let (coming, who) = match read(&form) {
        Ok(read) => read,
        Err(said) => return again(StatusCode::BAD_REQUEST, Some(&said)),
    };
    let Ok(fresh) = arrival_fresh_ids(state.wall()) else {
        return again(StatusCode::SERVICE_UNAVAILABLE, Some(UNREADABLE));
    };
    // One page is one report, however often it is sent.
    let id = form.id.map_or(fresh.0, ArrivalReportId::from_uuid);
    let fact = form.id.map_or(fresh.1, ArrivalFactId::from_uuid);
    let new = ArrivalReport { id, fact, coming, who, way: ArrivalWay::Page };
    match arrival_report_public(&state.city, new, state.wall()).await {
        Ok(()) => to_receipt(&state, id),
        Err(refusal) => told_again(&frame, &refusal, again),
    }
}

fn to_receipt(state: &HttpState, id: ArrivalReportId) -> Response {
    let at = format!("/arrive/{id}/{}", arrival_receipt(&state.city, id));
    (
        StatusCode::SEE_OTHER,
        [(header::LOCATION, at), (header::CACHE_CONTROL, "no-store".to_owned())],
    )
        .into_response()
}

pub(super) fn moment_of(day: &str, time: &str) -> Option<Moment> {
    let day = CityDay::parse(day.trim()).ok()?;
    let (hour, minute) = time.trim().split_once([':', '：'])?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    let is_one = (0..24).contains(&hour) && (0..60).contains(&minute);
    is_one.then(|| day.starts_at().plus_ms((hour * 60 + minute) * 60_000))
}

fn read(form: &ArriveForm) -> Result<(Coming, ArrivalWho), String> {
    let who = who_of(form)?;
    let from = whither(&form.from).ok_or(UNKNOWN_PLACE)?;
    let means = ArrivalMeans::from_code(&form.means).ok_or("请选择坐什么来。")?;
    let arrives_at = moment_of(&form.day, &form.time).ok_or("请填写哪一天、几点到。")?;
    let tested_at = match (form.test_day.is_empty(), form.test_time.is_empty()) {
        (true, _) => None,
        (false, _) => Some(
            moment_of(&form.test_day, &form.test_time).ok_or("请填写核酸是哪天、几点采的样。")?,
        ),
    };
    let place = || PlaceCode::parse(&form.place).map_err(|_| "请选择住在哪个社区（村）。");
    let stay = match StayKind::from_code(&form.stay).ok_or("请选择住处。")? {
        StayKind::Home => StayAt::Home(place()?),
        StayKind::Lodging => StayAt::Lodging(place()?),
        StayKind::Through => {
            let to = whither(&form.onward);
            StayAt::Through(to.ok_or("没有查到再去哪里，或同名的有几处。请写全。")?)
        }
        StayKind::Unsaid => StayAt::Unsaid,
    };
    let coming = Coming {
        from,
        via: Vec::new(),
        means,
        station: form.station.clone(),
        arrives_at,
        stay,
        n_companions: 0,
        tested_at,
        code: CodeShown::from_code(&form.code).unwrap_or(CodeShown::Unsaid),
        stayed: StayedIn::from_code(&form.stayed).unwrap_or(StayedIn::Unsaid),
        residence: Residence::from_code(&form.home).unwrap_or(Residence::Unsaid),
    };
    Ok((coming, who))
}

fn who_of(form: &ArriveForm) -> Result<ArrivalWho, String> {
    let kind = |code: &str| DocumentKind::from_code(code).ok_or("请选择证件类型。".to_owned());
    let named = form.companions().into_iter().filter(|(name, ..)| !name.trim().is_empty());
    let companions = named.map(|(name, code, document)| {
        let document_kind = kind(code)?;
        Ok(ArrivalCompanion { name: name.to_owned(), document_kind, document: document.to_owned() })
    });
    Ok(ArrivalWho {
        name: form.name.clone(),
        document_kind: kind(&form.kind)?,
        document: form.document.clone(),
        phone: form.phone.clone(),
        number: form.number.clone(),
        address: form.address.clone(),
        companions: companions.collect::<Result<_, String>>()?,
    })
}

/// The receipt.
pub(super) async fn arrival(
    State(state): State<HttpState>,
    Path((id, key)): Path<(String, String)>,
    asked: AskedQuery,
) -> Response {
    let asked = asked_of(asked);
    let path = receipt_path("arrive", &id, &key);
    let frame = frame_of(&state, &path, &asked);
    shown(&state, &frame, (&id, &key), (StatusCode::OK, None)).await
}

async fn shown(
    state: &HttpState,
    frame: &Frame<'_>,
    (id, key): (&str, &str),
    (status, said): (StatusCode, Option<&str>),
) -> Response {
    let Some(report) = ArrivalReportId::parse(id) else {
        return refused(frame, &Refusal::NotFound);
    };
    match arrival_public(&state.city, (report, key), state.wall()).await {
        Ok((seen, who)) => {
            let place = seen.standing.coming.stay.place().map(PlaceCode::county);
            let chosen = chosen(state, Some(place.as_deref().unwrap_or(NOWHERE)));
            let again = fresh(state);
            private(status, receipt_page(frame, (&seen, &who), &chosen, (key, again), said))
        }
        Err(refusal) => refused(frame, &refusal),
    }
}

/// Whoever reported puts it right, or withdraws it.
pub(super) async fn arrival_said(
    State(state): State<HttpState>,
    Path((id, key)): Path<(String, String)>,
    headers: HeaderMap,
    asked: AskedQuery,
    form: Result<Form<ArriveForm>, FormRejection>,
) -> Response {
    let asked = asked_of(asked);
    let path = receipt_path("arrive", &id, &key);
    let frame = frame_of(&state, &path, &asked);
    let Some(report) = ArrivalReportId::parse(&id) else {
        return refused(&frame, &Refusal::NotFound);
    };
    let at = (id.as_str(), key.as_str());
    let read = match form {
        Ok(Form(form)) if !is_from_elsewhere(&headers) => saying(&form),
        Ok(_) | Err(_) => Err(UNREADABLE.to_owned()),
    };
    let (doing, says) = match read {
        Ok(read) => read,
        Err(said) => {
            return shown(&state, &frame, at, (StatusCode::BAD_REQUEST, Some(&said))).await;
        }
    };
    match arrival_say_public(&state.city, (report, &key), doing, says, state.wall()).await {
        Ok(()) => to_receipt(&state, report),
        Err(refusal) => match said_of(&refusal) {
            Some((status, said)) => shown(&state, &frame, at, (status, Some(&said))).await,
            None => refused(&frame, &refusal),
        },
    }
}

type Said = (ArrivalDoing, (ArrivalSays, Option<ArrivalWho>));

fn saying(form: &ArriveForm) -> Result<Said, String> {
    let fact = form.id.map(ArrivalFactId::from_uuid).ok_or(UNREADABLE)?;
    let doing = ArrivalDoing { fact, seen: form.facts, reason: String::new() };
    if form.act == "withdraw" {
        return Ok((doing, (ArrivalSays::Withdrawn, None)));
    }
    let (coming, who) = read(form)?;
    Ok((doing, (ArrivalSays::Changed(Box::new(coming)), Some(who))))
}
