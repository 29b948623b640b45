//! From a question, the rules and what is known to the answer.

use super::answer::{Answer, Ask, AskStanding, Demand, Ground, Unknown, Verdict, VerdictKind};
use super::asks::{Asks, proof_standing, standing};
use super::origin::{Whence, is_of_risk, level_of_stay, mark, whences};
use super::question::{CodeShown, Facts, Question, Residence, StayedIn, Trip};
use crate::Level;
use crate::places::PlaceCode;
use crate::rules::{
    Asked, AskedWhen, Clause, ColorRule, Edition, JourneyStep, LocalRule, PassageRule, RuleBook,
    Traveller, Whom,
};

/// What is being put together.
struct Draft<'a> {
    asks: Asks<'a>,
    grounds: Vec<Ground<'a>>,
    unknown: Vec<Unknown<'a>>,
    /// What it comes to by what was found so far; none where nothing says so.
    verdict: Option<Verdict<'a>>,
}

/// What is asked of somebody on this journey.
///
/// `city` is the city's code. The list and the cases of `facts` are those known on the day.
pub fn asked<'a>(
    q: &Question,
    city: &PlaceCode,
    book: &'a RuleBook,
    facts: &'a Facts,
) -> Answer<'a> {
    let trip = q.trip(city);
    let mut draft =
        Draft { asks: Asks::default(), grounds: Vec::new(), unknown: Vec::new(), verdict: None };
    match book.edition_on(q.day) {
        None => draft.unknown.push(Unknown::NoEdition),
        Some(edition) => {
            draft.grounds.push(Ground::Edition(edition));
            by_edition(&mut draft, (q, city, trip), (book, edition), facts);
        }
    }
    let unknown = VerdictKind::Unknown;
    let verdict = draft.verdict.take().unwrap_or_else(|| match draft.asks.is_empty() {
        true => Verdict { kind: unknown, clauses: Vec::new() },
        false => Verdict { kind: VerdictKind::DoThese, clauses: Vec::new() },
    });
    let Draft { asks, grounds, unknown, .. } = draft;
    Answer { day: q.day, trip, verdict, steps: asks.steps(), grounds, unknown }
}

fn by_edition<'a>(
    draft: &mut Draft<'a>,
    (q, city, trip): (&Question, &PlaceCode, Trip),
    (book, edition): (&'a RuleBook, &'a Edition),
    facts: &'a Facts,
) {
    if let Some(words) = edition.code_check.as_ref().and_then(|rule| rule.travel_clause.as_ref())
        && words.is_enforced()
    {
        // Nobody who travels is checked any more; who lives in a high area still keeps to it.
        let clauses = vec![words];
        draft.verdict = Some(Verdict { kind: VerdictKind::NothingAsked, clauses });
        if trip == Trip::Leave {
            own_areas(draft, q, book, edition, facts);
        }
        return;
    }
    let rules: Vec<&LocalRule> = book
        .overlay_on(q.day)
        .map(|overlay| overlay.rules_on(q.day, &edition.id).collect())
        .unwrap_or_default();
    match trip {
        Trip::Arrive | Trip::Transit => arriving(draft, (q, city, trip), (edition, &rules), facts),
        Trip::Leave => leaving(draft, q, (book, edition, &rules), facts),
        Trip::Inside => draft.unknown.push(Unknown::NotAJourney),
    }
    if let Some(everybody) = passage_of(&rules, Traveller::Everybody) {
        let stays = trip != Trip::Transit;
        let is_meant = |when: AskedWhen| stays || when != AskedWhen::Lodging;
        if trip != Trip::Leave {
            draft.asks.passage(q, everybody, |ask| is_meant(ask.when));
        }
    }
    match trip {
        Trip::Transit => {
            draft.unknown.push(Unknown::OnwardStation);
            draft.unknown.push(Unknown::Destination(q.to.clone()));
        }
        Trip::Leave => draft.unknown.push(Unknown::Destination(q.to.clone())),
        Trip::Arrive | Trip::Inside => {}
    }
}

fn passage_of<'a>(rules: &[&'a LocalRule], traveller: Traveller) -> Option<&'a PassageRule> {
    let mut passages = rules.iter().filter_map(|rule| rule.says.passage());
    passages.find(|rule| rule.traveller == traveller && rule.clause.is_enforced())
}

fn arriving<'a>(
    draft: &mut Draft<'a>,
    (q, city, trip): (&Question, &PlaceCode, Trip),
    (edition, rules): (&'a Edition, &[&'a LocalRule]),
    facts: &'a Facts,
) {
    let whences = whences(q, city);
    tell_facts(draft, q, facts, &whences);
    let color = mark(rules, (q, facts), &whences);
    let is_other_province = whences.iter().any(|whence| whence.is_other_province);
    let province = passage_in_province(rules, (q, facts), &whences);
    match (is_other_province, color, province) {
        (true, color, _) => {
            let rule = passage_of(rules, Traveller::OtherProvince);
            match (rule, color) {
                (Some(rule), _) => draft.asks.passage(q, rule, |_| true),
                (None, None) => draft.unknown.push(Unknown::Arrivals),
                (None, Some(_)) => {}
            }
            let proofs = rules.iter().filter_map(|rule| rule.says.arrival_proof());
            for proof in proofs.filter(|proof| proof.clause.is_enforced()) {
                draft.asks.proof(q, proof);
            }
            marked(draft, trip, color);
        }
        // To have been in a risk area weighs more than whence in the province somebody comes.
        (false, Some(color), _) if is_of_risk(color.origin) => {
            marked(draft, trip, Some(color));
        }
        (false, color, Province::Written) => {
            in_province(draft, q, rules, facts, &whences);
            if let Some(beside) = color.filter(|color| !color.phases.is_empty()) {
                draft.unknown.push(Unknown::MarkBeside(beside));
            }
        }
        (false, None, Province::Unwritten) => draft.unknown.push(Unknown::InProvince),
        (false, color, Province::Unwritten) => marked(draft, trip, color),
    }
    if color.is_none() {
        by_schedule(draft, (q, facts), edition, &whences);
    }
    if q.residence == Residence::Here
        && trip == Trip::Arrive
        && let Some(rule) = passage_of(rules, Traveller::Leaving)
    {
        draft.asks.passage(q, rule, |ask| ask.step == JourneyStep::Back);
    }
    if q.stayed == StayedIn::Unsaid {
        draft.unknown.push(Unknown::Stayed);
    }
}

/// Whether the rules of the day say what is asked of people from the own province.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Province {
    Written,
    Unwritten,
}

fn passage_in_province(
    rules: &[&LocalRule],
    (q, facts): (&Question, &Facts),
    whences: &[Whence<'_>],
) -> Province {
    match traveller_of(rules, (q, facts), whences) {
        Some(_) => Province::Written,
        None => Province::Unwritten,
    }
}

/// What kind of traveller somebody from the own province is; with the clause by which that is
/// unclear, where it is.
fn traveller_of<'a>(
    rules: &[&'a LocalRule],
    (q, facts): (&Question, &Facts),
    whences: &[Whence<'_>],
) -> Option<(&'a PassageRule, Option<(i64, &'a Clause)>)> {
    let with_cases = passage_of(rules, Traveller::CountyWithCases);
    let ages = whences
        .iter()
        .filter_map(|whence| Some(q.day.days_since(facts.last_case(whence.place, q.day)?.last_on)));
    let age = ages.min();
    let mut unclear = None;
    if let (Some(rule), Some(age)) = (with_cases, age) {
        let within = |days: Option<u16>| days.is_some_and(|days| age <= i64::from(days));
        if within(rule.cases_within.as_ref().map(|within| within.days)) {
            return Some((rule, None));
        }
        let clause = rule.cases_unclear_within.as_ref().filter(|one| within(Some(one.days)));
        unclear = clause.map(|one| (age, &one.clause));
    }
    let traveller = match q.residence {
        Residence::Here => Traveller::Resident,
        Residence::Elsewhere | Residence::Unsaid => Traveller::CountyWithoutCases,
    };
    passage_of(rules, traveller).map(|rule| (rule, unclear))
}

/// What is asked of somebody from the own province, where the rules of the day say so.
fn in_province<'a>(
    draft: &mut Draft<'a>,
    q: &Question,
    rules: &[&'a LocalRule],
    facts: &'a Facts,
    whences: &[Whence<'_>],
) {
    let Some((rule, unclear)) = traveller_of(rules, (q, facts), whences) else { return };
    if !rule.holds_at(q.means.entry_point()) {
        draft.unknown.push(Unknown::AtCheckpoint);
        return;
    }
    let has_proof = rule.asks.iter().any(|ask| {
        let is_proof = matches!(ask.what, Asked::NegativeTest { .. });
        is_proof && standing(q, ask.what) == AskStanding::Met
    });
    draft.asks.passage(q, rule, |ask| !(has_proof && ask.when == AskedWhen::WithoutProof));
    if let Some((age, clause)) = unclear {
        draft.unknown.push(Unknown::CaseDays(age, clause));
        return;
    }
    let is_proof = |what: Demand<'_>| matches!(what, Demand::Rule(Asked::NegativeTest { .. }));
    let passes: Vec<&Clause> = rule.passes.iter().collect();
    let (kind, clauses) = if q.code == CodeShown::NotGreen {
        draft.unknown.push(Unknown::CodeNotGreen);
        (VerdictKind::DoThese, passes)
    } else if draft.asks.lacks(is_proof) {
        (VerdictKind::TestedFirst, draft.asks.clauses_when(AskedWhen::WithoutProof))
    } else if draft.asks.all_met() {
        (VerdictKind::Passes, passes)
    } else {
        (VerdictKind::PassesIf, passes)
    };
    draft.verdict = Some(Verdict { kind, clauses });
}

/// What a mark brings with it.
fn marked<'a>(draft: &mut Draft<'a>, trip: Trip, color: Option<&'a ColorRule>) {
    let Some(color) = color else { return };
    draft.asks.mark(color);
    if !color.phases.is_empty() {
        let clauses = vec![&color.clause];
        draft.verdict = Some(Verdict { kind: VerdictKind::Kept, clauses });
    }
    if trip == Trip::Transit {
        draft.unknown.push(Unknown::MarkInTransit);
    }
}

/// What the edition itself asks of whoever was in a risk area, where the city gives no mark.
fn by_schedule<'a>(
    draft: &mut Draft<'a>,
    (q, facts): (&Question, &Facts),
    edition: &'a Edition,
    whences: &[Whence<'_>],
) {
    let whom = match level_of_stay(q, facts, whences) {
        Some(Level::High | Level::Locked) => Whom::FromHigh,
        Some(Level::Medium | Level::Controlled) => Whom::FromMedium,
        Some(Level::Low | Level::Guarded) => Whom::FromLow,
        None => return,
    };
    let schedule = edition.schedule(whom).filter(|schedule| schedule.clause.is_enforced());
    let Some(schedule) = schedule else { return };
    draft.asks.schedule(schedule);
    if !schedule.phases.is_empty() {
        let clauses = vec![&schedule.clause];
        draft.verdict = Some(Verdict { kind: VerdictKind::Kept, clauses });
    }
}

fn leaving<'a>(
    draft: &mut Draft<'a>,
    q: &Question,
    (book, edition, rules): (&'a RuleBook, &'a Edition, &[&'a LocalRule]),
    facts: &Facts,
) {
    if let Some(rule) = passage_of(rules, Traveller::Leaving) {
        draft.asks.passage(q, rule, |_| true);
    }
    own_areas(draft, q, book, edition, facts);
    if draft.asks.is_empty() {
        draft.unknown.push(Unknown::Leaving);
    }
}

/// What the levels of the part of the city where somebody sets out say of going out.
fn own_areas<'a>(
    draft: &mut Draft<'a>,
    q: &Question,
    book: &'a RuleBook,
    edition: &'a Edition,
    facts: &Facts,
) {
    let is_graver = facts.own_levels.iter().any(|level| level.gravity() >= 2);
    for rule in &edition.levels {
        // Where there is a graver area, the rest of its county is the low one.
        let is_there =
            facts.own_levels.contains(&rule.level) || (rule.level.gravity() == 1 && is_graver);
        if !is_there {
            continue;
        }
        match book.leave_city_on(q.day, rule.level) {
            Some(leave) if leave.clause.is_enforced() => {
                let what = Demand::LeaveCity(rule.level, leave);
                let standing = proof_standing(q.proof, leave.tests, leave.within_hours);
                let (when, clause) = (AskedWhen::Always, &leave.clause);
                draft.asks.put(JourneyStep::Before, Ask { what, when, standing, clause });
            }
            Some(_) | None => {
                if rule.level.gravity() >= 2 && rule.measure_clause.is_enforced() {
                    let what = Demand::Measure(rule);
                    draft.asks.due(JourneyStep::Before, what, &rule.measure_clause);
                }
            }
        }
    }
}

/// What of the facts the answer rests on, and what of them is lacking.
fn tell_facts<'a>(draft: &mut Draft<'a>, q: &Question, facts: &'a Facts, whences: &[Whence<'_>]) {
    for whence in whences {
        match facts.last_case(whence.place, q.day) {
            Some(case) => {
                let days = q.day.days_since(case.last_on);
                draft.grounds.push(Ground::LastCase(case, days));
            }
            None => draft.grounds.push(Ground::NoCase(whence.place.clone())),
        }
        if let Some(list) = &facts.list {
            let level = facts.gravest(whence.place);
            draft.grounds.push(Ground::List(whence.place.clone(), list.time, level));
        }
    }
    match &facts.list {
        None => draft.unknown.push(Unknown::NoList),
        Some(list) => {
            let age = q.day.days_since(list.time.shows_day());
            if age > 1 {
                draft.unknown.push(Unknown::OldList(list.time, age));
            }
        }
    }
}
