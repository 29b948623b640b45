//! The messy roster says of each row what is true of it.

use crate::city;
use fangxian_invent::{
    COLUMNS, Column, Document, Flaw, InventedCommunity, MessyCell, MessyRow, Truth,
    check_character, messy_roster,
};
use std::collections::{HashMap, HashSet};

fn cell(row: &MessyRow, column: Column) -> &MessyCell {
    &row.cells[COLUMNS.iter().position(|other| *other == column).unwrap()]
}

/// Half-width, without spaces, as anybody would mend it.
fn mended(cell: &MessyCell) -> String {
    let MessyCell::Text(text) = cell else { return String::new() };
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\'')
        .map(|c| match u32::from(c) {
            code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap(),
            _ => c,
        })
        .collect::<String>()
        .to_uppercase()
}

fn community() -> InventedCommunity {
    city().community(0).unwrap()
}

#[test]
fn each_person_is_written_once_and_each_truth_is_true() {
    let community = community();
    let roster = messy_roster(&community, 11);
    let people: Vec<_> = community.people().map(|(_, person)| person).collect();
    let mut met: HashSet<u32> = HashSet::new();
    let mut flaws: HashMap<Flaw, usize> = HashMap::new();
    let (mut n_blank, mut n_duplicates) = (0, 0);
    for row in &roster.rows {
        assert_eq!(row.cells.len(), COLUMNS.len());
        let number = cell(row, Column::DocumentNumber);
        match row.truth {
            Truth::Blank => {
                n_blank += 1;
                assert!(row.cells.iter().all(|cell| *cell == MessyCell::Empty));
            }
            Truth::Accept { person } => {
                assert!(met.insert(person));
                let document = &people[person as usize].document;
                if let Some(expected) = document.number() {
                    assert_eq!(mended(number), expected);
                }
                assert_ne!(*cell(row, Column::Door), MessyCell::Empty);
                assert_ne!(*cell(row, Column::Name), MessyCell::Empty);
            }
            Truth::Reject { person, flaw } => {
                assert!(met.insert(person));
                *flaws.entry(flaw).or_default() += 1;
                if flaw == Flaw::WrongCheckCharacter {
                    let MessyCell::Text(number) = number else { panic!("{number:?}") };
                    assert_ne!(check_character(&number[..17]), number.chars().last());
                }
            }
            Truth::Duplicate { of_row } => {
                n_duplicates += 1;
                let first = &roster.rows[of_row];
                assert!(matches!(first.truth, Truth::Accept { .. }));
                let of_first = mended(cell(first, Column::DocumentNumber));
                assert_eq!(mended(number), of_first);
            }
        }
    }
    assert_eq!(met.len(), people.len());
    println!("{} rows, {n_blank} blank, {n_duplicates} twice, {flaws:?}", roster.rows.len());
    assert!(n_blank > 10 && n_duplicates > 5, "{n_blank} {n_duplicates}");
    assert_eq!(flaws.len(), 6, "{flaws:?}");
}

#[test]
fn a_lost_number_cannot_be_read_back() {
    let community = community();
    let people: Vec<_> = community.people().map(|(_, person)| person).collect();
    for row in messy_roster(&community, 12).rows {
        if let Truth::Reject { person, flaw: Flaw::NumberLost } = row.truth {
            let Document::ResidentId(number) = &people[person as usize].document else {
                panic!("only cards are taken for numbers")
            };
            match cell(&row, Column::DocumentNumber) {
                MessyCell::Number(lost) => assert!(*lost > 9.9e17 && *lost < 1e18),
                MessyCell::Text(text) => assert!(text.ends_with("E+17"), "{text}"),
                other @ (MessyCell::Day(_) | MessyCell::Empty) => {
                    panic!("{other:?} for {number}")
                }
            }
        }
    }
}

#[test]
fn days_are_written_by_six_habits() {
    let mut habits: HashSet<&'static str> = HashSet::new();
    for row in messy_roster(&community(), 13).rows {
        habits.insert(match cell(&row, Column::Born) {
            MessyCell::Day(_) => "day",
            MessyCell::Number(n) if *n > 1e6 => "20221101",
            MessyCell::Number(_) => "count of days",
            MessyCell::Text(text) if text.contains('年') => "2022年11月1日",
            MessyCell::Text(text) if text.contains('/') => "2022/11/01",
            MessyCell::Text(_) => "2022.11.1",
            MessyCell::Empty => continue,
        });
    }
    assert_eq!(habits.len(), 6, "{habits:?}");
}

#[test]
fn the_header_has_a_merged_title_and_two_rows() {
    let community = community();
    let roster = messy_roster(&community, 14);
    assert_eq!(roster.header.len(), 3);
    assert!(roster.header.iter().all(|row| row.len() == COLUMNS.len()));
    let title = &roster.merges[0];
    assert_eq!((title.row, title.n_columns), (0, COLUMNS.len()));
    // Every cell of the header is covered by one merge at most, and what is covered is empty.
    let mut covered = HashSet::new();
    for merge in &roster.merges {
        for row in merge.row..merge.row + merge.n_rows {
            for column in merge.column..merge.column + merge.n_columns {
                assert!(covered.insert((row, column)));
                let first = (row, column) == (merge.row, merge.column);
                assert_eq!(roster.header[row][column] == MessyCell::Empty, !first);
            }
        }
    }
}
