//! Where tubes are, and whether the counts of a round meet.

use super::limits;
use crate::Refusal;
use crate::caller::Request;
use crate::labs::{is_member, labs_known};
use crate::register::counties;
use crate::rounds::round_within;
use crate::sampling::landing_round_known;
use fangxian_core::custody::{
    Bound, Gap, Holder, OPEN_HOURS, Stage, StageCount, TUBES_MAX, TubeStages, TubeTrack,
    Whereabouts, open_since, reconcile, whereabouts,
};
use fangxian_core::ids::{LaboratoryId, RoundId};
use fangxian_core::policy::Act;
use fangxian_core::rules::SampleMeasure;
use fangxian_core::sampling::TubeCode;
use fangxian_store::StoreError;
use fangxian_store::rounds::StoredRound;
use fangxian_store::tracks::{stages_of_round, tracks_of, tubes_known};
use std::collections::{BTreeMap, BTreeSet};

/// How many tubes of a list are named.
const NAMED_MAX: usize = 200;

/// Where a tube is.
#[derive(Clone, Debug)]
pub struct TubePlace {
    /// The tube.
    pub code: TubeCode,
    /// When it was sealed.
    pub sealed_at: Option<fangxian_core::Moment>,
    /// Where it is.
    pub whereabouts: Whereabouts,
    /// In words, who has it or is to have it.
    pub holder: String,
}

/// Where these tubes are: those of the caller's jurisdiction, and those that went through his hands.
pub async fn tubes_track(req: &Request, codes: Vec<TubeCode>) -> Result<Vec<TubePlace>, Refusal> {
    let scope = req.authorize(Act::TubeTrack)?;
    let codes: BTreeSet<TubeCode> = codes.into_iter().take(TUBES_MAX).collect();
    let asked: Vec<TubeCode> = codes.into_iter().collect();
    let labs = labs_known(&req.city).await?;
    let own: Vec<LaboratoryId> =
        labs.iter().filter(|lab| is_member(lab, &req.caller.login)).map(|lab| lab.lab.id).collect();
    let read = req.city.db.read(move |tx| async move {
        let known = tubes_known(&tx, &asked).await?;
        let tracks = tracks_of(&tx, &asked).await?;
        Ok::<_, StoreError>((known, tracks))
    });
    let (known, tracks) = read.await?;
    let places: BTreeMap<TubeCode, _> =
        known.into_iter().map(|tube| (tube.code, tube.place)).collect();
    let mine = |track: &TubeTrack| {
        track.passings.iter().any(|one| {
            one.from == req.caller.login
                || match &one.to {
                    Holder::Courier(login) => *login == req.caller.login,
                    Holder::Laboratory(id) => own.contains(id),
                }
        })
    };
    let may = |track: &TubeTrack| match places.get(&track.code) {
        Some(place) => scope.touches(place) || mine(track),
        None => true,
    };
    let names: BTreeMap<LaboratoryId, String> =
        labs.into_iter().map(|lab| (lab.lab.id, lab.lab.name)).collect();
    Ok(tracks.iter().filter(|track| may(track)).map(|one| placed(req, &names, one)).collect())
}

fn placed(req: &Request, labs: &BTreeMap<LaboratoryId, String>, track: &TubeTrack) -> TubePlace {
    let whereabouts = whereabouts(track);
    let holder = match whereabouts.holder() {
        Some(Holder::Courier(login)) => req.city.people.by_login(&login),
        Some(Holder::Laboratory(id)) => labs.get(&id).cloned().unwrap_or_default(),
        None => String::new(),
    };
    TubePlace { code: track.code, sealed_at: track.sealed_at, whereabouts, holder }
}

/// Tubes that came to one stage and not to the next, the first of them by name.
#[derive(Clone, Debug)]
pub struct GapSeen {
    /// The gap, with all its tubes.
    pub gap: Gap,
    /// Where the first of them are.
    pub named: Vec<TubePlace>,
}

/// Whether the counts of a round meet.
#[derive(Clone, Debug)]
pub struct RoundTally {
    /// The round.
    pub round: StoredRound,
    /// How many came how far.
    pub stages: Vec<(Stage, StageCount)>,
    /// Where they do not meet.
    pub gaps: Vec<GapSeen>,
    /// Tubes without a result for too long.
    pub n_overdue: usize,
    /// After how many hours.
    pub hours: i64,
    /// The oldest of them.
    pub overdue: Vec<TubePlace>,
    /// How many minutes a tube may be on its way.
    pub limit: Option<Bound>,
}

/// Whether the counts of a round meet, of the tables that the caller's jurisdiction touches.
pub async fn round_tally(req: &Request, id: RoundId) -> Result<RoundTally, Refusal> {
    let scope = req.authorize(Act::TubeTrack)?;
    let round = match landing_round_known(&req.city, id, req.now) {
        Some(round) if scope.touches(&round.place) => round,
        Some(_) => return Err(Refusal::NotFound),
        None => round_within(req, &scope, id).await?,
    };
    let counties = counties(&req.city);
    let (now, within) = (req.now, scope.clone());
    let read = req.city.db.read(move |tx| async move {
        let mut stages: Vec<TubeStages> = Vec::new();
        for county in &counties {
            let of_county = stages_of_round(&tx, county, id).await?.into_iter();
            let own = of_county.filter(|(place, _)| within.touches(place));
            stages.extend(own.map(|(_, one)| one));
        }
        let (counts, gaps) = reconcile(&stages);
        let overdue = open_since(&stages, now, OPEN_HOURS);
        let mut wanted: BTreeSet<TubeCode> =
            overdue.iter().take(NAMED_MAX).map(|one| one.code).collect();
        wanted.extend(gaps.iter().flat_map(|gap| gap.tubes.iter().take(NAMED_MAX)));
        let wanted: Vec<TubeCode> = wanted.into_iter().collect();
        let tracks = tracks_of(&tx, &wanted).await?;
        Ok::<_, StoreError>((counts, gaps, overdue, tracks))
    });
    let (stages, gaps, overdue, tracks) = read.await?;
    let labs = labs_known(&req.city).await?;
    let names = labs.into_iter().map(|lab| (lab.lab.id, lab.lab.name)).collect();
    let tracks: BTreeMap<TubeCode, TubePlace> =
        tracks.iter().map(|one| (one.code, placed(req, &names, one))).collect();
    let named = |codes: &mut dyn Iterator<Item = TubeCode>| -> Vec<TubePlace> {
        codes.take(NAMED_MAX).filter_map(|code| tracks.get(&code).cloned()).collect()
    };
    let limits = limits(&req.city, req.today());
    Ok(RoundTally {
        round,
        stages,
        gaps: gaps
            .into_iter()
            .map(|gap| GapSeen { named: named(&mut gap.tubes.iter().copied()), gap })
            .collect(),
        n_overdue: overdue.len(),
        hours: OPEN_HOURS,
        overdue: named(&mut overdue.iter().map(|one| one.code)),
        limit: limits
            .into_iter()
            .find(|(what, _)| *what == SampleMeasure::SealedToReceivedMinutes)
            .map(|(_, bound)| bound),
    })
}
