//! What the rules of its day say of an arrival, in words, each with its clause.

use fangxian_core::arrivals::{MarkFound, Marked};
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::{Clause, Color, JourneyStep};

/// One thing that is asked of him.
#[derive(Clone, Debug, PartialEq)]
pub struct ArrivalAsk {
    /// At which step.
    pub step: JourneyStep,
    /// What, in words.
    pub says: String,
    /// The authority's words, and where they stand.
    pub words: (String, String),
}

/// What is said of an arrival.
#[derive(Clone, Debug, PartialEq)]
pub struct ArrivalTold {
    /// The color of the mark; none where none is given.
    pub color: Option<Color>,
    /// What the worker at the station reads.
    pub mark_says: String,
    /// The words of the mark.
    pub mark_words: Option<(String, String)>,
    /// What it comes to.
    pub verdict: &'static str,
    /// What is asked, in the order of the steps.
    pub asks: Vec<ArrivalAsk>,
    /// What no rule or fact says.
    pub unknown: Vec<String>,
    /// The words by which he is sampled on the first landing place; none where that is not asked.
    pub landing_test: Option<(String, String)>,
    /// For how many days he is kept or watched; 0 where he is not.
    pub days_kept: u16,
}

fn words(clause: &Clause) -> (String, String) {
    (clause.as_written.clone(), clause.source.clone())
}

impl ArrivalTold {
    /// In words.
    pub(crate) fn of(marked: &Marked<'_>, city: &PlaceCode) -> ArrivalTold {
        let color = match marked.found {
            MarkFound::Given(rule) => Some(rule.color),
            MarkFound::Beside(_) | MarkFound::NothingAsked | MarkFound::Silent => None,
        };
        let asks = marked.answer.steps.iter().flat_map(|step| {
            step.asks.iter().map(|ask| ArrivalAsk {
                step: step.at,
                says: ask.says(),
                words: words(ask.clause),
            })
        });
        ArrivalTold {
            color,
            mark_says: marked.found.says(),
            mark_words: marked.clause().map(words),
            verdict: marked.answer.says(),
            asks: asks.collect(),
            unknown: marked.answer.unknown.iter().map(|one| one.says(city)).collect(),
            landing_test: marked.landing_test().map(words),
            days_kept: marked.days_kept(),
        }
    }
}
