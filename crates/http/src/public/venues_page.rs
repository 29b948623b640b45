//! What the pages of places say, in two languages side by side.

use super::frame::Frame;
use super::results_page::{both, when};
use fangxian_app::venues::{Community, OwnTold, VenuePublic, VenueScreen};
use fangxian_core::codes::Strength;
use fangxian_core::places::PlaceCode;
use fangxian_core::scans::{Verdict, Why};
use fangxian_core::venues::{ADDRESS_CHARS_MAX, NAME_CHARS_MAX, VenueKind};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

/// What is said above the form of a scan.
#[derive(Clone, Copy, Debug)]
pub(super) enum Said {
    Unreadable,
    Pass(Why),
    Over,
    Digits,
    TooOften,
    Busy,
}

impl Said {
    fn says(self) -> (&'static str, &'static str) {
        match self {
            Said::Unreadable => ("表格没有读出来，请重新扫码。", "Please scan the poster again."),
            Said::Pass(Why::PassOld) => (
                "健康码已过90秒，请回到“我的健康码”重新打开，再来一次。",
                "Your code is older than 90 seconds. Open it anew and try again.",
            ),
            Said::Over => (
                "打开健康码的时间太久了，请重新打开，再来一次。",
                "Your code was opened too long ago. Open it anew and try again.",
            ),
            Said::Pass(_) => (
                "没有认出您的健康码。请从“我的健康码”进入，或请工作人员手工登记。",
                "Your code was not recognized. Open it anew, or ask the staff to write you down.",
            ),
            Said::Digits => (
                "数字不对。请看现场屏幕上现在的6位数字，它每分钟变一次。",
                "The digits are wrong. Please read those on the screen now: they change each minute.",
            ),
            Said::TooOften => (
                "数字错了太多次。请不填数字直接登记，或请工作人员登记。",
                "Wrong digits too often. Go on without them, or ask the staff.",
            ),
            Said::Busy => ("现在人多，请过几秒再按一次。", "Busy: please press again in a moment."),
        }
    }
}

fn warned((zh, en): (&str, &str)) -> Markup {
    html! { p.warn role="alert" { strong { (zh) } br; span lang="en" { (en) } } }
}

fn heading(seen: &VenuePublic) -> Markup {
    let about = &seen.venue.about;
    html! {
        h1 { (about.name) }
        p { strong { (about.kind.title()) }
            @if let Some(entrance) = &seen.entrance { "　" (entrance) }
            br; (about.address) }
        @if let Some(closed) = &seen.closed {
            div.warn {
                p { strong { "本场所按通告暂停开放" } br; span lang="en" { "Closed by notice" } }
                blockquote { (closed.closing.as_written) cite { (closed.closing.source) } }
                @match closed.last {
                    Some(last) => p { "暂停到" strong { (last.written()) } "为止，次日自动恢复。" },
                    None => p { "恢复时间另行通告。" },
                }
            }
        }
        @if let Some((inside, limit)) = seen.room {
            p { (both("现在场内约", "Inside now, about")) " " strong { (inside) "人" }
                "，最多" strong { (limit) "人" } "。" }
        }
    }
}

/// Who somebody is that goes in, as the page carries it.
#[derive(Clone, Debug)]
pub(super) struct OwnFilled {
    /// Of the scan.
    pub(super) id: Uuid,
    /// The text of a pass.
    pub(super) pass: String,
    /// The pass of the page of a code, and for whom of those whom it names.
    pub(super) sealed: String,
    pub(super) who: usize,
}

impl OwnFilled {
    /// Nobody yet.
    pub(super) fn new(id: Uuid) -> OwnFilled {
        OwnFilled { id, pass: String::new(), sealed: String::new(), who: 0 }
    }
}

/// A place, and the form with which somebody goes in.
pub(super) fn place_page(
    frame: &Frame<'_>,
    seen: &VenuePublic,
    filled: &OwnFilled,
    said: Option<Said>,
) -> Markup {
    let path = format!("/v/{}", seen.code);
    let body = html! {
        (heading(seen))
        @if let Some(said) = said { (warned(said.says())) }
        @if filled.pass.is_empty() && filled.sealed.is_empty() {
            h2 { (both("进入前登记", "Before you go in")) }
            p { (both("先打开自己的健康码，再点“登记进入刚才扫的场所”。", "Open your code first.")) }
            p { a.to.call href=(frame.to(&format!("/code?venue={}", seen.code))) { "打开我的健康码" } }
            details {
                summary { "健康码在另一个页面？把那里的一串文字粘贴到这里" }
                form.wide method="post" action=(frame.to(&path)) {
                    input type="hidden" name="id" value=(filled.id);
                    label for="pass" { "健康码文字" }
                    textarea id="pass" name="pass" rows="3" required maxlength="600" {}
                    (digits_field())
                    button name="go" value="1" { "登记进入" }
                }
            }
        } @else {
            h2 { (both("登记进入这里", "Going in")) }
            form.wide method="post" action=(frame.to(&path)) {
                input type="hidden" name="id" value=(filled.id);
                input type="hidden" name="pass" value=(filled.pass);
                input type="hidden" name="sealed" value=(filled.sealed);
                input type="hidden" name="who" value=(filled.who);
                (digits_field())
                button name="go" value="1" { "登记进入" }
            }
        }
        h2 { (both("没有手机，一样可以进", "Without a phone")) }
        p { "出示24小时内打印的纸质健康码，或身份证，由工作人员手工登记。" }
        p { "临产、透析、急救的，请告诉工作人员，马上放行。" }
    };
    frame.page_of(&seen.venue.about.name, &body)
}

fn digits_field() -> Markup {
    html! {
        label for="digits" { "现场屏幕上的6位数字 " span lang="en" { "The six digits on the screen" } }
        input id="digits" name="digits" inputmode="numeric" autocomplete="off" maxlength="8";
        p { "数字证明您人在这里。看不到屏幕的可以不填，由工作人员核对。" }
    }
}

/// What the page says after a scan. The digits stand on the screen of the place too.
pub(super) fn told_page(frame: &Frame<'_>, seen: &VenuePublic, told: &OwnTold) -> Markup {
    let (class, sign) = match told.decision.verdict {
        Verdict::Pass => ("g0", "● 已登记"),
        Verdict::Refuse => ("g3", "▲ 不能进入"),
    };
    let body = html! {
        p { span class={ "level big " (class) } { (sign) } }
        h1 { (seen.venue.about.name) }
        @if let Some(entrance) = &seen.entrance { p { (entrance) } }
        p.do { (told.decision.why.says()) }
        p { (both("请与现场屏幕核对", "Compare with the screen")) }
        p.digits { (told.shown) }
        p { (both("时间", "Time")) " " strong { (when(told.at)) } }
        @match told.strength {
            Strength::Strong => p { "已核对现场数字。" },
            Strength::Weak => p {
                "没有填现场数字：这次登记只说明有人扫过这张码，单凭它不会改变任何人的健康码。"
            },
        }
    };
    frame.page_of(&seen.venue.about.name, &body)
}

/// What the screen of a place shows.
pub(super) fn screen_page(frame: &Frame<'_>, screen: &VenueScreen) -> Markup {
    let (first, last) = screen.challenge.split_at(screen.challenge.len() / 2);
    let body = html! {
        h1 { (screen.seen.venue.about.name) }
        p { (both("请把这6位数字填进手机", "Type these six digits")) }
        p.digits { (first) " " (last) }
        p { "还有" (screen.seconds_left) "秒换新数字。" }
        h2 { "工作人员核对" }
        p { "来人手机上的4位数字应当是：" }
        p.digits { (screen.shown) }
        p { "上一分钟是 " strong { (screen.shown_before) } "。对不上的，是截图或假页面，请他重新扫码。" }
        @if let Some((inside, limit)) = screen.seen.room {
            p.do { "场内约" (inside) "人，最多" (limit) "人" }
        }
        @if screen.seen.closed.is_some() { p.warn { strong { "本场所按通告暂停开放，请勿放人进入。" } } }
    };
    frame.page_of("现场屏幕", &body)
}

/// What a place fills in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApplyForm {
    #[serde(default)]
    pub(super) id: Option<Uuid>,
    #[serde(default)]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) place: String,
    #[serde(default)]
    pub(super) address: String,
    #[serde(default)]
    pub(super) entrances: String,
    #[serde(default)]
    pub(super) capacity: String,
    #[serde(default)]
    pub(super) answers_name: String,
    #[serde(default)]
    pub(super) answers_phone: String,
}

/// The form: the county first, then the rest.
pub(super) fn apply_page(
    frame: &Frame<'_>,
    (county, communities): (Option<&PlaceCode>, &[Community]),
    form: &ApplyForm,
    said: Option<&str>,
) -> Markup {
    let tree = frame.city.tree();
    let body = html! {
        h1 { (both("申请场所码", "Apply for a place code")) }
        p { "单位、商户、小区、车辆都要有场所码。交上来以后，社区上门核实，再由另一人批准，才会生效。" }
        @if let Some(said) = said { p.warn role="alert" { strong { (said) } } }
        @match county {
            None => {
                h2 { "先选所在的县（市、区）" }
                nav { @for one in &tree.counties {
                    a.to href=(frame.to_county_of("/venues/apply", one.code.as_str())) { (one.name) }
                } }
            },
            Some(county) => {
                p { strong { (frame.city.county_name(county)) } "　"
                    a href=(frame.to("/venues/apply")) { "换一个" } }
                (fields(frame, communities, form))
            },
        }
    };
    frame.page_of("申请场所码", &body)
}

fn fields(frame: &Frame<'_>, communities: &[Community], form: &ApplyForm) -> Markup {
    html! {
        form.wide method="post" action=(frame.to("/venues/apply")) {
            label for="kind" { "类别" }
            select id="kind" name="kind" required {
                option value="" { "请选择" }
                @for kind in VenueKind::ALL {
                    option value=(kind.code()) selected[kind.code() == form.kind] { (kind.title()) }
                }
            }
            label for="name" { "场所名称（车辆填车牌号）" }
            input id="name" name="name" required maxlength=(NAME_CHARS_MAX) value=(form.name);
            label for="place" { "所在社区（村）" }
            select id="place" name="place" required {
                option value="" { "请选择" }
                @for one in communities {
                    option value=(one.code) selected[one.code.as_str() == form.place] { (one.name) }
                }
            }
            label for="address" { "具体地址" }
            input id="address" name="address" required maxlength=(ADDRESS_CHARS_MAX) value=(form.address);
            label for="entrances" { "出入口名称，每行一个（只有一个可不填）" }
            textarea id="entrances" name="entrances" rows="3" maxlength="800" { (form.entrances) }
            label for="capacity" { "最多容纳多少人（不清楚可不填）" }
            input id="capacity" name="capacity" inputmode="numeric" maxlength="6" value=(form.capacity);
            label for="answers_name" { "负责人姓名" }
            input id="answers_name" name="answers_name" required maxlength="30" value=(form.answers_name);
            label for="answers_phone" { "负责人电话" }
            input id="answers_phone" name="answers_phone" required inputmode="tel" maxlength="20" value=(form.answers_phone);
            button { "提交申请" }
        }
    }
}

/// The page after it.
pub(super) fn applied_page(frame: &Frame<'_>, name: &str) -> Markup {
    let body = html! {
        h1 { (both("已收到申请", "Received")) }
        p { strong { (name) } }
        p { "社区会上门核实，再由另一人批准。批准以后，社区把场所码海报送来或通知去取。" }
        p { "没有批准之前，没有场所码，也不会有任何影响。" }
        p { a.to href=(frame.to("/venues/apply")) { "再申请一个" } }
    };
    frame.page_of("已收到申请", &body)
}
