//! Nothing grows past what can be read in one sitting.

use super::Finding;
use super::rust_file::RustFile;
use crate::tree::Tree;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

const RUST_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;
const COMPONENT_LINES_MAX: usize = 250;
const SCRIPT_LINES_MAX: usize = 400;
const FILE_BYTES_MAX: usize = 1_500_000;

/// Files and functions that are too long or too heavy.
pub(crate) fn findings(tree: &Tree, rust: &[RustFile<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, bytes) in tree.files() {
        if bytes.len() > FILE_BYTES_MAX {
            let why = format!(
                "{} bytes; at most {FILE_BYTES_MAX}, because every clone carries every file for ever",
                bytes.len()
            );
            found.push(Finding::new("file-bytes", path, why));
        }
    }
    for (path, text) in tree.texts() {
        if let Some(max) = web_lines_max(path, text) {
            found.extend(too_long(path, text.lines().count(), max));
        }
    }
    for file in rust.iter().filter(|file| !file.is_test()) {
        found.extend(too_long(file.path, file.production_lines(), RUST_LINES_MAX));
        let mut functions = Functions { file, found: &mut found };
        functions.visit_file(&file.syntax);
    }
    found
}

fn too_long(path: &str, lines: usize, max: usize) -> Option<Finding> {
    let why = format!("{lines} lines; at most {max}, or it does two things: split it by verb");
    (lines > max).then(|| Finding::new("file-size", path, why))
}

/// How long a file of the web package may be; none where it is a test or is generated.
fn web_lines_max(path: &str, text: &str) -> Option<usize> {
    let generated = text.lines().take(5).any(|line| line.to_lowercase().contains("generated"));
    if !path.starts_with("web/")
        || generated
        || path.contains(".test.")
        || path.contains("/tests/")
        || path.contains(".spec.")
    {
        None
    } else if path.ends_with(".vue") {
        Some(COMPONENT_LINES_MAX)
    } else if path.ends_with(".ts") {
        Some(SCRIPT_LINES_MAX)
    } else {
        None
    }
}

struct Functions<'a> {
    file: &'a RustFile<'a>,
    found: &'a mut Vec<Finding>,
}

impl Functions<'_> {
    fn measure(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let first = signature.span().start().line;
        let lines = block.span().end().line + 1 - first;
        if lines > FUNCTION_LINES_MAX && !self.file.is_test_line(first) {
            let why = format!(
                "{lines} lines; at most {FUNCTION_LINES_MAX}, so that it is seen whole on a screen"
            );
            let finding = Finding::new("function-size", self.file.path, why);
            self.found.push(finding.of(signature.ident.to_string()));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.measure(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.measure(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }
}

#[cfg(test)]
mod tests {
    use super::super::assert_keys;
    use super::*;

    fn check(path: &str, text: &str, expected: &[&str]) {
        let tree = Tree::from([(path, text)]);
        assert_keys(&findings(&tree, &RustFile::all(&tree).unwrap()), expected);
    }

    #[test]
    fn a_file_or_a_function_that_is_too_long_is_found() {
        let lines = |n: usize| "// a line\n".repeat(n);
        check("crates/core/src/a.rs", &lines(400), &[]);
        check("crates/core/src/a.rs", &lines(401), &["file-size crates/core/src/a.rs"]);
        check("crates/core/tests/a.rs", &lines(401), &[]);
        let tested = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", lines(400), lines(90));
        check("crates/core/src/a.rs", &tested, &[]);
        let function = |n: usize| format!("fn long() {{\n{}}}\n", lines(n - 2));
        check("crates/core/src/a.rs", &function(70), &[]);
        check("crates/core/src/a.rs", &function(71), &["function-size crates/core/src/a.rs long"]);
        let method = format!("impl A {{\n{}}}", function(71));
        check("crates/core/src/a.rs", &method, &["function-size crates/core/src/a.rs long"]);
        check("crates/core/src/a.rs", &format!("#[test]\n{}", function(71)), &[]);
        check("web/src/A.vue", &lines(251), &["file-size web/src/A.vue"]);
        check("web/src/a.ts", &lines(401), &["file-size web/src/a.ts"]);
        check("web/src/a.ts", &format!("// Generated from OpenAPI\n{}", lines(401)), &[]);
        check("data/a.csv", &"a".repeat(1_500_001), &["file-bytes data/a.csv"]);
    }
}
