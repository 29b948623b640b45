//! What a keeper fills in, and how it is read.

use super::arrive::moment_of;
use super::frame::Frame;
use super::results_page::{KINDS, both, when};
use fangxian_app::City;
use fangxian_app::lodgings::{CheckIn, Guest, GuestFix, GuestSeen, whence};
use fangxian_core::Moment;
use fangxian_core::arrivals::stations;
use fangxian_core::ids::{StayFactId, StayId};
use fangxian_core::journeys::{CodeShown, Residence, StayedIn};
use fangxian_core::lodgings::{DisinfectedArea, Staying};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

/// What is sent from the pages of a house.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LodgingForm {
    pub(super) id: Option<Uuid>,
    pub(super) act: String,
    pub(super) stay: Option<Uuid>,
    pub(super) facts: i64,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) document: String,
    pub(super) phone: String,
    pub(super) room: String,
    pub(super) from: String,
    pub(super) station: String,
    pub(super) number: String,
    pub(super) arrived_day: String,
    pub(super) arrived_time: String,
    pub(super) since_day: String,
    pub(super) since_time: String,
    pub(super) test_day: String,
    pub(super) test_time: String,
    pub(super) code: String,
    pub(super) stayed: String,
    pub(super) home: String,
    pub(super) done_day: String,
    pub(super) done_time: String,
    pub(super) lobby: String,
    pub(super) desk: String,
    pub(super) lift: String,
    pub(super) rooms: String,
    pub(super) counter: String,
    pub(super) everywhere: String,
    pub(super) list: String,
}

/// A moment as the fields of a form have it.
pub(super) fn fields_of(at: Moment) -> (String, String) {
    let minutes = at.ms_of_day() / 60_000;
    (at.city_day().to_string(), format!("{:02}:{:02}", minutes / 60, minutes % 60))
}

impl LodgingForm {
    /// The empty form of a guest who comes in now.
    pub(super) fn now(id: Option<Uuid>, now: Moment) -> LodgingForm {
        let (day, time) = fields_of(now);
        LodgingForm {
            id,
            arrived_day: day.clone(),
            since_day: day,
            since_time: time,
            ..LodgingForm::default()
        }
    }

    /// What was disinfected.
    pub(super) fn areas(&self) -> Vec<DisinfectedArea> {
        let ticked = |area: &DisinfectedArea| {
            let ticked = match area {
                DisinfectedArea::Lobby => &self.lobby,
                DisinfectedArea::Desk => &self.desk,
                DisinfectedArea::Lift => &self.lift,
                DisinfectedArea::Rooms => &self.rooms,
                DisinfectedArea::Counter => &self.counter,
                DisinfectedArea::Everywhere => &self.everywhere,
            };
            !ticked.is_empty()
        };
        DisinfectedArea::ALL.iter().copied().filter(ticked).collect()
    }

    /// When it was done; now where nothing was filled in.
    pub(super) fn done_at(&self, now: Moment) -> Result<Moment, String> {
        match (self.done_day.is_empty(), self.done_time.is_empty()) {
            (true, true) => Ok(now),
            (_, _) => moment_of(&self.done_day, &self.done_time)
                .ok_or_else(|| "请填写哪一天、几点消毒的。".to_owned()),
        }
    }

    /// What of a guest is otherwise.
    pub(super) fn fix(&self) -> GuestFix {
        GuestFix {
            name: self.name.clone(),
            document_kind: self.kind.clone(),
            document: self.document.clone(),
            phone: self.phone.clone(),
            room: self.room.clone(),
        }
    }

    /// Who comes in, and how he came.
    pub(super) fn check_in(&self, city: &City, id: Uuid) -> Result<CheckIn, String> {
        let since = moment_of(&self.since_day, &self.since_time).ok_or("请填写入住的时间。")?;
        let arrived_at = match self.arrived_time.is_empty() {
            // Whoever says the day alone came by its noon, or when he came in where that is earlier.
            true => moment_of(&self.arrived_day, "12:00").map(|at| at.min(since)),
            false => moment_of(&self.arrived_day, &self.arrived_time),
        };
        let arrived_at = arrived_at.ok_or("请填写哪一天到的太原。")?;
        let tested_at = match self.test_day.is_empty() {
            true => None,
            false => Some(
                moment_of(&self.test_day, &self.test_time)
                    .ok_or("请填写核酸是哪天、几点采的样。")?,
            ),
        };
        Ok(CheckIn {
            id: StayId::from_uuid(id),
            fact: StayFactId::from_uuid(id),
            guest: Guest {
                name: self.name.clone(),
                document_kind: self.kind.clone(),
                document: self.document.clone(),
                phone: self.phone.clone(),
                room: self.room.clone(),
                number: self.number.clone(),
            },
            staying: Staying {
                from: whence(city, &self.from).map_err(|why| format!("{why}。"))?,
                station: self.station.clone(),
                arrived_at,
                since,
                tested_at,
                code: CodeShown::from_code(&self.code).unwrap_or(CodeShown::Unsaid),
                stayed: StayedIn::from_code(&self.stayed).unwrap_or(StayedIn::Unsaid),
                residence: Residence::from_code(&self.home).unwrap_or(Residence::Unsaid),
            },
        })
    }
}

fn picked(name: &str, all: &[(&str, &str)], chosen: &str) -> Markup {
    html! {
        select id=(name) name=(name) {
            @for (code, title) in all { option value=(code) selected[*code == chosen] { (title) } }
        }
    }
}

fn who_fields(form: &LodgingForm) -> Markup {
    html! {
        h2 { (both("旅客", "Guest")) }
        label for="name" { "姓名 Name" }
        input id="name" name="name" required maxlength="60" autocomplete="off" value=(form.name);
        label for="kind" { "证件 Document" }
        select id="kind" name="kind" {
            @for (kind, title) in KINDS {
                option value=(kind.code()) selected[kind.code() == form.kind] { (title) }
            }
        }
        label for="document" { "证件号码 Number" }
        input id="document" name="document" required maxlength="30" autocomplete="off" value=(form.document);
        label for="phone" { "电话 Phone" }
        input id="phone" name="phone" required inputmode="tel" maxlength="20" autocomplete="off" value=(form.phone);
        label for="room" { "房号 Room" }
        input id="room" name="room" required maxlength="20" autocomplete="off" value=(form.room);
        label for="since_day" { "入住时间 Checked in" }
        input id="since_day" name="since_day" type="date" required value=(form.since_day);
        input name="since_time" type="time" required aria-label="入住几点" value=(form.since_time);
    }
}

fn way_fields(frame: &Frame<'_>, form: &LodgingForm) -> Markup {
    html! {
        h2 { (both("从哪里来", "Where from")) }
        label for="from" { "从哪个县（市、区）来（例如“朔州市应县”；一直在太原的写“本市”）" }
        input id="from" name="from" required maxlength="30" autocomplete="off" value=(form.from);
        label for="station" { "怎么到的太原" }
        select id="station" name="station" required {
            option value="" { "请选择" }
            @for one in stations(&frame.city.code) {
                option value=(one.code) selected[one.code == form.station] {
                    (one.means.title()) " · " (one.name)
                }
            }
        }
        label for="number" { "车次、航班号或车牌号（可不填）" }
        input id="number" name="number" maxlength="20" autocomplete="off" value=(form.number);
        label for="arrived_day" { "哪一天、几点到的太原（几点记不清可不填）" }
        input id="arrived_day" name="arrived_day" type="date" required value=(form.arrived_day);
        input name="arrived_time" type="time" aria-label="几点到的太原" value=(form.arrived_time);
        label for="stayed" { "近几天去过风险区吗" }
        (picked("stayed", &[("unsaid", "没有问到"), ("nowhere", "没有去过"), ("medium", "去过中风险区"), ("high", "去过高风险区")], &form.stayed))
        label for="home" { "家在哪里" }
        (picked("home", &[("elsewhere", "外地"), ("here", "太原"), ("unsaid", "没有问到")], &form.home))
    }
}

fn shown_fields(form: &LodgingForm) -> Markup {
    html! {
        h2 { (both("查验", "Checks")) }
        label for="code" { "健康码" }
        (picked("code", &[("green", "绿码"), ("not_green", "黄码或红码"), ("unsaid", "没有出示")], &form.code))
        label for="test_day" { "核酸证明：哪天、几点采的样（没有的不填）" }
        input id="test_day" name="test_day" type="date" value=(form.test_day);
        input name="test_time" type="time" aria-label="几点采的样" value=(form.test_time);
    }
}

/// Every field of a guest.
pub(super) fn guest_fields(frame: &Frame<'_>, form: &LodgingForm) -> Markup {
    html! { (who_fields(form)) (way_fields(frame, form)) (shown_fields(form)) }
}

/// How he had been entered, once it was put right.
pub(super) fn before_rows(guest: &GuestSeen) -> Markup {
    html! {
        @for one in &guest.before {
            p { "原登记：" s { (one.room) "室　" (one.name) "　" (one.document) } "，" (when(one.until)) "更正" }
        }
    }
}

/// The form by which a guest is put right.
pub(super) fn fix_form(
    frame: &Frame<'_>,
    base: &str,
    guest: &GuestSeen,
    id: Option<Uuid>,
) -> Markup {
    html! {
        details {
            summary { "登记错了，更正" }
            form.wide method="post" action=(frame.to(base)) {
                @if let Some(id) = id { input type="hidden" name="id" value=(id); }
                input type="hidden" name="stay" value=(guest.id);
                input type="hidden" name="facts" value=(guest.n_facts);
                label for="name" { "姓名 Name" }
                input id="name" name="name" required maxlength="60" autocomplete="off" value=(guest.name);
                label for="room" { "房号 Room" }
                input id="room" name="room" required maxlength="20" autocomplete="off" value=(guest.room);
                label for="kind" { "证件 Document" }
                select id="kind" name="kind" {
                    @for (kind, title) in KINDS {
                        option value=(kind.code()) selected[kind == guest.document_kind] { (title) }
                    }
                }
                label for="document" { "证件号码（没有错不用填）" }
                input id="document" name="document" maxlength="30" autocomplete="off";
                label for="phone" { "电话（没有错不用填）" }
                input id="phone" name="phone" inputmode="tel" maxlength="20" autocomplete="off";
                button name="act" value="correct" { "更正" }
            }
            p { "原来登记的仍然保留，标明已更正。" }
        }
    }
}
