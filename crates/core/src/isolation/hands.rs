//! The run of a vehicle, and the four hands that sign it: the community gives and the driver takes at each door,
//! the driver gives and the site takes at the end. Each end names the people; both must name the same.

use super::says::IsolationSays;
use super::transfer::{GuestState, HandOver, Signed, Waiting};
use crate::ids::{IsolationStayId, TransferRunId};
use crate::places::PlaceCode;
use crate::{Moment, coded};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

coded! {
    /// Which end of which hand-over.
    Hand {
        /// 社区交付, at a door
        Gave = "gave",
        /// 司机接到, at a door
        Took = "took",
        /// 司机交付, at the site
        Delivered = "delivered",
        /// 隔离点接收
        Received = "received",
    }

    /// How far a run is.
    RunState {
        /// 待出发
        Planned = "planned",
        /// 接人中
        Collecting = "collecting",
        /// 到点交接中
        HandingOver = "handing_over",
        /// 已完成
        Done = "done",
        /// 已取消
        CalledOff = "called_off",
    }

    /// Why something cannot be signed.
    HandFlaw {
        /// The run is over.
        Over = "over",
        /// It is signed already.
        Signed = "signed",
        /// No such stop, or these people do not get on there.
        NotHere = "not_here",
        /// The other end names other people.
        Differs = "differs",
        /// The other end was signed by the same person.
        OneHand = "one_hand",
        /// At a door one end is signed and the other is not.
        HalfSigned = "half_signed",
        /// Somebody is on board.
        OnBoard = "on_board",
    }
}

impl Hand {
    /// The other end.
    pub fn other(self) -> Hand {
        match self {
            Hand::Gave => Hand::Took,
            Hand::Took => Hand::Gave,
            Hand::Delivered => Hand::Received,
            Hand::Received => Hand::Delivered,
        }
    }
}

/// A door at which people get on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunStop {
    /// Where.
    pub door: PlaceCode,
    /// Who.
    pub stays: BTreeSet<IsolationStayId>,
    /// When the vehicle is there, as planned.
    pub due_at: Moment,
}

/// Something that was said of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFact {
    /// What.
    pub says: IsolationSays,
    /// By whom, and when.
    pub signed: Signed,
}

/// A run of a vehicle to one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferRun {
    /// Which.
    pub id: TransferRunId,
    /// The doors, in their order.
    pub stops: Vec<RunStop>,
    /// What was said of it, in its order.
    pub facts: Vec<RunFact>,
}

type Named = BTreeSet<IsolationStayId>;

impl TransferRun {
    /// One end of a hand-over, where it is signed: as it was signed last.
    pub fn signature(&self, hand: Hand, stop: Option<usize>) -> Option<(&Named, &Signed)> {
        self.facts.iter().rev().find_map(|fact| match &fact.says {
            IsolationSays::Signed { hand: of, stop: at, stays }
                if *of == hand && at.map(usize::from) == stop =>
            {
                Some((stays, &fact.signed))
            }
            IsolationSays::Signed { .. }
            | IsolationSays::SiteOpened(_)
            | IsolationSays::SiteRooms { .. }
            | IsolationSays::SiteStaff { .. }
            | IsolationSays::SiteSpot { .. }
            | IsolationSays::SiteClosed { .. }
            | IsolationSays::Vehicle { .. }
            | IsolationSays::Point { .. }
            | IsolationSays::Home { .. }
            | IsolationSays::Checked { .. }
            | IsolationSays::Needs {}
            | IsolationSays::Released { .. }
            | IsolationSays::CalledOff { .. } => None,
        })
    }

    fn whole(&self, (gave, took): (Hand, Hand), stop: Option<usize>) -> Option<(Named, HandOver)> {
        let (named, gave) = self.signature(gave, stop)?;
        let (also, took) = self.signature(took, stop)?;
        let hand_over = HandOver::of(gave.clone(), took.clone()).ok()?;
        (named == also).then(|| (named.clone(), hand_over))
    }

    /// Who got on at a stop, once both ends signed.
    pub fn boarded(&self, stop: usize) -> Option<(Named, HandOver)> {
        self.whole((Hand::Gave, Hand::Took), Some(stop))
    }

    /// Who was handed to the site, once both ends signed.
    pub fn received(&self) -> Option<(Named, HandOver)> {
        self.whole((Hand::Delivered, Hand::Received), None)
    }

    /// Whom the driver took, wherever they are now.
    pub fn taken(&self) -> Named {
        (0..self.stops.len())
            .filter_map(|at| self.boarded(at))
            .flat_map(|(named, _)| named)
            .collect()
    }

    fn is_called_off(&self) -> bool {
        self.facts.iter().any(|fact| matches!(fact.says, IsolationSays::CalledOff { .. }))
    }

    fn is_half_signed(&self, stop: usize) -> bool {
        let ends = [Hand::Gave, Hand::Took];
        let n = ends.iter().filter(|hand| self.signature(**hand, Some(stop)).is_some()).count();
        n == 1
    }

    /// How far it is.
    pub fn state(&self) -> RunState {
        let ends = [Hand::Delivered, Hand::Received];
        if self.is_called_off() {
            RunState::CalledOff
        } else if self.received().is_some() {
            RunState::Done
        } else if ends.iter().any(|hand| self.signature(*hand, None).is_some()) {
            RunState::HandingOver
        } else if self.facts.is_empty() {
            RunState::Planned
        } else {
            RunState::Collecting
        }
    }

    /// Whether anything of it is still to do.
    pub fn is_unfinished(&self) -> bool {
        match self.state() {
            RunState::Planned | RunState::Collecting | RunState::HandingOver => true,
            RunState::Done | RunState::CalledOff => false,
        }
    }

    /// Whether one end may be signed now, for these people, by this person.
    ///
    /// # Errors
    /// Why not.
    pub fn check(
        &self,
        (hand, stop): (Hand, Option<usize>),
        named: &Named,
        by: &str,
    ) -> Result<(), HandFlaw> {
        if !self.is_unfinished() {
            return Err(HandFlaw::Over);
        }
        // Whoever named the wrong people names them anew, until the other end stands.
        let is_whole = self.signature(hand.other(), stop).is_some();
        if self.signature(hand, stop).is_some_and(|(_, own)| is_whole || own.by != by) {
            return Err(HandFlaw::Signed);
        }
        match (hand, stop) {
            (Hand::Gave | Hand::Took, Some(at)) => {
                if self.state() == RunState::HandingOver {
                    return Err(HandFlaw::Over);
                }
                let due = self.stops.get(at).ok_or(HandFlaw::NotHere)?;
                if named.is_empty() || !named.is_subset(&due.stays) {
                    return Err(HandFlaw::NotHere);
                }
            }
            (Hand::Delivered | Hand::Received, None) => {
                if (0..self.stops.len()).any(|at| self.is_half_signed(at)) {
                    return Err(HandFlaw::HalfSigned);
                }
                let taken = self.taken();
                if taken.is_empty() {
                    return Err(HandFlaw::NotHere);
                }
                // Whoever got on gets off: a missing person is no signature.
                if *named != taken {
                    return Err(HandFlaw::Differs);
                }
            }
            (Hand::Gave | Hand::Took, None) | (Hand::Delivered | Hand::Received, Some(_)) => {
                return Err(HandFlaw::NotHere);
            }
        }
        match self.signature(hand.other(), stop) {
            Some((_, signed)) if signed.by == by => Err(HandFlaw::OneHand),
            Some((other, _)) if other != named => Err(HandFlaw::Differs),
            Some(_) | None => Ok(()),
        }
    }

    /// Whether it may be called off: nobody is on board, nor about to be.
    ///
    /// # Errors
    /// Why not.
    pub fn check_call_off(&self) -> Result<(), HandFlaw> {
        if !self.is_unfinished() {
            return Err(HandFlaw::Over);
        }
        if (0..self.stops.len()).any(|at| self.is_half_signed(at)) {
            return Err(HandFlaw::HalfSigned);
        }
        match self.taken().is_empty() {
            true => Ok(()),
            false => Err(HandFlaw::OnBoard),
        }
    }

    /// Where somebody is by this run, who waited for it.
    pub fn carried(&self, stay: IsolationStayId, waiting: Waiting) -> GuestState {
        let boarded = (0..self.stops.len())
            .filter_map(|at| self.boarded(at))
            .find(|(named, _)| named.contains(&stay));
        let Some((_, hand_over)) = boarded else { return GuestState::Waiting(waiting) };
        let on_board = waiting.board(self.id, hand_over);
        match self.received().filter(|(named, _)| named.contains(&stay)) {
            Some((_, hand_over)) => GuestState::Arrived(on_board.arrive(hand_over)),
            None => GuestState::OnBoard(on_board),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::GuestStateKind;
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn stay(n: u128) -> IsolationStayId {
        IsolationStayId::from_uuid(Uuid::from_u128(n))
    }

    fn named(all: &[u128]) -> Named {
        all.iter().map(|n| stay(*n)).collect()
    }

    /// A run with 1 and 2 at its first door and 3 at its second.
    fn run() -> TransferRun {
        let stop = |unit: u8, all: &[u128]| RunStop {
            door: PlaceCode::parse(&format!("140105001001-01-5-{unit}-101")).unwrap(),
            stays: named(all),
            due_at: Moment(0),
        };
        let id = TransferRunId::from_uuid(Uuid::from_u128(9));
        TransferRun { id, stops: vec![stop(1, &[1, 2]), stop(2, &[3])], facts: Vec::new() }
    }

    /// Signs where that may be: `gave 0 wangge 1,2`.
    fn sign(run: &mut TransferRun, words: &str) -> Result<(), HandFlaw> {
        let words: Vec<&str> = words.split(' ').collect();
        let hand = Hand::from_code(words[0]).unwrap();
        let stop: Option<u16> = words[1].parse().ok();
        let all: Vec<u128> = words[3].split(',').filter_map(|n| n.parse().ok()).collect();
        run.check((hand, stop.map(usize::from)), &named(&all), words[2])?;
        let says = IsolationSays::Signed { hand, stop, stays: named(&all) };
        let at = Moment(run.facts.len() as i64 + 1);
        run.facts.push(RunFact { says, signed: Signed { by: words[2].to_owned(), at } });
        Ok(())
    }

    fn check(signed: &[&str], next: &str, expected: Result<(), HandFlaw>) {
        let mut run = run();
        for words in signed {
            assert_eq!(sign(&mut run, words), Ok(()), "{words}");
        }
        assert_eq!(sign(&mut run, next), expected, "{next} after {signed:?}");
    }

    const FIRST: [&str; 2] = ["gave 0 wangge 1,2", "took 0 siji 1,2"];

    #[test]
    fn both_ends_name_the_same_people_once() {
        check(&[], FIRST[0], Ok(()));
        check(&[], FIRST[1], Ok(()));
        check(&FIRST[..1], "took 0 siji 1", Err(HandFlaw::Differs));
        check(&FIRST[..1], "took 0 wangge 1,2", Err(HandFlaw::OneHand));
        check(&FIRST[..1], "gave 0 other 1,2", Err(HandFlaw::Signed));
        check(&FIRST[..1], "gave 0 wangge 1", Ok(()));
        check(&[FIRST[0], "gave 0 wangge 1"], "took 0 siji 1", Ok(()));
        check(&[FIRST[0], "gave 0 wangge 1"], "took 0 siji 1,2", Err(HandFlaw::Differs));
        check(&FIRST, "gave 0 wangge 1", Err(HandFlaw::Signed));
        check(&[], "gave 0 wangge 3", Err(HandFlaw::NotHere));
        check(&[], "gave 0 wangge ", Err(HandFlaw::NotHere));
        check(&[], "gave 7 wangge 1", Err(HandFlaw::NotHere));
        check(&[], "gave - wangge 1", Err(HandFlaw::NotHere));
        // Whoever is not there waits for another run.
        check(&["gave 0 wangge 1"], "took 0 siji 1", Ok(()));
    }

    #[test]
    fn whoever_got_on_gets_off() {
        check(&[], "delivered - siji 1,2", Err(HandFlaw::NotHere));
        check(&FIRST, "delivered - siji 1", Err(HandFlaw::Differs));
        check(&FIRST, "received - geli 1,2,3", Err(HandFlaw::Differs));
        check(&FIRST, "delivered - siji 1,2", Ok(()));
        check(
            &[FIRST[0], FIRST[1], "gave 1 wangge 3"],
            "delivered - siji 1,2",
            Err(HandFlaw::HalfSigned),
        );
        let delivered = [FIRST[0], FIRST[1], "delivered - siji 1,2"];
        check(&delivered, "received - siji 1,2", Err(HandFlaw::OneHand));
        check(&delivered, "gave 1 wangge 3", Err(HandFlaw::Over));
        check(&delivered, "received - geli 1,2", Ok(()));
        let done = [FIRST[0], FIRST[1], "delivered - siji 1,2", "received - geli 1,2"];
        check(&done, "gave 1 wangge 3", Err(HandFlaw::Over));
    }

    fn check_off(signed: &[&str], expected: Result<(), HandFlaw>) {
        let mut run = run();
        for words in signed {
            assert_eq!(sign(&mut run, words), Ok(()), "{words}");
        }
        assert_eq!(run.check_call_off(), expected, "{signed:?}");
    }

    #[test]
    fn a_run_is_called_off_while_nobody_is_on_board() {
        check_off(&[], Ok(()));
        check_off(&FIRST[..1], Err(HandFlaw::HalfSigned));
        check_off(&FIRST, Err(HandFlaw::OnBoard));
    }

    proptest! {
        #[test]
        fn nobody_is_nowhere_and_nobody_goes_back(
            tries in proptest::collection::vec((0_usize..4, 0_usize..3, 0_usize..3, 0_u8..8), 0..40)
        ) {
            let mut run = run();
            let mut before = [0; 3];
            for (hand, stop, by, mask) in tries {
                let hand = Hand::ALL[hand];
                let stop = ["0", "1", "-"][stop];
                let by = ["wangge", "siji", "geli"][by];
                let all: Vec<String> =
                    (1..4).filter(|n| mask >> (n - 1) & 1 == 1).map(|n: u8| n.to_string()).collect();
                let _ = sign(&mut run, &format!("{} {stop} {by} {}", hand.code(), all.join(",")));
                for (at, known) in before.iter_mut().enumerate() {
                    let state = run.carried(stay(at as u128 + 1), Waiting::since(Moment(0)));
                    let rank = match state.kind() {
                        GuestStateKind::Waiting => 0,
                        GuestStateKind::OnBoard => 1,
                        GuestStateKind::Arrived => 2,
                        GuestStateKind::Released => 3,
                    };
                    prop_assert!(rank >= *known && rank < 3);
                    *known = rank;
                }
                // Once the site has them, nobody is left in the vehicle.
                let is_done = run.state() == RunState::Done;
                prop_assert!(!is_done || before.iter().all(|rank| *rank != 1));
            }
        }
    }
}
