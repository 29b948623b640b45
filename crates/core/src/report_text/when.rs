//! When an episode was, and whether that can be.

use super::doubts::{Doubt, DoubtCode, doubt};
use super::times::Group;
use super::{Episode, TimeSaid};
use crate::CityDay;

/// The days and hours of a clause.
#[derive(Clone, Default)]
pub(super) struct Time {
    pub(super) day: Option<CityDay>,
    pub(super) until_day: Option<CityDay>,
    pub(super) from: Option<TimeSaid>,
    pub(super) until: Option<TimeSaid>,
    pub(super) group: Option<Group>,
    pub(super) doubts: Vec<Doubt>,
}

impl Time {
    pub(super) fn into_episode(self, episode: &mut Episode) {
        episode.day = self.day;
        episode.until_day = self.until_day;
        episode.from = self.from;
        episode.to = self.group.as_ref().and_then(|group| group.to).or(self.until);
        episode.part = self.group.and_then(|group| group.part);
        episode.doubts.extend(self.doubts);
    }
}

/// An end before its beginning, where no other day is named.
pub(super) fn check_order(episode: &mut Episode) {
    let ends_before = episode.until_day.is_none()
        && episode.from.zip(episode.to).is_some_and(|(from, to)| to.minute < from.minute);
    let days_wrong = episode.day.zip(episode.until_day).is_some_and(|(day, until)| until < day);
    let is_said = episode.doubts.iter().any(|doubt| doubt.code == DoubtCode::EndsBefore);
    if (ends_before || days_wrong) && !is_said {
        let span = episode.span;
        episode.doubts.push(doubt(DoubtCode::EndsBefore, span.start, span.end));
    }
}
