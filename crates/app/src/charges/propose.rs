//! Centre households proposed: the doors of a building that no anchor household holds yet, divided
//! into runs of ten to fifteen neighbors. Somebody names the people, and only then it holds.

use super::charges_of;
use crate::Refusal;
use crate::caller::Request;
use crate::register::{Door, community, roster};
use fangxian_core::charges::{ANCHOR_HOUSEHOLDS_MAX, Houses, gaps};
use fangxian_core::grids::{Aim, Block, NoDivision, divide};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use std::collections::HashMap;

/// The most households that are divided at once: the solver weighs each run of them.
const HOUSEHOLDS_MAX: usize = 400;

/// Doors that one anchor household could answer for.
#[derive(Clone, Debug)]
pub struct ProposedAnchor {
    /// The doors in walking order, with their names.
    pub doors: Vec<(PlaceCode, String)>,
}

/// How the doors of a place could be divided.
#[derive(Clone, Debug)]
pub struct AnchorProposal {
    /// In walking order.
    pub anchors: Vec<ProposedAnchor>,
    /// Doors that stand in a charge already.
    pub n_held: usize,
}

/// Proposes anchor households for a building or a compound.
pub async fn anchors_propose(req: &Request, within: PlaceCode) -> Result<AnchorProposal, Refusal> {
    let scope = req.authorize(Act::ChargeKeep)?;
    let own = community(&within).filter(|_| scope.covers(&within)).ok_or(Refusal::NotFound)?;
    let roster = roster(&req.city, &own).await?;
    let (city, today) = (req.city.clone(), req.today());
    let of = own.clone();
    let read =
        req.city.db.read(move |tx| async move { charges_of(&tx, &city.keys.seals, &of).await });
    let all: Vec<_> = read.await?.into_iter().map(|one| one.charge).collect();
    let inside = roster.doors.iter().filter(|door| door.code.lies_within(&within));
    let doors: Vec<PlaceCode> = inside.map(|door| door.code.clone()).collect();
    let n_doors = doors.len();
    let houses = Houses { doors, ..Houses::default() };
    let open = gaps(&houses, &all, today).doors_without_anchor;
    let n_held = n_doors - open.len();
    if open.is_empty() {
        return Ok(AnchorProposal { anchors: Vec::new(), n_held });
    }
    if open.len() > HOUSEHOLDS_MAX {
        let say = format!("这里有{}户，一次最多分400户，请按楼栋来分。", open.len());
        return Err(Refusal::BadInput(say));
    }
    // Too few to be divided are one group; that they are few is said, not refused.
    if open.len() <= ANCHOR_HOUSEHOLDS_MAX {
        let held = |door: &&std::sync::Arc<Door>| open.contains(&door.code);
        let named = |door: &std::sync::Arc<Door>| (door.code.clone(), door.whole());
        let doors = roster.doors.iter().filter(held).map(named).collect();
        return Ok(AnchorProposal { anchors: vec![ProposedAnchor { doors }], n_held });
    }
    let mut people: HashMap<&PlaceCode, u32> = HashMap::new();
    for (_, door) in roster.within(&within) {
        *people.entry(&door.code).or_default() += 1;
    }
    let block = |place: &PlaceCode| Block {
        place: place.clone(),
        n_households: 1,
        n_people: people.get(place).copied().unwrap_or_default(),
        n_special_care: 0,
    };
    let blocks: Vec<Block> = open.iter().map(block).collect();
    let divided = tokio::task::spawn_blocking(move || divide(&blocks, Aim::ANCHOR_HOUSEHOLD));
    let divided = divided.await.map_err(|_| Refusal::Busy)?;
    let division = divided.map_err(|why| Refusal::BadInput(no_division(&why, open.len())))?;
    let anchor = |places: Vec<PlaceCode>| ProposedAnchor {
        doors: roster
            .doors
            .iter()
            .filter(|door| open.contains(&door.code))
            .filter(|door| places.iter().any(|place| door.code.lies_within(place)))
            .map(|door| (door.code.clone(), door.whole()))
            .collect(),
    };
    let anchors = division.grids.into_iter().map(|grid| anchor(grid.places)).collect();
    Ok(AnchorProposal { anchors, n_held })
}

fn no_division(why: &NoDivision, n_doors: usize) -> String {
    match why {
        NoDivision::SizeImpossible { .. } | NoDivision::TooFewBlocks { .. } => {
            format!("共{n_doors}户，不能正好分成10至15户一组，请自己选户。")
        }
        NoDivision::NoHouseholds
        | NoDivision::OneBlockTooLarge { .. }
        | NoDivision::NotABlock(_)
        | NoDivision::TwoCommunities(_, _)
        | NoDivision::Overlap { .. } => "登记的门牌有误，请先核对门牌。".to_owned(),
        NoDivision::TooLarge { .. } | NoDivision::SolverGaveUp(_) => {
            "户数太多，一次分不出来，请按单元来分。".to_owned()
        }
    }
}
