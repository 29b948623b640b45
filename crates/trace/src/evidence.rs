//! What the meetings of two people amount to.

use crate::visit::{CitySecond, Strength, Visit, Window};

/// From when to when, both included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Spell {
    /// The beginning.
    pub from: CitySecond,
    /// The end; never before the beginning.
    pub to: CitySecond,
}

impl Spell {
    /// How long, in seconds.
    pub fn seconds(self) -> u32 {
        self.to.saturating_sub(self.from)
    }
}

/// A visit of the case and one of somebody else to the same place, near enough in time to count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Meeting {
    /// Whom he met.
    pub other: u32,
    /// Where.
    pub place: u32,
    /// When the case was there.
    pub case: Spell,
    /// When the other was.
    pub there: Spell,
    /// How well it is known: as well as the weaker of the two.
    pub strength: Strength,
    /// Whether one of the two never checked out.
    pub is_assumed: bool,
}

impl Meeting {
    /// What two visits make.
    pub fn of(case: &Visit, other: &Visit) -> Meeting {
        Meeting {
            other: other.person,
            place: case.place,
            case: Spell { from: case.from, to: case.to },
            there: Spell { from: other.from, to: other.to },
            strength: case.strength.min(other.strength),
            is_assumed: case.is_assumed || other.is_assumed,
        }
    }

    /// The first moment at which both had come.
    pub fn exposed_at(&self) -> CitySecond {
        self.case.from.max(self.there.from)
    }
}

/// One reason why somebody is a contact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Evidence {
    /// Where.
    pub place: u32,
    /// While both were there. Where they never were, from when the one had left until the other came.
    pub spell: Spell,
    /// Seconds for which both were there.
    pub overlap_s: u32,
    /// Seconds between them, where they were never there together.
    pub gap_s: u32,
    /// How well it is known, by the best of what says it.
    pub strength: Strength,
    /// Whether it rests on a length of stay that was assumed.
    pub is_assumed: bool,
}

/// Somebody whom the case met, with everything that says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contact {
    /// Who.
    pub person: u32,
    /// The first moment at which both had come somewhere.
    pub exposed_at: CitySecond,
    /// Why, by place and time.
    pub evidence: Vec<Evidence>,
}

/// What meetings amount to, person by person. Visits of one person to one place that touch or overlap
/// are one stay: it does not matter how often it was scanned, nor into how many rows it was cut.
pub fn contacts(mut meetings: Vec<Meeting>, window: Window) -> Vec<Contact> {
    meetings.sort_unstable();
    meetings.dedup();
    let of_each = meetings.chunk_by(|a, b| a.other == b.other);
    of_each
        .map(|all| Contact {
            person: all.first().map_or(0, |meeting| meeting.other),
            exposed_at: all.iter().map(Meeting::exposed_at).min().unwrap_or_default(),
            evidence: all
                .chunk_by(|a, b| a.place == b.place)
                .flat_map(|at_place| evidence(at_place, window))
                .collect(),
        })
        .collect()
}

/// The evidence of one person at one place.
fn evidence(meetings: &[Meeting], window: Window) -> Vec<Evidence> {
    let stays = stays(meetings.iter().map(|meeting| meeting.case).collect());
    let others = stays_of(meetings);
    let mut found = Vec::new();
    for case in &stays {
        for other in &others {
            let is_of =
                |meeting: &&Meeting| holds(*case, meeting.case) && holds(*other, meeting.there);
            let of_both = meetings.iter().filter(is_of);
            if let Some(one) = told(*case, *other, of_both, window) {
                found.push(one);
            }
        }
    }
    found
}

fn told<'a>(
    case: Spell,
    other: Spell,
    meetings: impl Iterator<Item = &'a Meeting> + Clone,
    window: Window,
) -> Option<Evidence> {
    let (last_in, first_out) = (case.from.max(other.from), case.to.min(other.to));
    let is_other_earlier = other.to < case.from;
    let gap_s = last_in.saturating_sub(first_out);
    let bound_s = if is_other_earlier { window.before_s() } else { window.after_s() };
    if gap_s > bound_s {
        return None;
    }
    Some(Evidence {
        place: meetings.clone().next()?.place,
        spell: Spell { from: last_in.min(first_out), to: last_in.max(first_out) },
        overlap_s: first_out.saturating_sub(last_in),
        gap_s,
        strength: meetings.clone().map(|meeting| meeting.strength).max()?,
        is_assumed: meetings.clone().any(|meeting| meeting.is_assumed),
    })
}

fn stays_of(meetings: &[Meeting]) -> Vec<Spell> {
    stays(meetings.iter().map(|meeting| meeting.there).collect())
}

fn holds(stay: Spell, part: Spell) -> bool {
    stay.from <= part.from && part.to <= stay.to
}

/// Spells that touch or overlap, made one.
pub(crate) fn stays(mut spells: Vec<Spell>) -> Vec<Spell> {
    spells.sort_unstable();
    let mut stays: Vec<Spell> = Vec::new();
    for spell in spells {
        match stays.last_mut() {
            Some(stay) if spell.from <= stay.to => stay.to = stay.to.max(spell.to),
            Some(_) | None => stays.push(spell),
        }
    }
    stays
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(text: &str) -> u32 {
        let (hours, minutes) = text.split_once(':').unwrap();
        100 * crate::DAY_S
            + hours.parse::<u32>().unwrap() * 3600
            + minutes.parse::<u32>().unwrap() * 60
    }

    fn visit(person: u32, from: &str, to: &str) -> Visit {
        Visit::until(person, 7, clock(from), clock(to), Strength::Seen)
    }

    /// The case at one place, the other there, and what it comes to: `overlap/gap` in minutes.
    fn check(case: &[(&str, &str)], other: &[(&str, &str)], expected: &[&str]) {
        let visits: Vec<Visit> = case
            .iter()
            .map(|(from, to)| visit(1, from, to))
            .chain(other.iter().map(|(from, to)| visit(2, from, to)))
            .collect();
        let span = crate::Span { since: 0, until: u32::MAX };
        let window = Window::new(0, 30 * 60);
        let found = contacts(crate::plain::meetings(&visits, 1, span, window), window);
        let told: Vec<String> = found
            .iter()
            .flat_map(|contact| &contact.evidence)
            .map(|one| format!("{}/{}", one.overlap_s / 60, one.gap_s / 60))
            .collect();
        assert_eq!(told, expected, "{case:?} {other:?}");
    }

    #[test]
    fn what_two_stays_amount_to() {
        check(&[("12:00", "13:00")], &[("12:30", "14:00")], &["30/0"]);
        check(&[("12:00", "13:00")], &[("13:30", "14:00")], &["0/30"]);
        check(&[("12:00", "13:00")], &[("13:31", "14:00")], &[]);
        // He had left before the case came, and the window before is none.
        check(&[("12:00", "13:00")], &[("11:00", "11:59")], &[]);
        check(&[("12:00", "13:00")], &[("11:00", "12:00")], &["0/0"]);
    }

    #[test]
    fn visits_that_touch_are_one_stay() {
        check(&[("12:00", "13:00")], &[("12:10", "12:20"), ("12:20", "12:50")], &["40/0"]);
        check(&[("12:00", "12:30"), ("12:30", "13:00")], &[("12:10", "12:50")], &["40/0"]);
        // Scanned twice.
        check(&[("12:00", "13:00")], &[("12:10", "12:20"), ("12:10", "12:20")], &["10/0"]);
        // Went out between.
        check(&[("12:00", "13:00")], &[("12:10", "12:20"), ("12:40", "12:50")], &["10/0", "10/0"]);
    }

    #[test]
    fn what_is_known_better_counts_and_an_assumed_end_is_said() {
        let case = visit(1, "12:00", "13:00");
        let weak = Visit { strength: Strength::StaticCode, ..visit(2, "12:10", "12:20") };
        let assumed = Visit::scanned(2, 7, clock("12:10"), 600, Strength::Told);
        let of = |others: &[Visit]| {
            let meetings = others.iter().map(|other| Meeting::of(&case, other)).collect();
            contacts(meetings, Window::TOGETHER)[0].evidence[0]
        };
        assert_eq!((of(&[weak]).strength, of(&[weak]).is_assumed), (Strength::StaticCode, false));
        let both = of(&[weak, assumed]);
        assert_eq!((both.strength, both.is_assumed, both.overlap_s), (Strength::Told, true, 600));
    }
}
