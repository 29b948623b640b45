//! What a row of a sheet means for the register: somebody new, something new about somebody,
//! nothing new, or a question for a person.

use super::record::{document_index, phone_index};
use super::roster::Roster;
use crate::seals::Seals;
use fangxian_core::CityDay;
use fangxian_core::ids::PersonId;
use fangxian_core::people::{
    AlikeGround, DocumentKind, Name, Relation, RowFlaw, RowRead, Sex, Stay, Traits, grounds,
    pinyin_of,
};
use fangxian_core::places::PlaceCode;
use std::collections::{HashMap, HashSet};

/// What is to be done with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Somebody new.
    Add,
    /// Something is new about somebody.
    Change(PersonId),
    /// All of it is known.
    Unchanged,
    /// A person must look at it.
    Aside(RowFlaw),
    /// Something in it is wrong.
    Rejected(Vec<RowFlaw>),
}

/// Somebody who is known, as far as rows are compared with him.
struct Known {
    name: Name,
    document_kind: DocumentKind,
    document: Option<Vec<u8>>,
    phone: Option<Vec<u8>>,
    sex: Option<Sex>,
    born: Option<CityDay>,
    relation: Relation,
    note: String,
    stay: Stay,
    door: PlaceCode,
}

/// The people of a community, and the rows of a sheet that were decided before.
#[derive(Default)]
pub(crate) struct KnownPeople {
    people: HashMap<PersonId, Known>,
    by_document: HashMap<Vec<u8>, PersonId>,
    by_name: HashMap<Name, Vec<PersonId>>,
    by_sound: HashMap<String, Vec<PersonId>>,
    /// The records that were merged into one of them, by the one that stays.
    merged: Vec<(PersonId, Traits)>,
    seen: HashSet<Vec<u8>>,
}

impl KnownPeople {
    /// Those whom the register has.
    pub(crate) fn of(roster: &Roster) -> KnownPeople {
        let mut known = KnownPeople::default();
        for one in &roster.people {
            let Some(door) = roster.door_of(one) else { continue };
            let person = Known {
                name: one.name.clone(),
                document_kind: one.document_kind,
                document: one.document_index.clone(),
                phone: one.phone_index.clone(),
                sex: one.sex,
                born: one.born,
                relation: one.relation,
                note: as_in_a_sheet(&one.note),
                stay: one.stay,
                door: door.code.clone(),
            };
            known.learn(one.id, person);
        }
        known.merged.clone_from(&roster.merged);
        known
    }

    /// Keeps the rows that were decided before: the register is read anew, the sheet is the same.
    pub(crate) fn with_seen_of(self, before: KnownPeople) -> KnownPeople {
        KnownPeople { seen: before.seen, ..self }
    }

    /// Forgets that the rows of a batch were seen, which is to be decided again.
    pub(crate) fn without(mut self, seals: &Seals, rows: &[&RowRead]) -> KnownPeople {
        for row in rows {
            self.seen.remove(&row_key(seals, row));
        }
        self
    }

    fn learn(&mut self, id: PersonId, person: Known) {
        if let Some(document) = &person.document {
            self.by_document.insert(document.clone(), id);
        }
        self.by_name.entry(person.name.clone()).or_default().push(id);
        self.by_sound.entry(pinyin_of(person.name.as_str())).or_default().push(id);
        self.people.insert(id, person);
    }

    /// Learns somebody whom a row added or changed.
    pub(crate) fn took(&mut self, seals: &Seals, id: PersonId, row: &RowRead, door: PlaceCode) {
        let before = self.people.remove(&id);
        if let Some(before) = &before {
            self.by_name.entry(before.name.clone()).or_default().retain(|other| *other != id);
            let sound = pinyin_of(before.name.as_str());
            self.by_sound.entry(sound).or_default().retain(|other| *other != id);
        }
        let document = document_index(seals, &row.document);
        let has_document = document.is_some();
        let phone = row.phone.as_ref().map(|phone| phone_index(seals, phone));
        let old = before.as_ref();
        let note = match row.note.is_empty() {
            true => old.map(|old| old.note.clone()).unwrap_or_default(),
            false => row.note.clone(),
        };
        let person = Known {
            name: row.name.clone(),
            document_kind: match (has_document, old) {
                (false, Some(old)) => old.document_kind,
                (_, _) => row.document.kind(),
            },
            document: document.or_else(|| old.and_then(|old| old.document.clone())),
            phone: phone.or_else(|| old.and_then(|old| old.phone.clone())),
            sex: row.sex.or(old.and_then(|old| old.sex)),
            born: row.born.or(old.and_then(|old| old.born)),
            relation: row.relation.or(old.map(|old| old.relation)).unwrap_or(Relation::Other),
            note,
            stay: row.stay.or(old.map(|old| old.stay)).unwrap_or(Stay::Permanent),
            door,
        };
        self.learn(id, person);
    }

    /// Notes that a row was decided; false where the same person stood further up.
    pub(crate) fn is_first(&mut self, seals: &Seals, row: &RowRead) -> bool {
        self.seen.insert(row_key(seals, row))
    }

    /// Decides a row. `door` is none where the door is new; `elsewhere` says whether the document
    /// is registered in another community.
    pub(crate) fn decide(
        &self,
        seals: &Seals,
        row: &RowRead,
        door: Option<&PlaceCode>,
        is_elsewhere: bool,
    ) -> Decision {
        let document = document_index(seals, &row.document);
        let phone = row.phone.as_ref().map(|phone| phone_index(seals, phone));
        if let Some(id) = document.as_ref().and_then(|index| self.by_document.get(index)) {
            return match self.people.get(id) {
                Some(known) if known.name != row.name => Decision::Aside(RowFlaw::NameDiffers),
                Some(known) => changed(*id, known, row, (&document, &phone), door),
                None => Decision::Aside(RowFlaw::ChangedMeanwhile),
            };
        }
        if is_elsewhere {
            return Decision::Aside(RowFlaw::Elsewhere);
        }
        let named: Vec<(PersonId, &Known)> = self
            .by_name
            .get(&row.name)
            .into_iter()
            .flatten()
            .filter_map(|id| Some((*id, self.people.get(id)?)))
            .collect();
        // Somebody at the same door of whom one side has no document is the same person.
        let lacks_one = |known: &Known| document.is_none() || known.document.is_none();
        let at_door: Vec<&(PersonId, &Known)> = named
            .iter()
            .filter(|(_, known)| Some(&known.door) == door && lacks_one(known))
            .filter(|(_, known)| {
                row.born.is_none() || known.born.is_none() || row.born == known.born
            })
            .collect();
        match at_door.as_slice() {
            [(id, known)] => return changed(*id, known, row, (&document, &phone), door),
            [] => {}
            [_, ..] => return Decision::Aside(RowFlaw::MaybeKnown),
        }
        if let Some(decision) = self.decide_merged(row, &document, &phone) {
            return decision;
        }
        let is_alike = |known: &Known| {
            (row.born.is_some() && row.born == known.born)
                || (phone.is_some() && phone == known.phone)
        };
        let sounding = self.by_sound.get(&pinyin_of(row.name.as_str())).into_iter().flatten();
        match sounding.filter_map(|id| self.people.get(id)).any(is_alike) {
            true => Decision::Aside(RowFlaw::MaybeKnown),
            false => Decision::Add,
        }
    }

    /// Decides a row of a record that was merged into another: nothing new, or a question. Which
    /// document and which door stand was settled by whoever merged.
    fn decide_merged(
        &self,
        row: &RowRead,
        document: &Option<Vec<u8>>,
        phone: &Option<Vec<u8>>,
    ) -> Option<Decision> {
        let (first, _) = self.merged.first()?;
        let own = Traits {
            id: *first,
            name: row.name.clone(),
            born: row.born,
            document: document.clone(),
            phone: phone.clone(),
        };
        // A name that only sounds the same is somebody's question.
        let is_strong = |ground: &AlikeGround| match ground {
            AlikeGround::Document | AlikeGround::NameBorn | AlikeGround::NamePhone => true,
            AlikeGround::SoundBorn | AlikeGround::SoundPhone => false,
        };
        let is_of = |away: &Traits| {
            let is_other = away.document.is_some() && document.is_some();
            grounds(away, &own).iter().any(is_strong) && (!is_other || away.document == *document)
        };
        let (stays, _) = self.merged.iter().find(|(_, away)| is_of(away))?;
        let known = self.people.get(stays)?;
        Some(match changed(*stays, known, row, (&None, phone), Some(&known.door)) {
            Decision::Unchanged => Decision::Unchanged,
            Decision::Add | Decision::Change(_) | Decision::Aside(_) | Decision::Rejected(_) => {
                Decision::Aside(RowFlaw::MergedRecord)
            }
        })
    }
}

/// What tells the people of a sheet apart: the document, or name, birth and door.
fn row_key(seals: &Seals, row: &RowRead) -> Vec<u8> {
    document_index(seals, &row.document).unwrap_or_else(|| {
        let born = row.born.map(|born| born.to_string()).unwrap_or_default();
        seals.index("row", &format!("{}\n{born}\n{:?}", row.name.as_str(), row.door))
    })
}

fn changed(
    id: PersonId,
    known: &Known,
    row: &RowRead,
    (document, phone): (&Option<Vec<u8>>, &Option<Vec<u8>>),
    door: Option<&PlaceCode>,
) -> Decision {
    let has_document = document.is_some();
    let is_same = (!has_document
        || (*document == known.document && row.document.kind() == known.document_kind))
        && (phone.is_none() || *phone == known.phone)
        && (row.sex.is_none() || row.sex == known.sex)
        && (row.born.is_none() || row.born == known.born)
        && (row.relation.is_none() || row.relation == Some(known.relation))
        && (row.stay.is_none() || row.stay == Some(known.stay))
        && (row.note.is_empty() || row.note == known.note)
        && door == Some(&known.door);
    if is_same { Decision::Unchanged } else { Decision::Change(id) }
}

/// A note as it comes back from a sheet: what was typed at the desk may hold signs that no cell
/// keeps, and is not changed by a list that only lost them.
fn as_in_a_sheet(note: &str) -> String {
    let is_kept = |sign: &char| !sign.is_control() || matches!(sign, '\t' | '\n' | '\r');
    let written: String = note.chars().filter(is_kept).collect();
    fangxian_sheets::text(&fangxian_sheets::Cell::Text(written))
}
