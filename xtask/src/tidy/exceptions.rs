//! What the rules let pass for now. The list may only shrink.

use super::Finding;
use crate::tree::Tree;
use anyhow::{Context, Result};

/// One exception a line: the finding as tidy prints it before the colon, then ` -- ` and why. The
/// first line says how many there are, so that a new one is seen where it is added.
pub(crate) const LIST: &str = "xtask/exceptions.txt";

/// The findings less those that are excepted, and what is wrong with the list itself.
pub(crate) fn apply(tree: &Tree, found: Vec<Finding>) -> Result<Vec<Finding>> {
    let text = tree.text(LIST).unwrap_or("exceptions: 0");
    let mut lines = text.lines();
    let header = lines.next().and_then(|line| line.strip_prefix("exceptions: "));
    let written: usize = header
        .and_then(|number| number.trim().parse().ok())
        .with_context(|| format!("the first line of {LIST} is “exceptions: N”"))?;
    let lines: Vec<&str> =
        lines.filter(|line| !line.trim().is_empty() && !line.starts_with('#')).collect();
    let wrong = |why: String| Finding::new("exceptions", LIST, why);
    let mut left = found;
    let mut about_list = Vec::new();
    if lines.len() != written {
        let why =
            format!("holds {} lines, its head says {written}; the number only falls", lines.len());
        about_list.push(wrong(why));
    }
    for line in lines {
        let Some((key, _)) = line.split_once(" -- ") else {
            about_list.push(wrong(format!("“{line}” does not say why: KEY -- REASON")));
            continue;
        };
        let before = left.len();
        left.retain(|finding| finding.key() != key.trim());
        if left.len() == before {
            about_list.push(wrong(format!("“{key}” is no longer needed: take the line out")));
        }
    }
    left.extend(about_list);
    Ok(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(list: &str, expected: &str) {
        let found = vec![Finding::new("file-size", "a.rs", "401 lines")];
        let said = match apply(&Tree::from([(LIST, list)]), found) {
            Ok(left) => left.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
            Err(error) => error.to_string(),
        };
        assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{said}");
    }

    #[test]
    fn an_exception_lets_its_finding_pass_and_no_other() {
        check("exceptions: 1\nfile-size a.rs -- split with the next issue", "");
        check("exceptions: 0\n", "file-size a.rs: 401 lines");
        check("exceptions: 1\nfile-size b.rs -- why", "file-size a.rs: 401 lines");
    }

    #[test]
    fn the_list_itself_is_held_to_its_rules() {
        check("exceptions: 1\nfile-size b.rs -- why", "no longer needed");
        check("exceptions: 0\nfile-size a.rs -- why", "its head says 0");
        check("exceptions: 1\nfile-size a.rs", "does not say why");
        check("file-size a.rs -- why", "first line");
    }
}
