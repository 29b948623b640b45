//! The answer: what is asked at each step, on which clauses, and what nobody wrote.

use super::question::{CaseElsewhere, Trip};
use crate::national::SnapshotTime;
use crate::places::PlaceCode;
use crate::rules::{
    Asked, AskedWhen, Clause, CodeColor, ColorRule, CountedFrom, DutyRule, Edition, JourneyStep,
    LeaveCity, LevelRule, Onward, Phase, TestsWithin,
};
use crate::{CityDay, Level, coded};

coded! {
    /// How somebody stands to one demand.
    AskStanding {
        /// It is met already.
        Met = "met",
        /// It is to be seen to.
        Due = "due",
        /// It is not met.
        Missing = "missing",
    }
    /// What it comes to.
    VerdictKind {
        /// Nothing is asked.
        NothingAsked = "nothing_asked",
        /// 直接放行
        Passes = "passes",
        /// 带齐就直接放行
        PassesIf = "passes_if",
        /// Sampled first.
        TestedFirst = "tested_first",
        /// Isolated or watched.
        Kept = "kept",
        /// Something is asked, and no text says what follows of it.
        DoThese = "do_these",
        /// No rule was found.
        Unknown = "unknown",
    }
}

/// What it comes to, and by whose words.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict<'a> {
    /// What.
    pub kind: VerdictKind,
    /// The words behind it; none where no rule was found.
    pub clauses: Vec<&'a Clause>,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Demand<'a> {
    /// By a rule of passage.
    Rule(Asked),
    /// A mark of this color is given.
    Mark(&'a ColorRule),
    /// A code is given.
    Code(CodeColor),
    /// This code is given until the tests are made.
    CodeUntilTested(CodeColor),
    /// How somebody goes on from the station.
    Onward(Onward),
    /// Kept so.
    Kept(&'a Phase, Option<CountedFrom>),
    /// Tested so often within the first days.
    TestsWithin(&'a TestsWithin),
    /// What must be done meanwhile.
    Duty(&'a DutyRule),
    /// What leaving the city takes from an area of this level.
    LeaveCity(Level, &'a LeaveCity),
    /// What holds in an area of this level.
    Measure(&'a LevelRule),
}

/// One demand.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask<'a> {
    /// What.
    pub what: Demand<'a>,
    /// Of whom among those who travel so.
    pub when: AskedWhen,
    /// How the one who asks stands to it.
    pub standing: AskStanding,
    /// The words behind it: never none.
    pub clause: &'a Clause,
}

/// What is asked at one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<'a> {
    /// Which.
    pub at: JourneyStep,
    /// What, in the order of the rules.
    pub asks: Vec<Ask<'a>>,
}

/// Something known that the answer rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum Ground<'a> {
    /// The last case of a county, so many days before the journey.
    LastCase(&'a CaseElsewhere, i64),
    /// No case of the county is known here.
    NoCase(PlaceCode),
    /// The county stands on the national list of that hour, or does not.
    List(PlaceCode, SnapshotTime, Option<Level>),
    /// The origin that a mark was found by.
    Edition(&'a Edition),
}

/// Something that no rule or fact says.
#[derive(Clone, Debug, PartialEq)]
pub enum Unknown<'a> {
    /// No edition is in force on the day.
    NoEdition,
    /// What is asked of people from the own province.
    InProvince,
    /// What is asked of them at a checkpoint of a road: the text speaks of stations.
    AtCheckpoint,
    /// What is asked of people who come from other parts of the country.
    Arrivals,
    /// What is asked of whoever leaves.
    Leaving,
    /// A case of so many days ago: nobody wrote whether the county still counts.
    CaseDays(i64, &'a Clause),
    /// What becomes of whoever has no green code.
    CodeNotGreen,
    /// Whether somebody was in a risk area.
    Stayed,
    /// There is no national list of the day or before.
    NoList,
    /// The list is so many days older than the journey.
    OldList(SnapshotTime, i64),
    /// The marks say nothing of people who pass through without staying.
    MarkInTransit,
    /// Another mark is in force that this answer does not mention.
    MarkBeside(&'a ColorRule),
    /// What the station or airport of this city asks of whoever goes on.
    OnwardStation,
    /// What the place asks to which the journey leads.
    Destination(PlaceCode),
    /// The journey does not leave the city.
    NotAJourney,
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<'a> {
    /// Of which day it is.
    pub day: CityDay,
    /// What kind of journey.
    pub trip: Trip,
    /// What it comes to.
    pub verdict: Verdict<'a>,
    /// What is asked, step by step; no step is empty.
    pub steps: Vec<Step<'a>>,
    /// What it rests on.
    pub grounds: Vec<Ground<'a>>,
    /// What is not known.
    pub unknown: Vec<Unknown<'a>>,
}

impl<'a> Answer<'a> {
    /// The demands of one step.
    pub fn asks_at(&self, at: JourneyStep) -> &[Ask<'a>] {
        self.steps.iter().find(|step| step.at == at).map_or(&[], |step| &step.asks)
    }

    /// Every clause that the answer stands on, each once.
    pub fn clauses(&self) -> Vec<&'a Clause> {
        let mut told: Vec<&Clause> = Vec::new();
        let asks = self.steps.iter().flat_map(|step| &step.asks).map(|ask| ask.clause);
        for clause in self.verdict.clauses.iter().copied().chain(asks) {
            if !told.contains(&clause) {
                told.push(clause);
            }
        }
        told
    }
}
