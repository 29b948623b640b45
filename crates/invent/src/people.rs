//! Turns sketches of families into people with names, papers, phones, needs and work.

use crate::calendar::{birthday_before, date_of, number_of};
use crate::chance::{Chance, Topic};
use crate::city::Settlement;
use crate::documents::{Block, Document, Papers};
use crate::family::{self, Shape, Sketch};
use crate::names::Origin;
use crate::needs::{self, Circumstances};
use crate::person::{Person, Relation, Sex, Stay};
use crate::venues::{VenueId, VenueKind, Venues};
use jiff::civil::Date;

/// Registers the people of one community.
pub(crate) struct Registrar<'a> {
    /// Decides of families alone, so that their ages do not hang on the names of a generation.
    families: Chance,
    chance: Chance,
    settlement: Settlement,
    rank: u64,
    papers: Papers,
    venues: &'a Venues,
    reference: Date,
    reference_day: i32,
}

/// What the members of a household share.
struct Bonds {
    origin: Origin,
    /// The family names of head and spouse.
    families: [&'static str; 2],
    head_sex: Sex,
    stay: Stay,
    alone: bool,
    may_expect: bool,
}

impl<'a> Registrar<'a> {
    pub(crate) fn new(
        code: &str,
        settlement: Settlement,
        block: Block,
        venues: &'a Venues,
        reference: Date,
    ) -> Registrar<'a> {
        let reference_day = number_of(reference);
        let papers = Papers::new(block, reference_day);
        let rank = block.rank;
        let families = Chance::of(block.seed, Topic::Families, code);
        let chance = Chance::of(block.seed, Topic::People, code);
        Registrar { families, chance, settlement, rank, papers, venues, reference, reference_day }
    }

    /// Families of exactly so many people together.
    pub(crate) fn families(&mut self, people: u64) -> Vec<Vec<Person>> {
        let mut left = usize::try_from(people).unwrap_or(usize::MAX);
        let mut families = Vec::with_capacity(left / 2);
        while left > 0 {
            let shape = Shape::draw(self.settlement, &mut self.families);
            let mut sketches = family::members(shape, &mut self.families);
            sketches.truncate(left);
            left -= sketches.len();
            families.push(self.family(shape, &sketches));
        }
        families
    }

    fn family(&mut self, shape: Shape, sketches: &[Sketch]) -> Vec<Person> {
        let bonds = self.bonds(shape, sketches);
        let mut people: Vec<Person> =
            sketches.iter().map(|sketch| self.person(*sketch, &bonds)).collect();
        self.share_phones(&mut people, sketches);
        people
    }

    fn bonds(&mut self, shape: Shape, sketches: &[Sketch]) -> Bonds {
        let origin = Origin::draw(&mut self.chance);
        let families = [origin.family_name(&mut self.chance), origin.family_name(&mut self.chance)];
        let temporary = self.chance.in_100(shape.temporary_of_100()) || origin == Origin::Foreign;
        let couple = sketches
            .iter()
            .any(|one| matches!(one.relation, Relation::Spouse | Relation::ChildInLaw));
        Bonds {
            origin,
            families,
            head_sex: sketches.first().map_or(Sex::Male, |head| head.sex),
            stay: if temporary { Stay::Temporary } else { Stay::Permanent },
            alone: sketches.len() == 1,
            may_expect: couple && sketches.iter().all(|one| one.age >= 1),
        }
    }

    fn person(&mut self, sketch: Sketch, bonds: &Bonds) -> Person {
        let latest = birthday_before(self.reference, sketch.age);
        let born_day = latest - self.chance.below(365).cast_signed();
        let born = date_of(born_day);
        let family = self.family_name(sketch, bonds);
        let name = bonds.origin.name(family, sketch.sex, born.year(), &mut self.chance);
        let circumstances = Circumstances {
            age: sketch.age,
            sex: sketch.sex,
            relation: sketch.relation,
            alone: bonds.alone,
            may_expect: bonds.may_expect,
            reference: self.reference,
        };
        Person {
            name,
            sex: sketch.sex,
            born,
            relation: sketch.relation,
            document: self.document(sketch, bonds.origin, born_day),
            phone: self.phone(sketch.age),
            stay: bonds.stay,
            needs: needs::needs(&circumstances, &mut self.chance),
            work: self.work(sketch),
        }
    }

    /// Children are named after the father, most of them; wives keep their name.
    fn family_name(&mut self, sketch: Sketch, bonds: &Bonds) -> &'static str {
        let [head, spouse] = bonds.families;
        let (father, mother) = match bonds.head_sex {
            Sex::Male => (head, spouse),
            Sex::Female => (spouse, head),
        };
        match (sketch.relation, sketch.sex) {
            (Relation::Head, _) => head,
            (Relation::Spouse, _) => spouse,
            (Relation::Child, _) if self.chance.in_100(95) => father,
            (Relation::Child, _) => mother,
            (Relation::Grandchild, _) if self.chance.in_100(75) => father,
            (Relation::Parent, Sex::Male) => head,
            (Relation::Parent, Sex::Female)
            | (
                Relation::Grandchild | Relation::ChildInLaw | Relation::Tenant | Relation::Other,
                _,
            ) => bonds.origin.family_name(&mut self.chance),
        }
    }

    fn document(&mut self, sketch: Sketch, origin: Origin, born_day: i32) -> Document {
        let head = sketch.relation == Relation::Head;
        match origin {
            Origin::Foreign => return self.papers.passport(),
            Origin::HongKongMacao if head => {
                let letter = if self.chance.in_100(85) { 'H' } else { 'M' };
                return self.papers.hong_kong_macao_permit(letter);
            }
            Origin::Taiwan if head => return self.papers.taiwan_permit(),
            Origin::Han | Origin::Dotted | Origin::HongKongMacao | Origin::Taiwan => {}
        }
        let newborn = self.reference_day - born_day < 60;
        if self.chance.in_10_000(if newborn { 5_500 } else { 8 }) {
            return Document::NoneYet;
        }
        self.papers.resident_id(born_day, sketch.sex)
    }

    fn phone(&mut self, age: i32) -> Option<String> {
        let of_100 = match age {
            ..14 => 0,
            14..18 => 55,
            18..60 => 98,
            60..75 => 82,
            75..85 => 52,
            _ => 28,
        };
        self.chance.in_100(of_100).then(|| self.papers.phone())
    }

    /// Some of the old and some of those of school age are reached at a younger one's number.
    fn share_phones(&mut self, people: &mut [Person], sketches: &[Sketch]) {
        let lends = |(person, sketch): (&Person, &Sketch)| {
            person.phone.clone().filter(|_| (18..70).contains(&sketch.age))
        };
        let Some(phone) = people.iter().zip(sketches).find_map(lends) else { return };
        for (person, sketch) in people.iter_mut().zip(sketches) {
            let borrows = match sketch.age {
                60.. => 55,
                14..18 => 60,
                _ => 0,
            };
            if person.phone.is_none() && self.chance.in_100(borrows) {
                person.phone = Some(phone.clone());
            }
        }
    }

    fn work(&mut self, sketch: Sketch) -> Option<VenueId> {
        let village = self.settlement == Settlement::Village;
        let employed = match (sketch.age, sketch.sex) {
            (3..=5, _) => return self.near(VenueKind::Kindergarten, 88),
            (6..=17, _) => return self.near(VenueKind::School, 98),
            (18..=22, _) if self.chance.in_100(45) => {
                return Some(self.venues.popular(VenueKind::University, &mut self.chance));
            }
            (18..=54, Sex::Female) => 70,
            (18..=59, Sex::Male) => 84,
            (55..=59, Sex::Female) => 28,
            (60..=68, _) => 12,
            _ => 0,
        };
        // Who tills the village's land works at home.
        let employed = if village { employed * 6 / 10 } else { employed };
        if !self.chance.in_100(employed) {
            return None;
        }
        let kind = self.chance.weighted(&TRADES);
        if self.chance.in_100(35) {
            return Some(self.venues.near(kind, self.rank, &mut self.chance));
        }
        Some(self.venues.popular(kind, &mut self.chance))
    }

    fn near(&mut self, kind: VenueKind, of_100: u32) -> Option<VenueId> {
        let goes = self.chance.in_100(of_100);
        goes.then(|| self.venues.near(kind, self.rank, &mut self.chance))
    }
}

/// Of a hundred who work.
const TRADES: [(VenueKind, u32); 8] = [
    (VenueKind::Office, 46),
    (VenueKind::Shop, 18),
    (VenueKind::Factory, 15),
    (VenueKind::Restaurant, 7),
    (VenueKind::School, 5),
    (VenueKind::Hospital, 4),
    (VenueKind::Supermarket, 3),
    (VenueKind::Market, 2),
];
