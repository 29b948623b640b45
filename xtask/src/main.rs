//! Keeps house: `tidy` holds the tree to its rules, `divisions` makes the list of places,
//! `seal` closes the migrations that have been released.

mod divisions;
mod tidy;
mod tree;

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
cargo run -p xtask -- tidy              hold the tree to its rules
cargo run -p xtask -- divisions DIR     write data/divisions from the dist folder of china-division
cargo run -p xtask -- seal              seal the migrations: from now on they may not change";

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "this is a command")]
fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<String> {
    let root = root()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["tidy"] => {
            let findings = tidy::findings(&tree::Tree::read(&root)?)?;
            if findings.is_empty() {
                return Ok("tidy".to_owned());
            }
            let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
            bail!("{}\n\n{} findings", lines.join("\n"), findings.len())
        }
        ["divisions", dist] => {
            let country = root.join("data/divisions/country.csv");
            std::fs::write(&country, divisions::country(Path::new(dist))?)
                .with_context(|| format!("writing {}", country.display()))?;
            let csv = divisions::taiyuan(Path::new(dist))?;
            let path = root.join("data/divisions/140100.csv");
            std::fs::write(&path, &csv).with_context(|| format!("writing {}", path.display()))?;
            Ok(format!("{} rows in {}", csv.lines().count() - 1, path.display()))
        }
        ["seal"] => {
            let sealed = tidy::migrations::seal(&tree::Tree::read(&root)?);
            let path = root.join(tidy::migrations::SEALED);
            std::fs::write(&path, &sealed)
                .with_context(|| format!("writing {}", path.display()))?;
            Ok(format!("sealed in {}", path.display()))
        }
        _ => bail!("{USAGE}"),
    }
}

/// The root of the repository: the folder above this crate. Cargo names it when it runs us; what
/// was compiled in may be another checkout that shares the target folder.
fn root() -> Result<PathBuf> {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    Ok(here.parent().context("xtask lies in the repository")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        let said = run(&["tidy".to_owned()]).map_err(|error| error.to_string());
        assert_eq!(said.as_deref(), Ok("tidy"), "{}", said.as_ref().unwrap_err());
    }

    #[test]
    fn an_unknown_command_is_answered_with_the_known_ones() {
        assert!(run(&["tidier".to_owned()]).unwrap_err().to_string().contains("divisions DIR"));
    }
}
