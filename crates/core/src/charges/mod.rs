//! 包联: who is in charge of which place of a community, from a day to a day, and 中心户, the
//! household that answers for ten to fifteen doors around it.
//!
//! What was said stands as facts: a charge is begun, ended, resumed, withdrawn. Who answers on a day
//! is computed from them ([`standing`](mod@standing)); lines as people paste them are read in
//! [`lines`].

pub mod lines;
pub mod standing;

pub use lines::{LineFlaw, LineRead, PlaceNamed, read_lines};
pub use standing::{Gaps, Houses, chain, gaps, households_of, people_overloaded};

use crate::ids::{AccountId, ChargeId, PersonId};
use crate::people::Name;
use crate::places::{PlaceCode, PlaceKind};
use crate::{CityDay, coded};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// 每名党员（村民代表）包联10至15户 (清徐县, 2022): fewer is said, not refused.
pub const ANCHOR_HOUSEHOLDS_MIN: usize = 10;
/// More is said, not refused.
pub const ANCHOR_HOUSEHOLDS_MAX: usize = 15;
/// So many days before its last one a charge is shown as ending. Our own choice: one week.
pub const ENDS_SOON_DAYS: i64 = 7;
/// The most doors that one charge may list. Our own bound; a whole unit is a place.
pub const DOORS_MAX: usize = 200;

coded! {
    /// What somebody is who is in charge.
    Capacity {
        /// 街道（乡镇）科级干部
        SectionCadre = "section_cadre",
        /// 社区（村）“两委”干部
        CommunityCadre = "community_cadre",
        /// 党员
        PartyMember = "party_member",
        /// 村（居）民代表
        Representative = "representative",
        /// 志愿者
        Volunteer = "volunteer",
        /// Any other: the property manager, a neighbor.
        Other = "other",
    }

    /// What a charge reaches.
    ReachKind {
        /// A place of the tree with all its doors.
        Place = "place",
        /// Some doors.
        Doors = "doors",
        /// 中心户: the doors around one household.
        Anchor = "anchor",
    }

    /// What was done to a charge.
    ChargeFactKind {
        /// Somebody was put in charge.
        Begun = "begun",
        /// It was given a last day.
        Ended = "ended",
        /// The end was taken back.
        Resumed = "resumed",
        /// It was begun by mistake, and held on no day.
        Withdrawn = "withdrawn",
    }

    /// What is worth a look in a charge, and is no mistake.
    ChargeRemark {
        /// Its last day is near.
        EndsSoon = "ends_soon",
        /// An anchor household with more doors than is meant.
        TooMany = "too_many",
        /// An anchor household with fewer doors than is meant.
        TooFew = "too_few",
    }
}

impl Capacity {
    /// Reads what people write beside a name: 街道科级干部, 党员志愿者. Who leads counts first.
    pub fn from_words(words: &str) -> Capacity {
        let has = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
        if has(&["科级", "处级", "县级", "街道干部", "乡镇干部", "领导"]) {
            Capacity::SectionCadre
        } else if has(&["两委", "书记", "主任", "社区干部", "村干部", "委员"]) {
            Capacity::CommunityCadre
        } else if has(&["党员"]) {
            Capacity::PartyMember
        } else if has(&["代表"]) {
            Capacity::Representative
        } else if has(&["志愿"]) {
            Capacity::Volunteer
        } else {
            Capacity::Other
        }
    }
}

/// Whom a person in charge is known as besides.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// By name and phone only: most cadres who are sent have neither.
    ByName,
    /// Somebody who signs in.
    Account(AccountId),
    /// Somebody of the register.
    Person(PersonId),
}

/// Who is in charge. The phone itself stands elsewhere, under a seal of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answerer {
    /// The name.
    pub name: Name,
    /// Whence: 尖草坪街道办事处; may be empty.
    pub unit: String,
    /// As what.
    pub capacity: Capacity,
    /// Who that is besides.
    pub known: Known,
    /// What stands for the phone: the same for the same number only. None where none was given.
    pub phone_key: Option<Vec<u8>>,
}

impl Answerer {
    /// Whether both are one person, as far as one can tell: the same account or record, else the
    /// same name, and not two phones.
    pub fn is_same_person(&self, other: &Answerer) -> bool {
        if self.known != Known::ByName && self.known == other.known {
            return true;
        }
        let phones = (&self.phone_key, &other.phone_key);
        let are_two = matches!(phones, (Some(one), Some(two)) if one != two);
        self.name == other.name && !are_two
    }
}

/// What somebody is in charge of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reach {
    /// A community, a compound, a building or a unit.
    Place(PlaceCode),
    /// Some doors.
    Doors(BTreeSet<PlaceCode>),
    /// An anchor household, and the doors that it answers for besides its own.
    Anchor {
        /// Its own door.
        home: PlaceCode,
        /// Its own is not among them.
        doors: BTreeSet<PlaceCode>,
    },
}

/// Why something can be in nobody's charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReachFlaw {
    /// No place, or several where one is meant.
    #[error("请选一处：社区、小区、楼栋或单元")]
    OnePlace,
    /// Larger than a community.
    #[error("包联只能在社区以内")]
    TooWide,
    /// No door.
    #[error("请选出所包的住户")]
    NoDoors,
    /// More doors than anybody can answer for.
    #[error("一次最多选200户；整个单元、整栋楼请按楼栋包联")]
    TooManyDoors,
    /// A unit or a building where a door is meant.
    #[error("中心户和所包的各户都应是门牌，不能是整栋楼")]
    NotADoor,
    /// An anchor household without its door.
    #[error("请指明中心户自己的门牌")]
    NoHome,
}

impl Reach {
    /// Puts a reach together, and refuses what can be in nobody's charge.
    pub fn read(
        kind: ReachKind,
        places: Vec<PlaceCode>,
        home: Option<PlaceCode>,
    ) -> Result<Reach, ReachFlaw> {
        let is_door = |place: &PlaceCode| place.kind() == PlaceKind::Household;
        let listed = |places: Vec<PlaceCode>| {
            let doors: BTreeSet<PlaceCode> = places.into_iter().collect();
            match doors.len() {
                0 => Err(ReachFlaw::NoDoors),
                n if n > DOORS_MAX => Err(ReachFlaw::TooManyDoors),
                _ if !doors.iter().all(is_door) => Err(ReachFlaw::NotADoor),
                _ => Ok(doors),
            }
        };
        match kind {
            ReachKind::Place => match <[PlaceCode; 1]>::try_from(places) {
                Ok([place]) if place.kind() < PlaceKind::Community => Err(ReachFlaw::TooWide),
                Ok([place]) if is_door(&place) => Ok(Reach::Doors(BTreeSet::from([place]))),
                Ok([place]) => Ok(Reach::Place(place)),
                Err(_) => Err(ReachFlaw::OnePlace),
            },
            ReachKind::Doors => Ok(Reach::Doors(listed(places)?)),
            ReachKind::Anchor => {
                let home = home.ok_or(ReachFlaw::NoHome)?;
                if !is_door(&home) {
                    return Err(ReachFlaw::NotADoor);
                }
                let others = places.into_iter().filter(|place| *place != home).collect();
                Ok(Reach::Anchor { doors: listed(others)?, home })
            }
        }
    }

    /// Its kind.
    pub fn kind(&self) -> ReachKind {
        match self {
            Reach::Place(_) => ReachKind::Place,
            Reach::Doors(_) => ReachKind::Doors,
            Reach::Anchor { .. } => ReachKind::Anchor,
        }
    }

    /// What it lists: the place, or the doors without the anchor's own.
    pub fn places(&self) -> Vec<PlaceCode> {
        match self {
            Reach::Place(place) => vec![place.clone()],
            Reach::Doors(doors) | Reach::Anchor { doors, .. } => doors.iter().cloned().collect(),
        }
    }

    /// The anchor household's own door.
    pub fn home(&self) -> Option<&PlaceCode> {
        match self {
            Reach::Anchor { home, .. } => Some(home),
            Reach::Place(_) | Reach::Doors(_) => None,
        }
    }

    /// Whether it holds this place: a door, or a building that lies in what it names.
    pub fn covers(&self, place: &PlaceCode) -> bool {
        match self {
            Reach::Place(own) => place.lies_within(own),
            Reach::Doors(doors) => doors.contains(place),
            Reach::Anchor { home, doors } => place == home || doors.contains(place),
        }
    }

    /// How near it comes to a door: what names the door itself is nearest.
    pub fn nearness(&self) -> PlaceKind {
        match self {
            Reach::Place(place) => place.kind(),
            Reach::Doors(_) | Reach::Anchor { .. } => PlaceKind::Household,
        }
    }

    /// Whether both name the same: one place, or a door that stands in both lists.
    pub fn meets(&self, other: &Reach) -> bool {
        match (self, other) {
            (Reach::Place(one), Reach::Place(two)) => one == two,
            (Reach::Place(_), Reach::Doors(_) | Reach::Anchor { .. })
            | (Reach::Doors(_) | Reach::Anchor { .. }, Reach::Place(_)) => false,
            (
                Reach::Doors(one) | Reach::Anchor { doors: one, .. },
                Reach::Doors(two) | Reach::Anchor { doors: two, .. },
            ) => !one.is_disjoint(two),
        }
    }
}

/// What was done to a charge, as it is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChargeAct {
    /// Begun, from a day, to a day where one was set.
    Begun {
        /// The first day.
        from: CityDay,
        /// The last day as it was set.
        to: Option<CityDay>,
    },
    /// Given a last day. A day before the first: it was handed over on its first day.
    Ended {
        /// The last day.
        last: CityDay,
    },
    /// The end was taken back: it holds as it was begun.
    Resumed,
    /// It never held.
    Withdrawn,
}

/// The days of a charge, as its facts have them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Term {
    /// It holds from a day to a day, both included.
    Days {
        /// The first day.
        from: CityDay,
        /// The last one; none while it is open.
        to: Option<CityDay>,
    },
    /// On no day.
    Never,
}

impl Term {
    /// From what was done, the oldest first. What does not begin is on no day.
    pub fn of(acts: &[ChargeAct]) -> Term {
        let mut begun = None;
        let mut term = Term::Never;
        for act in acts {
            term = match (*act, begun) {
                (ChargeAct::Begun { from, to }, _) => {
                    begun = Some((from, to));
                    Term::Days { from, to }
                }
                (ChargeAct::Ended { last }, Some((from, _))) => Term::Days { from, to: Some(last) },
                (ChargeAct::Resumed, Some((from, to))) => Term::Days { from, to },
                (ChargeAct::Withdrawn, _) | (_, None) => Term::Never,
            };
        }
        term
    }

    /// Whether it holds on a day.
    pub fn holds_on(self, day: CityDay) -> bool {
        match self {
            Term::Days { from, to } => from <= day && to.is_none_or(|last| day <= last),
            Term::Never => false,
        }
    }

    /// Whether both hold on some day.
    pub fn meets(self, other: Term) -> bool {
        let (Term::Days { from, to }, Term::Days { from: other_from, to: other_to }) =
            (self, other)
        else {
            return false;
        };
        let first = from.max(other_from);
        self.holds_on(first)
            && other.holds_on(first)
            && to.is_none_or(|last| other_from <= last)
            && other_to.is_none_or(|last| from <= last)
    }
}

/// Somebody's charge of something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Charge {
    /// Which.
    pub id: ChargeId,
    /// Who.
    pub who: Answerer,
    /// Of what.
    pub reach: Reach,
    /// When.
    pub term: Term,
}

impl Charge {
    /// What is worth a look on a day on which it holds.
    pub fn remarks(&self, day: CityDay) -> Vec<ChargeRemark> {
        let mut remarks = Vec::new();
        if let Term::Days { to: Some(last), .. } = self.term
            && self.term.holds_on(day)
            && last.days_since(day) <= ENDS_SOON_DAYS
        {
            remarks.push(ChargeRemark::EndsSoon);
        }
        if let Reach::Anchor { doors, .. } = &self.reach {
            match doors.len() {
                n if n > ANCHOR_HOUSEHOLDS_MAX => remarks.push(ChargeRemark::TooMany),
                n if n < ANCHOR_HOUSEHOLDS_MIN => remarks.push(ChargeRemark::TooFew),
                _ => {}
            }
        }
        remarks
    }

    /// Whether the same person has the same already on one of its days.
    pub fn repeats(&self, other: &Charge) -> bool {
        self.id != other.id
            && self.who.is_same_person(&other.who)
            && self.reach.meets(&other.reach)
            && self.term.meets(other.term)
    }
}
