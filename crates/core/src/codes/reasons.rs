//! What the rules of a day make of the facts.

use super::facts::{ArrivalCode, ContactHold, ManualReason, PersonalFacts};
use super::{EvidenceKind, Reason, ReasonSource, RuleRef, Strength};
use crate::antigen::{AntigenCase, AntigenStep};
use crate::contacts::Ring;
use crate::ids::ZoneId;
use crate::pools::{Hold, TubeOutcome};
use crate::rules::{CodeCause, CodeRule, CodeText, ColorIs, Edition, RuleBook};
use crate::sampling::TubeCode;
use crate::{CityDay, Level, Moment};

/// Living in an area that was rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lived {
    /// Which area.
    pub zone: ZoneId,
    /// Its level.
    pub level: Level,
    /// The first day at this level.
    pub since: CityDay,
    /// How far it is known that a place lies in it: weak where some of it is excepted in words.
    pub strength: Strength,
}

/// The rules of a moment's day.
struct Day<'a> {
    rules: &'a RuleBook,
    day: CityDay,
    edition: &'a Edition,
}

impl<'a> Day<'a> {
    fn of(rules: &'a RuleBook, now: Moment) -> Option<Day<'a>> {
        let day = now.city_day();
        Some(Day { rules, day, edition: rules.edition_on(day)? })
    }

    fn rule(&self, cause: CodeCause, level: Option<Level>) -> Option<(&'a CodeText, &'a CodeRule)> {
        let mut rules = self.rules.code_rules_on(self.day);
        rules.find(|(_, rule)| rule.cause == cause && rule.level == level)
    }

    /// A reason by the rule of the day; none where no sure rule speaks of it.
    fn reason(
        &self,
        (cause, level): (CodeCause, Option<Level>),
        (source, evidence): (ReasonSource, EvidenceKind),
        (since, until): (Moment, Option<Moment>),
    ) -> Option<Reason> {
        let (text, rule) = self.rule(cause, level)?;
        let longest = rule.longest.as_ref().and_then(|longest| longest.days(self.edition));
        let longest = longest.map(|days| since.plus_ms(i64::from(days) * 86_400_000));
        Some(Reason {
            cause,
            color: rule.color.into(),
            color_is: rule.color_is,
            rule: RuleRef { text: text.id.clone(), number: rule.number },
            clause: rule.clause.clone(),
            since,
            until: [until, longest].into_iter().flatten().min(),
            rule_until: rule.in_force_to.map(|last| last.plus(1).starts_at()),
            lifted_by: rule.lifted_by,
            ask: rule.ask,
            evidence,
            strength: evidence.strength(),
            source,
            said: String::new(),
        })
    }

    fn positive(&self, (outcome, at): (TubeOutcome, Moment), tube: TubeCode) -> Option<Reason> {
        let cause = match outcome {
            TubeOutcome::Positive => CodeCause::Positive,
            TubeOutcome::Unclear => CodeCause::Unclear,
            TubeOutcome::Negative | TubeOutcome::Invalid => return None,
        };
        let by = (ReasonSource::Tube(tube), EvidenceKind::LabResult);
        self.reason((cause, None), by, (at, None))
    }

    fn hold(&self, hold: &Hold) -> Option<Reason> {
        let by = (ReasonSource::Tube(hold.tube), EvidenceKind::LabResult);
        self.reason((CodeCause::PoolHold, None), by, (hold.since, hold.lifted_at))
    }

    fn antigen(&self, case: &AntigenCase) -> Option<Reason> {
        let until = match case.step {
            AntigenStep::Waiting { .. } => None,
            AntigenStep::Refuted { at, .. }
            | AntigenStep::Confirmed { at, .. }
            | AntigenStep::Withdrawn(at) => Some(at),
            // He was found positive before: that is the reason, and not this.
            AntigenStep::PositiveBefore(_) => return None,
        };
        let by = (ReasonSource::Antigen(case.test.report), EvidenceKind::Antigen);
        self.reason((CodeCause::AntigenHold, None), by, (case.test.reported_at, until))
    }

    fn manual(&self, one: &ManualReason) -> Option<Reason> {
        if !one.cause.is_manual() {
            return None;
        }
        let until = one.ended_at.map_or(one.until, |ended| ended.min(one.until));
        let by = (ReasonSource::Manual(one.id), one.evidence);
        // Its days are counted from the contact; it colors from when two people had signed.
        let counted = self.reason((one.cause, None), by, (one.counted_from, Some(until)))?;
        let since = one.approved_at.max(one.counted_from);
        Some(Reason { since, said: one.said.clone(), ..counted })
    }

    fn contact(&self, one: &ContactHold) -> Option<Reason> {
        let cause = match one.ring {
            Ring::Close => CodeCause::CloseContact,
            Ring::Secondary => CodeCause::SecondaryContact,
        };
        let by = (ReasonSource::Contact(one.case), EvidenceKind::Investigation);
        let reason = self.reason((cause, None), by, (one.since, one.until))?;
        // The hold counts the days of the edition itself, from the last exposure to the end of the last
        // day: so many times 24 hours from the listing are not the same.
        Some(Reason { until: one.until.or(reason.until), ..reason })
    }

    fn arrival(&self, one: &ArrivalCode) -> Option<Reason> {
        let rule_until = one.rule_to.map(|last| last.plus(1).starts_at());
        one.clause.is_enforced().then(|| Reason {
            cause: CodeCause::Arrival,
            color: one.color.into(),
            color_is: ColorIs::Written,
            rule: one.rule.clone(),
            clause: one.clause.clone(),
            since: one.since,
            until: one.until,
            rule_until,
            lifted_by: one.lifted_by(),
            ask: one.ask(),
            evidence: EvidenceKind::OwnReport,
            strength: EvidenceKind::OwnReport.strength(),
            source: ReasonSource::Arrival(one.report),
            said: String::new(),
        })
    }
}

/// The reasons that follow from what is known of somebody himself, by the rules of the day of
/// `now`. Those that are over, or to come, are among them: the clock says which of them live.
pub fn personal_reasons(rules: &RuleBook, facts: &PersonalFacts, now: Moment) -> Vec<Reason> {
    let Some(day) = Day::of(rules, now) else { return Vec::new() };
    let own = facts.standing.positive.zip(facts.positive_tube);
    let own = own.and_then(|(positive, tube)| day.positive(positive, tube));
    let mut reasons: Vec<Reason> = own.into_iter().collect();
    reasons.extend(facts.standing.holds.iter().filter_map(|hold| day.hold(hold)));
    reasons.extend(facts.antigen.iter().filter_map(|case| day.antigen(case)));
    reasons.extend(facts.manual.iter().filter_map(|one| day.manual(one)));
    reasons.extend(facts.contacts.iter().filter_map(|one| day.contact(one)));
    reasons.extend(facts.arrivals.iter().filter_map(|one| day.arrival(one)));
    reasons
}

/// The reason that follows from living in an area, by the rules of the day of `now`; none where no
/// sure rule colors those who live under its level.
pub fn zone_reason(rules: &RuleBook, lived: Lived, now: Moment) -> Option<Reason> {
    let by = (ReasonSource::Zone(lived.zone), EvidenceKind::ZoneListing);
    let cause = (CodeCause::LivesInZone, Some(lived.level));
    let reason = Day::of(rules, now)?.reason(cause, by, (lived.since.starts_at(), None))?;
    Some(Reason { strength: lived.strength, ..reason })
}
