//! The plan of a round: what it takes to sample everybody of an area in time, what of it is short,
//! and by whose words; and when the next round is due.

use super::Pool;
use crate::places::PlaceCode;
use crate::rules::{
    AreaTesting, Clause, ClosingTests, Guide, RoundCity, RoundLimit, SamplerLoad, SiteSize,
};
use crate::{CityDay, coded};

coded! {
    /// What a round needs.
    Need {
        /// 采样点
        Sites = "sites",
        /// 采样人员
        Samplers = "samplers",
        /// 登记人员: one at each table.
        Clerks = "clerks",
        /// 采样台
        Tables = "tables",
        /// 采样管
        Tubes = "tubes",
        /// 采样拭子
        Swabs = "swabs",
        /// 防护服
        Suits = "suits",
        /// 转运箱
        Boxes = "boxes",
        /// 实验室每日可检管数
        LabTubesPerDay = "lab_tubes_per_day",
    }
}

impl Need {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            Need::Sites => "采样点",
            Need::Samplers => "采样人员",
            Need::Clerks => "登记人员",
            Need::Tables => "采样台",
            Need::Tubes => "采样管",
            Need::Swabs => "采样拭子",
            Need::Suits => "防护服",
            Need::Boxes => "转运箱",
            Need::LabTubesPerDay => "实验室每日可检管数",
        }
    }
}

/// Of ten tubes or swabs that are needed, one more is taken along. Our own proposal.
const RESERVE_OF_TEN: u64 = 1;
/// Suits for each who works at a table: one for each half of the day. Our own proposal.
const SUITS_EACH: u64 = 2;
/// Tubes in a courier's box. Our own proposal.
const TUBES_PER_BOX: u64 = 100;

/// The people of a community who are to be sampled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartWanted {
    /// The community, or the part of it.
    pub place: PlaceCode,
    /// How many people.
    pub people: u64,
    /// In how many households: what tubes of one household are counted by.
    pub households: u64,
}

/// What the rules in force say; each none where nothing is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Norms {
    /// How many people a site serves.
    pub site_size: Option<SiteSize>,
    /// How many people a sampler serves.
    pub sampler_load: Option<SamplerLoad>,
    /// By when a round is finished.
    pub limit: Option<RoundLimit>,
}

impl Norms {
    /// What the guides say on a day, for a city of so many people. What is unsure does not bind.
    pub fn of<'a>(guides: impl Iterator<Item = &'a Guide>, day: CityDay, n_people: u64) -> Norms {
        let size = match n_people < 5_000_000 {
            true => RoundCity::UnderFiveMillion,
            false => RoundCity::FiveMillionUp,
        };
        let mut norms = Norms::default();
        for guide in guides.filter(|guide| guide.is_in_force(day)) {
            let site = guide.site_size.as_ref().filter(|rule| rule.clause.is_enforced());
            norms.site_size = norms.site_size.or_else(|| site.cloned());
            let load = guide.sampler_load.as_ref().filter(|rule| rule.clause.is_enforced());
            norms.sampler_load = norms.sampler_load.or_else(|| load.cloned());
            let fits = |limit: &&RoundLimit| {
                (limit.city == RoundCity::Any || limit.city == size) && limit.clause.is_enforced()
            };
            let limit = guide.round_limits.iter().find(fits);
            norms.limit = norms.limit.or_else(|| limit.cloned());
        }
        norms
    }
}

/// What of a kind is needed, and what is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What.
    pub need: Need,
    /// How many.
    pub wanted: u64,
    /// How many there are; none where nobody said.
    pub at_hand: Option<u64>,
    /// By whose words; none where it is our own proposal.
    pub clause: Option<Clause>,
}

impl Line {
    /// How many are short; 0 where enough are there or nobody said.
    pub fn short(&self) -> u64 {
        self.at_hand.map_or(0, |at_hand| self.wanted.saturating_sub(at_hand))
    }
}

/// What a part of the area needs, or the whole.
#[derive(Clone, Debug, PartialEq)]
pub struct PartPlan {
    /// Which; none for the sum.
    pub place: Option<PlaceCode>,
    /// How many people.
    pub people: u64,
    /// What it takes. Nothing is said of what no rule gives a measure for.
    pub lines: Vec<Line>,
}

/// The plan of a round.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// How many share a tube.
    pub pool: Pool,
    /// Each part, in the order in which they came.
    pub parts: Vec<PartPlan>,
    /// All together.
    pub sum: PartPlan,
    /// Within how many hours the round must be finished, and by whose words.
    pub limit: Option<RoundLimit>,
    /// How many hours the laboratories need for the tubes; none where nobody said what they can do.
    pub lab_hours: Option<u64>,
}

impl Plan {
    /// What is short in sum.
    pub fn short(&self) -> impl Iterator<Item = &Line> {
        self.sum.lines.iter().filter(|line| line.short() > 0)
    }
}

/// What is at hand for the whole area.
pub type AtHand = Vec<(Need, u64)>;

/// Plans a round. What is at hand is divided among the parts by nobody: it is compared in sum, and
/// with each part only where it was said for that part.
pub fn plan(
    parts: &[PartWanted],
    pool: Pool,
    norms: &Norms,
    at_hand: &[(Need, u64)],
    at_hand_of: &dyn Fn(&PlaceCode) -> AtHand,
) -> Plan {
    let parts: Vec<PartPlan> =
        parts.iter().map(|one| part(one, pool, norms, &at_hand_of(&one.place))).collect();
    let sum = sum(&parts, norms, at_hand);
    let tubes = wanted(&sum, Need::Tubes);
    let lab = at_hand.iter().find(|(need, _)| *need == Need::LabTubesPerDay);
    let lab_hours = match lab {
        Some((_, per_day)) if *per_day > 0 => Some((tubes * 24).div_ceil(*per_day)),
        Some(_) | None => None,
    };
    Plan { pool, parts, sum, limit: norms.limit.clone(), lab_hours }
}

fn part(one: &PartWanted, pool: Pool, norms: &Norms, at_hand: &[(Need, u64)]) -> PartPlan {
    let people = one.people;
    let mut lines = Vec::new();
    let mut add = |need: Need, wanted: u64, clause: Option<&Clause>| {
        let there = at_hand.iter().find(|(of, _)| *of == need).map(|(_, n)| *n);
        lines.push(Line { need, wanted, at_hand: there, clause: clause.cloned() });
    };
    if let Some(size) = &norms.site_size {
        let sites = people.div_ceil(u64::from(size.people_max.max(1)));
        add(Need::Sites, sites, Some(&size.clause));
    }
    if let Some(load) = &norms.sampler_load {
        let samplers = people.div_ceil(u64::from(load.people_per_sampler.max(1)));
        add(Need::Samplers, samplers, Some(&load.clause));
        add(Need::Clerks, samplers, None);
        add(Need::Tables, samplers, None);
        add(Need::Suits, samplers * 2 * SUITS_EACH, None);
    }
    let filled = match pool {
        Pool::Household => one.households,
        Pool::One | Pool::Five | Pool::Ten | Pool::Twenty => {
            people.div_ceil(u64::try_from(pool.capacity()).unwrap_or(1).max(1))
        }
    };
    add(Need::Tubes, with_reserve(filled), None);
    add(Need::Swabs, with_reserve(people), None);
    add(Need::Boxes, filled.div_ceil(TUBES_PER_BOX), None);
    PartPlan { place: Some(one.place.clone()), people, lines }
}

fn with_reserve(n: u64) -> u64 {
    n + (n * RESERVE_OF_TEN).div_ceil(10)
}

fn wanted(part: &PartPlan, need: Need) -> u64 {
    part.lines.iter().find(|line| line.need == need).map_or(0, |line| line.wanted)
}

fn sum(parts: &[PartPlan], norms: &Norms, at_hand: &[(Need, u64)]) -> PartPlan {
    let there = |need: Need| at_hand.iter().find(|(of, _)| *of == need).map(|(_, n)| *n);
    let mut lines: Vec<Line> = Vec::new();
    for line in parts.iter().flat_map(|part| &part.lines) {
        match lines.iter_mut().find(|sum| sum.need == line.need) {
            Some(sum) => sum.wanted += line.wanted,
            None => lines.push(Line { at_hand: there(line.need), ..line.clone() }),
        }
    }
    let mut sum = PartPlan { place: None, people: parts.iter().map(|one| one.people).sum(), lines };
    if let Some(limit) = &norms.limit {
        // All tubes of the round, within its hours.
        let hours = u64::from(limit.within_hours.max(1));
        sum.lines.push(Line {
            need: Need::LabTubesPerDay,
            wanted: (wanted(&sum, Need::Tubes) * 24).div_ceil(hours),
            at_hand: there(Need::LabTubesPerDay),
            clause: Some(limit.clause.clone()),
        });
    }
    sum
}

/// A round of a whole area that was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundDone {
    /// On which day.
    pub on: CityDay,
    /// Nobody positive was found outside isolation.
    pub is_clean: bool,
}

/// What the rule asks next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextRound {
    /// Another round, on that day.
    Due(CityDay),
    /// Nothing more.
    Finished,
}

/// When the next round of an area is due: daily until so many in a row are clean, then a pause and
/// one more. `begun` is the first day of the testing; the rounds are in the order of their days.
pub fn next_round(rule: &AreaTesting, begun: CityDay, done: &[RoundDone]) -> NextRound {
    let Some(last) = done.last() else { return NextRound::Due(begun) };
    let n_clean = done.iter().rev().take_while(|one| one.is_clean).count();
    let streak = done.get(done.len() - n_clean..).unwrap_or_default();
    let quiet = usize::from(rule.quiet_rounds.max(1));
    // The round that made them enough.
    let Some(enough) = streak.get(quiet - 1) else {
        let on_last_day = done.iter().filter(|one| one.on == last.on).count();
        let is_day_full = on_last_day >= usize::from(rule.rounds_per_day.max(1));
        return NextRound::Due(if is_day_full { last.on.plus(1) } else { last.on });
    };
    let Some(pause) = rule.pause_days else { return NextRound::Finished };
    let again = enough.on.plus(i64::from(pause) + 1);
    match streak.iter().any(|one| one.on >= again) {
        true => NextRound::Finished,
        false => NextRound::Due(again),
    }
}

/// The days on which an area that was closed on a day is tested; the day of closing is day 0.
pub fn closing_days(rule: &ClosingTests, closed: CityDay) -> Vec<CityDay> {
    rule.on_days.iter().map(|day| closed.plus(i64::from(*day))).collect()
}
