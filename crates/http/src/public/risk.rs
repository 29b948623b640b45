//! 风险点位: places and times that everybody is told of, and a box in which a reader compares them with
//! his own list. The comparison runs in the page: what he enters goes nowhere, and the page may load
//! nothing but its own script.

use super::frame::Frame;
use super::headers::put_fixed;
use super::style::CONTENT_POLICY;
use super::{AskedQuery, asked_of, frame_of};
use crate::HttpState;
use crate::error::ApiError;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use fangxian_app::cases::{RiskTold, risk_told};
use fangxian_core::Moment;
use fangxian_core::places::PlaceCode;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// How long a list may be kept before it is asked for anew.
const KEPT: &str = "public, max-age=60";

pub(super) fn risk_router() -> Router<HttpState> {
    Router::new()
        .route("/risk", get(page))
        .route("/risk.json", get(list))
        .route("/risk/risk.js", get(crate::assets::risk))
}

async fn page(State(state): State<HttpState>, asked: AskedQuery) -> Response {
    let asked = asked_of(asked);
    let frame = frame_of(&state, "/risk", &asked);
    let now = state.city.now(state.wall());
    match risk_told(&state.city, now).await {
        Ok(told) => alone(whole(&frame, &told)),
        Err(refusal) => super::results::failed(&frame, &refusal, refusal.code()),
    }
}

/// A page that asks nobody for anything and sends nothing, whatever is done on it.
fn alone(page: Markup) -> Response {
    let mut response = (StatusCode::OK, page.into_string()).into_response();
    let headers = response.headers_mut();
    put_fixed(headers);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    let quiet = CONTENT_POLICY.replace("form-action 'self'", "form-action 'none'");
    let policy = format!("{quiet}; script-src 'self'; connect-src 'none'");
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The same for a program: places and times, and nothing else.
async fn list(State(state): State<HttpState>) -> Response {
    let now = state.city.now(state.wall());
    let told = match risk_told(&state.city, now).await {
        Ok(told) => told,
        Err(refusal) => return ApiError(refusal).into_response(),
    };
    let row = |one: &RiskTold| {
        serde_json::json!({
            "county": one.window.place.county,
            "name": one.window.place.name,
            "from": one.window.from.0,
            "to": one.window.to.0,
            "told_at": one.told_at.0,
        })
    };
    let rows: Vec<serde_json::Value> = told.iter().map(row).collect();
    let kept = [(header::CACHE_CONTROL, HeaderValue::from_static(KEPT))];
    (kept, axum::Json(serde_json::json!({ "as_of": now.0, "windows": rows }))).into_response()
}

fn whole(frame: &Frame<'_>, told: &[RiskTold]) -> Markup {
    let mut by_county: BTreeMap<&str, Vec<&RiskTold>> = BTreeMap::new();
    for one in told {
        by_county.entry(one.window.place.county.as_str()).or_default().push(one);
    }
    let body = html! {
        h1 { "风险点位" br; span lang="en" { "Places at risk" } }
        p { strong { (frame.day.written()) } }
        p { "病例到过的公共场所和大致时段。时段前后放宽到整点，几个病例的地点混在一起，不含任何人的信息。" }
        @if told.is_empty() {
            p.do { "现在没有公布的风险点位。" br; span lang="en" { "None at present." } }
        }
        @for (county, own) in &by_county {
            h2 { (county_name(frame, county)) }
            ul.plain {
                @for one in own {
                    li.zone.risk data-name=(one.window.place.name) data-from=(one.window.from.0)
                        data-to=(one.window.to.0) {
                        strong { (one.window.place.name) }
                        span { (stretch(one.window.from, one.window.to)) }
                    }
                }
            }
        }
        @if !told.is_empty() {
            h2 { "同一时段我也在，怎么办" }
            ol {
                li { "马上给社区（村）打电话，或拨打12345，说清在哪里、几点。" }
                li { "先不要外出，不乘公交、地铁，等社区安排采样。" }
                li { "有发热、咳嗽，戴好口罩，先打电话再去发热门诊。" }
            }
        }
        noscript { p.warn { "这部手机没有打开脚本，请自己对照上面的名单。" } }
        div #mine hidden {
            h2 { "和我去过的地方比一比" br; span lang="en" { "Compare with where I have been" } }
            p.warn { strong { "只在这部手机里比，什么都不发出去。" } "写下的内容只存在这部手机里，随时可以清空。" }
            div #mine-says role="status" aria-live="polite" {}
            ul.plain #mine-rows {}
            fieldset {
                label for="mine-place" { "去过哪里" }
                input #mine-place autocomplete="off" maxlength="60" placeholder="如：美特好超市";
                label for="mine-day" { "哪一天" }
                input #mine-day type="date";
                label for="mine-from" { "几点到" }
                input #mine-from type="time";
                label for="mine-to" { "几点走" }
                input #mine-to type="time";
                button #mine-add type="button" { "加上，比一比" }
                button.plain-button #mine-drop type="button" { "清空我的记录" }
            }
        }
        script src="/risk/risk.js" type="module" {}
    };
    frame.page_of("风险点位", &body)
}

fn county_name(frame: &Frame<'_>, county: &str) -> String {
    match PlaceCode::parse(county) {
        Ok(code) => frame.city.county_name(&code),
        Err(_) => "列车、航班等".to_owned(),
    }
}

/// 10月3日8时至12时, 10月3日22时至10月4日2时.
fn stretch(from: Moment, to: Moment) -> String {
    let hour = |at: Moment| at.ms_of_day() / 3_600_000;
    // Midnight at the end of a day is its 24 o'clock.
    let (last, last_hour) = match hour(to) {
        0 if to > from => (to.plus_ms(-1).city_day(), 24),
        other => (to.city_day(), other),
    };
    let first = from.city_day();
    let day = |day: fangxian_core::CityDay| format!("{}月{}日", day.month(), day.day_of_month());
    let end = if first == last { String::new() } else { day(last) };
    format!("{}{}时至{end}{last_hour}时", day(first), hour(from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fangxian_core::CityDay;

    #[test]
    fn a_stretch_in_words() {
        let at =
            |hour: i64| CityDay::parse("2022-10-03").unwrap().starts_at().plus_ms(hour * 3_600_000);
        assert_eq!(stretch(at(8), at(12)), "10月3日8时至12时");
        assert_eq!(stretch(at(22), at(26)), "10月3日22时至10月4日2时");
        assert_eq!(stretch(at(22), at(24)), "10月3日22时至24时");
    }
}
