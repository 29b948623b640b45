//! What the page of a health code says, in two languages side by side.

use super::frame::Frame;
use super::kept::keep_box;
use super::results_page::{Notice, Typed, both, warning, when, who_fields};
use fangxian_app::codes::{AppealReceipt, CodeFound, CodePerson, CodeShown, LookedAt, OwnAppeal};
use fangxian_core::Moment;
use fangxian_core::codes::{
    HealthColor, Reason, RuleRef, ask_words, lifted_words, reason_sentence,
};
use fangxian_core::policy::Purpose;
use fangxian_core::rules::ColorIs;
use fangxian_core::venues::VenueCode;
use maud::{Markup, PreEscaped, html};
use std::collections::BTreeSet;

/// The form, with what was typed and what is said of it.
pub(super) fn form_page(frame: &Frame<'_>, typed: &Typed, notice: Option<Notice>) -> Markup {
    let has_sms = frame.city.has_sms();
    let body = html! {
        h1 { (both("看我的健康码", "My health code")) }
        (warning(notice))
        form.wide action=(frame.to_with_venue("/code")) method="post" autocomplete="off" {
            (who_fields(typed, has_sms))
            button type="submit" { (both("看健康码", "Show my code")) }
            @if has_sms {
                button.plain-button type="submit" formaction=(frame.to_with_venue("/code/code")) {
                    (both("没有卡？发验证码到登记的手机", "No card? Send a code by SMS"))
                }
            }
        }
        h2 { (both("看不了怎么办", "If this does not work")) }
        p { "带证件到社区窗口，工作人员当面查、当面说明原因，不用手机。家里老人、孩子的，本人同意后在窗口登记，就可以一起看。" }
        p lang="en" { "Take your document to the community counter. No phone is needed." }
        p { a.to href=(frame.to("/code/numbers")) { (both("数字公开：理由和申诉", "Numbers")) } }
        (emergency())
    };
    frame.page_of("我的健康码 My health code", &body)
}

pub(super) fn emergency() -> Markup {
    html! {
        p.warn {
            strong { "急病、临产、透析，直接打120，什么颜色的码都不耽误。" } br;
            span lang="en" { "In an emergency call 120. No color of a code stands in the way." }
        }
    }
}

/// What was found.
pub(super) fn found_page(frame: &Frame<'_>, found: &CodeFound) -> Markup {
    let mut told = BTreeSet::new();
    let is_colored = found.people.iter().any(|one| one.code.color != HealthColor::Green);
    let body = html! {
        h1 { (both("健康码", "Health code")) }
        @for (n, person) in found.people.iter().enumerate() {
            (of_person(frame, person, (n, &found.pass), &mut told))
        }
        @if is_colored {
            (emergency())
            h2 { (both("觉得不对，怎样申诉", "If you think that this is wrong")) }
            p {
                "在上面那一条的下面写，或者打市民热线12345，或者到社区窗口，说“健康码申诉”。"
                "由另一个部门来定，不是原来作决定的部门；24小时内答复，看病的4小时内答复。"
            }
            p lang="en" {
                "Write below the reason, call 12345 or go to the community counter. Another office \
                 decides, within 24 hours; within 4 where it is about medical care."
            }
        }
        (looked(&found.looked))
        p { a.to href=(frame.to("/code")) { (both("看完了，清空", "Done, clear the page")) } }
    };
    frame.page_of("健康码 Health code", &body)
}

/// The square that a gate reads.
pub(super) fn shown_page(
    frame: &Frame<'_>,
    shown: &CodeShown,
    (pass, who): (&str, usize),
) -> Markup {
    let body = html! {
        h1 { (both("亮码", "Show to the gate")) }
        p.do { (shown_badge(shown.color)) }
        p { (shown.name) " " (shown.document) }
        div #square.square role="img" aria-label="健康码二维码" data-ticket=(shown.ticket)
            data-good=(shown.good_ms) data-color=(shown.color.code()) { (PreEscaped(&shown.square)) }
        p { strong { "有效到 " span #until { (clock(shown.ends_at)) } } }
        p #says role="status" {
            "过时就刷新。截图过一分半钟就没有用了。" br;
            span lang="en" { "Refresh it when it is out of date." }
        }
        (show_form(frame, pass, who, ("刷新", "Refresh")))
        @if shown.can_stay { (keep_box((pass, who))) }
        (emergency())
        p { a.to href=(frame.to("/code")) { (both("看完了，清空", "Done, clear the page")) } }
        // Renews the square; whoever has no scripts has the button.
        script src="/code/show.js" type="module" {}
    };
    frame.page_to_show("亮码 Show to the gate", &body)
}

fn show_form(frame: &Frame<'_>, pass: &str, who: usize, words: (&str, &str)) -> Markup {
    html! {
        form action=(frame.to("/code/show")) method="post" autocomplete="off" {
            input type="hidden" name="pass" value=(pass);
            input type="hidden" name="who" value=(who);
            button type="submit" { (both(words.0, words.1)) }
        }
    }
}

/// For whoever goes out without a phone.
fn paper_form(frame: &Frame<'_>, pass: &str, who: usize) -> Markup {
    html! {
        form action=(frame.to("/code/paper")) method="post" autocomplete="off" {
            input type="hidden" name="pass" value=(pass);
            input type="hidden" name="who" value=(who);
            button.plain-button type="submit" {
                (both("出门不带手机？打印纸质码（24小时有效）", "Print it, good for 24 hours"))
            }
        }
    }
}

/// The way back to the place whose poster led here.
fn venue_form(frame: &Frame<'_>, venue: &VenueCode, pass: &str, who: usize) -> Markup {
    html! {
        form action=(frame.to(&format!("/v/{venue}"))) method="post" autocomplete="off" {
            input type="hidden" name="sealed" value=(pass);
            input type="hidden" name="who" value=(who);
            button type="submit" { (both("登记进入刚才扫的场所", "Go in where I scanned")) }
        }
    }
}

/// `09:41:30`
fn clock(at: Moment) -> String {
    let second = at.0.div_euclid(1_000) + 8 * 3_600;
    let of_day = second.rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", of_day / 3_600, of_day / 60 % 60, of_day % 60)
}

fn sign(color: HealthColor) -> (&'static str, &'static str) {
    match color {
        HealthColor::Green => ("g0", "●"),
        HealthColor::Yellow => ("g2", "▲"),
        HealthColor::Red => ("g3", "■"),
    }
}

/// The badge of a code that renews itself.
fn shown_badge(color: HealthColor) -> Markup {
    let (class, sign) = sign(color);
    html! { span #badge class={ "level " (class) } { (sign) " " (color.title()) } }
}

fn badge(color: HealthColor) -> Markup {
    let (class, sign) = sign(color);
    html! { span class={ "level " (class) } { (sign) " " (color.title()) } }
}

fn of_person(
    frame: &Frame<'_>,
    person: &CodePerson,
    (n, pass): (usize, &str),
    told: &mut BTreeSet<RuleRef>,
) -> Markup {
    let (color, is_own) = (person.code.color, n == 0);
    html! {
        h2 { (person.name) " " (person.document) @if !is_own { " " (both("（家人）", "(family)")) } }
        p.do { (badge(color)) " " span lang="en" { (color.title_en()) } }
        @if let Some(venue) = frame.venue() { (venue_form(frame, &venue, pass, n)) }
        (show_form(frame, pass, n, ("亮码给门岗看", "Show to the gate")))
        (paper_form(frame, pass, n))
        @if person.code.reasons.is_empty() {
            p { (both("现在没有任何限制您的理由。", "Nothing restricts you now.")) }
        } @else {
            p { (both("下面每一条都是现在有效的理由，最重的在前。到时间自动失效，不用申请。", "Every \
                reason that holds now, the gravest first.")) }
        }
        @for (at, reason) in person.code.reasons.iter().enumerate() {
            @let own = person.appeals.iter().find(|one| one.source == reason.source);
            div.test {
                (of_reason(reason, told.insert(reason.rule.clone())))
                @match own {
                    Some(appeal) => { (of_appeal(appeal)) },
                    None => { (appeal_form(frame, (n, at), pass)) },
                }
            }
        }
        @let over = person.appeals.iter().filter(|one| {
            person.code.reasons.iter().all(|reason| reason.source != one.source)
        });
        @for appeal in over.take(5) { div.test { (of_appeal(appeal)) } }
    }
}

fn appeal_form(frame: &Frame<'_>, (who, at): (usize, usize), pass: &str) -> Markup {
    let said = format!("said-{who}-{at}");
    html! {
        details {
            summary { (both("觉得不对？在这里申诉", "Wrong? Appeal here")) }
            form.wide action=(frame.to("/code/appeal")) method="post" autocomplete="off" {
                input type="hidden" name="pass" value=(pass);
                input type="hidden" name="who" value=(who);
                input type="hidden" name="at" value=(at);
                label for=(said) { (both("哪里不对（不超过500字）", "What is wrong")) }
                textarea id=(said) name="said" rows="3" required maxlength="500" {}
                label.pick {
                    input type="checkbox" name="medical" value="yes";
                    span { (both("和看病有关（4小时内答复）", "About medical care (within 4 hours)")) }
                }
                button type="submit" { (both("提交申诉", "Send")) }
            }
        }
    }
}

fn of_appeal(appeal: &OwnAppeal) -> Markup {
    html! {
        p {
            (both("申诉", "Appeal")) " " strong { (appeal.number) } " " (when(appeal.at)) "："
            strong { (appeal.state.title()) }
            @if appeal.answer.is_none() {
                br; (both("最晚答复", "Answer by")) " " (when(appeal.due_at))
            }
        }
        @if let Some(answer) = &appeal.answer { blockquote { (answer) } }
    }
}

/// The receipt of an appeal, or why it was not taken.
pub(super) fn receipt_page(frame: &Frame<'_>, given: Result<&AppealReceipt, &String>) -> Markup {
    let body = match given {
        Ok(given) => html! {
            h1 { (both("申诉已收到", "Your appeal was taken")) }
            p.do { (both("收据号", "Number")) " " (given.number) }
            p { (both("收到", "Taken")) " " strong { (when(given.at)) } }
            p { (both("最晚答复", "Answer by")) " " strong { (when(given.due_at)) } }
            @if given.lapses {
                p { (both("逾期没有答复，这条理由自动失效。", "If nobody answers in time, the \
                    reason ends by itself.")) }
            } @else {
                p { (both("逾期没有答复，自动上报，列入公开的超时名单。", "If nobody answers in \
                    time, it goes up and is counted in public.")) }
            }
            p { (both("记下收据号，打12345可以问进展；重新打开健康码也能看到。", "Keep the number: \
                12345 tells you how it stands.")) }
            (emergency())
        },
        Err(why) => html! {
            h1 { (both("申诉没有提交", "Your appeal was not taken")) }
            p.warn role="alert" { strong { (why) } }
        },
    };
    let body = html! {
        (body)
        p { a.to href=(frame.to("/code")) { (both("重新看健康码", "Show my code again")) } }
    };
    frame.page_of("健康码申诉 Appeal", &body)
}

fn of_reason(reason: &Reason, is_new: bool) -> Markup {
    let (zh, en) = reason_sentence(reason);
    let (lifted, lifted_en) = lifted_words(reason.lifted_by);
    let (ask, ask_en) = ask_words(reason.ask);
    html! {
            h3 { (badge(reason.color)) " " (reason.cause.title()) }
            p { (zh) br; span lang="en" { (en) } }
            @if !reason.said.is_empty() { p { (both("登记的说明：", "Written down:")) " " (reason.said) } }
            p {
                (both("从", "Since")) " " strong { (when(reason.since)) } br;
                @if let Some(until) = reason.until {
                    (both("最晚到", "Until at the latest")) " " strong { (when(until)) }
                } @else {
                    (both("到下面的条件满足为止", "Until what stands below"))
                }
            }
            p { (both("怎样解除：", "What lifts it:")) " " (lifted) " " span lang="en" { (lifted_en) } }
            p { (both("问谁：", "Whom to ask:")) " " (ask) " " span lang="en" { (ask_en) } }
            p { (both("依据：", "Upon:")) " " (reason.evidence.title()) }
            @if is_new { (clause_of(reason)) }
    }
}

fn clause_of(reason: &Reason) -> Markup {
    let clause = &reason.clause;
    html! {
        details {
            summary { (both("规定原文", "The rule")) }
            blockquote {
                "“" (clause.as_written) "”"
                cite { (clause.source) "（" (clause.confidence.title()) "）" }
                @if let Some(note) = &clause.note { cite { (note) } }
            }
            @match reason.color_is {
                ColorIs::ChosenMilder => {
                    p { (both("条文没有写颜色，这里取较轻的一种。", "The rule names no color; \
                        the milder was taken.")) }
                },
                ColorIs::Written => {},
            }
        }
    }
}

/// Who looked at the record: roles and offices, never names.
fn looked(looked: &[LookedAt]) -> Markup {
    html! {
        h2 { (both("谁看过我的登记", "Who looked at my record")) }
        @if looked.is_empty() {
            p { (both("还没有人看过。", "Nobody yet.")) }
        } @else {
            ul {
                @for look in looked {
                    li {
                        (when(look.at)) " " (look.who)
                        @if !look.unit.is_empty() { "（" (look.unit) "）" }
                        "：" (look.what)
                        @if look.n_times > 1 { " ×" (look.n_times) }
                        br; (look.purpose) " "
                        @if let Some(purpose) = look.purpose_code {
                            span lang="en" { (purpose_en(purpose)) }
                        }
                    }
                }
            }
            p { (both("更早的，可以到社区窗口打印。", "Earlier ones are printed at the counter.")) }
        }
    }
}

fn purpose_en(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Command => "command",
        Purpose::ZoneDecision => "risk areas",
        Purpose::OrderWork => "work orders",
        Purpose::Register => "register",
        Purpose::Sampling => "sampling",
        Purpose::LabWork => "laboratory",
        Purpose::ResultNotice => "telling results",
        Purpose::CodeDecision => "codes",
        Purpose::Appeal => "appeals",
        Purpose::Tracing => "contact tracing",
        Purpose::Isolation => "isolation and transfer",
        Purpose::Audit => "audit",
        Purpose::Administration => "accounts",
        Purpose::OwnData => "own data",
    }
}
