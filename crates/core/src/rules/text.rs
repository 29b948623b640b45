//! A whole edition as plain text, to be printed, read and signed.

use super::sentences::{self, Sentence};
use super::{Clause, CodeText, ColorIs, Edition, Guide, Longest, Overlay};
use crate::CityDay;

/// The whole edition with whatever the city adds to it: each sentence, then the words behind it,
/// their source and how sure we are.
pub fn edition_text(edition: &Edition, overlay: Option<&Overlay>) -> String {
    let mut lines = vec![
        format!("《{}》（{}，{}）", edition.title, edition.short, edition.id),
        format!(
            "{}公布，{}",
            edition.published.written(),
            in_force(edition.in_force_from, edition.in_force_to)
        ),
    ];
    lines.extend(edition.dates_clause.iter().flat_map(clause_lines));
    for section in sentences::whole(edition, overlay) {
        lines.push(String::new());
        lines.push(format!("【{}】", section.heading));
        lines.extend(numbered(&section.sentences));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A guide on testing, in the same form.
pub fn guide_text(guide: &Guide) -> String {
    let mut lines = vec![
        format!("《{}》（{}）", guide.title, guide.id),
        in_force(guide.in_force_from, guide.in_force_to),
    ];
    lines.extend(numbered(&sentences::guide_sentences(guide)));
    lines.push(String::new());
    lines.join("\n")
}

/// The rules on health codes, in the same form.
pub fn codes_text(text: &CodeText) -> String {
    let mut lines = vec![
        format!("《{}》（{}）", text.title, text.id),
        in_force(text.in_force_from, text.in_force_to),
    ];
    for rule in &text.rules {
        let level = rule.level.map_or_else(String::new, |level| format!("（{}）", level.title()));
        let origins: Vec<&str> = rule.origins.iter().map(|origin| origin.title()).collect();
        let chosen = match rule.color_is {
            ColorIs::Written => "",
            ColorIs::ChosenMilder => "（条文未写颜色，取较轻的）",
        };
        lines.push(format!(
            "{}. {}{level}{}：{}{chosen}",
            rule.number,
            rule.cause.title(),
            origins.join("、"),
            rule.color.title()
        ));
        lines.push(format!("   {}", in_force(rule.in_force_from, rule.in_force_to)));
        lines.extend(clause_lines(&rule.clause));
        match &rule.longest {
            Some(Longest::Days { days, clause }) => {
                lines.push(format!("   最长{days}天"));
                lines.extend(clause_lines(clause));
            }
            Some(Longest::Schedule { schedule }) => {
                lines.push(format!("   最长按施行中的方案对{}的隔离天数", schedule.title()));
            }
            None => {}
        }
    }
    lines.extend(text.not_found.iter().flat_map(clause_lines));
    lines.push(String::new());
    lines.join("\n")
}

fn in_force(from: CityDay, to: Option<CityDay>) -> String {
    match to {
        Some(to) => format!("自{}起施行，至{}止。", from.written(), to.written()),
        None => format!("自{}起施行。", from.written()),
    }
}

fn numbered(sentences: &[Sentence<'_>]) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, sentence) in sentences.iter().enumerate() {
        lines.push(format!("{}. {}", at + 1, sentence.text));
        lines.extend(sentence.clauses.iter().flat_map(|clause| clause_lines(clause)));
    }
    lines
}

fn clause_lines(clause: &Clause) -> Vec<String> {
    let mut lines = vec![
        format!("   条文：“{}”", clause.as_written),
        format!("   出处：{}　可信度：{}", clause.source, clause.confidence.title()),
    ];
    lines.extend(clause.note.iter().map(|note| format!("   说明：{note}")));
    lines
}
