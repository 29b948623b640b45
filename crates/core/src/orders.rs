//! Orders: the work that a zone's level calls for, per grid.

use crate::ids::ZoneId;
use crate::places::PlaceCode;
use crate::rules::{Condition, Confidence, RuleBook};
use crate::zones::{Listing, ZoneClock};
use crate::{CityDay, Moment};
use serde::{Deserialize, Serialize};

/// What kind of work.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// 告知住户: tell every household what applies, why and until when.
    TellHouseholds,
    /// 封控初期核酸: a test of the first days after closing.
    ClosingTest,
    /// 上门服务: food, medicine, care at the door, every day of a closed area.
    DoorService,
    /// 解除前全员核酸: the test of the whole area that the step-down waits for.
    AreaTest,
    /// 核实位置: say where in the tree of places the area is.
    ResolvePlace,
}

impl OrderKind {
    /// Every kind.
    pub const ALL: [OrderKind; 5] = [
        OrderKind::TellHouseholds,
        OrderKind::ClosingTest,
        OrderKind::DoorService,
        OrderKind::AreaTest,
        OrderKind::ResolvePlace,
    ];

    /// The word in JSON and in the store.
    pub fn code(self) -> &'static str {
        match self {
            OrderKind::TellHouseholds => "tell_households",
            OrderKind::ClosingTest => "closing_test",
            OrderKind::DoorService => "door_service",
            OrderKind::AreaTest => "area_test",
            OrderKind::ResolvePlace => "resolve_place",
        }
    }

    /// Reads what [`OrderKind::code`] writes.
    pub fn from_code(code: &str) -> Option<OrderKind> {
        OrderKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What a grid worker calls it.
    pub fn title(self) -> &'static str {
        match self {
            OrderKind::TellHouseholds => "告知住户",
            OrderKind::ClosingTest => "封控初期核酸",
            OrderKind::DoorService => "上门服务",
            OrderKind::AreaTest => "解除前全员核酸",
            OrderKind::ResolvePlace => "核实位置",
        }
    }

    /// The hour of the day by which it must be done. Our own choice, not an authority's: the
    /// evening leaves time to rise before the next morning.
    fn due_hour(self) -> i64 {
        match self {
            OrderKind::ClosingTest | OrderKind::AreaTest => 18,
            OrderKind::DoorService => 20,
            OrderKind::ResolvePlace => 12,
            OrderKind::TellHouseholds => 24,
        }
    }
}

/// Where an order is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Waiting for somebody.
    Open,
    /// Somebody is at it.
    Claimed,
    /// Done, with evidence.
    Done,
    /// No longer called for.
    CalledOff,
}

impl OrderState {
    /// The word in JSON and in the store.
    pub fn code(self) -> &'static str {
        match self {
            OrderState::Open => "open",
            OrderState::Claimed => "claimed",
            OrderState::Done => "done",
            OrderState::CalledOff => "called_off",
        }
    }

    /// Reads what [`OrderState::code`] writes.
    pub fn from_code(code: &str) -> Option<OrderState> {
        [OrderState::Open, OrderState::Claimed, OrderState::Done, OrderState::CalledOff]
            .into_iter()
            .find(|state| state.code() == code)
    }

    /// Whether there is something left to do.
    pub fn is_unfinished(self) -> bool {
        match self {
            OrderState::Open | OrderState::Claimed => true,
            OrderState::Done | OrderState::CalledOff => false,
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

/// The work that a listed zone calls for on `today`, and what of the days before can still be made
/// good: a test that was missed is late, a meal of yesterday is not an order any more. Raising it
/// twice changes nothing, since each plan carries its cause.
pub fn orders_called_for(
    rules: &RuleBook,
    site: ZoneSite<'_>,
    listing: &Listing,
    clock: &ZoneClock<'_>,
    today: CityDay,
) -> Vec<OrderPlan> {
    if listing.level.gravity() < 2 {
        return Vec::new();
    }
    let Some(level) = rules.edition(&listing.edition).and_then(|e| e.level_rule(listing.level))
    else {
        return Vec::new();
    };
    let title = listing.level.title();
    let mut plans = Plans { site, listing, today, plans: Vec::new() };
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

fn area_test_day(condition: Condition, clock: &ZoneClock<'_>) -> Option<CityDay> {
    match condition {
        Condition::AreaTest { from_day } => Some(clock.day_zero.day().plus(i64::from(from_day))),
        Condition::AreaTestWithin { last_days } => {
            clock.earliest.map(|earliest| earliest.plus(-i64::from(last_days)))
        }
        Condition::LastContactClear { .. } | Condition::CountyClear => None,
    }
}

fn due_on(kind: OrderKind, day: CityDay) -> Moment {
    day.starts_at().plus_ms(kind.due_hour() * 3_600_000).min(day.ends_at())
}

/// The least time that somebody has from being told of a work. Our own choice: notices come out in
/// the evening, and what nobody could have known of is not late.
const LEAD_MS: i64 = 2 * 3_600_000;

impl OrderPlan {
    /// By when it is due if it is raised at `now`: at its hour, or as soon as can be asked of
    /// anybody where that hour is over or near.
    pub fn due_if_raised(&self, now: Moment) -> Moment {
        self.due_at.max(now.plus_ms(LEAD_MS))
    }
}

struct Plans<'a> {
    site: ZoneSite<'a>,
    listing: &'a Listing,
    today: CityDay,
    plans: Vec<OrderPlan>,
}

impl Plans<'_> {
    fn push(&mut self, kind: OrderKind, for_day: CityDay, instruction: &str, ground: &str) {
        let grids: &[PlaceCode] = match kind {
            OrderKind::ResolvePlace => &[],
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
                // Never due on a day before it was raised; within that day the hour stands.
                due_at: due_on(kind, for_day.max(self.today)),
                instruction: instruction.to_owned(),
                ground: ground.to_owned(),
            });
        }
    }
}

/// Who has to see to an order that is overdue: first its community, a day later the street, then
/// the county, then the city. Computed when asked, so that it rises with every worker stopped.
/// None while it is not overdue.
pub fn rises_to(place: &PlaceCode, due_at: Moment, now: Moment) -> Option<PlaceCode> {
    let overdue_ms = now.0 - due_at.0;
    if overdue_ms <= 0 {
        return None;
    }
    let days = overdue_ms / 86_400_000;
    let lengths: &[usize] = match days {
        0 => &[12, 9, 6, 4],
        1 => &[9, 6, 4],
        2 => &[6, 4],
        _ => &[4],
    };
    lengths
        .iter()
        .filter_map(|length| place.as_str().get(..*length))
        .find_map(|code| PlaceCode::parse(code).ok())
}
