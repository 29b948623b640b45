//! From an invented community to the rows of the store.

use anyhow::{Context, Result, anyhow};
use fangxian_app::register::{door_ordinal, invented_person};
use fangxian_app::secrets::Keys;
use fangxian_core::ids::PersonId;
use fangxian_core::people::{
    Document, DocumentKind, Name, Particulars, Person, Phone, Relation, Sex, Stay,
};
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};
use fangxian_invent::{self as invent, InventedCommunity, Settlement};
use fangxian_store::people::{StoredPerson, StoredPersonFact};
use fangxian_store::places::{Grid, Place};

/// A micro-grid is thirty to fifty households: one is closed at the unit with which it has so many.
const GRID_HOUSEHOLDS: i64 = 40;

/// A community as rows.
pub(super) struct Rows {
    pub(super) places: Vec<Place>,
    pub(super) grids: Vec<Grid>,
    pub(super) grid_places: Vec<(PlaceCode, PlaceCode)>,
    pub(super) people: Vec<StoredPerson>,
    pub(super) facts: Vec<StoredPersonFact>,
}

/// Turns a community into rows. `first` is the number of its first person in the city, from which
/// ids follow, so that the same city has the same ids.
pub(super) fn rows(
    keys: &Keys,
    community: &InventedCommunity,
    (first, seed): (u64, u64),
    at: Moment,
) -> Result<Rows> {
    let (grids, grid_places) = grids(community)?;
    let n = community.n_people();
    let (mut people, mut facts) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for (number, (household, one)) in (first..).zip(community.people()) {
        let id = person_id(number, seed, at);
        let person = person(id, &household.door, one, at.city_day())
            .with_context(|| format!("{}里造出了不能登记的人", community.code))?;
        let (stored, fact) = invented_person(keys, &person, at)?;
        people.push(stored);
        facts.push(fact);
    }
    Ok(Rows { places: places(community), grids, grid_places, people, facts })
}

/// Ids sort in the order of the city: whatever is kept by id lies together by community.
pub(crate) fn person_id(number: u64, seed: u64, at: Moment) -> PersonId {
    let ms = u64::try_from(at.0).unwrap_or_default() + number;
    let mix = |salt: u64| {
        let mut x = number ^ seed.rotate_left(32) ^ salt;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)).to_be_bytes()
    };
    let ([a, b, c, d, e, f, g, h], [i, j, ..]) = (mix(0x9e37_79b9_7f4a_7c15), mix(seed));
    let uuid = uuid::Builder::from_unix_timestamp_millis(ms, &[a, b, c, d, e, f, g, h, i, j]);
    PersonId::from_uuid(uuid.into_uuid())
}

fn person(id: PersonId, door: &PlaceCode, one: &invent::Person, today: CityDay) -> Result<Person> {
    let number = one.document.number().unwrap_or_default();
    let kind = match one.document {
        invent::Document::ResidentId(_) => DocumentKind::ResidentId,
        invent::Document::Passport(_) => DocumentKind::Passport,
        invent::Document::HongKongMacaoPermit(_) => DocumentKind::HongKongMacao,
        invent::Document::TaiwanPermit(_) => DocumentKind::Taiwan,
        invent::Document::NoneYet => DocumentKind::NoneYet,
    };
    let needs: Vec<String> = one.needs.iter().map(|need| need.written()).collect();
    let born = one.born;
    Ok(Person {
        id,
        door: door.clone(),
        name: Name::parse(&one.name).map_err(|flaw| anyhow!("{flaw:?}"))?,
        document: Document::parse(kind, number, today).map_err(|flaw| anyhow!("{flaw:?}"))?,
        phone: one.phone.as_deref().map(Phone::parse).transpose().map_err(|f| anyhow!("{f:?}"))?,
        particulars: Particulars {
            sex: Some(match one.sex {
                invent::Sex::Male => Sex::Male,
                invent::Sex::Female => Sex::Female,
            }),
            born: Some(CityDay::new(born.year(), born.month(), born.day())?),
            relation: relation(one.relation),
            note: needs.join("，"),
        },
        stay: match one.stay {
            invent::Stay::Permanent => Stay::Permanent,
            invent::Stay::Temporary => Stay::Temporary,
        },
    })
}

fn relation(relation: invent::Relation) -> Relation {
    match relation {
        invent::Relation::Head => Relation::Head,
        invent::Relation::Spouse => Relation::Spouse,
        invent::Relation::Child => Relation::Child,
        invent::Relation::ChildInLaw => Relation::OtherKin,
        invent::Relation::Parent => Relation::Parent,
        invent::Relation::Grandchild => Relation::Grandchild,
        invent::Relation::Tenant => Relation::Tenant,
        invent::Relation::Other => Relation::Other,
    }
}

fn places(community: &InventedCommunity) -> Vec<Place> {
    let place = |code: &PlaceCode, name: &str| Place {
        code: code.clone(),
        name: name.to_owned(),
        ordinal: door_ordinal(name),
    };
    let mut places = Vec::new();
    for compound in &community.compounds {
        places.push(place(&compound.code, &compound.name));
        for building in &compound.buildings {
            places.push(place(&building.code, &building.name));
            for unit in &building.units {
                // In a village nobody knows of units.
                let name = match community.settlement {
                    Settlement::Urban => unit.name.as_str(),
                    Settlement::Village => "",
                };
                places.push(place(&unit.code, name));
            }
        }
    }
    let door = |one: &invent::Household| place(&one.door, &one.door_name);
    places.extend(community.households.iter().map(door));
    places
}

type Grids = (Vec<Grid>, Vec<(PlaceCode, PlaceCode)>);

/// Unit after unit as one walks, until a micro-grid is full.
fn grids(community: &InventedCommunity) -> Result<Grids> {
    let (mut grids, mut grid_places): (Vec<Grid>, Vec<(PlaceCode, PlaceCode)>) = Default::default();
    let units = community.households.chunk_by(|one, next| one.unit == next.unit);
    for unit in units {
        let n_households = i64::try_from(unit.len())?;
        if grids.last().is_none_or(|last| last.n_households >= GRID_HOUSEHOLDS) {
            let n = grids.len() + 1;
            grids.push(Grid {
                code: PlaceCode::parse(&format!("{}-G{n:02}", community.code))?,
                community: community.code.clone(),
                name: format!("第{n}网格"),
                n_households: 0,
            });
        }
        let door = unit.first().and_then(|one| one.door.parent());
        if let (Some(grid), Some(unit)) = (grids.last_mut(), door) {
            grid.n_households += n_households;
            grid_places.push((grid.code.clone(), unit));
        }
    }
    Ok((grids, grid_places))
}
