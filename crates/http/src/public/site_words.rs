//! What the pages say of sites: hours, queues, moves.

use super::words::Language;
use fangxian_core::sites::{
    DayGround, DayHours, HolidayHours, Hours, Move, Offer, OpenNow, Site, SiteKind, Span, Wait,
    Week, clock,
};
use fangxian_core::{CityDay, Moment};

const DAYS: [(&str, &str); 7] = [
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
];

impl Language {
    fn tell(self, chinese: &str, english: &str) -> String {
        match self {
            Language::Chinese => chinese.to_owned(),
            Language::English => english.to_owned(),
        }
    }

    pub(super) fn sites_of(self, county: &str) -> String {
        self.tell(&format!("{county}的采样点"), &format!("Sampling sites of {county}"))
    }

    pub(super) fn site_kind(self, kind: SiteKind) -> String {
        let english = match kind {
            SiteKind::Community => "Community site",
            SiteKind::Kiosk => "Kiosk",
            SiteKind::Hospital => "Hospital site",
            SiteKind::Mobile => "Mobile site",
        };
        self.tell(kind.title(), english)
    }

    fn time(at: Moment) -> String {
        clock(u16::try_from(at.ms_of_day() / 60_000).unwrap_or(0))
    }

    /// Whether it is open now, in a few words.
    pub(super) fn open_now(self, open: Option<OpenNow>, today: CityDay) -> String {
        match open {
            Some(OpenNow::Until(end)) => {
                let end = Language::time(end);
                self.tell(&format!("现在开放，到{end}"), &format!("Open now, until {end}"))
            }
            Some(OpenNow::From(start)) => {
                let time = Language::time(start);
                let day = match start.city_day().days_since(today) {
                    0 => self.tell("今天", "today"),
                    1 => self.tell("明天", "tomorrow"),
                    _ => self.day(start.city_day()),
                };
                self.tell(
                    &format!("现在不开放，{day}{time}开"),
                    &format!("Closed now, opens {day} {time}"),
                )
            }
            Some(OpenNow::Unknown) => {
                self.tell("现在不开放，开放时间另行通知", "Closed now, hours will be announced")
            }
            None => self.tell("已经关闭", "No longer in use"),
        }
    }

    fn spans(self, spans: &[Span]) -> String {
        let spans: Vec<String> = spans.iter().map(|span| span.written()).collect();
        spans.join(match self {
            Language::Chinese => "、",
            Language::English => ", ",
        })
    }

    /// The hours of one day.
    pub(super) fn hours_of_day(self, hours: &DayHours) -> String {
        let closed = || self.tell("不开放", "closed");
        let spans = match hours.spans.is_empty() {
            true => closed(),
            false => self.spans(&hours.spans),
        };
        match &hours.why {
            DayGround::Usual | DayGround::Summer => spans,
            DayGround::Holiday(name) => format!("{spans}（{name}）"),
            DayGround::Unannounced(name) => {
                let later = self.tell("另行通知", "will be announced");
                format!("{later}（{name}）")
            }
        }
    }

    /// A week in lines: 周一至周五 8:00–11:30、14:30–17:30.
    pub(super) fn week(self, week: &Week) -> Vec<String> {
        let name = |at: usize| {
            let (chinese, english) = DAYS.get(at).copied().unwrap_or_default();
            self.tell(chinese, english)
        };
        let mut lines = Vec::new();
        let mut first = 0;
        for (at, spans) in week.0.iter().enumerate() {
            if week.0.get(at + 1) == Some(spans) {
                continue;
            }
            let days = match at == first {
                true => name(at),
                false => {
                    let to = self.tell("至", "–");
                    format!("{}{to}{}", name(first), name(at))
                }
            };
            let hours = match spans.is_empty() {
                true => self.tell("不开放", "closed"),
                false => self.spans(spans),
            };
            lines.push(format!("{days} {hours}"));
            first = at + 1;
        }
        lines
    }

    /// 夏季（5月1日至9月30日）
    pub(super) fn summer(self, hours: &Hours) -> Option<String> {
        let season = hours.summer.as_ref()?;
        let (from, to) = (season.from, season.to);
        Some(self.tell(
            &format!("夏季（{}月{}日至{}月{}日）", from.month, from.day, to.month, to.day),
            &format!("Summer ({}/{} to {}/{})", from.month, from.day, to.month, to.day),
        ))
    }

    /// The holidays that are not over, in lines.
    pub(super) fn holidays(self, hours: &Hours, today: CityDay) -> Vec<String> {
        let ahead = hours.holidays.iter().filter(|one| one.last >= today);
        ahead
            .map(|one| {
                let says = match &one.hours {
                    HolidayHours::Closed => self.tell("不开放", "closed"),
                    HolidayHours::Open(spans) => self.spans(spans),
                    HolidayHours::Unannounced => self.tell("另行通知", "will be announced"),
                };
                let days = match one.first == one.last {
                    true => self.day(one.first),
                    false => {
                        let to = self.tell("至", "–");
                        format!("{}{to}{}", self.day(one.first), self.day(one.last))
                    }
                };
                format!("{} {days} {says}", one.name)
            })
            .collect()
    }

    /// How long people wait, and how old that is.
    pub(super) fn queue(self, (wait, age_min): (Wait, i64)) -> String {
        let english = match wait {
            Wait::None => "no wait",
            Wait::TenMinutes => "about 10 minutes",
            Wait::HalfHour => "about 30 minutes",
            Wait::HourUp => "an hour or more",
        };
        let age = match age_min {
            0 => self.tell("刚刚报的", "reported just now"),
            n => self.tell(&format!("{n}分钟前报的"), &format!("reported {n} min ago")),
        };
        match self {
            Language::Chinese => format!("排队：{}（{age}）", wait.title()),
            Language::English => format!("Queue: {english} ({age})"),
        }
    }

    /// 原…采样点，自8月29日起搬至…
    pub(super) fn moved(self, one: &Move, to_place: &str) -> String {
        let (from, to, on) = (&one.from.address, &one.to.address, self.day(one.on));
        self.tell(
            &format!("原{from}的采样点，自{on}起搬至{to}（{to_place}）。"),
            &format!("From {on} the site at {from} is at {to} ({to_place})."),
        )
    }

    pub(super) fn offer(self, offer: Offer) -> String {
        let english = match offer {
            Offer::Infants => "Infants first",
            Offer::Pregnant => "Expectant mothers first",
            Offer::Disabled => "People with disabilities first",
            Offer::Aged => "The elderly first",
            Offer::Relay => "Small children at home? Staff stand in line for you until your turn",
            Offer::HomeVisit => "Whoever cannot walk is visited at home",
        };
        self.tell(offer.title(), english)
    }

    pub(super) fn n_sites(self, n: usize) -> String {
        self.tell(&format!("{n}个"), &n.to_string())
    }

    /// What to bring, where the site says nothing of its own.
    pub(super) fn bring(self, site: &Site) -> String {
        match site.offers.bring.as_str() {
            "" => self.tell(
                "身份证（或护照）。手机上的登记码请提前打开；没有手机的，带身份证就行。请戴好口罩。",
                "Your ID card or passport. Have your code open on the phone; without a phone the \
                 document is enough. Wear a mask.",
            ),
            words => words.to_owned(),
        }
    }
}

/// The fixed words of these pages.
pub(super) struct SiteWords {
    pub(super) title: &'static str,
    pub(super) look_up: &'static str,
    pub(super) look_up_hint: &'static str,
    pub(super) none: &'static str,
    pub(super) none_found: &'static str,
    pub(super) by_county: &'static str,
    pub(super) today: &'static str,
    pub(super) place: &'static str,
    pub(super) hours: &'static str,
    pub(super) no_hours: &'static str,
    pub(super) holidays: &'static str,
    pub(super) for_whom: &'static str,
    pub(super) everybody: &'static str,
    pub(super) bring: &'static str,
    pub(super) helps: &'static str,
    pub(super) ask_relay: &'static str,
    pub(super) reports: &'static str,
    pub(super) no_queue: &'static str,
    pub(super) closed: &'static str,
    pub(super) moving: &'static str,
    pub(super) others: &'static str,
    pub(super) all: &'static str,
}

const CHINESE: SiteWords = SiteWords {
    title: "核酸采样点",
    look_up: "找您附近的采样点",
    look_up_hint: "写小区、社区、街道或采样点的名字。",
    none: "现在没有启用的采样点。",
    none_found: "没有找到。名字可能有别的写法，拿不准请打电话问。",
    by_county: "各县（市、区）的采样点",
    today: "今天",
    place: "在哪里",
    hours: "开放时间",
    no_hours: "没有写明，去之前请先打电话问。",
    holidays: "节假日",
    for_whom: "哪些人可以去",
    everybody: "都可以去。发热、咳嗽的请先打电话，不要自己去排队。",
    bring: "带什么",
    helps: "优先和照顾",
    ask_relay: "家里有小孩、老人走不开的，请先打电话给社区，可以商量错开时间。",
    reports: "什么时候出报告",
    no_queue: "排队：最近一小时没有人报",
    closed: "这个采样点已经关闭，请去别的采样点。",
    moving: "注意：要搬地方",
    others: "看本县（市、区）的其他采样点",
    all: "看全部采样点",
};

const ENGLISH: SiteWords = SiteWords {
    title: "Sampling sites",
    look_up: "Find a site near you",
    look_up_hint: "Write the name of a compound, community, street or site, in Chinese.",
    none: "No site is in use now.",
    none_found: "Nothing was found. It may be written in another way: if in doubt, call.",
    by_county: "Sites by county",
    today: "Today",
    place: "Where",
    hours: "Hours",
    no_hours: "Not said: please call before you go.",
    holidays: "Holidays",
    for_whom: "Who may go",
    everybody: "Everybody. With a fever or a cough, call first and do not stand in line.",
    bring: "What to bring",
    helps: "Priority and help",
    ask_relay: "Children or elderly at home? Call your community first to agree on a time.",
    reports: "When the report comes",
    no_queue: "Queue: nobody reported in the last hour",
    closed: "This site is closed. Please go to another.",
    moving: "Mind: it moves",
    others: "Other sites of this county",
    all: "All sites",
};

pub(super) fn site_words(language: Language) -> &'static SiteWords {
    match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    }
}
