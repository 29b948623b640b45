//! What the pages of antigen tests say, in two languages side by side.

use super::frame::Frame;
use super::results_page::{Notice, Typed, both, warning, when, who_fields};
use fangxian_app::antigen::{AntigenAnswer, AntigenOwn, AntigenPass, AntigenWhen};
use fangxian_core::Moment;
use fangxian_core::antigen::{
    AntigenFollows, AntigenOutcome, AntigenStep, OLDEST_HOURS, PhotoFlaw, ReportFlaw,
};
use maud::{Markup, html};

/// What was filled in, so that it need not be filled in twice.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    /// The pass under its seal.
    pub(super) sealed: String,
    /// Which of those whom the pass names.
    pub(super) who: usize,
    pub(super) when: AntigenWhen,
    pub(super) outcome: Option<AntigenOutcome>,
}

impl Default for Filled {
    fn default() -> Filled {
        Filled { sealed: String::new(), who: 0, when: AntigenWhen::Now, outcome: None }
    }
}

/// What is said above the form.
#[derive(Clone, Copy, Debug)]
pub(super) enum Said {
    Photo(PhotoFlaw),
    Flaw(ReportFlaw),
    NoOutcome,
    Known,
    Unreadable,
    Busy,
}

impl Said {
    fn says(self) -> (String, &'static str, &'static str) {
        let (zh, en, code) = match self {
            Said::Photo(flaw) => return (format!("{flaw}。"), flaw.says_en(), flaw.code()),
            Said::Flaw(flaw) => {
                let en = match flaw {
                    ReportFlaw::Future => "The test cannot be later than now.",
                    ReportFlaw::TooOld => {
                        "This test is older than 24 hours. Please repeat it and report again."
                    }
                    ReportFlaw::PhotoMissing => {
                        "A negative test needs a photo; a positive one does not."
                    }
                    ReportFlaw::TooMany => {
                        "Too many reports for this person today. Please contact the community."
                    }
                };
                return (format!("{flaw}。"), en, "antigen_refused");
            }
            Said::NoOutcome => ("请选检测卡上看到的结果。", "Please choose a result.", "bad_input"),
            Said::Known => (
                "这张表已经上报过了。要再报一次，请从头填写。",
                "This form was sent already. To report again, start anew.",
                "id_reused",
            ),
            Said::Unreadable => {
                ("没有看懂这张表，请重新填写。", "Please fill in this form again.", "bad_input")
            }
            Said::Busy => (
                "现在传照片的人多，照片没有收下。请过一分钟再试；报阳性可以不附照片，现在就能报。",
                "Busy: the photo was not taken. Try again in a minute; a positive test needs no photo.",
                "busy",
            ),
        };
        (zh.to_owned(), en, code)
    }

    /// Whether it is the photo that was not taken.
    fn is_of_photo(self) -> bool {
        match self {
            Said::Photo(_) | Said::Busy => true,
            Said::Flaw(_) | Said::NoOutcome | Said::Known | Said::Unreadable => false,
        }
    }
}

/// The first step: who somebody is.
pub(super) fn prove_page(frame: &Frame<'_>, typed: &Typed, notice: Option<Notice>) -> Markup {
    let has_sms = frame.city.has_sms();
    let body = html! {
        h1 { (both("上报抗原自测", "Report an antigen test")) }
        (warning(notice))
        p { "在家做了抗原检测，在这里上报。" strong { "测出阳性：先留在家里，不要外出，马上上报。" } }
        p lang="en" {
            "Report a test that you did at home. If it is positive, stay at home and report it now."
        }
        form.wide action=(frame.to("/antigen")) method="post" autocomplete="off" {
            (who_fields(typed, has_sms))
            button type="submit" { (both("下一步", "Next")) }
            @if has_sms {
                button.plain-button type="submit" formaction=(frame.to("/antigen/code")) {
                    (both("没有卡？发验证码到登记的手机", "No card? Send a code by SMS"))
                }
            }
        }
        h2 { (both("报不了怎么办", "If this does not work")) }
        p { "打电话告诉社区或网格员，由他们代报，不用手机。家里老人、孩子的，本人同意后在社区窗口登记，您就可以代报。" }
        p lang="en" { "Call the community or your grid worker: they report for you. No phone is needed." }
    };
    frame.page_of("上报抗原自测 Report an antigen test", &body)
}

/// The second step: what was read off.
pub(super) fn report_page(
    frame: &Frame<'_>,
    (pass, filled): (&AntigenPass, &Filled),
    now: Moment,
    said: Option<Said>,
) -> Markup {
    let body = html! {
        h1 { (both("上报抗原自测", "Report an antigen test")) }
        @if let Some(said) = said {
            @let (zh, en, code) = said.says();
            p.warn role="alert" data-code=(code) {
                strong {
                    "还没有上报。" (zh)
                    @if said.is_of_photo() && filled.outcome == Some(AntigenOutcome::Positive) {
                        "报阳性可以不附照片，直接再点“上报”。"
                    }
                }
                br;
                span lang="en" { "Not reported yet. " (en) }
            }
        }
        @if matches!(said, Some(Said::Known)) {
            p { a.to href=(frame.to("/antigen")) { span { (both("从头填写", "Start anew")) } } }
        } @else {
            form.wide action=(frame.to("/antigen/report")) method="post" autocomplete="off"
                enctype="multipart/form-data" {
                input type="hidden" name="pass" value=(filled.sealed);
                (who_of(pass, filled))
                (outcomes(filled))
                label for="when" { (both("什么时候做的", "When was it done")) }
                select #when name="when" {
                    option value="now" { "刚刚 just now" }
                    @for (from, text) in half_hours(now) {
                        option value=(from.0) selected[filled.when == AntigenWhen::HalfHour(from)] {
                            (text)
                        }
                    }
                }
                label for="photo" {
                    (both("检测卡照片（报阴性要附，报阳性可以不附）",
                        "Photo of the cassette (needed for a negative test only)"))
                }
                input #photo name="photo" type="file" accept="image/jpeg,image/png"
                    aria-describedby="photo-hint";
                p #photo-hint {
                    "把卡平放，拍清楚 C 和 T 两处。JPG 或 PNG，最大4 MB。照片里的拍摄地点会去掉，只有社区工作人员能看。"
                    br;
                    span lang="en" { "JPG or PNG, up to 4 MB. The place is removed from the photo." }
                }
                button type="submit" { (both("上报", "Report")) }
            }
        }
    };
    frame.page_of("上报抗原自测 Report an antigen test", &body)
}

fn who_of(pass: &AntigenPass, filled: &Filled) -> Markup {
    html! {
        @if pass.names.len() > 1 {
            fieldset {
                legend { (both("替谁报", "For whom")) }
                @for (n, name) in pass.names.iter().enumerate() {
                    label.pick {
                        input type="radio" name="who" value=(n) checked[filled.who == n] required;
                        span { (name) @if n == 0 { " " (both("（本人）", "(myself)")) } }
                    }
                }
            }
        } @else {
            input type="hidden" name="who" value="0";
            p { (both("替谁报", "For")) " " strong { @for name in &pass.names { (name) } } }
        }
    }
}

fn outcomes(filled: &Filled) -> Markup {
    let all = [
        (
            AntigenOutcome::Positive,
            (true, true),
            "两条线：阳性",
            "C 和 T 都有线。T 那条再淡也算",
            "Two lines, however faint: positive",
        ),
        (
            AntigenOutcome::Negative,
            (true, false),
            "一条线：阴性",
            "只有 C 有线",
            "One line, at C: negative",
        ),
        (
            AntigenOutcome::Invalid,
            (false, true),
            "C 处没有线：无效",
            "不管 T 有没有线，都要重做",
            "No line at C: invalid",
        ),
    ];
    html! {
        fieldset {
            legend { (both("检测卡上是什么样", "What does the cassette show")) }
            @for (outcome, lines, title, hint, en) in all {
                label.pick {
                    input type="radio" name="outcome" value=(outcome.code()) required
                        checked[filled.outcome == Some(outcome)];
                    (cassette(lines))
                    span { strong { (title) } br; (hint) br; span lang="en" { (en) } }
                }
            }
        }
    }
}

/// A cassette as it is drawn on its leaflet: lines at C and at T.
fn cassette((at_c, at_t): (bool, bool)) -> Markup {
    let line = |y: &str, is_there: bool| {
        html! {
            @if is_there {
                rect x="14" y=(y) width="18" height="4" fill="#a31515" {}
            }
        }
    };
    html! {
        svg viewBox="0 0 40 80" aria-hidden="true" {
            rect x="2" y="2" width="36" height="76" rx="5" fill="#ffffff" stroke="#1a1a1a"
                stroke-width="2" {}
            rect x="13" y="12" width="20" height="46" rx="3" fill="#f3f5f8" stroke="#6b7684" {}
            text x="5" y="27" font-size="9" font-weight="700" fill="#1a1a1a" { "C" }
            text x="5" y="49" font-size="9" font-weight="700" fill="#1a1a1a" { "T" }
            (line("22", at_c))
            (line("44", at_t))
            circle cx="23" cy="68" r="5" fill="#dfe5ec" stroke="#6b7684" {}
        }
    }
}

/// The half hours of the last day, the latest first, with their words.
fn half_hours(now: Moment) -> Vec<(Moment, String)> {
    const HALF_HOUR_MS: i64 = 30 * 60_000;
    let last = now.plus_ms(-now.ms_of_day().rem_euclid(HALF_HOUR_MS));
    let clock = |at: Moment| {
        let minutes = at.ms_of_day() / 60_000;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    };
    let of = |n: i64| {
        let from = last.plus_ms(-n * HALF_HOUR_MS);
        let day = match from.city_day() == now.city_day() {
            true => "今天 today",
            false => "昨天 yesterday",
        };
        let to = clock(from.plus_ms(HALF_HOUR_MS));
        (from, format!("{day} {}—{to}", clock(from)))
    };
    (0..OLDEST_HOURS * 2 - 1).map(of).collect()
}

/// What became of it, and what to do now.
pub(super) fn done_page(frame: &Frame<'_>, name: &str, answer: &AntigenAnswer) -> Markup {
    let (class, sign) = match answer.follows {
        AntigenFollows::Held | AntigenFollows::PositiveBefore => ("g3", "▲"),
        AntigenFollows::Repeat => ("g2", "◆"),
        AntigenFollows::Noted | AntigenFollows::Refuted => ("g0", "○"),
    };
    let body = html! {
        h1 { (both("已收到上报", "Report received")) }
        div.test {
            span class={ "level " (class) } { (sign) " 抗原" (answer.outcome.title()) }
            p { (name) " " (both("检测时间", "Tested")) " " strong { (when(answer.tested_at)) } }
        }
        p.do { (answer.follows.says()) }
        p lang="en" { (answer.follows.says_en()) }
        @if let Some(due) = answer.due_at {
            p { (both("最晚什么时候有人上门", "Somebody comes by")) " " strong { (when(due)) } }
            p { "过了这个时间没有人来，请打电话问社区，或打12345。" br;
                span lang="en" { "If nobody came by then, call the community or 12345." } }
        }
        p { a.to href=(frame.to("/results")) { span { (both("以后在这里查进展", "Follow it here")) } } }
        p { a.to href=(frame.to("/antigen")) { span { (both("再报一次", "Report another test")) } } }
    };
    frame.page_of("已收到上报 Report received", &body)
}

/// Somebody's antigen tests on the page of results: what holds him first, with why, since when and
/// what ends it.
pub(super) fn antigen_of(frame: &Frame<'_>, all: &[AntigenOwn]) -> Markup {
    html! {
        @for one in all.iter().filter(|one| one.holds()) {
            div.test {
                span.level.g3 { "▲ 抗原自测阳性，等候单管核酸复核" }
                p lang="en" { "Antigen test positive: waiting for a single nucleic acid test" }
                p { (both("检测", "Tested")) " " strong { (when(one.tested_at)) } }
                p { (both("从什么时候起", "Since")) " " strong { (when(one.reported_at)) } }
                @match one.step {
                    Some(AntigenStep::Waiting { retaken_at: Some(at) }) => p {
                        (both("已单独采样，等结果", "Sampled singly; result awaited")) " " (when(at))
                    },
                    Some(_) | None => p {
                        (both("最晚什么时候有人上门", "Somebody comes by")) " "
                        strong { (when(one.due_at)) }
                    },
                }
                p { (AntigenFollows::Held.says()) }
                p lang="en" { (AntigenFollows::Held.says_en()) }
            }
        }
        @for one in all.iter().filter(|one| !one.holds()) { (ended(one)) }
        @if all.is_empty() {
            p { a.to href=(frame.to("/antigen")) { span { (both("上报抗原自测", "Report an antigen test")) } } }
        }
    }
}

fn ended(one: &AntigenOwn) -> Markup {
    let (zh, en) = match (one.outcome, one.step) {
        (AntigenOutcome::Negative, _) if one.is_unreadable => (
            "阴性，照片看不清，请重新做一次再报",
            "photo unreadable, please repeat and report again",
        ),
        (AntigenOutcome::Negative, _) => ("阴性（不能代替核酸）", "negative (replaces no PCR)"),
        (AntigenOutcome::Invalid, _) => ("无效，请重新做一次", "invalid, please repeat"),
        (AntigenOutcome::Positive, Some(AntigenStep::Refuted { .. })) => {
            ("阳性，单管核酸复核阴性，已解除", "positive; single PCR negative, ended")
        }
        (AntigenOutcome::Positive, Some(AntigenStep::Withdrawn(_))) => {
            ("上报已撤回", "report withdrawn")
        }
        (
            AntigenOutcome::Positive,
            Some(
                AntigenStep::Confirmed { .. }
                | AntigenStep::PositiveBefore(_)
                | AntigenStep::Waiting { .. },
            )
            | None,
        ) => ("阳性，请待在原处，等疾控人员联系", "positive; the disease control will contact you"),
    };
    html! {
        p { "抗原 " (when(one.tested_at)) " " strong { (zh) } br; span lang="en" { "Antigen: " (en) } }
    }
}
