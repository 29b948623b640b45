//! Lines that somebody pasted, as they are understood: read by their shape, then looked up among
//! the places of the community. Nothing is kept.

use crate::Refusal;
use crate::caller::Request;
use crate::register::{community, door_ordinal};
use fangxian_core::charges::{LineFlaw, LineRead, PlaceNamed, read_lines};
use fangxian_core::people::DoorWords;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::Act;
use fangxian_store::places::{Place, places_within};
use std::collections::{HashMap, HashSet};

/// The longest text that is read at once, in signs: three hundred long lines.
const TEXT_CHARS_MAX: usize = 60_000;

/// A line, and where it means.
#[derive(Clone, Debug)]
pub struct LineSeen {
    /// What it says. A flaw is said there, too.
    pub line: LineRead,
    /// The places with their names; none where one of them is not known.
    pub places: Vec<(PlaceCode, String)>,
}

/// Reads lines as people paste them: 5号楼 张三 街道办 139….
pub async fn charge_lines_read(
    req: &Request,
    of: PlaceCode,
    text: &str,
) -> Result<Vec<LineSeen>, Refusal> {
    let scope = req.authorize(Act::ChargeKeep)?;
    let own = community(&of).filter(|own| *own == of && scope.covers(own));
    let own = own.ok_or(Refusal::NotFound)?;
    if text.chars().count() > TEXT_CHARS_MAX {
        return Err(Refusal::BadInput("内容太长，请分几次粘贴。".to_owned()));
    }
    let book = PlaceBook::of(req, &own).await?;
    let lines = read_lines(text, &book.compound_names());
    Ok(lines.into_iter().map(|line| book.look_up(line)).collect())
}

/// The places of a community by their names.
pub(super) struct PlaceBook {
    community: PlaceCode,
    names: HashMap<PlaceCode, String>,
    below: HashMap<(PlaceCode, String), PlaceCode>,
    compounds: Vec<PlaceCode>,
}

impl PlaceBook {
    pub(super) async fn of(req: &Request, community: &PlaceCode) -> Result<PlaceBook, Refusal> {
        let own = community.clone();
        let read = req.city.db.read(move |tx| async move { places_within(&tx, &own).await });
        Ok(PlaceBook::new(community, read.await?))
    }

    fn new(community: &PlaceCode, places: Vec<Place>) -> PlaceBook {
        let mut book = PlaceBook {
            community: community.clone(),
            names: HashMap::new(),
            below: HashMap::new(),
            compounds: Vec::new(),
        };
        for place in places {
            if place.code.kind() == PlaceKind::Compound {
                book.compounds.push(place.code.clone());
            }
            if let Some(parent) = place.code.parent() {
                book.below.insert((parent, place.name.clone()), place.code.clone());
            }
            book.names.insert(place.code, place.name);
        }
        book
    }

    fn compound_names(&self) -> Vec<&str> {
        let name = |code| self.names.get(code).map(String::as_str).filter(|name| !name.is_empty());
        self.compounds.iter().filter_map(name).collect()
    }

    fn look_up(&self, mut line: LineRead) -> LineSeen {
        let mut places = Vec::new();
        for named in &line.places {
            let found = match named {
                PlaceNamed::Community => Ok(self.community.clone()),
                PlaceNamed::Below(words) => self.find(words),
            };
            match found {
                Ok(code) => places.push((code.clone(), self.whole_name(&code))),
                Err(flaw) => line.flaw = line.flaw.or(Some(flaw)),
            }
        }
        if line.flaw.is_some() {
            places.clear();
        }
        LineSeen { line, places }
    }

    /// The one place that the words name.
    pub(super) fn find(&self, words: &DoorWords) -> Result<PlaceCode, LineFlaw> {
        let is_meant = |code: &&PlaceCode| {
            words.compound.is_empty() || self.names.get(code) == Some(&words.compound)
        };
        let mut found = self
            .compounds
            .iter()
            .filter(is_meant)
            .filter_map(|compound| self.find_below(compound, words));
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(only),
            (Some(_), Some(_)) => Err(LineFlaw::PlaceAmbiguous),
            (None, _) => Err(LineFlaw::PlaceUnknown),
        }
    }

    fn find_below(&self, compound: &PlaceCode, words: &DoorWords) -> Option<PlaceCode> {
        let child = |place: &PlaceCode, name: &str| {
            self.below.get(&(place.clone(), name.to_owned())).cloned()
        };
        let mut place = compound.clone();
        if !words.building.is_empty() {
            // In a village 12号楼 is what people call the courtyard 12号.
            let yard = words.building.strip_suffix('楼').unwrap_or(&words.building);
            place = child(&place, &words.building).or_else(|| child(&place, yard))?;
        }
        if !words.unit.is_empty() || !words.room.is_empty() {
            place = child(&place, &words.unit)?;
        }
        if !words.room.is_empty() {
            place = child(&place, &words.room)?;
        }
        let is_bare = words.building.is_empty() && words.compound.is_empty();
        (!is_bare).then_some(place)
    }

    pub(super) fn whole_name(&self, place: &PlaceCode) -> String {
        let line: Vec<PlaceCode> = std::iter::successors(Some(place.clone()), PlaceCode::parent)
            .filter(|place| place.kind() >= PlaceKind::Compound)
            .collect();
        let name = |place: &PlaceCode| self.names.get(place).cloned().unwrap_or_default();
        let compound = line.last().map(name).unwrap_or_default();
        let within: String = line.iter().rev().skip(1).map(name).collect();
        format!("{compound} {within}").trim().to_owned()
    }

    pub(super) fn is_known(&self, place: &PlaceCode) -> bool {
        *place == self.community || self.names.contains_key(place)
    }

    pub(super) fn name(&self, place: &PlaceCode) -> &str {
        self.names.get(place).map_or("", String::as_str)
    }

    /// Compounds and buildings in the order in which one walks. A courtyard, of which neither the
    /// unit nor the door has a name, is one household and no building.
    pub(super) fn houses(&self) -> (Vec<PlaceCode>, Vec<PlaceCode>) {
        let (mut parted, mut named) = (HashSet::new(), HashSet::new());
        for (below, name) in &self.names {
            let building = std::iter::successors(below.parent(), PlaceCode::parent)
                .find(|place| place.kind() == PlaceKind::Building);
            let Some(building) = building else { continue };
            if !name.is_empty() {
                named.insert(building.clone());
            }
            parted.insert(building);
        }
        let is_building = |code: &&PlaceCode| {
            code.kind() == PlaceKind::Building && (named.contains(*code) || !parted.contains(*code))
        };
        let mut buildings: Vec<PlaceCode> =
            self.names.keys().filter(is_building).cloned().collect();
        buildings.sort_by_key(|code| (code.parent(), self.ordinal(code), code.clone()));
        (self.compounds.clone(), buildings)
    }

    fn ordinal(&self, place: &PlaceCode) -> i64 {
        door_ordinal(self.name(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> PlaceBook {
        let community = PlaceCode::parse("140105001003").unwrap();
        let place = |(code, name): (&str, &str)| Place {
            code: PlaceCode::parse(&format!("{community}{code}")).unwrap(),
            name: name.to_owned(),
            ordinal: 0,
        };
        let places = [
            ("-01", "迎泽小区"),
            ("-01-5", "5号楼"),
            ("-01-5-2", "2单元"),
            ("-01-5-2-302", "302"),
            ("-01-10", "10号楼"),
            ("-01-10-0", ""),
            ("-01-10-0-301", "301"),
            ("-02", "东巷"),
            ("-02-12", "12号"),
            ("-02-12-0", ""),
            ("-02-12-0-0", ""),
            ("-03", "平阳小区"),
            ("-03-5", "5号楼"),
        ];
        PlaceBook::new(&community, places.map(place).to_vec())
    }

    #[test]
    fn words_name_one_place_or_it_is_said_why_not() {
        for (line, found) in [
            ("迎泽小区5号楼 张三", "迎泽小区 5号楼"),
            ("迎泽小区 5栋 张三", "迎泽小区 5号楼"),
            ("迎泽小区5号楼2单元 张三", "迎泽小区 5号楼2单元"),
            ("迎泽小区5号楼2单元302 张三", "迎泽小区 5号楼2单元302"),
            ("10号楼301 张三", "迎泽小区 10号楼301"),
            ("东巷 张三", "东巷"),
            ("东巷12号 张三", "东巷 12号"),
            ("12 张三", "东巷 12号"),
            ("平阳小区5、10号楼 张三", "place_unknown"),
            ("5号楼 张三", "place_ambiguous"),
            ("77号楼 张三", "place_unknown"),
            ("2单元 张三", "place_unreadable"),
        ] {
            let book = book();
            let read = read_lines(line, &book.compound_names());
            let seen = book.look_up(read.into_iter().next().unwrap());
            let said = match seen.line.flaw {
                Some(flaw) => flaw.code().to_owned(),
                None => seen.places.into_iter().map(|(_, name)| name).collect(),
            };
            assert_eq!(said, found, "{line}");
        }
    }

    #[test]
    fn a_courtyard_is_no_building_and_nine_stands_before_ten() {
        let (compounds, buildings) = book().houses();
        assert_eq!(compounds.len(), 3);
        let names: Vec<String> = buildings.iter().map(|one| book().whole_name(one)).collect();
        assert_eq!(names, ["迎泽小区 5号楼", "迎泽小区 10号楼", "平阳小区 5号楼"]);
    }
}
