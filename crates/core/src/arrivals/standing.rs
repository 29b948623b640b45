//! How an arrival stands by what was said of it.

use super::{Coming, LandingSample, StayAt};
use crate::journeys::CodeShown;
use crate::places::PlaceCode;
use crate::{CityDay, Moment, coded};
use serde::{Deserialize, Serialize};

/// Hours in which a community says that it received somebody. The words name no time: this is ours.
pub const TAKEN_OVER_HOURS: i64 = 2;
/// Hours after which somebody who was seen nowhere is asked after: ours as well.
pub const SIGHT_HOURS: i64 = 6;
const HOUR_MS: i64 = 3_600_000;

coded! {
    /// What was said of an arrival.
    ArrivalFactKind {
        /// 报备
        Reported = "reported",
        /// 更正
        Changed = "changed",
        /// 撤回
        Withdrawn = "withdrawn",
        /// 到站查验
        Checked = "checked",
        /// 落地检已采样
        Sampled = "sampled",
        /// 拒绝采样
        Declined = "declined",
        /// 移交社区
        Handed = "handed",
        /// 社区接收
        Received = "received",
        /// 不在本社区
        Absent = "absent",
    }

    /// How a report came.
    ArrivalWay {
        /// 本人网页
        Page = "page",
        /// 电话
        Phone = "phone",
        /// 社区窗口
        Counter = "counter",
        /// 车站现场
        Station = "station",
        /// 店家登记
        Lodging = "lodging",
    }

    /// How far it is.
    ArrivalState {
        /// 待到达
        Expected = "expected",
        /// 该到未到
        Missing = "missing",
        /// 已到站
        Arrived = "arrived",
        /// 待社区接收
        Handed = "handed",
        /// 管控中
        Kept = "kept",
        /// 已完成
        Done = "done",
        /// 没有去处: for the command to direct.
        Unplaced = "unplaced",
        /// 中转
        Through = "through",
        /// 已撤回
        Withdrawn = "withdrawn",
    }
}

impl ArrivalState {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            ArrivalState::Expected => "待到达",
            ArrivalState::Missing => "该到未见到",
            ArrivalState::Arrived => "已到站，待移交",
            ArrivalState::Handed => "已移交，待社区接收",
            ArrivalState::Kept => "社区已接收，管理中",
            ArrivalState::Done => "已完成",
            ArrivalState::Unplaced => "没有去处，待指挥部安排",
            ArrivalState::Through => "中转，不停留",
            ArrivalState::Withdrawn => "已撤回",
        }
    }
}

/// What a worker at a station saw. He picks no color.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// In tenths of a degree; none where it was not taken.
    #[serde(default)]
    pub temperature_tenths: Option<u16>,
    /// The health code that was shown.
    pub code: CodeShown,
    /// Whether the trip that was shown is the one reported; none where none was shown.
    #[serde(default)]
    pub is_trip_as_said: Option<bool>,
    /// When the sample of the certificate was taken; none where none was shown.
    #[serde(default)]
    pub certificate_taken_at: Option<Moment>,
    /// Whether he wore a mask.
    pub has_mask: bool,
}

impl Check {
    /// 37.3 and more is a fever.
    pub fn has_fever(&self) -> bool {
        self.temperature_tenths.is_some_and(|tenths| tenths >= FEVER_TENTHS)
    }

    /// Whether the temperature can be one of a person.
    pub fn is_possible(&self) -> bool {
        self.temperature_tenths.is_none_or(|tenths| (340..=430).contains(&tenths))
    }
}

/// 37.3℃
const FEVER_TENTHS: u16 = 373;

/// What a fact says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArrivalSays {
    /// It was reported.
    Reported(Box<Coming>, ArrivalWay),
    /// It is otherwise.
    Changed(Box<Coming>),
    /// He does not come.
    Withdrawn,
    /// He was seen.
    Checked(Box<Check>),
    /// A sample was taken on the first landing place.
    Sampled(LandingSample),
    /// He would not be sampled.
    Declined,
    /// He was sent to a community.
    Handed(PlaceCode),
    /// The community has him.
    Received,
    /// He is not there.
    Absent,
}

impl ArrivalSays {
    /// Its kind.
    pub fn kind(&self) -> ArrivalFactKind {
        match self {
            ArrivalSays::Reported(..) => ArrivalFactKind::Reported,
            ArrivalSays::Changed(_) => ArrivalFactKind::Changed,
            ArrivalSays::Withdrawn => ArrivalFactKind::Withdrawn,
            ArrivalSays::Checked(_) => ArrivalFactKind::Checked,
            ArrivalSays::Sampled(_) => ArrivalFactKind::Sampled,
            ArrivalSays::Declined => ArrivalFactKind::Declined,
            ArrivalSays::Handed(_) => ArrivalFactKind::Handed,
            ArrivalSays::Received => ArrivalFactKind::Received,
            ArrivalSays::Absent => ArrivalFactKind::Absent,
        }
    }
}

/// Something that was said of an arrival.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrivalFact {
    /// What.
    pub says: ArrivalSays,
    /// When.
    pub at: Moment,
}

/// How an arrival stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrivalStanding {
    /// What was said last; what the station saw of the certificate and the code is in it.
    pub coming: Coming,
    /// How the report came.
    pub way: ArrivalWay,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Moment>,
    /// What the station saw, and when.
    pub checked: Option<(Check, Moment)>,
    /// When a sample was taken after he came, into which tube, and of whom.
    pub samples: Vec<(Moment, LandingSample)>,
    /// When he would not be sampled last.
    pub declined_at: Option<Moment>,
    /// To which community he was sent, and when.
    pub handed: Option<(PlaceCode, Moment)>,
    /// When the community said that it has him.
    pub received_at: Option<Moment>,
    /// When the community said that he is not there.
    pub absent_at: Option<Moment>,
}

/// Why a fact cannot follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Something else was said meanwhile: withdrawn, received, handed over.
    State,
    /// He has no place to be handed over to.
    NoPlace,
    /// It is not yet time.
    Early,
}

impl ArrivalStanding {
    /// How it stands by its facts; none where nothing was reported.
    pub fn of(facts: &[ArrivalFact]) -> Option<ArrivalStanding> {
        let mut facts = facts.iter();
        let ArrivalSays::Reported(coming, way) = &facts.next()?.says else { return None };
        let mut one = ArrivalStanding {
            coming: Coming::clone(coming),
            way: *way,
            withdrawn_at: None,
            checked: None,
            samples: Vec::new(),
            declined_at: None,
            handed: None,
            received_at: None,
            absent_at: None,
        };
        for fact in facts {
            one.put(fact);
        }
        Some(one)
    }

    fn put(&mut self, fact: &ArrivalFact) {
        let at = fact.at;
        match &fact.says {
            ArrivalSays::Reported(..) => {}
            ArrivalSays::Changed(coming) => self.coming = Coming::clone(coming),
            ArrivalSays::Withdrawn => self.withdrawn_at = Some(at),
            ArrivalSays::Checked(check) => {
                // What was seen weighs more than what was said.
                self.coming.code = check.code;
                self.coming.tested_at = check.certificate_taken_at;
                self.checked = Some((Check::clone(check), at));
            }
            ArrivalSays::Sampled(sample) => self.samples.push((at, LandingSample::clone(sample))),
            ArrivalSays::Declined => self.declined_at = Some(at),
            ArrivalSays::Handed(place) => {
                self.handed = Some((place.clone(), at));
                (self.received_at, self.absent_at) = (None, None);
            }
            ArrivalSays::Received => (self.received_at, self.absent_at) = (Some(at), None),
            ArrivalSays::Absent => self.absent_at = Some(at),
        }
    }

    /// Where he is to be: where he was sent, else where he said that he would stay.
    pub fn place(&self) -> Option<&PlaceCode> {
        match &self.handed {
            Some((place, _)) => Some(place),
            None => self.coming.stay.place(),
        }
    }

    /// When he comes: when he was seen first, or the moment that he named where that is earlier.
    pub fn comes_at(&self) -> Moment {
        let seen = self.checked.as_ref().map(|(_, at)| *at);
        let seen = seen.into_iter().chain(self.received_at);
        seen.chain([self.coming.arrives_at]).min().unwrap_or(self.coming.arrives_at)
    }

    /// From when he is here: when he was seen, else the moment that he named, once it has come.
    pub fn here_since(&self, now: Moment) -> Option<Moment> {
        let seen = self.checked.as_ref().map(|(_, at)| *at);
        let seen = seen.into_iter().chain(self.received_at).min();
        let said = (self.coming.arrives_at <= now).then_some(self.coming.arrives_at);
        if self.withdrawn_at.is_some() { None } else { seen.into_iter().chain(said).min() }
    }

    /// By when the community says that it has him; none where nothing is due.
    pub fn due_at(&self) -> Option<Moment> {
        if self.withdrawn_at.is_some() || self.received_at.is_some() || self.absent_at.is_some() {
            return None;
        }
        let handed = self.handed.as_ref();
        handed.map(|(_, at)| at.plus_ms(TAKEN_OVER_HOURS * HOUR_MS))
    }

    /// Whether the community is late.
    pub fn is_late(&self, now: Moment) -> bool {
        self.due_at().is_some_and(|due| now >= due)
    }

    /// Whether he was seen: at the station, or where he stays.
    pub fn has_come(&self) -> bool {
        self.checked.is_some() || self.received_at.is_some()
    }

    /// Whether a community that has him said so in its time; none where it has not said so, or where
    /// nobody handed him over.
    pub fn was_in_time(&self) -> Option<bool> {
        let (_, handed_at) = self.handed.as_ref()?;
        let due = handed_at.plus_ms(TAKEN_OVER_HOURS * HOUR_MS);
        self.received_at.map(|received| received < due)
    }

    /// The last day on which something is asked of him; none where nothing is, or he does not come.
    pub fn kept_until(&self, days_kept: u16) -> Option<CityDay> {
        let is_kept = self.withdrawn_at.is_none() && days_kept > 0;
        is_kept.then(|| self.over_on(self.comes_at(), days_kept).plus(-1))
    }

    /// The day after the last on which something is asked of him at home.
    fn over_on(&self, since: Moment, days_kept: u16) -> CityDay {
        since.city_day().plus(i64::from(days_kept))
    }

    /// How far it is. `days_kept` is what the rules of his day ask of him.
    pub fn state(&self, now: Moment, days_kept: u16) -> ArrivalState {
        if self.withdrawn_at.is_some() {
            return ArrivalState::Withdrawn;
        }
        if let (Some(received), Some(since)) = (self.received_at, self.here_since(now)) {
            let is_over = now.city_day() >= self.over_on(since.min(received), days_kept);
            return if is_over { ArrivalState::Done } else { ArrivalState::Kept };
        }
        if self.absent_at.is_some() {
            return ArrivalState::Unplaced;
        }
        if self.handed.is_some() {
            return ArrivalState::Handed;
        }
        if matches!(self.coming.stay, StayAt::Through(_)) {
            return ArrivalState::Through;
        }
        let is_here = self.checked.is_some();
        let has_come = self.coming.arrives_at <= now;
        if self.place().is_none() && (is_here || has_come) {
            return ArrivalState::Unplaced;
        }
        if is_here {
            return ArrivalState::Arrived;
        }
        let is_missed = now >= self.coming.arrives_at.plus_ms(SIGHT_HOURS * HOUR_MS);
        if is_missed { ArrivalState::Missing } else { ArrivalState::Expected }
    }

    /// Whether something may be said of it now.
    ///
    /// # Errors
    /// It does not follow.
    pub fn may_follow(&self, says: &ArrivalSays, now: Moment) -> Result<(), Refused> {
        if self.withdrawn_at.is_some() {
            return Err(Refused::State);
        }
        let is_received = self.received_at.is_some();
        let is_seen = self.checked.is_some();
        let ok = |is_fine: bool| if is_fine { Ok(()) } else { Err(Refused::State) };
        match says {
            ArrivalSays::Reported(..) => Err(Refused::State),
            // Who was seen came: what he said before can be put right, and is not taken back.
            ArrivalSays::Changed(_) => ok(!is_received && self.handed.is_none()),
            ArrivalSays::Withdrawn => ok(!is_received && !is_seen && self.handed.is_none()),
            ArrivalSays::Checked(_) => ok(!is_received),
            ArrivalSays::Sampled(_) | ArrivalSays::Declined => ok(is_seen || is_received),
            ArrivalSays::Handed(_) => ok(!is_received),
            ArrivalSays::Received | ArrivalSays::Absent if self.place().is_none() => {
                Err(Refused::NoPlace)
            }
            ArrivalSays::Received => ok(!is_received),
            ArrivalSays::Absent if is_received || self.absent_at.is_some() => Err(Refused::State),
            // Before the moment that he named nobody can say that he is not there.
            ArrivalSays::Absent if self.handed.is_none() && self.coming.arrives_at > now => {
                Err(Refused::Early)
            }
            ArrivalSays::Absent => Ok(()),
        }
    }
}
