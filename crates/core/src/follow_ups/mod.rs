//! 随访: whoever is kept is asked after each day, by the community and by a doctor, two people.
//!
//! What was taken down is a fact that is added; how a day stands, and what is missing of it, is computed
//! ([`DayStanding`], [`missing`]).

mod letter;

pub use letter::{HoldLetter, LetterPart, hold_letter};

use crate::{CityDay, Moment, coded};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// From here on it is fever, in tenths of a degree: the bound by which gates and stations go, too.
pub const FEVER_TENTHS: u16 = 373;
/// Nobody who lives is colder or hotter: it was mistyped. Our own bounds.
pub const TENTHS: std::ops::RangeInclusive<u16> = 340..=430;
/// By this hour the morning is taken down. Our own: the texts name the two times of day and no hour.
pub const MORNING_HOUR: i64 = 10;
/// By this hour the evening, and the test of the day. Our own.
pub const EVENING_HOUR: i64 = 20;
/// By this hour both have signed. Our own.
pub const SIGNED_HOUR: i64 = 22;

const HOUR_MS: i64 = 3_600_000;

coded! {
    /// What somebody who is kept may feel: those that the guides ask about.
    Symptom {
        /// 干咳
        Cough = "cough",
        /// 乏力
        Fatigue = "fatigue",
        /// 咽痛
        SoreThroat = "sore_throat",
        /// 嗅（味）觉减退
        SmellLost = "smell_lost",
        /// 鼻塞、流涕
        RunnyNose = "runny_nose",
        /// 结膜炎
        RedEyes = "red_eyes",
        /// 肌痛
        MusclePain = "muscle_pain",
        /// 腹泻
        Diarrhea = "diarrhea",
        /// 气促、胸闷
        Breathless = "breathless",
    }

    /// What was taken down of a day.
    FollowKind {
        /// The morning's temperature and symptoms.
        Morning = "morning",
        /// The evening's.
        Evening = "evening",
        /// That the test of the day was taken.
        Tested = "tested",
        /// That a doctor signed the day.
        Doctor = "doctor",
        /// That the community signed it.
        Community = "community",
    }
}

/// Temperature and symptoms, as they were taken down.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Tenths of a degree.
    pub tenths: u16,
    /// What he feels.
    #[serde(default)]
    pub symptoms: BTreeSet<Symptom>,
}

impl std::fmt::Debug for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Measure(…)")
    }
}

impl Measure {
    /// Whether somebody must go there at once.
    pub fn is_alarm(&self) -> bool {
        self.tenths >= FEVER_TENTHS || !self.symptoms.is_empty()
    }
}

/// What a fact of a day says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FollowSays {
    /// The morning.
    Morning(Measure),
    /// The evening.
    Evening(Measure),
    /// The test of the day was taken.
    Tested,
    /// A doctor signed.
    Doctor,
    /// The community signed.
    Community,
}

impl FollowSays {
    /// Its kind.
    pub fn kind(&self) -> FollowKind {
        match self {
            FollowSays::Morning(_) => FollowKind::Morning,
            FollowSays::Evening(_) => FollowKind::Evening,
            FollowSays::Tested => FollowKind::Tested,
            FollowSays::Doctor => FollowKind::Doctor,
            FollowSays::Community => FollowKind::Community,
        }
    }

    /// What was measured, where it was.
    pub fn measure(&self) -> Option<&Measure> {
        match self {
            FollowSays::Morning(measure) | FollowSays::Evening(measure) => Some(measure),
            FollowSays::Tested | FollowSays::Doctor | FollowSays::Community => None,
        }
    }
}

/// Something that was taken down of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowFact {
    /// What.
    pub says: FollowSays,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
}

/// Why something cannot be said of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FollowRefused {
    /// The temperature.
    #[error("体温应在34.0至43.0度之间，请再量一次")]
    Tenths,
    /// Nothing is called for on that day.
    #[error("这一天不用随访：还没开始，或者已经结束")]
    NotOfDay,
    /// What is signed is not there yet.
    #[error("体温还没有记全，不能签字")]
    NothingToSign,
    /// Both signatures by one.
    #[error("医生和社区要由两个人签字")]
    SamePerson,
    /// It is signed already.
    #[error("已经签过了")]
    Signed,
}

/// How a day stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayStanding {
    /// The morning.
    pub morning: Option<Measure>,
    /// The evening.
    pub evening: Option<Measure>,
    /// When the test was taken.
    pub tested_at: Option<Moment>,
    /// By which doctor it was signed.
    pub doctor: Option<String>,
    /// By whom of the community.
    pub community: Option<String>,
}

impl DayStanding {
    /// How a day stands by what was taken down of it, in its order. What is measured once more takes the
    /// signatures away: they were of what stood before.
    pub fn of(facts: &[FollowFact]) -> DayStanding {
        let mut day = DayStanding::default();
        for fact in facts {
            match &fact.says {
                FollowSays::Morning(measure) => day.measured(true, measure),
                FollowSays::Evening(measure) => day.measured(false, measure),
                FollowSays::Tested => day.tested_at = Some(fact.at),
                FollowSays::Doctor => day.doctor = Some(fact.by.clone()),
                FollowSays::Community => day.community = Some(fact.by.clone()),
            }
        }
        day
    }

    fn measured(&mut self, is_morning: bool, measure: &Measure) {
        let slot = if is_morning { &mut self.morning } else { &mut self.evening };
        *slot = Some(measure.clone());
        (self.doctor, self.community) = (None, None);
    }

    /// Whether a part is there.
    pub fn has(&self, kind: FollowKind) -> bool {
        match kind {
            FollowKind::Morning => self.morning.is_some(),
            FollowKind::Evening => self.evening.is_some(),
            FollowKind::Tested => self.tested_at.is_some(),
            FollowKind::Doctor => self.doctor.is_some(),
            FollowKind::Community => self.community.is_some(),
        }
    }

    /// Whether this may be said of a day of which these parts are called for.
    ///
    /// # Errors
    /// Why not.
    pub fn check(
        &self,
        parts: &[(FollowKind, Moment)],
        says: &FollowSays,
        by: &str,
    ) -> Result<(), FollowRefused> {
        if says.measure().is_some_and(|measure| !TENTHS.contains(&measure.tenths)) {
            return Err(FollowRefused::Tenths);
        }
        if parts.is_empty() {
            return Err(FollowRefused::NotOfDay);
        }
        let (own, other) = match says.kind() {
            FollowKind::Doctor => (&self.doctor, &self.community),
            FollowKind::Community => (&self.community, &self.doctor),
            FollowKind::Morning | FollowKind::Evening | FollowKind::Tested => return Ok(()),
        };
        let is_measure =
            |kind: FollowKind| matches!(kind, FollowKind::Morning | FollowKind::Evening);
        if parts.iter().any(|(kind, _)| is_measure(*kind) && !self.has(*kind)) {
            return Err(FollowRefused::NothingToSign);
        }
        match (own, other) {
            (Some(_), _) => Err(FollowRefused::Signed),
            (None, Some(other)) if other == by => Err(FollowRefused::SamePerson),
            (None, _) => Ok(()),
        }
    }
}

/// While somebody is kept, and on which days he is tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Following {
    /// Since when.
    pub since: Moment,
    /// Until before when; none where only a release ends it.
    pub until: Option<Moment>,
    /// The days of his tests.
    pub test_days: Vec<CityDay>,
}

/// What is called for on a day, and by when: a part whose hour had passed when he came to be kept is not, and
/// none once he is free.
pub fn parts_of(following: &Following, day: CityDay) -> Vec<(FollowKind, Moment)> {
    let at = |hour: i64| day.starts_at().plus_ms(hour * HOUR_MS);
    let is_called = |due: Moment| {
        following.since < due && following.until.is_none_or(|until| day.starts_at() < until)
    };
    let mut parts = Vec::new();
    for (kind, due) in
        [(FollowKind::Morning, at(MORNING_HOUR)), (FollowKind::Evening, at(EVENING_HOUR))]
    {
        if is_called(due) {
            parts.push((kind, due));
        }
    }
    if following.test_days.contains(&day) && is_called(at(EVENING_HOUR)) {
        parts.push((FollowKind::Tested, at(EVENING_HOUR)));
    }
    if !parts.is_empty() {
        parts.push((FollowKind::Doctor, at(SIGNED_HOUR)));
        parts.push((FollowKind::Community, at(SIGNED_HOUR)));
    }
    parts
}

/// What of these parts is not there, and by when it was, or is, due.
pub fn missing(
    parts: &[(FollowKind, Moment)],
    standing: &DayStanding,
) -> Vec<(FollowKind, Moment)> {
    parts.iter().copied().filter(|(kind, _)| !standing.has(*kind)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> CityDay {
        CityDay::parse("2022-11-24").unwrap().plus(n)
    }

    fn at(n: i64, hour: i64) -> Moment {
        day(n).starts_at().plus_ms(hour * HOUR_MS)
    }

    fn following() -> Following {
        Following { since: at(0, 11), until: Some(at(3, 0)), test_days: vec![day(1)] }
    }

    /// The parts of a day, each with its hour.
    fn check_parts(n: i64, expected: &str) {
        let parts = parts_of(&following(), day(n));
        let hour = |due: Moment| due.ms_of_day() / HOUR_MS;
        let told: Vec<String> =
            parts.iter().map(|(kind, due)| format!("{} {}", kind.code(), hour(*due))).collect();
        assert_eq!(told.join(", "), expected, "{n}");
    }

    #[test]
    fn a_day_calls_for_what_its_hours_leave_and_none_before_or_after() {
        check_parts(-1, "");
        check_parts(0, "evening 20, doctor 22, community 22");
        check_parts(1, "morning 10, evening 20, tested 20, doctor 22, community 22");
        check_parts(2, "morning 10, evening 20, doctor 22, community 22");
        check_parts(3, "");
    }

    fn measure(tenths: u16, symptoms: &[Symptom]) -> Measure {
        Measure { tenths, symptoms: symptoms.iter().copied().collect() }
    }

    fn says(text: &str) -> FollowSays {
        match text {
            "morning" => FollowSays::Morning(measure(365, &[])),
            "evening" => FollowSays::Evening(measure(366, &[])),
            "odd" => FollowSays::Evening(measure(333, &[])),
            "tested" => FollowSays::Tested,
            "doctor" => FollowSays::Doctor,
            other => {
                assert_eq!(other, "community");
                FollowSays::Community
            }
        }
    }

    /// What was said by whom, what is to be said by whom, and what comes of it.
    fn check(
        before: &[(&str, &str)],
        (next, by): (&str, &str),
        expected: Result<(), FollowRefused>,
    ) {
        let facts: Vec<FollowFact> = before
            .iter()
            .map(|(text, by)| FollowFact { says: says(text), at: at(1, 9), by: (*by).to_owned() })
            .collect();
        let parts = parts_of(&following(), day(1));
        let told = DayStanding::of(&facts).check(&parts, &says(next), by);
        assert_eq!(told, expected, "{before:?} {next} {by}");
    }

    #[test]
    fn two_people_sign_what_is_there_and_what_is_measured_anew_is_signed_anew() {
        let both = [("morning", "grid"), ("evening", "grid")];
        check(&[], ("morning", "grid"), Ok(()));
        check(&[], ("odd", "grid"), Err(FollowRefused::Tenths));
        check(&both[..1], ("doctor", "doc"), Err(FollowRefused::NothingToSign));
        check(&both, ("doctor", "doc"), Ok(()));
        check(&both, ("community", "grid"), Ok(()));
        let signed = [both[0], both[1], ("doctor", "doc")];
        check(&signed, ("community", "doc"), Err(FollowRefused::SamePerson));
        check(&signed, ("community", "grid"), Ok(()));
        check(&signed, ("doctor", "other"), Err(FollowRefused::Signed));
        let again = [both[0], both[1], ("doctor", "doc"), ("evening", "grid")];
        check(&again, ("doctor", "doc"), Ok(()));
        let parts = parts_of(&following(), day(9));
        let none = DayStanding::default().check(&parts, &says("morning"), "grid");
        assert_eq!(none, Err(FollowRefused::NotOfDay));
    }

    #[test]
    fn what_is_missing_says_by_when() {
        let parts = parts_of(&following(), day(1));
        let facts = [
            FollowFact { says: says("morning"), at: at(1, 9), by: "grid".to_owned() },
            FollowFact { says: says("tested"), at: at(1, 9), by: "grid".to_owned() },
        ];
        let left = missing(&parts, &DayStanding::of(&facts));
        let kinds: Vec<FollowKind> = left.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [FollowKind::Evening, FollowKind::Doctor, FollowKind::Community]);
        assert_eq!(left[0].1, at(1, EVENING_HOUR));
    }

    #[test]
    fn fever_or_any_symptom_sends_somebody() {
        for (tenths, symptoms, expected) in
            [(372, vec![], false), (373, vec![], true), (365, vec![Symptom::Cough], true)]
        {
            assert_eq!(measure(tenths, &symptoms).is_alarm(), expected, "{tenths}");
        }
        assert_eq!(format!("{:?}", measure(391, &[Symptom::Cough])), "Measure(…)");
    }
}
