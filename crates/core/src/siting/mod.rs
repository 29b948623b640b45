//! Siting: where to put kiosks so that everybody is near one.
//!
//! The p-median: of the places that could have a kiosk, so many are chosen, and what all people walk
//! in sum is least. With a capacity, no kiosk has more people than it takes, and a community whose
//! kiosk is full goes to two. A search finds a choice; a Lagrangian relaxation proves how far from
//! the best any choice can be; where they do not meet, a program over what is left undecided closes
//! the gap. See docs/decisions/0030-siting.md.

mod carry;
pub mod points;
mod program;
mod relax;
mod swap;

use crate::coded;
pub use crate::grids::Gap;

coded! {
    /// What a kiosk would stand at.
    CandidateKind {
        /// 车站
        Station = "station",
        /// 农贸市场
        Market = "market",
        /// 商场、超市
        Mall = "mall",
        /// 社区卫生服务中心
        Clinic = "clinic",
        /// Anything else: a square, the gate of a compound.
        Other = "other",
    }
}

impl CandidateKind {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            CandidateKind::Station => "车站",
            CandidateKind::Market => "农贸市场",
            CandidateKind::Mall => "商场、超市",
            CandidateKind::Clinic => "社区卫生服务中心",
            CandidateKind::Other => "其他",
        }
    }

    /// By how many metres a kiosk there counts as nearer: people pass there anyway. Our own
    /// proposal; whoever asks may say otherwise.
    pub fn nearer_m(self) -> u32 {
        match self {
            CandidateKind::Station | CandidateKind::Market => 200,
            CandidateKind::Mall | CandidateKind::Clinic => 150,
            CandidateKind::Other => 0,
        }
    }
}

/// People of a kiosk, at least and at most: one for 4,000 to 5,000 (每4000至5000人设1个采样亭).
pub const KIOSK_PEOPLE: (u64, u64) = (4_000, 5_000);

/// How many kiosks so many people need.
pub fn kiosks_for(n_people: u64) -> usize {
    usize::try_from(n_people.div_ceil(KIOSK_PEOPLE.1)).unwrap_or(usize::MAX)
}

/// The most places of either sort: a county has fewer compounds.
pub const PLACES_MAX: usize = 600;

/// What is to be decided.
#[derive(Clone, Debug)]
pub struct Siting {
    /// How many people live at each place.
    pub people: Vec<u64>,
    /// For each place, how far each candidate is; in metres, or as they count.
    pub far: Vec<Vec<u32>>,
    /// How many candidates are chosen.
    pub n_sites: usize,
    /// The most people of one site.
    pub capacity: Option<u64>,
}

/// People of a place who go to a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goes {
    /// The place.
    pub place: usize,
    /// The candidate.
    pub to: usize,
    /// How many.
    pub people: u64,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The candidates, in their order.
    pub chosen: Vec<usize>,
    /// Who goes where.
    pub goes: Vec<Goes>,
    /// What was found and what was proven, in people × metres.
    pub gap: Gap,
}

/// Why nothing was decided.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSiting {
    /// No place, no people, or nowhere to go.
    #[error("没有人口点或候选点")]
    Empty,
    /// More of them than we weigh.
    #[error("人口点和候选点各不超过{PLACES_MAX}个")]
    TooMany,
    /// More sites than candidates, or none.
    #[error("采样亭的个数应在1到候选点个数之间")]
    SitesOutOfRange,
    /// The sites together take fewer people than there are.
    #[error("{sites}个采样亭最多服务{takes}人，少于{people}人，请增加个数")]
    TooSmall {
        /// How many.
        sites: usize,
        /// How many people they take.
        takes: u64,
        /// How many people there are.
        people: u64,
    },
    /// A row of distances that has another length than the candidates.
    #[error("距离表不完整")]
    Ragged,
}

impl Siting {
    fn check(&self) -> Result<(), NoSiting> {
        let n_candidates = self.far.first().map_or(0, Vec::len);
        let people: u64 = self.people.iter().sum();
        if people == 0 || n_candidates == 0 {
            return Err(NoSiting::Empty);
        }
        if self.people.len() > PLACES_MAX || n_candidates > PLACES_MAX {
            return Err(NoSiting::TooMany);
        }
        let is_whole = |row: &Vec<u32>| row.len() == n_candidates;
        if self.far.len() != self.people.len() || !self.far.iter().all(is_whole) {
            return Err(NoSiting::Ragged);
        }
        if self.n_sites == 0 || self.n_sites > n_candidates {
            return Err(NoSiting::SitesOutOfRange);
        }
        let sites = u64::try_from(self.n_sites).unwrap_or(u64::MAX);
        match self.capacity.map(|most| most.saturating_mul(sites)) {
            Some(takes) if takes < people => {
                Err(NoSiting::TooSmall { sites: self.n_sites, takes, people })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn n_places(&self) -> usize {
        self.people.len()
    }

    fn n_candidates(&self) -> usize {
        self.far.first().map_or(0, Vec::len)
    }

    /// How far a candidate is from a place. Indices come from the loops over both.
    fn far(&self, place: usize, candidate: usize) -> u64 {
        self.far.get(place).and_then(|row| row.get(candidate)).map_or(0, |far| u64::from(*far))
    }

    fn people_of(&self, place: usize) -> u64 {
        self.people.get(place).copied().unwrap_or(0)
    }
}

/// Where the sites are best, and how near that is to the best that can be.
pub fn place(siting: &Siting) -> Result<Placed, NoSiting> {
    siting.check()?;
    let mut best = swap::Best::default();
    let relaxed = relax::relax(siting, &mut best);
    let Some(found) = best.found() else { return Err(NoSiting::Empty) };
    let (found, bound) = program::close(siting, &relaxed, found);
    let goes = carry::carry(siting, &found.chosen);
    let cost = carry::cost(siting, &goes);
    Ok(Placed { gap: Gap { found: cost, bound: bound.min(cost) }, chosen: found.chosen, goes })
}

#[cfg(test)]
mod tests;
