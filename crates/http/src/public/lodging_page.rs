//! What the pages of a house say. A keeper reads them at his front desk, on a phone or a computer.

use super::frame::Frame;
use super::lodging_form::{LodgingForm, before_rows, fields_of, fix_form, guest_fields};
use super::results_page::{both, when};
use fangxian_app::arrivals::ArrivalTold;
use fangxian_app::lodgings::{
    GuestArrived, GuestFound, GuestSeen, House, HousePage, HouseToday, PastedBack,
};
use fangxian_core::Moment;
use fangxian_core::arrivals::ArrivalState;
use fangxian_core::codes::HealthColor;
use fangxian_core::lodgings::{DAYS_KEPT, DisinfectedArea, LINES_MAX, REPORT_BY_HOUR};
use fangxian_core::national::country;
use maud::{Markup, html};
use uuid::Uuid;

fn warned(said: Option<&str>) -> Markup {
    html! { @if let Some(said) = said { p.warn role="alert" { strong { (said) } } } }
}

fn heading(house: &House) -> Markup {
    html! {
        h1 { (house.venue.about.name) }
        p { (house.venue.about.address) "　" (house.venue.about.kind.title()) }
    }
}

fn words(words: Option<&(String, String)>) -> Markup {
    html! {
        @if let Some((said, source)) = words {
            details {
                summary { "看规定原文" }
                blockquote { "“" (said) "”" cite { (source) } }
            }
        }
    }
}

/// How an arrival stands, for whoever keeps the house: a badge and what he does.
fn arrival_said(arrived: Option<GuestArrived>) -> (&'static str, &'static str) {
    match arrived {
        None => ("g0", "○ 不用移交"),
        Some(one) if one.is_late => ("g3", "▲ 社区超时未接收，请打社区电话"),
        Some(one) => match one.state {
            ArrivalState::Handed => ("g2", "◆ 已报社区，等社区接收"),
            ArrivalState::Kept | ArrivalState::Done => ("g1", "● 社区已接收"),
            ArrivalState::Unplaced => ("g3", "▲ 没有接上，指挥部在安排"),
            ArrivalState::Expected | ArrivalState::Missing | ArrivalState::Arrived => {
                ("g1", "● 本人报备过")
            }
            ArrivalState::Through | ArrivalState::Withdrawn => ("g1", "● 报过行程"),
        },
    }
}

fn badge((class, says): (&str, &str)) -> Markup {
    html! {
        // Of what nobody knows there is no color.
        @if class.is_empty() { strong { (says) } } @else { span class={ "level " (class) } { (says) } }
    }
}

fn status(today: &HouseToday, is_lodging: bool) -> Markup {
    let n_done = today.day.n_disinfected();
    html! {
        ul.plain {
            @if is_lodging {
                li { p {
                    @if today.day.n_came > 0 {
                        (badge(("g1", "● 今天已报"))) " 新入住" strong { (today.day.n_came) "人" }
                    } @else if today.day.said_none {
                        (badge(("g1", "● 今天已报"))) " 没有新入住"
                    } @else {
                        (badge(("g2", "◆ 今天还没有报"))) " 有人入住就登记；没有新入住，请在" (REPORT_BY_HOUR) "点前按一下“今天没有新入住”。"
                    }
                } }
            }
            li {
                p {
                    @match today.times {
                        Some(times) => {
                            @if n_done >= times { (badge(("g1", "● 消毒已做够"))) }
                            @else if today.n_wanting > 0 { (badge(("g3", "▲ 消毒缺次"))) }
                            @else { (badge(("g2", "◆ 消毒未做完"))) }
                            " 今天" strong { (n_done) "次" } "，要" strong { (times) "次" }
                            @if today.is_ours { "（规定写加大频次，没有写几次，按每天" (times) "次算）" }
                        },
                        None => { "今天消毒" strong { (n_done) "次" } "。没有规定写明次数。" },
                    }
                }
                (words(today.words.as_ref()))
            }
        }
    }
}

fn disinfect_form(
    frame: &Frame<'_>,
    (path, is_lodging): (&str, bool),
    (id, now): (Option<Uuid>, Moment),
) -> Markup {
    let (day, time) = fields_of(now);
    let fits = |area: &&DisinfectedArea| match area {
        DisinfectedArea::Lobby
        | DisinfectedArea::Desk
        | DisinfectedArea::Lift
        | DisinfectedArea::Rooms => is_lodging,
        DisinfectedArea::Counter => !is_lodging,
        DisinfectedArea::Everywhere => true,
    };
    html! {
        details {
            summary { "登记一次消毒" }
            form.wide method="post" action=(frame.to(path)) {
                @if let Some(id) = id { input type="hidden" name="id" value=(id); }
                fieldset {
                    legend { "消毒了哪里" }
                    @for area in DisinfectedArea::ALL.iter().filter(fits) {
                        label.pick {
                            input type="checkbox" name=(area.code()) value="1";
                            span { (area.title()) }
                        }
                    }
                }
                label for="done_day" { "什么时候" }
                input id="done_day" name="done_day" type="date" required value=(day);
                input name="done_time" type="time" required aria-label="几点" value=(time);
                button name="act" value="disinfect" { "记下消毒" }
            }
        }
    }
}

fn stay_button(
    frame: &Frame<'_>,
    path: &str,
    (guest, id): (&GuestSeen, Option<Uuid>),
    (act, says): (&str, &str),
) -> Markup {
    html! {
        form method="post" action=(frame.to(path)) {
            @if let Some(id) = id { input type="hidden" name="id" value=(own_id(id, guest)); }
            input type="hidden" name="stay" value=(guest.id);
            input type="hidden" name="facts" value=(guest.n_facts);
            button.plain-button name="act" value=(act) aria-label={ (guest.room) "室" (guest.name) (says) } { (says) }
        }
    }
}

/// One page holds many buttons: each has an id of its own, made of the page's and of the stay's.
fn own_id(page: Uuid, guest: &GuestSeen) -> Uuid {
    let mut bytes = page.into_bytes();
    for (to, from) in bytes.iter_mut().zip(guest.id.uuid().into_bytes()).skip(8) {
        *to ^= from;
    }
    Uuid::from_bytes(bytes)
}

fn guest_row(
    frame: &Frame<'_>,
    path: &str,
    (guest, id): (&GuestSeen, Option<Uuid>),
    now: Moment,
) -> Markup {
    let nights = now.city_day().days_since(guest.staying.since.city_day());
    html! {
        li.test {
            p { strong { (guest.room) "室　" (guest.name) } }
            p { (guest.document_kind.title()) " " (guest.document) br; "电话 " (guest.phone) br;
                "从" (country().title(&guest.staying.from, &frame.city.code)) "来，"
                (when(guest.staying.since)) "入住，第" (nights + 1) "天" }
            (before_rows(guest))
            @if let Some(at) = guest.left_at {
                p { (when(at)) "退房。记录保存" (DAYS_KEPT) "天，到期自动销毁。" }
                (stay_button(frame, path, (guest, id), ("returned", "按错了，没有退房")))
            } @else {
                p { (badge(arrival_said(guest.arrived))) }
                nav {
                    a.to href=(frame.to(&format!("{path}/guests/{}", guest.id))) { "看要做什么" }
                    (stay_button(frame, path, (guest, id), ("left", "退房")))
                }
            }
        }
    }
}

/// The day of a house, and its guests.
pub(super) fn house_page_of(
    frame: &Frame<'_>,
    (page, path): (&HousePage, &str),
    (id, now): (Option<Uuid>, Moment),
    said: Option<&str>,
) -> Markup {
    let is_lodging = page.house.is_lodging();
    let body = html! {
        (heading(&page.house))
        (warned(said))
        h2 { (both("今天", "Today")) }
        (status(&page.today, is_lodging))
        @if is_lodging {
            nav {
                a.to.call href=(frame.to(&format!("{path}/new"))) { "登记一位旅客" }
                a.to href=(frame.to(&format!("{path}/list"))) { "粘贴名单" }
            }
            @if !page.today.day.is_reported() {
                form.wide method="post" action=(frame.to(path)) {
                    @if let Some(id) = id { input type="hidden" name="id" value=(id); }
                    button.plain-button name="act" value="none" { "今天没有新入住" }
                }
            }
        }
        (disinfect_form(frame, (path, is_lodging), (id, now)))
        @if is_lodging {
            h2 { "现在住着的" (page.guests.len()) "人" }
            @if page.guests.is_empty() { p { "现在没有登记在住的旅客。" } }
            ul.plain { @for guest in &page.guests { (guest_row(frame, path, (guest, id), now)) } }
            @if !page.left.is_empty() {
                details {
                    summary { "今天和昨天退房的" (page.left.len()) "人" }
                    ul.plain { @for guest in &page.left { (guest_row(frame, path, (guest, id), now)) } }
                }
            }
            p { "这一页只给本店登记用，请不要转发。换了人管，请社区换一个新的网址，旧的就打不开了。旅客信息加密保存，谁看过都有记录，退房" (DAYS_KEPT) "天后销毁。" }
        }
    };
    frame.page_of(&page.house.venue.about.name, &body)
}

/// The form of one guest.
pub(super) fn new_page(
    frame: &Frame<'_>,
    (house, base): (&House, &str),
    form: &LodgingForm,
    said: Option<&str>,
) -> Markup {
    let body = html! {
        h1 { (both("登记一位旅客", "Check in")) }
        p { (house.venue.about.name) "　" a href=(frame.to(base)) { "返回" } }
        (warned(said))
        form.wide method="post" action=(frame.to(&format!("{base}/new"))) {
            @if let Some(id) = form.id { input type="hidden" name="id" value=(id); }
            (guest_fields(frame, form))
            button name="act" value="new" { "登记，看要做什么" }
        }
        p { "没有报备过的外地旅客，登记以后自动报给本店所在的社区，由社区来接。" }
    };
    frame.page_of("登记一位旅客", &body)
}

fn color_said(color: Option<HealthColor>) -> (&'static str, &'static str) {
    match color {
        None => ("", "○ 本市系统里没有他的码，看他手机"),
        Some(HealthColor::Green) => ("g1", "● 绿码"),
        Some(HealthColor::Yellow) => ("g2", "◆ 黄码"),
        Some(HealthColor::Red) => ("g3", "▲ 红码"),
    }
}

fn told(told: &ArrivalTold) -> Markup {
    html! {
        p.do { (told.mark_says) }
        (words(told.mark_words.as_ref()))
        p { strong { (told.verdict) } }
        @if !told.asks.is_empty() {
            ol.asks {
                @for ask in &told.asks {
                    li { (ask.says) blockquote { "“" (ask.words.0) "”" cite { (ask.words.1) } } }
                }
            }
        }
        @for one in &told.unknown { p.warn { (one) } }
    }
}

/// One guest: what is asked of him, each with its clause.
pub(super) fn guest_page(
    frame: &Frame<'_>,
    (found, base): (&GuestFound, &str),
    id: Option<Uuid>,
) -> Markup {
    let seen = &found.seen;
    let body = html! {
        h1 { (seen.room) "室　" (seen.name) }
        p { a href=(frame.to(base)) { "返回" (found.house.venue.about.name) } }
        p { (seen.document_kind.title()) " " (seen.document) "　电话 " (seen.phone) }
        p { "从" (country().title(&seen.staying.from, &frame.city.code)) "来，" (when(seen.staying.arrived_at)) "到本市，"
            (when(seen.staying.since)) "入住" }
        h2 { (both("报备和移交", "Report")) }
        p { (badge(arrival_said(seen.arrived))) }
        @if let Some(due) = seen.arrived.and_then(|one| one.due_at) {
            p { "社区应在" strong { (when(due)) } "以前来接（规定写点对点，没有写多久，按2小时算）。到时没有人来，请打社区电话。" }
        }
        h2 { (both("系统查得", "Looked up")) }
        p { (badge(color_said(found.color))) }
        p { @match found.negative_at {
            Some(at) => { "48小时内核酸阴性：" strong { (when(at)) } "采样" },
            None => "本市系统里没有他48小时内的核酸阴性结果。外地做的，看他手机上的证明。",
        } }
        h2 { (both("按规定要做什么", "What the rules ask")) }
        @match &found.told {
            Some(one) => (told(one)),
            None => p { "从本市来，或者到本市已经满21天：没有来返并的要求。" },
        }
        (before_rows(seen))
        (fix_form(frame, base, seen, id))
        (stay_button(frame, base, (seen, id), ("left", "退房")))
    };
    frame.page_of("旅客", &body)
}

/// The field into which a list is pasted.
pub(super) fn paste_page(
    frame: &Frame<'_>,
    (house, base): (&House, &str),
    (id, text): (Option<Uuid>, &str),
    said: Option<&str>,
) -> Markup {
    let body = html! {
        h1 { (both("粘贴旅客名单", "Paste a list")) }
        p { (house.venue.about.name) "　" a href=(frame.to(base)) { "返回" } }
        (warned(said))
        p { "在电脑上打开本店的名单，连第一行的列名一起选中、复制，粘贴到下面。列的先后不限，一次最多" (LINES_MAX) "行。" }
        p { "必须有：姓名、证件号码、联系电话、房号、从哪里来。可以有：证件类型、怎么来的、到本市时间、入住时间、核酸采样时间、健康码、旅居史。" }
        (paste_form(frame, base, (id, text)))
    };
    frame.page_of("粘贴旅客名单", &body)
}

fn paste_form(frame: &Frame<'_>, base: &str, (id, text): (Option<Uuid>, &str)) -> Markup {
    html! {
        form.wide method="post" action=(frame.to(&format!("{base}/list"))) {
            @if let Some(id) = id { input type="hidden" name="id" value=(id); }
            label for="list" { "名单" }
            textarea id="list" name="list" rows="10" required wrap="off" { (text) }
            button name="act" value="list" { "登记名单里的人" }
        }
    }
}

/// What came of a list: the lines that were not taken, each with its reason, to be put right.
pub(super) fn pasted_page(
    frame: &Frame<'_>,
    (house, base): (&House, &str),
    back: &PastedBack,
    id: Option<Uuid>,
) -> Markup {
    let body = html! {
        h1 { "登记了" (back.n_taken) "人" }
        p { (house.venue.about.name) "　" a href=(frame.to(base)) { "返回，看在住的人" } }
        @if !back.unknown.is_empty() {
            p.warn { "这些列没有认出来，里面的内容没有保存：" (back.unknown.join("、")) }
        }
        @if back.bad.is_empty() {
            p.do { "名单里的人都登记好了。" }
        } @else {
            p.warn role="alert" { strong { "有" (back.bad.len()) "行没有登记，一行也没有丢：改好以后再登记一次。" } }
            ul { @for bad in &back.bad { li { strong { "第" (bad.number) "行：" } (bad.why) } } }
            (paste_form(frame, base, (id, &back.left)))
        }
    };
    frame.page_of("粘贴旅客名单", &body)
}
