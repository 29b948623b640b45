//! What is shown of a test to the person whose it is.

use crate::pools::{PersonSample, PersonStanding, TubeOutcome, TubeStanding};
use crate::{Moment, coded};

/// How a test stands, as its person reads it. It never says who else was in the tube.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nothing is known yet.
    Waiting {
        /// By when it was promised; none where nobody promised.
        promised_at: Option<Moment>,
        /// Whether that has passed.
        is_late: bool,
    },
    /// 阴性, since when it is known.
    Negative(Moment),
    /// A shared tube holds him until a test of his own: he waits where he is.
    Held(Moment),
    /// A shared tube held him; a test of his own was negative.
    Lifted(Moment),
    /// His own test is positive or unclear: the disease control gets in touch.
    ToBeContacted(Moment),
    /// Nothing can be said of the sample: he is sampled again.
    Again(Moment),
}

coded! {
    /// How a test stands, as a code.
    ShownKind {
        /// Nothing is known yet.
        Waiting = "waiting",
        /// 阴性
        Negative = "negative",
        /// A shared tube holds him.
        Held = "held",
        /// His own test freed him.
        Lifted = "lifted",
        /// The disease control gets in touch.
        ToBeContacted = "to_be_contacted",
        /// To be sampled again.
        Again = "again",
    }
}

impl ShownKind {
    /// What is shown, without its moments.
    pub fn of(shown: Shown) -> ShownKind {
        match shown {
            Shown::Waiting { .. } => ShownKind::Waiting,
            Shown::Negative(_) => ShownKind::Negative,
            Shown::Held(_) => ShownKind::Held,
            Shown::Lifted(_) => ShownKind::Lifted,
            Shown::ToBeContacted(_) => ShownKind::ToBeContacted,
            Shown::Again(_) => ShownKind::Again,
        }
    }
}

impl Shown {
    /// What is printed, in plain words.
    pub fn title(self) -> &'static str {
        match self {
            Shown::Waiting { is_late: false, .. } => "待出结果",
            Shown::Waiting { is_late: true, .. } => "待出结果（已超过预计时间）",
            Shown::Negative(_) => "阴性",
            Shown::Held(_) => "请原地等候，等人上门复采",
            Shown::Lifted(_) => "复采阴性，不用再等候",
            Shown::ToBeContacted(_) => "请待在原处，等疾控人员联系",
            Shown::Again(_) => "这次没有检出结果，请重新采样",
        }
    }

    /// The same for those who read English.
    pub fn title_en(self) -> &'static str {
        match self {
            Shown::Waiting { is_late: false, .. } => "Result not out yet",
            Shown::Waiting { is_late: true, .. } => "Result not out yet (later than promised)",
            Shown::Negative(_) => "Negative",
            Shown::Held(_) => {
                "Please stay where you are; somebody will come to take another sample"
            }
            Shown::Lifted(_) => "Second sample negative; you need not wait any longer",
            Shown::ToBeContacted(_) => {
                "Please stay where you are; the disease control will contact you"
            }
            Shown::Again(_) => "No result from this sample; please be sampled again",
        }
    }
}

/// What is shown of one of somebody's tests, of which a report was promised by then.
pub fn shown(
    sample: &PersonSample,
    stands: &PersonStanding,
    promised_at: Option<Moment>,
    now: Moment,
) -> Shown {
    match sample.standing {
        TubeStanding::Waiting => {
            Shown::Waiting { promised_at, is_late: promised_at.is_some_and(|due| due < now) }
        }
        TubeStanding::Known(TubeOutcome::Negative, at) => Shown::Negative(at),
        TubeStanding::Known(TubeOutcome::Invalid, at) => Shown::Again(at),
        TubeStanding::Known(TubeOutcome::Positive | TubeOutcome::Unclear, at) => {
            let hold = stands.holds.iter().find(|hold| hold.tube == sample.tube);
            match hold.map(|hold| hold.lifted_at) {
                None => Shown::ToBeContacted(at),
                Some(None) => Shown::Held(at),
                Some(Some(lifted_at)) => Shown::Lifted(lifted_at),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pools::person_standing;
    use crate::sampling::{Pool, TubeCode};

    fn sample(serial: u32, n_inside: usize, taken: i64, standing: TubeStanding) -> PersonSample {
        let county = crate::places::PlaceCode::parse("140110").unwrap();
        PersonSample {
            tube: TubeCode::of(&county, serial).unwrap(),
            pool: if n_inside == 1 { Pool::One } else { Pool::Ten },
            n_inside,
            taken_at: Moment(taken),
            standing,
        }
    }

    fn known(outcome: TubeOutcome, at: i64) -> TubeStanding {
        TubeStanding::Known(outcome, Moment(at))
    }

    fn check(samples: &[PersonSample], expected: &[Shown]) {
        let stands = person_standing(samples);
        let seen: Vec<Shown> =
            samples.iter().map(|one| shown(one, &stands, Some(Moment(100)), Moment(150))).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn what_is_shown_of_a_test_follows_from_all_of_them() {
        let late = Shown::Waiting { promised_at: Some(Moment(100)), is_late: true };
        check(&[sample(1, 10, 10, TubeStanding::Waiting)], &[late]);
        let negative = known(TubeOutcome::Negative, 40);
        check(&[sample(1, 10, 10, negative)], &[Shown::Negative(Moment(40))]);
        let invalid = known(TubeOutcome::Invalid, 40);
        check(&[sample(1, 10, 10, invalid)], &[Shown::Again(Moment(40))]);
        // A shared tube holds; the own test that follows lifts it, or is his own.
        let shared = sample(1, 10, 10, known(TubeOutcome::Positive, 40));
        check(&[shared], &[Shown::Held(Moment(40))]);
        let own = sample(2, 1, 50, known(TubeOutcome::Negative, 60));
        check(&[shared, own], &[Shown::Lifted(Moment(60)), Shown::Negative(Moment(60))]);
        let own = sample(2, 1, 50, known(TubeOutcome::Unclear, 60));
        check(&[shared, own], &[Shown::Held(Moment(40)), Shown::ToBeContacted(Moment(60))]);
    }
}
