//! Finding anybody of a whole city in memory: for each community the names, the ends of numbers
//! and the doors of its people, packed, and nothing else of them. Some seventy bytes a person.

use super::roster::Door;
use fangxian_core::ids::PersonId;
use fangxian_core::people::{Initials, Words};
use std::sync::Arc;

/// The people of a community, to be searched.
#[derive(Debug)]
pub(crate) struct Finder {
    people: Box<[Entry]>,
    /// Names, one after the other.
    names: Box<str>,
    /// In the order of the walk, as the entries are.
    doors: Box<[Arc<Door>]>,
}

#[derive(Debug)]
struct Entry {
    id: PersonId,
    /// Where the name ends; it begins where the one before ends.
    name_ends: u32,
    /// The place among the doors.
    door: u32,
    /// The letters with which the signs of the name may begin.
    initials: Initials,
    document_tail: Tail,
    phone_tail: Tail,
}

/// The last four signs of a number; zeros where there is none or it is shorter.
type Tail = [u8; 4];

fn tail_of(text: &str) -> Tail {
    let tail: Result<Tail, _> = text.as_bytes().try_into();
    tail.unwrap_or_default()
}

/// Somebody as he goes into a finder.
pub(crate) struct Findable<'a> {
    pub(crate) id: PersonId,
    pub(crate) name: &'a str,
    /// The place among the doors.
    pub(crate) door: usize,
    pub(crate) document_tail: &'a str,
    pub(crate) phone_tail: &'a str,
}

impl Finder {
    /// From the people of a community, by door.
    pub(crate) fn new<'a>(
        doors: Vec<Arc<Door>>,
        findable: impl Iterator<Item = Findable<'a>>,
    ) -> Finder {
        let mut names = String::new();
        let mut people = Vec::new();
        for one in findable {
            names.push_str(one.name);
            people.push(Entry {
                id: one.id,
                name_ends: u32::try_from(names.len()).unwrap_or(u32::MAX),
                door: u32::try_from(one.door).unwrap_or(u32::MAX),
                initials: Initials::of(one.name),
                document_tail: tail_of(one.document_tail),
                phone_tail: tail_of(one.phone_tail),
            });
        }
        let (people, names) = (people.into_boxed_slice(), names.into_boxed_str());
        Finder { people, names, doors: doors.into_boxed_slice() }
    }

    /// Up to so many whom the words mean, with their doors.
    pub(crate) fn find(&self, words: &Words, limit: usize) -> Vec<(PersonId, &Arc<Door>)> {
        let mut found = Vec::new();
        let fitting_doors = self.fitting_doors(words);
        let digits = match words {
            Words::Digits(digits) => tail_of(digits),
            Words::Name(_) | Words::Letters(_) | Words::Door(_) => Tail::default(),
        };
        let mut name_begins = 0;
        for one in &self.people {
            let name_ends = one.name_ends as usize;
            let fits_name = || {
                words.may_fit(one.initials)
                    && self.names.get(name_begins..name_ends).is_some_and(|n| words.fits_name(n))
            };
            let fits_tail = digits != Tail::default()
                && (one.document_tail == digits || one.phone_tail == digits);
            let door = one.door as usize;
            if fits_tail || fitting_doors.get(door).copied().unwrap_or_default() || fits_name() {
                found.extend(self.doors.get(door).map(|door| (one.id, door)));
                if found.len() >= limit {
                    break;
                }
            }
            name_begins = name_ends;
        }
        found
    }

    /// Which doors the words mean: there are fewer of them than people.
    fn fitting_doors(&self, words: &Words) -> Vec<bool> {
        match words {
            Words::Letters(_) => Vec::new(),
            Words::Digits(_) => self.doors.iter().map(|d| words.fits_door(&d.within)).collect(),
            Words::Name(_) | Words::Door(_) => {
                self.doors.iter().map(|d| words.fits_door(&d.whole())).collect()
            }
        }
    }
}
