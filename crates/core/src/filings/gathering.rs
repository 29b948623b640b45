//! 聚集活动报备: what is filed, what the rules say of it, what the community answers.

use super::{DAYS_AHEAD_MAX, is_said};
use crate::ids::VenueId;
use crate::places::PlaceCode;
use crate::rules::{GatheringAsk, GatheringRule};
use crate::venues::ClosingStanding;
use crate::{CityDay, Level, Moment, coded};
use serde::{Deserialize, Serialize};

/// The community answers within so many hours, and before it begins. Nobody's rule: one day, as an
/// appeal has.
pub const ANSWER_HOURS: i64 = 24;
/// No gathering has more people: a number beyond was mistyped.
const PEOPLE_MAX: u32 = 100_000;
const MINUTES_OF_DAY: u16 = 24 * 60;

coded! {
    /// What kind of gathering.
    GatheringKind {
        /// 红事
        Wedding = "wedding",
        /// 白事
        Funeral = "funeral",
        /// 宴会等聚餐
        Banquet = "banquet",
        /// 会议
        Meeting = "meeting",
        /// 培训
        Training = "training",
        /// 文艺演出
        Show = "show",
        /// 体育赛事
        Match = "match",
        /// 展销促销
        Fair = "fair",
        /// 游园会
        Fete = "fete",
        /// 团拜、慰问、联欢
        Greeting = "greeting",
        /// 其他
        Other = "other",
    }

    /// What is prepared.
    Precaution {
        /// 测温
        Temperature = "temperature",
        /// 扫码验码
        CodeCheck = "code_check",
        /// 戴口罩
        Masks = "masks",
        /// 隔位就座、拉开桌距
        Distance = "distance",
        /// 分餐、公筷
        OwnDishes = "own_dishes",
        /// 消毒通风
        Disinfection = "disinfection",
        /// 参加人员名单
        NameList = "name_list",
    }

    /// What was said of it.
    GatheringFactKind {
        /// 报备
        Filed = "filed",
        /// 变更
        Changed = "changed",
        /// 取消
        Cancelled = "cancelled",
        /// 答复
        Answered = "answered",
    }

    /// What the community answers.
    GatheringReply {
        /// 知悉
        Noted = "noted",
        /// 请缩小规模
        Shrink = "shrink",
        /// 请延期
        Postpone = "postpone",
        /// 不得举办: with a clause alone.
        Refused = "refused",
    }

    /// How far it is.
    GatheringState {
        /// 待答复
        Waiting = "waiting",
        /// 已知悉
        Noted = "noted",
        /// 请缩小规模
        Shrink = "shrink",
        /// 请延期
        Postpone = "postpone",
        /// 不得举办
        Refused = "refused",
        /// 已取消
        Cancelled = "cancelled",
    }

    /// What the rules come to.
    GatheringVerdict {
        /// 不需要报备
        NotNeeded = "not_needed",
        /// 须报备
        MustFile = "must_file",
        /// 从严控制，由社区答复
        Strict = "strict",
        /// 不得举办
        NotAllowed = "not_allowed",
    }
}

impl GatheringKind {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            GatheringKind::Wedding => "红事",
            GatheringKind::Funeral => "白事",
            GatheringKind::Banquet => "宴会等聚餐",
            GatheringKind::Meeting => "会议",
            GatheringKind::Training => "培训",
            GatheringKind::Show => "文艺演出",
            GatheringKind::Match => "体育赛事",
            GatheringKind::Fair => "展销促销",
            GatheringKind::Fete => "游园会",
            GatheringKind::Greeting => "团拜、慰问、联欢",
            GatheringKind::Other => "其他聚集活动",
        }
    }
}

impl Precaution {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            Precaution::Temperature => "进门测温",
            Precaution::CodeCheck => "扫码验码",
            Precaution::Masks => "戴口罩",
            Precaution::Distance => "拉开桌距、隔位就座",
            Precaution::OwnDishes => "分餐、公筷",
            Precaution::Disinfection => "消毒通风",
            Precaution::NameList => "留下参加人员名单",
        }
    }
}

impl GatheringState {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            GatheringState::Waiting => "等社区答复",
            GatheringState::Noted => "社区已知悉",
            GatheringState::Shrink => "社区请您缩小规模",
            GatheringState::Postpone => "社区请您延期",
            GatheringState::Refused => "不得举办",
            GatheringState::Cancelled => "已取消",
        }
    }
}

impl GatheringVerdict {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            GatheringVerdict::NotNeeded => "按现有规定，不需要报备",
            GatheringVerdict::MustFile => "须向社区（村）报备",
            GatheringVerdict::Strict => "从严控制：先报备，等社区答复",
            GatheringVerdict::NotAllowed => "这一天不得举办",
        }
    }
}

/// What is filed, without who answers for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gathering {
    /// What kind.
    pub kind: GatheringKind,
    /// The community or compound in which it is held: to its community it is filed.
    pub place: PlaceCode,
    /// Where there.
    pub address: String,
    /// The place with a code in which it is held; none where it is in none.
    #[serde(default)]
    pub venue: Option<VenueId>,
    /// On which day.
    pub day: CityDay,
    /// When it begins, in minutes of that day.
    pub starts_minute: u16,
    /// How many people come.
    pub people: u32,
    /// What is prepared.
    pub prepared: Vec<Precaution>,
}

/// Why it cannot be filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatheringFlaw {
    /// Where.
    #[error("请写明举办地点，最多120字")]
    Address,
    /// When.
    #[error("请核对日期和时间：要在今天以后、半年以内，还没有开始的")]
    Day,
    /// How many.
    #[error("人数请填1至100000")]
    People,
    /// Something is named twice.
    #[error("防疫准备不能重复")]
    Prepared,
}

impl Gathering {
    /// When it begins.
    pub fn starts_at(&self) -> Moment {
        self.day.starts_at().plus_ms(i64::from(self.starts_minute) * 60_000)
    }

    /// Whether it can be filed now.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self, now: Moment) -> Result<(), GatheringFlaw> {
        if !is_said(&self.address) {
            return Err(GatheringFlaw::Address);
        }
        let is_far = self.day.days_since(now.city_day()) > DAYS_AHEAD_MAX;
        if self.starts_minute >= MINUTES_OF_DAY || is_far || self.starts_at() <= now {
            return Err(GatheringFlaw::Day);
        }
        if !(1..=PEOPLE_MAX).contains(&self.people) {
            return Err(GatheringFlaw::People);
        }
        let mut prepared = self.prepared.clone();
        prepared.sort_unstable();
        prepared.dedup();
        if prepared.len() != self.prepared.len() {
            return Err(GatheringFlaw::Prepared);
        }
        Ok(())
    }
}

/// How the place of a gathering stands on its day.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing<'a> {
    /// The gravest level over the place.
    pub level: Option<Level>,
    /// The closing under which the place with a code is closed on that day.
    pub closed: Option<&'a ClosingStanding>,
    /// How many may be inside on that day; none where nobody counts.
    pub limit: Option<u32>,
}

/// Something that is said of a gathering, and by whose words.
#[derive(Clone, Debug, PartialEq)]
pub enum GatheringFinding<'a> {
    /// By a rule.
    Rule(&'a GatheringRule),
    /// The place is closed by notice on that day.
    Closed(&'a ClosingStanding),
    /// More come than may be inside.
    TooMany {
        /// How many may.
        limit: u32,
    },
}

/// What the rules say of a gathering.
#[derive(Clone, Debug, PartialEq)]
pub struct GatheringAnswer<'a> {
    /// What it comes to.
    pub verdict: GatheringVerdict,
    /// Why, the gravest first.
    pub findings: Vec<GatheringFinding<'a>>,
}

/// What the rules of its day say of a gathering. An unsure rule says nothing.
pub fn judge<'a>(
    gathering: &Gathering,
    standing: Standing<'a>,
    rules: impl Iterator<Item = &'a GatheringRule>,
) -> GatheringAnswer<'a> {
    let speaks = |rule: &&GatheringRule| {
        rule.clause.is_enforced()
            && (rule.kinds.is_empty() || rule.kinds.contains(&gathering.kind))
            && rule.people_min.is_none_or(|least| gathering.people >= least)
            && (rule.levels.is_empty()
                || standing.level.is_some_and(|level| rule.levels.contains(&level)))
    };
    let mut findings: Vec<GatheringFinding<'a>> =
        rules.filter(speaks).map(GatheringFinding::Rule).collect();
    findings.extend(standing.closed.map(GatheringFinding::Closed));
    let over = standing.limit.filter(|limit| gathering.people > *limit);
    findings.extend(over.map(|limit| GatheringFinding::TooMany { limit }));
    findings.sort_by_key(|finding| std::cmp::Reverse(verdict_of(finding)));
    let verdict = findings.first().map_or(GatheringVerdict::NotNeeded, verdict_of);
    GatheringAnswer { verdict, findings }
}

fn verdict_of(finding: &GatheringFinding<'_>) -> GatheringVerdict {
    match finding {
        GatheringFinding::Closed(_) | GatheringFinding::TooMany { .. } => {
            GatheringVerdict::NotAllowed
        }
        GatheringFinding::Rule(rule) => match rule.ask {
            GatheringAsk::NotAllowed => GatheringVerdict::NotAllowed,
            GatheringAsk::LargeNotAllowed | GatheringAsk::Strict => GatheringVerdict::Strict,
            GatheringAsk::File => GatheringVerdict::MustFile,
            GatheringAsk::Advised | GatheringAsk::HostAnswers => GatheringVerdict::NotNeeded,
        },
    }
}

impl GatheringFinding<'_> {
    /// What people read.
    pub fn says(&self) -> String {
        match self {
            GatheringFinding::Rule(rule) => rule.ask.title().to_owned(),
            GatheringFinding::Closed(_) => "这个场所当天按通告暂停开放".to_owned(),
            GatheringFinding::TooMany { limit } => {
                format!("这个场所当天最多容纳{limit}人")
            }
        }
    }

    /// The words behind it and where they stand; none of a number that the place itself gave.
    pub fn words(&self) -> Option<(&str, &str)> {
        match self {
            GatheringFinding::Rule(rule) => Some((&rule.clause.as_written, &rule.clause.source)),
            GatheringFinding::Closed(one) => Some((&one.closing.as_written, &one.closing.source)),
            GatheringFinding::TooMany { .. } => None,
        }
    }
}

/// What a fact of a gathering says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GatheringSays {
    /// It was filed.
    Filed(Box<Gathering>),
    /// It is otherwise now: the answer that was given is for the version before.
    Changed(Box<Gathering>),
    /// It is not held.
    Cancelled,
    /// The community answered.
    Answered {
        /// What.
        reply: GatheringReply,
        /// At most so many people, where it is asked to shrink.
        #[serde(default)]
        people_max: Option<u32>,
    },
}

impl GatheringSays {
    /// Its kind.
    pub fn kind(&self) -> GatheringFactKind {
        match self {
            GatheringSays::Filed(_) => GatheringFactKind::Filed,
            GatheringSays::Changed(_) => GatheringFactKind::Changed,
            GatheringSays::Cancelled => GatheringFactKind::Cancelled,
            GatheringSays::Answered { .. } => GatheringFactKind::Answered,
        }
    }
}

/// Something that was said of a gathering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatheringFact {
    /// What.
    pub says: GatheringSays,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name; none where the host did.
    pub by: Option<String>,
    /// Why.
    pub reason: String,
}

/// A gathering as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatheringStanding {
    /// What was filed last.
    pub gathering: Gathering,
    /// How far it is.
    pub state: GatheringState,
    /// At most so many people, where the community asked to shrink.
    pub people_max: Option<u32>,
    /// Why the community said so.
    pub reason: String,
    /// When this version was filed.
    pub filed_at: Moment,
    /// When the community answers at the latest.
    pub answer_until: Moment,
}

/// Why a fact cannot follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatheringRefused {
    /// It does not fit how the gathering stands.
    State,
    /// To shrink needs a smaller number; the rest has none.
    PeopleMax,
    /// A refusal without a clause of that day.
    NoClause,
}

impl GatheringStanding {
    /// How it stands by its facts; none where nothing was filed.
    pub fn of(facts: &[GatheringFact]) -> Option<GatheringStanding> {
        let mut standing: Option<GatheringStanding> = None;
        for fact in facts {
            match (&fact.says, &mut standing) {
                (GatheringSays::Filed(gathering), None) => {
                    standing = Some(GatheringStanding::filed(gathering, fact.at));
                }
                (GatheringSays::Changed(gathering), Some(one)) => {
                    *one = GatheringStanding::filed(gathering, fact.at);
                }
                (GatheringSays::Cancelled, Some(one)) => one.state = GatheringState::Cancelled,
                (GatheringSays::Answered { reply, people_max }, Some(one)) => {
                    one.state = match reply {
                        GatheringReply::Noted => GatheringState::Noted,
                        GatheringReply::Shrink => GatheringState::Shrink,
                        GatheringReply::Postpone => GatheringState::Postpone,
                        GatheringReply::Refused => GatheringState::Refused,
                    };
                    one.people_max = *people_max;
                    one.reason.clone_from(&fact.reason);
                }
                (GatheringSays::Filed(_), Some(_)) | (_, None) => {}
            }
        }
        standing
    }

    fn filed(gathering: &Gathering, at: Moment) -> GatheringStanding {
        let a_day_later = at.plus_ms(ANSWER_HOURS * 3_600_000);
        GatheringStanding {
            gathering: gathering.clone(),
            state: GatheringState::Waiting,
            people_max: None,
            reason: String::new(),
            filed_at: at,
            answer_until: a_day_later.min(gathering.starts_at()),
        }
    }

    /// Whether the community should have answered by now.
    pub fn is_late(&self, now: Moment) -> bool {
        self.state == GatheringState::Waiting && now >= self.answer_until
    }

    /// Whether something may be said of it, as the rules of its day stand.
    ///
    /// # Errors
    /// It does not follow.
    pub fn may_follow(
        &self,
        says: &GatheringSays,
        verdict: GatheringVerdict,
    ) -> Result<(), GatheringRefused> {
        if self.state == GatheringState::Cancelled {
            return Err(GatheringRefused::State);
        }
        match says {
            GatheringSays::Filed(_) => Err(GatheringRefused::State),
            GatheringSays::Changed(_) | GatheringSays::Cancelled => Ok(()),
            GatheringSays::Answered { reply: GatheringReply::Shrink, people_max } => {
                let is_less = people_max.is_some_and(|n| (1..self.gathering.people).contains(&n));
                if is_less { Ok(()) } else { Err(GatheringRefused::PeopleMax) }
            }
            GatheringSays::Answered { people_max: Some(_), .. } => Err(GatheringRefused::PeopleMax),
            // A filing is no request: it is refused by a clause, never by somebody's wish.
            GatheringSays::Answered { reply: GatheringReply::Refused, .. } => match verdict {
                GatheringVerdict::NotAllowed | GatheringVerdict::Strict => Ok(()),
                GatheringVerdict::MustFile | GatheringVerdict::NotNeeded => {
                    Err(GatheringRefused::NoClause)
                }
            },
            GatheringSays::Answered { .. } => Ok(()),
        }
    }
}
