//! What is required: by the rules as data, and by decisions of the city that two people made.

use super::{EVERY_DAYS_MAX, EVERY_DAYS_MIN, Trade};
use crate::ids::TestRequirementId;
use crate::places::{PlaceCode, PlaceKind};
use crate::rules::{Clause, LocalMeasure, RuleBook, TestFrequency, TestedArea};
use crate::{CityDay, coded};

/// Neither first nor last day lies further from today than this. Our own bound: a year was mistyped.
const DAYS_FAR: i64 = 400;

coded! {
    /// Why a rule is shown and holds nobody to anything.
    NotApplied {
        /// Its words are not sure.
        Unsure = "unsure",
        /// It asks where cases were found lately: that is for the command to decide, by a decision.
        NeedsCases = "needs_cases",
        /// Its words name districts, and nobody said which.
        NoDistricts = "no_districts",
    }

    /// How a decision stands on a day.
    RequirementState {
        /// The second person has not signed.
        Waiting = "waiting",
        /// The second person declined.
        Declined = "declined",
        /// It is signed, and its first day is to come.
        Coming = "coming",
        /// It holds.
        InForce = "in_force",
        /// It held until its last day, or was ended.
        Over = "over",
    }
}

/// Where a requirement comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RequirementSource {
    /// A decision of the city.
    Decision(TestRequirementId),
    /// The rules as data.
    Rules,
}

/// That people are to be tested every so many days.
#[derive(Clone, PartialEq, Debug)]
pub struct Requirement {
    /// Whence.
    pub source: RequirementSource,
    /// Where: cities, counties, streets, communities.
    pub places: Vec<PlaceCode>,
    /// Only who works in this trade; everybody where none is named.
    pub trade: Option<Trade>,
    /// A test every so many days; 1 is daily.
    pub every_days: u8,
    /// The first day.
    pub first: CityDay,
    /// The last day; none while it is open.
    pub last: Option<CityDay>,
    /// The authority's words.
    pub clause: Clause,
    /// Why nobody is held to it, where that is so.
    pub not_applied: Option<NotApplied>,
}

impl Requirement {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: CityDay) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }

    /// Whether it reaches a place.
    pub fn covers(&self, place: &PlaceCode) -> bool {
        self.places.iter().any(|own| place.lies_within(own))
    }

    /// Whether people of this place are held to it on this day.
    pub fn binds(&self, place: &PlaceCode, day: CityDay) -> bool {
        self.not_applied.is_none() && self.holds_on(day) && self.covers(place)
    }
}

/// What the rules require in a city on a day: its own rules, and the guides in force.
pub fn requirements_of_rules(rules: &RuleBook, city: &PlaceCode, day: CityDay) -> Vec<Requirement> {
    let mut found = Vec::new();
    if let (Some(edition), Some(overlay)) = (rules.edition_on(day), rules.overlay_on(day)) {
        for rule in overlay.rules_on(day, &edition.id) {
            if let LocalMeasure::Frequency(often) = &rule.says {
                found.push(of_rule(often, (rule.in_force_from, rule.in_force_to), city));
            }
        }
    }
    for guide in rules.guides_on(day) {
        let days = (guide.in_force_from, guide.in_force_to);
        found.extend(guide.frequencies.iter().map(|one| of_rule(one, days, city)));
    }
    found
}

fn of_rule(
    rule: &TestFrequency,
    (first, last): (CityDay, Option<CityDay>),
    city: &PlaceCode,
) -> Requirement {
    let named = |code: &String| PlaceCode::parse(code).ok();
    let mut places: Vec<PlaceCode> = rule.counties.iter().filter_map(named).collect();
    let by_area = match rule.area {
        TestedArea::UrbanRoutine => places.is_empty().then_some(NotApplied::NoDistricts),
        TestedArea::CaseInLastThreeRounds
        | TestedArea::CaseIn14Days
        | TestedArea::NoCaseIn14Days => Some(NotApplied::NeedsCases),
    };
    if places.is_empty() {
        places.push(city.clone());
    }
    let unsure = (!rule.clause.is_enforced()).then_some(NotApplied::Unsure);
    // What asks less often than we count is shown, and so is what asks for nothing.
    let every_days = u8::try_from(rule.every_days).ok();
    let every_days = every_days.filter(|days| (EVERY_DAYS_MIN..=EVERY_DAYS_MAX).contains(days));
    Requirement {
        source: RequirementSource::Rules,
        places,
        trade: None,
        every_days: every_days.unwrap_or(EVERY_DAYS_MAX),
        first,
        last,
        clause: rule.clause.clone(),
        not_applied: unsure.or(by_area).or(every_days.is_none().then_some(NotApplied::Unsure)),
    }
}

/// What a decision says, before anybody signed it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    /// Where.
    pub place: PlaceCode,
    /// For whom.
    pub trade: Option<Trade>,
    /// A test every so many days.
    pub every_days: u8,
    /// The first day.
    pub first: CityDay,
    /// The last day; none where it is open.
    pub last: Option<CityDay>,
    /// The authority's words.
    pub as_written: String,
    /// Where they stand.
    pub source: String,
}

/// Why nothing can be decided so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecidedFlaw {
    /// Smaller than a community: a door has its exemption, a zone its own tests.
    #[error("检测要求的范围应是全市、县区、街道或社区")]
    TooSmall,
    /// Not 1 to 14 days.
    #[error("几日一检请填1至14")]
    EveryDays,
    /// It cannot have begun before it was decided.
    #[error("第一天不能早于今天，也不要离今天太远")]
    FirstDay,
    /// It ends before it begins.
    #[error("最后一天不能早于第一天，也不要离今天太远")]
    LastDay,
    /// It takes the authority's words, and where they stand.
    #[error("请写明要求的原文和出处，各不超过300字")]
    Words,
}

impl Decided {
    /// Refuses what cannot be decided on `today`.
    pub fn check(&self, today: CityDay) -> Result<(), DecidedFlaw> {
        let is_far = |day: CityDay| day.days_since(today).abs() > DAYS_FAR;
        let is_said = |words: &str| (1..=300).contains(&words.trim().chars().count());
        if self.place.kind() > PlaceKind::Community {
            return Err(DecidedFlaw::TooSmall);
        }
        if !(EVERY_DAYS_MIN..=EVERY_DAYS_MAX).contains(&self.every_days) {
            return Err(DecidedFlaw::EveryDays);
        }
        if self.first < today || is_far(self.first) {
            return Err(DecidedFlaw::FirstDay);
        }
        if self.last.is_some_and(|last| last < self.first || is_far(last)) {
            return Err(DecidedFlaw::LastDay);
        }
        if !is_said(&self.as_written) || !is_said(&self.source) {
            return Err(DecidedFlaw::Words);
        }
        Ok(())
    }

    /// The requirement that it is once it was signed on a day, and perhaps ended: nobody owes
    /// anything for a day before it was signed.
    pub fn requirement(
        &self,
        id: TestRequirementId,
        signed_on: CityDay,
        ended: Option<CityDay>,
    ) -> Requirement {
        let earliest = |one: CityDay| ended.map_or(one, |ended| ended.min(one));
        Requirement {
            source: RequirementSource::Decision(id),
            places: vec![self.place.clone()],
            trade: self.trade,
            every_days: self.every_days,
            first: self.first.max(signed_on),
            last: self.last.map(earliest).or(ended),
            clause: Clause {
                as_written: self.as_written.clone(),
                source: self.source.clone(),
                // Two people have read it off the document and put their names to it.
                confidence: crate::rules::Confidence::A,
                note: None,
            },
            not_applied: None,
        }
    }
}

/// How a decision stands on a day: whether it was signed, or declined, and when it ends.
pub fn decision_state(
    decided: &Decided,
    signed: Option<bool>,
    ended: Option<CityDay>,
    today: CityDay,
) -> RequirementState {
    let last = match (decided.last, ended) {
        (Some(last), Some(ended)) => Some(last.min(ended)),
        (last, ended) => last.or(ended),
    };
    let is_over = last.is_some_and(|last| last < today);
    match (signed, is_over) {
        (Some(false), _) => RequirementState::Declined,
        (Some(true) | None, true) => RequirementState::Over,
        (None, false) => RequirementState::Waiting,
        (Some(true), false) if decided.first > today => RequirementState::Coming,
        (Some(true), false) => RequirementState::InForce,
    }
}
