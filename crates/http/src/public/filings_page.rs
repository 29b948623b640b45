//! What the pages of filings say, in two languages side by side.

use super::filings::Chosen;
use super::frame::Frame;
use super::results_page::{both, when};
use fangxian_app::filings::{AreaInside, FindingTold, GatheringSeen, GatheringTold, LeavingSeen};
use fangxian_core::Moment;
use fangxian_core::filings::{
    GatheringKind, GatheringState, GatheringVerdict, LeavingState, Precaution, TEXT_CHARS_MAX,
};
use fangxian_core::journeys::TravelMeans;
use fangxian_core::national::country;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

/// What whoever holds a gathering fills in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GatheringForm {
    pub(super) id: Option<Uuid>,
    pub(super) act: String,
    pub(super) facts: i64,
    pub(super) kind: String,
    pub(super) place: String,
    pub(super) address: String,
    pub(super) venue: String,
    pub(super) day: String,
    pub(super) starts: String,
    pub(super) people: String,
    pub(super) who_name: String,
    pub(super) who_phone: String,
    pub(super) temperature: String,
    pub(super) code_check: String,
    pub(super) masks: String,
    pub(super) distance: String,
    pub(super) own_dishes: String,
    pub(super) disinfection: String,
    pub(super) name_list: String,
}

impl GatheringForm {
    pub(super) fn is_prepared(&self, what: Precaution) -> bool {
        let ticked = match what {
            Precaution::Temperature => &self.temperature,
            Precaution::CodeCheck => &self.code_check,
            Precaution::Masks => &self.masks,
            Precaution::Distance => &self.distance,
            Precaution::OwnDishes => &self.own_dishes,
            Precaution::Disinfection => &self.disinfection,
            Precaution::NameList => &self.name_list,
        };
        !ticked.is_empty()
    }
}

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

fn counties(frame: &Frame<'_>, path: &str) -> Markup {
    let tree = frame.city.tree();
    html! {
        h2 { (both("先选所在的县（市、区）", "Choose the county first")) }
        nav { @for one in &tree.counties {
            a.to href=(frame.to_county_of(path, one.code.as_str())) { (one.name) }
        } }
    }
}

fn place_field(chosen: &Chosen, place: &str) -> Markup {
    html! {
        select id="place" name="place" required {
            option value="" { "请选择" }
            @for one in &chosen.communities {
                option value=(one.code) selected[one.code == place] { (one.name) }
            }
        }
    }
}

fn finding(one: &FindingTold) -> Markup {
    html! {
        li { (one.says)
            @if let Some((said, source)) = &one.words {
                blockquote { "“" (said) "”" cite { (source) } }
            }
        }
    }
}

fn areas(frame: &Frame<'_>, inside: &[AreaInside], says: &str) -> Markup {
    html! {
        @if !inside.is_empty() {
            p.warn { strong { (says) } }
            ul { @for area in inside { li { (area.name) " " (frame.badge(Some(area.level))) } } }
        }
    }
}

fn gathering_told(frame: &Frame<'_>, told: &GatheringTold) -> Markup {
    let (class, sign) = match told.verdict {
        GatheringVerdict::NotNeeded => ("level big g0", "○ "),
        GatheringVerdict::MustFile => ("level big g1", "● "),
        GatheringVerdict::Strict => ("level big g2", "◆ "),
        GatheringVerdict::NotAllowed => ("level big g3", "▲ "),
    };
    html! {
        p.do { span class=(class) { (sign) (told.verdict.title()) } }
        @if !told.findings.is_empty() { ul { @for one in &told.findings { (finding(one)) } } }
        (areas(frame, &told.inside, "本社区（村）里有这些风险区，地点在其中的不得举办："))
    }
}

/// The form of a gathering: the county first; above it what was said of it.
pub(super) fn gathering_page(
    frame: &Frame<'_>,
    chosen: &Chosen,
    form: &GatheringForm,
    (said, told): (Option<&str>, Option<&GatheringTold>),
) -> Markup {
    let body = html! {
        h1 { (both("聚集活动报备", "File a gathering")) }
        p { "红事、白事、宴会、会议、演出等，谁举办谁负责。先填好，可以只问规定，也可以直接报备给属地社区（村）。" }
        p { "不会上网的，打电话或到社区（村）说一声，由社区代报。" }
        @if let Some(said) = said { p.warn role="alert" { strong { (said) } } }
        @if let Some(told) = told {
            (gathering_told(frame, told))
            @match told.verdict {
                GatheringVerdict::NotAllowed => p { "没有报备。改个日子、地点或人数，可以再问。" },
                GatheringVerdict::NotNeeded
                | GatheringVerdict::MustFile
                | GatheringVerdict::Strict => p { "还没有报备。要报备请按下面的“报备”。" },
            }
        }
        @match &chosen.county {
            None => (counties(frame, "/gathering")),
            Some(county) => {
                p { strong { (frame.city.county_name(county)) } "　"
                    a href=(frame.to("/gathering")) { "换一个" } }
                form.wide method="post" action=(frame.to("/gathering")) {
                    @if let Some(id) = form.id { input type="hidden" name="id" value=(id); }
                    label for="place" { "在哪个社区（村）" }
                    (place_field(chosen, &form.place))
                    label for="venue" { "场所码编号（在有场所码的地方办，照海报抄；没有可不填）" }
                    input id="venue" name="venue" maxlength="20" autocomplete="off" value=(form.venue);
                    (gathering_fields(form))
                    button name="act" value="ask" { "只问规定" }
                    button name="act" value="file" { "报备" }
                }
            },
        }
    };
    frame.page_of("聚集活动报备", &body)
}

fn gathering_fields(form: &GatheringForm) -> Markup {
    html! {
        label for="kind" { "什么活动" }
        select id="kind" name="kind" required {
            option value="" { "请选择" }
            @for kind in GatheringKind::ALL {
                option value=(kind.code()) selected[kind.code() == form.kind] { (kind.title()) }
            }
        }
        label for="address" { "具体地点" }
        input id="address" name="address" required maxlength=(TEXT_CHARS_MAX) value=(form.address);
        label for="day" { "哪一天" }
        input id="day" name="day" type="date" required value=(form.day);
        label for="starts" { "几点开始" }
        input id="starts" name="starts" type="time" required value=(form.starts);
        label for="people" { "多少人" }
        input id="people" name="people" inputmode="numeric" required maxlength="6" value=(form.people);
        fieldset {
            legend { "做好了哪些准备" }
            @for one in Precaution::ALL {
                label.pick {
                    input type="checkbox" name=(one.code()) value="1" checked[form.is_prepared(*one)];
                    span { (one.title()) }
                }
            }
        }
        (who_fields("负责人", &form.who_name, &form.who_phone))
    }
}

fn who_fields(who: &str, name: &str, phone: &str) -> Markup {
    html! {
        label for="who_name" { (who) "姓名" }
        input id="who_name" name="who_name" required maxlength="30" autocomplete="name" value=(name);
        label for="who_phone" { (who) "电话" }
        input id="who_phone" name="who_phone" required inputmode="tel" maxlength="20" autocomplete="tel" value=(phone);
    }
}

fn receipt_kept() -> Markup {
    html! {
        p { "请收藏本页或记下本页网址：这就是回执，凭它查答复、改、取消。" }
    }
}

/// The receipt: how it stands, what the community answered, and how it is changed.
pub(super) fn gathering_receipt_page(
    frame: &Frame<'_>,
    seen: &GatheringSeen,
    (key, again, now): (&str, Option<Uuid>, Moment),
    said: Option<&str>,
) -> Markup {
    let one = &seen.standing;
    let own = &one.gathering;
    let (class, sign) = match one.state {
        GatheringState::Waiting => ("level big g1", "● "),
        GatheringState::Noted => ("level big g0", "○ "),
        GatheringState::Shrink | GatheringState::Postpone => ("level big g2", "◆ "),
        GatheringState::Refused => ("level big g3", "▲ "),
        GatheringState::Cancelled => ("level big g0", "✕ "),
    };
    let is_open = one.state != GatheringState::Cancelled && own.starts_at() > now;
    let body = html! {
        h1 { (both("聚集活动报备回执", "Receipt of a gathering")) }
        @if let Some(said) = said { p.warn role="alert" { strong { (said) } } }
        p { span class=(class) { (sign) (one.state.title()) } }
        @if let Some(most) = one.people_max { p.do { "最多" (most) "人" } }
        @if !one.reason.is_empty() { p { "社区的话：" (one.reason) } }
        @if one.state == GatheringState::Waiting {
            p { "社区最迟在" strong { (when(one.answer_until)) } "前答复。"
                @if seen.is_late { "已经过了答复时间，请直接打电话给社区（村）或12345。" } }
        }
        p { strong { (own.kind.title()) } "　" (own.people) "人" br;
            (when(own.starts_at())) br;
            (frame.city.place_name(&own.place)) "　" (own.address)
            @if let Some(name) = &seen.venue_name { br; (name) } }
        @if !own.prepared.is_empty() {
            p { "准备：" @for (n, one) in own.prepared.iter().enumerate() {
                @if n > 0 { "、" } (one.title()) } }
        }
        h2 { (both("规定怎么说", "What the rules say")) }
        (gathering_told(frame, &seen.told))
        (receipt_kept())
        @if is_open { (gathering_change(frame, seen, (key, again))) }
    };
    frame.page_of("聚集活动报备回执", &body)
}

fn gathering_change(
    frame: &Frame<'_>,
    seen: &GatheringSeen,
    (key, again): (&str, Option<Uuid>),
) -> Markup {
    let own = &seen.standing.gathering;
    let (name, _) = seen.who.clone().unwrap_or_default();
    let ticked = |what| if own.prepared.contains(&what) { "1".to_owned() } else { String::new() };
    let form = GatheringForm {
        kind: own.kind.code().to_owned(),
        address: own.address.clone(),
        day: own.day.to_string(),
        starts: format!("{:02}:{:02}", own.starts_minute / 60, own.starts_minute % 60),
        people: own.people.to_string(),
        who_name: name,
        temperature: ticked(Precaution::Temperature),
        code_check: ticked(Precaution::CodeCheck),
        masks: ticked(Precaution::Masks),
        distance: ticked(Precaution::Distance),
        own_dishes: ticked(Precaution::OwnDishes),
        disinfection: ticked(Precaution::Disinfection),
        name_list: ticked(Precaution::NameList),
        ..GatheringForm::default()
    };
    let to = frame.to(&format!("/gathering/{}/{key}", seen.id));
    let facts = seen.past.len();
    html! {
        details {
            summary { "改日子、地点或人数（社区重新答复）" }
            form.wide method="post" action=(to) {
                @if let Some(id) = again { input type="hidden" name="id" value=(id); }
                input type="hidden" name="facts" value=(facts);
                input type="hidden" name="place" value=(own.place.as_str());
                (gathering_fields(&form))
                button name="act" value="change" { "改" }
            }
        }
        details {
            summary { "不办了，取消" }
            form.wide method="post" action=(to) {
                @if let Some(id) = again { input type="hidden" name="id" value=(id); }
                input type="hidden" name="facts" value=(facts);
                button name="act" value="cancel" { "取消这次活动" }
            }
        }
    }
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
            p { a.to href=(journey(&home, own.to.as_str(), &own.leaves.to_string())) { "出发那天要什么" } " "
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
