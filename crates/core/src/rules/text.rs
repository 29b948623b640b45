//! A whole edition as plain text, to be printed, read and signed.

use super::sentences::{self, Sentence};
use super::{Clause, Edition, Guide, Overlay};
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
