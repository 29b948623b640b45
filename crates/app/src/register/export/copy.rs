//! What stands in a copy: the columns of our own template, so that it can be taken in again
//! unchanged, and on every row the mark of the copy.

use crate::Refusal;
use crate::register::record;
use crate::register::roster::Roster;
use crate::rounds::ListRow;
use crate::seals::Seals;
use fangxian_core::CityDay;
use fangxian_core::ids::PersonId;
use fangxian_core::people::{Column, DocumentKind, Person};
use fangxian_core::places::PlaceCode;
use fangxian_core::rounds::{RoundKind, Standing};
use fangxian_sheets::{OutCell, OutSheet, Watermark, write_xlsx_marked};
use fangxian_store::exports::{ExportJob, ExportNumbers};
use fangxian_store::people::StoredPerson;
use std::collections::HashMap;

/// The signs of a mark: none that is taken for another.
const MARK_SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// How many of them: two copies share a mark by chance once in 2^60.
const MARK_LENGTH: usize = 12;

/// The mark of a copy: from its id and its holder under the key of the installation, so that nobody
/// without the key makes one up.
pub(super) fn mark_of(seals: &Seals, job: &ExportJob, holder: &str) -> String {
    let bytes = seals.fingerprint(format!("export mark\n{}\n{holder}", job.id).as_bytes());
    let sign = |byte: &u8| MARK_SIGNS.get(usize::from(*byte % 32)).copied().unwrap_or(b'A');
    bytes.iter().take(MARK_LENGTH).map(|byte| char::from(sign(byte))).collect()
}

pub(super) fn columns_of(codes: &str) -> Vec<Column> {
    codes.split(',').filter_map(Column::from_code).collect()
}

/// The cells of a copy, before its mark is known.
pub(super) struct Copy {
    titles: Vec<String>,
    rows: Vec<Vec<OutCell>>,
}

impl Copy {
    pub(super) fn of(
        seals: &Seals,
        roster: &Roster,
        ids: &[PersonId],
        stored: &[StoredPerson],
        (columns, numbers): (Vec<Column>, ExportNumbers),
        outcomes: Option<(RoundKind, Vec<ListRow>)>,
    ) -> Result<Copy, Refusal> {
        let by_id: HashMap<PersonId, &StoredPerson> =
            stored.iter().map(|one| (one.id, one)).collect();
        let mut titles: Vec<String> =
            columns.iter().map(|column| title(*column, numbers).to_owned()).collect();
        let said: Option<HashMap<PersonId, String>> = outcomes.map(|(kind, rows)| {
            titles.push("本轮结果".to_owned());
            rows.into_iter().map(|row| (row.resident.id, outcome(kind, &row))).collect()
        });
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(stored) = by_id.get(id) else { continue };
            let person = record::open(seals, stored)?;
            let mut cells: Vec<OutCell> =
                columns.iter().map(|column| cell(*column, numbers, &person, roster)).collect();
            if let Some(said) = &said {
                cells.push(OutCell::text(said.get(id).cloned().unwrap_or_default()));
            }
            rows.push(cells);
        }
        Ok(Copy { titles, rows })
    }

    pub(super) fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// The file: the list, each row with the mark of the copy, and a sheet that says whose it is.
    pub(super) fn written(self, line: &str, mark: &str) -> Result<Vec<u8>, Refusal> {
        let Copy { mut titles, mut rows } = self;
        titles.push("副本编号".to_owned());
        for row in &mut rows {
            row.push(OutCell::text(mark));
        }
        let told = OutSheet {
            name: "副本说明".to_owned(),
            titles: vec!["副本说明".to_owned()],
            rows: vec![
                vec![OutCell::text(line)],
                vec![OutCell::text(
                    "含个人信息，仅限上述用途使用；用完请删除。流出的副本可查到领取人。",
                )],
            ],
        };
        let list = OutSheet { name: "居民名单".to_owned(), titles, rows };
        let watermark = Watermark { line: line.to_owned(), mark: mark.to_owned() };
        write_xlsx_marked(&[list, told], &watermark)
            .map_err(|_| Refusal::BadInput("内容太多，不能放进一个表格文件。".to_owned()))
    }
}

/// Masked numbers stand under another heading, which no import takes for the number.
fn title(column: Column, numbers: ExportNumbers) -> &'static str {
    match (column, numbers) {
        (Column::DocumentNumber, ExportNumbers::Masked) => "末四位（证）",
        (Column::Phone, ExportNumbers::Masked) => "末四位（话）",
        (_, _) => column.title(),
    }
}

fn cell(column: Column, numbers: ExportNumbers, person: &Person, roster: &Roster) -> OutCell {
    let text = |text: &str| match text.is_empty() {
        true => OutCell::empty(),
        false => OutCell::text(text),
    };
    let particulars = &person.particulars;
    let is_whole = numbers == ExportNumbers::Whole;
    match column {
        Column::Name => text(person.name.as_str()),
        // Without the number the kind alone would ask for one.
        Column::DocumentKind => {
            let kind = person.document.kind();
            let is_said = is_whole && kind != DocumentKind::NoneYet;
            if is_said { text(kind.title()) } else { OutCell::empty() }
        }
        Column::DocumentNumber if is_whole => text(person.document.number()),
        Column::DocumentNumber => text(person.document.tail()),
        Column::Phone => {
            let phone = person.phone.as_ref();
            text(phone.map_or("", |phone| if is_whole { phone.as_str() } else { phone.tail() }))
        }
        Column::Sex => text(particulars.sex.map_or("", |sex| sex.title())),
        Column::Born => particulars.born.and_then(day_of).map_or(OutCell::empty(), OutCell::day),
        Column::Relation => text(particulars.relation.title()),
        Column::Stay => text(person.stay.title()),
        Column::Compound => text(place_above(person, roster, 3)),
        Column::Building => text(place_above(person, roster, 2)),
        Column::Unit => text(place_above(person, roster, 1)),
        Column::Room => text(place_above(person, roster, 0)),
        Column::Address => OutCell::empty(),
        Column::Note => text(&particulars.note),
    }
}

/// The name of the household, or of what lies `n_up` above it.
fn place_above<'a>(person: &Person, roster: &'a Roster, n_up: usize) -> &'a str {
    let mut line = std::iter::successors(Some(person.door.clone()), PlaceCode::parent);
    line.nth(n_up).map_or("", |place| roster.place_name(&place))
}

fn day_of(day: CityDay) -> Option<jiff::civil::Date> {
    jiff::civil::Date::new(day.year(), day.month(), day.day_of_month()).ok()
}

fn outcome(kind: RoundKind, row: &ListRow) -> String {
    match row.standing {
        Standing::Missing => "未完成".to_owned(),
        Standing::Disputed => "两处不一致".to_owned(),
        Standing::Settled(fangxian_core::rounds::Outcome::Done) => kind.done_title().to_owned(),
        Standing::Settled(outcome) => {
            let note = row.ticks.first().map(|(_, note)| note.as_str()).unwrap_or_default();
            format!("{} {note}", outcome.title()).trim().to_owned()
        }
    }
}
