//! Closed lists of what is told of cases.

use super::code::Code;
use fangxian_core::contradictions::{ContradictionFactKind, ContradictionStanding, DifferenceKind};
use fangxian_core::publication::{Held, RiskListFactKind, RiskListState};
use fangxian_core::report_text::{DayPart, DoubtCode, EpisodeKind, RideMeans};
use fangxian_core::transmission::{ChainFormat, InfectorWhy, LinkGround};

pub(crate) type ChainFormatCode = Code<ChainFormat>;
pub(crate) type ContradictionFactCode = Code<ContradictionFactKind>;
pub(crate) type ContradictionStandingCode = Code<ContradictionStanding>;
pub(crate) type DayPartCode = Code<DayPart>;
pub(crate) type EpisodeKindCode = Code<EpisodeKind>;
pub(crate) type DifferenceKindCode = Code<DifferenceKind>;
pub(crate) type HeldCode = Code<Held>;
pub(crate) type InfectorWhyCode = Code<InfectorWhy>;
pub(crate) type LinkGroundCode = Code<LinkGround>;
pub(crate) type ReportDoubtCode = Code<DoubtCode>;
pub(crate) type RideMeansCode = Code<RideMeans>;
pub(crate) type RiskListFactCode = Code<RiskListFactKind>;
pub(crate) type RiskListStateCode = Code<RiskListState>;
