//! In which order the doors of a run are driven to. Every order is tried, so that none is better: a run has few
//! stops. Ways are as the crow flies between points of the map, or assumed where one has none, and said to be.

use super::rules::RideRules;
use crate::siting::points::OnMap;
use crate::{Moment, coded};

/// From when to when somebody can be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Not before.
    pub from: Moment,
    /// Not after.
    pub to: Moment,
}

/// A door that is driven to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StopAsk {
    /// Where it is; none where nobody entered its point.
    pub spot: Option<OnMap>,
    /// When somebody is there; none where at any time.
    pub window: Option<Window>,
    /// Whether somebody is fetched there who comes before others.
    pub is_first: bool,
}

/// The order in which they are driven to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Which stop, and when the vehicle is there.
    pub stops: Vec<(usize, Moment)>,
    /// When it is at the site.
    pub arrives_at: Moment,
    /// By how many minutes windows are missed, in all.
    pub late_minutes: i64,
    /// How many minutes those who come first are on board, by stop, in all.
    pub first_minutes: i64,
    /// Metres as the crow flies, of the ways whose two ends have a point.
    pub metres: u64,
    /// Of how many ways the minutes are assumed.
    pub n_assumed: usize,
}

coded! {
    /// Why there is no route.
    RouteFlaw {
        /// No stop.
        NoStop = "no_stop",
        /// More stops than a run may have.
        TooMany = "too_many",
        /// A window that ends before it begins.
        Window = "window",
    }
}

const MINUTE_MS: i64 = 60_000;

/// The best order: first that windows are kept, then that whoever comes first is a short time on the way,
/// then that the vehicle is at the site soon. It begins at its first stop: where it comes from nobody knows.
///
/// # Errors
/// Why there is none.
pub fn route(
    rules: &RideRules,
    asks: &[StopAsk],
    site: Option<OnMap>,
    departs_at: Moment,
) -> Result<Route, RouteFlaw> {
    if asks.is_empty() {
        return Err(RouteFlaw::NoStop);
    }
    if asks.len() > rules.stops_max {
        return Err(RouteFlaw::TooMany);
    }
    if asks.iter().filter_map(|ask| ask.window).any(|window| window.to < window.from) {
        return Err(RouteFlaw::Window);
    }
    let mut search = Search { rules, asks, site, departs_at, best: None };
    search.try_all(&mut Vec::new());
    search.best.map(|(_, route)| route).ok_or(RouteFlaw::NoStop)
}

type Cost = (i64, i64, i64, Vec<usize>);

struct Search<'a> {
    rules: &'a RideRules,
    asks: &'a [StopAsk],
    site: Option<OnMap>,
    departs_at: Moment,
    best: Option<(Cost, Route)>,
}

impl Search<'_> {
    fn try_all(&mut self, order: &mut Vec<usize>) {
        if order.len() == self.asks.len() {
            let (cost, route) = self.driven(order);
            if self.best.as_ref().is_none_or(|(best, _)| cost < *best) {
                self.best = Some((cost, route));
            }
            return;
        }
        for at in 0..self.asks.len() {
            if !order.contains(&at) {
                order.push(at);
                self.try_all(order);
                order.pop();
            }
        }
    }

    fn driven(&self, order: &[usize]) -> (Cost, Route) {
        let mut route = Route {
            stops: Vec::new(),
            arrives_at: self.departs_at,
            late_minutes: 0,
            first_minutes: 0,
            metres: 0,
            n_assumed: 0,
        };
        let (mut now, mut here) = (self.departs_at, None);
        let mut first_boarded = Vec::new();
        for at in order {
            let Some(ask) = self.asks.get(*at) else { continue };
            if here.is_some() {
                now = self.way(&mut route, here.flatten(), ask.spot, now);
            }
            here = Some(ask.spot);
            if let Some(window) = ask.window {
                now = now.max(window.from);
                route.late_minutes += ((now.0 - window.to.0).max(0) + MINUTE_MS - 1) / MINUTE_MS;
            }
            route.stops.push((*at, now));
            now = now.plus_ms(self.rules.stop_minutes * MINUTE_MS);
            if ask.is_first {
                first_boarded.push(now);
            }
        }
        now = self.way(&mut route, here.flatten(), self.site, now);
        route.arrives_at = now;
        let on_board: i64 = first_boarded.iter().map(|at| now.0 - at.0).sum();
        route.first_minutes = on_board / MINUTE_MS;
        ((route.late_minutes, on_board, now.0, order.to_vec()), route)
    }

    fn way(&self, route: &mut Route, from: Option<OnMap>, to: Option<OnMap>, at: Moment) -> Moment {
        match from.zip(to) {
            Some((from, to)) => route.metres += u64::from(from.metres_to(to)),
            None => route.n_assumed += 1,
        }
        at.plus_ms(way_minutes(self.rules, from, to) * MINUTE_MS)
    }
}

/// How long a way takes, as the crow flies; as assumed where one of its ends has no point.
pub(super) fn way_minutes(rules: &RideRules, from: Option<OnMap>, to: Option<OnMap>) -> i64 {
    from.zip(to).map_or(rules.minutes_unknown, |(from, to)| {
        i64::from(from.metres_to(to).div_ceil(rules.metres_per_minute.max(1)))
    })
}

#[cfg(test)]
mod tests {
    use super::super::IsolationRules;
    use super::*;

    fn minute(n: i64) -> Moment {
        Moment(n * MINUTE_MS)
    }

    /// A stop so many hundredths of a degree north: `3`, `3!` for somebody who comes first, `?` with no point,
    /// `3@10-20` with a window in minutes.
    fn ask(words: &str) -> StopAsk {
        let (place, window) = words.split_once('@').unwrap_or((words, ""));
        let window = window.split_once('-').map(|(from, to)| Window {
            from: minute(from.parse().unwrap()),
            to: minute(to.parse().unwrap()),
        });
        let north = place.trim_end_matches('!').parse::<f64>().ok();
        let spot = north.and_then(|north| OnMap::of(112.5, 37.8 + north / 100.0));
        StopAsk { spot, window, is_first: place.ends_with('!') }
    }

    fn check(stops: &[&str], expected: &str) {
        let rules = IsolationRules::built_in().unwrap().ride;
        let asks: Vec<StopAsk> = stops.iter().map(|words| ask(words)).collect();
        let told = match route(&rules, &asks, OnMap::of(112.5, 37.8), minute(0)) {
            Err(flaw) => flaw.code().to_owned(),
            Ok(route) => {
                let order: Vec<String> = route
                    .stops
                    .iter()
                    .map(|(at, due)| format!("{}:{}", stops[*at], due.0 / MINUTE_MS))
                    .collect();
                format!("{} >{}", order.join(" "), route.arrives_at.0 / MINUTE_MS)
            }
        };
        assert_eq!(told, expected, "{stops:?}");
    }

    #[test]
    fn the_farthest_first_and_home_on_the_way() {
        // A hundredth of a degree is 1.1 km: three minutes.
        check(&["1", "3", "2"], "3:0 2:11 1:22 >33");
        check(&["2"], "2:0 >14");
        check(&[], "no_stop");
        check(&["1"; 8], "too_many");
        check(&["1@20-10"], "window");
        check(&["?", "2"], "?:0 2:23 >37");
    }

    #[test]
    fn who_comes_first_gets_on_last_and_windows_come_before_all() {
        check(&["1", "3!", "2"], "1:0 2:11 3!:22 >39");
        check(&["1@0-0", "3"], "1@0-0:0 3:14 >31");
        check(&["1", "3@60-90"], "1:0 3@60-90:60 >77");
    }

    #[test]
    fn a_missed_window_is_told_in_minutes() {
        let rules = IsolationRules::built_in().unwrap().ride;
        let late = route(&rules, &[ask("2@0-5"), ask("1@0-0")], None, minute(10)).unwrap();
        assert_eq!(late.late_minutes, 10 + 16);
        assert_eq!(late.n_assumed, 1);
    }
}
