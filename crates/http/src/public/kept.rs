//! A code that stays on a phone for a day, with consent: what asks for it on the page of a shown code, the
//! giving itself, and the page that opens from the phone while the centre cannot be reached. That page is
//! the same for everybody and names nobody; its script (`web/src/show`) puts in what the phone keeps.

use super::codes::ShowForm;
use super::codes_page::emergency;
use super::frame::{Asked, Frame};
use super::frame_of;
use super::headers::{is_from_elsewhere, with_script};
use super::results_page::both;
use crate::HttpState;
use crate::error::bad_input;
use crate::gate::{json, refused};
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use fangxian_app::codes::code_kept;
use maud::{Markup, html};
use serde::Serialize;

/// Asks whether a code may stay on this phone. Whoever has no scripts has the sheet of paper.
pub(super) fn keep_box((pass, who): (&str, usize)) -> Markup {
    html! {
        section #keep hidden data-pass=(pass) data-who=(who) {
            h2 { (both("断网时也能亮码", "For when there is no network")) }
            p {
                "在这部手机上留一张码，24小时内有效。中心连不上时，打开这一页就能看到，门岗要同时核对证件。"
                "只留码本身：姓名的头一个字、证件号码末四位、当时的颜色。不留原因，不留检测结果。"
            }
            p.warn { strong { "只留在自己的手机上。公用的、借来的手机，不要留。" } }
            button #keep-do type="button" {
                (both("在这部手机上留一张，断网时用", "Keep one on this phone"))
            }
            p #keep-says role="status" {}
            button #keep-drop.plain-button type="button" hidden {
                (both("清除这部手机上留的码", "Remove it from this phone"))
            }
        }
    }
}

#[derive(Serialize)]
struct KeptAnswer {
    /// What the square holds.
    pass: String,
    /// Until when a gate believes it, in milliseconds since 1970.
    ends_at: i64,
    /// For how many milliseconds still: the clock of a phone may be wrong.
    good_ms: i64,
}

/// Gives the pass of a day to the page of whoever asked for it.
pub(super) async fn keep_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    form: Result<Form<ShowForm>, FormRejection>,
) -> Response {
    let Some(Form(form)) = form.ok().filter(|_| !is_from_elsewhere(&headers)) else {
        return refused(bad_input("没有收到要留的码，请重新打开这一页。").0);
    };
    match code_kept(&state.city, &form.pass, form.who, state.wall()).await {
        Ok(kept) => {
            let answer =
                KeptAnswer { pass: kept.text, ends_at: kept.ends_at.0, good_ms: kept.good_ms };
            let mut response = json(serde_json::to_vec(&answer).unwrap_or_default());
            let store = HeaderValue::from_static("no-store");
            response.headers_mut().insert(header::CACHE_CONTROL, store);
            response
        }
        Err(refusal) => refused(refusal),
    }
}

/// The page that a phone keeps.
pub(super) async fn still(State(state): State<HttpState>) -> Response {
    let asked = Asked::default();
    with_script(still_page(&frame_of(&state, "/code/still", &asked)))
}

fn still_page(frame: &Frame<'_>) -> Markup {
    let body = html! {
        div #still data-city=(frame.city.code) {
            h1 { (both("健康码", "Health code")) }
            (how_it_stands())
            div #have hidden {
                p.do { span #badge.level {} }
                div #square.square role="img" aria-label="健康码二维码" {}
                p { strong { "有效到 " span #until {} } }
                div #document {
                    p.do { "请连同证件一起出示" }
                    p {
                        "门岗要核对证件：姓名和号码末四位要对得上 " strong #mark {} "。" br;
                        span lang="en" {
                            "The centre cannot be reached. This code was kept on this phone: show your \
                             document too, the gate compares it."
                        }
                    }
                }
                div #whose {}
            }
            (nothing_kept())
            (emergency())
            p #wipe { button #still-drop.plain-button type="button" {
                (both("清除这部手机上留的码", "Remove it from this phone"))
            } }
        }
        script src="/code/show.js?still" type="module" {}
    };
    frame.page_alone("健康码 Health code", &body)
}

/// Whether the centre answers: one of these is shown.
fn how_it_stands() -> Markup {
    html! {
        p #off.warn role="status" hidden {
            strong { "中心暂时连不上。" }
            span #kept {
                "下面是 " strong #made {} " 留在这部手机上的码，颜色是那时候的。中心一恢复，这里会自动变。"
            }
        }
        p #live.warn role="status" hidden {
            strong { "中心又连上了。" } "下面是现在的码，不停地自己换。" br;
            span lang="en" { "The centre answers again. This code is of now." }
        }
        div #back hidden {
            p.warn role="status" {
                strong { "中心又连上了。" } "要看现在的码，请重新查一次。" br;
                span lang="en" { "The centre answers again: look yourself up." }
            }
            p { a.to href="/code" { (both("查现在的码", "My code of now")) } }
        }
    }
}

fn nothing_kept() -> Markup {
    html! {
        div #none hidden {
            p.do { "这部手机上没有可以用的码" }
            p {
                "留的码满24小时就作废，并已清除。进门请出示"
                strong { "身份证（护照、通行证也行），在门口的纸质登记表上登记" } "。" br;
                span lang="en" { "A kept code ends after 24 hours. Show your document and sign the paper list." }
            }
            p #again { a.to href="/code" { (both("再试一次", "Try again")) } }
        }
    }
}
