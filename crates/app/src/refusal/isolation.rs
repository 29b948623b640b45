//! What goes wrong with isolation and transfer.

use fangxian_core::isolation::{HandFlaw, RideFlaw, ShareFlaw, SiteFlaw, TooEarly};

/// Why something of a site, a bed or a run was refused.
#[derive(Debug, thiserror::Error)]
pub enum IsolationRefusal {
    /// A site or its rooms cannot be entered so.
    #[error("{0}。")]
    Site(SiteFlaw),
    /// People may not share a room.
    #[error("{}。", share_words(.0))]
    Share(ShareFlaw),
    /// People may not ride together.
    #[error("{}。", ride_words(.0))]
    Ride(RideFlaw),
    /// The room takes nobody, or not him.
    #[error("房间{0}现在不能安排：不在隔离区、床位已满，或该点不收这类人员。请刷新后重排。")]
    Room(String),
    /// Somebody has a bed, rides already, or is to be isolated no more.
    #[error("名单已变化：有人已安排、已上车，或不再需要集中隔离。请刷新后再安排。")]
    NotWaiting,
    /// The vehicle is under way, or out of use.
    #[error("这辆车正在执行任务或已停用，请换一辆。")]
    Vehicle,
    /// A hand-over cannot be signed so.
    #[error("{}。", hand_words(.0))]
    Hand(HandFlaw),
    /// Somebody may not leave yet.
    #[error("{0}。")]
    TooEarly(TooEarly),
}

fn share_words(flaw: &ShareFlaw) -> &'static str {
    match flaw {
        ShareFlaw::CaseWithContact => "阳性人员和密接不能同住",
        ShareFlaw::OtherCase => "不同病例的密接不能同住",
        ShareFlaw::OtherHousehold => "不是一家人，不能同住",
        ShareFlaw::CanBeAlone => "能独住的一人一间；同住只给不能独处的人，并由一名家人照护",
    }
}

fn ride_words(flaw: &RideFlaw) -> &'static str {
    match flaw {
        RideFlaw::CaseWithContact => "阳性人员和密接不能同车",
        RideFlaw::OtherCase => "不同病例的密接不能同车",
        RideFlaw::Seats => "座位不够，请分车",
        RideFlaw::Stops => "停靠点太多，请分车",
        RideFlaw::Nobody => "请先选要接的人",
    }
}

fn hand_words(flaw: &HandFlaw) -> &'static str {
    match flaw {
        HandFlaw::Over => "这一趟已结束或已取消",
        HandFlaw::Signed => "这一端已经签过",
        HandFlaw::NotHere => "这一站没有这些人，或还没有人上车",
        HandFlaw::Differs => "两端签的人员不一致，请当面清点后再签",
        HandFlaw::OneHand => "交付和接收要由两个人分别签",
        HandFlaw::HalfSigned => "有一站只签了一端，请先补签另一端",
        HandFlaw::OnBoard => "车上已有人，不能取消",
    }
}

impl IsolationRefusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            IsolationRefusal::Site(_) => "isolation_site",
            IsolationRefusal::Share(_) => "isolation_share",
            IsolationRefusal::Ride(_) => "isolation_ride",
            IsolationRefusal::Room(_) => "isolation_room",
            IsolationRefusal::NotWaiting => "isolation_not_waiting",
            IsolationRefusal::Vehicle => "isolation_vehicle",
            IsolationRefusal::Hand(_) => "isolation_hand",
            IsolationRefusal::TooEarly(_) => "isolation_too_early",
        }
    }
}
