//! The answer in plain words.

use super::answer::{Answer, Ask, AskStanding, Demand, Ground, Unknown, VerdictKind};
use super::question::Trip;
use crate::national::country;
use crate::places::PlaceCode;
use crate::rules::Phase;

impl VerdictKind {
    /// What people read first.
    pub fn says(self) -> &'static str {
        match self {
            VerdictKind::NothingAsked => "不查核酸证明，不查健康码，不做落地检",
            VerdictKind::Passes => "符合要求，直接放行",
            VerdictKind::PassesIf => "下面的都符合，就直接放行",
            VerdictKind::TestedFirst => "要先在第一落点做核酸采样和抗原检测",
            VerdictKind::Kept => "到了以后要隔离或者健康监测",
            VerdictKind::DoThese => "请按下面的要求办",
            VerdictKind::Unknown => "没有查到写明的规定，请拨 12345",
        }
    }
}

impl Trip {
    /// What kind of journey, in a few words; `city` is the city's name.
    pub fn says(self, city: &str) -> String {
        match self {
            Trip::Arrive => format!("到{city}来"),
            Trip::Transit => format!("经{city}中转"),
            Trip::Leave => format!("离开{city}"),
            Trip::Inside => format!("在{city}市内"),
        }
    }
}

impl AskStanding {
    /// What stands behind a demand.
    pub fn says(self) -> &'static str {
        match self {
            AskStanding::Met => "已有",
            AskStanding::Due => "",
            AskStanding::Missing => "还没有",
        }
    }
}

impl Ask<'_> {
    /// The demand in words: 没有有效核酸证明的，做抗原检测.
    pub fn says(&self) -> String {
        let unsure = if self.clause.is_enforced() { "" } else { "（待核实）" };
        format!("{}{}{unsure}", self.when.title(), self.what.says())
    }
}

impl Demand<'_> {
    /// In words.
    pub fn says(&self) -> String {
        match self {
            Demand::Rule(asked) => asked.says(),
            Demand::Mark(color) => {
                let days = color.stay_within_days;
                let stay = days.map_or_else(String::new, |days| format!("{days}天内到过"));
                format!("贴{}（{stay}{}的）", color.color.title(), color.origin.title())
            }
            Demand::Code(code) => format!("健康码转为{}", code.title()),
            Demand::CodeUntilTested(code) => {
                format!("没有按要求检测的健康码转为{}，检测完转绿码", code.title())
            }
            Demand::Onward(onward) => onward.title().to_owned(),
            Demand::Kept(phase, counted_from) => {
                let from = counted_from.map_or("", |from| from.title());
                format!("{from}{}", kept(phase))
            }
            Demand::TestsWithin(tests) => {
                format!("到后{}天内做{}次核酸检测", tests.days, tests.tests)
            }
            Demand::Duty(duty) => format!("期间{}", duty.duty.title()),
            Demand::LeaveCity(level, leave) if leave.tests == 0 => {
                format!("住在{}的，离开本市不查核酸证明", level.title())
            }
            Demand::LeaveCity(level, leave) => {
                let times =
                    if leave.tests > 1 { format!("{}次", leave.tests) } else { String::new() };
                let (level, hours) = (level.title(), leave.within_hours);
                format!("住在{level}的，离开本市要有{hours}小时内{times}核酸检测阴性证明")
            }
            Demand::Measure(rule) => format!("住在{}的，{}", rule.level.title(), rule.measure),
        }
    }
}

/// 集中隔离14天，第1、2、3天做核酸检测.
fn kept(phase: &Phase) -> String {
    let mut text = phase.stay.title().to_owned();
    if let Some(days) = phase.days {
        text.push_str(&format!("{days}天"));
    }
    let tests: Vec<String> = phase.test_days.iter().map(u16::to_string).collect();
    match (tests.is_empty(), phase.tests) {
        (false, _) => text.push_str(&format!("，第{}天做核酸检测", tests.join("、"))),
        (true, Some(n)) => text.push_str(&format!("，做{n}次核酸检测")),
        (true, None) => {}
    }
    text
}

impl Ground<'_> {
    /// What is known, in a sentence.
    pub fn says(&self, city: &PlaceCode) -> String {
        let name = |place: &PlaceCode| country().title(place, city);
        match self {
            Ground::LastCase(case, days) => {
                let (place, on) = (name(&case.county), case.last_on.written());
                format!("{place}最后一例病例{on}报告，到出行那天过了{days}天（{}）。", case.source)
            }
            Ground::NoCase(place) => {
                format!("系统里没有{}的病例报告。您知道当地有病例的，请拨12345。", name(place))
            }
            Ground::List(place, time, Some(level)) => {
                let (place, level) = (name(place), level.title());
                format!("{}全国风险区名单：{place}有{level}。", hour(*time))
            }
            Ground::List(place, time, None) => {
                format!("{}全国风险区名单上没有{}。", hour(*time), name(place))
            }
            Ground::Edition(edition) => {
                format!("当天施行的是《{}》（{}）。", edition.title, edition.short)
            }
        }
    }
}

fn hour(time: crate::national::SnapshotTime) -> String {
    format!("{}{}时", time.day.written(), time.hour)
}

impl Unknown<'_> {
    /// What is not known, and what to do about it.
    pub fn says(&self, city: &PlaceCode) -> String {
        let name = |place: &PlaceCode| country().title(place, city);
        let fixed = match self {
            Unknown::NoEdition => "系统里没有当天施行的防控方案",
            Unknown::InProvince => "从省内来的人要查什么，未见当天的规定",
            Unknown::AtCheckpoint => {
                "找到的省内规定说的是车站、机场；自己开车走公路卡口要查什么，未见规定"
            }
            Unknown::Arrivals => "从外省来的人要查什么，未见当天的规定",
            Unknown::Leaving => "离开本市要查什么，未见当天的规定",
            Unknown::CaseDays(days, _) => {
                return format!(
                    "当地最后一例病例过去{days}天。规定没有写明这么多天还算不算有病例：\
                     算的，要有48小时内核酸检测阴性证明。请先拨12345问清。"
                );
            }
            Unknown::CodeNotGreen => "健康码不是绿码的怎样办，规定没有写，到站听从现场防疫人员安排",
            Unknown::Stayed => "这些天到过中、高风险区的，要求不同，请选好再查一次",
            Unknown::NoList => {
                "系统里没有这天或以前的全国风险区名单，当地有没有中、高风险区没有核对"
            }
            Unknown::OldList(time, days) => {
                return format!(
                    "核对用的全国风险区名单是{}的，比出行那天早{days}天。请再拨12345核对。",
                    hour(*time)
                );
            }
            Unknown::MarkInTransit => "只是中转、不停留的人怎样办，规定没有写",
            Unknown::MarkBeside(color) => {
                return format!(
                    "另有一条{}规定（“{}”），找到的车站查验规定没有提到它。收到赋码短信的按短信办，\
                     拿不准请拨12345。",
                    color.color.title(),
                    color.clause.as_written
                );
            }
            Unknown::OnwardStation => "从本市再上车、登机时车站和机场另外查什么，未见规定",
            Unknown::Destination(place) => {
                return format!(
                    "{}要查什么，由当地规定，系统里没有。请拨当地12345问清。",
                    name(place)
                );
            }
            Unknown::NotAJourney => "这趟路不出本市，没有出行要求；所在小区的要求请看首页",
        };
        format!("{fixed}。拿不准请拨12345。")
    }
}

impl Answer<'_> {
    /// What it comes to.
    pub fn says(&self) -> &'static str {
        match (self.verdict.kind, self.trip) {
            (VerdictKind::Unknown, Trip::Inside) => "这趟路不出本市",
            (kind, _) => kind.says(),
        }
    }
}
