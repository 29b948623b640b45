//! The mark of an arrival by the rules of its day, and the code that follows from it.

use super::{Coming, StayAt};
use crate::Moment;
use crate::codes::{ArrivalCode, ArrivalKind, arrival_by_overlay, arrival_by_text};
use crate::ids::ArrivalReportId;
use crate::journeys::{Answer, Demand, Facts, Unknown, VerdictKind, asked, origins_of};
use crate::places::PlaceCode;
use crate::rules::{Clause, ColorRule, LocalRule, Origin, RuleBook, Stay};

const DAY_MS: i64 = 86_400_000;

/// What the rules say of the color of a mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MarkFound<'a> {
    /// This one is given.
    Given(&'a ColorRule),
    /// One is in force that the later and narrower rule for this traveller does not mention: it is not
    /// given, and shown beside.
    Beside(&'a ColorRule),
    /// The edition asks nothing of whoever travels.
    NothingAsked,
    /// No rule of the day speaks of him: nobody guesses.
    Silent,
}

impl MarkFound<'_> {
    /// The mark that is given.
    pub fn given(&self) -> Option<&ColorRule> {
        match self {
            MarkFound::Given(color) => Some(color),
            MarkFound::Beside(_) | MarkFound::NothingAsked | MarkFound::Silent => None,
        }
    }

    /// What the worker at the station reads.
    pub fn says(&self) -> String {
        match self {
            MarkFound::Given(color) => {
                format!("{}（{}）", color.color.title(), color.origin.title())
            }
            MarkFound::Beside(color) => format!(
                "不贴标：省内另有查验规定，没有提到{}。按下面的要求办，拿不准问指挥部。",
                color.color.title()
            ),
            MarkFound::NothingAsked => "不贴标：现行规定对来人不再查验、不再赋码。".to_owned(),
            MarkFound::Silent => {
                "没有查到规定给这类来人定什么颜色。不要自己定，按下面的要求办，拿不准问指挥部。"
                    .to_owned()
            }
        }
    }
}

/// What the rules of its day make of an arrival.
#[derive(Clone, Debug, PartialEq)]
pub struct Marked<'a> {
    /// The color.
    pub found: MarkFound<'a>,
    /// Everything that is asked of him, step by step, with the clauses: as the page of journeys says it.
    pub answer: Answer<'a>,
}

impl<'a> Marked<'a> {
    /// The words of the mark, where one is given or stands beside.
    pub fn clause(&self) -> Option<&'a Clause> {
        match self.found {
            MarkFound::Given(color) | MarkFound::Beside(color) => Some(&color.clause),
            MarkFound::NothingAsked | MarkFound::Silent => None,
        }
    }

    /// Whether a test on the first landing place is asked of him, and the words that ask for it.
    pub fn landing_test(&self) -> Option<&'a Clause> {
        use crate::rules::{Asked, AskedWhen, Onward};
        let asks = self.answer.steps.iter().flat_map(|step| &step.asks);
        let lacks_proof = self.answer.verdict.kind == VerdictKind::TestedFirst;
        let mut found = asks.filter(|ask| match ask.what {
            Demand::Rule(Asked::LandingTest) => match ask.when {
                AskedWhen::WithoutProof => lacks_proof,
                AskedWhen::Always
                | AskedWhen::CodeMessage
                | AskedWhen::Sorted
                | AskedWhen::Lodging => true,
            },
            Demand::Onward(Onward::PointToPoint | Onward::TestedAndGo) => true,
            Demand::Onward(Onward::Free)
            | Demand::Rule(_)
            | Demand::Mark(_)
            | Demand::Code(_)
            | Demand::CodeUntilTested(_)
            | Demand::Kept(..)
            | Demand::TestsWithin(_)
            | Demand::Duty(_)
            | Demand::LeaveCity(..)
            | Demand::Measure(_) => false,
        });
        found.next().map(|ask| ask.clause)
    }

    /// For how many days he is kept or watched, the arrival's own day being the first; 0 where he is not.
    pub fn days_kept(&self) -> u16 {
        let asks = self.answer.steps.iter().flat_map(|step| &step.asks);
        let days = asks.filter_map(|ask| match ask.what {
            Demand::Kept(phase, _) => phase.days,
            Demand::TestsWithin(tests) => Some(tests.days),
            Demand::Rule(_)
            | Demand::Mark(_)
            | Demand::Code(_)
            | Demand::CodeUntilTested(_)
            | Demand::Onward(_)
            | Demand::Duty(_)
            | Demand::LeaveCity(..)
            | Demand::Measure(_) => None,
        });
        days.fold(0, u16::saturating_add)
    }
}

/// What the rules of its day make of an arrival, by what is known.
pub fn marked<'a>(
    coming: &Coming,
    city: &PlaceCode,
    book: &'a RuleBook,
    facts: &'a Facts,
) -> Marked<'a> {
    let answer = asked(&coming.question(city), city, book, facts);
    let given = answer.steps.iter().flat_map(|step| &step.asks).find_map(|ask| match ask.what {
        Demand::Mark(color) => Some(color),
        Demand::Rule(_)
        | Demand::Code(_)
        | Demand::CodeUntilTested(_)
        | Demand::Onward(_)
        | Demand::Kept(..)
        | Demand::TestsWithin(_)
        | Demand::Duty(_)
        | Demand::LeaveCity(..)
        | Demand::Measure(_) => None,
    });
    let beside = answer.unknown.iter().find_map(|unknown| match unknown {
        Unknown::MarkBeside(color) => Some(*color),
        Unknown::NoEdition
        | Unknown::InProvince
        | Unknown::AtCheckpoint
        | Unknown::Arrivals
        | Unknown::Leaving
        | Unknown::CaseDays(..)
        | Unknown::CodeNotGreen
        | Unknown::Stayed
        | Unknown::NoList
        | Unknown::OldList(..)
        | Unknown::MarkInTransit
        | Unknown::OnwardStation
        | Unknown::Destination(_)
        | Unknown::NotAJourney => None,
    });
    let is_over = answer.verdict.kind == VerdictKind::NothingAsked;
    let found = match (given, beside) {
        (Some(color), _) => MarkFound::Given(color),
        (None, Some(color)) => MarkFound::Beside(color),
        (None, None) if is_over => MarkFound::NothingAsked,
        (None, None) => MarkFound::Silent,
    };
    Marked { found, answer }
}

/// How many tests a mark asks for within the first days, whoever is not kept: tests and days.
pub fn tests_due(color: &ColorRule) -> Option<(u16, u16)> {
    let tests = color.tests_within.as_ref().filter(|tests| tests.clause.is_enforced())?;
    Some((tests.tests, tests.days))
}

/// The codes that an arrival brings with it: by the city's own rule, and by the province's where the
/// city's says nothing of codes. `since` is when he was here; `tests` are the moments at which he was
/// sampled. Whoever only passes through is given none: no rule speaks of him.
pub fn arrival_codes(
    coming: &Coming,
    (city, book, facts): (&PlaceCode, &RuleBook, &Facts),
    (report, since): (ArrivalReportId, Moment),
    tests: &[Moment],
) -> Vec<ArrivalCode> {
    if matches!(coming.stay, StayAt::Through(_)) {
        return Vec::new();
    }
    let by_text = |origin| arrival_by_text(book, origin, (report, since));
    match marked(coming, city, book, facts).found {
        MarkFound::Given(color) => {
            let own = by_city(book, color, (report, since), tests);
            if own.is_empty() { by_text(color.origin) } else { own }
        }
        MarkFound::Beside(_) | MarkFound::NothingAsked => Vec::new(),
        MarkFound::Silent if has_marks(book, since) => Vec::new(),
        MarkFound::Silent => {
            let (day, q) = (since.city_day(), coming.question(city));
            let of_text: Vec<Origin> =
                book.code_rules_on(day).flat_map(|(_, rule)| rule.origins.clone()).collect();
            let found = origins_of((&q, facts), city, PROVINCE_DAYS);
            found.into_iter().filter(|one| of_text.contains(one)).flat_map(by_text).collect()
        }
    }
}

/// 近14天内: how far back the province's rules on codes look.
const PROVINCE_DAYS: i64 = 14;

/// Whether the city gives marks at all on the day.
fn has_marks(book: &RuleBook, since: Moment) -> bool {
    let day = since.city_day();
    let (Some(edition), Some(own)) = (book.edition_on(day), book.overlay_on(day)) else {
        return false;
    };
    own.rules_on(day, &edition.id).any(|rule: &LocalRule| rule.says.color().is_some())
}

fn by_city(
    book: &RuleBook,
    color: &ColorRule,
    (report, since): (ArrivalReportId, Moment),
    tests: &[Moment],
) -> Vec<ArrivalCode> {
    let kept = days_apart(color);
    let until = (kept > 0).then(|| since.city_day().plus(i64::from(kept)).starts_at());
    let due = tests_due(color);
    let tested_at = due.and_then(|(n, _)| nth_test(since, usize::from(n), tests));
    let all = arrival_by_overlay(book, color.origin, (report, since), (until, tested_at));
    let ended = all.into_iter().filter_map(|code| match code.kind {
        // A code that nothing ends is not given.
        ArrivalKind::Origin => code.until.is_some().then_some(code),
        // 未按要求检测的: he has all of the days to make them.
        ArrivalKind::UntilTested => {
            let (_, days) = due?;
            let since = since.city_day().plus(i64::from(days)).starts_at();
            Some(ArrivalCode { since, ..code })
        }
    });
    ended.collect()
}

/// For how many days a mark keeps somebody apart; being watched at home is not that.
fn days_apart(color: &ColorRule) -> u16 {
    let apart = color.phases.iter().filter(|phase| match phase.stay {
        Stay::Central | Stay::HomeIsolation | Stay::CentralCare => true,
        Stay::HomeMonitor => false,
    });
    apart.filter_map(|phase| phase.days).fold(0, u16::saturating_add)
}

/// When so many tests were made since a moment, one a day counted: 3天3检.
fn nth_test(since: Moment, n: usize, tests: &[Moment]) -> Option<Moment> {
    // The landing test may come minutes before the moment at which he was entered.
    let first = since.plus_ms(-DAY_MS / 24);
    let mut made: Vec<Moment> = tests.iter().copied().filter(|at| *at >= first).collect();
    made.sort_unstable();
    made.dedup_by_key(|at| at.city_day());
    n.checked_sub(1).and_then(|at| made.get(at).copied())
}
