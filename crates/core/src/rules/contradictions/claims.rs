//! What each clause is about, in words, so that two clauses on one thing are found.

use super::super::{Clause, Condition, Edition, Guide, Level, LocalMeasure};

/// A clause and what it is about. Two claims of one edition with one subject contradict.
pub(super) struct Claim<'a> {
    pub(super) subject: String,
    pub(super) clause: &'a Clause,
}

fn claim(subject: impl Into<String>, clause: &Clause) -> Claim<'_> {
    Claim { subject: subject.into(), clause }
}

pub(super) fn of_edition(edition: &Edition) -> Vec<Claim<'_>> {
    let mut claims: Vec<Claim<'_>> = Vec::new();
    claims
        .extend(edition.levels.iter().map(|rule| claim(rule.level.title(), &rule.measure_clause)));
    for rule in &edition.step_downs {
        let after =
            rule.after.map_or_else(String::new, |level| format!(" after {}", level.title()));
        let subject = format!("the end of {}{after}", rule.from.title());
        claims.extend(rule.conditions.iter().map(|also| {
            claim(format!("{subject}, {}", condition_kind(also.condition)), &also.clause)
        }));
        claims.push(claim(subject, &rule.clause));
    }
    claims.extend(edition.raises.iter().map(|rule| {
        claim(format!("raising {} on {:?}", rule.from.title(), rule.on), &rule.clause)
    }));
    claims.extend(edition.street_ratings.iter().map(|rule| {
        let ground = (rule.cases_over, rule.cases_at_most, rule.sign);
        claim(format!("rating a street with {ground:?}"), &rule.clause)
    }));
    claims.extend(
        edition.bans.iter().map(|rule| claim(format!("the ban {:?}", rule.ban), &rule.clause)),
    );
    claims.extend(edition.look_backs.iter().map(|rule| {
        claim(format!("how far back contacts are sought ({:?})", rule.of), &rule.clause)
    }));
    for rule in &edition.contact_kinds {
        claims.push(claim(format!("number {} of the close contacts", rule.number), &rule.clause));
        claims.push(claim(format!("the close contact {:?}", rule.kind), &rule.clause));
    }
    claims.extend(edition.schedules.iter().map(|rule| claim(rule.whom.title(), &rule.clause)));
    claims.extend(edition.dropped.iter().map(|rule| claim(rule.whom.title(), &rule.clause)));
    claims.extend(
        edition
            .area_testing
            .iter()
            .map(|rule| claim(format!("area testing in {}", rule.city.title()), &rule.clause)),
    );
    claims
}

/// What kind of condition it is, whatever its number: two of one kind contradict.
fn condition_kind(condition: Condition) -> &'static str {
    match condition {
        Condition::AreaTest { .. } => "the test of the area",
        Condition::AreaTestWithin { .. } => "the test of the area before release",
        Condition::LastContactClear { .. } => "the last contact",
        Condition::CountyClear => "the other zones of the county",
    }
}

pub(super) fn of_guide(guide: &Guide) -> Vec<Claim<'_>> {
    let mut claims: Vec<Claim<'_>> = Vec::new();
    claims.extend(guide.tubes.iter().map(|rule| {
        claim(format!("the size of a tube for {}", rule.setting.title()), &rule.clause)
    }));
    claims.extend(
        guide
            .pool_results
            .iter()
            .map(|rule| claim(format!("what a {:?} pool means", rule.result), &rule.clause)),
    );
    claims.extend(
        guide
            .frequencies
            .iter()
            .map(|rule| claim(format!("how often {} is tested", rule.area.title()), &rule.clause)),
    );
    claims.extend(guide.round_limits.iter().map(|rule| {
        claim(format!("how long a round may take in {}", rule.city.title()), &rule.clause)
    }));
    claims
}

/// What a local rule is about.
pub(super) fn local_subject(says: &LocalMeasure) -> String {
    let leaving = |level: Level| format!("leaving the city from {}", level.title());
    match says {
        LocalMeasure::Color(rule) => format!("arrivals from {}", rule.origin.title()),
        LocalMeasure::LeaveCity(local) => leaving(local.level),
        LocalMeasure::ScreeningLookBack(_) => "how far back arrivals are sought".to_owned(),
        LocalMeasure::ArrivalProof(_) => "the proof that arrivals bring".to_owned(),
        LocalMeasure::Tube(rule) => format!("the size of a tube for {}", rule.setting.title()),
        LocalMeasure::BoothSize(_) => "the people that one booth serves".to_owned(),
        LocalMeasure::Frequency(rule) => format!("how often {} is tested", rule.area.title()),
    }
}
