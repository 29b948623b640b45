//! Telling the end of a torn list from a sentence.

use super::lines::{begins, find};

/// Words that make a sentence, which the end of a torn list does not have.
const SENTENCE_WORDS: [&str; 30] = [
    "根据", "按照", "实行", "措施", "检测", "人员", "通告", "公告", "如下", "以上", "连续", "应",
    "须", "请", "要", "执行", "施行", "起", "调整", "联系", "电话", "特此", "为", "工作", "防控",
    "风险", "疫情", "管控", "附", "《",
];

/// What the last name of a list ends with.
const AREA_ENDS: [&str; 27] = [
    "楼", "院", "座", "层", "村", "室", "户", "单元", "小区", "社区", "宿舍", "公寓", "号", "店",
    "厂", "公司", "学校", "中学", "小学", "区", "苑", "园", "城", "庄", "除外", "中心", "市场",
];

/// Whether a sentence is the end of a list whose beginning is lost.
pub(super) fn is_fragment(sentence: &[char]) -> bool {
    let (last, words) = match sentence.split_last() {
        Some(('。', words)) => ('。', words),
        Some((last, _)) => (*last, sentence),
        None => return false,
    };
    if sentence.len() > 120 || words.is_empty() {
        return false;
    }
    let bare: Vec<char> = words.iter().copied().filter(|letter| *letter != ')').collect();
    let ends = AREA_ENDS.iter().any(|end| {
        let length = end.chars().count();
        bare.len() >= length && bare.get(bare.len() - length..).is_some_and(|w| begins(w, end))
    });
    ends && last != ':' && SENTENCE_WORDS.iter().all(|words| find(sentence, words).is_none())
}
