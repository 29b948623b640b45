//! Rules as data: dated protocol editions, each number beside the authority's words.
//!
//! The files in `rules/` are parsed into these types at start ([`RuleBook::parse`]); a field that
//! is not known is refused, and so are two clauses that contradict each other.

mod clause;
mod codes;
mod contacts;
mod contradictions;
mod disinfection;
mod edition;
mod filing;
mod overlay;
mod parse;
mod passage;
mod samples;
mod schedule;
mod sentences;
mod testing;
mod text;

pub use clause::{Clause, Confidence};
pub use codes::{Ask, CodeCause, CodeRule, CodeText, ColorIs, LiftedBy, Longest};
pub use contacts::{ContactKind, ContactKindRule, DroppedRule, LookBack, LookBackStart, TestedHow};
pub use contradictions::{Contradiction, Quote};
pub use disinfection::DisinfectionRule;
pub use edition::{
    AreaUnit, Ban, BanRule, ClosingTests, Condition, Edition, EditionId, LeaveCity, LevelRule,
    NeverCovers, OutingQuota, RaiseCause, RaiseRule, StepDownCondition, StepDownRule, StreetRating,
    StreetSign, UncountedCase, UncountedKind,
};
pub use filing::{FilingRule, GatheringAsk, GatheringRule, StayPutRule};
pub use overlay::{
    ArrivalProof, Arrivals, CodeColor, Color, ColorRule, Effect, LocalLeaveCity, LocalMeasure,
    LocalRule, Onward, Origin, Overlay, ScreeningLookBack, VenueShare,
};
pub use parse::RulesError;
pub use passage::{
    Asked, AskedWhen, CaseDays, EntryPoint, JourneyStep, PassageAsk, PassageRule, Traveller,
};
pub use samples::{ReportTime, SampleLimit, SampleMeasure};
pub use schedule::{
    Alternative, AlternativeWhen, CountedFrom, Duty, DutyRule, LinkedPositive, Phase,
    ReleaseCondition, ReleaseRule, Schedule, Stay, Swab, TestsWithin, Whom,
};
pub use sentences::{Section, Sentence, guide_sentences, sentences};
pub use testing::{
    AreaTesting, BoardingTest, CheckedPlace, CityClass, CodeCheck, CtBar, Dilution, EntryRule,
    Guide, PoolResult, PoolResultRule, PoolThen, RoundCity, RoundLimit, SamplerLoad, SiteSize,
    TestFrequency, TestedArea, Tube, TubeRule, TubeSetting,
};
pub use text::{codes_text, edition_text, guide_text};

use crate::{CityDay, Level};

/// The rule files that the project ships: name and text. A city may give others.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("p8-2021-05-14.toml", include_str!("../../../../rules/p8-2021-05-14.toml")),
    ("p9-2022-06-28.toml", include_str!("../../../../rules/p9-2022-06-28.toml")),
    ("p20-2022-11-11.toml", include_str!("../../../../rules/p20-2022-11-11.toml")),
    ("p10-2022-12-07.toml", include_str!("../../../../rules/p10-2022-12-07.toml")),
    ("testing-guides.toml", include_str!("../../../../rules/testing-guides.toml")),
    ("taiyuan.toml", include_str!("../../../../rules/taiyuan.toml")),
    ("shanxi-codes.toml", include_str!("../../../../rules/shanxi-codes.toml")),
];

/// The editions, in the order in which they came into force, with the guides and the city's own
/// rules beside them. Never two editions on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleBook {
    editions: Vec<Edition>,
    guides: Vec<Guide>,
    overlays: Vec<Overlay>,
    codes: Vec<CodeText>,
}

impl RuleBook {
    /// Puts editions in order. A book made so was not searched for contradictions.
    pub fn new(mut editions: Vec<Edition>) -> RuleBook {
        editions.sort_by_key(|edition| edition.in_force_from);
        RuleBook { editions, guides: Vec::new(), overlays: Vec::new(), codes: Vec::new() }
    }

    /// Reads rule files, given as name and text. Refuses what it does not know, and every clause
    /// that contradicts another.
    pub fn parse(files: &[(&str, &str)]) -> Result<RuleBook, RulesError> {
        parse::parse(files)
    }

    /// Reads the files that the project ships.
    pub fn built_in() -> Result<RuleBook, RulesError> {
        RuleBook::parse(BUILT_IN)
    }

    /// All editions, earliest first.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// The guides on testing.
    pub fn guides(&self) -> &[Guide] {
        &self.guides
    }

    /// The city's own rules, earliest first.
    pub fn overlays(&self) -> &[Overlay] {
        &self.overlays
    }

    /// The rules on health codes.
    pub fn codes(&self) -> &[CodeText] {
        &self.codes
    }

    /// The rules that may color a health code on `day`, each with the text that it stands in. An
    /// unsure one never does.
    pub fn code_rules_on(&self, day: CityDay) -> impl Iterator<Item = (&CodeText, &CodeRule)> {
        let edition = self.edition_on(day).map(|edition| &edition.id);
        let all =
            self.codes.iter().flat_map(|text| text.rules.iter().map(move |rule| (text, rule)));
        all.filter(move |(_, rule)| edition.is_some_and(|id| rule.colors_on(day, id)))
    }

    /// The edition that is in force on `day`.
    pub fn edition_on(&self, day: CityDay) -> Option<&Edition> {
        self.editions.iter().rev().find(|edition| edition.is_in_force(day))
    }

    /// The edition of that id.
    pub fn edition(&self, id: &EditionId) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.id == *id)
    }

    /// The city's own rules that can be in force on `day`.
    pub fn overlay_on(&self, day: CityDay) -> Option<&Overlay> {
        self.overlays.iter().find(|overlay| overlay.is_in_force(day))
    }

    /// How much of what a place holds may be inside on `day`, by the city's own rules.
    pub fn venue_shares_on(&self, day: CityDay) -> impl Iterator<Item = &VenueShare> {
        self.local_on(day).filter_map(LocalMeasure::venue_share)
    }

    /// What the city's own rules say on `day` of how often places are to be disinfected.
    pub fn disinfections_on(&self, day: CityDay) -> impl Iterator<Item = &DisinfectionRule> {
        self.local_on(day).filter_map(LocalMeasure::disinfection)
    }

    /// What the city's own rules say on `day` of what is filed.
    pub fn filings_on(&self, day: CityDay) -> impl Iterator<Item = &FilingRule> {
        self.local_on(day).filter_map(LocalMeasure::filing)
    }

    /// What the city's own rules say on `day` of gatherings.
    pub fn gatherings_on(&self, day: CityDay) -> impl Iterator<Item = &GatheringRule> {
        self.filings_on(day).filter_map(FilingRule::gathering)
    }

    /// The rules by which areas may not be left on `day`.
    pub fn stay_put_on(&self, day: CityDay) -> impl Iterator<Item = &StayPutRule> {
        self.filings_on(day).filter_map(FilingRule::stay_put)
    }

    fn local_on(&self, day: CityDay) -> impl Iterator<Item = &LocalMeasure> {
        let edition = self.edition_on(day).map(|edition| &edition.id);
        let rules = self.overlay_on(day).zip(edition);
        let rules = rules.into_iter().flat_map(move |(overlay, id)| overlay.rules_on(day, id));
        rules.map(|rule| &rule.says)
    }

    /// The guides that are in force on `day`.
    pub fn guides_on(&self, day: CityDay) -> impl Iterator<Item = &Guide> {
        self.guides.iter().filter(move |guide| guide.is_in_force(day))
    }

    /// What it takes to leave the city from an area of `level` on `day`; none where nothing is
    /// asked.
    pub fn leave_city_on(&self, day: CityDay, level: Level) -> Option<&LeaveCity> {
        let edition = self.edition_on(day)?;
        match self.overlay_on(day) {
            Some(overlay) => overlay.leave_city_on(day, edition, level),
            None => edition.level_rule(level)?.leave_city.as_ref(),
        }
    }
}
