//! Whom the register itself offers for a ledger. Nobody is entered in silence: a candidate is
//! confirmed by a person, or passed over with a reason, and then not offered again until what the
//! rule rests on is different.

use super::CareCategory;
use crate::CityDay;
use crate::ids::PersonId;
use crate::people::Stay;
use crate::places::PlaceCode;

/// 80岁以上: full years.
pub const OVER_80_YEARS: i16 = 80;
/// Whoever lives alone is offered from this age on. Our own choice: from 60 the law speaks of old
/// people (老年人), and nobody wants to hear of every young tenant.
pub const AGED_ALONE_YEARS: i16 = 60;
/// 婴幼儿: below three full years. Our own choice, after the age of nurseries.
pub const INFANT_YEARS: i16 = 3;

/// Somebody of a household, as far as the rules look.
#[derive(Clone, Copy, Debug)]
pub struct Housemate {
    /// Who.
    pub id: PersonId,
    /// Not always known; then no rule of age speaks.
    pub born: Option<CityDay>,
    /// Why counted here.
    pub stay: Stay,
}

/// Somebody whom a rule offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// For what.
    pub category: CareCategory,
    /// Why, in a sentence.
    pub because: String,
    /// What it rests on: once passed over, he is offered again only when this is different.
    pub ground: String,
}

/// Whom the people of one household offer on `today`, in their order. Who only works here, or
/// visits, is cared for where he lives.
pub fn candidates(door: &PlaceCode, household: &[Housemate], today: CityDay) -> Vec<Candidate> {
    let lives = |one: &&Housemate| match one.stay {
        Stay::Permanent | Stay::Temporary => true,
        Stay::Staff | Stay::Visitor => false,
    };
    let residents: Vec<&Housemate> = household.iter().filter(lives).collect();
    let mut offered = Vec::new();
    for one in &residents {
        let Some(born) = one.born else { continue };
        let age = age(born, today);
        let mut offer = |category, because, ground| {
            offered.push(Candidate { person: one.id, category, because, ground });
        };
        if age >= OVER_80_YEARS {
            let because = format!("登记的出生日期是{}，今天{age}岁。", born.written());
            offer(CareCategory::Over80, because, format!("over_80:{born}"));
        }
        if age >= AGED_ALONE_YEARS && residents.len() == 1 {
            let because = format!("这一户只登记了一人，今天{age}岁。");
            offer(CareCategory::LivingAlone, because, format!("living_alone:{door}:{born}"));
        }
        if (0..INFANT_YEARS).contains(&age) {
            let because = format!("登记的出生日期是{}，未满{INFANT_YEARS}岁。", born.written());
            offer(CareCategory::Infant, because, format!("infant:{born}"));
        }
    }
    offered
}

fn age(born: CityDay, today: CityDay) -> i16 {
    let had_birthday = (today.month(), today.day_of_month()) >= (born.month(), born.day_of_month());
    today.year() - born.year() - i16::from(!had_birthday)
}
