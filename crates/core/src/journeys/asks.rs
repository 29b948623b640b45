//! The demands of rules, put at their steps.

use super::answer::{Ask, AskStanding, Demand, Step};
use super::question::{CodeShown, Proof, Question};
use crate::rules::{
    ArrivalProof, Asked, AskedWhen, Clause, ColorRule, CountedFrom, JourneyStep, PassageAsk,
    PassageRule, Phase, Schedule,
};

/// Demands as they are found, each at its step.
#[derive(Default)]
pub(super) struct Asks<'a> {
    all: Vec<(JourneyStep, Ask<'a>)>,
}

impl<'a> Asks<'a> {
    pub(super) fn put(&mut self, at: JourneyStep, ask: Ask<'a>) {
        let is_same = |(known_at, known): &(JourneyStep, Ask<'a>)| {
            *known_at == at && known.what == ask.what && known.when == ask.when
        };
        if !self.all.iter().any(is_same) {
            self.all.push((at, ask));
        }
    }

    /// One that is due.
    pub(super) fn due(&mut self, at: JourneyStep, what: Demand<'a>, clause: &'a Clause) {
        self.put(at, Ask { what, when: AskedWhen::Always, standing: AskStanding::Due, clause });
    }

    /// Of a rule of passage, those for which `is_meant`.
    pub(super) fn passage(
        &mut self,
        q: &Question,
        rule: &'a PassageRule,
        is_meant: impl Fn(&PassageAsk) -> bool,
    ) {
        for ask in rule.asks.iter().filter(|ask| is_meant(ask)) {
            let what = Demand::Rule(ask.what);
            let standing = standing(q, ask.what);
            let clause = rule.clause_of(ask);
            self.put(ask.step, Ask { what, when: ask.when, standing, clause });
        }
    }

    /// What people from other provinces bring.
    pub(super) fn proof(&mut self, q: &Question, rule: &'a ArrivalProof) {
        let what = Asked::NegativeTest { tests: rule.tests, within_hours: rule.within_hours };
        let (standing, clause) = (standing(q, what), &rule.clause);
        let when = AskedWhen::Always;
        let ask = Ask { what: Demand::Rule(what), when, standing, clause };
        self.put(JourneyStep::Before, ask);
    }

    /// What a mark brings with it.
    pub(super) fn mark(&mut self, color: &'a ColorRule) {
        let at = JourneyStep::Arrival;
        self.due(at, Demand::Mark(color), &color.clause);
        if let Some(onward) = color.onward {
            self.due(at, Demand::Onward(onward), &color.clause);
        }
        let after = JourneyStep::InCity;
        if let Some(code) = color.code {
            self.due(after, Demand::Code(code), &color.clause);
        }
        self.phases(&color.phases, None);
        if let Some(tests) = &color.tests_within {
            self.due(after, Demand::TestsWithin(tests), &tests.clause);
        }
        if let Some(code) = color.code_until_tested {
            self.due(after, Demand::CodeUntilTested(code), &color.clause);
        }
    }

    /// What an edition asks of one kind of person.
    pub(super) fn schedule(&mut self, schedule: &'a Schedule) {
        self.phases(&schedule.phases, Some(schedule.counted_from));
        let after = JourneyStep::InCity;
        if let Some(tests) = &schedule.tests_within {
            self.due(after, Demand::TestsWithin(tests), &tests.clause);
        }
        for duty in &schedule.duties {
            self.due(after, Demand::Duty(duty), &duty.clause);
        }
    }

    fn phases(&mut self, phases: &'a [Phase], counted_from: Option<CountedFrom>) {
        for phase in phases {
            let what = Demand::Kept(phase, counted_from);
            self.due(JourneyStep::InCity, what, &phase.clause);
        }
    }

    /// Whether something is not met.
    pub(super) fn lacks(&self, is_it: impl Fn(Demand<'_>) -> bool) -> bool {
        self.all.iter().any(|(_, ask)| ask.standing == AskStanding::Missing && is_it(ask.what))
    }

    /// Whether everything that can be met before is met, as far as it was said.
    pub(super) fn all_met(&self) -> bool {
        self.all.iter().all(|(_, ask)| match ask.what {
            Demand::Rule(Asked::NegativeTest { .. } | Asked::GreenCode) => {
                ask.standing == AskStanding::Met
            }
            Demand::Rule(_)
            | Demand::Mark(_)
            | Demand::Code(_)
            | Demand::CodeUntilTested(_)
            | Demand::Onward(_)
            | Demand::Kept(..)
            | Demand::TestsWithin(_)
            | Demand::Duty(_)
            | Demand::LeaveCity(..)
            | Demand::Measure(_) => true,
        })
    }

    /// The words of what is asked only of whoever has no proof.
    pub(super) fn clauses_when(&self, when: AskedWhen) -> Vec<&'a Clause> {
        let mut told: Vec<&Clause> = Vec::new();
        for (_, ask) in self.all.iter().filter(|(_, ask)| ask.when == when) {
            if !told.contains(&ask.clause) {
                told.push(ask.clause);
            }
        }
        told
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The steps in their order.
    pub(super) fn steps(self) -> Vec<Step<'a>> {
        let mut steps: Vec<Step<'a>> =
            JourneyStep::ALL.iter().map(|at| Step { at: *at, asks: Vec::new() }).collect();
        for (at, ask) in self.all {
            if let Some(step) = steps.iter_mut().find(|step| step.at == at) {
                step.asks.push(ask);
            }
        }
        steps.retain(|step| !step.asks.is_empty());
        steps
    }
}

/// How the one who asks stands to a demand.
pub(super) fn standing(q: &Question, what: Asked) -> AskStanding {
    match what {
        Asked::NegativeTest { tests, within_hours } => proof_standing(q.proof, tests, within_hours),
        Asked::GreenCode => match q.code {
            CodeShown::Green => AskStanding::Met,
            CodeShown::NotGreen => AskStanding::Missing,
            CodeShown::Unsaid => AskStanding::Due,
        },
        Asked::TravelCard
        | Asked::ThreeCodes
        | Asked::ScanCode
        | Asked::TemperatureNormal
        | Asked::Temperature
        | Asked::MaskAllTheWay
        | Asked::Mask
        | Asked::Register
        | Asked::ReportAhead
        | Asked::ReportBack
        | Asked::LeaveFiling
        | Asked::LookUp
        | Asked::StayInProvince
        | Asked::Protect
        | Asked::LandingTest
        | Asked::Antigen
        | Asked::Transfer
        | Asked::FollowCode
        | Asked::FollowStaff
        | Asked::LodgingRegister => AskStanding::Due,
    }
}

/// How a test stands to what is asked of it.
pub(super) fn proof_standing(proof: Proof, tests: u16, within_hours: u16) -> AskStanding {
    match proof.holds(tests, within_hours) {
        Some(true) => AskStanding::Met,
        Some(false) => AskStanding::Missing,
        None => AskStanding::Due,
    }
}
