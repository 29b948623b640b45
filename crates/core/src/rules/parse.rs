//! Rule files become types here, or an error that names the file, the line and the field.

use super::contradictions::{self, Contradiction, Source};
use super::{CodeText, Edition, Guide, Overlay, RuleBook};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Why rule files were refused.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// A file is not TOML, or holds what the rules do not know, or lacks what they need.
    #[error("could not read rule file {file}{}: {message}", place(*line, field.as_deref()))]
    Unreadable {
        /// The name of the file.
        file: String,
        /// The line, from 1, where the reader knows it.
        line: Option<usize>,
        /// The field, where the reader knows it.
        field: Option<String>,
        /// What is wrong.
        message: String,
    },
    /// A file has none of the fields by which its kind is told.
    #[error(
        "rule file {file} is neither an edition (with `level`), nor guides (with `guide`), nor the \
         rules of a city (with `city`), nor rules on health codes (with `code_rule`)"
    )]
    UnknownKind {
        /// The name of the file.
        file: String,
    },
    /// A number stands without the authority's words or without their source.
    #[error("rule file {file}: {field} is empty; every number stands beside its words and source")]
    NoWords {
        /// The name of the file.
        file: String,
        /// The path of the field.
        field: String,
    },
    /// Clauses contradict each other, or the calendar, or the edition that they stand in.
    #[error("the rule files contradict themselves:\n{}", lines(.0))]
    Contradictory(Vec<Contradiction>),
}

fn place(line: Option<usize>, field: Option<&str>) -> String {
    match (line, field) {
        (Some(line), Some(field)) => format!(", line {line}, field `{field}`"),
        (Some(line), None) => format!(", line {line}"),
        (None, Some(field)) => format!(", field `{field}`"),
        (None, None) => String::new(),
    }
}

fn lines(contradictions: &[Contradiction]) -> String {
    contradictions.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A file of guides.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GuideFile {
    guide: Vec<Guide>,
}

/// Reads files, given as name and text, into a book without contradictions.
pub(super) fn parse(files: &[(&str, &str)]) -> Result<RuleBook, RulesError> {
    let mut editions: Vec<Source<Edition>> = Vec::new();
    let mut guides: Vec<Source<Guide>> = Vec::new();
    let mut overlays: Vec<Source<Overlay>> = Vec::new();
    let mut codes: Vec<Source<CodeText>> = Vec::new();
    for (file, text) in files {
        let table: toml::Table = read(file, text)?;
        require_words(file, &toml::Value::Table(table.clone()), "")?;
        if table.contains_key("guide") {
            let read: GuideFile = read(file, text)?;
            guides.extend(read.guide.into_iter().map(|guide| Source::new(file, guide)));
        } else if table.contains_key("code_rule") {
            codes.push(Source::new(file, read(file, text)?));
        } else if table.contains_key("city") {
            overlays.push(Source::new(file, read(file, text)?));
        } else if table.contains_key("level") || table.contains_key("published") {
            editions.push(Source::new(file, read(file, text)?));
        } else {
            return Err(RulesError::UnknownKind { file: (*file).to_owned() });
        }
    }
    let found = contradictions::find(&editions, &guides, &overlays, &codes);
    if !found.is_empty() {
        return Err(RulesError::Contradictory(found));
    }
    let mut book = RuleBook::new(editions.into_iter().map(|source| source.value).collect());
    book.guides = guides.into_iter().map(|source| source.value).collect();
    book.overlays = overlays.into_iter().map(|source| source.value).collect();
    book.overlays.sort_by_key(|overlay| overlay.in_force_from);
    book.codes = codes.into_iter().map(|source| source.value).collect();
    Ok(book)
}

fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, RulesError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map(|span| span.start);
        RulesError::Unreadable {
            file: file.to_owned(),
            line: start.map(|start| line_of(text, start)),
            field: error.span().and_then(|span| field_at(text, span)),
            message: error.message().to_owned(),
        }
    })
}

fn line_of(text: &str, start: usize) -> usize {
    text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1
}

/// The key at which the reader stopped: the span itself where it is a key, and otherwise the
/// nearest key before it on its line.
fn field_at(text: &str, span: std::ops::Range<usize>) -> Option<String> {
    let is_key = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
    };
    let at_span = text.get(span.clone()).unwrap_or_default();
    let has_value = text.get(span.end..).is_some_and(|rest| rest.trim_start().starts_with('='));
    if is_key(at_span) && has_value {
        return Some(at_span.to_owned());
    }
    let before = text.get(..span.start)?;
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let on_line = before.get(line_start..)?;
    let key = on_line.rsplit_once('=').map_or("", |(left, _)| left.trim_end());
    let key = key.rsplit([' ', '{', ',']).next().unwrap_or_default();
    if is_key(key) {
        return Some(key.to_owned());
    }
    let line = text.get(line_start..)?.lines().next()?;
    let header = line.trim().trim_start_matches('[').trim_end_matches(']');
    (line.trim_start().starts_with('[') && !header.is_empty()).then(|| header.to_owned())
}

/// Refuses a clause without words or without a source, wherever it stands.
fn require_words(file: &str, value: &toml::Value, path: &str) -> Result<(), RulesError> {
    match value {
        toml::Value::Table(table) => {
            for (key, inner) in table {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                let is_empty = inner.as_str().is_some_and(|text| text.trim().is_empty());
                if is_empty && matches!(key.as_str(), "as_written" | "source") {
                    return Err(RulesError::NoWords { file: file.to_owned(), field: path });
                }
                require_words(file, inner, &path)?;
            }
            Ok(())
        }
        toml::Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(at, item)| require_words(file, item, &format!("{path}[{}]", at + 1))),
        toml::Value::String(_)
        | toml::Value::Integer(_)
        | toml::Value::Float(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_) => Ok(()),
    }
}
