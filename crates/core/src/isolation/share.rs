//! Who may share a room: nobody, unless somebody cannot be alone and is of one's household.

use super::rules::IsolationRules;
use super::{Guest, GuestClass};
use crate::coded;

coded! {
    /// Why somebody cannot be alone in a room.
    AloneWhy {
        /// 未成年
        Child = "child",
        /// 高龄
        Elder = "elder",
        /// 需要照护
        Care = "care",
    }

    /// Why people may not share a room.
    ShareFlaw {
        /// 病例与密接
        CaseWithContact = "case_with_contact",
        /// 不同病例的密接
        OtherCase = "other_case",
        /// 不是一家人
        OtherHousehold = "other_household",
        /// 都可以独住
        CanBeAlone = "can_be_alone",
    }
}

/// Why somebody cannot be alone; none where he can.
pub fn cannot_be_alone(rules: &IsolationRules, guest: &Guest) -> Option<AloneWhy> {
    if guest.age.is_some_and(|age| age < rules.rooms.alone_from_age) {
        return Some(AloneWhy::Child);
    }
    if guest.needs.iter().any(|need| need.is_cared_for()) {
        return Some(AloneWhy::Care);
    }
    guest.age.is_some_and(|age| age >= rules.rooms.care_from_age).then_some(AloneWhy::Elder)
}

/// Whether these may be in one room. People who are ill may be in one hall. Of contacts at most one can be
/// alone: whoever looks after the others.
///
/// # Errors
/// The gravest flaw.
pub fn check_room(rules: &IsolationRules, guests: &[&Guest]) -> Result<(), ShareFlaw> {
    let pairs = || {
        guests
            .iter()
            .enumerate()
            .flat_map(|(n, one)| guests.iter().skip(n + 1).map(move |other| (*one, *other)))
    };
    if pairs().any(|(one, other)| one.exposure.class != other.exposure.class) {
        return Err(ShareFlaw::CaseWithContact);
    }
    let is_of_cases = guests.iter().all(|one| one.exposure.class == GuestClass::Case);
    if is_of_cases {
        return Ok(());
    }
    if pairs().any(|(one, other)| !one.exposure.may_meet(other.exposure)) {
        return Err(ShareFlaw::OtherCase);
    }
    if pairs().any(|(one, other)| one.household != other.household) {
        return Err(ShareFlaw::OtherHousehold);
    }
    let n_alone = guests.iter().filter(|one| cannot_be_alone(rules, one).is_none()).count();
    match n_alone > 1 {
        true => Err(ShareFlaw::CanBeAlone),
        false => Ok(()),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{Exposure, GuestNeed};
    use super::*;
    use crate::ids::{CaseId, PersonId};
    use crate::places::PlaceCode;
    use uuid::Uuid;

    /// Somebody: `contact 1 2 34` of case 1, at door 2, 34 years old.
    pub(in crate::isolation) fn guest(n: u128, words: &str) -> Guest {
        let words: Vec<&str> = words.split(' ').collect();
        let needs = words.get(4..).unwrap_or_default();
        Guest {
            person: PersonId::from_uuid(Uuid::from_u128(n)),
            exposure: Exposure {
                class: GuestClass::from_code(words[0]).unwrap(),
                case: CaseId::from_uuid(Uuid::from_u128(words[1].parse().unwrap())),
            },
            household: PlaceCode::parse(&format!("140105001001-01-5-1-{}", words[2])).unwrap(),
            age: words[3].parse().ok(),
            needs: needs.iter().map(|need| GuestNeed::from_code(need).unwrap()).collect(),
        }
    }

    fn check(people: &[&str], expected: Option<ShareFlaw>) {
        let rules = IsolationRules::built_in().unwrap();
        let guests: Vec<Guest> = people.iter().zip(1..).map(|(one, n)| guest(n, one)).collect();
        let all: Vec<&Guest> = guests.iter().collect();
        assert_eq!(check_room(&rules, &all).err(), expected, "{people:?}");
        let back: Vec<&Guest> = guests.iter().rev().collect();
        assert_eq!(check_room(&rules, &back).err(), expected, "in any order");
    }

    #[test]
    fn a_room_is_for_one_and_for_whoever_cannot_be_alone() {
        check(&[], None);
        check(&["contact 1 101 34"], None);
        check(&["contact 1 101 34", "contact 1 101 36"], Some(ShareFlaw::CanBeAlone));
        check(&["contact 1 101 34", "contact 1 101 14"], None);
        check(&["contact 1 101 34", "contact 1 101 15"], Some(ShareFlaw::CanBeAlone));
        check(&["contact 1 101 60", "contact 1 101 80"], None);
        check(&["contact 1 101 60", "contact 1 101 79"], Some(ShareFlaw::CanBeAlone));
        check(&["contact 1 101 60", "contact 1 101 50 bedridden"], None);
        check(&["contact 1 101 60", "contact 1 101 50 dialysis"], Some(ShareFlaw::CanBeAlone));
        check(&["contact 1 101 5", "contact 1 101 3"], None);
        let two = ["contact 1 101 34", "contact 1 101 36", "contact 1 101 3"];
        check(&two, Some(ShareFlaw::CanBeAlone));
    }

    #[test]
    fn nobody_shares_with_a_case_another_case_s_contact_or_another_household() {
        check(&["case 1 101 34", "contact 1 101 3"], Some(ShareFlaw::CaseWithContact));
        check(&["contact 1 101 34", "contact 2 101 3"], Some(ShareFlaw::OtherCase));
        check(&["contact 1 101 34", "contact 1 102 3"], Some(ShareFlaw::OtherHousehold));
        check(&["case 1 101 34", "case 2 102 40"], None);
        let all = ["case 1 101 34", "case 2 102 40", "contact 1 101 3"];
        check(&all, Some(ShareFlaw::CaseWithContact));
    }
}
