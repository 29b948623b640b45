//! Migrations are only added: what has run on a city's database is history.

use super::Finding;
use crate::tree::Tree;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The released migrations and what they hold. `cargo run -p xtask -- seal` adds new ones.
pub(crate) const SEALED: &str = "xtask/sealed-migrations.txt";

/// Sealed migrations that were changed or taken away, and numbers that skip or repeat.
pub(crate) fn findings(tree: &Tree) -> Vec<Finding> {
    let standing = migrations(tree);
    let mut found = Vec::new();
    for (path, sealed) in sealed(tree) {
        let why = match standing.get(path) {
            Some(hash) if hash == sealed => continue,
            Some(_) => {
                "was changed after it was sealed: databases hold the old one; add a new file"
            }
            None => "was taken away after it was sealed: databases have run it; put it back",
        };
        found.push(Finding::new("migration", path, why));
    }
    for (index, path) in standing.keys().enumerate() {
        let number = format!("migrations/{:04}_", index + 1);
        if !path.starts_with(&number) {
            let why =
                format!("should begin with {number}: migrations run in the order of their numbers");
            found.push(Finding::new("migration-number", path, why));
        }
    }
    found
}

/// The text of [`SEALED`] for the migrations as they stand. What is sealed stays as it was sealed.
pub(crate) fn seal(tree: &Tree) -> String {
    let standing = migrations(tree);
    let mut all: BTreeMap<&str, &str> = standing.iter().map(|(p, h)| (*p, h.as_str())).collect();
    all.extend(sealed(tree));
    all.into_iter().map(|(path, hash)| format!("{hash}  {path}\n")).collect()
}

fn migrations(tree: &Tree) -> BTreeMap<&str, String> {
    tree.files()
        .filter(|(path, _)| path.starts_with("migrations/") && path.ends_with(".sql"))
        .map(|(path, bytes)| (path, hex::encode(Sha256::digest(bytes))))
        .collect()
}

fn sealed(tree: &Tree) -> BTreeMap<&str, &str> {
    let lines = tree.text(SEALED).unwrap_or_default().lines();
    lines.filter_map(|line| line.split_once("  ")).map(|(hash, path)| (path, hash)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::assert_keys;
    use super::*;

    #[test]
    fn a_sealed_migration_may_not_change_or_go() {
        let first = ("migrations/0001_spine.sql", "create table a (b text)");
        let seal = seal(&Tree::from([first]));
        assert_keys(&findings(&Tree::from([first, (SEALED, &seal)])), &[]);
        let changed = (first.0, "create table a (b bigint)");
        let key = ["migration migrations/0001_spine.sql"];
        assert_keys(&findings(&Tree::from([changed, (SEALED, &seal)])), &key);
        assert_keys(&findings(&Tree::from([(SEALED, seal.as_str())])), &key);
        assert_keys(&findings(&Tree::from([changed])), &[]);
    }

    #[test]
    fn sealing_again_does_not_forgive_a_change() {
        let path = "migrations/0001_spine.sql";
        let before = seal(&Tree::from([(path, "a")]));
        let second = ("migrations/0002_more.sql", "c");
        let after = seal(&Tree::from([(path, "b"), second, (SEALED, before.as_str())]));
        assert!(after.starts_with(before.as_str()));
        assert_eq!(after.lines().count(), 2);
    }

    #[test]
    fn a_number_that_skips_is_found() {
        let tree = Tree::from([("migrations/0001_a.sql", ""), ("migrations/0003_b.sql", "")]);
        assert_keys(&findings(&tree), &["migration-number migrations/0003_b.sql"]);
    }
}
