//! The line of time of a case: where he was, from when to when, and how that is known; and from when on it
//! is asked.

use super::CaseAbout;
use crate::rules::{Clause, LookBackStart, RuleBook, TestedHow};
use crate::{CityDay, Moment, coded};

/// A line reaches back so many days at most: as far as any scan is kept.
pub const LINE_DAYS_MAX: i64 = 21;
/// The longest words for a place, in characters.
pub const WORDS_CHARS_MAX: usize = 120;
/// An episode is no longer. Our own bound.
const EPISODE_DAYS_MAX: i64 = 31;

coded! {
    /// By what it is known that somebody was somewhere.
    EpisodeSource {
        /// 扫码
        Scan = "scan",
        /// 采样
        Test = "test",
        /// 住宿登记
        Lodging = "lodging",
        /// 本人或家属讲述
        Told = "told",
    }

    /// How well it is known, the weakest first.
    Known {
        /// 静态场所码: a printed code, of which a picture does as well from anywhere.
        StaticCode = "static_code",
        /// 门岗读取本人码，或现场数字
        RotatingCode = "rotating_code",
        /// 讲述
        Told = "told",
        /// 记录或所见
        Seen = "seen",
    }
}

impl EpisodeSource {
    /// How well it is known by this alone, where nobody says otherwise.
    pub fn known(self) -> Known {
        match self {
            EpisodeSource::Scan => Known::RotatingCode,
            EpisodeSource::Test | EpisodeSource::Lodging => Known::Seen,
            EpisodeSource::Told => Known::Told,
        }
    }
}

/// Somebody was somewhere: a place with a number, or as it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Episode {
    /// The number of the place; none where it has no code.
    pub venue: Option<u32>,
    /// What the place is called, by whoever told of it; empty where the number says it.
    pub words: String,
    /// Since when.
    pub from: Moment,
    /// Until when; never before `from`.
    pub to: Moment,
    /// By what it is known.
    pub source: EpisodeSource,
    /// How well.
    pub known: Known,
    /// Whether the end is what the kind of place lets assume.
    pub is_assumed: bool,
}

/// Why an episode cannot be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EpisodeFlaw {
    /// Neither a number nor words, or long ones.
    #[error("请选场所，或写明在哪里，最多{WORDS_CHARS_MAX}字")]
    Place,
    /// The moments.
    #[error("请核对时间：离开不能早于到达，到达不能晚于现在，也不能早于{LINE_DAYS_MAX}天前")]
    Moment,
}

impl Episode {
    /// Whether it can be entered now.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self, now: Moment) -> Result<(), EpisodeFlaw> {
        let n_chars = self.words.trim().chars().count();
        if n_chars > WORDS_CHARS_MAX || (n_chars == 0 && self.venue.is_none()) {
            return Err(EpisodeFlaw::Place);
        }
        let first = now.city_day().plus(-LINE_DAYS_MAX).starts_at();
        let is_long = self.to.0 - self.from.0 > EPISODE_DAYS_MAX * 86_400_000;
        if self.to < self.from || self.from > now || self.from < first || is_long {
            return Err(EpisodeFlaw::Moment);
        }
        Ok(())
    }
}

/// A stretch of time of which nobody knows where he was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Since when.
    pub from: Moment,
    /// Until before when.
    pub to: Moment,
}

/// The stretches of a span of time, longer than so many hours, of which no episode speaks. An assumed end
/// closes no gap: that he was still there nobody knows, but it is the best that is known.
pub fn gaps(episodes: &[Episode], (since, until): (Moment, Moment), hours: i64) -> Vec<Gap> {
    let mut spells: Vec<(Moment, Moment)> =
        episodes.iter().map(|one| (one.from.max(since), one.to.min(until))).collect();
    spells.retain(|(from, to)| from <= to);
    spells.sort_unstable();
    let mut found = Vec::new();
    let mut known_until = since;
    for (from, to) in spells.into_iter().chain([(until, until)]) {
        if from.0 - known_until.0 > hours * 3_600_000 {
            found.push(Gap { from: known_until, to: from });
        }
        known_until = known_until.max(to);
    }
    found
}

/// From when on contacts of a case are sought, by the edition of a day, and its words; none where no
/// edition says. An unsure number of days is taken where the edition has no other: it is long enough to
/// name nobody in vain who was named by the edition before.
pub fn look_back<'a>(
    rules: &'a RuleBook,
    about: &CaseAbout,
    day: CityDay,
) -> Option<(Moment, &'a Clause)> {
    let edition = rules.edition_on(day)?;
    let rule_of = |how: TestedHow| edition.look_backs.iter().find(move |rule| rule.of == how);
    if let (Some(negative), Some(rule)) =
        (about.last_negative_at, rule_of(TestedHow::RegularlyTested))
        && rule.from == LookBackStart::LastNegativeSample
    {
        return Some((negative, &rule.clause));
    }
    let rule = rule_of(TestedHow::Any)?;
    let began = about.onset.or_else(|| about.sampled_at.map(Moment::city_day))?;
    match rule.from {
        LookBackStart::DaysBefore { days } => {
            Some((began.plus(-i64::from(days)).starts_at(), &rule.clause))
        }
        LookBackStart::LastNegativeSample => {
            Some((about.last_negative_at.unwrap_or(began.starts_at()), &rule.clause))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Moment {
        CityDay::parse("2022-10-06").unwrap().starts_at().plus_ms(hour * 3_600_000)
    }

    fn episode(from: i64, to: i64) -> Episode {
        Episode {
            venue: Some(1),
            words: String::new(),
            from: at(from),
            to: at(to),
            source: EpisodeSource::Scan,
            known: Known::RotatingCode,
            is_assumed: false,
        }
    }

    /// Episodes of a day, by hours, and the gaps of more than two hours.
    fn check(episodes: &[(i64, i64)], expected: &[(i64, i64)]) {
        let episodes: Vec<Episode> =
            episodes.iter().map(|(from, to)| episode(*from, *to)).collect();
        let found: Vec<(Moment, Moment)> =
            gaps(&episodes, (at(0), at(24)), 2).iter().map(|gap| (gap.from, gap.to)).collect();
        let expected: Vec<(Moment, Moment)> =
            expected.iter().map(|(from, to)| (at(*from), at(*to))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_nobody_knows_is_marked() {
        check(&[], &[(0, 24)]);
        check(&[(0, 24)], &[]);
        check(&[(8, 10)], &[(0, 8), (10, 24)]);
        check(&[(0, 10), (12, 24)], &[]);
        check(&[(0, 10), (13, 24)], &[(10, 13)]);
        check(&[(12, 24), (0, 14), (1, 2)], &[]);
        check(&[(-30, -20), (30, 40)], &[(0, 24)]);
    }

    #[test]
    fn what_is_entered_has_a_place_and_lies_in_time() {
        let now = at(24);
        assert_eq!(episode(8, 9).check(now), Ok(()));
        assert_eq!(episode(9, 8).check(now), Err(EpisodeFlaw::Moment));
        assert_eq!(episode(25, 26).check(now), Err(EpisodeFlaw::Moment));
        assert_eq!(episode(-24 * 22, 0).check(now), Err(EpisodeFlaw::Moment));
        let nowhere = Episode { venue: None, words: " ".to_owned(), ..episode(8, 9) };
        assert_eq!(nowhere.check(now), Err(EpisodeFlaw::Place));
        let told = Episode { words: "G8087次列车3车厢".to_owned(), ..nowhere };
        assert_eq!(told.check(now), Ok(()));
    }
}
