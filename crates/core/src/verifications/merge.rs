//! Which lines ask about one person. It is decided of each two of them by what both say, and whoever is
//! linked by others is one: so it matters not in which order lists come.

use crate::ids::PersonId;
use std::collections::HashMap;

/// What a line is compared by. Of document and contact the keyed index: the same for the same alone, and
/// nobody reads a number from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineKeys {
    /// The index of the document, where the line has a right one.
    pub document: Option<Vec<u8>>,
    /// The index of name and phone together, where it has both.
    pub contact: Option<Vec<u8>>,
    /// Who of the register it is, where he was found.
    pub person: Option<PersonId>,
}

/// Whether two lines ask about one person: the same document, the same record of the register, or the same
/// name and phone where at most one of the two has a document. Two documents under one name and phone are
/// two people until the register says otherwise.
pub fn is_same_person(one: &LineKeys, other: &LineKeys) -> bool {
    let shared = |a: &Option<Vec<u8>>, b: &Option<Vec<u8>>| a.is_some() && a == b;
    let is_person = one.person.is_some() && one.person == other.person;
    let lacks_document = one.document.is_none() || other.document.is_none();
    shared(&one.document, &other.document)
        || is_person
        || (lacks_document && shared(&one.contact, &other.contact))
}

/// What several lines may share.
#[derive(PartialEq, Eq, Hash)]
enum Shared<'a> {
    Document(&'a [u8]),
    Person(PersonId),
}

/// The group of each line, named by the first line that is in it. Lines with the same mark in `before` are
/// one person already.
pub fn groups(lines: &[LineKeys], before: &[Option<usize>]) -> Vec<usize> {
    let mut forest = Forest((0..lines.len()).collect());
    let mut known: HashMap<usize, usize> = HashMap::new();
    for (n, mark) in before.iter().enumerate() {
        if let Some(mark) = mark {
            forest.join(*known.entry(*mark).or_insert(n), n);
        }
    }
    let mut shared: HashMap<Shared<'_>, usize> = HashMap::new();
    let mut contacts: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (n, one) in lines.iter().enumerate() {
        let keys = [one.document.as_deref().map(Shared::Document), one.person.map(Shared::Person)];
        for key in keys.into_iter().flatten() {
            let first = *shared.entry(key).or_insert(n);
            forest.join(first, n);
        }
        if let Some(contact) = &one.contact {
            contacts.entry(contact).or_default().push(n);
        }
    }
    for own in contacts.into_values() {
        // One without a document is linked to each of them.
        let without = own.iter().find(|n| lines.get(**n).is_some_and(|one| one.document.is_none()));
        if let Some(without) = without {
            own.iter().for_each(|n| forest.join(*without, *n));
        }
    }
    (0..lines.len()).map(|n| forest.root(n)).collect()
}

/// Each line points to one that is no later, a root to itself.
struct Forest(Vec<usize>);

impl Forest {
    fn root(&mut self, n: usize) -> usize {
        let mut root = n;
        while let Some(up) = self.0.get(root).copied().filter(|up| *up != root) {
            root = up;
        }
        let mut at = n;
        while let Some(up) = self.0.get(at).copied().filter(|up| *up != root) {
            if let Some(own) = self.0.get_mut(at) {
                *own = root;
            }
            at = up;
        }
        root
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(own) = self.0.get_mut(one.max(other)) {
            *own = one.min(other);
        }
    }
}
