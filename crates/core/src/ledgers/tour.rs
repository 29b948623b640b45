//! What is due on a day: visits and reviews, entry by entry, and the home-visit team's order.

use super::{EntryContent, Matter, Rhythm};
use crate::{CityDay, coded};
use std::collections::BTreeMap;

coded! {
    /// How an entry stands on a day. Computed, stored nowhere.
    EntryState {
        /// It holds.
        Standing = "standing",
        /// It holds, and its review is late.
        Overdue = "overdue",
        /// The register says that the person is no longer here.
        Left = "left",
        /// Somebody ended it.
        Ended = "ended",
    }
}

/// What is known of visits to somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visited {
    /// The day of the last visit before today.
    pub last_before: Option<CityDay>,
    /// How many today.
    pub n_today: u8,
}

/// What is due for an entry on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Visits that the day asks for.
    pub n_visits: u8,
    /// Those of them that nobody has made yet.
    pub n_visits_left: u8,
    /// Whether the entry must be looked at again by today.
    pub is_review: bool,
}

impl Due {
    /// Whether anything is left to do on the day.
    pub fn is_open(self) -> bool {
        self.n_visits_left > 0 || self.is_review
    }

    /// Whether the day asks, or asked, for anything.
    pub fn is_any(self) -> bool {
        self.n_visits > 0 || self.is_review
    }
}

/// What is due for an entry on `today`. A visit that was missed stays due on the days after where
/// visits are counted in days; a missed day of the week or meal of a day does not.
pub fn due_on(
    content: &EntryContent,
    entered_on: CityDay,
    visited: Visited,
    today: CityDay,
) -> Due {
    let n_visits = match content.rhythm_on(today) {
        Rhythm::Daily(times) => times,
        Rhythm::Every(days) => {
            let since = visited.last_before.unwrap_or(entered_on);
            u8::from(today.days_since(since) >= i64::from(days))
        }
        Rhythm::On(days) => u8::from(days.contains(today)),
        Rhythm::AtReview => 0,
    };
    Due {
        n_visits,
        n_visits_left: n_visits.saturating_sub(visited.n_today),
        is_review: content.review_on <= today,
    }
}

/// When an entry that is made or reviewed on `today` must be looked at again, where nobody says
/// otherwise. The numbers are our own choice; an isolation is looked at on its last day, and a
/// pregnancy at the latest on the due date.
pub fn review_by_default(matter: &Matter, today: CityDay) -> CityDay {
    match matter {
        Matter::HomeIsolation { until, .. } => (*until).max(today),
        Matter::Pregnant { due_on } if *due_on > today => today.plus(14).min(*due_on),
        Matter::Pregnant { .. } | Matter::Chemotherapy { .. } | Matter::OnlinePupil => {
            today.plus(14)
        }
        Matter::LivingAlone | Matter::Bedridden | Matter::Dialysis { .. } | Matter::Own { .. } => {
            today.plus(30)
        }
        Matter::Over80 | Matter::Infant | Matter::Disability => today.plus(90),
    }
}

/// What the home-visit team of one grid has to do on a day: numbers and categories, no names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tour {
    /// People to visit.
    pub n_visits: usize,
    /// Entries to look at again.
    pub n_reviews: usize,
    by_title: BTreeMap<&'static str, usize>,
}

impl Tour {
    /// Counts an entry.
    pub fn add(&mut self, matter: &Matter, due: Due) {
        if due.n_visits > 0 {
            self.n_visits += 1;
            *self.by_title.entry(matter.title()).or_default() += 1;
        }
        self.n_reviews += usize::from(due.is_review);
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.n_visits == 0 && self.n_reviews == 0
    }
}

/// What the order says: numbers and categories; whom they are is read in the ledger, where it is
/// asked what for.
pub fn tour_instruction(tour: &Tour) -> String {
    let mut parts = Vec::new();
    if tour.n_visits > 0 {
        let by: Vec<String> =
            tour.by_title.iter().map(|(title, n)| format!("{title}{n}")).collect();
        parts.push(format!("应上门{}人次（{}）", tour.n_visits, by.join("、")));
    }
    if tour.n_reviews > 0 {
        parts.push(format!("到期复核{}条", tour.n_reviews));
    }
    format!("上午10时出发，{}。名单见台账“今日应上门”。", parts.join("，"))
}
