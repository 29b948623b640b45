//! Who answers, on any day: for a whole community, for one door, by which phone, and why it is so.

use super::lines::PlaceBook;
use super::sealed::{open_phone, open_said};
use super::{KnownCharge, charge_within, charges_of, is_touched};
use crate::Refusal;
use crate::caller::Request;
use crate::register::{Shown, community, log_shown, roster};
use fangxian_core::charges::{
    Charge, ChargeFactKind, ChargeRemark, Gaps, Houses, LineFlaw, Term, chain, gaps, households_of,
    people_overloaded,
};
use fangxian_core::ids::ChargeId;
use fangxian_core::people::{DoorWords, Phone};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Scope};
use fangxian_core::{CityDay, Moment};
use std::collections::BTreeSet;

/// A charge as it stands on a day.
#[derive(Clone, Debug)]
pub struct ChargeSeen {
    /// Who, of what, when.
    pub charge: Charge,
    /// The end of the phone.
    pub phone_tail: Option<String>,
    /// What it is of, by name.
    pub places: Vec<(PlaceCode, String)>,
    /// The anchor household's own door, by name.
    pub home: Option<(PlaceCode, String)>,
    /// What is worth a look.
    pub remarks: Vec<ChargeRemark>,
    /// For how many households he answers as anchor in all; 0 for whom it is none.
    pub n_households: usize,
    /// What whoever changes it must have seen.
    pub n_facts: i64,
    /// Whether it was taken over from somebody.
    pub is_taken_over: bool,
}

/// A building and how it is answered for.
#[derive(Clone, Debug)]
pub struct BuildingSeen {
    /// Its code.
    pub code: PlaceCode,
    /// 5号楼
    pub name: String,
    /// Its units by code and name, where they have names.
    pub units: Vec<(PlaceCode, String)>,
    /// Its households.
    pub n_households: usize,
    /// For which nobody answers from nearer than the compound.
    pub n_unanswered: usize,
    /// Which no anchor household holds.
    pub n_without_anchor: usize,
    /// Nobody is in charge of it, neither as a whole nor unit by unit.
    pub is_gap: bool,
}

/// A compound.
#[derive(Clone, Debug)]
pub struct CompoundSeen {
    /// Its code.
    pub code: PlaceCode,
    /// 迎泽小区; empty where the community is one compound.
    pub name: String,
    /// Nobody is in charge of it as a whole.
    pub is_gap: bool,
    /// Its buildings in walking order.
    pub buildings: Vec<BuildingSeen>,
    /// Households in courtyards, which are no buildings.
    pub n_courtyards: usize,
    /// For which nobody answers from nearer than the compound.
    pub n_courtyards_unanswered: usize,
}

/// The charges of a community on a day.
#[derive(Clone, Debug)]
pub struct ChargesSeen {
    /// The community.
    pub community: PlaceCode,
    /// The day.
    pub on: CityDay,
    /// Those that hold on the day, and those that begin later.
    pub charges: Vec<ChargeSeen>,
    /// Its compounds.
    pub compounds: Vec<CompoundSeen>,
    /// Households for which nobody answers from nearer than the compound.
    pub n_unanswered: usize,
    /// Households.
    pub n_households: usize,
    /// Of people with more households than is meant.
    pub overloaded: Vec<ChargeId>,
}

/// Who is in charge of what in a community, or in the caller's part of it, on a day.
pub async fn charges_see(
    req: &Request,
    within: PlaceCode,
    on: Option<CityDay>,
) -> Result<ChargesSeen, Refusal> {
    let scope = req.authorize(Act::ChargeSee)?;
    let own = community(&within).filter(|own| scope.touches(own)).ok_or(Refusal::NotFound)?;
    let on = on.unwrap_or(req.today());
    let book = PlaceBook::of(req, &own).await?;
    let (of, city) = (own.clone(), req.city.clone());
    let read =
        req.city.db.read(move |tx| async move { charges_of(&tx, &city.keys.seals, &of).await });
    let known: Vec<KnownCharge> = read.await?;
    let all: Vec<Charge> = known.iter().map(|one| one.charge.clone()).collect();
    let (compounds, buildings) = book.houses();
    let roster = roster(&req.city, &own).await?;
    let doors = roster.doors.iter().map(|door| door.code.clone());
    let houses = Houses {
        compounds: compounds.into_iter().filter(|code| scope.touches(code)).collect(),
        buildings: buildings.into_iter().filter(|code| scope.touches(code)).collect(),
        doors: doors.filter(|code| scope.covers(code)).collect(),
    };
    let gaps = gaps(&houses, &all, on);
    let begins_later = |one: &Charge| matches!(one.term, Term::Days { from, to } if from > on && to.is_none_or(|to| to >= from));
    let shown = |one: &&KnownCharge| {
        (one.charge.term.holds_on(on) || begins_later(&one.charge))
            && is_touched(&scope, &one.charge.reach)
    };
    let charges: Vec<ChargeSeen> =
        known.iter().filter(shown).map(|one| seen(&book, &all, one, on)).collect();
    let overloaded = people_overloaded(&all, on);
    let overloaded =
        overloaded.into_iter().filter(|id| charges.iter().any(|one| one.charge.id == *id));
    let page = ChargesSeen {
        overloaded: overloaded.collect(),
        compounds: tree(&book, &houses, &gaps),
        n_unanswered: gaps.doors.len(),
        n_households: houses.doors.len(),
        community: own.clone(),
        charges,
        on,
    };
    log_charges(req, &scope, &own, &format!("charges/{own}"), page.charges.len()).await?;
    Ok(page)
}

fn seen(book: &PlaceBook, all: &[Charge], one: &KnownCharge, on: CityDay) -> ChargeSeen {
    let named = |place: PlaceCode| {
        let name = book.whole_name(&place);
        (place, name)
    };
    let charge = &one.charge;
    ChargeSeen {
        phone_tail: one.phone_tail.clone(),
        places: charge.reach.places().into_iter().map(named).collect(),
        home: charge.reach.home().cloned().map(named),
        remarks: charge.remarks(on),
        n_households: charge.reach.home().map_or(0, |_| households_of(charge, all, on)),
        n_facts: one.n_facts(),
        is_taken_over: one.takes_over.is_some(),
        charge: charge.clone(),
    }
}

fn tree(book: &PlaceBook, houses: &Houses, gaps: &Gaps) -> Vec<CompoundSeen> {
    let open: BTreeSet<&PlaceCode> = gaps.doors.iter().collect();
    let bare: BTreeSet<&PlaceCode> = gaps.doors_without_anchor.iter().collect();
    let within = |doors: &[&PlaceCode], of: &BTreeSet<&PlaceCode>| {
        doors.iter().filter(|door| of.contains(**door)).count()
    };
    let building = |code: &PlaceCode| {
        let doors: Vec<&PlaceCode> =
            houses.doors.iter().filter(|door| door.lies_within(code)).collect();
        let units: BTreeSet<PlaceCode> = doors.iter().filter_map(|door| door.parent()).collect();
        let named = |unit: PlaceCode| {
            let name = book.name(&unit).to_owned();
            (!name.is_empty()).then_some((unit, name))
        };
        BuildingSeen {
            name: book.name(code).to_owned(),
            units: units.into_iter().filter_map(named).collect(),
            n_households: doors.len(),
            n_unanswered: within(&doors, &open),
            n_without_anchor: within(&doors, &bare),
            is_gap: gaps.buildings.contains(code),
            code: code.clone(),
        }
    };
    let compound = |code: &PlaceCode| {
        let own: Vec<&PlaceCode> =
            houses.buildings.iter().filter(|building| building.lies_within(code)).collect();
        let is_yard = |door: &&PlaceCode| {
            door.lies_within(code) && !own.iter().any(|building| door.lies_within(building))
        };
        let yards: Vec<&PlaceCode> = houses.doors.iter().filter(is_yard).collect();
        CompoundSeen {
            name: book.name(code).to_owned(),
            is_gap: gaps.compounds.contains(code),
            n_courtyards: yards.len(),
            n_courtyards_unanswered: within(&yards, &open),
            buildings: own.into_iter().map(building).collect(),
            code: code.clone(),
        }
    };
    houses.compounds.iter().map(compound).collect()
}

/// For which door it is asked who answers.
#[derive(Clone, Debug)]
pub enum DoorAsked {
    /// A place by its code: a door, a building.
    Code(PlaceCode),
    /// A place by what people call it, in a community: 5-2-302.
    Words {
        /// The community.
        community: PlaceCode,
        /// The words.
        words: String,
    },
}

/// Who answers for a door on a day.
#[derive(Clone, Debug)]
pub struct ChainSeen {
    /// The door.
    pub door: (PlaceCode, String),
    /// The day.
    pub on: CityDay,
    /// The nearest first.
    pub charges: Vec<ChargeSeen>,
}

/// Who answers for a door, or a building, on a day.
pub async fn charge_chain(
    req: &Request,
    asked: DoorAsked,
    on: Option<CityDay>,
) -> Result<ChainSeen, Refusal> {
    let scope = req.authorize(Act::ChargeSee)?;
    let at = match &asked {
        DoorAsked::Code(code) => code,
        DoorAsked::Words { community, .. } => community,
    };
    let own = community(at).filter(|own| scope.touches(own)).ok_or(Refusal::NotFound)?;
    let book = PlaceBook::of(req, &own).await?;
    let door = door_of(&scope, &book, asked)?;
    let on = on.unwrap_or(req.today());
    let (of, city) = (own.clone(), req.city.clone());
    let read =
        req.city.db.read(move |tx| async move { charges_of(&tx, &city.keys.seals, &of).await });
    let known: Vec<KnownCharge> = read.await?;
    let all: Vec<Charge> = known.iter().map(|one| one.charge.clone()).collect();
    let charges: Vec<ChargeSeen> = chain(&all, &door, on)
        .into_iter()
        .filter_map(|charge| known.iter().find(|one| one.charge.id == charge.id))
        .map(|one| seen(&book, &all, one, on))
        .collect();
    log_charges(req, &scope, &own, &format!("charge-chain/{door}"), charges.len()).await?;
    let name = book.whole_name(&door);
    Ok(ChainSeen { door: (door, name), on, charges })
}

fn door_of(scope: &Scope, book: &PlaceBook, asked: DoorAsked) -> Result<PlaceCode, Refusal> {
    let door = match asked {
        DoorAsked::Code(code) if book.is_known(&code) => code,
        DoorAsked::Code(_) => return Err(Refusal::NotFound),
        DoorAsked::Words { words, .. } => {
            let unknown =
                || Refusal::BadInput("没有找到这个门牌，请核对楼号、单元和房号。".to_owned());
            let words = DoorWords::read("", "", "", "", &words)
                .or_else(|_| DoorWords::read_place(&words))
                .map_err(|_| unknown())?;
            book.find(&words).map_err(|flaw| match flaw {
                LineFlaw::PlaceAmbiguous => {
                    Refusal::BadInput("有几个小区都有这个门牌，请写上小区名。".to_owned())
                }
                LineFlaw::Heading
                | LineFlaw::NoPlace
                | LineFlaw::PlaceUnreadable
                | LineFlaw::PlaceUnknown
                | LineFlaw::NoName
                | LineFlaw::PhoneUnreadable
                | LineFlaw::TwoPhones => unknown(),
            })?
        }
    };
    // A compound is seen in part by whoever keeps a part of it; a door is not.
    let may = match door.kind() {
        PlaceKind::Building | PlaceKind::Unit | PlaceKind::Household => scope.covers(&door),
        PlaceKind::City
        | PlaceKind::County
        | PlaceKind::Street
        | PlaceKind::Community
        | PlaceKind::Compound => scope.touches(&door),
    };
    if may { Ok(door) } else { Err(Refusal::NotFound) }
}

/// The whole phone of somebody who is in charge, to call it. The reading stands in the log before
/// anything is shown.
pub async fn charge_call(req: &Request, id: ChargeId) -> Result<Phone, Refusal> {
    let scope = req.authorize(Act::ChargeCall)?;
    let (own, one) = charge_within(req, &scope, id).await?;
    let first = one.facts.first().ok_or(Refusal::NotFound)?;
    let phone = open_phone(&req.city.keys.seals, first)?.ok_or(Refusal::NotFound)?;
    log_charges(req, &scope, &own, &format!("charge-phone/{id}"), 1).await?;
    Ok(phone)
}

/// What was done to a charge.
#[derive(Clone, Debug)]
pub struct ChargePast {
    /// What.
    pub kind: ChargeFactKind,
    /// When.
    pub at: Moment,
    /// Who did it, by sign-in name.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The last day as it was set.
    pub last_day: Option<CityDay>,
}

/// What was done to a charge, the oldest first.
pub async fn charge_history(
    req: &Request,
    id: ChargeId,
) -> Result<(ChargeSeen, Vec<ChargePast>), Refusal> {
    let scope = req.authorize(Act::ChargeKeep)?;
    let (own, one) = charge_within(req, &scope, id).await?;
    let book = PlaceBook::of(req, &own).await?;
    let mut past = Vec::with_capacity(one.facts.len());
    for fact in &one.facts {
        past.push(ChargePast {
            kind: fact.kind,
            at: fact.at,
            by: fact.by.clone(),
            reason: open_said(&req.city.keys.seals, fact)?.reason,
            last_day: fact.last_day,
        });
    }
    let all = [one.charge.clone()];
    let seen = seen(&book, &all, &one, req.today());
    log_charges(req, &scope, &own, &format!("charge/{id}"), 1).await?;
    Ok((seen, past))
}

/// Logs that it was shown who is in charge. Nobody of the register is shown by it, so that it stands
/// in nobody's own log.
async fn log_charges(
    req: &Request,
    scope: &Scope,
    own: &PlaceCode,
    subject: &str,
    n_charges: usize,
) -> Result<(), Refusal> {
    let shown = Shown { named: Vec::new(), of_place: None };
    log_shown(req, scope, own, (subject, n_charges), shown).await
}
