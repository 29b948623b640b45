//! Clauses that contradict each other. Both are quoted, so that a person can tell which is wrong.

mod claims;
mod codes;
mod within_edition;

use super::{Clause, CodeText, Edition, Guide, Overlay};
use crate::CityDay;
use claims::Claim;
use std::collections::HashMap;
use std::fmt;

/// A parsed value and the file that it came from.
pub(super) struct Source<T> {
    pub(super) file: String,
    pub(super) value: T,
}

impl<T> Source<T> {
    pub(super) fn new(file: &str, value: T) -> Source<T> {
        Source { file: file.to_owned(), value }
    }
}

/// The words of one clause and the file that they stand in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The name of the file.
    pub file: String,
    /// The words.
    pub as_written: String,
}

impl Quote {
    fn of(file: &str, clause: &Clause) -> Quote {
        Quote { file: file.to_owned(), as_written: clause.as_written.clone() }
    }
}

/// Two clauses that cannot both hold, or one that cannot hold where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// What they disagree about, in the words of whoever mends the file.
    pub what: String,
    /// The clause that was read first.
    pub first: Quote,
    /// The clause that contradicts it; none where the first cannot hold by itself.
    pub second: Option<Quote>,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：“{}”（{}）", self.what, self.first.as_written, self.first.file)?;
        match &self.second {
            Some(second) => write!(f, "，另有“{}”（{}）", second.as_written, second.file),
            None => Ok(()),
        }
    }
}

/// Everything that contradicts something else.
pub(super) fn find(
    editions: &[Source<Edition>],
    guides: &[Source<Guide>],
    overlays: &[Source<Overlay>],
    codes: &[Source<CodeText>],
) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for edition in editions {
        found.extend(same_thing_twice(&edition.file, claims::of_edition(&edition.value)));
        found.extend(within_edition::find(edition));
    }
    for guide in guides {
        found.extend(same_thing_twice(&guide.file, claims::of_guide(&guide.value)));
        found.extend(ends_before_start(
            &guide.file,
            &guide.value.title,
            guide.value.in_force_from,
            guide.value.in_force_to,
        ));
    }
    found.extend(between_guides(guides));
    found.extend(overlapping_editions(editions));
    found.extend(overlapping_overlays(overlays));
    for overlay in overlays {
        found.extend(within_overlay(overlay, editions));
    }
    found.extend(codes::find(codes, editions));
    found
}

/// Refuses two clauses on one subject: which of them holds cannot be told, even where they agree.
fn same_thing_twice(file: &str, claims: Vec<Claim<'_>>) -> Vec<Contradiction> {
    let mut first_of: HashMap<String, &Clause> = HashMap::new();
    let mut found = Vec::new();
    for claim in claims {
        match first_of.get(&claim.subject) {
            Some(first) => found.push(Contradiction {
                what: format!("“{}”有两条规定", claim.subject),
                first: Quote::of(file, first),
                second: Some(Quote::of(file, claim.clause)),
            }),
            None => {
                first_of.insert(claim.subject, claim.clause);
            }
        }
    }
    found
}

/// Two guides of one day on one subject. An unsure clause quarrels with nothing: it only shows.
fn between_guides(guides: &[Source<Guide>]) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for (at, one) in guides.iter().enumerate() {
        let days = |guide: &Guide| (guide.in_force_from, guide.in_force_to);
        for other in guides.iter().skip(at + 1) {
            if !overlap(days(&one.value), days(&other.value)) {
                continue;
            }
            for claim in claims::of_guide(&one.value) {
                let twin = claims::of_guide(&other.value)
                    .into_iter()
                    .find(|twin| twin.subject == claim.subject && twin.clause.is_enforced());
                if let Some(twin) = twin.filter(|_| claim.clause.is_enforced()) {
                    found.push(Contradiction {
                        what: format!("同一天有两份指南都规定了“{}”", claim.subject),
                        first: Quote::of(&one.file, claim.clause),
                        second: Some(Quote::of(&other.file, twin.clause)),
                    });
                }
            }
        }
    }
    found
}

fn ends_before_start(
    file: &str,
    title: &str,
    from: CityDay,
    to: Option<CityDay>,
) -> Option<Contradiction> {
    let to = to.filter(|to| *to < from)?;
    Some(Contradiction {
        what: format!("自{from}施行至{to}止，止日早于起日"),
        first: Quote { file: file.to_owned(), as_written: title.to_owned() },
        second: None,
    })
}

/// Whether two spans of days, each without an end where the second is none, share a day.
fn overlap(a: (CityDay, Option<CityDay>), b: (CityDay, Option<CityDay>)) -> bool {
    a.1.is_none_or(|last| b.0 <= last) && b.1.is_none_or(|last| a.0 <= last)
}

fn dates_quote(edition: &Source<Edition>) -> Quote {
    let value = &edition.value;
    let words = value.dates_clause.as_ref().map_or(&value.title, |clause| &clause.as_written);
    Quote { file: edition.file.clone(), as_written: words.clone() }
}

fn overlapping_editions(editions: &[Source<Edition>]) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for (at, one) in editions.iter().enumerate() {
        let days = |edition: &Edition| (edition.in_force_from, edition.in_force_to);
        found.extend(ends_before_start(
            &one.file,
            &one.value.title,
            one.value.in_force_from,
            one.value.in_force_to,
        ));
        for other in editions.iter().skip(at + 1) {
            let what = if one.value.id == other.value.id {
                format!("有两版方案都叫{}", one.value.id)
            } else if overlap(days(&one.value), days(&other.value)) {
                format!("{}和{}在同一天都施行", one.value.id, other.value.id)
            } else {
                continue;
            };
            found.push(Contradiction {
                what,
                first: dates_quote(one),
                second: Some(dates_quote(other)),
            });
        }
    }
    found
}

fn overlapping_overlays(overlays: &[Source<Overlay>]) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for (at, one) in overlays.iter().enumerate() {
        let quote = |overlay: &Source<Overlay>| Quote {
            file: overlay.file.clone(),
            as_written: overlay.value.title.clone(),
        };
        let days = |overlay: &Overlay| (overlay.in_force_from, overlay.in_force_to);
        for other in overlays.iter().skip(at + 1) {
            if overlap(days(&one.value), days(&other.value)) {
                found.push(Contradiction {
                    what: "有两份本市规定在同一天都施行".to_owned(),
                    first: quote(one),
                    second: Some(quote(other)),
                });
            }
        }
    }
    found
}

fn within_overlay(overlay: &Source<Overlay>, editions: &[Source<Edition>]) -> Vec<Contradiction> {
    let (file, value) = (&overlay.file, &overlay.value);
    let mut found: Vec<Contradiction> =
        ends_before_start(file, &value.title, value.in_force_from, value.in_force_to)
            .into_iter()
            .collect();
    for (at, rule) in value.rules.iter().enumerate() {
        let clause = rule.says.clause();
        let one_clause =
            |what: String| Contradiction { what, first: Quote::of(file, clause), second: None };
        found.extend(ends_before_start(
            file,
            &clause.as_written,
            rule.in_force_from,
            rule.in_force_to,
        ));
        let days = (rule.in_force_from, rule.in_force_to);
        let outlives = match (rule.in_force_to, value.in_force_to) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(rule_to), Some(to)) => rule_to > to,
        };
        if rule.in_force_from < value.in_force_from || outlives {
            found.push(one_clause("本市规定的一条超出了整份规定的施行期".to_owned()));
        }
        for other in value.rules.iter().skip(at + 1) {
            let subject = claims::local_subject(&rule.says);
            let both = overlap(days, (other.in_force_from, other.in_force_to));
            if both && subject == claims::local_subject(&other.says) {
                found.push(Contradiction {
                    what: format!("同一天有两条本市规定都规定了“{subject}”"),
                    first: Quote::of(file, clause),
                    second: Some(Quote::of(file, other.says.clause())),
                });
            }
        }
        for id in &rule.with {
            match editions.iter().find(|edition| edition.value.id == *id) {
                None => found.push(one_clause(format!("本市规定配合{id}，而这里没有这一版"))),
                Some(edition) => found.extend(within_edition::against_edition(file, rule, edition)),
            }
        }
        found.extend(within_edition::local_days(file, &rule.says));
    }
    found
}
