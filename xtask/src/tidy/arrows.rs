//! Which crate may use which, and what the core may never touch.

use super::Finding;
use super::rust_file::RustFile;
use crate::tree::Tree;
use anyhow::{Context, Result};
use proc_macro2::{TokenStream, TokenTree};
use std::str::FromStr;

/// A crate and those of ours that it may use. Whatever is not named here may use none.
const ARROWS: [(&str, &[&str]); 12] = [
    ("core", &[]),
    ("trace", &["core"]),
    ("invent", &["core"]),
    ("sheets", &[]),
    ("intake", &[]),
    ("store", &["core"]),
    ("paper", &["core"]),
    ("app", &["core", "trace", "intake", "sheets", "store", "paper"]),
    ("http", &["core", "app"]),
    ("fangxian", &["core", "trace", "invent", "intake", "sheets", "store", "paper", "app", "http"]),
    ("testkit", &["core", "trace", "invent", "intake", "sheets", "store", "paper", "app", "http"]),
    ("xtask", &[]),
];

/// What decides does no IO: these bring a runtime, a driver or a socket along.
const DENIED_IN_CORE: [&str; 15] = [
    "anyhow",
    "axum",
    "chrono",
    "deadpool-postgres",
    "futures-util",
    "getrandom",
    "hyper",
    "metrics",
    "rand",
    "reqwest",
    "rusqlite",
    "tokio",
    "tokio-postgres",
    "tracing",
    "typst",
];

/// A driver in the wrong room: the store alone speaks to a database, http alone to a socket.
const DENIED_OUTSIDE: [(&str, &str); 4] = [
    ("rusqlite", "store"),
    ("tokio-postgres", "store"),
    ("deadpool-postgres", "store"),
    ("axum", "http"),
];

/// Paths of the standard library that read the world.
const DENIED_PATHS_IN_CORE: [&[&str]; 9] = [
    &["std", "env"],
    &["std", "fs"],
    &["std", "io"],
    &["std", "net"],
    &["std", "process"],
    &["std", "thread"],
    &["SystemTime"],
    &["Instant"],
    &["Uuid", "now_v7"],
];

/// Dependencies that point the wrong way, and IO in the core.
pub(crate) fn findings(tree: &Tree, rust: &[RustFile<'_>]) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for (path, text) in tree.texts() {
        if let Some(krate) = crate_of(path) {
            let manifest: toml::Table = text.parse().with_context(|| format!("reading {path}"))?;
            for section in ["dependencies", "build-dependencies"] {
                let table = manifest.get(section).and_then(toml::Value::as_table);
                let names = table.into_iter().flat_map(toml::Table::keys);
                found.extend(names.filter_map(|name| wrong_arrow(path, krate, name)));
            }
        }
    }
    for file in rust.iter().filter(|file| file.path.starts_with("crates/core/src/")) {
        found.extend(io_in_core(file));
    }
    Ok(found)
}

fn crate_of(path: &str) -> Option<&str> {
    match path.strip_suffix("/Cargo.toml")? {
        "xtask" => Some("xtask"),
        folder => folder.strip_prefix("crates/").filter(|name| !name.contains('/')),
    }
}

fn wrong_arrow(path: &str, krate: &str, dependency: &str) -> Option<Finding> {
    let wrong = |why: String| Some(Finding::new("arrow", path, why).of(dependency));
    if let Some(ours) = dependency.strip_prefix("fangxian-") {
        let allowed = ARROWS.iter().find(|(name, _)| *name == krate).map_or(&[][..], |(_, to)| to);
        if !allowed.contains(&ours) {
            return wrong(format!(
                "{krate} → {ours} is no arrow of ARCHITECTURE.md: a layer knows only those below it"
            ));
        }
    }
    if krate == "core" && DENIED_IN_CORE.contains(&dependency) {
        return wrong(
            "the core decides and does no IO, so that a rule is tested without a world".into(),
        );
    }
    match DENIED_OUTSIDE.iter().find(|(name, room)| *name == dependency && *room != krate) {
        Some((_, "http")) if krate == "testkit" || krate == "fangxian" => None,
        Some((_, room)) => {
            wrong(format!("only {room} may name it, or its types leak into every layer"))
        }
        None => None,
    }
}

fn io_in_core(file: &RustFile<'_>) -> Vec<Finding> {
    let Ok(tokens) = TokenStream::from_str(file.text) else { return Vec::new() };
    let mut words = Vec::new();
    flat(tokens, &mut words);
    let mut found = Vec::new();
    for (index, (_, line)) in words.iter().enumerate() {
        let starts = |denied: &&&[&str]| {
            let here = words.get(index..index + denied.len());
            here.is_some_and(|here| here.iter().zip(denied.iter()).all(|((word, _), d)| word == d))
        };
        if let Some(denied) = DENIED_PATHS_IN_CORE.iter().find(starts)
            && !file.is_test_line(*line)
        {
            let why =
                format!("line {line} reads the world: in the core, time and files are arguments");
            found.push(Finding::new("core-io", file.path, why).of(denied.join("::")));
        }
    }
    found
}

/// The words of a path stand side by side; marks between them are left out, except that two
/// words without `::` between them are never one path in Rust.
fn flat(tokens: TokenStream, words: &mut Vec<(String, usize)>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => flat(group.stream(), words),
            TokenTree::Ident(word) => words.push((word.to_string(), word.span().start().line)),
            TokenTree::Literal(_) => words.push((String::new(), 0)),
            TokenTree::Punct(mark) if mark.as_char() == ':' => {}
            TokenTree::Punct(_) => words.push((String::new(), 0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::assert_keys;
    use super::*;

    fn check(path: &str, text: &str, expected: &[&str]) {
        let tree = Tree::from([(path, text)]);
        assert_keys(&findings(&tree, &RustFile::all(&tree).unwrap()).unwrap(), expected);
    }

    #[test]
    fn an_arrow_that_points_up_is_found() {
        let store = "crates/store/Cargo.toml";
        check(store, "[dependencies]\nfangxian-core.workspace = true", &[]);
        let key = ["arrow crates/store/Cargo.toml fangxian-app"];
        check(store, "[dependencies]\nfangxian-app.workspace = true", &key);
        let key = ["arrow crates/http/Cargo.toml fangxian-store"];
        check("crates/http/Cargo.toml", "[dependencies]\nfangxian-store.workspace = true", &key);
        let key = ["arrow crates/new/Cargo.toml fangxian-core"];
        check("crates/new/Cargo.toml", "[dependencies]\nfangxian-core.workspace = true", &key);
        let testkit = "[dev-dependencies]\nfangxian-testkit.workspace = true";
        check("crates/http/Cargo.toml", testkit, &[]);
    }

    #[test]
    fn a_driver_in_the_wrong_room_is_found() {
        let key = ["arrow crates/core/Cargo.toml tokio"];
        check("crates/core/Cargo.toml", "[dependencies]\ntokio = \"1\"", &key);
        let key = ["arrow crates/app/Cargo.toml rusqlite"];
        check("crates/app/Cargo.toml", "[dependencies]\nrusqlite = \"1\"", &key);
        check("crates/store/Cargo.toml", "[dependencies]\nrusqlite = \"1\"", &[]);
        let key = ["arrow crates/app/Cargo.toml axum"];
        check("crates/app/Cargo.toml", "[dependencies]\naxum = \"1\"", &key);
    }

    #[test]
    fn io_in_the_core_is_found() {
        let core = "crates/core/src/day.rs";
        let key = |path: &str| format!("core-io crates/core/src/day.rs {path}");
        check(core, "use std::fs;", &[&key("std::fs")]);
        check(core, "fn f() { std::net::TcpStream::connect(a); }", &[&key("std::net")]);
        check(core, "fn f() { SystemTime::now(); }", &[&key("SystemTime")]);
        check(core, "fn f() { let x = Uuid::now_v7(); }", &[&key("Uuid::now_v7")]);
        check(core, "// std::fs is not here\nuse std::fmt;", &[]);
        check(core, "#[cfg(test)]\nmod tests {\n    use std::fs;\n}", &[]);
        check("crates/store/src/day.rs", "use std::fs;", &[]);
    }
}
