//! Tubes from hand to hand: given, counted by the other side, compared by name.

mod give;
mod track;
mod watch;

pub use give::{Giving, Taking, handover_give, handover_take};
pub use track::{RoundTally, TubePlace, round_tally, tubes_track};
pub use watch::tubes_watch;

use crate::caller::Request;
use crate::labs::{is_member, labs_known};
use crate::register::counties;
use crate::{City, Refusal};
use fangxian_core::custody::{
    Bound, CarryFlaw, Compared, Holder, Known, TubeTrack, bound, compare, tube_flaws,
};
use fangxian_core::ids::{HandoverId, LaboratoryId};
use fangxian_core::policy::{Act, Role};
use fangxian_core::rules::SampleMeasure;
use fangxian_core::sampling::TubeCode;
use fangxian_core::{CityDay, Moment};
use fangxian_store::accounts::accounts_named;
use fangxian_store::accounts::assignments_on;
use fangxian_store::custody::{Side, StoredHandover, handover_by_id, handovers_since, scanned_of};
use fangxian_store::tracks::tracks_of;
use fangxian_store::{StoreError, Tx};
use std::collections::{BTreeMap, BTreeSet};

/// How many hand-overs a list shows.
const LISTED_MAX: i64 = 500;
/// How far back a list of hand-overs reaches.
const LISTED_HOURS: i64 = 72;
/// The coldest and the warmest that a box can be, in tenths of a degree: what lies beyond was
/// mistyped. Our own bound.
const TENTHS: std::ops::RangeInclusive<i64> = -1_000..=600;

/// A hand-over as both sides see it.
#[derive(Clone, Debug)]
pub struct HandoverSeen {
    /// As it is kept.
    pub handover: StoredHandover,
    /// What the laboratory is called, where it is for one.
    pub laboratory: Option<String>,
    /// What the giver scanned.
    pub given: Vec<TubeCode>,
    /// What the taker scanned.
    pub found: Vec<TubeCode>,
    /// The two, side by side; none before the taker has counted.
    pub compared: Option<Compared>,
    /// What is wrong, tube by tube.
    pub flaws: BTreeMap<TubeCode, Vec<CarryFlaw>>,
    /// The bound on the temperature that was overstepped by one of the two measurements.
    pub warm: Option<Bound>,
    /// Whether the caller is the one who takes it over.
    pub is_mine_to_take: bool,
}

/// What somebody gives to whom, and what is on its way to him.
#[derive(Clone, Debug)]
pub struct HandoversSeen {
    /// The latest first, tubes counted and not named.
    pub handovers: Vec<HandoverSeen>,
    /// Who carries, by sign-in name and name.
    pub couriers: Vec<(String, String)>,
    /// Which laboratories there are.
    pub laboratories: Vec<(LaboratoryId, String)>,
    /// The caller's own: those he works in.
    pub own_laboratories: Vec<LaboratoryId>,
    /// How long samples may be on the way, and how warm.
    pub limits: Vec<(SampleMeasure, Bound)>,
}

/// Whether the caller holds a role today.
pub(crate) fn holds(req: &Request, role: Role) -> bool {
    let day = req.wall.city_day();
    req.caller.assignments.iter().any(|held| held.role == role && held.holds_on(day))
}

/// The hand-overs of the last days that the caller is a side of.
pub async fn handovers_list(req: &Request) -> Result<HandoversSeen, Refusal> {
    req.authorize(Act::TubeCarry)?;
    let labs = labs_known(&req.city).await?;
    let counties = counties(&req.city);
    let since = req.now.plus_ms(-LISTED_HOURS * 3_600_000);
    let (within, day) = (counties.clone(), req.wall.city_day());
    let read = req.city.db.read(move |tx| async move {
        let all = handovers_since(&tx, &within, since, LISTED_MAX).await?;
        let couriers = couriers_on(&tx, day).await?;
        Ok::<_, StoreError>((all, couriers))
    });
    let (all, couriers) = read.await?;
    let own: Vec<LaboratoryId> =
        labs.iter().filter(|lab| is_member(lab, &req.caller.login)).map(|lab| lab.lab.id).collect();
    let is_side = |one: &StoredHandover| {
        one.from == req.caller.login
            || match &one.to {
                Holder::Courier(login) => *login == req.caller.login,
                Holder::Laboratory(id) => own.contains(id),
            }
    };
    let mine: Vec<StoredHandover> = all.into_iter().filter(is_side).collect();
    Ok(HandoversSeen {
        handovers: seen(req, mine).await?,
        couriers,
        laboratories: labs.iter().map(|lab| (lab.lab.id, lab.lab.name.clone())).collect(),
        own_laboratories: own,
        limits: limits(&req.city, req.today()),
    })
}

/// One hand-over, for whoever is a side of it.
pub async fn handover_see(req: &Request, id: HandoverId) -> Result<HandoverSeen, Refusal> {
    req.authorize(Act::TubeCarry)?;
    let one = handover_of_mine(req, id).await?;
    seen(req, vec![one]).await?.pop().ok_or(Refusal::NotFound)
}

async fn handover_of_mine(req: &Request, id: HandoverId) -> Result<StoredHandover, Refusal> {
    let counties = counties(&req.city);
    let read = req.city.db.read(move |tx| async move { handover_by_id(&tx, &counties, id).await });
    let one = read.await?.ok_or(Refusal::NotFound)?;
    match one.from == req.caller.login || takes(req, &one).await? {
        true => Ok(one),
        false => Err(Refusal::NotFound),
    }
}

/// Whether it is the caller who takes it over.
async fn takes(req: &Request, one: &StoredHandover) -> Result<bool, Refusal> {
    match &one.to {
        Holder::Courier(login) => Ok(*login == req.caller.login),
        Holder::Laboratory(id) => {
            let labs = labs_known(&req.city).await?;
            let is_in = |lab: &&crate::labs::LabKnown| lab.lab.id == *id;
            Ok(labs.iter().find(is_in).is_some_and(|lab| is_member(lab, &req.caller.login)))
        }
    }
}

/// Who carries on a day, by sign-in name and name.
async fn couriers_on(tx: &Tx, day: CityDay) -> Result<Vec<(String, String)>, StoreError> {
    let held = assignments_on(tx, day).await?;
    let ids: BTreeSet<_> =
        held.iter().filter(|one| one.role == Role::Courier.code()).map(|one| one.account).collect();
    let named = accounts_named(tx).await?.into_iter();
    let of = named.filter(|(id, _, _)| ids.contains(id)).map(|(_, login, name)| (login, name));
    Ok(of.collect())
}

/// The bounds in force on a day.
pub(crate) fn limits(city: &City, day: CityDay) -> Vec<(SampleMeasure, Bound)> {
    [SampleMeasure::SealedToReceivedMinutes, SampleMeasure::TemperatureTenths]
        .into_iter()
        .filter_map(|what| Some((what, bound(city.rules.guides(), what, day)?)))
        .collect()
}

async fn seen(req: &Request, all: Vec<StoredHandover>) -> Result<Vec<HandoverSeen>, Refusal> {
    let labs = labs_known(&req.city).await?;
    let counties = counties(&req.city);
    let ids: Vec<HandoverId> = all.iter().map(|one| one.id).collect();
    let read = req.city.db.read(move |tx| async move {
        let scanned = scanned_of(&tx, &counties, &ids).await?;
        let codes: BTreeSet<TubeCode> = scanned.iter().map(|(_, _, code)| *code).collect();
        let codes: Vec<TubeCode> = codes.into_iter().collect();
        let tracks = tracks_of(&tx, &codes).await?;
        Ok::<_, StoreError>((scanned, tracks))
    });
    let (scanned, tracks) = read.await?;
    let tracks: Tracks = tracks.into_iter().map(|one| (one.code, one)).collect();
    let limits = limits(&req.city, req.today());
    let of = |handover: StoredHandover| {
        let side = |wanted: Side| -> Vec<TubeCode> {
            let own = scanned.iter().filter(|(id, side, _)| *id == handover.id && *side == wanted);
            own.map(|(_, _, code)| *code).collect()
        };
        let (given, found) = (side(Side::Given), side(Side::Found));
        let compared = handover.receipt.as_ref().map(|_| compare(&given, &found));
        let lab = match &handover.to {
            Holder::Laboratory(id) => labs.iter().find(|lab| lab.lab.id == *id),
            Holder::Courier(_) => None,
        };
        let is_mine_to_take = match &handover.to {
            Holder::Courier(login) => *login == req.caller.login,
            Holder::Laboratory(_) => {
                lab.is_some_and(|lab| is_member(lab, &req.caller.login))
                    && holds(req, Role::LabReporter)
            }
        };
        HandoverSeen {
            laboratory: lab.map(|lab| lab.lab.name.clone()),
            warm: too_warm(&handover, &limits),
            flaws: flaws_of(&handover, (&given, &found), compared.as_ref(), &tracks, &limits),
            is_mine_to_take,
            handover,
            given,
            found,
            compared,
        }
    };
    Ok(all.into_iter().map(of).collect())
}

type Tracks = BTreeMap<TubeCode, TubeTrack>;

fn limit(limits: &[(SampleMeasure, Bound)], wanted: SampleMeasure) -> Option<&Bound> {
    limits.iter().find(|(what, _)| *what == wanted).map(|(_, bound)| bound)
}

fn too_warm(handover: &StoredHandover, limits: &[(SampleMeasure, Bound)]) -> Option<Bound> {
    let found = handover.receipt.as_ref().and_then(|one| one.temperature);
    let mut measured = [handover.temperature, found].into_iter().flatten();
    let bound = limit(limits, SampleMeasure::TemperatureTenths)?;
    measured.any(|tenths| !bound.keeps(tenths)).then(|| bound.clone())
}

/// All that is wrong, tube by tube: what the comparison says first.
fn flaws_of(
    handover: &StoredHandover,
    (given, found): (&[TubeCode], &[TubeCode]),
    compared: Option<&Compared>,
    tracks: &Tracks,
    limits: &[(SampleMeasure, Bound)],
) -> BTreeMap<TubeCode, Vec<CarryFlaw>> {
    let at_lab = match (&handover.to, &handover.receipt) {
        (Holder::Laboratory(_), Some(receipt)) => Some(receipt.at),
        (Holder::Laboratory(_) | Holder::Courier(_), _) => None,
    };
    let minutes = limit(limits, SampleMeasure::SealedToReceivedMinutes);
    let mut flaws: BTreeMap<TubeCode, Vec<CarryFlaw>> = BTreeMap::new();
    for track in given.iter().chain(found).filter_map(|code| tracks.get(code)) {
        flaws.insert(track.code, own_flaws(track, handover, at_lab, minutes));
    }
    let mut name = |codes: &[TubeCode], flaw: CarryFlaw| {
        for code in codes {
            flaws.entry(*code).or_default().insert(0, flaw);
        }
    };
    if let Some(compared) = compared {
        name(&compared.missing, CarryFlaw::Missing);
        name(&compared.extra, CarryFlaw::Extra);
    }
    flaws.retain(|_, own| !own.is_empty());
    flaws
}

/// What is wrong with a tube besides what the comparison says. What came later does not change it.
fn own_flaws(
    track: &TubeTrack,
    handover: &StoredHandover,
    at_lab: Option<Moment>,
    minutes: Option<&Bound>,
) -> Vec<CarryFlaw> {
    let known = match (track.opened_at, track.sealed_at) {
        (_, Some(at)) => Known::Sealed(at),
        (Some(_), None) => Known::Open,
        (None, None) => Known::Nowhere,
    };
    let own = track.passings.iter().find(|one| one.handover == handover.id);
    let own_at = own.and_then(|one| one.given_at.or(one.taken_at)).unwrap_or(handover.at);
    let before = track.passings.iter().any(|one| {
        one.handover != handover.id
            && one.kind == handover.kind
            && one.taken_at.or(one.given_at).is_some_and(|at| at < own_at)
    });
    tube_flaws(known, before, at_lab.map(|at| (at, minutes)))
}
