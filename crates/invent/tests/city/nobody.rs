//! Nobody can be meant: numbers and phones are reserved, and none comes twice.

use crate::{city, heads};
use fangxian_invent::{City, Document, Person, Sex, check_character, phone_is_reserved};
use std::collections::HashSet;

fn check_document(person: &Person) {
    assert!(person.document.is_reserved(), "{person:?}");
    if let Document::ResidentId(number) = &person.document {
        let (first, last) = number.split_at(17);
        assert_eq!(check_character(first), last.chars().next(), "{number}");
        assert_eq!(number[6..14], person.born.strftime("%Y%m%d").to_string());
        let odd = number.as_bytes()[16] % 2 == 1;
        assert_eq!(odd, person.sex == Sex::Male, "{number}");
    }
}

/// Goes through a whole city, and returns how many documents and phones it saw.
fn check_city(city: &City) -> (usize, usize) {
    let mut documents: HashSet<String> = HashSet::new();
    let mut phones: HashSet<String> = HashSet::new();
    for community in city.communities() {
        let mut phones_here = HashSet::new();
        for (_, person) in community.people() {
            check_document(person);
            if let Some(number) = person.document.number() {
                assert!(documents.insert(number.to_owned()), "{number} comes twice");
            }
            if let Some(phone) = &person.phone {
                assert!(phone_is_reserved(phone), "{phone}");
                phones_here.insert(phone.clone());
            }
        }
        for phone in phones_here {
            assert!(phones.insert(phone.clone()), "{phone} is in two communities");
        }
    }
    (documents.len(), phones.len())
}

#[test]
fn no_number_of_50_000_comes_twice_and_all_are_reserved() {
    let (n_documents, n_phones) = check_city(&city());
    assert!((49_700..50_000).contains(&n_documents), "{n_documents}");
    assert!((36_000..43_000).contains(&n_phones), "{n_phones}");
}

#[test]
#[ignore = "a million people: run in release"]
fn no_number_of_a_million_comes_twice_and_all_are_reserved() {
    check_city(&City::plan(&heads(300), 1_000_000, 9).unwrap());
}

#[test]
fn a_phone_is_shared_within_a_household_alone_and_children_have_none() {
    for community in city().communities() {
        let mut seen: HashSet<String> = HashSet::new();
        let day = community.reference_day;
        for household in &community.households {
            let here: HashSet<&String> =
                household.members.iter().filter_map(|person| person.phone.as_ref()).collect();
            assert!(here.iter().all(|phone| !seen.contains(*phone)));
            seen.extend(here.into_iter().cloned());
            let child = |person: &&Person| person.age_on(day) < 14;
            assert!(household.members.iter().filter(child).all(|child| child.phone.is_none()));
        }
    }
}

#[test]
fn there_are_other_papers_and_other_names() {
    let city = City::plan(&heads(40), 120_000, 5).unwrap();
    let mut kinds: HashSet<&'static str> = HashSet::new();
    let (mut n_dotted, mut n_latin, mut n_rare, mut n_four) = (0, 0, 0, 0);
    for community in city.communities() {
        for (_, person) in community.people() {
            kinds.insert(person.document.kind_written());
            n_dotted += usize::from(person.name.contains('·'));
            n_latin += usize::from(person.name.starts_with(|c: char| c.is_ascii_alphabetic()));
            let rare = |c: char| "𠮷㛃䶮𬭚𫍽㐂堃犇垚翀".contains(c);
            n_rare += usize::from(person.name.contains(rare));
            n_four += usize::from(person.name.chars().any(|c| c.len_utf8() == 4));
        }
    }
    assert_eq!(kinds.len(), 5, "{kinds:?}");
    assert!((60..400).contains(&n_dotted), "{n_dotted}");
    assert!((15..150).contains(&n_latin), "{n_latin}");
    assert!((80..600).contains(&n_rare) && n_four > 20, "{n_rare} {n_four}");
}
