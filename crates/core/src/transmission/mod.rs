//! 传播链: who infected whom, as far as days and evidence say, with the alternatives.
//!
//! A tree is a proposal. For every case it has the most plausible infector, the others that could have
//! been, and why; a person may choose another, with a reason, and the others stay to be read. The same
//! cases and links always give the same tree.

mod arborescence;
mod export;
mod intervals;
mod reproduction;
mod rules;
#[cfg(test)]
mod tests;
mod tree;
mod waits;

pub use export::{
    ChainFormat, ExportCase, ExportLink, fhir, godata_cases, godata_links, graphml, links_table,
    sormas,
};
pub use intervals::{BySetting, Intervals, by_setting, serial_intervals};
pub use reproduction::{Reproduction, cohort, seven_days, wallinga_teunis};
pub use rules::{ChainRules, ChainRulesError, Waiting};
pub use tree::{Candidate, ChainFlaw, InfectorWhy, Tree, tree};
pub use waits::Waits;

use crate::cases::Known;
use crate::contacts::Setting;
use crate::ids::CaseId;
use crate::{CityDay, coded};

/// No more cases are put into one tree: what is larger is asked for by days.
pub const CASES_MAX: usize = 2_000;

/// A case, as far as a chain asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChainCase {
    /// The first day with symptoms.
    pub onset: Option<CityDay>,
    /// The day of the positive sample.
    pub sampled: Option<CityDay>,
    /// 境外输入、外地输入: nobody here infected him.
    pub is_imported: bool,
}

impl ChainCase {
    /// The day by which he is put in order: of his onset or, without one, of his sample.
    pub fn day(self) -> Option<CityDay> {
        self.onset.or(self.sampled)
    }
}

coded! {
    /// By what it is known that one case may have infected another.
    LinkGround {
        /// 流调写明: an investigation names the infector.
        Stated = "stated",
        /// 密接名单: he was on the other's list of contacts.
        Contact = "contact",
        /// 同时同地: both were at one place at one time.
        Shared = "shared",
    }
}

impl LinkGround {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            LinkGround::Stated => "流调写明",
            LinkGround::Contact => "在密接名单上",
            LinkGround::Shared => "同时同地",
        }
    }
}

/// One thing that speaks for a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// By what.
    pub ground: LinkGround,
    /// What they shared.
    pub setting: Setting,
    /// How well it is known.
    pub known: Known,
    /// The first and the last day on which they met; none where only a link was stated.
    pub met: Option<(CityDay, CityDay)>,
}

/// That one case may have infected another. Cases are named by their place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Who may have infected.
    pub from: usize,
    /// Whom.
    pub to: usize,
    /// What speaks for it, at least one.
    pub evidence: Vec<Evidence>,
}

/// What a person chose of who infected a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// This case.
    Infector(CaseId),
    /// None of those who are known.
    Nobody,
    /// It is open again: the choice before is taken back.
    Open,
}

impl Chosen {
    /// The word in JSON and in the store.
    pub fn code(self) -> &'static str {
        match self {
            Chosen::Infector(_) => "infector",
            Chosen::Nobody => "nobody",
            Chosen::Open => "open",
        }
    }
}

/// What a person chose, as a tree asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Of which case.
    pub of: usize,
    /// Who infected him; none where it was nobody of these.
    pub infector: Option<usize>,
}
