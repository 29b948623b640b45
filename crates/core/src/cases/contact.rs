//! Somebody whom a case met: what a clause makes of it, and how he stands where he is on several lists.

use crate::contacts::{Decision, Kept, Nearness, Question, Ring, Setting, Shared, decide, kept};
use crate::rules::{ContactKind, EditionId, RuleBook, Schedule};
use crate::{CityDay, Moment, coded};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

use super::Known;

coded! {
    /// What a clause or a person makes of somebody who was listed. The order is of gravity.
    ContactVerdict {
        /// 不是密接: a person decided so.
        None = "none",
        /// 距离超出: not by the kind that the place could have made.
        TooFar = "too_far",
        /// 待研判: it may be; somebody must ask first.
        Ask = "ask",
        /// 密接的密接
        Secondary = "secondary",
        /// 密切接触者
        Close = "close",
    }
}

impl ContactVerdict {
    /// What staff read.
    pub fn title(self) -> &'static str {
        match self {
            ContactVerdict::None => "不是密接",
            ContactVerdict::TooFar => "距离超出",
            ContactVerdict::Ask => "待研判",
            ContactVerdict::Secondary => "密接的密接",
            ContactVerdict::Close => "密切接触者",
        }
    }

    /// The ring as whose he is kept; none where nobody keeps him.
    pub fn ring(self) -> Option<Ring> {
        match self {
            ContactVerdict::Close => Some(Ring::Close),
            ContactVerdict::Secondary => Some(Ring::Secondary),
            ContactVerdict::None | ContactVerdict::TooFar | ContactVerdict::Ask => None,
        }
    }
}

coded! {
    /// What happened to a contact.
    ContactFactKind {
        /// The search found him.
        Listed = "listed",
        /// A later search found him again, with more or with other evidence.
        ListedAgain = "listed_again",
        /// A person decided whether he is one.
        Decided = "decided",
        /// A person let him go, and said why.
        Released = "released",
    }
}

/// What was found or decided of somebody as a contact of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactFact {
    /// What happened.
    pub kind: ContactFactKind,
    /// What it makes of him.
    pub verdict: ContactVerdict,
    /// By which clause, since when, how well it is known.
    pub says: ContactSays,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name; none where the search did.
    pub by: Option<String>,
}

/// Why somebody stands so of whom seats decided. It names no seat: those are sealed.
pub const SEATS_REASON: &str = "按座位或餐桌判定";

/// How somebody stands as a contact of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactStanding {
    /// What he is.
    pub verdict: ContactVerdict,
    /// By what.
    pub says: ContactSays,
    /// Since when that stands.
    pub since: Moment,
    /// When a person let him go; he is nobody's contact any more.
    pub released_at: Option<Moment>,
    /// What one person decided that is graver, and who: it waits for another.
    pub waits: Option<(ContactVerdict, String)>,
}

impl ContactStanding {
    /// How he stands by what was found and decided, in its order; none where he was never listed.
    ///
    /// What a clause says stands by itself: it follows from a result that two people signed. What a person
    /// makes graver stands once another says the same; what he makes milder, and a release, stand at once.
    pub fn of(facts: &[ContactFact]) -> Option<ContactStanding> {
        let mut standing: Option<ContactStanding> = None;
        for fact in facts {
            let fresh = || ContactStanding {
                verdict: fact.verdict,
                says: fact.says.clone(),
                since: fact.at,
                released_at: None,
                waits: None,
            };
            let Some(known) = &mut standing else {
                standing = Some(fresh());
                continue;
            };
            match fact.kind {
                ContactFactKind::Released => {
                    known.released_at = Some(fact.at);
                    known.says.reason.clone_from(&fact.says.reason);
                    known.waits = None;
                }
                // A search makes nobody milder, and nobody a contact again whom a person let go.
                ContactFactKind::Listed | ContactFactKind::ListedAgain => {
                    let is_more =
                        (fact.verdict, fact.says.last_at) > (known.verdict, known.says.last_at);
                    if known.released_at.is_none() && is_more {
                        let waits = known.waits.take();
                        *known = ContactStanding { waits, ..fresh() };
                    }
                }
                ContactFactKind::Decided => {
                    let by = fact.by.clone().unwrap_or_default();
                    let is_graver = fact.verdict > known.verdict || known.released_at.is_some();
                    let is_second = known
                        .waits
                        .as_ref()
                        .is_some_and(|(waits, first)| *waits == fact.verdict && *first != by);
                    if is_graver && !is_second {
                        known.waits = Some((fact.verdict, by));
                    } else {
                        *known = fresh();
                    }
                }
            }
        }
        standing
    }

    /// What is noted of him once a person said where he and the case sat, which amounts to `graded`; none
    /// where nothing changes.
    ///
    /// A seat is the word of one person: what it makes graver waits for another, who says where they sat or
    /// decides the same. What it makes milder ends a question, or what seats alone had said; never what a
    /// clause said of a home or what people decided by themselves. Whoever was let go stays so.
    pub fn by_seats(
        &self,
        graded: ContactVerdict,
        by: &str,
    ) -> Option<(ContactFactKind, ContactVerdict)> {
        if self.released_at.is_some() {
            return None;
        }
        let is_by_seats = self.says.reason == SEATS_REASON;
        let waits_by_him = self
            .waits
            .as_ref()
            .is_some_and(|(waits, first)| *waits == ContactVerdict::Close && first == by);
        let decided = |verdict| Some((ContactFactKind::Decided, verdict));
        match (graded, self.verdict) {
            (ContactVerdict::Close, stands) if stands == ContactVerdict::Close || waits_by_him => {
                None
            }
            (ContactVerdict::Close, _) => decided(ContactVerdict::Close),
            (ContactVerdict::TooFar, ContactVerdict::Ask) => decided(ContactVerdict::TooFar),
            (ContactVerdict::TooFar | ContactVerdict::Ask, ContactVerdict::Close)
                if is_by_seats =>
            {
                decided(graded)
            }
            // It is the question again that the search had found.
            (ContactVerdict::Ask, ContactVerdict::TooFar) if is_by_seats => {
                Some((ContactFactKind::ListedAgain, ContactVerdict::Ask))
            }
            (
                ContactVerdict::TooFar
                | ContactVerdict::Ask
                | ContactVerdict::Secondary
                | ContactVerdict::None,
                _,
            ) => None,
        }
    }

    /// As whose he is kept; none of somebody whom nobody keeps.
    pub fn ring(&self) -> Option<Ring> {
        match self.released_at {
            Some(_) => None,
            None => self.verdict.ring(),
        }
    }
}

/// What is kept of a contact in plain words: it names nobody and no place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactSays {
    /// The edition whose list of kinds was asked.
    pub edition: EditionId,
    /// The number of the kind in it; none of a secondary contact, or where no edition lists it.
    #[serde(default)]
    pub number: Option<u16>,
    /// The kind.
    #[serde(default)]
    pub kind: Option<ContactKind>,
    /// What must be asked, where it is not decided.
    #[serde(default)]
    pub question: Option<Question>,
    /// When both had first come somewhere.
    pub exposed_at: Moment,
    /// When they were last together: his days are counted from there.
    pub last_at: Moment,
    /// How well it is known, by the best of what says it.
    pub known: Known,
    /// Whether all of it rests on lengths of stay that were assumed.
    pub is_assumed: bool,
    /// Why a person decided so; empty where a clause did.
    #[serde(default)]
    pub reason: String,
}

/// One time that a case and somebody were at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Met {
    /// What people share there.
    pub setting: Setting,
    /// While both were there, or from when the one left until the other came.
    pub from: Moment,
    /// Until when.
    pub to: Moment,
    /// Seconds for which both were.
    pub overlap_s: u32,
    /// How well it is known.
    pub known: Known,
    /// Whether it rests on an assumed length of stay.
    pub is_assumed: bool,
    /// How near they were, where their seats or tables were entered.
    pub nearness: Nearness,
}

/// What the meetings of a case and one person amount to on a day: the gravest clause. None where there
/// are none, or where no edition has a list.
///
/// A printed code can be scanned from anywhere (must-hold): what rests on such scans alone makes nobody a
/// contact, whatever the place; it is asked about.
pub fn grade(rules: &RuleBook, day: CityDay, met: &[Met]) -> Option<(ContactVerdict, ContactSays)> {
    let judged = met.iter().filter_map(|one| Some((judge(rules, day, one)?, one)));
    let ((verdict, says), _) = judged.max_by_key(|((verdict, _), one)| {
        (*verdict, one.known, one.overlap_s, Reverse(one.from))
    })?;
    let exposed_at = met.iter().map(|one| one.from).min()?;
    // His days are counted from the last time that counts as what he is.
    let counts = |one: &&Met| judge(rules, day, one).is_some_and(|(other, _)| other == verdict);
    let last_at = met.iter().filter(counts).map(|one| one.to).max()?;
    let known = met.iter().map(|one| one.known).max()?;
    let is_assumed = met.iter().all(|one| one.is_assumed);
    Some((verdict, ContactSays { exposed_at, last_at, known, is_assumed, ..says }))
}

fn judge(rules: &RuleBook, day: CityDay, one: &Met) -> Option<(ContactVerdict, ContactSays)> {
    let shared = Shared {
        setting: one.setting,
        overlap_s: one.overlap_s,
        distance_m: one.nearness.distance_m,
        near: one.nearness.near,
    };
    // Where somebody said where both sat, the code is not alone.
    let is_code_alone = one.known == Known::StaticCode && !one.nearness.is_known();
    let (verdict, rule, edition, question) = match decide(rules, day, &shared) {
        Decision::Close { rule, edition } if is_code_alone => {
            (ContactVerdict::Ask, rule, edition, Some(Question::Investigate))
        }
        Decision::Close { rule, edition } => (ContactVerdict::Close, rule, edition, None),
        Decision::Ask { rule, edition, question } => {
            (ContactVerdict::Ask, rule, edition, Some(question))
        }
        Decision::TooFar { rule, edition } => (ContactVerdict::TooFar, rule, edition, None),
        Decision::NoList => return None,
    };
    let says = ContactSays {
        edition: edition.id.clone(),
        number: Some(rule.number),
        kind: Some(rule.kind),
        question,
        exposed_at: one.from,
        last_at: one.to,
        known: one.known,
        is_assumed: one.is_assumed,
        reason: String::new(),
    };
    Some((verdict, says))
}

/// How a contact is kept: by which schedule, from when, until before when.
#[derive(Clone, Debug, PartialEq)]
pub struct Keeping<'a> {
    /// Its parts, with the days of their tests.
    pub schedule: &'a Schedule,
    /// The edition that has it.
    pub edition: &'a EditionId,
    /// The last exposure: that day is day 0.
    pub day_zero: CityDay,
    /// The last day on which he is kept apart; none where that has no number of days. Being watched at
    /// home after it holds nobody.
    pub last_day: Option<CityDay>,
    /// The days on which he is tested.
    pub test_days: Vec<CityDay>,
}

impl Keeping<'_> {
    /// Until before which moment he is kept; none where only a release ends it.
    pub fn until(&self) -> Option<Moment> {
        self.last_day.map(|last| last.plus(1).starts_at())
    }

    /// When his release is ordered: at six in the evening before the day after the last. Our own hour.
    pub fn release_ordered_at(&self) -> Option<Moment> {
        self.last_day.map(|last| last.starts_at().plus_ms(RELEASE_ORDER_HOUR * 3_600_000))
    }
}

/// Whoever came to a place so many minutes after a case had left has still met what he left there. Our own:
/// the list of kinds names no number.
pub const WINDOW_AFTER_MINUTES: u32 = 30;
/// At a place that people share, so many visits of others on one day are asked about at most; with more the
/// place is told with its number, and is a question for a list by floor, table or vehicle. Our own bound.
pub const FIRST_MOST: usize = 500;
/// The same where people only pass through. Our own bound.
pub const PASSING_MOST: usize = 100;
/// The same of the second ring. Our own bound.
pub const SECOND_MOST: usize = 60;
/// For so many minutes two were together before it is 长时间, which names no number. Our own.
pub const SECOND_MINUTES: u32 = 60;

/// Releases are ordered at this hour of the last day, the evening before he is free.
pub const RELEASE_ORDER_HOUR: i64 = 18;

/// How somebody of a ring is kept who was last exposed at a moment, by the edition of a day; none where
/// it asks nothing of him.
pub fn keeping(rules: &RuleBook, day: CityDay, ring: Ring, last_at: Moment) -> Option<Keeping<'_>> {
    let Kept::By { schedule, edition } = kept(rules, day, ring) else { return None };
    let day_zero = last_at.city_day();
    let apart = Some(schedule.days_apart()).filter(|days| *days > 0);
    let last_day = apart.map(|days| day_zero.plus(i64::from(days)));
    let days = schedule.test_days();
    let test_days = days.into_iter().map(|n| day_zero.plus(i64::from(n))).collect();
    Some(Keeping { schedule, edition: &edition.id, day_zero, last_day, test_days })
}

/// Of several lists that somebody is on, the place of the one that counts: the gravest and, of those, the
/// one that keeps him longest. Whoever is on several has one standing.
pub fn gravest(lists: &[(ContactVerdict, Moment)]) -> Option<usize> {
    let mut at = 0..lists.len();
    let first = at.next()?;
    Some(at.fold(first, |best, other| match (lists.get(best), lists.get(other)) {
        (Some(held), Some(more)) if more > held => other,
        _ => best,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64, hour: i64) -> Moment {
        CityDay::parse("2022-10-01").unwrap().plus(day).starts_at().plus_ms(hour * 3_600_000)
    }

    fn met(setting: &str, day: i64, minutes: u32, known: Known) -> Met {
        Met {
            setting: Setting::from_code(setting).unwrap(),
            from: at(day, 12),
            to: at(day, 12).plus_ms(i64::from(minutes) * 60_000),
            overlap_s: minutes * 60,
            known,
            is_assumed: false,
            nearness: Nearness::UNKNOWN,
        }
    }

    /// What was shared, and what it comes to: verdict, number of the kind, and the day from which days
    /// are counted.
    fn check(all: &[Met], expected: &str) {
        let rules = RuleBook::built_in().unwrap();
        let graded = grade(&rules, CityDay::parse("2022-10-07").unwrap(), all);
        let told = graded.map_or("nothing".to_owned(), |(verdict, says)| {
            let day = says.last_at.city_day().day_of_month();
            format!("{} {} {day}", verdict.code(), says.number.unwrap_or_default())
        });
        assert_eq!(told, expected, "{all:?}");
    }

    #[test]
    fn the_gravest_clause_counts_and_its_own_last_day() {
        let seen = Known::Seen;
        check(&[], "nothing");
        check(&[met("home", 0, 600, seen)], "close 1 1");
        check(&[met("meal", 0, 40, seen)], "ask 6 1");
        check(&[met("meal", 4, 40, seen), met("home", 0, 600, seen)], "close 1 1");
        check(&[met("home", 0, 600, seen), met("home", 3, 60, seen)], "close 1 4");
        check(&[met("passing", 2, 30, seen), met("meal", 1, 30, seen)], "ask 6 3");
    }

    #[test]
    fn a_printed_code_alone_makes_nobody_a_contact() {
        check(&[met("small_room", 0, 5, Known::RotatingCode)], "close 6 1");
        check(&[met("small_room", 0, 5, Known::StaticCode)], "ask 6 1");
        let both =
            [met("small_room", 0, 5, Known::StaticCode), met("small_room", 2, 5, Known::Seen)];
        check(&both, "close 6 3");
    }

    #[test]
    fn seats_decide_what_a_place_alone_left_open() {
        let seated_at = |distance_m, near: &str, known| {
            let near = crate::contacts::Near::from_code(near).unwrap();
            Met { nearness: Nearness { distance_m, near }, ..met("vehicle", 1, 25, known) }
        };
        check(&[seated_at(None, "unknown", Known::RotatingCode)], "ask 7 2");
        check(&[seated_at(Some(0), "unknown", Known::RotatingCode)], "close 7 2");
        check(&[seated_at(Some(6), "unknown", Known::RotatingCode)], "too_far 7 2");
        check(&[seated_at(None, "no", Known::RotatingCode)], "too_far 7 2");
        // Whoever said where both sat said more than the printed code.
        check(&[seated_at(None, "unknown", Known::StaticCode)], "ask 7 2");
        check(&[seated_at(Some(1), "unknown", Known::StaticCode)], "close 7 2");
        // Far in the vehicle, and asked about for a meal: the question stays.
        let meal = met("meal", 3, 40, Known::RotatingCode);
        check(&[seated_at(Some(6), "unknown", Known::RotatingCode), meal], "ask 6 4");
    }

    /// How he stands by what was found and decided, what seats amount to and by whom, and what is noted.
    fn check_seats(facts: &[ContactFact], graded: ContactVerdict, by: &str, expected: &str) {
        let noted = ContactStanding::of(facts).unwrap().by_seats(graded, by);
        let told = noted.map_or("nothing".to_owned(), |(kind, verdict)| {
            format!("{} {}", kind.code(), verdict.code())
        });
        assert_eq!(told, expected, "{facts:?}");
    }

    #[test]
    fn a_seat_is_the_word_of_one_and_ends_no_more_than_a_question() {
        use ContactVerdict::{Ask, Close, None as No, TooFar};
        let seated = |verdict, by, hour| {
            let mut one = fact("decided", verdict, Some(by), hour);
            SEATS_REASON.clone_into(&mut one.says.reason);
            one
        };
        let listed = fact("listed", Ask, None, 0);
        check_seats(std::slice::from_ref(&listed), Close, "a", "decided close");
        check_seats(std::slice::from_ref(&listed), TooFar, "a", "decided too_far");
        check_seats(std::slice::from_ref(&listed), Ask, "a", "nothing");
        // The same again of the same person is nothing; another makes it stand.
        let one = [listed.clone(), seated(Close, "a", 1)];
        check_standing(&one, "ask waits close");
        check_seats(&one, Close, "a", "nothing");
        check_seats(&one, Close, "b", "decided close");
        check_seats(&one, TooFar, "a", "decided too_far");
        let both = [listed.clone(), seated(Close, "a", 1), seated(Close, "b", 2)];
        check_standing(&both, "close");
        check_seats(&both, TooFar, "a", "decided too_far");
        check_seats(&both, Ask, "a", "decided ask");
        // A seat that was mistyped is a question again.
        let far = [listed.clone(), seated(TooFar, "a", 1)];
        check_seats(&far, Ask, "a", "listed_again ask");
        check_seats(&far, Close, "b", "decided close");
        // What a clause or people said is not undone by it, nor is a release.
        check_seats(&[fact("listed", Close, None, 0)], TooFar, "a", "nothing");
        let by_hand = [
            listed.clone(),
            fact("decided", Close, Some("a"), 1),
            fact("decided", Close, Some("b"), 2),
        ];
        check_seats(&by_hand, TooFar, "c", "nothing");
        let none = [listed.clone(), fact("decided", No, Some("a"), 1)];
        check_seats(&none, TooFar, "b", "nothing");
        check_seats(&none, Close, "b", "decided close");
        let free = [fact("listed", Close, None, 0), fact("released", No, Some("a"), 1)];
        check_seats(&free, Close, "b", "nothing");
    }

    fn fact(kind: &str, verdict: ContactVerdict, by: Option<&str>, hour: i64) -> ContactFact {
        let says = ContactSays {
            edition: EditionId("P9".to_owned()),
            number: None,
            kind: None,
            question: None,
            exposed_at: at(0, 0),
            last_at: at(0, 12),
            known: Known::Seen,
            is_assumed: false,
            reason: String::new(),
        };
        let kind = ContactFactKind::from_code(kind).unwrap();
        ContactFact { kind, verdict, says, at: at(1, hour), by: by.map(str::to_owned) }
    }

    /// What was found and decided, and how he stands: verdict, whether let go, what waits.
    fn check_standing(facts: &[ContactFact], expected: &str) {
        let told = ContactStanding::of(facts).map_or("nothing".to_owned(), |one| {
            let free = if one.released_at.is_some() { " free" } else { "" };
            let waits =
                one.waits.map_or(String::new(), |(what, _)| format!(" waits {}", what.code()));
            format!("{}{free}{waits}", one.verdict.code())
        });
        assert_eq!(told, expected, "{facts:?}");
    }

    #[test]
    fn what_is_graver_takes_two_and_what_is_milder_one() {
        use ContactVerdict::{Ask, Close, None as No, Secondary};
        let listed = fact("listed", Ask, None, 0);
        let first = fact("decided", Close, Some("a"), 1);
        let second = fact("decided", Close, Some("b"), 2);
        check_standing(&[], "nothing");
        check_standing(std::slice::from_ref(&listed), "ask");
        check_standing(&[listed.clone(), first.clone()], "ask waits close");
        check_standing(&[listed.clone(), first.clone(), first.clone()], "ask waits close");
        check_standing(&[listed.clone(), first.clone(), second.clone()], "close");
        let other = fact("decided", Secondary, Some("b"), 2);
        check_standing(&[listed.clone(), first.clone(), other], "ask waits secondary");
        let milder = fact("decided", No, Some("a"), 3);
        check_standing(&[listed.clone(), milder], "none");
        let released = fact("released", No, Some("a"), 4);
        let close = fact("listed", Close, None, 0);
        check_standing(&[close.clone(), released.clone()], "close free");
        let again = fact("listed_again", Close, None, 5);
        check_standing(&[close.clone(), released.clone(), again], "close free");
        check_standing(&[close, released, first.clone()], "close free waits close");
        let more = fact("listed_again", Close, None, 5);
        check_standing(&[listed, first, more], "close waits close");
    }

    /// How somebody last exposed on 10-05 is kept: last day and days of tests.
    fn check_kept(on: &str, ring: Ring, expected: &str) {
        let rules = RuleBook::built_in().unwrap();
        let day = CityDay::parse(on).unwrap();
        let told = keeping(&rules, day, ring, at(4, 20)).map_or("nothing".to_owned(), |kept| {
            let tests: Vec<String> =
                kept.test_days.iter().map(|day| day.day_of_month().to_string()).collect();
            let last = kept.last_day.map(|day| day.to_string()).unwrap_or_default();
            format!("{last} {}", tests.join(","))
        });
        assert_eq!(told, expected, "{on} {ring:?}");
    }

    #[test]
    fn the_end_and_the_tests_follow_from_the_edition() {
        check_kept("2022-10-07", Ring::Close, "2022-10-12 6,7,8,10,12,15");
        check_kept("2022-10-07", Ring::Secondary, "2022-10-12 6,9,12");
        check_kept("2022-11-24", Ring::Close, "2022-10-13 6,7,8,10,11,13");
        check_kept("2022-11-24", Ring::Secondary, "nothing");
    }

    #[test]
    fn whoever_is_on_several_lists_stands_by_the_gravest() {
        let (close, ask) = (ContactVerdict::Close, ContactVerdict::Ask);
        let secondary = ContactVerdict::Secondary;
        assert_eq!(gravest(&[]), None);
        assert_eq!(gravest(&[(ask, at(9, 0)), (secondary, at(1, 0)), (close, at(0, 0))]), Some(2));
        assert_eq!(gravest(&[(close, at(1, 0)), (close, at(3, 0)), (close, at(2, 0))]), Some(1));
    }
}
