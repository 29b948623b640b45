//! Nothing in the tree depends on the machine that it was written on.

use super::Finding;
use crate::tree::Tree;

/// Folders of somebody's machine. Written in pieces, so that this file does not hold them.
const MACHINE_PATHS: [&str; 7] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/shared"),
    concat!("/wo", "rk/main"),
    concat!("/tmp", "/wt-"),
    concat!("/tmp", "/tgt-"),
];

/// Places that packages come from are each machine's own business.
const REGISTRIES: [&str; 6] = [
    concat!("registry.npm", "js.org"),
    concat!("npm", "mirror.com"),
    concat!("rs", "proxy.cn"),
    concat!("tuna.tsing", "hua"),
    concat!("index.cra", "tes.io"),
    concat!("replace-", "with ="),
];

/// Texts that name this machine or a registry, and lock files that bind to one.
pub(crate) fn findings(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.texts() {
        for (number, line) in text.lines().enumerate() {
            let number = number + 1;
            if let Some(folder) = MACHINE_PATHS.iter().find(|folder| names(line, folder)) {
                let why =
                    format!("line {number} names {folder}, which another machine does not have");
                found.push(Finding::new("machine-path", path, why));
            }
            if REGISTRIES.iter().any(|host| line.contains(host)) {
                let why =
                    format!("line {number} names a registry, which is each machine's own choice");
                found.push(Finding::new("registry", path, why));
            }
        }
        if path.ends_with("package-lock.json") && text.contains("\"resolved\": \"http") {
            let why = "holds “resolved” addresses, which bind every machine to one registry: set \
                       omit-lockfile-registry-resolved when it is made";
            found.push(Finding::new("lock-file", path, why));
        }
        let names_registry = |line: &str| {
            line.split_once('=').is_some_and(|(key, _)| key.trim().ends_with("registry"))
        };
        if path.ends_with(".npmrc") && text.lines().any(names_registry) {
            found.push(Finding::new("registry", path, "a registry is each machine's own choice"));
        }
    }
    found
}

/// Whether the line names the folder from the root of the file system: `/x/home/` in a route or an
/// address is another thing.
fn names(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|start| start.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | '/'))
    })
}

#[cfg(test)]
mod tests {
    use super::super::assert_keys;
    use super::*;

    fn check(path: &str, text: &str, expected: &[&str]) {
        assert_keys(&findings(&Tree::from([(path, text)])), expected);
    }

    #[test]
    fn a_path_of_a_machine_or_a_registry_is_found() {
        check("a.md", &format!("cd {}", MACHINE_PATHS[0]), &["machine-path a.md"]);
        check("a.md", &format!("cd {}me", MACHINE_PATHS[1]), &["machine-path a.md"]);
        check("a.md", &format!("https://example.org{}me", MACHINE_PATHS[1]), &[]);
        check("a.md", &format!("see https://{}", REGISTRIES[0]), &["registry a.md"]);
        let lock = r#"{ "resolved": "https://example.org/vue.tgz" }"#;
        check("web/package-lock.json", lock, &["lock-file web/package-lock.json"]);
        check("web/package-lock.json", r#"{ "integrity": "sha512-" }"#, &[]);
        check("web/.npmrc", "registry=https://example.org", &["registry web/.npmrc"]);
        check("web/.npmrc", "@a:registry = https://example.org", &["registry web/.npmrc"]);
        check("web/.npmrc", "omit-lockfile-registry-resolved=true", &[]);
    }
}
