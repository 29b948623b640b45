//! Closed lists of isolation and transfer on the wire.

use super::code::Code;
use fangxian_app::isolation::WheretoKind;
use fangxian_core::isolation::{
    CheckItem, GuestClass, GuestNeed, GuestStateKind, Hand, HomeCondition, IsolationSiteKind,
    MealKind, PlacedWhy, RoomZone, RunState, UnplacedWhy,
};

pub(crate) type CheckItemCode = Code<CheckItem>;
pub(crate) type GuestClassCode = Code<GuestClass>;
pub(crate) type GuestNeedCode = Code<GuestNeed>;
pub(crate) type GuestStateCode = Code<GuestStateKind>;
pub(crate) type HandCode = Code<Hand>;
pub(crate) type HomeConditionCode = Code<HomeCondition>;
pub(crate) type IsolationSiteKindCode = Code<IsolationSiteKind>;
pub(crate) type MealKindCode = Code<MealKind>;
pub(crate) type PlacedWhyCode = Code<PlacedWhy>;
pub(crate) type RoomZoneCode = Code<RoomZone>;
pub(crate) type RunStateCode = Code<RunState>;
pub(crate) type UnplacedWhyCode = Code<UnplacedWhy>;
pub(crate) type WheretoCode = Code<WheretoKind>;
