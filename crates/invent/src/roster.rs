//! A roster as a clerk keeps it in a sheet, together with what is true of each row.

use crate::calendar::{date_of, number_of};
use crate::chance::{Chance, Topic};
use crate::city::{InventedCommunity, Settlement};
use crate::documents::Document;
use crate::homes::Household;
use crate::person::Person;
use crate::roster_cells::{self as cells, MessyCell};

/// A column of the roster.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Column {
    /// 序号
    Serial,
    /// 小区（院、巷）
    Compound,
    /// 楼（排）
    Building,
    /// 单元
    Unit,
    /// 门牌
    Door,
    /// 姓名
    Name,
    /// 性别
    Sex,
    /// 证件类型
    DocumentKind,
    /// 证件号码
    DocumentNumber,
    /// 出生日期
    Born,
    /// 与户主关系
    Relation,
    /// 联系电话
    Phone,
    /// 居住情况
    Stay,
    /// 备注
    Note,
}

/// The columns from the left.
pub const COLUMNS: [Column; 14] = [
    Column::Serial,
    Column::Compound,
    Column::Building,
    Column::Unit,
    Column::Door,
    Column::Name,
    Column::Sex,
    Column::DocumentKind,
    Column::DocumentNumber,
    Column::Born,
    Column::Relation,
    Column::Phone,
    Column::Stay,
    Column::Note,
];

impl Column {
    /// What stands above the column: in the upper row of the header, and in the lower one where
    /// the upper spans several columns. The upper is empty where it continues the one on its left.
    pub fn header(self) -> (&'static str, &'static str) {
        match self {
            Column::Serial => ("序号", ""),
            Column::Compound => ("住址", "小区（院、巷）"),
            Column::Building => ("", "楼（排）"),
            Column::Unit => ("", "单元"),
            Column::Door => ("", "门牌"),
            Column::Name => ("姓名", ""),
            Column::Sex => ("性别", ""),
            Column::DocumentKind => ("证件", "类型"),
            Column::DocumentNumber => ("", "号码"),
            Column::Born => ("出生日期", ""),
            Column::Relation => ("与户主关系", ""),
            Column::Phone => ("联系电话", ""),
            Column::Stay => ("居住情况", ""),
            Column::Note => ("备注", ""),
        }
    }
}

/// Cells that are merged into the one at their upper left.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Merge {
    /// The first row, counted from 0 at the title.
    pub row: usize,
    /// The first column, counted from 0.
    pub column: usize,
    /// How many rows.
    pub n_rows: usize,
    /// How many columns.
    pub n_columns: usize,
}

/// Why a row must not be taken as it stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Flaw {
    /// The sheet took the number of the card for a number; its end is lost.
    NumberLost,
    /// The check character of the card is not that of its digits.
    WrongCheckCharacter,
    /// Nobody knows behind which door.
    NoDoor,
    /// No name.
    NoName,
    /// The day of birth is not that of the card.
    BornContradictsNumber,
    /// No calendar has the day of birth.
    NoSuchDay,
}

/// What is true of a row.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Truth {
    /// Nothing stands in it.
    Blank,
    /// It must be accepted, as this person of [`InventedCommunity::people`].
    Accept {
        /// The person's place there.
        person: u32,
    },
    /// It must be rejected for this reason, and for no other.
    Reject {
        /// Whom the clerk meant.
        person: u32,
        /// Why.
        flaw: Flaw,
    },
    /// It says again what an accepted row said, perhaps by other habits.
    Duplicate {
        /// The place of that row in the rows.
        of_row: usize,
    },
}

/// A row with its truth.
#[derive(Clone, PartialEq, Debug)]
pub struct MessyRow {
    /// One cell for each of [`COLUMNS`].
    pub cells: Vec<MessyCell>,
    /// What is true of it.
    pub truth: Truth,
}

/// A roster of a community.
#[derive(Clone, PartialEq, Debug)]
pub struct MessyRoster {
    /// The title and the two rows of the header. They stand above the rows.
    pub header: Vec<Vec<MessyCell>>,
    /// What is merged in the header.
    pub merges: Vec<Merge>,
    /// The rows below the header.
    pub rows: Vec<MessyRow>,
}

/// The roster of a community as a tired clerk would keep it. What can be mended without asking
/// (full-width digits, spaces, days by six habits) is to be accepted.
pub fn messy_roster(community: &InventedCommunity, seed: u64) -> MessyRoster {
    let mut clerk = Clerk {
        community,
        chance: Chance::of(seed, Topic::Roster, community.code.as_str()),
        rows: Vec::with_capacity(community.n_people()),
    };
    let mut again = Vec::new();
    for (index, (household, person)) in community.people().enumerate() {
        let index = index as u32;
        if clerk.chance.in_10_000(120) {
            clerk.blank();
        }
        let accepted = clerk.write(index, household, person);
        if accepted && person.document.number().is_some() && clerk.chance.in_10_000(80) {
            let of_row = clerk.rows.len() - 1;
            if clerk.chance.in_100(50) {
                clerk.repeat(of_row, household, person);
            } else {
                again.push((of_row, household, person));
            }
        }
    }
    for (of_row, household, person) in again {
        clerk.repeat(of_row, household, person);
    }
    let (header, merges) = header(community);
    MessyRoster { header, merges, rows: clerk.rows }
}

fn header(community: &InventedCommunity) -> (Vec<Vec<MessyCell>>, Vec<Merge>) {
    let cell = |text: &str| match text {
        "" => MessyCell::Empty,
        text => MessyCell::text(text),
    };
    let mut title = vec![MessyCell::Empty; COLUMNS.len()];
    if let Some(first) = title.first_mut() {
        *first = MessyCell::Text(format!("{}人员底册", community.name));
    }
    let upper: Vec<MessyCell> = COLUMNS.iter().map(|column| cell(column.header().0)).collect();
    let lower: Vec<MessyCell> = COLUMNS.iter().map(|column| cell(column.header().1)).collect();
    let mut merges = vec![Merge { row: 0, column: 0, n_rows: 1, n_columns: COLUMNS.len() }];
    for (column, header) in COLUMNS.iter().map(|column| column.header()).enumerate() {
        let continued = |column: &&Column| column.header().0.is_empty();
        let n_columns = 1 + COLUMNS.iter().skip(column + 1).take_while(continued).count();
        match header {
            ("", _) => {}
            (_, "") => merges.push(Merge { row: 1, column, n_rows: 2, n_columns: 1 }),
            (_, _) => merges.push(Merge { row: 1, column, n_rows: 1, n_columns }),
        }
    }
    (vec![title, upper, lower], merges)
}

struct Clerk<'a> {
    community: &'a InventedCommunity,
    chance: Chance,
    rows: Vec<MessyRow>,
}

impl Clerk<'_> {
    fn blank(&mut self) {
        let cells = vec![MessyCell::Empty; COLUMNS.len()];
        self.rows.push(MessyRow { cells, truth: Truth::Blank });
    }

    /// Writes a row, and says whether it must be accepted.
    fn write(&mut self, index: u32, household: &Household, person: &Person) -> bool {
        let mut cells = self.cells(household, person);
        let flaw = self.flaw().filter(|flaw| self.spoil(&mut cells, *flaw, person));
        let truth = match flaw {
            None => Truth::Accept { person: index },
            Some(flaw) => Truth::Reject { person: index, flaw },
        };
        self.rows.push(MessyRow { cells, truth });
        flaw.is_none()
    }

    fn repeat(&mut self, of_row: usize, household: &Household, person: &Person) {
        let cells = self.cells(household, person);
        self.rows.push(MessyRow { cells, truth: Truth::Duplicate { of_row } });
    }

    fn flaw(&mut self) -> Option<Flaw> {
        match self.chance.below(10_000) {
            0..130 => Some(Flaw::NumberLost),
            130..210 => Some(Flaw::WrongCheckCharacter),
            210..310 => Some(Flaw::NoDoor),
            310..330 => Some(Flaw::NoName),
            330..380 => Some(Flaw::BornContradictsNumber),
            380..410 => Some(Flaw::NoSuchDay),
            _ => None,
        }
    }

    /// Spoils a row, where this person's row can be spoiled so.
    fn spoil(&mut self, cells: &mut [MessyCell], flaw: Flaw, person: &Person) -> bool {
        let card = match &person.document {
            Document::ResidentId(number) => Some(number.as_str()),
            Document::Passport(_)
            | Document::HongKongMacaoPermit(_)
            | Document::TaiwanPermit(_)
            | Document::NoneYet => None,
        };
        let chance = &mut self.chance;
        let (column, spoiled) = match flaw {
            Flaw::NumberLost => {
                (Column::DocumentNumber, card.and_then(|number| cells::lost_number(number, chance)))
            }
            Flaw::WrongCheckCharacter => {
                (Column::DocumentNumber, card.and_then(|number| cells::wrong_check(number, chance)))
            }
            Flaw::NoDoor => (Column::Door, Some(MessyCell::Empty)),
            Flaw::NoName => (Column::Name, Some(MessyCell::Empty)),
            Flaw::BornContradictsNumber => {
                let other = number_of(person.born) - chance.between(1, 300);
                (Column::Born, card.map(|_| cells::day(date_of(other), chance)))
            }
            Flaw::NoSuchDay => (Column::Born, Some(cells::day_that_is_none(person.born, chance))),
        };
        let place = COLUMNS.iter().position(|other| *other == column);
        match (spoiled, place.and_then(|place| cells.get_mut(place))) {
            (Some(spoiled), Some(cell)) => {
                *cell = spoiled;
                true
            }
            (_, _) => false,
        }
    }

    fn cells(&mut self, household: &Household, person: &Person) -> Vec<MessyCell> {
        COLUMNS.iter().map(|column| self.cell(*column, household, person)).collect()
    }

    fn cell(&mut self, column: Column, household: &Household, person: &Person) -> MessyCell {
        let [compound, building, unit, door] =
            self.community.address(household).unwrap_or_default();
        let village = self.community.settlement == Settlement::Village;
        let chance = &mut self.chance;
        match column {
            Column::Serial if chance.in_100(4) => MessyCell::Empty,
            Column::Serial => MessyCell::Number(self.rows.len() as f64 + 1.0),
            Column::Compound if chance.in_100(3) => MessyCell::Text(format!("{compound} ")),
            Column::Compound => MessyCell::text(compound),
            Column::Building => cells::numbered(building, if village { "" } else { "#" }, chance),
            Column::Unit if village => MessyCell::Empty,
            Column::Unit => cells::numbered(unit, "", chance),
            Column::Door => cells::numbered(door, if village { "号" } else { "室" }, chance),
            Column::Name => cells::name(&person.name, chance),
            Column::Sex => MessyCell::text(person.sex.written()),
            Column::DocumentKind => MessyCell::text(person.document.kind_written()),
            Column::DocumentNumber => cells::document(&person.document, chance),
            Column::Born => cells::day(person.born, chance),
            Column::Relation => MessyCell::text(person.relation.written(person.sex)),
            Column::Phone => cells::phone(person.phone.as_deref(), chance),
            Column::Stay => MessyCell::text(person.stay.written()),
            Column::Note => {
                let notes: Vec<String> = person.needs.iter().map(|need| need.written()).collect();
                if notes.is_empty() { MessyCell::Empty } else { MessyCell::Text(notes.join("、")) }
            }
        }
    }
}
