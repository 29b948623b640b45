//! What the pages of filings say, in two languages side by side.

use super::filings::Chosen;
use super::frame::Frame;
use super::results_page::{both, when};
use fangxian_app::filings::{AreaInside, FindingTold, GatheringSeen, GatheringTold};
use fangxian_core::Moment;
use fangxian_core::filings::{
    GatheringKind, GatheringState, GatheringVerdict, Precaution, TEXT_CHARS_MAX,
};
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

pub(super) fn counties(frame: &Frame<'_>, path: &str) -> Markup {
    let tree = frame.city.tree();
    html! {
        h2 { (both("先选所在的县（市、区）", "Choose the county first")) }
        nav { @for one in &tree.counties {
            a.to href=(frame.to_county_of(path, one.code.as_str())) { (one.name) }
        } }
    }
}

pub(super) fn place_field(chosen: &Chosen, place: &str) -> Markup {
    html! {
        select id="place" name="place" required {
            option value="" { "请选择" }
            @for one in &chosen.communities {
                option value=(one.code) selected[one.code == place] { (one.name) }
            }
        }
    }
}

pub(super) fn finding(one: &FindingTold) -> Markup {
    html! {
        li { (one.says)
            @if let Some((said, source)) = &one.words {
                blockquote { "“" (said) "”" cite { (source) } }
            }
        }
    }
}

pub(super) fn areas(frame: &Frame<'_>, inside: &[AreaInside], says: &str) -> Markup {
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

pub(super) fn who_fields(who: &str, name: &str, phone: &str) -> Markup {
    html! {
        label for="who_name" { (who) "姓名" }
        input id="who_name" name="who_name" required maxlength="30" autocomplete="name" value=(name);
        label for="who_phone" { (who) "电话" }
        input id="who_phone" name="who_phone" required inputmode="tel" maxlength="20" autocomplete="tel" value=(phone);
    }
}

pub(super) fn receipt_kept() -> Markup {
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
