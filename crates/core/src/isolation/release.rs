//! When somebody leaves a site: free, or to stay at home for the rest of his days.

use crate::cases::Keeping;
use crate::rules::Stay;
use crate::{Moment, coded};

coded! {
    /// By what somebody leaves.
    ReleaseWhy {
        /// 期满解除: his days are over.
        DaysOver = "days_over",
        /// 转居家隔离: the days at a site are over, those at home are not.
        HomeNext = "home_next",
        /// 不再需要隔离: nobody holds him any more.
        NotHeld = "not_held",
    }
}

/// He may not leave yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("还没到期，不能解除")]
pub struct TooEarly {
    /// When he may; none where only a release of his case or of his listing ends it.
    pub from: Option<Moment>,
}

/// Until before when somebody is kept at a site: the days that his schedule begins with there. None where
/// those have no number.
pub fn central_until(keeping: &Keeping<'_>) -> Option<Moment> {
    let mut days = 0;
    let is_there = |stay: Stay| match stay {
        Stay::Central | Stay::CentralCare => true,
        Stay::HomeIsolation | Stay::HomeMonitor => false,
    };
    // Whoever is at a site for another reason than his schedule stays for the whole of it.
    if !keeping.schedule.phases.first().is_some_and(|phase| is_there(phase.stay)) {
        return keeping.until();
    }
    for phase in keeping.schedule.phases.iter().take_while(|phase| is_there(phase.stay)) {
        days += i64::from(phase.days?);
    }
    Some(keeping.day_zero.plus(days + 1).starts_at())
}

/// Whether somebody may leave now. `held` is until before when he is held, none where nobody holds him;
/// `central` until before when at a site.
///
/// # Errors
/// Where it is too early.
pub fn may_release(
    held: Option<Option<Moment>>,
    central: Option<Moment>,
    now: Moment,
) -> Result<ReleaseWhy, TooEarly> {
    let Some(until) = held else { return Ok(ReleaseWhy::NotHeld) };
    if until.is_some_and(|until| until <= now) {
        return Ok(ReleaseWhy::DaysOver);
    }
    match central {
        Some(central) if central <= now => Ok(ReleaseWhy::HomeNext),
        Some(_) | None => Err(TooEarly { from: central.or(until) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CityDay;
    use crate::cases::keeping;
    use crate::contacts::Ring;
    use crate::rules::RuleBook;

    fn at(day: &str, hour: i64) -> Moment {
        CityDay::parse(day).unwrap().starts_at().plus_ms(hour * 3_600_000)
    }

    /// Somebody last exposed on the 5th, by the edition of a day: until when at a site, until when held.
    fn check_until(on: &str, ring: Ring, expected: &str) {
        let rules = RuleBook::built_in().unwrap();
        let day = CityDay::parse(on).unwrap();
        let kept = keeping(&rules, day, ring, at("2022-10-05", 20)).unwrap();
        let told = |at: Option<Moment>| at.map_or("-".to_owned(), |at| at.city_day().to_string());
        assert_eq!(format!("{} {}", told(central_until(&kept)), told(kept.until())), expected);
    }

    #[test]
    fn the_days_at_a_site_are_those_of_the_edition() {
        check_until("2022-06-01", Ring::Close, "2022-10-20 2022-10-20");
        check_until("2022-10-07", Ring::Close, "2022-10-13 2022-10-13");
        check_until("2022-11-24", Ring::Close, "2022-10-11 2022-10-14");
        // Kept at home by the edition: at a site, where his home is unfit, for as long.
        check_until("2022-10-07", Ring::Secondary, "2022-10-13 2022-10-13");
        check_until("2022-12-10", Ring::Close, "2022-10-11 2022-10-11");
    }

    fn check(
        held: Option<Option<Moment>>,
        central: Option<Moment>,
        expected: Result<ReleaseWhy, Option<Moment>>,
    ) {
        let now = at("2022-10-11", 0);
        assert_eq!(may_release(held, central, now).map_err(|early| early.from), expected);
    }

    #[test]
    fn nobody_leaves_a_moment_too_early() {
        let (now, next) = (at("2022-10-11", 0), at("2022-10-14", 0));
        let later = now.plus_ms(1);
        check(None, None, Ok(ReleaseWhy::NotHeld));
        check(Some(Some(now)), Some(now), Ok(ReleaseWhy::DaysOver));
        check(Some(Some(next)), Some(now), Ok(ReleaseWhy::HomeNext));
        check(Some(Some(next)), Some(later), Err(Some(later)));
        check(Some(Some(later)), None, Err(Some(later)));
        check(Some(None), None, Err(None));
    }
}
