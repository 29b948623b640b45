//! Orders: the work that a zone's level calls for, per grid.

mod rises;

pub use rises::rises_to;

use crate::ids::{AntigenReportId, OperationId, ZoneId};
use crate::places::PlaceCode;
use crate::rules::{Condition, Confidence, RuleBook};
use crate::sampling::TubeCode;
use crate::zones::{Listing, ZoneClock};
use crate::{CityDay, Level, Moment, coded};

coded! {
    /// What kind of work.
    OrderKind {
        /// 告知住户: tell every household what applies, why and until when.
        TellHouseholds = "tell_households",
        /// 封控初期核酸: a test of the first days after closing.
        ClosingTest = "closing_test",
        /// 上门服务: food, medicine, care at the door, every day of a closed area.
        DoorService = "door_service",
        /// 解除前全员核酸: the test of the whole area that the step-down waits for.
        AreaTest = "area_test",
        /// 核实位置: say where in the tree of places the area is.
        ResolvePlace = "resolve_place",
        /// 台账上门: the home-visit team's tour of the day through the ledgers.
        LedgerTour = "ledger_tour",
        /// 混管阳性复采: whoever shares a positive tube waits at home and is sampled singly.
        PoolRetest = "pool_retest",
        /// 催检上门: whoever is late for a test is asked why, at the door, and helped to one.
        TestLate = "test_late",
        /// 抗原阳性复核: whoever tested positive at home waits there and is sampled singly.
        AntigenConfirm = "antigen_confirm",
        /// 告知码变化: whoever no message reaches is told at the door that his code changed, and why.
        CodeTell = "code_tell",
        /// 分队上门: the squad is at the door of somebody whose own tube is positive.
        CaseDoor = "case_door",
        /// 同住采样: everybody of his household is sampled singly.
        HouseholdSample = "household_sample",
        /// 转运: he is brought to where he is treated, in a closed loop.
        CaseTransfer = "case_transfer",
        /// 环境采样: what he touched at home and in the stairwell is sampled.
        EnvironmentSample = "environment_sample",
        /// 终末消毒: his home and the stairwell are disinfected once he is gone.
        Disinfect = "disinfect",
        /// 密接上门: whoever is a contact is told, and stays in until he is fetched.
        ContactTell = "contact_tell",
        /// 解除隔离: the days of a contact are over tomorrow, and he is let go.
        ContactRelease = "contact_release",
        /// 协查上门: somebody who is here may have met a case, says a list; he is asked at the door.
        ContactCheck = "contact_check",
        /// 随访异常: somebody who is kept has fever or symptoms; a doctor and a sample at once.
        FollowAlarm = "follow_alarm",
    }
}

impl OrderKind {
    /// What a grid worker calls it.
    pub fn title(self) -> &'static str {
        match self {
            OrderKind::TellHouseholds => "告知住户",
            OrderKind::ClosingTest => "封控初期核酸",
            OrderKind::DoorService => "上门服务",
            OrderKind::AreaTest => "解除前全员核酸",
            OrderKind::ResolvePlace => "核实位置",
            OrderKind::LedgerTour => "台账上门",
            OrderKind::PoolRetest => "混管复采",
            OrderKind::TestLate => "催检上门",
            OrderKind::AntigenConfirm => "抗原阳性复核",
            OrderKind::CodeTell => "告知码变化",
            OrderKind::ContactCheck => "协查上门",
            OrderKind::CaseDoor => "分队上门",
            OrderKind::HouseholdSample => "同住人员采样",
            OrderKind::CaseTransfer => "阳性人员转运",
            OrderKind::EnvironmentSample => "环境采样",
            OrderKind::Disinfect => "终末消毒",
            OrderKind::ContactTell => "密接上门",
            OrderKind::ContactRelease => "解除隔离",
            OrderKind::FollowAlarm => "随访异常",
        }
    }

    /// Within how many minutes it must be done, day or night, where it does not wait for an hour: at a door
    /// of which somebody is positive. Our own choice, not an authority's: 分秒追阳 names no number.
    pub fn term_minutes(self) -> Option<i64> {
        match self {
            OrderKind::CaseDoor => Some(30),
            OrderKind::HouseholdSample | OrderKind::FollowAlarm => Some(60),
            OrderKind::CaseTransfer | OrderKind::ContactTell => Some(120),
            OrderKind::EnvironmentSample => Some(240),
            OrderKind::Disinfect => Some(480),
            OrderKind::PoolRetest
            | OrderKind::AntigenConfirm
            | OrderKind::CodeTell
            | OrderKind::ContactCheck => Some(RETEST_HOURS * 60),
            OrderKind::TellHouseholds
            | OrderKind::ClosingTest
            | OrderKind::DoorService
            | OrderKind::AreaTest
            | OrderKind::ResolvePlace
            | OrderKind::LedgerTour
            | OrderKind::TestLate
            | OrderKind::ContactRelease => None,
        }
    }

    /// The hour of the day by which it must be done, where it is raised in time. Our own choice,
    /// not an authority's: the evening leaves time to rise before the next morning.
    pub fn due_hour(self) -> i64 {
        match self {
            OrderKind::ClosingTest
            | OrderKind::AreaTest
            | OrderKind::LedgerTour
            | OrderKind::TestLate => 18,
            OrderKind::DoorService => 20,
            OrderKind::ResolvePlace => 12,
            OrderKind::TellHouseholds
            | OrderKind::PoolRetest
            | OrderKind::AntigenConfirm
            | OrderKind::CodeTell
            | OrderKind::ContactCheck
            | OrderKind::CaseDoor
            | OrderKind::HouseholdSample
            | OrderKind::CaseTransfer
            | OrderKind::EnvironmentSample
            | OrderKind::Disinfect
            | OrderKind::ContactTell
            | OrderKind::FollowAlarm
            | OrderKind::ContactRelease => 24,
        }
    }
}

/// Whoever gets an order has at least so many hours for it: a round of a grid's houses takes an
/// afternoon. Our own choice, not an authority's.
pub const TERM_HOURS_MIN: i64 = 4;
/// Nobody is sent to knock at doors for a term that ends after this hour of the evening.
pub const EVENING_HOUR: i64 = 22;
/// What came in too late for its day is due by this hour of the next: a morning's work.
pub const NEXT_DAY_HOUR: i64 = 12;

/// Whoever shares a positive tube, or tested positive at home, is told and sampled singly within so
/// many hours, day or night; whoever no message reaches is told of his code, and whoever is here and may
/// have met a case, as a list says, is asked at the door. Our own choice: no text says how many (`rules/testing-guides.toml`, `not_found`).
pub const RETEST_HOURS: i64 = 2;

/// By when an order must be done that is raised at `raised_at`: at its own hour, if that leaves a
/// fair term; else a term later, if that is still before the night; else by noon of the next day.
/// So it is never late when it is raised, and never due later than the next day's noon.
pub fn due_at(kind: OrderKind, raised_at: Moment) -> Moment {
    const HOUR_MS: i64 = 3_600_000;
    if let Some(minutes) = kind.term_minutes() {
        return raised_at.plus_ms(minutes * 60_000);
    }
    let day = raised_at.city_day();
    let own_hour = day.starts_at().plus_ms(kind.due_hour() * HOUR_MS);
    let fair_term = raised_at.plus_ms(TERM_HOURS_MIN * HOUR_MS);
    if fair_term <= own_hour {
        own_hour
    } else if fair_term <= day.starts_at().plus_ms(EVENING_HOUR * HOUR_MS) {
        fair_term
    } else {
        day.plus(1).starts_at().plus_ms(NEXT_DAY_HOUR * HOUR_MS)
    }
}

coded! {
    /// Where an order is.
    OrderState {
        /// Waiting for somebody.
        Open = "open",
        /// Somebody is at it.
        Claimed = "claimed",
        /// Done, with evidence.
        Done = "done",
        /// No longer called for.
        CalledOff = "called_off",
    }
}

impl OrderState {
    /// Whether there is something left to do.
    pub fn is_unfinished(self) -> bool {
        match self {
            OrderState::Open | OrderState::Claimed => true,
            OrderState::Done | OrderState::CalledOff => false,
        }
    }
}

/// What calls for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderSource {
    /// A zone under a level.
    Zone {
        /// Which zone.
        zone: ZoneId,
        /// The level that called for it.
        level: Level,
        /// Since when the zone had that level.
        since: CityDay,
    },
    /// The ledgers of a community.
    Ledgers,
    /// How often its people are to be tested.
    Frequency,
    /// A tube that is positive or unclear.
    Tube(TubeCode),
    /// An antigen test that was reported positive.
    Antigen(AntigenReportId),
    /// The code of somebody whom no message reaches.
    Code,
    /// What a signed positive set going.
    Operation(OperationId),
    /// That somebody at a door is a contact.
    Contact,
    /// A list that asks about somebody who is here and may have met a case.
    Verification,
}

impl OrderSource {
    /// The zone, where it is one.
    pub fn zone(self) -> Option<ZoneId> {
        match self {
            OrderSource::Zone { zone, .. } => Some(zone),
            OrderSource::Ledgers
            | OrderSource::Frequency
            | OrderSource::Tube(_)
            | OrderSource::Antigen(_)
            | OrderSource::Code
            | OrderSource::Verification
            | OrderSource::Operation(_)
            | OrderSource::Contact => None,
        }
    }
}

/// An order that the rules call for, before it has an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderPlan {
    /// The same cause raises one order, however often it is computed.
    pub cause: String,
    /// What kind.
    pub kind: OrderKind,
    /// Where: the zone's place, or its county while the place is not known.
    pub place: PlaceCode,
    /// The grid that it goes to; none while the place is not known, or has no grid.
    pub grid: Option<PlaceCode>,
    /// The day it is for.
    pub for_day: CityDay,
    /// By when.
    pub due_at: Moment,
    /// What to do, in the grid worker's words.
    pub instruction: String,
    /// Why: the clause, in the authority's words.
    pub ground: String,
}

/// The zone, as far as its orders need to know it.
#[derive(Clone, Copy, Debug)]
pub struct ZoneSite<'a> {
    /// Which zone.
    pub zone: ZoneId,
    /// The area in the notice's words.
    pub area: &'a str,
    /// Where it is; its county while that is not known.
    pub place: &'a PlaceCode,
    /// Whether somebody has said where it is.
    pub is_resolved: bool,
    /// The grids that it reaches into.
    pub grids: &'a [PlaceCode],
}

/// The work that a listed zone calls for on the day of `now`, and what of the days before can still
/// be made good: a test that was missed is asked for, a meal of yesterday is not an order any more.
/// Raising it twice changes nothing, since each plan carries its cause, and the cause knows nothing
/// of the hour.
pub fn orders_called_for(
    rules: &RuleBook,
    site: ZoneSite<'_>,
    listing: &Listing,
    clock: &ZoneClock<'_>,
    now: Moment,
) -> Vec<OrderPlan> {
    let today = now.city_day();
    if listing.level.gravity() < 2 {
        return Vec::new();
    }
    let Some(level) = rules.edition(&listing.edition).and_then(|e| e.level_rule(listing.level))
    else {
        return Vec::new();
    };
    let title = listing.level.title();
    let mut plans = Plans { site, listing, now, plans: Vec::new() };
    if !site.is_resolved {
        let ask = format!("“{}”在哪个社区、哪个小区？请核实并关联到位置。", site.area);
        plans.push(OrderKind::ResolvePlace, listing.since, &ask, "通告所列区域尚未对应到位置");
    }
    let tell = format!(
        "逐户告知：{}自{}起为{title}，措施“{}”，何时可以解除，有困难找谁。",
        site.area,
        listing.since.written(),
        level.measure
    );
    plans.push(OrderKind::TellHouseholds, listing.since, &tell, &level.measure_clause.as_written);
    if let Some(tests) = &level.closing_tests {
        for (n, day) in tests.on_days.iter().enumerate() {
            let on = listing.since.plus(i64::from(*day));
            let test =
                format!("{title}封控后第{day}天：第{}次核酸采样，不落一户、不漏一人。", n + 1);
            plans.push(OrderKind::ClosingTest, on, &test, &tests.clause.as_written);
        }
    }
    if listing.level.gravity() == 3 {
        let serve = "逐户询问所需的食品、药品和就医，送到门口；孕产妇、透析、独居老人优先。";
        plans.push(OrderKind::DoorService, today, serve, &level.measure_clause.as_written);
    }
    for also in clock.rule.into_iter().flat_map(|rule| &rule.conditions) {
        let Some(on) = area_test_day(also.condition, clock) else { continue };
        if also.clause.confidence != Confidence::U {
            let test = "区域内全员核酸一轮，结果均为阴性方可解除或降级。";
            plans.push(OrderKind::AreaTest, on, test, &also.clause.as_written);
        }
    }
    plans.plans.retain(|plan| plan.for_day <= today);
    plans.plans
}

/// From which day on a test of the whole area counts for a condition; none where it asks for none.
pub(crate) fn area_test_day(condition: Condition, clock: &ZoneClock<'_>) -> Option<CityDay> {
    match condition {
        Condition::AreaTest { from_day } => Some(clock.day_zero.day().plus(i64::from(from_day))),
        Condition::AreaTestWithin { last_days } => {
            clock.earliest.map(|earliest| earliest.plus(-i64::from(last_days)))
        }
        Condition::LastContactClear { .. } | Condition::CountyClear => None,
    }
}

struct Plans<'a> {
    site: ZoneSite<'a>,
    listing: &'a Listing,
    now: Moment,
    plans: Vec<OrderPlan>,
}

impl Plans<'_> {
    fn push(&mut self, kind: OrderKind, for_day: CityDay, instruction: &str, ground: &str) {
        let grids: &[PlaceCode] = match kind {
            // Ledgers, tubes, antigen tests, lateness, codes, lists and contacts call for these, and no zone.
            OrderKind::ResolvePlace
            | OrderKind::LedgerTour
            | OrderKind::PoolRetest
            | OrderKind::AntigenConfirm
            | OrderKind::CodeTell
            | OrderKind::CaseDoor
            | OrderKind::HouseholdSample
            | OrderKind::CaseTransfer
            | OrderKind::EnvironmentSample
            | OrderKind::Disinfect
            | OrderKind::ContactTell
            | OrderKind::ContactRelease
            | OrderKind::ContactCheck
            | OrderKind::FollowAlarm
            | OrderKind::TestLate => &[],
            OrderKind::TellHouseholds
            | OrderKind::ClosingTest
            | OrderKind::DoorService
            | OrderKind::AreaTest => self.site.grids,
        };
        let per_grid: Vec<Option<PlaceCode>> = match grids {
            [] => vec![None],
            grids => grids.iter().cloned().map(Some).collect(),
        };
        for grid in per_grid {
            let to = grid.as_ref().unwrap_or(self.site.place);
            let cause = format!(
                "{}:{}:{}:{}:{for_day}:{to}",
                self.site.zone,
                kind.code(),
                self.listing.level.code(),
                self.listing.since,
            );
            self.plans.push(OrderPlan {
                cause,
                kind,
                place: self.site.place.clone(),
                grid,
                for_day,
                // What is planned for a day to come is not raised yet, whatever stands here.
                due_at: due_at(kind, self.now),
                instruction: instruction.to_owned(),
                ground: ground.to_owned(),
            });
        }
    }
}
