//! `fangxian trace`: who was with somebody, by any list of visits.

mod visit_list;

use crate::failure::{bad_input, print};
use anyhow::Result;
use clap::Args;
use fangxian_trace::{
    Contact, Evidence, Index, SecondRule, Seeker, Span, Strength, Window, second_ring,
};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::fmt::Write as _;
use std::path::PathBuf;
use visit_list::{VisitList, city_second, written};

/// 用一份到访名单查：谁和某人在同一地点同时或先后停留过
#[derive(Args)]
pub(crate) struct TraceCommand {
    /// 到访名单：每行一次到访，有人员、地点、时间，可有离开时间、方式（CSV、分号或制表符分隔，可为 .gz，解压后最大 1 GiB）
    #[arg(value_name = "文件")]
    file: PathBuf,
    /// 查谁：名单里的写法
    #[arg(long, value_name = "人员")]
    person: String,
    /// 从何时查起，如 2022-11-22 或“2022-11-22 08:00”；不给就从名单开头
    #[arg(long, value_name = "时间")]
    since: Option<String>,
    /// 查到何时为止；不给就到名单末尾
    #[arg(long, value_name = "时间")]
    until: Option<String>,
    /// 没写离开时间的，按停留多少分钟算；结果里逐条注明
    #[arg(long, value_name = "分钟", default_value_t = 60)]
    dwell: u32,
    /// 他到之前多少分钟内离开的也算
    #[arg(long, value_name = "分钟", default_value_t = 0)]
    before: u32,
    /// 他走之后多少分钟内到的也算
    #[arg(long, value_name = "分钟", default_value_t = 0)]
    after: u32,
    /// 再查第二圈：与第一圈的人在其接触之后同处至少多少分钟
    #[arg(long, value_name = "分钟")]
    second: Option<u32>,
    /// 第二圈不追一天里进入超过多少人次的地点，逐处列出
    #[arg(long, value_name = "人次", default_value_t = 500)]
    entries_max: u32,
    /// 名单没有表头时给出，如 person,time,place
    #[arg(long, value_name = "表头")]
    header: Option<String>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(command: TraceCommand) -> Result<()> {
    let minutes = |minutes: u32| minutes.saturating_mul(60);
    let list = visit_list::read(&command.file, command.header.as_deref(), minutes(command.dwell))?;
    let Some(person) = list.people.known(&command.person) else {
        return Err(bad_input(format!("名单里没有“{}”。", command.person)));
    };
    let at = |words: &Option<String>| words.as_deref().map(city_second).transpose();
    let span = Span {
        since: at(&command.since).map_err(bad_input)?.unwrap_or(0),
        until: at(&command.until).map_err(bad_input)?.unwrap_or(u32::MAX),
    };
    let window = Window::new(minutes(command.before), minutes(command.after));
    let index = Index::of(list.visits.iter().copied())
        .map_err(|error| bad_input(format!("名单里有一条不可能的到访：{error}")))?;
    let mut seeker = Seeker::default();
    let mut contacts = seeker.contacts(&index, person, span, window);
    contacts.sort_by_key(|one| (Reverse(overlap_s(one)), one.exposed_at, one.person));
    let found = Found {
        n_visits: seeker.counts(&index, person, span, window).len(),
        second: command.second.map(|together| {
            let rule = SecondRule {
                window: Window::TOGETHER,
                together_s: minutes(together),
                entries_max: Some(command.entries_max),
            };
            let exposures: Vec<(u32, u32)> = seeker.exposures(&index, person, span, window);
            second_ring(&index, person, &exposures, span.until, &rule, 2)
        }),
        contacts,
        list,
    };
    if command.json {
        return print(&format!("{}\n", serde_json::to_string_pretty(&found.json())?));
    }
    print(&found.report(&command.person))
}

/// What is told.
struct Found {
    list: VisitList,
    n_visits: usize,
    contacts: Vec<Contact>,
    second: Option<fangxian_trace::SecondRing>,
}

impl Found {
    fn report(&self, person: &str) -> String {
        let mut text = format!(
            "名单：{}条到访，{}人，{}处；其中{}条没写离开时间，按假定的停留算。\n",
            self.list.visits.len(),
            self.list.people.len(),
            self.list.places.len(),
            self.list.n_assumed
        );
        // A text takes whatever is written to it.
        let n = self.contacts.len();
        let _ = writeln!(text, "{person}：查了{}段停留，同处过的有{n}人。", self.n_visits);
        for contact in &self.contacts {
            let _ = writeln!(text, "\n{}", self.list.people.name(contact.person));
            for one in &contact.evidence {
                let _ = writeln!(text, "  {}", self.told(one));
            }
        }
        let Some(second) = &self.second else { return text };
        let _ = writeln!(text, "\n第二圈：{}人。", second.people.len());
        for person in second.people.iter() {
            let _ = writeln!(text, "  {}", self.list.people.name(person));
        }
        for cut in &second.cut {
            let _ = writeln!(
                text,
                "未追：{}，{}当天进入{}人次，超过{}；第一圈有{}段停留在此。",
                self.list.places.name(cut.place),
                written(cut.day * fangxian_trace::DAY_S).split(' ').next().unwrap_or_default(),
                cut.n_entries,
                cut.entries_max,
                cut.n_visits
            );
        }
        text
    }

    fn told(&self, one: &Evidence) -> String {
        let span = format!("{} 至 {}", written(one.spell.from), written(one.spell.to));
        let place = self.list.places.name(one.place);
        let how = title(one.strength);
        let assumed = if one.is_assumed { "，停留时长是假定的" } else { "" };
        if one.gap_s > 0 {
            return format!("{place}：先后相隔{}（{span}），{how}{assumed}", long(one.gap_s));
        }
        format!("{place}：同处{}（{span}），{how}{assumed}", long(one.overlap_s))
    }

    fn json(&self) -> Value {
        let evidence = |one: &Evidence| {
            json!({
                "place": self.list.places.name(one.place),
                "from": written(one.spell.from),
                "to": written(one.spell.to),
                "overlap_s": one.overlap_s,
                "gap_s": one.gap_s,
                "strength": code(one.strength),
                "is_assumed": one.is_assumed,
            })
        };
        let contact = |one: &Contact| {
            json!({
                "person": self.list.people.name(one.person),
                "exposed_at": written(one.exposed_at),
                "evidence": one.evidence.iter().map(evidence).collect::<Vec<Value>>(),
            })
        };
        let second = self.second.as_ref().map(|ring| {
            let people = ring.people.iter().map(|person| self.list.people.name(person));
            json!({
                "people": people.collect::<Vec<&str>>(),
                "cut": ring.cut.iter().map(|cut| json!({
                    "place": self.list.places.name(cut.place),
                    "n_entries": cut.n_entries,
                    "entries_max": cut.entries_max,
                    "n_visits": cut.n_visits,
                })).collect::<Vec<Value>>(),
            })
        });
        json!({
            "n_contacts": self.contacts.len(),
            "contacts": self.contacts.iter().map(contact).collect::<Vec<Value>>(),
            "second": second,
        })
    }
}

fn overlap_s(contact: &Contact) -> u32 {
    contact.evidence.iter().map(|one| one.overlap_s).sum()
}

fn long(seconds: u32) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds}秒"),
        (minutes, 0) => format!("{minutes}分钟"),
        (minutes, seconds) => format!("{minutes}分{seconds}秒"),
    }
}

fn title(strength: Strength) -> &'static str {
    match strength {
        Strength::Seen => "所见",
        Strength::Told => "自述",
        Strength::RotatingCode => "扫轮换码",
        Strength::StaticCode => "只扫了静态码",
    }
}

fn code(strength: Strength) -> &'static str {
    match strength {
        Strength::Seen => "seen",
        Strength::Told => "told",
        Strength::RotatingCode => "rotating_code",
        Strength::StaticCode => "static_code",
    }
}
