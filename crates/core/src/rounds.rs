//! Rounds: something that everybody of an area is to be reached for, and who is still missing.
//!
//! What was ticked is a fact that names the facts it replaces. Facts may arrive in any order, and
//! more than once, from phones that had no network all day: what stands is what no other fact
//! replaces. Where two stand that do not say the same, both are shown and a person settles it.

use crate::ids::{PersonId, RoundFactId};
use crate::{CityDay, Moment, coded};
use std::collections::{BTreeMap, BTreeSet};

coded! {
    /// What a round is for.
    RoundKind {
        /// 核酸采样
        Sampling = "sampling",
        /// 敲门行动
        DoorKnocking = "door_knocking",
        /// 物资发放
        Supply = "supply",
        /// 人员摸排
        Count = "count",
    }

    /// What became of a person.
    Outcome {
        /// 已完成
        Done = "done",
        /// 拒绝
        Refused = "refused",
        /// 外出: where to and until when.
        Away = "away",
        /// 已搬走
        Moved = "moved",
        /// 免做: with the reason.
        Exempt = "exempt",
        /// Ticked by mistake: as if nothing had been.
        Unticked = "unticked",
    }

    /// How it was taken down.
    Means {
        /// On a phone, perhaps without a network.
        Phone = "phone",
        /// At a desk.
        Desk = "desk",
        /// On paper, and typed in afterwards.
        Paper = "paper",
        /// By the sample that was taken: it outweighs whatever anybody ticked, and nobody ticks it.
        Sample = "sample",
    }
}

impl RoundKind {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            RoundKind::Sampling => "核酸采样",
            RoundKind::DoorKnocking => "敲门行动",
            RoundKind::Supply => "物资发放",
            RoundKind::Count => "人员摸排",
        }
    }

    /// What people call it when it is done.
    pub fn done_title(self) -> &'static str {
        match self {
            RoundKind::Sampling => "已采",
            RoundKind::DoorKnocking => "已敲门",
            RoundKind::Supply => "已领",
            RoundKind::Count => "已核",
        }
    }
}

impl Outcome {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Outcome::Done => "已完成",
            Outcome::Refused => "拒绝",
            Outcome::Away => "外出",
            Outcome::Moved => "已搬走",
            Outcome::Exempt => "免做",
            Outcome::Unticked => "未登记",
        }
    }
}

/// Why what was ticked cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TickFlaw {
    /// Somebody is away, and it is not said where.
    #[error("请写明去了哪里")]
    WhereMissing,
    /// Somebody is exempt or refuses, and it is not said why.
    #[error("请写明原因")]
    ReasonMissing,
    /// A day of return without being away.
    #[error("只有外出的人才填返回日期")]
    BackWithoutAway,
    /// A sample is taken down at the table, and not ticked.
    #[error("采样记录只能由采样台登记")]
    NotTicked,
}

/// Whether a tick says all that it must.
pub fn check_tick(
    outcome: Outcome,
    note: &str,
    back_on: Option<CityDay>,
    means: Means,
) -> Result<(), TickFlaw> {
    let is_silent = note.trim().is_empty();
    match means {
        Means::Sample => return Err(TickFlaw::NotTicked),
        Means::Phone | Means::Desk | Means::Paper => {}
    }
    match outcome {
        Outcome::Away if is_silent => Err(TickFlaw::WhereMissing),
        Outcome::Refused | Outcome::Exempt if is_silent => Err(TickFlaw::ReasonMissing),
        Outcome::Done | Outcome::Refused | Outcome::Moved | Outcome::Exempt | Outcome::Unticked
            if back_on.is_some() =>
        {
            Err(TickFlaw::BackWithoutAway)
        }
        Outcome::Away
        | Outcome::Done
        | Outcome::Refused
        | Outcome::Moved
        | Outcome::Exempt
        | Outcome::Unticked => Ok(()),
    }
}

/// A tick: what somebody says became of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Made where it was ticked.
    pub id: RoundFactId,
    /// Whom it is about.
    pub person: PersonId,
    /// What became of him.
    pub outcome: Outcome,
    /// When he is back.
    pub back_on: Option<CityDay>,
    /// The ticks that whoever ticked had before him.
    pub replaces: Vec<RoundFactId>,
    /// By the clock of the device.
    pub seen_at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// How it was taken down.
    pub means: Means,
}

/// How somebody stands in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has said anything, or it was taken back.
    Missing,
    /// One thing is said, however many said it.
    Settled(Outcome),
    /// Two say different things. Somebody must ask.
    Disputed,
}

/// All that is said of one person in one round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ticks {
    ticks: BTreeMap<RoundFactId, Tick>,
    replaced: BTreeSet<RoundFactId>,
}

impl Ticks {
    /// Adds a tick, and says whether it is new. The same one again changes nothing; the order makes
    /// no difference.
    pub fn add(&mut self, tick: Tick) -> bool {
        if self.ticks.contains_key(&tick.id) {
            return false;
        }
        self.replaced.extend(tick.replaces.iter().copied());
        self.ticks.insert(tick.id, tick);
        true
    }

    /// The ticks that no other replaces, by id. A sample is replaced by nothing.
    pub fn standing_ticks(&self) -> impl Iterator<Item = &Tick> {
        let stands =
            |tick: &&Tick| tick.means == Means::Sample || !self.replaced.contains(&tick.id);
        self.ticks.values().filter(stands)
    }

    /// How the person stands. Who was sampled was reached, whatever somebody ticked beside it.
    pub fn standing(&self) -> Standing {
        if self.standing_ticks().any(|tick| tick.means == Means::Sample) {
            return Standing::Settled(Outcome::Done);
        }
        let mut said = self.standing_ticks().map(|tick| (tick.outcome, tick.back_on));
        let Some(first) = said.next() else { return Standing::Missing };
        if said.any(|other| other != first) {
            return Standing::Disputed;
        }
        match first.0 {
            Outcome::Unticked => Standing::Missing,
            Outcome::Done | Outcome::Refused | Outcome::Away | Outcome::Moved | Outcome::Exempt => {
                Standing::Settled(first.0)
            }
        }
    }
}

/// How many stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoundCounts {
    /// Everybody who is to be reached.
    pub people: usize,
    /// Done.
    pub done: usize,
    /// Refused.
    pub refused: usize,
    /// Away.
    pub away: usize,
    /// Moved.
    pub moved: usize,
    /// Exempt.
    pub exempt: usize,
    /// Two say different things.
    pub disputed: usize,
    /// Nothing is known.
    pub missing: usize,
}

impl RoundCounts {
    /// Counts one more.
    pub fn count(&mut self, standing: Standing) {
        self.people += 1;
        let of = match standing {
            Standing::Missing | Standing::Settled(Outcome::Unticked) => &mut self.missing,
            Standing::Disputed => &mut self.disputed,
            Standing::Settled(Outcome::Done) => &mut self.done,
            Standing::Settled(Outcome::Refused) => &mut self.refused,
            Standing::Settled(Outcome::Away) => &mut self.away,
            Standing::Settled(Outcome::Moved) => &mut self.moved,
            Standing::Settled(Outcome::Exempt) => &mut self.exempt,
        };
        *of += 1;
    }

    /// Adds the counts of another part of the area.
    pub fn add(&mut self, other: RoundCounts) {
        self.people += other.people;
        self.done += other.done;
        self.refused += other.refused;
        self.away += other.away;
        self.moved += other.moved;
        self.exempt += other.exempt;
        self.disputed += other.disputed;
        self.missing += other.missing;
    }

    /// Whether everybody has an outcome: only then a round closes.
    pub fn is_complete(&self) -> bool {
        self.missing == 0 && self.disputed == 0
    }
}

/// From this age on somebody is called on and not texted.
pub const AGED_YEARS: i16 = 70;
/// Who reads a text for somebody aged at home is younger than this.
const READS_FOR_THE_AGED_UNTIL_YEARS: i16 = 60;

/// Whether a text does for a household: the age in years, where it is known, and whether there is a
/// phone, of each of those who are missing. Our own rule, after the practice of telling old people at
/// the door: a text must reach somebody who is not aged, and where somebody aged is missing, somebody
/// who is not nearly as old. A child's phone is that of its parents.
pub fn is_reached_by_text(missing: &[(Option<i16>, bool)]) -> bool {
    let somebody_is_aged = missing.iter().any(|(age, _)| age.is_some_and(|age| age >= AGED_YEARS));
    let until = if somebody_is_aged { READS_FOR_THE_AGED_UNTIL_YEARS } else { AGED_YEARS };
    missing.iter().any(|(age, has_phone)| *has_phone && age.is_none_or(|age| age < until))
}

/// What is written to a household of which somebody is missing. It names nobody: a text is read on
/// a locked screen too.
pub fn door_text(area: &str, kind: RoundKind, round: &str, n_missing: usize) -> String {
    let what = match kind {
        RoundKind::Sampling => "还没有采样，请带好身份证件尽快到采样点；行动不便请回电，我们上门",
        RoundKind::DoorKnocking => "我们还没有见到，请在家时给我们回电",
        RoundKind::Supply => "还没有领到物资，请尽快领取；不便出门请回电，我们送到门口",
        RoundKind::Count => "还没有核对登记，请给我们回电",
    };
    format!("【{area}】您家有{n_missing}人在“{round}”中{what}。")
}

/// What is read out over a loudspeaker: doors by building, and nobody's name.
pub fn loudspeaker_text(
    area: &str,
    kind: RoundKind,
    round: &str,
    doors: &[(String, String)],
) -> String {
    if doors.is_empty() {
        return format!("{area}各位居民：“{round}”已全部完成，感谢大家配合。");
    }
    let mut by_sheet: Vec<(&str, Vec<&str>)> = Vec::new();
    for (sheet, door) in doors {
        match by_sheet.last_mut().filter(|(last, _)| *last == sheet.as_str()) {
            Some((_, list)) => list.push(door),
            None => by_sheet.push((sheet, vec![door])),
        }
    }
    let spoken: Vec<String> =
        by_sheet.iter().map(|(sheet, list)| format!("{sheet}：{}", list.join("、"))).collect();
    let ask = match kind {
        RoundKind::Sampling => "请尽快到采样点采样，行动不便的请打电话，我们上门",
        RoundKind::DoorKnocking | RoundKind::Count => "请在家等候或给社区打电话",
        RoundKind::Supply => "请尽快领取，不便出门的请打电话，我们送到门口",
    };
    format!("{area}各位居民：“{round}”还有以下住户没有完成。{}。{ask}。", spoken.join("；"))
}
