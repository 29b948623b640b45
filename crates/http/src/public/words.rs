//! What the pages say, in two languages. Names of areas and the authority's own words stay in
//! Chinese in both.

/// The language of the fixed words.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Language {
    #[default]
    Chinese,
    English,
}

/// The fixed words.
pub(super) struct Words {
    pub(super) start: &'static str,
    pub(super) today: &'static str,
    pub(super) notices: &'static str,
    pub(super) results: &'static str,
    pub(super) switch: &'static str,
    pub(super) drill: &'static str,
    pub(super) no_zones: &'static str,
    pub(super) look_up: &'static str,
    pub(super) look_up_hint: &'static str,
    pub(super) search: &'static str,
    pub(super) found_hint: &'static str,
    pub(super) not_found_by_name: &'static str,
    pub(super) by_county: &'static str,
    pub(super) what_applies: &'static str,
    pub(super) level_measures: &'static str,
    pub(super) all_measures: &'static str,
    pub(super) no_edition: &'static str,
    pub(super) tests_on_closing: &'static str,
    pub(super) outing: &'static str,
    pub(super) leaving_city: &'static str,
    pub(super) which_day: &'static str,
    pub(super) done_day: &'static str,
    pub(super) this_day: &'static str,
    pub(super) earliest_day: &'static str,
    pub(super) until_when: &'static str,
    pub(super) still_missing: &'static str,
    pub(super) nothing_missing: &'static str,
    pub(super) unsure: &'static str,
    pub(super) why: &'static str,
    pub(super) by_national_list: &'static str,
    pub(super) by_staff: &'static str,
    pub(super) by_notice: &'static str,
    pub(super) by_rule: &'static str,
    pub(super) read_notice: &'static str,
    pub(super) history: &'static str,
    pub(super) left_list: &'static str,
    pub(super) whom_to_ask: &'static str,
    pub(super) ask_here: &'static str,
    pub(super) call: &'static str,
    pub(super) ambulance: &'static str,
    pub(super) not_listed: &'static str,
    pub(super) source: &'static str,
    pub(super) no_notices: &'static str,
    pub(super) undated: &'static str,
    pub(super) original: &'static str,
    pub(super) page_missing: &'static str,
    pub(super) page_missing_hint: &'static str,
    pub(super) failed: &'static str,
    pub(super) failed_hint: &'static str,
    pub(super) to_start: &'static str,
    pub(super) previous: &'static str,
    pub(super) next: &'static str,
}

const CHINESE: Words = Words {
    start: "首页",
    today: "今天的风险区和措施",
    notices: "通告",
    results: "查核酸结果",
    switch: "English",
    drill: "这是演练，不是真实疫情。页面上的日期和区域都只供演练。",
    no_zones: "今天没有风险区。",
    look_up: "查一查您住的小区或村",
    look_up_hint: "只写名字，例如“幸福小区”，不用写门牌号。",
    search: "查询",
    found_hint: "名字相近的都列在下面，请看清楼号和单元。",
    not_found_by_name: "名单上没有查到这个名字。名字可能有别的写法，拿不准请打电话问。",
    by_county: "各县（市、区）的风险区",
    what_applies: "现在要怎样做",
    level_measures: "各类区域要怎样做",
    all_measures: "看各类区域要怎样做",
    no_edition: "系统里没有今天施行的防控方案，请打电话询问。",
    tests_on_closing: "核酸检测",
    outing: "外出",
    leaving_city: "离开本市",
    which_day: "今天是第几天",
    done_day: "已过",
    this_day: "今天",
    earliest_day: "最早这天",
    until_when: "最早什么时候结束",
    still_missing: "还须满足",
    nothing_missing: "除了满足天数，没有别的条件。",
    unsure: "也有说法称还须满足下面这条，来源尚未核实，不作为条件",
    why: "为什么",
    by_national_list: "依据：全国疫情风险区名单。",
    by_staff: "依据：工作人员登记。",
    by_notice: "通告原文",
    by_rule: "规定原文",
    read_notice: "看这份通告全文",
    history: "经过",
    left_list: "解除",
    whom_to_ask: "有困难、有疑问找谁",
    ask_here: "先找本小区（村）的社区工作人员或网格员。找不到人，就打电话：",
    call: "市民热线 12345",
    ambulance: "急病、临产、突发危险：120",
    not_listed: "现在不是风险区",
    source: "出处",
    no_notices: "还没有通告。",
    undated: "日期不清",
    original: "",
    page_missing: "没有这个页面",
    page_missing_hint: "网址可能写错了，或者这条内容没有公布。",
    failed: "页面暂时打不开",
    failed_hint: "不是您的操作有错。请过几分钟再试，急事请打电话。",
    to_start: "回到首页",
    previous: "上一页",
    next: "下一页",
};

const ENGLISH: Words = Words {
    start: "Home",
    today: "Risk areas and rules today",
    notices: "Notices",
    results: "Test results",
    switch: "中文",
    drill: "This is a drill, not a real outbreak. Dates and areas on this page are for the drill only.",
    no_zones: "There are no risk areas today.",
    look_up: "Look up your compound or village",
    look_up_hint: "Write the name only, in Chinese, without the door number.",
    search: "Search",
    found_hint: "Areas with a similar name are listed below. Mind the building and the unit.",
    not_found_by_name: "No area of this name is on the list. It may be written in another way: if in doubt, call.",
    by_county: "Risk areas by county",
    what_applies: "What to do now",
    level_measures: "What to do in each kind of area",
    all_measures: "See what to do in each kind of area",
    no_edition: "No protocol is in force today as far as this system knows. Please call.",
    tests_on_closing: "Tests",
    outing: "Going out",
    leaving_city: "Leaving the city",
    which_day: "Which day it is",
    done_day: "past",
    this_day: "today",
    earliest_day: "earliest end",
    until_when: "When it may end at the earliest",
    still_missing: "Still needed",
    nothing_missing: "Nothing is needed besides the days.",
    unsure: "Some say that this is needed too. The source is not verified, and it holds nothing up",
    why: "Why",
    by_national_list: "Ground: the national list of risk areas.",
    by_staff: "Ground: recorded by the staff.",
    by_notice: "The words of the notice",
    by_rule: "The words of the rule",
    read_notice: "Read the whole notice",
    history: "What happened so far",
    left_list: "Taken off the list",
    whom_to_ask: "Whom to ask",
    ask_here: "Ask the community worker of your compound or village first. If nobody is there, call:",
    call: "City hotline 12345",
    ambulance: "Ambulance: 120",
    not_listed: "Not a risk area now",
    source: "Source",
    no_notices: "There are no notices yet.",
    undated: "date unclear",
    original: "Official texts are shown in Chinese.",
    page_missing: "There is no such page",
    page_missing_hint: "The address may be wrong, or this was not published.",
    failed: "This page cannot be shown now",
    failed_hint: "You did nothing wrong. Try again in a few minutes; if it is urgent, call.",
    to_start: "Back to the first page",
    previous: "Previous page",
    next: "Next page",
};

impl Language {
    pub(super) fn of(code: Option<&str>) -> Language {
        if code == Some("en") { Language::English } else { Language::Chinese }
    }

    pub(super) fn other(self) -> Language {
        match self {
            Language::Chinese => Language::English,
            Language::English => Language::Chinese,
        }
    }

    /// The value of `lang` on the page.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        }
    }

    pub(super) fn words(self) -> &'static Words {
        match self {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }
}
