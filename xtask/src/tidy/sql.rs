//! SQL stands in one room.

use super::Finding;
use super::rust_file::RustFile;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::str::FromStr;

/// String literals outside the store that read like SQL. Tests are free: they look at, and damage,
/// what the store wrote.
pub(crate) fn findings(rust: &[RustFile<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in rust.iter().filter(|file| !file.is_test() && file.crate_name() != "store") {
        let Ok(tokens) = TokenStream::from_str(file.text) else { continue };
        let mut literals = Vec::new();
        string_literals(tokens, &mut literals);
        for (line, text) in literals {
            if reads_like_sql(&text) && !file.is_test_line(line) {
                let why = format!(
                    "line {line} holds SQL, which belongs into crates/store, where it is tested on \
                     both engines"
                );
                found.push(Finding::new("sql", file.path, why));
            }
        }
    }
    found
}

/// Every string literal with its line, less those of attributes, which doc comments are.
fn string_literals(tokens: TokenStream, found: &mut Vec<(usize, String)>) {
    let mut in_attribute = false;
    for token in tokens {
        let opens_attribute = match &token {
            TokenTree::Punct(mark) => {
                mark.as_char() == '#' || (in_attribute && mark.as_char() == '!')
            }
            TokenTree::Group(_) | TokenTree::Literal(_) | TokenTree::Ident(_) => false,
        };
        match token {
            TokenTree::Group(group) if in_attribute && group.delimiter() == Delimiter::Bracket => {}
            TokenTree::Group(group) => string_literals(group.stream(), found),
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    found.push((literal.span().start().line, text.value()));
                }
            }
            TokenTree::Punct(_) | TokenTree::Ident(_) => {}
        }
        in_attribute = opens_attribute;
    }
}

fn reads_like_sql(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    match words.as_slice() {
        ["select", rest @ ..] => rest.contains(&"from"),
        ["with", _, "as", ..] | ["insert", "into", ..] | ["delete", "from", _, "where", ..] => true,
        ["delete", "from", _] | ["update", _, "set", ..] => true,
        ["create" | "drop" | "alter", "table" | "index" | "view", ..] => true,
        ["create", "unique", "index", ..] | ["pragma", _, ..] => true,
        _ => false,
    }
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
    fn sql_outside_the_store_is_found_also_within_macros() {
        let app = "crates/app/src/zones.rs";
        let key = ["sql crates/app/src/zones.rs"];
        check(app, r#"const Q: &str = "\n  SELECT a\n from zone";"#, &key);
        check(app, r##"fn f() { query!(r#"insert into zone values (1)"#) }"##, &key);
        check(app, r#"fn f() { tx.exec("update zone set level = $1") }"#, &key);
        check(app, r#"fn f() { tx.exec("delete from zone") }"#, &key);
        check("crates/store/src/zones.rs", r#"const Q: &str = "select a from zone";"#, &[]);
        check("crates/testkit/tests/a.rs", r#"const Q: &str = "select a from zone";"#, &[]);
    }

    #[test]
    fn words_that_only_begin_like_sql_are_not_found() {
        let app = "crates/app/src/zones.rs";
        check(app, "/// Select a zone from the list.\nfn f() {}", &[]);
        check(app, r#"const WHY: &str = "select a zone first";"#, &[]);
        check(app, r#"const WHY: &str = "could not update the zone";"#, &[]);
        check(app, "#[cfg(test)]\nmod tests { const Q: &str = \"select a from zone\"; }", &[]);
    }
}
