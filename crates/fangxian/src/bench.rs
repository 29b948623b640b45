//! `fangxian bench`: how fast it is on this machine, beside a fair peer.

mod board;
mod notice;
mod report;
mod timing;

use crate::clock;
use crate::failure::{bad_input, print};
use anyhow::Result;
use clap::Args;
use report::Figure;
use std::path::PathBuf;

/// 测速，写出 report.md 和 report.json
#[derive(Args)]
pub(crate) struct BenchCommand {
    /// 只测这一项：notice_read_ms 或 board_35k_zones_ms
    #[arg(long, value_name = "名称")]
    only: Option<String>,
    /// 写到哪个文件夹，默认 bench；其中别的项目保留
    #[arg(long, value_name = "文件夹", default_value = "bench", hide_default_value = true)]
    to: PathBuf,
}

const NAMES: [&str; 2] = ["notice_read_ms", "board_35k_zones_ms"];

pub(crate) async fn run(command: BenchCommand) -> Result<()> {
    let BenchCommand { only, to } = command;
    if let Some(only) = &only
        && !NAMES.contains(&only.as_str())
    {
        return Err(bad_input(format!("没有“{only}”这一项：有{}。", NAMES.join("、"))));
    }
    for name in NAMES.into_iter().filter(|name| only.as_deref().is_none_or(|only| only == *name)) {
        print(&format!("{name} …\n"))?;
        let figure: Figure = if name == "notice_read_ms" {
            notice::measure()?
        } else {
            board::measure(clock::wall()).await?
        };
        print(&format!("{}\n", figure.line()))?;
        report::keep(&to, &figure, clock::wall().city_day())?;
    }
    print(&format!("{}\n", to.join("report.md").display()))
}
