//! Where somebody is on his way: with his community, on board, at the site, free. Each step is made of the one
//! before, so that none can be left out, and nobody is nowhere in between.

use super::release::ReleaseWhy;
use crate::ids::TransferRunId;
use crate::{Moment, coded};

/// That somebody signed, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// By sign-in name.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// A hand-over: both ends signed for the same people. There is none with one end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    gave: Signed,
    took: Signed,
}

coded! {
    /// Why this is no hand-over.
    HandOverFlaw {
        /// One person signed both ends.
        OneHand = "one_hand",
    }

    /// Where somebody is.
    GuestStateKind {
        /// 待转运: with his community.
        Waiting = "waiting",
        /// 转运途中
        OnBoard = "on_board",
        /// 已入住
        Arrived = "arrived",
        /// 已解除或转居家
        Released = "released",
    }
}

impl HandOver {
    /// A hand-over of two people who signed.
    ///
    /// # Errors
    /// Where one person signed both ends.
    pub fn of(gave: Signed, took: Signed) -> Result<HandOver, HandOverFlaw> {
        match gave.by == took.by {
            true => Err(HandOverFlaw::OneHand),
            false => Ok(HandOver { gave, took }),
        }
    }

    /// Who gave.
    pub fn gave(&self) -> &Signed {
        &self.gave
    }

    /// Who took.
    pub fn took(&self) -> &Signed {
        &self.took
    }

    /// When it was whole: with the later signature.
    pub fn at(&self) -> Moment {
        self.gave.at.max(self.took.at)
    }
}

/// Somebody who has a bed and waits at home to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    since: Moment,
}

/// Somebody in a vehicle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnBoard {
    waited: Waiting,
    run: TransferRunId,
    boarded: HandOver,
}

/// Somebody in his room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    way: OnBoard,
    received: HandOver,
}

/// Somebody who left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    stayed: Arrived,
    signed: Signed,
    why: ReleaseWhy,
}

impl Waiting {
    /// Somebody got a bed.
    pub fn since(at: Moment) -> Waiting {
        Waiting { since: at }
    }

    /// He was handed to a driver.
    pub fn board(self, run: TransferRunId, boarded: HandOver) -> OnBoard {
        OnBoard { waited: self, run, boarded }
    }
}

impl OnBoard {
    /// He was handed to the site.
    pub fn arrive(self, received: HandOver) -> Arrived {
        Arrived { way: self, received }
    }

    /// In which run.
    pub fn run(&self) -> TransferRunId {
        self.run
    }
}

impl Arrived {
    /// He left the site.
    pub fn release(self, signed: Signed, why: ReleaseWhy) -> Released {
        Released { stayed: self, signed, why }
    }

    /// When he came.
    pub fn at(&self) -> Moment {
        self.received.at()
    }
}

/// Where somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuestState {
    /// With his community.
    Waiting(Waiting),
    /// In a vehicle.
    OnBoard(OnBoard),
    /// At the site.
    Arrived(Arrived),
    /// Gone from there.
    Released(Released),
}

impl GuestState {
    /// Which of them.
    pub fn kind(&self) -> GuestStateKind {
        match self {
            GuestState::Waiting(_) => GuestStateKind::Waiting,
            GuestState::OnBoard(_) => GuestStateKind::OnBoard,
            GuestState::Arrived(_) => GuestStateKind::Arrived,
            GuestState::Released(_) => GuestStateKind::Released,
        }
    }

    /// Since when.
    pub fn since(&self) -> Moment {
        match self {
            GuestState::Waiting(one) => one.since,
            GuestState::OnBoard(one) => one.boarded.at(),
            GuestState::Arrived(one) => one.at(),
            GuestState::Released(one) => one.signed.at,
        }
    }

    /// Who answers for him, by sign-in name; none while he is with his community, or free.
    pub fn with(&self) -> Option<&str> {
        match self {
            GuestState::Waiting(_) | GuestState::Released(_) => None,
            GuestState::OnBoard(one) => Some(&one.boarded.took.by),
            GuestState::Arrived(one) => Some(&one.received.took.by),
        }
    }

    /// By what he left; none while he is there.
    pub fn left(&self) -> Option<ReleaseWhy> {
        match self {
            GuestState::Released(one) => Some(one.why),
            GuestState::Waiting(_) | GuestState::OnBoard(_) | GuestState::Arrived(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn signed(by: &str, at: i64) -> Signed {
        Signed { by: by.to_owned(), at: Moment(at) }
    }

    #[test]
    fn a_hand_over_takes_two_and_is_whole_with_the_later() {
        let check = |gave: Signed, took: Signed, expected: Result<i64, HandOverFlaw>| {
            assert_eq!(HandOver::of(gave, took).map(|one| one.at().0), expected);
        };
        check(signed("wangge", 1), signed("siji", 2), Ok(2));
        check(signed("wangge", 3), signed("siji", 2), Ok(3));
        check(signed("siji", 1), signed("siji", 2), Err(HandOverFlaw::OneHand));
    }

    #[test]
    fn each_step_is_made_of_the_one_before() {
        let run = TransferRunId::from_uuid(Uuid::from_u128(1));
        let waiting = Waiting::since(Moment(1));
        let hand = |gave, took, at| HandOver::of(signed(gave, at), signed(took, at)).unwrap();
        let on_board = waiting.clone().board(run, hand("wangge", "siji", 2));
        let arrived = on_board.clone().arrive(hand("siji", "geli", 3));
        let released = arrived.clone().release(signed("geli", 4), ReleaseWhy::DaysOver);
        let states = [
            GuestState::Waiting(waiting),
            GuestState::OnBoard(on_board),
            GuestState::Arrived(arrived),
            GuestState::Released(released),
        ];
        let told: Vec<(&str, i64, Option<&str>)> =
            states.iter().map(|one| (one.kind().code(), one.since().0, one.with())).collect();
        let due = [
            ("waiting", 1, None),
            ("on_board", 2, Some("siji")),
            ("arrived", 3, Some("geli")),
            ("released", 4, None),
        ];
        assert_eq!(told, due);
    }
}
