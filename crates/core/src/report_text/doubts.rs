//! What a person must look at.

use crate::coded;
use crate::notices::Span;

/// Something that the text does not say for sure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// What kind.
    pub code: DoubtCode,
    /// The words that raised it; empty where something is missing altogether.
    pub span: Span,
}

coded! {
    /// The kinds of doubt that a report can raise.
    DoubtCode {
        /// No day is named, here or before.
        DayMissing = "day_missing",
        /// The day was named in a sentence before.
        DayCarried = "day_carried",
        /// 次日、昨天: counted from another day.
        DayRelative = "day_relative",
        /// The calendar has no such day.
        NoSuchDay = "no_such_day",
        /// Later than the day of the report.
        DayAhead = "day_ahead",
        /// More than 28 days before the report.
        LongAgo = "long_ago",
        /// No hour is given.
        TimeMissing = "time_missing",
        /// 许、左右、约.
        TimeAbout = "time_about",
        /// The end lies before the beginning.
        EndsBefore = "ends_before",
        /// The hour was shared by several places.
        TimeShared = "time_shared",
        /// 每天、经常: not one time.
        Repeated = "repeated",
        /// No place is named.
        PlaceMissing = "place_missing",
        /// 某超市、附近: it does not say which.
        PlaceVague = "place_vague",
        /// The vehicle has no number.
        RideUnnumbered = "ride_unnumbered",
        /// 可能、自述、记不清.
        SaidUnsure = "said_unsure",
        /// 拟、计划: it may not have happened.
        Planned = "planned",
        /// It is told of somebody else.
        SomebodyElse = "somebody_else",
        /// 否认、未去过: not read as having been there.
        Denied = "denied",
        /// The text tells of several people.
        SeveralPeople = "several_people",
        /// There was more than is read at once.
        CutOff = "cut_off",
        /// Nothing was found that somebody did.
        NothingFound = "nothing_found",
    }
}

impl DoubtCode {
    /// What staff read.
    pub fn says(self) -> &'static str {
        match self {
            DoubtCode::DayMissing => "没有写哪一天",
            DoubtCode::DayCarried => "日期承前文，请核对",
            DoubtCode::DayRelative => "日期是推算的，请核对",
            DoubtCode::NoSuchDay => "日历上没有这一天",
            DoubtCode::DayAhead => "晚于报告的日子",
            DoubtCode::LongAgo => "早于报告28天以上，请核对年份",
            DoubtCode::TimeMissing => "没有写几点",
            DoubtCode::TimeAbout => "时间是大概的",
            DoubtCode::EndsBefore => "结束早于开始，请核对是否次日",
            DoubtCode::TimeShared => "几处合写一个时间",
            DoubtCode::Repeated => "写的是经常或每天，不是某一次",
            DoubtCode::PlaceMissing => "没有写在哪里",
            DoubtCode::PlaceVague => "没有写清是哪一处",
            DoubtCode::RideUnnumbered => "没有写车次、航班或车牌",
            DoubtCode::SaidUnsure => "本人说得不肯定",
            DoubtCode::Planned => "写的是打算，不一定去了",
            DoubtCode::SomebodyElse => "说的可能是另一个人",
            DoubtCode::Denied => "写的是没有去，未读作到访",
            DoubtCode::SeveralPeople => "文中有几个病例，请核对说的是谁",
            DoubtCode::CutOff => "内容太多，后面的没有读",
            DoubtCode::NothingFound => "没有读到活动经过",
        }
    }
}

/// A doubt of that kind over these words.
pub(super) fn doubt(code: DoubtCode, from: usize, to: usize) -> Doubt {
    Doubt { code, span: Span { start: from, end: to } }
}
