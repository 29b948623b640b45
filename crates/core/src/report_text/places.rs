//! Where somebody was, in the text's own words: 在美特好超市（长风街店）购物.

use super::Words;
use super::letters::Letters;
use super::people;

/// A place that was found.
pub(super) struct Found {
    pub(super) words: Words,
    /// Where its words begin, 在 or 前往 among them.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) is_home: bool,
    pub(super) is_vague: bool,
}

/// What leads to a place, the longer words first.
const LEADS: &[&str] = &[
    "步行前往",
    "驾车前往",
    "步行至",
    "步行到",
    "步行去",
    "驾车至",
    "驾车到",
    "自驾至",
    "自驾到",
    "前往",
    "去往",
    "到过",
    "去过",
    "来过",
    "赶往",
    "赶到",
    "返回",
    "返至",
    "回到",
    "抵达",
    "到达",
    "途经",
    "途径",
    "经过",
    "进入",
    "入住",
    "光顾",
    "去到",
    "来到",
    "转至",
    "转到",
    "送至",
    "送往",
    "在",
    "于",
    "到",
    "至",
    "去",
    "赴",
    "回",
    "抵",
];

/// Words that hold one of these and lead to no place.
const NOT_LEADS: &[&str] = &[
    "正在", "现在", "存在", "所在", "实在", "收到", "得到", "接到", "感到", "直到", "报到", "达到",
    "遇到", "召回", "回复", "回顾", "回来", "回访", "回忆", "过去", "去世", "去年", "离去", "对于",
    "由于", "关于", "甚至", "以至", "至今", "到访", "至少", "去除", "不在", "截至", "低于", "高于",
    "处于", "属于", "在岗", "在职", "在校", "在读", "在编", "在册", "到期", "回执",
];

/// What people do at a place: it ends the words for it.
pub(super) const STOPS: &[&str] = &[
    "购物",
    "购买",
    "买菜",
    "采购",
    "用餐",
    "就餐",
    "吃饭",
    "聚餐",
    "吃早",
    "吃午",
    "吃晚",
    "早餐",
    "午餐",
    "晚餐",
    "就诊",
    "就医",
    "看病",
    "住院",
    "陪护",
    "探视",
    "采样",
    "采集",
    "核酸",
    "检测",
    "做核",
    "上班",
    "工作",
    "办公",
    "办事",
    "办理",
    "开会",
    "参加",
    "上课",
    "培训",
    "停留",
    "逗留",
    "居住",
    "居家",
    "住宿",
    "入住",
    "休息",
    "活动",
    "锻炼",
    "散步",
    "健身",
    "理发",
    "洗浴",
    "唱歌",
    "打牌",
    "打麻将",
    "娱乐",
    "游玩",
    "游览",
    "观看",
    "祭扫",
    "接送",
    "接孩子",
    "送孩子",
    "取快递",
    "寄快递",
    "加油",
    "候车",
    "候机",
    "乘坐",
    "搭乘",
    "转乘",
    "换乘",
    "乘车",
    "出发",
    "下车",
    "上车",
    "隔离",
    "未外出",
    "并在",
    "并于",
    "并前往",
    "并到",
    "并乘",
    "并进行",
    "并购买",
    "然后",
    "随后",
    "之后",
    "后返回",
    "后前往",
    "后到",
    "后乘",
    "后离",
    "后回",
    "后步行",
    "后驾车",
    "期间",
    "一起",
    "共同",
    "一同",
    "独自",
    "接触",
    "见面",
    "出现",
    "开展",
    "接受",
    "领取",
    "返回",
    "前往",
    "到达",
    "抵达",
    "离开",
    "离店",
    "再到",
    "再去",
    "再前往",
    "又到",
    "又去",
    "全程",
    "佩戴",
    "未佩戴",
    "未戴",
    "戴口罩",
];

/// What somebody does who was somewhere, though it is not said where.
pub(super) const ACTS: &[&str] = &[
    "购物",
    "买菜",
    "采购",
    "用餐",
    "就餐",
    "吃饭",
    "聚餐",
    "上班",
    "工作",
    "办公",
    "开会",
    "上课",
    "培训",
    "健身",
    "理发",
    "洗浴",
    "打牌",
    "打麻将",
    "散步",
    "锻炼",
    "外出",
];

const SITES: &[&str] = &["采样点", "检测点", "采样亭", "检测亭", "采样站", "检测站"];

const HOMES: &[&str] = &[
    "家中",
    "家里",
    "自己家",
    "住所",
    "住处",
    "居住地",
    "暂住地",
    "租住处",
    "租住地",
    "出租屋",
    "租住房",
    "家",
];

/// The places of a stretch, in order.
pub(super) fn find(letters: &Letters, from: usize, to: usize) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = from;
    while at < to && found.len() < 12 {
        if let Some(end) = letters.bracket(at, to) {
            at = end;
            continue;
        }
        if let Some((_, end)) = not_a_lead(letters, at) {
            at = end;
            continue;
        }
        let Some((_, begins)) = letters.one_of(at, LEADS).filter(|(_, end)| *end < to) else {
            at += 1;
            continue;
        };
        let stop = end_of(letters, begins, to);
        let mut place_at = begins;
        for (start, end) in listed(letters, begins, stop) {
            // Of A、B the words that lead to both belong to the first.
            let lead_at = if start == begins { at } else { start };
            if let Some(place) = one(letters, lead_at, start, end) {
                place_at = place.end;
                found.push(place);
            }
        }
        at = place_at.max(begins);
    }
    found
}

fn not_a_lead(letters: &Letters, at: usize) -> Option<(&'static str, usize)> {
    let stands = |word: &&&str| letters.has(at, word) || letters.has(at.saturating_sub(1), word);
    let word = NOT_LEADS.iter().find(stands)?;
    let starts = if letters.has(at, word) { at } else { at.saturating_sub(1) };
    let end = starts + word.chars().count();
    (end > at).then_some((*word, end))
}

/// Where the words for a place end: at what is done there, at people, at the next place.
fn end_of(letters: &Letters, begins: usize, to: usize) -> usize {
    let mut at = begins;
    let to = to.min(begins + 60);
    while at < to {
        if let Some(end) = letters.bracket(at, to) {
            at = end;
            continue;
        }
        // 社区核酸采样点: what is done there is in its name.
        if letters.one_of(at, &["核酸", "采样", "检测"]).is_some()
            && let Some((_, end)) = letters.find(at, to.min(at + 8), SITES)
        {
            at = end;
            continue;
        }
        let is_stop = letters.one_of(at, STOPS).is_some() && at > begins;
        let is_next = at > begins + 1
            && letters.one_of(at, LEADS).is_some()
            && not_a_lead(letters, at).is_none()
            && letters.at(at) != '回'
            && letters.at(at) != '去';
        let is_people =
            "与和同跟".contains(letters.at(at)) && people::names_people(letters, at + 1, to);
        if is_stop || is_next || is_people {
            return at;
        }
        at += 1;
    }
    to
}

/// The places of A、B, each its own stretch.
fn listed(letters: &Letters, begins: usize, stop: usize) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (begins, begins);
    while at < stop {
        if let Some(end) = letters.bracket(at, stop) {
            at = end;
            continue;
        }
        if letters.at(at) == '、' {
            parts.push((start, at));
            start = at + 1;
        }
        at += 1;
    }
    parts.push((start, stop));
    parts
}

fn one(letters: &Letters, lead_at: usize, begins: usize, stop: usize) -> Option<Found> {
    let (start, mut end) = letters.trimmed(begins, stop);
    for tail in ["内", "里", "的", "进行", "处"] {
        let n_letters = tail.chars().count();
        if end > start + n_letters + 1 && letters.has(end - n_letters, tail) {
            end -= n_letters;
        }
    }
    if start >= end || (start..end).all(|at| !letters.at(at).is_alphabetic()) {
        return None;
    }
    let is_home = letters.one_of(start, HOMES).is_some_and(|(_, home)| home == end);
    let vague = ["某", "附近", "外地", "当地", "那里", "这里", "多处", "等地", "周边", "不详"];
    let is_vague = !is_home && letters.find(start, end, &vague).is_some();
    let words = letters.words(start, end);
    Some(Found { words, start: lead_at, end, is_home, is_vague })
}
