//! Plates: filled with their whole map, and what is known of each tube on them.

use super::{LabKnown, fingerprint, lab_deed, lab_within, plate_within, words};
use crate::Refusal;
use crate::caller::Request;
use crate::register::counties;
use fangxian_core::ids::{LaboratoryId, PlateId};
use fangxian_core::labs::{InWell, Well, check_map, mends};
use fangxian_core::policy::Act;
use fangxian_core::pools::{TubeOutcome, tube_standing};
use fangxian_core::sampling::TubeCode;
use fangxian_store::lab_results::{StoredSheet, sheets_of_plate};
use fangxian_store::labs::{
    Plating, StoredPlate, plate_by_id, plate_insert, platings_of, wells_of_plate,
};
use fangxian_store::sampling::results_of_tubes;
use fangxian_store::tracks::tubes_found_by;
use fangxian_store::{StoreError, Tx};
use std::collections::BTreeMap;

/// A plate that is filled.
#[derive(Clone, Debug)]
pub struct PlateAsked {
    /// Made by the client: the same again is the same act.
    pub id: PlateId,
    /// In which laboratory.
    pub laboratory: LaboratoryId,
    /// What is written on it.
    pub label: String,
    /// Which kit.
    pub kit: String,
    /// Below which cycle its instructions call a curve risen, in hundredths.
    pub ct_bar: i64,
    /// How many tubes were counted.
    pub n_stated: usize,
    /// Which is where.
    pub wells: Vec<(Well, InWell)>,
}

/// A well of a plate.
#[derive(Clone, Copy, Debug)]
pub struct WellSeen {
    /// Which.
    pub well: Well,
    /// What is in it.
    pub inside: InWell,
    /// How the tube stands by what was signed of it.
    pub standing: Option<TubeOutcome>,
}

/// A plate with its map and its sheets.
#[derive(Clone, Debug)]
pub struct PlateSeen {
    /// Its laboratory.
    pub laboratory: LabKnown,
    /// The plate.
    pub plate: StoredPlate,
    /// Its map.
    pub wells: Vec<WellSeen>,
    /// The sheets of results that were entered for it, the latest first.
    pub sheets: Vec<StoredSheet>,
}

fn bad(text: String) -> Refusal {
    Refusal::BadInput(text)
}

/// How tubes stand by what was signed of them.
pub(super) async fn standings(
    tx: &Tx,
    codes: &[TubeCode],
) -> Result<BTreeMap<TubeCode, TubeOutcome>, StoreError> {
    let known = results_of_tubes(tx, codes).await?;
    let of = |(code, all): (TubeCode, Vec<fangxian_store::sampling::StoredResult>)| {
        let results: Vec<_> = all.into_iter().map(|one| one.result).collect();
        tube_standing(&results).outcome().map(|outcome| (code, outcome))
    };
    Ok(known.into_iter().filter_map(of).collect())
}

/// Keeps a plate with its map. A tube is on one plate, unless what was said of it is not sure.
pub async fn plate_fill(req: &Request, asked: PlateAsked) -> Result<PlateSeen, Refusal> {
    let scope = req.authorize(Act::LabReport)?;
    let lab = lab_within(req, &scope, asked.laboratory).await?;
    check_map(&asked.wells, asked.n_stated).map_err(|flaw| bad(format!("{flaw}。")))?;
    if !(1_000..=5_000).contains(&asked.ct_bar) {
        return Err(bad("请按试剂说明书填写阳性判断的Ct值（10到50之间）。".to_owned()));
    }
    let n_tubes = i64::try_from(asked.n_stated).unwrap_or(i64::MAX);
    let plate = StoredPlate {
        id: asked.id,
        county: lab.lab.place.county(),
        laboratory: lab.lab.id,
        label: words(&asked.label, 40, "请写明板号，不超过40字。")?,
        kit: words(&asked.kit, 60, "请写明试剂名称，不超过60字。")?,
        ct_bar: asked.ct_bar,
        n_tubes,
        at: req.now,
        by: req.caller.login.clone(),
        body_mac: fingerprint(req, &format!("plate\n{asked:?}")),
    };
    let (who, within) = (req.clone(), counties(&req.city));
    let wells = asked.wells;
    let write = req.city.db.write(move |tx| async move {
        if let Some(known) = plate_by_id(&tx, &within, plate.id).await? {
            let is_same = known.body_mac == plate.body_mac;
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let codes: Vec<TubeCode> = wells.iter().filter_map(|(_, inside)| inside.tube()).collect();
        let here = tubes_found_by(&tx, plate.laboratory, &codes).await?;
        if let Some(code) = codes.iter().find(|code| !here.contains(code)) {
            let say = format!("管{}没有收样记录，请先在“样本交接”里收样。", code.spaced());
            return Err(bad(say));
        }
        let standing = standings(&tx, &codes).await?;
        refuse_again(&platings_of(&tx, &codes).await?, &standing)?;
        plate_insert(&tx, &plate, &wells).await?;
        let detail = format!("plate {} {}", plate.id, plate.n_tubes);
        lab_deed(&tx, &who, Act::LabReport, plate.laboratory, &detail)?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await?;
    plate_see(req, asked.id).await
}

/// A tube that was on a plate may come onto another once that plate is signed and said nothing sure.
fn refuse_again(
    before: &[Plating],
    standing: &BTreeMap<TubeCode, TubeOutcome>,
) -> Result<(), Refusal> {
    for one in before {
        if one.signed_at.is_none() {
            let say = format!("管{}已在“{}”板上，结果尚未审核。", one.code.spaced(), one.label);
            return Err(bad(say));
        }
    }
    match before.iter().find(|one| !mends(standing.get(&one.code).copied())) {
        Some(one) => {
            Err(bad(format!("管{}已有结果（“{}”板），不需要重做。", one.code.spaced(), one.label)))
        }
        None => Ok(()),
    }
}

/// A plate with its map.
pub async fn plate_see(req: &Request, id: PlateId) -> Result<PlateSeen, Refusal> {
    let scope = req.authorize(Act::LabSee)?;
    let (laboratory, plate) = plate_within(req, &scope, id).await?;
    let county = plate.county.clone();
    let read = req.city.db.read(move |tx| async move {
        let wells = wells_of_plate(&tx, &county, id).await?;
        let codes: Vec<TubeCode> = wells.iter().filter_map(|(_, inside)| inside.tube()).collect();
        let standing = standings(&tx, &codes).await?;
        let sheets = sheets_of_plate(&tx, &county, id).await?;
        Ok::<_, StoreError>((wells, standing, sheets))
    });
    let (wells, standing, sheets) = read.await?;
    let of = |(well, inside): (Well, InWell)| WellSeen {
        well,
        inside,
        standing: inside.tube().and_then(|code| standing.get(&code).copied()),
    };
    Ok(PlateSeen { laboratory, plate, wells: wells.into_iter().map(of).collect(), sheets })
}
