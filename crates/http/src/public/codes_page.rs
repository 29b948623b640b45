//! What the page of a health code says, in two languages side by side.

use super::frame::Frame;
use super::results_page::{Notice, Typed, both, warning, when, who_fields};
use fangxian_app::codes::{CodeFound, CodePerson, LookedAt};
use fangxian_core::codes::{
    HealthColor, Reason, RuleRef, ask_words, lifted_words, reason_sentence,
};
use fangxian_core::policy::Purpose;
use fangxian_core::rules::ColorIs;
use maud::{Markup, html};
use std::collections::BTreeSet;

/// The form, with what was typed and what is said of it.
pub(super) fn form_page(frame: &Frame<'_>, typed: &Typed, notice: Option<Notice>) -> Markup {
    let has_sms = frame.city.has_sms();
    let body = html! {
        h1 { (both("看我的健康码", "My health code")) }
        (warning(notice))
        form.wide action=(frame.to("/code")) method="post" autocomplete="off" {
            (who_fields(typed, has_sms))
            button type="submit" { (both("看健康码", "Show my code")) }
            @if has_sms {
                button.plain-button type="submit" formaction=(frame.to("/code/code")) {
                    (both("没有卡？发验证码到登记的手机", "No card? Send a code by SMS"))
                }
            }
        }
        h2 { (both("看不了怎么办", "If this does not work")) }
        p { "带证件到社区窗口，工作人员当面查、当面说明原因，不用手机。家里老人、孩子的，本人同意后在窗口登记，就可以一起看。" }
        p lang="en" { "Take your document to the community counter. No phone is needed." }
        (emergency())
    };
    frame.page_of("我的健康码 My health code", &body)
}

fn emergency() -> Markup {
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
            (of_person(person, n == 0, &mut told))
        }
        @if is_colored {
            (emergency())
            h2 { (both("觉得不对，怎样申诉", "If you think that this is wrong")) }
            p {
                "打市民热线12345，或者到社区窗口，说“健康码申诉”。由另一个部门来定，不是原来作决定的部门；"
                "24小时内答复，看病的4小时内答复。"
            }
            p lang="en" {
                "Call 12345 or go to the community counter. Another office decides, within 24 \
                 hours; within 4 where it is about medical care."
            }
        }
        (looked(&found.looked))
        p { a.to href=(frame.to("/code")) { (both("看完了，清空", "Done, clear the page")) } }
    };
    frame.page_of("健康码 Health code", &body)
}

fn sign(color: HealthColor) -> (&'static str, &'static str) {
    match color {
        HealthColor::Green => ("g0", "●"),
        HealthColor::Yellow => ("g2", "▲"),
        HealthColor::Red => ("g3", "■"),
    }
}

fn badge(color: HealthColor) -> Markup {
    let (class, sign) = sign(color);
    html! { span class={ "level " (class) } { (sign) " " (color.title()) } }
}

fn of_person(person: &CodePerson, is_own: bool, told: &mut BTreeSet<RuleRef>) -> Markup {
    let color = person.code.color;
    html! {
        h2 { (person.name) " " (person.document) @if !is_own { " " (both("（家人）", "(family)")) } }
        p.do { (badge(color)) " " span lang="en" { (color.title_en()) } }
        @if person.code.reasons.is_empty() {
            p { (both("现在没有任何限制您的理由。", "Nothing restricts you now.")) }
        } @else {
            p { (both("下面每一条都是现在有效的理由，最重的在前。到时间自动失效，不用申请。", "Every \
                reason that holds now, the gravest first.")) }
        }
        @for reason in &person.code.reasons {
            (of_reason(reason, told.insert(reason.rule.clone())))
        }
    }
}

fn of_reason(reason: &Reason, is_new: bool) -> Markup {
    let (zh, en) = reason_sentence(reason);
    let (lifted, lifted_en) = lifted_words(reason.lifted_by);
    let (ask, ask_en) = ask_words(reason.ask);
    html! {
        div.test {
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
        Purpose::Audit => "audit",
        Purpose::Administration => "accounts",
        Purpose::OwnData => "own data",
    }
}
