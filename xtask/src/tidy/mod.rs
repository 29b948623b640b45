//! The rules that the tree is held to. Every ban says its reason.

mod arrows;
mod exceptions;
mod names;
mod places;
mod rust_file;
mod sizes;
mod sql;

pub(crate) mod migrations;

use crate::tree::Tree;
use anyhow::Result;
use rust_file::RustFile;
use std::fmt;

/// Something that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Which rule: `file-size`.
    rule: &'static str,
    /// The file.
    path: String,
    /// The item in it, where the rule is about one.
    item: Option<String>,
    /// What is wrong and why that is banned.
    why: String,
}

impl Finding {
    fn new(rule: &'static str, path: &str, why: impl Into<String>) -> Finding {
        Finding { rule, path: path.to_owned(), item: None, why: why.into() }
    }

    fn of(mut self, item: impl Into<String>) -> Finding {
        self.item = Some(item.into());
        self
    }

    /// How an exception names this finding.
    fn key(&self) -> String {
        match &self.item {
            Some(item) => format!("{} {} {item}", self.rule, self.path),
            None => format!("{} {}", self.rule, self.path),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key(), self.why)
    }
}

/// Everything that is wrong with the tree, less the exceptions.
pub(crate) fn findings(tree: &Tree) -> Result<Vec<Finding>> {
    let rust = RustFile::all(tree)?;
    let found = [
        arrows::findings(tree, &rust)?,
        sizes::findings(tree, &rust),
        names::findings(&rust),
        sql::findings(&rust),
        sql::built(&rust),
        places::findings(tree),
        migrations::findings(tree),
    ];
    exceptions::apply(tree, found.into_iter().flatten().collect())
}

/// Holds a tree to one rule and compares the keys of what it finds. Control tests use it: a rule
/// that finds nothing in a tree that breaks it is no rule.
#[cfg(test)]
fn assert_keys(found: &[Finding], expected: &[&str]) {
    assert_eq!(found.iter().map(Finding::key).collect::<Vec<_>>(), expected, "{found:#?}");
}
