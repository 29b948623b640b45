//! Where people work, learn, buy, eat and ride. A venue is worked out from its id.

use crate::chance::Chance;

/// A place that people visit. Not a place of the tree of codes: it has no code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct VenueId(pub u32);

/// What a venue is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum VenueKind {
    /// 幼儿园
    Kindergarten,
    /// 中小学
    School,
    /// 高校
    University,
    /// 公司、单位
    Office,
    /// 工厂
    Factory,
    /// 门店
    Shop,
    /// 饭店
    Restaurant,
    /// 农贸市场
    Market,
    /// 超市
    Supermarket,
    /// 医院
    Hospital,
    /// 公交线路: everybody who rode it that day.
    BusLine,
}

/// A place that people visit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Venue {
    /// Its id.
    pub id: VenueId,
    /// What it is.
    pub kind: VenueKind,
    /// An invented name, unlike that of any other venue: 第12小学.
    pub name: String,
    /// The place in the list of communities of the one where it stands.
    pub community: usize,
}

/// Each kind with how many people of the city there are to one.
const KINDS: [(VenueKind, u64); 11] = [
    (VenueKind::Kindergarten, 4_500),
    (VenueKind::School, 6_500),
    (VenueKind::University, 180_000),
    (VenueKind::Office, 70),
    (VenueKind::Factory, 600),
    (VenueKind::Shop, 160),
    (VenueKind::Restaurant, 350),
    (VenueKind::Market, 16_000),
    (VenueKind::Supermarket, 7_000),
    (VenueKind::Hospital, 60_000),
    (VenueKind::BusLine, 22_000),
];

/// All venues of a city.
#[derive(Debug)]
pub(crate) struct Venues {
    /// The first id of each kind and how many follow.
    kinds: [(VenueKind, u32, u32); 11],
    /// The places in the list of the communities, sorted by code.
    by_rank: Vec<usize>,
}

impl Venues {
    /// At least one of each kind.
    pub(crate) fn plan(people: u64, by_rank: Vec<usize>) -> Venues {
        let mut first = 0;
        let kinds = KINDS.map(|(kind, people_per_venue)| {
            let n = u32::try_from(people / people_per_venue).unwrap_or(u32::MAX / 16) + 1;
            first += n;
            (kind, first - n, n)
        });
        Venues { kinds, by_rank }
    }

    fn span(&self, kind: VenueKind) -> (u32, u32) {
        let found = self.kinds.iter().find(|(other, _, _)| *other == kind);
        found.map_or((0, 1), |(_, first, n)| (*first, *n))
    }

    /// A venue of this kind close to the community of this rank.
    pub(crate) fn near(&self, kind: VenueKind, rank: u64, chance: &mut Chance) -> VenueId {
        let (first, n) = self.span(kind);
        let n_communities = self.by_rank.len().max(1) as u64;
        let own = u32::try_from(rank * u64::from(n) / n_communities).unwrap_or(0);
        let choices = (u64::from(n) / n_communities) as u32 + 2;
        VenueId(first + (own + chance.popular(choices, 0)).min(n - 1))
    }

    /// A venue of this kind anywhere: a few are known to everybody.
    pub(crate) fn popular(&self, kind: VenueKind, chance: &mut Chance) -> VenueId {
        let (first, n) = self.span(kind);
        let flat = if n >= 64 { 5 } else { 1 };
        let rank = u64::from(chance.popular(n, flat));
        // A prime step, so that the popular ones do not all stand in the first communities.
        let step = if n.is_multiple_of(7_919) { 1 } else { 7_919 };
        VenueId(first + (rank * step % u64::from(n)) as u32)
    }

    pub(crate) fn venue(&self, id: VenueId) -> Option<Venue> {
        let inside = |(_, first, n): &&(VenueKind, u32, u32)| {
            id.0.checked_sub(*first).is_some_and(|index| index < *n)
        };
        let (kind, first, n) = *self.kinds.iter().find(inside)?;
        let index = id.0 - first;
        let rank = u64::from(index) * self.by_rank.len() as u64 / u64::from(n);
        let community = *self.by_rank.get(usize::try_from(rank).ok()?)?;
        Some(Venue { id, kind, name: name(kind, index + 1), community })
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = Venue> + '_ {
        (0..).map_while(|id| self.venue(VenueId(id)))
    }
}

fn name(kind: VenueKind, number: u32) -> String {
    match kind {
        VenueKind::Kindergarten => format!("新苗{number}幼儿园"),
        VenueKind::School => format!("新苗{number}学校"),
        VenueKind::University => format!("新苗大学第{number}校区"),
        VenueKind::Office => format!("汾远商务{number}号单位"),
        VenueKind::Factory => format!("汾远{number}厂"),
        VenueKind::Shop => format!("好邻{number}号门店"),
        VenueKind::Restaurant => format!("好邻{number}号饭店"),
        VenueKind::Market => format!("好邻第{number}农贸市场"),
        VenueKind::Supermarket => format!("好邻超市{number}店"),
        VenueKind::Hospital => format!("汾远第{number}医院"),
        VenueKind::BusLine => format!("虚{number}路公交"),
    }
}
