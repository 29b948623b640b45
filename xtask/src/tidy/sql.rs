//! SQL stands in one room, and is not put together from what somebody wrote.

use super::Finding;
use super::rust_file::RustFile;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::str::FromStr;

/// Where the store puts SQL together: the file, how many holes its statements have, and what goes
/// into them. A new hole must be thought about, and then counted here.
const BUILT: [(&str, usize, &str); 57] = [
    ("crates/store/src/accounts/assignments.rs", 2, "placeholders, and conditions made of them"),
    ("crates/store/src/antigen.rs", 10, "placeholders"),
    ("crates/store/src/arrivals.rs", 4, "placeholders, and conditions made of them"),
    ("crates/store/src/backup.rs", 4, "names that the schema itself gave"),
    ("crates/store/src/canaries.rs", 1, "placeholders"),
    ("crates/store/src/cases.rs", 6, "placeholders"),
    ("crates/store/src/cases/contacts.rs", 4, "placeholders"),
    ("crates/store/src/cases/operations.rs", 6, "placeholders"),
    ("crates/store/src/cases/quiet.rs", 2, "placeholders"),
    ("crates/store/src/cases/over.rs", 13, "placeholders, and the tables of a case"),
    ("crates/store/src/destroyed.rs", 4, "placeholders"),
    ("crates/store/src/engine/postgres.rs", 1, "the names of three settings"),
    ("crates/store/src/charges.rs", 2, "placeholders"),
    ("crates/store/src/codes.rs", 9, "placeholders"),
    ("crates/store/src/codes/appeals.rs", 6, "placeholders"),
    ("crates/store/src/codes/told.rs", 2, "placeholders"),
    ("crates/store/src/custody.rs", 5, "placeholders"),
    ("crates/store/src/exports.rs", 4, "placeholders"),
    ("crates/store/src/feed.rs", 2, "placeholders"),
    ("crates/store/src/filings.rs", 2, "placeholders"),
    ("crates/store/src/follow_ups.rs", 2, "placeholders"),
    ("crates/store/src/frequency.rs", 5, "placeholders, and the columns of an entry"),
    ("crates/store/src/isolation.rs", 4, "placeholders"),
    ("crates/store/src/isolation/runs.rs", 1, "placeholders"),
    ("crates/store/src/isolation/stays.rs", 6, "placeholders"),
    ("crates/store/src/lab_quality.rs", 6, "placeholders"),
    ("crates/store/src/lab_results.rs", 1, "placeholders"),
    ("crates/store/src/labs.rs", 2, "placeholders"),
    ("crates/store/src/ledgers.rs", 1, "placeholders"),
    ("crates/store/src/lodgings.rs", 3, "placeholders, and the two tables of a stay"),
    ("crates/store/src/load/postgres.rs", 3, "names that this module or the schema itself gave"),
    ("crates/store/src/load/sqlite.rs", 5, "names that this module or the schema itself gave"),
    ("crates/store/src/orders/mod.rs", 2, "placeholders"),
    ("crates/store/src/orders/operations.rs", 2, "placeholders"),
    ("crates/store/src/orders/reach.rs", 4, "placeholders, and conditions made of them"),
    ("crates/store/src/people/documents.rs", 5, "placeholders, and whether a person is counted"),
    ("crates/store/src/people/mod.rs", 4, "placeholders"),
    ("crates/store/src/people/pairs.rs", 10, "placeholders, and the columns of a person"),
    ("crates/store/src/people/undo.rs", 3, "placeholders"),
    ("crates/store/src/places/grids.rs", 1, "placeholders"),
    ("crates/store/src/places/mod.rs", 1, "placeholders"),
    ("crates/store/src/places/tree.rs", 1, "placeholders"),
    ("crates/store/src/publications.rs", 2, "placeholders"),
    ("crates/store/src/read_log.rs", 3, "placeholders"),
    ("crates/store/src/restore.rs", 3, "names that the schema itself gave"),
    ("crates/store/src/results.rs", 5, "placeholders"),
    ("crates/store/src/rounds.rs", 3, "placeholders"),
    ("crates/store/src/sampling/mod.rs", 1, "placeholders"),
    ("crates/store/src/sampling/parts.rs", 4, "placeholders, and the columns of a part"),
    ("crates/store/src/sampling/results.rs", 1, "placeholders"),
    ("crates/store/src/sampling/strangers.rs", 6, "placeholders, and the name of a column"),
    ("crates/store/src/tracks.rs", 7, "placeholders"),
    ("crates/store/src/transmission.rs", 2, "placeholders"),
    ("crates/store/src/venues.rs", 1, "placeholders"),
    ("crates/store/src/verifications/cases.rs", 1, "placeholders"),
    ("crates/store/src/verifications/lists.rs", 5, "placeholders, and the three keys of a line"),
    ("crates/store/src/verifications/over.rs", 6, "placeholders, and the tables of a list"),
];

/// Statements of the store with a hole that is neither a constant nor the `{rows}` of
/// `exec_rows`, beyond those that are counted above.
pub(crate) fn built(rust: &[RustFile<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in rust.iter().filter(|file| !file.is_test() && file.crate_name() == "store") {
        let Ok(tokens) = TokenStream::from_str(file.text) else { continue };
        let mut literals = Vec::new();
        string_literals(tokens, &mut literals);
        let of_code = literals.iter().filter(|(line, _)| !file.is_test_line(*line));
        let n: usize =
            of_code.filter(|(_, text)| reads_like_sql(text)).map(|(_, text)| holes(text)).sum();
        let counted = BUILT.iter().find(|built| built.0 == file.path).map_or(0, |built| built.1);
        if n != counted {
            let why = format!(
                "{n} holes in SQL, and {counted} are counted in xtask/src/tidy/sql.rs: values are \
                 parameters, names come from constants or the schema"
            );
            found.push(Finding::new("sql-built", file.path, why));
        }
    }
    found
}

/// The holes of a statement that anything could go into.
fn holes(text: &str) -> usize {
    let name_of = |rest: &str| rest.split('}').next().unwrap_or_default().to_owned();
    let is_fixed = |name: &str| {
        name == "rows"
            || (!name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
    };
    // Doubled, it is the sign itself.
    let plain = text.replace("{{", "");
    let names: Vec<String> = plain.split('{').skip(1).map(name_of).collect();
    names.iter().filter(|name| !is_fixed(name)).count()
}

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
        ["create", "unique", "index", ..] | ["pragma", _, ..] | ["show", _] => true,
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
    fn sql_that_is_put_together_is_found_and_constants_are_not() {
        let holes_in = |path: &str, text: &str, expected: &[&str]| {
            let tree = Tree::from([(path, text)]);
            assert_keys(&built(&RustFile::all(&tree).unwrap()), expected);
        };
        let (store, key) = ("crates/store/src/zones.rs", ["sql-built crates/store/src/zones.rs"]);
        holes_in(store, r#"fn f() { format!("select a from zone order by {sort}") }"#, &key);
        holes_in(store, r#"fn f() { format!("select a from {} limit 1", name) }"#, &key);
        holes_in(store, r#"fn f() { format!("update zone set {column} = $1") }"#, &key);
        holes_in(store, r#"fn f() { format!("select {COLUMNS} from zone where a = $1") }"#, &[]);
        holes_in(store, r#"const Q: &str = "insert into zone (a) values {rows}";"#, &[]);
        // Fewer than were counted: the list says what is so.
        let feed = ("crates/store/src/feed.rs", "sql-built crates/store/src/feed.rs");
        holes_in(feed.0, r#"const Q: &str = "select a from feed";"#, &[feed.1]);
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
