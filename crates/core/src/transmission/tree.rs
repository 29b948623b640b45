//! The tree: for every case the most plausible infector, the others, and why.

use super::arborescence::{Arrow, branching};
use super::{ChainCase, ChainRules, Choice, Evidence, Link, Waits};
use crate::coded;
use std::collections::BTreeMap;

coded! {
    /// What speaks for or against somebody as the infector.
    InfectorWhy {
        /// The days between them are usual.
        Usual = "usual",
        /// The days between them are rare: fewer than one in fifty.
        Rare = "rare",
        /// The infector fell ill after the infected, by few days.
        IllAfter = "ill_after",
        /// They met only after the infected had fallen ill.
        MetAfter = "met_after",
        /// A day is that of a sample: nobody knows of an onset.
        BySample = "by_sample",
        /// One of them has no day at all.
        NoDay = "no_day",
        /// A person chose him.
        Chosen = "chosen",
        /// A person chose somebody else.
        Passed = "passed",
        /// He is the most plausible by himself; another was taken because else two would have infected
        /// each other.
        WouldCircle = "would_circle",
    }
}

impl InfectorWhy {
    /// What staff read.
    pub fn says(self) -> &'static str {
        match self {
            InfectorWhy::Usual => "间隔常见",
            InfectorWhy::Rare => "间隔少见",
            InfectorWhy::IllAfter => "发病晚于被传染者",
            InfectorWhy::MetAfter => "被传染者发病以后才见面",
            InfectorWhy::BySample => "没有发病日，按采样日估计",
            InfectorWhy::NoDay => "没有日期，无法比较",
            InfectorWhy::Chosen => "人工选定",
            InfectorWhy::Passed => "人工选了别人",
            InfectorWhy::WouldCircle => "若选他，会变成互相传染，所以另选",
        }
    }
}

/// Somebody who may have infected a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Who.
    pub from: usize,
    /// His share among all who may have been, and nobody of these; 0 to 1.
    pub share: f64,
    /// Days from his day to that of the infected.
    pub interval_days: Option<i64>,
    /// What speaks for the link, as it was given.
    pub evidence: Vec<Evidence>,
    /// In words.
    pub why: Vec<InfectorWhy>,
}

/// The most plausible tree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// Who infected each case; none where it was nobody of these.
    pub infectors: Vec<Option<usize>>,
    /// Whether a person chose that.
    pub is_chosen: Vec<bool>,
    /// Who may have infected each, the most plausible first.
    pub candidates: Vec<Vec<Candidate>>,
    /// The how-many-th of its chain each is, from 1.
    pub generations: Vec<u16>,
    /// The number of each case's cluster: those whom one first case reaches. The largest is 0.
    pub clusters: Vec<usize>,
}

/// InfectorWhy no tree can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainFlaw {
    /// The choices make somebody infect himself over others.
    #[error("这样选，会变成几个人互相传染")]
    Circle,
    /// A choice or a link names a case that is not there.
    #[error("所选的病例不在这里")]
    Unknown,
}

/// The most plausible tree of these cases.
///
/// # Errors
/// Where choices make a circle, or name nobody.
pub fn tree(
    cases: &[ChainCase],
    links: &[Link],
    choices: &[Choice],
    waits: &Waits,
    rules: &ChainRules,
) -> Result<Tree, ChainFlaw> {
    let n_cases = cases.len();
    let is_known = |at: usize| at < n_cases;
    if links.iter().any(|link| !is_known(link.from) || !is_known(link.to) || link.from == link.to)
        || choices
            .iter()
            .any(|one| !is_known(one.of) || one.infector.is_some_and(|at| !is_known(at)))
    {
        return Err(ChainFlaw::Unknown);
    }
    let chosen: BTreeMap<usize, Option<usize>> =
        choices.iter().map(|choice| (choice.of, choice.infector)).collect();
    circle_of(&chosen, n_cases)?;
    let mut candidates = scored(cases, links, waits, rules);
    let infectors = infectors(cases, &candidates, &chosen, rules);
    let is_chosen = (0..n_cases).map(|of| chosen.contains_key(&of)).collect();
    for (of, list) in candidates.iter_mut().enumerate() {
        told(list, infectors.get(of).copied().flatten(), chosen.get(&of).copied());
    }
    let (generations, clusters) = shape(&infectors);
    let candidates = candidates
        .into_iter()
        .map(|list| list.into_iter().map(|one| one.candidate).collect())
        .collect();
    Ok(Tree { infectors, is_chosen, candidates, generations, clusters })
}

struct Scored {
    candidate: Candidate,
    score: f64,
}

/// Whether the choices by themselves make a circle.
fn circle_of(chosen: &BTreeMap<usize, Option<usize>>, n_cases: usize) -> Result<(), ChainFlaw> {
    for &start in chosen.keys() {
        let mut at = start;
        for _ in 0..=n_cases {
            match chosen.get(&at).copied().flatten() {
                Some(before) if before == start => return Err(ChainFlaw::Circle),
                Some(before) => at = before,
                None => break,
            }
        }
    }
    Ok(())
}

/// Everybody who may have infected each case, with how much speaks for him; the most plausible first.
fn scored(
    cases: &[ChainCase],
    links: &[Link],
    waits: &Waits,
    rules: &ChainRules,
) -> Vec<Vec<Scored>> {
    let mut merged: BTreeMap<(usize, usize), Vec<Evidence>> = BTreeMap::new();
    for link in links {
        merged.entry((link.to, link.from)).or_default().extend(&link.evidence);
    }
    let mut found: Vec<Vec<Scored>> = (0..cases.len()).map(|_| Vec::new()).collect();
    for ((to, from), evidence) in merged {
        let (Some(infector), Some(infected)) = (cases.get(from), cases.get(to)) else { continue };
        let (by_days, interval_days, why) = by_days(*infector, *infected, waits, rules);
        let (by_evidence, met_after) = by_evidence(*infected, &evidence, rules);
        let mut why = why;
        why.extend(met_after.then_some(InfectorWhy::MetAfter));
        let score = by_days * by_evidence;
        let candidate = Candidate { from, share: 0.0, interval_days, evidence, why };
        if let Some(list) = found.get_mut(to) {
            list.push(Scored { candidate, score });
        }
    }
    for list in &mut found {
        let sum: f64 = list.iter().map(|one| one.score).sum::<f64>() + rules.nobody_weight;
        for one in list.iter_mut() {
            one.candidate.share = one.score / sum;
        }
        list.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then(a.candidate.from.cmp(&b.candidate.from))
        });
    }
    found
}

/// How usual the days between two cases are.
fn by_days(
    infector: ChainCase,
    infected: ChainCase,
    waits: &Waits,
    rules: &ChainRules,
) -> (f64, Option<i64>, Vec<InfectorWhy>) {
    let Some((first, then)) = infector.day().zip(infected.day()) else {
        return (rules.no_day_weight, None, vec![InfectorWhy::NoDay]);
    };
    let days = then.days_since(first);
    let is_by_sample = infector.onset.is_none() || infected.onset.is_none();
    let share = if is_by_sample { waits.share_around(days) } else { waits.share(days) };
    let mut why = Vec::new();
    let share = if days < 0 {
        why.push(InfectorWhy::IllAfter);
        if -days <= i64::from(rules.ill_after_days_max) { rules.ill_after_weight } else { 0.0 }
    } else {
        why.push(if share < 0.02 { InfectorWhy::Rare } else { InfectorWhy::Usual });
        share
    };
    why.extend(is_by_sample.then_some(InfectorWhy::BySample));
    (share, Some(days), why)
}

/// How much the best of the evidence is worth, and whether all meetings came too late.
fn by_evidence(infected: ChainCase, evidence: &[Evidence], rules: &ChainRules) -> (f64, bool) {
    let is_late =
        |one: &Evidence| one.met.zip(infected.day()).is_some_and(|((first, _), day)| first > day);
    let worth = evidence.iter().filter(|one| !is_late(one)).map(|one| rules.worth(one));
    let best = worth.fold(0.0, f64::max);
    (best, !evidence.is_empty() && evidence.iter().all(is_late))
}

/// The infector of each in the best tree.
fn infectors(
    cases: &[ChainCase],
    candidates: &[Vec<Scored>],
    chosen: &BTreeMap<usize, Option<usize>>,
    rules: &ChainRules,
) -> Vec<Option<usize>> {
    let root = cases.len();
    let mut arrows = Vec::new();
    for (to, list) in candidates.iter().enumerate() {
        if let Some(infector) = chosen.get(&to) {
            // What a person chose is above everything that days and evidence say. It can be kept: choices
            // make no circle by themselves.
            arrows.push(Arrow { from: infector.unwrap_or(root), to, weight: 1e6 });
        } else if !cases.get(to).is_some_and(|case| case.is_imported) {
            let scored = list.iter().filter(|one| one.score > 0.0);
            arrows.extend(scored.map(|one| Arrow {
                from: one.candidate.from,
                to,
                weight: one.score.ln(),
            }));
        }
        arrows.push(Arrow { from: root, to, weight: rules.nobody_weight.ln() });
    }
    let mut infectors = vec![None; cases.len()];
    for at in branching(root + 1, root, &arrows) {
        if let Some(arrow) = arrows.get(at).filter(|arrow| arrow.from != root)
            && let Some(place) = infectors.get_mut(arrow.to)
        {
            *place = Some(arrow.from);
        }
    }
    infectors
}

/// Adds what became of each candidate.
fn told(list: &mut [Scored], infector: Option<usize>, chosen: Option<Option<usize>>) {
    let first = list.first().map(|one| one.candidate.from);
    for one in list {
        let from = one.candidate.from;
        let why = match chosen {
            Some(chosen) if chosen == Some(from) => Some(InfectorWhy::Chosen),
            Some(_) => Some(InfectorWhy::Passed),
            None if first == Some(from) && infector.is_some_and(|taken| taken != from) => {
                Some(InfectorWhy::WouldCircle)
            }
            None => None,
        };
        one.candidate.why.extend(why);
    }
}

/// Which generation and which cluster each is of.
fn shape(infectors: &[Option<usize>]) -> (Vec<u16>, Vec<usize>) {
    let mut roots = Vec::with_capacity(infectors.len());
    let mut generations = Vec::with_capacity(infectors.len());
    for start in 0..infectors.len() {
        let (mut at, mut depth) = (start, 1_u16);
        while let Some(before) = infectors.get(at).copied().flatten() {
            at = before;
            depth = depth.saturating_add(1);
            if usize::from(depth) > infectors.len() {
                break;
            }
        }
        roots.push(at);
        generations.push(depth);
    }
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for root in &roots {
        *sizes.entry(*root).or_default() += 1;
    }
    let mut order: Vec<(usize, usize)> = sizes.into_iter().map(|(root, n)| (n, root)).collect();
    order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let number: BTreeMap<usize, usize> =
        order.iter().enumerate().map(|(number, (_, root))| (*root, number)).collect();
    let clusters = roots.iter().filter_map(|root| number.get(root).copied()).collect();
    (generations, clusters)
}
