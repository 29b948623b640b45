//! What the pages of leaving the city say, in two languages side by side.

use super::filings::Chosen;
use super::filings_page::{areas, counties, finding, place_field, receipt_kept, who_fields};
use super::frame::Frame;
use super::results_page::both;
use fangxian_app::filings::LeavingSeen;
use fangxian_core::filings::{LeavingState, TEXT_CHARS_MAX};
use fangxian_core::journeys::TravelMeans;
use fangxian_core::national::country;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

/// What whoever leaves fills in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LeavingForm {
    pub(super) id: Option<Uuid>,
    pub(super) act: String,
    pub(super) facts: i64,
    pub(super) place: String,
    pub(super) to: String,
    pub(super) means: String,
    pub(super) leaves: String,
    pub(super) back: String,
    pub(super) why: String,
    pub(super) who_name: String,
    pub(super) who_phone: String,
}

/// The form of somebody who leaves: the county first.
pub(super) fn leaving_page(
    frame: &Frame<'_>,
    chosen: &Chosen,
    form: &LeavingForm,
    said: Option<&str>,
) -> Markup {
    let body = html! {
        h1 { (both("离并报备", "File that you leave the city")) }
        p { "非必要不出省。确需外出的，出发前告诉住的社区（村）去哪里、哪天回。" strong { "这是报备，不是审批" } "：报了就可以走，不用等答复。" }
        p { "不会上网的，打电话或到社区（村）说一声，由社区代报。" }
        @if let Some(said) = said { p.warn role="alert" { strong { (said) } } }
        @match &chosen.county {
            None => (counties(frame, "/leave")),
            Some(county) => {
                p { strong { (frame.city.county_name(county)) } "　"
                    a href=(frame.to("/leave")) { "换一个" } }
                form.wide method="post" action=(frame.to("/leave")) {
                    @if let Some(id) = form.id { input type="hidden" name="id" value=(id); }
                    label for="place" { "您住在哪个社区（村）" }
                    (place_field(chosen, &form.place))
                    (leaving_fields(form))
                    button name="act" value="file" { "报备" }
                }
            },
        }
    };
    frame.page_of("离并报备", &body)
}

fn leaving_fields(form: &LeavingForm) -> Markup {
    html! {
        label for="to" { "去哪个市、县（例如“北京市朝阳区”）" }
        input id="to" name="to" required maxlength="30" value=(form.to);
        label for="means" { "怎么去" }
        select id="means" name="means" required {
            option value="" { "请选择" }
            @for one in TravelMeans::ALL {
                option value=(one.code()) selected[one.code() == form.means] { (one.title()) }
            }
        }
        label for="leaves" { "哪天走" }
        input id="leaves" name="leaves" type="date" required value=(form.leaves);
        label for="back" { "打算哪天回" }
        input id="back" name="back" type="date" required value=(form.back);
        label for="why" { "什么事" }
        input id="why" name="why" required maxlength=(TEXT_CHARS_MAX) value=(form.why);
        (who_fields("您的", &form.who_name, &form.who_phone))
    }
}

/// The receipt: what holds for leaving and coming back, and the one touch that says that he is back.
pub(super) fn leaving_receipt_page(
    frame: &Frame<'_>,
    seen: &LeavingSeen,
    (key, again): (&str, Option<Uuid>),
    said: Option<&str>,
) -> Markup {
    let own = &seen.standing.leaving;
    let (class, sign) = match seen.state {
        LeavingState::Coming | LeavingState::Away => ("level big g1", "● "),
        LeavingState::Overdue => ("level big g2", "◆ "),
        LeavingState::Returned => ("level big g0", "○ "),
        LeavingState::Cancelled => ("level big g0", "✕ "),
    };
    let is_open = match seen.state {
        LeavingState::Coming | LeavingState::Away | LeavingState::Overdue => true,
        LeavingState::Returned | LeavingState::Cancelled => false,
    };
    let to = country().title(&own.to, &frame.city.code);
    let journey = |from: &str, to: &str, day: &str| {
        format!("/journey?from={from}&to={to}&day={day}&means={}&home=here", own.means.code())
    };
    let home = own.place.county();
    let body = html! {
        h1 { (both("离并报备回执", "Receipt")) }
        @if let Some(said) = said { p.warn role="alert" { strong { (said) } } }
        p { span class=(class) { (sign) (seen.state.title()) } }
        p { strong { (to) } "　" (own.means.title()) br;
            (own.leaves.written()) "走，" (own.back.written()) "回" br;
            (frame.city.place_name(&own.place)) }
        @if is_open {
            @if let Some(barred) = &seen.told.barred {
                p.warn { strong { "您住的地方正在管控，现在不能离开：" } }
                ul { (finding(barred)) }
            }
            (areas(frame, &seen.told.inside, "本社区（村）里这些地方正在管控。住在里面的，现在不能离开："))
            h2 { (both("出发和返回要什么", "What is asked")) }
            nav { a.to href=(journey(&home, own.to.as_str(), &own.leaves.to_string())) { "出发那天要什么" } " "
                a.to href=(journey(own.to.as_str(), frame.city.code.as_str(), &own.back.to_string())) { "返回那天要什么" } }
            p { "目的地自己的规定，请查当地通告或打当地12345。" }
        }
        (receipt_kept())
        @if is_open { (leaving_change(frame, seen, (key, again))) }
    };
    frame.page_of("离并报备回执", &body)
}

fn leaving_change(
    frame: &Frame<'_>,
    seen: &LeavingSeen,
    (key, again): (&str, Option<Uuid>),
) -> Markup {
    let own = &seen.standing.leaving;
    let form = LeavingForm {
        to: own.to.to_string(),
        means: own.means.code().to_owned(),
        leaves: own.leaves.to_string(),
        back: own.back.to_string(),
        why: own.why.clone(),
        who_name: seen.who.0.clone(),
        ..LeavingForm::default()
    };
    let to = frame.to(&format!("/leave/{}/{key}", seen.id));
    let facts = seen.past.len();
    let hidden = html! {
        @if let Some(id) = again { input type="hidden" name="id" value=(id); }
        input type="hidden" name="facts" value=(facts);
    };
    html! {
        @if seen.state != LeavingState::Coming {
            form.wide method="post" action=(to) {
                (hidden)
                button name="act" value="return" { "我已经回来了" }
            }
        }
        details {
            summary { "改日期或去处" }
            form.wide method="post" action=(to) {
                (hidden)
                input type="hidden" name="place" value=(own.place.as_str());
                (leaving_fields(&form))
                button name="act" value="change" { "改" }
            }
        }
        @if seen.state == LeavingState::Coming {
            details {
                summary { "不去了，取消" }
                form.wide method="post" action=(to) { (hidden) button name="act" value="cancel" { "取消报备" } }
            }
        }
    }
}
