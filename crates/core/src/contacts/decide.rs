//! What two people shared, and which clause that is.

use super::{Ring, Setting};
use crate::CityDay;
use crate::coded;
use crate::rules::{ContactKind, ContactKindRule, DroppedRule, Edition, RuleBook, Schedule, Whom};

coded! {
    /// What is known of how near they were.
    Near {
        /// Nobody said.
        Unknown = "unknown",
        /// 同桌、邻桌、邻座、同组、同行: near each other, by somebody who was there or by a picture.
        Yes = "yes",
        /// Far from each other, by the same.
        No = "no",
    }

    /// What must be asked before it can be decided.
    Question {
        /// 谁照顾、谁探视、谁诊疗
        WhoCared = "who_cared",
        /// 是否近距离: of the same office, group, class or dormitory?
        SameRoom = "same_room",
        /// 同桌、邻桌、频繁经过
        WhichTable = "which_table",
        /// 座位
        WhichSeat = "which_seat",
        /// 是否通风、是否同室
        SameClosedRoom = "same_closed_room",
        /// 是否接触被污染的环境和物品
        SoiledSurroundings = "soiled_surroundings",
        /// 现场调查人员评估
        Investigate = "investigate",
    }
}

/// What two people shared at one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shared {
    /// What the place is.
    pub setting: Setting,
    /// Seconds for which both were there; 0 where one came after the other had left.
    pub overlap_s: u32,
    /// Meters between them, where it was measured or follows from their seats.
    pub distance_m: Option<u16>,
    /// Whether they were near, as far as anybody said.
    pub near: Near,
}

/// What was decided of it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Decision<'a> {
    /// A close contact, by this kind of the list.
    Close {
        /// The kind, with the authority's words.
        rule: &'a ContactKindRule,
        /// The edition that has the list.
        edition: &'a Edition,
    },
    /// It may be this kind: somebody must ask first.
    Ask {
        /// The kind that it would be.
        rule: &'a ContactKindRule,
        /// The edition that has the list.
        edition: &'a Edition,
        /// What.
        question: Question,
    },
    /// Not by this kind, which is the one that the place could have made: they were too far apart.
    TooFar {
        /// The kind.
        rule: &'a ContactKindRule,
        /// The edition that has the list.
        edition: &'a Edition,
    },
    /// No edition up to that day lists this kind.
    NoList,
}

/// The edition whose list of kinds holds on a day: the one in force or, where it does not restate the
/// list, the latest before it that does (二十条未改的部分沿用第九版).
pub fn kinds_on(book: &RuleBook, day: CityDay) -> Option<&Edition> {
    let mut until = book.editions().iter().filter(|edition| edition.in_force_from <= day);
    until.rfind(|edition| !edition.contact_kinds.is_empty())
}

/// Whether what two people shared on a day makes one a close contact of the other.
///
/// The authority's list gives no minutes: to have been in one place is never enough by itself but at
/// home and in what is so small that one cannot be there apart. What the visits do not show, an
/// investigator asks.
pub fn decide<'a>(book: &'a RuleBook, day: CityDay, shared: &Shared) -> Decision<'a> {
    let Some(edition) = kinds_on(book, day) else { return Decision::NoList };
    let (kind, verdict) = judge(shared);
    let Some(rule) = edition.contact_kinds.iter().find(|rule| rule.kind == kind) else {
        return Decision::NoList;
    };
    let is_within = |distance: u16| rule.within_meters.map(|within| distance <= within);
    let verdict = match shared.distance_m.and_then(is_within) {
        Some(true) if shared.overlap_s > 0 => Verdict::Close,
        Some(false) if shared.overlap_s > 0 && shared.near != Near::Yes => Verdict::TooFar,
        Some(_) | None => verdict,
    };
    match verdict {
        Verdict::Close => Decision::Close { rule, edition },
        Verdict::TooFar => Decision::TooFar { rule, edition },
        Verdict::Ask(question) => Decision::Ask { rule, edition, question },
    }
}

enum Verdict {
    Close,
    TooFar,
    Ask(Question),
}

/// Which kind it could be, and whether it is.
fn judge(shared: &Shared) -> (ContactKind, Verdict) {
    if shared.overlap_s == 0 && shared.setting != Setting::Home {
        // One came when the other had left: only what he left behind can matter.
        let question = Verdict::Ask(Question::SoiledSurroundings);
        return (ContactKind::SoiledSurroundings, question);
    }
    let by_nearness = |question| match shared.near {
        Near::Yes => Verdict::Close,
        Near::No => Verdict::TooFar,
        Near::Unknown => Verdict::Ask(question),
    };
    match shared.setting {
        Setting::Home => (ContactKind::LivesTogether, Verdict::Close),
        Setting::SmallRoom => (ContactKind::SharesClosedAir, Verdict::Close),
        Setting::Care => (ContactKind::CaresFor, by_nearness(Question::WhoCared)),
        Setting::Room => (ContactKind::SharesRoom, by_nearness(Question::SameRoom)),
        Setting::Meal => (ContactKind::SharesClosedAir, by_nearness(Question::WhichTable)),
        Setting::Entertainment => {
            (ContactKind::SharesClosedAir, by_nearness(Question::SameClosedRoom))
        }
        Setting::Vehicle => (ContactKind::SharesVehicle, by_nearness(Question::WhichSeat)),
        Setting::Passing => {
            let verdict = match shared.near {
                Near::Yes => Verdict::Close,
                Near::No => Verdict::TooFar,
                Near::Unknown => Verdict::Ask(Question::Investigate),
            };
            (ContactKind::InvestigatorFinds, verdict)
        }
    }
}

/// How people of a ring are kept on a day.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kept<'a> {
    /// By this schedule.
    By {
        /// Its phases, with their days and tests.
        schedule: &'a Schedule,
        /// The edition that has it.
        edition: &'a Edition,
    },
    /// The edition asks nothing of them any more.
    Dropped {
        /// By these words.
        rule: &'a DroppedRule,
        /// The edition that says so.
        edition: &'a Edition,
    },
    /// No edition in force says.
    Unstated,
}

/// How long people of a ring are kept, by the edition in force on a day.
pub fn kept(book: &RuleBook, day: CityDay, ring: Ring) -> Kept<'_> {
    let Some(edition) = book.edition_on(day) else { return Kept::Unstated };
    let whom = match ring {
        Ring::Close => Whom::CloseContact,
        Ring::Secondary => Whom::SecondaryContact,
    };
    if let Some(rule) = edition.dropped.iter().find(|rule| rule.whom == whom) {
        return Kept::Dropped { rule, edition };
    }
    let schedule = edition.schedules.iter().find(|schedule| schedule.whom == whom);
    schedule.map_or(Kept::Unstated, |schedule| Kept::By { schedule, edition })
}
