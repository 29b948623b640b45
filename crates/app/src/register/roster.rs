//! The people of a community in memory, in the order of their doors: what lists, searches and
//! rounds are answered from. A cache of the store, read when a community is first asked for and
//! again after a change. Of documents and phones only the ends stand here, and the keyed index.

use super::finder::Findable;
use super::record;
use crate::seals::Seals;
use fangxian_core::CityDay;
use fangxian_core::ids::PersonId;
use fangxian_core::people::{DocumentKind, Origin, Relation, Sex, Stay, Traits, Words};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_store::StoreError;
use fangxian_store::people::StoredPerson;
use fangxian_store::places::Place;
use std::collections::HashMap;
use std::sync::Arc;

/// Somebody who is counted in a community.
#[derive(Clone, Debug)]
pub struct Resident {
    /// Which record.
    pub id: PersonId,
    /// The place of the household in [`Roster::doors`].
    pub door: usize,
    /// The name.
    pub name: fangxian_core::people::Name,
    /// What kind of document.
    pub document_kind: DocumentKind,
    /// Its last four signs.
    pub document_tail: String,
    /// Its keyed index.
    pub document_index: Option<Vec<u8>>,
    /// The last four digits of the phone.
    pub phone_tail: Option<String>,
    /// The keyed index of the phone.
    pub phone_index: Option<Vec<u8>>,
    /// To the head of the household.
    pub relation: Relation,
    /// Not always known.
    pub sex: Option<Sex>,
    /// Not always known.
    pub born: Option<CityDay>,
    /// What the household's people should know.
    pub note: String,
    /// Why counted here.
    pub stay: Stay,
    /// How the record came here.
    pub origin: Origin,
    /// One more with each change.
    pub version: i64,
}

/// A household's door.
#[derive(Clone, Debug)]
pub struct Door {
    /// Its place.
    pub code: PlaceCode,
    /// 迎泽小区; empty where the community is one compound.
    pub compound: String,
    /// 5号楼2单元302
    pub within: String,
}

impl Door {
    /// 迎泽小区 5号楼2单元302
    pub fn whole(&self) -> String {
        format!("{} {}", self.compound, self.within).trim().to_owned()
    }
}

/// The people of a community.
#[derive(Debug)]
pub struct Roster {
    /// Which community.
    pub community: PlaceCode,
    /// Its doors that have anybody, in the order in which one walks.
    pub doors: Vec<Arc<Door>>,
    /// Its people by door, the head of the household first.
    pub people: Vec<Arc<Resident>>,
    /// The records that count for one of them, by the record that stays.
    pub(crate) merged: Vec<(PersonId, Traits)>,
    /// Of each door the sheet that its people stand on, and what the door is called there.
    spots: Vec<(Arc<Sheet>, Arc<str>)>,
    names: HashMap<PlaceCode, String>,
    by_id: HashMap<PersonId, usize>,
}

/// The place whose people stand on one sheet of paper and are counted as one.
#[derive(Debug)]
pub struct Sheet {
    /// The unit; the building where it has no units; the lane or the compound where its houses have
    /// neither units nor rooms.
    pub place: PlaceCode,
    /// 迎泽小区 5号楼2单元
    pub name: String,
}

impl Roster {
    pub(super) fn new(
        community: &PlaceCode,
        places: Vec<Place>,
        stored: &[StoredPerson],
        merged: Vec<(PersonId, Traits)>,
        seals: &Seals,
    ) -> Result<Roster, StoreError> {
        let mut codes: Vec<PlaceCode> = stored.iter().map(|one| one.door.clone()).collect();
        let (names, doors) = doors(places, &mut codes);
        let places_of: HashMap<&PlaceCode, usize> =
            doors.iter().enumerate().map(|(n, door)| (&door.code, n)).collect();
        let mut people = Vec::with_capacity(stored.len());
        for one in stored {
            let door = places_of.get(&one.door).copied().unwrap_or_default();
            people.push(Arc::new(Resident::of(seals, one, door)?));
        }
        people.sort_by_key(|one: &Arc<Resident>| (one.door, one.relation, one.born, one.id));
        let by_id = people.iter().enumerate().map(|(n, one)| (one.id, n)).collect();
        let spots = Vec::new();
        let community = community.clone();
        let mut roster = Roster { community, doors, people, merged, spots, names, by_id };
        roster.spots = roster.find_spots();
        Ok(roster)
    }

    /// Everybody, as a finder takes them.
    pub(super) fn findable(&self) -> impl Iterator<Item = Findable<'_>> {
        self.people.iter().map(|one| Findable {
            id: one.id,
            name: one.name.as_str(),
            door: one.door,
            document_tail: &one.document_tail,
            phone_tail: one.phone_tail.as_deref().unwrap_or_default(),
        })
    }

    fn find_spots(&self) -> Vec<(Arc<Sheet>, Arc<str>)> {
        let mut sheets: HashMap<PlaceCode, Arc<Sheet>> = HashMap::new();
        let spot = |door: &Arc<Door>| {
            let place = self.sheet_place(door);
            let name = self.name_below(door, &place);
            let sheet = sheets.entry(place.clone()).or_insert_with(|| {
                let name = self.whole_name(&place);
                Arc::new(Sheet { place, name })
            });
            (Arc::clone(sheet), Arc::from(name))
        };
        self.doors.iter().map(spot).collect()
    }

    /// The sheet on which somebody stands, and what his door is called there: 302, 12号.
    pub fn spot_of(&self, one: &Resident) -> Option<&(Arc<Sheet>, Arc<str>)> {
        self.spots.get(one.door)
    }

    /// Where somebody stands in [`Roster::people`].
    pub(crate) fn place_of(&self, id: PersonId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// Somebody of them.
    pub fn resident(&self, id: PersonId) -> Option<&Arc<Resident>> {
        self.people.get(self.place_of(id)?)
    }

    /// The door of somebody.
    pub fn door_of(&self, one: &Resident) -> Option<&Arc<Door>> {
        self.doors.get(one.door)
    }

    /// What a place of the community is called; empty where it has no name of its own.
    pub fn place_name(&self, code: &PlaceCode) -> &str {
        self.names.get(code).map_or("", String::as_str)
    }

    fn sheet_place(&self, door: &Door) -> PlaceCode {
        let is_named = |place: &PlaceCode| !self.place_name(place).is_empty();
        let unit = door.code.parent();
        let building = unit.as_ref().and_then(PlaceCode::parent);
        let compound = building.as_ref().and_then(PlaceCode::parent);
        let sheet = match (&unit, &building) {
            (Some(unit), _) if is_named(unit) => Some(unit.clone()),
            (_, Some(building)) if is_named(&door.code) => Some(building.clone()),
            (_, _) => compound,
        };
        sheet.unwrap_or_else(|| door.code.clone())
    }

    /// What a place is called from its compound down: 迎泽小区 5号楼2单元.
    pub fn whole_name(&self, place: &PlaceCode) -> String {
        let line: Vec<PlaceCode> = std::iter::successors(Some(place.clone()), PlaceCode::parent)
            .filter(|place| place.kind() >= PlaceKind::Compound)
            .collect();
        let name = |place: &PlaceCode| self.place_name(place).to_owned();
        let compound = line.last().map(name).unwrap_or_default();
        let within: String = line.iter().rev().skip(1).map(name).collect();
        format!("{compound} {within}").trim().to_owned()
    }

    /// What a door is called by somebody who stands before its sheet's place.
    fn name_below(&self, door: &Door, sheet: &PlaceCode) -> String {
        let line: Vec<PlaceCode> =
            std::iter::successors(Some(door.code.clone()), PlaceCode::parent)
                .take_while(|place| place != sheet)
                .collect();
        line.iter().rev().map(|place| self.place_name(place)).collect()
    }

    /// The people within a place, or all of them.
    pub fn within<'a>(
        &'a self,
        place: &'a PlaceCode,
    ) -> impl Iterator<Item = (&'a Arc<Resident>, &'a Arc<Door>)> {
        self.people.iter().filter_map(move |one| {
            let door = self.door_of(one)?;
            door.code.lies_within(place).then_some((one, door))
        })
    }
}

impl Resident {
    /// From the store; the door is a place among those of the roster.
    pub(super) fn of(
        seals: &Seals,
        stored: &StoredPerson,
        door: usize,
    ) -> Result<Resident, StoreError> {
        let person = record::open(seals, stored)?;
        let phone_tail = person.phone.as_ref().map(|phone| phone.tail().to_owned());
        Ok(Resident {
            id: stored.id,
            door,
            document_kind: stored.document_kind,
            document_tail: person.document.tail().to_owned(),
            document_index: stored.document.as_ref().map(|one| one.index.clone()),
            phone_tail,
            phone_index: stored.phone.as_ref().map(|one| one.index.clone()),
            relation: person.particulars.relation,
            sex: person.particulars.sex,
            born: person.particulars.born,
            note: person.particulars.note,
            name: person.name,
            stay: stored.stay,
            origin: stored.origin,
            version: stored.version,
        })
    }

    /// Full years on `day`.
    pub fn age_on(&self, day: CityDay) -> Option<i16> {
        let born = self.born?;
        let had_birthday = (day.month(), day.day_of_month()) >= (born.month(), born.day_of_month());
        Some(day.year() - born.year() - i16::from(!had_birthday))
    }

    /// Whether the words mean this person.
    pub fn fits(&self, door: &Door, words: &Words, indexes: &[Vec<u8>]) -> bool {
        let is_own = |own: &Option<Vec<u8>>| own.as_ref().is_some_and(|own| indexes.contains(own));
        let ends = |tail: &str, digits: &str| !tail.is_empty() && tail.ends_with(digits);
        match words {
            Words::Name(_) | Words::Letters(_) => {
                words.fits_name(self.name.as_str()) || words.fits_door(&door.whole())
            }
            Words::Digits(digits) => {
                is_own(&self.document_index)
                    || is_own(&self.phone_index)
                    || (digits.len() == 4
                        && (ends(&self.document_tail, digits)
                            || ends(self.phone_tail.as_deref().unwrap_or(""), digits)))
                    || words.fits_door(&door.within)
            }
            Words::Door(_) => words.fits_door(&door.whole()) || is_own(&self.document_index),
        }
    }
}

/// The doors with these codes in the order in which one walks, each once, and what every place of
/// the community is called.
pub(super) fn doors(
    places: Vec<Place>,
    codes: &mut Vec<PlaceCode>,
) -> (HashMap<PlaceCode, String>, Vec<Arc<Door>>) {
    let ordinals: HashMap<PlaceCode, (i64, String)> =
        places.into_iter().map(|place| (place.code, (place.ordinal, place.name))).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.sort_by_cached_key(|code| walking_order(&ordinals, code));
    let names: HashMap<PlaceCode, String> =
        ordinals.into_iter().map(|(code, (_, name))| (code, name)).collect();
    let name = |code: &PlaceCode| names.get(code).map_or("", String::as_str);
    let door = |code: PlaceCode| {
        let line: Vec<PlaceCode> = std::iter::successors(Some(code.clone()), PlaceCode::parent)
            .filter(|place| place.as_str().len() > 12)
            .collect();
        let compound = line.last().map(&name).unwrap_or_default().to_owned();
        let within = line.iter().rev().skip(1).map(name).collect();
        Arc::new(Door { code, compound, within })
    };
    let doors = std::mem::take(codes).into_iter().map(door).collect();
    (names, doors)
}

/// How doors are sorted: by the number in each name on the way, then by code.
fn walking_order(
    ordinals: &HashMap<PlaceCode, (i64, String)>,
    code: &PlaceCode,
) -> (Vec<(i64, String)>, PlaceCode) {
    let mut line: Vec<(i64, String)> = std::iter::successors(Some(code.clone()), PlaceCode::parent)
        .filter(|place| place.kind() >= PlaceKind::Compound)
        .map(|place| ordinals.get(&place).cloned().unwrap_or_default())
        .collect();
    line.reverse();
    (line, code.clone())
}
