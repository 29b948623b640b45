//! Two records of one person become one, and two again.

use super::Person;
use crate::{CityDay, coded};
use std::collections::BTreeSet;

coded! {
    /// A field of a record, of which whoever merges says from which side it comes.
    PersonField {
        /// 住址
        Door = "door",
        /// 姓名
        Name = "name",
        /// 证件
        Document = "document",
        /// 电话
        Phone = "phone",
        /// 性别
        Sex = "sex",
        /// 出生日期
        Born = "born",
        /// 与户主关系
        Relation = "relation",
        /// 备注
        Note = "note",
        /// 居住类型
        Stay = "stay",
    }
}

/// Why two records cannot become one as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeFlaw {
    /// Both are the same record.
    #[error("不能把一条登记与它自己合并")]
    SameRecord,
    /// The door of the other side lies in another community, which keeps lists of its own.
    #[error("两条登记在不同的社区：请保留本人实际居住地的那一条，住址不能取另一个社区的")]
    DoorElsewhere,
}

/// The record that stays: `kept` with the fields that come from `other`. A resident ID says sex and
/// birth, and outranks what was chosen of them.
pub fn merged(
    kept: &Person,
    other: &Person,
    from_other: &BTreeSet<PersonField>,
    today: CityDay,
) -> Result<Person, MergeFlaw> {
    if kept.id == other.id {
        return Err(MergeFlaw::SameRecord);
    }
    let mut whole = kept.clone();
    for field in from_other {
        if *field == PersonField::Door && community(kept) != community(other) {
            return Err(MergeFlaw::DoorElsewhere);
        }
        set(&mut whole, *field, other);
    }
    if let Some(held) = whole.document.resident_id(today) {
        whole.particulars.sex = Some(held.sex);
        whole.particulars.born = Some(held.born);
    }
    Ok(whole)
}

/// The record that stayed, once the merge is undone: what the merge changed is as `before`, what
/// somebody put right since (`now` differs from what the merge made, `then`) stays.
pub fn restored(before: &Person, then: &Person, now: &Person) -> Person {
    let mut whole = now.clone();
    for field in PersonField::ALL {
        if is_same(*field, then, now) {
            set(&mut whole, *field, before);
        }
    }
    whole
}

/// Twelve digits.
fn community(person: &Person) -> String {
    person.door.as_str().chars().take(12).collect()
}

fn set(whole: &mut Person, field: PersonField, from: &Person) {
    match field {
        PersonField::Door => whole.door = from.door.clone(),
        PersonField::Name => whole.name = from.name.clone(),
        PersonField::Document => whole.document = from.document.clone(),
        PersonField::Phone => whole.phone = from.phone.clone(),
        PersonField::Sex => whole.particulars.sex = from.particulars.sex,
        PersonField::Born => whole.particulars.born = from.particulars.born,
        PersonField::Relation => whole.particulars.relation = from.particulars.relation,
        PersonField::Note => whole.particulars.note = from.particulars.note.clone(),
        PersonField::Stay => whole.stay = from.stay,
    }
}

/// Whether two records say the same of a field.
fn is_same(field: PersonField, one: &Person, other: &Person) -> bool {
    !one.differences(other).contains(&field.code())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::people::{Document, DocumentKind, Name, Particulars, Phone, Relation, Sex, Stay};
    use crate::places::PlaceCode;
    use uuid::Uuid;

    fn today() -> CityDay {
        CityDay::parse("2022-11-24").unwrap()
    }

    fn person(n: u128, name: &str, door: &str, phone: Option<&str>) -> Person {
        Person {
            id: PersonId::from_uuid(Uuid::from_u128(n)),
            door: PlaceCode::parse(door).unwrap(),
            name: Name::parse(name).unwrap(),
            document: Document::none_yet(),
            phone: phone.map(|phone| Phone::parse(phone).unwrap()),
            particulars: Particulars {
                sex: None,
                born: None,
                relation: Relation::Other,
                note: String::new(),
            },
            stay: Stay::Permanent,
        }
    }

    fn pair() -> (Person, Person) {
        let kept = person(1, "张伟", "140110003001-01-5-1-101", None);
        let mut other = person(2, "章威", "140110003001-01-6-1-101", Some("10000000001"));
        other.document =
            Document::parse(DocumentKind::ResidentId, "11010519491231002X", today()).unwrap();
        other.particulars.note = "透析".to_owned();
        other.stay = Stay::Temporary;
        (kept, other)
    }

    #[test]
    fn each_field_comes_from_the_side_that_was_chosen() {
        let (kept, other) = pair();
        let none = merged(&kept, &other, &BTreeSet::new(), today()).unwrap();
        assert_eq!(none, kept);
        for field in PersonField::ALL {
            let whole = merged(&kept, &other, &BTreeSet::from([*field]), today()).unwrap();
            assert!(is_same(*field, &whole, &other), "{field:?}");
            for rest in PersonField::ALL.iter().filter(|rest| *rest != field) {
                let follows = *field == PersonField::Document
                    && matches!(rest, PersonField::Sex | PersonField::Born);
                assert!(follows || is_same(*rest, &whole, &kept), "{field:?} {rest:?}");
            }
        }
        let whole = merged(&kept, &other, &PersonField::ALL.iter().copied().collect(), today());
        let whole = whole.unwrap();
        // The number says them, whatever stood beside it.
        assert_eq!(whole.particulars.sex, Some(Sex::Female));
        assert_eq!(whole.id, kept.id);
    }

    #[test]
    fn a_door_of_another_community_and_a_record_with_itself_are_refused() {
        let (kept, mut other) = pair();
        assert_eq!(merged(&kept, &kept, &BTreeSet::new(), today()), Err(MergeFlaw::SameRecord));
        other.door = PlaceCode::parse("140110003002-01-6-1-101").unwrap();
        let door = BTreeSet::from([PersonField::Door]);
        assert_eq!(merged(&kept, &other, &door, today()), Err(MergeFlaw::DoorElsewhere));
        assert!(merged(&kept, &other, &BTreeSet::new(), today()).is_ok());
    }

    #[test]
    fn undone_it_is_as_before_but_for_what_was_put_right_since() {
        let (kept, other) = pair();
        let all: BTreeSet<PersonField> = PersonField::ALL.iter().copied().collect();
        let then = merged(&kept, &other, &all, today()).unwrap();
        assert_eq!(restored(&kept, &then, &then), kept);
        for field in PersonField::ALL {
            let mut now = then.clone();
            match field {
                PersonField::Note => now.particulars.note = "已出院".to_owned(),
                PersonField::Stay => now.stay = Stay::Visitor,
                PersonField::Relation => now.particulars.relation = Relation::Head,
                PersonField::Phone => now.phone = None,
                PersonField::Door
                | PersonField::Name
                | PersonField::Document
                | PersonField::Sex
                | PersonField::Born => continue,
            }
            let back = restored(&kept, &then, &now);
            assert!(is_same(*field, &back, &now), "{field:?} was put right since");
            let others = back.differences(&kept);
            assert!(others.iter().all(|one| *one == field.code()), "{others:?}");
        }
    }
}
