//! At the table: who goes into which tube, and what is said at once.

use super::TubeCode;
use crate::ids::PersonId;
use crate::rules::{Clause, Guide, Tube, TubeSetting};
use crate::{CityDay, Level, coded};

coded! {
    /// How many share a tube.
    Pool {
        /// 单采单检
        One = "one",
        /// 5混1
        Five = "five",
        /// 10混1
        Ten = "ten",
        /// 20混1
        Twenty = "twenty",
        /// 1户1管: the people of one household, however many.
        Household = "household",
    }
}

impl Pool {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            Pool::One => "单采单检",
            Pool::Five => "5混1",
            Pool::Ten => "10混1",
            Pool::Twenty => "20混1",
            Pool::Household => "1户1管",
        }
    }

    /// How many at most. A household's tube holds what the largest tube holds.
    pub fn capacity(self) -> usize {
        match self {
            Pool::One => 1,
            Pool::Five => 5,
            Pool::Ten => 10,
            Pool::Twenty | Pool::Household => 20,
        }
    }

    fn of_people(people: u16) -> Option<Pool> {
        match people {
            1 => Some(Pool::One),
            5 => Some(Pool::Five),
            10 => Some(Pool::Ten),
            20 => Some(Pool::Twenty),
            _ => None,
        }
    }
}

/// Which tubes a place permits, and by whose words.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolChoice {
    /// The tubes, the one that is usual there first.
    pub pools: Vec<Pool>,
    /// The words; none where no guide in force says anything.
    pub clause: Option<Clause>,
}

/// Which tubes the guides in force on `day` permit in a place of this level. What is unsure does
/// not bind; where nothing is written, the smallest of the common tubes is proposed.
pub fn pools_permitted(guides: &[Guide], level: Option<Level>, day: CityDay) -> PoolChoice {
    let setting = match level {
        Some(Level::High) => TubeSetting::High,
        Some(Level::Medium) => TubeSetting::Medium,
        Some(Level::Low) => TubeSetting::Low,
        Some(Level::Locked) => TubeSetting::SealedCompound,
        Some(Level::Controlled) => TubeSetting::Controlled,
        Some(Level::Guarded) => TubeSetting::Guarded,
        None => TubeSetting::Elsewhere,
    };
    let in_force = guides.iter().filter(|guide| guide.is_in_force(day));
    let mut rules = in_force
        .flat_map(|guide| &guide.tubes)
        .filter(|rule| rule.setting == setting && rule.clause.is_enforced());
    let Some(rule) = rules.next() else {
        return PoolChoice { pools: vec![Pool::Five, Pool::Ten], clause: None };
    };
    let pools = match &rule.tube {
        Tube::People(people) => people.iter().filter_map(|n| Pool::of_people(*n)).collect(),
        Tube::Household => vec![Pool::Household],
        Tube::SingleOrHousehold => vec![Pool::One, Pool::Household],
    };
    PoolChoice { pools, clause: Some(rule.clause.clone()) }
}

/// Somebody in a tube.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sampled {
    /// Of the register.
    Person(PersonId),
    /// Of no register that the table had: his place among the strangers of the part.
    Stranger(u8),
}

/// What is wrong at the table, said at once and in large type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableFlaw {
    /// The tube is full.
    #[error("本管已满，请封管换新管")]
    Full,
    /// He is in this tube already.
    #[error("此人已在本管中")]
    InThisTube,
    /// He was sampled in this round already.
    #[error("此人本轮已采过")]
    SampledInRound,
    /// Somebody of another household, in a tube of one.
    #[error("1户1管：此人不是这一户的")]
    OtherHousehold,
    /// The tube was used before.
    #[error("这根管已经用过")]
    TubeSeen,
    /// The tube is of a roll for another number of people.
    #[error("管型不对：这根管是{}", .0.title())]
    WrongPool(Pool),
}

/// What is wrong with putting somebody into a tube that holds these.
pub fn check_swab(
    pool: Pool,
    inside: &[Sampled],
    who: Sampled,
    was_sampled_in_round: bool,
    is_of_household: bool,
) -> Result<(), TableFlaw> {
    if inside.contains(&who) {
        return Err(TableFlaw::InThisTube);
    }
    if was_sampled_in_round {
        return Err(TableFlaw::SampledInRound);
    }
    if inside.len() >= pool.capacity() {
        return Err(TableFlaw::Full);
    }
    match pool {
        Pool::Household if !inside.is_empty() && !is_of_household => Err(TableFlaw::OtherHousehold),
        Pool::Household | Pool::One | Pool::Five | Pool::Ten | Pool::Twenty => Ok(()),
    }
}

/// Codes that were given out together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roll {
    /// The first.
    pub first: TubeCode,
    /// How many.
    pub n_tubes: u32,
    /// For how many people a tube.
    pub pool: Pool,
}

impl Roll {
    /// The last code.
    pub fn last(&self) -> TubeCode {
        self.first.further(self.n_tubes.saturating_sub(1))
    }

    /// Every code, in order.
    pub fn codes(&self) -> impl Iterator<Item = TubeCode> {
        let first = self.first;
        (0..self.n_tubes).map(move |n| first.further(n))
    }

    /// Whether a tube is of this roll.
    pub fn holds(&self, code: TubeCode) -> bool {
        code.county() == self.first.county()
            && (self.first.serial()..self.first.serial().saturating_add(self.n_tubes))
                .contains(&code.serial())
    }
}

/// What a tube of a roll says of the tube that is wanted.
pub fn check_tube(rolls: &[Roll], code: TubeCode, wanted: Pool) -> Result<(), TableFlaw> {
    match rolls.iter().find(|roll| roll.holds(code)) {
        Some(roll) if roll.pool != wanted => Err(TableFlaw::WrongPool(roll.pool)),
        Some(_) | None => Ok(()),
    }
}

coded! {
    /// What a person must look at in a tube.
    TubeFlag {
        /// The code was used twice: two tubes bear it, or a table scanned the wrong one.
        Clash = "clash",
        /// More people than the tube is for.
        TooMany = "too_many",
        /// Fewer or more were taken down than the table counted when it sealed.
        Count = "count",
        /// The clock of the phone was wrong by more than ten minutes.
        Clock = "clock",
        /// Somebody in it was sampled in this round before.
        Twice = "twice",
        /// The code was never given out.
        NoRoll = "no_roll",
        /// The round was closed when it came.
        RoundClosed = "round_closed",
    }
}

impl TubeFlag {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            TubeFlag::Clash => "同一管码用了两次",
            TubeFlag::TooMany => "管内人数超过管型",
            TubeFlag::Count => "封管人数与登记人数不一致",
            TubeFlag::Clock => "手机时间不准",
            TubeFlag::Twice => "管内有人本轮采过两次",
            TubeFlag::NoRoll => "管码不在已发放的号段内",
            TubeFlag::RoundClosed => "本轮结束后才上传",
        }
    }
}
