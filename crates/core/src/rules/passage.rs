//! What is asked of people who come into the city, pass through it or leave it, beside the marks.

use super::Clause;
use crate::coded;
use serde::Deserialize;

coded! {
    /// Of whom a rule of passage asks something.
    Traveller {
        /// 在本市的所有人
        Everybody = "everybody",
        /// 离开本市出行的人员
        Leaving = "leaving",
        /// 无省外旅居史的本市居民，从省内返并
        Resident = "resident",
        /// 来自省内无本土病例的县（市、区）的人员
        CountyWithoutCases = "county_without_cases",
        /// 来自省内有本土病例的县（市、区）的人员
        CountyWithCases = "county_with_cases",
        /// 省外返（抵）并人员
        OtherProvince = "other_province",
    }
    /// At which step of a journey something is asked.
    JourneyStep {
        /// 出发以前
        Before = "before",
        /// 路上
        OnTheWay = "on_the_way",
        /// 到本市的车站、机场、卡口
        Arrival = "arrival",
        /// 在本市期间
        InCity = "in_city",
        /// 从本市继续走
        Onward = "onward",
        /// 回来以后
        Back = "back",
    }
    /// Where people come into the city.
    EntryPoint {
        /// 车站、机场
        Station = "station",
        /// 公路卡口
        Checkpoint = "checkpoint",
    }
    /// Of which of these people it is asked.
    AskedWhen {
        /// Of all of them.
        Always = "always",
        /// Of whoever has no test that still holds.
        WithoutProof = "without_proof",
        /// Of whoever is sorted out for it by the marks.
        Sorted = "sorted",
        /// Of whoever is told by a short message that a code was given.
        CodeMessage = "code_message",
        /// Of whoever stays at a hotel, a guest house or a room let by the day.
        Lodging = "lodging",
    }
}

impl Traveller {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            Traveller::Everybody => "在本市的人员",
            Traveller::Leaving => "离开本市出行的人员",
            Traveller::Resident => "无省外旅居史、从省内返并的本市居民",
            Traveller::CountyWithoutCases => "来自省内无本土病例的县（市、区）的人员",
            Traveller::CountyWithCases => "来自省内有本土病例的县（市、区）的人员",
            Traveller::OtherProvince => "省外返（抵）并人员",
        }
    }
}

impl JourneyStep {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            JourneyStep::Before => "出发以前",
            JourneyStep::OnTheWay => "路上",
            JourneyStep::Arrival => "到车站、机场、卡口时",
            JourneyStep::InCity => "在本市期间",
            JourneyStep::Onward => "从本市继续走",
            JourneyStep::Back => "回来以后",
        }
    }
}

impl EntryPoint {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            EntryPoint::Station => "交通场站",
            EntryPoint::Checkpoint => "交通检疫卡口",
        }
    }
}

impl AskedWhen {
    /// What stands before what is asked; empty where it is asked of all.
    pub fn title(self) -> &'static str {
        match self {
            AskedWhen::Always => "",
            AskedWhen::WithoutProof => "没有有效核酸证明的，",
            AskedWhen::Sorted => "按分类管控需要的，",
            AskedWhen::CodeMessage => "收到赋码短信的，",
            AskedWhen::Lodging => "住宾馆、民宿、招待所、日租房的，",
        }
    }
}

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Asked {
    /// 持核酸检测阴性证明
    NegativeTest {
        /// How many tests.
        tests: u16,
        /// Within how many hours before arrival.
        within_hours: u16,
    },
    /// 山西健康码绿码
    GreenCode,
    /// 行程码（行程卡）无异常
    TravelCard,
    /// 查验山西健康码、行程卡、山西场所码
    ThreeCodes,
    /// 扫场所码、验码
    ScanCode,
    /// 测温正常
    TemperatureNormal,
    /// 测温
    Temperature,
    /// 全程佩戴口罩
    MaskAllTheWay,
    /// 戴口罩
    Mask,
    /// 登记检疫信息
    Register,
    /// 提前向社区（村）报备
    ReportAhead,
    /// 回来后主动向社区（村）报备
    ReportBack,
    /// 请假、报备
    LeaveFiling,
    /// 查询目的地的风险状态和政策
    LookUp,
    /// 非必要不出省
    StayInProvince,
    /// 做好自身防护
    Protect,
    /// 落地核酸采样
    LandingTest,
    /// 抗原检测
    Antigen,
    /// 隔离转运
    Transfer,
    /// 落实赋码后的管控措施
    FollowCode,
    /// 听从现场防疫人员安排
    FollowStaff,
    /// 住宿登记
    LodgingRegister,
}

impl Asked {
    /// What people read.
    pub fn says(self) -> String {
        let fixed = match self {
            Asked::NegativeTest { tests: 1, within_hours } => {
                return format!("带{within_hours}小时内核酸检测阴性证明");
            }
            Asked::NegativeTest { tests, within_hours } => {
                return format!("带{within_hours}小时内{tests}次核酸检测阴性证明");
            }
            Asked::GreenCode => "山西健康码是绿码",
            Asked::TravelCard => "行程码（行程卡）没有异常",
            Asked::ThreeCodes => "查验山西健康码、行程卡和山西场所码",
            Asked::ScanCode => "扫码、验码",
            Asked::TemperatureNormal => "体温正常",
            Asked::Temperature => "量体温",
            Asked::MaskAllTheWay => "全程戴口罩",
            Asked::Mask => "戴口罩",
            Asked::Register => "登记检疫信息",
            Asked::ReportAhead => "提前向社区（村）报备",
            Asked::ReportBack => "主动向居住的社区（村）报备，配合落实措施",
            Asked::LeaveFiling => "办好请假、报备手续",
            Asked::LookUp => "先查目的地的风险状态和防疫政策",
            Asked::StayInProvince => "不是必要的，不要出省",
            Asked::Protect => "在外做好个人防护",
            Asked::LandingTest => "在第一落点做核酸采样",
            Asked::Antigen => "做抗原检测",
            Asked::Transfer => "配合隔离转运",
            Asked::FollowCode => "配合落实相应的管控措施",
            Asked::FollowStaff => "听从现场防疫人员安排",
            Asked::LodgingRegister => "如实登记住宿",
        };
        fixed.to_owned()
    }
}

/// One thing that is asked.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassageAsk {
    /// At which step.
    pub step: JourneyStep,
    /// What.
    pub what: Asked,
    /// Of whom among them.
    #[serde(default = "always")]
    pub when: AskedWhen,
    /// Its words, where they are not those of the rule as a whole.
    #[serde(default)]
    pub clause: Option<Clause>,
}

fn always() -> AskedWhen {
    AskedWhen::Always
}

/// Days back from the journey to the last case that was reported.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseDays {
    /// So many days or fewer.
    pub days: u16,
    /// The words.
    pub clause: Clause,
}

/// What is asked of one kind of traveller.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassageRule {
    /// Of whom.
    pub traveller: Traveller,
    /// Where it was said to hold; everywhere where the text names no place.
    #[serde(default)]
    pub at: Vec<EntryPoint>,
    /// A county counts as one with cases where its last case is no older than this.
    #[serde(default)]
    pub cases_within: Option<CaseDays>,
    /// Between that and this nobody wrote whether it does.
    #[serde(default)]
    pub cases_unclear_within: Option<CaseDays>,
    /// What is asked.
    #[serde(rename = "ask")]
    pub asks: Vec<PassageAsk>,
    /// The words by which whoever meets all this goes on at once.
    #[serde(default)]
    pub passes: Option<Clause>,
    /// The words.
    pub clause: Clause,
}

impl PassageRule {
    /// The words behind one thing that is asked.
    pub fn clause_of<'a>(&'a self, ask: &'a PassageAsk) -> &'a Clause {
        ask.clause.as_ref().unwrap_or(&self.clause)
    }

    /// Whether the text was said of this way into the city.
    pub fn holds_at(&self, point: EntryPoint) -> bool {
        self.at.is_empty() || self.at.contains(&point)
    }
}
