//! Sentences of the pages that hold a number, a day or a name.

use super::words::Language;
use fangxian_core::rules::{Condition, StepDownCondition};
use fangxian_core::zones::{
    DayZero, Listing, Proposal, ZoneClock, clock_sentence, condition_sentence,
};
use fangxian_core::{CityDay, Level, Moment};

/// The first is that of 1970-01-01.
const WEEKDAYS: [(&str, &str); 7] = [
    ("星期四", "Thursday"),
    ("星期五", "Friday"),
    ("星期六", "Saturday"),
    ("星期日", "Sunday"),
    ("星期一", "Monday"),
    ("星期二", "Tuesday"),
    ("星期三", "Wednesday"),
];

impl Language {
    fn say(self, chinese: String, english: String) -> String {
        match self {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }

    /// Between a word and what it names.
    pub(super) fn colon(self) -> &'static str {
        match self {
            Language::Chinese => "：",
            Language::English => ": ",
        }
    }

    /// At the end of a sentence.
    pub(super) fn stop(self) -> &'static str {
        match self {
            Language::Chinese => "。",
            Language::English => ".",
        }
    }

    /// 2022年11月24日 星期四
    pub(super) fn long_day(self, day: CityDay) -> String {
        let n = day.days_since(Moment(0).city_day()).rem_euclid(7);
        let weekday = usize::try_from(n).ok().and_then(|n| WEEKDAYS.get(n));
        let (chinese, english) = weekday.copied().unwrap_or_default();
        self.say(format!("{} {chinese}", day.written()), format!("{english}, {day}"))
    }

    /// 11月24日
    pub(super) fn day(self, day: CityDay) -> String {
        self.say(format!("{}月{}日", day.month(), day.day_of_month()), day.to_string())
    }

    pub(super) fn level(self, level: Level) -> &'static str {
        match (self, level) {
            (Language::Chinese, level) => level.title(),
            (Language::English, Level::Low) => "Low-risk area",
            (Language::English, Level::Medium) => "Medium-risk area",
            (Language::English, Level::High) => "High-risk area",
            (Language::English, Level::Guarded) => "Precaution area (防范区)",
            (Language::English, Level::Controlled) => "Controlled area (管控区)",
            (Language::English, Level::Locked) => "Sealed area (封控区)",
        }
    }

    pub(super) fn n_areas(self, n: usize) -> String {
        self.say(format!("{n}个"), n.to_string())
    }

    pub(super) fn edition(self, title: &str, short: &str, from: CityDay) -> String {
        self.say(
            format!("现在执行《{title}》（{short}），{}起施行。", from.written()),
            format!("In force: 《{title}》（{short}）, since {from}."),
        )
    }

    pub(super) fn zones_of(self, county: &str) -> String {
        self.say(format!("{county}的风险区"), format!("Risk areas of {county}"))
    }

    pub(super) fn found(self, words: &str) -> String {
        self.say(format!("查询“{words}”"), format!("Search: “{words}”"))
    }

    pub(super) fn since(self, day: CityDay) -> String {
        self.say(format!("{}起", self.day(day)), format!("since {day}"))
    }

    /// When a level may end, in a few words for a list.
    pub(super) fn ends(self, clock: &ZoneClock<'_>) -> Option<String> {
        let goes_to = self.goes_to(clock);
        match (&clock.proposal, clock.earliest) {
            (Proposal::StepDown { .. }, _) => Some(self.say(
                format!("已满足条件，等待公布{goes_to}"),
                format!("all is met; awaits the notice to {goes_to}"),
            )),
            (Proposal::AwaitConditions, _) => Some(self.say(
                format!("{goes_to}的条件还没有全部满足"),
                format!("conditions to {goes_to} not yet met"),
            )),
            (Proposal::Keep { .. }, Some(day)) => Some(self.say(
                format!("最早{}可{goes_to}", self.day(day)),
                format!("may {goes_to} on {day} at the earliest"),
            )),
            (Proposal::Raise { rule, .. }, _) => Some(self.say(
                format!("发现阳性，等待公布转为{}", rule.to.title()),
                format!("a positive was found; awaits the change to {}", self.lower(rule.to)),
            )),
            (Proposal::Keep { .. }, None) => None,
        }
    }

    fn lower(self, level: Level) -> String {
        self.level(level).to_lowercase()
    }

    fn goes_to(self, clock: &ZoneClock<'_>) -> String {
        match clock.rule.and_then(|rule| rule.to) {
            Some(level) => self
                .say(format!("降为{}", level.title()), format!("change to {}", self.lower(level))),
            None => self.say("解除".to_owned(), "end".to_owned()),
        }
    }

    pub(super) fn ended(self, on: CityDay) -> String {
        self.say(
            format!("已于{}解除。", on.written()),
            format!("It was taken off the list on {on}."),
        )
    }

    pub(super) fn clock(self, listing: &Listing, clock: &ZoneClock<'_>, today: CityDay) -> String {
        match self {
            Language::Chinese => clock_sentence(listing, clock, today),
            Language::English => english_clock(listing, clock),
        }
    }

    pub(super) fn until(self, clock: &ZoneClock<'_>, today: CityDay) -> String {
        let goes_to = self.goes_to(clock);
        match (&clock.proposal, clock.earliest) {
            (Proposal::StepDown { .. }, _) => self.say(
                format!("天数和条件都已满足，可以{goes_to}，等待签批和公布。"),
                "Days and conditions are met; it waits for a signature and a notice.".to_owned(),
            ),
            (Proposal::AwaitConditions, _) => self.say(
                format!("天数已满，下面的条件满足后才能{goes_to}。"),
                "The days have passed; the conditions below are still needed.".to_owned(),
            ),
            (Proposal::Keep { .. }, Some(day)) => self.say(
                format!(
                    "最早{}（还有{}天）可{goes_to}。期间如果又发现感染者，天数要重新计算。",
                    day.written(),
                    day.days_since(today)
                ),
                format!(
                    "It may {goes_to} on {day} at the earliest, in {} days. A new case starts the days \
                     anew.",
                    day.days_since(today)
                ),
            ),
            (Proposal::Raise { rule, .. }, _) => self.say(
                format!("区内发现核酸检测阳性者，按规定转为{}，等待签批和公布。", rule.to.title()),
                format!(
                    "A positive test was found here: by the rules it changes to {}, once it is \
                     signed and published.",
                    self.lower(rule.to)
                ),
            ),
            (Proposal::Keep { .. }, None) => self.say(
                "现行规定没有写明何时结束。".to_owned(),
                "The rules in force do not say when it ends.".to_owned(),
            ),
        }
    }

    pub(super) fn condition(
        self,
        also: &StepDownCondition,
        clock: &ZoneClock<'_>,
        today: CityDay,
    ) -> String {
        match self {
            Language::Chinese => condition_sentence(also, clock, today),
            Language::English => english_condition(also.condition, clock.day_zero.day()),
        }
    }

    pub(super) fn day_n(self, n: i64) -> String {
        self.say(format!("第{n}天"), format!("Day {n}"))
    }

    pub(super) fn page_of(self, page: usize, pages: usize) -> String {
        self.say(format!("第{page}页，共{pages}页"), format!("Page {page} of {pages}"))
    }
}

fn english_clock(listing: &Listing, clock: &ZoneClock<'_>) -> String {
    let began = match clock.day_zero {
        DayZero::Rated(day) => format!("Listed on {day}, which counts as day 0."),
        DayZero::Case(day) => format!(
            "Listed on {}; a case found on {day} started the days anew, from day 0.",
            listing.since
        ),
    };
    match clock.of_m {
        Some(days) => format!("{began} Today is day {} of {days}.", clock.day_n),
        None => format!("{began} Today is day {}.", clock.day_n),
    }
}

fn english_condition(condition: Condition, day_zero: CityDay) -> String {
    match condition {
        Condition::AreaTest { from_day } => {
            let from = day_zero.plus(i64::from(from_day));
            format!("everybody in the area tested negative in one round, on {from} or later")
        }
        Condition::AreaTestWithin { last_days } => format!(
            "everybody in the area tested negative in one round within {last_days} days before \
             the end"
        ),
        Condition::LastContactClear { days } => {
            format!("the last close contact is past {days} days and negative")
        }
        Condition::CountyClear => "every graver area of the county has ended".to_owned(),
    }
}
