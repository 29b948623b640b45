//! Whether the counts of a round meet from the swab to the result: sampled = bound = shipped =
//! received = resulted + open (must-hold R21). Where they do not, the tubes are named.

use crate::sampling::TubeCode;
use crate::{Moment, coded};

/// How far a tube of a round has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TubeStages {
    /// The tube.
    pub code: TubeCode,
    /// How many the table counted when it sealed the tube; none while it is open.
    pub n_stated: Option<i64>,
    /// How many were taken down for it.
    pub n_inside: i64,
    /// When it was opened.
    pub opened_at: Moment,
    /// When it was sealed.
    pub sealed_at: Option<Moment>,
    /// When the site gave it away.
    pub shipped_at: Option<Moment>,
    /// When a laboratory found it among what it took in.
    pub received_at: Option<Moment>,
    /// Since when a result stands that says something. An invalid one does not.
    pub resulted_at: Option<Moment>,
}

coded! {
    /// A stage that is counted.
    Stage {
        /// 采样: counted by the table when it sealed.
        Sampled = "sampled",
        /// 登记入管: taken down by name for the tube.
        Bound = "bound",
        /// 交出
        Shipped = "shipped",
        /// 收样
        Received = "received",
        /// 出结果
        Resulted = "resulted",
    }
}

/// How many have come so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageCount {
    /// Tubes.
    pub n_tubes: i64,
    /// People in them.
    pub n_people: i64,
}

/// Tubes that came to one stage and not to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// As far as this.
    pub reached: Stage,
    /// Not to this.
    pub not: Stage,
    /// Which, by code.
    pub tubes: Vec<TubeCode>,
    /// How many people that is, more or fewer.
    pub n_people: i64,
}

/// The stages of a round with how many came to each, and the tubes between two of them. The
/// identity holds where there is no gap; what is received and has no result is what is open.
pub fn reconcile(tubes: &[TubeStages]) -> (Vec<(Stage, StageCount)>, Vec<Gap>) {
    let people = |one: &TubeStages, stage: Stage| match stage {
        // What the table counted, and what it took down, are counted apart until they meet.
        Stage::Sampled => one.n_stated.unwrap_or(one.n_inside),
        Stage::Bound | Stage::Shipped | Stage::Received | Stage::Resulted => one.n_inside,
    };
    let has = |one: &TubeStages, stage: Stage| match stage {
        Stage::Sampled | Stage::Bound => true,
        Stage::Shipped => one.shipped_at.is_some() || has_received(one),
        Stage::Received => has_received(one),
        Stage::Resulted => one.resulted_at.is_some(),
    };
    let counts = Stage::ALL.iter().map(|stage| {
        let of = tubes.iter().filter(|one| has(one, *stage));
        let count = of.fold(StageCount::default(), |sum, one| StageCount {
            n_tubes: sum.n_tubes + 1,
            n_people: sum.n_people + people(one, *stage),
        });
        (*stage, count)
    });
    let gaps = Stage::ALL.windows(2).filter_map(|pair| {
        let [reached, not] = pair else { return None };
        let differs = |one: &&TubeStages| {
            has(one, *reached) && (!has(one, *not) || people(one, *reached) != people(one, *not))
        };
        let between: Vec<&TubeStages> = tubes.iter().filter(differs).collect();
        let short = |one: &&TubeStages| match has(one, *not) {
            true => people(one, *reached) - people(one, *not),
            false => people(one, *reached),
        };
        (!between.is_empty()).then(|| Gap {
            reached: *reached,
            not: *not,
            n_people: between.iter().map(short).sum(),
            tubes: between.into_iter().map(|one| one.code).collect(),
        })
    });
    (counts.collect(), gaps.collect())
}

/// A result of a tube that nobody has taken in came without a hand-over; it is received all the same.
fn has_received(one: &TubeStages) -> bool {
    one.received_at.is_some() || one.resulted_at.is_some()
}

/// Tubes without a result whose sealing, or opening where they were never sealed, is more than so
/// many hours ago, the oldest first.
pub fn open_since(tubes: &[TubeStages], now: Moment, hours: i64) -> Vec<TubeStages> {
    let since = |one: &TubeStages| one.sealed_at.unwrap_or(one.opened_at);
    let mut open: Vec<TubeStages> = tubes
        .iter()
        .filter(|one| one.resulted_at.is_none() && now.0 - since(one).0 > hours * 3_600_000)
        .copied()
        .collect();
    open.sort_by_key(|one| (since(one), one.code));
    open
}
