//! What the city tells of its codes: whole-city numbers by cause and by week, of nobody.

use super::frame::Frame;
use super::results::failed;
use super::results_page::both;
use super::{AskedQuery, asked_of, frame_of, private};
use crate::HttpState;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use fangxian_app::codes::{CodeNumbers, CodeWeek, code_numbers};
use fangxian_core::CityDay;
use maud::{Markup, html};

const HOUR_MS: i64 = 3_600_000;

/// The numbers as they stand.
pub(super) async fn numbers(State(state): State<HttpState>, asked: AskedQuery) -> Response {
    let asked = asked_of(asked);
    let frame = frame_of(&state, "/code/numbers", &asked);
    match code_numbers(&state.city, state.wall()).await {
        Ok(found) => private(StatusCode::OK, numbers_page(&frame, &found)),
        Err(error) => failed(&frame, &error, error.code()),
    }
}

fn numbers_page(frame: &Frame<'_>, found: &CodeNumbers) -> Markup {
    let body = html! {
        h1 { (both("健康码数字公开", "Health codes in numbers")) }
        p { "全市合计，不涉及任何个人。" span lang="en" { " Of the whole city; of nobody." } }
        h2 { (both("现在有效的理由", "Reasons that hold now")) }
        ul {
            @for (cause, n) in &found.reasons { li { (cause.title()) "：" (n) } }
            @if found.reasons.is_empty() { li { (both("没有", "None")) } }
            li { (both("因住在风险区赋码的区域", "Areas that color whoever lives there")) "：" (found.n_areas) }
        }
        h2 { (both("外单位来要个人信息", "Asked for by others")) }
        p {
            "扫码、健康码、检测结果只用于疫情防控。近四周有人来要" (found.n_outside) "次（其中公安"
            (found.n_police) "次），全部拒绝。"
            span lang="en" {
                " Scans, codes and results serve the epidemic alone. Asked for " (found.n_outside)
                " times in four weeks (" (found.n_police) " by the police); refused each time."
            }
        }
        h2 { (both("健康码停用", "When codes were down")) }
        p {
            "码用不了的时候，由市疫情防控指挥部停用，进门看证件、登记。近四周停用" (found.n_outages)
            "次，共" (hours(found.outage_ms)) "小时。"
            span lang="en" {
                " Codes were down " (found.n_outages) " times in four weeks, "
                (hours(found.outage_ms)) " hours together: by document and paper list."
            }
        }
        h2 { (both("申诉", "Appeals")) }
        @for (day, week) in &found.weeks { (of_week(*day, week)) }
        p { a.to href=(frame.to("/code")) { (both("看我的健康码", "Show my code")) } }
    };
    frame.page_of("健康码数字公开 Health codes in numbers", &body)
}

fn of_week(day: CityDay, week: &CodeWeek) -> Markup {
    html! {
        div.test {
            h3 { (day.written()) "起一周" span lang="en" { " Week of " (day) } }
            ul {
                li { (both("收到", "Taken")) "：" (week.n_appeals) }
                li { (both("撤销", "Voided")) "：" (week.n_voided) }
                li { (both("维持", "Upheld")) "：" (week.n_upheld) }
                li { (both("逾期未答复、自动失效", "Lapsed")) "：" (week.n_lapsed) }
                li { (both("超时还没有答复", "Overdue")) "：" (week.n_overdue) }
                @if let Some(median) = week.median_ms {
                    li { (both("答复用时（中位数）", "Median time")) "：" (hours(median)) "小时" }
                }
            }
        }
    }
}

/// Hours with one place behind the point.
fn hours(ms: i64) -> String {
    let tenths = ms.max(0).saturating_mul(10) / HOUR_MS;
    format!("{}.{}", tenths / 10, tenths % 10)
}
