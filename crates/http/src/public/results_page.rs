//! What the pages of results say, in two languages side by side: foreigners use them too.

use super::antigen_page::antigen_of;
use super::frame::Frame;
use fangxian_app::results::{Found, FoundPerson, TestShown, promise_rule};
use fangxian_core::Moment;
use fangxian_core::people::{DocumentFlaw, DocumentKind};
use fangxian_core::results::{DAYS_SHOWN, Shown};
use maud::{Markup, html};
use serde::Deserialize;

/// What somebody typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    pub(super) kind: String,
    pub(super) number: String,
    pub(super) name: String,
    pub(super) secret: String,
}

/// What is said above the form.
#[derive(Clone, Copy, Debug)]
pub(super) enum Notice {
    CodeSent,
    Failed,
    TooOften,
    Braked,
    TooManyCodes,
    SecretUnreadable,
    NoName,
    Document(DocumentFlaw),
    NoSms,
    TicketOver,
    FormUnreadable,
}

impl Notice {
    pub(super) fn says(self) -> (String, &'static str) {
        let (zh, en) = match self {
            Notice::CodeSent => (
                "如果证件和姓名与登记的一致，验证码已发到登记的手机上，10分钟内有效。收到后填在下面。",
                "If document and name match the register, a code was sent to the phone registered. \
                 It is valid for 10 minutes.",
            ),
            Notice::Failed => (
                "没有查到：证件、姓名和验证码（查询码）有一项对不上，或者验证码已过期。请逐项核对。",
                "Nothing found: document, name or code does not match, or the code has expired.",
            ),
            Notice::TooOften => (
                "这个证件号码已查错5次，24小时后才能再查。急用请带证件到社区窗口，当面打印。",
                "Five wrong tries for this document. Try again after 24 hours, or take the document \
                 to the community counter.",
            ),
            Notice::Braked => (
                "今天填错短信验证码的次数太多，全市暂停用短信验证码查询，明天恢复。请用卡上的查询码，或带证件到社区窗口。",
                "Too many wrong codes by SMS in the whole city: they work again tomorrow. Use the receipt \
                 code on your card, or go to the community counter.",
            ),
            Notice::TooManyCodes => (
                "验证码1小时最多发5次。请过一会儿再试，或者用卡上的查询码。",
                "At most 5 codes an hour. Try again later, or use the receipt code on your card.",
            ),
            Notice::SecretUnreadable => (
                "验证码是8位数字，卡上的查询码是10位，请看清再填。",
                "A code by SMS has 8 digits; the receipt code on a card has 10 signs.",
            ),
            Notice::NoName => ("请填写姓名。", "Please enter the name."),
            Notice::Document(flaw) => {
                return (format!("{flaw}。"), "This is not a complete document number.");
            }
            Notice::NoSms => (
                "现在不能发短信。请用卡上的查询码，或带证件到社区窗口。",
                "No SMS can be sent now. Use the receipt code, or go to the community counter.",
            ),
            Notice::TicketOver => (
                "这一页已经过期，请重新查询后再下载。",
                "This page has expired. Please look up again.",
            ),
            Notice::FormUnreadable => ("请在这一页重新填写。", "Please fill in this form again."),
        };
        (zh.to_owned(), en)
    }
}

/// What is said above a form.
pub(super) fn warning(notice: Option<Notice>) -> Markup {
    html! {
        @if let Some(notice) = notice {
            @let (zh, en) = notice.says();
            p.warn role="alert" { strong { (zh) } br; span lang="en" { (en) } }
        }
    }
}

pub(super) fn both(zh: &str, en: &str) -> Markup {
    html! { (zh) " " span lang="en" { (en) } }
}

pub(super) const KINDS: [(DocumentKind, &str); 6] = [
    (DocumentKind::ResidentId, "居民身份证 Resident ID"),
    (DocumentKind::Passport, "护照 Passport"),
    (DocumentKind::HongKongMacao, "港澳居民证件 HK / Macao permit"),
    (DocumentKind::Taiwan, "台湾居民证件 Taiwan permit"),
    (DocumentKind::PermanentResidence, "外国人永居证 Permanent residence card"),
    (DocumentKind::Other, "其他证件 Other"),
];

/// Who somebody says he is: document, name and the second secret.
pub(super) fn who_fields(typed: &Typed, has_sms: bool) -> Markup {
    html! {
        label for="kind" { (both("证件种类", "Document")) }
        select #kind name="kind" {
            @for (kind, title) in KINDS {
                option value=(kind.code()) selected[typed.kind == kind.code()] { (title) }
            }
        }
        label for="number" { (both("证件号码", "Document number")) }
        input #number name="number" required maxlength="40" value=(typed.number)
            autocapitalize="characters" spellcheck="false";
        label for="name" { (both("姓名（和登记的一样）", "Name (as in your passport)")) }
        input #name name="name" required maxlength="100" value=(typed.name) spellcheck="false";
        label for="secret" {
            @if has_sms {
                (both("卡上的查询码，或短信验证码", "Receipt code on your card, or code by SMS"))
            } @else {
                (both("采样卡上的查询码", "Receipt code on your card"))
            }
        }
        input #secret name="secret" maxlength="20" autocapitalize="characters"
            autocomplete="one-time-code" spellcheck="false";
    }
}

/// The form, with what was typed and what is said of it.
pub(super) fn form_page(frame: &Frame<'_>, typed: &Typed, notice: Option<Notice>) -> Markup {
    let has_sms = frame.city.has_sms();
    let body = html! {
        h1 { (both("查核酸检测结果", "Test results")) }
        (warning(notice))
        form.wide action=(frame.to("/results")) method="post" autocomplete="off" {
            (who_fields(typed, has_sms))
            button type="submit" { (both("查结果", "Look up")) }
            @if has_sms {
                button.plain-button type="submit" formaction=(frame.to("/results/code")) {
                    (both("没有卡？发验证码到登记的手机", "No card? Send a code by SMS"))
                }
            }
        }
        h2 { (both("查不了怎么办", "If this does not work")) }
        p { "带证件到社区窗口，工作人员当面查、当面打印，不用手机。家里人的结果，本人同意后在窗口登记，就可以一起查。" }
        p lang="en" { "Take your document to the community counter: your result is printed there. No phone is needed." }
        @if let Some(rule) = promise_rule(frame.city, frame.day) {
            p { "一般" (rule.written()) "。采样点另有公告的，以公告为准。" }
        }
        p { a.to href=(frame.to("/results/verify")) { (both("核验一份报告", "Verify a report")) } }
    };
    frame.page_of("查核酸检测结果 Test results", &body)
}

/// `2022-11-24 09:05`: read alike in both languages.
pub(super) fn when(moment: Moment) -> String {
    let minutes = moment.ms_of_day() / 60_000;
    format!("{} {:02}:{:02}", moment.city_day(), minutes / 60, minutes % 60)
}

/// What was found.
pub(super) fn found_page(frame: &Frame<'_>, found: &Found) -> Markup {
    let body = html! {
        h1 { (both("核酸检测结果", "Test results")) }
        @for (n, person) in found.people.iter().enumerate() { (of_person(frame, person, n == 0)) }
        @if !found.looks.is_empty() {
            h2 { (both("以前谁查过您的结果或健康码", "Earlier look-ups")) }
            ul {
                @for (at, is_proxy) in &found.looks {
                    li {
                        (when(*at)) " "
                        @if *is_proxy { (both("代查人", "by a family member")) }
                        @else { (both("本人", "by yourself")) }
                    }
                }
            }
        }
        p { a.to href=(frame.to("/results")) { (both("查完了，清空", "Done, clear the page")) } }
    };
    frame.page_of("核酸检测结果 Test results", &body)
}

fn of_person(frame: &Frame<'_>, person: &FoundPerson, is_own: bool) -> Markup {
    html! {
        h2 { (person.name) " " (person.document) @if !is_own { " " (both("（家人）", "(family)")) } }
        (antigen_of(frame, &person.antigen))
        @if person.tests.is_empty() {
            p.do { "最近" (DAYS_SHOWN) "天没有检测记录" br; span lang="en" {
                "No tests in the last " (DAYS_SHOWN) " days"
            } }
        }
        @for (test, ticket) in &person.tests { (of_test(frame, test, ticket.as_deref())) }
    }
}

fn of_test(frame: &Frame<'_>, test: &TestShown, ticket: Option<&str>) -> Markup {
    let (class, sign) = match test.shown {
        Shown::Negative(_) | Shown::Lifted(_) => ("g0", "○"),
        Shown::Waiting { is_late: false, .. } => ("g1", "…"),
        Shown::Waiting { is_late: true, .. } | Shown::Again(_) => ("g2", "◆"),
        Shown::Held(_) | Shown::ToBeContacted(_) => ("g3", "▲"),
    };
    let promised = match test.shown {
        Shown::Waiting { promised_at, .. } => promised_at,
        Shown::Negative(_)
        | Shown::Held(_)
        | Shown::Lifted(_)
        | Shown::ToBeContacted(_)
        | Shown::Again(_) => None,
    };
    html! {
        div.test {
            span class={ "level " (class) } { (sign) " " (test.shown.title()) }
            p lang="en" { (test.shown.title_en()) }
            p { (both("采样", "Sampled")) " " strong { (when(test.taken_at)) } br; (test.place) }
            @if let Some(at) = promised {
                p { (both("预计出结果", "Expected by")) " " strong { (when(at)) } }
            }
            @if let (Some(at), None) = (test.reported_at, promised) {
                p { (both("报告", "Reported")) " " (when(at)) }
            }
            @if let Some(ticket) = ticket {
                form action=(frame.to("/results/report")) method="post" {
                    input type="hidden" name="ticket" value=(ticket);
                    button type="submit" { (both("下载报告", "Download report")) " (PDF)" }
                }
            }
        }
    }
}
