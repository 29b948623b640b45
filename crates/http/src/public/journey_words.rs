//! What the page of journeys says, in two languages. The authority's own words stay in Chinese.

use super::words::Language;
use fangxian_core::journeys::{
    Answer, Ask, CodeShown, Demand, Proof, Residence, StayedIn, TravelMeans, Trip, VerdictKind,
};
use fangxian_core::rules::{Asked, AskedWhen, CodeColor, Color, JourneyStep, Onward, Stay};

/// The fixed words.
pub(super) struct JourneyWords {
    language: Language,
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) again: &'static str,
    pub(super) ask: &'static str,
    pub(super) go_on: &'static str,
    pub(super) choose: &'static str,
    pub(super) empty: &'static str,
    pub(super) no_place: &'static str,
    pub(super) unknown: &'static str,
    pub(super) grounds: &'static str,
    pub(super) why: &'static str,
    pub(super) by_rule: &'static str,
    pub(super) above: &'static str,
    pub(super) source: &'static str,
    pub(super) sheet: &'static str,
    pub(super) changes: &'static str,
    pub(super) nobody: &'static str,
    pub(super) met: &'static str,
    pub(super) missing: &'static str,
    pub(super) from_hint: &'static str,
    pub(super) to_hint: &'static str,
    pub(super) via_hint: &'static str,
    pub(super) no_onward: &'static str,
}

const CHINESE: JourneyWords = JourneyWords {
    language: Language::Chinese,
    title: "出行要办什么",
    lead: "来太原、经过太原、离开太原，要带什么、查什么，填好下面几项就知道。不用写姓名和电话。",
    again: "再查一次",
    ask: "查一查",
    go_on: "就是这里",
    choose: "请选是哪一个",
    empty: "请写从哪里出发，例如：应县。",
    no_place: "没有找到这个地方。请只写县（市、区）的名字，例如：应县。从境外来的，请拨 12345。",
    unknown: "还不清楚的，请打电话问",
    grounds: "查到的情况",
    why: "为什么：规定原文",
    by_rule: "规定原文",
    above: "（全文在上面）",
    source: "出处：",
    sheet: "打印带走（PDF）",
    changes: "规定随时会变，出发前请再查一次，以当天的规定为准。",
    nobody: "这里不留任何人的信息。不会用网页，请拨 12345，接线员也能这样查。",
    met: "✓ 已有",
    missing: "✗ 还没有",
    from_hint: "例如：应县",
    to_hint: "例如：太原、广州",
    via_hint: "没有就不写",
    no_onward: "不再往前走",
};

const ENGLISH: JourneyWords = JourneyWords {
    language: Language::English,
    title: "What must I do?",
    lead: "What to bring and what is checked when you come to Taiyuan, pass through it or leave it. No name or phone is asked for. Write places in Chinese.",
    again: "Ask again",
    ask: "Show",
    go_on: "This one",
    choose: "choose one",
    empty: "Please write where you set out, in Chinese, for example 应县.",
    no_place: "There is no such place. Write the name of the county only, in Chinese. From abroad, please call 12345.",
    unknown: "Not known: please call and ask",
    grounds: "What the answer rests on",
    why: "Why: the words of the rule",
    by_rule: "The words of the rule",
    above: " (in full above)",
    source: "Source: ",
    sheet: "Print it (PDF, in Chinese)",
    changes: "Rules change at any time. Ask again before you leave: the rules of the day hold.",
    nobody: "Nothing about you is kept. You can also call 12345: they look it up in the same way.",
    met: "✓ you have it",
    missing: "✗ not yet",
    from_hint: "应县",
    to_hint: "太原、广州",
    via_hint: "leave empty if none",
    no_onward: "I stay",
};

/// The words in a language.
pub(super) fn journey_words(language: Language) -> &'static JourneyWords {
    match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    }
}

impl JourneyWords {
    fn tell(&self, chinese: &'static str, english: &'static str) -> &'static str {
        match self.language {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }

    fn told(&self, chinese: String, english: &str) -> String {
        match self.language {
            Language::Chinese => chinese,
            Language::English => english.to_owned(),
        }
    }

    /// The label of a field.
    pub(super) fn field(&self, name: &str) -> &'static str {
        match name {
            "from" => self.tell("从哪里出发（县、市、区）", "From which county"),
            "to" => self.tell("到哪里去", "To"),
            "via" => self.tell("路上在哪里停留过", "Stayed on the way at"),
            "day" => self.tell("哪一天到（离开）太原", "Day in Taiyuan"),
            "means" => self.tell("怎样来（离开）太原", "How you come to (or leave) Taiyuan"),
            "onward" => self.tell("到太原后，再怎样走", "How you go on from Taiyuan"),
            "proof" => {
                self.tell("核酸阴性证明，到时是几小时内的", "Negative test, how old by then")
            }
            "code" => self.tell("健康码现在的颜色", "Health code now"),
            "home" => self.tell("平时住在哪里", "Where you live"),
            _ => "",
        }
    }

    /// The label of the question after risk areas, with the days that the rules count.
    pub(super) fn stayed(&self, days: Option<u16>) -> String {
        match days {
            Some(days) => self.told(
                format!("{days}天内到过中、高风险区吗"),
                &format!("In a risk area in the last {days} days"),
            ),
            None => self.told("最近到过中、高风险区吗".to_owned(), "In a risk area of late"),
        }
    }

    pub(super) fn means(&self, means: TravelMeans) -> &'static str {
        let english = match means {
            TravelMeans::Train => "Train",
            TravelMeans::Air => "Plane",
            TravelMeans::Coach => "Coach",
            TravelMeans::Car => "Own car",
        };
        self.tell(means.title(), english)
    }

    pub(super) fn proofs(&self) -> Vec<(&'static str, String)> {
        let title = |proof: Proof| match proof {
            Proof::Unsaid => self.tell("还不知道", "Not sure"),
            Proof::Within24 => self.tell("24小时以内", "Within 24 hours"),
            Proof::Within48 => self.tell("48小时以内", "Within 48 hours"),
            Proof::Within72 => self.tell("72小时以内", "Within 72 hours"),
            Proof::Nothing => self.tell("没有，或者更早", "None, or older"),
        };
        Proof::ALL.iter().map(|one| (one.code(), title(*one).to_owned())).collect()
    }

    pub(super) fn codes(&self) -> Vec<(&'static str, String)> {
        let title = |code: CodeShown| match code {
            CodeShown::Unsaid => self.tell("还不知道", "Not sure"),
            CodeShown::Green => self.tell("绿码", "Green"),
            CodeShown::NotGreen => self.tell("黄码或红码", "Yellow or red"),
        };
        CodeShown::ALL.iter().map(|one| (one.code(), title(*one).to_owned())).collect()
    }

    pub(super) fn stays(&self) -> Vec<(&'static str, String)> {
        let title = |stay: StayedIn| match stay {
            StayedIn::Unsaid => self.tell("不清楚", "Not sure"),
            StayedIn::Nowhere => self.tell("没有到过", "No"),
            StayedIn::Medium => self.tell("到过中风险区", "Yes, a medium-risk area"),
            StayedIn::High => self.tell("到过高风险区", "Yes, a high-risk area"),
        };
        StayedIn::ALL.iter().map(|one| (one.code(), title(*one).to_owned())).collect()
    }

    pub(super) fn homes(&self) -> Vec<(&'static str, String)> {
        let title = |home: Residence| match home {
            Residence::Unsaid => self.tell("不说", "Rather not say"),
            Residence::Here => self.tell("太原市", "Taiyuan"),
            Residence::Elsewhere => self.tell("别的地方", "Elsewhere"),
        };
        Residence::ALL.iter().map(|one| (one.code(), title(*one).to_owned())).collect()
    }

    pub(super) fn step(&self, at: JourneyStep) -> &'static str {
        let english = match at {
            JourneyStep::Before => "Before you leave",
            JourneyStep::OnTheWay => "On the way",
            JourneyStep::Arrival => "At the station, airport or checkpoint",
            JourneyStep::InCity => "While in the city",
            JourneyStep::Onward => "Going on",
            JourneyStep::Back => "When you are back",
        };
        self.tell(at.title(), english)
    }

    /// What it comes to.
    pub(super) fn says(&self, answer: &Answer<'_>) -> &'static str {
        let english = match (answer.verdict.kind, answer.trip) {
            (VerdictKind::Unknown, Trip::Inside) => "This journey does not leave the city",
            (VerdictKind::NothingAsked, _) => {
                "No test, no code and no test on arrival is asked for"
            }
            (VerdictKind::Passes, _) => "You meet what is asked: you go straight on",
            (VerdictKind::PassesIf, _) => "You go straight on if you meet all of this",
            (VerdictKind::TestedFirst, _) => "You are tested first where you arrive",
            (VerdictKind::Kept, _) => "You are isolated or watched after you arrive",
            (VerdictKind::DoThese, _) => "Please do the following",
            (VerdictKind::Unknown, _) => "No written rule was found: please call 12345",
        };
        self.tell(answer.says(), english)
    }

    /// One demand.
    pub(super) fn demand(&self, ask: &Ask<'_>) -> String {
        let when = match ask.when {
            AskedWhen::Always => "",
            AskedWhen::WithoutProof => "without a valid test: ",
            AskedWhen::Sorted => "if you are sorted out for it: ",
            AskedWhen::CodeMessage => "if a message tells you of a code: ",
            AskedWhen::Lodging => "if you stay at a hotel or a let room: ",
        };
        let unsure = if ask.clause.is_enforced() { "" } else { " (not verified)" };
        self.told(ask.says(), &format!("{when}{}{unsure}", demand_in_english(&ask.what)))
    }
}

fn demand_in_english(what: &Demand<'_>) -> String {
    match what {
        Demand::Rule(asked) => asked_in_english(*asked),
        Demand::Mark(color) => {
            let color = match color.color {
                Color::Red => "red",
                Color::Yellow => "yellow",
                Color::Blue => "blue",
                Color::Green => "green",
            };
            format!("you get a {color} mark")
        }
        Demand::Code(code) => format!("your health code turns {}", code_in_english(*code)),
        Demand::CodeUntilTested(code) => {
            format!("without these tests your code turns {}", code_in_english(*code))
        }
        Demand::Onward(Onward::PointToPoint) => "test on arrival, then you are driven".to_owned(),
        Demand::Onward(Onward::TestedAndGo) => "test on arrival, then you may go".to_owned(),
        Demand::Onward(Onward::Free) => "you may go".to_owned(),
        Demand::Kept(phase, _) => {
            let stay = match phase.stay {
                Stay::Central => "central isolation",
                Stay::HomeIsolation => "isolation at home",
                Stay::HomeMonitor => "health watch at home",
                Stay::CentralCare => "care in a central place",
            };
            let days = phase.days.map_or_else(String::new, |days| format!(", {days} days"));
            format!("{stay}{days}")
        }
        Demand::TestsWithin(tests) => {
            format!("{} tests within {} days after arrival", tests.tests, tests.days)
        }
        Demand::Duty(_) => "further duties: see the words of the rule".to_owned(),
        Demand::LeaveCity(level, leave) => format!(
            "leaving from a {}-risk area: {} negative test(s) within {} hours",
            level.code(),
            leave.tests,
            leave.within_hours
        ),
        Demand::Measure(rule) => {
            format!("in a {}-risk area: see the words of the rule", rule.level.code())
        }
    }
}

fn code_in_english(code: CodeColor) -> &'static str {
    match code {
        CodeColor::Red => "red",
        CodeColor::Yellow => "yellow",
    }
}

fn asked_in_english(asked: Asked) -> String {
    let fixed = match asked {
        Asked::NegativeTest { tests, within_hours } => {
            return format!("bring {tests} negative test(s) of the last {within_hours} hours");
        }
        Asked::GreenCode => "your Shanxi health code is green",
        Asked::TravelCard => "your travel card shows nothing unusual",
        Asked::ThreeCodes => "health code, travel card and venue code are checked",
        Asked::ScanCode => "scan or show the code",
        Asked::TemperatureNormal => "your temperature is normal",
        Asked::Temperature => "your temperature is taken",
        Asked::MaskAllTheWay => "wear a mask all the way",
        Asked::Mask => "wear a mask",
        Asked::Register => "register with the quarantine staff",
        Asked::ReportAhead => "report ahead to the community or village",
        Asked::ReportBack => "report to your community or village",
        Asked::LeaveFiling => "file your leave",
        Asked::LookUp => "look up the risk and the rules of where you go",
        Asked::StayInProvince => "do not leave the province unless you must",
        Asked::Protect => "protect yourself on the way",
        Asked::LandingTest => "you are sampled where you first arrive",
        Asked::Antigen => "an antigen test is made",
        Asked::Transfer => "you are driven to isolation",
        Asked::FollowCode => "do what the code asks for",
        Asked::FollowStaff => "do as the staff on the spot say",
        Asked::LodgingRegister => "you are registered there",
    };
    fixed.to_owned()
}
