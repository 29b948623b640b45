//! 健康码停用: the city command says that codes are down, in one act, with a reason in words and an end.
//! While it holds nobody is kept out for having no code that can be read: gates go by document and paper
//! list. What a code says that can be read still counts: the act makes nobody's color better or worse.

use crate::Moment;

/// It holds at most a day. The bound is ours, and no authority's: whatever lasts longer is to be said anew.
pub const OUTAGE_MS_MAX: i64 = 24 * 3_600_000;
/// The reason has at least so many characters: everybody reads it.
pub const OUTAGE_REASON_CHARS_MIN: usize = 4;
/// And at most so many: it stands on a phone above a camera.
pub const OUTAGE_REASON_CHARS_MAX: usize = 80;

/// One such act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// Its place in the order in which they were said; the first is 1.
    pub ordinal: i64,
    /// Why, for everybody to read.
    pub reason: String,
    /// Since when.
    pub since: Moment,
    /// Until before when, as it was said.
    pub until: Moment,
    /// When it was ended before its time.
    pub ended: Option<Moment>,
}

impl Outage {
    /// The first moment at which it holds no more.
    pub fn ends_at(&self) -> Moment {
        self.ended.map_or(self.until, |ended| ended.min(self.until))
    }

    /// Whether it holds at a moment. It ends by the clock alone.
    pub fn holds(&self, at: Moment) -> bool {
        self.since <= at && at < self.ends_at()
    }
}

/// The act that holds at a moment. The last one that was said takes the place of all before it, also
/// where it is shorter: to end it brings none of them back.
pub fn outage_at(all: &[Outage], at: Moment) -> Option<&Outage> {
    let said = all.iter().filter(|one| one.since <= at);
    said.max_by_key(|one| one.ordinal).filter(|one| one.holds(at))
}

/// Why an act is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutageFlaw {
    /// Its end lies behind it, or more than a day ahead.
    #[error("停用时间要在1分钟到24小时之间；到时还没有恢复的，写明新的情况再启动一次")]
    Length,
    /// Nobody could read from it why.
    #[error("请写明停用原因，4到80字，居民和门岗都会看到，不写个人姓名")]
    Reason,
    /// The words of the act before it: it would go on unseen.
    #[error("续期要写明新的情况，不能照抄上一次的原因")]
    SameReason,
}

/// Whether an act may follow the last one: it has an end within a day, and says something of its own where
/// the last one ended less than a day ago (must-hold P4).
///
/// # Errors
/// Why not.
pub fn outage_may(
    last: Option<&Outage>,
    (now, until): (Moment, Moment),
    reason: &str,
) -> Result<(), OutageFlaw> {
    let ms = until.0 - now.0;
    if ms <= 0 || ms > OUTAGE_MS_MAX {
        return Err(OutageFlaw::Length);
    }
    let n_chars = reason.chars().count();
    if !(OUTAGE_REASON_CHARS_MIN..=OUTAGE_REASON_CHARS_MAX).contains(&n_chars) {
        return Err(OutageFlaw::Reason);
    }
    let is_recent = |one: &&Outage| now < one.ends_at().plus_ms(OUTAGE_MS_MAX);
    match last.filter(is_recent).is_some_and(|one| one.reason == reason) {
        true => Err(OutageFlaw::SameReason),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Moment = Moment(1_669_270_000_000);
    const HOUR_MS: i64 = 3_600_000;

    fn at(hours: i64) -> Moment {
        NOW.plus_ms(hours * HOUR_MS)
    }

    fn outage(ordinal: i64, (since, until): (i64, i64), ended: Option<i64>) -> Outage {
        Outage {
            ordinal,
            reason: format!("第{ordinal}次"),
            since: at(since),
            until: at(until),
            ended: ended.map(at),
        }
    }

    #[test]
    fn it_holds_from_its_moment_to_its_last_millisecond_and_to_no_later_one() {
        let one = outage(1, (0, 24), None);
        let check = |of: &Outage, at: Moment, holds: bool| {
            assert_eq!(outage_at(std::slice::from_ref(of), at).is_some(), holds, "{at:?}");
        };
        check(&one, NOW.plus_ms(-1), false);
        check(&one, NOW, true);
        check(&one, at(24).plus_ms(-1), true);
        check(&one, at(24), false);
        let ended = outage(1, (0, 24), Some(3));
        check(&ended, at(3).plus_ms(-1), true);
        check(&ended, at(3), false);
        // An end that was noted too late changes nothing.
        assert_eq!(outage(1, (0, 2), Some(3)).ends_at(), at(2));
        assert_eq!(outage_at(&[], NOW), None);
    }

    #[test]
    fn the_last_that_was_said_holds_and_none_before_it_comes_back() {
        let held = |all: &[Outage], hours: i64| outage_at(all, at(hours)).map(|one| one.ordinal);
        let longer = [outage(1, (0, 4), None), outage(2, (3, 9), None)];
        assert_eq!(
            [2, 3, 8, 9].map(|hours| held(&longer, hours)),
            [Some(1), Some(2), Some(2), None]
        );
        // A shorter one that follows a longer one is the shorter.
        let shorter = [outage(1, (0, 20), None), outage(2, (3, 5), None)];
        assert_eq!(
            [2, 4, 5, 19].map(|hours| held(&shorter, hours)),
            [Some(1), Some(2), None, None]
        );
        let ended = [outage(1, (0, 20), None), outage(2, (3, 20), Some(4))];
        assert_eq!([3, 4, 10].map(|hours| held(&ended, hours)), [Some(2), None, None]);
    }

    #[test]
    fn none_is_longer_than_a_day_or_without_words_of_its_own() {
        const WHY: &str = "机房断电，健康码打不开";
        let may = |last: Option<&Outage>, ms: i64, reason: &str| {
            outage_may(last, (NOW, NOW.plus_ms(ms)), reason)
        };
        assert_eq!(may(None, 24 * HOUR_MS, WHY), Ok(()));
        assert_eq!(may(None, 1, WHY), Ok(()));
        for ms in [24 * HOUR_MS + 1, 0, -1, i64::MAX - NOW.0] {
            assert_eq!(may(None, ms, WHY), Err(OutageFlaw::Length), "{ms}");
        }
        for reason in ["", "断电", &"断".repeat(81)] {
            assert_eq!(may(None, HOUR_MS, reason), Err(OutageFlaw::Reason));
        }
        // That it goes on takes words of its own, whether the last one holds or is just over.
        for last in
            [outage(1, (-2, 1), None), outage(1, (-9, 9), Some(-3)), outage(1, (-30, -23), None)]
        {
            let last = Outage { reason: WHY.to_owned(), ..last };
            assert_eq!(may(Some(&last), HOUR_MS, WHY), Err(OutageFlaw::SameReason));
            assert_eq!(may(Some(&last), HOUR_MS, "备用线路也断了"), Ok(()));
        }
        let old = Outage { reason: WHY.to_owned(), ..outage(1, (-30, -24), None) };
        assert_eq!(may(Some(&old), HOUR_MS, WHY), Ok(()));
    }

    proptest! {
        #[test]
        fn whatever_was_taken_nothing_holds_a_day_after_the_last_act(
            acts in prop::collection::vec((0_i64..100, 1_i64..=24, prop::option::of(0_i64..24)), 1..9),
            ask in 0_i64..200,
        ) {
            let mut since = 0;
            let mut all: Vec<Outage> = Vec::new();
            for (n, (gap, hours, ended)) in acts.into_iter().enumerate() {
                since += gap;
                all.push(outage(n as i64 + 1, (since, since + hours), ended.map(|by| since + by)));
            }
            let last = all.last().map_or(0, |one| one.since.0);
            let held = outage_at(&all, at(ask));
            if at(ask).0 >= last + OUTAGE_MS_MAX {
                prop_assert_eq!(held, None);
            }
            if let Some(held) = held {
                // Nothing that was said later, and had begun, is passed over.
                let is_last = all.iter().all(|one| one.ordinal <= held.ordinal || one.since > at(ask));
                prop_assert!(held.holds(at(ask)) && is_last);
            }
        }
    }
}
