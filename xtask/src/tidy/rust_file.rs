//! A Rust file, parsed once, with its tests marked.

use crate::tree::Tree;
use anyhow::{Context, Result};
use std::ops::RangeInclusive;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A Rust file of the repository.
pub(crate) struct RustFile<'a> {
    /// From the root.
    pub(crate) path: &'a str,
    /// The whole text.
    pub(crate) text: &'a str,
    /// The parsed file.
    pub(crate) syntax: syn::File,
    /// The lines that only tests see.
    tests: Vec<RangeInclusive<usize>>,
}

impl<'a> RustFile<'a> {
    /// Every Rust file of the tree.
    pub(crate) fn all(tree: &'a Tree) -> Result<Vec<RustFile<'a>>> {
        tree.texts()
            .filter(|(path, _)| path.ends_with(".rs"))
            .map(|(path, text)| RustFile::parse(path, text))
            .collect()
    }

    fn parse(path: &'a str, text: &'a str) -> Result<RustFile<'a>> {
        let syntax = syn::parse_file(text).with_context(|| format!("parsing {path}"))?;
        let mut finder = TestFinder { tests: Vec::new() };
        finder.visit_file(&syntax);
        Ok(RustFile { path, text, syntax, tests: finder.tests })
    }

    /// Whether the whole file is tests: it lies in a folder of tests or benchmarks, or is the
    /// module `tests` of its parent, or belongs to the crate that rehearses.
    pub(crate) fn is_test(&self) -> bool {
        let in_folder = |name: &str| self.path.contains(&format!("/{name}/"));
        in_folder("tests")
            || in_folder("benches")
            || self.path.ends_with("/tests.rs")
            || self.path.ends_with("_tests.rs")
            || self.path.starts_with("crates/testkit/")
    }

    /// Whether the line, counted from 1, is seen by tests alone.
    pub(crate) fn is_test_line(&self, line: usize) -> bool {
        self.tests.iter().any(|range| range.contains(&line))
    }

    /// How many lines stand in production.
    pub(crate) fn production_lines(&self) -> usize {
        (1..=self.text.lines().count()).filter(|&line| !self.is_test_line(line)).count()
    }

    /// The crate that the file belongs to: `core`, `http`, `xtask`.
    pub(crate) fn crate_name(&self) -> &str {
        let mut parts = self.path.split('/');
        match parts.next() {
            Some("crates") => parts.next().unwrap_or_default(),
            Some(first) => first,
            None => "",
        }
    }
}

struct TestFinder {
    tests: Vec<RangeInclusive<usize>>,
}

impl TestFinder {
    /// Marks the item where its attributes keep it for tests; says whether it did.
    fn mark(&mut self, attributes: &[syn::Attribute], item: &impl Spanned) -> bool {
        let for_tests = attributes.iter().any(is_for_tests);
        if for_tests {
            self.tests.push(item.span().start().line..=item.span().end().line);
        }
        for_tests
    }
}

impl<'ast> Visit<'ast> for TestFinder {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !self.mark(&item.attrs, item) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.mark(&item.attrs, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        self.mark(&item.attrs, item);
    }
}

/// `#[test]`, `#[tokio::test]`, `#[cfg(test)]`.
fn is_for_tests(attribute: &syn::Attribute) -> bool {
    let path = attribute.path();
    if path.is_ident("cfg") {
        return attribute.parse_args::<syn::Ident>().is_ok_and(|word| word == "test");
    }
    path.segments.last().is_some_and(|last| last.ident == "test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_tests_are_not_production() {
        let text = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn b() {}\n}\n";
        let file = RustFile::parse("crates/core/src/a.rs", text).unwrap();
        assert_eq!(file.production_lines(), 2);
        assert!(!file.is_test_line(1) && file.is_test_line(3) && file.is_test_line(7));
        assert_eq!(file.crate_name(), "core");
    }
}
