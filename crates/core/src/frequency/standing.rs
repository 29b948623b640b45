//! How somebody stands on a day: not covered, put off, not due before a day, due, late since.

use super::{Requirement, Trade};
use crate::ids::{PersonId, TestEntryId};
use crate::{CityDay, coded};

coded! {
    /// How somebody stands on a day. Computed, stored nowhere.
    StandingKind {
        /// Nothing is required of him.
        NotCovered = "not_covered",
        /// He need not be tested for a while.
        Exempt = "exempt",
        /// The day by which he must be tested is to come.
        NotYet = "not_yet",
        /// He must be tested today.
        Due = "due",
        /// He should have been tested before today.
        Late = "late",
    }
}

/// Something said of a person, with its days: that he works in a trade, or is put off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Which.
    pub id: TestEntryId,
    /// Of whom.
    pub person: PersonId,
    /// The trade; none where he is put off.
    pub trade: Option<Trade>,
    /// The first day.
    pub first: CityDay,
    /// The last day; a trade may be open.
    pub last: Option<CityDay>,
}

impl Entry {
    /// Whether it holds on a day. One that ends before it begins held on none.
    pub fn holds_on(&self, day: CityDay) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }
}

/// What is known of somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// The day of the last sample that is known.
    pub last_sample: Option<CityDay>,
    /// Since when he is counted where he lives: for the days before it nobody could ask him. A record from
    /// after today was made by another clock than a drill's, and says nothing.
    pub since: Option<CityDay>,
}

/// How somebody stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TestStanding {
    /// Nothing is required of him.
    NotCovered,
    /// He need not be tested.
    Exempt {
        /// Until this day.
        until: CityDay,
    },
    /// He owes a test.
    Owed {
        /// The place of the gravest requirement that covers him: the one with the fewest days.
        by: usize,
        /// By the end of this day, by whichever asks soonest.
        due: CityDay,
    },
}

impl TestStanding {
    /// What it comes to on `today`.
    pub fn kind(self, today: CityDay) -> StandingKind {
        match self {
            TestStanding::NotCovered => StandingKind::NotCovered,
            TestStanding::Exempt { .. } => StandingKind::Exempt,
            TestStanding::Owed { due, .. } if due > today => StandingKind::NotYet,
            TestStanding::Owed { due, .. } if due == today => StandingKind::Due,
            TestStanding::Owed { .. } => StandingKind::Late,
        }
    }

    /// The day by which he must be tested.
    pub fn due(self) -> Option<CityDay> {
        match self {
            TestStanding::Owed { due, .. } => Some(due),
            TestStanding::NotCovered | TestStanding::Exempt { .. } => None,
        }
    }
}

/// How somebody stands on `today` under the requirements that bind people of his community on that
/// day, by the entries said of him.
///
/// Of all that cover him the gravest is his class. Nobody owes a test before he has had the whole
/// interval: from the first day of the requirement, of his trade, of his record, or from the end of
/// an exemption.
pub fn standing(
    requirements: &[Requirement],
    entries: &[Entry],
    known: Known,
    today: CityDay,
) -> TestStanding {
    let exempt = |one: &&Entry| one.trade.is_none() && one.holds_on(today);
    if let Some(until) = entries.iter().filter(exempt).filter_map(|one| one.last).max() {
        return TestStanding::Exempt { until };
    }
    let was_exempt =
        |one: &&Entry| one.trade.is_none() && one.last.is_some_and(|to| one.first <= to);
    let over = entries.iter().filter(was_exempt).filter_map(|one| one.last);
    let free_until = over.filter(|last| *last < today).max();
    let mut class: Option<usize> = None;
    let mut soonest: Option<CityDay> = None;
    for (n, one) in requirements.iter().enumerate() {
        let Some(trade_since) = trade_since(one.trade, entries, today) else { continue };
        let registered = known.since.filter(|since| *since <= today);
        let mut owed_from = registered.map_or(one.first, |since| since.max(one.first));
        owed_from = trade_since.map_or(owed_from, |since| since.max(owed_from));
        owed_from = free_until.map_or(owed_from, |last| last.plus(1).max(owed_from));
        let every = i64::from(one.every_days);
        let mut due = owed_from.plus(every - 1);
        if let Some(sampled) = known.last_sample {
            // A clock that ran ahead puts nobody off.
            due = due.max(sampled.min(today).plus(every));
        }
        soonest = Some(soonest.map_or(due, |before| before.min(due)));
        let is_graver = |other: usize| {
            requirements.get(other).is_none_or(|other| one.every_days < other.every_days)
        };
        if class.is_none_or(is_graver) {
            class = Some(n);
        }
    }
    match (class, soonest) {
        (Some(by), Some(due)) => TestStanding::Owed { by, due },
        (_, _) => TestStanding::NotCovered,
    }
}

/// Whether a requirement for a trade is for him, and since when he works in it: none where it is
/// for others, none inside where it is for everybody.
fn trade_since(trade: Option<Trade>, entries: &[Entry], today: CityDay) -> Option<Option<CityDay>> {
    let Some(trade) = trade else { return Some(None) };
    let own = entries.iter().filter(|one| one.trade == Some(trade) && one.holds_on(today));
    own.map(|one| one.first).min().map(Some)
}

/// How many stand how.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FrequencyCounts {
    /// Of whom nothing is required.
    pub n_not_covered: usize,
    /// Who is put off.
    pub n_exempt: usize,
    /// Whose day is to come.
    pub n_not_yet: usize,
    /// Who must be tested today.
    pub n_due: usize,
    /// Who is late.
    pub n_late: usize,
}

impl FrequencyCounts {
    /// Counts one.
    pub fn count(&mut self, kind: StandingKind) {
        let n = match kind {
            StandingKind::NotCovered => &mut self.n_not_covered,
            StandingKind::Exempt => &mut self.n_exempt,
            StandingKind::NotYet => &mut self.n_not_yet,
            StandingKind::Due => &mut self.n_due,
            StandingKind::Late => &mut self.n_late,
        };
        *n += 1;
    }

    /// Adds the counts of another place.
    pub fn add(&mut self, other: FrequencyCounts) {
        self.n_not_covered += other.n_not_covered;
        self.n_exempt += other.n_exempt;
        self.n_not_yet += other.n_not_yet;
        self.n_due += other.n_due;
        self.n_late += other.n_late;
    }
}
