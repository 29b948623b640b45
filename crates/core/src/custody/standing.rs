//! Where a tube is now, by what was scanned of it.

use super::HandoverKind;
use crate::ids::{HandoverId, LaboratoryId, PlateId};
use crate::labs::Well;
use crate::pools::TubeOutcome;
use crate::sampling::TubeCode;
use crate::{Moment, coded};

/// In whose hands tubes are, or are to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Somebody who carries, by sign-in name.
    Courier(String),
    /// A laboratory.
    Laboratory(LaboratoryId),
}

/// What a hand-over says of one tube.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passing {
    /// Which hand-over.
    pub handover: HandoverId,
    /// Between whom.
    pub kind: HandoverKind,
    /// Who gave, by sign-in name.
    pub from: String,
    /// To whom.
    pub to: Holder,
    /// When the giver scanned the tube, if he did.
    pub given_at: Option<Moment>,
    /// When the taker scanned the tube, if he did.
    pub taken_at: Option<Moment>,
    /// When the taker was done counting, if he is.
    pub counted_at: Option<Moment>,
}

impl Passing {
    fn last_at(&self) -> Option<Moment> {
        self.given_at.max(self.taken_at)
    }
}

/// All that was scanned of a tube.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TubeTrack {
    /// The tube.
    pub code: TubeCode,
    /// When a table opened it; none where no table has told of it.
    pub opened_at: Option<Moment>,
    /// When it was sealed.
    pub sealed_at: Option<Moment>,
    /// The hand-overs, in any order.
    pub passings: Vec<Passing>,
    /// The plate that it is on, the latest.
    pub plated: Option<(LaboratoryId, PlateId, Well, Moment)>,
    /// The result that stands.
    pub resulted: Option<(TubeOutcome, Moment)>,
}

/// Where a tube is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// Nobody has told of it.
    Nowhere,
    /// Being filled.
    Open(Moment),
    /// Sealed, at the site.
    AtSite(Moment),
    /// Given to somebody who has not counted yet.
    UnderWay(Holder, Moment),
    /// Given by one and not found by the other: between these two.
    Missing(String, Holder, Moment),
    /// With somebody who carries, or at a laboratory, since it was found there.
    With(Holder, Moment),
    /// On a plate.
    Plated(LaboratoryId, PlateId, Well, Moment),
    /// A result stands.
    Resulted(TubeOutcome, Moment),
}

coded! {
    /// Where a tube is, without who and when.
    WhereKind {
        /// 没有记录
        Nowhere = "nowhere",
        /// 采样中
        Open = "open",
        /// 在采样点
        AtSite = "at_site",
        /// 交接中
        UnderWay = "under_way",
        /// 交接时缺失
        Missing = "missing",
        /// 在转运员手中
        WithCourier = "with_courier",
        /// 已到实验室
        AtLab = "at_lab",
        /// 已上板
        Plated = "plated",
        /// 已出结果
        Resulted = "resulted",
    }
}

impl Whereabouts {
    /// Without who and when.
    pub fn kind(&self) -> WhereKind {
        match self {
            Whereabouts::Nowhere => WhereKind::Nowhere,
            Whereabouts::Open(_) => WhereKind::Open,
            Whereabouts::AtSite(_) => WhereKind::AtSite,
            Whereabouts::UnderWay(..) => WhereKind::UnderWay,
            Whereabouts::Missing(..) => WhereKind::Missing,
            Whereabouts::With(Holder::Courier(_), _) => WhereKind::WithCourier,
            Whereabouts::With(Holder::Laboratory(_), _) => WhereKind::AtLab,
            Whereabouts::Plated(..) => WhereKind::Plated,
            Whereabouts::Resulted(..) => WhereKind::Resulted,
        }
    }

    /// Since when.
    pub fn since(&self) -> Option<Moment> {
        match self {
            Whereabouts::Nowhere => None,
            Whereabouts::Open(at)
            | Whereabouts::AtSite(at)
            | Whereabouts::UnderWay(_, at)
            | Whereabouts::Missing(_, _, at)
            | Whereabouts::With(_, at)
            | Whereabouts::Plated(_, _, _, at)
            | Whereabouts::Resulted(_, at) => Some(*at),
        }
    }

    /// With whom, or to whom it was given.
    pub fn holder(&self) -> Option<Holder> {
        match self {
            Whereabouts::UnderWay(to, _)
            | Whereabouts::Missing(_, to, _)
            | Whereabouts::With(to, _) => Some(to.clone()),
            Whereabouts::Plated(lab, ..) => Some(Holder::Laboratory(*lab)),
            Whereabouts::Nowhere
            | Whereabouts::Open(_)
            | Whereabouts::AtSite(_)
            | Whereabouts::Resulted(..) => None,
        }
    }
}

/// Where a tube is: by its result, else by its plate, else by the hand-over that came last. A tube
/// that turns up later than it was missed is where it turned up.
pub fn whereabouts(track: &TubeTrack) -> Whereabouts {
    if let Some((outcome, at)) = track.resulted {
        return Whereabouts::Resulted(outcome, at);
    }
    if let Some((lab, plate, well, at)) = track.plated {
        return Whereabouts::Plated(lab, plate, well, at);
    }
    let last = track
        .passings
        .iter()
        .max_by_key(|one| (one.last_at(), one.kind, one.taken_at, one.handover));
    match last.map(|one| (one, one.given_at, one.taken_at, one.counted_at)) {
        Some((one, _, Some(taken), _)) => Whereabouts::With(one.to.clone(), taken),
        Some((one, Some(given), None, None)) => Whereabouts::UnderWay(one.to.clone(), given),
        Some((one, Some(_), None, Some(counted))) => {
            Whereabouts::Missing(one.from.clone(), one.to.clone(), counted)
        }
        Some((_, None, None, _)) | None => match (track.opened_at, track.sealed_at) {
            (_, Some(at)) => Whereabouts::AtSite(at),
            (Some(at), None) => Whereabouts::Open(at),
            (None, None) => Whereabouts::Nowhere,
        },
    }
}
