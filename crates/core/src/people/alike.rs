//! Two records that may be one person, and on what ground.

use super::{Name, pinyin_of};
use crate::ids::PersonId;
use crate::{CityDay, coded};
use std::collections::{BTreeMap, BTreeSet, HashMap};

coded! {
    /// Why two records may be one person, the strongest ground first.
    AlikeGround {
        /// The same document.
        Document = "document",
        /// The same name and day of birth.
        NameBorn = "name_born",
        /// The same name and phone.
        NamePhone = "name_phone",
        /// A name of the same sound, and the same day of birth.
        SoundBorn = "sound_born",
        /// A name of the same sound, and the same phone.
        SoundPhone = "sound_phone",
    }
}

/// What records are compared by. Of document and phone the keyed index: the same for the same
/// number only, and nobody reads the number from it.
#[derive(Clone, Debug)]
pub struct Traits {
    /// Which record.
    pub id: PersonId,
    /// The name.
    pub name: Name,
    /// Not always known.
    pub born: Option<CityDay>,
    /// The index of the document.
    pub document: Option<Vec<u8>>,
    /// The index of the phone.
    pub phone: Option<Vec<u8>>,
}

/// Two records that may be one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The one with the smaller id, which is the older record.
    pub one: PersonId,
    /// The other.
    pub other: PersonId,
    /// Why, the strongest ground first; never empty.
    pub grounds: Vec<AlikeGround>,
}

/// Why two records may be one person, the strongest ground first. A ground that a stronger one
/// holds already is not said again: whose names are the same, sound the same.
pub fn grounds(one: &Traits, other: &Traits) -> Vec<AlikeGround> {
    let is_shared = |a: &Option<Vec<u8>>, b: &Option<Vec<u8>>| a.is_some() && a == b;
    let same_phone = is_shared(&one.phone, &other.phone);
    let same_born = one.born.is_some() && one.born == other.born;
    let mut found = Vec::new();
    if is_shared(&one.document, &other.document) {
        found.push(AlikeGround::Document);
    }
    if !same_phone && !same_born {
        return found;
    }
    let [by_born, by_phone] = if one.name == other.name {
        [AlikeGround::NameBorn, AlikeGround::NamePhone]
    } else if pinyin_of(one.name.as_str()) == pinyin_of(other.name.as_str()) {
        [AlikeGround::SoundBorn, AlikeGround::SoundPhone]
    } else {
        return found;
    };
    found.extend(same_born.then_some(by_born));
    found.extend(same_phone.then_some(by_phone));
    found
}

/// What two records share that makes it worth comparing them.
#[derive(PartialEq, Eq, Hash)]
enum Shared<'a> {
    Document(&'a [u8]),
    Phone(&'a [u8]),
    SoundBorn(String, CityDay),
}

/// Every pair of these records that may be one person, the strongest ground first, and of the same
/// ground the oldest records first. Records are compared only where they share something, so that
/// a community of many thousands takes milliseconds.
pub fn candidates(people: &[Traits]) -> Vec<Candidate> {
    let mut sharing: HashMap<Shared<'_>, Vec<usize>> = HashMap::new();
    for (n, one) in people.iter().enumerate() {
        let mut put = |shared| sharing.entry(shared).or_default().push(n);
        if let Some(document) = &one.document {
            put(Shared::Document(document));
        }
        if let Some(phone) = &one.phone {
            put(Shared::Phone(phone));
        }
        if let Some(born) = one.born {
            put(Shared::SoundBorn(pinyin_of(one.name.as_str()), born));
        }
    }
    let mut found: BTreeMap<(PersonId, PersonId), Vec<AlikeGround>> = BTreeMap::new();
    let mut compared: BTreeSet<(usize, usize)> = BTreeSet::new();
    for group in sharing.values() {
        for (n, first) in group.iter().enumerate() {
            for second in group.iter().skip(n + 1) {
                if !compared.insert((*first, *second)) {
                    continue;
                }
                let (Some(one), Some(other)) = (people.get(*first), people.get(*second)) else {
                    continue;
                };
                let why = grounds(one, other);
                if !why.is_empty() && one.id != other.id {
                    found.insert((one.id.min(other.id), one.id.max(other.id)), why);
                }
            }
        }
    }
    let mut all: Vec<Candidate> = found
        .into_iter()
        .map(|((one, other), grounds)| Candidate { one, other, grounds })
        .collect();
    all.sort_by_key(|one| one.grounds.first().copied());
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(n: u128) -> PersonId {
        PersonId::from_uuid(Uuid::from_u128(n))
    }

    fn traits(n: u128, name: &str, born: &str, document: u8, phone: u8) -> Traits {
        let index = |value: u8| (value > 0).then(|| vec![value]);
        Traits {
            id: id(n),
            name: Name::parse(name).unwrap(),
            born: CityDay::parse(born).ok(),
            document: index(document),
            phone: index(phone),
        }
    }

    fn check(one: Traits, other: Traits, due: &[AlikeGround]) {
        assert_eq!(grounds(&one, &other), due);
        assert_eq!(grounds(&other, &one), due, "both ways");
    }

    #[test]
    fn records_are_alike_on_five_grounds_and_on_no_other() {
        use AlikeGround as G;
        let one = || traits(1, "张伟", "1980-01-02", 1, 1);
        check(one(), traits(2, "李四", "", 1, 0), &[G::Document]);
        check(one(), traits(2, "张伟", "1980-01-02", 2, 0), &[G::NameBorn]);
        check(one(), traits(2, "张伟", "", 0, 1), &[G::NamePhone]);
        check(one(), traits(2, "章威", "1980-01-02", 0, 0), &[G::SoundBorn]);
        check(one(), traits(2, "章威", "1981-01-02", 0, 1), &[G::SoundPhone]);
        check(
            one(),
            traits(2, "张伟", "1980-01-02", 1, 1),
            &[G::Document, G::NameBorn, G::NamePhone],
        );
        // A name alone, a phone of the household alone, a day alone are no ground.
        check(one(), traits(2, "张伟", "", 0, 2), &[]);
        check(one(), traits(2, "李四", "1980-01-02", 2, 1), &[]);
        // What is not known of either is not the same.
        check(traits(1, "张伟", "", 0, 0), traits(2, "张伟", "", 0, 0), &[]);
    }

    #[test]
    fn every_pair_is_found_once_the_strongest_first() {
        let people = [
            traits(5, "章威", "1980-01-02", 3, 0),
            traits(1, "张伟", "1980-01-02", 1, 1),
            traits(2, "张伟", "1980-01-02", 2, 1),
            traits(3, "李四", "1990-05-05", 1, 0),
            traits(4, "王五", "1990-05-05", 4, 4),
        ];
        let found = candidates(&people);
        let pairs: Vec<(PersonId, PersonId, AlikeGround)> =
            found.iter().map(|one| (one.one, one.other, one.grounds[0])).collect();
        assert_eq!(
            pairs,
            [
                (id(1), id(3), AlikeGround::Document),
                (id(1), id(2), AlikeGround::NameBorn),
                (id(1), id(5), AlikeGround::SoundBorn),
                (id(2), id(5), AlikeGround::SoundBorn),
            ]
        );
        // The same as comparing everybody with everybody.
        let mut due = 0;
        for (n, one) in people.iter().enumerate() {
            due +=
                people.iter().skip(n + 1).filter(|other| !grounds(one, other).is_empty()).count();
        }
        assert_eq!(found.len(), due);
        let mut turned: Vec<Traits> = people.to_vec();
        turned.reverse();
        assert_eq!(candidates(&turned), found, "the order makes no difference");
    }
}
