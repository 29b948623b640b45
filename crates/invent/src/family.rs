//! Who lives together: households whose ages hang together.

use crate::chance::Chance;
use crate::city::Settlement;
use crate::person::{Relation, Sex};

/// A person before the name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Sketch {
    /// Years completed on the reference day.
    pub(crate) age: i32,
    pub(crate) sex: Sex,
    pub(crate) relation: Relation,
}

/// What kind of household it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    AloneYoung,
    AloneMiddle,
    AloneOld,
    CoupleYoung,
    CoupleOld,
    OneChild,
    TwoChildren,
    LoneParent,
    /// A couple with children and the parents of one of them.
    ParentsMovedIn,
    /// An old head with a married child and a grandchild.
    ChildStayed,
    /// Somebody unmarried who looks after his parents.
    WithParents,
    /// Grandparents whose grandchild's parents work elsewhere.
    WithGrandchild,
    /// Young people who share the rent.
    Tenants,
}

/// Per mille of households.
type Shapes = [(Shape, u32); 13];

const URBAN: Shapes = [
    (Shape::OneChild, 225),
    (Shape::CoupleOld, 150),
    (Shape::AloneYoung, 110),
    (Shape::CoupleYoung, 95),
    (Shape::TwoChildren, 85),
    (Shape::AloneOld, 65),
    (Shape::AloneMiddle, 55),
    (Shape::ParentsMovedIn, 45),
    (Shape::Tenants, 45),
    (Shape::WithParents, 45),
    (Shape::LoneParent, 35),
    (Shape::ChildStayed, 30),
    (Shape::WithGrandchild, 15),
];

const VILLAGE: Shapes = [
    (Shape::CoupleOld, 220),
    (Shape::OneChild, 150),
    (Shape::AloneOld, 130),
    (Shape::TwoChildren, 110),
    (Shape::AloneMiddle, 60),
    (Shape::CoupleYoung, 60),
    (Shape::WithParents, 60),
    (Shape::ChildStayed, 50),
    (Shape::AloneYoung, 40),
    (Shape::ParentsMovedIn, 40),
    (Shape::LoneParent, 30),
    (Shape::WithGrandchild, 30),
    (Shape::Tenants, 20),
];

impl Shape {
    /// One by chance.
    pub(crate) fn draw(settlement: Settlement, chance: &mut Chance) -> Shape {
        match settlement {
            Settlement::Urban => chance.weighted(&URBAN),
            Settlement::Village => chance.weighted(&VILLAGE),
        }
    }

    /// Of a hundred such households, how many are here for a time only.
    pub(crate) fn temporary_of_100(self) -> u32 {
        match self {
            Shape::Tenants => 92,
            Shape::AloneYoung => 60,
            Shape::CoupleYoung => 40,
            Shape::AloneMiddle | Shape::OneChild | Shape::LoneParent => 22,
            Shape::TwoChildren | Shape::WithGrandchild => 18,
            Shape::ParentsMovedIn | Shape::WithParents => 8,
            Shape::AloneOld | Shape::CoupleOld | Shape::ChildStayed => 3,
        }
    }
}

/// The members of a household, head first, in an order of which any beginning is a household too:
/// where only few people are left to be housed, the rest is cut off.
pub(crate) fn members(shape: Shape, chance: &mut Chance) -> Vec<Sketch> {
    let mut family = Family { chance, members: Vec::with_capacity(4) };
    match shape {
        Shape::AloneYoung => {
            family.alone(19, 39);
        }
        Shape::AloneMiddle => {
            family.alone(40, 59);
        }
        Shape::AloneOld => family.alone_old(),
        Shape::CoupleYoung => family.couple(24, 45),
        Shape::CoupleOld => family.couple_old(),
        Shape::OneChild => {
            family.couple(29, 55);
            family.child();
        }
        Shape::TwoChildren => {
            family.couple(28, 49);
            family.two_children();
        }
        Shape::LoneParent => {
            let sex = if family.chance.in_100(68) { Sex::Female } else { Sex::Male };
            family.head(28, 54, sex);
            family.child();
        }
        Shape::ParentsMovedIn => family.parents_moved_in(),
        Shape::ChildStayed => family.child_stayed(),
        Shape::WithParents => {
            family.alone(32, 60);
            family.parents();
        }
        Shape::WithGrandchild => family.with_grandchild(),
        Shape::Tenants => family.tenants(),
    }
    family.members
}

/// The oldest that anybody gets.
const AGE_MAX: i32 = 103;

struct Family<'a> {
    chance: &'a mut Chance,
    members: Vec<Sketch>,
}

impl Family<'_> {
    fn add(&mut self, age: i32, sex: Sex, relation: Relation) {
        self.members.push(Sketch { age: age.clamp(0, AGE_MAX), sex, relation });
    }

    fn any_sex(&mut self) -> Sex {
        // 105 boys to 100 girls.
        if self.chance.in_10_000(5_122) { Sex::Male } else { Sex::Female }
    }

    fn head(&mut self, low: i32, high: i32, sex: Sex) -> i32 {
        let age = self.chance.between(low, high);
        self.add(age, sex, Relation::Head);
        age
    }

    fn alone(&mut self, low: i32, high: i32) -> i32 {
        let sex = self.any_sex();
        self.head(low, high, sex)
    }

    fn alone_old(&mut self) {
        // The lower of two chances: of the very old there are few, and most are women.
        let age = self.chance.between(60, 97).min(self.chance.between(60, 97));
        let women = if age >= 75 { 68 } else { 55 };
        let sex = if self.chance.in_100(women) { Sex::Female } else { Sex::Male };
        self.add(age, sex, Relation::Head);
        if age >= 72 && self.chance.in_100(5) {
            let carer = self.chance.between(42, 58);
            self.add(carer, Sex::Female, Relation::Other);
        }
    }

    /// The age of the partner: husbands are mostly a little older.
    fn partner(&mut self, age: i32, sex: Sex) -> i32 {
        let older = self.chance.between(0, 3) + self.chance.between(-2, 3);
        match sex {
            Sex::Male => (age - older).max(20),
            Sex::Female => age + older.max(20 - age),
        }
    }

    fn couple(&mut self, low: i32, high: i32) {
        let sex = if self.chance.in_100(76) { Sex::Male } else { Sex::Female };
        let age = self.head(low, high, sex);
        let partner = self.partner(age, sex);
        self.add(partner, sex.other(), Relation::Spouse);
    }

    fn couple_old(&mut self) {
        let high = if self.chance.in_100(33) { 62 } else { 86 };
        let top = self.chance.between(48, high).min(self.chance.between(48, high) + 6);
        self.couple(top, top);
    }

    /// The younger of those who have children here: the head and the spouse.
    fn younger_parent(&self) -> i32 {
        self.members.iter().take(2).map(|member| member.age).min().unwrap_or(30)
    }

    fn child(&mut self) -> i32 {
        let parent = self.younger_parent();
        let mut age = parent - self.chance.between(21.min(parent), 32.min(parent));
        // The young parents of this city have not all had their child this very year.
        if age == 0 && parent >= 22 && self.chance.in_100(60) {
            age = self.chance.between(1, (parent - 21).min(4));
        }
        let sex = self.any_sex();
        self.add(age, sex, Relation::Child);
        age
    }

    fn two_children(&mut self) {
        let elder = self.child();
        let age = self.chance.between((elder - 7).max(0), elder - 1);
        let sex = self.any_sex();
        self.add(age, sex, Relation::Child);
    }

    /// One or both parents of the head.
    fn parents(&mut self) {
        let head = self.members.first().map_or(40, |head| head.age);
        let mother = (head + self.chance.between(22, 32)).min(94);
        let mother = mother.max(head + 21);
        let father = self.partner(mother, Sex::Female).max(head + 21);
        // Of the very old, one is mostly left.
        let both = self.chance.in_100(if mother >= 78 { 15 } else { 45 });
        if both || self.chance.in_100(70) {
            self.add(mother, Sex::Female, Relation::Parent);
            if both {
                self.add(father, Sex::Male, Relation::Parent);
            }
        } else {
            self.add(father, Sex::Male, Relation::Parent);
        }
    }

    fn parents_moved_in(&mut self) {
        self.couple(27, 46);
        if self.chance.in_100(62) {
            self.child();
        } else {
            self.two_children();
        }
        self.parents();
    }

    fn child_stayed(&mut self) {
        let sex = if self.chance.in_100(76) { Sex::Male } else { Sex::Female };
        let head = self.head(53, 74, sex);
        if self.chance.in_100(72) {
            let partner = self.partner(head, sex);
            self.add(partner, sex.other(), Relation::Spouse);
        }
        let child_sex = if self.chance.in_100(80) { Sex::Male } else { Sex::Female };
        let child = self.younger_parent() - self.chance.between(21, 29);
        // Somebody with a child of his own is at least twenty.
        let child = child.max(21).min(self.younger_parent() - 20);
        let partner = self.partner(child, child_sex);
        self.add(child, child_sex, Relation::Child);
        self.add(partner, child_sex.other(), Relation::ChildInLaw);
        let parent = child.min(partner);
        let age = parent - self.chance.between(20.min(parent), 32.min(parent));
        let grandchild_sex = self.any_sex();
        self.add(age, grandchild_sex, Relation::Grandchild);
    }

    fn with_grandchild(&mut self) {
        self.couple(56, 72);
        let age = self.chance.between(2, 14);
        let sex = self.any_sex();
        self.add(age, sex, Relation::Grandchild);
    }

    fn tenants(&mut self) {
        self.alone(18, 38);
        for _ in 0..self.chance.between(1, 3) {
            let sex = self.any_sex();
            let age = self.chance.between(18, 38);
            self.add(age, sex, Relation::Tenant);
        }
    }
}
