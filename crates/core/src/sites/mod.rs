//! Sites and kiosks (采样点、采样亭): what was decided of each, and what stands at a moment.

mod hours;
mod queue;

pub use hours::{
    CutOff, DayGround, DayHours, Holiday, HolidayHours, Hours, HoursFlaw, MonthDay, OpenNow,
    ReportFlaw, ReportRule, Season, Span, Week, clock,
};
pub use queue::{QUEUE_SHOWN_MS, QueueSaid, Wait, queue_shown};

use crate::ids::SiteId;
use crate::places::PlaceCode;
use crate::{CityDay, Moment, coded};
use serde::{Deserialize, Serialize};

coded! {
    /// What a site is.
    SiteKind {
        /// 社区采样点
        Community = "community",
        /// 便民采样亭
        Kiosk = "kiosk",
        /// 医院采样点
        Hospital = "hospital",
        /// 流动采样和上门采样
        Mobile = "mobile",
    }

    /// How far a site is.
    SiteState {
        /// 已选址
        Chosen = "chosen",
        /// 已建成
        Built = "built",
        /// 启用中
        Open = "open",
        /// 已关闭
        Closed = "closed",
    }

    /// What was done to a site.
    SiteFactKind {
        /// 选址
        Chosen = "chosen",
        /// 建成
        Built = "built",
        /// 启用
        Opened = "opened",
        /// 搬迁
        Moved = "moved",
        /// 关闭
        Closed = "closed",
        /// 开放时间
        HoursSet = "hours_set",
        /// 服务说明
        OffersSet = "offers_set",
    }

    /// Whom a site helps in particular.
    Offer {
        /// 婴幼儿优先
        Infants = "infants",
        /// 孕产妇优先
        Pregnant = "pregnant",
        /// 残疾人优先
        Disabled = "disabled",
        /// 老年人优先
        Aged = "aged",
        /// 接力排队: somebody stands in line for whoever has small children at home.
        Relay = "relay",
        /// 上门采样: for whoever cannot walk.
        HomeVisit = "home_visit",
    }
}

impl SiteKind {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            SiteKind::Community => "社区采样点",
            SiteKind::Kiosk => "便民采样亭",
            SiteKind::Hospital => "医院采样点",
            SiteKind::Mobile => "流动采样点",
        }
    }
}

impl Offer {
    /// What residents read.
    pub fn title(self) -> &'static str {
        match self {
            Offer::Infants => "婴幼儿优先",
            Offer::Pregnant => "孕产妇优先",
            Offer::Disabled => "残疾人优先",
            Offer::Aged => "老年人优先",
            Offer::Relay => "接力排队：家有小孩走不开的，可请工作人员代为排队，快到时再来",
            Offer::HomeVisit => "行动不便的，可以上门采样",
        }
    }
}

/// Where a site is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// The community or compound.
    pub place: PlaceCode,
    /// How to find it: 文源巷物流中心西侧、大南关小学对面
    pub address: String,
}

/// What a site says of itself besides its hours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offers {
    /// For whom: 非重点人群：不发热、健康码绿码
    #[serde(default)]
    pub for_whom: String,
    /// 混检（10混1）
    #[serde(default)]
    pub pool_words: String,
    /// What to bring: 身份证、核酸码
    #[serde(default)]
    pub bring: String,
    /// Whom it helps in particular.
    #[serde(default)]
    pub helps: Vec<Offer>,
    /// When it promises its reports.
    #[serde(default)]
    pub reports: Option<ReportRule>,
}

/// What a fact says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteSays {
    /// It was decided to have one there.
    Chosen {
        /// What it is.
        kind: SiteKind,
        /// What people call it.
        name: String,
        /// Where.
        spot: Spot,
    },
    /// It stands.
    Built,
    /// It takes samples.
    Opened,
    /// It goes to another place, from a day on.
    Moved {
        /// Where to.
        to: Spot,
        /// The first day there.
        from: CityDay,
    },
    /// It takes no more samples.
    Closed,
    /// When it is open.
    HoursSet(Box<Hours>),
    /// What it offers.
    OffersSet(Offers),
}

impl SiteSays {
    /// Which kind of fact it is.
    pub fn kind(&self) -> SiteFactKind {
        match self {
            SiteSays::Chosen { .. } => SiteFactKind::Chosen,
            SiteSays::Built => SiteFactKind::Built,
            SiteSays::Opened => SiteFactKind::Opened,
            SiteSays::Moved { .. } => SiteFactKind::Moved,
            SiteSays::Closed => SiteFactKind::Closed,
            SiteSays::HoursSet(_) => SiteFactKind::HoursSet,
            SiteSays::OffersSet(_) => SiteFactKind::OffersSet,
        }
    }
}

/// Something that was decided of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFact {
    /// What.
    pub says: SiteSays,
    /// When it was said.
    pub at: Moment,
}

/// A move, as whoever had the site must learn of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The old place.
    pub from: Spot,
    /// The new one.
    pub to: Spot,
    /// From when.
    pub on: CityDay,
    /// When it was said.
    pub said_at: Moment,
}

/// A site as it stands at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Which.
    pub id: SiteId,
    /// What it is.
    pub kind: SiteKind,
    /// What people call it.
    pub name: String,
    /// How far it is.
    pub state: SiteState,
    /// Since when it is so.
    pub since: Moment,
    /// Where it is today.
    pub spot: Spot,
    /// Its moves, the earliest first; the last may lie ahead.
    pub moves: Vec<Move>,
    /// When it is open.
    pub hours: Option<Hours>,
    /// What it offers.
    pub offers: Offers,
}

impl Site {
    /// Whether it takes samples at the moment, and until or from when. None where it is not in use
    /// or nobody said when.
    pub fn open_now(&self, at: Moment) -> Option<OpenNow> {
        match self.state {
            SiteState::Open => self.hours.as_ref().map(|hours| hours.at(at)),
            SiteState::Chosen | SiteState::Built | SiteState::Closed => None,
        }
    }

    /// The move that lies ahead.
    pub fn next_move(&self, today: CityDay) -> Option<&Move> {
        self.moves.iter().find(|one| one.on > today)
    }

    /// Every place at which somebody may look for it: where it is, was and will be.
    pub fn spots(&self) -> impl Iterator<Item = &Spot> {
        let moved = self.moves.iter().flat_map(|one| [&one.from, &one.to]);
        std::iter::once(&self.spot).chain(moved)
    }
}

/// What stands of a site at a moment, from its facts in their order; none before it was chosen.
pub fn standing(id: SiteId, facts: &[SiteFact], at: Moment) -> Option<Site> {
    let mut site: Option<Site> = None;
    let today = at.city_day();
    for fact in facts.iter().filter(|fact| fact.at <= at) {
        if let SiteSays::Chosen { kind, name, spot } = &fact.says {
            site = site.or_else(|| Some(chosen(id, *kind, name, spot, fact.at)));
            continue;
        }
        let Some(site) = &mut site else { continue };
        let state = match &fact.says {
            SiteSays::Chosen { .. } => None,
            SiteSays::Built => Some(SiteState::Built),
            SiteSays::Opened => Some(SiteState::Open),
            SiteSays::Closed => Some(SiteState::Closed),
            SiteSays::HoursSet(hours) => {
                site.hours = Some(Hours::clone(hours));
                None
            }
            SiteSays::OffersSet(offers) => {
                site.offers = offers.clone();
                None
            }
            SiteSays::Moved { to, from } => {
                // A move that was said before and had not happened yet is replaced.
                site.moves.retain(|one| one.on <= fact.at.city_day());
                let before = site.moves.last().map_or(&site.spot, |last| &last.to).clone();
                let (to, said_at) = (to.clone(), fact.at);
                site.moves.push(Move { from: before, to, on: *from, said_at });
                None
            }
        };
        if let Some(state) = state {
            (site.state, site.since) = (state, fact.at);
        }
    }
    if let Some(site) = &mut site
        && let Some(last) = site.moves.iter().rev().find(|one| one.on <= today)
    {
        site.spot = last.to.clone();
    }
    site
}

fn chosen(id: SiteId, kind: SiteKind, name: &str, spot: &Spot, at: Moment) -> Site {
    Site {
        id,
        kind,
        name: name.to_owned(),
        state: SiteState::Chosen,
        since: at,
        spot: spot.clone(),
        moves: Vec::new(),
        hours: None,
        offers: Offers::default(),
    }
}

/// What is wrong with doing something to a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SiteFlaw {
    /// It is so already.
    #[error("这个采样点已经是这个状态")]
    AsNow,
    /// It is in use: it was built before.
    #[error("采样点已经启用，不能再登记建成")]
    BuiltLate,
    /// Nobody knows when it is open.
    #[error("启用前请先写明开放时间")]
    HoursMissing,
    /// It is closed.
    #[error("采样点已经关闭")]
    Closed,
    /// It would move to where it is.
    #[error("新地点与原地点相同")]
    SameSpot,
    /// The move begins before it is said.
    #[error("搬迁日期不能早于今天")]
    MovePast,
    /// The hours cannot be.
    #[error(transparent)]
    Hours(#[from] HoursFlaw),
    /// The promise cannot be.
    #[error(transparent)]
    Reports(#[from] ReportFlaw),
}

/// Whether this can be said of a site as it stands.
pub fn check(site: &Site, says: &SiteSays, today: CityDay) -> Result<(), SiteFlaw> {
    match (says, site.state) {
        (SiteSays::Chosen { .. }, _)
        | (SiteSays::Built, SiteState::Built)
        | (SiteSays::Opened, SiteState::Open)
        | (SiteSays::Closed, SiteState::Closed) => Err(SiteFlaw::AsNow),
        (SiteSays::Built, SiteState::Open) => Err(SiteFlaw::BuiltLate),
        (SiteSays::Built | SiteSays::Moved { .. }, SiteState::Closed) => Err(SiteFlaw::Closed),
        (SiteSays::Opened, _) if site.hours.is_none() => Err(SiteFlaw::HoursMissing),
        (SiteSays::Moved { from, .. }, _) if *from < today => Err(SiteFlaw::MovePast),
        (SiteSays::Moved { to, .. }, _) if *to == site.spot => Err(SiteFlaw::SameSpot),
        (SiteSays::HoursSet(hours), _) => Ok(hours.check()?),
        (SiteSays::OffersSet(offers), _) => match &offers.reports {
            Some(rule) => Ok(rule.check()?),
            None => Ok(()),
        },
        (SiteSays::Built | SiteSays::Opened | SiteSays::Closed | SiteSays::Moved { .. }, _) => {
            Ok(())
        }
    }
}
