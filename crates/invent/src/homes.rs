//! Compounds, buildings, units and doors, and who moves in behind which.

use crate::chance::Chance;
use crate::city::Settlement;
use crate::person::Person;
use fangxian_core::places::PlaceCode;

/// 小区、院, or in a village the houses of one lane.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compound {
    /// The community's code and `-01`.
    pub code: PlaceCode,
    /// 锦绣家园; in a village 东巷.
    pub name: String,
    /// In the order of their numbers.
    pub buildings: Vec<Building>,
}

/// 楼, or in a village a row of courtyards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Building {
    /// The compound's code and `-5`.
    pub code: PlaceCode,
    /// 5号楼; in a village 5排.
    pub name: String,
    /// In the order of their numbers.
    pub units: Vec<Unit>,
}

/// 单元. A row of courtyards has one, which only its code needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    /// The building's code and `-2`.
    pub code: PlaceCode,
    /// 2单元; in a village 平房.
    pub name: String,
}

/// Where a unit stands in the lists of its community.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct UnitPath {
    /// Within the compounds of the community.
    pub compound: usize,
    /// Within the buildings of that compound.
    pub building: usize,
    /// Within the units of that building.
    pub unit: usize,
}

/// Those who live behind one door.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Household {
    /// The unit's code and `-0302`.
    pub door: PlaceCode,
    /// 302; in a village 12号院.
    pub door_name: String,
    /// The unit that the door belongs to.
    pub unit: UnitPath,
    /// The head first; never empty.
    pub members: Vec<Person>,
}

/// Gives every family a door.
pub(crate) fn house(
    community: &PlaceCode,
    settlement: Settlement,
    families: Vec<Vec<Person>>,
    chance: &mut Chance,
) -> (Vec<Compound>, Vec<Household>) {
    let mut builder = Builder {
        households: Vec::with_capacity(families.len()),
        families: families.into_iter(),
        compounds: Vec::new(),
        first_name: chance.below(N_NAMES),
        chance,
    };
    while builder.families.len() > 0 {
        match settlement {
            Settlement::Urban => builder.compound(community),
            Settlement::Village => builder.lane(community),
        }
    }
    (builder.compounds, builder.households)
}

/// The code of what lies in `outer` and has this number. Digits are all that is added, so that the
/// outer code itself, the other outcome, never comes.
fn within(outer: &PlaceCode, part: &str) -> PlaceCode {
    PlaceCode::parse(&format!("{outer}-{part}")).unwrap_or_else(|_| outer.clone())
}

/// How houses of a compound are built.
#[derive(Clone, Copy)]
struct Style {
    floors: (i32, i32),
    doors: (i32, i32),
    units: (i32, i32),
    buildings: (i32, i32),
}

/// Six floors without a lift; the older ones with three or four; towers.
const STYLES: [(Style, u32); 3] = [
    (Style { floors: (5, 6), doors: (2, 3), units: (2, 5), buildings: (1, 7) }, 60),
    (Style { floors: (3, 4), doors: (2, 3), units: (2, 4), buildings: (1, 6) }, 24),
    (Style { floors: (15, 33), doors: (2, 4), units: (1, 2), buildings: (2, 6) }, 16),
];

struct Builder<'a> {
    families: std::vec::IntoIter<Vec<Person>>,
    households: Vec<Household>,
    compounds: Vec<Compound>,
    first_name: u32,
    chance: &'a mut Chance,
}

impl Builder<'_> {
    fn compound(&mut self, community: &PlaceCode) {
        let index = self.compounds.len();
        let code = within(community, &format!("{:02}", index + 1));
        let style = self.chance.weighted(&STYLES);
        let floors = self.chance.between(style.floors.0, style.floors.1);
        let doors = self.chance.between(style.doors.0, style.doors.1);
        let n_buildings = self.chance.between(style.buildings.0, style.buildings.1);
        let mut buildings = Vec::new();
        for number in 1..=n_buildings {
            if self.families.len() == 0 {
                break;
            }
            let code = within(&code, &number.to_string());
            let n_units = self.chance.between(style.units.0, style.units.1);
            let mut units = Vec::new();
            for unit in 1..=n_units {
                let code = within(&code, &unit.to_string());
                let path =
                    UnitPath { compound: index, building: buildings.len(), unit: units.len() };
                self.doors(&code, path, floors, doors);
                units.push(Unit { code, name: format!("{unit}单元") });
            }
            buildings.push(Building { code, name: format!("{number}号楼"), units });
        }
        let name = compound_name(self.first_name, index as u32);
        self.compounds.push(Compound { code, name, buildings });
    }

    fn doors(&mut self, unit: &PlaceCode, path: UnitPath, floors: i32, doors: i32) {
        for floor in 1..=floors {
            for door in 1..=doors {
                // About one dwelling in twelve is empty.
                if self.chance.in_100(92)
                    && let Some(members) = self.families.next()
                {
                    self.households.push(Household {
                        door: within(unit, &format!("{floor:02}{door:02}")),
                        door_name: format!("{floor}{door:02}"),
                        unit: path,
                        members,
                    });
                }
            }
        }
    }

    fn lane(&mut self, community: &PlaceCode) {
        let index = self.compounds.len();
        let code = within(community, &format!("{:02}", index + 1));
        let n_rows = self.chance.between(2, 6);
        let mut door = 0;
        let mut buildings = Vec::new();
        for row in 1..=n_rows {
            if self.families.len() == 0 {
                break;
            }
            let code = within(&code, &row.to_string());
            let unit = within(&code, "1");
            let path = UnitPath { compound: index, building: buildings.len(), unit: 0 };
            for _ in 0..self.chance.between(7, 13) {
                door += 1;
                // More stand empty in villages: their people have gone to town.
                if self.chance.in_100(86)
                    && let Some(members) = self.families.next()
                {
                    self.households.push(Household {
                        door: within(&unit, &format!("{door:04}")),
                        door_name: format!("{door}号院"),
                        unit: path,
                        members,
                    });
                }
            }
            let units = vec![Unit { code: unit, name: "平房".to_owned() }];
            buildings.push(Building { code, name: format!("{row}排"), units });
        }
        let name = lane_name(index);
        self.compounds.push(Compound { code, name, buildings });
    }
}

const COMPOUND_FIRST: [&str; 40] = [
    "锦绣", "康乐", "和平", "桃园", "汾滨", "丽景", "金桥", "双塔", "银杏", "翠苑", "阳光", "滨河",
    "文华", "安泰", "东港", "西苑", "永乐", "兴华", "晋安", "福源", "梧桐", "玉河", "长青", "惠民",
    "星河", "紫竹", "百合", "瑞景", "朝阳", "新源", "公园", "龙泉", "凤仪", "杏林", "松涛", "枫叶",
    "海棠", "明珠", "学府", "恒泰",
];
const COMPOUND_LAST: [&str; 9] =
    ["小区", "家园", "苑", "花园", "宿舍", "新村", "佳苑", "公寓", "里"];
const N_NAMES: u32 = 360;

/// No two compounds of a community bear the same name.
fn compound_name(first: u32, index: u32) -> String {
    // 151 and 360 have no divisor in common.
    let number = (first + index % N_NAMES * 151) % N_NAMES;
    let beginning = COMPOUND_FIRST[number as usize % COMPOUND_FIRST.len()];
    let end = COMPOUND_LAST[number as usize / COMPOUND_FIRST.len() % COMPOUND_LAST.len()];
    match index / N_NAMES {
        0 => format!("{beginning}{end}"),
        round => format!("{beginning}{end}{}区", round + 1),
    }
}

const LANES: [&str; 20] = [
    "东巷",
    "西巷",
    "南巷",
    "北巷",
    "前街",
    "后街",
    "中街",
    "大街",
    "井沿巷",
    "槐树巷",
    "庙前巷",
    "学堂巷",
    "河沿街",
    "新街",
    "场院巷",
    "坡上",
    "沟北",
    "上庄",
    "下庄",
    "园子巷",
];

fn lane_name(index: usize) -> String {
    LANES
        .get(index)
        .map_or_else(|| format!("新{}巷", index - LANES.len() + 1), |name| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_compounds_and_no_two_lanes_bear_one_name() {
        let compounds: HashSet<String> = (0..800).map(|i| compound_name(77, i)).collect();
        assert_eq!(compounds.len(), 800);
        let lanes: HashSet<String> = (0..100).map(lane_name).collect();
        assert_eq!(lanes.len(), 100);
    }
}
