//! With whom somebody was: 与2名同事同桌, 和丈夫、孩子.

use super::PeopleSaid;
use super::letters::Letters;

const KIN: &[&str] = &[
    "丈夫",
    "妻子",
    "父母",
    "父亲",
    "母亲",
    "儿子",
    "女儿",
    "孩子",
    "孙子",
    "孙女",
    "爷爷",
    "奶奶",
    "外公",
    "外婆",
    "姥姥",
    "姥爷",
    "公公",
    "婆婆",
    "岳父",
    "岳母",
    "哥哥",
    "弟弟",
    "姐姐",
    "妹妹",
    "配偶",
    "亲属",
    "亲戚",
    "家人",
    "家属",
    "家中",
    "同事",
    "同学",
    "朋友",
    "友人",
    "邻居",
    "客户",
    "司机",
    "老师",
    "室友",
    "舍友",
    "工友",
    "男友",
    "女友",
    "老乡",
    "病例",
    "感染者",
    "密接",
];

const WITH: &[&str] = &["与", "和", "同", "跟", "及"];

/// What ends the words for people.
const AFTER: &[&str] = &[
    "一起",
    "共同",
    "一同",
    "同行",
    "同桌",
    "同住",
    "聚餐",
    "聚会",
    "用餐",
    "就餐",
    "吃饭",
    "见面",
    "接触",
    "前往",
    "乘坐",
    "在",
    "到",
    "去",
    "购物",
    "打牌",
    "打麻将",
    "参加",
    "驾车",
    "步行",
    "居住",
    "返回",
    "外出",
    "散步",
    "共",
    "有",
    "交谈",
];

/// The people of a stretch.
pub(super) fn find(letters: &Letters, from: usize, to: usize) -> Vec<PeopleSaid> {
    let mut found = Vec::new();
    let mut at = from;
    while at < to && found.len() < 8 {
        let Some((_, begins)) =
            letters.one_of(at, WITH).filter(|_| names_people(letters, at + 1, to))
        else {
            at += 1;
            continue;
        };
        let limit = to.min(begins + 30);
        let stop = letters.find_open(begins, limit, AFTER).map_or(limit, |(stop, _)| stop);
        let (start, end) = letters.trimmed(begins, stop);
        if start < end {
            found.push(PeopleSaid {
                words: letters.words(start, end),
                n_people: count(letters, start, end),
            });
        }
        at = end.max(at + 1);
    }
    found
}

/// Whether what follows names people, and not 和平路 or 大同.
pub(super) fn names_people(letters: &Letters, at: usize, to: usize) -> bool {
    let near = to.min(at + 8);
    let kin = letters.find(at, near, KIN).is_some();
    kin || count(letters, at, near).is_some()
        || letters.has(at, "其")
        || is_some_one(letters, at, to)
}

/// 李某, 王某某, 张某A.
fn is_some_one(letters: &Letters, at: usize, to: usize) -> bool {
    at + 1 < to && letters.at(at + 1) == '某' && letters.at(at).is_alphabetic()
}

/// The first number of people: 2名, 3人, 两位.
fn count(letters: &Letters, from: usize, to: usize) -> Option<u16> {
    (from..to).find_map(|at| {
        if letters.before(at).is_ascii_digit() {
            return None;
        }
        let (many, after) = letters.number(at)?;
        let is_count = after < to && "名人位".contains(letters.at(after));
        let is_kind = letters.has(after, "人民") || letters.has(after, "名称");
        (is_count && !is_kind).then(|| u16::try_from(many).ok()).flatten()
    })
}
