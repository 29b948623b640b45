//! What a house says each day: that nobody came, that it was disinfected; and what is asked of it.

use crate::rules::{Clause, DisinfectionRule};
use crate::venues::VenueKind;
use crate::{CityDay, Moment, coded};
use serde::{Deserialize, Serialize};

/// Where the words say more often and no number, so many times a day count. Ours, and shown as ours.
pub const TIMES_UNSAID: u16 = 2;
/// Two disinfections that lie closer together are one. Nobody's rule.
pub const APART_MINUTES: i64 = 60;
/// A house that entered nobody says by this hour that nobody came. Nobody's rule.
pub const REPORT_BY_HOUR: i64 = 20;
const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: i64 = 1_440;

coded! {
    /// What was said of a house.
    HouseFactKind {
        /// 发登记页: the address of its page was given, or given anew.
        Given = "given",
        /// 消毒
        Disinfected = "disinfected",
        /// 当天没有新入住
        NoGuests = "no_guests",
    }

    /// What was disinfected.
    DisinfectedArea {
        /// 大堂
        Lobby = "lobby",
        /// 前台接待
        Desk = "desk",
        /// 电梯
        Lift = "lift",
        /// 客房、走廊
        Rooms = "rooms",
        /// 营业厅、收寄处
        Counter = "counter",
        /// 全部场所
        Everywhere = "everywhere",
    }
}

impl DisinfectedArea {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            DisinfectedArea::Lobby => "大堂",
            DisinfectedArea::Desk => "前台接待",
            DisinfectedArea::Lift => "电梯",
            DisinfectedArea::Rooms => "客房、走廊",
            DisinfectedArea::Counter => "营业厅、收寄处",
            DisinfectedArea::Everywhere => "全部场所",
        }
    }
}

/// What a fact of a house says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HouseSays {
    /// The address of its page holds from now on; the one before no more.
    Given {
        /// The how-many-th, from 1.
        turn: u32,
    },
    /// It was disinfected.
    Disinfected {
        /// When.
        done_at: Moment,
        /// What.
        areas: Vec<DisinfectedArea>,
    },
    /// Nobody came today.
    NoGuests,
}

impl HouseSays {
    /// Its kind.
    pub fn kind(&self) -> HouseFactKind {
        match self {
            HouseSays::Given { .. } => HouseFactKind::Given,
            HouseSays::Disinfected { .. } => HouseFactKind::Disinfected,
            HouseSays::NoGuests => HouseFactKind::NoGuests,
        }
    }
}

/// How often a kind of place is to be disinfected on a day, and by whose words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DisinfectionDuty<'a> {
    /// Times a day.
    pub times: u16,
    /// Whether the number is ours: the words have none.
    pub is_ours: bool,
    /// The words.
    pub clause: &'a Clause,
}

/// What is asked of a kind of place on a day: the most that a sure rule asks.
pub fn disinfection_on<'a>(
    kind: VenueKind,
    rules: impl Iterator<Item = &'a DisinfectionRule>,
) -> Option<DisinfectionDuty<'a>> {
    let speaks = |rule: &&DisinfectionRule| rule.kinds.contains(&kind) && rule.clause.is_enforced();
    let duty = |rule: &'a DisinfectionRule| DisinfectionDuty {
        times: rule.times_a_day.unwrap_or(TIMES_UNSAID),
        is_ours: rule.times_a_day.is_none(),
        clause: &rule.clause,
    };
    rules.filter(speaks).map(duty).max_by_key(|duty| (duty.times, !duty.is_ours))
}

/// Whether a place of a kind keeps a page: whoever lodges people does, and whoever may be asked to
/// disinfect each day.
pub fn has_page<'a>(
    kind: VenueKind,
    mut rules: impl Iterator<Item = &'a DisinfectionRule>,
) -> bool {
    kind == VenueKind::Hotel || rules.any(|rule| rule.kinds.contains(&kind))
}

/// A house on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HouseDay {
    /// How many came in.
    pub n_came: u32,
    /// Whether it said that nobody came.
    pub said_none: bool,
    /// When it was disinfected.
    pub disinfected: Vec<Moment>,
}

impl HouseDay {
    /// Whether it said who came, or that nobody did.
    pub fn is_reported(&self) -> bool {
        self.n_came > 0 || self.said_none
    }

    /// How often it was disinfected: what lies close together counts once.
    pub fn n_disinfected(&self) -> u16 {
        let mut times = self.disinfected.clone();
        times.sort_unstable();
        let mut last: Option<Moment> = None;
        let mut n_counted = 0_u16;
        for at in times {
            if last.is_none_or(|last| at.0 - last.0 >= APART_MINUTES * MINUTE_MS) {
                last = Some(at);
                n_counted = n_counted.saturating_add(1);
            }
        }
        n_counted
    }

    /// How many are wanting of a day, as it is seen now: a day that is over counts whole; on its own day
    /// the first of two is wanting from noon on.
    pub fn n_wanting(&self, times: u16, day: CityDay, now: Moment) -> u16 {
        let minutes = ((now.0 - day.starts_at().0) / MINUTE_MS).clamp(0, DAY_MINUTES);
        let due = i64::from(times) * minutes / DAY_MINUTES;
        u16::try_from(due).unwrap_or(times).saturating_sub(self.n_disinfected())
    }
}
