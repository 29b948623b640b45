//! Names are nouns of the field.

use super::Finding;
use super::rust_file::RustFile;
use syn::visit::{self, Visit};

/// Words that say nothing about what a thing is; the glossary has a better one.
const BANNED: [&str; 14] = [
    "manager", "helper", "util", "common", "service", "facade", "dto", "vo", "bo", "impl",
    "process", "handle", "data", "info",
];

/// Functions, types, traits and modules whose names hold a banned word.
pub(crate) fn findings(rust: &[RustFile<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in rust {
        let stem = file.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        let mut names = Names { path: file.path, found: &mut found };
        names.judge(stem);
        names.visit_file(&file.syntax);
    }
    found
}

struct Names<'a> {
    path: &'a str,
    found: &'a mut Vec<Finding>,
}

impl Names<'_> {
    fn judge(&mut self, name: &str) {
        let banned = |word: &String| {
            let singular = word.strip_suffix('s').unwrap_or(word);
            BANNED.contains(&word.as_str()) || BANNED.contains(&singular)
        };
        if let Some(word) = words(name).into_iter().find(banned) {
            let why =
                format!("“{word}” says nothing about what it is: take a noun of the glossary");
            self.found.push(Finding::new("name", self.path, why).of(name));
        }
    }
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.judge(&signature.ident.to_string());
        visit::visit_signature(self, signature);
    }

    /// The names in the impl of a trait are the trait's.
    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if item.trait_.is_none() {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.judge(&item.ident.to_string());
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.judge(&item.ident.to_string());
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.judge(&item.ident.to_string());
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.judge(&item.ident.to_string());
        visit::visit_item_trait(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.judge(&item.ident.to_string());
        visit::visit_item_mod(self, item);
    }
}

/// The words of a snake_case or CamelCase name, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut last_was_small = false;
    for c in name.chars() {
        if c == '_' || (c.is_uppercase() && last_was_small) {
            words.push(String::new());
        }
        last_was_small = c.is_lowercase() || c.is_ascii_digit();
        if c != '_'
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::assert_keys;
    use super::*;
    use crate::tree::Tree;

    fn check(path: &str, text: &str, expected: &[&str]) {
        let tree = Tree::from([(path, text)]);
        assert_keys(&findings(&RustFile::all(&tree).unwrap()), expected);
    }

    #[test]
    fn a_name_with_a_banned_word_is_found_and_a_word_within_a_word_is_not() {
        let key = |name: &str| format!("name crates/core/src/a.rs {name}");
        let one = |text: &str, name: &str| check("crates/core/src/a.rs", text, &[&key(name)]);
        one("struct ZoneManager;", "ZoneManager");
        one("enum ZoneDto {}", "ZoneDto");
        one("fn process_zone() {}", "process_zone");
        one("impl Zone { fn handle(&self) {} }", "handle");
        one("trait ZoneService {}", "ZoneService");
        one("type ZoneInfo = u8;", "ZoneInfo");
        one("mod utils {}", "utils");
        check("crates/core/src/helpers.rs", "", &["name crates/core/src/helpers.rs helpers"]);
        let fine = "struct Database; fn handled() {} fn commonly() {} struct Information;";
        check("crates/core/src/a.rs", fine, &[]);
        check("crates/core/src/a.rs", "impl Tool for A { fn process(&self) {} }", &[]);
    }
}
