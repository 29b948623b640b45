//! The rules as sentences that a health official can read and sign.

mod local;
mod people;
mod testing;
mod zones;

use super::{Clause, Confidence, Edition, Guide, LocalRule, Overlay};
use crate::CityDay;

/// Sentences under one heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Section<'a> {
    /// The heading: 风险区.
    pub heading: &'static str,
    /// The sentences, in the order of the rules.
    pub sentences: Vec<Sentence<'a>>,
}

/// One rule in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence<'a> {
    /// The sentence. It ends in （待核实） where a clause behind it is unsure.
    pub text: String,
    /// The clauses behind it: never none.
    pub clauses: Vec<&'a Clause>,
}

/// What stands behind everything that is not sure.
const UNSURE: &str = "（待核实）";

impl<'a> Sentence<'a> {
    /// Ends `text` as a sentence, and marks it where a clause is unsure and no part was marked.
    fn new(text: impl Into<String>, clauses: Vec<&'a Clause>) -> Sentence<'a> {
        let mut text = text.into();
        let is_sure = clauses.iter().all(|clause| clause.is_enforced());
        if !is_sure && !text.contains(UNSURE) {
            text.push_str(UNSURE);
        }
        text.push('。');
        Sentence { text, clauses }
    }

    /// How sure the least sure of its clauses is.
    pub fn confidence(&self) -> Confidence {
        self.clauses.iter().map(|clause| clause.confidence).max().unwrap_or(Confidence::U)
    }
}

/// What `edition` says, and what the city adds to it on `day`.
pub fn sentences<'a>(
    edition: &'a Edition,
    overlay: Option<&'a Overlay>,
    day: CityDay,
) -> Vec<Section<'a>> {
    let local =
        overlay.map_or_else(Vec::new, |overlay| overlay.rules_on(day, &edition.id).collect());
    sections(edition, local)
}

/// What `edition` says, and whatever the city adds to it on any day.
pub(super) fn whole<'a>(edition: &'a Edition, overlay: Option<&'a Overlay>) -> Vec<Section<'a>> {
    let local = overlay.map_or_else(Vec::new, |overlay| overlay.rules_with(&edition.id).collect());
    sections(edition, local)
}

/// What a guide on testing says.
pub fn guide_sentences(guide: &Guide) -> Vec<Sentence<'_>> {
    testing::of_guide(guide)
}

fn sections<'a>(edition: &'a Edition, local: Vec<&'a LocalRule>) -> Vec<Section<'a>> {
    let sections = [
        ("风险区", zones::levels(edition)),
        ("风险区的调整和解除", zones::changes(edition)),
        ("街道（乡镇）风险等级", zones::street_ratings(edition)),
        ("禁止事项", zones::bans(edition)),
        ("密切接触者的判定", people::contacts(edition)),
        ("人员管理", people::schedules(edition)),
        ("核酸检测和查验", testing::of_edition(edition)),
        ("本市规定", local::rules(&local)),
    ];
    sections
        .into_iter()
        .filter(|(_, sentences)| !sentences.is_empty())
        .map(|(heading, sentences)| Section { heading, sentences })
        .collect()
}

/// 第6、7天
fn nth_days(days: &[u16]) -> String {
    let days: Vec<String> = days.iter().map(u16::to_string).collect();
    format!("第{}天", days.join("、"))
}

/// 第1、2、3天各检测核酸1次
fn tests_on(days: &[u16]) -> String {
    let each = if days.len() > 1 { "各" } else { "" };
    format!("{}{each}检测核酸1次", nth_days(days))
}

/// 48小时内, 3天（72小时）内
fn within_hours(hours: u16) -> String {
    match (hours % 24, hours / 24) {
        (0, days) if days > 2 => format!("{days}天（{hours}小时）内"),
        (_, _) => format!("{hours}小时内"),
    }
}
