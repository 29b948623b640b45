//! Shapes that more than one endpoint answers with.

use super::code::{Code, ConfidenceCode, OrderKindCode, OrderStateCode};
use crate::error::{ApiError, bad_input};
use fangxian_app::City;
use fangxian_app::index::ZoneOnDay;
use fangxian_app::records::StoredOrder;
use fangxian_core::ids::ZoneId;
use fangxian_core::orders::{OrderSource, rises_to};
use fangxian_core::rules;
use fangxian_core::zones::{Proposal, ZoneClock, condition_sentence};
use fangxian_core::{CityDay, Moment};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A level of an area.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    Low,
    Medium,
    High,
    Guarded,
    Controlled,
    Locked,
}

impl From<fangxian_core::Level> for Level {
    fn from(level: fangxian_core::Level) -> Level {
        match level {
            fangxian_core::Level::Low => Level::Low,
            fangxian_core::Level::Medium => Level::Medium,
            fangxian_core::Level::High => Level::High,
            fangxian_core::Level::Guarded => Level::Guarded,
            fangxian_core::Level::Controlled => Level::Controlled,
            fangxian_core::Level::Locked => Level::Locked,
        }
    }
}

/// The authority's words for a rule.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Clause {
    pub(crate) as_written: String,
    pub(crate) source: String,
    /// U is unsure.
    pub(crate) confidence: ConfidenceCode,
    pub(crate) note: Option<String>,
}

impl From<&rules::Clause> for Clause {
    fn from(clause: &rules::Clause) -> Clause {
        Clause {
            as_written: clause.as_written.clone(),
            source: clause.source.clone(),
            confidence: Code(clause.confidence),
            note: clause.note.clone(),
        }
    }
}

/// What the rules propose for a zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProposalKind {
    Keep,
    AwaitConditions,
    StepDown,
    /// A positive was found: the area is to be lifted.
    Raise,
    NotListed,
}

pub(crate) fn proposal_kind(clock: Option<&ZoneClock<'_>>) -> ProposalKind {
    match clock.map(|clock| &clock.proposal) {
        None => ProposalKind::NotListed,
        Some(Proposal::Keep { .. }) => ProposalKind::Keep,
        Some(Proposal::AwaitConditions) => ProposalKind::AwaitConditions,
        Some(Proposal::StepDown { .. }) => ProposalKind::StepDown,
        Some(Proposal::Raise { .. }) => ProposalKind::Raise,
    }
}

/// A condition that is not met.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Missing {
    pub(crate) sentence: String,
    pub(crate) clause: Clause,
    /// False where it is unsure that the authority asks for it: shown, and holds nothing up.
    pub(crate) blocks: bool,
}

pub(crate) fn missing_of(clock: &ZoneClock<'_>, day: CityDay) -> Vec<Missing> {
    let missing = clock.missing.iter().map(|also| (also, true));
    let unsure = clock.unsure.iter().map(|also| (also, false));
    missing
        .chain(unsure)
        .map(|(also, blocks)| Missing {
            sentence: condition_sentence(also, clock, day),
            clause: Clause::from(&also.clause),
            blocks,
        })
        .collect()
}

/// A zone in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ZoneRow {
    pub(crate) zone_id: Uuid,
    pub(crate) area: String,
    pub(crate) except: Option<String>,
    pub(crate) county: String,
    pub(crate) county_name: String,
    pub(crate) level: Option<Level>,
    pub(crate) since: Option<String>,
    pub(crate) latest_case: Option<String>,
    pub(crate) edition: Option<String>,
    pub(crate) day_n: Option<i64>,
    pub(crate) of_m: Option<u16>,
    pub(crate) earliest: Option<String>,
    pub(crate) proposal: ProposalKind,
    /// The level that follows by the rules; null where it leaves the list, or no rule ends it.
    pub(crate) step_down_to: Option<Level>,
}

impl ZoneRow {
    pub(crate) fn new(city: &City, zone: &ZoneOnDay, day: CityDay) -> ZoneRow {
        let stored = &zone.entry.zone;
        let clock = zone.clock(&city.rules, day);
        let listing = zone.listing.as_ref();
        ZoneRow {
            zone_id: stored.id.uuid(),
            area: stored.area.clone(),
            except: stored.except.clone(),
            county: stored.county.to_string(),
            county_name: city.county_name(&stored.county),
            level: listing.map(|listing| listing.level.into()),
            since: listing.map(|listing| listing.since.to_string()),
            latest_case: listing.and_then(|listing| Some(listing.latest_case?.to_string())),
            edition: listing.map(|listing| listing.edition.to_string()),
            day_n: clock.as_ref().map(|clock| clock.day_n),
            of_m: clock.as_ref().and_then(|clock| clock.of_m),
            earliest: clock.as_ref().and_then(|clock| Some(clock.earliest?.to_string())),
            proposal: proposal_kind(clock.as_ref()),
            step_down_to: clock.as_ref().and_then(|clock| clock.rule?.to).map(Into::into),
        }
    }
}

/// A place with where it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PlaceView {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) path: String,
}

/// An order in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OrderRow {
    pub(crate) order_id: Uuid,
    /// Null where the ledgers of the community call for it.
    pub(crate) zone_id: Option<Uuid>,
    pub(crate) zone_area: String,
    pub(crate) kind: OrderKindCode,
    pub(crate) title: &'static str,
    pub(crate) instruction: String,
    pub(crate) place: String,
    pub(crate) place_name: String,
    pub(crate) grid: Option<String>,
    pub(crate) for_day: String,
    pub(crate) due_at: i64,
    pub(crate) late: bool,
    pub(crate) state: OrderStateCode,
    /// The place that must see to it now that it is overdue.
    pub(crate) risen_to: Option<String>,
    pub(crate) handed_back: i64,
    /// The sign-in name.
    pub(crate) claimed_by: Option<String>,
    pub(crate) claimed_by_name: Option<String>,
    pub(crate) mine: bool,
    pub(crate) version: i64,
}

impl OrderRow {
    pub(crate) fn new(city: &City, order: &StoredOrder, login: &str, now: Moment) -> OrderRow {
        let zone = order.source.zone().and_then(|zone| city.zones.zone(zone));
        let zone_area = zone.map(|entry| entry.full_area());
        let late = order.state.is_unfinished() && order.due_at < now;
        let risen_to = late.then(|| rises_to(order.locus(), order.due_at, now)).flatten();
        OrderRow {
            order_id: order.id.uuid(),
            zone_id: order.source.zone().map(ZoneId::uuid),
            zone_area: zone_area.unwrap_or_default(),
            kind: Code(order.kind),
            title: order.kind.title(),
            instruction: order.instruction.clone(),
            place: order.place.to_string(),
            // A tour is of a grid, which alone tells it from the next.
            place_name: city.place_name(match order.source {
                OrderSource::Zone { .. }
                | OrderSource::Tube(_)
                | OrderSource::Antigen(_)
                | OrderSource::Code
                | OrderSource::Verification
                | OrderSource::Operation(_)
                | OrderSource::Contact => &order.place,
                OrderSource::Ledgers | OrderSource::Frequency => order.locus(),
            }),
            grid: order.grid.as_ref().map(ToString::to_string),
            for_day: order.for_day.to_string(),
            due_at: order.due_at.0,
            late,
            state: Code(order.state),
            risen_to: risen_to.map(|place| city.place_name(&place)),
            handed_back: order.handed_back,
            claimed_by: order.claimed_by.clone(),
            claimed_by_name: order.claimed_by.as_deref().map(|by| city.people.by_login(by)),
            mine: order.claimed_by.as_deref() == Some(login),
            version: order.version,
        }
    }
}

/// Reads a day of a query or a body.
pub(crate) fn day_of(text: &str) -> Result<CityDay, ApiError> {
    CityDay::parse(text).map_err(|_| bad_input("日期应写作 2022-10-07，且须是真实的日期。"))
}

/// Reads a day that may be left out.
pub(crate) fn opt_day(text: Option<&str>) -> Result<Option<CityDay>, ApiError> {
    text.filter(|text| !text.is_empty()).map(day_of).transpose()
}
