//! What is known of somebody that may color his code.

use super::{Appeal, EvidenceKind, RuleRef};
use crate::antigen::AntigenCase;
use crate::contacts::Ring;
use crate::ids::{ArrivalReportId, CaseId, CodeReasonId};
use crate::pools::{PersonSample, PersonStanding, TubeStanding, person_standing};
use crate::rules::{
    Ask, Clause, CodeCause, CodeColor, LiftedBy, LocalMeasure, Longest, Origin, RuleBook,
};
use crate::sampling::TubeCode;
use crate::{CityDay, Moment, coded};

/// What is known of somebody himself; where he lives is asked for apart.
#[derive(Clone, Debug, Default)]
pub struct PersonalFacts {
    /// How he stands by his nucleic tests.
    pub standing: PersonStanding,
    /// The tube of his own that is positive or unclear, where there is one.
    pub positive_tube: Option<TubeCode>,
    /// Where his positive antigen tests stand.
    pub antigen: Vec<AntigenCase>,
    /// What two people of different offices entered.
    pub manual: Vec<ManualReason>,
    /// What the rules make of his journey here.
    pub arrivals: Vec<ArrivalCode>,
    /// That a clause, or two tracers, found him to be a contact of a case.
    pub contacts: Vec<ContactHold>,
    /// Where he says that a reason is wrong.
    pub appeals: Vec<Appeal>,
}

impl PersonalFacts {
    /// What his nucleic tests say, in whatever order they are given.
    pub fn of_samples(samples: &[PersonSample]) -> PersonalFacts {
        let standing = person_standing(samples);
        let is_it = |own: &&PersonSample| {
            let known = standing.positive.map(|(outcome, at)| TubeStanding::Known(outcome, at));
            own.is_single() && known == Some(own.standing)
        };
        let positive_tube = samples.iter().filter(is_it).map(|own| own.tube).min();
        PersonalFacts { standing, positive_tube, ..PersonalFacts::default() }
    }
}

/// A reason that two people of different offices entered, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManualReason {
    /// Which.
    pub id: CodeReasonId,
    /// What: one of those that people may enter.
    pub cause: CodeCause,
    /// From when its days are counted: the last contact, the first day apart.
    pub counted_from: Moment,
    /// When the second person approved it: it colors nobody before.
    pub approved_at: Moment,
    /// Until before when, as it was decided; no longer than its rule allows.
    pub until: Moment,
    /// Upon what.
    pub evidence: EvidenceKind,
    /// Why, in words for the person.
    pub said: String,
    /// When it was ended, by an appeal or by those who decided it.
    pub ended_at: Option<Moment>,
}

/// Somebody is a contact, and is kept for the days of the edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactHold {
    /// Of which case.
    pub case: CaseId,
    /// How near he is.
    pub ring: Ring,
    /// Since when that is known: it colors from then.
    pub since: Moment,
    /// Until before when he is kept; none where only a release ends it.
    pub until: Option<Moment>,
}

coded! {
    /// What of a journey colors a code.
    ArrivalKind {
        /// 来自风险区: from where he comes.
        Origin = "origin",
        /// 未按要求检测: the tests that are asked of him are not made.
        UntilTested = "until_tested",
    }
}

/// What the rules make of a journey: made by the arrivals, one for each of the two kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrivalCode {
    /// Of which report.
    pub report: ArrivalReportId,
    /// Which of the two.
    pub kind: ArrivalKind,
    /// The color.
    pub color: CodeColor,
    /// By which rule.
    pub rule: RuleRef,
    /// Its words. An unsure one colors nobody.
    pub clause: Clause,
    /// Until which day the rule is in force.
    pub rule_to: Option<CityDay>,
    /// Since when: the arrival.
    pub since: Moment,
    /// Until before when: the days of the rule, or the last test that was asked for.
    pub until: Option<Moment>,
}

impl ArrivalCode {
    /// What ends it.
    pub fn lifted_by(&self) -> LiftedBy {
        match self.kind {
            ArrivalKind::Origin => LiftedBy::Days,
            ArrivalKind::UntilTested => LiftedBy::TestsMade,
        }
    }

    /// Whom to ask.
    pub fn ask(&self) -> Ask {
        Ask::Community
    }
}

/// What the city's own rules make of somebody who arrived on a day from such a place: the code that
/// is given, and the one until the tests are made.
pub fn arrival_by_overlay(
    rules: &RuleBook,
    origin: Origin,
    (report, since): (ArrivalReportId, Moment),
    (until, tested_at): (Option<Moment>, Option<Moment>),
) -> Vec<ArrivalCode> {
    let day = since.city_day();
    let (Some(edition), Some(overlay)) = (rules.edition_on(day), rules.overlay_on(day)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (at, rule) in overlay.rules.iter().enumerate() {
        let LocalMeasure::Color(color) = &rule.says else { continue };
        let holds = rule.is_in_force(day) && rule.with.contains(&edition.id);
        if !holds || color.origin != origin {
            continue;
        }
        let number = u16::try_from(at + 1).unwrap_or(u16::MAX);
        let of = |kind, code, until| ArrivalCode {
            report,
            kind,
            color: code,
            rule: RuleRef { text: overlay.title.clone(), number },
            clause: color.clause.clone(),
            rule_to: rule.in_force_to,
            since,
            until,
        };
        found.extend(color.code.map(|code| of(ArrivalKind::Origin, code, until)));
        found.extend(
            color.code_until_tested.map(|code| of(ArrivalKind::UntilTested, code, tested_at)),
        );
    }
    found
}

/// What the province's rules make of the same: they speak where the city's own do not yet.
pub fn arrival_by_text(
    rules: &RuleBook,
    origin: Origin,
    (report, since): (ArrivalReportId, Moment),
) -> Vec<ArrivalCode> {
    let day = since.city_day();
    let Some(edition) = rules.edition_on(day) else { return Vec::new() };
    let own = rules
        .code_rules_on(day)
        .filter(|(_, rule)| rule.cause == CodeCause::Arrival && rule.origins.contains(&origin));
    own.map(|(text, rule)| {
        let days = rule.longest.as_ref().and_then(|longest: &Longest| longest.days(edition));
        ArrivalCode {
            report,
            kind: ArrivalKind::Origin,
            color: rule.color,
            rule: RuleRef { text: text.id.clone(), number: rule.number },
            clause: rule.clause.clone(),
            rule_to: rule.in_force_to,
            since,
            until: days.map(|days| day.plus(i64::from(days)).starts_at()),
        }
    })
    .collect()
}
