//! `fangxian rules check`: the rules as sentences that a health official can read and sign.

use crate::failure::{Found, bad_input, print};
use crate::files::{MIB, read_bytes, text};
use anyhow::{Context, Result};
use clap::Subcommand;
use fangxian_core::rules::{
    Contradiction, RuleBook, RulesError, codes_text, edition_text, guide_text,
};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// No rule file is larger.
const FILE_BYTES_MAX: u64 = MIB;
/// No city has more of them.
const FILES_MAX: usize = 100;

#[derive(Subcommand)]
pub(crate) enum RulesCommand {
    /// 读入全部方案、指南和本市规定，逐条打印；有看不懂或互相矛盾的条文就拒绝
    Check {
        /// 规则文件所在的文件夹；不给就用随程序提供的
        #[arg(long, value_name = "文件夹")]
        dir: Option<PathBuf>,
    },
}

pub(crate) fn run(command: RulesCommand) -> Result<()> {
    match command {
        RulesCommand::Check { dir } => print(&whole_text(&book(dir.as_deref())?)),
    }
}

/// The rules of a folder, or those that the program ships.
pub(crate) fn book(dir: Option<&Path>) -> Result<RuleBook> {
    let Some(dir) = dir else {
        return RuleBook::built_in().map_err(|error| refused(&error));
    };
    let files = toml_files(dir)?;
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    RuleBook::parse(&files).map_err(|error| refused(&error))
}

fn toml_files(dir: &Path) -> Result<Vec<(String, String)>> {
    let shown = dir.display();
    let folder = std::fs::read_dir(dir)
        .map_err(|error| bad_input(format!("打不开规则文件夹{shown}：{error}")))?;
    let mut paths = Vec::new();
    for file in folder {
        let path = file.with_context(|| format!("读不了规则文件夹{shown}"))?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() || paths.len() > FILES_MAX {
        let n = paths.len();
        return Err(bad_input(format!("{shown}里有{n}个 .toml 文件，应为1至{FILES_MAX}个。")));
    }
    paths
        .into_iter()
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok((name, text(&read_bytes(&path, FILE_BYTES_MAX)?, &path)?))
        })
        .collect()
}

fn refused(error: &RulesError) -> anyhow::Error {
    let mut told = String::from("规则文件不能用：");
    match error {
        RulesError::Unreadable { file, line, field, message } => {
            told.push_str(file);
            if let Some(line) = line {
                let _ = write!(told, "第{line}行");
            }
            if let Some(field) = field {
                let _ = write!(told, "，字段 {field}");
            }
            let _ = write!(told, "：{message}");
        }
        RulesError::UnknownKind { file } => {
            let _ = write!(
                told,
                "{file}既不是方案（有 level），也不是指南（有 guide），也不是本市规定（有 city），也不是赋码规则（有 code_rule）。"
            );
        }
        RulesError::NoWords { file, field } => {
            let _ = write!(told, "{file}的 {field} 是空的；每个数字都要有原文和出处。");
        }
        RulesError::Contradictory(found) => {
            let _ = write!(told, "有{}处矛盾。", found.len());
            found.iter().for_each(|one| quote(&mut told, one));
        }
    }
    Found(told).into()
}

/// Both clauses in their own words.
fn quote(told: &mut String, contradiction: &Contradiction) {
    let Contradiction { what, first, second } = contradiction;
    let _ = write!(told, "\n  {what}\n    {}：“{}”", first.file, first.as_written);
    match second {
        Some(second) => {
            let _ = write!(told, "\n    {}：“{}”", second.file, second.as_written);
        }
        None => told.push_str("\n    这一条自身不能成立。"),
    }
}

/// Each edition as it came into force, with every set of the city's own rules that stood beside
/// it, and then the guides.
fn whole_text(book: &RuleBook) -> String {
    let mut texts = Vec::new();
    for edition in book.editions() {
        let beside: Vec<_> = book
            .overlays()
            .iter()
            .filter(|overlay| {
                overlay.in_force_to.is_none_or(|last| edition.in_force_from <= last)
                    && edition.in_force_to.is_none_or(|last| overlay.in_force_from <= last)
            })
            .collect();
        if beside.is_empty() {
            texts.push(edition_text(edition, None));
        }
        texts.extend(beside.into_iter().map(|overlay| edition_text(edition, Some(overlay))));
    }
    texts.extend(book.guides().iter().map(guide_text));
    texts.extend(book.codes().iter().map(codes_text));
    let (n_editions, n_guides) = (book.editions().len(), book.guides().len());
    texts.push(format!(
        "共{n_editions}版方案、{n_guides}份指南、{}份本市规定、{}份赋码规则，没有发现矛盾。\n\n核对人签字：________________　日期：________________\n",
        book.overlays().len(),
        book.codes().len()
    ));
    texts.join("\n")
}
