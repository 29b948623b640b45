//! What the pages of reporting before arriving say, in two languages side by side.

use super::filings::Chosen;
use super::filings_page::place_field;
use super::frame::Frame;
use super::journey_words::journey_words;
use super::results_page::{KINDS, both, when};
use fangxian_app::arrivals::{ArrivalSeen, ArrivalTold, ArrivalWho, receipt_number};
use fangxian_core::Moment;
use fangxian_core::arrivals::{
    ArrivalMeans, ArrivalState, Coming, StayAt, StayKind, TEXT_CHARS_MAX, stations,
};
use fangxian_core::journeys::stay_days;
use fangxian_core::national::country;
use fangxian_core::people::DocumentKind;
use fangxian_core::rules::Color;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

/// Chosen in place of a county by whoever has no address here.
pub(super) const NOWHERE: &str = "none";
const COMPANIONS_SHOWN: usize = 4;

/// What whoever comes fills in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ArriveForm {
    pub(super) id: Option<Uuid>,
    pub(super) act: String,
    pub(super) facts: i64,
    pub(super) county: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) document: String,
    pub(super) phone: String,
    pub(super) name_1: String,
    pub(super) kind_1: String,
    pub(super) document_1: String,
    pub(super) name_2: String,
    pub(super) kind_2: String,
    pub(super) document_2: String,
    pub(super) name_3: String,
    pub(super) kind_3: String,
    pub(super) document_3: String,
    pub(super) name_4: String,
    pub(super) kind_4: String,
    pub(super) document_4: String,
    pub(super) from: String,
    pub(super) means: String,
    pub(super) number: String,
    pub(super) station: String,
    pub(super) day: String,
    pub(super) time: String,
    pub(super) stay: String,
    pub(super) place: String,
    pub(super) address: String,
    pub(super) onward: String,
    pub(super) test_day: String,
    pub(super) test_time: String,
    pub(super) code: String,
    pub(super) stayed: String,
    pub(super) home: String,
}

impl ArriveForm {
    /// Name, kind and number of each who comes along.
    pub(super) fn companions(&self) -> [(&str, &str, &str); COMPANIONS_SHOWN] {
        [
            (&self.name_1, &self.kind_1, &self.document_1),
            (&self.name_2, &self.kind_2, &self.document_2),
            (&self.name_3, &self.kind_3, &self.document_3),
            (&self.name_4, &self.kind_4, &self.document_4),
        ]
    }

    /// As it was filled in, to be put right.
    pub(super) fn of(coming: &Coming, who: &ArrivalWho) -> ArriveForm {
        let time = |at: Moment| {
            let minutes = at.ms_of_day() / 60_000;
            format!("{:02}:{:02}", minutes / 60, minutes % 60)
        };
        let onward = match &coming.stay {
            StayAt::Through(to) => to.to_string(),
            StayAt::Home(_) | StayAt::Lodging(_) | StayAt::Unsaid => String::new(),
        };
        let mut form = ArriveForm {
            name: who.name.clone(),
            kind: who.document_kind.code().to_owned(),
            // Numbers are not shown again: whoever puts something right writes them anew.
            from: coming.from.to_string(),
            means: coming.means.code().to_owned(),
            number: who.number.clone(),
            station: coming.station.clone(),
            day: coming.arrives_at.city_day().to_string(),
            time: time(coming.arrives_at),
            stay: coming.stay.kind().code().to_owned(),
            place: coming.stay.place().map(ToString::to_string).unwrap_or_default(),
            address: who.address.clone(),
            onward,
            test_day: coming.tested_at.map(|at| at.city_day().to_string()).unwrap_or_default(),
            test_time: coming.tested_at.map(time).unwrap_or_default(),
            code: coming.code.code().to_owned(),
            stayed: coming.stayed.code().to_owned(),
            home: coming.residence.code().to_owned(),
            ..ArriveForm::default()
        };
        let rows = [
            (&mut form.name_1, &mut form.kind_1),
            (&mut form.name_2, &mut form.kind_2),
            (&mut form.name_3, &mut form.kind_3),
            (&mut form.name_4, &mut form.kind_4),
        ];
        for ((name, kind), one) in rows.into_iter().zip(&who.companions) {
            *name = one.name.clone();
            *kind = one.document_kind.code().to_owned();
        }
        form
    }
}

/// The form of somebody who comes: the county where he stays first.
pub(super) fn arrive_page(
    frame: &Frame<'_>,
    chosen: &Chosen,
    form: &ArriveForm,
    said: Option<&str>,
) -> Markup {
    let is_chosen = chosen.county.is_some() || form.county == NOWHERE;
    let body = html! {
        h1 { (both("来返并报备", "Report before you arrive")) }
        p { "来太原、回太原以前，先告诉要住的社区（村）。报了马上知道每一步要做什么。" strong { "这是报备，不是审批" } "，不用等答复。" }
        p { "不会上网的，打电话给社区（村）或12345，由他们代报；没有报的，到站也能当场补报。" }
        @if let Some(said) = said { p.warn role="alert" { strong { (said) } } }
        @if is_chosen {
            p { strong { @match &chosen.county {
                    Some(county) => (frame.city.county_name(county)),
                    None => "只是中转，或住处还没有定",
                } } "　" a href=(frame.to("/arrive")) { "换一个" } }
            form.wide method="post" action=(frame.to("/arrive")) {
                @if let Some(id) = form.id { input type="hidden" name="id" value=(id); }
                input type="hidden" name="county" value=(form.county);
                (fields(frame, chosen, form))
                button name="act" value="report" { "报备" }
            }
            p { "姓名和证件只用来认人：加密保存，车站、卡口和您要去的社区看得到，谁看过都有记录。" }
        } @else {
            h2 { (both("到了住在哪个县（市、区）", "Where will you stay")) }
            nav {
                @for one in &frame.city.tree().counties {
                    a.to href=(frame.to_county_of("/arrive", one.code.as_str())) { (one.name) }
                }
                a.to href=(frame.to_county_of("/arrive", NOWHERE)) { "只是中转，或还没有定" }
            }
        }
    };
    frame.page_of("来返并报备", &body)
}

fn kind_field(name: &str, chosen: &str, none_yet: bool) -> Markup {
    html! {
        select name=(name) aria-label="证件类型" {
            @for (kind, title) in KINDS {
                option value=(kind.code()) selected[kind.code() == chosen] { (title) }
            }
            @if none_yet {
                @let kind = DocumentKind::NoneYet;
                option value=(kind.code()) selected[kind.code() == chosen] { "还没有证件（婴儿） None yet" }
            }
        }
    }
}

fn who_fields(form: &ArriveForm) -> Markup {
    html! {
        h2 { (both("谁来", "Who")) }
        label for="name" { "姓名 Name" }
        input id="name" name="name" required maxlength="60" autocomplete="name" value=(form.name);
        label for="document" { "证件 Document" }
        (kind_field("kind", &form.kind, false))
        input id="document" name="document" required maxlength="30" autocomplete="off" value=(form.document);
        label for="phone" { "手机 Phone" }
        input id="phone" name="phone" required inputmode="tel" maxlength="20" autocomplete="tel" value=(form.phone);
        details open[form.companions().iter().any(|one| !one.0.is_empty())] {
            summary { "带着老人、孩子或别的人一起来（一起报，最多4人，多的打电话报）" }
            @for (n, (name, kind, document)) in form.companions().into_iter().enumerate() {
                @let n = n + 1;
                label for={ "name_" (n) } { "同行第" (n) "人" }
                input id={ "name_" (n) } name={ "name_" (n) } maxlength="60" placeholder="姓名" value=(name);
                (kind_field(&format!("kind_{n}"), kind, true))
                input name={ "document_" (n) } maxlength="30" placeholder="证件号" aria-label={ "同行第" (n) "人证件号" } autocomplete="off" value=(document);
            }
        }
    }
}

fn options(name: &str, all: &[(&str, String)], chosen: &str) -> Markup {
    html! {
        select id=(name) name=(name) {
            @for (code, title) in all { option value=(code) selected[*code == chosen] { (title) } }
        }
    }
}

fn way_fields(frame: &Frame<'_>, form: &ArriveForm) -> Markup {
    let from = match fangxian_core::places::PlaceCode::parse(&form.from) {
        Ok(code) if country().knows(&code) => country().title(&code, &frame.city.code),
        Ok(_) | Err(_) => form.from.clone(),
    };
    html! {
        h2 { (both("怎么来", "The way")) }
        label for="from" { "从哪个县（市、区）来（例如“朔州市应县”）" }
        input id="from" name="from" required maxlength="30" autocomplete="off" value=(from);
        label for="means" { "坐什么来" }
        select id="means" name="means" required {
            option value="" { "请选择" }
            @for one in ArrivalMeans::ALL {
                option value=(one.code()) selected[one.code() == form.means] { (one.title()) }
            }
        }
        label for="number" { "车次、航班号或车牌号" }
        input id="number" name="number" maxlength="20" autocomplete="off" value=(form.number);
        label for="station" { "到哪个车站、机场或卡口" }
        select id="station" name="station" required {
            option value="" { "请选择" }
            @for one in stations(&frame.city.code) {
                option value=(one.code) selected[one.code == form.station] { (one.name) }
            }
        }
        label for="day" { "哪一天到" }
        input id="day" name="day" type="date" required value=(form.day);
        label for="time" { "几点到" }
        input id="time" name="time" type="time" required value=(form.time);
    }
}

fn fields(frame: &Frame<'_>, chosen: &Chosen, form: &ArriveForm) -> Markup {
    let words = journey_words(frame.language);
    let stays = if chosen.county.is_some() {
        [StayKind::Home, StayKind::Lodging]
    } else {
        [StayKind::Through, StayKind::Unsaid]
    };
    html! {
        (who_fields(form))
        (way_fields(frame, form))
        h2 { (both("住哪里", "The stay")) }
        fieldset {
            legend { "住处" }
            @for (n, stay) in stays.iter().enumerate() {
                label.pick {
                    input type="radio" name="stay" value=(stay.code()) required
                        checked[form.stay == stay.code() || (form.stay.is_empty() && n == 0)];
                    span { (stay.title()) }
                }
            }
        }
        @if chosen.county.is_some() {
            label for="place" { "哪个社区（村）" }
            (place_field(chosen, &form.place))
            label for="address" { "小区、楼号、门牌，或宾馆名" }
            input id="address" name="address" maxlength=(TEXT_CHARS_MAX) value=(form.address);
        } @else {
            label for="onward" { "只是中转的：再去哪个市、县" }
            input id="onward" name="onward" maxlength="30" autocomplete="off" value=(form.onward);
        }
        h2 { (both("核酸和健康码", "Tests and code")) }
        label for="test_day" { "最近一次阴性核酸，哪天采的样（没有就空着）" }
        input id="test_day" name="test_day" type="date" value=(form.test_day);
        label for="test_time" { "几点采的样" }
        input id="test_time" name="test_time" type="time" value=(form.test_time);
        label for="code" { (words.field("code")) }
        (options("code", &words.codes(), &form.code))
        label for="stayed" { (words.stayed(stay_days(&frame.city.rules, frame.day))) }
        (options("stayed", &words.stays(), &form.stayed))
        label for="home" { (words.field("home")) }
        (options("home", &words.homes(), &form.home))
    }
}

/// What the rules say, step by step, each with its words.
pub(super) fn told(frame: &Frame<'_>, told: &ArrivalTold) -> Markup {
    let words = journey_words(frame.language);
    let (class, sign) = match told.color {
        Some(Color::Red) => ("level g3", "▲ "),
        Some(Color::Yellow) => ("level g2", "◆ "),
        Some(Color::Blue) => ("level g1", "● "),
        Some(Color::Green) => ("level g0", "○ "),
        None => ("", ""),
    };
    html! {
        p.do { (told.verdict) }
        p { span class=(class) { (sign) (told.mark_says) } }
        @if let Some((said, source)) = &told.mark_words {
            blockquote { "“" (said) "”" cite { (source) } }
        }
        @for own in told.asks.chunk_by(|one, next| one.step == next.step) {
            @if let Some(first) = own.first() { h3 { (words.step(first.step)) } }
            ul.asks { @for ask in own { li { (ask.says) } } }
            details {
                summary { (words.by_rule) }
                @for (said, source) in distinct(own.iter().map(|ask| &ask.words)) {
                    blockquote { "“" (said) "”" cite { (source) } }
                }
            }
        }
        @if !told.unknown.is_empty() {
            h3 { (words.unknown) }
            ul { @for one in &told.unknown { li { (one) } } }
        }
    }
}

fn distinct<'a>(all: impl Iterator<Item = &'a (String, String)>) -> Vec<&'a (String, String)> {
    let mut found = Vec::new();
    for one in all {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// The receipt: its number, how it stands, what is asked at each step, and how it is put right.
pub(super) fn receipt_page(
    frame: &Frame<'_>,
    (seen, who): (&ArrivalSeen, &ArrivalWho),
    chosen: &Chosen,
    (key, again): (&str, Option<Uuid>),
    said: Option<&str>,
) -> Markup {
    let coming = &seen.standing.coming;
    let is_open = matches!(
        seen.state,
        ArrivalState::Expected
            | ArrivalState::Missing
            | ArrivalState::Unplaced
            | ArrivalState::Through
    ) && seen.standing.checked.is_none()
        && seen.standing.handed.is_none();
    let place = match &coming.stay {
        StayAt::Home(place) | StayAt::Lodging(place) => frame.city.place_name(place),
        StayAt::Through(to) => format!("中转，再去{}", country().title(to, &frame.city.code)),
        StayAt::Unsaid => "住处还没有定".to_owned(),
    };
    let names: Vec<&str> = seen.people.iter().map(|one| one.name.as_str()).collect();
    let body = html! {
        h1 { (both("来返并报备回执", "Receipt")) }
        @if let Some(said) = said { p.warn role="alert" { strong { (said) } } }
        p { "回执号 Receipt number" }
        p.digits { (receipt_number(seen.id)) }
        p { "到站时报这个号，或报证件后四位。" }
        p { strong { (seen.state.title()) } }
        p { (names.join("、")) br;
            (country().title(&coming.from, &frame.city.code)) " → " (seen.station_name) "　" (coming.means.title()) " " (seen.number) br;
            (when(coming.arrives_at)) " 到" br;
            (place) " " (seen.address) }
        h2 { (both("要做什么", "What is asked of you")) }
        (told(frame, &seen.told))
        p.warn { "规定和风险区每天会变，到前一天请再看一次本页。拿不准打12345。" }
        p { "请收藏本页或记下本页网址：凭它看最新要求、更正、撤回。" }
        @if is_open { (change(frame, (seen, who), chosen, (key, again))) }
    };
    frame.page_of("来返并报备回执", &body)
}

fn change(
    frame: &Frame<'_>,
    (seen, who): (&ArrivalSeen, &ArrivalWho),
    chosen: &Chosen,
    (key, again): (&str, Option<Uuid>),
) -> Markup {
    let to = frame.to(&format!("/arrive/{}/{key}", seen.id));
    let form = ArriveForm::of(&seen.standing.coming, who);
    let county = chosen.county.as_ref().map_or(NOWHERE, |county| county.as_str());
    let hidden = html! {
        @if let Some(id) = again { input type="hidden" name="id" value=(id); }
        input type="hidden" name="facts" value=(seen.past.len());
        input type="hidden" name="county" value=(county);
    };
    html! {
        details {
            summary { "有变化，更正" }
            form.wide method="post" action=(to) {
                (hidden)
                (fields(frame, chosen, &form))
                button name="act" value="change" { "更正" }
            }
        }
        details {
            summary { "不来了，撤回" }
            form.wide method="post" action=(to) { (hidden) button name="act" value="withdraw" { "撤回报备" } }
        }
    }
}
