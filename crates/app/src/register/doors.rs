//! From words to doors: the place of a household, made where there is none yet.

use fangxian_core::people::DoorWords;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_store::places::Place;
use std::collections::{HashMap, HashSet};

/// The places of a community by their names, and those that are to be added.
pub(crate) struct DoorBook {
    community: PlaceCode,
    by_name: HashMap<(PlaceCode, String), PlaceCode>,
    taken: HashSet<PlaceCode>,
    added: Vec<Place>,
}

impl DoorBook {
    /// From the places that there are.
    pub(crate) fn new(community: &PlaceCode, places: Vec<Place>) -> DoorBook {
        let mut book = DoorBook {
            community: community.clone(),
            by_name: HashMap::new(),
            taken: HashSet::new(),
            added: Vec::new(),
        };
        places.into_iter().for_each(|place| book.learn(&place));
        book
    }

    fn learn(&mut self, place: &Place) {
        if let Some(parent) = place.code.parent() {
            self.by_name.entry((parent, place.name.clone())).or_insert(place.code.clone());
        }
        self.taken.insert(place.code.clone());
    }

    /// The household that the words name, if every place on the way is there.
    pub(crate) fn find(&self, words: &DoorWords) -> Option<PlaceCode> {
        let compound = self.compound_named(&words.compound)?;
        [&words.building, &words.unit, &words.room]
            .into_iter()
            .try_fold(compound, |place, name| self.by_name.get(&(place, name.clone())).cloned())
    }

    /// The household that the words name; what is missing on the way is added.
    pub(crate) fn find_or_add(&mut self, words: &DoorWords) -> PlaceCode {
        let compound = match self.compound_named(&words.compound) {
            Some(compound) => compound,
            None => self.add(&self.community.clone(), &words.compound),
        };
        [&words.building, &words.unit, &words.room].into_iter().fold(compound, |place, name| {
            match self.by_name.get(&(place.clone(), name.clone())) {
                Some(known) => known.clone(),
                None => self.add(&place, name),
            }
        })
    }

    /// A list that names no compound means the only one, where there is only one.
    fn compound_named(&self, name: &str) -> Option<PlaceCode> {
        let known = self.by_name.get(&(self.community.clone(), name.to_owned()));
        if known.is_some() || !name.is_empty() {
            return known.cloned();
        }
        let mut compounds = self.taken.iter().filter(|one| one.kind() == PlaceKind::Compound);
        match (compounds.next(), compounds.next()) {
            (Some(only), None) => Some(only.clone()),
            (_, _) => None,
        }
    }

    fn add(&mut self, parent: &PlaceCode, name: &str) -> PlaceCode {
        let code = self.free_code(parent, name);
        let place =
            Place { code: code.clone(), name: name.to_owned(), ordinal: door_ordinal(name) };
        self.learn(&place);
        self.added.push(place);
        code
    }

    /// A code that says what the name says, where that is free: 5 for 5号楼, 302 for 302.
    fn free_code(&self, parent: &PlaceCode, name: &str) -> PlaceCode {
        let signs: String =
            name.chars().filter(char::is_ascii_alphanumeric).take(8).collect::<String>();
        let own = match (parent.kind(), signs.is_empty()) {
            // Compounds are numbered, as those of the city's own list are.
            (PlaceKind::Community, _) => String::new(),
            (_, true) if name.is_empty() => "0".to_owned(),
            (_, _) => signs,
        };
        let is_compound = parent.kind() == PlaceKind::Community;
        let numbered =
            (1u32..).map(|n| if is_compound { format!("{n:02}") } else { format!("x{n}") });
        std::iter::once(own)
            .filter(|part| !part.is_empty())
            .chain(numbered)
            .filter_map(|part| PlaceCode::parse(&format!("{parent}-{part}")).ok())
            .find(|code| !self.taken.contains(code))
            .unwrap_or_else(|| parent.clone())
    }

    /// What was added and is not in the store yet.
    pub(crate) fn take_added(&mut self) -> Vec<Place> {
        std::mem::take(&mut self.added)
    }
}

/// The number in a name, by which 9号楼 stands before 10号楼; 0 where there is none.
pub fn door_ordinal(name: &str) -> i64 {
    let digits: String =
        name.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.get(..digits.len().min(9)).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(compound: &str, building: &str, unit: &str, room: &str) -> DoorWords {
        DoorWords::read(compound, building, unit, room, "").unwrap()
    }

    #[test]
    fn a_door_is_added_once_and_found_again() {
        let community = PlaceCode::parse("140105001003").unwrap();
        let mut book = DoorBook::new(&community, Vec::new());
        let door = words("迎泽小区", "5", "2", "302");
        assert_eq!(book.find(&door), None);
        let code = book.find_or_add(&door);
        assert_eq!(code.as_str(), "140105001003-01-5-2-302");
        assert_eq!(book.find_or_add(&door), code);
        assert_eq!(book.find(&door), Some(code));
        let added = book.take_added();
        let names: Vec<&str> = added.iter().map(|place| place.name.as_str()).collect();
        assert_eq!(names, ["迎泽小区", "5号楼", "2单元", "302"]);
        // A list without the compound means the only one.
        let same = book.find_or_add(&words("", "5号楼", "2单元", "303"));
        assert_eq!(same.as_str(), "140105001003-01-5-2-303");
        // A second compound, and a courtyard that has the number of a building.
        let yard = book.find_or_add(&words("东巷", "", "", "5"));
        assert_eq!(yard.as_str(), "140105001003-02-5-0-0");
        let yard = book.find_or_add(&words("迎泽小区", "5号", "", ""));
        assert_eq!(yard.as_str(), "140105001003-01-x1-0-0");
        let named = book.find_or_add(&words("迎泽小区", "门卫室", "", ""));
        assert_eq!(named.as_str(), "140105001003-01-x2-0-0");
        assert_eq!(named.kind(), PlaceKind::Household);
        let again = DoorBook::new(&community, added);
        assert_eq!(again.find(&door).unwrap().as_str(), "140105001003-01-5-2-302");
    }
}
